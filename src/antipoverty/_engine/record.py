"""Reading a rule for one record: functions compiled once for a bound rule, then run in microseconds.

An evaluator takes the record's stored values (money in fen, unknown as `None`) in the order of `BoundRule.facts`, and
returns `True`, `False` or `None`.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from dateutil.relativedelta import relativedelta

from antipoverty._engine.binding import BoundQuantity, BoundRule, bind_definition
from antipoverty._engine.conditions import (
    AnyMember,
    Condition,
    CountMembers,
    EveryMember,
    Fact,
    FactValue,
    Kind,
    OfMembers,
    SumMembers,
    Term,
    asked_of_members,
    facts_of,
    simplified,
)
from antipoverty._engine.linear import Inequality, whole_number
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.source import Expressions, Source
from antipoverty._engine.subjects import Before, Elapsed, Hundredths, OrByName, PartOf, Statement, Subject
from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.money import fen

_Values: TypeAlias = tuple[FactValue, ...]
_Reader: TypeAlias = Callable[[_Values], bool | None]
_Amount: TypeAlias = Callable[[_Values], int | None]


@lru_cache(maxsize=4096)
def outcome_reader(bound: BoundRule) -> _Reader:
    """The function that decides the whole rule."""
    return evaluator(bound.rule.condition, bound.facts)


@lru_cache(maxsize=4096)
def evaluator(condition: Condition, facts: tuple[Fact, ...]) -> _Reader:
    """The function that evaluates a bound condition over values in the order of `facts`."""
    source = Source()
    return source.function("values", Expressions(source, _places(facts)).condition(simplified(condition)))


def amount_reader(term: Term, scale: int, facts: tuple[Fact, ...]) -> _Amount:
    """The function that calculates a bound term in stored units over values in the order of `facts`.

    Raises:
        RulebookError: if the term may come out between two stored units.
    """
    source = Source()
    return source.function("values", Expressions(source, _places(facts)).amount(whole_number(term, scale)))


def _places(facts: tuple[Fact, ...]) -> Mapping[Fact, str]:
    return {fact: f"values[{place}]" for place, fact in enumerate(facts)}


@lru_cache(maxsize=4096)
def _born_before(on: date, years: int) -> date:
    """The day before which someone was born who has completed some years, at least one, on a date.

    Someone born on 29 February completes a year on 1 March of a common year.
    """
    if years >= on.year:
        return date.min
    return on - relativedelta(years=years) + timedelta(days=1)


def fact_reader(bound: BoundRule | BoundQuantity, subject: Subject) -> Callable[[object, date], _Values]:
    """The function that reads a bound rule's facts from a record, in the order of `BoundRule.facts`.

    A fact with a definition is what follows from it; where that is unknown, what the record itself states.

    Raises:
        RulebookError: if the subject does not state a fact that the rule reads.
        InvalidValue: for an object of another class.
    """
    if not isinstance(bound, BoundRule | BoundQuantity):
        raise InvalidValue("bound", type(bound).__name__, "an object of type BoundRule or BoundQuantity")
    if not isinstance(subject, Subject):
        raise InvalidValue("subject", type(subject).__name__, "an object of type Subject")
    for fact in bound.facts:
        _check_known(bound.id, subject, fact)
    return _Reading(subject, {value.name: value for value in bound.parameters}).function(bound.facts)


def _check_known(asker: str, subject: Subject, fact: Fact) -> None:
    """Refuse a fact that a subject neither states nor can derive."""
    if fact.unstated or (fact.declared and subject.stated):
        return
    if fact.definition is None:
        if fact not in subject.facts:
            raise RulebookError(
                f"{asker}: a {subject.name} does not state {fact.name} ({fact.text.en});"
                " give the fact a `definition=`, or state it with `decide_from_facts`"
            )
    elif not isinstance(fact.definition, OfMembers):
        for read in facts_of(fact.definition):
            _check_known(asker, subject, read)
    elif subject.person is None:
        raise RulebookError(f"{asker}: a {subject.name} has no members, which this needs: {fact.text.en}")
    else:
        for read in asked_of_members(fact.definition):
            _check_known(asker, subject.person, read)


def single_fact_reader(
    fact: Fact, subject: Subject, parameters: Mapping[str, ParameterValue] | None = None
) -> Callable[[object, date], FactValue]:
    """The function that reads one fact of a record, by its definition if it has one.

    Args:
        fact: the fact.
        subject: how the facts of such a record are read.
        parameters: the values of the parameters that the fact `reads`, by name.
    """
    read = _Reading(subject, parameters or {}).function((fact,))
    return lambda record, on: read(record, on)[0]


class _Reading:
    """Writes the function that reads facts of one kind of record; every attribute and every fact is read once."""

    def __init__(self, subject: Subject, parameters: Mapping[str, ParameterValue]) -> None:
        self.subject = subject
        self.parameters = parameters
        self.source = Source()
        self.parameter_values = self.source.hold({name: value.value for name, value in parameters.items()})
        self.read: dict[object, str] = {}
        self.days: dict[int, str] = {}

    def function(self, facts: tuple[Fact, ...]) -> Callable[[object, date], _Values]:
        """The function that reads these facts, in their order."""
        if self.subject.check is not None:
            self.source.line(f"{self.source.hold(self.subject.check)}(record, on)")
        names = [self.fact(fact) for fact in facts]
        return self.source.function("record, on", f"({''.join(f'{name}, ' for name in names)})")

    def fact(self, fact: Fact) -> str:
        """The name of a fact's value."""
        if fact.unstated:
            return "None"
        if fact not in self.read:
            self.read[fact] = self.stated(fact) if fact.definition is None else self.following(fact)
        return self.read[fact]

    def stated(self, fact: Fact, unless: str | None = None) -> str:
        if fact.declared:
            return self.source.named(self.by_name(fact))
        return self.as_stated(fact, self.subject.facts[fact], unless)

    def as_stated(self, fact: Fact, statement: Statement, unless: str | None = None) -> str:
        match statement:
            case str(path):
                name = self.attribute(path)
                # A member of an enumeration of words is stored as its word.
                if fact.kind is not Kind.CATEGORY:
                    return name
                return self.source.named(f"None if {name} is None else str({name})")
            case Hundredths(path):
                number = self.attribute(path)
                return self.source.named(f"None if {number} is None else {self.source.hold(fen)}({number})")
            case Elapsed(since, _, None):
                return self.source.named(f"{self.source.hold(statement.between)}({self.attribute(since)}, on)")
            case Elapsed(count=count):
                return self.source.named(f"{self.source.hold(count)}(record, on)")
            case Before(day, parameter):
                name, than = self.attribute(day), f"{self.parameter_values}[{self.source.hold(parameter)}]"
                return self.source.named(f"None if {name} is None else {name} < {than}")
            case PartOf(whole, key):
                if whole not in self.read:
                    self.read[whole] = self.source.named(f"{self.source.hold(whole)}(record)")
                return self.source.named(f"{self.read[whole]}[{self.source.hold(key)}]")
            case OrByName(first):
                name, by_name = self.as_stated(fact, first), self.by_name(fact)
                self.source.line(f"if {name} is None: {name} = {by_name}")
                return name
            case read:
                call = f"{self.source.hold(read)}(record, on, {self.parameter_values})"
                return self.source.named(call if unless is None else f"{call} if {unless} is None else None")

    def attribute(self, path: str) -> str:
        """The name of an attribute's value; the common beginning of paths is looked up once."""
        if path not in self.read:
            owner, _, last = path.rpartition(".")
            name = self.attribute(owner) if owner else "record"
            read = f"{name}.{last}"
            self.read[path] = self.source.named(f"None if {name} is None else {read}" if owner else read)
        return self.read[path]

    def following(self, fact: Fact) -> str:
        """The value that follows from a fact's definition, or else the one that the record states."""
        follows, stated = self.definition(fact), [self.by_name(fact)] if self.subject.stated else []
        own: list[str] = []
        if fact.stated_first:
            stated = [*map(self.source.named, stated)]
        if self.subject.facts.get(fact) is not None:
            # Read even where the value follows, since it refuses impossible records, as an income of another year.
            own = [self.stated(fact, *stated if fact.stated_first else ())]
        order = [*stated, follows, *own] if fact.stated_first else [follows, *own, *stated]
        name = self.source.named(order[0])
        for other in order[1:]:
            self.source.line(f"if {name} is None: {name} = {other}")
        return name

    def by_name(self, fact: Fact) -> str:
        """The value that a record states under the fact's name."""
        assert self.subject.stated is not None
        name, scale = fact.name, fact.kind.scale

        def find(pairs: tuple[tuple[str, typing.Any], ...]) -> FactValue:
            for key, value in pairs:
                if key == name:
                    return fen(value) if scale == 100 else value
            return None

        return f"{self.source.hold(find)}({self.attribute(self.subject.stated)})"

    def day(self, years: int) -> str:
        """The name of the day before which a person of some years was born."""
        if years not in self.days:
            self.days[years] = self.source.name()
            self.source.first(f"{self.days[years]} = {self.source.hold(_born_before)}(on, {years})")
        return self.days[years]

    def definition(self, fact: Fact) -> str:
        """The expression of a fact's definition."""
        bound = bind_definition(fact, self.parameters)
        if isinstance(bound, OfMembers):
            return self.of_members(bound, fact.kind.scale)
        expressions = Expressions(self.source, {read: self.fact(read) for read in facts_of(bound)})
        if isinstance(bound, Condition):
            return expressions.condition(bound)
        return expressions.amount(whole_number(bound, fact.kind.scale))

    def of_members(self, node: OfMembers, scale: int) -> str:
        """The answer of the members; unknown where they are not listed."""
        assert self.subject.members is not None
        listed, member, result = self.attribute(self.subject.members), self.source.name(), self.source.name()
        expressions = _OfMember(self, member)
        match node:
            case CountMembers(None):
                return f"(None if {listed} is None else len({listed}))"
            case AnyMember(condition, of_nobody) | EveryMember(condition, of_nobody):
                deciding = isinstance(node, AnyMember)
                known = f"{not deciding} if {listed} else {of_nobody}"
                self.source.line(f"{result} = None if {listed} is None else {known}")
                with self.source.block(f"for {member} in {listed} or ():"):
                    truth = self.source.named(expressions.condition(condition))
                    with self.source.block(f"if {truth} is {deciding}:"):
                        self.source.line(f"{result} = {deciding}")
                        self.source.line("break")
                    self.source.line(f"if {truth} is None: {result} = None")
            case CountMembers() | SumMembers():
                self.source.line(f"{result} = None if {listed} is None else 0")
                with self.source.block(f"for {member} in {listed} or ():"):
                    if isinstance(node, SumMembers):
                        part = self.source.named(expressions.amount(whole_number(node.term, scale)))
                    else:
                        assert node.condition is not None
                        part = self.source.named(expressions.condition(node.condition))
                    with self.source.block(f"if {part} is None:"):
                        self.source.line(f"{result} = None")
                        self.source.line("break")
                    self.source.line(f"{result} += {part}")
            case _:  # pragma: no cover  # a question to members is one of these four
                typing.assert_never(node)
        return result


