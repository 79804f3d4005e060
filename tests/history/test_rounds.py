"""In a yearly round nobody is lost and nobody appears from nowhere, whatever the events."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.history import (
    Arrived,
    Joined,
    Left,
    Merged,
    Moved,
    Roster,
    RosterEntry,
    Round,
    Split,
    StandingChanged,
    Transition,
    propose,
    standing_after,
)
from antipoverty.history._events import RosterEvent
from antipoverty.history._rounds import HeadcountBalance
from antipoverty.history._tally import Reason
from antipoverty.records import Household, Income, Person, Registration
from antipoverty.rules import Outcome
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import households, rounds
from antipoverty.strategies._households import roster_events, rosters

ON = date(2017, 11, 1)
START = Roster(
    (
        RosterEntry("h1", ("a", "b", "c"), "registered"),
        RosterEntry("h2", ("d",), "exited"),
        RosterEntry("h3", ("e", "f")),
    )
)


def _people(register: Roster) -> Counter[str]:
    return Counter(person for entry in register.entries for person in entry.members)


def _balances(made: Round) -> dict[str, tuple[int, int, int, int]]:
    return {each.registration.value: (each.start, each.came, each.went, each.end) for each in made.persons}


@given(rounds())
def test_start_and_in_and_out_make_the_end_for_every_standing_and_in_all(made: Round) -> None:
    """Counted here from the bare rosters and events, and not from the round's own flows."""
    for balances, size in ((made.households, lambda entry: 1), (made.persons, lambda entry: len(entry.members))):
        for balance in balances:
            assert balance.start + balance.came - balance.went == balance.end
        for register, total in (
            (made.start, sum(balance.start for balance in balances)),
            (made.end, sum(balance.end for balance in balances)),
        ):
            assert sum(size(entry) for entry in register.entries) == total


@given(rounds())
def test_only_births_arrivals_and_departures_change_who_is_there(made: Round) -> None:
    came = Counter(event.person for event in made.events if isinstance(event, Joined))
    came += Counter(person for event in made.events if isinstance(event, Arrived) for person in event.members)
    went = Counter(event.person for event in made.events if isinstance(event, Left))
    assert _people(made.start) + came == _people(made.end) + went
    assert max(_people(made.end).values(), default=1) == 1


@given(rounds())
def test_a_round_is_read_back_and_replays_to_the_same_end(made: Round) -> None:
    again = loads(dumps(made), Round)
    assert (again, again.end, again.flows) == (made, made.end, made.flows)
    assert Round(made.start, made.events).end == made.end


@given(rounds(), st.data())
def test_two_rounds_in_a_row_are_as_one(made: Round, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(made.events)))
    first = Round(made.start, made.events[:cut])
    died = {event.person for event in first.events if isinstance(event, Left) and event.why == "death"}
    assert not died & set(_people(made.end))
    assert Round(first.end, made.events[cut:]).end == made.end


@given(rounds())
def test_the_flows_of_the_events_are_those_of_the_round(made: Round) -> None:
    assert len(made.event_flows) == len(made.events)
    for name in ("households", "persons"):
        for balance in getattr(made, name):
            flows = [flow for each in made.event_flows for flow in each if flow.registration is balance.registration]
            moved = sum(getattr(flow, f"{name}_in") - getattr(flow, f"{name}_out") for flow in flows)
            assert balance.start + moved == balance.end


class YearlyRound(RuleBasedStateMachine):
    """Throws events at a roster and keeps what it accepts; a refused event changes nothing."""

    @initialize(register=rosters())
    def start(self, register: Roster) -> None:
        self.round = Round(register)

    @rule(data=st.data())
    def happen(self, data: st.DataObject) -> None:
        event = data.draw(roster_events(self.round.end, ON))
        before = (self.round, self.round.end)
        try:
            self.round = evolve(self.round, events=(*self.round.events, event))
        except ProcedureError:
            assert (self.round, self.round.end) == before

    @invariant()
    def standings_follow_from_transitions(self) -> None:
        if not hasattr(self, "round"):
            return
        standing = {entry.household: entry.registration for entry in self.round.start.entries}
        for event in self.round.events:
            match event:
                case StandingChanged(household, transition):
                    standing[household] = standing_after(standing[household], transition)
                case Split(household, new):
                    standing[new] = standing[household]
                case Arrived(household):
                    standing[household] = Registration.NOT_REGISTERED
                case _:
                    pass
        for entry in self.round.end.entries:
            assert entry.registration is standing[entry.household]


