"""Which villages are poor: one high, one low, one without (一高一低一无)."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import VILLAGE
from antipoverty.facts.village import VILLAGE_COLLECTIVE_INCOME, VILLAGE_INCOME, VILLAGE_PERSONS, VILLAGE_POOR_PERSONS
from antipoverty.records import Village
from antipoverty.rules import AllOf, Criterion, Decision, Parameter, Rule
from antipoverty.text import Text

_INCIDENCE_HIGH = Criterion(
    "VL-01.high",
    Text("One high: incidence of poverty", "一高：贫困发生率高"),
    VILLAGE_POOR_PERSONS
    >= Parameter("village.incidence_multiple") * Parameter("village.provincial_incidence") * VILLAGE_PERSONS,
    sources=("plan-2014",),
)
_INCOME_LOW = Criterion(
    "VL-01.low",
    Text("One low: income per head", "一低：人均纯收入低"),
    VILLAGE_INCOME < Parameter("village.income_share") * Parameter("village.provincial_income"),
    sources=("plan-2014",),
)
_NO_COLLECTIVE_INCOME = Criterion(
    "VL-01.without",
    Text("One without: collective income", "一无：无集体经济收入"),
    VILLAGE_COLLECTIVE_INCOME.equals(0),
    sources=("plan-2014",),
)

#: VL-01: whether a village is poor.
POOR_VILLAGE = Rule(
    "poor-village",
    Text("Identification of a poor village: one high, one low, one without", "贫困村识别（一高一低一无）"),
    "village",
    AllOf((_INCIDENCE_HIGH, _INCOME_LOW, _NO_COLLECTIVE_INCOME)),
    met=Text("to be identified as a poor village", "应识别为贫困村"),
    not_met=Text("not to be identified as a poor village", "不识别为贫困村"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    in_force=Parameter("village.incidence_multiple"),
    ended=Text(
        "not decided, since poor villages are no longer identified since 2021; decided instead: which counties are key"
        " counties of regular help",
        "不予认定：2021年起不再识别贫困村；现行认定为常态化帮扶的重点县",
    ),
    summary=Text(
        "All three must hold: incidence at least double the province's, income per head under 60% of the province's"
        " mean, and no collective income. The province's own figures come from its rulebook or from the caller.",
        "三项须同时具备：贫困发生率不低于全省两倍，人均纯收入低于全省平均的60%，无集体经济收入。"
        "全省数据由省级规则库或调用者给定。",
    ),
)


def identify_village(village: Village, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a village is to be identified as poor (一高一低一无; VL-01).

    The province's incidence and mean income come from the rulebook; the national one leaves them open.

    From 2021 on nothing decides this any more: the outcome is unknown, and `Decision.ended` says so.

    Raises:
        ParameterError: if a value is missing for the date.

    Source: Work Plan for File-and-Card Registration, 国开办发〔2014〕24号.

    >>> from datetime import date
    >>> from antipoverty import rulebooks
    >>> book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    >>> village = Village("v1", persons=1000, poor_persons=170, net_income_per_head="4736.99", collective_income=0)
    >>> identify_village(village, on=date(2014, 5, 1), rulebook=book).outcome.value
    'met'
    """
    return decide_record(POOR_VILLAGE, VILLAGE, village, Village, on=on, rulebook=rulebook)
