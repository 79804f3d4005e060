"""Households, villages and counties as the rules see them: frozen, checked, and allowed not to know.

Every fact may be unknown (`None`), and unknown is never taken for false or zero. Personal facts are not shown by
`repr`. Ages are taken at the decision date, so a record holds birth dates and no ages.

A coded field takes a code or its member, and holds the member with its label.

>>> household = Household("h1", members=(Person("p1", labour="weak", health="chronic"),), registration="registered")
>>> household.registration.text
Text(en='registered', zh='未脱贫')
"""

from antipoverty.records._codes import (
    Completed,
    Disability,
    DisabilityKind,
    DwellingGrade,
    Health,
    Labour,
    MonitoredType,
    OutOfSchoolReason,
    Registration,
    Relation,
    RemovalKind,
    RiskCode,
    Schooling,
    Sex,
    TransferKind,
)
from antipoverty.records._households import Flags, Household, Income, Monitoring, Risk, Transfer, Water
from antipoverty.records._means import Means
from antipoverty.records._persons import Insurance, Person, Work
from antipoverty.records._places import County, CountySample, Village

__all__ = [
    "Completed",
    "County",
    "CountySample",
    "Disability",
    "DisabilityKind",
    "DwellingGrade",
    "Flags",
    "Health",
    "Household",
    "Income",
    "Insurance",
    "Labour",
    "Means",
    "MonitoredType",
    "Monitoring",
    "OutOfSchoolReason",
    "Person",
    "Registration",
    "Relation",
    "RemovalKind",
    "Risk",
    "RiskCode",
    "Schooling",
    "Sex",
    "Transfer",
    "TransferKind",
    "Village",
    "Water",
    "Work",
]
