"""Checks of a township's annual summary: its figures as printed and as read, and the relations between them.

A figure that was repaired or inferred says so wherever it is used; one that cannot be recovered has no value, and a
relation that needs it cannot be checked, which is reported and not passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.arguments import typed
from antipoverty._shared.exact import multiply
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.funds import Statement
from antipoverty.money import exact_number
from antipoverty.reviews._materials import Materials
from antipoverty.rules import Grade
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl


class FigureReading(Serializable, Enum):
    """How a printed figure was read."""

    AS_PRINTED = "as printed"
    REPAIRED = "repaired"
    INFERRED = "inferred"
    NOT_RECOVERABLE = "not recoverable"


@frozen(field_transformer=typed_fields)
class PrintedFigure(Serializable):
    """One figure of a summary.

    Attributes:
        key: its short name.
        label: what it counts.
        unit: its unit.
        printed: the words that carry it, as printed.
        value: its value as read, exact; none if it cannot be recovered.
        reading: how it was read.
        grade: how sure a reading is that is not as printed.
        note: why.
    """

    key: str
    label: Text
    unit: str
    printed: str
    value: Decimal | None
    reading: FigureReading
    grade: Grade | None = None
    note: Text | None = None


@frozen(field_transformer=typed_fields)
class Terms(Serializable):
    """One side of a relation: a sum of products of figures over a divisor, times a number; or a bare number.

    Attributes:
        plus: products of figures that are added.
        minus: figures that are taken off.
        over: figures whose sum divides.
        times: a number that multiplies, or stands by itself where there are no figures.
    """

    plus: tuple[tuple[str, ...], ...] = ()
    minus: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    times: Decimal = Decimal(1)

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures that it uses."""
        return (*(key for product in self.plus for key in product), *self.minus, *self.over)


@frozen(field_transformer=typed_fields)
class Relation(Serializable):
    """A relation that the figures should satisfy.

    Attributes:
        id: its short name.
        name: what is compared.
        left: one side.
        right: the other side; none for an amount that is worked out with nothing printed to hold it against.
        relation: ``equal``, ``at most`` or ``at least``, for the left side against the right, or ``computed``.
        tolerance: how far apart they may lie.
        note: what a reader should know.
        chosen: whether the bound is the choice of who checks, which only shows an order of magnitude.
        finding: what it is where the relation does not hold: an ``error``, or a ``note`` of what may well be right.
    """

    id: str
    name: Text
    left: Terms
    right: Terms | None
    relation: str = field(default="equal")
    tolerance: Decimal = Decimal(0)
    note: Text | None = None
    chosen: bool = False
    finding: str = "error"


@frozen(field_transformer=typed_fields)
class Counting(Serializable):
    """How a figure follows from the rows of a table.

    Attributes:
        table: the table.
        where: the rows, as a condition in the text notation of `antipoverty.rules.read_condition`; none for all.
        of: the column that is summed, or of which the different values are counted; none where rows are counted.
        distinct: whether different values are counted.
        value: for a part of a figure that is split by a column, that column and its value; none of a known value.
    """

    table: str
    where: str | None = None
    of: str | None = None
    distinct: bool = False
    value: tuple[str, str | None] | None = None


@frozen(field_transformer=typed_fields)
class DraftedFigure(Serializable):
    """One figure of a summary that was drafted from tables (`antipoverty.reviews.draft`).

    Attributes:
        key: its short name.
        label: what it counts.
        unit: its unit.
        value: its value, exact; none while a row is undecided or something is lacking.
        formula: how it is worked out, in words.
        counting: how it follows from rows; none where it follows from other figures.
        terms: how it follows from other figures.
        rows: the rows that it counts.
        undecided: the rows of which it is not known whether they count, or how much.
        known: what the rows that are known come to, where the value is not known.
        rule: the rule by which the rows were decided, if there is one.
        lacks: what is lacking for its value.
    """

    key: str
    label: Text
    unit: str
    value: Fraction | None
    formula: Text
    counting: Counting | None = None
    terms: Terms | None = None
    rows: int | None = None
    undecided: int = 0
    known: Fraction | None = None
    rule: str | None = None
    lacks: tuple[Text, ...] = ()


@frozen(field_transformer=typed_fields)
class Chapter(Serializable):
    """A chapter of a summary: the keys of its figures and of its lists, in their order."""

    id: str
    name: Text
    figures: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@frozen(field_transformer=typed_fields)
class Summary(Serializable, Shown):
    """A summary: its figures by key, and the relations between them.

    Attributes:
        id: its key.
        name: what it is a summary of.
        figures: printed figures, or drafted ones.
        relations: what should hold between them.
        on: the day of a draft; none for a summary that was printed.
        chapters: the chapters of a draft.
        lists: the lists of a draft: rows of its tables.
        remarks: what is to be said of the tables that a draft was made from.
        materials: the files that the tables of a draft were read from, if they were read from a folder.
    """

    id: str
    name: Text
    figures: Mapping[str, PrintedFigure | DraftedFigure]
    relations: tuple[Relation, ...]
    on: date | None = None
    chapters: tuple[Chapter, ...] = ()
    lists: Mapping[str, Statement] = field(factory=dict)
    remarks: tuple[Text, ...] = ()
    materials: Materials | None = None

    def _table(self) -> TableColumns:
        return record_columns(self.figures.values(), _FIGURES)

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """A row for each figure: ``key``, ``label``, ``value`` (null where it is not known) and ``unit``.

        Raises:
            MissingExtra: without Polars.
        """
        return table_frame(self._table(), language)


_FIGURES = {
    "key": Text("figure", "指标"),
    "label": Text("what it counts", "含义"),
    "value": Text("value", "数值"),
    "unit": Text("unit", "单位"),
}


