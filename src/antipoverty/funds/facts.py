"""The facts that the rules on money read: of a project, of a fund's figures, and of a fund's money for a project.

`PROJECT`, `FUND` and `OUTLAY` say how a `Project`, `FundFigures` and an `Outlay` state each fact. A rule of one's own
names facts and is decided like the library's:

>>> from datetime import date
>>> from antipoverty.funds import Hiring, Project, assess_spending
>>> from antipoverty.rules import Criterion, Rule
>>> from antipoverty.text import Text
>>> ten_local = Criterion("X-1", Text("Ten farmers of the town", "本镇农民工不少于十人"), LOCAL_WORKERS >= 10)
>>> rule = Rule(
...     "ten-local-workers",
...     Text("Local workers", "本地用工"),
...     PROJECT.name,
...     ten_local,
...     met=Text("enough", "达到"),
...     not_met=Text("too few", "不足"),
...     unknown=Text("not known", "不详"),
... )
>>> road = Project("p1", Text("Road", "道路"), "road", hiring=Hiring(workers=20, local_workers=9))
>>> assess_spending(rule, road, on=date(2014, 5, 1)).outcome
<Outcome.NOT_MET: 'not met'>
"""

from __future__ import annotations

from antipoverty._engine.subjects import Hundredths
from antipoverty.funds._agreement import has_begun, is_accepted
from antipoverty.funds._records import Notice
from antipoverty.funds._rules.readers import (
    decided_first,
    group_allowed,
    notice_days,
    notice_states,
    period_allowed,
    place_allowed,
    purpose_allowed,
    share_kept,
    website_kept,
)
from antipoverty.funds._words import ContractKind, NoticeItem, NoticeStage, Source, Use, WorkReliefSource
from antipoverty.rules import Alterable, Fact, Kind, Subject
from antipoverty.text import YUAN, Code, Text

__all__ = [
    "ACCEPTED",
    "BUDGET_FUNDS",
    "CENTRAL_FUNDS",
    "CONTRACT_ESTIMATE",
    "CONTRACT_KIND",
    "DECIDED_FIRST",
    "FINANCE_TEAM",
    "FUND",
    "FUND_FACTS",
    "FUND_SOURCE",
    "GROUP_ALLOWED",
    "INDUSTRY_FUNDS",
    "INVESTMENT",
    "IN_STORE",
    "KEY_PROJECT",
    "LINKING_FUNDS",
    "LOCAL_WORKERS",
    "MANAGEMENT_FEES",
    "NOTICE_DAYS",
    "NOTICE_STATES",
    "NOTICE_WORKING_DAYS",
    "OUTLAY",
    "OUTLAY_FACTS",
    "PERIOD_ALLOWED",
    "PLACE_ALLOWED",
    "PROJECT",
    "PROJECT_FACTS",
    "PROJECT_WORKERS",
    "PURPOSE_ALLOWED",
    "SHARE_KEPT",
    "SHARE_STABLE",
    "SIGNED",
    "STARTED",
    "TENDERED",
    "UNSPENT",
    "USE",
    "WAGES",
    "WEBSITE_KEPT",
    "WORK_RELIEF_EXEMPT",
    "WORK_RELIEF_FUNDS",
    "WORK_RELIEF_SOURCE",
    "YEARS_CARRIED",
]

_DAYS = Text("days", "天")
_WORKERS = Text("workers", "人")

# A fund's money for a project


def _category(name: str, text: Text, kind: type[Code], alterable: Alterable) -> Fact:
    """A category with the values and labels of an enumeration."""
    values, labels = tuple(map(str, kind)), tuple(word.text for word in kind)
    return Fact(name, Kind.CATEGORY, text, values=values, labels=labels, alterable=alterable)


FUND_SOURCE = _category("fund_source", Text("source of the fund", "资金来源"), Source, Alterable.NEVER)
USE = _category("use", Text("what the money is spent on", "支出用途"), Use, Alterable.FREELY)
IN_STORE = Fact(
    "in_store",
    Kind.FLAG,
    Text("the project is in the project pool", "项目已入项目库"),
    negated=Text("the project is not in the project pool", "项目未入项目库"),
)
PURPOSE_ALLOWED = Fact(
    "purpose_allowed", Kind.FLAG, Text("the fund is for this kind of project", "项目类别符合资金用途")
)
PLACE_ALLOWED = Fact(
    "place_allowed", Kind.FLAG, Text("the fund is for every village of the project", "项目所在村均符合资金范围")
)
GROUP_ALLOWED = Fact("group_allowed", Kind.FLAG, Text("the fund is for this group", "受益群体符合资金范围"))
PERIOD_ALLOWED = Fact(
    "period_allowed",
    Kind.FLAG,
    Text("the day lies in the fund's period", "日期在资金使用期限内"),
    alterable=Alterable.NEVER,
)

