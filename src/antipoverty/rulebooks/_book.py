"""A rulebook: the parameters of a jurisdiction over time, as they stand on a date, and as a caller overrides them."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from attrs import Factory, asdict, field, frozen

from antipoverty._engine.parameters import Citation, ParameterKind, ParameterValue, RulebookId, Value
from antipoverty._shared.arguments import as_day, did_you_mean, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, RulebookError, UnknownParameter
from antipoverty.rulebooks._entries import RulebookEntry, declared_facts
from antipoverty.rulebooks._parameters import ParameterHistory
from antipoverty.rulebooks._passages import Passage
from antipoverty.rules import Fact, Grade
from antipoverty.text import YUAN, Language, Text, Translation

#: What a caller may set a parameter to: a value, marks by name, or values by first day or by year.
Override: TypeAlias = Value | Mapping[str, str] | Mapping[date, Any] | Mapping[int, Any]

_CALLER = Citation("caller", Text("Given by the caller", "由调用者给定"), Text("the caller", "调用者"))


@frozen(cache_hash=True)
class Rulebook(Serializable, Shown):
    """The parameters of one jurisdiction over time, with its version and a digest of its content.

    Two rulebooks with the same content, by its digest, are equal.

    Attributes:
        id: jurisdiction, version and digest.
        title: its title.
        parameters: the parameters, by name.
        citations: the documents, by key.
        facts: the facts of a household that the rulebook declares beside those of the library, by name.
        stated: the parameters as the files state them, before multiples are worked out.
        entries: the other tables, by section and name, as ``measures`` or ``procedures``; their subjects read them.
        languages: the languages in which its texts have words.
        currency: what its amounts of money are called.
        translations: the languages in which it says, in words of its own, what the library says.
        passages: the words of its documents where a text was read, by key; the digest is without them.
    """

    id: RulebookId
    title: Text
    parameters: Mapping[str, ParameterHistory] = field(repr=False, eq=False)
    citations: Mapping[str, Citation] = field(repr=False, eq=False)
    stated: Mapping[str, ParameterHistory] = field(repr=False, eq=False)
    entries: Mapping[str, Mapping[str, RulebookEntry]] = field(repr=False, eq=False)
    languages: tuple[Language, ...] = field(repr=False, eq=False)
    currency: Text = field(repr=False, eq=False)
    translations: tuple[Translation, ...] = field(repr=False, eq=False, default=())
    passages: Mapping[str, Passage] = field(repr=False, eq=False, factory=dict)
    facts: Mapping[str, Fact] = field(
        init=False,
        repr=False,
        eq=False,
        default=Factory(lambda self: declared_facts(self.entries.get("facts", {}), self.languages), takes_self=True),
    )
    _breaks: tuple[date, ...] = field(
        init=False, repr=False, eq=False, default=Factory(lambda self: _breaks(self.parameters), takes_self=True)
    )

    @classmethod
    def of(
        cls,
        jurisdiction: str,
        version: str,
        title: Text,
        parameters: Mapping[str, ParameterHistory],
        citations: Mapping[str, Citation],
        *,
        entries: Mapping[str, Mapping[str, RulebookEntry]] | None = None,
        languages: tuple[Language, ...] = ("en", "zh"),
        currency: Text = YUAN,
        translations: tuple[Translation, ...] = (),
        passages: Mapping[str, Passage] | None = None,
    ) -> Rulebook:
        """A rulebook, with its multiples worked out and the digest of its content calculated."""
        entries = entries or {}
        content = [
            [asdict(parameters[name]) for name in sorted(parameters)],
            [asdict(citations[key]) for key in sorted(citations)],
            {section: {key: entry.content for key, entry in table.items()} for section, table in entries.items()},
            currency,
            {str(each): dict(each.words) for each in translations},
        ]
        written = json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(written.encode()).hexdigest()
        return cls(
            RulebookId(jurisdiction, version, digest),
            title,
            _worked_out(jurisdiction, parameters),
            citations,
            parameters,
            entries,
            languages,
            currency,
            translations,
            passages or {},
        )

    def at(self, on: date) -> InForce:
        """The rulebook as it stands on a date.

        Raises:
            InvalidValue: if the date is not a plain `datetime.date`.

        >>> from datetime import date
        >>> from antipoverty.rulebooks import load
        >>> load("cn").at(date(2014, 5, 1)).get("identification.basis").value
        'income'
        """
        as_day(on, "on")
        return _at(self, on)

    def parameter(self, name: str) -> ParameterHistory:
        """A parameter with all its values.

        Raises:
            UnknownParameter: with the nearest names.
        """
        if not isinstance(name, str):
            raise InvalidValue("name", name, "the name of a parameter")
        try:
            return self.parameters[name]
        except KeyError:
            hint = did_you_mean(name, self.parameters)
            raise UnknownParameter(f"{name}: no such parameter in rulebook {self.id.jurisdiction}{hint}") from None

    def about(self, words: str) -> tuple[ParameterHistory, ...]:
        """The parameters whose name, or what they are called in any language, has some words in it; all by default.

        >>> from antipoverty.rulebooks import load
        >>> [parameter.name for parameter in load("cn").about("water.most_m")]
        ['water.most_metres', 'water.most_minutes']
        """
        wanted = typed(words, str, "words").casefold()
        named = sorted(self.parameters.items())
        return tuple(
            each for name, each in named if any(wanted in said.casefold() for said in (name, *each.text.values()))
        )

    def passages_on(self, name: str) -> tuple[Passage, ...]:
        """The words of documents that state a parameter, a criterion, a rule or an amount; empty where none was read.

        Args:
            name: its name or id, such as ``monitoring.types`` or ``EX-01.income``.

        >>> from antipoverty.rulebooks import load
        >>> [passage.citation.key for passage in load("cn").passages_on("EX-01.income")]
        ['exit-2016']
        """
        return tuple(passage for passage in self.passages.values() if name in passage.of)

    def override(self, values: Mapping[str, Override]) -> Rulebook:
        """The rulebook with some values set by the caller, which every decision marks as such; as it is, with none.

        Args:
            values: by parameter, a value for every date, or values by the first day on which they hold, the last
                without end. A year as key sets the value for that calendar year alone.

        Raises:
            UnknownParameter: for a name that the rulebook does not have.
            InvalidValue: for a value of the wrong kind.

        >>> from datetime import date
        >>> from antipoverty.rulebooks import load
        >>> book = load("cn").override({"income.line_series": "administrative"})
        >>> book.at(date(2020, 6, 1)).get("income.line_series").grade.value
        'caller'
        """
        if not isinstance(values, Mapping):
            raise InvalidValue("override", type(values).__name__, "values by the names of parameters")
        if not values:
            return self
        changed = dict(self.stated)
        for name, value in values.items():
            self.parameter(name)
            changed[name] = changed[name].overlaid(_caller_values(changed[name], value))
        return Rulebook.of(
            self.id.jurisdiction,
            f"{self.id.version}+caller",
            self.title,
            changed,
            self.citations,
            entries=self.entries,
            languages=self.languages,
            currency=self.currency,
            translations=self.translations,
            passages=self.passages,
        )

    def language(self, tag: str) -> Language:
        """A language as the rulebook speaks it: with its words for what the library says, if it translates that.

        >>> from antipoverty.rulebooks import load
        >>> load("cn").language("zh")
        'zh'
        """
        return next((each for each in self.translations if each == tag), tag)

    def stale(self, *, before: date) -> tuple[ParameterValue, ...]:
        """The values that were last checked before a day, oldest first."""
        as_day(before, "before")
        values = (value for parameter in self.parameters.values() for value in parameter.values)
        return tuple(sorted((v for v in values if v.checked < before), key=lambda v: (v.checked, v.name, v.start)))

    def uncertain(self) -> tuple[ParameterValue, ...]:
        """The values whose grade is uncertain: they need a source, or a second one."""
        values = (value for parameter in self.parameters.values() for value in parameter.values)
        return tuple(value for value in values if value.grade.uncertain)


_NUMBERS = (ParameterKind.MONEY, ParameterKind.COUNT, ParameterKind.SHARE, ParameterKind.MEASURE)


def _worked_out(jurisdiction: str, parameters: Mapping[str, ParameterHistory]) -> Mapping[str, ParameterHistory]:
    """The parameters with every multiple of another worked out."""
    done: dict[str, ParameterHistory] = {}

    def work_out(name: str, asked: tuple[str, ...]) -> ParameterHistory:
        if name in done:
            return done[name]
        parameter = parameters[name]
        for of in dict.fromkeys(value.multiple.of for value in parameter.values if value.multiple is not None):
            why = None
            if of not in parameters:
                why = "no such parameter"
            elif of in asked:
                why = f"it follows from {name} itself"
            elif parameters[of].kind not in _NUMBERS:
                why = f"it is no number, but of kind {parameters[of].kind.value}"
            if why is not None:
                raise RulebookError(f"{jurisdiction}, parameters.{name}: a multiple of {of}: {why}")
            parameter = parameter.worked_out(work_out(of, (*asked, of)))
        done[name] = parameter
        return parameter

    return {name: work_out(name, (name,)) for name in parameters}


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Text) else str(value)


@frozen(cache_hash=True)
class InForce(Serializable, Shown):
    """A rulebook as it stands in one period within one calendar year, to which rules are bound.

    All days of a period are equal, so that a rule is bound once for them.

    Attributes:
        rulebook: the rulebook.
        start: the first day of the period.
        day: the day that was asked, which errors name.
    """

    rulebook: Rulebook
    start: date
    day: date = field(eq=False, default=Factory(lambda self: self.start, takes_self=True))

    @property
    def id(self) -> RulebookId:
        """Jurisdiction, version and digest."""
        return self.rulebook.id

    @property
    def translations(self) -> tuple[Translation, ...]:
        """The languages in which the rulebook says what the library says."""
        return self.rulebook.translations

    @property
    def year(self) -> int:
        """The calendar year in which the period lies."""
        return self.start.year

    def get(self, name: str) -> ParameterValue:
        """The value in force; raises one of the four kinds of `antipoverty.errors.ParameterError`."""
        return self.rulebook.parameter(name).find(self.day, f"on {self.day}")

    def values(self, about: str = "") -> tuple[ParameterValue, ...]:
        """The values in force on the day, by name: of all parameters, or of those whose name has `about` in it.

        What a parameter is called counts as its name, in every language.

        >>> from datetime import date
        >>> from antipoverty.rulebooks import load
        >>> [value.name for value in load("cn").at(date(2014, 5, 1)).values("农村贫困标准")]
        ['poverty_line.statistical']
        """
        held = (each.held_on(self.day) for each in self.rulebook.about(about))
        return tuple(value for value in held if value is not None)

    def in_year(self, name: str, year: int) -> ParameterValue:
        """The value of a yearly series in a calendar year; raises as `get` does."""
        return self.rulebook.parameter(name).in_year(year)

    def citation(self, key: str) -> Citation:
        """The document behind a key."""
        try:
            return self.rulebook.citations[key]
        except (KeyError, TypeError):
            raise RulebookError(f"rulebook {self.id.jurisdiction}: no citation {key!r}") from None

    def fact(self, name: str) -> Fact | None:
        """The fact of a household that the rulebook declares under a name; none if it declares none."""
        return self.rulebook.facts.get(name)

    def described(self, name: str) -> tuple[Text, ParameterKind, Text | None]:
        """What a parameter is called, its kind and its unit, whether or not it has a value on the day."""
        parameter = self.rulebook.parameter(name)
        return parameter.text, parameter.kind, parameter.unit


def _breaks(parameters: Mapping[str, ParameterHistory]) -> tuple[date, ...]:
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
    return InForce(rulebook, start, on)


def _caller_values(parameter: ParameterHistory, values: Override) -> tuple[ParameterValue, ...]:
    periods: list[tuple[date, date | None, object]] = [(date.min, None, values)]
    if isinstance(values, Mapping) and values and all(isinstance(key, date | int) for key in values):
        periods = _caller_periods(parameter, values)
    return tuple(
        ParameterValue(
            name=parameter.name,
            text=parameter.text,
            kind=parameter.kind,
            unit=parameter.unit,
            value=parameter.accept(value, f"override of {parameter.name}"),
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


def _caller_periods(
    parameter: ParameterHistory, values: Mapping[Any, object]
) -> list[tuple[date, date | None, object]]:
    if wrong := [key for key in values if type(key) not in (date, int)]:
        raise InvalidValue("override", wrong[0], "a datetime.date or a year as key")
    years = {key: value for key, value in values.items() if type(key) is int}
    starts = sorted(((key, value) for key, value in values.items() if type(key) is date), key=lambda pair: pair[0])
    if years and starts:
        raise InvalidValue("override", sorted(map(str, values)), "either years or first days as keys, not both")
    if starts and parameter.yearly:
        raise InvalidValue("override", str(starts[0][0]), f"years as keys, {parameter.name} being a yearly series")
    for year in years:
        if not 1900 <= year <= 2200:
            raise InvalidValue("override", year, "a calendar year from 1900 to 2200")
    if years:
        return [(date(year, 1, 1), date(year + 1, 1, 1), value) for year, value in years.items()]
    ends = [start for start, _ in starts[1:]]
    return [(start, end, value) for (start, value), end in zip(starts, [*ends, None], strict=True)]
