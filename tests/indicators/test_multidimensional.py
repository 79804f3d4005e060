"""The Alkire-Foster measures: by hand, by another package, by every engine, and by what must always hold."""

from __future__ import annotations

import warnings
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import mpitb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.indicators import Column, MultidimensionalPoverty, alkire_foster
from antipoverty.indicators.multidimensional import alkire_foster_by_cutoff, nested_weights, robust_comparisons
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import deprivation_tables
from antipoverty.strategies._indicators import dimension_cuts, multidimensional_results
from documents import check_document
from effort import times

NAMES = ("a", "b", "c")


def indicators(table: dict[str, Any]) -> dict[str, Any]:
    return {name: table[name] for name in NAMES}


def gaps(table: dict[str, Any]) -> dict[str, Any]:
    return {name: table[f"gap_{name}"] for name in NAMES}


def by_definition(
    table: dict[str, Any], weights: dict[str, int], cutoff: int, power: int = 0
) -> tuple[Fraction, Fraction]:
    """H and M0 (or M1, M2), person by person, as the paper writes them."""
    poor = total = Fraction(0)
    persons = list(zip(*(table[name] for name in NAMES), table["weight"], strict=True))
    for place, (*deprived, weight) in enumerate(persons):
        score = sum(weights[name] for name, truth in zip(NAMES, deprived, strict=True) if truth)
        if score >= cutoff:
            poor += weight
            for name, truth in zip(NAMES, deprived, strict=True):
                gap = Fraction(table[f"gap_{name}"][place]) ** power
                total += weight * weights[name] * gap * bool(truth) / Fraction(sum(weights.values()))
    whole = sum(table["weight"])
    return poor / whole, total / whole


# Published and independent values


def test_four_persons_by_hand() -> None:
    """Four persons in four dimensions with k = 2, worked by hand.

    They are thought to be those by which Alkire and Foster teach, but no text of theirs that has them was read. The
    same achievements and cut-offs, equally weighted, are the example of the R package easyuse (cutoffs_modify_at).
    Incomes 13.1, 15.2, 12.5, 20 against 13; schooling 14, 7, 10, 11 against 12; health 4, 5, 1, 3 against 3; and
    services 1, 0, 0, 1 against 1. H is 1/2, A 3/4, M0 3/8; the gaps give M1 and M2.
    """
    values = {
        "income": [13.1, 15.2, 12.5, 20],
        "school": [14, 7, 10, 11],
        "health": [4, 5, 1, 3],
        "service": [1, 0, 0, 1],
    }
    lines = {"income": 13, "school": 12, "health": 3, "service": 1}
    deprived = {name: [value < lines[name] for value in column] for name, column in values.items()}
    gaps_by_name = {
        name: [max(0.0, (lines[name] - value) / lines[name]) for value in column] for name, column in values.items()
    }
    result = alkire_foster(deprived, dimension_weights=dict.fromkeys(values, 1), cutoff=2, gaps=gaps_by_name)
    assert (result.H, result.A, result.M0) == (0.5, 0.75, 0.375)
    # The second person lacks in schooling and services; the third in everything.
    assert result.M1 == pytest.approx((5 / 12 + 1 + 0.5 / 13 + 2 / 12 + 2 / 3 + 1) / 16)
    assert result.M2 == pytest.approx(((5 / 12) ** 2 + 1 + (0.5 / 13) ** 2 + (2 / 12) ** 2 + (2 / 3) ** 2 + 1) / 16)
    assert result.uncensored_headcounts == {"income": 0.25, "school": 0.75, "health": 0.25, "service": 0.5}
    assert result.censored_headcounts == {"income": 0.25, "school": 0.5, "health": 0.25, "service": 0.5}
    assert result.contributions == pytest.approx({"income": 1 / 6, "school": 1 / 3, "health": 1 / 6, "service": 1 / 3})


@pytest.mark.parametrize("cutoff", [20, 33, 45])
def test_another_package_finds_the_same(cutoff: int) -> None:
    """PyPI mpitb 0.2, which compares floats: no score lies on these. At 50 it loses some whose score is 1/2."""
    random = np.random.default_rng(7)
    dimensions = {"health": ["nutr", "cm"], "school": ["att", "educ"], "living": ["elec", "sani", "wtr"]}
    weights = nested_weights(dimensions)
    data: dict[str, Any] = {name: (random.random(400) < 0.35).astype(int) for name in weights}
    data |= {"weight": random.integers(1, 9, 400).astype(float), "area": random.choice(["rural", "urban"], 400)}
    toolbox = mpitb.MPIToolbox()
    toolbox.svyset(weight="weight")
    toolbox.set(name="trial", dimensions=[(members, name) for name, members in dimensions.items()])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pd.DataFrame(toolbox.est(pd.DataFrame(data), "trial", [cutoff], over=["area"], svy=True))
    ours = alkire_foster(
        {name: data[name] for name in weights},
        dimension_weights=weights,
        cutoff=Fraction(cutoff, 100),
        weights=data["weight"],
        groups=data["area"],
    )
    for label, result in {"nat": ours, **ours.subgroups}.items():
        part = rows[rows["loa"] == "nat"] if label == "nat" else rows[rows["subg"] == label]

        def theirs(measure: str, indicator: str | None = None, part: pd.DataFrame = part) -> float:
            chosen = part[part["measure"] == measure]
            if indicator is not None:
                chosen = chosen[chosen["indicator"] == indicator]
            return float(chosen["b"].iloc[0])

        for measure in ("H", "A", "M0"):
            assert getattr(result, measure) == pytest.approx(theirs(measure), abs=1e-12)
        for name in weights:
            assert result.censored_headcounts[name] == pytest.approx(theirs("hdk", name), abs=1e-12)
            assert result.uncensored_headcounts[name] == pytest.approx(theirs("hd", name), abs=1e-12)
            assert result.contributions[name] == pytest.approx(theirs("pctb", name), abs=1e-12)


