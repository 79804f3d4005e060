"""Who answers for what (组织责任): leading groups, cadres and their households, and the units that help.

An `Organisation` holds a township's records. `review_responsibilities` holds it on a day against the villages and
households there are: what has no unit, nobody in charge, or a cadre with more households than the rank's places.
`continuity` lays the terms of one household or village along the years; `ladder_reach` says how many households a
ladder of ranks reaches before anybody is paired, and `responsibilities_of` takes over who was paired. `total_support`
adds up what units gave, and `support_entries` turns their money into entries of a ledger. `assess_cadre` holds a
cadre's year against what the place asks for.

>>> from datetime import date
>>> town = Organisation(
...     units=[AssistingUnit("u1", "County civil affairs bureau", villages=("v1",), first_day=date(2014, 1, 1))],
...     responsibilities=[Responsibility("c1", household="h1", role="paired-cadre", first_day=date(2014, 5, 1))],
... )
>>> found = review_responsibilities(town, on=date(2014, 12, 1), villages=("v1", "v2"), households=("h1", "h2"))
>>> found.villages_with_unit.lacking, found.households_with_cadre.lacking
(('v2',), ('h2',))
"""

from antipoverty.organisation._assessment import assess_cadre
from antipoverty.organisation._continuity import Continuity, Span, continuity
from antipoverty.organisation._ladders import LadderReach, RankReach, ladder_reach
from antipoverty.organisation._records import (
    AssistingUnit,
    LeadingGroup,
    Responsibility,
    Role,
    Scope,
    Support,
    SupportKind,
    UnitKind,
)
from antipoverty.organisation._supports import SupportEntries, SupportTotal, support_entries, total_support
from antipoverty.organisation._township import (
    Attendance,
    CadreLoad,
    Organisation,
    ResponsibilityReview,
    responsibilities_of,
    review_responsibilities,
)

__all__ = [
    "AssistingUnit",
    "Attendance",
    "CadreLoad",
    "Continuity",
    "LadderReach",
    "LeadingGroup",
    "Organisation",
    "RankReach",
    "Responsibility",
    "ResponsibilityReview",
    "Role",
    "Scope",
    "Span",
    "Support",
    "SupportEntries",
    "SupportKind",
    "SupportTotal",
    "UnitKind",
    "assess_cadre",
    "continuity",
    "ladder_reach",
    "responsibilities_of",
    "review_responsibilities",
    "support_entries",
    "total_support",
]
