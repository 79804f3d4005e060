"""What the catalogues of facts have in common: units, and readers made from readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from antipoverty.arguments import typed
from antipoverty.money import fen
from antipoverty.rules.conditions import Fact, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Stored, Truth

__all__ = [
    "PERSONS",
    "YUAN",
    "Stated",
    "any_of",
    "fen_of",
]


#: How records state facts: by the path of an attribute, by a function of the record, the date and the parameters, or
#: not at all, of what follows from its definition alone.
Stated: TypeAlias = Mapping[Fact, str | Callable[[Any, date, Mapping[str, Value]], Stored] | None]

YUAN = Text("yuan", "元")
PERSONS = Text("persons", "人")


def any_of(truths: Iterable[Truth]) -> Truth:
    """Whether any is true, by Kleene's logic: an unknown one leaves it open unless another is true.

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    found: Truth = False
    typed(truths, (Iterable,), "truths")
    for truth in truths:
        if truth:
            return True
        if truth is None:
            found = None
    return found


def fen_of(name: str) -> Callable[[object, date, Mapping[str, Value]], int | None]:
    """A reader of an amount, stored in hundredths: money in fen, a measure in hundredths of its unit."""

    def read(record: object, on: date, given: Mapping[str, Value]) -> int | None:
        value = getattr(record, name)
        return None if value is None else fen(value)

    return read
