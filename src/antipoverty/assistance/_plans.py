"""The plan for one household (一户一策帮扶计划): measures, dates, who is in charge, and the expected effect.

What a measure brings is the planner's estimate, since no source gives one; a grant that takes off a burden counts by
its own amount. What has no estimate is listed, and never taken for nothing or for enough.

>>> from datetime import date
>>> from antipoverty.causes import classify
>>> from antipoverty.records import Household, Income
>>> day, until = date(2014, 5, 1), date(2014, 12, 31)
>>> household = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
>>> made = plan(
...     household, classify(household, on=day), on=day, until=until, responsible="c1",
...     arrangements={"medical-assistance": Arrangement(expected=1500)},
... )
>>> made.gap, made.covered, made.uncovered
(Decimal('4944.00'), Decimal('1500'), Decimal('3444.00'))
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import reduce

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day, mapping_to
from antipoverty._shared.exact import add, subtract
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance._recommendations import Recommendation, UndecidedMeasure, consider
from antipoverty.causes import Cause, CauseAssessment, RiskCode
from antipoverty.errors import InvalidValue
from antipoverty.records import Household
from antipoverty.text import Labelled


@frozen(field_transformer=fields.named)
class Arrangement(Serializable):
    """The planner's terms for one measure; what is left out follows the plan.

    Attributes:
        expected: what it should bring the household in a year, yuan.
        responsible: who is in charge of it.
        start: its first day.
        end: its last day.
    """

    expected: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    responsible: str | None = fields.text(personal=True)
    start: date | None = fields.day(personal=False)
    end: date | None = fields.day(personal=False)


class Basis(Labelled):
    """Where an expected effect comes from."""

    PLANNER = "planner", "estimated by the planner", "由制定人估计"
    AMOUNT = "amount", "the measure's own amount", "按措施标准"
    NONE = "none", "not estimated", "未估计"


@frozen(field_transformer=typed_fields)
class PlannedMeasure:
    """A measure in a plan.

    Attributes:
        recommendation: the measure recommended, with its reasons.
        responsible: who is in charge of it.
        start: its first day.
        end: its last day.
        expected: what it should bring in a year, yuan; none if nobody has estimated it.
        basis: where that comes from.
    """

    recommendation: Recommendation
    responsible: str = field(repr=False)
    start: date
    end: date
    expected: Decimal | None = field(repr=False)
    basis: Basis


@frozen(field_transformer=typed_fields)
class HouseholdPlan(Serializable, Shown):
    """The plan for a household: make one with `plan`.

    Attributes:
        subject: the caller's key for the household.
        on: the day of the plan.
        until: its last day.
        responsible: who is in charge.
        assessment: why the household is poor.
        measures: the measures, those for the main cause first.
        undecided_measures: measures that missing facts, or amounts that the rulebook does not give, leave open.
    """

    subject: str = field(validator=fields.key)
    on: date
    until: date
    responsible: str = field(repr=False)
    assessment: CauseAssessment = field(repr=False)
    measures: tuple[PlannedMeasure, ...] = field(repr=False)
    undecided_measures: tuple[UndecidedMeasure, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a plan whose parts contradict each other, such as a stored plan that was edited."""
        if self.until < self.on:
            raise InvalidValue("HouseholdPlan.until", self.until, f"a day not before {self.on}")
        if self.assessment.subject != self.subject:
            raise InvalidValue(
                "HouseholdPlan.assessment", self.assessment.subject, "the causes of the plan's household"
            )
        decision = self.assessment.decision
        known = dict(zip(decision.bound.facts, decision.facts, strict=True))
        for number, each in enumerate(self.measures):
            where, recommendation = f"HouseholdPlan.measures[{number}]", each.recommendation
            if not self.on <= each.start <= each.end <= self.until:
                raise InvalidValue(where, f"{each.start} to {each.end}", f"days from {self.on} to {self.until}")
            if not set(recommendation.answers) <= set(self.assessment.found):
                raise InvalidValue(f"{where}.answers", recommendation.answers, "causes that were found", personal=True)
            if any(known.get(fact, value) != value for fact, value in recommendation.finding.facts):
                raise InvalidValue(
                    f"{where}.finding", recommendation.measure, "the facts on which the causes were found"
                )
            for amount in recommendation.amounts:
                if (amount.subject, amount.on) != (self.subject, self.on):
                    raise InvalidValue(f"{where}.amounts", amount.on, "amounts of the household on the plan's day")
                if any(
                    known.get(fact, value) != value
                    for fact, value in zip(amount.bound.facts, amount.facts, strict=True)
                ):
                    raise InvalidValue(f"{where}.amounts", amount.bound.id, "the facts on which the causes were found")
            estimate = each.expected if each.basis is Basis.PLANNER else None
            if _expected(recommendation, estimate, self.assessment) != (each.expected, each.basis):
                raise InvalidValue(f"{where}.expected", each.expected, "what its basis gives", personal=True)

    @property
    def gap(self) -> Decimal | None:
        """The household's gap to the line in a year, yuan; none if it is not known."""
        return self.assessment.gap

    @property
    def covered(self) -> Decimal:
        """What the measures with an estimate should bring in a year, yuan."""
        return reduce(add, (each.expected for each in self.measures if each.expected is not None), Decimal(0))

    @property
    def uncovered(self) -> Decimal | None:
        """The part of the gap that no estimate covers, yuan, at least 0; none if the gap is not known."""
        return None if self.gap is None else max(subtract(self.gap, self.covered), Decimal("0.00"))

    @property
    def not_estimated(self) -> tuple[str, ...]:
        """The ids of the measures without an estimate."""
        return tuple(each.recommendation.measure for each in self.measures if each.expected is None)

    @property
    def unanswered(self) -> tuple[Cause | RiskCode, ...]:
        """The causes found that no measure of the plan answers, by rank."""
        answered = {cause for each in self.measures for cause in each.recommendation.answers}
        return tuple(cause for cause in self.assessment.found if cause not in answered)

    def _personal(self) -> tuple[str, ...]:
        return (self.responsible,)


