"""Things that documents print: a card, a book, a list and a notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from antipoverty.assistance import plan
from antipoverty.cards import CardResult, CompletedMeasure, HouseholdCard, VillageBook, card
from antipoverty.causes import classify
from antipoverty.documents import household_list
from antipoverty.funds import Statement
from antipoverty.records import Household, Income, Person, Village
from antipoverty.registers import CheckReport, check

ON, UNTIL = date(2016, 5, 1), date(2016, 12, 31)
VILLAGE = Village("v1", name="上坪村")


def family(key: str, **known: Any) -> Household:
    """A household of three with all that a card has."""
    members = (
        Person(f"{key}a", name="张三丰", relation="head", labour="weak", schooling="out of school", health="serious"),
        Person(f"{key}b", labour="ordinary", schooling="out of school", health="healthy"),
        Person(f"{key}c", labour="none", schooling="primary", health="healthy"),
    )
    stated = {"village": "v1", "size": 3, "dwelling_grade": "D", "income": Income(stated="6000"), "members": members}
    return Household(key, registration="registered", dibao=False, five_guarantee=False, **stated | known)


def a_card(household: Household, **more: Any) -> HouseholdCard:
    causes = classify(household, on=ON)
    return card(household, plan(household, causes, on=ON, until=UNTIL, responsible="c*1|x"), **more)


def full_card() -> HouseholdCard:
    done = (CompletedMeasure("relocation", date(2016, 9, 1), "20000"),)
    return a_card(family("h1"), done=done, result=CardResult(UNTIL, "3500", "registered"))


def book(households: int = 25) -> VillageBook:
    return VillageBook(VILLAGE, UNTIL, tuple(a_card(family(f"h{number:02}")) for number in range(households)))


def posted(households: int = 3) -> Statement:
    families = [family(f"h{number}") for number in range(households)]
    rows = [(each, classify(each, on=ON)) for each in families]
    return household_list(rows, village=VILLAGE, step="first-notice", posted=date(2014, 5, 1))


def checked() -> CheckReport:
    """A register with findings in two villages, of several kinds, and blanks."""
    villages = pl.DataFrame({"id": ["v1", "v2"], "name": ["上坪村", "Lower"]})
    households = pl.DataFrame({"id": ["h1", "h2", "h3"], "village": ["v1", "v1", "v2"], "size": [2, 1, None]})
    members = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "household": ["h1", "h2", "h3"],
            "birth_date": [date(1930, 1, 1), date(2012, 1, 1), date(1980, 1, 1)],
            "labour": ["none", "ordinary", "skilled"],
            "working_away": [True, False, True],
        }
    )
    return check(households, members, villages, on=date(2018, 5, 1))
