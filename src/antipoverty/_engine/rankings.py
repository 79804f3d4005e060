"""Reading a ranking: the ranks under which a record meets a rule, and which comes first.

A `Ranking` is read for one record (`ranked`), over a frame (`first_over`), and as the condition that a rank comes first
whatever the unknown facts are (`comes_first`), which is decided, printed and proved like any condition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any

from antipoverty._engine.binding import BoundRule
from antipoverty._engine.columns import Source
from antipoverty._engine.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Constant,
    Criterion,
    FactValue,
    Not,
    Rank,
    Ranking,
    criteria_of,
)
from antipoverty._engine.record import evaluator

_Facts = tuple[FactValue, ...]
#: Below every stored number: a rank whose criterion is not met, and one that is met with unknown weight.
_NOT_FOUND, _UNKNOWN = -(2**62), 1 - 2**62


@lru_cache(maxsize=1024)
def criteria_ranked(bound: BoundRule) -> Mapping[str, Criterion]:
    """The criterion of each rank of a bound rule, by code, in the order of the ranking."""
    criteria = {criterion.id: criterion for criterion in criteria_of(bound.rule.condition)}
    return {rank.code: criteria[rank.criterion] for rank in _ranks(bound)}


def truths(bound: BoundRule, facts: _Facts) -> dict[str, bool | None]:
    """For each code of a bound rule's ranking, whether its criterion is met."""
    return {code: truth(facts) for code, truth, _ in _readers(bound)}


def ranked(bound: BoundRule, facts: _Facts) -> tuple[str, ...]:
    """The codes whose criterion a record meets, by rank."""
    met = [(code, weight) for code, truth, weight in _readers(bound) if truth(facts)]

    def weight_of(rank: tuple[str, int | None]) -> int:
        if rank[1] is None:
            return _NOT_FOUND
        stored = facts[rank[1]]
        return _UNKNOWN if stored is None else stored  # type: ignore[return-value]  # a number, by its kind

    met.sort(key=weight_of, reverse=True)  # stable: equal weights keep the order of the ranking
    return tuple(code for code, _ in met)


def settled(bound: BoundRule, facts: _Facts) -> bool:
    """Whether no unknown fact can change which rank comes first, or that no rank is met."""
    first = ranked(bound, facts)[:1]
    if not first:
        return None not in truths(bound, facts).values()
    _, stays_first = _staying_first(bound, first[0])
    return stays_first(facts) is True


def settling(bound: BoundRule, facts: _Facts) -> tuple[Condition, ...]:
    """The conditions that settle which rank comes first, or that none is met."""
    first = ranked(bound, facts)[:1]
    return (_staying_first(bound, first[0])[0],) if first else tuple(criteria_ranked(bound).values())


def comes_first(ranking: Ranking, code: str, criteria: Mapping[str, Criterion]) -> Condition:
    """The condition that a rank is met and every other is not met or comes after it, whatever is unknown.

    Args:
        ranking: the ranking.
        code: the code of the rank.
        criteria: the criteria of the ranks that the rulebook has switched on, by code.
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
    """The expression for the code of the first rank that is met, null where none is known to be.

    Args:
        bound: a rule whose ranking names columns.
        source: a frame that already has the columns of the ranks (`Ranking.column_of`) and their weights.
    """
    ranking, words = bound.rule.ranking, source.language
    assert ranking is not None
    columns = {rank: words.col(ranking.column_of(rank.code)) for rank in ranking.ranks}
    weights = {
        rank: words.when(is_met)
        .then(source.value(rank.weight).cast(words.Int64).fill_null(_UNKNOWN))
        .otherwise(words.lit(_NOT_FOUND))
        for rank, is_met in columns.items()
        if rank.weight is not None
    }
    choices: list[tuple[Any, Rank]] = []
    for rank, weight in weights.items():
        others = [other for each, other in weights.items() if each is not rank]
        heaviest = reduce(lambda left, right: left & right, [weight >= other for other in others], weight > _NOT_FOUND)
        choices.append((heaviest, rank))
    choices += [(is_met, rank) for rank, is_met in columns.items() if rank.weight is None]
    first: Any = words.lit(None).cast(words.String)
    for holds, rank in reversed(choices):
        first = words.when(holds).then(words.lit(rank.code)).otherwise(first)
    return first


def _ranks(bound: BoundRule) -> tuple[Rank, ...]:
    return () if bound.rule.ranking is None else bound.rule.ranking.ranks


@lru_cache(maxsize=1024)
def _readers(bound: BoundRule) -> tuple[tuple[str, Callable[[_Facts], bool | None], int | None], ...]:
    """For each code: the function that decides it from stored facts, and the place of its weight among them."""
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
    """Whether a rank that is met comes before another that is: by weight, and for equal weights as `alike` says."""
    if one.weight is not None and other.weight is not None:
        return one.weight >= other.weight if alike else one.weight > other.weight
    return alike if one.weight is None and other.weight is None else one.weight is not None
