"""What the catalogues of facts have in common: units, and how a record states facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from antipoverty._engine.record import Statement
from antipoverty._shared.arguments import typed
from antipoverty.rules import Fact

#: How records state facts.
Stated: TypeAlias = Mapping[Fact, Statement]


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Whether any is true, by Kleene's logic: an unknown one leaves it open unless another is true.

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    found: bool | None = False
    typed(truths, (Iterable,), "truths")
    for truth in truths:
        if truth:
            return True
        if truth is None:
            found = None
    return found
