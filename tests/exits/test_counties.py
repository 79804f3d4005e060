"""Three rates and one degree: limits, samples that can and cannot decide, and the counties that left in 2018."""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import Number, RateLimit, SampledCount, SampledRate
from antipoverty._engine.figures import Figure, LimitFigure, figure
from antipoverty._statistics.sampling import Method, estimated, interval, total_bounds
from antipoverty.errors import InvalidDocument, InvalidValue, NotYetInForce
from antipoverty.exits import COUNTY_EXIT, assess_county, obstacles
from antipoverty.facts._county_samples import composite_persons, is_west
from antipoverty.facts.county import (
    SAMPLED_EXITED,
    SAMPLED_WRONGLY_DELISTED,
    SAMPLED_WRONGLY_OMITTED,
    WRONGLY_DELISTED_WITHIN,
)
from antipoverty.facts.village import APPROVING
from antipoverty.indicators.programme import estimate_rate
from antipoverty.records import County, CountyObstacles, CountySample
from antipoverty.rules import Decision, Outcome, bind, decide_from_facts, prove_monotone, prove_settled
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import counties as any_county
from antipoverty.text import Text
from branches import must_reach, reached

ON = date(2018, 11, 1)
CN = rulebooks.load("cn")
POINT = CN.override({"exit.county_reading": "point"})
WILSON = CN.override({"exit.county_reading": "wilson"})
READINGS = {"point": POINT, "clopper-pearson": CN, "wilson": WILSON}

#: A county that passes by any reading: 0.6% composite by the point, and every interval on its side.
GOOD = County(
    "c1",
    west=False,
    persons=200_000,
    poor_persons=600,
    exited_persons=30_000,
    sample=CountySample(exited=2_000, wrongly_exited=4, unregistered=2_500, missed=2, surveyed=1_500, approving=1_440),
)


def _sampled(**changes: int | None) -> County:
    return evolve(GOOD, sample=evolve(GOOD.sample, **changes))


@pytest.mark.parametrize("reading", READINGS)
def test_a_good_county_leaves_by_any_reading(reading: str) -> None:
    assert assess_county(GOOD, on=ON, rulebook=READINGS[reading]).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"wrongly_exited": 40}, "met"),
        ({"wrongly_exited": 41}, "not met"),
        ({"missed": 20}, "met"),
        ({"missed": 51}, "not met"),
        ({"approving": 1_350}, "met"),
        ({"approving": 1_349}, "not met"),
        ({"approving": None}, "unknown"),
        ({"surveyed": None, "approving": None}, "unknown"),
    ],
)
def test_the_bare_rate_at_its_limits(changes: dict[str, int | None], outcome: str) -> None:
    """2% of 2,000 is 40, and 90% of 1,500 is 1,350: on the limit is within it."""
    assert assess_county(_sampled(**changes), on=ON, rulebook=POINT).outcome.value == outcome


def test_a_part_of_a_person_over_the_limit_keeps_a_county_in() -> None:
    # 3,999 poor and 201 · 1/200 = 1.005 wrongly exited are 4,000.005 of the 4,000 that 2% of 200,000 allow.
    over = evolve(
        GOOD, poor_persons=3_999, exited_persons=201, sample=evolve(GOOD.sample, exited=200, wrongly_exited=1, missed=0)
    )
    for county, kept in ((over, Outcome.NOT_MET), (evolve(over, poor_persons=3_998), Outcome.MET)):
        found = {
            finding.criterion.id: finding.outcome for finding in assess_county(county, on=ON, rulebook=POINT).findings
        }
        assert found["EX-05.composite"] is kept


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"wrongly_exited": 100}, "EX-05.wrongly-delisted"),
        ({"missed": 100}, "EX-05.wrongly-omitted"),
        ({"approving": 1_200}, "EX-05.approval"),
    ],
)
@pytest.mark.parametrize("reading", READINGS)
def test_each_of_the_three_rates_and_the_degree_keeps_a_county_by_itself(
    reading: str, changes: dict[str, int | None], obstacle: str
) -> None:
    decision = assess_county(_sampled(**changes), on=ON, rulebook=READINGS[reading])
    assert decision.outcome is Outcome.NOT_MET
    assert obstacle in [finding.criterion.id for finding in obstacles(decision)]


