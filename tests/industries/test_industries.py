"""Industries: nothing above the land and the people there are, and what is plausible is the reader's to say."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.industries import (
    CheckVerdict,
    Industry,
    IndustryBound,
    IndustryCheck,
    IndustryCheckKind,
    IndustryReview,
    OutputUnit,
    check,
)
from antipoverty.records import Village
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import industries, villages

#: The third summary's town: 468.23 km², 22,969 mu of cultivated land, 5,834 households.
TOWN = Village("town", households=5_834, persons=22_235, area="468.23", cultivated_land=22_969)
WALNUTS = Industry("i1", "walnuts", kind="fruit", villages="town", area=65_885, improved=36_800)
PEPPER = Industry("i2", "pepper", kind="fruit", villages="town", area=15_240)
TOBACCO = Industry(
    "i3", "tobacco", kind="crop", villages="town", land="cultivated", area=700, output=2_100, output_unit="t",
    sales=2_700_000,
)  # fmt: skip
BOUNDS = (IndustryBound("yield", 80, 250, "tobacco"), IndustryBound("price", 10, 40, "tobacco"))


def _one(review: IndustryReview, kind: str, key: str, verdict: str | None = None) -> IndustryCheck:
    (found,) = [
        each
        for each in review.checks
        if each.kind.value == kind and each.industries == (key,) and verdict in (None, each.verdict.value)
    ]
    return found


def test_more_trees_than_cultivated_land_are_possible_on_forest_or_slope_land_only() -> None:
    review = check([WALNUTS, PEPPER], [TOWN])
    found = _one(review, "land", "i1")
    assert (found.verdict, found.value, found.most) == (CheckVerdict.CONDITIONAL, 65_885, 22_969)
    assert "仅在占用林地、坡地或其他土地时成立" in review.explain("zh")
    assert _one(review, "land", "i2").verdict is CheckVerdict.HOLDS  # 15,240 mu alone fit on the cultivated land
    together = [each for each in review.checks if each.industries == ("i1", "i2")]
    assert [(each.verdict, each.value) for each in together] == [(CheckVerdict.CONDITIONAL, 81_125)]


def test_an_area_above_the_land_that_it_is_said_to_lie_on_is_a_contradiction() -> None:
    on_fields = evolve(WALNUTS, land="cultivated")
    assert _one(check([on_fields], [TOWN]), "land", "i1").verdict is CheckVerdict.CONTRADICTION
    in_forest = evolve(WALNUTS, land="forest")
    assert _one(check([in_forest], [TOWN]), "land", "i1").verdict is CheckVerdict.NOT_CHECKED
    for forest, verdict in (("65885", CheckVerdict.HOLDS), ("65884.99", CheckVerdict.CONTRADICTION)):
        town = evolve(TOWN, forest_land=forest)
        assert _one(check([in_forest], [town]), "land", "i1").verdict is verdict


def test_nothing_is_larger_than_the_villages_themselves() -> None:
    # 468.23 km² are 702,345 mu.
    for area, verdict in ((702_345, CheckVerdict.HOLDS), ("702345.01", CheckVerdict.CONTRADICTION)):
        found = _one(check([evolve(WALNUTS, area=area, land="other")], [TOWN]), "area", "i1")
        assert (found.verdict, found.most) == (verdict, 702_345)


def test_three_tonnes_of_tobacco_a_mu_are_flagged_and_dan_would_fit() -> None:
    review = check([TOBACCO], [TOWN], bounds=BOUNDS)
    for kind, value in (("yield", 3_000), ("price", Fraction(9, 7))):
        found = _one(review, kind, "i3")
        assert (found.verdict, found.value, found.fits) == (CheckVerdict.DOUBTFUL, value, (OutputUnit.DAN,))
    read = check([evolve(TOBACCO, output_unit="dan")], [TOWN], bounds=BOUNDS)
    assert (TOBACCO.kilograms, evolve(TOBACCO, output_unit="dan").kilograms) == (2_100_000, 105_000)
    assert _one(read, "yield", "i3").value == 150
    assert _one(read, "price", "i3").value == Fraction(180, 7)  # 25.71 yuan
    assert not read.of("doubtful")
    assert "chosen by the reader" in review.explain("en")
    assert "核查人设定" in review.explain("zh")


def test_without_bounds_of_the_reader_a_yield_is_worked_out_and_not_judged() -> None:
    found = _one(check([TOBACCO], [TOWN]), "yield", "i3")
    assert (found.verdict, found.least, found.most) == (CheckVerdict.WORKED_OUT, None, None)


@pytest.mark.parametrize(("area", "verdict"), [(100, "holds"), ("99.99", "doubtful"), (None, "not checked")])
def test_a_base_is_held_against_the_least_area_that_a_reader_gives(area: object, verdict: str) -> None:
    base = Industry("b1", "honeysuckle", kind="herb", area=area)  # type: ignore[arg-type]
    found = _one(check([base], bounds=[IndustryBound("size", least=100)]), "size", "b1")
    assert found.verdict.value == verdict


def test_nobody_benefits_who_does_not_live_there() -> None:
    village = Village("v1", households=100, persons=400, poor_households=20, poor_persons=80)
    grown = Industry(
        "i1", "potatoes", villages="v1", households=100, persons=401, poor_households=21, poor_persons=80, sales=50_000
    )
    review = check([grown], [village])
    assert _one(review, "households", "i1").verdict is CheckVerdict.HOLDS
    assert _one(review, "persons", "i1").verdict is CheckVerdict.CONTRADICTION
    assert [each.verdict.value for each in review.checks if each.kind.value == "poor households"] == [
        "contradiction",
        "holds",
    ]
    assert _one(review, "income", "i1").value == 500
    more = evolve(grown, households=20)
    found = [each for each in check([more], [village]).checks if each.kind is IndustryCheckKind.POOR_HOUSEHOLDS]
    assert [(each.most, each.verdict.value) for each in found] == [(20, "contradiction")] * 2


def test_a_village_whose_land_is_not_known_leaves_it_open_unless_the_others_suffice() -> None:
    known, unknown = Village("v1", cultivated_land=500), Village("v2")
    for area, verdict in ((500, CheckVerdict.HOLDS), (501, CheckVerdict.NOT_CHECKED)):
        grown = Industry("i1", "pepper", villages=("v1", "v2"), land="cultivated", area=area)
        found = _one(check([grown], [known, unknown]), "land", "i1")
        assert found.verdict is verdict
    assert [each.en for each in found.missing] == ["cultivated land of village v2"]
    assert "v2村耕地面积" in check([grown], [known]).explain("zh")


def test_what_divides_and_is_nothing_gives_no_yield() -> None:
    found = _one(check([evolve(TOBACCO, area=0)], [TOWN]), "yield", "i3")
    assert (found.verdict, found.value) == (CheckVerdict.NOT_CHECKED, None)


def test_years_are_not_added_up() -> None:
    first, second = evolve(PEPPER, year=2013), evolve(PEPPER, id="i4", year=2014)
    assert not [each for each in check([first, second], [TOWN]).checks if len(each.industries) > 1]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidValue, match="Industry.area"):
        Industry("i1", "pepper", area="10.005")
    with pytest.raises(InvalidValue, match="Industry.product"):
        Industry("i1", " ")
    with pytest.raises(InvalidValue, match="each key once"):
        check([WALNUTS, WALNUTS])
    with pytest.raises(InvalidValue, match="a least or a greatest value"):
        IndustryBound("size")
    with pytest.raises(InvalidValue, match=r"IndustryBound\.kind"):
        IndustryBound("land", most=3)
    with pytest.raises(InvalidValue, match="at least 3"):
        IndustryBound("size", 3, 2)


@given(st.decimals(0, 10**6, places=2), st.sampled_from(OutputUnit))
def test_a_unit_is_converted_exactly(output: Decimal, unit: OutputUnit) -> None:
    grams = {"kg": 1_000, "jin": 500, "dan": 50_000, "t": 1_000_000}[unit.value]
    kilograms = Industry("i1", "maize", output=output, output_unit=unit).kilograms
    assert kilograms is not None
    assert Fraction(kilograms) * 1_000 == Fraction(output) * grams


@given(st.lists(industries(), max_size=4, unique_by=lambda each: each.id), st.lists(villages(), max_size=3))
def test_what_is_known_besides_never_turns_a_contradiction_or_what_holds(
    stated: list[Industry], places: list[Village]
) -> None:
    """A review of villages of which less is known comes to the same, or is not checked."""
    named = [evolve(each, id=f"v{place}") for place, each in enumerate(places)]
    full, less = check(stated, named), check(stated, [Village(each.id) for each in named])
    for before, after in zip(less.checks, full.checks, strict=True):
        assert (before.kind, before.industries, before.value) == (after.kind, after.industries, after.value)
        assert before.verdict is after.verdict or before.verdict is CheckVerdict.NOT_CHECKED
    for language in ("en", "zh"):
        assert len(full.explain(language).splitlines()) == 1 + len(full.checks)
        assert len(full.explain(language, detail="brief").splitlines()) <= 10


@given(industries())
def test_an_industry_is_read_back_as_it_was(industry: Industry) -> None:
    assert loads(dumps(industry), Industry) == industry
    review = check([industry], [Village("v0", cultivated_land=10)], bounds=[IndustryBound("size", "1/3")])
    assert loads(dumps(review), IndustryReview) == review
