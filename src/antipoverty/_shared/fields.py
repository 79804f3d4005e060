"""The fields of records: what they accept, how it is converted, and what is refused.

A field that is stored as it is passed is declared by one function (`boolean`, `count`, `text`, `day`, ...) and may be
unknown (`None`). Where more is accepted than is stored, as text for an amount, or where a value is required, the class
uses ``attrs.field`` with a converter or check from here, since type checkers read a constructor's types from there.

A personal field (``repr=False``) is shown neither by `repr` nor by an error, which names the type of the value instead.
A number keeps its bounds in its metadata (``least``, ``most``), from which the schema of registers takes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import wraps
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar, cast

import attrs
from attrs import Attribute

from antipoverty._shared.arguments import as_day, member_of
from antipoverty._shared.keys import normal_key, plainest
from antipoverty._shared.privacy import unprintable
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan
from antipoverty.text import Text

#: The types of an amount of yuan, see `antipoverty.money.yuan`.
Amount: TypeAlias = Decimal | int | str

_E = TypeVar("_E", bound=Enum)
_T = TypeVar("_T")


def _where(instance: object, attribute: Attribute[Any]) -> str:
    return f"{type(instance).__name__}.{attribute.alias}"


def named(record: type, attributes: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Name the record and the field in the errors of converters: for ``frozen(field_transformer=fields.named)``.

    A converter is a plain function, whose signature tells type checkers what a field accepts; it does not know the
    field. A field that `repr` does not show is personal, and its error does not show it either, unless its metadata
    say that it is not `personal` but left out for length.

    Truths are checked together, since one call for each takes most of the time that a record with many of them does.
    """
    truths = [attribute for attribute in attributes if isinstance(attribute.validator, _Truth)]
    together = _Truths(tuple(truths)) if len(truths) > 1 else None

    def at(attribute: Attribute[Any]) -> Attribute[Any]:
        bounds, converter = attribute.metadata, cast(Any, attribute.converter)
        if isinstance(attribute.validator, Whole):
            bounds = {"least": attribute.validator.least, "most": attribute.validator.most}
        elif converter in (amount, amount_or_unknown):
            bounds = {**attribute.metadata, "least": 0}
        validator = attribute.validator
        if together is not None and isinstance(validator, _Truth):
            validator = together if attribute is truths[-1] else None
        converter = converter and _naming(converter, record, attribute)
        return attribute.evolve(converter=converter, validator=validator, metadata=bounds)

    return [at(attribute) for attribute in attributes]


def _naming(convert: Any, record: type, attribute: Attribute[Any]) -> Callable[[Any], Any]:
    where = f"{record.__name__}.{attribute.name}"
    personal = attribute.repr is False and attribute.metadata.get("personal", True)
    optional = attribute.default is None

    @wraps(convert)  # the constructor takes its signature
    def converted(value: Any) -> Any:
        if value is None and optional:
            return None
        try:
            return convert(value)
        except InvalidValue as error:
            raise InvalidValue(where, value, error.expected, personal=personal) from None

    return converted


def amount(value: Amount) -> Decimal:
    """The converter of a required amount of at least 0 yuan; see `antipoverty.money.yuan`."""
    return yuan(value, minimum=0)


def amount_or_unknown(value: Amount | None) -> Decimal | None:
    """The converter of an amount of at least 0 yuan that may be unknown."""
    return None if value is None else yuan(value, minimum=0)


def balance_or_unknown(value: Amount | None) -> Decimal | None:
    """The converter of an amount of yuan that may be negative, as a net income, or unknown."""
    return None if value is None else yuan(value)


def measure(value: Amount | None, what: str) -> Decimal | None:
    """An exact measure of at least 0 with at most two decimal places, or unknown: what converters of measures call."""
    try:
        return amount_or_unknown(value)
    except InvalidValue:
        expected = f"an exact {what} (a Decimal, an int or a string), at least 0, with at most two decimal places"
        raise InvalidValue(what, value, expected, personal=True) from None


def count(*, least: int = 0, most: int = 10**9, personal: bool = False) -> Any:
    """A whole number within bounds."""
    bounds = {"least": least, "most": most}
    return attrs.field(default=None, validator=Whole(least, most), repr=not personal, metadata=bounds)


