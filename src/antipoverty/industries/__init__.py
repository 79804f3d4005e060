"""Industries (产业): what is grown, raised and made, on which land, who benefits, and whether the figures can be.

An `Industry` is what a township states of one product. `check` holds the statements against the land and the people of
the villages, and works out yield, price and sales a household; whether those are plausible is the reader's to say, who
gives an `IndustryBound` for it.

>>> from antipoverty.records import Village
>>> town = Village("town", persons=22_235, area="468.23", cultivated_land=22_969)
>>> walnuts = Industry("i1", "walnuts", kind="fruit", villages=("town",), area=65_885, improved=36_800)
>>> print(check([walnuts], [town]).explain("en"))
Industries: 2 checks hold; 1 only on a condition
  ~ walnuts, area and land there is: 65,885 mu, only on forest, slope or other land: cultivated land is 22,969 mu
  ✓ walnuts, area and area of the villages: 65,885 mu, at most 702,345 mu
  ✓ walnuts, improved area: 36,800 mu, at most 65,885 mu
"""

from antipoverty.industries._checks import (
    CheckVerdict,
    IndustryBound,
    IndustryCheck,
    IndustryCheckKind,
    IndustryReview,
    check,
)
from antipoverty.industries._records import Industry, IndustryKind, LandKind, OutputUnit

__all__ = [
    "CheckVerdict",
    "Industry",
    "IndustryBound",
    "IndustryCheck",
    "IndustryCheckKind",
    "IndustryKind",
    "IndustryReview",
    "LandKind",
    "OutputUnit",
    "check",
]
