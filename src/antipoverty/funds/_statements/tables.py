"""Statements: tables with exact values, as text in either language or as rows for a frame."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, table_frame, width_of
from antipoverty.errors import InvalidValue
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl

#: A value of a line; `None` is unknown.
Cell: TypeAlias = Text | str | int | Decimal | Fraction | date | None


class ColumnKind(Serializable, Enum):
    """What a column holds."""

    WORDS = "words"
    MONEY = "money"
    QUANTITY = "quantity"
    COUNT = "count"
    YEAR = "year"
    SHARE = "share"
    DAY = "day"


@frozen
class StatementColumn(Serializable):
    """A column of a statement.

    Attributes:
        id: its name in frames.
        name: its heading.
        measure: what it holds; money is in yuan, a share is a part of 1.
    """

    id: str
    name: Text
    measure: ColumnKind = ColumnKind.WORDS


@frozen
class Statement(Serializable, Shown):
    """A statement: title, columns, lines and notes.

    Attributes:
        id: its key, such as ``trial-balance``.
        title: its title.
        columns: the columns.
        lines: the lines, each with a cell for every column.
        total: the line of totals, if there is one.
        notes: remarks below the table.
    """

    id: str
    title: Text
    columns: tuple[StatementColumn, ...]
    lines: tuple[tuple[Cell, ...], ...] = field(repr=lambda lines: f"<{len(lines)} line{'s'[: len(lines) != 1]}>")
    total: tuple[Cell, ...] | None = field(default=None, repr=False)
    notes: tuple[Text, ...] = ()

    def __attrs_post_init__(self) -> None:
        for line in (*self.lines, *(() if self.total is None else (self.total,))):
            if len(line) != len(self.columns):
                raise InvalidValue(f"statement {self.id}", len(line), f"{len(self.columns)} cells in each line")

    def rows(self, language: Language = "en") -> list[dict[str, object]]:
        """The lines as rows for a frame: exact values, texts in one language; without the total."""
        names = [column.id for column in self.columns]
        return [
            dict(zip(names, (cell[language] if isinstance(cell, Text) else cell for cell in line), strict=True))
            for line in self.lines
        ]

    def _table(self) -> TableColumns:
        cells = zip(*self.lines, strict=True) if self.lines else ((),) * len(self.columns)
        return {
            column.id: TableColumn(column.name, values, partial(_cell, column.measure))
            for column, values in zip(self.columns, cells, strict=True)
        }

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """The lines as a frame, texts in one language; without the total.

        Raises:
            MissingExtra: without Polars.

        >>> from antipoverty.text import Text
        >>> name = StatementColumn("name", Text("name", "名称"))
        >>> Statement("roads", Text("Roads", "道路"), (name,), ((Text("Upper", "上村"),),)).frame("zh").rows()
        [('上村',)]
        """
        return table_frame(self._table(), language)

    def render(self, language: Language = "en") -> str:
        """The statement as a table in plain text."""
        heads = [column.name[language] for column in self.columns]
        body = [self.shown(line, language) for line in self.lines]
        foot = [] if self.total is None else [self.shown(self.total, language)]
        widths = [max(width_of(row[at]) for row in [heads, *body, *foot]) for at in range(len(heads))]
        rule = "  ".join("-" * width for width in widths)

        def laid(row: list[str]) -> str:
            cells = zip(row, widths, self.columns, strict=True)
            return "  ".join(_padded(cell, width, column.measure) for cell, width, column in cells).rstrip()

        lines = [self.title[language], "", laid(heads), rule, *map(laid, body)]
        if foot:
            lines += [rule, *map(laid, foot)]
        if self.notes:
            lines += ["", *(note[language] for note in self.notes)]
        return "\n".join(lines)

    def shown(self, line: tuple[Cell, ...], language: Language = "en") -> list[str]:
        """The cells of a line as they stand in the table."""
        return [_cell(column.measure, cell, language) for cell, column in zip(line, self.columns, strict=True)]


def _cell(measure: ColumnKind, cell: Cell, language: Language) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, Text):
        return cell[language]
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) or measure is ColumnKind.YEAR:
        return str(cell)
    if measure is ColumnKind.SHARE:
        return f"{float(cell):.1%}"
    if measure is ColumnKind.MONEY:
        return f"{float(cell):,.2f}" if isinstance(cell, Fraction) else f"{cell:,.2f}"
    if isinstance(cell, Fraction):
        return f"{float(cell):,.2f}"
    return f"{cell:,}"


def listed(keys: tuple[str, ...]) -> Cell:
    """Several keys in one cell: a single key as it is, unknown if there is none."""
    return Text(", ".join(keys), "、".join(keys)) if len(keys) > 1 else keys[0] if keys else None


def _padded(text: str, width: int, measure: ColumnKind) -> str:
    gap = " " * (width - width_of(text))
    return text + gap if measure in (ColumnKind.WORDS, ColumnKind.DAY) else gap + text
