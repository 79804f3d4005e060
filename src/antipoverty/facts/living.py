"""What a household lives on and in: income, guarantees, water, what the negative list asks, civil affairs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from antipoverty.errors import InvalidValue
from antipoverty.facts.shared import PERSONS, YUAN, Stated
from antipoverty.money import add, fen, subtract
from antipoverty.records import Household, Income, Person, Schooling
from antipoverty.rules.conditions import Alterable, Fact, Kind, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Truth

__all__ = [
    "ALREADY_HELPED",
    "CLOTHING_SECURE",
    "DIBAO",
    "DROPOUT",
    "DWELLING_GRADE",
    "FIVE_GUARANTEE",
    "FOOD_SECURE",
    "NEGATIVE_FLAGS",
    "NET_INCOME",
    "SCHOOL_AGE_CHILD",
    "SIZE",
    "STATED",
    "UNINSURED",
    "WATER_CERTIFIED",
    "WATER_CLIMB",
    "WATER_DAYS_STOPPED",
    "WATER_LITRES",
    "WATER_METRES",
    "WATER_MINUTES",
    "WATER_PIPED",
    "WATER_QUALITY",
    "WATER_SHORT_AREA",
    "net_of",
]


# Household: income and size

NET_INCOME = Fact(
    "net_income",
    Kind.MONEY,
    Text("household net income of the year", "家庭年纯收入"),
    YUAN,
    reads=(
        "income.counted_transfers",
        "income.unsold_stock_counts",
        "income.business_loss_counts",
        "income.year_offset",
    ),
)
SIZE = Fact("size", Kind.COUNT, Text("household size", "家庭人口"), PERSONS, alterable=Alterable.NEVER)


def _net_income(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
    income = household.income
    if income is None:
        return None
    if income.year is not None:
        offset = given["income.year_offset"]
        assert isinstance(offset, int)
        if income.year != on.year + offset:
            raise InvalidValue("Income.year", income.year, f"{on.year + offset}, whose income counts on {on}")
    return net_of(income, given)


_NOTHING = Decimal(0)


def net_of(income: Income, given: Mapping[str, Value]) -> int | None:
    """Net income in fen, by what the rulebook counts; unknown while a component is (HH-02, HH-03)."""
    if income.stated is not None:
        return fen(income.stated)
    wage, business, rent, outlay, transfers = (
        income.wage, income.business, income.property, income.outlay, income.transfers,
    )  # fmt: skip
    if wage is None or business is None or rent is None or outlay is None or transfers is None:
        return None
    gain = subtract(business, outlay)
    if given["income.unsold_stock_counts"]:
        if income.unsold_stock is None:
            return None
        gain = add(gain, income.unsold_stock)
    if gain < _NOTHING and not given["income.business_loss_counts"]:
        gain = _NOTHING
    counted = given["income.counted_transfers"]
    assert isinstance(counted, tuple)
    net = add(add(wage, rent), gain)
    for part in transfers:
        if part.kind in counted:
            net = add(net, part.amount)
    return fen(net)


# Household: two no-worries, three guarantees (两不愁三保障)

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
SCHOOL_AGE_CHILD = Fact(
    "school_age_child",
    Kind.FLAG,
    Text("there is a child of compulsory school age", "有义务教育适龄儿童"),
    negated=Text("there is no child of compulsory school age", "无义务教育适龄儿童"),
    reads=("schooling.first_age", "schooling.last_age"),
    alterable=Alterable.NEVER,
)
DROPOUT = Fact(
    "dropout",
    Kind.FLAG,
    Text("a child of compulsory school age is out of school because of poverty", "有适龄儿童因贫失学辍学"),
    negated=Text("no child of compulsory school age is out of school because of poverty", "无适龄儿童因贫失学辍学"),
    reads=("schooling.first_age", "schooling.last_age"),
)
UNINSURED = Fact(
    "uninsured",
    Kind.FLAG,
    Text("a member has no basic medical insurance", "有成员未参加基本医疗保险"),
    negated=Text("every member has basic medical insurance", "全员参加基本医疗保险"),
)
DWELLING_GRADE = Fact(
    "dwelling_grade", Kind.CATEGORY, Text("grade of the house", "住房等级"), values=("A", "B", "C", "D")
)


@lru_cache(maxsize=1024)
def _births(on: date, first: Value, last: Value) -> tuple[date, date]:
    """Whoever is from the first to the last age on a date was born after the one day and by the other.

    Two comparisons a member then replace an age; on 29 February, both days are clipped to 28 February in a common
    year, which agrees with `Person.age`.
    """
    assert isinstance(first, int)
    assert isinstance(last, int)
    return on - relativedelta(years=last + 1), on - relativedelta(years=first)


def _school_age_child(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    after, by = _births(on, given["schooling.first_age"], given["schooling.last_age"])
    present = unclear = False
    for member in household.members:
        born = member.birth_date
        if born is None:
            unclear = True
        elif after < born <= by:
            present = True
    return True if present else None if unclear else False


def _out_for_poverty(person: Person) -> Truth:
    if person.schooling is None:
        return None
    return person.out_of_school_for_poverty if person.schooling is Schooling.OUT_OF_SCHOOL else False


def _dropout(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    after, by = _births(on, given["schooling.first_age"], given["schooling.last_age"])
    found: Truth = False
    for member in household.members:
        born = member.birth_date
        if born is not None and not after < born <= by:
            continue
        out = _out_for_poverty(member)
        if born is not None and out:
            return True
        if out is not False:
            found = None
    return found


def _uninsured(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    found: Truth = False
    for member in household.members:
        if member.medical_insured is False:
            return True
        if member.medical_insured is None:
            found = None
    return found


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
    "split_household": Text("is an empty-hook or split household", "属空挂户或拆户分户"),
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
    NET_INCOME: _net_income,
    SIZE: "size",
    FOOD_SECURE: "food_secure",
    CLOTHING_SECURE: "clothing_secure",
    SCHOOL_AGE_CHILD: _school_age_child,
    DROPOUT: _dropout,
    UNINSURED: _uninsured,
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
