"""The layers of the low-income population: one at a time, in their order, alike for records and frames."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import registers, rulebooks
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.exits import HELP_AFTER_EXIT, assess_help
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.low_income import (
    DIBAO_HOUSEHOLD,
    LOW_INCOME,
    MARGIN_HOUSEHOLD,
    RIGID_HOUSEHOLD,
    RULES,
    Layer,
    assess_dibao,
    assess_low_income,
    assess_margin,
    assess_rigid_spending,
    layer_of,
    review_due,
)
from antipoverty.records import Household, Means
from antipoverty.rules import Decision, Outcome, bind, prove_impossible, prove_settled
from antipoverty.strategies import households

TODAY = date(2026, 11, 27)
CN = rulebooks.load("cn")
#: A county's values of 2026, made up for the tests.
COUNTY = CN.override(
    {"linkage.dibao_line": 6_000, "low_income.disposable_income": 20_000, "low_income.rigid_share": "0.7"}
)
WITHIN = {f"property_within_{kind}": True for kind in ("dibao", "margin", "rigid")}


def _household(income: str, *, spent: int = 0, means: dict[str, Any] | None = None, **known: Any) -> Household:
    found = {"living": spent, "medical": 0, "schooling": 0, "rehabilitation": 0, **WITHIN, **(means or {})}
    standing = {"dibao": False, "five_guarantee": False, "monitored": False, **known}
    return Household("h1", size=3, means=Means(income=income, **found), **standing)


@pytest.mark.parametrize(
    ("household", "layer"),
    [
        (_household("17999.99"), Layer.DIBAO),
        (_household("18000.00"), Layer.MARGIN),
        (_household("26999.99"), Layer.MARGIN),
        (_household("27000.00"), None),
        (_household("27000.00", monitored=True), Layer.MONITORED),
        (_household("26999.99", monitored=True), Layer.MARGIN),
        (_household("27000.00", spent=18_900), None),
        (_household("27000.00", spent=18_901), Layer.RIGID_SPENDING),
        (_household("90000.00", dibao=True), Layer.DIBAO),
        (_household("0", five_guarantee=True), Layer.DESTITUTE),
        (_household("17999.99", means={"property_within_dibao": False}), Layer.MARGIN),
    ],
)
def test_the_first_layer_that_holds_is_the_household_s(household: Household, layer: Layer | None) -> None:
    decision = assess_low_income(household, on=TODAY, rulebook=COUNTY)
    assert layer_of(decision) is layer
    assert decision.outcome is (Outcome.NOT_MET if layer is None else Outcome.MET)


@pytest.mark.parametrize(("dibao", "outcome"), [(False, Outcome.MET), (True, Outcome.NOT_MET), (None, Outcome.UNKNOWN)])
@pytest.mark.parametrize(
    ("assess", "income", "spent"), [(assess_margin, "18000.00", 0), (assess_rigid_spending, "27000.00", 18_901)]
)
def test_a_household_on_the_allowance_is_of_no_later_layer(
    assess: Callable[..., Decision], income: str, spent: int, dibao: bool | None, outcome: Outcome
) -> None:
    household = _household(income, spent=spent, dibao=dibao)
    assert assess(household, on=TODAY, rulebook=COUNTY).outcome is outcome


@pytest.mark.parametrize(
    ("household", "missing"),
    [
        (_household("20000", dibao=None), "dibao"),
        (_household("17999.99", five_guarantee=None), "five_guarantee"),
        (_household("17999.99", means={"property_within_dibao": None}), "property_within_dibao"),
        (_household("27000", spent=18_901, means={"property_within_margin": None}), None),
        (_household("26999.99", spent=18_901, means={"property_within_margin": None}), "property_within_margin"),
    ],
)
def test_a_household_is_of_the_low_income_population_where_only_the_layer_is_open(
    household: Household, missing: str | None
) -> None:
    decision = assess_low_income(household, on=TODAY, rulebook=COUNTY)
    assert decision.outcome is Outcome.MET
    assert (layer_of(decision) is None, decision.missing) == (missing is not None, (missing,) if missing else ())


@pytest.mark.parametrize(
    ("household", "en", "zh"),
    [
        (_household("27000", spent=18_901), "(In difficulty by rigid spending)", "属低收入人口（刚性支出困难家庭）"),
        (_household("20000", dibao=None), "(of which kind is not known yet)", "属低收入人口（类别尚不能确定）"),
        (_household("27000"), "of none of these layers", "不属上述各类低收入人口"),
    ],
)
def test_an_explanation_names_the_layer(household: Household, en: str, zh: str) -> None:
    decision = assess_low_income(household, on=TODAY, rulebook=COUNTY)
    for language, said in (("en", en), ("zh", zh)):
        assert decision.explain(language).splitlines()[0].endswith(said)
        assert decision.explain(language, detail="brief").splitlines()[0].endswith(said)


def test_an_explanation_says_first_what_the_household_meets() -> None:
    decision = assess_low_income(_household("27000", spent=18_901), on=TODAY, rulebook=COUNTY)
    reasons = decision.explain("zh", detail="brief").splitlines()[1]
    assert "人均收入低于上年度当地居民人均可支配收入" in reasons
    assert "未满足" not in reasons


@pytest.mark.parametrize("assess", [assess_margin, assess_rigid_spending])
def test_a_household_within_the_line_is_of_no_later_layer_whether_destitute_or_not(assess: Any) -> None:
    household = _household("17999.99", spent=18_901, five_guarantee=None)
    assert assess(household, on=TODAY, rulebook=COUNTY).outcome is Outcome.NOT_MET


def test_what_the_place_has_to_give_is_named() -> None:
    assert assess_low_income(_household("30000", spent=30_000), on=TODAY).missing == (
        "linkage.dibao_line",
        "low_income.disposable_income",
        "low_income.rigid_share",
    )
    words = assess_dibao(_household("1"), on=TODAY).explain("en", detail="brief")
    assert "line of the rural subsistence allowance (dibao) (no value in the rulebook: linkage.dibao_line)" in words


def test_a_household_that_belongs_on_the_allowance_and_is_not_on_it_is_to_be_looked_at() -> None:
    decision = assess_low_income(_household("17999.99"), on=TODAY, rulebook=COUNTY)
    assert [finding.criterion.id for finding in decision.reviews] == ["LI-02.apply"]
    above = assess_low_income(_household("18000", dibao=True), on=TODAY, rulebook=COUNTY)
    assert [finding.criterion.id for finding in above.reviews] == ["LI-02.again"]


def test_values_that_were_last_seen_before_are_named_with_the_day() -> None:
    decision = assess_margin(_household("26999.99"), on=TODAY, rulebook=COUNTY)
    assert "low_income.margin_multiple" in [value.name for value in decision.outdated]
    assert "last seen valid on 2026-03-15" in decision.explain("en")
    assert assess_margin(_household("26999.99"), on=date(2024, 10, 31), rulebook=COUNTY).outdated == ()


def test_the_layers_have_a_first_day_each() -> None:
    for before, check in ((date(2023, 10, 18), assess_low_income), (date(2024, 10, 23), assess_rigid_spending)):
        with pytest.raises(NotYetInForce):
            check(Household("h1"), on=before)
    with pytest.raises(InvalidValue, match="a decision of low-income"):
        layer_of(assess_dibao(Household("h1"), on=TODAY))


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (date(2024, 10, 24), date(2025, 10, 24)),
        (date(2026, 11, 27), date(2027, 11, 27)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_difficulty_by_rigid_spending_is_looked_at_again_within_twelve_months(decided: date, due: date) -> None:
    assert review_due(decided) == due
    assert review_due(decided, rulebook=CN.override({"low_income.valid_months": 6})) < due


def test_a_review_has_a_day_after_the_measures_began() -> None:
    with pytest.raises(NotYetInForce):
        review_due(date(2024, 10, 23))
    with pytest.raises(InvalidValue, match=r"decided_on: got '2026'; expected a datetime\.date"):
        review_due("2026")  # type: ignore[arg-type]


def test_no_household_is_of_two_layers_of_assistance_by_income() -> None:
    conditions = {rule.id: bind(rule, COUNTY.at(TODAY)).rule.condition for rule in RULES}
    kinds = [conditions[rule.id] for rule in (DIBAO_HOUSEHOLD, MARGIN_HOUSEHOLD, RIGID_HOUSEHOLD)]
    for first in range(3):
        for second in range(first):
            assert prove_impossible("two layers", kinds[first] & kinds[second])
    for condition in conditions.values():
        assert prove_settled("learning", condition)


@given(st.lists(households(), min_size=1, max_size=6, unique_by=lambda household: household.id))
def test_a_frame_says_what_the_records_say(found: list[Household]) -> None:
    from attrs import evolve

    found = [evolve(household, declared_causes=(), income=None) for household in found]
    own, members = registers.frames(found)
    rules = (*RULES, HELP_AFTER_EXIT, POOR_HOUSEHOLD)
    frame = registers.evaluate(own, on=TODAY, rulebook=COUNTY, rules=rules, members=members)
    checks = (assess_low_income, assess_dibao, assess_margin, assess_rigid_spending, assess_help, identify)
    for household, row in zip(found, frame.to_dicts(), strict=True):
        for rule, check in zip(rules, checks, strict=True):
            outcome = check(household, on=TODAY, rulebook=COUNTY).outcome
            assert Outcome.of(row[rule.column]) is outcome, rule.id
        decision = assess_low_income(household, on=TODAY, rulebook=COUNTY)
        assert row["low_income_layer"] == (decision.ranked[0] if decision.ranked else None)


@given(income=st.integers(0, 10_000_000), spent=st.integers(0, 10_000_000))
def test_the_share_of_rigid_spending_is_compared_to_the_fen(income: int, spent: int) -> None:
    amount, rigid = Decimal(income) / 100, Decimal(spent) / 100
    household = _household(str(amount), means={"living": rigid})
    finding = assess_low_income(household, on=TODAY, rulebook=COUNTY).finding("LI-04.spending")
    assert (finding.outcome is Outcome.MET) == (rigid * 10 > amount * 7)


def test_the_rule_has_words_for_every_layer() -> None:
    assert LOW_INCOME.ranking is not None
    assert [rank.code for rank in LOW_INCOME.ranking.ranks] == [layer.value for layer in Layer]
    assert all(layer.text.zh for layer in Layer)
