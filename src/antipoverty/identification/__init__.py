"""Who is poor (识别): the household rule, the village rule, and the names of the procedure and the quota.

>>> from datetime import date
>>> from antipoverty.identification import identify
>>> from antipoverty.records import Household, Income
>>> one_fen_below = Household("h1", size=4, income=Income(stated="10943.99"))
>>> identify(one_fen_below, on=date(2014, 5, 1)).outcome
<Outcome.MET: 'met'>
>>> on_the_line = Household("h2", size=4, income=Income(stated="10944.00"))
>>> identify(on_the_line, on=date(2014, 5, 1)).outcome
<Outcome.NOT_MET: 'not met'>
"""

from antipoverty.identification._households import (
    ENOUGH_WATER,
    GUARANTEES,
    INCOME_BELOW_LINE,
    LINE,
    NOT_EXCLUDED,
    POOR_HOUSEHOLD,
    POOR_VILLAGE,
    RULES,
    WATER_ACCESS,
    FourLooks,
    PovertyAttribute,
    identify,
    identify_village,
    poverty_attribute,
)
from antipoverty.identification._quotas import (
    Apportionment,
    QuotaUnit,
    apportion,
    break_down,
    over_quota,
    provincial_ceiling,
)
from antipoverty.procedures import (
    Case,
    Objected,
    ObjectionSettled,
    Removed,
    Taken,
    advance,
    open_household_identification,
    open_village_identification,
)

__all__ = [
    "ENOUGH_WATER",
    "GUARANTEES",
    "INCOME_BELOW_LINE",
    "LINE",
    "NOT_EXCLUDED",
    "POOR_HOUSEHOLD",
    "POOR_VILLAGE",
    "RULES",
    "WATER_ACCESS",
    "Apportionment",
    "Case",
    "FourLooks",
    "Objected",
    "ObjectionSettled",
    "PovertyAttribute",
    "QuotaUnit",
    "Removed",
    "Taken",
    "advance",
    "apportion",
    "break_down",
    "identify",
    "identify_village",
    "open_household_identification",
    "open_village_identification",
    "over_quota",
    "poverty_attribute",
    "provincial_ceiling",
]
