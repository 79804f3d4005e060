"""The exceptions that reading a document raised, as `Problem`s, each with its place in the document."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args, get_origin

import attrs
from cattrs import BaseValidationError, ClassValidationError, ForbiddenExtraKeysError
from cattrs.errors import IterableValidationError

from antipoverty.errors import AntipovertyError, InvalidDocument, InvalidValue, Problem
from antipoverty.serialization._converters import EXPECTED, NotTaken
from antipoverty.serialization._parsing import name_shown

_Path = tuple[str | int, ...]
_ABSENT = object()


def kind_of(value: object) -> str:
    """What a JSON value is, without the value.

    >>> kind_of({}), kind_of("11010519491231002X"), kind_of(None)
    ('an object', 'a string', 'null')
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return "a whole number"
        case float():
            return "a number with decimals"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "nothing" if value is _ABSENT else "an object"


def problems_of(error: BaseException, document: object, wanted: Any, path: _Path = ()) -> Iterator[Problem]:
    """The problems behind an exception of the converter, in the order in which they were met.

    Args:
        error: what the converter raised.
        document: the JSON values that it read.
        wanted: the type that was wanted at the path.
        path: where in the document the error is.
    """
    match error:
        case InvalidDocument():
            yield from (attrs.evolve(problem, path=(*path, *problem.path)) for problem in error.problems)
        case BaseValidationError():
            noted, others = _grouped(error)
            for inner, step, kind in noted:
                yield from problems_of(inner, document, kind, (*path, step))
            for inner in others:
                yield from problems_of(inner, document, wanted, path)
        case ForbiddenExtraKeysError():
            yield from _extra_members(error, path)
        case InvalidValue():
            yield _of_value(error, document, path)
        case NotTaken():
            null = " or null" if types.NoneType in get_args(wanted) else ""
            yield Problem(_shown(path), kind_of(_at(document, path)), error.expected + null)
        case AntipovertyError():
            yield Problem(_shown(path), kind_of(_at(document, path)), f"what can be: {error}")
        case _:
            yield Problem(_shown(path), kind_of(_at(document, path)), _expected(wanted))


def _grouped(error: BaseValidationError) -> tuple[list[tuple[Exception, str | int, Any]], list[Exception]]:
    """The exceptions within one, those with a step further into the document and those without."""
    if isinstance(error, ClassValidationError):
        names = {part.name: part.alias for part in attrs.fields(error.cl)} if attrs.has(error.cl) else {}
        of_class, others = error.group_exceptions()
        return [(inner, names.get(note.name, note.name), note.type) for inner, note in of_class], others
    assert isinstance(error, IterableValidationError)
    of_items, others = error.group_exceptions()
    return [(inner, note.index, note.type) for inner, note in of_items], others


def _extra_members(error: ForbiddenExtraKeysError, path: _Path) -> Iterator[Problem]:
    known = [part.alias for part in attrs.fields(error.cl) if part.init]
    for name in sorted(error.extra_fields):
        near = _nearest(name, tuple(known)) if len(error.extra_fields) <= _HINTS else []
        expected = f"did you mean {near[0]}?" if near else f"a member of {error.cl.__name__}: {', '.join(known)}"
        yield Problem((*_shown(path), name_shown(name)), "a name that is not known", expected)


#: An object with more unknown names than this is of another class altogether.
_HINTS = 20


@lru_cache(maxsize=256)
def _nearest(name: str, known: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(name, known, n=1)


def _of_value(error: InvalidValue, document: object, path: _Path) -> Problem:
    """The library's own error says what it was given; its field is a member of the document, or what it is about."""
    member = error.field.rpartition(".")[2]
    here = _at(document, path)
    if isinstance(here, dict) and member in here:
        path, here = (*path, member), here[member]
    given = kind_of(here) if "not shown" in error.given else error.given
    about = "" if path and member == path[-1] else f" for {error.field}"
    return Problem(_shown(path), given + about, error.expected)


def _at(document: object, path: _Path) -> object:
    for step in path:
        if isinstance(document, dict):
            document = document.get(step, _ABSENT)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return _ABSENT
    return document


def _shown(path: _Path) -> _Path:
    return tuple(name_shown(step) if isinstance(step, str) else step for step in path)


def _expected(wanted: Any) -> str:
    """What a document should have for a type, in words."""
    if wanted in EXPECTED:
        return EXPECTED[wanted]
    origin = get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        parts = [_expected(part) for part in get_args(wanted) if part is not types.NoneType]
        return " or ".join(dict.fromkeys([*parts, *(["null"] if types.NoneType in get_args(wanted) else [])]))
    if origin is tuple:
        return "an array"
    if origin is Mapping:
        return "an object"
    return f"an object with the members of {getattr(wanted, '__name__', 'its class')}"
