"""Workbooks as rows of text: Excel in all its forms, and OpenDocument.

A number of a workbook is a double, which is taken as the workbook itself shows it: by 15 significant digits, and with
the zeros that its format puts before it (``001``; in ``.xlsx`` and ``.xlsm`` alone). A cell with an error
(``#DIV/0!``), or with a formula that nobody has worked out, is no unknown and no zero: it is set apart. That holds for
all but ``.xls``, where such a cell is empty.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import FIRST_ROWS, Batch, RawTable, Room, Spoilt, too_many
from antipoverty.registers._reading.excel import look_at_sheet
from antipoverty.registers._reading.excel_binary import look_at_binary_sheet
from antipoverty.registers._reading.finding import Finder, HeadingRows, unit_above
from antipoverty.registers._reading.opendocument import look_at_table
from antipoverty.registers._reading.packages import TWICE, Fault, Seen, check_archive
from antipoverty.text import Text

#: The kinds of workbooks.
SUFFIXES = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods")
_NO_BOOK = "a workbook that can be opened, of the kind that its name says"
#: Rows of a sheet or a frame that are taken at a time.
BATCH = 50_000
#: From here on a double may have lost its last digits: it has 15 that are sure.
_EXACT = 10**15
LOST_DIGITS = Text(
    "a number of over 15 digits, whose last ones are lost where numbers are doubles: keep it as text",
    "数字超过15位，以双精度数保存时末位已丢失：请以文本保存",
)


def parts(source: str | Path, *, unpacked: int | None = None) -> tuple[str, ...]:
    """The sheets of a workbook, by name and in their order; none for a file that is one table.

    Args:
        source: the file.
        unpacked: how many bytes it may take when it is unpacked, as for `antipoverty.registers.read`.

    Raises:
        InvalidValue: for a file that ends as a workbook does and is none, or takes more room than it may.
        FileNotFoundError: if there is no such file.

    >>> parts("households.csv")
    ()
    """
    path = Path(source)
    if path.suffix.lower() not in SUFFIXES:
        return ()
    with needing("excel", "python-calamine"):
        import python_calamine
    with _refusing_others(path):
        if path.suffix.lower() != ".xls":
            check_archive(path, Room.of(path, unpacked))
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            return tuple(book.sheet_names)


def open_sheet(path: Path, heading_row: int | Finder, part: str | None, room: Room) -> RawTable:
    """Open a sheet of a workbook, the first if none is named.

    Raises:
        InvalidValue: for a file that is no workbook, a sheet that it does not have, headings beyond its last row, or
            a workbook that takes more room than it may.
    """
    cells, merged, seen = _read_cells(path, part, room)
    if not cells or (isinstance(heading_row, int) and heading_row > len(cells)):
        given = heading_row if isinstance(heading_row, int) else "auto"
        raise InvalidValue("heading_row", given, f"a row from 1 to {len(cells)}, the row with the headings")
    first = {number: tuple(_text(_cell(cell)) for cell in row) for number, row in enumerate(cells[:FIRST_ROWS], 1)}
    if isinstance(heading_row, int):
        headings = tuple(_text(_cell(cell)) for cell in cells[heading_row - 1])
        found = HeadingRows((heading_row,), headings, 0, unit_above(first, heading_row))
    else:
        found = heading_row(first)
    names, last = list(found.headings), found.last
    while names and not names[-1].strip():
        names.pop()
    rows = [
        (number, row)
        for number, row in enumerate(cells[last:], start=last + 1)
        if number - 1 in seen.twice or _says(row)
    ]
    if not isinstance(heading_row, int):
        # What stands beside the table, under no heading, is left out, and no row is lost for it.
        names += [""] * (max((_width(row) for _, row in rows), default=0) - len(names))
    batches = _batches(rows, len(names), seen.twice)
    return RawTable(
        tuple(names),
        lambda: len(rows),
        batches,
        marked=True,
        first=first,
        heading_rows=found.numbers,
        unit=found.unit,
        day_zero=seen.day_zero,
        spans=_spans(merged, cells, last),
    )


@contextmanager
def _refusing_others(path: Path) -> Iterator[None]:
    """Refuse a file of which the reader makes nothing, a panic included, by one error; all else is not its doing."""
    try:
        yield
    except (InvalidValue, FileNotFoundError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise InvalidValue("path", path.name, _NO_BOOK) from None


def _read_cells(path: Path, part: str | None, room: Room) -> tuple[list[list[Any]], Sequence[Any], Seen]:
    """The cells of a sheet with their faults put in, which cells are merged, and what was seen before it was opened."""
    with needing("excel", "python-calamine"):
        import python_calamine
    with _refusing_others(path):
        kind = path.suffix.lower()
        seen = Seen()
        if kind != ".xls":
            check_archive(path, room)
        if kind == ".ods":
            # The reader reads all of its tables as it opens it.
            seen = look_through(path, part, room)
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            names = book.sheet_names
            if names and part not in (None, *names):
                raise InvalidValue("part", part, f"a sheet of the book: {', '.join(names)}")
            name = names[0] if part is None else part
            if kind not in (".xls", ".ods"):
                seen = look_through(path, name, room)
            sheet = book.get_sheet_by_name(name)
            cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
    _show_digits(seen, cells)
    _place_faults(seen, cells)
    return cells, merged, seen


def look_through(path: Path, part: str | None, room: Room) -> Seen:
    """Look a sheet through before it is opened: how far its cells reach, and which of them hold no value.

    The reader of workbooks lays a sheet out as a whole rectangle, and gives nothing for an error or for a formula that
    nobody has worked out.

    Args:
        path: the file.
        part: the name of the sheet that is to be read; the first, if none is named.
        room: what it may take.

    Raises:
        InvalidValue: if it takes more.
        NoWorkbook: if it is none.
    """
    kinds = {".xlsx": look_at_sheet, ".xlsm": look_at_sheet, ".ods": look_at_table}
    with zipfile.ZipFile(path) as book:
        return kinds.get(path.suffix.lower(), look_at_binary_sheet)(book, part, room)


def _spans(
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], cells: list[list[Any]], heading_row: int
) -> dict[int, dict[int, str]]:
    """What cells say that are merged with cells below them, where these would say it; see `RawTable.spans`."""
    spans: dict[int, dict[int, str]] = {}
    for (top, left), (bottom, _) in merged:
        if not heading_row <= top < bottom or top >= len(cells) or left >= len(cells[top]):
            continue
        said = _cell(cells[top][left])
        if isinstance(said, str) and said.strip():
            rows = range(top + 2, min(bottom + 1, len(cells)) + 1)
            spans.setdefault(left, {}).update(dict.fromkeys(rows, said))
    return spans


def _show_digits(seen: Seen, cells: list[list[Any]]) -> None:
    """Put zeros before the whole numbers that their formats show so: a key is told by them."""
    for (row, column), shown in seen.digits.items():
        cell = cells[row][column] if row < len(cells) and column < len(cells[row]) else None
        if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < _EXACT and cell == int(cell):
            cells[row][column] = f"{int(cell):0{shown}d}"


def _place_faults(seen: Seen, cells: list[list[Any]]) -> None:
    """Put the cells that hold no value where they stand, beyond the last value too."""
    for (row, column), fault in seen.faults.items():
        cells += [[] for _ in range(row + 1 - len(cells))]
        cells[row] += [""] * (column + 1 - len(cells[row]))
        cells[row][column] = fault
    last = max(seen.twice, default=-1)
    cells += [[] for _ in range(last + 1 - len(cells))]


def _width(row: list[Any]) -> int:
    """How many cells a row has up to the last that holds anything."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1] != ""), 0)


