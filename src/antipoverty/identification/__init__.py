"""Who is poor (识别): households, villages, and how many a place may register.

`identify` decides whether a household is poor (HH-01 to HH-05, HH-09) and `identify_village` whether a village is
(VL-01); `identify_county` names the poor counties (CT-01). `apportion` splits a quota exactly, and `break_down` does so
through every level (QT-01 to QT-04). The notices and objections that follow are a `Case`, which
`antipoverty.procedures` opens and `advance` moves on.

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

from antipoverty.identification._attributes import PovertyAttribute, poverty_attribute
from antipoverty.identification._counties import POOR_COUNTY, identify_county
from antipoverty.identification._four_looks import FourLooks
from antipoverty.identification._guarantees import ENOUGH_WATER, GUARANTEES, WATER_ACCESS
from antipoverty.identification._households import INCOME_BELOW_LINE, LINE, POOR_HOUSEHOLD, identify
from antipoverty.identification._quotas import (
    QuotaUnit,
    apportion,
    break_down,
    over_quota,
    provincial_ceiling,
    village_ceiling,
)
from antipoverty.identification._villages import POOR_VILLAGE, identify_village
from antipoverty.procedures import Case, advance

__all__ = [
    "ENOUGH_WATER",
    "GUARANTEES",
    "INCOME_BELOW_LINE",
    "LINE",
    "POOR_COUNTY",
    "POOR_HOUSEHOLD",
    "POOR_VILLAGE",
    "RULES",
    "WATER_ACCESS",
    "Case",
    "FourLooks",
    "PovertyAttribute",
    "QuotaUnit",
    "advance",
    "apportion",
    "break_down",
    "identify",
    "identify_county",
    "identify_village",
    "over_quota",
    "poverty_attribute",
    "provincial_ceiling",
    "village_ceiling",
]

#: The rules of identification, for the pages and the frame reader.
RULES = (POOR_HOUSEHOLD, POOR_VILLAGE, POOR_COUNTY)
