"""The sorts of field that a record may have. Each refuses what cannot be, and each may be unknown (`None`).

A personal field is shown neither by `repr` nor by an error, which then names the type of what was given. A number keeps
its bounds in its metadata (``least``, ``most``), from which the schema of registers takes them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, TypeVar

import attrs
from attrs import Attribute, Converter

from antipoverty.errors import InvalidValue
from antipoverty.money import yuan

__all__ = ["amount", "category", "count", "day", "flag", "key", "keys", "kind", "labels", "part", "whole", "words"]

_E = TypeVar("_E", bound=Enum)
_Check: TypeAlias = "Callable[[object, Attribute[Any], Any], None]"


def _where(instance: object, attribute: Attribute[Any]) -> str:
    return f"{type(instance).__name__}.{attribute.alias}"


def amount(*, minimum: int | None = None, personal: bool = True) -> Any:
    """Exact yuan; see `antipoverty.money.yuan`."""

    def convert(value: Any, instance: object, attribute: Attribute[Any]) -> Decimal | None:
        where = _where(instance, attribute)
        return None if value is None else yuan(value, where, minimum=minimum, personal=personal)

    return attrs.field(
        default=None,
        converter=Converter(convert, takes_self=True, takes_field=True),
        repr=not personal,
        metadata={"least": minimum},
    )


def count(*, least: int = 0, most: int = 10**9, personal: bool = False) -> Any:
    """A whole number within bounds."""
    check = whole(least=least, most=most, personal=personal)
    return attrs.field(default=None, validator=check, repr=not personal, metadata={"least": least, "most": most})


def whole(*, least: int, most: int, personal: bool = False) -> _Check:
    """The check that a value is a whole number within bounds, or unknown."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            expected = f"a whole number from {least:,} to {most:,}"
            raise InvalidValue(_where(instance, attribute), value, expected, personal=personal)

    return check


def flag() -> Any:
    """Yes, no or unknown. Not shown: what is true of a family is its own business."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and not isinstance(value, bool):
            expected = "True, False or None for unknown"
            raise InvalidValue(_where(instance, attribute), value, expected, personal=True)

    return attrs.field(default=None, validator=check, repr=False)


def category(*allowed: str) -> Any:
    """One of some words; personal."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and value not in allowed:
            raise InvalidValue(_where(instance, attribute), value, f"one of {', '.join(allowed)}", personal=True)

    return attrs.field(default=None, validator=check, repr=False)


def kind(enum: type[_E], *, default: _E | None = None, personal: bool = True) -> Any:
    """A member of an enumeration, or its value."""

    def convert(value: Any, instance: object, attribute: Attribute[Any]) -> _E | None:
        if value is None or isinstance(value, enum):
            return value
        try:
            return enum(value)
        except ValueError:
            expected = f"one of {', '.join(str(member.value) for member in enum)}"
            raise InvalidValue(_where(instance, attribute), value, expected, personal=personal) from None

    converter = Converter(convert, takes_self=True, takes_field=True)
    return attrs.field(default=default, converter=converter, repr=not personal)


def day(*, personal: bool = True) -> Any:
    """A date without a time."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise InvalidValue(_where(instance, attribute), value, "a datetime.date", personal=personal)

    return attrs.field(default=None, validator=check, repr=not personal)


def part(record: type, *, optional: bool = False, personal: bool = True) -> Any:
    """A record of its own within a record: one that knows nothing if it is left out, or none at all if optional."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, record) and not (optional and value is None):
            expected = f"an object of type {record.__name__}"
            raise InvalidValue(_where(instance, attribute), type(value).__name__, expected)

    default = None if optional else attrs.Factory(record)
    return attrs.field(default=default, validator=check, repr=not personal)


def key() -> Any:
    """The caller's key for a record: a pseudonym, never an identity number."""
    return attrs.field(validator=_words(required=True, mistyped_is_personal=True))


def keys() -> Any:
    """The caller's keys for some records, at least one; a bare string would be taken for a tuple of letters."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple) or not value or not all(isinstance(key, str) and key.strip() for key in value):
            raise InvalidValue(_where(instance, attribute), value, "a tuple of at least one key")

    return attrs.field(validator=check)


def words(*, personal: bool = False) -> Any:
    """A name or a remark."""
    return attrs.field(default=None, validator=_words(required=False, personal=personal), repr=not personal)


def labels() -> Any:
    """Words as a form states them, in its order; a bare string would be taken for a tuple of letters."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple) or not all(isinstance(word, str) and word.strip() for word in value):
            raise InvalidValue(_where(instance, attribute), value, "a tuple of non-empty strings", personal=True)

    return attrs.field(default=(), validator=check, repr=False)


def _words(*, required: bool, personal: bool = False, mistyped_is_personal: bool = False) -> _Check:
    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is None and not required:
            return
        if not isinstance(value, str) or not value.strip():
            # What is put in for a key by mistake may be an identity number.
            hidden = personal or (mistyped_is_personal and not isinstance(value, str))
            raise InvalidValue(_where(instance, attribute), value, "a non-empty string", personal=hidden)

    return check
