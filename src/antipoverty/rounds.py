"""The yearly round (动态调整; EX-08): changes of standing, natural changes of members, and every person accounted for.

A `Round` is a register and the changes made to it. For every standing, households and persons at the start, plus those
that came, less those that went, are those at the end. What comes and goes is counted from the changes, and what is
there from the registers, so that the two can be held against each other; they are, each time.

>>> from datetime import date
>>> start = Register((Entry("h1", ("a", "b"), "registered"), Entry("h2", ("c",), "exited")))
>>> autumn = date(2017, 11, 1)
>>> year = Round(start, (
...     Joined("h1", "d", Joining.BIRTH, autumn),
...     Changed("h1", Transition.EXITED, autumn),
...     Merged("h2", "h1", autumn),
... ))
>>> year.end.entries
(Entry(household='h1', members=('a', 'b', 'd', 'c')),)
>>> [(each.registration.value, each.start, each.came, each.went, each.end) for each in year.persons]
[('registered', 2, 1, 3, 0), ('exited', 1, 4, 1, 4)]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from antipoverty import fields
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.records import Household, Registration
from antipoverty.rules.conditions import Language, Text
from antipoverty.transitions import STANDINGS, Transition, after

__all__ = [
    "Arrived",
    "Balance",
    "Change",
    "Changed",
    "Entry",
    "Flow",
    "Joined",
    "Joining",
    "Leaving",
    "Left",
    "Merged",
    "Moved",
    "Reason",
    "Register",
    "Round",
    "Split",
    "Transition",
]


@frozen
class Entry:
    """A household of a register.

    Attributes:
        household: its key.
        members: the keys of its members, at least one.
        registration: where it stands.
    """

    household: str = fields.key()
    members: tuple[str, ...] = fields.keys()
    registration: Registration = fields.kind(Registration, default=Registration.NOT_REGISTERED)

    def __attrs_post_init__(self) -> None:
        if self.registration is None:
            raise InvalidValue("Entry.registration", None, "where the household stands")


@frozen
class Register:
    """Households with their members (名册): each household once, each person in one household.

    Attributes:
        entries: the households, by key.
    """

    entries: tuple[Entry, ...] = field(default=(), repr=lambda entries: f"<{len(entries)} households>")

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=lambda entry: entry.household)))
        for name, keys in (
            ("household", [entry.household for entry in self.entries]),
            ("person", [person for entry in self.entries for person in entry.members]),
        ):
            twice = [key for key, count in Counter(keys).items() if count > 1]
            if twice:
                raise InvalidValue(f"Register.entries, {name}", twice[0], "a key that is there once")

    @classmethod
    def of(cls, households: Iterable[Household]) -> Register:
        """The register of some household records, whose members and standing must be known.

        Raises:
            InvalidValue: if they are not.

        >>> from antipoverty.records import Person
        >>> Register.of([Household("h1", members=(Person("a"),), registration="exited")])
        Register(entries=<1 households>)
        """
        entries = []
        for household in households:
            if household.members is None:
                raise InvalidValue(f"Household {household.id}.members", None, "members by key")
            if household.registration is None:
                raise InvalidValue(f"Household {household.id}.registration", None, "where the household stands")
            members = tuple(member.id for member in household.members)
            entries.append(Entry(household.id, members, household.registration))
        return cls(tuple(entries))

    def households(self, standing: Registration) -> int:
        """How many households stand so."""
        return sum(entry.registration is standing for entry in self.entries)

    def persons(self, standing: Registration) -> int:
        """How many persons are in households that stand so."""
        return sum(len(entry.members) for entry in self.entries if entry.registration is standing)


class Joining(Enum):
    """How a person comes into a household from outside the register."""

    BIRTH = "birth"
    MARRIAGE = "marriage in"
    MOVE = "move in"


class Leaving(Enum):
    """How a person goes out of a household and of the register."""

    DEATH = "death"
    MARRIAGE = "marriage out"
    MOVE = "move out"


@frozen
class Changed:
    """A household's standing changed. A removal as wrong needs its reason."""

    household: str
    transition: Transition
    on: date
    reason: str | None = None


