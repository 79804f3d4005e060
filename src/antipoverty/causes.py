"""Why a household is poor (致贫原因): the condition of each cause, and their ranking into one main and two others.

Each cause is a criterion over facts. Some have a burden in yuan: what the household had to bear for illness, schooling,
a disaster or a marriage. Causes that are found are ranked by

1. the burden, the larger first: it explains the larger share of what the household lacks to the line;
2. then, where there is no burden or burdens are equal, the order of the form.

The first is the main cause, the next two are others (one main, at most two others: CA-03). A cause whose facts are not
all known is not found: it is listed with the facts that would settle it. *Other* (其他) has no condition and is never
found, since it would hide that nothing was: a household in which no condition holds has no main cause here, and goes to
case review. That a household is poor at all is for `antipoverty.identification` to say; this module only asks why.

>>> from datetime import date
>>> from antipoverty.records import Household, Income
>>> ill = Household("h1", size=4, income=Income(stated="9000"), medical_spending="3000")
>>> assessment = classify(ill, on=date(2014, 5, 1))
>>> assessment.primary, assessment.burden_of(Cause.ILLNESS), assessment.gap
(<Cause.ILLNESS: 'illness'>, Decimal('3000.00'), Decimal('4944.00'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty.cause_codes import Cause, CauseGroup, DeclaredCause, Difference, DifferenceKind, Risk, read_label
from antipoverty.errors import InvalidValue
from antipoverty.facts import (
    ABLE_TO_WORK,
    DECLINES_WORK,
    DISABLED,
    DISASTER_LOSS,
    HOUSEHOLD,
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
from antipoverty.money import yuan_of_fen
from antipoverty.records import Household
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
    Finding,
    IsTrue,
    Language,
    Not,
    Outcome,
    Parameter,
    Plus,
    Rule,
    Text,
    bind,
    decide,
)
from antipoverty.rules.conditions import criteria_of
from antipoverty.rules.prose import state_basis, state_finding
from antipoverty.rules.record import Stored, Truth, evaluator

__all__ = [
    "BURDENS",
    "CAUSES_OF_POVERTY",
    "RULES",
    "Cause",
    "CauseAssessment",
    "CauseGroup",
    "DeclaredCause",
    "Difference",
    "DifferenceKind",
    "Risk",
    "candidates",
    "classify",
    "main_cause_rule",
    "read_label",
]

#: The causes that have a burden in yuan, and the fact that holds it.
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

_CRITERIA: Mapping[Cause, Criterion] = {
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
    return {cause: _CRITERIA[cause] for cause in codes if cause in _CRITERIA}


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
        Choose(_LIST, tuple((name, _leads(cause, _listed(codes))) for name, codes in _CODES.items())),
        met=Text("the main cause, whatever else becomes known", "为主要原因，且不因补充信息而改变"),
        not_met=Text("not the main cause", "非主要原因"),
        unknown=Text("not settled", "尚不能确定"),
        in_force=_LIST,
    )


def _leads(cause: Cause, criteria: Mapping[Cause, Criterion]) -> Condition:
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


@frozen
class CauseAssessment:
    """Why a household is poor, on one date: make one with `classify`.

    Attributes:
        decision: every candidate with its finding; met if at least one cause is found.
        primary: the main cause; none if none is found.
        others: at most two more, in order of rank.
        declared: what the form states, in its order.

    A stored assessment whose main and other causes are not those of its decision is refused.
    """

    decision: Decision
    primary: Cause | None
    others: tuple[Cause, ...]
    declared: tuple[DeclaredCause, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        if self.decision.bound.rule.id != CAUSES_OF_POVERTY.id:
            raise InvalidValue("decision", self.decision.bound.rule.id, f"a decision by {CAUSES_OF_POVERTY.id}")
        named = () if self.primary is None else (self.primary, *self.others)
        if named != self.found[:3] or (self.primary is None and self.others):
            raise InvalidValue("primary, others", named, f"{self.found[:3]}, which the findings give", personal=True)

    @property
    def subject(self) -> str | None:
        """The caller's key for the household."""
        return self.decision.subject

    @property
    def on(self) -> date:
        """The date of the assessment."""
        return self.decision.on

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each candidate, in the order of the form."""
        return self.decision.findings

    @property
    def found(self) -> tuple[Cause, ...]:
        """Every cause that is found, by rank."""
        return _ranked(self.decision)

    @property
    def undecided(self) -> tuple[Cause, ...]:
        """The causes of which facts are missing; none of them is found."""
        facts = self.decision.facts
        return tuple(cause for cause, truth, _ in _readers(self.decision.bound) if truth(facts) is None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that would settle the causes that are undecided."""
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.missing))

    @property
    def settled(self) -> bool:
        """Whether the main cause, or that there is none, stands whatever becomes known of the missing facts."""
        if self.primary is None:
            return not self.undecided
        bound = self.decision.bound
        return evaluator(_leads(self.primary, candidates(bound)), bound.facts)(self.decision.facts) is True

    def burden_of(self, cause: Cause) -> Decimal | None:
        """What the household bore for a cause that is found, in yuan; none if it is not found or has no burden."""
        if cause not in BURDENS or cause not in self.found:
            return None
        return yuan_of_fen(_held(self.decision, BURDENS[cause]) or 0)

    @property
    def gap(self) -> Decimal | None:
        """What the household lacks to the line once it has paid every burden that is known, in yuan; at least 0.

        It is unknown while the income or the size is. Where a cause with a burden is found, it is above 0.
        """
        income, size = _held(self.decision, NET_INCOME), _held(self.decision, SIZE)
        if income is None or size is None:
            return None
        line = next(used.value for used in self.decision.parameters if used.name.startswith("poverty_line."))
        assert isinstance(line, Decimal)
        burdens = sum(
            _held(self.decision, BURDENS[cause]) or 0 for cause in candidates(self.decision.bound) if cause in BURDENS
        )
        return max(line * size - yuan_of_fen(income - burdens), Decimal("0.00"))

    def share_of(self, cause: Cause) -> Fraction | None:
        """How much of the gap would be gone without a cause's burden; none where there is no burden.

        Of a household whose income is below the line, the shares of all it bore and of its low income sum to 1.
        """
        burden, gap = self.burden_of(cause), self.gap
        return None if burden is None or gap is None else min(Fraction(burden) / Fraction(gap), Fraction(1))

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How the form differs from the facts; empty if it declares nothing."""
        return tuple(_differences(self)) if self.declared else ()

    def explain(self, language: Language = "en") -> str:
        """The causes in words: ranked, with burdens and shares, what is missing, and how the form differs."""
        return "\n".join(_explained(self, language))


def classify(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> CauseAssessment:
    """Find why a household is poor (致贫原因分析; CA-01 to CA-05).

    The answer does not depend on the order of the members, nor on how an income is split into items.

    Args:
        household: the household; what is not known of it makes no cause.
        on: the date, which chooses the list of codes and the line.
        rulebook: the rules; those of China if left out.

    Raises:
        ParameterError: if the rules have no value for the date: there is no list of codes before 2 April 2014, nor
            from 2021 on, when risks are monitored instead.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: notes on the indicators of the register form of 2014; see each criterion for what it rests on.

    >>> from datetime import date
    >>> classify(Household("h1"), on=date(2014, 5, 1)).decision.outcome.value
    'unknown'
    """
    if not isinstance(household, Household):
        raise InvalidValue("household", type(household).__name__, "an object of type Household")
    if type(on) is not date:
        raise InvalidValue("on", on, "a datetime.date")
    parameters = (rulebook or rulebooks.load("cn")).at(on)
    decision = decide(bind(CAUSES_OF_POVERTY, parameters), HOUSEHOLD, household, on=on, key=household.id)
    local = parameters.get("causes.local_labels").table
    found = _ranked(decision)
    declared = tuple(read_label(label, local) for label in household.declared_causes)
    return CauseAssessment(decision, found[0] if found else None, found[1:3], declared)


@lru_cache(maxsize=1024)
def _readers(bound: BoundRule) -> tuple[tuple[Cause, Callable[[tuple[Stored, ...]], Truth], int | None], ...]:
    """For each candidate: what decides it, and where its burden is held."""
    return tuple(
        (cause, evaluator(criterion, bound.facts), bound.facts.index(BURDENS[cause]) if cause in BURDENS else None)
        for cause, criterion in candidates(bound).items()
    )


def _ranked(decision: Decision) -> tuple[Cause, ...]:
    """The causes found, by burden and then by the order of the form, which sorting keeps."""
    facts = decision.facts
    met = [(cause, position) for cause, truth, position in _readers(decision.bound) if truth(facts)]
    met.sort(key=lambda each: -1 if each[1] is None else facts[each[1]], reverse=True)  # type: ignore[arg-type, return-value]  # whole fen
    return tuple(cause for cause, _ in met)


def _held(decision: Decision, fact: Fact) -> int | None:
    value = decision.facts[decision.bound.facts.index(fact)]
    assert value is None or isinstance(value, int)
    return value


def _differences(assessment: CauseAssessment) -> Iterator[Difference]:
    found, undecided, candidate = assessment.found, assessment.undecided, candidates(assessment.decision.bound)
    seen: list[Cause] = []
    for declared in assessment.declared:
        cause, label = declared.cause, declared.label
        if cause in seen:
            yield Difference(DifferenceKind.REPEATED, cause, label)
            continue
        if cause is not None:
            seen.append(cause)
        if cause is None or not declared.exact or (cause not in candidate and cause is not Cause.OTHER):
            yield Difference(DifferenceKind.NOT_A_CODE, cause, label)
        elif cause is Cause.OTHER:
            yield Difference(DifferenceKind.NO_CONDITION, cause, label)
        if cause in undecided:
            yield Difference(DifferenceKind.UNDECIDED, cause, label)
        elif cause in candidate and cause not in found:
            yield Difference(DifferenceKind.NOT_FOUND, cause, label)
    if len(assessment.declared) > 3:
        yield Difference(DifferenceKind.TOO_MANY)
    first = assessment.declared[0]
    if assessment.primary is not None and first.cause in found[1:]:
        yield Difference(DifferenceKind.OTHER_MAIN, first.cause, first.label)
    for cause in found:
        if cause not in seen:
            yield Difference(DifferenceKind.NOT_DECLARED, cause)


def _explained(assessment: CauseAssessment, language: Language) -> Iterator[str]:
    def pick(en: str, zh: str) -> str:
        return Text(en, zh)[language]

    colon, comma = (": ", ", ") if language == "en" else ("：", "、")
    decision = assessment.decision
    rule = decision.bound.rule
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}[decision.outcome]
    yield pick(f"{rule.name.en}, {assessment.on}: {words.en}", f"{rule.name.zh}（{assessment.on}）：{words.zh}")
    if assessment.primary is not None:
        yield pick("Main cause: ", "主要致贫原因：") + _weighed(assessment, assessment.primary, language)
    for cause in assessment.others:
        yield pick("Other cause: ", "其他致贫原因：") + _weighed(assessment, cause, language)
    if further := assessment.found[3:]:
        yield pick("Also found: ", "另查明：") + comma.join(cause.text[language] for cause in further)
    if (gap := assessment.gap) is not None and assessment.primary in BURDENS:
        yield pick(
            f"Lacking to the line once what it bore is paid: {gap:,.2f} yuan",
            f"扣除各项负担后距贫困标准尚缺：{gap:,.2f}元",
        )
    if not assessment.settled:
        yield pick(
            "Not settled: facts are missing that could change the main cause.", "尚未确定：缺少的信息可能改变主要原因。"
        )
    yield ""
    yield from (state_finding(finding, language) for finding in assessment.findings)
    if missing := assessment.missing:
        named = {fact.name: fact.text[language] for fact in decision.bound.facts}
        yield from ("", pick("Facts that are missing:", "缺少的信息："))
        yield from (f"  - {named[name]}" for name in missing)
    if assessment.declared:
        yield from ("", pick("On the form: ", "表中填报：") + comma.join(each.label for each in assessment.declared))
        for difference in assessment.differences:
            named_cause = "" if difference.cause is None else difference.cause.text[language]
            about = difference.label or named_cause or pick("causes", "原因")
            yield f"  - {about}{colon}{difference.kind.text[language]}"
    yield from ("", *state_basis(decision.bound, language))


def _weighed(assessment: CauseAssessment, cause: Cause, language: Language) -> str:
    """A cause with its burden and share, where it has them."""
    burden, share = assessment.burden_of(cause), assessment.share_of(cause)
    if burden is None or share is None:
        return cause.text[language]
    percent = int(share * 100 + Fraction(1, 2))
    return Text(
        f"{cause.text.en} ({burden:,.2f} yuan, {percent}% of what is lacking)",
        f"{cause.text.zh}（{burden:,.2f}元，占缺口的{percent}%）",
    )[language]
