"""What is printed and posted: ``review``, ``reconcile``, ``notice`` and ``card``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output, refuse_existing
from antipoverty._cli.parameters import DATE, FILE, Argument, Files, Force, On, Option, Rules
from antipoverty._cli.registers import homes_of
from antipoverty._cli.usage import Unusable
from antipoverty.errors import InvalidValue
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.records import Household
    from antipoverty.reviews import Summary, Township

KEY, NAME = Text("KEY", "编号"), Text("NAME", "名称")
Name = Annotated[
    str,
    Option(
        Text(
            "What the review calls the township; the folder's name otherwise.", "总结中的名称；未指明的，用文件夹名。"
        ),
        NAME,
    ),
]
Page = Annotated[
    Path | None,
    Option(
        Text(
            "The file to write: .html for a browser, .docx for Word, .md or .json.",
            "写入的文件：.html 供浏览器打开，.docx 供 Word 打开，或 .md、.json。",
        ),
        FILE,
    ),
]
Sheet = Annotated[
    Path,
    Option(
        Text("The file to write: .html for a browser, .docx for Word, or .md.", "写入的文件：.html、.docx 或 .md。"),
        FILE,
    ),
]
Summaries = Annotated[
    list[str],
    Argument(
        Text(
            "Figures of a printed summary and their relations, as .toml; or a sample: mountain-town, sub-district,"
            " village-programme.",
            "印载总结的各数及其勾稽关系（.toml 文件），或样例：mountain-town、sub-district、village-programme。",
        ),
        FILE,
    ),
]
Village = Annotated[str, Option(Text("The key of the village.", "村编号。"), KEY)]
Step = Annotated[
    str,
    Option(Text("The step of identification that is posted.", "公示所属的识别步骤。"), Text("STEP", "步骤")),
]
Who = Annotated[str, Argument(Text("The key of the household.", "户编号。"), KEY)]
Until = Annotated[date, Option(Text("The last day of the plan.", "帮扶计划截止日期。"), DATE)]
Responsible = Annotated[str, Option(Text("Who is in charge of the household.", "帮扶责任人。"), NAME)]

FIGURES = Text(
    "{name}, {on}: {known} of {figures} figures are known.", "{name}（{on}）：{figures}项指标，已知{known}项。"
)
NO_TOML = Text("{file}: no TOML: {why}", "{file}：不是有效的 TOML 文件：{why}")
NO_TABLE = Text("No table of households in the files given.", "所给文件中没有农户表。")
NO_VILLAGE = Text(
    "--village: there is no {given!r}; there are {villages}", "--village：没有 {given!r}；现有：{villages}"
)
NO_VILLAGES = Text("--village: the table of households names no village.", "--village：农户表中未填所在村。")
NO_HOUSEHOLD = Text("{given!r}: there is no such household.", "没有编号为 {given!r} 的户。")
LISTED = Text(
    "Listed: {listed} of {households} households. Tables hold no names: write those of the heads in by hand.",
    "列入{listed}户，共{households}户。表中不存姓名，户主一栏请手工填写。",
)
UNDECIDED = Text(
    "Not listed, since it is not known whether they are poor (antipoverty why says what is missing): {keys}",
    "资料不全、无法判定而未列入（所缺见 antipoverty why）：{keys}",
)
REFUSED = Text("Not listed, since the row cannot be: {why}", "数据有误而未列入：{why}")
UNPLACED = Text(
    "In no village's list, as the tables name no village for them; households: {number:,}.",
    "表中未填村而不在任何一村名单内的：{number:,}户。",
)


def review(
    out: Output, files: Files, *, on: On, name: Name = "", rules: Rules = "cn", to: Page = None, force: Force = False
) -> bool:
    """Draft a township's annual review from its tables."""
    from antipoverty import documents, rulebooks
    from antipoverty.reviews import draft, read_township, reconcile

    if to is not None:
        refuse_existing(to, force=force)
    book, called = rulebooks.load(rules), name or files[0].resolve().stem
    with out.progress(REVIEW.text):
        town = read_township(files)
        drafted = draft(town, on=on, rulebook=book, name=Text(called, called))
    sums = reconcile(drafted)
    known = sum(figure.value is not None for figure in drafted.figures.values())
    if drafted.materials is not None:
        out.say(drafted.materials.explain(out.language, detail="brief"))
    out.show(sums)
    out.say(FIGURES, name=called, on=on, known=known, figures=len(drafted.figures))
    if to is not None:
        with out.writing(to, force=force):
            documents.write(drafted, to, language=out.language, overwrite=True)
    return not sums.broken


def reconcile(out: Output, summaries: Summaries) -> bool:
    """Hold the figures of a printed summary against each other."""
    from antipoverty.reviews import reconcile

    sums = tuple(reconcile(_summary(each)) for each in summaries)
    out.show(sums)
    return not any(each.broken for each in sums)


