"""What any file is brought to before its cells are read: its headings, and batches of rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.days import DAY_ZERO
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: What a file may take when it is unpacked, if the caller does not say: so many bytes, or so many times its size.
LEAST_ROOM, TIMES_ITS_SIZE = 1 << 29, 100
#: Headings stand within so many rows, as many as a sheet has.
HEADING_ROWS = 1_048_576
#: So many rows are looked at for headings that are elsewhere than they were said to be.
FIRST_ROWS = 20
LOST_BITS = Text(
    "a number of a column of 32-bit floats, too large for its last digits to be kept: keep it as text",
    "单精度浮点数过大，末位已丢失：请以文本保存",
)


@frozen
class Room:
    """How many bytes a file may take when it is unpacked, so that a small file cannot fill the machine's memory.

    Attributes:
        most: that many.
        name: the file's name, for the message.
    """

    most: int
    name: str

    @classmethod
    def of(cls, path: Path, unpacked: int | None) -> Room:
        """That of a file: what the caller says, or what follows from its size."""
        if unpacked is not None and (type(unpacked) is not int or unpacked < 1):
            raise InvalidValue("unpacked", unpacked, "a whole number of bytes, at least 1")
        return cls(max(LEAST_ROOM, TIMES_ITS_SIZE * path.stat().st_size) if unpacked is None else unpacked, path.name)

    def check(self, taken: int) -> None:
        """Refuse a file that takes more.

        Raises:
            InvalidValue: naming the file, what it takes, what it may, and how to allow it.
        """
        if taken > self.most:
            given = f"{self.name}, which takes over {taken:,} bytes when it is unpacked"
            raise InvalidValue("path", given, f"at most {self.most:,}; if the file is trusted, say more in unpacked=")


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
        single: by place, for a column of floats of under 64 bits, which are too coarse for some of what may be read
            from it: the bits of a number after the first, and the sizes of its numbers.
    """

    numbers: pl.Series
    cells: pl.DataFrame
    broken: dict[int, Text]
    spoilt: tuple[Spoilt, ...] = ()
    single: Mapping[int, tuple[int, pl.Series]] = {}

    def filter(self, kept: pl.Series) -> Batch:
        """Some of the rows."""
        spoilt = tuple(evolve(each, rows=each.rows.filter(kept)) for each in self.spoilt)
        return evolve(self, numbers=self.numbers.filter(kept), cells=self.cells.filter(kept), spoilt=spoilt)


@frozen(eq=False)
class RawTable:
    """A file that has been opened, or a frame: its headings, and its rows as text.

    Attributes:
        headings: its headings.
        count: counts its rows.
        batches: the rows.
        encoding: how its text is encoded, for a CSV file.
        marked: whether it may be opened as a spreadsheet, so that `antipoverty.registers.write` marks formulas in it.
        closed: columns of no plain values, by place, each with its kind: they can be passed over, but not read.
        first: its first rows as headings, by number, to find those that were not where they were said to be.
        heading_rows: the numbers of the rows in which its headings stand; none for a frame.
        unit: the unit of its amounts, where one stands above the headings.
        day_zero: the day that the number 0 stands for, where a day may stand as a number; none where that is not known.
        spans: by place and by the number of a row, what a merged cell says there that begins in a row above.
    """

    headings: tuple[str, ...]
    count: Callable[[], int]
    batches: Iterator[Batch]
    encoding: str | None = None
    marked: bool = False
    closed: Mapping[int, str] = {}
    first: Mapping[int, tuple[str, ...]] = {}
    heading_rows: tuple[int, ...] = ()
    unit: str | None = None
    day_zero: date | None = DAY_ZERO
    spans: Mapping[int, Mapping[int, str]] = {}


@lru_cache(maxsize=1024)
def too_many(width: int, found: int) -> Text:
    """Why a row is broken that has not as many cells as there are headings."""
    return Text(
        f"expected {width} cells as there are headings, not {found}", f"应有{width}格（与表头一致），实有{found}格"
    )
