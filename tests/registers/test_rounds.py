"""A year's events and two registers as tables make the round that the objects make."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given

from antipoverty.errors import InvalidValue
from antipoverty.history import Arrived, Roster, Round, Split, check_round
from antipoverty.registers import EVENTS, events, events_frame, read, roster
from antipoverty.strategies import rounds
from effort import times

ON = date(2014, 10, 1)


def _tables(register: Roster) -> tuple[pl.DataFrame, pl.DataFrame]:
    houses = [(entry.household, entry.registration.value, entry.village) for entry in register.entries]
    people = [(person, entry.household) for entry in register.entries for person in entry.members]
    return (
        pl.DataFrame(houses, schema={"id": pl.String, "registration": pl.String, "village": pl.String}, orient="row"),
        pl.DataFrame(people, schema={"id": pl.String, "household": pl.String}, orient="row"),
    )


@given(rounds())
def test_a_round_of_tables_is_the_round(year: Round) -> None:
    again = Round(roster(*_tables(year.start)), events(events_frame(year.events)))
    assert again == year
    assert roster(*_tables(year.end)) == year.end
    assert check_round(again.start, again.events, roster(*_tables(year.end))).agrees


@times(1 / 2)
@given(rounds())
def test_rows_of_events_are_accepted_when_they_are_read(year: Round) -> None:
    frame = events_frame(year.events)
    reading = read(frame, EVENTS)
    assert reading.accepted.height == frame.height
    assert events(reading.accepted) == year.events


def test_persons_who_go_together_are_one_event() -> None:
    frame = pl.DataFrame(
        {
            "on": [ON] * 5,
            "kind": ["split", "split", "arrived whole", "arrived whole", "split"],
            "household": ["h1", "h1", "h3", "h3", "h1"],
            "person": ["a", "b", "c", "d", "e"],
            "to": ["h2", "h2", None, None, "h4"],
        }
    )
    expected = (Split("h1", "h2", ("a", "b"), ON), Arrived("h3", ("c", "d"), ON), Split("h1", "h4", ("e",), ON))
    assert events(frame) == expected


def test_events_are_taken_by_day_and_chinese_words_are_read() -> None:
    rows = {
        "变动编号": ["1", "2"],
        "变动日期": ["2014-10-02", "2014-10-01"],
        "变动类型": ["死亡", "出生"],
        "户编号": ["h1", "h1"],
    }
    reading = read(pl.DataFrame({**rows, "人员编号": ["a", "b"]}), EVENTS)
    assert [type(event).__name__ for event in events(reading.accepted)] == ["Joined", "Left"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "death", "household": "h1"}, "events, row 1, person"),
        ({"kind": "removed as wrong", "household": "h1"}, "events, row 1, reason"),
        ({"kind": "flown", "household": "h1"}, "events, row 1, kind"),
        ({"kind": None, "household": "h1"}, "events, row 1, kind"),
    ],
)
def test_an_event_without_what_it_needs_is_refused_by_its_row(row: dict[str, str | None], told: str) -> None:
    frame = pl.DataFrame([{"on": ON, **row}], schema={"on": pl.Date, **dict.fromkeys(row, pl.String)})
    with pytest.raises(InvalidValue, match=told):
        events(frame)


@pytest.mark.parametrize(
    ("houses", "people", "told"),
    [
        ([("h1", None)], [("a", "h1")], "registration: got '1 row with no standing'"),
        ([("h1", "exited")], [], "a household without a member"),
        ([("h1", "exited")], [("a", "h1"), ("b", "h2")], "1 row with a household that is not in the table"),
        ([("h1", "exited")], [("a", "h1"), ("a", "h1")], "2 rows with a key that is missing or there twice"),
        ([("h1", "exited"), (None, "exited")], [("a", "h1")], "households, id"),
    ],
)
def test_a_register_that_is_no_roster_is_refused_without_a_key(houses: object, people: object, told: str) -> None:
    frames = (
        pl.DataFrame(houses, schema={"id": pl.String, "registration": pl.String}, orient="row"),
        pl.DataFrame(people, schema={"id": pl.String, "household": pl.String}, orient="row"),
    )
    with pytest.raises(InvalidValue, match=told):
        roster(*frames)


@pytest.mark.parametrize("lost", ["id", "household"])
def test_a_table_without_a_column_is_refused(lost: str) -> None:
    houses = pl.DataFrame({"id": ["h1"], "registration": ["registered"]})
    members = pl.DataFrame({"id": ["p1"], "household": ["h1"]})
    with pytest.raises(InvalidValue, match=lost):
        roster(*(table.drop(lost, strict=False) for table in (houses, members)))
