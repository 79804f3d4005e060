"""A table in its reader's language: headings and codes as words, amounts in yuan, results as their rules call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty._engine.changes import shortfall_of
from antipoverty._engine.conditions import Kind, Quantity, criteria_of
from antipoverty._engine.prose.values import IN_BRACKETS, NO, UNKNOWN, YES
from antipoverty._engine.rankings import criteria_ranked
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan_of_fen
from antipoverty.registers._evaluation.plans import Plan, finding_column
from antipoverty.registers._reading.headings import match_headings
from antipoverty.registers._schema.cells import NONE, cell_of, pieces_of
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.text import YUAN, Language, Text

if TYPE_CHECKING:
    import polars as pl

#: What stands before the heading of a column that rules gave, so that none is taken for what was stated.
_RESULT = Text("Result: {}", "结果：{}")
_FIRST = Text("{}: foremost", "{}：首位")
_NO_ITEMS = Text(NONE, "无")
_TRUTHS: Mapping[Any, Text] = {True: YES, False: NO}


def worded(frame: pl.DataFrame, schema: Schema, language: Language, plan: Plan | None) -> pl.DataFrame:
    """The frame in a language: amounts as decimals, in yuan, codes and truths as words, each under its heading.

    Args:
        frame: the frame.
        schema: the table that it is of; a column that the table does not have keeps its name.
        language: the reader's.
        plan: the rules that gave further columns, if any did.

    Raises:
        InvalidValue: for two columns that would have one heading.
    """
    import polars as pl

    fields = {field.column: field for field in schema}
    results = {} if plan is None else dict(_results(plan, language))
    columns: dict[str, pl.Series] = {}
    words = pl.selectors.by_dtype(pl.Categorical, pl.Enum, pl.Null).cast(pl.String)
    for column in frame.with_columns(words).get_columns():
        if field := fields.get(column.name):
            heading, values = heading_of(field, schema, language), _of_field(column, field, language)
        elif result := results.get(column.name):
            heading, values = _RESULT[language].format(result.heading), _of_result(column, result, language)
        else:
            heading, values = column.name, _said(column, _TRUTHS, language)
        if heading in columns:
            raise InvalidValue("frame", f"two columns called {heading}", "columns with a name each")
        columns[heading] = values
    return pl.DataFrame([values.alias(heading) for heading, values in columns.items()])


def heading_of(field: Field, schema: Schema, language: Language, *, digests: bool = True) -> str:
    """The heading of a field: what it is called, with its unit; its name, where the label is that of another field.

    Args:
        field: the field.
        schema: its table.
        language: the reader's.
        digests: whether a column of identity numbers holds their digests.

    >>> from antipoverty.registers import HOUSEHOLDS
    >>> heading_of(HOUSEHOLDS["net_income"], HOUSEHOLDS, "zh"), heading_of(HOUSEHOLDS["size"], HOUSEHOLDS, "en")
    ('家庭年纯收入（元）', 'Household size (persons)')
    """
    label = Form.DIGEST.text if digests and field.form is Form.IDENTITY else field.text
    unit = YUAN if field.form is Form.MONEY else field.unit
    heading = _with_unit(label[language], unit, language)
    read = match_headings([heading], schema, {}, {})
    if read and read[0].field.name != field.name:
        heading = _with_unit(field.name, unit, language)
    return heading[:1].upper() + heading[1:]


def words_of(field: Field) -> Mapping[Any, Text]:
    """The words of a coded field's values.

    >>> from antipoverty.registers import MEMBERS
    >>> words_of(MEMBERS["sex"])["male"]["zh"], words_of(MEMBERS["working_away"])[True]["en"]
    ('男', 'yes')
    """
    if field.form is Form.FLAG:
        return _TRUTHS
    return {code: field.label(code) for code, _ in field.values}


def _with_unit(name: str, unit: Text | None, language: Language) -> str:
    return name if unit is None else IN_BRACKETS[language].format(name, unit[language])


def _of_field(column: pl.Series, field: Field, language: Language) -> pl.Series:
    """The values of a field as its reader has them. A column of another kind than the field's is left as it stands."""
    import polars as pl

    if field.form in (Form.MONEY, Form.MEASURE):
        return _in_units(column)
    if field.form in (Form.FLAG, Form.CATEGORY):
        # Where an empty cell names nothing, and so says that there is nothing, what is unknown is said.
        return _said(column, words_of(field), language, UNKNOWN if field.named else None)
    if field.form is Form.LIST and column.dtype == pl.String:
        return column.map_elements(lambda cell: _list(field, cell, language), pl.String)
    return column


