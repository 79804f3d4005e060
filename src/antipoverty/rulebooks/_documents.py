"""Reading rulebooks from TOML: every name, date, unit and reference is checked; errors name the file and the key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from attrs import evolve

from antipoverty._engine.parameters import Citation, ParameterKind, ParameterValue
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.money import exact_number
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._parameters import ParameterHistory
from antipoverty.rules import Grade
from antipoverty.text import Text

#: The grades that a file may state; only `Rulebook.override` marks values as the caller's.
_GRADES = {grade.value: grade for grade in Grade if grade is not Grade.CALLER}
_KINDS = {kind.value: kind for kind in ParameterKind}


def parse(jurisdiction: str, documents: Mapping[str, Mapping[str, Any]], *, base: Rulebook | None = None) -> Rulebook:
    """Validate parsed TOML documents and make a rulebook of them.

    Args:
        jurisdiction: its path.
        documents: the documents by file name; ``rulebook.toml`` has the title and the version.
        base: the rulebook that it overlays.

    Raises:
        RulebookError: naming the file, the key and what is wrong.
    """
    if not isinstance(jurisdiction, str) or not jurisdiction.strip():
        raise InvalidValue("jurisdiction", jurisdiction, "a path such as 'cn'")
    if not isinstance(documents, Mapping):
        raise InvalidValue("documents", type(documents).__name__, "documents by file name")
    if base is not None and not isinstance(base, Rulebook):
        raise InvalidValue("base", type(base).__name__, "a Rulebook")
    reader = _Reader(jurisdiction)
    if "rulebook.toml" not in documents:
        raise RulebookError(f"{jurisdiction}: rulebook.toml is missing")
    for name, document in documents.items():
        reader.keys(str(name), "top level", document, {"rulebook", "citations", "parameters"}, needed=())
    head = reader.keys(
        "rulebook.toml", "rulebook", documents["rulebook.toml"].get("rulebook", {}), {"title", "version"}
    )
    citations = dict(base.citations) if base else {}
    for name, document in documents.items():
        for key, table in reader.tables(name, "citations", document.get("citations", {})).items():
            if key in citations:
                raise RulebookError(f"{jurisdiction}/{name}: citation {key!r} exists already")
            citations[key] = reader.citation(name, key, table)
    parameters = dict(base.parameters) if base else {}
    seen: set[str] = set()
    for name, document in documents.items():
        for key, table in reader.tables(name, "parameters", document.get("parameters", {})).items():
            if key in seen:
                raise RulebookError(f"{jurisdiction}/{name}: parameter {key!r} is stated twice")
            seen.add(key)
            parameters[key] = reader.parameter(name, key, table, citations, parameters.get(key))
    title = reader.text("rulebook.toml", "title", head["title"])
    version = reader.string("rulebook.toml", "rulebook", head, "version")
    if base is not None:
        version = f"{version} on {base.id.jurisdiction} {base.id.version}"
    return Rulebook.of(jurisdiction, version, title, parameters, citations)


#: The calendar years in which a value may hold.
_YEARS = range(1900, 2201)
#: When a document was issued: a day, a month or a year.
_ISSUED = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def _is_words(value: object) -> bool:
    """Whether a value is text that is not blank, without lone surrogates."""
    return (
        isinstance(value, str)
        and bool(value.strip())
        and not any("\ud800" <= character <= "\udfff" for character in value)
    )


class _Reader:
    """Reads the tables of one jurisdiction's files; every error names the file and the key."""

    def __init__(self, jurisdiction: str) -> None:
        self.jurisdiction = jurisdiction

    def wrong(self, file: str, key: str, what: str) -> RulebookError:
        return RulebookError(f"{self.jurisdiction}/{file}, {key}: {what}")

    def keys(
        self,
        file: str,
        key: str,
        table: object,
        allowed: set[str],
        needed: Iterable[str] | None = None,
    ) -> Mapping[str, Any]:
        if not isinstance(table, Mapping) or not all(isinstance(name, str) for name in table):
            raise self.wrong(file, key, "should be a table")
        if unknown := set(table) - allowed:
            near = difflib.get_close_matches(min(unknown), allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; expected {', '.join(sorted(allowed))}"
            raise self.wrong(file, key, f"does not know {', '.join(sorted(unknown))}{hint}")
        if absent := set(allowed if needed is None else needed) - set(table):
            raise self.wrong(file, key, f"needs {', '.join(sorted(absent))}")
        return table

    def tables(self, file: str, where: str, raw: object) -> Mapping[str, Any]:
        """Tables by their names."""
        if not isinstance(raw, Mapping) or not all(_is_words(name) for name in raw):
            raise self.wrong(file, where, "should hold tables, each with a name")
        return raw

    def string(self, file: str, where: str, table: Mapping[str, Any], key: str) -> str:
        if not _is_words(table[key]):
            raise self.wrong(file, where, f"{key} should be a string that is not empty")
        return str(table[key])

    def strings(self, file: str, where: str, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        array = table.get(key, ())
        if not isinstance(array, list | tuple) or not all(map(_is_words, array)) or len(set(array)) < len(array):
            raise self.wrong(file, where, f"{key} should be an array of strings that differ")
        return tuple(array)

    def flag(self, file: str, where: str, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(file, where, f"{key} should be true or false")
        return value

    def text(self, file: str, key: str, raw: object) -> Text:
        allowed = {"en", "zh", *raw} if isinstance(raw, Mapping) else {"en", "zh"}
        table = self.keys(file, key, raw, allowed, ("en", "zh"))
        if not all(map(_is_words, table.values())):
            raise self.wrong(file, key, "needs words in every language")
        try:
            return Text(**table)
        except InvalidValue as error:
            raise self.wrong(file, key, f"needs {error.expected}") from None

    def optional(self, file: str, where: str, table: Mapping[str, Any], key: str) -> Text | None:
        return self.text(file, f"{where}.{key}", table[key]) if key in table else None

    def limit(self, file: str, where: str, table: Mapping[str, Any], key: str) -> Decimal | None:
        if key not in table:
            return None
        try:
            exact_number(table[key], key)
            return Decimal(table[key])
        except (InvalidOperation, InvalidValue):
            raise self.wrong(file, where, f"{key} should be a number") from None

    def citation(self, file: str, key: str, raw: object) -> Citation:
        where = f"citations.{key}"
        table = self.keys(file, where, raw, {"title", "issuer", "number", "date", "read"}, ("title", "issuer"))
        return Citation(
            key,
            self.text(file, f"{where}.title", table["title"]),
            self.text(file, f"{where}.issuer", table["issuer"]),
            self.string(file, where, table, "number") if "number" in table else None,
            self.issued(file, where, table["date"]) if "date" in table else None,
            self.optional(file, where, table, "read"),
        )

    def issued(self, file: str, where: str, raw: object) -> str:
        """The date of a document, as precisely as it is known."""
        stated = raw.isoformat() if type(raw) is date else raw
        if not isinstance(stated, str) or not _ISSUED.fullmatch(stated):
            raise self.wrong(file, where, "date should be a date, or '2014-04' or '2014' where no more is known")
        return stated

    def parameter(
        self, file: str, name: str, raw: object, citations: Mapping[str, Citation], base: ParameterHistory | None
    ) -> ParameterHistory:
        """A parameter; of one that the base has already, only values may be stated."""
        where = f"parameters.{name}"
        described = {"text", "kind", "unit", "choices", "labels", "names", "least", "most", "open", "note"}
        if base is not None:
            table = self.keys(file, where, raw, {"values"})
            return base.overlaid(self.values(file, base, table, citations))
        table = self.keys(file, where, raw, described | {"values"}, ("text", "kind"))
        kind = _KINDS.get(self.string(file, where, table, "kind"))
        if kind is None:
            raise self.wrong(file, where, f"kind {table['kind']!r} is not one of {', '.join(_KINDS)}")
        numeric = kind in (ParameterKind.MONEY, ParameterKind.COUNT, ParameterKind.MEASURE)
        if numeric and "unit" not in table:
            raise self.wrong(file, where, f"kind {kind.value} needs a unit")
        if kind in (ParameterKind.CHOICE, ParameterKind.CHOICES, ParameterKind.TABLE) and not table.get("choices"):
            raise self.wrong(file, where, f"kind {kind.value} needs its choices")
        parameter = ParameterHistory(
            name,
            self.text(file, f"{where}.text", table["text"]),
            kind,
            self.optional(file, where, table, "unit"),
            (),
            self.strings(file, where, table, "choices"),
            self.flag(file, where, table, "open"),
            self.optional(file, where, table, "note"),
            tuple(
                (key, self.text(file, f"{where}.labels", raw))
                for key, raw in self.tables(file, f"{where}.labels", table.get("labels", {})).items()
            ),
            self.strings(file, where, table, "names"),
            self.limit(file, where, table, "least"),
            self.limit(file, where, table, "most"),
        )
        values = self.values(file, parameter, table, citations)
        if parameter.open and values and values[-1].end is None:
            raise self.wrong(file, where, "is open = true, but its last value has no end")
        if not parameter.open and not values:
            raise self.wrong(file, where, "needs values, or open = true if no source gives one")
        return evolve(parameter, values=values)

    def values(
        self, file: str, parameter: ParameterHistory, table: Mapping[str, Any], citations: Mapping[str, Citation]
    ) -> tuple[ParameterValue, ...]:
        where = f"parameters.{parameter.name}"
        stated = table.get("values", ())
        if not isinstance(stated, list | tuple):
            raise self.wrong(file, where, "values should be an array of tables")
        values = [self.value(file, parameter, raw, citations) for raw in stated]
        values.sort(key=lambda value: value.start)
        for earlier, later in pairwise(values):
            if earlier.end is None or earlier.end > later.start:
                raise self.wrong(file, where, f"the values from {earlier.start} and from {later.start} overlap")
        return tuple(values)

    def value(
        self, file: str, parameter: ParameterHistory, raw: object, citations: Mapping[str, Citation]
    ) -> ParameterValue:
        where = f"parameters.{parameter.name}"
        allowed = {"from", "until", "year", "value", "source", "article", "grade", "checked", "note"}
        table = self.keys(file, where, raw, allowed, ("value", "source", "grade", "checked"))
        start, end = self.period(file, where, table)
        if self.string(file, where, table, "source") not in citations:
            raise self.wrong(file, where, f"source {table['source']!r} is not among the citations")
        grade = _GRADES.get(self.string(file, where, table, "grade"))
        if grade is None:
            raise self.wrong(file, where, f"grade {table['grade']!r} is not one of {', '.join(_GRADES)}")
        if type(table["checked"]) is not date:
            raise self.wrong(file, where, "checked should be a date")
        try:
            value = parameter.accept(table["value"], where)
        except InvalidValue as error:
            raise self.wrong(file, where, str(error)) from None
        return ParameterValue(
            name=parameter.name,
            text=parameter.text,
            kind=parameter.kind,
            unit=parameter.unit,
            value=value,
            start=start,
            end=end,
            citation=citations[table["source"]],
            article=self.optional(file, where, table, "article"),
            grade=grade,
            checked=table["checked"],
            note=self.optional(file, where, table, "note"),
            labels=parameter.labels,
        )

    def period(self, file: str, where: str, table: Mapping[str, Any]) -> tuple[date, date | None]:
        """The half-open period of a value: a calendar year, or from one day until another."""
        if "year" in table:
            year = table["year"]
            if type(year) is not int or year not in _YEARS or {"from", "until"} & set(table):
                expected = f"a whole number from {_YEARS[0]} to {_YEARS[-1]}"
                raise self.wrong(file, where, f"year should be {expected}, and stand alone")
            return date(year, 1, 1), date(year + 1, 1, 1)
        start, end = table.get("from"), table.get("until")
        if type(start) is not date or not (end is None or type(end) is date):
            raise self.wrong(file, where, "needs a date in from (and in until, if it ends), or a year")
        if end is not None and end - start < timedelta(days=1):
            raise self.wrong(file, where, f"ends on {end}, not after it starts on {start}")
        return start, end
