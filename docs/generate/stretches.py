"""What holds when and where: the stretches of time of a rule or quantity in each rulebook, alike ones put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

from attrs import evolve, frozen

from antipoverty._engine.binding import BoundQuantity
from antipoverty._engine.conditions import Constant, Number, simplified, walk
from antipoverty.errors import NoLongerInForce, NotYetInForce, NoValueOnDate, ParameterError
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.rules import BoundRule, ByYear, Condition, Fact, Quantity, Rule, Term, bind
from charts import NUMBERS
from pages import parameter_names, trees_of
from writing import TODAY

#: A value before a change and after it.
Change: TypeAlias = tuple[ParameterValue | None, ParameterValue | None]


@frozen
class Stretch:
    """The days on which the same holds in one rulebook.

    Attributes:
        book: the rulebook.
        start: the first day; none if nothing is before it.
        last: the last day; none if it is open.
        bound: the rule or quantity with its values; none where it cannot be asked.
        why: then, why not.
        key: what tells it from another.
        changed: the values that made it so on its first day.
        then: the values that change on the day after its last.
    """

    book: Rulebook
    start: date | None
    last: date | None
    bound: BoundRule | BoundQuantity | None
    why: type[ParameterError] | None = None
    key: object = None
    changed: tuple[Change, ...] = ()
    then: tuple[Change, ...] = ()

    @property
    def current(self) -> bool:
        """Whether today lies in it."""
        return (self.start is None or self.start <= TODAY) and (self.last is None or self.last >= TODAY)


@frozen
class State:
    """What holds on the same days in one or more rulebooks."""

    bound: BoundRule | BoundQuantity
    stretches: tuple[Stretch, ...]


@cache
def trees(bound: BoundRule | BoundQuantity) -> tuple[Condition | Term, ...]:
    """What is asked or worked out, without what the rulebook has settled."""
    return (bound.quantity.term,) if isinstance(bound, BoundQuantity) else conditions(bound)


@cache
def conditions(bound: BoundRule | BoundQuantity) -> tuple[Condition, ...]:
    """What a rule asks, without what the rulebook has settled: what decides first, then what is looked at closely."""
    assert isinstance(bound, BoundRule)
    reviews = (simplified(review) for review in bound.rule.reviews)
    return simplified(bound.rule.condition), *(each for each in reviews if not isinstance(each, Constant))


@cache
def values_used(subject: Rule | Quantity, bound: BoundRule | BoundQuantity) -> tuple[ParameterValue, ...]:
    """The values on which it rests: its numbers, what its facts read, and which series and year were chosen."""
    nodes = [node for tree in trees(bound) for node in walk(tree)]
    names = {node.parameter for node in nodes if isinstance(node, Number)}
    names |= {name for node in nodes if isinstance(node, Fact) for name in node.reads}
    for node in (node for tree in trees_of(subject) for node in walk(tree)):
        if isinstance(node, ByYear) and any(name and name.startswith(f"{node.series}.") for name in names):
            names |= {node.choice.name, node.offset.name}
    return tuple(value for value in bound.parameters if value.name in names)


@cache
def stretches(subject: Rule | Quantity, book: Rulebook) -> tuple[Stretch, ...]:
    """The whole of time in one rulebook, in the order of the days."""
    found: list[Stretch] = []
    before: Stretch | None = None
    for start, last in _days(subject, book):
        stretch = _stretch(subject, book, start, last)
        if found and found[-1].key == stretch.key:
            found[-1] = evolve(found[-1], last=last)
        else:
            changed = _changed(subject, before, stretch)
            if found:
                found[-1] = evolve(found[-1], then=changed)
            found.append(evolve(stretch, changed=changed))
        before = stretch
    return tuple(found)


def states(subject: Rule | Quantity, books: Iterable[Rulebook]) -> tuple[list[State], list[Stretch]]:
    """What holds on the same days, alike ones once, in the order of the books; then the days without an answer."""
    found: dict[object, State] = {}
    gaps: list[Stretch] = []
    for book in books:
        for stretch in stretches(subject, book):
            if stretch.bound is None:
                gaps.append(stretch)
                continue
            key = (stretch.start, stretch.last, stretch.key)
            state = found.get(key) or State(stretch.bound, ())
            found[key] = evolve(state, stretches=(*state.stretches, stretch))
    return list(found.values()), gaps


def differing(subject: Rule | Quantity, book: Rulebook, other: Rulebook) -> list[Stretch]:
    """The days on which a rulebook says something else than another one, as long as it does without a break."""
    found: list[Stretch] = []
    here, there = stretches(subject, book), stretches(subject, other)
    for start in sorted({each.start or date.min for each in (*here, *there)}):
        own, others = (next(each for each in reversed(of) if (each.start or date.min) <= start) for of in (here, there))
        if own.key != others.key:
            last = min((each.last for each in (own, others) if each.last is not None), default=None)
            first = start
            if found and found[-1].last == start - timedelta(days=1):
                first = found.pop().start or date.min
            found.append(evolve(own, start=None if first == date.min else first, last=last))
    return found


def _days(subject: Rule | Quantity, book: Rulebook) -> Iterator[tuple[date | None, date | None]]:
    """The first and last days of the periods in which no value changes, by whole years while there are series."""
    values = [value for name in parameter_names(subject, book) for value in book.parameters[name].values]
    breaks = {value.start for value in values} | {value.end for value in values if value.end}
    years = range(min(breaks).year + 1, max(breaks).year + 1) if breaks else ()
    days = sorted(day for day in {*breaks, *(date(year, 1, 1) for year in years)} if day != date.min)
    day = timedelta(days=1)
    yield from zip([None, *days], [*(each - day for each in days), None], strict=True)


def _stretch(subject: Rule | Quantity, book: Rulebook, start: date | None, last: date | None) -> Stretch:
    why: type[ParameterError] | None = None
    bound: BoundRule | BoundQuantity | None = None
    try:
        bound = bind(subject, book.at(start or last or TODAY))
        if isinstance(bound, BoundRule) and bound.rule.ended is not None:
            bound, why = None, NoLongerInForce
    except ParameterError as error:
        why = next((kind for kind in (NotYetInForce, NoLongerInForce) if isinstance(error, kind)), NoValueOnDate)
    return Stretch(book, start, last, bound, why, why if bound is None else _key(subject, bound))


def _key(subject: Rule | Quantity, bound: BoundRule | BoundQuantity) -> tuple[object, ...]:
    used = values_used(subject, bound)
    return trees(bound), tuple((each.name, each.value) for each in used)


def _changed(subject: Rule | Quantity, before: Stretch | None, after: Stretch) -> tuple[Change, ...]:
    """The values that differ from those before, or that begin with the stretch."""
    if after.bound is None:
        return ()
    now = {value.name: value for value in after.bound.parameters}
    named = {value.name for value in values_used(subject, after.bound)}
    if before is None or before.bound is None:
        if subject.in_force is not None:
            named.add(subject.in_force.name)
        fresh = [name for name in now if now[name].start == after.start]
        return tuple((None, now[name]) for name in [name for name in fresh if name in named] or fresh)
    was = {value.name: value for value in before.bound.parameters}
    named |= {value.name for value in values_used(subject, before.bound)}
    if _structure(before.bound) != _structure(after.bound):
        named |= {name for name in now | was if not _is_number(now.get(name) or was[name])}
    series = tuple(f"{node.series}." for tree in trees_of(subject) for node in walk(tree) if isinstance(node, ByYear))
    changes = ((was.get(name), now.get(name)) for name in now | was if name in named)
    return tuple(change for change in changes if _is_change(change, after.start, series))


def _is_change(change: Change, day: date | None, series: tuple[str, ...]) -> bool:
    """Whether a value turned on the day; one that is only no longer read, or read from now on, did not."""
    old, new = change
    if old is None:
        return new is not None and (new.start == day or new.name.startswith(series))
    return old.end == day if new is None else old.value != new.value


def _structure(bound: BoundRule | BoundQuantity) -> str:
    """What is asked, whatever the numbers."""
    return re.sub(r"Fraction\(-?\d+, \d+\)", "", repr(trees(bound)))


def _is_number(value: ParameterValue) -> bool:
    return value.kind in NUMBERS
