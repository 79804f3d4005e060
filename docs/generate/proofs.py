"""Check the built site: links and anchors, external addresses, pictures, spelling in both languages.

Every fault is printed with its page; with a fault the site is not published. What counts as a wrong word stands in
wording.toml.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from writing import HERE, ROOT, Language

SITE = ROOT / "site"
#: Pages of other projects, and the page for what is not there, whose addresses count from the site's root.
_FOREIGN = ("assets/", "zh/assets/", "404.html", "zh/404.html")
#: What a reader reads as one text.
_BLOCKS = frozenset(
    (
        *("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "dd", "figcaption"),
        *("text", "title", "br", "div", "fieldset", "label", "legend"),
    )
)
#: What is not our prose, such as a quotation: it parts the words beside it.
_NO_PROSE = frozenset(("blockquote", "select", "code", "pre", "script", "style", "kbd", "input", "button"))
#: Stands where something else was.
_CODE = "\N{OBJECT REPLACEMENT CHARACTER}"
_HAN = r"\u3400-\u9fff"
_WIDE = rf"{_HAN}，。、；：？！（）《》〔〕“”"
#: What does not stand in Chinese, by what it is.
_MARKS = {
    "half-width mark": rf"[{_HAN}][,;:]\s?(?=[{_HAN}])|[{_HAN}]\.(?=[{_HAN}]|$)|[{_HAN}]!",
    "half-width parenthesis": rf"[{_HAN}]\s?\((?:[^()=+×÷-]*[{_HAN}][^()=+×÷-]*|\d+)\)",
    "line break between characters": rf"[{_WIDE}][^\S\n]*\n\s*[{_WIDE}]",
}


@dataclass(frozen=True)
class Page:
    """A page of the built site."""

    path: str
    text: str

    @property
    def language(self) -> Language:
        """That of its folder."""
        return "zh" if self.path.startswith("zh/") else "en"

    @cached_property
    def tree(self) -> html.HtmlElement:
        """Its elements."""
        return html.document_fromstring(self.text.encode(), parser=html.HTMLParser(encoding="utf-8"))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link can point at."""
        return frozenset(map(str, self.tree.xpath("//@id | //a/@name")))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """What it links to or loads, each once."""
        return tuple(dict.fromkeys(map(str, self.tree.xpath("//a/@href | //link/@href | //script/@src | //img/@src"))))

    @cached_property
    def article(self) -> html.HtmlElement:
        """What the page says, without menu and search."""
        found = self.tree.xpath("//article")
        return found[0] if found else self.tree

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """The texts that are no code."""
        return tuple(dict.fromkeys(filter(None, _prose(self.article))))


def _prose(top: html.HtmlElement) -> Iterator[str]:
    said: list[str] = []

    def walk(node: html.HtmlElement) -> Iterator[str]:
        if not isinstance(node.tag, str):
            pass
        elif node.tag in _NO_PROSE:
            said.append(_CODE)
        else:
            block = node.tag in _BLOCKS
            if block:
                yield close()
            said.append(node.text or "")
            for child in node:
                yield from walk(child)
            if block:
                yield close()
        said.append(node.tail or "")

    def close() -> str:
        text = "".join(said).strip()
        said.clear()
        return text

    yield from walk(top)
    yield close()


def pages(site: Path = SITE) -> dict[str, Page]:
    """Every page of the site by its path."""
    names = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*.html"))}
    return {name: Page(name, path.read_text("utf-8")) for name, path in names.items() if not name.startswith(_FOREIGN)}


# What has to hold.


def broken_links(page: Page, every: dict[str, Page], held: Callable[[str], bool]) -> Iterator[str]:
    """Links within the site whose page or anchor is not there; a fragment with values is read by a script."""
    base = "https://site.invalid/"
    for address in page.addresses:
        target = urlsplit(urljoin(base + page.path, address))
        if f"{target.scheme}://{target.netloc}/" != base:
            continue
        name = unquote(target.path).removeprefix("/")
        name = f"{name}index.html" if not name or name.endswith("/") else name
        if not held(name):
            yield f"no such page: {address}"
        elif (
            target.fragment
            and "=" not in target.fragment
            and name in every
            and unquote(target.fragment) not in every[name].anchors
        ):
            yield f"no such anchor: {address}"


