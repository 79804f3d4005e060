"""Rulebooks: dated, cited parameters, one folder a jurisdiction, read from TOML and checked as they are read.

A province's rulebook lies on top of its country's: where it states a parameter on a date, its value holds. Nothing in
a rulebook is executed. Every value has a document, a grade of how sure it is, and the day on which it was last checked.

>>> from datetime import date
>>> from antipoverty import rulebooks
>>> book = rulebooks.load("cn")
>>> book.at(date(2014, 5, 1)).in_year("poverty_line.statistical", 2013).value
Decimal('2736')
>>> book.at(date(2013, 1, 1)).get("quota.float")
Traceback (most recent call last):
...
antipoverty.errors.NotYetInForce: quota.float: no value yet in the period from 2013-01-01; ...
"""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from attrs import Factory, asdict, evolve, field, frozen

from antipoverty.errors import (
    InvalidValue,
    NoLongerInForce,
    NotYetInForce,
    NoValueOnDate,
    RulebookError,
    UnknownParameter,
)
from antipoverty.rules.conditions import Text
from antipoverty.rules.parameters import Citation, Grade, ParameterKind, ParameterValue, RulebookId, Value

__all__ = ["InForce", "Parameter", "Rulebook", "available", "in_force", "load", "parse"]

#: The grades that a file may give; a caller's own values are marked as such by `Rulebook.override` alone.
_GRADES = {grade.value: grade for grade in Grade if grade is not Grade.CALLER}
_CALLER = Citation("caller", Text("Given by the caller", "由调用者给定"), Text("the caller", "调用者"))


@frozen
class Parameter:
    """A named parameter with all its values over time.

    Attributes:
        name: the dotted name.
        text: what it is.
        kind: the type of its values.
        unit: the unit, for numbers.
        values: the values, by date, without overlap.
        choices: what a choice may be.
        open: whether the rulebook leaves the value to its user on purpose, because no source gives one; where there
            are values all the same, on every other date.
        note: what a reader should know.
        labels: what the choices, names and marks in the values are called.
        names: the names that a table may have; any, if left out.
        least: the least that a number may be; 0 if left out.
        most: the most that a number may be.
    """

    name: str
    text: Text
    kind: ParameterKind
    unit: Text | None
    values: tuple[ParameterValue, ...]
    choices: tuple[str, ...] = ()
    open: bool = False
    note: Text | None = None
    labels: tuple[tuple[str, Text], ...] = ()
    names: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def yearly(self) -> bool:
        """Whether it is a series with a value for each calendar year."""
        return bool(self.values) and all(_is_year(value) for value in self.values)

    def on(self, day: date) -> ParameterValue:
        """The value in force on a day.

        Raises:
            NotYetInForce: before the first value.
            NoLongerInForce: from the end of the last value on.
            NoValueOnDate: in a gap, or on a date for which the rulebook leaves the parameter open.
        """
        return self._find(day, day.isoformat())

    def in_year(self, year: int) -> ParameterValue:
        """The value of a yearly series in a calendar year; raises as `on` does."""
        return self._find(date(year, 1, 1), str(year))

    def _find(self, day: date, said: str) -> ParameterValue:
        for value in self.values:
            if value.start <= day and (value.end is None or day < value.end):
                return value
        if self.open:
            when = f" in {said}" if self.values else ""
            raise NoValueOnDate(
                f"{self.name}: the rulebook leaves this open{when}, since no source gives it;"
                f" give it with rulebook.override({{{self.name!r}: …}})"
            )
        if day < self.values[0].start:
            raise NotYetInForce(f"{self.name}: no value yet in {said}; the first holds from {self.values[0].start}")
        last = self.values[-1].end
        if last is not None and day >= last:
            raise NoLongerInForce(f"{self.name}: no value any more in {said}; the last ended on {last}")
        ended = max(value.end for value in self.values if value.end is not None and value.end <= day)
        begins = min(value.start for value in self.values if value.start > day)
        raise NoValueOnDate(f"{self.name}: no value in {said}; there is a gap from {ended} to {begins}")


