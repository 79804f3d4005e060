"""The catalogue of China, read from its rulebook when it is first asked for."""

from __future__ import annotations

from antipoverty.assistance._classifications import classifications_of
from antipoverty.assistance._measures import measures_of, measures_on_offer

#: Every classification, by id.
CLASSIFICATIONS = classifications_of()
#: The catalogue, by id, in its order.
MEASURES = measures_of()
#: AS-09 to AS-12, LK-01 to LK-05: whom each measure is for; met if there is at least one.
MEASURES_ON_OFFER = measures_on_offer()
#: The rules of this module, for the pages and the frame reader.
RULES = (MEASURES_ON_OFFER,)
