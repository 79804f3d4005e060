"""The words of the documents, where a text was read, beside what they say: criteria, values, rules and amounts."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty.rulebooks import ParameterValue, Passage, Rulebook, load
from antipoverty.rules import Criterion, Quantity, Rule
from antipoverty.text import Text
from pages import books_beside
from writing import Language, cited

_OURS = Text("{} *(our rendering)*", "{}*（本库译文）*")
_READ = Text("Read: {}", "所查阅者：{}")


def quoted(
    about: Criterion | ParameterValue | Rule | Quantity, language: Language, book: Rulebook | None = None
) -> Iterator[str]:
    """The words that state it, as quotations, each with its document and what was read; nothing where none was.

    Args:
        about: what is stated.
        language: the language of the page.
        book: its rulebook: those of the library unless given.
    """
    for passage in passages_on(about, book):
        yield from quotation(passage, language)


def passages_on(about: Criterion | ParameterValue | Rule | Quantity, book: Rulebook | None = None) -> list[Passage]:
    """The passages that state it, each once; of a value, those of the document that it cites."""
    name = about.name if isinstance(about, ParameterValue) else about.id
    found = {
        passage.key: passage
        for each in books_beside(book or load("cn"))
        for passage in each.passages_on(name)
        if not isinstance(about, ParameterValue) or passage.citation == about.citation
    }
    return list(found.values())


def quotation(passage: Passage, language: Language, *, document: bool = True) -> Iterator[str]:
    """A passage as a quotation: our rendering, the document unless the page is on it, the grade, and what was read."""
    ours = passage.rendering(language)
    read = passage.read[language] if passage.url is None else f"[{passage.read[language]}]({passage.url})"
    said = [cited(passage.citation, language)] if document else []
    said += [passage.article[language]] if passage.article else []
    said += [f"**{passage.grade.value}**", passage.kind.text[language], _READ[language].format(read)]
    words = [passage.original] if ours is None else [_OURS[language].format(ours), "", passage.original]
    lines = [*words, "", f"— {' · '.join(said)}"]
    yield from (f"> {line}".rstrip() for line in lines)
    yield ""
