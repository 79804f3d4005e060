"""The chapters on land, industries and livelihoods: numbers are what the tables say, and what is unknown stays so."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.industries import Industry, check
from antipoverty.records import Village
from antipoverty.registers import labour_transfer, roll_up
from antipoverty.reviews import Summary, Township, draft
from antipoverty.strategies import industries
from antipoverty.text import Language, Text
from effort import times

ON = date(2014, 12, 31)
TOWN = Village("town", households=5_834, persons=22_235, groups=91, area="468.23", cultivated_land=22_969)
STATED = [
    Industry("i1", "walnuts", kind="fruit", villages="town", area=65_885, improved=36_800),
    Industry("i2", "pepper", kind="fruit", villages="town", area=15_240),
    Industry("i3", "tobacco", kind="crop", villages="town", area=700, output=2_100, output_unit="dan", sales=2_700_000),
]
_KINDS: dict[str, Any] = {
    "id": pl.String, "household": pl.String, "medical_insured": pl.Boolean, "schooling": pl.String,
    "working_away": pl.Boolean, "work_region": pl.String, "work_months": pl.Int64, "work_wage_fen": pl.Int64,
}  # fmt: skip


def _members(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, _KINDS, orient="row")


def _draft(**tables: Any) -> Summary:
    return draft(Township.of(**tables), on=ON, name=Text("Our town", "本镇"))


def _value(summary: Summary, key: str) -> Fraction | None:
    return summary.figures[key].value  # type: ignore[return-value]


def test_the_third_town_has_the_land_and_industries_that_it_prints() -> None:
    found = _draft(villages=[TOWN], industries=STATED)
    for key, value in {
        "groups": 91, "area": Fraction("468.23"), "cultivated_land": 22_969, "industry_area": 81_825,
        "industry_area.walnuts": 65_885, "improved_area.walnuts": 36_800, "industry_output.tobacco": 105_000,
        "industry_sales.tobacco": 2_700_000, "industry_conditional": 1, "bases_of_100_mu": 3,
        "area_against_cultivated_land": Fraction(8_182_500, 22_969), "industry_contradictions": 0,
    }.items():  # fmt: skip
        assert _value(found, key) == value, key
    # The improved area of the pepper is not stated, so that of all trees is at least the walnuts'.
    assert (_value(found, "improved_area"), found.figures["improved_area"].known) == (None, 36_800)


def test_an_industry_above_the_land_that_it_is_said_to_lie_on_is_a_contradiction() -> None:
    on_fields = [Industry("i1", "walnuts", kind="fruit", villages="town", land="cultivated", area=65_885)]
    found = _draft(villages=[TOWN], industries=on_fields)
    assert _value(found, "industry_contradictions") == 1
    (line,) = found.lists["industry_table"].lines
    assert line[-1] == Text("cannot be", "矛盾")


def test_members_are_counted_and_rises_are_of_those_known_in_both_years() -> None:
    last = _members(
        ("p1", "h1", True, "higher", False, None, None, None), ("p2", "h1", True, None, True, "county", 6, 200_000)
    )
    now = _members(
        ("p1", "h1", True, "higher", True, "outside", 4, 250_000),
        ("p2", "h1", None, "vocational", True, None, 8, 220_000),
    )
    found = _draft(members=now, last_members=last)
    transfer = labour_transfer(now, last)
    assert (_value(found, "medical_insured"), found.figures["medical_insured"].known) == (None, 1)
    assert (_value(found, "higher_students"), _value(found, "vocational_students")) == (1, 1)
    assert (_value(found, "working_away"), _value(found, "working_away.outside")) == (2, 1)
    assert (_value(found, "started_away"), _value(found, "returned_home")) == (1, 0)
    assert _value(found, "earners_compared") == transfer.earners == 2
    assert _value(found, "rise_of_earnings_a_person") == transfer.rise_per_earner == 7_800


def test_without_last_year_a_rise_is_not_known() -> None:
    found = _draft(members=_members(("p1", "h1", True, None, True, None, 4, 250_000)))
    assert _value(found, "rise_of_earnings_a_person") is None
    assert found.figures["started_away"].lacks


_ROW = st.tuples(
    st.none() | st.booleans(),
    st.none() | st.sampled_from(["primary", "vocational", "higher", "out of school"]),
    st.none() | st.booleans(),
    st.none() | st.sampled_from(["county", "outside"]),
    st.none() | st.integers(0, 12),
    st.none() | st.integers(0, 10**6),
)


@times(1 / 2)
@given(st.lists(_ROW, max_size=5), st.lists(_ROW, max_size=5))
def test_the_chapter_says_what_the_roll_up_and_the_transfer_say(now: list[Any], last: list[Any]) -> None:
    tables = [_members(*((f"p{at}", "h1", *row) for at, row in enumerate(rows))) for rows in (now, last)]
    found = _draft(members=tables[0], last_members=tables[1])
    homes = pl.DataFrame({"id": ["h1"]})
    (row,) = roll_up(homes, tables[0], by=None).iter_rows(named=True)
    for name in ("medical_insured", "in_school", "vocational_students", "higher_students", "working_away"):
        figure = found.figures[name]
        assert figure.value == (None if row[f"{name}_unknown"] else row[name]), name
        assert figure.undecided == row[f"{name}_unknown"], name
    transfer = labour_transfer(*tables)
    figure = found.figures["earners_compared"]
    assert (figure.value if figure.value is not None else figure.known) == transfer.earners


@times(1 / 2)
@given(st.lists(industries(), max_size=4, unique_by=lambda each: each.id))
def test_the_contradictions_of_the_chapter_are_those_of_the_check(stated: list[Industry]) -> None:
    places = [Village(f"v{at}", cultivated_land=500, area="0.5", households=90, persons=300) for at in range(3)]
    found = _draft(villages=places, industries=stated).figures["industry_contradictions"]
    wrong = sum(any(each.verdict.value == "contradiction" for each in check([one], places).checks) for one in stated)
    assert (found.value if found.value is not None else found.known) == wrong


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_the_sentences_of_its_chapters(language: Language) -> None:
    from antipoverty.documents import render

    people = _members(("p1", "h1", True, "vocational", True, "outside", 4, 250_000))
    summary = _draft(villages=[TOWN], industries=STATED, members=people, last_members=people)
    page = render(summary, language, "md")
    for words in {"en": ["65,885 mu", "22,969 mu", "356.24%", "1 student"], "zh": ["65885亩", "356.24%", "1名学生"]}[
        language
    ]:
        assert words in page
