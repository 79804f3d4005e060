"""What a member of a household states of itself: the facts that rules ask of persons."""

from __future__ import annotations

from antipoverty._engine.record import CompletedYears
from antipoverty.facts._shared import Stated
from antipoverty.records import Disability, Health, Labour, Person, Schooling
from antipoverty.rules import Alterable, Fact, Kind, Subject
from antipoverty.text import Text

__all__ = [
    "AGE",
    "COMPLETED",
    "DISABILITY",
    "HEALTH",
    "LABOUR",
    "MEDICAL_INSURED",
    "OUT_FOR_POVERTY",
    "PENSION_INSURED",
    "PERSON",
    "PERSON_FACTS",
    "SCHOOLING",
    "WORKING_AWAY",
]

AGE = Fact(
    "age",
    Kind.COUNT,
    Text("age", "年龄"),
    Text("years", "周岁"),
    alterable=Alterable.NEVER,
)
_SCHOOLS = {
    Schooling.PRESCHOOL: Text("preschool", "学前教育"),
    Schooling.PRIMARY: Text("primary school", "小学"),
    Schooling.JUNIOR: Text("junior secondary school", "初中"),
    Schooling.SENIOR: Text("senior secondary school", "高中"),
    Schooling.VOCATIONAL: Text("vocational school", "中高职"),
    Schooling.HIGHER: Text("higher education", "大专及以上"),
    Schooling.OUT_OF_SCHOOL: Text("out of school", "非在校"),
}
SCHOOLING = Fact(
    "schooling",
    Kind.CATEGORY,
    Text("present schooling", "在校情况"),
    values=tuple(each.value for each in _SCHOOLS),
    labels=tuple(_SCHOOLS.values()),
)
COMPLETED = Fact(
    "completed",
    Kind.CATEGORY,
    Text("last completed school", "文化程度"),
    values=tuple(each.value for each in _SCHOOLS),
    labels=tuple(_SCHOOLS.values()),
    alterable=Alterable.NEVER,
)
OUT_FOR_POVERTY = Fact(
    "out_of_school_for_poverty",
    Kind.FLAG,
    Text("poverty keeps the person out of school", "因贫失学辍学"),
    negated=Text("poverty does not keep the person out of school", "非因贫失学辍学"),
)
MEDICAL_INSURED = Fact(
    "medical_insured",
    Kind.FLAG,
    Text("the person is in basic medical insurance", "参加基本医疗保险"),
    negated=Text("the person has no basic medical insurance", "未参加基本医疗保险"),
)
PENSION_INSURED = Fact(
    "pension_insured",
    Kind.FLAG,
    Text("the person is in the rural pension scheme", "参加养老保险"),
    negated=Text("the person is not in the rural pension scheme", "未参加养老保险"),
)
_HEALTH = {
    Health.HEALTHY: Text("healthy", "健康"),
    Health.CHRONIC: Text("chronic illness", "长期慢性病"),
    Health.SERIOUS: Text("serious illness", "患有大病"),
}
HEALTH = Fact(
    "health",
    Kind.CATEGORY,
    Text("state of health", "健康状况"),
    values=tuple(each.value for each in _HEALTH),
    labels=tuple(_HEALTH.values()),
    alterable=Alterable.NEVER,
)
_GRADES = {
    Disability.NONE: Text("none", "无"),
    Disability.ONE: Text("grade one", "一级"),
    Disability.TWO: Text("grade two", "二级"),
    Disability.THREE: Text("grade three", "三级"),
    Disability.FOUR: Text("grade four", "四级"),
    Disability.UNGRADED: Text("of a grade that is not told", "残疾（等级不详）"),
}
DISABILITY = Fact(
    "disability",
    Kind.CATEGORY,
    Text("grade of a certified disability", "残疾等级"),
    values=tuple(each.value for each in _GRADES),
    labels=tuple(_GRADES.values()),
    vague=(Disability.UNGRADED.value,),
    alterable=Alterable.NEVER,
)
_CAPACITY = {
    Labour.NONE: Text("none", "无劳动能力"),
    Labour.WEAK: Text("weak", "弱劳动力"),
    Labour.ORDINARY: Text("ordinary", "普通劳动力"),
    Labour.SKILLED: Text("skilled", "技能劳动力"),
}
LABOUR = Fact(
    "labour",
    Kind.CATEGORY,
    Text("capacity for work", "劳动能力"),
    values=tuple(each.value for each in _CAPACITY),
    labels=tuple(_CAPACITY.values()),
)
WORKING_AWAY = Fact(
    "working_away",
    Kind.FLAG,
    Text("the person works away from home", "外出务工"),
    negated=Text("the person does not work away from home", "未外出务工"),
)


_STATED: Stated = {
    AGE: CompletedYears("birth_date", Person.age),
    SCHOOLING: "schooling",
    COMPLETED: "completed",
    OUT_FOR_POVERTY: "out_of_school_for_poverty",
    MEDICAL_INSURED: "medical_insured",
    PENSION_INSURED: "pension_insured",
    HEALTH: "health",
    DISABILITY: "disability",
    LABOUR: "labour",
    WORKING_AWAY: "working_away",
}
#: How a person states its facts.
PERSON = Subject("person", _STATED)
#: Every fact of a person, by name.
PERSON_FACTS = {fact.name: fact for fact in PERSON.facts}
