"""Plans, tasks, activities and inspections: what is of the year, what is met, and what is open on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty.assistance import measures_of
from antipoverty.reviews._preparing.context import Context, Preparer, flag
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl


_THIS_YEAR = flag("this_year", "of the year", "属本年度", "not of the year", "不属本年度")
_NEXT_YEAR = flag("next_year", "of the coming year", "属下一年度", "not of the coming year", "不属下一年度")
_ENTRY = flag("has_entry", "has an entry", "有具体安排", "states why there is no entry", "说明无安排原因")
_NOWHERE = flag("nowhere", "the entry is nowhere", "查无此项", "the entry is there", "有此项")
_WHOLE = flag("whole_task", "not a part of another task", "非分解任务", "a part of another task", "系分解任务")
_OUTCOME = Fact(
    "outcome",
    Kind.CATEGORY,
    Text("whether the task is met", "任务完成情况"),
    values=("met", "not-met", "unknown"),
    labels=(Text("met", "已完成"), Text("not met", "未完成"), Text("not known", "情况不明")),
)
_SAMPLED = flag("sampled", "states its sample", "填有抽查数", "does not state its sample", "未填抽查数")
_OPEN = flag("open", "not put right", "未整改", "put right", "已整改")
_OVERDUE = flag("overdue", "not put right in time", "逾期未整改", "not overdue", "未逾期")


def _has(table: pl.DataFrame, *columns: str) -> bool:
    return set(columns) <= set(table.columns)


def _of_year(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    year = pl.col("year") if "year" in table.columns else None
    return table if year is None else table.with_columns(this_year=year == context.on.year)


def _plans(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    made = _of_year(table, context)
    if _has(made, "year"):
        made = made.with_columns(next_year=pl.col("year") == context.on.year + 1)
    if not _has(made, "kind"):
        return made
    kind, entry = pl.col("kind").cast(pl.String), pl.col("entry")
    made = made.with_columns(has_entry=kind.is_not_null())
    if not _has(made, "entry"):
        return made
    known = {"measure": pl.Series([*measures_of(context.rulebook)], dtype=pl.String)}
    for code, name in (("project", "projects"), ("industry", "industries")):
        if name in context.tables and "id" in context.tables[name].columns:
            known[code] = context.tables[name]["id"].cast(pl.String)
    nowhere: pl.Expr = pl.lit(None, pl.Boolean)  # an entry whose table is not there
    for code, keys in known.items():
        nowhere = pl.when(kind == code).then(~entry.cast(pl.String).is_in(keys.to_list())).otherwise(nowhere)
    return made.with_columns(nowhere=pl.when(kind.is_null()).then(pl.lit(value=False)).otherwise(nowhere))


def _tasks(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    part = pl.col("part_of").is_null() if _has(table, "part_of") else pl.lit(value=True)
    made = _of_year(table, context).with_columns(whole_task=part)
    target, result = pl.col("target_hundredths"), pl.col("result_hundredths")
    if not _has(made, "target_hundredths", "result_hundredths"):
        return made
    outcome = pl.when(target.is_null() | result.is_null()).then(pl.lit("unknown"))
    return made.with_columns(outcome=outcome.when(result >= target).then(pl.lit("met")).otherwise(pl.lit("not-met")))


def _inspections(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    made, day = table, pl.col("on")
    if _has(made, "on"):
        made = made.with_columns(this_year=(day.dt.year() == context.on.year) & (day <= context.on))
    if _has(made, "looked_at", "listed"):
        made = made.with_columns(sampled=pl.col("looked_at").is_not_null() & pl.col("listed").is_not_null())
    return made


def _defects(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    if not _has(table, "corrected"):
        return table
    made = table.with_columns(open=pl.col("corrected").is_null() | (pl.col("corrected") > context.on))
    if not _has(made, "due"):
        return made
    return made.with_columns(overdue=pl.col("open") & (pl.col("due") < context.on).fill_null(value=False))


#: What prepares the tables of `antipoverty.planning`.
PREPARERS = (
    Preparer("plans", (_THIS_YEAR, _NEXT_YEAR, _ENTRY, _NOWHERE), _plans),
    Preparer("tasks", (_THIS_YEAR, _WHOLE, _OUTCOME), _tasks),
    Preparer("activities", (_THIS_YEAR,), _of_year),
    Preparer("inspections", (_THIS_YEAR, _SAMPLED), _inspections),
    Preparer("defects", (_OPEN, _OVERDUE), _defects),
)
