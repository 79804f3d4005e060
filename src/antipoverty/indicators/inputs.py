"""What a measure is computed from: values with weights, in whatever form they come, as checked float64 arrays.

Values, weights and labels may each be a plain sequence (ints, floats, `Decimal`, `Fraction`, `None` for missing), a
NumPy array, any series that narwhals knows (Polars, pandas, PyArrow, …), or a `Column` of a frame, which may be lazy
(Polars lazy, DuckDB, PySpark). Polars, PyArrow and NumPy data of type float64 without missing values are not copied.

A measure is written on top of this in three steps, and checks nothing by itself that is checked here::

    def squared_coefficient_of_variation(values, weights=None, *, missing="refuse"):
        sample = Sample.of(values, weights, missing=missing)      # refuses what cannot be, by name
        deviation = sample.values / sample.mean() - 1             # plain NumPy on sample.values
        return sample.average(deviation**2)                       # weighted, pairwise

Rows of weight 0 stay in the arrays and count for nothing; ``sample.weights`` is ``None`` where all weigh the same, so
that nothing is multiplied for nothing. More aligned columns come the same way: ``Sample.of(values, weights,
labels={"groups": groups})`` gives ``sample.labels["groups"]``, a `Labels` of whole-number codes and the labels that
they stand for. A row that lacks any of these is refused, or left out of all of them with ``missing="drop"``.
Where no single column is "the values" (a matrix of deprivations, say), `arrays` gives the columns alone.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue, MissingExtra

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    #: What the arrays of this package are, for type checkers alone.
    Floats: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.int64]

__all__ = ["Column", "Labels", "Missing", "Number", "Sample", "Values", "arrays", "number", "numpy"]

#: From this many rows on, the sort of a faster library is worth its call.
_LARGE = 50_000

_BLOCK = 1 << 15

#: What is done with missing values: refused, or their rows left out (the available cases).
Missing: TypeAlias = Literal["refuse", "drop"]
#: A single number.
Number: TypeAlias = float | Decimal | Fraction
#: A column of numbers or labels: a sequence, a NumPy array, a series, or a `Column` of a frame.
Values: TypeAlias = Any


@frozen(eq=False)
class Column:
    """A column of a frame, for frames that are lazy or that live in an engine; only what is needed is collected.

    Attributes:
        frame: a frame that narwhals knows: Polars eager or lazy, pandas, PyArrow, DuckDB relation, PySpark.
        name: the column's name.

    >>> import polars
    >>> lazy = polars.LazyFrame({"income": [1_000, 3_000, 9_000, 12_000], "persons": [5, 3, 4, 4]})
    >>> Sample.of(Column(lazy, "income"), Column(lazy, "persons")).mean()
    6125.0
    """

    frame: Any
    name: str


@frozen(eq=False)
class Labels:
    """A column of labels: for each row a code, which is a place in the sorted names.

    Attributes:
        codes: whole numbers from 0.
        names: the distinct labels, sorted where they can be, otherwise in order of appearance.
    """

    codes: Whole
    names: tuple[Any, ...]

    def total(self, amounts: Floats) -> Floats:
        """The sum of some amounts, one for each row, by label."""
        summed: Floats = numpy().bincount(self.codes, weights=amounts, minlength=len(self.names))
        return summed


@frozen(eq=False)
class Sample:
    """Values with their weights, checked.

    Attributes:
        values: finite float64 values, at least one. Not to be written to: they may be the caller's own.
        weights: finite float64 weights of at least 0, not all 0; ``None`` where all weigh the same.
        labels: other columns, by name, each as long as the values.
    """

    values: Floats
    weights: Floats | None
    labels: Mapping[str, Labels]

    @classmethod
    def of(
        cls,
        values: Values,
        weights: Values = None,
        *,
        missing: Missing = "refuse",
        labels: Mapping[str, Values] | None = None,
        name: str = "values",
    ) -> Sample:
        """Check and align values, weights and labels.

        Args:
            values: numbers.
            weights: a weight of at least 0 for each value, or ``None`` for equal weights.
            missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.
            labels: other columns to align, by name; a ``None`` among them is left out.
            name: what the values are called in errors.

        Raises:
            InvalidValue: for no values, a missing one (unless dropped), NaN, an infinity, a negative weight,
                weights that are all 0, or lengths that differ.
            MissingExtra: if NumPy is not installed.
        """
        if isinstance(values, cls) and weights is None and not labels:
            return values
        wanted = {key: column for key, column in (labels or {}).items() if column is not None}
        columns = {name: values} | ({} if weights is None else {"weights": weights})
        numbers, codes = arrays(columns, wanted, missing=missing)
        found = numbers.get("weights")
        if found is not None:
            _check_weights(found)
        return cls(numbers[name], found, codes)

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.values)

    def total_weight(self) -> float:
        """The sum of the weights: the number of rows where all weigh the same."""
        return float(self.size) if self.weights is None else float(self.weights.sum())

    def total(self, amounts: Floats) -> float:
        """The weighted sum of some amounts, one for each row."""
        np = numpy()
        if self.weights is None:
            return float(amounts.sum())
        starts = range(0, self.size, _BLOCK)
        return math.fsum(
            np.multiply(self.weights[start : start + _BLOCK], amounts[start : start + _BLOCK]).sum() for start in starts
        )

    def blocks(self) -> Iterator[tuple[Floats, Floats | None]]:
        """The values and weights, so many rows at a time that a block and what is made of it stay in a core's cache."""
        for start in range(0, self.size, _BLOCK):
            weights = None if self.weights is None else self.weights[start : start + _BLOCK]
            yield self.values[start : start + _BLOCK], weights

    def average(self, amounts: Floats) -> float:
        """The weighted mean of some amounts, one for each row."""
        return self.total(amounts) / self.total_weight()

    def mean(self) -> float:
        """The weighted mean of the values."""
        return self.average(self.values)

    def weight(self) -> Floats:
        """The weights as an array, ones where all weigh the same."""
        return numpy().ones(self.size) if self.weights is None else self.weights

    def where(self, kept: NDArray[np.bool_]) -> Sample:
        """The rows for which ``kept`` is true, which may be none. Labels keep their codes."""
        weights = None if self.weights is None else self.weights[kept]
        codes = {key: Labels(found.codes[kept], found.names) for key, found in self.labels.items()}
        return Sample(self.values[kept], weights, codes)

    def by_value(self) -> Sample:
        """The rows in rising order of value, without labels."""
        np = numpy()
        if self.weights is None:
            return Sample(np.sort(self.values), None, {})
        if (frame := self._sorted()) is not None:
            return Sample(frame["values"].to_numpy(), frame["weights"].to_numpy(), {})
        order = np.argsort(self.values)
        return Sample(self.values[order], self.weights[order], {})

    def blocks_by_value(self) -> Iterator[tuple[Floats, Floats | None]]:
        """As `blocks`, in rising order of value."""
        if (frame := self._sorted()) is None:
            yield from self.by_value().blocks()
            return
        # What was sorted on several cores lies in as many pieces: nothing is gained by joining them.
        for part in frame.iter_slices(_BLOCK):
            yield part["values"].to_numpy(), part["weights"].to_numpy()

    def _sorted(self) -> pl.DataFrame | None:
        """The rows in rising order of value where Polars, which sorts on every core, is at hand and worth its call."""
        if self.weights is None or self.size < _LARGE or "polars" not in sys.modules:
            return None
        import polars as pl

        return pl.LazyFrame({"values": self.values, "weights": self.weights}).sort("values").collect()


