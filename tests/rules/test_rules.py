"""The rule language: what may be written, how it is bound, what it says in both languages."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.amounts import value_of
from antipoverty._engine.conditions import (
    AnyMarked,
    Compare,
    Constant,
    Number,
    Plus,
    RateLimit,
    SampledCount,
    SampledRate,
    Times,
    criteria_of,
    facts_of,
    simplified,
    walk,
)
from antipoverty._engine.linear import inequality
from antipoverty._engine.parameters import Citation, ParameterKind, RulebookId, Value
from antipoverty._engine.prose.statements import outline, state
from antipoverty._engine.prose.values import show_fact, show_value
from antipoverty._engine.record import evaluator, fact_reader
from antipoverty.errors import AntipovertyError, InvalidValue, NoTruthValue, RulebookError
from antipoverty.identification import identify
from antipoverty.records import Household, Income
from antipoverty.rulebooks import ParameterValue
from antipoverty.rules import (
    AllOf,
    AnyOf,
    BoundRule,
    ByYear,
    Choose,
    Condition,
    Criterion,
    Fact,
    Grade,
    IsTrue,
    Kind,
    Not,
    OneOf,
    Outcome,
    Parameter,
    Quantity,
    Rule,
    Subject,
    Term,
    bind,
    decide,
    decide_from_facts,
    expression,
)
from antipoverty.strategies._households import facts
from antipoverty.text import Text, Translation

YES = Fact("yes", Kind.FLAG, Text("it is so", "如此"), negated=Text("it is not so", "并非如此"))
OTHER = Fact("other", Kind.FLAG, Text("something else is so", "另有其事"))
THIRD = Fact("third", Kind.FLAG, Text("a third thing is so", "又有其事"))
INCOME = Fact("income", Kind.MONEY, Text("income", "收入"), Text("yuan", "元"))
HEADS = Fact("heads", Kind.COUNT, Text("heads", "人数"), Text("persons", "人"))
LAND = Fact("land", Kind.MEASURE, Text("land", "土地"), Text("mu", "亩"))
GRADE = Fact("grade", Kind.CATEGORY, Text("grade", "等级"), values=("A", "B", "C"))
YEARS = Fact("years", Kind.COUNT, Text("years", "年数"), Text("years", "年"))
ON = date(2020, 1, 1)
LAW = Citation("law", Text("Law", "法"), Text("State", "国"), "1", "2014")


class _Book:
    """A rulebook of a few values, for rules that no shipped rulebook has."""

    id = RulebookId("test", "1", "0" * 64)
    year = 2020

    def __init__(self, **values: Value) -> None:
        self.values = values

    def get(self, name: str) -> ParameterValue:
        value = self.values[name]
        kinds: list[tuple[type, ParameterKind]] = [
            (bool, ParameterKind.FLAG),
            (int, ParameterKind.COUNT),
            (Decimal, ParameterKind.SHARE),
            (str, ParameterKind.CHOICE),
        ]
        kind = next((kind for type_, kind in kinds if isinstance(value, type_)), ParameterKind.CHOICES)
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            kind = ParameterKind.TABLE
        text = Text(f"the {name}", f"{name}值")
        return ParameterValue(name, text, kind, None, value, ON, None, LAW, Text("art. 1", "第一条"), Grade.A, ON)

    @property
    def translations(self) -> tuple[Translation, ...]:
        return ()

    def in_year(self, name: str, year: int) -> ParameterValue:
        return self.get(f"{name}.{year}")

    def citation(self, key: str) -> Citation:
        return LAW

    def fact(self, name: str) -> None:
        return None

    def described(self, name: str) -> tuple[Text, ParameterKind, None]:
        return Text(f"the {name}", f"{name}值"), ParameterKind.COUNT, None


def _rule(condition: Condition, **more: Any) -> Rule:
    return Rule(
        "test",
        Text("Test", "测试"),
        "household",
        condition,
        Text("yes", "是"),
        Text("no", "否"),
        Text("?", "？"),
        **more,
    )


def _bound(condition: Condition, **values: Value) -> BoundRule:
    return bind(_rule(condition), _Book(**values))


truths = st.sampled_from([True, False, None])


@given(truths, truths)
def test_all_any_and_not_are_kleene_s(left: bool | None, right: bool | None) -> None:
    order = {False: 0, None: 1, True: 2}
    back = {number: truth for truth, number in order.items()}
    facts = (YES, OTHER)
    assert evaluator(IsTrue(YES) & IsTrue(OTHER), facts)((left, right)) is back[min(order[left], order[right])]
    assert evaluator(IsTrue(YES) | IsTrue(OTHER), facts)((left, right)) is back[max(order[left], order[right])]
    assert evaluator(~IsTrue(YES), facts)((left, right)) is back[2 - order[left]]
    mixed = AnyOf((IsTrue(YES), Not(IsTrue(OTHER))))
    assert evaluator(mixed, facts)((left, right)) is back[max(order[left], 2 - order[right])]


@pytest.mark.parametrize("otherwise", [True, False])
@given(applies=truths, met=truths)
def test_a_criterion_that_concerns_nobody_counts_as_it_says(
    otherwise: bool, applies: bool | None, met: bool | None
) -> None:
    criterion = Criterion("C", Text("c", "丙"), IsTrue(YES), applies=IsTrue(OTHER), otherwise=otherwise)
    outcome = evaluator(criterion, (YES, OTHER))((met, applies))
    if applies is False:
        assert outcome is otherwise
    elif applies is True:
        assert outcome is met
    else:
        assert outcome is (otherwise if met is otherwise else None)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.sampled_from(["<", "<=", "==", ">=", ">"]))
def test_a_comparison_is_exact_for_shares_of_any_size(income: int, heads: int, operator: Any) -> None:
    line = Fraction(273_600, 7)
    compare = Compare(INCOME, operator, Number(line / 100) * HEADS)
    exact = {"<": income < line * heads, "<=": income <= line * heads, "==": income == line * heads}
    exact |= {">=": not exact["<"], ">": not exact["<="]}
    assert evaluator(compare, (INCOME, HEADS))((income, heads)) is exact[operator]
    assert value_of(INCOME, {INCOME: income}) == Fraction(income, 100)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
def test_a_comparison_of_three_facts_is_exact_and_unknown_with_any_of_them(a: int, b: int, c: int, lose: bool) -> None:
    compare = (INCOME + LAND) >= HEADS * 3
    values = (a, b, None if lose else c)
    expected = None if lose else Fraction(a, 100) + Fraction(b, 100) >= 3 * c
    assert evaluator(compare, (INCOME, LAND, HEADS))(values) is expected


def test_a_fact_on_both_sides_cancels() -> None:
    found = inequality((HEADS + 2) > HEADS * 3)
    assert found.coefficients == ((HEADS, -1),)
    assert found.constant == 1


def test_facts_are_never_multiplied() -> None:
    with pytest.raises(RulebookError, match="multiplies a fact by a fact"):
        inequality(INCOME * HEADS < 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: IsTrue(INCOME), "fact: got 'income'; expected a fact of kind flag"),
        (lambda: OneOf(YES, ("A",)), "fact: got 'yes'; expected a fact of kind category"),
        (lambda: GRADE.one_of(("A", "E")), "values of grade: got ['E']; expected values among ('A', 'B', 'C')"),
        (lambda: INCOME + "5", "term: got '5'; expected a fact, a parameter or an exact number"),
        (lambda: Text("a", "b")["fr"], "language: got 'fr'; expected 'en' or 'zh'"),
    ],
)
def test_what_cannot_be_said_is_refused_by_name(make: Any, message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        make()
    assert str(refused.value) == message


def test_a_rule_is_written_as_it_is_spoken() -> None:
    three = Number(Fraction(3))
    assert (HEADS < 3, HEADS <= 3) == (Compare(HEADS, "<", three), Compare(HEADS, "<=", three))
    assert (HEADS > 3, HEADS >= 3) == (Compare(HEADS, ">", three), Compare(HEADS, ">=", three))
    assert HEADS.equals(3) == Compare(HEADS, "==", three)
    assert (HEADS * 3, 3 * HEADS) == (Times(HEADS, three), Times(three, HEADS))
    assert HEADS + 3 == Plus((HEADS, three))
    so, other = IsTrue(YES), IsTrue(OTHER)
    assert (so & other, so | other, ~so) == (AllOf((so, other)), AnyOf((so, other)), Not(so))


def test_a_document_is_cited_on_one_line_in_both_languages() -> None:
    assert (LAW.line("en"), LAW.line("zh")) == ("State, Law, 1, 2014", "国，法，1，2014")
    assert (LAW.short("en"), LAW.short("zh")) == ("Law, 1", "法，1")
    bare = evolve(LAW, number=None, date=None)
    assert (bare.line("en"), bare.short("zh")) == ("State, Law", "法")


def test_a_shortfall_names_its_criterion_however_deep_the_comparison_lies() -> None:
    criterion = Criterion("C", Text("c", "丙"), ~(IsTrue(YES) | ~(IsTrue(OTHER) & (HEADS < 5))))
    decision = decide_from_facts(_bound(criterion), {"yes": True, "other": False, "heads": 9}, on=ON)
    assert [(each.criterion, each.fact.name) for each in decision.shortfalls] == [
        ("C", "yes"), ("C", "other"), ("C", "heads"),
    ]  # fmt: skip
    bare = decide_from_facts(_bound(IsTrue(YES)), {"yes": False}, on=ON)
    assert [each.criterion for each in bare.shortfalls] == [""]


@pytest.mark.parametrize("make", [lambda: AllOf(()), lambda: AnyOf(()), lambda: Text("", "x")])
def test_nothing_is_never_all(make: Any) -> None:
    with pytest.raises(InvalidValue, match=r"(All|Any)Of\.conditions|Text\.en"):
        make()


def test_a_float_is_no_number_of_a_rule() -> None:
    with pytest.raises(InvalidValue, match="an exact number"):
        INCOME < 0.5  # type: ignore[operator]  # noqa: B015
    with pytest.raises(InvalidValue, match="an exact number"):
        INCOME < True  # noqa: B015


def test_a_tree_is_walked_whole() -> None:
    inner = AnyMarked((YES, OTHER), Parameter("table"), "bad")
    year = ByYear("series", Parameter("which"), Parameter("shift"))
    tree = Choose(
        Parameter("p"), (("a", Criterion("C", Text("c", "丙"), inner, applies=INCOME < year)), ("b", Constant(True)))
    )
    assert facts_of(tree) == (INCOME, YES, OTHER)
    assert [node.name for node in walk(tree) if isinstance(node, Parameter)] == ["p", "which", "shift", "table"]
    assert [criterion.id for criterion in criteria_of(tree)] == ["C"]
    assert facts_of(GRADE.one_of(Parameter("grades")) & ~IsTrue(YES)) == (GRADE, YES)


# Binding


def test_binding_puts_in_the_values_and_remembers_them() -> None:
    series = ByYear("line", Parameter("which"), Parameter("shift"))
    bound = _bound(series * HEADS > INCOME, which="a", shift=-1, **{"line.a.2019": Decimal("2736")})
    assert [value.name for value in bound.parameters] == ["which", "shift", "line.a.2019"]
    assert decide_from_facts(bound, {"income": 273_599, "heads": 1}, on=ON).outcome is Outcome.MET
    assert decide_from_facts(bound, {"income": 273_600, "heads": 1}, on=ON).outcome is Outcome.NOT_MET


def test_a_choice_takes_its_branch_and_an_unforeseen_one_is_refused() -> None:
    tree = Choose(Parameter("p"), (("a", IsTrue(YES)), ("true", IsTrue(OTHER))))
    assert _bound(tree, p="a").facts == (YES,)
    assert _bound(tree, p=True).facts == (OTHER,)
    with pytest.raises(RulebookError, match="p is 'b'; the rule knows a, true"):
        _bound(tree, p="b")


def test_of_several_choices_every_branch_is_asked_and_of_none_nothing() -> None:
    tree = Choose(Parameter("p"), (("a", IsTrue(YES)), ("b", IsTrue(OTHER)), ("c", IsTrue(THIRD))))
    both = _bound(tree, p=("c", "a"))
    assert both.facts == (YES, THIRD)
    for known, expected in (((True, True), True), ((True, None), None), ((None, False), False)):
        assert evaluator(both.rule.condition, both.facts)(known) is expected
    assert _bound(tree, p=()).rule.condition == Constant(True)


def test_the_limits_and_the_confidence_of_a_sampled_rate_are_shares_that_were_put_in() -> None:
    def asked(limit: Term, confidence: Term) -> Criterion:
        counts = (SampledCount(HEADS, HEADS),)
        rate = SampledRate(Text("r", "率"), counts, (RateLimit(limit, YES),), confidence, "wilson")
        return Criterion("C", Text("c", "丙"), IsTrue(YES), rate=rate)

    bound = _bound(asked(Parameter("p"), Parameter("q")), p=Decimal("0.02"), q=Decimal("0.95"))
    assert [value.name for value in bound.parameters] == ["p", "q"]
    assert bound.facts == (YES, HEADS)
    assert facts_of(bound.rule.condition) == (YES,)
    for limit, confidence in ((Number(2), Number(Fraction(1, 2))), (Number(Fraction(1, 2)), Number(-1))):
        with pytest.raises(InvalidValue, match="a share from 0 to 1"):
            _bound(asked(limit, confidence))
    plain = asked(Parameter("p"), Number(Fraction(1, 2)))
    with pytest.raises(InvalidValue, match="a share from 0 to 1"):
        evolve(bound, rule=evolve(bound.rule, condition=plain))


@pytest.mark.parametrize(
    ("condition", "values", "error", "message"),
    [
        (Choose(Parameter("p"), (("a", Constant(True)),)), {"p": ("a", "b")}, RulebookError, r"names \['b'\]"),
        (Choose(Parameter("p"), (("a", Constant(True)),)), {"p": 5}, RulebookError, "the rule needs a choice"),
        (INCOME < Parameter("p"), {"p": "many"}, RulebookError, "the rule needs a number"),
        (INCOME < Parameter("p"), {"p": True}, RulebookError, "the rule needs a number"),
        (GRADE.one_of(Parameter("p")), {"p": "A"}, RulebookError, "the rule needs choices"),
        (
            AnyMarked((YES,), Parameter("p"), "x"),
            {"p": (("oter", "x"),)},
            RulebookError,
            "which the rule does not know",
        ),
        (INCOME < ByYear("s", Parameter("p"), Parameter("q")), {"p": "a", "q": "b"}, InvalidValue, "number of years"),
        (INCOME < ByYear("s", Parameter("p"), Parameter("q")), {"p": "a", "q": True}, InvalidValue, "number of years"),
    ],
)
def test_a_value_that_the_rule_cannot_use_is_refused_by_name(
    condition: Condition, values: dict[str, Value], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        _bound(condition, **values)


def test_a_table_marks_flags_and_an_unmarked_flag_is_not_read() -> None:
    tree = AnyMarked((YES, OTHER, THIRD), Parameter("t"), "bad")
    assert _bound(tree, t=(("yes", "bad"), ("other", "fine"))).facts == (YES,)
    assert _bound(tree, t=(("other", "fine"),)).rule.condition == Constant(False)


@pytest.mark.parametrize("node", [Choose(Parameter("p"), ()), INCOME < Parameter("p"), GRADE.one_of(Parameter("p"))])
def test_a_rule_is_not_evaluated_before_it_is_bound(node: Condition) -> None:
    with pytest.raises(InvalidValue, match=r"expected a rule with its parameters: bind\(rule, rulebook.at\(date\)\)"):
        evaluator(node, (INCOME, GRADE))
    with pytest.raises(InvalidValue, match=r"expected a rule with its parameters: bind\(rule, rulebook.at\(date\)\)"):
        expression(node)


# Decisions


def test_a_finding_says_what_was_known() -> None:
    criterion = Criterion("C", Text("c", "丙"), AnyOf((IsTrue(YES), INCOME < 5)))
    decision = decide_from_facts(_bound(criterion), {"yes": False}, on=ON)
    (finding,) = decision.findings
    assert finding.outcome is Outcome.UNKNOWN
    assert finding.missing == ("income",)
    assert finding.facts == ((YES, False), (INCOME, None))
    assert finding.applicable is True


@pytest.mark.parametrize(
    ("condition", "facts", "changes"),
    [
        (HEADS < 5, {"heads": 4}, [(5, 1, True)]),
        (HEADS < 5, {"heads": 5}, [(4, -1, True)]),
        (HEADS <= 5, {"heads": 5}, [(6, 1, True)]),
        (HEADS > 5, {"heads": 9}, [(5, -4, True)]),
        (HEADS >= 5, {"heads": 9}, [(4, -5, True)]),
        (HEADS.equals(5), {"heads": 9}, [(5, -4, True)]),
        (HEADS.equals(5), {"heads": 5}, [(6, 1, True)]),
        ((HEADS * 2).equals(5), {"heads": 5}, []),
        (HEADS * 2 < 5, {"heads": 2}, [(3, 1, True)]),
        (HEADS * 2 > 5, {"heads": 2}, [(3, 1, True)]),
        (Compare(Number(Fraction(5)), "<", HEADS), {"heads": 6}, [(5, -1, True)]),
        (HEADS < 0, {"heads": 6}, []),
        (HEADS > 0, {"heads": 2}, [(0, -2, True)]),
        (INCOME < HEADS * 3 + YEARS * 5, {"income": 2_600, "heads": 2, "years": 4}, [(2_599, Decimal("-0.01"), True)]),
        (INCOME < 0, {"income": 600}, [(-1, Decimal("-6.01"), True)]),
        (IsTrue(YES), {"yes": False}, [(True, None, True)]),
        (GRADE.one_of(("A", "B")), {"grade": "C"}, [("A", None, True)]),
        (GRADE.one_of(("A", "B")), {"grade": "B"}, [("C", None, True)]),
        (GRADE.one_of(("A", "B", "C")), {"grade": "B"}, []),
        (IsTrue(YES) & IsTrue(OTHER), {"yes": False, "other": False}, [(True, None, False), (True, None, False)]),
        (IsTrue(YES) | IsTrue(OTHER), {"yes": False, "other": False}, [(True, None, True), (True, None, True)]),
        (IsTrue(YES) | IsTrue(OTHER), {"yes": True, "other": True}, [(False, None, False), (False, None, False)]),
        (IsTrue(YES) & IsTrue(OTHER), {"yes": True, "other": False}, [(True, None, True)]),
        (IsTrue(YES) | IsTrue(OTHER), {"yes": True, "other": False}, [(False, None, True)]),
        ((HEADS < 5) & (INCOME < 3), {"heads": 4, "income": 300}, [(299, Decimal("-0.01"), True)]),
        (~IsTrue(YES), {"yes": True}, [(False, None, True)]),
        (IsTrue(YES) & IsTrue(OTHER), {"yes": False}, [(True, None, False)]),
        (Constant(True), {}, []),
    ],
)
def test_a_shortfall_is_the_nearest_change(condition: Condition, facts: dict[str, Any], changes: list[Any]) -> None:
    decision = decide_from_facts(_bound(condition), facts, on=ON)
    assert [(found.wanted[0], found.change, found.alone) for found in decision.shortfalls] == changes


# Prose


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (INCOME < Number(Fraction("0.6")) * HEADS, "income is below 0.6 × heads", "收入低于0.6 × 人数"),
        (~(INCOME < 3), "income is at least 3", "收入不低于3"),
        (~(INCOME <= 3), "income is above 3", "收入高于3"),
        (~(INCOME > 3), "income is at most 3", "收入不超过3"),
        (~(INCOME >= 3), "income is below 3", "收入低于3"),
        (~INCOME.equals(3), "it is not so that income equals 3", "并非：收入等于3"),
        (INCOME < Number(Fraction(1, 3)), "income is below 1/3", "收入低于1/3"),
        (INCOME < 1_000_000, "income is below 1,000,000", "收入低于1,000,000"),
        (2 * (INCOME + LAND) > 3, "2 × (income + land) is above 3", "2 × (收入 + 土地)高于3"),
        ((INCOME + LAND) > Parameter("p"), "income + land is above [p]", "收入 + 土地高于[p]"),
        (IsTrue(YES) & ~IsTrue(YES), "it is so and it is not so", "如此，且并非如此"),
        (IsTrue(YES) | ~IsTrue(OTHER), "it is so or it is not so that something else is so", None),
        (~(IsTrue(YES) & IsTrue(OTHER)), "it is not so that (it is so and something else is so)", None),
        (GRADE.one_of(("A", "B")), "grade is one of A / B", "等级为A / B"),
        (GRADE.one_of(Parameter("p")), "grade is one of [p]", "等级为[p]"),
        (AnyMarked((YES,), Parameter("p"), "x"), "a flag that [p] marks “x” is true", "[p]中标为“x”的任一情形成立"),
        (
            Choose(Parameter("p"), (("a", IsTrue(YES)), ("b", Constant(False)))),
            "if [p] is “a”: it is so; if [p] is “b”: never",
            "如[p]为“a”：如此；如[p]为“b”：恒为否",
        ),
        (
            Criterion("C", Text("c", "丙"), IsTrue(YES), applies=IsTrue(OTHER)),
            "it is so (asked where something else is so; elsewhere met)",
            "如此（适用于：另有其事；其他情形视为满足）",
        ),
        (
            Criterion("C", Text("c", "丙"), IsTrue(YES), applies=IsTrue(OTHER), otherwise=False),
            "it is so (asked where something else is so; elsewhere not met)",
            None,
        ),
        (Constant(True), "always", "恒为是"),
        (Criterion("C", Text("c", "丙"), IsTrue(YES)) & IsTrue(OTHER), "it is so and something else is so", None),
        (
            (Criterion("C", Text("c", "丙"), IsTrue(YES) | IsTrue(OTHER))) & IsTrue(YES),
            "(it is so or something else is so) and it is so",
            "（如此，或另有其事），且如此",
        ),
        (3 * INCOME < HEADS, "3 × income is below heads", "3 × 收入低于人数"),
        (
            INCOME < ByYear("line", Parameter("which"), Parameter("shift")),
            "income is below [line.[which], year [shift]]",
            None,
        ),
    ],
)
def test_a_condition_is_said_in_both_languages(condition: Condition, en: str, zh: str | None) -> None:
    assert state(condition, "en") == en
    if zh is not None:
        assert state(condition, "zh") == zh


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        (INCOME, 273_605, "2,736.05 yuan"),
        (HEADS, 1_350, "1,350 persons"),
        (LAND, 150, "1.50 mu"),
        (YES, True, "yes"),
        (YES, False, "no"),
        (GRADE, "C", "C"),
        (INCOME, None, "unknown"),
    ],
)
def test_a_fact_is_shown_in_its_unit(fact: Fact, value: Any, shown: str) -> None:
    assert show_fact(fact, value, "en") == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, ("yes", "是")),
        (False, ("no", "否")),
        (Decimal("0.6"), ("0.6", "0.6")),
        (2736, ("2,736", "2,736")),
        ("a", ("pension", "养老金")),
        ("b", ("b", "b")),
        (("a", "b"), ("pension, b", "养老金、b")),
        ((("a", "x"), ("b", "y")), ("pension: x, b: y", "养老金：x、b：y")),
        ((), ("none", "无")),
    ],
)
def test_a_value_is_shown_by_its_labels(value: Any, shown: tuple[str, str]) -> None:
    labels = (("a", Text("pension", "养老金")),)
    assert (show_value(value, "en", labels), show_value(value, "zh", labels)) == shown


def test_an_explanation_shows_the_working_of_a_sum_and_of_two_facts() -> None:
    criterion = Criterion("C", Text("c", "丙"), (INCOME + LAND * 2) < HEADS * 3)
    decision = decide_from_facts(_bound(criterion), {"income": 100, "land": 200, "heads": 9}, on=ON)
    assert "income + land × 2: 5.00 yuan — below 27.00 yuan?" in decision.explain("en")
    assert "低于27.00 元？" in decision.explain("zh")
    unknown = decide_from_facts(_bound(criterion), {"income": 100, "heads": 9}, on=ON).explain("en")
    assert "unknown — below 27.00 yuan?" in unknown
    assert "Facts that would settle it:\n  - land" in unknown


def test_an_explanation_of_a_decision_lists_reviews_and_plain_conditions() -> None:
    review = Criterion("R", Text("look", "看"), IsTrue(OTHER))
    rule = _rule(Criterion("C", Text("c", "丙"), GRADE.one_of(("A",)) & Constant(True)), reviews=(review,))
    decision = decide_from_facts(bind(rule, _Book()), {"grade": "B", "other": True}, on=ON)
    text = decision.explain("en")
    assert "grade: B — one of A?" in text
    assert "To be looked at more closely:\n  ✓ R look: met" in text
    assert "Any one of these would change the outcome:\n  - grade: A (C)" in text
    assert "需进一步核查" in decision.explain("zh")


class _Told(_Book):
    """A rulebook whose numbers have a unit, one of them a note, and whose documents were read in part."""

    def get(self, name: str) -> ParameterValue:
        found = super().get(name)
        line = name == "line"
        return evolve(
            found,
            unit=Text("yuan per person", "元/人") if line else None,
            note=Text("Sources differ.", "来源不一。") if line else None,
            article=found.article if line else None,
            labels=(("A", Text("first", "甲")),),
        )

    def citation(self, key: str) -> Citation:
        return evolve(LAW, key=key, number=None, read=Text("a page", "某页"))


_MARKED = evolve(GRADE, labels=(Text("good", "优"), Text("fair", "中"), Text("bad", "差")))
_SAID = _rule(
    AllOf(
        (
            Criterion("C1", Text("Income low", "收入低"), INCOME < Parameter("line") * (HEADS + 1), sources=("act",)),
            Criterion("C2", Text("Grade", "等级"), _MARKED.one_of(Parameter("grades"))),
            Criterion("C3", Text("Schooling", "教育"), ~IsTrue(YES), applies=IsTrue(OTHER)),
            Criterion("C4", Text("Either", "其一"), IsTrue(THIRD) | (LAND >= 5)),
        )
    ),
    reviews=(Criterion("R", Text("Look", "核查"), IsTrue(THIRD)),),
)
_BASIS = {
    "en": """\
