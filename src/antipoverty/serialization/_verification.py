"""Checks of stored decisions and plans (核验) against the rules, the rulebook and the record that they rest on.

`loads` refuses a decision whose parts do not agree with each other. Such a decision may still be by another rule than
it says: `verify` compares it with the rule, the rulebook and, if given, the record. The date, the key and the facts are
inputs of the decision, which only the record can confirm.

>>> from datetime import date
>>> from antipoverty.identification import identify
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated="10943.99"))
>>> verify(identify(household, on=date(2014, 5, 1)), record=household)
>>> verify(identify(household, on=date(2014, 5, 1)), record=Household("h1", size=3))
Traceback (most recent call last):
...
antipoverty.errors.InvalidDocument: Decision: $.facts[0]: got an int that is not shown, being personal; expected \
net_income as the record states it; $.facts[1]: got an int that is not shown, being personal; expected size as the \
record states it; $.outcome: got 'met'; expected 'unknown'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

from antipoverty import funds, rulebooks
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.every_rule import every_rule
from antipoverty._shared.privacy import shown
from antipoverty.assistance import HouseholdPlan, recommend, undecided_measures
from antipoverty.errors import InvalidDocument, InvalidValue, ParameterError, Problem
from antipoverty.facts import COUNTY, HOUSEHOLD, VILLAGE
from antipoverty.records import County, Household, Village
from antipoverty.rules import Decision, Rule, Subject, bind, decide
from antipoverty.text import Text

_SUBJECTS: Mapping[type, Subject] = {Household: HOUSEHOLD, Village: VILLAGE, County: COUNTY}
_Path = tuple[str | int, ...]


def verify(
    decision: Decision,
    *,
    rulebook: rulebooks.Rulebook | None = None,
    rule: Rule | None = None,
    record: object = None,
) -> None:
    """Check a decision against its rule, its rulebook and, if given, its record.

    The checks, in order; problems are gathered, but where 1 or 3 fails, nothing further is checked:

    1. the rule is known, and its parameters are in force on the decision's date;
    2. the rule, its parameters and their values are those that the rulebook gives for that date;
    3. findings, shortfalls and outcome follow from the facts that the decision states;
    4. if a record is given: its key, its facts and the outcome are those of the decision.

    Args:
        decision: the decision, such as one read back from JSON.
        rulebook: the rulebook; the library's for the decision's jurisdiction if left out. For a decision under
            overridden values, give the rulebook with the same overrides.
        rule: the rule; the library's rule of the decision's id if left out.
        record: the household, village, county, project, fund figures or outlay that the decision is about.

    Raises:
        InvalidDocument: if anything differs; its ``problems`` say where, what the decision has and what the rulebook
            gives.
        InvalidValue: for what is no decision, a rule that the library does not have, or a record of another kind.
        RulebookError: for a jurisdiction of which the library has no rulebook.

    >>> import attrs
    >>> from datetime import date
    >>> from antipoverty.identification import identify
    >>> from antipoverty.records import Household
    >>> decision = identify(Household("h1", size=4), on=date(2014, 5, 1))
    >>> moved = attrs.evolve(decision, on=date(2018, 5, 1))
    >>> try:
    ...     verify(moved)
    ... except InvalidDocument as error:
    ...     error.problems[0].pointer, len(error.problems) > 1
    ('/bound/rule/condition/conditions/0', True)
    """
    typed(decision, Decision, "decision")
    problems = list(_differences(decision, rulebook, rule, record))
    if problems:
        raise InvalidDocument("Decision", problems)


def verify_plan(plan: HouseholdPlan, household: Household, *, rulebook: rulebooks.Rulebook | None = None) -> None:
    """Check a stored plan: its causes as `verify` does, then its measures, from the household's record.

    Who is in charge, the dates of the measures and the planner's own estimates are the planner's, and are not checked.

    Args:
        plan: the plan.
        household: the record that it was made of.
        rulebook: the rules of the plan; those of the jurisdiction that its decision names if left out.

    Raises:
        InvalidDocument: if anything differs; its ``problems`` say where.
        InvalidValue: for what is no plan or no household.

    >>> import attrs
    >>> from datetime import date
    >>> from antipoverty.causes import classify
    >>> from antipoverty.assistance import plan
    >>> day, household = date(2014, 5, 1), Household("h1", size=4, registration="registered")
    >>> made = plan(household, classify(household, on=day), on=day, until=date(2014, 12, 31), responsible="c1")
    >>> verify_plan(made, household)
    >>> try:
    ...     verify_plan(attrs.evolve(made, undecided_measures=made.undecided_measures[1:]), household)
    ... except InvalidDocument as error:
    ...     print(error)
    HouseholdPlan: $.undecided_measures: got 22 parts; expected 23 parts
    """
    typed(plan, HouseholdPlan, "plan")
    typed(household, Household, "household")
    decision = plan.assessment.decision
    book = rulebooks.load(decision.rulebook.jurisdiction) if rulebook is None else rulebook
    of_decision = list(_differences(decision, book, None, household))
    problems = [attrs.evolve(each, path=("assessment", "decision", *each.path)) for each in of_decision]
    if not problems:
        recommendations = recommend(household, plan.assessment, on=plan.on, rulebook=book)
        undecided = undecided_measures(household, plan.assessment, on=plan.on, rulebook=book)
        problems += _differences_between(
            ("measures",), tuple(each.recommendation for each in plan.measures), recommendations
        )
        problems += _differences_between(("undecided_measures",), plan.undecided_measures, undecided)
    if problems:
        raise InvalidDocument("HouseholdPlan", problems)


def _differences(
    decision: Decision, rulebook: rulebooks.Rulebook | None, rule: Rule | None, record: object
) -> Iterator[Problem]:
    named = decision.bound.rule.id
    wanted = every_rule().get(named) if rule is None else rule
    if not isinstance(wanted, Rule):
        raise InvalidValue("rule", named, f"rule=, or one of the library's: {', '.join(every_rule())}")
    book = rulebooks.load(decision.rulebook.jurisdiction) if rulebook is None else rulebook
    try:
        stands = in_force(book, decision.on)
        bound = bind(wanted, stands)
    except ParameterError as error:
        yield Problem(("on",), str(decision.on), f"a date on which the rule stands: {error}")
        return
    yield from _differences_between(("bound",), decision.bound, bound)
    try:
        decision.check()
    except InvalidValue as error:
        yield Problem((error.field,) if error.field in ("on", "outcome") else ("facts",), error.given, error.expected)
        return
    if record is not None:
        yield from _differences_from_record(decision, _decided(wanted, record, decision, book))


def _decided(rule: Rule, record: object, decision: Decision, book: rulebooks.Rulebook) -> Decision:
    """The decision that the record has under the rule."""
    if isinstance(record, funds.Outlay | funds.Project | funds.FundFigures):
        return funds.assess_spending(rule, record, on=decision.on, rulebook=book)
    subject = _SUBJECTS.get(type(record))
    if subject is None or subject.name != rule.subject or not isinstance(record, Household | Village | County):
        raise InvalidValue("record", type(record).__name__, f"a record of the rule's kind: {rule.subject}")
    return decide(bind(rule, book.at(decision.on)), subject, record, on=decision.on, key=record.id)


def _differences_from_record(decision: Decision, again: Decision) -> Iterator[Problem]:
    if decision.subject != again.subject:
        yield Problem(("subject",), shown(decision.subject), shown(again.subject))
    held = dict(zip(decision.bound.facts, decision.facts, strict=True))
    for fact, value in zip(again.bound.facts, again.facts, strict=True):
        if fact in held and (held[fact] != value or type(held[fact]) is not type(value)):
            place = decision.bound.facts.index(fact)
            expected = f"{fact.name} as the record states it"
            yield Problem(("facts", place), shown(held[fact], personal=True), expected)
    if decision.outcome is not again.outcome:
        yield Problem(("outcome",), repr(decision.outcome.value), repr(again.outcome.value))


def _differences_between(path: _Path, stored: Any, wanted: Any) -> Iterator[Problem]:
    """Where two values differ, as deep as they can be told apart; what is equal but written otherwise differs too."""
    if type(stored) is not type(wanted):
        yield Problem(path, _said(stored), _said(wanted))
    elif attrs.has(type(stored)):
        for part in attrs.fields(type(stored)):
            if part.init:
                yield from _differences_between(
                    (*path, part.alias), getattr(stored, part.name), getattr(wanted, part.name)
                )
    elif isinstance(stored, Text) and isinstance(wanted, Text) and stored.keys() == wanted.keys():
        for language in stored:
            yield from _differences_between((*path, language), stored[language], wanted[language])
    elif isinstance(stored, tuple) and isinstance(wanted, tuple):
        if len(stored) != len(wanted):
            yield Problem(path, f"{len(stored)} parts", f"{len(wanted)} parts")
        else:
            for place, (one, other) in enumerate(zip(stored, wanted, strict=True)):
                yield from _differences_between((*path, place), one, other)
    elif stored != wanted or str(stored) != str(wanted):
        yield Problem(path, _said(stored), _said(wanted))


def _said(value: object) -> str:
    if attrs.has(type(value)) or isinstance(value, Text):
        return type(value).__name__
    return shown(value.value if isinstance(value, Enum) else value)
