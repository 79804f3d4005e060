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
from antipoverty.money import fen
from antipoverty.rules.binding import BoundQuantity, BoundRule, bind_definition
from antipoverty.rules.conditions import (
    All,
    Any,
    AnyMember,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    IsTrue,
    Not,
    OfMembers,
    OneOf,
    SumMembers,
    Term,
    facts_of,
    member_fact,
)
from antipoverty.rules.linear import (
    OPERATORS,
    Division,
    Extreme,
    Inequality,
    Part,
    Selection,
    WholeSum,
    divided,
    inequality,
    whole_number,
)
from antipoverty.rules.parameters import ParameterValue, Value

__all__ = [
    "Stored",
    "Subject",
    "Truth",
    "amount_reader",
    "evaluator",
    "fact_reader",
    "outcome_reader",
    "single_fact_reader",
    "truths_of",
]

#: A fact as it is stored: fen for money, hundredths for a measure; `None` is unknown.
Stored: TypeAlias = bool | int | str | None
#: Met, not met, unknown.
Truth: TypeAlias = bool | None
_Values: TypeAlias = tuple[Stored, ...]
_Reader: TypeAlias = Callable[[_Values], Truth]
_Amount: TypeAlias = Callable[[_Values], int | None]


@lru_cache(maxsize=4096)
def outcome_reader(bound: BoundRule) -> _Reader:
    """The closure that decides the whole rule."""
    return evaluator(bound.rule.condition, bound.facts)


def evaluator(condition: Condition, facts: tuple[Fact, ...]) -> _Reader:
    """The closure that evaluates a bound condition over values given in the order of `facts`."""
    positions = {fact: position for position, fact in enumerate(facts)}
    return _compile(condition, positions)


def amount_reader(term: Term, scale: int, facts: tuple[Fact, ...]) -> Callable[[_Values], int | None]:
    """The closure that works out a bound term in stored units over values given in the order of `facts`.

    Raises:
        RulebookError: if the term may come out between two stored units.
    """
    positions = {fact: position for position, fact in enumerate(facts)}
    return _sum(whole_number(term, scale), positions)


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
        case OneOf(fact, tuple()):
            position, truths = at[fact], truths_of(node)

            def membership(values: _Values) -> Truth:
                found = values[position]
                return None if found is None else truths[found]  # type: ignore[index]  # a word, by kind

            return membership
        case Compare():
            return _comparison(node, at)
        case AnyMember() | EveryMember():
            return operator.itemgetter(at[member_fact(node)])
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


def truths_of(node: OneOf) -> Mapping[str, Truth]:
    """For each value of a category, whether it is one of some; of a vague one, unknown unless all it may mean agree.

    >>> from antipoverty.rules.conditions import Kind, Text
    >>> grade = Fact("grade", Kind.CATEGORY, Text("grade", "等级"), values=("none", "1", "2", "some"), vague=("some",))
    >>> [truths_of(grade.one_of(values))["some"] for values in (("1", "2"), ("1",), ("none",))]
    [True, None, False]
    """
    fact, allowed = node.fact, node.values
    assert isinstance(allowed, tuple)
    meant = {value in allowed for value in fact.values[1:] if value not in fact.vague}
    vague = None if len(meant) > 1 else meant.pop() if meant else None
    return {value: vague if value in fact.vague else value in allowed for value in fact.values}


def _comparison(node: Compare, at: dict[Fact, int]) -> _Reader:
    found = inequality(node)
    compare: Callable[[int, int], bool] = OPERATORS[found.operator]
    limit = -found.constant
    if found.linear is not None and len(found.linear) <= 2:
        return _short_comparison(found, at)
    total = _sum(WholeSum(found.coefficients, 0), at)

    def comparison(values: _Values) -> Truth:
        value = total(values)
        return None if value is None else compare(value, limit)

    return comparison


