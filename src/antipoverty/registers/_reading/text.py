"""Text as rows of cells: CSV in any common encoding, block by block.

A row is a line. So a quote that is never closed, a byte that is no text, or a cell too many spoils its own line and no
other, and the rows can be counted by anyone who opens the file. Lines that are plainly in order are split by Polars,
many at a time; a line with anything wrong, or with a quote within a cell, is split by itself.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import FIRST_ROWS, Batch, Table, too_many
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: Bytes of text that are taken at a time, up to the end of a line.
BLOCK = 1 << 24
#: Encodings of more than one byte a character in which no character has a line break for one of its bytes.
_MULTIBYTE = ("gb18030", "gbk", "gb2312")
_MARK_GB18030 = "\ufeff".encode("gb18030")
LINE = b"\n"
#: Bytes in which headings are looked for.
_HEAD = 1 << 20
_SUCH = "such as gb18030, big5, cp1252 or utf-16-le"
#: How many of the characters that are not ASCII are to be Chinese ones of GB 2312, or its punctuation, in a text that
#: is taken for GB18030; and how many of its first level, the 3,755 that nearly all of a text consists of. What is in
#: another encoding has far fewer: Big5 read as GB18030 has a quarter, Windows-1252 hardly any.
_CHINESE, _COMMON = 0.8, 0.5
_CHECKED = 1 << 20
#: A byte that no text in UTF-8 has: it stands for a line that is no text in the file's own encoding.
_NO_TEXT = b"\xff"


def opened_text(path: Path, encoding: str | None, heading_row: int, delimiter: str | None) -> Table:
    """Open a file of text; its encoding, and what stands between its cells, are found out if they are not given."""
    raw = path.read_bytes()
    if encoding is None:
        encoding = _encoding_of(raw)
        if encoding is None:
            raise InvalidValue("encoding", None, f"a text whose encoding can be told; name it, {_SUCH}")
        # A byte of zero in the headings: the text is in UTF-16 or UTF-32 without a mark, or it is no text.
        if encoding in ("utf-8", "gb18030") and raw.find(b"\0", 0, _line(_ended(raw), heading_row)[1] + 2) >= 0:
            raise InvalidValue("encoding", None, "a text whose encoding can be told; name it, such as utf-16-le")
    text = _in_utf8(raw, encoding)
    start, end = _line(text, heading_row)
    head = _decoded(text[start:end].rstrip(b"\r"))
    if start > len(text) or not text or text.isspace():
        expected = f"the line with the headings, of the {text.count(LINE) + 1:,} that there are"
        raise InvalidValue("heading_row", heading_row, expected)
    given, delimiter = delimiter, delimiter or _delimiter(head)
    names = _split(head, delimiter)
    if isinstance(names, Text):
        raise InvalidValue("headings", f"line {heading_row}", f"headings that can be split; {names.en}")
    batches = _batches(text, end + 1, heading_row + 1, len(names), delimiter)
    first = partial(_first, text, given)
    return Table(tuple(names), lambda: _count(text[end + 1 :]), batches, encoding, marked=True, first=first)


def _delimiter(head: str | None) -> str:
    return max((",", "\t", ";", "，"), key=(head or "").count)


def _first(text: bytes, delimiter: str | None) -> dict[int, tuple[str, ...]]:
    """The first lines, each split as headings are."""
    found = {}
    for number, raw in enumerate(text[:_HEAD].split(LINE)[:FIRST_ROWS], start=1):
        line = _decoded(raw.rstrip(b"\r"))
        names = _split(line, delimiter or _delimiter(line))
        if not isinstance(names, Text):
            found[number] = tuple(names)
    return found


# Encodings


def _encoding_of(raw: bytes) -> str | None:
    """UTF-8; UTF-16 and UTF-32 by their marks; GB18030, with GBK and GB2312, by its characters; else none.

    Detectors for all encodings take a heading or two in GBK for Korean or for Big5, and Windows-1252 for what they
    like. Here only one encoding is asked for that has no mark, so that its own characters tell.
    """
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if raw.startswith(_MARK_GB18030):
        return "gb18030"
    if raw.isascii() or _decoded(raw) is not None:
        return "utf-8"
    # Text in GB18030 is hardly ever valid UTF-8, so the lines are asked: a few spoilt ones do not change the answer.
    foreign = [line for line in _ended(raw).split(LINE) if not line.isascii()]
    valid = sum(_decoded(line) is not None for line in foreign)
    if valid * 2 >= len(foreign):
        return "utf-8"
    return "gb18030" if _is_chinese(foreign) else None


def _is_chinese(lines: list[bytes]) -> bool:
    """Whether lines that have bytes beyond ASCII are, most of them, Chinese in GB18030."""
    text: list[str] = []
    bad = size = 0
    for line in lines:
        try:
            text.append(line.decode("gb18030"))
        except UnicodeDecodeError:
            bad += 1
        size += len(line)
        if size > _CHECKED:
            break
    if bad * 2 >= bad + len(text):
        return False
    counts = Counter("".join(text))
    total = chinese = common = 0
    for character, count in counts.items():
        if character.isascii():
            continue
        total += count
        try:
            first = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        chinese += count * (first in _PUNCTUATION or first >= _FIRST_LEVEL.start)
        common += count * (first in _FIRST_LEVEL)
    return total > 0 and chinese >= _CHINESE * total and common >= _COMMON * total


#: The first bytes in GB 2312 of its punctuation and its wide forms, and of the characters of its first level.
_PUNCTUATION, _FIRST_LEVEL = (0xA1, 0xA3), range(0xB0, 0xD8)


def _in_utf8(raw: bytes, encoding: str) -> bytes:
    """The same lines in UTF-8, where a line that is no text in its encoding is none in UTF-8 either.

    The mark of an encoding, which GB18030 and the UTF-16 of either order may have too, is no part of the text.
    """
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
        if name.startswith(("utf-16", "utf-32")):
            return _ended(raw.decode(encoding).encode().removeprefix(codecs.BOM_UTF8))
    except LookupError:
        raise InvalidValue("encoding", encoding, "the name of an encoding, such as utf-8 or gb18030") from None
    except UnicodeError:
        raise InvalidValue("encoding", encoding, "the encoding of the file") from None
    raw = _ended(raw)
    if name not in ("utf-8", "utf-8-sig"):
        whole = _recoded(raw, encoding) if name in _MULTIBYTE else _NO_TEXT
        raw = whole if whole != _NO_TEXT else b"\n".join([_recoded(line, encoding) for line in raw.split(b"\n")])
    return raw.removeprefix(codecs.BOM_UTF8)


def _ended(text: bytes) -> bytes:
    """Lines that end in a line feed: where a text has none, they end in carriage returns."""
    return text if b"\n" in text else text.replace(b"\r", b"\n")


def _recoded(raw: bytes, encoding: str) -> bytes:
    try:
        return raw.decode(encoding).encode()
    except UnicodeError:
        return _NO_TEXT


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


# Lines


def _line(text: bytes, number: int) -> tuple[int, int]:
    """Where the line of a number begins and ends; beyond the text, if there is none."""
    start = 0
    for _ in range(number - 1):
        start = text.find(b"\n", start) + 1
        if not start:
            return len(text) + 1, len(text) + 1
    end = text.find(b"\n", start)
    return start, len(text) if end < 0 else end


def _count(text: bytes) -> int:
    """How many rows there are: blank lines are none."""
    return sum(not _blank(_decoded(line)) for line in text.split(b"\n"))


def _blank(line: str | None) -> bool:
    return line is not None and not line.strip()


def _batches(text: bytes, start: int, number: int, width: int, delimiter: str) -> Iterator[Batch]:
    # Blank lines at the end, which many files have, are passed over here: a blank line is no line in order.
    stop = len(text)
    while stop > start and text[stop - 1] in b"\r\n":
        stop -= 1
    while start < stop:
        end = text.find(b"\n", start + BLOCK, stop) + 1 or stop
        batch, number = _batch(text, start, end, number, width, delimiter)
        yield batch
        start = end


def _batch(text: bytes, start: int, end: int, number: int, width: int, delimiter: str) -> tuple[Batch, int]:
    """The rows of a block, and the number of the line after it.

    Fast path: a block without a quote whose lines are all in order is split as a whole. Of any other block, the lines
    in order are split together, and the rest one by one.
    """
    import polars as pl

    whole = _split_together(text, start, end, width, delimiter)
    if whole is not None:
        return evolve(whole, numbers=whole.numbers + number), number + len(whole.numbers)
    lines = text[start:end].removesuffix(LINE).split(LINE)
    in_order, all_text = _in_order(width, delimiter), _decoded(text[start:end]) is not None
    plain = [
        place
        for place, line in enumerate(lines)
        if in_order.fullmatch(line) and not line.isspace() and (all_text or _decoded(line) is not None)
    ]
    some = b"".join([lines[place] + LINE for place in plain])
    together = _split_together(some, 0, len(some), width, delimiter, quote='"') if plain else None
    if together is None:
        return _split_apart(enumerate(lines, start=number), width, delimiter), number + len(lines)
    rest = sorted(set(range(len(lines))).difference(plain))
    apart = _split_apart([(number + place, lines[place]) for place in rest], width, delimiter)
    numbers = pl.concat([pl.Series(plain, dtype=pl.Int64) + number, apart.numbers])
    order = numbers.arg_sort()
    cells = pl.concat([together.cells, apart.cells]).select(pl.all().gather(order))
    return Batch(numbers.gather(order), cells, apart.broken), number + len(lines)


@cache
def _in_order(width: int, delimiter: str) -> re.Pattern[bytes]:
    """A line of as many cells as there are headings, each without a quote, or between two with none in it."""
    between = re.escape(delimiter.encode())
    cell = rb'(?:[^"\0\r%b]*|"[^"\0\r]*")' % between
    return re.compile(rb"%b(?:%b%b){%d}\r?" % (cell, between, cell, width - 1))


def _split_together(
    text: bytes, start: int, end: int, width: int, delimiter: str, quote: str | None = None
) -> Batch | None:
    """The cells of lines that all have as many as there are headings, numbered from 0; nothing for other lines.

    There is no quote in them, unless it is known that each stands where it should. A cell without text is null.
    """
    import polars as pl

    between = delimiter.encode()
    # Polars splits at a single byte, and reads a line of one cell that is blank as a row.
    if len(between) > 1 or width == 1 or text.find(b"\0", start, end) >= 0:
        return None
    if quote is None and text.find(b'"', start, end) >= 0:
        return None
    if text.find(b"\r", start, end) >= 0 and text.count(b"\r", start, end) != text.count(b"\r\n", start, end):
        return None
    # With a line of headings first, nothing that a block begins with is taken for a mark of its encoding or packing.
    names = [f"{place}" for place in range(width)]
    head = between.join(name.encode() for name in names) + LINE
    # In a last line without an end, Polars overlooks a cell too many that is empty.
    ending = b"" if text.endswith(LINE, start, end) else LINE
    try:
        cells = pl.read_csv(
            b"".join((head, memoryview(text)[start:end], ending)),
            separator=delimiter,
            quote_char=quote,
            schema=dict.fromkeys(names, pl.String),
            # Numbered here, the rows' numbers lie in pieces of memory of the same lengths as their cells.
            row_index_name="row",
        )
    except pl.exceptions.PolarsError:  # a line has too many cells, or is no text
        return None
    numbers = cells.drop_in_place("row").cast(pl.Int64)
    if not _accounted_for(cells, text, start, end, ending):
        return None
    if quote is not None:
        cells = cells.select(pl.when(pl.all() != "").then(pl.all()))
    # A line of tabs alone is blank.
    if between.isspace() and not cells["0"].str.contains(r"[^\s\x1c-\x1f]").fill_null(False).all():
        return None
    return Batch(numbers, cells, {})


def _accounted_for(cells: pl.DataFrame, text: bytes, start: int, end: int, ending: bytes) -> bool:
    """Whether cells, what parts them, and the ends of their lines are all that a block has, so that no line is short.

    Polars refuses a line with too many cells, and gives nothing for those that a line lacks.
    """
    import polars as pl

    held = cells.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item()
    taken_off = sum(text.count(each, start, end) for each in (b"\r", b'"') if text.find(each, start, end) >= 0)
    if end - start + len(ending) != held + cells.height * cells.width + taken_off:
        return False
    # Where the last cell is there, no line is short. Else lines are counted, lest a blank one make up for a short one.
    return not cells.to_series(-1).has_nulls() or text.count(LINE, start, end) + len(ending) == cells.height


def _split_apart(lines: Iterable[tuple[int, bytes]], width: int, delimiter: str) -> Batch:
    """The cells of each line by itself, given with its number."""
    import polars as pl

    numbers: list[int] = []
    split: list[list[str]] = []
    broken: dict[int, Text] = {}
    for number, raw in lines:
        line = _decoded(raw.rstrip(b"\r"))
        if _blank(line):
            continue
        cells = _split(line, delimiter)
        if isinstance(cells, Text):
            broken[number] = cells
        elif len(cells) != width:
            broken[number] = too_many(width, len(cells))
        else:
            numbers.append(number)
            split.append(cells)
    columns = list(zip(*split, strict=True)) if split else [()] * width
    texts = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
    return Batch(pl.Series(numbers, dtype=pl.Int64), texts.with_columns(pl.when(pl.all() != "").then(pl.all())), broken)


def _split(line: str | None, delimiter: str) -> list[str] | Text:
    """The cells of a line, or what is wrong with it."""
    if line is None:
        return Text("the line is no text in the encoding of the file", "该行不是文件编码下的文本")
    if "\0" in line:
        return Text("the line has a byte of zero", "该行含零字节")
    if '"' not in line:
        # Some programs break the line there, so that it may be two rows.
        return line.split(delimiter) if "\r" not in line else Text("a carriage return in the line", "行内有回车符")
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return Text("a quote is not closed in its line, or stands within a cell", "引号未在本行闭合，或位于单元格中间")
    return cells
