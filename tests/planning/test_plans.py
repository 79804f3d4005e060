"""Plans of villages: what stands behind each heading, what is missing, and what is nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.assistance import CLASSIFICATIONS, MEASURES
from antipoverty.errors import InvalidValue
from antipoverty.planning import PlanEntryKind, PlanLine, check_plans
from antipoverty.serialization import dumps, loads

BATCHES = [heading.id for heading in CLASSIFICATIONS["five-batches"].headings]
KEYS = ("rain-and-dew", "road", "canal", "no-such")


@st.composite
def plan_lines(draw: st.DrawFn) -> PlanLine:
    village, year = draw(st.sampled_from(("v1", "v2", "v3"))), draw(st.sampled_from((2014, 2015)))
    classification = draw(st.sampled_from(("five-batches", "one-plus-seven")))
    heading = draw(st.sampled_from((*BATCHES, "overall", "nowhere")))
    if draw(st.booleans()):
        return PlanLine(village, year, classification, heading, reason="none is needed")
    kind = draw(st.sampled_from(PlanEntryKind))
    return PlanLine(village, year, classification, heading, kind=kind, entry=draw(st.sampled_from(KEYS)))


@given(st.lists(plan_lines(), max_size=30), st.none() | st.sets(st.sampled_from(KEYS)))
def test_each_heading_of_each_village_is_planned_excused_or_empty(lines: list[PlanLine], keys: set[str] | None) -> None:
    check = check_plans(
        lines, "five-batches", year=2014, villages=["v1"], projects=keys, industries=keys, documents=keys
    )
    own = {line for line in lines if line.classification == "five-batches" and line.year == 2014}
    assert set(check.lines) == own
    for heading in check.headings:
        assert heading.planned + heading.excused + heading.empty == len(check.villages)
        assert heading.entries >= heading.planned
    assert sum(heading.empty for heading in check.headings) == len(check.empty)
    counted = sum(heading.entries for heading in check.headings)
    entries = [line for line in own if line.entry is not None]
    assert counted + sum(line.entry is not None for line in check.no_heading) == len(entries)
    for line in entries:
        known = MEASURES if line.kind is PlanEntryKind.MEASURE else keys
        assert (line in check.unchecked) == (known is None)
        assert (line in check.nowhere) == (known is not None and line.entry not in known)


@given(st.lists(plan_lines(), max_size=30))
def test_a_plan_is_complete_if_and_only_if_nothing_is_wrong_and_all_was_looked_up(lines: list[PlanLine]) -> None:
    check = check_plans(lines, "five-batches", year=2014, projects=KEYS, industries=KEYS, documents=KEYS)
    wrong = bool(check.empty or check.both or check.no_heading or check.nowhere)
    assert check.complete is (False if wrong else True if check.villages else None)
    assert check == check_plans(
        [*lines, *lines], "five-batches", year=2014, projects=KEYS, industries=KEYS, documents=KEYS
    )


@pytest.mark.parametrize("classification", CLASSIFICATIONS)
def test_a_reason_for_every_heading_makes_a_complete_plan_under_any_classification(classification: str) -> None:
    headings = CLASSIFICATIONS[classification].headings
    lines = [PlanLine("v1", 2014, classification, heading.id, reason="not here") for heading in headings]
    assert check_plans(lines, classification, year=2014).complete is True
    assert check_plans(lines[1:], classification, year=2014).empty == (("v1", headings[0].id),)


def test_the_sub_district_forms_one_overall_plan_and_seven_more() -> None:
    """1+7: an overall plan, six sub-plans and a breakdown of tasks (second summary)."""
    ids = [heading.id for heading in CLASSIFICATIONS["one-plus-seven"].headings]
    lines = [PlanLine("office", 2014, "one-plus-seven", each, kind="document", entry=f"plan {each}") for each in ids]
    documents = [f"plan {each}" for each in ids]
    check = check_plans(lines, "one-plus-seven", year=2014, documents=documents)
    assert (len(ids), check.complete) == (8, True)
    assert check_plans(lines, "one-plus-seven", year=2014).complete is None
    assert check_plans(lines, "one-plus-seven", year=2014, documents=documents[:-1]).nowhere == (lines[-1],)


def test_a_heading_with_entries_and_a_reason_contradicts_itself() -> None:
    lines = [
        PlanLine("v1", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew"),
        PlanLine("v1", 2014, "five-batches", "education", reason="nobody is at school"),
    ]
    check = check_plans(lines, "five-batches", year=2014)
    assert (check.both, check.complete) == ((("v1", "education"),), False)


def test_a_measure_under_another_heading_than_the_catalogue_s_is_for_its_writer_to_look_at() -> None:
    lines = [
        PlanLine("v1", 2014, "five-batches", heading, kind="measure", entry="rain-and-dew")
        for heading in ("education", "relocation")
    ]
    check = check_plans(lines, "five-batches", year=2014)
    assert check.elsewhere == (lines[1],)
    assert "The catalogue has it under another heading: v1, rain-and-dew" in check.explain()
    everywhere = [PlanLine("v1", 2014, "five-projects", "social", kind="measure", entry="rain-and-dew")]
    assert check_plans(everywhere, "five-projects", year=2014).elsewhere == ()


def test_a_village_without_a_line_is_reported_under_every_heading() -> None:
    check = check_plans([], "five-batches", year=2014, villages=["v1", "v1"])
    assert check.empty == tuple(("v1", heading) for heading in BATCHES)
    assert check_plans([], "five-batches", year=2014).complete is None


def test_classifications_and_measures_are_those_of_the_rulebook() -> None:
    guizhou = rulebooks.load("cn/guizhou")
    line = PlanLine("v1", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew")
    assert check_plans([line], "five-batches", year=2014, rulebook=guizhou).nowhere == ()
    with pytest.raises(InvalidValue, match="classification: got 'six-batches'; expected one of six-precisions"):
        check_plans([line], "six-batches", year=2014)


@pytest.mark.parametrize(
    "stated", [{}, {"kind": "measure"}, {"entry": "x"}, {"kind": "measure", "entry": "x", "reason": "y"}]
)
def test_a_line_is_an_entry_with_its_kind_or_a_reason(stated: dict[str, str]) -> None:
    with pytest.raises(InvalidValue, match=r"PlanLine\.entry"):
        PlanLine("v1", 2014, "five-batches", "education", **stated)  # type: ignore[arg-type]


def test_a_single_text_is_no_table_of_keys() -> None:
    with pytest.raises(InvalidValue, match="projects: got a str that is not shown"):
        check_plans([], "five-batches", year=2014, projects="road")


@given(st.lists(plan_lines(), max_size=8))
def test_a_check_goes_to_json_and_back(lines: list[PlanLine]) -> None:
    check = check_plans(lines, "five-batches", year=2014)
    assert loads(dumps(check), type(check)) == check


def test_a_check_says_what_is_wrong() -> None:
    lines = [PlanLine("v1", 2014, "five-batches", "production", kind="project", entry="road")]
    said = check_plans(lines, "five-batches", year=2014, projects=[]).explain()
    assert said.splitlines()[0] == "Five batches, plans for 2014: not complete, villages: 1"
    assert "production: villages with entries 1 (entries 1), with a reason 0, with neither 0" in said
    assert "Not in the catalogue or the table: v1, road" in said
    assert "既无安排又未说明原因：v1（易地搬迁）" in check_plans(lines, "five-batches", year=2014).explain("zh")
