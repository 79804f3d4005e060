"""The sheet of a workbook that says by which rules its columns were worked out, and where each value stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antipoverty._engine.binding import BoundQuantity, BoundRule
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.prose.values import grade_mark, show_parameter
from antipoverty.registers._evaluation.plans import Plan
from antipoverty.registers._writing.workbooks import DATES, HEADING, height, print_across, sheet_name
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import polars as pl

_NAME = Text("Rules and sources", "规则与来源")
_ON = Text("Rules in force on {}", "{}有效的规则")
_RULEBOOK = Text("Rulebook {}, version {}, digest {}", "规则库{}，版本{}，摘要{}")
_ROWS = Text("Rows: {:,}", "行数：{:,}")
_COUNT = Text("{}: {:,}", "{}：{:,}")
_VALUES = Text("Values", "参数取值")
_DOCUMENTS = Text("Documents", "文件依据")
_HEADS = (
    (Text("Value of the rulebook", "参数"), 38),
    (Text("Value", "取值"), 26),
    (Text("Unit", "单位"), 14),
    (Text("From", "起始日期"), 12),
    (Text("Until, exclusive", "截止日期（不含）"), 12),
    (Text("Document", "文件"), 60),
    (Text("Place", "条款"), 16),
    (Text("Certainty", "可信度"), 26),
    (Text("Last seen valid", "最近核实有效之日"), 14),
    (Text("Remark", "说明"), 60),
)


def add_sources(book: Any, plan: Plan, frame: pl.DataFrame, language: Language) -> None:
    """Add the sheet: the rules and what each states, how many rows came out how, every value, and the documents.

    Args:
        book: the workbook.
        plan: the rules.
        frame: the table with their columns.
        language: the reader's.
    """
    from antipoverty.prose import explain

    sheet = book.add_worksheet(sheet_name(_NAME[language]))
    title, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True})
    book_id = plan.rulebook
    lines: list[tuple[str, Any]] = [
        (_ON[language].format(plan.on), title),
        (_RULEBOOK[language].format(book_id.jurisdiction, book_id.version, book_id.digest[:12]), None),
        (_ROWS[language].format(frame.height), None),
    ]
    bounds: tuple[BoundRule | BoundQuantity, ...] = (*plan.bounds, *plan.quantities)
    for bound in bounds:
        name, *stated = explain(bound, language, detail="brief").splitlines()
        lines += [("", None), (name, bold)]
        lines += [(line, None) for line in (*_counts(bound, frame, language), *stated)]
    lines += [("", None), (_VALUES[language], bold)]
    for row, (line, style) in enumerate(lines):
        sheet.write_string(row, 0, line, style)
    heads = len(lines)
    heading, wrapped = book.add_format(HEADING), book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": DATES, "valign": "top", "align": "left"})
    widths = [columns for _, columns in _HEADS]
    for place, (label, columns) in enumerate(_HEADS):
        sheet.set_column(place, place, columns)
        sheet.write_string(heads, place, label[language], heading)
    sheet.set_row(heads, height([label[language] for label, _ in _HEADS], widths))
    for row, value in enumerate(plan.parameters, start=heads + 1):
        cells = _cells(value, language)
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, place, cell, wrapped)
            elif cell is not None:
                sheet.write_datetime(row, place, cell, day)
        sheet.set_row(row, height(["" if cell is None else str(cell) for cell in cells], widths))
    documents = [value.citation for value in plan.parameters] + [each for bound in bounds for each in bound.citations]
    last = heads + len(plan.parameters)
    sheet.write_string(last + 2, 0, _DOCUMENTS[language], bold)
    for number, document in enumerate(dict.fromkeys(documents), start=last + 3):
        sheet.write_string(number, 0, document.full(language))
    print_across(sheet, sum(widths))


def _counts(bound: BoundRule | BoundQuantity, frame: pl.DataFrame, language: Language) -> list[str]:
    """How many rows came out how, if the table has the rule's column."""
    if isinstance(bound, BoundQuantity) or bound.rule.column not in frame.columns:
        return []
    outcomes = frame[bound.rule.column].to_list()
    words = ((True, bound.rule.met), (False, bound.rule.not_met), (None, bound.rule.unknown))
    return [_COUNT[language].format(text[language], outcomes.count(value)) for value, text in words]


def _cells(value: ParameterValue, language: Language) -> tuple[Any, ...]:
    labelled = str(value.value) in dict(value.labels)
    return (
        value.text[language],
        show_parameter(value, language),
        "" if value.unit is None or labelled else value.unit[language],
        value.start,
        value.end,
        value.citation.line(language),
        "" if value.article is None else value.article[language],
        f"{grade_mark(value.grade, language)} {value.grade.text[language]}",
        value.still_valid_on,
        "" if value.note is None else value.note[language],
    )
