"""What would change a decision: sets that suffice, nothing that cannot be changed, and words that can be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks, verification
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import ParameterError
from antipoverty.exits import HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.facts import COUNTY_FACTS, HOUSEHOLD_FACTS, VILLAGE_FACTS
from antipoverty.facts.persons import PERSON_FACTS
from antipoverty.funds.facts import FUND_FACTS, OUTLAY_FACTS, PROJECT_FACTS
from antipoverty.funds.rules import LOCAL_HIRING, PUBLIC_NOTICE, RECLAIM_DUE
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Flags, Household, Income
from antipoverty.rules import (
    Alterable,
    Compare,
    Criterion,
    Decision,
    Fact,
    IsTrue,
    Kind,
    Number,
    Outcome,
    Plus,
    Rule,
    Text,
    Times,
    bind,
    decide_from_facts,
)
from antipoverty.rules.conditions import PERCENT, rates_of
from antipoverty.rules.figures import verdicts
from antipoverty.rules.prose import show_parameter, state
from antipoverty.rules.prose.values import show_quantity, with_unit
from antipoverty.strategies import facts, rule_facts

CN = rulebooks.load("cn")
#: What the rulebook leaves to the caller, and the other reading of a county's sample.
GIVEN = CN.override(
    {
        "exit.county_reading": "point",
        "monitoring.observation_months": 6,
        "monitoring.scope": 6_000,
        "village.provincial_incidence": "0.0853",
        "village.provincial_income": 7_895,
    }
)
RULES = (POOR_HOUSEHOLD, CAUSES_OF_POVERTY, HOUSEHOLD_EXIT, VILLAGE_EXIT, LOCAL_HIRING, PUBLIC_NOTICE)
ON = date(2019, 11, 1)


def _stands(rule: Rule, book: rulebooks.Rulebook, on: date) -> bool:
    try:
        bind(rule, book.at(on))
    except ParameterError:
        return False
    return True


def _decided(rule: Rule, data: st.DataObject, *, known: bool) -> Decision:
    bound = bind(rule, CN.at(ON))
    drawn = {fact.name: data.draw(facts(fact), label=fact.name) for fact in bound.facts}
    if known:
        usual: dict[Kind, Any] = {Kind.FLAG: False, Kind.COUNT: 3, Kind.MONEY: 300_000, Kind.MEASURE: 100}
        drawn = {
            fact.name: drawn[fact.name] if drawn[fact.name] is not None else usual.get(fact.kind, (*fact.values, "")[0])
            for fact in bound.facts
        }
    return decide_from_facts(bound, drawn, on=ON)


def _with(decision: Decision, changes: Any) -> Decision:
    known = {fact.name: value for fact, value in zip(decision.bound.facts, decision.facts, strict=True)}
    return decide_from_facts(decision.bound, known | {one.fact.name: one.wanted[0] for one in changes}, on=ON)


@given(st.data(), st.sampled_from(RULES), st.booleans())
def test_a_set_of_changes_suffices_and_no_part_of_it_does(data: st.DataObject, rule: Rule, known: bool) -> None:
    decision = _decided(rule, data, known=known)
    opposite = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}
    if decision.outcome is Outcome.UNKNOWN:
        assert decision.sufficient_changes == ()
    for changes in decision.sufficient_changes:
        assert changes
        assert _with(decision, changes).outcome is opposite[decision.outcome]
        for left_out in range(len(changes)):
            fewer = changes[:left_out] + changes[left_out + 1 :]
            assert _with(decision, fewer).outcome is not opposite[decision.outcome]


@given(st.data(), st.sampled_from(RULES))
def test_every_change_that_is_enough_alone_is_a_set_of_its_own(data: st.DataObject, rule: Rule) -> None:
    decision = _decided(rule, data, known=True)
    alone = {change.fact for change in decision.shortfalls if change.alone}
    sets = decision.sufficient_changes
    assert alone == {changes[0].fact for changes in sets if len(changes) == 1} or len(sets) == 10


@given(st.data(), st.sampled_from((*RULES, RECLAIM_DUE)))
def test_what_nobody_can_change_is_not_offered_and_what_is_past_is_not_undone(data: st.DataObject, rule: Rule) -> None:
    decision = _decided(rule, data, known=False)
    held = dict(zip(decision.bound.facts, decision.facts, strict=True))
    for change in (*decision.shortfalls, *(one for changes in decision.sufficient_changes for one in changes)):
        assert change.fact.alterable is not Alterable.NEVER
        if change.fact.alterable is Alterable.FORWARD:
            before: Any = held[change.fact]
            after: Any = change.wanted[0]
            assert before < after
        if change.fact.kind in (Kind.COUNT, Kind.MEASURE):
            count: Any = change.wanted[0]
            assert count >= 0


#: Every rule of the library, on a day on which it stands.
SHIPPED = [
    (rule, book, on)
    for rule in verification.RULES.values()
    for book in (CN, GIVEN)
    for on in (date(2014, 5, 1), date(2018, 11, 1), date(2020, 6, 1), date(2022, 11, 1))
    if _stands(rule, book, on)
]


def test_every_rule_of_the_library_stands_on_one_of_the_days() -> None:
    assert {rule.id for rule, _, _ in SHIPPED} == set(verification.RULES)


@given(st.data(), st.sampled_from(SHIPPED), st.booleans())
def test_of_every_rule_sets_suffice_no_part_of_them_does_and_none_offers_what_cannot_be(
    data: st.DataObject, shipped: tuple[Rule, rulebooks.Rulebook, date], known: bool
) -> None:
    rule, book, on = shipped
    bound = bind(rule, book.at(on))
    drawn = data.draw(rule_facts(bound))
    if known:
        usual: dict[Kind, Any] = {Kind.FLAG: False, Kind.COUNT: 3, Kind.MONEY: 300_000, Kind.MEASURE: 100}
        drawn = {
            fact.name: usual.get(fact.kind, (*fact.values, "")[0]) if value is None else value
            for fact in bound.facts
            for value in [drawn[fact.name]]
        }
        followed = verdicts(rates_of(bound.rule.condition), {fact: drawn[fact.name] for fact in bound.facts})
        drawn |= {fact.name: truth for fact, truth in followed.items()}
    decision = decide_from_facts(bound, drawn, on=on)
    held = dict(zip(decision.bound.facts, decision.facts, strict=True))
    opposite = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}.get(decision.outcome)
    for changes in decision.sufficient_changes:
        assert opposite is not None
        assert _with(decision, changes).outcome is opposite
        for size in range(len(changes)):
            for fewer in combinations(changes, size):
                assert _with(decision, fewer).outcome is not opposite, (rule.id, drawn, changes, fewer)
    for change in (*decision.shortfalls, *(one for changes in decision.sufficient_changes for one in changes)):
        assert change.fact.alterable is not Alterable.NEVER
        if change.fact.alterable is Alterable.FORWARD:
            before: Any = held[change.fact]
            after: Any = change.wanted[0]
            assert before < after
        assert change.alone is (_with(decision, (change,)).outcome is opposite)


#: What nobody can change: where and how large a place or household is, an age, a blow, what a check found, a kind.
NEVER = {
    "size", "school_age_child", "school_leaver", "disabled", "able_to_work", "water_short_area", "disaster_loss",
    "land_lost", "shock", "spending_surge", "income_collapse",
    "persons", "registered_persons", "west", "deeply_poor",
    "sampled_exited", "sampled_wrong", "sampled_unregistered", "sampled_missed", "surveyed", "approving",
    "wrong_exit_within", "missed_within", "recognition_within", "composite_within", "composite_within_west",
    "fund_source", "period_allowed", "contract_kind", "work_relief_exempt", "decided_first",
    "age", "completed", "health", "disability",
}  # fmt: skip
#: What is past: it stays so, and a number only grows.
FORWARD = {
    "water_days_stopped", "already_helped", "medical_spending", "school_spending", "marriage_spending", "skilled",
    "housing_helped", "months_observed",
    "started", "accepted", "plan_notice_days", "progress_notice_days", "completion_notice_days", "tendered", "workers",
    "local_workers", "wages", "signed", "years_carried",
}  # fmt: skip


def test_which_facts_nobody_can_change_and_which_only_grow() -> None:
    every = HOUSEHOLD_FACTS, PERSON_FACTS, VILLAGE_FACTS, COUNTY_FACTS, OUTLAY_FACTS, PROJECT_FACTS, FUND_FACTS
    marked = {name: fact.alterable for catalogue in every for name, fact in catalogue.items()}
    assert {name for name, how in marked.items() if how is Alterable.NEVER} == NEVER
    assert {name for name, how in marked.items() if how is Alterable.FORWARD} == FORWARD


def test_two_obstacles_are_named_together() -> None:
    household = Household("h1", size=4, income=Income(stated="12000"), flags=Flags.none())
    rich = identify(household, on=date(2014, 5, 1))
    assert [[one.fact.name for one in changes] for changes in rich.sufficient_changes] == [["net_income"]]
    strict = CN.override({"identification.negative_list": {"vehicle": "exclude"}})
    owner = Household("h2", size=1, income=Income(stated="12000"), flags=Flags(vehicle=True))
    decision = identify(owner, on=date(2014, 5, 1), rulebook=strict)
    assert [[one.fact.name for one in changes] for changes in decision.sufficient_changes] == [
        ["net_income", "vehicle"]
    ]
    assert not any(change.alone for change in decision.shortfalls)
    said = decision.explain("en")
    assert (
        "Any one of these would change the outcome:\n  - together: household net income of the year: lower by" in said
    )
    assert "not enough by itself" not in said
    assert "下列任一变化即可改变结果：\n  - 同时：家庭年纯收入：减少" in decision.explain("zh")


AGED = Fact("aged", Kind.FLAG, Text("a member is over 60", "有60岁以上成员"), alterable=Alterable.NEVER)
WORKERS = Fact("workers", Kind.COUNT, Text("workers employed", "用工人数"), Text("workers", "人"))
BEGUN = Fact("begun", Kind.FLAG, Text("the works have begun", "已开工"), alterable=Alterable.FORWARD)
YEARS = Fact("years", Kind.COUNT, Text("years passed", "已过年数"), Text("years", "年"), alterable=Alterable.FORWARD)


def _decide(condition: Any, **known: Any) -> Decision:
    words = Text("Test", "测试"), "household", Criterion("C", Text("c", "丙"), condition)
    rule = Rule("test", *words, Text("yes", "是"), Text("no", "否"), Text("?", "？"))
    return decide_from_facts(bind(rule, CN.at(ON)), known, on=ON)


@pytest.mark.parametrize(
    ("condition", "known", "sets"),
    [
        (IsTrue(AGED) & (WORKERS >= 2), {"aged": False, "workers": 1}, []),
        (IsTrue(AGED) | (WORKERS >= 2), {"aged": False, "workers": 1}, [["workers"]]),
        (~IsTrue(BEGUN), {"begun": True}, []),
        (IsTrue(BEGUN), {"begun": False}, [["begun"]]),
        (YEARS < 2, {"years": 2}, []),
        (YEARS >= 2, {"years": 1}, [["years"]]),
        (YEARS < WORKERS, {"years": 2, "workers": 2}, [["workers"]]),  # the first fact cannot fall, the second rises
        (YEARS > WORKERS, {"years": 2, "workers": 2}, [["years"]]),
        (WORKERS < 0, {"workers": 1}, []),
        (WORKERS > 10**9 - 1, {"workers": 1}, [["workers"]]),
        (WORKERS > 10**9, {"workers": 1}, []),  # no record has so many
        (Compare(WORKERS, "==", Number(Fraction(-1))), {"workers": 1}, []),
        ((WORKERS >= 2) & IsTrue(BEGUN), {"workers": 1}, []),  # the rest is unknown, and is not supposed
        ((WORKERS >= 2) & (WORKERS >= 5), {"workers": 1}, [["workers"]]),
        ((WORKERS >= 2) | (WORKERS >= 5), {"workers": 1}, [["workers"]]),  # two values of one fact are one set
    ],
)
def test_sets_of_changes_of_small_rules(condition: Any, known: dict[str, Any], sets: list[list[str]]) -> None:
    decision = _decide(condition, **known)
    assert [[one.fact.name for one in changes] for changes in decision.sufficient_changes] == sets


PAST = Fact("past", Kind.COUNT, Text("workers before", "原用工人数"), Text("workers", "人"), alterable=Alterable.NEVER)


@pytest.mark.parametrize("operator", ["<", "<=", "==", ">=", ">"])
@pytest.mark.parametrize("factor", [-3, -2, -1, 1, 2, 3])
@pytest.mark.parametrize("constant", range(-8, 3, 2))
def test_the_change_of_a_comparison_is_the_nearest_of_all(operator: Any, factor: int, constant: int) -> None:
    terms = Plus((Times(Number(2), PAST), Times(Number(factor), WORKERS), Number(constant)))
    condition = Compare(terms, operator, Number(0))

    def holds(workers: int) -> bool:
        total = 2 * 3 + factor * workers + constant
        return {"<": total < 0, "<=": total <= 0, "==": total == 0, ">=": total >= 0, ">": total > 0}[operator]

    for now in range(6):
        others = [workers for workers in range(30) if holds(workers) is not holds(now)]
        # Of two that are as near, the larger.
        nearest = min(others, key=lambda workers: (abs(workers - now), -workers), default=None)
        decision = _decide(condition, past=3, workers=now)
        assert [one.wanted for one in decision.shortfalls] == ([] if nearest is None else [(nearest,)])
        assert [one.change for one in decision.shortfalls] == ([] if nearest is None else [nearest - now])


def test_what_stands_in_the_way_is_said_where_no_set_is_known_to_suffice() -> None:
    text = _decide((WORKERS >= 2) & IsTrue(BEGUN), workers=1).explain("en")
    assert "What stands in the way:\n  - workers employed: higher by 1 worker (C)" in text


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        ("1", "workers", "1 worker"),
        ("2", "workers", "2 workers"),
        ("0", "years", "0 years"),
        ("1", "counties", "1 county"),
        ("1", "yuan per person per year", "1 yuan per person per year"),
        ("1", "m²", "1 m²"),
        ("1.5", "litres", "1.5 litres"),
    ],
)
def test_one_of_a_unit_is_said_in_the_singular(number: str, unit: str, said: str) -> None:
    assert with_unit(number, Text(unit, "单位"), "en") == said
    assert with_unit(number, Text(unit, "单位"), "zh") == f"{number} 单位"


def test_a_share_is_said_in_percent() -> None:
    assert show_quantity(Fraction(2, 100), PERCENT, "en") == "2%"
    assert show_quantity(Fraction("0.025"), PERCENT, "zh") == "2.5%"
    limit = CN.at(ON).get("exit.village_incidence")
    assert limit.number == Decimal("0.02")
    assert show_parameter(limit, "en") == "2%"
    condition = bind(VILLAGE_EXIT, CN.at(ON)).rule.condition
    assert "2% (" in state(condition, "en")
    assert "0.02" not in state(condition, "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_clause_names_a_limit_before_its_number(language: Any) -> None:
    """``at least least water for a person``: the number stands first, and what it is called after it."""
    said = state(bind(HOUSEHOLD_EXIT, CN.at(ON)).rule.condition, language)
    assert "least least" not in said
    assert ("at least 20 litres (" if language == "en" else "不低于20 升（") in said
