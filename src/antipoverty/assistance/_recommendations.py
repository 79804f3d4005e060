"""Which measures fit a household, and why (帮扶措施推荐), from the catalogue, its facts and its causes.

>>> from datetime import date
>>> from antipoverty.causes import classify
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
>>> assessment = classify(household, on=date(2014, 5, 1))
>>> [recommendation.measure for recommendation in recommend(household, assessment, on=date(2014, 5, 1))]
['medical-assistance']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeVar

from attrs import evolve, field, frozen

from antipoverty import rulebooks
from antipoverty._engine.binding import BoundQuantity, BoundRule, bind_beside
from antipoverty._engine.conditions import FactValue, criteria_of, facts_of, walk
from antipoverty._engine.record import evaluator
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance._classifications import Heading
from antipoverty.assistance._measures import Measure, measures_of, measures_on_offer
from antipoverty.causes import Cause, CauseAssessment, RiskCode
from antipoverty.errors import (
    InvalidValue,
    NoLongerInForce,
    NotYetInForce,
    NoValueOnDate,
    ParameterError,
    RulebookError,
)
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.records import Household
from antipoverty.rules import (
    Amount,
    AnyOf,
    Decision,
    Fact,
    Finding,
    Outcome,
    Parameter,
    Quantity,
    bind,
    calculate,
    decide,
)
from antipoverty.text import Text

_Answer = TypeVar("_Answer", "Recommendation", "UndecidedMeasure")


@frozen(field_transformer=typed_fields)
class Recommendation(Serializable, Shown):
    """A measure recommended for a household, with its reasons.

    Attributes:
        measure: the id of the measure in the catalogue.
        answers: the causes found that it answers, by rank; none if it is recommended by the facts alone.
        finding: how the household meets the measure's criterion.
        amounts: its amounts and limits for the household; one that hangs on a fact that is missing is unknown.
        own: the measure itself, where it is none of China's catalogue, or differs from the one there.
    """

    measure: str
    answers: tuple[Cause | RiskCode, ...]
    finding: Finding = field(repr=False)
    amounts: tuple[Amount, ...] = field(default=(), repr=False)
    own: Measure | None = field(default=None, repr=False)

    def check(self) -> None:
        """Hold the measure against the catalogue, and its amounts against their quantities there.

        Raises:
            InvalidValue: for a measure that the catalogue does not have, another criterion, a criterion that is not
                met, or an amount that is not of the measure, or not what its quantity gives.
        """
        measure = _entry(self.measure, self.own)
        if measure is None or self.finding.criterion.id != measure.criterion.id:
            raise InvalidValue("measure", self.measure, f"the measure of {self.finding.criterion.id}")
        criterion = self.finding.criterion
        if (criterion.name, criterion.sources) != (measure.criterion.name, measure.criterion.sources):
            raise InvalidValue("finding", criterion.id, f"the words and sources of {criterion.id} in the catalogue")
        if self.finding.outcome is not Outcome.MET:
            raise InvalidValue("finding", self.finding.outcome.value, "a criterion that is met")
        if not set(self.answers) <= {*measure.answers, *measure.risks}:
            raise InvalidValue("answers", self.answers, f"causes that {self.measure} answers", personal=True)
        stated, expected = [amount.bound.id for amount in self.amounts], [each.id for each in measure.quantities]
        if stated != expected:
            raise InvalidValue("amounts", stated, f"the amounts of {self.measure}: {expected}")
        for amount, quantity in zip(self.amounts, measure.quantities, strict=True):
            if not _is_of(amount, quantity):
                raise InvalidValue("amounts", amount.bound.id, "the quantity as it stands in the catalogue")
            amount.check()

    @property
    def entry(self) -> Measure:
        """The measure as it stands in the catalogue."""
        return self.own or measures_of()[self.measure]

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.entry.name

    @property
    def gives(self) -> Text:
        """What it gives, in a clause."""
        return self.entry.gives

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Where the programme's lists have it."""
        return self.entry.headings


