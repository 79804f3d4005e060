"""A frame of households held to the schema: taken as a whole, or refused with the column and the number of rows.

A frame need not have come from a file. What is kept of it for long is what `antipoverty.registers.read` would accept.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.registers._frames.engines import in_memory, names_of, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._reading.parsing import Column, parse, stored
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.registers._schema.tables import HOUSEHOLDS

if TYPE_CHECKING:
    import polars as pl

_COLUMNS = {each.column: each for each in HOUSEHOLDS}


def admitted(households: Any) -> pl.DataFrame:
    """The table with every column of the schema, in its order, once each value is seen to be one that can be.

    Args:
        households: a table of households on any engine.

    Raises:
        InvalidValue: for a table without keys or with one twice, a column of another kind than the schema's or that the
            schema does not have, or a value or key that `antipoverty.registers.read` would not give. It names the
            column and the number of rows, and no value.
    """
    import polars as pl

    wrapped = opened(households, _COLUMNS)
    if further := [name for name in names_of(households) if name not in _COLUMNS]:
        wanted = "no columns but those of HOUSEHOLDS; drop what is not to be kept"
        raise InvalidValue("households", f"columns {', '.join(further)}", wanted)
    check_kinds(wrapped, HOUSEHOLDS)
    frame = in_memory(households, "id", taken=tuple(_COLUMNS))
    if frame["id"].null_count() or frame["id"].is_duplicated().any():
        raise InvalidValue("households", "a key that is missing or duplicated", "a key for each household")
    cast = frame.select(pl.col(name).cast(stored(_COLUMNS[name])) for name in frame.columns)
    for column in cast:
        each = _COLUMNS[column.name]
        if bad := int(impossible(each, column).sum()):
            wanted = f"whole numbers from {each.least:,} to {each.most:,}" if each.numeric else each.expected.en
            rows = "1 row" if bad == 1 else f"{bad:,} rows"
            wanted += "; read the file with registers.read to set such rows apart"
            raise InvalidValue(each.column, f"{rows} with another value", wanted)
    nothing = [pl.lit(None, stored(each)).alias(name) for name, each in _COLUMNS.items() if name not in cast.columns]
    return cast.with_columns(nothing).select(*_COLUMNS)


def impossible(each: Field, column: pl.Series) -> pl.Series:
    """Where a column has a value that `antipoverty.registers.read` would not give."""
    import polars as pl

    match each.form:
        case Form.CATEGORY:
            return ~column.is_in([value for value, _ in each.values])
        case Form.KEY:
            return column.is_not_null() & parse([Column(each)], column.to_frame())[0].value.ne_missing(column)
        case Form.DAY:
            return ~column.is_between(date.min, date.max)
        case Form.COUNT | Form.MONEY | Form.MEASURE:
            return ~column.is_between(each.least, each.most)
        case _:  # a flag, of which every value can be
            return pl.Series([False])
