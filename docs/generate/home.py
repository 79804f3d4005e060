"""The picture on the home page: one rule, read four ways. ``python docs/generate/home.py`` writes it into both pages.

What the picture shows is decided, counted and proved while it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import narwhals as nw
import polars as pl

from antipoverty import rulebooks
from antipoverty._engine.conditions import simplified
from antipoverty._engine.prose.statements import state
from antipoverty._engine.prose.values import digits
from antipoverty.facts.household import NET_INCOME, SIZE
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Household, Income
from antipoverty.rules import Condition, bind, expression, prove_monotone
from antipoverty.text import Text
from writing import DOCS, LANGUAGES, Language, table

__all__ = ["picture", "put_in"]

_BEGIN, _END = "<!-- written by docs/generate/home.py -->", "<!-- end of what docs/generate/home.py writes -->"
_ON = date(2014, 5, 1)
#: Made up: net income of the year in yuan, of households of four.
_INCOMES = (Decimal(10_000), Decimal(12_000), None)
_SIZE = 4

_CAPTION = Text(
    "One rule, read four ways, as it stood on {}. The households are made up.",
    "一条规则，四种读法（规则取{}的口径，农户系虚构）。",
)
_RULE = Text("The rule, with the values of the day", "规则（已代入当日数值）")
_ONE = Text("[For one household](rules/try.md): the outcome and its reasons", "[用于一户](rules/try.md)：结论与理由")
_MANY = Text(
    "[For a register](howto/registers.md): one column for all rows",
    "[用于整张登记表](howto/registers.md)：各户结论成一列",
)
_PAGE = Text(
    "[As a page](rules/poor-household.md): in two languages", "[写成规则页](rules/poor-household.md)：中英对照"
)
_PROOF = Text(
    "[As a proof](rules/poor-household.md): true of every household",
    "[用于证明](rules/poor-household.md)：对任何农户均成立",
)
_CLAIM = Text("More income never makes a household poor.", "收入增加，绝不会使农户转为贫困。")
_PROVED = Text(
    "Proved for every household that there can be: no example has to be tried.",
    "就一切可能的农户予以证明，无须逐例试算。",
)
_INCOME, _PEOPLE = Text("net income, yuan", "年纯收入（元）"), Text("persons", "人口")
_POOR, _UNKNOWN = Text("poor?", "是否贫困"), Text("unknown", "未知")
_MARKS = {True: "✓", False: "✗", None: "?"}


def picture(language: Language) -> Iterator[str]:
    """The rule, and below it a card a reading: Markdown within HTML."""
    bound = bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(_ON))
    condition = simplified(bound.rule.condition)
    (document,) = {value.citation.short(language) for value in bound.parameters if value.name == "identification.basis"}
    household = Household("1", size=_SIZE, income=Income(stated=_INCOMES[0]), already_helped=False)
    reasons = identify(household, on=_ON).explain(language, detail="brief").split("\n")
    assert prove_monotone(_CLAIM.en, condition, NET_INCOME, direction="falling")
    yield '<figure class="readings" markdown="1">\n'
    yield f'<figcaption markdown="span">{_CAPTION[language].format(_ON)}</figcaption>\n'
    yield from _card(_RULE[language], [state(condition, language), f"*{document}*"], "rule")
    yield from _card(_ONE[language], [f"✓ {reasons[0]}", *reasons[1:]])
    yield from _card(_MANY[language], ["\n".join(_register(condition, language)).strip()])
    yield from _card(_PAGE[language], [state(condition, each) for each in LANGUAGES])
    yield from _card(_PROOF[language], [_CLAIM[language], _PROVED[language]])
    yield "</figure>"


def _card(title: str, paragraphs: Iterable[str], kind: str = "reading") -> Iterator[str]:
    yield f'<div class="{kind}" markdown="1">\n'
    yield f"**{title}**\n"
    yield "\n\n".join(paragraphs) + "\n"
    yield "</div>\n"


def _register(condition: Condition, language: Language) -> Iterator[str]:
    """The households as rows, with the column that the rule gives them."""
    fen = [None if income is None else int(income * 100) for income in _INCOMES]
    frame = nw.from_native(pl.DataFrame({NET_INCOME.column: fen, SIZE.column: [_SIZE] * len(fen)}))
    poor = frame.select(poor=expression(condition))["poor"].to_list()
    rows = (
        (_UNKNOWN[language] if income is None else digits(income, language), str(_SIZE), _MARKS[outcome])
        for income, outcome in zip(_INCOMES, poor, strict=True)
    )
    yield from table((_INCOME[language], _PEOPLE[language], _POOR[language]), rows)


def put_in(page: str, language: Language) -> str:
    """A home page with the picture between its two marks."""
    drawn = "\n".join((_BEGIN, "", *picture(language), "", _END))
    written, count = re.subn(f"{_BEGIN}.*?{_END}", lambda _: drawn, page, count=1, flags=re.DOTALL)
    assert count, "the page has no marks for the picture"
    return written


def main() -> None:
    """Write the picture into the home page of each language."""
    for language in LANGUAGES:
        path = DOCS / language / "index.md"
        path.write_text(put_in(path.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()