# What must always hold


@given(deprivation_tables(), dimension_cuts())
def test_the_measures_are_those_of_the_definition(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, cutoff = cut
    result = alkire_foster(
        indicators(table), dimension_weights=weights, cutoff=cutoff, weights=table["weight"], gaps=gaps(table)
    )
    h, m0 = by_definition(table, weights, cutoff)
    assert result.H == float(h)
    assert result.M0 == float(m0)
    assert result.M1 == pytest.approx(float(by_definition(table, weights, cutoff, 1)[1]), abs=1e-15)
    assert result.M2 == pytest.approx(float(by_definition(table, weights, cutoff, 2)[1]), abs=1e-15)


@given(deprivation_tables(), dimension_cuts())
def test_the_measures_keep_their_order_and_their_identities(
    table: dict[str, Any], cut: tuple[dict[str, int], int]
) -> None:
    weights, cutoff = cut
    result = alkire_foster(
        indicators(table), dimension_weights=weights, cutoff=cutoff, weights=table["weight"], gaps=gaps(table)
    )
    assert 0 <= result.M2 <= result.M1 <= result.M0 <= result.H <= 1
    assert result.M0 == pytest.approx(result.H * result.A)
    if result.poor:
        assert float(result.cutoff) - 1e-15 <= result.A <= 1
        assert sum(result.contributions.values()) == pytest.approx(1)
    else:
        assert set(result.contributions.values()) == {0.0}
        assert (result.A, result.M0) == (0, 0)
    whole = sum(weights.values())
    parts = (weights[name] * share for name, share in result.censored_headcounts.items())
    assert sum(parts) / whole == pytest.approx(result.M0)
    for name, share in result.censored_headcounts.items():
        assert share <= result.uncensored_headcounts[name]


@given(deprivation_tables(), dimension_cuts())
def test_the_subgroups_add_up_to_the_last_digit(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, cutoff = cut
    options: dict[str, Any] = {"dimension_weights": weights, "cutoff": cutoff, "weights": table["weight"]}
    whole = alkire_foster(indicators(table), **options)
    parts = alkire_foster(indicators(table), **options, groups=table["group"])
    assert sum(each.poor for each in parts.subgroups.values()) == parts.poor == whole.poor
    assert sum(each.population for each in parts.subgroups.values()) == parts.population == whole.population
    assert parts.indicators == whole.indicators
    assert sum(parts.population_shares.values()) == pytest.approx(1)
    mean = sum(parts.population_shares[name] * each.M0 for name, each in parts.subgroups.items())
    assert mean == pytest.approx(whole.M0)
    if whole.poor:
        assert sum(parts.subgroup_contributions.values()) == pytest.approx(1)


@given(deprivation_tables(), dimension_cuts())
def test_a_weight_is_that_many_persons(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, cutoff = cut
    repeated = {
        name: [value for value, times in zip(table[name], table["weight"], strict=True) for _ in range(times)]
        for name in NAMES
    }
    options: dict[str, Any] = {"dimension_weights": weights, "cutoff": cutoff}
    assert alkire_foster(repeated, **options) == alkire_foster(indicators(table), **options, weights=table["weight"])


@given(deprivation_tables(), dimension_cuts(), st.integers(2, 3))
def test_only_the_proportions_of_dimension_weights_matter(
    table: dict[str, Any], cut: tuple[dict[str, int], int], times: int
) -> None:
    weights, cutoff = cut
    shares = {name: Fraction(weight, sum(weights.values())) for name, weight in weights.items()}
    first = alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff)
    larger = {name: weight * times for name, weight in weights.items()}
    assert first == alkire_foster(indicators(table), dimension_weights=larger, cutoff=cutoff * times)
    assert first == alkire_foster(
        indicators(table), dimension_weights=shares, cutoff=Fraction(cutoff, sum(weights.values()))
    )


@given(deprivation_tables(), dimension_cuts())
def test_a_higher_cutoff_never_makes_more_poor(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, _ = cut
    whole = sum(weights.values())
    least = min(weight for weight in weights.values() if weight)
    cutoffs = list(range(least, whole + 1))
    results = alkire_foster_by_cutoff(indicators(table), dimension_weights=weights, cutoffs=cutoffs)
    assert [result.poor for result in results] == sorted((result.poor for result in results), reverse=True)
    assert [result.M0 for result in results] == sorted((result.M0 for result in results), reverse=True)
    for cutoff, result in zip(cutoffs, results, strict=True):
        assert result == alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff)


@given(deprivation_tables(), dimension_cuts(), st.sampled_from(NAMES), st.data())
def test_relieving_a_poor_person_of_a_deprivation_lowers_m0_and_relieving_another_changes_nothing(
    table: dict[str, Any], cut: tuple[dict[str, int], int], name: str, data: st.DataObject
) -> None:
    """Dimensional monotonicity and deprivation focus and poverty focus."""
    weights, cutoff = cut
    place = data.draw(st.integers(0, len(table[name]) - 1))
    score = sum(weights[each] for each in NAMES if table[each][place])
    better = {each: list(table[each]) for each in NAMES}
    better[name][place] = False
    before = alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff)
    after = alkire_foster(better, dimension_weights=weights, cutoff=cutoff)
    if table[name][place] and weights[name] and score >= cutoff:
        assert after.M0 < before.M0
    else:
        assert (after.M0, after.H) == (before.M0, before.H)


def test_h_is_not_dimensionally_monotone_but_m0_is() -> None:
    one = alkire_foster({"a": [1], "b": [1], "c": [0]}, dimension_weights=[1, 1, 1], cutoff=1)
    two = alkire_foster({"a": [1], "b": [0], "c": [0]}, dimension_weights=[1, 1, 1], cutoff=1)
    assert one.H == two.H
    assert one.M0 > two.M0


# The cut-off is exact


@pytest.mark.parametrize(
    ("weights", "cutoff"),
    [
        (["1/3", "1/3", "1/3"], "2/3"),
        ([1 / 3, 1 / 3, 1 / 3], 2 / 3),
        ([1 / 3, 1 / 3, 1 / 3], 1 / 3 + 1 / 3),
        ([0.1, 0.2, 0.7], 0.3),
        ([0.1, 0.2, 0.7], 0.1 + 0.2),
        ([Decimal("0.1"), Decimal("0.2"), Decimal("0.7")], Decimal("0.3")),
        ([Fraction(1, 6), Fraction(1, 18), Fraction(7, 9)], Fraction(2, 9)),
        ([np.float64(0.1), np.int64(2), 3], 2.1),
        ([0.1, 0.2, 0.7], 0.3 + 9e-13),
    ],
)
def test_a_score_that_equals_the_cutoff_is_poor(weights: list[Any], cutoff: Any) -> None:
    table = {"a": [True, True, False], "b": [True, False, True], "c": [False, False, False]}
    named = dict(zip(NAMES, weights, strict=True))
    on = alkire_foster(table, dimension_weights=named, cutoff=cutoff)
    assert on.H == pytest.approx(1 / 3)
    frame = alkire_foster(pl.DataFrame(table), dimension_weights=named, cutoff=cutoff)
    assert frame == on


def test_a_float_that_is_no_simple_fraction_is_taken_as_it_is() -> None:
    table = {"a": [True, True], "b": [True, False]}
    weights = {"a": 0.123456789012345, "b": 1 - 0.123456789012345}
    assert alkire_foster(table, dimension_weights=weights, cutoff=0.123456789012345).H == 1


# Missing deprivations


@given(deprivation_tables(unknown=True), dimension_cuts())
def test_taking_the_unknown_as_the_one_or_the_other_bounds_what_may_be_true(
    table: dict[str, Any], cut: tuple[dict[str, int], int]
) -> None:
    weights, cutoff = cut
    given = {"dimension_weights": weights, "cutoff": cutoff, "weights": table["weight"]}
    low = alkire_foster(indicators(table), **given, missing="not deprived")
    high = alkire_foster(indicators(table), **given, missing="deprived")
    false = {name: [bool(value) for value in table[name]] for name in NAMES}
    true = {name: [value is not False for value in table[name]] for name in NAMES}
    assert low == alkire_foster(false, **given)
    assert high == alkire_foster(true, **given)
    assert low.M0 <= high.M0
    assert low.H <= high.H


@given(deprivation_tables(unknown=True), dimension_cuts())
def test_dropping_is_leaving_the_persons_out(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, cutoff = cut
    kept = [place for place in range(len(table["a"])) if all(table[name][place] is not None for name in NAMES)]
    if not any(table["weight"][place] for place in kept):
        with pytest.raises(InvalidValue, match="weights: got 'no weight above 0'"):
            alkire_foster(
                indicators(table), dimension_weights=weights, cutoff=cutoff, weights=table["weight"], missing="drop"
            )
        return
    result = alkire_foster(
        indicators(table), dimension_weights=weights, cutoff=cutoff, weights=table["weight"], missing="drop"
    )
    alone = alkire_foster(
        {name: [table[name][place] for place in kept] for name in NAMES},
        dimension_weights=weights,
        cutoff=cutoff,
        weights=[table["weight"][place] for place in kept],
    )
    assert (result.poor, result.population, result.indicators) == (alone.poor, alone.population, alone.indicators)
    assert result.dropped + result.population == sum(table["weight"])


def test_reweighting_takes_the_score_out_of_what_is_known() -> None:
    table = {"a": [True, None, None], "b": [None, True, None], "c": [False, True, None]}
    result = alkire_foster(table, dimension_weights={"a": 1, "b": 1, "c": 2}, cutoff=2, missing="reweight")
    # The first is deprived in 1 of 3, below one half; the second in 3 of 3; of the third nothing is known.
    assert (result.H, result.A, result.dropped) == (0.5, 1, 1)
    assert result.contributions == pytest.approx({"a": 0, "b": 1 / 3, "c": 2 / 3})
    assert result.M0 == result.H * result.A


@given(deprivation_tables(), dimension_cuts())
def test_where_all_is_known_no_policy_changes_anything(table: dict[str, Any], cut: tuple[dict[str, int], int]) -> None:
    weights, cutoff = cut
    first = alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff)
    for missing in ("drop", "not deprived", "deprived"):
        assert alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff, missing=missing) == first
    again = alkire_foster(indicators(table), dimension_weights=weights, cutoff=cutoff, missing="reweight")
    assert (again.poor, again.population) == (first.poor, first.population)
    assert again.M0 == pytest.approx(first.M0, abs=1e-12)


