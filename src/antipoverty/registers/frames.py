"""The border between the caller's frames and the rules: which engines are taken, and which values may pass.

Polars (eager and lazy), PyArrow, DuckDB and PySpark are taken as they are. pandas is read through Arrow, which keeps an
unknown apart from false; a NumPy-backed column is converted where that is exact and refused where it is not.

A frame that is at hand is checked, and refused with the column and the number of rows if a value cannot be. A frame
that is only a plan (Polars lazy, DuckDB, Spark) is not run for that. There a comparison that reckons with a number out
of bounds is unknown, so that no arithmetic can wrap, and a word that the fact cannot have is unknown. A number that is
only compared with a limit is compared as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers.schema import MOST_FEN, Field, Form, Schema
from antipoverty.rules.conditions import Fact, Kind

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

__all__ = [
    "Absent",
    "Sources",
    "add_columns",
    "check_kind",
    "check_kinds",
    "engine_of",
    "in_memory",
    "opened",
    "sources",
]

#: What to do with a fact for which the frame has no column.
Absent: TypeAlias = Literal["refuse", "unknown"]
_Frame = TypeVar("_Frame")

_ENGINES = ("polars", "pandas", "pyarrow", "duckdb", "pyspark", "pyspark[connect]")
_EXPECTED = "a frame of Polars, pandas, PyArrow, DuckDB or PySpark"
#: From here on a double no longer tells neighbouring whole numbers apart.
_EXACT = 2**53


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
        names = list(frame.columns) if columns is None else [name for name in columns if name in frame.columns]
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


def add_columns(frame: _Frame, stages: Sequence[Mapping[str, nw.Expr]], needed: Iterable[str]) -> _Frame:
    """The same frame with further columns, of the same kind as it was given; lazy stays lazy.

    Args:
        frame: the frame.
        stages: an expression for each new column; those of a stage may read the columns of the stages before.
        needed: the columns of the frame that the expressions read.

    Raises:
        InvalidValue: if the frame has a column of such a name already.
    """
    import narwhals.stable.v2 as nw

    native: Any = frame
    there = set(nw.from_native(native).collect_schema().names())
    if taken := [name for stage in stages for name in stage if name in there]:
        raise InvalidValue("frame", taken[0], "a frame that has no such column yet; drop or rename it")
    wrapped: Any = nw.from_native(native)
    made: Any
    if wrapped.implementation is nw.Implementation.PANDAS:
        made = _add_to_pandas(native, stages, needed)
    elif wrapped.implementation is nw.Implementation.POLARS and isinstance(wrapped, nw.DataFrame):
        # Lazily, Polars evaluates what the rules share once, and on all cores.
        made = _staged(wrapped.lazy(), stages).collect().to_native()
    else:
        made = _staged(wrapped, stages).to_native()
    same: _Frame = made
    return same


def _staged(frame: Any, stages: Sequence[Mapping[str, nw.Expr]]) -> Any:
    for stage in stages:
        if stage:
            frame = frame.with_columns(*[each.alias(name) for name, each in stage.items()])
    return frame


def _add_to_pandas(frame: Any, stages: Sequence[Mapping[str, nw.Expr]], needed: Iterable[str]) -> Any:
    import narwhals.stable.v2 as nw
    import pandas as pd

    table = _arrow_of_pandas(frame, [name for name in needed if name in frame.columns])
    before = table.column_names
    made = _staged(nw.from_native(table, eager_only=True), stages).to_native()
    return frame.assign(
        **{
            name: pd.Series(pd.arrays.ArrowExtensionArray(made.column(name)), index=frame.index)
            for name in made.column_names
            if name not in before
        }
    )


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
    return pa.table({str(name): _arrow_column(str(name), frame[name]) for name in names})


def _arrow_column(name: str, series: Any) -> Any:
    import pandas as pd
    import pyarrow as pa

    if not isinstance(series.dtype, pd.ArrowDtype) and series.dtype.kind == "f":
        known = series.dropna()
        if ((known % 1 != 0) | (known.abs() >= _EXACT)).any():
            raise InvalidValue(name, str(series.dtype), "whole numbers; convert the frame to Arrow dtypes")
        return pa.array(series.astype("Int64"), pa.int64(), from_pandas=True)
    try:
        column = pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise InvalidValue(name, str(series.dtype), "values of one kind; convert the frame to Arrow dtypes") from None
    return column


@frozen(eq=False)
class Sources:
    """Where the facts of a frame are: a `antipoverty.rules.columns.Source`.

    Attributes:
        held: the type of each fact's column; a fact that is not here is unknown in every row.
        bounds: the least and greatest value of a number.
        checked: whether all values are known to be within bounds.
    """

    held: Mapping[Fact, Any]
    bounds: Mapping[Fact, tuple[int, int]]
    checked: bool

    def value(self, fact: Fact) -> nw.Expr:
        """The fact's values as they stand."""
        import narwhals.stable.v2 as nw

        if fact not in self.held:
            return nw.lit(None).cast(_dtype(fact))
        column = nw.col(fact.column)
        if fact.kind is not Kind.CATEGORY:
            return column
        kind = self.held[fact]
        if isinstance(kind, nw.Enum) and set(kind.categories) == set(fact.values):
            return column
        return column.cast(nw.String) if isinstance(kind, nw.Categorical | nw.Enum) else column

    def closed(self, fact: Fact) -> bool:
        """Whether the column of a category can hold no word but the fact's own."""
        return self.checked or fact not in self.held or _closed(self.held[fact], fact)

    def within(self, fact: Fact) -> nw.Expr | None:
        """Whether a number is within its bounds; `None` if all are."""
        import narwhals.stable.v2 as nw

        if self.checked or fact not in self.held:
            return None
        return nw.col(fact.column).is_between(*self.bounds[fact])

    def bounded(self, fact: Fact) -> nw.Expr:
        """The fact's values, a number out of bounds as unknown: for what reckons with it outside a comparison."""
        import narwhals.stable.v2 as nw

        within = self.within(fact) if fact in self.bounds else None
        return self.value(fact) if within is None else nw.when(within).then(self.value(fact))


