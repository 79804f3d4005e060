"""The figures behind a criterion that rests on samples: counts, rate, interval, and how far each limit is.

A `Figure` is a function of a criterion's `SampledRate` and the stored facts, so that a stored decision shows the same.
Every number is exact; an end of an interval is rounded outwards to a millionth, as it is where a decision counts with
it. Whether a limit is kept is not read from the ends, but decided as `sampling.at_most` decides it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from fractions import Fraction

from attrs import frozen

from antipoverty._engine.conditions import Fact, FactValue, Number, RateLimit, SampledRate, Term
from antipoverty._statistics.estimates import Estimate
from antipoverty._statistics.intervals import Interval
from antipoverty._statistics.sampling import (
    Method,
    Sample,
    at_most,
    bounds,
    estimated,
    least_where,
    sample_for_limit,
    simple_variance,
    total_bounds,
)
from antipoverty.errors import MissingExtra
from antipoverty.text import Text


@frozen
class LimitFigure:
    """A sampled rate held against one limit.

    Attributes:
        limit: the limit, with the parameter that it comes from.
        within: whether it is kept; `None` if the sample cannot tell.
        by_interval: whether the interval decides; else the rate of the sample does as it stands.
        keeps: the number found in the sample nearest to the limit that would surely keep it; `None` if none would, or
            if several samples are added up.
        breaks: the number found that would be the first to surely break it; `None` likewise.
        sample_needed: of an undecided limit, the least sample that would tell if it shows the same rate; `None` where
            it cannot be said.
    """

    limit: Number
    within: bool | None
    by_interval: bool
    keeps: int | None = None
    breaks: int | None = None
    sample_needed: int | None = None


@frozen
class Figure:
    """A rate estimated from samples, with its interval and its limits.

    Attributes:
        name: what the rate is called.
        unit: what is counted.
        samples: the samples behind it; of a group with nobody in it there is none.
        counted: persons who belong to it without a sample; `None` if there are none such.
        whole: of how many it is a rate, where several groups are added up.
        rate: the point estimate, a share of 1.
        low: the lower end of the interval.
        high: its upper end.
        confidence: of the interval.
        method: how it is made.
        limits: how it stands to each of its limits.
        at_least: whether it has to reach its limits; else it is not to pass them.
    """

    name: Text
    unit: Text | None
    samples: tuple[Sample, ...]
    counted: int | None
    whole: int | None
    rate: Fraction
    low: Fraction
    high: Fraction
    confidence: Fraction
    method: Method
    limits: tuple[LimitFigure, ...]
    at_least: bool = False

    @property
    def estimate(self) -> Estimate:
        """The rate with its standard error, and the ends of its interval as floats."""
        variance = Fraction(0)
        for sample in self.samples:
            weight = 1 if self.whole is None else Fraction(sample.population or 0, self.whole)
            variance += weight**2 * simple_variance(sample)
        method = self.method.value if self.low < self.high else "complete count"
        return Estimate(
            self.rate,
            math.sqrt(variance),
            Interval(float(self.low), float(self.high), float(self.confidence), method),
            "simple random samples",
            sum(sample.sampled - 1 for sample in self.samples),
            sum(sample.sampled for sample in self.samples),
        )


def figure(rate: SampledRate, known: Mapping[Fact, FactValue]) -> Figure | None:
    """The figure of a bound rate; `None` if a count that it needs is unknown, or the counts cannot be of one sample.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty._engine.conditions import SampledCount
    >>> wrong, looked_at = (Fact(name, Kind.COUNT, Text(name, name)) for name in ("wrong", "looked_at"))
    >>> flag = Fact("kept", Kind.FLAG, Text("kept", "符合"))
    >>> rate = SampledRate(
    ...     Text("wrong exits", "错退率"), (SampledCount(wrong, looked_at),),
    ...     (RateLimit(Number(Fraction(2, 100)), flag),), Number(Fraction(95, 100)), "clopper-pearson",
    ... )
    >>> result = figure(rate, {wrong: 12, looked_at: 900})
    >>> result.rate, result.limits[0].within, result.limits[0].keeps, result.limits[0].breaks
    (Fraction(1, 75), None, 9, 28)
    """
    read = _samples(rate, known)
    if read is None:
        return None
    samples, counted, whole = read
    level, method = _share(rate.confidence), Method.of(rate.method)
    if whole is None:
        return _single(rate, samples[0] if samples else None, level, method)
    low, high = total_bounds(samples, confidence=level, method=method)
    persons = counted + sum(map(estimated, samples), Fraction(0))
    ends = (counted + low, counted + high)
    limits = tuple(_of_persons(limit, persons, ends, whole) for limit in rate.limits)
    shares = (persons / whole, ends[0] / whole, ends[1] / whole)
    return Figure(rate.name, _unit(rate), samples, counted, whole, *shares, level, method, limits)


def verdict(
    rate: SampledRate, known: Mapping[Fact, FactValue], *, limit: Fraction, confidence: Fraction, method: Method
) -> bool | None:
    """Whether the whole interval keeps a limit; `None` if the samples cannot tell, or a count that it needs is unknown.

    The rate need not be bound: limit, confidence and method are the caller's.
    """
    read = _samples(rate, known)
    if read is None:
        return None
    samples, counted, whole = read
    if whole is not None:
        low, high = total_bounds(samples, confidence=confidence, method=method)
        return _within((counted + low, counted + high), limit * whole)
    if not samples:  # nobody is there to break it
        return True
    return _judged(samples[0], limit, rate.at_least, confidence, method)


def verdicts(rates: Iterable[SampledRate], known: Mapping[Fact, FactValue]) -> dict[Fact, bool | None]:
    """The verdict of each limit that has a flag; rates with an unknown count are left out.

    >>> verdicts((), {})
    {}
    """
    kept: dict[Fact, bool | None] = {}
    for rate in rates:
        if _samples(rate, known) is None:
            continue
        level, method = _share(rate.confidence), Method.of(rate.method)
        for limit in rate.limits:
            if limit.verdict is not None:
                kept[limit.verdict] = verdict(rate, known, limit=_share(limit.value), confidence=level, method=method)
    return kept


def _within(ends: tuple[Fraction, Fraction], most: Fraction) -> bool | None:
    return True if ends[1] <= most else False if ends[0] > most else None


def _judged(sample: Sample, limit: Fraction, at_least: bool, confidence: Fraction, method: Method) -> bool | None:
    """A lower limit on a rate is an upper limit on its complement."""
    against, most = (sample.others, 1 - limit) if at_least else (sample, limit)
    return at_most(against, most, confidence=confidence, method=method)


def _samples(rate: SampledRate, known: Mapping[Fact, FactValue]) -> tuple[tuple[Sample, ...], int, int | None] | None:
    """The samples of the groups that are not empty, the persons counted without a sample, and the population."""

    def count(fact: Fact | None) -> int | None:
        value = None if fact is None else known[fact]
        assert value is None or isinstance(value, int)
        return value

    whole, counted = count(rate.whole), count(rate.counted)
    if (rate.whole is not None and not whole) or (rate.counted is not None and counted is None):
        return None
    samples = []
    for part in rate.samples:
        found, sampled, population = count(part.found), count(part.sampled), count(part.population)
        if population == 0:
            continue
        if found is None or not sampled or found > sampled or (rate.whole is not None and population is None):
            return None
        if population is not None and population < sampled:
            return None
        samples.append(Sample(found, sampled, population))
    return tuple(samples), counted or 0, whole


def _single(rate: SampledRate, sample: Sample | None, level: Fraction, method: Method) -> Figure:
    if sample is None:  # nobody is there to break a limit
        of = Fraction(1 if rate.at_least else 0)
        kept = tuple(LimitFigure(_number(limit.value), True, limit.verdict is not None) for limit in rate.limits)
        return Figure(
            name=rate.name,
            unit=_unit(rate),
            samples=(),
            counted=None,
            whole=None,
            rate=of,
            low=of,
            high=of,
            confidence=level,
            method=method,
            limits=kept,
            at_least=rate.at_least,
        )
    low, high = bounds(sample, confidence=level, method=method)
    limits = tuple(_of_sample(limit, sample, rate.at_least, level, method) for limit in rate.limits)
    shares = (sample.rate, low, high)
    return Figure(rate.name, _unit(rate), (sample,), None, None, *shares, level, method, limits, rate.at_least)


def _of_persons(limit: RateLimit, persons: Fraction, ends: tuple[Fraction, Fraction], whole: int) -> LimitFigure:
    number = _number(limit.value)
    most = number.value * whole
    if limit.verdict is None:
        return LimitFigure(number, persons <= most, False)
    return LimitFigure(number, _within(ends, most), True)


def _of_sample(limit: RateLimit, sample: Sample, at_least: bool, level: Fraction, method: Method) -> LimitFigure:
    number, by_interval, size = _number(limit.value), limit.verdict is not None, sample.sampled

    def judged(found: int) -> bool | None:
        other = Sample(found, size, sample.population)
        if by_interval:
            return _judged(other, number.value, at_least, level, method)
        return other.rate >= number.value if at_least else other.rate <= number.value

    def found_of(step: int) -> int:
        """The number found, from the one most in favour of the limit to the one most against it."""
        return size - step if at_least else step

    unsure = least_where(lambda step: judged(found_of(step)) is not True, size + 1)
    broken = least_where(lambda step: judged(found_of(step)) is False, size + 1)
    keeps, breaks = (found_of(unsure - 1) if unsure else None), (found_of(broken) if broken <= size else None)
    within = judged(sample.found)
    needed = None
    if within is None:
        against, most = (sample.others.rate, 1 - number.value) if at_least else (sample.rate, number.value)
        with suppress(MissingExtra):  # of a size that is not worked out without SciPy
            needed = sample_for_limit(against, most, confidence=level, method=method, population=sample.population)
    return LimitFigure(number, within, by_interval, keeps, breaks, needed)


def _number(term: Term) -> Number:
    assert isinstance(term, Number)  # a bound rule's; `BoundRule` refuses others
    return term


def _share(term: Term) -> Fraction:
    return _number(term).value


def _unit(rate: SampledRate) -> Text | None:
    return rate.samples[0].found.unit
