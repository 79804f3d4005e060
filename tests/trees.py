"""Drawn conditions and terms over given facts, and what they come to, by arithmetic and Kleene's logic alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from antipoverty._engine.conditions import Compare, Constant, FactValue, Number, Plus, Times
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    OneOf,
    Rounded,
    SumMembers,
    Term,
    When,
)

#: The facts of a record by name, or of each of its members.
Known = Mapping[Fact, FactValue]
People = Sequence[Known] | None
FRACTIONS = st.one_of(
    st.integers(-5, 5).map(Fraction),
    st.fractions(-3, 3, max_denominator=4),
    st.integers(-500, 500).map(lambda fen: Fraction(fen, 100)),
)


def _sum(values: list[Fraction | None]) -> Fraction | None:
    return None if None in values else sum((each for each in values if each is not None), Fraction(0))


def _apart(term: Term, factor: Fraction) -> Iterator[tuple[Term, Fraction]]:
    """A sum of products, product by product."""
    match term:
        case Plus(terms):
            for part in terms:
                yield from _apart(part, factor)
        case Times(Number(number), other):
            yield from _apart(other, factor * number)
        case _:
            yield term, factor


def value(term: Term, known: Known, people: People = None) -> Fraction | None:
    """What a term comes to, in whole units; what cancels out need not be known."""
    match term:
        case Plus() | Times():
            shares: dict[Term, Fraction] = {}
            for part, factor in _apart(term, Fraction(1)):
                shares[part] = shares.get(part, Fraction(0)) + factor
            parts = [(value(part, known, people), factor) for part, factor in shares.items() if factor]
            return _sum([None if part is None else part * factor for part, factor in parts])
        case Number(number):
            return number
        case Fact():
            stored = known[term]
            return None if stored is None else Fraction(int(stored), term.kind.scale)
        case Least(terms) | Greatest(terms):
            values = [value(each, known, people) for each in terms]
            if None in values:
                return None
            ordered = sorted(each for each in values if each is not None)
            return ordered[-1] if isinstance(term, Greatest) else ordered[0]
        case When(condition, met, otherwise):
            first, second = value(met, known, people), value(otherwise, known, people)
            truth = holds(condition, known, people)
            if truth is None:
                return first if first is not None and first == second else None
            return first if truth else second
        case Rounded(inner, unit, direction):
            exact = value(inner, known, people)
            if exact is None:
                return None
            steps = exact / unit
            match direction:
                case "down":
                    return math.floor(steps) * unit
                case "up":
                    return math.ceil(steps) * unit
                case _:
                    away = math.floor(abs(steps) + Fraction(1, 2))
                    return (away if steps >= 0 else -away) * unit
        case CountMembers(condition):
            if people is None:
                return None
            truths = [True if condition is None else holds(condition, each) for each in people]
            return None if None in truths else Fraction(truths.count(True))
        case SumMembers(inner):
            return None if people is None else _sum([value(inner, each) for each in people])
        case _:
            raise AssertionError(term)


_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    "==": lambda left, right: left == right,
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
}


def _all(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def holds(condition: Condition, known: Known, people: People = None) -> bool | None:
    """Whether a condition is met."""
    match condition:
        case Constant(truth):
            return truth
        case IsTrue(fact):
            return None if known[fact] is None else bool(known[fact])
        case OneOf(fact, tuple() as values):
            stored = known[fact]
            if stored is None:
                return None
            if stored in fact.vague:
                told = {each in values for each in fact.values[1:] if each not in fact.vague}
                return told.pop() if len(told) == 1 else None
            return stored in values
        case Compare(left, operator, right):
            apart = value(Plus((left, Times(Number(Fraction(-1)), right))), known, people)
            return None if apart is None else _COMPARE[operator](apart, Fraction(0))
        case Not(inner):
            truth = holds(inner, known, people)
            return None if truth is None else not truth
        case AllOf(parts):
            return _all([holds(each, known, people) for each in parts])
        case AnyOf(parts):
            truth = _all([holds(Not(each), known, people) for each in parts])
            return None if truth is None else not truth
        case AnyMember(inner, of_nobody) | EveryMember(inner, of_nobody):
            if people is None:
                return None
            if not people:
                return of_nobody
            if isinstance(condition, EveryMember):
                return _all([holds(inner, each) for each in people])
            none = _all([holds(Not(inner), each) for each in people])
            return None if none is None else not none
        case _:
            raise AssertionError(condition)


def conditions(facts: Sequence[Fact], persons: Sequence[Fact] = (), *, depth: int = 2) -> st.SearchStrategy[Condition]:
    """Conditions over facts, and over those of members if there are any."""
    return _conditions(tuple(facts), tuple(persons), depth)


@cache
def _conditions(facts: tuple[Fact, ...], persons: tuple[Fact, ...], depth: int) -> st.SearchStrategy[Condition]:
    flags = [fact for fact in facts if fact.kind is Kind.FLAG]
    words = [fact for fact in facts if fact.kind is Kind.CATEGORY]
    leaves: list[st.SearchStrategy[Condition]] = [
        st.booleans().map(Constant),
        st.builds(
            Compare,
            _terms(facts, persons, depth - 1),
            st.sampled_from(("<", "<=", "==", ">=", ">")),
            _terms(facts, persons, depth - 1),
        ),
    ]
    if flags:
        leaves.append(st.sampled_from(flags).map(IsTrue))
    for fact in words:
        some = st.lists(st.sampled_from(fact.values), min_size=1, unique=True).map(tuple)
        leaves.append(some.map(lambda values, fact=fact: OneOf(fact, values)))  # type: ignore[misc]
    if persons:
        asked = _conditions(persons, (), depth - 1)
        leaves.append(st.builds(AnyMember, asked))
        leaves.append(st.builds(EveryMember, asked))
    leaf = st.one_of(leaves)
    if depth <= 0:
        return leaf
    inner = _conditions(facts, persons, depth - 1)
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(leaf, inner.map(Not), parts.map(AllOf), parts.map(AnyOf))


def terms(facts: Sequence[Fact], persons: Sequence[Fact] = (), *, depth: int = 2) -> st.SearchStrategy[Term]:
    """Terms over facts, and over those of members if there are any."""
    return _terms(tuple(facts), tuple(persons), depth)


@cache
def _terms(facts: tuple[Fact, ...], persons: tuple[Fact, ...], depth: int) -> st.SearchStrategy[Term]:
    numbers = [fact for fact in facts if fact.kind.bounds is not None]
    leaves: list[st.SearchStrategy[Term]] = [FRACTIONS.map(Number)]
    if numbers:
        leaves += [st.sampled_from(numbers)] * 2
    if persons:
        leaves.append(st.just(CountMembers()))
    leaf = st.one_of(leaves)
    if depth <= 0:
        return leaf
    inner = _terms(facts, persons, depth - 1)
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    made: list[st.SearchStrategy[Term]] = [
        parts.map(Plus),
        st.builds(Times, FRACTIONS.map(Number), inner),
        parts.map(Least),
        parts.map(Greatest),
        st.builds(When, _conditions(facts, persons, depth - 1), inner, inner),
        st.builds(
            Rounded,
            inner,
            st.sampled_from((Fraction(1), Fraction(1, 100), Fraction(1, 3), Fraction(10))),
            st.sampled_from(("up", "down", "half")),
        ),
    ]
    if persons:
        made.append(st.builds(CountMembers, _conditions(persons, (), depth - 1)))
        fen = st.builds(Rounded, _terms(persons, (), depth - 1), st.just(Fraction(1, 100)), st.just("half"))
        made.append(fen.map(SumMembers))
    return st.one_of(leaf, *made)
