"""Tables as a yearly round: two registers as rosters, and a year's events, there and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, assert_never

from antipoverty.errors import InvalidValue
from antipoverty.history import (
    Arrived,
    Joined,
    Left,
    Merged,
    Moved,
    Relocated,
    Roster,
    RosterEntry,
    RosterEvent,
    Split,
    StandingChanged,
    Transition,
    VillagesMerged,
)
from antipoverty.registers._frames.engines import in_memory, opened
from antipoverty.registers._frames.keys import check_form, check_keys
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._schema.events import EVENTS
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS

if TYPE_CHECKING:
    import polars as pl


def roster(households: Any, members: Any) -> Roster:
    """The roster of a register's tables, for a `antipoverty.history.Round`: persons, standing and village by household.

    Args:
        households: the households, on any engine: columns ``id`` and ``registration``, and ``village`` if it is known.
        members: their members: columns ``id`` and ``household``.

    Raises:
        InvalidValue: for a column that is not there, a household without a standing or without a member, a member of no
            household of the table, and a key that is missing or there twice. It names the column and the number of
            rows, and no key.

    >>> import polars as pl
    >>> houses = pl.DataFrame({"id": ["h1", "h2"], "registration": ["registered", "exited"], "village": ["v1", None]})
    >>> roster(houses, pl.DataFrame({"id": ["a", "b", "c"], "household": ["h1", "h1", "h2"]}))
    Roster(entries=<2 households>)
    """
    import polars as pl

    wrapped, their = opened(households), opened(members)
    check_kinds(wrapped, HOUSEHOLDS)
    check_kinds(their, MEMBERS)
    houses = in_memory(households, "id", "registration", taken=("village",))
    people = in_memory(members, "id", "household", taken=())
    ends = wrapped.collect_schema()["id"], their.collect_schema()["household"]
    check_keys(("households, id", ends[0]), ("members, household", ends[1]))
    for name, column in (("households, id", houses["id"]), ("members, id", people["id"])):
        check_form(name, column)
        _check(
            name, column.is_null() | column.is_duplicated(), "a key that is missing or there twice", "a key of its own"
        )
    _check("households, registration", houses["registration"].is_null(), "no standing", "where each household stands")
    strange = ~people["household"].is_in(houses["id"].implode()).fill_null(False)
    _check("members, household", strange, "a household that is not in the table", "the household of each member")
    grouped = people.group_by("household", maintain_order=True).agg(pl.col("id").alias("persons"))
    whole = houses.join(grouped, left_on="id", right_on="household", how="left", maintain_order="left")
    _check("members", whole["persons"].is_null(), "a household without a member", "the members of each household")
    villages = whole["village"] if "village" in whole.columns else [None] * whole.height
    entries = zip(
        whole["id"].cast(pl.String),
        whole["persons"].cast(pl.List(pl.String)),
        whole["registration"],
        villages,
        strict=True,
    )
    return Roster(
        tuple(
            RosterEntry(key, tuple(persons), standing, None if village is None else str(village))
            for key, persons, standing, village in entries
        )
    )


def _check(name: str, wrong: pl.Series, found: str, expected: str) -> None:
    if count := int(wrong.sum()):
        raise InvalidValue(name, f"{count:,} {'row' if count == 1 else 'rows'} with {found}", expected)


def events(frame: Any) -> tuple[RosterEvent, ...]:
    """The events of a year from a table of `EVENTS`, by day, for a `antipoverty.history.Round`.

    Rows of one day stay in their order. The rows of the persons who are split off together, or arrive together, are one
    event, at the place of the first.

    Args:
        frame: the rows, on any engine, as `antipoverty.registers.read` accepts them; their own keys are not needed.

    Raises:
        InvalidValue: for a row without a column that its kind needs, or a kind that there is not, by the row's number.

    >>> from datetime import date
    >>> import polars as pl
    >>> rows = {"on": [date(2014, 9, 1)] * 2, "kind": ["split"] * 2, "household": ["h1"] * 2, "person": ["a", "b"]}
    >>> events(pl.DataFrame({**rows, "to": ["h2"] * 2}))[0].members
    ('a', 'b')
    """
    import polars as pl

    check_kinds(opened(frame), EVENTS)
    columns = tuple(each.column for each in EVENTS)
    rows = in_memory(frame, "on", "kind", taken=columns)
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in columns if name not in rows.columns)
    grouped: dict[tuple[Any, ...], tuple[int, list[Any]]] = {}
    for number, row in enumerate(rows.select(columns).iter_rows(named=True), start=1):
        if missing := [name for name in ("on", "kind", *_needed(row["kind"])) if row[name] is None]:
            raise InvalidValue(f"events, row {number}, {missing[0]}", None, f"a value, for {row['kind']}")
        together = row["kind"] in ("split", "arrived whole")
        group = (row["on"], row["kind"], row["household"], row["to"], row["village"]) if together else (number,)
        grouped.setdefault(group, (number, []))[1].append(row)
    made = [_event(number, rows) for number, rows in grouped.values()]
    return tuple(sorted(made, key=lambda event: event.on))


def _needed(kind: str) -> tuple[str, ...]:
    return _NEEDED.get(kind, ())


_NEEDED: Mapping[str, tuple[str, ...]] = {str(case.where[0][1]): case.needed for case in EVENTS.cases}
_JOINING, _LEAVING = ("birth", "marriage in", "move in"), ("death", "marriage out", "move out")


def _event(number: int, rows: list[Any]) -> RosterEvent:
    row = rows[0]
    on, kind, household, person, to = (row[name] for name in ("on", "kind", "household", "person", "to"))
    match kind:
        case "moved":
            return Moved(household, person, to, on)
        case "split":
            return Split(household, to, tuple(each["person"] for each in rows), on)
        case "merged":
            return Merged(household, to, on)
        case "arrived whole":
            return Arrived(household, tuple(each["person"] for each in rows), on, row["village"])
        case "relocated":
            return Relocated(household, row["village"], on)
        case "villages merged":
            return VillagesMerged(row["village"], to, on)
        case _ if kind in _JOINING:
            return Joined(household, person, kind, on)
        case _ if kind in _LEAVING:
            return Left(household, person, kind, on)
        case _ if kind in _NEEDED:
            return StandingChanged(household, Transition(kind), on, row["reason"])
        case _:
            raise InvalidValue(f"events, row {number}, kind", kind, f"one of {', '.join(_NEEDED)}")


def events_frame(events: Iterable[RosterEvent]) -> pl.DataFrame:
    """A table of `EVENTS` from the events of a round, which `events` reads back as they were.

    >>> from datetime import date
    >>> events_frame([Left("h1", "a", "death", date(2014, 9, 1))]).select("kind", "household", "person").row(0)
    ('death', 'h1', 'a')
    """
    import polars as pl

    schema = {each.column: pl.Date if each.name == "on" else pl.String for each in EVENTS}
    rows = [dict.fromkeys(schema) | row for event in events for row in _rows(event)]
    rows = [row | {"id": f"e{number}"} for number, row in enumerate(rows, start=1)]
    return pl.DataFrame(rows, schema=schema)


def _rows(event: RosterEvent) -> list[dict[str, Any]]:
    row: dict[str, Any] = {"on": event.on}
    match event:
        case StandingChanged(household, transition, _, reason):
            return [row | {"kind": transition.value, "household": household, "reason": reason}]
        case Joined(household, person, why) | Left(household, person, why):
            return [row | {"kind": why, "household": household, "person": person}]
        case Moved(household, person, to):
            return [row | {"kind": "moved", "household": household, "person": person, "to": to}]
        case Split(household, new, members):
            return [row | {"kind": "split", "household": household, "person": each, "to": new} for each in members]
        case Merged(household, into):
            return [row | {"kind": "merged", "household": household, "to": into}]
        case Arrived(household, members, _, village):
            kind = {"kind": "arrived whole", "household": household, "village": village}
            return [row | kind | {"person": each} for each in members]
        case Relocated(household, village):
            return [row | {"kind": "relocated", "household": household, "village": village}]
        case VillagesMerged(village, into):
            return [row | {"kind": "villages merged", "village": village, "to": into}]
        case _:
            assert_never(event)
