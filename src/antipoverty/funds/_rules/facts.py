"""The facts that the rules on money read: of a project, of a fund, and of a fund's money for a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._engine.parameters import Value
from antipoverty._engine.subjects import Hundredths
from antipoverty._shared import fields
from antipoverty._shared.exact import multiply
from antipoverty._shared.shapes import typed_fields
from antipoverty.funds._records import Fund, Notice, Project
from antipoverty.funds._words import BUDGET_YEARS, ContractKind, NoticeItem, NoticeStage, Source, Use
from antipoverty.rules import Alterable, Fact, Kind, Subject
from antipoverty.text import YUAN, Code, Text

DAYS = Text("days", "天")
WORKERS = Text("workers", "人")


@frozen(field_transformer=typed_fields)
class Outlay:
    """A fund's money for a project: what the rule on the use of a fund decides.

    Attributes:
        fund: the fund.
        project: the project.
    """

    fund: Fund
    project: Project


@frozen(field_transformer=fields.named)
class FundFigures:
    """What the rules read of a fund or a county's funds, in yuan; `Ledger.figures` takes it from a ledger.

    Attributes:
        key: the caller's key.
        central_funds: central special funds appropriated.
        management_fees: money set aside for or spent on project management.
        unspent: money neither spent nor given back.
        years_carried: whole years for which that has been carried over.
        linking_funds: funds for linking to rural revitalisation (衔接资金) of the year.
        industry_funds: of those, what went to industry.
        linking_funds_before: `linking_funds` of the year before.
        industry_funds_before: `industry_funds` of the year before.
    """

    key: str = field(validator=fields.key)
    central_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    management_fees: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    unspent: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    years_carried: int | None = fields.count(most=len(BUDGET_YEARS))
    linking_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    industry_funds: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    linking_funds_before: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    industry_funds_before: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)


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
    Text("the project is in the project store", "项目已入项目库"),
    negated=Text("the project is not in the project store", "项目未入项目库"),
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


def _among(allowed: tuple[str, ...], held: str | None) -> bool | None:
    if not allowed:
        return True
    return None if held is None else held in allowed


def _purpose_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return _among(outlay.fund.categories, outlay.project.category)


def _place_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    allowed, held = outlay.fund.places, outlay.project.villages
    if not allowed:
        return True
    # Nothing says which of several villages the money goes to.
    return all(village in allowed for village in held) if held else None


def _group_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return _among(outlay.fund.groups, outlay.project.group)


def within_period(fund: Fund, on: date) -> bool:
    """Whether a day is in the period in which a fund may be used, including the first and last day."""
    return (fund.first_day is None or fund.first_day <= on) and (fund.last_day is None or on <= fund.last_day)


def _period_allowed(outlay: Outlay, on: date, given: Mapping[str, Value]) -> bool | None:
    return within_period(outlay.fund, on)


#: Where a fund's money for a project has its facts.
OUTLAY = Subject(
    "outlay",
    {
        FUND_SOURCE: "fund.source",
        USE: "project.use",
        IN_STORE: "project.in_store",
        PURPOSE_ALLOWED: _purpose_allowed,
        PLACE_ALLOWED: _place_allowed,
        GROUP_ALLOWED: _group_allowed,
        PERIOD_ALLOWED: _period_allowed,
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
        DAYS,
        alterable=Alterable.FORWARD,
    )
    for stage in NoticeStage
}
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


def has_begun(project: Project, on: date) -> bool | None:
    """Whether the works have begun: by their first day, by an acceptance, or as stated."""
    if project.started is not None:
        return project.started <= on
    if project.acceptance or (project.accepted is not None and project.accepted <= on):
        return True
    return project.begun


def is_accepted(project: Project, on: date) -> bool | None:
    """Whether the project has been accepted: by the day, or as stated; not if it is unfinished or not begun."""
    if project.accepted is not None:
        return project.accepted <= on
    if project.acceptance is None and (project.unfinished is not None or has_begun(project, on) is False):
        return False
    return project.acceptance


def _longest(project: Project, stage: NoticeStage, on: date) -> Notice | None:
    """The notice of a stage that had been posted longest by the date."""
    notices = [notice for notice in project.notices or () if notice.stage is stage]
    return max(notices, key=lambda notice: notice.days(on), default=None)


def _notice_days(stage: NoticeStage) -> Callable[[Project, date, Mapping[str, Value]], int | None]:
    def read(project: Project, on: date, given: Mapping[str, Value]) -> int | None:
        if project.notices is None:
            return None
        notice = _longest(project, stage, on)
        return 0 if notice is None else notice.days(on)

    return read


def _notice_states(stage: NoticeStage, item: NoticeItem) -> Callable[[Project, date, Mapping[str, Value]], bool | None]:
    def read(project: Project, on: date, given: Mapping[str, Value]) -> bool | None:
        if project.notices is None:
            return None
        notice = _longest(project, stage, on)
        return notice is not None and item in notice.items

    return read


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
    WORKERS,
    alterable=Alterable.FORWARD,
)
LOCAL_WORKERS = Fact(
    "local_workers",
    Kind.COUNT,
    Text("workers who are farmers of the town", "本镇农民工人数"),
    WORKERS,
    alterable=Alterable.FORWARD,
)
WAGES = Fact(
    "wages",
    Kind.MONEY,
    Text("pay for labour", "劳务报酬"),
    YUAN,
    alterable=Alterable.FORWARD,
)
WORK_RELIEF_FUNDS = Fact(
    "work_relief_funds", Kind.MONEY, Text("central money for work relief", "中央以工代赈资金"), YUAN
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


def _decided_first(project: Project, on: date, given: Mapping[str, Value]) -> bool | None:
    oversight = project.oversight
    if oversight.decision is False:
        return False
    if oversight.decided is None:
        return None
    begun = has_begun(project, on)
    if oversight.decided > on or begun is False:
        return oversight.decided <= on
    return None if project.started is None else oversight.decided <= project.started


#: Where a project has its facts.
PROJECT = Subject(
    "project",
    {
        STARTED: lambda project, on, given: has_begun(project, on),
        ACCEPTED: lambda project, on, given: is_accepted(project, on),
        **{fact: _notice_days(stage) for stage, fact in NOTICE_DAYS.items()},
        **{fact: _notice_states(stage, item) for stage, facts in NOTICE_STATES.items() for item, fact in facts.items()},
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
        KEY_PROJECT: "oversight.key_project",
        DECIDED_FIRST: _decided_first,
        FINANCE_TEAM: "oversight.finance_team",
        SIGNED: "oversight.signed",
    },
)

# A fund

CENTRAL_FUNDS = Fact("central_funds", Kind.MONEY, Text("central special funds", "中央财政专项资金"), YUAN)
MANAGEMENT_FEES = Fact("management_fees", Kind.MONEY, Text("project management fees", "项目管理费"), YUAN)
UNSPENT = Fact("unspent", Kind.MONEY, Text("money left unspent", "结转结余资金"), YUAN)
YEARS_CARRIED = Fact(
    "years_carried",
    Kind.COUNT,
    Text("whole years carried over", "已结转年数"),
    Text("years", "年"),
    alterable=Alterable.FORWARD,
)
LINKING_FUNDS = Fact("linking_funds", Kind.MONEY, Text("linking funds of the year", "当年衔接资金"), YUAN)
INDUSTRY_FUNDS = Fact("industry_funds", Kind.MONEY, Text("linking funds for industry", "用于产业的衔接资金"), YUAN)
SHARE_KEPT = Fact(
    "industry_share_kept",
    Kind.FLAG,
    Text("the industry share is not lower than the year before", "产业占比不低于上年"),
    negated=Text("the industry share is lower than the year before", "产业占比低于上年"),
)


def _share_kept(figures: FundFigures, on: date, given: Mapping[str, Value]) -> bool | None:
    """Compares cross products, so that nothing is divided."""
    industry, linking = figures.industry_funds, figures.linking_funds
    industry_before, linking_before = figures.industry_funds_before, figures.linking_funds_before
    if industry is None or linking is None or industry_before is None or linking_before is None:
        return None
    return multiply(industry, linking_before) >= multiply(industry_before, linking)


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
        SHARE_KEPT: _share_kept,
    },
)

#: Every fact by name.
OUTLAY_FACTS = {fact.name: fact for fact in OUTLAY.facts}
PROJECT_FACTS = {fact.name: fact for fact in PROJECT.facts}
FUND_FACTS = {fact.name: fact for fact in FUND.facts}
