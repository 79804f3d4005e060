"""Where a household stands in the register, and its risk of falling back (返贫风险)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from antipoverty.errors import InvalidValue
from antipoverty.facts.living import net_of
from antipoverty.facts.shared import YUAN, Stated
from antipoverty.records import Household, Registration
from antipoverty.rules.conditions import Alterable, Fact, Kind, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Truth

__all__ = [
    "EXITED",
    "INCOME_COLLAPSE",
    "INCOME_STABLE",
    "MEASURES_IN_PLACE",
    "MONITORED_INCOME",
    "MONTHS_OBSERVED",
    "RISK_RESOLVED",
    "SHOCK",
    "SPENDING_SURGE",
    "STATED",
    "STILL_POOR",
    "calendar_year_monitored",
]


# Household: where it stands, and its risk of falling back (返贫风险)

EXITED = Fact(
    "exited",
    Kind.FLAG,
    Text("the household has exited", "已脱贫"),
    negated=Text("the household has not exited", "不属脱贫户"),
)
STILL_POOR = Fact(
    "still_poor",
    Kind.FLAG,
    Text("the household is in the register as poor", "属未脱贫或返贫建档立卡户"),
    negated=Text("the household is not in the register as poor", "不属未脱贫或返贫建档立卡户"),
)
INCOME_STABLE = Fact(
    "income_stable",
    Kind.FLAG,
    Text("the income was found to be stable", "收入经核实稳定"),
    negated=Text("the income was not found to be stable", "收入经核实不稳定"),
)
MONITORED_INCOME = Fact(
    "monitored_income",
    Kind.MONEY,
    Text("household net income of twelve months", "监测周期家庭纯收入"),
    YUAN,
    reads=(
        "income.counted_transfers",
        "income.unsold_stock_counts",
        "income.business_loss_counts",
        "monitoring.income_window",
    ),
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


def _stands_as(*states: Registration) -> Callable[[Household, date, Mapping[str, Value]], Truth]:
    return lambda household, on, given: None if household.registration is None else household.registration in states


def calendar_year_monitored(on: date, given: Mapping[str, Value]) -> int | None:
    """The calendar year whose income counts in monitoring; `None` if the twelve months are of two years.

    The twelve months that end with the month before are a calendar year in January alone.

    >>> from datetime import date
    >>> calendar_year_monitored(date(2021, 1, 4), {"monitoring.income_window": "trailing"})
    2020
    """
    trailing = given["monitoring.income_window"] == "trailing"
    return on.year - 1 if on.month == 1 or not trailing else None


def _monitored_income(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
    income = household.income
    if income is None:
        return None
    calendar = calendar_year_monitored(on, given)
    if income.year is not None and income.year != calendar:
        expected = "no year, the income being that of the twelve months to the end of last month"
        wanted = f"{calendar}, whose income counts on {on}" if calendar else expected
        raise InvalidValue("Income.year", income.year, wanted)
    return net_of(income, given)


#: How a household states these facts.
STATED: Stated = {
    EXITED: _stands_as(Registration.EXITED, Registration.NO_LONGER_ENTITLED),
    STILL_POOR: _stands_as(Registration.REGISTERED, Registration.RETURNED),
    INCOME_STABLE: "income_stable",
    MONITORED_INCOME: _monitored_income,
    SHOCK: "risk.shock",
    SPENDING_SURGE: "risk.spending_surge",
    INCOME_COLLAPSE: "risk.income_collapse",
    MEASURES_IN_PLACE: "risk.measures_in_place",
    RISK_RESOLVED: "risk.resolved",
    MONTHS_OBSERVED: "risk.months_observed",
}
