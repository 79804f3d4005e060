"""Strategies for who answers for what: units, groups, responsibilities, what is given."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from antipoverty.funds import Level
from antipoverty.organisation import (
    AssistingUnit,
    LeadingGroup,
    Organisation,
    Responsibility,
    Role,
    Support,
    SupportKind,
    UnitKind,
)
from antipoverty.strategies._households import cadres

_VILLAGES, _HOUSEHOLDS = ("v1", "v2", "v3"), ("h1", "h2", "h3", "h4")
_DAY = st.dates(date(2014, 1, 1), date(2016, 12, 31))


@st.composite
def responsibilities(draw: st.DrawFn, *, household: str | None = None) -> Responsibility:
    """Responsibilities for the town, a village, a project or a household; all for one household if it is given."""
    first, last = draw(st.none() | _DAY), draw(st.none() | _DAY)
    if first is not None and last is not None and last < first:
        first, last = last, first
    of = {"household": household}
    if household is None:
        kind = draw(st.sampled_from(("town", "village", "household", "project")))
        keys = {"town": (None,), "village": _VILLAGES, "household": _HOUSEHOLDS, "project": ("p1", "p2")}[kind]
        of = {} if kind == "town" else {kind: draw(st.sampled_from(keys))}
    holder, role = draw(st.sampled_from(("c0", "c1", "c2", "u0", "x"))), draw(st.none() | st.sampled_from(Role))
    return Responsibility(
        holder,
        household=of.get("household"),
        village=of.get("village"),
        project=of.get("project"),
        role=role,
        first_day=first,
        last_day=last,
    )


@st.composite
def supports(draw: st.DrawFn, *, most: int = 6) -> list[Support]:
    """What units give, each under a key of its own."""
    return [
        Support(
            f"s{number}",
            draw(st.sampled_from(("u0", "u1"))),
            draw(st.none() | _DAY),
            draw(st.none() | st.sampled_from(SupportKind)),
            amount=draw(st.none() | st.decimals(0, 500_000, places=2)),
            quantity=draw(st.none() | st.integers(0, 100)),
            village=draw(st.none() | st.sampled_from(_VILLAGES)),
        )
        for number in range(draw(st.integers(0, most)))
    ]


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """The organisation of a small township: its cadres, units, groups, and who answers for what."""
    some_villages = st.lists(st.sampled_from(_VILLAGES), unique=True)
    units = [
        AssistingUnit(
            f"u{number}",
            draw(st.none() | st.just("Bureau")),
            draw(st.none() | st.sampled_from(Level)),
            draw(st.none() | st.sampled_from(UnitKind)),
            draw(some_villages),
            draw(st.lists(st.sampled_from(_HOUSEHOLDS), unique=True)),
            draw(st.none() | _DAY),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    groups = [
        LeadingGroup(f"g{place}", village=place, leader="Party secretary", members=("farmers",), first_day=day)
        for place in draw(some_villages)
        for day in [draw(st.none() | _DAY)]
    ]
    held = draw(st.lists(responsibilities(), max_size=12))
    return Organisation(groups, draw(cadres(most=3)), units, draw(supports()), held)
