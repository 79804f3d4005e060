"""Files as rows of text: CSV in any common encoding, Excel, Parquet, Arrow, DuckDB. The edge of the library.

A row of a CSV file is a line. So a quote that is never closed, a byte that is no text, or a cell too many spoils its
own line and no other, and the rows can be counted by anyone who opens the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Batch", "Table", "opened_file"]

#: Rows that are taken at a time.
BATCH = 50_000
#: A number of a spreadsheet is a double: a longer one has lost its last digits.
_EXACT_DIGITS = 15
_LOST_DIGITS = Text(
    "a number of over 15 digits, whose last ones the spreadsheet has lost: keep it as text",
    "数字超过15位，电子表格已丢失末位：请以文本保存",
)
_TEXT = (".csv", ".tsv", ".txt")
_SHEETS = (".xlsx", ".xls", ".xlsb", ".xlsm", ".ods")
_BINARY = (".parquet", ".arrow", ".feather", ".ipc", ".duckdb", ".db")


@frozen(eq=False)
class Batch:
    """Some rows of a file.

    Attributes:
        numbers: the number of each row in the file, as its user would count it, the headings' row included.
        cells: a column of text for each heading, in the order of the headings.
        broken: rows that could not be split into cells, by number, each with the reason.
    """

    numbers: list[int]
    cells: pl.DataFrame
    broken: dict[int, Text]


@frozen(eq=False)
class Table:
    """A file that has been opened.

    Attributes:
        headings: its headings.
        rows: how many rows there are, if that is known beforehand.
        batches: the rows.
        encoding: how its text is encoded, for a CSV file.
        marked: whether it may be opened as a spreadsheet, so that `antipoverty.registers.write` marks formulas in it.
    """

    headings: tuple[str, ...]
    rows: int | None
    batches: Iterator[Batch]
    encoding: str | None = None
    marked: bool = False


def opened_file(
    path: str | Path, *, encoding: str | None = None, heading_row: int = 1, part: str | None = None
) -> Table:
    """Open a file by its suffix.

    Args:
        path: the file.
        encoding: of a CSV file; found out, if left out.
        heading_row: the row with the headings, in a CSV file or a sheet.
        part: the sheet, or the table of a DuckDB file.

    Raises:
        InvalidValue: for a suffix that is not known, or a file without headings.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return _text(path, encoding, heading_row, "\t" if suffix == ".tsv" else None)
    if suffix in _SHEETS:
        return _sheet(path, heading_row, part)
    if suffix in _BINARY:
        return of_frame(_binary(path, suffix, part))
    raise InvalidValue("path", path.name, f"a file that ends in {', '.join((*_TEXT, *_SHEETS, *_BINARY))}")


def of_frame(frame: pl.DataFrame) -> Table:
    """A frame as rows of text: whole numbers, dates and words as they stand, a float as its shortest digits."""
    import polars as pl

    def batches() -> Iterator[Batch]:
        for start in range(0, frame.height, BATCH):
            piece = frame.slice(start, BATCH)
            numbers = list(range(start + 1, start + 1 + piece.height))
            yield Batch(numbers, piece.with_columns(pl.all().cast(pl.String)), {})

    if nested := [name for name, kind in frame.schema.items() if kind.is_nested()]:
        raise InvalidValue("frame", nested[0], "columns of plain values, not lists or records")
    return Table(tuple(frame.columns), frame.height, batches())


def _binary(path: Path, suffix: str, part: str | None) -> pl.DataFrame:
    import polars as pl

    if suffix == ".parquet":
        return pl.read_parquet(path)
    if suffix in (".arrow", ".feather", ".ipc"):
        return pl.read_ipc(path)
    try:
        import duckdb
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("duckdb", "duckdb") from None
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = [str(row[0]) for row in connection.execute("SHOW TABLES").fetchall()]
        if part not in tables:
            raise InvalidValue("part", part, f"a table of the file: {', '.join(tables)}")
        found = pl.from_arrow(connection.table(part).to_arrow_table())
    assert isinstance(found, pl.DataFrame)
    return found


def _text(path: Path, encoding: str | None, heading_row: int, delimiter: str | None) -> Table:
    raw = path.read_bytes()
    if encoding is None:
        encoding = _encoding_of(raw)
    lines = _lines(raw, encoding)
    # Blank lines are no rows; a row keeps the number of its line.
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line is None or line.strip()]
    head = next((line for number, line in numbered if number == heading_row), None)
    if head is None:
        raise InvalidValue("heading_row", heading_row, "the line with the headings")
    if delimiter is None:
        delimiter = max((",", "\t", ";", "，"), key=head.count)
    names = _split(head, delimiter)
    if isinstance(names, Text):
        raise InvalidValue("headings", f"line {heading_row}", f"headings that can be split; {names.en}")
    rows = [(number, line) for number, line in numbered if number > heading_row]
    return Table(tuple(names), len(rows), _text_batches(rows, names, delimiter), encoding, marked=True)


