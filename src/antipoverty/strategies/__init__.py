"""Hypothesis strategies for the library's types, so that embedders can test their own code (an extra: ``testing``).

Every strategy leaves facts unknown now and then, and goes to the boundaries on purpose.

>>> from hypothesis import given
>>> from antipoverty.strategies import households
>>> @given(households())
... def test_my_view_shows_every_household(household):
...     ...
"""

from antipoverty.strategies.funds import fund_books, fund_entries, funds, projects
from antipoverty.strategies.households import (
    cadres,
    changes,
    counties,
    facts,
    households,
    incomes,
    persons,
    ratios,
    registers,
    risks,
    rounds,
    rule_facts,
    stated_incomes,
    timelines,
    villages,
    waters,
)
from antipoverty.strategies.shared import maybe, yuan_amounts

__all__ = [
    "cadres",
    "changes",
    "counties",
    "facts",
    "fund_books",
    "fund_entries",
    "funds",
    "households",
    "incomes",
    "maybe",
    "persons",
    "projects",
    "ratios",
    "registers",
    "risks",
    "rounds",
    "rule_facts",
    "stated_incomes",
    "timelines",
    "villages",
    "waters",
    "yuan_amounts",
]
