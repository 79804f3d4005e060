"""The facts that trees read: those that they name, and questions to members, which are read as facts of the record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from antipoverty._engine.conditions.conditions import AnyMember, Condition, EveryMember, OfMembers
from antipoverty._engine.conditions.facts import Alterable, Fact, Kind
from antipoverty._engine.conditions.terms import (
    CountMembers,
    Greatest,
    Least,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty._engine.conditions.trees import rates_of, walk, walk_members
from antipoverty.text import PERSONS


def facts_of(*trees: Condition | Term, shown: bool = False) -> tuple[Fact, ...]:
    """The facts that conditions and terms read, once each, in reading order; a question to members is a fact.

    Args:
        trees: the conditions and terms.
        shown: whether to add the facts that are only shown, as the counts of a sampled rate.
    """
    nodes = (node for tree in trees for node in walk(tree))
    facts = (member_fact(node) if isinstance(node, OfMembers) else node for node in nodes)
    read = dict.fromkeys(fact for fact in facts if isinstance(fact, Fact))
    if shown:
        read |= dict.fromkeys(fact for rate in rates_of(*trees) for fact in rate.facts)
    return tuple(read)


def asked_of_members(node: OfMembers) -> tuple[Fact, ...]:
    """The facts of a person that a question to members reads, once each."""
    asked = node.term if isinstance(node, SumMembers) else node.condition
    return () if asked is None else facts_of(asked)


@lru_cache(maxsize=4096)
def facts_behind(*facts: Fact, members: bool = False) -> tuple[Fact, ...]:
    """Some facts, and all facts from which they follow by their definitions, once each.

    Args:
        facts: the facts.
        members: whether to include the facts of persons that questions to members read.

    >>> from antipoverty.rules import IsTrue
    >>> from antipoverty.text import Text
    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> burdened = Fact("burdened", Kind.FLAG, Text("a member is ill", "有患者"), definition=AnyMember(IsTrue(ill)))
    >>> [fact.name for fact in facts_behind(burdened)], [fact.name for fact in facts_behind(burdened, members=True)]
    (['burdened'], ['burdened', 'ill'])
    """
    reached: dict[Fact, None] = {}

    def visit(fact: Fact) -> None:
        if fact in reached:
            return
        reached[fact] = None
        match fact.definition:
            case None:
                next_ones: tuple[Fact, ...] = ()
            case AnyMember() | EveryMember() | CountMembers() | SumMembers() as question:
                next_ones = asked_of_members(question) if members else ()
            case definition:
                next_ones = facts_of(definition)
        for other in next_ones:
            visit(other)

    for fact in facts:
        visit(fact)
    return tuple(reached)


@lru_cache(maxsize=4096)
def member_fact(node: OfMembers) -> Fact:
    """A question to members as a fact of the record, read from a frame or a record like any other.

    >>> from antipoverty.rules import IsTrue
    >>> from antipoverty.text import Text
    >>> ill = Fact("ill", Kind.FLAG, Text("the person is ill", "患病"))
    >>> member_fact(AnyMember(IsTrue(ill))).text["en"]
    'there is a member who is ill'
    """
    from antipoverty._engine.prose.statements import text_of_members

    digest = hashlib.sha256(repr(node).encode()).hexdigest()[:12]
    if isinstance(node, AnyMember | EveryMember):
        kind, unit, name = Kind.FLAG, None, "any" if isinstance(node, AnyMember) else "every"
    elif isinstance(node, CountMembers):
        kind, unit, name = Kind.COUNT, PERSONS, "count"
    else:
        kind, name = _kind_of(node.term), "sum"
        unit = next((fact.unit for fact in _added_up(node.term)), None)
    asked = {fact.alterable for fact in walk_members(node) if isinstance(fact, Fact)}
    alterable = asked.pop() if len(asked) == 1 else Alterable.FREELY if asked else Alterable.NEVER
    return Fact(f"{name}_members_{digest}", kind, text_of_members(node), unit, alterable=alterable, definition=node)


def _kind_of(term: Term) -> Kind:
    """The finest kind of the facts that a term adds up; money, if it has only numbers of the rulebook."""
    kinds = {fact.kind for fact in _added_up(term)}
    return next((kind for kind in (Kind.MONEY, Kind.MEASURE, Kind.COUNT) if kind in kinds), Kind.MONEY)


def _added_up(term: Term) -> Iterator[Fact]:
    match term:
        case Fact():
            yield term
        case Times(left, right) | When(_, left, right):
            yield from (*_added_up(left), *_added_up(right))
        case Plus(terms) | Least(terms) | Greatest(terms):
            for part in terms:
                yield from _added_up(part)
        case Rounded(inner):
            yield from _added_up(inner)
        case _:
            pass
