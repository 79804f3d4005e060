"""What is recommended against the risks of monitoring, from 2021 to 2025."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from antipoverty import rulebooks
from antipoverty.assistance import HouseholdPlan, measures_of, plan, recommend, undecided_measures
from antipoverty.causes import RiskCode, classify
from antipoverty.records import Household, Income, Monitoring, Person
from antipoverty.serialization import dumps, loads

GUIZHOU = rulebooks.load("cn/guizhou")
ON = date(2023, 6, 1)
ABLE = Person("a", labour="ordinary", medical_insured=True, schooling="out of school", disability="none")
UNABLE = evolve(ABLE, labour="none")


def _marginal(*risks: str, **known: object) -> Household:
    given = {"members": (ABLE,), "income": Income(stated=20_000), "registration": "not registered", **known}
    return Household("h1", monitoring=Monitoring.of("marginal", risks), **given)  # type: ignore[arg-type]  # words for codes


def _recommended(household: Household, on: date = ON) -> list[str]:
    assessment = classify(household, on=on, rulebook=GUIZHOU)
    return [each.measure for each in recommend(household, assessment, on=on, rulebook=GUIZHOU) if each.answers]


@pytest.mark.parametrize(
    ("household", "measures"),
    [
        (_marginal("illness", medical_spending=900), ["medical-assistance"]),
        (_marginal("accident"), ["temporary-assistance"]),
        (_marginal("industry failure"), ["micro-credit", "crop-and-stock-base"]),
        (_marginal("unstable work", members=(evolve(ABLE, labour="skilled"),)), ["labour-transfer", "light-work"]),
        (_marginal("lack of labour", members=(UNABLE,), dibao=False, five_guarantee=False), ["asset-income", "dibao"]),
        (_marginal("lack of labour", members=(UNABLE,), dibao=True), ["asset-income"]),
        (_marginal("other"), []),
    ],
)
def test_each_risk_has_measures_that_answer_it(household: Household, measures: list[str]) -> None:
    assert _recommended(household) == measures


def test_every_risk_but_other_is_answered_by_a_measure() -> None:
    answered = {risk for measure in measures_of().values() for risk in measure.risks}
    assert answered == set(RiskCode) - {RiskCode.OTHER}


def test_a_household_outside_the_register_has_no_right_unless_it_is_monitored() -> None:
    neither = evolve(_marginal("illness", medical_spending=900), monitoring=Monitoring.of("none", ("illness",)))
    assert _recommended(neither) == []


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2022, 6, 1), date(2025, 12, 31)])
def test_a_plan_is_made_on_every_day_of_the_transition(on: date) -> None:
    household = _marginal("illness", "unstable work", medical_spending=900)
    assessment = classify(household, on=on)
    made = plan(household, assessment, on=on, until=date(2026, 6, 30), responsible="c1")
    assert {"medical-assistance", "labour-transfer"} <= {each.recommendation.measure for each in made.measures}
    assert RiskCode.ILLNESS not in made.unanswered
    assert loads(dumps(made), HouseholdPlan) == made
    assert "illness" in made.explain()


def test_a_measure_for_a_risk_that_hangs_on_the_scope_names_it() -> None:
    household = _marginal(medical_spending=9_000)
    assessment = classify(household, on=ON)
    still_open = {each.measure: each.missing for each in undecided_measures(household, assessment, on=ON)}
    assert "monitoring.scope" in still_open["medical-assistance"]
