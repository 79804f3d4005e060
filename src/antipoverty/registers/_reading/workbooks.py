"""What a workbook says of itself, looked at before it is opened: its sizes, its extent, and its cells without a value.

The reader of workbooks lays a sheet out as a whole rectangle, and gives nothing for an error or for a formula that
nobody has worked out. So the sheet's own XML is read once before: how far its cells reach, which of them hold no value
whatever they show, and which rows cannot be told apart.
"""

from __future__ import annotations

import itertools
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from attrs import Factory, define, frozen

from antipoverty.registers._reading.batches import Room
from antipoverty.text import Text

ERROR = Text("an error of the workbook and no value", "单元格为电子表格的错误值")
NO_RESULT = Text(
    "a formula without a result: open the workbook, let it calculate, and save it",
    "公式没有计算结果：请打开工作簿，重新计算后保存",
)
STALE = Text(
    "a formula whose result is to be worked out anew when the workbook is opened: open it and save it",
    "公式结果须在打开工作簿时重新计算：请打开后保存",
)
TWICE = Text("the row, or a cell of it, stands more than once in the sheet", "该行或其中单元格在工作表中重复出现")
#: Bytes that a cell of a sheet takes when it is laid out.
_CELL = 32
#: What an element of XML counts for that has to be looked at by itself: it takes little room, but time.
_ELEMENT = 256
#: Bytes of a part that are read at a time.
_CHUNK = 1 << 18
#: What a sheet has room for, in any program.
_ROWS, _COLUMNS = 1 << 20, 1 << 14
_PLACE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NoWorkbook(Exception):
    """A file that is no workbook, or one that no program would have written."""


@frozen
class Fault:
    """A cell that holds no value: what it shows, and why."""

    text: str
    why: Text


@define
class Look:
    """What was found.

    Attributes:
        faults: by row and column, from 0, the cells that hold no value.
        twice: rows, from 0, that stand more than once, or a cell of which does.
    """

    faults: dict[tuple[int, int], Fault] = Factory(dict)
    twice: set[int] = Factory(set)


def look(path: Path, part: str | None, room: Room) -> Look:
    """Look a workbook through.

    Args:
        path: the file.
        part: the name of the sheet that is to be read; the first, if none is named.
        room: what it may take.

    Raises:
        InvalidValue: if it takes more.
        NoWorkbook: if it is none.
    """
    with zipfile.ZipFile(path) as book:
        match path.suffix.lower():
            case ".xlsx" | ".xlsm":
                return _sheet(book, _part_of(book, part, "xl/workbook.xml", room), room)
            case ".ods":
                return _Ods(room, part).read(book)
            case _:
                return _binary(book, part, room)


def check_archive(path: Path, room: Room) -> None:
    """Hold the members of a workbook to what they say of their sizes, and those to what there is room for.

    Raises:
        InvalidValue: if they take more.
        NoWorkbook: for members that are packed, or longer, than they say.
    """
    with zipfile.ZipFile(path) as book:
        room.check(sum(member.file_size for member in book.infolist()))
        for member in book.infolist():
            if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NoWorkbook
            for _ in _chunks(book, member):
                pass


