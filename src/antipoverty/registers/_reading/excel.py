"""A sheet of Excel's XML, looked through before it is read: its extent, its faults, and the texts that cells share."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from attrs import Factory, define

from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.packages import (
    CELL,
    COLUMNS,
    ERROR,
    NO_RESULT,
    ROWS,
    STALE,
    Fault,
    NoWorkbook,
    Seen,
    day_zero,
    elements,
    part_of,
    read_xml,
    target,
)

_PLACE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Rows of a sheet that are skimmed at a time, in bytes.
_BLOCK = 1 << 22
_CELLS_OF_XML = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*(/?)>')
_ROWS_OF_XML = re.compile(rb'<row r="([0-9]{1,7})"')
_PLACED = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_ZEROS = re.compile("0{2,15}")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([^"']*)""")
#: Comments and the like, and names in a namespace, which programs hardly write among cells.
_UNUSUAL = (b"<!", b":c", b":row")


def look_at_sheet(book: zipfile.ZipFile, name: str | None, room: Room) -> Seen:
    """Look a sheet through: by its cells' places, or where those are unusual by all of its XML.

    Args:
        book: the workbook.
        name: the name of the sheet; the first, if none is named.
        room: what it may take.
    """
    index = elements(book, "xl/workbook.xml", room)
    # No result of a formula is good that is to be worked out anew.
    stale = any(
        each.get("fullCalcOnLoad") in ("1", "true") or each.get("calcCompleted") in ("0", "false")
        for kind, each in index
        if kind == "calcPr"
    )
    of_1904 = any(each.get("date1904") in ("1", "true") for kind, each in index if kind == "workbookPr")
    keys = {each.get("name"): each.get("id") for kind, each in index if kind == "sheet"}
    part = target(book, keys[next(iter(keys)) if name is None else name], "xl/workbook.xml", room)
    sheet = _Sheet(room, stale=stale)
    if not sheet.skim(part_of(book, part)):
        sheet = _Sheet(room, stale=stale)
        sheet.read(part_of(book, part))
    room.check(CELL * sheet.rows * sheet.columns)
    if formats := _digits_of_formats(book, room):
        sheet.seen.digits = _digits_of_cells(part_of(book, part), formats, room)
    if sheet.texts and "xl/sharedStrings.xml" in book.namelist():
        lengths = _shared_lengths(book, room)
        # Each cell has its text for itself.
        if sheet.texts * max(lengths, default=0) > room.most:
            _check_shared(part_of(book, part), lengths, room)
    sheet.seen.day_zero = day_zero(of_1904=of_1904)
    return sheet.seen


def _digits_of_formats(book: zipfile.ZipFile, room: Room) -> dict[str, int]:
    """How many digits those formats of a workbook show that put zeros before a number, such as ``000``."""
    if "xl/styles.xml" not in book.namelist():
        return {}
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = ""
    for kind, each in elements(book, "xl/styles.xml", room):
        if kind in ("cellStyleXfs", "cellXfs"):
            inside = kind
        elif kind == "numFmt" and not formats:
            codes[each.get("numFmtId", "")] = each.get("formatCode", "")
        elif kind == "xf" and inside == "cellXfs":
            formats.append(codes.get(each.get("numFmtId", ""), ""))
    return {f"{number}": len(code) for number, code in enumerate(formats) if _ZEROS.fullmatch(code)}


def _digits_of_cells(chunks: Iterator[bytes], formats: dict[str, int], room: Room) -> dict[tuple[int, int], int]:
    """How many digits each cell shows that has one of some formats."""
    found: dict[tuple[int, int], int] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "c" and attributes.get("s") in formats and (place := _PLACED.fullmatch(attributes.get("r", ""))):
            found[int(place[2]) - 1, _column(place[1])] = formats[attributes["s"]]

    read_xml(chunks, room, start)
    return found


