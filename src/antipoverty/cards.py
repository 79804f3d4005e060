"""The household's card and the village's book (户有卡、村有册): plain objects, text in both languages, and JSON.

The card has the six parts of the handbook (扶贫手册): situation, causes, person in charge, plan, measures, result. It
is for the family to keep and to have read to it: it counts members and names none, names causes by their code, and has
no birth dates, no diagnosis and no bills. The book has totals, and a line for each household by key. `repr` shows
nothing personal of either; JSON has everything, and is for the register.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.assistance import HouseholdPlan, Pairing, measures_of
from antipoverty.causes import Cause, RiskCode
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import NET_INCOME
from antipoverty.identification import PovertyAttribute, poverty_attribute
from antipoverty.money import yuan_of_fen
from antipoverty.records import Household, Labour, Registration, Schooling, Village
from antipoverty.text import Text

__all__ = ["CardResult", "CompletedMeasure", "HouseholdCard", "VillageBook", "card"]

#: The six parts of the handbook (AS-08), of the work plan of 2014, 国开办发〔2014〕24号.
PARTS = (
    Text("Family situation", "家庭基本情况"),
    Text("Causes of poverty", "致贫原因"),
    Text("Person in charge", "帮扶责任人"),
    Text("Plan", "帮扶计划"),
    Text("Measures carried out", "帮扶措施"),
    Text("Result", "帮扶成效"),
)


@frozen(field_transformer=typed_fields)
class Situation:
    """The family's situation on the card: numbers only, no names.

    Attributes:
        village: key of the village.
        size: how many members.
        able: how many are able to work.
        students: how many are in school.
        dwelling_grade: grade of the house.
        income_per_head: net income a head in the year, yuan, cut to the fen.
        attribute: ordinary, dibao, dibao-poor or five-guarantee.
    """

    village: str | None = None
    size: int | None = None
    able: int | None = field(default=None, repr=False)
    students: int | None = field(default=None, repr=False)
    dwelling_grade: str | None = field(default=None, repr=False)
    income_per_head: Decimal | None = field(default=None, repr=False)
    attribute: PovertyAttribute | None = field(default=None, repr=False)


@frozen(field_transformer=fields.named)
class CompletedMeasure(Serializable):
    """A measure that was carried out.

    Attributes:
        measure: its id in the catalogue.
        on: when.
        amount: what it gave, yuan, if it was money.
        name: what it is called, for a measure that China's catalogue does not have.
    """

    measure: str = field(validator=fields.key)
    on: date = field(validator=fields.needed_day)
    amount: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    name: Text | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        typed(self.name, Text, "CompletedMeasure.name", optional=True)
        if self.name is None and self.measure not in measures_of():
            raise InvalidValue("CompletedMeasure.measure", self.measure, "a measure of the catalogue, or its name too")


def _registration_or_unknown(value: Registration | str | None) -> Registration | None:
    return fields.member(Registration, value)


@frozen(field_transformer=fields.named)
class CardResult(Serializable):
    """What the help led to by a day.

    Attributes:
        on: the day.
        income_per_head: net income a head, yuan.
        registration: where the household stands in the register.
    """

    on: date = field(validator=fields.needed_day)
    income_per_head: Decimal | None = field(default=None, converter=fields.balance_or_unknown, repr=False)
    registration: Registration | None = field(default=None, converter=_registration_or_unknown, repr=False)


@frozen(field_transformer=typed_fields)
class HouseholdCard(Serializable, Shown):
    """A household's card: make one with `card`.

    Attributes:
        household: the caller's key.
        situation: part one.
        plan: parts two to four: causes, person in charge, plan.
        done: part five.
        result: part six; none while there is none.
    """

    household: str = field(validator=fields.key)
    situation: Situation = field(repr=False)
    plan: HouseholdPlan = field(repr=False)
    done: tuple[CompletedMeasure, ...] = field(default=(), repr=False)
    result: CardResult | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a card with another household's plan, or what is dated before the plan."""
        plan = self.plan
        if plan.subject != self.household:
            raise InvalidValue("plan", plan.subject, f"the plan of household {self.household}")
        results = () if self.result is None else (("result", self.result.on),)
        for what, day in (*((each.measure, each.on) for each in self.done), *results):
            if day < plan.on:
                raise InvalidValue(what, day, f"a day not before the plan's, {plan.on}")

    def _personal(self) -> tuple[str, ...]:
        return self.plan._personal()


