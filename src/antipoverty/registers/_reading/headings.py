"""Which column of a file holds which field of a schema, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, lru_cache

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.parsing import HEADS, UNITS, Column
from antipoverty.registers._reading.words import Words
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.text import Text

_WIDE = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
#: What a bracket may say of a number besides its unit: that it has to be filled in, and of which year it is.
_NOTE = re.compile(r"必填|选填|可选|[12][0-9]{3}年度?")
#: Other names of units.
_SAME_UNITS = {
    **dict.fromkeys(HEADS, "人"),
    "月": "个月",
    "月数": "个月",
    "千米": "公里",
    "km": "公里",
    "㎡": "平方米",
    "m2": "平方米",
    "m²": "平方米",
}
#: How alike two names are that may be one with a slip in it.
_NEAR = 0.85
#: What stands in a cell and in no heading.
_CELL = re.compile(
    r"[a-z]{0,3}[-_]?[0-9]+(?:[-.,/年月][0-9]+)*日?|[0-9]{17}x|[是否有无男女]|true|false|yes|no|.*级|.*劳动力"
)
#: A run of so many digits, whatever stands between them, may be of a number by which a person is known.
_TELLING = re.compile(r"(?:[0-9][^0-9A-Za-z\u3400-\u9fff]*){6}")


@frozen
class Headings:
    """What would be taken of a file. Both parts can be edited and handed to `antipoverty.registers.read`.

    Attributes:
        columns: for each heading the field that it stands for, or none. A heading with a run of six digits or more,
            which may be a row and no heading, is left out.
        units: for each amount or measure the unit in which it is read, where it is not as a frame holds it.
    """

    columns: Mapping[str, str | None]
    units: Mapping[str, str]


@lru_cache(maxsize=1024)
def _by_name(schema: Schema) -> Mapping[str, Field]:
    """The fields of a table by their headings, as these are compared."""
    by_name: dict[str, Field] = {}
    for field in (*schema, *schema.forms):
        for known in (field.name, field.column, *field.headings):
            by_name.setdefault(_plain(known), field)
    # What a field is called is known too, as `antipoverty.registers.write` heads a column.
    for field in (*schema, *schema.forms):
        by_name |= {_plain(label): field for label in field.text.values() if _plain(label) not in by_name}
        if field.form is Form.IDENTITY:
            by_name |= dict.fromkeys(map(_plain, Form.DIGEST.text.values()), evolve(field, form=Form.DIGEST))
    return by_name


def known_fields(schema: Schema, columns: Mapping[str, str | None]) -> Callable[[Iterable[str]], frozenset[str]]:
    """Tells the names of the fields for which headings stand.

    >>> from antipoverty.registers import MEMBERS
    >>> sorted(known_fields(MEMBERS, {})(["户编号", "身份证号码（必填）", "备注"]))
    ['household', 'identity_number']
    """
    by_name = _by_name(schema)

    @cache
    def field_of(heading: str) -> str | None:
        field = by_name.get(_plain(_name(heading, by_name, columns) or ""))
        return None if field is None else field.name

    return lambda headings: frozenset(filter(None, map(field_of, headings)))


def _name(heading: str, by_name: Mapping[str, Field], columns: Mapping[str, str | None]) -> str | None:
    """The name of the field for which a heading stands: as it is known, or as the caller has it."""
    plain = _plain(heading)
    return columns.get(heading, plain if plain in by_name else _parts(plain, by_name)[0])


def match_headings(
    headings: Sequence[str],
    schema: Schema,
    columns: Mapping[str, str | None],
    units: Mapping[str, str],
    usual: str | None = None,
    *,
    refuse: Callable[[int, Text], None] | None = None,
) -> list[Column]:
    """Find the field and the unit of each heading that the schema knows.

    Args:
        headings: those of the file.
        schema: the table that it is.
        columns: the field for a heading that the schema does not know, or none for a heading that is not to be taken.
        units: the unit for a heading that does not name it.
        usual: the unit of amounts whose heading does not name it; yuan, if none is named.
        refuse: called with the place of a heading that cannot be taken, and why, in place of an error.

    Raises:
        InvalidValue: for two headings for one field, or a unit that the field cannot have.
    """
    by_name = _by_name(schema)
    matched: list[Column] = []
    for place, heading in enumerate(headings):
        plain, name = _plain(heading), _name(heading, by_name, columns)
        if name is None or (heading not in columns and name not in by_name):
            continue
        field = schema[name] if heading in columns else by_name[name]
        why = Text("a unit that the field cannot have", "单位不能用于该项")
        try:
            for other in (column.place for column in matched if column.field.name == field.name):
                there = shown(headings, other)
                expected = (
                    f"one heading for {field.name}; {there} is there already (leave one out: columns={{…: None}})"
                )
                why = Text(f"{there} is there for {field.name} already", f"已有“{there}”对应{field.text.zh}")
                raise InvalidValue("headings", shown(headings, place), expected)
            # Under the name of the frame's column a value is as a frame holds it: in fen, in hundredths, a digest.
            stored = name == field.column != field.name
            if stored and field.form is Form.IDENTITY:
                field = evolve(field, form=Form.DIGEST)
            unit = units.get(heading) or (None if plain in by_name else _unit(field, _parts(plain, by_name)[1]))
            unit = _SAME_UNITS.get(unit, unit) if unit else unit
            # What is counted in a unit is not named.
            if field.named and (unit is not None or plain in (field.name, field.column)):
                field = evolve(field, named=False)
            if unit is None and field.form is Form.MONEY and not stored and "元" not in plain:
                unit = usual
            own = () if field.unit is None else (field.unit.zh, field.unit.en)
            if unit is None or (field.form is not Form.MONEY and _plain(unit) in map(_plain, own)):
                matched.append(Column(field, place, power=0) if stored and field.numeric else Column(field, place))
            elif field.form is Form.MONEY and unit in UNITS:
                matched.append(Column(field, place, UNITS[unit]))
            else:
                known = ", ".join(UNITS if field.form is Form.MONEY else own)
                expected = f"one of {known}; name it in units=" if known else f"no unit, since {field.name} has none"
                unit = _shown(unit, "what is not shown")
                raise InvalidValue(f"unit of {_shown(heading, field.name)}", unit, expected)
        except InvalidValue:
            if refuse is None:
                raise
            refuse(place, why)
    return matched


def missing_fields(matched: Sequence[Column], schema: Schema) -> tuple[str, ...]:
    """The fields that a table needs and that no heading stands for; for the key of a person an identity number does."""
    return missing_names({column.field.name for column in matched}, schema)


def missing_names(there: Collection[str], schema: Schema) -> tuple[str, ...]:
    """The names of the fields that a table needs and that are not among those that are there."""
    persons = any(field.name in there for field in schema if field.form in (Form.IDENTITY, Form.DIGEST))
    needed = (field.name for field in schema if field.required or field.heading_required)
    return tuple(name for name in needed if name not in there and not (name == "id" and persons))


def check_needed(
    headings: Sequence[str], matched: Sequence[Column], schema: Schema, named: Collection[str]
) -> list[Column]:
    """Refuse a file without a heading that its table needs.

    Args:
        headings: those of the file.
        matched: the columns that were matched.
        schema: the table that it is.
        named: the headings that the caller named.

    Returns:
        The columns. Where nobody gave persons a code, the digests of their identity numbers are their keys, and needed.

    Raises:
        InvalidValue: for a heading that is needed, or named by the caller, and missing.
    """
    fields = {column.field.name: column for column in matched}
    needed = [field.name for field in schema if field.required or field.heading_required]
    if unknown := set(named) - set(headings):
        expected = f"a heading of the file: {_listed(headings, fields, needed)}"
        raise InvalidValue("columns", _shown(min(unknown), "a heading that is not shown"), expected)
    persons = (
        [] if "id" in fields else [column for column in matched if column.field.form in (Form.IDENTITY, Form.DIGEST)]
    )
    if missing := missing_fields(matched, schema):
        expected = f"a heading for {', '.join(missing)}; name it in columns="
        raise InvalidValue("headings", _listed(headings, fields, needed), expected)
    return [
        evolve(column, field=evolve(column.field, required=True)) if persons[:1] == [column] else column
        for column in matched
    ]


def headings_of(headings: Sequence[str], matched: Sequence[Column]) -> Headings:
    """What was matched, for the caller to edit and to hand on."""
    by_place = {column.place: column for column in matched}
    columns: dict[str, str | None] = {}
    units: dict[str, str] = {}
    for place, heading in enumerate(headings):
        if _TELLING.search(_plain(heading)) or (place not in by_place and is_row(headings)):
            continue
        if place not in by_place:
            columns[heading] = None
            continue
        field, power = by_place[place].field, by_place[place].power
        as_stored = field.form is Form.DIGEST or (field.numeric and power == 0)
        columns[heading] = field.column if as_stored else field.name
        if field.form is Form.MONEY and power:
            units[heading] = next(unit for unit, each in UNITS.items() if each == power)
        elif field.form is Form.MEASURE and power and field.unit is not None:
            units[heading] = field.unit.zh
    return Headings(columns, units)


def look_alike(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """The first of a frame's columns that looks as if it were one of some names: by the same words, or nearly so.

    >>> look_alike(("net_income", "net_income_fen", "家庭年纯收入"), ["id", "家庭年纯收入（元）"])
    '家庭年纯收入（元）'
    >>> look_alike(("net_income", "net_income_fen"), ["Net Income (yuan)"]), look_alike(("size",), ["sizes"])
    ('Net Income (yuan)', 'sizes')
    """
    wanted = {_bare(name) for name in names}
    for column in columns:
        name = _bare(column)
        if name in wanted or get_close_matches(name, wanted, 1, _NEAR):
            return column
    return None


def _bare(name: str) -> str:
    """A name without its unit and notes, and without what parts its words."""
    letters = re.sub(r"[\W_]+", "", _parts(_plain(str(name)))[0])
    return re.sub(r"(yuan|fen|rmb|cny|hundredths)$", "", letters) or letters


def further_words(words: Mapping[str, Words], schema: Schema) -> dict[str, Words]:
    """What further words stand for, by the name of the field.

    Raises:
        InvalidValue: for a field that the schema does not have, one of identity numbers, a word that is none, or a
            value that the field cannot have.
    """
    further: dict[str, Words] = {}
    for name, meanings in words.items():
        field = schema[name]
        if field.form in (Form.IDENTITY, Form.DIGEST):
            raise InvalidValue("words", field.name, "a field other than one of identity numbers")
        if not all(isinstance(word, str) and word.strip() for word in meanings):
            raise InvalidValue(f"words of {field.name}", "a word that is not shown", "words, each a non-empty string")
        further[field.name] = {word: _value(field, getattr(value, "value", value)) for word, value in meanings.items()}
    return further


def _value(field: Field, value: object) -> str | bool | None:
    if value is None:
        return None
    if field.form is Form.FLAG:
        if not isinstance(value, bool):
            raise InvalidValue(f"words of {field.name}", value, "True, False or None for unknown")
        return value
    if field.form is Form.CATEGORY:
        if value not in (known := [known for known, _ in field.values]):
            raise InvalidValue(f"words of {field.name}", value, f"one of {', '.join(known)}, or None for unknown")
        return str(value)
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal | date):
        expected = "what would stand in the cell, as text, a whole number, a Decimal or a date, or None for unknown"
        raise InvalidValue(f"words of {field.name}", value, expected, personal=True)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def shown(headings: Sequence[str], place: int) -> str:
    """A heading as it may be shown: what may be a row, and one with a run of digits in it, is called by its place."""
    otherwise = f"column {place + 1}"
    return otherwise if is_row(headings) else _shown(headings[place], otherwise)


def is_heading_of(heading: str, field: Field) -> bool:
    """Whether forms have a field under a heading.

    >>> from antipoverty.registers import MEMBERS
    >>> is_heading_of("人编号", MEMBERS["id"]), is_heading_of("户编号", MEMBERS["id"])
    (True, False)
    """
    plain = _plain(heading)
    known = {_plain(each) for each in field.headings}
    return plain in known or _parts(plain)[0] in known


def is_row(headings: Sequence[str]) -> bool:
    """Whether headings may be a row of a file without any: none is known, and one is a number, a code or a truth.

    >>> is_row(["h001", "王小明", "3500"]), is_row(["编码", "人数"]), is_row(["户编号", "2013"])
    (True, False, False)
    """
    plain = [_plain(heading) for heading in headings]
    return any(map(_CELL.fullmatch, plain)) and not any(
        each in _known() or _parts(each)[0] in _known() for each in plain
    )


@cache
def _known() -> frozenset[str]:
    """Every heading of every table."""
    from antipoverty.registers._schema.catalogue import TABLES

    return frozenset(
        _plain(known)
        for schema in TABLES.values()
        for field in (*schema, *schema.forms)
        for known in (field.name, field.column, *field.headings)
    )


def _shown(heading: str, otherwise: str) -> str:
    return otherwise if _TELLING.search(_plain(heading)) else heading


def _listed(headings: Sequence[str], fields: Collection[str], needed: Sequence[str]) -> str:
    """The headings, if any that is needed is among them; else they may be a row, and only their number is shown."""
    if any(name in needed for name in fields):
        return ", ".join(shown(headings, place) for place in range(len(headings)))
    return f"a row of {len(headings)}, not shown since no heading that is needed is among them"


def _plain(heading: str) -> str:
    return re.sub(r"\s+", "", heading.translate(_WIDE)).lower()


def _parts(plain: str, known: Collection[str] = ()) -> tuple[str, list[str]]:
    """A plain heading without its unit and notes, and those: ``纯收入(万元)``, ``纯收入/元``, ``村(必填)``.

    A heading that is known with brackets of its own keeps them: ``务工时间(月)``, if that is known.
    """
    if (last := re.fullmatch(rf"(.+)(\([^()]*\)|[/:](?:{'|'.join(UNITS)}))", plain)) and last[1] in known:
        parts: re.Match[str] | None = last
    else:
        parts = re.fullmatch(rf"(.+?)((?:\([^()]*\))+|[/:](?:{'|'.join(UNITS)}))", plain)
    return (plain, []) if parts is None else (parts[1], re.findall(r"[^()/:]+(?:[/:][^()/:]+)*", parts[2]))


def _unit(chosen: Field, brackets: Sequence[str]) -> str | None:
    """The unit of a number among what stands in the brackets of its heading; what is no number has none.

    What else a bracket may say of a number is not guessed: an amount in another unit would be read as yuan.
    """
    if not chosen.numeric:
        return None
    said = [each.removeprefix("单位:") for each in brackets if not _NOTE.fullmatch(each)]
    return "、".join(said) or None
