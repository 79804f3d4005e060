"""What follows from the tables before figures are counted: columns that rules, ledgers and other tables give.

Each module prepares one table: it names its columns, as facts, and gives the table with them. What cannot be worked out
is left out or null, so that a figure that needs it says what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from antipoverty.funds import Statement
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
from antipoverty.text import Text


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

#: The statements of a chapter beside the lists of its tables, by key; none where there is nothing to state.
STATEMENTS: Mapping[str, Mapping[str, Callable[[Context], Statement | None]]] = {
    "works": {"money_to_villages": money.money_to_villages}
}


def remarks_on(context: Context) -> tuple[Text, ...]:
    """What of the tables could not be used, and why."""
    return money.remarks_on_money(context)


__all__ = ["PREPARERS", "STATEMENTS", "Context", "Preparer", "remarks_on"]
