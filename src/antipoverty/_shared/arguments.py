"""What a function is given: an object of another class is refused by the argument's name before it is looked into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, cast, overload

from antipoverty.errors import InvalidValue

_T = TypeVar("_T")
_U = TypeVar("_U")


@overload
def typed(value: object, kind: type[_T], name: str, *, optional: bool = ...) -> _T: ...
@overload
def typed(value: object, kind: tuple[type[_T], type[_U]], name: str, *, optional: bool = ...) -> _T | _U: ...
@overload
def typed(value: object, kind: tuple[type, ...], name: str, *, optional: bool = ...) -> object: ...
def typed(value: object, kind: type | tuple[type, ...], name: str, *, optional: bool = False) -> object:
    """An argument that is an object of a class, or of one of some classes.

    A truth value is no whole number here, and a date with a time is no date.

    Args:
        value: what was given. An error says of which class it is and no more, since it may be personal.
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
    expected = " or ".join(each.__name__ for each in kinds)
    raise InvalidValue(name, type(value).__name__, f"an object of type {expected}")


def mapping_to(value: object, kind: type[_T], name: str) -> Mapping[Any, _T]:
    """An argument that is a mapping to objects of a class.

    >>> mapping_to({"a": "1"}, int, "ratios")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: ratios: got 'str'; expected an object of type int
    """
    typed(value, (Mapping,), name)
    given = cast(Mapping[Any, _T], value)
    for each in given.values():
        typed(each, kind, name)
    return given
