"""What helps (帮扶): the names of the programme's lists, the catalogue, recommendation, plans and pairing.

Each of the five has a module of its own, which says how it works: `programmes`, `catalogue`,
`measures`, `plans` and `pairing`.

>>> from datetime import date
>>> from antipoverty.causes import classify
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
>>> assessment = classify(household, on=date(2014, 5, 1))
>>> [measure.name.en for measure in recommend(household, assessment, on=date(2014, 5, 1))]
['Critical-illness insurance and medical assistance']
"""

from __future__ import annotations

from antipoverty.assistance._catalogue import MEASURES_ON_OFFER, OFFERS, RULES, Offer
from antipoverty.assistance._measures import Measure, Unclear, assess_offers, consider, recommend, unclear
from antipoverty.assistance._pairing import Cadre, Pair, Pairing, Rank, pair, places, ratio
from antipoverty.assistance._plans import Arrangement, Basis, HouseholdPlan, PlannedMeasure, plan
from antipoverty.assistance._programmes import (
    CLASSIFICATIONS,
    FIVE_BATCHES,
    FIVE_PROJECTS,
    ONE_PLUS_SEVEN,
    SIX_PRECISIONS,
    SIX_TO_VILLAGE_AND_HOUSEHOLD,
    TEN_PROJECTS,
    Classification,
    Heading,
)
from antipoverty.rules import Amount, Quantity

__all__ = [
    "CLASSIFICATIONS",
    "FIVE_BATCHES",
    "FIVE_PROJECTS",
    "MEASURES_ON_OFFER",
    "OFFERS",
    "ONE_PLUS_SEVEN",
    "RULES",
    "SIX_PRECISIONS",
    "SIX_TO_VILLAGE_AND_HOUSEHOLD",
    "TEN_PROJECTS",
    "Amount",
    "Arrangement",
    "Basis",
    "Cadre",
    "Classification",
    "Heading",
    "HouseholdPlan",
    "Measure",
    "Offer",
    "Pair",
    "Pairing",
    "PlannedMeasure",
    "Quantity",
    "Rank",
    "Unclear",
    "assess_offers",
    "consider",
    "pair",
    "places",
    "plan",
    "ratio",
    "recommend",
    "unclear",
]
