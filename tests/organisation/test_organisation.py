"""Who answers for what: what has nobody, terms over the years, what a ladder of ranks reaches."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.assistance import Cadre, pair, read_ratio
from antipoverty.errors import InvalidValue
from antipoverty.organisation import (
    AssistingUnit,
    LeadingGroup,
    Organisation,
    Responsibility,
    Role,
    Scope,
    continuity,
    ladder_reach,
    responsibilities_of,
    review_responsibilities,
)
from antipoverty.records import Household
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import cadres, organisations, responsibilities

ON = date(2014, 12, 1)
VILLAGES, HOUSEHOLDS = ("v1", "v2", "v3"), ("h1", "h2", "h3", "h4")
#: The staff of the second summary, as it counts them.
STAFF = {"county-deputy": 1, "section-head": 8, "section-deputy": 9, "ordinary": 119}
#: The villages of the first summary.
SIX = ("jingxi", "paizhu", "xinli", "guanqun", "wending", "yangjia")

DAYS = st.dates(date(2013, 12, 1), date(2017, 1, 31))


def term(holder: str = "c1", first: date | None = ON, last: date | None = None, **of: Any) -> Responsibility:
    return Responsibility(holder, first_day=first, last_day=last, **of)


# On a day


def test_a_term_holds_from_its_first_day_to_its_last() -> None:
    held = term(first=date(2014, 5, 1), last=date(2016, 4, 30), household="h1")
    days = [date(2014, 4, 30), date(2014, 5, 1), date(2016, 4, 30), date(2016, 5, 1)]
    assert [held.in_place(day) for day in days] == [False, True, True, False]


def test_a_term_without_a_first_day_is_unknown_until_it_ends() -> None:
    held = term(first=None, last=ON, household="h1")
    assert [held.in_place(day) for day in (date(2010, 1, 1), ON, ON + timedelta(1))] == [None, None, False]


def test_a_term_without_a_last_day_lasts() -> None:
    assert term(household="h1").in_place(date(2099, 1, 1)) is True


@pytest.mark.parametrize(
    ("of", "scope"),
    [
        ({}, Scope.TOWN),
        ({"village": "v1"}, Scope.VILLAGE),
        ({"village": "v1", "household": "h1"}, Scope.HOUSEHOLD),
        ({"village": "v1", "project": "p1"}, Scope.PROJECT),
    ],
)
def test_the_scope_is_the_narrowest_that_is_named(of: dict[str, str], scope: Scope) -> None:
    assert term(**of).scope is scope


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: term(first=ON, last=ON - timedelta(1)),
            r"Responsibility\.last_day: .*not before the first, 2014-12-01",
        ),
        (lambda: term(household="h1", project="p1"), r"Responsibility\.project"),
        (lambda: AssistingUnit("u1", first_day=ON, last_day=date(2014, 1, 1)), r"AssistingUnit\.last_day"),
        (lambda: LeadingGroup("g1", first_day=ON, last_day=date(2014, 1, 1)), r"LeadingGroup\.last_day"),
        (lambda: Organisation(units=[AssistingUnit("u1"), AssistingUnit("u1")]), "AssistingUnit: .*keys that differ"),
        (lambda: Organisation(cadres=[Cadre("c1"), Cadre("c1")]), "Cadre: .*keys that differ"),
        (lambda: Organisation().answers_for(on=ON, household="h1", project="p1"), "none beside a household"),
        (lambda: review_responsibilities(Organisation(), on=ON, villages="v1"), "villages: .*a tuple of keys"),
        (
            lambda: continuity([term(village="v1"), term(household="h1")], first_day=ON, last_day=ON),
            "for one household",
        ),
        (lambda: continuity([], first_day=ON, last_day=ON - timedelta(1)), "last_day"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        wrong()


def test_names_of_persons_are_shown_nowhere() -> None:
    group = LeadingGroup("g1", "Leading group", leader="Party secretary", persons=("Zhang San",))
    assert "Zhang" not in repr(Organisation([group])) + repr(group)
    with pytest.raises(InvalidValue) as error:
        LeadingGroup("g1", persons=("Zhang San\n",))
    assert "Zhang" not in str(error.value)


def test_seventeen_units_help_six_villages_and_a_seventh_has_none() -> None:
    units = [
        AssistingUnit(f"u{number:02}", villages=(SIX[number % 6],), first_day=date(2014, 1, 1)) for number in range(17)
    ]
    found = review_responsibilities(Organisation(units=units), on=ON, villages=(*SIX, "seventh"))
    assert (found.villages_with_unit.attended, found.villages_with_unit.lacking) == (6, ("seventh",))
    assert found.villages_with_person.lacking == (*SIX, "seventh")
    helping = Organisation(units=units).answers_for(village="jingxi", on=ON)
    assert [each.holder for each in helping] == ["u00", "u06", "u12"]
    assert {each.role for each in helping} == {Role.ASSISTING_UNIT}


def test_a_unit_of_the_village_is_none_of_its_households() -> None:
    town = Organisation(units=[AssistingUnit("u1", villages=("v1",), households=("h1",), first_day=ON)])
    found = review_responsibilities(town, on=ON, villages=("v1",), households=("h1", "h2"))
    assert found.households_with_unit.lacking == ("h2",)
    assert found.households_with_cadre.lacking == ("h1", "h2")


def test_who_has_too_many_and_who_is_not_listed() -> None:
    pairs = [term("c1", household=key) for key in HOUSEHOLDS[:3]] + [term("stranger", household="h3")]
    town = Organisation(cadres=[Cadre("c1", "section-deputy"), Cadre("c2")], responsibilities=pairs)
    found = review_responsibilities(town, on=ON, households=HOUSEHOLDS, ratios=read_ratio("54321"))
    assert [(load.cadre, len(load.households), load.places, load.above) for load in found.overloaded] == [
        ("c1", 3, 2, 1)
    ]
    assert [load.above for load in found.loads] == [1, None]  # nobody knows the stranger's rank
    assert (found.shared, found.unlisted, found.households_with_cadre.lacking) == (("h3",), ("stranger",), ("h4",))
    assert review_responsibilities(town, on=ON, households=HOUSEHOLDS).overloaded == ()
    said = found.explain("zh")
    assert "超出职级结对名额：c1（3户，名额2户）" in said
    assert "有帮扶责任人的户：3户，共4户；尚无：h4" in said


def test_the_review_takes_the_term_of_the_day() -> None:
    before = term("c1", date(2014, 5, 1), date(2014, 11, 30), household="h1")
    town = Organisation(responsibilities=[before, term("c2", ON, household="h1")])
    for on, holder in ((date(2014, 11, 30), "c1"), (ON, "c2")):
        assert [each.holder for each in town.answers_for(household="h1", on=on)] == [holder]
        assert review_responsibilities(town, on=on, households=("h1",)).shared == ()


def test_pairs_are_those_of_cadres_and_a_unit_beside_them_is_no_overlap() -> None:
    unit = AssistingUnit("u1", households=("h1",), first_day=ON)
    second = term("u1", household="h1")
    pairs = [term("c2", date(2016, 1, 1), household="h1"), term("c1", last=date(2015, 12, 31), household="h1"), second]
    town = Organisation(units=[unit], responsibilities=pairs)
    seen = continuity(town.pairs_of("h1"), first_day=ON, last_day=date(2016, 12, 31))
    assert ([span.holders for span in seen.spans], seen.overlaps) == ([("c1",), ("c2",)], ())


@given(organisations(), DAYS)
def test_each_village_and_household_is_attended_lacking_or_undecided(town: Organisation, on: date) -> None:
    found = review_responsibilities(town, on=on, villages=VILLAGES, households=HOUSEHOLDS)
    for attendance in (found.villages_with_unit, found.villages_with_person, found.households_with_cadre):
        apart = {*attendance.lacking} & {*attendance.undecided}
        assert (apart, attendance.attended >= 0) == (set(), True)
    units = {unit.id for unit in town.units}
    for key in HOUSEHOLDS:
        persons = [
            each.in_place(on)
            for each in town.answers_for(household=key, on=on)
            if each.holder not in units and each.role is not Role.ASSISTING_UNIT
        ]
        assert (key in found.households_with_cadre.lacking) == (persons == [])
        assert (key in found.households_with_cadre.undecided) == (persons != [] and True not in persons)


@given(organisations())
def test_an_organisation_is_read_back_as_it_was(town: Organisation) -> None:
    assert loads(dumps(town), Organisation) == town
    found = review_responsibilities(town, on=ON, villages=VILLAGES, households=HOUSEHOLDS)
    assert loads(dumps(found), type(found)) == found


# Over the years


@given(st.lists(responsibilities(household="h1"), max_size=5), DAYS, st.integers(0, 400))
def test_spans_say_of_each_day_who_answers(terms: list[Responsibility], first: date, length: int) -> None:
    last = first + timedelta(length)
    spans = continuity(terms, first_day=first, last_day=last).spans
    assert (spans[0].first_day, spans[-1].last_day) == (first, last)
    for span, following in pairwise(spans):
        assert span.last_day + timedelta(1) == following.first_day
        assert (span.holders, span.possible) != (following.holders, following.possible)
    for span in spans:
        for on in (span.first_day, span.first_day + (span.last_day - span.first_day) // 2, span.last_day):
            certain = {each.holder for each in terms if each.in_place(on)}
            assert set(span.holders) == certain
            assert set(span.possible) == {each.holder for each in terms if each.in_place(on) is None} - certain


def test_a_pair_that_lasts_has_no_gap_and_a_change_of_cadre_on_the_next_day_none_either() -> None:
    whole = term(first=date(2014, 5, 1), household="h1")
    years = {"first_day": date(2014, 5, 1), "last_day": date(2020, 12, 31)}
    seen = continuity([whole], **years)
    assert (len(seen.spans), seen.gaps, seen.overlaps) == (1, (), ())
    change = [
        term("c1", date(2014, 5, 1), date(2016, 4, 30), household="h1"),
        term("c2", date(2016, 5, 1), household="h1"),
    ]
    seen = continuity(change, **years)
    assert ([span.holders for span in seen.spans], seen.gaps, seen.overlaps) == ([("c1",), ("c2",)], (), ())
    late = [change[0], term("c2", date(2016, 4, 30), household="h1")]
    assert [str(span.first_day) for span in continuity(late, **years).overlaps] == ["2016-04-30"]


def test_a_first_day_that_nobody_knows_leaves_the_years_undecided_and_no_gap() -> None:
    seen = continuity([term(first=None, household="h1")], first_day=ON, last_day=date(2015, 1, 31))
    assert (seen.gaps, len(seen.undecided)) == ((), 1)
    assert seen.explain("zh", detail="brief").splitlines() == [
        "无人负责0段，多人负责0段，无法确定1段",
        "2014-12-01至2015-01-31：可能为c1（起始日期不详）",
    ]


# What a ladder reaches


def test_the_second_summary_has_137_cadres_who_reach_165_of_454_households() -> None:
    found = ladder_reach(STAFF, read_ratio("54321"), households=454)
    assert (found.cadres, found.places, found.short) == (137, 165, 289)
    assert (
        found.explain().splitlines()[-1] == "137 cadres reach 165 households; of 454 households, 289 are beyond reach"
    )
    assert found.explain("zh").splitlines()[0] == "副处级：1人，每人4户，共4户"


def test_a_ladder_that_leaves_a_rank_open_reaches_at_least_the_others() -> None:
    found = ladder_reach(STAFF, {"ordinary": 2}, households=454)
    assert (found.places, found.known_places, found.short) == (None, 238, None)
    assert "at least 238" in found.explain(detail="brief")
    assert "cannot be decided" in found.explain(detail="brief")
    assert "enough for 238" in ladder_reach(STAFF, {"ordinary": 2}, households=238).explain(detail="brief")


@pytest.mark.parametrize(("staff", "table"), [({"mayor": 1}, {}), ({}, {"mayor": 1}), ({"ordinary": -1}, {})])
def test_a_rank_that_there_is_not_and_a_number_below_0_are_refused(staff: Any, table: Any) -> None:
    with pytest.raises(InvalidValue):
        ladder_reach(staff, table)


@given(cadres(), st.integers(0, 30))
def test_a_pairing_that_is_taken_over_loads_nobody_above_the_ladder(staff: list[Cadre], number: int) -> None:
    table, keys = read_ratio("54321"), [f"h{place}" for place in range(number)]
    made = pair([Household(key) for key in keys], staff, table)
    town = Organisation(cadres=staff, responsibilities=responsibilities_of(made, first_day=ON))
    found = review_responsibilities(town, on=ON, households=keys, ratios=table)
    assert (found.overloaded, found.shared, found.unlisted) == ((), (), ())
    assert found.households_with_cadre.lacking == made.unpaired


@given(cadres(), st.integers(0, 30))
def test_the_reach_is_the_capacity_of_the_pairing(staff: list[Cadre], number: int) -> None:
    table = read_ratio("54321")
    found = ladder_reach(staff, table, households=number)
    made = pair([Household(f"h{place}") for place in range(number)], staff, table)
    assert (found.places, found.short) == (made.capacity, len(made.unpaired))
    assert ladder_reach([*staff, Cadre("other")], table).places is None
