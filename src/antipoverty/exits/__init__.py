"""Exit from poverty (贫困退出): the rules for households, villages and counties, procedures, and support after exit.

>>> from datetime import date
>>> from antipoverty import rulebooks
>>> from antipoverty.exits import assess_household, obstacles
>>> from antipoverty.records import Household, Income, Person
>>> secure = Household(
...     "h1",
...     members=(Person("p1", birth_date=date(1970, 1, 1), medical_insured=True),),
...     income=Income(stated="3335.01"),
...     dwelling_grade="B",
...     food_secure=True,
...     clothing_secure=True,
... )
>>> guizhou = rulebooks.load("cn/guizhou")
>>> assess_household(secure, on=date(2017, 11, 1), rulebook=guizhou).outcome
<Outcome.MET: 'met'>
>>> from attrs import evolve
>>> on_the_line = evolve(secure, income=Income(stated="3335.00"), dwelling_grade="C")
>>> decision = assess_household(on_the_line, on=date(2017, 11, 1), rulebook=guizhou)
>>> [finding.criterion.id for finding in obstacles(decision)]
['EX-01.income', 'HH-04.housing']

Identification and exit do not meet. Identification asks for an income below the line and exit for one above it,
so that a household exactly on the line is neither identified nor fit for exit: its status stays. The same
holds of a household above the line with an unmet guarantee where a rulebook identifies by income alone.
"""

from antipoverty.exits._households import HOUSEHOLD_EXIT, assess_household, obstacles
from antipoverty.exits._places import (
    COUNTY_EXIT,
    VILLAGE_EXIT,
    assess_county,
    assess_village,
)
from antipoverty.exits._support import HELP_AFTER_EXIT, KEEPS_HELP, assess_help, support_after_exit

__all__ = [
    "COUNTY_EXIT",
    "HELP_AFTER_EXIT",
    "HOUSEHOLD_EXIT",
    "KEEPS_HELP",
    "RULES",
    "VILLAGE_EXIT",
    "assess_county",
    "assess_help",
    "assess_household",
    "assess_village",
    "obstacles",
    "support_after_exit",
]

#: The rules of exit, for the pages and the frame reader.
RULES = (HOUSEHOLD_EXIT, VILLAGE_EXIT, COUNTY_EXIT, HELP_AFTER_EXIT)
