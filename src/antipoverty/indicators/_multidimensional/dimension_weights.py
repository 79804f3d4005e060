"""Weights of indicators and cut-offs, exact: a score that equals the cut-off must never be lost to rounding.

They may be given as whole numbers, `Fraction`, `Decimal`, strings such as ``"1/3"``, or floats, which are read as the
simple fraction next to them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators._multidimensional.deprivations.tables import Cut
from antipoverty.money import exact_number


def nested_weights(
    dimensions: Mapping[str, Sequence[str]], weights: Mapping[str, Any] | None = None
) -> dict[str, Fraction]:
    """Weights of indicators from dimensions: the dimensions weigh alike, and so do the indicators within each.

    Args:
        dimensions: the indicators of each dimension.
        weights: weights of the dimensions, if they are not to weigh alike.

    Raises:
        InvalidValue: for an empty dimension, an indicator in two, or a dimension without a weight.

    >>> nested_weights({"health": ["nutrition", "mortality"], "living": ["water", "fuel", "floor"]})["water"]
    Fraction(1, 6)
    """
    for field, argument in {"dimensions": dimensions, "weights": {} if weights is None else weights}.items():
        if not isinstance(argument, Mapping):
            raise InvalidValue(field, type(argument).__name__, "a mapping by name of the dimension")
    chosen = _fractions("weights", dict.fromkeys(dimensions, 1) if weights is None else weights)
    if set(chosen) != set(dimensions):
        raise InvalidValue("weights", ", ".join(chosen), f"a weight for each of {', '.join(dimensions)}")
    whole = sum(chosen.values(), Fraction(0))
    nested: dict[str, Fraction] = {}
    for name, indicators in dimensions.items():
        named = isinstance(indicators, Sequence) and not isinstance(indicators, str)
        if not named or not indicators or not all(isinstance(indicator, str) for indicator in indicators):
            raise InvalidValue(f"dimensions[{name!r}]", indicators, "a sequence of at least one indicator's name")
        for indicator in indicators:
            if indicator in nested:
                raise InvalidValue("dimensions", indicator, "each indicator in one dimension, and once")
            nested[indicator] = chosen[name] / whole / len(indicators)
    return nested


def cut_of(deprivations: Any, dimension_weights: Mapping[str, Any] | Sequence[Any], cutoffs: tuple[Any, ...]) -> Cut:
    """The weights of some indicators and the cut-offs, checked.

    Args:
        deprivations: columns by name or a frame, whose order counts where the weights have no names.
        dimension_weights: weights by name or in order.
        cutoffs: cut-offs on the scale of the weights.

    Raises:
        InvalidValue: for negative weights or weights that are all 0, not as many as indicators, or no cut-off or one
            that nobody or everybody would reach.
    """
    listed = getattr(dimension_weights, "tolist", None)
    if listed is not None and getattr(dimension_weights, "ndim", 0) == 1:
        dimension_weights = listed()
    if not isinstance(dimension_weights, Mapping):
        if not isinstance(dimension_weights, Sequence) or isinstance(dimension_weights, str | bytes):
            expected = "weights of the indicators by name, or a sequence of them in order"
            raise InvalidValue("dimension_weights", type(dimension_weights).__name__, expected)
        names = list(deprivations) if isinstance(deprivations, Mapping) else _column_names(deprivations)
        in_order = list(dimension_weights)
        if len(in_order) != len(names):
            raise InvalidValue("dimension_weights", f"{len(in_order)} weights", f"one for each of {', '.join(names)}")
        dimension_weights = dict(zip(names, in_order, strict=True))
    weights = _fractions("dimension_weights", dimension_weights)
    scale = math.lcm(*(weight.denominator for weight in weights.values()))
    whole = sum(weights.values(), Fraction(0))
    if not cutoffs:
        raise InvalidValue("cutoffs", "none", "at least one cut-off")
    exact = [_exact("cutoff", cutoff) for cutoff in cutoffs]
    least = min(weight for weight in weights.values() if weight)
    for cutoff in exact:
        if not 0 < cutoff <= whole:
            raise InvalidValue("cutoff", str(cutoff), f"a number above 0 and up to {whole}, the sum of the weights")
        if cutoff < least and abs(whole - 1) > Fraction(1, 10**6):
            expected = f"a number on the scale of the weights, of which the least is {least} and the sum {whole}"
            raise InvalidValue("cutoff", str(cutoff), expected)
    return Cut(
        tuple(weights),
        tuple(int(weight * scale) for weight in weights.values()),
        tuple(cutoff / whole for cutoff in exact),
    )


def _column_names(deprivations: Any) -> list[str]:
    import narwhals.stable.v2 as nw

    try:
        return list(nw.from_native(deprivations).collect_schema().names())
    except TypeError:
        kind = type(deprivations).__name__
        raise InvalidValue("deprivations", kind, "columns by name, rows, or a frame that narwhals knows") from None


def _fractions(field: str, numbers: Mapping[str, Any]) -> dict[str, Fraction]:
    fractions = {name: _exact(f"{field}[{name!r}]", value) for name, value in numbers.items()}
    if not fractions or not any(fractions.values()) or min(fractions.values()) < 0:
        shown = ", ".join(f"{name} {value}" for name, value in fractions.items()) or "none"
        raise InvalidValue(field, shown, "weights of at least 0, not all 0")
    return fractions


def _exact(field: str, value: Any) -> Fraction:
    """A number as a fraction: a float as the simple one next to it, since 1/3 and 0.1 cannot be written as floats."""
    expected = "a whole number, a Fraction, a Decimal, a float, or a string such as '1/3'"
    if isinstance(value, bool | int | Fraction | Decimal | str):
        return exact_number(value, field, expected)
    try:
        exact = Fraction(float(value))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise InvalidValue(field, value, expected) from None
    simple = exact.limit_denominator(10**6)
    return simple if abs(simple - exact) <= Fraction(1, 10**12) else exact
