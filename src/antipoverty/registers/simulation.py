"""What a simulation says of a reform: sums of cells, in which households stand alike before and after, and why.

Every figure is a sum of cells, so that the tables of one simulation always agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import sqrt

from attrs import field, frozen

from antipoverty.errors import InvalidValue
from antipoverty.money import yuan_of_fen
from antipoverty.rules.conditions import Text
from antipoverty.rules.decisions import Outcome
from antipoverty.rules.parameters import RulebookId

__all__ = ["OUTCOMES", "Cell", "Errors", "Flow", "Rate", "Simulation", "Sums"]

#: The outcomes in the order of their codes in a frame.
OUTCOMES = (Outcome.NOT_MET, Outcome.MET, Outcome.UNKNOWN)


@frozen
class Cell:
    """Households that stand the same in every way that is looked at.

    Attributes:
        groups: the value of each column of `Simulation.by`.
        base: what the rule says of them before.
        reform: what it says after.
        reasons: the ids of the criteria that flipped, for those who enter or leave.
        reference: whether they are poor by the reference; none if there is none, or it does not say.
        households: how many.
        persons: how many persons, of the households whose size is known.
        sizes_unknown: how many households have no known size.
        base_gap: what those who meet the rule before lack to the line, in fen.
        reform_gap: what those who meet it after lack.
        gaps_unknown: how many meet it before or after and lack an amount that is not known.
    """

    groups: tuple[str | None, ...]
    base: Outcome
    reform: Outcome
    reasons: tuple[str, ...]
    reference: bool | None
    households: int
    persons: int
    sizes_unknown: int
    base_gap: int = field(repr=False)
    reform_gap: int = field(repr=False)
    gaps_unknown: int


@frozen
class Sums:
    """The sums over some cells.

    Attributes:
        households: how many households.
        base: how many meet the rule before.
        enter: how many meet it after and not before.
        leave: how many meet it before and not after.
        reform: how many meet it after; always ``base + enter - leave``.
        base_persons: how many persons meet it before.
        reform_persons: how many after.
        base_gap: what those before lack to the line, together, in yuan: the cost of closing the gap.
        reform_gap: what those after lack.
    """

    households: int
    base: int
    enter: int
    leave: int
    reform: int
    base_persons: int
    reform_persons: int
    base_gap: Decimal
    reform_gap: Decimal

    @classmethod
    def over(cls, cells: Iterable[Cell]) -> Sums:
        """Sum cells."""
        taken = list(cells)
        base = [cell for cell in taken if cell.base is Outcome.MET]
        reform = [cell for cell in taken if cell.reform is Outcome.MET]
        both = sum(cell.households for cell in base if cell.reform is Outcome.MET)
        before, after = (sum(cell.households for cell in part) for part in (base, reform))
        return cls(
            sum(cell.households for cell in taken),
            before,
            after - both,
            before - both,
            after,
            sum(cell.persons for cell in base),
            sum(cell.persons for cell in reform),
            yuan_of_fen(sum(cell.base_gap for cell in taken)),
            yuan_of_fen(sum(cell.reform_gap for cell in taken)),
        )


@frozen
class Flow:
    """Who enters or leaves for the same reasons.

    Attributes:
        enters: whether they enter; else they leave.
        reasons: the ids of the criteria that flipped; empty where none did by itself.
        households: how many households.
        persons: how many persons.
    """

    enters: bool
    reasons: tuple[str, ...]
    households: int
    persons: int


@frozen
class Errors:
    """Errors of exclusion and inclusion against a reference, in households whose two answers are known.

    Attributes:
        target: how many are poor by the reference.
        missed: how many of these the rule does not reach (exclusion).
        reached: how many the rule reaches.
        wrong: how many of these are not poor by the reference (inclusion).
        unknown: how many are left out, since the rule or the reference does not say.
    """

    target: int
    missed: int
    reached: int
    wrong: int
    unknown: int

    @property
    def exclusion(self) -> float | None:
        """The share of the target that is missed; none without a target."""
        return self.missed / self.target if self.target else None

    @property
    def inclusion(self) -> float | None:
        """The share of those reached who are not of the target; none if no one is reached."""
        return self.wrong / self.reached if self.reached else None


@frozen
class Rate:
    """How large a part of a group meets the rule.

    Attributes:
        group: the group.
        met: households that meet the rule.
        decided: households of which it is decided whether they do.
        unknown: households of which it is not.
    """

    group: str | None
    met: int
    decided: int
    unknown: int

    @property
    def low(self) -> float:
        """Lower end of the interval of 95% (Wilson's), as if the group were a sample of such households."""
        return _wilson(self.met, self.decided)[0]

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return _wilson(self.met, self.decided)[1]

    @property
    def rate(self) -> float | None:
        """The share; none if nothing is decided."""
        return self.met / self.decided if self.decided else None


@frozen
class Simulation:
    """What a reform would change.

    Attributes:
        rule: the rule's name.
        base: the rulebook before, and its date.
        reform: the rulebook after, and its date.
        by: the columns by which households were grouped.
        criteria: the name of each criterion that may be a reason, by its id.
        cells: the sums.
    """

    rule: Text
    base: tuple[RulebookId, date]
    reform: tuple[RulebookId, date]
    by: tuple[str, ...]
    criteria: tuple[tuple[str, Text], ...] = field(repr=False)
    cells: tuple[Cell, ...] = field(repr=False)

    @property
    def total(self) -> Sums:
        """The sums over the whole register."""
        return Sums.over(self.cells)

    def groups(self, column: str) -> tuple[tuple[str | None, Sums], ...]:
        """The sums for each group of a column, in its order, unknown last. Together they are `total`."""
        place = self._place(column)
        names = sorted({cell.groups[place] for cell in self.cells}, key=lambda name: (name is None, name or ""))
        return tuple((name, Sums.over(cell for cell in self.cells if cell.groups[place] == name)) for name in names)

    def flows(self) -> tuple[Flow, ...]:
        """Who enters and who leaves, by reason, the most numerous first."""
        found: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
        for cell in self.cells:
            if (cell.base is Outcome.MET) is not (cell.reform is Outcome.MET):
                sums = found.setdefault((cell.reform is Outcome.MET, cell.reasons), [0, 0])
                sums[0] += cell.households
                sums[1] += cell.persons
        flows = [Flow(enters, reasons, *sums) for (enters, reasons), sums in found.items()]
        return tuple(sorted(flows, key=lambda flow: (not flow.enters, -flow.households, flow.reasons)))

    def crossed(self) -> dict[tuple[Outcome, Outcome], int]:
        """How many households stand so before and so after, unknown outcomes included."""
        return {
            (before, after): sum(c.households for c in self.cells if c.base is before and c.reform is after)
            for before in OUTCOMES
            for after in OUTCOMES
        }

    def errors(self, *, after: bool) -> Errors:
        """Exclusion and inclusion errors before the reform or after it, against the reference.

        Raises:
            InvalidValue: if the simulation had no reference.
        """
        if all(cell.reference is None for cell in self.cells):
            raise InvalidValue("reference", None, "a column that says who is poor, given to simulate")
        counts = dict.fromkeys(((poor, met) for poor in (True, False) for met in (True, False)), 0)
        unknown = 0
        for cell in self.cells:
            outcome = cell.reform if after else cell.base
            if cell.reference is None or outcome is Outcome.UNKNOWN:
                unknown += cell.households
            else:
                counts[cell.reference, outcome is Outcome.MET] += cell.households
        return Errors(
            counts[True, True] + counts[True, False],
            counts[True, False],
            counts[True, True] + counts[False, True],
            counts[False, True],
            unknown,
        )

    def parity(self, column: str, *, after: bool) -> tuple[Rate, ...]:
        """How large a part of each group meets the rule, with counts and intervals."""
        place = self._place(column)
        found = []
        for name, _ in self.groups(column):
            cells = [cell for cell in self.cells if cell.groups[place] == name]
            outcomes = [(cell.reform if after else cell.base, cell.households) for cell in cells]
            met, missed, unknown = (
                sum(count for outcome, count in outcomes if outcome is wanted)
                for wanted in (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN)
            )
            found.append(Rate(name, met, met + missed, unknown))
        return tuple(found)

    def _place(self, column: str) -> int:
        if column not in self.by:
            raise InvalidValue("column", column, f"one of by: {', '.join(self.by) or 'none was given'}")
        return self.by.index(column)


def _wilson(met: int, decided: int) -> tuple[float, float]:
    """The interval of 95% for a share."""
    if not decided:
        return 0.0, 1.0
    z = 1.959963984540054
    share, spread = met / decided, z * z / decided
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / decided + spread / decided / 4) / (1 + spread)
    # At the ends the formula gives 0 and 1, but for rounding.
    return (middle - half if met else 0.0), (middle + half if met < decided else 1.0)