def test_missed_persons_at_their_own_limit() -> None:
    """2% of 2,500 is 50; in a county so small that they hardly weigh in the composite incidence."""
    small = evolve(GOOD, persons=33_100, poor_persons=0)
    for found, outcome in ((50, Outcome.MET), (51, Outcome.NOT_MET)):
        county = evolve(small, sample=evolve(GOOD.sample, missed=found, wrongly_exited=0))
        decision = assess_county(county, on=ON, rulebook=POINT)
        finding = next(each for each in decision.findings if each.criterion.id == "EX-05.wrongly-omitted")
        assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("poor", "west", "outcome"),
    [
        (3_804, False, "met"),
        (3_805, False, "not met"),
        (3_805, None, "unknown"),
        (5_804, True, "met"),
        (5_805, True, "not met"),
    ],
)
def test_the_composite_incidence_to_the_person(poor: int, west: bool | None, outcome: str) -> None:
    """Of 200,000, 2% is 4,000 and 3% is 6,000; everyone outside the poor was looked at, and 196 exits were wrong."""
    county = evolve(GOOD, poor_persons=poor, west=west, exited_persons=200_000 - poor - 2_500)
    sample = evolve(GOOD.sample, exited=200_000 - poor - 2_500, wrongly_exited=196, unregistered=2_500, missed=0)
    county = evolve(county, sample=sample)
    assert composite_persons(county) == poor + 196
    assert assess_county(county, on=ON, rulebook=POINT).outcome.value == outcome
    # A sample of everyone is the county itself, so that the intervals say the same.
    figure = _figures(assess_county(county, on=ON, rulebook=WILSON))["composite"]
    assert figure is not None
    assert figure.limits[0].within is (poor + 196 <= 4_000)


def test_an_estimate_between_two_hundredths_of_a_person_is_never_rounded_across_the_limit() -> None:
    """300 × 1/7 + 39 is 81 and 6/7 persons, and 2% of 4,100 is 82; of 4,092 it is 81.84, which is less."""
    sample = CountySample(exited=7, wrongly_exited=1, unregistered=100, missed=0, surveyed=10, approving=10)
    for persons, kept in ((4_100, True), (4_093, True), (4_092, False)):
        county = County("c1", west=False, persons=persons, poor_persons=39, exited_persons=300, sample=sample)
        assert composite_persons(county) == Fraction(573, 7)
        assert (Fraction(573, 7) <= Fraction(persons, 50)) is kept
        finding = assess_county(county, on=ON, rulebook=POINT).findings[0]
        assert finding.criterion.id == "EX-05.composite"
        assert finding.outcome is Outcome.of(kept)


