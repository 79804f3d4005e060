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
from antipoverty.strategies.indicators import (
    deprivation_tables,
    designs,
    dimension_cuts,
    estimates,
    income_tables,
    income_values,
    multidimensional_estimates,
    multidimensional_results,
    poverty_profiles,
    rate_estimates,
    samples,
    targeting_tables,
)
from antipoverty.strategies.shared import maybe, yuan_amounts

__all__ = [
    "cadres",
    "changes",
    "counties",
    "deprivation_tables",
    "designs",
    "dimension_cuts",
    "estimates",
    "facts",
    "fund_books",
    "fund_entries",
    "funds",
    "households",
    "income_tables",
    "income_values",
    "incomes",
    "maybe",
    "multidimensional_estimates",
    "multidimensional_results",
    "persons",
    "poverty_profiles",
    "projects",
    "rate_estimates",
    "ratios",
    "registers",
    "risks",
    "rounds",
    "rule_facts",
    "samples",
    "stated_incomes",
    "targeting_tables",
    "timelines",
    "villages",
    "waters",
    "yuan_amounts",
]
