"""Industries: what their figures apply to, yield and price, and whether they can be on the land there is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.industries import CheckVerdict, Industry, IndustryKind, check
from antipoverty.records import Village
from antipoverty.registers import INDUSTRIES, VILLAGES, objects
from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_K = IndustryKind
#: The kinds of industry to which a figure applies; for the others it does where it is stated. The choice is ours.
_APPLIES = {
    "planted": ("area", (_K.CROP, _K.FRUIT, _K.HERB, _K.FOREST)),
    "improving": ("improved", (_K.FRUIT, _K.FOREST)),
    "producing": ("output", (_K.CROP, _K.FRUIT, _K.HERB, _K.FOREST, _K.STOCK, _K.FISHERY, _K.PROCESSING)),
    "raising": ("stock", (_K.STOCK,)),
}
_FLAGS = {
    "planted": Text("it takes land", "占用土地"),
    "improving": Text("plants can be improved or grafted", "可改良（嫁接）"),
    "producing": Text("it has an output", "有产量"),
    "raising": Text("it keeps livestock", "有存栏"),
}
#: What decides over what, the gravest first; where nothing is grave and something not known, that is not known.
_GRAVE = (CheckVerdict.CONTRADICTION, CheckVerdict.CONDITIONAL)
_LAND = ("land", "area", "improved", "households", "persons", "poor households", "poor persons")
_MEASURES = (
    Fact("kilograms", Kind.MEASURE, Text("output", "产量"), Text("kg", "公斤")),
    Fact("yield", Kind.MEASURE, Text("yield, rounded", "单产（四舍五入）"), Text("kg a mu", "公斤/亩")),
    Fact("price", Kind.MEASURE, Text("price, rounded", "单价（四舍五入）"), Text("yuan a kg", "元/公斤")),
)
_CHECK = Fact(
    "land_check",
    Kind.CATEGORY,
    Text("against land and people", "与土地、人口核对"),
    values=tuple(verdict.value for verdict in CheckVerdict),
    labels=tuple(verdict.text for verdict in CheckVerdict),
)


def _prepare(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    made: list[Industry | None] = []
    for row in range(table.height):
        refused: list[InvalidValue] = []
        made += [*objects(table[row], INDUSTRIES, refused=refused.append)] or [None]
    villages = context.tables.get("villages")
    places = [] if villages is None else [*objects(villages, VILLAGES, refused=lambda error: None)]
    columns: dict[str, Any] = {
        name: pl.Series([_applies(each, *_APPLIES[name]) for each in made], dtype=pl.Boolean) for name in _APPLIES
    }
    for fact in _MEASURES:
        columns[fact.column] = pl.Series([_measure(each, fact.name) for each in made], dtype=pl.Int64)
    columns[_CHECK.column] = pl.Series([_verdict(each, places) for each in made], dtype=pl.String)
    return table.with_columns(**columns)


def _applies(industry: Industry | None, attribute: str, kinds: Sequence[IndustryKind]) -> bool | None:
    if industry is None:
        return None
    if getattr(industry, attribute) is not None:
        return True
    return None if industry.kind is None else industry.kind in kinds


def _measure(industry: Industry | None, name: str) -> int | None:
    if industry is None or (kilograms := industry.kilograms) is None:
        return None
    over, under = {
        "kilograms": (kilograms, 1),
        "yield": (kilograms, industry.area),
        "price": (industry.sales, kilograms),
    }[name]
    if over is None or not under:
        return None
    return (Fraction(over) / Fraction(under) * 200 + 1) // 2


def _verdict(industry: Industry | None, places: Sequence[Village]) -> str | None:
    if industry is None:
        return None
    verdicts = {each.verdict for each in check([industry], places).checks if each.kind.value in _LAND}
    grave = next((verdict for verdict in _GRAVE if verdict in verdicts), None)
    if grave is None and verdicts == {CheckVerdict.HOLDS}:
        grave = CheckVerdict.HOLDS
    return None if grave is None else grave.value


_FACTS = (*(Fact(name, Kind.FLAG, text) for name, text in _FLAGS.items()), *_MEASURES, _CHECK)
PREPARER = Preparer("industries", _FACTS, _prepare)
