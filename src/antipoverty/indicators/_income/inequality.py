"""Inequality (不平等): Gini, Lorenz, generalized entropy, Atkinson, Hoover.

μ is the weighted mean, N the sum of weights. Every measure here is scale invariant, so that yuan and fen give the same
figure, and replication invariant, so that a weight of 2 is the same as two rows.

General source: F. A. Cowell, Measuring Inequality, 3rd ed., Oxford University Press 2011.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, share_said, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.averages import LIMIT, NEAR, Row, absolute, averages, finite, log, require_above
from antipoverty.indicators._inputs.columns import Missing, Values, numpy
from antipoverty.indicators._inputs.weighted_values import Number, WeightedValues, number, share
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.indicators._inputs.columns import Floats

#: More points than a curve is ever asked for.
_POINTS = 10_000_000
#: A mean of losses and gains that is a smaller share of the largest loss is 0 but for rounding.
_ROUNDING = 1e-15


def gini(values: Values, weights: Values = None, *, small_sample: bool = False, missing: Missing = "refuse") -> float:
    """The Gini coefficient (基尼系数): half the mean difference between two persons, over the mean.

    G = Σᵢ Σⱼ wᵢ·wⱼ·|xᵢ − xⱼ| / (2·N²·μ). From 0 to 1 for incomes of at least 0. Zeros count as they are. Negative
    incomes are kept as they are, and G may then pass 1; a mean of 0 or less has no Gini.

    Args:
        values: incomes, in any unit.
        weights: a weight of at least 0 for each value; equal weights if ``None``.
        small_sample: over pairs of different rows alone, which multiplies by N²/(N² − Σ wᵢ²); for n equal weights
            n/(n − 1). Replication invariance is then lost.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Source: C. Gini 1914; for the correction, G. Deltas, The Small-Sample Bias of the Gini Coefficient, Review of
    Economics and Statistics 85 (2003).

    Raises:
        InvalidValue: for a mean of 0 or less, one row alone if corrected, and input that no measure takes.

    >>> gini([1, 2, 3, 4])
    0.25
    >>> round(gini([1, 2, 3, 4], small_sample=True), 6)
    0.333333
    """
    sample = WeightedValues.of(values, weights, missing=missing)
    half, mean = _spread(sample)
    require_mean(mean, float(sample.values.min()))
    ratio = half / mean
    if not small_sample:
        return ratio
    weight = sample.weight()
    total = weight.sum()
    left = 1 - float((weight * weight).sum() / (total * total))
    if left <= 0:
        raise InvalidValue("values", "one row with a weight", "at least two, for the small-sample correction")
    return ratio / left


def half_mean_difference(sample: WeightedValues) -> float:
    """Half the weighted mean absolute difference, which is the Gini times the mean: Σ wᵢ·xᵢ·(2·Cᵢ − wᵢ)/N² − μ.

    Cᵢ is the cumulative weight up to and with the row, in rising order of value.
    """
    return _spread(sample)[0]


def _spread(sample: WeightedValues) -> tuple[float, float]:
    """Half the mean difference, and the mean, in one pass."""
    np = numpy()
    total = sample.total_weight()
    before = 0.0
    incomes: list[float] = []
    parts: list[float] = []
    for value, weight in sample.blocks_by_value():
        if weight is None:
            own = float(len(value))
            rank = np.arange(1, 2 * len(value), 2.0)
            product = value
        else:
            own = float(weight.sum())
            rank = np.cumsum(weight)
            rank += rank
            rank -= weight
            product = weight * value
        # In place, since a block's new array costs as much as what is done to it.
        rank += 2 * before - total
        rank /= total
        rank *= product
        incomes.append(float(product.sum()))
        parts.append(float(rank.sum()))
        before = math.fsum((before, own))
    return max(math.fsum(parts) / total, 0.0), math.fsum(incomes) / total


def count_of(numbers: Sequence[float]) -> str:
    """A short repr of many numbers.

    >>> lorenz([1, 3])
    LorenzCurve(population=<3 numbers>, income=<3 numbers>)
    """
    return f"<{len(numbers)} numbers>"


#: What the columns of curves are called.
POPULATION = Text("share of the population, from the poorest", "人口累计占比（由贫至富）")
_INCOME, _PER_HEAD = Text("share of income", "收入累计占比"), Text("income per head", "人均收入")


@frozen
class LorenzCurve(Serializable, Shown):
    """A curve of cumulative shares, from the poorest: iterate for its points.

    Attributes:
        population: shares of the population, rising from 0 to 1.
        income: the share of all income (or, generalised, the income per head) that they have.

    >>> list(lorenz([1, 3]))
    [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]
    """

    population: tuple[float, ...] = field(repr=count_of)
    income: tuple[float, ...] = field(repr=count_of)

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self.population, self.income, strict=True)

    def __len__(self) -> int:
        return len(self.population)

    def _table(self) -> TableColumns:
        shares = self.income[-1] == 1
        income = TableColumn(_INCOME, self.income, share_said) if shares else TableColumn(_PER_HEAD, self.income)
        return {"population": TableColumn(POPULATION, self.population, share_said), "income": income}

    def frame(self) -> pl.DataFrame:
        """A row for each point: ``population`` and ``income``, from 0 on.

        >>> lorenz([1, 3]).frame().rows()
        [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]
        """
        return table_frame(self._table())


def lorenz(
    values: Values, weights: Values = None, *, points: int | None = None, missing: Missing = "refuse"
) -> LorenzCurve:
    """The Lorenz curve (洛伦兹曲线): L(p) is the share of income of the poorest share p. Straight between its corners.

    Args:
        values: incomes, with a mean above 0.
        weights: a weight of at least 0 for each value; equal weights if ``None``.
        points: how many equal steps of p to give; every corner, one for each row, if ``None``.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a mean of 0 or less, fewer than one step, and input that no measure takes.

    >>> lorenz([1, 2, 3, 4], points=2).income
    (0.0, 0.3, 1.0)
    """
    sample = WeightedValues.of(values, weights, missing=missing)
    _mean(sample)
    return _curve(sample, points, shares=True)


def generalized_lorenz(
    values: Values, weights: Values = None, *, points: int | None = None, missing: Missing = "refuse"
) -> LorenzCurve:
    """The generalised Lorenz curve (广义洛伦兹曲线): μ·L(p), which ranks welfare, not inequality alone.

    Source: A. Shorrocks, Ranking Income Distributions, Economica 50 (1983).

    >>> generalized_lorenz([1, 2, 3, 4], points=2).income
    (0.0, 0.75, 2.5)
    """
    return _curve(WeightedValues.of(values, weights, missing=missing), points, shares=False)


def _corners(sample: WeightedValues) -> tuple[Floats, Floats]:
    """Cumulative weights and cumulative incomes, each from 0, in rising order of value."""
    np = numpy()
    ranked = sample.by_value()
    weight = ranked.weight()
    upto = np.concatenate(([0.0], np.cumsum(weight)))
    return upto, np.concatenate(([0.0], np.cumsum(weight * ranked.values)))


def _curve(sample: WeightedValues, points: int | None, *, shares: bool) -> LorenzCurve:
    np = numpy()
    upto, income = _corners(sample)
    population = upto / upto[-1]
    # The end is the sum itself and the mean is off by rounding: shares end at 1.
    share = income / income[-1] if shares else income / upto[-1]
    if points is not None:
        require_points(points)
        steps = np.arange(points + 1) / points
        share = np.interp(steps, population, share)
        population = steps
    return LorenzCurve(tuple(population.tolist()), tuple(share.tolist()))


def require_points(points: int) -> None:
    """Check the number of points of a curve.

    Raises:
        InvalidValue: for anything but a whole number from 1 up to ten million.
    """
    if isinstance(points, bool) or not isinstance(points, int) or not 1 <= points <= _POINTS:
        shown = "a larger number" if isinstance(points, int) and points > _POINTS else points
        raise InvalidValue("points", shown, f"a whole number of at least 1 and at most {_POINTS:,}")


def lorenz_share(values: Values, p: Number | str, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """L(p): the share of all income that the poorest share p of the population has.

    >>> lorenz_share([1, 2, 3, 4], 0.25)
    0.1
    """
    upto = float(share(p, "p", "a share from 0 to 1", least=0, most=1))
    return lorenz_shares(WeightedValues.of(values, weights, missing=missing), upto)[0]


def lorenz_shares(sample: WeightedValues, *shares: float) -> tuple[float, ...]:
    """L at several shares of the population."""
    np = numpy()
    _mean(sample)
    upto, income = _corners(sample)
    return tuple(float(np.interp(share * upto[-1], upto, income) / income[-1]) for share in shares)


def generalized_entropy(values: Values, alpha: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The generalized entropy measure GE(α) (广义熵指数): the larger α, the more the top counts.

    GE(α) = (Σ wᵢ·(xᵢ/μ)^α / N − 1) / (α·(α − 1)); GE(0) = Σ wᵢ·ln(μ/xᵢ) / N is the mean log deviation and
    GE(1) = Σ wᵢ·(xᵢ/μ)·ln(xᵢ/μ) / N is Theil's T. At least 0. Incomes of 0 are taken for α > 0.

    Source: A. Shorrocks, The Class of Additively Decomposable Inequality Measures, Econometrica 48 (1980).

    Raises:
        InvalidValue: for a negative income, an income of 0 where α ≤ 0, a mean of 0, and input that no measure takes.

    >>> generalized_entropy([1, 3], 2)
    0.125
    """
    alpha = number(alpha, "alpha")
    zero, one = abs(alpha) <= LIMIT, abs(alpha - 1) <= LIMIT
    if (abs(alpha) < NEAR and not zero) or (abs(alpha - 1) < NEAR and not one):  # by a function that engines lack
        values, weights = WeightedValues.of(values, weights, missing=missing), None
    mean = _positive_mean(values, weights, missing, zero=alpha > 0 and not zero)
    # A function that is 0 for an income of 0 is not asked for it: it would take its logarithm.
    counted: Row | None = (lambda value: value > 0) if abs(alpha - 1) < NEAR else None
    entropy = averages(values, weights, [entropy_row(alpha, mean)], counted=counted, missing=missing).means[0]
    return max(0.0, finite(entropy))


