"""Labour transfer (劳务输出): who works away, what that earns, and by how much it is more than the year before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.money import yuan_of_fen
from antipoverty.registers._frames.engines import in_memory, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._schema.declarations import Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS

if TYPE_CHECKING:
    import polars as pl


@frozen(field_transformer=typed_fields)
class LabourTransfer(Serializable, Shown):
    """Who works away from home in two years, and what it earned: made by `labour_transfer`.

    A person, or a household, is compared where its key stands once in either year and what is asked is known of both.

    Attributes:
        away: persons who work away this year.
        away_unknown: persons of whom it is not known.
        started: persons who did not last year.
        returned: persons who did last year and do not now.
        unmatched: persons who work away this year and do not stand in last year's table.
        earners: persons who work away this year and whose earnings of both years are known.
        earners_unknown: those of whom they are not known.
        earned: what the earners earn away this year, yuan: months by the wage of a month.
        earned_before: what they earned last year; nothing for who did not work away.
        households: households of which somebody works away and whose income and size of both years are known.
        households_unknown: those of which they are not known; none where no households are given.
        persons: persons of these households this year.
        persons_before: last year.
        income: net income of these households this year, yuan.
        income_before: last year.
    """

    away: int
    away_unknown: int
    started: int
    returned: int
    unmatched: int
    earners: int
    earners_unknown: int
    earned: Decimal
    earned_before: Decimal
    households: int | None = None
    households_unknown: int | None = None
    persons: int | None = None
    persons_before: int | None = None
    income: Decimal | None = None
    income_before: Decimal | None = None

    @property
    def rise_per_earner(self) -> Fraction | None:
        """By how many yuan an earner earns more away than last year, on average, exact; `None` without earners."""
        return (
            Fraction(self.earned) / self.earners - Fraction(self.earned_before) / self.earners if self.earners else None
        )

    @property
    def rise_per_head(self) -> Fraction | None:
        """By how many yuan the net income a head of these households is more than last year; `None` without any."""
        if self.income is None or self.income_before is None or not self.persons or not self.persons_before:
            return None
        return Fraction(self.income) / self.persons - Fraction(self.income_before) / self.persons_before


@no_panic
def labour_transfer(
    members: Any, last_members: Any, households: Any = None, last_households: Any = None
) -> LabourTransfer:
    """Compare the work away from home of two years, person by person, and the income of their households.

    A rise is worked out of those of whom both years are known, and says of how many it is; it is no estimate for the
    others. Persons and households are matched by their keys: `antipoverty.registers.compare` says who has a new one.

    Args:
        members: this year's frame with ``id``, ``household``, ``working_away``, ``work_months`` and ``work_wage_fen``.
        last_members: last year's.
        households: this year's households with ``id``, ``net_income_fen`` and ``size``; none if incomes are not asked.
        last_households: last year's; given where `households` are.

    Raises:
        InvalidValue: for a frame without its keys or with a column of the wrong kind, or households of one year alone.

    >>> import polars as pl
    >>> last = pl.DataFrame({"id": ["p1", "p2"], "household": ["h1", "h1"], "working_away": [False, False]})
    >>> now = last.with_columns(working_away=pl.Series([True, False]), work_months=6, work_wage_fen=250_000)
    >>> before = pl.DataFrame({"id": ["h1"], "net_income_fen": [400_000], "size": [2]})
    >>> found = labour_transfer(now, last, before.with_columns(net_income_fen=1_734_000), before)
    >>> found.away, found.rise_per_earner, found.rise_per_head
    (1, Fraction(15000, 1), Fraction(6670, 1))
    """
    import polars as pl

    if (households is None) is not (last_households is None):
        raise InvalidValue("households", "those of one year", "households of both years, or of none")
    now, before = _persons(members, "members"), _persons(last_members, "last_members")
    both = now.join(_once(before), on="id", how="left", suffix=" before")
    away, was = pl.col("working_away"), pl.col("working_away before")
    single = pl.col("id").is_unique() & pl.col("id").is_not_null()
    both = both.with_columns(*[pl.when(single).then(pl.col(name)) for name in ("working_away before", "earned before")])
    here = both.filter(away)
    known = here.drop_nulls(["earned", "earned before"])
    found = LabourTransfer(
        away=here.height,
        away_unknown=both["working_away"].null_count(),
        started=both.filter(away & ~was).height,
        returned=both.filter(~away & was).height,
        unmatched=here.filter(~pl.col("id").is_in(before["id"].drop_nulls().implode()).fill_null(False)).height,
        earners=known.height,
        earners_unknown=here.height - known.height,
        earned=_yuan(known["earned"]),
        earned_before=_yuan(known["earned before"]),
    )
    return found if households is None else _with_incomes(found, here["household"], households, last_households)


def _read(frame: Any, schema: Schema, name: str, *columns: str) -> pl.DataFrame:
    """The key and the columns of a table in memory, null where it has none of a name."""
    import polars as pl

    check_kinds(opened(frame, ["id", *columns]), schema)
    table = in_memory(frame, "id", taken=["id", *columns])
    there = [column for column in columns if column in table.columns and table.schema[column] != pl.Null]
    empty = [pl.lit(None, pl.Int64).alias(column) for column in columns if column not in there]
    return table.select(pl.col("id").cast(pl.String), *there).with_columns(*empty)


def _once(table: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key stands once: of others it is not known which is meant."""
    return table.filter(table["id"].is_unique() & table["id"].is_not_null())


def _persons(members: Any, name: str) -> pl.DataFrame:
    """Whether each person works away, and the fen earned away in the year: none at home, unknown where parts are."""
    import polars as pl

    table = _read(members, MEMBERS, name, "household", "working_away", "work_months", "work_wage_fen")
    away = pl.col("working_away").cast(pl.Boolean)
    earned = pl.col("work_months").cast(pl.Int64) * pl.col("work_wage_fen").cast(pl.Int64)
    home = pl.col("household").cast(pl.String)
    return table.select("id", home, away, pl.when(away).then(earned).when(~away).then(0).alias("earned"))


def _with_incomes(found: LabourTransfer, homes: pl.Series, households: Any, last_households: Any) -> LabourTransfer:
    import polars as pl

    read = ("net_income_fen", "size")
    now = _once(_read(households, HOUSEHOLDS, "households", *read))
    before = _once(_read(last_households, HOUSEHOLDS, "last_households", *read))
    ours = pl.DataFrame({"id": homes.drop_nulls().unique()})
    both = ours.join(now, on="id", how="left").join(before, on="id", how="left", suffix=" before")
    numbers = [*read, *(f"{name} before" for name in read)]
    known = both.drop_nulls(numbers)
    return evolve(
        found,
        households=known.height,
        households_unknown=both.height - known.height,
        persons=int(known["size"].sum()),
        persons_before=int(known["size before"].sum()),
        income=_yuan(known["net_income_fen"]),
        income_before=_yuan(known["net_income_fen before"]),
    )


def _yuan(amounts: pl.Series) -> Decimal:
    """The sum of whole fen, which may be more than 64 bits hold."""
    import polars as pl

    return yuan_of_fen(int(amounts.cast(pl.Int128).sum()))
