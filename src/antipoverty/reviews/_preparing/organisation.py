"""Who answers for what on the day: whom a village and a household has, what a unit gave, what a ladder allows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from antipoverty.assistance import pairing_ratio
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.organisation import Attendance, Organisation, Scope, review_responsibilities
from antipoverty.registers import TABLES, objects
from antipoverty.reviews._preparing.context import Context, Preparer, flag
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl


_IN_PLACE = flag("in_place", "in place on the day", "基准日有效", "not in place on the day", "基准日无效")
_IN_YEAR = flag("in_year", "in the year up to the day", "属本年度", "not in the year up to the day", "不属本年度")
_HAS_UNIT = flag("has_unit", "has an assisting unit", "有帮扶单位", "has no assisting unit", "无帮扶单位")
_HAS_PERSON = flag("has_person", "has a responsible person", "有责任人", "has no responsible person", "无责任人")
_HAS_GROUP = flag("has_group", "has a leading group", "有领导小组", "has no leading group", "无领导小组")
_HAS_CADRE = flag("has_cadre", "has a cadre", "有帮扶责任人", "has no cadre", "无帮扶责任人")
_CARE = Fact(
    "in_care",
    Kind.COUNT,
    Text("households in care on the day", "基准日帮扶户数"),
    Text("households", "户"),
    plural=True,
)
_PLACES = Fact("places", Kind.COUNT, Text("places of the rank", "职级结对名额"), Text("households", "户"), plural=True)
_ABOVE = flag(
    "above_places",
    "has more households than places",
    "帮扶户数超出名额",
    "has no more than places",
    "帮扶户数未超名额",
)
_GIVEN = Fact("given", Kind.MONEY, Text("given in the year", "本年投入"), Text("yuan", "元"))
#: The tables that say who answers for what, and where an organisation has them.
_SOURCES = {"groups": "groups", "cadres": "cadres", "units": "units", "pairs": "responsibilities"}


@lru_cache(maxsize=2)
def _held(context: Context) -> tuple[Organisation, bool]:
    """The organisation, and whether it is whole: a row of which no record can be made is left out."""
    wrong: list[InvalidValue] = []
    held: dict[str, Any] = {}
    for name, attribute in _SOURCES.items():
        if name in context.tables:
            records = objects(context.tables[name], TABLES[name], refused=wrong.append)
            # Of two rows with one key, the first counts here; reading reports the other.
            held[attribute] = tuple({getattr(each, "id", place): each for place, each in enumerate(records)}.values())
    return Organisation(**held), not wrong


def _flags(keys: Sequence[str], attendance: Attendance, *, whole: bool) -> list[bool | None]:
    """Whether each has somebody; where rows were left out, nobody is known to have none."""
    lacking, undecided = {*attendance.lacking}, {*attendance.undecided}
    return [None if key in undecided or (key in lacking and not whole) else key not in lacking for key in keys]


def _villages(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    if "id" not in table.columns:
        return table
    town, whole = _held(context)
    keys = table["id"].to_list()
    found = review_responsibilities(town, on=context.on, villages=keys)
    made = {}
    if "units" in context.tables:
        made["has_unit"] = found.villages_with_unit
    # A table of pairs alone says nothing of who answers for villages.
    if any(term.scope is Scope.VILLAGE for term in town.responsibilities):
        made["has_person"] = found.villages_with_person
    if "groups" in context.tables:
        made["has_group"] = found.villages_with_group
    flags = {name: pl.Series(_flags(keys, each, whole=whole), dtype=pl.Boolean) for name, each in made.items()}
    return table.with_columns(**flags)


def _households(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    if "pairs" not in context.tables or "id" not in table.columns:
        return table
    town, whole = _held(context)
    keys = table["id"].to_list()
    found = review_responsibilities(town, on=context.on, households=keys).households_with_cadre
    return table.with_columns(has_cadre=pl.Series(_flags(keys, found, whole=whole), dtype=pl.Boolean))


def _cadres(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    made = table
    try:
        places = pairing_ratio(on=context.on, rulebook=context.rulebook)
    except ParameterError:
        places = {}
    if places and "rank" in table.columns:
        counts = [places.get(rank) for rank in table["rank"].cast(pl.String)]
        made = made.with_columns(places=pl.Series(counts, dtype=pl.Int64))
    if "pairs" in context.tables and "id" in table.columns:
        town, whole = _held(context)
        loads = {load.cadre: len(load.households) for load in review_responsibilities(town, on=context.on).loads}
        care = [loads.get(key, 0) if whole else None for key in table["id"]]
        made = made.with_columns(in_care=pl.Series(care, dtype=pl.Int64))
    if {"places", "in_care"} <= {*made.columns}:
        made = made.with_columns(above_places=pl.col("in_care") > pl.col("places"))
    return made


def _dated(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    first, last = (
        pl.col(name) if name in table.columns else pl.lit(None, pl.Date) for name in ("first_day", "last_day")
    )
    over = (last < context.on).fill_null(value=False)
    return table.with_columns(in_place=pl.when(over).then(statement=False).otherwise(first <= context.on))


def _supports(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    if "on" not in table.columns:
        return table
    return table.with_columns(in_year=(pl.col("on").dt.year() == context.on.year) & (pl.col("on") <= context.on))


def _units(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    made = _dated(table, context)
    supports = context.tables.get("supports")
    if supports is None or not {"unit", "on", "amount_fen"} <= {*supports.columns}:
        return made
    year = _supports(supports, context).filter(pl.col("in_year").fill_null(value=True))
    known = pl.col("amount_fen").is_not_null().all() & pl.col("in_year").is_not_null().all()
    sums = year.group_by("unit").agg(given_fen=pl.when(known).then(pl.col("amount_fen").sum()), gave=pl.lit(value=True))
    joined = made.join(sums, left_on="id", right_on="unit", how="left", maintain_order="left")
    given = pl.when(pl.col("gave").is_null()).then(0).otherwise(pl.col("given_fen")).cast(pl.Int64)
    return joined.with_columns(given_fen=given).drop("gave")


PREPARERS = (
    Preparer("villages", (_HAS_UNIT, _HAS_PERSON, _HAS_GROUP), _villages),
    Preparer("households", (_HAS_CADRE,), _households),
    Preparer("cadres", (_PLACES, _CARE, _ABOVE), _cadres),
    Preparer("units", (_IN_PLACE, _GIVEN), _units),
    Preparer("supports", (_IN_YEAR,), _supports),
    Preparer("pairs", (_IN_PLACE,), _dated),
    Preparer("groups", (_IN_PLACE,), _dated),
)
