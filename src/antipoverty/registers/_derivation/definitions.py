"""Which facts follow by their definitions, and from what, under a rulebook on a date.

What follows comes before what is stated, but for facts that say otherwise (`Fact.stated_first`); what it leaves open
stays as it is stated. Tests hold what is worked out from columns here against what an object's record says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from attrs import Factory, evolve, field, frozen

from antipoverty import rulebooks
from antipoverty._engine.binding import bind_definition
from antipoverty._engine.conditions import Number, OfMembers, Plus, Times, facts_behind, facts_of, member_fact
from antipoverty._engine.linear import flattened
from antipoverty._engine.parameters import ParameterValue, Value
from antipoverty.errors import ParameterError
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts import year_of_income as counted_year
from antipoverty.facts.household import MONITORED_INCOME, NET_INCOME, SIZE
from antipoverty.registers._derivation.member_columns import Question, reads_age
from antipoverty.registers._schema.declarations import Field
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, INCOME_YEAR
from antipoverty.rules import Condition, CountMembers, Fact, Greatest, Least, Rounded, Term, When

Definition: TypeAlias = Condition | Term
#: The facts of a household that follow from others or from members, in the order of their columns.
DERIVABLE: tuple[Fact, ...] = (SIZE, *(fact for fact in HOUSEHOLD.facts if fact.definition is not None))
#: The incomes of a household. The year, or the months, of which they are is no part of their definition.
INCOMES = (NET_INCOME, MONITORED_INCOME)
YEAR_OFFSET = "income.year_offset"


@frozen
class Basis:
    """A date and the rulebook's values on it, by which facts are derived.

    Attributes:
        on: the date at which ages are taken, and of which the year's income counts.
        given: the values, by parameter; a fact that reads a parameter without a value is left as it is stated.
        digest: the digest of the values by which the facts of `DERIVABLE` follow.
    """

    on: date
    given: Mapping[str, ParameterValue] = field(hash=False, repr=False)
    digest: str = field(init=False, default=Factory(lambda self: _digest(self.given), takes_self=True))

    @classmethod
    def of(cls, on: date, rulebook: rulebooks.Rulebook | None = None, facts: Iterable[Fact] = ()) -> Basis:
        """The basis on a date under a rulebook; that of China if left out.

        Args:
            on: the date.
            rulebook: the rulebook.
            facts: facts that follow, beside those of `DERIVABLE`.
        """
        names = {name for fact in facts for name in fact.reads}
        return _basis(on, rulebook or rulebooks.load("cn"), frozenset(names | _READ))

    @property
    def values(self) -> Mapping[str, Value]:
        """The values alone, by parameter."""
        return {name: value.value for name, value in self.given.items()}


_READ = frozenset(name for fact in DERIVABLE for name in fact.reads)


def _digest(given: Mapping[str, ParameterValue]) -> str:
    values = sorted((name, value.value) for name, value in given.items() if name in _READ)
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _basis(on: date, rulebook: rulebooks.Rulebook, names: frozenset[str]) -> Basis:
    in_force = rulebook.at(on)
    given = {}
    for name in sorted(names):
        try:
            given[name] = in_force.get(name)
        except ParameterError:  # a rule that reads the fact names the gap when it is bound
            continue
    return Basis(on, given)


# What follows, and from what


@frozen
class Side:
    """How facts are derived on one side of a comparison.

    Attributes:
        basis: by what they follow.
        definitions: for each fact that follows from what a frame and its members have, its definition with the
            parameters put in, after those of the facts from which it follows; none for a fact that is as it is stated
            but for the year of an income, or for what an earlier derivation made of it.
        dated: whether the frame says of which year an income is.
    """

    basis: Basis
    definitions: Mapping[Fact, Definition | None]
    dated: bool = False

    def guarded(self, facts: Iterable[Fact]) -> Side:
        """The same with facts that are read as stated, unless an earlier derivation changed them."""
        others = {fact: None for fact in facts if fact not in self.definitions}
        # Before all that may follow from them.
        return evolve(self, definitions={**others, **self.definitions})

    def question(self, fact: Fact) -> Question | None:
        """What members are asked for a fact; none if it does not follow from them."""
        node = self.definitions[fact]
        if not isinstance(node, OfMembers):
            return None
        asked = Question(node, fact.kind.scale, None)
        found = ((each, definition_on(each, self.basis)) for each in asked.facts)
        definitions = tuple((each, definition) for each, definition in found if definition is not None)
        return evolve(asked, on=self.basis.on if reads_age(*asked.facts) else None, definitions=definitions)


@lru_cache(maxsize=4096)
def definition_on(fact: Fact, basis: Basis) -> Definition | None:
    """A fact's definition with the parameters put in; none where the rulebook does not say on the date how it follows.

    The net income follows from its parts even where the rulebook does not say of which year it counts.
    """
    if fact == SIZE:
        return CountMembers()
    if fact.definition is None:
        return None
    alone = evolve(fact, reads=())
    if any(name not in basis.given for name in (alone if fact == NET_INCOME else fact).reads):
        return None
    return bind_definition(alone, basis.given)


@lru_cache(maxsize=1024)
def side_of(facts: tuple[Fact, ...], basis: Basis, columns: frozenset[str], *, members: bool) -> Side:
    """How facts, and the facts behind them, are derived.

    Args:
        facts: the facts.
        basis: by what they follow.
        columns: the columns of the frame that hold anything.
        members: whether the members are there.
    """
    made: dict[Fact, Definition | None] = {}
    known: dict[Fact, bool] = {}
    dated = INCOME_YEAR.column in columns

    def visit(fact: Fact) -> bool:
        """Whether anything can be known of a fact."""
        if fact not in known:
            known[fact] = follows = _follows(fact)
            known[fact] |= fact.column in columns
            if not follows and fact == NET_INCOME and known[fact] and dated:
                made[fact] = None
        return known[fact]

    def _follows(fact: Fact) -> bool:
        definition = definition_on(fact, basis)
        if definition is None:
            return False
        if isinstance(definition, OfMembers):
            follows = members
        else:
            follows = _knowable(definition, {each for each in facts_of(definition) if visit(each)})
        if follows:
            made[fact] = definition
        elif fact == MONITORED_INCOME and NET_INCOME.column in columns:
            made[fact] = None
        return fact in made

    for fact in facts:
        visit(fact)
    return Side(basis, made, dated)


def _knowable(node: Definition, known: Collection[Fact]) -> bool:
    """Whether a definition can give a value, if these facts can be known."""
    match node:
        case Fact():
            return node in known
        case Number() | Plus() | Times():  # what cancels out need not be known
            return all(_knowable(term, known) for term in flattened(node)[0])
        case Least(terms) | Greatest(terms):
            return all(_knowable(term, known) for term in terms)
        case Rounded(term):
            return _knowable(term, known)
        case When(condition, met, otherwise):
            sides = _knowable(met, known), _knowable(otherwise, known)
            return all(sides) or (any(sides) and _knowable(condition, known))
        case _:
            facts = (member_fact(node),) if isinstance(node, OfMembers) else facts_of(node)
            return not facts or any(fact in known for fact in facts)


def worked_out(fact: Fact, columns: frozenset[str], basis: Basis, *, members: bool) -> bool:
    """Whether a frame has what a fact is derived from, and not only the derived fact."""
    return side_of((fact,), basis, columns, members=members).definitions.get(fact) is not None


def all_behind(*facts: Fact) -> tuple[Fact, ...]:
    """Facts, all from which they follow, and the net income that may stand for that of twelve months."""
    found = facts_behind(*facts)
    return (*found, NET_INCOME) if MONITORED_INCOME in found and NET_INCOME not in found else found


def fields_behind(facts: Sequence[Fact], *, members: bool) -> Mapping[str, Field]:
    """The columns of households, beside those of facts, that are read where the facts follow, by their names.

    Args:
        facts: the facts, and those from which they follow.
        members: whether a table of members is there.
    """
    found = [HOUSEHOLDS["id"]] if members else []
    if not set(INCOMES).isdisjoint(facts):
        found += [HOUSEHOLDS[NET_INCOME.name], INCOME_YEAR]
    if any(depends_on_basis(fact) for fact in facts):
        found += [DERIVED_ON, DERIVED_BY]
    return {each.column: each for each in found}


def depends_on_basis(fact: Fact) -> bool:
    """Whether the derived fact depends on the date or on the rulebook's values."""
    return fact.definition is not None and (bool(fact.reads) or reads_age(fact))


# The year of an income


def year_of_income(fact: Fact, basis: Basis) -> int | None:
    """The calendar year whose income a fact is, if it is one of an income, and the rulebook says so on the date."""
    if fact not in INCOMES or any(name not in basis.given for name in _YEARS_BY[fact]):
        return None
    return counted_year(fact, basis.on, basis.values)


def years_that_count(basis: Basis) -> list[int] | None:
    """The calendar years whose income counts for anything on the date; `None` if the rulebook says nothing of years."""
    said = [fact for fact in INCOMES if all(name in basis.given for name in _YEARS_BY[fact])]
    years = (year_of_income(fact, basis) for fact in said)
    return [year for year in years if year is not None] if said else None


#: The parameters that say of which year an income counts.
_YEARS_BY = {NET_INCOME: (YEAR_OFFSET,), MONITORED_INCOME: ("monitoring.income_window",)}
