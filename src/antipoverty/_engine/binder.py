"""Putting the parameters of a date into the tree of a rule or a quantity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import assert_never

from attrs import evolve

from antipoverty._engine.conditions import (
    AllOf,
    Alterable,
    AnyMarked,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    Number,
    OneOf,
    Parameter,
    Plus,
    Rounded,
    SampledRate,
    SumMembers,
    Term,
    Times,
    When,
    facts_of,
    simplified,
    walk,
)
from antipoverty._engine.parameters import Citation, ParameterKind, Parameters, ParameterValue
from antipoverty.errors import InvalidValue, NoValueOnDate, RulebookError
from antipoverty.text import PERCENT, Text


class Binder:
    """Binds one rule, and collects the values and citations that it uses."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.used: dict[str, ParameterValue] = {}
        self.cited: dict[str, Citation] = {}

    def use(self, name: str) -> ParameterValue:
        return self.used.setdefault(name, self.parameters.get(name))

    def number(self, name: str, year: int | None = None) -> Number | Fact:
        """The number of a parameter, or of a series in a year; one that no source states is a fact unknown for all."""
        try:
            if year is None:
                return number_of(self.use(name))
            self.used[name] = self.parameters.in_year(name, year)
            return number_of(self.used[name])
        except NoValueOnDate:
            text, kind, unit = self.parameters.described(name)
            if kind not in _KINDS:
                raise
            return Fact(name, _KINDS[kind], text, unit, alterable=Alterable.NEVER, unstated=True)

    def choice(self, name: str) -> str:
        parameter = self.use(name)
        if parameter.kind is ParameterKind.FLAG:
            return "true" if parameter.value else "false"
        if not isinstance(parameter.value, str):
            raise RulebookError(f"{name} is of kind {parameter.kind.value}; the rule needs a choice")
        return parameter.value

    def cite(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            self.cited.setdefault(key, self.parameters.citation(key))

    def use_parameters_of(self, *trees: Condition | Term) -> None:
        """Collect the parameters on which the facts of bound trees depend."""
        for fact in facts_of(*trees, shown=True):
            for name in fact.reads:
                self.use(name)

    def tree(self, node: Condition | Term) -> Condition | Term:
        return self.condition(node) if isinstance(node, Condition) else self.term(node)

    def criterion(self, node: Criterion) -> Criterion:
        self.cite(node.sources)
        applies = None if node.applies is None else self.condition(node.applies)
        condition = self.condition(node.condition)
        return evolve(
            node, condition=condition, applies=applies, rate=None if node.rate is None else self.rate(node.rate)
        )

    def rate(self, node: SampledRate) -> SampledRate:
        limits = tuple(evolve(limit, value=self.stated(limit.value)) for limit in node.limits)
        return evolve(node, limits=limits, confidence=self.stated(node.confidence))

    def stated(self, term: Term) -> Term:
        """A term that needs a value."""
        return number_of(self.use(term.name)) if isinstance(term, Parameter) else self.term(term)

    def condition(self, node: Condition) -> Condition:
        match node:
            case Constant() | IsTrue():
                return node
            case Criterion():
                return self.criterion(node)
            case AllOf(conditions):
                return AllOf(tuple(self.condition(part) for part in conditions))
            case AnyOf(conditions):
                return AnyOf(tuple(self.condition(part) for part in conditions))
            case Not(condition):
                return Not(self.condition(condition))
            case Compare(left, operator, right):
                return Compare(self.term(left), operator, self.term(right))
            case OneOf(fact, values):
                return OneOf(fact, self.values(values) if isinstance(values, Parameter) else values)
            case AnyMarked(flags, table, mark):
                return self.marked(flags, self.use(table.name), mark)
            case AnyMember() | EveryMember():
                asked = self.asked(node.condition)
                unknown = unstated_in(asked)
                return evolve(node, condition=asked) if unknown is None else unknown_flag(unknown.name, unknown.text)
            case Chosen(parameter, value):
                return Constant(self.is_chosen(parameter.name, value))
            case Choose(parameter, branches):
                try:
                    kind = self.use(parameter.name).kind
                except NoValueOnDate:
                    return unknown_flag(parameter.name, self.parameters.described(parameter.name)[0])
                if kind is ParameterKind.CHOICES:
                    return self.chosen(parameter, dict(branches))
                choice = self.choice(parameter.name)
                for name, branch in branches:
                    if name == choice:
                        return self.condition(branch)
                raise RulebookError(
                    f"{parameter.name} is {choice!r}; the rule knows {', '.join(name for name, _ in branches)}"
                )
            case _:
                assert_never(node)

    def chosen(self, parameter: Parameter, branches: Mapping[str, Condition]) -> Condition:
        names = self.values(parameter)
        if unknown := set(names) - set(branches):
            raise RulebookError(f"{parameter.name} names {sorted(unknown)}; the rule knows {', '.join(branches)}")
        parts = tuple(self.condition(branch) for name, branch in branches.items() if name in names)
        return AllOf(parts) if parts else Constant(True)

    def asked(self, condition: Condition) -> Condition:
        """A question to members, simplified; the facts of a person may depend on parameters too."""
        bound = simplified(self.condition(condition))
        self.use_parameters_of(bound)
        return bound

    def is_chosen(self, name: str, value: str) -> bool:
        parameter = self.use(name)
        if parameter.kind is ParameterKind.CHOICES and isinstance(parameter.value, tuple):
            return value in parameter.value
        return self.choice(name) == value

    def values(self, parameter: Parameter) -> tuple[str, ...]:
        stated = self.use(parameter.name)
        if stated.kind is not ParameterKind.CHOICES or not isinstance(stated.value, tuple):
            raise RulebookError(f"{parameter.name} is of kind {stated.kind.value}; the rule needs choices")
        return tuple(value for value in stated.value if isinstance(value, str))

    def marked(self, flags: tuple[Fact, ...], table: ParameterValue, mark: str) -> Condition:
        marks = table.table
        known = {flag.name for flag in flags}
        declared = (self.parameters.fact(name) for name in marks if name not in known)
        flags = (*flags, *(fact for fact in declared if fact is not None))
        if unknown := set(marks) - {flag.name for flag in flags}:
            raise RulebookError(f"{table.name} names {sorted(unknown)}, which the rule does not know")
        chosen = tuple(IsTrue(flag) for flag in flags if marks.get(flag.name) == mark)
        return AnyOf(chosen) if chosen else Constant(False)

    def term(self, node: Term) -> Term:
        match node:
            case Parameter(name):
                return self.number(name)
            case ByYear(series, choice, offset):
                name = f"{series}.{self.choice(choice.name)}"
                shift = self.use(offset.name).value
                if isinstance(shift, bool) or not isinstance(shift, int):
                    raise InvalidValue(offset.name, shift, "a whole number of years")
                return self.number(name, self.parameters.year + shift)
            case Times():
                product = Times(self.term(node.left), self.term(node.right))
                return unstated_in(product) or product
            case Plus(terms):
                return _sum(tuple(self.term(part) for part in terms))
            case Least(terms):
                return Least(tuple(self.term(part) for part in terms))
            case Greatest(terms):
                return Greatest(tuple(self.term(part) for part in terms))
            case When(condition, term, otherwise):
                return self.when(simplified(self.condition(condition)), term, otherwise)
            case Rounded(term, unit, direction):
                return Rounded(self.term(term), unit, direction)
            case CountMembers(condition):
                if condition is None:
                    return node
                asked = self.asked(condition)
                return unstated_in(asked) or CountMembers(asked)
            case SumMembers(term):
                inner = self.term(term)
                self.use_parameters_of(inner)
                return unstated_in(inner) or SumMembers(inner)
            case _:
                return node

    def when(self, condition: Condition, term: Term, otherwise: Term) -> Term:
        """One of two terms; where the rulebook has settled which, the parameters of the other need no value."""
        if isinstance(condition, Constant):
            return self.term(term if condition.value else otherwise)
        return When(condition, self.term(term), self.term(otherwise))


#: The kinds of parameters that stand in terms, with the kind of the fact that stands for one without a value.
_KINDS = {
    ParameterKind.MONEY: Kind.MONEY,
    ParameterKind.COUNT: Kind.COUNT,
    ParameterKind.SHARE: Kind.MEASURE,
    ParameterKind.MEASURE: Kind.MEASURE,
}


def unstated_in(tree: Condition | Term) -> Fact | None:
    """A parameter without a value among the facts of a tree: what it multiplies, or asks of members, is unknown."""
    return next((node for node in walk(tree) if isinstance(node, Fact) and node.unstated), None)


def unknown_flag(name: str, text: Text) -> IsTrue:
    """A condition that is unknown for every record, for want of a parameter."""
    return IsTrue(Fact(name, Kind.FLAG, text, alterable=Alterable.NEVER, unstated=True))


def number_of(value: ParameterValue) -> Number:
    if isinstance(value.value, bool | str | date | tuple):
        raise RulebookError(f"{value.name} is of kind {value.kind.value}; the rule needs a number")
    unit = PERCENT if value.kind is ParameterKind.SHARE else value.unit
    return Number(Fraction(value.value), value.name, value.text, unit)


def _sum(terms: tuple[Term, ...]) -> Term:
    """A sum without the parts that the rulebook sets to 0."""
    left = tuple(term for term in terms if term != _ZERO)
    return _ZERO if not left else left[0] if len(left) == 1 else Plus(left)


_ZERO = Number(Fraction(0))
