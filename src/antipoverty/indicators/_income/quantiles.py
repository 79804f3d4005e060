"""Weighted quantiles, their ratios, and relative poverty (相对贫困), whose line is a share of the median income.

The weighted quantile Q(p) is the least income x such that at least the share p of all weight is at x or below; where a
share is reached exactly, it is the midpoint of that income and the next one that has weight. That is definition 2 of
R. J. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, American Statistician 50 (1996), carried to weights,
as Eurostat's indicators use it. It makes a weight of 2 the same as two rows.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.inequality import lorenz_shares
from antipoverty.indicators._inputs.averages import finite
from antipoverty.indicators._inputs.columns import WHOLE, Missing, Values, numpy
from antipoverty.indicators._inputs.reading import meaning
from antipoverty.indicators._inputs.weighted_values import Line, Number, WeightedValues
from antipoverty.indicators._inputs.weighted_values import share as share_of

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats

_SHARE = "a share from 0 to 1"
#: A weight that is no whole number may be off by so much of itself, and so may any sum of weights, added exactly.
_ROUNDING = 2.0**-50
#: So far may a running sum be off, as a share of the whole.
_DRIFT = 1e-9


def weighted_quantile(values: Values, q: Number | str, weights: Values = None, *, missing: Missing = "refuse") -> float:
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
    exact = share_of(q, "q", _SHARE, least=0, most=1)
    return quantile_of(WeightedValues.of(values, weights, missing=missing).by_value(), exact)


def quantile_of(ranked: WeightedValues, q: Number | str) -> float:
    """The weighted quantile of a sample that is in rising order of value."""
    return float(exact_quantile(ranked, q))


def exact_quantile(ranked: WeightedValues, q: Number | str) -> Fraction:
    """As `quantile_of`, exact: of the decimals that the floats stand for."""
    q = share_of(q, "q", _SHARE, least=0, most=1)
    if ranked.weights is not None and not ranked.weights.all():
        ranked = ranked.where(ranked.weights > 0)
    if ranked.weights is None or (ranked.weights == ranked.weights[0]).all():
        # The place among n rows, where n·q rows are at or below: whole numbers need no cumulative sum.
        reached = q * ranked.size
        low, tied = math.ceil(reached) - 1, reached.denominator == 1
    else:
        low, tied = _reaching(ranked.weights, q)
    low = max(low, 0)

    def value(place: int) -> Fraction:
        return meaning(ranked.values[place]) if ranked.exact is None else Fraction(ranked.exact[place])

    if not tied or q == 0 or low + 1 >= ranked.size:
        return value(low)
    return (value(low) + value(low + 1)) / 2


def _reaching(weights: Floats, q: Fraction) -> tuple[int, bool]:
    """The first place at which a share of all weight is reached, and whether it is reached exactly.

    A running sum in floats finds the few places that it could be; sums that do not drift decide between them.
    """
    np = numpy()
    upto = np.cumsum(weights)
    about, slack = float(q) * upto[-1], _DRIFT * upto[-1]
    low, high = (int(np.searchsorted(upto, about + shift)) for shift in (-slack, slack))
    if low == high:  # no sum is that near
        return min(low, len(weights) - 1), False
    whole = bool((weights == np.rint(weights)).all())
    before, total = _exact_sum(weights[:low], whole), _exact_sum(weights, whole)
    near = Fraction(0) if whole else Fraction(_ROUNDING) * total
    wanted = q * total
    last = len(weights) - 1
    while low < min(high, last):
        # Halves, so that many small weights next to the share are added in few calls.
        middle = (low + min(high, last)) // 2
        part = before + _exact_sum(weights[low : middle + 1], whole)
        if part >= wanted - near:
            high = middle
        else:
            low, before = middle + 1, part
    reached = before + _exact_sum(weights[low : low + 1], whole)
    return min(low, last), abs(reached - wanted) <= near


def _exact_sum(weights: Floats, whole: bool) -> Fraction:
    """The sum of some weights: exact if they are whole numbers, and otherwise the float next to it."""
    total = weights.sum()
    if whole:
        return Fraction(total) if total < WHOLE else Fraction(sum(map(int, weights.tolist())))
    return Fraction(math.fsum(weights.tolist()))


def quantile_ratio(
    values: Values, upper: Number | str, lower: Number | str, weights: Values = None, *, missing: Missing = "refuse"
) -> float:
    """The ratio of two quantiles (分位数比), such as P90/P10: Q(upper)/Q(lower).

    Raises:
        InvalidValue: for a lower quantile of 0 or less, and as `weighted_quantile`.

    >>> quantile_ratio(range(1, 11), 0.9, 0.1)
    6.333333333333333
    """
    high, low = (share_of(value, name, _SHARE, least=0, most=1) for value, name in ((upper, "upper"), (lower, "lower")))
    ranked = WeightedValues.of(values, weights, missing=missing).by_value()
    below = quantile_of(ranked, low)
    if below <= 0:
        raise InvalidValue("values", "a lower quantile of 0 or less", "one above 0, to divide by")
    return quantile_of(ranked, high) / below


def quintile_share_ratio(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """S80/S20 (五分位收入份额比) as Eurostat publishes it: the income of the richest fifth over that of the poorest.

    Σ wᵢ·xᵢ over xᵢ > Q(0.8), divided by Σ wᵢ·xᵢ over xᵢ ≤ Q(0.2). Whole rows are assigned by comparing them with the
    quantiles, so that neither part need be a fifth exactly, least of all where incomes are tied or rows are few;
    `lorenz_share_ratio` divides exact fifths.

    Source: Eurostat, documents EU-SILC 131-rev/04 and LC-ILC/39/09 (Laeken indicators, algorithms), table ilc_di11; A.
    Alfons and M. Templ, Estimation of Social Exclusion Indicators from Complex Surveys: The R Package laeken, Journal
    of Statistical Software 54 (2013), section 3.3.

    Raises:
        InvalidValue: if those at or below Q(0.2) have no income together, or nobody is above Q(0.8).

    >>> quintile_share_ratio([1, 2, 3, 4, 5]), quintile_share_ratio([1, 1, 1, 2, 3, 3, 4, 9])
    (5.0, 3.0)
    """
    np = numpy()
    ranked = WeightedValues.of(values, weights, missing=missing).by_value()
    first, fourth = (np.searchsorted(ranked.values, *_at_or_below(ranked, q)) for q in (0.2, 0.8))
    income = ranked.values if ranked.weights is None else ranked.values * ranked.weights
    bottom = math.fsum(income[:first])
    if bottom <= 0:
        raise InvalidValue("values", "a poorest part with no income", "one with income, to divide by")
    if fourth == ranked.size:
        raise InvalidValue("values", "nobody above the fourth quintile", "incomes of which a fifth is above the others")
    return finite(math.fsum(income[fourth:]) / bottom)


def _at_or_below(ranked: WeightedValues, q: float) -> tuple[float, Literal["left", "right"]]:
    """The float up to which incomes are at or below a quantile, and whether those at it are."""
    exact = exact_quantile(ranked, q)
    nearest = float(exact)
    return nearest, "right" if meaning(nearest) <= exact else "left"


def lorenz_share_ratio(
    values: Values, upper: Number | str, lower: Number | str, weights: Values = None, *, missing: Missing = "refuse"
) -> float:
    """The income of those above a share of the population over that of those below another, (1 − L(upper))/L(lower).

    L is the Lorenz curve, so that the parts are exact, whatever values are tied: with 0.8 and 0.2 they are fifths.

    Raises:
        InvalidValue: if the poorest part has no income, or the mean is 0 or less.

    >>> round(lorenz_share_ratio([1, 2, 3, 4, 5], 0.8, 0.2), 9), round(lorenz_share_ratio([1, 2, 3, 4], 0.8, 0.2), 9)
    (5.0, 4.0)
    """
    above, below = (
        float(share_of(value, name, _SHARE, least=0, most=1)) for value, name in ((upper, "upper"), (lower, "lower"))
    )
    return _shares(values, above, below, weights, missing)


def palma(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Palma ratio (帕尔马比值): the income of the richest tenth over that of the poorest four tenths.

    (1 − L(0.9))/L(0.4). Source: A. Cobham and A. Sumner, Is It All About the Tails?, CGD Working Paper 343 (2013).

    >>> round(palma(range(1, 11)), 9)
    1.0
    """
    return _shares(values, 0.9, 0.4, weights, missing)


