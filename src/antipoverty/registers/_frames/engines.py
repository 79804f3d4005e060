"""The border between the caller's frames and the library: which engines are taken.

Polars (eager and lazy), PyArrow, DuckDB and PySpark are taken as they are. pandas is read through Arrow, which keeps an
unknown apart from false; a NumPy-backed column is converted where that is exact and refused where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from antipoverty._shared.extras import needing
from antipoverty.errors import AntipovertyError, InvalidValue, MissingExtra

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

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
        raise InvalidValue("frame", "a duplicate column name", "each column once") from None
    if not isinstance(wrapped, nw.DataFrame | nw.LazyFrame) or wrapped.implementation.value not in _ENGINES:
        raise InvalidValue("frame", type(frame).__name__, _EXPECTED)
    if wrapped.implementation.value in ("pandas", "pyarrow"):
        # pandas takes any value for a name; what cannot be told apart as text is one name.
        named = frame.column_names if wrapped.implementation.value == "pyarrow" else [*map(str, frame.columns)]
        if len(set(named)) < len(named):
            raise InvalidValue("frame", "a duplicate column name", "each column once")
    if wrapped.implementation.value == "pandas":
        wanted = None if columns is None else {name.lower() for name in columns}
        names = [name for name in frame.columns if wanted is None or str(name).lower() in wanted]
        wrapped = nw.from_native(_arrow_of_pandas(frame, names), eager_only=True)
    same: nw.DataFrame[Any] | nw.LazyFrame[Any] = wrapped
    return same


def in_memory(frame: Any, *needed: str, taken: Sequence[str] | None = None) -> pl.DataFrame:
    """Any frame as one of Polars, for work that looks across rows.

    Args:
        frame: the frame.
        needed: the columns that are needed.
        taken: the columns that are taken where they are there, beside those that are needed, once their kinds are seen
            to be right; all, if left out.

    Raises:
        InvalidValue: if a column that is needed is not there, or one that is taken is of a kind that Polars has not.
    """
    import narwhals.stable.v2 as nw
    import polars as pl

    wrapped = opened(frame, None if taken is None else (*needed, *taken))
    if taken is not None:
        there = wrapped.collect_schema()
        chosen = [name for name in dict.fromkeys((*needed, *taken)) if name in there]
        # What holds nothing at all, of whatever kind, is nothing: Polars cannot hold every kind.
        wrapped = wrapped.select(
            *[nw.lit(None).alias(name) if isinstance(there[name], nw.Unknown) else nw.col(name) for name in chosen]
        )
    if isinstance(wrapped, nw.LazyFrame):
        wrapped = wrapped.collect("polars" if wrapped.implementation is nw.Implementation.POLARS else "pyarrow")
    try:
        found = wrapped.to_polars()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError, ValueError, NotImplementedError):
        odd = [name for name in wrapped.columns if not _takes(wrapped, name)]
        wanted = "column types that Polars supports; drop or convert this column"
        raise InvalidValue(odd[0] if odd else "frame", "a column of an unsupported type", wanted) from None
    assert isinstance(found, pl.DataFrame)
    if missing := [name for name in needed if name not in found.columns]:
        raise InvalidValue("frame", f"no column {', '.join(missing)}", f"a table with {', '.join(needed)}")
    return found


def names_of(frame: Any) -> list[str]:
    """The names of all columns of a frame of a known engine, whether or not they are read."""
    import narwhals.stable.v2 as nw

    wrapped: Any = nw.from_native(frame)
    return [str(name) for name in wrapped.collect_schema().names()]


def columns_held(schema: Mapping[str, Any]) -> frozenset[str]:
    """The columns of a frame but those that hold nothing at all, which have no kind either."""
    import narwhals.stable.v2 as nw

    return frozenset(name for name, kind in schema.items() if not isinstance(kind, nw.Unknown))


def _takes(frame: nw.DataFrame[Any], name: str) -> bool:
    """Whether Polars takes a column."""
    import polars as pl

    try:
        frame.select(name).to_polars()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError, ValueError, NotImplementedError):
        return False
    return True


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn an engine's error into one without values, which the engine's own words may show.

    Raises:
        InvalidValue: for a query that fails.
        OSError: for one that cannot read or write.
    """
    try:
        yield
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    except (AntipovertyError, OSError):
        raise
    except Exception as error:
        # The engines have no class in common for a disk that is full.
        if re.search("os error|No space left|File too large", str(error)):
            raise OSError(None, "no room, or no right to write") from None
        given = f"a query that fails ({type(error).__name__})"
        raise InvalidValue("frame", given, "a query that runs; collect the frame to see what is wrong") from None


def engine_of(frame: Any) -> str:
    """The engine that holds a frame, with its version."""
    from importlib.metadata import version

    import narwhals.stable.v2 as nw

    wrapped = nw.from_native(frame)
    name = wrapped.implementation.value.partition("[")[0]
    return f"{name} {version(name)}"


def add_columns(
    frame: _Frame,
    reading: Any,
    stages: Sequence[Mapping[str, Any]],
    *,
    drop: Sequence[str] = (),
    replace: bool = False,
    natively: bool = False,
) -> _Frame:
    """The same frame with further columns, of the same kind as it was given; lazy stays lazy.

    Args:
        frame: the frame.
        reading: the same frame as it was opened, its rows in the same order, with all that the expressions read.
        stages: an expression for each new column; those of a stage may read the columns of the stages before.
        drop: columns of `reading` that only the expressions need.
        replace: whether a new column may take the place of one that is there.
        natively: whether the expressions are of Polars, and not of narwhals.

    Raises:
        InvalidValue: if the frame has a column of such a name already.
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    # A plan is opened as it is; to open it twice would ask the engine for its columns twice.
    wrapped: Any = reading if isinstance(reading, nw.LazyFrame) else nw.from_native(native)
    # In any case of letters: Spark would write over such a column.
    there = {str(name).lower() for name in wrapped.collect_schema().names()}
    if taken := [name for stage in stages for name in stage if name.lower() in there and not replace]:
        raise InvalidValue("frame", taken[0], "a frame that has no such column yet; drop or rename it")
    made: Any
    match wrapped.implementation:
        case nw.Implementation.POLARS:
            # Lazily, Polars evaluates what the rules share once, and on all cores.
            plan = reading.to_native().lazy()
            made = _staged(plan if natively else nw.from_native(plan), stages)
            made = made.drop(*drop) if drop else made
            made = made if natively else made.to_native()
            made = made.collect() if isinstance(wrapped, nw.DataFrame) else made
        case nw.Implementation.PANDAS:
            made = native.assign(**{name: _series(each, native.index) for name, each in _made(reading, stages)})
        case nw.Implementation.PYARROW:
            made = native
            for name, each in _made(reading, stages):
                place = made.schema.get_field_index(name)
                made = made.append_column(name, each) if place < 0 else made.set_column(place, name, each)
        case _:
            made = _staged(reading, stages)
            made = (made.drop(*drop) if drop else made).to_native()
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
    with needing("pandas", "pyarrow"):
        import pyarrow as pa
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
        if ((known % 1 == 0) & (known.abs() < _EXACT.get(getattr(series.dtype, "itemsize", 0), 0))).all():
            return pa.array(series.astype("Int64"), pa.int64(), from_pandas=True)
    try:
        column = pa.array(series, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        raise InvalidValue(name, str(series.dtype), "values of one kind; convert the frame to Arrow dtypes") from None
    return column
