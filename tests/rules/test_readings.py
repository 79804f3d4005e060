"""The readings of a rule agree with each other and with arithmetic done apart: every operator, sign, rest, guard."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import registers, rulebooks
from antipoverty._engine.columns import equal_to_any, expression_over
from antipoverty._engine.conditions import Compare, Constant, FactValue, Number, Plus, Times
from antipoverty._engine.linear import inequality
from antipoverty._engine.record import evaluator
from antipoverty._engine.worlds import World
from antipoverty.errors import RulebookError
from antipoverty.facts.household import REGISTRATION
from antipoverty.records import Household, Registration
from antipoverty.rules import (
    AllOf,
    AnyOf,
    Condition,
    Fact,
    IsTrue,
    Kind,
    Not,
    OneOf,
    Parameter,
    Rule,
    Term,
    bind,
    decide_from_facts,
    expression,
)
from antipoverty.text import Text

WORDS = Text("number", "数")
X, Y, Z = (Fact(name, Kind.COUNT, WORDS) for name in "xyz")
M = Fact("m", Kind.MONEY, WORDS)
A = Fact("a", Kind.MEASURE, WORDS)
FLAG = Fact("flag", Kind.FLAG, WORDS)
GRADE = Fact("grade", Kind.CATEGORY, WORDS, values=("A", "B", "C"))
OPERATORS = ("<", "<=", "==", ">=", ">")


def _term(parts: Mapping[Fact, Fraction], constant: Fraction) -> Term:
    terms: list[Term] = [Times(Number(factor), fact) for fact, factor in parts.items()]
    return Plus((*terms, Number(constant)))


def _by_hand(
    parts: Mapping[Fact, Fraction], constant: Fraction, operator: str, known: Mapping[Fact, int | None]
) -> Any:
    """The truth of ``sum + constant <operator> 0`` in exact fractions; unknown if a fact that counts is."""
    if any(known[fact] is None for fact, factor in parts.items() if factor):
        return None
    total = constant + sum(factor * Fraction(known[f] or 0, f.kind.scale) for f, factor in parts.items() if factor)
    return {"<": total < 0, "<=": total <= 0, "==": total == 0, ">=": total >= 0, ">": total > 0}[operator]


def _by_record(condition: Condition, known: Mapping[Fact, FactValue]) -> Any:
    facts = tuple(known)
    return evaluator(condition, facts)(tuple(known[fact] for fact in facts))


def _by_columns(condition: Condition, rows: list[dict[Fact, Any]]) -> list[Any]:
    types = {Kind.FLAG: pl.Boolean, Kind.CATEGORY: pl.String}
    frame = pl.DataFrame(
        {fact.column: pl.Series([row[fact] for row in rows], dtype=types.get(fact.kind, pl.Int64)) for fact in rows[0]}
    )
    return nw.from_native(frame).select(found=expression(condition)).to_native()["found"].to_list()  # type: ignore[no-any-return]


def _by_proof(condition: Condition, known: Mapping[Fact, Any]) -> Any:
    """What the proof's formulas say of one record, asked of the solver."""
    world = World(condition)
    met, not_met = world.encode(condition)
    truths = []
    for formula in (met, not_met):
        solver = world.z3.Solver()
        for fact in world.facts:
            value = known[fact]
            solver.add(world.variables[fact].known == (value is not None))
            if value is not None:
                code = fact.values.index(value) if fact.kind is Kind.CATEGORY else value
                solver.add(world.variables[fact].value == code)
        solver.add(formula)
        truths.append(solver.check() == world.z3.sat)
    return {(True, False): True, (False, True): False, (False, False): None}[tuple(truths)]


factors = st.fractions(-3, 3, max_denominator=4)
values = st.none() | st.integers(0, 12)


