"""The register and the subsistence allowance (两项制度衔接; LK-01, LK-02): who is in one and belongs in the other.

The subsistence guarantee (低保) is for those who cannot work, and development for those who can. Each list is checked
against the other: an
allowance household that is poor by the rules belongs in the register, and a poor one with no one able to work belongs
on the allowance. What the allowance pays is `antipoverty.quantities.DIBAO_TOP_UP`.

>>> from antipoverty.records import Household
>>> overlap(Household("h1", registration="registered", dibao=True, five_guarantee=False))
<Overlap.BOTH: 'both'>
"""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.arguments import as_day, later, typed
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import ABLE_TO_WORK, DIBAO, FIVE_GUARANTEE, STILL_POOR
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.records import Household, Registration
from antipoverty.rules import AllOf, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Labelled, Text

__all__ = [
    "RULES",
    "Overlap",
    "allowance_until",
    "assess_allowance",
    "assess_register",
    "overlap",
]

_BOTH = ("linkage-2010", "linkage-2016")
_IN_FORCE = Parameter("linkage.two_way_check")
_ENDED = Text(
    "not decided, since the register of the poor is closed since 2021; decided instead: whether a household belongs on"
    " the allowance by the local line, or to another layer of the low-income population",
    "不予认定：2021年起不再有建档立卡贫困户；现行认定为低保等低收入人口分层",
)
_UNDECIDED = Text("cannot be decided yet", "信息不足，暂不能认定")

#: LK-02: whether an allowance household belongs in the register as well.
BELONGS_IN_REGISTER = Rule(
    "belongs-in-register",
    Text("An allowance household that belongs in the register", "应纳入建档立卡的低保户"),
    "household",
    AllOf(
        (
            Criterion("LK-02.dibao", Text("On the allowance", "享受低保"), IsTrue(DIBAO), sources=_BOTH),
            Criterion("LK-02.outside", Text("Not in the register", "未建档立卡"), ~IsTrue(STILL_POOR), sources=_BOTH),
            POOR_HOUSEHOLD.condition,
        )
    ),
    met=Text("to be put into the register", "应纳入建档立卡"),
    not_met=Text("nothing to change", "无须调整"),
    unknown=_UNDECIDED,
    in_force=_IN_FORCE,
    ended=_ENDED,
    summary=Text(
        "The allowance is decided by civil affairs and not decided again here; whether the household is poor is, by the"
        " rule of identification itself.",
        "低保由民政部门认定，此处不重复认定；是否贫困则直接适用贫困户识别规则。",
    ),
)

#: LK-02: whether a household of the register belongs on the allowance as well.
BELONGS_ON_ALLOWANCE = Rule(
    "belongs-on-allowance",
    Text("A registered household that belongs on the allowance", "应纳入低保的建档立卡户"),
    "household",
    AllOf(
        (
            Criterion(
                "LK-02.registered", Text("In the register as poor", "在册贫困"), IsTrue(STILL_POOR), sources=_BOTH
            ),
            Criterion(
                "LK-02.labour", Text("No one able to work", "无劳动能力成员"), ~IsTrue(ABLE_TO_WORK), sources=_BOTH
            ),
            Criterion(
                "LK-02.not-kept",
                Text("Neither on the allowance nor in the five-guarantee scheme", "未享受低保或五保"),
                ~IsTrue(DIBAO) & ~IsTrue(FIVE_GUARANTEE),
                sources=_BOTH,
            ),
        )
    ),
    met=Text("to be proposed for the allowance", "应按程序申请纳入低保"),
    not_met=Text("nothing to change", "无须调整"),
    unknown=_UNDECIDED,
    in_force=_IN_FORCE,
    ended=_ENDED,
    summary=Text(
        "Development helps those who can work. A poor household in which no one can is proposed to civil affairs, who"
        " decide by their own line.",
        "开发式扶持面向有劳动能力者；无劳动能力的贫困户提请民政部门按低保标准审核。",
    ),
)

