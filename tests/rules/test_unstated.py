"""A parameter to which the rulebook gives no value on the date: unknown in a rule, on every reader, and named."""

from __future__ import annotations

from datetime import date

import attrs
import polars as pl
import pytest
from hypothesis import given

from antipoverty import rulebooks
from antipoverty._engine.prose import state_outdated
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import MONITORED_INCOME, SIZE
from antipoverty.facts.person import AGE
from antipoverty.monitoring import MONITORED_HOUSEHOLD, assess
from antipoverty.records import Household, Income, Person, Risk
from antipoverty.registers import evaluate
from antipoverty.rules import (
    AllOf,
    AnyMember,
    CountMembers,
    Decision,
    Greatest,
    Kind,
    Least,
    Outcome,
    Parameter,
    Quantity,
    Rounded,
    Rule,
    SumMembers,
    bind,
    calculate,
    decide,
    decide_from_facts,
    prove_monotone,
)
from antipoverty.serialization import dumps, loads, verify
from antipoverty.strategies import households
from antipoverty.text import Text
from branches import must_reach, reached

CN = rulebooks.load("cn")
#: A day on which the nation's rulebook gives no scope of monitoring.
ON = date(2023, 6, 1)
SCOPE = Parameter("monitoring.scope")
WORDS = Text("words", "文字")


def rule(condition: object) -> Rule:
    return Rule("local", WORDS, "household", condition, met=WORDS, not_met=WORDS, unknown=WORDS, summary=WORDS)  # type: ignore[arg-type]


@given(households())
def test_what_depends_on_the_value_is_unknown_and_what_does_not_is_as_with_any_value(household: Household) -> None:
    bound = bind(rule((MONITORED_INCOME < SCOPE * SIZE) | (SIZE > 4)), CN.at(ON))
    decision = decide(bound, HOUSEHOLD, household, on=ON)
    if household.size is not None and household.size > 4:
        assert decision.outcome is Outcome.MET
    else:
        assert decision.outcome is Outcome.UNKNOWN
        assert "monitoring.scope" in decision.missing


#: Struck by a shock, on which the scope has no say; of a household at random that is rare.
STRUCK = households().map(
    lambda household: attrs.evolve(household, registration="exited", risk=Risk(shock=True, spending_surge=True))
)


@must_reach("decided")
@given(households() | STRUCK)
def test_an_unknown_scope_never_says_more_than_every_scope_would(household: Household) -> None:
    without = assess(household, on=ON).outcome
    if without is not Outcome.UNKNOWN:
        reached("decided")
        for scope in (1, 6000, 10**8):
            assert assess(household, on=ON, rulebook=CN.override({"monitoring.scope": scope})).outcome is without


@pytest.mark.parametrize(
    "condition",
    [
        SCOPE < 5000,
        Rounded(SCOPE, 100, "up") > MONITORED_INCOME,
        Least((SCOPE, MONITORED_INCOME)) < 10,
        Greatest((SCOPE * 2, MONITORED_INCOME)) < 10,
        AnyMember(AGE * 100 < SCOPE),
        CountMembers(AGE * 100 < SCOPE) >= 1,
        SumMembers(AGE * SCOPE) >= 100,
    ],
)
def test_wherever_it_stands_it_leaves_the_rule_unknown_as_record_and_as_frame(condition: object) -> None:
    bound = bind(rule(condition), CN.at(ON))
    home = Household("h", members=(Person("p", birth_date=date(2000, 1, 1)),), income=Income(stated=100_000))
    decision = decide(bound, HOUSEHOLD, home, on=ON)
    assert decision.outcome is Outcome.UNKNOWN
    assert decision.missing == ("monitoring.scope",)
    frame = pl.DataFrame({"id": ["h"], "monitored_income_fen": [10_000_000], "size": [1]})
    members = pl.DataFrame({"id": ["p"], "household": ["h"], "birth_date": [date(2000, 1, 1)]})
    found = evaluate(frame, on=ON, rules=(rule(AllOf((condition, SIZE >= 1, MONITORED_INCOME > 0))),), members=members)  # type: ignore[arg-type]
    assert found["local"].to_list() == [None]


def test_a_quantity_of_it_is_unknown_and_says_which_parameter() -> None:
    grant = Quantity("grant", WORDS, "household", SCOPE * SIZE, unit=Text("yuan", "元"), kind=Kind.MONEY)
    amount = calculate(bind(grant, CN.at(ON)), HOUSEHOLD, Household("h", size=3), on=ON)
    assert (amount.stored, amount.missing) == (None, ("monitoring.scope",))
    assert "(no value in the rulebook: monitoring.scope)" in amount.explain("en")


