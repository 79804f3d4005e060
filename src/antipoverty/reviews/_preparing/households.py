"""Households: what rules decide of them on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty import registers
from antipoverty.causes import CAUSES_OF_POVERTY, Cause
from antipoverty.errors import ParameterError
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_RULES = {"poor_household": POOR_HOUSEHOLD, "main_cause": CAUSES_OF_POVERTY}
_POOR = Fact(
    "poor_household",
    Kind.FLAG,
    Text("the household is poor by the rule", "按规则为贫困户"),
    negated=Text("the household is not poor by the rule", "按规则不是贫困户"),
)
_CAUSE = Fact(
    "main_cause",
    Kind.CATEGORY,
    Text("main cause of poverty", "主要致贫原因"),
    values=tuple(cause.value for cause in Cause),
    labels=tuple(cause.text for cause in Cause),
)


@frozen
class Decided:
    """The table with what a rule decides of each household, as its row was given."""

    name: str

    def __call__(self, table: pl.DataFrame, context: Context) -> pl.DataFrame:
        import polars as pl

        rule = _RULES[self.name]
        try:
            decided = registers.evaluate(
                context.tables["households"],
                on=context.on,
                rulebook=context.rulebook,
                rules=[rule],
                absent="unknown",
                members=context.tables.get("members"),
            )
        except ParameterError:
            return table
        if self.name not in decided.columns:
            return table
        return table.with_columns(decided[self.name].cast(pl.Boolean if rule is POOR_HOUSEHOLD else pl.String))


def _with_size(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The size as it is stated, or as many members as are listed; unknown where the two differ."""
    import polars as pl

    members = context.tables.get("members")
    if members is None or "id" not in table.columns or "household" not in members.columns:
        return table
    listed = members.select(pl.col("household").cast(pl.String).alias("_home")).group_by("_home").agg(_listed=pl.len())
    key = pl.col("id").cast(pl.String).alias("_home")
    both = table.with_columns(key).join(listed, on="_home", how="left", maintain_order="left")
    number = pl.col("_listed").cast(pl.Int64)
    stated = pl.col("size").cast(pl.Int64) if "size" in table.columns else pl.lit(None, pl.Int64)
    agreed = stated.is_null() | number.is_null() | (stated == number)
    return both.with_columns(size=pl.when(agreed).then(pl.coalesce(stated, number))).drop("_home", "_listed")


PREPARERS = (
    Preparer("households", (), _with_size),
    Preparer("households", (_POOR,), Decided("poor_household"), {"poor_household": POOR_HOUSEHOLD.id}),
    Preparer("households", (_CAUSE,), Decided("main_cause"), {"main_cause": CAUSES_OF_POVERTY.id}),
)
