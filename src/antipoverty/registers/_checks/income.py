"""Checks of income, and of the subsistence allowance and the five guarantees."""

from __future__ import annotations

from antipoverty.facts.household import (
    ABLE_TO_WORK,
    DIBAO,
    DIBAO_MONEY,
    ECOLOGICAL_COMPENSATION,
    EXITED,
    FAMILY_PLANNING_MONEY,
    FIVE_GUARANTEE,
    HOUSEHOLD_FACTS,
    MONITORED_INCOME,
    NET_INCOME,
    RETURNED_LAND,
    SIZE,
)
from antipoverty.facts.person import AGE, ON_DIBAO, WORKING_AWAY
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import COUNTY, GUIZHOU, NATIONAL, NO_CAPACITY, between, limit
from antipoverty.rules import AllOf, AnyMember, Condition, Fact, IsTrue
from antipoverty.text import Text

_WAGE, _BUSINESS, _OUTLAY = (HOUSEHOLD_FACTS[name] for name in ("wage", "business", "outlay"))
_PENSION = HOUSEHOLD_FACTS["transfer_pension"]
_FIVE_MONEY = HOUSEHOLD_FACTS["transfer_five_guarantee"]
_ON_DIBAO, _ON_FIVE = IsTrue(DIBAO), IsTrue(FIVE_GUARANTEE)
_SOMEONE_ON_DIBAO = AnyMember(IsTrue(ON_DIBAO))
_ASK_INCOME = Text("Work out the income of the year again, part by part, in yuan.", "逐项重新核算当年收入，单位为元")
_ASK_DIBAO = Text("Ask civil affairs who gets which money, from when.", "与民政部门比对享受对象、金额与起始时间")


def _income(
    code: str,
    name: Text,
    severity: Severity,
    condition: Condition,
    sources: tuple[str, ...],
    *codes: str,
    ask: Text = _ASK_INCOME,
    instead: Condition | None = None,
) -> Check:
    return Check(
        f"income-{code}", name, CheckGroup.INCOME, "household", severity, ask, condition,
        instead=instead, sources=sources, codes=codes,
    )  # fmt: skip


def _small(code: str, name: Text, fact: Fact, least: str) -> Check:
    return _income(code, name, Severity.DOUBT, between(fact, least, None), (COUNTY,))


def _dibao(
    code: str, name: Text, severity: Severity, condition: Condition, sources: tuple[str, ...], *codes: str
) -> Check:
    return Check(
        f"dibao-{code}", name, CheckGroup.DIBAO, "household", severity, _ASK_DIBAO, condition,
        sources=sources, codes=codes,
    )  # fmt: skip


def _beyond(income: Fact) -> Condition:
    return (income <= 0) | (income > limit("head_income_most") * SIZE)


def _under(income: Fact) -> Condition:
    return IsTrue(EXITED) & (income < limit("exited_least_income") * SIZE)


_SOMEONE_AWAY = AnyMember(IsTrue(WORKING_AWAY))

