"""Deprivations as columns by name (sequences, NumPy arrays, series), which NumPy sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.alignment import aligned
from antipoverty.indicators._inputs.columns import collected, numpy
from antipoverty.indicators._inputs.reading import numbers_of
from antipoverty.indicators._multidimensional.deprivations.counting import Amount, Column, Key, scored
from antipoverty.indicators._multidimensional.deprivations.tables import KNOWN, Cut, Table, by_name


class Arrays:
    """Columns by name, summed by NumPy: a `counting.Engine`."""

    deprived: Sequence[Column]
    observed: Sequence[Column] | None
    gaps: Mapping[int, Column]

    def __init__(self, table: Table, cut: Cut, *, keep: bool = False) -> None:
        """Read the columns; rows of weight 0 are left out, or ``keep`` their places and count for nothing."""
        np = numpy()
        columns = collected(by_name(table.deprivations, cut))
        read = [numbers_of(columns[name], name) for name in cut.names]
        size = len(read[0][0])
        for name, (column, _) in zip(cut.names, read, strict=True):
            if len(column) != size or not size:
                expected = f"as many as {cut.names[0]} has, which is {size}" if size else "at least one"
                raise InvalidValue(name, f"{len(column)} values", expected)
        numbers = {f"gaps[{name!r}]": gap for name, gap in table.gaps.items()}
        if table.weights is not None:
            numbers["weights"] = table.weights
        labels = {} if table.groups is None else {"groups": table.groups}
        rows_read = aligned({cut.names[0]: np.zeros(size), **numbers}, labels, keep=keep, droppable=False)
        counted = rows_read.rows if rows_read.counted is None else rows_read.counted
        for at, (name, (column, absent)) in enumerate(zip(cut.names, read, strict=True)):
            lacks = absent if absent is None or counted is None else absent & counted
            if lacks is not None and lacks.any() and table.missing == "refuse":
                raise InvalidValue(name, f"{int(lacks.sum())} missing", KNOWN)
            truth = _truth(column, lacks, counted, name)
            kept = slice(None) if rows_read.rows is None else rows_read.rows
            read[at] = truth[kept], None if lacks is None else lacks[kept]
        self.size = len(read[0][0])
        self.labels = rows_read.labels.get("groups")
        self.weights: Any = rows_read.numbers.get("weights")
        self.gaps = {cut.names.index(name): rows_read.numbers[f"gaps[{name!r}]"] for name in table.gaps}
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

    def whole(self, column: Column) -> Column:
        """A Boolean column as 0 and 1, in a type that holds the largest score."""
        return column.astype(self.kind)

    def keep(self, name: str, column: Column) -> Column:
        """A column that is used more than once."""
        return column

    def reaching(self, weights: Sequence[int], scores: Sequence[int]) -> Sequence[Column]:
        """For each score, whose deprivations weigh so much or more."""
        total = scored(self, weights, self.deprived)
        return [total >= score for score in scores]

    def sum(self, wanted: Mapping[Key, Amount]) -> dict[str | None, dict[Key, Any]]:
        """For each key the weighted sum of an amount, or of 1, over some rows; with population and dropped."""
        np = numpy()
        everyone = np.ones(self.size, dtype=bool)
        inside = everyone if self.out is None else ~self.out
        totals = {
            key: self._added(rows if self.out is None else rows & inside, amount)
            for key, (rows, amount) in wanted.items()
        }
        totals["population", 0, 0] = self._added(inside, None)
        totals["dropped", 0, 0] = self._added(~inside, None)
        names: list[str | None] = [None] if self.labels is None else [str(name) for name in self.labels.names]
        if len(set(names)) < len(names):
            raise InvalidValue("groups", f"{len(names)} labels", "labels that differ when they are written out")
        return {name: {key: by_group[at] for key, by_group in totals.items()} for at, name in enumerate(names)}

    def _added(self, rows: Column, amount: Column | None) -> list[Any]:
        """The sum of each group, or of all."""
        np = numpy()
        if amount is None and self.weights is None:
            if self.labels is None:
                return [int(np.count_nonzero(rows))]
            return list(np.bincount(self.labels.codes[rows], minlength=len(self.labels.names)).tolist())
        values = self.weights if amount is None else amount if self.weights is None else amount * self.weights
        if self.labels is None:
            return [float(values[rows].sum())]
        return list(self.labels.total(np.where(rows, values, 0.0)).tolist())


def _truth(column: Any, lacks: Any, counted: Any, name: str) -> Any:
    """An array of ones and zeros as a Boolean one; what is missing, or does not count, may be anything."""
    if column.dtype.kind == "b":
        return column
    wrong = (column != 0) & (column != 1)
    for fine in (None if counted is None else ~counted, lacks):
        if fine is not None:
            wrong &= ~fine
    if wrong.any():
        place = int(wrong.argmax())
        value = column[place].item()
        shown = int(value) if math.isfinite(value) and value == math.floor(value) else value
        raise InvalidValue(f"{name}[{place}]", shown, "True or False, 1 or 0, or None for unknown")
    return column == 1
