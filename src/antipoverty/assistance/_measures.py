"""Which measures fit a household, and why (帮扶措施推荐), from the catalogue, its facts and its causes.

>>> from datetime import date
>>> from antipoverty.causes import classify
>>> from antipoverty.records import Household, Income
>>> household = Household("h1", size=4, income=Income(stated=9000), medical_spending=3000, registration="registered")
>>> assessment = classify(household, on=date(2014, 5, 1))
>>> [measure.offer for measure in recommend(household, assessment, on=date(2014, 5, 1))]
['medical-assistance']
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._engine.binding import bind_beside
from antipoverty._engine.conditions import criteria_of, walk
from antipoverty._engine.prose.explanations import state_finding
from antipoverty._engine.record import Stored, Truth, evaluator
from antipoverty._shared.arguments import typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.assistance._catalogue import MEASURES_ON_OFFER, OFFERS, Offer
from antipoverty.assistance._programmes import Heading
from antipoverty.causes import Cause, CauseAssessment, candidates
from antipoverty.errors import InvalidValue, NoValueOnDate, ParameterError, RulebookError
from antipoverty.facts import HOUSEHOLD, HOUSEHOLD_FACTS
from antipoverty.records import Household
from antipoverty.rules import (
    Amount,
    BoundQuantity,
    Decision,
    Finding,
    Outcome,
    Parameter,
    Quantity,
    bind,
    bind_quantity,
    decide,
    work_out,
)
from antipoverty.text import Language, Text

_Answer = TypeVar("_Answer", "Measure", "Unclear")


@frozen(field_transformer=typed_fields)
class Measure:
    """A measure recommended for a household, with its reasons.

    Attributes:
        offer: its id in the catalogue.
        answers: the causes found that it answers, by rank; none if it is recommended by the facts alone.
        finding: how the household meets the measure's criterion.
        amounts: its amounts and limits for the household; one that hangs on a fact that is missing is unknown.
    """

    offer: str
    answers: tuple[Cause, ...]
    finding: Finding = field(repr=False)
    amounts: tuple[Amount, ...] = field(default=(), repr=False)

    def check(self) -> None:
        """Hold the measure against the catalogue, and its amounts against their quantities there.

        Raises:
            InvalidValue: for a measure that the catalogue does not have, another criterion, a criterion that is not
                met, or an amount that is not of the measure, or not what its quantity gives.
        """
        offer = OFFERS.get(self.offer)
        if offer is None or self.finding.criterion.id != offer.criterion.id:
            raise InvalidValue("offer", self.offer, f"the measure of {self.finding.criterion.id}")
        found = self.finding.criterion
        if (found.name, found.sources) != (offer.criterion.name, offer.criterion.sources):
            raise InvalidValue("finding", found.id, f"the words and sources of {found.id} in the catalogue")
        if self.finding.outcome is not Outcome.MET:
            raise InvalidValue("finding", self.finding.outcome.value, "a criterion that is met")
        if not set(self.answers) <= set(offer.answers):
            raise InvalidValue("answers", self.answers, f"causes that {self.offer} answers", personal=True)
        named, wanted = [amount.bound.id for amount in self.amounts], [each.id for each in offer.quantities]
        if named != wanted:
            raise InvalidValue("amounts", named, f"the amounts of {self.offer}: {wanted}")
        for amount, quantity in zip(self.amounts, offer.quantities, strict=True):
            if not _is_of(amount, quantity):
                raise InvalidValue("amounts", amount.bound.id, "the quantity as it stands in the catalogue")
            amount.check()

    @property
    def name(self) -> Text:
        """What it is called."""
        return OFFERS[self.offer].name

    @property
    def gives(self) -> Text:
        """What it gives, in a clause."""
        return OFFERS[self.offer].gives

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Where the programme's lists have it."""
        return OFFERS[self.offer].headings

    def explain(self, language: Language = "en") -> str:
        """The measure in words: what it gives, why, and how much."""
        comma, colon = (", ", ": ") if language == "en" else ("、", "：")
        named = comma.join(cause.text[language] for cause in self.answers)
        why = (
            Text(f"answers {named}", f"针对：{named}")
            if self.answers
            else Text("recommended by the facts, whatever the causes", "依据事实推荐，不论致贫原因")
        )
        lines = [f"{self.name[language]}{colon}{self.gives[language]}", f"  {why[language]}"]
        lines += [f"  {amount.line(language)}" for amount in self.amounts]
        return "\n".join([*lines, state_finding(self.finding, language)])


