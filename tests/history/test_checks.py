"""A year's events hold between two registers, or what they leave unexplained is named and counted."""

from __future__ import annotations

import time
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.history import (
    CheckedBalance,
    Joined,
    Left,
    Relocated,
    Roster,
    RosterEntry,
    Round,
    StandingChanged,
    VillagesMerged,
    check_round,
)
from antipoverty.prose._history import masked_key
from antipoverty.records import Registration
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import rounds
from antipoverty.strategies._households import roster_events, rosters

ON = date(2014, 10, 1)


@given(rounds())
def test_a_register_that_its_events_lead_to_agrees(year: Round) -> None:
    check = check_round(year.start, year.events, year.end)
    assert check.agrees
    assert all(each.difference == 0 for each in (*check.households, *check.persons))
    assert check.round.end == year.end


@given(rosters(), rosters())
def test_what_no_event_explains_is_what_two_registers_differ_by(start: Roster, found: Roster) -> None:
    check = check_round(start, (), found)
    before = {person: entry.household for entry in start.entries for person in entry.members}
    after = {person: entry.household for entry in found.entries for person in entry.members}
    assert set(check.new_persons) == after.keys() - before.keys()
    assert set(check.gone_persons) == before.keys() - after.keys()
    assert check.agrees == (start == found)
    short = sum(each.difference for each in check.persons)
    assert short == len(check.new_persons) - len(check.gone_persons)
    assert sum(each.difference for each in check.households) == len(check.new_households) - len(check.gone_households)


@given(rounds(), st.data())
def test_an_event_that_cannot_be_is_set_apart_and_the_others_go_on(year: Round, data: st.DataObject) -> None:
    strange = data.draw(roster_events(Roster((RosterEntry("x1", ("x",)),)), date(2013, 1, 1)))
    check = check_round(year.start, (strange, *year.events), year.end)
    assert len(check.refused) + len(check.round.events) == 1 + len(year.events)
    if check.refused and check.refused[0].number == 1:
        assert check.round.events == year.events
        assert not check.agrees


@given(rounds())
def test_villages_together_are_the_township(year: Round) -> None:
    for name in ("households", "persons"):
        for balance in getattr(year, name):
            of_villages = [
                each
                for village in year.by_village
                for each in getattr(village, name)
                if each.registration is balance.registration
            ]
            assert sum(each.start for each in of_villages) == balance.start
            assert sum(each.end for each in of_villages) == balance.end
            moved = sum(each.came - each.went for each in of_villages)
            assert moved == balance.came - balance.went


def test_a_merged_village_gives_all_its_households_to_the_other() -> None:
    start = Roster((RosterEntry("h1", ("a", "b"), "registered", "v1"), RosterEntry("h2", ("c",), "registered", "v2")))
    year = Round(start, (VillagesMerged("v1", "v2", ON), Relocated("h1", "v3", ON)))
    assert {entry.household: entry.village for entry in year.end.entries} == {"h1": "v3", "h2": "v2"}
    found = {each.village: [(b.start, b.came, b.went, b.end) for b in each.persons] for each in year.by_village}
    assert found == {"v1": [(2, 0, 2, 0)], "v2": [(1, 2, 2, 1)], "v3": [(0, 2, 0, 2)]}
    assert [(b.start, b.came, b.went, b.end) for b in year.persons] == [(3, 0, 0, 3)]
    assert year.flows == ()


def _third_town() -> tuple[Roster, list[StandingChanged], Roster]:
    """788 households of 3,274 persons, of which 23 households of 107 were taken off; 765 of 3,152 remained."""
    sizes = [5] * 15 + [4] * 8 + [4] * 656 + [5] * 107 + [4, 4]
    sizes[23:] = _sizes(765, 3_167)
    entries = [
        RosterEntry(
            f"h{number:04}", tuple(f"p{number:04}-{each}" for each in range(size)), "registered", f"v{number % 12}"
        )
        for number, size in enumerate(sizes)
    ]
    start = Roster(tuple(entries))
    gone = [
        StandingChanged(f"h{number:04}", "removed as wrong", ON, "helped by the new villages") for number in range(23)
    ]
    rest = [
        evolve(entry, members=entry.members[:-1]) if number < 15 else entry for number, entry in enumerate(entries[23:])
    ]
    removed = [evolve(entry, registration=Registration.REMOVED) for entry in entries[:23]]
    return start, gone, Roster((*removed, *rest))


