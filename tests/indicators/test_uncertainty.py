"""Standard errors, bootstrap, change over time and dominance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty._statistics.intervals import student_quantile
from antipoverty.errors import InvalidValue
from antipoverty.indicators import Design
from antipoverty.indicators._inputs.weighted_values import WeightedValues
from antipoverty.indicators._uncertainty.linearisation import linearised
from antipoverty.indicators._uncertainty.linearisation import measures as linearised_measures
from antipoverty.serialization import dumps, loads
from antipoverty.strategies._indicators import estimates, income_values, poverty_profiles
from documents import check_document

#: Measures whose derivative exists without a density, with their arguments.
SMOOTH: list[tuple[Callable[..., Any], tuple[float, ...]]] = [
    (measures.mean, ()), (measures.headcount_ratio, (1_000,)), (measures.poverty_gap, (1_000,)),
    (measures.squared_poverty_gap, (1_000,)), (measures.fgt, (1_000, 0.5)), (measures.watts, (1_000,)),
    (measures.clark_hemming_ulph, (1_000, -1)), (measures.income_gap_ratio, (1_000,)),
    (measures.poverty_depth, (1_000,)),
    (measures.sen, (1_000,)), (measures.sen_shorrocks_thon, (1_000,)), (measures.gini, ()), (measures.theil, ()),
    (measures.mean_log_deviation, ()), (measures.generalized_entropy, (2,)), (measures.generalized_entropy, (-0.5,)),
    (measures.generalized_entropy, (0,)), (measures.generalized_entropy, (1,)), (measures.atkinson, (1,)),
    (measures.atkinson, (0.5,)), (measures.atkinson, (2,)), (measures.hoover, ()), (measures.lorenz_share, (0.3,)),
    (measures.lorenz_share_ratio, (0.8, 0.2)), (measures.palma, ()),
]  # fmt: skip
DENSITY: list[tuple[Callable[..., Any], tuple[float, ...]]] = [
    (measures.weighted_quantile, (0.5,)), (measures.weighted_quantile, (0.2,)), (measures.quantile_ratio, (0.8, 0.2)),
    (measures.at_risk_of_poverty_threshold, ()), (measures.at_risk_of_poverty_rate, ()),
    (measures.relative_median_gap, ()), (measures.quintile_share_ratio, ()),
]  # fmt: skip


def _name(case: object) -> str:
    return getattr(case, "__name__", str(case))


def survey(seed: int = 1, rows: int = 2_000) -> tuple[Any, Design]:
    """Made-up incomes in 80 villages of four strata, with unequal weights."""
    random = np.random.default_rng(seed)
    cluster = random.integers(0, 80, rows)
    effect = random.normal(0, 0.4, 80)
    values = np.exp(random.normal(7.2, 0.6, rows) + effect[cluster])
    return values, Design(random.integers(1, 6, rows), (cluster % 4).astype(str), cluster)


@pytest.mark.parametrize(("measure", "arguments"), SMOOTH, ids=_name)
def test_the_linearised_variable_is_the_derivative_by_each_weight(
    measure: Callable[..., Any], arguments: tuple[float, ...]
) -> None:
    random = np.random.default_rng(4)
    values = random.lognormal(7, 0.8, 37)
    weights = random.uniform(0.5, 2, 37)
    sample = WeightedValues.of(values, weights)
    found = linearised(measure, sample, *arguments)
    step = 1e-5
    for place in range(len(values)):
        shift = np.zeros(len(values))
        shift[place] = step
        up, down = (float(measure(values, *arguments, weights=weights + sign * shift)) for sign in (1, -1))
        assert found[place] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-8)


@pytest.mark.parametrize(("measure", "arguments"), [*SMOOTH, *DENSITY], ids=_name)
def test_a_linearised_variable_sums_to_nothing_as_the_scale_of_the_weights_does_not_matter(
    measure: Callable[..., Any], arguments: tuple[float, ...]
) -> None:
    values, design = survey(rows=500)
    sample = WeightedValues.of(values, design.weights)
    found = linearised(measure, sample, *arguments) * sample.weight()
    # A quantile's share is reached to within one row's weight.
    tolerance = 1e-11 if (measure, arguments) in SMOOTH else 0.01
    assert abs(found.sum()) <= tolerance * np.abs(found).sum()


@pytest.mark.parametrize(("measure", "arguments"), [*SMOOTH[::2], *DENSITY], ids=_name)
def test_linearisation_and_bootstrap_agree(measure: Callable[..., Any], arguments: tuple[float, ...]) -> None:
    values, design = survey()
    linear = measures.estimate(measure, values, *arguments, design=design)
    resampled = measures.bootstrap(measure, values, *arguments, design=design, seed=2, replicates=200)
    assert linear.value == resampled.value == float(measure(values, *arguments, weights=design.weights))
    assert linear.standard_error == pytest.approx(resampled.standard_error, rel=0.3)
    assert linear.degrees_of_freedom == resampled.degrees_of_freedom == 76
    assert linear.value in linear.interval
    assert resampled.value in resampled.interval


@pytest.mark.parametrize(("measure", "arguments"), SMOOTH[:4], ids=_name)
def test_a_linear_measures_standard_error_is_that_of_the_jackknife(
    measure: Callable[..., Any], arguments: tuple[float, ...]
) -> None:
    values, design = survey(rows=1_200)
    weights, strata, clusters = np.asarray(design.weights, dtype=float), design.strata, design.clusters
    whole = measure(values, *arguments, weights=weights)
    variance = 0.0
    for stratum in np.unique(strata):
        own = np.unique(clusters[strata == stratum])
        n = len(own)
        for cluster in own:
            left = np.where(strata == stratum, np.where(clusters == cluster, 0.0, n / (n - 1)), 1.0)
            variance += (n - 1) / n * (measure(values, *arguments, weights=weights * left) - whole) ** 2
    found = measures.estimate(measure, values, *arguments, design=design)
    assert found.standard_error == pytest.approx(math.sqrt(variance), rel=0.03)


@given(st.lists(st.integers(1, 99), min_size=3, max_size=40).filter(lambda values: len(set(values)) > 1))
def test_the_mean_of_a_simple_random_sample_has_the_textbook_error(values: list[int]) -> None:
    found = measures.estimate(measures.mean, values)
    assert found.standard_error == pytest.approx(float(np.std(values, ddof=1)) / math.sqrt(len(values)))
    part = measures.estimate(measures.mean, values, design=Design(population=[4 * len(values)] * len(values)))
    assert part.standard_error == pytest.approx(found.standard_error * math.sqrt(0.75))
    census = measures.estimate(measures.mean, values, design=Design(population=[len(values)] * len(values)))
    assert census.standard_error == pytest.approx(0)
    assert found.degrees_of_freedom == len(values) - 1


def test_a_stratified_mean_by_hand() -> None:
    # Two strata of weights 10 and 20, two rows each: the mean's variance is Σ (W_h/W)² s_h²/n_h.
    design = Design([10, 10, 20, 20], ["a", "a", "b", "b"])
    found = measures.estimate(measures.mean, [1, 3, 10, 16], design=design)
    assert found.value == pytest.approx(28 / 3)
    assert found.standard_error == pytest.approx(math.sqrt((1 / 3) ** 2 * 2 / 2 + (2 / 3) ** 2 * 18 / 2))
    half = 4.302652729911275 * found.standard_error  # Student's t with two degrees of freedom
    assert list(found.interval) == pytest.approx([28 / 3 - half, 28 / 3 + half])


def test_clusters_of_the_same_label_in_two_strata_are_two() -> None:
    design = Design(strata=["a", "a", "b", "b"], clusters=[1, 2, 1, 2])
    other = Design(strata=["a", "a", "b", "b"], clusters=[1, 2, 3, 4])
    values = [1, 5, 2, 9]
    assert measures.estimate(measures.mean, values, design=design) == measures.estimate(
        measures.mean, values, design=other
    )


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(11)
    truth = 2 * 0.5 * math.erf(0.6 / 2)  # the Gini of a log-normal is 2Φ(σ/√2) − 1
    covered = 0
    for _ in range(200):
        found = measures.estimate(measures.gini, random.lognormal(0, 0.6, 400))
        covered += truth in found.interval
    assert 0.88 <= covered / 200 <= 0.99


@pytest.mark.parametrize(
    ("freedom", "coverage", "expected"),
    [  # Abramowitz and Stegun, table 26.10
        (1, 0.9, 6.314), (1, 0.99, 63.657), (2, 0.95, 4.303), (3, 0.99, 5.841), (10, 0.8, 1.372), (30, 0.95, 2.042),
        (120, 0.99, 2.617), (10**8, 0.95, 1.960),
    ],
)  # fmt: skip
def test_students_t_by_the_table(freedom: int, coverage: float, expected: float) -> None:
    assert student_quantile(coverage, freedom) == pytest.approx(expected, abs=6e-4)


def test_a_domain_keeps_the_design_whole() -> None:
    values, design = survey(rows=600)
    inside = np.asarray(design.clusters) % 3 == 0
    part = Design(np.asarray(design.weights) * inside, design.strata, design.clusters)
    found = measures.estimate(measures.headcount_ratio, values, 1_000, design=part)
    assert found.value == pytest.approx(
        measures.headcount_ratio(values[inside], 1_000, np.asarray(design.weights)[inside])
    )
    members = np.unique(np.asarray(design.clusters)[inside])
    assert found.degrees_of_freedom == len(members) - len(np.unique(members % 4))


def test_the_same_seed_gives_the_same_bootstrap_and_another_another() -> None:
    values, design = survey(rows=200)
    first, again, other = (
        measures.bootstrap(measures.palma, values, design=design, seed=seed, replicates=20) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.standard_error != other.standard_error
    assert first.method == "Rao–Wu bootstrap, 20 replicates, seed 1"


def test_where_nobody_is_poor_nothing_is_uncertain() -> None:
    for measure in (measures.income_gap_ratio, measures.sen, measures.sen_shorrocks_thon, measures.poverty_depth):
        assert measures.estimate(measure, [5, 6, 7], 2).standard_error == 0
    assert measures.estimate(measures.relative_median_gap, [5, 6, 7]).standard_error == 0


def test_the_cost_of_closing_the_gap_is_a_total() -> None:
    found = measures.estimate(measures.cost_to_close, [1, 2, 9], 5, design=Design([10, 10, 10]))
    assert found.value == pytest.approx(70)
    assert found.standard_error == pytest.approx(math.sqrt(3) * 10 * float(np.std([4, 3, 0], ddof=1)))


def test_a_difference_of_independent_figures() -> None:
    before, after = (measures.estimate(measures.mean, values) for values in ([1, 2, 3], [2, 4, 9, 1]))
    found = after.minus(before, confidence=0.9)
    assert found.value == pytest.approx(2)
    assert found.standard_error == pytest.approx(math.hypot(before.standard_error, after.standard_error))
    assert found.degrees_of_freedom == 2
    assert found.interval.high - found.value == pytest.approx(2.9199856 * found.standard_error)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measures.estimate(measures.lorenz, [1, 2]), "measure: got 'lorenz'; expected one of at_risk"),
        (lambda: measures.estimate(measures.mean, [1]), "clusters: got 'one cluster in the sample'; expected at least"),
        (
            lambda: measures.estimate(measures.mean, [1, 2, 3], design=Design(strata=["a", "a", "b"])),
            "one cluster in stratum 'b'",
        ),
        (lambda: measures.estimate(measures.mean, [1, 2], confidence=1), "confidence: got 1; expected a share between"),
        (lambda: measures.estimate(measures.mean, [1, 2], confidence=0), "confidence: got 0; expected a share between"),
        (lambda: measures.estimate(measures.weighted_quantile, [1, 1], 0.5), "values that are all alike"),
        (
            lambda: measures.estimate(measures.mean, [1, 2], design=Design(population=[1, 1])),
            "design.population: got 'fewer clusters than were drawn'",
        ),
        (
            lambda: measures.estimate(measures.mean, [1, 2], design=Design(population=[9, 8])),
            "design.population: got 'different numbers in one stratum'",
        ),
        (lambda: measures.bootstrap(measures.mean, [1, 2], seed=1, replicates=1), "replicates: got 1"),
        (lambda: measures.bootstrap(measures.mean, [1, 2], seed=-1), "seed: got -1"),
        (
            lambda: measures.bootstrap(
                measures.mean, [1, 2], seed=1, design=Design(population=[9, 9], unit_population=[1, 1])
            ),
            "design.unit_population: got 'numbers of units'",
        ),
        (lambda: measures.dominance_test([1, 2], [1, 2], [1.5], order=3), "order: got 3"),
        (lambda: measures.dominance_test([1, 2], [1, 2], []), "lines: got 'no lines'"),
        (lambda: measures.dominance_test([5, 6], [7, 8], [1]), "lines: got 1; expected a line at which"),
        (lambda: measures.dominance([1], [2], upto=3, order=3), "order: got 3"),
        (lambda: measures.poverty_curve([1], []), "lines: got 'no lines'"),
        (lambda: measures.poverty_curve([1], [1, 0]), r"lines\[1\]: got 0; expected a poverty line above 0"),
        (lambda: measures.growth_incidence([0, 1], [1, 2]), "before: got 'a quantile of 0 or less'"),
        (lambda: measures.growth_incidence([1, 1], [-1, 2]), "after: got 'a quantile below 0'"),
        (lambda: measures.growth_incidence([1, 1], [1, 2], points=0), "points: got 0"),
        (lambda: measures.growth_incidence([1], [2]).pro_poor(0.001), "headcount_ratio: got 0.001; expected a share"),
        (
            lambda: measures.growth_and_redistribution(measures.headcount_ratio, [1], [-1], 2),
            "after: got 'a mean of 0 or less'",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_is_refused_by_name(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        call()


def test_every_linearised_measure_is_tested_here() -> None:
    assert set(linearised_measures()) == {measure for measure, _ in (*SMOOTH, *DENSITY)} | {
        measures.cost_to_close,
        measures.total,
    }


# Change


@given(before=income_values(), after=income_values())
def test_growth_and_redistribution_add_up_to_the_change(before: list[float], after: list[float]) -> None:
    for measure in (measures.headcount_ratio, measures.poverty_gap, measures.sen_shorrocks_thon):
        found = measures.growth_and_redistribution(measure, before, after, 1_000)
        assert found.growth + found.redistribution == pytest.approx(found.total, abs=1e-12)
        assert found.total == pytest.approx(measure(after, 1_000) - measure(before, 1_000), abs=1e-12)
        back = measures.growth_and_redistribution(measure, after, before, 1_000)
        assert (back.growth, back.redistribution) == pytest.approx((-found.growth, -found.redistribution), abs=1e-12)


@given(before=income_values(), factor=st.sampled_from([0.5, 2, 4]))
def test_growth_alone_is_growth_and_a_new_spread_alone_is_redistribution(before: list[float], factor: float) -> None:
    scaled = measures.growth_and_redistribution(
        measures.poverty_gap, before, [value * factor for value in before], 1_000
    )
    assert scaled.redistribution == pytest.approx(0, abs=1e-12)
    mean = sum(before) / len(before)
    spread = measures.growth_and_redistribution(measures.poverty_gap, before, [mean] * 3, 1_000)
    assert spread.growth == pytest.approx(0, abs=1e-12)


@given(before=income_values(), rate=st.sampled_from([-0.5, 0, 0.25, 3]), points=st.integers(1, 12))
def test_even_growth_is_a_flat_curve(before: list[float], rate: float, points: int) -> None:
    found = measures.growth_incidence(before, [value * (1 + rate) for value in before], points=points)
    assert list(found.growth) == pytest.approx([rate] * points, abs=1e-12)
    assert found.mean_growth == pytest.approx(rate, abs=1e-12)
    assert found.pro_poor(1) == pytest.approx(rate, abs=1e-12)
    assert [share for share, _ in found] == pytest.approx([(step + 0.5) / points for step in range(points)])


def test_growth_a_year_and_pro_poor_growth() -> None:
    found = measures.growth_incidence([10, 20, 30, 40], [40, 20, 120, 160], points=4, years=2)
    # Quantiles, not persons: 10 → 20, 20 → 40, 30 → 120, 40 → 160.
    assert found.growth == pytest.approx((2**0.5 - 1, 2**0.5 - 1, 1, 1))
    assert found.pro_poor(0.7) == pytest.approx((2 * (2**0.5 - 1) + 1) / 3)
    weighted = measures.growth_incidence([10, 20], [10, 40], weights_before=[1, 9], weights_after=[1, 9], points=2)
    assert weighted.growth == pytest.approx((1, 1))
    assert weighted.mean_growth == pytest.approx(37 / 19 - 1)


LINES = st.lists(st.integers(1, 400_000), min_size=1, max_size=9)


@given(values=income_values(), weights=st.integers(1, 5), lines=LINES)
def test_the_curve_is_the_measure_at_each_line(values: list[float], weights: int, lines: list[int]) -> None:
    weighting = [1 + place % weights for place in range(len(values))]
    for alpha in (0, 1, 2, 0.5):
        found = measures.poverty_curve(values, [line / 100 for line in lines], alpha, weighting)
        expected = [measures.fgt(values, line, alpha, weighting) for line in found.lines]
        assert list(found.poverty) == pytest.approx(expected, abs=1e-9)
        assert [point for _, point in found] == list(found.poverty)


@given(first=income_values(), second=income_values(), upto=st.integers(100, 4_500))
def test_dominance_is_less_poverty_at_every_line(first: list[float], second: list[float], upto: int) -> None:
    lines = np.unique([*first, *second, *(np.nextafter(value, 1e9) for value in (*first, *second)), upto])
    lines = lines[lines <= upto]
    for order in (1, 2):
        curves = [
            np.array([measures.fgt(values, line, order - 1) * line ** (order - 1) for line in lines])
            for values in (first, second)
        ]
        slack = 1e-9 if order == 1 else 1e-9 * upto
        found = measures.dominance(first, second, upto=upto, order=order)
        assert found.dominates == bool((curves[0] <= curves[1] + slack).all())
        assert found.dominated == bool((curves[1] <= curves[0] + slack).all())
        assert (found.first_breach is None) == found.dominates
        back = measures.dominance(second, first, upto=upto, order=order)
        assert (back.dominates, back.dominated) == (found.dominated, found.dominates)
    if measures.dominance(first, second, upto=upto).dominates:
        assert measures.dominance(first, second, upto=upto, order=2).dominates


def test_the_dominance_test_follows_the_least_statistic() -> None:
    random = np.random.default_rng(9)
    richer, poorer = random.lognormal(7.5, 0.5, 800), random.lognormal(7, 0.5, 800)
    lines = [800.0, 1_100.0, 1_500.0]
    for order in (1, 2):
        found = measures.dominance_test(richer, poorer, lines, order=order)
        assert found.p_value < 0.001
        assert measures.dominance_test(poorer, richer, lines, order=order).p_value > 0.99
        one = [measures.dominance_test(richer, poorer, [line], order=order).statistics[0] for line in lines]
        assert list(found.statistics) == pytest.approx(one)
    same = measures.dominance_test(richer, richer, lines)
    assert same.p_value == pytest.approx(0.5)


@pytest.mark.parametrize(
    "value",
    [
        measures.lorenz([1, 2, 5]),
        measures.by_group(measures.poverty_gap, [1, 2, 5], 3, groups=["a", "b", "b"]),
        measures.decompose_inequality([1, 2, 5], 0, groups=["a", "b", "b"]),
        measures.growth_incidence([1, 2], [2, 3], points=2),
        measures.growth_and_redistribution(measures.poverty_gap, [1, 2], [2, 3], 3),
        measures.poverty_curve([1, 2], [1, 3]),
        measures.dominance([1, 2], [2, 3], upto=3),
        measures.dominance_test([1, 2, 3], [2, 3, 4], [2.5]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_results_are_read_back_as_they_were_written(value: Any) -> None:
    text = dumps(value)
    assert loads(text, type(value)) == value
    check_document(text, type(value))


@given(estimates() | poverty_profiles())
def test_figures_are_read_back_as_they_were_written(value: Any) -> None:
    text = dumps(value)
    assert loads(text, type(value)) == value
    check_document(text, type(value))


def test_an_estimate_is_a_number() -> None:
    assert float(measures.estimate(measures.gini, [1, 2, 5])) == measures.gini([1, 2, 5])


def test_another_survey_program_says_the_same() -> None:
    # Estimates and Taylor standard errors that svy 0.35.0 (PyPI) prints for these rows, under this design.
    incomes = [812, 1540, 990, 2210, 640, 1310, 1875, 720, 3020, 1105, 560, 2480, 930, 1690, 1210, 705]
    weights = [12, 15, 9, 20, 14, 11, 18, 10, 22, 16, 13, 25, 17, 19, 8, 21]
    design = Design(weights, ["hill"] * 8 + ["plain"] * 8, [1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7])
    interval = measures.estimate(measures.mean, incomes, design=design).interval
    assert list(interval) == pytest.approx([1067.8647, 1940.7673], abs=5e-5)
    published: list[tuple[Callable[..., Any], tuple[float, ...], float, float, float]] = [
        (measures.mean, (), 1504.3160, 169.7870, 5e-5),
        (measures.headcount_ratio, (1_000,), 0.3840, 0.0928, 5e-5),
        (measures.poverty_gap, (1_000,), 0.0932, 0.0292, 5e-5),
        (measures.weighted_quantile, (0.5,), 1310.0, 183.8105, 1.0),  # another estimate of the density
    ]
    for measure, arguments, value, error, tolerance in published:
        found = measures.estimate(measure, incomes, *arguments, design=design)
        assert found.value == pytest.approx(value, abs=5e-5)
        assert found.standard_error == pytest.approx(error, abs=tolerance)
        assert found.degrees_of_freedom == 5