def _shares(values: Values, above: float, below: float, weights: Values, missing: Missing) -> float:
    upto, bottom = lorenz_shares(WeightedValues.of(values, weights, missing=missing), above, below)
    if bottom <= 0:
        raise InvalidValue("values", "a poorest part with no income", "one with income, to divide by")
    return finite((1 - upto) / bottom)


def at_risk_of_poverty_threshold(
    values: Values, weights: Values = None, share: Number | str = 0.6, *, missing: Missing = "refuse"
) -> float:
    """The at-risk-of-poverty threshold (相对贫困线): a share of the median income, 60% in the European Union.

    Source: Eurostat, Task Force on EU-SILC; Laeken indicators, 2001.

    Args:
        values: equivalised incomes.
        weights: person weights.
        share: the share of the median, above 0: a float is read as the decimal or simple fraction that it stands for.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a share of 0 or less, a median of 0 or less, and input that no measure takes.

    >>> at_risk_of_poverty_threshold([10, 20, 30, 40])
    15.0
    """
    return _threshold(WeightedValues.of(values, weights, missing=missing).by_value(), share).value


def at_risk_of_poverty_rate(
    values: Values, weights: Values = None, share: Number | str = 0.6, *, missing: Missing = "refuse"
) -> float:
    """The at-risk-of-poverty rate (相对贫困率): the share of those strictly below the threshold.

    The comparison is exact: an income that is the share of the median in decimals is not below it.

    >>> at_risk_of_poverty_rate([10, 20, 30, 40]), at_risk_of_poverty_rate([614.79, 900, 1024.65, 1500, 2000])
    (0.25, 0.0)
    """
    ranked = WeightedValues.of(values, weights, missing=missing).by_value()
    line = _threshold(ranked, share)
    return ranked.average((ranked.settled(line).values < line.cut).astype("float64"))


