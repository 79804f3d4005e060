"""Tasks from above against results, and lists against quotas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.planning import Task, TaskKind, TaskUnit, assess_tasks, check_list
from antipoverty.rules import Outcome
from antipoverty.serialization import dumps, loads

NUMBERS = st.integers(0, 1000)


def _task(target: int = 600, result: int | None = None, key: str = "t1") -> Task:
    return Task(key, "county", 2014, "exit", "town", target, "persons", due=date(2014, 12, 31), result=result)


@given(NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
def test_a_task_is_met_if_at_least_its_target_was_done(target: int, reported: int | None, counted: int | None) -> None:
    review = assess_tasks([_task(target, reported)], {"t1": counted})
    each = review["t1"]
    result = reported if counted is None else counted
    assert each.result == result
    if result is None:
        assert (each.outcome, each.short) == (Outcome.UNKNOWN, None)
    else:
        assert each.outcome is (Outcome.MET if result >= target else Outcome.NOT_MET)
        assert each.short == max(target - result, 0)
    assert each.contradicted == (None not in (reported, counted) and reported != counted)
    assert review.outcome is each.outcome
    assert loads(dumps(review), type(review)) == review


@given(st.lists(st.none() | NUMBERS, max_size=5))
def test_one_task_that_is_not_met_decides_and_one_unknown_leaves_the_rest_open(results: list[int | None]) -> None:
    review = assess_tasks([_task(500, result, f"t{number}") for number, result in enumerate(results)])
    if any(result is not None and result < 500 for result in results):
        assert review.outcome is Outcome.NOT_MET
    elif None in results or not results:
        assert review.outcome is Outcome.UNKNOWN
    else:
        assert review.outcome is Outcome.MET


def test_persons_lifted_out_are_held_against_the_county_s_task() -> None:
    """585 of 1,350 persons were lifted out (second summary); the target is made up for the example."""
    review = assess_tasks([_task(600, 585)])
    assert review.explain("en").splitlines() == [
        "Tasks: 1; met 0, not met 1, not known 0",
        "town, exits from poverty 2014, set by county: target 600 persons; result 585; short by 15",
    ]
    assert "town（2014年脱贫退出，county下达）：目标600人；完成585；尚差15" in review.explain("zh")
    assert "reported 585" in assess_tasks([_task(600, 585)], {"t1": 580}).explain(detail="brief")


@given(NUMBERS, st.lists(NUMBERS, min_size=1, max_size=4))
def test_the_parts_of_a_task_add_up_to_it_or_the_difference_is_said(target: int, parts: list[int]) -> None:
    """The breakdown of tasks of 1+7: what the villages are asked, and what the county asks of the township."""
    tasks = [Task(f"v{number}", "town", 2014, "exit", f"v{number}", part, "persons", part_of="t1")
             for number, part in enumerate(parts)]  # fmt: skip
    review = assess_tasks([*tasks, _task(target)])
    lacking = target - sum(parts)
    assert review.not_handed_down == ((("t1", Decimal(lacking)),) if lacking else ())
    assert ("Not handed down: " in review.explain()) == (lacking > 0)
    assert ("分解超出下达任务：" in review.explain("zh")) == (lacking < 0)
    assert assess_tasks(tasks).not_handed_down == ()


def test_no_task_is_a_part_of_its_own_parts() -> None:
    tasks = [evolve(_task(key=key), part_of=whole) for key, whole in (("a", "b"), ("b", "c"), ("c", "a"))]
    with pytest.raises(InvalidValue, match=r"Task\.part_of: got 'b'; expected the key of a task that is no part of"):
        assess_tasks(tasks)
    assert assess_tasks(tasks[:2]).outcome is Outcome.UNKNOWN


def test_a_part_is_of_the_year_kind_and_unit_of_its_whole() -> None:
    for part in (("2015", "exit", "persons"), ("2014", "housing", "persons"), ("2014", "exit", "households")):
        task = Task("v1", "town", int(part[0]), part[1], "v1", 5, part[2], part_of="t1")
        with pytest.raises(InvalidValue, match=r"Task\.part_of: got 't1'; expected a task in the year, kind and unit"):
            assess_tasks([_task(), task])
    with pytest.raises(InvalidValue, match=r"Task\.part_of: got 't1'; expected the key of another task"):
        Task("t1", "county", 2014, "exit", "town", 5, "persons", part_of="t1")


def test_what_contradicts_itself_is_refused() -> None:
    with pytest.raises(InvalidValue, match="tasks: got \\['t1'\\]; expected keys that differ"):
        assess_tasks([_task(), _task()])
    with pytest.raises(InvalidValue, match="results: got \\['t2'\\]; expected keys of the tasks"):
        assess_tasks([_task()], {"t2": 5})
    with pytest.raises(InvalidValue, match=r"Task\.target: got -1"):
        _task(-1)
    with pytest.raises(KeyError):
        assess_tasks([_task()])["t2"]


def test_amounts_keep_their_places() -> None:
    task = Task("t1", "county", 2014, TaskKind.ROADS, "town", "11.3", TaskUnit.KM)
    assert assess_tasks([task], {"t1": "11.29"})["t1"].short == Decimal("0.01")


KEYS = st.lists(st.sampled_from([f"h{number}" for number in range(6)]), max_size=10)


@given(KEYS, st.none() | st.integers(0, 8), st.none() | st.integers(0, 8) | KEYS)
def test_a_list_keeps_its_quota_and_the_total(
    listed: list[str], quota: int | None, total: int | list[str] | None
) -> None:
    check = check_list(listed, quota=quota, total=total)
    assert check.listed == len({*listed})
    assert {*check.twice} == {key for key in listed if listed.count(key) > 1}
    assert check.total == (len({*total}) if isinstance(total, list) else total)
    assert {*check.strangers} == ({*listed} - {*total} if isinstance(total, list) else set())
    if quota is not None:
        assert check.over is not None
        assert check.left is not None
        assert check.listed + check.left - check.over == quota
        assert 0 in (check.over, check.left)
    if check.outcome is Outcome.MET:
        assert quota is not None
        assert check.total is not None
        assert check.listed <= quota <= check.total
    if check.twice or check.strangers or check.over:
        assert check.outcome is Outcome.NOT_MET
    assert loads(dumps(check), type(check)) == check


def test_the_town_lists_no_more_households_than_the_county_s_scale() -> None:
    """788 of 5,834 households identified under the scale that the county set (third summary)."""
    listed = [f"h{number}" for number in range(788)]
    assert check_list(listed, quota=788, total=5834).outcome is Outcome.MET
    assert check_list(listed, quota=765, total=5834).over == 23
    assert check_list(listed, quota=None, total=5834).outcome is Outcome.UNKNOWN
    assert check_list(listed, quota=None, total=700).outcome is Outcome.NOT_MET
    assert check_list([], quota=9, total=8).outcome is Outcome.NOT_MET
    assert "Over the quota by 23." in check_list(listed, quota=765, total=5834).explain()


def test_a_list_is_no_text_and_a_quota_not_negative() -> None:
    with pytest.raises(InvalidValue, match="listed: got a str that is not shown"):
        check_list("h1", quota=1)
    with pytest.raises(InvalidValue, match="total: got a str that is not shown"):
        check_list([], quota=1, total="h1")
    with pytest.raises(InvalidValue, match="quota: got -1; expected a whole number of at least 0"):
        check_list([], quota=-1)
