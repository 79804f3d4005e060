"""The site's two languages are joined: each page leads to the same page of the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from building import labelled, switched, unnested

PAGE = """<link rel="alternate" href="/x/" hreflang="en"><p>
<a href="/x/" hreflang="en" class="md-select__link">English</a>
<a href="/y/" hreflang="zh" class="md-select__link">中文</a>
<a href="other/">other</a>"""


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("index.html", "./", "./zh/"),
        ("zh/index.html", "../", "../zh/"),
        ("rules/try/index.html", "../../rules/try/", "../../zh/rules/try/"),
        ("zh/rules/try/index.html", "../../../rules/try/", "../../../zh/rules/try/"),
        ("zh/404.html", "../", "../zh/"),
    ],
)
def test_a_page_leads_to_itself_in_the_other_language(path: str, english: str, chinese: str) -> None:
    page = switched(PAGE, Path(path))
    assert f'<a href="{english}" hreflang="en" lang="en" class="md-select__link">English</a>' in page
    assert f'<a href="{chinese}" hreflang="zh" lang="zh" class="md-select__link">中文</a>' in page
    assert '<a href="other/">other</a>' in page
    assert "alternate" not in page


TABLE = """<table>
<thead><tr><th>day</th><th style="text-align: right;">old &amp; <em>new</em></th><th>document</th></tr></thead>
<tbody>
<tr><td>2016</td><td style="text-align: right;">2,855 <code>a</code></td><td></td></tr>
<tr><td>2017</td><td>2,952</td><td>x</td></tr>
</tbody></table>"""


def test_each_cell_of_a_wide_table_says_what_it_is() -> None:
    labels = re.findall(r'<td data-label="([^"]*)"', page := labelled(TABLE * 2))
    assert labels == ["day", "old &amp; new", "document"] * 4
    assert re.sub(' data-label="[^"]*"| data-cards', "", page) == TABLE * 2


def test_a_table_of_two_columns_stays_a_table() -> None:
    narrow = TABLE.replace("<th>document</th>", "").replace("<td></td>", "").replace("<td>x</td>", "")
    assert labelled(narrow) == narrow


def test_a_folded_heading_has_no_link_within_what_opens_it() -> None:
    link = '<a class="headerlink" href="#k" title="Permanent link">¶</a>'
    page = f'<summary>\n<h3 id="k">A &amp; b{link}</h3>\n<p>2014</p></summary><h3 id="d">Day{link}</h3>'
    assert unnested(page) == page.replace(link, "", 1)
