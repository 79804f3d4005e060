"""The search finds a rule by what its reader types: other names, numbers with and without commas, words in part."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searching
from building import SITE
from chromium import chromium, served
from writing import searchable

ROOT = Path(__file__).parents[2]


def _improved(**entry: str) -> dict[str, Any]:
    index = {"config": {"fields": {}}, "docs": [{"location": "x/", "title": "", "text": "", **entry}]}
    searching.improve(index)
    return index["docs"][0]


@given(st.integers(1_000, 999_999_999).filter(lambda number: not 1900 <= number < 2100))
def test_a_number_is_found_with_and_without_commas(number: int) -> None:
    for text in (f"<td>{number:,} yuan</td>", f"{number}元", f"({number:,})", f"{number:,}.50"):
        assert _improved(text=text)["also"].split() == sorted([f"{number:,}", str(number)], key=text.find, reverse=True)


@pytest.mark.parametrize("text", ["2014", "2014-05-01", "1.2345", "12", "0.123456"])
def test_a_year_and_a_part_of_a_number_is_no_number(text: str) -> None:
    assert "also" not in _improved(text=text)


def test_a_chinese_title_is_found_by_its_endings() -> None:
    assert _improved(title="贫困村\u200b退出")["also"].split() == ["贫困村退出", "困村退出", "村退出", "退出"]
    assert "also" not in _improved(location="x/#y", title="贫困村\u200b退出")


def test_a_document_is_found_by_its_number() -> None:
    text = "\u200b国开\u200b办发\u200b〔2014〕24\u200b号"
    assert _improved(location="documents/#a", text=text)["also"] == "国开办发 国开办发〔2014〕24号"


def test_a_day_is_found_by_its_parts() -> None:
    assert _improved(location="changes/#2016-04-28")["also"] == "2016 04 28"
    pages = [{"location": f"changes/{at}", "title": "", "text": ""} for at in ("", "#2016-01-01")]
    searching.improve({"config": {"fields": {}}, "docs": pages})
    assert {"2016", "04", "28"} <= {*pages[0]["also"].split()}


def test_a_rule_comes_before_a_guide_and_the_reference_last() -> None:
    boosts = [_improved(location=f"{at}x/")["boost"] for at in ("rules/", "howto/", "notebooks/", "reference/")]
    assert boosts == sorted(boosts, reverse=True)
    assert len(set(boosts)) == 4


def test_every_other_name_belongs_to_an_address_of_the_menu() -> None:
    names = searching._other_names()
    assert "贫困线" in names["rules/poverty-line/"]
    assert "poverty line" in names["rules/poverty-line/"]
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = {place.split("#")[0].rstrip("/") for place in names}
    assert [page for page in pages if f"{page}.md" not in menu and f"{page}/index.md" not in menu] == []


def test_the_end_of_a_chinese_query_is_not_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    worker = tmp_path / "search.min.js"
    worker.write_text("for(let o=s+1;o<t.length;o++)t.slice(s,o)in e")
    searching.mend(worker)
    assert worker.read_text() == "for(let o=s+1;o<=t.length;o++)t.slice(s,o)in e"
    assert capsys.readouterr().err == ""
    searching.mend(worker)
    assert capsys.readouterr().err == "search.min.js: where a query is cut into words was not found\n"


#: What is typed, and the page that has to be found first.
FIRST = {
    "": {
        **dict.fromkeys(
            ("poverty line", "poverty lin", "line 2016", "2736", "2,736", "2952", "2,952"), "rules/poverty-line"
        ),
        **{
            "贫困线": "rules/poverty-line",
            "village exit": "rules/village-exit",
            "2019-01-01": "changes",
            "2016-04-28": "changes",
        },
        **{"management fee": "rules/management-fee", "subsistence allowance": "rules/dibao-household"},
    },
    "zh/": {
        **dict.fromkeys(("贫困线", "扶贫标准", "国家扶贫标准", "建档立卡标准", "2736", "2,736"), "rules/poverty-line"),
        **dict.fromkeys(("村退出", "贫困村退出"), "rules/village-exit"),
        **{"雨露计划": "rules/quantity-rain-and-dew-grant", "poverty line": "rules/poverty-line"},
        **{"国开办发〔2014〕24号": "documents", "2019-01-01": "changes", "2016-04-28": "changes"},
    },
}
BUILT = pytest.mark.skipif(not (SITE / "zh" / "search").exists(), reason="the site was not built")
NODE = shutil.which("node")


@BUILT
@pytest.mark.skipif(NODE is None, reason="Node is not installed")
@pytest.mark.parametrize("language", FIRST)
def test_the_script_of_a_browser_finds_the_page_first(language: str) -> None:
    queries = FIRST[language]
    command = [str(NODE), Path(__file__).with_name("search.mjs"), SITE / language, *queries]
    told = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    assert json.loads(told) == {query: f"{first}/" for query, first in queries.items()}


@BUILT
@pytest.mark.usefixtures("browser")
def test_a_browser_shows_the_page_first() -> None:
    link = "document.querySelector('.md-search-result__link')?.href.split('?')[0]"
    with served(SITE) as (home, _), chromium() as page:
        for language, query in (("", "2736"), ("zh/", "贫困线")):
            page.call("Page.navigate", url=f"{home}/{language}?q={quote(query)}")
            page.wait(f"{link} === '{home}/{language}rules/poverty-line/'")


def test_words_that_stand_apart_are_indexed_apart() -> None:
    told = "2,952 yuan<br>Yearbook <td>a</td><td>b</td> <select id='x'>"
    code = "\n\n```text\na<br>b\n```"
    apart = "2,952 yuan<br> Yearbook <td>a</td> <td>b</td> <select data-search-exclude id='x'>"
    assert searchable(told + code) == apart + code