def _chunks(book: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's content, which ends where it ends and not where it says: other readers go by the former."""
    packed = book.fp
    assert packed is not None
    packed.seek(member.header_offset)
    header = packed.read(30)
    if len(header) < 30:
        raise NoWorkbook
    packed.seek(member.header_offset + 30 + sum(struct.unpack("<HH", header[26:30])))
    left, done = member.compress_size, 0
    unpacker = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 or (unpacker is not None and unpacker.unconsumed_tail):
        chunk = b"" if unpacker is None else unpacker.unconsumed_tail
        if not chunk:
            chunk = packed.read(min(left, _CHUNK))
            left -= len(chunk)
            if not chunk:
                raise NoWorkbook
        content = chunk if unpacker is None else unpacker.decompress(chunk, _CHUNK)
        done += len(content)
        if done > member.file_size:
            raise NoWorkbook
        at = packed.tell()
        yield content
        packed.seek(at)
        if unpacker is not None and unpacker.eof:
            return


def _named(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    return _chunks(book, book.getinfo(name))


# XML


def _parsed(chunks: Iterator[bytes], reader: Any, room: Room) -> None:
    """Hand the elements of a part of XML to a reader. A part that defines entities is none of a workbook."""
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if not count % 1024:
            room.check(_ELEMENT * count)
        reader.start(name, attributes)

    def refuse(*_: object) -> None:
        raise NoWorkbook

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = reader.end
    if hasattr(reader, "data"):
        parser.CharacterDataHandler = reader.data
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _bare(name: str) -> str:
    """A name without its namespace, of which there are two for workbooks."""
    return name.rpartition("}")[2]


@define
class _Elements:
    """The elements of a small part, with their attributes, both without namespaces."""

    found: list[tuple[str, dict[str, str]]] = Factory(list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.found.append((_bare(name), {_bare(key): value for key, value in attributes.items()}))

    def end(self, name: str) -> None:
        pass


def _elements(book: zipfile.ZipFile, name: str, room: Room) -> list[tuple[str, dict[str, str]]]:
    reader = _Elements()
    _parsed(_named(book, name), reader, room)
    return reader.found


def _part_of(book: zipfile.ZipFile, name: str | None, index: str, room: Room) -> str:
    """Where in the file a sheet is."""
    sheets = [each for kind, each in _elements(book, index, room) if kind == "sheet"]
    name = sheets[0].get("name") if name is None else name
    return _target(book, {each.get("name"): each.get("id") for each in sheets}[name], index, room)


def _target(book: zipfile.ZipFile, key: str | None, index: str, room: Room) -> str:
    folder, file = posixpath.split(index)
    relations = _elements(book, f"{folder}/_rels/{file}.rels", room)
    targets = {each.get("Id"): each.get("Target", "") for _, each in relations}
    return posixpath.normpath(posixpath.join(f"/{folder}", targets[key])).lstrip("/")


def _is_stale(book: zipfile.ZipFile, room: Room) -> bool:
    """Whether no result of a formula in the workbook is good."""
    properties = [each for kind, each in _elements(book, "xl/workbook.xml", room) if kind == "calcPr"]
    return any(
        each.get("fullCalcOnLoad") in ("1", "true") or each.get("calcCompleted") in ("0", "false")
        for each in properties
    )


# Excel


def _sheet(book: zipfile.ZipFile, part: str, room: Room) -> Look:
    """Read a sheet of Excel's XML: by its cells' places, or where those are unusual by all of its XML."""
    stale = _is_stale(book, room)
    reader = _Sheet(room, stale=stale)
    if not reader.skim(_named(book, part)):
        reader = _Sheet(room, stale=stale)
        _parsed(_named(book, part), reader, room)
    reader.check()
    if reader.texts and "xl/sharedStrings.xml" in book.namelist():
        longest = _Longest()
        _parsed(_named(book, "xl/sharedStrings.xml"), longest, room)
        # Each cell has its text for itself.
        if reader.texts * longest.longest > room.most:
            total = _Shared(longest.lengths)
            _parsed(_named(book, part), total, room)
            room.check(total.total)
    return reader.found


@define
class _Sheet:
    """A sheet of Excel's XML: where each cell stands, whether it has a formula, and whether that has a result."""

    room: Room
    found: Look = Factory(Look)
    row: int = -1
    column: int = -1
    rows: int = 0
    columns: int = 0
    texts: int = 0
    kind: str | None = None
    formula: list[str] | None = None
    spread: tuple[int, int, int, int] | None = None
    value: list[str] | None = None
    has_value: bool = False
    element: str = ""
    stale: bool = False

    def check(self) -> None:
        self.room.check(_CELL * self.rows * self.columns)

    def skim(self, chunks: Iterator[bytes]) -> bool:
        """Read a sheet that is written as programs write it, block by block of rows; whether it is."""
        held, last, inside = b"", -1, False
        for chunk in chunks:
            held += chunk
            if not inside:
                # What stands before the rows has no cells, but tells how the text is encoded.
                head, inside, held = _parted(held, b"<sheetData")
                if inside and not _encoded(head):
                    return False
            if len(held) < _BLOCK:
                continue
            if len(held) > 4 * _BLOCK:
                return False
            block, end, held = held.rpartition(b"</row>")
            after = self._skim_block(block + end, last)
            if after is None:
                return False
            last = after
        rows, _, rest = held.partition(b"</sheetData>")
        return inside and b"sheetData" not in rest and self._skim_block(rows, last) is not None

    def _skim_block(self, block: bytes, last: int) -> int | None:
        """Read some rows, the last row before them being known, and give the last; none if they are unusual."""
        if any(each in block for each in _UNUSUAL):
            return None
        cells = _CELLS_OF_XML.findall(block)
        rows = _ROWS_OF_XML.findall(block)
        if len(cells) != block.count(b"<c") or len(rows) != block.count(b"<row") or len(set(cells)) < len(cells):
            return None
        numbers = [last, *map(int, rows)]
        if any(first >= second for first, second in itertools.pairwise(numbers)):
            return None
        full = [(letters, number) for letters, number, empty in cells if not empty]
        places = set(map(int, {number for _, number in full}))
        if not places <= set(numbers[1:]):
            return None
        self.rows = max(self.rows, *places, 0)
        columns = [_column(letters.decode()) + 1 for letters in {letters for letters, _ in full}]
        self.columns = max(self.columns, *columns, 0)
        if self.rows > _ROWS or self.columns > _COLUMNS:
            raise NoWorkbook
        self.check()
        self.texts += block.count(b't="s"')
        odd = [each for each in block.split(b"<c ")[1:] if b"<f" in each or b't="e"' in each] if _odd(block) else []
        if odd:
            some = _Sheet(self.room, stale=self.stale)
            try:
                _parsed(iter([b"<d>", *(_alone(each) for each in odd), b"</d>"]), some, self.room)
            except expat.ExpatError:
                return None
            self.found.faults.update({**some.found.faults, **self.found.faults})
        return numbers[-1]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name == "c":
            self._begin(attributes)
        elif name in ("v", "is"):
            self.has_value = True
            self.element = name
        elif name == "f":
            self.formula = []
            self.element = name
            if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
                self.spread = _range(attributes["ref"])
        elif name == "row":
            before = self.row
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
            if self.row <= before:
                self.found.twice.add(self.row)

    def _begin(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        before = self.column
        if place is None:
            self.column += 1
        else:
            letters = place.rstrip("0123456789")
            row, self.column = int(place[len(letters) :]) - 1, _column(letters)
            if row != self.row:
                self.found.twice |= {row, self.row}
                self.rows = max(self.rows, row + 1)
        if self.column <= before:
            self.found.twice.add(self.row)
        if not (0 <= self.column < _COLUMNS and 0 <= self.row < _ROWS):
            raise NoWorkbook
        self.kind = attributes.get("t")
        self.has_value = False
        self.value = []

    def data(self, text: str) -> None:
        if self.element == "v" and self.value is not None:
            self.value.append(text)
        elif self.element == "f" and self.formula is not None:
            self.formula.append(text)

    def end(self, name: str) -> None:
        name = _bare(name)
        if name != "c":
            if name in ("v", "f", "is"):
                self.element = ""
            return
        text = "".join(self.value or ())
        if self.has_value or self.formula is not None:
            if self.row >= self.rows or self.column >= self.columns:
                self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
                self.check()
            self.texts += self.kind == "s"
        if self.kind == "e":
            self._add(Fault(text or "#", ERROR))
        elif self.formula is not None:
            shown = "=" + "".join(self.formula)
            if not self.has_value or (not text and self.kind not in ("str", "inlineStr")):
                self._add(Fault(shown, NO_RESULT))
            elif self.stale:
                self._add(Fault(shown, STALE))
        self.formula = self.value = self.spread = None

    def _add(self, fault: Fault) -> None:
        self.found.faults[self.row, self.column] = fault
        if self.spread is not None and fault.why is not ERROR:
            top, left, bottom, right = self.spread
            self.room.check(_CELL * (bottom - top + 1) * (right - left + 1))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.found.faults.setdefault((row, column), fault)


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.replace("$", "").partition(":")
    places = []
    for place in (first, last or first):
        letters = place.rstrip("0123456789")
        places += [int(place[len(letters) :]) - 1, _column(letters)]
    top, left, bottom, right = places
    if not (0 <= top <= bottom < _ROWS and 0 <= left <= right < _COLUMNS):
        raise NoWorkbook
    return top, left, bottom, right


def _column(letters: str) -> int:
    """The column of letters such as ``AB``, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + _PLACE.index(letter) + 1
    return number - 1


def _odd(block: bytes) -> bool:
    return b"<f" in block or b't="e"' in block


def _alone(cell: bytes) -> bytes:
    """A cell in a row of its own."""
    place = cell[cell.index(b'"') + 1 : cell.index(b'"', 4)].lstrip(_PLACE.encode())
    return b'<row r="' + place + b'"><c ' + cell.partition(b"</c>")[0] + b"</c></row>"


def _parted(held: bytes, mark: bytes) -> tuple[bytes, bool, bytes]:
    head, found, rest = held.partition(mark)
    return head, bool(found), rest if found else held


def _encoded(head: bytes) -> bool:
    """Whether a part is in UTF-8, as far as its head says how it is encoded."""
    declared = _ENCODING.search(head)
    return b"\0" not in head and (declared is None or declared[1].lower() == b"utf-8")


#: Rows of a sheet that are skimmed at a time, in bytes.
_BLOCK = 1 << 22
_CELLS_OF_XML = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*(/?)>')
_ROWS_OF_XML = re.compile(rb'<row r="([0-9]{1,7})"')
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)""")
#: Comments and the like, and names in a namespace, which programs hardly write among cells.
_UNUSUAL = (b"<!", b":c", b":row")


@define
class _Longest:
    """The lengths of the texts that the cells of a workbook share."""

    lengths: list[int] = Factory(list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _bare(name) == "si":
            self.lengths.append(0)

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += 4 * len(text)

    @property
    def longest(self) -> int:
        return max(self.lengths, default=0)


@define
class _Shared:
    """What the texts of a sheet take, each as often as a cell has it."""

    lengths: list[int]
    total: int = 0
    shared: bool = False
    inside: bool = False
    number: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name == "c":
            self.shared = attributes.get("t") == "s"
        self.inside = name == "v"
        self.number = ""

    def data(self, text: str) -> None:
        if self.inside:
            self.number += text

    def end(self, name: str) -> None:
        if self.inside and self.shared and self.number:
            self.total += self.lengths[int(self.number)]
        self.inside = False


# OpenDocument


@define
class _Ods:
    """A table of OpenDocument: cells and rows may say that they stand many times."""

    room: Room
    part: str | None
    found: Look = Factory(Look)
    inside: bool = False
    tables: int = 0
    row: int = 0
    row_times: int = 1
    column: int = 0
    times: int = 1
    rows: int = 0
    width: int = 0
    size: int = 0
    line: int = 0
    filled: bool = False
    text: list[str] | None = None
    line_faults: list[tuple[int, int, Fault]] = Factory(list)
    fault: Text | None = None
    shown: str = ""

    def read(self, book: zipfile.ZipFile) -> Look:
        """Read the tables of a book; faults are kept of the one that is asked for, sizes are held of all."""
        _parsed(_named(book, "content.xml"), self, self.room)
        return self.found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _bare(name)
        if name not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        known = {_bare(key): value for key, value in attributes.items() if not key.endswith("calcext:1.0}value-type")}
        if name == "table":
            self.inside = known.get("name") == self.part or (self.part is None and not self.tables)
            self.tables += 1
            self.row = self.rows = self.width = self.size = 0
        elif name == "table-row":
            self.row_times = _times(known.get("number-rows-repeated"))
            self.column = self.line = 0
            self.line_faults = []
        else:
            self.times = _times(known.get("number-columns-repeated"))
            self.text = []
            self.filled = "value-type" in known
            self.shown = known.get("formula", "")
            error = [value for key, value in attributes.items() if key.endswith("value-type") and value == "error"]
            self.fault = None
            if error:
                self.fault = ERROR
            elif self.shown and "value-type" not in known:
                self.fault = NO_RESULT
            long = known.get("string-value", "")
            self.line += 4 * len(long) * self.times

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        name = _bare(name)
        if name in ("table-cell", "covered-table-cell"):
            text = "".join(self.text or ())
            if self.filled or text or self.fault is not None:
                self.width = max(self.width, self.column + self.times)
                self.line += 4 * len(text) * self.times
                self.rows = self.row + self.row_times
            if self.fault is not None:
                shown = text if self.fault is ERROR and text else self.shown.partition("=")[1] + self.shown[3:]
                self.line_faults.append((self.column, self.times, Fault(shown or "#", self.fault)))
            self.column += self.times
            self.text = None
        elif name == "table-row":
            self.size += self.line * self.row_times
            if self.rows > self.row:
                self.room.check(self.size + _CELL * self.rows * self.width)
                if self.rows > _ROWS or self.width > _COLUMNS:
                    raise NoWorkbook
            if self.inside:
                for row in range(self.row, self.row + self.row_times if self.line_faults else self.row):
                    for column, times, fault in self.line_faults:
                        for place in range(column, column + times):
                            self.found.faults[row, place] = fault
            self.row += self.row_times


def _times(said: str | None) -> int:
    times = 1 if said is None else int(said)
    if times < 1:
        raise NoWorkbook
    return times


# Excel's binary form: a part is a run of records, each a number, a length and so many bytes.

_ROW, _CELLS, _ERRORS, _SHEET = 0, frozenset((*range(2, 12), 62)), (3, 11), 156
_CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def _binary(book: zipfile.ZipFile, part: str | None, room: Room) -> Look:
    keys: dict[str, str] = {}
    for kind, content in _records(b"".join(_named(book, "xl/workbook.bin"))):
        if kind == _SHEET:
            key, rest = _wide(content, 8)
            keys[_wide(content, rest)[0]] = key
    found = Look()
    row = rows = columns = -1
    key = keys[next(iter(keys)) if part is None else part]
    sheet = b"".join(_named(book, _target(book, key, "xl/workbook.bin", room)))
    for kind, content in _records(sheet):
        if kind == _ROW:
            (row,) = struct.unpack_from("<I", content)
        elif kind in _CELLS:
            (column,) = struct.unpack_from("<I", content)
            if row >= _ROWS or column >= _COLUMNS:
                raise NoWorkbook
            rows, columns = max(rows, row), max(columns, column)
            room.check(_CELL * (rows + 1) * (columns + 1))
            if kind in _ERRORS:
                found.faults[row, column] = Fault(_CODES.get(content[8], "#"), ERROR)
    return found


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