# Every engine gives the same


def _frames(data: dict[str, Any]) -> dict[str, Any]:
    frame = pl.DataFrame(data, schema_overrides=dict.fromkeys(NAMES, pl.Boolean))
    arrow = frame.to_arrow()
    return {
        "polars": frame,
        "lazy": frame.lazy(),
        "arrow": arrow,
        "pandas": frame.to_pandas(use_pyarrow_extension_array=True),
        "duckdb": duckdb.from_arrow(arrow),
        "whole numbers": frame.with_columns(pl.col(NAMES).cast(pl.Int8)),
    }


@pytest.mark.parametrize("missing", ["drop", "not deprived", "deprived", "reweight"])
@pytest.mark.parametrize("engine", ["polars", "lazy", "arrow", "pandas", "duckdb", "whole numbers"])
@times(1 / 6)
@given(st.data())
def test_a_frame_gives_what_columns_give(engine: str, missing: Any, data: st.DataObject) -> None:
    table, (weights, cutoff) = data.draw(deprivation_tables(unknown=True)), data.draw(dimension_cuts())
    frame = _frames({name: table[name] for name in (*NAMES, "weight", "group")})[engine]
    for weighted, grouped in data.draw(
        st.sampled_from([((False, False), (True, True)), ((True, False), (False, True))])
    ):
        options: dict[str, Any] = {"dimension_weights": weights, "cutoff": cutoff, "missing": missing}
        wanted: MultidimensionalPoverty | str
        try:
            wanted = alkire_foster(
                indicators(table),
                **options,
                weights=table["weight"] if weighted else None,
                groups=table["group"] if grouped else None,
            )
        except InvalidValue as error:
            wanted = str(error)
        try:
            found: MultidimensionalPoverty | str = alkire_foster(
                frame, **options, weights="weight" if weighted else None, groups="group" if grouped else None
            )
        except InvalidValue as error:
            found = str(error)
        if missing == "reweight" and not isinstance(wanted, str):
            assert isinstance(found, MultidimensionalPoverty)
            assert found.M0 == pytest.approx(wanted.M0, abs=1e-12)
            assert (found.poor, found.dropped) == (wanted.poor, wanted.dropped)
        else:
            assert found == wanted