@frozen
class Joined:
    """A person came into a household from outside the register: was born, married or moved in."""

    household: str
    person: str
    why: Joining
    on: date


@frozen
class Left:
    """A person went out of a household and of the register: died, married or moved away."""

    household: str
    person: str
    why: Leaving
    on: date


@frozen
class Moved:
    """A person went from one household of the register to another, by marriage or otherwise."""

    household: str
    person: str
    to: str
    on: date


@frozen
class Split:
    """Some members of a household became a household of their own (分户), which stands as the old one does."""

    household: str = fields.key()
    new: str = fields.key()
    members: tuple[str, ...] = fields.keys()
    on: date = fields.day(personal=False)


@frozen
class Merged:
    """A household was merged into another (并户), and stands as that one does from then on."""

    household: str
    into: str
    on: date


@frozen
class Arrived:
    """A household came whole from outside the register; it is not registered as poor."""

    household: str = fields.key()
    members: tuple[str, ...] = fields.keys()
    on: date = fields.day(personal=False)


Change: TypeAlias = Changed | Joined | Left | Moved | Split | Merged | Arrived


class Reason(Enum):
    """Why households and persons come to a standing and go from it, in the order of a statement."""

    APPLIED = "applied"
    TURNED_DOWN = "turned down"
    IDENTIFIED = "identified"
    EXITED = "exited"
    RETURNED = "returned"
    REMOVED = "removed as wrong"
    BIRTH = "birth"
    MARRIAGE_IN = "marriage in"
    MOVE_IN = "move in"
    DEATH = "death"
    MARRIAGE_OUT = "marriage out"
    MOVE_OUT = "move out"
    MOVED = "moved between households"
    SPLIT = "split"
    MERGED = "merged"
    ARRIVED = "arrived whole"
    DISSOLVED = "last member gone"

    @property
    def text(self) -> Text:
        """What it is called."""
        return _REASONS[self]


_REASONS = {
    **{Reason(transition.value): transition.text for transition in Transition},
    Reason.BIRTH: Text("Born", "出生"),
    Reason.MARRIAGE_IN: Text("Married in", "婚入"),
    Reason.MOVE_IN: Text("Moved in", "迁入"),
    Reason.DEATH: Text("Died", "死亡"),
    Reason.MARRIAGE_OUT: Text("Married out", "婚出"),
    Reason.MOVE_OUT: Text("Moved out", "迁出"),
    Reason.MOVED: Text("Moved between households", "户间转移"),
    Reason.SPLIT: Text("Split", "分户"),
    Reason.MERGED: Text("Merged", "并户"),
    Reason.ARRIVED: Text("Arrived whole", "整户迁入"),
    Reason.DISSOLVED: Text("Last member gone", "整户消亡"),
}


@frozen
class Flow:
    """What came to a standing, and went from it, for one reason."""

    registration: Registration
    reason: Reason
    households_in: int
    households_out: int
    persons_in: int
    persons_out: int


@frozen
class Balance:
    """Start, plus what came, less what went, is the end; another balance cannot be written.

    >>> Balance(Registration.REGISTERED, 788, 0, 23, 766)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: Balance.end: got 766; expected 765, which is 788 + 0 - 23
    """

    registration: Registration
    start: int
    came: int
    went: int
    end: int

    def __attrs_post_init__(self) -> None:
        due = self.start + self.came - self.went
        if self.end != due:
            raise InvalidValue("Balance.end", self.end, f"{due}, which is {self.start} + {self.came} - {self.went}")


