"""A sheet of Excel's binary form, looked through before it is read: its extent and its errors.

A part is a run of records, each a number, a length and so many bytes.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.packages import (
    CELL,
    COLUMNS,
    ERROR,
    ROWS,
    Fault,
    NoWorkbook,
    Seen,
    day_zero,
    part_of,
    target,
)

_ROW, _CELLS, _ERRORS, _BOOK, _SHEET = 0, frozenset((*range(2, 12), 62)), (3, 11), 153, 156
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def look_at_binary_sheet(book: zipfile.ZipFile, part: str | None, room: Room) -> Seen:
    """Look a sheet through, the first if none is named."""
    keys: dict[str, str] = {}
    of_1904 = False
    for kind, content in _records(b"".join(part_of(book, "xl/workbook.bin"))):
        if kind == _SHEET:
            key, rest = _wide(content, 8)
            keys[_wide(content, rest)[0]] = key
        elif kind == _BOOK:
            of_1904 = bool(content[0] & 1)
    seen = Seen(day_zero=day_zero(of_1904=of_1904))
    row = rows = columns = -1
    key = keys[next(iter(keys)) if part is None else part]
    sheet = b"".join(part_of(book, target(book, key, "xl/workbook.bin", room)))
    for kind, content in _records(sheet):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", content)
        elif kind in _CELLS:
            (column,) = struct.unpack_from("<I", content)
            if row >= ROWS or column >= COLUMNS:
                raise NoWorkbook
            rows, columns = max(rows, row), max(columns, column)
            room.check(CELL * (rows + 1) * (columns + 1))
            if kind in _ERRORS:
                seen.faults[row, column] = Fault(_CODES.get(content[8], "#"), ERROR)
    return seen


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (content[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            byte = content[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        yield kind, content[place : place + size]
        place += size


def _wide(content: bytes, place: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", content, place)
    end = place + 4 + 2 * length
    return content[place + 4 : end].decode("utf-16-le"), end
