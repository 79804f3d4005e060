"""The tables of a register for its checks: in memory, their keys as text, their words as categories."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from antipoverty.registers._frames.engines import in_memory, opened
from antipoverty.registers._frames.keys import check_form, check_keys
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS, VILLAGES

if TYPE_CHECKING:
    import polars as pl

_KEYS = (Form.KEY, Form.IDENTITY)
#: The table of each kind of subject.
SCHEMA_OF = {"household": HOUSEHOLDS, "person": MEMBERS, "village": VILLAGES}


def tables_of(households: Any, members: Any, villages: Any, more: Collection[str]) -> dict[str, pl.DataFrame]:
    """The tables that are given, by the kind of their subject.

    Args:
        households: a table of households, if there is one.
        members: one of members.
        villages: one of villages.
        more: columns that are read beside those of the schemas.

    Raises:
        InvalidValue: for a table without its keys, keys of two kinds or not normalised, or a column of the wrong kind.
    """
    import narwhals.stable.v2 as nw

    keys: dict[str, Any] = {}
    tables: dict[str, pl.DataFrame] = {}
    for (subject, schema), table in zip(SCHEMA_OF.items(), (households, members, villages), strict=True):
        if table is None:
            continue
        known = [*dict.fromkeys((*(each.column for each in schema), *more))]
        check_kinds(opened(table, known), schema)
        frame = in_memory(table, *[each.column for each in schema if each.required], taken=known)
        wrapped = nw.from_native(frame)
        there = [each.column for each in schema if each.form in _KEYS and each.column in frame.columns]
        keys |= {f"{column} of the {schema.name}": wrapped.schema[column] for column in there}
        for column in there:
            check_form(f"{column} of the {schema.name}", frame[column])
        tables[subject] = frame.with_columns(**_columns(frame, schema, there))
    for pair in (
        ("id of the households", "household of the members"),
        ("village of the households", "id of the villages"),
    ):
        check_keys(*[(name, keys[name]) for name in pair if name in keys])
    return tables


def _columns(frame: pl.DataFrame, schema: Schema, keys: Collection[str]) -> dict[str, pl.Expr]:
    """Keys as text; and words as categories, which are compared as numbers are: what is no word of the field, as none.

    All expressions over a category are then as fast as over a number.
    """
    import polars as pl

    made = {column: pl.col(column).cast(pl.String) for column in keys if frame.schema[column] != pl.String}
    for field in schema:
        kind = frame.schema.get(field.column)
        if isinstance(kind, pl.Null):  # a column of nothing is one all the same
            made[field.column] = pl.lit(None, stored(field))
        elif field.form is Form.CATEGORY and isinstance(kind, pl.String | pl.Categorical | pl.Enum):
            words = [value for value, _ in field.values]
            made[field.column] = pl.col(field.column).cast(pl.String).cast(pl.Enum(words), strict=False)
    return made
