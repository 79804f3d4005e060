"""The page of the three summaries: no figure is left out, and every place that it names is there."""

from __future__ import annotations

import importlib
from collections import Counter
from typing import Any

import pytest

from antipoverty import rulebooks
from antipoverty._shared.every_rule import every_rule
from antipoverty.assistance import CLASSIFICATIONS, MEASURES
from antipoverty.procedures import PROCEDURES
from antipoverty.samples import SUMMARIES, load_summary
from antipoverty.text import COLON
from summaries import (
    paragraphs,
    summaries_page,
)

KINDS: dict[str, Any] = {
    "rule": every_rule(),
    "parameter": rulebooks.load("cn").parameters,
    "procedure": PROCEDURES,
    "measure": MEASURES,
    "classification": CLASSIFICATIONS,
}
PLACES = sorted({place for paragraph in paragraphs() for place in paragraph.get("by", ())})


@pytest.mark.parametrize("town", SUMMARIES)
def test_every_figure_of_a_summary_stands_in_one_paragraph(town: str) -> None:
    named = Counter(key for paragraph in paragraphs() if paragraph["town"] == town for key in paragraph["figures"])
    assert named == dict.fromkeys(load_summary(town).figures, 1)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_in_the_library_is_there(place: str) -> None:
    kind, colon, name = place.partition(":")
    if colon:
        assert name in KINDS[kind]
    else:
        module, _, name = place.rpartition(".")
        assert name in importlib.import_module(f"antipoverty.{module}").__all__


def test_a_paragraph_has_a_place_or_says_why_it_has_none() -> None:
    for paragraph in paragraphs():
        assert ("by" in paragraph) != ("only" in paragraph), paragraph["en"]
        assert paragraph["town"] in SUMMARIES


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_each_figure_as_printed(language: Any) -> None:
    page = "\n".join(summaries_page(language))
    for town in SUMMARIES:
        for figure in load_summary(town).figures.values():
            assert f"{figure.label[language]}{COLON[language]}" in page
            assert figure.printed in page
    for paragraph in paragraphs():
        assert paragraph[language] in page


def test_the_page_says_what_cannot_be_recovered_and_what_does_not_hold() -> None:
    english, chinese = ("\n".join(summaries_page(language)) for language in ("en", "zh"))
    assert "“34,554,380+050 yuan”, not recoverable" in english
    assert "“34,554,380+050 yuan”，无法辨认" in chinese
    assert "“1 19” → 119 cadres (B)" in english
    assert "✗ Persons identified less those deleted: 3,167, against 3,152; differs by 15" in english
    assert "✗ 识别人数减删除人数：3,167，对照3,152；相差15" in chinese
