"""A file again, with what reading and checks found shown in its own cells: coloured, and commented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from antipoverty._engine.prose.values import IN_BRACKETS
from antipoverty._shared.showing import width_of
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.registers._checks.declarations import Severity
from antipoverty.registers._checks.reports import CheckReport
from antipoverty.registers._checks.tables import SCHEMA_OF
from antipoverty.registers._reading.raw import RawSheet, raw_sheets
from antipoverty.registers._reading.reading import Reading
from antipoverty.registers._writing.workbooks import (
    DATES,
    HEADING,
    check_room,
    head,
    height,
    letters,
    put,
    sheet_name,
    width,
    workbook,
)
from antipoverty.text import COLON, LISTED, Labelled, Language, Text

_REASON = Text("reason", "reason_zh")
_FINDINGS = Text("Findings", "疑点清单")
_HEADS = (
    (Text("Sheet", "表"), 18),
    (Text("Row", "行"), 8),
    (Text("Cells", "单元格"), 16),
    (Text("Kind", "类别"), 16),
    (Text("What is wrong", "问题"), 60),
    (Text("To ask", "核实内容"), 60),
)
_IGNORED = Text("The column is not read.", "本列未读取。")


class _Kind(Labelled):
    """What is shown of a cell, the gravest first."""

    REFUSED = "refused", "cannot be taken", "无法采纳"
    ERROR = Severity.ERROR.value, Severity.ERROR.text
    POLICY = Severity.POLICY.value, Severity.POLICY.text
    DOUBT = Severity.DOUBT.value, Severity.DOUBT.text
    BLANK = Severity.BLANK.value, Severity.BLANK.text
    ROW = "row", "no record", "不是记录"
    IGNORED = "ignored", "not read", "未读取"


_COLOURS = {
    _Kind.REFUSED: "#F4A6A6",
    _Kind.ERROR: "#F8CBAD",
    _Kind.POLICY: "#FFE08A",
    _Kind.DOUBT: "#FFF6C2",
    _Kind.BLANK: "#CFE3F7",
    _Kind.ROW: "#D0D4DA",
    _Kind.IGNORED: "#E4E7EB",
}
_ORDER = list(_Kind)
_BORDER = {"border": 1, "valign": "top", "border_color": HEADING["border_color"]}
#: The columns that are at odds where no condition on a row says which facts are.
_AT_ODDS = {
    "same-person-twice": "person",
    "person-in-two-households": "person",
    "born-later": "birth_date",
    "member-of-no-household": "household",
    "member-count": "size",
    "no-village": "village",
    "unknown-village": "village",
    "income-parts": "net_income_fen",
    "income-year": "income_year",
}
#: Rows by which the width of a column is found, and how long a comment is at most.
_SOME, _LONGEST = 1_000, 2_000


@frozen
class _Mark:
    """What is wrong with a cell: its row and column, from 0; how grave it is; what it is, and what to ask."""

    row: int
    place: int
    kind: _Kind
    what: str
    ask: str = ""


@no_panic
def mark(
    readings: Reading | Sequence[Reading],
    source: str | Path,
    path: str | Path,
    *,
    report: CheckReport | None = None,
    language: Language = "en",
) -> None:
    r"""Write a file that was read again as a workbook, the cells with findings coloured and commented.

    Each sheet has its cells and merged areas as they stand in the source, row by row; formulas have their results, and
    what else the source is dressed in is left behind. A cell that could not be taken, a heading that was not read, and
    what the checks found are coloured by how grave they are, and a comment says what is wrong. A last sheet lists all.
    The file holds what the source does, personal data too: it is for those who keep the source.

    Args:
        readings: what came of reading the source; of each of its sheets that was read.
        source: the file that was read: a workbook, or a CSV file.
        path: the new file, ``.xlsx``, which is written over.
        report: what the checks of the accepted rows found.
        language: that of the comments.

    Raises:
        InvalidValue: for another suffix, the source itself for a path, a source of another kind, a reading of a frame,
            or one of a sheet that the source does not have, or what a workbook has no room for.
        FileNotFoundError: if there is no such source.
        NotWritten: if the disk is full, or may not be written.

    >>> import tempfile
    >>> from antipoverty.registers import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     form, again = Path(folder) / "form.csv", Path(folder) / "marked.xlsx"
    ...     _ = form.write_text("户编号,家庭人口数\nh1,4\nh2,四口\n", "utf-8")
    ...     mark(read(form), form, again, language="zh")
    ...     read(again).problems.select("row", "field").rows()
    [(3, 'size')]
    """
    source, path = Path(source), Path(path)
    if path.suffix.lower() != ".xlsx" or path.resolve() == source.resolve():
        raise InvalidValue("path", path.name, "a file that ends in .xlsx, and is not the source")
    taken = (readings,) if isinstance(readings, Reading) else tuple(readings)
    sheets = raw_sheets(source, next((each.encoding for each in taken), None))
    read: dict[str, list[Reading]] = {}
    for reading in taken:
        origin, last = reading._origin, [*reading.heading_rows, *reading.problems["row"], *reading._origin.rows]
        name = sheets[0].name if origin.part is None else origin.part
        sheet = next((each for each in sheets if each.name == name), None)
        if sheet is None or not reading.heading_rows or len(sheet.rows) < max(last):
            raise InvalidValue("readings", f"that of {origin.part or 'another table'}", f"readings of {source.name}")
        read.setdefault(name, []).append(reading)
    marks = {each.name: _marks(each, read[each.name], report, language) for each in sheets if each.name in read}
    for sheet in sheets:
        check_room("source", len(sheet.rows), max(map(len, sheet.rows), default=0))
    # What was marked before has a list of what was found then.
    sheets = [each for each in sheets if each.name in marks or each.name not in _FINDINGS.values()]
    listed: list[tuple[str, _Mark]] = []
    names: list[str] = []
    with workbook(path) as book:
        again = _Book(book, language)
        for sheet in sheets:
            found = marks.get(sheet.name, [])
            heading_rows = sorted({row for reading in read.get(sheet.name, ()) for row in reading.heading_rows})
            names.append(sheet_name(sheet.name or source.stem, names))
            again.copy(sheet, names[-1], heading_rows, found)
            listed += [(names[-1], each) for each in found]
        again.list_all(listed, sheet_name(_FINDINGS[language], names))


def _marks(sheet: RawSheet, readings: Sequence[Reading], report: CheckReport | None, language: Language) -> list[_Mark]:
    """What is marked in a sheet, of which several tables may be read: one of households and one of their members."""
    found = [
        each
        for reading in readings
        for each in (*_of_reading(reading, language), *_of_report(report, reading, language))
    ]
    found += _ignored(sheet, readings, language)
    shown = sheet.shown_at
    placed = (shown.get((each.row, each.place), (each.row, each.place)) for each in found)
    return [*dict.fromkeys(evolve(each, row=row, place=at) for each, (row, at) in zip(found, placed, strict=True))]


def _of_reading(reading: Reading, language: Language) -> Iterator[_Mark]:
    """What reading found: cells and rows that cannot be taken, values in doubt."""
    places, headings = reading._origin.places, reading.heading_rows[-1] - 1
    for problems in (reading.problems, reading.unreadable):
        for row, field, why in problems.select("row", "field", _REASON[language]).iter_rows():
            yield _Mark(row - 1, places.get(field, 0), _Kind.ROW if field == "(row)" else _Kind.REFUSED, why)
    for field, why in reading.warnings.select("field", _REASON[language]).iter_rows():
        yield _Mark(headings, places.get(field, 0), _Kind.DOUBT, why)


def _ignored(sheet: RawSheet, readings: Sequence[Reading], language: Language) -> Iterator[_Mark]:
    """The headings that no reading of the sheet has read."""
    rows, taken = readings[0].heading_rows, {place for each in readings for place in each._origin.places.values()}
    for place in range(len(sheet.rows[rows[-1] - 1])):
        said = "".join(str(sheet.rows[row - 1][place]) for row in rows)
        if said.strip() and place not in taken:
            yield _Mark(rows[-1] - 1, place, _Kind.IGNORED, _IGNORED[language])


def _of_report(report: CheckReport | None, reading: Reading, language: Language) -> Iterator[_Mark]:
    """What the checks found of the rows of a table: at their key, and at each column that the check reads."""
    origin = reading._origin
    if report is None or not origin.schema.keyed:
        return
    checks = {each.code: each for each in report.checks}
    subject = next((each for each, schema in SCHEMA_OF.items() if schema.name == origin.schema.name), "")
    rows = dict(zip(reading.accepted["id"], origin.rows, strict=True))
    # A cell that cannot be taken is unknown, and no blank.
    unread = {(row, origin.places.get(field)) for row, field in reading.unreadable.select("row", "field").iter_rows()}
    for code, key, other in report.findings.select("check", "id", "other").iter_rows():
        check = checks[code]
        named = {name for name in re.findall("[a-z_]+", other or "") if name in origin.places}
        if key not in rows or (check.subject != subject and not named):
            continue
        columns = {fact.column for fact in check.reads} | named | {_AT_ODDS.get(code, "id")}
        places = {origin.places[each] for each in {"id", *columns} if each in origin.places} or {0}
        if check.severity is Severity.BLANK and any((rows[key], place) in unread for place in places):
            continue
        what = check.name[language] if not other else IN_BRACKETS[language].format(check.name[language], other)
        for place in sorted(places):
            yield _Mark(rows[key] - 1, place, _Kind(check.severity.value), what, check.ask[language])


class _Book:
    """A workbook that is being written, with what its cells may look like."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        self.plain = {"": None, DATES: book.add_format({"num_format": DATES})}
        self.coloured = {
            (kind, shown): book.add_format({**_BORDER, "bg_color": colour, "num_format": shown})
            for kind, colour in _COLOURS.items()
            for shown in ("General", DATES)
        }
        self.headings = {kind: book.add_format({**HEADING, "bg_color": colour}) for kind, colour in _COLOURS.items()}

    def copy(self, raw: RawSheet, name: str, heading_rows: Sequence[int], marks: Sequence[_Mark]) -> None:
        """A sheet again, with its marks."""
        sheet = self.book.add_worksheet(name)
        for (first_row, first), (last_row, last) in raw.merged:
            sheet.merge_range(first_row, first, last_row, last, "")
        for number, row in enumerate(raw.rows):
            for place, value in enumerate(row):
                if value != "":
                    put(sheet, number, place, value, self.plain[DATES if isinstance(value, date) else ""])
        if heading_rows:
            top = heading_rows[-1]
            headings = [[str(cell) for cell in raw.rows[number - 1]] for number in heading_rows]
            columns = (
                [row[place] for row in raw.rows[top : top + _SOME] if place < len(row)]
                for place in range(len(headings[-1]))
            )
            widths = [width(heading, map(str, cells)) for heading, cells in zip(headings[-1], columns, strict=True)]
            for number, names in zip(heading_rows, headings, strict=True):
                head(self.book, sheet, names, widths, row=number - 1)
            sheet.autofilter(top - 1, 0, max(len(raw.rows), top + 1) - 1, len(widths) - 1)
        by_cell: dict[tuple[int, int], list[_Mark]] = {}
        for each in marks:
            by_cell.setdefault((each.row, each.place), []).append(each)
        for (number, place), found in by_cell.items():
            row = raw.rows[number]
            value = row[place] if place < len(row) else ""
            kind = min((each.kind for each in found), key=_ORDER.index)
            shown = self.coloured[kind, DATES if isinstance(value, date) else "General"]
            put(sheet, number, place, value, self.headings[kind] if number + 1 in heading_rows else shown)
            said = "\n".join(
                dict.fromkeys(each.kind.text[self.language] + COLON[self.language] + each.what for each in found)
            )
            size = {"x_scale": 2, "y_scale": 0.5 + width_of(said) / 120}
            sheet.write_comment(number, place, said[:_LONGEST], {**size, "author": ""})

    def list_all(self, marks: Sequence[tuple[str, _Mark]], name: str) -> None:
        """The last sheet: every mark, the gravest first."""
        sheet = self.book.add_worksheet(name)
        wrapped, widths = self.book.add_format({"text_wrap": True, "valign": "top"}), [columns for _, columns in _HEADS]
        head(self.book, sheet, [text[self.language] for text, _ in _HEADS], widths, [wrapped] * len(widths))
        # What concerns several cells of a row stands in one line.
        lines: dict[tuple[str, int, _Kind, str, str], list[str]] = {}
        for table, each in sorted(marks, key=lambda each: _ORDER.index(each[1].kind)):
            key = table, each.row + 1, each.kind, each.what, each.ask
            lines.setdefault(key, []).append(f"{letters(each.place)}{each.row + 1}")
        for row, ((table, number, kind, what, ask), cells) in enumerate(lines.items(), start=1):
            values = table, number, LISTED[self.language].join(cells), kind.text[self.language], what, ask
            for place, value in enumerate(values):
                put(sheet, row, place, value, self.coloured[kind, "General"] if place == 3 else None)
            sheet.set_row(row, height(map(str, values), widths))
        sheet.autofilter(0, 0, len(lines), len(_HEADS) - 1)
