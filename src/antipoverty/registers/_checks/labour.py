"""Checks of the capacity for work, and of work."""

from __future__ import annotations

from antipoverty.facts.person import (
    AGE,
    DISABILITY,
    DISABILITY_KIND,
    LABOUR,
    ON_FIVE_GUARANTEE,
    PUBLIC_POST_MONTHS,
    PUBLIC_POSTS,
    WORK_CHANNEL_STATED,
    WORK_COUNTY_STATED,
    WORK_EMPLOYER_STATED,
    WORK_MONTHS,
    WORK_PLACE_STATED,
    WORK_TRADE_STATED,
    WORK_WAGE,
    WORKING_AWAY,
)
from antipoverty.records import Disability, DisabilityKind, Labour
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import (
    FULL_CAPACITY,
    GUIZHOU,
    HEALTHY,
    NATIONAL,
    NO_CAPACITY,
    PUPIL,
    WORKING_AGE,
    between,
    limit,
)
from antipoverty.rules import AllOf, AnyOf, Condition, IsTrue, SumMembers
from antipoverty.text import Text

_CAPACITY = Text("Can the person work, and is the state of health right?", "核实劳动能力与健康状况")
_AWAY = Text("Who works away, where, and for how many months?", "核实务工人员、地点与时间")


def _labour(code: str, name: Text, condition: Condition, sources: tuple[str, ...], *codes: str) -> Check:
    return Check(
        f"labour-{code}", name, CheckGroup.LABOUR, "person", Severity.DOUBT, _CAPACITY, condition,
        sources=sources, codes=codes,
    )  # fmt: skip


def _work(
    code: str,
    name: Text,
    severity: Severity,
    condition: Condition,
    sources: tuple[str, ...],
    *codes: str,
    ask: Text = _AWAY,
    subject: str = "person",
) -> Check:
    return Check(f"work-{code}", name, CheckGroup.WORK, subject, severity, ask, condition, sources=sources, codes=codes)


_POST = Text("Who holds the post, since when, and who pays it?", "核实公益性岗位人员、上岗时间与补贴发放")
_WORKS = WORK_MONTHS > 0
_HAS_POST = PUBLIC_POSTS > 0


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
    _labour(
        "grave-disability",
        Text("A grave disability of limbs, yet of ordinary capacity", "一、二级肢体残疾而为普通劳动力"),
        AllOf(
            (
                DISABILITY_KIND.one_of((DisabilityKind.LIMBS.value,)),
                DISABILITY.one_of((Disability.ONE.value, Disability.TWO.value)),
                LABOUR.one_of((Labour.ORDINARY.value,)),
            )
        ),
        (GUIZHOU,),
        "4_01_007",
        "4_01_008",
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
    _work(
        "five-guarantee",
        Text("In the five-guarantee scheme, yet working away", "特困供养人员外出务工"),
        Severity.POLICY,
        IsTrue(ON_FIVE_GUARANTEE) & (IsTrue(WORKING_AWAY) | _WORKS),
        (GUIZHOU,),
        "5_01_004",
        "5_12_003",
    ),
    _work(
        "months",
        Text("More months of work than a year has", "务工时间超过12个月"),
        Severity.ERROR,
        WORK_MONTHS > limit("work_months_most"),
        (NATIONAL,),
    ),
    _work(
        "place-or-months",
        Text("A place of work without months, or months without a place", "务工地与务工时间只填其一"),
        Severity.ERROR,
        (IsTrue(WORK_PLACE_STATED) & WORK_MONTHS.equals(0)) | (~IsTrue(WORK_PLACE_STATED) & _WORKS),
        (NATIONAL,),
    ),
    _work(
        "no-county",
        Text("Works, but the county of work is not stated", "有务工而未填务工所在县"),
        Severity.BLANK,
        (_WORKS | IsTrue(WORK_PLACE_STATED)) & ~IsTrue(WORK_COUNTY_STATED),
        (GUIZHOU,),
        "4_12_001",
        "5_01_005",
    ),
    _work(
        "month-wage",
        Text("The monthly wage is very small or very large", "务工月收入过低或过高"),
        Severity.DOUBT,
        between(WORK_WAGE, "month_wage_least", "month_wage_most"),
        (GUIZHOU,),
        "1111_12",
        "5_16_001",
        "5_16_002",
    ),
    _work(
        "details",
        Text("Works, but wage, firm, trade or channel is not stated", "有务工而未填收入、企业、行业或就业渠道"),
        Severity.BLANK,
        _WORKS
        & AnyOf(
            (
                WORK_WAGE.equals(0),
                ~IsTrue(WORK_EMPLOYER_STATED),
                ~IsTrue(WORK_TRADE_STATED),
                ~IsTrue(WORK_CHANNEL_STATED),
            )
        ),
        (GUIZHOU,),
        "5_01_007",
        "5_12_006",
    ),
    _work(
        "post-age",
        Text("A public-welfare post under or beyond working age", "公益性岗位人员年龄过小或过大"),
        Severity.POLICY,
        _HAS_POST & ((AGE < limit("labour_first_age")) | (AGE >= limit("post_end_age"))),
        (GUIZHOU,),
        "3_01_008",
        "5_01_006",
        "5_12_004",
        "5_12_005",
        ask=_POST,
    ),
    _work(
        "post-or-months",
        Text("A public-welfare post without months, or months without a post", "公益性岗位与月数只填其一"),
        Severity.ERROR,
        (_HAS_POST & PUBLIC_POST_MONTHS.equals(0)) | (PUBLIC_POSTS.equals(0) & (PUBLIC_POST_MONTHS > 0)),
        (GUIZHOU,),
        "3_01_005",
        "3_01_006",
        "5_15_003",
        ask=_POST,
    ),
    _work(
        "many-posts",
        Text("Many public-welfare posts in one household", "一户公益性岗位过多"),
        Severity.POLICY,
        SumMembers(PUBLIC_POSTS) >= limit("posts_most"),
        (GUIZHOU,),
        "3_01_010",
        "3_01_011",
        ask=_POST,
        subject="household",
    ),
    _work(
        "post-without-capacity",
        Text("A public-welfare post for someone without capacity for work", "无劳动能力而安排公益性岗位"),
        Severity.POLICY,
        _HAS_POST & NO_CAPACITY,
        (GUIZHOU,),
        "5_15_006",
        "5_15_007",
        ask=_POST,
    ),
)
