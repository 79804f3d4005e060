"""To JSON and back, exactly: one cattrs converter for every public object, and a JSON Schema for each.

Money, measures and shares are strings, so that no reader turns them into floats; dates are ISO; unknown is ``null``.
Each document names its format and its type, so that a stored decision can be read years later.

>>> from antipoverty.records import Household
>>> from antipoverty.serialization import dumps, loads
>>> household = Household("h1", size=4)
>>> loads(dumps(household), Household) == household
True
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter, transform_error
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.v import format_exception

from antipoverty.errors import InvalidDocument, InvalidValue
from antipoverty.funds.ledger import Ledger, LedgerDocument
from antipoverty.funds.tables import Cell
from antipoverty.records import Household
from antipoverty.rules.conditions import Parameter, Text
from antipoverty.rules.decisions import Decision
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Stored

__all__ = ["FORMAT", "converter", "dumps", "json_schema", "loads"]

#: The format's name and version, written into every document.
FORMAT = "antipoverty/1"

_T = TypeVar("_T")
_Values: Any = tuple[str, ...] | Parameter


@lru_cache(maxsize=1)
def converter() -> Converter:
    """The converter, for embedders who add hooks for their own classes to a copy of it.

    >>> converter().unstructure(Decimal("2736.00"))
    '2736.00'
    """
    made = Converter(forbid_extra_keys=True, use_alias=True)
    made.register_unstructure_hook(Decimal, str)
    made.register_structure_hook(Decimal, _decimal)
    made.register_unstructure_hook(Fraction, str)
    made.register_structure_hook(Fraction, lambda raw, _: Fraction(_word(raw)))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda raw, _: date.fromisoformat(_word(raw)))
    made.register_structure_hook(int, _whole)
    made.register_structure_hook(float, _number)
    made.register_structure_hook(bool, _yes_or_no)
    made.register_structure_hook(str, lambda raw, _: _word(raw))
    made.register_unstructure_hook(Value, _unstructure_value)
    made.register_structure_hook(Value, lambda raw, _: _structure_value(raw))
    made.register_unstructure_hook(Stored, lambda value: value)
    made.register_structure_hook(Stored, lambda raw, _: _stored(raw))
    made.register_structure_hook_factory(lambda wanted: wanted is Decision, lambda wanted: _checked_decision(made))
    made.register_unstructure_hook(_Values, lambda value: _unstructure_values(made, value))
    made.register_structure_hook(_Values, lambda raw, _: _structure_values(made, raw))
    made.register_unstructure_hook(Cell, lambda value: _unstructure_cell(made, value))
    made.register_structure_hook(Cell, lambda raw, _: _structure_cell(made, raw))
    # The size is written as it is known, whether it was stated or follows from the members.
    stated, known = override(omit=True), override(omit=False)
    made.register_unstructure_hook(
        Household,
        make_dict_unstructure_fn(Household, made, _cattrs_use_alias=True, _size=stated, size=known),
    )
    made.register_unstructure_hook(Ledger, lambda ledger: made.unstructure(ledger.document))
    made.register_structure_hook(Ledger, lambda raw, _: Ledger.of_document(made.structure(raw, LedgerDocument)))
    made.register_unstructure_hook_factory(_is_tagged, lambda union: partial(_unstructure_member, made))
    made.register_structure_hook_factory(_is_tagged, lambda union: partial(_structure_member, made, _members(union)))
    return made


def _checked_decision(made: Converter) -> Callable[[object, object], Decision]:
    """A stored decision is decided again as it is read, so that none that was tampered with is let in."""
    plain = make_dict_structure_fn(Decision, made, _cattrs_forbid_extra_keys=True)

    def structure(raw: object, wanted: object) -> Decision:
        decision = plain(cast(Mapping[str, Any], raw), Decision)
        decision.check()
        return decision

    return structure


def _is_tagged(wanted: Any) -> bool:
    """Whether a type is a union of classes, whose JSON has to say which one it is."""
    if get_origin(wanted) not in (typing.Union, types.UnionType):
        return False
    members = [member for member in get_args(wanted) if member is not types.NoneType]
    return len(members) > 1 and all(attrs.has(member) for member in members)


def _members(union: Any) -> dict[str, Any]:
    return {member.__name__: member for member in get_args(union)}


def _unstructure_member(made: Converter, value: object) -> object:
    # Looked up when it is needed, since the trees contain themselves.
    return None if value is None else {"is": type(value).__name__, **made.unstructure(value, type(value))}


def _structure_member(made: Converter, members: dict[str, Any], raw: object, _: object) -> object:
    if raw is None and "NoneType" in members:
        return None
    if not isinstance(raw, dict) or raw.get("is") not in members:
        raise TypeError(f"expected an object whose 'is' is one of {', '.join(members)}")
    return made.structure({name: part for name, part in raw.items() if name != "is"}, members[raw["is"]])


def _unstructure_values(made: Converter, value: tuple[str, ...] | Parameter) -> object:
    return made.unstructure(value) if isinstance(value, Parameter) else list(value)


def _structure_values(made: Converter, raw: object) -> tuple[str, ...] | Parameter:
    if isinstance(raw, dict):
        return made.structure(raw, Parameter)
    return made.structure(raw, tuple[str, ...])


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write a public object as a JSON document.

    Args:
        value: an object of the library.
        indent: spaces for each level; none writes one line.

    >>> from antipoverty.records import Transfer
    >>> dumps(Transfer("pension", "720.00"))
    '{"format": "antipoverty/1", "type": "Transfer", "value": {"kind": "pension", "amount": "720.00"}}'
    """
    document = {"format": FORMAT, "type": type(value).__name__, "value": converter().unstructure(value)}
    return json.dumps(document, ensure_ascii=False, indent=indent)


