"""From TOML documents to a rulebook: every name, date, unit and reference is checked; complaints say where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from attrs import evolve

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rulebooks.book import Rulebook
from antipoverty.rulebooks.parameters import Parameter
from antipoverty.rules.conditions import Text
from antipoverty.rules.parameters import Citation, Grade, ParameterKind, ParameterValue

__all__ = ["parse"]

#: The grades that a file may give; a caller's own values are marked as such by `Rulebook.override` alone.
_GRADES = {grade.value: grade for grade in Grade if grade is not Grade.CALLER}


def parse(jurisdiction: str, documents: Mapping[str, Mapping[str, Any]], *, base: Rulebook | None = None) -> Rulebook:
    """Make a rulebook from parsed TOML documents, checking every name, date, unit and reference.

    Args:
        jurisdiction: its path.
        documents: the documents by file name; one of them, ``rulebook.toml``, has the title and the version.
        base: the rulebook that it lies on top of.

    Raises:
        RulebookError: naming the file, the key and what is wrong.
    """
    reader = _Reader(jurisdiction)
    if "rulebook.toml" not in documents:
        raise RulebookError(f"{jurisdiction}: there is no rulebook.toml")
    head = reader.keys(
        "rulebook.toml", "rulebook", documents["rulebook.toml"].get("rulebook", {}), {"title", "version"}
    )
    citations = dict(base.citations) if base else {}
    for name, document in documents.items():
        reader.keys(name, "top level", document, {"rulebook", "citations", "parameters"}, needed=())
        for key, table in document.get("citations", {}).items():
            if key in citations:
                raise RulebookError(f"{jurisdiction}/{name}: citation {key!r} is there already")
            citations[key] = reader.citation(name, key, table)
    parameters = dict(base.parameters) if base else {}
    seen: set[str] = set()
    for name, document in documents.items():
        for key, table in document.get("parameters", {}).items():
            if key in seen:
                raise RulebookError(f"{jurisdiction}/{name}: parameter {key!r} is there twice")
            seen.add(key)
            parameters[key] = reader.parameter(name, key, table, citations, parameters.get(key))
    title = reader.text("rulebook.toml", "title", head["title"])
    version = str(head["version"])
    if base is not None:
        version = f"{version} on {base.id.jurisdiction} {base.id.version}"
    return Rulebook.of(jurisdiction, version, title, parameters, citations)


class _Reader:
    """Reads the tables of one jurisdiction's files; every complaint says where."""

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
        if not isinstance(table, Mapping):
            raise self.wrong(file, key, "should be a table")
        if unknown := set(table) - allowed:
            near = difflib.get_close_matches(min(unknown), allowed, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; expected {', '.join(sorted(allowed))}"
            raise self.wrong(file, key, f"does not know {', '.join(sorted(unknown))}{hint}")
        if absent := set(allowed if needed is None else needed) - set(table):
            raise self.wrong(file, key, f"needs {', '.join(sorted(absent))}")
        return table

    def text(self, file: str, key: str, raw: object) -> Text:
        table = self.keys(file, key, raw, {"en", "zh"})
        if not all(isinstance(words, str) and words.strip() for words in table.values()):
            raise self.wrong(file, key, "needs words in both languages")
        return Text(table["en"], table["zh"])

    def optional(self, file: str, where: str, table: Mapping[str, Any], key: str) -> Text | None:
        return self.text(file, f"{where}.{key}", table[key]) if key in table else None

    def limit(self, file: str, where: str, table: Mapping[str, Any], key: str) -> Decimal | None:
        if key not in table:
            return None
        try:
            return Decimal(table[key])
        except (InvalidOperation, TypeError, ValueError):
            raise self.wrong(file, where, f"{key} should be a number") from None

    def citation(self, file: str, key: str, raw: object) -> Citation:
        where = f"citations.{key}"
        table = self.keys(file, where, raw, {"title", "issuer", "number", "date", "read"}, ("title", "issuer"))
        return Citation(
            key,
            self.text(file, f"{where}.title", table["title"]),
            self.text(file, f"{where}.issuer", table["issuer"]),
            table.get("number"),
            str(table["date"]) if "date" in table else None,
            self.optional(file, where, table, "read"),
        )

    def parameter(
        self, file: str, name: str, raw: object, citations: Mapping[str, Citation], base: Parameter | None
    ) -> Parameter:
        """A parameter; one that the rulebook below has already may state its values alone."""
        where = f"parameters.{name}"
        described = {"text", "kind", "unit", "choices", "labels", "names", "least", "most", "open", "note"}
        if base is not None:
            table = self.keys(file, where, raw, {"values"})
            return base.overlaid(self.values(file, base, table, citations))
        table = self.keys(file, where, raw, described | {"values"}, ("text", "kind"))
        try:
            kind = ParameterKind(table["kind"])
        except ValueError:
            raise self.wrong(
                file, where, f"kind {table['kind']!r} is none of {', '.join(kind.value for kind in ParameterKind)}"
            ) from None
        numeric = kind in (ParameterKind.MONEY, ParameterKind.COUNT, ParameterKind.MEASURE)
        if numeric and "unit" not in table:
            raise self.wrong(file, where, f"kind {kind.value} needs a unit")
        if kind in (ParameterKind.CHOICE, ParameterKind.CHOICES, ParameterKind.TABLE) and not table.get("choices"):
            raise self.wrong(file, where, f"kind {kind.value} needs its choices")
        parameter = Parameter(
            name,
            self.text(file, f"{where}.text", table["text"]),
            kind,
            self.optional(file, where, table, "unit"),
            (),
            tuple(table.get("choices", ())),
            bool(table.get("open", False)),
            self.optional(file, where, table, "note"),
            tuple((key, self.text(file, f"{where}.labels", raw)) for key, raw in table.get("labels", {}).items()),
            tuple(table.get("names", ())),
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
        self, file: str, parameter: Parameter, table: Mapping[str, Any], citations: Mapping[str, Citation]
    ) -> tuple[ParameterValue, ...]:
        where = f"parameters.{parameter.name}"
        values = [self.value(file, parameter, raw, citations) for raw in table.get("values", ())]
        values.sort(key=lambda value: value.start)
        for earlier, later in pairwise(values):
            if earlier.end is None or earlier.end > later.start:
                raise self.wrong(file, where, f"the values from {earlier.start} and from {later.start} overlap")
        return tuple(values)

    def value(self, file: str, parameter: Parameter, raw: object, citations: Mapping[str, Citation]) -> ParameterValue:
        where = f"parameters.{parameter.name}"
        allowed = {"from", "until", "year", "value", "source", "article", "grade", "checked", "note"}
        table = self.keys(file, where, raw, allowed, ("value", "source", "grade", "checked"))
        start, end = self.period(file, where, table)
        if table["source"] not in citations:
            raise self.wrong(file, where, f"source {table['source']!r} is not among the citations")
        grade = _GRADES.get(table["grade"])
        if grade is None:
            raise self.wrong(file, where, f"grade {table['grade']!r} is none of {', '.join(_GRADES)}")
        if not isinstance(table["checked"], date):
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
        """The half-open period of a value: a calendar year, or from a day until another."""
        if "year" in table:
            year = table["year"]
            if isinstance(year, bool) or not isinstance(year, int) or {"from", "until"} & set(table):
                raise self.wrong(file, where, "year should be a whole number, and stand alone")
            return date(year, 1, 1), date(year + 1, 1, 1)
        start, end = table.get("from"), table.get("until")
        if not isinstance(start, date) or not (end is None or isinstance(end, date)):
            raise self.wrong(file, where, "needs a date in from (and in until, if it ends), or a year")
        if end is not None and end - start < timedelta(days=1):
            raise self.wrong(file, where, f"ends on {end}, not after it starts on {start}")
        return start, end
