"""Numbers next to the limits of floats, ties that rounding hides, and arguments of other kinds than are meant."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from antipoverty import indicators as measures
from antipoverty._statistics import sampling
from antipoverty._statistics.sampling import Sample
from antipoverty.errors import InvalidValue
from antipoverty.identification import _quotas as quotas
from antipoverty.indicators import Design, estimate, programme
from antipoverty.indicators.programme import Clusters

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1.0, 1e200, 1e290])
def test_a_standard_error_has_the_unit_of_its_figure(unit: float) -> None:
    """Squares of numbers below 1e-154 are 0 as floats, and of those above 1e154 infinite; errors are neither."""
    found = estimate(measures.mean, [1 * unit, 2 * unit, 3 * unit])
    assert found.standard_error == pytest.approx(unit / 3**0.5, rel=1e-12)
    total = estimate(measures.total, [1, 2, 3], design=Design(weights=[unit] * 3))
    assert total.standard_error == pytest.approx(unit * 3**0.5, rel=1e-12)


#: Each is 0 in decimals, and next to 0 if its floats are added.
CANCELLING = [[0.1, 0.2, -0.3], [-0.3, 0.2, 0.1], [1.1, 2.2, -3.3], [0.7, 0.1, -0.8]]


@pytest.mark.parametrize("incomes", CANCELLING)
@pytest.mark.parametrize(
    "measure",
    [measures.gini, measures.hoover, measures.lorenz, measures.lorenz_asymmetry, measures.palma, measures.wolfson],
)
def test_losses_that_cancel_gains_leave_no_mean_to_divide_by(measure: Callable[..., Any], incomes: list[float]) -> None:
    for weights in (None, [2, 2, 2]):
        with pytest.raises(InvalidValue):
            measure(incomes, weights)
        with pytest.raises(InvalidValue):
            measure(pl.Series(incomes), None if weights is None else pl.Series(weights))


@pytest.mark.parametrize("incomes", CANCELLING)
def test_incomes_that_cancel_have_no_shares_and_no_growth(incomes: list[float]) -> None:
    split = measures.by_group(measures.headcount_ratio, incomes, 1, groups=["a", "b", "c"])
    assert [group.income for group in split.groups] == [None, None, None]
    for before, after in ((incomes, [1, 2, 3]), ([1, 2, 3], incomes)):
        with pytest.raises(InvalidValue, match="a mean of 0 or less"):
            measures.growth_and_redistribution(measures.headcount_ratio, before, after, 1)


@pytest.mark.parametrize("incomes", CANCELLING)
def test_a_ratio_over_what_cancels_is_refused(incomes: list[float]) -> None:
    with pytest.raises(InvalidValue, match="denominator: got 'a total of 0'"):
        measures.estimate_ratio([1, 2, 3], incomes)


def test_losses_that_nearly_cancel_still_have_a_mean() -> None:
    # G = Σ|xᵢ − xⱼ|/(2·n²·μ) = 2·(2 + 0.001)/(2·4·0.0005)
    assert measures.gini([-1, 1.001]) == pytest.approx(2 * 2.001 / (2 * 4 * 0.0005))


@pytest.mark.parametrize("measure", [measures.mean, measures.gini, measures.hoover, measures.theil])
@pytest.mark.parametrize("weight", [5e-324, 1e-310, 1e-300])
def test_weights_next_to_0_are_refused_and_lose_no_digits_in_silence(
    measure: Callable[..., Any], weight: float
) -> None:
    for form in (list, np.array, pl.Series):
        with pytest.raises(InvalidValue, match="weights: got 'weights whose products with the values are next to 0'"):
            measure(form([0.3, 0.6]), form([weight, weight]))
    assert measure([0.3, 0.6], [1e-200, 1e-200]) == pytest.approx(measure([0.3, 0.6]))


@pytest.mark.parametrize(
    ("below", "line", "places"),
    [
        (Decimal(2**53), Decimal(2**53 + 1), 0),
        (Decimal("0.1234567890123456788"), Decimal("0.1234567890123456789"), 19),
        (Decimal("2735.999999999999999"), Decimal(2736), 15),
        (Decimal("2735.99"), Decimal(2736), 2),
    ],
)
def test_decimals_of_a_frame_are_compared_by_all_their_digits(below: Decimal, line: Decimal, places: int) -> None:
    """As the same numbers in a list are: one below the line, one at it."""
    kind = pa.decimal128(38, places)
    for missing in ([], [None]):
        values = [below, line, *missing]
        array = pa.array(values, kind)
        for column in (
            values,
            pl.Series(values, dtype=pl.Decimal(38, places)),
            pa.chunked_array([array]),
            pd.Series(array, dtype=pd.ArrowDtype(kind)),
            measures.Column(pl.LazyFrame({"income": pl.Series(values, dtype=pl.Decimal(38, places))}), "income"),
        ):
            assert measures.headcount_ratio(column, line, missing="drop") == 0.5


@pytest.mark.parametrize("value", [Decimal("1e-99999999"), Decimal("-1e-400"), Fraction(1, 10**400)])
def test_a_number_below_the_least_float_is_refused_at_once(value: Any) -> None:
    with pytest.raises(InvalidValue, match=r"values\[0\]: got 'a number next to 0'"):
        measures.headcount_ratio([value, 1], 2)
    assert measures.headcount_ratio([Decimal("0e-99999999"), 1], 1) == 0.5


@pytest.mark.parametrize("size", range(1, 60))
def test_a_lorenz_curve_ends_at_the_whole(size: int) -> None:
    assert measures.lorenz([0.1] * size).income[-1] == 1.0
    assert measures.lorenz([0.1] * size, [1.1] * size).income[-1] == 1.0


INCOMES = [50, 60, 100, 110, 120, 140]


@pytest.mark.parametrize(
    ("measure", "text", "number"),
    [
        (measures.at_risk_of_poverty_rate, ["3/5"], [Fraction(3, 5)]),
        (measures.at_risk_of_poverty_threshold, ["1/3"], [Fraction(1, 3)]),
        (measures.relative_median_gap, ["0.7"], [0.7]),
        (measures.weighted_quantile, ["1/3"], [Fraction(1, 3)]),
        (measures.quantile_ratio, ["0.9", "1/10"], [0.9, 0.1]),
        (measures.lorenz_share, ["1/3"], [Fraction(1, 3)]),
        (measures.lorenz_share_ratio, ["0.8", "1/5"], [0.8, 0.2]),
    ],
)
def test_a_share_may_be_text_where_a_standard_error_is_asked_for(
    measure: Callable[..., Any], text: list[str], number: list[float]
) -> None:
    assert estimate(measure, INCOMES, *text) == estimate(measure, INCOMES, *number)


def test_a_small_share_may_be_a_float() -> None:
    """0.00005 shows itself as 5e-05."""
    found = programme.sample_for_margin(0.00001, rate=0.00005)
    assert found == programme.sample_for_margin("0.00001", rate="0.00005") == 1_920_634
    assert programme.sample_for_margin("0.05", design_effect=Decimal("1.5")) == 577


@pytest.mark.parametrize(
    "call",
    [
        programme.estimate_rate,
        lambda odd: programme.estimate_rate([odd]),
        sampling.estimated,
        lambda odd: sampling.interval(odd, confidence="0.95"),
        lambda odd: sampling.bounds(odd, confidence="0.95"),
        lambda odd: sampling.at_most(odd, "0.02", confidence="0.95"),
        lambda odd: sampling.sample_for_limit("0.01", "0.02", confidence="0.95", population=odd),
        lambda odd: programme.sample_by_strata("0.05", {"a": 10}, allocation=odd),
        lambda odd: programme.sample_by_strata("0.05", {"a": 10}, rates=odd),
        lambda odd: programme.sample_by_strata("0.05", {"a": 10}, design_effect=odd),
        lambda odd: measures.gini([1, 2], missing=odd),
        lambda odd: measures.headcount_ratio(pl.Series([1, 2]), 1, missing=odd),
        lambda odd: Design(lonely=odd),
        lambda odd: quotas.break_down(5, odd),
        lambda odd: quotas.over_quota(odd, {}),
        lambda odd: quotas.over_quota(quotas.Quota("a", 5), odd),
        lambda odd: quotas.QuotaUnit("a", 5, "0.1", [odd]),  # type: ignore[arg-type]
    ],
)
@pytest.mark.parametrize("odd", [[5], "x", np.array([1, 2])], ids=["list", "text", "array"])
def test_odd_arguments_are_refused_by_name(call: Callable[[Any], object], odd: object) -> None:
    with pytest.raises(InvalidValue):
        call(odd)


def test_products_of_benefits_and_weights_that_overflow_are_refused() -> None:
    with pytest.raises(InvalidValue, match="weights"):
        programme.coady_grosh_hoddinott([1, 0], [1e200, 1e200], [1e200, 1e200])


@pytest.mark.parametrize("column", ["weights", "groups"])
def test_no_error_advises_what_would_not_help(column: str) -> None:
    """Rows of `alkire_foster` without a weight or a group are refused whatever `missing` says."""
    columns: dict[str, Any] = {column: [None, 1]}
    with pytest.raises(InvalidValue) as refused:
        measures.alkire_foster([[1, 0], [0, 1]], dimension_weights=[1, 1], cutoff=1, missing="drop", **columns)
    assert "drop" not in str(refused.value)


def test_weights_of_indicators_may_be_an_array() -> None:
    found = measures.alkire_foster([[1, 0, 0], [0, 1, 1]], dimension_weights=np.array([0.1, 0.2, 0.7]), cutoff=0.9)
    assert (found.H, found.M0) == (0.5, 0.45)


def test_columns_of_one_name_are_refused() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(InvalidValue, match="deprivations: got 'columns of one name'"):
        measures.alkire_foster(frame, dimension_weights=[1, 1], cutoff=1)
    with pytest.raises(InvalidValue, match=r"Column.frame: got 'columns of one name'"):
        measures.gini(measures.Column(frame, "a"))


@pytest.mark.parametrize("number", [10**16, 10**30, 10**400], ids=["16", "30", "400"])
def test_a_sample_of_more_than_can_be_counted_is_refused(number: int) -> None:
    """Beyond, the beta distribution gives NaN for the ends of an interval."""
    with pytest.raises(InvalidValue, match=r"Sample.sampled: got 'a larger number'"):
        Sample(5, number)


@pytest.mark.parametrize(
    ("found", "sampled", "population"), [(0, 1, 10**9), (3, 50, 1_400_000_000), (0, 300, 10**9), (1, 2, 10**10)]
)
def test_few_of_very_many_have_exact_ends_at_once(found: int, sampled: int, population: int) -> None:
    """The ends are the outermost numbers of members of which so many, or so few, are found with more than 2.5 %."""
    interval = programme.estimate_rate(Sample(found, sampled, population)).interval
    binomial = sampling.interval(Sample(found, sampled), confidence="0.95")
    # Of so large a population, drawing without putting back differs by less than n/N from drawing with it.
    assert interval.high == pytest.approx(binomial.high, rel=1e-6)
    assert interval.low == pytest.approx(binomial.low, rel=1e-6)


def test_a_rate_of_clusters_is_still_given() -> None:
    assert programme.estimate_rate(Clusters((Sample(1, 4), Sample(3, 4)))).value == Fraction(1, 2)
    assert programme.estimate_rate((Sample(1, 4, 8), Sample(3, 4, 8))).value == Fraction(1, 2)
