"""What rules may ask of a person, a member of a household.

>>> from antipoverty.facts.person import HEALTH
>>> HEALTH.values, HEALTH.label("chronic", "en")
(('healthy', 'chronic', 'serious'), 'chronic illness')
"""

from __future__ import annotations

from antipoverty._engine.subjects import CompletedYears
from antipoverty.facts._shared import Stated, coded
from antipoverty.records import Person
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
SCHOOLING = coded(Person, "schooling", Text("present schooling", "在校情况"))
COMPLETED = coded(Person, "completed", Text("last completed school", "文化程度"), alterable=Alterable.NEVER)
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
HEALTH = coded(Person, "health", Text("state of health", "健康状况"), alterable=Alterable.NEVER)
DISABILITY = coded(
    Person,
    "disability",
    Text("grade of a certified disability", "残疾等级"),
    vague=("ungraded",),
    alterable=Alterable.NEVER,
)
LABOUR = coded(Person, "labour", Text("capacity for work", "劳动能力"))
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
