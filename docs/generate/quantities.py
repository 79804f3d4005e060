"""The pages of quantities: how each amount or limit is worked out, its values by date, and worked examples."""

from __future__ import annotations

import re
from collections.abc import Iterator

from antipoverty._engine.amounts import calculate_from_facts
from antipoverty._engine.prose.statements import AFTER_EACH_OTHER
from antipoverty._engine.prose.values import grade_mark
from antipoverty.rules import Amount, Grade, bind
from antipoverty.text import COLON, LISTED, SEMICOLON, Text
from cases import cases_table
from claims import proofs
from conditions import said_term
from pages import (
    HEADINGS,
    bindings,
    citations,
    facts_read,
    line_that_decides,
    subject_of,
    values_by_date,
)
from panels import switch, where
from passages import quoted
from stretches import State, trees
from unknowns import asked_for
from worked import WorkedQuantity
from writing import Language, bracketed, cited, folded

_ASK = Text("what to ask for", "须补充")
_AMOUNT = Text("amount", "金额或限额")
_DECIDES = Text("{} of {}, in {}.", "{}（对象：{}），单位：{}。")
_NAMED = Text("Quantity `{}`; column `{}` in a frame.", "金额或限额 `{}`；数据表列名 `{}`。")
_GRADES = Text("Grades of its values: {}.", "所用数值的可信度：{}。")


def quantity_page(worked: WorkedQuantity, language: Language) -> Iterator[str]:
    """The page of one quantity."""
    quantity = worked.quantity

    def heading(key: str) -> str:
        return f"## {HEADINGS[key][language]} {{ #{key} }}\n"

    def said(state: State, *, first: bool) -> Iterator[str]:
        yield f"> {said_term(trees(state.bound)[0], language)}\n"

    yield f"# {quantity.name[language]}\n"
    unit, grades = quantity.unit[language], _grades(worked)
    yield _DECIDES[language].format(quantity.name[language], subject_of(quantity.subject, language), unit) + "\n"
    if quantity.summary is not None:
        yield quantity.summary[language] + "\n"
    if grades:
        graded = (grade_mark(grade, language) + bracketed(grade.text[language], language) for grade in grades)
        yield _GRADES[language].format(LISTED[language].join(graded)) + "\n"
    yield heading("working")
    notes = line_that_decides(quantity, worked.book, language)
    yield from switch(quantity, worked.shown_books, language, said, notes)
    yield from quoted(quantity, language, worked.book)
    yield heading("steps")
    yield from _examples(worked, language)
    yield heading("values")
    yield from values_by_date(quantity, worked.book, language)
    yield heading("more")
    yield from folded(HEADINGS["facts"][language], facts_read(quantity, language))
    if worked.claims:
        yield from folded(HEADINGS["proved"][language], proofs(worked, language))
    sources = (f"- {cited(each, language, each.full(language))}" for each in citations(quantity, worked.book))
    yield from folded(HEADINGS["sources"][language], sources)
    yield _NAMED[language].format(quantity.id, quantity.column) + "\n"


def _grades(worked: WorkedQuantity) -> list[Grade]:
    """The grades of the values that were ever used, the surest first."""
    states = (bound for book in worked.shown_books for _, _, bound in bindings(worked.quantity, book))
    found = {value.grade for bound in states for value in bound.parameters}
    return [grade for grade in Grade if grade in found]


def _examples(worked: WorkedQuantity, language: Language) -> Iterator[str]:
    """The cases in a table, then the working of the first known one and of the first unknown one."""
    book, on = worked.book, worked.on
    bound = bind(worked.quantity, book.at(on))
    amounts = [calculate_from_facts(bound, dict(facts), on=on) for facts in worked.cases]
    known = [amount for amount in amounts if amount.value is not None]
    unknown = [amount for amount in amounts if amount.value is None]
    assert known, f"{worked.quantity.id}: an example should come to something"
    assert unknown or not bound.facts, f"{worked.quantity.id}: an example should be unknown"
    yield where(worked.quantity, on, book, language) + "\n"
    results = [(f"**{_said(amount, language)}**", _missing(amount, language)) for amount in amounts]
    yield from cases_table(bound.facts, worked.cases, (_AMOUNT, _ASK), results, language)
    for amount in (known[0], *unknown[:1]):
        yield from _working(amount, language)


def _working(amount: Amount, language: Language) -> Iterator[str]:
    """What an amount comes to, step by step; its values and documents stand elsewhere on the page."""
    head, steps, *more = (block.split("\n") for block in amount.explain(language).split("\n\n"))
    yield f"**{head[0]}**\n"
    text = ""
    for line in steps[1:]:
        if re.match(r"  (\d+\. |\S)", line):  # a step; what was compared in it, or a part of a sum, is set in further
            text += f"\n{line.strip()}"
        else:
            text += f"<br>{line.strip()}"
    yield text.strip() + "\n"
    if amount.missing:
        listed = SEMICOLON[language].join(line.removeprefix("  - ") for line in more[0][1:])
        yield AFTER_EACH_OTHER[language].format(more[0][0], listed) + "\n"


def _said(amount: Amount, language: Language) -> str:
    head = amount.explain(language).split("\n", maxsplit=1)[0]
    return head.rpartition(COLON[language])[2]


def _missing(amount: Amount, language: Language) -> str:
    named = {fact.name: asked_for(fact, language) for fact in amount.bound.facts}
    return SEMICOLON[language].join(named[name] for name in amount.missing)
