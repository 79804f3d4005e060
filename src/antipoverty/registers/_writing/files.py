"""Frames out, to files that are safe to open: what a spreadsheet would take for a formula is written as text."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from antipoverty._shared.extras import needing
from antipoverty._shared.formulas import BLANKS, SIGNS, marked
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.registers._frames.engines import engine_errors, opened
from antipoverty.registers._writing.replacing import replaced

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

#: The encodings of a CSV file, each of which holds every text.
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
#: What a sheet of a workbook has room for: rows, columns, characters in a cell.
_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767
_FIRST_DAY, _LAST_DAY = datetime(1900, 1, 1), datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001  # as a workbook has them

_Frame = TypeVar("_Frame")


def neutralised(frame: _Frame) -> _Frame:
    """The same frame with an apostrophe before every text that a spreadsheet would take for a formula.

    Headings are marked too, and a word of an enumeration is text. Works on every engine and leaves a lazy frame lazy,
    for those who write with the engine's own writer.

    >>> import polars as pl
    >>> neutralised(pl.DataFrame({"note": ["=1+1", "plain", "-5"]}))["note"].to_list()
    ["'=1+1", 'plain', "'-5"]
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    wrapped = nw.from_native(native)
    held = wrapped.collect_schema()
    words = [name for name, kind in held.items() if isinstance(kind, nw.String | nw.Categorical | nw.Enum)]
    headings = {name: marked(name) for name in held}
    if not words and list(headings.values()) == list(held):
        return frame
    texts = {name: _marked(nw.col(name).cast(nw.String)) for name in words}
    made: _Frame = wrapped.select(
        *[texts.get(name, nw.col(name)).alias(heading) for name, heading in headings.items()]
    ).to_native()
    return made


def _marked(column: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    signed = column.str.strip_chars(f"'{BLANKS}").str.slice(0, 1).is_in(list(SIGNS))
    spaced = column.str.strip_chars("'").str.slice(0, 1).is_in(["\t", "\r"])
    return nw.when(signed | spaced).then(nw.concat_str(nw.lit("'"), column)).otherwise(column)


@no_panic
def write(frame: Any, path: str | Path, *, encoding: str = "utf-8") -> None:
    """Write a frame to a file, by its suffix: ``.parquet``, ``.csv`` or ``.xlsx``.

    The file is written beside an old one of its name and then put in its place: whatever fails, a plan or the disk, the
    old one is there as it was. A lazy Polars frame is streamed to Parquet without being held in memory. Text that could
    run as a formula is marked with an apostrophe, which `antipoverty.registers.read` takes off again.

    Args:
        frame: a frame of any engine that `antipoverty.registers.evaluate` takes.
        path: the file, which is written over.
        encoding: of a CSV file: ``utf-8``, ``utf-8-sig`` or ``gb18030``.

    Raises:
        InvalidValue: for another suffix or encoding, a text with a line break for CSV, where a row is a line, or what a
            workbook has no room for, and for a query that fails.
        NotWritten: if the disk is full, or may not be written.
    """
    import narwhals.stable.v2 as nw

    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".parquet", ".csv", ".xlsx") or "\0" in str(path):
        raise InvalidValue("path", path.name, "a file that ends in .parquet, .csv or .xlsx")
    if encoding not in ENCODINGS:
        raise InvalidValue("encoding", encoding, f"one of {', '.join(ENCODINGS)}")
    wrapped = opened(frame)
    if suffix == ".parquet" and wrapped.implementation is nw.Implementation.POLARS:
        with replaced(path) as new, engine_errors():
            # What is not lazy already is streamed alike.
            wrapped.lazy().to_native().sink_parquet(new)
        return
    with engine_errors():
        held = wrapped.collect("pyarrow") if isinstance(wrapped, nw.LazyFrame) else wrapped
        found: pl.DataFrame = held.to_polars()
    if suffix == ".parquet":
        with replaced(path) as new, engine_errors():
            found.write_parquet(new)
        return
    safe = neutralised(found)
    for name, kind in safe.schema.items():
        if kind.is_nested() or kind.is_object():
            raise InvalidValue(name, str(kind), "text, numbers, booleans or dates; write this column to Parquet")
    if suffix == ".xlsx":
        _check_sheet(safe)
        with replaced(path) as new:
            _write_sheet(safe, new)
        return
    import polars as pl

    broken = [
        name for name, kind in safe.schema.items() if kind == pl.String and safe[name].str.contains(r"[\r\n\x00]").any()
    ]
    if broken:
        raise InvalidValue(broken[0], "text with a line break", "text in one line, since a row of a CSV file is a line")
    content = safe.write_csv(null_value="").encode(encoding)
    with replaced(path) as new:
        new.write_bytes(content)


def _check_sheet(frame: pl.DataFrame) -> None:
    """Refuse a frame that a workbook has no room for."""
    import polars as pl

    if frame.height >= _ROWS or frame.width > _COLUMNS:
        wanted = f"at most {_ROWS - 1:,} rows and {_COLUMNS:,} columns in a workbook"
        raise InvalidValue("frame", f"{frame.height:,} rows, {frame.width:,} columns", wanted)
    for name, kind in frame.schema.items():
        if kind == pl.String and (frame[name].str.len_chars() > _CHARACTERS).any():
            raise InvalidValue(name, "a longer text", f"texts of at most {_CHARACTERS:,} characters in a workbook")
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            raise InvalidValue(name, str(kind), "times without a zone in a workbook")
        if isinstance(kind, pl.Date | pl.Datetime):
            early = frame[name].cast(pl.Datetime("ms")) < pl.Series([_FIRST_DAY], dtype=pl.Datetime("ms"))
            late = frame[name].cast(pl.Datetime("ms")) > pl.Series([_LAST_DAY], dtype=pl.Datetime("ms"))
            if (early | late).any():
                raise InvalidValue(name, "a day that no workbook has", "days from 1900-01-01 to 9999-12-31")


def _write_sheet(frame: pl.DataFrame, path: Path) -> None:
    with needing("excel", "xlsxwriter"):
        import xlsxwriter
    # Nothing is guessed from a text: no formula, no link, no number. No part of it is left over in another folder.
    options = {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True, "in_memory": True}
    content = io.BytesIO()
    _fill(xlsxwriter.Workbook(content, options), frame)
    path.write_bytes(content.getvalue())


def _fill(book: Any, frame: pl.DataFrame) -> None:
    with book:
        sheet = book.add_worksheet("register")
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, name)
            for row, value in enumerate(frame[name], start=1):
                match value:
                    case None:
                        continue
                    case bool():
                        sheet.write_boolean(row, column, value)
                    case int() if abs(value) < 10**15:
                        sheet.write_number(row, column, value)
                    case _ if hasattr(value, "isoformat"):
                        sheet.write_datetime(row, column, value)
                    case _:
                        sheet.write_string(row, column, str(value))
