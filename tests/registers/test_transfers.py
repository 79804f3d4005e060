"""Labour transfer: persons and households of two years compared, and rises of those of whom both years are known."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import LabourTransfer, labour_transfer
from antipoverty.serialization import dumps, loads
from effort import times

_KINDS = {
    "id": pl.String, "household": pl.String, "working_away": pl.Boolean, "work_months": pl.Int64,
    "work_wage_fen": pl.Int64,
}  # fmt: skip


def _members(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, _KINDS, orient="row")


def _households(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"id": pl.String, "net_income_fen": pl.Int64, "size": pl.Int64}, orient="row")


LAST = _members(
    ("p1", "h1", False, None, None),
    ("p2", "h1", True, 6, 200_000),
    ("p3", "h2", True, 10, 300_000),
    ("p4", "h3", None, None, None),
)
NOW = _members(
    ("p1", "h1", True, 4, 250_000),
    ("p2", "h1", True, 8, 220_000),
    ("p3", "h2", False, None, None),
    ("p4", "h3", True, 3, None),
    ("p5", "h4", True, 12, 400_000),
    ("p6", "h4", None, None, None),
)


def test_who_started_who_returned_and_who_is_new() -> None:
    found = labour_transfer(NOW, LAST)
    assert (found.away, found.away_unknown, found.started, found.returned, found.unmatched) == (4, 1, 1, 1, 1)
    # p1 earned nothing away last year and p2 12,000; this year 10,000 and 17,600. Of p4 and p5 one year is not known.
    assert (found.earners, found.earners_unknown) == (2, 2)
    assert (found.earned, found.earned_before) == (Decimal("27600.00"), Decimal("12000.00"))
    assert found.rise_per_earner == Fraction(15_600, 2)
    assert found.rise_per_head is None


def test_sums_of_amounts_know_no_limit() -> None:
    most = 10**15 - 1
    now = _members(*[(f"p{place}", f"h{place}", True, 12, most) for place in range(1_000)])
    homes = _households(*[(f"h{place}", most, 1) for place in range(1_000)])
    found = labour_transfer(now, now, homes, homes)
    assert (found.earned, found.income) == (Decimal(12_000 * most) / 100, Decimal(1_000 * most) / 100)


def test_the_rise_a_head_is_of_households_whose_incomes_are_known_in_both_years() -> None:
    now = _households(("h1", 1_200_000, 3), ("h2", 9, 9), ("h3", None, 4), ("h4", 500_000, 2))
    last = _households(("h1", 400_000, 4), ("h2", 9, 9), ("h3", 100_000, 4))
    found = labour_transfer(NOW, LAST, now, last)
    assert (found.households, found.households_unknown, found.persons, found.persons_before) == (1, 2, 3, 4)
    assert found.rise_per_head == Fraction(12_000, 3) - Fraction(4_000, 4)
    text = found.explain("en")
    assert "working away: 4" in text
    assert "3,000.00" in text
    assert "2户" in found.explain("zh")
    assert "人均" in found.explain("zh", detail="brief")


def test_keys_that_stand_twice_are_compared_with_nobody() -> None:
    found = labour_transfer(NOW, pl.concat([LAST, LAST]))
    assert (found.earners, found.started, found.returned, found.unmatched) == (0, 0, 0, 1)
    twice = labour_transfer(pl.concat([NOW, NOW]), LAST)
    assert (twice.away, twice.earners) == (8, 0)


def test_without_a_column_nothing_is_known() -> None:
    found = labour_transfer(NOW.select("id", "household", "working_away"), LAST.select("id", "household"))
    assert (found.away, found.earners, found.earners_unknown, found.started) == (4, 0, 4, 0)
    assert found.rise_per_earner is None
    assert "not known" in found.explain("en")


def test_households_of_one_year_are_refused() -> None:
    with pytest.raises(InvalidValue, match="households of both years"):
        labour_transfer(NOW, LAST, _households())
    with pytest.raises(InvalidValue, match="no column id"):
        labour_transfer(NOW.drop("id"), LAST)


_ROWS = st.lists(
    st.tuples(
        st.none() | st.booleans(), st.none() | st.integers(0, 12), st.none() | st.integers(0, 10**6), st.booleans()
    ),
    max_size=6,
)


@times(2)
@given(_ROWS, _ROWS)
def test_everybody_who_works_away_is_an_earner_or_unknown(now: list[Any], last: list[Any]) -> None:
    """And with both years alike nobody started or returned, and nothing has risen."""
    tables = [_members(*((f"p{at}", "h1", *row[:3]) for at, row in enumerate(rows) if row[3])) for rows in (now, last)]
    found = labour_transfer(*tables)
    assert found.earners + found.earners_unknown == found.away
    assert found.away + found.away_unknown <= tables[0].height
    same = labour_transfer(tables[0], tables[0])
    assert (same.started, same.returned, same.unmatched) == (0, 0, 0)
    assert same.rise_per_earner in (None, 0)
    assert loads(dumps(found), LabourTransfer) == found