def arrays(
    numbers: Mapping[str, Values], labels: Mapping[str, Values] | None = None, *, missing: Missing = "refuse"
) -> tuple[dict[str, Floats], dict[str, Labels]]:
    """Columns of numbers and of labels as aligned arrays, by name.

    Raises:
        InvalidValue: as `Sample.of`, but with any finite number accepted.
        MissingExtra: if NumPy is not installed.

    >>> numbers, labels = arrays({"x": [1, None, 3]}, {"g": ["b", "a", "a"]}, missing="drop")
    >>> numbers["x"].tolist(), labels["g"].codes.tolist(), labels["g"].names
    ([1.0, 3.0], [1, 0], ('a', 'b'))
    """
    np = numpy()
    if missing not in {"refuse", "drop"}:
        raise InvalidValue("missing", missing, "'refuse' or 'drop'")
    given = _collected({**numbers, **(labels or {})})
    read = {key: _floats(given[key], key) for key in numbers} | {key: _objects(given[key]) for key in labels or {}}
    sizes = {key: len(column) for key, (column, _) in read.items()}
    first = next(iter(sizes))
    for key, size in sizes.items():
        if size != sizes[first]:
            raise InvalidValue(key, f"{size} values", f"as many as {first} has, which is {sizes[first]}")
    absent = None
    for key, (_, lacks) in read.items():
        if lacks is None:
            continue
        if missing == "refuse":
            where = f"{key}[{int(lacks.argmax())}]"
            raise InvalidValue(where, None, 'a value; missing="drop" leaves out the rows that lack one')
        absent = lacks if absent is None else absent | lacks
    if absent is not None:
        read = {key: (column[~absent], None) for key, (column, _) in read.items()}
    if not len(read[first][0]):
        raise InvalidValue(first, "no values", "at least one value that is not missing")
    for key in numbers:
        column = read[key][0]
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused by name
            total = column.sum()
        if not np.isfinite(total):
            finite = np.isfinite(column)
            if finite.all():
                raise InvalidValue(key, "numbers whose sum is too large", "a finite sum")
            place = int(finite.argmin())
            raise InvalidValue(f"{key}[{place}]", float(column[place]), "a finite number")
    return (
        {key: read[key][0] for key in numbers},
        {key: _labels(read[key][0]) for key in labels or {}},
    )


