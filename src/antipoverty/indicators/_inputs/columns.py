"""Columns in whatever form they come, as aligned arrays: the one border that all measures share.

A column of numbers or labels may be a plain sequence (ints, floats, `Decimal`, `Fraction`, `None` for missing), a
NumPy array (what is masked is missing), any series that narwhals knows (Polars, pandas, PyArrow, …), or a `Column` of
a frame, which may be lazy (Polars lazy, DuckDB, PySpark). The same numbers mean the same in every form:

- A value is missing if it is ``None``, NaN, NaT, ``pandas.NA`` or masked.
- A row of weight 0 is not there, whatever its values are.
- A float stands for its shortest decimal, in its own type: a float32 of 1.9 is 1.9, not 1.89999998.

Polars, PyArrow and NumPy data of type float64 without missing values are not copied.
"""

from __future__ import annotations

import array
import math
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import numpy as np
    from numpy.typing import NDArray

    #: What the arrays of this package are, for type checkers alone.
    Floats: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.int64]
    Rows: TypeAlias = NDArray[np.bool_]

#: Below this every whole number is a float of its own.
WHOLE = 2**53
_NUMBERS = "a number, or None for missing"
_HELD = "a finite number that a float holds"

#: What is done with missing values: refused, or their rows left out (the available cases).
Missing: TypeAlias = Literal["refuse", "drop"]
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
    >>> from antipoverty.indicators import mean
    >>> mean(Column(lazy, "income"), Column(lazy, "persons"))
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
class Aligned:
    """Columns of one length.

    Attributes:
        numbers: finite float64 arrays, by name.
        labels: labels, by name.
        exact: the numbers as they were given, for those columns in which a float cannot hold one of them.
        rows: which of the rows that were given these are; ``None`` if all.
        counted: which of these count; ``None`` if all. The others have weight 0 and the numbers of one that counts.
    """

    numbers: dict[str, Floats]
    labels: dict[str, Labels]
    exact: dict[str, NDArray[np.object_]]
    rows: Rows | None = None
    counted: Rows | None = None


def arrays(
    numbers: Mapping[str, Values], labels: Mapping[str, Values] | None = None, *, missing: Missing = "refuse"
) -> tuple[dict[str, Floats], dict[str, Labels]]:
    """Columns of numbers and of labels as aligned arrays, by name; rows of weight 0 are left out.

    Raises:
        InvalidValue: as `WeightedValues.of`, but with any finite number accepted.
        MissingExtra: if NumPy is not installed.

    >>> numbers, labels = arrays({"x": [1, None, 3]}, {"g": ["b", "a", "a"]}, missing="drop")
    >>> numbers["x"].tolist(), labels["g"].codes.tolist(), labels["g"].names
    ([1.0, 3.0], [1, 0], ('a', 'b'))
    """
    columns = aligned(numbers, labels, missing=missing)
    return columns.numbers, columns.labels


def aligned(
    numbers: Mapping[str, Values],
    labels: Mapping[str, Values] | None = None,
    *,
    missing: Missing = "refuse",
    keep: bool = False,
    droppable: bool = True,
) -> Aligned:
    """Columns of numbers and of labels, aligned and checked. A column of numbers named ``weights`` is one.

    Args:
        numbers: columns of numbers, by name.
        labels: columns of labels, by name.
        missing: as for every measure.
        keep: whether rows that do not count keep their place, for the sake of the survey's design: they then have the
            numbers of a row that counts, so that no logarithm or power meets a value that does not matter.
        droppable: whether the caller's ``missing="drop"`` would leave such rows out, as errors then say.

    Raises:
        InvalidValue: as `arrays`.
    """
    if not isinstance(missing, str) or missing not in {"refuse", "drop"}:
        raise InvalidValue("missing", missing, "'refuse' or 'drop'")
    labels = labels or {}
    columns = collected({**numbers, **labels})
    read = {key: _numbers(columns[key], key) for key in numbers} | {key: _objects(columns[key], key) for key in labels}
    first = next(iter(read))
    size = len(read[first].column)
    for key, part in read.items():
        if len(part.column) != size:
            raise InvalidValue(key, f"{len(part.column)} values", f"as many as {first} has, which is {size}")
    zero = _weightless(read["weights"]) if "weights" in numbers else None
    unplaced = idle = None
    for key, part in read.items():
        lacks = part.lacks if zero is None or part.lacks is None or (keep and key in labels) else part.lacks & ~zero
        if lacks is None or not lacks.any():
            continue
        if missing == "refuse":
            _refuse_missing(key, part.column, lacks, number=key in numbers, droppable=droppable)
        if keep and key in numbers:
            idle = _either(idle, lacks)
        else:
            unplaced = _either(unplaced, lacks)
    idle, unplaced = (_either(zero, idle), unplaced) if keep else (idle, _either(zero, unplaced))
    ignored = _either(idle, unplaced)
    for key in numbers:
        _require_finite(key, read[key].column, ignored)
    rows = counted = None
    if unplaced is not None:
        rows = ~unplaced
        read = {key: part.kept(rows) for key, part in read.items()}
        idle = None if idle is None else idle[rows]
    if not len(read[first].column) or (idle is not None and idle.all()):
        raise InvalidValue(first, "no values", "at least one value that is not missing")
    if idle is not None and idle.any():
        counted = ~idle
        read = {
            key: part.idle(idle, weights=key == "weights") if key in numbers else part for key, part in read.items()
        }
    for key in numbers:
        _require_finite_sum(key, read[key].column)
    return Aligned(
        {key: read[key].column for key in numbers},
        {key: _labels(read[key].column, key) for key in labels},
        {key: exact for key in numbers if (exact := read[key].exact) is not None},
        rows,
        counted,
    )


