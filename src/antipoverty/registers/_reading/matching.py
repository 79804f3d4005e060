"""Which column of a file holds which field of a schema, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import TypeAlias

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.cells import UNITS, Words
from antipoverty.registers._schema.declarations import Field, Form, Schema

#: For each column of a file that is taken, by its place, its field and, for a number, the power of ten of its unit.
Taken: TypeAlias = Mapping[int, tuple[Field, int | None]]

#: The power of ten of a yuan, in fen.
_YUAN = 2
_WIDE = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
#: What a bracket may say of a number besides its unit: that it has to be filled in, and of which year it is.
_NOTE = re.compile(r"必填|选填|可选|[12][0-9]{3}年度?")
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


def matched(
    headings: Sequence[str], schema: Schema, columns: Mapping[str, str | None], units: Mapping[str, str]
) -> Taken:
    """Find the field and the unit of each heading.

    Args:
        headings: those of the file.
        schema: the table that it is.
        columns: the field for a heading that the schema does not know, or none for a heading that is not to be taken.
        units: the unit for a heading that does not name it.

    Raises:
        InvalidValue: for a heading that is needed and missing, two for one field, or a unit that the field cannot have.
    """
    taken = _fields(headings, schema, columns, units)
    there = {each.name for each, _ in taken.values()}
    needed = [each.name for each in schema if each.required or each.heading_required]
    if unknown := (set(columns) | set(units)) - set(headings):
        expected = f"a heading of the file: {_told(headings, taken, needed)}"
        raise InvalidValue("columns", _shown(min(unknown), "a heading that is not shown"), expected)
    people = [place for place, (each, _) in taken.items() if each.form in (Form.IDENTITY, Form.DIGEST)]
    if people and "id" not in there:
        # Where nobody gave persons a code, what is kept of their identity numbers is their key, and is needed.
        field, power = taken[people[0]]
        taken[people[0]] = (evolve(field, required=True), power)
        there.add("id")
    if missing := [name for name in needed if name not in there]:
        expected = f"a heading for {', '.join(missing)}; name it in columns="
        raise InvalidValue("headings", _told(headings, taken, needed), expected)
    return taken


def named(
    headings: Sequence[str], schema: Schema, columns: Mapping[str, str | None], units: Mapping[str, str]
) -> Headings:
    """What would be taken, whether or not it is all that is needed.

    Raises:
        InvalidValue: for two headings for one field, or a unit that the field cannot have.
    """
    taken = _fields(headings, schema, columns, units)
    fields: dict[str, str | None] = {}
    said: dict[str, str] = {}
    for place, heading in enumerate(headings):
        if _TELLING.search(_plain(heading)) or (place not in taken and is_row(headings)):
            continue
        if place not in taken:
            fields[heading] = None
            continue
        field, power = taken[place]
        fields[heading] = field.column if power == 0 or field.form is Form.DIGEST else field.name
        if field.form is Form.MONEY and power != 0:
            said[heading] = next(unit for unit, each in UNITS.items() if each == (power or _YUAN))
        elif field.form is Form.MEASURE and power != 0 and field.unit is not None:
            said[heading] = field.unit.zh
    return Headings(fields, said)


def look_alike(names: Sequence[str], columns: Sequence[str]) -> str | None:
    """The first of a frame's columns that looks as if it were one of some names: by the same words, or nearly so.

    >>> look_alike(("net_income", "net_income_fen", "家庭年纯收入"), ["id", "家庭年纯收入（元）"])
    '家庭年纯收入（元）'
    >>> look_alike(("net_income", "net_income_fen"), ["Net Income (yuan)"]), look_alike(("size",), ["sizes"])
    ('Net Income (yuan)', 'sizes')
    """
    wanted = {_bare(name) for name in names}
    for column in columns:
        found = _bare(column)
        if found in wanted or get_close_matches(found, wanted, 1, _NEAR):
            return column
    return None


def _bare(name: str) -> str:
    """A name without its unit and notes, and without what parts its words."""
    letters = re.sub(r"[\W_]+", "", _heading(str(name))[0])
    return re.sub(r"(yuan|fen|rmb|cny|hundredths)$", "", letters) or letters


def worded(words: Mapping[str, Words], schema: Schema) -> dict[str, Words]:
    """What further words stand for, by the name of the field.

    Raises:
        InvalidValue: for a field that the schema does not have, one of identity numbers, a word that is none, or a
            value that the field cannot have.
    """
    found: dict[str, Words] = {}
    for name, each in words.items():
        field = schema[name]
        if field.form in (Form.IDENTITY, Form.DIGEST):
            raise InvalidValue("words", field.name, "a field other than one of identity numbers")
        if not all(isinstance(word, str) and word.strip() for word in each):
            raise InvalidValue(f"words of {field.name}", "a word that is not shown", "words, each a non-empty string")
        found[field.name] = {word: _value(field, getattr(value, "value", value)) for word, value in each.items()}
    return found


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


def is_row(headings: Sequence[str]) -> bool:
    """Whether headings may be a row of a file without any: none is known, and one is a number, a code or a truth.

    >>> is_row(["h001", "王小明", "3500"]), is_row(["编码", "人数"]), is_row(["户编号", "2013"])
    (True, False, False)
    """
    plain = [_plain(heading) for heading in headings]
    return any(map(_CELL.fullmatch, plain)) and not any(
        each in _known() or _heading(each)[0] in _known() for each in plain
    )


@cache
def _known() -> frozenset[str]:
    """Every heading of every table."""
    from antipoverty.registers._schema.tables import SCHEMAS

    return frozenset(
        _plain(known) for schema in SCHEMAS for field in schema for known in (field.name, field.column, *field.headings)
    )


def _shown(heading: str, otherwise: str) -> str:
    return otherwise if _TELLING.search(_plain(heading)) else heading


def _told(headings: Sequence[str], taken: Taken, needed: Sequence[str]) -> str:
    """The headings, if any that is needed is among them; else they may be a row, and only their number is told."""
    if any(each.name in needed for each, _ in taken.values()):
        return ", ".join(shown(headings, place) for place in range(len(headings)))
    return f"a row of {len(headings)}, not shown since no heading that is needed is among them"


def _fields(
    headings: Sequence[str], schema: Schema, columns: Mapping[str, str | None], units: Mapping[str, str]
) -> dict[int, tuple[Field, int | None]]:
    by_name: dict[str, Field] = {}
    for each in schema:
        for known in (each.name, each.column, *each.headings):
            by_name.setdefault(_plain(known), each)
    found: dict[int, tuple[Field, int | None]] = {}
    name: str | None
    for place, heading in enumerate(headings):
        bare, brackets = _heading(heading)
        plain = _plain(heading)
        name = columns.get(heading, plain if plain in by_name else bare)
        if name is None or (heading not in columns and name not in by_name):
            continue
        chosen = schema[name] if heading in columns else by_name[name]
        for other, (taken, _) in found.items():
            if taken.name == chosen.name:
                given, first = shown(headings, place), shown(headings, other)
                expected = (
                    f"one heading for {chosen.name}; {first} is there already (leave one out: columns={{…: None}})"
                )
                raise InvalidValue("headings", given, expected)
        # Under the name of the frame's column a value is as a frame holds it: in fen, in hundredths, a digest.
        stored = name == chosen.column != chosen.name
        if stored and chosen.form is Form.IDENTITY:
            chosen = evolve(chosen, form=Form.DIGEST)
        unit = units.get(heading) or _unit(chosen, brackets)
        found[place] = (chosen, _power(heading, chosen, unit, stored=stored))
    return found


def _power(heading: str, chosen: Field, unit: str | None, *, stored: bool) -> int | None:
    """The power of ten of what is stored in which a column states its values."""
    own = () if chosen.unit is None else (chosen.unit.zh, chosen.unit.en)
    if unit is None or (chosen.form is not Form.MONEY and unit in own):
        return 0 if stored and chosen.numeric else None
    if chosen.form is not Form.MONEY or unit not in UNITS:
        known = ", ".join(UNITS if chosen.form is Form.MONEY else own)
        expected = f"one of {known}; name it in units=" if known else f"no unit, since {chosen.name} has none"
        raise InvalidValue(f"unit of {_shown(heading, chosen.name)}", _shown(unit, "what is not shown"), expected)
    return UNITS[unit]


def _plain(heading: str) -> str:
    return re.sub(r"\s+", "", heading.translate(_WIDE)).lower()


def _heading(heading: str) -> tuple[str, list[str]]:
    """A heading without its unit and notes, and those: ``纯收入（万元）``, ``纯收入/元``, ``村（必填）``."""
    plain = _plain(heading)
    found = re.fullmatch(rf"(.+?)((?:\([^()]*\))+|[/:](?:{'|'.join(UNITS)}))", plain)
    return (plain, []) if found is None else (found[1], re.findall(r"[^()/:]+(?:[/:][^()/:]+)*", found[2]))


def _unit(chosen: Field, brackets: Sequence[str]) -> str | None:
    """The unit of a number among what stands in the brackets of its heading; what is no number has none.

    What else a bracket may say of a number is not guessed: an amount in another unit would be read as yuan.
    """
    if not chosen.numeric:
        return None
    said = [each.removeprefix("单位:") for each in brackets if not _NOTE.fullmatch(each)]
    return "、".join(said) or None
