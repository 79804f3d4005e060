"""Parsing: what JSON leaves open (repeated names, numbers that are not finite, depth) is refused with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any

from attrs import frozen

from antipoverty._shared.privacy import masked
from antipoverty.errors import InvalidDocument, Problem
from antipoverty.serialization._converters import DIGITS

#: How deep objects and arrays may lie in each other: a rule of a hundred conditions within conditions.
DEEPEST = 200
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_ .-]{0,60}")


def parse(text: object, kind: str) -> Any:
    """The values of a JSON document (RFC 8259), in UTF-8 if it is bytes; a byte order mark is passed over.

    Args:
        text: the document.
        kind: what is wanted of it, for the error.

    Raises:
        InvalidDocument: if it is not JSON, or has a name that stands twice in an object, a number that is not finite
            or of thousands of digits, or objects and arrays in each other hundreds deep.

    >>> parse('{"size": NaN, "id": "h1", "id": "h2"}', "Household")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidDocument: Household: $: got id twice; expected each name once
    """
    reader = _Reader()
    try:
        if isinstance(text, bytes | bytearray):
            text = text.decode("utf-8")
        if not isinstance(text, str):
            raise InvalidDocument(kind, [Problem((), type(text).__name__, "a document as text, or as bytes of UTF-8")])
        document = reader.read(text.removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        problem = Problem((), f"byte {error.start + 1}, which is not UTF-8", "a document in UTF-8")
        raise InvalidDocument(kind, [problem]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidDocument(kind, [Problem((), f"{where}: {error.msg}", "JSON")]) from None
    except RecursionError:
        raise InvalidDocument(kind, [_TOO_DEEP]) from None
    if reader.refused:
        raise InvalidDocument(kind, _refusals(document))
    return document


@frozen
class _Refused:
    """What stands in the place of a value that is refused, until its place is known."""

    given: str
    expected: str


class _Reader:
    """Python's reader of JSON, with what it would let pass noted on its way."""

    def __init__(self) -> None:
        self.refused = False

    def read(self, text: str) -> Any:
        return json.loads(
            text,
            object_pairs_hook=self.members,
            parse_int=self.whole,
            parse_float=self.number,
            parse_constant=lambda name: self.refuse(name, "a finite number"),
        )

    def refuse(self, given: str, expected: str) -> _Refused:
        self.refused = True
        return _Refused(given, expected)

    def members(self, pairs: list[tuple[str, Any]]) -> Any:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        (twice, times), *_ = Counter(name for name, _ in pairs).most_common(1)
        return self.refuse(f"{name_shown(twice)} {'twice' if times == 2 else f'{times} times'}", "each name once")

    def whole(self, digits: str) -> Any:
        if len(digits) > DIGITS:
            return self.refuse(f"a number of {len(digits)} digits", f"a number of at most {DIGITS} digits")
        return int(digits)

    def number(self, digits: str) -> Any:
        number = float(digits)
        return number if isfinite(number) else self.refuse("a number beyond every limit", "a finite number")


def _refusals(document: object) -> Iterator[Problem]:
    for path, _, node in _walk(document):
        if isinstance(node, _Refused):
            yield Problem(path, node.given, node.expected)


def _walk(document: object) -> Iterator[tuple[tuple[str | int, ...], int, object]]:
    """Every value with its path and its depth, in the order of the document, whatever its depth."""
    stack: list[tuple[tuple[str | int, ...], object]] = [((), document)]
    while stack:
        path, node = stack.pop()
        yield path, len(path), node
        inner: Iterator[tuple[str | int, object]] = iter(())
        if isinstance(node, dict):
            inner = ((name_shown(name), part) for name, part in node.items())
        elif isinstance(node, list | tuple):
            inner = iter(enumerate(node))
        stack += reversed([((*path, step), part) for step, part in inner])


def check_depth(document: object) -> Problem | None:
    """What is wrong if objects and arrays lie in each other deeper than can be read back."""
    level, depth = [document], 0
    while level:
        if depth > DEEPEST:
            return _TOO_DEEP
        level = [
            part
            for node in level
            if isinstance(node, dict | list | tuple)
            for part in (node.values() if isinstance(node, dict) else node)
        ]
        depth += 1
    return None


_TOO_DEEP = Problem((), "objects and arrays in each other too deep", f"at most {DEEPEST} levels")


def name_shown(name: str) -> str:
    """A member's name as an error shows it: a plain word as it stands; of others, which may be anything, the length.

    >>> name_shown("size"), name_shown("11010519491231002X")
    ('size', '(a name of 18 characters)')
    """
    plain = _NAME.fullmatch(name) and masked(name) == name
    return name if plain else f"(a name of {len(name)} characters)"
