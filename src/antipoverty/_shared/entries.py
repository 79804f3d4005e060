"""Reading a rulebook's tables that a subject turns into its objects: measures, procedures, ranks."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from antipoverty._shared.tables import Tables
from antipoverty.errors import InvalidValue, RulebookError, UnknownParameter
from antipoverty.rulebooks import Rulebook, RulebookEntry
from antipoverty.rules import Grade
from antipoverty.text import Text

_T = TypeVar("_T")
_GRADES = {grade.value: grade for grade in Grade if grade is not Grade.CALLER}


def read_entries(rulebook: Rulebook, section: str, read: Callable[[EntryReader], _T]) -> Mapping[str, _T]:
    """The objects of a section of a rulebook by their ids, in its order.

    Raises:
        RulebookError: naming the file, the key and what is wrong.

    >>> from antipoverty.rulebooks import load
    >>> read_entries(load("cn"), "procedures", lambda entry: entry.text("name").en)["village-exit"]
    'Exit of a village'
    """
    read_one = {}
    for key, table in rulebook.entries.get(section, {}).items():
        reader = EntryReader(rulebook, key, table)
        try:
            read_one[key] = read(reader)
        except InvalidValue as error:
            raise reader.wrong(str(error)) from None
    return read_one


class EntryReader:
    """Reads one table; every error names its file and key.

    Attributes:
        rulebook: the rulebook, to whose parameters and citations the table refers.
        id: the name of the table.
        table: the table.
        own: whether it is of the rulebook itself, and not of one below.
    """

    def __init__(self, rulebook: Rulebook, key: str, table: Mapping[str, Any], where: str | None = None) -> None:
        self.rulebook = rulebook
        self.id = key
        self.table = table
        place = where or (table.place if isinstance(table, RulebookEntry) else key)
        file, _, self._where = place.partition(", ")
        jurisdiction, _, self._file = file.rpartition("/")
        # A table of the base is in the base's languages.
        self.own = jurisdiction == rulebook.id.jurisdiction
        self._tables = Tables(jurisdiction, rulebook.languages if self.own else ())

    def wrong(self, what: str, key: str | None = None) -> RulebookError:
        """The error for the table, or a key of it."""
        return self._tables.wrong(self._file, self._where if key is None else f"{self._where}.{key}", what)

    def keys(self, allowed: set[str], needed: set[str]) -> None:
        """Refuse a key that is not allowed, or the lack of one that is needed."""
        self._tables.keys(self._file, self._where, self.table, allowed | needed, needed)

    def string(self, key: str) -> str:
        return self._tables.string(self._file, self._where, self.table, key)

    def optional_string(self, key: str) -> str | None:
        return self.string(key) if key in self.table else None

    def strings(self, key: str) -> tuple[str, ...]:
        return self._tables.strings(self._file, self._where, self.table, key)

    def known(self, key: str, name: object, every: Iterable[str]) -> str:
        """A name among those that are known."""
        names = list(every)
        if not isinstance(name, str) or name not in names:
            near = difflib.get_close_matches(str(name), names, n=3) or names
            raise self.wrong(f"{name!r} is not known; there are {', '.join(near)}", key)
        return name

    def names(self, key: str, every: Iterable[str]) -> tuple[str, ...]:
        """Names among those that are known."""
        names = list(every)
        return tuple(self.known(key, name, names) for name in self.strings(key))

    def pairs(self, key: str) -> Iterable[tuple[str, object]]:
        """What a table holds, by name; nothing if it is left out."""
        return self._tables.tables(self._file, f"{self._where}.{key}", self.table.get(key, {})).items()

    def flag(self, key: str) -> bool:
        return self._tables.flag(self._file, self._where, self.table, key)

    def text(self, key: str) -> Text:
        return self._tables.text(self._file, f"{self._where}.{key}", self.table[key])

    def optional_text(self, key: str) -> Text | None:
        return self.text(key) if key in self.table else None

    def day(self, key: str) -> date | None:
        """A date, which an entry holds as text; none if it is left out."""
        try:
            return date.fromisoformat(self.string(key)) if key in self.table else None
        except ValueError:
            raise self.wrong(f"{key} should be a date") from None

    def one_of(self, key: str, allowed: Mapping[str, _T]) -> _T:
        """What one of some words stands for."""
        word = self.string(key)
        if word not in allowed:
            raise self.wrong(f"{word!r} is not one of {', '.join(allowed)}", key)
        return allowed[word]

    def parameter(self, key: str) -> str | None:
        """The name of a parameter of the rulebook; none if it is left out."""
        name = self.optional_string(key)
        if name is not None:
            try:
                self.rulebook.parameter(name)
            except UnknownParameter as error:
                raise self.wrong(str(error), key) from None
        return name

    def source(self) -> str:
        """The key of the document among the rulebook's citations."""
        source = self.string("source")
        if source not in self.rulebook.citations:
            raise self.wrong(f"source {source!r} is not among the citations")
        return source

    def grade(self) -> Grade:
        """How sure it is."""
        return self.one_of("grade", _GRADES)

    def array(self, key: str) -> Iterator[EntryReader]:
        """The tables of an array, each with an id."""
        tables = self.table.get(key, ())
        if not isinstance(tables, list | tuple):
            raise self.wrong("should be an array of tables", key)
        for place, table in enumerate(tables):
            where = f"{self._where}.{key}[{place}]"
            self._tables.keys(self._file, where, table, set(table) if isinstance(table, Mapping) else set(), ("id",))
            name = self._tables.string(self._file, where, table, "id")
            file = f"{self._tables.jurisdiction}/{self._file}"
            yield EntryReader(self.rulebook, name, table, f"{file}, {where}")
