"""Subjects: how facts are read from one kind of record."""

from __future__ import annotations

import sys
import typing
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from typing import Literal, TypeAlias

from attrs import frozen

from antipoverty._engine.conditions import Fact, FactValue
from antipoverty._engine.parameters import Value
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import RulebookError


@frozen
class Elapsed:
    """How a record states an age or another time: as the years or months completed since a date.

    A year or a month that would be completed on a day that there is not, is on the first of the month after. Of a date
    that is still to come nothing is known.

    Attributes:
        since: the attribute that holds the date, and the column of a frame.
        unit: what is counted.
        count: the function that counts for a record and a date, if it does more than that.

    >>> Elapsed("birth_date").between(date(2008, 2, 29), date(2026, 2, 28))
    17
    >>> Elapsed("entered_on", "months").between(date(2025, 5, 31), date(2025, 7, 1))
    1
    """

    since: str
    unit: Literal["years", "months"] = "years"
    count: Callable[[typing.Any, date], int | None] | None = None

    def between(self, since: date | None, on: date) -> int | None:
        """The years or months completed from one day to another."""
        if since is None or since > on:
            return None
        if self.unit == "years":
            return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
        return 12 * (on.year - since.year) + on.month - since.month - (on.day < since.day)


@frozen
class Before:
    """How a record states whether something came before a day that the rulebook names: for a flag.

    Attributes:
        date: the attribute that holds the date, and the column of a frame.
        parameter: the parameter of kind date; the fact `reads` it.
    """

    date: str
    parameter: str


@frozen
class Hundredths(Serializable):
    """How a record states money or a measure: as an exact number, which is stored in hundredths (fen, for yuan).

    Attributes:
        path: the dotted path of the attribute that holds the number.
    """

    path: str


@frozen
class PartOf:
    """How a record states one of several facts that are calculated together.

    Attributes:
        whole: the function that calculates them for a record.
        key: the fact's key among them.
    """

    whole: Callable[[typing.Any], Mapping[str, FactValue]]
    key: str


@frozen
class OrByName:
    """How a record states a fact in one of two ways: the first, and where that is unknown, by the fact's name.

    Attributes:
        first: the first way.
    """

    first: Hundredths | PartOf


#: How a record states a fact: by the dotted path of the attribute that holds the stored value, unknown where a part of
#: the path is `None`; in one of the ways above; by a function of the record, the decision date and the values of the
#: parameters that the fact `reads`; or not at all, for a fact that only follows from its definition.
Statement: TypeAlias = (
    str
    | Hundredths
    | Elapsed
    | Before
    | PartOf
    | OrByName
    | Callable[[typing.Any, date, Mapping[str, Value]], FactValue]
    | None
)


@frozen(eq=False)
class Subject:
    """How facts are read from one kind of record. Like a function, it is copied and pickled by its name.

    Attributes:
        name: what rules call it: ``household``, ``person``, ``village``.
        facts: how a record states its facts. For a fact with a definition, the statement counts where nothing follows.
        check: a function that refuses records that are impossible on the decision date; none if all are possible.
        members: the attribute that holds the members, none where they are not listed.
        person: how the facts of a member are read.
        stated: the attribute that holds what the record states of facts that have a definition, as pairs of the fact's
            name and its value: whole units, money in yuan.
    """

    name: str
    facts: Mapping[Fact, Statement]
    check: Callable[[typing.Any, date], None] | None = None
    members: str | None = None
    person: Subject | None = None
    stated: str | None = None

    def __copy__(self) -> Subject:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Subject:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        for name, module in list(sys.modules.items()):
            for variable, value in list(getattr(module, "__dict__", {}).items()):
                if value is self:
                    return _by_name, (name, variable)
        raise RulebookError(f"the subject {self.name} has no name in a module by which it could be pickled")


def _by_name(module: str, variable: str) -> object:
    return getattr(import_module(module), variable)