@define
class _Sheet:
    """A sheet of Excel's XML: where each cell stands, whether it has a formula, and whether that has a result."""

    room: Room
    seen: Seen = Factory(Seen)
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

    def read(self, chunks: Iterator[bytes]) -> None:
        """Read all of the XML of a sheet."""
        read_xml(chunks, self.room, self.start, self.end, self.data)

    def skim(self, chunks: Iterator[bytes]) -> bool:
        """Read a sheet that is written as programs write it, block by block of rows; whether it is."""
        held, last, inside = b"", -1, False
        for chunk in chunks:
            held += chunk
            if not inside:
                # What stands before the rows has no cells, but tells how the text is encoded.
                head, mark, rest = held.partition(b"<sheetData")
                inside, held = bool(mark), rest if mark else held
                declared = _ENCODING.search(head)
                if inside and (b"\0" in head or (declared and declared[1].lower() != b"utf-8")):
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
        if self.rows > ROWS or self.columns > COLUMNS:
            raise NoWorkbook
        self.room.check(CELL * self.rows * self.columns)
        self.texts += block.count(b't="s"')
        odd = []
        if b"<f" in block or b't="e"' in block:
            odd = [cell for cell in block.split(b"<c ")[1:] if b"<f" in cell or b't="e"' in cell]
        if odd:
            some = _Sheet(self.room, stale=self.stale)
            try:
                some.read(iter([b"<d>", *(_alone(cell) for cell in odd), b"</d>"]))
            except expat.ExpatError:
                return None
            self.seen.faults.update({**some.seen.faults, **self.seen.faults})
        return numbers[-1]

    def start(self, name: str, attributes: dict[str, str]) -> None:
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
                self.seen.twice.add(self.row)

    def _begin(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        before = self.column
        if place is None:
            self.column += 1
        else:
            letters = place.rstrip("0123456789")
            row, self.column = int(place[len(letters) :]) - 1, _column(letters)
            if row != self.row:
                self.seen.twice |= {row, self.row}
                self.rows = max(self.rows, row + 1)
        if self.column <= before:
            self.seen.twice.add(self.row)
        if not (0 <= self.column < COLUMNS and 0 <= self.row < ROWS):
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
        if name != "c":
            if name in ("v", "f", "is"):
                self.element = ""
            return
        text = "".join(self.value or ())
        if self.has_value or self.formula is not None:
            if self.row >= self.rows or self.column >= self.columns:
                self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
                self.room.check(CELL * self.rows * self.columns)
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
        self.seen.faults[self.row, self.column] = fault
        if self.spread is not None and fault.why is not ERROR:
            top, left, bottom, right = self.spread
            self.room.check(CELL * (bottom - top + 1) * (right - left + 1))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.seen.faults.setdefault((row, column), fault)


def _range(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.replace("$", "").partition(":")
    places = []
    for place in (first, last or first):
        letters = place.rstrip("0123456789")
        places += [int(place[len(letters) :]) - 1, _column(letters)]
    top, left, bottom, right = places
    if not (0 <= top <= bottom < ROWS and 0 <= left <= right < COLUMNS):
        raise NoWorkbook
    return top, left, bottom, right


def _column(letters: str) -> int:
    """The column of letters such as ``AB``, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + _PLACE.index(letter) + 1
    return number - 1


def _alone(cell: bytes) -> bytes:
    """A cell in a row of its own."""
    place = cell[cell.index(b'"') + 1 : cell.index(b'"', 4)].lstrip(_PLACE.encode())
    return b'<row r="' + place + b'"><c ' + cell.partition(b"</c>")[0] + b"</c></row>"


def _shared_lengths(book: zipfile.ZipFile, room: Room) -> list[int]:
    """What each of the texts takes that the cells of a workbook share."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def data(text: str) -> None:
        if lengths:
            lengths[-1] += 4 * len(text)

    read_xml(part_of(book, "xl/sharedStrings.xml"), room, start, data=data)
    return lengths


def _check_shared(chunks: Iterator[bytes], lengths: list[int], room: Room) -> None:
    """Refuse a sheet whose cells take more than there is room for, each with its text for itself."""
    total, shared, number = 0, False, ""
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shared, inside, number
        if name == "c":
            shared = attributes.get("t") == "s"
        inside, number = name == "v", ""

    def data(text: str) -> None:
        nonlocal number
        number += text if inside else ""

    def end(_: str) -> None:
        nonlocal total, inside
        if inside and shared and number:
            total += lengths[int(number)]
        inside = False

    read_xml(chunks, room, start, end, data)
    room.check(total)
