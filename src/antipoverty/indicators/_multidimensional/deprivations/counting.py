"""What is counted of a table of deprivations, whichever engine counts.

Scores are whole numbers: dimension weights are brought to a common denominator first, so that a score that equals the
cut-off is never lost to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from antipoverty.indicators._multidimensional.deprivations.tables import Cut

#: What is summed, the place of the indicator, the place of the cut-off.
Key: TypeAlias = tuple[str, int, int]
#: The sums of one group.
Sums: TypeAlias = dict[Key, Fraction]
#: A NumPy array or a narwhals expression: both know the same operators.
Column: TypeAlias = Any
#: The rows that count, and the amount of each if it is not 1.
Amount: TypeAlias = tuple[Column, Column | None]


class Engine(Protocol):
    """What sums: its columns without unknowns, and how it casts, names, compares and sums them.

    Attributes:
        deprived: a Boolean column for each indicator.
        observed: a Boolean column for each indicator, if scores are out of what was observed of each person.
        gaps: normalised gaps, by the place of the indicator.
    """

    deprived: Sequence[Column]
    observed: Sequence[Column] | None
    gaps: Mapping[int, Column]

    def whole(self, column: Column) -> Column:
        """A Boolean column as 0 and 1, in a type that holds the largest score."""
        ...

    def keep(self, name: str, column: Column) -> Column:
        """A column that is used more than once."""
        ...

    def reaching(self, weights: Sequence[int], scores: Sequence[int]) -> Sequence[Column]:
        """For each score, whose deprivations weigh so much or more."""
        ...

    def sum(self, wanted: Mapping[Key, Amount]) -> dict[str | None, dict[Key, Any]]:
        """For each key the weighted sum of an amount, or of 1, over some rows; with population and dropped."""
        ...


def wanted(engine: Engine, cut: Cut) -> Iterator[tuple[Key, Amount]]:
    """What is to be summed, by key."""
    known = None if engine.observed is None else engine.keep("known", scored(engine, cut.weights, engine.observed))
    for at, column in enumerate(engine.deprived):
        yield ("deprived", at, 0), (column, None)
    for number, poor in enumerate(_poor(engine, cut, known)):
        yield ("poor", 0, number), (poor, None)
        for at, column in enumerate(engine.deprived):
            censored = column & poor
            yield ("censored", at, number), (censored, None)
            if known is not None:
                # Where nothing is known it does not matter what is divided by, but for 0.
                yield ("contribution", at, number), (censored, cut.weights[at] / (known + engine.whole(known == 0)))
            if at in engine.gaps:
                yield ("gap", at, number), (censored, engine.gaps[at])
                yield ("squared", at, number), (censored, engine.gaps[at] * engine.gaps[at])


def _poor(engine: Engine, cut: Cut, known: Column | None) -> Sequence[Column]:
    """Who is poor, by each cut-off."""
    if known is None:
        return engine.reaching(cut.weights, [math.ceil(cutoff * cut.whole) for cutoff in cut.cutoffs])
    score = engine.keep("score", scored(engine, cut.weights, engine.deprived))
    # Those of whom nothing is known are left out as they are summed.
    return [
        engine.keep(f"poor{number}", score * cutoff.denominator >= known * cutoff.numerator)
        for number, cutoff in enumerate(cut.cutoffs)
    ]


def scored(engine: Engine, weights: Sequence[int], columns: Sequence[Column]) -> Column:
    """The weighted count of what is true of each person; plain counts are not multiplied."""
    whole = [engine.whole(column) for column in columns]
    parts = [part if weight == 1 else part * weight for part, weight in zip(whole, weights, strict=True)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def finished(engine: Engine, cut: Cut, raw: Mapping[Key, Any]) -> Sums:
    """Exact numbers; where scores are out of everything, an indicator contributes its weight for each poor person."""
    exact = {key: Fraction(0 if value is None else value) for key, value in raw.items()}
    if engine.observed is None:
        for number in range(len(cut.cutoffs)):
            for at, weight in enumerate(cut.weights):
                exact["contribution", at, number] = exact["censored", at, number] * Fraction(weight, cut.whole)
    return exact
