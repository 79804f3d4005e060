"""What a table is declared to hold: its columns and what goes together in a row, in both languages, with a version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.showing import Shown, TableColumns, markdown_table, record_columns, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.money import LIMIT, fen, yuan_of_fen
from antipoverty.text import COLON, LISTED, SEMICOLON, Labelled, Language, Text

if TYPE_CHECKING:
    import polars as pl

#: Raised by one whenever a column is renamed, removed or given another meaning.
VERSION = "1"


class Form(Labelled):
    """The sort of value that a column holds: those of `antipoverty.rules.Kind`, and seven more."""

    FLAG = "flag", "yes or no", "是否"
    COUNT = "count", "whole number", "整数"
    MONEY = "money", "money, in whole fen", "金额，以分为单位的整数"
    MEASURE = "measure", "measure, in whole hundredths", "数量，以百分之一为单位的整数"
    CATEGORY = "category", "one of", "取值"
    KEY = "key", "key: a pseudonym", "代码（化名）"
    WORDS = "words", "words", "文字"
    DAY = "day", "date", "日期"
    IDENTITY = "identity number", "identity number, kept as a keyed digest only", "身份证号码，仅保存加密摘要"
    DIGEST = "digest", "keyed digest of an identity number", "身份证号码的加密摘要"
    LIST = "list", "several values in a cell", "一格多值"


_EXPECTED = {
    Form.FLAG: Text("yes or no", "是或否"),
    Form.KEY: Text("a key: a pseudonym in one line", "代码（化名），单行文字"),
    Form.WORDS: Text("words in one line", "不含换行的文字"),
    Form.DAY: Text("a date such as 2014-05-01", "日期，如2014-05-01"),
    Form.IDENTITY: Text(
        "an identity number of 18 places with its check digit, or of 15, or a disability certificate's of 20 or 22",
        "18位身份证号码（出生日期与校验码正确）、15位旧号码，或20、22位残疾人证号码",
    ),
    Form.DIGEST: Text("a digest of 32 hexadecimal digits", "32位十六进制摘要"),
}
#: The greatest count, where a record does not know better.
MOST_COUNT = 10**9
#: The unit of the whole number that a frame holds, by the unit of the amount.
_UNITS = {Form.MONEY: Text("fen", "分"), Form.MEASURE: Text("{}, in hundredths", "{}的百分之一")}
#: The greatest amount in a frame, in fen, either way.
MOST_FEN = fen(LIMIT) - 1


@frozen
class Field:
    """A column of a register.

    Attributes:
        name: the name of the fact or attribute.
        form: the sort of value.
        text: what it is, in each language.
        unit: the unit, for a number.
        values: for a category, its codes, each with its label and the other words that forms use for it; the last of
            them is its label in English, where that is another word.
        least: the least stored value.
        most: the greatest stored value.
        required: whether a row without it is refused.
        heading_required: whether a file without it is refused, though some rows do without.
        personal: whether a value is masked wherever it is shown.
        headings: further headings under which forms have it.
        also: words of its cells that state another field: the word, that field and its value.
        untold: words that leave open which value it is.
        yes: for a truth, further words that say so: the kind of help that somebody has.
        no: for a truth, further words that say that it is not so.
        named: whether a form names what is there, and nothing of it is kept but whether anything is, or how much: under
            a heading of the forms, a cell that names nothing says that there is none.
        either: for a truth, other truths of the table of which one is enough; where it is not stated, it is filled from
            them. The first alone tells it, if a file has no column for the others.
        second: the field of the second value, where a cell may name two.
        spread: for a column of the forms that the table does not have, the truth that each of its values states.
        month: whether a month may stand for its first day.
        several: whether a cell may name several of its values, of which the last in their order, the gravest, counts.
        plausible: bounds between which nearly all stored values lie, 0 aside; a value beyond is accepted, and reported.
        vague: values that exclude only the first value: a disability whose grade is not known.
        parts: for several values in a cell, what one of them consists of: one part, or those of a record.
        record: for several values in a cell, the class of which each is a record, if it has one.
        none: for several values in a cell, whether the word that there is none is told apart from a cell without any.
        attribute: the dotted path of the attribute of the table's record that it holds.
    """

    name: str
    form: Form
    text: Text
    unit: Text | None = None
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    least: int | None = None
    most: int | None = None
    required: bool = False
    heading_required: bool = False
    personal: bool = True
    headings: tuple[str, ...] = ()
    also: tuple[tuple[str, str, str], ...] = ()
    untold: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    named: bool = False
    either: tuple[str, ...] = ()
    second: str = ""
    spread: tuple[tuple[str, str], ...] = ()
    month: bool = False
    several: bool = False
    vague: tuple[str, ...] = ()
    plausible: tuple[int | None, int | None] = (None, None)
    parts: tuple[Field, ...] = ()
    record: type | None = None
    none: bool = False
    attribute: str = ""

    @property
    def column(self) -> str:
        """The column in a frame: money in ``*_fen``, a measure in ``*_hundredths``; an identity number's digest."""
        suffix = {Form.MONEY: "_fen", Form.MEASURE: "_hundredths"}.get(self.form, "")
        return "person" if self.form in (Form.IDENTITY, Form.DIGEST) else f"{self.name}{suffix}"

    @property
    def numeric(self) -> bool:
        """Whether the column holds whole numbers."""
        return self.form in (Form.COUNT, Form.MONEY, Form.MEASURE)

    @property
    def expected(self) -> Text:
        """What is accepted, for a message."""
        if self.numeric:
            assert self.least is not None
            assert self.most is not None
            if self.form is Form.COUNT:
                bounds = f"{self.least:,}", f"{self.most:,}"
                return Text("a whole number from {} to {}".format(*bounds), "{}至{}的整数".format(*bounds))
            what = Text("an amount of yuan", "金额（元）") if self.form is Form.MONEY else Text("a number", "数")
            least = f"{yuan_of_fen(self.least):,}".removesuffix(".00")
            low = ("", "") if self.least < 0 else (f", at least {least}", f"，不低于{least}")
            return Text(f"{what.en} with at most two decimal places{low[0]}", f"至多两位小数的{what.zh}{low[1]}")
        if self.form is Form.CATEGORY:
            return Text(
                f"one of {', '.join(value for value, _ in self.values)}",
                f"以下之一：{'、'.join(f'{said[0]}（{value}）' if said else value for value, said in self.values)}",
            )
        if self.form is Form.LIST:
            if len(self.parts) == 1:
                item = self.parts[0].expected
                return Text(
                    f"values separated by 、 or ; or , each {item.en}", f"以顿号、分号或逗号分隔的值，每个为：{item.zh}"
                )
            en, zh = (":".join(part.text[language] for part in self.parts) for language in ("en", "zh"))
            return Text(f"entries separated by ; each {en}", f"以分号分隔的各项，每项为“{zh}”")
        if self.month:
            return Text("a date such as 2014-05-01, or a month such as 2014-05", "日期或月份，如2014-05-01、2014-05")
        return _EXPECTED[self.form]

    def said(self, value: str) -> str:
        """The Chinese label of a code of the category; the code itself if it has none."""
        return next((words[0] for code, words in self.values if code == value and words), value)

    def label(self, value: str) -> Text:
        """The label of a code of the category: the first of its words, and the last of those in English.

        >>> from antipoverty.registers import MEMBERS
        >>> MEMBERS["schooling"].label("primary")
        Text(en='primary school', zh='小学')
        """
        words = dict(self.values).get(value, ())
        return Text(next((word for word in reversed(words) if word.isascii()), value), self.said(value))

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of a value of the column; unknown is null unless the field is required."""
        schema: dict[str, Any]
        match self.form:
            case Form.FLAG:
                schema = {"type": "boolean"}
            case Form.COUNT | Form.MONEY | Form.MEASURE:
                schema = {"type": "integer", "minimum": self.least, "maximum": self.most}
            case Form.CATEGORY:
                schema = {"enum": [value for value, _ in self.values]}
            case Form.DAY:
                schema = {"type": "string", "format": "date"}
            case _:
                schema = {"type": "string", "minLength": 1}
        if not self.required:
            schema = {"anyOf": [schema, {"type": "null"}]}
        unit = "" if self.unit is None else f" ({self.unit.en}; {self.unit.zh})"
        return {"description": f"{self.text.en}; {self.text.zh}{unit}", **schema}


@frozen
class Case:
    """The fields that a row of one sort must have, and those that it must not have.

    Attributes:
        where: the sort of row: some fields with their values, `None` where the field is empty.
        needed: the fields that such a row must have.
        barred: the fields that it must not have.
        expected: what is expected, where "a value" and "nothing" are not enough.

    >>> Case((("kind", "transfer"),), needed=("to",), barred=("project",)).needed
    ('to',)
    """

    where: tuple[tuple[str, str | None], ...]
    needed: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    expected: Text | None = None

    def json_schema(self, schema: Schema) -> dict[str, Any]:
        """The JSON Schema of what a row of this sort must have and must not have."""
        needed = [schema[name].column for name in self.needed]
        sort = {schema[name].column: {"const": value} for name, value in self.where}
        stated = [schema[name].column for name, value in self.where if value is not None]
        values: dict[str, dict[str, Any]] = {name: {"not": {"type": "null"}} for name in needed}
        values |= {schema[name].column: {"type": "null"} for name in self.barred}
        return {"if": {"properties": sort, "required": stated}, "then": {"properties": values, "required": needed}}


_FIELDS = {
    "column": Text("column", "列"),
    "text": Text("heading", "表头"),
    "unit": Text("unit", "单位"),
    "required": Text("required", "必填"),
}


@frozen
class Schema(Shown):
    """A table.

    Attributes:
        name: ``households``, ``members``, ``villages``, ``entries``, or that of a table of records.
        text: what it is called.
        fields: its columns.
        cases: what goes together in a row.
        note: a remark on its headings and words.
        forms: columns of the forms that state several of its columns.
        version: raised when a column changes its name or meaning.
        record: the class of which each row is one, where `antipoverty.registers.objects` makes it.
    """

    name: str
    text: Text = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    cases: tuple[Case, ...] = field(default=(), repr=False)
    note: Text | None = field(default=None, repr=False)
    forms: tuple[Field, ...] = field(default=(), repr=False)
    version: str = field(default=VERSION, repr=False)
    record: type | None = field(default=None, repr=False)

    def _table(self) -> TableColumns:
        return record_columns(self.fields, _FIELDS)

    def frame(self, language: Language = "en") -> pl.DataFrame:
        """A row for each column: ``column``, its name in frames, ``text``, its heading, ``unit`` and ``required``.

        Raises:
            MissingExtra: without Polars.

        >>> from antipoverty.registers import VILLAGES
        >>> VILLAGES.frame("zh").row(0)[:2]
        ('id', '村代码')
        """
        return table_frame(self._table(), language)

    @property
    def keyed(self) -> bool:
        """Whether each row has a key of its own."""
        return any(column.name == "id" for column in self.fields)

    def __getitem__(self, name: str) -> Field:
        """The field of a name, or of a column."""
        for column in (*self.fields, *self.forms):
            if name in (column.name, column.column):
                return column
        raise InvalidValue("field", name, f"one of {', '.join(column.name for column in self.fields)}")

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def sort_of_row(self, case: Case) -> Text:
        """The sort of row that a case is about, in words.

        >>> from antipoverty.registers import ENTRIES
        >>> ENTRIES.sort_of_row(ENTRIES.cases[1])
        Text(en='kind transfer', zh='业务类型为资金下拨')
        """
        stated = [(self[name], value) for name, value in case.where]
        return Text(
            ", ".join(f"no {column.name}" if value is None else f"{column.name} {value}" for column, value in stated),
            "、".join(f"{column.text.zh}为{'空' if value is None else column.said(value)}" for column, value in stated),
        )

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of a row.

        >>> from antipoverty.registers import VILLAGES
        >>> VILLAGES.json_schema()["properties"]["collective_income_fen"]["anyOf"][0]["minimum"]
        0
        """
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"antipoverty register, {self.name}, version {self.version}",
            "type": "object",
            "properties": {column.column: column.json_schema() for column in self.fields},
            "required": [column.column for column in self.fields if column.required],
            "additionalProperties": True,
        }
        if self.cases:
            schema["allOf"] = [case.json_schema(self) for case in self.cases]
        return schema

    def dictionary(self, language: Language = "en") -> str:
        """The data dictionary in Markdown: the columns as a table, and what goes together in a row.

        >>> from antipoverty.registers import VILLAGES
        >>> print(VILLAGES.dictionary("zh").splitlines()[4])
        | `id` | 村代码 | 代码（化名） |  | 村编号、村代码、行政村代码 |
        """
        heads = [Text("column", "列名"), Text("meaning", "含义"), Text("kind", "类型")]
        heads += [Text("unit", "单位"), Text("also read from", "可识别的表头")]
        caption = Text("**{}** (`{}`, version {})", "**{}**（`{}`，版本{}）")[language]
        rows = []
        brackets = Text(" ({})", "（{}）")[language]
        for column in self.fields:
            values = " / ".join(
                code + (brackets.format("、".join(words)) if words else "") for code, words in column.values
            )
            unit = _UNITS.get(column.form, Text("{}", "{}"))[language].format(
                column.unit[language] if column.unit else ""
            )
            kind = f"{column.form.text[language]} {values}".strip()
            cells = [f"`{column.column}`", column.text[language], kind, unit, "、".join(column.headings)]
            rows.append(cells)
        table = markdown_table([head[language] for head in heads], ["---"] * len(heads), rows)
        lines = [caption.format(self.text[language], self.name, self.version), "", *table]
        # Several cases may state one expectation: it is listed once.
        lines += ["", *dict.fromkeys(self._said(case, language) for case in self.cases)] if self.cases else []
        return "\n".join(lines if self.note is None else [*lines, "", self.note[language]])

    def _said(self, case: Case, language: Language) -> str:
        def columns(names: tuple[str, ...]) -> str:
            return LISTED[language].join(f"`{self[name].column}`" for name in names)

        if case.expected is not None:
            return f"- {columns(case.needed + case.barred)}: {case.expected[language]}"
        parts = [Text("needs ", "须有")[language] + columns(case.needed)] if case.needed else []
        parts += [Text("has no ", "不得有")[language] + columns(case.barred)] if case.barred else []
        return f"- {self.sort_of_row(case)[language]}{COLON[language]}{SEMICOLON[language].join(parts)}"
