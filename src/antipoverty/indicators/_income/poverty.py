"""Monetary poverty (货币贫困): how many are below a line, how far, and how unequally.

Everywhere: the poor are those whose income is *strictly* below the line, as in the administrative rules (低于);
weights may count persons (household weight times size, incomes per head) or households, and all figures follow them.
Where nobody is poor, every measure here is 0. H is the headcount ratio, z the line, N the sum of weights.

General source: J. Haughton and S. R. Khandker, Handbook on Poverty and Inequality, World Bank 2009, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.indicators._income.inequality import gini, half_mean_difference
from antipoverty.indicators._inputs.averages import (
    LIMIT,
    NEAR,
    ONE,
    Averages,
    Row,
    averages,
    finite,
    log,
    require_above,
)
from antipoverty.indicators._inputs.columns import Missing, Values, numpy
from antipoverty.indicators._inputs.reading import is_missing
from antipoverty.indicators._inputs.weighted_values import Line, Number, WeightedValues, number

#: In which sums and products of decimals are exact, whatever the caller's context is.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

_LOGARITHM = "a logarithm or a negative power of an income is taken"


def headcount_ratio(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The headcount ratio, or incidence (贫困发生率): the share of those below the line. FGT with α = 0.

    H = Σ wᵢ·1[xᵢ < z] / N, from 0 to 1. It is not monotone (a poor person may grow poorer unseen) and breaks the
    transfer principle; use it with the gaps.

    Args:
        values: incomes (or consumption), in one unit: yuan or fen, per head if persons are counted.
        line: the poverty line, in the same unit, above 0.
        weights: a weight of at least 0 for each value; equal weights if ``None``.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a line of 0 or less, and for input that no measure takes: none at all, missing, NaN,
            infinite, negative or all-zero weights, lengths that differ.

    >>> headcount_ratio([100, 110, 150, 160], 125)
    0.5
    """
    return fgt(values, line, 0, weights, missing=missing)


