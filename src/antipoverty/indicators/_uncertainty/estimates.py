"""Estimates by linearisation, under the design of the survey (抽样误差): one figure, a ratio, a difference, dominance.

For the linearised variables see `influence`, and for what needs none `bootstrap`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, table_frame
from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Confidence, Interval, confidence_level
from antipoverty.errors import InvalidValue
from antipoverty.indicators._income import poverty, quantiles
from antipoverty.indicators._income.poverty import fgt
from antipoverty.indicators._inputs.columns import Missing, Values, numpy
from antipoverty.indicators._inputs.measure_calls import bound, number_of
from antipoverty.indicators._inputs.weighted_values import Number, WeightedValues
from antipoverty.indicators._uncertainty.designs import Design, Drawn
from antipoverty.indicators._uncertainty.linearisation import (
    linearisation,
    linearised,
    ratio_influence,
    risk_influence,
    risk_line,
)
from antipoverty.indicators._uncertainty.survey_intervals import ROUNDING, share_interval, survey_interval
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.indicators._inputs.columns import Floats, Rows

#: A total that is a smaller share of the amounts that it is of is 0 but for rounding.
_ROUNDED = 1e-15
#: Measures that are shares of persons.
_SHARES = (poverty.headcount_ratio, quantiles.at_risk_of_poverty_rate)
#: Measures that are means of numbers from 0 to 1 where no income is negative.
_MEANS_OF_SHARES = (poverty.poverty_gap, poverty.squared_poverty_gap, poverty.fgt)


def estimate(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number | str,
    design: Design | None = None,
    domain: Values = None,
    confidence: Confidence = "0.95",
    interval: Literal["logit", "student"] | None = None,
    missing: Missing = "refuse",
) -> Estimate:
    """A measure with its linearised standard error and a confidence interval.

    Args:
        measure: a measure of this package, such as `headcount_ratio`, `gini`, `mean` or `total`.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside, by place.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        domain: a column of True and False, or 1 and 0: the rows that the figure is of; all if ``None``. The others
            stay in the design, and count for the variance as they should.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        interval: ``"student"`` for Student's t around the figure, or ``"logit"`` for it around the logit of a figure
            between 0 and 1; ``None`` for the logit of shares of persons and of poverty gaps, and Student's t of others.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything. Those who did answer are a
            domain: the design stays whole. Only rows whose stratum or cluster is missing have no place in it.

    Raises:
        InvalidValue: for a measure without a linearised variable (use `bootstrap`), a stratum with one cluster alone
            (unless the design says how it counts), and as the measure.
        MissingExtra: if NumPy or SciPy is not installed.

    >>> from antipoverty.indicators import headcount_ratio
    >>> result = estimate(headcount_ratio, [1, 2, 3, 4], 2.5)
    >>> result.value, round(result.standard_error, 6), [round(end, 3) for end in result.interval]
    (0.5, 0.288675, [0.025, 0.975])
    """
    if interval is not None and (not isinstance(interval, str) or interval not in {"logit", "student"}):
        raise InvalidValue("interval", interval, "'logit', 'student' or None")
    confidence_level(confidence)
    linearisation(measure)
    call = bound(measure, arguments)
    drawn = Drawn.of(values, design, missing, domain=domain)
    value = number_of(measure, call, drawn.sample)
    error = drawn.error(linearised(measure, drawn.sample, *arguments))
    if interval == "logit" and not -ROUNDING < value < 1 + ROUNDING:
        raise InvalidValue("interval", f"'logit' for {value:g}", "'student': only a figure from 0 to 1 has a logit")
    if interval == "logit" or (interval is None and _is_share(measure, drawn.sample, value)):
        return linearised_estimate(value, error, share_interval(value, error, drawn, confidence), drawn)
    return linearised_estimate(value, error, survey_interval(value, error, drawn, confidence), drawn)


def estimate_ratio(
    numerator: Values,
    denominator: Values,
    *,
    design: Design | None = None,
    domain: Values = None,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """The ratio of two totals, such as spending over income, with its linearised standard error.

    Source: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, chapter 6.

    Raises:
        InvalidValue: for a denominator whose total is 0, and as `estimate`.

    >>> result = estimate_ratio([1, 2, 6], [2, 5, 11])
    >>> result.value, round(result.standard_error, 4)
    (0.5, 0.0481)
    """
    drawn = Drawn.of(numerator, design, missing, domain=domain, others={"denominator": denominator})
    below = drawn.others["denominator"]
    whole = drawn.sample.total(below)
    if abs(whole) <= _ROUNDED * drawn.sample.total(abs(below)):
        raise InvalidValue("denominator", "a total of 0", "a total other than 0, to be divided by")
    value = drawn.sample.total(drawn.sample.values) / whole
    error = drawn.error(ratio_influence(drawn.sample, below))
    return linearised_estimate(value, error, survey_interval(value, error, drawn, confidence), drawn)


def estimate_risk_in_domain(
    values: Values,
    *,
    domain: Values,
    share: Number | str = 0.6,
    design: Design | None = None,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """The at-risk-of-poverty rate of a part of the population against the line of the whole population.

    The line is estimated from the same sample, and its own uncertainty is in the standard error.

    Args:
        values: incomes of all.
        domain: which rows the rate is of: True and False, or 1 and 0.
        share: of the median of all, at which the line is.
        design: how the sample was drawn.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        missing: as in `estimate`.

    Raises:
        InvalidValue: as `at_risk_of_poverty_rate`, and as `estimate`.

    >>> incomes, rural = [50, 60, 100, 110, 120, 140], [1, 1, 1, 0, 0, 0]
    >>> result = estimate_risk_in_domain(incomes, domain=rural)
    >>> round(result.value, 4), round(result.standard_error, 2)
    (0.6667, 0.36)
    """
    whole = Drawn.of(values, design, missing, others={"of domain": domain})
    inside = _truth(whole.others["of domain"], "domain")
    part = whole.domain(inside)
    if not part.sample.size:
        raise InvalidValue("domain", "no rows that count", "at least one row with a value and a weight above 0")
    value = float(poverty.headcount_ratio(part.sample, risk_line(whole.sample, share)))
    error = whole.error(risk_influence(whole.sample, inside, share))
    return linearised_estimate(value, error, share_interval(value, error, part, confidence), part)


def estimate_difference(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number | str,
    domain: Values,
    other: Values = None,
    design: Design | None = None,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """The difference of a figure between two parts of one survey, with their covariance.

    Villages in which both parts have people vary together, and the difference varies less for it. For figures from
    independent samples see `Estimate.minus`.

    Args:
        measure: as in `estimate`.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside, by place.
        domain: which rows the one figure is of: True and False, or 1 and 0.
        other: which rows the other is of; all that are not in the domain if ``None``.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        missing: as in `estimate`.

    Raises:
        InvalidValue: as `estimate`.

    >>> from antipoverty.indicators import Design, mean
    >>> villages = Design(clusters=["a", "a", "b", "b", "c", "c"])
    >>> result = estimate_difference(mean, [3, 1, 7, 6, 12, 10], domain=[1, 0, 1, 0, 1, 0], design=villages)
    >>> round(result.value, 4), round(result.standard_error, 4)
    (1.6667, 0.3333)
    """
    confidence_level(confidence)
    linearisation(measure)
    call = bound(measure, arguments)
    columns = {"of domain": domain} | ({} if other is None else {"of other": other})
    whole = Drawn.of(values, design, missing, others=columns)
    inside = _truth(whole.others["of domain"], "domain")
    outside = ~inside if other is None else _truth(whole.others["of other"], "other")
    value, influence = 0.0, numpy().zeros(whole.sample.size)
    for name, rows, sign in (("domain", inside, 1), ("other", outside, -1)):
        if not rows.any():
            raise InvalidValue(name, "no rows that count", "at least one row with a value and a weight above 0")
        part = whole.sample.where(rows)
        value += sign * number_of(measure, call, part)
        influence[rows] += sign * linearised(measure, part, *arguments)
    both = whole.domain(inside | outside)
    error = whole.error(influence)
    return linearised_estimate(value, error, survey_interval(value, error, both, confidence), both)


@frozen
class DominanceTest(Serializable, Shown):
    """A test of dominance over some lines.

    Attributes:
        lines: the lines.
        statistics: at each, second less first over its standard error.
        p_value: of the hypothesis that the first does not dominate the second over these lines.
    """

    lines: tuple[float, ...]
    statistics: tuple[float, ...]
    p_value: float

    def _table(self) -> TableColumns:
        return {"line": TableColumn(_LINE, self.lines), "statistic": TableColumn(_STATISTIC, self.statistics)}

    def frame(self) -> pl.DataFrame:
        """A row for each line: ``line`` and ``statistic``."""
        return table_frame(self._table())


_LINE, _STATISTIC = Text("line", "贫困线"), Text("statistic", "检验统计量")


def dominance_test(
    first: Values,
    second: Values,
    lines: Iterable[Number],
    *,
    order: int = 1,
    design_first: Design | None = None,
    design_second: Design | None = None,
    missing: Missing = "refuse",
) -> DominanceTest:
    """Test whether the first of two independent samples has less poverty at every line: dominance over those lines.

    The hypothesis is that it does not; it is rejected where even the least of the lines' statistics is large (the
    intersection–union test), so that the p-value is that of the least. Order 1 compares headcounts, order 2 gaps.

    Sources: A. Kaur, B. L. S. Prakasa Rao and H. Singh, Testing for Second-Order Stochastic Dominance, Econometric
    Theory 10 (1994); R. Davidson and J.-Y. Duclos, Testing for Restricted Stochastic Dominance, Econometric Reviews
    32 (2013).

    Raises:
        InvalidValue: for another order, no lines, a line at which neither sample has any variance, and as `estimate`.

    >>> poorer, richer = list(range(100, 140)), list(range(120, 160))
    >>> dominance_test(richer, poorer, [125, 130, 135]).p_value < 0.01
    True
    """
    if not isinstance(order, int) or order not in {1, 2}:
        raise InvalidValue("order", order, "1 for headcounts or 2 for gaps")
    if not isinstance(lines, Iterable) or not (lines := list(lines)):
        raise InvalidValue("lines", "no lines", "at least one line")
    statistics = []
    for line in lines:
        ours = estimate(fgt, first, line, order - 1, design=design_first, missing=missing)
        theirs = estimate(fgt, second, line, order - 1, design=design_second, missing=missing)
        difference = theirs.minus(ours)
        if not difference.standard_error:
            raise InvalidValue("lines", line, "a line at which the poverty of at least one sample varies")
        statistics.append(float(difference) / difference.standard_error)
    chance = 1 - NormalDist().cdf(min(statistics))
    return DominanceTest(tuple(float(line) for line in lines), tuple(statistics), chance)


def linearised_estimate(value: float, error: float, interval: Interval, drawn: Drawn) -> Estimate:
    """An estimate whose standard error follows from the linearised variable."""
    return Estimate(value, error, interval, "linearisation", drawn.degrees_of_freedom, drawn.sample.size)


def _is_share(measure: Callable[..., Any], sample: WeightedValues, value: float) -> bool:
    if not 0 <= value <= 1:
        return False
    return measure in _SHARES or (measure in _MEANS_OF_SHARES and sample.values.min() >= 0)


def _truth(column: Floats, name: str) -> Rows:
    if not set(numpy().unique(column).tolist()) <= {0.0, 1.0}:
        raise InvalidValue(name, "numbers other than 0 and 1", "True and False, or 1 and 0")
    truth: Rows = column == 1
    return truth
