"""The pages of the second country: those of the library's rules, in its own words."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("markdown")

from brazil.pages import BOOK, as_html, pages

ENGLISH = re.compile(r"\b(the|of|is|and|or|if|not|met|unknown|with|below|above|step|yuan|fen)\b|[\u4e00-\u9fff]")


def test_every_page_is_in_its_language_and_holds_its_examples_and_proofs() -> None:
    seen = {}
    for tag in BOOK.languages:
        language = BOOK.language(tag)
        for name, title, lines in pages(language):
            seen[tag, name] = page = as_html(title, lines, language)
            shown = re.sub(r"<style>.*?</style>|<code>[\w.-]+</code>|\[[\w.]+\]|vezes \w+|<[^>]+>", " ", page)
            assert title in shown
            assert "[" not in re.sub(r"\[[\w.]+\]", "", shown), "a link that leads nowhere"
            words = ENGLISH if tag == "pt" else re.compile("yuan|[\u4e00-\u9fff]")
            assert not words.search(shown), (name, words.search(shown))
    assert len(seen) == 14
    assert "405,00 reais" in seen["pt", "benefit"]
    assert "O benefício nunca sobe com a renda." in seen["pt", "benefit"]
    assert "The benefit never rises with income." in seen["en", "benefit"]
