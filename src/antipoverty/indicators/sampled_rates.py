"""Rates of a programme that are sampled (抽样估计), with intervals by the design of the sample.

The design is simple, with or without the population's size; stratified (分层); clustered (整群), where whole villages
are drawn and everybody in them is counted; or stratified with clusters in the strata.

>>> estimate = sampled_rate(Sample(found=3, sampled=400, population=2_000))
>>> estimate.rate, round(estimate.low, 4), round(estimate.high, 4)
(Fraction(3, 400), 0.002, 0.02)

The intervals of designed samples are those of Korn and Graubard (1998), *Survey Methodology* 24(2), 193-201: the sample
is replaced by the simple one of the same variance, and its size corrected for the degrees of freedom. Variances are
those of Cochran (1977), *Sampling Techniques*, sections 3.2 (simple), 5.6 (strata) and 9A.1 (clusters of any size).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb

from attrs import field, frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators.student import student_quantile
from antipoverty.sampling import Method, Sample, Share, exact_confidence, interval

__all__ = ["Clusters", "RateEstimate", "clustered_rate", "sampled_rate", "stratified_rate"]


@frozen
class RateEstimate:
    """A rate estimated from a sample.

    Attributes:
        rate: the estimate, exact.
        standard_error: its standard error.
        low: the lower end of the interval.
        high: the upper end.
        confidence: how often intervals made this way hold the true rate.
        method: how the interval was made.
        effective_size: the size of a simple sample from a large population that would tell as much; `None` if no sample
            could, since no doubt is left.
    """

    rate: Fraction
    standard_error: float
    low: float
    high: float
    confidence: Fraction
    method: Method
    effective_size: float | None

    def __float__(self) -> float:
        return float(self.rate)


def sampled_rate(
    sample: Sample, *, confidence: Share = "0.95", method: Method = Method.CLOPPER_PEARSON
) -> RateEstimate:
    """A rate from a simple random sample, drawn without putting back where the population's size is given.

    Without a population the interval is `antipoverty.sampling.interval`'s, Clopper and Pearson's (1934) or Wilson's
    (1927). With one, Clopper-Pearson inverts the hypergeometric distribution instead of the binomial, in whole numbers;
    and Wilson's score has the variance times (N - n) / (N - 1).

    Raises:
        InvalidValue: for a confidence that is not between 0 and 1.

    >>> sampled_rate(Sample(5, 50), method=Method.WILSON).high
    0.213603
    >>> sampled_rate(Sample(5, 50, population=50)).high
    0.1
    """
    sure, size, total, rate = exact_confidence(confidence), sample.sampled, sample.population, sample.rate
    effective: float | None
    low: Fraction | float
    high: Fraction | float
    if total is None:
        found = interval(sample, confidence=sure, method=method)
        low, high, effective = found.low, found.high, float(size)
    elif sample.whole:
        low, high, effective = rate, rate, None
    else:
        effective = size * (total - 1) / (total - size)
        if method is Method.CLOPPER_PEARSON:
            high = _most(sample.found, size, total, (1 - sure) / 2)
            low = 1 - _most(size - sample.found, size, total, (1 - sure) / 2)
        else:
            low, high = _wilson(float(rate), effective, _normal(sure))
    error = math.sqrt(_simple_variance(sample))
    return RateEstimate(rate, error, float(low), float(high), sure, method, effective)


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
    clusters: Clusters, *, confidence: Share = "0.95", method: Method = Method.CLOPPER_PEARSON
) -> RateEstimate:
    """A rate from whole clusters. Counting persons as if they had been drawn one by one would claim too much.

    >>> villages = Clusters((Sample(9, 10), Sample(1, 10), Sample(8, 10), Sample(2, 10)))
    >>> estimate = clustered_rate(villages)
    >>> estimate.rate, round(estimate.standard_error, 4), round(estimate.effective_size, 1)
    (Fraction(1, 2), 0.2041, 6.0)
    """
    return _designed(clusters.rate, clusters.variance, clusters.sampled, clusters.freedom, confidence, method)


def stratified_rate(
    strata: Sequence[Sample | Clusters], *, confidence: Share = "0.95", method: Method = Method.CLOPPER_PEARSON
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
    if not strata:
        raise InvalidValue("strata", "no stratum", "at least one")
    for place, stratum in enumerate(strata):
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
    return _designed(rate, variance, sampled, freedom, confidence, method)


def _designed(
    rate: Fraction, variance: Fraction, sampled: int, freedom: int, confidence: Share, method: Method
) -> RateEstimate:
    """The interval of the simple sample that has this variance, its size corrected for the degrees of freedom."""
    sure = exact_confidence(confidence)
    tail = float((1 - sure) / 2)
    if variance == 0 and 0 < rate < 1:
        return RateEstimate(rate, 0.0, float(rate), float(rate), sure, method, None)
    # Where nobody or everybody has the property no variance can be seen: the sample counts as a simple one.
    size = float(rate * (1 - rate) / variance) if variance else float(sampled)
    corrected = size
    if freedom < sampled - 1 and sampled > 1:
        corrected *= (student_quantile(1 - 2 * tail, sampled - 1) / student_quantile(1 - 2 * tail, freedom)) ** 2
    share = float(rate)
    if method is Method.WILSON:
        low, high = _wilson(share, corrected, _normal(sure))
    else:
        found, others = share * corrected, (1 - share) * corrected
        low = 0.0 if rate == 0 else _beta_quantile(tail, found, others + 1)
        high = 1.0 if rate == 1 else 1 - _beta_quantile(tail, others, found + 1)
    return RateEstimate(rate, math.sqrt(variance), low, high, sure, method, size)


def _simple_variance(sample: Sample) -> Fraction:
    """The unbiased estimate of the variance of a simple sample's rate, exact; a lone draw shows no spread."""
    rest = Fraction(1) if sample.population is None else 1 - Fraction(sample.sampled, sample.population)
    return rest * sample.rate * (1 - sample.rate) / max(1, sample.sampled - 1)


