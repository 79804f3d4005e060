"""From a thing to its page, and from a page to its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from antipoverty._shared.extras import needing
from antipoverty.assistance import measures_of
from antipoverty.cards import HouseholdCard, VillageBook
from antipoverty.documents._checks import check_page
from antipoverty.documents._numbers import printed
from antipoverty.documents._pages import Page
from antipoverty.documents._reviews import review_page
from antipoverty.documents._tables import table_of
from antipoverty.documents._templates import escaped, written
from antipoverty.errors import InvalidValue
from antipoverty.funds import Statement
from antipoverty.registers import CheckReport
from antipoverty.reviews import Summary
from antipoverty.text import Language


def written_page(thing: object, language: Language, form: str, folder: Path | None) -> bytes:
    """A thing as a document in a form."""
    maker = next((make for kind, make in _MAKERS.items() if isinstance(thing, kind)), None)
    if maker is None:
        names = ", ".join(kind.__name__ for kind in _MAKERS)
        raise InvalidValue("thing", type(thing).__name__, f"an object of type {names}")
    if form == "json" and isinstance(thing, CheckReport):
        raise InvalidValue("form", form, "'html', 'docx' or 'md'; a CheckReport holds frames, which have no JSON")
    if form == "json":
        from antipoverty.serialization import dumps

        return (dumps(thing, indent=2) + "\n").encode()
    page = maker(thing, language, form, folder)
    if form == "md":
        return page.markdown.encode()
    if form == "html":
        with needing("documents", "markdown-it-py"):
            from antipoverty.documents._html import html
        return html(page, language).encode()
    with needing("documents", "python-docx"):
        from antipoverty.documents._word import word
    return word(page, language)


def _words(language: Language) -> Mapping[str, Any]:
    """What every template can ask."""
    return {
        "quantity": lambda value, unit: None if value is None else printed(value, unit, language),
        "escaped": lambda value: escaped(value, language),
    }


def _card(card: HouseholdCard, language: Language, form: str, folder: Path | None) -> Page:
    return Page(
        "card", written("card", language, folder, {**_words(language), "card": card, "measures": measures_of()})
    )


def _book(book: VillageBook, language: Language, form: str, folder: Path | None) -> Page:
    """The names of measures are those of the plans."""
    planned = (each.recommendation for card in book.cards for each in card.plan.measures)
    names = {recommendation.measure: recommendation.name for recommendation in planned}
    cards = sorted(book.cards, key=lambda card: card.household)
    context = {**_words(language), "book": book, "cards": cards, "names": names}
    return Page("book", written("book", language, folder, context))


def _statement(statement: Statement, language: Language, form: str, folder: Path | None) -> Page:
    with needing("documents", "jinja2"):
        from markupsafe import Markup
    table = Markup(table_of(statement, language, caption=False))
    return Page("statement", written("statement", language, folder, {"statement": statement, "table": table}))


_MAKERS: Mapping[type, Callable[[Any, Language, str, Path | None], Page]] = {
    HouseholdCard: _card,
    VillageBook: _book,
    Statement: _statement,
    Summary: review_page,
    CheckReport: check_page,
}
