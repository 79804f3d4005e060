"""Linearised variables: the derivative of each measure by each row's weight, from which its standard error follows.

For a measure θ of weighted data, zᵢ = ∂θ/∂wᵢ. The sampling variance of θ is then that of the total Σ wᵢ·zᵢ. Measures
that do not depend on the scale of the weights have Σ wᵢ·zᵢ = 0. Those with a quantile inside need the density there:
it is estimated by a Gaussian kernel of bandwidth 0.9·min(s, IQR/1.349)·n^(−1/5) (Silverman's), s and IQR being the
weighted standard deviation and interquartile range and n the number of rows with weight.

Sources: J.-C. Deville, Variance Estimation for Complex Statistics and Estimators, Survey Methodology 25 (1999); A.
Demnati and J. N. K. Rao, Linearization Variance Estimators for Survey Data, Survey Methodology 30 (2004); G. Osier,
Variance Estimation for Complex Indicators of Poverty and Inequality, Survey Research Methods 3 (2009).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators._income import inequality, poverty, quantiles
from antipoverty.indicators._inputs.averages import LIMIT, NEAR, log
from antipoverty.indicators._inputs.columns import Values, numpy
from antipoverty.indicators._inputs.weighted_values import Line, Number, WeightedValues, number
from antipoverty.indicators._inputs.weighted_values import share as share_of

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats, Rows


def mean(values: Values, weights: Values = None, **options: Any) -> float:
    """The weighted mean, for `estimate` and `bootstrap`.

    >>> mean([1, 2, 6])
    3.0
    """
    return WeightedValues.of(values, weights, **options).mean()


def total(values: Values, weights: Values = None, **options: Any) -> float:
    """The weighted total, for `estimate` and `bootstrap`.

    >>> total([1, 2, 6], [10, 10, 5])
    60.0
    """
    sample = WeightedValues.of(values, weights, **options)
    return sample.total(sample.values)


def measures() -> tuple[Callable[..., Any], ...]:
    """The measures that have a linearised variable."""
    return tuple(_LINEARISED)


def linearisation(measure: Callable[..., Any]) -> Callable[..., Floats]:
    """The function that computes a measure's linearised variable, from a sample and the measure's further arguments.

    Raises:
        InvalidValue: for a measure that has none.

    >>> linearisation(mean)(WeightedValues.of([1, 3])).tolist()
    [-0.5, 0.5]
    """
    for known, variable in _LINEARISED.items():
        if known == measure:
            return variable
    name = getattr(measure, "__name__", type(measure).__name__)
    names = ", ".join(sorted(taken.__name__ for taken in _LINEARISED))
    raise InvalidValue("measure", name, f"one of {names}; or use bootstrap")


def linearised(measure: Callable[..., Any], sample: WeightedValues, *arguments: Number | str) -> Floats:
    """The linearised variable of a measure, one value for each row.

    Raises:
        InvalidValue: for a measure that has none.

    >>> linearised(mean, WeightedValues.of([1, 2, 6])).round(6).tolist()
    [-0.666667, -0.333333, 1.0]
    """
    variable = linearisation(measure)
    try:
        with numpy().errstate(all="ignore"):  # what has no derivative is refused by name
            influence = variable(sample, *arguments)
    except ArithmeticError:
        influence = numpy().full(sample.size, math.nan)
    if not numpy().isfinite(influence).all():
        name = measure.__name__
        raise InvalidValue("values", f"values at which {name} has no derivative", "values at which it changes smoothly")
    return influence


def ratio_influence(sample: WeightedValues, denominator: Floats) -> Floats:
    """The linearised variable of the ratio of two totals: of the values over another column.

    >>> ratio_influence(WeightedValues.of([1, 2, 6]), WeightedValues.of([1, 1, 1]).values).round(6).tolist()
    [-0.666667, -0.333333, 1.0]
    """
    whole = sample.total(denominator)
    influence: Floats = (sample.values - sample.total(sample.values) / whole * denominator) / whole
    return influence


def risk_influence(sample: WeightedValues, inside: Rows | list[int], share: Number | str = 0.6) -> Floats:
    """The linearised variable of a domain's at-risk-of-poverty rate against the line of all.

    How many of the domain are below the line, and how much the line moves, times the domain's density there.

    >>> risk_influence(WeightedValues.of([50, 60, 100, 110, 120, 140]), [1, 1, 1, 0, 0, 0]).round(3).tolist()
    [0.037, 0.037, -0.297, 0.075, 0.075, 0.075]
    """
    np = numpy()
    mask = np.asarray(inside, dtype=bool)
    part = sample.where(mask)
    line = risk_line(sample, share)
    influence: Floats = _density(part, float(line)) * _threshold(sample, share)
    influence[mask] += _additive("fgt", part, line)
    return influence


def risk_line(sample: WeightedValues, share: Number | str = 0.6) -> Fraction:
    """The at-risk-of-poverty threshold, exact, for incomes to be compared with.

    >>> risk_line(WeightedValues.of([614.79, 900, 1024.65, 1500, 2000]))
    Fraction(61479, 100)
    """
    quantiles.at_risk_of_poverty_threshold(sample, share=share)  # which refuses a median of 0 or less
    return share_of(share, "share", "a share of the median, above 0") * quantiles.exact_quantile(sample.by_value(), 0.5)


def _of_total(sample: WeightedValues) -> Floats:
    return sample.values


def _of_mean(sample: WeightedValues) -> Floats:
    return (sample.values - sample.mean()) / sample.total_weight()


def _additive(kind: str, sample: WeightedValues, line: Number, parameter: Number = 0) -> Floats:
    amounts = _contributions(kind, sample, line, parameter)
    return (amounts - sample.average(amounts)) / sample.total_weight()


def _contributions(kind: str, sample: WeightedValues, line: Number | Line, parameter: Number = 0) -> Floats:
    np = numpy()
    bar = Line.of(line)
    values = sample.settled(bar).values
    poor = values < bar.cut
    amounts: Floats = np.zeros(sample.size)
    amounts[poor] = poverty.poverty_row(kind, bar.value, parameter)(values[poor])
    return amounts


def _income_gap(sample: WeightedValues, line: Number) -> Floats:
    gap, poor = _contributions("fgt", sample, line, 1), _contributions("fgt", sample, line, 0)
    share = sample.average(poor)
    if not share:
        return poor
    return (gap - sample.average(gap) / share * poor) / (sample.total_weight() * share)


def _depth(sample: WeightedValues, line: Number) -> Floats:
    return _income_gap(sample, line) * Line.of(line).value


def _cost(sample: WeightedValues, line: Number) -> Floats:
    return _contributions("fgt", sample, line, 1) * Line.of(line).value


def _distances(values: Floats, weights: Floats) -> tuple[Floats, float]:
    """For each row the weighted sum of its distances to all, and the weighted sum of those."""
    np = numpy()
    order = np.argsort(values)
    ranked, weight = values[order], weights[order]
    upto, income = np.cumsum(weight), np.cumsum(weight * ranked)
    distances: Floats = np.empty(len(values))
    distances[order] = ranked * (2 * upto - upto[-1]) + income[-1] - 2 * income
    return distances, float((weights * distances).sum())


def _gini(sample: WeightedValues) -> Floats:
    own, every = _distances(sample.values, sample.weight())
    weight, income = sample.total_weight(), sample.total(sample.values)
    value = every / (2 * weight * income)
    return own / (weight * income) - value / weight - value * sample.values / income


def _sen(sample: WeightedValues, line: Number) -> Floats:
    np = numpy()
    at = Line.of(line)
    bar = at.value
    poor = sample.settled(at).values < at.cut
    influence: Floats = np.zeros(sample.size)
    if not sample.weight()[poor].sum():
        return influence
    weight = sample.weight()[poor]
    own, every = _distances(sample.values[poor], weight)
    total = float(weight.sum())
    influence[poor] = 1 - sample.values[poor] / bar + own / (bar * total) - every / (2 * bar * total**2)
    return (influence - poverty.sen(sample, line)) / sample.total_weight()


def _sst(sample: WeightedValues, line: Number) -> Floats:
    gaps = _contributions("fgt", sample, line, 1)
    own, every = _distances(gaps, sample.weight())
    total = sample.total_weight()
    return (gaps - sample.average(gaps)) / total + own / total**2 - every / total**3


def _entropy(sample: WeightedValues, alpha: Number) -> Floats:
    np = numpy()
    alpha = number(alpha, "alpha")
    level = sample.mean()
    ratio = sample.values / level
    logs = log(np.where(ratio > 0, sample.values, level), level)
    influence: Floats
    if abs(alpha) <= LIMIT:
        influence = ratio - 1 - (logs - sample.average(logs))
    elif abs(alpha - 1) <= LIMIT:
        product = ratio * logs
        value = sample.average(product)
        influence = product - value - (value + 1) * (ratio - 1)
    # What does not differ from row to row drops out, but for digits that division by α or α − 1 would lose.
    elif abs(alpha) < NEAR:
        part = np.where(ratio > 0, np.expm1(alpha * logs), -1.0) / alpha
        middle = 1 + alpha * sample.average(part)
        influence = (part - sample.average(part) - middle * (ratio - 1)) / (alpha - 1)
    else:
        part = ratio * np.expm1((alpha - 1) * logs) if abs(alpha - 1) < NEAR else ratio**alpha - ratio
        more = sample.average(part)  # the mean power less 1
        influence = (part - more - (alpha * more + (alpha - 1)) * (ratio - 1)) / (alpha * (alpha - 1))
    return influence / sample.total_weight()


def _theil(sample: WeightedValues) -> Floats:
    return _entropy(sample, 1)


def _log_deviation(sample: WeightedValues) -> Floats:
    return _entropy(sample, 0)


def _atkinson(sample: WeightedValues, epsilon: Number) -> Floats:
    np = numpy()
    mean = sample.mean()
    ratio = sample.values / mean
    power = 1 - number(epsilon, "epsilon")
    if power == 0:
        logs = log(sample.values, mean)
        level = math.exp(sample.average(logs))
        slope = level * (logs - sample.average(logs))
    else:
        # Over the least or the largest income, as the measure is, so that no power overflows.
        extreme = float(sample.values.max() if power > 0 else sample.values.min())
        less = np.expm1(power * log(sample.values, extreme))
        middle = sample.average(less)
        level = math.exp(inequality.log_equal_income(sample, power, mean))
        slope = level / (power * (1 + middle)) * (less - middle)
    influence: Floats = (level * (ratio - 1) - slope) / sample.total_weight()
    return influence


def _hoover(sample: WeightedValues) -> Floats:
    np = numpy()
    level = sample.mean()
    distance = np.abs(sample.values - level)
    income = sample.total(sample.values)
    value = sample.total(distance) / (2 * income)
    lower = sample.average(np.sign(level - sample.values))
    influence: Floats = (distance + lower * (sample.values - level)) / (2 * income) - value * sample.values / income
    return influence


def _density(sample: WeightedValues, at: float) -> float:
    np = numpy()
    ranked = sample.by_value()
    distance = sample.values - sample.mean()
    largest = float(np.abs(distance).max()) or 1.0  # by which squares are kept from overflowing
    spread = largest * math.sqrt(sample.average((distance / largest) ** 2))
    middle = quantiles.quantile_of(ranked, 0.75) - quantiles.quantile_of(ranked, 0.25)
    rows = sample.size if sample.weights is None else int((sample.weights > 0).sum())
    width = 0.9 * min(spread, middle / 1.349 or spread) / float(rows**0.2)
    if not width:
        raise InvalidValue("values", "values that are all alike", "values that spread, for a density to be estimated")
    with np.errstate(over="ignore", under="ignore"):  # far away there is no density
        kernel = np.exp(-0.5 * ((sample.values - at) / width) ** 2)
    return sample.average(kernel) / (width * math.sqrt(2 * math.pi))


def _quantile(sample: WeightedValues, q: Number | str) -> Floats:
    at = quantiles.weighted_quantile(sample, q)
    reached = (sample.values <= at).astype("float64")
    return (sample.average(reached) - reached) / (sample.total_weight() * _density(sample, at))


def _quantile_ratio(sample: WeightedValues, upper: Number | str, lower: Number | str) -> Floats:
    high, low = quantiles.weighted_quantile(sample, upper), quantiles.weighted_quantile(sample, lower)
    return _quantile(sample, upper) / low - high / low**2 * _quantile(sample, lower)


def _lorenz_share(sample: WeightedValues, p: Number | str) -> Floats:
    np = numpy()
    share = _share(p, "p")
    ranked = sample.by_value()
    weight = ranked.weight()
    place = min(int(np.searchsorted(np.cumsum(weight), share * ranked.total_weight())), sample.size - 1)
    at = float(ranked.values[place])
    part = np.minimum(sample.values - at, 0) + share * at
    score: Floats = (part - inequality.lorenz_shares(sample, share)[0] * sample.values) / sample.total(sample.values)
    return score


def _share(value: Number | str, name: str) -> float:
    return float(share_of(value, name, "a share from 0 to 1", least=0, most=1))


def _share_ratio(above: float, below: float, sample: WeightedValues) -> Floats:
    top, bottom = inequality.lorenz_shares(sample, above, below)
    return -_lorenz_share(sample, above) / bottom - (1 - top) / bottom**2 * _lorenz_share(sample, below)


def _threshold(sample: WeightedValues, share: Number | str = 0.6) -> Floats:
    return float(share_of(share, "share", "a share of the median, above 0")) * _quantile(sample, 0.5)


def _risk(sample: WeightedValues, share: Number | str = 0.6) -> Floats:
    line = risk_line(sample, share)
    return _additive("fgt", sample, line) + _density(sample, float(line)) * _threshold(sample, share)


def _median_gap(sample: WeightedValues, share: Number | str = 0.6) -> Floats:
    line = Line.of(risk_line(sample, share))
    threshold = line.value
    poor = sample.where(sample.settled(line).values < line.cut)
    if not poor.size or not poor.total_weight():
        influence: Floats = numpy().zeros(sample.size)
        return influence
    middle = quantiles.weighted_quantile(poor, 0.5)
    reached = (sample.values <= middle).astype("float64")
    moved = (sample.average(reached) - reached) / sample.total_weight()
    of_middle = (_risk(sample, share) / 2 + moved) / _density(sample, middle)
    return middle / threshold**2 * _threshold(sample, share) - of_middle / threshold


_LINEARISED: dict[Callable[..., Any], Callable[..., Floats]] = {
    mean: _of_mean,
    total: _of_total,
    poverty.headcount_ratio: partial(_additive, "fgt"),
    poverty.poverty_gap: lambda sample, line: _additive("fgt", sample, line, 1),
    poverty.squared_poverty_gap: lambda sample, line: _additive("fgt", sample, line, 2),
    poverty.fgt: partial(_additive, "fgt"),
    poverty.watts: partial(_additive, "watts"),
    poverty.clark_hemming_ulph: partial(_additive, "clark_hemming_ulph"),
    poverty.income_gap_ratio: _income_gap,
    poverty.poverty_depth: _depth,
    poverty.cost_to_close: _cost,
    poverty.sen: _sen,
    poverty.sen_shorrocks_thon: _sst,
    inequality.gini: _gini,
    inequality.generalized_entropy: _entropy,
    inequality.theil: _theil,
    inequality.mean_log_deviation: _log_deviation,
    inequality.atkinson: _atkinson,
    inequality.hoover: _hoover,
    inequality.lorenz_share: _lorenz_share,
    quantiles.weighted_quantile: _quantile,
    quantiles.quantile_ratio: _quantile_ratio,
    quantiles.quintile_share_ratio: partial(_share_ratio, 0.8, 0.2),
    quantiles.lorenz_share_ratio: lambda sample, upper, lower: _share_ratio(
        _share(upper, "upper"), _share(lower, "lower"), sample
    ),
    quantiles.palma: partial(_share_ratio, 0.9, 0.4),
    quantiles.at_risk_of_poverty_threshold: _threshold,
    quantiles.at_risk_of_poverty_rate: _risk,
    quantiles.relative_median_gap: _median_gap,
}
