"""Standard errors of the Alkire-Foster measures: by another program, by the jackknife, and by what must always hold."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

import attrs
import duckdb
import jsonschema
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.indicators import Column, Design, Estimate, alkire_foster, estimate, mean
from antipoverty.indicators.multidimensional import MultidimensionalEstimates, estimate_alkire_foster
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import deprivation_tables, designs
from antipoverty.strategies._indicators import dimension_cuts, multidimensional_estimates
from effort import times

NAMES = ("a", "b", "c")


@st.composite
def surveys(draw: st.DrawFn) -> tuple[dict[str, Any], Design, dict[str, int], int]:
    """Deprivations and groups of a few persons, how they were drawn, weights of indicators and a cut-off."""
    table = draw(deprivation_tables(NAMES, least=3))
    weights, cutoff = draw(dimension_cuts(NAMES))
    return table, draw(designs(len(table["group"]))), weights, cutoff


def found(survey: tuple[dict[str, Any], Design, dict[str, int], int], **options: Any) -> MultidimensionalEstimates:
    table, design, weights, cutoff = survey
    indicators = {name: table[name] for name in NAMES}
    return estimate_alkire_foster(
        indicators, **({"dimension_weights": weights, "cutoff": cutoff, "design": design} | options)
    )


def every(estimates: MultidimensionalEstimates) -> list[Estimate]:
    parts = [estimates.H, estimates.A, estimates.M0]
    for each in estimates.indicators:
        parts += [each.uncensored, each.censored]
    return parts + [part for each in estimates.subgroups.values() for part in every(each)]


def errors(estimates: MultidimensionalEstimates) -> list[float]:
    return [each.standard_error for each in every(estimates)]


# Another program

#: Made-up persons of two strata with seven villages; what is known of the last one's water is nothing.
HEALTH = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1]
SCHOOL = [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1]
WATER = [0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, None]
FUEL = [1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0]
WEIGHT = [12, 15, 9, 20, 14, 11, 18, 10, 22, 16, 13, 25, 17, 19, 8, 21, 12, 9, 14, 16, 10, 18, 11, 13]
STRATUM = ["hill"] * 12 + ["plain"] * 12
VILLAGE = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7]
AREA = ["near", "far", "far", "near"] * 6
PEOPLE = {"health": HEALTH, "school": SCHOOL, "water": WATER, "fuel": FUEL}
OPTIONS: dict[str, Any] = {"dimension_weights": {"health": 2, "school": 2, "water": 1, "fuel": 1}, "cutoff": 3}
#: What R's survey 4.1-1 (R 4.2.2) gives for them: svymean and svyratio, on svydesign(~village, strata=~stratum,
#: weights=~weight, nest=TRUE), with fpc 10 and 12 villages, and on subset() of it. The estimate, then its error.
SURVEY = {
    "all": {
        "H": (0.5042492918, 0.0757642562), "M0": (0.4098205855, 0.06185317748), "A": (0.8127340824, 0.04112355084),
        "health": (0.4730878187, 0.05989355182), "water": (0.3059490085, 0.1150292124),
        "water, uncensored": (0.4645892351, 0.1452402707),
    },
    "finite population": {
        "H": (0.5042492918, 0.06313828608), "M0": (0.4098205855, 0.05034561353), "A": (0.8127340824, 0.03270439775),
        "health": (0.4730878187, 0.04868456303), "water": (0.3059490085, 0.09219070659),
        "water, uncensored": (0.4645892351, 0.1166205201),
    },
    "drop": {
        "H": (0.4852941176, 0.0672096851), "M0": (0.4, 0.05909260355), "A": (0.8242424242, 0.04234709958),
        "health": (0.4529411765, 0.05934878373), "water": (0.3176470588, 0.1190626098),
        "water, uncensored": (0.4823529412, 0.1455295024),
    },
    "near": {
        "H": (0.640625, 0.127616207), "M0": (0.5494791667, 0.10043154), "A": (0.8577235772, 0.04367354256),
        "health": (0.640625, 0.127616207), "water": (0.3802083333, 0.1247710812),
        "water, uncensored": (0.5208333333, 0.1961659914),
    },
}  # fmt: skip


@pytest.mark.parametrize("case", SURVEY)
def test_another_survey_program_says_the_same(case: str) -> None:
    villages = [10] * 12 + [12] * 12 if case == "finite population" else None
    ours = estimate_alkire_foster(
        PEOPLE,
        **OPTIONS,
        design=Design(WEIGHT, STRATUM, VILLAGE, villages),
        groups=AREA,
        missing="drop" if case == "drop" else "not deprived",
    )
    ours = ours.subgroups["near"] if case == "near" else ours
    for name, (value, error) in SURVEY[case].items():
        if name in {"H", "A", "M0"}:
            each = getattr(ours, name)
        elif name.endswith("uncensored"):
            each = ours.uncensored_headcounts["water"]
        else:
            each = ours.censored_headcounts[name]
        assert each.value == pytest.approx(value, abs=1e-9)
        assert each.standard_error == pytest.approx(error, abs=1e-9)
        assert each.degrees_of_freedom == 5
    if case == "all":  # svyciprop(method = "logit")
        assert list(ours.H.interval) == pytest.approx([0.318192334507, 0.689136773020], abs=1e-9)
        assert list(ours.M0.interval) == pytest.approx([0.264621310115, 0.572650053087], abs=1e-9)
    if case == "near":
        assert list(ours.H.interval) == pytest.approx([0.300099126190, 0.881109769185], abs=1e-9)


@pytest.mark.parametrize("measure", ["H", "A", "M0"])
def test_the_errors_are_those_of_the_jackknife(measure: str) -> None:
    random = np.random.default_rng(5)
    village = random.integers(0, 80, 2_000)
    need = random.normal(0, 0.15, 80)[village]
    people = {name: random.random(2_000) < 0.35 + need for name in NAMES}
    weights, strata = random.integers(1, 6, 2_000).astype(float), village % 4
    options: dict[str, Any] = {"dimension_weights": [1, 1, 1], "cutoff": 2}
    whole = getattr(alkire_foster(people, **options, weights=weights), measure)
    variance = 0.0
    for stratum in range(4):
        own = np.unique(village[strata == stratum])
        for left in own:
            factor = np.where(strata == stratum, np.where(village == left, 0.0, len(own) / (len(own) - 1)), 1.0)
            replicate = getattr(alkire_foster(people, **options, weights=weights * factor), measure)
            variance += (len(own) - 1) / len(own) * (replicate - whole) ** 2
    ours = estimate_alkire_foster(people, **options, design=Design(weights, strata, village))
    assert getattr(ours, measure).standard_error == pytest.approx(math.sqrt(variance), rel=0.01)
    simple = estimate_alkire_foster(people, **options, design=Design(weights))
    assert getattr(simple, measure).standard_error < getattr(ours, measure).standard_error


def test_the_intervals_cover_about_as_often_as_they_say() -> None:
    random = np.random.default_rng(12)
    # Three deprivations, each with a chance of 0.4, and two that make poor: H is 3·0.16·0.6 + 0.064.
    truth = {"H": 0.352, "A": (0.288 * 2 / 3 + 0.064) / 0.352, "M0": 0.288 * 2 / 3 + 0.064}
    covered = dict.fromkeys(truth, 0)
    for _ in range(200):
        people = {name: random.random(300) < 0.4 for name in NAMES}
        ours = estimate_alkire_foster(people, dimension_weights=[1, 1, 1], cutoff=2)
        for name, value in truth.items():
            low, high = getattr(ours, name).interval
            covered[name] += low <= value <= high
    assert all(0.9 <= each / 200 <= 0.99 for each in covered.values())


# What must always hold


@given(surveys(), st.booleans())
def test_the_figures_are_those_of_the_measure(survey: tuple[Any, ...], grouped: bool) -> None:
    table, design, weights, cutoff = survey
    groups = table["group"] if grouped else None
    ours = found(survey, groups=groups)
    exact = alkire_foster(
        {name: table[name] for name in NAMES},
        dimension_weights=weights,
        cutoff=cutoff,
        weights=design.weights,
        groups=groups,
    )
    assert ours.poverty == exact
    assert (ours.H.value, ours.A.value, ours.M0.value) == (exact.H, exact.A, exact.M0)
    assert {name: float(each) for name, each in ours.censored_headcounts.items()} == exact.censored_headcounts
    assert {name: float(each) for name, each in ours.uncensored_headcounts.items()} == exact.uncensored_headcounts
    assert {name: each.poverty for name, each in ours.subgroups.items()} == exact.subgroups


@given(surveys())
def test_h_and_m0_have_the_errors_of_means(survey: tuple[Any, ...]) -> None:
    table, design, weights, cutoff = survey
    whole = sum(weights.values())
    scores = [sum(weight for name, weight in weights.items() if table[name][place]) for place in range(len(table["a"]))]
    ours = found(survey)
    censored = [float(Fraction(score, whole)) if score >= cutoff else 0.0 for score in scores]
    for each, values in (
        (ours.H, [score >= cutoff for score in scores]),
        (ours.M0, censored),
        (ours.uncensored_headcounts["a"], table["a"]),
        (ours.censored_headcounts["a"], [a and s >= cutoff for a, s in zip(table["a"], scores, strict=True)]),
    ):
        theirs = estimate(mean, [float(value) for value in values], design=design, interval="logit")
        assert each.standard_error == pytest.approx(theirs.standard_error, abs=1e-12)
        assert each.degrees_of_freedom == theirs.degrees_of_freedom
        assert list(each.interval) == pytest.approx(list(theirs.interval), abs=1e-9)


@given(surveys(), st.randoms(use_true_random=False), st.sampled_from([0.001, 3, 12_345.6]))
def test_neither_the_order_of_persons_nor_the_scale_of_weights_nor_the_labels_matter(
    survey: tuple[Any, ...], random: Any, factor: float
) -> None:
    table, design, weights, cutoff = survey
    order = random.sample(range(len(table["a"])), len(table["a"]))
    moved = {name: [column[place] for place in order] for name, column in table.items()}
    drawn = Design(
        [design.weights[place] * factor for place in order],
        [f"stratum {design.strata[place]}" for place in order],
        [f"{design.strata[place]}, {design.clusters[place]}" for place in order],
    )
    again = found((moved, drawn, weights, cutoff), groups=moved["group"])
    assert errors(again) == pytest.approx(errors(found(survey, groups=table["group"])), abs=1e-11)


@given(surveys(), st.sampled_from([2, 5]))
def test_only_the_proportions_of_dimension_weights_matter(survey: tuple[Any, ...], times: int) -> None:
    table, design, weights, cutoff = survey
    larger = table, design, {name: weight * times for name, weight in weights.items()}, cutoff * times
    assert found(larger) == found(survey)


@given(surveys())
def test_a_subgroup_is_the_whole_of_which_the_others_weigh_nothing(survey: tuple[Any, ...]) -> None:
    table, design, weights, cutoff = survey
    for name, ours in found(survey, groups=table["group"]).subgroups.items():
        inside = [weight * (group == name) for weight, group in zip(design.weights, table["group"], strict=True)]
        alone = found((table, attrs.evolve(design, weights=inside), weights, cutoff))
        assert errors(alone) == pytest.approx(errors(ours), abs=1e-12)
        assert alone.poverty == ours.poverty


@given(surveys())
def test_a_census_leaves_no_doubt(survey: tuple[Any, ...]) -> None:
    table, design, weights, cutoff = survey
    drawn = {stratum: set() for stratum in design.strata}
    for stratum, cluster in zip(design.strata, design.clusters, strict=True):
        drawn[stratum].add(cluster)
    whole = attrs.evolve(design, population=[len(drawn[stratum]) for stratum in design.strata])
    assert errors(found((table, whole, weights, cutoff))) == [0.0] * 9


@given(surveys())
def test_where_one_indicator_makes_poor_and_poverty_is_that_indicator_the_intensity_is_certain(
    survey: tuple[Any, ...],
) -> None:
    table, design, _, _ = survey
    ours = found((table, design, {"a": 1, "b": 0, "c": 0}, 1))
    assert ours.A.standard_error == pytest.approx(0, abs=1e-15)
    assert ours.H == ours.M0 == ours.censored_headcounts["a"]


@given(multidimensional_estimates())
def test_estimates_are_read_back_as_they_were(estimates: MultidimensionalEstimates) -> None:
    assert loads(dumps(estimates), MultidimensionalEstimates) == estimates
    jsonschema.validate(json.loads(dumps(estimates)), json_schema(MultidimensionalEstimates))


# Missing deprivations, and frames


@given(st.data())
def test_those_left_out_weigh_nothing_and_keep_the_design_whole(data: st.DataObject) -> None:
    table = data.draw(deprivation_tables(NAMES, unknown=True, least=3))
    design = data.draw(designs(len(table["a"])))
    weights, cutoff = data.draw(dimension_cuts(NAMES))
    known = [all(table[name][place] is not None for name in NAMES) for place in range(len(table["a"]))]
    if not any(known):
        with pytest.raises(InvalidValue, match="weights: got 'no weight above 0'"):
            found((table, design, weights, cutoff), missing="drop")
        return
    dropped = found((table, design, weights, cutoff), missing="drop")
    filled = {name: [bool(value) for value in table[name]] for name in NAMES}
    inside = attrs.evolve(design, weights=[weight * each for weight, each in zip(design.weights, known, strict=True)])
    assert errors(dropped) == pytest.approx(errors(found((filled, inside, weights, cutoff))), abs=1e-12)
    unweighted = attrs.evolve(design, weights=None)
    counted = attrs.evolve(design, weights=[float(each) for each in known])
    again = found((table, unweighted, weights, cutoff), missing="drop")
    assert errors(again) == pytest.approx(errors(found((filled, counted, weights, cutoff))), abs=1e-12)


def test_scores_out_of_what_is_known_have_the_errors_of_their_ratio() -> None:
    people = {"a": [1, 1, 0, 1, None, 0], "b": [1, None, 0, 0, 1, 0], "c": [0, 1, 1, None, None, 0]}
    ours = estimate_alkire_foster(people, dimension_weights=[1, 1, 2], cutoff=2, missing="reweight")
    # Out of what is known the scores are 1/2, 1, 1/2, 1/2, 1 and 0; all but the last are poor.
    scores, poor = [0.5, 1, 0.5, 0.5, 1, 0], [1, 1, 1, 1, 1, 0]
    assert ours.A.value == pytest.approx(0.7)
    assert ours.M0.standard_error == pytest.approx(float(np.std(scores, ddof=1)) / math.sqrt(6))
    residual = [score - 0.7 * each for score, each in zip(scores, poor, strict=True)]
    assert ours.A.standard_error == pytest.approx(float(np.std(residual, ddof=1)) / math.sqrt(6) / (5 / 6))


@times(1 / 2)
@given(surveys(), st.booleans())
def test_a_frame_gives_what_columns_give(survey: tuple[Any, ...], drawn: bool) -> None:
    table, design, weights, cutoff = survey
    wanted = found(survey if drawn else (table, None, weights, cutoff), groups=table["group"])  # type: ignore[arg-type]  # no design
    frame = pl.DataFrame(
        {name: table[name] for name in (*NAMES, "group")}
        | {"w": design.weights, "s": design.strata, "v": design.clusters}
    )
    options: dict[str, Any] = {"dimension_weights": weights, "cutoff": cutoff, "groups": "group"}
    for held in (frame, frame.lazy(), duckdb.from_arrow(frame.to_arrow()), frame.to_pandas()):
        by_name = Design("w", "s", "v") if drawn else None
        assert estimate_alkire_foster(held, **options, design=by_name) == wanted
    lazy = frame.lazy()
    columns = Design(*(Column(lazy, name) for name in "wsv")) if drawn else None
    named = {name: Column(lazy, name) for name in NAMES}
    assert estimate_alkire_foster(named, **(options | {"groups": Column(lazy, "group")}), design=columns) == wanted


def test_where_nobody_in_the_sample_is_poor_some_in_the_population_may_be() -> None:
    ours = estimate_alkire_foster({"a": [0, 0, 1], "b": [1, 0, 0]}, dimension_weights=[1, 1], cutoff=2)
    assert (ours.A.value, ours.A.standard_error, ours.H.standard_error) == (0, 0, 0)
    # None of three: Clopper and Pearson's 1 − (α/2)^(1/3). Of how poor the poor are, nothing is known.
    assert tuple(ours.M0.interval) == pytest.approx((0, 1 - 0.025 ** (1 / 3)))
    assert tuple(ours.A.interval) == (0, 1)
    assert ours.uncensored_headcounts["a"].standard_error > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"design": Design(clusters=[1, 1, 1])}, "clusters: got 'one cluster in the sample'; expected at least two"),
        ({"design": Design(strata=["x", "x", "y"])}, "one cluster in stratum 'y'"),
        ({"design": Design(weights=[1, -1, 1])}, "weights[1]: got -1.0; expected a weight of at least 0"),
        ({"design": Design(clusters=[1, 2])}, "clusters: got '2 values'; expected as many as values has, which is 3"),
        ({"confidence": 1}, "confidence: got 1; expected a share between 0 and 1"),
        ({"cutoff": 3}, "cutoff: got '3'; expected a number above 0 and up to 2"),
        ({"deprivations": pl.DataFrame({"a": [1], "b": [0]}), "design": Design("w")}, "weights: got 'w'; expected one"),
        ({"deprivations": pl.DataFrame({"a": [1], "c": [0]})}, "deprivations['b']: got 'b'; expected one of the frame"),
        ({"deprivations": {"a": [1, None], "b": [1, 0]}}, "a: got '1 missing'; expected a value for everyone"),
    ],
)
def test_what_cannot_be_estimated_is_refused_by_name(options: dict[str, Any], message: str) -> None:
    given_ = {"deprivations": {"a": [1, 0, 1], "b": [1, 1, 0]}, "dimension_weights": {"a": 1, "b": 1}, "cutoff": 1}
    with pytest.raises(InvalidValue) as error:
        estimate_alkire_foster(**(given_ | options))
    assert message in str(error.value)
