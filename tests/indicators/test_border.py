"""One border for all measures: the same numbers mean the same in every container, rows of weight 0 do not."""

from __future__ import annotations

import array
import contextlib
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
from hypothesis import example, given
from hypothesis import strategies as st

from antipoverty import indicators as measures
from antipoverty.errors import InvalidValue
from antipoverty.indicators import Column
from antipoverty.indicators._inputs.alignment import aligned
from antipoverty.indicators._inputs.reading import meaning
from antipoverty.indicators._inputs.weighted_values import Line, WeightedValues, share
from branches import must_reach, reached
from effort import times

LINE = 1_000
MEASURES: dict[str, Callable[..., Any]] = {
    "headcount ratio": lambda values, weights, **options: measures.headcount_ratio(values, LINE, weights, **options),
    "FGT 1.5": lambda values, weights, **options: measures.fgt(values, LINE, 1.5, weights, **options),
    "Watts": lambda values, weights, **options: measures.watts(values, LINE, weights, **options),
    "CHUC 0.5": lambda values, weights, **options: measures.clark_hemming_ulph(values, LINE, 0.5, weights, **options),
    "CHUC 0.001": lambda values, weights, **options: measures.clark_hemming_ulph(
        values, LINE, 0.001, weights, **options
    ),
    "Sen": lambda values, weights, **options: measures.sen(values, LINE, weights, **options),
    "SST": lambda values, weights, **options: measures.sen_shorrocks_thon(values, LINE, weights, **options),
    "depth": lambda values, weights, **options: measures.poverty_depth(values, LINE, weights, **options),
    "cost": lambda values, weights, **options: float(measures.cost_to_close(values, LINE, weights, **options)),
    "profile": lambda values, weights, **options: measures.monetary_poverty(values, LINE, weights, **options).watts,
    "mean": measures.mean,
    "Gini": measures.gini,
    "Gini, corrected": lambda values, weights, **options: measures.gini(values, weights, small_sample=True, **options),
    "Lorenz": lambda values, weights, **options: measures.lorenz(values, weights, **options).income,
    "Lorenz share": lambda values, weights, **options: measures.lorenz_share(values, 0.3, weights, **options),
    "Theil": measures.theil,
    "mean log deviation": measures.mean_log_deviation,
    "GE -1": lambda values, weights, **options: measures.generalized_entropy(values, -1, weights, **options),
    "GE 0.999": lambda values, weights, **options: measures.generalized_entropy(values, 0.999, weights, **options),
    "Atkinson 0.5": lambda values, weights, **options: measures.atkinson(values, 0.5, weights, **options),
    "Atkinson 1": lambda values, weights, **options: measures.atkinson(values, 1, weights, **options),
    "Atkinson 1.001": lambda values, weights, **options: measures.atkinson(values, 1.001, weights, **options),
    "Hoover": measures.hoover,
    "median": lambda values, weights, **options: measures.weighted_quantile(values, 0.5, weights, **options),
    "least": lambda values, weights, **options: measures.weighted_quantile(values, 0, weights, **options),
    "P90/P10": lambda values, weights, **options: measures.quantile_ratio(values, 0.9, 0.1, weights, **options),
    "S80/S20": lambda values, weights, **options: measures.lorenz_share_ratio(values, 0.8, 0.2, weights, **options),
    "Thon": lambda values, weights, **options: measures.thon(values, LINE, weights, **options),
    "Takayama": lambda values, weights, **options: measures.takayama(values, LINE, weights, **options),
    "Wolfson": measures.wolfson,
    "Lorenz asymmetry": measures.lorenz_asymmetry,
    "Palma": measures.palma,
    "threshold": measures.at_risk_of_poverty_threshold,
    "rate": measures.at_risk_of_poverty_rate,
    "median gap": measures.relative_median_gap,
    "poverty curve": lambda values, weights, **options: measures.poverty_curve(
        values, [LINE, 2 * LINE], 1, weights, **options
    ).poverty,
    "by group": lambda values, weights, **options: measures.by_group(
        measures.watts, values, LINE, groups=list(range(2)) * (len(values) // 2), weights=weights, **options
    ).value,
}  # fmt: skip


def _masked(values: list[Any]) -> Any:
    lacks = [value is None for value in values]
    return np.ma.array([1e6 if lack else value for value, lack in zip(values, lacks, strict=True)], mask=lacks)


def _polars_objects(values: list[Any]) -> Any:
    return pl.Series([None if value is None else Decimal(repr(value)) for value in values], dtype=pl.Object)


#: Containers that can lack a value, and then those that cannot.
LACKING: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "decimals": lambda values: [None if value is None else Decimal(repr(value)) for value in values],
    "fractions": lambda values: [pd.NA if value is None else Fraction(repr(value)) for value in values],
    "NaN": lambda values: [np.float64("nan") if value is None else value for value in values],
    "objects": lambda values: np.array(values, dtype=object),
    "masked": _masked,
    "NumPy with NaN": lambda values: np.array(values, dtype="float64"),
    "zero-dimensional": lambda values: [None if value is None else np.array(value) for value in values],
    "Polars": lambda values: pl.Series(values, dtype=pl.Float64),
    "Polars with NaN": lambda values: pl.Series([float("nan") if value is None else value for value in values]),
    "Polars objects": _polars_objects,
    "pandas": lambda values: pd.Series(values, dtype="float64"),
    "pandas nullable": lambda values: pd.Series(values, dtype="Float64"),
    "pandas extension array": lambda values: pd.array(values, dtype="Float64"),
    "pandas index": lambda values: pd.Index(values, dtype="float64"),
    "pandas on Arrow": lambda values: pd.Series(values, dtype="double[pyarrow]"),
    "Arrow": lambda values: pa.array(values, pa.float64()),
    "Arrow, chunked": lambda values: pa.chunked_array([values], pa.float64()),
}
WHOLE: dict[str, Callable[[list[Any]], Any]] = {
    "buffer": lambda values: array.array("d", values),
    "memoryview": lambda values: memoryview(array.array("d", values)),
    "long doubles": lambda values: np.array(values, dtype="longdouble"),
}
values_ = st.lists(st.integers(1, 300_000).map(lambda fen: fen / 100), min_size=2, max_size=9)