def _short_comparison(found: Inequality, at: dict[Fact, int]) -> _Reader:
    """Nearly every comparison has one or two facts, and these forms are worth a third of the time of the loop."""
    compare: Callable[[int, int], bool] = OPERATORS[found.operator]
    limit = -found.constant
    terms = tuple((at[fact], coefficient) for fact, coefficient in found.linear or ())
    if len(terms) == 2:
        (first, factor), (second, other_factor) = terms

        def two(values: _Values) -> Truth:
            value, other = values[first], values[second]
            if value is None or other is None:
                return None
            return compare(factor * value + other_factor * other, limit)  # type: ignore[operator, arg-type]  # whole numbers, by kind

        return two
    if not terms:
        settled = compare(0, limit)
        return lambda values: settled
    ((only, factor),) = terms

    def one(values: _Values) -> Truth:
        value = values[only]
        return None if value is None else compare(factor * value, limit)  # type: ignore[arg-type]  # whole numbers, by kind

    return one


def _sum(whole: WholeSum, at: dict[Fact, int]) -> _Amount:
    """The closure that adds up a sum; unknown while a part of it is."""
    constant = whole.constant
    facts = tuple((at[part], factor) for part, factor in whole.coefficients if isinstance(part, Fact))
    others = tuple((_part(part, at), factor) for part, factor in whole.coefficients if not isinstance(part, Fact))
    if not facts and not others:
        return lambda values: constant
    if not facts and len(others) == 1 and others[0][1] == 1 and not constant:
        return others[0][0]

    def total(values: _Values) -> int | None:
        found = constant
        for position, factor in facts:
            value = values[position]
            if value is None:
                return None
            found += factor * value  # type: ignore[operator]  # whole numbers, by kind
        for read, factor in others:
            part = read(values)
            if part is None:
                return None
            found += factor * part
        return found

    return total


def _part(part: Part, at: dict[Fact, int]) -> _Amount:
    match part:
        case Extreme(sums, greatest):
            readers, pick = tuple(_sum(each, at) for each in sums), max if greatest else min

            def extreme(values: _Values) -> int | None:
                found = [read(values) for read in readers]
                return None if None in found else pick(found)  # type: ignore[type-var]  # none of them is unknown

            return extreme
        case Selection(condition, met, not_met):
            holds, first, second = _compile(condition, at), _sum(met, at), _sum(not_met, at)

            def selection(values: _Values) -> int | None:
                truth = holds(values)
                if truth is None:
                    either = first(values)
                    return either if either == second(values) else None
                return first(values) if truth else second(values)

            return selection
        case Division(dividend, divisor, direction):
            read = _sum(dividend, at)

            def division(values: _Values) -> int | None:
                found = read(values)
                return None if found is None else divided(found, divisor, direction)

            return division
        case Fact():  # pragma: no cover  # a sum reads its facts itself
            raise RulebookError(f"{part.name} is a fact, not a part of its own")


@frozen(eq=False)
class Subject:
    """How the facts of one kind of record are read from it. Like a function, it is copied and pickled by its name.

    Attributes:
        name: what rules call it: ``household``, ``person``, ``village``.
        facts: for each fact, the dotted path of the attribute that holds it as stored; or a function of the record, the
            decision date and the parameter values that the fact says it `reads`; or none, for a fact that follows from
            its definition alone. Of a fact with a definition, it is how the record states it.
        check: refuses a record that cannot be as it is on the decision date; none if every record can.
        members: the attribute that holds the members, none where they are not listed.
        person: how the facts of a member are read.
        stated: the attribute that holds what the record states of facts that have a definition, as pairs of the fact's
            name and its value: whole units, money in yuan.
    """

    name: str
    facts: Mapping[Fact, str | Callable[[typing.Any, date, Mapping[str, Value]], Stored] | None]
    check: Callable[[typing.Any, date], None] | None = None
    members: str | None = None
    person: Subject | None = None
    stated: str | None = None

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


def fact_reader(bound: BoundRule | BoundQuantity, subject: Subject) -> Callable[[object, date], _Values]:
    """The closure that reads a bound rule's facts from a record, in the order of `BoundRule.facts`.

    A fact with a definition is what follows from it; where that is unknown, what the record itself states.

    Raises:
        RulebookError: if the subject does not state a fact that the rule reads.
        InvalidValue: for what is no bound rule or quantity, or no subject.
    """
    if not isinstance(bound, BoundRule | BoundQuantity):
        raise InvalidValue("bound", type(bound).__name__, "an object of type BoundRule or BoundQuantity")
    if not isinstance(subject, Subject):
        raise InvalidValue("subject", type(subject).__name__, "an object of type Subject")
    reader = _FactReader(subject, {value.name: value for value in bound.parameters})
    if unknown := [fact.name for fact in bound.facts if not reader.knows(fact)]:
        raise RulebookError(f"{bound.id}: a {subject.name} does not state {', '.join(unknown)}")
    read, check = reader.values(bound.facts), subject.check
    if check is None:
        return read

    def checked(record: object, on: date) -> _Values:
        check(record, on)
        return read(record, on)

    return checked


