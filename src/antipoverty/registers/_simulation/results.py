"""Results of a simulation: sums over cells of households with the same groups, outcomes and reasons.

Every figure is a sum of cells, so that the tables of one simulation always agree. The figures are for work inside an
office: `antipoverty.registers.publish` gives those that may leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from attrs import field, fields, frozen

from antipoverty._engine.parameters import RulebookId
from antipoverty._shared.showing import Shown, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan_of_fen
from antipoverty.registers._simulation.parity import Rate
from antipoverty.rules import Outcome
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: The outcomes in the order of their codes in a frame.
OUTCOMES = (Outcome.NOT_MET, Outcome.MET, Outcome.UNKNOWN)
#: The moves into those who meet a rule, and out of them.
MOVES = (
    (Outcome.NOT_MET, Outcome.MET),
    (Outcome.UNKNOWN, Outcome.MET),
    (Outcome.MET, Outcome.NOT_MET),
    (Outcome.MET, Outcome.UNKNOWN),
)


@frozen
class Gap:
    """What households that meet the rule lack to the line.

    Attributes:
        fen: what they lack together, where it is known; none if the rule sets no limit to an amount.
        lacking: how many lack something, as far as is known.
        largest: the most that one household lacks, in fen.
        unknown: how many lack an amount that is not known.
    """

    fen: int | None = field(repr=False)
    lacking: int
    largest: int = field(repr=False)
    unknown: int

    @classmethod
    def over(cls, gaps: Iterable[Gap]) -> Gap:
        """Sum gaps."""
        taken = list(gaps)
        known = [gap.fen for gap in taken if gap.fen is not None]
        return cls(
            sum(known) if known or not taken else None,
            sum(gap.lacking for gap in taken),
            max((gap.largest for gap in taken), default=0),
            sum(gap.unknown for gap in taken),
        )

    @property
    def yuan(self) -> Decimal | None:
        """The sum in yuan."""
        return None if self.fen is None else yuan_of_fen(self.fen)


@frozen
class Cell:
    """Households with the same groups, outcomes, reasons and reference.

    Attributes:
        groups: the value of each column of `Simulation.by`.
        base: what the rule says of them before.
        reform: what it says after.
        reasons: the ids of the criteria that flipped, for those who enter or leave.
        reference: whether they are poor by the reference; none if there is none, or it does not say.
        households: how many.
        persons: how many persons, of the households whose size is known.
        sizes_unknown: how many households have no known size.
        base_gap: what those who meet the rule before lack to the line, and how many lack something.
        reform_gap: the same of those who meet it after.
    """

    groups: tuple[str | None, ...]
    base: Outcome
    reform: Outcome
    reasons: tuple[str, ...]
    reference: bool | None
    households: int
    persons: int
    sizes_unknown: int
    base_gap: Gap
    reform_gap: Gap


@frozen
class Sums:
    """The sums over some cells.

    What is not known is counted by itself: ``base - leave - to_unknown + enter + from_unknown`` is always ``reform``.

    Attributes:
        households: how many households.
        base: how many meet the rule before.
        base_unknown: of how many it is not known whether they do.
        enter: how many do not meet it before, and do after.
        leave: how many meet it before, and do not after.
        to_unknown: how many meet it before, and may or may not after.
        from_unknown: how many may or may not meet it before, and do after.
        reform: how many meet it after.
        reform_unknown: of how many it is not known whether they do.
        base_persons: how many persons meet it before, of the households whose size is known.
        reform_persons: how many after.
        base_sizes_unknown: how many households that meet it before have no known size.
        reform_sizes_unknown: how many of those after.
        base_gap: what those before lack to the line, together, in yuan, where it is known: the cost of closing the gap;
            none if the rule sets no limit to an amount.
        reform_gap: what those after lack.
        base_gaps_unknown: how many households meet it before and lack an amount that is not known.
        reform_gaps_unknown: how many after.
    """

    households: int
    base: int
    base_unknown: int
    enter: int
    leave: int
    to_unknown: int
    from_unknown: int
    reform: int
    reform_unknown: int
    base_persons: int
    reform_persons: int
    base_sizes_unknown: int
    reform_sizes_unknown: int
    base_gap: Decimal | None
    reform_gap: Decimal | None
    base_gaps_unknown: int
    reform_gaps_unknown: int

    @classmethod
    def over(cls, cells: Iterable[Cell]) -> Sums:
        """Sum cells."""
        taken = list(cells)
        crossed = crossing(taken)

        def count(*pairs: tuple[Outcome | None, Outcome | None]) -> int:
            return sum(
                number
                for (before, after), number in crossed.items()
                if any(b in (None, before) and a in (None, after) for b, a in pairs)
            )

        met, missed, unknown = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
        base = [cell for cell in taken if cell.base is met]
        reform = [cell for cell in taken if cell.reform is met]
        gaps = Gap.over(cell.base_gap for cell in taken), Gap.over(cell.reform_gap for cell in taken)
        return cls(
            households=count((None, None)),
            base=count((met, None)),
            base_unknown=count((unknown, None)),
            enter=count((missed, met)),
            leave=count((met, missed)),
            to_unknown=count((met, unknown)),
            from_unknown=count((unknown, met)),
            reform=count((None, met)),
            reform_unknown=count((None, unknown)),
            base_persons=sum(cell.persons for cell in base),
            reform_persons=sum(cell.persons for cell in reform),
            base_sizes_unknown=sum(cell.sizes_unknown for cell in base),
            reform_sizes_unknown=sum(cell.sizes_unknown for cell in reform),
            base_gap=gaps[0].yuan,
            reform_gap=gaps[1].yuan,
            base_gaps_unknown=gaps[0].unknown,
            reform_gaps_unknown=gaps[1].unknown,
        )


def crossing(cells: Iterable[Cell]) -> dict[tuple[Outcome, Outcome], int]:
    """How many households of some cells stand so before and so after."""
    found = {(before, after): 0 for before in OUTCOMES for after in OUTCOMES}
    for cell in cells:
        found[cell.base, cell.reform] += cell.households
    return found


@frozen
class Flow:
    """Who begins or ceases to meet the rule for the same reasons; from unknown and to unknown are flows of their own.

    Attributes:
        before: what the rule said of them before.
        after: what it says after.
        reasons: the ids of the criteria that flipped; empty where none did by itself.
        households: how many households.
        persons: how many persons, of the households whose size is known.
        sizes_unknown: how many households have no known size.
    """

    before: Outcome
    after: Outcome
    reasons: tuple[str, ...]
    households: int
    persons: int
    sizes_unknown: int

    @property
    def enters(self) -> bool:
        """Whether they did not meet the rule, and do."""
        return self.before is Outcome.NOT_MET and self.after is Outcome.MET

    @property
    def leaves(self) -> bool:
        """Whether they met the rule, and do not."""
        return self.before is Outcome.MET and self.after is Outcome.NOT_MET


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
class Simulation(Shown):
    """What a reform would change.

    Attributes:
        rule: the rule's name.
        base: the rulebook before, and its date.
        reform: the rulebook after, and its date.
        by: the columns by which households were grouped.
        reference: the column that says who is poor, if one was given.
        criteria: the name of each criterion that may be a reason, by its id.
        cells: the sums.
    """

    rule: Text
    base: tuple[RulebookId, date]
    reform: tuple[RulebookId, date]
    by: tuple[str, ...]
    reference: str | None
    criteria: tuple[tuple[str, Text], ...] = field(repr=False)
    cells: tuple[Cell, ...] = field(repr=False)

    def frame(self, column: str | None = None) -> pl.DataFrame:
        """The sums for each group of a column, in the order of `groups`; or one row with those of the whole register.

        It has the column, and one for each sum: ``households``, ``base``, ``enter``, ``leave``, ``reform`` and so on;
        gaps are in yuan, null where the rule sets no limit to an amount.

        Raises:
            InvalidValue: for a column by which households were not grouped.

        >>> import polars as pl
        >>> from datetime import date
        >>> from antipoverty.registers import simulate
        >>> register = pl.DataFrame({"id": ["h1"], "village": ["v1"], "size": [4], "net_income_fen": [1_000_000]})
        >>> found = simulate(register, base=date(2014, 5, 1), reform=date(2015, 5, 1), by=["village"])
        >>> found.frame("village").select("village", "households", "base", "reform").rows()
        [('v1', 1, 1, 1)]
        """
        groups = ((None, self.total),) if column is None else self.groups(column)
        named = {} if column is None else {column: [name for name, _ in groups]}
        sums = {part.name: [getattr(each, part.name) for _, each in groups] for part in fields(Sums)}
        return table_frame(named | sums)

    @property
    def total(self) -> Sums:
        """The sums over the whole register."""
        return Sums.over(self.cells)

    def groups(self, column: str) -> tuple[tuple[str | None, Sums], ...]:
        """The sums for each group of a column, in its order, unknown last. Together they are `total`."""
        return tuple((name, Sums.over(cells)) for name, cells in self.cells_by(column))

    def cells_by(self, column: str) -> tuple[tuple[str | None, tuple[Cell, ...]], ...]:
        """The cells of each group of a column, in the order of `groups`.

        Raises:
            InvalidValue: for a column by which households were not grouped.
        """
        if column not in self.by:
            raise InvalidValue("column", column, f"one of by: {', '.join(self.by) or 'none was given'}")
        place = self.by.index(column)
        found: dict[str | None, list[Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.groups[place], []).append(cell)
        names = sorted(found, key=lambda name: (name is None, name or ""))
        return tuple((name, tuple(found[name])) for name in names)

    def flows(self) -> tuple[Flow, ...]:
        """Who begins or ceases to meet the rule, by reason: who enters, from unknown, who leaves, to unknown.

        The most numerous come first. Those of whom it is known or not known that they do not meet it, before and
        after, move no count of those who do; `crossed` has them.
        """
        found: dict[tuple[Outcome, Outcome, tuple[str, ...]], list[Cell]] = {}
        for cell in self.cells:
            if (cell.base, cell.reform) in MOVES:
                found.setdefault((cell.base, cell.reform, cell.reasons), []).append(cell)
        flows = [
            Flow(
                *key,
                *(sum(getattr(cell, name) for cell in cells) for name in ("households", "persons", "sizes_unknown")),
            )
            for key, cells in found.items()
        ]
        return tuple(
            sorted(flows, key=lambda flow: (MOVES.index((flow.before, flow.after)), -flow.households, flow.reasons))
        )

    def crossed(self) -> dict[tuple[Outcome, Outcome], int]:
        """How many households stand so before and so after, unknown outcomes included."""
        return crossing(self.cells)

    def errors(self, *, after: bool) -> Errors:
        """Exclusion and inclusion errors before the reform or after it, against the reference.

        A reference that says nothing of anybody leaves everybody out, and there are no rates.

        Raises:
            InvalidValue: if the simulation had no reference.
        """
        if self.reference is None:
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
        """How large a part of each group meets the rule, with counts and intervals; `Rate.minus` compares two."""
        found = []
        for name, cells in self.cells_by(column):
            outcomes = [(cell.reform if after else cell.base, cell.households) for cell in cells]
            met, missed, unknown = (
                sum(count for outcome, count in outcomes if outcome is wanted)
                for wanted in (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN)
            )
            found.append(Rate(name, met, met + missed, unknown))
        return tuple(found)