Values:
  - the line: 10 yuan per person [line] — Law, 1, art. 1 (grade A: stated in a page that was read) Sources differ.
  - the grades: first, B [grades] — Law, 1 (grade A: stated in a page that was read)
Documents:
  - State, Law, 1, 2014
  - State, Law, 2014 (what was read: a page)
Rulebook test 1 (000000000000)
""",
    "zh": """\
参数：
  - line值：10 元/人 [line]——法，1，第一条（可信度 A：已核对的页面中载明） 来源不一。
  - grades值：甲、B [grades]——法，1（可信度 A：已核对的页面中载明）
依据：
  - 国，法，1，2014
  - 国，法，2014（所查阅者：某页）
规则库 test 1（000000000000）
""",
}
_NOT_MET = {"income": 3_050, "heads": 2, "grade": "C", "yes": True, "other": True, "third": False, "land": 450}
_OPEN = {"income": 2_999, "heads": 2, "grade": "A", "other": False, "land": 450}


@pytest.mark.parametrize(
    ("known", "language", "said"),
    [
        (
            _NOT_MET,
            "en",
            """\
Test, 2020-01-01: no

  ✗ C1 Income low: not met
      income: 30.50 yuan — below 30.00 yuan? (the line × (heads + 1): 10 yuan per person × (2 persons + 1))
  ✗ C2 Grade: not met
      grade: bad — one of good / fair?
  ✗ C3 Schooling: not met
      something else is so: yes
      it is so: yes
  ✗ C4 Either: not met
      a third thing is so: no
      land: 4.5 mu — at least 5 mu?