@frozen(field_transformer=typed_fields)
class Unclear:
    """A measure that may fit: facts are missing, or the rulebook does not say how much it gives.

    Attributes:
        offer: its id in the catalogue.
        answers: the causes found that it would answer.
        missing: the names of the facts that would settle it: those of its own criterion and, unless it is for everyone
            or answers a cause that is found, those of the undecided causes.
        undecided: the undecided causes that it would answer.
        without_value: the parameters of its amounts for which the rulebook has no value on the date; give them with
            `Rulebook.override`.
    """

    offer: str
    answers: tuple[Cause, ...]
    missing: tuple[str, ...]
    undecided: tuple[Cause, ...] = ()
    without_value: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        offer = OFFERS.get(self.offer)
        if offer is None:
            raise InvalidValue("Unclear.offer", self.offer, "a measure of the catalogue")
        if not {*self.answers, *self.undecided} <= set(offer.answers):
            raise InvalidValue("Unclear.answers", self.answers, f"causes that {self.offer} answers", personal=True)
        if strange := set(self.missing) - set(HOUSEHOLD_FACTS):
            raise InvalidValue("Unclear.missing", sorted(strange), "facts of a household")
        if strange := set(self.without_value) - set(_parameters_of(offer)):
            raise InvalidValue("Unclear.without_value", sorted(strange), f"parameters of the amounts of {self.offer}")


