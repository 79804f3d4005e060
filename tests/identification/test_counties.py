"""Poor counties by their two lists (CT-01), and how many villages a place may identify (VL-03)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce, NoValueOnDate
from antipoverty.identification import identify_county, village_ceiling
from antipoverty.records import County

ON = date(2014, 5, 1)


@pytest.mark.parametrize(
    ("key", "contiguous", "expected"),
    [
        (True, True, "met"),
        (True, False, "met"),
        (False, True, "met"),
        (False, False, "not met"),
        (True, None, "met"),
        (None, True, "met"),
        (False, None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_county_is_poor_on_either_list(key: bool | None, contiguous: bool | None, expected: str) -> None:
    county = County("c1", key_county=key, contiguous_area=contiguous)
    assert identify_county(county, on=ON).outcome.value == expected


def test_the_lists_hold_from_2012_until_the_last_county_had_exited() -> None:
    county = County("c1", key_county=True)
    for day in (date(2012, 1, 1), date(2020, 12, 31)):
        assert identify_county(county, on=day).outcome.value == "met"
    with pytest.raises(NotYetInForce, match=r"county\.basis"):
        identify_county(county, on=date(2011, 12, 31))
    with pytest.raises(NoLongerInForce, match=r"county\.basis"):
        identify_county(county, on=date(2021, 1, 1))


def test_both_lists_together_have_832_counties() -> None:
    counties = [(True, False)] * (592 - 440) + [(False, True)] * (680 - 440) + [(True, True)] * 440
    found = [identify_county(County("c", key_county=key, contiguous_area=area), on=ON) for key, area in set(counties)]
    assert {decision.outcome.value for decision in found} == {"met"}
    assert len(counties) == 832
    # The exits of 2016 to 2020 take every one of them off.
    assert sum((28, 125, 283, 344, 52)) == len(counties)


def test_no_share_of_poor_villages_is_known_nationally() -> None:
    with pytest.raises(NoValueOnDate, match=r"village\.scale_share"):
        village_ceiling(12, on=ON)


@given(st.integers(0, 10_000), st.integers(0, 100))
def test_the_villages_are_cut_to_whole_ones_and_never_rounded_up(villages: int, percent: int) -> None:
    book = rulebooks.load("cn").override({"village.scale_share": f"{percent / 100:.2f}"})
    ceiling = village_ceiling(villages, on=ON, rulebook=book)
    assert ceiling <= Fraction(percent, 100) * villages < ceiling + 1


@pytest.mark.parametrize("villages", [-1, 1.5, True, "12"])
def test_a_number_of_villages_is_a_whole_number(villages: object) -> None:
    with pytest.raises(InvalidValue, match="villages"):
        village_ceiling(villages, on=ON)  # type: ignore[arg-type]  # refused at run time too
