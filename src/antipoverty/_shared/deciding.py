"""Deciding a rule for a record under the rulebook of a date, for every subject of the library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Protocol

from antipoverty import rulebooks
from antipoverty._engine.binding import BoundRule, bind
from antipoverty._engine.conditions import Rule
from antipoverty._engine.decisions import Decision, decide
from antipoverty._engine.subjects import Subject
from antipoverty._shared.arguments import typed
from antipoverty.errors import InvalidValue


class Keyed(Protocol):
    """A record with the caller's key."""

    @property
    def id(self) -> str:
        """The key."""
        ...


def rulebook_or_china(rulebook: rulebooks.Rulebook | None) -> rulebooks.Rulebook:
    """A rulebook, or else that of China.

    Raises:
        InvalidValue: if it is not a `Rulebook`.

    >>> rulebook_or_china(None).id.jurisdiction
    'cn'
    """
    if rulebook is None:
        return rulebooks.load("cn")
    if not isinstance(rulebook, rulebooks.Rulebook):
        raise InvalidValue(
            "rulebook", type(rulebook).__name__, "a Rulebook, as load gives it; the date chooses within it"
        )
    return rulebook


def in_force(rulebook: rulebooks.Rulebook | None, on: date) -> rulebooks.InForce:
    """A rulebook, or else that of China, as it stands on a date.

    Raises:
        InvalidValue: if it is not a `Rulebook`, or the date is not a plain `datetime.date`.

    >>> from datetime import date
    >>> in_force(None, date(2014, 5, 1)).id.jurisdiction
    'cn'
    """
    return rulebook_or_china(rulebook).at(on)


def decide_record(
    rule: Rule, subject: Subject, record: Keyed, wanted: type, *, on: date, rulebook: rulebooks.Rulebook | None
) -> Decision:
    """Decide a rule for a record under the rules in force on a date; those of China if no rulebook is given.

    Raises:
        InvalidValue: for a record that is not of the wanted type, or a date that is not a `datetime.date`.
        ParameterError: if the rules have no value for the date.

    >>> from antipoverty.facts import VILLAGE
    >>> from antipoverty.identification import POOR_VILLAGE
    >>> from antipoverty.records import Household, Village
    >>> decide_record(POOR_VILLAGE, VILLAGE, Household("h1"), Village, on=date(2014, 5, 1), rulebook=None)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: village: got 'Household'; expected an object of type Village
    """
    if type(record) is not wanted:
        typed(record, wanted, wanted.__name__.lower())
    try:
        bound = _bound(rule, rulebook, on)
    except TypeError:  # unhashable: refused with the name of the argument
        bound = bind(rule, in_force(rulebook, on))
    return decide(bound, subject, record, on=on, key=record.id)


def settled_first(decision: Decision, rule: Rule) -> str | None:
    """The code that a rule ranks first, where no missing fact can change it; none for a record that has no rank.

    Raises:
        InvalidValue: for a decision of another rule.
    """
    typed(decision, Decision, "decision")
    if decision.bound.rule.id != rule.id:
        raise InvalidValue("decision", decision.bound.rule.id, f"a decision of {rule.id}")
    return decision.ranked[0] if decision.ranked and decision.settled else None


@lru_cache(maxsize=4096)
def _bound(rule: Rule, rulebook: rulebooks.Rulebook | None, on: date) -> BoundRule:
    """A rule as it stands on a date, bound once for all records."""
    return bind(rule, in_force(rulebook, on))
