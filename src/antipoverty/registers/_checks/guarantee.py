"""Checks of the guarantees, of land and of villages."""

from __future__ import annotations

from antipoverty.facts.household import EXITED, LAND, SIZE
from antipoverty.facts.person import EMPLOYEE_MEDICAL, MEDICAL_AID, MEDICAL_INSURED, RESIDENT_MEDICAL
from antipoverty.identification import GUARANTEES
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import COUNTY, GUIZHOU, NATIONAL, between, limit
from antipoverty.rules import IsTrue
from antipoverty.text import Text

_GUARANTEE = {criterion.id.rpartition(".")[2]: criterion.condition for criterion in GUARANTEES}


def _exited(guarantee: str, name: Text, ask: Text, sources: tuple[str, ...], *codes: str) -> Check:
    return Check(
        f"guarantee-{guarantee}", name, CheckGroup.GUARANTEE, "household", Severity.POLICY, ask,
        IsTrue(EXITED) & ~_GUARANTEE[guarantee], sources=sources, codes=codes,
    )  # fmt: skip


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
        "land-cultivated",
        Text("Very much cultivated land", "耕地面积过大"),
        CheckGroup.LAND,
        "household",
        Severity.DOUBT,
        Text("How many mu, and is the figure in mu?", "核实耕地面积及单位是否为亩"),
        between(LAND, None, "land_most") | (LAND > limit("land_head_most") * SIZE),
        sources=(NATIONAL, GUIZHOU),
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
)
