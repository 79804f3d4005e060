"""Checks of stated causes and risks, of monitoring, and of the measures that answer them."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

from antipoverty.facts.household import (
    ABLE_TO_WORK,
    COMPLIANT_SPENDING,
    DANGEROUS_HOUSE,
    DROPOUT,
    EXITED,
    FURTHER_STATED_CAUSE,
    HELP,
    HOUSEHOLD_FACTS,
    MONITORED_INCOME,
    MONITORED_TYPE,
    OTHER_STATED_CAUSE,
    REMOVAL_KIND,
    RISK_REMOVED,
    RISKS,
    SIZE,
    STATED_CAUSE,
    UNINSURED,
    WATER_SAFE,
)
from antipoverty.facts.person import CRITICAL_ILLNESS_INSURED, DISABILITY, HEALTH, WORKING_AWAY
from antipoverty.records import CauseCode, Disability, Health, MonitoredType, RemovalKind, RiskCode
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import GUIZHOU, HEALTHY, NATIONAL, NO_CAPACITY, PUPIL
from antipoverty.rules import AllOf, AnyMember, AnyOf, Condition, EveryMember, Fact, IsTrue, Parameter
from antipoverty.text import Text

_ASK_CAUSE = Text("What keeps the household poor, or may make it so?", "核实致贫（返贫）原因与家庭实际情况")
_ASK_HELP = Text("Which measures does the household have, since when?", "核实已落实的帮扶措施与时间")
_ASK_REMOVAL = Text("Is the risk really gone? If not, take the removal back.", "核实风险是否真正消除，未消除的予以回退")
_WAGE, _BUSINESS = HOUSEHOLD_FACTS["wage"], HOUSEHOLD_FACTS["business"]

_MONITORED = ~MONITORED_TYPE.one_of((MonitoredType.NONE.value,))
_REMOVED = IsTrue(RISK_REMOVED)
_HELPED = REMOVAL_KIND.one_of((RemovalKind.HELPED.value,))
_IN_SCOPE = MONITORED_INCOME < Parameter("monitoring.scope") * SIZE
_NO_HELP = reduce(and_, (~IsTrue(fact) for fact in HELP.values()))


def _cause(code: CauseCode) -> Condition:
    return STATED_CAUSE.one_of((code.value,))


def _risk(code: RiskCode) -> Condition:
    return IsTrue(RISKS[code])


def _check(
    group: CheckGroup, code: str, name: Text, severity: Severity, ask: Text, condition: Condition, *codes: str,
    sources: tuple[str, ...] = (GUIZHOU,),
) -> Check:  # fmt: skip
    return Check(
        f"{group.value}-{code}", name, group, "household", severity, ask, condition, sources=sources, codes=codes
    )


def _of_cause(code: str, name: Text, condition: Condition, *codes: str, sources: tuple[str, ...] = (GUIZHOU,)) -> Check:
    return _check(CheckGroup.CAUSE, code, name, Severity.DOUBT, _ASK_CAUSE, condition, *codes, sources=sources)


def _of_monitoring(
    code: str,
    name: Text,
    condition: Condition,
    *codes: str,
    severity: Severity = Severity.POLICY,
    ask: Text = _ASK_HELP,
) -> Check:
    return _check(CheckGroup.MONITORING, code, name, severity, ask, condition, *codes)


def _alike(first: Fact, second: Fact) -> Condition:
    """The same cause is stated twice."""
    return reduce(or_, (first.one_of((each.value,)) & second.one_of((each.value,)) for each in CauseCode))


def _unanswered(risk: RiskCode, *helps: str) -> Condition:
    return reduce(and_, (~IsTrue(HELP[name]) for name in helps), _risk(risk))


CHECKS = (
    _of_cause(
        "illness-nobody",
        Text("Illness is the cause or risk, yet everyone is healthy", "因病而全家健康"),
        AnyOf((_cause(CauseCode.ILLNESS), _risk(RiskCode.ILLNESS))) & EveryMember(HEALTHY),
        "5_15_015",
        sources=(NATIONAL, GUIZHOU),
    ),
    _of_cause(
        "schooling-nobody",
        Text("Schooling is the cause, yet no one is in school", "因学而无在校生"),
        _cause(CauseCode.SCHOOLING) & ~AnyMember(PUPIL),
        sources=(NATIONAL,),
    ),
    _of_cause(
        "disability-nobody",
        Text("Disability is the cause or risk, yet no one is disabled", "因残而无残疾成员"),
        AnyOf((_cause(CauseCode.DISABILITY), _risk(RiskCode.DISABILITY)))
        & EveryMember(DISABILITY.one_of((Disability.NONE.value,))),
        "2_11_001",
        sources=(NATIONAL, GUIZHOU),
    ),
    _of_cause(
        "twice",
        Text("Another cause repeats the main cause", "其他致贫原因与主要致贫原因重复"),
        _alike(STATED_CAUSE, OTHER_STATED_CAUSE) | _alike(STATED_CAUSE, FURTHER_STATED_CAUSE),
        sources=(NATIONAL,),
    ),
    _of_cause(
        "labour-all-able",
        Text("Lack of labour is the cause or risk, yet all can work", "缺劳动力而全家均有劳动能力"),
        AnyOf((_cause(CauseCode.LABOUR), _risk(RiskCode.LACK_OF_LABOUR))) & EveryMember(~NO_CAPACITY),
        "4_11_009",
        "5_11_029",
        "5_18_008",
    ),
    _of_cause(
        "work-nobody",
        Text("Unstable work is the risk, yet no one can work or no one works away", "务工就业不稳而无劳动力或无人务工"),
        _risk(RiskCode.UNSTABLE_WORK) & AnyOf((~IsTrue(ABLE_TO_WORK), ~AnyMember(IsTrue(WORKING_AWAY)))),
        "2_11_006",
        "5_15_013",
        "5_15_014",
    ),
    _of_cause(
        "illness-no-spending",
        Text("Illness is the risk, but nothing was spent of one's own", "因病而合规自付支出为零"),
        _risk(RiskCode.ILLNESS) & COMPLIANT_SPENDING.equals(0),
        "5_15_020",
    ),
    _of_cause(
        "water-not-named",
        Text(
            "The water of a monitored household is not safe, but that is not among its risks",
            "监测对象饮水不安全而风险未含饮水",
        ),
        AllOf((_MONITORED, ~IsTrue(WATER_SAFE), ~_risk(RiskCode.WATER))),
        "4_11_006",
    ),
    _of_cause(
        "uninsured-not-named",
        Text(
            "A monitored household has an uninsured member, but illness is not among its risks",
            "监测对象有成员未参保而风险未含因病",
        ),
        AllOf((_MONITORED, IsTrue(UNINSURED), ~_risk(RiskCode.ILLNESS))),
        "4_11_007",
    ),
    _check(
        CheckGroup.GUARANTEE,
        "critical-illness",
        Text(
            "Poor by illness, and an ill member has no critical-illness insurance", "因病致贫户患病成员未参加大病保险"
        ),
        Severity.POLICY,
        Text("Is the member insured against critical illness?", "核实患病成员大病保险参保情况"),
        _cause(CauseCode.ILLNESS)
        & AnyMember(HEALTH.one_of((Health.CHRONIC.value, Health.SERIOUS.value)) & ~IsTrue(CRITICAL_ILLNESS_INSURED)),
        "1_02_003",
        "2_01_006",
        "2_01_016",
        sources=(NATIONAL, GUIZHOU),
    ),
    _check(
        CheckGroup.INCOME,
        "exited-in-scope",
        Text("An exited household within the scope of monitoring, not monitored", "脱贫户收入低于监测范围而未纳入监测"),
        Severity.POLICY,
        Text("Work out the income again; is the household to be monitored?", "重新核算收入，研判是否纳入监测"),
        AllOf((IsTrue(EXITED), _IN_SCOPE, ~_MONITORED)),
        "1_02_006",
    ),
    _of_monitoring(
        "no-risk",
        Text("Monitored, but no risk is given", "监测对象未填风险"),
        AllOf((_MONITORED, *(~IsTrue(fact) for fact in RISKS.values()))),
        "1_11_001",
        severity=Severity.ERROR,
        ask=_ASK_CAUSE,
    ),
    _of_monitoring(
        "removed-no-measure",
        Text("Removed by help, but no measure is recorded", "帮扶消除而未登记帮扶措施"),
        _HELPED & _NO_HELP,
        "1_11_009",
        severity=Severity.ERROR,
    ),
    _of_monitoring(
        "removed-guarantee",
        Text(
            "Marked as removed, yet house, water, school or insurance fails",
            "风险已消除而住房、饮水、义务教育或医保未达标",
        ),
        _REMOVED & AnyOf((IsTrue(DANGEROUS_HOUSE), ~IsTrue(WATER_SAFE), IsTrue(DROPOUT), IsTrue(UNINSURED))),
        "1_02_008",
        "1_02_009",
        "1_11_005",
        "1_11_006",
        "1_11_007",
        "1_11_008",
        ask=_ASK_REMOVAL,
    ),
    _of_monitoring(
        "removed-in-scope",
        Text("Removed by help, yet the income is within the scope of the year", "帮扶消除而收入低于当年监测范围"),
        _HELPED & _IN_SCOPE,
        "4_11_010",
        ask=_ASK_REMOVAL,
    ),
    _of_monitoring(
        "removed-nobody-able",
        Text("Marked as removed, though nobody is able to work", "全家无劳动能力而标注风险消除"),
        _REMOVED & ~IsTrue(ABLE_TO_WORK),
        "4_11_011",
        ask=_ASK_REMOVAL,
    ),
    _of_monitoring(
        "removed-no-effect",
        Text(
            "Marked as removed with help to work or industry, but no such income",
            "风险已消除，有就业或产业帮扶而无相应收入",
        ),
        _REMOVED
        & AnyOf(
            (
                IsTrue(HELP["work"]) & _WAGE.equals(0),
                IsTrue(HELP["industry"]) & _BUSINESS.equals(0),
            )
        ),
        "4_11_012",
        "5_11_013",
        severity=Severity.DOUBT,
    ),
    _of_monitoring(
        "risk-without-measure",
        Text("A risk without its measure", "有风险而无对应帮扶措施"),
        _MONITORED
        & AnyOf(
            (
                _unanswered(RiskCode.ILLNESS, "health"),
                _unanswered(RiskCode.SCHOOLING, "education"),
                _unanswered(RiskCode.DISABILITY, "support"),
                _unanswered(RiskCode.HOUSING, "housing"),
                _unanswered(RiskCode.WATER, "water"),
            )
        ),
        *(f"3_11_{number:03}" for number in range(3, 10)),
        *(f"5_18_{number:03}" for number in range(1, 8)),
    ),
    _of_monitoring(
        "no-development",
        Text(
            "Someone can work and the risk is there, but no measure of development",
            "有劳动力、风险未消除而无开发式帮扶措施",
        ),
        AllOf(
            (
                _MONITORED,
                ~_REMOVED,
                IsTrue(ABLE_TO_WORK),
                *(~IsTrue(HELP[name]) for name in ("industry", "work", "post", "finance")),
            )
        ),
        "5_11_030",
        "5_11_032",
        "5_12_007",
    ),
    _check(
        CheckGroup.DIBAO,
        "grave-disability-no-support",
        Text("A grave disability, but no measure of support by allowances", "有一、二级残疾成员而无综合保障措施"),
        Severity.POLICY,
        Text("Does the disabled member get the allowances for disability?", "核实残疾人两项补贴享受情况"),
        AnyMember(DISABILITY.one_of((Disability.ONE.value, Disability.TWO.value))) & ~IsTrue(HELP["support"]),
        "4_11_016",
        "5_16_008",
    ),
)