@frozen(field_transformer=typed_fields)
class RelationCheck(Serializable):
    """Whether one relation holds.

    Attributes:
        relation: the relation.
        left: the left side's exact value; none if a figure is missing.
        right: the right side's.
        holds: whether it holds within its tolerance; none if it cannot be checked, or there is nothing to check it by.
        not_as_printed: the figures used that were repaired or inferred.
        missing: the figures that cannot be recovered, or divide and are 0.
    """

    relation: Relation
    left: Fraction | None
    right: Fraction | None
    holds: bool | None
    not_as_printed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def difference(self) -> Fraction | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


@frozen(field_transformer=typed_fields)
class Reconciliation(Serializable, Shown):
    """The relations of a summary, each with whether it holds."""

    summary: Summary
    checks: tuple[RelationCheck, ...]

    def check(self) -> None:
        """RelationCheck the summary again.

        Raises:
            InvalidValue: if the checks are not those that the summary gives.
        """
        if self.checks != reconcile(self.summary).checks:
            raise InvalidValue("checks", f"{len(self.checks)} checks", "those that the summary gives")

    @property
    def broken(self) -> tuple[RelationCheck, ...]:
        """The relations that do not hold, and are errors."""
        return tuple(check for check in self.checks if check.holds is False and check.relation.finding == "error")

    @property
    def noted(self) -> tuple[RelationCheck, ...]:
        """The relations that do not hold, and need not: a reader is told."""
        return tuple(check for check in self.checks if check.holds is False and check.relation.finding == "note")

    def _table(self) -> TableColumns:
        return record_columns(self.checks, _RELATIONS)

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """A row for each relation: ``id``, ``name``, ``left``, ``right``, ``difference`` and ``holds``.

        Exact values are floats here; ``holds`` is null where it cannot be checked.

        Raises:
            MissingExtra: without Polars.
        """
        return table_frame(self._table(), language)


_RELATIONS = {
    "relation.id": Text("relation", "关系"),
    "relation.name": Text("what is compared", "核对内容"),
    "left": Text("left side", "左边"),
    "right": Text("right side", "右边"),
    "difference": Text("difference", "相差"),
    "holds": Text("holds", "相符"),
}

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


def reconcile(summary: Summary) -> Reconciliation:
    """RelationCheck every relation of a summary, exactly; report, and repair nothing.

    >>> summary = read_summary({
    ...     "town": {"id": "t", "name": {"en": "Town", "zh": "镇"}},
    ...     "figures": {
    ...         "all": {"en": "all", "zh": "全部", "unit": "persons", "printed": "3274", "value": "3274"},
    ...         "out": {"en": "out", "zh": "减少", "unit": "persons", "printed": "107", "value": "107"},
    ...         "rest": {"en": "rest", "zh": "余下", "unit": "persons", "printed": "3152", "value": "3152"},
    ...     },
    ...     "relations": [{
    ...         "id": "rest", "en": "All less those out", "zh": "全部减减少",
    ...         "left": {"sum": ["all"], "less": ["out"]}, "right": {"figure": "rest"},
    ...     }],
    ... })
    >>> print(reconcile(summary).explain())
    Town
      ✗ All less those out: 3,167, against 3,152; differs by 15
    """
    typed(summary, Summary, "summary")
    return Reconciliation(summary, tuple(_check(relation, summary.figures) for relation in summary.relations))


def _check(relation: Relation, figures: Mapping[str, PrintedFigure | DraftedFigure]) -> RelationCheck:
    sides = (relation.left,) if relation.right is None else (relation.left, relation.right)
    keys = tuple(dict.fromkeys(key for side in sides for key in side.keys))
    nothing = {
        key for side in sides if not sum(Fraction(figures[key].value or 0) for key in side.over) for key in side.over
    }
    missing = tuple(key for key in keys if figures[key].value is None or key in nothing)
    changed = tuple(key for key in keys if _is_changed(figures[key]))
    if missing:
        return RelationCheck(relation, None, None, None, changed, missing)
    left = value_of(relation.left, figures)
    if relation.right is None:
        return RelationCheck(relation, left, None, None, changed, ())
    right = value_of(relation.right, figures)
    slack = Fraction(relation.tolerance)
    holds = {"equal": abs(left - right) <= slack, "at most": left <= right + slack, "at least": left + slack >= right}
    return RelationCheck(relation, left, right, holds[relation.relation], changed, ())


def _is_changed(figure: PrintedFigure | DraftedFigure) -> bool:
    changed = (FigureReading.REPAIRED, FigureReading.INFERRED)
    return isinstance(figure, PrintedFigure) and figure.reading in changed


def value_of(terms: Terms, figures: Mapping[str, Any]) -> Fraction:
    """The exact value of terms over figures of which every value is known, and no divisor is 0."""

    def of(key: str) -> Fraction:
        return Fraction(figures[key].value or 0)

    total = Fraction(terms.times)
    if terms.plus:
        added = Fraction(0)
        for product in terms.plus:
            part = Fraction(1)
            for key in product:
                part *= of(key)
            added += part
        total *= added - sum((of(key) for key in terms.minus), Fraction(0))
    return total / sum(map(of, terms.over)) if terms.over else total


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
        key, Text(table["en"], table["zh"]), table["unit"], table["printed"], value, reading, grade, note
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
        str(table["id"]),
        Text(table["en"], table["zh"]),
        left,
        right,
        kind,
        _decimal(f"{where}.tolerance", table.get("tolerance", "0")),
        text_of(f"{where}.note", table["note"]) if "note" in table else None,
        bool(chosen),
        finding,
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
