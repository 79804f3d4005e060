"""Facts of a household: causes of its poverty, and help that it may need."""

from __future__ import annotations

from antipoverty._engine.subjects import Hundredths
from antipoverty.facts._shared import Stated
from antipoverty.facts.person import AGE, COMPLETED, DISABILITY, LABOUR, SCHOOLING
from antipoverty.records import Labour, Schooling
from antipoverty.rules import AllOf, Alterable, AnyMember, CountMembers, Fact, Kind, Parameter
from antipoverty.text import PERSONS, YUAN, Text

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
    definition=AnyMember(SCHOOLING.one_of(Parameter("causes.student_levels"))),
)
DISABLED = Fact(
    "disabled",
    Kind.FLAG,
    Text("a member has a disability of the grades that count", "有成员残疾等级属计入范围"),
    negated=Text("no member has a disability of the grades that count", "无成员残疾等级属计入范围"),
    alterable=Alterable.NEVER,
    definition=AnyMember(DISABILITY.one_of(Parameter("causes.disability_grades"))),
)
ABLE_TO_WORK = Fact(
    "able_to_work",
    Kind.FLAG,
    Text("a member is able to work", "有成员具备劳动能力"),
    negated=Text("no member is able to work", "全家无劳动能力"),
    alterable=Alterable.NEVER,
    definition=AnyMember(~LABOUR.one_of((Labour.NONE.value,))),
)
SKILLED = Fact(
    "skilled",
    Kind.FLAG,
    Text("a member has a skill", "有成员掌握一门技能"),
    negated=Text("no member has a skill", "无成员掌握技能"),
    alterable=Alterable.FORWARD,
    definition=AnyMember(LABOUR.one_of((Labour.SKILLED.value,))),
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


# Household: assistance (帮扶)

VOCATIONAL_STUDENTS = Fact(
    "vocational_students",
    Kind.COUNT,
    Text("students at vocational schools", "中高职在校生人数"),
    PERSONS,
    definition=CountMembers(SCHOOLING.one_of((Schooling.VOCATIONAL.value,))),
    plural=True,
)
SCHOOL_LEAVER = Fact(
    "school_leaver",
    Kind.FLAG,
    Text("a young member finished junior or senior school and does not go on", "有初中、高中毕业后未升学的青年成员"),
    negated=Text("no young member stopped after junior or senior school", "无初中、高中毕业后未升学的青年成员"),
    alterable=Alterable.NEVER,
    definition=AnyMember(
        AllOf(
            (
                AGE > Parameter("schooling.last_age"),
                AGE <= Parameter("assistance.leaver_last_age"),
                SCHOOLING.one_of((Schooling.OUT_OF_SCHOOL.value,)),
                COMPLETED.one_of((Schooling.JUNIOR.value, Schooling.SENIOR.value)),
            )
        )
    ),
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


#: How a household states these facts.
STATED: Stated = {
    MEDICAL_SPENDING: Hundredths("medical_spending"),
    SCHOOL_SPENDING: Hundredths("school_spending"),
    DISASTER_LOSS: Hundredths("disaster_loss"),
    MARRIAGE_SPENDING: Hundredths("marriage_spending"),
    STUDENT_BEYOND_COMPULSORY: None,
    DISABLED: None,
    ABLE_TO_WORK: None,
    SKILLED: None,
    LAND: Hundredths("land"),
    LAND_LOST: "land_lost",
    LACKS_FUNDS: "lacks_funds",
    ROAD_ACCESS: "road_access",
    DECLINES_WORK: "declines_work",
    VOCATIONAL_STUDENTS: None,
    SCHOOL_LEAVER: None,
    UNFIT_PLACE: "unfit_place",
    HOUSING_HELPED: "housing_helped",
}
