"""The words of documents that a rulebook quotes, with what was read."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty.rules import Citation, Grade
from antipoverty.text import Labelled, Language, Text


class PassageKind(Labelled):
    """How near the words of a passage are to those of the document."""

    TEXT = "text", "the document's words, from a page that prints its text", "文件原文（据刊载全文的页面）"
    QUOTED = "quoted", "the document's words, as another page or document quotes them", "文件原句（据他处引用）"
    RETOLD = "retold", "a page's own words about the document", "有关页面的转述（非文件原文）"


@frozen(field_transformer=typed_fields)
class Passage(Serializable):
    """Words that state a criterion or a value, and where they were read.

    Attributes:
        key: its key among the passages of a rulebook.
        citation: the document.
        article: the place in the document, where it is known.
        words: the words in their own language, and our rendering of them in others.
        language: the language in which they were read.
        kind: how near they are to the words of the document.
        grade: how certain it is that the document states this.
        read: what was in fact read.
        checked: when it was read.
        of: the parameters, criteria, rules and amounts that they state, by name.
        url: the address of what was read, where it can be given.

    >>> from antipoverty import rulebooks
    >>> (passage,) = rulebooks.load("cn").passages_on("exit.village_incidence_west")
    >>> passage.kind, passage.citation.number
    (<PassageKind.QUOTED: 'quoted'>, '厅字〔2016〕16号')
    >>> "西部地区降至3%以下" in passage.original
    True
    """

    key: str
    citation: Citation
    article: Text | None
    words: Text
    language: Language
    kind: PassageKind
    grade: Grade
    read: Text
    checked: date
    of: tuple[str, ...]
    url: str | None = None

    @property
    def original(self) -> str:
        """The words in the language in which they were read."""
        return self.words[self.language]

    def rendering(self, language: Language) -> str | None:
        """Our rendering of the words in a language; none in their own, or where there is none."""
        return self.words[language] if language != self.language and language in self.words else None
