"""A township's annual summary (年度总结): drafted from its tables, or typed from a paper, and held against itself.

`draft` works out the figures of a township's year from its tables. Each figure says how it was worked out, from which
rows, by which rule and what it lacks. `read_summary` takes the figures of a paper as printed and as read: one that was
repaired or inferred says so wherever it is used; one that cannot be recovered has no value. `reconcile` checks the
relations that should hold, exactly; it reports and repairs nothing. `read_township` reads the tables from a folder, and
says what came of each file; `write_township` writes them into one.

>>> from datetime import date
>>> from antipoverty.records import Village
>>> from antipoverty.text import Text
>>> town = Township.of(villages=[Village("v1", persons=900), Village("v2", persons=1_100)])
>>> summary = draft(town, on=date(2014, 12, 31), name=Text("Our town", "本镇"))
>>> summary.figures["persons"].value, summary.figures["persons"].rows
(Fraction(2000, 1), 2)
>>> print(summary.figures["projects"].lacks[0].en)
no table “Projects”
"""

from antipoverty.reviews._drafting import draft, rows_of
from antipoverty.reviews._folders import read_township, write_township
from antipoverty.reviews._materials import DanglingRows, Materials, RowProblem, TableSource
from antipoverty.reviews._parsing import read_printed, read_summary
from antipoverty.reviews._reconciling import Reconciliation, RelationCheck, reconcile
from antipoverty.reviews._summaries import (
    Chapter,
    Counting,
    DraftedFigure,
    FigureReading,
    PrintedFigure,
    Relation,
    Summary,
    Terms,
)
from antipoverty.reviews._townships import Township

__all__ = [
    "Chapter",
    "Counting",
    "DanglingRows",
    "DraftedFigure",
    "FigureReading",
    "Materials",
    "PrintedFigure",
    "Reconciliation",
    "Relation",
    "RelationCheck",
    "RowProblem",
    "Summary",
    "TableSource",
    "Terms",
    "Township",
    "draft",
    "read_printed",
    "read_summary",
    "read_township",
    "reconcile",
    "rows_of",
    "write_township",
]
