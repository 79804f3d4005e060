"""What a sample says of a whole (抽样推断): exact confidence intervals for a share, and how large a sample has to be.

Whether a limit lies outside an interval is decided in whole numbers, by the tail of the binomial itself
(Clopper-Pearson) or by the score of the limit (Wilson), and never by rounding an endpoint; the endpoints that are shown
are found by the same test on a grid, rounded outwards. The one number that is not exact is Wilson's quantile of the
normal distribution, which is taken from the standard library to its sixteen digits.

The intervals are those of independent draws from a large population. Drawn without putting back from a small one,
they are wider than they need be; drawn by whole households and counted in persons, narrower than they ought to be:
then count households.

>>> sample = Sample(found=3, sampled=400)
>>> interval(sample, confidence="0.95")
Interval(low=Fraction(1549, 1000000), high=Fraction(21761, 1000000))
>>> at_most(sample, "0.02", confidence="0.95") is None
True
>>> sample_needed(sample.rate, "0.02", confidence="0.95")
509
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from math import ceil, exp, floor, lgamma, log, log1p
from typing import TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.rules.record import Truth

__all__ = ["Interval", "Method", "Sample", "at_most", "estimated", "exact_confidence", "interval", "sample_needed"]

#: An exact share: a `Fraction`, a `Decimal`, an `int` or a string such as ``"0.02"``.
Share: TypeAlias = Fraction | Decimal | int | str

#: Endpoints are shown to a millionth.
GRID = 10**6


class Method(Enum):
    """How an interval is made.

    Clopper-Pearson never covers the true share less often than it says; Wilson's does so on average and is shorter.
    """

    CLOPPER_PEARSON = "clopper-pearson"
    WILSON = "wilson"


@frozen
class Sample:
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
        if self.found > self.sampled:
            raise InvalidValue("Sample.found", self.found, f"at most {self.sampled}, the number sampled")
        if self.population is not None and self.population < self.sampled:
            raise InvalidValue("Sample.population", self.population, f"at least {self.sampled}, the number sampled")

    @property
    def rate(self) -> Fraction:
        """The share of the sample that has the property, exact."""
        return Fraction(self.found, self.sampled)

    @property
    def whole(self) -> bool:
        """Whether everyone was looked at."""
        return self.population == self.sampled

    @property
    def others(self) -> Sample:
        """The same sample, counting those without the property."""
        return Sample(self.sampled - self.found, self.sampled, self.population)


@frozen
class Interval:
    """A confidence interval for a share; the true one lies outside on either side with half the remaining chance."""

    low: Fraction
    high: Fraction


def estimated(sample: Sample) -> Fraction:
    """How many of the population have the property, if it is as the sample: rate times population, exact.

    Raises:
        InvalidValue: if the population is not known.

    >>> estimated(Sample(2, 300, population=10_000))
    Fraction(200, 3)
    """
    if sample.population is None:
        raise InvalidValue("Sample.population", None, "the number of the population")
    return sample.rate * sample.population


def interval(sample: Sample, *, confidence: Share, method: Method = Method.CLOPPER_PEARSON) -> Interval:
    """The two-sided interval for the share in the population, rounded outwards to a millionth.

    Raises:
        InvalidValue: for a confidence that is not between 0 and 1.

    >>> interval(Sample(0, 183), confidence="0.95").high
    Fraction(19957, 1000000)
    """
    if sample.whole:
        return Interval(sample.rate, sample.rate)
    tests = _tests(method, exact_confidence(confidence))

    def end(side: Sample) -> Fraction:
        return Fraction(
            _first(lambda step: tests.at_most(side, Fraction(step, GRID)), GRID, near=tests.near(side)), GRID
        )

    return Interval(1 - end(sample.others), end(sample))


def at_most(sample: Sample, limit: Share, *, confidence: Share, method: Method = Method.CLOPPER_PEARSON) -> Truth:
    """Whether the share in the population is at most a limit; `None` if the sample cannot tell.

    It is at most the limit if the whole interval is, more if all of the interval is above, and else unknown. A sample
    of the whole population is always decided.

    Raises:
        InvalidValue: for a limit outside 0 to 1, or a confidence that is not between 0 and 1.

    >>> [at_most(Sample(found, 1000), "0.02", confidence="0.95") for found in (11, 20, 31)]
    [True, None, False]
    """
    most = _share("limit", limit)
    sure = exact_confidence(confidence)
    if sample.whole:
        return sample.rate <= most
    tests = _tests(method, sure)
    if tests.at_most(sample, most):
        return True
    return False if tests.above(sample, most) else None


def sample_needed(
    rate: Share,
    limit: Share,
    *,
    confidence: Share,
    method: Method = Method.CLOPPER_PEARSON,
    population: int | None = None,
) -> int | None:
    """The least sample that decides a limit, if it shows the given rate, or the nearest to it on the limit's side.

    A larger sample may fall short again by one person's chance, since persons are whole; the sizes that do so lie close
    above. No sample needs to pass the population, all of which leaves no doubt.

    Returns:
        The size; `None` if the rate is the limit itself and the population is not known, when no size would do.

    Raises:
        InvalidValue: for a rate or limit outside 0 to 1, or a confidence that is not between 0 and 1.

    >>> sample_needed(0, "0.02", confidence="0.95"), sample_needed("0.01", "0.02", confidence="0.95", population=900)
    (183, 785)
    """
    share, most, tests = _share("rate", rate), _share("limit", limit), _tests(method, exact_confidence(confidence))
    if share == most:
        return population
    found = (_smallest_below if share < most else _smallest_above)(share, most, tests)
    return found if population is None else min(found, population)


def _smallest_below(rate: Fraction, limit: Fraction, tests: _Tests) -> int:
    """With one more found, the largest sample that shows at most the rate is larger too: look for the fewest found."""

    def enough(found: int, size: int) -> bool:
        return tests.at_most(Sample(found, size), limit)

    if rate == 0:
        return _first_of_all(lambda size: enough(0, size))
    found = _first_of_all(lambda found: enough(found, floor(found / rate)))
    least = max(found, floor((found - 1) / rate) + 1)
    return least + _first(lambda more: enough(found, least + more), floor(found / rate) - least)


def _smallest_above(rate: Fraction, limit: Fraction, tests: _Tests) -> int:
    found = _first_of_all(lambda found: tests.above(Sample(found, ceil(found / rate)), limit))
    return ceil(found / rate)


def _first_of_all(holds: Callable[[int], bool]) -> int:
    """The least number from 1 on at which something holds that holds from there on."""
    top = 1
    while not holds(top):
        top *= 2
    least = top // 2 + 1
    return least + _first(lambda more: holds(least + more), top - least)


def _first(holds: Callable[[int], bool], top: int, near: int | None = None) -> int:
    """The least number from 0 on at which something holds that holds from there on, and at the top for certain.

    A good guess of it costs two looks instead of twenty; a bad one, two more.
    """
    low, high = 0, top
    guesses = [] if near is None else [near, near - 1]
    while low < high:
        middle = guesses.pop(0) if guesses else (low + high) // 2
        if not low <= middle < high:
            continue
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
        near: a guess of the upper end on the grid, if guessing is worth it.
    """

    doubt: Callable[[Sample, Fraction], int]
    near: Callable[[Sample], int | None]

    def at_most(self, sample: Sample, limit: Fraction) -> bool:
        """Surely no more than the limit: the interval ends there or before."""
        return limit == 1 or self.doubt(sample, limit) <= 0

    def above(self, sample: Sample, limit: Fraction) -> bool:
        """Surely more than the limit: the interval begins after it, as that of the others ends before the rest."""
        return self.doubt(sample.others, 1 - limit) < 0


