"""The yearly round (动态调整; EX-08): changes of standing, natural changes of members, and every person accounted for.

A `Round` is a register and the changes made to it. For every standing, households and persons at the start, plus those
that came, less those that went, are those at the end. What comes and goes is counted from the changes, and what is
there from the registers, so that the two can be held against each other; they are, each time.

>>> from datetime import date
>>> start = Register((Entry("h1", ("a", "b"), "registered"), Entry("h2", ("c",), "exited")))
>>> autumn = date(2017, 11, 1)
>>> year = Round(start, (
...     Joined("h1", "d", Joining.BIRTH, autumn),
...     Changed("h1", Transition.EXITED, autumn),
...     Merged("h2", "h1", autumn),
... ))
>>> year.end.entries
(Entry(household='h1', members=('a', 'b', 'd', 'c')),)
>>> [(each.registration.value, each.start, each.came, each.went, each.end) for each in year.persons]
[('registered', 2, 1, 3, 0), ('exited', 1, 4, 1, 4)]
"""

from antipoverty.history._balances import (
    Balance,
    Round,
)
from antipoverty.history._books import (
    Flow,
    Reason,
)
from antipoverty.history._changes import (
    Arrived,
    Change,
    Changed,
    Joined,
    Joining,
    Leaving,
    Left,
    Merged,
    Moved,
    Split,
)
from antipoverty.history._entries import (
    Entry,
    Register,
)
from antipoverty.history._timelines import (
    Kind,
    Moment,
    MonitoringEntry,
    Timeline,
    TimelineEntry,
    TransitionEntry,
    add,
    history,
)
from antipoverty.history._transitions import (
    STANDINGS,
    Proposal,
    Transition,
    after,
    propose,
)

__all__ = [
    "STANDINGS",
    "Arrived",
    "Balance",
    "Change",
    "Changed",
    "Entry",
    "Flow",
    "Joined",
    "Joining",
    "Kind",
    "Leaving",
    "Left",
    "Merged",
    "Moment",
    "MonitoringEntry",
    "Moved",
    "Proposal",
    "Reason",
    "Register",
    "Round",
    "Split",
    "Timeline",
    "TimelineEntry",
    "Transition",
    "TransitionEntry",
    "add",
    "after",
    "history",
    "propose",
]
