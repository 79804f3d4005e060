"""Whom a programme reaches (瞄准): coverage, exclusion and inclusion error, and the Coady-Grosh-Hoddinott ratio.

Two columns say of each person whether they are in the target group, and whether the programme covers them. Each is a
plain sequence, a NumPy array, a series, or a `antipoverty.indicators.Column` of a frame, lazy or not.

>>> poor, helped = [1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0]
>>> coverage(poor, helped) == 2 / 3, exclusion_error(poor, helped) == 1 / 3, inclusion_error(poor, helped) == 1 / 3
(True, True, True)

Sources: Cornia and Stewart (1993), "Two errors of targeting", *Journal of International Development* 5(5), 459-496;
Coady, Grosh and Hoddinott (2004), *Targeting of Transfers in Developing Countries*, World Bank.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.alignment import arrays
from antipoverty.indicators._inputs.columns import Missing, Values, numpy

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats


def coverage(target: Values, covered: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The coverage rate (覆盖率): the share of the target group that is covered. The denominator is the target group.

    Args:
        target: whether each person is in the target group: True and False, or 1 and 0.
        covered: whether the programme covers each.
        weights: a weight of at least 0 for each person.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the persons who lack anything.

    Raises:
        InvalidValue: for values that are not 0 or 1, lengths that differ, negative weights, or nobody in the target.
    """
    people = _People.of(target, covered, weights, missing)
    return people.share(people.target * people.covered, people.target, "target")


def exclusion_error(target: Values, covered: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The exclusion error, or under-coverage (漏保率): the share of the target group that is not covered.

    The denominator is the target group; with the coverage it makes 1. The arguments and errors are those of `coverage`.
    """
    people = _People.of(target, covered, weights, missing)
    return people.share(people.target * (1 - people.covered), people.target, "target")


def inclusion_error(target: Values, covered: Values, weights: Values = None, *, missing: Missing = "refuse") -> float:
    """The inclusion error, or leakage (错保率): the share of those covered who are not in the target group.

    The denominator is those covered, not those outside the target group. The arguments are those of `coverage`.

    Raises:
        InvalidValue: as `coverage`, but if nobody is covered.
    """
    people = _People.of(target, covered, weights, missing)
    return people.share((1 - people.target) * people.covered, people.covered, "covered")


def coady_grosh_hoddinott(
    target: Values, benefits: Values, weights: Values = None, *, missing: Missing = "refuse"
) -> float:
    """The ratio of Coady, Grosh and Hoddinott: the target's share of the benefits over its share of the people.

    1 is what handing out alike, or by lot, would give; more is progressive, less regressive.

    Args:
        target: whether each person is in the target group, which is usually the poorest fifth or two fifths.
        benefits: what each receives, at least 0; or whether they are covered.
        weights: a weight of at least 0 for each person.
        missing: ``"refuse"`` a missing value, or ``"drop"`` the persons who lack anything.

    Raises:
        InvalidValue: as `coverage`, for negative benefits, or if nobody receives anything.

    Sixty per cent for the poorest forty (Coady, Grosh and Hoddinott 2003, *Social Safety Nets Primer Notes* 10):

    >>> coady_grosh_hoddinott([1, 1, 0, 0, 0], [30, 30, 20, 20, 0])
    1.5
    """
    people = _People.of(target, benefits, weights, missing, second="benefits")
    everyone, targeted = people.total(1 + 0 * people.target), people.total(people.target, "target")
    received = people.total(people.covered, "benefits")
    # One division at the end, so that shares that are simple fractions stay so.
    return people.total(people.target * people.covered) * everyone / (received * targeted)


#: What is wrong with a column whose total is 0.
_EMPTY = {
    "target": "the target group is empty",
    "covered": "nobody is covered",
    "benefits": "nobody receives a benefit",
}


@frozen(eq=False)
class _People:
    """Aligned columns of numbers."""

    target: Floats
    covered: Floats
    weights: Floats | None

    @classmethod
    def of(cls, target: Values, covered: Values, weights: Values, missing: Missing, second: str = "covered") -> _People:
        columns = {"target": target, second: covered} | ({} if weights is None else {"weights": weights})
        read, _ = arrays(columns, missing=missing)
        for name in ("target", "covered"):
            if name in read and (wrong := (read[name] != 0) & (read[name] != 1)).any():
                place = int(wrong.argmax())
                raise InvalidValue(f"{name}[{place}]", float(read[name][place]), "True or False, 1 or 0")
        if "benefits" in read and (least := read["benefits"].min()) < 0:
            raise InvalidValue(f"benefits[{int(read['benefits'].argmin())}]", float(least), "a number of at least 0")
        return cls(read["target"], read[second], read.get("weights"))

    def total(self, column: Floats, positive: str | None = None) -> float:
        """The weighted sum of a column, which has to be positive if it is to be divided by."""
        with numpy().errstate(over="ignore"):  # what overflows is refused by name
            total = float(column.sum() if self.weights is None else (column * self.weights).sum())
        if not math.isfinite(total):
            raise InvalidValue("weights", "weights whose products with the benefits are too large", "smaller weights")
        if positive is not None and not total:
            raise InvalidValue(positive, "a total weight of 0", f"a total weight above 0: {_EMPTY[positive]}")
        return total

    def share(self, part: Floats, whole: Floats, name: str) -> float:
        """The weighted share of a part of a whole."""
        return self.total(part) / self.total(whole, name)
