"""What may have made a household poor, and what help it might be given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from antipoverty.arguments import typed
from antipoverty.facts.shared import PERSONS, YUAN, Stated, any_member, any_of, fen_of
from antipoverty.records import Household, Labour, Person, Registration, Schooling
from antipoverty.rules.conditions import Alterable, Fact, Kind, Text
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import Truth

__all__ = [
    "ABLE_TO_WORK",
    "DECLINES_WORK",
    "DISABLED",
    "DISASTER_LOSS",
    "HOUSING_HELPED",
    "LACKS_FUNDS",
    "LAND",
    "LAND_LOST",
    "MARRIAGE_SPENDING",
    "MEDICAL_SPENDING",
    "REGISTRATION",
    "ROAD_ACCESS",
    "SCHOOL_LEAVER",
    "SCHOOL_SPENDING",
    "SKILLED",
    "STANDINGS",
    "STATED",
    "STUDENT_BEYOND_COMPULSORY",
    "UNFIT_PLACE",
    "VOCATIONAL_STUDENTS",
    "able_to_work",
]


# Household: causes of poverty (致贫原因)

MEDICAL_SPENDING = Fact(
    "medical_spending",
    Kind.MONEY,
    Text("medical spending that the household bore itself", "家庭自付医疗支出"),
    YUAN,
    alterable=Alterable.FORWARD,
)
SCHOOL_SPENDING = Fact(
    "school_spending",
    Kind.MONEY,
    Text("school spending that the household bore itself", "家庭自付教育支出"),
    YUAN,
    alterable=Alterable.FORWARD,
)
DISASTER_LOSS = Fact("disaster_loss", Kind.MONEY, Text("loss by disaster", "灾害损失"), YUAN, alterable=Alterable.NEVER)
MARRIAGE_SPENDING = Fact(
    "marriage_spending",
    Kind.MONEY,
    Text("spending on a marriage that the household bore itself", "家庭自付婚嫁支出"),
    YUAN,
    alterable=Alterable.FORWARD,
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
    alterable=Alterable.NEVER,
)
ABLE_TO_WORK = Fact(
    "able_to_work",
    Kind.FLAG,
    Text("a member is able to work", "有成员具备劳动能力"),
    negated=Text("no member is able to work", "全家无劳动能力"),
    alterable=Alterable.NEVER,
)
SKILLED = Fact(
    "skilled",
    Kind.FLAG,
    Text("a member has a skill", "有成员掌握一门技能"),
    negated=Text("no member has a skill", "无成员掌握技能"),
    alterable=Alterable.FORWARD,
)
LAND = Fact("land", Kind.MEASURE, Text("cultivated land", "耕地面积"), Text("mu", "亩"))
LAND_LOST = Fact(
    "land_lost",
    Kind.FLAG,
    Text("the household lost land in the year", "当年失去土地"),
    negated=Text("the household lost no land in the year", "当年未失去土地"),
    alterable=Alterable.NEVER,
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


def _student(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    levels = given["causes.student_levels"]
    assert isinstance(levels, tuple)
    return any_member(lambda member: None if member.schooling is None else member.schooling.value in levels)(
        household, on, given
    )


def _disabled(household: Household, on: date, given: Mapping[str, Value]) -> Truth:
    grades = given["causes.disability_grades"]
    assert isinstance(grades, tuple)
    return any_member(lambda member: None if member.disability is None else member.disability.counts(grades))(
        household, on, given
    )


def _skilled(person: Person) -> Truth:
    return None if person.labour is None else person.labour is Labour.SKILLED


# Household: assistance (帮扶)

#: What each standing in the register is called.
STANDINGS = {
    Registration.NOT_REGISTERED: Text("not registered", "未建档立卡"),
    Registration.CANDIDATE: Text("candidate", "拟识别"),
    Registration.REGISTERED: Text("registered, not yet out of poverty", "建档立卡未脱贫"),
    Registration.EXITED: Text("out of poverty", "已脱贫"),
    Registration.NO_LONGER_ENTITLED: Text("out of poverty, no longer entitled to measures", "已脱贫（不再享受政策）"),
    Registration.RETURNED: Text("returned to poverty", "返贫"),
    Registration.REMOVED: Text("removed from the register", "已剔除"),
}
REGISTRATION = Fact(
    "registration",
    Kind.CATEGORY,
    Text("standing in the register", "建档立卡状态"),
    values=tuple(standing.value for standing in STANDINGS),
    labels=tuple(STANDINGS.values()),
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
    alterable=Alterable.NEVER,
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
    alterable=Alterable.FORWARD,
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

    return any_member(leaver)(household, on, given)


def able_to_work(household: Household) -> Truth:
    """Whether a member is able to work (有劳动能力), weakly or fully; `None` if that is unknown.

    >>> able_to_work(Household("h1", members=(Person("p1", labour="weak"), Person("p2"))))
    True
    """
    typed(household, Household, "household")
    if household.members is None:
        return None
    return any_of(None if member.labour is None else member.labour is not Labour.NONE for member in household.members)


#: How a household states these facts.
STATED: Stated = {
    MEDICAL_SPENDING: fen_of("medical_spending"),
    SCHOOL_SPENDING: fen_of("school_spending"),
    DISASTER_LOSS: fen_of("disaster_loss"),
    MARRIAGE_SPENDING: fen_of("marriage_spending"),
    STUDENT_BEYOND_COMPULSORY: _student,
    DISABLED: _disabled,
    ABLE_TO_WORK: lambda household, on, given: able_to_work(household),
    SKILLED: any_member(_skilled),
    LAND: fen_of("land"),
    LAND_LOST: "land_lost",
    LACKS_FUNDS: "lacks_funds",
    ROAD_ACCESS: "road_access",
    DECLINES_WORK: "declines_work",
    REGISTRATION: _registration,
    VOCATIONAL_STUDENTS: _vocational_students,
    SCHOOL_LEAVER: _school_leaver,
    UNFIT_PLACE: "unfit_place",
    HOUSING_HELPED: "housing_helped",
}
