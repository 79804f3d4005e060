"""The chapter on plans, tasks and inspections: its figures are what the records say."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from antipoverty.documents import render
from antipoverty.funds import Project
from antipoverty.planning import (
    Activity,
    ActivityKind,
    Audience,
    Defect,
    Inspection,
    PlanLine,
    Task,
    assess_tasks,
    check_plans,
    count_activities,
    review_inspections,
)
from antipoverty.reviews import Summary, Township, draft, reconcile
from antipoverty.rules import Outcome
from antipoverty.text import Text

DAY = date(2014, 12, 31)


def _drafted(**tables: Any) -> Summary:
    return draft(Township.of(**tables), on=DAY, name=Text("Our town", "本镇"))


def _value(summary: Summary, key: str) -> Fraction | None:
    value = summary.figures[key].value
    return None if value is None else Fraction(value)


def test_the_third_town_s_courses_rounds_and_visits() -> None:
    """Four courses with 112 person-times, more than 20 rounds, 23 visits (third summary)."""
    activities = [
        Activity("a1", "training", 2014, courses=4, participants=112, audience="cadres"),
        Activity("a2", "household-visits", 2014, courses=20, at_least=True),
        Activity("a3", "training", 2013, courses=9, participants=9),
    ]
    visits = [Inspection(f"i{n}", DAY, f"v{n % 11}", listed=70, looked_at=7) for n in range(23)]
    summary = _drafted(activities=activities, inspections=visits, defects=[Defect("d1", "i1", due=date(2014, 9, 1))])
    expected = {
        "training_courses": 4, "training_participants": 112, "household_rounds": None, "inspections": 23,
        "villages_inspected": 11, "sample_share": 10, "defects": 1, "defects_overdue": 1, "defects_corrected": 0,
    }  # fmt: skip
    assert {key: _value(summary, key) for key in expected} == expected
    assert _value(summary, "tasks") is None
    assert summary.figures["household_rounds"].known == 20
    assert "at least [20 times]" in render(summary, "en", "md")
    assert "至少[20次]" in render(summary, "zh", "md")
    assert all(check.holds is not False for check in reconcile(summary).checks)


RESULTS = st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(0, 20)), max_size=6)


@given(RESULTS)
def test_tasks_are_met_as_the_records_say(results: list[tuple[int, int | None]]) -> None:
    tasks = [Task(f"t{n}", "county", 2014, "exit", "town", target, "persons", result=result)
             for n, (target, result) in enumerate(results)]  # fmt: skip
    summary = _drafted(tasks=tasks)
    outcomes = [each.outcome for each in assess_tasks(tasks).tasks]
    for key, outcome in (("met", Outcome.MET), ("not_met", Outcome.NOT_MET), ("unknown", Outcome.UNKNOWN)):
        assert _value(summary, f"tasks_{key}") == outcomes.count(outcome)
    assert _value(summary, "exit_persons_asked") == sum(target for target, _ in results)
    open_ = any(result is None for _, result in results)
    assert _value(summary, "exit_persons_done") == (None if open_ else sum(result or 0 for _, result in results))


COUNTS = st.none() | st.integers(0, 9)


@given(st.lists(st.tuples(st.sampled_from(ActivityKind), COUNTS, st.none() | st.sampled_from(Audience)), max_size=6))
def test_person_times_are_those_that_are_counted(drawn: list[tuple[ActivityKind, int | None, Audience | None]]) -> None:
    held = [Activity(f"a{n}", kind, 2014, participants=number, audience=audience)
            for n, (kind, number, audience) in enumerate(drawn)]  # fmt: skip
    assert (
        _value(_drafted(activities=held), "training_participants")
        == count_activities(held, kind="training").participants
    )


@given(st.lists(st.tuples(st.none() | st.dates(date(2014, 8, 1), date(2015, 3, 1)), COUNTS), max_size=6))
def test_defects_are_open_and_overdue_as_the_records_say(drawn: list[tuple[date | None, int | None]]) -> None:
    visit = Inspection("i1", date(2014, 8, 1), "v1")
    defects = [Defect(f"d{n}", "i1", due=None if month is None else date(2014, 8 + month % 5, 1), corrected=corrected)
               for n, (corrected, month) in enumerate(drawn)]  # fmt: skip
    review, summary = review_inspections([visit], defects, on=DAY), _drafted(inspections=[visit], defects=defects)
    assert _value(summary, "defects_open") == len(review.open)
    assert _value(summary, "defects_overdue") == len(review.overdue)


def test_entries_of_plans_are_looked_up_where_their_table_is_there() -> None:
    lines = [
        PlanLine("v1", 2014, "five-batches", "production", kind="project", entry="road"),
        PlanLine("v1", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew"),
        PlanLine("v1", 2014, "five-batches", "floor", kind="measure", entry="no-such"),
        PlanLine("v1", 2014, "five-batches", "ecology", reason="no forest"),
        PlanLine("v1", 2015, "five-batches", "production", kind="project", entry="canal"),
    ]
    canal = Project("canal", Text("Canal", "渠道"), "irrigation")
    with_table, without = _drafted(plans=lines, projects=[canal]), _drafted(plans=lines)
    assert _value(with_table, "plan_nowhere") == len(
        check_plans(lines, "five-batches", year=2014, projects=["canal"]).nowhere
    )
    assert _value(without, "plan_nowhere") is None
    for key, value in (("plan_entries", 3), ("plan_reasons", 1), ("next_year_entries", 1)):
        assert _value(with_table, key) == value


def test_the_chapter_says_what_is_known_in_both_languages() -> None:
    tasks = [Task("t1", "county", 2014, "exit", "town", 600, "persons", result=585)]
    activities = [Activity("a1", "training", 2014, courses=4, participants=112)]
    visits = [Inspection("i1", DAY, "v1", listed=70, looked_at=7)]
    summary = _drafted(tasks=tasks, activities=activities, inspections=visits, defects=[Defect("d1", "i1")])
    pages = {language: re.sub(r"<[^>]*>|\[|\]\([^)]*\)|\\", "", render(summary, language, "md")).replace("\xa0", " ")
             for language in ("en", "zh")}  # fmt: skip
    for said in ("Met: 0; not met: 1", "4 courses", "112 person-times", "7 households of 70 on the lists (10%)"):
        assert said in pages["en"], said
    for said in ("未完成1项", "举办培训4期，参加112人次", "发现问题1个，已整改0个，未整改1个"):
        assert said in pages["zh"], said
