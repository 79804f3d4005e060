"""Rates of a programme that are sampled (抽样估计), with intervals by the design of the sample.

The design is simple, with or without the population's size; stratified (分层); clustered (整群), where whole villages
are drawn and everybody in them is counted; or stratified with clusters in the strata.

>>> estimate = sampled_rate(Sample(found=3, sampled=400, population=2_000))
>>> estimate.rate, [round(end, 4) for end in estimate.interval]
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

from antipoverty._statistics.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    student_quantile,
    wilson,
)
from antipoverty._statistics.sampling import Method, Sample, interval
from antipoverty.errors import InvalidValue, MissingExtra

#: From larger populations one draws as if with putting back.
_LARGEST = 10**10
#: Few are drawn of very many: the chance is summed in whole numbers.
_SLOW, _FEW = 10**6, 1_000


@frozen
class RateEstimate:
    """A rate estimated from a sample.

    Attributes:
        rate: the estimate, exact.
        standard_error: its standard error.
        interval: the confidence interval, with its confidence and how it was made.
        effective_size: the size of a simple sample from a large population that would tell as much; `None` if no sample
            could, since no doubt is left.
    """

    rate: Fraction
    standard_error: float
    interval: Interval
    effective_size: float | None

    def __float__(self) -> float:
        return float(self.rate)


def sampled_rate(
    sample: Sample, *, confidence: Confidence = "0.95", method: Method | str = Method.CLOPPER_PEARSON
) -> RateEstimate:
    """A rate from a simple random sample, drawn without putting back where the population's size is given.

    Without a population the interval is `sampling.interval`'s, Clopper and Pearson's (1934) or Wilson's
    (1927). With one, Clopper-Pearson inverts the hypergeometric distribution instead of the binomial: its ends are
    whole numbers of members, and where SciPy's tail is next to the chance allowed they are decided in whole numbers (of
    more than ten thousand million members, the binomial is as good); and Wilson's score has the variance times
    (N - n) / (N - 1).

    Raises:
        InvalidValue: for a confidence that is not between 0 and 1.
        MissingExtra: for Clopper-Pearson, if SciPy is not installed.

    >>> round(sampled_rate(Sample(5, 50), method=Method.WILSON).interval.high, 6)
    0.213602
    >>> sampled_rate(Sample(5, 50, population=50)).interval.high
    0.1
    """
    level, way = confidence_level(confidence), Method.of(method)
    size, rate = Sample.required(sample).sampled, sample.rate
    total = sample.population
    effective: float | None = float(size)
    if total is None or sample.whole:
        found = interval(sample, confidence=level, method=method)
        effective = None if sample.whole else effective
    else:
        effective = size * (total - 1) / (total - size)
        if way is Method.CLOPPER_PEARSON and total > _LARGEST:
            found = interval(sample, confidence=level)
        elif way is Method.CLOPPER_PEARSON:
            high = _most(sample.found, size, total, (1 - level) / 2)
            low = total - _most(size - sample.found, size, total, (1 - level) / 2)
            found = Interval(low / total, high / total, float(level), "Clopper-Pearson, hypergeometric")
        else:
            found = wilson(float(rate), effective, level)
    return RateEstimate(rate, math.sqrt(_simple_variance(sample)), found, effective)


def _sampled_whole(instance: object, attribute: object, value: object) -> None:
    if not isinstance(value, tuple) or len(value) < 2 or not all(isinstance(part, Sample) for part in value):
        raise InvalidValue("Clusters.samples", type(value).__name__, "a tuple of at least two Sample, one a cluster")


@frozen
class Clusters:
    """Whole clusters drawn at random, villages say, in each of which everybody is counted (整群抽样).

    Attributes:
        samples: for each cluster drawn, how many are in it and how many of them have the property.
        of: how many clusters there are; without it the population of clusters is taken as large.
        population: how many persons there are in all clusters; needed where the clusters are one stratum of several.
    """

    samples: tuple[Sample, ...] = field(validator=_sampled_whole)
    of: int | None = None
    population: int | None = None

    def __attrs_post_init__(self) -> None:
        for name, value, least in (
            ("of", self.of, len(self.samples)),
            ("population", self.population, sum(part.sampled for part in self.samples)),
        ):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < least):
                raise InvalidValue(f"Clusters.{name}", value, f"a whole number of at least {least}")

    @property
    def whole(self) -> bool:
        """Whether every cluster was drawn."""
        return self.of == len(self.samples)

    @property
    def sampled(self) -> int:
        """How many were counted."""
        return sum(part.sampled for part in self.samples)

    @property
    def rate(self) -> Fraction:
        """Found over counted, exact: a ratio, since the clusters are of different sizes."""
        return Fraction(sum(part.found for part in self.samples), self.sampled)

    @property
    def variance(self) -> Fraction:
        """The estimated variance of the rate, exact."""
        drawn, rate = len(self.samples), self.rate
        squares = sum(((part.found - rate * part.sampled) ** 2 for part in self.samples), Fraction(0))
        rest = Fraction(1) if self.of is None else 1 - Fraction(drawn, self.of)
        return rest * Fraction(drawn, drawn - 1) * squares / self.sampled**2

    @property
    def freedom(self) -> int:
        """Degrees of freedom: clusters drawn less one."""
        return len(self.samples) - 1


def clustered_rate(
    clusters: Clusters, *, confidence: Confidence = "0.95", method: Method | str = Method.CLOPPER_PEARSON
) -> RateEstimate:
    """A rate from whole clusters. Counting persons as if they had been drawn one by one would claim too much.

    >>> villages = Clusters((Sample(9, 10), Sample(1, 10), Sample(8, 10), Sample(2, 10)))
    >>> estimate = clustered_rate(villages)
    >>> estimate.rate, round(estimate.standard_error, 4), round(estimate.effective_size, 1)
    (Fraction(1, 2), 0.2041, 6.0)
    """
    if not isinstance(clusters, Clusters):
        raise InvalidValue("clusters", type(clusters).__name__, "Clusters")
    return _designed(
        clusters.rate, clusters.variance, clusters.sampled, clusters.freedom, confidence, method, whole=clusters.whole
    )


def stratified_rate(
    strata: Sequence[Sample | Clusters],
    *,
    confidence: Confidence = "0.95",
    method: Method | str = Method.CLOPPER_PEARSON,
) -> RateEstimate:
    """A rate over strata that were sampled one by one, each weighted with its population.

    Args:
        strata: a simple sample, or clusters, of each stratum, with its population.
        confidence: how often the interval should hold the true rate.
        method: Clopper-Pearson or Wilson, with the effective size.

    Raises:
        InvalidValue: for no strata, a stratum without its population, or a sample of one person out of several.

    >>> east, west = Sample(2, 100, population=1_000), Sample(30, 100, population=3_000)
    >>> stratified_rate([east, west]).rate
    Fraction(23, 100)
    """
    if not isinstance(strata, Sequence):
        raise InvalidValue("strata", type(strata).__name__, "a sequence with a Sample or Clusters for each stratum")
    if not strata:
        raise InvalidValue("strata", "no stratum", "at least one")
    for place, stratum in enumerate(strata):
        if not isinstance(stratum, Sample | Clusters):
            raise InvalidValue(f"strata[{place}]", type(stratum).__name__, "a Sample or Clusters")
        if stratum.population is None:
            raise InvalidValue(f"strata[{place}].population", None, "the population of the stratum, which weighs it")
        if isinstance(stratum, Sample) and stratum.sampled == 1 and not stratum.whole:
            raise InvalidValue(
                f"strata[{place}].sampled", 1, "at least 2, without which nothing is known of its spread"
            )
    whole = sum(stratum.population or 0 for stratum in strata)
    rate, variance, sampled, freedom = Fraction(0), Fraction(0), 0, 0
    for stratum in strata:
        weight = Fraction(stratum.population or 0, whole)
        rate += weight * stratum.rate
        variance += weight**2 * (stratum.variance if isinstance(stratum, Clusters) else _simple_variance(stratum))
        freedom += stratum.freedom if isinstance(stratum, Clusters) else stratum.sampled - 1
        sampled += stratum.sampled
    complete = all(stratum.whole for stratum in strata)
    return _designed(rate, variance, sampled, freedom, confidence, method, whole=complete)


def _designed(
    rate: Fraction,
    variance: Fraction,
    sampled: int,
    freedom: int,
    confidence: Confidence,
    method: Method | str,
    *,
    whole: bool,
) -> RateEstimate:
    """The interval of the simple sample that has this variance, its size corrected for the degrees of freedom."""
    level, way = confidence_level(confidence), Method.of(method)
    if whole or (variance == 0 and 0 < rate < 1):
        said = "complete count" if whole else "no variance"
        return RateEstimate(rate, 0.0, Interval(float(rate), float(rate), float(level), said), None)
    # Where nobody or everybody has the property no variance can be seen: the sample counts as a simple one.
    size = float(rate * (1 - rate) / variance) if variance else float(sampled)
    corrected = size
    if freedom < sampled - 1 and sampled > 1:
        corrected *= (student_quantile(level, sampled - 1) / student_quantile(level, freedom)) ** 2
    share = float(rate)
    if way is Method.WILSON:
        found = wilson(share, corrected, level)
    else:
        found = beta_interval(share * corrected, corrected, level, method="Korn-Graubard")
    return RateEstimate(rate, math.sqrt(variance), found, size)


def _simple_variance(sample: Sample) -> Fraction:
    """The unbiased estimate of the variance of a simple sample's rate, exact; a lone draw shows no spread."""
    rest = Fraction(1) if sample.population is None else 1 - Fraction(sample.sampled, sample.population)
    return rest * sample.rate * (1 - sample.rate) / max(1, sample.sampled - 1)


def _most(found: int, sampled: int, total: int, tail: Fraction) -> int:
    """The most members a population may have, of which a sample finds so few with more than the chance of the tail."""
    try:
        from scipy.stats import hypergeom
    except ImportError:
        raise MissingExtra("stats", "scipy") from None
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