def _refuse_missing(key: str, column: NDArray[Any], lacks: Rows, *, number: bool, droppable: bool) -> None:
    place = int(lacks.argmax())
    nan = number and math.isnan(column[place])
    expected = "a finite number" if nan else "a value"
    if droppable:
        expected += '; missing="drop" leaves out the rows that lack one'
    raise InvalidValue(f"{key}[{place}]", math.nan if nan else None, expected)


def _either(one: Rows | None, other: Rows | None) -> Rows | None:
    """The rows of either of two masks, either of which may be of none."""
    return other if one is None else one if other is None else one | other


@frozen(eq=False)
class _Read:
    """A column as it was read: its rows, which of them are missing if any is, and what floats cannot hold."""

    column: NDArray[Any]
    lacks: Rows | None = None
    exact: NDArray[np.object_] | None = None

    def kept(self, rows: NDArray[Any]) -> _Read:
        return _Read(self.column[rows], None, None if self.exact is None else self.exact[rows])

    def idle(self, rows: NDArray[Any], *, weights: bool) -> _Read:
        """With the value of a row that counts in the place of those that do not, and a weight of 0."""
        np = numpy()
        place = int(rows.argmin())
        exact = None if self.exact is None else np.where(rows, self.exact[place], self.exact)
        return _Read(np.where(rows, 0.0 if weights else self.column[place], self.column), None, exact)


def _weightless(weights: _Read) -> Rows | None:
    """Which rows have weight 0, if any has.

    Raises:
        InvalidValue: for a negative weight, or no other than 0.
    """
    np = numpy()
    column, lacks = weights.column, weights.lacks
    if not len(column):
        return None
    known = column if lacks is None else np.where(lacks, 1.0, column)
    if (least := known.min()) > 0:
        return None
    if least < 0:
        expected = "a weight of at least 0" if math.isfinite(least) else "a finite number"
        raise InvalidValue(f"weights[{int(known.argmin())}]", float(least), expected)
    zero = known == 0
    if (zero if lacks is None else zero | lacks).all():
        raise InvalidValue("weights", "zeros only", "at least one weight above 0")
    return zero  # type: ignore[no-any-return]  # NumPy is loaded late, without its types


def _require_finite(key: str, column: Floats, ignored: Rows | None) -> None:
    np = numpy()
    if not len(column) or (math.isfinite(column.min()) and math.isfinite(column.max())):
        return
    infinite = ~np.isfinite(column) if ignored is None else ~np.isfinite(column) & ~ignored
    if infinite.any():
        place = int(infinite.argmax())
        raise InvalidValue(f"{key}[{place}]", float(column[place]), "a finite number")


def _require_finite_sum(key: str, column: Floats) -> None:
    with numpy().errstate(over="ignore"):  # what overflows is refused by name
        largest = max(-float(column.min()), float(column.max()))
        if largest > 1e290 and not math.isfinite(column.sum()):
            raise InvalidValue(key, "numbers whose sum is too large", "a finite sum")


