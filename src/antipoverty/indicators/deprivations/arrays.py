"""Deprivations as columns by name (sequences, NumPy arrays, series), which NumPy sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from antipoverty.errors import InvalidValue
from antipoverty.indicators.columns import arrays, numpy
from antipoverty.indicators.deprivations.counting import Amount, Column, Key, scored
from antipoverty.indicators.deprivations.tables import KNOWN, Cut, Table, by_name

__all__ = ["Arrays"]

_TRUTH = "True or False, 1 or 0, or None for unknown"


class Arrays:
    """Columns by name, summed by NumPy: a `counting.Engine`."""

    deprived: Sequence[Column]
    observed: Sequence[Column] | None
    gaps: Mapping[int, Column]

    def __init__(self, table: Table, cut: Cut) -> None:
        np = numpy()
        given = by_name(table.deprivations, cut)
        read = [_booleans(given[name], name) for name in cut.names]
        self.size = len(read[0][0])
        for name, (column, lacks) in zip(cut.names, read, strict=True):
            if len(column) != self.size or not self.size:
                expected = f"as many as {cut.names[0]} has, which is {self.size}" if self.size else "at least one"
                raise InvalidValue(name, f"{len(column)} values", expected)
            if lacks is not None and table.missing == "refuse":
                raise InvalidValue(name, f"{int(lacks.sum())} missing", KNOWN)
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

    def _added(self, rows: Column, amount: Column | None) -> list[Any]:
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


def _booleans(given: Any, name: str) -> tuple[Any, Any]:
    """A Boolean array, and which of its rows are missing if any is."""
    np = numpy()
    column, lacks = given, None
    if not isinstance(given, np.ndarray) and (not isinstance(given, Sequence) or isinstance(given, str)):
        column, lacks = _of_series(given, name)
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise InvalidValue(name, f"an array of shape {column.shape}", "one dimension")
        if column.dtype.kind == "b":
            return column, lacks
        if column.dtype.kind in "fiu":
            return _truth(column, name), lacks
        column = column.tolist()
    for place, value in enumerate(column):
        if value is not None and value not in {0, 1}:
            raise InvalidValue(f"{name}[{place}]", value, _TRUTH)
    unknown = np.array([value is None for value in column], dtype=bool)
    return np.array([bool(value) for value in column], dtype=bool), unknown if unknown.any() else None


def _truth(column: Any, name: str) -> Any:
    """An array of ones and zeros as a Boolean one."""
    wrong = (column != 0) & (column != 1)
    if wrong.any():
        place = int(wrong.argmax())
        raise InvalidValue(f"{name}[{place}]", column[place].item(), _TRUTH)
    return column == 1


def _of_series(column: Any, name: str) -> tuple[Any, Any]:
    """A series of truth or numbers as an array, and which of its rows are missing if any is; another as a list."""
    import narwhals.stable.v2 as nw

    try:
        series = nw.from_native(column, series_only=True)
    except TypeError:
        expected = "a sequence, a NumPy array or a series; or all as Column of one frame"
        raise InvalidValue(name, type(column).__name__, expected) from None
    if series.dtype != nw.Boolean and not series.dtype.is_integer() and not series.dtype.is_float():
        return series.to_list(), None
    if not series.null_count():
        return series.to_numpy(), None
    filler = False if series.dtype == nw.Boolean else 0
    return series.fill_null(filler).to_numpy(), series.is_null().to_numpy()
