"""Targeting: each error has the denominator of its name, whatever form the columns have."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given

from antipoverty.errors import InvalidValue
from antipoverty.indicators import Column, coverage, exclusion_error, inclusion_error
from antipoverty.indicators.programme import coady_grosh_hoddinott
from antipoverty.strategies._indicators import targeting_tables

MEASURES = (coverage, exclusion_error, inclusion_error, coady_grosh_hoddinott)


def test_a_table_of_two_by_two_by_hand() -> None:
    """60 of 100 poor are covered, and 20 of 300 others: 40% left out, a quarter of those covered not poor."""
    target = [1] * 100 + [0] * 300
    covered = [1] * 60 + [0] * 40 + [1] * 20 + [0] * 280
    assert coverage(target, covered) == 0.6
    assert exclusion_error(target, covered) == 0.4
    assert inclusion_error(target, covered) == 0.25
    assert coady_grosh_hoddinott(target, covered) == 3
    cells = {"target": [1, 1, 0, 0], "covered": [1, 0, 1, 0], "weights": [60, 40, 20, 280]}
    assert inclusion_error(**cells) == 0.25
    assert coady_grosh_hoddinott(cells["target"], cells["covered"], cells["weights"]) == 3


@given(targeting_tables())
def test_coverage_and_exclusion_make_one_and_the_shares_follow(table: dict[str, Any]) -> None:
    target, covered, weights = table["target"], table["covered"], table["weight"]
    assert coverage(target, covered, weights) + exclusion_error(target, covered, weights) == pytest.approx(1)
    # Of those covered, who is not in the target group is leaked: coverage the other way round.
    assert inclusion_error(target, covered, weights) == pytest.approx(1 - coverage(covered, target, weights))
    everyone = [True] * len(target)
    assert coady_grosh_hoddinott(target, everyone, weights) == pytest.approx(1)
    assert coady_grosh_hoddinott(everyone, covered, weights) == pytest.approx(1)


@given(targeting_tables())
def test_a_weight_is_that_many_persons_and_the_form_does_not_matter(table: dict[str, Any]) -> None:
    target, covered, weights = table["target"], table["covered"], table["weight"]
    frame = pl.DataFrame(table)
    rows = [row for row, times in zip(zip(target, covered, strict=True), weights, strict=True) for _ in range(times)]
    for measure in MEASURES:
        found = measure(target, covered, weights)
        assert measure(*map(list, zip(*rows, strict=True))) == pytest.approx(found, abs=1e-12)
        assert measure(np.array(target), np.array(covered), np.array(weights)) == found
        assert measure(frame["target"], frame["covered"], frame["weight"]) == found
        lazy = frame.lazy()
        assert measure(Column(lazy, "target"), Column(lazy, "covered"), Column(lazy, "weight")) == found


def test_benefits_count_by_their_amount() -> None:
    assert coady_grosh_hoddinott([1, 0], [300, 100]) == 1.5
    assert coady_grosh_hoddinott([1, 0], [100, 300]) == 0.5


def test_missing_values_are_dropped_only_when_asked() -> None:
    assert coverage([1, 1, None, 1], [1, 0, 1, None], missing="drop") == 0.5
    assert exclusion_error([1, 1, None], [1, 0, 1], missing="drop") == 0.5
    assert inclusion_error([1, 0, None], [1, 1, 1], missing="drop") == 0.5
    assert coady_grosh_hoddinott([1, 0, None], [3, 1, 1], missing="drop") == 1.5
    for measure in MEASURES:
        with pytest.raises(InvalidValue, match=r"target\[1\]: got None"):
            measure([1, None], [1, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: coverage([0, 0], [1, 0]), "expected a total weight above 0: the target group is empty"),
        (lambda: exclusion_error([0], [1]), "target: got 'a total weight of 0'"),
        (lambda: inclusion_error([1, 0], [0, 0]), "expected a total weight above 0: nobody is covered"),
        (lambda: coady_grosh_hoddinott([1, 0], [0, 0]), "expected a total weight above 0: nobody receives a benefit"),
        (lambda: coady_grosh_hoddinott([0, 0], [1, 0]), "target: got 'a total weight of 0'"),
        (lambda: coady_grosh_hoddinott([1, 0], [1, 0], [0, 0]), "weights: got 'zeros only'"),
        (lambda: coady_grosh_hoddinott([1, 0], [1, -2]), "benefits[1]: got -2.0; expected a number of at least 0"),
        (lambda: coverage([1, 0], [1, 0], [1, -1]), "weights[1]: got -1.0; expected a weight of at least 0"),
        (lambda: coverage([2, 0], [1, 0]), "target[0]: got 2.0; expected True or False, 1 or 0"),
        (lambda: coverage([1, 0], [1, 0.5]), "covered[1]: got 0.5; expected True or False, 1 or 0"),
        (lambda: coverage([1, 0], [1]), "covered: got '1 values'"),
        (lambda: coverage([], []), "target: got 'no values'"),
        (lambda: coverage([1, float("nan")], [1, 1]), "target[1]: got nan"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call: Any, message: str) -> None:
    with pytest.raises(InvalidValue) as error:
        call()
    assert message in str(error.value)
