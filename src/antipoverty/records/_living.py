"""What registers state of how a household lives: its land by kind, its house and way, its causes and its help."""

from __future__ import annotations

from decimal import Decimal

from attrs import field, frozen

from antipoverty._shared import fields
from antipoverty._shared.serializable import Serializable
from antipoverty.records._codes import CauseCode, Fuel, RoadKind


def mu_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    """The converter of an area of land that may be unknown."""
    return fields.measure(value, "area in mu")


def square_metres_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    """The converter of the area of a house that may be unknown."""
    return fields.measure(value, "area in square metres")


def _kilometres_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return fields.measure(value, "distance in kilometres")


def _cause_or_unknown(value: CauseCode | str | None) -> CauseCode | None:
    return fields.member(CauseCode, value)


def _road_or_unknown(value: RoadKind | str | None) -> RoadKind | None:
    return fields.member(RoadKind, value)


def _fuel_or_unknown(value: Fuel | str | None) -> Fuel | None:
    return fields.member(Fuel, value)


@frozen(field_transformer=fields.named)
class OtherLand(Serializable):
    """A household's land other than cultivated land, in mu (亩).

    Attributes:
        forest: forest (林地).
        returned: cultivated land returned to forest (退耕还林).
        fruit: orchards (林果).
        pasture: pasture (牧草地).
        water: water surface (水面).

    >>> OtherLand(forest="12.5").forest
    Decimal('12.5')
    """

    forest: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})
    returned: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})
    fruit: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})
    pasture: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})
    water: Decimal | None = field(default=None, converter=mu_or_unknown, repr=False, metadata={"least": 0})


@frozen(field_transformer=fields.named)
class Living(Serializable):
    """How a household lives, as a register states it (生产生活条件).

    Attributes:
        road_distance: kilometres to the main road of the village (与村主干路距离).
        road_kind: kind of the way to the house (入户路类型).
        road_hard: the way to the house is paved (入户道路是否硬化).
        fuel: what it mostly burns (主要燃料类型).
        toilet: has a sanitary toilet (卫生厕所).
        broadcasting: has radio and television (广播电视).
        electricity: has electricity for living (生活用电).
        production_electricity: has electricity for production (生产用电).
        cooperative: is in a farmers' cooperative (农民专业合作组织).
        water_difficult: has difficulty in getting drinking water (饮水是否困难).
        water_safe: its drinking water is said to be safe (饮水是否安全).
        dangerous_house: its house is said to be dangerous (是否危房户).
        responsible_stated: a person responsible for help is stated (帮扶责任人).
        telephone_stated: a telephone is stated (户联系电话).
        ecological_compensation: ecological compensation of the year (生态补偿金), yuan; part of a transfer.
        family_planning: money of family planning of the year (计划生育金), yuan; part of a transfer.

    >>> Living(fuel="clean", road_distance="0.3").fuel.text.zh
    '清洁能源'
    """

    road_distance: Decimal | None = field(
        default=None, converter=_kilometres_or_unknown, repr=False, metadata={"least": 0}
    )
    road_kind: RoadKind | None = field(default=None, converter=_road_or_unknown, repr=False)
    road_hard: bool | None = fields.boolean()
    fuel: Fuel | None = field(default=None, converter=_fuel_or_unknown, repr=False)
    toilet: bool | None = fields.boolean()
    broadcasting: bool | None = fields.boolean()
    electricity: bool | None = fields.boolean()
    production_electricity: bool | None = fields.boolean()
    cooperative: bool | None = fields.boolean()
    water_difficult: bool | None = fields.boolean()
    water_safe: bool | None = fields.boolean()
    dangerous_house: bool | None = fields.boolean()
    responsible_stated: bool | None = fields.boolean()
    telephone_stated: bool | None = fields.boolean()
    ecological_compensation: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)
    family_planning: Decimal | None = field(default=None, converter=fields.amount_or_unknown, repr=False)


@frozen(field_transformer=fields.named)
class StatedCauses(Serializable):
    """The causes of poverty that a register states of a household, by their codes (致贫原因).

    What a form says in words of its own is in `Household.declared_causes`.

    Attributes:
        main: the main cause (主要致贫原因).
        other: another cause (其他致贫原因).
        further: a second other cause; the form has room for two.

    >>> StatedCauses("illness", "schooling").main.text.en
    'illness'
    """

    main: CauseCode | None = field(default=None, converter=_cause_or_unknown, repr=False)
    other: CauseCode | None = field(default=None, converter=_cause_or_unknown, repr=False)
    further: CauseCode | None = field(default=None, converter=_cause_or_unknown, repr=False)


@frozen(field_transformer=fields.named)
class StatedHelp(Serializable):
    """Of which kinds a register states measures of help for a household (帮扶措施); not what they are.

    Attributes:
        industry: of industry (产业帮扶).
        work: of work (就业帮扶).
        post: posts of public welfare (公益岗位帮扶).
        finance: of finance (金融帮扶).
        health: of health (健康帮扶).
        education: of education (教育帮扶).
        support: of support by allowances and insurance (综合保障).
        social: by society (社会帮扶).
        housing: for a safe house (住房安全保障).
        water: for safe water (饮水安全保障).
        schooling: for compulsory school (义务教育保障).
        relocation: relocation (搬迁).

    >>> StatedHelp(industry=True).work is None
    True
    """

    industry: bool | None = fields.boolean()
    work: bool | None = fields.boolean()
    post: bool | None = fields.boolean()
    finance: bool | None = fields.boolean()
    health: bool | None = fields.boolean()
    education: bool | None = fields.boolean()
    support: bool | None = fields.boolean()
    social: bool | None = fields.boolean()
    housing: bool | None = fields.boolean()
    water: bool | None = fields.boolean()
    schooling: bool | None = fields.boolean()
    relocation: bool | None = fields.boolean()
