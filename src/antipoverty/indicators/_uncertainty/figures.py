"""A figure with its uncertainty, and the interval of one: what every estimate gives."""

from __future__ import annotations

import math

from attrs import frozen

from antipoverty._statistics.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    logit_interval,
    student_interval,
    student_quantile,
)
from antipoverty.errors import InvalidValue
from antipoverty.indicators._uncertainty.designs import Drawn

#: What an estimate's method is called where its error follows from the linearised variable.
LINEARISATION = "linearisation"

#: A share that differs from 0 or 1 by less differs by rounding.
ROUNDING = 1e-12


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

    >>> found = Estimate(0.4, 0.1, Interval(0.2, 0.6, 0.95, "Student's t"), "linearisation", 30)
    >>> float(found), found.confidence
    (0.4, 0.95)
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


def difference(after: Estimate, before: Estimate, *, confidence: Confidence = "0.95") -> Estimate:
    """The difference of two figures from independent samples, with an interval by Student's t.

    Its degrees of freedom are those of the figure that has fewer.

    >>> from antipoverty.indicators import estimate, mean
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
    """Student's interval of a figure; the figure itself where everybody was in the sample.

    >>> from antipoverty.indicators import Design
    >>> everyone = Drawn.of([3, 5], Design(population=[2, 2]))
    >>> figure_interval(4.0, 0.0, everyone, "0.95")
    Interval(low=4.0, high=4.0, confidence=0.95, method='complete count')
    """
    if drawn.complete:
        return Interval(value, value, float(confidence_level(confidence)), "complete count")
    return student_interval(value, error, confidence, drawn.degrees_of_freedom)


def share_interval(
    value: float, error: float, drawn: Drawn, confidence: Confidence, *, rows: int | None = None
) -> Interval:
    """The interval of a mean of numbers from 0 to 1: Student's of its logit.

    At 0 or 1, where no variance can be seen, that of Clopper and Pearson for so many rows, corrected for the degrees of
    freedom as by Korn and Graubard; the rows are those that count if ``None``.

    >>> [round(end, 3) for end in share_interval(0.0, 0.0, Drawn.of([1, 2, 3, 4], None), "0.95")]
    [0.0, 0.602]
    """
    if drawn.complete or not -ROUNDING < value < 1 + ROUNDING:
        return figure_interval(value, error, drawn, confidence)
    freedom = drawn.degrees_of_freedom
    if ROUNDING < value < 1 - ROUNDING:
        return logit_interval(value, error, confidence, freedom)
    size = float(drawn.sample.size if rows is None else rows)
    if freedom <= 0:
        size = 0.0  # nothing is known
    elif size > freedom + 1:
        size *= (student_quantile(confidence, size - 1) / student_quantile(confidence, freedom)) ** 2
    return beta_interval(round(value) * size, size, confidence)
