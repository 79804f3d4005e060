"""The facts that rules may ask of a household or a village, and how each is read from the record.

A rule names a fact; this catalogue says what it is called in both languages, in which unit it is measured, in which
column a frame holds it, and how it follows from a `antipoverty.records` object on the decision date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from antipoverty.errors import InvalidValue
from antipoverty.money import fen
from antipoverty.records import Household, Labour, Person, Schooling
from antipoverty.rules.conditions import Fact, Kind, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Subject, Truth

__all__ = ["HOUSEHOLD", "HOUSEHOLD_FACTS", "NEGATIVE_FLAGS", "VILLAGE", "VILLAGE_FACTS", "any_of"]

YUAN = Text("yuan", "元")
PERSONS = Text("persons", "人")


def any_of(truths: Iterable[Truth]) -> Truth:
    """Whether any is true, by Kleene's logic: an unknown one leaves it open unless another is true.

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    found: Truth = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            found = None
    return found


def _fen_of(name: str) -> Callable[[object, date, Mapping[str, Value]], int | None]:
    """A reader of an amount, stored in hundredths: money in fen, a measure in hundredths of its unit."""

    def read(record: object, on: date, given: Mapping[str, Value]) -> int | None:
        value = getattr(record, name)
        return None if value is None else fen(value)

    return read


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
SIZE = Fact("size", Kind.COUNT, Text("household size", "家庭人口"), PERSONS)


