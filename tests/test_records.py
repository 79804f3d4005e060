"""Records refuse what cannot be, name it, and show nothing personal."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import records, rulebooks
from antipoverty._shared.fields import is_text
from antipoverty.allowance import assess_allowance, assess_register
from antipoverty.assistance import assess_eligibility
from antipoverty.causes import classify
from antipoverty.errors import InvalidValue
from antipoverty.exits import assess_household
from antipoverty.history import propose
from antipoverty.identification import identify
from antipoverty.indicators.multidimensional import TWO_ASSURANCES_THREE_GUARANTEES as GUARANTEED
from antipoverty.monitoring import assess, assess_removal
from antipoverty.records import (
    County,
    Flags,
    Household,
    Income,
    Monitoring,
    Person,
    Risk,
    RiskCode,
    Transfer,
    Village,
    Water,
)
from antipoverty.strategies import households, persons
from antipoverty.text import Code, vocabulary

REFUSED: list[tuple[type, dict[str, Any], str, str]] = [
    (Household, {"id": ""}, "Household.id", "a non-empty string"),
    (Household, {"id": 7}, "Household.id", "a non-empty string"),
    (Household, {"id": "h", "village": " "}, "Household.village", "a non-empty string"),
    (Household, {"id": "h", "size": 0}, "Household.size", "a whole number from 1 to 100"),
    (Household, {"id": "h", "size": 101}, "Household.size", "a whole number from 1 to 100"),
    (Household, {"id": "h", "size": True}, "Household.size", "a whole number"),
    (Household, {"id": "h", "size": 3.0}, "Household.size", "a whole number"),
    (Household, {"id": "h", "members": ()}, "Household.members", "at least one Person"),
    (Household, {"id": "h", "members": [Person("a")]}, "Household.members", "a tuple"),
    (Household, {"id": "h", "members": ("a",)}, "Household.members", "a tuple of at least one Person"),
    (Household, {"id": "h", "members": (Person("a"), Person("a"))}, "Household.members", "keys that differ"),
    (Household, {"id": "h", "members": (Person("a"),), "size": 2}, "Household.size", "1, the number of members"),
    (Household, {"id": "h", "income": 5}, "Household.income", "an object of type Income"),
    (Household, {"id": "h", "water": None}, "Household.water", "an object of type Water"),
    (Household, {"id": "h", "flags": ()}, "Household.flags", "an object of type Flags"),
    (Household, {"id": "h", "dwelling_grade": "E"}, "Household.dwelling_grade", "one of A, B, C, D"),
    (Household, {"id": "h", "dwelling_area": -1}, "Household.dwelling_area", "an exact area in square metres"),
    (Household, {"id": "h", "food_secure": "yes"}, "Household.food_secure", "True, False or None"),
    (Household, {"id": "h", "food_secure": 1}, "Household.food_secure", "True, False or None"),
    (Household, {"id": "h", "land": "-1"}, "Household.land", "at least 0"),
    (Household, {"id": "h", "medical_spending": 1.5}, "Household.medical_spending", "exact amount"),
    (Household, {"id": "h", "registration": "lost"}, "Household.registration", "one of not registered"),
    (Income, {"wage": "-1"}, "Income.wage", "at least 0"),
    (Income, {"outlay": "NaN"}, "Income.outlay", "in plain digits"),
    (Income, {"business": "0.001"}, "Income.business", "at most two decimal places"),
    (Income, {"year": 1900}, "Income.year", "from 1,978"),
    (Income, {"transfers": [Transfer("pension", 1)]}, "Income.transfers", "a tuple of Transfer"),
    (Income, {"stated": 5, "wage": 5}, "Income.stated", "no total beside the components"),
    (Transfer, {"kind": "gift", "amount": 1}, "Transfer.kind", "one of pension"),
    (Transfer, {"kind": "pension", "amount": None}, "Transfer.amount", "an exact amount in yuan"),
    (Transfer, {"kind": None, "amount": 1}, "Transfer.kind", "one of pension"),
    (Person, {"id": "p", "birth_date": "2014-01-01"}, "Person.birth_date", "a datetime.date"),
    (Person, {"id": "p", "birth_date": datetime(2014, 1, 1)}, "Person.birth_date", "a datetime.date"),  # noqa: DTZ001  # a wrong value, on purpose
    (Person, {"id": "p", "schooling": "much"}, "Person.schooling", "one of preschool"),
    (Person, {"id": "p", "name": ""}, "Person.name", "a non-empty string"),
    (Person, {"id": "p", "medical_insured": 0}, "Person.medical_insured", "True, False or None"),
    (Water, {"days_stopped": 367}, "Water.days_stopped", "from 0 to 366"),
    (Village, {"id": "v", "persons": 0}, "Village.persons", "from 1"),
    (Village, {"id": "v", "persons": 5, "poor_persons": 6}, "Village.poor_persons", "at most 5, the persons"),
    (Village, {"id": "v", "households": 5, "poor_households": 6}, "Village.poor_households", "at most 5"),
    (Village, {"id": "v", "collective_income": -1}, "Village.collective_income", "at least 0"),
    (County, {"id": "c", "persons": 5, "poor_persons": 6}, "County.poor_persons", "at most 5"),
]


#: Keys and sizes are not personal: an error shows them, so that they can be found.
PUBLIC_FIELDS = {"Household.id", "Person.id", "Household.village", "Household.size", "Income.year"}


@pytest.mark.parametrize(("record", "given_fields", "field", "expected"), REFUSED)
def test_a_value_that_cannot_be_is_refused_by_field(
    record: type, given_fields: dict[str, Any], field: str, expected: str
) -> None:
    with pytest.raises(InvalidValue, match=expected) as caught:
        record(**given_fields)
    assert caught.value.field == field
    if record not in (Village, County) and field not in PUBLIC_FIELDS:
        (name,) = (part for part in given_fields if field.endswith(part)) if len(given_fields) > 1 else given_fields
        given = given_fields[name]
        assert given is None or f"got {given!r};" not in str(caught.value).split("; expected")[0]
    assert isinstance(caught.value, ValueError)


def test_the_size_follows_from_the_members() -> None:
    assert Household("h", members=(Person("a"), Person("b"))).size == 2
    assert Household("h").size is None


@given(households(), st.lists(persons(), min_size=1, max_size=6, unique_by=lambda person: person.id).map(tuple))
def test_a_changed_household_has_the_size_of_its_new_members(household: Household, members: tuple[Person, ...]) -> None:
    assert attrs.evolve(household) == household
    listed = attrs.evolve(household, size=None, members=members)
    assert listed.size == len(members)
    fewer = attrs.evolve(listed, members=members[:1])
    assert fewer.size == 1
    assert fewer == attrs.evolve(household, size=1, members=members[:1])
    assert attrs.evolve(listed, members=None).size is None
    assert attrs.evolve(listed, members=None, size=listed.size).size == len(members)


@given(st.integers(1, 100), st.lists(persons(), min_size=1, max_size=6, unique_by=lambda person: person.id).map(tuple))
def test_a_size_that_is_stated_is_that_of_the_members(size: int, members: tuple[Person, ...]) -> None:
    if size == len(members):
        stated = Household("h", members=members, size=size)
        assert stated == Household("h", members=members)
        assert attrs.evolve(stated, members=members[:1]).size == 1
    else:
        for household in (Household("h", size=size), Household("h", members=members)):
            with pytest.raises(InvalidValue, match=f"size: got {size}; expected {len(members)}, the number of members"):
                attrs.evolve(household, members=members, size=size)


def test_as_many_members_may_be_listed_as_may_be_stated() -> None:
    hundred = tuple(Person(f"p{number}") for number in range(100))
    assert Household("h", members=hundred).size == 100
    with pytest.raises(InvalidValue, match="members: got 101; expected at most 100 members"):
        Household("h", members=(*hundred, Person("p100")))


@given(households(), st.dates(date(1930, 1, 1), date(2014, 1, 1)))
def test_a_date_before_a_birth_is_refused_unshown(household: Household, on: date) -> None:
    births = [member.birth_date for member in household.members or () if member.birth_date is not None]
    if all(born <= on for born in births):
        household.check_births(on)
    else:
        with pytest.raises(
            InvalidValue, match=f"birth_date: got a date that is not shown.*a date not after {on}"
        ) as no:
            household.check_births(on)
        assert all(str(born) not in str(no.value) for born in births if born > on)


def test_every_flag_has_a_say_in_none() -> None:

    assert [getattr(Flags.none(), part.name) for part in attrs.fields(Flags)] == [False] * len(attrs.fields(Flags))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2008, 5, 2), date(2014, 5, 1), 5),
        (date(2008, 5, 2), date(2014, 5, 2), 6),
        (date(2008, 5, 2), date(2014, 5, 3), 6),
        (date(2008, 2, 29), date(2014, 2, 28), 5),
        (date(2008, 2, 29), date(2014, 3, 1), 6),
        (date(2008, 2, 29), date(2012, 2, 29), 4),
        (date(2014, 5, 1), date(2014, 5, 1), 0),
    ],
)
def test_an_age_is_of_completed_years(born: date, on: date, age: int) -> None:
    assert Person("p", birth_date=born).age(on) == age


def test_an_unknown_birth_date_gives_no_age_and_a_future_one_is_refused_unshown() -> None:
    assert Person("p").age(date(2014, 5, 1)) is None
    with pytest.raises(InvalidValue, match="a date not after 2014-05-01") as caught:
        Person("p", birth_date=date(2014, 5, 2)).age(date(2014, 5, 1))
    assert "2014-05-02" not in str(caught.value)


@pytest.mark.parametrize(
    "decide",
    [
        identify, classify, assess_eligibility, assess_household, assess, assess_removal, assess_register,
        assess_allowance, propose, GUARANTEED.deprivations,
    ],
)  # fmt: skip
def test_no_household_is_decided_on_a_date_before_a_birth(decide: Any) -> None:
    book, on = rulebooks.load("cn").override({"monitoring.observation_months": 6}), date(2020, 6, 1)
    born, unborn = Person("a", birth_date=on), Person("b", birth_date=date(2020, 6, 2))
    decide(Household("h", members=(born, Person("c")), registration="registered"), on=on, rulebook=book)
    for members in ((born, unborn), (unborn, Person("c"))):
        with pytest.raises(InvalidValue, match="birth_date: got a date that is not shown.*not after 2020-06-01"):
            decide(Household("h", members=members, registration="registered"), on=on, rulebook=book)


@given(name=st.text(min_size=3).filter(is_text), wage=st.integers(10_000, 99_999))
def test_nothing_personal_is_shown(name: str, wage: int) -> None:
    secret = f"secret-{name}"
    person = Person("p1", name=secret, birth_date=date(1951, 3, 7), health="serious", disability="2")
    household = Household(
        "h1", members=(person,), income=Income(wage=wage), dibao=True, declared_causes=("illness",), dwelling_grade="D"
    )
    for shown in (repr(person), repr(household), repr(household.income)):
        assert secret not in shown
        assert str(wage) not in shown
        assert "1951" not in shown
        assert "illness" not in shown
        assert "serious" not in shown


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Household("h1").size = 3  # type: ignore[misc]


_EVERY_FIELD = [
    (record, attribute.alias)
    for record in (Person, Household, Income, Transfer, Water, Flags, Risk, Monitoring, Village, County)
    for attribute in attrs.fields(record)
    if attribute.init
]


@pytest.mark.parametrize(("record", "name"), _EVERY_FIELD, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_refuses_what_is_of_no_kind_by_its_name(record: type, name: str) -> None:
    needed = {"id": "x"} if "id" in {attribute.name for attribute in attrs.fields(record)} else {}
    if record is Transfer:
        needed = {"kind": "pension", "amount": 1}
    for wrong in (object(), 1.5, float("nan"), [], ("", None)):
        with pytest.raises(InvalidValue) as refused:
            record(**{**needed, name: wrong})
        assert refused.value.field == f"{record.__name__}.{name}"


def test_land_is_refused_in_mu() -> None:
    assert Household("h1", land="3.5").land == Decimal("3.5")
    with pytest.raises(InvalidValue, match="Household.land: .*expected an exact area in mu"):
        Household("h1", land=-1)


def test_a_key_that_is_refused_says_why() -> None:
    with pytest.raises(InvalidValue, match="expected another key: the key may hold an identity number"):
        Household("110105194912310021")


@pytest.mark.parametrize("codes", [records.Completed, records.Disability, records.DwellingGrade, records.Health])
def test_the_codes_of_a_record_have_labels(codes: type[Code]) -> None:
    assert all(text["en"] and text["zh"] for text in vocabulary(codes).values())


def test_a_record_of_monitoring_has_at_most_five_risks_each_once() -> None:
    held = Monitoring.of("marginal", ("water", "illness"))
    assert [risk.value for risk in held.risks] == ["illness", "water"]
    assert (held.risk_illness, held.risk_housing) == (True, False)
    assert Monitoring().risks == ()
    assert Monitoring().risk_illness is None
    for risks in (["illness", "illness"], [*RiskCode][:6]):
        with pytest.raises(InvalidValue, match=r"Monitoring\.risks: .*; expected at most 5 risks, each once"):
            Monitoring.of("marginal", risks)