#: The rules of this module, for the pages and the frame reader.
RULES = (BELONGS_IN_REGISTER, BELONGS_ON_ALLOWANCE)


class Overlap(Labelled):
    """In which of the two systems a household is (两项制度对象类型; LK-02)."""

    REGISTERED_ONLY = "registered only", "in the register, not on the allowance", "仅为建档立卡贫困户"
    DIBAO_ONLY = "dibao only", "on the allowance, not in the register", "仅为低保户"
    BOTH = "both", "in the register and on the allowance", "既是建档立卡贫困户又是低保户"
    FIVE_GUARANTEE = "five-guarantee", "five-guarantee household", "五保户"
    NEITHER = "neither", "in neither", "两者均不是"


def overlap(household: Household) -> Overlap | None:
    """In which of the two systems a household is (LK-02); `None` if that is not known.

    A five-guarantee household is one, whatever else it is. In the register means in it as poor.

    >>> from antipoverty.records import Household
    >>> overlap(Household("h1", registration="exited", dibao=True, five_guarantee=False))
    <Overlap.DIBAO_ONLY: 'dibao only'>
    """
    typed(household, Household, "household")
    if household.five_guarantee is not False:
        return Overlap.FIVE_GUARANTEE if household.five_guarantee else None
    if household.dibao is None or household.registration is None:
        return None
    registered = household.registration in (Registration.REGISTERED, Registration.RETURNED)
    if household.dibao:
        return Overlap.BOTH if registered else Overlap.DIBAO_ONLY
    return Overlap.REGISTERED_ONLY if registered else Overlap.NEITHER


def assess_register(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether an allowance household belongs in the register (LK-02).

    From 2021 on nothing decides this any more: the outcome is unknown, and `Decision.ended` says what is decided
    instead.

    Raises:
        ParameterError: if the rules have no value for the date.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: 国办发〔2010〕31号; 国办发〔2016〕70号.

    >>> from datetime import date
    >>> from antipoverty.records import Income
    >>> household = Household("h1", size=2, income=Income(stated=5_000), dibao=True, registration="not registered")
    >>> assess_register(household, on=date(2014, 5, 1)).outcome.value
    'met'
    """
    return decide_record(BELONGS_IN_REGISTER, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def assess_allowance(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household of the register belongs on the allowance (LK-02).

    From 2021 on nothing decides this any more: the outcome is unknown, and `Decision.ended` says what is decided
    instead.

    Raises:
        ParameterError: if the rules have no value for the date.

    Source: 国办发〔2010〕31号; 国办发〔2016〕70号.

    >>> from datetime import date
    >>> from antipoverty.records import Person
    >>> household = Household(
    ...     "h1", members=(Person("p1", labour="none"),), registration="registered", dibao=False, five_guarantee=False
    ... )
    >>> assess_allowance(household, on=date(2017, 5, 1)).outcome.value
    'met'
    """
    return decide_record(BELONGS_ON_ALLOWANCE, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def allowance_until(passed_line_on: date, *, rulebook: rulebooks.Rulebook) -> date:
    """The first day without the allowance, for a household whose income passed its line on a day (渐退期; LK-01).

    Raises:
        NoValueOnDate: unless the rulebook is given ``linkage.gradual_exit_months``, for which there are local numbers
            only (6 to 12).

    >>> book = rulebooks.load("cn").override({"linkage.gradual_exit_months": 6})
    >>> allowance_until(date(2017, 8, 31), rulebook=book)
    datetime.date(2018, 2, 28)
    """
    typed(rulebook, rulebooks.Rulebook, "rulebook")
    as_day(passed_line_on, "passed_line_on")
    months = rulebook.at(passed_line_on).get("linkage.gradual_exit_months").value
    assert isinstance(months, int)
    return later(passed_line_on, "passed_line_on", months=months)