@pytest.mark.parametrize("name", MEASURES)
@times(1 / 4)
@given(values=values_, data=st.data())
def test_the_same_numbers_are_the_same_in_every_container(name: str, values: list[float], data: st.DataObject) -> None:
    values = values[: len(values) // 2 * 2]
    weights = data.draw(st.none() | st.lists(st.integers(1, 5), min_size=len(values), max_size=len(values)))
    expected = pytest.approx(MEASURES[name](values, weights), rel=1e-11, abs=1e-12)
    for kind, make in {**LACKING, **WHOLE}.items():
        assert MEASURES[name](make(values), None if weights is None else make(weights)) == expected, kind
        assert MEASURES[name](make(values), weights) == expected, kind


@pytest.mark.parametrize("name", sorted(set(MEASURES) - {"by group"}))
@times(1 / 6)
@given(values=values_, data=st.data())
def test_what_is_missing_is_refused_or_left_out_alike_in_every_container(
    name: str, values: list[float], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(values)))
    lacking: list[Any] = [*values[:place], None, *values[place:]]
    expected = pytest.approx(MEASURES[name](values, None), rel=1e-11, abs=1e-12)
    for kind, make in LACKING.items():
        assert MEASURES[name](make(lacking), None, missing="drop") == expected, kind
        assert MEASURES[name]([*values, 5.0], make([1.0] * len(values) + [None]), missing="drop") == expected, kind
        for column, options in ((lacking, None), ([1.0] * len(lacking), make(lacking))):
            with pytest.raises(InvalidValue, match=rf"(values|weights)\[{place}\]: got (None|nan); expected"):
                MEASURES[name](make(column), options)


