"""Workbooks that an office can use: widths, a heading row that stays and filters, dates and amounts as such."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._writing.replacing import replaced

if TYPE_CHECKING:
    import polars as pl

#: What a sheet of a workbook has room for: rows, columns, characters in a cell.
ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767
#: From here on programs agree on the number of a day: some take 1900 for a leap year. A day before is written as text.
_FIRST_DAY = "1900-03-01"
_LAST_DAY = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001  # as a workbook has them
#: A number of a workbook is a double, whose first 15 digits are sure.
_EXACT = 10**15
#: How wide a column is at least and at most, in characters.
_NARROW, _WIDE = 8, 40
#: Rows by which the width of a column is found.
_SOME = 1_000
#: Nothing is guessed from a text: no formula, no link, no number. No part is left over in another folder.
_OPTIONS = {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True, "in_memory": True}
DATES, _TIMES, AMOUNTS, WHOLE, WORDS = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0.00", "0", "@"
HEADING = {
    "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1,
    "border_color": "#9AA5B1", "bg_color": "#DCE6F1", "font_color": "#1F2933",
}  # fmt: skip


@contextmanager
def workbook(path: Path) -> Iterator[Any]:
    """Give a workbook that takes the place of a file when the block ends, if it ends well.

    Raises:
        MissingExtra: without xlsxwriter.
        NotWritten: if the disk is full, or may not be written.
    """
    with needing("excel", "xlsxwriter"):
        import xlsxwriter
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    # No clock: equal tables give equal files.
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001
    with book:
        yield book
    with replaced(path) as new:
        new.write_bytes(content.getvalue())


def check_sheet(frame: pl.DataFrame) -> None:
    """Refuse a frame that a workbook has no room for.

    Raises:
        InvalidValue: for too many rows or columns, too long a text, a time with a zone, and a day after the year 9999.
    """
    import polars as pl

    if frame.height >= ROWS or frame.width > _COLUMNS:
        wanted = f"at most {ROWS - 1:,} rows and {_COLUMNS:,} columns in a workbook"
        raise InvalidValue("frame", f"{frame.height:,} rows, {frame.width:,} columns", wanted)
    for name, kind in frame.schema.items():
        if kind == pl.String and (frame[name].str.len_chars() > _CHARACTERS).any():
            raise InvalidValue(name, "a longer text", f"texts of at most {_CHARACTERS:,} characters in a workbook")
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            raise InvalidValue(name, str(kind), "times without a zone in a workbook")
        if isinstance(kind, pl.Date | pl.Datetime):
            late = frame[name].cast(pl.Datetime("ms")) > pl.Series([_LAST_DAY], dtype=pl.Datetime("ms"))
            if late.any():
                raise InvalidValue(name, "a day that no workbook has", "days up to 9999-12-31")


def add_table(book: Any, name: str, frame: pl.DataFrame) -> Any:
    """Add a sheet with a table: its headings in the first row, which stays in view and filters.

    Args:
        book: the workbook.
        name: what the sheet is called.
        frame: the table, which `check_sheet` let pass.

    Returns:
        The sheet.
    """
    sheet = book.add_worksheet(sheet_name(name))
    head(book, sheet, frame.columns)
    for place, column in enumerate(frame.get_columns()):
        shown = (f"{value:,}" if isinstance(value, Decimal) else str(value) for value in column.head(_SOME))
        sheet.set_column(place, place, width(column.name, shown), book.add_format({"num_format": _format(column)}))
        for row, value in enumerate(column, start=1):
            put(sheet, row, place, value)
    if frame.width:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
    return sheet


def head(book: Any, sheet: Any, headings: Iterable[str], row: int = 0) -> None:
    """Write the headings of a sheet into a row, which stays in view with what is above it and is printed on each page.

    Args:
        book: the workbook.
        sheet: the sheet.
        headings: the headings, from the first column on.
        row: the row, from 0.
    """
    heading = book.add_format(HEADING)
    for place, name in enumerate(headings):
        sheet.write_string(row, place, name, heading)
    sheet.freeze_panes(row + 1, 1)
    sheet.repeat_rows(row)
    print_across(sheet)
    # Codes and identity numbers are texts, on purpose.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def print_across(sheet: Any) -> None:
    """Have a sheet printed on A4 across, all of its columns on a page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def letters(place: int) -> str:
    """The letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def sheet_name(name: str) -> str:
    """A name that a sheet may have."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31]


def put(sheet: Any, row: int, place: int, value: Any, style: Any = None) -> None:
    """Write a value into a cell, exactly: what a number of a workbook cannot hold is a text."""
    match value:
        case None | "":
            sheet.write_blank(row, place, None, style)
        case bool():
            sheet.write_boolean(row, place, value, style)
        case int() if abs(value) < _EXACT:
            sheet.write_number(row, place, value, style)
        case float() if math.isfinite(value):
            sheet.write_number(row, place, value, style)
        case Decimal() if abs(value) * 100 < _EXACT:
            sheet.write_number(row, place, float(value), style)
        case date() if value.isoformat() >= _FIRST_DAY:
            sheet.write_datetime(row, place, value, style)
        case _:
            sheet.write_string(row, place, str(value), style)


def _format(column: pl.Series) -> str:
    import polars as pl

    kind = column.dtype
    if kind.is_decimal():
        return AMOUNTS
    if kind.is_integer():
        return WHOLE
    if kind == pl.Date:
        return DATES
    if isinstance(kind, pl.Datetime):
        return _TIMES
    return WORDS if kind == pl.String else "General"


def width(heading: str, cells: Iterable[str]) -> int:
    """How wide a column is, in characters: for its cells whole, and for its heading in some lines."""
    widest = max(map(wide, cells), default=0)
    return min(max(_NARROW, widest + 2, wide(heading) // 3 + 4), _WIDE)


def wide(text: str) -> int:
    """How many characters wide a text is; one of a Chinese script takes two.

    >>> wide("户编号 h1")
    9
    """
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
