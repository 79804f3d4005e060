"""The programme's classifications of help (帮扶的分类): six precisions, five batches, ten projects and the like.

Each is a list of headings with its document and grade, read from the rulebook. A measure names its headings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import frozen

from antipoverty._shared.deciding import rulebook_or_china
from antipoverty._shared.entries import EntryReader, read_entries
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import Grade
from antipoverty.text import Text


@frozen
class Heading:
    """One heading of a classification.

    Attributes:
        classification: the id of the classification.
        id: its own.
        text: what it is called.
    """

    classification: str
    id: str
    text: Text


@frozen
class Classification:
    """A classification of help, as a document has it.

    Attributes:
        id: its short name.
        name: what it is called.
        headings: its headings, in the document's order.
        source: the key of the document among the rulebook's citations.
        grade: how sure the list is.
        note: what a reader should know.
    """

    id: str
    name: Text
    headings: tuple[Heading, ...]
    source: str
    grade: Grade
    note: Text | None = None

    def __getitem__(self, key: str) -> Heading:
        """The heading of an id.

        >>> classifications_of()["five-batches"]["education"].text["zh"]
        '发展教育'
        """
        return next(heading for heading in self.headings if heading.id == key)


def classifications_of(rulebook: Rulebook | None = None) -> Mapping[str, Classification]:
    """The classifications of a rulebook by id, in its order; those of China if it is left out.

    Raises:
        RulebookError: for a table that is not valid, naming its file and key.

    >>> [heading.text["en"] for heading in classifications_of()["five-batches"].headings]
    ['production', 'relocation', 'ecological compensation', 'education', 'social-security floor']
    """
    return _classifications(rulebook_or_china(rulebook))


@lru_cache(maxsize=64)
def _classifications(rulebook: Rulebook) -> Mapping[str, Classification]:
    return read_entries(rulebook, "classifications", _classification)


def _classification(entry: EntryReader) -> Classification:
    entry.keys({"note"}, {"name", "source", "grade", "headings"})
    headings = tuple(_heading(entry.id, each) for each in entry.array("headings"))
    if not headings or len({each.id for each in headings}) < len(headings):
        raise entry.wrong("headings should be tables with ids that differ")
    return Classification(
        entry.id, entry.text("name"), headings, entry.source(), entry.grade(), entry.optional_text("note")
    )


def _heading(classification: str, entry: EntryReader) -> Heading:
    entry.keys(set(), {"id", "name"})
    return Heading(classification, entry.id, entry.text("name"))
