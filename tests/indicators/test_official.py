"""China's official figures: what is published, what they satisfy, and that nothing is filled in."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce, NoValueOnDate, UnknownParameter
from antipoverty.indicators import official
from antipoverty.indicators.official import OfficialCheck, OfficialSeries, Region, Standard
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.rules import Grade
from antipoverty.serialization import dumps, loads

OF_2010 = Standard.OF_2010


def _changed(name: str, year: int, value: Any) -> Rulebook:
    """The figures with one of them altered."""
    return official.figures().override({name: {year: value}})


def _broken(figures: Rulebook) -> list[str]:
    return [check.id for check in official.checks(figures) if not check.holds]


@pytest.mark.parametrize(
    ("year", "standard", "line", "grade"),
    [
        (1978, Standard.OF_1978, 100, Grade.B),
        (1985, Standard.OF_1978, 206, Grade.A),
        (2000, Standard.OF_1978, 625, Grade.A),
        (2007, Standard.OF_1978, 785, Grade.A),
        (2000, Standard.OF_2008, 865, Grade.A),
        (2009, Standard.OF_2008, 1196, Grade.A),
        (2010, Standard.OF_2008, 1274, Grade.A),
        (2010, OF_2010, 2300, Grade.A),
        (2013, OF_2010, 2736, Grade.A),
        (2017, OF_2010, 2952, Grade.B),
        (2019, OF_2010, 3218, Grade.A),
        (2018, OF_2010, 2995, Grade.A),
        (2020, Standard.ADMINISTRATIVE, 4000, Grade.A),
    ],
)
def test_a_line_has_its_year_its_standard_and_its_grade(year: int, standard: Standard, line: int, grade: Grade) -> None:
    found = official.line(year, standard=standard)
    assert (found.value, found.grade) == (line, grade)
    assert found.unit is not None
    assert found.unit.zh == "元/人·年"


@pytest.mark.parametrize(
    ("year", "count", "rate"),
    [
        (1978, 77039, "0.975"), (2005, 28662, "0.302"), (2010, 16567, "0.172"), (2011, 12238, "0.127"),
        (2012, 9899, "0.102"), (2013, 8249, "0.085"), (2014, 7017, "0.072"), (2015, 5575, "0.057"),
        (2016, 4335, "0.045"), (2017, 3046, "0.031"), (2018, 1660, "0.017"), (2019, 551, "0.006"), (2020, 0, "0"),
    ],
)  # fmt: skip
def test_the_rural_poor_by_the_standard_of_2010(year: int, count: int, rate: str) -> None:
    assert official.count(year, standard=OF_2010).value == count
    assert official.rate(year, standard=OF_2010).value == Decimal(rate)


def test_the_rural_poor_by_the_standard_of_2008_and_of_the_regions() -> None:
    assert [official.count(year, standard=Standard.OF_2008).value for year in (2000, 2007, 2009, 2010)] == [
        9422, 4320, 3597, 2688,
    ]  # fmt: skip
    assert official.rate(2009, standard=Standard.OF_2008).grade is Grade.B
    regions = {region: official.count(2018, standard=OF_2010, region=region).value for region in Region}
    assert regions == {Region.EAST: 147, Region.CENTRAL: 597, Region.WEST: 916}


def test_growth_of_the_lines_is_as_the_rulebook_says() -> None:
    """PL-04, to a hundredth of a percent."""
    lines = [official.line(year, standard=OF_2010).value for year in range(2010, 2020)]
    growth = [round(100 * (Fraction(b) / Fraction(a) - 1), 2) for a, b in pairwise(lines)]  # type: ignore[arg-type]
    wanted = ["10.26", "3.51", "4.23", "2.34", "1.96", "3.40", "0", "1.46", "7.45"]
    assert growth == [Fraction(each) for each in wanted]


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: official.line(2009, standard=OF_2010), NotYetInForce, "not yet in force in 2009"),
        (lambda: official.line(2020, standard=OF_2010), NoLongerInForce, "not in force in 2020"),
        (lambda: official.line(1986, standard=Standard.OF_1978), NoValueOnDate, "gap from 1986-01-01 to 1990-01-01"),
        (lambda: official.line(2008, standard=Standard.OF_1978), NoLongerInForce, "not in force in 2008"),
        (lambda: official.line(2013, standard=Standard.ADMINISTRATIVE), NoValueOnDate, "leaves this open in 2013"),
        (lambda: official.line(2019, standard=Standard.ADMINISTRATIVE), NoValueOnDate, "leaves this open in 2019"),
        (lambda: official.count(2007, standard=OF_2010), NoValueOnDate, "no value in 2007"),
        (lambda: official.count(2021, standard=OF_2010), NoLongerInForce, "not in force in 2021"),
        (lambda: official.rate(2007, standard=Standard.OF_2008), NoValueOnDate, "no value in 2007"),
        (lambda: official.count(2015, standard=Standard.OF_1978), UnknownParameter, "poor_persons.standard-1978"),
        (lambda: official.rate(2015, standard=Standard.ADMINISTRATIVE), UnknownParameter, "incidence.administrative"),
        (lambda: official.count(2017, standard=OF_2010, region=Region.WEST), NotYetInForce, "not yet in force in 2017"),
        (
            lambda: official.count(2010, standard=Standard.OF_2008, region=Region.WEST),
            InvalidValue,
            "standard: got 'standard-2008'; expected the standard of 2010",
        ),
        (lambda: official.count(2018, standard=OF_2010, region="west"), InvalidValue, "region: got 'west'"),  # type: ignore[arg-type]
        (lambda: official.line(2013, standard="2010"), InvalidValue, "standard: got '2010'; expected one of"),
        (lambda: official.line(True, standard=OF_2010), InvalidValue, "year: got True; expected a calendar year"),
        (lambda: official.line(2013.0, standard=OF_2010), InvalidValue, "year: got 2013.0"),  # type: ignore[arg-type]
        (lambda: official.line(0, standard=OF_2010), InvalidValue, "year: got 0"),
    ],
)
def test_a_gap_is_an_error_that_names_it(ask: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        ask()
    assert message in str(raised.value)


def test_every_figure_has_a_source_a_grade_and_words_in_both_languages() -> None:
    book, country = official.figures(), rulebooks.load("cn")
    own = [name for name in book.parameters if name not in country.parameters]
    assert len(own) == 26
    for name in own:
        parameter = book.parameter(name)
        assert parameter.text.en != parameter.text.zh
        for value in parameter.values:
            assert value.grade in (Grade.A, Grade.B, Grade.C)
            # What is from memory, or only agrees with what was read, says so: no figure of grade A rests on it.
            assert (value.citation.key in {"figures-yearbooks", "figures-nbs-forty-years"}) is (
                value.grade is not Grade.A
            )
    assert {value.citation.key for name in own for value in book.parameter(name).values} >= {
        key for key in book.citations if key.startswith("figures-")
    }


def test_the_checks_hold_and_there_is_one_for_each_thing_that_can_be_checked() -> None:
    ids = [check.id for check in official.checks()]
    assert all(check.holds for check in official.checks())
    assert ids == [
        *(f"base-{year}" for year in range(2010, 2019)),
        "rate-2019",
        *(f"fall-{year}" for year in range(2011, 2021)),
        "regions-2018",
        "regions-2019",
        "lifted",
        "register-float",
        "illness-share",
        "cause-shares",
    ]


@pytest.mark.parametrize(
    ("name", "year", "value", "broken"),
    [
        ("poor_persons.standard-2010", 2015, 5576, ["fall-2015", "fall-2016"]),
        ("incidence.standard-2010", 2013, "0.095", ["base-2013"]),
        ("incidence.standard-2010", 2013, "0.080", ["base-2013"]),
        ("incidence.standard-2010", 2019, "0.007", ["rate-2019"]),
        ("incidence.standard-2010", 2019, "0.005", ["rate-2019"]),
        ("poor_persons.east", 2019, 48, ["regions-2019"]),
        ("poor_persons.fall", 2012, 2338, ["fall-2012"]),
        ("lifted.persons", 2020, 9900, ["lifted"]),
        ("register.persons", 2014, 8248, ["register-float"]),
        ("register.persons", 2014, 8249, []),
        ("register.persons", 2014, 9073, []),
        ("register.persons", 2014, 9074, ["register-float"]),
        ("register.illness_households", 2013, 1300, ["illness-share"]),
    ],
)
def test_a_slip_in_a_figure_breaks_the_check_that_it_is_in(name: str, year: int, value: Any, broken: list[str]) -> None:
    assert _broken(_changed(name, year, value)) == broken


@pytest.mark.parametrize(
    ("name", "year", "grade"),
    [
        ("poor_persons.standard-2010", 1978, Grade.B),
        ("poor_persons.standard-2010", 2014, Grade.A),
        ("poor_persons.standard-2010", 2015, Grade.B),
        ("poor_persons.standard-2010", 2016, Grade.A),
        ("incidence.standard-2010", 1978, Grade.B),
        ("incidence.standard-2010", 2014, Grade.A),
        ("incidence.standard-2010", 2015, Grade.B),
        ("incidence.standard-2010", 2016, Grade.A),
        ("poor_persons.fall", 2012, Grade.A),
        ("poor_persons.fall", 2013, Grade.A),
        ("poor_persons.fall", 2014, Grade.A),
        ("poor_persons.fall", 2015, Grade.B),
    ],
)
def test_figures_have_the_grade_of_what_was_read_of_them(name: str, year: int, grade: Grade) -> None:
    value = official.figures().parameter(name).in_year(year)
    assert value.grade is grade
    assert value.note is None or "About" not in value.note.en


def test_figures_agree_with_the_falls_and_shares_that_were_read() -> None:
    count = {year: official.count(year, standard=OF_2010).value for year in (1978, 2011, 2012, 2013, 2014, 2016, 2017)}
    rate = {year: official.rate(year, standard=OF_2010).value for year in (1978, 2014, 2016, 2017)}
    for year, percent in {2012: "19.1", 2013: "16.7", 2014: "14.9"}.items():
        assert round(Decimal(100) * (count[year - 1] - count[year]) / count[year - 1], 1) == Decimal(percent)  # type: ignore[operator]
    assert (count[2016] - count[2017], rate[2016] - rate[2017]) == (1289, Decimal("0.014"))  # type: ignore[operator]
    assert (round(count[1978] - count[2017], -3), rate[1978] - rate[2017]) == (74_000, Decimal("0.944"))  # type: ignore[operator]
    assert rate[2014] + Decimal("0.075") == Decimal("0.147")  # type: ignore[operator]


def test_shares_of_causes_may_sum_to_more_than_one() -> None:
    (check,) = (check for check in official.checks() if check.id == "cause-shares")
    assert check.found == Fraction("1.376")


def test_the_register_lies_within_ten_percent_of_the_survey() -> None:
    (check,) = (check for check in official.checks() if check.id == "register-float")
    assert check.found == Fraction(8962, 8249)
    assert (check.least, check.most) == (1, Fraction(11, 10))
    assert not evolve(check, found=check.most + Fraction(1, 10**9)).holds
    assert evolve(check, found=check.most).holds


def test_every_figure_and_line_is_in_one_series_that_says_what_it_may_be_compared_with() -> None:
    book, country = official.figures(), rulebooks.load("cn")
    own = {name for name in book.parameters if name not in country.parameters}
    named = [name for series in official.series() for name in series.figures]
    assert sorted(named) == sorted(own | {"poverty_line.statistical", "poverty_line.administrative"})
    assert len({series.id for series in official.series()}) == len(official.series())
    for series in official.series():
        assert series.text.en != series.text.zh
        assert "not" in series.comparable.en.casefold()
        assert "不可" in series.comparable.zh


def test_a_series_keeps_to_one_standard() -> None:
    standards = [standard.value for standard in Standard if standard is not Standard.ADMINISTRATIVE]
    for series in official.series():
        assert len({each for name in series.figures for each in standards if name.endswith(each)}) <= 1


def test_figures_and_checks_are_read_back_as_they_were() -> None:
    for series in official.series():
        assert loads(dumps(series), OfficialSeries) == series
    figure = official.count(2016, standard=OF_2010)
    assert loads(dumps(figure), ParameterValue) == figure
    for check in official.checks():
        assert loads(dumps(check), OfficialCheck) == check
