"""Polarization (两极分化) and asymmetry: two distributions of one Gini may differ in these.

Source of the definitions: see each function. For inequality itself see `antipoverty.indicators.gini`.
"""

from __future__ import annotations

import math

from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.inequality import gini, lorenz_shares, require_mean
from antipoverty.indicators._income.quantiles import quantile_of
from antipoverty.indicators._inputs.columns import Missing, Values
from antipoverty.indicators._inputs.weighted_values import WeightedValues

#: An income that differs from the mean by less of itself is at it: the mean is off by rounding.
_ROUNDING = 1e-12


def wolfson(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """Wolfson's index of polarization (沃尔夫森极化指数): how far the middle class has gone to the two ends.

    W = 4·(μ/m)·(1/2 − L(1/2) − G/2), m being the median. From 0, where all are alike, to 1, where one half has nothing
    and the other all, alike. Some programs, PySAL among them, give half of it.

    Source: M. C. Wolfson, When Inequalities Diverge, American Economic Review 84 (1994).

    Raises:
        InvalidValue: for a mean or a median of 0 or less, and input that no measure takes.

    >>> wolfson([0, 0, 2, 2]), round(wolfson([1, 2, 3, 4]), 6)
    (1.0, 0.3)
    """
    sample = WeightedValues.of(values, weights, missing=missing)
    middle = quantile_of(sample.by_value(), 0.5)
    inequality = gini(sample)
    if middle <= 0:
        raise InvalidValue("values", "a median of 0 or less", "a median above 0, to divide by")
    (half,) = lorenz_shares(sample, 0.5)
    return 4 * sample.mean() / middle * (0.5 - half - inequality / 2)


def lorenz_asymmetry(values: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The Lorenz asymmetry coefficient (洛伦兹不对称系数): F(μ) + L(μ), where the curve is parallel to the diagonal.

    1 for a symmetric curve; above 1 if inequality comes mostly of a few who have very much, below 1 if mostly of many
    who have little. With m incomes below μ and δ = (μ − x₍ₘ₎)/(x₍ₘ₊₁₎ − x₍ₘ₎): F(μ) = (m + δ)/n and
    L(μ) = (Lₘ + δ·x₍ₘ₊₁₎)/Lₙ. Where incomes are at μ itself, it is any number from a lowest to a highest, of which
    the middle is given. Weights count persons.

    Source: C. Damgaard and J. Weiner, Describing Inequality in Plant Size or Fecundity, Ecology 81 (2000).

    Raises:
        InvalidValue: for a mean of 0 or less, and input that no measure takes.

    >>> round(lorenz_asymmetry([1, 1, 1, 9]), 6), round(lorenz_asymmetry([1, 9, 9, 9]), 6)
    (1.25, 0.714286)
    """
    sample = WeightedValues.of(values, weights, missing=missing)
    ranked = sample.by_value()
    weight, mean = ranked.weight(), ranked.mean()
    require_mean(mean, float(ranked.values[0]))
    total, income = float(weight.sum()), ranked.total(ranked.values)
    below = ranked.values < mean * (1 - _ROUNDING)
    at = ~below & (ranked.values <= mean * (1 + _ROUNDING))
    count, lower = float(weight[below].sum()), math.fsum((weight * ranked.values)[below])
    low = count / total + lower / income
    if at.any():
        high = low + float(weight[at].sum()) / total + math.fsum((weight * ranked.values)[at]) / income
        return (low + high) / 2
    place = int(below.sum())
    under, over = float(ranked.values[place - 1]), float(ranked.values[place])
    step = (mean - under) / (over - under)
    return low + step / total + step * over / income
