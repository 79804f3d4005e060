"""How sure a figure is: standard errors by linearisation and by bootstrap, under the design of the survey.

Source: J. N. K. Rao and C. F. J. Wu, Resampling Inference with Complex Survey Data, Journal of the American
Statistical Association 83 (1988); for linearisation see `antipoverty.indicators.influence`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Sequence
from statistics import NormalDist
from typing import Any, Literal

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators import poverty, relative
from antipoverty.indicators.columns import Missing, Values, numpy
from antipoverty.indicators.designs import Design, Drawn
from antipoverty.indicators.influence import (
    linearisation,
    linearised,
    measures,
    ratio_influence,
    risk_influence,
    risk_line,
)
from antipoverty.indicators.inputs import Number, Sample
from antipoverty.indicators.poverty import fgt
from antipoverty.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    logit_interval,
    student_interval,
    student_quantile,
)

__all__ = [
    "LINEARISATION",
    "DominanceTest",
    "Estimate",
    "bootstrap",
    "difference",
    "dominance_test",
    "estimate",
    "estimate_ratio",
    "estimate_risk_in_domain",
    "figure_interval",
    "share_interval",
]

#: What an estimate's method is called where its error follows from the linearised variable.
LINEARISATION = "linearisation"

#: Measures that are shares of persons.
_SHARES = (poverty.headcount_ratio, relative.at_risk_of_poverty_rate)
#: Measures that are means of numbers from 0 to 1 where no income is negative.
_MEANS_OF_SHARES = (poverty.poverty_gap, poverty.squared_poverty_gap, poverty.fgt)
_REPLICATES = 1_000_000
#: A share that differs from 0 or 1 by less differs by rounding.
_ROUNDING = 1e-12


@frozen
class Estimate:
    """A figure with its uncertainty; ``float()`` takes it.

    Attributes:
        value: the figure.
        standard_error: the standard error.
        interval: the confidence interval, with its confidence and how it was made.
        method: how the standard error was found.
        degrees_of_freedom: clusters less strata, of those that have rows which count.
        undefined_replicates: of a bootstrap, the replicates for which the measure is not defined, left out of the rest.
    """

    value: float
    standard_error: float
    interval: Interval
    method: str
    degrees_of_freedom: int
    undefined_replicates: int = 0

    def __float__(self) -> float:
        return self.value

    @property
    def confidence(self) -> float:
        """How often intervals made this way hold the true value."""
        return self.interval.confidence


def estimate(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number,
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
    >>> found = estimate(headcount_ratio, [1, 2, 3, 4], 2.5)
    >>> found.value, round(found.standard_error, 6), [round(end, 3) for end in found.interval]
    (0.5, 0.288675, [0.025, 0.975])
    """
    if interval is not None and (not isinstance(interval, str) or interval not in {"logit", "student"}):
        raise InvalidValue("interval", interval, "'logit', 'student' or None")
    confidence_level(confidence)
    linearisation(measure)
    applied = _applied(measure, arguments)
    drawn = Drawn.of(values, design, missing, domain=domain)
    value = _number(measure, applied, drawn.sample)
    error = drawn.error(linearised(measure, drawn.sample, *arguments))
    if interval == "logit" and not -_ROUNDING < value < 1 + _ROUNDING:
        raise InvalidValue("interval", f"'logit' for {value:g}", "'student': only a figure from 0 to 1 has a logit")
    if interval == "logit" or (interval is None and _is_share(measure, drawn.sample, value)):
        found = share_interval(value, error, drawn, confidence)
    else:
        found = figure_interval(value, error, drawn, confidence)
    return Estimate(value, error, found, LINEARISATION, drawn.degrees_of_freedom)


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

    >>> found = estimate_ratio([1, 2, 6], [2, 5, 11])
    >>> found.value, round(found.standard_error, 4)
    (0.5, 0.0481)
    """
    drawn = Drawn.of(numerator, design, missing, domain=domain, others={"denominator": denominator})
    below = drawn.others["denominator"]
    if not drawn.sample.total(below):
        raise InvalidValue("denominator", "a total of 0", "a total other than 0, to be divided by")
    value = drawn.sample.total(drawn.sample.values) / drawn.sample.total(below)
    error = drawn.error(ratio_influence(drawn.sample, below))
    found = figure_interval(value, error, drawn, confidence)
    return Estimate(value, error, found, LINEARISATION, drawn.degrees_of_freedom)


def estimate_risk_in_domain(
    values: Values,
    *,
    domain: Values,
    share: Number = 0.6,
    design: Design | None = None,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """The at-risk-of-poverty rate of a part of the population against the line of all: its median, not the part's.

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
    >>> found = estimate_risk_in_domain(incomes, domain=rural)
    >>> round(found.value, 4), round(found.standard_error, 2)
    (0.6667, 0.36)
    """
    whole = Drawn.of(values, design, missing, others={"of domain": domain})
    inside = whole.others["of domain"]
    if not set(numpy().unique(inside).tolist()) <= {0.0, 1.0}:
        raise InvalidValue("domain", "other numbers", "True and False, or 1 and 0")
    part = whole.domain(inside == 1)
    if not part.sample.size:
        raise InvalidValue("domain", "no row that counts", "at least one")
    value = float(poverty.headcount_ratio(part.sample, risk_line(whole.sample, share)))
    error = whole.error(risk_influence(whole.sample, inside == 1, share))
    return Estimate(
        value, error, share_interval(value, error, part, confidence), LINEARISATION, part.degrees_of_freedom
    )


def bootstrap(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number,
    seed: int,
    design: Design | None = None,
    domain: Values = None,
    replicates: int = 500,
    confidence: Confidence = "0.95",
    missing: Missing = "refuse",
) -> Estimate:
    """A measure with its bootstrap standard error and percentile interval: the same for the same seed.

    Within each stratum of n clusters, n − 1 are drawn again with replacement. With λ² = 1 − n/N, the share of the
    stratum's clusters that is not in the sample, weights are multiplied by 1 − λ + λ·r·n/(n − 1), r being how often
    each was drawn (Rao and Wu's rescaled bootstrap). A replicate for which the measure is not defined, as where nobody
    of a domain is left or all incomes are 0, is left out, and counted.

    Args:
        measure: any function of values, arguments and ``weights=``.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside, by place.
        seed: of the random numbers.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        domain: as in `estimate`.
        replicates: how many samples to draw, from 2 to a million.
        confidence: how often intervals made this way should hold the true value, between 0 and 1.
        missing: as in `estimate`.

    Raises:
        InvalidValue: for fewer than 2 replicates, or fewer for which the measure is defined; a stratum with one
            cluster alone that does not count as certain; populations of the second stage; and as the measure.

    >>> from antipoverty.indicators import gini
    >>> first, again = (bootstrap(gini, [1, 2, 3, 4, 10], seed=7, replicates=50) for _ in range(2))
    >>> first == again, round(first.value, 2)
    (True, 0.4)
    """
    np = numpy()
    if isinstance(replicates, bool) or not isinstance(replicates, int) or not 2 <= replicates <= _REPLICATES:
        raise InvalidValue("replicates", replicates, f"a whole number from 2 to {_REPLICATES:,}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InvalidValue("seed", seed, "a whole number of at least 0")
    level = float(confidence_level(confidence))
    applied = _applied(measure, arguments)
    drawn = Drawn.of(values, design, missing, domain=domain)
    if drawn.second is not None:
        expected = "None: the bootstrap has no correction for the second stage"
        raise InvalidValue("design.unit_population", "numbers of units", expected)
    if drawn.lonely not in {"refuse", "certainty"} and drawn.first.lonely.any():
        raise InvalidValue("design.lonely", drawn.lonely, "'certainty', or no cluster alone, for a bootstrap")
    sample = drawn.sample
    value = _number(measure, applied, sample)
    random = np.random.default_rng(seed)
    stretch = np.sqrt(drawn.first.rest)
    members = [np.flatnonzero(drawn.stratum == code) for code in range(len(drawn.sizes))]
    found = np.full(replicates, math.nan)
    for replicate in range(replicates):
        factor = np.ones(len(drawn.stratum))
        for clusters, share in zip(members, stretch, strict=True):
            if share and (size := len(clusters)) > 1:
                drawn_again = np.bincount(random.integers(0, size, size - 1), minlength=size)
                factor[clusters] += share * (drawn_again * (size / (size - 1)) - 1)
        weights = sample.weight() * factor[drawn.cluster.codes]
        counted = weights > 0
        if not counted.any():
            continue
        try:
            found[replicate] = float(applied(evolve(sample.where(counted), weights=weights[counted])))
        except (InvalidValue, ArithmeticError):
            continue
    defined = found[np.isfinite(found)]
    if len(defined) < 2:
        given = f"{len(defined)} of {replicates} replicates for which {_name(measure)} is defined"
        raise InvalidValue("replicates", given, "two or more: another measure, or a larger sample")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(
        value,
        float(defined.std(ddof=1)),
        Interval(float(low), float(high), level, "percentile"),
        f"Rao–Wu bootstrap, {replicates} replicates, seed {seed}",
        drawn.degrees_of_freedom,
        replicates - len(defined),
    )


def difference(after: Estimate, before: Estimate, *, confidence: Confidence = "0.95") -> Estimate:
    """The difference of two figures from independent samples, with an interval by Student's t.

    Its degrees of freedom are those of the figure that has fewer.

    >>> from antipoverty.indicators import mean
    >>> found = difference(estimate(mean, [4, 6, 8]), estimate(mean, [1, 2, 3]))
    >>> found.value, round(found.standard_error, 3), found.degrees_of_freedom
    (4.0, 1.291, 2)
    """
    for name, each in (("after", after), ("before", before)):
        if not isinstance(each, Estimate):
            raise InvalidValue(name, type(each).__name__, "an Estimate")
    error = math.hypot(after.standard_error, before.standard_error)
    freedom = min(after.degrees_of_freedom, before.degrees_of_freedom)
    value = after.value - before.value
    found = student_interval(value, error, confidence, freedom)
    return Estimate(value, error, found, "difference of independent samples", freedom)


def figure_interval(value: float, error: float, drawn: Drawn, confidence: Confidence) -> Interval:
    """Student's interval of a figure; the figure itself where everybody was in the sample."""
    if drawn.complete:
        return Interval(value, value, float(confidence_level(confidence)), "complete count")
    return student_interval(value, error, confidence, drawn.degrees_of_freedom)


def share_interval(
    value: float, error: float, drawn: Drawn, confidence: Confidence, *, rows: int | None = None
) -> Interval:
    """The interval of a mean of numbers from 0 to 1: Student's of its logit.

    At 0 or 1, where no variance can be seen, that of Clopper and Pearson for so many rows, corrected for the degrees of
    freedom as by Korn and Graubard; the rows are those that count if ``None``.
    """
    if drawn.complete or not -_ROUNDING < value < 1 + _ROUNDING:
        return figure_interval(value, error, drawn, confidence)
    freedom = drawn.degrees_of_freedom
    if _ROUNDING < value < 1 - _ROUNDING:
        return logit_interval(value, error, confidence, freedom)
    size = float(drawn.sample.size if rows is None else rows)
    if freedom <= 0:
        size = 0.0  # nothing is known
    elif size > freedom + 1:
        size *= (student_quantile(confidence, size - 1) / student_quantile(confidence, freedom)) ** 2
    return beta_interval(round(value) * size, size, confidence)


@frozen
class DominanceTest:
    """Whether a sample's lesser poverty at every one of some lines could be chance.

    Attributes:
        lines: the lines.
        statistics: at each, second less first over its standard error.
        p_value: of the hypothesis that the first does not dominate the second over these lines.
    """

    lines: tuple[float, ...]
    statistics: tuple[float, ...]
    p_value: float


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
        found = difference(theirs, ours)
        if not found.standard_error:
            raise InvalidValue("lines", line, "a line at which the poverty of at least one sample varies")
        statistics.append(found.value / found.standard_error)
    chance = 1 - NormalDist().cdf(min(statistics))
    return DominanceTest(tuple(float(line) for line in lines), tuple(statistics), chance)


def _is_share(measure: Callable[..., Any], sample: Sample, value: float) -> bool:
    if not 0 <= value <= 1:
        return False
    return measure in _SHARES or (measure in _MEANS_OF_SHARES and sample.values.min() >= 0)


def _name(measure: object) -> str:
    return str(getattr(measure, "__name__", None) or type(measure).__name__)


def _applied(measure: Callable[..., Any], arguments: Sequence[Number]) -> Callable[[Sample], Any]:
    """A measure with its further arguments, which stand in its own order with the weights left out.

    Raises:
        InvalidValue: for what is no function, and for too few or too many arguments.
    """
    if not callable(measure):
        raise InvalidValue("measure", type(measure).__name__, "a measure: a function of values and weights")
    ours = any(known == measure for known in measures())

    def applied(sample: Sample, *by_place: Number, **by_name: Number) -> Any:
        # A measure of this package takes a sample as it is, with what floats cannot hold of it.
        values, weights = (sample, None) if ours else (sample.values, sample.weights)
        return measure(values, *by_place, weights=weights, **by_name)

    try:
        signature = inspect.signature(measure)
    except (TypeError, ValueError):  # a function in C that does not say what it takes
        return lambda sample: applied(sample, *arguments)
    takes = signature.parameters
    if "weights" not in takes and not any(each.kind is inspect.Parameter.VAR_KEYWORD for each in takes.values()):
        raise InvalidValue("measure", _name(measure), "a function that takes weights= after its values")
    kinds = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    further = [each for each in list(takes.values())[1:] if each.kind in kinds and each.name != "weights"]
    free = any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in takes.values())
    needed = sum(each.default is inspect.Parameter.empty for each in further)
    if not free and not needed <= len(arguments) <= len(further):
        names = ", ".join(each.name for each in further) or "none"
        raise InvalidValue("arguments", f"{len(arguments)} of them", f"those of {_name(measure)}, which are: {names}")
    if free or any(each.kind is inspect.Parameter.POSITIONAL_ONLY for each in further):
        return lambda sample: applied(sample, *arguments)
    named = {each.name: argument for each, argument in zip(further, arguments, strict=False)}
    return lambda sample: applied(sample, **named)


def _number(measure: Callable[..., Any], applied: Callable[[Sample], Any], sample: Sample) -> float:
    """A measure of all, which is one finite number."""
    try:
        found = float(applied(sample))
    except ArithmeticError:
        found = math.nan
    except TypeError as error:
        if "float()" not in str(error):
            raise
        raise InvalidValue("measure", _name(measure), "a measure that gives one number") from None
    if not math.isfinite(found):
        raise InvalidValue("values", f"values for which {_name(measure)} is not defined", "values for which it is")
    return found
