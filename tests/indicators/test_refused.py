"""Arguments that no indicator can take are refused by name, with what was expected."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import NET_INCOME
from antipoverty.indicators import GroupedIncome
from antipoverty.indicators.multidimensional import alkire_foster_by_cutoff, nested_weights, robust_comparisons
from antipoverty.indicators.programme import sample_for_margin
from antipoverty.rules import prove_monotone

TABLE = {"a": [1, 1, 0, 0], "b": [1, 0, 1, 0]}
EQUAL = {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: measures.decompose_inequality([1, 2], 0, groups=None), "groups"),
        (lambda: measures.decompose_inequality([1, 2], 0, groups=np.array([["a"], ["b"]])), "groups"),
        (lambda: measures.alkire_foster(TABLE, dimension_weights=EQUAL, cutoff=1, gaps=[1]), "gaps"),  # type: ignore[arg-type]
        (lambda: measures.alkire_foster(TABLE, dimension_weights="ab", cutoff=1), "dimension_weights"),
        (
            lambda: measures.alkire_foster(TABLE, dimension_weights=EQUAL, cutoff=1, groups=[1, "1", 2, 2]),
            "groups",
        ),
        (lambda: measures.headcount_ratio([1, np.array([1, 2])], 3), "values"),  # type: ignore[list-item]
        (lambda: GroupedIncome([1e-320, 1], [1e10, 1]).gini(), "persons"),
        (lambda: alkire_foster_by_cutoff(TABLE, dimension_weights=EQUAL, cutoffs="12"), "cutoffs"),
        (lambda: nested_weights(["a"]), "dimensions"),  # type: ignore[arg-type]
        (lambda: robust_comparisons(1), "results"),  # type: ignore[arg-type]
        (lambda: sample_for_margin("0.05", design_effect=Decimal("sNaN")), "design_effect"),
        (lambda: sample_for_margin("0.05", design_effect=10**400), "design_effect"),
        (lambda: prove_monotone("nothing", "a tree", NET_INCOME, direction="rising"), "tree"),  # type: ignore[arg-type]
    ],
)
def test_what_no_measure_takes_is_named(call: Callable[[], Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        call()
    assert field in refused.value.field


def test_a_group_without_income_brings_nothing_within() -> None:
    result = measures.decompose_inequality([0, 0, 1, 3], 1, groups=["a", "a", "b", "b"])
    alone = measures.theil([1, 3])
    assert result.within == pytest.approx(alone)


def test_a_quantile_takes_no_heed_of_rows_without_weight() -> None:
    assert measures.weighted_quantile([1, 2, 9], 0.5, [1, 1, 0]) == measures.weighted_quantile([1, 2], 0.5)
    assert measures.weighted_quantile([1, 2, 9], 1, [1, 1, 0]) == 2


def test_growth_of_a_measure_without_a_line_has_the_same_parts() -> None:
    with pytest.raises(InvalidValue):
        measures.growth_and_redistribution(measures.headcount_ratio, [0, 0], [1, 2], 1)


def test_numbers_of_every_kind_are_the_same_number() -> None:
    exact = measures.headcount_ratio([Decimal("1.1"), 2, 3.5], Decimal("2"))
    assert exact == measures.headcount_ratio([1.1, 2.0, 3.5], 2) == pytest.approx(1 / 3)
