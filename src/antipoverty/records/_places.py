"""Villages (行政村) and counties (县), with the counts of a sample check in a county."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.exact import multiply
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.money import exact_number
from antipoverty.records._living import mu_or_unknown

#: The finest part of a degree that is kept: about a decimetre.
_MILLIONTH = Decimal("0.000001")


def _parts_of_wholes(record: object, parts: tuple[tuple[str, str], ...]) -> None:
    for part, whole in parts:
        count, total = getattr(record, part), getattr(record, whole)
        if count is not None and total is not None and count > total:
            raise InvalidValue(f"{type(record).__name__}.{part}", count, f"at most {total}, the {whole}")


def _square_kilometres_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return fields.measure(value, "area in square kilometres")


def _degrees(value: Decimal | int | str | None, most: int) -> Decimal | None:
    expected = f"degrees from -{most} to {most} (a Decimal, an int or a string), with at most six decimal places"
    if value is None:
        return None
    millionths = exact_number(value, "degrees", expected) * 10**6
    if abs(millionths) > most * 10**6 or millionths.denominator > 1:
        raise InvalidValue("degrees", value, expected)
    return multiply(Decimal(millionths.numerator), _MILLIONTH)


def _latitude_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return _degrees(value, 90)


def _longitude_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return _degrees(value, 180)


@frozen(field_transformer=fields.named)
class Village(Serializable):
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
        west: whether it lies in one of the twelve western provinces (西部); taken from the province if it is stated.
        infrastructure: whether its infrastructure was found adequate.
        public_services: whether its public services were found adequate.
        industry: whether it has an industry of its own.
        groups: its villagers' groups (村民小组).
        area: its area in square kilometres, at most two places.
        cultivated_land: cultivated land (耕地) in mu, at most two places; 1 mu is 1/15 ha.
        forest_land: forest land (林地) in mu, orchards and land returned to forest on it included.
        latitude: degrees north, from -90 to 90, at most six places: where a sketch of the township shows it.
        longitude: degrees east, from -180 to 180, at most six places.
    """

    id: str = field(validator=fields.key)
    name: str | None = fields.text()
    households: int | None = fields.count()
    persons: int | None = fields.count(least=1)
    poor_households: int | None = fields.count()
    poor_persons: int | None = fields.count()
    net_income_per_head: Decimal | None = field(default=None, converter=fields.balance_or_unknown)
    collective_income: Decimal | None = field(default=None, converter=fields.amount_or_unknown)
    province: str | None = fields.text()
    west: bool | None = fields.boolean()
    infrastructure: bool | None = fields.boolean()
    public_services: bool | None = fields.boolean()
    industry: bool | None = fields.boolean()
    groups: int | None = fields.count()
    area: Decimal | None = field(default=None, converter=_square_kilometres_or_unknown, metadata={"least": 0})
    cultivated_land: Decimal | None = field(default=None, converter=mu_or_unknown, metadata={"least": 0})
    forest_land: Decimal | None = field(default=None, converter=mu_or_unknown, metadata={"least": 0})
    latitude: Decimal | None = field(default=None, converter=_latitude_or_unknown, repr=False)
    longitude: Decimal | None = field(default=None, converter=_longitude_or_unknown, repr=False)

    #: Counts that are part of another count, with their whole.
    PARTS: ClassVar[tuple[tuple[str, str], ...]] = (("poor_persons", "persons"), ("poor_households", "households"))

    def __attrs_post_init__(self) -> None:
        _parts_of_wholes(self, self.PARTS)


