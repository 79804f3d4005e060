"""What follows from the tables before figures are counted: columns that rules, ledgers and other tables give.

Each module prepares one table: it names its columns, as facts, and gives the table with them. What cannot be worked out
is left out or null, so that a figure that needs it says what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.reviews._preparing import (
    events,
    households,
    industries,
    members,
    money,
    organisation,
    planning,
    villages,
)
from antipoverty.reviews._preparing.context import Context, Preparer

if TYPE_CHECKING:
    import polars as pl


@frozen
class OneAfterTheOther:
    """Two preparations of one table, one after the other."""

    first: Preparer
    second: Preparer

    def __call__(self, table: pl.DataFrame, context: Context) -> pl.DataFrame:
        return self.second.prepare(self.first.prepare(table, context), context)


def _together(first: Preparer, second: Preparer) -> Preparer:
    """Two that prepare one table, one after the other."""
    return Preparer(
        first.table,
        (*first.columns, *second.columns),
        OneAfterTheOther(first, second),
        {**first.rules, **second.rules},
    )


def _by_table(preparers: Iterable[Preparer]) -> Mapping[str, Preparer]:
    made: dict[str, Preparer] = {}
    for each in preparers:
        made[each.table] = _together(made[each.table], each) if each.table in made else each
    return made


#: What prepares each table.
PREPARERS = _by_table(
    (
        events.PREPARER,
        villages.PREPARER,
        households.PREPARER,
        industries.PREPARER,
        members.PREPARER,
        *money.PREPARERS,
        *organisation.PREPARERS,
        *planning.PREPARERS,
    )
)

__all__ = ["PREPARERS", "Context", "Preparer"]
