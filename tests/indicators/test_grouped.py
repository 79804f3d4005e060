"""Polarization, asymmetry of the Lorenz curve, inequality of groups and from grouped data."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue
from antipoverty.strategies import income_tables
from antipoverty.strategies._indicators import income_values


def near(value: float, tolerance: float = 1e-9) -> Any:
    return pytest.approx(value, rel=tolerance, abs=tolerance)


def test_wolfson_goes_from_none_to_all() -> None:
    assert measures.wolfson([7, 7, 7]) == 0
    assert measures.wolfson([0, 0, 0, 8, 8, 8]) == 1
    # Income moved from the middle to both ends polarizes, with the Gini as it may be.
    assert measures.wolfson([2, 2, 6, 6]) > measures.wolfson([2, 3, 5, 6]) > measures.wolfson([3, 4, 4, 5])
    with pytest.raises(InvalidValue, match="a median of 0 or less"):
        measures.wolfson([0, 0, 0, 8])
    with pytest.raises(InvalidValue, match="a mean of 0 or less"):
        measures.wolfson([0, 0])


@given(table=income_tables())
def test_wolfson_is_the_area_between_the_curve_and_its_tangent_at_the_median(table: dict[str, Any]) -> None:
    values, weights = table["income"], table["weight"]
    rows = sorted(value for value, weight in zip(values, weights, strict=True) for _ in range(weight))
    middle = measures.weighted_quantile(rows, 0.5)
    assume(middle > 0)
    # 2/(N·m) times the distance of the mean of the richer half from that of the poorer, less the mean difference.
    size, mean = len(rows), sum(rows) / len(rows)
    upper = sum(rows[-(size // 2) :]) + (rows[size // 2] / 2 if size % 2 else 0)
    lower = sum(rows[: size // 2]) + (rows[size // 2] / 2 if size % 2 else 0)
    differences = sum(abs(one - other) for one in rows for other in rows) / size**2
    expected = ((upper - lower) / size * 2 - differences) / middle
    assert measures.wolfson(values, weights) == near(expected, 1e-8)
    assert mean > 0


@given(values=income_values())
def test_a_symmetric_curve_has_an_asymmetry_of_one(values: list[float]) -> None:
    assume(sum(values) > 0)
    found = measures.lorenz_asymmetry(values)
    assert 0 <= found <= 2
    assert measures.lorenz_asymmetry([value * 7 for value in values]) == near(found, 1e-6)


def test_asymmetry_by_hand() -> None:
    # Nine with 1 and one with 9: of the mean, 1.8, a tenth of the way from 1 to 9.
    assert measures.lorenz_asymmetry([1] * 9 + [9]) == near((9 + 0.1) / 10 + (9 + 0.1 * 9) / 18)
    assert measures.lorenz_asymmetry([1, 9], [9, 1]) == near((9 + 0.1) / 10 + (9 + 0.1 * 9) / 18)
    assert measures.lorenz_asymmetry([5, 5, 5]) == 1
    # In floats the mean of these is above 0.2, which is at it nonetheless.
    assert measures.lorenz_asymmetry([0.1, 0.2, 0.3]) == near((1 / 3 + 1 / 6 + 2 / 3 + 1 / 2) / 2)
    with pytest.raises(InvalidValue, match="a mean of 0 or less"):
        measures.lorenz_asymmetry([-1, 1])


groups_ = st.lists(st.lists(st.integers(1, 500), min_size=1, max_size=6), min_size=1, max_size=5)


@given(groups=groups_)
def test_grouped_data_bound_the_gini(groups: list[list[int]]) -> None:
    rows = sorted(value for group in groups for value in group)
    classes = []
    for group in groups:
        classes.append(rows[: len(group)])
        rows = rows[len(group) :]
    every = [value for each in classes for value in each]
    persons, incomes = [len(each) for each in classes], [sum(each) for each in classes]
    limits: list[float | None] = [each[0] - 0.25 for each in classes] + [classes[-1][-1] + 0.25]
    for place in range(1, len(classes)):
        assume(classes[place - 1][-1] < classes[place][0])
        limits[place] = (classes[place - 1][-1] + classes[place][0]) / 2
    low, high = measures.GroupedIncome(persons, incomes, limits).gini_bounds()
    assert low == measures.GroupedIncome(persons, incomes).gini() <= measures.gini(every) + 1e-12
    assert measures.gini(every) <= high + 1e-12
    assert high <= measures.GroupedIncome(persons, incomes, [*limits[:-1], None]).gini_bounds()[1] + 1e-12
    curve = measures.GroupedIncome(persons[::-1], incomes[::-1]).lorenz()
    for share, income in curve:
        assert income >= measures.lorenz_share(every, min(share, 1)) - 1e-12


def test_all_of_a_class_may_stand_at_its_limit() -> None:
    for persons, incomes, limits in (
        ([3, 2], [0.3, 1.0], [0.1, 0.4, 1]),  # 0.3 / 3 is a float below 0.1
        ([7, 1], [19_152.35, 3_000], [2_736.05, 2_800, None]),
        ([1, 49], [0, 134_067.43], [0, 2_736.07, None]),
    ):
        low, high = measures.GroupedIncome(persons, incomes, limits).gini_bounds()
        alike = measures.gini([incomes[0] / persons[0], incomes[1] / persons[1]], persons)
        assert low == near(alike)
        assert high >= low
    all_at_limits = measures.GroupedIncome([3, 1], [0.3, 1], [0.1, 0.4, 1])
    assert all_at_limits.gini_bounds()[0] == near(all_at_limits.gini_bounds()[1])


def test_fifths_are_groups() -> None:
    curve = measures.GroupedIncome([1] * 5, [5, 10, 15, 25, 45]).lorenz()
    assert list(curve) == [(near(at / 5), near(share)) for at, share in enumerate((0, 0.05, 0.15, 0.3, 0.55, 1))]
    assert measures.GroupedIncome([1, 0, 1], [1, 0, 3]).gini() == measures.gini([1, 3])


@pytest.mark.parametrize(
    ("persons", "incomes", "limits", "message"),
    [
        ([1, -1], [1, 1], [0, 1, 2], r"persons\[1\]: got -1.0"),
        ([1, 0], [1, 1], [0, 1, 2], r"incomes\[1\]: got 1.0; expected 0, since the group has no persons"),
        ([0, 0], [0, 0], [0, 1, 2], "persons: got 'groups without persons'"),
        ([1, 1], [1], [0, 1, 2], "incomes: got '1 values'"),
        ([1, 1], [3, 1], [0, 1, 2], r"incomes\[0\]: got 'a mean of 3'; expected a class whose mean income"),
        ([1, 1], [1, 3], [0, 2], "limits: got '2 limits'; expected 3 limits"),
        ([1, 1], [1, 3], [0, 2, 2], r"limits\[2\]: got 2; expected a limit above 2"),
        ([1, 1], [1, 3], [0, 0.5, 4], r"incomes\[0\]: got 'a mean of 1'; expected a class whose mean income"),
        ([1, 1], [1, 3], [None, 2, 4], r"limits\[0\]: got None; expected a finite number"),
        ([1, 1], [1, 3], 7, "limits: got 'int'; expected 3 limits"),
        ([1, 1], [0, 0], [-1, 0, 4], "a mean of 0 or less"),
    ],
)  # fmt: skip
def test_what_are_no_groups_is_refused_by_name(persons: Any, incomes: Any, limits: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        measures.GroupedIncome(persons, incomes, limits).gini_bounds()


@pytest.mark.parametrize("alpha", [0.001, 0.5, 0.9999, 1, 1.5, 2])
def test_a_group_without_income_is_one_of_equals(alpha: float) -> None:
    found = measures.decompose_inequality([0, 0, 3, 5, 1, 8], alpha, groups=list("aabbcc"))
    assert found.within + found.between == near(found.value)
    assert (found.groups[0].value, found.groups[0].contribution, found.groups[0].income) == (None, 0, 0)
    with pytest.raises(InvalidValue, match="values above 0"):
        measures.decompose_inequality([0, 0, 3, 5], 0, groups=list("aabb"))
