"""What would change a decision: one change of each fact in the way, and the smallest sets of changes that suffice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from typing import TypeAlias

from attrs import field, frozen

from antipoverty.money import yuan_of_fen
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.conditions import (
    All,
    Alterable,
    Any,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Kind,
    Not,
    OneOf,
    Operator,
    facts_of,
    simplified,
)
from antipoverty.rules.linear import MIRRORED, Inequality, inequality
from antipoverty.rules.record import Stored, evaluator, outcome_reader

__all__ = ["Shortfall", "shortfalls", "sufficient_changes"]

#: For each fact to be changed, the criterion that asks for it and the stored values that would do.
_Set: TypeAlias = dict[Fact, tuple[str, tuple[Stored, ...]]]
#: No more sets of changes are followed up than this at a time, nor listed in the end than that.
_MOST_FOLLOWED, _MOST_LISTED = 64, 10


@frozen(order=False)
class Shortfall:
    """One change of one fact that would bring a comparison to its other side, and by how much.

    From the change, what was known could be worked out: it is personal, and not shown.

    Attributes:
        criterion: the id of the criterion.
        fact: the fact that would have to change.
        wanted: the nearest stored values that would do: fen for money.
        change: for a number, the exact difference in whole units (yuan, persons); else none.
        alone: whether this change by itself would change the decision.
    """

    criterion: str
    fact: Fact
    wanted: tuple[Stored, ...] = field(repr=False)
    change: Decimal | None = field(repr=False)
    alone: bool


def shortfalls(bound: BoundRule, values: tuple[Stored, ...], target: bool) -> tuple[Shortfall, ...]:
    """One change of each fact that holds a rule away from the truth it should have.

    A fact that stands in several comparisons has a change for each: the smallest that is enough by itself is given, or
    else the largest, which serves them all.
    """
    made = _maker(bound, values, target)
    found: dict[Fact, list[Shortfall]] = {}
    for criterion, leaf, wanted_truth in _levers(simplified(bound.rule.condition), bound, values, target, ""):
        for fact, wanted in _changes(leaf, bound, values, wanted_truth):
            found.setdefault(fact, []).append(made(criterion, fact, wanted))
    chosen = []
    for candidates in found.values():
        enough = [candidate for candidate in candidates if candidate.alone]
        chosen.append(min(enough, key=_size) if enough else max(candidates, key=_size))
    return tuple(chosen)


def sufficient_changes(bound: BoundRule, values: tuple[Stored, ...], target: bool) -> tuple[tuple[Shortfall, ...], ...]:
    """The smallest sets of changes that give a rule the truth it should have, fewest first, ten at most.

    Each is enough, as deciding again shows, and no part of it is. What is unknown is not supposed.
    """
    decide_again = outcome_reader(bound)
    made = _maker(bound, values, target)
    places = {fact: place for place, fact in enumerate(bound.facts)}
    found: list[_Set] = []
    for candidate in _sets(simplified(bound.rule.condition), bound, values, target, ""):
        changed = list(values)
        for fact, (_, wanted) in candidate.items():
            changed[places[fact]] = wanted[0]
        if decide_again(tuple(changed)) is target and not any(smaller.keys() <= candidate.keys() for smaller in found):
            found.append(candidate)
    listed = [
        tuple(made(criterion, fact, wanted) for fact, (criterion, wanted) in each.items())
        for each in found[:_MOST_LISTED]
    ]
    return tuple(listed)


def _maker(bound: BoundRule, values: tuple[Stored, ...], target: bool) -> Callable[..., Shortfall]:
    decide_again = outcome_reader(bound)

    def made(criterion: str, fact: Fact, wanted: tuple[Stored, ...]) -> Shortfall:
        place = bound.facts.index(fact)
        alone = decide_again((*values[:place], wanted[0], *values[place + 1 :])) is target
        return Shortfall(criterion, fact, wanted, _difference(fact, values[place], wanted[0]), alone)

    return made


def _sets(node: Condition, bound: BoundRule, values: tuple[Stored, ...], target: bool, criterion: str) -> list[_Set]:
    """Sets of changes that may bring a condition to a truth, fewest first; one of none where it has it already."""
    if evaluator(node, bound.facts)(values) is target:
        return [{}]
    match node:
        case Criterion(id):
            return _sets(node.effective, bound, values, target, id)
        case Not(inner):
            return _sets(inner, bound, values, not target, criterion)
        case All(parts) | Any(parts):
            ways = [_sets(part, bound, values, target, criterion) for part in parts]
            if isinstance(node, All) is target:
                return _fewest(_together(ways))
            return _fewest(way for part in ways for way in part)
        case Constant():
            return []
        case _ if any(values[bound.facts.index(fact)] is None for fact in facts_of(node)):
            return []
        case _:
            return [{fact: (criterion, wanted)} for fact, wanted in _changes(node, bound, values, target)]


def _together(parts: Iterable[list[_Set]]) -> list[_Set]:
    """Every choice of one set from each part; where two ask different things of a fact, with either."""
    together: list[_Set] = [{}]
    for part in parts:
        together = _fewest(
            choice for one, other in product(together, part) for choice in ({**one, **other}, {**other, **one})
        )
    return together


def _fewest(sets: Iterable[_Set]) -> list[_Set]:
    distinct: dict[frozenset[tuple[Fact, tuple[Stored, ...]]], _Set] = {}
    for changes in sets:
        distinct.setdefault(frozenset((fact, wanted) for fact, (_, wanted) in changes.items()), changes)
    return sorted(distinct.values(), key=len)[:_MOST_FOLLOWED]


def _size(shortfall: Shortfall) -> Decimal:
    return Decimal(0) if shortfall.change is None else shortfall.change.copy_abs()


def _difference(fact: Fact, now: Stored, wanted: Stored) -> Decimal | None:
    if fact.kind not in (Kind.COUNT, Kind.MONEY, Kind.MEASURE):
        return None
    assert isinstance(wanted, int)
    assert isinstance(now, int)
    return Decimal(wanted - now) if fact.kind is Kind.COUNT else yuan_of_fen(wanted - now)


def _levers(
    node: Condition, bound: BoundRule, values: tuple[Stored, ...], target: bool, criterion: str
) -> Iterator[tuple[str, Condition, bool]]:
    """The leaves that hold a condition away from the truth it should have."""
    truth = evaluator(node, bound.facts)(values)
    if truth is None or truth is target:
        return
    match node:
        case Criterion(id):
            yield from _levers(node.effective, bound, values, target, id)
        case Not(inner):
            yield from _levers(inner, bound, values, not target, criterion)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _levers(part, bound, values, target, criterion)
        case _:
            yield criterion, node, target


def _changes(
    leaf: Condition, bound: BoundRule, values: tuple[Stored, ...], wanted: bool
) -> Iterator[tuple[Fact, tuple[Stored, ...]]]:
    """The first fact of a leaf by which it can be brought to the wanted truth, and the nearest values that do so."""
    at = dict(zip(bound.facts, values, strict=True))
    candidates: Iterator[tuple[Fact, tuple[Stored, ...]]]
    match leaf:
        case IsTrue(fact):
            candidates = iter([(fact, (wanted,))])
        case OneOf(fact, tuple() as allowed):
            options = allowed if wanted else tuple(value for value in fact.values if value not in allowed)
            candidates = iter([(fact, options)])
        case Compare():
            found = inequality(leaf)
            # Of what is not linear, no single change of a fact can be told; what the parts ask is told where they are.
            facts = (fact for fact, _ in found.linear or () if fact.alterable is not Alterable.NEVER)
            candidates = ((fact, _nearest(found, fact, at, wanted)) for fact in facts)
        case _:
            return
    for fact, options in candidates:
        if reachable := tuple(value for value in options if _reachable(fact, at[fact], value)):
            yield fact, reachable
            return


def _reachable(fact: Fact, now: Stored, wanted: Stored) -> bool:
    match fact.alterable:
        case Alterable.FREELY:
            return True
        case Alterable.NEVER:
            return False
        case Alterable.FORWARD:
            if isinstance(now, int) and isinstance(wanted, int):  # a flag too: what was so stays so
                return wanted >= now
            return now == wanted


def _nearest(found: Inequality, fact: Fact, at: Mapping[Fact, Stored], wanted: bool) -> tuple[int, ...]:
    """The value of a fact, nearest to the present one, at which an inequality has the wanted truth, if one can be."""
    nearest, bounds = _solution(found, fact, at, wanted), fact.kind.bounds
    assert bounds is not None
    return () if nearest is None or not bounds[0] <= nearest <= bounds[1] else (nearest,)


def _solution(found: Inequality, fact: Fact, at: Mapping[Fact, Stored], wanted: bool) -> int | None:
    factor, total, operator = 0, found.constant, found.operator
    for other, coefficient in found.linear or ():
        held = at[other]
        assert isinstance(held, int)
        if other == fact:
            factor = coefficient
        else:
            total += coefficient * held
    if operator == "==":
        now = at[fact]
        assert isinstance(now, int)
        if not wanted:
            return now + 1
        return -total // factor if total % factor == 0 else None
    if factor < 0:
        factor, total, operator = -factor, -total, MIRRORED[operator]
    if not wanted:
        operator = _NEGATED[operator]
    floor, ceiling = -total // factor, -(total // factor)
    return {"<": ceiling - 1, "<=": floor, ">": floor + 1, ">=": ceiling}[operator]


_NEGATED: dict[Operator, Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
