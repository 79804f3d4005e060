"""Rules on money (资金管理规则; FD-05 to FD-14): what a fund may pay for, and how a project must be run.

`antipoverty.funds.assess_spending` decides them.

>>> from datetime import date
>>> from antipoverty.funds import Hiring, Project, assess_spending
>>> from antipoverty.text import Text
>>> road = Project("p1", Text("Road", "道路"), "road", hiring=Hiring(workers=20, local_workers=2))
>>> assess_spending(LOCAL_HIRING, road, on=date(2014, 5, 1)).outcome
<Outcome.MET: 'met'>
"""

from __future__ import annotations

from antipoverty._engine.conditions import Constant
from antipoverty.funds._words import NoticeStage, WorkReliefSource
from antipoverty.funds.facts import (
    ACCEPTED,
    BUDGET_FUNDS,
    CENTRAL_FUNDS,
    CONTRACT_ESTIMATE,
    CONTRACT_KIND,
    DECIDED_FIRST,
    FINANCE_TEAM,
    FUND_SOURCE,
    GROUP_ALLOWED,
    IN_STORE,
    INDUSTRY_FUNDS,
    INVESTMENT,
    KEY_PROJECT,
    LINKING_FUNDS,
    LOCAL_WORKERS,
    MANAGEMENT_FEES,
    NOTICE_DAYS,
    NOTICE_STATES,
    NOTICE_WORKING_DAYS,
    PERIOD_ALLOWED,
    PLACE_ALLOWED,
    PROJECT_WORKERS,
    PURPOSE_ALLOWED,
    SHARE_KEPT,
    SHARE_STABLE,
    SIGNED,
    STARTED,
    TENDERED,
    UNSPENT,
    USE,
    WAGES,
    WEBSITE_KEPT,
    WORK_RELIEF_EXEMPT,
    WORK_RELIEF_FUNDS,
    WORK_RELIEF_SOURCE,
    YEARS_CARRIED,
)
from antipoverty.rules import (
    AllOf,
    AnyOf,
    Choose,
    Condition,
    Criterion,
    IsTrue,
    Parameter,
    Rule,
)
from antipoverty.text import Text

__all__ = [
    "INDUSTRY_SHARE",
    "LOCAL_HIRING",
    "MANAGEMENT_FEE",
    "PUBLIC_NOTICE",
    "RECLAIM_DUE",
    "RULES",
    "TENDER",
    "USE_OF_FUND",
    "VILLAGE_OVERSIGHT",
    "WORK_RELIEF_PAY",
]

_UNKNOWN = Text("cannot be decided yet", "信息不足，暂不能判定")


def _switched(parameter: str, on: Condition) -> Choose:
    """A condition that the rulebook switches on by date; while it is off, it is always met."""
    return Choose(Parameter(parameter), (("true", on), ("false", Constant(True))))


STORED = Criterion(
    "FD-07",
    Text("Project in the pool", "项目库内项目"),
    _switched("funds.store_needed", IsTrue(IN_STORE)),
)
BANNED = Criterion(
    "FD-05",
    Text("Not on the ban list", "不属禁止支出范围"),
    _switched("funds.ban_list_holds", ~USE.one_of(Parameter("funds.banned_uses"))),
    applies=FUND_SOURCE.one_of(Parameter("funds.ban_list_sources")),
    otherwise=True,
)
PURPOSE = Criterion("FD-R.purpose", Text("Purpose of the fund", "资金用途限制"), IsTrue(PURPOSE_ALLOWED))
PLACE = Criterion("FD-R.place", Text("Place of the fund", "资金地域限制"), IsTrue(PLACE_ALLOWED))
GROUP = Criterion("FD-R.group", Text("Group of the fund", "资金受益群体限制"), IsTrue(GROUP_ALLOWED))
PERIOD = Criterion("FD-R.period", Text("Period of the fund", "资金期限限制"), IsTrue(PERIOD_ALLOWED))