@frozen(field_transformer=typed_fields)
class UndecidedMeasure(Serializable, Shown):
    """A measure that may fit: facts are missing, or the rulebook does not say how much it gives.

    Attributes:
        measure: the id of the measure in the catalogue.
        answers: the causes found that it would answer.
        missing: the names of the facts, and of parameters without a value, that would settle it: those of its own
            criterion and, unless it is for everyone or answers a cause that is found, those of the undecided causes.
        undecided: the undecided causes that it would answer.
        without_value: the parameters of its amounts for which the rulebook has no value on the date; give them with
            `Rulebook.override`.
        own: the measure itself, where it is none of China's catalogue, or differs from the one there.
        parameters: what the parameters of its amounts are called that China's rulebook does not have.
    """

    measure: str
    answers: tuple[Cause | RiskCode, ...]
    missing: tuple[str, ...]
    undecided: tuple[Cause | RiskCode, ...] = ()
    without_value: tuple[str, ...] = ()
    own: Measure | None = field(default=None, repr=False)
    parameters: tuple[tuple[str, Text], ...] = field(default=(), repr=False)

    @property
    def entry(self) -> Measure:
        """The measure as it stands in the catalogue."""
        return self.own or measures_of()[self.measure]

    @property
    def own_facts(self) -> Mapping[str, Fact]:
        """The facts by name that the rulebook's own measure reads."""
        return {} if self.own is None else {fact.name: fact for fact in facts_of(self.own.criterion)}

    def __attrs_post_init__(self) -> None:
        measure = _entry(self.measure, self.own)
        if measure is None:
            raise InvalidValue("UndecidedMeasure.measure", self.measure, "a measure of the catalogue")
        if not {*self.answers, *self.undecided} <= {*measure.answers, *measure.risks}:
            raise InvalidValue(
                "UndecidedMeasure.answers", self.answers, f"causes that {self.measure} answers", personal=True
            )
        if strange := {name for name in self.missing if "." not in name} - {*HOUSEHOLD_FACTS, *self.own_facts}:
            raise InvalidValue("UndecidedMeasure.missing", sorted(strange), "facts of a household")
        if strange := set(self.without_value) - set(_parameters_of(measure)):
            raise InvalidValue(
                "UndecidedMeasure.without_value", sorted(strange), f"parameters of the amounts of {self.measure}"
            )


