"""Households, villages and counties as the rules see them: frozen, checked, and allowed not to know.

Every fact may be unknown (`None`), and unknown is never taken for false or zero. Personal facts are not shown by
`repr`. Ages are taken at the decision date, so a record holds birth dates and no ages.
"""

from antipoverty.records._households import Flags, Household, Income, Registration, Risk, Transfer, TransferKind, Water
from antipoverty.records._persons import Disability, Health, Labour, Person, Schooling
from antipoverty.records._places import County, CountySample, Village

__all__ = [
    "County",
    "CountySample",
    "Disability",
    "Flags",
    "Health",
    "Household",
    "Income",
    "Labour",
    "Person",
    "Registration",
    "Risk",
    "Schooling",
    "Transfer",
    "TransferKind",
    "Village",
    "Water",
]
