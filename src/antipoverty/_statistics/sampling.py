"""Inference from a sample to its population (抽样推断): confidence intervals for a share, and sample sizes.

Intervals that are shown are floats (`intervals`). Whether a limit lies outside one is a decision, and is
made exactly: by the tail of the binomial itself (Clopper-Pearson) or by the score of the limit (Wilson), and never by
comparing an endpoint. SciPy's tail, where it is installed, decides what is clear to nine digits; what is closer to the
limit, and all where SciPy is not installed, is decided in whole numbers, so that the answer is the same either way. The
one number that is not exact is Wilson's quantile of the normal distribution, which is taken from the standard library
to its sixteen digits.

The intervals are those of independent draws from a large population. Drawn without putting back from a small one,
they are wider than they need be; drawn by whole households and counted in persons, narrower than they ought to be:
then count households.

>>> sample = Sample(found=3, sampled=400)
>>> [round(end, 6) for end in interval(sample, confidence="0.95")]
[0.001549, 0.021761]
>>> at_most(sample, "0.02", confidence="0.95") is None
True
>>> sample_for_limit(sample.rate, "0.02", confidence="0.95")
509
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TypeAlias

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._statistics.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    exact_share,
    normal_quantile,
    special,
    wilson,
)
from antipoverty.errors import InvalidValue

#: An exact share: a `Fraction`, a `Decimal`, an `int` or a string such as ``"0.02"``.
Share: TypeAlias = Fraction | Decimal | int | str

#: Bounds that are counted with are rounded outwards to a millionth.
GRID = 10**6

_MILLION = 10**6
#: No country has more persons to be asked.
_LARGEST = 10**9
#: SciPy's intervals hold up to here.
_MOST = 10**15


class Method(Serializable, Enum):
    """How an interval is made.

    Clopper-Pearson never covers the true share less often than it says; Wilson's does so on average and is shorter.
    """

    CLOPPER_PEARSON = "clopper-pearson"
    WILSON = "wilson"

    @classmethod
    def of(cls, method: Method | str) -> Method:
        """A method, or the method of a name.

        Raises:
            InvalidValue: for another name.

        >>> Method.of("wilson")
        <Method.WILSON: 'wilson'>
        """
        try:
            return cls(method)
        except ValueError:
            raise InvalidValue("method", method, f"one of {', '.join(known.value for known in cls)}") from None


@frozen
class Sample(Serializable):
    """How many of a sample have a property.

    Attributes:
        found: how many have it.
        sampled: how many were looked at.
        population: how many there are; a sample of all of them leaves no doubt.
    """

    found: int
    sampled: int
    population: int | None = None

    def __attrs_post_init__(self) -> None:
        for name, value, least in (
            ("found", self.found, 0),
            ("sampled", self.sampled, 1),
            ("population", self.sampled if self.population is None else self.population, 1),
        ):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InvalidValue(f"Sample.{name}", value, f"a whole number of at least {least}")
            if value > _MOST:
                raise InvalidValue(f"Sample.{name}", "a larger number", f"a whole number of at most {_MOST:,}")
        if self.found > self.sampled:
            raise InvalidValue("Sample.found", self.found, f"at most {self.sampled}, the number sampled")
        if self.population is not None and self.population < self.sampled:
            raise InvalidValue("Sample.population", self.population, f"at least {self.sampled}, the number sampled")

    @classmethod
    def required(cls, sample: object, field: str = "sample") -> Sample:
        """The sample itself, checked.

        Raises:
            InvalidValue: for anything else.

        >>> Sample.required(Sample(3, 400)).found
        3
        """
        if not isinstance(sample, cls):
            raise InvalidValue(field, type(sample).__name__, "a Sample")
        return sample

    @property
    def rate(self) -> Fraction:
        """The share of the sample that has the property, exact."""
        return Fraction(self.found, self.sampled)

    @property
    def whole(self) -> bool:
        """Whether the whole population was looked at."""
        return self.population == self.sampled

    @property
    def others(self) -> Sample:
        """The complement: the same sample, counting those without the property."""
        return Sample(self.sampled - self.found, self.sampled, self.population)


def estimated(sample: Sample) -> Fraction:
    """How many of the population have the property, as estimated: rate times population, exact.

    Raises:
        InvalidValue: if the population is not known.

    >>> estimated(Sample(2, 300, population=10_000))
    Fraction(200, 3)
    """
    population = Sample.required(sample).population
    if population is None:
        raise InvalidValue("Sample.population", None, "the number of the population")
    return sample.rate * population


def simple_variance(sample: Sample) -> Fraction:
    """The unbiased estimate of the variance of a simple sample's rate, exact; a single draw shows no spread.

    >>> simple_variance(Sample(2, 5, population=10))
    Fraction(3, 100)
    """
    rest = Fraction(1) if sample.population is None else 1 - Fraction(sample.sampled, sample.population)
    return rest * sample.rate * (1 - sample.rate) / max(1, sample.sampled - 1)


def interval(sample: Sample, *, confidence: Confidence, method: Method | str = Method.CLOPPER_PEARSON) -> Interval:
    """The two-sided interval for the share in the population.

    Raises:
        InvalidValue: for a confidence that is not between 0 and 1.
        MissingExtra: for Clopper-Pearson, if SciPy is not installed.

    >>> round(interval(Sample(0, 183), confidence="0.95").high, 6)
    0.019956
    """
    level, way = confidence_level(confidence), Method.of(method)
    if Sample.required(sample).whole:
        return Interval(float(sample.rate), float(sample.rate), float(level), "complete count")
    if way is Method.CLOPPER_PEARSON:
        return beta_interval(sample.found, sample.sampled, level)
    return wilson(float(sample.rate), sample.sampled, level)


def bounds(
    sample: Sample, *, confidence: Confidence, method: Method | str = Method.CLOPPER_PEARSON
) -> tuple[Fraction, Fraction]:
    """The ends of the interval as exact shares, rounded outwards to a millionth: the ones that decisions use.

    >>> bounds(Sample(0, 183), confidence="0.95")
    (Fraction(0, 1), Fraction(19957, 1000000))
    """
    tests = _tests(method, confidence_level(confidence))
    if Sample.required(sample).whole:
        return sample.rate, sample.rate

    def end(side: Sample) -> Fraction:
        return Fraction(least_where(lambda step: tests.at_most(side, Fraction(step, GRID)), GRID), GRID)

    return 1 - end(sample.others), end(sample)


def total_bounds(
    samples: Iterable[Sample], *, confidence: Confidence, method: Method | str = Method.CLOPPER_PEARSON
) -> tuple[Fraction, Fraction]:
    """Bounds for how many of several populations together have the property.

    The error probability is divided evenly among the samples (Bonferroni), so that all bounds hold together with the
    confidence asked.

    Raises:
        InvalidValue: if a population is not known, or for a confidence that is not between 0 and 1.

    >>> low, high = total_bounds([Sample(0, 100, 1_000), Sample(50, 50, 50)], confidence="0.95")
    >>> low, float(high)
    (Fraction(50, 1), 92.875)
    """
    parts = tuple(samples)
    error = (1 - confidence_level(confidence)) / max(1, len(parts))
    low = high = Fraction(0)
    for part in parts:
        population = Sample.required(part).population
        if population is None:
            raise InvalidValue("Sample.population", None, "the number of the population")
        least, most = bounds(part, confidence=1 - error, method=method)
        low += least * population
        high += most * population
    return low, high


def at_most(
    sample: Sample, limit: Share, *, confidence: Confidence, method: Method | str = Method.CLOPPER_PEARSON
) -> bool | None:
    """Whether the share in the population is at most a limit; `None` if the sample cannot tell.

    It is at most the limit if the whole interval is, more if all of the interval is above, and else unknown. A sample
    of the whole population is always decided.

    Raises:
        InvalidValue: for a limit outside 0 to 1, or a confidence that is not between 0 and 1.

    >>> [at_most(Sample(found, 1000), "0.02", confidence="0.95") for found in (11, 20, 31)]
    [True, None, False]
    """
    most = _share("limit", limit)
    tests = _tests(method, confidence_level(confidence))
    if Sample.required(sample).whole:
        return sample.rate <= most
    if tests.at_most(sample, most):
        return True
    return False if tests.above(sample, most) else None


def sample_for_limit(
    rate: Share,
    limit: Share,
    *,
    confidence: Confidence,
    method: Method | str = Method.CLOPPER_PEARSON,
    population: int | None = None,
) -> int | None:
    """The smallest sample that decides a limit, if it shows this rate, or the nearest to it on the limit's side.

    A larger sample may fall short again by one person's chance, since persons are whole; the sizes that do so lie close
    above. No sample needs to pass the population, all of which leaves no doubt.

    Returns:
        The size; `None` if the population is not known and no size would do, as where the rate is the limit itself, or
        none of up to a thousand million. Sizes of more than a million rest on SciPy's tails alone: they are right to
        nine digits.

    Raises:
        InvalidValue: for a rate or limit outside 0 to 1, or a confidence that is not between 0 and 1.
        MissingExtra: for a size of more than a million, if SciPy is not installed.

    >>> sample_for_limit(0, "0.02", confidence="0.95")
    183
    >>> sample_for_limit("0.01", "0.02", confidence="0.95", population=900)
    785
    """
    share, most, level = _share("rate", rate), _share("limit", limit), confidence_level(confidence)
    if population is not None and (isinstance(population, bool) or not isinstance(population, int) or population < 1):
        raise InvalidValue("population", population, "a whole number of at least 1, or None")
    tests = _tests(method, level, planned=True)
    if share == most:
        return population
    # About the size that it will be, by the variance at the limit.
    about = Fraction(normal_quantile(level)) ** 2 * most * (1 - most) / (most - share) ** 2
    if about > _LARGEST or (population is not None and about > max(_MILLION, 2 * population)):
        return population
    if about > _MILLION and Method.of(method) is Method.CLOPPER_PEARSON:
        special()
    size = (_smallest_below if share < most else _smallest_above)(share, most, tests)
    return size if population is None else min(size, population)


def _smallest_below(rate: Fraction, limit: Fraction, tests: _Tests) -> int:
    """The more are found, the larger is the largest sample with at most the rate: look for the fewest found."""

    def enough(found: int, size: int) -> bool:
        return tests.at_most(Sample(found, size), limit)

    if rate == 0:
        return _first_of_all(lambda size: enough(0, size))
    found = _first_of_all(lambda found: enough(found, floor(found / rate)))
    least = max(found, floor((found - 1) / rate) + 1)
    return least + least_where(lambda more: enough(found, least + more), floor(found / rate) - least)


def _smallest_above(rate: Fraction, limit: Fraction, tests: _Tests) -> int:
    found = _first_of_all(lambda found: tests.above(Sample(found, ceil(found / rate)), limit))
    return ceil(found / rate)


def _first_of_all(holds: Callable[[int], bool]) -> int:
    """The least number from 1 on at which a monotone condition holds."""
    top = 1
    while not holds(top):
        top *= 2
    least = top // 2 + 1
    return least + least_where(lambda more: holds(least + more), top - least)


def least_where(holds: Callable[[int], bool], top: int) -> int:
    """The least number from 0 up to the top at which a monotone condition holds; the top if at none before it.

    >>> least_where(lambda number: number * number >= 10, 100)
    4
    """
    low, high = 0, top
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


@frozen
class _Tests:
    """The comparisons of one method.

    Attributes:
        doubt: for a sample and a limit, the sign of the chance of finding so few, were the limit the true share, less
            the chance allowed on that side: negative or 0 where the sample speaks against a share of the limit or more.
    """

    doubt: Callable[[Sample, Fraction], int]

    def at_most(self, sample: Sample, limit: Fraction) -> bool:
        """The whole interval is at most the limit."""
        return limit == 1 or self.doubt(sample, limit) <= 0

    def above(self, sample: Sample, limit: Fraction) -> bool:
        """The whole interval is above the limit: that of the complement is below the complement of the limit."""
        return self.doubt(sample.others, 1 - limit) < 0


def _tests(method: Method | str, confidence: Fraction, *, planned: bool = False) -> _Tests:
    """The comparisons; planned samples of many millions are not decided to the last digit."""
    tail = (1 - confidence) / 2
    if Method.of(method) is Method.CLOPPER_PEARSON:
        return _Tests(
            lambda sample, limit: _tail_doubt(
                sample.found, sample.sampled, limit, tail, rough=planned and sample.sampled > _MILLION
            )
        )
    squared = Fraction(normal_quantile(confidence)) ** 2

    def score_doubt(sample: Sample, limit: Fraction) -> int:
        gap = limit - sample.rate
        return 1 if gap <= 0 else _sign(squared * limit * (1 - limit) - gap * gap * sample.sampled)

    return _Tests(score_doubt)


@lru_cache(maxsize=4096)
def _tail_doubt(found: int, sampled: int, share: Fraction, tail: Fraction, *, rough: bool) -> int:
    """The sign of the chance of finding so few, less the tail: in floats where they decide, else in whole numbers.

    The chance is a whole number over ``denominator ** sampled``; the shorter of the two tails is summed. A rough answer
    is 1 where nine digits are not enough.
    """
    a, b = share.numerator, share.denominator
    if found == sampled or a == 0:
        return 1
    if a == b:
        return -1
    if sign := _clear_to_nine_digits(found, sampled, share, tail):
        return sign
    if rough:
        return 1
    if sign := _clear_to_sixty_digits(found, sampled, share, tail):
        return sign
    whole = b**sampled
    if found <= sampled // 2:
        few = _terms(found, sampled, a, b - a)
    else:
        few = whole - _terms(sampled - found - 1, sampled, b - a, a)
    return _sign(few * tail.denominator - tail.numerator * whole)


def _clear_to_nine_digits(found: int, sampled: int, share: Fraction, tail: Fraction) -> int:
    """The sign where SciPy's twelve digits decide it; 0 otherwise, or without SciPy."""
    try:
        from scipy.special import betaincc
    except ImportError:
        return 0
    chance, allowed = float(betaincc(found + 1, sampled - found, float(share))), float(tail)
    return 0 if abs(chance - allowed) <= 1e-9 * allowed else _sign(chance - allowed)


