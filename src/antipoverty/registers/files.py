"""Files as rows of text: CSV, Excel, Parquet, Arrow, DuckDB, and frames at hand. The edge of the library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.batches import Batch, Table, too_many
from antipoverty.registers.text import opened_text
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["of_frame", "opened_file"]

#: Rows of a sheet or a frame that are taken at a time.
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
        return opened_text(path, encoding, heading_row, "\t" if suffix == ".tsv" else None)
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
            numbers = pl.int_range(start + 1, start + 1 + piece.height, eager=True)
            yield Batch(numbers, piece.with_columns(pl.all().cast(pl.String)), {})

    if nested := [name for name, kind in frame.schema.items() if kind.is_nested()]:
        raise InvalidValue("frame", nested[0], "columns of plain values, not lists or records")
    return Table(tuple(frame.columns), lambda: frame.height, batches())


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
    return Table(tuple(names), lambda: len(rows), _sheet_batches(rows, names), marked=True)


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
                broken[number] = too_many(width, len(cells))
            else:
                numbers.append(number)
                taken.append(cells[:width])
        columns = list(zip(*taken, strict=True)) if taken else [()] * width
        frame = pl.DataFrame([pl.Series(f"{place}", column, pl.String) for place, column in enumerate(columns)])
        yield Batch(pl.Series(numbers, dtype=pl.Int64), frame, broken)


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
