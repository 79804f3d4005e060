"""The converter: how each class and type of the library is written as JSON values, and read back from them.

No value is coerced: a string is no array, a whole number is no truth value, and exact numbers are strings of plain
digits.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from functools import partial
from math import inf, isfinite, isinf
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from antipoverty._engine.conditions import FactValue
from antipoverty._engine.parameters import Value
from antipoverty._statistics.estimates import Statistic
from antipoverty._statistics.intervals import Interval
from antipoverty.causes import Cause
from antipoverty.errors import InvalidValue
from antipoverty.funds import Ledger
from antipoverty.records import Household, RiskCode
from antipoverty.rulebooks import RulebookEntry
from antipoverty.rules import Parameter
from antipoverty.text import Text, Translation

#: The format's name and version, written into every document.
FORMAT = "antipoverty/2"
#: What a line of a statement of funds holds.
Cell: Any = Text | str | int | Decimal | Fraction | date | None
#: What is found of a household: a cause of poverty, written as its code, or a risk of monitoring, written as such.
Found: Any = Cause | RiskCode
#: What a document holds for a type, in words.
EXPECTED: dict[Any, str] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Decimal: "an exact number as a string, such as '2736.00'",
    Fraction: "a ratio as a string, such as '1/3'",
    date: "a date as a string, such as '2014-04-02'",
    Value: "a parameter value",
    FactValue: "a stored fact: true or false, a whole number, a string or null",
    Cell: "a cell of a statement",
    bool | int | Decimal: "true or false, a whole number, or an exact number as a string",
    Translation: "a language as its tag and its words by the English ones",
    Text: "words by language, such as {'en': 'yuan', 'zh': '元'}",
    Statistic: "a number, or a ratio as a string, such as '1/3'",
}
#: No number that the library writes has more digits; one of millions would take minutes to read.
DIGITS = 4_000
#: Half of a surrogate pair: no character, and nothing that can be written to a file.
SURROGATE = re.compile("[\ud800-\udfff]")

_T = TypeVar("_T")
_Values: Any = tuple[str, ...] | Parameter
#: What a household states of a fact.
_FACT: Any = bool | int | Decimal
_DECIMAL = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(?:[.][0-9]{{1,{DIGITS}}})?")
_FRACTION = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(?:/0*[1-9][0-9]{{0,{DIGITS}}})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotTaken(TypeError):
    """Raised by a hook for a value that it does not accept; the caller adds the place.

    >>> raise NotTaken("a whole number")
    Traceback (most recent call last):
    ...
    antipoverty.serialization._converters.NotTaken: expected a whole number
    """

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(f"expected {expected}")


def converter() -> Converter:
    """Make a cattrs converter for the library's classes, to add hooks to; `dumps` and `loads` use one of their own.

    >>> converter().unstructure(Decimal("2736.00"))
    '2736.00'
    """
    made = Converter(forbid_extra_keys=True, use_alias=True)
    made.register_structure_hook_factory(_is_tuple, lambda wanted: partial(_structure_tuple, made, get_args(wanted)))
    made.register_structure_hook_factory(attrs.has, lambda wanted: _object_reader(made, wanted))
    made.register_structure_hook_factory(_is_choice, _choice_reader)
    made.register_unstructure_hook(Decimal, _plain)
    made.register_structure_hook(Decimal, lambda raw, _: _decimal(raw))
    made.register_unstructure_hook(Fraction, str)
    made.register_structure_hook(Fraction, lambda raw, _: _fraction(raw))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda raw, _: _day(raw))
    made.register_structure_hook(int, lambda raw, _: _whole(raw))
    made.register_structure_hook(float, lambda raw, _: _number(raw))
    made.register_structure_hook(bool, lambda raw, _: _yes_or_no(raw))
    made.register_structure_hook(str, lambda raw, _: _word(raw))
    # An enumeration of words is a string too, and would be read as one.
    made.register_structure_hook(StrEnum, lambda raw, wanted: _choice_reader(wanted)(raw, wanted))
    made.register_unstructure_hook(Value, _unstructure_value)
    made.register_structure_hook(Value, lambda raw, _: _structure_value(raw))
    made.register_unstructure_hook(FactValue, lambda value: value)
    made.register_structure_hook(FactValue, lambda raw, _: _stored(raw))
    made.register_structure_hook(_FACT, lambda raw, _: _decimal(raw) if isinstance(raw, str) else _fact(raw))
    made.register_unstructure_hook(_Values, lambda value: _unstructure_values(made, value))
    made.register_structure_hook(_Values, lambda raw, _: _structure_values(made, raw))
    made.register_unstructure_hook(Cell, lambda value: _unstructure_cell(made, value))
    made.register_structure_hook(Cell, lambda raw, _: _structure_cell(made, raw))
    for found, may_be_none in ((Found, False), (Found | None, True)):
        made.register_unstructure_hook(found, _unstructure_found)
        made.register_structure_hook(found, partial(_structure_found, may_be_none))
    made.register_unstructure_hook(Text, dict)
    made.register_structure_hook(Text, lambda raw, _: _text(raw))
    made.register_unstructure_hook(Translation, lambda language: {"tag": str(language), "words": dict(language.words)})
    made.register_structure_hook(Translation, lambda raw, _: _translation(raw))
    # A mapping by its content, and in a document its parts.
    made.register_unstructure_hook(RulebookEntry, lambda entry: {"place": entry.place, "content": entry.content})
    made.register_unstructure_hook(Statistic, lambda value: str(value) if isinstance(value, Fraction) else value)
    made.register_structure_hook(Statistic, lambda raw, _: _fraction(raw) if isinstance(raw, str) else _number(raw))
    made.register_unstructure_hook(Interval, _unstructure_interval)
    made.register_structure_hook(Interval, partial(_structure_interval, _object_reader(made, Interval)))
    # The size is written as it is known, whether it was stated or follows from the members.
    stated, known = override(omit=True), override(omit=False)
    made.register_unstructure_hook(
        Household,
        make_dict_unstructure_fn(Household, made, _cattrs_use_alias=True, _size=stated, size=known),
    )
    made.register_unstructure_hook(Ledger, lambda ledger: made.unstructure(ledger.document))
    made.register_structure_hook(Ledger, lambda raw, _: Ledger.of_document(made.structure(raw, Ledger.Document)))
    made.register_unstructure_hook_factory(is_tagged, lambda union: partial(_unstructure_member, made))
    made.register_structure_hook_factory(is_tagged, lambda union: partial(_structure_member, made, _members(union)))
    return made


def _object_reader(made: Converter, wanted: Any) -> Callable[[object, object], object]:
    """The hook of a class. What can check itself does: a stored decision is decided again as it is read."""
    plain = make_dict_structure_fn(wanted, made, _cattrs_forbid_extra_keys=True, _cattrs_use_alias=True)
    check = getattr(wanted, "check", None)

    def structure(raw: object, _: object) -> object:
        if not isinstance(raw, dict):
            raise NotTaken("an object")
        try:
            value = plain(raw, wanted)
        except ClassValidationError as error:
            unread = {note.name for _, note in error.group_exceptions()[0]}
            read = (part for part in attrs.fields(wanted) if part.init and part.alias in raw)
            parts = (part for part in read if unread.isdisjoint((part.name, part.alias)))
            more = [each for each in _refused_parts(made, wanted, parts, raw) if each not in error.exceptions]
            raise error.derive([*error.exceptions, *more]) from None
        if check is not None:
            check(value)
        return value

    return structure


def _refused_parts(
    made: Converter, wanted: Any, parts: Iterable[Any], raw: dict[str, object]
) -> Iterator[InvalidValue]:
    """What the checks of parts that can be read refuse, each by itself: making an object stops at the first."""
    blank = object.__new__(wanted)
    for part in parts:
        value = made.structure(raw[part.alias], part.type)
        with suppress(AttributeError):  # a check of several parts together, of which reading has refused others
            try:
                value = value if part.converter is None else part.converter(value)
                object.__setattr__(blank, part.name, value)
                if part.validator is not None:
                    part.validator(blank, part, value)
            except InvalidValue as error:
                yield error


def _unstructure_interval(interval: Interval) -> dict[str, object]:
    """JSON has no infinity: an end that nothing bounds is ``null``."""
    ends = {"low": interval.low, "high": interval.high}
    bounded: dict[str, object] = {name: None if isinf(end) else end for name, end in ends.items()}
    return {**bounded, "confidence": interval.confidence, "method": interval.method}


def _structure_interval(plain: Callable[[object, object], object], raw: object, _: object) -> object:
    unbounded: dict[str, Any] = {"low": -inf, "high": inf}
    if isinstance(raw, dict):
        unbounded = {name: end for name, end in unbounded.items() if name in raw and raw[name] is None}
        raw = raw | dict.fromkeys(unbounded, 0)
    return attrs.evolve(cast(Interval, plain(raw, Interval)), **unbounded)


def _is_tuple(wanted: Any) -> bool:
    return get_origin(wanted) is tuple


def _structure_tuple(made: Converter, parts: tuple[Any, ...], raw: object, _: object) -> tuple[object, ...]:
    if not isinstance(raw, list):
        raise NotTaken("an array")
    kinds = [parts[0]] * len(raw) if parts[-1] is Ellipsis else parts
    if len(kinds) != len(raw):
        raise NotTaken(f"an array of {len(kinds)}")
    values: list[object] = []
    errors: list[Exception] = []
    for index, (part, kind) in enumerate(zip(raw, kinds, strict=True)):
        try:
            values.append(made.structure(part, kind))
        except Exception as error:  # all that is wrong is gathered
            error.add_note(IterableValidationNote("", index, kind))
            errors.append(error)
    if errors:
        group: Any = IterableValidationError  # made by a `__new__` of three arguments, beside an `__init__` of two
        raise group("", errors, tuple)
    return tuple(values)


def _is_choice(wanted: Any) -> bool:
    return get_origin(wanted) is typing.Literal or (isinstance(wanted, type) and issubclass(wanted, Enum))


def _choice_reader(wanted: Any) -> Callable[[object, object], object]:
    literal = get_origin(wanted) is typing.Literal
    named = {one if literal else one.value: one for one in (get_args(wanted) if literal else wanted)}
    expected = f"one of {', '.join(map(str, named))}"

    def structure(raw: object, _: object) -> object:
        if not isinstance(raw, str | int) or raw not in named or type(raw) not in map(type, named):
            raise NotTaken(expected)
        return named[raw]

    return structure


def is_tagged(wanted: Any) -> bool:
    """Whether a type is a union of classes, whose JSON has to say which one it is."""
    if get_origin(wanted) not in (typing.Union, types.UnionType):
        return False
    members = [member for member in get_args(wanted) if member is not types.NoneType]
    return len(members) > 1 and all(attrs.has(member) for member in members)


def _members(union: Any) -> dict[str, Any]:
    return {member.__name__: member for member in get_args(union)}


def _unstructure_member(made: Converter, value: object) -> object:
    # Looked up when it is needed: the trees contain themselves, and cattrs' strategy of tagged unions, which looks up
    # every class at once, leaves out those that it meets again on the way.
    return None if value is None else {"is": type(value).__name__, **made.unstructure(value, type(value))}


def _structure_member(made: Converter, members: dict[str, Any], raw: object, _: object) -> object:
    if raw is None and "NoneType" in members:
        return None
    named = raw.get("is") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(named, str) or named not in members:
        raise NotTaken(f"an object whose 'is' is one of {', '.join(members)}")
    return made.structure({name: part for name, part in raw.items() if name != "is"}, members[named])


def _unstructure_values(made: Converter, value: tuple[str, ...] | Parameter) -> object:
    return made.unstructure(value) if isinstance(value, Parameter) else list(value)


def _structure_values(made: Converter, raw: object) -> tuple[str, ...] | Parameter:
    if isinstance(raw, dict):
        return made.structure(raw, Parameter)
    return made.structure(raw, tuple[str, ...])


def _word(raw: object) -> str:
    if not isinstance(raw, str):
        raise NotTaken(EXPECTED[str])
    if not raw.isascii() and SURROGATE.search(raw):
        raise NotTaken("text without halves of surrogate pairs")
    return raw


def _translation(raw: object) -> Translation:
    expected = EXPECTED[Translation]
    if not isinstance(raw, dict) or raw.keys() != {"tag", "words"} or not isinstance(raw["words"], dict):
        raise NotTaken(expected)
    if not all(isinstance(said, str) and not SURROGATE.search(said) for said in raw["words"].values()):
        raise NotTaken(expected)
    try:
        return Translation(raw["tag"], raw["words"])
    except InvalidValue as error:
        raise NotTaken(error.expected) from None


def _text(raw: object) -> Text:
    if not isinstance(raw, dict):
        raise NotTaken(EXPECTED[Text])
    errors: list[Exception] = []
    for language, said in raw.items():
        try:
            _word(said)
        except NotTaken as error:
            error.add_note(IterableValidationNote("", language, str))
            errors.append(error)
    if errors:
        group: Any = IterableValidationError
        raise group("", errors, Text)
    return Text(**raw)


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise NotTaken(EXPECTED[int])
    return raw


def _number(raw: object) -> float:
    try:
        number = float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    except OverflowError:
        number = None
    if number is None or not isfinite(number):
        raise NotTaken(EXPECTED[float])
    return number


def _yes_or_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise NotTaken(EXPECTED[bool])
    return raw


def _plain(value: Decimal) -> str:
    """A number in plain digits, with the places that it has."""
    if not value.is_finite() or not -DIGITS < value.adjusted() < DIGITS:
        raise NotTaken("a finite number that can be written in full")
    return format(value, "f")


def _decimal(raw: object) -> Decimal:
    if not isinstance(raw, str) or not _DECIMAL.fullmatch(raw):
        raise NotTaken(EXPECTED[Decimal])
    return Decimal(raw)


def _fraction(raw: object) -> Fraction:
    if not isinstance(raw, str) or not _FRACTION.fullmatch(raw):
        raise NotTaken(EXPECTED[Fraction])
    return Fraction(raw)


def _day(raw: object) -> date:
    try:
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise NotTaken(EXPECTED[date])


def _unstructure_value(value: Value) -> object:
    if isinstance(value, Decimal):
        return {"exact": _plain(value)}
    if isinstance(value, tuple):
        return [list(part) if isinstance(part, tuple) else part for part in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _structure_value(raw: object) -> Value:
    match raw:
        case bool() | int():
            return raw
        case str():
            return _word(raw)
        case {"exact": number, **others} if not others:
            return _decimal(number)
        case {"date": day, **others} if not others:
            return _day(day)
        case list() if all(isinstance(part, str) for part in raw):
            return tuple(_word(part) for part in raw)
        case list() if all(isinstance(part, list) and len(part) == 2 for part in raw):
            return tuple((_word(name), _word(mark)) for name, mark in raw)
        case _:
            raise NotTaken(EXPECTED[Value])


def _unstructure_found(found: Cause | RiskCode | None) -> object:
    return {"risk": found.value} if isinstance(found, RiskCode) else None if found is None else found.value


def _structure_found(may_be_none: bool, raw: object, _: object) -> object:
    if raw is None and may_be_none:
        return None
    if isinstance(raw, dict):
        if raw.keys() != {"risk"}:
            raise NotTaken("an object whose 'risk' is a code")
        return _choice_reader(RiskCode)(raw["risk"], RiskCode)
    return _choice_reader(Cause)(raw, Cause)


def _unstructure_cell(made: Converter, value: object) -> object:
    match value:
        case Decimal():
            return {"exact": _plain(value)}
        case Fraction():
            return {"share": str(value)}
        case date():
            return {"day": value.isoformat()}
        case Text():
            return made.unstructure(value)
        case _:
            return value


def _structure_cell(made: Converter, raw: object) -> object:
    match raw:
        case None | int():
            return raw
        case str():
            return _word(raw)
        case {"exact": number, **others} if not others:
            return _decimal(number)
        case {"share": share, **others} if not others:
            return _fraction(share)
        case {"day": day, **others} if not others:
            return _day(day)
        case dict():
            return made.structure(raw, Text)
        case _:
            raise NotTaken(EXPECTED[Cell])


def _fact(raw: object) -> bool | int:
    if not isinstance(raw, bool | int):
        raise NotTaken(EXPECTED[_FACT])
    return raw


def _stored(raw: object) -> FactValue:
    if isinstance(raw, str):
        return _word(raw)
    if raw is None or isinstance(raw, bool | int):
        return raw
    raise NotTaken(EXPECTED[FactValue])