def plan(
    household: Household,
    assessment: CauseAssessment,
    *,
    on: date,
    until: date,
    responsible: str,
    arrangements: Mapping[str, Arrangement] | None = None,
    rulebook: rulebooks.Rulebook | None = None,
) -> HouseholdPlan:
    """Make the plan for a household from the measures recommended for it.

    Args:
        household: the household.
        assessment: its causes.
        on: the day of the plan, and the first day of its measures.
        until: its last day.
        responsible: who is in charge (帮扶责任人).
        arrangements: what the planner settles, by the measure's id.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: for dates out of order, nobody in charge, or an arrangement for a measure that is not recommended.
        ParameterError: if the rules have no value for the date.
    """
    as_day(on, "on")
    as_day(until, "until")
    settled = {} if arrangements is None else dict(mapping_to(arrangements, Arrangement, "arrangements"))
    if not fields.is_text(responsible):
        raise InvalidValue("responsible", responsible, f"who is in charge: {fields.TEXT}", personal=True)
    if until < on:
        raise InvalidValue("until", until, f"a day not before {on}")
    measures, open_still = consider(household, assessment, on=on, rulebook=rulebook)
    recommended = [recommendation.measure for recommendation in measures]
    if strange := sorted(set(settled) - set(recommended)):
        raise InvalidValue("arrangements", strange, f"measures recommended: {', '.join(recommended) or 'none'}")
    planned = []
    for recommendation in measures:
        terms = settled.get(recommendation.measure, _NOTHING_SETTLED)
        start, end = terms.start or on, terms.end or until
        if not on <= start <= end <= until:
            raise InvalidValue(
                f"arrangements[{recommendation.measure}]", f"{start} to {end}", f"days from {on} to {until}"
            )
        expected, basis = _expected(recommendation, terms.expected, assessment)
        planned.append(PlannedMeasure(recommendation, terms.responsible or responsible, start, end, expected, basis))
    return HouseholdPlan(household.id, on, until, responsible, assessment, tuple(planned), open_still)


_NOTHING_SETTLED = Arrangement()


def _expected(
    recommendation: Recommendation, estimate: Decimal | None, assessment: CauseAssessment
) -> tuple[Decimal | None, Basis]:
    """The planner's estimate, or what the measure takes off a burden, which is never more than the burden."""
    if estimate is not None:
        return estimate, Basis.PLANNER
    for cause, quantity in recommendation.entry.relieves:
        burden = assessment.burden_of(cause)
        given = next((amount.value for amount in recommendation.amounts if amount.bound.id == quantity), None)
        if burden is not None and given is not None:
            return min(given, burden), Basis.AMOUNT
    return None, Basis.NONE
