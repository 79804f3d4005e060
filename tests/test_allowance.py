"""Two systems, checked against each other: who is in which, and who belongs in the other."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.allowance import (
    BELONGS_IN_REGISTER,
    BELONGS_ON_ALLOWANCE,
    Overlap,
    allowance_until,
    assess_allowance,
    assess_register,
    overlap,
)
from antipoverty.errors import InvalidValue, NotYetInForce, NoValueOnDate
from antipoverty.identification import identify
from antipoverty.records import Household, Income, Person, Registration
from antipoverty.rules import AllOf, Outcome, bind, prove_impossible, prove_settled
from antipoverty.strategies import households

ON = date(2014, 5, 1)
CN = rulebooks.load("cn")


@pytest.mark.parametrize(
    ("standing", "dibao", "five", "wanted"),
    [
        ("registered", False, False, Overlap.REGISTERED_ONLY),
        ("returned", False, False, Overlap.REGISTERED_ONLY),
        ("exited", False, False, Overlap.NEITHER),
        ("not registered", True, False, Overlap.DIBAO_ONLY),
        ("registered", True, False, Overlap.BOTH),
        ("registered", True, True, Overlap.FIVE_GUARANTEE),
        ("registered", None, True, Overlap.FIVE_GUARANTEE),
        ("registered", True, None, None),
        ("registered", None, False, None),
        (None, True, False, None),
    ],
)
def test_in_which_system_a_household_is(
    standing: str | None, dibao: bool | None, five: bool | None, wanted: Overlap | None
) -> None:
    assert overlap(Household("h1", registration=standing, dibao=dibao, five_guarantee=five)) is wanted


@pytest.mark.parametrize(
    ("income", "dibao", "standing", "outcome"),
    [
        ("5471.99", True, "not registered", "met"),
        ("5472.00", True, "not registered", "not met"),
        ("5471.99", False, "not registered", "not met"),
        ("5471.99", True, "registered", "not met"),
        ("5471.99", True, "exited", "met"),
        ("5471.99", None, "not registered", "unknown"),
    ],
)
def test_an_allowance_household_that_is_poor_belongs_in_the_register(
    income: str, dibao: bool | None, standing: str, outcome: str
) -> None:
    """2,736 yuan in 2013, two members."""
    household = Household("h1", size=2, income=Income(stated=income), dibao=dibao, registration=standing)
    assert assess_register(household, on=ON).outcome.value == outcome


@pytest.mark.parametrize(
    ("labour", "dibao", "five", "standing", "outcome"),
    [
        (("none", "none"), False, False, "registered", "met"),
        (("none", "weak"), False, False, "registered", "not met"),
        (("none", None), False, False, "registered", "unknown"),
        (("none", "none"), True, False, "registered", "not met"),
        (("none", "none"), False, True, "registered", "not met"),
        (("none", "none"), False, False, "exited", "not met"),
        (("none", "none"), False, False, "returned", "met"),
    ],
)
def test_a_poor_household_in_which_no_one_can_work_belongs_on_the_allowance(
    labour: tuple[str | None, ...], dibao: bool, five: bool, standing: str, outcome: str
) -> None:
    members = tuple(Person(f"p{number}", labour=each) for number, each in enumerate(labour))
    household = Household("h1", members=members, dibao=dibao, five_guarantee=five, registration=standing)
    assert assess_allowance(household, on=date(2017, 5, 1)).outcome.value == outcome


@given(households(), st.sampled_from([ON, date(2017, 11, 1)]))
def test_who_belongs_in_the_register_is_poor_by_the_rule_of_identification(household: Household, on: date) -> None:
    listed = evolve(household, dibao=True, registration=Registration.NOT_REGISTERED)
    assert assess_register(listed, on=on).outcome is identify(listed, on=on).outcome
    assert assess_register(evolve(listed, dibao=False), on=on).outcome is Outcome.NOT_MET


@pytest.mark.parametrize("on", [ON, date(2016, 5, 1), date(2017, 11, 1), date(2019, 11, 1)])
def test_no_household_is_sent_both_ways_and_learning_never_flips(on: date) -> None:
    pair = [bind(rule, CN.at(on)).rule.condition for rule in (BELONGS_IN_REGISTER, BELONGS_ON_ALLOWANCE)]
    assert prove_impossible("both", AllOf(tuple(pair)))
    for condition in pair:
        assert prove_settled("learning", condition)


def test_the_check_holds_while_the_register_is_open() -> None:
    household = Household("h1", registration="registered")
    with pytest.raises(NotYetInForce):
        assess_allowance(household, on=date(2014, 4, 1))
    for check in (assess_allowance, assess_register):
        over = check(household, on=date(2021, 1, 1))
        assert over.outcome is Outcome.UNKNOWN
        assert "allowance by the local line" in over.explain("en", detail="brief")


def test_the_gradual_exit_is_the_callers_to_say_and_ends_within_its_month() -> None:
    with pytest.raises(NoValueOnDate, match=r"linkage\.gradual_exit_months"):
        allowance_until(date(2017, 8, 31), rulebook=CN)
    year = CN.override({"linkage.gradual_exit_months": 12})
    assert allowance_until(date(2016, 2, 29), rulebook=year) == date(2017, 2, 28)
    assert allowance_until(date(2017, 1, 1), rulebook=year) == date(2018, 1, 1)
    with pytest.raises(InvalidValue, match="passed_line_on: got '2017'"):
        allowance_until("2017", rulebook=year)  # type: ignore[arg-type]
