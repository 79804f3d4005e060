"""Hypothesis strategies for the library's types, so that embedders can test their own code (an extra: ``testing``).

Every strategy leaves facts unknown now and then, and goes to the boundaries on purpose.

>>> from hypothesis import given
>>> from antipoverty.strategies import households
>>> @given(households())
... def test_my_view_shows_every_household(household):
...     ...
"""

from antipoverty.strategies._funds import (
    beneficiaries,
    budget_lines,
    contracts,
    fund_books,
    fund_entries,
    fund_figures,
    fund_notices,
    funds,
    hirings,
    ledgers,
    outlays,
    oversights,
    projects,
    single_fund_entries,
    statements,
)
from antipoverty.strategies._households import (
    cadres,
    counties,
    facts,
    households,
    incomes,
    persons,
    ratios,
    risks,
    roster_events,
    rosters,
    rounds,
    rule_facts,
    stated_incomes,
    timelines,
    villages,
    waters,
)
from antipoverty.strategies._indicators import (
    deprivation_tables,
    designs,
    dimension_cuts,
    estimates,
    income_tables,
    income_values,
    multidimensional_estimates,
    multidimensional_results,
    poverty_profiles,
    samples,
    targeting_tables,
)
from antipoverty.strategies._shared import maybe, yuan_amounts

__all__ = [
    "beneficiaries",
    "budget_lines",
    "cadres",
    "contracts",
    "counties",
    "deprivation_tables",
    "designs",
    "dimension_cuts",
    "estimates",
    "facts",
    "fund_books",
    "fund_entries",
    "fund_figures",
    "fund_notices",
    "funds",
    "hirings",
    "households",
    "income_tables",
    "income_values",
    "incomes",
    "ledgers",
    "maybe",
    "multidimensional_estimates",
    "multidimensional_results",
    "outlays",
    "oversights",
    "persons",
    "poverty_profiles",
    "projects",
    "ratios",
    "risks",
    "roster_events",
    "rosters",
    "rounds",
    "rule_facts",
    "samples",
    "single_fund_entries",
    "stated_incomes",
    "statements",
    "targeting_tables",
    "timelines",
    "villages",
    "waters",
    "yuan_amounts",
]
