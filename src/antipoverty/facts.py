"""The facts that rules may ask of a household or a village, and how each is read from the record.

A rule names a fact; this catalogue says what it is called in both languages, in which unit it is measured, in which
column a frame holds it, and how it follows from a `antipoverty.records` object on the decision date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil

from dateutil.relativedelta import relativedelta

from antipoverty import counties
from antipoverty.errors import InvalidValue
from antipoverty.money import fen
from antipoverty.records import County, Household, Income, Labour, Person, Registration, Schooling, Village
from antipoverty.rules.conditions import Fact, Kind, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Subject, Truth
from antipoverty.sampling import Method, Sample, at_most

__all__ = [
    "COUNTY",
    "COUNTY_FACTS",
    "HOUSEHOLD",
    "HOUSEHOLD_FACTS",
    "NEGATIVE_FLAGS",
    "VILLAGE",
    "VILLAGE_FACTS",
    "able_to_work",
    "any_of",
]

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


WEST = Fact(
    "west",
    Kind.FLAG,
    Text("it lies in the west", "属西部地区"),
    negated=Text("it does not lie in the west", "不属西部地区"),
    reads=("region.of_province",),
)
INFRASTRUCTURE = Fact(
    "infrastructure",
    Kind.FLAG,
    Text("the infrastructure is adequate", "基础设施达标"),
    negated=Text("the infrastructure is not adequate", "基础设施未达标"),
)
PUBLIC_SERVICES = Fact(
    "public_services",
    Kind.FLAG,
    Text("the public services are adequate", "基本公共服务达标"),
    negated=Text("the public services are not adequate", "基本公共服务未达标"),
)
INDUSTRY = Fact(
    "industry",
    Kind.FLAG,
    Text("the village has an industry", "有产业"),
    negated=Text("the village has no industry", "无产业"),
)


def _west(place: Village | County, on: date, given: Mapping[str, Value]) -> Truth:
    table = given["region.of_province"]
    assert isinstance(table, tuple)
    return counties.is_west(place, dict(pair for pair in table if isinstance(pair, tuple)))


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
    return _total(income, given)


def _total(income: Income, given: Mapping[str, Value]) -> int | None:
    if income.stated is not None:
        return fen(income.stated)
    wage, business, rent, outlay = income.wage, income.business, income.property, income.outlay
    if wage is None or business is None or rent is None or outlay is None or income.transfers is None:
        return None
    gain = fen(business) - fen(outlay)
    if given["income.unsold_stock_counts"]:
        if income.unsold_stock is None:
            return None
        gain += fen(income.unsold_stock)
    if gain < 0 and not given["income.business_loss_counts"]:
        gain = 0
    counted = given["income.counted_transfers"]
    assert isinstance(counted, tuple)
    return fen(wage) + fen(rent) + gain + sum([fen(part.amount) for part in income.transfers if part.kind in counted])


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


@lru_cache(maxsize=1024)
def _births(on: date, first: int, last: int) -> tuple[date, date]:
    """Whoever is from the first to the last age on a date was born after the one day and by the other.

    Two comparisons a member then replace an age; on 29 February, both days are clipped to 28 February in a common
    year, which agrees with `Person.age`.
    """
    return on - relativedelta(years=last + 1), on - relativedelta(years=first)


def _school_births(on: date, given: Mapping[str, Value]) -> tuple[date, date]:
    first, last = given["schooling.first_age"], given["schooling.last_age"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    return _births(on, first, last)


def _school_age_child(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    if household.members is None:
        return None
    after, by = _school_births(on, given)
    present = unclear = False
    for member in household.members:
        born = member.birth_date
        if born is None:
            unclear = True
        elif born > on:
            member.age(on)  # which refuses a birth after the date
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
    after, by = _school_births(on, given)
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


def _skilled(person: Person) -> Truth:
    return None if person.labour is None else person.labour is Labour.SKILLED


# Household: assistance (帮扶)

REGISTRATION = Fact(
    "registration",
    Kind.CATEGORY,
    Text("standing in the register", "建档立卡状态"),
    values=tuple(standing.value for standing in Registration),
)
VOCATIONAL_STUDENTS = Fact(
    "vocational_students", Kind.COUNT, Text("students at vocational schools", "中高职在校生人数"), PERSONS
)
SCHOOL_LEAVER = Fact(
    "school_leaver",
    Kind.FLAG,
    Text("a young member finished junior or senior school and does not go on", "有初中、高中毕业后未升学的青年成员"),
    negated=Text("no young member stopped after junior or senior school", "无初中、高中毕业后未升学的青年成员"),
    reads=("schooling.last_age", "assistance.leaver_last_age"),
)
UNFIT_PLACE = Fact(
    "unfit_place",
    Kind.FLAG,
    Text(
        "the land where the household lives cannot support it, or is not safe to live on", "居住地一方水土养不起一方人"
    ),
    negated=Text("the household lives where it can stay", "居住地适宜生存发展"),
)
HOUSING_HELPED = Fact(
    "housing_helped",
    Kind.FLAG,
    Text("the household has had the subsidy for a dangerous house before", "曾享受危房改造补助"),
    negated=Text("the household has not had the subsidy for a dangerous house", "未曾享受危房改造补助"),
)


def _registration(household: Household, on: date, given: Mapping[str, Value]) -> str | None:
    return None if household.registration is None else household.registration.value


def _vocational_students(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
    if household.members is None or any(member.schooling is None for member in household.members):
        return None
    return sum(member.schooling is Schooling.VOCATIONAL for member in household.members)


def _school_leaver(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    after, last = given["schooling.last_age"], given["assistance.leaver_last_age"]
    assert isinstance(after, int)
    assert isinstance(last, int)

    def leaver(person: Person) -> Truth:
        age = person.age(on)
        marks: list[Truth] = [
            None if age is None else after < age <= last,
            None if person.schooling is None else person.schooling is Schooling.OUT_OF_SCHOOL,
            None if person.completed is None else person.completed in (Schooling.JUNIOR, Schooling.SENIOR),
        ]
        return False if False in marks else None if None in marks else True

    return _any_member(leaver)(household, on, given)


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
)
SPENDING_SURGE = Fact(
    "spending_surge",
    Kind.FLAG,
    Text("rigid spending is clearly above the income of the year before", "刚性支出明显超过上年收入"),
    negated=Text("rigid spending is under control", "刚性支出问题已解决"),
)
INCOME_COLLAPSE = Fact(
    "income_collapse",
    Kind.FLAG,
    Text("income has fallen sharply", "收入大幅缩减"),
    negated=Text("income has not fallen sharply", "收入未大幅缩减"),
)
MEASURES_IN_PLACE = Fact(
    "measures_in_place", Kind.FLAG, Text("the measures against the risk are in place", "帮扶措施已落实")
)
RISK_RESOLVED = Fact("risk_resolved", Kind.FLAG, Text("the risk itself is gone", "返贫致贫风险已消除"))
MONTHS_OBSERVED = Fact(
    "months_observed", Kind.COUNT, Text("months of observation", "已观察月数"), Text("months", "个月")
)


def _stands_as(*states: Registration) -> Callable[[Household, date, Mapping[str, Value]], Truth]:
    return lambda household, on, given: None if household.registration is None else household.registration in states


def _monitored_income(household: Household, on: date, given: Mapping[str, Value]) -> int | None:
    income = household.income
    if income is None:
        return None
    # The twelve months that end with the month before are a calendar year in January alone.
    trailing = given["monitoring.income_window"] == "trailing"
    calendar = on.year - 1 if on.month == 1 or not trailing else None
    if income.year is not None and income.year != calendar:
        expected = "no year, the income being that of the twelve months to the end of last month"
        wanted = f"{calendar}, whose income counts on {on}" if calendar else expected
        raise InvalidValue("Income.year", income.year, wanted)
    return _total(income, given)


def able_to_work(household: Household) -> Truth:
    """Whether a member is able to work (有劳动能力), weakly or fully; `None` if that is unknown.

    >>> able_to_work(Household("h1", members=(Person("p1", labour="weak"), Person("p2"))))
    True
    """
    if household.members is None:
        return None
    return any_of(None if member.labour is None else member.labour is not Labour.NONE for member in household.members)


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
        ABLE_TO_WORK: lambda household, on, given: able_to_work(household),
        SKILLED: _any_member(_skilled),
        LAND: _fen_of("land"),
        LAND_LOST: "land_lost",
        LACKS_FUNDS: "lacks_funds",
        ROAD_ACCESS: "road_access",
        DECLINES_WORK: "declines_work",
        REGISTRATION: _registration,
        VOCATIONAL_STUDENTS: _vocational_students,
        SCHOOL_LEAVER: _school_leaver,
        UNFIT_PLACE: "unfit_place",
        HOUSING_HELPED: "housing_helped",
        EXITED: _stands_as(Registration.EXITED),
        STILL_POOR: _stands_as(Registration.REGISTERED, Registration.RETURNED),
        INCOME_STABLE: "income_stable",
        MONITORED_INCOME: _monitored_income,
        SHOCK: "risk.shock",
        SPENDING_SURGE: "risk.spending_surge",
        INCOME_COLLAPSE: "risk.income_collapse",
        MEASURES_IN_PLACE: "risk.measures_in_place",
        RISK_RESOLVED: "risk.resolved",
        MONTHS_OBSERVED: "risk.months_observed",
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
        WEST: _west,
        INFRASTRUCTURE: "infrastructure",
        PUBLIC_SERVICES: "public_services",
        INDUSTRY: "industry",
    },
)
#: Every fact of a village, by name.
VILLAGE_FACTS = {fact.name: fact for fact in VILLAGE.facts}

# County: what the sample found, as counts

COUNTY_PERSONS = VILLAGE_PERSONS
REGISTERED_PERSONS = Fact("registered_persons", Kind.COUNT, Text("persons in the register", "建档立卡人口"), PERSONS)
MONITORED_PERSONS = Fact(
    "monitored_persons", Kind.COUNT, Text("persons of monitored households", "监测对象人口"), PERSONS
)
DEEPLY_POOR = Fact(
    "deeply_poor",
    Kind.FLAG,
    Text("it is a deeply poor area", "属深度贫困地区"),
    negated=Text("it is not a deeply poor area", "不属深度贫困地区"),
)
SAMPLED_EXITED = Fact("sampled_exited", Kind.COUNT, Text("exited persons in the sample", "抽样脱贫人口"), PERSONS)
SAMPLED_WRONG = Fact(
    "sampled_wrong", Kind.COUNT, Text("wrongly exited persons in the sample", "抽样中的错退人口"), PERSONS
)
SAMPLED_UNREGISTERED = Fact(
    "sampled_unregistered", Kind.COUNT, Text("unregistered persons in the sample", "抽样非建档立卡人口"), PERSONS
)
SAMPLED_MISSED = Fact("sampled_missed", Kind.COUNT, Text("missed persons in the sample", "抽样中的漏评人口"), PERSONS)
SURVEYED = Fact("surveyed", Kind.COUNT, Text("households asked for their view", "受访户数"), Text("households", "户"))
APPROVING = Fact("approving", Kind.COUNT, Text("households that approve", "认可户数"), Text("households", "户"))
COMPOSITE_PERSONS = Fact(
    "composite_persons",
    Kind.MEASURE,
    Text("persons still poor, missed or wrongly exited, as estimated", "未脱贫、漏评与错退人口（推算）"),
    PERSONS,
)


def _composite_persons(county: County, on: date, given: Mapping[str, Value]) -> int | None:
    persons = counties.composite_persons(county)
    # Up to the next hundredth of a person, so that rounding lets no county out; a limit in whole percents of whole
    # persons is whole hundredths, so that for such limits nothing is rounded across.
    return None if persons is None else ceil(100 * persons)


# County: what the sample says of the county, with the confidence that the rulebook asks

_READING = ("exit.county_reading", "exit.confidence")
WRONG_EXIT_WITHIN = Fact(
    "wrong_exit_within",
    Kind.FLAG,
    Text("by the sample, the county's wrong-exit rate keeps its limit", "抽样推断错退率符合上限"),
    negated=Text("by the sample, the county's wrong-exit rate breaks its limit", "抽样推断错退率超过上限"),
    reads=(*_READING, "exit.wrong_exit_most"),
)
MISSED_WITHIN = Fact(
    "missed_within",
    Kind.FLAG,
    Text("by the sample, the county's rate of missed persons keeps its limit", "抽样推断漏评率符合上限"),
    negated=Text("by the sample, the county's rate of missed persons breaks its limit", "抽样推断漏评率超过上限"),
    reads=(*_READING, "exit.missed_most"),
)
RECOGNITION_WITHIN = Fact(
    "recognition_within",
    Kind.FLAG,
    Text("by the sample, the county's recognition keeps its limit", "抽样推断群众认可度符合下限"),
    negated=Text("by the sample, the county's recognition breaks its limit", "抽样推断群众认可度低于下限"),
    reads=(*_READING, "exit.recognition_least"),
)
COMPOSITE_WITHIN = Fact(
    "composite_within",
    Kind.FLAG,
    Text("by the samples, the composite incidence keeps the limit", "抽样推断综合贫困发生率符合上限"),
    negated=Text("by the samples, the composite incidence breaks the limit", "抽样推断综合贫困发生率超过上限"),
    reads=(*_READING, "exit.county_incidence"),
)
COMPOSITE_WITHIN_WEST = Fact(
    "composite_within_west",
    Kind.FLAG,
    Text("by the samples, the composite incidence keeps the limit of the west", "抽样推断综合贫困发生率符合西部上限"),
    negated=Text(
        "by the samples, the composite incidence breaks the limit of the west", "抽样推断综合贫困发生率超过西部上限"
    ),
    reads=(*_READING, "exit.county_incidence_west"),
)


def _share(given: Mapping[str, Value], name: str) -> Fraction:
    value = given[name]
    assert isinstance(value, Decimal)
    return Fraction(value)


def _counted(part: str, whole: str) -> Callable[[County, date, Mapping[str, Value]], int | None]:
    """A count of the sample; where there is nobody to be sampled, it is known to be 0."""
    return lambda county, on, given: 0 if getattr(county, whole) == 0 else getattr(county.sample, part)


def _within(
    sample_of: Callable[[County], Sample | None], whole: str | None, limit: Callable[[Mapping[str, Value]], Fraction]
) -> Callable[[County, date, Mapping[str, Value]], Truth]:
    """Whether a sample keeps a limit; where there is nobody to be sampled, nobody can break it."""

    def read(county: County, on: date, given: Mapping[str, Value]) -> Truth:
        if whole is not None and getattr(county, whole) == 0:
            return True
        sample = sample_of(county)
        if sample is None:
            return None
        method = Method(given["exit.county_reading"])
        return at_most(sample, limit(given), confidence=_share(given, "exit.confidence"), method=method)

    return read


def _composite_within(limit: str) -> Callable[[County, date, Mapping[str, Value]], Truth]:
    def read(county: County, on: date, given: Mapping[str, Value]) -> Truth:
        return counties.composite_at_most(
            county,
            _share(given, limit),
            confidence=_share(given, "exit.confidence"),
            method=Method(given["exit.county_reading"]),
        )

    return read


#: How a county states its facts.
COUNTY = Subject(
    "county",
    {
        COUNTY_PERSONS: "persons",
        REGISTERED_PERSONS: "registered_persons",
        MONITORED_PERSONS: "monitored_persons",
        DEEPLY_POOR: "deeply_poor",
        WEST: _west,
        SAMPLED_EXITED: _counted("exited", "exited_persons"),
        SAMPLED_WRONG: _counted("wrongly_exited", "exited_persons"),
        SAMPLED_UNREGISTERED: _counted("unregistered", "unregistered_persons"),
        SAMPLED_MISSED: _counted("missed", "unregistered_persons"),
        SURVEYED: "sample.surveyed",
        APPROVING: "sample.approving",
        COMPOSITE_PERSONS: _composite_persons,
        WRONG_EXIT_WITHIN: _within(
            counties.wrongly_exited, "exited_persons", lambda given: _share(given, "exit.wrong_exit_most")
        ),
        MISSED_WITHIN: _within(
            counties.missed, "unregistered_persons", lambda given: _share(given, "exit.missed_most")
        ),
        RECOGNITION_WITHIN: _within(
            counties.disapproving, None, lambda given: 1 - _share(given, "exit.recognition_least")
        ),
        COMPOSITE_WITHIN: _composite_within("exit.county_incidence"),
        COMPOSITE_WITHIN_WEST: _composite_within("exit.county_incidence_west"),
    },
)
#: Every fact of a county, by name.
COUNTY_FACTS = {fact.name: fact for fact in COUNTY.facts}