def number(
    value: Number,
    field: str,
    expected: str = "a finite number",
    *,
    above: float | None = None,
    least: float | None = None,
    most: float | None = None,
) -> float:
    """A single finite number, such as a line or a parameter, as a float.

    Raises:
        InvalidValue: for anything else, or for a number out of bounds.
    """
    if isinstance(value, bool | str | bytes) or not hasattr(value, "__float__"):
        raise InvalidValue(field, value, expected)
    found = float(value)
    low = (above is not None and found <= above) or (least is not None and found < least)
    if not math.isfinite(found) or low or (most is not None and found > most):
        raise InvalidValue(field, value, expected)
    return found


def numpy() -> Any:
    """NumPy, loaded when it is first needed.

    Raises:
        MissingExtra: if it is not installed.
    """
    try:
        import numpy as np
    except ImportError:
        raise MissingExtra("stats", "numpy") from None
    return np


def _check_weights(weights: Floats) -> None:
    if (least := weights.min()) < 0:
        raise InvalidValue(f"weights[{int(weights.argmin())}]", float(least), "a weight of at least 0")
    if not (weights[0] or weights.any()):  # the first of a long column mostly tells
        raise InvalidValue("weights", "zeros alone", "at least one weight above 0")


def _collected(given: Mapping[str, Values]) -> dict[str, Values]:
    """Each column of a frame as a series; what comes from one frame is collected at once."""
    found = dict(given)
    frames = {id(column.frame): column.frame for column in given.values() if isinstance(column, Column)}
    if not frames:
        return found
    import narwhals.stable.v2 as nw

    for key, frame in frames.items():
        names = {name: each.name for name, each in given.items() if isinstance(each, Column) and id(each.frame) == key}
        try:
            native = nw.from_native(frame)
        except TypeError:
            raise InvalidValue("Column.frame", type(frame).__name__, "a frame that narwhals knows") from None
        columns = native.collect_schema().names()
        for name, wanted in names.items():
            if wanted not in columns:
                raise InvalidValue(name, wanted, f"one of the frame's columns: {', '.join(columns)}")
        selected = native.select(*dict.fromkeys(names.values()))
        eager = selected.collect() if isinstance(selected, nw.LazyFrame) else selected
        found |= {name: eager[wanted] for name, wanted in names.items()}
    return found


