"""A statement as a table of Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from antipoverty._shared.showing import markdown_table
from antipoverty.documents._templates import escaped
from antipoverty.funds import ColumnKind, Statement
from antipoverty.text import Language

_LEFT = (ColumnKind.WORDS, ColumnKind.DAY)


def table_of(statement: Statement, language: Language, *, caption: bool = True) -> str:
    """A statement's table, its title as the caption, and its notes."""

    def said(cells: Iterable[str]) -> list[str]:
        return [escaped(cell, language) for cell in cells]

    rows = [said(statement.shown(line, language)) for line in statement.lines]
    if statement.total is not None:
        rows.append(said("" if cell == "—" else cell for cell in statement.shown(statement.total, language)))
    head = said(column.name[language] for column in statement.columns)
    sides = [":---" if column.measure in _LEFT else "---:" for column in statement.columns]
    lines = [f"**{escaped(statement.title, language)}**", ""] if caption else []
    lines += markdown_table(head, sides, rows)
    for note in statement.notes:
        lines += ["", escaped(note, language)]
    return "\n".join(lines) + "\n"
