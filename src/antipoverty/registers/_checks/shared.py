"""What the declared checks have in common: thresholds, and who counts as a pupil or as able to work."""

from __future__ import annotations

from antipoverty.facts.person import AGE, HEALTH, LABOUR, SCHOOLING
from antipoverty.records import Health, Labour, Schooling
from antipoverty.rules import Condition, Fact, Parameter

#: The lists of checks that were read, as keys of the rulebook's citations.
NATIONAL, COUNTY, GUIZHOU, GANSU = "checks-national", "checks-county", "checks-guizhou", "checks-gansu"
#: Present schooling at a school of some kind.
LEVELS = tuple(each.value for each in Schooling if each is not Schooling.OUT_OF_SCHOOL)
HEALTHY = HEALTH.one_of((Health.HEALTHY.value,))
NO_CAPACITY = LABOUR.one_of((Labour.NONE.value,))
FULL_CAPACITY = LABOUR.one_of((Labour.ORDINARY.value, Labour.SKILLED.value))


def limit(name: str) -> Parameter:
    """A threshold of the checks, which a province may set anew."""
    return Parameter(f"checks.{name}")


def aged(first: str, last: str) -> Condition:
    """An age from the first to the last, both included."""
    return (AGE >= limit(first)) & (AGE <= limit(last))


def between(fact: Fact, least: str | None, most: str | None) -> Condition:
    """Money or an area beyond what is plausible: above 0 and below the least, or above the most."""
    below = None if least is None else (fact > 0) & (fact < limit(least))
    above = None if most is None else fact > limit(most)
    if below is not None and above is not None:
        return below | above
    found = below if above is None else above
    assert found is not None
    return found


#: In school, at an age at which the register asks for it: whoever is older counts as not in school where it is blank.
PUPIL = SCHOOLING.one_of(LEVELS) & (AGE <= limit("pupil_last_age"))
SCHOOL_AGE = (AGE >= Parameter("schooling.first_age")) & (AGE <= Parameter("schooling.last_age"))
WORKING_AGE = (AGE >= limit("labour_first_age")) & (AGE < limit("old_age"))
