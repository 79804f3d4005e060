"""What is in force, what it changed, and what a folder lacks: ``antipoverty rules``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from antipoverty._cli.commands import Command
from antipoverty._cli.output import Output
from antipoverty._cli.parameters import BOOK, DATE, About, Argument, Book, On, Option
from antipoverty.text import Text

NAME, TITLE = Text("rulebook", "规则库"), Text("place", "地区")
NOTHING = Text("No value has these words in its name on that day.", "该日没有名称中含有这些词语的参数值。")
Since = Annotated[date | None, Option(Text("The first day that is looked at.", "起始日期。"), DATE)]
Until = Annotated[date | None, Option(Text("The last day that is looked at.", "截止日期。"), DATE)]
Base = Annotated[
    str | None,
    Argument(
        Text(
            "The rulebook to compare with; what the first stands on, if left out.",
            "对照的规则库；省略时为其上级规则库。",
        ),
        BOOK,
    ),
]


def list_(out: Output) -> None:
    from antipoverty import rulebooks

    books = [(name, rulebooks.load(name).title) for name in rulebooks.available()]
    out.data({name: dict(title) for name, title in books})
    out.table((NAME, TITLE), books)


def show(out: Output, rulebook: Book = "cn", *, on: On, about: About = "") -> None:
    from antipoverty import rulebooks

    values = rulebooks.load(rulebook).at(on).values(about)
    out.show(values, full=True)
    if not values:
        out.say(NOTHING)


def changes(out: Output, rulebook: Book = "cn", *, since: Since = None, until: Until = None, about: About = "") -> None:
    from antipoverty import rulebooks

    history = rulebooks.changes(rulebook, since=since or date.min, until=until or date.max, about=about)
    out.show(history, full=True)


def check(out: Output, rulebook: Book, *, on: On) -> bool:
    from antipoverty import rulebooks

    found = rulebooks.check(rulebook, on=on)
    out.show(found, full=True)
    return not found.remarks


def diff(out: Output, rulebook: Book, base: Base = None, *, on: On) -> None:
    from antipoverty import rulebooks

    out.show(rulebooks.compare(rulebook, base, on=on), full=True)


LIST = Command(
    list_,
    Text("Name the rulebooks that come with the library.", "列出随库所带的规则库。"),
    ("rules list",),
    "list",
)
SHOW = Command(
    show,
    Text(
        "Show the values in force on a day, each with its document and grade.",
        "显示某日施行的各项参数值及其依据、可信度。",
    ),
    ("rules show --on 2016-12-31 --about line", "rules show cn/guizhou --on 2023-06-01 --about 监测"),
)
CHANGES = Command(
    changes,
    Text(
        "Show what changed on which day: old value, new value, by which document.",
        "显示何日有何变动：旧值、新值及所依文件。",
    ),
    ("rules changes --since 2021-01-01", "rules changes cn/guizhou --about 监测范围"),
)
CHECK = Command(
    check,
    Text(
        "Say what a rulebook's folder lacks; exit code 1 if there is anything.",
        "说明规则库文件夹尚缺什么；有缺漏的，退出码为 1。",
    ),
    ("rules check our-county --on 2024-06-01",),
)
DIFF = Command(
    diff,
    Text("Show what a rulebook changes against another, rule by rule.", "逐项显示规则库与另一规则库的不同。"),
    ("rules diff cn/guizhou --on 2014-05-01", "rules diff our-county cn/gansu --on 2024-06-01"),
)
