"""Facts that a subject states by dates: a frame has the column of the date, and that of the fact is worked out.

For subjects of the caller's. Those of the library know the age of a person by itself (`member_columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar, cast

from antipoverty.errors import InvalidValue
from antipoverty.registers._derivation.definitions import Basis
from antipoverty.rules import Before, Elapsed, Fact, Subject

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

_Frame = TypeVar("_Frame")


def with_times(frame: Any, subject: Subject, facts: Iterable[Fact], basis: Basis) -> Any:
    """The frame with a column for each fact that follows from a date of which it has the column, and not the fact's.

    Raises:
        InvalidValue: for a date in a column of another kind.
    """
    import narwhals.stable.v2 as nw

    wrapped = nw.from_native(cast(Any, frame))
    schema = wrapped.collect_schema()
    made = {}
    for fact in facts:
        statement = subject.facts.get(fact)
        day = statement.since if isinstance(statement, Elapsed) else getattr(statement, "date", None)
        if day is None or day not in schema or fact.column in schema:
            continue
        if schema[day] != nw.Date:
            raise InvalidValue(day, f"a column of {schema[day]}", f"dates, for {fact.name}: {fact.text.en}")
        if isinstance(statement, Elapsed):
            made[fact.column] = _completed(nw.col(day), statement, basis.on)
        elif isinstance(statement, Before) and isinstance(than := basis.values.get(statement.parameter), date):
            made[fact.column] = nw.col(day) < nw.lit(than)
    if not made:
        return frame
    return wrapped.with_columns(**made).to_native()


def _completed(day: nw.Expr, statement: Elapsed, on: date) -> nw.Expr:
    """`Elapsed.between`, for a column of dates."""
    import narwhals.stable.v2 as nw

    # Some engines hold a month in 8 bits.
    year, month, of_month = (part.cast(nw.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day()))
    if statement.unit == "years":
        whole = on.year - year - (month * 31 + of_month > on.month * 31 + on.day).cast(nw.Int64)
    else:
        whole = 12 * on.year + on.month - (year * 12 + month) - (of_month > on.day).cast(nw.Int64)
    return nw.when(day <= nw.lit(on)).then(whole)


def without(frame: _Frame, given: Any, made: Sequence[str]) -> _Frame:
    """The frame with the columns that were given and those that were made for the caller, and no others."""
    import narwhals.stable.v2 as nw

    wrapped: Any = nw.from_native(cast("Any", frame))
    kept = [*nw.from_native(given).collect_schema().names(), *made]
    names = wrapped.collect_schema().names()
    if len(names) == len(kept):
        return frame
    narrowed: _Frame = wrapped.select(*kept).to_native()
    return narrowed
