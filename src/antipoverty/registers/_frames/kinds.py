"""Which kinds of columns are taken for which sort of value; a column that holds nothing at all is of any kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.registers._schema.declarations import Field, Form

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


def check_kind(column: str, form: Form, dtype: Any, frame: nw.DataFrame[Any] | nw.LazyFrame[Any] | None = None) -> None:
    """Refuse a column of the wrong kind; one that holds nothing at all is of any kind.

    Args:
        column: its name.
        form: the sort of value that it should hold.
        dtype: its type, as narwhals has it.
        frame: the frame that holds it, by which a type that narwhals does not know is told from no type.

    Raises:
        InvalidValue: naming the column, its type and what was expected.
    """
    import narwhals.stable.v2 as nw

    odd = None if frame is None else _odd_kind(frame, column, dtype)
    if odd is not None:
        dtype = nw.Unknown()
    elif isinstance(dtype, nw.Unknown):
        return
    good, wanted = True, ""
    match form:
        case Form.FLAG:
            good, wanted = isinstance(dtype, nw.Boolean), "a Boolean column"
        case Form.CATEGORY:
            good, wanted = isinstance(dtype, nw.String | nw.Categorical | nw.Enum), "a column of words"
        case Form.DAY:
            good, wanted = isinstance(dtype, nw.Date), "a column of dates without a time"
        case Form.COUNT | Form.MONEY | Form.MEASURE:
            # An unsigned 64-bit number may not fit the arithmetic, and a float has lost the exact amount already.
            good = dtype.is_integer() and not isinstance(dtype, nw.UInt64 | nw.Int128 | nw.UInt128)
            wanted = "a column of whole numbers of at most 64 bits, signed"
            if form is Form.MONEY:
                wanted += ": fen, and no NaN"
        case Form.KEY:
            good = isinstance(dtype, nw.String | nw.Categorical | nw.Enum) or dtype.is_integer()
            wanted = "a column of keys: words or whole numbers"
        case _:
            good, wanted = odd is None, "a column of words"
    if not good:
        raise InvalidValue(column, odd or str(dtype), wanted)


def _odd_kind(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], column: str, dtype: Any) -> str | None:
    """The engine's name of a type that narwhals does not know; none for a column without any value."""
    import narwhals.stable.v2 as nw

    native: Any = frame.to_native()
    if not isinstance(dtype, nw.Unknown):
        # DuckDB's JSON is text to narwhals, but its words are in quotes.
        is_text = isinstance(dtype, nw.String) and frame.implementation is nw.Implementation.DUCKDB
        return "JSON" if is_text and str(native[column].types[0]) == "JSON" else None
    match frame.implementation:
        case nw.Implementation.POLARS:
            kind = native.collect_schema()[column]
            nothing = str(kind) == "Null" or (
                isinstance(frame, nw.DataFrame) and native[column].null_count() == native.height
            )
        case nw.Implementation.PYARROW | nw.Implementation.PANDAS:
            held = native.column(column)
            kind = held.type
            nothing = str(kind) == "null" or _all_null(held)
        case nw.Implementation.DUCKDB:
            kind = dict(zip(native.columns, native.types, strict=True))[column]
            nothing = str(kind) in ('"NULL"', "NULL")
        case _:
            kind = native.schema[column].dataType.simpleString()
            nothing = kind == "void"
    return None if nothing else str(kind)


def _all_null(column: Any) -> bool:
    """Whether a chunked column of Arrow holds nothing, whatever its type."""
    import pyarrow as pa

    if column.null_count == len(column):
        return True
    # Runs and unions have no bitmap of their own: their values have to be looked at, up to the first.
    try:
        return all(value is None or value.as_py() is None for chunk in column.chunks for value in chunk)
    except (pa.ArrowException, NotImplementedError, ValueError):  # what Python cannot show is something
        return False


def check_kinds(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], schema: Iterable[Field]) -> None:
    """Refuse a frame of which a column that the schema knows is of the wrong kind."""
    held = frame.collect_schema()
    for field in schema:
        if field.column in held:
            check_kind(field.column, field.form, held[field.column], frame)
