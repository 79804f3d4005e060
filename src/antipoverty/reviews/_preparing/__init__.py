"""What follows from the tables before figures are counted: columns that rules, ledgers and other tables give.

Each module prepares one table: it names its columns, as facts, and gives the table with them. What cannot be worked out
is left out or null, so that a figure that needs it says what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def _by_table(preparers: Iterable[Preparer]) -> Mapping[str, tuple[Preparer, ...]]:
    made: dict[str, tuple[Preparer, ...]] = {}
    for each in preparers:
        made[each.table] = (*made.get(each.table, ()), each)
    return made


#: What prepares each table, one after the other.
PREPARERS = _by_table(
    (
        events.PREPARER,
        villages.PREPARER,
        *households.PREPARERS,
        industries.PREPARER,
        members.PREPARER,
        *money.PREPARERS,
        *organisation.PREPARERS,
        *planning.PREPARERS,
    )
)

__all__ = ["PREPARERS", "Context", "Preparer"]