def single_fact_reader(
    fact: Fact, subject: Subject, parameters: Mapping[str, ParameterValue] | None = None
) -> Callable[[object, date], Stored]:
    """The closure that reads one fact of a record, by its definition if it has one.

    Args:
        fact: the fact.
        subject: how the facts of such a record are read.
        parameters: the values of the parameters that the fact `reads`, by name.
    """
    read = _FactReader(subject, parameters or {}).values((fact,))
    return lambda record, on: read(record, on)[0]


#: The facts of each member that are asked for, or none where the members are not listed.
_People: TypeAlias = list[_Values] | None
#: What reads one fact of a record, given the date and its members.
_Source: TypeAlias = Callable[[typing.Any, date, _People], Stored]


class _FactReader:
    """Compiles how facts of one kind of record are read, its members once for all of them."""

    def __init__(self, subject: Subject, parameters: Mapping[str, ParameterValue]) -> None:
        self.subject = subject
        self.parameters = parameters
        self.given = {name: value.value for name, value in parameters.items()}
        self.of_person: dict[Fact, int] = {}
        self.asks_members = False

    def knows(self, fact: Fact) -> bool:
        if fact.definition is None:
            return fact in self.subject.facts
        if isinstance(fact.definition, OfMembers):
            return self.subject.person is not None
        return all(map(self.knows, facts_of(fact.definition)))

    def values(self, facts: tuple[Fact, ...]) -> Callable[[typing.Any, date], _Values]:
        """What reads several facts of a record, in their order."""
        paths: list[str] = []
        others: list[tuple[int, typing.Any, bool]] = []
        for place, fact in enumerate(facts):
            source = self.subject.facts.get(fact)
            if fact.definition is not None:
                others.append((place, self.following(fact), True))
            elif isinstance(source, str):
                paths.append(source)
            else:
                others.append((place, source, False))
        pick, given = _attributes(paths), self.given
        if not others:
            return lambda record, on: pick(record)
        read_people = self.people() if self.asks_members else None

        def read(record: typing.Any, on: date) -> _Values:
            people = None if read_people is None else read_people(record, on)
            values = [*pick(record)]
            for place, source, follows in others:  # from the first place to the last, so that each finds its own
                values.insert(place, source(record, on, people if follows else given))
            return tuple(values)

        return read

    def people(self) -> Callable[[typing.Any, date], _People]:
        """What reads the facts that are asked of each member."""
        assert self.subject.members is not None
        assert self.subject.person is not None
        members = operator.attrgetter(self.subject.members)
        of_one = _FactReader(self.subject.person, self.parameters).values(tuple(self.of_person))

        def read(record: typing.Any, on: date) -> _People:
            listed = members(record)
            return None if listed is None else [of_one(member, on) for member in listed]

        return read

    def following(self, fact: Fact) -> _Source:
        """What follows from a fact's definition; failing that, what the record states of it."""
        derive, by_name = self.definition(fact), self.by_name(fact)
        source, given, first = self.subject.facts.get(fact), self.given, fact.stated_first
        if source is None:
            before, after = (by_name, derive) if first else (derive, by_name)

            def read(record: typing.Any, on: date, people: _People) -> Stored:
                found = before(record, on, people)
                return after(record, on, people) if found is None else found

            return read
        own = _function(source)

        def read_own(record: typing.Any, on: date, people: _People) -> Stored:
            # Asked even where it is not needed: it refuses what cannot be, as an income of another year.
            stated = own(record, on, given)
            found = by_name(record, on, people) if first else derive(record, on, people)
            if found is None and first:
                found = derive(record, on, people)
            if found is None:
                found = stated
            return by_name(record, on, people) if found is None else found

        return read_own

    def by_name(self, fact: Fact) -> _Source:
        """What a record states of a fact by its name."""
        if self.subject.stated is None:
            return lambda record, on, people: None
        pairs, name, scale = operator.attrgetter(self.subject.stated), fact.name, fact.kind.scale

        def read(record: typing.Any, on: date, people: _People) -> Stored:
            for key, value in pairs(record):
                if key == name:
                    return fen(value) if scale == 100 else value
            return None

        return read

    def definition(self, fact: Fact) -> _Source:
        bound = bind_definition(fact, self.parameters)
        if isinstance(bound, OfMembers):
            of_members = self.of_members(bound, fact.kind.scale)
            return lambda record, on, people: of_members(people)
        facts = facts_of(bound)
        if isinstance(bound, Condition):
            answer: Callable[[_Values], Stored] = evaluator(bound, facts)
        else:
            answer = amount_reader(bound, fact.kind.scale, facts)
        paths = [self.subject.facts.get(each) for each in facts if each.definition is None]
        if len(paths) == len(facts) and all(isinstance(path, str) for path in paths):
            pick = _attributes([path for path in paths if isinstance(path, str)])
            return lambda record, on, people: answer(pick(record))
        sources = tuple(self.source(each) for each in facts)
        return lambda record, on, people: answer(tuple([source(record, on, people) for source in sources]))

    def source(self, fact: Fact) -> _Source:
        if fact.definition is not None:
            return self.following(fact)
        source, given = self.subject.facts[fact], self.given
        assert source is not None
        read = _function(source)
        return lambda record, on, people: read(record, on, given)

    def of_members(self, node: OfMembers, scale: int) -> Callable[[_People], Stored]:
        """What members say, given the facts of each."""
        self.asks_members = True
        asked = node.term if isinstance(node, SumMembers) else node.condition
        facts = () if asked is None else facts_of(asked)
        for fact in facts:
            self.of_person.setdefault(fact, len(self.of_person))
        at = self.of_person
        match node:
            case AnyMember(condition, of_nobody):
                return _members_decide(_compile(condition, at), True, of_nobody)
            case EveryMember(condition, of_nobody):
                return _members_decide(_compile(condition, at), False, of_nobody)
            case CountMembers(None):
                return lambda people: None if people is None else len(people)
            case CountMembers(counted):
                assert counted is not None
                test = _compile(counted, at)
                return _members_add_up(lambda values: None if (truth := test(values)) is None else int(truth))
            case SumMembers(term):
                return _members_add_up(_sum(whole_number(term, scale), at))
            case _:  # pragma: no cover
                typing.assert_never(node)


