"""Tables as figures read them: columns as facts, and conditions over them as columns of true, false and unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from antipoverty import facts
from antipoverty.errors import AntipovertyError, InvalidValue, ParameterError
from antipoverty.registers import Form, Schema
from antipoverty.reviews._preparing import PREPARERS, Context
from antipoverty.reviews._townships import SCHEMAS, Township
from antipoverty.rulebooks import InForce
from antipoverty.rules import Condition, Criterion, Fact, Kind, Rule, Subject, bind, expression, read_condition
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_KINDS = {form: Kind(form.value) for form in (Form.FLAG, Form.COUNT, Form.MONEY, Form.MEASURE, Form.CATEGORY)}
_NUMBERS = (Form.COUNT, Form.MONEY, Form.MEASURE)
#: The tables whose columns are facts: these have their labels in both languages.
_SUBJECTS = {
    schema: {fact.name: fact for fact in subject.facts}
    for schema, subject in (("households", facts.HOUSEHOLD), ("members", facts.PERSON), ("villages", facts.VILLAGE))
}
_NO_TABLE = Text("no table “{}”", "缺少表“{}”")
_NO_COLUMN = Text("no column “{}” in the table “{}”", "表“{}”缺少列“{}”")
_NOT_WORKED_OUT = Text("{} cannot be worked out from table {}", "{1}的资料不足，无法得出“{0}”")
_NO_VALUE = Text("no value on the day: {}", "基准日无参数值：{}")
_NEVER = Text("unknown", "不详")


@frozen(eq=False)
class PreparedTable:
    """A table with what was derived for it, and its columns as facts by name."""

    name: str
    schema: Schema
    frame: pl.DataFrame = field(repr=False)
    facts: Mapping[str, Fact] = field(repr=False)
    rules: Mapping[str, str] = field(repr=False)
    refused: Mapping[str, Text] = field(factory=dict, repr=False)

    def column(self, name: str) -> str:
        """The column of a fact or field."""
        return self.facts[name].column if name in self.facts else self.schema[name].column

    def label(self, name: str) -> Text:
        """What a column is called."""
        return self.facts[name].text if name in self.facts else self.schema[name].text


@cache
def facts_of_table(name: str) -> Mapping[str, Fact]:
    """The columns of a table as facts, those that are derived among them."""
    schema = SCHEMAS[name]
    made = {each.name: _fact(each.name, schema) for each in schema if each.form in _KINDS}
    made |= {fact.name: fact for each in PREPARERS.get(name, ()) for fact in each.columns}
    return MappingProxyType(made)


def _fact(name: str, schema: Schema) -> Fact:
    if schema.name in _SUBJECTS and (own := _SUBJECTS[schema.name].get(name)) is not None and own.kind is Kind.CATEGORY:
        return own
    column = schema[name]
    values = tuple(code for code, _ in column.values)
    labels = tuple(column.label(code) for code in values)
    unit = None if column.form in (Form.FLAG, Form.CATEGORY) else column.unit
    if column.form is Form.MONEY:
        unit = None
    return Fact(name, _KINDS[column.form], column.text, unit, values=values, labels=labels)


def prepared(township: Township, context: Context) -> dict[str, PreparedTable]:
    """The tables of a township with what follows for them; what a table does not allow is left out, with the reason."""
    import polars as pl

    tables = {name: _typed(SCHEMAS[name], table) for name, table in township.tables.items()}
    context = evolve(context, tables=tables)
    made = {}
    for name, table in tables.items():
        whole, rules, refused = table, dict[str, str](), dict[str, Text]()
        for preparer in PREPARERS.get(name, ()):
            rules |= preparer.rules
            try:
                whole = preparer.prepare(whole, context)
            except AntipovertyError as error:
                refused |= {fact.name: _not_worked_out(fact, SCHEMAS[name], error) for fact in preparer.columns}
        # Words are compared as words.
        whole = whole.with_columns(pl.selectors.by_dtype(pl.Categorical, pl.Enum).cast(pl.String))
        made[name] = PreparedTable(name, SCHEMAS[name], whole, facts_of_table(name), rules, refused)
    return made


def _typed(schema: Schema, table: pl.DataFrame) -> pl.DataFrame:
    """The table with a type for the columns that have none, since nothing in them is known."""
    import polars as pl

    kinds = {Form.FLAG: pl.Boolean(), Form.DAY: pl.Date(), **dict.fromkeys(_NUMBERS, pl.Int64())}
    forms = {each.column: each.form for each in schema}
    empty = [name for name, kind in table.schema.items() if kind == pl.Null]
    return table.with_columns(pl.col(name).cast(kinds.get(forms.get(name, Form.WORDS), pl.String())) for name in empty)


def _not_worked_out(fact: Fact, schema: Schema, error: AntipovertyError) -> Text:
    """Why a column was not worked out; never with a value of the table."""
    expected = f": expected {error.expected}" if isinstance(error, InvalidValue) else ""
    en = _NOT_WORKED_OUT.en.format(fact.text.en, schema.name) + expected
    return Text(en, _NOT_WORKED_OUT.zh.format(fact.text.zh, schema.text.zh))


@lru_cache(maxsize=1024)
def condition_of(name: str, text: str) -> Condition:
    """A condition over the columns of a table.

    Raises:
        InvalidValue: for a text that is none, or names a column that there is not.
    """
    return read_condition(text, Subject(SCHEMAS[name].name, dict.fromkeys(facts_of_table(name).values())))


@frozen
class Rows:
    """Which rows of a table count: a column of true, false and null, and what it lacks."""

    column: pl.Series
    lacks: tuple[Text, ...] = ()


def rows_where(table: PreparedTable, condition: Condition | None, in_force: InForce) -> Rows:
    """Which rows meet a condition; a column that is not there is unknown in every row."""
    import polars as pl

    if condition is None:
        return Rows(pl.Series([True], dtype=pl.Boolean).new_from_index(0, table.frame.height))
    criterion = Criterion("where", _NEVER, condition)
    try:
        bound = bind(Rule("where", _NEVER, table.schema.name, criterion, _NEVER, _NEVER, _NEVER), in_force)
    except ParameterError as error:
        unknown = pl.Series([None], dtype=pl.Boolean).new_from_index(0, table.frame.height)
        return Rows(unknown, (Text(_NO_VALUE.en.format(error), _NO_VALUE.zh.format(error)),))
    lacking = [fact for fact in bound.facts if fact.column not in table.frame.columns]
    wanted = {fact.column: _nothing(fact) for fact in lacking}
    import narwhals.stable.v2 as nw

    frame = nw.from_native(table.frame.with_columns(**wanted))
    decided = frame.select(where=expression(bound)).to_native()["where"]
    return Rows(decided, tuple(no_column(table, fact.name) for fact in lacking))


def _nothing(fact: Fact) -> pl.Expr:
    import polars as pl

    kind = {Kind.FLAG: pl.Boolean(), Kind.CATEGORY: pl.String()}.get(fact.kind, pl.Int64())
    return pl.lit(None, kind)


def no_column(table: PreparedTable, name: str) -> Text:
    """That a table has no such column, or why it could not be worked out."""
    if name in table.refused:
        return table.refused[name]
    label = table.label(name)
    return Text(
        _NO_COLUMN.en.format(label.en, table.schema.text.en), _NO_COLUMN.zh.format(table.schema.text.zh, label.zh)
    )


def no_table(name: str) -> Text:
    """That there is no such table."""
    if name not in SCHEMAS:
        raise InvalidValue("table", name, f"one of {', '.join(SCHEMAS)}")
    return Text(_NO_TABLE.en.format(SCHEMAS[name].text.en), _NO_TABLE.zh.format(SCHEMAS[name].text.zh))


def names_of_rules(table: PreparedTable, facts: Iterable[Fact]) -> str | None:
    """The rule that decides one of the columns that a condition reads, if one does."""
    return next((table.rules[fact.name] for fact in facts if fact.name in table.rules), None)