def _net_income(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
    income = household.income
    if income is None:
        return None
    if income.year is not None:
        offset = given["income.year_offset"]
        assert isinstance(offset, int)
        if income.year != on.year + offset:
            raise InvalidValue("Income.year", income.year, f"{on.year + offset}, whose income counts on {on}")
    if income.stated is not None:
        return fen(income.stated)
    wage, business, rent, outlay = income.wage, income.business, income.property, income.outlay
    if wage is None or business is None or rent is None or outlay is None or income.transfers is None:
        return None
    gain = business - outlay
    if given["income.unsold_stock_counts"]:
        if income.unsold_stock is None:
            return None
        gain += income.unsold_stock
    if gain < 0 and not given["income.business_loss_counts"]:
        gain = Decimal(0)
    total = wage + rent + gain
    counted = given["income.counted_transfers"]
    assert isinstance(counted, tuple)
    for transfer in income.transfers:
        if transfer.kind in counted:
            total += transfer.amount
    return fen(total)


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


def _of_school_age(person: Person, on: date, given: Mapping[str, Value]) -> Truth:
    age = person.age(on)
    if age is None:
        return None
    first, last = given["schooling.first_age"], given["schooling.last_age"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return first <= age <= last


def _school_age_child(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    return any_of(_of_school_age(member, on, given) for member in household.members)


def _out_for_poverty(person: Person) -> Truth:
    if person.schooling is None:
        return None
    return person.out_of_school_for_poverty if person.schooling is Schooling.OUT_OF_SCHOOL else False


def _dropout(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    found: Truth = False
    for member in household.members:
        of_age = _of_school_age(member, on, given)
        out = False if of_age is False else _out_for_poverty(member)
        if of_age and out:
            return True
        if out is not False:
            found = None
    return found


def _uninsured(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    return any_of(None if (held := member.medical_insured) is None else not held for member in household.members)


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
)
WATER_QUALITY = Fact("water_quality_safe", Kind.FLAG, Text("the water is of safe quality", "水质安全"))
WATER_PIPED = Fact("water_piped", Kind.FLAG, Text("water is piped to the house", "自来水入户"))
WATER_MINUTES = Fact(
    "water_minutes", Kind.COUNT, Text("time to fetch water, there and back", "取水往返时间"), Text("minutes", "分钟")
)
WATER_METRES = Fact("water_metres", Kind.COUNT, Text("way to the water", "取水水平距离"), Text("metres", "米"))
WATER_CLIMB = Fact("water_climb", Kind.COUNT, Text("climb to the water", "取水垂直高差"), Text("metres", "米"))
WATER_DAYS_STOPPED = Fact(
    "water_days_stopped", Kind.COUNT, Text("days of the year without water", "全年停水天数"), Text("days", "天")
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
)
DIBAO = Fact("dibao", Kind.FLAG, Text("the household is on the subsistence allowance", "享受低保"))
FIVE_GUARANTEE = Fact("five_guarantee", Kind.FLAG, Text("the household is in the five-guarantee scheme", "享受五保"))

# Household: causes of poverty (致贫原因)

MEDICAL_SPENDING = Fact(
    "medical_spending",
    Kind.MONEY,
    Text("medical spending that the household bore itself", "家庭自付医疗支出"),
    YUAN,
)
SCHOOL_SPENDING = Fact(
    "school_spending", Kind.MONEY, Text("school spending that the household bore itself", "家庭自付教育支出"), YUAN
)
DISASTER_LOSS = Fact("disaster_loss", Kind.MONEY, Text("loss by disaster", "灾害损失"), YUAN)
MARRIAGE_SPENDING = Fact(
    "marriage_spending",
    Kind.MONEY,
    Text("spending on a marriage that the household bore itself", "家庭自付婚嫁支出"),
    YUAN,
)
STUDENT_BEYOND_COMPULSORY = Fact(
    "student_beyond_compulsory",
    Kind.FLAG,
    Text("a member studies beyond compulsory school", "有成员就读于义务教育以上阶段"),
    negated=Text("no member studies beyond compulsory school", "无成员就读于义务教育以上阶段"),
    reads=("causes.student_levels",),
)
DISABLED = Fact(
    "disabled",
    Kind.FLAG,
    Text("a member has a disability of the grades that count", "有成员残疾等级属计入范围"),
    negated=Text("no member has a disability of the grades that count", "无成员残疾等级属计入范围"),
    reads=("causes.disability_grades",),
)
ABLE_TO_WORK = Fact(
    "able_to_work",
    Kind.FLAG,
    Text("a member is able to work", "有成员具备劳动能力"),
    negated=Text("no member is able to work", "全家无劳动能力"),
)
SKILLED = Fact(
    "skilled",
    Kind.FLAG,
    Text("a member has a skill", "有成员掌握一门技能"),
    negated=Text("no member has a skill", "无成员掌握技能"),
)
LAND = Fact("land", Kind.MEASURE, Text("cultivated land", "耕地面积"), Text("mu", "亩"))
LAND_LOST = Fact(
    "land_lost",
    Kind.FLAG,
    Text("the household lost land in the year", "当年失去土地"),
    negated=Text("the household lost no land in the year", "当年未失去土地"),
)
LACKS_FUNDS = Fact(
    "lacks_funds",
    Kind.FLAG,
    Text("a workable plan of production lacks money and credit", "有可行的生产计划而无资金、无贷款"),
    negated=Text("no plan of production waits for money or credit", "无因资金搁置的生产计划"),
)
ROAD_ACCESS = Fact(
    "road_access",
    Kind.FLAG,
    Text("a road usable all year reaches the group", "所在村组通常年可行车的公路"),
    negated=Text("no road usable all year reaches the group", "所在村组不通常年可行车的公路"),
)
DECLINES_WORK = Fact(
    "declines_work",
    Kind.FLAG,
    Text(
        "a member able to work turns down work or training without good reason", "有劳动能力者无正当理由拒绝务工或培训"
    ),
    negated=Text("no member able to work turns down work or training", "无有劳动能力者拒绝务工或培训"),
)


def _any_member(test: Callable[[Person], Truth]) -> Callable[[Household, date, Mapping[str, Value]], Truth]:
    """Whether a member passes a test; unknown where the members are not listed."""

    def read(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
        return None if household.members is None else any_of(test(member) for member in household.members)

    return read


def _student(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    levels = given["causes.student_levels"]
    assert isinstance(levels, tuple)
    return _any_member(lambda member: None if member.schooling is None else member.schooling.value in levels)(
        household, on, given
    )


def _disabled(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    grades = given["causes.disability_grades"]
    assert isinstance(grades, tuple)
    return _any_member(lambda member: None if member.disability is None else member.disability.value in grades)(
        household, on, given
    )


def _able(person: Person) -> Truth:
    return None if person.labour is None else person.labour is not Labour.NONE


def _skilled(person: Person) -> Truth:
    return None if person.labour is None else person.labour is Labour.SKILLED


#: How a household states its facts.
HOUSEHOLD = Subject(
    "household",
    {
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
        MEDICAL_SPENDING: _fen_of("medical_spending"),
        SCHOOL_SPENDING: _fen_of("school_spending"),
        DISASTER_LOSS: _fen_of("disaster_loss"),
        MARRIAGE_SPENDING: _fen_of("marriage_spending"),
        STUDENT_BEYOND_COMPULSORY: _student,
        DISABLED: _disabled,
        ABLE_TO_WORK: _any_member(_able),
        SKILLED: _any_member(_skilled),
        LAND: _fen_of("land"),
        LAND_LOST: "land_lost",
        LACKS_FUNDS: "lacks_funds",
        ROAD_ACCESS: "road_access",
        DECLINES_WORK: "declines_work",
    },
)
#: Every fact of a household, by name.
HOUSEHOLD_FACTS = {fact.name: fact for fact in HOUSEHOLD.facts}

# Village

VILLAGE_PERSONS = Fact("persons", Kind.COUNT, Text("rural registered persons", "户籍人口"), PERSONS)
VILLAGE_POOR_PERSONS = Fact("poor_persons", Kind.COUNT, Text("registered poor persons", "建档立卡贫困人口"), PERSONS)
VILLAGE_INCOME = Fact(
    "net_income_per_head", Kind.MONEY, Text("net income per head of the village", "村农民人均纯收入"), YUAN
)
VILLAGE_COLLECTIVE_INCOME = Fact(
    "collective_income", Kind.MONEY, Text("income of the collective economy", "村集体经济收入"), YUAN
)


#: How a village states its facts.
VILLAGE = Subject(
    "village",
    {
        VILLAGE_PERSONS: "persons",
        VILLAGE_POOR_PERSONS: "poor_persons",
        VILLAGE_INCOME: _fen_of("net_income_per_head"),
        VILLAGE_COLLECTIVE_INCOME: _fen_of("collective_income"),
    },
)
#: Every fact of a village, by name.
VILLAGE_FACTS = {fact.name: fact for fact in VILLAGE.facts}
