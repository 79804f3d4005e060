"""Reading rulebooks from TOML: every name, date, unit and reference is checked; errors name the file and the key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from attrs import evolve

from antipoverty._engine.parameters import Citation, Multiple, ParameterKind, ParameterValue
from antipoverty._shared.arguments import did_you_mean
from antipoverty._shared.tables import Tables
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.money import exact_number
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._entries import RulebookEntry
from antipoverty.rulebooks._parameters import ParameterHistory
from antipoverty.rulebooks._passages import Passage, PassageKind
from antipoverty.rules import Grade
from antipoverty.text import YUAN, Language, Text, Translation

#: The grades that a file may state; only `Rulebook.override` marks values as the caller's.
_GRADES = {grade.value: grade for grade in Grade if grade is not Grade.CALLER}
_KINDS = {kind.value: kind for kind in ParameterKind}
_PASSAGES = {kind.value: kind for kind in PassageKind}


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
    if "rulebook.toml" not in documents:
        raise RulebookError(f"{jurisdiction}: rulebook.toml is missing")
    for name, document in documents.items():
        allowed = {"rulebook", "citations", "passages", "parameters", "words", *SECTIONS}
        Tables(jurisdiction).keys(str(name), "top level", document, allowed, needed=())
    head, languages = _head(jurisdiction, documents["rulebook.toml"], base)
    reader = _Reader(jurisdiction, languages)
    citations = dict(base.citations) if base else {}
    for name, document in documents.items():
        for key, table in reader.tables(name, "citations", document.get("citations", {})).items():
            if key in citations:
                raise RulebookError(f"{jurisdiction}/{name}: citation {key!r} exists already")
            citations[key] = reader.citation(name, key, table)
    passages = dict(base.passages) if base else {}
    for name, key, table in _once(reader, documents, "passages"):
        if key in passages:
            raise RulebookError(f"{jurisdiction}/{name}: passage {key!r} exists already")
        passages[key] = reader.passage(name, key, table, citations)
    parameters = dict(base.stated) if base else {}
    for name, key, table in _once(reader, documents, "parameters"):
        parameters[key] = reader.parameter(name, key, table, citations, parameters)
    entries = {section: dict(base.entries.get(section, {})) if base else {} for section in SECTIONS}
    for section in SECTIONS:
        for name, key, table in _once(reader, documents, section):
            entry = reader.entry(name, f"{section}.{key}", table)
            if entry is not None:
                entries[section][key] = entry
            elif entries[section].pop(key, None) is None:
                raise reader.wrong(name, f"{section}.{key}", "is removed, but the base has none of that name")
    version = reader.string("rulebook.toml", "rulebook", head, "version")
    if base is not None:
        version = f"{version} on {base.id.jurisdiction} {base.id.version}"
    inherited = base.currency if base is not None else YUAN
    return Rulebook.of(
        jurisdiction,
        version,
        reader.text("rulebook.toml", "title", head["title"]),
        parameters,
        citations,
        entries={section: table for section, table in entries.items() if table},
        languages=languages,
        currency=reader.optional("rulebook.toml", "rulebook", head, "currency") or inherited,
        translations=_translations(reader, documents, base.translations if base is not None else ()),
        passages=passages,
    )


def _translations(
    reader: Tables, documents: Mapping[str, Mapping[str, Any]], base: tuple[Translation, ...]
) -> tuple[Translation, ...]:
    """What the library says in further languages: the words by language, and by the English words."""
    words: dict[Language, dict[str, str]] = {str(each): dict(each.words) for each in base}
    for name, language, table in _once(reader, documents, "words"):
        words[language] = words.get(language, {}) | dict(reader.tables(name, f"words.{language}", table))
    try:
        return tuple(Translation(language, said) for language, said in words.items())
    except InvalidValue as error:
        raise RulebookError(f"{reader.jurisdiction}: {error}") from None


def _head(
    jurisdiction: str, document: Mapping[str, Any], base: Rulebook | None
) -> tuple[Mapping[str, Any], tuple[Language, ...]]:
    """The table that says what the rulebook is, and the languages of its texts."""
    reader = Tables(jurisdiction)
    head = reader.keys(
        "rulebook.toml",
        "rulebook",
        document.get("rulebook", {}),
        {"title", "version", "on", "languages", "currency"},
        ("title", "version"),
    )
    if "languages" in head:
        return head, reader.strings("rulebook.toml", "rulebook", head, "languages") or ("en",)
    return head, base.languages if base is not None else ("en", "zh")


def _once(
    reader: Tables, documents: Mapping[str, Mapping[str, Any]], section: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The tables of a section with the names of their files; each is stated once."""
    seen: set[str] = set()
    for name, document in documents.items():
        for key, table in reader.tables(name, section, document.get(section, {})).items():
            if key in seen:
                raise reader.wrong(name, f"{section}.{key}", "is stated twice")
            seen.add(key)
            yield name, key, table


