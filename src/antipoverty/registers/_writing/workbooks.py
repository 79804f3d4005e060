"""Workbooks that an office can use: widths, a heading row that stays and filters, dates and amounts as such."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty._shared.showing import width_of
from antipoverty.errors import InvalidValue
from antipoverty.money import fen
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
#: Rows by which the width of a column is found, and how many characters across can be read on a page.
_SOME, _PAGE = 1_000, 300
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

    check_room("frame", frame.height, frame.width)
    for name, kind in frame.schema.items():
        if kind == pl.String and (frame[name].str.len_chars() > _CHARACTERS).any():
            raise InvalidValue(name, "a longer text", f"texts of at most {_CHARACTERS:,} characters in a workbook")
        if isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            raise InvalidValue(name, str(kind), "times without a zone in a workbook")
        if isinstance(kind, pl.Date | pl.Datetime):
            late = frame[name].cast(pl.Datetime("ms")) > pl.Series([_LAST_DAY], dtype=pl.Datetime("ms"))
            if late.any():
                raise InvalidValue(name, "a day that no workbook has", "days up to 9999-12-31")


def check_room(name: str, rows: int, columns: int) -> None:
    """Refuse what a sheet has no room for, the headings in a row of their own.

    Raises:
        InvalidValue: for too many rows or columns.
    """
    if rows >= ROWS or columns > _COLUMNS:
        wanted = f"at most {ROWS - 1:,} rows and {_COLUMNS:,} columns in a workbook"
        raise InvalidValue(name, f"{rows:,} rows, {columns:,} columns", wanted)


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
    columns = frame.get_columns()
    widths = [width(each.name, map(_shown, each.head(_SOME))) for each in columns]
    head(book, sheet, frame.columns, widths, [book.add_format(_format(each)) for each in columns])
    for place, column in enumerate(columns):
        for row, value in enumerate(column, start=1):
            put(sheet, row, place, value)
    if frame.width:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)
    return sheet


def head(
    book: Any,
    sheet: Any,
    headings: Sequence[str],
    widths: Sequence[int],
    styles: Sequence[Any] = (),
    row: int = 0,
) -> None:
    """Write the headings of a sheet into a row, which stays in view with what is above it and is printed on each page.

    Args:
        book: the workbook.
        sheet: the sheet.
        headings: the headings, from the first column on.
        widths: how wide the columns are, in characters.
        styles: the formats of their cells; none, if they are left out.
        row: the row, from 0.
    """
    heading = book.add_format(HEADING)
    for place, (name, columns) in enumerate(zip(headings, widths, strict=True)):
        sheet.write_string(row, place, name, heading)
        sheet.set_column(place, place, columns, styles[place] if styles else None)
    sheet.set_row(row, height(headings, widths) + 4)
    sheet.freeze_panes(row + 1, 1)
    sheet.repeat_rows(row)
    print_across(sheet, sum(widths))
    # Codes and identity numbers are texts, on purpose.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def height(cells: Iterable[str], widths: Iterable[int]) -> int:
    """How high a row is whose cells stand in as many lines as they need; some programs do not work it out.

    >>> height(["家庭年纯收入（元）", "户代码"], [10, 10])
    30
    """
    return 15 * max(
        (-(-width_of(cell) // (columns - 1)) for cell, columns in zip(cells, widths, strict=True)), default=1
    )


def print_across(sheet: Any, columns: int) -> None:
    """Have a sheet printed on A4 across, all of its columns on a page where they can be read there."""
    sheet.set_landscape()
    sheet.set_paper(9)
    if columns <= _PAGE:
        sheet.fit_to_pages(1, 0)
    sheet.repeat_columns(0)


def letters(place: int) -> str:
    """The letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def sheet_name(name: str, taken: Collection[str] = ()) -> str:
    """A name that a sheet may have, unlike those that are taken.

    >>> sheet_name("a/b"), sheet_name("Homes", ["homes"])
    ('a b', 'Homes 2')
    """
    name, others = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31].strip("' "), {each.lower() for each in taken}
    names = (name, *(f"{name[:26]} {number}" for number in range(2, len(others) + 3)))
    return next(each for each in names if each.lower() not in others)


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
        case Decimal() if abs(fen(value)) < _EXACT:
            sheet.write_number(row, place, float(value), style)
        case date() if value.isoformat() >= _FIRST_DAY:
            sheet.write_datetime(row, place, value, style)
        case _:
            sheet.write_string(row, place, str(value)[:_CHARACTERS], style)


def _format(column: pl.Series) -> dict[str, Any]:
    import polars as pl

    kind = column.dtype
    if kind == pl.String:
        return {"num_format": WORDS, "indent": 1}
    if kind.is_decimal():
        return {"num_format": AMOUNTS}
    if kind.is_integer():
        return {"num_format": WHOLE}
    return {"num_format": DATES if kind == pl.Date else _TIMES} if kind.is_temporal() else {}


def _shown(value: Any) -> str:
    """A value as long as it is shown; what is not there is not shown."""
    return "" if value is None else f"{value:,}" if isinstance(value, Decimal) else str(value)


def width(heading: str, cells: Iterable[str]) -> int:
    """How wide a column is, in characters: for its cells whole, and for its heading in some lines."""
    widest = max(map(width_of, cells), default=0)
    return min(max(_NARROW, widest + 2, width_of(heading) // 2 + 5), _WIDE)
