"""Who is responsible for what, which units help, and what they give: records as a township's tables hold them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import evolve, field, frozen

from antipoverty._shared import fields
from antipoverty._shared.arguments import as_day
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.funds import Level
from antipoverty.text import Code


class UnitKind(Code):
    """What an assisting unit is (帮扶单位性质). The list is this library's, and grows with what documents name."""

    AGENCY = "agency", "Party or government agency", "党政机关"
    INSTITUTION = "institution", "public institution", "事业单位"
    STATE_FIRM = "state-firm", "state-owned enterprise", "国有企业"
    BANK = "bank", "bank or other financial institution", "金融机构"
    PRIVATE_FIRM = "private-firm", "private enterprise", "民营企业"
    SOCIAL = "social", "social organisation", "社会组织"
    OTHER = "other", "other", "其他"


class Role(Code):
    """As what somebody answers for a place, a household or a project (责任类别)."""

    FIRST_RESPONSIBLE = "first-responsible", "first responsible person", "第一责任人"
    LEADER = "leader-in-charge", "leader in charge", "分管领导"
    RESPONSIBLE = "responsible", "responsible person", "责任人"
    VILLAGE_CADRE = "village-cadre", "town cadre in charge of a village", "包村干部"
    FIRST_SECRETARY = "first-secretary", "first secretary", "第一书记"
    RESIDENT_TEAM = "resident-team", "resident work team", "驻村工作队"
    PAIRED_CADRE = "paired-cadre", "cadre paired with a household", "结对帮扶干部"
    ASSISTING_UNIT = "assisting-unit", "assisting unit", "帮扶单位"


class Scope(Code):
    """For what somebody answers (责任范围)."""

    TOWN = "town", "town", "乡镇"
    VILLAGE = "village", "village", "村"
    HOUSEHOLD = "household", "household", "户"
    PROJECT = "project", "project", "项目"


class SupportKind(Code):
    """In which form a unit gives (帮扶投入形式)."""

    CASH = "cash", "money", "资金"
    GOODS = "goods", "goods", "物资"
    WORK = "work", "work and technicians", "投工和技术服务"


#: The metadata of what `repr` leaves out for length: keys are pseudonyms.
_OPEN = {"personal": False}


def _level_or_unknown(value: Level | str | None) -> Level | None:
    return fields.member(Level, value)


def _kind_or_unknown(value: UnitKind | str | None) -> UnitKind | None:
    return fields.member(UnitKind, value)


def _role_or_unknown(value: Role | str | None) -> Role | None:
    return fields.member(Role, value)


def _support_kind_or_unknown(value: SupportKind | str | None) -> SupportKind | None:
    return fields.member(SupportKind, value)


def _quantity_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return fields.measure(value, "quantity")


def _keys(values: str | Iterable[str]) -> tuple[str, ...]:
    """Keys, each once; a single key need not be in a tuple."""
    return tuple(dict.fromkeys(fields.as_keys((values,) if isinstance(values, str) else values, "keys")))


def _in_order(record: AssistingUnit | LeadingGroup | Responsibility) -> None:
    if record.first_day is not None and record.last_day is not None and record.last_day < record.first_day:
        expected = f"a day not before the first, {record.first_day}"
        raise InvalidValue(f"{type(record).__name__}.last_day", record.last_day, expected)


def _in_place(record: AssistingUnit | LeadingGroup | Responsibility, on: date) -> bool | None:
    as_day(on, "on")
    if record.last_day is not None and on > record.last_day:
        return False
    return None if record.first_day is None else on >= record.first_day


@frozen(field_transformer=fields.named)
class Responsibility(Serializable):
    """Somebody answers for a town, a village, a household or a project, from a day on (责任人).

    A pair of a cadre and a household (结对) is one: years of it are one record, and a change of cadre is two.

    Attributes:
        holder: the key of the cadre or the unit, or of whoever else answers.
        household: the household answered for.
        village: the village answered for; beside a household or a project, where that is.
        project: the project answered for.
        role: as what; none if it is not stated.
        first_day: the first day; none if it is not known.
        last_day: the last day; none while it lasts.

    >>> from datetime import date
    >>> pair = Responsibility("c1", household="h1", first_day=date(2014, 5, 1), last_day=date(2016, 4, 30))
    >>> pair.scope.value, pair.in_place(date(2016, 4, 30)), pair.in_place(date(2016, 5, 1))
    ('household', True, False)
    """

    holder: str = field(validator=fields.key)
    household: str | None = field(default=None, validator=fields.key_or_unknown)
    village: str | None = field(default=None, validator=fields.key_or_unknown)
    project: str | None = field(default=None, validator=fields.key_or_unknown)
    role: Role | None = field(default=None, converter=_role_or_unknown)
    first_day: date | None = fields.day(personal=False)
    last_day: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        _in_order(self)
        if self.household is not None and self.project is not None:
            raise InvalidValue("Responsibility.project", self.project, "none: a household is answered for")

    @property
    def scope(self) -> Scope:
        """For what somebody answers: the household or project, else the village, else the town."""
        if self.household is not None:
            return Scope.HOUSEHOLD
        if self.project is not None:
            return Scope.PROJECT
        return Scope.TOWN if self.village is None else Scope.VILLAGE

    def in_place(self, on: date) -> bool | None:
        """Whether it holds on a day; unknown before its end if the first day is."""
        return _in_place(self, on)


