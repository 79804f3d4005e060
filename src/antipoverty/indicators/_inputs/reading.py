"""One column read: its numbers as floats, what floats cannot hold, and which values are missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import WHOLE, Labels, Values, is_plain, native, numpy, series_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from antipoverty.indicators._inputs.columns import Floats, Rows

_NUMBERS = "a number, or None for missing"
_HELD = "a finite number that a float holds"


@frozen(eq=False)
class ReadColumn:
    """A column as it was read: its rows, which of them are missing if any is, and what floats cannot hold."""

    column: NDArray[Any]
    lacks: Rows | None = None
    exact: NDArray[np.object_] | None = None

    def kept(self, rows: NDArray[Any]) -> ReadColumn:
        return ReadColumn(self.column[rows], None, None if self.exact is None else self.exact[rows])

    def idle(self, rows: NDArray[Any], *, weights: bool) -> ReadColumn:
        """With the value of a row that counts in the place of those that do not, and a weight of 0."""
        np = numpy()
        place = int(rows.argmin())
        exact = None if self.exact is None else np.where(rows, self.exact[place], self.exact)
        return ReadColumn(np.where(rows, 0.0 if weights else self.column[place], self.column), None, exact)


def meaning(value: float) -> Fraction:
    """What a float stands for: its shortest decimal, exact.

    >>> meaning(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(value)))


def numbers_of(column: Values, name: str) -> tuple[NDArray[Any], Rows | None]:
    """A column of numbers as an array, of Booleans or whole numbers if it is one, and which rows are missing if any is.

    Raises:
        InvalidValue: for anything else.

    >>> numbers_of([True, None], "x")[0].tolist(), numbers_of([True, None], "x")[1].tolist()
    ([1.0, 0.0], [False, True])
    """
    np = numpy()
    column = native(column)
    if type(column) is np.ndarray and column.ndim == 1 and column.dtype.kind in "biu":
        return column, None
    if not is_plain(column) and not isinstance(column, np.ndarray):
        import narwhals.stable.v2 as nw

        series = series_of(column, name)
        if series.dtype == nw.Boolean or series.dtype.is_integer():
            if not series.null_count():
                return series.to_numpy(), None
            filler = False if series.dtype == nw.Boolean else 0
            return series.fill_null(filler).to_numpy(), series.is_null().to_numpy()
    read = read_numbers(column, name)
    return read.column, read.lacks


def read_numbers(column: Values, name: str) -> ReadColumn:
    """A float64 array, which of its rows are missing if any is, and what it cannot hold."""
    np = numpy()
    column = native(column)
    if is_plain(column):
        return _plain_numbers(column, name)
    if isinstance(column, np.ndarray):
        return _array_numbers(column, name)
    import narwhals.stable.v2 as nw

    series = series_of(column, name)
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


def _array_numbers(column: NDArray[Any], name: str, lacks: Rows | None = None) -> ReadColumn:
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
        return ReadColumn(column.astype("float64", copy=False), lacks)


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


def _plain_numbers(column: Sequence[Any], name: str, lacks: Rows | None = None) -> ReadColumn:
    np = numpy()
    if set(map(type, column)) <= {bool, float, int, np.float64}:
        try:
            simple = np.array(column, dtype="float64")
        except OverflowError:
            simple = np.array([math.inf])
        if not len(simple) or np.abs(simple).max() < WHOLE:  # not for NaN, or whole numbers that it may not hold
            return ReadColumn(simple, lacks)
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
    return ReadColumn(numbers, lacks, _exact(column, missing) if exact else None)


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


def read_labels(column: Values, name: str) -> ReadColumn:
    """Labels as they are, in an array, and which are missing if any is: `None`, NaN, NaT and NA alike."""
    np = numpy()
    masked = None
    column = native(column)
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        if isinstance(column, np.ma.MaskedArray):
            masked, column = np.ma.getmaskarray(column), column.data
    elif not is_plain(column):
        series = series_of(column, name)
        if series.dtype.is_integer() and not series.null_count():
            return ReadColumn(series.to_numpy())
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
    return ReadColumn(column, lacks if lacks is not None and lacks.any() else None)


def labels_of(column: NDArray[Any], name: str) -> Labels:
    """The distinct labels of an array, and for each row which it is."""
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
