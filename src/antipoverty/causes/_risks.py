"""The condition of each risk of falling back (返贫致贫风险; CA-06), and the ranking of the risks found.

A risk is found where the register has it, or where the facts show it. What the facts have to show is a reading: the
texts name the risks and say what monitoring looks at, own spending that policy allows for, the house, the water, work.
Risks are ranked as causes are: by burden, then by the order of the codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from antipoverty._engine.conditions import Plus
from antipoverty.facts.household import (
    ABLE_TO_WORK,
    DISABLED,
    DISASTER_LOSS,
    MEDICAL_SPENDING,
    MONITORED_INCOME,
    RISKS,
    SCHOOL_SPENDING,
    SIZE,
    STUDENT_BEYOND_COMPULSORY,
)
from antipoverty.identification import GUARANTEES
from antipoverty.records import RiskCode
from antipoverty.rules import AllOf, AnyOf, Condition, Criterion, Fact, IsTrue, Parameter, Rank, Ranking, Rule
from antipoverty.text import Text

#: The risks that have a burden in yuan, and the fact that holds it.
RISK_BURDENS: Mapping[RiskCode, Fact] = {
    RiskCode.ILLNESS: MEDICAL_SPENDING,
    RiskCode.SCHOOLING: SCHOOL_SPENDING,
    RiskCode.NATURAL_DISASTER: DISASTER_LOSS,
}

_SCOPE = Parameter("monitoring.scope")
_GUARANTEE = {criterion.id: criterion.condition for criterion in GUARANTEES}


def _bears(risk: RiskCode) -> Condition:
    """The burden is no trifle, and leaves the household within the scope, by itself or with its other burdens."""
    own = RISK_BURDENS[risk]
    together = Plus((_SCOPE * SIZE, *RISK_BURDENS.values()))
    return AllOf(
        (
            own >= Parameter("causes.burden_share") * _SCOPE * SIZE,
            AnyOf((MONITORED_INCOME < _SCOPE * SIZE + own, MONITORED_INCOME < together)),
        )
    )


#: What the facts show of a risk, beside what the register has; the others are for those who look.
_SHOWN: Mapping[RiskCode, Condition] = {
    RiskCode.ILLNESS: _bears(RiskCode.ILLNESS),
    RiskCode.SCHOOLING: IsTrue(STUDENT_BEYOND_COMPULSORY) & _bears(RiskCode.SCHOOLING),
    RiskCode.DISABILITY: IsTrue(DISABLED),
    RiskCode.NATURAL_DISASTER: _bears(RiskCode.NATURAL_DISASTER),
    RiskCode.LACK_OF_LABOUR: ~IsTrue(ABLE_TO_WORK),
    RiskCode.HOUSING: ~_GUARANTEE["HH-04.housing"],
    RiskCode.WATER: ~_GUARANTEE["HH-04.water"],
}


def _criterion(risk: RiskCode) -> Criterion:
    held: Condition = IsTrue(RISKS[risk])
    condition = held | _SHOWN[risk] if risk in _SHOWN else held
    return Criterion(
        f"CA-06.{risk.value.replace(' ', '-')}", risk.text, condition, sources=("monitoring-2021", "guizhou-data-rules")
    )


def read_risk(code: str) -> RiskCode:
    """The risk of a code of the ranking, which stands in the name of a column.

    >>> read_risk("natural_disaster").value
    'natural disaster'
    """
    return RiskCode(code.replace("_", " "))


_CRITERIA = {risk: _criterion(risk) for risk in RiskCode}

#: CA-06: every risk of monitoring, each a criterion; met if at least one is found.
RISKS_OF_RETURN = Rule(
    "risks-of-return",
    Text("Risks of return to poverty", "返贫致贫风险"),
    "household",
    AnyOf(tuple(_CRITERIA.values())),
    met=Text("at least one risk is found", "已查明返贫致贫风险"),
    not_met=Text("no risk is found: case review", "未查明返贫致贫风险，须个案核查"),
    unknown=Text("no risk is found yet: facts are missing", "信息不足，尚未查明返贫致贫风险"),
    in_force=Parameter("monitoring.types"),
    summary=Text(
        "A risk is found where the register has it for the household, or where the facts show it: spending on illness"
        " or school or a loss by disaster that leaves the household within the scope, a disability, nobody able to"
        " work, a house or water that is not safe. What the facts have to show is this library's reading. An accident,"
        " the failure of a project and unstable work are for those who look.",
        "监测信息已载明的风险，或事实表明的风险，即为查明：自付医疗、教育支出或灾害损失使家庭处于监测范围之内，残疾，"
        "全家无劳动能力，住房或饮水不安全。事实核查条件系本库的理解。意外事故、产业项目失败、务工就业不稳由核查人员认定。",
    ),
    ranking=Ranking(
        tuple(
            Rank(risk.value.replace(" ", "_"), criterion.id, RISK_BURDENS.get(risk))
            for risk, criterion in _CRITERIA.items()
        ),
        "main_risk",
        "found_risk",
    ),
)
