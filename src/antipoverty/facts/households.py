"""How a household states every fact that a rule may ask of it."""

from __future__ import annotations

from antipoverty.facts import hardship, living, standing
from antipoverty.records import Household
from antipoverty.rules.record import Subject

__all__ = ["HOUSEHOLD", "HOUSEHOLD_FACTS"]

#: How a household states its facts.
HOUSEHOLD = Subject("household", {**living.STATED, **hardship.STATED, **standing.STATED}, check=Household.check_births)
#: Every fact of a household, by name.
HOUSEHOLD_FACTS = {fact.name: fact for fact in HOUSEHOLD.facts}
