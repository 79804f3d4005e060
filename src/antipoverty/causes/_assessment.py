"""Why one household is poor, or may become so: its causes or risks, their burdens, and how its form differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, field, frozen

from antipoverty import rulebooks
from antipoverty._engine.amounts import calculate_from_facts
from antipoverty._engine.binding import bind_beside, ranked_in
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.causes._codes import Cause, DeclaredCause, Difference, DifferenceKind, read_label
from antipoverty.causes._risks import RISK_BURDENS, RISKS_OF_RETURN, read_risk
from antipoverty.causes._rules import BURDENS, CAUSES_OF_POVERTY, candidates
from antipoverty.errors import InvalidValue, NoLongerInForce, RulebookError
from antipoverty.facts import HOUSEHOLD
from antipoverty.money import yuan_of_fen
from antipoverty.quantities import GAP_AFTER_BURDENS, GAP_TO_SCOPE
from antipoverty.records import Household, RiskCode
from antipoverty.rules import Decision, Fact, Finding, Quantity, bind, decide


@frozen
class _Codes:
    """What is found by a rule: its codes, those with a burden, and what is lacking.

    Attributes:
        code: what a code of the ranking stands for.
        burdens: the fact that holds the burden of a code.
        gap: what the household lacks once it has paid every burden.
    """

    code: Callable[[str], Cause | RiskCode]
    burdens: Mapping[Cause, Fact] | Mapping[RiskCode, Fact]
    gap: Quantity


_RULES = {
    CAUSES_OF_POVERTY.id: _Codes(Cause, BURDENS, GAP_AFTER_BURDENS),
    RISKS_OF_RETURN.id: _Codes(read_risk, RISK_BURDENS, GAP_TO_SCOPE),
}


def _with_ranking(decision: Decision) -> Decision:
    """A decision that was stored before a rule had a ranking gets the one that it was ranked by."""
    if not isinstance(decision, Decision) or decision.bound.rule.ranking is not None:
        return decision
    rule = decision.bound.rule
    if rule.id != CAUSES_OF_POVERTY.id:
        return decision
    ranking = ranked_in(CAUSES_OF_POVERTY.ranking, rule.condition)
    return evolve(decision, bound=evolve(decision.bound, rule=evolve(rule, ranking=ranking)))


@frozen(field_transformer=typed_fields)
class CauseAssessment(Serializable, Shown):
    """Why a household is poor, on one date: make one with `classify`.

    From 2021 on it says why a household may become poor again: its causes are risks, codes of `RiskCode`.

    Attributes:
        decision: every candidate with its finding; met if at least one cause is found.
        primary: the main cause; none if none is found.
        others: at most two more, in order of rank.
        declared: what the form states, in its order.

    A stored assessment whose main and other causes are not those of its decision is refused.
    """

    decision: Decision = field(converter=_with_ranking)
    primary: Cause | RiskCode | None
    others: tuple[Cause | RiskCode, ...]
    declared: tuple[DeclaredCause, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        if self.decision.bound.rule.id not in _RULES:
            raise InvalidValue("decision", self.decision.bound.rule.id, f"a decision by {' or '.join(_RULES)}")
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
    def found(self) -> tuple[Cause | RiskCode, ...]:
        """Every cause that is found, by rank."""
        return tuple(map(self._codes.code, self.decision.ranked))

    @property
    def _codes(self) -> _Codes:
        return _RULES[self.decision.bound.rule.id]

    @property
    def undecided(self) -> tuple[Cause | RiskCode, ...]:
        """The causes of which facts are missing; none of them is found."""
        return tuple(map(self._codes.code, self.decision.undecided))

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that would settle the causes that are undecided."""
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.missing))

    @property
    def settled(self) -> bool:
        """Whether the main cause, or that there is none, stands whatever becomes known of the missing facts."""
        return self.decision.settled

    def missing_for(self, cause: Cause | RiskCode) -> tuple[str, ...]:
        """The names of the facts that would settle a cause; empty if it is settled."""
        typed(cause, (Cause, RiskCode), "cause")
        criterion = candidates(self.decision.bound).get(cause)
        return () if criterion is None else self.decision.finding(criterion.id).missing

    def burden_of(self, cause: Cause | RiskCode) -> Decimal | None:
        """What the household bore for a cause that is found, in yuan; none if it is not found or has no burden."""
        typed(cause, (Cause, RiskCode), "cause")
        burden = self._burdens.get(cause)
        if burden is None or cause not in self.found:
            return None
        held = _held(self.decision, burden)
        return None if held is None else yuan_of_fen(held)

    @property
    def _burdens(self) -> dict[Cause | RiskCode, Fact]:
        return dict(self._codes.burdens.items())

    @property
    def gap(self) -> Decimal | None:
        """What the household lacks to the line once it has paid every burden that is known, in yuan; at least 0.

        From 2021 on it is what it lacks to the scope of monitoring. It is unknown while the income, the size or the
        scope is. Where a cause with a burden is found by the facts, it is above 0.
        """
        try:
            bound = bind_beside(self._codes.gap, self.decision.bound)
        except RulebookError:  # the rulebook leaves the scope open
            return None
        held = {fact: _held(self.decision, fact) for fact in bound.facts}
        # What it bore and is not known counts as nothing, so that this is the least that it lacks.
        burdens = self._burdens.values()
        known = {fact.name: 0 if value is None and fact in burdens else value for fact, value in held.items()}
        return calculate_from_facts(bound, known, on=self.on, key=self.subject).value

    def share_of(self, cause: Cause | RiskCode) -> Fraction | None:
        """How much of the gap would be gone without a cause's burden; none where there is no burden.

        Of a household whose income is below the line, the shares of all it bore and of its low income sum to 1.
        """
        burden, gap = self.burden_of(cause), self.gap
        return None if burden is None or not gap else min(Fraction(burden) / Fraction(gap), Fraction(1))

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How the form differs from the facts; empty if it declares nothing."""
        return tuple(_differences(self)) if self.declared else ()

    @property
    def needs_case_review(self) -> bool:
        """Whether rules cannot say why: nothing on the list is found, or the form names something beyond it."""
        nothing = self.primary is None and self.settled
        if self.primary is RiskCode.OTHER:
            return True
        return nothing or any(declared.cause in (None, Cause.OTHER) for declared in self.declared)


def classify(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> CauseAssessment:
    """Find why a household is poor (致贫原因分析; CA-01 to CA-05), or why it may become poor again (CA-06).

    To the end of 2020 the answer is by the causes of the form; from 2021 on, when no household is registered as
    poor any more, by the risks of monitoring, which the register has (`antipoverty.records.Monitoring`) or the facts
    show. The answer does not depend on the order of the members, nor on how an income is split into items.

    Args:
        household: the household; what is not known of it makes no cause. Of one that the register does not have under
            monitoring say so: ``Monitoring.of("none", ())``.
        on: the date, which chooses the codes, and the line or scope.
        rulebook: the rules; those of China if left out.

    Raises:
        ParameterError: if the rules have no value for the date: there is no list of codes before 2 April 2014.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: notes on the indicators of the register form of 2014; see each criterion for what it rests on.

    >>> from datetime import date
    >>> classify(Household("h1"), on=date(2014, 5, 1)).decision.outcome.value
    'unknown'
    >>> from antipoverty.records import Monitoring
    >>> held = Monitoring.of("marginal", ("unstable work", "illness"))
    >>> classify(Household("h1", monitoring=held, medical_spending=9_000), on=date(2023, 6, 1)).found
    (<RiskCode.ILLNESS: 'illness'>, <RiskCode.UNSTABLE_WORK: 'unstable work'>)
    """
    typed(household, Household, "household")
    parameters = in_force(rulebook, on)
    try:
        parameters.get("causes.code_list")
    except NoLongerInForce:
        decision = decide(bind(RISKS_OF_RETURN, parameters), HOUSEHOLD, household, on=on, key=household.id)
        risks = tuple(map(read_risk, decision.ranked))
        return CauseAssessment(decision, risks[0] if risks else None, risks[1:3])
    bound, local = bind(CAUSES_OF_POVERTY, parameters), parameters.get("causes.local_labels").table
    decision = decide(bound, HOUSEHOLD, household, on=on, key=household.id)
    found = tuple(map(Cause, decision.ranked))
    declared = tuple(read_label(label, local) for label in household.declared_causes)
    return CauseAssessment(decision, found[0] if found else None, found[1:3], declared)


def _held(decision: Decision, fact: Fact) -> int | None:
    value = decision.facts[decision.bound.facts.index(fact)]
    assert value is None or isinstance(value, int)
    return value


def _differences(assessment: CauseAssessment) -> Iterator[Difference]:
    found, undecided, candidate = assessment.found, assessment.undecided, candidates(assessment.decision.bound)
    first = assessment.declared[0]
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
    for first in assessment.declared[:1]:
        if assessment.primary is not None and first.cause in found[1:]:
            yield Difference(DifferenceKind.OTHER_MAIN, first.cause, first.label)
    for each in found:
        if isinstance(each, Cause) and each not in seen:
            yield Difference(DifferenceKind.NOT_DECLARED, each)