@frozen(field_transformer=fields.named)
class AssistingUnit(Serializable):
    """A unit that helps villages and households (帮扶单位).

    A unit that helps one place longer than another has a `Responsibility` for each of these instead.

    Attributes:
        id: the caller's key.
        name: what it is called.
        level: of which level of government it is; none if that is not known, and for an enterprise that is of none.
        kind: what it is.
        villages: the keys of the villages that it helps.
        households: the keys of the households that it helps.
        first_day: the first day of its help; none if it is not known.
        last_day: the last day; none while it lasts.

    >>> AssistingUnit("u1", "County civil affairs bureau", "county", "agency", villages=("jingxi",)).kind.text["zh"]
    '党政机关'
    """

    id: str = field(validator=fields.key)
    name: str | None = fields.text()
    level: Level | None = field(default=None, converter=_level_or_unknown)
    kind: UnitKind | None = field(default=None, converter=_kind_or_unknown)
    villages: tuple[str, ...] = field(default=(), converter=_keys)
    households: tuple[str, ...] = field(default=(), converter=_keys, repr=False, metadata=_OPEN)
    first_day: date | None = fields.day(personal=False)
    last_day: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        _in_order(self)

    def in_place(self, on: date) -> bool | None:
        """Whether it helps on a day; unknown before its end if the first day is."""
        return _in_place(self, on)

    @property
    def responsibilities(self) -> tuple[Responsibility, ...]:
        """What it answers for: each of its villages and households, over its days.

        >>> [each.village for each in AssistingUnit("u1", villages=("v1", "v2")).responsibilities]
        ['v1', 'v2']
        """
        term = Responsibility(self.id, role=Role.ASSISTING_UNIT, first_day=self.first_day, last_day=self.last_day)
        villages = (evolve(term, village=key) for key in self.villages)
        return (*villages, *(evolve(term, household=key) for key in self.households))


@frozen(field_transformer=fields.named)
class LeadingGroup(Serializable):
    """A leading group for poverty alleviation of a town or a village (扶贫开发领导小组).

    Members stand by their office, such as ``Party secretary``, or by what they are, such as ``old Party member``. Names
    of persons are shown nowhere.

    Attributes:
        id: the caller's key.
        name: what the group is called.
        village: the key of the village; none for the group of the town.
        leader: the leader's office.
        deputies: the offices of the deputy leaders.
        members: the offices of the other members.
        persons: the names of those in it.
        first_day: the day on which it was set up; none if it is not known.
        last_day: the last day; none while it lasts.

    >>> group = LeadingGroup("g1", leader="党委书记", deputies=("镇长",), members=("包村干部",), persons=("Zhang",))
    >>> group.scope.text["zh"], "Zhang" in repr(group)
    ('乡镇', False)
    """

    id: str = field(validator=fields.key)
    name: str | None = fields.text()
    village: str | None = field(default=None, validator=fields.key_or_unknown)
    leader: str | None = fields.text()
    deputies: tuple[str, ...] = field(default=(), converter=fields.texts)
    members: tuple[str, ...] = field(default=(), converter=fields.texts)
    persons: tuple[str, ...] = field(default=(), converter=fields.texts, repr=False)
    first_day: date | None = fields.day(personal=False)
    last_day: date | None = fields.day(personal=False)

    def __attrs_post_init__(self) -> None:
        _in_order(self)

    @property
    def scope(self) -> Scope:
        """Whose group it is: the town's or a village's."""
        return Scope.TOWN if self.village is None else Scope.VILLAGE

    def in_place(self, on: date) -> bool | None:
        """Whether there is the group on a day; unknown before its end if the first day is."""
        return _in_place(self, on)


@frozen(field_transformer=fields.named)
class Support(Serializable):
    """What a unit gives at one time, in money or in kind (帮扶投入).

    Attributes:
        id: the caller's key; the entry in the ledger has the same one.
        unit: the key of the unit.
        on: the day.
        kind: in which form; none if that is not stated.
        item: what is given.
        amount: yuan; of goods and work, what they are valued at.
        quantity: how much of the goods or the work.
        measure: in what the quantity is counted, such as ``tons``.
        village: the key of the village that it is for.
        household: the key of the household that it is for.
        project: the key of the project that it is for.
        fund: the key of the fund in the ledger that the money comes in by; `support_entries` names one where it is left
            out.

    >>> Support("s1", "u1", kind="goods", item="cement", amount=18_000, quantity="40", measure="tons").amount
    Decimal('18000')
    """

    id: str = field(validator=fields.key)
    unit: str = field(validator=fields.key)
    on: date | None = fields.day(personal=False)
    kind: SupportKind | None = field(default=None, converter=_support_kind_or_unknown)
    item: str | None = fields.text()
    amount: Decimal | None = field(default=None, converter=fields.amount_or_unknown)
    quantity: Decimal | None = field(default=None, converter=_quantity_or_unknown, metadata={"least": 0})
    measure: str | None = fields.text()
    village: str | None = field(default=None, validator=fields.key_or_unknown)
    household: str | None = field(default=None, validator=fields.key_or_unknown)
    project: str | None = field(default=None, validator=fields.key_or_unknown)
    fund: str | None = field(default=None, validator=fields.key_or_unknown)
