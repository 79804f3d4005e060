"""Deprivations as columns of a frame, lazy or made so, whose own engine sums."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import WHOLE, Column, numpy
from antipoverty.indicators._inputs.reading import is_missing
from antipoverty.indicators._multidimensional.deprivations.counting import Amount, Key, scored
from antipoverty.indicators._multidimensional.deprivations.counting import Column as Expression
from antipoverty.indicators._multidimensional.deprivations.tables import KNOWN, Cut, Table

if TYPE_CHECKING:
    import polars as pl

#: So many rows at a time stay in a core's cache, but a table of sums is added as often.
_BLOCK = 1 << 17
#: A table of sums has at most so many places.
_TABLE = 1 << 21
#: How many rungs an indicator may take, on average, before numbers are added instead.
_RUNGS = 8


class Frame:
    """A frame, lazy or made so, whose own engine sums: a `counting.Engine`."""

    deprived: Sequence[Expression]
    observed: Sequence[Expression] | None
    gaps: Mapping[int, Expression]

    def __init__(self, given: Any, names: Mapping[str, str], table: Table, cut: Cut) -> None:
        import narwhals.stable.v2 as nw

        native = nw.from_native(given)
        self.given, self.frame, self.polars = given, native.lazy(), native.implementation.is_polars()
        self.schema = self.frame.collect_schema()
        self.checks: list[tuple[Any, str, str, str]] = []
        chosen: dict[str, Any] = {}
        lacks = []
        for at, name in enumerate(cut.names):
            unknown, truth = self._boolean(names[name], name)
            lacks.append(unknown)
            if table.missing == "refuse":
                self.checks.append((unknown, name, "missing", KNOWN))
            else:
                truth = nw.when(unknown).then(nw.lit(table.missing == "deprived")).otherwise(truth)
            chosen[f"deprived{at}"] = truth
            if table.missing == "reweight":
                chosen[f"observed{at}"] = ~unknown
        # Who is left out: those of whom anything is missing, or everything.
        if table.missing == "drop":
            chosen["out"] = nw.any_horizontal(*lacks, ignore_nulls=False)
        elif table.missing == "reweight":
            chosen["out"] = nw.all_horizontal(*lacks, ignore_nulls=False)
        bits = list(chosen)
        if table.weights is not None:
            chosen["weight"] = self._weight(table.weights)
        for name, gap in table.gaps.items():
            column = self._column(gap, f"gaps[{name!r}]")[0].cast(nw.Float64)
            wrong = column.is_null() | ~((column >= 0) & (column <= 1))
            self.checks.append(
                (wrong, f"gaps[{name!r}]", "that cannot be", "gaps from 0 to 1, as shares of the cut-off")
            )
            chosen[f"gap{cut.names.index(name)}"] = column
        if table.groups is not None:
            column, kind = self._column(table.groups, "groups")
            absent = column.is_null() | column.is_nan() if kind.is_float() else column.is_null()
            self.checks.append((absent, "groups", "missing", "a group for everyone"))
            chosen["group"] = column
        self._check(cut.names[0], chosen.get("weight"))
        self.grouped, self.weighted, self.out = "group" in chosen, "weight" in chosen, "out" in chosen
        self.frame = self.frame.select(**chosen)
        if (self.grouped or self.weighted) and not table.gaps and len(bits) < 63:
            self._compress(bits)
        self.deprived = [nw.col(f"deprived{at}") for at in range(len(cut.names))]
        self.observed = [nw.col(f"observed{at}") for at in range(len(cut.names))] if "observed0" in bits else None
        self.gaps = {at: nw.col(f"gap{at}") for at in range(len(cut.names)) if f"gap{at}" in chosen}
        fits = nw.Int8 if cut.whole < 2**7 else nw.Int16 if cut.whole < 2**15 else nw.Int64
        self.kind = fits if self.polars and self.observed is None else nw.Int64

    def _column(self, name: Any, where: str) -> tuple[Any, Any]:
        """A column of the frame, and its type."""
        import narwhals.stable.v2 as nw

        if isinstance(name, Column):
            if name.frame is not self.given:
                raise InvalidValue(where, "a Column of another frame", "a column of the same frame")
            name = name.name
        if not isinstance(name, str):
            raise InvalidValue(where, type(name).__name__, "the name of a column of the frame")
        if name not in self.schema:
            raise InvalidValue(where, name, f"one of the frame's columns: {', '.join(self.schema.names())}")
        return nw.col(name), self.schema[name]

    def _boolean(self, name: Any, where: str) -> tuple[Any, Any]:
        """Where a column of deprivations is unknown, and the column as a Boolean one."""
        import narwhals.stable.v2 as nw

        column, kind = self._column(name, where)
        if kind == nw.Boolean:
            return column.is_null(), column
        if not kind.is_numeric():
            raise InvalidValue(where, f"a column of {kind}", "Booleans, or 0 and 1")
        unknown = column.is_null() | column.is_nan() if kind.is_float() else column.is_null()
        wrong = ~unknown & ~((column == 0) | (column == 1))
        self.checks.append((wrong, where, "that cannot be", "True or False, 1 or 0, or null for unknown"))
        return unknown, column == 1

    def _weight(self, name: Any) -> Any:
        import narwhals.stable.v2 as nw

        column, kind = self._column(name, "weights")
        if not kind.is_numeric():
            raise InvalidValue("weights", f"a column of {kind}", "numbers")
        # The limit above keeps out infinities, and what is not a number.
        wrong = column.is_null() | ~((column >= 0) & (column <= 1e300))
        self.checks.append((wrong, "weights", "that cannot be", "finite weights of at least 0 for everyone"))
        return column.cast(nw.Int64 if kind.is_integer() else nw.Float64)

    def _check(self, first: str, weight: Any) -> None:
        """One look at everything that cannot be; the first such thing is named, with how often it is there.

        What is wrong is looked for again without the rows of weight 0, which are not there.
        """
        problem = self._problem(first)
        if problem is not None and weight is not None:
            self.frame = self.frame.filter(weight.is_null() | (weight != 0))
            problem = self._problem(first)
        if problem is not None:
            raise problem

    def _problem(self, first: str) -> InvalidValue | None:
        import narwhals.stable.v2 as nw

        counts = {
            f"check{at}": (wrong if self.polars else wrong.cast(nw.Int64)).sum()
            for at, (wrong, *_) in enumerate(self.checks)
        }
        problems = self.frame.select(nw.len().alias("size"), **counts).collect().rows(named=True)[0]
        if not problems["size"]:
            return InvalidValue(first, "no values", "at least one")
        for at, (_, where, what, expected) in enumerate(self.checks):
            if count := problems[f"check{at}"]:
                return InvalidValue(where, f"{count} {what}", expected)
        return None

    def _compress(self, bits: Sequence[str]) -> None:
        """Replace persons who are alike by one row with their weights together: there are few ways to be deprived."""
        import narwhals.stable.v2 as nw

        if self.polars and len(bits) <= 16:
            # Where Polars chooses between two bytes it takes a tenth of the time of a cast and a product.
            pattern = _bits(bits[:8], nw.UInt8).cast(nw.UInt16)
            if len(bits) > 8:
                pattern = pattern + _bits(bits[8:], nw.UInt8).cast(nw.UInt16) * nw.lit(2**8, nw.UInt16)
        else:
            pattern = _bits(bits, nw.Int64)
        others = [name for name in ("group", "weight") if name in self.frame.collect_schema()]
        rows = self.frame.select(*others, pattern=pattern)
        if self.polars and "numpy" in sys.modules and len(bits) <= 16:
            alike = nw.from_native(_counted(rows.collect().to_native(), len(bits))).lazy()
        else:
            keys = ["pattern", "group"] if self.grouped else ["pattern"]
            alike = rows.group_by(*keys).agg(nw.col("weight").sum() if self.weighted else nw.len().alias("weight"))
        whole = nw.col("pattern").cast(nw.Int64)
        # No remainder: Arrow has none.
        held = {name: whole // 2**at - whole // 2 ** (at + 1) * 2 == 1 for at, name in enumerate(bits)}
        self.frame = alike.with_columns(**held)
        self.weighted = True

    def whole(self, column: Expression) -> Expression:
        """A Boolean column as 0 and 1, in a type that holds the largest score."""
        return column.cast(self.kind)

    def keep(self, name: str, column: Expression) -> Expression:
        """A column that is used more than once."""
        import narwhals.stable.v2 as nw

        self.frame = self.frame.with_columns(column.alias(name))
        return nw.col(name)

    def reaching(self, weights: Sequence[int], scores: Sequence[int]) -> Sequence[Expression]:
        """For each score, whose deprivations weigh so much or more."""
        import narwhals.stable.v2 as nw

        rungs = _rungs(weights, scores, most=_RUNGS * len(weights)) if self.polars else None
        if rungs is None:
            total = self.keep("score", scored(self, weights, self.deprived))
            return [self.keep(f"poor{number}", total >= score) for number, score in enumerate(scores)]
        # Polars holds Booleans as bits: to climb a rung costs less than a tenth of adding one indicator's numbers.
        reached: dict[int, Expression] = {}
        for at, (column, weight) in enumerate(zip(self.deprived, weights, strict=True)):
            step = {score: column if score <= weight else column & reached[score - weight] for score in rungs[at]}
            step |= {score: reached[score] | with_it for score, with_it in step.items() if score in reached}
            if step:
                self.frame = self.frame.with_columns(rows.alias(f"reached{at}_{score}") for score, rows in step.items())
            reached = {score: nw.col(f"reached{at}_{score}") for score in step}
        return [reached[score] for score in scores]

    def sum(self, wanted: Mapping[Key, Amount]) -> dict[str | None, dict[Key, Any]]:
        """For each key the weighted sum of an amount, or of 1, over some rows; with population and dropped."""
        import narwhals.stable.v2 as nw

        keys: list[Key] = [("everyone", 0, 0), ("population", 0, 0), *wanted]
        inside = ~nw.col("out") if self.out else None
        rows = [self._amount(None, None), self._amount(inside, None)]
        for counted, amount in wanted.values():
            rows.append(self._amount(counted if inside is None else counted & inside, amount))
        named = {f"sum{at}": amount for at, amount in enumerate(rows)}
        totals = [nw.col(name).sum() for name in named]
        if self.grouped:
            parts = self.frame.select(nw.col("group"), **named).group_by("group").agg(*totals)
        else:
            # One true column keeps the constants as long as the frame.
            parts = self.frame.select(nw.col("deprived0"), **named).select(*totals)
        result: dict[str | None, dict[Key, Any]] = {}
        rows = parts.collect().rows(named=True)
        if self.grouped:
            with contextlib.suppress(TypeError):  # labels without an order stay as they come
                rows = sorted(rows, key=lambda row: row["group"])
        for row in rows:
            sums = {key: row[f"sum{at}"] or 0 for at, key in enumerate(keys)}
            sums["dropped", 0, 0] = Fraction(sums.pop(("everyone", 0, 0))) - Fraction(sums["population", 0, 0])
            name = _written(row["group"]) if self.grouped else None
            if name in result:
                raise InvalidValue("groups", f"two labels that are written {name!r}", "labels of one type")
            result[name] = sums
        return result

    def _amount(self, rows: Expression | None, amount: Expression | None) -> Any:
        """What is summed: the weight, or an amount times the weight, where rows count."""
        import narwhals.stable.v2 as nw

        value = nw.col("weight") if self.weighted else nw.lit(1)
        if amount is not None:
            value = amount * nw.col("weight") if self.weighted else amount
        elif rows is not None and self.polars and not self.weighted:
            return rows
        return value if rows is None else nw.when(rows).then(value).otherwise(nw.lit(0))


def _rungs(weights: Sequence[int], scores: Sequence[int], most: int) -> list[set[int]] | None:
    """For each indicator, the scores of which it must be known who reaches them by it and those before it.

    Whoever reaches a score by some indicators reaches it without the last, or lacks the last and reaches the rest of
    the score without it. Nothing if that takes more than so many scores in all.
    """
    rungs = [set(scores)]
    for at in range(len(weights) - 1, 0, -1):
        possible = sum(weights[:at])
        rungs.append({rung for score in rungs[-1] for rung in (score, score - weights[at]) if 0 < rung <= possible})
        if sum(map(len, rungs)) > most:
            return None
    return rungs[::-1]


def _written(label: object) -> str:
    """A group's label as text; what a column of objects holds may be missing without being null."""
    if is_missing(label):
        raise InvalidValue("groups", "some missing", "a group for everyone")
    return str(label)


