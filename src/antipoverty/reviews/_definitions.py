"""The figures of a review as data: TOML files, a chapter each, in ``figures/``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.reviews._parsing import relation_of, table_of, terms_of, text_of
from antipoverty.reviews._summaries import Relation, Terms
from antipoverty.text import Text

_TERMS = {"sum", "less", "over", "product", "products", "quotient", "figure", "times", "number"}
_COUNTED = {"table", "where", "of", "by", "rule", "at_least"}


@frozen
class FigureDefinition:
    """A figure: counted from the rows of a table, or worked out from other figures.

    Attributes:
        key: its key.
        name: what it counts.
        unit: its unit.
        table: the table; none where it follows from other figures.
        where: which rows count, in the text notation; all if left out.
        of: the column that is summed, or ``distinct`` and the column whose different values are counted.
        by: the column by which it is split as well.
        rule: the rule by which rows are decided, if it is not that of a column that is read.
        at_least: the column of flags that say of a row that there were at least so many: such a sum is no exact value.
        terms: how it follows from other figures.
    """

    key: str
    name: Text
    unit: str
    table: str | None = None
    where: str | None = None
    of: str | None = None
    by: str | None = None
    rule: str | None = None
    at_least: str | None = None
    terms: Terms | None = None


@frozen
class ListDefinition:
    """A list: the rows of a table that the document shows, and the columns shown."""

    key: str
    name: Text
    table: str
    columns: tuple[str, ...]
    where: str | None = None


@frozen
class ChapterDefinition:
    """A chapter: its place among the others, its figures, lists and relations."""

    id: str
    order: int
    name: Text
    figures: tuple[FigureDefinition, ...]
    lists: tuple[ListDefinition, ...]
    relations: tuple[Relation, ...]


@lru_cache(maxsize=1)
def chapters() -> tuple[ChapterDefinition, ...]:
    """The chapters that the library ships, in their order."""
    folder = resources.files("antipoverty.reviews") / "figures"
    documents = {
        path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    return read_chapters(documents)


def read_chapters(documents: Mapping[str, Mapping[str, Any]]) -> tuple[ChapterDefinition, ...]:
    """Chapters from parsed documents by their ids.

    Raises:
        InvalidValue: for a key that is not known, a figure that is defined twice, or a relation without its figures.
    """
    figures: dict[str, FigureDefinition] = {}
    by_chapter: dict[str, tuple[FigureDefinition, ...]] = {}
    for chapter, document in documents.items():
        table_of(chapter, document, {"chapter", "figures", "relations", "lists"}, {"chapter"})
        table_of(f"{chapter}.chapter", document["chapter"], {"order", "name"}, {"order", "name"})
        own = tuple(_figure(f"{chapter}.{key}", key, raw) for key, raw in document.get("figures", {}).items())
        if twice := [each.key for each in own if each.key in figures]:
            raise InvalidValue(f"{chapter}.figures", twice, "keys that no other chapter has")
        figures |= {each.key: each for each in own}
        by_chapter[chapter] = own
    made = [
        ChapterDefinition(
            chapter,
            document["chapter"]["order"],
            text_of(f"{chapter}.chapter.name", document["chapter"]["name"]),
            by_chapter[chapter],
            tuple(_list(f"{chapter}.{key}", key, raw) for key, raw in document.get("lists", {}).items()),
            tuple(relation_of(raw, figures) for raw in document.get("relations", ())),
        )
        for chapter, document in documents.items()
    ]
    for each in figures.values():
        if each.terms is not None and (unknown := sorted(set(each.terms.keys) - set(figures))):
            raise InvalidValue(f"figures.{each.key}", unknown, "keys of figures")
    return tuple(sorted(made, key=lambda chapter: (chapter.order, chapter.id)))


def _figure(where: str, key: str, raw: object) -> FigureDefinition:
    if "." in key:
        raise InvalidValue("figures", key, "a key without a point, which stands before the parts of a figure")
    table = table_of(where, raw, {"name", "unit", *_COUNTED, *_TERMS}, {"name", "unit"})
    name, unit = text_of(f"{where}.name", table["name"]), str(table["unit"])
    terms = {part: value for part, value in table.items() if part in _TERMS}
    if bool(terms) is ("table" in table):
        raise InvalidValue(where, sorted(table), "either a table whose rows count, or other figures")
    if terms:
        return FigureDefinition(key, name, unit, terms=terms_of(where, terms, None))
    return FigureDefinition(key, name, unit, **{part: table[part] for part in _COUNTED if part in table})


def _list(where: str, key: str, raw: object) -> ListDefinition:
    table = table_of(where, raw, {"name", "table", "where", "columns"}, {"name", "table", "columns"})
    name = text_of(f"{where}.name", table["name"])
    return ListDefinition(key, name, table["table"], tuple(table["columns"]), table.get("where"))


def all_figures() -> Iterator[FigureDefinition]:
    """Every figure that the library ships."""
    for chapter in chapters():
        yield from chapter.figures
