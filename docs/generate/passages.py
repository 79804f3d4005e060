"""The words of the documents, where a text was read, beside what they say: criteria, values, rules and amounts."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.rules import Criterion, Quantity, Rule
from writing import Language


def quoted(
    about: Criterion | ParameterValue | Rule | Quantity, language: Language, book: Rulebook | None = None
) -> Iterator[str]:
    """The words that state it, as quotations, each with its document and what was read; nothing where none was.

    Args:
        about: what is stated.
        language: the language of the page.
        book: its rulebook: those of the library unless given.
    """
    yield from ()
