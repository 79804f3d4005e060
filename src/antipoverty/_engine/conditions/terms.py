"""Terms: numbers of the rulebook, a record and its members, and what is calculated from them."""

from __future__ import annotations

import typing
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import Attribute, field, frozen

from antipoverty._engine.conditions.facts import Fact
from antipoverty._engine.conditions.operators import Arithmetic, Operand
from antipoverty._shared.shapes import checked
from antipoverty.errors import InvalidValue
from antipoverty.money import exact_number
from antipoverty.text import Text

if TYPE_CHECKING:
    from antipoverty._engine.conditions.conditions import Condition


#: How a number is rounded: to the next higher, the next lower, or the nearest one, halves away from zero.
Direction: TypeAlias = Literal["up", "down", "half"]


@frozen(order=False, field_transformer=checked)
class Parameter(Arithmetic):
    """A number, choice or table of the rulebook. `bind` puts in its value on the date."""

    name: str


@frozen(order=False, field_transformer=checked)
class ByYear(Arithmetic):
    """The value of a yearly series in a year that the rulebook chooses.

    Attributes:
        series: the common name of several series; the chosen one is ``<series>.<choice>``.
        choice: the parameter that chooses the series.
        offset: the parameter that gives the year, relative to the year of the decision date.
    """

    series: str
    choice: Parameter
    offset: Parameter


def _exact(value: Fraction | Decimal | int) -> Fraction:
    return exact_number(value, "Number.value", "an exact number: a Fraction, a Decimal or an int")


@frozen(order=False, field_transformer=checked)
class Number(Arithmetic):
    """An exact number: written in the rule, or put in for a parameter, and then with its name.

    Attributes:
        value: in whole units (yuan, persons, a share of 1).
        parameter: the parameter it came from.
        text: its name in words.
        unit: its unit.
    """

    value: Fraction = field(converter=_exact)
    parameter: str | None = None
    text: Text | None = None
    unit: Text | None = None


@frozen(order=False, field_transformer=checked)
class Times(Arithmetic):
    """A product. At most one side may contain facts, so that every comparison stays linear."""

    left: Term
    right: Term


@frozen(order=False, field_transformer=checked)
class Plus(Arithmetic):
    """A sum."""

    terms: tuple[Term, ...]


def _as_term(value: Operand) -> Term:
    return Number(_exact(value)) if isinstance(value, int | Decimal | Fraction) else value


def _as_terms(values: tuple[Operand, ...]) -> tuple[Term, ...]:
    # Anything but a tuple is refused by the check of its type.
    return tuple(map(_as_term, values)) if isinstance(values, tuple) else values


def check_numbers(term: Term) -> None:
    """Refuse flags and categories where a number is needed."""
    match term:
        case Fact() if term.kind.bounds is None:
            raise InvalidValue("term", term.name, f"a number: {term.name} is a {term.kind.value}")
        case Times(left, right):
            check_numbers(left)
            check_numbers(right)
        case Plus(terms):
            for part in terms:
                check_numbers(part)
        case _:  # the other terms check their own parts
            pass


def is_number(instance: object, attribute: Attribute[Term], value: Term) -> None:
    check_numbers(value)


def _some_terms(instance: object, attribute: Attribute[tuple[Term, ...]], value: tuple[Term, ...]) -> None:
    if not value:
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", value, "at least one term")
    for term in value:
        check_numbers(term)


@frozen(order=False, field_transformer=checked)
class Least(Arithmetic):
    """The least of several numbers; unknown while one of them is. ``Least((AMOUNT, CAP))`` is an amount with a cap."""

    terms: tuple[Term, ...] = field(converter=_as_terms, validator=_some_terms)


@frozen(order=False, field_transformer=checked)
class Greatest(Arithmetic):
    """The greatest of several numbers; unknown while one of them is. ``Greatest((GAP, 0))`` is never negative."""

    terms: tuple[Term, ...] = field(converter=_as_terms, validator=_some_terms)


@frozen(order=False, field_transformer=checked)
class When(Arithmetic):
    """One number where a condition is met, another where it is not.

    Where the condition is unknown the number is unknown too, unless both are known and the same.
    """

    condition: Condition
    term: Term = field(converter=_as_term, validator=is_number)
    otherwise: Term = field(converter=_as_term, validator=is_number)


def _step(value: Fraction | Decimal | int | str) -> Fraction:
    return exact_number(value, "Rounded.unit", "an exact number above 0, such as 1 or '0.01'")


def _above_zero(instance: object, attribute: Attribute[Fraction], value: Fraction) -> None:
    if value <= 0:
        raise InvalidValue("Rounded.unit", value, "a number above 0")


@frozen(order=False, field_transformer=checked)
class Rounded(Arithmetic):
    """A number rounded to a whole multiple of a unit.

    Attributes:
        term: the number.
        unit: the unit: 1 for whole yuan, ``Decimal("0.01")`` for whole fen.
        direction: ``up`` to the next higher, ``down`` to the next lower, ``half`` to the nearest, halves away from 0.
    """

    term: Term = field(validator=is_number)
    unit: Fraction = field(converter=_step, validator=_above_zero)
    direction: Direction


def of_one_person(instance: object, attribute: Attribute[typing.Any], value: Condition | Term | None) -> None:
    """A question to members reads facts of a person, who has no members."""
    from antipoverty._engine.conditions.trees import question_within

    if value is not None and (inner := question_within(value)) is not None:
        given, expected = type(inner).__name__, "facts of a person, who has no members to be asked"
        raise InvalidValue(f"{type(instance).__name__}.{attribute.name}", given, expected)


@frozen(order=False, field_transformer=checked)
class CountMembers(Arithmetic):
    """The number of members who meet a condition over facts of a person; all members, if it is left out.

    Unknown where it is unknown for a member, and where the members are not listed.
    """

    condition: Condition | None = field(default=None, validator=of_one_person)


@frozen(order=False, field_transformer=checked)
class SumMembers(Arithmetic):
    """The sum of a number over all members; unknown where it is unknown for one, and where they are not listed."""

    term: Term = field(validator=[is_number, of_one_person])


Term: TypeAlias = (
    Fact | Parameter | ByYear | Number | Times | Plus | Least | Greatest | When | Rounded | CountMembers | SumMembers
)
