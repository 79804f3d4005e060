"""A sample decides a limit just when its interval lies on one side of it; intervals agree with published software."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import comb, floor
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from antipoverty._statistics import sampling
from antipoverty._statistics.intervals import Interval
from antipoverty._statistics.sampling import Method, Sample, at_most, bounds, estimated, interval, sample_for_limit
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.indicators.programme import Clusters, estimate_rate
from antipoverty.strategies._indicators import samples
from branches import must_reach, reached

CP, WILSON = Method.CLOPPER_PEARSON, Method.WILSON
CONFIDENCES = st.sampled_from(["0.9", "0.95", "0.99"])
LIMITS = st.sampled_from(["0.01", "0.02", "0.03", "0.1", "0.5", "0.9"])
MILLIONTH = Fraction(1, 10**6)


@given(samples(population=False, most=400), CONFIDENCES, st.sampled_from([(CP, "exact"), (WILSON, "wilson")]))
def test_intervals_are_those_of_scipy(sample: Sample, confidence: str, method: tuple[Method, str]) -> None:
    ours = interval(sample, confidence=confidence, method=method[0])
    theirs = binomtest(sample.found, sample.sampled).proportion_ci(float(confidence), method[1])
    assert list(ours) == pytest.approx([theirs.low, theirs.high], rel=1e-9, abs=1e-12)
    assert (ours.confidence, ours.method) == (float(confidence), method[0].value.title())
    low, high = bounds(sample, confidence=confidence, method=method[0])
    assert -1e-12 <= theirs.low - float(low) <= 1e-6 + 1e-12
    assert -1e-12 <= float(high) - theirs.high <= 1e-6 + 1e-12


@pytest.mark.parametrize(
    ("found", "sampled", "low", "high"),
    [(0, 10, 0.0, 0.3084971), (1, 10, 0.0025286, 0.4450161), (10, 100, 0.0490047, 0.1762226), (5, 5, 0.4781762, 1.0)],
)
def test_published_clopper_pearson_intervals(found: int, sampled: int, low: float, high: float) -> None:
    ours = interval(Sample(found, sampled), confidence="0.95")
    assert float(ours.low) == pytest.approx(low, abs=2e-6)
    assert float(ours.high) == pytest.approx(high, abs=2e-6)


@must_reach("within", "beyond")
@given(samples(population=False, most=400), LIMITS, CONFIDENCES, st.sampled_from(Method))
def test_a_limit_is_decided_just_when_it_lies_outside_the_interval(
    sample: Sample, limit: str, confidence: str, method: Method
) -> None:
    low, high = bounds(sample, confidence=confidence, method=method)
    said = at_most(sample, limit, confidence=confidence, method=method)
    edge = Fraction(limit)
    if high <= edge:
        reached("within")
        assert said is True
    elif low > edge:
        reached("beyond")
        assert said is False
    elif low + MILLIONTH <= edge <= high - MILLIONTH:
        assert said is None


def test_the_decision_is_made_by_the_tail_itself_and_not_by_a_rounded_endpoint() -> None:
    """One found of one: the chance of that at a limit of 2.5% is the 2.5% allowed, to the last digit."""
    one = Sample(1, 1)
    assert at_most(one, "0.025", confidence="0.95") is None
    assert at_most(one, "0.0249999999999999999999", confidence="0.95") is False
    none = Sample(0, 1)
    assert at_most(none, "0.975", confidence="0.95") is True
    assert at_most(none, "0.9749999999999999999999", confidence="0.95") is None


@given(st.integers(1, 60), st.data(), st.integers(1, 99))
def test_the_shorter_tail_gives_the_same_as_the_whole_sum(sampled: int, data: st.DataObject, percent: int) -> None:
    found = data.draw(st.integers(0, sampled))
    p = Fraction(percent, 100)
    few = sum(comb(sampled, k) * p**k * (1 - p) ** (sampled - k) for k in range(found + 1))
    many = sum(comb(sampled, k) * p**k * (1 - p) ** (sampled - k) for k in range(found, sampled + 1))
    wanted = True if few <= Fraction(1, 40) else False if many < Fraction(1, 40) else None
    assert at_most(Sample(found, sampled), p, confidence="0.95") is wanted


@pytest.mark.parametrize("sampled", [2, 3, 4, 5, 6, 7])
@pytest.mark.parametrize("share", [Fraction(2, 5), Fraction(1, 2), Fraction(3, 5), Fraction(3, 4), Fraction(9, 10)])
def test_a_chance_that_is_the_one_allowed_is_told_from_one_that_differs_in_the_seventieth_digit(
    sampled: int, share: Fraction
) -> None:
    hair = Fraction(1, 10**70)
    chances = [comb(sampled, k) * share**k * (1 - share) ** (sampled - k) for k in range(sampled)]
    allowed = [few for few in accumulate(chances) if 2 * few < 1]
    assert allowed
    for found, few in enumerate(allowed):
        sample = Sample(found, sampled)
        confidence = 1 - 2 * few
        assert at_most(sample, share, confidence=confidence) is True
        assert at_most(sample, share, confidence=confidence + hair) is None
        assert at_most(sample.others, 1 - share, confidence=confidence) is None
        assert at_most(sample.others, 1 - share, confidence=confidence - hair) is False


@given(samples(population=False, most=400), CONFIDENCES, LIMITS, st.sampled_from(Method))
def test_counting_the_others_turns_the_question_round(
    sample: Sample, confidence: str, limit: str, method: Method
) -> None:
    ours = interval(sample, confidence=confidence, method=method)
    others = interval(sample.others, confidence=confidence, method=method)
    assert list(others) == pytest.approx([1 - ours.high, 1 - ours.low], abs=1e-12)


@given(samples(population=False, most=400), LIMITS, st.sampled_from(Method))
def test_a_sample_of_everyone_is_always_decided(sample: Sample, limit: str, method: Method) -> None:
    whole = Sample(sample.found, sample.sampled, population=sample.sampled)
    assert at_most(whole, limit, confidence="0.95", method=method) is (whole.rate <= Fraction(limit))
    assert bounds(whole, confidence="0.95", method=method) == (whole.rate, whole.rate)
    assert interval(whole, confidence="0.95", method=method) == Interval(
        float(whole.rate), float(whole.rate), 0.95, "complete count"
    )


@pytest.mark.parametrize(("found", "kept"), [(19, True), (20, True), (21, False)])
def test_everyone_looked_at_decides_on_the_limit_itself(found: int, kept: bool) -> None:
    assert at_most(Sample(found, 1_000, population=1_000), "0.02", confidence="0.95") is kept


def test_a_limit_of_all_or_nothing_is_no_trap() -> None:
    for method in Method:
        assert at_most(Sample(5, 5), 1, confidence="0.95", method=method) is True
        assert at_most(Sample(0, 5), 0, confidence="0.95", method=method) is None
        assert at_most(Sample(1, 5), 0, confidence="0.95", method=method) is False


@given(
    st.sampled_from(["0", "0.0037", "0.005", "0.0071", "0.012", "0.0123", "0.03", "0.05", "0.3"]),
    st.sampled_from(["0.02", "0.1"]),
    CONFIDENCES,
    st.sampled_from(Method),
)
def test_the_sample_needed_decides_and_no_smaller_one_does(
    rate: str, limit: str, confidence: str, method: Method
) -> None:
    share, edge = Fraction(rate), Fraction(limit)
    size = sample_for_limit(rate, limit, confidence=confidence, method=method)
    assert size is not None

    def decides(sampled: int) -> bool:
        found = -floor(-share * sampled) if share < edge else floor(share * sampled)
        return at_most(Sample(found, sampled), edge, confidence=confidence, method=method) is (share < edge)

    assert decides(size)
    assert not any(decides(smaller) for smaller in range(max(1, size - 150), size))


def test_known_sizes_with_nothing_found() -> None:
    """(1 - 2%)^n is at most 2.5% from n = 183 on, and 5% from 149 on."""
    assert sample_for_limit(0, "0.02", confidence="0.95") == 183
    assert sample_for_limit(0, "0.02", confidence="0.90") == 149


def test_a_rate_on_the_limit_is_told_only_from_everyone_and_no_size_passes_the_population() -> None:
    assert sample_for_limit("0.02", "0.02", confidence="0.95") is None
    assert sample_for_limit("0.02", "0.02", confidence="0.95", population=5000) == 5000
    assert sample_for_limit("0.01", "0.02", confidence="0.95", population=100) == 100


def test_an_estimate_is_rate_times_population_to_the_last_fraction() -> None:
    assert estimated(Sample(2, 300, population=10_000)) == Fraction(200, 3)
    with pytest.raises(InvalidValue, match="Sample.population: got None"):
        estimated(Sample(2, 300))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 5), "Sample.found: got -1; expected a whole number of at least 0"),
        ((True, 5), "Sample.found: got True"),
        ((0, 0), "Sample.sampled: got 0; expected a whole number of at least 1"),
        ((0, 5.0), "Sample.sampled: got 5.0"),
        ((6, 5), "Sample.found: got 6; expected at most 5"),
        ((1, 5, 4), "Sample.population: got 4; expected at least 5"),
        ((1, 5, "9"), "Sample.population: got '9'"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(arguments: tuple[int, ...], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Sample(*arguments)


@pytest.mark.parametrize("share", [0.02, True, "two", "-0.1", "1.1", "NaN"])
def test_a_limit_is_an_exact_share(share: object) -> None:
    with pytest.raises(InvalidValue, match="limit: got"):
        at_most(Sample(1, 5), share, confidence="0.95")  # type: ignore[arg-type]


@pytest.mark.parametrize("confidence", ["0", "1"])
def test_a_confidence_lies_between_nought_and_one(confidence: str) -> None:
    with pytest.raises(InvalidValue, match="confidence: got"):
        interval(Sample(1, 5), confidence=confidence)


# Speed, and what is done without SciPy


@pytest.fixture
def without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scipy", "scipy.special", "scipy.stats"):
        monkeypatch.setitem(sys.modules, name, None)
    sampling._tail_doubt.cache_clear()


@pytest.mark.usefixtures("without_scipy")
@pytest.mark.parametrize(
    ("found", "sampled", "limit", "kept"),
    [(11, 1_000, "0.02", True), (20, 1_000, "0.02", None), (31, 1_000, "0.02", False), (5_850, 300_000, "0.02", None),
     (5_700, 300_000, "0.02", True), (6_200, 300_000, "0.02", False), (1, 1, "0.025", None), (0, 1, "0.975", True),
     (290_000, 300_000, "0.97", True), (5, 5, "0.5", None), (6, 6, "0.5", False), (400, 1_000, "0.43", None),
     (400, 1_000, "0.44", True), (600, 1_000, "0.63", None), (600, 1_000, "0.64", True)],
)  # fmt: skip
def test_decisions_are_the_same_without_scipy(found: int, sampled: int, limit: str, kept: bool | None) -> None:
    assert at_most(Sample(found, sampled), limit, confidence="0.95") is kept


@pytest.mark.usefixtures("without_scipy")
def test_what_needs_scipy_says_so() -> None:
    assert bounds(Sample(0, 183), confidence="0.95") == (0, Fraction(19957, 10**6))
    assert sample_for_limit("0.01", "0.02", confidence="0.95", population=900) == 785
    calls: list[Callable[[], object]] = [
        lambda: interval(Sample(1, 5), confidence="0.95"),
        lambda: sample_for_limit("0.01999", "0.02", confidence="0.95"),
        lambda: estimate_rate(Sample(1, 5, 9)),
        lambda: estimate_rate([Sample(1, 5, 9)]),
    ]
    for call in calls:
        with pytest.raises(MissingExtra, match=r"scipy: pip install 'antipoverty\[stats\]'"):
            call()
    assert interval(Sample(1, 5), confidence="0.95", method=WILSON).low > 0


@pytest.mark.parametrize(
    ("rate", "population", "size"),
    [
        # A county's rate close to its limit asks for more than any country has.
        (Fraction(5_999, 300_000), None, None), (Fraction(5_999, 300_000), 5_000_000, 5_000_000),
        ("0.0199", None, 7_530_402), ("0.0199", 10_000, 10_000),
    ],
)  # fmt: skip
def test_the_sample_needed_close_to_the_limit(rate: Any, population: int | None, size: int | None) -> None:
    assert sample_for_limit(rate, "0.02", confidence="0.95", population=population) == size


def test_large_samples_are_read_at_once() -> None:
    start = perf_counter()
    estimate_rate(Sample(10_000, 200_000))
    estimate_rate(Sample(10_000, 200_000, 3_000_000))
    at_most(Sample(5_850, 300_000), "0.02", confidence="0.95")
    bounds(Sample(149_900, 300_000), confidence="0.95")
    assert perf_counter() - start < 5  # minutes, summed in whole numbers


@pytest.mark.parametrize("share", ["1e20000000", "1/0", "0/0", Decimal("1e20000000"), Decimal("1e-20000000"), 10**400])
def test_a_limit_of_few_characters_and_many_digits_is_refused_at_once(share: Any) -> None:
    with pytest.raises(InvalidValue, match="limit: got .*; expected an exact share from 0 to 1"):
        at_most(Sample(1, 5), share, confidence="0.95")


def test_a_method_goes_by_its_name_too_and_another_is_refused_everywhere() -> None:
    part = Sample(5, 50, 400)
    calls: list[Callable[[Any], object]] = [
        lambda method: interval(part, confidence="0.95", method=method),
        lambda method: bounds(part, confidence="0.95", method=method),
        lambda method: at_most(part, "0.15", confidence="0.95", method=method),
        lambda method: sample_for_limit("0.1", "0.15", confidence="0.95", method=method),
        lambda method: estimate_rate(part, method=method),
        lambda method: estimate_rate([part], method=method),
        lambda method: estimate_rate(Clusters((part, Sample(1, 9))), method=method),
    ]
    for call in calls:
        assert call("clopper-pearson") == call(CP) != call("wilson") == call(WILSON) or call(CP) is None
        with pytest.raises(InvalidValue, match="method: got 'exact'; expected one of clopper-pearson, wilson"):
            call("exact")


def test_a_population_without_end_is_none() -> None:
    found, without = estimate_rate(Sample(5, 1_000, 10**12)).interval, estimate_rate(Sample(5, 1_000)).interval
    assert found == without
    large = estimate_rate(Sample(5, 1_000, 10**9)).interval
    assert list(large) == pytest.approx(list(without), abs=1e-7)
