"""From files of a register to findings, decisions and reasons: look, check, decide, why, simulate."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output, refuse_existing
from antipoverty._cli.parameters import (
    BOOK,
    DATE,
    FILE,
    FOLDER,
    Argument,
    Files,
    Force,
    Full,
    On,
    Option,
    Rules,
)
from antipoverty._cli.usage import Unusable
from antipoverty.text import COLON, Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.registers import Look
    from antipoverty.reviews import Township
    from antipoverty.rules import Rule

KEY = Text("KEY", "户编号")
TO_READ, TO_CHECK, TO_DECIDE = Text("reading", "读取"), Text("checking", "核查"), Text("deciding", "判定")
NO_KNOWN, LINES = Text("no table that is known", "不是已知的表"), Text("{lines}", "{lines}")
_LEAST_HEADINGS = 3
NO_HOUSEHOLDS = Text("No table of households was read:\n{files}", "未读到农户表：\n{files}")
NO_KEY = Text(
    "No household has the key {given!r} ({rows:,} were read).", "没有户编号为 {given!r} 的农户（读取{rows:,}户）。"
)
NO_RULE = Text(
    "--rule: got {given!r}; expected one of {known}.", "--rule：没有 {given!r} 这条规则；应为以下之一：{known}。"
)
NOT_SET = Text(
    "--set: got {given!r}; expected NAME=VALUE, such as monitoring.scope=7300.",
    "--set：{given!r} 无法使用；应为 名称=值，如 monitoring.scope=7300。",
)
SHORT_SECRET = Text("{path}: expected at least 16 bytes.", "{path}：应至少有16字节。")
VILLAGE, OUTCOMES = Text("village", "村"), (Text("met", "符合"), Text("not met", "不符合"), Text("unknown", "无法判定"))
HOUSEHOLDS, ALL, NOWHERE = Text("households", "户数"), Text("all", "合计"), Text("(not known)", "（不详）")

Strict = Annotated[
    bool,
    Option(
        Text(
            "Set a row apart if a cell of it cannot be read; otherwise that cell is unknown.",
            "单元格无法读取的，整行隔离；未指明的，仅该单元格按不明处理。",
        )
    ),
]
Secret = Annotated[
    Path | None,
    Option(
        Text(
            "A file of at least 16 bytes under which digests of identity numbers are kept, the same in every run.",
            "至少16字节的密钥文件；身份证号码只以其摘要保存，同一密钥各次运行所得相同。",
        ),
        FILE,
    ),
]
Report = Annotated[
    Path | None,
    Option(
        Text(
            "A page to write: findings by village and kind (.html, .docx or .md).",
            "写入核查报告：按村、按类列示（.html、.docx 或 .md）。",
        ),
        FILE,
    ),
]
Mark = Annotated[
    Path | None,
    Option(
        Text(
            "A folder for copies of the files, cells with findings coloured and commented.",
            "写入标注副本的文件夹：有疑点的单元格着色并加批注。",
        ),
        FOLDER,
    ),
]
Decided = Annotated[
    Path | None,
    Option(
        Text(
            "A file to write: households and outcomes, with the rules (.xlsx) or for programs (.csv, .parquet).",
            "写入的文件：各户及判定结果；.xlsx 附所用规则，.csv、.parquet 供程序读取。",
        ),
        FILE,
    ),
]
RuleName = Annotated[
    str, Option(Text("The rule, such as household-exit.", "所用规则，如 household-exit。"), Text("RULE", "规则"))
]
Key = Annotated[str, Argument(Text("The key of the household.", "户编号。"), KEY)]
Reform = Annotated[
    str | None, Option(Text("The rulebook of the reform; the same, if left out.", "改革后的规则库；省略时不变。"), BOOK)
]
Then = Annotated[
    date | None, Option(Text("The day of the reform; the same, if left out.", "改革后的日期；省略时不变。"), DATE)
]
Values = Annotated[
    list[str],
    Option(
        Text("A value that the reform sets; may be given several times.", "改革所设的参数值，可多次给出。"),
        Text("NAME=VALUE", "名称=值"),
        ("--set",),
    ),
]
By = Annotated[
    list[str],
    Option(Text("A column by which to group, such as village.", "分组的列，如 village。"), Text("COLUMN", "列")),
]


def look(out: Output, files: Files) -> bool:
    from antipoverty import registers
    from antipoverty.errors import AntipovertyError

    seen: list[tuple[str, Look]] = []
    failed: list[str] = []
    for path in _each(files):
        try:
            sheets = registers.parts(path)
        except AntipovertyError as error:
            failed.append(f"{path.name}: {error}")
            continue
        for sheet in sheets if len(sheets) > 1 else [None]:
            name = path.name if sheet is None else f"{path.name} [{sheet}]"
            try:
                seen.append((name, registers.look(path, part=sheet)))
            except AntipovertyError as error:
                failed.append(f"{name}: {error}")
                continue
            known = _is_known(seen[-1][1])
            out.say(f"\n{name}" if known else f"\n{name}{COLON[out.language]}{NO_KNOWN[out.language]}")
            if known:
                out.describe(seen[-1][1], full=True)
    if not seen:
        raise Unusable(LINES, lines="\n".join(failed))
    for line in failed:
        out.warn(line)
    out.data([_looked_at(name, each) for name, each in seen])
    known_ones = [each for _, each in seen if _is_known(each)]
    return bool(known_ones) and not any(each.missing or each.refused for each in known_ones)


def check(
    out: Output,
    files: Files,
    *,
    on: On,
    rules: Rules = "cn",
    report: Report = None,
    mark: Mark = None,
    full: Full = False,
    strict: Strict = False,
    secret: Secret = None,
    force: Force = False,
) -> bool:
    from antipoverty import documents, registers, rulebooks

    key = _secret(secret)
    copies = {} if mark is None else _copies(_each(files), mark)
    if mark is not None:
        mark.mkdir(parents=True, exist_ok=True)
    for copy in copies.values():
        refuse_existing(copy, force=force)
    if report is not None:
        refuse_existing(report, force=force, suffixes=(".html", ".docx", ".md"))
    town = _read(out, files, strict=strict, secret=key)
    tables = (town.tables.get(name) for name in ("households", "members", "villages"))
    with out.progress(TO_CHECK):
        found = registers.check(*tables, on=on, rulebook=rulebooks.load(rules))
    out.data({name: getattr(found, name).to_dicts() for name in ("counts", "findings", "not_made", "completeness")})
    out.describe(found, full=full)
    if report is not None:
        with out.writing(report, force=force):
            documents.write(found, report, language=out.language, overwrite=force)
    for path, copy in copies.items():
        if readings := town.readings.get(path):
            with out.writing(copy, force=force):
                registers.mark(readings, path, copy, report=found, language=out.language)
    return found.findings.is_empty()


def decide(
    out: Output,
    files: Files,
    *,
    on: On,
    rules: Rules = "cn",
    rule: RuleName = "poor-household",
    to: Decided = None,
    strict: Strict = False,
    secret: Secret = None,
    force: Force = False,
) -> None:
    from antipoverty import registers, rulebooks

    asked, book = _rule(rule), rulebooks.load(rules)
    if to is not None:
        refuse_existing(to, force=force, suffixes=(".xlsx", ".csv", ".parquet"))
    town = _read(out, files, strict=strict, secret=_secret(secret))
    households, members = town.tables["households"], town.tables.get("members")
    with out.progress(TO_DECIDE):
        decided = registers.evaluate(
            households, on=on, rulebook=book, rules=[asked], absent="unknown", members=members, shortfall=True
        )
        open_ones = registers.why_unknown(homes_of(town), members=members, on=on, rulebook=book, rules=[asked])
    counts = [*_counts(decided, asked.column)]
    names = [name for name in ("id", "village", *decided.columns[households.width :]) if name in decided.columns]
    out.data({"rule": asked.id, "on": on, "villages": counts, "households": decided.select(names).to_dicts()})
    out.table((VILLAGE, HOUSEHOLDS, *OUTCOMES), counts)
    out.describe(open_ones)
    if to is not None:
        with out.writing(to, force=force):
            if to.suffix.lower() == ".xlsx":
                registers.write(decided, to, language=out.language, on=on, rulebook=book, rules=[asked])
            else:
                registers.write(decided, to)


def why(
    out: Output,
    files: Files,
    key: Key,
    *,
    on: On,
    rules: Rules = "cn",
    rule: RuleName = "poor-household",
    full: Full = False,
    strict: Strict = False,
) -> None:
    from antipoverty import registers, rulebooks

    asked, book = _rule(rule), rulebooks.load(rules)
    town = _read(out, files, strict=strict, secret=_secret(None), quiet=True)
    households, members = town.tables["households"], town.tables.get("members")
    if key not in households["id"]:
        raise Unusable(NO_KEY, given=key, rows=households.height)
    out.show(registers.decide_row(households, key, members=members, on=on, rulebook=book, rule=asked), full=full)


def simulate(
    out: Output,
    files: Files,
    *,
    on: On,
    rules: Rules = "cn",
    reform: Reform = None,
    then: Then = None,
    values: Values = [],  # noqa: B006  # as typer reads it; nothing is put in
    rule: RuleName = "poor-household",
    by: By = [],  # noqa: B006  # as typer reads it; nothing is put in
    full: Full = False,
    strict: Strict = False,
) -> None:
    from antipoverty import registers, rulebooks

    book = rulebooks.load(rules)
    changed = rulebooks.load(reform or rules).override(dict(_set(values)))
    town = _read(out, files, strict=strict, secret=_secret(None), quiet=True)
    with out.progress(TO_DECIDE):
        found = registers.simulate(
            homes_of(town), base=(book, on), reform=(changed, then or on), rule=_rule(rule), by=by,
            absent="unknown", members=town.tables.get("members"),
        )  # fmt: skip
    out.show(found, full=full)


def _each(places: Iterable[Path]) -> Iterator[Path]:
    """The files of some places."""
    for place in places:
        inside = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
        yield from (path for path in inside if path == place or not path.name.startswith((".", "~$")))


def homes_of(town: Township) -> pl.DataFrame:
    """The table of households, with a village for each: not known, where the table says nothing of villages."""
    import polars as pl

    homes = town.tables["households"]
    return homes if "village" in homes.columns else homes.with_columns(village=pl.lit(None, pl.String))


def _copies(files: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """For each file a copy of its own, also where files of several folders or kinds have one name."""
    copies: dict[Path, Path] = {}
    for path in files:
        names = (folder / f"{path.stem}{end}.xlsx" for end in ("", *map("-{}".format, range(2, len(copies) + 2))))
        copies[path] = next(name for name in names if name not in copies.values())
    return copies


def _is_known(seen: Look) -> bool:
    """Whether a sheet is a table at all: it lacks nothing, or has more than the headings that any list may have."""
    return not seen.missing or sum(name is not None for name in seen.columns.values()) >= _LEAST_HEADINGS


def _read(out: Output, files: list[Path], *, strict: bool, secret: bytes, quiet: bool = False) -> Township:
    """The tables of the files, what came of each said first."""
    from antipoverty import reviews

    with out.progress(TO_READ) as count:
        town = reviews.read_township(
            files, secret=secret, unreadable="quarantine" if strict else "unknown", progress=count
        )
    assert town.materials is not None
    if "households" not in town.tables:
        raise Unusable(NO_HOUSEHOLDS, files=town.materials.explain(out.language, detail="brief"))
    if not quiet:
        out.describe(town.materials)
    return town


def _secret(path: Path | None) -> bytes:
    """The bytes under which digests are kept: those of a file, or others in every run."""
    if path is None:
        return secrets.token_bytes(32)
    held = path.read_bytes().strip()
    if len(held) < 16:
        raise Unusable(SHORT_SECRET, path=path)
    return held


def _rule(name: str) -> Rule:
    from antipoverty._shared.every_rule import every_rule

    known = {each.id: each for each in every_rule().values() if each.subject == "household"}
    if name not in known:
        raise Unusable(NO_RULE, given=name, known=", ".join(known))
    return known[name]


def _set(given: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """The values that are set, each as TOML has it; a word without quotes is one."""
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise Unusable(NOT_SET, given=each)
        try:
            yield name, tomllib.loads(f"value = {value}", parse_float=Decimal)["value"]
        except tomllib.TOMLDecodeError:
            yield name, value


def _counts(decided: pl.DataFrame, column: str) -> Iterator[tuple[object, ...]]:
    """For each village and in all: how many households, met, not met and unknown."""
    import polars as pl

    outcome = pl.col(column)
    ways = {"met": outcome.sum(), "not met": (~outcome).sum(), "unknown": outcome.is_null().sum()}
    counted = [pl.len().alias("households"), *(count.alias(name) for name, count in ways.items())]
    if "village" in decided.columns:
        for village, *counts in decided.group_by("village").agg(counted).sort("village").iter_rows():
            yield NOWHERE if village is None else village, *counts
    yield ALL, *decided.select(counted).row(0)


def _looked_at(name: str, seen: Look) -> dict[str, object]:
    """A look as plain data."""
    return {
        "file": name,
        "table": seen.schema.name,
        "heading_rows": seen.heading_rows,
        "rows": seen.rows,
        "columns": dict(seen.columns),
        "units": dict(seen.units),
        "missing": seen.missing,
        "refused": {heading: dict(why) for heading, why in seen.refused.items()},
        "ignored": seen.ignored,
        "unknown_words": seen.unknown_words.to_dicts(),
        "unreadable": seen.unreadable.to_dicts(),
    }


LOOK = Command(
    look,
    Text(
        "Look at files: which table each is, where its headings stand, what is not known. Nothing is written; exit "
        "code 1 if a heading is missing.",
        "查看文件：属于哪张表、表头在哪一行、哪些内容不能识别。不写入任何文件；缺少必要表头的，退出码为 1。",
    ),
    ("look households.xlsx", "look our-town"),
)
CHECK = Command(
    check,
    Text(
        "Check a register: what contradicts itself, what is doubtful, what is blank; exit code 1 if anything is found.",
        "核查名册：相互矛盾、存疑、空缺的内容；发现疑点的，退出码为 1。",
    ),
    (
        "check our-town --on 2016-12-31 --report findings.html",
        "check households.xlsx members.xlsx --on 2016-12-31 --mark marked",
    ),
)
DECIDE = Command(
    decide,
    Text(
        "Decide every household by a rule, and write the list with the rules and their sources.",
        "按规则判定每一户，并写出名单及所用规则、依据。",
    ),
    (
        "decide our-town --on 2014-05-01 --to decided.xlsx",
        "decide our-town --on 2016-12-31 --rule household-exit",
    ),
)
WHY = Command(
    why,
    Text(
        "Say why a household was decided as it was, in ten lines; in full with every value and source.",
        "说明某户判定的理由，十行以内；可列出全部数值与依据。",
    ),
    ("why our-town h1 --on 2014-05-01", "why our-town h1 --on 2014-05-01 --rules cn/guizhou --full"),
)
SIMULATE = Command(
    simulate,
    Text(
        "Compare what a rule decides of a register before and after a reform, or on two days.",
        "比较改革前后（或两个日期）同一规则对名册的判定。",
    ),
    (
        "simulate our-town --on 2014-05-01 --set poverty_line.statistical=2800",
        "simulate our-town --on 2014-05-01 --reform cn/guizhou --by village",
    ),
)
