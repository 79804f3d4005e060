"""Members: what they earn away from home, and how that compares with last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import YUAN, Text

if TYPE_CHECKING:
    import polars as pl

_AWAY, _MONTHS, _WAGE = "working_away", "work_months", "work_wage_fen"
_EARNED = Fact(
    "earned_away", Kind.MONEY, Text("earned away in the year: months by wage", "全年务工收入（月数乘月工资）"), YUAN
)
_BEFORE = Fact("earned_away_before", Kind.MONEY, Text("earned away last year", "上年务工收入"), YUAN)
_STARTED = Fact("started_away", Kind.FLAG, Text("works away and did not last year", "今年新增外出务工"))
_RETURNED = Fact("returned_home", Kind.FLAG, Text("worked away last year and does not now", "上年务工、今年返乡"))
_COMPARED = Fact(
    "earner_compared", Kind.FLAG, Text("works away, earnings of both years known", "外出务工且两年收入可比")
)


def _prepare(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    """A person is compared where the key stands once in either year; what is not known of one of both is null."""
    import polars as pl

    now = _with_earnings(table)
    last = context.tables.get("last_members")
    if last is None or "id" not in table.columns or "id" not in last.columns:
        return now
    before = _with_earnings(last)
    before = before.filter(pl.col("id").is_not_null() & pl.col("id").is_unique())
    was = before.select(pl.col("id").cast(pl.String).alias("_id"), _was=pl.col(_AWAY), _earned=pl.col(_EARNED.column))
    both = now.with_columns(_id=pl.col("id").cast(pl.String)).join(was, on="_id", how="left", maintain_order="left")
    single = pl.col("id").is_unique()
    away, then = pl.col(_AWAY), pl.when(single).then(pl.col("_was"))
    earned_before = pl.when(single).then(pl.col("_earned"))
    return both.with_columns(
        earned_before.alias(_BEFORE.column),
        (away & ~then).alias(_STARTED.column),
        (~away & then).alias(_RETURNED.column),
        (away & pl.col(_EARNED.column).is_not_null() & earned_before.is_not_null()).alias(_COMPARED.column),
    ).drop("_id", "_was", "_earned")


def _with_earnings(table: pl.DataFrame) -> pl.DataFrame:
    """The table with what each member earns away: nothing at home, unknown where months or wage are."""
    import polars as pl

    kinds = {_AWAY: pl.Boolean, _MONTHS: pl.Int64, _WAGE: pl.Int64}
    held = {
        name: pl.col(name).cast(kind) if name in table.columns else pl.lit(None, kind) for name, kind in kinds.items()
    }
    table = table.with_columns(**{_AWAY: held[_AWAY]})
    away, earned = pl.col(_AWAY), held[_MONTHS] * held[_WAGE]
    return table.with_columns(pl.when(away).then(earned).when(~away).then(0).alias(_EARNED.column))


PREPARER = Preparer("members", (_EARNED, _BEFORE, _STARTED, _RETURNED, _COMPARED), _prepare)