def _summary(name: str) -> Summary:
    from antipoverty import samples
    from antipoverty.reviews import read_summary

    if name in samples.SUMMARIES:
        return samples.load_summary(name)
    try:
        return read_summary(tomllib.loads(Path(name).read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(NO_TOML, file=name, why=error) from error


def notice(
    out: Output,
    files: Files,
    *,
    village: Village,
    on: On,
    to: Sheet,
    step: Step = "first-notice",
    rules: Rules = "cn",
    force: Force = False,
) -> bool:
    """Write the list of poor households that a village posts."""
    import polars as pl

    from antipoverty import documents, records, rulebooks
    from antipoverty.causes import classify
    from antipoverty.identification import identify
    from antipoverty.prose import explain
    from antipoverty.rules import Outcome

    refuse_existing(to, force=force)
    book = rulebooks.load(rules)
    town = _town(files)
    names = _villages(town)
    if village not in names:
        raise Unusable(NO_VILLAGE if names else NO_VILLAGES, given=village, villages=", ".join(names))
    refused: list[InvalidValue] = []
    found: dict[Outcome, list[Household]] = {outcome: [] for outcome in Outcome}
    for each in _households(town, pl.col("village") == village, refused):
        try:
            found[identify(each, on=on, rulebook=book).outcome].append(each)
        except InvalidValue as error:
            refused.append(error)
    poor, open_still = found[Outcome.MET], [each.id for each in found[Outcome.UNKNOWN]]
    listed = documents.household_list(
        [(each, classify(each, on=on, rulebook=book)) for each in poor],
        village=records.Village(village, name=names[village]),
        step=step,
        posted=on,
        rulebook=book,
    )
    with out.writing(to, force=force):
        documents.write(listed, to, language=out.language, overwrite=True)
    out.say(LISTED, listed=len(poor), households=sum(map(len, found.values())) + len(refused))
    if open_still:
        out.say(UNDECIDED, keys=", ".join(open_still[:10]) + " …"[: 2 * (len(open_still) > 10)])
    for wrong in refused:
        out.say(REFUSED, why=explain(wrong, out.language))
    if unplaced := homes_of(town)["village"].null_count():
        out.say(UNPLACED, number=unplaced)
    out.data(
        {
            "listed": [each.id for each in poor],
            "undecided": open_still,
            "refused": [str(wrong) for wrong in refused],
            "unplaced": unplaced,
        }
    )
    return not open_still and not refused and not unplaced


def card(
    out: Output,
    files: Files,
    household: Who,
    *,
    on: On,
    until: Until,
    responsible: Responsible,
    to: Page = None,
    rules: Rules = "cn",
    force: Force = False,
) -> None:
    """Make a household's card: its situation, causes and plan."""
    import polars as pl

    from antipoverty import assistance, cards, documents, rulebooks
    from antipoverty.causes import classify

    if to is not None:
        refuse_existing(to, force=force)
    book = rulebooks.load(rules)
    found = _households(_town(files), pl.col("id") == household)
    if not found:
        raise Unusable(NO_HOUSEHOLD, given=household)
    causes = classify(found[0], on=on, rulebook=book)
    plan = assistance.plan(found[0], causes, on=on, until=until, responsible=responsible, rulebook=book)
    made = cards.card(found[0], plan)
    out.show(made, full=True)
    if to is not None:
        with out.writing(to, force=force):
            documents.write(made, to, language=out.language, overwrite=True)


def _town(files: Sequence[Path]) -> Township:
    """The tables of some files, of which one has households."""
    from antipoverty.reviews import read_township

    town = read_township(files, unreadable="unknown")
    if "households" not in town.tables:
        raise Unusable(NO_TABLE)
    return town


def _villages(town: Township) -> dict[str, str | None]:
    """The villages of the households, each with its name if there is a table of villages."""
    keys = homes_of(town)["village"].drop_nulls().unique().sort()
    table = town.tables.get("villages")
    names = {} if table is None or "name" not in table.columns else dict(table.select("id", "name").iter_rows())
    return {key: names.get(key) for key in keys}


def _households(town: Township, which: pl.Expr, refused: list[InvalidValue] | None = None) -> list[Household]:
    """Some of the households, with their members."""
    from antipoverty.registers import records

    homes, members = homes_of(town).filter(which), town.tables.get("members")
    if members is not None:
        members = members.join(homes.select(household="id"), on="household", how="semi")
    return [*records(homes, members, refused=None if refused is None else refused.append)]


REVIEW = Command(
    review,
    Text(
        "Draft a township's annual review from a folder of its tables, and say what does not add up.",
        "由乡镇各表所在文件夹写出年度总结，并指出对不上的数。",
    ),
    ("review 2014 --on 2014-12-31 --rules cn/sichuan --to review.html",),
)
RECONCILE = Command(
    reconcile,
    Text("Hold the figures of a printed summary against each other.", "核对一份印载总结中的各数。"),
    ("reconcile mountain-town sub-district", "reconcile our-town.toml"),
)
NOTICE = Command(
    notice,
    Text(
        "Write the list of poor households that a village posts: keys, persons and main causes.",
        "写出村级公示名单：户编号、家庭人口和主要致贫原因。",
    ),
    ("notice 2014 --village v1 --on 2014-05-10 --to notice.docx",),
)
CARD = Command(
    card,
    Text(
        "Make a household's card: its situation, causes and plan.", "制作一户的明白卡：基本情况、致贫原因和帮扶计划。"
    ),
    ("card 2014 h1 --on 2014-05-10 --until 2014-12-31 --responsible c1",),
)
