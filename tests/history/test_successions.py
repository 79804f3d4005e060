"""A household or village that is split or merged keeps its history: what stood on any day, and every decision."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.history import (
    Merged,
    MonitoringEntry,
    Roster,
    RosterEntry,
    Round,
    Split,
    StandingChanged,
    Succession,
    SuccessionEntry,
    Timeline,
    Transition,
    TransitionEntry,
    merge,
    record,
    split,
)
from antipoverty.identification import identify
from antipoverty.monitoring import MonitoredType
from antipoverty.records import Household, Income, Registration
from antipoverty.rules import Decision
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import timelines
from effort import times

FIRST = date(2014, 6, 1)


def _poor(key: str, on: date) -> Decision:
    return identify(Household(key, size=1, income=Income(stated="1000")), on=on)


class Lineages(RuleBasedStateMachine):
    """Households that are identified, exit, return, split and merge; beside them a plain log of what stood when."""

    @initialize(count=st.integers(1, 3))
    def start(self, count: int) -> None:
        self.day = FIRST
        self.made = count
        entries = tuple(
            RosterEntry(f"h{number}", tuple(f"p{number}{each}" for each in range(4))) for number in range(count)
        )
        self.round = Round(Roster(entries))
        self.lines = {entry.household: Timeline(entry.household) for entry in entries}
        self.logs: dict[str, list[tuple[date, Registration]]] = {entry.household: [] for entry in entries}
        self.decided: dict[str, set[tuple[str, date]]] = {entry.household: set() for entry in entries}

    def _pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.lines)))

    def _happen(self, event: Split | Merged | StandingChanged) -> None:
        self.round = Round(self.round.start, (*self.round.events, event))

    @rule(days=st.integers(0, 4))
    def pass_days(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        key = self._pick(data)
        standing = self.lines[key].now.standing
        decision = None
        if standing is Registration.REGISTERED or standing is Registration.RETURNED:
            transition = Transition.EXITED
        else:
            transition = Transition.RETURNED if standing is Registration.EXITED else Transition.IDENTIFIED
            decision = _poor(key, self.day)
            self.decided[key] = self.decided[key] | {(key, self.day)}
        self.lines[key] = record(self.lines[key], TransitionEntry(self.day, transition, decision, "a reason"))
        self._happen(StandingChanged(key, transition, self.day))
        self.logs[key] = [*self.logs[key], (self.day, self.lines[key].now.standing)]

    @rule(data=st.data())
    def divide(self, data: st.DataObject) -> None:
        key = self._pick(data)
        members = next(entry.members for entry in self.round.end.entries if entry.household == key)
        if len(members) < 2:
            return
        new = f"h{self.made}"
        self.made += 1
        self.lines[key], self.lines[new] = split(self.lines[key], new, on=self.day)
        self._happen(Split(key, new, members[:1], self.day))
        self.logs[new], self.decided[new] = self.logs[key], self.decided[key]

    @precondition(lambda self: len(self.lines) > 1)
    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        key, other = data.draw(st.permutations(sorted(self.lines)))[:2]
        self.lines[key], ended = merge(self.lines[key], self.lines[other], on=self.day)
        self._happen(Merged(other, key, self.day))
        del self.lines[other]
        assert all(key in each.successors for each in ended)
        self.decided[key] = self.decided[key] | self.decided[other]

    @invariant()
    def every_day_and_every_decision_is_reachable_from_every_present_key(self) -> None:
        for key, line in getattr(self, "lines", {}).items():
            for days in range((self.day - FIRST).days + 1):
                day = FIRST + timedelta(days)
                stood = [standing for since, standing in self.logs[key] if since <= day]
                assert line.on(day).standing is (stood[-1] if stood else Registration.NOT_REGISTERED)
            assert {(str(each.subject), each.on) for each in line.decisions} == self.decided[key]

    @invariant()
    def the_round_has_the_same_standings(self) -> None:
        if hasattr(self, "round"):
            stands = {entry.household: entry.registration for entry in self.round.end.entries}
            assert stands == {key: line.now.standing for key, line in self.lines.items()}

    def teardown(self) -> None:
        for line in getattr(self, "lines", {}).values():
            assert loads(dumps(line), Timeline) == line


TestLineages = Lineages.TestCase
TestLineages.settings = times(1, stateful_step_count=10)


@given(timelines(), st.dates(date(2013, 1, 1), date(2030, 1, 1)))
def test_a_split_changes_no_day_of_either(line: Timeline, day: date) -> None:
    on = date(2026, 1, 1)
    old, new = split(line, "new", on=on)
    assert old.on(day) == line.on(day)
    assert new.on(day) == line.on(day)
    assert (new.now, new.spells, old.spells) == (line.now, line.spells, line.spells)
    assert new.decisions == old.decisions == line.decisions
    assert loads(dumps(new), Timeline) == new


@times(2)
@given(timelines(), timelines(), st.booleans(), st.dates(date(2013, 1, 1), date(2030, 1, 1)))
def test_a_merged_one_stands_as_the_first_did_and_carries_both(
    line: Timeline, other: Timeline, anew: bool, day: date
) -> None:
    if line.kind != other.kind:
        with pytest.raises(ProcedureError, match="does not come of a"):
            merge(line, other, on=date(2026, 1, 1))
        return
    merged, ended = merge(line, other, on=date(2026, 1, 1), into="new" if anew else None)
    assert merged.on(day) == line.on(day)
    assert merged.spells == line.spells
    assert {id(each) for each in (*line.decisions, *other.decisions)} >= {id(each) for each in merged.decisions}
    assert [each.subject for each in ended] == ([line.subject] if anew else []) + [other.subject]
    assert all(each.now == before.now for each, before in zip(ended[-1:], (other,), strict=True))
    for each in ended:
        with pytest.raises(ProcedureError, match="nothing follows after it was merged"):
            split(each, "newer", on=date(2027, 1, 1))


def test_two_villages_merged_into_a_new_one() -> None:
    """合村并组: the poor village and its neighbour become one, which stands as the first named does."""
    poor = record(Timeline("v1", "village"), TransitionEntry(FIRST, Transition.IDENTIFIED, reason="list of the county"))
    merged, ended = merge(poor, Timeline("v2", "village"), on=date(2016, 3, 1), into="v12")
    assert merged.on(date(2016, 3, 1)).standing is Registration.REGISTERED
    assert merged.on(date(2014, 5, 31)).standing is Registration.NOT_REGISTERED
    assert merged.predecessors == ("v1", "v2")
    exited = record(merged, TransitionEntry(date(2017, 12, 1), Transition.EXITED, reason="county"))
    assert exited.explain() == "\n".join(
        (
            "v12: exited",
            "2014-06-01  Newly identified (list of the county)",
            "2016-03-01  Formed by a merger, from: v1",
            "2016-03-01  Formed by a merger, from: v2",
            "2017-12-01  Exited (county)",
        )
    )
    assert ended[1].explain("zh").splitlines()[-1] == "2016-03-01  并入他户（村）：v12"


def test_a_decision_made_before_the_split_holds_for_both_and_a_later_one_for_its_own() -> None:
    old, new = split(Timeline("h1"), "h2", on=date(2014, 7, 1))
    before, after = _poor("h1", FIRST), _poor("h1", date(2014, 8, 1))
    for line in (old, new):
        assert record(line, TransitionEntry(date(2014, 8, 1), Transition.IDENTIFIED, before)).now.by is not None
    with pytest.raises(ProcedureError, match="its decision is of h1"):
        record(new, TransitionEntry(date(2014, 8, 1), Transition.IDENTIFIED, after))


def test_monitoring_goes_on_after_a_split() -> None:
    watched = record(Timeline("h1"), MonitoringEntry(date(2021, 1, 1), MonitoredType.SUDDEN, reason="a fire"))
    _, new = split(watched, "h2", on=date(2021, 6, 1))
    ended = record(new, MonitoringEntry(date(2022, 1, 1), None, reason="over"))
    assert [(each.identified_on, each.removed_on) for each in ended.spells] == [(date(2021, 1, 1), date(2022, 1, 1))]


LINE = record(Timeline("h1"), TransitionEntry(FIRST, Transition.IDENTIFIED, reason="a list"))


@pytest.mark.parametrize(
    ("attempt", "told"),
    [
        (lambda: split(LINE, "h1", on=FIRST), "not with itself"),
        (lambda: split(LINE, "h2", on=date(2014, 1, 1)), "cannot follow"),
        (lambda: merge(LINE, on=FIRST), "at least one other"),
        (lambda: merge(LINE, LINE, on=FIRST), "at least one other"),
        (lambda: merge(LINE, Timeline("h2"), on=FIRST, into="h2"), "a new key"),
        (lambda: SuccessionEntry(FIRST, Succession.SPLIT_FROM, "h1"), "the history of the other"),
        (lambda: SuccessionEntry(FIRST, Succession.SPLIT_OFF, "h1", LINE), "none, since the other goes on"),
        (lambda: SuccessionEntry(FIRST, Succession.MERGED_IN, "h2", LINE), "the history of h2"),
        (
            lambda: record(LINE, SuccessionEntry(FIRST, Succession.SPLIT_FROM, "h2", Timeline("h2"))),
            "a history of its own",
        ),
        (
            lambda: Timeline("h3", "household", (SuccessionEntry(FIRST, Succession.FORMED_FROM, "h1", LINE),) * 2),
            "a history of its own",
        ),
        (
            lambda: Timeline(
                "h3", "household", (SuccessionEntry(date(2014, 1, 1), Succession.SPLIT_FROM, "h1", LINE),)
            ),
            "goes on after it",
        ),
    ],
)
def test_what_cannot_be_is_refused(attempt: object, told: str) -> None:
    with pytest.raises((ProcedureError, InvalidValue), match=told):
        attempt()  # type: ignore[operator]
