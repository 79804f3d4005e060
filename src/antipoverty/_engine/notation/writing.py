"""Writing the notation: a tree as the text that is read back as it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from keyword import iskeyword

from antipoverty._engine.conditions import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Least,
    Not,
    Number,
    OneOf,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty._engine.notation.reading import CONSTANTS, MINUS_ONE, OF_NOBODY
from antipoverty._shared.exact import EXACT
from antipoverty.errors import InvalidValue

#: How tightly a part binds, as it is written: what binds less tightly than its place asks for is set in brackets.
_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGNED, _WHOLE = range(8)
#: A number with more places is written as a ratio.
_PLACES = 10


def write_condition(condition: Condition) -> str:
    """A condition as text, which `read_condition` reads back as it was.

    A criterion in it is written by its id. Conditions that are bound to a rulebook have no text.

    Raises:
        InvalidValue: for what the notation has no form for.

    >>> from antipoverty.facts.household import DIBAO, SIZE
    >>> write_condition(IsTrue(DIBAO) & ~(SIZE < Parameter("size.least")))
    'dibao and not size < size.least'
    """
    if not isinstance(condition, Condition):
        raise InvalidValue("condition", condition, "a condition")
    return _written(condition, _OR)


def write_term(term: Term) -> str:
    """A term as text, which `read_term` reads back as it was; raises as `write_condition` does.

    >>> from antipoverty.facts.household import SIZE
    >>> write_term(Greatest((Parameter("grant.yuan") * (SIZE - 1), 0)))
    'greatest(grant.yuan * (size - 1), 0)'
    """
    if not isinstance(term, Term):
        raise InvalidValue("term", term, "a term")
    return _written(term, _SUM)


def _written(node: Condition | Term, place: int) -> str:
    """A part of a tree, in brackets if it binds less tightly than its place asks for."""
    binds, text = _form(node)
    return f"({text})" if binds < place else text


def _form(node: Condition | Term) -> tuple[int, str]:
    """How a part of a tree is written, and how tightly that binds."""
    match node:
        case AnyOf((_, _, *_) as parts):
            return _OR, " or ".join(_written(part, _AND) for part in parts)
        case AllOf((_, _, *_) as parts):
            return _AND, " and ".join(_written(part, _NOT) for part in parts)
        case Not(OneOf(fact, (value,))):
            return _COMPARED, f"{_name(fact)} != {_string(value)}"
        case Not(OneOf(fact, values)):
            return _COMPARED, f"{_name(fact)} not in {_values(values)}"
        case Not(Compare(left, "==", right)):
            return _COMPARED, f"{_written(left, _SUM)} != {_written(right, _SUM)}"
        case Not(condition):
            return _NOT, f"not {_written(condition, _NOT)}"
        case OneOf(fact, (value,)):
            return _COMPARED, f"{_name(fact)} == {_string(value)}"
        case OneOf(fact, values):
            return _COMPARED, f"{_name(fact)} in {_values(values)}"
        case Compare(left, operator, right):
            return _COMPARED, f"{_written(left, _SUM)} {operator} {_written(right, _SUM)}"
        case Chosen(parameter, value):
            return _COMPARED, f"{_name(parameter)} == {_string(value)}"
        case Constant(value):
            return _WHOLE, "true" if value else "false"
        case IsTrue(fact):
            return _WHOLE, _name(fact)
        case Fact() | Parameter():
            return _WHOLE, _name(node)
        case Number(value, None, None, None):
            return _number(value)
        case Plus((_, _, *_) as terms):
            first, *others = terms
            return _SUM, _written(first, _PRODUCT) + "".join(map(_added, others))
        case Times(Number(value, None, None, None), term) if value == MINUS_ONE and not isinstance(term, Number):
            return _SIGNED, f"-{_written(term, _SIGNED)}"
        case Times(left, right):
            return _PRODUCT, f"{_written(left, _PRODUCT)} * {_written(right, _SIGNED)}"
        case _:
            name, *arguments = _call(node)
            return _WHOLE, f"{name}({', '.join(arguments)})"


def _call(node: Condition | Term) -> Iterator[str]:
    """The name of a form, and its arguments."""
    match node:
        case AllOf(parts):
            yield from ("all_of", *map(write_condition, parts))
        case AnyOf(parts):
            yield from ("any_of", *map(write_condition, parts))
        case Plus(terms):
            yield from ("sum_of", *map(write_term, terms))
        case Least(terms):
            yield from ("least", *map(write_term, terms))
        case Greatest(terms):
            yield from ("greatest", *map(write_term, terms))
        case AnyMember(condition, of_nobody):
            yield from ("any_member", write_condition(condition), *_of_nobody(of_nobody, default=False))
        case EveryMember(condition, of_nobody):
            yield from ("every_member", write_condition(condition), *_of_nobody(of_nobody, default=None))
        case CountMembers(condition):
            yield from ("count_members", *(() if condition is None else (write_condition(condition),)))
        case SumMembers(term):
            yield from ("sum_members", write_term(term))
        case When(condition, term, otherwise):
            yield from ("when", write_condition(condition), write_term(term), write_term(otherwise))
        case Rounded(term, unit, direction):
            yield from ("rounded", write_term(term), _number(unit)[1], _string(direction))
        case ByYear(series, choice, offset):
            yield from ("by_year", _string(series), _name(choice), _name(offset))
        case AnyMarked(flags, table, mark):
            named = ", ".join(map(_name, flags)) + ("," if len(flags) == 1 else "")
            yield from ("any_marked", f"({named})", _name(table), _string(mark))
        case Choose(parameter, branches):
            cases = (f"{_string(choice)}: {write_condition(branch)}" for choice, branch in branches)
            yield from ("choose", _name(parameter), f"{{{', '.join(cases)}}}")
        case Criterion(name):
            yield from ("criterion", _string(name))
        case _:  # a number that `bind` put in
            raise InvalidValue("condition", type(node).__name__, "a part of a rule as it is before it is bound")


def _added(term: Term) -> str:
    match term:
        case Times(Number(value, None, None, None), inner) if value == MINUS_ONE:
            return f" - {_written(inner, _PRODUCT)}"
        case _:
            return f" + {_written(term, _PRODUCT)}"


def _name(node: Fact | Parameter) -> str:
    """The name of a fact or a parameter, so that it is read back as one."""
    parts = node.name.split(".")
    plain = all(part.isascii() and part.isidentifier() and not iskeyword(part) for part in parts)
    if isinstance(node, Parameter):
        return node.name if plain and len(parts) > 1 else f"parameter({_string(node.name)})"
    if not plain or node.name in CONSTANTS:
        raise InvalidValue("fact", node.name, "a name that is no word of the notation")
    return node.name


def _string(value: str) -> str:
    """Words in quotes; JSON's escapes are Python's too."""
    return json.dumps(value, ensure_ascii=False)


def _values(values: tuple[str, ...] | Parameter) -> str:
    return _name(values) if isinstance(values, Parameter) else f"({', '.join(map(_string, values))})"


def _number(value: Fraction) -> tuple[int, str]:
    """An exact number: as a decimal if it is a short one, else as a ratio."""
    for places in range(_PLACES):
        if (scaled := value * 10**places).denominator == 1:
            return _SIGNED if value < 0 else _WHOLE, format(
                Decimal(scaled.numerator).scaleb(-places, context=EXACT), "f"
            )
    return _PRODUCT, f"{value.numerator}/{value.denominator}"


def _of_nobody(value: bool | None, *, default: bool | None) -> tuple[str, ...]:
    words = {outcome: word for word, outcome in OF_NOBODY.items()}
    return () if value is default else (f"of_nobody={words[value]}",)
