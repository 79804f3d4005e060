"""Binding: a rule and the parameters of a date give a rule that stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import assert_never, overload

from attrs import Factory, evolve, field, frozen

from antipoverty.errors import InvalidValue, RulebookError
from antipoverty.rules.conditions import (
    PERCENT,
    All,
    Any,
    AnyMarked,
    ByYear,
    Choose,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Not,
    Number,
    OneOf,
    Parameter,
    Plus,
    Rule,
    SampledRate,
    Term,
    Times,
    facts_of,
    walk,
)
from antipoverty.rules.parameters import Citation, ParameterKind, Parameters, ParameterValue, RulebookId

__all__ = ["BoundRule", "bind"]


@frozen(order=False, cache_hash=True)
class BoundRule:
    """A rule with every parameter put in: all that a decision needs, and all that its reader needs to check it.

    Attributes:
        rule: the rule, its parameters replaced by numbers that remember their names.
        parameters: every value that was used, with its source and grade, in the order of use.
        citations: the documents that the criteria cite.
        rulebook: which rulebook.
        facts: those that the rule reads, then those that its findings show beside.

    Its parts agree: every number put in is that of its parameter, and every document that a criterion cites is there.
    """

    rule: Rule
    parameters: tuple[ParameterValue, ...]
    citations: tuple[Citation, ...]
    rulebook: RulebookId
    facts: tuple[Fact, ...] = field(
        init=False,
        eq=False,
        default=Factory(lambda self: facts_of(self.rule.condition, *self.rule.reviews, shown=True), takes_self=True),
    )

    def __attrs_post_init__(self) -> None:
        used = {value.name: value for value in self.parameters}
        cited = {citation.key for citation in self.citations}
        for condition in (self.rule.condition, *self.rule.reviews):
            for node in walk(condition):
                if isinstance(node, Criterion) and node.rate is not None:
                    _check_rate(node.rate, used)
                match node:
                    case Number():
                        _check_number(node, used)
                    case Fact(reads=names) if unknown := set(names) - set(used):
                        raise InvalidValue("parameters", sorted(used), f"also {', '.join(sorted(unknown))}")
                    case Criterion(id=name, sources=keys) if unknown := set(keys) - cited:
                        raise InvalidValue("citations", sorted(cited), f"also {', '.join(sorted(unknown))} for {name}")
                    case Parameter() | ByYear() | Choose() | AnyMarked():
                        raise InvalidValue("rule", type(node).__name__, "a rule with every parameter put in")
                    case _:
                        pass


def _check_rate(rate: SampledRate, used: Mapping[str, ParameterValue]) -> None:
    """What a sampled rate is held against, and its confidence, are shares that were put in."""
    for term in (rate.confidence, *(limit.value for limit in rate.limits)):
        if not isinstance(term, Number) or not 0 <= term.value <= 1:
            raise InvalidValue("rule", type(term).__name__, "a share from 0 to 1, for a limit or confidence of a rate")
        _check_number(term, used)


def _check_number(number: Number, used: Mapping[str, ParameterValue]) -> None:
    """A number that says from which parameter it came is the one that the parameter has."""
    name = number.parameter
    if name is None:
        return
    if name not in used:
        raise InvalidValue("parameters", sorted(used), f"also {name}, of which the rule has a number")
    value = used[name]
    if number != _number(value):
        given = f"{number.value} {number.unit.en if number.unit else ''}".strip()
        raise InvalidValue(
            "rule", f"{name}: {given}", f"its number, words and unit as among the parameters: {value.value}"
        )


def bind(rule: Rule, parameters: Parameters) -> BoundRule:
    """Put the rulebook's values into a rule.

    Args:
        rule: a rule.
        parameters: the rulebook as it stands on the date, as `antipoverty.rulebooks.Rulebook.at` gives it.

    Raises:
        ParameterError: if a parameter that the rule needs has no value on the date; the message names it.
        RulebookError: if a value is of a kind that the rule cannot use.
        InvalidValue: for what is no rule, or no rulebook as it stands on a date.
    """
    try:
        return _bound(rule, parameters)
    except (AttributeError, TypeError):
        if not isinstance(rule, Rule):
            raise InvalidValue("rule", type(rule).__name__, "a Rule") from None
        if not hasattr(parameters, "in_year"):
            expected = "a rulebook as it stands on a date, as rulebook.at(date) gives it"
            raise InvalidValue("parameters", type(parameters).__name__, expected) from None
        raise


@lru_cache(maxsize=4096)
def _bound(rule: Rule, parameters: Parameters) -> BoundRule:
    binder = _Binder(parameters)
    if rule.in_force is not None:
        binder.use(rule.in_force.name)
    bound = evolve(
        rule,
        condition=binder.condition(rule.condition),
        reviews=tuple(binder.criterion(review) for review in rule.reviews),
        in_force=None,
    )
    for fact in facts_of(bound.condition, *bound.reviews, shown=True):
        for name in fact.reads:
            binder.use(name)
    return BoundRule(bound, tuple(binder.used.values()), tuple(binder.cited.values()), parameters.id)


def _number(found: ParameterValue) -> Number:
    if isinstance(found.value, bool | str | tuple):
        raise RulebookError(f"{found.name} is of kind {found.kind.value}; the rule wants a number")
    unit = PERCENT if found.kind is ParameterKind.SHARE else found.unit
    return Number(Fraction(found.value), found.name, found.text, unit)


class _Binder:
    """One pass over one rule, which notes what it uses on its way."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.used: dict[str, ParameterValue] = {}
        self.cited: dict[str, Citation] = {}

    def use(self, name: str) -> ParameterValue:
        return self.used.setdefault(name, self.parameters.get(name))

    def choice(self, name: str) -> str:
        found = self.use(name)
        if found.kind is ParameterKind.FLAG:
            return "true" if found.value else "false"
        if not isinstance(found.value, str):
            raise RulebookError(f"{name} is of kind {found.kind.value}; the rule wants a choice")
        return found.value

    def criterion(self, node: Criterion) -> Criterion:
        for key in node.sources:
            self.cited.setdefault(key, self.parameters.citation(key))
        applies = None if node.applies is None else self.condition(node.applies)
        condition = self.condition(node.condition)
        return evolve(
            node, condition=condition, applies=applies, rate=None if node.rate is None else self.rate(node.rate)
        )

    def rate(self, node: SampledRate) -> SampledRate:
        limits = tuple(evolve(limit, value=self.term(limit.value)) for limit in node.limits)
        return evolve(node, limits=limits, confidence=self.term(node.confidence))

    def condition(self, node: Condition) -> Condition:
        match node:
            case Constant() | IsTrue():
                return node
            case Criterion():
                return self.criterion(node)
            case All(conditions):
                return All(tuple(self.condition(part) for part in conditions))
            case Any(conditions):
                return Any(tuple(self.condition(part) for part in conditions))
            case Not(condition):
                return Not(self.condition(condition))
            case Compare(left, operator, right):
                return Compare(self.term(left), operator, self.term(right))
            case OneOf(fact, values):
                return OneOf(fact, self.values(values) if isinstance(values, Parameter) else values)
            case AnyMarked(flags, table, mark):
                return self.marked(flags, self.use(table.name), mark)
            case Choose(parameter, branches):
                if self.use(parameter.name).kind is ParameterKind.CHOICES:
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
        return All(parts) if parts else Constant(True)

    def values(self, parameter: Parameter) -> tuple[str, ...]:
        found = self.use(parameter.name)
        if found.kind is not ParameterKind.CHOICES or not isinstance(found.value, tuple):
            raise RulebookError(f"{parameter.name} is of kind {found.kind.value}; the rule wants choices")
        return tuple(value for value in found.value if isinstance(value, str))

    def marked(self, flags: tuple[Fact, ...], table: ParameterValue, mark: str) -> Condition:
        marks = table.table
        if unknown := set(marks) - {flag.name for flag in flags}:
            raise RulebookError(f"{table.name} names {sorted(unknown)}, which the rule does not know")
        chosen = tuple(IsTrue(flag) for flag in flags if marks.get(flag.name) == mark)
        return Any(chosen) if chosen else Constant(False)

    @overload
    def term(self, node: Fact) -> Fact: ...
    @overload
    def term(self, node: Term) -> Term: ...
    def term(self, node: Term) -> Term:
        match node:
            case Parameter(name):
                return _number(self.use(name))
            case ByYear(series, choice, offset):
                name = f"{series}.{self.choice(choice.name)}"
                shift = self.use(offset.name).value
                if isinstance(shift, bool) or not isinstance(shift, int):
                    raise InvalidValue(offset.name, shift, "a whole number of years")
                found = self.parameters.in_year(name, self.parameters.year + shift)
                self.used[name] = found
                return _number(found)
            case Times(left, right):
                return Times(self.term(left), self.term(right))
            case Plus(terms):
                return Plus(tuple(self.term(part) for part in terms))
            case _:
                return node
