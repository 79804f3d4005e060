"""Missing facts: the facts that leave a condition unknown, being unknown or of a value that is vague."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias

from antipoverty._engine.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Criterion,
    Fact,
    FactValue,
    Not,
    SampledRate,
    facts_of,
)
from antipoverty._engine.record import evaluator

_Names: TypeAlias = Callable[[tuple[FactValue, ...]], tuple[str, ...]]


def missing_facts(condition: Condition, facts: tuple[Fact, ...], values: tuple[FactValue, ...]) -> tuple[str, ...]:
    """The facts that leave a condition unknown: those under parts that are unknown themselves.

    A fact of a vague value is missing too, where its condition asks for what the value does not say: a disability of
    unstated grade, where the grade decides.
    """
    return missing_reader(condition, facts)(values)


@lru_cache(maxsize=4096)
def missing_reader(condition: Condition, facts: tuple[Fact, ...]) -> _Names:
    """The function of `missing_facts`, over values in the order of `facts`; compiled on first use."""
    truth = evaluator(condition, facts)
    within: _Names | None = None

    def missing(values: tuple[FactValue, ...]) -> tuple[str, ...]:
        nonlocal within
        if truth(values) is not None:
            return ()
        if within is None:
            within = _missing_within(condition, facts)
        return within(values)

    return missing


def _missing_within(condition: Condition, facts: tuple[Fact, ...]) -> _Names:
    """The function of `missing_facts` for a condition that is unknown."""
    match condition:
        case Criterion(rate=None):
            return missing_reader(condition.effective, facts)
        case Criterion(rate=SampledRate() as rate):
            named = missing_reader(condition.effective, facts)
            return lambda values: _counts_for_verdicts(rate, named(values), dict(zip(facts, values, strict=True)))
        case AllOf(conditions) | AnyOf(conditions):
            parts = tuple(missing_reader(part, facts) for part in conditions)
            return lambda values: tuple(dict.fromkeys([name for part in parts for name in part(values)]))
        case Not(inner):
            return missing_reader(inner, facts)
        case _:
            places = tuple((fact.name, facts.index(fact), (None, *fact.vague)) for fact in facts_of(condition))
            return lambda values: tuple([name for name, place, open_values in places if values[place] in open_values])


def _counts_for_verdicts(rate: SampledRate, names: tuple[str, ...], known: Mapping[Fact, FactValue]) -> tuple[str, ...]:
    """The missing facts of a sampled rate: its unknown counts, in place of the flags that follow from them."""
    from antipoverty._engine.figures import verdicts

    flags = {limit.verdict.name for limit in rate.limits if limit.verdict is not None}
    if flags.isdisjoint(names) or verdicts((rate,), known):
        return names
    beside = {part.population for part in rate.samples} if rate.whole is None else set()
    unknown = tuple(fact.name for fact in rate.facts if known[fact] is None and fact not in beside)
    return tuple(dict.fromkeys((*unknown, *(name for name in names if name not in flags)))) if unknown else names
