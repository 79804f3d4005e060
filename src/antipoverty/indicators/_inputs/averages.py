"""Weighted means of functions of one value, in one pass: over arrays in blocks, or inside a lazy frame's engine.

A function is written once, with operators that NumPy arrays and narwhals expressions share, and `log`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import WHOLE, Column, Missing, Values, numpy
from antipoverty.indicators._inputs.weighted_values import Line, WeightedValues

#: A parameter that differs from its limit by less has a form that keeps its digits; by still less, it is the limit.
NEAR, LIMIT = 0.01, 1e-18
#: A logarithm that is further from 0 was taken of a quotient that is no normal float.
_FAR = 700.0
#: Weights that sum to less are looked at one by one: their products may lose digits.
_LIGHT = 1e-200


#: A function of one row's value: takes and gives an array or an expression, or gives one number for all rows.
Row: TypeAlias = Callable[[Any], Any]


def ONE(value: Any) -> float:
    """The function that is 1 for every row: its mean is the share of the rows that count."""
    return 1.0


@frozen
class Averages:
    """What one pass over the values finds.

    Attributes:
        means: the weighted mean of each function, over all rows; rows that do not count contribute 0.
        least: the least value, if it was asked for.
        weight: the sum of the weights.
    """

    means: tuple[float, ...]
    least: float | None
    weight: float


def averages(
    values: Values,
    weights: Values,
    rows: Sequence[Row],
    *,
    counted: Row | None = None,
    line: Line | None = None,
    least: bool = False,
    missing: Missing = "refuse",
) -> Averages:
    """Weighted means of functions of one value.

    Polars data and lazy frames are averaged by their own engine, everything else as arrays; so is what an engine finds
    to be unusual: anything missing or not finite, and what is to be refused.

    Args:
        values: numbers, as for every measure.
        weights: as for every measure.
        rows: the functions.
        counted: which rows the functions are applied to; all if ``None``.
        line: the functions are applied to what is below it; instead of ``counted``.
        least: whether the least value is wanted.
        missing: as for every measure.

    Raises:
        InvalidValue: for input that no measure takes.

    >>> averages([1, 2, 3], None, [lambda value: value * value], counted=lambda value: value < 3).means
    (1.6666666666666667,)
    """
    if line is not None:
        cut = line.cut
        counted = lambda value: value < cut  # noqa: E731  # as the callers write theirs
    if isinstance(missing, str) and missing in {"refuse", "drop"} and (held := _held(values, weights)) is not None:
        means = _of_frame(held, rows, counted, missing, least=least)
        # What is not finite for want of scaling is found as arrays; a logarithm of 0 or less is refused by the measure.
        if means is not None and (all(map(math.isfinite, means.means)) or (means.least or 0.0) < 0 or means.least == 0):
            return means
    sample = WeightedValues.of(values, weights, missing=missing)
    return _of_arrays(sample if line is None else sample.settled(line), rows, counted, least=least)


def absolute(value: Any) -> Any:
    """The absolute value of an array or an expression."""
    return value.abs() if hasattr(value, "abs") else abs(value)


def log(value: Any, over: float) -> Any:
    """The natural logarithm of an array or an expression, over a number above 0."""
    if hasattr(value, "log"):
        return (value / over).log()
    np = numpy()
    logs = np.log(value / over)
    if len(logs) and (logs.min() < -_FAR or logs.max() > _FAR):  # a quotient that has lost digits or is out of range
        logs = np.where(np.abs(logs) > _FAR, np.log(value) - math.log(over), logs)
    return logs


def finite(number: float) -> float:
    """A measure, if it is a number that a float holds.

    Raises:
        InvalidValue: if it is not.
    """
    if not math.isfinite(number):
        raise InvalidValue("values", "numbers so far apart that the measure overflows", "values nearer to each other")
    return number


def require_above(least: float | None, bound: float, reason: str, *, at: bool = False) -> None:
    """Refuse a least value that is not above a bound, or not at it either unless ``at``. It is not shown.

    Raises:
        InvalidValue: if it is not.
    """
    assert least is not None  # it was asked for
    if least < bound or (least == bound and not at):
        word = "of at least" if at else "above"
        raise InvalidValue("values", least, f"values {word} {bound:g}: {reason}", personal=True)


def _of_arrays(sample: WeightedValues, rows: Sequence[Row], counted: Row | None, *, least: bool) -> Averages:
    np = numpy()
    sums: list[list[float]] = [[] for _ in rows]
    with np.errstate(all="ignore"):  # what comes of a value that the measure refuses is not used
        for block, weighting in sample.blocks():
            value, weight = block, weighting
            if counted is not None:
                kept = counted(value)
                if not kept.any():
                    continue
                # A row that does not count weighs nothing and takes a value that does: cheaper than leaving it out.
                weight = kept.astype("float64") if weight is None else weight * kept
                value = np.where(kept, value, value[kept.argmax()]) if len(rows) > 1 or rows[0] is not ONE else value
            for row, parts in zip(rows, sums, strict=True):
                if row is ONE:
                    parts.append(len(value) if weight is None else weight.sum())
                else:
                    amount = row(value)
                    parts.append((amount if weight is None else amount * weight).sum())
    weight_sum = sample.total_weight()
    means = tuple(math.fsum(parts) / weight_sum if np.isfinite(parts).all() else math.nan for parts in sums)
    return Averages(means, float(sample.values.min()) if least else None, weight_sum)


@frozen
class _Held:
    """A lazy frame and the columns that are meant.

    Attributes:
        words: the library in whose words the frame is asked: Polars for its own, which saves translation, or narwhals.
        frame: the lazy frame.
        values: the column of values.
        weights: the column of weights, if there are any.
    """

    words: Any
    frame: Any
    values: str
    weights: str | None


def _held(values: Values, weights: Values) -> _Held | None:
    """The lazy frame that holds the values and the weights, if one does, as numbers that its engine adds exactly so."""
    polars = sys.modules.get("polars")
    if not isinstance(values, Column):
        columns = {"values": values} | ({} if weights is None else {"weights": weights})
        if polars is None or not all(isinstance(series, polars.Series) for series in columns.values()):
            return None
        if len({len(series) for series in columns.values()}) > 1:
            return None
        return _simple(
            _Held(polars, polars.DataFrame(columns).lazy(), "values", None if weights is None else "weights")
        )
    if weights is not None and not (isinstance(weights, Column) and weights.frame is values.frame):
        return None
    name = None if weights is None else weights.name
    if polars is not None and isinstance(values.frame, polars.DataFrame | polars.LazyFrame):
        return _simple(_Held(polars, values.frame.lazy(), values.name, name))
    import narwhals.stable.v2 as nw

    try:
        native = nw.from_native(values.frame)
    except TypeError:
        return None
    return _simple(_Held(nw, native, values.name, name)) if isinstance(native, nw.LazyFrame) else None


def _simple(held: _Held) -> _Held | None:
    """It, if its columns are of whole numbers, float64 or Booleans: all else is read as arrays, or refused there."""
    schema = held.frame.collect_schema()
    for name in (held.values, held.weights):
        if name is None:
            continue
        kind = schema.get(name)
        if kind is None or not (kind.is_integer() or kind in {held.words.Float64, held.words.Boolean}):
            return None
    return held


def _of_frame(
    held: _Held, rows: Sequence[Row], counted: Row | None, missing: Missing, *, least: bool
) -> Averages | None:
    """The averages, or nothing if anything is missing, not finite, or to be refused."""
    words, frame, name, weight = held.words, held.frame, held.values, held.weights
    value = words.col(name).cast(words.Float64)
    weights: Any = words.lit(1.0) if weight is None else words.col(weight).cast(words.Float64)
    if missing == "drop":
        for column in (name,) if weight is None else (name, weight):
            frame = frame.filter(~words.col(column).is_null(), ~words.col(column).cast(words.Float64).is_nan())
    kept = counted(value) if counted is not None else None
    expressions: dict[str, Any] = {"size": words.len(), "absent": words.col(name).null_count(), "finite": value.sum()}
    if least:
        expressions["least"] = value.min()
    if frame.collect_schema()[name] in {words.Int64, words.UInt64}:  # of which floats hold not all
        expressions |= {"low": words.col(name).min(), "high": words.col(name).max()}
    if weight is not None:
        expressions |= {
            "weights absent": words.col(weight).null_count(),
            "weight": weights.sum(),
            "weights right": (weights > 0).all(),
        }
    for number, row in enumerate(rows):
        amount = weights if row is ONE else row(value)
        if row is not ONE and weight is not None:
            amount = amount * weights
        # What does not count is left null, which a sum passes over; where all of it is, some engines sum to null.
        expressions[f"row {number}"] = (amount if kept is None else words.when(kept).then(amount)).sum()
    sums_by_name = frame.select(**expressions).collect().rows(named=True)[0]
    if weight is not None and not sums_by_name["weights right"]:
        # Rows of weight 0 are not there: a second look, which is seldom needed, costs less than a filter always.
        there = (weights != 0) | words.col(weight).is_null()
        sums_by_name = frame.filter(there).select(**expressions).collect().rows(named=True)[0]
        if not sums_by_name["weights right"]:
            return None
    if not sums_by_name["size"] or sums_by_name["absent"] or not math.isfinite(sums_by_name["finite"]):
        return None
    if "low" in sums_by_name and max(-sums_by_name["low"], sums_by_name["high"]) >= WHOLE:
        return None
    if weight is not None and (sums_by_name["weights absent"] or not _LIGHT < sums_by_name["weight"] < math.inf):
        return None
    total = float(sums_by_name["weight"] if weight is not None else sums_by_name["size"])
    means = tuple(float(sums_by_name[f"row {number}"] or 0) / total for number in range(len(rows)))
    return Averages(means, float(sums_by_name["least"]) if least else None, total)