def card(
    household: Household,
    plan: HouseholdPlan,
    *,
    done: tuple[CompletedMeasure, ...] = (),
    result: CardResult | None = None,
) -> HouseholdCard:
    """Make a household's card from its record and its plan, with what was done and what came of it.

    Raises:
        InvalidValue: if the plan is another household's, or something is dated before the plan.

    >>> from datetime import date
    >>> from antipoverty.causes import classify
    >>> from antipoverty.assistance import plan
    >>> day, until = date(2014, 5, 1), date(2014, 12, 31)
    >>> household = Household("h1", size=4)
    >>> made = plan(household, classify(household, on=day), on=day, until=until, responsible="c1")
    >>> card(household, made).explain().splitlines()[0]
    'Card of household h1'
    """
    typed(household, Household, "household")
    typed(plan, HouseholdPlan, "plan")
    done = fields.records(CompletedMeasure, done, "done")
    typed(result, CardResult, "result", optional=True)
    if plan.subject != household.id:
        raise InvalidValue("plan", plan.subject, f"the plan of household {household.id}")
    decision = plan.assessment.decision
    income = decision.facts[decision.bound.facts.index(NET_INCOME)]
    members = household.members
    able = None if members is None or any(member.labour is None for member in members) else members
    pupils = None if members is None or any(member.schooling is None for member in members) else members
    situation = Situation(
        household.village,
        household.size,
        None if able is None else sum(member.labour is not Labour.NONE for member in able),
        None if pupils is None else sum(member.schooling is not Schooling.OUT_OF_SCHOOL for member in pupils),
        household.dwelling_grade,
        _per_head(income, household.size) if isinstance(income, int) else None,
        poverty_attribute(household),
    )
    return HouseholdCard(household.id, situation, plan, done, result)


def _per_head(income: int, size: int | None) -> Decimal | None:
    return None if size is None else yuan_of_fen(income // size)


@frozen(field_transformer=typed_fields)
class VillageBook(Serializable, Shown):
    """A village's book: its cards, and the pairing of cadres and households.

    Attributes:
        village: the village.
        on: the day of the book.
        cards: a card for each poor household, in any order.
        pairing: the pairing of cadres and households, if there is one.
    """

    village: Village
    on: date
    cards: tuple[HouseholdCard, ...] = field(repr=False)
    pairing: Pairing | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        keys = [each.household for each in self.cards]
        if len(set(keys)) < len(keys):
            raise InvalidValue("VillageBook.cards", len(keys), "one card for each household")
        elsewhere = sum(each.situation.village not in (None, self.village.id) for each in self.cards)
        if elsewhere:
            raise InvalidValue("VillageBook.cards", f"{elsewhere} of other villages", f"cards of {self.village.id}")

    @property
    def persons(self) -> int | None:
        """Members of all the households; unknown while the size of one is."""
        return None if self.sizes_unknown else self.persons_known

    @property
    def persons_known(self) -> int:
        """Members of the households whose size is known."""
        return sum(each.situation.size for each in self.cards if each.situation.size is not None)

    @property
    def sizes_unknown(self) -> int:
        """How many households have no known size."""
        return sum(each.situation.size is None for each in self.cards)

    @property
    def main_causes(self) -> dict[Cause | RiskCode | None, int]:
        """How many households have each main cause, in the order of the form; none found comes last."""
        counted = Counter(each.plan.assessment.primary for each in self.cards)
        return {cause: counted[cause] for cause in (*Cause, *RiskCode, None) if counted[cause]}

    @property
    def measures(self) -> dict[str, int]:
        """How many households have each measure in their plan, in the order of the catalogue."""
        counted = Counter(each.recommendation.measure for made in self.cards for each in made.plan.measures)
        return {measure: counted[measure] for measure in dict.fromkeys((*measures_of(), *counted)) if counted[measure]}

    @property
    def unpaired(self) -> tuple[str, ...]:
        """The keys of the households of the book without a cadre, if pairing was made."""
        if self.pairing is None:
            return ()
        left = set(self.pairing.unpaired)
        return tuple(each.household for each in self.cards if each.household in left)
