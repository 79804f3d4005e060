"""The condition of each cause of poverty, and the ranking of the causes found.

Causes that are found are ranked by

1. the burden, the larger first: it explains the larger share of what the household lacks to the line;
2. then, where there is no burden or burdens are equal, the order of the form.

`antipoverty.causes` classifies a household by these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from antipoverty._engine.conditions import Plus
from antipoverty._engine.rankings import criteria_ranked
from antipoverty.causes._codes import Cause
from antipoverty.causes._risks import read_risk
from antipoverty.facts.household import (
    ABLE_TO_WORK,
    DECLINES_WORK,
    DISABLED,
    DISASTER_LOSS,
    LACKS_FUNDS,
    LAND,
    LAND_LOST,
    MARRIAGE_SPENDING,
    MEDICAL_SPENDING,
    NET_INCOME,
    ROAD_ACCESS,
    SCHOOL_SPENDING,
    SIZE,
    SKILLED,
    STUDENT_BEYOND_COMPULSORY,
    WATER_CERTIFIED,
    WATER_DAYS_STOPPED,
)
from antipoverty.identification import ENOUGH_WATER, LINE, WATER_ACCESS
from antipoverty.records import RiskCode
from antipoverty.rules import (
    AllOf,
    AnyOf,
    BoundRule,
    Choose,
    Condition,
    Criterion,
    Fact,
    IsTrue,
    Parameter,
    Rank,
    Ranking,
    Rule,
)
from antipoverty.text import Text

#: The causes that have a burden in yuan, and the fact that holds it. A disaster's loss is meant beside the income: a
#: harvest that is missing from the income already would count twice.
BURDENS: Mapping[Cause, Fact] = {
    Cause.ILLNESS: MEDICAL_SPENDING,
    Cause.SCHOOLING: SCHOOL_SPENDING,
    Cause.DISASTER: DISASTER_LOSS,
    Cause.MARRIAGE: MARRIAGE_SPENDING,
}

_CODES: Mapping[str, tuple[Cause, ...]] = {
    "twelve": tuple(cause for cause in Cause if cause is not Cause.MARRIAGE),
    "thirteen": tuple(Cause),
}


def _criterion(
    cause: Cause, condition: Condition, source: str = "register-form", applies: Condition | None = None
) -> Criterion:
    """A cause's criterion; what does not concern the household is no cause."""
    code = "CA-02" if cause is Cause.MARRIAGE else "CA-01"
    return Criterion(f"{code}.{cause.value}", cause.text, condition, applies, otherwise=False, sources=(source,))


_LIST = Parameter("causes.code_list")


def _bears(cause: Cause) -> Condition:
    """The burden is no trifle, and leaves the household below the line by itself, or with its other burdens (CA-04)."""
    own = BURDENS[cause]
    together = tuple(
        (name, NET_INCOME < Plus((LINE * SIZE, *(burden for each, burden in BURDENS.items() if each in codes))))
        for name, codes in _CODES.items()
    )
    return AllOf(
        (
            own >= Parameter("causes.burden_share") * LINE * SIZE,
            AnyOf((NET_INCOME < LINE * SIZE + own, Choose(_LIST, together))),
        )
    )


_NEAR_WATER = AllOf((ENOUGH_WATER, WATER_ACCESS, WATER_DAYS_STOPPED <= Parameter("water.most_days_stopped")))

