"""What the preparation of a table may read, and what it declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import field, frozen

from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl


@frozen(eq=False)
class Context:
    """The tables as they were given, the day and the rulebook.

    Attributes:
        on: the day of the review.
        rulebook: the rules; those of China if none is given.
        tables: the tables by name, as they were given.
    """

    on: date
    rulebook: Rulebook | None
    tables: Mapping[str, pl.DataFrame] = field(repr=False)


@frozen
class Preparer:
    """How a table is prepared.

    Attributes:
        table: its name.
        columns: the columns that it gains.
        prepare: gives the table with them; one that cannot be worked out is left out.
        rules: for a column that a rule decides, the rule's id.
    """

    table: str
    columns: tuple[Fact, ...]
    prepare: Callable[[pl.DataFrame, Context], pl.DataFrame]
    rules: Mapping[str, str] = field(factory=dict)


def flag(name: str, en: str, zh: str, not_en: str, not_zh: str) -> Fact:
    """A column that holds yes, no or unknown, in words of both."""
    return Fact(name, Kind.FLAG, Text(en, zh), negated=Text(not_en, not_zh))
