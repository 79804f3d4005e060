"""Exact money: `Decimal` yuan in objects, whole fen in frames and in rules."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from antipoverty._shared.arguments import typed
from antipoverty._shared.exact import EXACT, add, multiply
from antipoverty.errors import InvalidValue

__all__ = [
    "LIMIT",
    "allocate",
    "amount",
    "exact_number",
    "fen",
    "total_of",
    "yuan",
    "yuan_of_fen",
]

_ONE, _CENT, _HUNDRED = Decimal(1), Decimal("0.01"), Decimal(100)
#: Plain digits: no blanks, underscores, exponents, or digits of other scripts.
_WRITTEN = re.compile(r"[+-]?[0-9]{1,1000}(\.[0-9]{1,1000})?", re.ASCII)
#: Of these nothing but a minimum is left to be checked.
_PLAIN = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?", re.ASCII)
_RATIO = re.compile(r"[+-]?[0-9]{1,1000}/[0-9]{1,1000}", re.ASCII)
#: A number has at most this many digits before and after the point: more is a mistake, or meant to stall a program.
_DIGITS = 1000

#: No amount reaches this many yuan (ten trillion): whole fen of one fit 64 bits, and so do sums of thousands.
LIMIT = Decimal(10**13)

_K = TypeVar("_K", bound=Hashable)


def yuan(
    value: Decimal | int | str,
    field: str = "amount",
    *,
    minimum: Decimal | int | None = None,
    personal: bool = False,
) -> Decimal:
    """An exact amount of yuan with at most two decimal places; see `amount`.

    >>> yuan("2736"), yuan(Decimal("0.10"))
    (Decimal('2736'), Decimal('0.10'))
    >>> yuan(27.36)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: amount: got 27.36; expected an exact amount in yuan: a Decimal, an int or a string
    """
    return amount(value, field, minimum=minimum, personal=personal)


def amount(
    value: Decimal | int | str,
    field: str = "amount",
    *,
    currency: str = "yuan",
    minimum: Decimal | int | None = None,
    personal: bool = False,
) -> Decimal:
    """An exact amount of money with at most two decimal places.

    Args:
        value: a `Decimal`, an `int`, or a string of digits such as ``"2736"`` or ``"43.50"``. A float is refused,
            since it has already lost the exact amount; so are blanks, underscores, exponents and digits of other
            scripts in a string. A negative zero becomes 0.
        field: the name used in the error.
        currency: the currency, as errors name it.
        minimum: the least amount accepted; none by default, since a business may lose money.
        personal: whether the amount is personal, and not shown in errors.

    Raises:
        InvalidValue: for a float, a bool, NaN, an infinity, more than two places, or an amount out of range.

    >>> amount("218.00", currency="reais")
    Decimal('218.00')
    >>> amount("218,00", "paid", currency="reais")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: paid: got '218,00'; expected an amount in reais in plain digits, such as '2736.00'
    """
    if type(value) is str and _PLAIN.fullmatch(value):
        exact = Decimal(value)
    else:
        exact = _exact_amount(value, field, currency, personal)
    if minimum is not None and exact < minimum:
        raise InvalidValue(field, value, f"an amount of at least {minimum} {currency}", personal=personal)
    return exact if exact else exact.copy_abs()


def _exact_amount(value: Decimal | int | str, field: str, currency: str, personal: bool) -> Decimal:
    """An amount as it stands; see `amount`."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        expected = f"an exact amount in {currency}: a Decimal, an int or a string"
        raise InvalidValue(field, value, expected, personal=personal)
    if isinstance(value, str) and not _WRITTEN.fullmatch(value):
        expected = f"an amount in {currency} in plain digits, such as '2736.00'"
        raise InvalidValue(field, value, expected, personal=personal)
    if isinstance(value, int) and abs(value) >= LIMIT:
        raise InvalidValue(field, value, f"an amount under {LIMIT:,} {currency}", personal=personal)
    exact = Decimal(value)
    if not exact.is_finite():
        raise InvalidValue(field, value, f"a finite amount in {currency}", personal=personal)
    if exact.copy_abs() >= LIMIT:
        raise InvalidValue(field, value, f"an amount under {LIMIT:,} {currency}", personal=personal)
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and not -2 <= exponent <= 0:
        try:
            exact = exact.quantize(_CENT if exponent < 0 else _ONE, context=EXACT)
        except (Inexact, InvalidOperation):
            raise InvalidValue(field, value, "at most two decimal places", personal=personal) from None
    return exact


