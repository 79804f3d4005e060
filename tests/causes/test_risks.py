"""Why a household may fall back: risks that the register has, or that the facts show, from 2021 to 2025."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.causes import RISKS_OF_RETURN, Cause, CauseAssessment, RiskCode, classify
from antipoverty.errors import InvalidDocument
from antipoverty.facts.household import RISKS
from antipoverty.records import Household, Income, Monitoring, Person, Water
from antipoverty.registers import evaluate, frames
from antipoverty.rules import Outcome
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import households
from effort import times

ON = date(2023, 6, 1)
#: The scope of Guizhou in 2023 is 7,300 yuan a person: 14,600 for a household of two.
GUIZHOU = rulebooks.load("cn/guizhou")
NONE = Monitoring.of("none", ())
#: Nothing of it is a risk.
SOUND = Household(
    "h1",
    members=(Person("a", labour="ordinary", schooling="out of school", disability="none"), Person("b", labour="none")),
    income=Income(stated=20_000),
    medical_spending=0,
    school_spending=0,
    disaster_loss=0,
    dwelling_grade="A",
    water=Water(certified=True),
    monitoring=NONE,
)


def _person_b(**known: str) -> tuple[Person, ...]:
    return (SOUND.members[0], Person("b", **{"labour": "none", "schooling": "out of school", **known}))  # type: ignore[index, arg-type]  # members are there; words for codes


SOUND = evolve(SOUND, members=_person_b(disability="none"))


def _found(**changes: object) -> list[str]:
    return [risk.value for risk in classify(evolve(SOUND, **changes), on=ON, rulebook=GUIZHOU).found]


@pytest.mark.parametrize(
    ("changes", "risks"),
    [
        ({}, []),
        ({"medical_spending": "5400.00"}, []),
        ({"medical_spending": "5400.01"}, ["illness"]),
        ({"income": Income(stated="14599.99"), "medical_spending": "1459.99"}, []),
        ({"income": Income(stated="14599.99"), "medical_spending": "1460.00"}, ["illness"]),
        ({"school_spending": "6000"}, []),
        ({"school_spending": "6000", "members": _person_b(disability="none", schooling="higher")}, ["schooling"]),
        ({"disaster_loss": "5400.01"}, ["natural disaster"]),
        ({"members": _person_b(disability="2")}, ["disability"]),
        ({"members": _person_b(disability="3")}, []),
        ({"members": _person_b(disability="none")[1:], "size": 1, "income": Income(stated=20_000)}, ["lack of labour"]),
        ({"dwelling_grade": "C"}, ["housing"]),
        ({"water": Water(certified=False, quality_safe=False)}, ["water"]),
        ({"monitoring": Monitoring.of("marginal", ("accident", "unstable work"))}, ["accident", "unstable work"]),
        ({"monitoring": Monitoring.of("marginal", ("industry failure", "other"))}, ["industry failure", "other"]),
    ],
)
def test_a_risk_is_found_where_the_register_has_it_or_the_facts_show_it(
    changes: dict[str, object], risks: list[str]
) -> None:
    assert _found(**changes) == risks


def test_the_larger_burden_ranks_first_and_the_rest_by_the_order_of_the_codes() -> None:
    changes = {
        "medical_spending": "6000",
        "disaster_loss": "7000",
        "dwelling_grade": "D",
        "monitoring": Monitoring.of("marginal", ("accident",)),
    }
    assert _found(**changes) == ["natural disaster", "illness", "accident", "housing"]


def test_a_risk_of_the_register_stands_though_nothing_else_is_known() -> None:
    bare = Household("h1", monitoring=Monitoring.of("unstable", ("illness", "unstable work")))
    assessment = classify(bare, on=ON)
    assert assessment.found == (RiskCode.ILLNESS, RiskCode.UNSTABLE_WORK)
    assert assessment.burden_of(RiskCode.ILLNESS) is None
    assert assessment.gap is None
    assert RiskCode.HOUSING in assessment.undecided
    assert not assessment.settled


def test_without_a_scope_a_burden_leaves_the_risk_open_and_the_scope_is_named() -> None:
    assessment = classify(evolve(SOUND, medical_spending=9_000), on=ON)
    assert assessment.found == ()
    assert assessment.missing_for(RiskCode.ILLNESS) == ("monitoring.scope",)
    assert assessment.decision.outcome is Outcome.UNKNOWN
    assert assessment.gap is None


def test_a_household_that_the_register_says_nothing_of_may_have_a_risk_there() -> None:
    assert classify(evolve(SOUND, monitoring=Monitoring()), on=ON, rulebook=GUIZHOU).missing_for(RiskCode.ACCIDENT) == (
        "risk_accident",
    )


def test_the_gap_is_to_the_scope_and_says_so_in_both_languages() -> None:
    assessment = classify(evolve(SOUND, medical_spending=9_000), on=ON, rulebook=GUIZHOU)
    assert assessment.gap == Decimal("3600.00")
    assert assessment.burden_of(RiskCode.ILLNESS) == Decimal("9000.00")
    assert assessment.share_of(RiskCode.ILLNESS) == 1
    assert assessment.explain(detail="brief").splitlines()[1:3] == [
        "Main risk: illness (9,000.00 yuan, 100% of what is lacking)",
        "Lacking to the scope of monitoring once what it bore is paid: 3,600.00 yuan",
    ]
    assert assessment.explain("zh", detail="brief").splitlines()[1].startswith("主要风险：因病（9,000.00元")


def test_nothing_found_and_a_risk_called_other_go_to_case_review() -> None:
    assert classify(SOUND, on=ON, rulebook=GUIZHOU).needs_case_review
    assert classify(
        evolve(SOUND, monitoring=Monitoring.of("marginal", ("other",))), on=ON, rulebook=GUIZHOU
    ).needs_case_review
    assert not classify(evolve(SOUND, dwelling_grade="D"), on=ON, rulebook=GUIZHOU).needs_case_review


def test_the_codes_of_the_form_end_with_2020_and_those_of_monitoring_follow() -> None:
    ill = evolve(SOUND, income=Income(stated=2_000), medical_spending=9_000)
    assert classify(ill, on=date(2019, 12, 31)).primary is Cause.ILLNESS
    for day in (date(2021, 1, 1), date(2025, 12, 31), date(2026, 11, 27)):
        assert classify(ill, on=day, rulebook=GUIZHOU.override({"monitoring.scope": 7_300})).primary is RiskCode.ILLNESS


@times(1 / 2)
@given(st.lists(households(), min_size=1, max_size=8, unique_by=lambda household: household.id))
def test_a_frame_finds_the_risks_that_a_record_does(register: list[Household]) -> None:
    without_year = [
        evolve(each, declared_causes=(), dwelling_area=None, income=each.income and evolve(each.income, year=None))
        for each in register
    ]
    own, members = frames(without_year)
    rows = evaluate(own, on=ON, rulebook=GUIZHOU, rules=(RISKS_OF_RETURN,), findings=True, members=members)
    for place, household in enumerate(without_year):
        found = classify(household, on=ON, rulebook=GUIZHOU)
        assert rows[RISKS_OF_RETURN.column][place] is {"met": True, "not met": False}.get(found.decision.outcome.value)
        for risk in RiskCode:
            expected = True if risk in found.found else None if risk in found.undecided else False
            assert rows[f"found_{RISKS[risk].name}"][place] is expected


@given(households(), st.sampled_from(RiskCode))
def test_one_more_risk_in_the_register_takes_none_away(household: Household, risk: RiskCode) -> None:
    try:
        before = classify(household, on=ON, rulebook=GUIZHOU).found
    except ValueError:
        return
    more = evolve(household, monitoring=evolve(household.monitoring, **{RISKS[risk].name: True}))
    assert set(before) | {risk} == set(classify(more, on=ON, rulebook=GUIZHOU).found)


def test_an_assessment_of_risks_is_stored_as_risks() -> None:
    assessment = classify(evolve(SOUND, medical_spending=9_000, dwelling_grade="D"), on=ON, rulebook=GUIZHOU)
    text = dumps(assessment)
    again = loads(text, CauseAssessment)
    assert again == assessment
    assert again.primary is RiskCode.ILLNESS
    assert again.others == (RiskCode.HOUSING,)
    with pytest.raises(InvalidDocument, match="one of illness, schooling"):
        loads(text.replace('{"risk": "housing"}', '{"risk": "poverty"}'), CauseAssessment)
    with pytest.raises(InvalidDocument, match="an object whose 'risk' is a code"):
        loads(text.replace('{"risk": "housing"}', '{"cause": "housing"}'), CauseAssessment)
    assert "risk" in str(json_schema(CauseAssessment)["$defs"]["CauseAssessment"]["properties"]["primary"])
