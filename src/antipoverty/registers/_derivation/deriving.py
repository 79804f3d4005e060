"""From members and parts of income to facts, for those who want to see the facts, or to keep them."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from antipoverty import rulebooks
from antipoverty._engine.conditions import facts_behind
from antipoverty.errors import InvalidValue
from antipoverty.registers._derivation.definitions import DERIVABLE, Basis, depends_on_basis, side_of
from antipoverty.registers._derivation.earlier import guarded
from antipoverty.registers._derivation.fact_columns import stated
from antipoverty.registers._derivation.following import follow, opened_members
from antipoverty.registers._frames.engines import add_columns, columns_held, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS

_Frame = TypeVar("_Frame")


def derive(households: _Frame, members: Any = None, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> _Frame:
    """Add the facts that follow from the members of each household and from the parts of its income.

    `antipoverty.registers.evaluate` and `simulate` derive by themselves, under the date and the rulebook of each side;
    this is for those who want to see the facts, or to keep them.

    A household with members listed has as many as are listed, and its school-age children, dropouts, uninsured,
    disabled and so on are theirs. What the members leave open (a column that is missing, a member of whom it is not
    known), and all of a household without members listed, stays as its own columns state it; where both speak, the
    members do. The net income follows from its parts, where all that count are known, and is as stated where not;
    whether it has exited follows from where it stands in the register.

    The income of a household is that of the year in ``income_year``. Where that is left out, it is taken for the income
    that is asked for, as that of an `antipoverty.records.Income` without a year is: the year's in identification, that
    of twelve months in monitoring. A table that states the one is not to be asked for the other.

    A fact for which the rulebook has no value on the date (which ages, which grades) is left as it is stated. What
    cannot be (a size that is not the number of members listed, a birth after the date, a standing that is none, an
    income of a year that does not count) is unknown here. `antipoverty.registers.check` names those rows, and those
    that state otherwise than their members do.

    Args:
        households: a frame with ``id``, and any columns of `HOUSEHOLDS`.
        members: a frame of the same engine with ``household``, and any columns of `MEMBERS`; none if there is no such
            table.
        on: the date of the decision, at which ages are taken.
        rulebook: says which ages are of compulsory schooling and what counts as income; that of China if left out.

    Returns:
        A frame of the same kind with the columns of the facts. Where a date or values of the rulebook had a part in
        them, ``derived_on`` and ``derived_by`` say for which date and by which values: on another date, or by other
        values, facts that depend on them are refused or, in a plan, unknown. DuckDB and Spark do not keep the order of
        rows.

    Raises:
        InvalidValue: for frames of two engines or connections, without the columns that are needed, or with one of the
            wrong kind.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1"]})
    >>> members = pl.DataFrame({"household": ["h1", "h1"], "medical_insured": [True, False]})
    >>> derive(households, members, on=date(2014, 5, 1)).select("size", "uninsured").row(0)
    (2, True)
    """
    import narwhals.stable.v2 as nw

    frame = opened(households, [each.column for each in HOUSEHOLDS])
    if "id" not in frame.collect_schema():
        raise InvalidValue("households", "no column id", "a table with id")
    check_kinds(frame, HOUSEHOLDS)
    basis, columns = Basis.of(on, rulebook), columns_held(frame.collect_schema())
    side = side_of(DERIVABLE, basis, columns, members=members is not None)
    listed = None if members is None else opened_members(members, households, frame, [side])
    of = stated(households, frame, facts_behind(*DERIVABLE), {each.name: each for each in HOUSEHOLDS}, refuse=False)
    (found,) = follow(of, [side], listed, guards=[guarded(of.natively(), basis, DERIVABLE, columns)])
    facts = [fact for fact in DERIVABLE if fact in found.columns]
    added: dict[str, Any] = {fact.column: nw.col(found.columns[fact]) for fact in facts}
    if any(map(depends_on_basis, facts)):
        added |= {
            DERIVED_ON.column: nw.lit(on).cast(nw.Date),
            DERIVED_BY.column: nw.lit(basis.digest).cast(nw.String),
        }
    return add_columns(households, found.frame, [added], drop=found.drop, replace=True)
