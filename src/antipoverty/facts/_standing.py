"""Where a household stands in the register, and its risk of falling back (返贫风险)."""

from __future__ import annotations

from antipoverty.facts._shared import Stated, coded, of_codes
from antipoverty.records import Household, MonitoredType, Registration, RemovalKind, RiskCode
from antipoverty.rules import Alterable, Fact, Kind
from antipoverty.text import Text

# Household: where it stands, and its risk of falling back (返贫风险)

REGISTRATION = coded(Household, "registration", Text("standing in the register", "建档立卡状态"))
EXITED = Fact(
    "exited",
    Kind.FLAG,
    Text("the household has exited", "已脱贫"),
    negated=Text("the household has not exited", "不属脱贫户"),
    definition=REGISTRATION.one_of((Registration.EXITED.value, Registration.NO_LONGER_ENTITLED.value)),
)
STILL_POOR = Fact(
    "still_poor",
    Kind.FLAG,
    Text("the household is in the register as poor", "属未脱贫或返贫建档立卡户"),
    negated=Text("the household is not in the register as poor", "不属未脱贫或返贫建档立卡户"),
    definition=REGISTRATION.one_of((Registration.REGISTERED.value, Registration.RETURNED.value)),
)
INCOME_STABLE = Fact(
    "income_stable",
    Kind.FLAG,
    Text("the income was found to be stable", "收入经核实稳定"),
    negated=Text("the income was not found to be stable", "收入经核实不稳定"),
)
SHOCK = Fact(
    "shock",
    Kind.FLAG,
    Text("illness, disability, disaster, accident or the like has hit the household", "遭遇疾病、残疾、灾害、意外等"),
    negated=Text("no illness, disability, disaster, accident or the like has hit it", "未遭遇疾病、残疾、灾害、意外等"),
    alterable=Alterable.NEVER,
)
SPENDING_SURGE = Fact(
    "spending_surge",
    Kind.FLAG,
    Text("rigid spending is clearly above the income of the year before", "刚性支出明显超过上年收入"),
    negated=Text("rigid spending is under control", "刚性支出问题已解决"),
    alterable=Alterable.NEVER,
)
INCOME_COLLAPSE = Fact(
    "income_collapse",
    Kind.FLAG,
    Text("income has fallen sharply", "收入大幅缩减"),
    negated=Text("income has not fallen sharply", "收入未大幅缩减"),
    alterable=Alterable.NEVER,
)
MEASURES_IN_PLACE = Fact(
    "measures_in_place", Kind.FLAG, Text("the measures against the risk are in place", "帮扶措施已落实")
)
RISK_RESOLVED = Fact("risk_resolved", Kind.FLAG, Text("the risk itself is gone", "返贫致贫风险已消除"))
MONTHS_OBSERVED = Fact(
    "months_observed",
    Kind.COUNT,
    Text("months of observation", "已观察月数"),
    Text("months", "个月"),
    alterable=Alterable.FORWARD,
    plural=True,
)
COPES = Fact(
    "copes",
    Kind.FLAG,
    Text("the household can cope by itself", "有自主应对能力"),
    negated=Text("the household cannot cope by itself", "缺乏自主应对能力"),
)
MONITORED = Fact(
    "monitored",
    Kind.FLAG,
    Text("the household is under monitoring", "属在监测对象（未消除风险）"),
    negated=Text("the household is not under monitoring", "不属在监测对象"),
    alterable=Alterable.NEVER,
)
NEEDS_HELP = Fact(
    "needs_help",
    Kind.FLAG,
    Text("the assessment found that the household would fall back without help", "经评估，停止帮扶即存在返贫风险"),
    negated=Text("the assessment found that the household can do without help", "经评估，可有序退出帮扶"),
    alterable=Alterable.NEVER,
)

MONITORED_TYPE = of_codes(
    "monitored_type", Text("type of monitored household in the register", "监测对象类别"), MonitoredType
)
REMOVAL_KIND = of_codes("removal_kind", Text("how the risk was removed", "风险消除方式"), RemovalKind)
RISK_REMOVED = Fact(
    "risk_removed",
    Kind.FLAG,
    Text("the register marks the risk as removed", "登记为风险已消除"),
    negated=Text("the register does not mark the risk as removed", "登记为风险未消除"),
)
#: The risks for which the register has a household under monitoring, a flag for each code (致贫/返贫风险).
RISKS = {
    code: Fact(
        f"risk_{code.value.replace(' ', '_')}",
        Kind.FLAG,
        Text(f"monitored for the risk: {code.text.en}", f"监测风险：{code.text.zh}"),
        negated=Text(f"not monitored for the risk: {code.text.en}", f"监测风险不含：{code.text.zh}"),
    )
    for code in RiskCode
}


#: How a household states these facts.
STATED: Stated = {
    REGISTRATION: "registration",
    EXITED: None,
    STILL_POOR: None,
    INCOME_STABLE: "income_stable",
    SHOCK: "risk.shock",
    SPENDING_SURGE: "risk.spending_surge",
    INCOME_COLLAPSE: "risk.income_collapse",
    MEASURES_IN_PLACE: "risk.measures_in_place",
    RISK_RESOLVED: "risk.resolved",
    MONTHS_OBSERVED: "risk.months_observed",
    MONITORED_TYPE: "monitoring.type",
    REMOVAL_KIND: "monitoring.removal",
    RISK_REMOVED: "monitoring.removed",
    **{fact: f"monitoring.{fact.name}" for fact in RISKS.values()},
    COPES: "risk.copes",
    MONITORED: "monitored",
    NEEDS_HELP: "needs_help",
}
