"""What rules may ask of a village.

>>> from antipoverty.facts.village import VILLAGE_FACTS, VILLAGE_INCOME
>>> VILLAGE_FACTS["net_income_per_head"] is VILLAGE_INCOME
True
"""

from antipoverty.facts._places import (
    APPROVING,
    INDUSTRY,
    INFRASTRUCTURE,
    PUBLIC_SERVICES,
    SURVEYED,
    VILLAGE_COLLECTIVE_INCOME,
    VILLAGE_FACTS,
    VILLAGE_INCOME,
    VILLAGE_PERSONS,
    VILLAGE_POOR_PERSONS,
)

__all__ = [
    "APPROVING",
    "INDUSTRY",
    "INFRASTRUCTURE",
    "PUBLIC_SERVICES",
    "SURVEYED",
    "VILLAGE_COLLECTIVE_INCOME",
    "VILLAGE_FACTS",
    "VILLAGE_INCOME",
    "VILLAGE_PERSONS",
    "VILLAGE_POOR_PERSONS",
]