def _members_decide(test: _Reader, deciding: bool, of_nobody: Truth) -> Callable[[_People], Truth]:
    """Any member, or every member: one that has the deciding truth settles it, an unknown one leaves it open."""
    settled = not deciding

    def decide(people: _People) -> Truth:
        if not people:
            return None if people is None else of_nobody
        found: Truth = settled
        for values in people:
            truth = test(values)
            if truth is deciding:
                return deciding
            if truth is None:
                found = None
        return found

    return decide


def _members_add_up(read: _Amount) -> Callable[[_People], int | None]:
    def add_up(people: _People) -> int | None:
        if people is None:
            return None
        total = 0
        for values in people:
            value = read(values)
            if value is None:
                return None
            total += value
        return total

    return add_up


def _function(
    source: str | Callable[[typing.Any, date, Mapping[str, Value]], Stored],
) -> Callable[[typing.Any, date, Mapping[str, Value]], Stored]:
    """A source of a subject as a function, where it is the path of an attribute."""
    if not isinstance(source, str):
        return source
    pick = operator.attrgetter(source)
    return lambda record, on, given: pick(record)


def _attributes(paths: list[str]) -> Callable[[object], _Values]:
    """A reader of several attributes at once; `operator.attrgetter` gives a bare value where there is only one."""
    if not paths:
        return lambda record: ()
    if len(paths) == 1:
        only = operator.attrgetter(paths[0])
        return lambda record: (only(record),)
    return operator.attrgetter(*paths)
