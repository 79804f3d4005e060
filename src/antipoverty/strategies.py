"""Hypothesis strategies for the library's types, so that embedders can test their own code (an extra: ``testing``).

Every strategy leaves facts unknown now and then, and goes to the boundaries on purpose.

>>> from hypothesis import given
>>> from antipoverty.strategies import households
>>> @given(households())
... def test_my_view_shows_every_household(household):
...     ...
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from antipoverty.errors import MissingExtra
from antipoverty.money import yuan_of_fen
from antipoverty.records import (
    Disability,
    Flags,
    Health,
    Household,
    Income,
    Labour,
    Person,
    Registration,
    Schooling,
    Transfer,
    TransferKind,
    Village,
    Water,
)
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.conditions import Fact, Kind
from antipoverty.rules.record import Stored

try:
    from hypothesis import strategies as st
except ImportError:  # pragma: no cover  # the test suite has it
    raise MissingExtra("testing", "hypothesis") from None

__all__ = [
    "facts",
    "households",
    "incomes",
    "persons",
    "rule_facts",
    "stated_incomes",
    "villages",
    "waters",
    "yuan_amounts",
]

_T = TypeVar("_T")

#: No one is born later, so that every age is known on every date from then on.
LATEST_BIRTH = date(2013, 12, 31)

#: What forms say: codes, names in both languages, local words, and words that no list knows.
_DECLARED = ("illness", "因病", "lack of technology", "因婚", "其他", "lack of industry", "失地", "bad luck")


def _maybe(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[_T | None]:
    return st.none() | strategy


def yuan_amounts(*, minimum: int = 0, maximum: int = 200_000) -> st.SearchStrategy[Decimal]:
    """Exact amounts of yuan, to the fen."""
    return st.integers(minimum * 100, maximum * 100).map(yuan_of_fen)


@st.composite
def stated_incomes(draw: st.DrawFn) -> Income:
    """Incomes stated as a total: near the line of 2013 for a family of one to six, or anywhere."""
    size, off = draw(st.integers(1, 6)), draw(st.integers(-2, 2))
    near = yuan_of_fen(273_600 * size + off)
    return Income(stated=draw(st.just(near) | yuan_amounts(minimum=-50_000)))


@st.composite
def incomes(draw: st.DrawFn) -> Income:
    """Incomes stated as a total, or by component."""
    if draw(st.booleans()):
        return draw(stated_incomes())
    transfers = st.builds(Transfer, st.sampled_from(TransferKind), yuan_amounts(maximum=5_000))
    return Income(
        wage=draw(_maybe(yuan_amounts())),
        business=draw(_maybe(yuan_amounts())),
        property=draw(_maybe(yuan_amounts(maximum=5_000))),
        transfers=draw(_maybe(st.lists(transfers, max_size=3).map(tuple))),
        outlay=draw(_maybe(yuan_amounts())),
        unsold_stock=draw(_maybe(yuan_amounts(maximum=5_000))),
    )


@st.composite
def persons(draw: st.DrawFn, key: str | None = None) -> Person:
    """Persons born by the end of 2013."""
    return Person(
        key or draw(st.uuids()).hex,
        birth_date=draw(_maybe(st.dates(date(1930, 1, 1), LATEST_BIRTH))),
        schooling=draw(_maybe(st.sampled_from(Schooling))),
        out_of_school_for_poverty=draw(_maybe(st.booleans())),
        medical_insured=draw(_maybe(st.booleans())),
        pension_insured=draw(_maybe(st.booleans())),
        health=draw(_maybe(st.sampled_from(Health))),
        disability=draw(_maybe(st.sampled_from(Disability))),
        labour=draw(_maybe(st.sampled_from(Labour))),
        working_away=draw(_maybe(st.booleans())),
        completed=draw(_maybe(st.sampled_from([Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR]))),
    )


def waters() -> st.SearchStrategy[Water]:
    """Drinking water around the limits of both standards."""
    return st.builds(
        Water,
        certified=_maybe(st.booleans()),
        litres=_maybe(st.sampled_from([0, 19, 20, 34, 35, 39, 40, 80])),
        short_area=_maybe(st.booleans()),
        quality_safe=_maybe(st.booleans()),
        piped=_maybe(st.booleans()),
        minutes=_maybe(st.sampled_from([0, 19, 20, 21, 60])),
        metres=_maybe(st.sampled_from([0, 799, 800, 801])),
        climb=_maybe(st.sampled_from([0, 79, 80, 81])),
        days_stopped=_maybe(st.sampled_from([0, 35, 36, 37, 366])),
    )


def _flags() -> st.SearchStrategy[Flags]:
    return st.builds(Flags, *[st.sampled_from([False, False, False, True, None])] * len(attrs.fields(Flags)))


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Households, with and without their members listed."""
    count = draw(_maybe(st.integers(1, 5)))
    listed = count is not None and draw(st.booleans())
    members = tuple(draw(persons(f"p{number}")) for number in range(count or 0)) if listed else None
    return Household(
        draw(st.uuids()).hex,
        village=draw(_maybe(st.sampled_from(["v1", "v2"]))),
        members=members,
        size=count,
        income=draw(_maybe(incomes())),
        dwelling_grade=draw(_maybe(st.sampled_from("ABCD"))),
        food_secure=draw(_maybe(st.booleans())),
        clothing_secure=draw(_maybe(st.booleans())),
        water=draw(waters()),
        flags=draw(_flags()),
        land=draw(_maybe(yuan_amounts(maximum=50))),
        land_lost=draw(_maybe(st.booleans())),
        disaster_loss=draw(_maybe(yuan_amounts(maximum=50_000))),
        medical_spending=draw(_maybe(yuan_amounts(maximum=50_000))),
        school_spending=draw(_maybe(yuan_amounts(maximum=50_000))),
        dibao=draw(_maybe(st.booleans())),
        five_guarantee=draw(_maybe(st.booleans())),
        already_helped=draw(_maybe(st.booleans())),
        registration=draw(_maybe(st.sampled_from(Registration))),
        declared_causes=tuple(draw(st.lists(st.sampled_from(_DECLARED), max_size=4))),
        marriage_spending=draw(_maybe(yuan_amounts(maximum=50_000))),
        road_access=draw(_maybe(st.booleans())),
        lacks_funds=draw(_maybe(st.booleans())),
        declines_work=draw(_maybe(st.booleans())),
        unfit_place=draw(_maybe(st.booleans())),
        housing_helped=draw(_maybe(st.booleans())),
    )


