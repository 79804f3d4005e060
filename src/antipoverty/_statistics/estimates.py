"""An estimate (估计值): a statistic with its standard error and its confidence interval, one class for all samples."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty._statistics.intervals import Confidence, Interval, student_interval
from antipoverty.errors import InvalidValue

#: A statistic: an exact `Fraction` where it is counted, a float where it is computed.
Statistic: TypeAlias = float | Fraction


@frozen
class Estimate(Serializable, Shown):
    """A statistic with its uncertainty; ``float()`` takes it.

    Attributes:
        value: the statistic; a `Fraction` where it is a rate of counted persons.
        standard_error: the standard error.
        interval: the confidence interval, with its confidence and its method.
        method: how the standard error was estimated.
        degrees_of_freedom: of the variance: clusters less strata, of those that have rows which count.
        sample_size: the rows, or the persons, that count.
        effective_size: for a rate, the size of a simple sample from a large population that would tell as much;
            ``None`` for other statistics, and where the whole population was counted.
        undefined_replicates: of a bootstrap, the replicates for which the statistic is not defined, left out.

    >>> estimate = Estimate(0.4, 0.1, Interval(0.2, 0.6, 0.95, "Student's t"), "linearisation", 30, 400)
    >>> float(estimate), estimate.confidence, str(estimate)
    (0.4, 0.95, '0.4 (95% interval 0.2 to 0.6)')
    """

    value: Statistic
    standard_error: float
    interval: Interval
    method: str
    degrees_of_freedom: int
    sample_size: int
    effective_size: float | None = None
    undefined_replicates: int = 0

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{float(self):.4g} ({100 * self.confidence:.4g}% interval {low:.4g} to {high:.4g})"

    @property
    def confidence(self) -> float:
        """How often intervals made this way hold the true value."""
        return self.interval.confidence

    def minus(self, other: Estimate, *, confidence: Confidence = "0.95") -> Estimate:
        """The difference from an estimate of an independent sample, with an interval by Student's t.

        Its degrees of freedom are those of the estimate that has fewer. Of two parts of one survey, which vary
        together, see `antipoverty.indicators.estimate_difference`.

        Raises:
            InvalidValue: for anything but an estimate.

        >>> from antipoverty.indicators import estimate, mean
        >>> difference = estimate(mean, [4, 6, 8]).minus(estimate(mean, [1, 2, 3]))
        >>> difference.value, round(difference.standard_error, 3), difference.degrees_of_freedom
        (4.0, 1.291, 2)
        """
        if not isinstance(other, Estimate):
            raise InvalidValue("other", type(other).__name__, "an Estimate")
        value = self.value - other.value
        error = math.hypot(self.standard_error, other.standard_error)
        degrees_of_freedom = min(self.degrees_of_freedom, other.degrees_of_freedom)
        return Estimate(
            value,
            error,
            student_interval(float(value), error, confidence, degrees_of_freedom),
            "difference of independent samples",
            degrees_of_freedom,
            self.sample_size + other.sample_size,
        )
