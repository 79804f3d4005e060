"""A statement as a table of Markdown."""

from __future__ import annotations

from antipoverty.documents._templates import escaped
from antipoverty.funds import ColumnKind, Statement
from antipoverty.text import Language

_LEFT = (ColumnKind.WORDS, ColumnKind.DAY)


def table_of(statement: Statement, language: Language, *, caption: bool = True) -> str:
    """A statement's table, its title as the caption, and its notes."""

    def row(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    def said(cells: list[str]) -> str:
        return row([escaped(cell, language) for cell in cells])

    total = [] if statement.total is None else statement.shown(statement.total, language)
    lines = [
        *([f"**{escaped(statement.title, language)}**", ""] if caption else []),
        said([column.name[language] for column in statement.columns]),
        row([":---" if column.measure in _LEFT else "---:" for column in statement.columns]),
        *(said(statement.shown(line, language)) for line in statement.lines),
        *([said(["" if cell == "—" else cell for cell in total])] if total else []),
    ]
    for note in statement.notes:
        lines += ["", escaped(note, language)]
    return "\n".join(lines) + "\n"
