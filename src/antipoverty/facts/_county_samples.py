"""Facts of a county that follow from several parts of its record: its region, and the persons its samples imply."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from antipoverty._shared.arguments import typed
from antipoverty._statistics.sampling import Sample, estimated
from antipoverty.errors import InvalidValue
from antipoverty.records import County, Village


def is_west(place: County | Village, regions: Mapping[str, str]) -> bool | None:
    """Whether a place lies in the west (西部): as its record states, or as its province's region says.

    Args:
        place: the county or village.
        regions: the region of each province, from the rulebook; of a province that it does not name, nothing is known.

    Raises:
        InvalidValue: if the record states one thing and its province says another.

    >>> is_west(County("c1", province="cn/sichuan"), {"cn/sichuan": "west"})
    True
    """
    region = None if place.province is None else regions.get(place.province)
    in_west = None if region is None else region == "west"
    if place.west is not None and in_west is not None and place.west is not in_west:
        raise InvalidValue(f"{type(place).__name__}.west", place.west, f"{in_west}, since {place.province} is {region}")
    return in_west if place.west is None else place.west


def composite_persons(county: County) -> Fraction | None:
    """Persons behind the composite incidence (综合贫困发生率), estimated: still poor, wrongly omitted or delisted.

    >>> from antipoverty.records import CountySample
    >>> sample = CountySample(exited=600, wrongly_exited=3, unregistered=1_400, missed=7)
    >>> composite_persons(County("c1", persons=100_000, poor_persons=900, exited_persons=19_100, sample=sample))
    Fraction(2791, 2)
    """
    typed(county, County, "county")
    if county.poor_persons is None:
        return None
    persons, sample = Fraction(county.poor_persons), county.sample
    for population, count, sampled in (
        (county.exited_persons, sample.wrongly_exited, sample.exited),
        (county.unregistered_persons, sample.missed, sample.unregistered),
    ):
        if population == 0:
            continue
        if population is None or count is None or sampled is None:
            return None
        persons += estimated(Sample(count, sampled, population))
    return persons
