"""Sample sizes (样本量) for a margin of error of a share: simple, clustered, stratified.

With n of N drawn, a share p has the variance D·(1 − n/N)·S²/n, where S² = p·(1 − p)·N/(N − 1), and D is the design
effect: how many times the variance of a simple sample the design's is. The margin is half the width of the interval by
the normal distribution. For a sample that decides whether a limit is kept see `sample_for_limit`.

Source: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977, sections 4.4, 5.5 and 5.9.

>>> sample_for_margin("0.05"), sample_for_margin("0.05", population=10_000), sample_for_margin("0.05", design_effect=2)
(385, 370, 769)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Literal

from antipoverty._statistics.intervals import Confidence, normal_quantile, share_between
from antipoverty.errors import InvalidValue
from antipoverty.money import allocate

#: A size that is passed by less is passed by rounding.
_ROUNDING = 1e-9
#: No population is larger; floats hold its size exactly.
_LARGEST = 10**12


def sample_for_margin(
    margin: Confidence,
    *,
    rate: Confidence = "0.5",
    confidence: Confidence = "0.95",
    population: int | None = None,
    design_effect: float | Decimal | Fraction = 1.0,
) -> int:
    """The smallest sample for a margin of error of a share.

    For a margin within each stratum, ask for each by itself.

    Args:
        margin: how far the true share may lie from the sample's, as a share of the whole: ``"0.05"`` is five points.
        rate: the share expected; a half, which needs the most, if nothing is known of it.
        confidence: how often the margin should hold.
        population: how many there are; many if ``None``. The sample never passes it.
        design_effect: of the clusters, 1 + (m − 1)·ρ for clusters of m and an intraclass correlation of ρ.

    Raises:
        InvalidValue: for a margin, rate or confidence that is not between 0 and 1, a population below 1, or a design
            effect that is not above 0.

    >>> sample_for_margin("0.02", rate="0.1", population=5_046)
    739
    """
    quantile, rest = normal_quantile(confidence), share_between(rate, "rate")
    wanted = float(share_between(margin, "margin")) / quantile
    size = _effect(design_effect) * float(rest * (1 - rest)) / wanted**2
    if population is not None:
        size *= _persons(population, "population") / (population - 1 + size)
    return max(1, math.ceil(size - _ROUNDING * size))


def sample_by_strata(
    margin: Confidence,
    populations: Mapping[str, int],
    *,
    rates: Mapping[str, Confidence] | None = None,
    confidence: Confidence = "0.95",
    design_effect: float | Decimal | Fraction = 1.0,
    allocation: Literal["proportional", "neyman"] = "proportional",
) -> dict[str, int]:
    """The smallest stratified sample for a margin of error of the share in the whole population, by stratum.

    Each stratum has two or more, without which it shows no variance.

    Args:
        margin: as in `sample_for_margin`, of the share in all strata together.
        populations: how many there are in each stratum.
        rates: the share expected in each stratum; a half if it is not named.
        confidence: how often the margin should hold.
        design_effect: of the clusters within strata.
        allocation: ``"proportional"`` to the populations, or ``"neyman"``: to them times the spread √(p·(1 − p)),
            which needs the fewest.

    Raises:
        InvalidValue: for no strata, a rate of a stratum that is not there, and as `sample_for_margin`.

    >>> counties, rates = {"hill": 4_000, "plain": 16_000}, {"hill": "0.3", "plain": "0.05"}
    >>> sample_by_strata("0.03", counties, rates=rates)
    {'hill': 67, 'plain': 270}
    >>> sample_by_strata("0.03", counties, rates=rates, allocation="neyman")
    {'hill': 102, 'plain': 195}
    """
    if not isinstance(populations, Mapping) or not populations:
        raise InvalidValue("populations", "no stratum", "the population of each stratum, by name")
    if not isinstance(allocation, str) or allocation not in {"proportional", "neyman"}:
        raise InvalidValue("allocation", allocation, "'proportional' or 'neyman'")
    if rates is not None and not isinstance(rates, Mapping):
        raise InvalidValue("rates", type(rates).__name__, "the rate of each stratum, by name")
    for name in rates or {}:
        if name not in populations:
            raise InvalidValue("rates", name, "the name of a stratum")
    persons = {name: _persons(count, f"populations[{name!r}]") for name, count in populations.items()}
    spreads = {
        name: float(rate * (1 - rate))
        for name, each in {name: (rates or {}).get(name, "0.5") for name in persons}.items()
        for rate in (share_between(each, f"rates[{name!r}]"),)
    }
    most = (float(share_between(margin, "margin")) / normal_quantile(confidence)) ** 2 / _effect(design_effect)
    whole = sum(persons.values())
    weights = {
        name: Fraction(count) * Fraction(math.sqrt(spreads[name]) if allocation == "neyman" else 1)
        for name, count in persons.items()
    }

    def parts(size: int) -> dict[str, int]:
        split = allocate(size, weights, ceilings=persons)
        return {name: max(part, min(2, persons[name])) for name, part in split.items()}

    def variance(sizes: Mapping[str, int]) -> float:
        # A stratum of one has no spread, and is in the sample.
        return sum(
            (count / whole) ** 2 * (1 - sizes[name] / count) * spreads[name] * count / max(count - 1, 1) / sizes[name]
            for name, count in persons.items()
        )

    low, high = 1, whole
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if variance(parts(middle)) <= most * (1 + _ROUNDING) else (middle + 1, high)
    return parts(low)


def _effect(value: float | Decimal | Fraction) -> float:
    number = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    try:
        effect = float(value) if number else math.nan
    except (OverflowError, ValueError):  # a number too large, and a signalling NaN
        effect = math.nan
    if not 0 < effect < math.inf:
        raise InvalidValue("design_effect", value if number else type(value).__name__, "a number above 0")
    return effect


def _persons(value: int, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
        raise InvalidValue(field, value, f"a whole number from 1 to {_LARGEST:,}")
    return value