Any one of these would change the outcome:
  - together: income: lower by 0.51 yuan (C1); grade: good / fair (C2); something else is so: no (C3); a third thing \
is so: yes (C4)
  - together: income: lower by 0.51 yuan (C1); grade: good / fair (C2); something else is so: no (C3); land: higher \
by 0.50 mu (C4)
  - together: income: lower by 0.51 yuan (C1); grade: good / fair (C2); it is so: no (C3); a third thing is so: yes \
(C4)
  - together: income: lower by 0.51 yuan (C1); grade: good / fair (C2); it is so: no (C3); land: higher by 0.50 mu \
(C4)
""",
        ),
        (
            _NOT_MET,
            "zh",
            """\
测试（2020-01-01）：否

  ✗ C1 收入低：不满足
      收入：30.50 元——低于30.00 元？（line值 × (人数 + 1)：10 元/人 × (2 人 + 1)）
  ✗ C2 等级：不满足
      等级：差——属于 优 / 中？
  ✗ C3 教育：不满足
      另有其事：是
      如此：是
  ✗ C4 其一：不满足
      又有其事：否
      土地：4.5 亩——不低于5 亩？

下列任一变化即可改变结果：
  - 同时：收入：减少0.51 元（C1）；等级：优 / 中（C2）；另有其事：否（C3）；又有其事：是（C4）
  - 同时：收入：减少0.51 元（C1）；等级：优 / 中（C2）；另有其事：否（C3）；土地：增加0.50 亩（C4）
  - 同时：收入：减少0.51 元（C1）；等级：优 / 中（C2）；如此：否（C3）；又有其事：是（C4）
  - 同时：收入：减少0.51 元（C1）；等级：优 / 中（C2）；如此：否（C3）；土地：增加0.50 亩（C4）
