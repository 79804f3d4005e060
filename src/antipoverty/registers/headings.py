"""Which column of a file holds which field of a schema, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from antipoverty.errors import InvalidValue
from antipoverty.registers.cells import UNITS
from antipoverty.registers.schema import Field, Form, Schema

__all__ = ["Taken", "matched"]

#: For each column of a file that is taken, by its place, its field and, for a number, the power of ten of its unit.
Taken: TypeAlias = Mapping[int, tuple[Field, int | None]]


def matched(headings: tuple[str, ...], schema: Schema, columns: Mapping[str, str], units: Mapping[str, str]) -> Taken:
    """Find the field and the unit of each heading.

    Args:
        headings: those of the file.
        schema: the table that it is.
        columns: the field for a heading that the schema does not know.
        units: the unit for a heading that does not name it.

    Raises:
        InvalidValue: for a heading that is needed and missing, two for one field, or a unit that the field cannot have.
    """
    if unknown := (set(columns) | set(units)) - set(headings):
        raise InvalidValue("columns", min(unknown), f"a heading of the file: {', '.join(headings)}")
    by_name: dict[str, Field] = {}
    for each in schema:
        for name in (each.name, each.column, *each.headings):
            by_name.setdefault(_plain(name), each)
    found: dict[int, tuple[Field, int | None]] = {}
    for place, heading in enumerate(headings):
        bare, unit = _heading(heading)
        chosen = schema[columns[heading]] if heading in columns else by_name.get(bare) or by_name.get(_plain(heading))
        if chosen is None:
            continue
        if chosen in [taken for taken, _ in found.values()]:
            first = next(headings[other] for other, (taken, _) in found.items() if taken == chosen)
            raise InvalidValue("headings", heading, f"one heading for {chosen.name}; {first} is there already")
        found[place] = (chosen, _power(heading, chosen, units.get(heading, unit)))
    there = [taken for taken, _ in found.values()]
    if missing := [each.name for each in schema if (each.required or each.heading_required) and each not in there]:
        raise InvalidValue("headings", ", ".join(headings), f"a heading for {', '.join(missing)}; name it in columns=")
    return found


def _power(heading: str, chosen: Field, unit: str | None) -> int | None:
    """The power of ten of what is stored in which a column states its values."""
    own = () if chosen.unit is None else (chosen.unit.zh, chosen.unit.en)
    if unit is None or (chosen.form is not Form.MONEY and unit in own):
        # Under the name of the frame's column a value is as a frame holds it: in fen, in hundredths.
        return 0 if chosen.column not in (chosen.name, "person") and _plain(heading) == chosen.column else None
    if chosen.form is not Form.MONEY or unit not in UNITS:
        raise InvalidValue(
            f"unit of {heading}", unit, f"one of {', '.join(UNITS if chosen.form is Form.MONEY else own)}"
        )
    return UNITS[unit]


def _plain(heading: str) -> str:
    wide = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
    return re.sub(r"\s+", "", heading.translate(wide)).lower()


def _heading(heading: str) -> tuple[str, str | None]:
    """A heading without its unit, and the unit: ``纯收入（万元）``, ``纯收入/元``."""
    found = re.fullmatch(rf"(.+?)(?:\((?:单位:)?(.+)\)|[/:]({'|'.join(UNITS)}))", _plain(heading))
    return (_plain(heading), None) if found is None else (found[1], found[2] or found[3])
