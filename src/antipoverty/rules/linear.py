"""Comparisons as integer inequalities, the one form that every reader evaluates.

``income < line × size`` becomes ``1·income_fen - 273600·size < 0``: whole numbers only, so that no reader rounds.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from attrs import frozen

from antipoverty.errors import RulebookError
from antipoverty.rules.conditions import Compare, Fact, Number, Operator, Plus, Term, Times

__all__ = ["OPERATORS", "Inequality", "inequality", "value_of"]

#: How each operator compares, for whatever a reader computes with: whole numbers, columns or formulas.
OPERATORS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}

_Linear = tuple[dict[Fact, Fraction], Fraction]


@frozen
class Inequality:
    """``sum(coefficient × stored fact value) + constant`` stands so to 0.

    Attributes:
        coefficients: whole numbers by fact, none of them 0, the first fact of the rule's text first.
        constant: a whole number.
        operator: how the sum stands to 0.
    """

    coefficients: tuple[tuple[Fact, int], ...]
    constant: int
    operator: Operator


def inequality(compare: Compare) -> Inequality:
    """Bring a comparison whose parameters are bound to whole numbers.

    Raises:
        RulebookError: if a fact is multiplied by a fact, or a parameter is still open.
    """
    facts, constant = _combine(_linear(compare.left), _linear(compare.right), Fraction(-1))
    scaled = {fact: share / fact.kind.scale for fact, share in facts.items() if share}
    # The smallest whole numbers that say the same, so that a frame's 64 bits hold as much as can be.
    shares = (constant, *scaled.values())
    factor = Fraction(lcm(*(share.denominator for share in shares)), 1)
    factor /= gcd(*(int(share * factor) for share in shares)) or 1
    return Inequality(
        tuple((fact, int(share * factor)) for fact, share in scaled.items()),
        int(constant * factor),
        compare.operator,
    )


def value_of(term: Term, values: dict[Fact, int]) -> Fraction:
    """A term's exact value in whole units (yuan, persons), from stored fact values (fen, hundredths)."""
    facts, constant = _linear(term)
    return constant + sum((share * Fraction(values[f], f.kind.scale) for f, share in facts.items()), Fraction(0))


def _linear(term: Term) -> _Linear:
    match term:
        case Fact():
            return {term: Fraction(1)}, Fraction(0)
        case Number(value):
            return {}, value
        case Plus(terms):
            total: _Linear = ({}, Fraction(0))
            for part in terms:
                total = _combine(total, _linear(part), Fraction(1))
            return total
        case Times(left, right):
            facts, constant = _linear(left)
            other, factor = _linear(right)
            if facts and other:
                raise RulebookError("a rule multiplies a fact by a fact; at most one side may contain facts")
            if other:
                facts, constant, factor = other, factor, constant
            return {fact: share * factor for fact, share in facts.items()}, constant * factor
        case _:
            raise RulebookError(f"{term} has no value before the rule is bound to a rulebook and a date")


def _combine(left: _Linear, right: _Linear, factor: Fraction) -> _Linear:
    facts = dict(left[0])
    for fact, share in right[0].items():
        facts[fact] = facts.get(fact, Fraction(0)) + share * factor
    return facts, left[1] + right[1] * factor