def entropy_row(alpha: float, mean: float) -> Row:
    """What one income contributes to GE(α), but for a part whose mean is 0."""
    if abs(alpha) <= LIMIT:
        return lambda value: -log(value, mean)
    if abs(alpha - 1) <= LIMIT:
        return lambda value: value / mean * log(value, mean)
    if abs(alpha) < NEAR:
        return lambda value: (value / mean - 1 - numpy().expm1(alpha * log(value, mean)) / alpha) / (1 - alpha)
    if abs(alpha - 1) < NEAR:
        return lambda value: value / mean * numpy().expm1((alpha - 1) * log(value, mean)) / (alpha * (alpha - 1))
    # α·(r − 1) has mean 0; without it digits are lost where all incomes are alike.
    return lambda value: ((value / mean) ** alpha - 1 - alpha * (value / mean - 1)) / (alpha * (alpha - 1))


def theil(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Theil's T (泰尔指数): GE(1), from 0 to ln N.

    Source: H. Theil, Economics and Information Theory, North-Holland 1967.

    >>> round(theil([1, 3]), 6)
    0.130812
    """
    return generalized_entropy(values, 1, weights, missing=missing)


def mean_log_deviation(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Theil's L, the mean log deviation (平均对数偏差): GE(0). Incomes above 0 alone.

    >>> round(mean_log_deviation([1, 3]), 6)
    0.143841
    """
    return generalized_entropy(values, 0, weights, missing=missing)


def atkinson(values: Values, epsilon: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Atkinson's measure (阿特金森指数): the share of income that could be given up for equality at equal welfare.

    A(ε) = 1 − (Σ wᵢ·(xᵢ/μ)^(1−ε) / N)^(1/(1−ε)), with the geometric mean for ε = 1. From 0 to 1. Incomes of 0 are
    taken for ε < 1.

    Source: A. B. Atkinson, On the Measurement of Inequality, Journal of Economic Theory 2 (1970).

    Raises:
        InvalidValue: for ε of 0 or less, a negative income, an income of 0 where ε ≥ 1, and as the others.

    >>> round(atkinson([1, 3], 1), 6)
    0.133975
    """
    epsilon = number(epsilon, "epsilon", "a number above 0", above=0)
    power = 1 - epsilon
    if 0 < abs(power) < NEAR:  # by a function that engines lack
        values, weights = WeightedValues.of(values, weights, missing=missing), None
    mean = _positive_mean(values, weights, missing, zero=power > 0)
    if power == 0:
        return max(0.0, 1 - math.exp(_average(values, weights, lambda value: log(value, mean), missing)))
    if abs(power) > NEAR:
        middle = _average(values, weights, lambda value: (value / mean) ** power, missing)
        if 0 < middle < math.inf:
            return max(0.0, 1 - float(middle ** (1 / power)))
    sample = WeightedValues.of(values, weights, missing=missing)
    return max(0.0, -math.expm1(log_equal_income(sample, power, mean)))


def log_equal_income(sample: WeightedValues, power: float, mean: float) -> float:
    """The logarithm of the income that all would need for equal welfare, over the mean; the power is not 0.

    Powers are taken of incomes over the least of them, or the largest, so that none overflows and one is 1.
    """
    np = numpy()
    extreme = float(sample.values.max() if power > 0 else sample.values.min())
    with np.errstate(all="ignore"):  # an income of 0, of which a positive power is 0
        logs = power * log(sample.values, extreme)
        less = sample.average(np.expm1(logs))
        inner = math.log1p(less) if less > -0.5 else math.log(sample.average(np.exp(logs)))
        return inner / power + float(log(np.array([extreme]), mean)[0])


def hoover(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Hoover index, also Pietra or Robin Hood (胡佛指数): the share of income to move for all to have the mean.

    Σ wᵢ·|xᵢ − μ| / (2·N·μ): the greatest distance between the Lorenz curve and the diagonal. From 0 to 1 for incomes
    of at least 0.

    Source: E. M. Hoover, The Measurement of Industrial Localization, Review of Economic Statistics 18 (1936).

    >>> hoover([1, 3])
    0.25
    """
    first_pass = averages(values, weights, [_itself], least=True, missing=missing)
    mean = first_pass.means[0]
    require_mean(mean, first_pass.least)
    return _average(values, weights, lambda value: absolute(value - mean), missing) / (2 * mean)


def _average(values: Values, weights: Values, row: Row, missing: Missing) -> float:
    return averages(values, weights, [row], missing=missing).means[0]


def _mean(sample: WeightedValues) -> float:
    mean = sample.mean()
    require_mean(mean, float(sample.values.min()))
    return mean


def is_cancelled(mean: float, least: float) -> bool:
    """Whether a mean is 0 but for the rounding of a sum of losses and gains.

    >>> is_cancelled((0.1 + 0.2 - 0.3) / 3, -0.3), is_cancelled(0.1, -0.3)
    (True, False)
    """
    return abs(mean) <= -least * _ROUNDING


def require_mean(mean: float, least: float | None, name: str = "values") -> None:
    """Check that a mean is above 0, and not by the rounding of a sum of losses and gains alone.

    Raises:
        InvalidValue: for any other.
    """
    assert least is not None  # it was asked for
    if mean <= 0 or is_cancelled(mean, least):
        raise InvalidValue(name, "a mean of 0 or less", "a mean above 0, for shares to be taken of it")


def _positive_mean(values: Values, weights: Values, missing: Missing, *, zero: bool) -> float:
    first_pass = averages(values, weights, [_itself], least=True, missing=missing)
    require_above(first_pass.least, 0, "a logarithm or a power of an income is taken", at=zero)
    require_mean(first_pass.means[0], first_pass.least)
    return first_pass.means[0]


def _itself(value: Any) -> Any:
    return value