def _clear_to_sixty_digits(found: int, sampled: int, share: Fraction, tail: Fraction) -> int:
    """The sign where a sum of eighty digits decides it; 0 otherwise."""
    with localcontext(Context(prec=80, Emin=MIN_EMIN, Emax=MAX_EMAX)):
        p = Decimal(share.numerator) / share.denominator
        q = Decimal(share.denominator - share.numerator) / share.denominator
        upto, odds = (found, p / q) if found <= sampled // 2 else (sampled - found - 1, q / p)
        term = chance = (q if found <= sampled // 2 else p) ** sampled
        for k in range(upto):
            term = term * (sampled - k) * odds / (k + 1)
            chance += term
        doubt = (chance if found <= sampled // 2 else 1 - chance) - Decimal(tail.numerator) / tail.denominator
        return 0 if abs(doubt) < Decimal("1e-60") else _sign(doubt)


def _sign(number: Fraction | Decimal | float) -> int:
    return 1 if number > 0 else -1 if number < 0 else 0


def _terms(upto: int, sampled: int, a: int, c: int) -> int:
    """The sum over k up to a number of ``C(sampled, k) · a^k · c^(sampled - k)``."""
    total: int = c**sampled
    term = total
    for k in range(upto):
        # Exact: each term is a whole number, and so is the next.
        term = term * ((sampled - k) * a) // ((k + 1) * c)
        total += term
    return total


def _share(name: str, value: Share) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Fraction | Decimal | int | str):
        raise InvalidValue(name, value, "an exact share: a Fraction, a Decimal or a string")
    share = exact_share(value)
    if share is None:
        raise InvalidValue(name, value, "an exact share from 0 to 1, such as '0.02'")
    return share
