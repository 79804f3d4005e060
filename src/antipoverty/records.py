"""Households, villages and counties as the rules see them: frozen, checked, and allowed not to know.

Every fact may be unknown (`None`), and unknown is never taken for false or zero. Personal facts are not shown by
`repr`. Ages are taken at the decision date, so a record holds birth dates and no ages.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

from attrs import field, frozen

from antipoverty import fields
from antipoverty.errors import InvalidValue

__all__ = [
    "County",
    "CountySample",
    "Disability",
    "Flags",
    "Health",
    "Household",
    "Income",
    "Labour",
    "Person",
    "Registration",
    "Risk",
    "Schooling",
    "Transfer",
    "TransferKind",
    "Village",
    "Water",
]


class TransferKind(StrEnum):
    """Kinds of transfer income (转移性收入). Which of them count is the rulebook's to say."""

    PENSION = "pension"
    FIVE_GUARANTEE = "five_guarantee"
    DIBAO = "dibao"
    PRODUCTION_SUBSIDY = "production_subsidy"
    FAMILY_SUPPORT = "family_support"
    RELOCATION_GRANT = "relocation_grant"
    HOUSING_GRANT = "housing_grant"
    SHED_GRANT = "shed_grant"
    CONSOLATION = "consolation"
    RELIEF = "relief"
    MEDICAL_REIMBURSEMENT = "medical_reimbursement"
    EDUCATION_AID = "education_aid"


