"""Binding: the parameters of a date put into a rule or a quantity, which then needs no rulebook any more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn, overload

from attrs import Factory, evolve, field, frozen

from antipoverty._engine.binder import Binder, number_of, unknown_flag
from antipoverty._engine.conditions import (
    AnyMarked,
    ByYear,
    Choose,
    Chosen,
    Condition,
    Criterion,
    Fact,
    Number,
    Parameter,
    Quantity,
    Ranking,
    Rule,
    SampledRate,
    Term,
    criteria_of,
    facts_of,
    walk_members,
)
from antipoverty._engine.parameters import Citation, Grade, Parameters, ParameterValue, RulebookId
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, NoLongerInForce, RulebookError
from antipoverty.text import Language, Text, Translation


@frozen(order=False, cache_hash=True)
class BoundRule(Serializable, Shown):
    """A rule with every parameter put in: all that deciding needs, and all that checking a decision needs.

    Attributes:
        rule: the rule, its parameters replaced by numbers that remember their names.
        parameters: every value that was used, with its source and grade, in the order of use.
        citations: the documents that the criteria cite.
        rulebook: which rulebook.
        facts: the facts that the rule reads, then those that its findings only show.
        translations: languages in which the rulebook says what the library says. They are not part of a document: to
            explain what was read back from one, give the `antipoverty.text.Translation` as the language.

    Its parts agree: every number is that of its parameter, and every document that a criterion cites is included.
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
    translations: tuple[Translation, ...] = field(init=False, eq=False, repr=False, default=())

    def __attrs_post_init__(self) -> None:
        _check_bound((self.rule.condition, *self.rule.reviews), self.parameters, self.citations)

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id


@frozen(order=False, cache_hash=True)
class BoundQuantity(Shown):
    """A quantity with every parameter put in.

    Attributes:
        quantity: the quantity, its parameters replaced by numbers that remember their names.
        parameters: every value that was used, with its source and grade, in the order of use.
        citations: the documents that it cites.
        rulebook: which rulebook.
        translations: as of a `BoundRule`.
    """

    quantity: Quantity
    parameters: tuple[ParameterValue, ...]
    citations: tuple[Citation, ...]
    rulebook: RulebookId
    facts: tuple[Fact, ...] = field(
        init=False, eq=False, default=Factory(lambda self: facts_of(self.quantity.term), takes_self=True)
    )
    translations: tuple[Translation, ...] = field(init=False, eq=False, repr=False, default=())

    def __attrs_post_init__(self) -> None:
        _check_bound((self.quantity.term,), self.parameters, self.citations)
        cited = {citation.key for citation in self.citations}
        if unknown := set(self.quantity.sources) - cited:
            raise InvalidValue("citations", sorted(cited), f"also {', '.join(sorted(unknown))} for {self.id}")

    @property
    def id(self) -> str:
        """The quantity's id."""
        return self.quantity.id

    @property
    def grade(self) -> Grade:
        """The lowest grade among its values; `Grade.CHOICE` if it has none."""
        order = list(Grade)
        return max((value.grade for value in self.parameters), key=order.index, default=Grade.CHOICE)


def _check_bound(
    trees: tuple[Condition | Term, ...], parameters: tuple[ParameterValue, ...], citations: tuple[Citation, ...]
) -> None:
    used = {value.name: value for value in parameters}
    cited = {citation.key for citation in citations}
    for node in (node for tree in trees for node in walk_members(tree)):
        if isinstance(node, Criterion) and node.rate is not None:
            _check_rate(node.rate, used)
        match node:
            case Number():
                _check_number(node, used)
            case Fact(reads=names) if unknown := set(names) - set(used):
                raise InvalidValue("parameters", sorted(used), f"also {', '.join(sorted(unknown))}")
            case Criterion(id=name, sources=keys) if unknown := set(keys) - cited:
                raise InvalidValue("citations", sorted(cited), f"also {', '.join(sorted(unknown))} for {name}")
            case Parameter() | ByYear() | Choose() | Chosen() | AnyMarked():
                raise InvalidValue("rule", type(node).__name__, "a rule with every parameter put in")
            case _:
                pass