#: Where a fund's money for a project has its facts.
OUTLAY = Subject(
    "outlay",
    {
        FUND_SOURCE: "fund.source",
        USE: "project.use",
        IN_STORE: "project.in_store",
        PURPOSE_ALLOWED: purpose_allowed,
        PLACE_ALLOWED: place_allowed,
        GROUP_ALLOWED: group_allowed,
        PERIOD_ALLOWED: period_allowed,
    },
)

# A project: notices

STARTED = Fact(
    "started",
    Kind.FLAG,
    Text("the works have begun", "项目已开工"),
    negated=Text("the works have not begun", "项目未开工"),
    alterable=Alterable.FORWARD,
)
ACCEPTED = Fact(
    "accepted",
    Kind.FLAG,
    Text("the project has been accepted", "项目已验收"),
    negated=Text("the project has not been accepted", "项目未验收"),
    alterable=Alterable.FORWARD,
)
NOTICE_DAYS = {
    stage: Fact(
        f"{stage}_notice_days",
        Kind.COUNT,
        Text(f"days for which the {stage.text.en} notice stood", f"{stage.text.zh}公示天数"),
        _DAYS,
        alterable=Alterable.FORWARD,
    )
    for stage in NoticeStage
}
#: Of those days, the ones from Monday to Friday, for rules that ask for working days.
NOTICE_WORKING_DAYS = {
    stage: Fact(
        f"{stage}_notice_working_days",
        Kind.COUNT,
        Text(f"working days for which the {stage.text.en} notice stood", f"{stage.text.zh}公示工作日数"),
        Text("working days", "个工作日"),
        alterable=Alterable.FORWARD,
    )
    for stage in NoticeStage
}
WEBSITE_KEPT = Fact(
    "website_notices_kept",
    Kind.FLAG,
    Text("every notice on a website is still open", "网站公告均长期公开"),
    negated=Text("a notice on a website was taken down", "有网站公告已撤下"),
)
#: What the notice of each stage states, one fact for each item, so that a decision names the items that it lacks.
NOTICE_STATES = {
    stage: {
        item: Fact(
            f"{stage}_notice_states_{item.replace('-', '_')}",
            Kind.FLAG,
            Text(f"the {stage.text.en} notice states: {item.text.en}", f"{stage.text.zh}公示载有{item.text.zh}"),
            negated=Text(f"the {stage.text.en} notice lacks: {item.text.en}", f"{stage.text.zh}公示缺{item.text.zh}"),
        )
        for item in NoticeItem
    }
    for stage in NoticeStage
}

# A project: tender

CONTRACT_KIND = _category("contract_kind", Text("what the contract buys", "合同类别"), ContractKind, Alterable.NEVER)
CONTRACT_ESTIMATE = Fact(
    "contract_estimate",
    Kind.MONEY,
    Text("estimate of the contract, with those that could be combined", "合同估算价（可合并者合计）"),
    YUAN,
)
BUDGET_FUNDS = Fact("budget_funds", Kind.MONEY, Text("budget money in the project", "预算资金"), YUAN)
INVESTMENT = Fact("investment", Kind.MONEY, Text("whole investment", "投资总额"), YUAN)
WORK_RELIEF_EXEMPT = Fact(
    "work_relief_exempt",
    Kind.FLAG,
    Text("it is work relief with peasant labour, unsuited to tender", "属使用农民工、不适宜招标的以工代赈"),
    negated=Text("it is not work relief unsuited to tender", "不属不适宜招标的以工代赈"),
    alterable=Alterable.NEVER,
)
TENDERED = Fact(
    "tendered",
    Kind.FLAG,
    Text("the contract was tendered", "已招标"),
    negated=Text("the contract was not tendered", "未招标"),
    alterable=Alterable.FORWARD,
)

# A project: labour

PROJECT_WORKERS = Fact(
    "workers",
    Kind.COUNT,
    Text("workers employed", "用工人数"),
    _WORKERS,
    alterable=Alterable.FORWARD,
)
LOCAL_WORKERS = Fact(
    "local_workers",
    Kind.COUNT,
    Text("workers who are farmers of the town", "本镇农民工人数"),
    _WORKERS,
    alterable=Alterable.FORWARD,
    plural=True,
)
WAGES = Fact(
    "wages",
    Kind.MONEY,
    Text("pay for labour", "劳务报酬"),
    YUAN,
    alterable=Alterable.FORWARD,
)
WORK_RELIEF_FUNDS = Fact("work_relief_funds", Kind.MONEY, Text("money for work relief", "以工代赈资金"), YUAN)
WORK_RELIEF_SOURCE = _category(
    "work_relief_source",
    Text("whose money the work relief is", "以工代赈资金来源"),
    WorkReliefSource,
    Alterable.NEVER,
)

