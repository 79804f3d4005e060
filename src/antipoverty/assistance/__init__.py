"""What helps (帮扶): the catalogue of measures, recommendations, the plan of a household, and cadres for households.

`recommend` gives the measures that a household is eligible for and that answer a cause of its poverty; `plan` sets them
down with dates and who is in charge; `pair` matches households to cadres. `MEASURES` is the catalogue and
`CLASSIFICATIONS` the programme's lists, such as the five batches (五个一批), both by id: those of China. `measures_of`,
`classifications_of` and `ranks_of` give those of another rulebook.

>>> from datetime import date
>>> from antipoverty.causes import classify
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
>>> assessment = classify(household, on=date(2014, 5, 1))
>>> [each.name.en for each in recommend(household, assessment, on=date(2014, 5, 1))]
['Critical-illness insurance and medical assistance']
>>> from antipoverty.assistance import MEASURES
>>> MEASURES["rain-and-dew"].gives.en
'a yearly grant for each student at a vocational school'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty.assistance._classifications import classifications_of
from antipoverty.assistance._measures import Measure, measures_of, measures_on_offer
from antipoverty.assistance._pairing import Cadre, CadreRank, Pairing, pair, pairing_ratio, ranks_of, read_ratio
from antipoverty.assistance._plans import Arrangement, HouseholdPlan, plan
from antipoverty.assistance._recommendations import (
    Recommendation,
    UndecidedMeasure,
    assess_eligibility,
    recommend,
    undecided_measures,
)

if TYPE_CHECKING:
    from antipoverty.assistance._catalogue import CLASSIFICATIONS, MEASURES, RULES
else:
    __getattr__ = load_on_use(
        __name__, dict.fromkeys(("CLASSIFICATIONS", "MEASURES", "RULES"), "antipoverty.assistance._catalogue")
    )

__all__ = [
    "CLASSIFICATIONS",
    "MEASURES",
    "RULES",
    "Arrangement",
    "Cadre",
    "CadreRank",
    "HouseholdPlan",
    "Measure",
    "Pairing",
    "Recommendation",
    "UndecidedMeasure",
    "assess_eligibility",
    "classifications_of",
    "measures_of",
    "measures_on_offer",
    "pair",
    "pairing_ratio",
    "plan",
    "ranks_of",
    "read_ratio",
    "recommend",
    "undecided_measures",
]
