"""Indicators take values in any form, say the same of each, and refuse by name what cannot be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.indicators import Column
from antipoverty.indicators._inputs.alignment import arrays
from antipoverty.indicators._inputs.columns import Labels
from antipoverty.indicators._inputs.weighted_values import WeightedValues
from effort import times

MEASURES: dict[str, Callable[..., float]] = {
    "headcount ratio": lambda values, weights: measures.headcount_ratio(values, 1_000, weights),
    "FGT 2": lambda values, weights: measures.squared_poverty_gap(values, 1_000, weights),
    "Watts": lambda values, weights: measures.watts(values, 1_000, weights),
    "Gini": measures.gini,
    "Theil": measures.theil,
    "GE -1": lambda values, weights: measures.generalized_entropy(values, -1, weights),
    "Atkinson 1": lambda values, weights: measures.atkinson(values, 1, weights),
    "Hoover": measures.hoover,
    "median": lambda values, weights: measures.weighted_quantile(values, 0.5, weights),
    "S80/S20": lambda values, weights: measures.lorenz_share_ratio(values, 0.8, 0.2, weights),
}
rows = st.lists(st.tuples(st.integers(1, 400_000), st.integers(1, 9)), min_size=2, max_size=20)


def _duckdb(frame: pl.DataFrame) -> Any:
    table = frame.to_arrow()
    return duckdb.connect().from_arrow(table)


FRAMES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "Polars": lambda frame: frame,
    "Polars lazy": lambda frame: frame.lazy(),
    "pandas": lambda frame: pd.DataFrame(frame.to_dict(as_series=False)),
    "pandas with Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "PyArrow": lambda frame: frame.to_arrow(),
    "DuckDB": _duckdb,
}


@pytest.mark.parametrize("name", MEASURES)
@times(1 / 2)
@given(rows=rows)
def test_every_form_and_every_engine_says_the_same(name: str, rows: list[tuple[int, int]]) -> None:
    values, weights = (list(column) for column in zip(*rows, strict=True))
    measure = MEASURES[name]
    expected = pytest.approx(measure(values, weights), rel=1e-11, abs=1e-12)
    assert measure(np.array(values), np.array(weights, dtype="float32")) == expected
    assert measure([Decimal(value) for value in values], [Fraction(weight) for weight in weights]) == expected
    frame = pl.DataFrame({"income": values, "weight": weights})
    for kind, make in FRAMES.items():
        if kind == "DuckDB" and len(rows) > 5:  # slow to start: small samples are enough
            continue
        made = make(frame)
        assert measure(Column(made, "income"), Column(made, "weight")) == expected, kind
        if kind not in {"Polars lazy", "DuckDB"}:
            assert measure(made["income"], made["weight"]) == expected, kind
            assert measure(made["income"], weights) == expected, kind


@pytest.mark.parametrize("kind", FRAMES)
def test_the_profile_of_a_frame_is_that_of_its_values(kind: str) -> None:
    frame = pl.DataFrame({"income": [100, 110, 150, 160], "weight": [1, 2, 3, 4]})
    made = FRAMES[kind](frame)
    for weights in (None, Column(made, "weight"), [1, 2, 3, 4]):
        found = measures.monetary_poverty(Column(made, "income"), 125, weights)
        expected = measures.monetary_poverty([100, 110, 150, 160], 125, None if weights is None else [1, 2, 3, 4])
        assert (found.headcount_ratio, found.poverty_gap, found.squared_poverty_gap, found.weight) == pytest.approx(
            (expected.headcount_ratio, expected.poverty_gap, expected.squared_poverty_gap, expected.weight)
        )


@pytest.mark.parametrize("kind", FRAMES)
def test_missing_values_are_refused_or_their_rows_left_out(kind: str) -> None:
    made = FRAMES[kind](pl.DataFrame({"income": [100, None, 900, 300], "weight": [1, 1, None, 2]}))
    for measure in (measures.gini, measures.theil):
        with pytest.raises(InvalidValue, match=r"values.*missing"):
            measure(Column(made, "income"), Column(made, "weight"))
        found = measure(Column(made, "income"), Column(made, "weight"), missing="drop")
        assert found == pytest.approx(measure([100, 300], [1, 2]))
        with pytest.raises(InvalidValue, match="missing: got 'ignore'; expected 'refuse' or 'drop'"):
            measure(Column(made, "income"), Column(made, "weight"), missing="ignore")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="weights.*missing"):
        measures.theil([1, 2], [1, None])


@pytest.mark.parametrize("kind", ["Polars", "Polars lazy", "DuckDB", "PyArrow"])
def test_an_engine_refuses_what_arrays_refuse(kind: str) -> None:
    def theil(values: list[Any], weights: list[Any]) -> float:
        made = FRAMES[kind](pl.DataFrame({"income": values, "weight": weights}, strict=False))
        return measures.theil(Column(made, "income"), Column(made, "weight"))

    nan, infinity = float("nan"), float("inf")
    for bad in (nan, infinity, -infinity):
        with pytest.raises(InvalidValue, match=r"values.*finite number"):
            theil([1.0, bad], [1, 1])
        with pytest.raises(InvalidValue, match=r"weights.*finite number"):
            theil([1.0, 2.0], [1.0, bad])
    with pytest.raises(InvalidValue, match=r"weights.*-1.0; expected (a weight|weights) of at least 0"):
        theil([1, 2], [1, -1])
    with pytest.raises(InvalidValue, match="weights: got 'zeros only'; expected at least one weight above 0"):
        theil([1, 2], [0, 0])
    with pytest.raises(InvalidValue, match="values: got '.*tring.*'; expected numbers"):
        theil(["a", "b"], [1, 1])
    made = FRAMES[kind](pl.DataFrame({"income": [1.0], "weight": [1.0]}))
    with pytest.raises(InvalidValue, match="values: got 'salary'; expected one of the frame's columns: income, weight"):
        measures.theil(Column(made, "salary"))
    empty = FRAMES[kind](pl.DataFrame({"income": pl.Series([], dtype=pl.Float64)}))
    with pytest.raises(InvalidValue, match="values: got 'no values'; expected at least one value"):
        measures.theil(Column(empty, "income"))


@pytest.mark.parametrize(
    ("values", "weights", "message"),
    [
        ([], None, "values: got 'no values'; expected at least one value that is not missing"),
        ([1, float("nan")], None, r"values\[1\]: got nan; expected a finite number"),
        ([1, float("inf")], None, r"values\[1\]: got inf; expected a finite number"),
        ([float("inf"), -float("inf")], None, r"values\[0\]: got inf; expected a finite number"),
        ([1, None], None, r"values\[1\]: got None; expected a value; missing=\"drop\" leaves out"),
        ([1, 2], [1], "weights: got '1 values'; expected as many as values has, which is 2"),
        (pl.Series([1, 2]), pl.Series([1]), "weights: got '1 values'; expected as many as values has, which is 2"),
        ([1e308, 1e308], None, "values: got 'numbers whose sum is too large'; expected a finite sum"),
        ([1, 2], [1, -2], r"weights\[1\]: got -2.0; expected a weight of at least 0"),
        ([1, 2], [0, 0], "weights: got 'zeros only'; expected at least one weight above 0"),
        ([1, 2], [1, float("nan")], r"weights\[1\]: got nan; expected a finite number"),
        (["1"], None, r"values\[0\]: got 'str'; expected a number, or None for missing"),
        ("12", None, "values: got 'str'; expected a sequence, a NumPy array, a series"),
        (12, None, "values: got 'int'; expected a sequence, a NumPy array, a series"),
        (np.ones((2, 2)), None, r"values: got 'an array of shape \(2, 2\)'; expected one dimension"),
        (np.array(["a"]), None, "values: got 'an array of <U1'; expected numbers"),
        (np.array([object()]), None, r"values\[0\]: got 'object'; expected a number"),
        (pl.Series(["a"]), None, "values: got 'a series of String'; expected numbers"),
        (Column(3, "income"), None, "Column.frame: got 'int'; expected a frame that narwhals knows"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(values: Any, weights: Any, message: str) -> None:
    for measure in (measures.gini, measures.theil):
        with pytest.raises(InvalidValue, match=message):
            measure(values, weights)


@pytest.mark.parametrize("line", [0, -1, float("nan"), float("inf"), "2736", None, True])
def test_a_line_that_is_no_line_is_refused(line: Any) -> None:
    for measure in (
        measures.headcount_ratio, measures.watts, measures.sen, measures.sen_shorrocks_thon, measures.cost_to_close,
        measures.monetary_poverty, measures.poverty_depth,
    ):  # fmt: skip
        with pytest.raises(InvalidValue, match="line: got .*; expected a poverty line above 0"):
            measure([1, 2], line)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measures.fgt([1], 2, -0.1), "alpha: got -0.1; expected a number of at least 0"),
        (lambda: measures.clark_hemming_ulph([1], 2, 1.1), "c: got 1.1; expected a number of at most 1"),
        (lambda: measures.watts([0, 3], 2), "values above 0: a logarithm"),
        (lambda: measures.clark_hemming_ulph([0, 3], 2, 0), "values above 0: a logarithm"),
        (lambda: measures.clark_hemming_ulph([-1, 3], 2, 0.5), "values of at least 0: a power"),
        (lambda: measures.atkinson([1, 2], 0), "epsilon: got 0; expected a number above 0"),
        (lambda: measures.generalized_entropy([1, 2], float("nan")), "alpha: got nan; expected a finite number"),
        (lambda: measures.weighted_quantile([1], 1.1), "q: got 1.1; expected a share from 0 to 1"),
        (lambda: measures.weighted_quantile([1], -0.1), "q: got -0.1; expected a share from 0 to 1"),
        (lambda: measures.lorenz_share([1], 2), "p: got 2; expected a share from 0 to 1"),
        (lambda: measures.lorenz([1], points=0), "points: got 0; expected a whole number of at least 1"),
        (lambda: measures.lorenz([1], points=True), "points: got True; expected a whole number"),
        (lambda: measures.gini([3], small_sample=True), "one row with a weight.*at least two"),
        (lambda: measures.quantile_ratio([0, 1], 0.9, 0.1), "a lower quantile of 0 or less"),
        (lambda: measures.quintile_share_ratio([0, 0, 0, 5]), "a poorest part with no income"),
        (lambda: measures.at_risk_of_poverty_rate([1, 2], share=0), "share: got 0; expected a share of the median"),
        (lambda: measures.at_risk_of_poverty_threshold([-1, -2]), "a median of 0 or less"),
    ],
)  # fmt: skip
def test_what_a_measure_cannot_take_is_refused_by_name(call: Callable[[], float], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        call()


def test_a_persons_income_is_not_shown() -> None:
    with pytest.raises(InvalidValue, match="a float that is not shown, being personal") as caught:
        measures.watts([-43.21, 3], 2)
    assert "43.21" not in str(caught.value)


def test_nothing_is_copied_that_need_not_be() -> None:
    array = np.array([1.0, 2.0])
    series = pl.Series([1.0, 2.0])
    assert WeightedValues.of(array).values is array
    assert np.shares_memory(WeightedValues.of(series).values, series.to_numpy())
    sample = WeightedValues.of(array)
    assert WeightedValues.of(sample) is sample


def test_labels_of_any_kind_become_codes_in_order() -> None:
    for given_labels, names in (
        (["b", "a", "b"], ("a", "b")),
        ([2, 1, 2], (1, 2)),
        (np.array(["b", "a", "b"]), ("a", "b")),
        (pl.Series(["b", "a", "b"]), ("a", "b")),
        (pl.Series([2, 1, 2]), (1, 2)),
        (pd.Series(["b", "a", "b"]), ("a", "b")),
        (pa.chunked_array([["b", "a", "b"]]), ("a", "b")),
        (["b", 1, "b"], ("b", 1)),  # cannot be sorted: in order of appearance
    ):
        found = arrays({"x": [1, 2, 3]}, {"g": given_labels})[1]["g"]
        assert found.names == names
        assert [str(found.names[code]) for code in found.codes] == [str(label) for label in given_labels]
    assert Labels(np.array([0, 1, 0]), ("a", "b", "c")).total(np.array([1.0, 2.0, 3.0])).tolist() == [4, 2, 0]


def test_a_missing_label_is_refused_or_its_row_left_out() -> None:
    for labels in (["a", None, "b"], pl.Series(["a", None, "b"]), pl.Series([1, None, 2])):
        with pytest.raises(InvalidValue, match=r"groups\[1\]: got None"):
            WeightedValues.of([1, 2, 3], labels={"groups": labels})
        found = WeightedValues.of([1, 2, 3], labels={"groups": labels, "not given": None}, missing="drop")
        assert found.values.tolist() == [1, 3]
        assert found.labels["groups"].codes.tolist() == [0, 1]
    with pytest.raises(InvalidValue, match="groups: got 'int'; expected a sequence"):
        WeightedValues.of([1], labels={"groups": 3})


def test_missing_values_of_every_form() -> None:
    for values in (
        [1, None, 3],
        np.array([1, None, 3], dtype=object),
        pl.Series([1, None, 3]),
        pd.Series([1, None, 3]),
    ):
        assert WeightedValues.of(values, missing="drop").values.tolist() == [1, 3]
    with pytest.raises(InvalidValue, match="no values"):
        WeightedValues.of([None, None], missing="drop")
    with pytest.raises(InvalidValue, match="got None"):
        WeightedValues.of(pl.Series([None, None]))


def test_columns_of_two_frames_meet_as_arrays() -> None:
    incomes, weights = pl.LazyFrame({"income": [1, 2, 3]}), pl.LazyFrame({"weight": [3, 2, 1]})
    found = measures.theil(Column(incomes, "income"), Column(weights, "weight"))
    assert found == pytest.approx(measures.theil([1, 2, 3], [3, 2, 1]))


def test_many_rows_sort_the_same_with_and_without_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(5)
    sample = WeightedValues.of(random.lognormal(8, 1, 60_000), random.random(60_000))
    fast = sample.by_value()
    monkeypatch.delitem(sys.modules, "polars")
    slow = sample.by_value()
    assert np.array_equal(fast.values, slow.values)
    assert np.array_equal(fast.weights, slow.weights)  # type: ignore[arg-type]  # both have weights


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtra, match=r"this needs numpy: pip install 'antipoverty\[stats\]'"):
        measures.gini([1, 2])


def test_in_pandas_without_arrow_types_nan_is_missing() -> None:
    values = pd.Series([1.0, float("nan"), 3.0])
    with pytest.raises(InvalidValue, match=r"values\[1\]: got None"):
        measures.gini(values)
    assert measures.gini(values, missing="drop") == measures.gini([1, 3])


def test_one_long_sample_crosses_blocks_without_a_seam() -> None:
    values = np.concatenate([np.full(40_000, 5_000.0), np.arange(1.0, 40_001)])  # the first block has nobody poor
    weights = np.tile([1.0, 2.0], 40_000)
    poor = values < 1_000
    assert measures.headcount_ratio(values, 1_000, weights) == pytest.approx(weights[poor].sum() / weights.sum())
    assert measures.headcount_ratio(values, 1_000) == pytest.approx(poor.mean())
    gap = np.where(poor, 1 - values / 1_000, 0)
    assert measures.poverty_gap(values, 1_000, weights) == pytest.approx((weights * gap).sum() / weights.sum())
    evenly = np.arange(1.0, 100_001)
    assert measures.gini(evenly) == pytest.approx((1e10 - 1) / (3 * 1e5 * (1e5 + 1)), rel=1e-12)
    assert measures.gini(evenly, np.full(100_000, 0.3)) == pytest.approx(measures.gini(evenly), rel=1e-12)


NAN = float("nan")


@pytest.mark.parametrize(
    "labels",
    [
        ["a", None, "b", "b", "a"], ["a", NAN, "b", "b", "a"], ["a", pd.NA, "b", "b", "a"],
        ["a", pd.NaT, "b", "b", "a"], ["a", Decimal("NaN"), "b", "b", "a"], ["a", Decimal("sNaN"), "b", "b", "a"],
        np.array([1, NAN, 2, 2, 1]),
        np.array(["2020-01-01", "NaT", "2020-01-02", "2020-01-02", "2020-01-01"], dtype="M8[D]"),
        np.array(["a", NAN, "b", "b", "a"], dtype=object), np.ma.array([1, 9, 2, 2, 1], mask=[0, 1, 0, 0, 0]),
        pd.Series(["a", NAN, "b", "b", "a"]), pd.Series([1, NAN, 2, 2, 1]),
        pd.Series([1, None, 2, 2, 1], dtype="Int64"),
        pd.Series(["a", None, "b", "b", "a"], dtype="category"), pd.Series(["a", pd.NaT, "b", "b", "a"], dtype=object),
        pd.to_datetime(pd.Series(["2020-01-01", None, "2020-01-02", "2020-01-02", "2020-01-01"])),
        pl.Series(["a", None, "b", "b", "a"]), pl.Series([1.0, NAN, 2, 2, 1]), pl.Series([1.0, None, 2, 2, 1]),
        pl.Series(["a", None, "b", "b", "a"], dtype=pl.Categorical), pa.chunked_array([["a", None, "b", "b", "a"]]),
        pa.chunked_array([[1.0, NAN, 2.0, 2.0, 1.0]]),
    ],
    ids=lambda labels: type(labels).__module__ + " " + type(labels).__name__,
)  # fmt: skip
def test_every_kind_of_missing_label_is_one_that_is_missing(labels: object) -> None:
    with pytest.raises(InvalidValue, match=r"groups\[1\]: got None"):
        WeightedValues.of([1, 2, 3, 4, 5], labels={"groups": labels})
    found = WeightedValues.of([1, 2, 3, 4, 5], labels={"groups": labels}, missing="drop")
    assert found.values.tolist() == [1, 3, 4, 5]
    assert found.labels["groups"].codes.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, "1"], "int 1 and str '1'"), ([1, True], "truth values among other labels"), ([0, False], "truth values"),
        ([Decimal(1), "1"], "Decimal Decimal"), ([[1], [1]], "a list or another"), ([None, "None", "x"], r"got None"),
    ],
)  # fmt: skip
def test_labels_that_look_alike_are_refused(labels: list[object], message: str) -> None:
    with pytest.raises(InvalidValue, match=f"groups.*{message}"):
        WeightedValues.of([1] * len(labels), labels={"groups": labels})
    assert WeightedValues.of([1, 2, 3], labels={"groups": [1, 1.0, 2]}).labels["groups"].codes.tolist() == [0, 0, 1]
