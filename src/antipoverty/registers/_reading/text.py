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
from pathlib import Path

from attrs import evolve

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import FIRST_ROWS, Batch, RawTable, too_many
from antipoverty.registers._reading.finding import Finder, HeadingRows, unit_above
from antipoverty.text import Text

#: Bytes of text that are taken at a time, up to the end of a line.
BLOCK = 1 << 24
#: Encodings of more than one byte a character in which no character has a line break for one of its bytes.
_MULTIBYTE = ("gb18030", "gbk", "gb2312")
_MARK_GB18030 = "\ufeff".encode("gb18030")
LINE = b"\n"
#: Bytes in which headings are looked for.
_HEAD = 1 << 20
#: How many of the characters that are not ASCII are to be Chinese ones of GB 2312, or its punctuation, in a text that
#: is taken for GB18030; and how many of its first level, the 3,755 that nearly all of a text consists of. What is in
#: another encoding has far fewer: Big5 read as GB18030 has a quarter, Windows-1252 hardly any.
_CHINESE, _COMMON = 0.8, 0.5
_CHECKED = 1 << 20
#: A byte that no text in UTF-8 has: it stands for a line that is no text in the file's own encoding.
_NO_TEXT = b"\xff"


def open_text(path: Path, encoding: str | None, heading_row: int | Finder, delimiter: str | None) -> RawTable:
    """Open a file of text; its encoding, and what stands between its cells, are found out if they are not given."""
    raw = path.read_bytes()
    looked_at = heading_row if isinstance(heading_row, int) else 1
    if encoding is None:
        encoding = find_encoding(raw)
        # A byte of zero in the headings: the text is in UTF-16 or UTF-32 without a mark, or it is no text.
        head = _line(_with_line_feeds(raw), looked_at)
        if encoding in ("utf-8", "gb18030") and raw.find(b"\0", 0, head[1] + 2) >= 0:
            raise InvalidValue("encoding", None, "a text whose encoding can be told; name it, such as utf-16-le")
    text = to_utf8(raw, encoding)
    start, end = _line(text, looked_at)
    if start > len(text) or not text or text.isspace():
        expected = f"the line with the headings, of the {text.count(LINE) + 1:,} that there are"
        raise InvalidValue("heading_row", heading_row if isinstance(heading_row, int) else "auto", expected)
    first: dict[int, list[str] | Text] = {}
    separator = delimiter or ","
    lines = [*enumerate(text[:_HEAD].split(LINE)[:FIRST_ROWS], 1), (looked_at, text[start:end])]
    if not isinstance(heading_row, int):
        # Titles have hardly a cell: cells are parted by what most lines have.
        whole = [line.decode(errors="replace") for _, line in lines]
        separator = delimiter or max((",", "\t", ";", "，"), key=lambda mark: sum(mark in line for line in whole))
    for number, line in lines:
        decoded = _decoded(line.rstrip(b"\r"))
        if isinstance(heading_row, int):
            separator = delimiter or max((",", "\t", ";", "，"), key=(decoded or "").count)
        first[number] = split_line(decoded, separator)
    rows = {number: tuple(cells) for number, cells in first.items() if not isinstance(cells, Text)}
    if isinstance(heading_row, int):
        names = first[heading_row]
        if isinstance(names, Text):
            raise InvalidValue("headings", f"line {heading_row}", f"headings that can be split; {names.en}")
        found = HeadingRows((heading_row,), tuple(names), 0, unit_above(rows, heading_row))
    else:
        found = heading_row(rows)
    last = found.last
    begin = _line(text, last)[1] + 1
    batches = split_lines(text, begin, last + 1, len(found.headings), separator)
    return RawTable(
        found.headings,
        lambda: _count(text[begin:]),
        batches,
        encoding,
        marked=True,
        first=rows,
        heading_rows=found.numbers,
        unit=found.unit,
    )


# Encodings


