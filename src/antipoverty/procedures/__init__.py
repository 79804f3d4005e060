"""Procedures (程序): a case goes from step to step by dated events, and no notice is cut short.

`PROCEDURES` holds the procedures of the programme by id: identification, exit, monitoring and the removal of a risk;
`procedures_of` gives those of another rulebook, whose files may replace one or add to them.
`open_case` opens a case under the notice periods in force; `advance` applies an event to it and gives a new case, or
refuses with a reason. A notice has run when its days have fully passed: one posted on the 1st for 7 days has run on the
8th. A step that has to be taken within some days, or by a day of the calendar, has a deadline: `Case.deadlines` are all
of them, and `Case.overdue` those that were missed on a day. A step that announces may be given the decision that it
announces, which is held to the case. Where a household or village is split or merged, `pass_on` goes on with its open
case under the new keys, and nothing has to be done twice.

>>> from datetime import date
>>> from antipoverty.procedures import PROCEDURES
>>> case = open_case(PROCEDURES["village-identification"], "v1", on=date(2014, 5, 1))
>>> case = advance(case, Taken("application", date(2014, 5, 1)))
>>> case.next_step.id, case.status
('township-audit', <CaseStatus.OPEN: 'open'>)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty.procedures._cases import Case, CaseStatus, Deadline, advance, open_case, pass_on
from antipoverty.procedures._events import Objected, ObjectionSettled, PassedOn, Removed, Taken
from antipoverty.procedures._procedures import Procedure, Step, procedures_of

if TYPE_CHECKING:
    from antipoverty.procedures._china import PROCEDURES
else:
    __getattr__ = load_on_use(__name__, {"PROCEDURES": "antipoverty.procedures._china"})

__all__ = [
    "PROCEDURES",
    "Case",
    "CaseStatus",
    "Deadline",
    "Objected",
    "ObjectionSettled",
    "PassedOn",
    "Procedure",
    "Removed",
    "Step",
    "Taken",
    "advance",
    "open_case",
    "pass_on",
    "procedures_of",
]
