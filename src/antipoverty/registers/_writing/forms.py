"""Empty forms that say what goes where: drop-downs, bounds and notes from the declaration of their tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from antipoverty import facts
from antipoverty._engine.conditions import OfMembers, OneOf
from antipoverty._engine.prose.values import UNKNOWN, YES
from antipoverty._shared.showing import width_of
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan_of_fen
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, MEMBERS
from antipoverty.registers._writing.wording import heading_of, words_of
from antipoverty.registers._writing.workbooks import (
    AMOUNTS,
    DATES,
    HEADING,
    ROWS,
    WHOLE,
    WORDS,
    head,
    height,
    letters,
    put,
    sheet_name,
    workbook,
)
from antipoverty.text import LISTED, Language, Text

#: Rows of a form for which drop-downs and bounds hold, unless more are asked for.
_LINES = 2_000
_REQUIRED = Text("Must be filled in.", "必填。")
_EMPTY = Text("Empty: not known.", "不知道的留空。")
_NAMED = Text("Empty: there is none. Not known: {}.", "留空表示没有；不知道的填“{}”。")
_CHOICE = Text("From the list: {}.", "从列表中选择：{}。")
_EXPECTED = Text("To fill in: {}.", "填写：{}。")
_SEVERAL = Text("Several may stand in one cell, separated by 、.", "可填多项，以顿号分隔。")
_ONCE = Text("Each row has its own.", "各行不得重复。")
_OTHER = Text("One of the sheet “{}”.", "须为“{}”表中已有的代码。")
_WRONG = Text("Not what the column takes", "填写有误")
_GUIDE, _LISTS = Text("How to fill in", "填写说明"), Text("Lists", "选项")
_GUIDE_HEADS = (
    (Text("Sheet", "表"), 26),
    (Text("Column", "栏目"), 44),
    (Text("Must be filled in", "必填"), 12),
    (Text("What to fill in", "填写要求"), 100),
)
#: The numbers of places of an identity number, or of a disability certificate's.
_PLACES = (15, 18, 20, 22)


def write_form(
    path: str | Path,
    schema: Schema | Sequence[Schema] = (HOUSEHOLDS, MEMBERS),
    *,
    language: Language = "en",
    fields: Collection[str] | None = None,
    rows: int = _LINES,
) -> None:
    """Write an empty form of tables as a workbook: a sheet for each, with a column for each field.

    Coded fields have drop-downs of their words, numbers and dates their bounds, keys stand once, and a key of another
    sheet (the household of a member) is chosen from that sheet. A note on each heading, and a last sheet, say what to
    fill in. `antipoverty.registers.read` reads the form when it is filled in, sheet by sheet (``part=``).

    Args:
        path: the file, ``.xlsx``, which is written over.
        schema: the table or tables; households and their members if left out.
        language: in which it is filled in.
        fields: the fields that are asked for, beside those that every row must have; if they are left out, all but
            what follows from the members where the form asks for these.
        rows: for how many rows drop-downs and bounds hold.

    Raises:
        InvalidValue: for another suffix, no table or one twice, a field that no table has, or a number of rows that no
            sheet has.
        NotWritten: if the disk is full, or may not be written.

    >>> import tempfile
    >>> from antipoverty.registers import parts, read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     form = Path(folder) / "form.xlsx"
    ...     write_form(form, language="en", fields=["size", "net_income", "birth_date"])
    ...     print(parts(form)[:2], read(form).fields)
    ('Households', 'Members of households') {'Key of the household': 'id', \
'Household net income of the year (yuan)': 'net_income_fen', 'Household size (persons)': 'size'}
    """
    path = Path(path)
    schemas = (schema,) if isinstance(schema, Schema) else tuple(schema)
    if path.suffix.lower() != ".xlsx":
        raise InvalidValue("path", path.name, "a file that ends in .xlsx")
    if not schemas or len({each.name for each in schemas}) < len(schemas):
        raise InvalidValue("schema", [each.name for each in schemas], "at least one table, and each once")
    if type(rows) is not int or not 1 <= rows < ROWS:
        raise InvalidValue("rows", rows, f"a whole number from 1 to {ROWS - 1:,}")
    follows = _FOLLOW if fields is None and MEMBERS in schemas else ()
    asked = {each.name: tuple(_asked(each, fields, follows)) for each in schemas}
    if odd := set(fields or ()) - {field.name for each in asked.values() for field in each}:
        raise InvalidValue("fields", min(odd), f"fields of {', '.join(asked)}")
    with workbook(path) as book:
        form = _Form(book, schemas, asked, language, rows)
        for each in schemas:
            form.add_sheet(each)
        form.add_guide()
        form.add_lists()


#: What follows from the members of a household, or from its standing in the register.
_FOLLOW = tuple(
    HOUSEHOLDS[fact.name] for fact in facts.HOUSEHOLD.facts if isinstance(fact.definition, OfMembers | OneOf)
)


def _asked(schema: Schema, fields: Collection[str] | None, follows: Collection[Field]) -> Iterator[Field]:
    """The fields that a form asks for: none that the library works out."""
    for field in schema:
        wanted = fields is None or field.name in fields or field.required or field.heading_required
        if wanted and field not in (DERIVED_ON, DERIVED_BY, *follows):
            yield field


class _Form:
    """A form that is being written."""

    def __init__(
        self, book: Any, schemas: Sequence[Schema], asked: dict[str, tuple[Field, ...]], language: Language, rows: int
    ) -> None:
        self.book, self.schemas, self.asked, self.language, self.rows = book, schemas, asked, language, rows
        self.names = {each.name: sheet_name(each.text[language]) for each in schemas}
        self.lists: list[tuple[str, ...]] = []
        self.needed = book.add_format({**HEADING, "bg_color": "#F8CBAD"})

    def add_sheet(self, schema: Schema) -> None:
        """Add the sheet of a table."""
        sheet = self.book.add_worksheet(self.names[schema.name])
        headings = self.headings(schema)
        fields = self.asked[schema.name]
        styles = [self.book.add_format({"num_format": _NUMBERS.get(field.form, WORDS)}) for field in fields]
        head(self.book, sheet, headings, list(map(_width, headings)), styles)
        for place, (field, heading) in enumerate(zip(fields, headings, strict=True)):
            if field.required:
                sheet.write_string(0, place, heading, self.needed)
            note = "\n".join(self.notes(field, schema))
            sheet.write_comment(0, place, note, {"x_scale": 2.2, "y_scale": 0.6 + width_of(note) / 160, "author": ""})
            if rule := self.rule(field, schema, place):
                message = {"error_title": _WRONG[self.language][:32], "error_message": note[:255]}
                sheet.data_validation(1, place, self.rows, place, rule | message)

    def headings(self, schema: Schema) -> list[str]:
        """The headings of a table."""
        return [heading_of(field, schema, self.language, digests=False) for field in self.asked[schema.name]]

    def notes(self, field: Field, schema: Schema) -> Iterator[str]:
        """What to fill in, line by line."""
        language = self.language
        if field.form in (Form.FLAG, Form.CATEGORY):
            yield _CHOICE[language].format(LISTED[language].join(self.words(field)))
        else:
            yield _EXPECTED[language].format(field.expected[language])
        if field.several:
            yield _SEVERAL[language]
        if schema.keyed and field.name == "id":
            yield _ONCE[language]
        if (other := self.other(field)) is not None:
            yield _OTHER[language].format(other)
        if field.required:
            yield _REQUIRED[language]
        else:
            yield _NAMED[language].format(UNKNOWN[language]) if field.named else _EMPTY[language]

    def words(self, field: Field) -> tuple[str, ...]:
        """The words among which one chooses; where an empty cell says that there is nothing, with that for unknown."""
        words = tuple(text[self.language] for text in words_of(field).values())
        return (*words, UNKNOWN[self.language]) if field.named else words

    def other(self, field: Field) -> str | None:
        """The sheet of this form whose keys a field holds, if there is one."""
        return self.names.get(f"{field.name}s") if field.form is Form.KEY else None

    def rule(self, field: Field, schema: Schema, place: int) -> dict[str, Any]:
        """What a spreadsheet lets into a cell of the field, as xlsxwriter has it; nothing where it lets in anything."""
        cell = f"{letters(place)}2"
        column = f"${letters(place)}$2:${letters(place)}${self.rows + 1}"
        match field.form:
            case Form.FLAG | Form.CATEGORY:
                strict = "warning" if field.several or field.second else "stop"
                return {"validate": "list", "source": self.listed(self.words(field)), "error_type": strict}
            case Form.COUNT:
                return {"validate": "integer", "criteria": "between", "minimum": field.least, "maximum": field.most}
            case Form.MONEY | Form.MEASURE:
                assert field.least is not None
                assert field.most is not None
                bounds = {"minimum": float(yuan_of_fen(field.least)), "maximum": float(yuan_of_fen(field.most))}
                return {"validate": "decimal", "criteria": "between", **bounds}
            case Form.DAY:
                strict = "warning" if field.month else "stop"
                return {"validate": "date", "criteria": ">=", "value": date(1900, 1, 1), "error_type": strict}
            case Form.IDENTITY:
                lengths = ",".join(f"LEN({cell})={places}" for places in _PLACES)
                return {"validate": "custom", "value": f"=OR({lengths})"}
            case Form.KEY if schema.keyed and field.name == "id":
                return {"validate": "custom", "value": f"=SUMPRODUCT(--({column}={cell}))=1"}
            case Form.KEY if (other := self.other(field)) is not None:
                keys = f"'{other}'!$A$2:$A${self.rows + 1}"
                return {"validate": "list", "source": f"=OFFSET('{other}'!$A$2,0,0,MAX(1,COUNTA({keys})),1)"}
            case _:
                return {}

    def listed(self, words: tuple[str, ...]) -> str:
        """Where a list of words stands, each list once."""
        if words not in self.lists:
            self.lists.append(words)
        column = letters(self.lists.index(words))
        return f"='{_LISTS[self.language]}'!${column}$1:${column}${len(words)}"

    def add_guide(self) -> None:
        """Add the sheet that says what goes into each column."""
        sheet = self.book.add_worksheet(sheet_name(_GUIDE[self.language]))
        wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        widths = [columns for _, columns in _GUIDE_HEADS]
        head(self.book, sheet, [text[self.language] for text, _ in _GUIDE_HEADS], widths, [wrapped] * len(widths))
        row = 0
        for schema in self.schemas:
            for field, heading in zip(self.asked[schema.name], self.headings(schema), strict=True):
                row += 1
                must = YES[self.language] if field.required else ""
                cells = self.names[schema.name], heading, must, " ".join(self.notes(field, schema))
                for place, cell in enumerate(cells):
                    put(sheet, row, place, cell)
                sheet.set_row(row, height(cells, widths))

    def add_lists(self) -> None:
        """Add the sheet of the words among which one chooses, which is not shown."""
        sheet = self.book.add_worksheet(_LISTS[self.language])
        sheet.hide()
        for place, words in enumerate(self.lists):
            for row, word in enumerate(words):
                sheet.write_string(row, place, word)


_NUMBERS = {Form.COUNT: WHOLE, Form.MONEY: AMOUNTS, Form.MEASURE: AMOUNTS, Form.DAY: DATES}


def _width(heading: str) -> int:
    return min(max(12, width_of(heading) // 2 + 2), 26)
