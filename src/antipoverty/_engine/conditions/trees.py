"""The nodes of a tree of conditions, and the tree without its settled parts."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from attrs import evolve

from antipoverty._engine.conditions.conditions import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    Criterion,
    EveryMember,
    IsTrue,
    Not,
    OfMembers,
    OneOf,
)
from antipoverty._engine.conditions.facts import Fact
from antipoverty._engine.conditions.rates import SampledRate
from antipoverty._engine.conditions.terms import (
    ByYear,
    CountMembers,
    Greatest,
    Least,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty.errors import InvalidValue


def walk(node: Condition | Term) -> Iterator[Condition | Term]:
    """Every node of a tree, in reading order, the node itself first.

    Questions to members are not followed: their facts are those of a person.
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


def walk_members(node: Condition | Term) -> Iterator[Condition | Term]:
    """Every node of a tree, including those of its questions to members."""
    for part in walk(node):
        yield part
        if isinstance(part, SumMembers):
            yield from walk_members(part.term)
        elif isinstance(part, AnyMember | EveryMember | CountMembers) and part.condition is not None:
            yield from walk_members(part.condition)


def parameters_of(node: Condition | Term) -> Iterator[str]:
    """The names of a tree's parameters, including those of its facts and of its questions to members."""
    for part in walk_members(node):
        if isinstance(part, Parameter):
            yield part.name
        elif isinstance(part, Fact):
            yield from part.reads


def question_within(tree: Condition | Term) -> OfMembers | None:
    """The first question to members in a tree or in the definitions of its facts; none if there is none."""
    for node in walk(tree):
        if isinstance(node, OfMembers):
            return node
        if isinstance(node, Fact) and node.definition is not None and (question := question_within(node.definition)):
            return question
    return None


def rates_of(*trees: Condition | Term) -> tuple[SampledRate, ...]:
    """The sampled rates of the criteria of conditions, in reading order."""
    rates = (node.rate for tree in trees for node in walk(tree) if isinstance(node, Criterion))
    return tuple(dict.fromkeys(rate for rate in rates if rate is not None))


def criteria_of(condition: Condition) -> tuple[Criterion, ...]:
    """The named criteria of a tree, in reading order."""
    return tuple(dict.fromkeys(node for node in walk(condition) if isinstance(node, Criterion)))


def simplified(condition: Condition) -> Condition:
    """The condition without the parts that a rulebook has settled: equal for every record, including unknowns.

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


def unbound(node: object) -> InvalidValue:
    """The error for a condition or term that still needs the rulebook."""
    return InvalidValue("condition", type(node).__name__, "a rule with its parameters: bind(rule, rulebook.at(date))")


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
