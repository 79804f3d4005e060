"""The page of a summary: every printed number is its figure, every link leads somewhere, every relation is listed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty.documents import printed, render, write
from antipoverty.documents._pictures import against_line, bars, places, stacked
from antipoverty.reviews import Summary, read_summary, reconcile

TOWN = Path(__file__).parents[2] / "examples" / "towns" / "mountain_town.toml"
LANGUAGES = ("en", "zh")


@cache
def town() -> Summary:
    return read_summary(tomllib.loads(TOWN.read_text("utf-8")))


def shown(page: str) -> list[tuple[str, str, str]]:
    """The figures of a page: key, exact value, and the words that are printed."""
    found = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)">([^<]*)</data>', page)
    return [(key, value, unescape(words)) for value, key, words in found]


def small(values: Mapping[str, Decimal | None], unit: str = "persons") -> Summary:
    """A printed summary with figures of these values."""
    figures = {
        key: {"en": f"figure {key}", "zh": f"指标{key}", "unit": unit, "printed": "*", "reading": "not recoverable"}
        if value is None
        else {"en": f"figure {key}", "zh": f"指标{key}", "unit": unit, "printed": str(value), "value": f"{value:f}"}
        for key, value in values.items()
    }
    return read_summary({"town": {"id": "t", "name": {"en": "Town", "zh": "镇"}}, "figures": figures})


@settings(deadline=None, max_examples=25)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True),
        st.none() | st.decimals(-(10**9), 10**9, places=2) | st.integers(-9, 10**9).map(Decimal),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["persons", "yuan", "mu", "oddities"]),
    st.sampled_from(LANGUAGES),
)
def test_every_printed_number_is_its_figure(values: dict[str, Decimal | None], unit: str, language: str) -> None:
    numbers = shown(render(small(values, unit), language, "html"))
    assert {key for key, _, _ in numbers} == {key for key, value in values.items() if value is not None}
    for key, value, words in numbers:
        assert Fraction(value) == values[key]
        digits = Decimal(re.sub(r"[^\d.-]", "", words.split("万")[0].split("元")[0]))
        assert digits * (10_000 if "万元" in words else 1) == values[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_town_leads_to_its_line(language: str) -> None:
    page = render(town(), language, "html")
    for key, value, words in shown(page):
        figure = town().figures[key]
        assert figure.value is not None
        assert (Fraction(value), words) == (figure.value, printed(figure.value, figure.unit, language))
    links, places_ = set(re.findall(r'href="#([^"]+)"', page)), re.findall(r'id="([^"]+)"', page)
    assert links <= set(places_)
    assert len(places_) == len(set(places_))
    assert {f"figure-{key}" for key in town().figures} <= set(places_)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_is_listed_and_what_is_broken_stands_first(language: str) -> None:
    page = render(town(), language, "md")
    for relation in town().relations:
        assert f"\n| {relation.name[language]} |" in page
    broken = reconcile(town()).broken
    assert broken
    first = page[: page.index("\n## ", page.index("\n## ") + 1)]
    assert all(check.relation.name[language] in first for check in broken)


def test_a_summary_without_relations_says_so_and_what_is_lost_is_not_known() -> None:
    assert "There are no relations to check." in render(small({"a": None}), "en", "md")
    assert "指标a：不详。" in render(small({"a": None}), "zh", "md")


def test_the_links_of_a_word_file_lead_to_bookmarks(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    xml = docx.Document(str(write(town(), tmp_path / "town.docx", language="zh"))).element.xml
    targets, marks = (
        set(re.findall(rf'<w:{name}"([^"]+)"', xml))
        for name in ("hyperlink w:anchor=", 'bookmarkStart w:id="\\d+" w:name=')
    )
    assert targets
    assert targets <= marks


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (lambda: bars("a", "Causes", {"illness": 3, "other": Fraction(1, 2)}, "persons", "en"),
         "Causes: illness 3 persons; other 0.5 persons"),
        (lambda: stacked("a", "资金", {"上坪": {"省级": 20000, "县级": 5}, "下坪": {"县级": 1}}, "yuan", "zh"),
         "资金：上坪：省级2万元、县级5元；下坪：县级1元"),
        (lambda: against_line("a", "Income", [0, 99, 100, 5000], 100, "yuan", "en"),
         "Income: 100 yuan (line): 2 below, 2 at it or above"),
        (lambda: places("a", "村", {"上坪": (118, 26, 0), "下坪": (119, 27, 5)}, "persons", "zh"),
         "村：上坪0人；下坪5人"),
    ],
)  # fmt: skip
def test_a_picture_says_its_data_and_is_the_same_each_time(drawn: object, said: str) -> None:
    picture = drawn()  # type: ignore[operator]
    assert picture.alt == said
    assert picture.svg() == picture.svg()
    assert picture.png() == picture.png()
    assert re.match(r"<svg ", picture.svg())
    assert set(re.findall(r'#([^")]+)[")]', re.sub(r"#[0-9a-f]{6}", "", picture.svg()))) <= set(
        re.findall(r' id="([^"]+)"', picture.svg())
    )
