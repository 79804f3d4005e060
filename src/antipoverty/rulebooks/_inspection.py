"""What a rulebook lacks, and what it changes against the one that it stands on, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from attrs import frozen

from antipoverty._engine.binding import bind
from antipoverty._engine.conditions import ByYear, Quantity, Rule, parameters_of, walk_members
from antipoverty._engine.parameters import ParameterValue, RulebookId
from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, typed
from antipoverty._shared.every_rule import every_quantity, every_rule, read_tables
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, NoValueOnDate, ParameterError, RulebookError
from antipoverty.rulebooks._book import Rulebook
from antipoverty.rulebooks._entries import RulebookEntry
from antipoverty.rulebooks._parameters import ParameterHistory
from antipoverty.rulebooks._shipped import load_with_base
from antipoverty.text import Labelled, Text


class Lack(Labelled):
    """What may be wrong with a rulebook."""

    MISSING = "missing", "has no value on the date, so that rules stay unknown", "本日无值，有关规则无法判定"
    STALE = "stale", "was last seen valid before the date", "最近核实有效之日早于本日"
    NOT_DATED = (
        "not dated",
        "has no end, and no day on which it was last seen valid",
        "无截止日及最近核实有效之日",
    )
    UNSURE = "unsure", "needs a source, or a second one", "尚需来源或另一来源佐证"
    NO_DOCUMENT = (
        "no document",
        "cites a document without number, date or note",
        "所引文件无文号、日期",
    )
    NO_EFFECT = "no effect", "changes nothing", "不产生任何变化"


@frozen(field_transformer=typed_fields)
class Remark(Serializable):
    """One thing that a rulebook lacks.

    Attributes:
        lack: what it is.
        place: the parameter, document or table that it is about: ``monitoring.scope``, ``citations.notice``.
        text: what it is called.
        since: for a value, the first day on which it holds.
    """

    lack: Lack
    place: str
    text: Text
    since: date | None = None


@frozen(field_transformer=typed_fields)
class RulebookCheck(Serializable, Shown):
    """What a rulebook's own files lack on a date.

    Attributes:
        rulebook: the rulebook.
        on: the date.
        remarks: what it lacks, by kind and place; empty if nothing.
    """

    rulebook: RulebookId
    on: date
    remarks: tuple[Remark, ...]


@frozen(field_transformer=typed_fields)
class ValueChange(Serializable):
    """A parameter that has another value than in the base.

    Attributes:
        name: the parameter's name.
        text: what it is called.
        before: its value in the base on the date; none if it has none.
        after: its value in the rulebook; none if it has none.
    """

    name: str
    text: Text
    before: ParameterValue | None
    after: ParameterValue | None


@frozen(field_transformer=typed_fields)
class RuleChange(Serializable):
    """A rule or quantity that reads values other than those of the base.

    Attributes:
        rule: its id.
        name: what it is called.
        values: the values that differ.
    """

    rule: str
    name: Text
    values: tuple[ValueChange, ...]


@frozen(field_transformer=typed_fields)
class RulebookChanges(Serializable, Shown):
    """What a rulebook changes against another on a date, rule by rule.

    Attributes:
        base: the other rulebook.
        rulebook: the rulebook.
        on: the date.
        rules: the rules and quantities that read other values.
        beside: the values that differ, and that no rule or quantity of the library reads.
        added: tables that the base has not, such as ``measures.seed``.
        changed: tables that differ from those of the base.
        removed: tables of the base that it takes away.
    """

    base: RulebookId
    rulebook: RulebookId
    on: date
    rules: tuple[RuleChange, ...]
    beside: tuple[ValueChange, ...]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@frozen(field_transformer=typed_fields)
class RulebookDay(Serializable):
    """A day on which values of a rulebook change.

    Attributes:
        on: the first day on which the new values hold.
        values: what changes, by name; `ValueChange.before` is the value on the day before.
    """

    on: date
    values: tuple[ValueChange, ...]


@frozen(field_transformer=typed_fields)
class RulebookHistory(Serializable, Shown):
    """What a rulebook changed over the years, day by day, each value with its document.

    Attributes:
        rulebook: the rulebook.
        days: the days on which a value changes, the earliest first.
    """

    rulebook: RulebookId
    days: tuple[RulebookDay, ...]


def changes(
    rulebook: Rulebook | str | Path, *, since: date = date.min, until: date = date.max, about: str = ""
) -> RulebookHistory:
    """What a rulebook changed over the years: on each day the old value and the new one, and by which document.

    A value that another document states again is no change. Of a yearly series, the value of a year begins with it.

    Args:
        rulebook: a rulebook, or its name or path as `load` takes it.
        since: the first day that is looked at.
        until: the last one.
        about: some of the name of a parameter, or of what it is called in any language; all parameters by default.

    >>> from datetime import date, timedelta
    >>> history = changes("cn", since=date(2026, 1, 1), about="monitoring.types")
    >>> [(day.on.isoformat(), [change.name for change in day.values]) for day in history.days]
    [('2026-01-01', ['monitoring.types'])]
    """
    book, _ = _with_base(rulebook, None)
    as_day(since, "since")
    as_day(until, "until")
    typed(about, str, "about")
    days: dict[date, list[ValueChange]] = {}
    for parameter in book.about(about):
        turns = {day for value in parameter.values for day in (value.start, value.end) if day is not None}
        for day in sorted(each for each in turns if since <= each <= until and each != date.min):
            before, after = parameter.held_on(day - timedelta(days=1)), parameter.held_on(day)
            if (before and before.value) != (after and after.value):
                days.setdefault(day, []).append(ValueChange(parameter.name, parameter.text, before, after))
    return RulebookHistory(book.id, tuple(RulebookDay(day, tuple(days[day])) for day in sorted(days)))


def check(
    rulebook: Rulebook | str | Path, *, on: date, base: Rulebook | None = None, rules: Sequence[Rule] = ()
) -> RulebookCheck:
    """Check what a rulebook's own files lack: what is missing, stale, without a source, or changes nothing.

    A folder that cannot be read raises, with the file and the key; so does a measure, a procedure or a check in it.
    What it inherits is its base's to mend, but a value that is missing, so that rules stay unknown, is told wherever
    it is left open.

    Args:
        rulebook: a rulebook, or its name or path as `load` takes it.
        on: the date.
        base: what it stands on; of a name or a path, that follows from its files.
        rules: rules of your own, beside those of the library, whose parameters are of use.

    >>> from datetime import date, timedelta
    >>> found = check("cn/sichuan", on=date(2014, 5, 1))
    >>> "village.provincial_incidence" in [remark.place for remark in found.remarks if remark.lack is Lack.MISSING]
    True
    """
    book, base = _with_base(rulebook, base)
    as_day(on, "on")
    read_tables(book)
    asked: list[Rule | Quantity] = [
        *every_rule().values(),
        *every_quantity().values(),
        *fields.records(Rule, rules, "rules"),
    ]
    remarks = [
        *_missing(book, asked, on),
        *_of_values(book, base, on),
        *_of_documents(book, base),
        *_without_effect(book, base, asked),
    ]
    order = list(Lack)
    remarks.sort(key=lambda remark: (order.index(remark.lack), remark.place, remark.since or date.min))
    return RulebookCheck(book.id, on, tuple(remarks))


def compare(rulebook: Rulebook | str | Path, base: Rulebook | str | Path | None = None, *, on: date) -> RulebookChanges:
    """Compare a rulebook with another on a date, rule by rule.

    Args:
        rulebook: a rulebook, or its name or path as `load` takes it.
        base: the other; by default what the rulebook stands on, where it is given by its name or path.
        on: the date.

    >>> from datetime import date, timedelta
    >>> changes = compare("cn/guizhou", on=date(2014, 5, 1))
    >>> [(change.rule, [value.name for value in change.values]) for change in changes.rules][:1]
    [('poor-household', ['identification.negative_list'])]
    """
    other = load_with_base(base)[0] if isinstance(base, str | Path) else base
    book, other = _with_base(rulebook, other)
    as_day(on, "on")
    if other is None:
        raise InvalidValue("base", None, "a rulebook to compare with, as this one stands on no other")
    names = sorted({*book.parameters, *other.parameters})
    differing = {name: change for name in names if (change := _difference(book, other, name, on)) is not None}
    rules: list[RuleChange] = []
    every: list[Rule | Quantity] = [*every_rule().values(), *every_quantity().values()]
    for asked in every:
        read = {*_read_by(asked, book, on), *_read_by(asked, other, on)}
        if values := tuple(change for name, change in differing.items() if name in read):
            rules.append(RuleChange(asked.id, asked.name, values))
    told = {value.name for change in rules for value in change.values}
    beside = tuple(change for name, change in differing.items() if name not in told)
    own, theirs = _entries(book), _entries(other)
    return RulebookChanges(
        base=other.id,
        rulebook=book.id,
        on=on,
        rules=tuple(rules),
        beside=beside,
        added=tuple(name for name in own if name not in theirs),
        changed=tuple(name for name, entry in own.items() if name in theirs and theirs[name].content != entry.content),
        removed=tuple(name for name in theirs if name not in own),
    )


def _with_base(rulebook: Rulebook | str | Path, base: Rulebook | None) -> tuple[Rulebook, Rulebook | None]:
    if base is not None:
        typed(base, Rulebook, "base")
    if isinstance(rulebook, Rulebook):
        return rulebook, base
    book, below = load_with_base(rulebook)
    return book, below if base is None else base


def _entries(book: Rulebook) -> Mapping[str, RulebookEntry]:
    """The other tables of a rulebook, as ``measures.seed``."""
    return {f"{section}.{name}": entry for section, table in book.entries.items() for name, entry in table.items()}


def _difference(book: Rulebook, base: Rulebook, name: str, on: date) -> ValueChange | None:
    before, after = _value(base, name, on), _value(book, name, on)
    if (before and before.value) == (after and after.value):
        return None
    text = (book.parameters.get(name) or base.parameters[name]).text
    return ValueChange(name, text, before, after)


def _value(book: Rulebook, name: str, on: date) -> ParameterValue | None:
    try:
        return book.at(on).get(name)
    except ParameterError:
        return None


def _read_by(asked: Rule | Quantity, book: Rulebook, on: date) -> frozenset[str]:
    """The parameters that a rule reads on a date; none where it is not in force, or another country's."""
    try:
        bound = bind(asked, book.at(on))
    except (ParameterError, RulebookError):
        return frozenset()
    open_ones = (fact.name for fact in bound.facts if fact.unstated)
    return frozenset((*(value.name for value in bound.parameters), *open_ones))


