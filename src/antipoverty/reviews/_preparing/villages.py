"""Villages: which are poor by the rule on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty import registers
from antipoverty.errors import ParameterError
from antipoverty.identification import POOR_VILLAGE
from antipoverty.reviews._preparing.context import Context, Preparer
from antipoverty.rules import Fact, Kind
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_POOR = Fact(
    "poor_village",
    Kind.FLAG,
    Text("the village is poor by the rule", "按规则为贫困村"),
    negated=Text("the village is not poor by the rule", "按规则不是贫困村"),
)


def _prepare(table: pl.DataFrame, context: Context) -> pl.DataFrame:
    try:
        decided = registers.evaluate(
            table, on=context.on, rulebook=context.rulebook, rules=[POOR_VILLAGE], absent="unknown"
        )
    except ParameterError:
        return table
    return table.with_columns(decided["poor_village"])


PREPARER = Preparer("villages", (_POOR,), _prepare, {"poor_village": POOR_VILLAGE.id})