def _tests(method: Method, confidence: Fraction) -> _Tests:
    tail = (1 - confidence) / 2
    if method is Method.CLOPPER_PEARSON:
        return _Tests(
            lambda sample, limit: _tail_doubt(sample.found, sample.sampled, limit, tail),
            lambda sample: _guess(sample.found, sample.sampled, float(tail)),
        )
    from statistics import NormalDist

    squared = Fraction(NormalDist().inv_cdf(float(1 - tail))) ** 2

    def score_doubt(sample: Sample, limit: Fraction) -> int:
        gap = limit - sample.rate
        return 1 if gap <= 0 else _sign(squared * limit * (1 - limit) - gap * gap * sample.sampled)

    return _Tests(score_doubt, lambda sample: None)


@lru_cache(maxsize=4096)
def _tail_doubt(found: int, sampled: int, share: Fraction, tail: Fraction) -> int:
    """The chance is a whole number over ``denominator ** sampled``; the shorter of the two tails is summed."""
    a, b = share.numerator, share.denominator
    if found == sampled or a == 0:
        return 1
    whole = b**sampled
    if a == b:
        few = 0
    elif found <= sampled // 2:
        few = _terms(found, sampled, a, b - a)
    else:
        few = whole - _terms(sampled - found - 1, sampled, b - a, a)
    return _sign(few * tail.denominator - tail.numerator * whole)


def _guess(found: int, sampled: int, tail: float) -> int:
    """The upper end in floating point, which the exact test then confirms or corrects."""
    low, high = found / sampled, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _float_tail(found, sampled, middle) > tail else (low, middle)
    return ceil(high * GRID)


def _float_tail(found: int, sampled: int, share: float) -> float:
    if share == 1.0:
        return 0.0
    ways = lgamma(sampled + 1) - lgamma(found + 1) - lgamma(sampled - found + 1)
    term = total = exp(ways + found * log(share) + (sampled - found) * log1p(-share))
    for k in range(found, 0, -1):
        term *= k * (1 - share) / ((sampled - k + 1) * share)
        total += term
        if term < total * 1e-16:
            break
    return total


def _sign(number: Fraction | int) -> int:
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
    try:
        share = Fraction(value)
    except (ValueError, OverflowError):
        raise InvalidValue(name, value, "an exact share such as '0.02'") from None
    if not 0 <= share <= 1:
        raise InvalidValue(name, value, "a share from 0 to 1")
    return share


def exact_confidence(value: Share) -> Fraction:
    """A confidence as an exact share; refused if it is 0, 1 or outside them.

    >>> exact_confidence("0.95")
    Fraction(19, 20)
    """
    share = _share("confidence", value)
    if not 0 < share < 1:
        raise InvalidValue("confidence", value, "a share between 0 and 1")
    return share
