"""What follows from the tables before figures are counted: columns that rules, ledgers and other tables give.

Each module prepares one table: it names its columns, as facts, and gives the table with them. What cannot be worked out
is left out or null, so that a figure that needs it says what it lacks.
"""

from collections.abc import Mapping

from antipoverty.reviews._preparing import households, industries, members
from antipoverty.reviews._preparing.context import Context, Preparer

#: What prepares each table.
PREPARERS: Mapping[str, Preparer] = {
    each.table: each for each in (households.PREPARER, industries.PREPARER, members.PREPARER)
}

__all__ = ["PREPARERS", "Context", "Preparer"]
