"""The facts that rules may ask of a household, a person, a village or a county, and how each is read from the record.

A rule names a fact. A fact says what it is called in each language, in which unit it is measured and in which column a
frame holds it. The facts themselves are in the vocabularies `household`, `person`, `village` and `county`; a subject
says how a record of `antipoverty.records` states each of its facts.

>>> from antipoverty.facts.household import HOUSEHOLD_FACTS, NET_INCOME
>>> NET_INCOME.text.en, NET_INCOME.column, NET_INCOME in HOUSEHOLD.facts
('household net income of the year', 'net_income_fen', True)
>>> HOUSEHOLD_FACTS["registration"].label("exited", "zh")
'已脱贫'
"""

from antipoverty.facts import county as county
from antipoverty.facts import household as household
from antipoverty.facts import person as person
from antipoverty.facts import village as village
from antipoverty.facts._households import HOUSEHOLD, able_to_work
from antipoverty.facts._living import year_of_income
from antipoverty.facts._places import COUNTY, VILLAGE
from antipoverty.facts.person import PERSON

__all__ = ["COUNTY", "HOUSEHOLD", "PERSON", "VILLAGE", "able_to_work", "year_of_income"]
