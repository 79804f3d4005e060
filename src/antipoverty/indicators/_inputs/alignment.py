"""Columns aligned and checked: the rows that count, of one length, with finite numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import Labels, Missing, Values, collected, numpy
from antipoverty.indicators._inputs.reading import ReadColumn, labels_of, read_labels, read_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from antipoverty.indicators._inputs.columns import Floats, Rows


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
    read = {key: read_numbers(columns[key], key) for key in numbers}
    read |= {key: read_labels(columns[key], key) for key in labels}
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
        {key: labels_of(read[key].column, key) for key in labels},
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


def _weightless(weights: ReadColumn) -> Rows | None:
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