def _says(row: list[Any]) -> bool:
    """Whether a row has anything but blanks."""
    return row.count("") < len(row) and any(str(cell).strip() for cell in row)


def _batches(rows: list[tuple[int, list[Any]]], width: int, twice: set[int]) -> Iterator[Batch]:
    import polars as pl

    for start in range(0, len(rows), BATCH):
        numbers: list[int] = []
        taken: list[list[str | Fault]] = []
        broken: dict[int, Text] = {}
        faults: dict[tuple[int, Text], list[int]] = {}
        for number, row in rows[start : start + BATCH]:
            if number - 1 in twice:
                broken[number] = TWICE
                continue
            cells = [_cell(cell) for cell in row]
            cells += [""] * (width - len(cells))
            if len(cells) > width and any(cells[width:]):
                broken[number] = too_many(width, len(cells))
                continue
            if Fault in map(type, cells):
                for place, cell in enumerate(cells[:width]):
                    if isinstance(cell, Fault):
                        faults.setdefault((place, cell.why), []).append(len(numbers))
                        cells[place] = cell.text
            numbers.append(number)
            taken.append(cells[:width])
        columns = list(zip(*taken, strict=True)) if taken else [()] * width
        frame = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
        every = pl.Series(range(len(numbers)), dtype=pl.Int64)
        spoilt = [Spoilt(place, every.is_in(which), why) for (place, why), which in faults.items()]
        yield Batch(pl.Series(numbers, dtype=pl.Int64), frame, broken, tuple(spoilt))


def _cell(cell: Any) -> str | Fault:
    if isinstance(cell, str | Fault):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, float | int):
        return digits(cell) if -_EXACT < cell < _EXACT else Fault(digits(cell), LOST_DIGITS)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _text(cell: str | Fault) -> str:
    return cell if isinstance(cell, str) else cell.text


def digits(number: float) -> str:
    """A double by its 15 significant digits, without an exponent: as a workbook shows it in full.

    >>> digits(1111.11 * 7), digits(4.0)
    ('7777.77', '4')
    """
    whole = int(number)
    if number == whole:
        return str(whole)
    shown = f"{number:.15g}"
    return f"{Decimal(shown):f}" if "e" in shown else shown
