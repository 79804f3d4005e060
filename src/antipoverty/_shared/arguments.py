"""Checks of arguments: an object of another class is refused, with the name of the argument, before it is used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, overload

from dateutil.relativedelta import relativedelta

from antipoverty.errors import InvalidValue

_T = TypeVar("_T")
_U = TypeVar("_U")
_E = TypeVar("_E", bound=Enum)


@overload
def typed(value: object, kind: type[_T], name: str, *, optional: bool = ...) -> _T: ...
@overload
def typed(value: object, kind: tuple[type[_T], type[_U]], name: str, *, optional: bool = ...) -> _T | _U: ...
@overload
def typed(value: object, kind: tuple[type, ...], name: str, *, optional: bool = ...) -> object: ...
def typed(value: object, kind: type | tuple[type, ...], name: str, *, optional: bool = False) -> object:
    """An argument that is an object of a class, or of one of some classes.

    A `bool` is not accepted for an `int`, nor a `datetime` for a `date`.

    Args:
        value: the argument. An error names its class and no more, since it may be personal.
        kind: the class, or classes.
        name: the argument's name.
        optional: whether `None` is let pass.

    >>> typed(5, str, "label")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: label: got 'int'; expected an object of type str
    """
    if type(value) is kind:
        return value
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if isinstance(value, kinds) and not (type(value) in (bool, datetime) and type(value) not in kinds):
        return value
    if value is None and optional:
        return value
    raise InvalidValue(name, type(value).__name__, expected_of(*kinds))


def as_day(value: object, name: str, *, personal: bool = False) -> date:
    """An argument that is a date without a time.

    >>> as_day("2014-05-01", "on")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: on: got '2014-05-01'; expected a datetime.date
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidValue(name, value, "a datetime.date", personal=personal)
    return value


def later(day: date, name: str, *, days: int = 0, months: int = 0) -> date:
    """A day so many days or months after one; of a month that is shorter, its last day.

    >>> later(date(2024, 1, 31), "on", months=1)
    datetime.date(2024, 2, 29)
    >>> later(date(9999, 12, 31), "on", days=7)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: on: got datetime.date(9999, 12, 31); expected a day with 7 days after it to 9999
    """
    try:
        return day + relativedelta(days=days, months=months)
    except (ValueError, OverflowError):
        after = f"{months} months" if months else f"{days} days"
        raise InvalidValue(name, day, f"a day with {after} after it to 9999") from None


def expected_of(*kinds: type) -> str:
    """What an error says was expected of an object of some classes; the members of an enumeration are listed.

    >>> from antipoverty.rules import Outcome
    >>> expected_of(Outcome)
    'an object of type Outcome: one of Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN'
    """
    members = [f"{kind.__name__}.{name}" for kind in kinds if issubclass(kind, Enum) for name in kind.__members__]
    listed = f": one of {', '.join(members)}" if members else ""
    return f"an object of type {' or '.join(kind.__name__ for kind in kinds)}{listed}"


def member_of(enum: type[_E], value: _E | str, name: str, *, personal: bool = False) -> _E:
    """An argument that is a member of an enumeration, passed as such or by its value.

    >>> from antipoverty.rules import Kind
    >>> member_of(Kind, "flag", "kind")
    <Kind.FLAG: 'flag'>
    >>> member_of(Kind, "text", "kind")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: kind: got 'text'; expected one of flag, count, money, measure, category
    """
    if isinstance(value, enum):
        return value
    try:
        found: _E = _by_value(enum)[value]
    except (KeyError, TypeError):
        raise InvalidValue(name, value, f"one of {', '.join(map(str, _by_value(enum)))}", personal=personal) from None
    return found


@cache
def _by_value(enum: type[Enum]) -> Mapping[object, Any]:
    # A third of the time that the enumeration itself takes.
    return {member.value: member for member in enum}


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """What an error about a name that there is not ends with: the nearest of those that there are, if any is near.

    >>> did_you_mean("sise", ["size", "dibao"]), did_you_mean("x", ["size"])
    ('; did you mean size?', '')
    """
    near = difflib.get_close_matches(name, list(names), n=3)
    return f"; did you mean {', '.join(near)}?" if near else ""


def mapping_to(value: object, kind: type[_T], name: str) -> Mapping[Any, _T]:
    """An argument that is a mapping to objects of a class.

    >>> mapping_to({"a": "1"}, int, "ratios")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: ratios: got 'str'; expected an object of type int
    """
    typed(value, (Mapping,), name)
    mapping = cast(Mapping[Any, _T], value)
    for part in mapping.values():
        typed(part, kind, name)
    return mapping
