"""A summary from a TOML document: figures as printed, as read and as repaired, and the relations between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from antipoverty._shared.arguments import typed
from antipoverty._shared.exact import multiply
from antipoverty.errors import InvalidValue
from antipoverty.money import exact_number
from antipoverty.reviews._summaries import FigureReading, PrintedFigure, Relation, Summary, Terms
from antipoverty.rules import Grade
from antipoverty.text import Text

#: ``65438+0`` and its kin: what a machine translation made of the digit 1.
_LOST_ONE = re.compile(r"6[.,]?5[.,]?4[.,]?3[.,]?8\s*\+\s*0?")
_GAP = re.compile(r"(?<=\d) (?=\d)")
#: Plain digits, or groups of three with commas; two numbers side by side are neither.
_ONE_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+|[0-9]{4,6}(,[0-9]{3})+)(\.[0-9]+)?")


def read_printed(token: str) -> tuple[Decimal | None, FigureReading]:
    """Read one printed number, repairing only what machine translation is known to do to numbers.

    A gap inside a number is closed, and ``65438+0`` with its points and commas stands for a lost 1. Nothing else is
    guessed: a token that is still no number gives none.

    >>> read_printed("3,079")
    (Decimal('3079'), <FigureReading.AS_PRINTED: 'as printed'>)
    >>> read_printed("1 19")
    (Decimal('119'), <FigureReading.REPAIRED: 'repaired'>)
    >>> read_printed("65,438+402,000")
    (Decimal('1402000'), <FigureReading.REPAIRED: 'repaired'>)
    >>> read_printed("5,834 22,235")
    (None, <FigureReading.NOT_RECOVERABLE: 'not recoverable'>)
    >>> read_printed("55,040 for two")
    (None, <FigureReading.NOT_RECOVERABLE: 'not recoverable'>)
    """
    typed(token, str, "token")
    mended = _GAP.sub("", _LOST_ONE.sub("1", token.strip()))
    if not _ONE_NUMBER.fullmatch(mended):
        return None, FigureReading.NOT_RECOVERABLE
    reading = FigureReading.AS_PRINTED if mended == token.strip() else FigureReading.REPAIRED
    return Decimal(mended.replace(",", "")), reading


def read_summary(document: Mapping[str, Any]) -> Summary:
    """Make a summary from a parsed TOML document.

    Raises:
        InvalidValue: for a key that is not known, a figure with neither value nor mark, a repair without its grade, or
            a relation that names a figure that is not there.
    """
    table_of("document", document, {"town", "figures", "relations"}, {"town", "figures"})
    head = table_of("town", document["town"], {"id", "name"}, {"id", "name"})
    figures = {key: _figure(key, table) for key, table in document["figures"].items()}
    relations = tuple(relation_of(table, figures) for table in document.get("relations", ()))
    return Summary(str(head["id"]), text_of("town.name", head["name"]), figures, relations)


def _figure(key: str, raw: object) -> PrintedFigure:
    where = f"figures.{key}"
    allowed = {"en", "zh", "unit", "printed", "value", "reading", "grade", "note"}
    table = table_of(where, raw, allowed, {"en", "zh", "unit", "printed"})
    try:
        reading = FigureReading(table.get("reading", "as printed"))
        grade = Grade(table["grade"]) if "grade" in table else None
    except ValueError as error:
        raise InvalidValue(where, str(error), "a known reading and grade") from None
    value = _decimal(f"{where}.value", table["value"]) if "value" in table else None
    if (value is None) is not (reading is FigureReading.NOT_RECOVERABLE):
        raise InvalidValue(f"{where}.value", table.get("value"), "a value, or the mark 'not recoverable' and none")
    if reading in (FigureReading.REPAIRED, FigureReading.INFERRED) and grade is None:
        raise InvalidValue(f"{where}.grade", None, "the grade of a reading that is not as printed")
    note = text_of(f"{where}.note", table["note"]) if "note" in table else None
    return PrintedFigure(
        key=key,
        label=Text(table["en"], table["zh"]),
        unit=table["unit"],
        printed=table["printed"],
        value=value,
        reading=reading,
        grade=grade,
        note=note,
    )


def relation_of(raw: object, figures: Collection[str]) -> Relation:
    """A relation from a parsed table; the figures are those that it may name."""
    allowed = {"id", "en", "zh", "left", "right", "relation", "tolerance", "note", "chosen", "finding"}
    table = table_of("relations", raw, allowed, {"id", "en", "zh", "left"})
    where = f"relations.{table['id']}"
    kind = table.get("relation", "equal")
    if kind not in ("equal", "at most", "at least", "computed"):
        raise InvalidValue(f"{where}.relation", kind, "one of equal, at most, at least, computed")
    if (kind == "computed") is ("right" in table):
        expected = "a side to compare with, or relation 'computed' and none"
        raise InvalidValue(f"{where}.right", table.get("right"), expected)
    if (finding := table.get("finding", "error")) not in ("error", "note"):
        raise InvalidValue(f"{where}.finding", finding, "error or note")
    if (chosen := table.get("chosen", False)) not in (True, False):
        raise InvalidValue(f"{where}.chosen", chosen, "true or false")
    left = terms_of(f"{where}.left", table["left"], figures)
    right = terms_of(f"{where}.right", table["right"], figures) if "right" in table else None
    return Relation(
        id=str(table["id"]),
        name=Text(table["en"], table["zh"]),
        left=left,
        right=right,
        relation=kind,
        tolerance=_decimal(f"{where}.tolerance", table.get("tolerance", "0")),
        note=text_of(f"{where}.note", table["note"]) if "note" in table else None,
        chosen=bool(chosen),
        finding=finding,
    )


def terms_of(where: str, raw: object, figures: Collection[str] | None) -> Terms:
    """A bare number, or a figure, sum with less and over, product, products or quotient, each perhaps with times."""
    table = table_of(
        where, raw, {"sum", "less", "over", "product", "products", "quotient", "figure", "number", "times"}, set()
    )
    times = _decimal(f"{where}.times", table.get("times", "1"))
    plus: Sequence[Sequence[str]]
    over: tuple[str, ...] = ()
    match {name: part for name, part in table.items() if name != "times"}:
        case {"number": number, **rest} if not rest:
            return Terms(times=multiply(_decimal(f"{where}.number", number), times))
        case {"figure": str() as key, **rest} if not rest:
            plus = [[key]]
        case {"sum": [*keys], **rest} if set(rest) <= {"less", "over"}:
            plus = [[key] for key in keys]
            over = (divisor,) if isinstance(divisor := rest.get("over", ()), str) else tuple(divisor)
        case {"product": [*keys], **rest} if not rest:
            plus = [keys]
        case {"products": [*products], **rest} if not rest:
            plus = products
        case {"quotient": [str() as above, str() as below], **rest} if not rest:
            plus, over = [[above]], (below,)
        case other:
            raise InvalidValue(
                where, sorted(other), "one of number, figure, sum with less and over, product, products, quotient"
            )
    terms = Terms(tuple(tuple(product) for product in plus), tuple(table.get("less", ())), over, times)
    if figures is not None and (unknown := sorted(set(terms.keys) - set(figures))):
        raise InvalidValue(where, unknown, "keys of figures")
    return terms


def table_of(where: str, table: object, allowed: set[str], needed: set[str]) -> Mapping[str, Any]:
    """A table with its keys checked."""
    if not isinstance(table, Mapping):
        raise InvalidValue(where, type(table).__name__, "a table")
    if unknown := sorted(set(table) - allowed):
        raise InvalidValue(where, unknown, f"keys among {', '.join(sorted(allowed))}")
    if absent := sorted(needed - set(table)):
        raise InvalidValue(where, sorted(table), f"also {', '.join(absent)}")
    return table


def text_of(where: str, table: object) -> Text:
    """Words in both languages."""
    words = table_of(where, table, {"en", "zh"}, {"en", "zh"})
    return Text(words["en"], words["zh"])


def _decimal(where: str, raw: object) -> Decimal:
    expected = "an exact number as a string"
    if not isinstance(raw, str) or "/" in raw:
        raise InvalidValue(where, raw, expected)
    exact_number(raw, where, expected)
    return Decimal(raw)
