"""What a caller gives to a multidimensional measure: a table of deprivations, weights of indicators and cut-offs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import Column

#: What is done with persons of whom some deprivation is not known; see `antipoverty.indicators.alkire_foster`.
MissingDeprivations: TypeAlias = Literal["refuse", "drop", "not deprived", "deprived", "reweight"]
#: What is expected where a deprivation is missing and that is refused.
KNOWN = "a value for everyone; missing= says what else: 'drop', 'not deprived', 'deprived' or 'reweight'"


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
        return sum(self.weights)


@frozen(eq=False)
class Table:
    """What a caller gave: columns by name or a frame, weights, groups and gaps."""

    deprivations: Any
    weights: Any
    groups: Any
    gaps: Mapping[str, Any]
    missing: MissingDeprivations


def named(deprivations: Any, dimension_weights: Any) -> Any:
    """A matrix (a list of rows, an array of two dimensions) as columns by name; all else as it is, with names as text.

    The columns have the names of the weights, in order, or are numbered from 1 where the weights have no names.

    Raises:
        InvalidValue: for an array of other dimensions, or not as many columns as weights.

    >>> named([[1, 0], [1, 1]], {"school": 1, "house": 1})
    {'school': [1, 1], 'house': [0, 1]}
    """
    pandas = sys.modules.get("pandas")
    if pandas and isinstance(deprivations, pandas.DataFrame):
        # Columns without names are numbered, which narwhals does not take for names.
        renamed = deprivations.rename(columns=str)
        if not renamed.columns.is_unique:
            raise InvalidValue("deprivations", "columns of one name", "columns of different names")
        return renamed
    array = deprivations if hasattr(deprivations, "ndim") and hasattr(deprivations, "dtype") else None
    rows = isinstance(deprivations, list | tuple) and deprivations and all(map(_is_row, deprivations))
    if array is None and not rows:
        return deprivations
    if array is not None and array.ndim != 2:
        raise InvalidValue("deprivations", f"an array of shape {array.shape}", "rows and columns")
    size = len(deprivations[0]) if array is None else array.shape[1]
    names = list(dimension_weights) if isinstance(dimension_weights, Mapping) else [str(at + 1) for at in range(size)]
    if array is not None:
        if size != len(names):
            raise InvalidValue("deprivations", f"a matrix of {size} columns", f"one for each of {', '.join(names)}")
        return {name: array[:, at] for at, name in enumerate(names)}
    for place, row in enumerate(deprivations):
        if len(row) != len(names):
            raise InvalidValue(f"deprivations[{place}]", f"{len(row)} values", f"one for each of {', '.join(names)}")
    return {name: [row[at] for row in deprivations] for at, name in enumerate(names)}


def _is_row(row: Any) -> bool:
    return (isinstance(row, Sequence) and not isinstance(row, str | bytes)) or getattr(row, "ndim", 0) == 1


def by_name(deprivations: Any, cut: Cut) -> Mapping[str, Any]:
    """Columns that are given by name, one for each indicator and no more.

    Raises:
        InvalidValue: for anything else.
    """
    if not isinstance(deprivations, Mapping):
        raise InvalidValue(
            "deprivations", type(deprivations).__name__, "columns by name, rows, or a frame that narwhals knows"
        )
    for name in cut.names:
        if name not in deprivations:
            raise InvalidValue("deprivations", f"columns {', '.join(map(str, deprivations))}", f"a column {name} too")
    for name in deprivations:
        if name not in cut.names:
            raise InvalidValue("dimension_weights", f"weights for {', '.join(cut.names)}", f"one for {name} too")
    return deprivations


def frame_of(deprivations: Any, cut: Cut) -> tuple[Any, dict[str, str]] | None:
    """The frame that a table of deprivations is, or whose columns it names, with its column for each indicator.

    Raises:
        InvalidValue: for columns of several frames.
    """
    names = dict(zip(cut.names, cut.names, strict=True))
    if isinstance(deprivations, Mapping):
        columns = by_name(deprivations, cut)
        if not all(isinstance(column, Column) for column in columns.values()):
            return None
        names = {name: column.name for name, column in columns.items()}
        deprivations = next(iter(columns.values())).frame
        for name, column in columns.items():
            if column.frame is not deprivations:
                raise InvalidValue(name, "a Column of another frame", "columns of one frame")
    import narwhals.stable.v2 as nw

    try:
        nw.from_native(deprivations)
    except TypeError:
        return None
    return deprivations, names


def columns_of(frame: Any, names: Mapping[str, str], table: Table) -> Table | None:
    """The columns of a frame that holds Python objects, which its engine cannot count; nothing for other frames."""
    import narwhals.stable.v2 as nw

    native = nw.from_native(frame)
    if isinstance(native, nw.LazyFrame) or not all(name in native.columns for name in names.values()):
        return None
    if not any(native.schema[name] == nw.Object for name in names.values()):
        return None

    def column(part: Any) -> Any:
        return Column(frame, part) if isinstance(part, str) else part

    return Table(
        {name: Column(frame, column_name) for name, column_name in names.items()},
        column(table.weights),
        column(table.groups),
        {name: column(gap) for name, gap in table.gaps.items()},
        table.missing,
    )
