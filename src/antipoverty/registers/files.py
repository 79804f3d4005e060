"""Files as rows of text: CSV, Excel, Parquet, Arrow, DuckDB, and frames at hand. The edge of the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.batches import Batch, Spoilt, Table
from antipoverty.registers.sheets import BATCH, LOST_DIGITS, digits, opened_sheet
from antipoverty.registers.text import opened_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["of_frame", "opened_file"]

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
        InvalidValue: for a suffix that is not known, a file of another kind than its suffix says, or one without
            headings.
        FileNotFoundError: if there is no such file.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (*_TEXT, *_SHEETS, *_BINARY):
        raise InvalidValue("path", path.name, f"a file that ends in {', '.join((*_TEXT, *_SHEETS, *_BINARY))}")
    path.stat()
    if suffix in _TEXT:
        return opened_text(path, encoding, heading_row, "\t" if suffix == ".tsv" else None)
    if suffix in _SHEETS:
        return opened_sheet(path, heading_row, part)
    return of_frame(_duckdb(path, part) if suffix in (".duckdb", ".db") else _arrow(path, suffix))


def of_frame(frame: pl.DataFrame) -> Table:
    """A frame as rows of text: whole numbers, dates and words as they stand, a double by 15 significant digits."""
    import polars as pl

    closed = {place: str(kind) for place, kind in enumerate(frame.dtypes) if not _is_plain(kind)}
    # The cells of a column that holds no plain values are not looked at.
    opened = frame.with_columns(pl.lit(None, pl.String).alias(frame.columns[place]) for place in closed)

    def batches() -> Iterator[Batch]:
        for start in range(0, opened.height, BATCH):
            piece = opened.slice(start, BATCH)
            numbers = pl.int_range(start + 1, start + 1 + piece.height, eager=True)
            doubles = [place for place, kind in enumerate(piece.dtypes) if kind == pl.Float64]
            cells = piece.with_columns(pl.all().cast(pl.String))
            spoilt: list[Spoilt] = []
            for place in doubles:
                text, lost = _of_doubles(piece.to_series(place))
                cells.replace_column(place, text)
                spoilt += [Spoilt(place, lost, LOST_DIGITS)] if lost.any() else []
            yield Batch(numbers, cells, {}, tuple(spoilt))

    return Table(tuple(frame.columns), lambda: frame.height, batches(), closed=closed)


def _is_plain(kind: pl.DataType) -> bool:
    return not kind.is_nested() and not kind.is_object() and kind.base_type().__name__ not in ("Binary", "Duration")


def _of_doubles(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Doubles as text, and which of them have lost their last digits."""
    import polars as pl

    text = column.cast(pl.String).replace("-0.0", "0")
    lost = (column.is_finite() & (column.abs() >= 10**15)).fill_null(False)
    # The shortest text of a double is that of its 15 digits, unless it has more of them or an exponent.
    plain = text.str.contains(r"^-?[0-9]{1,8}[.][0-9]{1,7}$") | ~column.is_finite()
    text = text.str.strip_suffix(".0")
    left = (~plain).fill_null(False)
    if not left.any():
        return text, lost
    return text.scatter(left.arg_true(), [digits(each) for each in column.filter(left)]), lost


def _arrow(path: Path, suffix: str) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.read_parquet(path) if suffix == ".parquet" else pl.read_ipc(path)
    except (pl.exceptions.PolarsError, OSError):
        raise _refused(path) from None


def _duckdb(path: Path, part: str | None) -> pl.DataFrame:
    import polars as pl

    try:
        import duckdb
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("duckdb", "duckdb") from None
    held = "SELECT table_schema, table_name FROM information_schema.tables ORDER BY ALL"
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = {
                name if schema == "main" else f"{schema}.{name}": f"{_quoted(schema)}.{_quoted(name)}"
                for schema, name in connection.execute(held).fetchall()
            }
            name = next(iter(tables)) if part is None and len(tables) == 1 else part
            if name not in tables:
                raise InvalidValue("part", part, f"a table of the file: {', '.join(tables)}")
            found = pl.from_arrow(connection.sql(f"SELECT * FROM {tables[name]}").to_arrow_table())
    except duckdb.Error:
        raise _refused(path) from None
    assert isinstance(found, pl.DataFrame)
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refused(path: Path) -> InvalidValue:
    return InvalidValue("path", path.name, "a file that can be opened, of the kind that its name says")