def find_encoding(raw: bytes) -> str:
    """UTF-8; UTF-16 and UTF-32 by their marks; GB18030, with GBK and GB2312, by its characters.

    A short rule of our own: well-kept detectors were tried, and fail on short Chinese forms. They take a heading or two
    in GBK for Korean or for Big5. Here only one encoding without a mark is looked for, so that its characters decide.

    Raises:
        InvalidValue: for text in none of these.
    """
    if raw.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if raw.startswith(_MARK_GB18030):
        return "gb18030"
    try:
        if not raw.isascii():
            raw.decode()
    except UnicodeDecodeError:
        return _encoding_by_lines(_with_line_feeds(raw).split(LINE))
    return "utf-8"


def _encoding_by_lines(lines: list[bytes]) -> str:
    """UTF-8 or GB18030, by most lines: a few spoilt ones do not change the answer."""
    foreign = [line for line in lines if not line.isascii()]
    # Text in GB18030 is hardly ever valid UTF-8.
    if 2 * sum(_decoded(line) is not None for line in foreign) >= len(foreign):
        return "utf-8"
    if _is_chinese(foreign):
        return "gb18030"
    expected = "a text whose encoding can be told; name it, such as gb18030, big5, cp1252 or utf-16-le"
    raise InvalidValue("encoding", None, expected)


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


def to_utf8(raw: bytes, encoding: str) -> bytes:
    """The same lines in UTF-8, each ended by a line feed.

    A line that is no text in its encoding is none in UTF-8 either. The mark of an encoding is no part of the text.

    Raises:
        InvalidValue: for an encoding that does not exist, or is not the file's.
    """
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
        wide = name.startswith(("utf-16", "utf-32"))
        text = raw.decode(encoding).encode() if wide else raw
    except LookupError:
        raise InvalidValue("encoding", encoding, "the name of an encoding, such as utf-8 or gb18030") from None
    except UnicodeError:
        raise InvalidValue("encoding", encoding, "the encoding of the file") from None
    if not wide and name not in ("utf-8", "utf-8-sig"):
        text = _recoded(text, encoding, whole=name in _MULTIBYTE)
    text = text.removeprefix(codecs.BOM_UTF8)
    return text if LINE in text else text.replace(b"\r", LINE)


def _recoded(raw: bytes, encoding: str, *, whole: bool) -> bytes:
    if whole:
        try:
            return raw.decode(encoding).encode()
        except UnicodeError:  # some line is no text
            pass
    lines = []
    for line in _with_line_feeds(raw).split(LINE):
        try:
            lines.append(line.decode(encoding).encode())
        except UnicodeError:
            lines.append(_NO_TEXT)
    return LINE.join(lines)


def _with_line_feeds(text: bytes) -> bytes:
    """Lines that end in a line feed: where a text has none, they end in carriage returns."""
    return text if LINE in text else text.replace(b"\r", LINE)


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
        start = text.find(LINE, start) + 1
        if not start:
            return len(text) + 1, len(text) + 1
    end = text.find(LINE, start)
    return start, len(text) if end < 0 else end


def _count(text: bytes) -> int:
    """How many rows there are: blank lines are none."""
    return sum(not _blank(_decoded(line)) for line in text.split(LINE))


def _blank(line: str | None) -> bool:
    return line is not None and not line.strip()


