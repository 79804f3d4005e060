"""How sure a figure is: standard errors by linearisation and by bootstrap, under the design of the survey.

Source: J. N. K. Rao and C. F. J. Wu, Resampling Inference with Complex Survey Data, Journal of the American
Statistical Association 83 (1988); for linearisation see `antipoverty.indicators.influence`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import Any

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import Missing, Values, numpy
from antipoverty.indicators.designs import Design, Drawn
from antipoverty.indicators.influence import linearised
from antipoverty.indicators.inputs import Number, Sample, number
from antipoverty.indicators.poverty import fgt
from antipoverty.indicators.student import student_quantile

__all__ = ["LINEARISATION", "DominanceTest", "Estimate", "bootstrap", "difference", "dominance_test", "estimate"]

#: What an estimate's method is called where its error follows from the linearised variable.
LINEARISATION = "linearisation"


@frozen
class Estimate:
    """A figure with its uncertainty; ``float()`` takes it.

    Attributes:
        value: the figure.
        standard_error: the standard error.
        interval: the lower and the upper bound.
        confidence: the interval's nominal coverage.
        method: how the uncertainty was found.
        degrees_of_freedom: clusters less strata.
    """

    value: float
    standard_error: float
    interval: tuple[float, float]
    confidence: float
    method: str
    degrees_of_freedom: int

    def __float__(self) -> float:
        return self.value

    @classmethod
    def around(cls, value: float, error: float, *, confidence: Number, method: str, freedom: int) -> Estimate:
        """A figure with its standard error, and the interval around it by Student's t.

        Raises:
            InvalidValue: for a confidence that is not between 0 and 1.
        """
        level = _confidence(confidence)
        half = student_quantile(level, freedom) * error
        return cls(value, error, (value - half, value + half), level, method, freedom)


def estimate(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number,
    design: Design | None = None,
    confidence: Number = 0.95,
    missing: Missing = "refuse",
) -> Estimate:
    """A measure with its linearised standard error and an interval by Student's t.

    Args:
        measure: a measure of this package, such as `headcount_ratio` or `gini`.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        confidence: the interval's nominal coverage, between 0 and 1.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for a measure without a linearised variable (use `bootstrap`), a stratum with one cluster alone
            (merge it with another), and as the measure.

    >>> from antipoverty.indicators import headcount_ratio
    >>> found = estimate(headcount_ratio, [1, 2, 3, 4], 2.5)
    >>> found.value, round(found.standard_error, 6)
    (0.5, 0.288675)
    """
    drawn = Drawn.of(values, design or Design(), missing)
    error = drawn.error(linearised(measure, drawn.sample, *arguments))
    value = float(_call(measure, drawn.sample, arguments))
    return Estimate.around(value, error, confidence=confidence, method=LINEARISATION, freedom=drawn.freedom)


def bootstrap(
    measure: Callable[..., Any],
    values: Values,
    *arguments: Number,
    seed: int,
    design: Design | None = None,
    replicates: int = 500,
    confidence: Number = 0.95,
    missing: Missing = "refuse",
) -> Estimate:
    """A measure with its bootstrap standard error and percentile interval: the same for the same seed.

    Within each stratum of n clusters, n − 1 are drawn again with replacement and their weights multiplied by
    n/(n − 1) times how often each was drawn (Rao and Wu's rescaled bootstrap). No finite population correction.

    Args:
        measure: any function of values, arguments and ``weights=``.
        values: as the measure takes them.
        arguments: what the measure takes after the values, weights aside.
        seed: of the random numbers.
        design: how the sample was drawn; a simple random sample with equal weights if ``None``.
        replicates: how many samples to draw, at least 2.
        confidence: the interval's nominal coverage, between 0 and 1.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the rows that lack anything.

    Raises:
        InvalidValue: for fewer than 2 replicates, a stratum with one cluster alone, a design with a finite
            population, and as the measure.

    >>> from antipoverty.indicators import gini
    >>> first, again = (bootstrap(gini, [1, 2, 3, 4, 10], seed=7, replicates=50) for _ in range(2))
    >>> first == again, round(first.value, 2)
    (True, 0.4)
    """
    np = numpy()
    if isinstance(replicates, bool) or not isinstance(replicates, int) or replicates < 2:
        raise InvalidValue("replicates", replicates, "a whole number of at least 2")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise InvalidValue("seed", seed, "a whole number of at least 0")
    if design is not None and design.population is not None:
        raise InvalidValue("design.population", "a finite population", "None: the bootstrap does not correct for it")
    level = _confidence(confidence)
    drawn = Drawn.of(values, design or Design(), missing)
    sample = drawn.sample
    value = float(_call(measure, sample, arguments))
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(drawn.stratum == code) for code in range(len(drawn.sizes))]
    found = np.empty(replicates)
    for number_ in range(replicates):
        factor = np.zeros(len(drawn.stratum))
        for clusters in members:
            picked = random.integers(0, len(clusters), len(clusters) - 1)
            factor[clusters] = np.bincount(picked, minlength=len(clusters)) * (len(clusters) / (len(clusters) - 1))
        weights = sample.weight() * factor[drawn.cluster.codes]
        found[number_] = float(_call(measure, Sample(sample.values, weights, {}), arguments))
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    method = f"Rao–Wu bootstrap, {replicates} replicates, seed {seed}"
    return Estimate(value, float(found.std(ddof=1)), (float(low), float(high)), level, method, drawn.freedom)


def difference(after: Estimate, before: Estimate, *, confidence: Number = 0.95) -> Estimate:
    """The difference of two figures from independent samples, with an interval by Student's t.

    Its degrees of freedom are those of the figure that has fewer.

    >>> parts = [Estimate(value, error, (0, 1), 0.95, "given", 9) for value, error in ((0.3, 0.03), (0.5, 0.04))]
    >>> found = difference(*parts)
    >>> round(found.value, 3), round(found.standard_error, 3)
    (-0.2, 0.05)
    """
    error = math.hypot(after.standard_error, before.standard_error)
    freedom = min(after.degrees_of_freedom, before.degrees_of_freedom)
    method = "difference of independent samples"
    return Estimate.around(after.value - before.value, error, confidence=confidence, method=method, freedom=freedom)


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
    lines: Sequence[Number],
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
    if order not in {1, 2}:
        raise InvalidValue("order", order, "1 for headcounts or 2 for gaps")
    if not lines:
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


def _call(measure: Callable[..., Any], sample: Sample, arguments: Sequence[Number]) -> Any:
    return measure(sample.values, *arguments, weights=sample.weights)


def _confidence(confidence: Number) -> float:
    level = number(confidence, "confidence", "a share between 0 and 1", above=0)
    if level >= 1:
        raise InvalidValue("confidence", confidence, "a share between 0 and 1")
    return level
