"""What a measure is computed from: values with weights, checked.

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
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import Labels, Missing, Values, arrays, numpy

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from antipoverty.indicators.columns import Floats

__all__ = ["Number", "Sample", "number"]

#: From this many rows on, the sort of a faster library is worth its call.
_LARGE = 50_000

_BLOCK = 1 << 15

#: A single number.
Number: TypeAlias = float | Decimal | Fraction


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


def _check_weights(weights: Floats) -> None:
    if (least := weights.min()) < 0:
        raise InvalidValue(f"weights[{int(weights.argmin())}]", float(least), "a weight of at least 0")
    if not (weights[0] or weights.any()):  # the first of a long column mostly tells
        raise InvalidValue("weights", "zeros alone", "at least one weight above 0")