def _most(found: int, sampled: int, total: int, tail: Fraction) -> Fraction:
    """The greatest share of a population of which a sample finds so few with more than the chance of the tail.

    The chance is C(M, k) · C(N - M, n - k) / C(N, n), summed over k up to `found`, in whole numbers.
    """
    ways = comb(total, sampled)

    def possible(members: int) -> bool:
        few = 0
        for k in range(max(0, sampled - (total - members)), min(found, members) + 1):
            few += comb(members, k) * comb(total - members, sampled - k)
        return few * tail.denominator > tail.numerator * ways

    low, high = found, total - (sampled - found)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if possible(middle) else (low, middle - 1)
    return Fraction(low, total)


def _wilson(rate: float, size: float, quantile: float) -> tuple[float, float]:
    squared = quantile**2
    centre = (rate + squared / (2 * size)) / (1 + squared / size)
    half = quantile / (1 + squared / size) * math.sqrt(rate * (1 - rate) / size + squared / (4 * size**2))
    # Where nobody or everybody is found, rounding must not move the end away from there.
    return 0.0 if rate == 0 else max(0.0, centre - half), 1.0 if rate == 1 else min(1.0, centre + half)


def _normal(confidence: Fraction) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(float((1 + confidence) / 2))


def _beta_quantile(chance: float, a: float, b: float) -> float:
    return _bisected(lambda share: _beta(share, a, b) >= chance)


def _bisected(reached: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def _beta(share: float, a: float, b: float) -> float:
    """The regularised incomplete beta function by its continued fraction (DLMF 8.17.22), from its short side."""
    if share > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - share, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(share) + b * math.log1p(-share)
    )
    # Evaluated forwards, after Lentz, until a term changes nothing.
    fraction, above, below, factor = 1.0, 1.0, 0.0, math.inf
    step = 0
    while abs(factor - 1) > 1e-15:
        step += 1
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * share / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * share / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + term * below)
        above = 1 + term / above
        factor = above * below
        fraction *= factor
    return front / a / fraction
