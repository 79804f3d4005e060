"""The border between the caller's frames and the library: which engines and which kinds of columns are taken.

Polars (eager and lazy), PyArrow, DuckDB and PySpark are taken as they are. pandas is read through Arrow, which keeps an
unknown apart from false; a NumPy-backed column is converted where that is exact and refused where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from antipoverty.errors import InvalidValue
from antipoverty.registers.schema import Form, Schema

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

__all__ = [
    "Absent",
    "add_columns",
    "arrow_column",
    "check_kind",
    "check_kinds",
    "engine_of",
    "in_memory",
    "opened",
]

#: What to do with a fact for which the frame has no column.
Absent: TypeAlias = Literal["refuse", "unknown"]
_Frame = TypeVar("_Frame")

_ENGINES = ("polars", "pandas", "pyarrow", "duckdb", "pyspark", "pyspark[connect]")
_EXPECTED = "a frame of Polars, pandas, PyArrow, DuckDB or PySpark"
#: From here on a float of so many bytes no longer tells neighbouring whole numbers apart.
_EXACT = {2: 2**11, 4: 2**24, 8: 2**53}


def opened(frame: Any, columns: Iterable[str] | None = None) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Wrap a frame of a known engine; pandas becomes an Arrow table of the columns that are named.

    Raises:
        InvalidValue: for anything else, and for a pandas column that cannot be taken exactly.
    """
    import narwhals.stable.v2 as nw

    try:
        wrapped: Any = nw.from_native(frame)
    except TypeError:
        raise InvalidValue("frame", type(frame).__name__, _EXPECTED) from None
    except nw.exceptions.DuplicateError:
        raise InvalidValue("frame", "a column that stands twice", "each column once") from None
    if not isinstance(wrapped, nw.DataFrame | nw.LazyFrame) or wrapped.implementation.value not in _ENGINES:
        raise InvalidValue("frame", type(frame).__name__, _EXPECTED)
    if wrapped.implementation.value == "pandas":
        wanted = None if columns is None else {name.lower() for name in columns}
        names = [name for name in frame.columns if wanted is None or str(name).lower() in wanted]
        wrapped = nw.from_native(_arrow_of_pandas(frame, names), eager_only=True)
    same: nw.DataFrame[Any] | nw.LazyFrame[Any] = wrapped
    return same


def in_memory(frame: Any, *needed: str) -> pl.DataFrame:
    """Any frame as one of Polars, for work that looks across rows.

    Raises:
        InvalidValue: if a column that is needed is not there.
    """
    import narwhals.stable.v2 as nw
    import polars as pl

    wrapped = opened(frame)
    if isinstance(wrapped, nw.LazyFrame):
        wrapped = wrapped.collect("polars" if wrapped.implementation is nw.Implementation.POLARS else "pyarrow")
    found = wrapped.to_polars()
    assert isinstance(found, pl.DataFrame)
    if missing := [name for name in needed if name not in found.columns]:
        raise InvalidValue("frame", f"no column {', '.join(missing)}", f"a table with {', '.join(needed)}")
    return found


def engine_of(frame: Any) -> str:
    """The engine that holds a frame, with its version."""
    from importlib.metadata import version

    import narwhals.stable.v2 as nw

    wrapped = nw.from_native(frame)
    name = wrapped.implementation.value.partition("[")[0]
    return f"{name} {version(name)}"


def add_columns(frame: _Frame, reading: Any, stages: Sequence[Mapping[str, Any]]) -> _Frame:
    """The same frame with further columns, of the same kind as it was given; lazy stays lazy.

    Args:
        frame: the frame.
        reading: the same frame as it was opened, with all that the expressions read.
        stages: an expression for each new column, of Polars over its frames and of narwhals over others; those of a
            stage may read the columns of the stages before.

    Raises:
        InvalidValue: if the frame has a column of such a name already.
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    # A plan is opened as it is; to open it twice would ask the engine for its columns twice.
    wrapped: Any = reading if isinstance(reading, nw.LazyFrame) else nw.from_native(native)
    # In any case of letters: Spark would write over such a column.
    there = {name.lower() for name in wrapped.collect_schema().names()}
    if taken := [name for stage in stages for name in stage if name.lower() in there]:
        raise InvalidValue("frame", taken[0], "a frame that has no such column yet; drop or rename it")
    made: Any
    match wrapped.implementation:
        case nw.Implementation.POLARS:
            # Lazily, Polars evaluates what the rules share once, and on all cores.
            made = _staged(native.lazy(), stages)
            made = made.collect() if isinstance(wrapped, nw.DataFrame) else made
        case nw.Implementation.PANDAS:
            made = native.assign(**{name: _series(each, native.index) for name, each in _made(reading, stages)})
        case nw.Implementation.PYARROW:
            made = native
            for name, each in _made(reading, stages):
                made = made.append_column(name, each)
        case _:
            made = _staged(reading, stages).to_native()
    same: _Frame = made
    return same


def _staged(frame: Any, stages: Sequence[Mapping[str, Any]]) -> Any:
    for stage in stages:
        if stage:
            frame = frame.with_columns(*[each.alias(name) for name, each in stage.items()])
    return frame


def _made(reading: Any, stages: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The new columns alone, as Arrow has them."""
    table = _staged(reading, stages).to_native()
    return ((name, table.column(name)) for stage in stages for name in stage)


def _series(column: Any, index: Any) -> Any:
    import pandas as pd

    return pd.Series(pd.arrays.ArrowExtensionArray(column), index=index)


def _arrow_of_pandas(frame: Any, names: Sequence[str]) -> Any:
    """An Arrow table of columns of a pandas frame: free of copies where they are Arrow already."""
    try:
        import pyarrow as pa
    except ImportError:  # pragma: no cover  # the test suite has it
        from antipoverty.errors import MissingExtra

        raise MissingExtra("pandas", "pyarrow") from None
    if not names:
        # Arrow counts rows by its columns: without any, the index stands in.
        return pa.table({"__row": pa.array(range(len(frame)))})
    return pa.table({str(name): arrow_column(str(name), frame[name]) for name in names})


def arrow_column(name: str, series: Any) -> Any:
    """A column of a pandas frame as Arrow has it.

    Raises:
        InvalidValue: for values that are not of one kind.
    """
    import pandas as pd
    import pyarrow as pa

    if not isinstance(series.dtype, pd.ArrowDtype) and series.dtype.kind == "f":
        # NumPy has no whole number that is missing, so that pandas makes doubles of them. Others stay what they are.
        known = series.dropna()
        if ((known % 1 == 0) & (known.abs() < _EXACT.get(series.dtype.itemsize, 0))).all():
            return pa.array(series.astype("Int64"), pa.int64(), from_pandas=True)
    try:
        column = pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise InvalidValue(name, str(series.dtype), "values of one kind; convert the frame to Arrow dtypes") from None
    return column


def check_kind(column: str, form: Form, dtype: Any) -> None:
    """Refuse a column of the wrong kind; one that holds nothing at all is of any kind.

    Raises:
        InvalidValue: naming the column, its type and what was expected.
    """
    import narwhals.stable.v2 as nw

    good, wanted = True, ""
    if isinstance(dtype, nw.Unknown):
        return
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
            pass
    if not good:
        raise InvalidValue(column, str(dtype), wanted)


def check_kinds(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], schema: Schema) -> None:
    """Refuse a frame of which a column that the schema knows is of the wrong kind."""
    held = frame.collect_schema()
    for field in schema:
        if field.column in held:
            check_kind(field.column, field.form, held[field.column])
