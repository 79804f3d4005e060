"""Relative poverty (相对贫困) and ratios of quantiles: where a line is drawn from the incomes themselves.

The weighted quantile Q(p) is the least income x such that at least the share p of all weight is at x or below; where a
share is reached exactly, it is the midpoint of that income and the next one that has weight. That is definition 2 of
R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, American Statistician 50 (1996), carried to weights,
as Eurostat's indicators use it. It makes a weight of 2 the same as two rows.
"""

from __future__ import annotations

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import Missing, Values, numpy
from antipoverty.indicators.inequality import lorenz_shares
from antipoverty.indicators.inputs import Number, Sample, number

__all__ = [
    "at_risk_of_poverty_rate",
    "at_risk_of_poverty_threshold",
    "palma",
    "quantile_of",
    "quantile_ratio",
    "quintile_share_ratio",
    "relative_median_gap",
    "weighted_quantile",
]

#: Cumulative weights that differ by less, as a share of the whole, are the same: they differ by rounding.
_ROUNDING = 1e-12


def weighted_quantile(values: Values, q: Number, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The weighted quantile (加权分位数), by the definition above.

    Args:
        values: numbers.
        q: a share from 0 (the least value) to 1 (the largest).
        weights: a weight of at least 0 for each value; equal weights if ``None``. Rows of weight 0 are not there.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a share out of range, and input that no measure takes.

    >>> weighted_quantile([10, 20, 30, 40], 0.5), weighted_quantile([10, 20, 30], 0.5, [1, 1, 5])
    (25.0, 30.0)
    """
    q = number(q, "q", "a share from 0 to 1", least=0, most=1)
    return quantile_of(Sample.of(values, weights, missing=missing).by_value(), q)


def quantile_of(ranked: Sample, q: float) -> float:
    """The weighted quantile of a sample that is in rising order of value."""
    np = numpy()
    if ranked.weights is None:
        # The place among n rows, where n·q rows are at or below: whole numbers need no cumulative sum.
        reached = q * ranked.size
        nearest = round(reached)
        exact = abs(reached - nearest) <= _ROUNDING * ranked.size
        low = nearest - 1 if exact else int(reached)
        values = ranked.values
    else:
        positive = ranked.weights > 0
        values = ranked.values[positive]
        upto = np.cumsum(ranked.weights[positive])
        slack = _ROUNDING * upto[-1]
        low = int(np.searchsorted(upto, q * upto[-1] - slack))
        low = min(low, len(values) - 1)
        exact = abs(upto[low] - q * upto[-1]) <= slack
    if low < 0:
        return float(values[0])
    if not exact or low + 1 >= len(values):
        return float(values[low])
    return float(values[low] + values[low + 1]) / 2 if q > 0 else float(values[0])


def quantile_ratio(
    values: Values, upper: Number, lower: Number, weights: Values = None, *, missing: Missing = "refuse"
) -> float:
    """The ratio of two quantiles (分位数比), such as P90/P10: Q(upper)/Q(lower).

    Raises:
        InvalidValue: for a lower quantile of 0 or less, and as `weighted_quantile`.

    >>> quantile_ratio(range(1, 11), 0.9, 0.1)
    6.333333333333333
    """
    high, low = (
        number(each, name, "a share from 0 to 1", least=0, most=1)
        for each, name in ((upper, "upper"), (lower, "lower"))
    )
    ranked = Sample.of(values, weights, missing=missing).by_value()
    below = quantile_of(ranked, low)
    if below <= 0:
        raise InvalidValue("values", "a lower quantile of 0 or less", "one above 0, to divide by")
    return quantile_of(ranked, high) / below


def quintile_share_ratio(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """S80/S20 (五分位收入份额比): the income of the richest fifth over that of the poorest, (1 − L(0.8))/L(0.2).

    L is the Lorenz curve, so that each fifth is exactly a fifth, whatever values are tied; Eurostat's variant assigns
    whole rows by comparing with the quantile.

    Raises:
        InvalidValue: if the poorest fifth has no income, or the mean is 0 or less.

    >>> round(quintile_share_ratio([1, 2, 3, 4, 5]), 9)
    5.0
    """
    return _shares(values, 0.8, 0.2, weights, missing)


def palma(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Palma ratio (帕尔马比值): the income of the richest tenth over that of the poorest four tenths.

    (1 − L(0.9))/L(0.4). Source: A. Cobham and A. Sumner, Is It All About the Tails?, CGD Working Paper 343 (2013).

    >>> round(palma(range(1, 11)), 9)
    1.0
    """
    return _shares(values, 0.9, 0.4, weights, missing)


def _shares(values: Values, above: float, below: float, weights: Values, missing: Missing) -> float:
    upto, bottom = lorenz_shares(Sample.of(values, weights, missing=missing), above, below)
    if bottom <= 0:
        raise InvalidValue("values", "a poorest part with no income", "one with income, to divide by")
    return (1 - upto) / bottom


def at_risk_of_poverty_threshold(
    values: Values, weights: Values = None, share: Number = 0.6, *, missing: Missing = "refuse"
) -> float:
    """The at-risk-of-poverty threshold (相对贫困线): a share of the median income, 60% in the European Union.

    Source: Eurostat, Task Force on EU-SILC; Laeken indicators, 2001.

    Args:
        values: equivalised incomes.
        weights: person weights.
        share: the share of the median, above 0.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a share of 0 or less, a median of 0 or less, and input that no measure takes.

    >>> at_risk_of_poverty_threshold([10, 20, 30, 40])
    15.0
    """
    return _threshold(Sample.of(values, weights, missing=missing).by_value(), share)


def at_risk_of_poverty_rate(
    values: Values, weights: Values = None, share: Number = 0.6, *, missing: Missing = "refuse"
) -> float:
    """The at-risk-of-poverty rate (相对贫困率): the share of those strictly below the threshold.

    >>> at_risk_of_poverty_rate([10, 20, 30, 40])
    0.25
    """
    ranked = Sample.of(values, weights, missing=missing).by_value()
    return ranked.average((ranked.values < _threshold(ranked, share)).astype("float64"))


def relative_median_gap(
    values: Values, weights: Values = None, share: Number = 0.6, *, missing: Missing = "refuse"
) -> float:
    """The relative median at-risk-of-poverty gap (相对贫困中位差): (threshold − median of the poor)/threshold.

    0 where nobody is below the threshold.

    >>> round(relative_median_gap([10, 20, 30, 40]), 6)
    0.333333
    """
    ranked = Sample.of(values, weights, missing=missing).by_value()
    threshold = _threshold(ranked, share)
    poor = ranked.where(ranked.values < threshold)
    if not poor.size or not poor.total_weight():
        return 0.0
    return 1 - quantile_of(poor, 0.5) / threshold


def _threshold(ranked: Sample, share: Number) -> float:
    median = quantile_of(ranked, 0.5)
    if median <= 0:
        raise InvalidValue("values", "a median of 0 or less", "a median above 0, to draw a line from")
    return number(share, "share", "a share of the median, above 0", above=0) * median