@frozen
class Round:
    """A register and the changes of a year, in order.

    Attributes:
        start: the register before.
        changes: the changes, by date.

    Raises:
        ProcedureError: if a change cannot be: of a household or person that is not there or is there already, after a
            death, out of order of dates, or to a standing that cannot follow. The message gives the change's number.
    """

    start: Register
    changes: tuple[Change, ...] = field(default=(), repr=lambda changes: f"<{len(changes)} changes>")
    end: Register = field(init=False, eq=False)
    flows: tuple[Flow, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        books = _Books(self.start)
        last = date.min
        for number, change in enumerate(self.changes, start=1):
            try:
                if type(change.on) is not date:
                    raise InvalidValue("on", change.on, "a datetime.date")
                if change.on < last:
                    raise ProcedureError(f"a change on {change.on} cannot follow one on {last}")
                books.apply(change)
            except ProcedureError as error:
                raise ProcedureError(f"change {number}, {type(change).__name__} on {change.on}: {error}") from None
            last = change.on
        object.__setattr__(self, "end", books.register())
        object.__setattr__(self, "flows", books.flows())
        _ = self.households, self.persons

    @property
    def households(self) -> tuple[Balance, ...]:
        """The balance of households for every standing that has any, or had."""
        return tuple(
            Balance(
                standing,
                self.start.households(standing),
                sum(flow.households_in for flow in self.flows if flow.registration is standing),
                sum(flow.households_out for flow in self.flows if flow.registration is standing),
                self.end.households(standing),
            )
            for standing in self._standings()
        )

    @property
    def persons(self) -> tuple[Balance, ...]:
        """The balance of persons for every standing that has any, or had."""
        return tuple(
            Balance(
                standing,
                self.start.persons(standing),
                sum(flow.persons_in for flow in self.flows if flow.registration is standing),
                sum(flow.persons_out for flow in self.flows if flow.registration is standing),
                self.end.persons(standing),
            )
            for standing in self._standings()
        )

    def _standings(self) -> list[Registration]:
        found = {entry.registration for register in (self.start, self.end) for entry in register.entries}
        found |= {flow.registration for flow in self.flows}
        return [standing for standing in Registration if standing in found]

    def statement(self, language: Language = "en") -> str:
        """The round in words: for each standing the start, what came and went and why, and the end.

        >>> from datetime import date
        >>> start = Register((Entry("h1", ("a", "b"), "registered"),))
        >>> print(Round(start, (Changed("h1", Transition.EXITED, date(2017, 11, 1)),)).statement())
        registered: 1 household, 2 persons
          - Exited: 1 household, 2 persons
          = 0 households, 0 persons
        exited: 0 households, 0 persons
          + Exited: 1 household, 2 persons
          = 1 household, 2 persons
        """
        lines = []
        for houses, heads in zip(self.households, self.persons, strict=True):
            standing = houses.registration
            colon = Text(": ", "：")[language]
            lines.append(f"{STANDINGS[standing][language]}{colon}{_counts(houses.start, heads.start, language)}")
            for flow in self.flows:
                if flow.registration is standing:
                    for sign, in_households, in_persons in (
                        ("+", flow.households_in, flow.persons_in),
                        ("-", flow.households_out, flow.persons_out),
                    ):
                        if in_households or in_persons:
                            counted = _counts(in_households, in_persons, language)
                            lines.append(f"  {sign} {flow.reason.text[language]}{colon}{counted}")
            lines.append(f"  = {_counts(houses.end, heads.end, language)}")
        return "\n".join(lines)


def _counts(households: int, persons: int, language: Language) -> str:
    houses, heads = ("household" if households == 1 else "households"), ("person" if persons == 1 else "persons")
    return Text(f"{households:,} {houses}, {persons:,} {heads}", f"{households:,}户，{persons:,}人")[language]


class _Books:
    """The register while a round goes over it, and the tally of what comes and goes."""

    def __init__(self, start: Register) -> None:
        # Members are dictionaries without values: sets that keep their order.
        self.members = {entry.household: dict.fromkeys(entry.members) for entry in start.entries}
        self.standing = {entry.household: entry.registration for entry in start.entries}
        self.home = {person: entry.household for entry in start.entries for person in entry.members}
        self.dead: set[str] = set()
        self.tally: Counter[tuple[Registration, Reason, str]] = Counter()

    def register(self) -> Register:
        return Register(tuple(Entry(key, tuple(held), self.standing[key]) for key, held in self.members.items()))

    def flows(self) -> tuple[Flow, ...]:
        pairs = {(standing, reason) for standing, reason, _ in self.tally}
        return tuple(
            Flow(standing, reason, *(self.tally[standing, reason, side] for side in _SIDES))
            for standing in Registration
            for reason in Reason
            if (standing, reason) in pairs
        )

    def apply(self, change: Change) -> None:
        match change:
            case Changed(household, transition, _, reason):
                self.change(household, transition, reason)
            case Joined(household, person, why):
                self.known(household)
                self.come(person, household, Reason(why.value))
            case Left(household, person, why):
                self.go(person, household, Reason(why.value))
                if why is Leaving.DEATH:
                    self.dead.add(person)
                self.close_if_empty(household)
            case Moved(household, person, to):
                self.known(to)
                if household == to:
                    raise ProcedureError(f"{person} is in {household} already")
                self.go(person, household, Reason.MOVED)
                self.come(person, to, Reason.MOVED)
                self.close_if_empty(household)
            case Split(household, new, members):
                standing = self.known(household)
                if not set(members) < set(self.members[household]):
                    raise ProcedureError(f"{household} keeps at least one member, and gives away only its own")
                self.open(new, members, standing, Reason.SPLIT)
                for person in members:
                    self.go(person, household, Reason.SPLIT)
                    self.come(person, new, Reason.SPLIT)
            case Merged(household, into):
                self.known(household)
                self.known(into)
                if household == into:
                    raise ProcedureError(f"{household} cannot be merged into itself")
                for person in tuple(self.members[household]):
                    self.go(person, household, Reason.MERGED)
                    self.come(person, into, Reason.MERGED)
                self.close(household, Reason.MERGED)
            case Arrived(household, members):  # pragma: no branch  # the last kind that there is
                self.open(household, members, Registration.NOT_REGISTERED, Reason.ARRIVED)
                for person in members:
                    self.come(person, household, Reason.ARRIVED)

    def known(self, household: str) -> Registration:
        if household not in self.members:
            raise ProcedureError(f"there is no household {household}")
        return self.standing[household]

    def change(self, household: str, transition: Transition, why: str | None) -> None:
        before = self.known(household)
        if transition is Transition.REMOVED and not (why or "").strip():
            raise ProcedureError("a removal needs its reason")
        self.standing[household] = after(before, transition)
        reason, persons = Reason(transition.value), len(self.members[household])
        self.tally[before, reason, "households out"] += 1
        self.tally[before, reason, "persons out"] += persons
        self.tally[self.standing[household], reason, "households in"] += 1
        self.tally[self.standing[household], reason, "persons in"] += persons

    def come(self, person: str, household: str, reason: Reason) -> None:
        if person in self.home:
            raise ProcedureError(f"{person} is in {self.home[person]} already")
        if person in self.dead:
            raise ProcedureError(f"{person} has died")
        self.home[person] = household
        self.members[household][person] = None
        self.tally[self.standing[household], reason, "persons in"] += 1

    def go(self, person: str, household: str, reason: Reason) -> None:
        if person not in self.members.get(household, ()):
            self.known(household)
            raise ProcedureError(f"{person} is not in {household}")
        del self.home[person]
        del self.members[household][person]
        self.tally[self.standing[household], reason, "persons out"] += 1

    def open(self, household: str, members: tuple[str, ...], standing: Registration, reason: Reason) -> None:
        if household in self.members:
            raise ProcedureError(f"there is a household {household} already")
        self.members[household] = {}
        self.standing[household] = standing
        self.tally[standing, reason, "households in"] += 1

    def close(self, household: str, reason: Reason) -> None:
        del self.members[household]
        self.tally[self.standing.pop(household), reason, "households out"] += 1

    def close_if_empty(self, household: str) -> None:
        if not self.members[household]:
            self.close(household, Reason.DISSOLVED)


_SIDES = ("households in", "households out", "persons in", "persons out")