def meaning(value: float) -> Fraction:
    """What a float stands for: its shortest decimal, exact.

    >>> meaning(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(value)))


def numpy() -> Any:
    """NumPy, loaded when it is first needed.

    Raises:
        MissingExtra: if it is not installed.
    """
    with needing("stats", "numpy"):
        import numpy as np
    return np


def collected(values: Mapping[str, Values]) -> dict[str, Values]:
    """Each column of a frame as a series; what comes from one frame is collected at once.

    Raises:
        InvalidValue: for a frame that narwhals does not know, or a column that it does not have.
    """
    eager_columns = dict(values)
    frames = {id(column.frame): column.frame for column in values.values() if isinstance(column, Column)}
    if not frames:
        return eager_columns
    import narwhals.stable.v2 as nw
    from narwhals.exceptions import DuplicateError

    for key, frame in frames.items():
        names = {name: part.name for name, part in values.items() if isinstance(part, Column) and id(part.frame) == key}
        try:
            native = nw.from_native(frame)
        except TypeError:
            raise InvalidValue("Column.frame", type(frame).__name__, "a frame that narwhals knows") from None
        except DuplicateError:
            raise InvalidValue("Column.frame", "columns of one name", "columns of different names") from None
        columns = native.collect_schema().names()
        for name, wanted in names.items():
            if wanted not in columns:
                raise InvalidValue(name, wanted, f"one of the frame's columns: {', '.join(columns)}")
        selected = native.select(*dict.fromkeys(names.values()))
        eager = selected.collect() if isinstance(selected, nw.LazyFrame) else selected
        eager_columns |= {name: eager[wanted] for name, wanted in names.items()}
    return eager_columns


def _series(column: Values, name: str) -> nw.Series[Any]:
    import narwhals.stable.v2 as nw

    try:
        return nw.from_native(column, series_only=True)
    except TypeError:
        expected = "a sequence, a NumPy array, a series that narwhals knows, or a Column of a frame"
        raise InvalidValue(name, type(column).__name__, expected) from None


def _native(column: Values) -> Values:
    """A column as a list, a NumPy array, or a series."""
    np = numpy()
    if isinstance(column, memoryview | array.array):
        return np.asarray(column)
    if _is_plain(column) or isinstance(column, np.ndarray):
        return column
    import narwhals.stable.v2 as nw

    if isinstance(nw.from_native(column, series_only=True, pass_through=True), nw.Series):
        return column
    if (pyarrow := sys.modules.get("pyarrow")) and isinstance(column, pyarrow.Array):
        return pyarrow.chunked_array([column])
    # An index or an extension array of pandas, and what else knows how to be an array.
    return np.asarray(column) if hasattr(column, "__array__") else column


def _is_plain(column: Values) -> bool:
    return isinstance(column, Sequence) and not isinstance(column, str | bytes | bytearray)


def numbers_of(column: Values, name: str) -> tuple[NDArray[Any], Rows | None]:
    """A column of numbers as an array, of Booleans or whole numbers if it is one, and which rows are missing if any is.

    Raises:
        InvalidValue: for anything else.

    >>> numbers_of([True, None], "x")[0].tolist(), numbers_of([True, None], "x")[1].tolist()
    ([1.0, 0.0], [False, True])
    """
    np = numpy()
    column = _native(column)
    if type(column) is np.ndarray and column.ndim == 1 and column.dtype.kind in "biu":
        return column, None
    if not _is_plain(column) and not isinstance(column, np.ndarray):
        import narwhals.stable.v2 as nw

        series = _series(column, name)
        if series.dtype == nw.Boolean or series.dtype.is_integer():
            if not series.null_count():
                return series.to_numpy(), None
            filler = False if series.dtype == nw.Boolean else 0
            return series.fill_null(filler).to_numpy(), series.is_null().to_numpy()
    read = _numbers(column, name)
    return read.column, read.lacks


def _numbers(column: Values, name: str) -> _Read:
    """A float64 array, which of its rows are missing if any is, and what it cannot hold."""
    np = numpy()
    column = _native(column)
    if _is_plain(column):
        return _plain_numbers(column, name)
    if isinstance(column, np.ndarray):
        return _array_numbers(column, name)
    import narwhals.stable.v2 as nw

    series = _series(column, name)
    if not series.dtype.is_numeric() and series.dtype != nw.Boolean:
        if series.dtype == nw.Object or series.null_count() == len(series):
            return _plain_numbers(series.to_list(), name)
        raise InvalidValue(name, f"a series of {series.dtype}", "numbers")
    lacks = series.is_null().to_numpy() if series.null_count() else None
    if lacks is not None:
        series = series.fill_null(False if series.dtype == nw.Boolean else 0)
    if series.dtype.is_decimal():
        floats = series.cast(nw.Float64)
        if not _held_by_floats(floats.to_numpy(), _scale(series.to_native())):
            return _plain_numbers(series.to_list(), name, lacks)
        series = floats
    return _array_numbers(series.to_numpy(), name, lacks)


def _scale(column: Any) -> int | None:
    """How many decimal places a series of decimals has, if its type says so."""
    kind = column.type if hasattr(column, "type") else column.dtype
    return getattr(getattr(kind, "pyarrow_dtype", kind), "scale", None)


def _held_by_floats(floats: Floats, scale: int | None) -> bool:
    """Whether decimals of so many places have no more than 15 digits, each of which has a float of its own."""
    return scale is not None and (not len(floats) or float(abs(floats).max()) < 10.0 ** (15 - scale))


def _array_numbers(column: NDArray[Any], name: str, lacks: Rows | None = None) -> _Read:
    np = numpy()
    if column.ndim != 1:
        raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
    if isinstance(column, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(column)
        column = np.ma.filled(column, 0 if column.dtype.kind in "fiub" else None)
        lacks = mask if mask.any() else None
    if column.dtype.kind == "O":
        return _plain_numbers(column.tolist(), name, lacks)
    if column.dtype.kind not in "fiub":
        raise InvalidValue(name, f"an array of {column.dtype}", "numbers")
    whole = column.dtype.kind in "iu" and column.dtype.itemsize == 8 and len(column)
    if whole and max(int(column.max()), -int(column.min())) > WHOLE:
        return _plain_numbers(column.tolist(), name, lacks)
    if column.dtype.kind == "f":
        if column.dtype.itemsize < 8:
            column = _shortest(column)
        if len(column) and math.isnan(column.min()):
            lacks = np.isnan(column) if lacks is None else lacks | np.isnan(column)
    with np.errstate(over="ignore"):  # a long double that a float cannot hold is refused as infinite
        return _Read(column.astype("float64", copy=False), lacks)


def _shortest(column: NDArray[Any]) -> Floats:
    """Floats of less than 64 bits by their shortest decimals: of those that round to them, the one of fewest digits.

    Whole numbers stay as they are.
    """
    np = numpy()
    wide: Floats = column.astype("float64")
    shortest = wide.copy()
    left = np.flatnonzero(np.isfinite(wide) & (wide != np.rint(wide)))
    size = np.abs(wide[left])
    first = np.floor(np.log10(size)).astype("int64")
    # Decimals of so few digits all round to floats of their own: fewer need not be tried.
    for digits in range(int(np.finfo(column.dtype).precision), 10):
        places = digits - 1 - first
        # A power of ten up to 22 is a float, and so a quotient by it is the float next to the decimal.
        scale = 10.0 ** np.clip(places, 0, 22)
        decimal = np.rint(wide[left] * scale) / scale
        right = (decimal.astype(column.dtype) == column[left]) & (places <= 22)
        shortest[left[right]] = decimal[right]
        left, first = left[~right], first[~right]
    # What is next to 0 has fewer digits; a power of two may have a shorter decimal that is not the nearest one.
    size = np.abs(wide)
    apart = np.flatnonzero((np.frexp(size)[0] == 0.5) | (size < np.finfo(column.dtype).tiny))
    for value in np.unique(column[np.concatenate((left, apart))]):
        if value != np.rint(value):
            shortest[column == value] = float(str(value))
    return shortest


def _plain_numbers(column: Sequence[Any], name: str, lacks: Rows | None = None) -> _Read:
    np = numpy()
    if set(map(type, column)) <= {bool, float, int, np.float64}:
        try:
            simple = np.array(column, dtype="float64")
        except OverflowError:
            simple = np.array([math.inf])
        if not len(simple) or np.abs(simple).max() < WHOLE:  # not for NaN, or whole numbers that it may not hold
            return _Read(simple, lacks)
    numbers = np.empty(len(column))
    missing = np.zeros(len(column), dtype=bool) if lacks is None else lacks.copy()
    exact = False
    for place, value in enumerate(column):
        if missing[place] or is_missing(value):
            missing[place] = True
            numbers[place] = math.nan if isinstance(value, float) else 0
            continue
        try:
            numbers[place], lossless = scalar(value)
        except TypeError:
            raise InvalidValue(f"{name}[{place}]", type(value).__name__, _NUMBERS) from None
        except OverflowError:
            raise InvalidValue(f"{name}[{place}]", "a number too large", _HELD) from None
        except ValueError:
            raise InvalidValue(f"{name}[{place}]", "a number next to 0", _HELD) from None
        exact = exact or not lossless
    lacks = missing if missing.any() else None
    return _Read(numbers, lacks, _exact(column, missing) if exact else None)


def is_missing(value: Any) -> bool:
    """Whether a number or a label is none: ``None``, masked, what differs from itself (NaN, NaT), or NA.

    >>> is_missing(float("nan")), is_missing(0)
    (True, False)
    """
    if value is None or value is numpy().ma.masked:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - which is how NaN shows itself
    except (TypeError, ArithmeticError):
        return True
    except ValueError:  # an array, which has no one answer, and is refused later
        return False


def scalar(value: Any) -> tuple[float, bool]:
    """A number as a float, and whether the float stands for it.

    >>> from decimal import Decimal
    >>> scalar(Decimal("1.9")), scalar(2**53 + 1)
    ((1.9, True), (9007199254740992.0, False))

    Raises:
        TypeError: for what is no number.
        OverflowError: for one that is too large.
        ValueError: for one that is not 0, but so small that the float next to it is.
    """
    np = numpy()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.floating):
        return float(_shortest(np.array([value]))[0] if value.itemsize < 8 else value), True
    if isinstance(value, float | np.bool_):
        return float(value), True
    if isinstance(value, int) and -WHOLE <= value <= WHOLE:
        return float(value), True
    if not isinstance(value, Real | Decimal) or isinstance(value, np.timedelta64):
        raise TypeError
    nearest = float(value)
    if not math.isfinite(nearest):
        return nearest, True
    if not nearest and value:
        # As a fraction it might have any number of digits, all of them below the least float.
        raise ValueError("a number below the least float")
    return nearest, (Decimal(repr(nearest)) if isinstance(value, Decimal) else meaning(nearest)) == value


def _exact(column: Sequence[Any], missing: Rows) -> NDArray[np.object_]:
    """The numbers as they were given, each as a fraction."""
    fractions: NDArray[np.object_] = numpy().empty(len(column), dtype=object)
    for place, value in enumerate(column):
        if missing[place]:
            fractions[place] = Fraction(0)
        elif isinstance(value, int | Fraction | Decimal):
            fractions[place] = Fraction(value)
        else:
            fractions[place] = meaning(scalar(value)[0])
    return fractions


def _objects(column: Values, name: str) -> _Read:
    """Labels as they are, in an array, and which are missing if any is: `None`, NaN, NaT and NA alike."""
    np = numpy()
    masked = None
    column = _native(column)
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        if isinstance(column, np.ma.MaskedArray):
            masked, column = np.ma.getmaskarray(column), column.data
    elif not _is_plain(column):
        series = _series(column, name)
        if series.dtype.is_integer() and not series.null_count():
            return _Read(series.to_numpy())
        column = series.to_list()
    if isinstance(column, np.ndarray) and column.dtype.kind != "O":
        lacks = (
            np.isnan(column) if column.dtype.kind in "fc" else np.isnat(column) if column.dtype.kind in "mM" else None
        )
    else:
        objects = np.empty(len(column), dtype=object)
        objects[:] = list(column)
        column = objects
        whole = set(map(type, objects)) <= {str, int, bool}
        lacks = None if whole else np.fromiter(map(is_missing, objects), dtype=bool, count=len(objects))
    if masked is not None:
        lacks = masked if lacks is None else lacks | masked
    return _Read(column, lacks if lacks is not None and lacks.any() else None)


def _labels(column: NDArray[Any], name: str) -> Labels:
    np = numpy()
    if column.dtype.kind != "O":
        names, codes = np.unique(column, return_inverse=True)
        return Labels(codes.astype("int64", copy=False), tuple(names.tolist()))
    kinds = set(map(type, column))
    if len(kinds) > 1 and kinds & {bool, np.bool_} and not kinds <= {bool, np.bool_}:
        raise InvalidValue(name, "truth values among other labels", "labels of one type: True and 1 would be one label")
    place: dict[Any, int] = {}
    try:
        codes = np.array([place.setdefault(label, len(place)) for label in column], dtype="int64")
    except TypeError:
        raise InvalidValue(name, "a list or another value that can change", "strings or numbers as labels") from None
    written: dict[str, Any] = {}
    for label in place if len(kinds) > 1 else ():
        if (other := written.setdefault(str(label), label)) is not label:
            both = f"{type(other).__name__} {other!r} and {type(label).__name__} {label!r}"
            raise InvalidValue(name, both, "labels of one type, which differ when they are written out")
    try:
        names = tuple(sorted(place))
    except TypeError:
        return Labels(codes, tuple(place))
    order = np.empty(len(names), dtype="int64")
    for rank, label in enumerate(names):
        order[place[label]] = rank
    return Labels(order[codes], names)
