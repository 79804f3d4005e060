"""What the records of this subject have in common: the years that they may be of, and keys that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from antipoverty._shared import fields
from antipoverty._shared.deciding import Keyed
from antipoverty.errors import InvalidValue

#: The years of which a plan, task or activity may be: those of budgets.
YEARS = (1978, 9998)


def as_keys(values: Iterable[str], name: str) -> tuple[str, ...]:
    """Keys, each in its one form; a single text would be taken for letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValue(name, values, "keys, in a list or the like", personal=True)
    return tuple(fields.as_key(value, name) for value in values)


def twice(keys: Iterable[str]) -> list[str]:
    """The keys that stand more than once, in their order."""
    return [key for key, number in Counter(keys).items() if number > 1]


def check_keys(what: str, records: Iterable[Keyed]) -> None:
    """Refuse two records of one key."""
    if again := twice(record.id for record in records):
        raise InvalidValue(what, again, "keys that differ")
