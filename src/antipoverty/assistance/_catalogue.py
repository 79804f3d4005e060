"""The catalogue of measures (帮扶措施目录): whom each is for, which causes it answers, and its amounts.

A criterion over facts states whom a measure is for; its amounts and limits are quantities under the rulebook in force.
A measure with a parameter of its own is available while that parameter has a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from antipoverty.assistance._programmes import FIVE_BATCHES, SIX_TO_VILLAGE_AND_HOUSEHOLD, TEN_PROJECTS, Heading
from antipoverty.causes import CRITERIA, Cause
from antipoverty.exits import KEEPS_HELP
from antipoverty.facts.household import (
    ABLE_TO_WORK,
    DECLINES_WORK,
    DIBAO,
    DISABLED,
    DISASTER_LOSS,
    DROPOUT,
    DWELLING_GRADE,
    FIVE_GUARANTEE,
    HOUSING_HELPED,
    MEDICAL_SPENDING,
    REGISTRATION,
    ROAD_ACCESS,
    SCHOOL_LEAVER,
    SKILLED,
    STUDENT_BEYOND_COMPULSORY,
    UNFIT_PLACE,
    UNINSURED,
    VOCATIONAL_STUDENTS,
)
from antipoverty.identification import INCOME_BELOW_LINE
from antipoverty.quantities import (
    FREE_VOCATIONAL_YEARS,
    HOUSE_SUBSIDY,
    LINKAGE_GRANT,
    MICRO_CREDIT_LOAN,
    MICRO_CREDIT_TERM,
    RAIN_AND_DEW_GRANT,
    REBUILT_LEAST_AREA,
    REBUILT_MOST_AREA,
    RELOCATION_AREA,
    RELOCATION_OWN_SHARE,
)
from antipoverty.rules import AllOf, AnyOf, Choose, Condition, Criterion, IsTrue, Parameter, Quantity, Rule
from antipoverty.text import Text


@frozen(order=False)
class Measure:
    """A measure of the catalogue.

    Attributes:
        id: its short name.
        name: what it is called.
        gives: what it gives, in a clause.
        criterion: whom it is for.
        answers: the causes that it answers.
        for_all: whether everyone it is for gets it, whatever the causes.
        headings: where the programme's lists have it.
        quantities: the amounts and limits that it has.
        in_force: the parameter that must be in force for it to be available.
        instead_of: measures that fall away where this one is recommended.
        to: whether it goes to the household or to its village.
        relieves: the burdens that it takes off, year by year: a cause, and the id of the quantity that does so.
    """

    id: str
    name: Text
    gives: Text
    criterion: Criterion
    answers: tuple[Cause, ...] = ()
    for_all: bool = False
    headings: tuple[Heading, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    in_force: str | None = None
    instead_of: tuple[str, ...] = ()
    to: Literal["household", "village"] = "household"
    relieves: tuple[tuple[Cause, str], ...] = ()


#: With a right to help: in the register, where it stays after exit (脱贫不脱政策; EX-07); from 2026 on by assessment.
_RIGHT = Choose(
    Parameter("assistance.entitlement"),
    (
        ("standing", REGISTRATION.one_of(Parameter("assistance.registered_states"))),
        ("assessment", KEEPS_HELP),
    ),
)
_ABLE = IsTrue(ABLE_TO_WORK)
#: The groups whose dangerous houses are renovated first (LK-03).
_FOUR_GROUPS = AnyOf(
    (_RIGHT, IsTrue(DIBAO), IsTrue(FIVE_GUARANTEE), AllOf((IsTrue(DISABLED), INCOME_BELOW_LINE.condition)))
)


def _for(code: str, name: Text, condition: Condition, source: str) -> Criterion:
    return Criterion(code, name, condition, sources=(source,))


_BATCH, _SIX, _TEN = FIVE_BATCHES, SIX_TO_VILLAGE_AND_HOUSEHOLD, TEN_PROJECTS


def _house(key: str, grade: str, name: Text, gives: Text, *limits: Quantity) -> Measure:
    condition = AllOf((_FOUR_GROUPS, DWELLING_GRADE.one_of((grade,)), ~IsTrue(HOUSING_HELPED)))
    return Measure(
        key,
        name,
        gives,
        _for(f"LK-03.{key}", name, condition, "housing-local"),
        for_all=True,
        headings=(_SIX["housing"],),
        quantities=(HOUSE_SUBSIDY, *limits),
        in_force="assistance.housing_average",
    )


def _measure(
    key: str,
    code: str,
    name: Text,
    gives: Text,
    condition: Condition,
    *answers: Cause,
    source: str = "battle-2015",
    for_all: bool = False,
    headings: tuple[Heading, ...] = (),
    quantities: tuple[Quantity, ...] = (),
    in_force: str | None = None,
    instead_of: tuple[str, ...] = (),
    to: Literal["household", "village"] = "household",
    relieves: tuple[tuple[Cause, str], ...] = (),
) -> Measure:
    criterion = _for(f"{code}.{key}", name, condition, source)
    return Measure(
        key, name, gives, criterion, answers, for_all, headings, quantities, in_force, instead_of, to, relieves
    )


_ALL_MEASURES = (
    # Health
    _measure(
        "medical-insurance",
        "LK-04",
        Text("Basic medical insurance for every member", "全员参加基本医疗保险"),
        Text(
            "members without basic medical insurance are enrolled, with help for the contribution",
            "未参保成员参保并资助缴费",
        ),
        _RIGHT & IsTrue(UNINSURED),
        Cause.ILLNESS,
        for_all=True,
        headings=(_BATCH["floor"],),
    ),
    _measure(
        "medical-assistance",
        "AS-09",
        Text("Critical-illness insurance and medical assistance", "大病保险与医疗救助"),
        Text("part of the medical bills is paid after basic insurance", "基本医保报销后再予保险与救助"),
        _RIGHT & (MEDICAL_SPENDING > 0),
        Cause.ILLNESS,
        headings=(_BATCH["floor"],),
    ),
    _measure(
        "rehabilitation",
        "AS-09",
        Text("Rehabilitation", "残疾康复"),
        Text("rehabilitation and aids for disabled members", "为残疾成员提供康复与辅具"),
        IsTrue(DISABLED),
        Cause.DISABILITY,
        headings=(_BATCH["floor"],),
    ),
    # Schooling and skills
    _measure(
        "back-to-school",
        "LK-05",
        Text("Back to school", "控辍保学"),
        Text("children of compulsory school age are brought back to school", "失学辍学儿童返校"),
        IsTrue(DROPOUT),
        Cause.SCHOOLING,
        source="exit-2016",
        for_all=True,
        headings=(_BATCH["education"], _SIX["training"]),
    ),
    _measure(
        "student-aid",
        "AS-09",
        Text("Student aid", "教育资助"),
        Text("grants and loans for students beyond compulsory school", "为义务教育以上阶段学生提供助学金与助学贷款"),
        _RIGHT & IsTrue(STUDENT_BEYOND_COMPULSORY),
        Cause.SCHOOLING,
        headings=(_BATCH["education"], _SIX["training"]),
    ),
    _measure(
        "rain-and-dew",
        "AS-11",
        Text("Rain and Dew", "雨露计划"),
        Text("a yearly grant for each student at a vocational school", "为中高职在校生每年发放补助"),
        _RIGHT & (VOCATIONAL_STUDENTS > 0),
        Cause.SCHOOLING,
        source="rain-dew-2015",
        for_all=True,
        headings=(_BATCH["education"], _SIX["training"], _TEN["training"]),
        quantities=(RAIN_AND_DEW_GRANT,),
        in_force="assistance.rain_dew_yuan",
        relieves=((Cause.SCHOOLING, RAIN_AND_DEW_GRANT.id),),
    ),
    _measure(
        "free-vocational-school",
        "AS-11",
        Text("Free vocational school after compulsory school (9+3)", "免费中等职业教育（9+3）"),
        Text("secondary vocational school free of charge", "中等职业教育免学费"),
        _RIGHT & AnyOf((VOCATIONAL_STUDENTS > 0, IsTrue(SCHOOL_LEAVER))),
        Cause.SCHOOLING,
        Cause.TECHNOLOGY,
        source="six-to-village-2014",
        for_all=True,
        headings=(_BATCH["education"], _SIX["training"]),
        quantities=(FREE_VOCATIONAL_YEARS,),
        in_force="assistance.vocational_free_years",
    ),
    _measure(
        "school-leavers",
        "AS-11",
        Text("Vocational training of school leavers", "两后生职业培训"),
        Text(
            "young people who stopped after junior or senior school are trained", "初、高中毕业后未升学青年接受职业培训"
        ),
        _RIGHT & IsTrue(SCHOOL_LEAVER),
        Cause.TECHNOLOGY,
        source="sub-district-summary",
        for_all=True,
        headings=(_BATCH["education"], _SIX["training"], _TEN["training"]),
    ),
    _measure(
        "skill-training",
        "AS-09",
        Text("Training in at least one skill", "至少掌握一门实用技能"),
        Text(
            "training on the spot, so that a household able to work masters a skill",
            "现场实训，使有劳动能力户至少掌握一门技能",
        ),
        AllOf((_RIGHT, _ABLE, ~IsTrue(SKILLED))),
        Cause.TECHNOLOGY,
        source="sub-district-summary",
        for_all=True,
        headings=(_SIX["training"], _TEN["training"]),
    ),
    # Production and work
    _measure(
        "micro-credit",
        "AS-10",
        Text("Micro-credit", "扶贫小额信贷"),
        Text("a loan without collateral, with the interest subsidised", "免抵押、免担保、贴息贷款"),
        _RIGHT & _ABLE,
        Cause.FUNDS,
        Cause.MARRIAGE,
        source="micro-credit-2014",
        headings=(_BATCH["production"], _SIX["industry"], _TEN["micro-credit"]),
        quantities=(MICRO_CREDIT_LOAN, MICRO_CREDIT_TERM),
        in_force="assistance.micro_credit_yuan",
    ),
    _measure(
        "crop-and-stock-base",
        "AS-09",
        Text("A share in a crop or stock base", "种养基地带动"),
        Text(
            "seedlings, stock and technical help to grow or raise what the base sells",
            "提供种苗、畜禽与技术，由基地带动产销",
        ),
        _RIGHT & _ABLE,
        Cause.FUNDS,
        Cause.TECHNOLOGY,
        Cause.DISASTER,
        source="six-to-village-2014",
        headings=(_BATCH["production"], _SIX["industry"], _TEN["enterprises"]),
    ),
    _measure(
        "labour-transfer",
        "AS-09",
        Text("Work away from the land", "劳动力转移就业"),
        Text("help to find work in a factory or in town", "组织外出或就近务工"),
        _RIGHT & _ABLE,
        Cause.LAND,
        source="village-programme-summary",
        headings=(_BATCH["production"], _SIX["training"]),
    ),
    _measure(
        "light-work",
        "AS-09",
        Text("A public-welfare post", "公益性岗位"),
        Text("light paid work in the village", "在村从事力所能及的有偿劳动"),
        _RIGHT & _ABLE,
        Cause.DISABILITY,
        headings=(_BATCH["production"],),
    ),
    _measure(
        "work-for-pay",
        "AS-09",
        Text("Work instead of cash", "以工代赈、以奖代补"),
        Text("help is earned by work or training", "通过劳动或培训获得帮扶"),
        AllOf((_RIGHT, _ABLE, IsTrue(DECLINES_WORK))),
        Cause.MOTIVATION,
        headings=(_BATCH["production"],),
    ),
    _measure(
        "asset-income",
        "AS-09",
        Text("Income from assets", "资产收益扶贫"),
        Text("a share in what a project earns, without work", "不依靠劳动而分享项目收益"),
        _RIGHT & ~_ABLE,
        Cause.LABOUR,
        headings=(_BATCH["production"],),
    ),
    # Place and house
    _measure(
        "relocation",
        "AS-12",
        Text("Relocation", "易地扶贫搬迁"),
        Text("a new house in a place where the family can make a living", "搬迁至适宜生产生活的安置点"),
        _RIGHT & IsTrue(UNFIT_PLACE),
        Cause.LAND,
        Cause.WATER,
        source="relocation-2016",
        for_all=True,
        headings=(_BATCH["relocation"], _SIX["migration"], _TEN["relocation"]),
        quantities=(RELOCATION_AREA, RELOCATION_OWN_SHARE),
        in_force="assistance.relocation_area",
        # No source says so, but a family that moves is not given a second house in the place it leaves.
        instead_of=("house-repair", "house-rebuilding"),
    ),
    _house(
        "house-repair",
        "C",
        Text("Repair of a house of grade C", "C级危房修缮加固"),
        Text("the dangerous parts of the house are repaired", "修缮加固局部危险部位"),
    ),
    _house(
        "house-rebuilding",
        "D",
        Text("Rebuilding of a house of grade D", "D级危房拆除重建"),
        Text("the house is rebuilt within the limits of size", "在面积限额内拆除重建"),
        REBUILT_LEAST_AREA,
        REBUILT_MOST_AREA,
    ),
    _measure(
        "water-works",
        "AS-09",
        Text("Drinking water and irrigation", "人畜饮水与灌溉工程"),
        Text("water works for the group", "所在村组兴修水利饮水工程"),
        CRITERIA[Cause.WATER].condition,
        Cause.WATER,
        headings=(_SIX["infrastructure"],),
        to="village",
    ),
    _measure(
        "road",
        "AS-09",
        Text("A road to the group", "通组公路"),
        Text("a road that a vehicle can use all year", "修建常年可行车的公路"),
        ~IsTrue(ROAD_ACCESS),
        Cause.TRANSPORT,
        headings=(_SIX["infrastructure"],),
        to="village",
    ),
    # Relief and the floor
    _measure(
        "disaster-relief",
        "AS-09",
        Text("Disaster relief", "灾害救助"),
        Text("relief, and insurance against the next one", "救助并引导参加农业保险"),
        DISASTER_LOSS > 0,
        Cause.DISASTER,
        headings=(_BATCH["floor"],),
    ),
    _measure(
        "dibao",
        "LK-02",
        Text("Subsistence allowance (dibao)", "纳入农村低保"),
        Text("civil affairs checks the household for dibao", "由民政部门按程序核定纳入低保"),
        AllOf((_RIGHT, ~_ABLE, ~IsTrue(DIBAO), ~IsTrue(FIVE_GUARANTEE))),
        Cause.LABOUR,
        Cause.DISABILITY,
        source="linkage-2016",
        for_all=True,
        headings=(_BATCH["floor"],),
    ),
    _measure(
        "registration",
        "LK-02",
        Text("Entry in the register", "纳入建档立卡"),
        Text("a dibao household below the line is put forward for the register", "符合条件的低保户按程序纳入建档立卡"),
        AllOf((IsTrue(DIBAO), REGISTRATION.one_of(("not registered",)), INCOME_BELOW_LINE.condition)),
        source="linkage-2016",
        for_all=True,
    ),
    _measure(
        "linkage-grant",
        "LK-01",
        Text("Grant under the two systems", "两项制度衔接帮扶资金"),
        Text(
            "a grant for each member of a household that is registered and on dibao", "对建档立卡低保户按人发放帮扶资金"
        ),
        _RIGHT & IsTrue(DIBAO),
        source="linkage-2016",
        for_all=True,
        headings=(_BATCH["floor"],),
        quantities=(LINKAGE_GRANT,),
        in_force="assistance.linkage_yuan",
    ),
)

#: The catalogue, by id, in its order.
MEASURES: Mapping[str, Measure] = {measure.id: measure for measure in _ALL_MEASURES}

#: AS-09 to AS-12, LK-01 to LK-05: whom each measure is for; met if there is at least one.
MEASURES_ON_OFFER = Rule(
    "measures-on-offer",
    Text("Measures of assistance", "帮扶措施"),
    "household",
    AnyOf(tuple(measure.criterion for measure in _ALL_MEASURES)),
    met=Text("eligible for at least one measure", "至少符合一项措施的条件"),
    not_met=Text("eligible for no measure", "不符合任何措施的条件"),
    unknown=Text("facts are missing", "信息不足"),
    in_force=Parameter("assistance.entitlement"),
    summary=Text(
        "Each measure is a criterion of its own. Being eligible is not yet a recommendation: most measures are"
        " recommended where they also answer a cause that was found. Where no source has a condition, the one here is"
        " this library's reading.",
        "每项措施各为一项标准。符合条件不等于予以推荐：多数措施还须对应已查明的致贫原因。无来源载明条件的，系本库的理解。",
    ),
)

#: The rules of this module, for the pages and the frame reader.
RULES = (MEASURES_ON_OFFER,)
