"""Households, villages and counties as the rules see them: frozen, checked, and allowed not to know.

Every fact may be unknown (`None`), and unknown is never taken for false or zero. Personal facts are not shown by
`repr`. Ages are taken at the decision date, so a record holds birth dates and no ages.

A coded field takes a code or its member, and holds the member with its label.

>>> household = Household("h1", members=(Person("p1", labour="weak", health="chronic"),), registration="registered")
>>> household.registration.text
Text(en='registered', zh='未脱贫')
"""

from antipoverty.records._codes import (
    CauseCode,
    Completed,
    Disability,
    DisabilityKind,
    DwellingGrade,
    Fuel,
    Health,
    HouseholdAttribute,
    Labour,
    MonitoredType,
    OutOfSchoolReason,
    Registration,
    RelationToHead,
    RemovalKind,
    RiskCode,
    RoadKind,
    Schooling,
    Sex,
    TransferKind,
    WorkRegion,
)
from antipoverty.records._households import Flags, Household, Income, Monitoring, Risk, Transfer, Water
from antipoverty.records._living import Living, OtherLand, StatedCauses, StatedHelp
from antipoverty.records._means import Means
from antipoverty.records._persons import Insurance, Person, Work
from antipoverty.records._places import County, CountyObstacles, CountySample, Village

__all__ = [
    "CauseCode",
    "Completed",
    "County",
    "CountyObstacles",
    "CountySample",
    "Disability",
    "DisabilityKind",
    "DwellingGrade",
    "Flags",
    "Fuel",
    "Health",
    "Household",
    "HouseholdAttribute",
    "Income",
    "Insurance",
    "Labour",
    "Living",
    "Means",
    "MonitoredType",
    "Monitoring",
    "OtherLand",
    "OutOfSchoolReason",
    "Person",
    "Registration",
    "RelationToHead",
    "RemovalKind",
    "Risk",
    "RiskCode",
    "RoadKind",
    "Schooling",
    "Sex",
    "StatedCauses",
    "StatedHelp",
    "Transfer",
    "TransferKind",
    "Village",
    "Water",
    "Work",
    "WorkRegion",
]
