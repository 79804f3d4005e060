"""Procedures (程序): a case goes from step to step by dated events, and no notice is cut short.

A `Case` is a value: `advance` gives a new one or refuses with a reason, and the case's state always follows from its
events. A notice has run when its days have fully passed: one posted on the 1st for 7 days has run on the 8th.
"""

from antipoverty.procedures._cases import (
    Case,
    CaseStatus,
    Event,
    Objected,
    ObjectionSettled,
    Procedure,
    Removed,
    Step,
    StepKind,
    Taken,
    advance,
    history,
    open_case,
)
from antipoverty.procedures._identification import (
    HOUSEHOLD_IDENTIFICATION,
    VILLAGE_IDENTIFICATION,
    open_household_identification,
    open_village_identification,
)

__all__ = [
    "HOUSEHOLD_IDENTIFICATION",
    "VILLAGE_IDENTIFICATION",
    "Case",
    "CaseStatus",
    "Event",
    "Objected",
    "ObjectionSettled",
    "Procedure",
    "Removed",
    "Step",
    "StepKind",
    "Taken",
    "advance",
    "history",
    "open_case",
    "open_household_identification",
    "open_village_identification",
]