def split_lines(text: bytes, start: int, number: int, width: int, delimiter: str) -> Iterator[Batch]:
    """Split lines into cells, block by block.

    Fast path: a block without a quote whose lines are all well-formed is split as a whole. Of any other block, the
    well-formed lines are split together, and the rest one by one.

    Args:
        text: the text, in UTF-8.
        start: where the first line begins.
        number: the number of that line.
        width: how many cells a line has.
        delimiter: what stands between cells.
    """
    import polars as pl

    # Blank lines at the end, which many files have, are passed over here: a blank line is not well-formed.
    stop = len(text)
    while stop > start and text[stop - 1] in b"\r\n":
        stop -= 1
    while start < stop:
        end = text.find(LINE, start + BLOCK, stop) + 1 or stop
        block, start, first = text[start:end], end, number
        together = _split_together(block, width, delimiter)
        if together is not None:
            number += len(together.numbers)
            yield evolve(together, numbers=together.numbers + first)
            continue
        lines = block.removesuffix(LINE).split(LINE)
        number += len(lines)
        places = _well_formed(lines, width, delimiter)
        some = b"".join([lines[place] + LINE for place in places])
        together = _split_together(some, width, delimiter, quote='"') if places else None
        if together is None:
            yield _split_apart(enumerate(lines, start=first), width, delimiter)
            continue
        rest = sorted(set(range(len(lines))).difference(places))
        apart = _split_apart([(first + place, lines[place]) for place in rest], width, delimiter)
        numbers = pl.concat([pl.Series(places, dtype=pl.Int64) + first, apart.numbers])
        order = numbers.arg_sort()
        cells = pl.concat([together.cells, apart.cells]).select(pl.all().gather(order))
        yield Batch(numbers.gather(order), cells, apart.broken)


def _well_formed(lines: list[bytes], width: int, delimiter: str) -> list[int]:
    """The places of lines with as many cells as there are headings, each without a quote, or between two."""
    between = re.escape(delimiter.encode())
    cell = rb'(?:[^"\0\r%b]*|"[^"\0\r]*")' % between
    pattern = re.compile(rb"%b(?:%b%b){%d}\r?" % (cell, between, cell, width - 1))
    all_text = _decoded(LINE.join(lines)) is not None
    return [
        place
        for place, line in enumerate(lines)
        if pattern.fullmatch(line) and not line.isspace() and (all_text or _decoded(line) is not None)
    ]


def _split_together(block: bytes, width: int, delimiter: str, quote: str | None = None) -> Batch | None:
    """The cells of lines that all have as many as there are headings, numbered from 0; nothing for other lines.

    There is no quote in them, unless it is known that each stands where it should. A cell without text is null.
    """
    import polars as pl

    between = delimiter.encode()
    # Polars splits at a single byte, and reads a line of one cell that is blank as a row.
    if len(between) > 1 or width == 1 or b"\0" in block or (quote is None and b'"' in block):
        return None
    returns = block.count(b"\r") if b"\r" in block else 0
    if returns and returns != block.count(b"\r\n"):
        return None
    # With a line of headings first, nothing that a block begins with is taken for a mark of its encoding or packing.
    names = [f"{place}" for place in range(width)]
    head = between.join(name.encode() for name in names) + LINE
    # In a last line without an end, Polars overlooks a cell too many that is empty.
    ending = b"" if block.endswith(LINE) else LINE
    try:
        cells = pl.read_csv(
            b"".join((head, block, ending)),
            separator=delimiter,
            quote_char=quote,
            schema=dict.fromkeys(names, pl.String),
            # Numbered here, the rows' numbers lie in pieces of memory of the same lengths as their cells.
            row_index_name="row",
        )
    except pl.exceptions.PolarsError:  # a line has too many cells, or is no text
        return None
    numbers = cells.drop_in_place("row").cast(pl.Int64)
    # Polars gives nothing for cells that a line lacks. No line is short if cells, what parts them and the ends of
    # their lines are all that the block has, and the last cell is there or lines are as many as rows.
    held = cells.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item()
    taken_off = returns + (block.count(b'"') if quote else 0)
    if len(block) + len(ending) != held + cells.height * cells.width + taken_off:
        return None
    if cells.to_series(-1).has_nulls() and block.count(LINE) + len(ending) != cells.height:
        return None
    if quote is not None:
        cells = cells.select(pl.when(pl.all() != "").then(pl.all()))
    # A line of tabs alone is blank.
    if between.isspace() and not cells["0"].str.contains(r"[^\s\x1c-\x1f]").fill_null(False).all():
        return None
    return Batch(numbers, cells, {})


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
        cells = split_line(line, delimiter)
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


def split_line(line: str | None, delimiter: str) -> list[str] | Text:
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