@frozen
class CountySample(Serializable):
    """The counts of a sample check in a county (抽样核查).

    Attributes:
        exited: persons checked among those who have exited.
        wrongly_exited: those of them who were wrongly delisted (错退).
        unregistered: persons checked among those who are not in the register.
        missed: those of them who were wrongly omitted (漏评).
        surveyed: households surveyed.
        approving: those of them who approve (认可).
    """

    exited: int | None = fields.count(least=1)
    wrongly_exited: int | None = fields.count()
    unregistered: int | None = fields.count(least=1)
    missed: int | None = fields.count()
    surveyed: int | None = fields.count(least=1)
    approving: int | None = fields.count()

    #: Counts that are part of another count, with their whole.
    PARTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("wrongly_exited", "exited"),
        ("missed", "unregistered"),
        ("approving", "surveyed"),
    )

    def __attrs_post_init__(self) -> None:
        _parts_of_wholes(self, self.PARTS)


@frozen
class CountyObstacles(Serializable):
    """What a province may hold against the exit of a county, beyond the national criteria. The rulebook says which.

    Attributes:
        slow_income_growth: rural incomes grew no faster than the province's.
        low_income: rural income is too low, by itself or against the province's.
        villages_left: too few of its poor villages have exited.
        relocation_behind: too few of those to be relocated have moved.
        households_unserved: a registered household is reached by no project or policy.
        schooling_unbalanced: compulsory education is not certified as balanced.
        roads_lacking: too few villages have a hard road.
        water_lacking: too few households have tap water.
        power_lacking: too few households have power.
        houses_unsafe: too few households live in safe houses.
        persons_uninsured: too few persons have medical insurance.
    """

    slow_income_growth: bool | None = fields.boolean()
    low_income: bool | None = fields.boolean()
    villages_left: bool | None = fields.boolean()
    relocation_behind: bool | None = fields.boolean()
    households_unserved: bool | None = fields.boolean()
    schooling_unbalanced: bool | None = fields.boolean()
    roads_lacking: bool | None = fields.boolean()
    water_lacking: bool | None = fields.boolean()
    power_lacking: bool | None = fields.boolean()
    houses_unsafe: bool | None = fields.boolean()
    persons_uninsured: bool | None = fields.boolean()

    @classmethod
    def none(cls) -> CountyObstacles:
        """Every obstacle known to be absent.

        >>> CountyObstacles.none().villages_left
        False
        """
        return cls(*[False] * 11)


@frozen
class County(Serializable):
    """A county (县).

    Attributes:
        id: the caller's key.
        name: its name.
        province: its province, as a jurisdiction such as ``cn/sichuan``.
        west: whether it lies in one of the twelve western provinces (西部); taken from the province if it is stated.
        persons: rural registered persons.
        poor_persons: registered poor persons who have not exited.
        exited_persons: registered persons who have exited.
        sample: the counts of a sample check.
        monitored_persons: persons of monitored households.
        deeply_poor: whether it is a deeply poor area (深度贫困地区).
        key_county: whether it is a national key county (国家扶贫开发工作重点县).
        contiguous_area: whether it lies in one of the contiguous poor areas (集中连片特殊困难地区).
        obstacles: what its province may hold against its exit, beyond the national criteria.
    """

    id: str = field(validator=fields.key)
    name: str | None = fields.text()
    province: str | None = fields.text()
    west: bool | None = fields.boolean()
    persons: int | None = fields.count(least=1)
    poor_persons: int | None = fields.count()
    exited_persons: int | None = fields.count()
    sample: CountySample = fields.nested(CountySample, personal=False)
    monitored_persons: int | None = fields.count()
    deeply_poor: bool | None = fields.boolean()
    key_county: bool | None = fields.boolean()
    contiguous_area: bool | None = fields.boolean()
    obstacles: CountyObstacles = fields.nested(CountyObstacles, personal=False)

    #: Counts that are part of another count, with their whole.
    PARTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("poor_persons", "persons"),
        ("exited_persons", "persons"),
        ("registered_persons", "persons"),
    )

    def __attrs_post_init__(self) -> None:
        _parts_of_wholes(self, self.PARTS)
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
    checked, persons = getattr(county.sample, part), getattr(county, whole)
    if checked is not None and persons is not None and checked > persons:
        raise InvalidValue(f"CountySample.{part}", checked, f"at most {persons}, the {whole} of the county")
