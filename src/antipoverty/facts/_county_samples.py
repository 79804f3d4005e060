"""What a check by sample says of a county: the three rates and one degree (三率一度; EX-05), with their uncertainty.

A rate of a sample is a fact; the rate of the county is an estimate. Both are given: the point estimate, as the Measures
work it out, to the last fraction, and the interval in which the county's own rate lies with the confidence asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import evolve, frozen

from antipoverty import rulebooks
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.shapes import typed_fields
from antipoverty._statistics.intervals import Confidence, Interval
from antipoverty._statistics.sampling import (
    Method,
    Sample,
    Share,
    at_most,
    estimated,
    interval,
    sample_needed,
    total_bounds,
)
from antipoverty.errors import InvalidValue
from antipoverty.records import County, Village
from antipoverty.text import Language, Text


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
    told = None if region is None else region == "west"
    if place.west is not None and told is not None and place.west is not told:
        raise InvalidValue(f"{type(place).__name__}.west", place.west, f"{told}, since {place.province} is {region}")
    return told if place.west is None else place.west


def wrongly_exited(county: County) -> Sample | None:
    """The sample behind the wrong-exit rate (错退率), or `None` if a part of it is unknown."""
    typed(county, County, "county")
    return _sample(county.sample.wrongly_exited, county.sample.exited, county.exited_persons)


def missed(county: County) -> Sample | None:
    """The sample behind the rate of missed persons (漏评率), or `None` if a part of it is unknown."""
    typed(county, County, "county")
    return _sample(county.sample.missed, county.sample.unregistered, county.unregistered_persons)


def disapproving(county: County) -> Sample | None:
    """The households that did not approve, of those asked; recognition (群众认可度) is what is left of the whole."""
    typed(county, County, "county")
    surveyed, approving = county.sample.surveyed, county.sample.approving
    return None if surveyed is None or approving is None else Sample(surveyed - approving, surveyed)


def _sample(found: int | None, sampled: int | None, population: int | None) -> Sample | None:
    return None if found is None or sampled is None else Sample(found, sampled, population)


def _sampled_parts(county: County) -> tuple[Sample, ...] | None:
    """The samples of those groups that have anyone in them; `None` if a group's size or sample is unknown."""
    parts = []
    for population, sample in (
        (county.exited_persons, wrongly_exited(county)),
        (county.unregistered_persons, missed(county)),
    ):
        if population == 0:
            continue
        if population is None or sample is None:
            return None
        parts.append(sample)
    return tuple(parts)


def composite_persons(county: County) -> Fraction | None:
    """Persons behind the composite incidence (综合贫困发生率), estimated: still poor, missed, and wrongly exited.

    >>> from antipoverty.records import CountySample
    >>> sample = CountySample(exited=600, wrongly_exited=3, unregistered=1_400, missed=7)
    >>> composite_persons(County("c1", persons=100_000, poor_persons=900, exited_persons=19_100, sample=sample))
    Fraction(2791, 2)
    """
    typed(county, County, "county")
    parts = _sampled_parts(county)
    if parts is None or county.poor_persons is None:
        return None
    return county.poor_persons + sum((estimated(part) for part in parts), Fraction(0))


def _composite_bounds(county: County, confidence: Confidence, method: Method) -> tuple[Fraction, Fraction] | None:
    parts = _sampled_parts(county)
    if parts is None or county.poor_persons is None:
        return None
    low, high = total_bounds(parts, confidence=confidence, method=method)
    return county.poor_persons + low, county.poor_persons + high


def composite_at_most(county: County, limit: Share, *, confidence: Confidence, method: Method) -> bool | None:
    """Whether the composite incidence is at most a limit; `None` if the samples cannot tell or a fact is unknown."""
    typed(county, County, "county")
    ends = _composite_bounds(county, confidence, method)
    if ends is None or county.persons is None:
        return None
    low, high = ends
    most = Fraction(limit) * county.persons
    if high <= most:
        return True
    return False if low > most else None


@frozen(field_transformer=typed_fields)
class Estimate:
    """One rate of a county.

    Attributes:
        name: what it is called.
        rate: the point estimate.
        interval: where the county's own rate lies, with the confidence asked.
        limit: what it is held against.
        within: whether it keeps the limit; `None` if the sample cannot tell.
        sample_needed: the least sample that would decide, if it shows the same rate; `None` where it cannot be said:
            for the composite incidence, which rests on two samples, and for a rate on its limit.
    """

    name: Text
    rate: Fraction
    interval: Interval
    limit: Fraction
    within: bool | None
    sample_needed: int | None = None