class Schooling(Enum):
    """What schooling a person is in now (在校情况)."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    VOCATIONAL = "vocational"
    HIGHER = "higher"
    OUT_OF_SCHOOL = "out of school"


class Health(Enum):
    """State of health (健康状况)."""

    HEALTHY = "healthy"
    CHRONIC = "chronic"
    SERIOUS = "serious"


class Disability(Enum):
    """Grade of a certified disability (残疾等级): one is the gravest."""

    NONE = "none"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"


class Labour(Enum):
    """Capacity for work (劳动能力)."""

    NONE = "none"
    WEAK = "weak"
    ORDINARY = "ordinary"
    SKILLED = "skilled"


class Registration(Enum):
    """Where a household stands in the register (建档立卡状态)."""

    NOT_REGISTERED = "not registered"
    CANDIDATE = "candidate"
    REGISTERED = "registered"
    EXITED = "exited"
    RETURNED = "returned"
    REMOVED = "removed"


@frozen
class Transfer:
    """A transfer received in the year.

    Attributes:
        kind: its kind.
        amount: yuan, at least 0.

    >>> Transfer("pension", "720.00").amount
    Decimal('720.00')
    """

    kind: TransferKind = fields.kind(TransferKind)
    amount: Decimal = fields.amount(minimum=0)

    def __attrs_post_init__(self) -> None:
        _needed(self, "kind", "amount")


def _transfers(instance: object, attribute: object, value: tuple[Transfer, ...] | None) -> None:
    if value is not None and not (isinstance(value, tuple) and all(isinstance(part, Transfer) for part in value)):
        raise InvalidValue("Income.transfers", value, "a tuple of Transfer", personal=True)


@frozen
class Income:
    """A household's income of one year, in yuan, by component (纯收入构成).

    Attributes:
        year: the calendar year; checked against the rulebook's when it is given.
        wage: wages (工资性收入).
        business: gross production and business income (生产经营性收入).
        property: rent, dividends, interest (财产性收入).
        transfers: transfers by kind (转移性收入); an empty tuple says that there were none.
        outlay: production and business outlay (生产经营性支出).
        unsold_stock: value of unsold stock, which counts only if the rulebook says so.
        stated: net income stated as a total, where no component is known.

    Net income is wage + business + property + transfers that count - outlay. It is unknown while a component is.

    >>> income = Income(wage="6000", business="3000", property=0, transfers=(Transfer("pension", 720),), outlay=900)
    >>> income
    Income(year=None)
    """

    year: int | None = fields.count(least=1978, most=2100)
    wage: Decimal | None = fields.amount(minimum=0)
    business: Decimal | None = fields.amount(minimum=0)
    property: Decimal | None = fields.amount(minimum=0)
    transfers: tuple[Transfer, ...] | None = field(default=None, validator=_transfers, repr=False)
    outlay: Decimal | None = fields.amount(minimum=0)
    unsold_stock: Decimal | None = fields.amount(minimum=0)
    stated: Decimal | None = fields.amount()

    def __attrs_post_init__(self) -> None:
        parts = (self.wage, self.business, self.property, self.transfers, self.outlay, self.unsold_stock)
        if self.stated is not None and any(part is not None for part in parts):
            raise InvalidValue("Income.stated", self.stated, "no total beside the components", personal=True)


@frozen
class Water:
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

    certified: bool | None = fields.flag()
    litres: int | None = fields.count(most=10_000, personal=True)
    short_area: bool | None = fields.flag()
    quality_safe: bool | None = fields.flag()
    piped: bool | None = fields.flag()
    minutes: int | None = fields.count(most=1_440, personal=True)
    metres: int | None = fields.count(most=100_000, personal=True)
    climb: int | None = fields.count(most=5_000, personal=True)
    days_stopped: int | None = fields.count(most=366, personal=True)


@frozen
class Flags:
    """What a negative list (负面清单) may ask of a household. Which flags exclude or are reviewed is local.

    Attributes:
        town_property: a commercial house or shop in town, or a luxurious house.
        vehicle: a car, large farm vehicle, machine or ship.
        business_owner: owner of a registered firm that really operates, contractor, large grower, employer.
        public_payroll: a member on the public payroll (财政供养).
        village_committee: a member of the present village committee.
        study_abroad: self-paid study abroad.
        split_household: an empty-hook or split household (空挂户、拆户分户).
        long_absence: long absent without proof.
        misconduct: gambling, drugs and the like, unrepentant.
        commercial_insurance: commercial pension insurance.
        unexplained_complaint: a complaint that could not be explained.
    """

    town_property: bool | None = fields.flag()
    vehicle: bool | None = fields.flag()
    business_owner: bool | None = fields.flag()
    public_payroll: bool | None = fields.flag()
    village_committee: bool | None = fields.flag()
    study_abroad: bool | None = fields.flag()
    split_household: bool | None = fields.flag()
    long_absence: bool | None = fields.flag()
    misconduct: bool | None = fields.flag()
    commercial_insurance: bool | None = fields.flag()
    unexplained_complaint: bool | None = fields.flag()

    @classmethod
    def none(cls) -> Flags:
        """Every flag known to be false.

        >>> Flags.none().vehicle
        False
        """
        return cls(*[False] * 11)


@frozen
class Risk:
    """What those who watch a household have found of its risk of falling back (返贫致贫风险).

    Attributes:
        shock: hit by illness, disability, disaster, accident or the like in the year.
        spending_surge: rigid spending (刚性支出) clearly above the income of the year before.
        income_collapse: a sharp fall of income.
        measures_in_place: the measures against the risk have been carried out.
        resolved: the risk itself is gone.
        months_observed: whole months of observation since the measures took hold.
    """

    shock: bool | None = fields.flag()
    spending_surge: bool | None = fields.flag()
    income_collapse: bool | None = fields.flag()
    measures_in_place: bool | None = fields.flag()
    resolved: bool | None = fields.flag()
    months_observed: int | None = fields.count(most=600, personal=True)


@frozen
class Person:
    """A member of a household.

    Attributes:
        id: the caller's key: a pseudonym, never an identity number.
        name: shown nowhere.
        birth_date: for ages at the decision date.
        schooling: what schooling the person is in now.
        out_of_school_for_poverty: for a child of school age out of school, whether poverty is the reason.
        medical_insured: in basic medical insurance (基本医疗保险).
        pension_insured: in the rural pension scheme (养老保险).
        health: state of health.
        disability: grade of disability.
        labour: capacity for work.
        working_away: works away from home.
        completed: the school completed last (文化程度): primary, junior, senior, vocational or higher.
    """

    id: str = fields.key()
    name: str | None = fields.words(personal=True)
    birth_date: date | None = fields.day()
    schooling: Schooling | None = fields.kind(Schooling)
    out_of_school_for_poverty: bool | None = fields.flag()
    medical_insured: bool | None = fields.flag()
    pension_insured: bool | None = fields.flag()
    health: Health | None = fields.kind(Health)
    disability: Disability | None = fields.kind(Disability)
    labour: Labour | None = fields.kind(Labour)
    working_away: bool | None = fields.flag()
    completed: Schooling | None = fields.kind(Schooling)

    def age(self, on: date) -> int | None:
        """Completed years on a date (周岁); someone born on 29 February completes a year on 1 March of a common year.

        Raises:
            InvalidValue: if the person is not born yet on the date.

        >>> from datetime import date
        >>> Person("p1", birth_date=date(2008, 5, 2)).age(date(2014, 5, 1))
        5
        """
        born = self.birth_date
        if born is None:
            return None
        if born > on:
            raise InvalidValue("Person.birth_date", born, f"a date not after {on}", personal=True)
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@frozen
class Household:
    """A household: what identification, causes, assistance, exit and monitoring read of it.

    Attributes:
        id: the caller's key.
        village: key of its village.
        members: the members in the register, if they are listed.
        size: how many members; counted from `members` where those are given.
        income: income of the year.
        dwelling_grade: grade of the house by the housing guidelines, A (sound) to D (dangerous as a whole).
        dwelling_area: whole square metres.
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

    >>> Household("h1", size=4, income=Income(stated="10943.99"))
    Household(id='h1', village=None, size=4)
    """

    id: str = fields.key()
    village: str | None = fields.words()
    members: tuple[Person, ...] | None = field(default=None, repr=False)
    size: int | None = fields.count(least=1, most=100)
    income: Income | None = field(default=None, repr=False)
    dwelling_grade: str | None = fields.category("A", "B", "C", "D")
    dwelling_area: int | None = fields.count(most=10_000, personal=True)
    food_secure: bool | None = fields.flag()
    clothing_secure: bool | None = fields.flag()
    water: Water = field(factory=Water, repr=False)
    flags: Flags = field(factory=Flags, repr=False)
    land: Decimal | None = fields.amount(minimum=0)
    land_lost: bool | None = fields.flag()
    disaster_loss: Decimal | None = fields.amount(minimum=0)
    medical_spending: Decimal | None = fields.amount(minimum=0)
    school_spending: Decimal | None = fields.amount(minimum=0)
    dibao: bool | None = fields.flag()
    five_guarantee: bool | None = fields.flag()
    already_helped: bool | None = fields.flag()
    registration: Registration | None = fields.kind(Registration)
    declared_causes: tuple[str, ...] = fields.labels()
    marriage_spending: Decimal | None = fields.amount(minimum=0)
    road_access: bool | None = fields.flag()
    lacks_funds: bool | None = fields.flag()
    declines_work: bool | None = fields.flag()
    unfit_place: bool | None = fields.flag()
    housing_helped: bool | None = fields.flag()
    income_stable: bool | None = fields.flag()
    risk: Risk = field(factory=Risk, repr=False)

    def __attrs_post_init__(self) -> None:
        _instances(self, "income", Income, optional=True)
        _instances(self, "water", Water, optional=False)
        _instances(self, "flags", Flags, optional=False)
        _instances(self, "risk", Risk, optional=False)
        members = self.members
        if members is None:
            return
        if not isinstance(members, tuple) or not all(isinstance(member, Person) for member in members) or not members:
            raise InvalidValue("Household.members", members, "a tuple of at least one Person", personal=True)
        keys = [member.id for member in members]
        if len(set(keys)) < len(keys):
            raise InvalidValue("Household.members", len(keys), "members with keys that differ")
        if self.size is None:
            object.__setattr__(self, "size", len(members))
        elif self.size != len(members):
            raise InvalidValue("Household.size", self.size, f"{len(members)}, the number of members listed")


@frozen
class Village:
    """An administrative village (行政村).

    Attributes:
        id: the caller's key.
        name: its name.
        households: registered households, all of them.
        persons: rural registered persons (户籍人口).
        poor_households: registered poor households.
        poor_persons: registered poor persons.
        net_income_per_head: per-capita net income of the year, yuan.
        collective_income: income of the collective economy in the year, yuan.
        province: its province, as a jurisdiction such as ``cn/sichuan``.
        west: whether it lies in one of the twelve western provinces (西部); told from the province where that is given.
        infrastructure: whether its infrastructure was found adequate.
        public_services: whether its public services were found adequate.
        industry: whether it has an industry of its own.
    """

    id: str = fields.key()
    name: str | None = fields.words()
    households: int | None = fields.count()
    persons: int | None = fields.count(least=1)
    poor_households: int | None = fields.count()
    poor_persons: int | None = fields.count()
    net_income_per_head: Decimal | None = fields.amount(personal=False)
    collective_income: Decimal | None = fields.amount(minimum=0, personal=False)
    province: str | None = fields.words()
    west: bool | None = fields.flag()
    infrastructure: bool | None = fields.flag()
    public_services: bool | None = fields.flag()
    industry: bool | None = fields.flag()

    def __attrs_post_init__(self) -> None:
        _part_of_whole(self, "poor_persons", "persons")
        _part_of_whole(self, "poor_households", "households")


@frozen
class CountySample:
    """What a check by sample found in a county (抽样核查).

    Attributes:
        exited: persons looked at among those who have exited.
        wrongly_exited: those of them who should not have (错退).
        unregistered: persons looked at among those who are not in the register.
        missed: those of them who should be (漏评).
        surveyed: households asked for their view.
        approving: those of them who approve (认可).
    """

    exited: int | None = fields.count(least=1)
    wrongly_exited: int | None = fields.count()
    unregistered: int | None = fields.count(least=1)
    missed: int | None = fields.count()
    surveyed: int | None = fields.count(least=1)
    approving: int | None = fields.count()

    def __attrs_post_init__(self) -> None:
        _part_of_whole(self, "wrongly_exited", "exited")
        _part_of_whole(self, "missed", "unregistered")
        _part_of_whole(self, "approving", "surveyed")


@frozen
class County:
    """A county (县).

    Attributes:
        id: the caller's key.
        name: its name.
        province: its province, as a jurisdiction such as ``cn/sichuan``.
        west: whether it lies in one of the twelve western provinces (西部); told from the province where that is given.
        persons: rural registered persons.
        poor_persons: registered poor persons who have not exited.
        exited_persons: registered persons who have exited.
        sample: what a check by sample found.
        monitored_persons: persons of monitored households.
        deeply_poor: whether it is a deeply poor area (深度贫困地区).
    """

    id: str = fields.key()
    name: str | None = fields.words()
    province: str | None = fields.words()
    west: bool | None = fields.flag()
    persons: int | None = fields.count(least=1)
    poor_persons: int | None = fields.count()
    exited_persons: int | None = fields.count()
    sample: CountySample = field(factory=CountySample)
    monitored_persons: int | None = fields.count()
    deeply_poor: bool | None = fields.flag()

    def __attrs_post_init__(self) -> None:
        _instances(self, "sample", CountySample, optional=False)
        _part_of_whole(self, "poor_persons", "persons")
        _part_of_whole(self, "exited_persons", "persons")
        _part_of_whole(self, "registered_persons", "persons")
        _sampled(self, "exited", "exited_persons")
        _sampled(self, "unregistered", "unregistered_persons")

    @property
    def registered_persons(self) -> int | None:
        """Persons in the register, whether they have exited or not; `None` if that is unknown.

        >>> County("c1", poor_persons=900, exited_persons=9_100).registered_persons
        10000
        """
        if self.poor_persons is None or self.exited_persons is None:
            return None
        return self.poor_persons + self.exited_persons

    @property
    def unregistered_persons(self) -> int | None:
        """Rural persons outside the register; `None` if that is unknown.

        >>> County("c1", persons=100_000, poor_persons=900, exited_persons=9_100).unregistered_persons
        90000
        """
        registered = self.registered_persons
        return None if self.persons is None or registered is None else self.persons - registered


def _sampled(county: County, part: str, whole: str) -> None:
    looked_at, there_are = getattr(county.sample, part), getattr(county, whole)
    if looked_at is not None and there_are is not None and looked_at > there_are:
        raise InvalidValue(f"CountySample.{part}", looked_at, f"at most {there_are}, the {whole} of the county")


def _needed(record: object, *names: str) -> None:
    for name in names:
        if getattr(record, name) is None:
            raise InvalidValue(f"{type(record).__name__}.{name}", None, "a value")


def _instances(record: object, name: str, wanted: type, *, optional: bool) -> None:
    value = getattr(record, name)
    if not isinstance(value, wanted) and not (optional and value is None):
        expected = f"an object of type {wanted.__name__}"
        raise InvalidValue(f"{type(record).__name__}.{name}", type(value).__name__, expected)


def _part_of_whole(record: object, part: str, whole: str) -> None:
    held, total = getattr(record, part), getattr(record, whole)
    if held is not None and total is not None and held > total:
        raise InvalidValue(f"{type(record).__name__}.{part}", held, f"at most {total}, the {whole}")
