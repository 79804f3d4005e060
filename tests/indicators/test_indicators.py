"""Poverty and inequality measures: what the literature says that they do, published values, and other programs."""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue
from antipoverty.strategies import income_tables
from antipoverty.strategies._indicators import income_values

LINE = 1_000.0
POVERTY: dict[str, Callable[..., float]] = {
    "headcount ratio": measures.headcount_ratio,
    "poverty gap": measures.poverty_gap,
    "squared poverty gap": measures.squared_poverty_gap,
    "FGT 3.5": lambda values, line, weights=None: measures.fgt(values, line, 3.5, weights),
    "Watts": measures.watts,
    "CHUC 0.5": lambda values, line, weights=None: measures.clark_hemming_ulph(values, line, 0.5, weights),
    "CHUC -1": lambda values, line, weights=None: measures.clark_hemming_ulph(values, line, -1, weights),
    "income gap ratio": measures.income_gap_ratio,
    "Sen": measures.sen,
    "Sen–Shorrocks–Thon": measures.sen_shorrocks_thon,
}
#: What falls when a poor person gains, and what falls when a poorer person gains from a less poor one.
MONOTONE = sorted(set(POVERTY) - {"headcount ratio", "income gap ratio"})
TRANSFER = sorted(set(MONOTONE) - {"poverty gap", "Sen"})
ADDITIVE = sorted(set(POVERTY) - {"income gap ratio", "Sen", "Sen–Shorrocks–Thon"})
BOUNDED = sorted(set(POVERTY) - {"Watts", "CHUC 0.5", "CHUC -1"})

INEQUALITY: dict[str, Callable[..., float]] = {
    "Gini": measures.gini,
    "GE -1": lambda values, weights=None: measures.generalized_entropy(values, -1, weights),
    "GE 0": measures.mean_log_deviation,
    "GE 0.5": lambda values, weights=None: measures.generalized_entropy(values, 0.5, weights),
    "GE 1": measures.theil,
    "GE 2": lambda values, weights=None: measures.generalized_entropy(values, 2, weights),
    "Atkinson 0.5": lambda values, weights=None: measures.atkinson(values, 0.5, weights),
    "Atkinson 1": lambda values, weights=None: measures.atkinson(values, 1, weights),
    "Atkinson 2": lambda values, weights=None: measures.atkinson(values, 2, weights),
    "Hoover": measures.hoover,
    "S80/S20": lambda values, weights=None: measures.lorenz_share_ratio(values, 0.8, 0.2, weights),
    "Palma": measures.palma,
    "P90/P10": lambda values, weights=None: measures.quantile_ratio(values, 0.9, 0.1, weights),
}
RELATIVE: dict[str, Callable[..., float]] = {
    "median": lambda values, weights=None: measures.weighted_quantile(values, 0.5, weights),
    "first decile": lambda values, weights=None: measures.weighted_quantile(values, 0.1, weights),
    "threshold": measures.at_risk_of_poverty_threshold,
    "rate": measures.at_risk_of_poverty_rate,
    "median gap": measures.relative_median_gap,
    "mean": measures.mean,
}
ALL: dict[str, Callable[..., float]] = {
    **{name: partial(each, line=LINE) for name, each in POVERTY.items()},
    **INEQUALITY,
    **RELATIVE,
}  # fmt: skip


def near(value: float, tolerance: float = 1e-12) -> Any:
    return pytest.approx(value, rel=tolerance, abs=tolerance)


# What all measures have in common


@pytest.mark.parametrize("name", ALL)
@given(table=income_tables())
def test_a_weight_is_the_same_as_that_many_rows(name: str, table: dict[str, Any]) -> None:
    values, weights = table["income"], table["weight"]
    repeated = [value for value, weight in zip(values, weights, strict=True) for _ in range(weight)]
    assert ALL[name](values, weights=weights) == near(ALL[name](repeated), 1e-11)


