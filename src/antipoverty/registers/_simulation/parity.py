"""How large a part of each group meets a rule, and by how much two groups differ, with intervals."""

from __future__ import annotations

from math import hypot

from attrs import frozen

from antipoverty._statistics.intervals import Interval, wilson

_CONFIDENCE = 0.95


@frozen
class Rate:
    """How large a part of a group meets the rule.

    Attributes:
        group: the group.
        met: households that meet the rule.
        decided: households of which it is decided whether they do.
        unknown: households of which it is not.

    >>> Rate("yes", 30, 40, 0).minus(Rate("no", 10, 40, 0)).rate
    0.5
    """

    group: str | None
    met: int
    decided: int
    unknown: int

    @property
    def interval(self) -> Interval:
        """The interval of 95% (Wilson's), as if the group were a sample of such households."""
        if not self.decided:
            return Interval(0.0, 1.0, _CONFIDENCE, "Wilson")
        return wilson(self.met / self.decided, self.decided, _CONFIDENCE)

    @property
    def rate(self) -> float | None:
        """The share; none if nothing is decided."""
        return self.met / self.decided if self.decided else None

    def minus(self, other: Rate) -> RateDifference:
        """By how much the rate is higher than that of another group."""
        return RateDifference(self, other)


@frozen
class RateDifference:
    """The rate of one group less that of another.

    The interval is Newcombe's hybrid score interval (method 10 of Newcombe (1998), *Statistics in Medicine* 17,
    873-890), which is made of Wilson's intervals of the two rates and, like them, takes the groups as samples.

    Attributes:
        first: the one group.
        second: the other, which is taken off.

    >>> found = Rate("a", 56, 70, 0).minus(Rate("b", 48, 80, 0))
    >>> [round(end, 4) for end in found.interval]
    [0.0524, 0.3339]
    """

    first: Rate
    second: Rate

    @property
    def rate(self) -> float | None:
        """The difference; none if nothing is decided in one of the groups."""
        if self.first.rate is None or self.second.rate is None:
            return None
        return self.first.rate - self.second.rate

    @property
    def interval(self) -> Interval:
        """The interval of 95%; from -1 to 1 if nothing is decided in one of the groups."""
        return Interval(-_upwards(self.second, self.first), _upwards(self.first, self.second), _CONFIDENCE, "Newcombe")


def _upwards(first: Rate, second: Rate) -> float:
    """How far the first rate may lie above the second."""
    if first.rate is None or second.rate is None:
        return 1.0
    return first.rate - second.rate + hypot(first.interval.high - first.rate, second.rate - second.interval.low)
