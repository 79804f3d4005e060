"""From a table of deprivations to the sums that every multidimensional figure is made of, in one pass.

A table is a frame (Polars eager or lazy, DuckDB, PySpark, pandas with Arrow types, PyArrow), whose engine does the
summing; or columns by name (sequences, NumPy arrays, series), which NumPy sums. Both sum the same few expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import Column
from antipoverty.indicators.deprivations.arrays import Arrays
from antipoverty.indicators.deprivations.counting import Engine, Sums, finished, wanted
from antipoverty.indicators.deprivations.frames import Frame
from antipoverty.indicators.deprivations.tables import Cut, MissingDeprivations, Table, by_name

__all__ = ["Cut", "MissingDeprivations", "Sums", "Table", "sums"]


def sums(table: Table, cut: Cut) -> dict[str | None, Sums]:
    """The weighted sums, by group; the group is `None` where there are none.

    The keys are ``population``, ``dropped`` (whom a missing deprivation leaves out) and ``poor``, and for each
    indicator ``deprived`` (of all), ``censored`` (of the poor), ``contribution`` (its part of the poor's scores), and
    ``gap`` and ``squared`` (of the poor's gaps).

    Raises:
        InvalidValue: for input that cannot be, by name.
    """
    if table.missing not in get_args(MissingDeprivations):
        allowed = ", ".join(repr(policy) for policy in get_args(MissingDeprivations))
        raise InvalidValue("missing", table.missing, f"one of {allowed}")
    for name in table.gaps:
        if name not in cut.names:
            raise InvalidValue("gaps", name, f"one of the indicators: {', '.join(cut.names)}")
    engine: Engine = _frame(table, cut) or Arrays(table, cut)
    amounts = dict(wanted(engine, cut))
    found = {group: finished(engine, cut, each) for group, each in engine.sum(amounts).items()}
    if not any(each["population", 0, 0] for each in found.values()):
        raise InvalidValue("weights", "none that counts", "a weight above 0 of someone who is not left out")
    return found


def _frame(table: Table, cut: Cut) -> Frame | None:
    """The engine of the frame that the table is, or whose columns it names."""
    given, names = table.deprivations, dict(zip(cut.names, cut.names, strict=True))
    if isinstance(given, Mapping):
        columns = by_name(given, cut)
        if not all(isinstance(column, Column) for column in columns.values()):
            return None
        names = {name: column.name for name, column in columns.items()}
        given = next(iter(columns.values())).frame
        for name, column in columns.items():
            if column.frame is not given:
                raise InvalidValue(name, "a Column of another frame", "columns of one frame")
    import narwhals.stable.v2 as nw

    try:
        native = nw.from_native(given)
    except TypeError:
        return None
    return Frame(native, given, names, table, cut)