@given(
    st.dictionaries(st.sampled_from([X, Y, Z, M, A]), factors, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from([X, Y, Z, M, A]), factors, max_size=2),
    st.tuples(factors, factors),
    st.sampled_from(OPERATORS),
    st.lists(st.tuples(*[values] * 5), min_size=1, max_size=6),
)
def test_every_comparison_is_read_alike_by_record_column_proof_and_hand(
    left: dict[Fact, Fraction], right: dict[Fact, Fraction], constants: Any, operator: Any, rows: list[Any]
) -> None:
    compare = Compare(_term(left, constants[0]), operator, _term(right, constants[1]))
    parts = {fact: left.get(fact, Fraction(0)) - right.get(fact, Fraction(0)) for fact in (X, Y, Z, M, A)}
    constant = constants[0] - constants[1]
    known = [dict(zip((X, Y, Z, M, A), row, strict=True)) for row in rows]
    expected = [_by_hand(parts, constant, operator, each) for each in known]
    assert [_by_record(compare, each) for each in known] == expected
    if any(parts.values()):
        assert _by_columns(compare, known) == expected
    assert _by_proof(compare, known[0]) == expected[0]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("factor", [-3, -2, -1, 1, 2, 3])
@pytest.mark.parametrize("constant", [-7, -6, -1, 0, 1, 6, 7])
def test_one_fact_against_a_number_with_every_sign_and_rest(operator: Any, factor: int, constant: int) -> None:
    compare = Compare(_term({X: Fraction(factor)}, Fraction(constant)), operator, Number(0))
    known = [{X: value} for value in (None, *range(10))]
    expected = [_by_hand({X: Fraction(factor)}, Fraction(constant), operator, each) for each in known]
    assert [_by_record(compare, each) for each in known] == expected
    assert _by_columns(compare, known) == expected


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("constant", [-5, -1, 0, 1, 5])
@pytest.mark.parametrize("factors", [(1, 1), (1, -1), (-2, 3), (-1, -1)])
def test_two_facts_and_a_constant_of_every_sign(operator: Any, constant: int, factors: tuple[int, int]) -> None:
    parts = {X: Fraction(factors[0]), Y: Fraction(factors[1])}
    compare = Compare(_term(parts, Fraction(constant)), operator, Number(0))
    known = [dict(zip((X, Y), pair, strict=True)) for pair in itertools.product([None, 0, 1, 2, 5, 6], repeat=2)]
    expected = [_by_hand(parts, Fraction(constant), operator, each) for each in known]
    assert [_by_record(compare, each) for each in known] == expected
    assert _by_columns(compare, known) == expected


@pytest.mark.parametrize(
    ("left", "right", "coefficients", "constant"),
    [
        (X, Number(5), ((X, 1),), -5),
        (Times(Number(2), X), Number(6), ((X, 1),), -3),
        (Times(Number(Fraction(2, 3)), X), Number(Fraction(1, 2)), ((X, 4),), -3),
        (M, Times(Number(2736), X), ((M, 1), (X, -273_600)), 0),
        (A, Number(Fraction(1, 3)), ((A, 3),), -100),
        (Plus((X, Y)), Plus((X, Number(4))), ((Y, 1),), -4),
        (Plus((X, Times(Number(-1), X), Y)), Number(0), ((Y, 1),), 0),
        (Times(Number(0), X), Number(1), (), -1),
        (Times(X, Number(3)), Times(Number(3), Y), ((X, 1), (Y, -1)), 0),
        (Number(4), X, ((X, -1),), 4),
        (Number(1), Times(Number(Fraction(2, 3)), X), ((X, -2),), 3),
        (Plus((Times(Number(Fraction(2, 3)), X), Number(Fraction(1, 2)))), Number(Fraction(1, 3)), ((X, 4),), 1),
        (Times(Times(Number(2), Number(3)), X), Number(9), ((X, 2),), -3),
    ],
)
def test_a_comparison_is_brought_to_the_smallest_whole_numbers(
    left: Term, right: Term, coefficients: Any, constant: int
) -> None:
    found = inequality(Compare(left, "<", right))
    assert (found.coefficients, found.constant, found.operator) == (coefficients, constant, "<")


