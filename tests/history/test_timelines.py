"""A timeline says what stood on a date and by which decision, replays to the same end, and takes no contradiction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.exits import assess_household, assess_village
from antipoverty.history import (
    MonitoringChange,
    MonitoringEntry,
    StandingChanged,
    Timeline,
    Transition,
    TransitionEntry,
    record,
    standing_after,
)
from antipoverty.history._timelines import Moment, TimelineEntry
from antipoverty.identification import identify, identify_village
from antipoverty.monitoring import MonitoredType, assess, assess_removal
from antipoverty.records import Household, Income, Monitoring, Person, Registration, Risk, Village, Water
from antipoverty.rules import Decision, Outcome
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import timelines
from branches import must_reach, reached

BOOK = rulebooks.load("cn").override({"monitoring.observation_months": 6})


def _household(income: str, **more: object) -> Household:
    given = {
        "members": (Person("a", birth_date=date(1980, 1, 1), medical_insured=True, labour="ordinary"),),
        "income": Income(stated=income),
        "dwelling_grade": "A",
        "food_secure": True,
        "clothing_secure": True,
        "water": Water(certified=True),
        "income_stable": True,
        "risk": Risk(False, False, False, measures_in_place=True, resolved=True, months_observed=6),
        **more,
    }
    return Household("h1", **given)  # type: ignore[arg-type]


POOR = identify(_household("2000"), on=date(2014, 5, 1))
NOT_POOR = identify(_household("9000"), on=date(2014, 5, 1))
FIT = assess_household(_household("4000"), on=date(2017, 11, 1))
POOR_AGAIN = identify(_household("2000"), on=date(2018, 11, 1))
FIT_AGAIN = assess_household(_household("4000"), on=date(2019, 11, 1))
SHAKY = assess(_household("4900", registration="exited"), on=date(2020, 6, 1))
NEAR = assess(_household("4900", registration="not registered"), on=date(2020, 6, 1))
SAFE = assess_removal(_household("6000.01", registration="exited"), on=date(2021, 6, 1), rulebook=BOOK)
UNSAFE = assess_removal(_household("5999.99", registration="exited"), on=date(2021, 8, 1), rulebook=BOOK)

STORY: tuple[TimelineEntry, ...] = (
    TransitionEntry(date(2014, 4, 20), Transition.APPLIED),
    TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, POOR),
    TransitionEntry(date(2017, 12, 1), Transition.EXITED, FIT),
    TransitionEntry(date(2018, 12, 1), Transition.RETURNED, POOR_AGAIN, "a flood"),
    TransitionEntry(date(2019, 12, 1), Transition.EXITED, FIT_AGAIN),
    MonitoringEntry(date(2020, 6, 15), MonitoredType.UNSTABLE, SHAKY),
    MonitoringEntry(date(2021, 7, 1), None, SAFE),
)
LINE = Timeline("h1", "household", STORY)


@pytest.mark.parametrize(
    ("on", "standing", "by", "monitored"),
    [
        (date(2014, 4, 19), "not registered", None, None),
        (date(2014, 4, 20), "candidate", None, None),
        (date(2014, 5, 31), "candidate", None, None),
        (date(2014, 6, 1), "registered", POOR, None),
        (date(2017, 11, 30), "registered", POOR, None),
        (date(2017, 12, 1), "exited", FIT, None),
        (date(2018, 12, 1), "returned", POOR_AGAIN, None),
        (date(2019, 12, 1), "exited", FIT_AGAIN, None),
        (date(2020, 6, 14), "exited", FIT_AGAIN, None),
        (date(2020, 6, 15), "exited", FIT_AGAIN, "unstable"),
        (date(2021, 6, 30), "exited", FIT_AGAIN, "unstable"),
        (date(2021, 7, 1), "exited", FIT_AGAIN, None),
        (date(2030, 1, 1), "exited", FIT_AGAIN, None),
    ],
)
def test_what_stood_on_a_date_and_by_which_decision(
    on: date, standing: str, by: Decision | None, monitored: str | None
) -> None:
    moment = LINE.on(on)
    assert moment.standing.value == standing
    assert (None if moment.by is None else moment.by.decision) == by
    assert (None if moment.monitored is None else moment.monitored.value) == monitored


def test_the_entry_that_removed_a_risk_is_the_one_that_last_spoke_of_monitoring() -> None:
    assert LINE.on(date(2021, 6, 30)).monitored_by == STORY[5]
    assert LINE.on(date(2021, 7, 1)).monitored_by == STORY[6]
    assert LINE.now == LINE.on(date(2021, 7, 1))


def test_a_timeline_is_added_to_and_never_changed() -> None:
    line = Timeline("h1")
    assert line.now == Moment()
    for entry in STORY:
        longer = record(line, entry)
        assert longer.entries[:-1] == line.entries
        line = longer
    assert line == LINE


@given(timelines(), st.dates(date(2013, 1, 1), date(2025, 1, 1)))
def test_a_timeline_replays_to_the_same_on_every_date(line: Timeline, on: date) -> None:
    again = loads(dumps(line), Timeline)
    assert (again, again.on(on), again.now) == (line, line.on(on), line.now)
    upto = Timeline(line.subject, line.kind, tuple(entry for entry in line.entries if entry.on <= on))
    assert upto.now == line.on(on)
    assert line.on(date.max) == line.now
    assert line.on(date.min) == Moment()


@must_reach("poor")
@given(timelines())
def test_who_is_poor_is_not_monitored(line: Timeline) -> None:
    for entry in line.entries:
        moment = line.on(entry.on)
        if moment.standing in (Registration.REGISTERED, Registration.RETURNED):
            reached("poor")
            assert moment.monitored is None
        if line.kind == "village":
            assert moment.monitored_by is None
            assert moment.standing is not Registration.RETURNED


def test_a_stored_timeline_keeps_its_decisions_and_they_can_be_checked() -> None:
    again = loads(dumps(LINE), Timeline)
    assert again == LINE
    for entry in again.entries:
        if entry.decision is not None:
            entry.decision.check()


REGISTERED = Timeline("h1", "household", STORY[:2])
EXITED = Timeline("h1", "household", STORY[:5])
WATCHED = Timeline("h1", "household", STORY[:6])
DAY = date(2021, 8, 1)


@pytest.mark.parametrize(
    ("line", "entry", "message"),
    [
        (
            REGISTERED,
            TransitionEntry(date(2014, 5, 31), Transition.EXITED, reason="x"),
            "h1, entry 3 on 2014-05-31: an entry on 2014-05-31 cannot follow one on 2014-06-01",
        ),
        (REGISTERED, TransitionEntry(DAY, Transition.IDENTIFIED, POOR), "cannot follow on registered"),
        (REGISTERED, TransitionEntry(DAY, Transition.EXITED), "it needs a decision, or a reason"),
        (REGISTERED, TransitionEntry(DAY, Transition.REMOVED), "it needs a decision, or a reason"),
        (
            REGISTERED,
            TransitionEntry(DAY, Transition.EXITED, evolve(FIT, subject="h2")),
            "its decision is of h2",
        ),
        (
            REGISTERED,
            TransitionEntry(date(2017, 10, 31), Transition.EXITED, FIT),
            "its decision was made on 2017-11-01, after it",
        ),
        (
            REGISTERED,
            TransitionEntry(DAY, Transition.EXITED, POOR),
            "its decision is poor-household, met; expected household-exit, met",
        ),
        (
            REGISTERED,
            TransitionEntry(DAY, Transition.EXITED, assess_household(_household("1"), on=date(2017, 11, 1))),
            "its decision is household-exit, not met; expected household-exit, met",
        ),
        (
            EXITED,
            TransitionEntry(DAY, Transition.RETURNED, identify(Household("h1"), on=date(2018, 11, 1))),
            "its decision is poor-household, unknown; expected poor-household, met",
        ),
        (REGISTERED, MonitoringEntry(DAY, MonitoredType.UNSTABLE, SHAKY), "registered is helped as poor"),
        (EXITED, MonitoringEntry(DAY, MonitoredType.UNSTABLE), "it needs a decision, or a reason"),
        (EXITED, MonitoringEntry(DAY, MonitoredType.UNSTABLE, NEAR), "the decision does not make it unstable"),
        (
            EXITED,
            MonitoringEntry(DAY, MonitoredType.UNSTABLE, SAFE),
            "its decision is risk-removal, met; expected monitored-household",
        ),
        (EXITED, MonitoringEntry(DAY, None, SAFE), "the household is not monitored already"),
        (
            WATCHED,
            MonitoringEntry(DAY, MonitoredType.UNSTABLE, SHAKY),
            "the household is monitored as unstable already",
        ),
        (WATCHED, MonitoringEntry(DAY, None, SHAKY), "its decision is monitored-household, met; expected risk-removal"),
        (
            Timeline("v1", "village"),
            MonitoringEntry(DAY, MonitoredType.UNSTABLE, reason="x"),
            "v1, entry 1 on 2021-08-01: a village is not monitored",
        ),
        (
            Timeline("v1", "village"),
            TransitionEntry(DAY, Transition.RETURNED, reason="x"),
            "a village does not return to poverty by any rule",
        ),
    ],
)
def test_an_entry_that_contradicts_what_stands_or_its_decision_is_refused(
    line: Timeline, entry: TimelineEntry, message: str
) -> None:
    before = (line, line.now)
    with pytest.raises(ProcedureError, match=message):
        record(line, entry)
    assert (line, line.now) == before


def test_a_decision_of_the_same_day_will_do_and_so_will_a_second_entry_of_the_day() -> None:
    line = record(REGISTERED, TransitionEntry(date(2017, 11, 1), Transition.EXITED, FIT))
    line = record(line, TransitionEntry(date(2017, 11, 1), Transition.RETURNED, reason="recorded too early"))
    assert line.on(date(2017, 11, 1)).standing is Registration.RETURNED


def test_an_entry_has_a_date() -> None:
    with pytest.raises(InvalidValue, match="on: got '2021'; expected a datetime.date"):
        record(LINE, TransitionEntry("2021", Transition.RETURNED, reason="x"))  # type: ignore[arg-type]


def test_a_return_ends_the_monitoring() -> None:
    line = record(WATCHED, TransitionEntry(DAY, Transition.RETURNED, reason="by the place's own rule"))
    assert (line.now.standing, line.now.monitored, line.now.monitored_by) == (Registration.RETURNED, None, None)


def test_a_refusal_and_a_removal_rest_on_a_household_that_is_not_poor() -> None:
    applied = Timeline("h1", "household", STORY[:1])
    assert NOT_POOR.outcome is Outcome.NOT_MET
    refused = record(applied, TransitionEntry(DAY, Transition.TURNED_DOWN, NOT_POOR))
    assert refused.now.standing is Registration.NOT_REGISTERED
    with pytest.raises(ProcedureError, match="its decision is poor-household, met; expected poor-household, not met"):
        record(applied, TransitionEntry(DAY, Transition.TURNED_DOWN, POOR))
    assert record(REGISTERED, TransitionEntry(DAY, Transition.REMOVED, NOT_POOR)).now.standing is Registration.REMOVED


def test_a_villages_timeline_rests_on_the_village_rules() -> None:
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    village = Village("v1", persons=1_000, poor_persons=170, net_income_per_head=4_000, collective_income=0)
    poor = identify_village(village, on=date(2014, 5, 1), rulebook=book)
    fit = assess_village(evolve(village, poor_persons=9), on=date(2017, 11, 1))
    line = Timeline("v1", "village")
    line = record(line, TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, poor))
    line = record(line, TransitionEntry(date(2017, 12, 1), Transition.EXITED, fit))
    assert [line.on(date(year, 12, 31)).standing.value for year in (2013, 2014, 2017)] == [
        "not registered",
        "registered",
        "exited",
    ]
    with pytest.raises(ProcedureError, match="its decision is poor-household, met; expected poor-village, met"):
        record(Timeline("h1", "village"), TransitionEntry(date(2014, 6, 1), Transition.IDENTIFIED, POOR))


def test_a_history_reads_in_both_languages_and_shows_its_grounds() -> None:
    assert WATCHED.explain().splitlines()[0] == "h1: exited, monitored: exited household that is not stable"
    lines = LINE.explain().splitlines()
    assert lines[0] == "h1: exited"
    assert lines[4] == ("2018-12-01  Returned to poverty (Identification of a poor household, 2018-11-01; a flood)")
    chinese = LINE.explain("zh").splitlines()
    assert chinese[0] == "h1：已脱贫"
    assert chinese[1] == "2014-04-20  列为候选"
    assert chinese[6] == "2020-06-15  纳入监测：脱贫不稳定户（防止返贫监测对象认定，2020-06-01）"
    assert chinese[7] == "2021-07-01  风险消除（监测对象风险消除，2021-06-01）"


def test_reasons_are_personal_and_not_shown() -> None:
    assert "flood" not in repr(LINE) + repr(STORY[3])
    assert repr(LINE) == "Timeline(subject='h1', kind='household', entries=<7 entries>)"


def test_dates_in_a_long_timeline_are_found_one_by_one() -> None:
    line = Timeline("h1")
    day = date(2014, 1, 1)
    for _ in range(50):
        line = record(line, TransitionEntry(day, Transition.APPLIED))
        line = record(line, TransitionEntry(day + timedelta(days=1), Transition.TURNED_DOWN, reason="x"))
        day += timedelta(days=10)
    assert line.on(day - timedelta(days=10)).standing is Registration.CANDIDATE
    assert line.on(day - timedelta(days=9)).standing is Registration.NOT_REGISTERED


def test_a_transition_and_a_standing_may_be_passed_by_their_words() -> None:
    entry = TransitionEntry(date(2014, 6, 1), "identified", reason="look-back")
    assert entry.transition is Transition.IDENTIFIED
    assert StandingChanged("h1", "exited", date(2015, 12, 1)).transition is Transition.EXITED
    assert standing_after("registered", "exited") is Registration.EXITED
    with pytest.raises(InvalidValue, match="expected one of applied, turned down, identified"):
        TransitionEntry(date(2014, 6, 1), "identifid")


# Removal, taken back and marked again

UNSTABLE = MonitoredType.UNSTABLE
FOUND = MonitoringEntry(date(2022, 3, 10), UNSTABLE, reason="a clue", risks=("illness", "unstable work"))
GONE = MonitoringEntry(date(2022, 10, 10), None, reason="checked at home", removal="helped")


def _watched(*entries: MonitoringEntry) -> Timeline:
    return reduce(record, entries, record(EXITED, FOUND))


def test_the_record_of_monitoring_follows_from_the_entries_on_every_day() -> None:
    line = _watched(GONE)
    assert line.on(date(2022, 3, 9)).monitoring == Monitoring()
    held = Monitoring.of(UNSTABLE, ("illness", "unstable work"), identified_on=date(2022, 3, 10))
    assert line.on(date(2022, 10, 9)).monitoring == held
    assert line.now.monitoring == evolve(held, removed_on=date(2022, 10, 10), removal="helped")
    assert (line.now.monitored, line.spells) == (None, (line.now.monitoring,))


def test_a_removal_taken_back_goes_on_and_one_marked_again_begins_anew() -> None:
    back = MonitoringEntry(date(2022, 12, 1), UNSTABLE, reason="marked by mistake", taken_back=True)
    line = _watched(GONE, back)
    assert line.now.change is MonitoringChange.TAKEN_BACK
    assert line.now.monitoring == line.on(date(2022, 10, 9)).monitoring
    assert len(line.spells) == 1
    again = MonitoringEntry(date(2022, 12, 1), UNSTABLE, reason="ill again", risks=("illness",))
    line = _watched(GONE, again)
    assert line.now.change is MonitoringChange.MARKED_AGAIN
    assert line.now.monitoring == Monitoring.of(UNSTABLE, ("illness",), identified_on=date(2022, 12, 1))
    assert [spell.removed_on for spell in line.spells] == [date(2022, 10, 10), None]
    assert line.explain().splitlines()[-3:] == [
        "2022-03-10  Monitored: exited household that is not stable; illness, unstable work (a clue)",
        "2022-10-10  Risk removed: removed by help (checked at home)",
        "2022-12-01  Marked again: exited household that is not stable; illness (ill again)",
    ]
    assert line.explain("zh").splitlines()[-1] == "2022-12-01  风险再标注：脱贫不稳定户；因病（ill again）"
    assert loads(dumps(line), Timeline) == line


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ((MonitoringEntry(DAY, UNSTABLE, reason="x", taken_back=True),), "there is no removal to take back"),
        (
            (GONE, MonitoringEntry(date(2023, 1, 1), MonitoredType.SUDDEN, reason="x", taken_back=True)),
            "leaves the household monitored as it was before",
        ),
        ((GONE, MonitoringEntry(date(2023, 1, 1), UNSTABLE, taken_back=True)), "it needs a decision, or a reason"),
        ((GONE, GONE), "the household is not monitored already"),
    ],
)
def test_a_removal_is_taken_back_only_where_there_is_one(entries: tuple[MonitoringEntry, ...], message: str) -> None:
    with pytest.raises(ProcedureError, match=message):
        reduce(record, [evolve(each, on=max(each.on, FOUND.on)) for each in entries], _watched())


def test_a_removal_taken_back_rests_on_a_decision_that_the_risk_is_not_removed() -> None:
    line = record(WATCHED, MonitoringEntry(date(2021, 7, 1), None, SAFE))
    back = MonitoringEntry(DAY, UNSTABLE, UNSAFE, taken_back=True)
    assert record(line, back).now.monitored is UNSTABLE
    with pytest.raises(ProcedureError, match="its decision is risk-removal, met; expected risk-removal, not met"):
        record(line, evolve(back, decision=SAFE))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MonitoringEntry(DAY, "none", reason="x"), "MonitoringEntry.type: got 'none'"),
        (lambda: MonitoringEntry(DAY, MonitoredType.NONE, reason="x"), "MonitoringEntry.type: got 'none'"),
        (lambda: MonitoringEntry(DAY, None, reason="x", risks=("illness",)), "MonitoringEntry.type: got None"),
        (lambda: MonitoringEntry(DAY, None, reason="x", taken_back=True), "MonitoringEntry.type: got None"),
        (lambda: MonitoringEntry(DAY, UNSTABLE, reason="x", removal="helped"), "MonitoringEntry.removal: got 'helped'"),
    ],
)
def test_an_entry_that_says_two_things_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()


@given(timelines())
def test_spells_follow_each_other_and_the_last_is_the_record_of_today(line: Timeline) -> None:
    spells = line.spells
    assert all(spell.identified_on is not None for spell in spells)
    # Who is poor again is monitored no more, though nobody marked the risk as removed.
    poor_again = {moment.by for moment in line.moments if moment.standing in ("registered", "returned")} - {None}
    assert poor_again or all(spell.removed_on is not None for spell in spells[:-1])
    assume(not poor_again)
    ends = [spell.removed_on or date.max for spell in spells]
    assert all(spell.identified_on <= end for spell, end in zip(spells, ends, strict=True))  # type: ignore[operator]
    assert all(after.identified_on >= end for after, end in zip(spells[1:], ends, strict=False))  # type: ignore[operator]
    if line.now.monitored is not None:
        assert spells[-1] == line.now.monitoring
        assert spells[-1].removed_on is None
        assert spells[-1].type is line.now.monitored
