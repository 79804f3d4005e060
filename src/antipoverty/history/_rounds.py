"""A yearly round: a roster, the events of the year, and the balances that must come out."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.history._events import RosterEvent
from antipoverty.history._rosters import Roster
from antipoverty.history._tally import HeadcountFlow, RunningRoster
from antipoverty.records import Registration
from antipoverty.text import Detail, Language


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
class Round:
    """A yearly round (动态调整): a roster and the events of the year, in order.

    Attributes:
        start: the roster before.
        events: the events, by date.
        end: the roster after them.
        flows: the households and persons that came to each standing and went from it, by reason.

    Raises:
        ProcedureError: if an event cannot have happened: to a household or person that is not there or is there
            already, after a death, out of order of dates, or to a standing that cannot follow. The message gives the
            event's number.
    """

    start: Roster
    events: tuple[RosterEvent, ...] = field(
        default=(), repr=lambda events: f"<{len(events)} {'event' if len(events) == 1 else 'events'}>"
    )
    end: Roster = field(init=False, eq=False)
    flows: tuple[HeadcountFlow, ...] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        running = RunningRoster(self.start)
        last = date.min
        for number, event in enumerate(self.events, start=1):
            try:
                if type(event.on) is not date:
                    raise InvalidValue("on", event.on, "a datetime.date")
                if event.on < last:
                    raise ProcedureError(f"an event on {event.on} cannot follow one on {last}")
                running.apply(event)
            except ProcedureError as error:
                raise ProcedureError(f"event {number}, {type(event).__name__} on {event.on}: {error}") from None
            last = event.on
        object.__setattr__(self, "end", running.roster())
        object.__setattr__(self, "flows", running.flows())
        _ = self.households, self.persons  # a balance that does not come out cannot be written

    @property
    def households(self) -> tuple[HeadcountBalance, ...]:
        """The balance of households for every standing that has any, or had."""
        return tuple(
            HeadcountBalance(
                standing,
                self.start.households(standing),
                sum(flow.households_in for flow in self.flows if flow.registration is standing),
                sum(flow.households_out for flow in self.flows if flow.registration is standing),
                self.end.households(standing),
            )
            for standing in self._standings()
        )

    @property
    def persons(self) -> tuple[HeadcountBalance, ...]:
        """The balance of persons for every standing that has any, or had."""
        return tuple(
            HeadcountBalance(
                standing,
                self.start.persons(standing),
                sum(flow.persons_in for flow in self.flows if flow.registration is standing),
                sum(flow.persons_out for flow in self.flows if flow.registration is standing),
                self.end.persons(standing),
            )
            for standing in self._standings()
        )

    def _standings(self) -> list[Registration]:
        held = {entry.registration for roster in (self.start, self.end) for entry in roster.entries}
        held |= {flow.registration for flow in self.flows}
        return [standing for standing in Registration if standing in held]

    def explain(self, language: Language = "en", *, detail: Detail = "full") -> str:
        """For each standing the start, what came and went and why, and the end, in words (`antipoverty.prose`).

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
        from antipoverty.prose import explain

        return explain(self, language, detail=detail)
