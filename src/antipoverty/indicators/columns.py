"""Columns in whatever form they come, as aligned arrays.

A column of numbers or labels may be a plain sequence (ints, floats, `Decimal`, `Fraction`, `None` for missing), a
NumPy array, any series that narwhals knows (Polars, pandas, PyArrow, …), or a `Column` of a frame, which may be lazy
(Polars lazy, DuckDB, PySpark). Polars, PyArrow and NumPy data of type float64 without missing values are not copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue, MissingExtra

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import numpy as np
    from numpy.typing import NDArray

    #: What the arrays of this package are, for type checkers alone.
    Floats: TypeAlias = NDArray[np.float64]
    Whole: TypeAlias = NDArray[np.int64]
    #: Columns as arrays by name, each with which of its rows are missing, if any is.
    _Read: TypeAlias = dict[str, tuple[NDArray[Any], NDArray[np.bool_] | None]]

__all__ = ["Column", "Labels", "Missing", "Values", "arrays", "collected", "numpy", "placed"]

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
    read = _aligned(numbers, labels or {}, missing)
    absent = _lacking(read, read)
    if absent is not None:
        read = {key: (column[~absent], None) for key, (column, _) in read.items()}
    return _numbers(read, numbers), {key: _labels(read[key][0], key) for key in labels or {}}


def placed(
    numbers: Mapping[str, Values], labels: Mapping[str, Values], *, missing: Missing = "refuse"
) -> tuple[dict[str, Floats], dict[str, Labels], NDArray[np.bool_]]:
    """As `arrays`, but with ``missing="drop"`` a row that lacks a number alone keeps its place.

    The last of the three says which rows have every number; in the others the numbers are not to be looked at. A row
    that lacks a label has no place to keep, and is left out.

    >>> numbers, labels, known = placed({"x": [1, None, 3, 4]}, {"g": ["a", "b", "b", None]}, missing="drop")
    >>> known.tolist(), labels["g"].codes.tolist()
    ([True, False, True], [0, 1, 1])
    """
    read = _aligned(numbers, labels, missing)
    unplaced = _lacking(read, labels)
    if unplaced is not None:
        read = {
            key: (column[~unplaced], None if lacks is None or key in labels else lacks[~unplaced])
            for key, (column, lacks) in read.items()
        }
    absent = _lacking(read, numbers)
    first = read[next(iter(numbers))][0]
    known = numpy().ones(len(first), dtype=bool) if absent is None else ~absent
    whole: _Read = read if absent is None else {key: (column[known], None) for key, (column, _) in read.items()}
    _numbers(whole, numbers)
    return {key: read[key][0] for key in numbers}, {key: _labels(read[key][0], key) for key in labels}, known


def _aligned(numbers: Mapping[str, Values], labels: Mapping[str, Values], missing: Missing) -> _Read:
    """Every column as an array, each with which of its rows are missing; refused where that is not to be."""
    if missing not in {"refuse", "drop"}:
        raise InvalidValue("missing", missing, "'refuse' or 'drop'")
    given = collected({**numbers, **labels})
    read = {key: _floats(given[key], key) for key in numbers} | {key: _objects(given[key], key) for key in labels}
    sizes = {key: len(column) for key, (column, _) in read.items()}
    first = next(iter(sizes))
    for key, size in sizes.items():
        if size != sizes[first]:
            raise InvalidValue(key, f"{size} values", f"as many as {first} has, which is {sizes[first]}")
        lacks = read[key][1]
        if lacks is not None and missing == "refuse":
            where = f"{key}[{int(lacks.argmax())}]"
            raise InvalidValue(where, None, 'a value; missing="drop" leaves out the rows that lack one')
    return read


def _lacking(read: _Read, keys: Iterable[str]) -> NDArray[np.bool_] | None:
    """Which rows lack something in some of the columns, if any does."""
    absent = None
    for key in keys:
        lacks = read[key][1]
        if lacks is not None:
            absent = lacks if absent is None else absent | lacks
    return absent


def _numbers(read: _Read, keys: Iterable[str]) -> dict[str, Floats]:
    """The columns of numbers, of which there are some and all are finite."""
    np = numpy()
    first = next(iter(read))
    if not len(read[first][0]):
        raise InvalidValue(first, "no values", "at least one value that is not missing")
    for key in keys:
        column = read[key][0]
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused by name
            total = column.sum()
        if not np.isfinite(total):
            finite = np.isfinite(column)
            if finite.all():
                raise InvalidValue(key, "numbers whose sum is too large", "a finite sum")
            place = int(finite.argmin())
            raise InvalidValue(f"{key}[{place}]", float(column[place]), "a finite number")
    return {key: read[key][0] for key in keys}


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


def collected(given: Mapping[str, Values]) -> dict[str, Values]:
    """Each column of a frame as a series; what comes from one frame is collected at once.

    Raises:
        InvalidValue: for a frame that narwhals does not know, or a column that it does not have.
    """
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


def _objects(column: Values, name: str) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Labels as they are, in an array, and which are missing if any is: `None`, NaN, NaT and NA alike."""
    np = numpy()
    masked = None
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        if isinstance(column, np.ma.MaskedArray):
            masked, column = np.ma.getmaskarray(column), column.data
    elif not _is_plain(column):
        series = _series(column, name)
        if series.dtype.is_integer() and not series.null_count():
            return series.to_numpy(), None
        column = series.to_list()
    if isinstance(column, np.ndarray) and column.dtype.kind != "O":
        lacks = (
            np.isnan(column) if column.dtype.kind in "fc" else np.isnat(column) if column.dtype.kind in "mM" else None
        )
    else:
        found = np.empty(len(column), dtype=object)
        found[:] = list(column)
        column = found
        whole = set(map(type, found)) <= {str, int, bool}
        lacks = None if whole else np.fromiter(map(_is_missing, found), dtype=bool, count=len(found))
    if masked is not None:
        lacks = masked if lacks is None else lacks | masked
    return column, lacks if lacks is not None and lacks.any() else None


def _is_missing(label: object) -> bool:
    """Whether a label is none: what differs from itself (NaN, NaT), or will not say (NA), is none either."""
    if label is None:
        return True
    try:
        return bool(label != label)  # noqa: PLR0124 - which is how NaN shows itself
    except (TypeError, ArithmeticError):
        return True
    except ValueError:  # an array, which has no one answer, and is refused as a label later
        return False


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