def _text_batches(rows: list[tuple[int, str | None]], names: list[str], delimiter: str) -> Iterator[Batch]:
    import polars as pl

    width = len(names)
    for start in range(0, len(rows), BATCH):
        numbers: list[int] = []
        split: list[list[str]] = []
        broken: dict[int, Text] = {}
        for number, line in rows[start : start + BATCH]:
            cells = _split(line, delimiter)
            if isinstance(cells, Text):
                broken[number] = cells
            elif len(cells) != width:
                broken[number] = _too_many(width, len(cells))
            else:
                numbers.append(number)
                split.append(cells)
        columns = list(zip(*split, strict=True)) if split else [()] * width
        frame = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
        yield Batch(numbers, frame, broken)


def _split(line: str | None, delimiter: str) -> list[str] | Text:
    """The cells of a line, or what is wrong with it."""
    if line is None:
        return Text("the line is no text in the encoding of the file", "该行不是文件编码下的文本")
    if "\0" in line:
        return Text("the line has a byte of zero", "该行含零字节")
    if '"' not in line:
        return line.split(delimiter)
    try:
        (cells,) = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return Text("a quote is not closed in its line, or stands within a cell", "引号未在本行闭合，或位于单元格中间")
    return cells


def _too_many(width: int, found: int) -> Text:
    return Text(
        f"expected {width} cells as there are headings, not {found}", f"应有{width}格（与表头一致），实有{found}格"
    )


def _encoding_of(raw: bytes) -> str:
    """UTF-8, UTF-16 by its mark, or GB18030, which takes in GBK and GB2312."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    # Text in GB18030 is hardly ever valid UTF-8, so the lines are asked: a few spoilt ones do not change the answer.
    foreign = [line for line in raw.split(b"\n") if not line.isascii()]
    valid = sum(_decoded(line, "utf-8") is not None for line in foreign)
    return "utf-8" if valid * 2 >= len(foreign) else "gb18030"


def _lines(raw: bytes, encoding: str) -> list[str | None]:
    """The lines, `None` for one that is no text."""
    try:
        wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        if wide:
            return [line.rstrip("\r") for line in raw.decode(encoding).split("\n")]
        "".encode(encoding)
    except LookupError:
        raise InvalidValue("encoding", encoding, "the name of an encoding, such as utf-8 or gb18030") from None
    except UnicodeDecodeError:
        raise InvalidValue("encoding", encoding, "the encoding of the file") from None
    marked = raw.removeprefix(b"\xef\xbb\xbf") if encoding.lower().startswith("utf-8") else raw
    plain = "utf-8" if encoding.lower() == "utf-8-sig" else encoding
    return [_decoded(line.rstrip(b"\r"), plain) for line in marked.split(b"\n")]


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sheet(path: Path, heading_row: int, part: str | None) -> Table:
    try:
        import python_calamine
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("excel", "python-calamine") from None
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    if part is not None and part not in book.sheet_names:
        raise InvalidValue("part", part, f"a sheet of the book: {', '.join(book.sheet_names)}")
    sheet = book.get_sheet_by_name(part) if part is not None else book.get_sheet_by_index(0)
    found = sheet.to_python(skip_empty_area=False)
    if not 1 <= heading_row <= len(found):
        raise InvalidValue("heading_row", heading_row, f"a row from 1 to {len(found)}, the row with the headings")
    names = [_cell(cell) or "" for cell in found[heading_row - 1]]
    while names and not names[-1].strip():
        names.pop()
    rows = [(number, row) for number, row in enumerate(found, start=1) if number > heading_row]
    rows = [(number, row) for number, row in rows if any(str(cell).strip() for cell in row)]
    return Table(tuple(names), len(rows), _sheet_batches(rows, names), marked=True)


def _sheet_batches(rows: list[tuple[int, list[Any]]], names: list[str]) -> Iterator[Batch]:
    import polars as pl

    width = len(names)
    for start in range(0, len(rows), BATCH):
        numbers: list[int] = []
        taken: list[list[str | None]] = []
        broken: dict[int, Text] = {}
        for number, row in rows[start : start + BATCH]:
            cells = [_cell(cell) for cell in row]
            if any(cell is None for cell in cells):
                broken[number] = _LOST_DIGITS
            elif any(cells[width:]):
                broken[number] = _too_many(width, len(cells))
            else:
                numbers.append(number)
                taken.append(cells[:width])
        columns = list(zip(*taken, strict=True)) if taken else [()] * width
        frame = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
        yield Batch(numbers, frame, broken)


def _cell(cell: Any) -> str | None:
    """A cell of a sheet as text; nothing, for a number that has lost its last digits."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() | int():
            shown = repr(int(cell)) if cell == int(cell) else repr(cell)
            return shown if len(shown.strip("-").replace(".", "")) <= _EXACT_DIGITS else None
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