@pytest.mark.parametrize("name", MEASURES)
@times(1 / 4)
@given(values=values_, other=st.sampled_from([0.0, -5.5, float("nan"), float("inf"), -float("inf"), 1e300, None]))
def test_a_row_of_weight_zero_is_not_there_whatever_it_holds(name: str, values: list[float], other: Any) -> None:
    values = values[: len(values) // 2 * 2]
    expected = pytest.approx(MEASURES[name](values, None), rel=1e-11, abs=1e-12)
    rows, weights = [*values, other, other], [*[1.0] * len(values), 0.0, 0.0]
    kinds = {"list": lambda column: column} | {key: LACKING[key] for key in ("Polars", "pandas on Arrow", "Arrow")}
    for kind, make in kinds.items():
        assert MEASURES[name](make(rows), make(weights)) == expected, kind
        assert MEASURES[name](make(rows), weights, missing="drop") == expected, kind
    if name != "by group":
        lazy = pl.LazyFrame({"value": rows, "weight": weights}, schema={"value": pl.Float64, "weight": pl.Float64})
        for missing in ("refuse", "drop"):
            found = MEASURES[name](Column(lazy, "value"), Column(lazy, "weight"), missing=missing)
            assert found == expected, missing


def test_a_row_of_weight_zero_is_not_there_in_duckdb_and_in_a_design() -> None:
    rows = {"value": [0.0, -3.0, None, float("nan"), 100.0, 110.0, 150.0], "weight": [0.0, 0, 0, 0, 1, 1, 1]}
    table = duckdb.connect().from_arrow(pl.DataFrame(rows).to_arrow())
    for measure in (MEASURES["Watts"], MEASURES["Theil"], MEASURES["GE -1"], MEASURES["Atkinson 1"]):
        expected = pytest.approx(measure([100, 110, 150], None), rel=1e-12)
        assert measure(Column(table, "value"), Column(table, "weight")) == expected
    assert measures.watts([0, 100, 110, 150], 125, [0, 1, 1, 1]) == pytest.approx(0.11699230760803152, abs=1e-15)
    # In a design the row stays, as a cluster of which nobody is of the domain: its value does not matter.
    for measure, arguments in ((measures.watts, (125,)), (measures.theil, ()), (measures.atkinson, (2,))):
        found = [
            measures.estimate(measure, [other, 100, 110, 150], *arguments, design=measures.Design([0, 1, 1, 1]))
            for other in (0, -7, 1e300, None, 100)
        ]
        assert len({(each.value, each.standard_error, each.degrees_of_freedom) for each in found}) == 1
        assert found[0].degrees_of_freedom == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([1 + 2j, 3]), "values: got 'an array of complex128'; expected numbers"),
        ([1 + 2j, 3], r"values\[0\]: got 'complex'; expected a number"),
        ([np.complex128(1), 3], r"values\[0\]: got 'complex128'; expected a number"),
        (np.array(["2014"], dtype="datetime64[D]"), r"values: got 'an array of datetime64\[D\]'; expected numbers"),
        (np.array([1], dtype="timedelta64[D]"), r"values: got 'an array of timedelta64\[D\]'; expected numbers"),
        ([np.timedelta64(3, "D")], r"values\[0\]: got 'timedelta64'; expected a number"),
        (np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]), "values: got .an array of .*; expected numbers"),
        (np.ma.array(["a", "b"]), "values: got 'an array of <U1'; expected numbers"),
        (np.array(5.0), r"values: got 'an array of shape \(\)'; expected one dimension"),
        (pd.DataFrame({"a": [1, 2]}), r"values: got 'an array of shape \(2, 1\)'; expected one dimension"),
        ([[1, 2], [3, 4]], r"values\[0\]: got 'list'; expected a number"),
        ([np.array([1.0]), 2], r"values\[0\]: got 'ndarray'; expected a number"),
        ((value for value in (1, 2)), "values: got 'generator'; expected a sequence"),
        ({1, 2}, "values: got 'set'; expected a sequence"),
        ({"a": 1}, "values: got 'dict'; expected a sequence"),
        (b"12", "values: got 'bytes'; expected a sequence"),
        (bytearray(b"12"), "values: got 'bytearray'; expected a sequence"),
        ([10**400, 1], r"values\[0\]: got 'a number too large'; expected a finite number"),
        ([Fraction(10**400), 1], r"values\[0\]: got 'a number too large'; expected a finite number"),
        ([Decimal("1e400"), 1], r"values\[0\]: got inf; expected a finite number"),
        ([Decimal("sNaN"), 1], r"values\[0\]: got (None|nan); expected"),
        (pl.Series(["a"], dtype=pl.Object), r"values\[0\]: got 'str'; expected a number"),
        (pl.Series([[1.0], [2.0]]), r"values: got 'a series of List\(.*\)'; expected numbers"),
    ],
)  # fmt: skip
def test_what_is_no_column_of_numbers_is_refused_by_name_by_every_measure(values: Any, message: str) -> None:
    for name in ("headcount ratio", "Watts", "Gini", "Theil", "median", "mean"):
        with pytest.raises(InvalidValue, match=message):
            MEASURES[name](values, None)
    with pytest.raises(InvalidValue, match=message.replace("values", "target")):
        measures.coverage(values, [1, 0])


@pytest.mark.parametrize(
    "line",
    [
        np.array([100]), np.array([100, 200]), [100], pd.Series([100]), "100", None, True, np.True_, 10**400,
        Fraction(10**400), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 1 + 0j, object(),
        np.datetime64("2014"), -1, 0, Decimal("1e-400"),
    ],
)  # fmt: skip
def test_what_is_no_single_number_is_no_line(line: Any) -> None:
    for measure in (
        measures.headcount_ratio,
        measures.watts,
        measures.sen,
        measures.cost_to_close,
        measures.clark_hemming_ulph,
    ):
        arguments = (0.5,) if measure is measures.clark_hemming_ulph else ()
        with pytest.raises(InvalidValue, match="^line: got .*; expected a poverty line above 0"):
            measure([1, 2], line, *arguments)
    if not isinstance(line, int | Decimal):
        with pytest.raises(InvalidValue, match="^alpha: got .*; expected a number of at least 0"):
            measures.fgt([1, 2], 3, line)


