"""The procedures of the programme (程序): identification, exit, monitoring and the removal of a risk, by id."""

from __future__ import annotations

from collections.abc import Mapping

from antipoverty.procedures._cases import Procedure, Step
from antipoverty.text import Text

_NOTICE_DAYS = "notice.identification_days"

#: HH-06: two notices and one announcement (两公示一公告).
_HOUSEHOLD_IDENTIFICATION = Procedure(
    "household-identification",
    Text("Identification of a poor household", "贫困户识别程序"),
    (
        Step("application", Text("Voluntary application", "农户申请")),
        Step("appraisal", Text("Democratic appraisal by the villagers' representatives", "村民代表会议民主评议")),
        Step("first-notice", Text("First notice, in the village", "第一次公示（村级）"), "notice", _NOTICE_DAYS),
        Step("township-audit", Text("Audit by the township", "乡镇审核")),
        Step("second-notice", Text("Second notice, in the village", "第二次公示"), "notice", _NOTICE_DAYS),
        Step("county-recheck", Text("Recheck by the county office", "县扶贫办复审")),
        Step("announcement", Text("Announcement in the village", "公告"), "announcement"),
    ),
    restart="appraisal",
    rule="poor-household",
    in_force="identification.basis",
)

#: VL-02: one notice and one announcement (一公示一公告).
_VILLAGE_IDENTIFICATION = Procedure(
    "village-identification",
    Text("Identification of a poor village", "贫困村识别程序"),
    (
        Step("application", Text("The village discusses and applies", "村级讨论申请")),
        Step("township-audit", Text("Audit by the township", "乡镇审核")),
        Step("notice", Text("Notice by the township", "乡镇公示"), "notice", _NOTICE_DAYS),
        Step("county-decision", Text("Decision of the county leading group", "县扶贫开发领导小组审定")),
        Step("announcement", Text("Announcement", "公告"), "announcement"),
    ),
    restart="application",
    rule="poor-village",
    in_force="village.incidence_multiple",
)

#: EX-02: appraisal, verification, the household's signature, notice, announcement.
_HOUSEHOLD_EXIT = Procedure(
    "household-exit",
    Text("Exit of a household", "贫困户退出程序"),
    (
        Step("appraisal", Text("Democratic appraisal, and proposal of the village", "村“两委”组织民主评议后提出")),
        Step("verification", Text("Verification by village and resident team", "村“两委”和驻村工作队核实")),
        Step("agreement", Text("The household agrees, and signs", "拟退出贫困户认可")),
        Step("notice", Text("Notice in the village", "村内公示"), "notice", "notice.exit_days"),
        Step("announcement", Text("Announcement, and removal from the register", "公告退出并销号"), "announcement"),
    ),
    restart="appraisal",
    rule="household-exit",
    in_force="exit.stability",
)

#: EX-03: the township's notice and the announcement.
_VILLAGE_EXIT = Procedure(
    "village-exit",
    Text("Exit of a village", "贫困村退出程序"),
    (
        Step("assessment", Text("Assessment of the village", "对标核查")),
        Step("notice", Text("Notice in the township", "乡镇内公示"), "notice", "notice.village_exit_days"),
        Step("announcement", Text("Announcement of the exit", "公告退出"), "announcement"),
    ),
    restart="assessment",
    rule="village-exit",
    in_force="exit.village_incidence",
)

#: EX-04: from the county's proposal to the national check.
_COUNTY_EXIT = Procedure(
    "county-exit",
    Text("Exit of a county", "贫困县退出程序"),
    (
        Step("proposal", Text("Proposal by the county", "县级提出")),
        Step("city-review", Text("First review by the city", "市级初审")),
        Step("provincial-check", Text("Check by the province", "省级核查")),
        Step("notice", Text("Notice by the province", "省级公示"), "notice", "notice.county_exit_days"),
        Step("provincial-approval", Text("Approval by the province", "省级审定")),
        Step("national-check", Text("Special check by the nation, by sample", "国家专项评估检查（抽查）")),
        Step("announcement", Text("Announcement of the exit", "公布退出"), "announcement"),
    ),
    restart="proposal",
    rule="county-exit",
    # The Opinions of 2016 brought the procedure; the rates of the rule are of 2017.
    in_force="exit.stability",
)

#: MN-06: from the clue (the day on which a case is opened) to the measures; put on notice once, in the village alone.
_MONITORING_IDENTIFICATION = Procedure(
    "monitoring-identification",
    Text("Identification of a monitored household", "监测对象识别程序"),
    (
        Step(
            "home-check",
            Text("Check at home, with the household's authorisation and promise", "入户核查（农户签订授权书、承诺书）"),
        ),
        Step("appraisal", Text("Democratic appraisal of the village", "村级民主评议")),
        Step("notice", Text("Notice in the village", "村内公示"), "notice", "notice.monitoring_days"),
        Step("township-check", Text("Check by the township", "乡镇审核")),
        Step("county-decision", Text("Decision of the county", "县级审定"), within="monitoring.decision_days"),
        Step(
            "measures",
            Text("Measures for the household", "落实帮扶措施"),
            within="monitoring.measures_days",
            since="county-decision",
        ),
    ),
    restart="home-check",
    rule="monitored-household",
    in_force="monitoring.types",
)

#: MN-07: from the check at home to the county's announcement.
_RISK_REMOVAL = Procedure(
    "risk-removal",
    Text("Removal of a risk", "风险消除程序"),
    (
        Step("home-check", Text("Check at home", "入户核查")),
        Step("appraisal", Text("Democratic appraisal of the village", "村级民主评议")),
        Step("notice", Text("Notice in the village", "村内公示"), "notice", "notice.monitoring_days"),
        Step("township-check", Text("Check by the township", "乡镇审核")),
        Step("county-decision", Text("Decision of the county", "县级审定")),
        Step("announcement", Text("Announcement", "公告"), "announcement"),
    ),
    restart="home-check",
    rule="risk-removal",
    in_force="monitoring.types",
)

#: The procedures by id.
PROCEDURES: Mapping[str, Procedure] = {
    procedure.id: procedure
    for procedure in (
        _HOUSEHOLD_IDENTIFICATION,
        _VILLAGE_IDENTIFICATION,
        _HOUSEHOLD_EXIT,
        _VILLAGE_EXIT,
        _COUNTY_EXIT,
        _MONITORING_IDENTIFICATION,
        _RISK_REMOVAL,
    )
}
