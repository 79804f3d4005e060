"""Reading a rule for one record: closures built once for a bound rule, then run in microseconds.

A closure takes the tuple of the record's stored fact values (money in fen, unknown as `None`) in the order of
`BoundRule.facts`, and gives `True`, `False` or `None`.
"""

from __future__ import annotations

import operator
import sys
import typing
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Not,
    OneOf,
)
from antipoverty.rules.linear import OPERATORS, inequality
from antipoverty.rules.parameters import Value

__all__ = ["Stored", "Subject", "Truth", "evaluator", "fact_reader", "outcome_reader"]

#: A fact as it is stored: fen for money, hundredths for a measure; `None` is unknown.
Stored: TypeAlias = bool | int | str | None
#: Met, not met, unknown.
Truth: TypeAlias = bool | None
_Values: TypeAlias = tuple[Stored, ...]
_Reader: TypeAlias = Callable[[_Values], Truth]


@lru_cache(maxsize=4096)
def outcome_reader(bound: BoundRule) -> _Reader:
    """The closure that decides the whole rule."""
    return evaluator(bound.rule.condition, bound.facts)


def evaluator(condition: Condition, facts: tuple[Fact, ...]) -> _Reader:
    """The closure that evaluates a bound condition over values given in the order of `facts`."""
    positions = {fact: position for position, fact in enumerate(facts)}
    return _compile(condition, positions)


def _compile(node: Condition, at: dict[Fact, int]) -> _Reader:
    match node:
        case Constant(value):
            return lambda values: value
        case IsTrue(fact):
            return operator.itemgetter(at[fact])
        case Criterion():
            return _compile(node.effective, at)
        case Not(condition):
            inner = _compile(condition, at)

            def negation(values: _Values) -> Truth:
                truth = inner(values)
                return None if truth is None else not truth

            return negation
        case All(conditions):
            return _junction(tuple(_compile(part, at) for part in conditions), deciding=False)
        case Any(conditions):
            if len(conditions) > 1 and all(isinstance(part, IsTrue) for part in conditions):
                return _any_flag(tuple(at[part.fact] for part in conditions if isinstance(part, IsTrue)))
            return _junction(tuple(_compile(part, at) for part in conditions), deciding=True)
        case OneOf(fact, tuple() as allowed):
            position, members = at[fact], frozenset(allowed)

            def membership(values: _Values) -> Truth:
                found = values[position]
                return None if found is None else found in members

            return membership
        case Compare():
            return _comparison(node, at)
        case _:
            raise RulebookError(f"{type(node).__name__} has no outcome before the rule is bound")


def _junction(readers: tuple[_Reader, ...], *, deciding: bool) -> _Reader:
    """All or any of some parts: one part that has the deciding truth settles it, an unknown one leaves it open."""
    if len(readers) == 1:
        return readers[0]
    settled = not deciding

    def junction(values: _Values) -> Truth:
        truth: Truth = settled
        for reader in readers:
            found = reader(values)
            if found is deciding:
                return deciding
            if found is None:
                truth = None
        return truth

    return junction


def _any_flag(positions: tuple[int, ...]) -> _Reader:
    """Any of many flags, in one look: such lists are long, and nearly always all false."""
    pick = operator.itemgetter(*positions)

    def any_flag(values: _Values) -> Truth:
        flags = pick(values)
        if True in flags:
            return True
        return None if None in flags else False

    return any_flag


def _comparison(node: Compare, at: dict[Fact, int]) -> _Reader:
    found = inequality(node)
    compare: Callable[[int, int], bool] = OPERATORS[found.operator]
    limit = -found.constant
    terms = tuple((at[fact], coefficient) for fact, coefficient in found.coefficients)
    # Nearly every comparison has one or two facts, and these forms are worth a third of the time of the loop.
    if len(terms) == 1:
        ((only, factor),) = terms

        def one(values: _Values) -> Truth:
            value = values[only]
            return None if value is None else compare(factor * value, limit)  # type: ignore[arg-type]  # whole numbers, by kind

        return one
    if len(terms) == 2:
        (first, factor), (second, other_factor) = terms

        def two(values: _Values) -> Truth:
            value, other = values[first], values[second]
            if value is None or other is None:
                return None
            return compare(factor * value + other_factor * other, limit)  # type: ignore[operator, arg-type]  # whole numbers, by kind

        return two

    def many(values: _Values) -> Truth:
        total = 0
        for position, coefficient in terms:
            value = values[position]
            if value is None:
                return None
            total += coefficient * value  # type: ignore[operator]  # ints by kind
        return compare(total, limit)

    return many


@frozen(eq=False)
class Subject:
    """How the facts of one kind of record are read from it. Like a function, it is copied and pickled by its name.

    Attributes:
        name: what rules call it: ``household``, ``village``.
        facts: for each fact, either the dotted path of the attribute that holds it as stored, or a function of the
            record, the decision date and the parameter values that the fact says it `reads`.
        check: refuses a record that cannot be as it is on the decision date; none if every record can.
    """

    name: str
    facts: Mapping[Fact, str | Callable[[typing.Any, date, Mapping[str, Value]], Stored]]
    check: Callable[[typing.Any, date], None] | None = None

    def __copy__(self) -> Subject:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Subject:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        for name, module in list(sys.modules.items()):
            for variable, value in list(getattr(module, "__dict__", {}).items()):
                if value is self:
                    return _by_name, (name, variable)
        raise RulebookError(f"the subject {self.name} has no name in a module by which it could be pickled")


def _by_name(module: str, variable: str) -> object:
    return getattr(import_module(module), variable)


def fact_reader(bound: BoundRule, subject: Subject) -> Callable[[object, date], _Values]:
    """The closure that reads a bound rule's facts from a record, in the order of `BoundRule.facts`.

    Raises:
        RulebookError: if the subject does not state a fact that the rule reads.
        InvalidValue: for what is no bound rule, or no subject.
    """
    for name, value, kind in (("bound", bound, BoundRule), ("subject", subject, Subject)):
        if not isinstance(value, kind):
            raise InvalidValue(name, type(value).__name__, f"an object of type {kind.__name__}")
    if unknown := [fact.name for fact in bound.facts if fact not in subject.facts]:
        raise RulebookError(f"rule {bound.rule.id}: a {subject.name} does not state {', '.join(unknown)}")
    sources = [subject.facts[fact] for fact in bound.facts]
    pick = _attributes([source for source in sources if isinstance(source, str)])
    derived = [(place, source) for place, source in enumerate(sources) if not isinstance(source, str)]
    given = {value.name: value.value for value in bound.parameters}
    check = subject.check

    def read(record: object, on: date) -> _Values:
        if check is not None:
            check(record, on)
        values = [*pick(record)]
        for place, derive in derived:  # from the first place to the last, so that each finds its own
            values.insert(place, derive(record, on, given))
        return tuple(values)

    return read


def _attributes(paths: list[str]) -> Callable[[object], _Values]:
    """A reader of several attributes at once; `operator.attrgetter` gives a bare value where there is only one."""
    if not paths:
        return lambda record: ()
    if len(paths) == 1:
        only = operator.attrgetter(paths[0])
        return lambda record: (only(record),)
    return operator.attrgetter(*paths)
