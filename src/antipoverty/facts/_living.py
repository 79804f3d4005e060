"""Facts of a household: income, guarantees, water, the negative list and civil affairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from antipoverty._engine.conditions import Plus
from antipoverty._engine.parameters import Value
from antipoverty._engine.subjects import Hundredths, OrByName, PartOf
from antipoverty.errors import InvalidValue
from antipoverty.facts._shared import Stated, coded
from antipoverty.facts.person import AGE, MEDICAL_INSURED, OUT_FOR_POVERTY, SCHOOLING
from antipoverty.money import fen
from antipoverty.records import Household, Schooling, TransferKind
from antipoverty.rules import AllOf, Alterable, AnyMember, Chosen, Fact, Greatest, IsTrue, Kind, Parameter, When
from antipoverty.text import PERSONS, YUAN, Text

# Household: income and size

SIZE = Fact("size", Kind.COUNT, Text("household size", "家庭人口"), PERSONS, alterable=Alterable.NEVER)
WAGE = Fact("wage", Kind.MONEY, Text("wages of the year", "工资性收入"), YUAN, plural=True)
BUSINESS = Fact("business", Kind.MONEY, Text("gross production and business income", "生产经营性收入"), YUAN)
PROPERTY = Fact("property", Kind.MONEY, Text("rent, dividends and interest", "财产性收入"), YUAN, plural=True)
OUTLAY = Fact("outlay", Kind.MONEY, Text("production and business outlay", "生产经营性支出"), YUAN)
UNSOLD_STOCK = Fact("unsold_stock", Kind.MONEY, Text("value of unsold stock", "未出售存货折价"), YUAN)
_TRANSFERS = {kind: Fact(f"transfer_{kind.value}", Kind.MONEY, kind.text, YUAN) for kind in TransferKind}
#: What the household gets of the subsistence allowance in the year.
DIBAO_MONEY = _TRANSFERS[TransferKind.DIBAO]
#: The parts of income (纯收入构成) from which net incomes follow.
INCOME_PARTS = (WAGE, BUSINESS, PROPERTY, OUTLAY, UNSOLD_STOCK, *_TRANSFERS.values())

_UNSOLD = When(Chosen(Parameter("income.unsold_stock_counts"), "true"), UNSOLD_STOCK, 0)
_GAIN = BUSINESS - OUTLAY + _UNSOLD
#: HH-02, HH-03: wages, property, what production and business leave, and the transfers that count.
_NET = Plus(
    (
        WAGE,
        PROPERTY,
        When(Chosen(Parameter("income.business_loss_counts"), "true"), _GAIN, Greatest((_GAIN, 0))),
        *(
            When(Chosen(Parameter("income.counted_transfers"), kind.value), fact, 0)
            for kind, fact in _TRANSFERS.items()
        ),
    )
)
NET_INCOME = Fact(
    "net_income",
    Kind.MONEY,
    Text("household net income of the year", "家庭年纯收入"),
    YUAN,
    reads=("income.year_offset",),
    definition=_NET,
)
MONITORED_INCOME = Fact(
    "monitored_income",
    Kind.MONEY,
    Text("household net income of twelve months", "监测周期家庭纯收入"),
    YUAN,
    reads=("monitoring.income_window",),
    definition=_NET,
    # Where the income of the twelve months is not stated by itself, that of the household is taken for it.
    stated_first=True,
)


def year_of_income(fact: Fact, on: date, given: Mapping[str, Value]) -> int | None:
    """The calendar year whose income counts; `None` if the twelve months of monitoring are of two years.

    The twelve months that end with the month before are a calendar year in January alone.

    Args:
        fact: `NET_INCOME`, or `MONITORED_INCOME`.
        on: the date of the decision.
        given: the values of the parameters that the fact `reads`.

    >>> from datetime import date
    >>> year_of_income(MONITORED_INCOME, date(2021, 1, 4), {"monitoring.income_window": "trailing"})
    2020
    """
    if fact is NET_INCOME:
        offset = given["income.year_offset"]
        assert isinstance(offset, int)
        return on.year + offset
    trailing = given["monitoring.income_window"] == "trailing"
    return on.year - 1 if on.month == 1 or not trailing else None


def _stated_income(fact: Fact) -> Callable[[Household, date, Mapping[str, Value]], int | None]:
    """The net income as it is stated, in total or by its name; an income of another year is refused."""

    def read(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
        income = household.income
        if income is not None:
            if income.year is not None and income.year != (year := year_of_income(fact, on, given)):
                no_year = "no year, since the income is that of the twelve months to the end of last month"
                expected = f"{year}, whose income counts on {on}" if year else no_year
                raise InvalidValue("Income.year", income.year, expected)
            if income.stated is not None:
                return fen(income.stated)
        if not household.stated:
            return None
        named = (amount for name, amount in household.stated if name == NET_INCOME.name)
        return next(map(fen, named), None)

    return read


_NO_TRANSFERS: dict[str, int] = dict.fromkeys(TransferKind, 0)
_UNKNOWN_TRANSFERS: dict[str, None] = dict.fromkeys(TransferKind)


def _transfers(household: Household) -> Mapping[str, int | None]:
    """Fen by kind of transfer: 0 for a kind that was not received; unknown if the transfers are unknown."""
    received = None if household.income is None else household.income.transfers
    if received is None:
        return _UNKNOWN_TRANSFERS
    totals = _NO_TRANSFERS.copy()
    for part in received:
        totals[part.kind] += fen(part.amount)
    return totals


# Household: Two Assurances and Three Guarantees (两不愁三保障)

FOOD_SECURE = Fact(
    "food_secure",
    Kind.FLAG,
    Text("the household has enough food all year", "全年不愁吃"),
    negated=Text("the household lacks enough food", "口粮不足"),
)
CLOTHING_SECURE = Fact(
    "clothing_secure",
    Kind.FLAG,
    Text("the household has clothing and bedding for the season", "不愁穿"),
    negated=Text("the household lacks clothing or bedding", "缺少应季衣被"),
)
_OF_SCHOOL_AGE = (AGE >= Parameter("schooling.first_age")) & (AGE <= Parameter("schooling.last_age"))
SCHOOL_AGE_CHILD = Fact(
    "school_age_child",
    Kind.FLAG,
    Text("there is a child of compulsory school age", "有义务教育适龄儿童"),
    negated=Text("there is no child of compulsory school age", "无义务教育适龄儿童"),
    alterable=Alterable.NEVER,
    definition=AnyMember(_OF_SCHOOL_AGE),
)
DROPOUT = Fact(
    "dropout",
    Kind.FLAG,
    Text("a child of compulsory school age is out of school because of poverty", "有适龄儿童因贫失学辍学"),
    negated=Text("no child of compulsory school age is out of school because of poverty", "无适龄儿童因贫失学辍学"),
    definition=AnyMember(
        AllOf((_OF_SCHOOL_AGE, SCHOOLING.one_of((Schooling.OUT_OF_SCHOOL.value,)), IsTrue(OUT_FOR_POVERTY)))
    ),
)
UNINSURED = Fact(
    "uninsured",
    Kind.FLAG,
    Text("a member has no basic medical insurance", "有成员未参加基本医疗保险"),
    negated=Text("every member has basic medical insurance", "全员参加基本医疗保险"),
    definition=AnyMember(~IsTrue(MEDICAL_INSURED)),
)
DWELLING_GRADE = coded(Household, "dwelling_grade", Text("grade of the house", "住房等级"))


# Household: drinking water (饮水安全)

WATER_CERTIFIED = Fact(
    "water_certified", Kind.FLAG, Text("the county has certified the water supply as safe", "供水已由县级认定安全")
)
WATER_LITRES = Fact(
    "water_litres", Kind.COUNT, Text("water for a person and day", "人均日用水量"), Text("litres", "升")
)
WATER_SHORT_AREA = Fact(
    "water_short_area",
    Kind.FLAG,
    Text("the area is short of water", "属缺水地区"),
    negated=Text("the area is not short of water", "不属缺水地区"),
    alterable=Alterable.NEVER,
)
WATER_QUALITY = Fact("water_quality_safe", Kind.FLAG, Text("the water is of safe quality", "水质安全"))
WATER_PIPED = Fact("water_piped", Kind.FLAG, Text("water is piped to the house", "自来水入户"))
WATER_MINUTES = Fact(
    "water_minutes", Kind.COUNT, Text("time to fetch water, there and back", "取水往返时间"), Text("minutes", "分钟")
)
WATER_METRES = Fact("water_metres", Kind.COUNT, Text("way to the water", "取水水平距离"), Text("metres", "米"))
WATER_CLIMB = Fact("water_climb", Kind.COUNT, Text("climb to the water", "取水垂直高差"), Text("metres", "米"))
WATER_DAYS_STOPPED = Fact(
    "water_days_stopped",
    Kind.COUNT,
    Text("days of the year without water", "全年停水天数"),
    Text("days", "天"),
    alterable=Alterable.FORWARD,
    plural=True,
)

# Household: negative list (负面清单), civil affairs, programme history

_FLAG_TEXTS = {
    "town_property": Text("owns a commercial house or shop in town, or a luxurious house", "有商品房、商铺或豪华住房"),
    "vehicle": Text("owns a car, large farm vehicle, machine or ship", "有小汽车、大型农用车、工程机械或船舶"),
    "business_owner": Text(
        "owns a registered firm that operates, or is a contractor, large grower or employer",
        "有实际经营的工商登记主体，或为承包商、种养大户、雇主",
    ),
    "public_payroll": Text("has a member on the public payroll", "有财政供养人员"),
    "village_committee": Text("has a member on the village committee", "有现任村干部"),
    "study_abroad": Text("has a member studying abroad at its own cost", "有自费出国留学人员"),
    "split_household": Text("is an absentee registration or a split household", "属空挂户或拆户分户"),
    "long_absence": Text("has long been absent without proof", "长期外出且无法核实"),
    "misconduct": Text("has a member who gambles, takes drugs or the like, unrepentant", "有赌博、吸毒等且拒不悔改"),
    "commercial_insurance": Text("has commercial pension insurance", "购买商业养老保险"),
    "unexplained_complaint": Text("cannot explain a complaint made against it", "对举报不能合理解释"),
}
NEGATIVE_FLAGS = tuple(Fact(name, Kind.FLAG, text) for name, text in _FLAG_TEXTS.items())
ALREADY_HELPED = Fact(
    "already_helped",
    Kind.FLAG,
    Text("the household has already been helped by another programme", "已享受其他扶贫项目"),
    negated=Text("the household has not been helped by another programme", "未享受其他扶贫项目"),
    alterable=Alterable.FORWARD,
)
DIBAO = Fact(
    "dibao",
    Kind.FLAG,
    Text("the household is on the subsistence allowance", "享受低保"),
    negated=Text("the household is not on the subsistence allowance", "未享受低保"),
)
FIVE_GUARANTEE = Fact(
    "five_guarantee",
    Kind.FLAG,
    Text("the household is in the five-guarantee scheme", "享受五保"),
    negated=Text("the household is not in the five-guarantee scheme", "未享受五保"),
)


#: How a household states these facts.
STATED: Stated = {
    NET_INCOME: _stated_income(NET_INCOME),
    MONITORED_INCOME: _stated_income(MONITORED_INCOME),
    SIZE: "size",
    FOOD_SECURE: "food_secure",
    CLOTHING_SECURE: "clothing_secure",
    SCHOOL_AGE_CHILD: None,
    DROPOUT: None,
    UNINSURED: None,
    DWELLING_GRADE: "dwelling_grade",
    WATER_CERTIFIED: "water.certified",
    WATER_LITRES: "water.litres",
    WATER_SHORT_AREA: "water.short_area",
    WATER_QUALITY: "water.quality_safe",
    WATER_PIPED: "water.piped",
    WATER_MINUTES: "water.minutes",
    WATER_METRES: "water.metres",
    WATER_CLIMB: "water.climb",
    WATER_DAYS_STOPPED: "water.days_stopped",
    **{fact: f"flags.{fact.name}" for fact in NEGATIVE_FLAGS},
    ALREADY_HELPED: "already_helped",
    DIBAO: "dibao",
    FIVE_GUARANTEE: "five_guarantee",
}
#: How it states the parts of its income.
STATED_PARTS: Stated = {
    **{fact: OrByName(Hundredths(f"income.{fact.name}")) for fact in INCOME_PARTS if fact not in _TRANSFERS.values()},
    **{fact: OrByName(PartOf(_transfers, kind)) for kind, fact in _TRANSFERS.items()},
}
