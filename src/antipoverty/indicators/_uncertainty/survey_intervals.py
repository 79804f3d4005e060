"""The confidence interval of a statistic from a survey, by its standard error and its design."""

from __future__ import annotations

from antipoverty._statistics.intervals import (
    Confidence,
    Interval,
    beta_interval,
    confidence_level,
    logit_interval,
    student_interval,
    student_quantile,
)
from antipoverty.indicators._uncertainty.designs import Drawn

#: A share that differs from 0 or 1 by less differs by rounding.
ROUNDING = 1e-12


def survey_interval(value: float, error: float, drawn: Drawn, confidence: Confidence) -> Interval:
    """Student's interval of a statistic; a single point where everybody was in the sample.

    >>> from antipoverty.indicators import Design
    >>> everyone = Drawn.of([3, 5], Design(population=[2, 2]))
    >>> survey_interval(4.0, 0.0, everyone, "0.95")
    Interval(low=4.0, high=4.0, confidence=0.95, method='complete count')
    """
    if drawn.complete:
        return Interval(value, value, float(confidence_level(confidence)), "complete count")
    return student_interval(value, error, confidence, drawn.degrees_of_freedom)


def share_interval(
    value: float, error: float, drawn: Drawn, confidence: Confidence, *, rows: int | None = None
) -> Interval:
    """Student's interval of the logit, for a mean of numbers from 0 to 1.

    At 0 or 1, where no variance can be seen, that of Clopper and Pearson for so many rows, corrected for the degrees of
    freedom as by Korn and Graubard; the rows are those that count if ``None``.

    >>> [round(end, 3) for end in share_interval(0.0, 0.0, Drawn.of([1, 2, 3, 4], None), "0.95")]
    [0.0, 0.602]
    """
    if drawn.complete or not -ROUNDING < value < 1 + ROUNDING:
        return survey_interval(value, error, drawn, confidence)
    degrees_of_freedom = drawn.degrees_of_freedom
    if ROUNDING < value < 1 - ROUNDING:
        return logit_interval(value, error, confidence, degrees_of_freedom)
    size = float(drawn.sample.size if rows is None else rows)
    if degrees_of_freedom <= 0:
        size = 0.0  # nothing is known
    elif size > degrees_of_freedom + 1:
        size *= (student_quantile(confidence, size - 1) / student_quantile(confidence, degrees_of_freedom)) ** 2
    return beta_interval(round(value) * size, size, confidence)