def test_a_fact_that_falls_out_of_a_comparison_need_not_be_known() -> None:
    compare = Plus((X, Y)) < Plus((X, Number(4)))
    assert _by_record(compare, {X: None, Y: 3}) is True
    assert _by_columns(compare, [{X: None, Y: 3}, {X: 1, Y: None}]) == [True, None]
    assert _by_proof(compare, {X: None, Y: 4}) is False


@pytest.mark.parametrize("settled", [True, False])
def test_a_condition_that_the_rulebook_settles_is_so_in_every_row(settled: bool) -> None:
    rows: list[dict[Fact, Any]] = [{X: None}, {X: 3}]
    frame = nw.from_native(pl.DataFrame({"x": [None, 3]}))
    assert frame.with_columns(found=expression(Constant(settled))).to_native()["found"].to_list() == [settled] * 2
    assert [_by_record(Constant(settled), row) for row in rows] == [settled] * 2
    assert _by_proof(Constant(settled), rows[0]) is settled


#: The largest count is 10⁹: with this factor and a constant of 2⁶³ less a side comes to 2⁶³ exactly.
FACTOR = 9_223_372_036
REST = 2**63 - FACTOR * 10**9


def _at_the_limit(rest: int) -> Compare:
    return Plus((Times(Number(FACTOR), X), Number(rest))) > Y


def test_a_side_may_come_to_one_less_than_what_64_bits_do_not_hold() -> None:
    rows: list[dict[Fact, Any]] = [{X: 10**9, Y: 10**9}, {X: 0, Y: 10**9}, {X: 0, Y: 854_775_806}]
    assert _by_columns(_at_the_limit(REST - 1), rows) == [True, False, True]
    for rest in (REST, REST + 1, 2**63, 2**70):
        with pytest.raises(RulebookError, match="a comparison of x does not fit the 64 bits of a frame"):
            expression(_at_the_limit(rest))
    with pytest.raises(RulebookError, match="a comparison of y, x does not fit"):
        expression(Plus((Y, Times(Number(FACTOR), X), Number(REST - 1))) > Z)
    assert _by_record(_at_the_limit(2**70), {X: 0, Y: 5}) is True


class _Guarded:
    """A source that guards every number and notes the limits that it was given."""

    language = nw

    def __init__(self) -> None:
        self.limits: dict[Fact, int] = {}

    def value(self, fact: Fact) -> Any:
        return nw.col(fact.column)

    stored = value

    def among(self, fact: Fact, values: Collection[str]) -> Any:
        return equal_to_any(self.value(fact), values)

    def compared(self, fact: Fact, operator: str, limit: int) -> Any:
        return None

    def within(self, fact: Fact, most: int) -> Any:
        self.limits[fact] = most
        return self.value(fact) <= most


