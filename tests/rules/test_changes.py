"""What would change a decision: sets that suffice, nothing that cannot be changed, and words that can be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.amounts import calculate_from_facts
from antipoverty._engine.changes import least_change, shortfall_of
from antipoverty._engine.conditions import Compare, Number, Plus, Times, facts_of, member_fact, rates_of
from antipoverty._engine.figures import verdicts
from antipoverty._engine.linear import share_in
from antipoverty._engine.prose.statements import state
from antipoverty._engine.prose.values import show_parameter, show_quantity, with_unit
from antipoverty._shared.every_rule import every_rule
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import ParameterError
from antipoverty.exits import HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.facts.county import COUNTY_FACTS
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.facts.person import PERSON_FACTS
from antipoverty.facts.village import VILLAGE_FACTS
from antipoverty.funds.facts import FUND_FACTS, OUTLAY_FACTS, PROJECT_FACTS
from antipoverty.funds.rules import LOCAL_HIRING, PUBLIC_NOTICE, RECLAIM_DUE
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Flags, Household, Income
from antipoverty.registers import evaluate
from antipoverty.registers._evaluation.plans import shortfall_column
from antipoverty.rules import (
    AllOf,
    Alterable,
    AnyMember,
    AnyOf,
    CountMembers,
    Criterion,
    Decision,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    Outcome,
    Rounded,
    Rule,
    When,
    bind,
    decide_from_facts,
)
from antipoverty.strategies import rule_facts
from antipoverty.strategies._households import facts
from antipoverty.text import PERCENT, Text
from branches import must_reach, reached
from effort import times
from engines import table_of

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
        return bind(rule, book.at(on)).rule.ended is None
    except ParameterError:
        return False


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
    for rule in every_rule().values()
    for book in (CN, GIVEN)
    for on in (date(2014, 5, 1), date(2018, 11, 1), date(2020, 6, 1), date(2022, 11, 1), date(2025, 6, 1))
    if _stands(rule, book, on)
]


def test_every_rule_of_the_library_stands_on_one_of_the_days() -> None:
    assert {rule.id for rule, _, _ in SHIPPED} == set(every_rule())


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
            fact.name: usual.get(fact.kind, (*fact.values, "")[0]) if value is None and not fact.unstated else value
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
    "land_lost", "shock", "spending_surge", "income_collapse", "monitored", "needs_help",
    "sex", "disability_kind",
    "persons", "registered_persons", "west", "deeply_poor", "key_county", "contiguous_area",
    "sampled_exited", "sampled_wrongly_delisted", "sampled_unregistered", "sampled_wrongly_omitted", "surveyed",
    "approving", "wrongly_delisted_within", "wrongly_omitted_within", "approval_within", "composite_within",
    "composite_within_west",
    "fund_source", "period_allowed", "contract_kind", "work_relief_exempt", "work_relief_source", "decided_first",
    "age", "completed", "health", "disability",
}  # fmt: skip
#: What is past: it stays so, and a number only grows.
FORWARD = {
    "water_days_stopped", "already_helped", "medical_spending", "school_spending", "marriage_spending", "skilled",
    "housing_helped", "months_observed", "compliant_spending", "rigid_spending", "rigid_living", "rigid_medical",
    "rigid_schooling", "rigid_rehabilitation", "rigid_accident",
    "started", "accepted", "plan_notice_days", "progress_notice_days", "completion_notice_days", "tendered", "workers",
    "plan_notice_working_days", "progress_notice_working_days", "completion_notice_working_days",
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


# What is not linear


INCOME = Fact("income", Kind.MONEY, Text("income", "收入"), Text("yuan", "元"))
COST = Fact("cost", Kind.MONEY, Text("cost", "费用"), Text("yuan", "元"))
POOR_LAND = Fact("poor_land", Kind.FLAG, Text("the land is poor", "土地贫瘠"))
ILL = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
NUMBERS = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(5, 4), Fraction(3)]).map(Number)
DIRECTIONS = st.sampled_from(["up", "down", "half"])
SMALL = st.integers(-3, 12).map(Number)
PARTS: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([COST, WORKERS]) | SMALL,
    lambda part: (
        st.tuples(part, part).map(Plus)
        | st.builds(Times, NUMBERS, part)
        | st.tuples(part, part).map(Least)
        | st.tuples(part, part).map(Greatest)
        | st.builds(When, st.just(IsTrue(POOR_LAND)), part, part)
        | st.builds(When, st.builds(Compare, part, st.just("<"), part), part, part)
        | st.builds(
            Rounded, part, st.sampled_from([Fraction(1), Fraction(1, 10)]), st.sampled_from(["up", "down", "half"])
        )
    ),
    max_leaves=5,
)
COMPARISONS = st.builds(Compare, PARTS, st.sampled_from(["<", "<=", "==", ">=", ">"]), PARTS)


def _test_rule(condition: Any) -> Rule:
    return Rule("test", Text("Test", "测试"), "household", condition, Text("a", "b"), Text("c", "d"), Text("e", "f"))


def _facts_drawn(data: st.DataObject, rule: Rule, *, known: bool) -> dict[str, Any]:
    money = st.sampled_from([-250, -1, 0, 1, 100, 149, 150, 151, 300, 500, 900, 10**6])
    usual: dict[Kind, Any] = {Kind.FLAG: st.booleans(), Kind.COUNT: st.integers(0, 12), Kind.MONEY: money}
    facts_read = bind(rule, CN.at(ON)).facts
    return {
        fact.name: data.draw(usual[fact.kind] if known else st.none() | usual[fact.kind], fact.name)
        for fact in facts_read
    }


@given(st.data(), st.lists(COMPARISONS, min_size=1, max_size=3), st.booleans(), st.booleans())
def test_every_change_offered_for_what_is_not_linear_has_the_effect_that_it_says(
    data: st.DataObject, comparisons: list[Compare], every: bool, known: bool
) -> None:
    named = tuple(Criterion(f"C-{place}", Text("c", "丙"), each) for place, each in enumerate(comparisons))
    rule = _test_rule(named[0] if len(named) == 1 else AllOf(named) if every else AnyOf(named))
    decision = decide_from_facts(bind(rule, CN.at(ON)), _facts_drawn(data, rule, known=known), on=ON)
    opposite = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET, Outcome.UNKNOWN: None}[decision.outcome]
    before = {finding.criterion.id: finding.outcome for finding in decision.findings}
    held = dict(zip(decision.bound.facts, decision.facts, strict=True))
    for change in decision.shortfalls:
        again = _with(decision, [change])
        assert (again.outcome is opposite) is change.alone
        after = {finding.criterion.id: finding.outcome for finding in again.findings}
        assert before[change.criterion] is decision.outcome
        assert after[change.criterion] is opposite
        now, then = held[change.fact], change.wanted[0]
        if change.change is not None:
            assert isinstance(now, int)
            assert isinstance(then, int)
            assert change.change * change.fact.kind.scale == then - now
    for changes in decision.sufficient_changes:
        assert _with(decision, changes).outcome is opposite


@must_reach("a change")
@times(4)
@given(st.data(), COMPARISONS.filter(lambda each: WORKERS in facts_of(each)))
def test_the_least_change_of_what_grows_evenly_is_the_nearest_of_all(data: st.DataObject, comparison: Compare) -> None:
    known = _facts_drawn(data, _test_rule(comparison), known=True)
    bound = bind(_test_rule(comparison), CN.at(ON))

    def holds(workers: int) -> bool:
        return decide_from_facts(bound, {**known, "workers": workers}, on=ON).outcome is Outcome.MET

    now = known["workers"]
    others = [workers for workers in range(40) if holds(workers) is not holds(now)]
    nearest = min((abs(workers - now) for workers in others), default=None)
    decision = decide_from_facts(bound, known, on=ON)
    found = {change.fact: change for change in decision.shortfalls}.get(WORKERS)
    change = least_change(comparison, WORKERS, not holds(now))
    if change is None:
        assert (share_in(comparison, WORKERS)) is None
    elif nearest is not None and nearest < 20 and (found is not None or COST not in facts_of(comparison)):
        reached("a change")
        assert found is not None
        assert abs(found.wanted[0] - now) == nearest  # type: ignore[operator]  # a count


@pytest.mark.parametrize(
    ("condition", "known", "offered"),
    [
        (Least((INCOME, COST)) >= 5, {"income": 300, "cost": 900}, {"income": 500}),
        (Least((INCOME, COST)) >= 5, {"income": 300, "cost": 300}, {}),  # both would have to rise
        (Least((INCOME, COST)) < 5, {"income": 500, "cost": 900}, {"income": 499, "cost": 499}),
        (Greatest((INCOME, COST)) >= 5, {"income": 300, "cost": -1}, {"income": 500, "cost": 500}),
        (Greatest((INCOME, COST)) < 5, {"income": 500, "cost": 300}, {"income": 499}),
        (Compare(Greatest((INCOME, COST)), "==", Number(5)), {"income": 300, "cost": 0}, {"income": 500, "cost": 500}),
        (Compare(Least((INCOME, COST)), "==", Number(5)), {"income": 700, "cost": 900}, {"income": 500, "cost": 500}),
        (Compare(Rounded(INCOME, 2, "up"), "==", Number(5)), {"income": 300}, {}),  # never odd
        (INCOME < Greatest((COST, Number(5))), {"income": 499, "cost": 100}, {"income": 500}),
        (INCOME < Greatest((COST, Number(5))), {"income": 500, "cost": 100}, {"income": 499, "cost": 501}),
        (Rounded(INCOME, 10, "down") >= 20, {"income": 1999}, {"income": 2000}),
        (Rounded(INCOME, 10, "half") >= 20, {"income": 0}, {"income": 1500}),
        (
            When(IsTrue(POOR_LAND), INCOME, INCOME * 2) >= 6,
            {"income": 400, "poor_land": True},
            {"income": 600, "poor_land": False},
        ),
        (When(IsTrue(POOR_LAND), COST, INCOME) >= 6, {"income": 600, "poor_land": True, "cost": None}, {}),
        (Greatest((YEARS, WORKERS)) < 2, {"years": 5, "workers": 0}, {}),  # years do not fall
        (Greatest((YEARS, Number(1))) >= 4, {"years": 2}, {"years": 4}),
        (Least((WORKERS, Number(3))) >= 4, {"workers": 2}, {}),
        (Least((WORKERS, Number(10**9))) > 10**9 - 1, {"workers": 2}, {"workers": 10**9}),
    ],
)
def test_which_changes_are_offered_for_what_is_not_linear(
    condition: Any, known: dict[str, Any], offered: dict[str, Any]
) -> None:
    decision = _decide(condition, **known)
    assert {one.fact.name: one.wanted[0] for one in decision.shortfalls} == offered
    if len(offered) > 1:
        assert all(one.alone for one in decision.shortfalls)
        assert [len(changes) for changes in decision.sufficient_changes] == [1] * len(offered)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_members_are_asked_is_changed_as_a_whole(language: Any) -> None:
    some, ill = AnyMember(IsTrue(ILL)), CountMembers(IsTrue(ILL))
    found = _decide(some, **{member_fact(some).name: True})
    assert [(one.fact, one.wanted, one.alone) for one in found.shortfalls] == [(member_fact(some), (False,), True)]
    assert {"en": "a member who is ill: no (C)", "zh": "患病：否（C）"}[language] in found.explain(language)
    counted = _decide(ill < 3, **{member_fact(ill).name: 1})
    assert [(one.fact, one.wanted) for one in counted.shortfalls] == [(member_fact(ill), (3,))]


# The shortfall as an amount


LIMITS = st.builds(
    lambda share, operator, limit: Compare(INCOME if share == 1 else Number(share) * INCOME, operator, limit),
    st.sampled_from([Fraction(1), Fraction(2), Fraction(3, 7)]),
    st.sampled_from(["<", "<="]),
    PARTS,
)


def _conditions(limit: Compare) -> st.SearchStrategy[Any]:
    opposite = Compare(limit.left, {"<": ">=", "<=": ">"}[limit.operator], limit.right)  # type: ignore[arg-type]  # one of them
    leaves = [limit, limit, Not(opposite), opposite, IsTrue(POOR_LAND), WORKERS >= 4]
    return st.recursive(
        st.sampled_from(leaves),
        lambda part: (
            st.lists(part, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts)))
            | st.lists(part, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
            | part.map(Not)
            | part.map(lambda inner: Criterion("C", Text("c", "丙"), inner))
        ),
        max_leaves=6,
    )


@given(st.data(), LIMITS)
def test_the_shortfall_over_a_frame_is_that_of_each_decision(data: st.DataObject, limit: Compare) -> None:
    rule = _test_rule(data.draw(_conditions(limit), "condition"))
    bound = bind(rule, CN.at(ON))
    rows = [_facts_drawn(data, rule, known=data.draw(st.booleans())) for _ in range(4)]
    lacking = shortfall_of(bound.rule)
    if lacking is None or not bound.facts:
        return
    assert lacking.column == shortfall_column(rule)
    found = pl.DataFrame(evaluate(table_of(bound.facts, rows), on=ON, rules=(rule,), shortfall=True))
    quantity = bind(lacking, CN.at(ON))
    for row, short in zip(rows, found[shortfall_column(rule)], strict=True):
        read = {fact.name: row[fact.name] for fact in quantity.facts}
        assert calculate_from_facts(quantity, read, on=ON).stored == short
        decision = decide_from_facts(bound, row, on=ON)
        changes = [one.change for one in decision.shortfalls if one.fact is INCOME]
        if short is None:
            assert not changes or decision.outcome is Outcome.UNKNOWN
            assert None in row.values()
        elif decision.outcome is Outcome.MET:
            assert short == max([0, *(change * 100 for change in changes if change is not None)])
        else:
            assert short == 0


def test_a_rule_that_limits_an_amount_by_several_numbers_has_no_shortfall_of_its_own() -> None:
    assert shortfall_of(_test_rule((INCOME < 5) | (INCOME < 7))) is None
    assert shortfall_of(_test_rule((INCOME < 5) & (COST < INCOME))) is None
    assert shortfall_of(_test_rule((INCOME < 5) & ~(INCOME >= 5))) is not None
    past = Fact("past_income", Kind.MONEY, Text("income", "收入"), alterable=Alterable.NEVER)
    assert shortfall_of(_test_rule(past < 5)) is None


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
