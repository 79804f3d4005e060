"""Change between two dates, and over lines: growth incidence, growth and redistribution, dominance.

Both dates' incomes are in the prices of one year: deflate before comparing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import field, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, share_said, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.inequality import POPULATION, count_of, require_mean, require_points
from antipoverty.indicators._income.poverty import fgt
from antipoverty.indicators._income.quantiles import quantile_of
from antipoverty.indicators._inputs.columns import Missing, Values, numpy
from antipoverty.indicators._inputs.measure_calls import bound, number_of
from antipoverty.indicators._inputs.weighted_values import Line, Number, WeightedValues, fraction, number
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.indicators._inputs.columns import Floats

#: A product of three floats may be off by so much of itself.
_ROUNDING = 1e-12
_ORDER = "1 for headcounts or 2 for gaps"
_GROWTH = Text("growth", "增长率")
_LINE, _POVERTY = Text("line", "贫困线"), Text("poverty", "贫困")


@frozen
class GrowthIncidence(Serializable, Shown):
    """The growth incidence curve (增长发生曲线): the growth of each quantile of income; iterate for its points.

    Attributes:
        population: the shares of the population at which quantiles are compared, from the poorest.
        growth: the rate of growth of each quantile.
        mean_growth: the rate of growth of the mean.
    """

    population: tuple[float, ...] = field(repr=count_of)
    growth: tuple[float, ...] = field(repr=count_of)
    mean_growth: float

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self.population, self.growth, strict=True)

    def _table(self) -> TableColumns:
        return {
            "population": TableColumn(POPULATION, self.population, share_said),
            "growth": TableColumn(_GROWTH, self.growth, share_said),
        }

    def frame(self) -> pl.DataFrame:
        """A row for each quantile: ``population``, the share up to it, and ``growth``, its rate."""
        return table_frame(self._table())

    def pro_poor(self, headcount_ratio: Number) -> float:
        """The mean growth rate of the quantiles up to the headcount ratio of the first date.

        Source: M. Ravallion and S. Chen, Measuring Pro-Poor Growth, Economics Letters 78 (2003).

        Raises:
            InvalidValue: if no quantile of the curve lies that low.
        """
        upto = number(headcount_ratio, "headcount_ratio", "a share from 0 to 1", least=0, most=1)
        rates = [rate for share, rate in self if share <= upto]
        if not rates:
            raise InvalidValue("headcount_ratio", headcount_ratio, f"a share of at least {self.population[0]:g}")
        return sum(rates) / len(rates)


def growth_incidence(
    before: Values,
    after: Values,
    *,
    weights_before: Values = None,
    weights_after: Values = None,
    points: int = 100,
    years: Number = 1,
    missing: Missing = "refuse",
) -> GrowthIncidence:
    """The growth incidence curve of two cross-sections: Q₁(p)/Q₀(p) − 1 at the middle of each of ``points`` steps.

    It compares quantiles, not persons: who is poor may change. Source: Ravallion and Chen (2003).

    Args:
        before: incomes at the first date.
        after: incomes at the second, in the same prices.
        weights_before: weights at the first date.
        weights_after: weights at the second.
        points: how many equal parts of the population.
        years: over how many years, for rates a year.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a quantile of the first date of 0 or less, one of the second below 0, fewer than one point,
            and input that no measure takes.

    >>> growth_incidence([10, 20], [11, 30], points=2).growth
    (0.10000000000000009, 0.5)
    """
    require_points(points)
    power = 1 / number(years, "years", "a number of years above 0", above=0)
    first = WeightedValues.of(before, weights_before, missing=missing, name="before").by_value()
    second = WeightedValues.of(after, weights_after, missing=missing, name="after").by_value()
    shares = tuple((step + 0.5) / points for step in range(points))
    pairs = [(quantile_of(first, share), quantile_of(second, share)) for share in shares]
    pairs.append((first.mean(), second.mean()))
    if min(low for low, _ in pairs) <= 0:
        raise InvalidValue("before", "a quantile of 0 or less", "quantiles above 0, to divide by")
    if min(high for _, high in pairs) < 0:
        raise InvalidValue("after", "a quantile below 0", "quantiles of at least 0")
    *growth, mean = ((high / low) ** power - 1 for low, high in pairs)
    return GrowthIncidence(shares, tuple(growth), mean)


@frozen
class PovertyChange(Serializable, Shown):
    """A change in poverty and its two parts, which sum to it.

    Attributes:
        before: the measure at the first date.
        after: the measure at the second.
        growth: the part of the change that the growth of the mean makes.
        redistribution: the part that the change of the distribution around the mean makes.
    """

    before: float
    after: float
    growth: float
    redistribution: float

    @property
    def total(self) -> float:
        """After less before: growth plus redistribution."""
        return self.after - self.before


def growth_and_redistribution(
    measure: Callable[..., float],
    before: Values,
    after: Values,
    *arguments: Number,
    weights_before: Values = None,
    weights_after: Values = None,
    missing: Missing = "refuse",
) -> PovertyChange:
    """Split a change in poverty into growth and redistribution, by Shapley: the mean of the two orders of change.

    With P(μ, L) the measure at mean μ and Lorenz curve L: growth is ½[P(μ₁,L₀) − P(μ₀,L₀) + P(μ₁,L₁) − P(μ₀,L₁)] and
    redistribution ½[P(μ₀,L₁) − P(μ₀,L₀) + P(μ₁,L₁) − P(μ₁,L₀)]. There is no residual.

    Sources: G. Datt and M. Ravallion, Journal of Development Economics 38 (1992); A. Shorrocks, Decomposition
    Procedures for Distributional Analysis, Journal of Economic Inequality 11 (2013).

    Args:
        measure: any poverty measure of this package.
        before: incomes at the first date.
        after: incomes at the second, in the same prices.
        arguments: what the measure takes after the incomes: the line, and α or c.
        weights_before: weights at the first date.
        weights_after: weights at the second.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a mean of 0 or less, and as the measure.

    >>> from antipoverty.indicators import headcount_ratio
    >>> result = growth_and_redistribution(headcount_ratio, [50, 100, 150], [60, 120, 180], 110)
    >>> result.total == result.growth, result.redistribution
    (True, 0.0)
    """
    applied = bound(measure, arguments)
    first = WeightedValues.of(before, weights_before, missing=missing, name="before")
    second = WeightedValues.of(after, weights_after, missing=missing, name="after")
    for name, sample in {"before": first, "after": second}.items():
        require_mean(sample.mean(), float(sample.values.min()), name)

    def at(sample: WeightedValues, mean: float) -> float:
        if mean == sample.mean():
            return number_of(measure, applied, sample)
        values = sample.values * (mean / sample.mean())
        if arguments:
            # What scaling leaves beside the line by rounding alone is at it.
            bar = Line.of(arguments[0]).value
            values = numpy().where(abs(values - bar) <= _ROUNDING * bar, bar, values)
        return number_of(measure, applied, WeightedValues(values, sample.weights, {}))

    low, grown = at(first, first.mean()), at(first, second.mean())
    high, shrunk = at(second, second.mean()), at(second, first.mean())
    return PovertyChange(low, high, ((grown - low) + (high - shrunk)) / 2, ((shrunk - low) + (high - grown)) / 2)


@frozen
class PovertyCurve(Serializable, Shown):
    """A measure at each of many lines; iterate for its points.

    Attributes:
        lines: the lines, as given.
        poverty: the measure at each.
    """

    lines: tuple[float, ...] = field(repr=count_of)
    poverty: tuple[float, ...] = field(repr=count_of)

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self.lines, self.poverty, strict=True)

    def _table(self) -> TableColumns:
        return {"line": TableColumn(_LINE, self.lines), "poverty": TableColumn(_POVERTY, self.poverty)}

    def frame(self) -> pl.DataFrame:
        """A row for each line: ``line``, as given, and ``poverty``, the measure at it."""
        return table_frame(self._table())


def poverty_curve(
    values: Values,
    lines: Sequence[Number],
    alpha: Number = 0,
    weights: Values = None,
    *,
    missing: Missing = "refuse",
) -> PovertyCurve:
    """The line sensitivity curve (贫困线敏感性曲线): FGT at every line; the poverty incidence curve for α = 0.

    Raises:
        InvalidValue: for no lines, a line of 0 or less, and as `fgt`.

    >>> poverty_curve([100, 110, 150, 160], [105, 125, 155]).poverty
    (0.25, 0.5, 0.75)
    """
    np = numpy()
    if not isinstance(lines, Iterable) or isinstance(lines, str | Mapping) or getattr(lines, "ndim", 1) != 1:
        raise InvalidValue("lines", type(lines).__name__, "a sequence of poverty lines")
    drawn = [
        Line.at(fraction(line, f"lines[{place}]", "a poverty line above 0, as a number", above=0))
        for place, line in enumerate(lines)
    ]
    heights = [line.value for line in drawn]
    if not heights:
        raise InvalidValue("lines", "no lines", "at least one line")
    alpha = number(alpha, "alpha", "a number of at least 0", least=0)
    sample = WeightedValues.of(values, weights, missing=missing)
    if alpha not in {0, 1} or sample.exact is not None:
        return PovertyCurve(tuple(heights), tuple(fgt(sample, line.exact, alpha) for line in drawn))
    ranked = sample.by_value()
    sums = _below(ranked, np.asarray([line.cut for line in drawn]), "left")
    poverty = sums[0] if alpha == 0 else (sums[0] * np.asarray(heights) - sums[1]) / np.asarray(heights)
    return PovertyCurve(tuple(heights), tuple((np.maximum(poverty, 0) / ranked.total_weight()).tolist()))


@frozen
class Dominance(Serializable, Shown):
    """Whether one distribution has no more poverty than another at any line up to a limit.

    Attributes:
        order: 1 for headcounts, 2 for gaps.
        upto: the highest line looked at.
        dominates: whether the first never has more poverty than the second.
        dominated: whether the second never has more than the first; both where the curves are the same.
        first_breach: the lowest line, of those where the curves can turn, at which the first has more; or ``None``.
    """

    order: int
    upto: float
    dominates: bool
    dominated: bool
    first_breach: float | None


def dominance(
    first: Values,
    second: Values,
    *,
    upto: Number,
    order: int = 1,
    weights_first: Values = None,
    weights_second: Values = None,
    missing: Missing = "refuse",
) -> Dominance:
    """Compare two distributions at every line up to a limit, exactly: stochastic dominance (随机占优) of order 1 or 2.

    Of order 1, the first dominates if its headcount ratio is nowhere higher: then every measure that falls with
    anyone's income says that it is less poor. Of order 2, if its poverty gap (in money) is nowhere higher: then every
    such measure that keeps the transfer principle does. It is about the two samples as they are; for whether the
    difference could be chance, see `antipoverty.indicators.dominance_test`.

    Sources: A. B. Atkinson, On the Measurement of Poverty, Econometrica 55 (1987); J. Foster and A. Shorrocks,
    Poverty Orderings, Econometrica 56 (1988).

    Args:
        first: incomes of one distribution.
        second: incomes of the other.
        upto: the highest line that anyone would draw, above 0.
        order: 1 or 2; the first implies the second.
        weights_first: weights of the first.
        weights_second: weights of the second.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for another order, a limit of 0 or less, and input that no measure takes.

    >>> result = dominance([120, 130], [100, 160], upto=150, order=1)
    >>> result.dominates, result.first_breach
    (False, 130.0)
    >>> dominance([120, 130], [100, 160], upto=150, order=2).dominates
    True
    """
    if number(order, "order", _ORDER) not in {1, 2}:
        raise InvalidValue("order", order, _ORDER)
    np = numpy()
    limit = number(upto, "upto", "a line above 0", above=0)
    samples = (
        WeightedValues.of(first, weights_first, missing=missing, name="first").by_value(),
        WeightedValues.of(second, weights_second, missing=missing, name="second").by_value(),
    )
    # Headcounts step just above an income and gaps bend at one: nothing happens between.
    corners = np.unique(np.concatenate([sample.values for sample in samples]))
    corners = corners[corners < limit]
    side = "right"
    if order == 2:
        corners = np.append(corners, limit)
        side = "left"
    curves = []
    for sample in samples:
        weight, income = _below(sample, corners, side)
        curve = weight if order == 1 else weight * corners - income
        curves.append(curve / sample.total_weight())
    slack = 1e-12 * (1 if order == 1 else limit)
    over = curves[0] - curves[1] > slack
    under = curves[1] - curves[0] > slack
    breach = float(corners[over.argmax()]) if over.any() else None
    return Dominance(order, limit, breach is None, not bool(under.any()), breach)


def _below(ranked: WeightedValues, lines: Floats, side: str) -> tuple[Floats, Floats]:
    """The weight and the income of those below each line (``"left"``), or at it too (``"right"``)."""
    np = numpy()
    weight = ranked.weight()
    place = np.searchsorted(ranked.values, lines, side=side)
    upto = np.concatenate(([0.0], np.cumsum(weight)))
    income = np.concatenate(([0.0], np.cumsum(weight * ranked.values)))
    return upto[place], income[place]
