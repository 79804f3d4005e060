"""See that both languages have the same pages and headings, and that each is in its own words.

Looked at is the Markdown of all pages, written and generated, before the site is built from it. The reference is left
out: its words are those of the code; and so are the cells of the page of columns, which list what stands in files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from writing import DOCS, LANGUAGES

_FENCED = re.compile(r"^(?P<indent> *)(```+|~~~+).*?^(?P=indent)\2\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.*?)(?: *\{[^}]*\})? *$", re.MULTILINE)
#: What is no text of the page: code, quotations, addresses, elements with another language, other elements.
_NO_TEXT = re.compile(r"`[^`]*`|“[^”]*”|(?<=\])\([^)]*\)|<(\w+)[^>]* lang=[^>]*>.*?</\1>|<[^>]*>|\\.|&\w+;")
#: Two words of lower case in a row are English.
_ENGLISH = re.compile(r"\b(?:[A-Za-z][a-z']*|a) [a-z]{2,}\b")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: What an English cell may have in Chinese: the title or the number of a document.
_CITED = re.compile(r"《[^》]*》|[\u4e00-\u9fff]*(?:〔\d{4}〕|令第)\d+号")


def faults(docs: Path = DOCS) -> Iterator[str]:
    """What is missing in a language, or not in its words, a line each."""
    english, chinese = (
        {path.relative_to(docs / language).as_posix(): path for path in (docs / language).rglob("*.md")}
        for language in LANGUAGES
    )
    for name in sorted(english.keys() ^ chinese.keys()):
        yield f"{name}: only in {'English' if name in english else 'Chinese'}"
    for name in sorted(english.keys() & chinese.keys()):
        texts = [_FENCED.sub("", page.read_text("utf-8")) for page in (english[name], chinese[name])]
        headings = [_HEADING.findall(text) for text in texts]
        levels = [[level for level, _ in found] for found in headings]
        if levels[0] != levels[1]:
            yield f"{name}: {len(levels[0])} headings in English, {len(levels[1])} in Chinese, or in another order"
        if not name.startswith(("reference/", "rules/register-columns")):
            yield from (f"zh/{name}: English: {each}" for each in _english(texts[1], [head for _, head in headings[1]]))
            yield from (f"en/{name}: Chinese only: {each}" for each in _chinese(texts[0]))


def _english(text: str, headings: list[str]) -> Iterator[str]:
    """The cells and headings of a Chinese page that are in English."""
    for said in (*_cells(text), *headings):
        if _ENGLISH.search(_NO_TEXT.sub(" ", said)):
            yield said


def _chinese(text: str) -> Iterator[str]:
    """The cells of an English page that are in Chinese and say nothing in English."""
    for cell in _cells(text):
        words = _CITED.sub("", _NO_TEXT.sub("", cell))
        if _HAN.search(words) and not re.search(r"[A-Za-z]{2}", words):
            yield cell


def _cells(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line.startswith("|"):
            yield from (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])


if __name__ == "__main__":
    found = list(faults())
    sys.exit("\n".join(found) if found else 0)
