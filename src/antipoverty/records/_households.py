"""Households (农户): income, water, the negative list, risks, and the household itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan
from antipoverty.records._codes import (
    DwellingGrade,
    HouseholdAttribute,
    MonitoredType,
    Registration,
    RemovalKind,
    RiskCode,
    TransferKind,
)
from antipoverty.records._living import (
    Living,
    OtherLand,
    StatedCauses,
    StatedHelp,
    mu_or_unknown,
    square_metres_or_unknown,
)
from antipoverty.records._means import Means
from antipoverty.records._persons import Person


def _transfer_kind(value: TransferKind | str) -> TransferKind:
    return fields.needed(TransferKind, value)


@frozen(field_transformer=fields.named)
class Transfer(Serializable):
    """A transfer received in the year.

    Attributes:
        kind: its kind.
        amount: yuan, at least 0.

    >>> Transfer("pension", "720.00").amount
    Decimal('720.00')
    """

    kind: TransferKind = field(converter=_transfer_kind, repr=False)
    amount: Decimal = field(converter=fields.amount, repr=False)


def _transfers(instance: object, attribute: object, value: tuple[Transfer, ...] | None) -> None:
    if value is not None and not (isinstance(value, tuple) and all(isinstance(part, Transfer) for part in value)):
        raise InvalidValue("Income.transfers", value, "a tuple of Transfer", personal=True)


@frozen(field_transformer=fields.named)
class Income(Serializable):
    """A household's income of one year, in yuan, by component (纯收入构成).

    Attributes:
        year: the calendar year; checked against the rulebook's when it is given.
        wage: wages (工资性收入).
        business: gross production and business income (生产经营性收入).
        property: rent, dividends, interest (财产性收入).
        transfers: transfers by kind (转移性收入); an empty tuple if there were none.
        outlay: production and business outlay (生产经营性支出).
        unsold_stock: value of unsold stock, which counts only if the rulebook says so.
        stated: net income stated as a total, where no component is known.

    Net income is wage + business + property + transfers that count - outlay. It is unknown while a component is.

    >>> income = Income(wage="6000", business="3000", property=0, transfers=(Transfer("pension", 720),), outlay=900)
    >>> income
    Income(year=None)
    """

    year: int | None = fields.count(least=1978, most=2100)
    wage: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    business: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    property: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    transfers: tuple[Transfer, ...] | None = field(default=None, validator=_transfers, repr=False)
    outlay: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    unsold_stock: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    stated: Decimal | None = field(default=None, converter=fields.balance_or_unknown, repr=False)

    def __attrs_post_init__(self) -> None:
        parts = (self.wage, self.business, self.property, self.transfers, self.outlay, self.unsold_stock)
        if self.stated is not None and any(part is not None for part in parts):
            raise InvalidValue("Income.stated", self.stated, "no total beside the components", personal=True)


@frozen(field_transformer=fields.named)
class Water(Serializable):
    """A household's drinking water (饮水).

    Attributes:
        certified: whether the county has certified the supply as safe.
        litres: whole litres for a person and day.
        short_area: whether the area is short of water.
        quality_safe: whether the water is safe by test, or by look, smell, asking and taste for a scattered source.
        piped: whether it comes by pipe to the house.
        minutes: minutes to fetch it, there and back.
        metres: horizontal way to it.
        climb: metres of climb to it.
        days_stopped: days of the year without water.
    """

    certified: bool | None = fields.boolean()
    litres: int | None = fields.count(most=10_000, personal=True)
    short_area: bool | None = fields.boolean()
    quality_safe: bool | None = fields.boolean()
    piped: bool | None = fields.boolean()
    minutes: int | None = fields.count(most=1_440, personal=True)
    metres: int | None = fields.count(most=100_000, personal=True)
    climb: int | None = fields.count(most=5_000, personal=True)
    days_stopped: int | None = fields.count(most=366, personal=True)


@frozen(field_transformer=fields.named)
class Flags(Serializable):
    """The facts that a negative list (负面清单) asks of a household. The rulebook says which of them exclude it.

    Attributes:
        town_property: a commercial house or shop in town, or a luxurious house.
        vehicle: a car, large farm vehicle, machine or ship.
        business_owner: owner of a registered firm that really operates, contractor, large grower, employer.
        public_payroll: a member on the public payroll (财政供养).
        village_committee: a member of the present village committee.
        study_abroad: self-paid study abroad.
        split_household: an absentee registration or a split household (空挂户、拆户分户).
        long_absence: long absent without proof.
        misconduct: gambling, drugs and the like, unrepentant.
        commercial_insurance: commercial pension insurance.
        unexplained_complaint: a complaint that could not be explained.
    """

    town_property: bool | None = fields.boolean()
    vehicle: bool | None = fields.boolean()
    business_owner: bool | None = fields.boolean()
    public_payroll: bool | None = fields.boolean()
    village_committee: bool | None = fields.boolean()
    study_abroad: bool | None = fields.boolean()
    split_household: bool | None = fields.boolean()
    long_absence: bool | None = fields.boolean()
    misconduct: bool | None = fields.boolean()
    commercial_insurance: bool | None = fields.boolean()
    unexplained_complaint: bool | None = fields.boolean()

    @classmethod
    def none(cls) -> Flags:
        """Every flag known to be false.

        >>> Flags.none().vehicle
        False
        """
        return cls(*[False] * 11)


@frozen(field_transformer=fields.named)
class Risk(Serializable):
    """The findings of monitoring on a household's risk of falling back into poverty (返贫致贫风险).

    Attributes:
        shock: hit by illness, disability, disaster, accident or the like in the year.
        spending_surge: rigid spending (刚性支出) clearly above the income of the year before.
        income_collapse: a sharp fall of income.
        measures_in_place: the measures against the risk have been carried out.
        resolved: the risk itself is gone.
        months_observed: whole months of observation since the measures took hold.
        copes: the household can cope by itself (自主应对能力), as those who look find.
    """

    shock: bool | None = fields.boolean()
    spending_surge: bool | None = fields.boolean()
    income_collapse: bool | None = fields.boolean()
    measures_in_place: bool | None = fields.boolean()
    resolved: bool | None = fields.boolean()
    months_observed: int | None = fields.count(most=600, personal=True)
    copes: bool | None = fields.boolean()


def _type_or_unknown(value: MonitoredType | str | None) -> MonitoredType | None:
    return fields.member(MonitoredType, value)


def _removal_or_unknown(value: RemovalKind | str | None) -> RemovalKind | None:
    return fields.member(RemovalKind, value)


#: The form of a monitored household has so many lines for risks (致贫/返贫风险1-5).
_MOST_RISKS = 5


@frozen(field_transformer=fields.named)
class Monitoring(Serializable):
    """A household's record of monitoring (防止返贫监测): as what, for which risks, from when, and how it ended.

    It is what the register says: days that contradict each other are let stand, for checks to find.

    Attributes:
        type: what it is monitored as, or that it is not.
        risk_illness: monitored for illness; so on for each code of `RiskCode`.
        risk_schooling: for schooling.
        risk_disability: for disability.
        risk_natural_disaster: for a natural disaster.
        risk_accident: for an accident.
        risk_industry_failure: for the failure of a project of its own.
        risk_unstable_work: for work that is not stable.
        risk_lack_of_labour: for lack of labour.
        risk_housing: for its house.
        risk_water: for its drinking water.
        risk_other: for another risk.
        identified_on: the day on which it was identified (识别监测时间).
        removed_on: the day on which its risk was marked as removed (消除监测时间).
        removal: how the risk was removed.
        removed: whether the register marks the risk as removed (风险是否已消除).

    >>> held = Monitoring.of("unstable", ("disability", "illness"), identified_on=date(2023, 5, 8))
    >>> [risk.value for risk in held.risks], held.risk_water, held.removed_on
    (['illness', 'disability'], False, None)
    """

    type: MonitoredType | None = field(default=None, converter=_type_or_unknown, repr=False)
    risk_illness: bool | None = fields.boolean()
    risk_schooling: bool | None = fields.boolean()
    risk_disability: bool | None = fields.boolean()
    risk_natural_disaster: bool | None = fields.boolean()
    risk_accident: bool | None = fields.boolean()
    risk_industry_failure: bool | None = fields.boolean()
    risk_unstable_work: bool | None = fields.boolean()
    risk_lack_of_labour: bool | None = fields.boolean()
    risk_housing: bool | None = fields.boolean()
    risk_water: bool | None = fields.boolean()
    risk_other: bool | None = fields.boolean()
    identified_on: date | None = fields.day()
    removed_on: date | None = fields.day()
    removal: RemovalKind | None = field(default=None, converter=_removal_or_unknown, repr=False)
    removed: bool | None = fields.boolean()

    @classmethod
    def of(
        cls,
        type: MonitoredType | str | None,
        risks: Iterable[RiskCode | str],
        *,
        identified_on: date | None = None,
        removed_on: date | None = None,
        removal: RemovalKind | str | None = None,
    ) -> Monitoring:
        """A record whose risks are known: those given, and no other.

        Args:
            type: what the household is monitored as.
            risks: its risks, at most five, as the form has lines for; none at all for a household without any.
            identified_on: the day on which it was identified.
            removed_on: the day on which its risk was marked as removed.
            removal: how the risk was removed.

        Raises:
            InvalidValue: for more than five risks, or one that is there twice.
        """
        named = fields.members(RiskCode, risks)
        if len(named) > _MOST_RISKS or len(set(named)) < len(named):
            expected = f"at most {_MOST_RISKS} risks, each once"
            raise InvalidValue("Monitoring.risks", len(named), expected, personal=True)
        flags = {_flag(code): code in named for code in RiskCode}
        return cls(type, **flags, identified_on=identified_on, removed_on=removed_on, removal=removal)

    @property
    def risks(self) -> tuple[RiskCode, ...]:
        """The risks that it is known to have, in the order of the codes."""
        return tuple(code for code in RiskCode if getattr(self, _flag(code)) is True)


def _flag(code: RiskCode) -> str:
    return f"risk_{code.value.replace(' ', '_')}"


_SMALLEST, _LARGEST = 1, 100


def _attribute_or_unknown(value: HouseholdAttribute | str | None) -> HouseholdAttribute | None:
    return fields.member(HouseholdAttribute, value)


def _grade_or_unknown(value: DwellingGrade | str | None) -> DwellingGrade | None:
    return fields.member(DwellingGrade, value)


def _registration_or_unknown(value: Registration | str | None) -> Registration | None:
    return fields.member(Registration, value)


def _statements(
    value: Mapping[str, bool | int | Decimal] | tuple[tuple[str, bool | int | Decimal], ...],
) -> tuple[tuple[str, bool | int | Decimal], ...]:
    """The converter of what a form states: a mapping, or its pairs; kept by name, in order."""
    expected = "facts by name: true or false, a whole number, or an exact amount of yuan"
    pairs = tuple(value.items()) if isinstance(value, Mapping) else value
    if not isinstance(pairs, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
        raise InvalidValue("stated", type(value).__name__, expected)
    for name, stated in pairs:
        if not isinstance(name, str) or not name.isidentifier() or not isinstance(stated, bool | int | Decimal):
            raise InvalidValue("stated", name, expected)
    if len({name for name, _ in pairs}) < len(pairs):
        raise InvalidValue("stated", len(pairs), "each fact once")
    return tuple(sorted((name, yuan(each) if isinstance(each, Decimal) else each) for name, each in pairs))


@frozen(field_transformer=fields.named)
class Household(Serializable):
    """A household: what identification, causes, assistance, exit and monitoring read of it.

    Attributes:
        id: the caller's key.
        village: key of its village.
        members: the members in the register, if they are listed.
        size: how many members; where `members` are listed it is their number, and may be left out.
        income: income of the year.
        dwelling_grade: grade of the house by the housing guidelines, A (sound) to D (dangerous as a whole).
        dwelling_area: square metres, at most two places.
        food_secure: enough food all year (不愁吃).
        clothing_secure: clothing and bedding for the season (不愁穿).
        water: drinking water.
        flags: the negative list's questions.
        land: cultivated land in mu (亩), at most two places; 1 mu is 1/15 ha.
        land_lost: land lost to requisition or disaster in the year.
        disaster_loss: loss by disaster, yuan, beside what is missing from the income already.
        medical_spending: medical spending that the household bore itself, yuan.
        school_spending: school spending that the household bore itself, yuan.
        dibao: on the subsistence allowance (低保).
        five_guarantee: in the five-guarantee scheme (五保, now 特困).
        already_helped: already helped by another programme.
        registration: where it stands in the register.
        declared_causes: causes of poverty as the household's form states them, the main one first.
        marriage_spending: spending on a marriage that the household bore itself, yuan.
        road_access: a road that a vehicle can use all year reaches the household's group.
        lacks_funds: has a workable plan of production, and neither the money for it nor credit.
        declines_work: a member able to work turns down work or training offered, without good reason.
        unfit_place: lives where the land cannot support those on it, or where building is not safe or not allowed.
        housing_helped: has had the subsidy for a dangerous house before.
        income_stable: those who verified found the income stable, by the reading of the place.
        risk: what is known of its risk of falling back.
        monitoring: its record of monitoring.
        means: what civil affairs have found of its income, property and rigid spending.
        monitored: is under monitoring (防止返贫致贫对象), its risk not marked as removed.
        needs_help: the assessment of former registered households found that it would fall back without help.
        attribute: what the register calls it besides (贫困户属性).
        other_land: land other than cultivated land.
        living: how it lives.
        stated_causes: the causes that the register states, by their codes.
        stated_help: of which kinds the register states measures of help.
        group: key of its villagers' group (村民小组), within its village.
        stated: what the household's own form states of facts that follow from members or from other facts, by the
            fact's name: true or false, a count, or an amount of yuan. It counts where nothing follows. A size stated
            beside members who are not as many leaves the size unknown. A part of the income that `income` leaves open
            can be stated here too, as one kind of transfer where others are not known (``transfer_pension``).

    >>> Household("h1", size=4, income=Income(stated="10943.99"))
    Household(id='h1', village=None, size=4)

    `attrs.evolve` counts again:

    >>> from attrs import evolve
    >>> family = Household("h1", members=(Person("p1"), Person("p2")))
    >>> evolve(family, members=(*family.members, Person("p3"))).size
    3
    """

    id: str = field(validator=fields.key)
    village: str | None = field(default=None, validator=fields.key_or_unknown)
    members: tuple[Person, ...] | None = field(default=None, repr=False)
    # As it was stated, and kept only where no members are listed, so that new members are counted again.
    _size: int | None = field(
        default=None, alias="size", validator=fields.Whole(_SMALLEST, _LARGEST), eq=False, repr=False
    )
    size: int | None = field(init=False, metadata={"least": _SMALLEST, "most": _LARGEST})
    income: Income | None = fields.nested(Income, optional=True)
    dwelling_grade: DwellingGrade | None = field(default=None, converter=_grade_or_unknown, repr=False)
    dwelling_area: Decimal | None = field(
        default=None, converter=square_metres_or_unknown, repr=False, metadata={"least": 0}
    )
    food_secure: bool | None = fields.boolean()
    clothing_secure: bool | None = fields.boolean()
    water: Water = fields.nested(Water)
    flags: Flags = fields.nested(Flags)
    land: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})
    land_lost: bool | None = fields.boolean()
    disaster_loss: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    medical_spending: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    school_spending: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    dibao: bool | None = fields.boolean()
    five_guarantee: bool | None = fields.boolean()
    already_helped: bool | None = fields.boolean()
    registration: Registration | None = field(default=None, converter=_registration_or_unknown, repr=False)
    declared_causes: tuple[str, ...] = fields.labels()
    marriage_spending: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    road_access: bool | None = fields.boolean()
    lacks_funds: bool | None = fields.boolean()
    declines_work: bool | None = fields.boolean()
    unfit_place: bool | None = fields.boolean()
    housing_helped: bool | None = fields.boolean()
    income_stable: bool | None = fields.boolean()
    risk: Risk = fields.nested(Risk)
    monitoring: Monitoring = fields.nested(Monitoring)
    means: Means = fields.nested(Means)
    monitored: bool | None = fields.boolean()
    needs_help: bool | None = fields.boolean()
    attribute: HouseholdAttribute | None = field(default=None, converter=_attribute_or_unknown, repr=False)
    other_land: OtherLand = fields.nested(OtherLand)
    living: Living = fields.nested(Living)
    stated_causes: StatedCauses = fields.nested(StatedCauses)
    stated_help: StatedHelp = fields.nested(StatedHelp)
    group: str | None = field(default=None, validator=fields.key_or_unknown, repr=False)
    stated: tuple[tuple[str, bool | int | Decimal], ...] = field(default=(), converter=_statements, repr=False)
    _last_birth: date | None = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        members, size = self.members, self._size
        births: list[date] = []
        if members is not None:
            _check_members(members)
            if size is not None and size != len(members):
                raise InvalidValue("Household.size", size, f"{len(members)}, the number of members listed")
            object.__setattr__(self, "_size", None)
            stated = dict(self.stated).get("size") if self.stated else None
            size = len(members) if stated is None or stated == len(members) else None
            births = [member.birth_date for member in members if member.birth_date is not None]
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "_last_birth", max(births, default=None))

    def check_births(self, on: date) -> None:
        """Refuse a date on which a member is not born yet; a birth date that is not known is let pass.

        Raises:
            InvalidValue: if a member is born after the date.

        >>> from datetime import date
        >>> Household("h1", members=(Person("p1", birth_date=date(2014, 5, 2)),)).check_births(date(2014, 5, 1))
        Traceback (most recent call last):
        ...
        antipoverty.errors.InvalidValue: Person.birth_date: got a date that is not shown, being personal; expected a \
date not after 2014-05-01
        """
        last = self._last_birth
        if last is not None and last > on:
            raise InvalidValue("Person.birth_date", last, f"a date not after {on}", personal=True)


def _check_members(members: object) -> None:
    if not isinstance(members, tuple) or not all(isinstance(member, Person) for member in members) or not members:
        raise InvalidValue("Household.members", members, "a tuple of at least one Person", personal=True)
    if len(members) > _LARGEST:
        raise InvalidValue("Household.members", len(members), f"at most {_LARGEST} members")
    keys = [member.id for member in members]
    if len(set(keys)) < len(keys):
        raise InvalidValue("Household.members", len(keys), "members with keys that differ")