@pytest.mark.parametrize(
    ("compare", "limits"),
    [
        (X < Y, {}),
        (X < 5, {}),
        (Times(Number(3), X) < 5, {}),  # a number as it stands against the nearest whole one
        (X > Plus((Y, Number(7))), {Y: 2**63 - 1 - 7}),
        (Plus((X, Number(7))) > Y, {X: 2**63 - 1 - 7}),
        (Times(Number(3), X) < Y, {X: (2**63 - 1) // 3}),
        (Plus((X, Y)) < Z, {X: (2**63 - 1) // 2, Y: (2**63 - 1) // 2}),
        (
            Plus((Times(Number(3), X), Times(Number(5), Y), Number(11))) < Z,
            {X: (2**63 - 1 - 11) // 6, Y: (2**63 - 1 - 11) // 10},
        ),
    ],
)
def test_a_side_that_is_added_up_is_guarded_by_what_64_bits_hold(compare: Compare, limits: dict[Fact, int]) -> None:
    source = _Guarded()
    found = expression_over(compare, source)
    assert source.limits == limits
    for fact, most in limits.items():
        row = {each.column: [0, 0] for each in (X, Y, Z)} | {fact.column: [most, most + 1]}
        frame = nw.from_native(pl.DataFrame(row, schema=dict.fromkeys(row, pl.Int64)))
        within, beyond = frame.select(found=found).to_native()["found"].to_list()
        assert within is (_by_record(compare, {X: 0, Y: 0, Z: 0} | {fact: most}))
        assert beyond is None


@pytest.mark.parametrize("allowed", [(), ("A",), ("A", "C"), ("A", "B", "C")])
def test_a_category_is_one_of_some_values_or_of_none_or_of_all(allowed: tuple[str, ...]) -> None:
    condition = OneOf(GRADE, allowed)
    known: list[dict[Fact, Any]] = [{GRADE: value} for value in (None, "A", "B", "C")]
    expected = [None, *(value in allowed for value in "ABC")]
    assert [_by_record(condition, each) for each in known] == expected
    assert _by_columns(condition, known) == expected
    assert [_by_proof(condition, each) for each in known] == expected


@pytest.mark.parametrize("states", [[], ["registered"], [state.value for state in Registration]])
def test_a_rulebook_may_allow_no_value_or_every_one(states: list[str]) -> None:
    book = rulebooks.load("cn").override({"assistance.registered_states": states})
    on = date(2014, 5, 1)
    homes = [Household(f"h{place}", registration=state) for place, state in enumerate(("registered", "exited", None))]
    expected = [None if each is None else each in states for each in ("registered", "exited", None)]
    frame = pl.DataFrame({"id": ["h0", "h1", "h2"], "registration": ["registered", "exited", None]})
    assert registers.evaluate(frame, on=on, rulebook=book, rules=[CREDIT])["credit"].to_list() == expected
    # What is no value of the fact is unknown in a plan, though every value of it be allowed.
    strange = frame.lazy().with_columns(registration=pl.lit("strange"))
    assert registers.evaluate(strange, on=on, rulebook=book, rules=[CREDIT]).collect()["credit"].to_list() == [None] * 3
    decisions = [decide_from_facts(bind(CREDIT, book.at(on)), _facts(home), on=on) for home in homes]
    assert [{"met": True, "not met": False, "unknown": None}[each.outcome.value] for each in decisions] == expected


CREDIT = Rule(
    "credit", WORDS, "household", REGISTRATION.one_of(Parameter("assistance.registered_states")), *[WORDS] * 3
)


def _facts(home: Household) -> dict[str, FactValue]:
    return {"registration": None if home.registration is None else home.registration.value}


@given(st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4), st.data())
def test_every_combination_of_flags_is_read_alike(truths: list[Any], data: st.DataObject) -> None:
    flags = tuple(Fact(name, Kind.FLAG, WORDS) for name in ("p", "q", "r", "s"))
    leaves = st.sampled_from([IsTrue(flag) for flag in flags])

    def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return inner.map(Not) | some.map(AllOf) | some.map(AnyOf)

    condition = data.draw(st.recursive(leaves, grown, max_leaves=8))
    known = dict(zip(flags, truths, strict=True))

    def by_hand(node: Any) -> Any:
        """Kleene's strong logic with 0, 1/2 and 1: least, greatest and difference from 1."""
        match node:
            case IsTrue(fact):
                return {True: 2, False: 0, None: 1}[known[fact]]
            case Not(inner):
                return 2 - by_hand(inner)
            case AllOf(parts):
                return min(map(by_hand, parts))
            case AnyOf(parts):
                return max(map(by_hand, parts))

    expected = {2: True, 0: False, 1: None}[by_hand(condition)]
    assert _by_record(condition, known) is expected
    assert _by_columns(condition, [known]) == [expected]
    assert _by_proof(condition, known) is expected
