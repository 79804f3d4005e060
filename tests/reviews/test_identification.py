"""The chapter on identification: who is in the register, what the year changed, and that the two fit."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given

from antipoverty import registers
from antipoverty.documents import render
from antipoverty.history import Left, Roster, RosterEntry, Round, StandingChanged
from antipoverty.records import Registration
from antipoverty.reviews import Summary, Township, draft, reconcile
from antipoverty.strategies import rounds
from antipoverty.text import Text
from effort import times

ON = date(2014, 12, 31)
POOR = (Registration.REGISTERED, Registration.RETURNED)


def _tables(roster: Roster) -> tuple[pl.DataFrame, pl.DataFrame]:
    houses = [(each.household, each.registration.value, each.village, len(each.members)) for each in roster.entries]
    people = [(person, each.household) for each in roster.entries for person in each.members]
    words = pl.String
    return (
        pl.DataFrame(
            houses, schema={"id": words, "registration": words, "village": words, "size": pl.Int64}, orient="row"
        ),
        pl.DataFrame(people, schema={"id": words, "household": words}, orient="row"),
    )


def _summary(start: Roster, events: pl.DataFrame, end: Roster) -> Summary:
    last, last_members = _tables(start)
    now, members = _tables(end)
    town = Township.of(households=now, members=members, last_households=last, last_members=last_members, events=events)
    return draft(town, on=ON, name=Text("Our town", "本镇"))


def _held(summary: Summary) -> dict[str, bool | None]:
    return {check.relation.id: check.holds for check in reconcile(summary).checks}


@times(1 / 2)
@given(rounds())
def test_start_and_in_and_out_make_the_end(year: Round) -> None:
    summary = _summary(year.start, registers.events_frame(year.events), year.end)
    held = _held(summary)
    assert held["round-households"] is True
    assert held["round-persons"] is True
    counted = {name: summary.figures[f"round_{name}"].value for name in ("households_in", "persons_out")}
    flows = [flow for each in year.event_flows for flow in each if flow.registration in POOR]
    assert counted == {
        "households_in": sum(flow.households_in for flow in flows),
        "persons_out": sum(flow.persons_out for flow in flows),
    }


def _third_town() -> tuple[Roster, pl.DataFrame, Roster]:
    """788 households of 3,274 persons; 23 of 107 are taken off, and 15 persons are gone without an event."""
    sizes = [5] * 15 + [4] * 8 + [5] * 107 + [4] * 658
    start = [
        RosterEntry(f"h{at}", tuple(f"p{at}-{one}" for one in range(size)), "registered")
        for at, size in enumerate(sizes)
    ]
    gone = [StandingChanged(f"h{at}", "removed as wrong", date(2014, 10, 1), "helped otherwise") for at in range(23)]
    end = [
        RosterEntry(each.household, each.members[: -1 if at < 15 else None], "registered")
        for at, each in enumerate(start[23:])
    ]
    removed = [RosterEntry(each.household, each.members, "removed") for each in start[:23]]
    return Roster(tuple(start)), registers.events_frame(gone), Roster((*removed, *end))


def test_the_third_town_is_fifteen_persons_short_and_the_page_says_so() -> None:
    summary = _summary(*_third_town())
    figures = {key: summary.figures[key].value for key in summary.figures}
    assert (figures["last_registered_households"], figures["last_registered_persons"]) == (788, 3_274)
    assert (figures["round_households_out"], figures["round_persons_out"]) == (23, 107)
    assert (figures["removed_households"], figures["removed_persons"]) == (23, 107)
    assert (figures["registered_households"], figures["registered_persons"]) == (765, 3_152)
    held = _held(summary)
    assert (held["round-households"], held["round-persons"]) == (True, False)
    check = next(each for each in reconcile(summary).checks if each.relation.id == "round-persons")
    assert (check.left, check.right) == (3_167, 3_152)
    for language, said in (("en", "does not hold"), ("zh", "不成立")):
        page = render(summary, language, "html")  # type: ignore[arg-type]
        assert said in page
        assert ("3,167" if language == "en" else "3167") in page


def test_an_event_that_cannot_have_happened_leaves_the_round_open() -> None:
    start, events, end = _third_town()
    strange = registers.events_frame([Left("h999", "nobody", "death", date(2014, 11, 1))])
    summary = _summary(start, pl.concat([events, strange]), end)
    assert summary.figures["round_persons_out"].value is None
    assert _held(summary)["round-persons"] is None


@pytest.mark.parametrize("missing", ["last_members", "events", "last_households"])
def test_without_a_table_the_round_is_not_known_and_says_why(missing: str) -> None:
    start, events, end = _third_town()
    last, last_members = _tables(start)
    tables = {"last_households": last, "last_members": last_members, "events": events, "households": _tables(end)[0]}
    summary = draft(Township.of(**{**tables, missing: None}), on=ON, name=Text("Our town", "本镇"))
    assert summary.figures["round_persons_out"].value is None
    assert summary.figures["round_persons_out"].lacks
    assert summary.figures["registered_persons"].value == 3_152


def test_exits_are_split_by_year() -> None:
    start = Roster(tuple(RosterEntry(f"h{at}", (f"p{at}", f"q{at}"), "registered") for at in range(3)))
    days = (date(2014, 11, 1), date(2015, 11, 1), date(2015, 12, 1))
    exits = [StandingChanged(f"h{at}", "exited", day) for at, day in enumerate(days)]
    figures = _summary(start, registers.events_frame(exits), Round(start, tuple(exits)).end).figures
    assert {key: figures[key].value for key in ("exits.2014", "exits.2015", "exited_persons.2015")} == {
        "exits.2014": 1,
        "exits.2015": 2,
        "exited_persons.2015": 4,
    }
