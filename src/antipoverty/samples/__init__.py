"""Samples to try the library on: three printed summaries of towns, and a made-up town with the totals of one of them.

`load_summary` gives a summary as it was printed and read. The rest is made up: `make_register` gives villages and
households that add up to the printed totals of the mountain town, `make_tables` every table of its office, and
`make_township` the same as the materials of a review. No person, household, unit or cadre in them exists, and nobody
has a name. The same seed gives the same town on every machine.

>>> load_summary("mountain-town").figures["poor_households"].value
Decimal('788')
>>> villages, households = make_register()
>>> len(villages), len(households), sum(household.size for household in households)
(12, 5834, 22235)
"""

from antipoverty.samples._registers import make_register
from antipoverty.samples._summaries import SUMMARIES, load_summary
from antipoverty.samples._tables import DAY, TOWN, make_tables, make_township

__all__ = ["DAY", "SUMMARIES", "TOWN", "load_summary", "make_register", "make_tables", "make_township"]
