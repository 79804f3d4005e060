"""Facts that were derived earlier and kept: whether they would be derived alike here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from antipoverty._engine.conditions import facts_behind
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import MONITORED_INCOME
from antipoverty.registers._derivation.definitions import INCOMES, Basis, depends_on_basis
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._derivation.member_columns import reads_age
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON
from antipoverty.rules import Fact


def guarded(of: FactColumns, basis: Basis, facts: Collection[Fact], columns: Collection[str]) -> dict[Fact, Any]:
    """Whether each fact of a frame that was derived earlier would be derived alike here.

    Args:
        of: where the frame states facts.
        basis: by what they follow here.
        facts: the facts that are read.
        columns: the columns of the frame that hold anything.

    Returns:
        An expression for each such fact, in the language of the frame.

    Raises:
        InvalidValue: for a frame at hand in which it does not.
    """
    import narwhals.stable.v2 as nw

    words = of.language
    marks = [name for name in (DERIVED_ON.column, DERIVED_BY.column) if name in columns]
    depending = [fact for fact in facts if depends_on_basis(fact) and fact in of.held]
    if not marks or not depending:
        return {}
    if len(marks) == 1:
        raise InvalidValue("frame", f"{marks[0]} alone", f"{DERIVED_ON.column} and {DERIVED_BY.column}, or neither")

    def stands(fact: Fact, words: Any) -> Any:
        made_on, made_by = words.col(DERIVED_ON.column), words.col(DERIVED_BY.column)
        first, last = _days_alike(fact, basis)
        alike = made_by == words.lit(basis.digest)
        if (first, last) != _ALWAYS:  # Spark has no words for the first year
            alike &= (made_on >= words.lit(first)) & (made_on <= words.lit(last))
        neither = made_on.is_null() & made_by.is_null()
        return neither | (~made_on.is_null() & ~made_by.is_null() & alike)

    if not isinstance(of.frame, nw.DataFrame):
        return {fact: stands(fact, words) for fact in depending}
    for fact in depending:
        bad = of.frame.select((~stands(fact, nw)).cast(nw.Int64).sum().alias("rows")).item()
        if number := int(bad or 0):
            rows = "1 row" if number == 1 else f"{number:,} rows"
            raise _otherwise(fact, f"{rows} derived for another date or by other values", basis)
    return {}


def check_derived(facts: Collection[Fact], basis: Basis, made_on: date | None, made_by: str | None) -> None:
    """Refuse facts that were derived for another date or by other values, if they depend on them; see `guarded`.

    Args:
        facts: the facts that are read, and those from which they follow.
        basis: by what they would follow here.
        made_on: the date for which they were derived; none if they are as they were stated.
        made_by: the digest of the values by which they were.
    """
    if made_on is None and made_by is None:
        return
    for fact in facts:
        first, last = _days_alike(fact, basis)
        alike = made_on is not None and first <= made_on <= last and made_by == basis.digest
        if depends_on_basis(fact) and not alike:
            raise _otherwise(fact, f"facts derived for {made_on}, or by other values", basis)


def _otherwise(fact: Fact, given: str, basis: Basis) -> InvalidValue:
    expected = f"facts derived for {basis.on} under this rulebook: derive them anew from the households as stated"
    return InvalidValue(fact.column, given, expected)


_ALWAYS = (date.min, date.max)


def _days_alike(fact: Fact, basis: Basis) -> tuple[date, date]:
    """The first and last day on which a fact is derived as on the date, by the same values."""
    if reads_age(fact):
        return basis.on, basis.on
    year, incomes = basis.on.year, set(INCOMES).intersection(facts_behind(fact))
    if MONITORED_INCOME in incomes and basis.values.get("monitoring.income_window") == "trailing":
        return (date(year, 1, 1), date(year, 1, 31)) if basis.on.month == 1 else (date(year, 2, 1), date(year, 12, 31))
    return (date(year, 1, 1), date(year, 12, 31)) if incomes else _ALWAYS
