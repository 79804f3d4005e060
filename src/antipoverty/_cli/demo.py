"""From nothing to an answer: ``antipoverty demo``, on one screen."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output, refuse_existing
from antipoverty._cli.parameters import FOLDER, Force, Option
from antipoverty.records import Household
from antipoverty.text import Text

#: The day of the identification, within the round of 2014.
ON = date(2014, 5, 10)
To = Annotated[
    Path | None,
    Option(Text("The folder to write; a new one otherwise.", "写入的文件夹；未指明的，新建一个。"), FOLDER),
]
MADE_UP = Text(
    "A town whose totals are printed ones; every household, person and village in it is made up.\n"
    "{villages} villages, {households:,} households, {persons:,} persons.",
    "某镇：合计数为公开印载的数字，其中农户、人员和村均为虚构。\n{villages}个村，{households:,}户，{persons:,}人。",
)
HEADINGS = (
    Text("the list", "名单"),
    Text("households by the rules", "按规则（户）"),
    Text("printed", "印载（户）"),
    Text("persons by the rules", "按规则（人）"),
    Text("printed", "印载（人）"),
)
ROWS = {
    "poor": Text("poor by the income of 2013", "按2013年收入识别为贫困"),
    "helped": Text("deleted, helped already", "已受其他项目帮扶而删除"),
    "entered": Text("left on the list", "名单留存"),
}
ONE = Text("One household, {key}, whose answer the smallest change would turn:", "其中一户{key}，稍有变化结论即不同：")
BROKEN = Text("\nWhat does not add up in the printed summary:", "\n印载总结中对不上的数：")
REVIEW = Text(
    "\nThe review of the town's year, with pictures, to open in a browser:\n  {page}\nNext:\n  {command}",
    "\n该镇当年总结（含图），用浏览器打开：\n  {page}\n下一步：\n  {command}",
)


WRITING = Text("Writing the review", "正在写出年度总结")


def demo(out: Output, *, to: To = None, force: Force = False) -> None:
    """Identify the poor of a made-up town, explain one household, and write the review of its year."""
    from antipoverty import documents, rulebooks, samples
    from antipoverty.identification import identify
    from antipoverty.reviews import draft, reconcile, write_township
    from antipoverty.rules import Outcome

    if to is not None:
        refuse_existing(to, force=force)
    villages, households = samples.make_register()
    decisions = {each.id: identify(each, on=ON) for each in households}
    poor = [each for each in households if decisions[each.id].outcome is Outcome.MET]
    lists = {
        "poor": poor,
        "helped": [each for each in poor if each.already_helped],
        "entered": [each for each in poor if not each.already_helped],
    }
    summary = samples.load_summary("mountain-town")
    counts = {
        key: {
            "households": {"rules": len(listed), "printed": int(summary.figures[f"{key}_households"].value or 0)},
            "persons": {"rules": _persons(listed), "printed": int(summary.figures[f"{key}_persons"].value or 0)},
        }
        for key, listed in lists.items()
    }
    nearest = decisions[min(poor, key=lambda each: abs(Decimal(decisions[each.id].shortfalls[0].change or 0))).id]
    out.say(MADE_UP, villages=len(villages), households=len(households), persons=_persons(households))
    out.table(HEADINGS, [(text, *_numbers(counts[key])) for key, text in ROWS.items()])
    out.say(ONE, key=nearest.subject)
    out.say(nearest.explain(out.language, detail="brief"))
    out.say(BROKEN)
    out.say(reconcile(summary).explain(out.language, detail="brief"))

    folder = Path(tempfile.mkdtemp(prefix="demo-")) if to is None else to
    town = samples.make_township(language=out.language)
    with out.progress(WRITING):
        write_township(town, folder / "tables")
        review = draft(town, on=samples.DAY, rulebook=rulebooks.load("cn/sichuan"), name=samples.TOWN)
        page = documents.write(review, folder / f"review.{out.language}.html", language=out.language, overwrite=True)
    out.say(REVIEW, page=page, command=f"{_program()} review {folder / 'tables'} --on {samples.DAY}")
    out.data({"counts": counts, "page": page, "tables": folder / "tables"})


def _persons(households: Iterable[Household]) -> int:
    return sum(each.size or 0 for each in households)


def _numbers(counts: Mapping[str, Mapping[str, int]]) -> Iterator[int]:
    for pair in counts.values():
        yield from pair.values()


def _program() -> str:
    """How this program is called where nothing has been put on the path."""
    python = min(sys.executable, os.path.relpath(sys.executable), key=len)
    return "antipoverty" if shutil.which("antipoverty") else f"{python} -m antipoverty"


ABOUT = Text(
    "Identify the poor of a made-up town, explain one household, and write the review of its year.",
    "以虚构的一个镇演示：识别贫困户、说明一户、写出当年总结。",
)
DEMO = Command(demo, ABOUT, ("demo", "demo --language zh --to our-demo"))