def test_a_number_without_dimensions_is_a_line() -> None:
    for line in (np.array(125.0), np.float64(125), np.int32(125), Decimal(125), Fraction(125), np.float32(125)):
        assert measures.headcount_ratio([100, 110, 150, 160], line) == 0.5


# What is compared with a line


FLOAT32: dict[str, Callable[[list[float]], Any]] = {
    "NumPy": lambda values: np.array(values, dtype="float32"),
    "scalars": lambda values: [np.float32(value) for value in values],
    "masked": lambda values: np.ma.array(values, dtype="float32"),
    "Polars": lambda values: pl.Series(values, dtype=pl.Float32),
    "pandas": lambda values: pd.Series(values, dtype="float32"),
    "Arrow": lambda values: pa.array(values, pa.float32()),
    "lazy": lambda values: Column(pl.LazyFrame({"x": pl.Series(values, dtype=pl.Float32)}), "x"),
    "DuckDB": lambda values: Column(duckdb.connect().from_arrow(pa.table({"x": pa.array(values, pa.float32())})), "x"),
}


@pytest.mark.parametrize("kind", FLOAT32)
def test_a_float32_at_the_line_is_not_below_it(kind: str) -> None:
    values = FLOAT32[kind]([1.9, 1, 3])
    for line in (1.9, Decimal("1.9"), np.float32(1.9), Fraction(19, 10)):
        assert measures.headcount_ratio(values, line) == pytest.approx(1 / 3)
        assert measures.monetary_poverty(values, line).headcount_ratio == pytest.approx(1 / 3)
        assert measures.poverty_gap(values, line) == pytest.approx((0.9 / 1.9) / 3, rel=1e-12)
    assert measures.at_risk_of_poverty_rate(FLOAT32[kind]([614.79, 900, 1024.65, 1500, 2000])) == 0
    assert measures.weighted_quantile(values, 0.5) == 1.9


@must_reach("float16", "float32")
@example([2.0**-power for power in range(1, 150)] + [-(2.0**-power) for power in range(1, 25)])
@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_short_floats_are_read_by_their_shortest_decimals(values: list[float]) -> None:
    for kind in ("float16", "float32"):
        with np.errstate(over="ignore"):
            short = np.array(values, dtype=kind)
        short = short[np.isfinite(short)]
        if len(short):
            reached(kind)
            found = aligned({"x": short}).numbers["x"].tolist()
            assert found == [float(value) if value == np.rint(value) else float(str(value)) for value in short]
            assert found == aligned({"x": list(short)}).numbers["x"].tolist()


@given(st.integers(1, 10**7), st.sampled_from([0.4, 0.5, 0.6, 0.7, 1 / 3, "0.6", Decimal("0.6"), Fraction(3, 5)]))
def test_an_income_that_is_the_share_of_the_median_is_not_below_the_line(fen: int, part: Any) -> None:
    exact = share(part, "share", "a share")
    median = Decimal(fen * exact.denominator) / 100
    at = Decimal(fen * exact.numerator) / 100
    others = [median + 1, median + 2]
    for values in ([at, at, median, *others], [float(each) for each in (at, at, median, *others)]):
        assert measures.at_risk_of_poverty_rate(values, share=part) == 0
        assert measures.relative_median_gap(values, share=part) == 0
        lower = [values[0] - type(values[0])("0.01"), *values[1:]]
        assert measures.at_risk_of_poverty_rate(lower, share=part) == 0.2


def test_numbers_that_floats_cannot_hold_are_compared_as_they_are() -> None:
    third = Fraction(1, 3)
    assert measures.headcount_ratio([third, 1], third) == 0
    assert measures.headcount_ratio([third - Fraction(1, 10**30), 1], third) == 0.5
    assert measures.headcount_ratio([third, 1], third + Fraction(1, 10**30)) == 0.5
    assert measures.headcount_ratio([2**53, 2**53 + 1], 2**53 + 1) == 0.5
    for make in (np.array, pl.Series, pd.Series, pa.array):
        assert measures.headcount_ratio(make([2**53, 2**53 + 1]), 2**53 + 1) == 0.5
    lazy = pl.LazyFrame({"x": [2**53, 2**53 + 1], "w": [1, 1]})
    assert measures.headcount_ratio(Column(lazy, "x"), 2**53 + 1, Column(lazy, "w")) == 0.5
    assert measures.at_risk_of_poverty_rate([Fraction(2, 9), third, 1], share=Fraction(2, 3)) == 0
    assert measures.headcount_ratio([Decimal("0.30000000000000000000001"), 1], Decimal("0.3")) == 0
    assert WeightedValues.of([1.5, Decimal("2.25"), 3]).exact is None


