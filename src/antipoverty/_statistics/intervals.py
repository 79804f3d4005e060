"""Confidence (置信水平) and confidence intervals (置信区间): one type of each for every figure of the library.

The quantiles of Student's t and of the beta distribution are SciPy's, of the ``stats`` extra; that of the normal
distribution is the standard library's.

>>> result = wilson(0.1, 50, "0.95")
>>> [round(end, 4) for end in result], result.confidence, result.method
([0.0435, 0.2136], 0.95, 'Wilson')
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from statistics import NormalDist
from typing import Any, TypeAlias

from attrs import field, frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue

#: How often intervals made the same way hold the true value: a share between 0 and 1, such as ``"0.95"`` or ``0.95``.
#: A float counts as the decimal number that it is written as.
Confidence: TypeAlias = Decimal | Fraction | float | str

#: Marks the ends that may be infinite, for which JSON has no number: there they are ``null``.
UNBOUNDED = {"unbounded": True}

_WRITTEN = re.compile(r"[0-9]{0,40}\.?[0-9]{1,40}|[0-9]{1,40}/[0-9]{1,40}", re.ASCII)
_EXAMPLES = {"confidence": "0.95", "margin": "0.05"}


@frozen
class Interval(Serializable):
    """A confidence interval; it unpacks to its two ends, and ``value in interval`` asks whether a value lies in it.

    Attributes:
        low: the lower end; minus infinity where nothing bounds the figure from below.
        high: the upper end; infinity where nothing bounds it from above.
        confidence: how often intervals made this way hold the true value.
        method: how it was made.

    >>> low, high = Interval(0.2, 0.4, 0.95, "Wilson")
    >>> low, high, 0.3 in Interval(0.2, 0.4, 0.95, "Wilson")
    (0.2, 0.4, True)
    """

    low: float = field(metadata=UNBOUNDED)
    high: float = field(metadata=UNBOUNDED)
    confidence: float
    method: str

    def __attrs_post_init__(self) -> None:
        if self.low > self.high:
            raise InvalidValue("Interval.low", self.low, f"at most the upper end, {self.high}")
        if not 0 < self.confidence < 1:
            raise InvalidValue("Interval.confidence", self.confidence, "a share between 0 and 1, such as 0.95")

    def __iter__(self) -> Iterator[float]:
        return iter((self.low, self.high))

    def __len__(self) -> int:
        return 2

    def __getitem__(self, place: int) -> float:
        return (self.low, self.high)[place]

    def __contains__(self, value: float | Decimal | Fraction) -> bool:
        return self.low <= value <= self.high


def confidence_level(value: Confidence) -> Fraction:
    """A confidence level as an exact share.

    Raises:
        InvalidValue: for anything but a number between 0 and 1: a percentage such as 95, 0 and 1 themselves, NaN.

    >>> confidence_level(0.95) == confidence_level("0.95") == confidence_level(Decimal("0.95"))
    True
    """
    return share_between(value, "confidence")


def share_between(value: Confidence, field: str) -> Fraction:
    """A share between 0 and 1, exact; a float counts as the decimal number that it is written as.

    Raises:
        InvalidValue: for anything else.

    >>> share_between(0.05, "margin")
    Fraction(1, 20)
    """
    plain: object = value
    share = None
    if isinstance(plain, Fraction | Decimal | str):
        share = exact_share(plain)
    elif isinstance(plain, float):  # of NumPy too, which prints itself with its type
        share = Fraction(float.__repr__(plain)) if math.isfinite(plain) else None
    elif isinstance(plain, Real) and not isinstance(plain, Integral):
        # A float of another size has its own shortest digits.
        share = Fraction(str(plain)) if math.isfinite(plain) else None
    if share is None or not 0 < share < 1:
        raise InvalidValue(field, value, f"a share between 0 and 1, such as '{_EXAMPLES.get(field, '0.5')}'")
    return share


def exact_share(value: Fraction | Decimal | str | int) -> Fraction | None:
    """A share from 0 to 1 to the last digit; `None` for anything else, and for one of more than 40 digits.

    >>> exact_share("0.02"), exact_share("1/3"), exact_share("2%")
    (Fraction(1, 50), Fraction(1, 3), None)
    """
    if isinstance(value, str):
        text = value.strip()
        if not _WRITTEN.fullmatch(text):
            return None
        try:
            value = Fraction(text)
        except ZeroDivisionError:
            return None
    elif isinstance(value, Decimal):
        # Digits are counted before they are written out: an exponent can ask for any number of them.
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or not -60 <= exponent <= 0:
            return Fraction(0) if value.is_zero() else None
        value = Fraction(value)
    return Fraction(value) if 0 <= value <= 1 else None


def normal_quantile(confidence: Confidence) -> float:
    """The two-sided quantile z of the standard normal distribution.

    >>> round(normal_quantile("0.95"), 6)
    1.959964
    """
    return -NormalDist().inv_cdf(float(1 - confidence_level(confidence)) / 2)


def student_quantile(confidence: Confidence, degrees_of_freedom: float) -> float:
    """The two-sided quantile of Student's t; infinite for 0 degrees of freedom.

    Raises:
        MissingExtra: if SciPy is not installed.

    >>> round(student_quantile("0.95", 5), 6)
    2.570582
    """
    if degrees_of_freedom <= 0:
        return math.inf
    return -float(special().stdtrit(float(degrees_of_freedom), float(1 - confidence_level(confidence)) / 2))


def student_interval(value: float, error: float, confidence: Confidence, degrees_of_freedom: float) -> Interval:
    """Student's interval: the value plus and minus t standard errors.

    >>> [round(end, 4) for end in student_interval(10, 1, "0.95", 4)]
    [7.2236, 12.7764]
    """
    # With 0 degrees of freedom the interval is unbounded, even where the standard error is 0.
    half = math.inf if degrees_of_freedom <= 0 else student_quantile(confidence, degrees_of_freedom) * error
    return Interval(value - half, value + half, float(confidence_level(confidence)), "Student's t")


def logit_interval(share: float, error: float, confidence: Confidence, degrees_of_freedom: float) -> Interval:
    """Student's interval of the logit log(p/(1 − p)), transformed back, so that its ends stay between 0 and 1.

    Source: E. L. Korn and B. I. Graubard, Confidence Intervals for Proportions with Small Expected Number of Positive
    Counts Estimated from Survey Data, Survey Methodology 24 (1998).

    Raises:
        InvalidValue: for a share that is not between 0 and 1.

    >>> [round(end, 3) for end in logit_interval(0.8, 0.2, "0.95", 4)]
    [0.111, 0.992]
    """
    if not 0 < share < 1:
        raise InvalidValue("share", share, "a share between 0 and 1")
    level = float(confidence_level(confidence))
    if degrees_of_freedom <= 0:
        return Interval(0.0, 1.0, level, "logit")
    middle = special().logit(share)
    half = student_quantile(confidence, degrees_of_freedom) * error / (share * (1 - share))
    low, high = special().expit([middle - half, middle + half])
    return Interval(float(low), float(high), level, "logit")


def beta_interval(found: float, sampled: float, confidence: Confidence, *, method: str = "Clopper-Pearson") -> Interval:
    """Clopper and Pearson's (1934) interval for a share, by the beta distribution; the numbers need not be whole.

    Raises:
        MissingExtra: if SciPy is not installed.

    >>> [round(end, 4) for end in beta_interval(10, 100, "0.95")]
    [0.049, 0.1762]
    """
    level = confidence_level(confidence)
    others, tail = sampled - found, float(1 - level) / 2
    low = 0.0 if found <= 0 else float(special().betaincinv(found, others + 1, tail))
    high = 1.0 if others <= 0 else float(special().betainccinv(found + 1, others, tail))
    return Interval(low, high, float(level), method)


def wilson(share: float, sampled: float, confidence: Confidence) -> Interval:
    """Wilson's (1927) interval for a share: all shares that the score test does not reject.

    >>> [round(end, 4) for end in wilson(0, 20, 0.95)]
    [0.0, 0.1611]
    """
    quantile = normal_quantile(confidence)
    squared = quantile**2
    centre = (share + squared / (2 * sampled)) / (1 + squared / sampled)
    half = quantile / (1 + squared / sampled) * math.sqrt(share * (1 - share) / sampled + squared / (4 * sampled**2))
    # At a share of 0 or 1, rounding must not move the end away from it.
    low, high = 0.0 if share == 0 else max(0.0, centre - half), 1.0 if share == 1 else min(1.0, centre + half)
    return Interval(low, high, float(confidence_level(confidence)), "Wilson")


def special() -> Any:
    """SciPy's special functions.

    Raises:
        MissingExtra: if SciPy is not installed.
    """
    with needing("stats", "scipy"):
        from scipy import special as functions
    return functions
