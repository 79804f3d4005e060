"""Strategies for what indicators are computed from, and for what they give.

A table is a dict of columns, as every data-frame library takes it. What comes of a table is computed from it, so that
its figures agree among themselves: a headcount ratio that no sample has is never drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from antipoverty.indicators import (
    Design,
    Estimate,
    MonetaryPoverty,
    MultidimensionalPoverty,
    alkire_foster,
    estimate,
    gini,
    headcount_ratio,
    mean,
    monetary_poverty,
    poverty_gap,
)
from antipoverty.indicators.multidimensional import MultidimensionalEstimates, estimate_alkire_foster
from antipoverty.indicators.programme import Method, Sample, estimate_rate
from antipoverty.strategies._shared import st

#: Where `income_values` goes on purpose: the line itself, and a fen to either side.
LINE = 1_000

#: What `estimates` are of, with the line where one is asked for.
_MEASURES: list[tuple[Callable[..., float], tuple[int, ...]]] = [
    (mean, ()), (headcount_ratio, (LINE,)), (poverty_gap, (LINE,)), (gini, ()),
]  # fmt: skip


def income_values(*, least: int = 2, most: int = 30) -> st.SearchStrategy[list[float]]:
    """Incomes in yuan above 0, to the fen: on the line of 1,000 yuan, a fen beside it, or anywhere up to four times it.

    Args:
        least: the fewest incomes of a sample.
        most: the most.
    """
    return st.lists(_incomes(), min_size=least, max_size=most)


def income_tables(*, least: int = 2, most: int = 30, weightless: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Columns ``income``, ``weight`` and ``group``: incomes as `income_values`, whole weights, one of three groups.

    Args:
        least: the fewest rows.
        most: the most.
        weightless: whether some rows may weigh 0, if not all.
    """
    row = st.tuples(_incomes(), st.integers(0 if weightless else 1, 5), st.sampled_from("abc"))
    rows = st.lists(row, min_size=least, max_size=most).filter(lambda rows: any(weight for _, weight, _ in rows))
    return rows.map(lambda rows: _columns(("income", "weight", "group"), rows))


@st.composite
def deprivation_tables(
    draw: st.DrawFn, indicators: Sequence[str] = ("a", "b", "c"), *, unknown: bool = False, least: int = 1
) -> dict[str, Any]:
    """Columns of deprivations by the names of the indicators, with ``weight``, ``group``, and ``gap_`` and each name.

    Args:
        draw: given by Hypothesis.
        indicators: the names.
        unknown: whether some deprivations are not known.
        least: the fewest persons; the most are twelve.
    """
    truth = st.sampled_from([True, False, None]) if unknown else st.booleans()
    gap = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    of_each = (*(truth for _ in indicators), st.integers(0, 5), st.sampled_from(["east", "west"]))
    rows = draw(st.lists(st.tuples(*of_each, *(gap for _ in indicators)), min_size=least, max_size=12))
    table = _columns((*indicators, "weight", "group", *(f"gap_{name}" for name in indicators)), rows)
    if not any(table["weight"]):
        table["weight"] = [1] * len(rows)
    return table


@st.composite
def dimension_cuts(draw: st.DrawFn, indicators: Sequence[str] = ("a", "b", "c")) -> tuple[dict[str, int], int]:
    """Weights of indicators, some perhaps 0, and a cut-off that some but not all scores reach."""
    weight = st.fixed_dictionaries({name: st.integers(0, 4) for name in indicators})
    weights = draw(weight.filter(lambda weights: any(weights.values())))
    return weights, draw(st.integers(min(filter(None, weights.values())), sum(weights.values())))


@st.composite
def designs(draw: st.DrawFn, size: int) -> Design:
    """Designs of a sample of so many rows, two or more: up to three strata of two clusters or more, whole weights."""
    strata = draw(st.integers(1, max(1, min(3, size // 2))))
    # The first rows give each stratum its two clusters; the others fall anywhere.
    places = [(row % strata, row // strata) for row in range(2 * strata)]
    others = st.tuples(st.integers(0, strata - 1), st.integers(0, 4))
    places += draw(st.lists(others, min_size=size - len(places), max_size=size - len(places)))
    places = draw(st.permutations(places))
    weights = draw(st.lists(st.integers(1, 9), min_size=size, max_size=size))
    return Design(weights, [stratum for stratum, _ in places], [cluster for _, cluster in places])


@st.composite
def samples(draw: st.DrawFn, *, population: bool = True, least: int = 1, most: int = 60) -> Sample:
    """Samples with how many of those looked at have the property: often few, as with errors, or none, or all.

    Args:
        draw: given by Hypothesis.
        population: whether they come from a population of a known size.
        least: the fewest who were looked at.
        most: the most.
    """
    sampled = draw(st.integers(least, most))
    found = draw(st.integers(0, sampled) | st.integers(0, sampled // 20))
    return Sample(found, sampled, draw(st.integers(sampled, sampled + 90)) if population else None)


def targeting_tables() -> st.SearchStrategy[dict[str, Any]]:
    """Columns ``target``, ``covered`` and ``weight``, with at least one who is both, so that no rate lacks a base."""
    row = st.tuples(st.booleans(), st.booleans(), st.integers(0, 4))
    rows = st.lists(row, min_size=1, max_size=15)
    return rows.map(lambda rows: _columns(("target", "covered", "weight"), [(True, True, 1), *rows]))


def poverty_profiles() -> st.SearchStrategy[MonetaryPoverty]:
    """Headcount ratio, gaps and Watts of some incomes, by the line of 1,000 yuan."""
    return income_tables().map(lambda table: monetary_poverty(table["income"], LINE, table["weight"]))


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    """Estimates: measures of a survey of some design, and rates of a simple sample or of a few strata."""
    if draw(st.booleans()):
        method = draw(st.sampled_from(Method))
        if draw(st.booleans()):
            return estimate_rate(draw(samples()), method=method)
        return estimate_rate(draw(st.lists(samples(least=2), min_size=1, max_size=3)), method=method)
    values = draw(income_values())
    measure, arguments = draw(st.sampled_from(_MEASURES))
    confidence = draw(st.sampled_from([0.9, 0.95, 0.99]))
    return estimate(measure, values, *arguments, design=draw(designs(len(values))), confidence=confidence)


@st.composite
def multidimensional_results(draw: st.DrawFn) -> MultidimensionalPoverty:
    """H, A, M0 and all that belongs to them, now and then with subgroups and with gaps."""
    table, (weights, cutoff) = draw(deprivation_tables()), draw(dimension_cuts())
    return alkire_foster(
        {name: table[name] for name in weights},
        dimension_weights=weights,
        cutoff=cutoff,
        weights=table["weight"],
        groups=draw(st.sampled_from([None, table["group"]])),
        gaps=draw(st.sampled_from([None, {name: table[f"gap_{name}"] for name in weights}])),
    )


@st.composite
def multidimensional_estimates(draw: st.DrawFn) -> MultidimensionalEstimates:
    """The same with its uncertainty, from samples of some design."""
    table, (weights, cutoff) = draw(deprivation_tables(least=2)), draw(dimension_cuts())
    return estimate_alkire_foster(
        {name: table[name] for name in weights},
        dimension_weights=weights,
        cutoff=cutoff,
        design=draw(designs(len(table["group"]))),
        groups=draw(st.sampled_from([None, table["group"]])),
    )


def _incomes() -> st.SearchStrategy[float]:
    near = st.integers(LINE * 100 - 1, LINE * 100 + 1)
    return (st.integers(1, LINE * 400) | near).map(lambda fen: fen / 100)


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
