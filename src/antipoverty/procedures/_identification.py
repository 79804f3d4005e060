"""The procedures of identification (识别程序): HH-06 of a household, VL-02 of a village."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty.procedures._cases import Case, Procedure, Step, StepKind, open_case
from antipoverty.rules import Decision
from antipoverty.text import Text

_NOTICE_DAYS = "notice.identification_days"

#: HH-06: two notices and one announcement (两公示一公告).
HOUSEHOLD_IDENTIFICATION = Procedure(
    "household-identification",
    Text("Identification of a poor household", "贫困户识别程序"),
    (
        Step("application", Text("Voluntary application", "农户申请")),
        Step("appraisal", Text("Democratic appraisal by the villagers' representatives", "村民代表会议民主评议")),
        Step("first-notice", Text("First notice, in the village", "第一次公示（村级）"), StepKind.NOTICE, _NOTICE_DAYS),
        Step("township-audit", Text("Audit by the township", "乡镇审核")),
        Step("second-notice", Text("Second notice, in the village", "第二次公示"), StepKind.NOTICE, _NOTICE_DAYS),
        Step("county-recheck", Text("Recheck by the county office", "县扶贫办复审")),
        Step("announcement", Text("Announcement in the village", "公告"), StepKind.ANNOUNCEMENT),
    ),
    restart="appraisal",
    rule="poor-household",
    in_force="identification.basis",
)

#: VL-02: one notice and one announcement (一公示一公告).
VILLAGE_IDENTIFICATION = Procedure(
    "village-identification",
    Text("Identification of a poor village", "贫困村识别程序"),
    (
        Step("application", Text("The village discusses and applies", "村级讨论申请")),
        Step("township-audit", Text("Audit by the township", "乡镇审核")),
        Step("notice", Text("Notice by the township", "乡镇公示"), StepKind.NOTICE, _NOTICE_DAYS),
        Step("county-decision", Text("Decision of the county leading group", "县扶贫开发领导小组审定")),
        Step("announcement", Text("Announcement", "公告"), StepKind.ANNOUNCEMENT),
    ),
    restart="application",
    rule="poor-village",
    in_force="village.incidence_multiple",
)


def open_household_identification(
    subject: str | Decision, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> Case:
    """Open a household's identification (HH-06), by its key or the decision that it is poor; see `open_case`.

    >>> from datetime import date
    >>> open_household_identification("h1", on=date(2014, 5, 1)).next_step.id
    'application'
    """
    return open_case(HOUSEHOLD_IDENTIFICATION, subject, on=on, rulebook=rulebook)


def open_village_identification(
    subject: str | Decision, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> Case:
    """Open a village's identification (VL-02), by its key or the decision that it is poor; see `open_case`.

    >>> from datetime import date
    >>> open_village_identification("v1", on=date(2014, 5, 1)).next_step.id
    'application'
    """
    return open_case(VILLAGE_IDENTIFICATION, subject, on=on, rulebook=rulebook)
