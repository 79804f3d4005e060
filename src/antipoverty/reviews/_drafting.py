"""The draft of a summary: every figure worked out from the tables of a township."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from antipoverty import rulebooks
from antipoverty._engine import prose
from antipoverty._engine.conditions import facts_of
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import in_force
from antipoverty._shared.exact import EXACT
from antipoverty.errors import InvalidValue
from antipoverty.funds import ColumnKind, Statement, StatementColumn
from antipoverty.registers import Form
from antipoverty.reviews._definitions import FigureDefinition, ListDefinition, all_figures, chapters
from antipoverty.reviews._preparing import STATEMENTS, Context, remarks_on
from antipoverty.reviews._summaries import Chapter, Counting, DraftedFigure, Relation, Summary, Terms, value_of
from antipoverty.reviews._tables import (
    PreparedTable,
    condition_of,
    names_of_rules,
    no_column,
    no_table,
    prepared,
    rows_where,
)
from antipoverty.reviews._townships import SCHEMAS, Township
from antipoverty.rules import Kind
from antipoverty.text import LISTED, Text

if TYPE_CHECKING:
    import polars as pl

_DISTINCT = "distinct "
_ROWS = Text("rows of {}", "{}的行数")
_SUM = Text("sum of {} over {}", "{1}中{0}之和")
_DIFFERENT = Text("different {} in {}", "{1}中不同{0}的个数")
_WHERE = Text("{} where {}", "{}（{}）")
_OF_VALUE = Text("{}; {}: {}", "{}；{}为{}")
_PART = Text("{}: {}", "{}：{}")
_VILLAGES = Text("{} villages", "{}个村")
_NOT_KNOWN = Text("not known", "不详")
_UNDECIDED = Text("undecided in {0:,} of {1:,} rows", "共{1}行，其中{0}行未定")
_AT_LEAST = Text("{0:,} of {1:,} rows state at least so many", "共{1}行，其中{0}行填报为“以上”")
_PARTS = Text("{}: the parts and the whole", "{}：分项与合计")
_MISSING = Text("{} is not known", "{}不详")
_IN_BRACKETS = Text("({})", "（{}）")
_ZERO = Text("{} is 0", "{}为0")
#: So many villages are named in one cell; more are counted.
_MOST_NAMED = 3
_MEASURES = {
    Form.MONEY: ColumnKind.MONEY,
    Form.MEASURE: ColumnKind.QUANTITY,
    Form.COUNT: ColumnKind.COUNT,
    Form.DAY: ColumnKind.DAY,
}


def draft(
    township: Township, *, on: date, rulebook: rulebooks.Rulebook | None = None, name: Text, id: str = "review"
) -> Summary:
    """The summary of a township's year, with every figure that its tables give.

    A figure whose rows are all known has a value. One with undecided rows has what is known, and says how many are
    undecided; one whose table or column is missing says so. Nothing is taken for 0 because it is unknown.

    Args:
        township: the tables.
        on: the day of the summary, such as the last of the year: rules are those in force on it.
        rulebook: the rules; those of China if left out.
        name: the name of the township.
        id: the key of the summary.

    >>> from datetime import date
    >>> import polars as pl
    >>> homes = pl.DataFrame({"id": ["h1", "h2"], "size": [4, 3], "net_income_fen": [900_000, None]})
    >>> summary = draft(Township.of(households=homes), on=date(2014, 12, 31), name=Text("Our town", "本镇"))
    >>> poor = summary.figures["poor_by_rule"]
    >>> poor.value, poor.known, poor.undecided, poor.rule
    (None, Fraction(1, 1), 1, 'poor-household')
    """
    typed(township, Township, "township")
    typed(name, Text, "name")
    book = in_force(rulebook, on)
    context = Context(on, rulebook, township.tables)
    tables = prepared(township, context)
    figures: dict[str, DraftedFigure] = {}
    relations: list[Relation] = []
    made: list[Chapter] = []
    lists: dict[str, Statement] = {}
    families: dict[str, list[str]] = {}
    for chapter in chapters():
        for definition in chapter.figures:
            if definition.table is not None:
                own = list(_counted(definition, tables, book))
                figures |= {each.key: each for each in own}
                families[definition.key] = [each.key for each in own]
                if len(own) > 1 and not (definition.of or "").startswith(_DISTINCT):
                    relations.append(_parts_and_whole(own))
    definitions = {each.key: each for each in all_figures()}
    for key, definition in definitions.items():
        if definition.terms is not None:
            _work_out(key, definitions, figures)
    for chapter in chapters():
        keys = [key for each in chapter.figures for key in families.get(each.key, [each.key])]
        own_lists = {each.key: _listed(each, tables, book) for each in chapter.lists if each.table in tables}
        for key, statement in STATEMENTS.get(chapter.id, {}).items():
            if (stated := statement(context)) is not None:
                own_lists[key] = _with_names(stated, key, tables)
        lists |= own_lists
        relations += chapter.relations
        made.append(Chapter(chapter.id, chapter.name, tuple(keys), tuple(own_lists)))
    ordered = {key: figures[key] for chapter in made for key in chapter.figures}
    return Summary(
        id=id,
        name=name,
        figures=ordered,
        relations=tuple(relations),
        on=on,
        chapters=tuple(made),
        lists=lists,
        remarks=remarks_on(context),
        materials=township.materials,
    )


def rows_of(township: Township, key: str, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> pl.DataFrame:
    """The rows behind a figure: those that count, and those of which it is not known (``counts`` true or null).

    Args:
        township: the tables.
        key: the key of a figure that is counted from a table; a part of it has the rows of its whole.
        on: the day.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: for a figure that there is not, that follows from other figures, or whose table is missing.

    >>> import polars as pl
    >>> homes = pl.DataFrame({"id": ["h1", "h2", "h3"], "size": [4, 3, 2], "net_income_fen": [900_000, None, 900_000]})
    >>> rows = rows_of(Township.of(households=homes), "poor_by_rule", on=date(2014, 12, 31))
    >>> rows.select("id", "counts").rows()
    [('h1', True), ('h2', None)]
    """
    typed(township, Township, "township")
    definitions = {each.key: each for each in all_figures() if each.table is not None}
    if key not in definitions:
        raise InvalidValue("key", key, "the key of a figure that is counted from a table")
    definition = definitions[key]
    tables = prepared(township, Context(on, rulebook, township.tables))
    assert definition.table is not None
    if definition.table not in tables:
        raise InvalidValue("township", definition.table, "a township with that table")
    table = tables[definition.table]
    condition = None if definition.where is None else condition_of(table.name, definition.where)
    where = rows_where(table, condition, in_force(rulebook, on))
    counts = table.frame.with_columns(counts=where.column)
    return counts.filter(counts["counts"].fill_null(value=True))


def _counted(
    definition: FigureDefinition, tables: Mapping[str, PreparedTable], book: rulebooks.InForce
) -> Iterator[DraftedFigure]:
    """A figure that is counted from a table, and its parts where it is split."""
    import polars as pl

    assert definition.table is not None
    condition = None if definition.where is None else condition_of(definition.table, definition.where)
    of = definition.of
    distinct = of is not None and of.startswith(_DISTINCT)
    column = None if of is None else of.removeprefix(_DISTINCT)
    counting = Counting(definition.table, definition.where, column, distinct)
    if definition.table not in tables:
        formula = _in_words(SCHEMAS[definition.table].text, column, definition, condition)
        yield DraftedFigure(
            definition.key, definition.name, definition.unit, None, formula, counting, rule=definition.rule,
            lacks=(no_table(definition.table),),
        )  # fmt: skip
        return
    table = tables[definition.table]
    label = None if column is None else table.label(column)
    formula = _in_words(table.schema.text, label, definition, condition)
    rule = definition.rule or names_of_rules(table, () if condition is None else facts_of(condition))
    where = rows_where(table, condition, book)
    lacks = list(where.lacks)
    held = pl.DataFrame({"counts": where.column})
    for name, wanted in (("value", column), ("by", definition.by)):
        if wanted is not None and table.column(wanted) in table.frame.columns:
            held = held.with_columns(table.frame[table.column(wanted)].alias(name))
        elif name == "value" and wanted is not None:
            lacks.append(no_column(table, wanted))
            held = held.with_columns(pl.lit(None, pl.Int64).alias(name))
    scale = 1 if column is None or distinct else _scale(table, column)
    bound = definition.at_least
    if bound is not None and bound in table.frame.columns:
        held = held.with_columns(table.frame[bound].alias("at_least"))

    def figure(key: str, name: Text, counted: Counting, words: Text, rows: pl.DataFrame) -> DraftedFigure:
        total, undecided, number = _total(rows, column is not None, distinct, scale)
        bounded = 0 if "at_least" not in rows.columns else rows.filter(pl.col("counts") & pl.col("at_least")).height
        reasons = [_format_rows(_UNDECIDED, undecided, rows.height)] if undecided else []
        reasons += [_format_rows(_AT_LEAST, bounded, rows.height)] if bounded else []
        exact = None if reasons or lacks else total
        return DraftedFigure(
            key=key,
            label=name,
            unit=definition.unit,
            value=exact,
            formula=words,
            counting=counted,
            terms=None,
            rows=number,
            undecided=undecided + bounded,
            known=None if exact is not None or lacks else total,
            rule=rule,
            lacks=tuple(lacks or reasons),
        )

    yield figure(definition.key, definition.name, counting, formula, held)
    if definition.by is None or "by" not in held.columns or lacks:
        return
    by, names = definition.by, table.label(definition.by)
    for value in _values(table, by, held):
        said = _NOT_KNOWN if value is None else _label(table, by, value, tables)
        part = held.filter(pl.col("by").cast(pl.String).eq_missing(pl.lit(value, pl.String)))
        yield figure(
            f"{definition.key}.{value or ''}",  # no key or code is empty: that part is of those unknown
            _format(_PART, definition.name, said),
            Counting(definition.table, definition.where, column, distinct, (by, value)),
            _format(_OF_VALUE, formula, names, said),
            part,
        )


def _total(rows: pl.DataFrame, summed: bool, distinct: bool, scale: int) -> tuple[Fraction, int, int]:
    """What the rows that count come to, how many rows are undecided, and how many count."""
    import polars as pl

    counted = rows.filter(pl.col("counts"))
    open_rows = rows.filter(pl.col("counts").is_null())
    if not summed:
        return Fraction(counted.height), open_rows.height, counted.height
    without = counted["value"].null_count()
    if distinct:
        values = counted["value"].drop_nulls().cast(pl.String).str.split(LISTED["zh"]).explode()
        return Fraction(values.n_unique()), without + open_rows.height, counted.height
    undecided = without + open_rows.filter(pl.col("value").is_null() | (pl.col("value") != 0)).height
    return Fraction(int(counted["value"].cast(pl.Int128).sum() or 0), scale), undecided, counted.height


def _scale(table: PreparedTable, column: str) -> int:
    if column in table.facts:
        return table.facts[column].kind.scale
    return 100 if table.schema[column].form in (Form.MONEY, Form.MEASURE) else 1


def _values(table: PreparedTable, by: str, held: pl.DataFrame) -> list[str | None]:
    """The values by which a figure is split: those of a category in their order, then others, unknown last."""
    import polars as pl

    there = held.filter(pl.col("counts").fill_null(value=True))["by"].cast(pl.String).unique()
    known = list(table.facts[by].values) if by in table.facts else []
    values = [value for value in known if value in set(there)]
    values += sorted(value for value in there if value is not None and value not in known)
    return [*values, None] if there.null_count() else list(values)


def _label(table: PreparedTable, column: str, value: str, tables: Mapping[str, PreparedTable]) -> Text:
    fact = table.facts.get(column)
    if fact is not None and value in fact.values and fact.labels:
        return fact.labels[fact.values.index(value)]
    if column in ("village", "villages") and "villages" in tables and "name" in tables["villages"].frame.columns:
        places = tables["villages"].frame
        named = places.filter(places["id"].cast(str) == value)["name"].drop_nulls()
        if len(named) == 1:
            return Text(named[0], named[0])
    return Text(value, value)


def _format_rows(words: Text, some: int, rows: int) -> Text:
    return Text(words.en.format(some, rows), words.zh.format(some, rows))


def _format(words: Text, *parts: Text) -> Text:
    return Text(words.en.format(*(part.en for part in parts)), words.zh.format(*(part.zh for part in parts)))


def _in_words(table: Text, column: Text | str | None, definition: FigureDefinition, condition: Any) -> Text:
    named = Text(column, column) if isinstance(column, str) else column
    distinct = (definition.of or "").startswith(_DISTINCT)
    words = _format(_ROWS, table) if named is None else _format(_DIFFERENT if distinct else _SUM, named, table)
    if condition is None:
        return words
    said = Text(prose.state(condition, "en"), prose.state(condition, "zh"))
    return _format(_WHERE, words, said)


def _parts_and_whole(own: list[DraftedFigure]) -> Relation:
    whole, *parts = own
    return Relation(
        f"{whole.key}-parts",
        _format(_PARTS, whole.label),
        Terms(tuple((part.key,) for part in parts)),
        Terms(((whole.key,),)),
    )


def _work_out(key: str, definitions: Mapping[str, FigureDefinition], figures: dict[str, DraftedFigure]) -> None:
    """Work out a figure from others, those first that it needs.

    Raises:
        InvalidValue: for figures that need each other.
    """
    waiting = [key]
    while waiting:
        definition = definitions[waiting[-1]]
        assert definition.terms is not None
        needed = [each for each in dict.fromkeys(definition.terms.keys) if each not in figures]
        if circle := [each for each in needed if each in waiting]:
            raise InvalidValue(f"figures.{waiting[-1]}", circle, "figures that do not need each other")
        if needed:
            waiting.append(needed[0])
            continue
        waiting.pop()
        figures[definition.key] = _of_terms(definition, definition.terms, figures)


def _of_terms(definition: FigureDefinition, terms: Terms, figures: Mapping[str, DraftedFigure]) -> DraftedFigure:
    used = [figures[key] for key in dict.fromkeys(terms.keys)]
    lacks = [_format(_MISSING, each.label) for each in used if each.value is None]
    divisors = [figures[key] for key in terms.over]
    if divisors and not lacks and sum(each.value or 0 for each in divisors) == 0:
        lacks += [_format(_ZERO, each.label) for each in divisors]
    value = None if lacks else value_of(terms, figures)
    return DraftedFigure(
        definition.key, definition.name, definition.unit, value, _terms_in_words(terms, figures), None, terms,
        lacks=tuple(lacks),
    )  # fmt: skip


def _terms_in_words(terms: Terms, figures: Mapping[str, DraftedFigure]) -> Text:
    def said(language: str) -> str:
        def name(key: str) -> str:
            return figures[key].label[language]

        words = " + ".join(" × ".join(name(key) for key in product) for product in terms.plus)
        words += "".join(f" − {name(key)}" for key in terms.minus)
        several = len(terms.plus) + len(terms.minus) > 1
        if several and (terms.over or terms.times != 1):
            words = _IN_BRACKETS[language].format(words)
        divisors = " + ".join(name(key) for key in terms.over)
        if len(terms.over) > 1:
            divisors = _IN_BRACKETS[language].format(divisors)
        words += f" ÷ {divisors}" if divisors else ""
        times = f"{terms.times.normalize(EXACT):f}"
        return words + ("" if terms.times == 1 else f" × {times}" if words else times)

    return Text(said("en"), said("zh"))


def _listed(definition: ListDefinition, tables: Mapping[str, PreparedTable], book: rulebooks.InForce) -> Statement:
    """The rows of a table that the document shows; a column that the table does not have is unknown."""
    table = tables[definition.table]
    condition = None if definition.where is None else condition_of(table.name, definition.where)
    where = rows_where(table, condition, book)
    rows = table.frame.filter(where.column)
    names = [(name, table.column(name)) for name in definition.columns]
    columns = tuple(StatementColumn(name, table.label(name), _measure(table, name)) for name, _ in names)
    cells = [
        [_cell(table, name, value, tables) for value in rows[column]]
        if column in rows.columns
        else [None] * rows.height
        for name, column in names
    ]
    return Statement(definition.key, definition.name, columns, tuple(zip(*cells, strict=True)))


def _with_names(statement: Statement, key: str, tables: Mapping[str, PreparedTable]) -> Statement:
    """A statement under its key, with villages by name; several of them together by their number."""
    places = [at for at, column in enumerate(statement.columns) if column.id == "village"]
    if "villages" not in tables:
        places = []

    def named(village: Any) -> Any:
        keys = village["zh"].split(LISTED["zh"]) if isinstance(village, Text) else [str(village)]
        return _of_several(tables["villages"], "village", keys, tables)

    lines = tuple(
        tuple(named(cell) if at in places and cell is not None else cell for at, cell in enumerate(line))
        for line in statement.lines
    )
    return evolve(statement, id=key, lines=lines)


def _measure(table: PreparedTable, name: str) -> ColumnKind:
    if name in table.facts:
        kinds = {Kind.MONEY: ColumnKind.MONEY, Kind.MEASURE: ColumnKind.QUANTITY, Kind.COUNT: ColumnKind.COUNT}
        return kinds.get(table.facts[name].kind, ColumnKind.WORDS)
    return _MEASURES.get(table.schema[name].form, ColumnKind.WORDS)


_YES_NO = {True: Text("yes", "是"), False: Text("no", "否")}


def _cell(table: PreparedTable, name: str, value: Any, tables: Mapping[str, PreparedTable]) -> Any:
    from antipoverty.money import yuan_of_fen

    if value is None:
        return None
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, int):
        return yuan_of_fen(value) if _scale(table, name) == 100 else value
    if isinstance(value, date):
        return value
    return _of_several(table, name, str(value).split(LISTED["zh"]), tables)


def _of_several(table: PreparedTable, name: str, values: list[str], tables: Mapping[str, PreparedTable]) -> Text:
    """The labels of the values of one cell; of many villages, only how many there are."""
    if name in ("village", "villages") and len(values) > _MOST_NAMED:
        return Text(_VILLAGES.en.format(len(values)), _VILLAGES.zh.format(len(values)))
    said = [_label(table, name, each, tables) for each in values]
    return Text(LISTED["en"].join(each.en for each in said), LISTED["zh"].join(each.zh for each in said))
