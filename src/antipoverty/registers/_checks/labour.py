"""Checks of the capacity for work, and of work."""

from __future__ import annotations

from antipoverty.facts.person import AGE, LABOUR, WORKING_AWAY
from antipoverty.records import Labour
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import (
    FULL_CAPACITY,
    GUIZHOU,
    HEALTHY,
    NATIONAL,
    NO_CAPACITY,
    PUPIL,
    WORKING_AGE,
    limit,
)
from antipoverty.rules import AllOf, Condition, IsTrue
from antipoverty.text import Text

_CAPACITY = Text("Can the person work, and is the state of health right?", "核实劳动能力与健康状况")
_AWAY = Text("Who works away, where, and for how many months?", "核实务工人员、地点与时间")


def _labour(code: str, name: Text, condition: Condition, sources: tuple[str, ...], *codes: str) -> Check:
    return Check(
        f"labour-{code}", name, CheckGroup.LABOUR, "person", Severity.DOUBT, _CAPACITY, condition,
        sources=sources, codes=codes,
    )  # fmt: skip


def _work(
    code: str, name: Text, severity: Severity, condition: Condition, sources: tuple[str, ...], *codes: str
) -> Check:
    return Check(
        f"work-{code}", name, CheckGroup.WORK, "person", severity, _AWAY, condition, sources=sources, codes=codes
    )


CHECKS = (
    _labour(
        "child",
        Text("A child able to work", "未满劳动年龄而有劳动能力"),
        (AGE < limit("labour_first_age")) & ~NO_CAPACITY,
        (NATIONAL, GUIZHOU),
        "2_01_011",
        "2_12_014",
    ),
    _labour(
        "none-though-healthy",
        Text("Of working age, healthy and not in school, yet no capacity for work", "劳动年龄内健康非在校而无劳动能力"),
        AllOf((WORKING_AGE, HEALTHY, ~PUPIL, NO_CAPACITY)),
        (NATIONAL, GUIZHOU),
        "2_12_009",
        "2_12_013",
        "5_12_008",
    ),
    _labour(
        "weak-though-healthy",
        Text("Of working age and healthy, yet weak", "劳动年龄内健康而为弱劳动力"),
        AllOf((WORKING_AGE, HEALTHY, LABOUR.one_of((Labour.WEAK.value,)))),
        (GUIZHOU,),
        "1111_14",
        "1111_15",
    ),
    _labour(
        "old",
        Text("Old, yet of ordinary or skilled capacity", "年满60周岁仍为普通或技能劳动力"),
        (AGE >= limit("old_age")) & FULL_CAPACITY,
        (GUIZHOU,),
        "2_12_005",
        "2_12_017",
    ),
    _labour(
        "pupil",
        Text("In school, yet not without capacity for work", "在校生而非无劳动能力"),
        PUPIL & ~NO_CAPACITY,
        (GUIZHOU,),
        "1111_07",
    ),
    _work(
        "child",
        Text("Under working age and working away", "未满劳动年龄而外出务工"),
        Severity.POLICY,
        (AGE < limit("labour_first_age")) & IsTrue(WORKING_AWAY),
        (GUIZHOU,),
        "5_16_010",
    ),
    _work(
        "pupil",
        Text("In school, yet working away", "在校生而外出务工"),
        Severity.DOUBT,
        PUPIL & IsTrue(WORKING_AWAY),
        (GUIZHOU,),
        "4_01_006",
        "4_12_002",
    ),
    _work(
        "without-capacity",
        Text("No capacity for work, yet working away", "无劳动能力而外出务工"),
        Severity.ERROR,
        NO_CAPACITY & IsTrue(WORKING_AWAY),
        (NATIONAL, GUIZHOU),
        "2_01_015",
        "2_12_004",
    ),
)
