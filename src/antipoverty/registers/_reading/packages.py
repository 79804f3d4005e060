"""The parts of a workbook: members of a zip that take no more than they say, and XML without entities."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from xml.parsers import expat

from attrs import Factory, define, frozen

from antipoverty.registers._reading.batches import Room
from antipoverty.registers._reading.days import DAY_ZERO, DAY_ZERO_OF_1904
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
CELL = 32
#: What a sheet has room for, in any program.
ROWS, COLUMNS = 1 << 20, 1 << 14
#: What an element of XML counts for that has to be looked at by itself: it takes little room, but time.
_ELEMENT = 256
#: Bytes of a part that are read at a time.
_CHUNK = 1 << 18


class NoWorkbook(Exception):
    """A file that is no workbook, or one that no program would have written."""


@frozen
class Fault:
    """A cell that holds no value: what it shows, and why."""

    text: str
    why: Text


@define
class Seen:
    """What was found.

    Attributes:
        faults: by row and column, from 0, the cells that hold no value.
        twice: rows, from 0, that stand more than once, or a cell of which does.
        day_zero: the day that the number 0 stands for; none where the workbook does not say.
        digits: by row and column, from 0, how many digits a number is shown with, zeros before it included.
    """

    faults: dict[tuple[int, int], Fault] = Factory(dict)
    digits: dict[tuple[int, int], int] = Factory(dict)
    twice: set[int] = Factory(set)
    day_zero: date | None = None


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


def day_zero(*, of_1904: bool) -> date:
    """The day that the number 0 stands for in one of the two systems of Excel."""
    return DAY_ZERO_OF_1904 if of_1904 else DAY_ZERO


def part_of(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of a part, chunk by chunk."""
    return _chunks(book, book.getinfo(name))


def read_xml(
    chunks: Iterator[bytes],
    room: Room,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> None:
    """Hand the elements of a part of XML on, their names without namespaces, of which there are two for workbooks.

    Raises:
        NoWorkbook: for a part that defines entities, as none of a workbook does.
    """
    count = 0

    def count_and_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if not count % 1024:
            room.check(_ELEMENT * count)
        start(name.rpartition("}")[2], attributes)

    def refuse(*_: object) -> None:
        raise NoWorkbook

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = count_and_start
    if end is not None:
        parser.EndElementHandler = partial(_without_namespace, end)
    if data is not None:
        parser.CharacterDataHandler = data
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _without_namespace(handle: Callable[[str], None], name: str) -> None:
    handle(name.rpartition("}")[2])


def elements(book: zipfile.ZipFile, name: str, room: Room) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, with their attributes, both without namespaces."""
    listed: list[tuple[str, dict[str, str]]] = []

    def add(name: str, attributes: dict[str, str]) -> None:
        listed.append((name, {key.rpartition("}")[2]: value for key, value in attributes.items()}))

    read_xml(part_of(book, name), room, add)
    return listed


def target(book: zipfile.ZipFile, key: str | None, index: str, room: Room) -> str:
    """The name of the part to which a key of an index refers."""
    folder, file = posixpath.split(index)
    targets = {
        each.get("Id"): each.get("Target", "") for _, each in elements(book, f"{folder}/_rels/{file}.rels", room)
    }
    return posixpath.normpath(posixpath.join(f"/{folder}", targets[key])).lstrip("/")