CHECKS = (
    _income(
        "wage-no-worker",
        Text("Wages, but nobody works away", "有工资性收入而无人务工"),
        Severity.DOUBT,
        (_WAGE > 0) & ~_SOMEONE_AWAY,
        (NATIONAL,),
        ask=Text("Who earned the wages, and where?", "核实工资性收入来源与务工人员"),
    ),
    _income(
        "worker-no-wage",
        Text("Someone works away, but there are no wages", "有人务工而无工资性收入"),
        Severity.DOUBT,
        _SOMEONE_AWAY & _WAGE.equals(0),
        (NATIONAL,),
        ask=Text("What did the one who works away earn?", "核实务工人员收入"),
    ),
    _income(
        "business-no-outlay",
        Text("Income of production and business without outlay", "有生产经营性收入而无支出"),
        Severity.DOUBT,
        (_BUSINESS > 0) & (_OUTLAY <= 0),
        (NATIONAL, COUNTY),
        ask=Text("What did seed, feed, tools and goods cost?", "核实种子、饲料、农具、进货等支出"),
    ),
    _income(
        "head-implausible",
        Text("Net income a head is nothing, less than nothing, or very large", "人均纯收入为零、为负或过高"),
        Severity.DOUBT,
        _beyond(NET_INCOME),
        (NATIONAL,),
        instead=_beyond(MONITORED_INCOME),
    ),
    _income(
        "exited-under-line",
        Text("An exited household under the line of the list", "脱贫户人均纯收入低于核查线"),
        Severity.POLICY,
        _under(NET_INCOME),
        (NATIONAL, COUNTY, GUIZHOU),
        "3_11_010",
        instead=_under(MONITORED_INCOME),
    ),
    _income(
        "wage-implausible",
        Text("Wages of the year are very small or very large", "年工资性收入过低或过高"),
        Severity.DOUBT,
        between(_WAGE, "wage_least", "wage_most"),
        (COUNTY,),
    ),
    _small("dibao-small", Text("The allowance is very small", "低保金过低"), DIBAO_MONEY, "dibao_money_least"),
    _small("pension-small", Text("The pension is very small", "养老保险金过低"), _PENSION, "pension_least"),
    _small(
        "five-guarantee-small",
        Text("The five-guarantee support is very small", "五保金过低"),
        _FIVE_MONEY,
        "five_guarantee_money_least",
    ),
    _small(
        "family-planning-small",
        Text("The money of family planning is very small", "计划生育金过低"),
        FAMILY_PLANNING_MONEY,
        "family_planning_least",
    ),
    _income(
        "ecology-no-land",
        Text("Ecological compensation without land returned to forest", "有生态补偿金而无退耕还林"),
        Severity.DOUBT,
        (ECOLOGICAL_COMPENSATION > 0) & (RETURNED_LAND <= 0),
        (COUNTY,),
        ask=Text("For which land is the compensation paid?", "核实生态补偿对应地块"),
    ),
    _dibao(
        "five-guarantee-worker",
        Text("A five-guarantee household with someone able to work", "五保户中有劳动力"),
        Severity.POLICY,
        _ON_FIVE & AnyMember(AllOf((AGE >= limit("labour_first_age"), AGE <= limit("labour_last_age"), ~NO_CAPACITY))),
        (NATIONAL, GUIZHOU),
        "5_15_018",
        "5_15_019",
    ),
    _dibao(
        "both-moneys",
        Text("Both subsistence allowance and five-guarantee money", "同时有低保金与五保金"),
        Severity.ERROR,
        (DIBAO_MONEY > 0) & (_FIVE_MONEY > 0),
        (NATIONAL,),
    ),
    _dibao(
        "money-without-status",
        Text("Allowance or five-guarantee money, but in neither scheme", "非低保、非五保而有低保金或五保金"),
        Severity.ERROR,
        AllOf((~_ON_DIBAO, ~_ON_FIVE, (DIBAO_MONEY > 0) | (_FIVE_MONEY > 0))),
        (NATIONAL,),
    ),
    _dibao(
        "status-without-money",
        Text("On the subsistence allowance, but no money of it", "低保户无低保金"),
        Severity.DOUBT,
        _ON_DIBAO & DIBAO_MONEY.equals(0),
        (NATIONAL,),
    ),
    _dibao(
        "five-guarantee-without-money",
        Text("In the five-guarantee scheme, but no money of it", "五保户无五保金"),
        Severity.DOUBT,
        _ON_FIVE & _FIVE_MONEY.equals(0),
        (NATIONAL,),
    ),
    _dibao(
        "nobody-able-nobody-helped",
        Text("Nobody is able to work, and the household is in neither scheme", "全家无劳动能力而未享受低保、五保"),
        Severity.POLICY,
        AllOf((~IsTrue(ABLE_TO_WORK), ~_ON_DIBAO, ~_ON_FIVE)),
        (GUIZHOU,),
        "5_11_033",
        "5_19_003",
        "5_19_007",
    ),
    _dibao(
        "no-member",
        Text("A dibao household without a member on the allowance", "低保户无享受低保成员"),
        Severity.ERROR,
        _ON_DIBAO & ~_SOMEONE_ON_DIBAO,
        (NATIONAL,),
    ),
    _dibao(
        "member-of-other",
        Text("In neither scheme, but a member is on the allowance", "一般户有享受低保成员"),
        Severity.ERROR,
        AllOf((~_ON_DIBAO, ~_ON_FIVE, _SOMEONE_ON_DIBAO)),
        (NATIONAL,),
    ),
    _dibao(
        "money-and-members",
        Text("Allowance money and members on the allowance do not go together", "低保金与享受低保成员不符"),
        Severity.ERROR,
        ((DIBAO_MONEY > 0) & ~_SOMEONE_ON_DIBAO) | (DIBAO_MONEY.equals(0) & _SOMEONE_ON_DIBAO),
        (GUIZHOU,),
        "4_11_015",
        "5_16_003",
    ),
)
