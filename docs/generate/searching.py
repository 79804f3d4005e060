"""What the search knows beyond the words of the pages: other names of a thing, numbers as typed, which pages are first.

Each language has an index of its own, which the site's builder writes. Here every entry gets a further field, with
what else a reader may type to find it, and a weight: the rules first, the reference last.
"""

from __future__ import annotations

import posixpath
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from antipoverty.text import Language
from glossary import terms
from writing import LANGUAGES, ROOT

#: How an address begins, and how much more than others its page counts; the longest beginning holds.
WEIGHTS = {
    "": 1.0,
    "rules/": 2.0,
    "rules/poverty-line/": 4.0,
    "changes/": 3.0,
    "rules/try/": 0.5,
    "rules/summaries/": 0.5,
    "rules/register-columns/": 0.5,
    "notebooks/": 0.3,
    "reference/": 0.02,
}
#: How much more a word counts in these fields than in a text.
FIELDS = {"title": {"boost": 15.0}, "also": {"boost": 10.0}}
#: Between the words of a text: signs of both languages, but not the comma or the point within a number. A star within
#: a word of the index makes the theme's search fail.
SEPARATOR = r"""[\s\u200b\u3000\-、。，．？！；：“”‘’（）《》〈〉…·—–/|()\[\]{}"'`=<>:;!?*]+|[,.](?!\d)"""
#: Words that are not to be cut in two.
WORDS = ROOT / "build" / "words.txt"

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_PLAIN = re.compile(r"(?<![\d.,])\d{4,9}(?!\d)")
_DAY = re.compile(r"(?<=#)\d{4}-\d\d-\d\d$")
_NUMBERED = re.compile(r"([\u4e00-\u9fff]+)〔(\d{4})〕(\d+)号")
#: The theme's cut of a Chinese query leaves out its last sign; this is where.
_CUT_SHORT = re.compile(r"(\w+)<(\w+)\.length;\1\+\+\)\2\.slice\(")


def write_words() -> None:
    """The glossary's Chinese words, for the one that cuts text into words."""
    words = {word for term in terms() for name in _names(term, "zh") for word in _HAN.findall(name) if len(word) > 1}
    WORDS.parent.mkdir(exist_ok=True)
    WORDS.write_text("".join(f"{word}\n" for word in sorted(words)), "utf-8")


def improve(index: dict[str, Any]) -> None:
    """Give each entry of an index its further words and its weight."""
    index["config"]["separator"] = SEPARATOR
    index["config"]["fields"].update(FIELDS)
    others = _other_names()
    years = {day[0][:4]: None for entry in index["docs"] if (day := _DAY.search(entry["location"]))}
    for entry in index["docs"]:
        place = entry["location"]
        entry["boost"] = WEIGHTS[max((start for start in WEIGHTS if place.startswith(start)), key=len)]
        words = [*(others.get(place, []) * 2), *dict.fromkeys(_numbers(entry["text"]))]
        if place == "changes/":  # its field finds a day that has no heading
            words += [*years, *(f"{number:02}" for number in range(1, 32))] * 3
        elif dated := _DAY.search(place):
            words += dated[0].split("-")
        if place.startswith("documents/"):
            for kind, year, number in _NUMBERED.findall((entry["title"] + entry["text"]).replace("\u200b", "")):
                words += [kind, f"{kind}〔{year}〕{number}号"]
        if "#" not in place:
            words += _endings(entry["title"].replace("\u200b", ""))
        if words:
            entry["also"] = " ".join(words)


def mend(worker: Path) -> None:
    """Let the theme's script see the last sign of a Chinese query."""
    script, times = _CUT_SHORT.subn(r"\1<=\2.length;\1++)\2.slice(", worker.read_text("utf-8"))
    if times != 1:  # another version of the theme, which may no longer have the fault: the site stands without it
        print(f"{worker.name}: where a query is cut into words was not found", file=sys.stderr)
    worker.write_text(script, "utf-8")


def _other_names() -> dict[str, list[str]]:
    """What the things of the glossary are called, in both languages, by the address of the page that is about them."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms():
        if see := term.get("see"):
            page, _, anchor = posixpath.normpath(posixpath.join("rules", see)).partition("#")
            address = page.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
            for place in {address, f"{address}#{anchor}" if anchor else address}:
                names[place] += [name for language in LANGUAGES for name in _names(term, language)]
    return names


def _names(term: dict[str, Any], language: Language) -> list[str]:
    return [term[language], *term.get("also", {}).get(language, ())]


def _numbers(text: str) -> Iterator[str]:
    """The numbers from 1,000 on, with and without commas, except what may be a year."""
    for number in _GROUPED.findall(text):
        yield from (number, number.replace(",", ""))
    for number in _PLAIN.findall(text):
        if not 1900 <= int(number) < 2100:
            yield from (number, f"{int(number):,}")


def _endings(title: str) -> Iterator[str]:
    """The endings of a Chinese title: a word that is typed may begin within one of the title."""
    for run in _HAN.findall(title):
        yield from (run[start:] for start in range(len(run) - 1))
