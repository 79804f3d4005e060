"""What the generated pages have in common: tables, sources, parts that fold."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from doctest import DocTestParser
from functools import cache
from pathlib import Path

from antipoverty import rulebooks
from antipoverty._engine.parameters import Citation
from antipoverty._engine.prose.values import grade_mark
from antipoverty.indicators.official import figures
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.text import COMMA, Language, Text

__all__ = [
    "DOCS",
    "HERE",
    "LANGUAGES",
    "NO_SOURCE",
    "ROOT",
    "TODAY",
    "Language",
    "anchor",
    "bracketed",
    "capital",
    "cited",
    "day",
    "fenced",
    "folded",
    "in_place",
    "is_overridden",
    "library_books",
    "noted",
    "searchable",
    "sentences",
    "source",
    "table",
    "title",
    "write",
]

HERE = Path(__file__).resolve().parent
DOCS, ROOT = HERE.parent, HERE.parents[1]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
#: The day on which the rules were last checked: what a page says of "today" is said of it, and the page names it.
TODAY = date(2026, 11, 27)
#: Stands where this library chose a value that no document states.
NO_SOURCE = "no-source"
_NATIONAL = Text("National", "全国")
_OWN_VALUES = Text("{}, with your own values", "{}（自填数值）")
_CHOICES = "../explanation/sources.md#choices"


@cache
def library_books() -> tuple[Rulebook, ...]:
    """Every rulebook that comes with the library, the country's first."""
    return tuple(rulebooks.load(name) for name in rulebooks.available())


def write(path: Path, lines: Iterable[str]) -> None:
    """A page, from its lines."""
    path.write_text(searchable("\n".join(lines).rstrip()) + "\n", "utf-8")


def searchable(text: str) -> str:
    """A page of which the search neither joins words that stand apart, nor reads what pictures and lists repeat."""

    def mended(part: str) -> str:
        apart = re.sub(r"(<br ?/?>|</t[dh]>|</div>)(?=\S)", r"\1 ", part)
        return re.sub(r"<(svg|select)\b", r"<\1 data-search-exclude", apart)

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if part.startswith("```") else mended(part) for part in parts)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in Markdown."""
    head = list(head)
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) + " |"
    yield ""


def title(book: Rulebook, language: Language) -> str:
    """What a rulebook is called beside those of provinces: a country's is the national one."""
    named = book.title if "/" in book.id.jurisdiction else _NATIONAL
    return _OWN_VALUES[language].format(named[language]) if is_overridden(book) else named[language]


def anchor(book: Rulebook) -> str:
    """The anchor of a jurisdiction on its index."""
    return book.id.jurisdiction.replace("/", "-")


def in_place(book: Rulebook, language: Language) -> str:
    """What a rulebook is called, with a link to what its place changes."""
    return f"[{title(book, language)}](../jurisdictions/index.md#{anchor(book)})"


def is_overridden(book: Rulebook) -> bool:
    """Whether it has values that a caller gave."""
    return book.id.version.endswith("+caller")


def day(on: date, language: Language) -> str:
    """A date as the language writes it on a page for readers."""
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else on.isoformat()


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def bracketed(text: str, language: Language) -> str:
    """A remark to be put behind what it is about."""
    return f"（{text}）" if language == "zh" else f" ({text})"


def source(value: ParameterValue, language: Language) -> str:
    """How sure a value is, where it is from, and what a reader should know."""
    place = f"{COMMA[language]}{value.article[language]}" if value.article else ""
    return f"**{grade_mark(value.grade, language)}** · {cited(value.citation, language)}{place}{noted(value, language)}"


def noted(value: ParameterValue, language: Language) -> str:
    """The note of a value, on a line of its own; nothing where there is none."""
    return "" if value.note is None else f"<br>*{value.note[language]}*"


def sentences(language: Language, *said: str) -> str:
    """Sentences one after the other; empty ones are left out."""
    return ("" if language == "zh" else " ").join(filter(None, said))


def cited(citation: Citation, language: Language, words: str | None = None) -> str:
    """A document in a line, or in other words, with a link to where the index of documents has it.

    The index has the documents of the library's rulebooks and figures; those of another rulebook are without a link.
    """
    words = citation.line(language) if words is None else words
    if _indexed().get(citation.key) != citation:
        return words
    return f"[{words}]({_CHOICES if citation.key == NO_SOURCE else f'../documents/index.md#{citation.key}'})"


@cache
def _indexed() -> Mapping[str, Citation]:
    """The documents of every rulebook of the library, and of the official figures, by key."""
    books = (figures(), *library_books())
    return {key: each for book in books for key, each in book.citations.items()}


def folded(head: str, lines: Iterable[str]) -> Iterator[str]:
    """A part of a page that opens when its head is chosen, a heading or a line; a link into the part opens it too."""
    yield f'<details class="part" markdown="1"><summary markdown="block">\n{head}\n</summary>\n'
    yield from lines
    yield "\n</details>\n"


def fenced(docstring: str) -> str:
    """A docstring with each run of examples, and what they print, between fences."""
    lines: list[str] = []
    block: list[str] = []

    def close() -> None:
        if block:
            code = "\n".join(block).rstrip("\n")
            lines.extend(["```pycon", code, "```"])
            block.clear()

    for part in DocTestParser().parse(textwrap.dedent(docstring)):
        if isinstance(part, str) and block and not part.strip():
            block.extend([""] * part.count("\n"))  # what parts two examples in a row
        elif isinstance(part, str):
            blank = block[-1:] == [""]
            close()
            lines.extend([""] * blank)
            lines.extend(part.removesuffix("\n").split("\n") if part else [])
        else:
            source = part.source.rstrip("\n").split("\n")
            block += [f">>> {source[0]}", *(f"... {line}" for line in source[1:])]
            block += part.want.rstrip("\n").split("\n") if part.want else []
    close()
    return "\n".join(lines)
