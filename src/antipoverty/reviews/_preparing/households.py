"""Households: what rules decide of them on the day."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from antipoverty import registers
from antipoverty._shared.deciding import in_force
from antipoverty.causes import CAUSES_OF_POVERTY, Cause
from antipoverty.errors import ParameterError
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.money import fen
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

#: Where the income per head of a household lies, in percent of the line: below each of these bounds, or above the last.
_BOUNDS = (50, 75, 100, 125, 150, 200)
_CLASSES = {
    **{
        f"below-{bound}": Text(f"{least} to below {bound}% of the line", f"标准的{least}%以上、不足{bound}%")
        if least
        else Text(f"below {bound}% of the line", f"不足标准的{bound}%")
        for least, bound in zip((0, *_BOUNDS), _BOUNDS, strict=False)
    },
    "above": Text(f"{_BOUNDS[-1]}% of the line and more", f"标准的{_BOUNDS[-1]}%及以上"),
}
_INCOME = Fact(
    "income_class",
    Kind.CATEGORY,
    Text("income per head against the line", "人均纯收入与标准之比"),
    values=tuple(_CLASSES),
    labels=tuple(_CLASSES.values()),
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


def _with_income_class(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Where the income per head lies against the line of the day, exactly; the classes are a choice of the library."""
    import polars as pl

    if "size" not in table.columns:
        return table
    book = in_force(context.rulebook, context.on)
    try:
        series, offset = book.get("income.line_series").value, book.get("income.year_offset").value
        line = book.in_year(f"poverty_line.{series}", context.on.year + cast(int, offset)).value
        derived = registers.derive(table, on=context.on, rulebook=context.rulebook)
    except ParameterError:
        return table
    if "net_income_fen" not in derived.columns:
        return table
    income, heads = pl.lit(derived["net_income_fen"].cast(pl.Int64)), pl.col("size").cast(pl.Int64)
    told: Any = pl.when(income.is_null() | heads.is_null()).then(pl.lit(None, pl.String))
    for bound in _BOUNDS:
        told = told.when(income * 100 < heads * fen(cast(Decimal, line)) * bound).then(pl.lit(f"below-{bound}"))
    return table.with_columns(told.otherwise(pl.lit("above")).alias(_INCOME.name))


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
    Preparer("households", (_INCOME,), _with_income_class),
)
