"""What is stated of an industry: its product, land, output, and who benefits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import Attribute, field, frozen

from antipoverty._shared import fields
from antipoverty._shared.exact import multiply
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.text import Labelled


class IndustryKind(Labelled):
    """What sort of industry it is (产业类别); the division is the library's choice."""

    CROP = "crop", "crops", "种植业"
    FRUIT = "fruit", "fruit, nuts and spices of trees", "林果业"
    HERB = "herb", "medicinal herbs", "中药材"
    FOREST = "forest", "forestry", "林业"
    STOCK = "stock", "animal husbandry", "养殖业"
    FISHERY = "fishery", "fishery", "水产业"
    PROCESSING = "processing", "processing", "加工业"
    TRADE = "trade", "trade and services", "商贸服务业"
    TOURISM = "tourism", "tourism", "乡村旅游"
    OTHER = "other", "other", "其他"


class LandKind(Labelled):
    """On which land an industry stands (用地类型)."""

    CULTIVATED = "cultivated", "cultivated land", "耕地"
    FOREST = "forest", "forest land", "林地"
    RETURNED = "returned", "land returned to forest", "退耕还林地"
    OTHER = "other", "other land", "其他土地"


class OutputUnit(Labelled):
    """The unit of an output, each a whole number of half kilograms.

    >>> OutputUnit.DAN.kilograms, OutputUnit.JIN.kilograms
    (Decimal('50'), Decimal('0.5'))
    """

    KILOGRAM = "kg", "kg", "公斤"
    JIN = "jin", "jin", "斤"
    DAN = "dan", "dan", "担"
    TONNE = "t", "t", "吨"

    @property
    def kilograms(self) -> Decimal:
        """How many kilograms it has: a jin (斤) half of one, a dan (担) 50, a tonne 1,000."""
        return {"kg": Decimal(1), "jin": Decimal("0.5"), "dan": Decimal(50), "t": Decimal(1000)}[self.value]


def _kind_or_unknown(value: IndustryKind | str | None) -> IndustryKind | None:
    return fields.member(IndustryKind, value)


def _land_or_unknown(value: LandKind | str | None) -> LandKind | None:
    return fields.member(LandKind, value)


def _unit_or_unknown(value: OutputUnit | str | None) -> OutputUnit | None:
    return fields.member(OutputUnit, value)


def _mu_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return fields.measure(value, "area in mu")


def _output_or_unknown(value: Decimal | int | str | None) -> Decimal | None:
    return fields.measure(value, "output")


def _product(instance: object, attribute: Attribute[Any], value: Any) -> None:
    if not fields.is_text(value):
        raise InvalidValue("Industry.product", value, fields.TEXT)


@frozen(field_transformer=fields.named)
class Industry(Serializable):
    """An industry of one or several villages, as it is stated. What contradicts itself is kept, for `check` to find.

    Attributes:
        id: the caller's key.
        product: what is grown, raised, made or sold.
        kind: what sort of industry it is.
        villages: keys of its villages.
        land: on which land it stands.
        area: area in mu (亩), at most two places; 1 mu is 1/15 ha.
        improved: of that, the area with improved or grafted plants, mu.
        output: output of the year, in the unit, at most two places.
        output_unit: the unit of the output.
        stock: head of livestock at the end of the year (存栏).
        households: households that benefit.
        poor_households: poor households among them.
        persons: persons that benefit.
        poor_persons: poor persons among them.
        sales: for how much the output was sold in the year, yuan.
        year: the year of the statement.
        invested: what was invested, yuan.
        funds: keys of the funds that paid for it.
        project: key of the project that it comes from.

    >>> tobacco = Industry("i3", "tobacco", area=700, output="2100", output_unit="dan", sales="2700000")
    >>> tobacco.kilograms
    Decimal('105000')
    """

    id: str = field(validator=fields.key)
    product: str = field(validator=_product)
    kind: IndustryKind | None = field(default=None, converter=_kind_or_unknown)
    villages: tuple[str, ...] = field(default=(), converter=fields.keys_that_differ)
    land: LandKind | None = field(default=None, converter=_land_or_unknown)
    area: Decimal | None = field(default=None, converter=_mu_or_unknown, metadata={"least": 0})
    improved: Decimal | None = field(default=None, converter=_mu_or_unknown, metadata={"least": 0})
    output: Decimal | None = field(default=None, converter=_output_or_unknown, metadata={"least": 0})
    output_unit: OutputUnit | None = field(default=None, converter=_unit_or_unknown)
    stock: int | None = fields.count()
    households: int | None = fields.count()
    poor_households: int | None = fields.count()
    persons: int | None = fields.count()
    poor_persons: int | None = fields.count()
    sales: Decimal | None = field(default=None, converter=fields.amount_or_unknown)
    year: int | None = fields.count(least=1978, most=2100)
    invested: Decimal | None = field(default=None, converter=fields.amount_or_unknown)
    funds: tuple[str, ...] = field(default=(), converter=fields.keys_that_differ)
    project: str | None = field(default=None, validator=fields.key_or_unknown)

    @property
    def kilograms(self) -> Decimal | None:
        """The output in kilograms, exact; `None` if it or its unit is unknown."""
        if self.output is None or self.output_unit is None:
            return None
        return multiply(self.output, self.output_unit.kilograms)
