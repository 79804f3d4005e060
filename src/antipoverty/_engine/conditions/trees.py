"""What a tree of conditions holds, and what is left of it when its settled parts are dropped."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from functools import lru_cache

from attrs import evolve

from antipoverty._engine.conditions.nodes import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Least,
    Not,
    OfMembers,
    OneOf,
    Parameter,
    Plus,
    Rounded,
    SampledRate,
    SumMembers,
    Term,
    Times,
    When,
    member_fact,
)


def walk(node: Condition | Term) -> Iterator[Condition | Term]:
    """Every node of a tree, in reading order, the node itself first.

    What members are asked is not followed: its facts are those of a person.
    """
    yield node
    match node:
        case AllOf(conditions) | AnyOf(conditions):
            children: tuple[Condition | Term, ...] = conditions
        case Not(condition):
            children = (condition,)
        case Chosen(parameter=parameter):
            children = (parameter,)
        case Criterion(condition=condition, applies=applies):
            children = (condition,) if applies is None else (applies, condition)
        case Choose(parameter, branches):
            children = (parameter, *(branch for _, branch in branches))
        case AnyMarked(flags, table):
            children = (table, *flags)
        case OneOf(fact, values):
            children = (fact, values) if isinstance(values, Parameter) else (fact,)
        case IsTrue(fact):
            children = (fact,)
        case Compare(left, _, right) | Times(left, right):
            children = (left, right)
        case Plus(terms) | Least(terms) | Greatest(terms):
            children = terms
        case When(condition, term, otherwise):
            children = (condition, term, otherwise)
        case Rounded(term=term):
            children = (term,)
        case ByYear(_, choice, offset):
            children = (choice, offset)
        case _:
            children = ()
    for child in children:
        yield from walk(child)


def facts_of(*trees: Condition | Term, shown: bool = False) -> tuple[Fact, ...]:
    """The facts that conditions and terms read, each once, in reading order; a question to members is one.

    Args:
        trees: the conditions and terms.
        shown: whether the facts follow that decide nothing but are shown, as the counts behind a sampled rate.
    """
    nodes = (node for tree in trees for node in walk(tree))
    facts = (member_fact(node) if isinstance(node, OfMembers) else node for node in nodes)
    found = dict.fromkeys(fact for fact in facts if isinstance(fact, Fact))
    if shown:
        found |= dict.fromkeys(fact for rate in rates_of(*trees) for fact in rate.facts)
    return tuple(found)


def asked_of_members(node: OfMembers) -> tuple[Fact, ...]:
    """The facts of a person that a question to members reads, each once."""
    asked = node.term if isinstance(node, SumMembers) else node.condition
    return () if asked is None else facts_of(asked)


@lru_cache(maxsize=4096)
def facts_behind(*facts: Fact, members: bool = False) -> tuple[Fact, ...]:
    """Some facts, and all from which they follow by their definitions, each once.

    Args:
        facts: the facts.
        members: whether the facts of members are among them, as those of a person.

    >>> from antipoverty.rules import AnyMember, Kind
    >>> from antipoverty.text import Text
    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> burdened = Fact("burdened", Kind.FLAG, Text("a member is ill", "有患者"), definition=AnyMember(IsTrue(ill)))
    >>> [fact.name for fact in facts_behind(burdened)], [fact.name for fact in facts_behind(burdened, members=True)]
    (['burdened'], ['burdened', 'ill'])
    """
    found: dict[Fact, None] = {}

    def visit(fact: Fact) -> None:
        if fact in found:
            return
        found[fact] = None
        match fact.definition:
            case None:
                next_ones: tuple[Fact, ...] = ()
            case AnyMember() | EveryMember() | CountMembers() | SumMembers() as question:
                next_ones = asked_of_members(question) if members else ()
            case definition:
                next_ones = facts_of(definition)
        for each in next_ones:
            visit(each)

    for fact in facts:
        visit(fact)
    return tuple(found)


def rates_of(*trees: Condition | Term) -> tuple[SampledRate, ...]:
    """The sampled rates of the criteria of conditions, in reading order."""
    rates = (node.rate for tree in trees for node in walk(tree) if isinstance(node, Criterion))
    return tuple(dict.fromkeys(rate for rate in rates if rate is not None))


def criteria_of(condition: Condition) -> tuple[Criterion, ...]:
    """The named criteria of a tree, in reading order."""
    return tuple(dict.fromkeys(node for node in walk(condition) if isinstance(node, Criterion)))


def simplified(condition: Condition) -> Condition:
    """The same condition without the parts that a rulebook has settled: equal for every record, unknowns included.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> flag = Fact("helped", Kind.FLAG, Text("helped", "已帮扶"))
    >>> simplified(AllOf((IsTrue(flag), Not(Constant(False))))) == IsTrue(flag)
    True
    """
    match condition:
        case Not(inner):
            part = simplified(inner)
            if isinstance(part, Constant):
                return Constant(not part.value)
            return condition if part is inner else Not(part)
        case AllOf():
            return _junction(condition, deciding=False)
        case AnyOf():
            return _junction(condition, deciding=True)
        case Criterion(condition=stated, applies=applies):
            inner, concerned = simplified(stated), None if applies is None else simplified(applies)
            if isinstance(inner, Constant) or isinstance(concerned, Constant):
                effective = simplified(condition.effective)
                if isinstance(effective, Constant):
                    return effective
                return evolve(condition, condition=effective, applies=None)
            if inner is stated and concerned is applies:
                return condition
            return evolve(condition, condition=inner, applies=concerned)
        case _:
            return condition


def _junction(node: AllOf | AnyOf, *, deciding: bool) -> Condition:
    parts = [simplified(part) for part in node.conditions]
    if any(isinstance(part, Constant) and part.value is deciding for part in parts):
        return Constant(deciding)
    left = tuple(part for part in parts if not isinstance(part, Constant))
    if not left:
        return Constant(not deciding)
    if len(left) == 1:
        return left[0]
    unchanged = len(left) == len(node.conditions) and all(map(operator.is_, left, node.conditions))
    return node if unchanged else type(node)(left)