def test_over_a_frame_a_shock_decides_and_the_rest_is_null() -> None:
    frame = pl.DataFrame(
        {
            "id": ["a", "b"],
            "registration": ["exited", "exited"],
            "monitored_income_fen": [10_000_000, 10_000_000],
            "size": [2, 2],
            "income_stable": [True, True],
            "shock": [True, False],
            "spending_surge": [True, False],
            "income_collapse": [False, False],
        }
    )
    assert evaluate(frame, on=ON, rules=(MONITORED_HOUSEHOLD,))["monitored_household"].to_list() == [True, None]


def test_a_decision_goes_to_a_document_and_back_and_is_verified() -> None:
    home = Household("h", size=2, income=Income(stated=1), registration="exited", income_stable=True)
    decision = assess(home, on=ON)
    again = loads(dumps(decision), Decision)
    assert again == decision
    verify(again)


def test_facts_cannot_state_it_and_the_caller_can() -> None:
    bound = bind(rule(MONITORED_INCOME < SCOPE * SIZE), CN.at(ON))
    with pytest.raises(InvalidValue, match=r"monitoring\.scope: .*set the parameter with rulebook\.override"):
        decide_from_facts(bound, {"monitoring.scope": 5}, on=ON)
    bound = bind(rule(MONITORED_INCOME < SCOPE * SIZE), CN.override({"monitoring.scope": 6000}).at(ON))
    known = {"monitored_income": 1_199_999, "size": 2}
    assert decide_from_facts(bound, known, on=ON).outcome is Outcome.MET
    assert decide_from_facts(bound, known | {"monitored_income": 1_200_000}, on=ON).outcome is Outcome.NOT_MET


def test_a_rule_not_yet_or_no_longer_in_force_is_still_an_error() -> None:
    with pytest.raises(NotYetInForce):
        bind(MONITORED_HOUSEHOLD, CN.at(date(2019, 1, 1)))
    with pytest.raises(NoLongerInForce):
        bind(rule(Parameter("exit.county_incidence") * 100 < SIZE), CN.at(date(2021, 1, 1)))


def test_a_proof_takes_it_for_any_value() -> None:
    bound = bind(rule(MONITORED_INCOME < SCOPE * SIZE), CN.at(ON))
    claim = "a household of more income is not the sooner below the scope"
    assert prove_monotone(claim, bound.rule.condition, MONITORED_INCOME, direction="falling")


# Values past the day on which they were last seen to hold


def seen(day: str) -> rulebooks.Rulebook:
    import tomllib
    from decimal import Decimal

    text = f"""
[rulebook]
version = "1"
title = {{ en = "Ours", zh = "我县" }}
[citations.own]
title = {{ en = "Notice", zh = "通知" }}
issuer = {{ en = "the county", zh = "本县" }}
[parameters."monitoring.scope"]
values = [{{ from = 2023-01-01, value = "7300", source = "own", grade = "A-local", checked = 2026-11-27, \
still_valid_on = {day} }}]
"""
    return rulebooks.parse("ours", {"rulebook.toml": tomllib.loads(text, parse_float=Decimal)}, base=CN)


@pytest.mark.parametrize(("day", "outdated"), [("2023-05-31", True), ("2023-06-01", False), ("2023-06-02", False)])
def test_a_decision_says_which_of_its_values_were_last_seen_before_its_date(day: str, outdated: bool) -> None:
    home = Household("h", size=2, income=Income(stated=14_599), registration="exited", risk=Risk(shock=False))
    decision = assess(home, on=ON, rulebook=seen(day))
    assert decision.outcome is Outcome.MET
    assert ("monitoring.scope" in [value.name for value in decision.outdated]) is outdated
    scope = next(value for value in decision.parameters if value.name == "monitoring.scope")
    assert state_outdated(scope, "en").endswith(f"(last seen valid on {day}: may have changed since)")
    for language in ("en", "zh"):
        assert (state_outdated(scope, language) in decision.explain(language, detail="full")) is outdated
    assert f"last seen valid on {day}" in decision.explain("en", detail="full")


def test_a_brief_explanation_says_it_too() -> None:
    quota = Rule("q", WORDS, "household", SIZE < Parameter("monitoring.scope"), met=WORDS, not_met=WORDS, unknown=WORDS)
    decision = decide(bind(quota, seen("2023-05-31").at(ON)), HOUSEHOLD, Household("h", size=2), on=ON)
    assert "last seen valid before this date: " in decision.explain("en", detail="brief")
    assert "其后或有变动" in decision.explain("zh", detail="brief")