@frozen(eq=False)
class Rulebook:
    """The parameters of one jurisdiction over time, with its version and a digest of its content.

    Attributes:
        id: jurisdiction, version and digest.
        title: what it is called.
        parameters: every parameter, by name.
        citations: every document, by key.
    """

    id: RulebookId
    title: Text
    parameters: Mapping[str, Parameter] = field(repr=False)
    citations: Mapping[str, Citation] = field(repr=False)
    _breaks: tuple[date, ...] = field(
        init=False, repr=False, default=Factory(lambda self: _breaks(self.parameters), takes_self=True)
    )

    def at(self, on: date) -> InForce:
        """The rulebook as it stands on a date.

        Raises:
            InvalidValue: if the date is no plain `datetime.date`.

        >>> from datetime import date
        >>> load("cn").at(date(2014, 5, 1)).get("identification.basis").value
        'income'
        """
        if type(on) is not date:
            raise InvalidValue("on", on, "a datetime.date")
        return _at(self, on)

    def parameter(self, name: str) -> Parameter:
        """A parameter with all its values.

        Raises:
            UnknownParameter: with the nearest names.
        """
        try:
            return self.parameters[name]
        except KeyError:
            near = difflib.get_close_matches(name, self.parameters, n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            raise UnknownParameter(f"{name}: no such parameter in rulebook {self.id.jurisdiction}{hint}") from None

    def override(self, values: Mapping[str, Value | Mapping[date | int, Value]]) -> Rulebook:
        """The same rulebook with some values given by the caller, marked as such in every decision.

        Args:
            values: for each parameter, a value that holds on every date, or values by the first day on which each
                holds, the last without end. A year as key gives a value for that calendar year alone.

        Raises:
            UnknownParameter: for a name that the rulebook does not have.
            InvalidValue: for a value of the wrong kind.

        >>> from datetime import date
        >>> book = load("cn").override({"income.line_series": "administrative"})
        >>> book.at(date(2020, 6, 1)).get("income.line_series").grade.value
        'caller'
        """
        changed = dict(self.parameters)
        for name, given in values.items():
            parameter = self.parameter(name)
            entries = _caller_values(parameter, given)
            changed[name] = evolve(parameter, values=_layer(parameter.values, entries))
        return _rulebook(self.id.jurisdiction, f"{self.id.version}+caller", self.title, changed, dict(self.citations))

    def stale(self, *, before: date) -> tuple[ParameterValue, ...]:
        """The values that were last checked before a day, oldest first."""
        values = (value for parameter in self.parameters.values() for value in parameter.values)
        return tuple(sorted((v for v in values if v.checked < before), key=lambda v: (v.checked, v.name, v.start)))

    def uncertain(self) -> tuple[ParameterValue, ...]:
        """The values that want a second source: grades B and C."""
        values = (value for parameter in self.parameters.values() for value in parameter.values)
        return tuple(value for value in values if value.grade.uncertain)


@frozen(eq=False)
class InForce:
    """A rulebook as it stands in one period, within one calendar year: what rules are bound to.

    Attributes:
        rulebook: the whole.
        start: the first day of the period.
    """

    rulebook: Rulebook
    start: date

    @property
    def id(self) -> RulebookId:
        """Jurisdiction, version and digest."""
        return self.rulebook.id

    @property
    def year(self) -> int:
        """The calendar year in which the period lies."""
        return self.start.year

    def get(self, name: str) -> ParameterValue:
        """The value in force; raises one of the four kinds of `antipoverty.errors.ParameterError`."""
        parameter = self.rulebook.parameter(name)
        return parameter._find(self.start, f"the period from {self.start}")

    def in_year(self, name: str, year: int) -> ParameterValue:
        """The value of a yearly series in a calendar year; raises as `get` does."""
        return self.rulebook.parameter(name).in_year(year)

    def citation(self, key: str) -> Citation:
        """The document behind a key."""
        try:
            return self.rulebook.citations[key]
        except KeyError:
            raise RulebookError(f"rulebook {self.id.jurisdiction}: no citation {key!r}") from None


def _breaks(parameters: Mapping[str, Parameter]) -> tuple[date, ...]:
    """The days on which some value begins or ends."""
    dates = {value.start for parameter in parameters.values() for value in parameter.values}
    dates |= {value.end for parameter in parameters.values() for value in parameter.values if value.end}
    return tuple(sorted(dates))


@lru_cache(maxsize=8192)
def _at(rulebook: Rulebook, on: date) -> InForce:
    position = bisect_right(rulebook._breaks, on)
    start = date(on.year, 1, 1)
    if position:
        start = max(start, rulebook._breaks[position - 1])
    return _period(rulebook, start)


@lru_cache(maxsize=1024)
def _period(rulebook: Rulebook, start: date) -> InForce:
    return InForce(rulebook, start)


def in_force(rulebook: Rulebook | None, on: date) -> InForce:
    """The rulebook that was given, or else China's, as it stands on a date: what every function of the domain asks.

    Raises:
        InvalidValue: if it is no rulebook, or the date is no plain `datetime.date`.

    >>> from datetime import date
    >>> in_force(None, date(2014, 5, 1)).id.jurisdiction
    'cn'
    """
    if rulebook is None:
        return load("cn").at(on)
    if not isinstance(rulebook, Rulebook):
        raise InvalidValue(
            "rulebook", type(rulebook).__name__, "a Rulebook, as load gives it; the date chooses within it"
        )
    return rulebook.at(on)


def available() -> tuple[str, ...]:
    """The jurisdictions that come with the library.

    >>> "cn" in available() and "cn/guizhou" in available()
    True
    """
    return tuple(sorted(_found(files(__name__), "")))


def _found(folder: Traversable, path: str) -> Iterator[str]:
    if path and (folder / "rulebook.toml").is_file():
        yield path
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _found(entry, f"{path}/{entry.name}".lstrip("/"))


@lru_cache(maxsize=64)
def load(jurisdiction: str) -> Rulebook:
    """Load a rulebook that comes with the library, with those that it lies on top of.

    Args:
        jurisdiction: a path such as ``cn`` or ``cn/sichuan``.

    Raises:
        RulebookError: for a jurisdiction that does not exist, or a file that is not in order.

    >>> load("cn/sichuan").title["en"]
    'Sichuan'
    """
    names = available()
    if jurisdiction not in names:
        near = difflib.get_close_matches(jurisdiction, names, n=3) or list(names)
        raise RulebookError(f"no rulebook {jurisdiction!r}; there are {', '.join(near)}")
    parts = jurisdiction.split("/")
    book: Rulebook | None = None
    for depth in range(len(parts)):
        path = "/".join(parts[: depth + 1])
        folder = files(__name__).joinpath(*parts[: depth + 1])
        documents = {
            entry.name: tomllib.loads(entry.read_text("utf-8"), parse_float=Decimal)
            for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".toml")
        }
        book = parse(path, documents, base=book)
    assert book is not None
    return book


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
    return _rulebook(jurisdiction, version, title, parameters, citations)


