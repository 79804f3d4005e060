"""The JSON Schema of each class: what `antipoverty.serialization.dumps` writes, for readers in other languages."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, get_args, get_origin

import attrs
from typing_extensions import is_typeddict

from antipoverty._engine.parameters import Value
from antipoverty._statistics.intervals import UNBOUNDED
from antipoverty.errors import InvalidValue
from antipoverty.funds import Ledger
from antipoverty.serialization._converters import FORMAT, Cell, Found, is_tagged
from antipoverty.serialization._words import attribute_words, code_words, sentence
from antipoverty.text import Code, Labelled, Text, Translation


def json_schema(wanted: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the documents that `dumps` writes for a class.

    A part has a title in English and Chinese where facts or tables have one, and what the class says of it; a number
    has its bounds, and a code its labels (``x-enum-descriptions``, in the order of the values).

    >>> from antipoverty.records import Household
    >>> definitions = json_schema(Household)["$defs"]
    >>> definitions["Household"]["properties"]["size"]["anyOf"][0]
    {'type': 'integer', 'minimum': 1, 'maximum': 100}
    >>> definitions["Household"]["properties"]["land"]["title"], definitions["Labour"]["x-enum-descriptions"][1]
    ('cultivated land; 耕地面积', 'weak; 弱劳动力')
    """
    if not isinstance(wanted, type):
        raise InvalidValue("wanted", wanted, "a class of the library, such as Household")
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


def components(*wanted: type) -> dict[str, Any]:
    """The JSON Schemas (draft 2020-12) of what `to_dict` gives for some classes, by name: components of OpenAPI 3.1.

    Each class that another one holds has a schema of its own, to which the others refer.

    Args:
        wanted: classes of the library, and enumerations of its codes.

    Raises:
        InvalidValue: for what is no class of the library.

    >>> from antipoverty.records import Income
    >>> list(components(Income))
    ['Income', 'Transfer', 'TransferKind']
    >>> components(Income)["Transfer"]["properties"]["kind"]
    {'$ref': '#/components/schemas/TransferKind', 'description': 'its kind.'}
    """
    definitions: dict[str, Any] = {}
    for each in wanted:
        if not isinstance(each, type):
            raise InvalidValue("wanted", each, "a class of the library, such as Household")
        _schema(each, definitions)
    moved: dict[str, Any] = {name: _moved(schema) for name, schema in definitions.items()}
    return moved


def _moved(schema: Any) -> Any:
    """A schema whose references are those of an OpenAPI document."""
    if isinstance(schema, dict):
        return {
            name: part.replace(_DEFINITIONS, _COMPONENTS) if name == "$ref" else _moved(part)
            for name, part in schema.items()
        }
    return [_moved(part) for part in schema] if isinstance(schema, list) else schema


_DEFINITIONS, _COMPONENTS = "#/$defs/", "#/components/schemas/"


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

_MAPPINGS: dict[Any, dict[str, Any]] = {
    Text: {
        "type": "object",
        "description": "words by language",
        "additionalProperties": {"type": "string", "minLength": 1},
        "minProperties": 1,
    },
    Translation: {
        "type": "object",
        "properties": {
            "tag": {"type": "string"},
            "words": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "required": ["tag", "words"],
        "additionalProperties": False,
    },
}


def _schema(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if wanted == Value:
        return {"type": ["boolean", "integer", "string", "array", "object"]}
    if wanted == Cell:
        return {"type": ["null", "integer", "string", "object"]}
    if wanted in (Found, Found | None):
        causes, risks = (_schema(codes, definitions) for codes in get_args(Found))
        risk = {"type": "object", "properties": {"risk": risks}, "required": ["risk"], "additionalProperties": False}
        return {"anyOf": [causes, risk, *([] if wanted == Found else [{"type": "null"}])]}
    if wanted is Ledger:
        definitions["Ledger"] = _schema(Ledger.Document, definitions)
        return _reference("Ledger")
    if wanted in _SIMPLE:
        return _SIMPLE[wanted]
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is typing.Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is tuple and arguments[-1] is Ellipsis:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is tuple:
        items = [_schema(part, definitions) for part in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin in (typing.Union, types.UnionType):
        if is_tagged(wanted):
            members = [part for part in arguments if attrs.has(part)]
            schema = _one_of_members(members, definitions)
            return schema if len(members) == len(arguments) else {"anyOf": [schema, {"type": "null"}]}
        return {"anyOf": [_schema(part, definitions) for part in arguments]}
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        labels = code_words(wanted) if issubclass(wanted, Code | Labelled) else {"description": sentence(wanted)}
        definitions[wanted.__name__] = {"type": "string", "enum": [member.value for member in wanted], **labels}
        return _reference(wanted.__name__)
    if wanted in _MAPPINGS:
        definitions[wanted.__name__] = _MAPPINGS[wanted]
        return _reference(wanted.__name__)
    if origin is Annotated:
        return {**_schema(arguments[0], definitions), **wanted.__metadata__[0].schema}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if attrs.has(wanted) or is_typeddict(wanted):
        if wanted.__name__ not in definitions:
            definitions[wanted.__name__] = {}
            definitions[wanted.__name__] = (_object if attrs.has(wanted) else _plain)(wanted, definitions)
        return _reference(wanted.__name__)
    raise InvalidValue("type", wanted, "a type that the library writes")


def _part(part: attrs.Attribute[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _bounded(_schema(part.type, definitions), part.metadata)
    return {"anyOf": [schema, {"type": "null"}]} if part.metadata == UNBOUNDED else schema


def _bounded(schema: dict[str, Any], bounds: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a number within the bounds that its attribute keeps in its metadata."""
    if "anyOf" in schema:
        return {"anyOf": [_bounded(each, bounds) for each in schema["anyOf"]]}
    if schema == _SIMPLE[int]:
        named = {"minimum": bounds.get("least"), "maximum": bounds.get("most")}
        return schema | {name: bound for name, bound in named.items() if bound is not None}
    return _NOT_NEGATIVE if schema == _SIMPLE[Decimal] and bounds.get("least") == 0 else schema


#: Exact numbers from 0 on; a zero may have a sign.
_NOT_NEGATIVE = {"type": "string", "pattern": "^([0-9]+([.][0-9]+)?|-0+([.]0+)?)$"}


def _object(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    attrs.resolve_types(wanted)
    parts = [part for part in attrs.fields(wanted) if part.init]
    words = attribute_words(wanted)
    return {
        "type": "object",
        "description": sentence(wanted),
        "properties": {part.alias: _part(part, definitions) | words.get(part.alias, {}) for part in parts},
        "required": [part.alias for part in parts if part.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _plain(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """Plain data, as a summary is."""
    hints = typing.get_type_hints(wanted, include_extras=True)
    return {
        "type": "object",
        "properties": {name: _schema(hint, definitions) for name, hint in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _one_of_members(members: list[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A union of classes: what it ``is`` says which one it has to be, so that no other is tried."""
    return {
        "type": "object",
        "properties": {"is": {"enum": [member.__name__ for member in members]}},
        "required": ["is"],
        "allOf": [
            {"if": {"properties": {"is": {"const": member.__name__}}}, "then": _tagged(member, definitions)}
            for member in members
        ],
    }


def _tagged(wanted: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = f"{wanted.__name__}Node"
    if name not in definitions:
        definitions[name] = {}
        schema = _object(wanted, definitions)
        schema["properties"]["is"] = {"const": wanted.__name__}
        schema["required"] = ["is", *schema["required"]]
        definitions[name] = schema
    return _reference(name)


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"{_DEFINITIONS}{name}"}