def _series(column: Values, name: str) -> nw.Series[Any]:
    import narwhals.stable.v2 as nw

    try:
        return nw.from_native(column, series_only=True)
    except TypeError:
        expected = "a sequence, a NumPy array, a series that narwhals knows, or a Column of a frame"
        raise InvalidValue(name, type(column).__name__, expected) from None


def _is_plain(column: Values) -> bool:
    return isinstance(column, Sequence) and not isinstance(column, str | bytes | bytearray)


def _floats(column: Values, name: str) -> tuple[Floats, NDArray[np.bool_] | None]:
    """A float64 array, and which of its rows are missing if any is."""
    np = numpy()
    if _is_plain(column):
        return _plain_floats(column, name)
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        if column.dtype.kind == "O":
            return _plain_floats(column.tolist(), name)
        if column.dtype.kind not in "fiub":
            raise InvalidValue(name, f"an array of {column.dtype}", "numbers")
        return column.astype("float64", copy=False), None
    import narwhals.stable.v2 as nw

    series = _series(column, name)
    if not series.dtype.is_numeric() and series.dtype != nw.Boolean:
        if series.dtype == nw.Object or series.null_count() == len(series):
            return _plain_floats(series.to_list(), name)
        raise InvalidValue(name, f"a series of {series.dtype}", "numbers")
    lacks = series.is_null().to_numpy() if series.null_count() else None
    if lacks is not None:
        series = series.fill_null(0)
    found = series if series.dtype == nw.Float64 else series.cast(nw.Float64)
    return found.to_numpy(), lacks


def _plain_floats(column: Sequence[Any], name: str) -> tuple[Floats, NDArray[np.bool_] | None]:
    np = numpy()
    found = np.empty(len(column))
    lacks = np.zeros(len(column), dtype=bool)
    for place, value in enumerate(column):
        if value is None:
            lacks[place] = True
            found[place] = 0
        elif isinstance(value, str | bytes) or not hasattr(value, "__float__"):
            raise InvalidValue(f"{name}[{place}]", type(value).__name__, "a number, or None for missing")
        else:
            found[place] = float(value)
    return found, lacks if lacks.any() else None


def _objects(column: Values) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Labels as they are, in an array, and which are missing if any is."""
    np = numpy()
    if not _is_plain(column) and not isinstance(column, np.ndarray):
        series = _series(column, "labels")
        lacks = series.is_null().to_numpy() if series.null_count() else None
        if lacks is None and series.dtype.is_integer():
            return series.to_numpy(), None
        column = series.to_list()
    if isinstance(column, np.ndarray) and column.dtype.kind != "O":
        return column, None
    found = np.empty(len(column), dtype=object)
    found[:] = list(column)
    lacks = np.array([value is None for value in found], dtype=bool)
    return found, lacks if lacks.any() else None


def _labels(column: NDArray[Any]) -> Labels:
    np = numpy()
    if column.dtype.kind != "O":
        names, codes = np.unique(column, return_inverse=True)
        return Labels(codes.astype("int64", copy=False), tuple(names.tolist()))
    place: dict[Any, int] = {}
    codes = np.array([place.setdefault(value, len(place)) for value in column], dtype="int64")
    try:
        names = tuple(sorted(place))
    except TypeError:
        return Labels(codes, tuple(place))
    order = np.empty(len(names), dtype="int64")
    for rank, label in enumerate(names):
        order[place[label]] = rank
    return Labels(order[codes], names)