@frozen(field_transformer=typed_fields)
class CountyEstimate:
    """Three rates and one degree of a county, each `None` if a part of it is unknown.

    Attributes:
        county: the caller's key.
        confidence: of each interval, exact.
        method: how the intervals are made.
        wrong_exit: the wrong-exit rate.
        wrong_persons: wrongly exited persons in the county, as estimated: rate times those who have exited.
        missed: the rate of missed persons.
        missed_persons: missed persons in the county, as estimated: rate times those outside the register.
        recognition: the share of households that approve.
        composite: the composite incidence.
    """

    county: str
    confidence: Fraction
    method: Method
    wrong_exit: Estimate | None
    wrong_persons: Fraction | None
    missed: Estimate | None
    missed_persons: Fraction | None
    recognition: Estimate | None
    composite: Estimate | None

    def explain(self, language: Language = "en") -> str:
        """The estimates in words, a line each, in English or Chinese."""
        sure = _percent(self.confidence)
        head = Text(
            f"{self.county}: estimates from samples, {sure} intervals ({self.method.value})",
            f"{self.county}：抽样推断，{sure}置信区间（{self.method.value}）",
        )
        lines = [head[language]]
        for found, persons in (
            (self.composite, None),
            (self.wrong_exit, self.wrong_persons),
            (self.missed, self.missed_persons),
            (self.recognition, None),
        ):
            if found is not None:
                lines.append(f"  {_line(found, persons)[language]}")
        return "\n".join(lines)


def estimate(county: County, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> CountyEstimate:
    """Estimate a county's three rates and one degree under the limits in force on a date (EX-05).

    Where the rulebook reads the bare rate, the intervals shown are those of Clopper and Pearson.

    Raises:
        ParameterError: if a limit has no value on the date.

    Source: Measures for the Special Evaluation of County Exit, 国开办发〔2017〕56号.

    >>> from datetime import date
    >>> from antipoverty.records import CountySample
    >>> county = County("c1", west=False, sample=CountySample(unregistered=1_000, missed=11))
    >>> print(estimate(county, on=date(2018, 11, 1)).explain())
    c1: estimates from samples, 95% intervals (clopper-pearson)
      Missed persons: 1.1%, from 0.55% to 1.96%; limit 2%: kept
    """
    typed(county, County, "county")
    given = in_force(rulebook, on)

    def share(name: str) -> Fraction:
        value = given.get(name).value
        assert not isinstance(value, bool | str | tuple)
        return Fraction(value)

    reading = given.get("exit.county_reading").value
    method = Method.CLOPPER_PEARSON if reading == "point" else Method(reading)
    sure = share("exit.confidence")

    def rated(name: Text, sample: Sample | None, limit: Fraction) -> Estimate | None:
        if sample is None:
            return None
        return Estimate(
            name,
            sample.rate,
            interval(sample, confidence=sure, method=method),
            limit,
            at_most(sample, limit, confidence=sure, method=method),
            sample_needed(sample.rate, limit, confidence=sure, method=method, population=sample.population),
        )

    wrong, unlisted = wrongly_exited(county), missed(county)
    against = rated(_RECOGNITION, disapproving(county), 1 - share("exit.recognition_least"))
    west = is_west(county, given.get("region.of_province").table)
    limit = None if west is None else share("exit.county_incidence_west" if west else "exit.county_incidence")
    return CountyEstimate(
        county.id,
        sure,
        method,
        rated(_WRONG_EXIT, wrong, share("exit.wrong_exit_most")),
        None if wrong is None or wrong.population is None else estimated(wrong),
        rated(_MISSED, unlisted, share("exit.missed_most")),
        None if unlisted is None or unlisted.population is None else estimated(unlisted),
        None if against is None else _turned(against),
        None if limit is None else _composite(county, limit, sure, method),
    )


_COMPOSITE = Text("Composite incidence", "综合贫困发生率")
_WRONG_EXIT = Text("Wrong exits", "错退率")
_MISSED = Text("Missed persons", "漏评率")
_RECOGNITION = Text("Recognition", "群众认可度")


def _composite(county: County, limit: Fraction, confidence: Fraction, method: Method) -> Estimate | None:
    persons, ends = composite_persons(county), _composite_bounds(county, confidence, method)
    if persons is None or ends is None or county.persons is None:
        return None
    low, high = (float(Fraction(end, county.persons)) for end in ends)
    within = composite_at_most(county, limit, confidence=confidence, method=method)
    found = Interval(low, high, float(confidence), f"{method.value}, together")
    return Estimate(_COMPOSITE, persons / county.persons, found, limit, within)


def _turned(against: Estimate) -> Estimate:
    """Recognition from disapproval: the same estimate seen from the other side."""
    return Estimate(
        against.name,
        1 - against.rate,
        evolve(against.interval, low=1 - against.interval.high, high=1 - against.interval.low),
        1 - against.limit,
        against.within,
        against.sample_needed,
    )


def _line(found: Estimate, persons: Fraction | None) -> Text:
    rate, low, high, limit = (
        _percent(share) for share in (found.rate, found.interval.low, found.interval.high, found.limit)
    )
    said = {
        True: Text("kept", "符合"),
        False: Text("not kept", "不符合"),
        None: Text("the sample cannot tell", "样本不足以判定"),
    }[found.within]
    en = f"{found.name.en}: {rate}, from {low} to {high}; limit {limit}: {said.en}"
    zh = f"{found.name.zh}：{rate}，区间{low}至{high}；界限{limit}：{said.zh}"
    if found.within is None and found.sample_needed is not None:
        en += f"; {found.sample_needed:,} would do at the same rate"
        zh += f"；同样比率下须抽{found.sample_needed:,}"
    if persons is not None:
        en += f"; about {round(persons):,} persons in the county"
        zh += f"；推算全县约{round(persons):,}人"
    return Text(en, zh)


def _percent(share: Fraction | float) -> str:
    """To three significant figures."""
    return f"{float(100 * share):.3g}%"
