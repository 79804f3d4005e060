"""From a rule and a record to a decision: the one way in which every question of the domain is answered."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from antipoverty import rulebooks
from antipoverty.arguments import typed
from antipoverty.rules import Decision, Rule, Subject, bind, decide

__all__ = ["Keyed", "decide_record"]


class Keyed(Protocol):
    """A record with the caller's key."""

    @property
    def id(self) -> str:
        """The key."""
        ...


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
    typed(record, wanted, wanted.__name__.lower())
    bound = bind(rule, rulebooks.in_force(rulebook, on))
    return decide(bound, subject, record, on=on, key=record.id)