def _missing(book: Rulebook, asked: Iterable[Rule | Quantity], on: date) -> Iterator[Remark]:
    for name in dict.fromkeys(name for each in asked for name in _read_by(each, book, on)):
        try:
            book.at(on).get(name)
        except NoValueOnDate:
            yield Remark(Lack.MISSING, name, book.parameter(name).text)
        except ParameterError:  # a member of a series, by its year
            pass


def _own_values(book: Rulebook, base: Rulebook | None) -> Iterator[ParameterValue]:
    """The values that a rulebook's own files state."""
    for name, parameter in book.stated.items():
        inherited = base.stated.get(name) if base is not None else None
        below = set() if inherited is None else {_written(value) for value in inherited.values}
        yield from (value for value in parameter.values if _written(value) not in below)


def _written(value: ParameterValue) -> tuple[object, ...]:
    """What the file of a value says of it; a value of the base that is cut short is still the base's."""
    return (value.value, value.citation.key, value.article, value.grade, value.checked, value.multiple)


def _of_values(book: Rulebook, base: Rulebook | None, on: date) -> Iterator[Remark]:
    for value in _own_values(book, base):
        if value.grade.uncertain:
            yield Remark(Lack.UNSURE, value.name, value.text, value.start)
        if value.end is None and value.still_valid_on is None:
            yield Remark(Lack.NOT_DATED, value.name, value.text, value.start)
        if value.start <= on and value.outdated(on):
            yield Remark(Lack.STALE, value.name, value.text, value.start)


