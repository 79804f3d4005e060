"""A round held against the register that was kept at its end: what does not fit, and by how much; nothing is repaired.

>>> from datetime import date
>>> from antipoverty.history import Left
>>> start = Roster((RosterEntry("h1", ("a", "b", "c"), "registered"), RosterEntry("h2", ("d",), "registered")))
>>> found = Roster((RosterEntry("h1", ("a",), "registered"), RosterEntry("h2", ("d",), "registered")))
>>> check = check_round(start, (Left("h1", "b", "death", date(2014, 9, 1)),), found)
>>> [(each.start, each.came, each.went, each.due, each.found, each.difference) for each in check.persons]
[(4, 0, 1, 3, 2, -1)]
>>> check.agrees, check.gone_persons
(False, ('c',))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import field, frozen

from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import AntipovertyError
from antipoverty.history._events import RosterEvent
from antipoverty.history._rosters import Roster, RosterEntry
from antipoverty.history._rounds import Counts, HeadcountBalance, Headcounts, Round, check_day
from antipoverty.history._tally import RunningRoster
from antipoverty.records import Registration


@frozen(field_transformer=typed_fields)
class CheckedBalance(Serializable):
    """Start, plus what came, less what went, against what was found; unlike a balance, it need not come out.

    Attributes:
        registration: the standing.
        start: how many there were.
        came: how many came by the events.
        went: how many went by them.
        found: how many the register at the end has.

    >>> persons = CheckedBalance(Registration.REGISTERED, 3_274, 0, 107, 3_152)
    >>> persons.due, persons.difference
    (3167, -15)
    """

    registration: Registration
    start: int
    came: int
    went: int
    found: int

    @property
    def due(self) -> int:
        """How many there must be at the end."""
        return self.start + self.came - self.went

    @property
    def difference(self) -> int:
        """What was found, less what must be: below 0 where some are short."""
        return self.found - self.due


@frozen(field_transformer=typed_fields)
class VillageCheck(Serializable):
    """The checked balances of one village.

    Attributes:
        village: its key; none for the households whose village is not known.
        households: for every standing that has households, or had, or should have.
        persons: the same in persons.
    """

    village: str | None
    households: tuple[CheckedBalance, ...]
    persons: tuple[CheckedBalance, ...]


@frozen(field_transformer=typed_fields)
class RefusedEvent(Serializable):
    """An event that cannot have happened, and was left out of the round.

    Attributes:
        number: its place among the events as they were given, from 1.
        kind: what kind of event it is.
        on: its day.
        why: what is wrong with it.
    """

    number: int
    kind: str
    on: date | None
    why: str = field(repr=False)


@frozen(field_transformer=typed_fields)
class RoundCheck(Serializable, Shown):
    """A round held against the register that was kept at its end; made by `check_round`.

    Attributes:
        round: the round of all events that can have happened.
        found: the register at the end, as it was kept.
        refused: the events that were left out.
        households: start, in, out, due and found in households, by standing.
        persons: the same in persons.
        by_village: both for each village.
        new_households: keys in the register that no event brought there.
        gone_households: keys that should be in it, and are not.
        other_standing: keys of households that stand there otherwise than they should.
        other_village: keys of households that are in another village than they should be.
        new_persons: keys of persons in the register whom no event brought there.
        gone_persons: keys of persons who should be in it, and are not.
        other_household: keys of persons who are in another household than they should be.

    In words, a key of a household or person is shown by its first and last characters only.

    >>> start = Roster((RosterEntry("h1", ("a", "b"), "registered"), RosterEntry("h2", ("c",), "registered")))
    >>> found = Roster((RosterEntry("h1", ("a",), "registered"), RosterEntry("h2", ("c",), "registered")))
    >>> print(check_round(start, (), found).explain())
    registered: 2 households, 3 persons at the start; 0 households, 0 persons in; 0 households, 0 persons out
      due 2 households, 3 persons; found 2 households, 2 persons: 1 person short
    Persons that are gone without an event, 1: ***
    """

    round: Round
    found: Roster
    refused: tuple[RefusedEvent, ...] = ()
    households: tuple[CheckedBalance, ...] = field(init=False, eq=False, repr=False)
    persons: tuple[CheckedBalance, ...] = field(init=False, eq=False, repr=False)
    by_village: tuple[VillageCheck, ...] = field(init=False, eq=False, repr=False)
    new_households: tuple[str, ...] = field(init=False, eq=False, repr=False)
    gone_households: tuple[str, ...] = field(init=False, eq=False, repr=False)
    other_standing: tuple[str, ...] = field(init=False, eq=False, repr=False)
    other_village: tuple[str, ...] = field(init=False, eq=False, repr=False)
    new_persons: tuple[str, ...] = field(init=False, eq=False, repr=False)
    gone_persons: tuple[str, ...] = field(init=False, eq=False, repr=False)
    other_household: tuple[str, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        counts = Headcounts(self.found)
        households, persons = _checked(self.round.households, self.round.persons, counts.total())
        put("households", households)
        put("persons", persons)
        due_of = {each.village: each for each in self.round.by_village}
        villages = sorted({*due_of, *counts.villages}, key=lambda village: (village is None, village or ""))
        put(
            "by_village",
            tuple(
                VillageCheck(
                    village,
                    *_checked(
                        due_of[village].households if village in due_of else (),
                        due_of[village].persons if village in due_of else (),
                        counts.of(village),
                    ),
                )
                for village in villages
            ),
        )
        due = {entry.household: entry for entry in self.round.end.entries}
        found = {entry.household: entry for entry in self.found.entries}
        both = [(due[key], found[key]) for key in sorted(due.keys() & found.keys())]
        put("new_households", tuple(sorted(found.keys() - due.keys())))
        put("gone_households", tuple(sorted(due.keys() - found.keys())))
        put("other_standing", tuple(a.household for a, b in both if a.registration is not b.registration))
        put("other_village", tuple(a.household for a, b in both if a.village != b.village))
        home, home_found = _homes(self.round.end.entries), _homes(self.found.entries)
        put("new_persons", tuple(sorted(home_found.keys() - home.keys())))
        put("gone_persons", tuple(sorted(home.keys() - home_found.keys())))
        stayed = sorted(home.keys() & home_found.keys())
        put("other_household", tuple(person for person in stayed if home[person] != home_found[person]))

    @property
    def agrees(self) -> bool:
        """Whether every event can have happened and the register has at the end exactly what it should have."""
        misfits = (self.new_households, self.gone_households, self.other_standing, self.other_village)
        return not any((self.refused, *misfits, self.new_persons, self.gone_persons, self.other_household))


def _homes(entries: Iterable[RosterEntry]) -> dict[str, str]:
    return {person: entry.household for entry in entries for person in entry.members}


def _checked(
    households: Sequence[HeadcountBalance], persons: Sequence[HeadcountBalance], found: Counts
) -> tuple[tuple[CheckedBalance, ...], tuple[CheckedBalance, ...]]:
    """The balances with what was found in the place of what is due."""

    def each(balances: Sequence[HeadcountBalance], place: int) -> tuple[CheckedBalance, ...]:
        held = {balance.registration: (balance.start, balance.came, balance.went) for balance in balances}
        return tuple(
            CheckedBalance(standing, *held.get(standing, (0, 0, 0)), found.get(standing, (0, 0))[place])
            for standing in Registration
            if standing in held or standing in found
        )

    return each(households, 0), each(persons, 1)


def check_round(start: Roster, events: Iterable[RosterEvent], found: Roster) -> RoundCheck:
    """Hold a year's events between two registers: what they explain, and what they do not.

    Start plus in less out is due at the end; what the register of the end has beside that, or lacks, is named by key,
    and nothing is repaired. An event that cannot have happened is set apart with its reason, and the others go on.

    Args:
        start: last year's register.
        events: the events of the year; those of one day in their order.
        found: this year's register.
    """
    typed(start, Roster, "start")
    typed(found, Roster, "found")
    running, accepted, refused = RunningRoster(start), [], []
    # A stable sort: the events of one day stay in their order.
    for number, event in sorted(enumerate(events, start=1), key=lambda pair: as_day(pair[1].on, "on")):
        try:
            check_day(event, date.min)
            running.apply(event)
        except AntipovertyError as error:
            refused.append(RefusedEvent(number, type(event).__name__, event.on, str(error)))
        else:
            accepted.append(event)
    refused.sort(key=lambda each: each.number)
    return RoundCheck(Round(start, tuple(accepted)), found, tuple(refused))
