"""The materials of a review: the tables of a township, each as a frame."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, MEMBERS, TABLES, Reading, Schema, frame
from antipoverty.reviews._materials import Materials

if TYPE_CHECKING:
    import polars as pl

#: The tables that a review reads, by name. The register of the year before has the tables of this year's.
SCHEMAS: Mapping[str, Schema] = {**TABLES, "last_households": HOUSEHOLDS, "last_members": MEMBERS}


@frozen(eq=False)
class Township(Shown):
    """The materials of a review: the tables of a township (乡镇年度资料), each as a frame of Polars, by name.

    A table that is not there is missing, and the review says so; one without rows says that there is nothing.

    Attributes:
        tables: the tables by name; the names are those of `antipoverty.registers.TABLES`, and ``last_households`` and
            ``last_members`` for the register of the year before.
        materials: what they were read from, if those were files (`antipoverty.reviews.read_township`).
        readings: for each of the files, what came of reading it, for `antipoverty.registers.mark`.
    """

    tables: Mapping[str, pl.DataFrame] = field(repr=lambda tables: f"<{', '.join(tables)}>")
    materials: Materials | None = field(default=None, repr=False)
    readings: Mapping[Path, tuple[Reading, ...]] = field(factory=dict, repr=False)

    @classmethod
    def of(cls, **tables: Any) -> Township:
        """A township of frames or records by the names of their tables; what is `None` is missing.

        Args:
            **tables: for each table a frame of any engine, or a sequence of its records. Households that are records
                bring the table of their members, if that is not given.

        Raises:
            InvalidValue: for a table that there is not.
            MissingExtra: without Polars.

        >>> from antipoverty.records import Village
        >>> Township.of(villages=[Village("v1", persons=900)])
        Township(tables=<villages>)
        """
        with needing("polars", "polars"):
            import polars as pl
        import narwhals.stable.v2 as nw

        held: dict[str, pl.DataFrame] = {}
        for name, given in tables.items():
            if name not in SCHEMAS:
                raise InvalidValue("tables", name, f"one of {', '.join(SCHEMAS)}")
            if given is None:
                continue
            if isinstance(given, list | tuple):
                held |= _of_records(name, given)
            elif isinstance(given, pl.DataFrame):
                held[name] = given
            else:
                wrapped = nw.from_native(given)
                held[name] = (wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped).to_polars()
        return cls({name: held[name] for name in SCHEMAS if name in held})


def _of_records(name: str, records: Any) -> dict[str, pl.DataFrame]:
    from antipoverty.funds.exchange import frame_of
    from antipoverty.registers import events_frame, frames

    if SCHEMAS[name] is HOUSEHOLDS:
        households, members = frames(records)
        return {name: households, name.replace("households", "members"): members}
    if name == "events":
        return {name: events_frame(records)}
    return {name: frame_of(records) if name == "entries" else frame(records, SCHEMAS[name])}
