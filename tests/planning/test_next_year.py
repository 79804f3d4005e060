"""Next year's plan: nothing that this year leaves unfinished is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.funds import Project, ProjectWork, Unfinished
from antipoverty.planning import PlanLine, WorksState, plan_next_year
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text

ON = date(2014, 12, 31)
NAME = Text("Canal", "渠道")
DAYS = st.none() | st.dates(date(2014, 1, 1), date(2015, 12, 31))


@st.composite
def projects(draw: st.DrawFn, key: str = "p") -> Project:
    while True:
        stated = {
            "planned": draw(st.none() | st.integers(0, 5)),
            "done": draw(st.none() | st.integers(0, 5)),
            "started": draw(DAYS),
            "accepted": draw(DAYS),
            "unfinished": draw(st.none() | st.sampled_from(Unfinished)),
            "begun": draw(st.none() | st.booleans()),
            "acceptance": draw(st.none() | st.booleans()),
        }
        try:
            return Project(key, NAME, "irrigation", "v1", **stated)
        except InvalidValue:  # facts that contradict each other
            continue


def _planned(key: str, year: int) -> PlanLine:
    return PlanLine("v1", year, "five-projects", "basic", kind="project", entry=key)


@given(st.data())
def test_every_project_is_in_exactly_one_part_of_the_plan(data: st.DataObject) -> None:
    works = [data.draw(projects(f"p{number}")) for number in range(data.draw(st.integers(0, 5)))]
    lines = [
        _planned(f"p{data.draw(st.integers(0, 7))}", data.draw(st.sampled_from((2014, 2015, 2016))))
        for _ in range(data.draw(st.integers(0, 5)))
    ]
    plan = plan_next_year(lines, works, year=2015, on=ON)
    parts = [each.project for each in plan.carried] + [*plan.new, *plan.finished, *plan.given_up]
    assert sorted(parts) == sorted(project.id for project in works)
    named = {line.entry for line in plan.lines}
    assert all(each.planned == (each.project in named) for each in plan.carried)
    assert {*plan.nowhere} == named - {project.id for project in works}
    assert {*plan.closed} == named & {*plan.finished, *plan.given_up}
    by_key = {project.id: project for project in works}
    for each in plan.carried:
        assert each.why is by_key[each.project].unfinished
        assert all(left.quantity is None or left.quantity >= 0 for left in each.left)
    for project in works:
        if project.unfinished not in (None, Unfinished.CANCELLED):
            assert project.id in {each.project for each in plan.carried}


@given(projects())
def test_a_plan_goes_to_json_and_back(project: Project) -> None:
    plan = plan_next_year([_planned("p", 2015)], [project], year=2015, on=ON)
    assert loads(dumps(plan), type(plan)) == plan


def test_works_planned_at_the_start_of_the_year_and_not_done_for_lack_of_funds_are_carried_over() -> None:
    """High-standard channels, drinking water and industry, still in the initial stage (first summary)."""
    works = [
        Project(key, NAME, category, planned=1, begun=True, unfinished="no-funds")
        for key, category in (("channels", "irrigation"), ("water", "water"), ("industry", "industry"))
    ]
    lines = [_planned(project.id, 2014) for project in works] + [_planned("water", 2015)]
    plan = plan_next_year(lines, works, year=2015, on=ON)
    assert [(each.project, each.why, each.state) for each in plan.carried] == [
        (key, Unfinished.NO_FUNDS, WorksState.UNDER_WAY) for key in ("channels", "water", "industry")
    ]
    assert [each.project for each in plan.not_taken_up] == ["channels", "industry"]
    assert "Carried over, and in no plan of the year: Canal, Canal" in plan.explain(detail="brief")
    assert "在建；原因：资金不足" in plan.explain("zh")


@pytest.mark.parametrize(
    ("stated", "part"),
    [
        ({"accepted": ON}, "finished"),
        ({"accepted": date(2015, 1, 1)}, "carried"),
        ({"acceptance": True}, "finished"),
        ({"unfinished": "cancelled"}, "given_up"),
        ({}, "carried"),
    ],
)
def test_a_project_is_finished_once_it_is_accepted(stated: dict[str, object], part: str) -> None:
    plan = plan_next_year([], [Project("p", NAME, "road", **stated)], year=2015, on=ON)  # type: ignore[arg-type]
    assert {"finished", "carried", "given_up", "new"} - {part} == {
        other for other in ("finished", "carried", "given_up", "new") if not getattr(plan, other)
    }


@pytest.mark.parametrize(
    ("stated", "state", "left"),
    [
        ({"planned": 3, "done": 3}, WorksState.DONE, 0),
        ({"planned": 3, "done": 4}, WorksState.DONE, 0),
        ({"planned": 3, "done": "2.99"}, WorksState.UNDER_WAY, Decimal("0.01")),
        ({"planned": 3, "begun": False}, WorksState.NOT_BEGUN, 3),
        ({"planned": 3, "done": 0}, WorksState.NOT_BEGUN, 3),
        ({"planned": 3, "started": ON}, WorksState.UNDER_WAY, None),
        ({"planned": 3, "started": date(2015, 3, 1)}, WorksState.NOT_BEGUN, None),
        ({"planned": 3}, WorksState.UNKNOWN, None),
        ({"done": 2}, WorksState.UNDER_WAY, None),
    ],
)
def test_how_far_the_works_have_come_and_what_is_left(
    stated: dict[str, object], state: WorksState, left: Decimal | None
) -> None:
    works = [Project("p", NAME, "road", **stated)]  # type: ignore[arg-type]
    (carried,) = plan_next_year([], works, year=2015, on=ON).carried
    assert (carried.state, [each.quantity for each in carried.left]) == (state, [left] if "planned" in stated else [])


def test_each_work_of_a_project_has_a_quantity_that_is_left() -> None:
    """Of 15.5 km of line 10.2 are of high voltage, which are a part and not added; the poles stand."""
    km, poles = Text("km", "公里"), Text("poles", "根")
    works = (
        ProjectWork("line", Text("Line", "线路"), planned="15.5", done=12, unit=km, villages="v2"),
        ProjectWork("high", Text("High voltage", "高压"), planned="10.2", done=10, unit=km, part_of="line"),
        ProjectWork("poles", Text("Poles", "电杆"), planned=253, done=253, unit=poles),
    )
    (grid,) = plan_next_year([], [Project("p", NAME, "power", works=works)], year=2015, on=ON).carried
    assert (grid.state, grid.villages) == (WorksState.UNDER_WAY, ("v2",))
    assert [(each.name.en, each.quantity) for each in grid.left] == [("Line", Decimal("3.5")), ("Poles", 0)]
    (grid,) = plan_next_year([], [Project("p", NAME, "power", works=works[2:])], year=2015, on=ON).carried
    assert grid.state is WorksState.DONE
    line = evolve(works[0], done=None, villages=())
    own = Project("p", NAME, "power", works=(line, works[2]), planned="15.5", unit=km)
    plan = plan_next_year([], [own], year=2015, on=ON)
    assert [(each.name.en, each.quantity) for each in plan.carried[0].left] == [("Canal", None), ("Poles", 0)]
    assert "Canal: under way; no reason is stated; still to be done: not known km; Poles still to be done: 0" in (
        plan.explain()
    )


def test_a_project_is_new_if_only_plans_of_the_coming_years_name_it() -> None:
    road = Project("road", NAME, "road")
    assert plan_next_year([_planned("road", 2015)], [road], year=2015, on=ON).new == ("road",)
    assert plan_next_year([_planned("road", 2016)], [road], year=2015, on=ON).new == ("road",)
    for lines in ([], [_planned("road", 2014), _planned("road", 2015)]):
        assert plan_next_year(lines, [road], year=2015, on=ON).new == ()
    begun = Project("road", NAME, "road", begun=True)
    assert plan_next_year([_planned("road", 2015)], [begun], year=2015, on=ON).new == ()


def test_what_is_finished_or_nowhere_is_not_planned_again() -> None:
    road = Project("road", NAME, "road", accepted=ON)
    plan = plan_next_year([_planned("road", 2015), _planned("bridge", 2015)], [road], year=2015, on=ON)
    assert (plan.closed, plan.nowhere) == (("road",), ("bridge",))


def test_two_projects_of_one_key_and_a_day_after_the_year_are_refused() -> None:
    road = Project("road", NAME, "road")
    with pytest.raises(InvalidValue, match="projects: got \\['road'\\]; expected keys that differ"):
        plan_next_year([], [road, road], year=2015, on=ON)
    with pytest.raises(InvalidValue, match="on: .*expected a day not after 2013"):
        plan_next_year([], [], year=2013, on=ON)