#: FD-05, FD-07 and the fund's own restrictions: whether a fund's money may go to a project. Every posting asks it.
USE_OF_FUND = Rule(
    "use-of-fund",
    Text("Use of a fund for a project", "资金用于项目"),
    "outlay",
    AllOf((STORED, BANNED, PURPOSE, PLACE, GROUP, PERIOD)),
    met=Text("the fund may pay for the project", "可用该资金支付该项目"),
    not_met=Text("the fund may not pay for the project", "不得用该资金支付该项目"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.ban_list_holds"),
    summary=Text(
        "Allotting, promising and paying money each ask this rule. The ledger refuses where it is not met, and also"
        " where it cannot be decided. A fund's own restrictions come from the document that brings it.",
        "分配、承诺、支付时均适用本规则；不满足或无法判定的，账簿均拒绝入账。资金自身的限制以下达文件为准。",
    ),
)

#: FD-06: project-management fee against central funds.
MANAGEMENT_FEE = Rule(
    "management-fee",
    Text("Project-management fee", "项目管理费"),
    "fund",
    Criterion(
        "FD-06",
        Text("Fee within its share of central funds", "管理费不超过中央资金规定比例"),
        MANAGEMENT_FEES <= Parameter("funds.management_fee_share") * CENTRAL_FUNDS,
    ),
    met=Text("the fee is within its limit", "管理费未超限"),
    not_met=Text("the fee is above its limit", "管理费超限"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.management_fee_share"),
    summary=Text(
        "For the county's own use at actual cost: design, review, tender, supervision, acceptance and the like.",
        "由县级据实列支，用于设计、评审、招标、监理、验收等。",
    ),
)

#: FD-09: whether what is left goes back to the finance department.
RECLAIM_DUE = Rule(
    "carry-over-reclaim",
    Text("Reclaim of what was carried over", "结转结余资金收回"),
    "fund",
    Criterion(
        "FD-09",
        Text("Left unspent for too long", "结转结余超过规定年限"),
        AllOf((UNSPENT > 0, YEARS_CARRIED >= Parameter("funds.reclaim_years"))),
    ),
    met=Text("to be reclaimed by the finance department", "应由财政部门收回"),
    not_met=Text("may be carried over for its purpose", "可结转按原用途继续使用"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.reclaim_years"),
    summary=Text(
        "Years are counted from the end of the fund's budget year: money of 2014 has been carried over for one year"
        " at the end of 2015 and for two at the end of 2016.",
        "自资金预算年度终了起算：2014年资金至2015年末结转满一年，至2016年末满两年。",
    ),
)


def _notice(stage: NoticeStage) -> Condition:
    return AllOf(
        (
            Choose(
                Parameter("funds.notice_days_counted"),
                (
                    ("days", NOTICE_DAYS[stage] >= Parameter("funds.notice_days")),
                    ("working-days", NOTICE_WORKING_DAYS[stage] >= Parameter("funds.notice_days")),
                ),
            ),
            Choose(
                Parameter(f"funds.{stage}_notice_items"),
                tuple((str(item), IsTrue(fact)) for item, fact in NOTICE_STATES[stage].items()),
            ),
        )
    )


#: FD-08: public notice at every stage, long enough and with all that it must state.
PUBLIC_NOTICE = Rule(
    "public-notice",
    Text("Public notice of a project", "项目公告公示"),
    "project",
    AllOf(
        (
            Criterion("FD-08.plan", Text("Notice of the plan", "计划公示（事前）"), _notice(NoticeStage.PLAN)),
            Criterion(
                "FD-08.progress",
                Text("Notice while the works go on", "实施公示（事中）"),
                _notice(NoticeStage.PROGRESS),
                applies=IsTrue(STARTED),
                sources=("town-programme",),
            ),
            Criterion(
                "FD-08.completion",
                Text("Notice of completion", "完成公示（事后）"),
                _notice(NoticeStage.COMPLETION),
                applies=IsTrue(ACCEPTED),
            ),
            Criterion(
                "FD-08.website",
                Text("Notices on websites kept open", "网站公告长期公开"),
                _switched("funds.website_notices_kept", IsTrue(WEBSITE_KEPT)),
            ),
        )
    ),
    met=Text("duly made public", "已按规定公告公示"),
    not_met=Text("not duly made public", "未按规定公告公示"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.notice_days"),
    summary=Text(
        "A notice stands on a board of the township, village or site for its days; what is published on a website"
        " stays there, and does not replace the board. A day counts when it has fully passed. Working days are Monday"
        " to Friday: public holidays are not known. Whoever allots or uses the money publishes.",
        "乡镇、村及项目实施地公示栏须公示满规定天数；网站公告长期公开，不替代公示栏。公示天数按整日计算；工作日按周一至周五计，"
        "法定节假日未扣除。谁分配、谁使用、谁公开。",
    ),
)


def _over(kind: str) -> Condition:
    return AllOf((CONTRACT_KIND.one_of((kind,)), CONTRACT_ESTIMATE >= Parameter(f"tender.{kind}_estimate")))


_LARGE_CONTRACT = AnyOf(tuple(_over(kind) for kind in ("works", "goods", "services")))
_BUDGET_PROJECT = AllOf(
    (
        BUDGET_FUNDS >= Parameter("tender.least_budget_funds"),
        BUDGET_FUNDS >= Parameter("tender.least_budget_share") * INVESTMENT,
    )
)
_TENDER_ASKED = AllOf(
    (
        Choose(
            Parameter("tender.test"),
            (
                ("contract-or-investment", _LARGE_CONTRACT | (INVESTMENT >= Parameter("tender.whole_investment"))),
                ("budget-and-contract", AllOf((_BUDGET_PROJECT, _LARGE_CONTRACT))),
            ),
        ),
        ~IsTrue(WORK_RELIEF_EXEMPT),
    )
)

#: FD-12: tender where the thresholds ask for it.
TENDER = Rule(
    "project-tender",
    Text("Tender of a contract", "项目招标"),
    "project",
    Criterion(
        "FD-12",
        Text("Tendered where it must be", "达到规模的已招标"),
        IsTrue(TENDERED),
        applies=_TENDER_ASKED,
        otherwise=True,
        sources=("tender-law",),
    ),
    met=Text("in order", "符合招标规定"),
    not_met=Text("should have been tendered", "应招标而未招标"),
    unknown=_UNKNOWN,
    in_force=Parameter("tender.test"),
    summary=Text(
        "Contracts of one kind that could be combined count together. Below the thresholds local rules hold.",
        "可以合并的同类采购合并计算。未达规模的按地方规定执行。",
    ),
)

#: FD-13, the town's own rule: heads, not pay.
LOCAL_HIRING = Rule(
    "local-hiring",
    Text("Local farmers among the workers", "本地农民用工比例"),
    "project",
    Criterion(
        "FD-13.heads",
        Text("Local share of the workers", "本镇农民占用工人数比例"),
        LOCAL_WORKERS >= Parameter("labour.local_share") * PROJECT_WORKERS,
        sources=("town-programme",),
    ),
    met=Text("enough local farmers were hired", "本地农民用工达到比例"),
    not_met=Text("too few local farmers were hired", "本地农民用工未达比例"),
    unknown=_UNKNOWN,
    in_force=Parameter("labour.local_share"),
    summary=Text(
        "A share of heads, as one town asked of works on its land. It is not the share of pay in work relief.",
        "按人数计算的比例，系某镇对本镇工程的要求，与以工代赈劳务报酬比例不同。",
    ),
)


_PAID = {
    WorkReliefSource.CENTRAL_INVESTMENT: Text(
        "Share of central-budget investment paid for labour", "劳务报酬占中央预算内投资比例"
    ),
    WorkReliefSource.CENTRAL_FISCAL: Text(
        "Share of central fiscal funds paid for labour", "劳务报酬占中央财政资金比例"
    ),
    WorkReliefSource.PROVINCIAL: Text("Share of provincial funds paid for labour", "劳务报酬占省级财政资金比例"),
}


def _paid(source: WorkReliefSource, parameter: str) -> Criterion:
    return Criterion(
        f"FD-13.pay-{source}",
        _PAID[source],
        WAGES >= Parameter(parameter) * WORK_RELIEF_FUNDS,
        applies=WORK_RELIEF_SOURCE.one_of((str(source),)),
        otherwise=True,
    )


#: FD-13: pay, not heads; the share depends on whose money it is.
WORK_RELIEF_PAY = Rule(
    "work-relief-pay",
    Text("Pay for labour in work relief", "以工代赈劳务报酬比例"),
    "project",
    AllOf(
        (
            _paid(WorkReliefSource.CENTRAL_INVESTMENT, "labour.work_relief_pay_share"),
            _paid(WorkReliefSource.CENTRAL_FISCAL, "labour.work_relief_pay_share_fiscal"),
            _paid(WorkReliefSource.PROVINCIAL, "labour.work_relief_pay_share_provincial"),
        )
    ),
    met=Text("enough was paid for labour", "劳务报酬达到比例"),
    not_met=Text("too little was paid for labour", "劳务报酬未达比例"),
    unknown=_UNKNOWN,
    in_force=Parameter("labour.work_relief_pay_share"),
    summary=Text(
        "A share of money in work relief. It is not the share of local farmers among the workers. Central-budget"
        " investment, central fiscal funds and provincial funds each have a share of their own.",
        "以工代赈资金中劳务报酬的比例，与本地农民用工人数比例不同。中央预算内投资、中央财政资金、省级财政资金各有其比例。",
    ),
)

#: FD-14: what the villagers decide and sign.
VILLAGE_OVERSIGHT = Rule(
    "village-oversight",
    Text("Decision and supervision by the villagers", "村民决策与监督"),
    "project",
    AllOf(
        (
            Criterion(
                "FD-14.decision",
                Text("Key project decided by the villagers", "重点项目经村民决定"),
                _switched("funds.village_supervision", IsTrue(DECIDED_FIRST)),
                applies=IsTrue(KEY_PROJECT),
                sources=("town-programme",),
            ),
            Criterion(
                "FD-14.team",
                Text("Village finance team elected", "已选出民主理财小组"),
                IsTrue(FINANCE_TEAM),
                sources=("town-programme",),
            ),
            Criterion(
                "FD-14.signatures",
                Text("Acceptance signed by the supervision committee", "村务监督委员会签字"),
                _switched("funds.village_supervision", IsTrue(SIGNED)),
                applies=IsTrue(ACCEPTED),
                sources=("organic-law-2010",),
            ),
        )
    ),
    met=Text("decided and supervised by the villagers", "已经村民决策与监督"),
    not_met=Text("not decided or supervised as it should be", "村民决策或监督不到位"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.village_supervision"),
    summary=Text(
        "Key works and bids go to the village's representatives first; a finance team and a supervision committee"
        " follow the money.",
        "重点工程及招标先经村民代表会议讨论决定，由民主理财小组和村务监督委员会监督资金使用。",
    ),
)

_SHARE = Criterion(
    "FD-11.share",
    Text("Share of the year", "当年占比"),
    INDUSTRY_FUNDS >= Parameter("funds.industry_share") * LINKING_FUNDS,
)
_KEPT = Criterion(
    "FD-11.kept", Text("Not lower than the year before", "不低于上年"), IsTrue(SHARE_KEPT), sources=("industry-2022",)
)
_STABLE = Criterion(
    "FD-11.stable", Text("Kept basically stable", "保持总体稳定"), IsTrue(SHARE_STABLE), sources=("regular-funds-2026",)
)

#: FD-11: the share of linking funds that goes to industry. A goal, and no ban.
INDUSTRY_SHARE = Rule(
    "industry-share",
    Text("Industry share of linking funds", "衔接资金产业占比"),
    "fund",
    Choose(
        Parameter("funds.industry_goal"),
        (("share", _SHARE), ("share-and-kept", AllOf((_SHARE, _KEPT))), ("stable", _STABLE)),
    ),
    met=Text("the goal is reached", "达到目标"),
    not_met=Text("the goal is missed", "未达目标"),
    unknown=_UNKNOWN,
    in_force=Parameter("funds.industry_goal"),
    summary=Text(
        "A goal by year, which forbids no payment. Since 2026 no number is asked nationally: the share is kept"
        " basically stable by province, and counties may differ.",
        "年度目标，不构成支付限制。2026年起全国不定比例：以省为单位保持总体稳定，各县可有差异。",
    ),
)

#: Every rule on money.
RULES = (
    USE_OF_FUND,
    MANAGEMENT_FEE,
    RECLAIM_DUE,
    PUBLIC_NOTICE,
    TENDER,
    LOCAL_HIRING,
    WORK_RELIEF_PAY,
    VILLAGE_OVERSIGHT,
    INDUSTRY_SHARE,
)
