"""To JSON and back, exactly: one converter for every public object, and a JSON Schema for each.

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
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from antipoverty._shared.arguments import typed
from antipoverty._shared.privacy import shown
from antipoverty.errors import AntipovertyError, InvalidDocument, InvalidValue, Problem
from antipoverty.funds import Ledger
from antipoverty.serialization._converters import FORMAT, SURROGATE, converter
from antipoverty.serialization._details import ProblemDetail, ProblemDetails, problem_details
from antipoverty.serialization._parsing import check_depth, name_shown, parse
from antipoverty.serialization._problems import kind_of, problems_of
from antipoverty.serialization._schemas import components, json_schema
from antipoverty.serialization._verification import verify, verify_plan
from antipoverty.text import Text, Translation

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "ProblemDetail",
    "ProblemDetails",
    "components",
    "converter",
    "dumps",
    "json_schema",
    "loads",
    "problem_details",
    "structure",
    "to_dict",
    "verify",
    "verify_plan",
]

_T = TypeVar("_T")


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write a public object as a JSON document.

    Args:
        value: an object of the library.
        indent: spaces for each level; none writes one line.

    Raises:
        InvalidValue: for what is no object of the library, or holds what JSON cannot hold: a number that is not finite,
            half of a surrogate pair, or conditions a hundred deep in each other.

    >>> from antipoverty.records import Transfer
    >>> dumps(Transfer("pension", "720.00"))
    '{"format": "antipoverty/2", "type": "Transfer", "value": {"kind": "pension", "amount": "720.00"}}'
    """
    typed(indent, int, "indent", optional=True)
    kind = type(value).__name__
    if not _is_written(type(value)):
        raise InvalidValue("value", kind, "an object of the library")
    try:
        content = _converter().unstructure(value)
        deep = check_depth(content)
        document = {"format": FORMAT, "type": kind, "value": content}
        text = json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)
    except AntipovertyError:
        raise
    except (AttributeError, RecursionError, TypeError, ValueError):
        expected = "what JSON can hold: finite numbers, and objects as the library makes them"
        raise InvalidValue("value", kind, expected) from None
    if deep is not None:
        raise InvalidValue("value", kind, f"{deep.expected} of objects and arrays in each other")
    if not text.isascii() and SURROGATE.search(text):
        raise InvalidValue("value", kind, "text without halves of surrogate pairs")
    return text


def to_dict(value: object) -> dict[str, Any]:
    """The values of JSON that stand for a public object, without the envelope of a document: what a service answers.

    Args:
        value: an object of the library.

    Raises:
        InvalidValue: as `dumps` does.

    >>> from antipoverty.records import Transfer
    >>> to_dict(Transfer("pension", "720.00"))
    {'kind': 'pension', 'amount': '720.00'}
    """
    content: dict[str, Any] = json.loads(dumps(value))["value"]
    return content


def loads(text: str | bytes, wanted: type[_T], *, expected_digest: str | None = None) -> _T:
    """Read a JSON document written by `dumps`.

    A stored decision is decided again, and refused if it comes out otherwise.

    Args:
        text: the document; bytes are UTF-8.
        wanted: the class of the object.
        expected_digest: the digest that the object had when it was written, kept elsewhere: for a `Ledger`, which can
            be cut short, or changed with its digests, without anything in the document that shows it.

    Raises:
        InvalidDocument: if it is not JSON, of another format or type, or has a value that cannot be. Its ``problems``
            are all that is wrong, each with its path, what stands there and what was expected.
        InvalidValue: if what is wanted is no class of the library.

    >>> from antipoverty.records import Household
    >>> loads('{"format": "antipoverty/9", "type": "Household", "value": {}}', Household)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidDocument: Household: $.format: got 'antipoverty/9'; expected 'antipoverty/2'
    """
    _check_wanted(wanted)
    kind = wanted.__name__
    document = parse(text, kind)
    if wrong := list(_envelope_problems(document, kind)):
        raise InvalidDocument(kind, wrong)
    value = _structured(document["value"], wanted, ("value",))
    digest = getattr(value, "digest", None)
    if expected_digest is not None and digest != expected_digest:
        raise InvalidValue("digest", digest, f"the expected digest, {expected_digest}")
    return value


def structure(data: object, wanted: type[_T]) -> _T:
    """Make an object of the values of JSON that stand for it, as `to_dict` gives them: what a service is sent.

    A stored decision is decided again, and refused if it comes out otherwise.

    Args:
        data: objects as `dict`, arrays as `list`, strings, numbers, truths and `None`.
        wanted: the class of the object.

    Raises:
        InvalidDocument: with all that is wrong in its ``problems``, each with its path, what stands there and what was
            expected.
        InvalidValue: if what is wanted is no class of the library.

    >>> from antipoverty.records import Household
    >>> structure({"id": "h1", "size": 4}, Household).size
    4
    >>> from antipoverty.errors import InvalidDocument
    >>> try:
    ...     structure({"id": "h1", "size": "four", "members": [{"id": 1}]}, Household)
    ... except InvalidDocument as error:
    ...     [(problem.pointer, problem.expected) for problem in error.problems]
    [('/members/0/id', 'a string'), ('/size', 'a whole number or null')]
    """
    _check_wanted(wanted)
    return _structured(data, wanted, ())


def _structured(data: object, wanted: type[_T], path: tuple[str | int, ...]) -> _T:
    """An object of the values at a path of a document."""
    try:
        return _converter().structure(data, wanted)
    except Exception as error:  # whatever reading raised, gathered by cattrs: each is given its place
        deep = check_depth(data)
        problems = [deep] if deep else list(problems_of(error, data, wanted))
    raise InvalidDocument(wanted.__name__, [attrs.evolve(each, path=(*path, *each.path)) for each in problems])


def _check_wanted(wanted: object) -> None:
    """Refuse what is no class of the library."""
    if not isinstance(wanted, type) or not _is_written(wanted):
        raise InvalidValue("wanted", wanted, "a class of the library, such as Household")


def _is_written(wanted: type) -> bool:
    return attrs.has(wanted) or issubclass(wanted, Ledger | Text | Translation)


@lru_cache(maxsize=1)
def _converter() -> Converter:
    return converter()


def _envelope_problems(document: object, kind: str) -> Iterator[Problem]:
    expected = {"format": repr(FORMAT), "type": repr(kind), "value": f"the {kind}"}
    if not isinstance(document, dict):
        yield Problem((), kind_of(document), f"an object with {', '.join(expected)}")
        return
    for name in document:
        if name not in expected:
            yield Problem((name_shown(name),), "a name that is not known", f"an object with {', '.join(expected)}")
    for name, needed in expected.items():
        if name not in document:
            yield Problem((name,), "nothing", needed)
    for name, needed in (("format", FORMAT), ("type", kind)):
        if name in document and document[name] != needed:
            given = document[name]
            to_do = _OF_0_1 if given == "antipoverty/1" and name == "format" else ""
            yield Problem((name,), shown(given) if isinstance(given, str) else kind_of(given), repr(needed) + to_do)


#: Classes and members have other names since, and rules other forms.
_OF_0_1 = (
    "; antipoverty 0.1 wrote this document: read it with that version, make its records anew from what they state, and"
    " decide again with this one"
)