def sources(frame: Any, facts: Sequence[Fact], fields: Mapping[str, Field], *, absent: Absent) -> Sources:
    """Where the facts of a frame are, once their columns are seen to be of the right kind and within bounds.

    Args:
        frame: the frame.
        facts: the facts that are read.
        fields: the schema's field for each fact, which knows the bounds.
        absent: whether a fact without a column is refused or unknown.

    Raises:
        InvalidValue: for a column that is missing or of the wrong kind, or, if the frame is at hand, for a value that
            cannot be.
    """
    import narwhals.stable.v2 as nw

    if absent not in ("refuse", "unknown"):
        raise InvalidValue("absent", absent, "'refuse' or 'unknown'")
    columns = [fact.column for fact in facts]
    wrapped = opened(frame, columns)
    schema = wrapped.collect_schema()
    if absent == "refuse" and (missing := [name for name in columns if name not in schema]):
        wanted = "a column for every fact that the rules read; absent='unknown' takes the others as unknown"
        raise InvalidValue("frame", f"no column {', '.join(missing)}", wanted)
    held = {fact: schema[fact.column] for fact in facts if fact.column in schema}
    held = {fact: kind for fact, kind in held.items() if not isinstance(kind, nw.Unknown)}
    for fact, kind in held.items():
        check_kind(fact.column, Form(fact.kind.value), kind)
    numbers = [fact for fact in held if fact.kind not in (Kind.FLAG, Kind.CATEGORY)]
    found = Sources(held, {fact: _bounds(fact, fields) for fact in numbers}, isinstance(wrapped, nw.DataFrame))
    if isinstance(wrapped, nw.DataFrame) and len(wrapped):
        _check_numbers(wrapped, found.bounds)
        _check_words(wrapped, held)
    return found


def _closed(kind: Any, fact: Fact) -> bool:
    """Whether a column can hold no word but those of the fact."""
    import narwhals.stable.v2 as nw

    return isinstance(kind, nw.Enum) and set(kind.categories) <= set(fact.values)


def _dtype(fact: Fact) -> Any:
    import narwhals.stable.v2 as nw

    return {Form.FLAG: nw.Boolean, Form.CATEGORY: nw.String}.get(Form(fact.kind.value), nw.Int64)


def check_kind(column: str, form: Form, dtype: Any) -> None:
    """Refuse a column of the wrong kind; one that holds nothing at all is of any kind, and keys may be of any.

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


def _bounds(fact: Fact, fields: Mapping[str, Field]) -> tuple[int, int]:
    known = fields.get(fact.name)
    if known is not None and known.least is not None and known.most is not None:
        return known.least, known.most
    # A count that the schema does not know is no negative number, and fits the arithmetic.
    return (0 if fact.kind is Kind.COUNT else -MOST_FEN), MOST_FEN


def _check_numbers(frame: nw.DataFrame[Any], bounds: Mapping[Fact, tuple[int, int]]) -> None:
    """Refuse a frame with a number out of bounds: extremes first, the count of rows only when one is bad."""
    import narwhals.stable.v2 as nw

    if not bounds:
        return
    looks = [nw.col(fact.column).min().alias(f"{fact.column}__least") for fact in bounds]
    looks += [nw.col(fact.column).max().alias(f"{fact.column}__most") for fact in bounds]
    extremes = _at_once(frame, looks).row(0)
    for place, (fact, (low, high)) in enumerate(bounds.items()):
        least, most = (_whole(extremes[place + offset]) for offset in (0, len(bounds)))
        if (least is not None and least < low) or (most is not None and most > high):
            column = nw.col(fact.column)
            _refuse(frame, fact, (column < low) | (column > high), f"whole numbers from {low:,} to {high:,}")


def _check_words(frame: nw.DataFrame[Any], held: Mapping[Fact, Any]) -> None:
    import narwhals.stable.v2 as nw

    for fact, kind in held.items():
        if fact.kind is not Kind.CATEGORY or _closed(kind, fact):
            continue
        column = nw.col(fact.column).cast(nw.String)
        strange = ~column.is_in(fact.values) & ~column.is_null()
        if frame.select(strange.any()).item():
            _refuse(frame, fact, strange, f"words among {', '.join(fact.values)}")


def _at_once(frame: nw.DataFrame[Any], looks: Sequence[nw.Expr]) -> nw.DataFrame[Any]:
    import narwhals.stable.v2 as nw

    if frame.implementation is nw.Implementation.POLARS:
        return frame.lazy().select(*looks).collect()
    return frame.select(*looks)


def _whole(value: Any) -> int | None:
    """A number of Python, whatever scalar the engine gives."""
    found = value.as_py() if hasattr(value, "as_py") else value
    return None if found is None else int(found)


def _refuse(frame: nw.DataFrame[Any], fact: Fact, bad: nw.Expr, expected: str) -> None:
    import narwhals.stable.v2 as nw

    count = int(frame.filter(bad).select(nw.len().alias("rows")).item())
    rows = "1 row" if count == 1 else f"{count:,} rows"
    wanted = f"{expected}; read the file with registers.read to set such rows apart"
    raise InvalidValue(fact.column, f"{rows} out of bounds", wanted)