#: The criterion of each cause; *other* has none.
CRITERIA: Mapping[Cause, Criterion] = {
    Cause.ILLNESS: _criterion(Cause.ILLNESS, _bears(Cause.ILLNESS), "causes-anhui"),
    Cause.DISABILITY: _criterion(Cause.DISABILITY, IsTrue(DISABLED)),
    Cause.SCHOOLING: _criterion(
        Cause.SCHOOLING, _bears(Cause.SCHOOLING), "causes-anhui", applies=IsTrue(STUDENT_BEYOND_COMPULSORY)
    ),
    Cause.DISASTER: _criterion(Cause.DISASTER, _bears(Cause.DISASTER)),
    Cause.LAND: _criterion(Cause.LAND, AnyOf((IsTrue(LAND_LOST), LAND < Parameter("causes.least_land") * SIZE))),
    Cause.WATER: _criterion(Cause.WATER, ~AnyOf((IsTrue(WATER_CERTIFIED), _NEAR_WATER))),
    Cause.TECHNOLOGY: _criterion(Cause.TECHNOLOGY, ~IsTrue(SKILLED), applies=IsTrue(ABLE_TO_WORK)),
    Cause.LABOUR: _criterion(Cause.LABOUR, ~IsTrue(ABLE_TO_WORK)),
    Cause.FUNDS: _criterion(Cause.FUNDS, IsTrue(LACKS_FUNDS)),
    Cause.TRANSPORT: _criterion(Cause.TRANSPORT, ~IsTrue(ROAD_ACCESS)),
    Cause.MOTIVATION: _criterion(Cause.MOTIVATION, IsTrue(DECLINES_WORK), applies=IsTrue(ABLE_TO_WORK)),
    Cause.MARRIAGE: _criterion(Cause.MARRIAGE, _bears(Cause.MARRIAGE), "causes-anhui"),
}


#: The column of the main cause in a frame: a code of `Cause`, null where none is found.
MAIN_CAUSE = "main_cause"


_RANKING = Ranking(
    tuple(Rank(cause.value, criterion.id, BURDENS.get(cause)) for cause, criterion in CRITERIA.items()),
    MAIN_CAUSE,
    "cause",
)


def _listed(causes: tuple[Cause, ...]) -> dict[str, Criterion]:
    """The criteria of a list of causes by code, in its order; *other* has none."""
    return {cause.value: CRITERIA[cause] for cause in causes if cause in CRITERIA}


#: CA-01 to CA-04: every cause of the list in force, each a criterion; met if at least one is found.
CAUSES_OF_POVERTY = Rule(
    "causes-of-poverty",
    Text("Causes of poverty", "致贫原因"),
    "household",
    Choose(_LIST, tuple((name, AnyOf(tuple(_listed(codes).values()))) for name, codes in _CODES.items())),
    met=Text("at least one cause is found", "已查明致贫原因"),
    not_met=Text("no cause of the list is found: case review", "未查明代码表内的致贫原因，须个案核查"),
    unknown=Text("no cause is found yet: facts are missing", "信息不足，尚未查明致贫原因"),
    in_force=_LIST,
    summary=Text(
        "The form names the causes; what each asks of the facts is this library's reading. Illness, schooling, disaster"
        " and marriage have a burden in yuan: it counts when it is at least a tenth of the household's line, and"
        " leaves the household below the line. The causes found are ranked by burden, the larger first, then by the"
        " order of the form: the first is the main cause, the next two are others. “Other” is never found by a rule.",
        "表中仅列原因名称，各项原因的核查条件系本库的理解。因病、因学、因灾、因婚有金额负担：负担不低于全户贫困标准的一成，且负担后低于贫困标准的，方予计入。"
        "查明的原因先按负担由大到小、再按表内次序排列：第一为主要原因，其后至多两项为其他原因。“其他”不由规则认定。",
    ),
    ranking=_RANKING,
)


@lru_cache(maxsize=1024)
def candidates(bound: BoundRule) -> Mapping[Cause | RiskCode, Criterion]:
    """The criterion of each cause that a bound `CAUSES_OF_POVERTY` looks for, in the order of the form; or each risk's.

    Read as columns, each is one Boolean column: `antipoverty.rules.expression` of the criterion.

    >>> from datetime import date
    >>> from antipoverty import rulebooks
    >>> from antipoverty.rules import bind
    >>> len(candidates(bind(CAUSES_OF_POVERTY, rulebooks.load("cn").at(date(2014, 5, 1)))))
    11
    """
    code: Callable[[str], Cause | RiskCode] = Cause if bound.rule.id == CAUSES_OF_POVERTY.id else read_risk
    return {code(each): criterion for each, criterion in criteria_ranked(bound).items()}
