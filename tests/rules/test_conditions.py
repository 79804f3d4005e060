"""A rule is made of what its classes say, or refused as it is made."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from antipoverty._engine import conditions
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
)
from antipoverty.errors import AntipovertyError, InvalidValue, NoTruthValue
from antipoverty.facts.household import DWELLING_GRADE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    OneOf,
    Parameter,
    Quantity,
    Rank,
    Ranking,
    Rounded,
    Rule,
    SumMembers,
    When,
)
from antipoverty.text import Text

WORDS = Text("a", "甲")
FLAG = IsTrue(FOOD_SECURE)
GOOD: dict[type, dict[str, Any]] = {
    Fact: {"name": "x", "kind": Kind.COUNT, "text": WORDS},
    Parameter: {"name": "x"},
    ByYear: {"series": "x", "choice": Parameter("c"), "offset": Parameter("o")},
    Number: {"value": 5},
    Times: {"left": NET_INCOME, "right": Number(5)},
    Plus: {"terms": (NET_INCOME, Number(5))},
    Constant: {"value": True},
    IsTrue: {"fact": FOOD_SECURE},
    Compare: {"left": NET_INCOME, "operator": "<", "right": Number(5)},
    OneOf: {"fact": DWELLING_GRADE, "values": ("A",)},
    AnyMarked: {"flags": (FOOD_SECURE,), "table": Parameter("t"), "mark": "exclude"},
    Least: {"terms": (NET_INCOME, Number(5))},
    Greatest: {"terms": (NET_INCOME, Number(5))},
    When: {"condition": FLAG, "term": NET_INCOME, "otherwise": Number(5)},
    Rounded: {"term": NET_INCOME, "unit": 1, "direction": "down"},
    CountMembers: {"condition": FLAG},
    SumMembers: {"term": SIZE},
    Chosen: {"parameter": Parameter("p"), "value": "a"},
    AnyMember: {"condition": FLAG},
    EveryMember: {"condition": FLAG},
    Rank: {"code": "a", "criterion": "C"},
    Ranking: {"ranks": (Rank("a", "C"),)},
    SampledCount: {"found": SIZE, "sampled": SIZE},
    RateLimit: {"value": Number(1)},
    SampledRate: {
        "name": WORDS,
        "samples": (SampledCount(SIZE, SIZE),),
        "limits": (RateLimit(Number(1)),),
        "confidence": Number(1),
        "method": "wilson",
    },
    Quantity: {"id": "q", "name": WORDS, "subject": "household", "term": NET_INCOME, "unit": WORDS},
    Choose: {"parameter": Parameter("p"), "branches": (("a", FLAG),)},
    AllOf: {"conditions": (FLAG,)},
    AnyOf: {"conditions": (FLAG,)},
    Not: {"condition": FLAG},
    Criterion: {"id": "C", "name": WORDS, "condition": FLAG},
    Rule: {"id": "r", "name": WORDS, "subject": "household", "condition": FLAG}
    | dict.fromkeys(("met", "not_met", "unknown"), WORDS),
}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    10**400,
    1.5,
    float("nan"),
    "",
    "x",
    "1/0",
    "1e20000000",
    b"x",
    (),
    (None,),
    ("x", "x"),
]
ODD += [[], {}, [FLAG], (5, FLAG), (FLAG, 5), (("a",),), ((5, FLAG),), Decimal("NaN"), Decimal("1e20000000"), 1j]
ODD += [
    date(2014, 5, 1),
    object(),
    Kind.FLAG,
    WORDS,
    NET_INCOME,
    FOOD_SECURE,
    DWELLING_GRADE,
    FLAG,
    POOR_HOUSEHOLD,
    Fact,
]


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.__name__)
def test_every_part_of_every_node_is_of_the_type_it_states_or_refused(kind: Any) -> None:
    made = kind(**GOOD[kind])
    for attribute in attrs.fields(kind):
        for odd in ODD:
            try:
                other = kind(**{**GOOD[kind], attribute.alias: odd})
            except InvalidValue:
                continue
            # What is taken is of the same shape: it can be compared, hashed and shown.
            assert hash(other) == hash(kind(**{**GOOD[kind], attribute.alias: odd}))
            assert (other == made) == (getattr(other, attribute.name) == getattr(made, attribute.name))
            assert repr(other)


def test_every_node_is_tried() -> None:
    nodes = {getattr(conditions, name) for name in conditions.__all__}
    assert {kind for kind in nodes if inspect.isclass(kind) and attrs.has(kind)} == set(GOOD)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Not(5), "Not.condition: got 5; expected Condition"),
        (lambda: Not(FOOD_SECURE), r"condition: got .*expected a condition: IsTrue\(food_secure\)"),
        (lambda: FLAG | "x", "condition: got 'x'; expected a condition, such as"),
        (lambda: "x" | FLAG, "condition: got 'x'; expected a condition, such as"),
        (lambda: FLAG & NET_INCOME, "condition: got .*expected a condition: net_income < number"),
        (lambda: FOOD_SECURE & FOOD_SECURE, r"expected a condition: IsTrue\(food_secure\)"),
        (lambda: ~FOOD_SECURE, r"expected a condition: IsTrue\(food_secure\)"),
        (lambda: AllOf((FOOD_SECURE,)), r"expected a condition: IsTrue\(food_secure\)"),
        (lambda: 5 & FLAG, "condition: got 5; expected a condition"),
        (lambda: AllOf(FLAG), "conditions: got 'IsTrue'; expected a tuple"),
        (lambda: AllOf([FLAG]), "conditions: got 'list'; expected a tuple of conditions"),
        (lambda: AnyOf(()), r"AnyOf.conditions: got \(\); expected at least one"),
        (lambda: NET_INCOME < 1.5, "term: got 1.5; expected a fact, a parameter or an exact number"),
        (lambda: NET_INCOME < "5", "term: got '5'; expected a fact, a parameter or an exact number"),
        (lambda: NET_INCOME < FOOD_SECURE, "term: got 'food_secure'; expected a number: food_secure is a flag"),
        (lambda: DWELLING_GRADE > 1, "term: got 'dwelling_grade'; expected a number: dwelling_grade is a category"),
        (lambda: NET_INCOME < FOOD_SECURE * 2 + SIZE, "expected a number: food_secure is a flag"),
        (lambda: IsTrue(NET_INCOME), "fact: got 'net_income'; expected a fact of kind flag"),
        (
            lambda: Compare(NET_INCOME, "!=", Number(1)),
            "operator: got '!='; expected Operator: one of '<', '<=', '==', '>='",
        ),
        (lambda: Compare(NET_INCOME, "<", 1), "Compare.right: got 1; expected Term"),
        (lambda: Number("1/0"), "Number.value: got '1/0'; expected an exact number"),
        (lambda: Number(0.1), "Number.value: got 0.1; expected an exact number"),
        (lambda: Number(True), "Number.value: got True; expected an exact number"),
        (lambda: Number(Decimal("1e20000000")), "Number.value: got Decimal"),
        (lambda: OneOf(DWELLING_GRADE, "A"), "OneOf.values: got 'A'; expected"),
        (lambda: OneOf(DWELLING_GRADE, ("E",)), r"values of dwelling_grade: got \['E'\]; expected values among"),
        (lambda: OneOf(NET_INCOME, ("E",)), "fact: got 'net_income'; expected a fact of kind category"),
        (
            lambda: AnyMarked((NET_INCOME,), Parameter("t"), "m"),
            r"flags: got \['net_income'\]; expected facts of kind flag",
        ),
        (lambda: Choose(Parameter("p"), ((True, FLAG),)), "Choose.branches: got"),
        (lambda: Criterion("C", WORDS, FLAG, applies=True), "Criterion.applies: got True; expected Condition"),
        (lambda: Rule("r", WORDS, "household", FLAG, *[WORDS] * 3, reviews=(FLAG,)), "Rule.reviews: got"),
        (
            lambda: Fact("x", Kind.CATEGORY, WORDS),
            r"values of x: got \(\); expected values that differ, for a category",
        ),
        (lambda: Fact("x", Kind.CATEGORY, WORDS, values=("a", "a")), "values of x: got .*expected values that differ"),
        (lambda: Fact("x", Kind.FLAG, WORDS, values=("a",)), "values of x: got .*for a category alone"),
        (lambda: Fact("x y", Kind.FLAG, WORDS), "Fact.name: got 'x y'; expected a name of letters"),
        (
            lambda: Fact("x", "flg", WORDS),
            "Fact.kind: got 'flg'; expected one of flag, count",
        ),
        (lambda: Text(5, "a"), "Text.en: got 5; expected"),
        (lambda: Text("a", None), "Text.zh: got None; expected"),
    ],
)
def test_what_is_no_part_of_a_rule_is_refused_as_it_is_made(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()


@pytest.mark.parametrize(
    "use",
    [
        lambda: (NET_INCOME < 5) and FLAG,
        lambda: FLAG or FLAG,
        lambda: not FLAG,
        lambda: 0 < NET_INCOME < 5,
        lambda: 1 if FLAG else 2,
        lambda: bool(Constant(False)),
    ],
)
def test_a_condition_is_neither_true_nor_false_before_it_is_decided(use: Callable[[], object]) -> None:
    """``a and b`` would be ``b`` alone, and ``0 < x < 5`` no more than ``x < 5``."""
    with pytest.raises(NoTruthValue, match="combine conditions with &, | and ~"):
        use()


def test_numbers_may_stand_on_either_side() -> None:
    assert (5 < NET_INCOME) == (NET_INCOME > 5)
    assert 2 * SIZE == Times(Number(2), SIZE)
    assert 2 + SIZE == Plus((Number(2), SIZE))
    assert (SIZE < Decimal("0.5")) == Compare(SIZE, "<", Number(Fraction(1, 2)))
    assert issubclass(NoTruthValue, AntipovertyError)