def _in_units(column: pl.Series) -> pl.Series:
    """Whole fen as yuan, and hundredths as units."""
    import polars as pl

    if not column.dtype.is_integer():
        return column
    return pl.Series([None if value is None else yuan_of_fen(value) for value in column], dtype=pl.Decimal(38, 2))


def _said(column: pl.Series, words: Mapping[Any, Text], language: Language, unknown: Text | None = None) -> pl.Series:
    """Codes or truths as words; a code that is none stays."""
    import polars as pl

    said = {value: text[language] for value, text in words.items()}
    if column.dtype == pl.Boolean and True in said:
        column = column.replace_strict(said, return_dtype=pl.String)
    elif column.dtype == pl.String and True not in said:
        column = column.replace(said)
    return column if unknown is None or column.dtype != pl.String else column.fill_null(unknown[language])


def _list(field: Field, cell: str, language: Language) -> str:
    """A cell of several values, the coded ones as words."""
    items = pieces_of(field, cell)
    if not items:
        return cell if items is None else _NO_ITEMS[language]
    for place, part in enumerate(field.parts):
        leaf = part.parts[0] if part.form is Form.LIST else part
        if leaf.form in (Form.FLAG, Form.CATEGORY):
            words = {str(value).lower(): text[language] for value, text in words_of(leaf).items()}
            for item in items:
                texts = item[place]
                item[place] = [words[each] for each in texts] if isinstance(texts, list) else words.get(texts, texts)
    return cell_of(field, items) or ""


@frozen
class _Result:
    """A column that rules gave: its heading, what its values are called, and what is said where it is unknown."""

    heading: str
    words: Mapping[Any, Text] = _TRUTHS
    unknown: Text | None = UNKNOWN
    kind: Kind | None = None


def _results(plan: Plan, language: Language) -> Iterator[tuple[str, _Result]]:
    """The columns that rules may have given, by name."""
    for bound in plan.bounds:
        rule = bound.rule
        name = rule.name[language]
        yield rule.column, _Result(name, {True: rule.met, False: rule.not_met}, rule.unknown)
        if rule.ranking is not None and rule.ranking.column is not None:
            ranked = criteria_ranked(bound)
            words = {code: criterion.name for code, criterion in ranked.items()}
            yield rule.ranking.column, _Result(_FIRST[language].format(name), words, None)
            for code, text in words.items():
                yield rule.ranking.column_of(code), _Result(text[language])
        for criterion in (*criteria_of(rule.condition), *rule.reviews):
            yield finding_column(rule, criterion), _Result(f"{criterion.id} {criterion.name[language]}")
        if (lacking := shortfall_of(rule)) is not None:
            yield lacking.column, _amount(lacking, language)
    for bound_quantity in plan.quantities:
        yield bound_quantity.quantity.column, _amount(bound_quantity.quantity, language)


def _amount(quantity: Quantity, language: Language) -> _Result:
    return _Result(_with_unit(quantity.name[language], quantity.unit, language), kind=quantity.kind)


def _of_result(column: pl.Series, result: _Result, language: Language) -> pl.Series:
    if result.kind is not None:
        return column if result.kind is Kind.COUNT else _in_units(column)
    return _said(column, result.words, language, result.unknown)
