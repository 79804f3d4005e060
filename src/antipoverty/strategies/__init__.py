"""Hypothesis strategies for the library's records and documents, to test your own code with (extra: ``testing``).

Each strategy leaves facts unknown now and then, and goes to the boundaries of the rules on purpose.

>>> from hypothesis import given
>>> from antipoverty.strategies import households
>>> @given(households())
... def test_my_view_shows_every_household(household):
...     ...
"""

from antipoverty.strategies._funds import fund_books, funds, ledgers, projects
from antipoverty.strategies._households import (
    cadres,
    counties,
    households,
    incomes,
    persons,
    rounds,
    rule_facts,
    timelines,
    villages,
)
from antipoverty.strategies._indicators import deprivation_tables, designs, income_tables
from antipoverty.strategies._industries import industries
from antipoverty.strategies._organisation import organisations, responsibilities, supports

__all__ = [
    "cadres",
    "counties",
    "deprivation_tables",
    "designs",
    "fund_books",
    "funds",
    "households",
    "income_tables",
    "incomes",
    "industries",
    "ledgers",
    "organisations",
    "persons",
    "projects",
    "responsibilities",
    "rounds",
    "rule_facts",
    "supports",
    "timelines",
    "villages",
]
