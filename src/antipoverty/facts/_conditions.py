"""Facts of a household that registers state beside: its land by kind, how it lives, its causes and its help."""

from __future__ import annotations

from antipoverty._engine.subjects import Hundredths
from antipoverty.facts._shared import Stated, coded, of_codes
from antipoverty.records import CauseCode, Household, Living
from antipoverty.rules import Fact, Kind
from antipoverty.text import YUAN, Text

_MU, _KILOMETRES, _SQUARE_METRES = Text("mu", "亩"), Text("kilometres", "公里"), Text("square metres", "平方米")

ATTRIBUTE = coded(Household, "attribute", Text("household attribute", "贫困户属性"))
DWELLING_AREA = Fact("dwelling_area", Kind.MEASURE, Text("area of the house", "住房面积"), _SQUARE_METRES)

# Household: land other than cultivated land

FOREST_LAND = Fact("forest_land", Kind.MEASURE, Text("forest", "林地面积"), _MU)
RETURNED_LAND = Fact("returned_land", Kind.MEASURE, Text("land returned to forest", "退耕还林面积"), _MU)
FRUIT_LAND = Fact("fruit_land", Kind.MEASURE, Text("orchards", "林果面积"), _MU, plural=True)
PASTURE_LAND = Fact("pasture_land", Kind.MEASURE, Text("pasture", "牧草地面积"), _MU)
WATER_SURFACE = Fact("water_surface", Kind.MEASURE, Text("water surface", "水面面积"), _MU)

# Household: how it lives

ROAD_DISTANCE = Fact(
    "road_distance", Kind.MEASURE, Text("way to the main road of the village", "与村主干路距离"), _KILOMETRES
)
ROAD_KIND = coded(Living, "road_kind", Text("kind of the way to the house", "入户路类型"))
FUEL = coded(Living, "fuel", Text("what the household mostly burns", "主要燃料类型"))
ROAD_HARD = Fact(
    "road_hard",
    Kind.FLAG,
    Text("the way to the house is paved", "入户道路已硬化"),
    negated=Text("the way to the house is not paved", "入户道路未硬化"),
)
TOILET = Fact(
    "toilet",
    Kind.FLAG,
    Text("the household has a sanitary toilet", "有卫生厕所"),
    negated=Text("the household has no sanitary toilet", "无卫生厕所"),
)
BROADCASTING = Fact(
    "broadcasting",
    Kind.FLAG,
    Text("the household has radio and television", "通广播电视"),
    negated=Text("the household has no radio and television", "未通广播电视"),
)
ELECTRICITY = Fact(
    "electricity",
    Kind.FLAG,
    Text("the household has electricity for living", "通生活用电"),
    negated=Text("the household has no electricity for living", "未通生活用电"),
)
PRODUCTION_ELECTRICITY = Fact(
    "production_electricity",
    Kind.FLAG,
    Text("the household has electricity for production", "通生产用电"),
    negated=Text("the household has no electricity for production", "未通生产用电"),
)
COOPERATIVE = Fact(
    "cooperative",
    Kind.FLAG,
    Text("the household is in a farmers' cooperative", "加入农民专业合作组织"),
    negated=Text("the household is in no farmers' cooperative", "未加入农民专业合作组织"),
)
WATER_DIFFICULT = Fact(
    "water_difficult",
    Kind.FLAG,
    Text("it is said that drinking water is hard to get", "登记为饮水困难"),
    negated=Text("it is said that drinking water is not hard to get", "登记为饮水不困难"),
)
WATER_SAFE = Fact(
    "water_safe",
    Kind.FLAG,
    Text("it is said that the drinking water is safe", "登记为饮水安全"),
    negated=Text("it is said that the drinking water is not safe", "登记为饮水不安全"),
)
DANGEROUS_HOUSE = Fact(
    "dangerous_house",
    Kind.FLAG,
    Text("it is said that the house is dangerous", "登记为危房户"),
    negated=Text("it is said that the house is not dangerous", "登记为非危房户"),
)
RESPONSIBLE_STATED = Fact(
    "responsible_stated",
    Kind.FLAG,
    Text("a person responsible for help is stated", "帮扶责任人已登记"),
    negated=Text("no person responsible for help is stated", "帮扶责任人未登记"),
)
TELEPHONE_STATED = Fact(
    "telephone_stated",
    Kind.FLAG,
    Text("a telephone of the household is stated", "户联系电话已登记"),
    negated=Text("no telephone of the household is stated", "户联系电话未登记"),
)
ECOLOGICAL_COMPENSATION = Fact(
    "ecological_compensation", Kind.MONEY, Text("ecological compensation of the year", "生态补偿金"), YUAN
)
FAMILY_PLANNING_MONEY = Fact(
    "family_planning_money", Kind.MONEY, Text("money of family planning of the year", "计划生育金"), YUAN
)