def _bits(names: Sequence[str], kind: Any) -> Any:
    """Boolean columns as the bits of one whole number, the first the lowest."""
    import narwhals.stable.v2 as nw

    parts = (
        nw.when(nw.col(name)).then(nw.lit(2**at, kind)).otherwise(nw.lit(0, kind)) for at, name in enumerate(names)
    )
    return reduce(add, parts)


def _counted(rows: pl.DataFrame, bits: int) -> pl.DataFrame:
    """The weights of rows that are alike in pattern and group, together.

    Added in a table in which all of them have a place: a group-by, which has to look for it, takes many times as long.
    """
    import polars as pl

    np = numpy()
    weighted = "weight" in rows.columns
    codes, names = _codes(rows["group"]) if "group" in rows.columns else (None, None)
    size = (1 if names is None else len(names)) << bits
    exact = not weighted or rows["weight"].dtype.is_float() or abs(int(rows["weight"].sum())) < WHOLE
    if size > _TABLE or not exact or ("group" in rows.columns and codes is None):
        keys = [name for name in ("pattern", "group") if name in rows.columns]
        return rows.group_by(*keys).agg(pl.col("weight").sum() if weighted else pl.len().alias("weight"))
    sums = np.zeros(size, dtype="float64" if weighted else "int64")
    places = rows.select(
        "pattern", *(["weight"] if weighted else []), *([codes.alias("code")] if codes is not None else [])
    )
    for part in places.iter_slices(max(_BLOCK, 4 * size)):
        place = part["pattern"].to_numpy()
        if codes is not None:
            place = place + (part["code"].to_numpy().astype("int64") << bits)
        sums += np.bincount(place, part["weight"].to_numpy() if weighted else None, size)
    kept = np.flatnonzero(sums)
    weights = sums[kept] if not weighted or rows["weight"].dtype.is_float() else sums[kept].astype("int64")
    counts = pl.DataFrame({"pattern": kept & ((1 << bits) - 1), "weight": weights})
    return counts if names is None else counts.with_columns(names.gather(kept >> bits).alias("group"))


def _codes(groups: pl.Series) -> tuple[pl.Series, pl.Series] | tuple[None, None]:
    """For each row the place of its group among the groups, and the groups; nothing where that is not quickly told."""
    import polars as pl

    if groups.dtype == pl.String:
        names = groups.unique()
        return groups.cast(pl.Enum(names)).to_physical(), names
    if not groups.dtype.is_integer():
        return None, None
    low, high = groups.min(), groups.max()
    assert isinstance(low, int)
    assert isinstance(high, int)
    if high - low >= _TABLE:
        return None, None
    return groups.cast(pl.Int64) - low, pl.Series(range(low, high + 1), dtype=groups.dtype)
