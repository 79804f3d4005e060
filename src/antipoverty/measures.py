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

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty.arguments import typed
from antipoverty.catalogue import MEASURES_ON_OFFER, OFFERS, Offer
from antipoverty.causes import Cause, CauseAssessment, candidates
from antipoverty.errors import InvalidValue, NoValueOnDate, ParameterError
from antipoverty.facts import HOUSEHOLD, HOUSEHOLD_FACTS
from antipoverty.facts.living import SIZE
from antipoverty.money import multiply
from antipoverty.programmes import Heading
from antipoverty.records import Household
from antipoverty.rules import Decision, Fact, Finding, Language, Outcome, Text, bind, decide
from antipoverty.rules.conditions.shapes import typed_fields
from antipoverty.rules.parameters import ParameterValue
from antipoverty.rules.prose import show_parameter, state_finding
from antipoverty.rules.record import Stored

_Answer = TypeVar("_Answer", "Measure", "Unclear")

__all__ = ["Measure", "Quantity", "Unclear", "assess_offers", "consider", "recommend", "unclear"]


@frozen(field_transformer=typed_fields)
class Quantity:
    """An amount or limit of a measure, worked out for a household.

    Attributes:
        parameter: the parameter behind it, with source and grade.
        value: the value for the household: yuan for money, else in `unit`.
        unit: its unit.
        times: what the parameter was multiplied by; none if it stands alone.
        relieves: the cause whose burden it takes off, year by year.
    """

    parameter: ParameterValue = field(repr=lambda parameter: parameter.name)
    value: Decimal = field(repr=False)
    unit: Text
    times: int | None = field(default=None, repr=False)
    relieves: Cause | None = None

    @property
    def product(self) -> Decimal:
        """The parameter times what it is multiplied by: the value, where no limit is lower."""
        return multiply(_number(self.parameter), 1 if self.times is None else self.times)

    def line(self, language: Language) -> str:
        """The quantity in one line, with what it was worked out from and how sure it is."""
        parameter = self.parameter
        each = "" if self.times is None else f"{show_parameter(parameter, language)} × {self.times}; "
        return Text(
            f"{parameter.text.en}: {self.value:,} {self.unit.en} ({each}grade {parameter.grade.value})",
            f"{parameter.text.zh}：{self.value:,}{self.unit.zh}（{each}可信度{parameter.grade.value}）".replace(
                "; ", "；"
            ),
        )[language]


@frozen(field_transformer=typed_fields)
class Measure:
    """A measure recommended for a household, with its reasons.

    Attributes:
        offer: its id in the catalogue.
        answers: the causes found that it answers, by rank; none if it is recommended by the facts alone.
        finding: how the household meets the measure's criterion.
        quantities: its amounts and limits for the household.
    """

    offer: str
    answers: tuple[Cause, ...]
    finding: Finding = field(repr=False)
    quantities: tuple[Quantity, ...] = field(default=(), repr=False)

    def check(self) -> None:
        """Hold the measure against the catalogue, and its quantities against their parameters.

        Raises:
            InvalidValue: for a measure that the catalogue does not have, another criterion, a criterion that is not
                met, or a quantity that does not follow from its parameter.
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
        amounts = {amount.parameter: amount for amount in offer.amounts}
        for quantity in self.quantities:
            amount = amounts.get(quantity.parameter.name)
            if amount is None:
                raise InvalidValue("quantities", quantity.parameter.name, f"amounts of {self.offer}: {list(amounts)}")
            capped = amount.most is not None and quantity.value <= quantity.product
            if quantity.value != quantity.product and not capped:
                expected = f"what follows from {quantity.parameter.name}"
                raise InvalidValue("quantities", quantity.value, expected, personal=True)

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
        lines += [f"  {quantity.line(language)}" for quantity in self.quantities]
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
        without_value: its amounts for which the rulebook leaves the value open on the date; give them with
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
    parameters = rulebooks.in_force(rulebook, on)
    found, undecided = assessment.found, assessment.undecided
    settling = {
        cause: finding.missing
        for cause, finding in zip(candidates(assessment.decision.bound), assessment.findings, strict=True)
    }
    measures: list[Measure] = []
    open_still: list[Unclear] = []
    for offer, finding in zip(OFFERS.values(), decision.findings, strict=True):
        answers = tuple(cause for cause in found if cause in offer.answers)
        # Where it is for everyone, or answers a cause that is found, the other causes do not matter.
        may_answer = () if answers or offer.for_all else tuple(cause for cause in undecided if cause in offer.answers)
        if finding.outcome is Outcome.NOT_MET or not (answers or offer.for_all or may_answer):
            continue
        if not _on_offer(parameters, offer):
            continue
        without_value = _without_value(parameters, offer)
        if finding.outcome is Outcome.MET and not may_answer and not without_value:
            measures.append(Measure(offer.id, answers, finding, tuple(_quantities(offer, decision, parameters))))
        else:
            missing = (*finding.missing, *(name for cause in may_answer for name in settling[cause]))
            open_still.append(Unclear(offer.id, answers, tuple(dict.fromkeys(missing)), may_answer, without_value))
    replaced = {key for measure in measures for key in OFFERS[measure.offer].instead_of}

    def in_order(each: list[_Answer]) -> tuple[_Answer, ...]:
        """The nearest to the main cause first; sorting keeps the order of the catalogue."""
        kept = [one for one in each if one.offer not in replaced]
        return tuple(sorted(kept, key=lambda one: found.index(one.answers[0]) if one.answers else len(found)))

    return in_order(measures), in_order(open_still)


def _on_offer(parameters: rulebooks.InForce, offer: Offer) -> bool:
    """Whether a measure is on offer on the date: its own parameter is in force, if only without a value."""
    try:
        return offer.in_force is None or parameters.get(offer.in_force) is not None
    except NoValueOnDate:
        return True
    except ParameterError:
        return False


def _without_value(parameters: rulebooks.InForce, offer: Offer) -> tuple[str, ...]:
    """The amounts of a measure on offer that have no value on the date."""
    named = [offer.in_force, *(name for amount in offer.amounts for name in (amount.parameter, amount.most))]
    found = []
    for name in dict.fromkeys(name for name in named if name is not None):
        try:
            parameters.get(name)
        except ParameterError:
            found.append(name)
    return tuple(found)


def _quantities(offer: Offer, decision: Decision, parameters: rulebooks.InForce) -> Iterator[Quantity]:
    known = dict(zip(decision.bound.facts, decision.facts, strict=True))
    for amount in offer.amounts:
        times = _count(known, amount.per)
        size = _count(known, SIZE)
        if amount.per is not None and times is None:
            continue
        if amount.sizes is not None:
            least, most = amount.sizes
            if size is None or size < least or (most is not None and size > most):
                continue
        parameter = parameters.get(amount.parameter)
        unit = amount.unit or parameter.unit
        assert unit is not None
        value = multiply(_number(parameter), 1 if times is None else times)
        if amount.most is not None:
            value = min(value, _number(parameters.get(amount.most)))
        yield Quantity(parameter, value, unit, times, amount.relieves)


def _count(known: Mapping[Fact, Stored], fact: Fact | None) -> int | None:
    value = None if fact is None else known[fact]
    assert value is None or isinstance(value, int)
    return value


def _number(parameter: ParameterValue) -> Decimal:
    assert isinstance(parameter.value, Decimal | int)
    return Decimal(parameter.value)
