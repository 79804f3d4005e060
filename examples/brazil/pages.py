"""Write the pages of Bolsa Família as HTML, in Portuguese and English: ``python examples/brazil/pages.py FOLDER``.

They are those of every rule and amount of the library (`docs/generate`), with the words of this folder. The examples
are decided and the claims proved as a page is written. Needs the extras ``proof`` and ``docs``.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "docs" / "generate")]

import markdown

from antipoverty import rulebooks
from antipoverty.prose import explain
from antipoverty.rules import Quantity, Rule, bind, calculate, decide
from antipoverty.text import Language, Text
from brazil.proofs import ASSUMED, ONE_MORE, prove
from brazil.rules import (
    BENEFIT,
    ENTRY,
    FAMILY,
    FULL_BENEFIT,
    INCOME,
    PROTECTION,
    RETURN,
    SIZE,
    VARIABLE,
    YOUNG,
    Family,
    Income,
    Member,
)
from pages import HEADINGS
from quantities import quantity_page
from rule_pages import rule_page
from worked import Worked, WorkedQuantity

BOOK = rulebooks.load(HERE)
ON = date(2025, 7, 1)
_Known: TypeAlias = dict[str, bool | int | str | None]
_ONE: _Known = {"registered": True, "visited": True, "family_income": 218_00, "size": 1}
_KEPT: _Known = {"registered": True, "protected": True, "size": 5, "protected_months": 3, "protected_by": "work"}
_COMPOSED: _Known = {"size": 5, "young": 0, "variable_members": 2}
_PAID: _Known = {**_KEPT, **_COMPOSED, "protected_earlier": False}
RULES: tuple[tuple[Rule, tuple[_Known, ...]], ...] = (
    (
        ENTRY,
        (
            _ONE,
            {**_ONE, "family_income": 218_01},
            {**_ONE, "visited": False},
            {**_ONE, "size": 2},
            {**_ONE, "visited": None},
        ),
    ),
    (
        PROTECTION,
        (
            {**_KEPT, "family_income": 706_00 * 5, "protected_earlier": False},
            {**_KEPT, "family_income": 706_01 * 5, "protected_earlier": False},
            {**_KEPT, "family_income": 759_00 * 5, "protected_earlier": True},
            {**_KEPT, "family_income": 218_00 * 5, "protected_earlier": False},
            {**_KEPT, "family_income": 759_00 * 5},
        ),
    ),
    (
        RETURN,
        (
            {"left_with_priority": True, "left_months": 35},
            {"left_with_priority": True, "left_months": 36},
            {"left_months": 35},
        ),
    ),
)
QUANTITIES: tuple[tuple[Quantity, tuple[_Known, ...]], ...] = (
    (
        FULL_BENEFIT,
        ({"size": 1, "young": 0, "variable_members": 0}, {"size": 2, "young": 1, "variable_members": 0}, _COMPOSED, {}),
    ),
    (
        BENEFIT,
        (
            {**_PAID, "family_income": 218_00 * 5},
            {**_PAID, "family_income": 218_01 * 5},
            {**_PAID, "family_income": 706_01 * 5},
            _PAID,
        ),
    ),
)
FIVE = Family(
    "f1",
    (
        Member("m1", date(1990, 3, 1), Income(work="2500"), pregnant=False, nursing=False),
        *(
            Member(f"m{year}", date(year, 3, 1), Income(), pregnant=False, nursing=False)
            for year in (1992, 2017, 2011, 1960)
        ),
    ),
    registered=True,
    protected=True,
    protected_since=date(2025, 6, 1),
    protected_by="work",
)
_FAMILY = Text("A family", "一户")
_STYLE = """body { font: 16px/1.5 sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; font-size: 0.85rem } td, th { border: 1px solid #ccc; padding: 0.3rem 0.5rem }
td, th { text-align: left; vertical-align: top } pre { white-space: pre-wrap; background: #f6f6f6; padding: 1rem }
figure { margin: 1rem 0 } svg { max-width: 26rem } summary, .admonition-title { font-weight: bold }"""


def pages(language: Language) -> Iterator[tuple[str, str, Iterable[str]]]:
    """Each page: the name of its file, its title, and its lines of Markdown."""
    for rule, cases in RULES:
        yield rule.id, rule.name[language], rule_page(Worked(rule, BOOK, ON, cases, books=(BOOK,)), language)
    for quantity, cases in QUANTITIES:
        worked = WorkedQuantity(quantity, BOOK, ON, cases, books=(BOOK,))
        lines = [*quantity_page(worked, language), *(proved(language) if quantity is BENEFIT else ())]
        yield quantity.id, quantity.name[language], lines
    yield "family", _FAMILY[language], family(language)
    yield "facts", HEADINGS["facts"][language], facts(language)


def proved(language: Language) -> Iterator[str]:
    """What is proved of the amount, and what that takes for granted."""
    yield f"\n## {HEADINGS['proved'][language]}\n"
    for text, proof in prove(BOOK.at(ON)):
        assert proof, (proof.claim, proof.counterexample)
        yield f"- {text[language]}"
    yield f"\n{ASSUMED[language]} {ONE_MORE[language]}\n"


def family(language: Language) -> Iterator[str]:
    """One family: what is decided of it and what it is paid, briefly and in full."""
    yield f"# {_FAMILY[language]}\n"
    in_force = BOOK.at(ON)
    for each in (ENTRY, PROTECTION, BENEFIT):
        result: object
        if isinstance(each, Rule):
            result = decide(bind(each, in_force), FAMILY, FIVE, on=ON)
        else:
            result = calculate(bind(each, in_force), FAMILY, FIVE, on=ON)
        yield f"## {each.name[language]}\n"
        yield f"```text\n{explain(result, language, detail='brief')}\n```\n"
        yield f"```text\n{explain(result, language)}\n```\n"


def facts(language: Language) -> Iterator[str]:
    """How the facts of a family follow from its members, to which the other pages link."""
    for fact in (INCOME, SIZE, YOUNG, VARIABLE):
        yield f"### {fact.text[language]} {{ #{fact.name} }}\n\n{explain(fact, language)}\n"


def as_html(title: str, lines: Iterable[str], language: Language) -> str:
    """A page of Markdown as HTML that stands by itself."""
    linked = re.sub(r"\[([^\]]+)\]\(\.\./[^)]*\)", r"\1", "\n".join(lines).replace("(facts.md#", "(facts.html#"))
    body = markdown.markdown(linked, extensions=["admonition", "attr_list", "fenced_code", "md_in_html", "tables"])
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>{body}</body></html>\n'


def main(folder: Path) -> None:
    for tag in BOOK.languages:
        language = BOOK.language(tag)
        (folder / tag).mkdir(parents=True, exist_ok=True)
        for name, title, lines in pages(language):
            (folder / tag / f"{name}.html").write_text(as_html(title, lines, language), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