def loads(text: str, wanted: type[_T]) -> _T:
    """Read a JSON document written by `dumps`.

    Raises:
        InvalidValue: if it is not JSON, of another format or type, or has a value that cannot be; the message gives
            the place of everything that is wrong.

    >>> loads('{"format": "antipoverty/9", "type": "Household", "value": {}}', dict)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: format: got 'antipoverty/9'; expected 'antipoverty/1'
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidValue("document", f"line {error.lineno}", "JSON") from None
    if not isinstance(document, dict) or set(document) != {"format", "type", "value"}:
        raise InvalidValue("document", type(document).__name__, "an object with format, type and value")
    if document["format"] != FORMAT:
        raise InvalidValue("format", document["format"], repr(FORMAT))
    if document["type"] != wanted.__name__:
        raise InvalidValue("type", document["type"], repr(wanted.__name__))
    try:
        return converter().structure(document["value"], wanted)
    except Exception as error:  # cattrs gathers whatever a hook raises, and then says the place of each
        problems = [_placed(problem) for problem in transform_error(error, format_exception=_said)]
        raise InvalidDocument(wanted.__name__, problems) from None


def _placed(problem: str) -> str:
    """A problem with its place in the document, where a private attribute goes by its public name."""
    said, at, place = problem.rpartition(" @ ")
    return said + at + place.replace("._", ".")


def _said(error: BaseException, wanted: Any) -> str:
    """The library's own errors name field and expectation already."""
    return str(error) if isinstance(error, InvalidValue) else format_exception(error, wanted)


