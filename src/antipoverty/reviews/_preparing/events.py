"""Events of the year: what each brought to the households in the register as poor, and took from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from antipoverty import registers
from antipoverty.errors import AntipovertyError
from antipoverty.history import check_round
from antipoverty.records import Registration
from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import PERSONS, Text

if TYPE_CHECKING:
    import polars as pl

#: Who is in the register as poor.
_POOR = (Registration.REGISTERED, Registration.RETURNED)
_HOUSEHOLDS = Text("households", "户")
_YEAR = Fact("event_year", Kind.COUNT, Text("year of the event", "变动年份"), Text("year", "年"))
_IN = (
    Fact("poor_households_in", Kind.COUNT, Text("poor households that came", "新增贫困户"), _HOUSEHOLDS, plural=True),
    Fact("poor_persons_in", Kind.COUNT, Text("poor persons that came", "新增贫困人口"), PERSONS, plural=True),
)
_OUT = (
    Fact("poor_households_out", Kind.COUNT, Text("poor households that went", "减少贫困户"), _HOUSEHOLDS, plural=True),
    Fact("poor_persons_out", Kind.COUNT, Text("poor persons that went", "减少贫困人口"), PERSONS, plural=True),
)
#: A row of these kinds tells of one person of several who go together: what they are is told by the first.
_TOGETHER = ("split", "arrived whole")


def _prepare(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    import polars as pl

    if "on" in table.columns:
        table = table.with_columns(table["on"].dt.year().cast(pl.Int64).alias(_YEAR.column))
    last, members = (context.tables.get(name) for name in ("last_households", "last_members"))
    if last is None or members is None:
        return table
    try:
        start, events = registers.roster(last, members), registers.events(table)
    except AntipovertyError:
        return table  # the columns are not there, and a figure that needs them says so
    check = check_round(start, events, start)
    refused = {each.number for each in check.refused}
    flows = iter(check.round.event_flows)
    counts = [None if number in refused else _poor(next(flows)) for number in range(1, len(events) + 1)]
    names = [fact.column for fact in (*_IN, *_OUT)]
    made = pl.DataFrame(
        [(row, *(each or (None,) * len(names))) for row, each in zip(_first_rows(table), counts, strict=True)],
        schema={"row": pl.UInt32, **dict.fromkeys(names, pl.Int64)},
        orient="row",
    )
    placed = table.with_row_index("row").join(
        made.with_columns(placed=True), on="row", how="left", maintain_order="left"
    )
    # The further rows of an event add nothing.
    filled = [pl.when(pl.col("placed").is_null()).then(0).otherwise(pl.col(name)).alias(name) for name in names]
    return placed.with_columns(filled).drop("row", "placed")


def _first_rows(table: pl.DataFrame) -> list[int]:
    """For each event, in the order of `registers.events`, the first of its rows."""
    import polars as pl

    rows = table.with_row_index("row")
    keys = [name for name in ("on", "kind", "household", "to", "village") if name in rows.columns]
    alone = pl.when(pl.col("kind").is_in(_TOGETHER)).then(None).otherwise(pl.col("row")).alias("alone")
    first = rows.with_columns(alone).unique(["alone", *keys], keep="first", maintain_order=True)
    return first.sort("on", maintain_order=True)["row"].to_list()


def _poor(flows: Iterable[Any]) -> tuple[int, int, int, int]:
    """Households and persons that came to the register as poor, and that went from it."""
    counts = [0, 0, 0, 0]
    for flow in flows:
        if flow.registration in _POOR:
            counts[0] += flow.households_in
            counts[1] += flow.persons_in
            counts[2] += flow.households_out
            counts[3] += flow.persons_out
    return counts[0], counts[1], counts[2], counts[3]


PREPARER = Preparer("events", (_YEAR, *_IN, *_OUT), _prepare)
