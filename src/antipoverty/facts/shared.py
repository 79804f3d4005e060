"""What the catalogues of facts have in common: units, and how a record states facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from antipoverty.arguments import typed
from antipoverty.rules.conditions import Fact, Text
from antipoverty.rules.record import Statement, Truth

__all__ = [
    "PERSONS",
    "YUAN",
    "Stated",
    "any_of",
]


#: How records state facts.
Stated: TypeAlias = Mapping[Fact, Statement]

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
