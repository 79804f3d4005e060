"""The rows of a table as records of its class, and records as rows: projects, works, entries and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from antipoverty._shared.exact import multiply
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.funds import KINDS, Reversal
from antipoverty.money import yuan_of_fen
from antipoverty.registers._frames.engines import in_memory, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._objects.attributes import as_shown
from antipoverty.registers._objects.from_rows import records
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._schema.attributes import Slot, slots_of
from antipoverty.registers._schema.cells import cell_of, pieces_of, text_of, value_of
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.registers._schema.ledgers import ENTRIES
from antipoverty.registers._schema.tables import HOUSEHOLDS
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_EXPECTED = Text("expected {}", "与本行其他各项不符，或不是该项可填的内容")


def objects(table: Any, schema: Schema, *, refused: Callable[[InvalidValue], None] | None = None) -> Iterator[Any]:
    """The rows of a table as records of its class, one at a time, in their order.

    A column that is missing is unknown in every row, one that the schema does not have is passed over. What is unknown
    takes the default of its attribute. Of words in two languages the Chinese stand for both where no English are given.

    Args:
        table: a frame of any engine, as `antipoverty.registers.read` gives it.
        schema: which table it is: `PROJECTS` or another that has a class, `ENTRIES`; or `HOUSEHOLDS`, as
            `antipoverty.registers.records` gives these without members.
        refused: called for each row of which no record can be made, instead of raising.

    Raises:
        InvalidValue: for a schema without a class, a column of the wrong kind, and, without `refused`, the first row
            of which no record can be made. It names the row's key, masked, and the column.

    >>> import polars as pl
    >>> from antipoverty.registers import PROJECTS, read
    >>> form = pl.DataFrame({"项目编号": ["p1"], "项目名称": ["通村公路"], "项目类别": ["道路"],
    ...     "实施村": ["上村、下村"], "项目预算": ["f1：12万元；f2：3000"], "总投资": ["12.3万元"]})
    >>> road, = objects(read(form, PROJECTS).accepted, PROJECTS)
    >>> road.villages, road.budget[1].fund, road.budget[0].amount, road.contract.investment
    (('上村', '下村'), 'f2', Decimal('120000.00'), Decimal('123000.00'))
    """
    if schema is HOUSEHOLDS:
        return records(table, refused=refused)
    _check_schema(schema)
    held = _held(table, schema)
    return _objects(held, schema, refused)


def refusals(table: pl.DataFrame, schema: Schema) -> dict[int, tuple[str, Text]]:
    """The places of the rows of which no record can be made, each with the column and the reason."""
    wrong = {}
    fields = [each for each in schema if each.column in table.columns]
    columns = {each.attribute: each.column for each in fields}
    for place, row in enumerate(table.iter_rows(named=True)):
        try:
            _record(row, schema, fields)
        except InvalidValue as error:
            name = error.field.partition(".")[2]
            why = Text(_EXPECTED.en.format(error.expected), _EXPECTED.zh)
            wrong[place] = columns.get(name) or columns.get(f"{name}.zh") or name, why
    return wrong


def frame(records: Iterable[Any], schema: Schema) -> pl.DataFrame:
    """The table of some records of its class, with every column: what `objects` makes the same records of.

    Args:
        records: the records, in the order of the rows.
        schema: which table it is.

    Raises:
        InvalidValue: for what is no such record, an amount of more than two decimal places, or words in a further
            language, for which the table has no column.

    >>> from antipoverty.funds import Project
    >>> from antipoverty.registers import PROJECTS
    >>> from antipoverty.text import Text
    >>> road = Project("p1", Text("Access road", "通畅工程"), "road", ("v1", "v2"), planned="11.3")
    >>> row = frame([road], PROJECTS)
    >>> row["villages"][0], row["planned_hundredths"][0], list(objects(row, PROJECTS)) == [road]
    ('v1、v2', 1130, True)
    """
    import polars as pl

    _check_schema(schema)
    rows = [_row(record, schema) for record in records]
    kinds = {each.column: stored(each) for each in schema}
    return pl.DataFrame(rows, kinds, orient="row")


def _check_schema(schema: Schema) -> None:
    if not isinstance(schema, Schema):
        raise InvalidValue("schema", type(schema).__name__, "a Schema, such as PROJECTS")
    if schema.record is None and schema is not ENTRIES:
        raise InvalidValue("schema", schema.name, "a table with a class of records, such as PROJECTS")


@no_panic
def _held(table: Any, schema: Schema) -> pl.DataFrame:
    import polars as pl

    columns = {each.column: each for each in schema}
    check_kinds(opened(table, columns), schema)
    held = in_memory(table, *[each.column for each in schema if each.required], taken=tuple(columns))
    return held.select(pl.col(column).cast(stored(columns[column])) for column in held.columns)


def _objects(table: pl.DataFrame, schema: Schema, refused: Callable[[InvalidValue], None] | None) -> Iterator[Any]:
    fields = [each for each in schema if each.column in table.columns]
    for number, row in enumerate(table.iter_rows(named=True), start=1):
        try:
            yield _record(row, schema, fields)
        except InvalidValue as error:
            where = as_shown(row["id"]) if schema.keyed else str(number)
            error.field = f"{schema.name}[{where}].{error.field.partition('.')[2] or error.field}"
            error.args = (f"{error.field}: got {error.given}; expected {error.expected}",)
            if refused is None:
                raise
            refused(error)


def _record(row: Mapping[str, Any], schema: Schema, fields: Iterable[Field]) -> Any:
    values = {each.attribute or each.name: _value(each, row[each.column]) for each in fields}
    record = schema.record
    if schema is ENTRIES:
        if (record := KINDS.get(values.pop("kind"))) is None:
            raise InvalidValue("entries.kind", row["kind"], f"one of {', '.join(KINDS)}")
        kind: Any = record
        own = slots_of(kind)
        strange = [name for name, value in values.items() if value is not None and name not in own]
        if strange and record is not Reversal:
            raise InvalidValue(f"entries.{strange[0]}", values[strange[0]], f"nothing for kind {row['kind']}")
    assert record is not None
    return made(record, values)


def made(record: type, values: Mapping[str, Any]) -> Any:
    """A record of the values of its attributes, by their dotted paths; what is unknown takes its default."""
    arguments = {}
    for name, slot in slots_of(record).items():
        value = _argument(slot, values)
        if value is not None or slot.attribute.default is attrs.NOTHING:
            arguments[name] = value
    return record(**arguments)


def _argument(slot: Slot, values: Mapping[str, Any]) -> Any:
    if slot.several or not (slot.nested or slot.kind is Text):
        return values.get(slot.name)
    before = f"{slot.name}."
    inner = {path.removeprefix(before): value for path, value in values.items() if path.startswith(before)}
    if all(value is None for value in inner.values()):
        return None
    if slot.kind is Text:
        zh, en = inner.get("zh"), inner.get("en")
        return Text(en or zh or "", zh or en or "")
    with _within(slot.name):
        return made(slot.kind, inner)


@contextmanager
def _within(path: str, *, alone: bool = False) -> Iterator[None]:
    """Name the attribute that holds a record in the errors of that record."""
    try:
        yield
    except InvalidValue as error:
        error.field = f"record.{path}" if alone else f"record.{path}.{error.field.partition('.')[2]}"
        raise


def _value(field: Field, value: Any) -> Any:
    """The value of an attribute of what its column holds."""
    if value is None:
        return None
    if field.form in (Form.MONEY, Form.MEASURE):
        return yuan_of_fen(value)
    if field.form is not Form.LIST:
        return value
    items = pieces_of(field, value)
    if items is None:
        raise InvalidValue(f"record.{field.name}", value, field.expected.en, personal=field.personal)
    with _within(field.attribute, alone=True):
        return tuple(_item(field, item) for item in items)


def _item(field: Field, item: list[Any]) -> Any:
    values = {
        part.attribute: tuple(value_of(part.parts[0], each) for each in text)
        if isinstance(text, list)
        else value_of(part, text)
        for part, text in zip(field.parts, item, strict=True)
    }
    return values[""] if field.record is None else made(field.record, values)


def _row(record: Any, schema: Schema) -> tuple[Any, ...]:
    classes = tuple(KINDS.values()) if schema is ENTRIES else (schema.record,)
    if type(record) not in classes:
        raise InvalidValue("records", type(record).__name__, f"records for the table of {schema.name}")
    return tuple(_stored(each, _at(record, each.attribute or each.name)) for each in schema)


def _at(record: Any, path: str) -> Any:
    """What a record has at a dotted path; of words, the English only where they are not the Chinese ones."""
    value = record
    for name in path.split("."):
        if isinstance(value, Text):
            if set(value) != {"en", "zh"}:
                raise InvalidValue(path, dict(value), "words in English and Chinese alone")
            value = None if name == "en" and value.en == value.zh else value[name]
        elif value is not None:
            value = getattr(value, name, None)
    return value


def _stored(field: Field, value: Any) -> Any:
    if field.form is Form.LIST:
        if value is None:
            return None
        items = [[_text(part, _at(each, part.attribute) if part.attribute else each) for part in field.parts]
                 for each in value]  # fmt: skip
        return cell_of(field, items)
    if value is None:
        return None
    if field.form in (Form.MONEY, Form.MEASURE):
        return _hundredths(field, value)
    return text_of(value) if field.form in (Form.CATEGORY, Form.KEY, Form.WORDS) else value


def _text(part: Field, value: Any) -> Any:
    """A part of an item as `cells` has it."""
    if part.form is Form.LIST:
        return None if value is None or (not value and not part.none) else [text_of(each) for each in value]
    return text_of(yuan_of_fen(_hundredths(part, value)) if isinstance(value, Decimal) else value)


def _hundredths(field: Field, value: Decimal) -> int:
    hundredths = multiply(value, 100)
    if hundredths != int(hundredths):
        raise InvalidValue(field.name, value, "at most two decimal places", personal=field.personal)
    return int(hundredths)
