"""Training and publicity, counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.planning import Activity, ActivityKind, Audience, count_activities
from antipoverty.serialization import dumps, loads

COUNTS = st.none() | st.integers(0, 200)


@st.composite
def activities(draw: st.DrawFn) -> list[Activity]:
    return [
        Activity(
            f"a{number}",
            draw(st.sampled_from(ActivityKind)),
            draw(st.sampled_from((2014, 2015))),
            courses=draw(COUNTS),
            at_least=draw(st.none() | st.booleans()),
            participants=draw(COUNTS),
            audience=draw(st.none() | st.sampled_from(Audience)),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@given(activities())
def test_parts_by_kind_and_year_add_up_to_the_whole(held: list[Activity]) -> None:
    whole = count_activities(held)
    parts = [count_activities(held, kind=kind, year=year) for kind in ActivityKind for year in (2014, 2015)]
    assert whole.activities == sum(part.activities for part in parts)
    assert whole.known_courses == sum(part.known_courses for part in parts)
    assert whole.known_participants == sum(part.known_participants for part in parts)
    assert {*whole.without_participants} == {key for part in parts for key in part.without_participants}
    assert whole.at_least == any(part.at_least for part in parts)
    assert loads(dumps(whole), type(whole)) == whole


@given(activities())
def test_a_total_is_known_only_if_every_part_is(held: list[Activity]) -> None:
    count = count_activities(held)
    unknown = any(each.participants is None for each in held)
    assert count.participants == (None if unknown else sum(each.participants or 0 for each in held))
    open_ = any(each.courses is None or each.at_least for each in held)
    assert count.courses == (None if open_ else sum(each.courses or 0 for each in held))


def test_four_courses_112_person_times_and_more_than_20_rounds() -> None:
    """As the third summary has them."""
    held = [
        Activity("a1", "training", 2014, "town", courses=4, participants=112),
        Activity("a2", "household-visits", 2014, "town", courses=20, at_least=True),
    ]
    training, rounds = (count_activities(held, kind=kind) for kind in ("training", "household-visits"))
    assert (training.courses, training.participants) == (4, 112)
    assert (rounds.courses, rounds.known_courses, rounds.participants) == (None, 20, None)
    assert training.explain() == "Activities: 1; courses or rounds: 4; person-times: 112"
    assert rounds.explain("zh").splitlines()[0] == "活动1项；期数（次数）：不少于20；参加人次：不少于0"


def test_activities_are_counted_for_an_audience() -> None:
    held = [
        Activity("a1", "training", 2014, participants=5, audience="cadres"),
        Activity("a2", "training", 2014, participants=7),
    ]
    assert count_activities(held, audience="cadres").participants == 5
    with pytest.raises(InvalidValue, match="audience: got 'all'"):
        count_activities(held, audience="all")


def test_what_contradicts_itself_is_refused() -> None:
    training = Activity("a1", "training", 2014)
    with pytest.raises(InvalidValue, match="activities: got \\['a1'\\]; expected keys that differ"):
        count_activities([training, training])
    with pytest.raises(InvalidValue, match=r"Activity\.on: .*expected a day of 2014"):
        Activity("a1", "training", 2014, on=date(2015, 1, 1))