class _OfMember(Expressions):
    """The expressions of a question to one member, whose facts are read only as far as needed."""

    def __init__(self, reading: _Reading, member: str) -> None:
        super().__init__(reading.source, {})
        assert reading.subject.person is not None
        self.reading = reading
        self.person = reading.subject.person
        self.member = member

    def fact(self, fact: Fact) -> str:
        """A fact of the member."""
        found = self.person.facts.get(fact)
        if fact.definition is None and isinstance(found, str):
            return f"{self.member}.{found}"
        read = single_fact_reader(fact, self.person, self.reading.parameters)
        return f"{self.source.hold(read)}({self.member}, on)"

    def comparison(self, compared: Inequality) -> str:
        """An age is compared as a date of birth, without counting years: the day is the same for all members."""
        match compared.coefficients:
            case ((Fact() as fact, 1),):
                source, operator = self.person.facts.get(fact), compared.operator
                # The age of those who meet the comparison, or of those who do not.
                years = -compared.constant + (operator in (">", "<="))
                if isinstance(source, Elapsed) and source.unit == "years" and operator != "==" and years >= 1:
                    since, order = f"{self.member}.{source.since}", "<" if operator in (">=", ">") else ">="
                    # A `count` refuses what is still to come; without one nothing is known of it.
                    unknown = f"{since} is None" + (f" or {since} > on" if source.count is None else "")
                    return f"(None if {unknown} else {since} {order} {self.reading.day(years)})"
        return super().comparison(compared)
