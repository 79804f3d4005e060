"""Events applied to a roster one by one, with a tally of the households and persons that come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import ProcedureError
from antipoverty.history._events import (
    Arrived,
    Joined,
    Left,
    Merged,
    Moved,
    Relocated,
    RosterEvent,
    Split,
    StandingChanged,
    VillagesMerged,
)
from antipoverty.history._rosters import Roster, RosterEntry
from antipoverty.history._transitions import Transition, standing_after
from antipoverty.records import Registration
from antipoverty.text import Labelled


class Reason(Labelled):
    """Why households and persons come to a standing or leave it, in the order of a statement."""

    APPLIED = "applied", Transition.APPLIED.text
    TURNED_DOWN = "turned down", Transition.TURNED_DOWN.text
    IDENTIFIED = "identified", Transition.IDENTIFIED.text
    EXITED = "exited", Transition.EXITED.text
    ENTITLEMENT_ENDED = "no longer entitled", Transition.ENTITLEMENT_ENDED.text
    RETURNED = "returned", Transition.RETURNED.text
    REMOVED = "removed as wrong", Transition.REMOVED.text
    BIRTH = "birth", "Born", "出生"
    MARRIAGE_IN = "marriage in", "Married in", "婚入"
    MOVE_IN = "move in", "Moved in", "迁入"
    DEATH = "death", "Died", "死亡"
    MARRIAGE_OUT = "marriage out", "Married out", "婚出"
    MOVE_OUT = "move out", "Moved out", "迁出"
    MOVED = "moved between households", "Moved between households", "户间转移"
    SPLIT = "split", "Split", "分户"
    MERGED = "merged", "Merged", "并户"
    ARRIVED = "arrived whole", "Arrived whole", "整户迁入"
    DISSOLVED = "last member gone", "Last member gone", "整户消亡"
    RELOCATED = "relocated", "Relocated to another village", "整户迁往他村"
    VILLAGES_MERGED = "villages merged", "Villages merged", "合村并组"


#: Why households go from one village to another: no change of the register as a whole.
_BETWEEN_VILLAGES = (Reason.RELOCATED, Reason.VILLAGES_MERGED)


@frozen(field_transformer=typed_fields)
class HeadcountFlow:
    """The households and persons that came to a standing and went from it, for one reason."""

    registration: Registration
    reason: Reason
    households_in: int
    households_out: int
    persons_in: int
    persons_out: int


class RunningRoster:
    """A roster in the middle of a round, and the tally so far."""

    def __init__(self, start: Roster) -> None:
        # Members are dictionaries without values: sets that keep their order.
        self._members = {entry.household: dict.fromkeys(entry.members) for entry in start.entries}
        self._standing = {entry.household: entry.registration for entry in start.entries}
        self._home = {person: entry.household for entry in start.entries for person in entry.members}
        self._village = {entry.household: entry.village for entry in start.entries}
        self._dead: set[str] = set()
        self._tally: Counter[tuple[str | None, Registration, Reason, str]] = Counter()
        self._log: list[list[tuple[Registration, Reason, str, int]]] = []

    def roster(self) -> Roster:
        """The roster as it now stands."""
        return Roster(
            tuple(
                RosterEntry(key, tuple(held), self._standing[key], self._village[key])
                for key, held in self._members.items()
            )
        )

    def flows(self) -> tuple[HeadcountFlow, ...]:
        """What has come to each standing of the register and gone from it, and why."""
        total: Counter[tuple[Registration, Reason, str]] = Counter()
        for (_, standing, reason, side), count in self._tally.items():
            if reason not in _BETWEEN_VILLAGES:
                total[standing, reason, side] += count
        return _flows(total)

    def flows_of_villages(self) -> Mapping[str | None, tuple[HeadcountFlow, ...]]:
        """The same for each village where anything happened; `None` for households whose village is unknown."""
        villages: dict[str | None, Counter[tuple[Registration, Reason, str]]] = {}
        for (village, standing, reason, side), count in self._tally.items():
            villages.setdefault(village, Counter())[standing, reason, side] += count
        return {village: _flows(tally) for village, tally in villages.items()}

    def flows_of_events(self) -> tuple[tuple[HeadcountFlow, ...], ...]:
        """What each event that was applied brought and took."""
        made = []
        for counts in self._log:
            tally: Counter[tuple[Registration, Reason, str]] = Counter()
            for standing, reason, side, count in counts:
                tally[standing, reason, side] += count
            made.append(_flows(tally))
        return tuple(made)

    def apply(self, event: RosterEvent) -> None:
        """Apply an event.

        Raises:
            ProcedureError: if it cannot have happened; nothing is changed then.
        """
        self._log.append([])
        try:
            self._apply(event)
        except ProcedureError:
            self._log.pop()
            raise

    def _apply(self, event: RosterEvent) -> None:
        match event:
            case StandingChanged(household, transition, _, reason):
                self._change(household, transition, reason)
            case Joined(household, person, why):
                self._known(household)
                self._come(person, household, Reason(why))
            case Left(household, person, why):
                self._go(person, household, Reason(why))
                if why == "death":
                    self._dead.add(person)
                self._close_if_empty(household)
            case Moved(household, person, to):
                self._known(to)
                if household == to:
                    raise ProcedureError(f"{person} is in {household} already")
                self._go(person, household, Reason.MOVED)
                self._come(person, to, Reason.MOVED)
                self._close_if_empty(household)
            case Split(household, new, members):
                standing = self._known(household)
                if not set(members) < set(self._members[household]):
                    raise ProcedureError(f"{household} keeps at least one member, and gives away only its own")
                self._open(new, standing, self._village[household], Reason.SPLIT)
                for person in members:
                    self._go(person, household, Reason.SPLIT)
                    self._come(person, new, Reason.SPLIT)
            case Merged(household, into):
                self._known(household)
                self._known(into)
                if household == into:
                    raise ProcedureError(f"{household} cannot be merged into itself")
                for person in tuple(self._members[household]):
                    self._go(person, household, Reason.MERGED)
                    self._come(person, into, Reason.MERGED)
                self._close(household, Reason.MERGED)
            case Arrived(household, members, _, village):
                for person in members:
                    self._check_absent(person)
                self._open(household, Registration.NOT_REGISTERED, village, Reason.ARRIVED)
                for person in members:
                    self._come(person, household, Reason.ARRIVED)
            case Relocated(household, village):
                self._known(household)
                if village == self._village[household]:
                    raise ProcedureError(f"{household} is in {village} already")
                self._relocate(household, village, Reason.RELOCATED)
            case VillagesMerged(village, into):  # pragma: no branch  # the last kind that there is
                if village == into:
                    raise ProcedureError(f"{village} cannot be merged into itself")
                households = [key for key, held in self._village.items() if held == village]
                if not households:
                    raise ProcedureError(f"there is no household in {village}")
                for household in households:
                    self._relocate(household, into, Reason.VILLAGES_MERGED)

    def _known(self, household: str) -> Registration:
        if household not in self._members:
            raise ProcedureError(f"there is no household {household}")
        return self._standing[household]

    def _change(self, household: str, transition: Transition, why: str | None) -> None:
        before = self._known(household)
        if transition is Transition.REMOVED and not (why or "").strip():
            raise ProcedureError("a removal needs its reason")
        self._standing[household] = standing_after(before, transition)
        reason, persons = Reason(transition.value), len(self._members[household])
        self._count(household, before, reason, households_out=1, persons_out=persons)
        self._count(household, self._standing[household], reason, households_in=1, persons_in=persons)

    def _count(self, household: str, standing: Registration, reason: Reason, **sides: int) -> None:
        for side, count in sides.items():
            self._tally[self._village[household], standing, reason, side] += count
            self._log[-1].append((standing, reason, side, count))

    def _relocate(self, household: str, village: str, reason: Reason) -> None:
        standing, persons = self._standing[household], len(self._members[household])
        self._count(household, standing, reason, households_out=1, persons_out=persons)
        self._village[household] = village
        self._count(household, standing, reason, households_in=1, persons_in=persons)

    def _check_absent(self, person: str) -> None:
        if person in self._home:
            raise ProcedureError(f"{person} is in {self._home[person]} already")
        if person in self._dead:
            raise ProcedureError(f"{person} has died")

    def _come(self, person: str, household: str, reason: Reason) -> None:
        self._check_absent(person)
        self._home[person] = household
        self._members[household][person] = None
        self._count(household, self._standing[household], reason, persons_in=1)

    def _go(self, person: str, household: str, reason: Reason) -> None:
        if person not in self._members.get(household, ()):
            self._known(household)
            raise ProcedureError(f"{person} is not in {household}")
        del self._home[person]
        del self._members[household][person]
        self._count(household, self._standing[household], reason, persons_out=1)

    def _open(self, household: str, standing: Registration, village: str | None, reason: Reason) -> None:
        if household in self._members:
            raise ProcedureError(f"there is a household {household} already")
        self._members[household] = {}
        self._standing[household] = standing
        self._village[household] = village
        self._count(household, standing, reason, households_in=1)

    def _close(self, household: str, reason: Reason) -> None:
        self._count(household, self._standing.pop(household), reason, households_out=1)
        del self._members[household], self._village[household]

    def _close_if_empty(self, household: str) -> None:
        if not self._members[household]:
            self._close(household, Reason.DISSOLVED)


def _flows(tally: Mapping[tuple[Registration, Reason, str], int]) -> tuple[HeadcountFlow, ...]:
    pairs = {(standing, reason) for standing, reason, _ in tally}
    return tuple(
        HeadcountFlow(standing, reason, *(tally.get((standing, reason, side), 0) for side in _SIDES))
        for standing in Registration
        for reason in Reason
        if (standing, reason) in pairs
    )


_SIDES = ("households_in", "households_out", "persons_in", "persons_out")
