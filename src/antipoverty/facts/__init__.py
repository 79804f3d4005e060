"""The facts that rules may ask of a household or a village, and how each is read from the record.

A rule names a fact; this catalogue says what it is called in both languages, in which unit it is measured, in which
column a frame holds it, and how it follows from a `antipoverty.records` object on the decision date.
"""

from antipoverty.facts._households import HOUSEHOLD, HOUSEHOLD_FACTS, able_to_work
from antipoverty.facts._living import NEGATIVE_FLAGS
from antipoverty.facts._places import COUNTY, COUNTY_FACTS, VILLAGE, VILLAGE_FACTS
from antipoverty.facts._shared import any_of
from antipoverty.facts.person import PERSON, PERSON_FACTS

__all__ = [
    "COUNTY",
    "COUNTY_FACTS",
    "HOUSEHOLD",
    "HOUSEHOLD_FACTS",
    "NEGATIVE_FLAGS",
    "PERSON",
    "PERSON_FACTS",
    "VILLAGE",
    "VILLAGE_FACTS",
    "able_to_work",
    "any_of",
]
