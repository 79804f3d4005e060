"""The tables of a register: households, their members, and villages.

The columns of a household are the facts that rules ask (`antipoverty.facts.HOUSEHOLD`) and the parts of income
from which some of them follow; those of a member and a village are the attributes of `antipoverty.records`. Bounds come
from the same records, so that a row is accepted exactly where an object would be.

>>> HOUSEHOLDS["net_income"].column, HOUSEHOLDS["size"].most
('net_income_fen', 100)
"""

from __future__ import annotations

import typing
from decimal import Decimal
from typing import Any

import attrs

from antipoverty import facts, records
from antipoverty._engine.subjects import Hundredths
from antipoverty._shared.exact import multiply
from antipoverty.facts import household, person
from antipoverty.registers._schema import vocabulary
from antipoverty.registers._schema.declarations import MOST_COUNT, MOST_FEN, Field, Form, Schema
from antipoverty.registers._schema.events import EVENTS
from antipoverty.registers._schema.ledgers import ENTRIES
from antipoverty.rules import Fact, Kind, Subject
from antipoverty.text import Text


def _bounds(form: Form, metadata: typing.Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The bounds of a stored value, as the record's field has them."""
    if form is Form.COUNT:
        return metadata.get("least", 0), metadata.get("most", MOST_COUNT)
    if form in (Form.MONEY, Form.MEASURE):
        least = metadata.get("least")
        return (-MOST_FEN if least is None else least * 100), MOST_FEN
    return None, None


def _metadata(record: type, path: str) -> typing.Mapping[str, Any]:
    """The metadata of a record's attribute, by its dotted path."""
    head, _, rest = path.partition(".")
    attrs.resolve_types(record)
    attribute = getattr(attrs.fields(record), head)
    return _metadata(attribute.type, rest) if rest else attribute.metadata


#: Between which yuan, mu, persons and so on values lie that are plausible, 0 aside: see `plausibility`.
_PLAUSIBLE: dict[str, tuple[int | Decimal | None, int | None]] = {
    "net_income": (100, 500_000),
    "monitored_income": (100, 500_000),
    "wage": (300, 300_000),
    "business": (10, 1_000_000),
    "property": (1, 300_000),
    "outlay": (10, 1_000_000),
    "unsold_stock": (1, 300_000),
    "transfer_pension": (88, 200_000),
    "transfer_dibao": (200, 100_000),
    "transfer_five_guarantee": (200, 100_000),
    "medical_spending": (1, 1_000_000),
    "school_spending": (1, 300_000),
    "disaster_loss": (1, 10_000_000),
    "marriage_spending": (1, 1_000_000),
    "land": (Decimal("0.1"), 100),
    "forest_land": (Decimal("0.1"), 200),
    "returned_land": (Decimal("0.1"), 200),
    "fruit_land": (Decimal("0.1"), 200),
    "pasture_land": (Decimal("0.1"), 100),
    "water_surface": (Decimal("0.1"), 100),
    "road_distance": (None, 50),
    "dwelling_area": (5, 1_000),
    "ecological_compensation": (1, 300_000),
    "family_planning_money": (100, 300_000),
    "size": (None, 20),
    "water_litres": (None, 500),
    "vocational_students": (None, 10),
    "work_months": (None, 12),
    "work_wage": (100, 30_000),
    "public_posts": (None, 2),
    "public_post_months": (None, 12),
    "persons": (10, 30_000),
    "poor_persons": (None, 30_000),
    "net_income_per_head": (300, 100_000),
    "collective_income": (100, 100_000_000),
}


def _plausible(name: str, form: Form) -> tuple[int | None, int | None]:
    """The bounds of a field as they are stored."""
    times = 1 if form is Form.COUNT else 100
    low, high = _PLAUSIBLE.get(name, (None, 300_000 if name.startswith("transfer_") else None))
    return None if low is None else int(multiply(low, times)), None if high is None else high * times


def _path(subject: Subject, fact: Fact) -> str:
    """Where a record has a fact; a derived one keeps the bounds of the attribute of its name, where there is one."""
    source = subject.facts[fact]
    return source.path if isinstance(source, Hundredths) else source if isinstance(source, str) else fact.name


def _of_fact(subject: Subject, record: type, fact: Fact, *, personal: bool = True, least: int | None = None) -> Field:
    form, path = Form(fact.kind.value), _path(subject, fact)
    known = fact.kind is not Kind.FLAG and hasattr(attrs.fields(record), path.partition(".")[0])
    bounds = _bounds(form, _metadata(record, path) if known else {})
    return Field(
        fact.name,
        form,
        fact.text,
        fact.unit,
        values=_values(fact),
        least=bounds[0] if least is None else least,
        most=bounds[1],
        personal=personal,
        headings=(fact.text.zh, *_FORM_HEADINGS.get(fact.name, ())),
        untold=_UNTOLD.get(fact.name, ()),
        plausible=_plausible(fact.name, form),
        **_FORM_WAYS.get(fact.name, {}),
    )


#: Headings of the household form and of the tables that counties keep from it.
_FORM_HEADINGS: dict[str, tuple[str, ...]] = {
    "net_income": ("家庭纯收入", "年纯收入", "纯收入"),
    "size": ("家庭人口数", "人口数", "家庭成员数"),
    "dwelling_grade": ("房屋等级", "危房等级", "住房鉴定等级"),
    "food_secure": ("不愁吃", "是否不愁吃"),
    "clothing_secure": ("是否不愁穿",),
    "dibao": ("低保", "是否低保户", "低保户"),
    "five_guarantee": ("五保", "是否五保户", "五保户"),
    "business": ("生产经营收入", "家庭经营收入"),
    "outlay": ("生产经营支出",),
    "water_piped": ("是否通自来水",),
    "vehicle": ("有无机动车辆", "是否有小汽车"),
    "town_property": ("有无商品房", "是否有商品房"),
    "business_owner": ("有无工商登记", "是否工商登记"),
    "public_payroll": ("有无财政供养人员", "是否财政供养"),
    "split_household": ("是否空挂户", "空挂户"),
    "land": ("承包耕地面积",),
    "forest_land": ("林地",),
    "returned_land": ("退耕还林", "退耕面积"),
    "fruit_land": ("林果",),
    "pasture_land": ("牧草地",),
    "water_surface": ("水面",),
    "dwelling_area": ("房屋面积", "家庭住房面积"),
    "road_distance": ("与村主干路距离（公里）", "与村主干道距离", "与村主干道路距离"),
    "road_kind": ("入户道路类型",),
    "road_hard": ("入户道路是否硬化", "入户路是否硬化"),
    "fuel": ("主要燃料", "燃料类型"),
    "toilet": ("有无卫生厕所", "是否有卫生厕所"),
    "broadcasting": ("是否通广播电视",),
    "electricity": ("是否通生活用电",),
    "production_electricity": ("是否通生产用电",),
    "cooperative": ("是否加入农民专业合作组织", "是否加入农民专业合作社", "是否参加农民专业合作社"),
    "water_difficult": ("饮水是否困难", "是否饮水困难"),
    "water_safe": ("饮水是否安全", "是否饮水安全", "是否解决安全饮用水", "是否解决安全饮水"),
    "dangerous_house": ("是否危房户", "是否危房", "危房户"),
    "responsible_stated": ("帮扶责任人", "帮扶责任人姓名", "帮扶联系人"),
    "telephone_stated": ("户联系电话",),
    "attribute": ("贫困户类型", "农户属性"),
    "stated_cause": ("主要致贫原因", "致贫原因", "主要致(返)贫原因"),
    "other_stated_cause": ("其他致贫原因", "次要致贫原因"),
    "ecological_compensation": ("生态补偿金收入",),
    "family_planning_money": ("计划生育金收入",),
    "risk_removed": ("风险是否已消除", "风险是否消除", "是否消除风险"),
    "monitored_type": ("监测对象类型", "监测户类型", "监测户类别"),
    "removal_kind": ("消除方式",),
    "compliant_spending": ("合规自付支出",),
    "help_industry": ("产业帮扶",),
    "help_work": ("就业帮扶",),
    "help_post": ("公益岗位帮扶", "公益性岗位帮扶"),
    "help_finance": ("金融帮扶",),
    "help_health": ("健康帮扶",),
    "help_education": ("教育帮扶",),
    "help_support": ("综合保障",),
    "help_social": ("社会帮扶",),
    "help_housing": ("住房安全保障",),
    "help_water": ("饮水安全保障",),
    "help_schooling": ("义务教育保障",),
    "help_relocation": ("搬迁", "易地搬迁"),
    "medical_spending": ("自付医疗费", "自付医疗支出"),
    "school_spending": ("自付教育支出", "教育支出"),
    "registration": ("脱贫状态", "贫困户状态", "脱贫属性", "户类型"),
    "persons": ("户籍人口数",),
    "poor_persons": ("贫困人口", "贫困人口数"),
    "net_income_per_head": ("农民人均纯收入", "人均纯收入"),
    "collective_income": ("集体经济收入",),
}
_NAMED: typing.Mapping[str, Any] = {"named": True}
#: What is further to be known of reading a field.
_FORM_WAYS: dict[str, typing.Mapping[str, Any]] = {
    "other_stated_cause": {"second": "further_stated_cause"},
    "monitored_type": _NAMED,
    "dangerous_house": {"yes": vocabulary.DANGEROUS_HOUSE, "no": vocabulary.NOT_DANGEROUS_HOUSE},
    "responsible_stated": _NAMED,
    "telephone_stated": _NAMED,
    **dict.fromkeys((fact.name for fact in household.HELP.values()), _NAMED),
}
#: Words that leave open which of its values a category has.
_UNTOLD: typing.Mapping[str, tuple[str, ...]] = {
    "registration": vocabulary.REGISTRATION_UNTOLD,
    "dwelling_grade": vocabulary.DWELLING_UNTOLD,
    "schooling": vocabulary.SCHOOLING_UNTOLD,
    "health": vocabulary.HEALTH_UNTOLD,
    "labour": vocabulary.LABOUR_UNTOLD,
    "completed": vocabulary.COMPLETED_UNTOLD,
    "disability": vocabulary.DISABILITY_UNTOLD,
}
#: Words of the forms for the values of a category.
_FORM_WORDS: dict[str, typing.Mapping[str, tuple[str, ...]]] = {
    "dwelling_grade": vocabulary.DWELLING,
    "registration": vocabulary.REGISTRATION,
    "schooling": vocabulary.SCHOOLING,
    "completed": vocabulary.COMPLETED,
    "health": vocabulary.HEALTH,
    "disability": vocabulary.DISABILITY,
    "labour": vocabulary.LABOUR,
    "sex": vocabulary.SEX,
    "relation": vocabulary.RELATION,
    "disability_kind": vocabulary.DISABILITY_KIND,
    "out_of_school_reason": vocabulary.OUT_OF_SCHOOL_REASON,
    "attribute": vocabulary.ATTRIBUTE,
    "stated_cause": vocabulary.CAUSE,
    "other_stated_cause": vocabulary.CAUSE,
    "further_stated_cause": vocabulary.CAUSE,
    "road_kind": vocabulary.ROAD,
    "fuel": vocabulary.FUEL,
    "monitored_type": vocabulary.MONITORED,
    "removal_kind": vocabulary.REMOVAL,
}


def _values(fact: Fact) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The codes of a category, each with the words for it: its label, those that forms use, and its English label."""
    words = _FORM_WORDS.get(fact.name, {})
    return tuple(
        (code, tuple(dict.fromkeys((label.zh, *words.get(code, ()), label.en))))
        for code, label in zip(fact.values, fact.labels, strict=True)
    )


def _key(name: str, text: Text, *headings: str, required: bool = False) -> Field:
    return Field(name, Form.KEY, text, required=required, personal=False, headings=headings)


_YEARS = _metadata(records.Income, "year")
#: The year whose income a household states; without it, the income is taken for that which is asked for.
INCOME_YEAR = Field(
    "income_year",
    Form.COUNT,
    Text("calendar year of the income", "收入所属年度"),
    Text("year", "年"),
    least=_YEARS["least"],
    most=_YEARS["most"],
    headings=("收入所属年度", "收入年度"),
)
#: The parts of income (纯收入构成) from which net incomes follow.
INCOME_PARTS = tuple(_of_fact(facts.HOUSEHOLD, records.Household, fact, least=0) for fact in household.INCOME_PARTS)

#: When a household was identified for monitoring, and when its risk was marked as removed.
IDENTIFIED_ON = Field(
    "identified_on",
    Form.DAY,
    Text("day on which the household was identified for monitoring", "识别监测时间"),
    headings=("识别监测时间", "监测对象识别时间", "识别时间"),
    month=True,
)
REMOVED_ON = Field(
    "removed_on",
    Form.DAY,
    Text("day on which the risk was marked as removed", "消除监测时间"),
    headings=("消除监测时间", "风险消除时间", "消除时间"),
    month=True,
)

#: For which day, and by which values of the rulebook, `antipoverty.registers.derive` worked out facts; empty where they
#: are as the household states them.
DERIVED_ON = Field(
    "derived_on",
    Form.DAY,
    Text("day for which facts were derived", "推算基准日"),
    personal=False,
    headings=("推算基准日",),
)
DERIVED_BY = Field(
    "derived_by",
    Form.WORDS,
    Text("digest of the values by which facts were derived", "推算所用参数摘要"),
    personal=False,
    headings=("推算所用参数摘要",),
)

#: The columns of the forms that name the risks of a monitored household, which the table has as a truth for each.
_RISKS = tuple(
    Field(
        f"risk_{place}",
        Form.CATEGORY,
        Text(f"risk {place} of falling back", f"致贫/返贫风险{place}"),
        values=tuple(
            (code.value, (code.text.zh, *vocabulary.RISK.get(code.value, ()), code.text.en)) for code in household.RISKS
        ),
        headings=(f"致贫/返贫风险{place}", f"致贫返贫风险{place}", f"返贫致贫风险{place}", f"风险{place}"),
        spread=tuple((code.value, fact.name) for code, fact in household.RISKS.items()),
    )
    for place in range(1, 6)
)

#: The table of households.
HOUSEHOLDS = Schema(
    "households",
    Text("Households", "农户"),
    (
        _key(
            "id",
            Text("key of the household", "户代码"),
            "户编号",
            "户代码",
            "家庭编号",
            "户编码",
            "农户编号",
            required=True,
        ),
        _key("village", Text("key of the village", "村代码"), "村", "行政村", "村编号", "村代码", "所在村"),
        _key("group", Text("key of the villagers' group", "村民小组代码"), "村民小组", "组", "社", "所在组", "组编号"),
        *(
            _of_fact(facts.HOUSEHOLD, records.Household, fact)
            for fact in facts.HOUSEHOLD.facts
            if fact not in household.INCOME_PARTS
        ),
        IDENTIFIED_ON,
        REMOVED_ON,
        INCOME_YEAR,
        *INCOME_PARTS,
        DERIVED_ON,
        DERIVED_BY,
    ),
    forms=_RISKS,
)


def _of_person(fact: Fact, *headings: str, **more: Any) -> Field:
    """The field of a fact of a person."""
    form = Form(fact.kind.value)
    least, most = _bounds(form, {} if fact.kind is Kind.FLAG else _metadata(records.Person, _path(facts.PERSON, fact)))
    return Field(
        fact.name,
        form,
        fact.text,
        fact.unit,
        values=_values(fact),
        least=least,
        most=most,
        headings=(fact.text.zh, *headings),
        vague=fact.vague,
        untold=_UNTOLD.get(fact.name, ()),
        plausible=_plausible(fact.name, form),
        **more,
    )


#: The table of members.
MEMBERS = Schema(
    "members",
    Text("Members of households", "家庭成员"),
    (
        _key("id", Text("key of the person", "人员代码"), "人员编号", "人员代码", "成员编号", "人编号", "人口编号",
             "人员编码", "成员代码", required=True),
        _key("household", Text("key of the household", "户代码"), "户编号", "户代码", "家庭编号",
             "户编码", "农户编号", required=True),
        Field("identity_number", Form.IDENTITY, Text("identity number", "身份证号码"),
              headings=("身份证号码", "身份证号", "公民身份号码", "证件号码")),
        Field("birth_date", Form.DAY, Text("date of birth", "出生日期"), headings=("出生日期", "出生年月日")),
        _of_person(person.SCHOOLING, "在校生状况", "在校生情况", "在校状况", "是否在校生"),
        _of_person(person.OUT_FOR_POVERTY, "是否因贫辍学"),
        _of_person(person.MEDICAL_INSURED, "是否参加新农合", "是否参加医疗保险", "是否参加基本医疗保险",
                   either=("resident_medical", "employee_medical"), yes=vocabulary.MEDICAL_INSURED,
                   no=vocabulary.NOT_MEDICAL_INSURED),
        _of_person(person.PENSION_INSURED, "是否参加养老保险", "是否参加基本养老保险",
                   either=("resident_pension", "employee_pension"), yes=vocabulary.PENSION_INSURED,
                   no=vocabulary.NOT_INSURED),
        _of_person(person.HEALTH, "身体状况", "健康情况", also=vocabulary.HEALTH_ALSO,
                   several=True),
        _of_person(person.DISABILITY, "残疾级别", "是否残疾"),
        _of_person(person.LABOUR, "劳动技能", "劳动力", "劳动力状况", "劳动能力状况"),
        _of_person(person.COMPLETED, "受教育程度", "学历"),
        _of_person(person.WORKING_AWAY, "是否外出务工", "是否已务工", "是否务工",
                   yes=vocabulary.WORKING_AWAY, no=vocabulary.NOT_WORKING_AWAY),
        _of_person(person.SEX),
        _of_person(person.RELATION, "户主关系", "与户主的关系", "家庭关系"),
        _of_person(person.NUMBERED),
        _of_person(person.CERTIFIED, "证件类型", "是否持有残疾人证", "是否有残疾人证", yes=vocabulary.CERTIFIED,
                   no=vocabulary.NOT_CERTIFIED),
        _of_person(person.DISABILITY_KIND, "残疾类型", "残疾种类"),
        _of_person(person.OUT_OF_SCHOOL_REASON, "未上学原因", "失学或辍学原因", "失学辍学原因", "辍学原因"),
        _of_person(person.ON_DIBAO, "享受低保政策情况", "是否享受低保", "享受低保", "是否享受农村居民最低生活保障",
                   yes=vocabulary.ON_DIBAO, no=vocabulary.NOT_ON_DIBAO),
        _of_person(person.ON_FIVE_GUARANTEE, "享受特困供养政策情况", "是否享受特困供养", "享受特困供养",
                   "是否享受五保", "是否五保", yes=vocabulary.ON_FIVE_GUARANTEE),
        _of_person(person.WORK_MONTHS, "务工月数", "务工时长", "务工时间月", "累计务工月数"),
        _of_person(person.WORK_WAGE, "月工资", "月收入"),
        _of_person(person.WORK_PLACE_STATED, "务工所在地", "务工地", "务工地点", "务工区域", named=True),
        _of_person(person.WORK_COUNTY_STATED, "务工所在县", named=True),
        _of_person(person.WORK_EMPLOYER_STATED, "务工企业名称", "务工单位", "务工企业", named=True),
        _of_person(person.WORK_TRADE_STATED, "所属行业", "务工行业", named=True),
        _of_person(person.WORK_CHANNEL_STATED, "就业渠道", named=True),
        _of_person(person.PUBLIC_POSTS, "公益性岗位", "公益岗位", "公益性岗位类型", named=True),
        _of_person(person.PUBLIC_POST_MONTHS, "公益性岗位(月数)", "公益岗位月数"),
        _of_person(person.RESIDENT_MEDICAL, "是否参加城乡居民基本医疗保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.EMPLOYEE_MEDICAL, "是否参加城镇职工基本医疗保险", "是否参加职工基本医疗保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.RESIDENT_PENSION, "是否参加城乡居民基本养老保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.EMPLOYEE_PENSION, "是否参加城镇职工基本养老保险", "是否参加职工基本养老保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.CRITICAL_ILLNESS_INSURED, "是否参加大病保险", "大病保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.COMMERCIAL_INSURED, "是否参加商业补充医疗保险", "是否参加商业保险", "商业补充医疗保险",
                   yes=vocabulary.INSURED, no=vocabulary.NOT_INSURED),
        _of_person(person.MEDICAL_AID, "是否接受医疗救助", "是否享受医疗救助", "医疗救助"),
        _of_person(person.PENSION_DRAWN, "是否领取养老金", "是否领取养老保险待遇", "是否享受养老保险待遇"),
        _of_person(person.WORK_REGION, "外出务工地区", "务工地区类型"),
    ),
)  # fmt: skip


_HOUSEHOLDS, _MU = Text("households", "户"), Text("mu", "亩")


def _of_village(name: str, form: Form, text: Text, unit: Text, *headings: str) -> Field:
    """A field of a village of which no rule asks."""
    least, most = _bounds(form, _metadata(records.Village, name))
    return Field(name, form, text, unit, least=least, most=most, personal=False, headings=(text.zh, *headings))


#: The table of villages.
VILLAGES = Schema(
    "villages",
    Text("Villages", "行政村"),
    (
        _key("id", Text("key of the village", "村代码"), "村编号", "村代码", "行政村代码", required=True),
        Field("name", Form.WORDS, Text("name", "村名"), personal=False, headings=("村名", "行政村名称")),
        *(_of_fact(facts.VILLAGE, records.Village, fact, personal=False) for fact in facts.VILLAGE.facts),
        _of_village("households", Form.COUNT, Text("registered households", "总户数"), _HOUSEHOLDS, "户数", "农户数"),
        _of_village(
            "poor_households",
            Form.COUNT,
            Text("registered poor households", "建档立卡贫困户数"),
            _HOUSEHOLDS,
            "贫困户数",
        ),
        _of_village("groups", Form.COUNT, Text("villagers' groups", "村民小组数"), Text("groups", "个"), "组数"),
        _of_village("area", Form.MEASURE, Text("area", "总面积"), Text("km²", "平方公里"), "面积", "幅员面积"),
        _of_village("cultivated_land", Form.MEASURE, Text("cultivated land", "耕地面积"), _MU, "耕地", "总耕地面积"),
        _of_village("forest_land", Form.MEASURE, Text("forest land", "林地面积"), _MU, "林地"),
        Field("province", Form.WORDS, Text("province", "所属省份"), personal=False, headings=("省", "省份")),
        Field("latitude", Form.WORDS, Text("latitude, in degrees", "纬度（度）"), personal=False, headings=("纬度",)),
        Field("longitude", Form.WORDS, Text("longitude, in degrees", "经度（度）"), personal=False, headings=("经度",)),
    ),
    record=records.Village,
)

#: Every table that is read.
SCHEMAS = (HOUSEHOLDS, MEMBERS, VILLAGES, ENTRIES, EVENTS)
