"""Student's t, for intervals of figures from few clusters."""

from __future__ import annotations

import math
from statistics import NormalDist

__all__ = ["student_quantile"]

#: From here on the expansion in 1/ν is right to nine digits, and shorter than the sum.
_MANY = 200


def student_quantile(coverage: float, freedom: int) -> float:
    """The t that Student's variable of ν degrees of freedom lies within, on both sides, with a probability.

    Source: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 26.7.3, 26.7.4 and 26.7.5.

    >>> round(student_quantile(0.95, 5), 6), round(student_quantile(0.95, 10**9), 6)
    (2.570582, 1.959964)
    """
    if freedom >= _MANY:
        z = NormalDist().inv_cdf((1 + coverage) / 2)
        first = z * (z**2 + 1) / 4
        second = z * (5 * z**4 + 16 * z**2 + 3) / 96
        third = z * (3 * z**6 + 19 * z**4 + 17 * z**2 - 15) / 384
        return z + first / freedom + second / freedom**2 + third / freedom**3
    low, high = 0.0, math.pi / 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _within(middle, freedom) < coverage else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def _within(angle: float, freedom: int) -> float:
    """The probability that t/√ν lies within the tangent of an angle: a sum of powers of its cosine."""
    sine, cosine = math.sin(angle), math.cos(angle)
    term, total = 1.0, 0.0
    if freedom % 2:
        term = cosine
        for step in range(2, freedom, 2):
            total += term
            term *= step / (step + 1) * cosine**2
        return 2 / math.pi * (angle + sine * total)
    for step in range(1, freedom, 2):
        total += term
        term *= step / (step + 1) * cosine**2
    return sine * total