TestYearlyRound = YearlyRound.TestCase
TestYearlyRound.settings = settings(stateful_step_count=20)


def test_a_register_is_made_of_household_records() -> None:
    found = Roster.of([Household("h1", members=(Person("b"), Person("a")), registration="exited")])
    assert found == Roster((RosterEntry("h1", ("b", "a"), "exited"),))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (StandingChanged("h1", Transition.EXITED, ON), {"registered": (3, 0, 3, 0), "exited": (1, 3, 0, 4)}),
        (StandingChanged("h2", Transition.RETURNED, ON), {"exited": (1, 0, 1, 0), "returned": (0, 1, 0, 1)}),
        (
            StandingChanged("h3", Transition.IDENTIFIED, ON),
            {"not registered": (2, 0, 2, 0), "registered": (3, 2, 0, 5)},
        ),
        (StandingChanged("h3", Transition.APPLIED, ON), {"not registered": (2, 0, 2, 0), "candidate": (0, 2, 0, 2)}),
        (
            StandingChanged("h1", Transition.REMOVED, ON, "a shop in town"),
            {"registered": (3, 0, 3, 0), "removed": (0, 3, 0, 3)},
        ),
        (Joined("h1", "g", "birth", ON), {"registered": (3, 1, 0, 4)}),
        (Left("h1", "a", "death", ON), {"registered": (3, 0, 1, 2)}),
        (Moved("h1", "a", "h2", ON), {"registered": (3, 0, 1, 2), "exited": (1, 1, 0, 2)}),
        (Moved("h2", "d", "h1", ON), {"exited": (1, 0, 1, 0), "registered": (3, 1, 0, 4)}),
        (Split("h1", "h4", ("a",), ON), {"registered": (3, 1, 1, 3)}),
        (Merged("h3", "h1", ON), {"not registered": (2, 0, 2, 0), "registered": (3, 2, 0, 5)}),
        (Arrived("h4", ("g", "i"), ON), {"not registered": (2, 2, 0, 4)}),
    ],
)
def test_what_each_change_does_to_the_balance_of_persons(
    event: RosterEvent, expected: dict[str, tuple[int, int, int, int]]
) -> None:
    still = {"registered": (3, 0, 0, 3), "exited": (1, 0, 0, 1), "not registered": (2, 0, 0, 2)}
    assert _balances(Round(START, (event,))) == {**still, **expected}