""",
        ),
        (
            _OPEN,
            "en",
            """\
Test, 2020-01-01: ?

  ✓ C1 Income low: met
      income: 29.99 yuan — below 30.00 yuan? (the line × (heads + 1): 10 yuan per person × (2 persons + 1))
  ✓ C2 Grade: met
      grade: good — one of good / fair?
  – C3 Schooling: does not apply
      something else is so: no
  ? C4 Either: unknown
      a third thing is so: unknown
      land: 4.5 mu — at least 5 mu?

To be looked at more closely:
  ? R Look: unknown
      a third thing is so: unknown

Facts that would settle it:
  - a third thing is so (yes or no)
""",
        ),
        (
            _OPEN,
            "zh",
            """\
测试（2020-01-01）：？

  ✓ C1 收入低：满足
      收入：29.99 元——低于30.00 元？（line值 × (人数 + 1)：10 元/人 × (2 人 + 1)）
  ✓ C2 等级：满足
      等级：优——属于 优 / 中？
  – C3 教育：不适用
      另有其事：否
  ? C4 其一：未知
      又有其事：未知
      土地：4.5 亩——不低于5 亩？

需进一步核查：
  ? R 核查：未知
      又有其事：未知

补充下列信息即可判定：
  - 又有其事（是/否）
""",
        ),
    ],
)
def test_an_explanation_word_for_word(known: dict[str, Any], language: Any, said: str) -> None:
    decision = decide_from_facts(bind(_SAID, _Told(line=10, grades=("A", "B"))), known, on=ON)
    assert decision.explain(language) + "\n" == f"{said}\n{_BASIS[language]}"


def test_a_measure_has_its_column_in_hundredths() -> None:
    assert LAND.column == "land_hundredths"


def test_a_rule_of_numbers_alone_is_settled_by_the_rulebook() -> None:
    for value, outcome in ((5, Outcome.MET), (6, Outcome.NOT_MET)):
        bound = _bound((Parameter("p") < 6) & ~IsTrue(YES), p=value)
        assert decide_from_facts(bound, {"yes": False}, on=ON).outcome is outcome


@given(truths)
def test_a_junction_of_one_is_what_its_part_is(truth: bool | None) -> None:
    for junction in (AllOf((IsTrue(YES),)), AnyOf((IsTrue(YES),))):
        assert evaluator(junction, (YES,))((truth,)) is truth


def test_facts_are_read_by_path_or_function_however_many_there_are() -> None:
    by_path = Subject("test", {YES: "real", OTHER: "imag"})
    by_function = Subject("test", {YES: lambda record, on, given: record > 0, OTHER: "imag"})
    for condition, subject, record, stored in (
        (IsTrue(YES), by_path, 1, (1,)),
        (IsTrue(YES) & IsTrue(OTHER), by_path, 1, (1, 0)),
        (IsTrue(YES), by_function, 1, (True,)),
        (IsTrue(YES) & IsTrue(OTHER), by_function, 1, (True, 0)),
        (IsTrue(OTHER) & IsTrue(YES), by_function, 1, (0, True)),
    ):
        assert fact_reader(_bound(condition), subject)(record, ON) == stored


def test_a_fact_that_a_subject_does_not_state_is_named() -> None:
    with pytest.raises(
        RulebookError, match="test: a test does not state other.*`definition=`, or .* `decide_from_facts`"
    ):
        fact_reader(_bound(IsTrue(OTHER)), Subject("test", {YES: "real"}))


def test_facts_are_read_for_a_bound_rule_from_a_subject_and_for_nothing_else() -> None:
    bound = _bound(IsTrue(YES))
    with pytest.raises(InvalidValue, match=r"got 'Rule'; expected an object of type BoundRule or BoundQuantity"):
        fact_reader(bound.rule, Subject("test", {YES: "real"}))  # type: ignore[arg-type]  # the test's point
    with pytest.raises(InvalidValue, match="subject: got 'str'; expected an object of type Subject"):
        fact_reader(bound, "test")  # type: ignore[arg-type]  # the test's point


def test_the_working_of_a_bracketed_sum_is_shown() -> None:
    criterion = Criterion("C", Text("c", "丙"), INCOME < Parameter("p") * (HEADS + 1))
    bound = _bound(criterion, p=10)
    decision = decide_from_facts(bound, {"income": 1_000, "heads": 2}, on=ON)
    assert "the p × (heads + 1): 10 × (2 persons + 1)" in decision.explain()


@given(facts(LAND))
def test_a_drawn_measure_is_unknown_or_hundredths_from_nothing_up(drawn: Any) -> None:
    assert drawn is None or (type(drawn) is int and drawn >= 0)


_CONSTANTS = st.booleans().map(Constant)
_LEAVES = st.sampled_from([IsTrue(YES), IsTrue(OTHER)]) | _CONSTANTS


def _grown(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, min_size=1, max_size=3).map(tuple)
    named = st.builds(
        Criterion, st.just("C"), st.just(Text("c", "丙")), parts, applies=st.none() | parts, otherwise=st.booleans()
    )
    return st.builds(AllOf, some) | st.builds(AnyOf, some) | st.builds(Not, parts) | named


@given(st.recursive(_LEAVES, _grown, max_leaves=8), truths, truths)
def test_a_simplified_condition_is_the_same_for_every_record(
    condition: Condition, yes: bool | None, other: bool | None
) -> None:
    plain = simplified(condition)
    facts, values = (YES, OTHER), (yes, other)
    assert evaluator(plain, facts)(values) is evaluator(condition, facts)(values)
    assert isinstance(plain, Constant) or not any(isinstance(node, Constant) for node in walk(plain))


def test_an_outline_names_criteria_and_shows_what_belongs_together() -> None:
    one, two = (Criterion(key, Text(f"the {key}", f"标准{key}"), IsTrue(YES)) for key in ("A", "B"))
    condition = AllOf((AnyOf((one, ~two)), ~IsTrue(OTHER)))
    assert outline(condition, "en").splitlines() == [
        "- all of:",
        "    - at least one of:",
        "        - A the A",
        "        - not met: B the B",
        "    - it is not so that something else is so",
    ]
    assert outline(condition, "zh").splitlines()[:4] == [
        "- 同时满足：",
        "    - 至少满足一项：",
        "        - A 标准A",
        "        - 不满足：B 标准B",
    ]


@pytest.mark.parametrize(
    ("condition", "fact", "below", "on"),
    [
        (HEADS < Number(Fraction(1, 2)), HEADS, (0, True), (1, False)),
        (HEADS > Number(Fraction(1, 3)), HEADS, (0, False), (1, True)),
        (LAND < 3, LAND, (299, True), (300, False)),
        (INCOME < Number(Fraction("0.015")), INCOME, (1, True), (2, False)),
    ],
)
def test_a_bound_is_exact_whatever_its_fraction(
    condition: Condition, fact: Fact, below: tuple[int, bool], on: tuple[int, bool]
) -> None:
    reader = evaluator(condition, (fact,))
    assert reader((below[0],)) is below[1]
    assert reader((on[0],)) is on[1]


def test_a_decision_carries_its_date_and_its_subject() -> None:
    bound = _bound(IsTrue(YES))
    by_name = decide_from_facts(bound, {"yes": True}, on=ON, key="h1")
    by_record = decide(bound, Subject("test", {YES: "real"}), True, on=ON, key="h1")
    assert (by_name.on, by_name.subject) == (by_record.on, by_record.subject) == (ON, "h1")


def test_a_fact_of_the_wrong_kind_is_named_and_not_shown() -> None:
    bound = _bound(INCOME < 5)
    with pytest.raises(InvalidValue) as refused:
        decide_from_facts(bound, {"income": "secret"}, on=ON)
    assert str(refused.value) == "income: got a str that is not shown, being personal; expected a stored money"
    with pytest.raises(InvalidValue, match=r"^facts: got 'incme'; expected a fact that rule test reads: income$"):
        decide_from_facts(bound, {"incme": 1}, on=ON)


def test_a_number_put_in_keeps_its_name_and_its_unit() -> None:
    (number,) = [node for node in walk(_bound(INCOME < Parameter("p"), p=5).rule.condition) if isinstance(node, Number)]
    assert (number.parameter, number.text, number.unit) == ("p", Text("the p", "p值"), None)


@pytest.mark.parametrize(("applies", "outcome"), [(False, Outcome.NOT_MET), (True, Outcome.MET)])
def test_whom_a_criterion_concerns_is_bound_with_it(applies: bool, outcome: Outcome) -> None:
    criterion = Criterion("C", Text("c", "丙"), IsTrue(YES), applies=Choose(Parameter("p"), _SWITCH), otherwise=False)
    decision = decide_from_facts(_bound(criterion, p=applies), {"yes": True}, on=ON)
    assert decision.outcome is outcome
    assert decision.findings[0].applicable is applies


_SWITCH = (("true", Constant(True)), ("false", Constant(False)))


_WET = Fact("litres", Kind.COUNT, Text("litres", "升"))


@pytest.mark.parametrize(("litres", "change"), [(15, 5), (19, 1), (50, -31), (35, -16), (34, -15)])
def test_a_fact_in_two_comparisons_has_the_one_change_that_is_enough(litres: int, change: int) -> None:
    bound = _bound((_WET >= 35) | (IsTrue(YES) & (_WET >= 20)))

    def outcome(amount: int) -> Outcome:
        return decide_from_facts(bound, {"litres": amount, "yes": True}, on=ON).outcome

    decision = decide_from_facts(bound, {"litres": litres, "yes": True}, on=ON)
    shortfall = {found.fact: found for found in decision.shortfalls}[_WET]
    assert (shortfall.change, shortfall.alone) == (change, True)
    assert outcome(litres + change) is not decision.outcome
    assert outcome(litres + change + (1 if change < 0 else -1)) is decision.outcome


def test_a_fact_that_fails_two_comparisons_has_the_change_that_serves_both() -> None:
    both = AllOf(((_WET >= 35) & (_WET >= 20), IsTrue(YES)))
    decision = decide_from_facts(_bound(both), {"litres": 15, "yes": False}, on=ON)
    assert {found.fact: (found.change, found.alone) for found in decision.shortfalls} == {
        _WET: (20, False),
        YES: (None, False),
    }


def test_a_criterion_that_the_rulebook_settled_concerns_nobody() -> None:
    criterion = Criterion("C", Text("a list", "清单"), ~AnyMarked((YES,), Parameter("table"), "x"))
    decision = decide_from_facts(_bound(criterion & IsTrue(OTHER), table=(("yes", "y"),)), {"other": True}, on=ON)
    assert decision.findings[0].applicable is False
    assert "– C a list: does not apply" in decision.explain()
    assert [shortfall.fact for shortfall in decision.shortfalls] == [OTHER]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_comparison_is_in_the_smallest_whole_numbers(share: int, bound: int) -> None:
    found = inequality(INCOME * share < HEADS * bound)
    assert gcd(found.constant, *(factor for _, factor in found.coefficients)) == 1


def test_what_is_personal_is_not_shown_by_a_shortfall() -> None:
    decision = decide_from_facts(_bound(INCOME < 50), {"income": 4_321}, on=ON)
    assert decision.shortfalls[0].change == Decimal("6.79")
    assert "6.79" not in repr(decision.shortfalls)
    assert "5000" not in repr(decision.shortfalls)


def test_a_criterion_within_another_is_bracketed_and_has_a_finding_of_its_own() -> None:
    inner = Criterion("I", Text("inner", "内"), IsTrue(YES) | IsTrue(OTHER), applies=IsTrue(THIRD))
    outer = Criterion("O", Text("outer", "外"), inner & IsTrue(YES))
    assert state(outer, "en").startswith("(it is so or something else is so (asked where")
    text = decide_from_facts(_bound(outer), {"yes": True, "other": False, "third": True}, on=ON).explain()
    assert "→ I inner" in text
    assert "✓ I inner: met" in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"facts": (True,)}, "facts: got 1; expected 2 stored facts, as the rule reads"),
        ({"facts": (True, "x")}, "heads: got a str that is not shown, being personal; expected a stored count"),
        ({"outcome": Outcome.NOT_MET}, "outcome: got 'not met'; expected met, which the rule gives for the facts"),
        ({"on": "2014-05-01"}, "on: got '2014-05-01'; expected a datetime.date"),
        *(
            (
                {"subject": key},
                f"subject: got {kind} that is not shown, being personal; expected the caller's key, a pseudonym in"
                " one line",
            )
            for key, kind in [("two\nlines", "a str"), ("110101199003074514", "a str"), (5, "an int")]
        ),
    ],
)
def test_a_decision_that_does_not_follow_from_its_facts_is_found_out(change: dict[str, Any], message: str) -> None:
    decision = decide_from_facts(_bound(IsTrue(YES) & (HEADS < 5)), {"yes": True, "heads": 4}, on=ON)
    decision.check()
    with pytest.raises(InvalidValue) as refused:
        evolve(decision, **change).check()
    assert str(refused.value) == message


def test_a_category_is_said_by_its_labels_where_it_has_some() -> None:
    kind = Fact(
        "kind",
        Kind.CATEGORY,
        Text("kind", "类别"),
        values=("w", "g"),
        labels=(Text("works", "施工"), Text("goods", "货物")),
    )
    assert state(kind.one_of(("w",)), "zh") == "类别为施工"
    assert show_fact(kind, "g", "en") == "goods"
    criterion = Criterion("C", Text("c", "丙"), kind.one_of(("w", "g")))
    text = decide_from_facts(_bound(criterion), {"kind": "w"}, on=ON).explain("zh")
    assert "类别：施工——属于 施工 / 货物？" in text
    with pytest.raises(InvalidValue, match="labels of kind: got 1; expected 2, one for each value"):
        Fact("kind", Kind.CATEGORY, Text("kind", "类别"), values=("w", "g"), labels=(Text("works", "施工"),))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_has_no_truth_value(outcome: Outcome) -> None:
    asked: list[Callable[[Any], Any]] = [bool, lambda each: not each, lambda each: 1 if each else 0]
    for ask in asked:
        with pytest.raises(NoTruthValue, match=f"Outcome.{outcome.name} has no truth value.*Outcome.MET"):
            ask(outcome)
    assert issubclass(NoTruthValue, TypeError)
    assert issubclass(NoTruthValue, AntipovertyError)
    assert pickle.loads(pickle.dumps(outcome)) is outcome
    assert copy.deepcopy(outcome) is outcome
    assert {outcome: 1}[Outcome(outcome.value)] == 1
    assert Outcome(outcome.value) == outcome
    assert [each for each in Outcome if each is outcome] == [outcome]


def test_a_decision_has_no_truth_value_whatever_its_outcome() -> None:
    for income in ("1", "1000000", None):
        household = Household("h1", size=3, income=None if income is None else Income(stated=income))
        with pytest.raises(NoTruthValue, match=r"decision\.outcome is Outcome\.MET"):
            bool(identify(household, on=date(2015, 5, 10)))


def test_a_quantity_is_calculated_and_not_decided() -> None:
    words = Text("income", "收入")
    quantity = bind(Quantity("income", words, "household", INCOME, words), rulebooks.load("cn").at(ON))
    with pytest.raises(InvalidValue, match="got 'BoundQuantity'; expected a rule; for a quantity use `calculate`"):
        decide_from_facts(quantity, {}, on=ON)
