"""What a tree of conditions holds, and what is left of it when its settled parts are dropped."""

from __future__ import annotations

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
    Term,
    Times,
)

__all__ = ["criteria_of", "facts_of", "simplified", "walk"]


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


def facts_of(*conditions: Condition) -> tuple[Fact, ...]:
    """The facts that conditions read, each once, in reading order."""
    found = (node for condition in conditions for node in walk(condition) if isinstance(node, Fact))
    return tuple(dict.fromkeys(found))


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
            return Constant(not part.value) if isinstance(part, Constant) else Not(part)
        case All(parts):
            return _junction(All, parts, deciding=False)
        case Any(parts):
            return _junction(Any, parts, deciding=True)
        case Criterion(applies=applies):
            effective, inner = simplified(condition.effective), simplified(condition.condition)
            if isinstance(effective, Constant):
                return effective
            concerned = None if applies is None else simplified(applies)
            if concerned is None or isinstance(inner, Constant) or isinstance(concerned, Constant):
                return evolve(condition, condition=effective, applies=None)
            return evolve(condition, condition=inner, applies=concerned)
        case _:
            return condition


def _junction(kind: type[All] | type[Any], conditions: tuple[Condition, ...], *, deciding: bool) -> Condition:
    parts = [simplified(part) for part in conditions]
    if Constant(deciding) in parts:
        return Constant(deciding)
    left = tuple(part for part in parts if not isinstance(part, Constant))
    if not left:
        return Constant(not deciding)
    return left[0] if len(left) == 1 else kind(left)
