"""The rate of a population, estimated from a sample (抽样估计), with an interval by the design of the sample.

The design is simple, with or without the population's size; stratified (分层); clustered (整群), where whole villages
are drawn and everybody in them is counted; or stratified with clusters in the strata.

>>> estimate = estimate_rate(Sample(found=3, sampled=400, population=2_000))
>>> estimate.value, [round(end, 4) for end in estimate.interval]
(Fraction(3, 400), [0.002, 0.02])

The intervals of designed samples are those of Korn and Graubard (1998), *Survey Methodology* 24(2), 193-201: the sample
is replaced by the simple one of the same variance, and its size corrected for the degrees of freedom. Variances are
those of Cochran (1977), *Sampling Techniques*, sections 3.2 (simple), 5.6 (strata) and 9A.1 (clusters of any size).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from math import comb

from attrs import field, frozen

from antipoverty._shared.extras import needing
from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    student_quantile,
    wilson,
)
from antipoverty._statistics.sampling import Method, Sample, interval, simple_variance
from antipoverty.errors import InvalidValue

#: From larger populations one draws as if with putting back.
_LARGEST = 10**10
#: Few are drawn of very many: the chance is summed in whole numbers.
_SLOW, _FEW = 10**6, 1_000


def _two_or_more(instance: object, attribute: object, value: object) -> None:
    if not isinstance(value, tuple) or len(value) < 2 or not all(isinstance(part, Sample) for part in value):
        raise InvalidValue("Clusters.samples", type(value).__name__, "a tuple of at least two Sample, one a cluster")


@frozen
class Clusters:
    """Whole clusters drawn at random, such as villages, in each of which everybody is counted (整群抽样).

    Attributes:
        samples: for each cluster drawn, how many are in it and how many of them have the property.
        total: how many clusters there are in all; without it the population of clusters is taken as large.
        population: how many persons there are in all clusters; needed where the clusters are one stratum of several.
    """

    samples: tuple[Sample, ...] = field(validator=_two_or_more)
    total: int | None = None
    population: int | None = None

    def __attrs_post_init__(self) -> None:
        for name, value, least in (
            ("total", self.total, len(self.samples)),
            ("population", self.population, sum(part.sampled for part in self.samples)),
        ):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
                raise InvalidValue(f"Clusters.{name}", value, f"a whole number of at least {least}")

    @property
    def whole(self) -> bool:
        """Whether every cluster was drawn."""
        return self.total == len(self.samples)

    @property
    def sampled(self) -> int:
        """How many were counted."""
        return sum(part.sampled for part in self.samples)

    @property
    def rate(self) -> Fraction:
        """Found over counted, exact: a ratio estimate, since clusters differ in size."""
        return Fraction(sum(part.found for part in self.samples), self.sampled)

    @property
    def variance(self) -> Fraction:
        """The estimated variance of the rate, exact."""
        drawn, rate = len(self.samples), self.rate
        squares = sum(((part.found - rate * part.sampled) ** 2 for part in self.samples), Fraction(0))
        rest = Fraction(1) if self.total is None else 1 - Fraction(drawn, self.total)
        return rest * Fraction(drawn, drawn - 1) * squares / self.sampled**2

    @property
    def degrees_of_freedom(self) -> int:
        """Clusters drawn less one."""
        return len(self.samples) - 1


def estimate_rate(
    sample: Sample | Clusters | Sequence[Sample | Clusters],
    *,
    confidence: Confidence = "0.95",
    method: Method | str = Method.CLOPPER_PEARSON,
) -> Estimate:
    """The rate of a population, from a simple sample, from clusters, or from strata of either.

    A simple sample without a population has Clopper and Pearson's (1934) interval or Wilson's (1927). With one,
    Clopper-Pearson inverts the hypergeometric distribution instead of the binomial: its ends are whole numbers of
    members, and where SciPy's tail is next to the chance allowed they are decided in whole numbers (of more than ten
    thousand million members, the binomial is as good); and Wilson's score has the variance times (N - n) / (N - 1).
    Clusters and strata have either interval for their effective size.

    Args:
        sample: a simple random sample, drawn without putting back where the population's size is given; whole clusters;
            or a sequence with one of these for each stratum, weighted with its population.
        confidence: how often the interval should hold the true rate.
        method: Clopper-Pearson or Wilson.

    Raises:
        InvalidValue: for a confidence that is not between 0 and 1, no strata, a stratum without its population, or one
            with a sample of one person out of several.
        MissingExtra: for Clopper-Pearson, if SciPy is not installed.

    >>> round(estimate_rate(Sample(5, 50), method="wilson").interval.high, 6)
    0.213602
    >>> villages = Clusters((Sample(9, 10), Sample(1, 10), Sample(8, 10), Sample(2, 10)))
    >>> estimate = estimate_rate(villages)
    >>> estimate.value, round(estimate.standard_error, 4), round(estimate.effective_size, 1)
    (Fraction(1, 2), 0.2041, 6.0)
    >>> east, west = Sample(2, 100, population=1_000), Sample(30, 100, population=3_000)
    >>> estimate_rate([east, west]).value
    Fraction(23, 100)
    """
    if isinstance(sample, Sample):
        return _of_sample(sample, confidence, method)
    if isinstance(sample, Clusters):
        return _of_clusters(sample, confidence, method)
    return _of_strata(sample, confidence, method)


def _of_sample(sample: Sample, confidence: Confidence, method: Method | str) -> Estimate:
    level, way = confidence_level(confidence), Method.of(method)
    size, rate, total = sample.sampled, sample.rate, sample.population
    effective_size: float | None = float(size)
    if total is None or sample.whole:
        ends = interval(sample, confidence=level, method=method)
        effective_size = None if sample.whole else effective_size
    else:
        effective_size = size * (total - 1) / (total - size)
        if way is Method.CLOPPER_PEARSON and total > _LARGEST:
            ends = interval(sample, confidence=level)
        elif way is Method.CLOPPER_PEARSON:
            high = _most(sample.found, size, total, (1 - level) / 2)
            low = total - _most(size - sample.found, size, total, (1 - level) / 2)
            ends = Interval(low / total, high / total, float(level), "Clopper-Pearson, hypergeometric")
        else:
            ends = wilson(float(rate), effective_size, level)
    error = math.sqrt(simple_variance(sample))
    return Estimate(rate, error, ends, "simple random sample", size - 1, size, effective_size)


def _of_clusters(clusters: Clusters, confidence: Confidence, method: Method | str) -> Estimate:
    """Persons of one cluster are alike: counted as if drawn one by one, they would narrow the interval too much."""
    return _designed(
        clusters.rate,
        clusters.variance,
        clusters.sampled,
        clusters.degrees_of_freedom,
        confidence,
        method,
        whole=clusters.whole,
    )


def _of_strata(strata: Sequence[Sample | Clusters], confidence: Confidence, method: Method | str) -> Estimate:
    if not isinstance(strata, Sequence):
        raise InvalidValue("sample", type(strata).__name__, "a Sample, Clusters, or a sequence of them, one a stratum")
    if not strata:
        raise InvalidValue("sample", "no stratum", "at least one")
    for place, stratum in enumerate(strata):
        if not isinstance(stratum, Sample | Clusters):
            raise InvalidValue(f"sample[{place}]", type(stratum).__name__, "a Sample or Clusters")
        if stratum.population is None:
            raise InvalidValue(f"sample[{place}].population", None, "the population of the stratum, its weight")
        if isinstance(stratum, Sample) and stratum.sampled == 1 and not stratum.whole:
            raise InvalidValue(f"sample[{place}].sampled", 1, "at least 2, since one draw shows no variance")
    population = sum(stratum.population or 0 for stratum in strata)
    rate, variance, sampled, degrees_of_freedom = Fraction(0), Fraction(0), 0, 0
    for stratum in strata:
        weight = Fraction(stratum.population or 0, population)
        rate += weight * stratum.rate
        variance += weight**2 * (stratum.variance if isinstance(stratum, Clusters) else simple_variance(stratum))
        degrees_of_freedom += stratum.degrees_of_freedom if isinstance(stratum, Clusters) else stratum.sampled - 1
        sampled += stratum.sampled
    complete = all(stratum.whole for stratum in strata)
    return _designed(rate, variance, sampled, degrees_of_freedom, confidence, method, whole=complete)


def _designed(
    rate: Fraction,
    variance: Fraction,
    sampled: int,
    degrees_of_freedom: int,
    confidence: Confidence,
    method: Method | str,
    *,
    whole: bool,
) -> Estimate:
    """The interval of the simple sample that has this variance, its size corrected for the degrees of freedom."""
    level, way = confidence_level(confidence), Method.of(method)

    def estimate(ends: Interval, effective_size: float | None) -> Estimate:
        error, design = math.sqrt(variance), "clusters or strata"
        return Estimate(rate, error, ends, design, degrees_of_freedom, sampled, effective_size)

    if whole or (variance == 0 and 0 < rate < 1):
        said = "complete count" if whole else "no variance"
        return estimate(Interval(float(rate), float(rate), float(level), said), None)
    # Where nobody or everybody has the property no variance can be seen: the sample counts as a simple one.
    size = float(rate * (1 - rate) / variance) if variance else float(sampled)
    corrected = size
    if degrees_of_freedom < sampled - 1 and sampled > 1:
        corrected *= (student_quantile(level, sampled - 1) / student_quantile(level, degrees_of_freedom)) ** 2
    if way is Method.WILSON:
        return estimate(wilson(float(rate), corrected, level), size)
    return estimate(beta_interval(float(rate) * corrected, corrected, level, method="Korn-Graubard"), size)


def _most(found: int, sampled: int, total: int, tail: Fraction) -> int:
    """The most members of a population for which finding so few is likelier than the tail."""
    with needing("stats", "scipy"):
        from scipy.stats import hypergeom
    allowed = float(tail)

    def possible(members: int) -> bool:
        if total > _SLOW and sampled <= _FEW:  # where SciPy takes seconds and loses digits
            return _exactly_possible(found, sampled, total, members, tail)
        chance = float(hypergeom.cdf(found, total, members, sampled))
        # SciPy's tails are right to ten digits; what is closer to the chance allowed is decided in whole numbers.
        if abs(chance - allowed) > 1e-9 * allowed:
            return chance > allowed
        return _exactly_possible(found, sampled, total, members, tail)

    low, high = found, total - (sampled - found)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if possible(middle) else (low, middle - 1)
    return low


def _exactly_possible(found: int, sampled: int, total: int, members: int, tail: Fraction) -> bool:
    """The chance is C(M, k) · C(N - M, n - k) / C(N, n), summed over k up to the number found."""
    least = max(0, sampled - (total - members))
    if found < least:
        return False
    term = few = comb(members, least) * comb(total - members, sampled - least)
    for k in range(least, min(found, members)):
        # Exact: each term is a whole number, and so is the next.
        term = term * (members - k) * (sampled - k) // ((k + 1) * (total - members - sampled + k + 1))
        few += term
    return few * tail.denominator > tail.numerator * comb(total, sampled)
