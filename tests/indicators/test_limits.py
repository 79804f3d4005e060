"""Measures next to the limits of their parameters, of their incomes and of their weights, against fifty digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue
from antipoverty.indicators import Column
from antipoverty.indicators._inputs.weighted_values import WeightedValues
from antipoverty.indicators._uncertainty.linearisation import linearised

TENTHS = sum([0.1] * 10)  # not quite 1
DIGITS = 80


def entropy(incomes: list[float], alpha: float, weights: list[int]) -> Decimal:
    """GE(α) as it is defined."""
    values, power, total = [Decimal(value) for value in incomes], Decimal(alpha), sum(weights)
    mean = sum(weight * value for value, weight in zip(values, weights, strict=True)) / total

    def average(row: Callable[[Decimal], Decimal]) -> Decimal:
        rows = (weight * row(value / mean) for value, weight in zip(values, weights, strict=True))
        return sum(rows, Decimal(0)) / total

    if power == 0:
        return average(lambda ratio: -ratio.ln())
    if power == 1:
        return average(lambda ratio: ratio * ratio.ln() if ratio else ratio)
    return (average(lambda ratio: (ratio.ln() * power).exp() if ratio else ratio) - 1) / (power * (power - 1))


def atkinson(incomes: list[float], epsilon: float, weights: list[int]) -> Decimal:
    """A(ε) as it is defined."""
    values, power, total = [Decimal(value) for value in incomes], 1 - Decimal(epsilon), sum(weights)
    mean = sum(weight * value for value, weight in zip(values, weights, strict=True)) / total
    rows = [(value / mean, weight) for value, weight in zip(values, weights, strict=True)]
    if power == 0:
        return 1 - (sum(weight * ratio.ln() for ratio, weight in rows) / total).exp()
    middle = sum((weight * (ratio.ln() * power).exp() for ratio, weight in rows if ratio), Decimal(0)) / total
    return 1 - (middle.ln() / power).exp()


def clark_hemming_ulph(incomes: list[float], c: float, weights: list[int]) -> Decimal:
    """The measure of Clark, Hemming and Ulph with a line of 1,000, as it is defined."""
    power, total, found = Decimal(c), sum(weights), Decimal(0)
    for income, weight in zip(incomes, weights, strict=True):
        ratio = Decimal(income) / 1000
        if ratio < 1:
            found += weight * (-ratio.ln() if power == 0 else (1 - (ratio.ln() * power).exp()) / power)
    return found / total


REFERENCES: dict[str, tuple[Callable[..., float], Callable[..., Decimal], float]] = {
    "GE near 0": (measures.generalized_entropy, entropy, 0.0),
    "GE near 1": (measures.generalized_entropy, entropy, 1.0),
    "Atkinson near 1": (measures.atkinson, atkinson, 1.0),
    "CHUC near 0": (
        lambda values, c, weights: measures.clark_hemming_ulph(values, 1000, c, weights),
        clark_hemming_ulph,
        0.0,
    ),
}
away = st.sampled_from([0.0, 1e-30, 1e-20, 1.1e-16, 1e-12, 1e-9, 1e-6, 1e-3, 9.9e-3, 1e-2, 1.01e-2, 0.1])
incomes_ = st.lists(
    st.tuples(st.integers(1, 10**7).map(lambda fen: fen / 100), st.integers(1, 9)), min_size=2, max_size=8
)


@pytest.mark.parametrize("name", REFERENCES)
@given(rows=incomes_, distance=away, sign=st.sampled_from([-1, 1]))
@example(rows=[(1.0, 1), (1000.0, 1), (2000.0, 1)], distance=1 - TENTHS, sign=-1)
def test_a_parameter_next_to_its_limit_keeps_its_digits(
    name: str, rows: list[tuple[float, int]], distance: float, sign: int
) -> None:
    ours, reference, limit = REFERENCES[name]
    values, weights = [list(column) for column in zip(*rows, strict=True)]
    parameter = limit + sign * distance
    with localcontext(prec=DIGITS):
        expected = pytest.approx(float(reference(values, parameter, weights)), rel=2e-12, abs=4e-14)
    assert ours(values, parameter, weights=weights) == expected
    lazy = pl.LazyFrame({"value": values, "weight": weights})
    assert ours(Column(lazy, "value"), parameter, weights=Column(lazy, "weight")) == expected


@given(rows=incomes_, distance=away, sign=st.sampled_from([-1, 1]))
def test_an_income_of_nothing_next_to_a_limit(rows: list[tuple[float, int]], distance: float, sign: int) -> None:
    values, weights = [list(column) for column in zip(*[(0.0, 2), *rows], strict=True)]
    with localcontext(prec=DIGITS):
        if distance > 1e-12:
            expected = float(entropy(values, distance, weights))
            assert measures.generalized_entropy(values, distance, weights) == pytest.approx(expected, rel=1e-11)
        expected = float(entropy(values, 1 + sign * distance, weights))
        assert measures.generalized_entropy(values, 1 + sign * distance, weights) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(
    ("measure", "arguments", "limit"),
    [
        (measures.generalized_entropy, (), 0.0),
        (measures.generalized_entropy, (), 1.0),
        (measures.atkinson, (), 1.0),
        (measures.clark_hemming_ulph, (1000,), 0.0),
    ],
)  # fmt: skip
def test_a_standard_error_next_to_a_limit_is_that_of_the_limit(measure: Any, arguments: Any, limit: float) -> None:
    values = [12.5, 300.0, 310.0, 770.0, 990.0, 4000.0, 100_000.0]
    at = measures.estimate(measure, values, *arguments, limit).standard_error
    for distance in (1e-300, 1e-20, 1e-16, 1e-15, 1e-12, 1e-10):
        for sign in (-1, 1):
            near = measures.estimate(measure, values, *arguments, limit + sign * distance).standard_error
            assert near == pytest.approx(at, rel=1e-8)
    assert measures.estimate(measure, values, *arguments, limit + 0.009999).standard_error == pytest.approx(
        measures.estimate(measure, values, *arguments, limit + 0.010001).standard_error, rel=1e-4
    )


@pytest.mark.parametrize("alpha", [-2, -0.5, 0.005, 0.3, 0.995, 1.004, 2, 3])
def test_the_linearised_variable_of_entropy_is_its_derivative(alpha: float) -> None:
    values, weights = np.array([12.5, 300, 310, 770, 990, 4000]), np.array([1.0, 2, 3, 1, 1, 2])
    found = linearised(measures.generalized_entropy, WeightedValues.of(values, weights), alpha)
    step = 1e-6
    for row in range(len(values)):
        more, less = weights.copy(), weights.copy()
        more[row] += step
        less[row] -= step
        rise = measures.generalized_entropy(values, alpha, more) - measures.generalized_entropy(values, alpha, less)
        assert found[row] == pytest.approx(rise / (2 * step), rel=1e-5, abs=1e-9)


def test_an_aversion_without_measure_leaves_the_poorest_alone() -> None:
    for epsilon in (60, 200, 1e6, 1e300):
        with localcontext(prec=DIGITS):
            expected = float(atkinson([1, 1000, 2000], epsilon, [1, 1, 1])) if epsilon < 1e4 else 1 - 3 / 3001
        assert measures.atkinson([1, 1000, 2000], epsilon) == pytest.approx(
            expected, rel=1e-12 if epsilon < 1e4 else 2e-9
        )
        assert math.isfinite(measures.estimate(measures.atkinson, [1, 1000, 2000], epsilon).standard_error)


def test_incomes_far_apart_are_not_lost() -> None:
    far = [1e-300, 1e300]
    assert measures.gini(far) == measures.hoover(far) == measures.lorenz_share(far, 1) / 2 == 0.5
    assert measures.mean_log_deviation(far) == pytest.approx(math.log(5e299) - (math.log(1e300) + math.log(1e-300)) / 2)
    assert measures.theil(far) == pytest.approx(math.log(2))
    assert [measures.atkinson(far, epsilon) for epsilon in (0.5, 1, 2, 300)] == pytest.approx([0.5, 1, 1, 1])
    assert measures.watts(far, 1e-290) == pytest.approx(math.log(1e10) / 2)
    assert measures.watts(far, 1e299) == pytest.approx((math.log(1e299) - math.log(1e-300)) / 2)
    assert measures.headcount_ratio(far, 1) == measures.poverty_gap(far, 1) == 0.5
    for call in (
        lambda: measures.generalized_entropy(far, -1),
        lambda: measures.clark_hemming_ulph(far, 1e299, -2),
        lambda: measures.fgt([-1e300, 1], 1e-9, 2),
        lambda: measures.gini(far, [1e300, 1e300]),
        lambda: measures.gini([1e200, 1e250], [1e60, 1e60]),
        lambda: measures.relative_median_gap([-1, -2, -3], line=1e-320),
        lambda: measures.at_risk_of_poverty_rate([1e300, 2e300], share=1e300),
        lambda: measures.monetary_poverty([-1e300, 1], 1e-9),
        lambda: measures.poverty_depth([-1e300, 1], 1e-9),
    ):
        with pytest.raises(InvalidValue, match="too large|so far apart that the measure overflows"):
            call()


# Quantiles


@pytest.mark.parametrize("weight", [1.1, 0.1, 1 / 3, 1e-7, 12_345.6, 7.0])
def test_equal_weights_are_no_weights(weight: float) -> None:
    values = np.arange(1.0, 100_001)
    weights = np.full(100_000, weight)
    for q in (0, 0.05, 0.2, 0.25, 1 / 3, 0.5, 0.6, 0.75, 0.8, 0.9, 0.99, 1):
        assert measures.weighted_quantile(values, q, weights) == measures.weighted_quantile(values, q), q
    assert measures.weighted_quantile(values, 0.5, weights) == 50_000.5
    assert measures.at_risk_of_poverty_threshold(values, weights) == 30_000.3
    lazy = pl.LazyFrame({"value": values, "weight": weights})
    assert measures.weighted_quantile(Column(lazy, "value"), 0.2, Column(lazy, "weight")) == 20_000.5


@given(
    rows=st.lists(st.tuples(st.integers(1, 50), st.integers(1, 40)), min_size=1, max_size=12),
    unit=st.sampled_from([1.0, 0.1, 0.7, 1 / 3, 1e-9, 2.0**60]),
    q=st.integers(0, 20).map(lambda part: part / 20),
)
def test_a_share_that_is_reached_exactly_is_seen_in_any_unit_of_weight(
    rows: list[tuple[int, int]], unit: float, q: float
) -> None:
    values, counts = [list(column) for column in zip(*rows, strict=True)]
    repeated = [value for value, count in rows for _ in range(count)]
    found = measures.weighted_quantile(values, q, [count * unit for count in counts])
    assert found == measures.weighted_quantile(repeated, q) == measures.weighted_quantile(values, q, counts)


def test_a_small_weight_between_two_large_ones_is_the_median() -> None:
    assert measures.weighted_quantile([10, 20, 30], 0.5, [10**16, 1, 10**16]) == 20
    assert measures.weighted_quantile([10, 20, 30], 0.5, [10**16, 0, 10**16]) == 20
    assert measures.weighted_quantile([10, 30], 0.5, [10**16, 10**16 + 2]) == 30
    assert measures.weighted_quantile([1, 2, 3], "1/3") == measures.weighted_quantile([1, 2, 3], 1 / 3) == 1.5


# Lines that are drawn after scaling


@given(
    fen=st.lists(st.integers(100, 10**7), min_size=2, max_size=8),
    growth=st.sampled_from(["1.1", "1.21", "1.07", "0.93", "1.33"]),
    data=st.data(),
)
def test_growth_alone_redistributes_nothing_at_the_line(fen: list[int], growth: str, data: st.DataObject) -> None:
    before = [Decimal(each) / 100 for each in fen]
    after = [each * Decimal(growth) for each in before]
    line = data.draw(st.sampled_from(after))
    found = measures.growth_and_redistribution(
        measures.headcount_ratio, [float(each) for each in before], [float(each) for each in after], line
    )
    below = [sum(each < line for each in incomes) / len(fen) for incomes in (before, after)]
    assert (found.before, found.after) == pytest.approx(tuple(below))
    assert found.redistribution == pytest.approx(0, abs=1e-12)


def test_a_curve_compares_with_each_line_as_a_measure_does() -> None:
    third = Fraction(1, 3)
    assert measures.poverty_curve([third, 1], [third, third + Fraction(1, 10**30)]).poverty == (0, 0.5)
    assert measures.poverty_curve([0.1, 0.3], [Decimal("0.3"), Decimal("0.30000000000000000001")]).poverty == (0.5, 1)
    assert measures.poverty_curve([1.9, 3], [np.float32(1.9)], 1).poverty == (0,)