def _check_rate(rate: SampledRate, used: Mapping[str, ParameterValue]) -> None:
    """The limits and the confidence of a sampled rate are shares from 0 to 1, put in from parameters."""
    for term in (rate.confidence, *(limit.value for limit in rate.limits)):
        if not isinstance(term, Number) or not 0 <= term.value <= 1:
            raise InvalidValue("rule", type(term).__name__, "a share from 0 to 1, for a limit or confidence of a rate")
        _check_number(term, used)


def _check_number(number: Number, used: Mapping[str, ParameterValue]) -> None:
    """A number that names its parameter has that parameter's value, words and unit."""
    name = number.parameter
    if name is None:
        return
    if name not in used:
        raise InvalidValue("parameters", sorted(used), f"also {name}, of which the rule has a number")
    value = used[name]
    if number != number_of(value):
        stated = f"{number.value} {number.unit.en if number.unit else ''}".strip()
        raise InvalidValue(
            "rule", f"{name}: {stated}", f"its number, words and unit as among the parameters: {value.value}"
        )


@overload
def bind(rule: Rule, parameters: Parameters) -> BoundRule: ...
@overload
def bind(rule: Quantity, parameters: Parameters) -> BoundQuantity: ...
def bind(rule: Rule | Quantity, parameters: Parameters) -> BoundRule | BoundQuantity:
    """Put the rulebook's values into a rule or a quantity.

    Args:
        rule: a rule or a quantity.
        parameters: the rulebook as it stands on the date, as `antipoverty.rulebooks.Rulebook.at` gives it.

    Raises:
        ParameterError: if a parameter that it needs has no value on the date; the message names it.
        RulebookError: if a value is of a kind that it cannot use.
        InvalidValue: for what is no rule or quantity, or no rulebook as it stands on a date.
    """
    try:
        return _bound(rule, parameters)
    except TypeError:  # unhashable
        _check_arguments(rule, parameters)
        raise


@lru_cache(maxsize=4096)
def _bound(rule: Rule | Quantity, parameters: Parameters) -> BoundRule | BoundQuantity:
    _check_arguments(rule, parameters)
    return _bound_rule(rule, parameters) if isinstance(rule, Rule) else _bound_quantity(rule, parameters)


def spoken(language: Language, bound: BoundRule | BoundQuantity) -> Language:
    """A language as the rulebook of a bound rule or quantity speaks it."""
    if isinstance(language, Translation):
        return language
    return next((translation for translation in bound.translations if translation == language), language)


_BIND = "a {}: bind({}, rulebook.at(date)) gives it"


def bound_rule(value: object, name: str = "bound") -> BoundRule:
    """An argument that is a bound rule.

    Raises:
        InvalidValue: for anything else, with what to do about a quantity or a rule that is not bound.
    """
    if isinstance(value, BoundRule):
        return value
    quantity = isinstance(value, BoundQuantity | Quantity)
    expected = "a rule; for a quantity use `calculate`" if quantity else _BIND.format("BoundRule", "rule")
    raise InvalidValue(name, type(value).__name__, expected)


def bound_quantity(value: object, name: str = "bound") -> BoundQuantity:
    """An argument that is a bound quantity; raises as `bound_rule` does."""
    if isinstance(value, BoundQuantity):
        return value
    rule = isinstance(value, BoundRule | Rule)
    expected = "a quantity; for a rule use `decide`" if rule else _BIND.format("BoundQuantity", "quantity")
    raise InvalidValue(name, type(value).__name__, expected)


def _check_arguments(rule: object, parameters: object) -> None:
    if not isinstance(rule, Rule | Quantity):
        raise InvalidValue("rule", type(rule).__name__, "a Rule or a Quantity")
    if not hasattr(parameters, "in_year"):
        expected = "a rulebook as it stands on a date, as rulebook.at(date) gives it"
        raise InvalidValue("parameters", type(parameters).__name__, expected)


