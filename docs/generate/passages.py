"""The words of the documents, where a text was read, beside what they say: criteria, values, rules and amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antipoverty._engine.conditions import ByYear, criteria_of, parameters_of, walk
from antipoverty.rulebooks import ParameterValue, Passage, PassageKind, Rulebook, load
from antipoverty.rules import Criterion, Quantity, Rule
from antipoverty.text import LISTED, Text
from values import GRADES
from writing import Language, cited, folded

_OURS = Text("{} *(our rendering)*", "{}*（本库译文）*")
_RETOLD = Text("{} *(retold, in our rendering)*", "{}*（转述，本库译文）*")
_READ = Text("Read: {}", "所查阅者：{}")
_OF_CONTENT = Text("{} for what is said, not for the wording", "{}（指内容，不指文字）")
_SAME = Text("The same words as under {}.", "文件原文同{}。")
_WORDS = Text("Words of the documents", "文件原文")


def quoted(
    about: Criterion | Rule | Quantity,
    language: Language,
    book: Rulebook | None = None,
    shown: dict[str, str] | None = None,
) -> Iterator[str]:
    """The words that state it, as quotations, each with its document and what was read; nothing where none was.

    Args:
        about: what is stated: a criterion with the values that it reads, a rule, an amount.
        language: the language of the page.
        book: its rulebook: the national one unless given.
        shown: where words stand on the page already, by key: a link is enough there. What is quoted is added.
    """
    book, shown = book or load("cn"), {} if shown is None else shown
    own = book.passages_on(about.id)
    read = {} if not isinstance(about, Criterion) else _of_values(about, book)
    again = dict.fromkeys(shown[passage.key] for passage in own if passage.key in shown)
    fresh = {passage.key: passage for passage in (*own, *read.values()) if passage.key not in shown}
    for passage in fresh.values():
        yield from quotation(passage, language)
    if again:
        yield _SAME[language].format(LISTED[language].join(again)) + "\n"
    shown.update(dict.fromkeys(fresh, f"[{about.name[language]}](#{about.id})"))


def _of_values(criterion: Criterion, book: Rulebook) -> dict[str, Passage]:
    """The words that state the values which a criterion reads, by key; of one made of others, theirs stand there."""
    if criteria_of(criterion) != (criterion,):
        return {}
    names = dict.fromkeys(parameters_of(criterion))
    for line in (node for node in walk(criterion) if isinstance(node, ByYear)):
        names |= {f"{line.series}.{each}": None for each in book.parameters[line.choice.name].choices}
    return {passage.key: passage for name in names for passage in book.passages_on(name)}


def quoted_values(values: Iterable[tuple[Rulebook, ParameterValue]], language: Language) -> Iterator[str]:
    """The words that state the values of a parameter, folded; nothing where none was read.

    Args:
        values: the values, each with its rulebook; a passage counts for those that cite its document.
        language: the language of the page.
    """
    found = {
        passage.key: passage
        for book, value in values
        for passage in book.passages_on(value.name)
        if passage.citation == value.citation
    }
    lines = [line for passage in found.values() for line in quotation(passage, language)]
    if lines:
        yield from folded(_WORDS[language], lines)


def quotation(passage: Passage, language: Language, *, document: bool = True) -> Iterator[str]:
    """A passage as a quotation: our rendering, the document unless the page is on it, the grade, and what was read."""
    ours = passage.rendering(language)
    read = passage.read[language] if passage.url is None else f"[{passage.read[language]}]({passage.url})"
    said = [cited(passage.citation, language)] if document else []
    said += [passage.article[language]] if passage.article else []
    marked, graded = _OURS, GRADES[passage.grade][language]
    if passage.kind is PassageKind.RETOLD:
        marked, graded = _RETOLD, _OF_CONTENT[language].format(graded)
    said += [passage.kind.text[language], graded, _READ[language].format(read)]
    words = [passage.original] if ours is None else [marked[language].format(ours), "", passage.original]
    lines = [*words, "", f"— {' · '.join(said)}"]
    yield from (f"> {line}".rstrip() for line in lines)
    yield "\n<!-- two quotations in a row stay two -->\n"
