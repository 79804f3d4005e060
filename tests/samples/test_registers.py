"""The made-up register: it has the printed totals, and its incomes are what they were made to be."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from antipoverty.errors import InvalidValue
from antipoverty.identification import identify, identify_village
from antipoverty.rulebooks import load
from antipoverty.rules import Outcome
from antipoverty.samples import load_summary, make_register, make_tables

VILLAGES, HOUSEHOLDS = make_register()
ON = date(2014, 5, 10)
DECISIONS = {household.id: identify(household, on=ON).outcome for household in HOUSEHOLDS}


def test_the_made_up_register_has_the_printed_totals() -> None:
    printed = {key: figure.value for key, figure in load_summary("mountain-town").figures.items()}
    poor = [household for household in HOUSEHOLDS if DECISIONS[household.id] is Outcome.MET]
    helped = [household for household in poor if household.already_helped]

    def persons(households: Any) -> int:
        return sum(household.size for household in households)

    assert (len(VILLAGES), len(HOUSEHOLDS), persons(HOUSEHOLDS)) == (12, 5_834, 22_235)
    assert (len(poor), persons(poor)) == (printed["poor_households"], printed["poor_persons"]) == (788, 3_274)
    assert (len(helped), persons(helped)) == (printed["helped_households"], printed["helped_persons"]) == (23, 107)
    assert len(poor) - len(helped) == printed["entered_households"] == 765


def test_the_made_up_villages_are_the_sums_of_their_households_and_eleven_are_poor() -> None:
    assert sum(village.persons for village in VILLAGES) == 22_235
    assert sum(village.poor_persons for village in VILLAGES) == 3_274
    assert sum(village.households for village in VILLAGES) == 5_834
    book = load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    outcomes = [identify_village(village, on=ON, rulebook=book).outcome for village in VILLAGES]
    assert outcomes.count(Outcome.MET) == 11


def test_the_made_up_incomes_are_worked_out_alike_by_two_hands() -> None:
    for household in HOUSEHOLDS:
        income = household.income
        assert income is not None
        counted = [each.amount for each in income.transfers or () if each.kind == "pension"]
        net = sum(counted, income.wage + income.business - income.outlay)  # type: ignore[operator]
        assert (net < 2_736 * (household.size or 0)) == (DECISIONS[household.id] is Outcome.MET)


def test_the_same_seed_gives_the_same_town_and_another_seed_another() -> None:
    assert make_register() == (VILLAGES, HOUSEHOLDS)
    assert make_register(seed=1) != (VILLAGES, HOUSEHOLDS)


def test_a_summary_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(
        InvalidValue, match="got 'town'; expected one of village-programme, sub-district, mountain-town"
    ):
        load_summary("town")


def test_a_seed_is_a_whole_number() -> None:
    with pytest.raises(InvalidValue, match="seed"):
        make_register(seed="2014")  # type: ignore[arg-type]


def test_names_are_in_one_of_two_languages_and_nothing_else_changes() -> None:
    villages, households = make_register(language="zh")
    assert households == HOUSEHOLDS
    assert [evolve(one, name=None) for one in villages] == [evolve(one, name=None) for one in VILLAGES]
    assert not any(re.search("[A-Za-z]", village.name or "") for village in villages)
    with pytest.raises(InvalidValue, match="language: got 'fr'"):
        make_register(language="fr")


def test_no_word_of_the_tables_is_in_the_other_language() -> None:
    chinese, english = make_tables(language="zh"), make_tables()
    assert {name: len(rows) for name, rows in chinese.items()} == {name: len(rows) for name, rows in english.items()}
    for name, text in (("industries", "product"), ("units", "name"), ("groups", "leader"), ("activities", "topic")):
        assert all(getattr(row, text) is None or re.search("[一-鿿]", getattr(row, text)) for row in chinese[name])
        assert all(getattr(row, text) is None or getattr(row, text).isascii() for row in english[name])
