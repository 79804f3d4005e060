"""A township's annual summary: its figures, as printed and as read or as drafted, and the relations between them.

A figure that was repaired or inferred says so wherever it is used; one that cannot be recovered has no value, and a
relation that needs it cannot be checked, which is reported and not passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import typed_fields
from antipoverty._shared.showing import Shown, TableColumns, record_columns, table_frame
from antipoverty.funds import Statement
from antipoverty.reviews._materials import Materials
from antipoverty.rules import Grade
from antipoverty.text import Labelled, Language, Text

if TYPE_CHECKING:
    import polars as pl


class FigureReading(Labelled):
    """How a printed figure was read."""

    AS_PRINTED = "as printed", "as printed", "与原文一致"
    REPAIRED = "repaired", "repaired", "已修复"
    INFERRED = "inferred", "inferred", "推断"
    NOT_RECOVERABLE = "not recoverable", "not recoverable", "无法辨认"


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