def _rulebook(
    jurisdiction: str,
    version: str,
    title: Text,
    parameters: dict[str, Parameter],
    citations: dict[str, Citation],
) -> Rulebook:
    content = [
        [asdict(parameters[name]) for name in sorted(parameters)],
        [asdict(citations[k]) for k in sorted(citations)],
    ]
    digest = hashlib.sha256(json.dumps(content, default=str, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Rulebook(RulebookId(jurisdiction, version, digest), title, parameters, citations)


def _layer(below: Iterable[ParameterValue], above: Iterable[ParameterValue]) -> tuple[ParameterValue, ...]:
    """Lay values over others: where the upper ones have a date, theirs holds."""
    upper = sorted(above, key=lambda value: value.start)
    result = list(upper)
    for value in below:
        pieces: list[tuple[date, date | None]] = [(value.start, value.end)]
        for cover in upper:
            pieces = [rest for piece in pieces for rest in _outside(piece, (cover.start, cover.end))]
        result += [evolve(value, start=start, end=end) for start, end in pieces]
    return tuple(sorted(result, key=lambda value: value.start))


def _outside(piece: tuple[date, date | None], cover: tuple[date, date | None]) -> Iterator[tuple[date, date | None]]:
    start, end = piece
    cover_start, cover_end = cover
    if cover_start > start:
        yield start, cover_start if end is None else min(end, cover_start)
    if cover_end is not None and (end is None or cover_end < end):
        yield max(start, cover_end), end


def _caller_values(parameter: Parameter, given: Value | Mapping[date | int, Value]) -> tuple[ParameterValue, ...]:
    periods: list[tuple[date, date | None, object]] = [(date.min, None, given)]
    if isinstance(given, Mapping) and given and all(isinstance(key, date | int) for key in given):
        periods = _caller_periods(parameter, given)
    return tuple(
        ParameterValue(
            name=parameter.name,
            text=parameter.text,
            kind=parameter.kind,
            unit=parameter.unit,
            value=_value(f"override of {parameter.name}", parameter, value),
            start=start,
            end=end,
            citation=_CALLER,
            article=None,
            grade=Grade.CALLER,
            checked=date.max,
            labels=parameter.labels,
        )
        for start, end, value in periods
    )


def _is_year(value: ParameterValue) -> bool:
    return value.end == date(value.start.year + 1, 1, 1) and value.start == date(value.start.year, 1, 1)


def _caller_periods(parameter: Parameter, given: Mapping[date | int, Value]) -> list[tuple[date, date | None, object]]:
    years = {key: value for key, value in given.items() if isinstance(key, int)}
    starts = sorted((key, value) for key, value in given.items() if isinstance(key, date))
    if years and starts:
        raise InvalidValue("override", sorted(map(str, given)), "either years or first days as keys, not both")
    if starts and parameter.yearly:
        raise InvalidValue("override", str(starts[0][0]), f"years as keys, {parameter.name} being a yearly series")
    for year in years:
        if not 1900 <= year <= 2200:
            raise InvalidValue("override", year, "a calendar year from 1900 to 2200")
    if years:
        return [(date(year, 1, 1), date(year + 1, 1, 1), value) for year, value in years.items()]
    ends = [start for start, _ in starts[1:]]
    return [(start, end, value) for (start, value), end in zip(starts, [*ends, None], strict=True)]


def _value(where: str, parameter: Parameter, raw: object) -> Value:
    """Check a value against its parameter and bring it to its exact type."""
    kind, choices = parameter.kind, parameter.choices
    among = f" among {', '.join(choices)}" if choices else ""
    expected = f"a value of kind {kind.value}{among}"
    match kind:
        case ParameterKind.FLAG if isinstance(raw, bool):
            return raw
        case ParameterKind.COUNT if isinstance(raw, int) and not isinstance(raw, bool):
            _bounded(where, parameter, Decimal(raw))
            return raw
        case ParameterKind.MONEY | ParameterKind.SHARE | ParameterKind.MEASURE if not isinstance(raw, bool):
            if isinstance(raw, Decimal | int | str):
                return _number(where, parameter, raw)
        case ParameterKind.CHOICE if isinstance(raw, str) and raw in choices:
            return raw
        case ParameterKind.CHOICES if isinstance(raw, list | tuple) and all(
            isinstance(part, str) and part in choices for part in raw
        ):
            return tuple(raw)
        case ParameterKind.TABLE if isinstance(raw, Mapping) and all(
            isinstance(name, str) and mark in choices for name, mark in raw.items()
        ):
            if parameter.names and (unknown := sorted(set(raw) - set(parameter.names))):
                raise InvalidValue(where, unknown, f"names among {', '.join(parameter.names)}")
            return tuple(sorted(raw.items()))
        case _:
            pass
    raise InvalidValue(where, raw, expected)


def _number(where: str, parameter: Parameter, raw: Decimal | int | str) -> Decimal:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        raise InvalidValue(where, raw, f"an exact number for kind {parameter.kind.value}") from None
    if not number.is_finite():
        raise InvalidValue(where, raw, f"a value of kind {parameter.kind.value}")
    exponent = number.as_tuple().exponent
    if parameter.kind is not ParameterKind.SHARE and isinstance(exponent, int) and exponent < -2:
        raise InvalidValue(where, raw, "at most two decimal places")
    _bounded(where, parameter, number)
    return number


def _bounded(where: str, parameter: Parameter, number: Decimal) -> None:
    least, most = parameter.least if parameter.least is not None else Decimal(0), parameter.most
    if number < least or (most is not None and number > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        raise InvalidValue(where, str(number), f"a value of kind {parameter.kind.value}, {limits}")


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
            return evolve(base, values=_layer(base.values, self.values(file, base, table, citations)))
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
            value = _value(where, parameter, table["value"])
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
