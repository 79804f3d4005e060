"""Checks of the guarantees, of land and of villages."""

from __future__ import annotations

from antipoverty.facts.household import (
    DANGEROUS_HOUSE,
    DWELLING_AREA,
    EXITED,
    FOREST_LAND,
    FRUIT_LAND,
    LAND,
    PASTURE_LAND,
    RESPONSIBLE_STATED,
    RETURNED_LAND,
    ROAD_DISTANCE,
    SIZE,
    TELEPHONE_STATED,
    WATER_SAFE,
    WATER_SURFACE,
)
from antipoverty.facts.person import EMPLOYEE_MEDICAL, MEDICAL_AID, MEDICAL_INSURED, RESIDENT_MEDICAL
from antipoverty.identification import GUARANTEES
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import COUNTY, GUIZHOU, NATIONAL, limit
from antipoverty.rules import AnyOf, Condition, Fact, IsTrue
from antipoverty.text import Text

_HOLDS = {criterion.id.rpartition(".")[2]: criterion.condition for criterion in GUARANTEES}
#: What fails, by the rulebook's standard or as the register says in a word.
_FAILS = {
    "housing": IsTrue(DANGEROUS_HOUSE) | ~_HOLDS["housing"],
    "water": ~IsTrue(WATER_SAFE) | ~_HOLDS["water"],
    "medical": ~_HOLDS["medical"],
}


def _exited(guarantee: str, name: Text, ask: Text, sources: tuple[str, ...], *codes: str) -> Check:
    return Check(
        f"guarantee-{guarantee}", name, CheckGroup.GUARANTEE, "household", Severity.POLICY, ask,
        IsTrue(EXITED) & _FAILS[guarantee], sources=sources, codes=codes,
    )  # fmt: skip


def _land(code: str, name: Text, condition: Condition, sources: tuple[str, ...] = (NATIONAL, GUIZHOU)) -> Check:
    return Check(
        f"land-{code}", name, CheckGroup.LAND, "household", Severity.DOUBT, _ASK_LAND, condition, sources=sources
    )


_VERY_MUCH = Text("Very much land: {}", "{}过大")


def _much(code: str, fact: Fact, most: str) -> Check:
    name = Text(*(_VERY_MUCH[language].format(fact.text[language]) for language in ("en", "zh")))
    return _land(code, name, fact > limit(most), (GUIZHOU,))


_ASK_LAND = Text("How large is it, and is the figure in the unit of the form?", "核实数值及单位（亩、公里）")

CHECKS = (
    _exited(
        "housing",
        Text("An exited household in a house that is not safe", "脱贫户住房不安全"),
        Text("Has the house been graded, rebuilt or left?", "核实住房鉴定等级与改造、搬离情况"),
        (NATIONAL, COUNTY, GUIZHOU),
        "1_02_001",
    ),
    _exited(
        "water",
        Text("An exited household without safe water", "脱贫户饮水不安全"),
        Text("Where does the water come from, and who tested it?", "核实水源、水量与水质认定"),
        (NATIONAL, COUNTY, GUIZHOU),
        "1_02_002",
    ),
    _exited(
        "medical",
        Text("An exited household with an uninsured member", "脱贫户有成员未参加基本医疗保险"),
        Text("Who is not insured, and insured elsewhere?", "核实未参保人员及是否异地参保"),
        (GUIZHOU,),
        "1_11_008",
        "2_01_008",
        "2_12_016",
    ),
    Check(
        "guarantee-both-schemes",
        Text("In the medical insurance of residents and of employees", "同时参加居民与职工基本医疗保险"),
        CheckGroup.GUARANTEE,
        "person",
        Severity.DOUBT,
        Text("In which scheme is the person, and where?", "与医保部门比对参保险种与地点"),
        IsTrue(RESIDENT_MEDICAL) & IsTrue(EMPLOYEE_MEDICAL),
        sources=(GUIZHOU,),
        codes=("2_01_009", "2_12_015"),
    ),
    Check(
        "guarantee-aid-uninsured",
        Text("Has had medical aid, but is not insured", "接受医疗救助而未参加基本医疗保险"),
        CheckGroup.GUARANTEE,
        "person",
        Severity.DOUBT,
        Text("Is the person insured, and who paid the aid?", "与医保部门核对参保与救助记录"),
        IsTrue(MEDICAL_AID) & ~IsTrue(MEDICAL_INSURED),
        sources=(GUIZHOU,),
        codes=("3_01_007",),
    ),
    Check(
        "guarantee-house-area",
        Text("The area of the house is zero", "住房面积为零"),
        CheckGroup.GUARANTEE,
        "household",
        Severity.DOUBT,
        Text("Where does the household live, and how large is the house?", "核实住房情况与面积"),
        DWELLING_AREA.equals(0),
        sources=(NATIONAL,),
    ),
    Check(
        "household-no-telephone",
        Text("No telephone of the household", "无户联系电话"),
        CheckGroup.HOUSEHOLD,
        "household",
        Severity.BLANK,
        Text("Under which number can the household be reached?", "补录户联系电话"),
        ~IsTrue(TELEPHONE_STATED),
        sources=(GUIZHOU,),
        codes=("4_02_001", "5_13_003", "2_01_013", "2_01_014"),
    ),
    Check(
        "household-no-responsible",
        Text("No person responsible for help", "无帮扶责任人"),
        CheckGroup.HOUSEHOLD,
        "household",
        Severity.BLANK,
        Text("Who is responsible for the household?", "补录帮扶责任人"),
        ~IsTrue(RESPONSIBLE_STATED),
        sources=(NATIONAL,),
    ),
    _land(
        "cultivated",
        Text("Very much cultivated land", "耕地面积过大"),
        AnyOf((LAND > limit("land_most"), LAND > limit("land_head_most") * SIZE)),
    ),
    _land(
        "forest",
        Text("Very much forest", "林地面积过大"),
        AnyOf((FOREST_LAND > limit("forest_most"), FOREST_LAND > limit("forest_head_most") * SIZE)),
    ),
    _much("returned", RETURNED_LAND, "returned_land_most"),
    _much("fruit", FRUIT_LAND, "orchard_most"),
    _much("pasture", PASTURE_LAND, "pasture_most"),
    _much("water", WATER_SURFACE, "water_most"),
    _land(
        "returned-of-what",
        Text("More land returned to forest than there is forest and pasture", "退耕还林面积大于林地与牧草地之和"),
        RETURNED_LAND > FOREST_LAND + PASTURE_LAND,
        (COUNTY,),
    ),
    _land(
        "road",
        Text("Very far from the village road", "与村主干路距离过远"),
        ROAD_DISTANCE > limit("road_most"),
        (NATIONAL, COUNTY, GUIZHOU),
    ),
)