@given(deprivation_tables(), dimension_cuts())
def test_gaps_and_columns_of_a_frame_give_what_sequences_give(
    table: dict[str, Any], cut: tuple[dict[str, int], int]
) -> None:
    weights, cutoff = cut
    options: dict[str, Any] = {"dimension_weights": weights, "cutoff": cutoff}
    frame = pl.DataFrame(table).lazy()
    wanted = alkire_foster(
        indicators(table), **options, weights=table["weight"], groups=table["group"], gaps=gaps(table)
    )
    columns = {name: f"gap_{name}" for name in NAMES}
    found = alkire_foster(frame, **options, weights="weight", groups="group", gaps=columns)
    named = alkire_foster(
        {name: Column(frame, name) for name in NAMES},
        **options,
        weights=Column(frame, "weight"),
        groups=Column(frame, "group"),
        gaps={name: Column(frame, gap) for name, gap in columns.items()},
    )
    assert found.M0 == wanted.M0 == named.M0
    assert found.M1 == pytest.approx(wanted.M1, abs=1e-12)
    assert named.M2 == pytest.approx(wanted.M2, abs=1e-12)
    series = {name: pl.Series(table[name]) for name in NAMES}
    arrays = {name: np.array(table[name]) for name in NAMES}
    whole = {name: np.array(table[name], dtype=float) for name in NAMES}
    plain = alkire_foster(indicators(table), **options)
    for columns in (series, arrays, whole, pl.DataFrame(arrays).to_pandas()):
        assert alkire_foster(columns, **options) == plain


def test_series_with_unknowns_and_weights_that_are_floats() -> None:
    series = {"a": pl.Series([True, None, False]), "b": pl.Series([1, 0, None])}
    result = alkire_foster(series, dimension_weights=[1, 1], cutoff=1, missing="deprived", weights=[0.5, 0.25, 0.25])
    assert (result.H, result.M0) == (1, 0.75)
    objects = {"a": np.array([True, None, False], dtype=object), "b": pd.Series([1, 0, None], dtype=object)}
    weights = [0.5, 0.25, 0.25]
    again = alkire_foster(objects, dimension_weights=[1, 1], cutoff=1, missing="deprived", weights=weights)
    assert again == result
    frame = pl.DataFrame({**series, "w": weights})
    again = alkire_foster(frame, dimension_weights={"a": 1, "b": 1}, cutoff=1, missing="deprived", weights="w")
    assert again == result


