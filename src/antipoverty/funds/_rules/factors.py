"""The factor method (因素法; FD-02, FD-03): a sum is split by weighted shares, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from antipoverty import rulebooks
from antipoverty._shared.deciding import in_force
from antipoverty.errors import InvalidValue
from antipoverty.money import allocate, exact_number, fen, yuan, yuan_of_fen

_FACTORS = ("people", "income", "policy", "performance")


def allocate_by_factors(
    total: Decimal | int | str,
    factors: Mapping[str, Mapping[str, Fraction | Decimal | int]],
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
) -> dict[str, Decimal]:
    """Split a sum among provinces or counties: each gets the sum over factors of weight × its share of the factor.

    Args:
        total: yuan.
        factors: for ``people``, ``income``, ``policy`` and ``performance``, a number for each unit; only their
            proportions count.
        on: the date, which chooses the weights.
        rulebook: the rules; those of China if left out. Before 2021 the weights were set each year: give them with
            `Rulebook.override`.

    Raises:
        InvalidValue: if factors or units are missing, or numbers are negative, inexact or all 0.
        ParameterError: if the rulebook has no weight for the date.

    >>> alike = {"a": 1, "b": 2}
    >>> allocate_by_factors("100.00", dict.fromkeys(_FACTORS, alike), on=date(2021, 6, 1))
    {'a': Decimal('33.33'), 'b': Decimal('66.67')}
    """
    if not isinstance(factors, Mapping) or set(factors) != set(_FACTORS):
        names = list(factors) if isinstance(factors, Mapping) else factors
        raise InvalidValue("factors", names, f"the factors {', '.join(_FACTORS)}")
    book = in_force(rulebook, on)
    first = factors[_FACTORS[0]]
    units = list(first) if isinstance(first, Mapping) else []
    shares = dict.fromkeys(units, Fraction(0))
    for name in _FACTORS:
        factor = factors[name]
        if not isinstance(factor, Mapping) or set(factor) != set(units):
            shown = list(factor) if isinstance(factor, Mapping) else factor
            raise InvalidValue(f"factors[{name!r}]", shown, f"the same units as the others: {units}")
        expected = "exact numbers of at least 0, not all 0"
        numbers = {unit: exact_number(number, f"factors[{name!r}]", expected) for unit, number in factor.items()}
        if min(numbers.values(), default=0) < 0 or not any(numbers.values()):
            raise InvalidValue(f"factors[{name!r}]", dict(factor), expected)
        weight = book.get(f"funds.weight_{name}").value
        assert isinstance(weight, Decimal)
        whole = sum(numbers.values(), Fraction(0))
        for unit in units:
            shares[unit] += Fraction(weight) * numbers[unit] / whole
    parts = allocate(fen(yuan(total, "total", minimum=0)), shares)
    return {unit: yuan_of_fen(part) for unit, part in parts.items()}
