"""Checks of schooling."""

from __future__ import annotations

from antipoverty.facts.person import AGE, COMPLETED, OUT_OF_SCHOOL_REASON, SCHOOLING
from antipoverty.records import Completed, OutOfSchoolReason, Schooling
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import GUIZHOU, HEALTHY, LEVELS, NATIONAL, SCHOOL_AGE, aged, limit
from antipoverty.rules import Condition
from antipoverty.text import Text

_WHICH_SCHOOL = Text(
    "Which school and grade is the person in, and is the date of birth right?", "核实就读学校、年级与出生日期"
)


def _at(*levels: Schooling) -> Condition:
    return SCHOOLING.one_of(tuple(level.value for level in levels))


def _age_for(code: str, name: Text, condition: Condition, codes: tuple[str, ...], source: str = GUIZHOU) -> Check:
    return Check(
        f"school-age-{code}", name, CheckGroup.SCHOOL, "person", Severity.DOUBT, _WHICH_SCHOOL, condition,
        sources=(source,), codes=codes,
    )  # fmt: skip


def _out(first: str, last: str) -> Condition:
    return (AGE < limit(first)) | (AGE > limit(last))


CHECKS = (
    Check(
        "school-out-of-school",
        Text("A child of compulsory age is out of school", "义务教育适龄儿童未在校"),
        CheckGroup.SCHOOL,
        "person",
        Severity.POLICY,
        Text("Why is the child not at school, and who brings it back?", "核实未在校原因，落实控辍保学责任"),
        SCHOOL_AGE & _at(Schooling.OUT_OF_SCHOOL),
        sources=(GUIZHOU,),
        codes=("1_02_005", "5_15_016", "5_15_017"),
    ),
    Check(
        "school-both-given",
        Text("Both a present and a completed school are given", "在校生状况与文化程度同时填写"),
        CheckGroup.SCHOOL,
        "person",
        Severity.DOUBT,
        Text("Is the person still at school? Leave the other field blank.", "核实是否在校，二者只填其一"),
        SCHOOLING.one_of(LEVELS) & COMPLETED.one_of(tuple(each.value for each in Completed)),
        sources=(GUIZHOU,),
        codes=("3_01_003", "3_12_004"),
    ),
    _age_for(
        "preschool",
        Text("Too old for preschool, and healthy", "健康而年龄偏大仍在学前阶段"),
        (AGE >= limit("preschool_end")) & HEALTHY & _at(Schooling.PRESCHOOL),
        ("5_12_013", "5_17_001"),
    ),
    _age_for(
        "primary",
        Text("The age does not fit primary school", "年龄与小学阶段不符"),
        _at(Schooling.PRIMARY) & _out("primary_first_age", "primary_last_age"),
        ("5_12_014", "5_17_002"),
    ),
    _age_for(
        "junior",
        Text("The age does not fit junior secondary school", "年龄与初中阶段不符"),
        _at(Schooling.JUNIOR) & _out("junior_first_age", "junior_last_age"),
        ("5_12_015", "5_17_003"),
    ),
    _age_for(
        "senior",
        Text("The age does not fit senior or vocational school", "年龄与高中、中职阶段不符"),
        _at(Schooling.SENIOR, Schooling.VOCATIONAL) & _out("senior_first_age", "senior_last_age"),
        ("5_12_016", "5_17_004"),
    ),
    _age_for(
        "higher",
        Text("Too young for higher education", "年龄偏小而就读高等教育"),
        _at(Schooling.HIGHER) & (AGE < limit("higher_first_age")),
        ("5_12_017", "5_12_018", "5_17_005", "5_17_006"),
    ),
    _age_for(
        "early-or-late",
        Text("Far too young or too old for the school", "年龄与就读阶段明显不符"),
        ((AGE <= limit("too_young_for_senior")) & _at(Schooling.SENIOR, Schooling.VOCATIONAL, Schooling.HIGHER))
        | ((AGE >= limit("too_old_for_primary")) & _at(Schooling.PRESCHOOL, Schooling.PRIMARY)),
        (),
        NATIONAL,
    ),
    Check(
        "school-young-adult",
        Text("A young adult with primary school at most", "青年文化程度为小学及以下"),
        CheckGroup.SCHOOL,
        "person",
        Severity.DOUBT,
        Text("Which school did the person complete last?", "核实最后毕业学校"),
        aged("young_first_age", "young_last_age")
        & COMPLETED.one_of((Completed.PRESCHOOL.value, Completed.PRIMARY.value, Completed.OUT_OF_SCHOOL.value)),
        sources=(GUIZHOU,),
        codes=("5_12_019", "5_17_007"),
    ),
    Check(
        "school-reason-and-health",
        Text("Out of school for illness or disability, but healthy", "因病或因残未上学而健康状况为健康"),
        CheckGroup.SCHOOL,
        "person",
        Severity.DOUBT,
        Text("Why is the child not at school, and how is its health?", "核实未上学原因与健康状况"),
        OUT_OF_SCHOOL_REASON.one_of((OutOfSchoolReason.ILLNESS.value, OutOfSchoolReason.DISABILITY.value)) & HEALTHY,
        sources=(GUIZHOU,),
        codes=("2_01_012",),
    ),
)