@st.composite
def villages(draw: st.DrawFn) -> Village:
    """Villages around the limits of the village rule."""
    number = draw(_maybe(st.integers(1, 5_000)))
    most = 5_000 if number is None else number
    return Village(
        draw(st.uuids()).hex,
        persons=number,
        poor_persons=draw(_maybe(st.integers(0, most))),
        net_income_per_head=draw(_maybe(st.sampled_from([Decimal("4736.99"), Decimal(4737)]) | yuan_amounts())),
        collective_income=draw(_maybe(st.sampled_from([Decimal(0), Decimal("0.01")]) | yuan_amounts())),
    )


def facts(fact: Fact) -> st.SearchStrategy[Stored]:
    """Stored values of one fact, unknown included."""
    known: st.SearchStrategy[Any]
    match fact.kind:
        case Kind.FLAG:
            known = st.booleans()
        case Kind.CATEGORY:
            known = st.sampled_from(fact.values)
        case Kind.COUNT:
            known = st.integers(0, 400) | st.integers(0, 10**6)
        case Kind.MEASURE:
            known = st.integers(0, 10**7)
        case Kind.MONEY:
            known = st.integers(-(10**6), 10**8)
    return _maybe(known)


def rule_facts(bound: BoundRule) -> st.SearchStrategy[dict[str, Stored]]:
    """Stored facts for a bound rule, by name, for `antipoverty.rules.decide_from_facts`."""
    return st.fixed_dictionaries({fact.name: facts(fact) for fact in bound.facts})