@st.composite
def known_counties(draw: st.DrawFn) -> County:
    """Counties of which everything is known, with few errors, as there are."""
    persons = draw(st.integers(10_000, 1_000_000))
    poor, exited = draw(st.integers(0, persons // 50)), draw(st.integers(2_000, persons // 4))
    sample = CountySample(
        1_000, draw(st.integers(0, 40)), 1_500, draw(st.integers(0, 60)), 1_200, draw(st.integers(1_040, 1_200))
    )
    return County(
        "c1", west=draw(st.booleans()), persons=persons, poor_persons=poor, exited_persons=exited, sample=sample
    )


@must_reach("delisted", "approving", "composite")
@given(any_county() | known_counties())
def test_the_point_reading_is_the_formula_of_the_measures(county: County) -> None:
    found = {each.criterion.id: each.outcome for each in assess_county(county, on=ON, rulebook=POINT).findings}
    sample = county.sample
    if None not in (sample.exited, sample.wrongly_exited) and county.exited_persons:
        kept = Fraction(sample.wrongly_exited, sample.exited) <= Fraction(2, 100)  # type: ignore[arg-type]
        reached("delisted")
        assert found["EX-05.wrongly-delisted"] is Outcome.of(kept)
    if None not in (sample.surveyed, sample.approving):
        kept = Fraction(sample.approving, sample.surveyed) >= Fraction(90, 100)  # type: ignore[arg-type]
        reached("approving")
        assert found["EX-05.approval"] is Outcome.of(kept)
    if None not in (county.persons, county.poor_persons, county.exited_persons, county.west):
        unlisted = county.unregistered_persons
        assert unlisted is not None
        if county.exited_persons and unlisted and None not in (sample.wrongly_exited, sample.missed):
            persons = (
                Fraction(county.poor_persons)  # type: ignore[arg-type]
                + Fraction(sample.wrongly_exited, sample.exited) * county.exited_persons  # type: ignore[arg-type]
                + Fraction(sample.missed, sample.unregistered) * unlisted  # type: ignore[arg-type]
            )
            kept = persons / county.persons <= Fraction(3 if county.west else 2, 100)  # type: ignore[operator]
            reached("composite")
            assert found["EX-05.composite"] is Outcome.of(kept)


@given(any_county(), st.sampled_from(["clopper-pearson", "wilson"]))
def test_an_interval_never_contradicts_the_bare_rate_and_may_only_say_less(county: County, reading: str) -> None:
    by_point = assess_county(county, on=ON, rulebook=POINT)
    by_interval = assess_county(county, on=ON, rulebook=READINGS[reading])
    for bare, sure in zip(by_point.findings, by_interval.findings, strict=True):
        assert bare.criterion.id == sure.criterion.id
        assert sure.outcome in (Outcome.UNKNOWN, bare.outcome)


@pytest.mark.parametrize(("found", "outcome"), [(27, "met"), (28, "unknown"), (53, "unknown"), (54, "not met")])
def test_a_sample_that_cannot_tell_leaves_the_county_undecided(found: int, outcome: str) -> None:
    """Of 2,000: P(X ≤ 27 | 2%) and P(X ≥ 54 | 2%) are the first within 2.5%; checked with scipy below."""
    from scipy.stats import binom

    county = _sampled(wrongly_exited=found)
    finding = next(
        each for each in assess_county(county, on=ON).findings if each.criterion.id == "EX-05.wrongly-delisted"
    )
    low, high = binom.cdf(found, 2_000, 0.02), binom.sf(found - 1, 2_000, 0.02)
    wanted = "met" if low <= 0.025 else "not met" if high < 0.025 else "unknown"
    assert finding.outcome.value == wanted
    assert finding.outcome.value == outcome
    assert finding.missing == (("wrongly_delisted_within",) if wanted == "unknown" else ())


def test_with_no_one_exited_no_exit_was_wrong_and_with_all_registered_no_one_was_missed() -> None:
    nobody = County("c1", west=False, persons=1_000, poor_persons=0, exited_persons=0)
    for book in READINGS.values():
        found = {each.criterion.id: each for each in assess_county(nobody, on=ON, rulebook=book).findings}
        assert found["EX-05.wrongly-delisted"].outcome is Outcome.MET
    everyone = County("c1", west=False, persons=1_000, poor_persons=10, exited_persons=990)
    found = {each.criterion.id: each for each in assess_county(everyone, on=ON).findings}
    assert found["EX-05.wrongly-omitted"].outcome is Outcome.MET
    assert composite_persons(County("c1", persons=10, poor_persons=10, exited_persons=0)) == 10
    full = County("c1", west=False, persons=500, poor_persons=500, exited_persons=0)
    poor = _figures(assess_county(full, on=ON, rulebook=WILSON.override({"exit.county_incidence": "1"})))["composite"]
    assert poor is not None
    assert poor.limits[0].within is True


def test_nothing_is_made_of_a_sample_of_which_a_part_is_unknown() -> None:
    bare = County("c1", west=True)
    decision = assess_county(bare, on=ON)
    assert decision.outcome is Outcome.UNKNOWN
    assert composite_persons(bare) is None
    assert composite_persons(evolve(GOOD, poor_persons=None)) is None
    assert _figures(assess_county(evolve(GOOD, persons=None), on=ON))["composite"] is None
    assert {*_figures(decision).values()} == {None}


def test_the_counties_of_2018_are_114_in_the_centre_and_169_in_the_west() -> None:
    """With an incidence between the two limits, exactly the western ones leave; at 2%, all 283."""
    table = CN.at(ON).get("region.of_province").table
    west = [name for name, region in table.items() if region == "west"]
    central = [name for name, region in table.items() if region == "central"]
    assert (len(west), len(central)) == (12, 10)
    homes = [central[number % 10] for number in range(114)] + [west[number % 12] for number in range(169)]
    sample = CountySample(exited=800, wrongly_exited=0, unregistered=800, missed=0, surveyed=100, approving=100)
    for poor, leaving in ((2_000, 283), (2_001, 169), (3_000, 169), (3_001, 0)):
        outcomes = [
            assess_county(
                County(f"c{number}", province=home, persons=100_000, poor_persons=poor, exited_persons=20_000,
                       sample=sample),
                on=ON,
                rulebook=POINT,
            ).outcome
            for number, home in enumerate(homes)
        ]  # fmt: skip
        assert outcomes.count(Outcome.MET) == leaving
        assert outcomes.count(Outcome.NOT_MET) == 283 - leaving


def test_the_figures_of_a_county_to_the_last_fraction() -> None:
    figures = _figures(assess_county(GOOD, on=ON))
    wrong, omitted, approval, composite = (
        figures[name] for name in ("wrongly-delisted", "wrongly-omitted", "approval", "composite")
    )
    assert wrong is not None
    assert estimated(wrong.samples[0]) == Fraction(4, 2_000) * 30_000 == 60
    assert wrong.limits[0].within is True
    assert omitted is not None
    assert estimated(omitted.samples[0]) == Fraction(2, 2_500) * 169_400 == Fraction(3_388, 25)
    assert composite is not None
    assert composite.rate == (600 + 60 + Fraction(3_388, 25)) / 200_000
    assert composite.low < composite.rate < composite.high < Fraction(2, 100)
    assert approval is not None
    assert (approval.rate, approval.limits[0].limit.value) == (Fraction(24, 25), Fraction(9, 10))
    assert approval.low > Fraction(9, 10)


@pytest.mark.parametrize("reading", READINGS)
def test_figures_say_what_the_decision_says(reading: str) -> None:
    book = READINGS[reading]
    for county in (GOOD, _sampled(wrongly_exited=35), _sampled(missed=30), _sampled(approving=1_355)):
        decision = assess_county(county, on=ON, rulebook=book)
        method = Method.WILSON if reading == "wilson" else Method.CLOPPER_PEARSON
        assert [each.criterion.id for each in decision.findings if each.criterion.rate is None] == ["EX-04.province"]
        for finding in (each for each in decision.findings if each.criterion.rate is not None):
            assert finding.figure is not None
            assert finding.figure.method is method
            if reading != "point":
                assert finding.outcome is Outcome.of(finding.figure.limits[0].within)


def test_a_figure_that_cannot_tell_says_how_large_a_sample_would() -> None:
    unsure = _figures(assess_county(_sampled(wrongly_exited=35), on=ON))["wrongly-delisted"]
    assert unsure is not None
    assert (unsure.rate, float(unsure.low), float(unsure.high)) == (
        Fraction(7, 400), pytest.approx(0.0122, abs=5e-5), pytest.approx(0.0243, abs=5e-5)
    )  # fmt: skip
    assert (unsure.limits[0].within, estimated(unsure.samples[0])) == (None, 525)
    needed = unsure.limits[0].sample_needed
    assert needed is not None
    assert needed > 2_000
    on_the_limit = _figures(assess_county(_sampled(approving=1_350), on=ON))["approval"]
    assert on_the_limit is not None
    assert (on_the_limit.limits[0].within, on_the_limit.limits[0].sample_needed) == (None, None)


def _figures(decision: Decision) -> dict[str, Figure | None]:
    return {finding.criterion.id.removeprefix("EX-05."): finding.figure for finding in decision.findings}


@given(any_county(), st.sampled_from(["point", "clopper-pearson", "wilson"]))
def test_a_decision_shows_the_figures_by_which_it_was_made_and_a_stored_one_the_same(
    county: County, reading: str
) -> None:
    decision = assess_county(county, on=ON, rulebook=READINGS[reading])
    stored = loads(dumps(decision), Decision)
    assert stored == decision
    for language in ("en", "zh"):
        assert stored.explain(language) == decision.explain(language)
    for finding in (each for each in decision.findings if each.criterion.rate is not None):
        shown = finding.figure
        if shown is None:
            assert finding.outcome is Outcome.UNKNOWN
        elif len(shown.limits) == 1:
            assert finding.outcome is Outcome.of(shown.limits[0].within)
        assert finding.missing == () or finding.outcome is Outcome.UNKNOWN
        if shown is None or not shown.samples:
            continue
        if shown.whole is None:
            low, high = interval(shown.samples[0], confidence=shown.confidence, method=shown.method)
            assert shown.rate == shown.samples[0].rate
        else:
            ends = total_bounds(shown.samples, confidence=shown.confidence, method=shown.method)
            low, high = (float(((shown.counted or 0) + end) / shown.whole) for end in ends)
            assert shown.rate * shown.whole == composite_persons(county)
        assert (shown.estimate.value, shown.estimate.interval.low) == (shown.rate, float(shown.low))
        assert shown.estimate.sample_size == sum(sample.sampled for sample in shown.samples)
        if shown.whole is None and low < high:
            error = estimate_rate(shown.samples[0], method="wilson").standard_error
        else:
            error = math.sqrt(
                sum(
                    ((sample.population or 0) / (shown.whole or 1)) ** 2
                    * estimate_rate(sample, method="wilson").standard_error ** 2
                    for sample in shown.samples
                )
            )
        assert shown.estimate.standard_error == pytest.approx(error)
        assert float(shown.low) == pytest.approx(low, abs=1.1e-6)
        assert float(shown.high) == pytest.approx(high, abs=1.1e-6)


@given(
    st.integers(1, 60),
    st.fractions(0, 1, max_denominator=20),
    st.booleans(),
    st.sampled_from(["point", "clopper-pearson", "wilson"]),
    st.data(),
)
def test_how_far_a_limit_is_in_the_numbers_that_the_sample_would_have_to_show(
    size: int, limit: Fraction, at_least: bool, reading: str, data: st.DataObject
) -> None:
    verdict = None if reading == "point" else WRONGLY_DELISTED_WITHIN
    method: Any = "clopper-pearson" if reading == "point" else reading
    rate = SampledRate(
        Text("rate", "比率"),
        (SampledCount(SAMPLED_WRONGLY_DELISTED, SAMPLED_EXITED),),
        (RateLimit(Number(limit), verdict),),
        Number(Fraction(19, 20)),
        method,
        at_least=at_least,
    )

    def shown(count: int) -> LimitFigure:
        made = figure(rate, {SAMPLED_WRONGLY_DELISTED: count, SAMPLED_EXITED: size})
        assert made is not None
        return made.limits[0]

    every = [shown(count) for count in range(size + 1)]
    kept = [count for count, each in enumerate(every) if each.within is True]
    broken = [count for count, each in enumerate(every) if each.within is False]
    found = every[data.draw(st.integers(0, size))]
    assert found.keeps == ((min(kept) if at_least else max(kept)) if kept else None)
    assert found.breaks == ((max(broken) if at_least else min(broken)) if broken else None)
    assert found.within is not None or found.by_interval


@pytest.mark.parametrize(
    ("found", "within", "says"),
    [
        (
            27,
            True,
            "limit 2% (highest wrongly-delisted rate): kept; of 2,000, kept by at most 27, broken by at least 54\n",
        ),
        (28, None, "limit 2% (highest wrongly-delisted rate): the sample cannot tell; of 2,000, kept by at most 27, "),
        (53, None, "limit 2% (highest wrongly-delisted rate): the sample cannot tell; of 2,000, kept by at most 27, "),
        (
            54,
            False,
            "limit 2% (highest wrongly-delisted rate): broken; of 2,000, kept by at most 27, broken by at least 54\n",
        ),
    ],
)
def test_an_interval_that_just_holds_the_limit_and_one_that_just_does_not(
    found: int, within: bool | None, says: str
) -> None:
    """Of 2,000 at 2%: 27 and 54 are the first whose tails are within 2.5%, as SciPy has it above."""
    decision = assess_county(_sampled(wrongly_exited=found), on=ON)
    shown = _figures(decision)["wrongly-delisted"]
    assert shown is not None
    assert (shown.limits[0].within, shown.limits[0].keeps, shown.limits[0].breaks) == (within, 27, 54)
    limit = Fraction(2, 100)
    assert (shown.high <= limit, shown.low > limit) == (within is True, within is False)
    assert shown.low < Fraction(found, 2_000) == shown.rate < shown.high
    assert says in decision.explain() + "\n"
    share = f"{found * 100 / 2_000:g}%"
    counts = f"Wrongly delisted: {found} of 2,000 persons looked at (of 30,000 in all); {share}; 95% interval "
    assert counts in decision.explain()
    assert f"错退率：抽查2,000 人（共30,000）中{found}；{found * 100 / 2_000:g}%；95%置信区间" in decision.explain("zh")
    assert (shown.limits[0].sample_needed is None) is (within is not None)


def test_the_composite_interval_that_just_holds_the_limit() -> None:
    def shown(poor: int) -> Figure:
        found = _figures(assess_county(evolve(GOOD, poor_persons=poor), on=ON))["composite"]
        assert found is not None
        return found

    least = bisect_left(range(8_000), True, key=lambda poor: shown(poor).limits[0].within is not True)
    assert 600 < least < 4_000
    last, over = shown(least - 1), shown(least)
    assert last.limits[0].within is True
    assert over.limits[0].within is None
    assert last.high <= Fraction(2, 100) < over.high
    assert last.whole == 200_000
    first = bisect_left(range(8_000), True, key=lambda poor: shown(poor).limits[0].within is False)
    assert shown(first - 1).low <= Fraction(2, 100) < shown(first).low


@pytest.mark.parametrize("reading", ["clopper-pearson", "wilson"])
def test_recognition_is_read_from_its_own_side(reading: str) -> None:
    shown = _figures(assess_county(GOOD, on=ON, rulebook=READINGS[reading]))["approval"]
    assert shown is not None
    (limit,) = shown.limits
    assert limit.keeps is not None
    assert limit.breaks is not None
    for approving, outcome in (
        (limit.keeps, Outcome.MET),
        (limit.keeps - 1, Outcome.UNKNOWN),
        (limit.breaks + 1, Outcome.UNKNOWN),
        (limit.breaks, Outcome.NOT_MET),
    ):
        decision = assess_county(_sampled(approving=approving), on=ON, rulebook=READINGS[reading])
        assert decision.findings[3].outcome is outcome
    assert (
        f"of 1,500, kept by at least {limit.keeps:,}, broken by at most {limit.breaks:,}"
        in assess_county(GOOD, on=ON, rulebook=READINGS[reading]).explain()
    )


def test_the_bare_rate_is_said_to_decide_and_its_interval_is_shown_beside() -> None:
    from scipy.stats import beta

    said = assess_county(_sampled(wrongly_exited=41), on=ON, rulebook=POINT).explain()
    low, high = beta.ppf(0.025, 41, 1_960), beta.ppf(0.975, 42, 1_959)
    ends = f"{floor(low * 10**6) / 10**4:g}% to {ceil(high * 10**6) / 10**4:g}%"
    assert f"2.05%; 95% interval {ends} (Clopper–Pearson)" in said
    assert (
        "limit 2% (highest wrongly-delisted rate): broken, by the rate as it stands; of 2,000, kept by at most 40"
        in said
    )


def test_of_whom_there_is_nobody_or_everyone_was_looked_at() -> None:
    nobody = County("c1", west=False, persons=1_000, poor_persons=10, exited_persons=0)
    assert (
        "Wrongly delisted: nobody to be sampled\n      limit 2% (highest wrongly-delisted rate): kept\n"
        in assess_county(nobody, on=ON).explain()
    )
    whole = evolve(GOOD, exited_persons=2_000)
    assert "0.2%; everyone was looked at, which leaves no doubt" in assess_county(whole, on=ON).explain()
    few = evolve(GOOD, sample=evolve(GOOD.sample, exited=10, wrongly_exited=0))
    assert "the sample cannot tell; of 10, broken by at least 2; " in assess_county(few, on=ON).explain()


def test_what_is_missing_of_a_sample_is_named() -> None:
    decision = assess_county(_sampled(wrongly_exited=None), on=ON)
    assert decision.missing == ("sampled_wrongly_delisted",)
    assert decision.findings[1].missing == ("sampled_wrongly_delisted",)
    assert "Facts that would settle it:\n  - wrongly delisted persons in the sample\n" in decision.explain()
    # Where all is counted and the sample is too small, another sample is what is missing.
    assert assess_county(_sampled(wrongly_exited=35), on=ON).missing == ("wrongly_delisted_within",)


def test_a_flag_follows_from_the_counts_and_none_that_contradicts_them_is_taken() -> None:
    made = assess_county(GOOD, on=ON)
    known = {fact.name: value for fact, value in zip(made.bound.facts, made.facts, strict=True)}
    flags = [name for name in known if name.endswith(("_within", "_within_west"))]
    assert len(flags) == 5
    counts = {name: value for name, value in known.items() if name not in flags}
    assert decide_from_facts(made.bound, counts, on=ON, key="c1") == made
    for flag in flags:
        with pytest.raises(InvalidValue, match=f"{flag}: .* expected True, which the counts of its sample say"):
            decide_from_facts(made.bound, known | {flag: False}, on=ON)
    document = json.loads(dumps(made))
    document["value"]["facts"][list(known).index("sampled_wrongly_delisted")] = 400
    with pytest.raises(InvalidDocument, match="which the counts of its sample say"):
        loads(json.dumps(document), Decision)
    # A flag by itself is taken as it is stated: its counts may be held elsewhere.
    alone = dict.fromkeys(flags, True) | {"west": False}
    assert decide_from_facts(made.bound, alone, on=ON).outcome is Outcome.MET


@given(any_county(), st.sampled_from(["point", "clopper-pearson", "wilson"]))
def test_what_a_sample_found_is_never_offered_to_be_changed(county: County, reading: str) -> None:
    decision = assess_county(county, on=ON, rulebook=READINGS[reading])
    offered = {change.fact.name for change in decision.shortfalls}
    offered |= {change.fact.name for changes in decision.sufficient_changes for change in changes}
    assert offered <= {"composite_persons"}


def test_the_region_of_a_county_follows_from_its_province_unless_they_contradict() -> None:
    table = CN.at(ON).get("region.of_province").table
    assert is_west(County("c1", province="cn/guizhou"), table) is True
    assert is_west(County("c1", province="cn/hebei"), table) is False
    assert is_west(County("c1", province="cn/zhejiang"), table) is None
    assert is_west(County("c1", province="cn/zhejiang", west=False), table) is False
    assert is_west(County("c1"), table) is None
    with pytest.raises(InvalidValue, match=r"County\.west: got True; expected False, since cn/hebei is central"):
        assess_county(County("c1", province="cn/hebei", west=True), on=ON)


def test_what_is_proved_of_the_county_rule() -> None:
    bound = bind(COUNTY_EXIT, POINT.at(ON))
    condition = bound.rule.condition
    assert prove_settled("learning", condition)
    assert prove_settled("learning", bind(COUNTY_EXIT, CN.at(ON)).rule.condition)
    assert prove_monotone("wrong", condition, SAMPLED_WRONGLY_DELISTED, direction="falling")
    assert prove_monotone("missed", condition, SAMPLED_WRONGLY_OMITTED, direction="falling")
    assert prove_monotone("approval", condition, APPROVING, direction="rising")


def test_county_exits_have_rules_from_2017_to_2020() -> None:
    with pytest.raises(NotYetInForce):
        assess_county(GOOD, on=date(2016, 12, 31))
    assert assess_county(GOOD, on=date(2020, 12, 31)).ended is None
    over = assess_county(GOOD, on=date(2021, 1, 1))
    assert over.outcome is Outcome.UNKNOWN
    assert over.ended is not None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: CountySample(exited=0), "CountySample.exited: got 0"),
        (lambda: CountySample(exited=5, wrongly_exited=6), "CountySample.wrongly_exited: got 6; expected at most 5"),
        (lambda: CountySample(unregistered=5, missed=6), "CountySample.missed: got 6; expected at most 5"),
        (lambda: CountySample(surveyed=5, approving=6), "CountySample.approving: got 6; expected at most 5"),
        (lambda: County("c", sample=None), "County.sample: got 'NoneType'"),
        (lambda: County("c", persons=9, exited_persons=10), "County.exited_persons: got 10; expected at most 9"),
        (
            lambda: County("c", persons=9, poor_persons=5, exited_persons=5),
            "County.registered_persons: got 10; expected at most 9, the persons",
        ),
        (
            lambda: County("c", exited_persons=5, sample=CountySample(exited=6)),
            "CountySample.exited: got 6; expected at most 5, the exited_persons of the county",
        ),
        (
            lambda: County("c", persons=9, poor_persons=4, exited_persons=4, sample=CountySample(unregistered=2)),
            "CountySample.unregistered: got 2; expected at most 1, the unregistered_persons of the county",
        ),
    ],
)
def test_a_county_that_cannot_be_is_refused(make: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()  # type: ignore[operator]


HONGHE = rulebooks.load("cn/yunnan/honghe").override({"exit.county_reading": "point"})
BARS = ["slow_income_growth", "villages_left", "households_unserved", "schooling_unbalanced"]


def _held(obstacles: CountyObstacles, book: rulebooks.Rulebook = HONGHE, on: date = ON) -> Decision:
    return assess_county(evolve(GOOD, obstacles=obstacles), on=on, rulebook=book)


def test_a_county_is_fit_by_the_national_criteria_and_kept_in_by_its_province() -> None:
    assert _held(CountyObstacles.none()).outcome is Outcome.MET
    for bar in BARS:
        barred = evolve(CountyObstacles.none(), **{bar: True})
        assert _held(barred).outcome is Outcome.NOT_MET
        assert _held(barred, POINT).outcome is Outcome.MET
        unknown = _held(evolve(CountyObstacles.none(), **{bar: None}))
        assert (unknown.outcome, unknown.missing) == (Outcome.UNKNOWN, (bar,))
    for other in {field.name for field in fields(CountyObstacles)} - set(BARS):
        assert _held(evolve(CountyObstacles.none(), **{other: True})).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2017, 9, 21), Outcome.MET), (date(2017, 9, 22), Outcome.NOT_MET), (date(2020, 12, 31), Outcome.NOT_MET)],
)
def test_what_honghe_adds_counts_from_the_day_of_its_page(on: date, outcome: Outcome) -> None:
    assert _held(evolve(CountyObstacles.none(), villages_left=True), on=on).outcome is outcome


def test_what_a_province_weighs_is_a_review() -> None:
    weighed = POINT.override({"exit.county_additions": {"roads_lacking": "review"}})
    decision = _held(CountyObstacles(roads_lacking=True), weighed)
    assert decision.outcome is Outcome.MET
    assert [each.criterion.id for each in decision.reviews if each.outcome is Outcome.MET] == ["EX-04.review"]


@pytest.mark.parametrize(("language", "words"), [("en", "by the national criteria"), ("zh", "国家退出标准")])
def test_no_county_is_called_fit_without_saying_by_which_criteria(language: str, words: str) -> None:
    for county in (GOOD, _sampled(missed=300)):
        assert words in assess_county(county, on=ON, rulebook=POINT).explain(language).splitlines()[0]
    for text in (COUNTY_EXIT.met, COUNTY_EXIT.not_met):
        assert words in text[language]