# Household: the causes and the kinds of help that are stated

STATED_CAUSE = of_codes("stated_cause", Text("main cause of poverty that is stated", "主要致贫原因"), CauseCode)
OTHER_STATED_CAUSE = of_codes(
    "other_stated_cause", Text("other cause of poverty that is stated", "其他致贫原因"), CauseCode
)
FURTHER_STATED_CAUSE = of_codes(
    "further_stated_cause", Text("second other cause of poverty that is stated", "第二项其他致贫原因"), CauseCode
)
_KINDS_OF_HELP = {
    "industry": Text("industry", "产业帮扶"),
    "work": Text("work", "就业帮扶"),
    "post": Text("posts of public welfare", "公益岗位帮扶"),
    "finance": Text("finance", "金融帮扶"),
    "health": Text("health", "健康帮扶"),
    "education": Text("education", "教育帮扶"),
    "support": Text("support by allowances and insurance", "综合保障"),
    "social": Text("help by society", "社会帮扶"),
    "housing": Text("a safe house", "住房安全保障"),
    "water": Text("safe water", "饮水安全保障"),
    "schooling": Text("compulsory school", "义务教育保障"),
    "relocation": Text("relocation", "搬迁"),
}
#: The kinds of help of which the register states measures, by their names in `StatedHelp`.
HELP = {
    name: Fact(
        f"help_{name}",
        Kind.FLAG,
        Text(f"help is stated: {text.en}", f"已登记帮扶措施：{text.zh}"),
        negated=Text(f"no help is stated: {text.en}", f"未登记帮扶措施：{text.zh}"),
    )
    for name, text in _KINDS_OF_HELP.items()
}


#: How a household states these facts.
STATED: Stated = {
    ATTRIBUTE: "attribute",
    DWELLING_AREA: Hundredths("dwelling_area"),
    FOREST_LAND: Hundredths("other_land.forest"),
    RETURNED_LAND: Hundredths("other_land.returned"),
    FRUIT_LAND: Hundredths("other_land.fruit"),
    PASTURE_LAND: Hundredths("other_land.pasture"),
    WATER_SURFACE: Hundredths("other_land.water"),
    ROAD_DISTANCE: Hundredths("living.road_distance"),
    ROAD_KIND: "living.road_kind",
    FUEL: "living.fuel",
    ROAD_HARD: "living.road_hard",
    TOILET: "living.toilet",
    BROADCASTING: "living.broadcasting",
    ELECTRICITY: "living.electricity",
    PRODUCTION_ELECTRICITY: "living.production_electricity",
    COOPERATIVE: "living.cooperative",
    WATER_DIFFICULT: "living.water_difficult",
    WATER_SAFE: "living.water_safe",
    DANGEROUS_HOUSE: "living.dangerous_house",
    RESPONSIBLE_STATED: "living.responsible_stated",
    TELEPHONE_STATED: "living.telephone_stated",
    ECOLOGICAL_COMPENSATION: Hundredths("living.ecological_compensation"),
    FAMILY_PLANNING_MONEY: Hundredths("living.family_planning"),
    STATED_CAUSE: "stated_causes.main",
    OTHER_STATED_CAUSE: "stated_causes.other",
    FURTHER_STATED_CAUSE: "stated_causes.further",
    **{fact: f"stated_help.{name}" for name, fact in HELP.items()},
}
