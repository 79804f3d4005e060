"""Rules over a frame of millions of rows: the frame comes back with a column for each outcome.

A column holds true, false or null: met, not met, unknown. It is the one that the record reader would give, row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.binding import BoundQuantity
from antipoverty._engine.changes import shortfall_of
from antipoverty._engine.columns import MOST, amount_over, expression_over
from antipoverty._engine.conditions import OfMembers, criteria_of, facts_behind, facts_of, simplified
from antipoverty._engine.linear import limits, whole_number
from antipoverty._engine.parameters import ParameterValue, RulebookId
from antipoverty._engine.rankings import criteria_ranked, first_over
from antipoverty._shared.arguments import as_day, typed
from antipoverty.errors import InvalidValue
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._derivation.definitions import Basis
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._derivation.sides import fact_columns_by_side
from antipoverty.registers._derivation.times import with_times, without
from antipoverty.registers._frames.engines import Absent
from antipoverty.registers._schema.declarations import Field
from antipoverty.registers._schema.tables import HOUSEHOLDS, VILLAGES
from antipoverty.rules import BoundRule, Condition, Criterion, Fact, Quantity, Rule, Subject, bind

_Frame = TypeVar("_Frame")
#: The schema's fields of each kind of subject, which know the bounds of its facts.
FIELDS: Mapping[str, Mapping[str, Field]] = {
    "household": {each.name: each for each in HOUSEHOLDS},
    "village": {each.name: each for each in VILLAGES},
}


def evaluate(
    frame: _Frame,
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
    rules: Sequence[Rule | Quantity] = (POOR_HOUSEHOLD,),
    findings: bool = False,
    shortfall: bool = False,
    absent: Absent = "refuse",
    members: Any = None,
    subject: Subject | None = None,
) -> _Frame:
    """Evaluate rules over a frame.

    A fact that has a definition is worked out by it for the date, by the rulebook: the net income from its parts where
    all that count are known and it is of the year that counts (``income_year``), and whether a household has exited.
    With the members given, so is all that rules ask of them, in one pass over their table; see
    `antipoverty.registers.derive`.

    Args:
        frame: a frame of Polars (eager or lazy), pandas, PyArrow, DuckDB or PySpark, with each fact in its column
            (`Fact.column`), null where it is unknown.
        on: the date of the decision, which chooses the rules in force.
        rulebook: the rules' parameters; those of China if left out.
        rules: rules on one kind of subject, and quantities of it, which give a column each (`Quantity.column`): stored
            units, such as fen, null where the amount is unknown. A rule whose ranking names columns gives them beside
            its outcome: `antipoverty.causes.CAUSES_OF_POVERTY` a column for each cause (``cause_illness``), and the
            main cause (``main_cause``), null where none is found.
        findings: whether each criterion gets a column too, named by `finding_column`.
        shortfall: whether each rule that sets one limit to an amount gets a column, named by `shortfall_column`: the
            fen by which the amount lies below what would lift the limit, as `Decision.shortfalls` has it; 0 where the
            rule is not met or the amount is not below, null where that is unknown.
        absent: what a fact without a column is: refused, or unknown in every row. A frame with a column for none of the
            facts is refused, and so is one with a column that looks as if it held a fact that is missing.
        members: the table of members, on the same engine; ``household`` is the ``id`` of the frame.
        subject: how the records of another country state their facts, so that a time since a date (`Elapsed`) or a
            date before another (`Before`) is read from the column of the date, and members are asked for their own.

    Returns:
        A frame of the same kind with the further columns; a lazy one is not run.

    Raises:
        InvalidValue: for a frame of another kind, a column that is missing or of the wrong kind, or, where the frame is
            at hand, a value out of bounds. A lazy frame is not run for that: there a
            count, a measure or a word that cannot be is unknown.
        ParameterError: if the rules have no value for the date.

    >>> from datetime import date
    >>> import polars as pl
    >>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
    >>> evaluate(frame, on=date(2014, 5, 1))["poor_household"].to_list()
    [True, False, None]

    An income of 2013 is that of the round of 2014, and no other:

    >>> dated = frame.with_columns(income_year=2013)
    >>> evaluate(dated, on=date(2015, 5, 1))["poor_household"].to_list()
    [None, None, None]

    Members are asked by a rule, or for an amount: 100 yuan a month for each child under three.

    >>> from antipoverty.facts.person import AGE
    >>> from antipoverty.rules import CountMembers, Quantity
    >>> from antipoverty.text import Text
    >>> allowance = CountMembers(AGE < 3) * 1_200
    >>> yearly = Quantity("allowance", Text("allowance", "补贴"), "household", allowance, Text("yuan", "元"))
    >>> homes = pl.DataFrame({"id": ["h1", "h2"]})
    >>> born = [date(2012, 3, 1), date(2013, 3, 1), None]
    >>> children = pl.DataFrame({"household": ["h1", "h1", "h2"], "birth_date": born})
    >>> evaluate(homes, on=date(2014, 5, 1), rules=[yearly], members=children)["allowance_fen"].to_list()
    [240000, None]
    """
    bound = plan(rules, on=on, rulebook=rulebook, subject=subject)
    return bound.add_to(frame, findings=findings, shortfall=shortfall, absent=absent, members=members)


def finding_column(rule: Rule, criterion: Criterion) -> str:
    """The column of a criterion's outcome.

    >>> from antipoverty.identification import INCOME_BELOW_LINE
    >>> finding_column(POOR_HOUSEHOLD, INCOME_BELOW_LINE)
    'poor_household_hh_01'
    """
    return f"{rule.column}_{re.sub('[^a-z0-9]+', '_', criterion.id.lower())}"


def shortfall_column(rule: Rule) -> str:
    """The column of a rule's shortfall, in fen.

    >>> shortfall_column(POOR_HOUSEHOLD)
    'poor_household_shortfall_fen'
    """
    return f"{rule.column}_shortfall_fen"


def plan(
    rules: Sequence[Rule | Quantity],
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
    subject: Subject | None = None,
) -> Plan:
    """Bind rules and quantities to a rulebook and a date, ready to be evaluated over frames.

    Raises:
        InvalidValue: for none, one given twice, or rules on different subjects.
        ParameterError: if the rules have no value for the date.
    """
    as_day(on, "on")
    if not isinstance(rules, Sequence) or not rules or not all(isinstance(rule, Rule | Quantity) for rule in rules):
        raise InvalidValue("rules", rules, "a sequence of at least one Rule or Quantity")
    if rulebook is not None and not isinstance(rulebook, rulebooks.Rulebook):
        raise InvalidValue("rulebook", rulebook, "a Rulebook, as rulebooks.load gives it")
    if len({rule.column for rule in rules}) < len(rules):
        raise InvalidValue("rules", [rule.id for rule in rules], "each rule once")
    subjects = {rule.subject for rule in rules}
    if len(subjects) > 1:
        raise InvalidValue("rules", sorted(subjects), "rules on one kind of subject")
    if subject is not None and subjects != {typed(subject, Subject, "subject").name}:
        raise InvalidValue("rules", sorted(subjects), f"rules on a {subject.name}")
    in_force = (rulebook or rulebooks.load("cn")).at(on)
    bounds = tuple(bind(rule, in_force) for rule in rules if isinstance(rule, Rule))
    quantities = tuple(bind(each, in_force) for each in rules if isinstance(each, Quantity))
    both: list[BoundRule | BoundQuantity] = [*bounds, *quantities]
    for bound in both:
        asked = [fact.text.en for fact in facts_behind(*bound.facts) if isinstance(fact.definition, OfMembers)]
        if asked and subjects != {"household"} and (subject is None or subject.person is None):
            raise InvalidValue("rules", f"{bound.id}, which asks members: {asked[0]}", "that of rules on households")
    facts = [fact for bound in both for fact in bound.facts]
    return Plan(on, bounds, Basis.of(on, rulebook, facts), quantities, subject)


@frozen
class Plan:
    """Bound rules and quantities, and the columns that they give.

    Attributes:
        on: the date of the decision.
        bounds: the rules with their parameters.
        basis: by what facts follow from members, and from other facts.
        quantities: the quantities with their parameters.
        of: how the records state their facts, of a subject that is none of the library's.
    """

    on: date
    bounds: tuple[BoundRule, ...]
    basis: Basis
    quantities: tuple[BoundQuantity, ...] = ()
    of: Subject | None = None

    @property
    def subject(self) -> str:
        """The kind of subject that the rules and quantities are about."""
        return self.bounds[0].rule.subject if self.bounds else self.quantities[0].quantity.subject

    @property
    def rulebook(self) -> RulebookId:
        """The rulebook to which they are bound."""
        return self.bounds[0].rulebook if self.bounds else self.quantities[0].rulebook

    @property
    def parameters(self) -> tuple[ParameterValue, ...]:
        """The parameter values that the rules and quantities read."""
        of_rules = [value for bound in self.bounds for value in bound.parameters]
        return tuple(dict.fromkeys([*of_rules, *(value for bound in self.quantities for value in bound.parameters)]))

    def facts_read(self, *, findings: bool = False) -> tuple[Fact, ...]:
        """The facts that decide the outcomes; with the findings, those of every criterion."""
        return _facts_read(self.bounds, self.quantities, findings)

    def add_to(
        self,
        frame: _Frame,
        *,
        findings: bool = False,
        shortfall: bool = False,
        absent: Absent = "refuse",
        members: Any = None,
    ) -> _Frame:
        """The frame with the columns of the rules; see `evaluate`."""
        given, frame, members = frame, *self.with_times(frame, members, findings=findings)
        of = self.fact_columns(frame, findings=findings, absent=absent, members=members).natively()
        made = list(self.columns(of, findings=findings, shortfall=shortfall))
        columns = dict(made)
        # The first of a ranking is read from the columns of its criteria, which are not computed twice for it.
        rankings = [(bound, bound.rule.ranking) for bound in self.bounds if bound.rule.ranking is not None]
        first = {ranking.column: first_over(bound, of) for bound, ranking in rankings if ranking.column is not None}
        names = [name for name, _ in made] + list(first)
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InvalidValue("rules", f"two columns {', '.join(twice)}", "ids by which every column has its own name")
        whole: _Frame = of.with_columns(columns, first)
        return whole if self.of is None else without(whole, given, names)

    def with_times(self, frame: Any, members: Any, *, findings: bool = False) -> tuple[Any, Any]:
        """The frame and its members with the facts of a subject of the caller's that follow from dates."""
        if self.of is None:
            return frame, members
        facts = facts_behind(*self.facts_read(findings=findings), members=True)
        frame = with_times(frame, self.of, facts, self.basis)
        if members is not None and self.of.person is not None:
            members = with_times(members, self.of.person, facts, self.basis)
        return frame, members

    def fact_columns(
        self,
        frame: Any,
        *,
        findings: bool = False,
        absent: Absent = "refuse",
        members: Any = None,
        beside: Sequence[str] = (),
    ) -> FactColumns:
        """Where a frame has the facts that are read."""
        if members is not None and self.subject != "household" and (self.of is None or self.of.person is None):
            raise InvalidValue("members", type(members).__name__, f"none, for rules on a {self.subject}")
        facts = self.facts_read(findings=findings)
        fields = FIELDS.get(self.subject, {}) if self.of is None else {}
        asked = [(facts, self.basis)]
        (of,) = fact_columns_by_side(frame, asked, fields, absent=absent, beside=beside, members=members)
        return of

    def columns(self, of: FactColumns, *, findings: bool = False, shortfall: bool = False) -> Iterator[tuple[str, Any]]:
        """An expression for each column.

        Args:
            of: where the facts are.
            findings: whether each criterion gets a column.
            shortfall: whether each rule that sets a limit to an amount gets a column.
        """
        for bound in self.bounds:
            rule = bound.rule
            yield rule.column, expression_over(rule.condition, of)
            if rule.ranking is not None and rule.ranking.column is not None:
                for code, criterion in criteria_ranked(bound).items():
                    yield rule.ranking.column_of(code), expression_over(criterion, of)
            if findings:
                for criterion in dict.fromkeys((*criteria_of(rule.condition), *rule.reviews)):
                    yield finding_column(rule, criterion), expression_over(criterion, of)
            if shortfall and (lacking := shortfall_of(rule)) is not None:
                yield lacking.column, amount_over(lacking.term, lacking.kind.scale, of)
        for quantity in (bound.quantity for bound in self.quantities):
            yield quantity.column, _amount(quantity, of)


@lru_cache(maxsize=1024)
def _facts_read(
    bounds: tuple[BoundRule, ...], quantities: tuple[BoundQuantity, ...], findings: bool
) -> tuple[Fact, ...]:
    conditions: list[Condition] = []
    for bound in bounds:
        conditions.append(bound.rule.condition)
        if findings:
            conditions += [*criteria_of(bound.rule.condition), *bound.rule.reviews]
    terms = [bound.quantity.term for bound in quantities]
    return facts_of(*[simplified(condition) for condition in conditions], *terms)


def _amount(quantity: Quantity, of: FactColumns) -> Any:
    """The amount of a quantity; unknown where it exceeds what a column can hold."""
    amount, most = amount_over(quantity.term, quantity.kind.scale, of), MOST[quantity.kind]
    ends = limits(whole_number(quantity.term, quantity.kind.scale), lambda fact: (-MOST[fact.kind], MOST[fact.kind]))
    within = max(map(abs, ends)) <= most
    return amount if within else of.language.when(amount.is_between(-most, most)).then(amount)
