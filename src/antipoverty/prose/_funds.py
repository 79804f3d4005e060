"""Notices and statements of funds, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antipoverty._engine.prose.values import DASH, IN_BRACKETS
from antipoverty.funds import Statement
from antipoverty.funds.notices import NoticeCheck
from antipoverty.prose._parts import Writers, some
from antipoverty.text import COLON, SEMICOLON, Language, Text

# Notices

_COMPLETE = Text("Notice of the {}: states all that it must", "{}公示：内容齐全")
_LACKS = Text("Notice of the {}: lacks {}", "{}公示：缺{}")
_ASKED = Text("  - asked: {} [{}]", "  - 应载：{} [{}]")
_GRADE = Text("grade {}: {}", "可信度 {}：{}")
_ITEMS = Text("; ", "、")


def notice_in_brief(check: NoticeCheck, language: Language) -> Iterator[str]:
    """Whether a notice states all that it must, and the items that it lacks."""
    stage = check.stage.text[language]
    if check.lacking:
        yield _LACKS[language].format(stage, _items((item.text for item in check.lacking), language))
    else:
        yield _COMPLETE[language].format(stage)


def notice_in_full(check: NoticeCheck, language: Language) -> Iterator[str]:
    """The same, and the document that requires the items."""
    yield from notice_in_brief(check, language)
    basis = check.basis
    asked = _ASKED[language].format(_items((item.text for item in check.required), language), basis.name)
    grade = _GRADE[language].format(basis.grade.value, basis.grade.text[language])
    yield f"{asked}{DASH[language]}{IN_BRACKETS[language].format(basis.citation.short(language), grade)}"


def _items(items: Iterable[Text], language: Language) -> str:
    return _ITEMS[language].join(item[language] for item in items)


# Statements


def statement_in_brief(statement: Statement, language: Language) -> Iterator[str]:
    """The title of a statement, its totals, and what a reader should know."""
    yield statement.title[language]
    if statement.total is not None:
        cells = statement.shown(statement.total, language)
        totals = (
            f"{column.name[language]}{COLON[language]}{cell}"
            for column, cell, held in zip(statement.columns, cells, statement.total, strict=True)
            if held is not None and not isinstance(held, Text)
        )
        if said := SEMICOLON[language].join(totals):
            yield said
    yield from some((note[language] for note in statement.notes), language, most=6)


def statement_in_full(statement: Statement, language: Language) -> Iterator[str]:
    """The statement as a table in plain text."""
    yield statement.render(language)


WRITERS: Writers = {
    NoticeCheck: (notice_in_brief, notice_in_full),
    Statement: (statement_in_brief, statement_in_full),
}
