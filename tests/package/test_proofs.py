"""What is checked of the built site: each kind of fault is found, and what is right is let through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import accessibility
import proofs
from building import unbroken
from proofs import Page, chinese_faults, faults, misspelt, unused_words

ROOT = Path(__file__).parents[2]


def a_site(folder: Path, **pages: str) -> Path:
    for name, article in {"index": "<p>All is well.</p>", **pages}.items():
        path = folder / name.replace("__", "/") / "index.html" if name != "index" else folder / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<html><body><a href='/'></a><article>{article}</article></body></html>", "utf-8")
    (folder / "data.json").write_text("{}", "utf-8")
    return folder


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "misspellings", lambda: {"recieve": "receive"})
    wrong = {
        "en": {"wrong": {"colour blind": "say it"}},
        "zh": {"characters": "堃", "found": ["致(返)贫"], "wrong": {"贫穷线": "贫困线"}},
    }
    monkeypatch.setattr(proofs, "wording", lambda: wrong)


def test_a_site_without_faults_has_none(tmp_path: Path) -> None:
    article = (
        "<h2 id='a'>A</h2><a href='../#'>h</a><a href='#a'>a</a><a href='../data.json?x=1'>d</a>"
        "<a href='https://example.org/x?y=1&amp;z=%20'>e</a><a href='mailto:a@example.org'>m</a>"
        "<img src='../data.json' alt='d'><svg aria-hidden='true'></svg><svg><title>t</title></svg>"
        "<p>Receive <code>recieve</code>.</p>"
    )
    assert (
        list(
            faults(
                a_site(
                    tmp_path,
                    one=article,
                    zh__one="<p>贫困线为2,736元（致(返)贫）。</p><blockquote><p>贫穷线</p></blockquote>",
                )
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("article", "fault"),
    [
        ("<a href='../two/'>x</a>", "no such page: ../two/"),
        ("<a href='../nothing.json'>x</a>", "no such page: ../nothing.json"),
        ("<a href='#b'>x</a>", "no such anchor: #b"),
        ("<a href='../#b'>x</a>", "no such anchor: ../#b"),
        ("<a href='https://nowhere/x'>x</a>", "no name of a machine: https://nowhere/x"),
        ("<a href='https://example.org/a b'>x</a>", "character that stands in no address: https://example.org/a b"),
        ("<a href='https://example.org/%zz'>x</a>", "character that stands in no address: https://example.org/%zz"),
        ("<a href='ftp://example.org/'>x</a>", "unknown kind of address: ftp://example.org/"),
        ("<img src='../data.json' alt=' '>", "picture without words: ../data.json"),
        ("<svg id='s'></svg>", "drawing without words: b'<svg id=\"s\"></svg>'"),
        ("<p>We recieve it.</p>", "recieve: receive"),
        ("<p>It is colour blind.</p>", "colour blind: say it: It is colour blind."),
    ],
)
def test_a_fault_is_found_on_its_page(article: str, fault: str, tmp_path: Path) -> None:
    assert list(faults(a_site(tmp_path, one=article))) == [("one/index.html", fault)]


@pytest.mark.parametrize(
    "text",
    [
        "貧困線", "贫困线,由", "贫困线: 由", "线.由", "结束.", "好!", "贫困线(全国)", "贫困线 (7)", "由\n成员",
        "结束。\n 由",
    ],
)  # fmt: skip
def test_marks_and_characters_of_another_script_are_found(text: str) -> None:
    assert list(chinese_faults(text))


@pytest.mark.parametrize(
    "text",
    ["贫困线为2,736元。", "贫困线（2014年）", "用 Polars 读取", "12:30起", "Gini (weighted)", "（a, b）", "李堃"],
)
def test_what_is_written_as_it_should_be_passes(text: str) -> None:
    assert list(chinese_faults(text, "堃")) == []


def test_prose_ends_where_a_block_or_code_does() -> None:
    page = Page(
        "zh/a/index.html",
        "<article><p>一<b>二</b>三<br>半<code>x</code>四</p><ul><li>五<li>六</ul><!-- 七 -->八</article>",
    )
    assert page.prose == ("一二三", "半\N{OBJECT REPLACEMENT CHARACTER}四", "五", "六", "八")


def test_words_are_looked_up_whole_and_whatever_their_case() -> None:
    assert list(misspelt("Recieve, recieved", {"recieve": "receive"})) == ["Recieve: receive"]
    assert list(unused_words("贫穷线", {"贫穷线": "贫困线"})) == ["贫穷线: 贫困线: 贫穷线"]


def test_each_kind_of_page_is_looked_at_for_barriers() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    kinds = {page.removesuffix("/") for page in accessibility.PAGES if page}
    assert all(f"{page}.md" in menu or f"{page}/index.md" in menu for page in kinds - {"reference/money"})
    folders = set(re.findall(r"^ *- (?:[^:]+: )?(\w+)/", menu, re.MULTILINE))
    assert {page.partition("/")[0] for page in kinds} >= folders - {"documents"}, "documents are listed as changes are"


def test_the_lists_of_words_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    pytest.importorskip("codespell_lib")  # comes with the extra docs
    words = proofs.wording()
    assert list(unused_words("贫穷线", words["zh"]["wrong"]))
    known: dict[str, Any] = proofs.misspellings()
    assert known["recieve"] == "receive"
    assert not set(words["en"]["right"]) & set(known)


HAN = st.text("贫困线。，（）ab \n", max_size=12)


@given(HAN, HAN, HAN)
def test_breaks_between_chinese_characters_are_taken_out_of_text_and_of_nothing_else(a: str, b: str, c: str) -> None:
    page = unbroken(f"{a}<pre>{b}</pre>{c}")
    assert page.split() == unbroken(page).split()
    assert "".join(page.split()) == "".join(f"{a}<pre>{b}</pre>{c}".split())
    assert f"<pre>{b}</pre>" in page
    assert unbroken("线\n由") == "线由"
    assert unbroken("线\na\n由") == "线\na\n由"
    assert unbroken("线</b>\n  <a href='x'>由</a>") == "线</b><a href='x'>由</a>"