# A project: the villagers

KEY_PROJECT = Fact(
    "key_project",
    Kind.FLAG,
    Text("it is a key project of the village", "属村重点项目"),
    negated=Text("it is not a key project of the village", "不属村重点项目"),
)
DECIDED_FIRST = Fact(
    "decided_first",
    Kind.FLAG,
    Text("the villagers' congress decided on it before the works began", "开工前已经村民代表会议讨论决定"),
    alterable=Alterable.NEVER,
)
FINANCE_TEAM = Fact("finance_team", Kind.FLAG, Text("the village elected its finance team", "村已选出民主理财小组"))
SIGNED = Fact(
    "signed",
    Kind.FLAG,
    Text("the village supervision committee signed the acceptance", "村务监督委员会已在验收上签字"),
    alterable=Alterable.FORWARD,
)

#: Where a project has its facts.
PROJECT = Subject(
    "project",
    {
        STARTED: lambda project, on, given: has_begun(project, on),
        ACCEPTED: lambda project, on, given: is_accepted(project, on),
        **{fact: notice_days(stage) for stage, fact in NOTICE_DAYS.items()},
        **{fact: notice_days(stage, Notice.working_days) for stage, fact in NOTICE_WORKING_DAYS.items()},
        WEBSITE_KEPT: website_kept,
        **{fact: notice_states(stage, item) for stage, facts in NOTICE_STATES.items() for item, fact in facts.items()},
        CONTRACT_KIND: "contract.kind",
        CONTRACT_ESTIMATE: Hundredths("contract.estimate"),
        BUDGET_FUNDS: Hundredths("contract.budget_funds"),
        INVESTMENT: Hundredths("contract.investment"),
        WORK_RELIEF_EXEMPT: "contract.work_relief_exempt",
        TENDERED: "contract.tendered",
        PROJECT_WORKERS: "hiring.workers",
        LOCAL_WORKERS: "hiring.local_workers",
        WAGES: Hundredths("hiring.wages"),
        WORK_RELIEF_FUNDS: Hundredths("hiring.work_relief_funds"),
        WORK_RELIEF_SOURCE: "hiring.work_relief_source",
        KEY_PROJECT: "oversight.key_project",
        DECIDED_FIRST: decided_first,
        FINANCE_TEAM: "oversight.finance_team",
        SIGNED: "oversight.signed",
    },
)

# A fund

CENTRAL_FUNDS = Fact("central_funds", Kind.MONEY, Text("central special funds", "中央财政专项资金"), YUAN, plural=True)
MANAGEMENT_FEES = Fact("management_fees", Kind.MONEY, Text("project management fees", "项目管理费"), YUAN, plural=True)
UNSPENT = Fact("unspent", Kind.MONEY, Text("money left unspent", "结转结余资金"), YUAN)
YEARS_CARRIED = Fact(
    "years_carried",
    Kind.COUNT,
    Text("whole years carried over", "已结转年数"),
    Text("years", "年"),
    alterable=Alterable.FORWARD,
    plural=True,
)
LINKING_FUNDS = Fact("linking_funds", Kind.MONEY, Text("linking funds of the year", "当年衔接资金"), YUAN, plural=True)
INDUSTRY_FUNDS = Fact(
    "industry_funds", Kind.MONEY, Text("linking funds for industry", "用于产业的衔接资金"), YUAN, plural=True
)
SHARE_KEPT = Fact(
    "industry_share_kept",
    Kind.FLAG,
    Text("the industry share is not lower than the year before", "产业占比不低于上年"),
    negated=Text("the industry share is lower than the year before", "产业占比低于上年"),
)
SHARE_STABLE = Fact(
    "industry_share_stable",
    Kind.FLAG,
    Text("the industry share was kept basically stable, as the province finds", "产业占比保持总体稳定（由省级认定）"),
    negated=Text("the industry share was not kept basically stable", "产业占比未保持总体稳定"),
)

#: Where the figures of a fund have its facts.
FUND = Subject(
    "fund",
    {
        CENTRAL_FUNDS: Hundredths("central_funds"),
        MANAGEMENT_FEES: Hundredths("management_fees"),
        UNSPENT: Hundredths("unspent"),
        YEARS_CARRIED: "years_carried",
        LINKING_FUNDS: Hundredths("linking_funds"),
        INDUSTRY_FUNDS: Hundredths("industry_funds"),
        SHARE_KEPT: share_kept,
        SHARE_STABLE: "industry_stable",
    },
)

#: Every fact by name.
OUTLAY_FACTS = {fact.name: fact for fact in OUTLAY.facts}
PROJECT_FACTS = {fact.name: fact for fact in PROJECT.facts}
FUND_FACTS = {fact.name: fact for fact in FUND.facts}
