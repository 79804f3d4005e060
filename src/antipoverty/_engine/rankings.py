"""Reading a ranking: as what a record meets a rule, and which of several comes first.

A `Ranking` is read for one record (`ranked`), over a frame (`first_over`), and as the condition that one comes first
whatever becomes known (`comes_first`), which decides, prints and proves as any condition does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any

from antipoverty._engine.binding import BoundRule
from antipoverty._engine.columns import Source
from antipoverty._engine.conditions import AllOf, AnyOf, Condition, Constant, Criterion, Not, Rank, Ranking, criteria_of
from antipoverty._engine.record import FactValue, evaluator

_Facts = tuple[FactValue, ...]
#: Below every number that can be held: what is not found, and what is found but has no known weight.
_NOT_FOUND, _UNKNOWN = -(2**62), 1 - 2**62


@lru_cache(maxsize=1024)
def criteria_ranked(bound: BoundRule) -> Mapping[str, Criterion]:
    """The criterion of each thing as which a record may meet a bound rule, by code, in the order of its ranking."""
    sought = {criterion.id: criterion for criterion in criteria_of(bound.rule.condition)}
    return {rank.code: sought[rank.criterion] for rank in _ranks(bound)}


def truths(bound: BoundRule, facts: _Facts) -> dict[str, bool | None]:
    """For each code of a bound rule's ranking, whether it is found."""
    return {code: truth(facts) for code, truth, _ in _readers(bound)}


def ranked(bound: BoundRule, facts: _Facts) -> tuple[str, ...]:
    """The codes that are found of a record, by rank."""
    found = [(code, weight) for code, truth, weight in _readers(bound) if truth(facts)]

    def weight_of(each: tuple[str, int | None]) -> int:
        if each[1] is None:
            return _NOT_FOUND
        held = facts[each[1]]
        return _UNKNOWN if held is None else held  # type: ignore[return-value]  # a number, by its kind

    found.sort(key=weight_of, reverse=True)  # stable: what is alike stays in order
    return tuple(code for code, _ in found)


def settled(bound: BoundRule, facts: _Facts) -> bool:
    """Whether the first of those that are found stays so, or none is ever found, whatever becomes known."""
    first = ranked(bound, facts)[:1]
    if not first:
        return None not in truths(bound, facts).values()
    _, stays_first = _staying_first(bound, first[0])
    return stays_first(facts) is True


def settling(bound: BoundRule, facts: _Facts) -> tuple[Condition, ...]:
    """The conditions that say which comes first, or that none is found: while one of them is unknown, that is open."""
    first = ranked(bound, facts)[:1]
    return (_staying_first(bound, first[0])[0],) if first else tuple(criteria_ranked(bound).values())


def comes_first(ranking: Ranking, code: str, criteria: Mapping[str, Criterion]) -> Condition:
    """One is found, and each other is not found or comes after it: met only where nothing unknown could change that.

    Args:
        ranking: the ranking.
        code: of the one that is to come first.
        criteria: the criterion of each that is looked for, by code.
    """
    if code not in criteria:
        return Constant(False)
    ranks = [rank for rank in ranking.ranks if rank.code in criteria]
    place = next(number for number, rank in enumerate(ranks) if rank.code == code)
    parts: list[Condition] = [criteria[code]]
    for number, other in enumerate(ranks):
        ahead = _comes_before(ranks[place], other, alike=place < number)
        if number != place and ahead is not True:
            absent = Not(criteria[other.code])
            parts.append(absent if ahead is False else AnyOf((absent, ahead)))
    return AllOf(tuple(parts))


def first_over(bound: BoundRule, source: Source) -> Any:
    """The expression for the code of the first that is found, null where none is known to be.

    Args:
        bound: a rule whose ranking names columns.
        source: a frame that has the column of each already (`Ranking.column_of`), and the weights.
    """
    ranking, words = bound.rule.ranking, source.language
    assert ranking is not None
    found = {rank: words.col(ranking.column_of(rank.code)) for rank in ranking.ranks}
    weights = {
        rank: words.when(is_found)
        .then(source.value(rank.weight).cast(words.Int64).fill_null(_UNKNOWN))
        .otherwise(words.lit(_NOT_FOUND))
        for rank, is_found in found.items()
        if rank.weight is not None
    }
    choices: list[tuple[Any, Rank]] = []
    for rank, weight in weights.items():
        others = [other for each, other in weights.items() if each is not rank]
        heaviest = reduce(lambda left, right: left & right, [weight >= other for other in others], weight > _NOT_FOUND)
        choices.append((heaviest, rank))
    choices += [(is_found, rank) for rank, is_found in found.items() if rank.weight is None]
    first: Any = words.lit(None).cast(words.String)
    for holds, rank in reversed(choices):
        first = words.when(holds).then(words.lit(rank.code)).otherwise(first)
    return first


def _ranks(bound: BoundRule) -> tuple[Rank, ...]:
    return () if bound.rule.ranking is None else bound.rule.ranking.ranks


@lru_cache(maxsize=1024)
def _readers(bound: BoundRule) -> tuple[tuple[str, Callable[[_Facts], bool | None], int | None], ...]:
    """For each code: what decides it from stored facts, and the position of its weight among them."""
    criteria = criteria_ranked(bound)
    return tuple(
        (
            rank.code,
            evaluator(criteria[rank.code], bound.facts),
            None if rank.weight is None else bound.facts.index(rank.weight),
        )
        for rank in _ranks(bound)
    )


@lru_cache(maxsize=1024)
def _staying_first(bound: BoundRule, code: str) -> tuple[Condition, Callable[[_Facts], bool | None]]:
    assert bound.rule.ranking is not None
    condition = comes_first(bound.rule.ranking, code, criteria_ranked(bound))
    return condition, evaluator(condition, bound.facts)


def _comes_before(one: Rank, other: Rank, *, alike: bool) -> Condition | bool:
    """Whether one that is found comes before another that is: by weight, and where that does not tell, as `alike`."""
    if one.weight is not None and other.weight is not None:
        return one.weight >= other.weight if alike else one.weight > other.weight
    return alike if one.weight is None and other.weight is None else one.weight is not None