def relative_median_gap(
    values: Values,
    weights: Values = None,
    share: Number | str = 0.6,
    *,
    line: Number | None = None,
    missing: Missing = "refuse",
) -> float:
    """The relative median at-risk-of-poverty gap (相对贫困中位差): (threshold − median of the poor)/threshold.

    0 where nobody is below the threshold. With ``line`` the threshold is that line: one of the country for the incomes
    of a region, or of a year whose line is held on to.

    >>> round(relative_median_gap([10, 20, 30, 40]), 6), relative_median_gap([10, 20, 30, 40], line=40)
    (0.333333, 0.5)
    """
    ranked = WeightedValues.of(values, weights, missing=missing).by_value()
    threshold = _threshold(ranked, share) if line is None else Line.of(line)
    poor = ranked.where(ranked.settled(threshold).values < threshold.cut)
    if not poor.size or not poor.total_weight():
        return 0.0
    gap = 1 - exact_quantile(poor, 0.5) / threshold.exact
    return finite(float(gap) if abs(gap) < 10**300 else math.inf)


def _threshold(ranked: WeightedValues, share: Number | str) -> Line:
    median = exact_quantile(ranked, 0.5)
    if median <= 0:
        raise InvalidValue("values", "a median of 0 or less", "a median above 0, to draw a line from")
    return Line.at(share_of(share, "share", "a share of the median, above 0", above=0) * median)