def _of_documents(book: Rulebook, base: Rulebook | None) -> Iterator[Remark]:
    used = {value.citation.key for value in _own_values(book, base)}
    named = " ".join(entry.content for entry in _entries(book).values())
    for key, citation in book.citations.items():
        if base is not None and key in base.citations:
            continue
        if citation.number is None and citation.date is None and citation.read is None:
            yield Remark(Lack.NO_DOCUMENT, f"citations.{key}", citation.title)
        if base is not None and key not in used and f'"{key}"' not in named:
            yield Remark(Lack.NO_EFFECT, f"citations.{key}", citation.title)


def _without_effect(book: Rulebook, base: Rulebook | None, asked: Sequence[Rule | Quantity]) -> Iterator[Remark]:
    if base is None:
        return
    for value in _own_values(book, base):
        if value.name in base.parameters and _says_the_same(base.parameters[value.name], value):
            yield Remark(Lack.NO_EFFECT, value.name, value.text, value.start)
    theirs, written = _entries(base), _entries(book)
    read = {name for each in asked for name in _parameters_within(each)}
    series = tuple(f"{name}." for each in asked for name in _series_within(each))
    multiples = {value.multiple.of for history in book.stated.values() for value in history.values if value.multiple}
    for name, parameter in book.stated.items():
        if name in base.stated or name in read | multiples or name.startswith(series):
            continue
        if not any(name in entry.content for entry in written.values()):
            yield Remark(Lack.NO_EFFECT, name, parameter.text)
    for place, entry in written.items():
        below = theirs.get(place)
        if below is not None and entry.content == below.content and entry.place != below.place:
            yield Remark(Lack.NO_EFFECT, place, Text(place, place))


def _says_the_same(below: ParameterHistory, value: ParameterValue) -> bool:
    """Whether one value of the base holds, and is the same, for the whole of the period."""
    return any(
        each.value == value.value
        and each.multiple == value.multiple
        and each.start <= value.start
        and (each.end is None or (value.end is not None and value.end <= each.end))
        for each in below.values
    )


def _parameters_within(asked: Rule | Quantity) -> Iterator[str]:
    trees = (asked.term,) if isinstance(asked, Quantity) else (asked.condition, *asked.reviews)
    if asked.in_force is not None:
        yield asked.in_force.name
    for tree in trees:
        yield from parameters_of(tree)


def _series_within(asked: Rule | Quantity) -> Iterator[str]:
    trees = (asked.term,) if isinstance(asked, Quantity) else (asked.condition, *asked.reviews)
    for tree in trees:
        yield from (node.series for node in walk_members(tree) if isinstance(node, ByYear))