def exact_number(
    value: Fraction | Decimal | int | str, field: str, expected: str = "an exact number such as '0.08' or '1/3'"
) -> Fraction:
    """An exact number, for a weight, a share or a threshold.

    Args:
        value: a `Fraction`, a `Decimal`, an `int`, or a string of plain digits such as ``"0.085"`` or ``"1/3"``.
        field: the name used in the error.
        expected: what the error says was expected.

    Raises:
        InvalidValue: for a float, a bool, NaN, an infinity, a string written otherwise, a division by 0, or a number
            of more than a thousand digits before or after the point, however shortly it is written (``1e20000000``).

    >>> exact_number("0.085", "share"), exact_number("1/3", "share")
    (Fraction(17, 200), Fraction(1, 3))
    >>> exact_number(Decimal("1e20000000"), "share")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: share: got Decimal('1E+20000000'); expected an exact number such as '0.08' or '1/3'
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        if _WRITTEN.fullmatch(value):
            return Fraction(value)
        if _RATIO.fullmatch(value) and value.rpartition("/")[2].strip("0"):
            return Fraction(value)
    elif isinstance(value, Decimal):
        if value.is_finite() and -_DIGITS <= int(value.as_tuple().exponent) <= value.adjusted() <= _DIGITS:
            return Fraction(value)
        if value.is_finite() and not value:
            return Fraction(0)
    elif isinstance(value, int) and not isinstance(value, bool) and value.bit_length() <= 4 * _DIGITS:
        return Fraction(value)
    raise InvalidValue(field, value, expected)


def fen(amount: Decimal | int) -> int:
    """Whole fen of an amount in yuan that `yuan` has accepted, or the hundredths of one in another currency.

    Raises:
        InvalidValue: for more than two decimal places, NaN, an infinity, or more than a thousand digits.

    >>> fen(Decimal("2736.05"))
    273605
    """
    if type(amount) is not Decimal:
        return 100 * int(typed(amount, (Decimal, int), "amount"))
    if amount.same_quantum(_CENT):  # whole fen, as nearly all amounts are
        return int(multiply(amount, _HUNDRED))
    if amount.is_finite() and amount.adjusted() <= _DIGITS:
        hundredths = multiply(amount, _HUNDRED)
        if hundredths == (whole := int(hundredths)):
            return whole
    raise InvalidValue("amount", amount, "a finite amount with at most two decimal places")


def total_of(amounts: Iterable[Decimal | int], start: Decimal = Decimal("0.00")) -> Decimal:
    """The exact sum of some numbers, in any decimal context.

    Raises:
        InvalidValue: for NaN or an infinity, and for what is no `Decimal` and no whole number.

    >>> total_of([Decimal("0.10"), 2, Decimal("0.05")])
    Decimal('2.15')
    """
    total = typed(start, Decimal, "start")
    typed(amounts, (Iterable,), "amounts")
    try:
        for amount in amounts:
            total = add(total, typed(amount, (Decimal, int), "amounts"))
    except (Inexact, InvalidOperation):
        total = Decimal("NaN")
    if not total.is_finite():
        raise InvalidValue("amounts", "NaN, an infinity, or numbers of thousands of digits", "finite numbers")
    return total


def yuan_of_fen(value: int) -> Decimal:
    """Yuan of whole fen, always with two places.

    >>> yuan_of_fen(273605)
    Decimal('2736.05')
    """
    typed(value, int, "value")
    return multiply(value, _CENT)


def allocate(
    total: int, weights: Mapping[_K, Fraction | Decimal | int], *, ceilings: Mapping[_K, int] | None = None
) -> dict[_K, int]:
    """Split a whole total by weights, by the method of the largest remainder: the parts sum to it exactly.

    Ties in the remainder go to the earlier key. No part exceeds its ceiling: the rest is split among the other keys by
    the same rule.

    Args:
        total: whole units (fen, persons, places), at least 0.
        weights: a non-negative exact weight for each key, not all 0 unless the total is 0.
        ceilings: the largest parts of some keys.

    Raises:
        InvalidValue: for a negative or inexact weight, a negative total or ceiling, a ceiling for an unknown key,
            no weight at all for a positive total, or ceilings that together cannot take the total.

    >>> allocate(100, {"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    >>> allocate(10, {"a": 8, "b": 1, "c": 1}, ceilings={"a": 4})
    {'a': 4, 'b': 3, 'c': 3}
    """
    if isinstance(total, bool) or not isinstance(total, int) or total < 0 or total.bit_length() > 4 * _DIGITS:
        raise InvalidValue("total", total, "a whole number of at least 0")
    for name, mapping in (("weights", weights), ("ceilings", ceilings or {})):
        if not isinstance(mapping, Mapping):
            raise InvalidValue(name, mapping, "a mapping from keys to numbers")
    shares: dict[_K, Fraction] = {}
    for key, weight in weights.items():
        where, expected = f"weights[{key!r}]", "an exact weight of at least 0"
        shares[key] = exact_number(weight, where, expected)
        if shares[key] < 0:
            raise InvalidValue(where, weight, expected)
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