def _word(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError("expected a string")
    return raw


def _whole(raw: object, _: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise TypeError("expected a whole number")
    return raw


def _number(raw: object, _: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise TypeError("expected a number")
    return float(raw)


def _yes_or_no(raw: object, _: object) -> bool:
    if not isinstance(raw, bool):
        raise TypeError("expected true or false")
    return raw


def _decimal(raw: object, _: object) -> Decimal:
    if not isinstance(raw, str):
        raise TypeError("expected an exact number as a string")
    return Decimal(raw)


def _unstructure_value(value: Value) -> object:
    if isinstance(value, Decimal):
        return {"exact": str(value)}
    if isinstance(value, tuple):
        return [list(part) if isinstance(part, tuple) else part for part in value]
    return value


def _structure_value(raw: object) -> Value:
    match raw:
        case bool() | int() | str():
            return raw
        case {"exact": str() as number}:
            return Decimal(number)
        case list() if all(isinstance(part, str) for part in raw):
            return tuple(raw)
        case list() if all(isinstance(part, list) and len(part) == 2 for part in raw):
            return tuple((name, mark) for name, mark in raw)
        case _:
            raise TypeError("expected a parameter value")


def _unstructure_cell(made: Converter, value: Cell) -> object:
    match value:
        case Decimal():
            return {"exact": str(value)}
        case Fraction():
            return {"share": str(value)}
        case date():
            return {"day": value.isoformat()}
        case Text():
            return made.unstructure(value)
        case _:
            return value


def _structure_cell(made: Converter, raw: object) -> Cell:
    match raw:
        case None | int() | str():
            return raw
        case {"exact": str() as number}:
            return Decimal(number)
        case {"share": str() as share}:
            return Fraction(share)
        case {"day": str() as day}:
            return date.fromisoformat(day)
        case dict():
            return made.structure(raw, Text)
        case _:
            raise TypeError("expected a cell of a statement")


def _stored(raw: object) -> Stored:
    if raw is None or isinstance(raw, bool | int | str):
        return raw
    raise TypeError("expected a stored fact")


def json_schema(wanted: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the documents that `dumps` writes for a class.

    >>> from antipoverty.records import Transfer
    >>> json_schema(Transfer)["$defs"]["Transfer"]["properties"]["amount"]
    {'type': 'string', 'pattern': '^-?[0-9]+([.][0-9]+)?$'}
    """
    definitions: dict[str, Any] = {}
    value = _schema(wanted, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": wanted.__name__,
        "type": "object",
        "properties": {"format": {"const": FORMAT}, "type": {"const": wanted.__name__}, "value": value},
        "required": ["format", "type", "value"],
        "additionalProperties": False,
        "$defs": definitions,
    }


_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Decimal: {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"},
    Fraction: {"type": "string", "pattern": "^-?[0-9]+(/[0-9]+)?$"},
    date: {"type": "string", "format": "date"},
}


def _schema(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if wanted == Value:
        return {"type": ["boolean", "integer", "string", "array", "object"]}
    if wanted == Cell:
        return {"type": ["null", "integer", "string", "object"]}
    if wanted is Ledger:
        return _schema(LedgerDocument, definitions)
    if wanted in _SIMPLE:
        return _SIMPLE[wanted]
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple and arguments[-1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is tuple:
        items = [_schema(part, definitions) for part in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin in (typing.Union, types.UnionType):
        tagged = _is_tagged(wanted)
        parts = [
            _tagged(part, definitions) if tagged and attrs.has(part) else _schema(part, definitions)
            for part in arguments
        ]
        return {"anyOf": parts}
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return {"enum": [member.value for member in wanted]}
    if attrs.has(wanted):
        if wanted.__name__ not in definitions:
            definitions[wanted.__name__] = {}
            definitions[wanted.__name__] = _object(wanted, definitions)
        return {"$ref": f"#/$defs/{wanted.__name__}"}
    raise InvalidValue("type", wanted, "a type that the library writes")


def _object(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    attrs.resolve_types(wanted)
    parts = [part for part in attrs.fields(wanted) if part.init]
    return {
        "type": "object",
        "properties": {part.alias: _schema(part.type, definitions) for part in parts},
        "required": [part.alias for part in parts if part.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _tagged(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = f"{wanted.__name__} in a tree"
    if name not in definitions:
        definitions[name] = {}
        made = _object(wanted, definitions)
        made["properties"]["is"] = {"const": wanted.__name__}
        made["required"] = ["is", *made["required"]]
        definitions[name] = made
    return {"$ref": f"#/$defs/{name.replace(' ', '%20')}"}
