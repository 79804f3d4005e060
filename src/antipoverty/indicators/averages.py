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
from antipoverty.indicators.columns import Column, Missing, Values, numpy
from antipoverty.indicators.inputs import Sample

__all__ = ["ONE", "Averages", "Row", "absolute", "averages", "log", "require_above"]

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
    least: bool = False,
    missing: Missing = "refuse",
) -> Averages:
    """Weighted means of functions of one value.

    Polars data and lazy frames are averaged by their own engine, everything else as arrays.

    Args:
        values: numbers, as for every measure.
        weights: as for every measure.
        rows: the functions.
        counted: which rows the functions are applied to; all if ``None``.
        least: whether the least value is wanted.
        missing: as for every measure.

    Raises:
        InvalidValue: for input that no measure takes.

    >>> averages([1, 2, 3], None, [lambda value: value * value], counted=lambda value: value < 3).means
    (1.6666666666666667,)
    """
    held = _held(values, weights)
    if held is None:
        return _of_arrays(Sample.of(values, weights, missing=missing), rows, counted, least=least)
    return _of_frame(held, rows, counted, missing, least=least)


def absolute(value: Any) -> Any:
    """The absolute value of an array or an expression."""
    return value.abs() if hasattr(value, "abs") else abs(value)


def log(value: Any) -> Any:
    """The natural logarithm of an array or an expression."""
    return value.log() if hasattr(value, "log") else numpy().log(value)


def require_above(least: float | None, bound: float, reason: str, *, at: bool = False) -> None:
    """Refuse a least value that is not above a bound, or not at it either unless ``at``. It is not shown.

    Raises:
        InvalidValue: if it is not.
    """
    assert least is not None  # it was asked for
    if least < bound or (least == bound and not at):
        word = "of at least" if at else "above"
        raise InvalidValue("values", least, f"values {word} {bound:g}: {reason}", personal=True)


def _of_arrays(sample: Sample, rows: Sequence[Row], counted: Row | None, *, least: bool) -> Averages:
    np = numpy()
    sums: list[list[float]] = [[] for _ in rows]
    with np.errstate(all="ignore"):  # what comes of a value that the measure refuses is not used
        for given, weighting in sample.blocks():
            value, weight = given, weighting
            if counted is not None:
                kept = counted(value)
                if not kept.any():
                    continue
                # A row that does not count weighs nothing and takes a value that does: cheaper than leaving it out.
                weight = kept.astype("float64") if weight is None else weight * kept
                value = np.where(kept, value, value[kept.argmax()]) if len(rows) > 1 or rows[0] is not ONE else value
            for row, found in zip(rows, sums, strict=True):
                if row is ONE:
                    found.append(len(value) if weight is None else weight.sum())
                else:
                    amount = row(value)
                    found.append((amount if weight is None else amount * weight).sum())
    weight_sum = sample.total_weight()
    means = tuple(math.fsum(found) / weight_sum if np.isfinite(found).all() else math.nan for found in sums)
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
    """The lazy frame that holds the values and the weights, if one does."""
    polars = sys.modules.get("polars")
    if not isinstance(values, Column):
        columns = {"values": values} | ({} if weights is None else {"weights": weights})
        if polars is None or not all(isinstance(each, polars.Series) for each in columns.values()):
            return None
        if len({len(each) for each in columns.values()}) > 1:
            return None
        return _Held(polars, polars.DataFrame(columns).lazy(), "values", None if weights is None else "weights")
    if weights is not None and not (isinstance(weights, Column) and weights.frame is values.frame):
        return None
    name = None if weights is None else weights.name
    if polars is not None and isinstance(values.frame, polars.DataFrame | polars.LazyFrame):
        return _Held(polars, values.frame.lazy(), values.name, name)
    import narwhals.stable.v2 as nw

    try:
        native = nw.from_native(values.frame)
    except TypeError:
        return None
    return _Held(nw, native, values.name, name) if isinstance(native, nw.LazyFrame) else None


def _of_frame(held: _Held, rows: Sequence[Row], counted: Row | None, missing: Missing, *, least: bool) -> Averages:
    words, frame, name, weight = held.words, held.frame, held.values, held.weights
    schema = frame.collect_schema()
    for field, wanted in {"values": name, "weights": weight}.items():
        if wanted is None:
            continue
        if wanted not in schema:
            raise InvalidValue(field, wanted, f"one of the frame's columns: {', '.join(schema.names())}")
        if not (schema[wanted].is_numeric() or schema[wanted] == words.Boolean):
            raise InvalidValue(field, f"a series of {schema[wanted]}", "numbers")
    names = [name] if weight is None else [name, weight]
    if missing == "drop":
        frame = frame.filter(*(~words.col(each).is_null() for each in names))
    elif missing != "refuse":
        raise InvalidValue("missing", missing, "'refuse' or 'drop'")
    value = words.col(name).cast(words.Float64)
    weights: Any = words.lit(1.0) if weight is None else words.col(weight).cast(words.Float64)
    kept = counted(value) if counted is not None else None
    made: dict[str, Any] = {"size": words.len(), "absent": words.col(name).null_count(), "finite": value.sum()}
    if least:
        made["least"] = value.min()
    if weight is not None:
        made |= {
            "weights absent": words.col(weight).null_count(),
            "weight": weights.sum(),
            "weights right": (weights >= 0).all(),  # cheaper than the least, which is looked for where this fails
        }
    for number, row in enumerate(rows):
        amount = weights if row is ONE else row(value)
        if row is not ONE and weight is not None:
            amount = amount * weights
        # What does not count is left null, which a sum passes over; where all of it is, some engines sum to null.
        made[f"row {number}"] = (amount if kept is None else words.when(kept).then(amount)).sum()
    found = frame.select(**made).collect().rows(named=True)[0]
    if weight is not None and not found["weights right"]:
        found["least weight"] = frame.select(weights.min()).collect().item()
    _refuse(found, weight)
    total = float(found["weight"] if weight is not None else found["size"])
    means = tuple(float(found[f"row {number}"] or 0) / total for number in range(len(rows)))
    return Averages(means, float(found["least"]) if least else None, total)


def _refuse(found: dict[str, Any], weight: str | None) -> None:
    if not found["size"]:
        raise InvalidValue("values", "no values", "at least one value that is not missing")
    for field, key in {"values": "absent", "weights": "weights absent"}.items():
        if found.get(key):
            expected = 'a value in each row; missing="drop" leaves out the rows that lack one'
            raise InvalidValue(field, f"{found[key]} missing", expected)
    if not math.isfinite(found["finite"]):
        raise InvalidValue("values", "NaN or an infinity", "finite numbers")
    if weight is not None:
        if not math.isfinite(found["weight"]):
            raise InvalidValue("weights", "NaN or an infinity", "finite numbers")
        if "least weight" in found:
            raise InvalidValue("weights", found["least weight"], "weights of at least 0")
        if not found["weight"]:
            raise InvalidValue("weights", "zeros alone", "at least one weight above 0")
