"""A household as a subject of rules: how its record states each fact."""

from __future__ import annotations

from datetime import date

from antipoverty._engine.record import single_fact_reader
from antipoverty._shared.arguments import typed
from antipoverty.facts import _conditions as conditions
from antipoverty.facts import _hardship as hardship
from antipoverty.facts import _living as living
from antipoverty.facts import _means as means
from antipoverty.facts import _standing as standing
from antipoverty.facts.person import PERSON
from antipoverty.records import Household
from antipoverty.rules import Subject

#: How a household states its facts.
HOUSEHOLD = Subject(
    "household",
    {**living.STATED, **hardship.STATED, **standing.STATED, **means.STATED, **conditions.STATED, **living.STATED_PARTS},
    check=Household.check_births,
    members="members",
    person=PERSON,
    stated="stated",
)
_read_able = single_fact_reader(hardship.ABLE_TO_WORK, HOUSEHOLD)


def able_to_work(household: Household) -> bool | None:
    """Whether a member is able to work (有劳动能力), weakly or fully; `None` if that is unknown.

    >>> from antipoverty.records import Person
    >>> able_to_work(Household("h1", members=(Person("p1", labour="weak"), Person("p2"))))
    True
    """
    typed(household, Household, "household")
    able = _read_able(household, date.max)  # it does not depend on the day
    assert able is None or isinstance(able, bool)
    return able


#: Every fact of a household, by name.
HOUSEHOLD_FACTS = {fact.name: fact for fact in HOUSEHOLD.facts}
