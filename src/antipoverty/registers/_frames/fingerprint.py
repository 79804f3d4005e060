"""A fingerprint of rows, alike on every engine, whatever the order of the rows and their partitions.

Each row gives three numbers, its lanes, from its key and its facts. They are stirred and summed, so that an engine does
all of it where the rows are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._frames.engines import check_kind
from antipoverty.registers._schema.declarations import Form
from antipoverty.rules import Fact, Kind

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

#: The column by which rows are known, where a frame has it, and the column of the numbers that stand for its keys.
KEY = "id"
KEY_NUMBER = "__key"
#: The largest prime under 2**26: a product of two smaller numbers is exact even where an engine divides as doubles.
_PRIME = 67_108_859
#: The column of each lane, and the prime by which it takes remainders. No two numbers of 64 bits have all alike.
LANES: Mapping[str, int] = {"__lane_1": 67_108_837, "__lane_2": 67_108_819, "__lane_3": 67_108_777}
_ROUNDS = 3


def with_lanes(of: FactColumns) -> Any:
    """The frame, opened, with a column for the keys' numbers and one for each lane.

    Raises:
        InvalidValue: for keys that are neither words nor whole numbers.
    """
    import narwhals.stable.v2 as nw

    rows = _with_keys(of.frame)
    rows = rows.with_columns(*[_lane(prime, of).alias(name) for name, prime in LANES.items()])
    for turn in range(_ROUNDS):
        rows = rows.with_columns(*[_stirred(nw.col(name), turn).alias(name) for name in LANES])
    return rows


def fingerprint(*sums: int) -> str:
    """The fingerprint, by the number of rows and the sum of each lane."""
    return hashlib.sha256("\n".join(map(str, sums)).encode()).hexdigest()[:32]


# Keys


def _with_keys(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> Any:
    """The frame with a number for each key: the first 60 bits of the SHA-256 of its text.

    Each engine is asked in its own words, since narwhals has none for it. Those without (Polars, Arrow) hand the keys
    to Python.
    """
    import narwhals.stable.v2 as nw

    if isinstance(frame, nw.DataFrame) and frame.implementation is nw.Implementation.POLARS:
        frame = frame.lazy()
    kind = frame.collect_schema().get(KEY, nw.Unknown())
    check_kind(KEY, Form.KEY, kind)
    if isinstance(kind, nw.Unknown):
        return frame.with_columns(nw.lit(None).cast(nw.Int64).alias(KEY_NUMBER))
    native: Any = frame.with_columns(nw.col(KEY).cast(nw.String).alias(KEY_NUMBER)).to_native()
    match frame.implementation:
        case nw.Implementation.POLARS:
            import polars as pl

            native = native.with_columns(
                pl.col(KEY_NUMBER).map_batches(_key_numbers, return_dtype=pl.Int64, is_elementwise=True)
            )
        case nw.Implementation.PYARROW:
            import pyarrow as pa

            numbers = pa.array(_numbers(native.column(KEY_NUMBER).to_pylist()), pa.int64())
            native = native.set_column(native.column_names.index(KEY_NUMBER), KEY_NUMBER, numbers)
        case nw.Implementation.DUCKDB:
            number = f"CAST('0x' || substr(sha256({KEY_NUMBER}), 1, 15) AS BIGINT)"
            native = native.project(f"* REPLACE ({number} AS {KEY_NUMBER})")
        case _:
            from pyspark.sql import functions

            first = functions.substring(functions.sha2(functions.col(KEY_NUMBER), 256), 1, 15)
            native = native.withColumn(KEY_NUMBER, functions.conv(first, 16, 10).cast("bigint"))
    return nw.from_native(native)


def _key_numbers(keys: pl.Series) -> pl.Series:
    import polars as pl

    return pl.Series(keys.name, _numbers(keys.to_list()), pl.Int64)


def _numbers(keys: Iterable[str | None]) -> list[int | None]:
    sha256 = hashlib.sha256
    return [None if key is None else int(sha256(key.encode()).hexdigest()[:15], 16) for key in keys]


# Values


def _lane(prime: int, of: FactColumns) -> nw.Expr:
    """For a lane a number from the key and all the facts of a row: coded, weighed and added, below the prime."""
    import narwhals.stable.v2 as nw

    codes = {KEY: _remainder(nw.col(KEY_NUMBER), prime), **{fact.column: _code(fact, of, prime) for fact in of.held}}
    terms = [(code * _weight(name, prime)) % _PRIME for name, code in codes.items()]
    return reduce(lambda left, right: left + right, terms, nw.lit(prime)).cast(nw.Int64)


def _weight(column: str, prime: int) -> int:
    """A weight of a column's own, so that neither order nor number of columns matters."""
    return 1 + int(hashlib.sha256(f"{column} {prime}".encode()).hexdigest(), 16) % (_PRIME - 1)


def _code(fact: Fact, of: FactColumns, prime: int) -> nw.Expr:
    """A fact's value as a whole number of at most 26 bits, unknown as 0."""
    import narwhals.stable.v2 as nw

    zero = nw.lit(0).cast(nw.Int64)
    column: nw.Expr = of.stored(fact)
    match fact.kind:
        case Kind.FLAG:
            return nw.when(column).then(nw.lit(2)).otherwise(nw.when(~column).then(nw.lit(1)).otherwise(zero))
        case Kind.CATEGORY:
            code = zero
            for place, value in enumerate(fact.values, start=1):
                code = nw.when(of.among(fact, (value,))).then(nw.lit(place)).otherwise(code)
            return code
        case _:
            return _remainder(column.cast(nw.Int64), prime)


def _remainder(number: nw.Expr, prime: int) -> nw.Expr:
    """A number as it stands, whether or not it is one that can be."""
    import narwhals.stable.v2 as nw

    return nw.when(~number.is_null()).then(number % prime + 1).otherwise(nw.lit(0))


def _stirred(lane: nw.Expr, turn: int) -> nw.Expr:
    """One turn of stirring, without which the sums of the columns would be all that counts."""
    small = lane % _PRIME
    return (small * small + small + turn + 1) % _PRIME
