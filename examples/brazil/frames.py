"""Families as tables: a row for each family and one for each member, and what the rules say of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from antipoverty import registers
from antipoverty.money import fen
from antipoverty.rulebooks import Rulebook
from brazil.rules import FAMILY, INCOMES, QUANTITIES, RULES, Family

_FLAGS = ("pregnant", "nursing", "prenatal", "vaccinated", "nutrition", "basic_education")
_INSTALMENTS = ("pregnancy_paid", "nursing_paid")
#: The columns of a family, and those of a member, whose family is its ``household``. Amounts are in cents.
FAMILIES = {
    "id": pl.String,
    **dict.fromkeys(("registered", "visited", "protected", "left_with_priority"), pl.Boolean),
    **dict.fromkeys(("protected_since", "left_on"), pl.Date),
    "protected_by": pl.String,
}
MEMBERS = {
    "household": pl.String,
    "birth_date": pl.Date,
    **{fact.column: pl.Int64 for fact in INCOMES.values()},
    **dict.fromkeys(_FLAGS, pl.Boolean),
    **dict.fromkeys(_INSTALMENTS, pl.Int64),
    "attendance_hundredths": pl.Int64,
}


def frames_of(families: Iterable[Family]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables of some families and of their members."""
    listed = list(families)
    own = [[getattr(each, name) for name in FAMILIES] for each in listed]
    theirs = [
        [
            each.id,
            member.birth_date,
            *(None if member.income is None else fen(getattr(member.income, kind)) for kind in INCOMES),
            *(getattr(member, name) for name in (*_FLAGS, *_INSTALMENTS)),
            None if member.attendance is None else fen(member.attendance),
        ]
        for each in listed
        for member in each.members or ()
    ]
    return pl.DataFrame(own, FAMILIES, orient="row"), pl.DataFrame(theirs, MEMBERS, orient="row")


def evaluated(families: pl.DataFrame, members: pl.DataFrame, *, on: date, rulebook: Rulebook) -> pl.DataFrame:
    """The table of families with a column for each rule, true, false or null, and for each amount, in cents."""
    rules = (*RULES, *QUANTITIES)
    return registers.evaluate(families, on=on, rulebook=rulebook, rules=rules, members=members, subject=FAMILY)
