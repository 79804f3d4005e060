"""What a measure is computed from: values with weights, checked.

A measure is written on top of this in three steps, and checks nothing by itself that is checked here::

    def squared_coefficient_of_variation(values, weights=None, *, missing="refuse"):
        sample = WeightedValues.of(values, weights, missing=missing)      # refuses what cannot be, by name
        deviation = sample.values / sample.mean() - 1             # plain NumPy on sample.values
        return sample.average(deviation**2)                       # weighted, pairwise

Rows of weight 0 are left out; ``sample.weights`` is ``None`` where all weigh the same, so that nothing is multiplied
for nothing. A line is a `Line`: ``sample.settled(line).values < line.cut`` compares exactly. More aligned columns come
the same way: ``WeightedValues.of(values, weights, labels={"groups": groups})`` gives ``sample.labels["groups"]``, a
`Labels` of whole-number codes and the labels that they stand for. A row that lacks any of these is refused, or left out
of all of them with ``missing="drop"``.
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
from antipoverty.indicators._inputs.alignment import aligned
from antipoverty.indicators._inputs.columns import Labels, Missing, Values, numpy
from antipoverty.indicators._inputs.reading import meaning, scalar

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from antipoverty.indicators._inputs.columns import Floats

#: From this many rows on, the sort of a faster library is worth its call.
_LARGE = 50_000

_BLOCK = 1 << 15

#: Products of weights and values that are no larger can be summed.
_LARGEST = 1e290
#: Products that are all smaller lose digits.
_LEAST = 1e-290

#: A fraction is simple if its denominator is no larger.
_SIMPLE = 10**6

#: A single number.
Number: TypeAlias = float | Decimal | Fraction


@frozen(eq=False)
class WeightedValues:
    """Values with their weights, checked.

    Attributes:
        values: finite float64 values, at least one. Not to be written to: they may be the caller's own.
        weights: finite float64 weights of at least 0, not all 0; ``None`` where all weigh the same.
        labels: other columns, by name, each as long as the values.
        exact: the values as fractions, where floats cannot hold them all.
    """

    values: Floats
    weights: Floats | None
    labels: Mapping[str, Labels]
    exact: NDArray[np.object_] | None = None

    @classmethod
    def of(
        cls,
        values: Values,
        weights: Values = None,
        *,
        missing: Missing = "refuse",
        labels: Mapping[str, Values] | None = None,
        name: str = "values",
    ) -> WeightedValues:
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
        read = aligned(columns, wanted, missing=missing)
        sample = cls(read.numbers[name], read.numbers.get("weights"), read.labels, read.exact.get(name))
        if sample.weights is not None:
            largest, heaviest = (
                max(-float(sample.values.min()), float(sample.values.max())),
                float(sample.weights.max()),
            )
            if heaviest * max(1.0, largest) > _LARGEST:
                raise InvalidValue("weights", "weights whose products with the values are too large", "smaller weights")
            if heaviest < 1 and heaviest * min(1.0, largest or 1.0) < _LEAST:
                raise InvalidValue("weights", "weights whose products with the values are next to 0", "larger weights")
        return sample

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

    def where(self, kept: NDArray[np.bool_]) -> WeightedValues:
        """The rows for which ``kept`` is true, which may be none. Labels keep their codes."""
        weights = None if self.weights is None else self.weights[kept]
        codes = {key: Labels(column.codes[kept], column.names) for key, column in self.labels.items()}
        return WeightedValues(self.values[kept], weights, codes, None if self.exact is None else self.exact[kept])

    def settled(self, line: Line) -> WeightedValues:
        """With values that a float sees at the line, though they are below it, moved below ``line.cut``."""
        if self.exact is None:
            return self
        np = numpy()
        below = np.array([value < line.exact for value in self.exact], dtype=bool)
        near = np.where(below, np.nextafter(line.cut, -math.inf), line.cut)
        return WeightedValues(np.where((self.values < line.cut) == below, self.values, near), self.weights, self.labels)

    def by_value(self) -> WeightedValues:
        """The rows in rising order of value, without labels."""
        np = numpy()
        if self.exact is not None:
            order = np.argsort(self.exact, kind="stable")
            weights = None if self.weights is None else self.weights[order]
            return WeightedValues(self.values[order], weights, {}, self.exact[order])
        if self.weights is None:
            return WeightedValues(np.sort(self.values), None, {})
        if (frame := self._sorted()) is not None:
            return WeightedValues(frame["values"].to_numpy(), frame["weights"].to_numpy(), {})
        order = np.argsort(self.values)
        return WeightedValues(self.values[order], self.weights[order], {})

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
        if self.weights is None or self.exact is not None or self.size < _LARGE or "polars" not in sys.modules:
            return None
        import polars as pl

        return pl.LazyFrame({"values": self.values, "weights": self.weights}).sort("values").collect()


@frozen
class Line:
    """A poverty line, against which floats are compared by what they stand for.

    Attributes:
        exact: the line.
        value: the float next to it.
        cut: a float is below this just where its shortest decimal is below the line.
    """

    exact: Fraction
    value: float
    cut: float

    @classmethod
    def of(cls, line: Number | Line) -> Line:
        """A line above 0, for which a float is read as its shortest decimal.

        Raises:
            InvalidValue: for anything else.

        >>> Line.of(0.3), 0.1 + 0.2 < Line.of(0.3).cut
        (Line(exact=Fraction(3, 10), value=0.3, cut=0.3), False)
        """
        if isinstance(line, Line):
            return line
        return cls.at(fraction(line, "line", "a poverty line above 0, as a number", above=0))

    @classmethod
    def at(cls, exact: Fraction) -> Line:
        """A line that is an exact number.

        Raises:
            InvalidValue: for one that a float does not reach.
        """
        try:
            value = float(exact)
        except OverflowError:
            raise InvalidValue("line", "a number too large", "a line that a float holds") from None
        return cls(exact, value, math.nextafter(value, math.inf) if meaning(value) < exact else value)


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
    try:
        result = math.nan if type(value).__name__ in {"bool", "bool_"} else scalar(value)[0]
    except (TypeError, ValueError, OverflowError):
        result = math.nan
    low = (above is not None and result <= above) or (least is not None and result < least)
    if not math.isfinite(result) or low or (most is not None and result > most):
        raise InvalidValue(field, _shown(value), expected)
    return result


def fraction(value: Number, field: str, expected: str = "a finite number", **bounds: float) -> Fraction:
    """As `number`, but exact: a float is read as its shortest decimal.

    Raises:
        InvalidValue: as `number`.

    >>> fraction(0.6, "share")
    Fraction(3, 5)
    """
    nearest = number(value, field, expected, **bounds)
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else meaning(nearest)


def share(value: Number | str, field: str, expected: str, **bounds: float) -> Fraction:
    """A share, exact: a float is read as the simple fraction next to it, and text such as ``"0.6"`` as what it says.

    Raises:
        InvalidValue: as `number`.

    >>> share(1 / 3, "q", "a share"), share("0.6", "q", "a share")
    (Fraction(1, 3), Fraction(3, 5))
    """
    if isinstance(value, str):
        try:
            value = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise InvalidValue(field, value, expected) from None
    exact = fraction(value, field, expected, **bounds)
    simple = exact.limit_denominator(_SIMPLE)
    return simple if isinstance(value, float) and float(simple) == value else exact


def _shown(value: object) -> object:
    """What an error shows of what is no number in bounds: of arrays and frames their type alone, and no long number."""
    if isinstance(value, int) and abs(value) >= 10**40:
        return "a whole number of more than 40 digits"
    plain = value is None or isinstance(value, bool | int | float | str | Decimal)
    return value if plain else str(value) if isinstance(value, Fraction) else type(value).__name__