def malformed_addresses(page: Page) -> Iterator[str]:
    """Addresses outside the site that no browser could open, or that do not protect what is sent."""
    for address in page.addresses:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", parts.hostname or ""):
                yield f"no name of a machine: {address}"
            if re.search(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})", address):
                yield f"character that stands in no address: {address}"
        elif parts.scheme not in ("", "mailto", "data", "javascript"):
            yield f"unknown kind of address: {address}"


def pictures_without_words(page: Page) -> Iterator[str]:
    """Pictures in the text that say nothing to who does not see them."""
    for picture in page.article.iter("img"):
        if not (picture.get("alt") or "").strip():
            yield f"picture without words: {picture.get('src', '')[:80]}"
    for picture in page.article.iter("svg"):
        named = picture.get("aria-label") or picture.findtext("title") or picture.findtext("{*}title")
        hidden = any(each.get("aria-hidden") == "true" for each in (picture, *picture.iterancestors()))
        if not (hidden or (named or "").strip()):
            yield f"drawing without words: {html.tostring(picture)[:80]!r}"


def misspelt(text: str, known: dict[str, str]) -> Iterator[str]:
    """Words that are known as misspellings."""
    for word in dict.fromkeys(re.findall(r"[A-Za-z][a-z]+", text)):
        if right := known.get(word.lower()):
            yield f"{word}: {right}"


def misspellings() -> dict[str, str]:
    """Common misspellings of English, and what was meant; without words that this project uses."""
    lines = (files("codespell_lib") / "data" / "dictionary.txt").read_text("utf-8").splitlines()
    found = dict(line.split("->", 1) for line in lines)
    for word in wording()["en"]["right"]:
        found.pop(word, None)
    return found


def wording() -> dict[str, dict[str, Any]]:
    """Words that are not used, and what is said instead."""
    return tomllib.loads((HERE / "wording.toml").read_text("utf-8"))


def unused_words(text: str, wrong: dict[str, str]) -> Iterator[str]:
    """Words that this project does not use, with those that it does."""
    for pattern, right in wrong.items():
        if found := re.search(pattern, text):
            yield f"{found[0]}: {right}: {_around(text, found)}"


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese, if with foreign names, and not English or a formula with Chinese terms in it."""
    return len(re.findall(f"[{_HAN}]", text)) > len(re.findall("[A-Za-z]", text))


def chinese_faults(text: str, allowed: str = "") -> Iterator[str]:
    """Characters that are not simplified ones in common use, and marks of another script between Chinese words."""
    for character in dict.fromkeys(re.findall(f"[{_HAN}]", text)):
        if character not in allowed:
            try:
                character.encode("gb2312")
            except UnicodeEncodeError:
                yield f"traditional or rare character {character}: {text[:60]}"
    for what, pattern in _MARKS.items():
        if found := re.search(pattern, text):
            yield f"{what}: {_around(text, found)}"


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 20) : found.end() + 20].replace("\n", " ")


def faults(site: Path = SITE) -> Iterator[tuple[str, str]]:
    """Every fault of the site, with its page."""
    every = pages(site)
    known, words = misspellings(), wording()

    def held(name: str) -> bool:
        return name in every or (site / name).is_file()

    for page in every.values():
        found = [*broken_links(page, every, held), *malformed_addresses(page), *pictures_without_words(page)]
        for text in page.prose:
            # What the code says of itself is in English.
            if page.language == "zh" and is_chinese(text) and not page.path.startswith("zh/reference/"):
                ours = re.sub("|".join(map(re.escape, words["zh"]["found"])), _CODE, text)
                found += [*chinese_faults(ours, words["zh"]["characters"]), *unused_words(ours, words["zh"]["wrong"])]
            else:
                found += [*misspelt(text, known), *unused_words(text, words["en"]["wrong"])]
        yield from ((page.path, fault) for fault in dict.fromkeys(found))


def main() -> None:
    """Print the faults, and stop if there is one."""
    found = list(faults())
    for path, fault in found:
        print(f"{path}: {fault}")
    if found:
        sys.exit(f"{len(found)} faults in the built site")


if __name__ == "__main__":
    main()
