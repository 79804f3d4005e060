"""From a table of deprivations to the sums that every multidimensional figure is made of, in one pass.

A table is a frame (Polars eager or lazy, DuckDB, PySpark, pandas with Arrow types, PyArrow), whose engine does the
summing; or columns by name (sequences, NumPy arrays, series), which NumPy sums. Both sum the same few expressions.
Scores are whole numbers: dimension weights are brought to a common denominator first, so that a score that equals the
cut-off is never lost to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias, get_args

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators.inputs import Column, arrays, numpy

__all__ = ["Cut", "MissingDeprivations", "Sums", "Table", "sums"]

#: What is done with persons of whom some deprivation is not known; see `antipoverty.indicators.alkire_foster`.
MissingDeprivations: TypeAlias = Literal["refuse", "drop", "not deprived", "deprived", "reweight"]
#: What is summed, the place of the indicator, the place of the cut-off.
Key: TypeAlias = tuple[str, int, int]
#: The sums of one group.
Sums: TypeAlias = dict[Key, Fraction]
#: A NumPy array or a narwhals expression: both know the same operators.
_Column: TypeAlias = Any


@frozen
class Cut:
    """Dimension weights and cut-offs, exact.

    Attributes:
        names: the indicators.
        weights: their weights as whole numbers, over a common denominator.
        cutoffs: the cut-offs as shares of all weights.
    """

    names: tuple[str, ...]
    weights: tuple[int, ...]
    cutoffs: tuple[Fraction, ...]

    @property
    def whole(self) -> int:
        """The score of one who is deprived in everything."""
        ...
        return sum(self.weights)


@frozen(eq=False)
class Table:
    """What a caller gave: columns by name or a frame, weights, groups and gaps."""

    deprivations: Any
    weights: Any
    groups: Any
    gaps: Mapping[str, Any]
    missing: MissingDeprivations


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
    engine: _Engine = _frame(table, cut) or _Arrays(table, cut)
    wanted = dict(_wanted(engine, cut))
    found = {group: _finished(engine, cut, each) for group, each in engine.sum(wanted).items()}
    if not any(each["population", 0, 0] for each in found.values()):
        raise InvalidValue("weights", "none that counts", "a weight above 0 of someone who is not left out")
    return found


class _Engine(Protocol):
    """What sums: its columns without unknowns, and how it casts, names and sums them.

    Attributes:
        deprived: a Boolean column for each indicator.
        observed: a Boolean column for each indicator, if scores are out of what was observed of each person.
        gaps: normalised gaps, by the place of the indicator.
    """

    deprived: Sequence[_Column]
    observed: Sequence[_Column] | None
    gaps: Mapping[int, _Column]

    def whole(self, column: _Column) -> _Column:
        """A Boolean column as 0 and 1, in a type that holds the largest score."""
        ...

    def keep(self, name: str, column: _Column) -> _Column:
        """A column that is used more than once."""
        ...

    def sum(self, wanted: Mapping[Key, tuple[_Column, _Column | None]]) -> dict[str | None, dict[Key, Any]]:
        """For each key the weighted sum of an amount, or of 1, over some rows; with population and dropped."""
        ...


def _wanted(engine: _Engine, cut: Cut) -> Iterator[tuple[Key, tuple[_Column, _Column | None]]]:
    """What is to be summed: the rows that count, and the amount of each if it is not 1."""
    score = engine.keep("score", _scored(engine, cut, engine.deprived))
    known = None if engine.observed is None else engine.keep("known", _scored(engine, cut, engine.observed))
    for at, column in enumerate(engine.deprived):
        yield ("deprived", at, 0), (column, None)
    for number, cutoff in enumerate(cut.cutoffs):
        if known is None:
            poor = score >= math.ceil(cutoff * cut.whole)
        else:
            # Those of whom nothing is known are left out as they are summed.
            poor = score * cutoff.denominator >= known * cutoff.numerator
        poor = engine.keep(f"poor{number}", poor)
        yield ("poor", 0, number), (poor, None)
        for at, column in enumerate(engine.deprived):
            censored = column & poor
            yield ("censored", at, number), (censored, None)
            if known is not None:
                # Where nothing is known it does not matter what is divided by, but for 0.
                yield ("contribution", at, number), (censored, cut.weights[at] / (known + engine.whole(known == 0)))
            if at in engine.gaps:
                yield ("gap", at, number), (censored, engine.gaps[at])
                yield ("squared", at, number), (censored, engine.gaps[at] * engine.gaps[at])


def _scored(engine: _Engine, cut: Cut, columns: Sequence[_Column]) -> _Column:
    """The weighted count of deprivations; plain counts are not multiplied."""
    whole = [engine.whole(column) for column in columns]
    parts = [part if weight == 1 else part * weight for part, weight in zip(whole, cut.weights, strict=True)]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _finished(engine: _Engine, cut: Cut, raw: Mapping[Key, Any]) -> Sums:
    """Exact numbers; where scores are out of everything, an indicator contributes its weight for each poor person."""
    found = {key: Fraction(0 if value is None else value) for key, value in raw.items()}
    if engine.observed is None:
        for number in range(len(cut.cutoffs)):
            for at, weight in enumerate(cut.weights):
                found["contribution", at, number] = found["censored", at, number] * Fraction(weight, cut.whole)
    return found


_KNOWN = "a value for everyone; missing= says what else: 'drop', 'not deprived', 'deprived' or 'reweight'"


class _Arrays:
    """Columns by name, summed by NumPy."""

    deprived: Sequence[_Column]
    observed: Sequence[_Column] | None
    gaps: Mapping[int, _Column]

    def __init__(self, table: Table, cut: Cut) -> None:
        np = numpy()
        given = _by_name(table.deprivations, cut)
        read = [_booleans(given[name], name) for name in cut.names]
        self.size = len(read[0][0])
        for name, (column, lacks) in zip(cut.names, read, strict=True):
            if len(column) != self.size or not self.size:
                expected = f"as many as {cut.names[0]} has, which is {self.size}" if self.size else "at least one"
                raise InvalidValue(name, f"{len(column)} values", expected)
            if lacks is not None and table.missing == "refuse":
                raise InvalidValue(name, f"{int(lacks.sum())} missing", _KNOWN)
        numbers = {f"gaps[{name!r}]": gap for name, gap in table.gaps.items()}
        if table.weights is not None:
            numbers["weights"] = table.weights
        labels = {} if table.groups is None else {"groups": table.groups}
        aligned, coded = arrays({cut.names[0]: np.zeros(self.size), **numbers}, labels)
        self.labels = coded.get("groups")
        self.weights: Any = aligned.get("weights")
        if self.weights is not None and (least := self.weights.min()) < 0:
            raise InvalidValue("weights", float(least), "weights of at least 0")
        self.gaps = {cut.names.index(name): aligned[f"gaps[{name!r}]"] for name in table.gaps}
        for at, gap in self.gaps.items():
            if gap.min() < 0 or gap.max() > 1:
                worst = float(gap.min() if gap.min() < 0 else gap.max())
                raise InvalidValue(f"gaps[{cut.names[at]!r}]", worst, "gaps from 0 to 1, as shares of the cut-off")
        known = [np.ones(self.size, dtype=bool) if lacks is None else ~lacks for _, lacks in read]
        filled = table.missing == "deprived"
        self.deprived = [column if lacks is None else np.where(lacks, filled, column) for column, lacks in read]
        self.observed = known if table.missing == "reweight" else None
        #: Who is left out: those of whom anything is missing, or everything.
        self.out = None
        if table.missing == "drop":
            self.out = ~np.logical_and.reduce(known)
        elif table.missing == "reweight":
            self.out = ~np.logical_or.reduce(known)
        self.kind = np.min_scalar_type(cut.whole) if self.observed is None else np.dtype("int64")

    def whole(self, column: _Column) -> _Column:
        return column.astype(self.kind)

    def keep(self, name: str, column: _Column) -> _Column:
        return column

    def sum(self, wanted: Mapping[Key, tuple[_Column, _Column | None]]) -> dict[str | None, dict[Key, Any]]:
        np = numpy()
        everyone = np.ones(self.size, dtype=bool)
        inside = everyone if self.out is None else ~self.out
        found = {
            key: self._added(rows if self.out is None else rows & inside, amount)
            for key, (rows, amount) in wanted.items()
        }
        found["population", 0, 0] = self._added(inside, None)
        found["dropped", 0, 0] = self._added(~inside, None)
        names: list[str | None] = [None] if self.labels is None else [str(name) for name in self.labels.names]
        if len(set(names)) < len(names):
            raise InvalidValue("groups", f"{len(names)} labels", "labels that differ when they are written out")
        return {name: {key: each[at] for key, each in found.items()} for at, name in enumerate(names)}

    def _added(self, rows: _Column, amount: _Column | None) -> list[Any]:
        """The sum of each group, or of all."""
        np = numpy()
        if amount is None and self.weights is None:
            if self.labels is None:
                return [int(np.count_nonzero(rows))]
            return list(np.bincount(self.labels.codes[rows], minlength=len(self.labels.names)).tolist())
        each = self.weights if amount is None else amount if self.weights is None else amount * self.weights
        if self.labels is None:
            return [float(each[rows].sum())]
        return list(self.labels.total(np.where(rows, each, 0.0)).tolist())


def _by_name(deprivations: Any, cut: Cut) -> Mapping[str, Any]:
    if not isinstance(deprivations, Mapping):
        raise InvalidValue(
            "deprivations", type(deprivations).__name__, "columns by name, or a frame that narwhals knows"
        )
    for name in cut.names:
        if name not in deprivations:
            raise InvalidValue("deprivations", f"columns {', '.join(map(str, deprivations))}", f"a column {name} too")
    for name in deprivations:
        if name not in cut.names:
            raise InvalidValue("dimension_weights", f"weights for {', '.join(cut.names)}", f"one for {name} too")
    return deprivations


def _booleans(column: Any, name: str) -> tuple[Any, Any]:
    """A Boolean array, and which of its rows are missing if any is."""
    np = numpy()
    if isinstance(column, np.ndarray):
        if column.dtype.kind == "b" and column.ndim == 1:
            return column, None
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        column = column.tolist()
    if not isinstance(column, Sequence) or isinstance(column, str):
        import narwhals.stable.v2 as nw

        held: Any = column
        try:
            series = nw.from_native(held, series_only=True)
        except TypeError:
            expected = "a sequence, a NumPy array or a series; or all as Column of one frame"
            raise InvalidValue(name, type(column).__name__, expected) from None
        if series.dtype == nw.Boolean:
            lacks = series.is_null().to_numpy() if series.null_count() else None
            return (series if lacks is None else series.fill_null(value=False)).to_numpy(), lacks
        column = series.to_list()
    for place, value in enumerate(column):
        if value is not None and value not in {0, 1}:
            raise InvalidValue(f"{name}[{place}]", value, "True or False, 1 or 0, or None for unknown")
    unknown = np.array([value is None for value in column], dtype=bool)
    return np.array([bool(value) for value in column], dtype=bool), unknown if unknown.any() else None


def _frame(table: Table, cut: Cut) -> _Frame | None:
    """The engine of the frame that the table is, or whose columns it names."""
    given, names = table.deprivations, dict(zip(cut.names, cut.names, strict=True))
    if isinstance(given, Mapping):
        columns = _by_name(given, cut)
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
    return _Frame(native, given, names, table, cut)


class _Frame:
    """A frame, lazy or made so, whose own engine sums."""

    deprived: Sequence[_Column]
    observed: Sequence[_Column] | None
    gaps: Mapping[int, _Column]

    def __init__(self, native: Any, given: Any, names: Mapping[str, str], table: Table, cut: Cut) -> None:
        import narwhals.stable.v2 as nw

        self.given, self.frame, self.polars = given, native.lazy(), native.implementation.is_polars()
        self.schema = self.frame.collect_schema()
        self.checks: list[tuple[Any, str, str, str]] = []
        chosen: dict[str, Any] = {}
        lacks = []
        for at, name in enumerate(cut.names):
            column, truth = self._boolean(names[name], name)
            lacks.append(column.is_null())
            if table.missing == "refuse":
                self.checks.append((column.is_null(), name, "missing", _KNOWN))
            else:
                truth = nw.when(column.is_null()).then(nw.lit(table.missing == "deprived")).otherwise(truth)
            chosen[f"deprived{at}"] = truth
            if table.missing == "reweight":
                chosen[f"observed{at}"] = ~column.is_null()
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
            column, _ = self._column(table.groups, "groups")
            self.checks.append((column.is_null(), "groups", "missing", "a group for everyone"))
            chosen["group"] = column
        self._check(cut.names[0])
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
        """A column of deprivations as it is, and as a Boolean one."""
        import narwhals.stable.v2 as nw

        column, kind = self._column(name, where)
        if kind == nw.Boolean:
            return column, column
        if not kind.is_numeric():
            raise InvalidValue(where, f"a column of {kind}", "Booleans, or 0 and 1")
        wrong = ~column.is_null() & ~((column == 0) | (column == 1))
        self.checks.append((wrong, where, "that cannot be", "True or False, 1 or 0, or null for unknown"))
        return column, column == 1

    def _weight(self, name: Any) -> Any:
        import narwhals.stable.v2 as nw

        column, kind = self._column(name, "weights")
        if not kind.is_numeric():
            raise InvalidValue("weights", f"a column of {kind}", "numbers")
        # The limit above keeps out infinities, and what is not a number.
        wrong = column.is_null() | ~((column >= 0) & (column <= 1e300))
        self.checks.append((wrong, "weights", "that cannot be", "finite weights of at least 0 for everyone"))
        return column.cast(nw.Int64 if kind.is_integer() else nw.Float64)

    def _check(self, first: str) -> None:
        """One look at everything that cannot be; the first such thing is named, with how often it is there."""
        import narwhals.stable.v2 as nw

        counts = {
            f"check{at}": (wrong if self.polars else wrong.cast(nw.Int64)).sum()
            for at, (wrong, *_) in enumerate(self.checks)
        }
        found = self.frame.select(nw.len().alias("size"), **counts).collect().rows(named=True)[0]
        if not found["size"]:
            raise InvalidValue(first, "no values", "at least one")
        for at, (_, where, what, expected) in enumerate(self.checks):
            if count := found[f"check{at}"]:
                raise InvalidValue(where, f"{count} {what}", expected)

    def _compress(self, bits: Sequence[str]) -> None:
        """Replace persons who are alike by one row with their weights together: there are few ways to be deprived."""
        import narwhals.stable.v2 as nw

        kind = nw.UInt16 if self.polars and len(bits) <= 16 else nw.Int64
        pattern = nw.col(bits[0]).cast(kind)
        for at, name in enumerate(bits[1:], start=1):
            pattern = pattern + nw.col(name).cast(kind) * nw.lit(2**at, kind)
        keys = ["pattern", "group"] if self.grouped else ["pattern"]
        weight = nw.col("weight").sum() if self.weighted else nw.len().alias("weight")
        others = [name for name in ("group", "weight") if name in self.frame.collect_schema()]
        alike = self.frame.select(*others, pattern=pattern).group_by(*keys).agg(weight)
        whole = nw.col("pattern").cast(nw.Int64)
        # No remainder: Arrow has none.
        held = {name: whole // 2**at - whole // 2 ** (at + 1) * 2 == 1 for at, name in enumerate(bits)}
        self.frame = alike.with_columns(**held)
        self.weighted = True

    def whole(self, column: _Column) -> _Column:
        return column.cast(self.kind)

    def keep(self, name: str, column: _Column) -> _Column:
        import narwhals.stable.v2 as nw

        self.frame = self.frame.with_columns(column.alias(name))
        return nw.col(name)

    def sum(self, wanted: Mapping[Key, tuple[_Column, _Column | None]]) -> dict[str | None, dict[Key, Any]]:
        import narwhals.stable.v2 as nw

        keys: list[Key] = [("everyone", 0, 0), ("population", 0, 0), *wanted]
        inside = ~nw.col("out") if self.out else None
        rows = [self._amount(None, None), self._amount(inside, None)]
        for counted, each in wanted.values():
            rows.append(self._amount(counted if inside is None else counted & inside, each))
        named = {f"sum{at}": each for at, each in enumerate(rows)}
        totals = [nw.col(name).sum() for name in named]
        if self.grouped:
            parts = self.frame.select(nw.col("group"), **named).group_by("group").agg(*totals)
        else:
            # One true column keeps the constants as long as the frame.
            parts = self.frame.select(nw.col("deprived0"), **named).select(*totals)
        result: dict[str | None, dict[Key, Any]] = {}
        for row in parts.collect().rows(named=True):
            found = {key: row[f"sum{at}"] or 0 for at, key in enumerate(keys)}
            found["dropped", 0, 0] = Fraction(found.pop(("everyone", 0, 0))) - Fraction(found["population", 0, 0])
            result[str(row["group"]) if self.grouped else None] = found
        return dict(sorted(result.items(), key=lambda item: str(item[0])))

    def _amount(self, rows: _Column | None, each: _Column | None) -> Any:
        """What is summed: the weight, or an amount times the weight, where rows count."""
        import narwhals.stable.v2 as nw

        value = nw.col("weight") if self.weighted else nw.lit(1)
        if each is not None:
            value = each * nw.col("weight") if self.weighted else each
        elif rows is not None and self.polars and not self.weighted:
            return rows
        return value if rows is None else nw.when(rows).then(value).otherwise(nw.lit(0))