def test_many_indicators_do_without_compression() -> None:
    random = np.random.default_rng(3)
    table = {f"d{number}": random.random(50) < 0.2 for number in range(70)}
    weights = dict.fromkeys(table, 3)
    options: dict[str, Any] = {"dimension_weights": weights, "cutoff": 45}
    frame = pl.DataFrame(table | {"w": np.arange(50)})
    assert alkire_foster(frame, **options, weights="w") == alkire_foster(table, **options, weights=np.arange(50))
    heavy = dict.fromkeys(table, 1_000_003)
    assert (
        alkire_foster(frame, dimension_weights=heavy, cutoff=15 * 1_000_003).poor
        == alkire_foster(frame, **options).poor
    )


@given(st.data(), st.sampled_from([1, 3, 1_000]))
def test_who_is_poor_is_the_same_by_bits_and_by_numbers(data: st.DataObject, heaviest: int) -> None:
    """Polars compares packed bits where the weights have few sums, and adds numbers where they have many."""
    names = [f"d{number}" for number in range(9)]
    weights = {name: data.draw(st.integers(1, heaviest)) for name in names}
    persons = data.draw(st.lists(st.tuples(*(st.booleans() for _ in names)), min_size=1, max_size=20))
    scores = [sum(weight for weight, true in zip(weights.values(), person, strict=True) if true) for person in persons]
    cutoffs = sorted(data.draw(st.sets(st.integers(min(weights.values()), sum(weights.values())), min_size=1)))
    frame = pl.DataFrame(persons, schema=dict.fromkeys(names, pl.Boolean), orient="row")
    for cutoff, ours in zip(
        cutoffs, alkire_foster_by_cutoff(frame, dimension_weights=weights, cutoffs=cutoffs), strict=True
    ):
        assert ours.poor == sum(score >= cutoff for score in scores)
        poor = [score for score in scores if score >= cutoff]
        assert ours.M0 == float(Fraction(sum(poor), sum(weights.values()) * len(scores)))


@pytest.mark.parametrize("whole", [127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 10**12])
def test_the_largest_score_is_not_lost_in_a_small_type(whole: int) -> None:
    table = {"a": [True, True, False], "b": [True, False, False]}
    options: dict[str, Any] = {"dimension_weights": {"a": whole - 1, "b": 1}, "cutoff": whole}
    for deprivations in (table, pl.DataFrame(table)):
        result = alkire_foster(deprivations, **options)
        assert (result.poor, result.M0) == (1, 1 / 3)


@pytest.mark.parametrize("count", [15, 16, 17, 31, 62, 63])
def test_the_last_indicator_is_not_lost_in_compression(count: int) -> None:
    table = {f"d{number}": [True, number == count - 1, False] for number in range(count)}
    options: dict[str, Any] = {"dimension_weights": dict.fromkeys(table, 1), "cutoff": 1}
    wanted = alkire_foster(table, **options, weights=[1, 2, 4])
    assert alkire_foster(pl.DataFrame(table | {"w": [1, 2, 4]}), **options, weights="w") == wanted


# Comparisons, weights of dimensions


def test_an_order_that_turns_with_the_cutoff_is_not_robust() -> None:
    table = {"a": [1, 0, 1, 1], "b": [1, 0, 0, 0]}
    results = alkire_foster_by_cutoff(
        table, dimension_weights=[1, 1], cutoffs=(1, 2), groups=["east", "east", "west", "west"]
    )
    assert [each.M0 for each in results[0].subgroups.values()] == [0.5, 0.5]
    assert robust_comparisons(results) == 1
    turned = {"a": [1, 0, 1, 1, 1], "b": [1, 0, 0, 0, 1]}
    groups = ["east", "east", "west", "west", "north"]
    weights = [1, 2, 1, 1, 1]
    results = alkire_foster_by_cutoff(turned, dimension_weights=[1, 1], cutoffs=(1, 2), groups=groups, weights=weights)
    assert robust_comparisons(results) == pytest.approx(2 / 3)


def test_nested_weights_share_alike_or_as_told() -> None:
    dimensions = {"health": ["a", "b"], "living": ["c", "d", "e"]}
    assert nested_weights(dimensions)["a"] == Fraction(1, 4)
    assert sum(nested_weights(dimensions).values()) == 1
    assert nested_weights(dimensions, {"health": 3, "living": 1})["e"] == Fraction(1, 12)


@given(multidimensional_results())
def test_results_are_read_back_as_they_were(result: MultidimensionalPoverty) -> None:
    assert loads(dumps(result), MultidimensionalPoverty) == result
    check_document(dumps(result), MultidimensionalPoverty)


# What cannot be is refused by name

ONE = {"a": [1, 0], "b": [1, 1]}
FRAME = pl.DataFrame({"a": [1, 0], "b": [True, None], "w": [1.0, -1.0], "n": [float("nan"), 1.0], "t": ["x", None]})
EVEN = {"a": 1, "b": 1}


def _refused(deprivations: Any = ONE, **options: Any) -> str:
    with pytest.raises(InvalidValue) as error:
        alkire_foster(deprivations, **({"dimension_weights": EVEN, "cutoff": 1} | options))
    return str(error.value)


