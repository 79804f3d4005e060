"""Where a household stands in the register, and its risk of falling back (返贫风险)."""

from __future__ import annotations

from antipoverty.facts._shared import Stated
from antipoverty.records import Registration
from antipoverty.rules import Alterable, Fact, Kind
from antipoverty.text import Text

# Household: where it stands, and its risk of falling back (返贫风险)

#: What each standing in the register is called.
STANDINGS = {
    Registration.NOT_REGISTERED: Text("not registered", "未建档立卡"),
    Registration.CANDIDATE: Text("candidate", "拟识别"),
    Registration.REGISTERED: Text("registered, not yet out of poverty", "建档立卡未脱贫"),
    Registration.EXITED: Text("out of poverty", "已脱贫"),
    Registration.NO_LONGER_ENTITLED: Text("out of poverty, no longer entitled to measures", "已脱贫（不再享受政策）"),
    Registration.RETURNED: Text("returned to poverty", "返贫"),
    Registration.REMOVED: Text("removed from the register", "已剔除"),
}
REGISTRATION = Fact(
    "registration",
    Kind.CATEGORY,
    Text("standing in the register", "建档立卡状态"),
    values=tuple(standing.value for standing in STANDINGS),
    labels=tuple(STANDINGS.values()),
)
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
)


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
}