def _sizes(households: int, persons: int) -> list[int]:
    small, more = divmod(persons, households)
    return [small + 1] * more + [small] * (households - more)


def test_the_third_town_is_fifteen_persons_short() -> None:
    start, gone, found = _third_town()
    assert (start.households(Registration.REGISTERED), start.persons(Registration.REGISTERED)) == (788, 3_274)
    check = check_round(start, gone, found)
    registered = Registration.REGISTERED
    houses = next(each for each in check.households if each.registration is registered)
    heads = next(each for each in check.persons if each.registration is registered)
    assert (houses.start, houses.came, houses.went, houses.found, houses.difference) == (788, 0, 23, 765, 0)
    assert (heads.start, heads.came, heads.went, heads.due, heads.found) == (3_274, 0, 107, 3_167, 3_152)
    assert heads.difference == -15
    assert len(check.gone_persons) == 15
    assert not check.agrees
    said = check.explain()
    assert "15 persons short" in said
    assert not any(key in said for key in check.gone_persons)
    assert "少15人" in check.explain("zh")
    assert "15 persons short" in check.explain(detail="brief")


def test_each_kind_of_misfit_is_named() -> None:
    start = Roster(
        (
            RosterEntry("h1", ("a", "b"), "registered", "v1"),
            RosterEntry("h2", ("c",), "exited", "v1"),
            RosterEntry("h3", ("d",), "exited", "v1"),
        )
    )
    found = Roster(
        (
            RosterEntry("h1", ("a",), "exited", "v2"),
            RosterEntry("h2", ("c", "b", "n"), "exited", "v1"),
            RosterEntry("h4", ("e",), "registered", "v1"),
        )
    )
    check = check_round(start, (Joined("h2", "n", "birth", ON), Left("h9", "z", "death", ON)), found)
    assert (check.new_households, check.gone_households) == (("h4",), ("h3",))
    assert (check.other_standing, check.other_village) == (("h1",), ("h1",))
    assert (check.new_persons, check.gone_persons, check.other_household) == (("e",), ("d",), ("b",))
    assert [(each.number, each.kind, each.on, each.why) for each in check.refused] == [
        (2, "Left", ON, "there is no household h9")
    ]
    assert loads(dumps(check), type(check)) == check
    for language in ("en", "zh"):
        assert len(check.explain(language, detail="brief").splitlines()) <= 14  # type: ignore[arg-type]
        assert check.explain(language)  # type: ignore[arg-type]


@pytest.mark.parametrize(("key", "shown"), [("h1", "***"), ("h001", "h***1"), ("h-2014-01", "h-***01")])
def test_a_key_is_masked(key: str, shown: str) -> None:
    assert masked_key(key) == shown


def test_a_balance_typed_from_a_paper_says_by_how_much_it_is_off() -> None:
    households = CheckedBalance(Registration.REGISTERED, 788, 0, 23, 765)
    persons = CheckedBalance(Registration.REGISTERED, 3_274, 0, 107, 3_152)
    assert (households.difference, persons.due, persons.difference) == (0, 3_167, -15)


def test_a_township_is_checked_in_half_a_second() -> None:
    sizes = _sizes(6_000, 22_000)
    start = Roster(
        tuple(
            RosterEntry(f"h{n}", tuple(f"p{n}-{each}" for each in range(size)), "registered", f"v{n % 12}")
            for n, size in enumerate(sizes)
        )
    )
    year = [Left(f"h{n}", f"p{n}-0", "death", ON) for n in range(500)]
    begun = time.perf_counter()
    assert len(check_round(start, year, start).new_persons) == 500
    assert time.perf_counter() - begun < 2  # half a second on a quiet machine
