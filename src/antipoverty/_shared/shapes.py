"""Checks of attributes against the types that their class states."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, get_args, get_origin

from attrs import Attribute
from attrs.validators import and_

from antipoverty.errors import InvalidValue


def checked(record: type, attributes: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Have a class refuse values of other types than it states: for ``frozen(field_transformer=checked)``.

    >>> from attrs import frozen
    >>> @frozen(field_transformer=checked)
    ... class Step:
    ...     name: str
    ...     places: tuple[int, ...] = ()
    >>> Step("first", (1, "2"))
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: Step.places: got (1, '2'); expected tuple[int, ...]
    """
    return [
        attribute.evolve(validator=and_(_Shape(), *([attribute.validator] if attribute.validator else [])))
        for attribute in attributes
    ]


def typed_fields(record: type, attributes: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """The same for a record: a field that has a check of its own is left to it.

    >>> from attrs import frozen
    >>> @frozen(field_transformer=typed_fields)
    ... class Visit:
    ...     on: date
    >>> Visit("2014-04-02")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: Visit.on: got '2014-04-02'; expected a datetime.date
    """
    return [attribute if attribute.validator else attribute.evolve(validator=_Shape()) for attribute in attributes]


class _Shape:
    """The check of one attribute. Classes name each other, so that types are looked up when they are first needed."""

    def __init__(self) -> None:
        self.fits: Callable[[Any], bool] | None = None
        self.expected = ""

    def __call__(self, instance: object, attribute: Attribute[Any], value: object) -> None:
        if self.fits is None:
            owner = next(
                kind for kind in type(instance).__mro__ if attribute.name in vars(kind).get("__annotations__", {})
            )
            hint = typing.get_type_hints(owner)[attribute.name]
            self.fits = _check_of(hint)
            # As it is written: `attrs.resolve_types` puts the classes themselves in the attribute's type.
            stated = vars(owner)["__annotations__"][attribute.name]
            self.expected = _expected(hint, "a datetime.date" if stated in ("date", date) else str(stated))
        if not self.fits(value):
            where = f"{type(instance).__name__}.{attribute.alias}"
            raise InvalidValue(where, value, self.expected, personal=attribute.repr is False)


def _expected(hint: Any, stated: str) -> str:
    """What an error says was expected: the type as it is written, and the allowed values of an enumerated one."""
    parts = get_args(hint) if get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    allowed: list[str] = []
    for part in parts:
        if get_origin(part) is typing.Literal:
            allowed += map(repr, get_args(part))
        elif isinstance(part, type) and issubclass(part, Enum):
            allowed += (f"{part.__name__}.{name}" for name in part.__members__)
    return f"{stated}: one of {', '.join(allowed)}" if allowed else stated


#: `isinstance` accepts too much for these: a bool for a number, a time for a day.
_EXACT = (int, float, date)


def _check_of(hint: Any) -> Callable[[Any], bool]:
    """Whether a value is of a type: a class, a union, a literal, or tuples of these."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is typing.Literal:
        return lambda value: isinstance(value, str) and value in arguments
    if origin in (typing.Union, types.UnionType):
        plain = tuple(part for part in arguments if get_origin(part) is None and part not in _EXACT)
        others = [_check_of(part) for part in arguments if part not in plain]
        return lambda value: isinstance(value, plain) or any(fits(value) for fits in others)
    if origin is tuple and arguments[-1] is Ellipsis:
        fits_part = _check_of(arguments[0])
        return lambda value: isinstance(value, tuple) and all(map(fits_part, value))
    if origin is tuple:
        parts = [_check_of(part) for part in arguments]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(parts)
            and all(fits(part) for fits, part in zip(parts, value, strict=True))
        )
    if origin is Mapping:
        of_key, of_value = map(_check_of, arguments)
        return lambda value: (
            isinstance(value, Mapping) and all(of_key(key) and of_value(part) for key, part in value.items())
        )
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if hint is float:
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    if hint is date:
        return lambda value: isinstance(value, date) and not isinstance(value, datetime)
    return lambda value: isinstance(value, hint)
