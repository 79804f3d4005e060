"""Files as rows of text: CSV, Excel, Parquet, Arrow, DuckDB, and frames at hand. The edge of the library."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.registers._frames.engines import engine_errors, opened
from antipoverty.registers._reading.arrow import PlainColumns, of_arrow, of_pandas, read_arrow_file
from antipoverty.registers._reading.batches import HEADING_ROWS, LOST_BITS, Batch, RawTable, Room, Spoilt
from antipoverty.registers._reading.finding import Finder
from antipoverty.registers._reading.sheets import BATCH, LOST_DIGITS, SUFFIXES, digits, open_sheet
from antipoverty.registers._reading.text import open_text
from antipoverty.registers._store.database import stored_table
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_TEXT = (".csv", ".tsv", ".txt")
_BINARY = (".parquet", ".arrow", ".feather", ".ipc", ".duckdb", ".db")
_NO_DAY = Text("a day outside the years 1 to 9999", "日期超出公元1年至9999年")
#: The years 1 to 9999, in milliseconds since 1970.
_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999
#: Bits after the first one in a number of each kind of float under 64 bits.
_BITS = {"Float16": 10, "Float32": 23}


def open_table(
    source: str | Path | Any,
    *,
    encoding: str | None,
    heading_row: int | Finder,
    part: str | None,
    unpacked: int | None,
) -> RawTable:
    """Open a file by its suffix, or a frame of any engine.

    Args:
        source: the file, or the frame.
        encoding: of a CSV file; found out, if it is none.
        heading_row: the row with the headings, in a CSV file or a sheet, or what finds it.
        part: the sheet, or the table of a DuckDB file.
        unpacked: how many bytes the file may take when it is unpacked.

    Raises:
        InvalidValue: for a suffix that is not known, a file of another kind than its suffix says, one without headings,
            one that takes more room than it may, or what is no frame.
        FileNotFoundError: if there is no such file.
    """
    if not isinstance(source, str | Path):
        return _open_frame(source)
    path = Path(source)
    suffix = path.suffix.lower()
    if suffix not in (*_TEXT, *SUFFIXES, *_BINARY) or "\0" in str(path):
        raise InvalidValue("path", path.name, f"a file that ends in {', '.join((*_TEXT, *SUFFIXES, *_BINARY))}")
    if not callable(heading_row) and (type(heading_row) is not int or not 1 <= heading_row <= HEADING_ROWS):
        expected = f'a whole number from 1 to {HEADING_ROWS:,}, the row with the headings, or "auto"'
        raise InvalidValue("heading_row", heading_row, expected)
    try:
        # A pipe or a device has no end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidValue("path", path.name, "a file; this is a folder, a pipe or a device")
        room = Room.of(path, unpacked)
        if suffix in _TEXT:
            return open_text(path, encoding, heading_row, "\t" if suffix == ".tsv" else None)
        if suffix in SUFFIXES:
            return open_sheet(path, heading_row, part, room)
        if suffix in (".duckdb", ".db"):
            return _open_columns(of_arrow(*stored_table(path, part, room)))
        return _open_columns(read_arrow_file(path, room))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise InvalidValue("path", path.name, f"a file that can be read; the system says: {error.strerror}") from None


def _open_frame(frame: Any) -> RawTable:
    import narwhals.stable.v2 as nw

    native = nw.to_native(frame, pass_through=True)
    if nw.dependencies.is_pandas_dataframe(native):
        return _open_columns(of_pandas(native))
    wrapped = opened(native)
    if isinstance(wrapped, nw.LazyFrame):
        with engine_errors():
            wrapped = wrapped.collect("polars" if wrapped.implementation is nw.Implementation.POLARS else "pyarrow")
    table = wrapped.to_native()
    if wrapped.implementation is not nw.Implementation.POLARS:
        return _open_columns(of_arrow(table))
    headings = tuple(table.columns)
    cells: pl.DataFrame = table.rename({name: f"{place}" for place, name in enumerate(headings)})
    return _open_columns(PlainColumns(headings, cells, {}))


def _open_columns(table: PlainColumns) -> RawTable:
    """Columns as rows of text: whole numbers, dates and words as they stand, a double by 15 significant digits."""
    import polars as pl

    frame = table.cells
    closed = {place: str(kind) for place, kind in enumerate(frame.dtypes) if not _is_plain(kind)} | dict(table.closed)
    # The cells of a column that holds no plain values are not looked at.
    held = frame.with_columns(pl.lit(None, pl.String).alias(frame.columns[place]) for place in closed)

    def batches() -> Iterator[Batch]:
        for start in range(0, held.height, BATCH):
            piece = held.slice(start, BATCH).rechunk()
            numbers = pl.int_range(start + 1, start + 1 + piece.height, eager=True)
            spoilt: list[Spoilt] = []
            single: dict[int, tuple[int, pl.Series]] = {}
            cells: list[pl.Series] = []
            for place, column in enumerate(piece.get_columns()):
                text, lost, why = _as_text(column)
                cells.append(text)
                spoilt += [Spoilt(place, lost, why)] if lost is not None and lost.any() else []
                if bits := _BITS.get(column.dtype.base_type().__name__):
                    single[place] = (bits, column.cast(pl.Float64).abs())
            yield Batch(numbers, pl.DataFrame(cells), {}, tuple(spoilt), single)

    return RawTable(table.headings, lambda: frame.height, batches(), closed=closed)


def _is_plain(kind: pl.DataType) -> bool:
    strange = ("Binary", "Duration", "Unknown", "Extension")
    return not kind.is_nested() and not kind.is_object() and kind.base_type().__name__ not in strange


def _as_text(column: pl.Series) -> tuple[pl.Series, pl.Series | None, Text]:
    """A column as text, which of its cells are spoilt, and why."""
    import polars as pl

    kind = column.dtype
    if kind == pl.Float64:
        text = column.cast(pl.String).replace("-0.0", "0")
        lost = (column.is_finite() & (column.abs() >= 10**15)).fill_null(False)
        # The shortest text of a double is that of its 15 digits, unless it has more of them or an exponent.
        plain = text.str.contains(r"^-?[0-9]{1,8}[.][0-9]{1,7}$") | ~column.is_finite()
        text = text.str.strip_suffix(".0")
        left = (~plain).fill_null(False)
        if left.any():
            text = text.scatter(left.arg_true(), [digits(each) for each in column.filter(left)])
        return text, lost, LOST_DIGITS
    if kind.is_float():
        text = column.cast(pl.Float32).cast(pl.String).replace("-0.0", "0").str.strip_suffix(".0")
        left = text.str.contains("[0-9]e").fill_null(False)
        if left.any():
            text = text.scatter(left.arg_true(), [f"{Decimal(each):f}" for each in text.filter(left)])
        return text, None, LOST_BITS
    if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
        # An instant is no day; in the zone of the machine or of the file it may be the one or the other.
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        shown, far, why = _as_text(column)
        return shown + " UTC", far, why
    if kind in (pl.Date, pl.Datetime):
        days = column.cast(pl.Datetime("ms"), strict=False) if kind == pl.Date else column
        unit = getattr(days.dtype, "time_unit", "us")
        # Nanoseconds in 64 bits reach from 1677 to 2262.
        per = {"ms": 1, "us": 10**3, "ns": 0}[unit]
        within = (
            days.to_physical().is_between(_FIRST * per, _LAST * per) if per else days.is_null() | days.is_not_null()
        )
        far = (~within).fill_null(False) | (days.is_null() & column.is_not_null())
        return column.set(far, None).cast(pl.String), far, _NO_DAY
    return column.cast(pl.String), None, LOST_DIGITS
