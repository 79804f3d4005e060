"""Amounts and limits of a household (金额与限额): its income, gap and burdens, and what measures pay or allow.

Each is a quantity: a named term with its unit and sources, worked out under the rulebook of a date. The result is
exact, or unknown with the facts that would settle it, and explains how it was worked out.

>>> from datetime import date
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated="9000"), medical_spending="3000")
>>> work_out(INCOME_GAP, household, on=date(2014, 5, 1)).value
Decimal('1944.00')
>>> left = work_out(INCOME_AFTER_BURDENS, household, on=date(2014, 5, 1))
>>> left.value, left.missing
(None, ('school_spending', 'disaster_loss'))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import Plus
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import (
    DIBAO,
    DIBAO_MONEY,
    DISASTER_LOSS,
    MARRIAGE_SPENDING,
    MEDICAL_SPENDING,
    MONITORED_INCOME,
    NET_INCOME,
    SCHOOL_SPENDING,
    SIZE,
    VOCATIONAL_STUDENTS,
)
from antipoverty.identification import LINE
from antipoverty.records import Household, TransferKind
from antipoverty.rules import (
    Amount,
    Chosen,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Parameter,
    Quantity,
    Term,
    When,
    bind,
    calculate,
)
from antipoverty.text import YUAN, Text

__all__ = [
    "BURDENS_BORNE",
    "DIBAO_TOP_UP",
    "FREE_VOCATIONAL_YEARS",
    "GAP_AFTER_BURDENS",
    "GAP_TO_SCOPE",
    "HOUSEHOLD_LINE",
    "HOUSE_SUBSIDY",
    "INCOME_AFTER_BURDENS",
    "INCOME_FROM_PARTS",
    "INCOME_GAP",
    "LINKAGE_GRANT",
    "MICRO_CREDIT_LOAN",
    "MICRO_CREDIT_TERM",
    "QUANTITIES",
    "RAIN_AND_DEW_GRANT",
    "REBUILT_LEAST_AREA",
    "REBUILT_MOST_AREA",
    "RELOCATION_AREA",
    "RELOCATION_OWN_SHARE",
    "YEARLY_INCOME",
    "Amount",
    "Quantity",
    "work_out",
]

_SQUARE_METRES = Text("m²", "平方米")
_YEARS = Text("years", "年")


def _quantity(
    key: str,
    name: Text,
    term: Term,
    *sources: str,
    unit: Text = YUAN,
    kind: Kind = Kind.MONEY,
    summary: Text | None = None,
) -> Quantity:
    return Quantity(key, name, HOUSEHOLD.name, term, unit, kind, sources, summary=summary)


def _limit(parameter: str) -> Parameter:
    return Parameter(f"assistance.{parameter}")


# What the household has, lacks and bears

YEARLY_INCOME = _quantity(
    "yearly-income",
    Text("Net income", "家庭年纯收入"),
    NET_INCOME,
    "plan-2014",
    "income-guides",
    summary=Text(
        "It follows from the parts of the income where they are known; else what the household states counts.",
        "各组成部分已知的，据以计算；否则以申报数为准。",
    ),
)
_parts = NET_INCOME.definition
assert isinstance(_parts, Term)
INCOME_FROM_PARTS = _quantity(
    "income-from-parts",
    Text("Net income from its parts", "按构成计算的家庭年纯收入"),
    _parts,
    "plan-2014",
    "income-guides",
    summary=Text(
        "Wages, property, what production and business leave, and the transfers that count. Which count, and whether a"
        " loss of the business does, the rulebook says.",
        "工资性、财产性收入，生产经营净收入，以及计入的转移性收入。哪些转移性收入计入、经营亏损是否扣减，由规则库规定。",
    ),
)
HOUSEHOLD_LINE = _quantity("household-line", Text("The household's line", "全户贫困标准"), LINE * SIZE, "plan-2014")
INCOME_GAP = _quantity(
    "income-gap",
    Text("Gap of the income to the line", "收入距贫困标准的差额"),
    Greatest((LINE * SIZE - NET_INCOME, 0)),
    "plan-2014",
)
_BURDENS = Plus(
    (
        MEDICAL_SPENDING,
        SCHOOL_SPENDING,
        DISASTER_LOSS,
        When(Chosen(Parameter("causes.code_list"), "thirteen"), MARRIAGE_SPENDING, 0),
    )
)
BURDENS_BORNE = _quantity(
    "burdens-borne",
    Text("What the household bore", "家庭负担合计"),
    _BURDENS,
    "causes-anhui",
    summary=Text(
        "Medical and school spending that the household bore itself, loss by disaster, and from the list of 2017 on"
        " spending on a marriage. A loss is meant beside the income: what is missing from it already is not counted"
        " twice.",
        "自付医疗支出、自付教育支出、灾害损失，自2017年代码表起另加婚嫁支出。灾害损失系收入之外的损失，不与减收重复计算。",
    ),
)
INCOME_AFTER_BURDENS = _quantity(
    "income-after-burdens",
    Text("What is left of the income after burdens", "扣除负担后的收入"),
    NET_INCOME - _BURDENS,
    "causes-anhui",
)
GAP_AFTER_BURDENS = _quantity(
    "gap-after-burdens",
    Text("Gap to the line after burdens", "扣除负担后距贫困标准的差额"),
    Greatest((LINE * SIZE - (NET_INCOME - _BURDENS), 0)),
    "causes-anhui",
)
GAP_TO_SCOPE = _quantity(
    "gap-to-scope",
    Text("Gap to the scope of monitoring after burdens", "扣除负担后距监测范围的差额"),
    Greatest(
        (
            Parameter("monitoring.scope") * SIZE
            - (MONITORED_INCOME - Plus((MEDICAL_SPENDING, SCHOOL_SPENDING, DISASTER_LOSS))),
            0,
        )
    ),
    "monitoring-2021",
    summary=Text(
        "The income of the twelve months on which monitoring looks, less what the household bore for illness, school"
        " and disaster. From 2022 on the scope is the province's or the county's.",
        "监测收入扣除家庭自付的医疗、教育支出和灾害损失。2022年起监测范围由省、县确定。",
    ),
)

_ALLOWANCE_COUNTED = When(Chosen(Parameter("income.counted_transfers"), TransferKind.DIBAO.value), DIBAO_MONEY, 0)
DIBAO_TOP_UP = _quantity(
    "dibao-top-up",
    Text("Top-up by the subsistence allowance", "低保补差"),
    Greatest(
        (
            Parameter("linkage.dibao_line") * SIZE - When(IsTrue(DIBAO), NET_INCOME - _ALLOWANCE_COUNTED, NET_INCOME),
            0,
        )
    ),
    "dibao-2007",
    unit=Text("yuan per year", "元/年"),
    summary=Text(
        "What the income without the allowance lacks to the local line of the allowance, in a year. Places may instead"
        " pay by classes of hardship, which this does not work out. The line is local: give it with"
        " `Rulebook.override`.",
        "不含低保金的收入与当地低保标准的年差额。各地亦可按困难程度分档发放，此处不予计算。低保标准由各地制定，须以"
        "`Rulebook.override`给出。",
    ),
)

# What measures give, and their limits

RAIN_AND_DEW_GRANT = _quantity(
    "rain-and-dew-grant",
    Text("Rain and Dew grant", "雨露计划补助"),
    _limit("rain_dew_yuan") * VOCATIONAL_STUDENTS,
    "rain-dew-2015",
    unit=Text("yuan per year", "元/年"),
)
FREE_VOCATIONAL_YEARS = _quantity(
    "free-vocational-years",
    Text("Years of vocational school free of charge", "免费中职教育年限"),
    _limit("vocational_free_years"),
    "six-to-village-2014",
    unit=_YEARS,
    kind=Kind.COUNT,
)
MICRO_CREDIT_LOAN = _quantity(
    "micro-credit-loan",
    Text("Largest micro-credit loan", "扶贫小额信贷额度上限"),
    _limit("micro_credit_yuan"),
    "micro-credit-2014",
)
MICRO_CREDIT_TERM = _quantity(
    "micro-credit-term",
    Text("Longest term of a micro-credit loan", "扶贫小额信贷期限上限"),
    _limit("micro_credit_years"),
    "micro-credit-2014",
    unit=_YEARS,
    kind=Kind.COUNT,
)
RELOCATION_AREA = _quantity(
    "relocation-area",
    Text("Largest house after relocation", "易地搬迁住房面积上限"),
    _limit("relocation_area") * SIZE,
    "relocation-2016",
    unit=_SQUARE_METRES,
    kind=Kind.MEASURE,
)
RELOCATION_OWN_SHARE = _quantity(
    "relocation-own-share",
    Text("Largest own share of relocation", "易地搬迁自筹上限"),
    Least((_limit("relocation_own_person") * SIZE, _limit("relocation_own_household"))),
    "relocation-2016",
)
HOUSE_SUBSIDY = _quantity(
    "house-subsidy",
    Text("Average central subsidy for a dangerous house", "农村危房改造中央户均补助"),
    _limit("housing_average"),
    "housing-local",
    summary=Text("An average, and no entitlement: local rates vary.", "系平均数，非应得数额；各地标准不一。"),
)
REBUILT_LEAST_AREA = _quantity(
    "rebuilt-least-area",
    Text("Smallest rebuilt house", "改造面积下限"),
    When(
        SIZE.equals(1),
        _limit("rebuilt_least_one"),
        When(
            SIZE.equals(2),
            _limit("rebuilt_least_two"),
            When(SIZE.equals(3), _limit("rebuilt_least_three"), _limit("rebuilt_least_each") * SIZE),
        ),
    ),
    "housing-local",
    unit=_SQUARE_METRES,
    kind=Kind.MEASURE,
)
REBUILT_MOST_AREA = _quantity(
    "rebuilt-most-area",
    Text("Largest rebuilt house", "改造面积上限"),
    When(SIZE <= 3, _limit("rebuilt_most_to_three"), _limit("rebuilt_most_each") * SIZE),
    "housing-local",
    unit=_SQUARE_METRES,
    kind=Kind.MEASURE,
)
LINKAGE_GRANT = _quantity(
    "linkage-grant",
    Text("Grant under the two systems", "两项制度衔接帮扶资金"),
    _limit("linkage_yuan") * SIZE,
    "linkage-2016",
)

#: Every amount and limit, by id.
QUANTITIES: Mapping[str, Quantity] = {
    quantity.id: quantity
    for quantity in (
        YEARLY_INCOME,
        INCOME_FROM_PARTS,
        HOUSEHOLD_LINE,
        INCOME_GAP,
        BURDENS_BORNE,
        INCOME_AFTER_BURDENS,
        GAP_AFTER_BURDENS,
        GAP_TO_SCOPE,
        DIBAO_TOP_UP,
        RAIN_AND_DEW_GRANT,
        FREE_VOCATIONAL_YEARS,
        MICRO_CREDIT_LOAN,
        MICRO_CREDIT_TERM,
        RELOCATION_AREA,
        RELOCATION_OWN_SHARE,
        HOUSE_SUBSIDY,
        REBUILT_LEAST_AREA,
        REBUILT_MOST_AREA,
        LINKAGE_GRANT,
    )
}


def work_out(
    quantity: Quantity, household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> Amount:
    """Work out an amount or a limit for a household.

    Args:
        quantity: one of `QUANTITIES`, or one of your own over the facts of a household.
        household: the household.
        on: the date, which chooses the values and at which ages are taken.
        rulebook: the rules; those of China if left out.

    Raises:
        ParameterError: if the rules have no value for the date; set a value that is left open with
            `antipoverty.rulebooks.Rulebook.override`.
        InvalidValue: if the quantity is of another subject, or the income of another year than the rules ask for.

    >>> from antipoverty.records import Income
    >>> book = rulebooks.load("cn").override({"linkage.dibao_line": "3100"})
    >>> household = Household("h1", size=2, income=Income(stated="5000.50"), dibao=False)
    >>> work_out(DIBAO_TOP_UP, household, on=date(2016, 5, 1), rulebook=book).value
    Decimal('1199.50')
    """
    typed(household, Household, "household")
    typed(quantity, Quantity, "quantity")
    if quantity.subject != HOUSEHOLD.name:
        raise InvalidValue("quantity", quantity.id, f"a quantity of a {HOUSEHOLD.name}")
    bound = bind(quantity, in_force(rulebook, on))
    return calculate(bound, HOUSEHOLD, household, on=on, key=household.id)
