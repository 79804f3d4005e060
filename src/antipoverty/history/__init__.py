"""What has happened (历年记录): the yearly round of a roster, and the timeline of a household or village.

A `Round` (动态调整; EX-08) is a roster and the events of a year: changes of standing, and births, deaths, marriages and
moves. For every standing, households and persons at the start, plus those that came, less those that went, are those at
the end: what came and went is counted from the events, and the start and end from the rosters, so that each checks the
other, for the whole and for each village. `check_round` holds the events of a year against the register that was kept
at its end, and names what does not fit. A `Timeline` holds the decisions on one household or village, and says what
stood on any day; one that is split or merged keeps its history (`split`, `merge`).

>>> from datetime import date
>>> start = Roster((RosterEntry("h1", ("a", "b"), "registered"), RosterEntry("h2", ("c",), "exited")))
>>> autumn = date(2017, 11, 1)
>>> year = Round(start, (
...     Joined("h1", "d", "birth", autumn),
...     StandingChanged("h1", Transition.EXITED, autumn),
...     Merged("h2", "h1", autumn),
... ))
>>> year.end.entries
(RosterEntry(household='h1', members=('a', 'b', 'd', 'c')),)
>>> [(each.registration.value, each.start, each.came, each.went, each.end) for each in year.persons]
[('registered', 2, 1, 3, 0), ('exited', 1, 4, 1, 4)]
>>> line = record(Timeline("h1"), TransitionEntry(autumn, Transition.IDENTIFIED, reason="look-back"))
>>> line.on(autumn).standing
<Registration.REGISTERED: 'registered'>
"""

from antipoverty.history._checks import CheckedBalance, RefusedEvent, RoundCheck, VillageCheck, check_round
from antipoverty.history._events import (
    Arrived,
    Joined,
    Left,
    Merged,
    Moved,
    Relocated,
    RosterEvent,
    Split,
    StandingChanged,
    VillagesMerged,
)
from antipoverty.history._rosters import Roster, RosterEntry
from antipoverty.history._rounds import Round
from antipoverty.history._timelines import (
    MonitoringChange,
    MonitoringEntry,
    Succession,
    SuccessionEntry,
    Timeline,
    TransitionEntry,
    merge,
    record,
    split,
)
from antipoverty.history._transitions import Proposal, Transition, propose, standing_after

__all__ = [
    "Arrived",
    "CheckedBalance",
    "Joined",
    "Left",
    "Merged",
    "MonitoringChange",
    "MonitoringEntry",
    "Moved",
    "Proposal",
    "RefusedEvent",
    "Relocated",
    "Roster",
    "RosterEntry",
    "RosterEvent",
    "Round",
    "RoundCheck",
    "Split",
    "StandingChanged",
    "Succession",
    "SuccessionEntry",
    "Timeline",
    "Transition",
    "TransitionEntry",
    "VillageCheck",
    "VillagesMerged",
    "check_round",
    "merge",
    "propose",
    "record",
    "split",
    "standing_after",
]