def assess_eligibility(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide for every measure of the catalogue whether the household is eligible, whatever its causes.

    Raises:
        ParameterError: if the rules have no value for the date.

    >>> from datetime import date
    >>> decision = assess_eligibility(Household("h1", road_access=False), on=date(2014, 5, 1))
    >>> [finding.criterion.id for finding in decision.findings if finding.outcome is Outcome.MET]
    ['AS-09.road']
    """
    typed(household, Household, "household")
    return decide(_offer(in_force(rulebook, on)).bound, HOUSEHOLD, household, on=on, key=household.id)


def recommend(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[Recommendation, ...]:
    """Recommend measures for a household: those it is eligible for that answer a cause found, or are for everyone.

    Those that answer the main cause come first, then those for the other causes by rank, then the rest; within that,
    in the order of the catalogue.

    Args:
        household: the household.
        assessment: its causes, as `antipoverty.causes.classify` found them.
        on: the date, which chooses the measures available and their amounts.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the assessment is of another household.
        ParameterError: if the rules have no value for the date.
    """
    return consider(household, assessment, on=on, rulebook=rulebook)[0]


def undecided_measures(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[UndecidedMeasure, ...]:
    """The measures that `recommend` may come to once what is missing is known; raises as it does.

    >>> from datetime import date
    >>> from antipoverty.causes import classify
    >>> household = Household("h1", registration="registered")
    >>> still_open = undecided_measures(household, classify(household, on=date(2014, 5, 1)), on=date(2014, 5, 1))
    >>> next((each.undecided, each.missing) for each in still_open if each.measure == "road")
    ((<Cause.TRANSPORT: 'transport'>,), ('road_access',))
    """
    return consider(household, assessment, on=on, rulebook=rulebook)[1]


def consider(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[tuple[Recommendation, ...], tuple[UndecidedMeasure, ...]]:
    """What `recommend` and `undecided_measures` give, at once; raises as they do."""
    typed(assessment, CauseAssessment, "assessment")
    decision = assess_eligibility(household, on=on, rulebook=rulebook)
    if assessment.subject != household.id:
        raise InvalidValue("assessment", assessment.subject, f"the causes of household {household.id}")
    found, undecided = assessment.found, assessment.undecided
    recommendations: list[Recommendation] = []
    to_settle: list[UndecidedMeasure] = []
    replaced: set[str] = set()
    for available in _offer(in_force(rulebook, on)).measures:
        measure = available.measure
        answered = (*measure.answers, *measure.risks)
        answers = tuple([cause for cause in found if cause in answered])
        # Where it is for everyone, or answers a cause that is found, the other causes do not matter.
        may_answer = () if answers or measure.for_all else tuple([each for each in undecided if each in answered])
        if not (answers or measure.for_all or may_answer):
            continue
        eligible = available.eligible(decision.facts)
        if eligible is False:
            continue
        finding = decision.finding(measure.criterion.id)
        if eligible and not may_answer and not available.without_value:
            amounts = [
                calculate(bound, HOUSEHOLD, household, on=on, key=household.id) for bound in available.quantities
            ]
            recommendations.append(Recommendation(measure.id, answers, finding, tuple(amounts), available.own))
            replaced.update(measure.instead_of)
        else:
            missing = dict.fromkeys(
                (*finding.missing, *(name for cause in may_answer for name in assessment.missing_for(cause)))
            )
            to_settle.append(
                UndecidedMeasure(
                    measure.id,
                    answers,
                    tuple(missing),
                    may_answer,
                    available.without_value,
                    available.own,
                    available.parameters,
                )
            )

    def in_order(answers: list[_Answer]) -> tuple[_Answer, ...]:
        """The nearest to the main cause first; sorting keeps the order of the catalogue."""
        kept = [answer for answer in answers if answer.measure not in replaced]
        return tuple(sorted(kept, key=lambda one: found.index(one.answers[0]) if one.answers else len(found)))

    return in_order(recommendations), in_order(to_settle)


@frozen(eq=False)
class _AvailableMeasure:
    """A measure that is available under the rulebook in force.

    Attributes:
        measure: the measure.
        eligible: what decides from the facts of `measures_on_offer` whether a household is.
        quantities: its amounts, where they all have a value.
        without_value: the parameters of its amounts that have no value on the date.
        own: the measure, where it is not China's.
        parameters: what those parameters are called that China's rulebook does not have.
    """

    measure: Measure
    eligible: Callable[[tuple[FactValue, ...]], bool | None]
    quantities: tuple[BoundQuantity, ...]
    without_value: tuple[str, ...]
    own: Measure | None
    parameters: tuple[tuple[str, Text], ...]


@frozen(eq=False)
class _Offer:
    """What a rulebook offers on a date: whom each measure is for, and the measures that are available, in order."""

    bound: BoundRule
    measures: tuple[_AvailableMeasure, ...]


def _entry(key: str, own: Measure | None) -> Measure | None:
    """The measure of an id: the rulebook's own, if it has that id, or China's."""
    return measures_of().get(key) if own is None else own if own.id == key else None


@lru_cache(maxsize=256)
def _offer(parameters: rulebooks.InForce) -> _Offer:
    bound = _bound_offer(parameters)
    china = rulebooks.load("cn").parameters
    criteria = {criterion.id: criterion for criterion in criteria_of(bound.rule.condition)}
    available = []
    for measure in measures_of(parameters.rulebook).values():
        if _is_available(parameters, measure):
            without_value = _without_value(parameters, measure)
            quantities = () if without_value else tuple(bind(each, parameters) for each in measure.quantities)
            eligible = evaluator(criteria[measure.criterion.id], bound.facts)
            own = None if measures_of().get(measure.id) == measure else measure
            texts = tuple(
                (name, parameters.rulebook.parameter(name).text) for name in without_value if name not in china
            )
            available.append(_AvailableMeasure(measure, eligible, quantities, without_value, own, texts))
    return _Offer(bound, tuple(available))


def _bound_offer(parameters: rulebooks.InForce) -> BoundRule:
    """Whom the measures are for, by the values of the date."""
    rule = measures_on_offer(parameters.rulebook)
    try:
        return bind(rule, parameters)
    except (NotYetInForce, NoLongerInForce):
        # A measure that is not on offer on the date may name what is not in force either.
        measures = measures_of(parameters.rulebook).values()
        offered = tuple(measure.criterion for measure in measures if _is_available(parameters, measure))
        if not 0 < len(offered) < len(measures):
            raise
        return bind(evolve(rule, condition=AnyOf(offered)), parameters)


def _is_available(parameters: rulebooks.InForce, measure: Measure) -> bool:
    """Whether a measure is available on the date: its own parameter is in force, if only without a value."""
    try:
        return measure.in_force is None or parameters.get(measure.in_force) is not None
    except NoValueOnDate:
        return True
    except ParameterError:
        return False


def _without_value(parameters: rulebooks.InForce, measure: Measure) -> tuple[str, ...]:
    """The parameters of a measure's amounts that have no value on the date."""
    without_value = []
    for name in _parameters_of(measure):
        try:
            parameters.get(name)
        except ParameterError:
            without_value.append(name)
    return tuple(without_value)


def _parameters_of(measure: Measure) -> tuple[str, ...]:
    """The parameters of a measure's amounts, and the one that makes it available."""
    nodes = (node for quantity in measure.quantities for node in walk(quantity.term))
    named = (measure.in_force, *(node.name for node in nodes if isinstance(node, Parameter)))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _is_of(amount: Amount, quantity: Quantity) -> bool:
    """Whether an amount is of a quantity, under the values that it names itself."""
    try:
        return bind_beside(quantity, amount.bound) == amount.bound
    except RulebookError:
        return False