@pytest.mark.parametrize("name", ALL)
@given(table=income_tables(), factor=st.sampled_from([0.001, 3, 12_345.6]))
def test_the_scale_of_the_weights_does_not_matter(name: str, table: dict[str, Any], factor: float) -> None:
    values, weights = table["income"], table["weight"]
    scaled = [weight * factor for weight in weights]
    assert ALL[name](values, weights=scaled) == near(ALL[name](values, weights=weights), 1e-11)


@pytest.mark.parametrize("name", ALL)
@given(values=income_values(), random=st.randoms(use_true_random=False))
def test_who_has_which_income_does_not_matter(name: str, values: list[float], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    assert ALL[name](shuffled) == near(ALL[name](values))


@pytest.mark.parametrize("name", ALL)
@given(values=income_values(), extra=st.floats(1, 5_000))
def test_a_row_of_weight_zero_is_not_there(name: str, values: list[float], extra: float) -> None:
    found = ALL[name]([*values, extra], weights=[*([1] * len(values)), 0])
    assert found == near(ALL[name](values), 1e-11)


@pytest.mark.parametrize("name", ALL)
def test_the_order_of_a_long_sample_does_not_matter_to_the_twelfth_digit(name: str) -> None:
    random = np.random.default_rng(3)
    values, weights = random.lognormal(7, 1, 70_000), random.random(70_000)
    order = random.permutation(len(values))
    assert ALL[name](values[order], weights=weights[order]) == near(ALL[name](values, weights=weights))


# Poverty


@pytest.mark.parametrize("name", POVERTY)
@given(values=income_values(), gain=st.floats(0.01, 1e6))
def test_focus_the_incomes_of_those_not_poor_do_not_matter(name: str, values: list[float], gain: float) -> None:
    richer = [value if value < LINE else value + gain for value in values]
    assert POVERTY[name](richer, LINE) == near(POVERTY[name](values, LINE))


@pytest.mark.parametrize("name", POVERTY)
@given(values=income_values(), factor=st.sampled_from([0.01, 7, 100]))
def test_poverty_is_the_same_in_yuan_and_in_fen(name: str, values: list[float], factor: float) -> None:
    found = POVERTY[name]([round(value * 100) * factor for value in values], LINE * 100 * factor)
    assert found == near(POVERTY[name]([round(value * 100) for value in values], LINE * 100), 1e-11)


@pytest.mark.parametrize("name", MONOTONE)
@given(values=income_values(), place=st.integers(0, 29), loss=st.floats(0.01, 0.9))
def test_monotonicity_a_poor_person_who_loses_makes_more_poverty(
    name: str, values: list[float], place: int, loss: float
) -> None:
    place %= len(values)
    assume(values[place] < LINE)
    poorer = [*values[:place], values[place] * (1 - loss), *values[place + 1 :]]
    assert POVERTY[name](poorer, LINE) > POVERTY[name](values, LINE)


def test_the_headcount_ratio_and_the_income_gap_ratio_are_not_monotone() -> None:
    assert measures.headcount_ratio([100, 900], LINE) == measures.headcount_ratio([900, 900], LINE)
    # The less poor of two grows richer and leaves poverty: the ratio rises.
    assert measures.income_gap_ratio([500, 1_000], LINE) > measures.income_gap_ratio([500, 999], LINE)


@pytest.mark.parametrize("name", TRANSFER)
@given(values=income_values(), places=st.tuples(st.integers(0, 29), st.integers(0, 29)), part=st.floats(0.05, 1))
def test_transfer_giving_to_a_less_poor_person_makes_more_poverty(
    name: str, values: list[float], places: tuple[int, int], part: float
) -> None:
    low, high = sorted((values[place % len(values)], place % len(values)) for place in places)
    assume(low[1] != high[1] and low[0] < LINE)
    amount = low[0] * part / 2
    changed = list(values)
    changed[low[1]] -= amount
    changed[high[1]] += amount
    assert POVERTY[name](changed, LINE) > POVERTY[name](values, LINE)


def test_the_poverty_gap_is_blind_to_transfers_among_the_poor_and_the_headcount_ratio_can_fall_with_one() -> None:
    assert measures.poverty_gap([300, 700], LINE) == measures.poverty_gap([200, 800], LINE)
    assert measures.headcount_ratio([300, 900], LINE) > measures.headcount_ratio([150, 1_050], LINE)
    # Sen's falls too, where the transfer lifts its receiver over the line.
    assert measures.sen([50, 950], LINE) > measures.sen([0, 1_000], LINE)


@pytest.mark.parametrize("name", ADDITIVE)
@given(first=income_values(), second=income_values())
def test_subgroup_consistency_and_decomposition(name: str, first: list[float], second: list[float]) -> None:
    whole = POVERTY[name]([*first, *second], LINE)
    parts = len(first) * POVERTY[name](first, LINE) + len(second) * POVERTY[name](second, LINE)
    assert whole == near(parts / (len(first) + len(second)))


def test_sens_measure_is_not_subgroup_consistent() -> None:
    def found(*groups: list[float]) -> float:
        return measures.sen([value for group in groups for value in group], LINE)

    # The first group grows poorer by Sen's measure and the second stays; the whole grows less poor.
    before, after, others = _sen_example()
    assert measures.sen(after, LINE) > measures.sen(before, LINE)
    assert found(after, others) < found(before, others)


def _sen_example() -> tuple[list[float], list[float], list[float]]:
    return [100.0, 700.0, 700.0], [200.0, 400.0, 850.0], [150.0, 150.0, 150.0]


FINITE: dict[str, Callable[..., float]] = {
    "Sen's own": lambda values, line, weights=None: measures.sen(values, line, weights, small_sample=True),
    "Thon": measures.thon,
    "Takayama": measures.takayama,
}


def _by_ranks(name: str, rows: list[float]) -> float:
    """As their authors write them: sums over persons from the poorest."""
    ranked = sorted(rows)
    size = len(ranked)
    if name == "Takayama":
        censored = [min(value, LINE) for value in ranked]
        mean = sum(censored) / size
        return 1 + 1 / size - 2 / (mean * size**2) * sum((size - at) * value for at, value in enumerate(censored))
    poor = [value for value in ranked if value < LINE]
    of = len(poor) if name == "Sen's own" else size
    return 2 * sum((LINE - value) * (of - at) for at, value in enumerate(poor)) / ((of + 1) * size * LINE)


@pytest.mark.parametrize("name", FINITE)
@given(table=income_tables())
def test_finite_forms_are_sums_over_ranks(name: str, table: dict[str, Any]) -> None:
    values, weights = table["income"], table["weight"]
    rows = [value for value, weight in zip(values, weights, strict=True) for _ in range(weight)]
    assume(name != "Takayama" or sum(rows) > 0)
    assert FINITE[name](values, LINE, weights) == near(_by_ranks(name, rows), 1e-9)
    assert FINITE[name](rows, LINE) == near(_by_ranks(name, rows), 1e-9)


@given(values=income_values(), gain=st.floats(0.01, 1e6))
def test_finite_forms_keep_the_focus_and_tend_to_the_others(values: list[float], gain: float) -> None:
    richer = [value if value < LINE else value + gain for value in values]
    assume(sum(values) > 0)
    for measure in FINITE.values():
        assert 0 <= measure(values, LINE) == near(measure(richer, LINE))
        assert measure([LINE, 2 * LINE], LINE) == 0
    many = [10**9] * len(values)
    assert FINITE["Sen's own"](values, LINE, many) == near(measures.sen(values, LINE), 1e-8)
    assert measures.thon(values, LINE, many) == near(measures.sen_shorrocks_thon(values, LINE), 1e-8)


@pytest.mark.parametrize("name", BOUNDED)
@given(values=income_values())
def test_poverty_lies_between_none_and_all(name: str, values: list[float]) -> None:
    assert 0 <= POVERTY[name](values, LINE) <= 1


@pytest.mark.parametrize("name", POVERTY)
def test_there_is_no_poverty_where_nobody_is_below_the_line(name: str) -> None:
    assert POVERTY[name]([LINE, LINE + 0.01, 5_000], LINE) == 0.0
    assert POVERTY[name]([LINE - 0.01, 5_000], LINE) > 0


@pytest.mark.parametrize("name", sorted(set(BOUNDED)))
def test_poverty_is_all_where_nobody_has_anything(name: str) -> None:
    assert POVERTY[name]([0, 0, 0], LINE) == 1.0


def test_those_at_the_line_are_not_poor_and_those_one_fen_below_are() -> None:
    assert measures.headcount_ratio([2735.99, 2736.00, 2736.01], 2736) == near(1 / 3)


def test_persons_and_households_are_counted_by_their_weights() -> None:
    per_head, sizes = [1_000, 5_000], [6, 2]
    assert measures.headcount_ratio(per_head, 2_000) == 0.5
    assert measures.headcount_ratio(per_head, 2_000, sizes) == 0.75


def test_the_handbooks_examples_of_the_gap_indices() -> None:
    # Haughton and Khandker, Handbook on Poverty and Inequality (World Bank 2009), ch. 4, country C, line 125.
    values = [100, 110, 150, 160]
    assert measures.poverty_gap(values, 125) == near(0.08)
    assert measures.squared_poverty_gap(values, 125) == near(0.0136)


def test_the_profile_is_the_measures_in_one_pass() -> None:
    values, weights = [100, 110, 150, 160], [1, 2, 3, 4]
    found = measures.monetary_poverty(values, 125, weights)
    assert found.headcount_ratio == near(measures.headcount_ratio(values, 125, weights))
    assert found.poverty_gap == near(measures.poverty_gap(values, 125, weights))
    assert found.squared_poverty_gap == near(measures.squared_poverty_gap(values, 125, weights))
    assert found.watts == near(measures.watts(values, 125, weights))
    assert found.income_gap_ratio == near(measures.income_gap_ratio(values, 125, weights))
    assert (found.headcount, found.weight) == (3, 10)
    assert measures.monetary_poverty([0, 200], 125).watts is None


@given(values=income_values(), c=st.sampled_from([0.1, 0.5, 0.9]))
def test_chuc_joins_the_poverty_gap_and_watts(values: list[float], c: float) -> None:
    assert measures.clark_hemming_ulph(values, LINE, 1) == near(measures.poverty_gap(values, LINE))
    assert measures.clark_hemming_ulph(values, LINE, 0) == near(measures.watts(values, LINE))
    assert measures.poverty_gap(values, LINE) - 1e-12 <= measures.clark_hemming_ulph(values, LINE, c)
    assert measures.clark_hemming_ulph(values, LINE, c) <= measures.watts(values, LINE) + 1e-12


@given(values=income_values())
def test_sen_by_its_definition(values: list[float]) -> None:
    poor = [value for value in values if value < LINE]
    assume(poor)
    head, gap = len(poor) / len(values), measures.income_gap_ratio(values, LINE)
    assert measures.sen(values, LINE) == near(head * (gap + (1 - gap) * measures.gini(poor)))


@given(values=income_values())
def test_sen_shorrocks_thon_by_its_definition(values: list[float]) -> None:
    # Shorrocks (1995), eq. 3, in the limit that replication invariance asks for: ranks from the poorest.
    gaps = sorted((max(LINE - value, 0) / LINE for value in values), reverse=True)
    n = len(gaps)
    assert measures.sen_shorrocks_thon(values, LINE) == near(
        sum(gap * (2 * (n - place) + 1) for place, gap in enumerate(gaps, start=1)) / n**2
    )


# Money


@given(
    st.lists(st.tuples(st.decimals(0, 9_999, places=2), st.integers(0, 9)), min_size=1), st.decimals(1, 9_999, places=2)
)
def test_the_cost_of_closing_the_gap_is_exact_to_the_fen(rows: list[tuple[Decimal, int]], line: Decimal) -> None:
    values, weights = (list(column) for column in zip(*rows, strict=True))
    assume(any(weights))
    exact = sum((max(line - value, Decimal(0)) * weight for value, weight in rows), Decimal(0))
    found = measures.cost_to_close(values, line, weights)
    assert isinstance(found, Decimal)
    assert found == exact
    assert measures.cost_to_close([float(value) for value in values], line, weights) == near(float(exact), 1e-9)


def test_the_cost_of_closing_the_gap_of_fractions_and_of_whole_yuan() -> None:
    assert measures.cost_to_close([Fraction(1, 3), 5], 1) == Fraction(2, 3)
    assert measures.cost_to_close([1, None, 9], 4, missing="drop") == Decimal(3)
    with pytest.raises(InvalidValue, match=r"values\[1\]: got None"):
        measures.cost_to_close([1, None], 4)


def test_the_depth_of_poverty_is_in_the_unit_of_the_incomes() -> None:
    assert measures.poverty_depth([100, 110, 150, 160], 125) == near(20)
    assert measures.poverty_depth([200], 125) == 0


# Inequality


@pytest.mark.parametrize("name", INEQUALITY)
@given(values=income_values(), factor=st.sampled_from([0.01, 3.7, 1e6]))
def test_inequality_does_not_depend_on_the_unit(name: str, values: list[float], factor: float) -> None:
    assert INEQUALITY[name]([value * factor for value in values]) == near(INEQUALITY[name](values), 1e-9)


@pytest.mark.parametrize("name", [name for name in INEQUALITY if name not in {"Hoover", "S80/S20", "Palma", "P90/P10"}])
@given(values=income_values(), places=st.tuples(st.integers(0, 29), st.integers(0, 29)), part=st.floats(0.05, 0.95))
def test_a_transfer_from_poorer_to_richer_raises_inequality(
    name: str, values: list[float], places: tuple[int, int], part: float
) -> None:
    low, high = sorted((values[place % len(values)], place % len(values)) for place in places)
    assume(low[1] != high[1])
    changed = list(values)
    changed[low[1]] -= low[0] * part
    changed[high[1]] += low[0] * part
    assert INEQUALITY[name](changed) > INEQUALITY[name](values)


def test_hoover_and_the_ratios_are_blind_to_some_transfers() -> None:
    assert measures.hoover([1, 3, 10]) == near(measures.hoover([2, 2, 10]))
    middle = [1, 1, 2, 2, 4, 4, 5, 5, 9, 9], [1, 1, 2, 2, 3, 5, 5, 5, 9, 9]
    for measure in (measures.quintile_share_ratio, INEQUALITY["S80/S20"], INEQUALITY["P90/P10"]):
        assert measure(middle[0]) == near(measure(middle[1]))


@pytest.mark.parametrize("name", INEQUALITY)
def test_where_all_have_the_same_there_is_no_inequality(name: str) -> None:
    equal = {"S80/S20": 1.0, "P90/P10": 1.0, "Palma": 0.25}.get(name, 0.0)
    assert INEQUALITY[name]([1234.56] * 7, weights=range(1, 8)) == near(equal)


@given(values=income_values())
def test_inequality_lies_within_its_bounds(values: list[float]) -> None:
    n = len(values)
    assert 0 <= measures.gini(values) <= 1 - 1 / n + 1e-12
    assert 0 <= measures.gini(values, small_sample=True) <= 1 + 1e-12
    assert 0 <= measures.hoover(values) <= measures.gini(values) + 1e-12
    assert 0 <= measures.theil(values) <= math.log(n) + 1e-12
    assert 0 <= measures.atkinson(values, 1) < 1


@given(table=income_tables())
def test_gini_is_half_the_relative_mean_difference_and_twice_the_area(table: dict[str, Any]) -> None:
    values, weights = (np.array(table[name], dtype=float) for name in ("income", "weight"))
    difference = np.abs(values[:, None] - values[None, :]) * weights[:, None] * weights[None, :]
    total, mean = weights.sum(), (weights * values).sum() / weights.sum()
    assert measures.gini(values, weights) == near(difference.sum() / (2 * total**2 * mean), 1e-11)
    population, share = zip(*measures.lorenz(values, weights), strict=True)
    area = sum(
        (x1 - x0) * (y0 + y1) / 2 for x0, x1, y0, y1 in zip(population, population[1:], share, share[1:], strict=False)
    )
    assert measures.gini(values, weights) == near(1 - 2 * area, 1e-11)
    distinct = total**2 - (weights**2).sum()
    assert measures.gini(values, weights, small_sample=True) == near(difference.sum() / (2 * distinct * mean), 1e-11)


@given(values=income_values(), points=st.integers(1, 9))
def test_the_lorenz_curve_rises_below_the_diagonal(values: list[float], points: int) -> None:
    for curve in (measures.lorenz(values), measures.lorenz(values, points=points)):
        shares = list(curve)
        assert shares[0] == (0, 0)
        assert shares[-1] == near((1, 1))
        assert all(share <= population + 1e-12 for population, share in shares)
        assert list(curve.income) == sorted(curve.income)
        for population, share in shares:
            assert measures.lorenz_share(values, population) == near(share)
    assert len(measures.lorenz(values, points=points)) == points + 1
    general = measures.generalized_lorenz(values, points=points)
    mean = measures.mean(values)
    assert [each / mean for each in general.income] == near(list(measures.lorenz(values, points=points).income))


@given(values=income_values())
def test_atkinson_and_generalized_entropy_say_the_same(values: list[float]) -> None:
    assert measures.atkinson(values, 1) == near(1 - math.exp(-measures.mean_log_deviation(values)))
    half = measures.generalized_entropy(values, 0.5)
    assert measures.atkinson(values, 0.5) == near(1 - (1 - half / 4) ** 2, 1e-9)
    squared = np.var(values) / np.mean(values) ** 2
    assert measures.generalized_entropy(values, 2) == near(squared / 2, 1e-9)


@given(values=income_values(), alpha=st.sampled_from([0, 1]))
def test_generalized_entropy_has_no_step_at_zero_and_one(values: list[float], alpha: int) -> None:
    around = [measures.generalized_entropy(values, alpha + step) for step in (-1e-5, 1e-5)]
    assert sum(around) / 2 == pytest.approx(measures.generalized_entropy(values, alpha), rel=1e-4, abs=1e-9)


def test_zero_and_negative_incomes() -> None:
    assert measures.gini([0, 0, 4]) == near(2 / 3)
    assert measures.gini([-2, 0, 4]) == near(2.0)
    assert measures.theil([0, 2]) == near(math.log(2))
    assert measures.atkinson([0, 2], 0.5) == near(0.5)
    with pytest.raises(InvalidValue, match="values above 0: a logarithm"):
        measures.mean_log_deviation([0, 2])
    with pytest.raises(InvalidValue, match="values of at least 0: a logarithm"):
        measures.theil([-1, 2])
    with pytest.raises(InvalidValue, match="values above 0: a logarithm"):
        measures.atkinson([0, 2], 1)
    for measure in (measures.gini, measures.lorenz, measures.hoover, measures.palma, measures.theil):
        with pytest.raises(InvalidValue, match="a mean above 0"):
            measure([0, 0])
    for measure in (measures.gini, measures.hoover):
        with pytest.raises(InvalidValue, match="a mean above 0"):
            measure([-3, 1])


# Relative poverty


def test_the_weighted_quantile_by_its_definition() -> None:
    values, weights = [10, 20, 30, 40], [1, 1, 2, 4]
    expected = {0: 10, 0.1: 10, 0.125: 15, 0.2: 20, 0.25: 25, 0.4: 30, 0.5: 35, 0.6: 40, 1: 40}
    for weighting in (weights, [1e-3 * weight for weight in weights]):
        assert {q: measures.weighted_quantile(values, q, weighting) for q in expected} == expected
    plain = {0: 10, 0.2: 10, 0.25: 15, 0.3: 20, 0.5: 25, 0.75: 35, 0.8: 40, 1: 40}
    assert {q: measures.weighted_quantile(values, q) for q in plain} == plain
    # 0.1 · 3 is not 0.3 in binary: the midpoint is taken all the same.
    assert measures.weighted_quantile(range(10), 0.3) == 2.5
    assert measures.weighted_quantile(range(10), 0.7, [0.1] * 10) == 6.5


@given(values=income_values(), q=st.floats(0, 1))
def test_the_quantile_is_numpys_averaged_inverted_cdf(values: list[float], q: float) -> None:
    expected = np.quantile(values, q, method="averaged_inverted_cdf")
    reached = q * len(values)
    assume(q > 1e-9)  # where the definition takes the least value, and NumPy too
    assume(reached == round(reached) or abs(reached - round(reached)) > 1e-6)
    assert measures.weighted_quantile(values, q) == near(float(expected))


def test_relative_poverty_by_hand() -> None:
    values = [4, 8, 10, 12, 20, 20, 30]
    assert measures.at_risk_of_poverty_threshold(values) == near(7.2)
    assert measures.at_risk_of_poverty_rate(values) == near(1 / 7)
    assert measures.relative_median_gap(values) == near((7.2 - 4) / 7.2)
    assert measures.at_risk_of_poverty_rate(values, share=0.9) == near(3 / 7)
    assert measures.at_risk_of_poverty_rate([6, 10, 10]) == 0  # at the threshold is not below it
    assert measures.relative_median_gap([6, 10, 10]) == 0


def test_ratios_by_hand() -> None:
    values = list(range(1, 11))
    assert measures.quintile_share_ratio(values) == near(19 / 3)
    assert measures.palma(values) == near(1)
    assert measures.quantile_ratio(values, 0.9, 0.1) == near(9.5 / 1.5)
    # A fifth of four persons is eight tenths of the poorest.
    assert measures.lorenz_share_ratio([1, 2, 3, 4], 0.8, 0.2) == near(4 * 0.8 / 0.8)
    # Whole rows: three tie at the first quintile, and one is above the fourth.
    assert measures.quintile_share_ratio([1, 1, 1, 2, 3, 3, 4, 9]) == near(9 / 3)
    assert measures.quintile_share_ratio([1, 2, 9, 7], [3, 1, 1, 0]) == near(9 / 3)
    with pytest.raises(InvalidValue, match="nobody above the fourth quintile"):
        measures.quintile_share_ratio([1, 2, 3, 4])


@given(table=income_tables())
def test_the_published_ratio_of_fifths_assigns_whole_rows(table: dict[str, Any]) -> None:
    values, weights = table["income"], table["weight"]
    rows = [Decimal(str(value)) for value, weight in zip(values, weights, strict=True) for _ in range(weight)]
    rows.sort()

    def quantile(fifths: int) -> Decimal:
        place, rest = divmod(fifths * len(rows), 5)
        return rows[place] if rest else (rows[place - 1] + rows[place]) / 2

    low, high = quantile(1), quantile(4)
    bottom, top = sum(each for each in rows if each <= low), sum(each for each in rows if each > high)
    assume(bottom > 0 and top > 0)
    assert measures.quintile_share_ratio(values, weights) == near(float(top / bottom), 1e-11)
    assert measures.quintile_share_ratio([Decimal(str(value)) for value in values], weights) == near(
        float(top / bottom), 1e-11
    )


# By group


@pytest.mark.parametrize(
    ("measure", "arguments"),
    [
        (measures.headcount_ratio, ()), (measures.poverty_gap, ()), (measures.squared_poverty_gap, ()),
        (measures.fgt, (1.5,)), (measures.watts, ()), (measures.clark_hemming_ulph, (0.3,)),
    ],
)  # fmt: skip
@given(table=income_tables())
def test_poverty_by_group_adds_up(
    measure: Callable[..., float], arguments: tuple[float, ...], table: dict[str, Any]
) -> None:
    values, weights, groups = table["income"], table["weight"], table["group"]
    found = measures.by_group(measure, values, LINE, *arguments, groups=groups, weights=weights)
    assert sum(group.contribution for group in found.groups) == near(found.value)
    assert sum(group.population for group in found.groups) == near(1)
    assert sum(group.income or 0 for group in found.groups) == near(1)
    assert found.value == near(measure(values, LINE, *arguments, weights=weights))
    for group in found.groups:
        own = [row for row in zip(values, weights, groups, strict=True) if row[2] == group.label]
        assert group.value == near(measure([row[0] for row in own], LINE, *arguments, weights=[row[1] for row in own]))
    if found.value:
        assert sum(found.share(group.label) for group in found.groups) == near(1)


@given(table=income_tables(), alpha=st.sampled_from([-1, 0, 0.5, 1, 2]))
def test_inequality_within_and_between_adds_up(table: dict[str, Any], alpha: float) -> None:
    values, weights, groups = table["income"], table["weight"], table["group"]
    found = measures.decompose_inequality(values, alpha, groups=groups, weights=weights)
    assert found.within + found.between == near(found.value, 1e-11)
    assert found.value == near(measures.generalized_entropy(values, alpha, weights))
    assert min(found.within, found.between) >= 0


def test_what_does_not_split_is_refused() -> None:
    for measure in (measures.sen, measures.sen_shorrocks_thon, measures.income_gap_ratio):
        with pytest.raises(InvalidValue, match=f"measure: got '{measure.__name__}'; expected a measure that is a mean"):
            measures.by_group(measure, [1, 2], 3, groups=["a", "b"])
    found = measures.by_group(measures.headcount_ratio, [-1, 1], 0.5, groups=["a", "b"], weights=[1, 1])
    assert [group.income for group in found.groups] == [None, None]
    with pytest.raises(InvalidValue, match="label: got 'c'; expected one of a, b"):
        found.share("c")
    assert measures.by_group(measures.headcount_ratio, [4, 5], 3, groups=["a", "b"]).share("a") == 0
    empty = measures.by_group(measures.headcount_ratio, [1, 2], 3, groups=["a", "b"], weights=[1, 0])
    assert [group.label for group in empty.groups] == ["a"]


# Other programs


@given(values=income_values())
def test_pysal_says_the_same(values: list[float]) -> None:
    inequality = importlib.import_module("inequality")  # PySAL's
    if measures.weighted_quantile(values, 0.5) > 0:
        wolfson = importlib.import_module("inequality.wolfson").wolfson
        assert measures.wolfson(values) == near(2 * float(wolfson(np.array(values))), 1e-9)
    array = np.array(values)
    assert measures.theil(array) == near(float(inequality.theil.Theil(array).T), 1e-9)
    assert measures.gini(array) == near(float(inequality.gini.Gini(array).g), 1e-9)


def test_a_measure_without_its_line_is_refused_by_name() -> None:
    for call in (
        lambda: measures.by_group(measures.watts, [1, 2], groups=["a", "b"]),
        lambda: measures.growth_and_redistribution(measures.headcount_ratio, [1, 2], [2, 3]),
        lambda: measures.growth_and_redistribution(measures.headcount_ratio, [1, 2], [2, 3], 2, 1, 1),
    ):
        with pytest.raises(InvalidValue, match="arguments: got '[03] of them'; expected those of"):
            call()
