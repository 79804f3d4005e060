"""The operators of terms and conditions, by which a rule is written as it is read: ``INCOME < LINE * SIZE``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue, NoTruthValue
from antipoverty.money import exact_number

if TYPE_CHECKING:
    from antipoverty._engine.conditions.conditions import AllOf, AnyOf, Compare, Condition, Not
    from antipoverty._engine.conditions.terms import Number, Plus, Term, Times


#: The other operand of a term: another term, or an exact number.
Operand: TypeAlias = "Term | Fraction | Decimal | int"


class Arithmetic(Serializable):
    """The operators of all terms."""

    __slots__ = ()

    def __lt__(self, other: Operand) -> Compare:
        return Compare(_term(self), "<", _term(other))

    def __le__(self, other: Operand) -> Compare:
        return Compare(_term(self), "<=", _term(other))

    def __gt__(self, other: Operand) -> Compare:
        return Compare(_term(self), ">", _term(other))

    def __ge__(self, other: Operand) -> Compare:
        return Compare(_term(self), ">=", _term(other))

    def equals(self, other: Operand) -> Compare:
        """The two are the same number."""
        return Compare(_term(self), "==", _term(other))

    def __mul__(self, other: Operand) -> Times:
        return Times(_term(self), _term(other))

    def __rmul__(self, other: Fraction | Decimal | int) -> Times:
        return Times(_term(other), _term(self))

    def __add__(self, other: Operand) -> Plus:
        return Plus((_term(self), _term(other)))

    def __radd__(self, other: Fraction | Decimal | int) -> Plus:
        return Plus((_term(other), _term(self)))

    def __neg__(self) -> Times:
        return Times(Number(Fraction(-1)), _term(self))

    def __sub__(self, other: Operand) -> Plus:
        return Plus((_term(self), Times(Number(Fraction(-1)), _term(other))))

    def __rsub__(self, other: Fraction | Decimal | int) -> Plus:
        return Plus((_term(other), Times(Number(Fraction(-1)), _term(self))))


class Logic(Serializable):
    """The operators of all conditions."""

    __slots__ = ()

    def __and__(self, other: Condition) -> AllOf:
        return AllOf((_condition(self), _condition(other)))

    def __or__(self, other: Condition) -> AnyOf:
        return AnyOf((_condition(self), _condition(other)))

    def __rand__(self, other: Condition) -> AllOf:
        return AllOf((_condition(other), _condition(self)))

    def __ror__(self, other: Condition) -> AnyOf:
        return AnyOf((_condition(other), _condition(self)))

    def __invert__(self) -> Not:
        return Not(_condition(self))

    def __bool__(self) -> bool:
        # ``a and b`` and ``0 < INCOME < LINE`` would silently be their last part alone.
        raise NoTruthValue("a condition has no truth value before it is decided: combine conditions with &, | and ~")


def _term(value: object) -> Term:
    if isinstance(value, Term):
        return value
    if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        return Number(exact_number(value, "term", "an exact number"))
    raise InvalidValue("term", value, "a fact, a parameter or an exact number")


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    from antipoverty._engine.conditions.facts import refuse_fact  # which needs these operators

    refuse_fact(value)
    raise InvalidValue("condition", value, "a condition, such as IsTrue(fact) or INCOME < LINE")
