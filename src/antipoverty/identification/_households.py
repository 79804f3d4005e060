"""Who is poor (识别): the household rule, the village rule, and the names of the procedure and the quota.

>>> from datetime import date
>>> from antipoverty.identification import identify
>>> from antipoverty.records import Household, Income
>>> one_fen_below = Household("h1", size=4, income=Income(stated="10943.99"))
>>> identify(one_fen_below, on=date(2014, 5, 1)).outcome
<Outcome.MET: 'met'>
>>> on_the_line = Household("h2", size=4, income=Income(stated="10944.00"))
>>> identify(on_the_line, on=date(2014, 5, 1)).outcome
<Outcome.NOT_MET: 'not met'>
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction

from attrs import fields as attributes
from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.conditions import AnyMarked, Constant
from antipoverty._shared import fields
from antipoverty._shared.arguments import mapping_to, typed
from antipoverty._shared.deciding import decide_record
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD, VILLAGE, able_to_work
from antipoverty.facts.household import ALREADY_HELPED as HELPED
from antipoverty.facts.household import (
    CLOTHING_SECURE,
    DROPOUT,
    DWELLING_GRADE,
    FOOD_SECURE,
    NEGATIVE_FLAGS,
    NET_INCOME,
    SCHOOL_AGE_CHILD,
    SIZE,
    UNINSURED,
    WATER_CERTIFIED,
    WATER_CLIMB,
    WATER_DAYS_STOPPED,
    WATER_LITRES,
    WATER_METRES,
    WATER_MINUTES,
    WATER_PIPED,
    WATER_QUALITY,
    WATER_SHORT_AREA,
)
from antipoverty.facts.village import VILLAGE_COLLECTIVE_INCOME, VILLAGE_INCOME, VILLAGE_PERSONS, VILLAGE_POOR_PERSONS
from antipoverty.records import Household, Village
from antipoverty.rules import AllOf, AnyOf, ByYear, Choose, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Text

#: The line of the year whose income counts, in the series that the rulebook chooses.
LINE = ByYear("poverty_line", Parameter("income.line_series"), Parameter("income.year_offset"))

INCOME_BELOW_LINE = Criterion(
    "HH-01",
    Text("Income below the line", "收入低于贫困标准"),
    NET_INCOME < LINE * SIZE,
    sources=("plan-2014",),
)

_FOOD = Criterion("HH-04.food", Text("Enough food", "不愁吃"), IsTrue(FOOD_SECURE), sources=("exit-2016",))
_CLOTHING = Criterion("HH-04.clothing", Text("Clothing", "不愁穿"), IsTrue(CLOTHING_SECURE), sources=("exit-2016",))
_EDUCATION = Criterion(
    "HH-04.education",
    Text("Compulsory education", "义务教育有保障"),
    ~IsTrue(DROPOUT),
    applies=IsTrue(SCHOOL_AGE_CHILD),
    otherwise=True,
    sources=("exit-2016",),
)
_MEDICAL = Criterion(
    "HH-04.medical", Text("Basic medical care", "基本医疗有保障"), ~IsTrue(UNINSURED), sources=("exit-2016",)
)
_HOUSING = Criterion(
    "HH-04.housing",
    Text("Safe housing", "住房安全有保障"),
    DWELLING_GRADE.one_of(Parameter("housing.safe_grades")),
    sources=("exit-2016", "housing-2009"),
)


def _switched(parameter: str) -> Choose:
    return Choose(Parameter(parameter), (("true", Constant(True)), ("false", Constant(False))))


#: LK-06: enough water for a person and day.
ENOUGH_WATER = (WATER_LITRES >= Parameter("water.least_litres")) | (
    IsTrue(WATER_SHORT_AREA) & (WATER_LITRES >= Parameter("water.least_litres_short"))
)
_NEAR_WATER = Choose(
    Parameter("water.distance_counts"),
    (
        (
            "true",
            (WATER_METRES <= Parameter("water.most_metres")) & (WATER_CLIMB <= Parameter("water.most_climb")),
        ),
        ("false", Constant(False)),
    ),
)
#: LK-06: water in the house, or near it.
WATER_ACCESS = AnyOf((IsTrue(WATER_PIPED), WATER_MINUTES <= Parameter("water.most_minutes"), _NEAR_WATER))
_WATER = Criterion(
    "HH-04.water",
    Text("Safe drinking water", "饮水安全"),
    AnyOf(
        (
            IsTrue(WATER_CERTIFIED),
            AllOf(
                (
                    ENOUGH_WATER,
                    IsTrue(WATER_QUALITY),
                    WATER_ACCESS,
                    WATER_DAYS_STOPPED <= Parameter("water.most_days_stopped"),
                )
            ),
        )
    ),
    applies=_switched("guarantees.water_counts"),
    otherwise=True,
    sources=("exit-2016",),
)

#: Two Assurances and Three Guarantees (两不愁三保障), and water from the day on which it is checked by itself.
GUARANTEES = (_FOOD, _CLOTHING, _EDUCATION, _MEDICAL, _HOUSING, _WATER)

NOT_EXCLUDED = Criterion(
    "HH-09",
    Text("Clear of the negative list", "不属负面清单情形"),
    ~AnyMarked(NEGATIVE_FLAGS, Parameter("identification.negative_list"), "exclude"),
)

#: HH-01, HH-04 and HH-09: whether a household is poor.
POOR_HOUSEHOLD = Rule(
    "poor-household",
    Text("Identification of a poor household", "贫困户识别"),
    "household",
    Choose(
        Parameter("identification.basis"),
        (
            ("income", INCOME_BELOW_LINE & NOT_EXCLUDED),
            ("income-or-guarantee", AnyOf((INCOME_BELOW_LINE, *(~part for part in GUARANTEES))) & NOT_EXCLUDED),
        ),
    ),
    met=Text("to be identified as poor", "应识别为贫困户"),
    not_met=Text("not to be identified as poor", "不识别为贫困户"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    reviews=(
        Criterion("HH-P1", Text("Helped by another programme", "已享受其他项目"), IsTrue(HELPED)),
        Criterion(
            "HH-09.review",
            Text("To be checked strictly", "须严格核查的情形"),
            AnyMarked(NEGATIVE_FLAGS, Parameter("identification.negative_list"), "review"),
        ),
    ),
    in_force=Parameter("identification.basis"),
    summary=Text(
        "The whole household is identified or not. The income of the household is compared with the line times its"
        " size, so that no division can round across the line. Income on the line is not below it.",
        "整户识别。以家庭纯收入与贫困标准乘以家庭人口相比较，不作除法，避免取整越线。等于标准的不属低于标准。",
    ),
)

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
    summary=Text(
        "All three must hold: incidence at least double the province's, income per head under 60% of the province's"
        " mean, and no collective income. The province's own figures come from its rulebook or from the caller.",
        "三项须同时具备：贫困发生率不低于全省两倍，人均纯收入低于全省平均的60%，无集体经济收入。"
        "全省数据由省级规则库或调用者给定。",
    ),
)

#: The rules of this module, for the pages and the frame reader.
RULES = (POOR_HOUSEHOLD, POOR_VILLAGE)


def identify(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is to be identified as poor (贫困户识别; HH-01 to HH-05, HH-09).

    Args:
        household: the household; what is not known of it leaves the outcome unknown only where it matters.
        on: the date of the decision, which chooses the rules in force and at which ages are taken.
        rulebook: the rules; those of China if left out.

    Returns:
        A decision: met if the household is to be identified.

    Raises:
        ParameterError: if the rules have no value for the date: `NotYetInForce` before 2 April 2014,
            `NoLongerInForce` from 2021 on, and nationally from the round of autumn 2020 on, for which no statistical
            line was published: override ``income.line_series``, or take a province's rulebook.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: Work Plan for File-and-Card Registration, 国开办发〔2014〕24号.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income
    >>> decision = identify(Household("h1", size=4, income=Income(stated="10000")), on=date(2014, 5, 1))
    >>> decision.outcome.value, decision.shortfalls[0].change
    ('met', Decimal('944.00'))
    """
    return decide_record(POOR_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def identify_village(village: Village, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a village is to be identified as poor (一高一低一无; VL-01).

    The province's incidence and mean income come from the rulebook; the national one leaves them open.

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


class PovertyAttribute(Enum):
    """The attribute of a poor household in the register (贫困户属性; HH-05)."""

    ORDINARY = "ordinary"
    DIBAO = "dibao"
    DIBAO_POOR = "dibao-poor"
    FIVE_GUARANTEE = "five-guarantee"


def poverty_attribute(household: Household) -> PovertyAttribute | None:
    """The attribute of a poor household (贫困户属性; HH-05), or `None` if it cannot be told.

    Five-guarantee and dibao status come from the civil affairs lists and are not decided again. A dibao household with
    a member able to work is dibao-poor (低保贫困户).

    >>> poverty_attribute(Household("h1", dibao=False, five_guarantee=False))
    <PovertyAttribute.ORDINARY: 'ordinary'>
    """
    typed(household, Household, "household")
    if household.five_guarantee is not False:
        return PovertyAttribute.FIVE_GUARANTEE if household.five_guarantee else None
    if household.dibao is not True:
        return None if household.dibao is None else PovertyAttribute.ORDINARY
    able = able_to_work(household)
    return None if able is None else PovertyAttribute.DIBAO_POOR if able else PovertyAttribute.DIBAO


@frozen
class FourLooks:
    """The four looks of Weining and Bijie (四看法; HH-10): house, grain, labour, schooling, each marked 0 to 100.

    The weights were set locally and no source gives them, so the caller does.

    >>> looks = FourLooks(house=40, grain=60, labour=50, schooling=80)
    >>> looks.score({"house": 40, "grain": 20, "labour": 20, "schooling": 20})
    Fraction(54, 1)
    """

    house: int = fields.count(most=100, personal=True)
    grain: int = fields.count(most=100, personal=True)
    labour: int = fields.count(most=100, personal=True)
    schooling: int = fields.count(most=100, personal=True)

    def __attrs_post_init__(self) -> None:
        for attribute in attributes(FourLooks):
            if getattr(self, attribute.name) is None:
                raise InvalidValue(f"FourLooks.{attribute.name}", None, "a mark from 0 to 100")

    def score(self, weights: Mapping[str, int]) -> Fraction:
        """The weighted mean of the marks, exact.

        Raises:
            InvalidValue: if a look has no weight, or the weights are negative or all 0.
        """
        mapping_to(weights, int, "weights")
        names = [attribute.name for attribute in attributes(FourLooks)]
        if set(weights) != set(names) or min(weights.values()) < 0 or not any(weights.values()):
            raise InvalidValue("weights", dict(weights), f"weights of at least 0, not all 0, for {', '.join(names)}")
        total = sum(weights.values())
        return sum((Fraction(weights[name] * getattr(self, name), total) for name in names), Fraction(0))
