"""Registers summed up: parts are the total, and what is not known of somebody stands beside it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.records import (
    Disability,
    Household,
    Insurance,
    Labour,
    Person,
    Registration,
    Schooling,
    Village,
    Work,
    WorkRegion,
)
from antipoverty.registers import compare_villages, fill_villages, frames, roll_up
from antipoverty.strategies import villages
from effort import times
from engines import ENGINES

_maybe = lambda strategy: st.none() | strategy  # noqa: E731
_truth = _maybe(st.booleans())


_PERSONS = st.builds(
    Person,
    st.just("p"),
    medical_insured=_truth,
    working_away=_truth,
    disability=_maybe(st.sampled_from(Disability)),
    schooling=_maybe(st.sampled_from(Schooling)),
    labour=_maybe(st.sampled_from(Labour)),
    work_region=_maybe(st.sampled_from(WorkRegion)),
    work=st.builds(Work, months=_maybe(st.integers(0, 12)), wage=_maybe(st.integers(0, 9_000))),
    insurance=st.builds(Insurance, pension_drawn=_truth),
)


@st.composite
def registers(draw: st.DrawFn) -> list[Household]:
    """Some households of two villages, with members or a size; some with neither."""
    found = []
    for place in range(draw(st.integers(0, 5))):
        number = draw(st.integers(0, 2))
        members = tuple(evolve(draw(_PERSONS), id=f"p{place}{each}") for each in range(number)) or None
        found.append(
            Household(
                f"h{place}",
                village=draw(_maybe(st.sampled_from(["v1", "v2"]))),
                group=draw(_maybe(st.sampled_from(["g1", "g2"]))),
                members=members,
                size=None if members else draw(_maybe(st.integers(1, 9))),
                registration=draw(_maybe(st.sampled_from(Registration))),
                dibao=draw(_truth),
                five_guarantee=draw(_truth),
                monitored=draw(_truth),
            )
        )
    return found


def _tables(households: list[Household]) -> tuple[pl.DataFrame, pl.DataFrame]:
    own, people = frames(households)
    return own, people


def _keyed(frame: pl.DataFrame, *keys: str) -> dict[Any, dict[str, int]]:
    return {tuple(row[key] for key in keys): row for row in frame.iter_rows(named=True)}


@given(registers())
def test_groups_add_up_to_villages_and_villages_to_the_township(households: list[Household]) -> None:
    own, people = _tables(households)
    groups, towns = roll_up(own, people, by="group"), roll_up(own, people, by=None)
    by_village = roll_up(own, people)
    numbers = [name for name in by_village.columns if name != "village"]
    assert towns.columns == numbers
    added = groups.group_by("village").agg(pl.col(numbers).sum()).sort("village", nulls_last=True)
    assert added.select(by_village.columns).rows() == by_village.rows()
    assert by_village.select(pl.col(numbers).sum()).rows() == towns.rows()


@given(registers())
def test_a_roll_up_counts_what_the_households_say(households: list[Household]) -> None:
    own, people = _tables(households)
    found = _keyed(roll_up(own, people), "village")
    assert set(found) == {(household.village,) for household in households}
    for (village,), row in found.items():
        ours = [household for household in households if household.village == village]
        poor = [each for each in ours if each.registration in (Registration.REGISTERED, Registration.RETURNED)]
        sizes = [household.size for household in ours]
        assert row["households"] == len(ours)
        assert (row["persons"], row["persons_unknown"]) == (sum(filter(None, sizes)), sizes.count(None))
        assert row["poor_households"] == len(poor)
        assert row["poor_households_unknown"] == sum(each.registration is None for each in ours)
        assert row["poor_persons"] == sum(each.size or 0 for each in poor)
        assert row["dibao_households"] == sum(each.dibao is True for each in ours)
        assert row["dibao_households_unknown"] == sum(each.dibao is None for each in ours)
        _check_members(row, [person for household in ours for person in household.members or ()])


def _check_members(row: dict[str, int], members: list[Person]) -> None:
    assert row["members"] == len(members)
    for name, told in {
        "medical_insured": [each.medical_insured for each in members],
        "pension_drawn": [each.insurance.pension_drawn for each in members],
        "working_away": [each.working_away for each in members],
        "disabled": [None if each.disability is None else each.disability is not Disability.NONE for each in members],
        "vocational_students": [
            None if each.schooling is None else each.schooling is Schooling.VOCATIONAL for each in members
        ],
        "higher_students": [None if each.schooling is None else each.schooling is Schooling.HIGHER for each in members],
        "able_to_work": [None if each.labour is None else each.labour is not Labour.NONE for each in members],
    }.items():
        assert (row[name], row[f"{name}_unknown"]) == (told.count(True), told.count(None)), name
    away = [each for each in members if each.working_away]
    regions = Counter(each.work_region for each in away)
    assert {region: row[f"away_{region.value}"] for region in WorkRegion} == {
        each: regions[each] for each in WorkRegion
    }
    assert row["away_region_unknown"] == regions[None]
    earned = [
        None if each.work.months is None or each.work.wage is None else each.work.months * each.work.wage
        for each in away
    ]
    assert row["away_earnings_fen"] == 100 * sum(filter(None, earned))
    assert row["away_earnings_unknown"] == earned.count(None)


@pytest.mark.parametrize("engine", ENGINES)
@times(1 / 6)
@given(registers())
def test_every_engine_says_the_same(engine: str, households: list[Household]) -> None:
    own, people = (table.to_arrow() for table in _tables(households))
    for by in ("group", "village", None):
        expected = roll_up(pl.from_arrow(own), pl.from_arrow(people), by=by)  # type: ignore[arg-type]
        found = roll_up(ENGINES[engine](own), ENGINES[engine](people), by=by)  # type: ignore[arg-type]
        assert found.rows() == expected.rows()
        assert found.schema == expected.schema


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sum_that_64_bits_do_not_hold_is_refused_and_no_other_number(engine: str) -> None:
    rows = pl.DataFrame({"village": ["v1"] * 9_300, "net_income_fen": [10**15 - 1] * 9_300})
    with pytest.raises(InvalidValue, match="net_income_fen: got 'amounts whose sum is over 64 bits'"):
        roll_up(ENGINES[engine](rows.to_arrow()))
    found = roll_up(ENGINES[engine](rows.head(9_100).to_arrow()), by=None)
    assert found["net_income_fen"].to_list() == [9_100 * (10**15 - 1)]


def test_further_truths_are_counted_with_their_persons() -> None:
    own = pl.DataFrame({"village": ["v1"] * 3, "size": [4, 3, None], "poor_household": [True, None, True]})
    (row,) = roll_up(own, also=["poor_household"]).iter_rows(named=True)
    assert (row["poor_household_households"], row["poor_household_households_unknown"]) == (2, 1)
    assert (row["poor_household_persons"], row["poor_household_persons_unknown"]) == (4, 2)


def test_a_member_of_no_household_of_the_table_or_of_two_stands_without_a_place() -> None:
    own = pl.DataFrame({"id": ["h1", "h2", "h2"], "village": ["v1", "v1", "v2"]})
    people = pl.DataFrame({"household": ["h1", "h2", "h3", None]})
    found = roll_up(own, people)
    assert found.select("village", "members").rows() == [("v1", 1), ("v2", 0), (None, 3)]
    assert roll_up(own, people, by=None)["members"].to_list() == [4]


def test_words_that_are_no_code_are_unknown() -> None:
    own = pl.DataFrame({"village": ["v1"], "registration": ["rich"], "size": [4]})
    (row,) = roll_up(own).iter_rows(named=True)
    assert (row["poor_households"], row["poor_households_unknown"], row["poor_persons_unknown"]) == (0, 1, 1)


def test_what_cannot_be_summed_up_is_refused() -> None:
    own = pl.DataFrame({"id": ["h1"], "size": [4]})
    with pytest.raises(InvalidValue, match="no column village"):
        roll_up(own)
    with pytest.raises(InvalidValue, match="by: got 'town'"):
        roll_up(own, by="town")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="also"):
        roll_up(own, by=None, also="dibao")
    for name in ("poor", "exited"):
        with pytest.raises(InvalidValue, match=f"also: got '{name}'; expected another name: {name}_households are"):
            roll_up(own.with_columns(pl.lit(True).alias(name)), by=None, also=[name])
    with pytest.raises(InvalidValue, match="a Boolean column"):
        roll_up(own, by=None, also=["size"])
    with pytest.raises(InvalidValue, match="no column household"):
        roll_up(own, pl.DataFrame({"id": ["p1"]}), by=None)
    with pytest.raises(InvalidValue, match="what registers.roll_up gives"):
        compare_villages(pl.concat([roll_up(own.with_columns(village=pl.lit("v1")))] * 2), [])


def test_a_village_is_held_against_its_register() -> None:
    own = pl.DataFrame(
        {"village": ["v1", "v1", "v2"], "size": [4, 3, None], "registration": ["registered", "not registered", None]}
    )
    stated = [
        Village("v1", households=2, persons=8, poor_households=1),
        Village("v2", persons=5, poor_persons=5),
        Village("v3", households=1),
    ]
    found = {row[:2]: row[2:] for row in compare_villages(roll_up(own), stated).iter_rows()}
    assert found["v1", "households"] == (2, 2, 0, True)
    assert found["v1", "persons"] == (8, 7, 0, False)
    assert found["v1", "poor_persons"] == (None, 4, 0, None)
    assert found["v2", "persons"] == (5, 0, 1, None)  # the household of unknown size might make up for it
    assert found["v3", "households"] == (1, 0, 0, False)


@given(registers(), st.lists(villages(), max_size=2))
def test_a_filled_village_agrees_with_the_register_and_keeps_what_it_stated(
    households: list[Household], stated: list[Village]
) -> None:
    rolled = roll_up(_tables(households)[0])
    for village in fill_villages(rolled):
        rows = compare_villages(rolled, [village])
        assert False not in rows["agree"].to_list()
        unknown = {what: number for _, what, _, _, number, _ in rows.iter_rows()}
        assert (village.persons is None) == (unknown["persons"] > 0)
    assert fill_villages(rolled, stated)[: len(stated)] == tuple(stated)