def assess_offers(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide for every measure of the catalogue whether the household is eligible, whatever its causes.

    Raises:
        ParameterError: if the rules have no value for the date.

    >>> from datetime import date
    >>> decision = assess_offers(Household("h1", road_access=False), on=date(2014, 5, 1))
    >>> [finding.criterion.id for finding in decision.findings if finding.outcome is Outcome.MET]
    ['AS-09.road']
    """
    typed(household, Household, "household")
    bound = bind(MEASURES_ON_OFFER, rulebooks.in_force(rulebook, on))
    return decide(bound, HOUSEHOLD, household, on=on, key=household.id)


def recommend(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[Measure, ...]:
    """Recommend measures for a household: those it is eligible for that answer a cause found, or are for everyone.

    Those that answer the main cause come first, then those for the other causes by rank, then the rest; within that,
    in the order of the catalogue.

    Args:
        household: the household.
        assessment: its causes, as `antipoverty.causes.classify` found them.
        on: the date, which chooses what is on offer and the amounts.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the assessment is of another household.
        ParameterError: if the rules have no value for the date.
    """
    return consider(household, assessment, on=on, rulebook=rulebook)[0]


def unclear(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[Unclear, ...]:
    """The measures that `recommend` may come to once what is missing is known; raises as it does.

    >>> from datetime import date
    >>> from antipoverty.causes import classify
    >>> household = Household("h1", registration="registered")
    >>> still_open = unclear(household, classify(household, on=date(2014, 5, 1)), on=date(2014, 5, 1))
    >>> next((each.undecided, each.missing) for each in still_open if each.offer == "road")
    ((<Cause.TRANSPORT: 'transport'>,), ('road_access',))
    """
    return consider(household, assessment, on=on, rulebook=rulebook)[1]


def consider(
    household: Household, assessment: CauseAssessment, *, on: date, rulebook: rulebooks.Rulebook | None = None
) -> tuple[tuple[Measure, ...], tuple[Unclear, ...]]:
    """What `recommend` and `unclear` give, at once; raises as they do."""
    typed(assessment, CauseAssessment, "assessment")
    decision = assess_offers(household, on=on, rulebook=rulebook)
    if assessment.subject != household.id:
        raise InvalidValue("assessment", assessment.subject, f"the causes of household {household.id}")
    found, undecided = assessment.found, assessment.undecided
    measures: list[Measure] = []
    open_still: list[Unclear] = []
    for standing in _standing(rulebooks.in_force(rulebook, on)):
        offer = standing.offer
        answers = tuple([cause for cause in found if cause in offer.answers])
        # Where it is for everyone, or answers a cause that is found, the other causes do not matter.
        may_answer = () if answers or offer.for_all else tuple([each for each in undecided if each in offer.answers])
        if not (answers or offer.for_all or may_answer):
            continue
        eligible = standing.eligible(decision.facts)
        if eligible is False:
            continue
        finding = decision.finding(offer.criterion.id)
        if eligible and not may_answer and not standing.without_value:
            amounts = [work_out(bound, HOUSEHOLD, household, on=on, key=household.id) for bound in standing.quantities]
            measures.append(Measure(offer.id, answers, finding, tuple(amounts)))
        else:
            missing = dict.fromkeys((*finding.missing, *_settling(assessment, may_answer)))
            open_still.append(Unclear(offer.id, answers, tuple(missing), may_answer, standing.without_value))
    replaced = {key for measure in measures for key in OFFERS[measure.offer].instead_of}

    def in_order(each: list[_Answer]) -> tuple[_Answer, ...]:
        """The nearest to the main cause first; sorting keeps the order of the catalogue."""
        kept = [one for one in each if one.offer not in replaced]
        return tuple(sorted(kept, key=lambda one: found.index(one.answers[0]) if one.answers else len(found)))

    return in_order(measures), in_order(open_still)


def _settling(assessment: CauseAssessment, causes: Sequence[Cause]) -> list[str]:
    """The facts that would settle some causes."""
    decision = assessment.decision
    criteria = candidates(decision.bound)
    return [name for cause in causes for name in decision.finding(criteria[cause].id).missing]


@frozen(eq=False)
class _Standing:
    """A measure on offer, as the rulebook in force has it.

    Attributes:
        offer: the measure.
        eligible: what decides from the facts of `MEASURES_ON_OFFER` whether a household is.
        quantities: its amounts, where they all have a value.
        without_value: the parameters of its amounts that have no value on the date.
    """

    offer: Offer
    eligible: Callable[[tuple[Stored, ...]], Truth]
    quantities: tuple[BoundQuantity, ...]
    without_value: tuple[str, ...]


@lru_cache(maxsize=256)
def _standing(parameters: rulebooks.InForce) -> tuple[_Standing, ...]:
    """The measures on offer, in the order of the catalogue."""
    bound = bind(MEASURES_ON_OFFER, parameters)
    criteria = {criterion.id: criterion for criterion in criteria_of(bound.rule.condition)}
    found = []
    for offer in OFFERS.values():
        if _on_offer(parameters, offer):
            lacking = _without_value(parameters, offer)
            quantities = () if lacking else tuple(bind_quantity(each, parameters) for each in offer.quantities)
            eligible = evaluator(criteria[offer.criterion.id], bound.facts)
            found.append(_Standing(offer, eligible, quantities, lacking))
    return tuple(found)


def _on_offer(parameters: rulebooks.InForce, offer: Offer) -> bool:
    """Whether a measure is on offer on the date: its own parameter is in force, if only without a value."""
    try:
        return offer.in_force is None or parameters.get(offer.in_force) is not None
    except NoValueOnDate:
        return True
    except ParameterError:
        return False


def _without_value(parameters: rulebooks.InForce, offer: Offer) -> tuple[str, ...]:
    """The parameters of a measure's amounts that have no value on the date."""
    found = []
    for name in _parameters_of(offer):
        try:
            parameters.get(name)
        except ParameterError:
            found.append(name)
    return tuple(found)


def _parameters_of(offer: Offer) -> tuple[str, ...]:
    """The parameters of a measure's amounts, and that by which it is on offer."""
    nodes = (node for quantity in offer.quantities for node in walk(quantity.term))
    named = (offer.in_force, *(node.name for node in nodes if isinstance(node, Parameter)))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _is_of(amount: Amount, quantity: Quantity) -> bool:
    """Whether an amount is of a quantity, under the values that it names itself."""
    try:
        return bind_beside(quantity, amount.bound) == amount.bound
    except RulebookError:
        return False