@attrs.frozen
class Whole:
    """The check that a value is a whole number within bounds, or unknown."""

    least: int
    most: int
    needed: bool = False

    def __call__(self, instance: object, attribute: Attribute[Any], value: Any) -> None:
        """Refuse anything but a whole number within the bounds."""
        if value is None and not self.needed:
            return
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            expected = f"a whole number from {self.least:,} to {self.most:,}"
            raise InvalidValue(_where(instance, attribute), value, expected, personal=attribute.repr is False)


#: The budget years that there can be: since there has been a poverty line, and as long as the next can be written.
BUDGET_YEARS = range(1978, 9999)
#: The check of a budget year.
BUDGET_YEAR = Whole(BUDGET_YEARS[0], BUDGET_YEARS[-1], needed=True)


@attrs.frozen
class _Truth:
    """The check that a value is a truth, or unknown."""

    personal: bool

    def __call__(self, instance: object, attribute: Attribute[Any], value: object) -> None:
        """Refuse anything but a truth or nothing."""
        if value is not None and not isinstance(value, bool):
            expected = "True, False or None for unknown"
            raise InvalidValue(_where(instance, attribute), value, expected, personal=self.personal)


class _Truths:
    """The checks of several attributes that are truths."""

    def __init__(self, attributes: tuple[Attribute[Any], ...]) -> None:
        self.attributes = attributes
        self.read = attrgetter(*(attribute.name for attribute in attributes))

    def __call__(self, instance: object, attribute: Attribute[Any], value: object) -> None:
        """Refuse a record of which one is no truth."""
        for each in self.read(instance):
            if each is not None and each is not True and each is not False:
                break
        else:
            return
        for single, each in zip(self.attributes, self.read(instance), strict=True):
            assert single.validator is not None
            single.validator(instance, single, each)


def boolean(*, personal: bool = True) -> Any:
    """Yes, no or unknown; `repr` leaves it out, and errors too if it is personal."""
    return attrs.field(default=None, validator=_Truth(personal), repr=False)


def member(enum: type[_E], value: _E | str | None) -> _E | None:
    """A member of an enumeration, passed as such or by its value, or unknown: for converters of coded fields."""
    return None if value is None else needed(enum, value)


def needed(enum: type[_E], value: _E | str) -> _E:
    """A member of an enumeration, passed as such or by its value; required."""
    return member_of(enum, value, enum.__name__, personal=True)


def day(*, personal: bool = True) -> Any:
    """A date without a time, or unknown."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None:
            needed_day(instance, attribute, value)

    return attrs.field(default=None, validator=check, repr=not personal)


def needed_day(instance: object, attribute: Attribute[Any], value: Any) -> None:
    """The check of a date without a time."""
    if type(value) is not date:
        as_day(value, _where(instance, attribute), personal=attribute.repr is False)


def nested(record: type, *, optional: bool = False, personal: bool = True) -> Any:
    """A record within a record: one with every field unknown if it is left out, or `None` if optional."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, record) and not (optional and value is None):
            expected = f"an object of type {record.__name__}"
            raise InvalidValue(_where(instance, attribute), type(value).__name__, expected)

    default = None if optional else record()  # one for all: records are frozen
    return attrs.field(default=default, validator=check, repr=not personal)


def as_key(value: object, where: str) -> str:
    r"""The one form of a key, by the rule of `keys`.

    Raises:
        InvalidValue: for anything but text that can be a key. The value may be an identity number, and is not shown.

    >>> as_key(" ｈ1\u200b", "Household.id")
    'h1'
    """
    if type(value) is str and plainest(value):
        return value
    key = normal_key(value) if isinstance(value, str) else ""
    if isinstance(key, str) and key:
        return key
    # An empty text may be shown; nothing else that is passed for a key by mistake.
    personal = not isinstance(value, str) or bool(value.strip())
    expected = f"another key: {key.en}" if isinstance(key, Text) else "a non-empty string"
    raise InvalidValue(where, value, expected, personal=personal)


