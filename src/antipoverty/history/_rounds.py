"""A yearly round: a roster, the events of the year, and the balances that must come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from antipoverty._shared.arguments import as_day
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.history._events import RosterEvent
from antipoverty.history._rosters import Roster
from antipoverty.history._tally import HeadcountFlow, RunningRoster
from antipoverty.records import Registration


@frozen(field_transformer=typed_fields)
class HeadcountBalance:
    """Start, plus what came, less what went, is the end; another balance cannot be written.

    >>> HeadcountBalance(Registration.REGISTERED, 788, 0, 23, 766)
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


@frozen(field_transformer=typed_fields)
class VillageBalance:
    """The balances of the households of one village.

    Attributes:
        village: its key; none for the households whose village is not known.
        households: the balance of households for every standing that has any, or had.
        persons: the balance of persons.
    """

    village: str | None
    households: tuple[HeadcountBalance, ...]
    persons: tuple[HeadcountBalance, ...]


@frozen(field_transformer=typed_fields)
class Round(Serializable, Shown):
    """A yearly round (动态调整): a roster and the events of the year, in order.

    Attributes:
        start: the roster before.
        events: the events, by date.
        end: the roster after them.
        flows: the households and persons that came to each standing and went from it, by reason.
        households: the balance of households for every standing that has any, or had.
        persons: the balance of persons.
        by_village: both for each village, by key; one that was merged or left empty among them.
        event_flows: for each event the flows that it made, those between villages among them.

    Raises:
        ProcedureError: if an event cannot have happened: to a household or person that is not there or is there
            already, after a death, out of order of dates, or to a standing that cannot follow. The message gives the
            event's number.

    >>> from datetime import date
    >>> from antipoverty.history import StandingChanged, RosterEntry, Transition
    >>> start = Roster((RosterEntry("h1", ("a", "b"), "registered"),))
    >>> print(Round(start, (StandingChanged("h1", Transition.EXITED, date(2017, 11, 1)),)).explain())
    registered: 1 household, 2 persons
      - Exited: 1 household, 2 persons
      = 0 households, 0 persons
    exited: 0 households, 0 persons
      + Exited: 1 household, 2 persons
      = 1 household, 2 persons
    """

    start: Roster
    events: tuple[RosterEvent, ...] = field(
        default=(), repr=lambda events: f"<{len(events)} {'event' if len(events) == 1 else 'events'}>"
    )
    end: Roster = field(init=False, eq=False)
    flows: tuple[HeadcountFlow, ...] = field(init=False, eq=False, repr=False)
    households: tuple[HeadcountBalance, ...] = field(init=False, eq=False, repr=False)
    persons: tuple[HeadcountBalance, ...] = field(init=False, eq=False, repr=False)
    by_village: tuple[VillageBalance, ...] = field(init=False, eq=False, repr=False)
    event_flows: tuple[tuple[HeadcountFlow, ...], ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        running = RunningRoster(self.start)
        last = date.min
        for number, event in enumerate(self.events, start=1):
            try:
                check_day(event, last)
                running.apply(event)
            except ProcedureError as error:
                raise ProcedureError(f"event {number}, {type(event).__name__} on {event.on}: {error}") from None
            last = event.on
        object.__setattr__(self, "end", running.roster())
        object.__setattr__(self, "flows", running.flows())
        object.__setattr__(self, "event_flows", running.flows_of_events())
        start, end = Headcounts(self.start), Headcounts(self.end)
        # A balance that does not come out cannot be written.
        households, persons = _balances(start.total(), end.total(), self.flows)
        object.__setattr__(self, "households", households)
        object.__setattr__(self, "persons", persons)
        flows = running.flows_of_villages()
        villages = sorted(
            {*start.villages, *end.villages, *flows}, key=lambda village: (village is None, village or "")
        )
        balances = (
            VillageBalance(village, *_balances(start.of(village), end.of(village), flows.get(village, ())))
            for village in villages
        )
        object.__setattr__(self, "by_village", tuple(balances))


def check_day(event: RosterEvent, last: date) -> None:
    """Refuse an event whose day is none, or comes before the last one's."""
    as_day(event.on, "on")
    if event.on < last:
        raise ProcedureError(f"an event on {event.on} cannot follow one on {last}")


#: Households and persons of each standing.
Counts: TypeAlias = Mapping[Registration, tuple[int, int]]


class Headcounts:
    """The households and persons of a roster, by village and standing."""

    def __init__(self, roster: Roster) -> None:
        self.villages: dict[str | None, dict[Registration, tuple[int, int]]] = {}
        for entry in roster.entries:
            held = self.villages.setdefault(entry.village, {})
            households, persons = held.get(entry.registration, (0, 0))
            held[entry.registration] = households + 1, persons + len(entry.members)

    def of(self, village: str | None) -> Counts:
        """Those of a village."""
        return self.villages.get(village, {})

    def total(self) -> Counts:
        """Those of all villages."""
        total: dict[Registration, tuple[int, int]] = {}
        for held in self.villages.values():
            for standing, (households, persons) in held.items():
                before = total.get(standing, (0, 0))
                total[standing] = before[0] + households, before[1] + persons
        return total


def _balances(
    start: Counts, end: Counts, flows: Sequence[HeadcountFlow]
) -> tuple[tuple[HeadcountBalance, ...], tuple[HeadcountBalance, ...]]:
    """The balances of households, and of persons."""
    none = (0, 0)
    households, persons = [], []
    for standing in Registration:
        moved = [flow for flow in flows if flow.registration is standing]
        if not (moved or standing in start or standing in end):
            continue
        before, after = start.get(standing, none), end.get(standing, none)
        came = sum(flow.households_in for flow in moved), sum(flow.persons_in for flow in moved)
        went = sum(flow.households_out for flow in moved), sum(flow.persons_out for flow in moved)
        households.append(HeadcountBalance(standing, before[0], came[0], went[0], after[0]))
        persons.append(HeadcountBalance(standing, before[1], came[1], went[1], after[1]))
    return tuple(households), tuple(persons)
