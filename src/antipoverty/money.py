"""Exact money: `Decimal` yuan in objects, whole fen in frames and in rules."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from antipoverty.errors import InvalidValue

__all__ = ["LIMIT", "add", "allocate", "fen", "multiply", "subtract", "yuan", "yuan_of_fen"]

#: The caller's decimal context may round; amounts are worked out in this one, which never does.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
_ONE, _CENT, _HUNDRED = Decimal(1), Decimal("0.01"), Decimal(100)
#: The sum, difference and product of two numbers, exact in whatever decimal context the caller works.
add, subtract, multiply = _EXACT.add, _EXACT.subtract, _EXACT.multiply
_WRITTEN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)

#: No amount reaches this many yuan (ten trillion): sums of millions of rows of fen then fit 64 bits.
LIMIT = Decimal(10) ** 13

_K = TypeVar("_K", bound=Hashable)


def yuan(
    value: Decimal | int | str,
    field: str = "amount",
    *,
    minimum: Decimal | int | None = None,
    personal: bool = False,
) -> Decimal:
    """Give an exact amount of yuan with at most two decimal places.

    Args:
        value: a `Decimal`, an `int`, or a string such as ``"2736"`` or ``"43.50"``. A float is refused,
            since it has already lost the exact amount.
        field: the name used in the error.
        minimum: the least amount accepted, in yuan; none by default, since a business may lose money.
        personal: whether the amount is personal, so that no error shows it.

    Raises:
        InvalidValue: for a float, a bool, NaN, an infinity, more than two places, or an amount out of range.

    >>> yuan("2736"), yuan(Decimal("0.10"))
    (Decimal('2736'), Decimal('0.10'))
    >>> yuan(27.36)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: amount: got 27.36; expected an exact amount in yuan: a Decimal, an int or a string
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        expected = "an exact amount in yuan: a Decimal, an int or a string"
        raise InvalidValue(field, value, expected, personal=personal)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise InvalidValue(field, value, "an amount in yuan such as '2736.00'", personal=personal) from None
    if not amount.is_finite():
        raise InvalidValue(field, value, "a finite amount in yuan", personal=personal)
    if isinstance(value, str) and not _WRITTEN.fullmatch(value.strip()):
        raise InvalidValue(field, value, "an amount in yuan such as '2736.00'", personal=personal)
    if amount.copy_abs() >= LIMIT:
        raise InvalidValue(field, value, f"an amount under {LIMIT:,} yuan", personal=personal)
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and not -2 <= exponent <= 0:
        try:
            amount = amount.quantize(_CENT if exponent < 0 else _ONE, context=_EXACT)
        except (Inexact, InvalidOperation):
            raise InvalidValue(field, value, "at most two decimal places", personal=personal) from None
    if minimum is not None and amount < minimum:
        raise InvalidValue(field, value, f"an amount of at least {minimum} yuan", personal=personal)
    return amount


def fen(amount: Decimal | int) -> int:
    """Give whole fen for an amount in yuan that `yuan` has accepted.

    >>> fen(Decimal("2736.05"))
    273605
    """
    return int(multiply(amount, _HUNDRED))


def yuan_of_fen(value: int) -> Decimal:
    """Give yuan for whole fen, always with two places.

    >>> yuan_of_fen(273605)
    Decimal('2736.05')
    """
    return Decimal(value).scaleb(-2, context=_EXACT)


def allocate(
    total: int, weights: Mapping[_K, Fraction | Decimal | int], *, ceilings: Mapping[_K, int] | None = None
) -> dict[_K, int]:
    """Split a whole total by weights, by the largest remainder, so that the parts sum to it exactly.

    Ties in the remainder go to the earlier key. A key's part never passes its ceiling: what a full key cannot take
    is split again among the others by the same rule.

    Args:
        total: whole units (fen, persons, places), at least 0.
        weights: a non-negative exact weight for each key, not all 0 unless the total is 0.
        ceilings: the most that a key may take; a key that is not named has none.

    Raises:
        InvalidValue: for a negative or inexact weight, a negative total or ceiling, a ceiling for an unknown key,
            no weight at all for a positive total, or ceilings that together cannot take the total.

    >>> allocate(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    >>> allocate(10, {"a": 8, "b": 1, "c": 1}, ceilings={"a": 4})
    {'a': 4, 'b': 3, 'c': 3}
    """
    if isinstance(total, bool) or not isinstance(total, int) or total < 0:
        raise InvalidValue("total", total, "a whole number of at least 0")
    shares: dict[_K, Fraction] = {}
    for key, weight in weights.items():
        exact = isinstance(weight, Fraction | Decimal | int) and not isinstance(weight, bool)
        if not exact or (isinstance(weight, Decimal) and not weight.is_finite()) or weight < 0:
            raise InvalidValue(f"weights[{key!r}]", weight, "an exact weight of at least 0")
        shares[key] = Fraction(weight)
    limits = dict(ceilings or {})
    for key, limit in limits.items():
        if key not in shares:
            raise InvalidValue("ceilings", key, "a key of the weights")
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
            raise InvalidValue(f"ceilings[{key!r}]", limit, "a whole number of at least 0")
    parts = dict.fromkeys(shares, 0)
    open_keys = [key for key, share in shares.items() if share > 0]
    left = total
    while left:
        weight_sum = sum((shares[key] for key in open_keys), Fraction(0))
        if not weight_sum:
            expected = f"weights and ceilings that can take {total}; {left} could not be placed"
            raise InvalidValue("total", total, expected)
        exact_parts = {key: left * shares[key] / weight_sum for key in open_keys}
        over = [key for key in open_keys if key in limits and exact_parts[key] >= limits[key]]
        if over:
            for key in over:
                parts[key] = limits[key]
                left -= limits[key]
            open_keys = [key for key in open_keys if key not in set(over)]
            continue
        floors = {key: int(part) for key, part in exact_parts.items()}
        spare = left - sum(floors.values())
        by_remainder = sorted(open_keys, key=lambda key: floors[key] - exact_parts[key])
        for key in by_remainder[:spare]:
            floors[key] += 1
        parts.update(floors)
        break
    return parts
