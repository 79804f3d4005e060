"""Entries as columns are accepted, refused and totalled as they are one by one, on every engine."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds import (
    Appropriation,
    CarryOver,
    Entry,
    Expenditure,
    Fund,
    FundTransfer,
    Ledger,
    Project,
    post_each,
)
from antipoverty.funds._frames.rows import COLUMNS, entry_of_row, row_of_entry
from antipoverty.funds.exchange import entries_of, frame_of, post_frame, totals
from antipoverty.money import LIMIT, fen
from antipoverty.strategies import fund_books
from antipoverty.text import Text

_POLARS = {nw.String: pl.String, nw.Date: pl.Date, nw.Int64: pl.Int64}
SCHEMA = {name: _POLARS[kind] for name, kind in COLUMNS.items()}


@given(fund_books())
def test_columns_agree_with_one_by_one_entry_by_entry(book: tuple[list[Fund], list[Project], list[Entry]]) -> None:
    some_funds, some_projects, entries = book
    one_by_one = post_each(Ledger(some_funds, some_projects), entries)
    posted = post_frame(frame_of(entries), funds=some_funds, projects=some_projects)
    assert posted.accepted["id"].to_list() == [entry.id for entry in one_by_one.ledger]
    assert frame_of(list(one_by_one.ledger)).equals(posted.accepted)
    assert posted.refused["id"].to_list() == [each.entry.id for each in one_by_one.refused]
    assert posted.refused["refusal"].to_list() == [type(each.refusal).__name__ for each in one_by_one.refused]
    assert posted.refused["why"].to_list() == [str(each.refusal) for each in one_by_one.refused]
    assert posted.totals == one_by_one.ledger.totals
    assert totals(posted.accepted) == one_by_one.ledger.totals
    assert len(posted.accepted) + len(posted.refused) == len(entries)


@given(fund_books())
def test_an_entry_is_read_from_its_row_as_it_was(book: tuple[list[Fund], list[Project], list[Entry]]) -> None:
    for entry in book[2]:
        row = row_of_entry(entry)
        assert entry_of_row(row) == entry
        assert {type(value) for value in row.values()} <= {str, int, date, type(None)}  # as a file or a frame has them


@given(fund_books(), st.lists(st.dates(date(2016, 1, 1), date(2023, 12, 31)), min_size=2), st.data())
def test_days_of_one_phase_are_the_same_to_every_check(
    book: tuple[list[Fund], list[Project], list[Entry]], days: list[date], data: st.DataObject
) -> None:
    screen = Ledger(*book[:2]).checker(None)
    held = [day for fund in book[0] for day in (fund.first_day, fund.last_day) if day]
    days = sorted({*days, *held, *(day + timedelta(1) for day in held), date(2018, 12, 31)})
    phases = screen.phases(days)
    assert set(phases) <= set(days)

    def said(entry: Entry) -> str:
        try:
            screen.check(entry)
        except FundError as error:
            return str(error)
        return "passes"

    for entry in book[2]:
        one = data.draw(st.sampled_from(days))
        phase = bisect_right(phases, one)
        other = data.draw(st.sampled_from([day for day in days if bisect_right(phases, day) == phase]))
        assert said(evolve(entry, on=one)) == said(evolve(entry, on=other))


FUNDS = [Fund("f1", Text("a", "甲"), "county", 2018), Fund("f2", Text("a", "甲"), "county", 2018)]
PROJECTS = [Project("p1", Text("a", "甲"), "road", in_store=True)]


def small() -> pl.DataFrame:
    entries: list[Entry] = [
        Appropriation("e1", date(2018, 1, 1), "f1", "county", 10),
        Appropriation("e2", date(2018, 1, 1), "f2", "county", 10),
        FundTransfer("e3", date(2018, 1, 2), "f1", "county", "4.01", to="village"),
        FundTransfer("e4", date(2018, 1, 2), "f2", "county", "10.01", to="village"),
        FundTransfer("e5", date(2018, 1, 3), "f2", "county", "10.00", to="village"),
    ]
    return frame_of(entries)


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "polars lazy": lambda frame: frame.lazy(),
    "pyarrow": lambda frame: frame.to_arrow().cast(pa.schema([(n, _arrow(t)) for n, t in frame.schema.items()])),
    "pandas": lambda frame: ENGINES["pyarrow"](frame).to_pandas(types_mapper=pd.ArrowDtype),
    "duckdb": lambda frame: duckdb.from_arrow(ENGINES["pyarrow"](frame)),
}


def _arrow(kind: Any) -> pa.DataType:
    return {pl.String: pa.string(), pl.Date: pa.date32(), pl.Int64: pa.int64()}[type(kind)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_refuses_the_same(engine: str) -> None:
    posted = post_frame(ENGINES[engine](small()), funds=FUNDS, projects=PROJECTS)
    refused = nw.from_native(posted.refused)
    assert isinstance(posted.refused, type(ENGINES[engine](small())) | pl.DataFrame)
    assert refused["id"].to_list() == ["e4"]
    assert refused["refusal"].to_list() == ["Overdrawn"]
    assert nw.from_native(posted.accepted)["id"].to_list() == ["e1", "e2", "e3", "e5"]
    assert posted.totals["f1", 2018, "county", "available", ""] == 599
    assert posted.totals["f2", 2018, "village", "available", ""] == 1000


def test_a_frame_needs_its_columns() -> None:
    with pytest.raises(InvalidValue, match=r"frame: got \['amount_fen'\]; expected the columns id, on"):
        post_frame(small().drop("amount_fen"), funds=FUNDS, projects=PROJECTS)
    with pytest.raises(InvalidValue, match="amount_fen: got Float64; expected a column of type Int64"):
        post_frame(small().cast({"amount_fen": pl.Float64}), funds=FUNDS, projects=PROJECTS)
    with pytest.raises(InvalidValue, match="frame.document: got Int64; expected a column of type String"):
        post_frame(small().with_columns(document=pl.lit(7, dtype=pl.Int64)), funds=FUNDS, projects=PROJECTS)
    with pytest.raises(InvalidValue, match="frame.on: got String; expected a column of type Date"):
        totals(small().cast({"on": pl.String}))


def test_columns_may_be_left_out_and_words_may_be_categories() -> None:
    few = small().drop("stage", "entry", "reason", "document").cast({"kind": pl.Categorical, "year": pl.Int32})
    posted = post_frame(few, funds=FUNDS, projects=PROJECTS)
    assert posted.refused["id"].to_list() == ["e4"]
    assert posted.accepted.schema == SCHEMA
    assert posted.refused.schema == {**SCHEMA, "refusal": pl.String, "why": pl.String}
    validated = post_frame(few.filter(pl.col("id") != "e4"), funds=FUNDS, projects=PROJECTS)
    assert validated.accepted.equals(posted.accepted)
    assert validated.refused.schema == posted.refused.schema


def test_a_year_that_is_left_out_is_that_of_the_day() -> None:
    whole = post_frame(small(), funds=FUNDS, projects=PROJECTS)
    for left_out in (small().drop("year"), small().with_columns(year=pl.lit(None, pl.Int64))):
        posted = post_frame(left_out, funds=FUNDS, projects=PROJECTS)
        assert (posted.accepted.rows(), posted.totals) == (whole.accepted.rows(), whole.totals)
        assert list(entries_of(left_out)) == list(entries_of(small()))
    assert entry_of_row({**small().row(0, named=True), "year": None}) == entry_of_row(small().row(0, named=True))


def test_a_frame_without_rows_gives_empty_fund_books() -> None:
    posted = post_frame(small().head(0), funds=FUNDS, projects=PROJECTS)
    assert (len(posted.accepted), len(posted.refused), posted.totals) == (0, 0, {})
    assert totals(small().head(0)) == {}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "gift"}, "kind: got 'gift'; expected one of appropriation"),
        ({"kind": None}, "kind: got None"),
        ({"amount_fen": None}, "amount_fen: got None; expected whole fen"),
        ({"amount_fen": 0}, "an amount of at least 0.01 yuan"),
        ({"amount_fen": -1}, "an amount of at least 0.01 yuan"),
        ({"amount_fen": 10**15}, "an amount under 10,000,000,000,000 yuan"),
        ({"project": "p1"}, "project: got 'p1'; expected nothing for kind transfer"),
        ({"to": None}, "to: got None; expected a value for kind transfer"),
        ({"to": "moon"}, "level: got 'moon'; expected one of central"),
        ({"to": "county"}, "FundTransfer.to: got 'county'; expected a level other than the one that sends"),
        ({"level": None}, "level: got None"),
        ({"id": None}, "id: got None; expected a non-empty string"),
        ({"id": ""}, "id: got ''; expected a non-empty string"),
        ({"fund": None}, "fund: got None"),
        ({"fund": ""}, "fund: got ''"),
        ({"on": None}, "on: got None; expected a datetime.date"),
        ({"document": ""}, "document: got ''; expected a non-empty string"),
        ({"stage": "available"}, "stage: got 'available'; expected nothing for kind transfer"),
        ({"year": 2017}, "moves money of 2017; expected 2018 or 2019"),
        ({"fund": "f9"}, "there is no fund 'f9' in the ledger"),
        ({"kind": "allotment", "to": None}, "project: got None; expected a value for kind allotment"),
        ({"kind": "allotment", "to": None, "project": "p9"}, "there is no project 'p9'"),
        ({"kind": "reversal", "entry": None}, "entry: got None; expected a non-empty string"),
        ({"kind": "reversal", "entry": "e5"}, "there is no entry 'e5' in the ledger"),
    ],
)
def test_a_row_that_is_no_entry_is_refused_with_its_reason(changes: dict[str, Any], why: str) -> None:
    rows = small().to_dicts()
    rows[2] |= changes
    posted = post_frame(pl.DataFrame(rows, schema=SCHEMA), funds=FUNDS, projects=PROJECTS)
    assert len(posted.refused) == 2
    assert why in posted.refused["why"][0]
    assert posted.accepted["id"].to_list() == ["e1", "e2", "e5"]


def test_the_period_of_a_fund_is_asked_day_by_day() -> None:
    fund = Fund("f1", Text("a", "甲"), "county", 2018, first_day=date(2018, 3, 1), last_day=date(2018, 3, 2))
    row = {"kind": "allotment", "fund": "f1", "level": "county", "year": 2018, "amount_fen": 1, "project": "p1"}
    head = row_of_entry(Appropriation("e0", date(2018, 1, 1), "f1", "county", 10))
    days = [date(2018, 2, 28), date(2018, 3, 1), date(2018, 3, 2), date(2018, 3, 3)]
    rows = [head, *({**dict.fromkeys(COLUMNS), **row, "id": f"a{day}", "on": day} for day in days)]
    posted = post_frame(pl.DataFrame(rows, schema=SCHEMA), funds=[fund], projects=PROJECTS)
    assert posted.accepted["on"].to_list() == [date(2018, 1, 1), date(2018, 3, 1), date(2018, 3, 2)]
    assert posted.refused["refusal"].to_list() == ["PeriodRestricted"] * 2


def test_an_expenditure_beyond_what_is_encumbered_is_refused_by_columns() -> None:
    rows = [row_of_entry(Expenditure("x", date(2018, 5, 1), "f1", "county", "0.01", project="p1"))]
    posted = post_frame(pl.DataFrame(small().to_dicts() + rows, schema=SCHEMA), funds=FUNDS, projects=PROJECTS)
    assert "takes 0.01 yuan of encumbered money" in posted.refused["why"][1]


def test_a_carry_over_without_a_stage_is_of_available_money() -> None:
    row = row_of_entry(CarryOver("c", date(2018, 12, 31), "f1", "county", "6.00")) | {"stage": None}
    for amount, refused in ((599, []), (600, ["e4", "c"])):
        changed = pl.DataFrame([*small().to_dicts(), row | {"amount_fen": amount}], schema=SCHEMA)
        posted = post_frame(changed, funds=FUNDS, projects=PROJECTS)
        assert posted.refused["id"].to_list() == (refused or ["e4"])
        assert posted.totals.get(("f1", 2019, "county", "available", ""), 0) == (0 if refused else 599)


def test_sums_beyond_64_bits_are_exact() -> None:
    most = LIMIT - Decimal("0.01")
    count = (1 << 63) // fen(most) + 1
    came = row_of_entry(Appropriation("e", date(2018, 1, 1), "f1", "county", most))
    goes = row_of_entry(FundTransfer("t", date(2018, 1, 2), "f1", "county", most, to="village"))
    rows = [{**came, "id": f"e{number}"} for number in range(count)]
    rows += [{**goes, "id": f"t{number}"} for number in range(count + 1)]
    posted = post_frame(pl.DataFrame(rows, schema=SCHEMA), funds=FUNDS, projects=PROJECTS)
    assert posted.refused["id"].to_list() == [f"t{count}"]
    assert posted.totals["f1", 2018, "village", "available", ""] == count * fen(most) > 1 << 63
    assert totals(posted.accepted) == posted.totals
    validated = post_frame(pl.DataFrame(rows[:-1], schema=SCHEMA), funds=FUNDS, projects=PROJECTS)
    assert validated.totals == posted.totals
    assert len(validated.refused) == 0


def test_rows_without_a_day_or_a_word_are_refused_though_nothing_else_stands_there() -> None:
    rows = [{**row, "on": None, "kind": "gift"} for row in small().to_dicts()]
    posted = post_frame(pl.DataFrame(rows, schema=SCHEMA), funds=FUNDS, projects=PROJECTS)
    assert (len(posted.accepted), len(posted.refused), posted.totals) == (0, 5, {})
    posted = post_frame(small(), funds=[], projects=[])
    assert set(posted.refused["refusal"]) == {"UnknownReference"}


@pytest.mark.parametrize("projects", [[], PROJECTS])
def test_money_of_another_year_is_refused_alike_with_and_without_projects(projects: list[Project]) -> None:
    entries: list[Entry] = [
        Appropriation("e1", date(2018, 1, 1), "f1", "county", 10),
        Appropriation("e2", date(2019, 1, 1), "f2", "county", 10, year=2019),
    ]
    one_by_one = post_each(Ledger(FUNDS, projects), entries)
    posted = post_frame(frame_of(entries), funds=FUNDS, projects=projects)
    assert posted.accepted["id"].to_list() == [entry.id for entry in one_by_one.ledger] == ["e1"]
    assert posted.refused["why"].to_list() == [str(each.refusal) for each in one_by_one.refused]
