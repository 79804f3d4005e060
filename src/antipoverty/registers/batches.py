"""What any file is brought to before its cells are read: its headings, and batches of rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Batch", "Spoilt", "Table", "too_many"]


@frozen(eq=False)
class Spoilt:
    """Cells of a column that hold no value, whatever their text says.

    Attributes:
        place: which column it is.
        rows: which of the rows.
        why: what is wrong with them.
    """

    place: int
    rows: pl.Series
    why: Text


@frozen(eq=False)
class Batch:
    """Some rows of a file.

    Attributes:
        numbers: the number of each row in the file, as its user would count it, the headings' row included.
        cells: a column of text for each heading, in the order of the headings.
        broken: rows that could not be split into cells, by number, each with the reason.
        spoilt: cells that the file itself has spoilt; they count only where their column is read.
    """

    numbers: pl.Series
    cells: pl.DataFrame
    broken: dict[int, Text]
    spoilt: tuple[Spoilt, ...] = ()


@frozen(eq=False)
class Table:
    """A file that has been opened.

    Attributes:
        headings: its headings.
        count: tells how many rows there are.
        batches: the rows.
        encoding: how its text is encoded, for a CSV file.
        marked: whether it may be opened as a spreadsheet, so that `antipoverty.registers.write` marks formulas in it.
        closed: columns of no plain values, by place, each with its kind: they can be passed over, but not read.
    """

    headings: tuple[str, ...]
    count: Callable[[], int]
    batches: Iterator[Batch]
    encoding: str | None = None
    marked: bool = False
    closed: Mapping[int, str] = {}


def too_many(width: int, found: int) -> Text:
    """Why a row is broken that has not as many cells as there are headings."""
    return Text(
        f"expected {width} cells as there are headings, not {found}", f"应有{width}格（与表头一致），实有{found}格"
    )
