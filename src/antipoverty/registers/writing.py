"""Frames out, to files that are safe to open: what a spreadsheet would take for a formula is written as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.frames import opened

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["neutralised", "write"]

_Frame = TypeVar("_Frame")


def neutralised(frame: _Frame) -> _Frame:
    """The same frame with an apostrophe before every text that a spreadsheet would take for a formula.

    Works on every engine and leaves a lazy frame lazy, for those who write with the engine's own writer.

    >>> import polars as pl
    >>> neutralised(pl.DataFrame({"note": ["=1+1", "plain", "-5"]}))["note"].to_list()
    ["'=1+1", 'plain', "'-5"]
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    wrapped = nw.from_native(native)
    words = [name for name, kind in wrapped.collect_schema().items() if isinstance(kind, nw.String)]
    if not words:
        return frame
    marked: _Frame = wrapped.with_columns(*[_marked(nw.col(name)).alias(name) for name in words]).to_native()
    return marked


def _marked(column: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    # A text that has an apostrophe before the sign already is marked once more, so that reading takes off just one.
    first = column.str.strip_chars("'").str.slice(0, 1)
    formula = first.is_in(["=", "+", "-", "@", "\t", "\r"])
    return nw.when(formula).then(nw.concat_str(nw.lit("'"), column)).otherwise(column)


def write(frame: Any, path: str | Path, *, encoding: str = "utf-8") -> None:
    """Write a frame to a file, by its suffix: ``.parquet``, ``.csv`` or ``.xlsx``.

    A lazy Polars frame is streamed to Parquet without being held in memory. Text that could run as a formula is marked
    with an apostrophe, which `antipoverty.registers.read` takes off again.

    Args:
        frame: a frame of any engine that `antipoverty.registers.evaluate` takes.
        path: the file, which is written over.
        encoding: of a CSV file: ``utf-8``, ``utf-8-sig`` or ``gb18030``.

    Raises:
        InvalidValue: for another suffix, or a text with a line break for CSV, where a row is a line.
    """
    import narwhals.stable.v2 as nw

    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in (".parquet", ".csv", ".xlsx"):
        raise InvalidValue("path", path.name, "a file that ends in .parquet, .csv or .xlsx")
    wrapped = opened(frame)
    if isinstance(wrapped, nw.LazyFrame):
        if wrapped.implementation is nw.Implementation.POLARS and suffix == ".parquet":
            wrapped.to_native().sink_parquet(path)
            return
        wrapped = wrapped.collect("pyarrow")
    try:
        found = wrapped.to_polars()
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    if suffix == ".parquet":
        found.write_parquet(path)
        return
    safe = neutralised(found)
    if suffix == ".xlsx":
        _write_sheet(safe, path)
        return
    import polars as pl

    broken = [
        name for name, kind in safe.schema.items() if kind == pl.String and safe[name].str.contains(r"[\r\n\x00]").any()
    ]
    if broken:
        raise InvalidValue(broken[0], "text with a line break", "text in one line, since a row of a CSV file is a line")
    path.write_bytes(safe.write_csv(null_value="").encode(encoding))


def _write_sheet(frame: Any, path: Path) -> None:
    try:
        import xlsxwriter
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("excel", "xlsxwriter") from None
    # Nothing is guessed from a text: no formula, no link, no number.
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet("register")
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, name)
            for row, value in enumerate(frame[name], start=1):
                match value:
                    case None:
                        continue
                    case bool():
                        sheet.write_boolean(row, column, value)
                    case int() if abs(value) < 10**15:
                        sheet.write_number(row, column, value)
                    case _ if hasattr(value, "isoformat"):
                        sheet.write_datetime(row, column, value)
                    case _:
                        sheet.write_string(row, column, str(value))