#: The tables of a rulebook beside its parameters and citations. Their subjects read them.
SECTIONS = ("facts", "measures", "classifications", "procedures", "ranks", "causes", "criteria", "rules", "checks")
#: The calendar years in which a value may hold.
_YEARS = range(1900, 2201)
#: What a file may add to a parameter of its base.
_ADDED = ("choices", "labels", "names")
_OF_VALUE = {
    "from",
    "until",
    "year",
    "value",
    "multiple",
    "source",
    "article",
    "grade",
    "checked",
    "note",
    "still_valid_on",
}
#: When a document was issued: a day, a month or a year.
_ISSUED = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


class _Reader(Tables):
    """Reads the documents of one jurisdiction."""

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

    def passage(self, file: str, key: str, raw: object, citations: Mapping[str, Citation]) -> Passage:
        """The words of a document; in their own language, they may be without a rendering in the others."""
        where = f"passages.{key}"
        needed = {"source", "words", "language", "kind", "grade", "read", "checked", "of"}
        table = self.keys(file, where, raw, needed | {"article", "url"}, needed)
        citation = self.cited(file, where, table, citations)
        language = self.string(file, where, table, "language")
        words = Tables(self.jurisdiction, (language,)).text(file, f"{where}.words", table["words"])
        kind = _PASSAGES.get(self.string(file, where, table, "kind"))
        if kind is None:
            raise self.wrong(file, where, f"kind {table['kind']!r} is not one of {', '.join(_PASSAGES)}")
        return Passage(
            key=key,
            citation=citation,
            article=self.optional(file, where, table, "article"),
            words=words,
            language=language,
            kind=kind,
            grade=self.grade(file, where, table),
            read=self.text(file, f"{where}.read", table["read"]),
            checked=self.checked(file, where, table),
            of=self.strings(file, where, table, "of"),
            url=self.string(file, where, table, "url") if "url" in table else None,
        )

    def cited(self, file: str, where: str, table: Mapping[str, Any], citations: Mapping[str, Citation]) -> Citation:
        if self.string(file, where, table, "source") not in citations:
            raise self.wrong(file, where, f"source {table['source']!r} is not among the citations")
        return citations[table["source"]]

    def grade(self, file: str, where: str, table: Mapping[str, Any]) -> Grade:
        grade = _GRADES.get(self.string(file, where, table, "grade"))
        if grade is None:
            raise self.wrong(file, where, f"grade {table['grade']!r} is not one of {', '.join(_GRADES)}")
        return grade

    def checked(self, file: str, where: str, table: Mapping[str, Any]) -> date:
        if type(table["checked"]) is not date:
            raise self.wrong(file, where, "checked should be a date")
        return table["checked"]

    def issued(self, file: str, where: str, raw: object) -> str:
        """The date of a document, as precisely as it is known."""
        stated = raw.isoformat() if type(raw) is date else raw
        if not isinstance(stated, str) or not _ISSUED.fullmatch(stated):
            raise self.wrong(file, where, "date should be a date, or '2014-04' or '2014' where no more is known")
        return stated

    def parameter(
        self,
        file: str,
        name: str,
        raw: object,
        citations: Mapping[str, Citation],
        held: Mapping[str, ParameterHistory],
    ) -> ParameterHistory:
        """A parameter; of one that the base has already, only values may be stated, and further choices and names."""
        where, base = f"parameters.{name}", held.get(name)
        described = {"text", "kind", "unit", "choices", "labels", "names", "least", "most", "open", "note"}
        if base is not None:
            table = self.keys(file, where, raw, {"values", *_ADDED}, needed=())
            if not table:
                raise self.wrong(file, where, f"needs values, or {', '.join(_ADDED)} beside those of its base")
            base = self.widened(file, base, table)
            return base.overlaid(self.values(file, base, table, citations))
        if isinstance(raw, Mapping) and described.isdisjoint(raw):
            near = did_you_mean(name, held)
            raise self.wrong(file, where, f"is not in the base, and a new one needs text and kind{near}")
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
            name=name,
            text=self.text(file, f"{where}.text", table["text"]),
            kind=kind,
            unit=self.optional(file, where, table, "unit"),
            values=(),
            choices=self.strings(file, where, table, "choices"),
            open=self.flag(file, where, table, "open"),
            note=self.optional(file, where, table, "note"),
            labels=tuple(self.labels(file, where, table).items()),
            names=self.strings(file, where, table, "names"),
            least=self.limit(file, where, table, "least"),
            most=self.limit(file, where, table, "most"),
        )
        values = self.values(file, parameter, table, citations)
        if parameter.open and values and values[-1].end is None:
            raise self.wrong(file, where, "is open = true, but its last value has no end")
        if not parameter.open and not values:
            raise self.wrong(file, where, "needs values, or open = true if no source gives one")
        return evolve(parameter, values=values)

    def widened(self, file: str, base: ParameterHistory, table: Mapping[str, Any]) -> ParameterHistory:
        """A parameter of the base with the choices, names and labels that a file adds."""
        where = f"parameters.{base.name}"
        choices, names = (self.strings(file, where, table, key) for key in ("choices", "names"))
        for key, added, known in (("choices", choices, base.choices), ("names", names, base.names)):
            if added and not known:
                raise self.wrong(file, where, f"has no {key} that could be added to")
        labels = {**dict(base.labels), **self.labels(file, where, table)}
        return evolve(
            base,
            choices=tuple(dict.fromkeys((*base.choices, *choices))),
            names=tuple(dict.fromkeys((*base.names, *names))),
            labels=tuple(labels.items()),
        )

    def labels(self, file: str, where: str, table: Mapping[str, Any]) -> Mapping[str, Text]:
        """The labels of choices, names and marks."""
        place = f"{where}.labels"
        return {
            key: self.text(file, place, raw) for key, raw in self.tables(file, place, table.get("labels", {})).items()
        }

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
        table = self.keys(file, where, raw, _OF_VALUE, ("source", "grade", "checked"))
        start, end = self.period(file, where, table)
        if ("value" in table) == ("multiple" in table):
            raise self.wrong(file, where, "needs either a value or a multiple")
        citation, grade = self.cited(file, where, table, citations), self.grade(file, where, table)
        checked = self.checked(file, where, table)
        multiple = self.multiple(file, where, parameter, table["multiple"]) if "multiple" in table else None
        try:
            value = multiple.factor if multiple else parameter.accept(table["value"], where)
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
            citation=citation,
            article=self.optional(file, where, table, "article"),
            grade=grade,
            checked=checked,
            note=self.optional(file, where, table, "note"),
            labels=parameter.labels,
            still_valid_on=self.still_valid_on(file, where, table, start, end),
            multiple=multiple,
        )

    def multiple(self, file: str, where: str, parameter: ParameterHistory, raw: object) -> Multiple:
        """So many times another parameter, which need not be stated in the same file."""
        place = f"{where}.multiple"
        table = self.keys(file, place, raw, {"of", "factor"})
        if parameter.kind not in (ParameterKind.MONEY, ParameterKind.MEASURE, ParameterKind.SHARE):
            raise self.wrong(file, place, f"is for money, measures and shares, not for kind {parameter.kind.value}")
        factor = self.limit(file, place, table, "factor")
        if factor is None or factor <= 0:
            raise self.wrong(file, place, "factor should be a number above 0")
        return Multiple(self.string(file, place, table, "of"), factor)

    def still_valid_on(
        self, file: str, where: str, table: Mapping[str, Any], start: date, end: date | None
    ) -> date | None:
        """The last day on which a value without end was seen to hold."""
        day = table.get("still_valid_on")
        if day is None:
            return None
        if type(day) is not date or day < start or end is not None:
            raise self.wrong(
                file, where, "still_valid_on should be a date from the first day on, of a value without end"
            )
        return day

    def entry(self, file: str, where: str, raw: object) -> RulebookEntry | None:
        """A table for its subject to read; none if it says that the base's is removed."""
        table = self.keys(file, where, raw, set(raw) if isinstance(raw, Mapping) else set(), needed=())
        if self.flag(file, where, table, "removed"):
            self.keys(file, where, raw, {"removed"})
            return None
        kept = {key: value for key, value in table.items() if key != "removed"}
        return RulebookEntry.of(f"{self.jurisdiction}/{file}, {where}", kept)

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
