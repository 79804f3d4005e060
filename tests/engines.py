"""The engines that hold a frame in tests, each made from an Arrow table and read back as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa

from antipoverty._engine.conditions import FactValue
from antipoverty.rules import Fact, Kind

_ARROW = {Kind.FLAG: pa.bool_(), Kind.CATEGORY: pa.string()}

EAGER: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "pandas": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pandas on numpy": lambda table: table.to_pandas(),
    "pyarrow": lambda table: table,
}
LAZY: dict[str, Callable[[pa.Table], Any]] = {
    "polars lazy": lambda table: pl.from_arrow(table).lazy(),  # type: ignore[union-attr]
    "duckdb": duckdb.from_arrow,
}
ENGINES = {**EAGER, **LAZY}


def table_of(facts: Iterable[Fact], rows: list[dict[str, FactValue]]) -> pa.Table:
    return pa.table(
        {
            fact.column: pa.array([row.get(fact.name) for row in rows], _ARROW.get(fact.kind, pa.int64()))
            for fact in facts
        }
    )


def rows_of(native: Any) -> list[Mapping[str, Any]]:
    """The rows of any frame, unknown as `None`."""
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow")
    rows: list[Mapping[str, Any]] = frame.to_arrow().to_pylist()
    return rows
