"""What rules may ask of a person, a member of a household.

>>> from antipoverty.facts.person import HEALTH
>>> HEALTH.values, HEALTH.label("chronic", "en")
(('healthy', 'chronic', 'serious'), 'chronic illness')
"""

from __future__ import annotations

from antipoverty._engine.subjects import Elapsed, Hundredths
from antipoverty.facts._shared import Stated, coded
from antipoverty.records import Person
from antipoverty.rules import Alterable, Fact, Kind, Subject
from antipoverty.text import YUAN, Text

__all__ = [
    "AGE",
    "CERTIFIED",
    "COMMERCIAL_INSURED",
    "COMPLETED",
    "CRITICAL_ILLNESS_INSURED",
    "DISABILITY",
    "DISABILITY_KIND",
    "EMPLOYEE_MEDICAL",
    "EMPLOYEE_PENSION",
    "HEALTH",
    "LABOUR",
    "MEDICAL_AID",
    "MEDICAL_INSURED",
    "NUMBERED",
    "ON_DIBAO",
    "ON_FIVE_GUARANTEE",
    "OUT_FOR_POVERTY",
    "OUT_OF_SCHOOL_REASON",
    "PENSION_DRAWN",
    "PENSION_INSURED",
    "PERSON_FACTS",
    "PUBLIC_POSTS",
    "PUBLIC_POST_MONTHS",
    "RELATION",
    "RESIDENT_MEDICAL",
    "RESIDENT_PENSION",
    "SCHOOLING",
    "SEX",
    "WORKING_AWAY",
    "WORK_CHANNEL_STATED",
    "WORK_COUNTY_STATED",
    "WORK_EMPLOYER_STATED",
    "WORK_MONTHS",
    "WORK_PLACE_STATED",
    "WORK_REGION",
    "WORK_TRADE_STATED",
    "WORK_WAGE",
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
_MONTHS = Text("months", "个月")
SEX = coded(Person, "sex", Text("sex", "性别"), alterable=Alterable.NEVER)
RELATION = coded(Person, "relation", Text("relation to the head of the household", "与户主关系"))
NUMBERED = Fact(
    "numbered",
    Kind.FLAG,
    Text("the person's identity number is stated", "证件号码已登记"),
    negated=Text("the person's identity number is not stated", "证件号码未登记"),
)
CERTIFIED = Fact(
    "certified",
    Kind.FLAG,
    Text("the person has a disability certificate", "持有残疾人证"),
    negated=Text("the person has no disability certificate", "未持有残疾人证"),
)
DISABILITY_KIND = coded(
    Person, "disability_kind", Text("kind of a certified disability", "残疾类别"), alterable=Alterable.NEVER
)
OUT_OF_SCHOOL_REASON = coded(
    Person, "out_of_school_reason", Text("why a child of school age is out of school", "义务教育阶段未上学原因")
)
ON_DIBAO = Fact(
    "on_dibao",
    Kind.FLAG,
    Text("the person is on the subsistence allowance", "本人享受低保"),
    negated=Text("the person is not on the subsistence allowance", "本人未享受低保"),
)
ON_FIVE_GUARANTEE = Fact(
    "on_five_guarantee",
    Kind.FLAG,
    Text("the person is in the five-guarantee scheme", "本人享受特困供养"),
    negated=Text("the person is not in the five-guarantee scheme", "本人未享受特困供养"),
)
WORK_MONTHS = Fact("work_months", Kind.COUNT, Text("months of the year in work", "务工时间"), _MONTHS, plural=True)
WORK_WAGE = Fact("work_wage", Kind.MONEY, Text("wage of a month", "务工月收入"), YUAN)
WORK_PLACE_STATED = Fact(
    "work_place_stated",
    Kind.FLAG,
    Text("the place of work is stated", "务工所在地已登记"),
    negated=Text("the place of work is not stated", "务工所在地未登记"),
)
WORK_COUNTY_STATED = Fact(
    "work_county_stated",
    Kind.FLAG,
    Text("the county of work is stated", "务工所在县已登记"),
    negated=Text("the county of work is not stated", "务工所在县未登记"),
)
WORK_EMPLOYER_STATED = Fact(
    "work_employer_stated",
    Kind.FLAG,
    Text("the firm is stated", "务工企业名称已登记"),
    negated=Text("the firm is not stated", "务工企业名称未登记"),
)
WORK_TRADE_STATED = Fact(
    "work_trade_stated",
    Kind.FLAG,
    Text("the trade is stated", "所属行业已登记"),
    negated=Text("the trade is not stated", "所属行业未登记"),
)
WORK_CHANNEL_STATED = Fact(
    "work_channel_stated",
    Kind.FLAG,
    Text("how the work was found is stated", "就业渠道已登记"),
    negated=Text("how the work was found is not stated", "就业渠道未登记"),
)
PUBLIC_POSTS = Fact(
    "public_posts", Kind.COUNT, Text("posts of public welfare", "公益性岗位数"), Text("posts", "个"), plural=True
)
PUBLIC_POST_MONTHS = Fact(
    "public_post_months",
    Kind.COUNT,
    Text("months of the year in posts of public welfare", "公益性岗位月数"),
    _MONTHS,
    plural=True,
)
RESIDENT_MEDICAL = Fact(
    "resident_medical",
    Kind.FLAG,
    Text("the person is in the medical insurance of residents", "参加城乡居民基本医疗保险"),
    negated=Text("the person is not in the medical insurance of residents", "未参加城乡居民基本医疗保险"),
)
EMPLOYEE_MEDICAL = Fact(
    "employee_medical",
    Kind.FLAG,
    Text("the person is in the medical insurance of employees", "参加城镇职工基本医疗保险"),
    negated=Text("the person is not in the medical insurance of employees", "未参加城镇职工基本医疗保险"),
)
RESIDENT_PENSION = Fact(
    "resident_pension",
    Kind.FLAG,
    Text("the person is in the pension scheme of residents", "参加城乡居民基本养老保险"),
    negated=Text("the person is not in the pension scheme of residents", "未参加城乡居民基本养老保险"),
)
EMPLOYEE_PENSION = Fact(
    "employee_pension",
    Kind.FLAG,
    Text("the person is in the pension scheme of employees", "参加城镇职工基本养老保险"),
    negated=Text("the person is not in the pension scheme of employees", "未参加城镇职工基本养老保险"),
)
CRITICAL_ILLNESS_INSURED = Fact(
    "critical_illness_insured",
    Kind.FLAG,
    Text("the person is in critical-illness insurance", "参加大病保险"),
    negated=Text("the person is not in critical-illness insurance", "未参加大病保险"),
)
COMMERCIAL_INSURED = Fact(
    "commercial_insured",
    Kind.FLAG,
    Text("the person has commercial medical insurance", "参加商业补充医疗保险"),
    negated=Text("the person has no commercial medical insurance", "未参加商业补充医疗保险"),
)
MEDICAL_AID = Fact(
    "medical_aid",
    Kind.FLAG,
    Text("the person has had medical aid", "接受医疗救助"),
    negated=Text("the person has had no medical aid", "未接受医疗救助"),
)

PENSION_DRAWN = Fact(
    "pension_drawn",
    Kind.FLAG,
    Text("the person draws a pension", "领取养老金"),
    negated=Text("the person draws no pension", "未领取养老金"),
)
WORK_REGION = coded(Person, "work_region", Text("how far away the person works", "务工地区"))


_STATED: Stated = {
    AGE: Elapsed("birth_date", count=Person.age),
    SCHOOLING: "schooling",
    COMPLETED: "completed",
    OUT_FOR_POVERTY: "out_of_school_for_poverty",
    MEDICAL_INSURED: "medical_insured",
    PENSION_INSURED: "pension_insured",
    HEALTH: "health",
    DISABILITY: "disability",
    LABOUR: "labour",
    WORKING_AWAY: "working_away",
    SEX: "sex",
    RELATION: "relation",
    NUMBERED: "numbered",
    CERTIFIED: "certified",
    DISABILITY_KIND: "disability_kind",
    OUT_OF_SCHOOL_REASON: "out_of_school_reason",
    ON_DIBAO: "on_dibao",
    ON_FIVE_GUARANTEE: "on_five_guarantee",
    WORK_MONTHS: "work.months",
    WORK_WAGE: Hundredths("work.wage"),
    WORK_PLACE_STATED: "work.place_stated",
    WORK_COUNTY_STATED: "work.county_stated",
    WORK_EMPLOYER_STATED: "work.employer_stated",
    WORK_TRADE_STATED: "work.trade_stated",
    WORK_CHANNEL_STATED: "work.channel_stated",
    PUBLIC_POSTS: "work.posts",
    PUBLIC_POST_MONTHS: "work.post_months",
    RESIDENT_MEDICAL: "insurance.resident_medical",
    EMPLOYEE_MEDICAL: "insurance.employee_medical",
    RESIDENT_PENSION: "insurance.resident_pension",
    EMPLOYEE_PENSION: "insurance.employee_pension",
    CRITICAL_ILLNESS_INSURED: "insurance.critical_illness",
    COMMERCIAL_INSURED: "insurance.commercial",
    MEDICAL_AID: "insurance.medical_aid",
    PENSION_DRAWN: "insurance.pension_drawn",
    WORK_REGION: "work_region",
}
#: How a person states its facts.
PERSON = Subject("person", _STATED)
#: Every fact of a person, by name.
PERSON_FACTS = {fact.name: fact for fact in PERSON.facts}