def poverty_gap(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The poverty gap index (贫困缺口率): the mean shortfall as a share of the line, non-poor counted as 0.

    P₁ = Σ wᵢ·(1 − xᵢ/z)⁺ / N, from 0 to 1 for incomes of at least 0. FGT with α = 1.

    >>> poverty_gap([100, 110, 150, 160], 125)
    0.08
    """
    return fgt(values, line, 1, weights, missing=missing)


def squared_poverty_gap(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The squared poverty gap index, or severity (贫困强度): the mean squared shortfall. FGT with α = 2.

    >>> round(squared_poverty_gap([100, 110, 150, 160], 125), 4)
    0.0136
    """
    return fgt(values, line, 2, weights, missing=missing)


def fgt(values: Values, line: Number, alpha: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Foster–Greer–Thorbecke measure for any α of at least 0.

    P_α = Σ wᵢ·1[xᵢ < z]·(1 − xᵢ/z)^α / N. Subgroup consistent and exactly decomposable.

    Source: J. Foster, J. Greer and E. Thorbecke, A Class of Decomposable Poverty Measures, Econometrica 52 (1984).

    Raises:
        InvalidValue: for a negative α, and as `headcount_ratio`.

    >>> round(fgt([100, 110, 150, 160], 125, 3), 6)
    0.002432
    """
    bar = Line.of(line)
    return finite(_mean(values, bar, poverty_row("fgt", bar.value, alpha), weights, missing).means[0])


def watts(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Watts index: the mean logarithm of the line over income, non-poor counted as 0.

    W = Σ wᵢ·1[xᵢ < z]·ln(z/xᵢ) / N, at least 0.

    Source: H. Watts, An Economic Definition of Poverty, in D. P. Moynihan (ed.), On Understanding Poverty, 1968.

    Raises:
        InvalidValue: for an income of 0 or less, and as `headcount_ratio`.

    >>> round(watts([100, 110, 150, 160], 125), 6)
    0.087744
    """
    bar = Line.of(line)
    average = _mean(values, bar, poverty_row("watts", bar.value), weights, missing, least=True)
    require_above(average.least, 0, _LOGARITHM)
    return finite(average.means[0])


def clark_hemming_ulph(
    values: Values, line: Number, c: Number, weights: Values = None, *, missing: Missing = "refuse"
) -> float:
    """The second measure of Clark, Hemming and Ulph; for 0 < c < 1, Chakravarty's measure divided by c.

    CHU(C) = Σ wᵢ·1[xᵢ < z]·(1 − (xᵢ/z)^c)/c / N for c ≤ 1; c = 1 is the poverty gap and c = 0, the limit, is Watts.

    Sources: S. Clark, R. Hemming and D. Ulph, On Indices for the Measurement of Poverty, Economic Journal 91 (1981);
    S. R. Chakravarty, Ethically Flexible Measures of Poverty, Canadian Journal of Economics 16 (1983).

    Raises:
        InvalidValue: for c above 1, a negative income, an income of 0 where c ≤ 0, and as `headcount_ratio`.

    >>> round(clark_hemming_ulph([100, 110, 150, 160], 125, 1), 9)
    0.08
    """
    bar = Line.of(line)
    power = _power(c)
    row = poverty_row("clark_hemming_ulph", bar.value, power)
    if 0 < abs(power) < NEAR:  # by a function that engines lack
        values, weights = WeightedValues.of(values, weights, missing=missing), None
    average = _mean(values, bar, row, weights, missing, least=True)
    require_above(average.least, 0, _LOGARITHM if power <= 0 else "a power of an income is taken", at=power > 0)
    return finite(average.means[0])


def income_gap_ratio(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The income gap ratio (收入缺口率): the mean shortfall of the poor alone, as a share of the line. I = P₁/H.

    By itself it breaks monotonicity: it can rise when the least poor of the poor leaves poverty.

    >>> income_gap_ratio([100, 110, 150, 160], 125)
    0.16
    """
    poverty = monetary_poverty(values, line, weights, missing=missing)
    return poverty.income_gap_ratio


def poverty_depth(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The mean shortfall of the poor, in the unit of the incomes: how many yuan a poor person lacks.

    >>> poverty_depth([100, 110, 150, 160], 125)
    20.0
    """
    return finite(income_gap_ratio(values, line, weights, missing=missing) * Line.of(line).value)


def cost_to_close(
    values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse"
) -> float | Decimal | Fraction:
    """What it would cost to bring everyone up to the line, each receiving exactly the shortfall: Σ wᵢ·(z − xᵢ)⁺.

    A lower bound of any programme's cost: nothing leaks and nothing changes in answer to it. Incomes, line and
    weights that are all exact (plain sequences of ``int``, `Decimal` or `Fraction`) give an exact answer: to the fen.

    >>> cost_to_close([Decimal("2700.10"), 2_000, 9_000], Decimal("2736"), [3, 1, 4])
    Decimal('843.70')
    """
    bar = Line.of(line)
    exact = _exact(values, line, weights)
    if exact is None:
        gap = _mean(values, bar, poverty_row("fgt", bar.value, 1), weights, missing)
        return finite(gap.means[0] * gap.weight * bar.value)
    WeightedValues.of(values, weights, missing=missing)
    of: Any = Decimal if all(isinstance(amount, int | Decimal) for amount in exact) else Fraction
    total = of(0)
    paired = zip(values, [1] * len(values) if weights is None else weights, strict=True)
    with localcontext(_EXACT):
        for value, weight in paired:
            if not (is_missing(value) or is_missing(weight)) and weight and value < line:
                total += of(weight) * (of(line) - of(value))
    return total  # type: ignore[no-any-return]  # one of the two kinds


def sen(
    values: Values,
    line: Number,
    weights: Values = None,
    *,
    small_sample: bool = False,
    missing: Missing = "refuse",
) -> float:
    """Sen's measure, in the replication-invariant form: S = H·(I + (1 − I)·Gₚ), Gₚ being the Gini among the poor.

    From 0 to 1 for incomes of at least 0. Not subgroup consistent, and it breaks the transfer principle where a
    transfer lifts its receiver over the line.

    Args:
        values: incomes.
        line: the poverty line.
        weights: a weight of at least 0 for each value; equal weights if ``None``.
        small_sample: Sen's own form, 2·Σ (z − xᵢ)·(q + 1 − i)/((q + 1)·n·z) over the q poor from the poorest, which
            multiplies Gₚ by q/(q + 1). Weights then count persons, and replication invariance is lost.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Source: A. Sen, Poverty: An Ordinal Approach to Measurement, Econometrica 44 (1976); Handbook eq. 4.7.

    >>> round(sen([100, 110, 150, 160], 125), 6), round(sen([100, 110, 150, 160], 125, small_sample=True), 6)
    (0.09, 0.086667)
    """
    bar = Line.of(line)
    sample = WeightedValues.of(values, weights, missing=missing).settled(bar)
    poor = sample.where(sample.values < bar.cut)
    if not poor.size or not poor.total_weight():
        return 0.0
    count = poor.total_weight()
    part = count / (count + 1) if small_sample else 1.0
    inside = 1 - poor.mean() / bar.value + part * half_mean_difference(poor) / bar.value
    return finite(count / sample.total_weight() * inside)


def takayama(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Takayama's measure: the Gini of incomes censored at the line, so that all above it count as at it.

    0 where nobody is poor, but also where all are equally poor; it breaks monotonicity.

    Source: N. Takayama, Poverty, Income Inequality, and Their Measures, Econometrica 47 (1979).

    Raises:
        InvalidValue: where these incomes have a mean of 0 or less, and as `headcount_ratio`.

    >>> round(takayama([100, 110, 150, 160], 125), 6)
    0.048913
    """
    bar = Line.of(line).value
    sample = WeightedValues.of(values, weights, missing=missing)
    return gini(WeightedValues(numpy().minimum(sample.values, bar), sample.weights, {}))


def sen_shorrocks_thon(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Sen–Shorrocks–Thon measure: SST = P₁·(1 + G), G being the Gini of everyone's poverty gaps.

    From 0 to 1 for incomes of at least 0. Continuous, and it keeps the transfer principle; not subgroup consistent.

    Source: A. Shorrocks, Revisiting the Sen Poverty Index, Econometrica 63 (1995); Handbook eq. 4.9.

    >>> round(sen_shorrocks_thon([100, 110, 150, 160], 125), 6)
    0.125
    """
    gaps = _gaps(values, line, weights, missing)
    return finite(gaps.mean() + half_mean_difference(gaps))


def thon(values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Thon's measure, in its own finite form: 2·Σ (z − xᵢ)⁺·(n + 1 − i)/(n·(n + 1)·z), from the poorest of all n.

    P₁·(1 + G·n/(n + 1)), G being the Gini of everyone's poverty gaps; weights count persons. Of very many persons it
    is `sen_shorrocks_thon`, which is replication invariant.

    Source: D. Thon, On Measuring Poverty, Review of Income and Wealth 25 (1979).

    >>> round(thon([100, 110, 150, 160], 125), 6)
    0.116
    """
    gaps = _gaps(values, line, weights, missing)
    count = gaps.total_weight()
    return finite(gaps.mean() + count / (count + 1) * half_mean_difference(gaps))


def _gaps(values: Values, line: Number, weights: Values, missing: Missing) -> WeightedValues:
    """Everyone's shortfall as a share of the line, 0 where there is none."""
    bar = Line.of(line).value
    sample = WeightedValues.of(values, weights, missing=missing)
    with numpy().errstate(over="ignore"):  # over a line next to 0; what overflows is refused by name
        return WeightedValues(numpy().maximum((bar - sample.values) / bar, 0), sample.weights, {})


@frozen
class MonetaryPoverty(Serializable, Shown):
    """The measures that one pass over the incomes gives.

    Attributes:
        headcount_ratio: H.
        poverty_gap: P₁.
        squared_poverty_gap: P₂.
        watts: W, or ``None`` where an income of 0 or less has no logarithm.
        weight: the sum of the weights: how many persons or households are spoken of.
    """

    headcount_ratio: float
    poverty_gap: float
    squared_poverty_gap: float
    watts: float | None
    weight: float

    @property
    def headcount(self) -> float:
        """How many are poor: H·N."""
        return self.headcount_ratio * self.weight

    @property
    def income_gap_ratio(self) -> float:
        """I = P₁/H; 0 where nobody is poor."""
        return self.poverty_gap / self.headcount_ratio if self.headcount_ratio else 0.0


def monetary_poverty(
    values: Values, line: Number, weights: Values = None, *, missing: Missing = "refuse"
) -> MonetaryPoverty:
    """The headcount ratio, the gaps and Watts, in one pass; inside the engine where the values are a lazy `Column`.

    >>> result = monetary_poverty([100, 110, 150, 160], 125)
    >>> result.headcount_ratio, result.poverty_gap, result.income_gap_ratio
    (0.5, 0.08, 0.16)
    """
    bar = Line.of(line)
    kinds = [poverty_row("fgt", bar.value, alpha) for alpha in (0, 1, 2)]
    average = _averages(values, bar, [*kinds, poverty_row("watts", bar.value)], weights, missing, least=True)
    head, gap, squared, logarithm = average.means
    for index in (gap, squared):
        finite(index)
    logarithms = average.least is not None and average.least > 0
    return MonetaryPoverty(head, gap, squared, logarithm if logarithms else None, average.weight)


def poverty_row(kind: str, line: float, parameter: Number = 0) -> Row:
    """What one poor income contributes to an additive measure: the function that all readings share.

    Args:
        kind: ``"fgt"``, ``"watts"`` or ``"clark_hemming_ulph"``.
        line: the line.
        parameter: α or c.

    Raises:
        InvalidValue: for a negative α, or c above 1.
    """
    if kind == "fgt":
        alpha = number(parameter, "alpha", "a number of at least 0", least=0)
        if alpha == 0:
            return ONE
        if alpha == 1:
            return lambda value: (line - value) / line
        if alpha == 2:
            return lambda value: ((line - value) / line) * ((line - value) / line)
        return lambda value: ((line - value) / line) ** alpha
    c = _power(parameter) if kind == "clark_hemming_ulph" else 0.0
    if 0 < abs(c) < NEAR:
        # Next to the limit 1 − (x/z)^c loses the digits that division by c brings to the fore.
        return lambda value: -numpy().expm1(c * log(value, line)) / c
    if c:
        return lambda value: (1 - (value / line) ** c) / c
    return lambda value: -log(value, line)


def _power(c: Number) -> float:
    """The parameter of Clark, Hemming and Ulph; 0 where it cannot be told from 0 in floats."""
    power = number(c, "c", "a number of at most 1", most=1)
    return power if abs(power) > LIMIT else 0.0


def _averages(
    values: Values, line: Line, rows: Sequence[Row], weights: Values, missing: Missing, *, least: bool = False
) -> Averages:
    return averages(values, weights, rows, line=line, least=least, missing=missing)


def _mean(values: Values, line: Line, row: Row, weights: Values, missing: Missing, *, least: bool = False) -> Averages:
    return _averages(values, line, [row], weights, missing, least=least)


def _exact(values: Values, line: Number, weights: Values) -> list[int | Decimal | Fraction] | None:
    """All the numbers, if every one of them is exact."""
    if not isinstance(values, list | tuple) or not (weights is None or isinstance(weights, list | tuple)):
        return None
    known = [value for value in (*values, *(weights or ()), line) if not is_missing(value)]
    exact = [value for value in known if isinstance(value, int | Decimal | Fraction)]
    return exact if len(exact) == len(known) else None