def as_keys(values: Iterable[str], where: str) -> tuple[str, ...]:
    """Keys, each in its one form; a bare string would be taken for letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValue(where, values, "a tuple of keys", personal=True)
    return tuple(as_key(value, where) for value in values)


def check_differ(keys: Iterable[str], where: str, *, personal: bool = False) -> None:
    """Refuse keys of which one stands more than once.

    >>> check_differ(["h1", "h2", "h1"], "households")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: households: got ['h1']; expected keys that differ
    """
    if repeated := repeats(keys):
        raise InvalidValue(where, repeated, "keys that differ", personal=personal)


def repeats(keys: Iterable[str]) -> list[str]:
    """The keys that stand more than once, in their order."""
    return [key for key, number in Counter(keys).items() if number > 1]


def keys_that_differ(values: str | Iterable[str]) -> tuple[str, ...]:
    """The converter of keys of other records, none twice; a single key need not be in a tuple."""
    keys = as_keys((values,) if isinstance(values, str) else values, "keys")
    check_differ(keys, "keys")
    return keys


def key(instance: object, attribute: Attribute[Any], value: Any) -> None:
    """The check of the caller's key for a record, a pseudonym; the key is stored in its one form."""
    if type(value) is str and plainest(value):
        return
    form = as_key(value, _where(instance, attribute))
    if form != value:
        # A converter would not know the record that it has to name, as most classes have it.
        object.__setattr__(instance, attribute.name, form)


def key_or_unknown(instance: object, attribute: Attribute[Any], value: Any) -> None:
    """The check of the key of another record, to which this one may belong."""
    if value is not None:
        key(instance, attribute, value)


def keys(instance: object, attribute: Attribute[Any], value: Any) -> None:
    """The check of the caller's keys, at least one; a bare string would be taken for a tuple of letters."""
    where = _where(instance, attribute)
    if not isinstance(value, tuple) or not value:
        raise InvalidValue(where, value, "a tuple of at least one key", personal=value != ())
    object.__setattr__(instance, attribute.name, tuple(as_key(each, where) for each in value))


def texts(values: Iterable[str], name: str = "texts") -> tuple[str, ...]:
    """Some words, in an argument or as a converter; a bare string would be taken for a tuple of letters."""
    texts = () if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
    if isinstance(values, str) or not isinstance(values, Iterable) or not all(map(is_text, texts)):
        raise InvalidValue(name, values, f"a tuple, each {TEXT}", personal=True)
    return texts


def records(kind: type[_T], values: Iterable[_T], name: str = "") -> tuple[_T, ...]:
    """Records of a kind, as a tuple.

    Args:
        kind: their class.
        values: the records.
        name: the argument's name; a converter has none, since `named` says it.

    >>> records(str, "h1", "ids")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: ids: got 'str'; expected objects of type str, in a list or the like
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        expected = f"objects of type {kind.__name__}, in a list or the like"
        raise InvalidValue(name or kind.__name__, type(values).__name__, expected)
    passed = tuple(values)
    for record in passed:
        if not isinstance(record, kind):
            raise InvalidValue(name or kind.__name__, type(record).__name__, f"objects of type {kind.__name__}")
    return passed


def members(enum: type[_E], values: Iterable[_E | str]) -> tuple[_E, ...]:
    """Members of an enumeration, passed as such or by their values, as a tuple; a bare string is refused."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        allowed = ", ".join(str(known.value) for known in enum)
        raise InvalidValue(enum.__name__, values, f"a tuple of values among {allowed}")
    return tuple(needed(enum, value) for value in values)


#: What `is_text` asks for, in words.
TEXT = "a non-empty string of one line, without control characters"


def is_text(value: object) -> bool:
    r"""Whether a value can be written down in one line: what every name, remark and label is.

    >>> is_text("Upper village"), is_text(" "), is_text("two\nlines"), is_text(None)
    (True, False, False, False)
    """
    return isinstance(value, str) and bool(value.strip()) and not unprintable(value)


def text(*, personal: bool = False) -> Any:
    """A name or a remark, or unknown."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if value is not None and not is_text(value):
            raise InvalidValue(_where(instance, attribute), value, TEXT, personal=personal)

    return attrs.field(default=None, validator=check, repr=not personal)


def labels() -> Any:
    """Words as a form states them, in its order; a bare string would be taken for a tuple of letters."""

    def check(instance: object, attribute: Attribute[Any], value: object) -> None:
        if not isinstance(value, tuple) or not all(map(is_text, value)):
            raise InvalidValue(_where(instance, attribute), value, f"a tuple, each {TEXT}", personal=True)

    return attrs.field(default=(), validator=check, repr=False)
