"""A sample of the size given keeps the margin, and none that is smaller does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from antipoverty.errors import InvalidValue
from antipoverty.indicators.programme import sample_by_strata, sample_for_margin

PERCENTS = st.integers(1, 99).map(lambda percent: f"0.{percent:02}")


@pytest.mark.parametrize(
    ("options", "size"),
    [
        # The usual tables for 95%, a half and five points, of which populations of 10,000 and 1,000.
        ({"margin": "0.05"}, 385), ({"margin": "0.05", "population": 10_000}, 370),
        ({"margin": "0.05", "population": 1_000}, 278), ({"margin": "0.03"}, 1068), ({"margin": "0.01"}, 9604),
        ({"margin": "0.05", "confidence": "0.99"}, 664), ({"margin": "0.05", "design_effect": 2}, 769),
        # samplics 0.6.1 says the same of this and of the first, second and seventh
        ({"margin": "0.02", "rate": "0.1", "population": 5_046}, 739),
        ({"margin": 0.05, "rate": 0.1}, 139), ({"margin": "0.05", "population": 1}, 1),
    ],
)  # fmt: skip
def test_known_sizes(options: dict[str, Any], size: int) -> None:
    assert sample_for_margin(**options) == size


def _half(size: int, rate: float, population: int | None, effect: float, confidence: float) -> float:
    """Half the width of the interval, with Cochran's variance of a share."""
    z = float(stats.norm.ppf((1 + confidence) / 2))
    spread = rate * (1 - rate)
    if population is None:
        return z * (effect * spread / size) ** 0.5
    return z * (effect * (1 - size / population) * spread * population / max(population - 1, 1) / size) ** 0.5


@given(PERCENTS, PERCENTS, st.none() | st.integers(2, 10**6), st.sampled_from([0.5, 1, 1.7, 12]), PERCENTS)
def test_the_size_keeps_the_margin_and_one_less_does_not(
    margin: str, rate: str, population: int | None, effect: float, confidence: str
) -> None:
    size = sample_for_margin(margin, rate=rate, confidence=confidence, population=population, design_effect=effect)
    given_ = (float(rate), population, effect, float(confidence))
    assert population is None or size <= population
    assert _half(size, *given_) <= float(margin) * (1 + 1e-6)
    assert size == 1 or _half(size - 1, *given_) > float(margin) * (1 - 1e-6)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 3_000), PERCENTS), min_size=1),
    st.sampled_from(["0.03", "0.1"]),
    st.sampled_from(["proportional", "neyman"]),
    st.sampled_from([1, 2.5]),
)
def test_strata_together_keep_the_margin(
    strata: dict[str, tuple[int, str]], margin: str, allocation: Any, effect: float
) -> None:
    populations = {name: count for name, (count, _) in strata.items()}
    rates = {name: rate for name, (_, rate) in strata.items()}
    options: dict[str, Any] = {"rates": rates, "design_effect": effect}
    sizes = sample_by_strata(margin, populations, allocation=allocation, **options)
    whole = sum(populations.values())

    def half(parts: dict[str, int]) -> float:
        variance = sum(
            (count / whole) ** 2 * (_half(parts[name], float(rates[name]), count, effect, 0.95) / 1.96) ** 2
            for name, count in populations.items()
        )
        return float(1.959964 * variance**0.5)

    assert all(min(2, populations[name]) <= size <= populations[name] for name, size in sizes.items())
    assert half(sizes) <= float(margin) * (1 + 1e-3)
    if allocation == "proportional":
        least = sample_by_strata(margin, populations, allocation="neyman", **options)
        assert sum(least.values()) <= sum(sizes.values()) + len(sizes)
    if len(sizes) == 1:
        ((name, size),) = sizes.items()
        alone = sample_for_margin(margin, rate=rates[name], population=populations[name], design_effect=effect)
        assert size == max(alone, min(2, populations[name]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample_for_margin(5), "margin: got 5; expected a share between 0 and 1, such as '0.05'"),  # type: ignore[arg-type]
        (lambda: sample_for_margin("5%"), "margin: got '5%'"),
        (lambda: sample_for_margin("0.05", rate=0), "rate: got 0"),
        (lambda: sample_for_margin("0.05", rate="1"), "rate: got '1'"),
        (lambda: sample_for_margin("0.05", confidence=95), "confidence: got 95"),
        (lambda: sample_for_margin("0.05", population=0), "population: got 0; expected a whole number from 1 to"),
        (lambda: sample_for_margin("0.05", population=10**400), "population: got"),
        (lambda: sample_for_margin("0.05", population=9.5), "population: got 9.5"),  # type: ignore[arg-type]
        (lambda: sample_for_margin("0.05", design_effect=0), "design_effect: got 0; expected a number above 0"),
        (lambda: sample_for_margin("0.05", design_effect=float("nan")), "design_effect: got nan"),
        (lambda: sample_by_strata("0.05", {}), "populations: got 'no stratum'"),
        (lambda: sample_by_strata("0.05", {"a": 0}), r"populations\['a'\]: got 0"),
        (lambda: sample_by_strata("0.05", {"a": 5}, rates={"b": "0.1"}), "rates: got 'b'; expected the name of"),
        (lambda: sample_by_strata("0.05", {"a": 5}, rates={"a": 2}), r"rates\['a'\]: got 2"),
        (lambda: sample_by_strata("0.05", {"a": 5}, allocation="equal"), "allocation: got 'equal'"),  # type: ignore[arg-type]
    ],
)
def test_what_gives_no_size_is_refused_by_name(call: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        call()