def test_households_are_opened_split_merged_and_dissolved() -> None:
    made = Round(
        START,
        (
            Split("h1", "h4", ("a", "b"), ON),
            Merged("h4", "h3", ON),
            Left("h2", "d", "move out", ON),
            Arrived("h2", ("z",), ON),
        ),
    )
    found = {
        (flow.registration.value, flow.reason): (flow.households_in, flow.households_out)
        for flow in made.flows
        if flow.households_in or flow.households_out
    }
    assert found == {
        ("registered", Reason.SPLIT): (1, 0),
        ("registered", Reason.MERGED): (0, 1),
        ("exited", Reason.DISSOLVED): (0, 1),
        ("not registered", Reason.ARRIVED): (1, 0),
    }
    assert [entry.household for entry in made.end.entries] == ["h1", "h2", "h3"]
    assert made.end.entries[1].registration is Registration.NOT_REGISTERED


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (
            [StandingChanged("h9", Transition.EXITED, ON)],
            "event 1, StandingChanged on .*: there is no household h9",
        ),
        (
            [StandingChanged("h2", Transition.EXITED, ON)],
            "exited: cannot follow on exited; expected registered or returned",
        ),
        ([StandingChanged("h1", Transition.REMOVED, ON)], "a removal needs its reason"),
        ([StandingChanged("h1", Transition.REMOVED, ON, " ")], "a removal needs its reason"),
        ([Joined("h9", "g", "birth", ON)], "there is no household h9"),
        ([Joined("h1", "d", "marriage in", ON)], "d is in h2 already"),
        ([Left("h1", "a", "death", ON), Joined("h2", "a", "move in", ON)], "event 2, .*: a has died"),
        ([Left("h9", "a", "death", ON)], "there is no household h9"),
        ([Left("h2", "a", "death", ON)], "a is not in h2"),
        ([Left("h2", "d", "move out", ON), StandingChanged("h2", Transition.RETURNED, ON)], "there is no household h2"),
        ([Moved("h1", "a", "h1", ON)], "a is in h1 already"),
        ([Moved("h1", "a", "h9", ON)], "there is no household h9"),
        ([Split("h9", "h4", ("a",), ON)], "there is no household h9"),
        ([Split("h1", "h4", ("a", "b", "c"), ON)], "h1 keeps at least one member"),
        ([Split("h1", "h4", ("d",), ON)], "gives away only its own"),
        ([Split("h1", "h2", ("a",), ON)], "there is a household h2 already"),
        ([Merged("h1", "h1", ON)], "h1 cannot be merged into itself"),
        ([Merged("h1", "h9", ON)], "there is no household h9"),
        ([Merged("h9", "h1", ON)], "there is no household h9"),
        ([Arrived("h1", ("g",), ON)], "there is a household h1 already"),
        ([Arrived("h4", ("a",), ON)], "a is in h1 already"),
        (
            [Left("h1", "a", "death", ON), Left("h1", "b", "death", date(2017, 10, 31))],
            "an event on 2017-10-31 cannot follow one on 2017-11-01",
        ),
    ],
)
def test_an_impossible_event_is_refused_with_its_number_and_reason(refused: list[RosterEvent], message: str) -> None:
    with pytest.raises(ProcedureError, match=message):
        Round(START, tuple(refused))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RosterEntry("h1", ()), "Entry.members: got \\(\\); expected a tuple of at least one key"),
        (lambda: RosterEntry("h1", "ab"), "Entry.members: got a str that is not shown"),
        (lambda: RosterEntry("h1", ("a", " ")), "Entry.members"),
        (
            lambda: RosterEntry("h1", ("a",), "gone"),
            "RosterEntry.registration: got a str that is not shown, being personal; expected one of not registered",
        ),
        (lambda: RosterEntry("h1", ("a",), None), "RosterEntry.registration: got None"),
        (
            lambda: Roster((RosterEntry("h1", ("a",)), RosterEntry("h1", ("b",)))),
            "Roster.entries, household: got ..h1..",
        ),
        (lambda: Roster((RosterEntry("h1", ("a",)), RosterEntry("h2", ("a",)))), "Roster.entries, person: got ..a.."),
        (lambda: Roster.of([Household("h1", registration="exited")]), "Household h1.members: got None"),
        (lambda: Roster.of([Household("h1", members=(Person("a"),))]), "Household h1.registration: got None"),
        (lambda: Round(START, (StandingChanged("h1", Transition.EXITED, "2017"),)), "on: got '2017'"),  # type: ignore[arg-type]
        (
            lambda: HeadcountBalance(Registration.REGISTERED, 788, 0, 23, 764),
            "got 764; expected 765, which is 788 \\+ 0 - 23",
        ),
    ],
)
def test_a_register_or_round_that_cannot_be_is_refused_by_name(make: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()  # type: ignore[operator]


def test_the_third_summarys_households_reconcile_and_its_persons_do_not() -> None:
    """788 - 23 = 765 households; of 3,274 persons 107 exit, which leaves 3,167 and not the 3,152 printed."""
    sizes = [5] * 15 + [4] * 8 + [5] * 107 + [4] * 658
    people = iter(range(10**6))
    entries = [
        RosterEntry(f"h{number:04}", tuple(f"p{next(people)}" for _ in range(size)), "registered")
        for number, size in enumerate(sizes)
    ]
    start = Roster(tuple(entries))
    made = Round(start, tuple(StandingChanged(f"h{number:04}", Transition.EXITED, ON) for number in range(23)))
    registered = Registration.REGISTERED
    assert (start.households(registered), start.persons(registered)) == (788, 3_274)
    assert (made.end.households(registered), made.end.persons(registered)) == (765, 3_167)
    assert made.end.persons(Registration.EXITED) == 107
    with pytest.raises(InvalidValue, match="got 3152; expected 3167, which is 3274"):
        HeadcountBalance(registered, 3_274, 0, 107, 3_152)


def test_a_statement_says_what_came_and_went_and_why_in_both_languages() -> None:
    made = Round(START, (StandingChanged("h1", Transition.EXITED, ON), Joined("h2", "g", "marriage in", ON)))
    assert made.explain().splitlines()[:5] == [
        "not registered: 1 household, 2 persons",
        "  = 1 household, 2 persons",
        "registered: 1 household, 3 persons",
        "  - Exited: 1 household, 3 persons",
        "  = 0 households, 0 persons",
    ]
    assert "  + 婚入：0户，1人" in made.explain("zh")
    assert all(reason.text.en and reason.text.zh for reason in Reason)


def _household(income: str, standing: str) -> Household:
    return Household(
        "h1",
        members=(Person("a", birth_date=date(1970, 1, 1), medical_insured=True),),
        income=Income(stated=income),
        dwelling_grade="B",
        food_secure=True,
        clothing_secure=True,
        registration=standing,
    )


@pytest.mark.parametrize(
    ("standing", "below", "on_the_line", "above"),
    [
        ("not registered", "identified", None, None),
        ("candidate", "identified", None, None),
        ("removed", "identified", None, None),
        ("registered", None, None, "exited"),
        ("returned", None, None, "exited"),
        ("exited", "returned", None, None),
        ("no longer entitled", "returned", None, None),
    ],
)
def test_a_round_proposes_by_where_a_household_stands_and_leaves_it_alone_on_the_line(
    standing: str, below: str | None, on_the_line: str | None, above: str | None
) -> None:
    """The line of 2017 is 2,952 yuan; one member."""
    for income, expected in (("2951.99", below), ("2952.00", on_the_line), ("2952.01", above)):
        found = propose(_household(income, standing), on=ON).transition
        assert (None if found is None else found.value) == expected


def test_above_the_line_with_an_unmet_guarantee_nothing_changes_where_income_alone_identifies() -> None:
    by_income = rulebooks.load("cn").override({"identification.basis": "income"})
    for standing in Registration:
        unsafe = evolve(_household("2952.01", standing.value), dwelling_grade="D")
        assert propose(unsafe, on=ON, rulebook=by_income).transition is None
    unsafe = evolve(_household("2952.01", "exited"), dwelling_grade="D")
    assert propose(unsafe, on=ON).transition is Transition.RETURNED


@given(households(), st.sampled_from([ON, date(2019, 11, 1)]), st.sampled_from(rulebooks.available()))
def test_what_was_proposed_is_not_proposed_back_on_the_same_facts(
    household: Household, on: date, jurisdiction: str
) -> None:
    """Exit and then identification, on unchanged facts, is stable."""
    book = rulebooks.load(jurisdiction)
    if household.registration is None:
        with pytest.raises(InvalidValue, match="Household.registration: got None"):
            propose(household, on=on, rulebook=book)
        return
    found = propose(household, on=on, rulebook=book)
    assert (found.transition is not None) == (found.decision.outcome is Outcome.MET)
    if found.transition is not None:
        changed = evolve(household, registration=standing_after(household.registration, found.transition))
        assert propose(changed, on=on, rulebook=book).transition is None


def test_a_proposal_is_of_a_household_whose_standing_is_known() -> None:
    with pytest.raises(InvalidValue, match="household: got 'str'"):
        propose("h1", on=ON)  # type: ignore[arg-type]


@pytest.mark.parametrize("transition", Transition)
def test_every_transition_leads_from_somewhere_to_somewhere_else(transition: Transition) -> None:
    leads = []
    for standing in Registration:
        with contextlib.suppress(ProcedureError):
            leads.append((standing, standing_after(standing, transition)))
    assert 0 < len(leads) < len(Registration)
    assert all(before is not then for before, then in leads)
    assert transition.text.zh
