"""Inequality from grouped data (分组数据): how many are in each group, and what they have together.

Yearbooks give fifths or classes of income, not incomes. From them follows the least inequality that there can be, that
of groups whose members are alike; and, where the limits of the classes are known, the greatest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._income.inequality import LorenzCurve, gini, lorenz
from antipoverty.indicators._inputs.alignment import arrays
from antipoverty.indicators._inputs.columns import Values, numpy
from antipoverty.indicators._inputs.weighted_values import Number, WeightedValues, number

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats

#: A mean that differs from a limit by less of itself is at it.
_ROUNDING = 1e-12


@frozen(eq=False)
class GroupedIncome:
    """Income by groups, as yearbooks give it: fifths of the population, or classes of income.

    Attributes:
        persons: how many are in each group, or their share; a group of nobody is left out.
        incomes: what each group has in all, or its share.
        limits: the limits of classes of income from the lowest, one more than there are classes; the last may be
            ``None``, for no limit. They are needed by `gini_bounds` alone.

    >>> fifths = GroupedIncome([20, 20, 20, 20, 20], [5, 10, 15, 25, 45])
    >>> round(fifths.gini(), 9), [round(share, 2) for share in fifths.lorenz().income]
    (0.38, [0.0, 0.05, 0.15, 0.3, 0.55, 1.0])
    """

    persons: Values
    incomes: Values
    limits: Sequence[Number | None] | None = None

    def lorenz(self) -> LorenzCurve:
        """The Lorenz curve through the points that groups give, straight between them, from the poorest group.

        Raises:
            InvalidValue: for lengths that differ, negative numbers of persons, an income of nobody, or no income.
        """
        return lorenz(*_means(self.persons, self.incomes))

    def gini(self) -> float:
        """The Gini of groups whose members are alike: the least that the groups allow.

        Raises:
            InvalidValue: as `lorenz`.
        """
        return gini(*_means(self.persons, self.incomes))

    def gini_bounds(self) -> tuple[float, float]:
        """The least and the greatest Gini that classes of income allow.

        The greatest has in each class only persons at its two limits: G + Σ pᵢ²·(μᵢ − aᵢ₋₁)·(aᵢ − μᵢ)/((aᵢ − aᵢ₋₁)·μ);
        in an open class at the top, nearly all at its lower limit.

        Source: J. L. Gastwirth, The Estimation of the Lorenz Curve and Gini Index, Review of Economics and Statistics
        54 (1972).

        Raises:
            InvalidValue: as `lorenz`, and for limits that do not rise or that a class's mean lies outside of.

        >>> low, high = GroupedIncome([50, 30, 20], [50, 90, 160], limits=[0, 2, 5, None]).gini_bounds()
        >>> round(low, 6), round(high, 6)
        (0.433333, 0.535)
        """
        means, weights = _means(self.persons, self.incomes)
        ends = _limits(self.limits, means.size)
        total, mean = weights.sum(), WeightedValues(means, weights, {}).mean()
        more = 0.0
        for place, (quotient, weight) in enumerate(zip(means.tolist(), weights.tolist(), strict=True)):
            low, high = ends[place], ends[place + 1]
            # All of a class may stand at a limit, which its mean, a quotient, then misses by rounding.
            at_limit = (limit for limit in (low, high) if math.isclose(quotient, limit, rel_tol=_ROUNDING))
            own = next(at_limit, quotient)
            if not low <= own <= high:
                expected = f"a class whose mean income is from {low:g} to {high:g}, its limits"
                raise InvalidValue(f"incomes[{place}]", f"a mean of {own:g}", expected)
            spread = 1.0 if high == math.inf else (high - own) / (high - low)
            more += (weight / total) ** 2 * (own - low) * spread
        least = gini(means, weights)
        return least, float(least + more / mean)


def _limits(limits: Sequence[Number | None] | None, classes: int) -> list[float]:
    if not isinstance(limits, Sequence) or len(limits) != classes + 1:
        shown = f"{len(limits)} limits" if isinstance(limits, Sequence) else type(limits).__name__
        raise InvalidValue("limits", shown, f"{classes + 1} limits, one more than there are classes with persons")
    *lower, last = limits
    ends = [number(limit, f"limits[{place}]") for place, limit in enumerate(lower)]  # type: ignore[arg-type]  # refuses None
    ends.append(math.inf if last is None else number(last, f"limits[{classes}]"))
    for place, (low, high) in enumerate(pairwise(ends), start=1):
        if not low < high:
            raise InvalidValue(f"limits[{place}]", limits[place], f"a limit above {low:g}, the one before")
    return ends


def _means(persons: Values, incomes: Values) -> tuple[Floats, Floats]:
    """The mean income of each group, and its persons."""
    read, _ = arrays({"persons": persons, "incomes": incomes})
    count, income = read["persons"], read["incomes"]
    if (least := count.min()) < 0:
        raise InvalidValue(f"persons[{int(count.argmin())}]", float(least), "a number of at least 0")
    nobody = count == 0
    if (income[nobody] != 0).any():
        place = int((nobody & (income != 0)).argmax())
        raise InvalidValue(f"incomes[{place}]", float(income[place]), "0, since the group has no persons")
    if nobody.all():
        raise InvalidValue("persons", "groups without persons", "at least one person")
    with numpy().errstate(over="ignore"):
        means = income[~nobody] / count[~nobody]
    if not numpy().isfinite(means).all():
        raise InvalidValue("persons", "numbers next to 0", "groups whose mean income is finite")
    return means, count[~nobody]