def _bound_rule(rule: Rule, parameters: Parameters) -> BoundRule:
    binder = Binder(parameters)
    if rule.in_force is not None:
        try:
            binder.use(rule.in_force.name)
        except NoLongerInForce:
            if rule.ended is None:
                raise
            return _ended(rule, rule.in_force, rule.ended, parameters)
    condition = binder.condition(rule.condition)
    bound = evolve(
        rule,
        condition=condition,
        reviews=tuple(binder.criterion(review) for review in rule.reviews),
        in_force=None,
        ended=None,
        ranking=ranked_in(rule.ranking, condition),
    )
    binder.use_parameters_of(bound.condition, *bound.reviews)
    made = BoundRule(bound, tuple(binder.used.values()), tuple(binder.cited.values()), parameters.id)
    object.__setattr__(made, "translations", parameters.translations)
    return made


def _ended(rule: Rule, in_force: Parameter, words: Text, parameters: Parameters) -> BoundRule:
    """A rule after its end: it reads nothing of a record, and is unknown for every one."""
    over = unknown_flag(in_force.name, parameters.described(in_force.name)[0])
    bound = evolve(rule, condition=over, unknown=words, reviews=(), in_force=None, ranking=None)
    return BoundRule(bound, (), (), parameters.id)


def ranked_in(ranking: Ranking | None, condition: Condition) -> Ranking | None:
    """The ranking without the ranks whose criterion the rulebook has switched off."""
    if ranking is None:
        return None
    sought = {criterion.id for criterion in criteria_of(condition)}
    ranks = tuple(rank for rank in ranking.ranks if rank.criterion in sought)
    return evolve(ranking, ranks=ranks) if ranks else None


def _bound_quantity(quantity: Quantity, parameters: Parameters) -> BoundQuantity:
    binder = Binder(parameters)
    if quantity.in_force is not None:
        binder.use(quantity.in_force.name)
    binder.cite(quantity.sources)
    bound = evolve(quantity, term=binder.term(quantity.term), in_force=None)
    binder.use_parameters_of(bound.term)
    made = BoundQuantity(bound, tuple(binder.used.values()), tuple(binder.cited.values()), parameters.id)
    object.__setattr__(made, "translations", parameters.translations)
    return made


def bind_definition(fact: Fact, parameters: Mapping[str, ParameterValue]) -> Condition | Term:
    """The definition of a fact with the parameters put in that it reads.

    Args:
        fact: a fact with a definition.
        parameters: the values of the parameters that it `reads`, by name.

    Raises:
        RulebookError: if a value is missing, or of a kind that the definition cannot use.
    """
    assert fact.definition is not None
    if lacking := [name for name in fact.reads if name not in parameters]:
        raise RulebookError(f"{fact.name} follows from {', '.join(lacking)}, which has no value here")
    return Binder(_FixedValues(parameters)).tree(fact.definition)


@lru_cache(maxsize=4096)
def bind_beside(quantity: Quantity, bound: BoundRule | BoundQuantity) -> BoundQuantity:
    """Bind a quantity to the values and citations of a bound rule or quantity, without the rulebook.

    Raises:
        RulebookError: if it needs a value or a citation that the other does not have.
    """
    values = {value.name: value for value in bound.parameters}
    cited = {citation.key: citation for citation in bound.citations}
    return _bound_quantity(quantity, _FixedValues(values, cited, bound.rulebook, bound.translations))


@frozen(eq=False)
class _FixedValues:
    """Values and citations in place of a rulebook."""

    values: Mapping[str, ParameterValue]
    citations: Mapping[str, Citation] = field(factory=dict)
    rulebook: RulebookId | None = None
    translations: tuple[Translation, ...] = ()

    @property
    def id(self) -> RulebookId:
        assert self.rulebook is not None
        return self.rulebook

    @property
    def year(self) -> int:
        return 0  # not used: the values of the year are fixed

    def get(self, name: str) -> ParameterValue:
        if name not in self.values:
            raise RulebookError(f"{name} has no value here")
        return self.values[name]

    def in_year(self, name: str, year: int) -> ParameterValue:
        return self.get(name)

    def citation(self, key: str) -> Citation:
        if key not in self.citations:
            raise RulebookError(f"no citation {key!r} here")
        return self.citations[key]

    def fact(self, name: str) -> Fact | None:
        return None

    def described(self, name: str) -> NoReturn:
        raise RulebookError(f"{name} has no value here")