@pytest.mark.parametrize(
    ("deprivations", "options", "message"),
    [
        (ONE, {"cutoff": 0}, "cutoff: got '0'; expected a number above 0 and up to 2, the sum of the weights"),
        (ONE, {"cutoff": "2.0001"}, "cutoff: got '20001/10000'; expected a number above 0 and up to 2"),
        (
            ONE,
            {"cutoff": "1/3"},
            "cutoff: got '1/3'; expected a number on the scale of the weights, of which the least",
        ),
        (ONE, {"cutoff": True}, "cutoff: got True; expected a whole number, a Fraction, a Decimal, a float"),
        (ONE, {"cutoff": float("nan")}, "cutoff: got nan; expected a whole number"),
        (ONE, {"cutoff": "two"}, "cutoff: got 'two'"),
        (ONE, {"cutoff": "1/0"}, "cutoff: got '1/0'"),
        (ONE, {"dimension_weights": {"a": -1, "b": 2}}, "dimension_weights: got 'a -1, b 2'; expected weights of at"),
        (ONE, {"dimension_weights": {"a": 0, "b": 0}}, "dimension_weights: got 'a 0, b 0'; expected weights of at"),
        (ONE, {"dimension_weights": {}}, "dimension_weights: got 'none'"),
        (ONE, {"dimension_weights": [1]}, "dimension_weights: got '1 weights'; expected one for each of a, b"),
        (ONE, {"dimension_weights": {"a": 1}}, "dimension_weights: got 'weights for a'; expected one for b too"),
        ({"a": [1]}, {}, "deprivations: got 'columns a'; expected a column b too"),
        ([1, 2], {}, "deprivations: got 'list'; expected columns by name, rows, or a frame that narwhals knows"),
        ([1, 2], {"dimension_weights": [1]}, "deprivations: got 'list'; expected columns by name"),
        ([[1, 0], [1]], {}, "deprivations[1]: got '1 values'; expected one for each of a, b"),
        ([[1, 0, 1], [1, 1, 1]], {}, "deprivations[0]: got '3 values'; expected one for each of a, b"),
        ([[1, 2], [1, 1]], {}, "b[0]: got 2; expected True or False"),
        ([[1, None], [1, 1]], {}, "b: got '1 missing'; expected a value for everyone"),
        (np.ones((2, 3)), {}, "deprivations: got 'a matrix of 3 columns'; expected one for each of a, b"),
        (np.ones((2, 2, 2)), {}, "deprivations: got 'an array of shape (2, 2, 2)'; expected rows and columns"),
        (np.ones(2), {}, "deprivations: got 'an array of shape (2,)'; expected rows and columns"),
        ({"a": [1, 0], "b": [1]}, {}, "b: got '1 values'; expected as many as a has, which is 2"),
        ({"a": [], "b": []}, {}, "a: got '0 values'; expected at least one"),
        ({"a": [1, 2], "b": [1, 1]}, {}, "a[1]: got 2; expected True or False, 1 or 0, or None for unknown"),
        ({"a": [1, "x"], "b": [1, 1]}, {}, "a[1]: got 'str'; expected a number, or None for missing"),
        ({"a": np.array([1, 2]), "b": [1, 1]}, {}, "a[1]: got 2; expected True or False, 1 or 0, or None for unknown"),
        ({"a": pl.Series([1.0, float("nan")]), "b": [1, 1]}, {}, "a: got '1 missing'; expected a value for everyone"),
        ({"a": pl.Series([1.0, float("inf")]), "b": [1, 1]}, {}, "a[1]: got inf; expected True or False"),
        ({"a": pl.Series(["x", "y"]), "b": [1, 1]}, {}, "a: got 'a series of String'; expected numbers"),
        ({"a": "10", "b": [1, 1]}, {}, "a: got 'str'; expected a sequence, a NumPy array, a series"),
        ({"a": np.eye(2), "b": [1, 1]}, {}, "a: got 'an array of shape (2, 2)'; expected one dimension"),
        ({"a": [1, None], "b": [1, 1]}, {}, "a: got '1 missing'; expected a value for everyone; missing= says"),
        (ONE, {"missing": "guess"}, "missing: got 'guess'; expected one of 'refuse', 'drop', 'not deprived'"),
        (ONE, {"weights": [1, -1]}, "weights[1]: got -1.0; expected a weight of at least 0"),
        (ONE, {"weights": [0, 0]}, "weights: got 'zeros only'; expected at least one weight above 0"),
        (ONE, {"weights": [1]}, "weights: got '1 values'; expected as many as a has, which is 2"),
        (ONE, {"weights": [1, None]}, "weights[1]: got None"),
        (ONE, {"groups": ["x", None]}, "groups[1]: got None"),
        (
            ONE,
            {"groups": np.array(["1", 1], dtype=object)},
            "groups: got \"str '1' and int 1\"; expected labels of one type",
        ),
        (ONE, {"gaps": {"z": [0, 0]}}, "gaps: got 'z'; expected one of the indicators: a, b"),
        (ONE, {"gaps": {"a": [0, 1.5]}}, "gaps['a']: got 1.5; expected gaps from 0 to 1"),
        (ONE, {"gaps": {"a": [0, -0.5]}}, "gaps['a']: got -0.5; expected gaps from 0 to 1"),
        (FRAME, {}, "b: got '1 missing'; expected a value for everyone"),
        (FRAME, {"dimension_weights": {"a": 1, "z": 1}}, "z: got 'z'; expected one of the frame's columns: a, b, w"),
        (FRAME, {"dimension_weights": {"a": 1, "t": 1}}, "t: got 'a column of String'; expected Booleans, or 0 and 1"),
        (FRAME, {"dimension_weights": {"a": 1, "n": 1}}, "n: got '1 missing'; expected a value for everyone"),
        (FRAME, {"dimension_weights": {"a": 1, "w": 1}}, "w: got '1 that cannot be'; expected True or False, 1 or 0"),
        (FRAME, {"missing": "drop", "weights": "w"}, "weights: got '1 that cannot be'; expected finite weights"),
        (FRAME, {"missing": "drop", "weights": "n"}, "weights: got '1 that cannot be'; expected finite weights"),
        (FRAME, {"missing": "drop", "weights": "t"}, "weights: got 'a column of String'; expected numbers"),
        (FRAME, {"missing": "drop", "weights": [1, 1]}, "weights: got 'list'; expected the name of a column"),
        (FRAME, {"missing": "drop", "groups": "t"}, "groups: got '1 missing'; expected a group for everyone"),
        (
            FRAME,
            {"missing": "drop", "gaps": {"a": "n"}},
            "gaps['a']: got '1 that cannot be'; expected gaps from 0 to 1",
        ),
        (FRAME, {"missing": "drop", "weights": Column(ONE, "w")}, "weights: got 'a Column of another frame'"),
        (FRAME.clear(), {}, "a: got 'no values'; expected at least one"),
        (
            {"a": Column(FRAME, "a"), "b": Column(FRAME.clone(), "b")},
            {},
            "b: got 'a Column of another frame'; expected columns of one frame",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(deprivations: Any, options: dict[str, Any], message: str) -> None:
    assert message in _refused(deprivations, **options)


def test_more_that_is_refused_by_name() -> None:
    result = alkire_foster(ONE, dimension_weights=EVEN, cutoff=1, gaps={"a": [1, 0]})
    with pytest.raises(InvalidValue, match="gaps: got 'none for b'; expected gaps for every indicator"):
        result.M1  # noqa: B018  # the property is what is tried
    with pytest.raises(InvalidValue, match="cutoffs: got 'none'; expected at least one cut-off"):
        alkire_foster_by_cutoff(ONE, dimension_weights=EVEN, cutoffs=())
    with pytest.raises(InvalidValue, match="results: got '1 results'; expected results with the same subgroups"):
        robust_comparisons([result])
    with pytest.raises(InvalidValue, match="results: got '0 results'"):
        robust_comparisons([])
    with pytest.raises(InvalidValue, match="dimensions: got 'a'; expected each indicator in one dimension, and once"):
        nested_weights({"x": ["a"], "y": ["a"]})
    with pytest.raises(InvalidValue, match=r"dimensions\['x'\]: got \[\]; expected a sequence of at least one"):
        nested_weights({"x": []})
    with pytest.raises(InvalidValue, match="weights: got 'x'; expected a weight for each of x, y"):
        nested_weights({"x": ["a"], "y": ["b"]}, {"x": 1})


MATRICES: dict[str, Any] = {
    "rows": lambda rows: rows,
    "tuples": lambda rows: tuple(map(tuple, rows)),
    "Booleans": lambda rows: np.array(rows, dtype=bool),
    "whole numbers": np.array,
    "floats": lambda rows: np.array(rows, dtype="float32"),
    "objects": lambda rows: np.array(rows, dtype=object),
    "arrays": lambda rows: list(np.array(rows)),
    "masked": lambda rows: np.ma.array(rows, mask=np.zeros((len(rows), len(rows[0])), dtype=bool)),
    "frame": lambda rows: pl.DataFrame(rows, schema=["1", "2", "3"], orient="row"),
    "pandas": lambda rows: pd.DataFrame(rows, columns=[1, 2, 3]),
    "objects in pandas": lambda rows: pd.DataFrame(np.array(rows, dtype=bool), columns=list("123"), dtype=object),
    "columns": lambda rows: dict(zip("123", map(list, zip(*rows, strict=True)), strict=True)),
}


@given(
    rows=st.lists(st.tuples(*[st.integers(0, 1)] * 3).map(list), min_size=1, max_size=6),
    weights=st.lists(st.integers(1, 4), min_size=3, max_size=3),
)
def test_a_matrix_is_its_columns(rows: list[list[int]], weights: list[int]) -> None:
    scores = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in rows]
    cutoff = max(weights)
    poor = [score for score in scores if score >= cutoff]
    for kind, make in MATRICES.items():
        for given_weights in (weights, dict(zip("123", weights, strict=True))):
            found = alkire_foster(make(rows), dimension_weights=given_weights, cutoff=cutoff)
            assert found.H == pytest.approx(len(poor) / len(rows)), kind
            assert found.M0 == pytest.approx(sum(poor) / sum(weights) / len(rows)), kind
            assert [each.name for each in found.indicators] == ["1", "2", "3"], kind


def test_the_columns_of_a_matrix_are_those_of_the_weights_in_order() -> None:
    rows = [[1, 0], [1, 1], [0, 0]]
    found = alkire_foster(rows, dimension_weights={"school": 1, "house": 1}, cutoff=1)
    assert found.uncensored_headcounts == {"school": pytest.approx(2 / 3), "house": pytest.approx(1 / 3)}
    assert alkire_foster(np.ma.array(rows, mask=[[0, 1], [0, 0], [0, 0]]), dimension_weights=[1, 1], cutoff=1,
                         missing="drop").population == 2  # fmt: skip


def test_objects_in_a_frame_are_read_one_by_one() -> None:
    frame = pd.DataFrame(
        {"a": [True, None, False], "b": [True, True, False], "w": [1.0, 2.0, 3.0], "g": ["x", "y", "y"]}
    )
    assert frame["a"].dtype == object
    options: dict[str, Any] = {"dimension_weights": {"a": 1, "b": 1}, "cutoff": 1, "weights": "w", "groups": "g"}
    found = alkire_foster(frame, **options, missing="drop")
    assert (found.population, found.poor, found.dropped) == (4, 1, 2)
    with pytest.raises(InvalidValue, match="a: got '1 missing'"):
        alkire_foster(frame, **options)


@pytest.mark.parametrize("kind", ["lists", "Polars", "lazy", "Arrow"])
def test_a_person_of_weight_zero_is_not_there(kind: str) -> None:
    table: dict[str, list[Any]] = {
        "a": [1, 0, None, 7],
        "b": [1, 1, 0, 1],
        "w": [2.0, 3.0, 0.0, 0.0],
        "g": ["x", "y", None, "x"],
    }
    frame = pl.DataFrame(table)
    made = {"lists": None, "Polars": frame, "lazy": frame.lazy(), "Arrow": frame.to_arrow()}[kind]
    for grouped in (False, True):
        weights, groups = (table["w"], table["g"]) if made is None else ("w", "g")
        deprivations = {name: table[name] for name in "ab"} if made is None else made
        found = alkire_foster(
            deprivations,
            dimension_weights={"a": 1, "b": 1},
            cutoff=2,
            weights=weights,
            groups=groups if grouped else None,
        )
        assert (found.population, found.poor, found.H) == (5, 2, 0.4)
        assert found.population_shares == ({"x": 0.4, "y": 0.6} if grouped else {})


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_group_is_refused_on_every_engine(missing: float | None) -> None:
    table = {"a": [1, 0, 1], "b": [1, 1, 0], "g": [1.0, missing, 2.0]}
    arrow = pa.table({name: pa.array(column, from_pandas=False) for name, column in table.items()})
    frame = pl.DataFrame(table)
    frames = (frame, frame.lazy(), arrow, frame.to_pandas(), duckdb.from_arrow(arrow))
    options: dict[str, Any] = {"dimension_weights": {"a": 1, "b": 1}, "cutoff": 1}
    for held in frames:
        assert "groups: got '1 missing'" in _refused(held, **options, groups="g")
    columns = {name: table[name] for name in "ab"}
    assert "groups[1]: got None" in _refused(columns, **options, groups=table["g"])
    objects = frame.with_columns(g=pl.Series(["x", missing, "y"], dtype=pl.Object))
    assert "groups: got" in _refused(objects, **options, groups="g")


def test_groups_that_look_alike_are_refused_in_a_frame_too() -> None:
    frame = pd.DataFrame({"a": [1, 0], "b": [1, 1], "g": pd.Series([1, "1"], dtype=object)})
    assert "groups: got" in _refused(frame, dimension_weights={"a": 1, "b": 1}, cutoff=1, groups="g")


@pytest.mark.parametrize("size", [3, 8, 9, 16, 17])
@pytest.mark.parametrize("kind", ["whole", "real", "none"])
def test_many_rows_are_added_together_alike_by_every_way(size: int, kind: str) -> None:
    random = np.random.default_rng(size)
    names = [f"d{number}" for number in range(size)]
    table: dict[str, Any] = {name: random.random(3_000) < 0.4 for name in names}
    labels = {
        "near": random.integers(-3, 4, 3_000),
        "far": random.integers(0, 2, 3_000) * 2**60,
        "text": random.choice(["east", "west", "north"], 3_000),
        "truth": random.random(3_000) < 0.5,
    }
    weights = {"whole": random.integers(0, 9, 3_000), "real": random.random(3_000).round(3), "none": None}[kind]
    options: dict[str, Any] = {"dimension_weights": dict.fromkeys(names, 1), "cutoff": max(1, size // 3)}
    for name, groups in labels.items():
        expected = alkire_foster(table, **options, weights=weights, groups=groups)
        frame = pl.DataFrame(table | {"w": np.ones(3_000) if weights is None else weights, "g": groups})
        found = alkire_foster(frame.lazy(), **options, weights=None if weights is None else "w", groups="g")
        assert [each.name for each in found.groups] == [each.name for each in expected.groups], name
        for ours, theirs in zip(
            (found, *found.subgroups.values()), (expected, *expected.subgroups.values()), strict=True
        ):
            assert float(ours.population) == pytest.approx(float(theirs.population))
            assert (ours.H, ours.M0) == pytest.approx((theirs.H, theirs.M0))
            assert ours.censored_headcounts == pytest.approx(theirs.censored_headcounts)
