"""From a table of deprivations to the sums that every multidimensional figure is made of, in one pass.

A table is a frame (Polars eager or lazy, DuckDB, PySpark, pandas with Arrow types, PyArrow), whose engine does the
summing; or columns by name (sequences, NumPy arrays, series), which NumPy sums. Both sum the same few expressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.indicators._inputs.columns import Labels, numpy
from antipoverty.indicators._multidimensional.deprivations.arrays import Arrays
from antipoverty.indicators._multidimensional.deprivations.counting import Engine, Sums, finished, wanted
from antipoverty.indicators._multidimensional.deprivations.frames import Frame
from antipoverty.indicators._multidimensional.deprivations.tables import (
    Cut,
    MissingDeprivations,
    Table,
    columns_of,
    frame_of,
    named,
)

if TYPE_CHECKING:
    from antipoverty.indicators._inputs.columns import Floats

__all__ = ["Cut", "MissingDeprivations", "Persons", "Sums", "Table", "frame_of", "named", "persons", "sums"]


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
    engine = _engine(table, cut)
    amounts = dict(wanted(engine, cut))
    by_group = {group: finished(engine, cut, group_sums) for group, group_sums in engine.sum(amounts).items()}
    if not any(group_sums["population", 0, 0] for group_sums in by_group.values()):
        raise InvalidValue("weights", "no weight above 0", "a weight above 0 of a person who is not left out")
    return by_group


@frozen(eq=False)
class Persons:
    """What is summed, person by person, for one cut-off.

    Attributes:
        weights: the weight of each, 0 who is left out or weighs nothing; ``None`` where all count alike.
        groups: the group of each, if groups were given.
        poor: 1 who is poor, otherwise 0.
        score: the share of all weights that the deprivations of the poor have, otherwise 0.
        deprived: for each indicator, 1 who is deprived in it.
        censored: for each indicator, 1 who is poor and deprived in it.
    """

    weights: Floats | None
    groups: Labels | None
    poor: Floats
    score: Floats
    deprived: tuple[Floats, ...]
    censored: tuple[Floats, ...]


def persons(table: Table, cut: Cut) -> Persons:
    """What `sums` sums, for the first cut-off; of columns by name, not of a frame.

    Raises:
        InvalidValue: as `sums`.
    """
    np = numpy()
    engine = Arrays(table, cut, keep=True)
    amounts = dict(wanted(engine, cut))

    def column(name: str, at: int = 0) -> Floats:
        rows, amounte = amounts[name, at, 0]
        values: Floats = np.where(rows, 1.0 if amounte is None else amounte, 0.0)
        return values

    places = range(len(cut.names))
    censored = tuple(column("censored", at) for at in places)
    if engine.observed is None:
        parts = [score * (weight / cut.whole) for score, weight in zip(censored, cut.weights, strict=True)]
    else:
        parts = [column("contribution", at) for at in places]
    weights = engine.weights
    if engine.out is not None:
        weights = np.where(engine.out, 0.0, 1.0 if weights is None else weights)
    deprived = tuple(column("deprived", at) for at in places)
    return Persons(weights, engine.labels, column("poor"), np.sum(parts, axis=0), deprived, censored)


def _engine(table: Table, cut: Cut) -> Engine:
    held = frame_of(table.deprivations, cut)
    if held is None:
        return Arrays(table, cut)
    apart = columns_of(*held, table)
    return Frame(*held, table, cut) if apart is None else Arrays(apart, cut)
