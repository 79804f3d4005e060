"""The tables of a rulebook that its subjects read, and the facts that a folder declares of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, field, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.tables import Tables
from antipoverty.errors import InvalidValue
from antipoverty.rules import Fact, Kind
from antipoverty.text import Language


@frozen
class RulebookEntry(Serializable, Mapping[str, Any]):
    """One table of a rulebook's files that a subject of the library reads: a measure, a procedure, a check.

    Attributes:
        place: the file and the key, for errors.
        content: what it holds, as JSON; dates and numbers with a point as text.

    >>> RulebookEntry.of("ours/measures.toml, measures.seed", {"answers": ["funds"]})["answers"]
    ['funds']
    """

    place: str
    content: str = field(repr=False)
    _table: Mapping[str, Any] = field(
        init=False, repr=False, eq=False, default=Factory(lambda self: json.loads(self.content), takes_self=True)
    )

    @classmethod
    def of(cls, place: str, table: Mapping[str, Any]) -> RulebookEntry:
        """The entry of a table as it stands in a file."""
        return cls(place, json.dumps(table, default=str, ensure_ascii=False))

    def __getitem__(self, key: str) -> Any:
        return self._table[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


#: The kinds of facts that a record states under their names.
_KINDS = {kind.value: kind for kind in (Kind.FLAG, Kind.COUNT, Kind.MONEY)}


def declared_facts(entries: Mapping[str, RulebookEntry], languages: tuple[Language, ...]) -> Mapping[str, Fact]:
    """The facts of a household that a rulebook declares, by name.

    Raises:
        RulebookError: for a fact that cannot be, with its place.
    """
    return {name: _fact(name, entry, languages) for name, entry in entries.items()}


def _fact(name: str, entry: RulebookEntry, languages: tuple[Language, ...]) -> Fact:
    path, where = entry.place.rsplit(", ", 1)
    jurisdiction, file = path.rsplit("/", 1)
    reader = Tables(jurisdiction, languages)
    table = reader.keys(file, where, entry, {"kind", "text", "negated", "unit", "plural"}, ("kind", "text"))
    kind = _KINDS.get(reader.string(file, where, table, "kind"))
    if kind is None:
        raise reader.wrong(file, where, f"kind {table['kind']!r} is not one of {', '.join(_KINDS)}")
    if kind is not Kind.FLAG and "unit" not in table:
        raise reader.wrong(file, where, f"kind {kind.value} needs a unit")
    plural = table.get("plural", False)
    if not isinstance(plural, bool):
        raise reader.wrong(file, where, f"plural {plural!r} is neither true nor false")
    try:
        return Fact(
            name,
            kind,
            reader.text(file, f"{where}.text", table["text"]),
            reader.optional(file, where, table, "unit"),
            reader.optional(file, where, table, "negated"),
            declared=True,
            plural=plural,
        )
    except InvalidValue as error:
        raise reader.wrong(file, where, str(error)) from None
