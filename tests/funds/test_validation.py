"""Columns validate every row that is in order, and no other; doubtful rows are posted one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from antipoverty.funds import (
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundTransfer,
    Ledger,
    Project,
    Refund,
    Return,
    Reversal,
    post_each,
)
from antipoverty.funds._frames import validation
from antipoverty.funds._frames.rows import COLUMNS, row_of_entry
from antipoverty.funds._frames.validation import validate
from antipoverty.funds.exchange import post_frame, totals
from antipoverty.strategies import fund_books
from antipoverty.text import Text

SCHEMA = {name: getattr(pl, kind.__name__) for name, kind in COLUMNS.items()}
NAME = Text("a", "甲")
FUNDS = [Fund(key, NAME, "county", 2018) for key in ("f1", "f2", "f3")]
PROJECTS = [Project(key, NAME, "road", in_store=True) for key in ("p1", "p2")]
DAY = date(2018, 5, 1)

#: Three funds in order, entry by entry: money comes, goes down and back, is promised, paid, undone and carried over.
BOOKS: list[Entry] = [
    entry
    for fund in ("f1", "f2", "f3")
    for entry in (
        Appropriation(f"{fund}a", date(2018, 1, 1), fund, "county", 110),
        FundTransfer(f"{fund}b", DAY, fund, "county", 30, to="village"),
        FundTransfer(f"{fund}c", DAY, fund, "village", 30, to="county"),
        Allotment(f"{fund}d", DAY, fund, "county", 60, project="p1"),
        Allotment(f"{fund}e", DAY, fund, "county", 40, project="p2"),
        Encumbrance(f"{fund}f", DAY, fund, "county", 60, project="p1"),
        Expenditure(f"{fund}g", DAY, fund, "county", 50, project="p1"),
        Reversal(f"{fund}h", DAY, f"{fund}e", reason="wrong project"),
        Return(f"{fund}i", DAY, fund, "county", 15),
        CarryOver(f"{fund}j", date(2018, 12, 31), fund, "county", 25),
        CarryOver(f"{fund}k", date(2018, 12, 31), fund, "county", 10, stage="encumbered", project="p1"),
    )
]
WIDTH = len(BOOKS) // 3
#: Of 50 that were paid of each fund.
REFUNDS = (("f1", 50), ("f2", 1), ("f3", "50.01"))


def frame_of(entries: list[Entry], changes: dict[int, dict[str, Any]] | None = None) -> pl.DataFrame:
    rows = [row_of_entry(entry) | (changes or {}).get(at, {}) for at, entry in enumerate(entries)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def doubtful(entries: list[Entry], changes: dict[int, dict[str, Any]] | None = None) -> list[int]:
    return validate(frame_of(entries, changes), Ledger(FUNDS, PROJECTS).checker(None)).doubtful


def rows_of(*funds: str) -> list[int]:
    return [at for at, entry in enumerate(BOOKS) if entry.id[:2] in funds]


def agrees(entries: list[Entry]) -> None:
    """What columns accept, refuse and say is what posting one by one does."""
    one_by_one = post_each(Ledger(FUNDS, PROJECTS), entries)
    posted = post_frame(frame_of(entries), funds=FUNDS, projects=PROJECTS)
    assert posted.accepted["id"].to_list() == [entry.id for entry in one_by_one.ledger]
    assert posted.refused["why"].to_list() == [str(each.refusal) for each in one_by_one.refused]
    assert posted.totals == one_by_one.ledger.totals


# What is in order


def test_three_funds_in_order_are_validated_whole() -> None:
    assert doubtful(BOOKS) == []
    agrees(BOOKS)


@given(fund_books())
def test_whatever_a_ledger_holds_is_validated(book: tuple[list[Fund], list[Project], list[Entry]]) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    frame = frame_of(list(ledger))
    validated = validate(frame, Ledger(*book[:2]).checker(None))
    assert validated.doubtful == []
    assert totals(frame) == ledger.totals


def test_days_of_funds_need_not_go_forward_together() -> None:
    assert doubtful([*BOOKS[WIDTH:], *BOOKS[:WIDTH]]) == []
    turns = [BOOKS[fund * WIDTH + at] for at in range(WIDTH) for fund in range(3)]
    assert doubtful(turns) == []


def test_totals_bring_keys_to_their_form_and_undo_what_is_reversed() -> None:
    wide = frame_of(BOOKS).with_columns(
        pl.col("id", "fund", "project").str.replace_all("f", "ｆ").str.replace("p", "ｐ")
    )
    assert totals(wide) == totals(frame_of(BOOKS))


def test_no_more_is_paid_back_than_was_paid() -> None:
    back = [Refund(f"b{fund}", date(2018, 12, 31), fund, "county", amount, project="p1") for fund, amount in REFUNDS]
    entries = [*BOOKS, *back, Reversal("undone", date(2018, 12, 31), "f2g")]
    assert doubtful(entries) == [*rows_of("f2", "f3"), len(BOOKS) + 1, len(BOOKS) + 2, len(BOOKS) + 3]
    agrees(entries)


def test_patterns_differ_though_their_codes_have_no_room_in_64_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "BUDGET_YEARS", range(1978, 1 << 60))
    assert doubtful(BOOKS) == []
    agrees(BOOKS)


def test_the_first_and_last_budget_years_are_validated() -> None:
    funds = [Fund("f1", NAME, "county", 1978), Fund("f2", NAME, "county", 9998)]
    entries: list[Entry] = [Appropriation(fund.id, date(fund.year, 1, 1), fund.id, "county", 1) for fund in funds]
    assert validate(frame_of(entries), Ledger(funds).checker(None)).doubtful == []


def test_every_pattern_is_in_the_totals_of_a_frame_with_reversals() -> None:
    assert totals(frame_of(BOOKS)) == post_each(Ledger(FUNDS, PROJECTS), BOOKS).ledger.totals
    many = [Fund(f"g{number}", NAME, "county", 2018) for number in range(30)]
    came: list[Entry] = [Appropriation(f"a{fund.id}", DAY, fund.id, "county", 1) for fund in many]
    found = totals(frame_of([*came, Reversal("r", DAY, "ag7")]))
    assert {key[0] for key in found} == {fund.id for fund in many} - {"g7"}
    assert set(found.values()) == {100, -100}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (date(2018, 12, 30), date(2018, 12, 31)),
        (date(2018, 12, 31), date(2019, 1, 1)),
        (date(2018, 3, 31), date(2018, 4, 1)),  # the store is asked for
        (date(2018, 2, 9), date(2018, 2, 10)),
        (date(2018, 2, 20), date(2018, 2, 21)),
    ],
)
def test_a_phase_ends_where_a_check_may_say_something_else(before: date, after: date) -> None:
    fund = Fund("f1", NAME, "county", 2018, first_day=date(2018, 2, 10), last_day=date(2018, 2, 20))
    assert Ledger([fund]).checker(None).phases([before, after]) == [before, after]


def test_days_that_checks_treat_alike_are_of_one_phase() -> None:
    days = [date(2018, 6, day) for day in range(1, 31)]
    assert Ledger(FUNDS).checker(None).phases(days) == days[:1]


def test_a_carry_over_a_day_too_early_is_no_pattern_with_one_on_the_last_day() -> None:
    early = CarryOver("x", date(2018, 12, 30), "f3", "county", 1)
    entries = [*BOOKS[:-2], early, *BOOKS[-2:]]
    assert doubtful(entries) == [len(BOOKS) - 2]
    agrees(entries)


# What is not a row in order is in doubt alone, though others of its pattern are in order

_BAD_MOVEMENTS: list[dict[str, Any]] = [
    {"id": None},
    {"id": ""},
    {"on": None},
    {"document": ""},
    {"amount_fen": None},
    {"amount_fen": 0},
    {"amount_fen": -1},
    {"amount_fen": 10**15},
    {"fund": None},
    {"fund": "f9"},
    {"level": None},
    {"level": "moon"},
    {"kind": None},
    {"kind": "gift"},
    {"year": 2017},
    {"year": 1977},
    {"year": 9999},
    {"to": None},
    {"to": "moon"},
    {"to": "county"},
    {"project": "p1"},
    {"project": "p9"},
    {"stage": "available"},
    {"stage": "spent"},
]


@pytest.mark.parametrize("bad", _BAD_MOVEMENTS, ids=str)
def test_a_movement_that_is_none_is_in_doubt_alone_beside_others_of_its_pattern(bad: dict[str, Any]) -> None:
    entries = [
        *BOOKS[:2],
        *(FundTransfer(f"t{at}", DAY, "f1", "county", 1, to="village") for at in range(3)),
        *BOOKS[2:],
    ]
    assert doubtful(entries, {3: bad}) == [3]
    posted = post_frame(frame_of(entries, {3: bad}), funds=FUNDS, projects=PROJECTS)
    assert len(posted.refused) == 1


@pytest.mark.parametrize(
    "bad",
    [{"id": ""}, {"on": None}, {"document": ""}, {"reason": ""}, {"entry": None}, {"entry": ""}, {"entry": "f9a"}],
    ids=str,
)
def test_a_reversal_that_is_none_is_in_doubt_alone(bad: dict[str, Any]) -> None:
    entries = [*BOOKS[:8], Reversal("r", DAY, "f1g"), *BOOKS[9:]]
    assert doubtful(entries) == []
    assert doubtful(entries, {8: bad}) == [8]
    assert len(post_frame(frame_of(entries, {8: bad}), funds=FUNDS, projects=PROJECTS).refused) == 1


def test_a_reversal_before_what_it_undoes_is_in_doubt_alone() -> None:
    entries = [BOOKS[0], Reversal("r", date(2018, 1, 1), "f1b"), *BOOKS[1:]]
    assert doubtful(entries) == [1]
    agrees(entries)


def test_a_reversal_of_nothing_under_a_key_that_stands_already_is_refused_for_the_key() -> None:
    entries = [*BOOKS[:2], Reversal("f1a", DAY, "f9a"), *BOOKS[2:]]
    assert doubtful(entries) == sorted({*(at + (at > 1) for at in rows_of("f1")), 2})
    agrees(entries)


# What is not in order in one fund leaves the others

_TROUBLES: dict[str, Entry] = {
    "overdrawn": Return("x", date(2018, 12, 31), "f2", "county", 111),
    "backwards": Return("x", date(2018, 12, 30), "f2", "county", 1),
    "a key twice": Appropriation("f2b", date(2018, 12, 31), "f2", "county", 1),
}


@pytest.mark.parametrize("trouble", ["overdrawn", "backwards", "a key twice"])
def test_a_fund_in_trouble_is_in_doubt_and_no_other(trouble: str) -> None:
    entries = [*BOOKS, _TROUBLES[trouble]]
    assert doubtful(entries) == [*rows_of("f2"), len(BOOKS)]
    agrees(entries)


@pytest.mark.parametrize("entry", ["f2h", "f2e"])
def test_a_reversal_undone_or_repeated_leaves_funds_without_reversals(entry: str) -> None:
    books = [each for each in BOOKS if each.id not in ("f1h", "f1i", "f1j")]
    entries = [*books, Reversal("x", date(2018, 12, 31), entry)]
    assert doubtful(entries) == [at for at, each in enumerate(entries) if each.id[:2] != "f1"]
    agrees(entries)


@pytest.mark.parametrize("first", ["overdrawn", "backwards"])
@pytest.mark.parametrize("second", ["a key twice", "a reversal repeated"])
def test_two_troubles_in_two_funds_put_both_in_doubt(first: str, second: str) -> None:
    last = date(2018, 12, 31)
    again = {
        "a key twice": Appropriation("f3b", last, "f3", "county", 1),
        "a reversal repeated": Reversal("y", last, "f3e"),
    }
    # Only the third fund has reversals.
    books = [each for each in BOOKS if each.id[:2] == "f3" or each.id[2] not in "hij"]
    entries = [*books, _TROUBLES[first], again[second]]
    assert doubtful(entries) == [at for at, each in enumerate(entries) if each.id[:2] != "f1"]
    agrees(entries)
