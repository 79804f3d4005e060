"""Workbooks as rows of text: Excel in all its forms, and OpenDocument.

A number of a workbook is a double, which is taken as the workbook itself shows it: by 15 significant digits. A cell
with an error (``#DIV/0!``) is no unknown; the reader of workbooks gives nothing for it, so that it is looked up in the
sheet itself. That is done for ``.xlsx`` and ``.xlsm``; in other workbooks such a cell is empty.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attrs import frozen

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.batches import Batch, Room, Spoilt, Table, too_many
from antipoverty.rules.conditions import Text

__all__ = ["BATCH", "LOST_DIGITS", "digits", "opened_sheet"]

#: Rows of a sheet or a frame that are taken at a time.
BATCH = 50_000
#: From here on a double may have lost its last digits: it has 15 that are sure.
_EXACT = 10**15
LOST_DIGITS = Text(
    "a number of over 15 digits, whose last ones are lost where numbers are doubles: keep it as text",
    "数字超过15位，以双精度数保存时末位已丢失：请以文本保存",
)
_ERROR = Text("an error of the workbook and no value", "单元格为电子表格的错误值")
#: The type of a cell with an error, as an attribute has it.
_TYPE_OF_ERROR = (b'"e"', b"'e'")
#: Bytes of a sheet that are looked through at a time.
_CHUNK = 1 << 20


@frozen
class _Fault:
    """A cell that holds no value: its text, and why."""

    text: str
    why: Text


def opened_sheet(path: Path, heading_row: int, part: str | None, room: Room) -> Table:
    """Open a sheet of a workbook, the first if none is named.

    Raises:
        InvalidValue: for a file that is no workbook, a sheet that it does not have, or headings beyond its last row.
    """
    try:
        import python_calamine
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("excel", "python-calamine") from None
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if names and part not in (None, *names):
            raise InvalidValue("part", part, f"a sheet of the book: {', '.join(names)}")
        name = names[0] if part is None else part
        found: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        errors = _errors(path, name) if path.suffix.lower() in (".xlsx", ".xlsm") else {}
    except (python_calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, LookupError):
        raise InvalidValue("path", path.name, "a workbook that can be opened, of the kind that its name says") from None
    if not 1 <= heading_row <= len(found):
        raise InvalidValue("heading_row", heading_row, f"a row from 1 to {len(found)}, the row with the headings")
    for (row, column), text in errors.items():
        found[row][column] = _Fault(text, _ERROR)
    headings = [_text(_cell(cell)) for cell in found[heading_row - 1]]
    while headings and not headings[-1].strip():
        headings.pop()
    rows = [(number, row) for number, row in enumerate(found, start=1) if number > heading_row]
    rows = [(number, row) for number, row in rows if any(str(cell).strip() for cell in row)]
    return Table(tuple(headings), lambda: len(rows), _batches(rows, len(headings)), marked=True)


def _batches(rows: list[tuple[int, list[Any]]], width: int) -> Iterator[Batch]:
    import polars as pl

    for start in range(0, len(rows), BATCH):
        numbers: list[int] = []
        taken: list[list[str | _Fault]] = []
        broken: dict[int, Text] = {}
        faults: dict[tuple[int, Text], list[int]] = {}
        for number, row in rows[start : start + BATCH]:
            cells = [_cell(cell) for cell in row]
            if any(cells[width:]):
                broken[number] = too_many(width, len(cells))
                continue
            if _Fault in map(type, cells):
                for place, cell in enumerate(cells[:width]):
                    if isinstance(cell, _Fault):
                        faults.setdefault((place, cell.why), []).append(len(numbers))
                        cells[place] = cell.text
            numbers.append(number)
            taken.append(cells[:width])
        columns = list(zip(*taken, strict=True)) if taken else [()] * width
        frame = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
        every = pl.Series(range(len(numbers)), dtype=pl.Int64)
        spoilt = [Spoilt(place, every.is_in(which), why) for (place, why), which in faults.items()]
        yield Batch(pl.Series(numbers, dtype=pl.Int64), frame, broken, tuple(spoilt))


def _cell(cell: Any) -> str | _Fault:
    if isinstance(cell, str | _Fault):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        return digits(cell) if -_EXACT < cell < _EXACT else _Fault(digits(cell), LOST_DIGITS)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _text(cell: str | _Fault) -> str:
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


def _errors(path: Path, name: str) -> Mapping[tuple[int, int], str]:
    """The cells of a sheet with an error, by row and column from 0, each with what it shows."""
    with zipfile.ZipFile(path) as book:
        sheet = _part_of(book, name)
        if not _has_errors(book, sheet):
            return {}
        found: dict[tuple[int, int], str] = {}
        row = column = -1
        with book.open(sheet) as content:
            for event, element in ElementTree.iterparse(content, ("start", "end")):
                match event, _bare(element.tag):
                    case "start", "row":
                        row, column = int(element.get("r", row + 2)) - 1, -1
                    case "end", "c":
                        place = element.get("r")
                        column = column + 1 if place is None else _column(place)
                        if element.get("t") == "e":
                            shown = (each.text for each in element if _bare(each.tag) == "v")
                            found[row, column] = next(shown, None) or "#"
                    case "end", "row":
                        element.clear()
                    case _:
                        pass
        return found


def _part_of(book: zipfile.ZipFile, name: str) -> str:
    """Where in the file a sheet is."""
    sheets = [
        each for each in ElementTree.fromstring(book.read("xl/workbook.xml")).iter() if _bare(each.tag) == "sheet"
    ]
    keys = {each.get("name"): value for each in sheets for key, value in each.items() if _bare(key) == "id"}
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    return posixpath.normpath(posixpath.join("/xl", targets[keys[name]])).lstrip("/")


def _bare(tag: str) -> str:
    """A name without its namespace, of which there are two for workbooks."""
    return tag.rpartition("}")[2]


def _has_errors(book: zipfile.ZipFile, sheet: str) -> bool:
    """Hardly a sheet has one, so that hardly one is read twice."""
    with book.open(sheet) as content:
        before = b""
        while chunk := content.read(_CHUNK):
            before += chunk
            if any(each in before for each in _TYPE_OF_ERROR):
                return True
            before = before[-2:]
    return False


def _column(place: str) -> int:
    """The column of a place such as ``AB12``, from 0."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
