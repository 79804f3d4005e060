"""Drafts of small towns: a page prints the figures of its draft, and JSON gives the draft back."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import serialization
from antipoverty.documents import render
from antipoverty.planning import Activity
from antipoverty.records import Household, Income, Village
from antipoverty.reviews import DraftedFigure, Summary, Township, draft
from antipoverty.text import Language, Text
from effort import times

GOLDEN = Path(__file__).with_name("small_town.json")
ON = date(2014, 12, 31)


def drafted(homes: list[tuple[int, int | None]], rounds: int | None, at_least: bool) -> Summary:
    """A town of one village, with households of these sizes and incomes, and rounds of visits."""
    return draft(
        Township.of(
            villages=[
                Village("v1", name="Upper", households=len(homes), persons=sum(size for size, _ in homes) or None)
            ],
            households=[
                Household(f"h{number}", size=size, village="v1", income=Income(stated=income))
                for number, (size, income) in enumerate(homes)
            ],
            activities=[Activity("a1", "household-visits", 2014, "town", courses=rounds, at_least=at_least)],
        ),
        on=ON,
        name=Text("Small town", "小镇"),
    )


HOMES = st.lists(st.tuples(st.integers(1, 6), st.none() | st.sampled_from([0, 2_735, 10_944, 90_000])), max_size=5)


@times(1 / 3)
@given(HOMES, st.none() | st.integers(0, 30), st.booleans(), st.sampled_from(["en", "zh"]))
def test_a_page_prints_the_figures_of_its_draft(
    homes: list[tuple[int, int | None]], rounds: int | None, at_least: bool, language: Language
) -> None:
    summary = drafted(homes, rounds, at_least)
    page = render(summary, language, "html")
    shown = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)">', page)
    assert shown
    for value, key in shown:
        figure = summary.figures[unescape(key)]
        assert isinstance(figure, DraftedFigure)
        assert Fraction(value) == (figure.known if figure.value is None else figure.value)
    known = {key for key, figure in summary.figures.items() if figure.value is not None}
    assert known <= {unescape(key) for _, key in shown}
    links, places = re.findall(r'href="#([^"]+)"', page), re.findall(r'id="([^"]+)"', page)
    assert set(links) <= set(places)
    assert len(places) == len(set(places))
    assert serialization.loads(serialization.dumps(summary), Summary) == summary


def test_the_document_of_a_small_town_is_as_it_was() -> None:
    """`dumps(summary)` of the same town writes the file anew, where a change is meant."""
    summary = drafted([(4, 10_000), (3, None), (2, 90_000)], 20, at_least=True)
    text = GOLDEN.read_text("utf-8")
    assert serialization.loads(text, Summary) == summary
    assert serialization.dumps(summary) == text.rstrip("\n")


def test_a_village_with_a_point_in_its_key_is_a_part_like_others() -> None:
    homes = [Household(f"h{at}", size=2, village=f"v.{at}", income=Income(stated=10)) for at in range(2)]
    page = render(draft(Township.of(households=homes), on=ON, name=Text("Town", "镇")), "en", "md")
    assert "| v.0 | [1 household](#figure-listed_households.v.0) |" in page
    assert "| v.1 | [1 household](#figure-listed_households.v.1) |" in page


@pytest.mark.parametrize(("language", "said"), [("en", "at least [20 times]"), ("zh", "至少[20次]")])
def test_so_many_and_more_are_no_exact_number(language: Language, said: str) -> None:
    assert said in render(drafted([], 20, at_least=True), language, "md")
    assert said not in render(drafted([], 20, at_least=False), language, "md")
