"""What each cause of poverty asks of the facts, and how causes that are found are ranked: as rules.

Causes that are found are ranked by

1. the burden, the larger first: it explains the larger share of what the household lacks to the line;
2. then, where there is no burden or burdens are equal, the order of the form.

`antipoverty.causes` classifies a household by these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from antipoverty.cause_codes import Cause
from antipoverty.errors import InvalidValue
from antipoverty.facts import (
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
from antipoverty.rules import (
    All,
    Any,
    BoundRule,
    Choose,
    Condition,
    Constant,
    Criterion,
    Decision,
    Fact,
    IsTrue,
    Not,
    Parameter,
    Plus,
    Rule,
    Text,
)
from antipoverty.rules.conditions import criteria_of
from antipoverty.rules.record import Stored, Truth, evaluator

__all__ = [
    "BURDENS",
    "CAUSES_OF_POVERTY",
    "CRITERIA",
    "RULES",
    "candidates",
    "leads",
    "main_cause_rule",
    "ranked",
    "readers",
]

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
    return All(
        (
            own >= Parameter("causes.burden_share") * LINE * SIZE,
            Any((NET_INCOME < LINE * SIZE + own, Choose(_LIST, together))),
        )
    )


_NEAR_WATER = All((ENOUGH_WATER, WATER_ACCESS, WATER_DAYS_STOPPED <= Parameter("water.most_days_stopped")))

#: What each cause asks for; *other* has no condition.
CRITERIA: Mapping[Cause, Criterion] = {
    Cause.ILLNESS: _criterion(Cause.ILLNESS, _bears(Cause.ILLNESS), "causes-anhui"),
    Cause.DISABILITY: _criterion(Cause.DISABILITY, IsTrue(DISABLED)),
    Cause.SCHOOLING: _criterion(
        Cause.SCHOOLING, _bears(Cause.SCHOOLING), "causes-anhui", applies=IsTrue(STUDENT_BEYOND_COMPULSORY)
    ),
    Cause.DISASTER: _criterion(Cause.DISASTER, _bears(Cause.DISASTER)),
    Cause.LAND: _criterion(Cause.LAND, Any((IsTrue(LAND_LOST), LAND < Parameter("causes.least_land") * SIZE))),
    Cause.WATER: _criterion(Cause.WATER, ~Any((IsTrue(WATER_CERTIFIED), _NEAR_WATER))),
    Cause.TECHNOLOGY: _criterion(Cause.TECHNOLOGY, ~IsTrue(SKILLED), applies=IsTrue(ABLE_TO_WORK)),
    Cause.LABOUR: _criterion(Cause.LABOUR, ~IsTrue(ABLE_TO_WORK)),
    Cause.FUNDS: _criterion(Cause.FUNDS, IsTrue(LACKS_FUNDS)),
    Cause.TRANSPORT: _criterion(Cause.TRANSPORT, ~IsTrue(ROAD_ACCESS)),
    Cause.MOTIVATION: _criterion(Cause.MOTIVATION, IsTrue(DECLINES_WORK), applies=IsTrue(ABLE_TO_WORK)),
    Cause.MARRIAGE: _criterion(Cause.MARRIAGE, _bears(Cause.MARRIAGE), "causes-anhui"),
}


def _listed(codes: tuple[Cause, ...]) -> dict[Cause, Criterion]:
    """The criteria of a list of codes, in its order; *other* has none."""
    return {cause: CRITERIA[cause] for cause in codes if cause in CRITERIA}


#: CA-01 to CA-04: every cause of the list in force, each a criterion; met if at least one is found.
CAUSES_OF_POVERTY = Rule(
    "causes-of-poverty",
    Text("Causes of poverty", "致贫原因"),
    "household",
    Choose(_LIST, tuple((name, Any(tuple(_listed(codes).values()))) for name, codes in _CODES.items())),
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
)

#: The rules of this module, for the pages and the frame reader.
RULES = (CAUSES_OF_POVERTY,)


@lru_cache(maxsize=1024)
def candidates(bound: BoundRule) -> Mapping[Cause, Criterion]:
    """The criterion of each cause that a bound `CAUSES_OF_POVERTY` looks for, in the order of the form.

    Read as columns, each is one Boolean column: `antipoverty.rules.columns.expression` of the criterion.

    >>> from datetime import date
    >>> from antipoverty import rulebooks
    >>> from antipoverty.rules import bind
    >>> len(candidates(bind(CAUSES_OF_POVERTY, rulebooks.load("cn").at(date(2014, 5, 1)))))
    11
    """
    return {Cause(criterion.id.partition(".")[2]): criterion for criterion in criteria_of(bound.rule.condition)}


@lru_cache(maxsize=32)
def main_cause_rule(cause: Cause) -> Rule:
    """The rule that a cause is the main one: it is found, and every other is not found or ranks after it.

    It is met only when nothing that is still unknown could change the main cause.

    Raises:
        InvalidValue: for *other*, which no rule finds.

    >>> main_cause_rule(Cause.ILLNESS).column
    'main_cause_illness'
    """
    if cause is Cause.OTHER:
        raise InvalidValue("cause", cause.value, "a cause with a condition")
    return Rule(
        f"main-cause-{cause.value}",
        Text(f"Main cause: {cause.text.en}", f"主要致贫原因：{cause.text.zh}"),
        "household",
        Choose(_LIST, tuple((name, leads(cause, _listed(codes))) for name, codes in _CODES.items())),
        met=Text("the main cause, whatever else becomes known", "为主要原因，且不因补充信息而改变"),
        not_met=Text("not the main cause", "非主要原因"),
        unknown=Text("not settled", "尚不能确定"),
        in_force=_LIST,
    )


def leads(cause: Cause, criteria: Mapping[Cause, Criterion]) -> Condition:
    """A cause is found, and each other one is not found or ranks after it."""
    if cause not in criteria:
        return Constant(False)
    order = list(criteria)
    parts: list[Condition] = [criteria[cause]]
    for other in order:
        ahead = _ranks_before(cause, other, tie=order.index(cause) < order.index(other))
        if other is not cause and ahead is not True:
            parts.append(Not(criteria[other]) if ahead is False else Any((Not(criteria[other]), ahead)))
    return All(tuple(parts))


def _ranks_before(cause: Cause, other: Cause, *, tie: bool) -> Condition | bool:
    """Whether one found cause ranks before another: by burden, and where that does not tell, as `tie` says."""
    own, others = BURDENS.get(cause), BURDENS.get(other)
    if own is not None and others is not None:
        return own >= others if tie else own > others
    return tie if own is None and others is None else own is not None


@lru_cache(maxsize=1024)
def readers(bound: BoundRule) -> tuple[tuple[Cause, Callable[[tuple[Stored, ...]], Truth], int | None], ...]:
    """For each candidate: what decides it from stored facts, and the position of its burden among them."""
    return tuple(
        (cause, evaluator(criterion, bound.facts), bound.facts.index(BURDENS[cause]) if cause in BURDENS else None)
        for cause, criterion in candidates(bound).items()
    )


def ranked(decision: Decision) -> tuple[Cause, ...]:
    """The causes found, by burden and then by the order of the form, which sorting keeps."""
    facts = decision.facts
    met = [(cause, position) for cause, truth, position in readers(decision.bound) if truth(facts)]
    met.sort(key=lambda each: -1 if each[1] is None else facts[each[1]], reverse=True)  # type: ignore[arg-type, return-value]  # whole fen
    return tuple(cause for cause, _ in met)