@given(st.floats(1e-3, 1e9), st.fractions(Fraction(1, 1000), 10**9))
def test_a_float_is_below_a_cut_just_where_its_decimal_is_below_the_line(value: float, exact: Fraction) -> None:
    for line in (exact, meaning(value), meaning(value) + Fraction(1, 10**40), meaning(value) - Fraction(1, 10**40)):
        assert (value < Line.at(line).cut) == (meaning(value) < line)


# What is odd


ODD_COLUMNS: tuple[Any, ...] = (
    [], [1], [0, 0, 0, 0], [-1, -2, 3, 4], [5, 5, 5, 5], [1e-300, 1e300, 1, 2], [1e308, 1e308, 1, 2],
    [1e-320, 1, 2, 3], [10**400, 1, 2, 3], [None, 1, 2, 3], [float("nan"), 1, 2, 3], [float("inf"), 1, 2, 3],
    ["a", "b", "c", "d"], [[1, 2], [3]], [True, False, True, True], [Decimal("NaN"), 1, 2, 3], [1 + 2j, 1, 2, 3],
    np.ones((2, 2)), np.array(3.0), np.array([object()] * 4), np.array([1, 2, 3, 4], "float16"),
    np.ma.array([1, 2, 3, 4], mask=[1, 0, 0, 0]), np.array([1, 2, 3, 4], dtype="M8[D]"), pl.Series([1, None, 3, 4]),
    pl.Series(["a", "b", "c", "d"]), pd.Series(["a", None, "b", "c"]), pa.array([1, None, 3, 4]), {1, 2}, {"a": [1]},
    "abcd", b"abcd", 5, None, object(), memoryview(b"abcd"), pl.DataFrame({"a": [1, 2, 3, 4]}), Column(3, "a"),
    Column(pl.LazyFrame({"a": [1.0, 0, 3, 4]}), "a"), Column(pl.LazyFrame({"a": [1]}), "z"),
)  # fmt: skip
ODD_NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 0.5, 1e-16, 1 - 1e-16, 1e300, -1e300, 1e-320, 200, float("nan"), float("inf"), None, "0.6", "x", "1/0",
    Decimal("sNaN"), 10**400, np.array([1]), np.array(2.0), True, [1, 2], 1 + 2j, object(),
)  # fmt: skip
#: Measures with how many numbers they take after the values.
WITH_NUMBERS: list[tuple[Callable[..., Any], int]] = [
    (measures.fgt, 2), (measures.clark_hemming_ulph, 2), (measures.watts, 1),
    (measures.sen_shorrocks_thon, 1), (measures.sen, 1),
    (measures.thon, 1), (measures.takayama, 1), (measures.cost_to_close, 1), (measures.generalized_entropy, 1),
    (measures.atkinson, 1), (measures.weighted_quantile, 1), (measures.quantile_ratio, 2), (measures.lorenz_share, 1),
    (measures.lorenz_share_ratio, 2), (measures.poverty_curve, 2), (measures.gini, 0), (measures.palma, 0),
    (measures.quintile_share_ratio, 0), (measures.hoover, 0), (measures.wolfson, 0), (measures.lorenz_asymmetry, 0),
    (measures.at_risk_of_poverty_rate, 0), (measures.relative_median_gap, 0), (measures.generalized_lorenz, 0),
    (measures.mean, 0), (lambda persons, incomes: measures.GroupedIncome(persons, incomes).gini(), 0),
    (measures.coverage, 0), (measures.growth_incidence, 0),
]  # fmt: skip


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("measure", "size"), WITH_NUMBERS, ids=lambda each: getattr(each, "__name__", ""))
@must_reach("a number")
@given(data=st.data())
def test_what_is_odd_is_a_number_or_a_refusal_by_name(
    measure: Callable[..., Any], size: int, data: st.DataObject
) -> None:
    columns = [data.draw(st.sampled_from(ODD_COLUMNS)) for _ in range(2)]
    numbers = [data.draw(st.sampled_from(ODD_NUMBERS)) for _ in range(size)]
    found: Any = 0.0
    with contextlib.suppress(InvalidValue):
        found = measure(columns[0], *numbers, columns[1])
    if isinstance(found, float):
        reached("a number")
        assert np.isfinite(found)
