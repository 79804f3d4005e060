"""What a tree of conditions holds, and what is left of it when its settled parts are dropped."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from attrs import evolve

from antipoverty.rules.conditions.nodes import (
    All,
    Any,
    AnyMarked,
    ByYear,
    Choose,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Not,
    OneOf,
    Parameter,
    Plus,
    SampledRate,
    Term,
    Times,
)

__all__ = ["criteria_of", "facts_of", "rates_of", "simplified", "walk"]


def walk(node: Condition | Term) -> Iterator[Condition | Term]:
    """Every node of a tree, in reading order, the node itself first."""
    yield node
    match node:
        case All(conditions) | Any(conditions):
            children: tuple[Condition | Term, ...] = conditions
        case Not(condition):
            children = (condition,)
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
        case Plus(terms):
            children = terms
        case ByYear(_, choice, offset):
            children = (choice, offset)
        case _:
            children = ()
    for child in children:
        yield from walk(child)


def facts_of(*conditions: Condition, shown: bool = False) -> tuple[Fact, ...]:
    """The facts that conditions read, each once, in reading order.

    Args:
        conditions: the conditions.
        shown: whether the facts follow that decide nothing but are shown, as the counts behind a sampled rate.
    """
    found = dict.fromkeys(node for condition in conditions for node in walk(condition) if isinstance(node, Fact))
    if shown:
        found |= dict.fromkeys(fact for rate in rates_of(*conditions) for fact in rate.facts)
    return tuple(found)


def rates_of(*conditions: Condition) -> tuple[SampledRate, ...]:
    """The sampled rates of the criteria of conditions, in reading order."""
    rates = (each.rate for condition in conditions for each in criteria_of(condition))
    return tuple(dict.fromkeys(rate for rate in rates if rate is not None))


def criteria_of(condition: Condition) -> tuple[Criterion, ...]:
    """The named criteria of a tree, in reading order."""
    return tuple(dict.fromkeys(node for node in walk(condition) if isinstance(node, Criterion)))


def simplified(condition: Condition) -> Condition:
    """The same condition without the parts that a rulebook has settled: equal for every record, unknowns included.

    >>> from antipoverty.rules.conditions import Kind, Text
    >>> flag = Fact("helped", Kind.FLAG, Text("helped", "已帮扶"))
    >>> simplified(All((IsTrue(flag), Not(Constant(False))))) == IsTrue(flag)
    True
    """
    match condition:
        case Not(inner):
            part = simplified(inner)
            if isinstance(part, Constant):
                return Constant(not part.value)
            return condition if part is inner else Not(part)
        case All():
            return _junction(condition, deciding=False)
        case Any():
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


def _junction(node: All | Any, *, deciding: bool) -> Condition:
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
