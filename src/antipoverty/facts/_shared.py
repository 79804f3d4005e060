"""What the vocabularies of facts have in common: how records state facts, and facts that are codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from antipoverty._engine.subjects import Statement
from antipoverty._shared.codes import codes_of
from antipoverty.rules import Alterable, Fact, Kind
from antipoverty.text import Code, Text

#: How records state facts.
Stated: TypeAlias = Mapping[Fact, Statement]


def coded(
    record: type, name: str, text: Text, *, vague: tuple[str, ...] = (), alterable: Alterable = Alterable.FREELY
) -> Fact:
    """A fact whose values are the codes of an attribute of a record, with their labels.

    >>> from antipoverty.records import Person
    >>> coded(Person, "labour", Text("capacity for work", "劳动能力")).label("weak", "zh")
    '弱劳动力'
    """
    return of_codes(name, text, codes_of(record)[name], vague=vague, alterable=alterable)


def of_codes(
    name: str,
    text: Text,
    codes: Iterable[Code],
    *,
    vague: tuple[str, ...] = (),
    alterable: Alterable = Alterable.FREELY,
) -> Fact:
    """A fact whose values are some codes, with their labels."""
    held = tuple(codes)
    values, labels = tuple(code.value for code in held), tuple(code.text for code in held)
    return Fact(name, Kind.CATEGORY, text, values=values, labels=labels, vague=vague, alterable=alterable)
