"""Files with a row for each member that repeat what is said of the household: one row for each household."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from antipoverty.registers._reading.headings import is_heading_of
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_DIFFER = Text("the rows of the household's members differ in it", "同户成员各行所填不一致")


def is_by_member(headings: Sequence[str], schema: Schema) -> bool:
    """Whether a table of households has a row for each member: a key of a person, or a number and a relation."""

    def has(name: str) -> bool:
        return any(is_heading_of(heading, MEMBERS[name]) for heading in headings)

    return schema is HOUSEHOLDS and (has("id") or (has("identity_number") and has("relation")))


def one_for_each(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """One row for each household, where the rows of its members do not differ.

    What some rows leave open is as the others have it; what some rows name, the household has.

    Returns:
        The rows; the rows that differ, as problems are listed; and how many rows said a household again.
    """
    import polars as pl

    columns = [name for name in rows.columns if name not in ("row", "id")]
    named = [name for name in columns if HOUSEHOLDS[name].named and HOUSEHOLDS[name].form is Form.FLAG]
    others = [name for name in columns if name not in named]
    differs = [(pl.col(name).drop_nulls().n_unique().over("id") > 1).alias(name) for name in others]
    marks = rows.select("row", "id", *differs)
    bad = marks.filter(pl.any_horizontal(others)) if others else marks.clear()
    problems = [
        bad.filter(pl.col(name)).select(
            "row", pl.lit(name).alias("field"), pl.lit(None, pl.String).alias("value"),
            pl.lit(_DIFFER.en).alias("reason"), pl.lit(_DIFFER.zh).alias("reason_zh"),
        )
        for name in others
    ]  # fmt: skip
    kept = rows.join(bad.select("row"), on="row", how="anti", maintain_order="left")
    merged = kept.group_by("id", maintain_order=True).agg(
        pl.col("row").first(),
        *[pl.col(name).drop_nulls().first() for name in others],
        *[pl.when(pl.col(name).count() > 0).then(pl.col(name).any()) for name in named],
    )
    empty = marks.select(
        "row", *[pl.lit(None, pl.String).alias(name) for name in ("field", "value", "reason", "reason_zh")]
    )
    return merged.select(rows.columns), pl.concat([empty.clear(), *problems]), kept.height - merged.height
