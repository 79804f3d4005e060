"""The rows of a file in which its headings stand: below titles, in one row or in several with merged cells.

The rows with the most headings of a table are taken, those that it needs counting thrice; of those with as many the
fewest, and the first of these.
A row below them belongs to them if all that it has stands below a heading of a group, or is a unit, and it adds
headings or units. What a merged cell says stands in its first cell alone; a heading below it is called as it is, and
together with what stands above it where that alone is known, or where several are called alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.headings import known_fields, missing_names
from antipoverty.registers._reading.parsing import UNITS
from antipoverty.registers._schema.declarations import Schema

#: The row with the headings, or that it is to be found.
HeadingRow: TypeAlias = int | Literal["auto"]
#: Headings stand in so many rows at most.
_MOST_ROWS = 3
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
#: A unit below a heading, with or without brackets.
_UNIT_BELOW = re.compile(rf"[(（]?(?:单位[:：])?({_UNIT}|亩|人|户|口|个|个月|月|年|岁|公里|千米|平方米|㎡|m2|km)[)）]?")
#: The unit of the amounts of a table, above its headings; 填报单位 is the office that fills it in.
_UNIT_ABOVE = re.compile(r"(?:^|[\s(（，,；;、])(?:金额|计量|货币)?单位[:：]([^:：)）]*)")
#: What numbers the columns of a form, below its headings.
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


@frozen
class HeadingRows:
    """The rows in which headings stand.

    Attributes:
        numbers: their numbers, from 1.
        headings: what they say, one for each column.
        known: how many of them the table has fields for.
        unit: the unit of amounts that stands above them.
        numbered: whether a row below them numbers the columns.
    """

    numbers: tuple[int, ...]
    headings: tuple[str, ...]
    known: int
    unit: str | None = None
    numbered: bool = False

    @property
    def last(self) -> int:
        """The number of the last row that is no row of the table."""
        return self.numbers[-1] + self.numbered


#: Finds the rows of headings among the first rows of a file, by number.
Finder: TypeAlias = Callable[[Mapping[int, Sequence[str]]], HeadingRows]


def finder(heading_row: HeadingRow, schema: Schema, columns: Mapping[str, str | None]) -> int | Finder:
    """The row that is named, or what finds it for a table."""
    if heading_row == "auto":
        return lambda first: find_heading_rows(first, schema, columns)
    return heading_row


def find_heading_rows(
    first: Mapping[int, Sequence[str]], schema: Schema, columns: Mapping[str, str | None]
) -> HeadingRows:
    """The rows with the most headings of a table; the first row, if none is known in any.

    Raises:
        InvalidValue: if there is no row.

    >>> from antipoverty.registers import HOUSEHOLDS
    >>> rows = {1: ["某镇贫困户花名册", "", ""], 2: ["户编号", "收入", ""], 3: ["", "工资性收入", "低保金"]}
    >>> found = find_heading_rows(rows, HOUSEHOLDS, {})
    >>> found.numbers, found.headings, found.known
    ((2, 3), ('户编号', '工资性收入', '低保金'), 3)
    """
    known = known_fields(schema, columns)
    needed = len(missing_names((), schema))

    def rank(found: HeadingRows) -> tuple[int, int]:
        missing = len(missing_names(known(found.headings), schema))
        return found.known + 2 * (needed - missing), -len(found.numbers)

    best: HeadingRows | None = None
    for number in sorted(first):
        numbers, names = [number], [each.strip() for each in first[number]]
        found = HeadingRows((number,), tuple(first[number]), len(known(names)))
        while len(numbers) < _MOST_ROWS and (below := first.get(numbers[-1] + 1)) is not None:
            joined = _join(names, [each.strip() for each in below], known)
            if joined is None:
                break
            numbers, names = [*numbers, numbers[-1] + 1], joined
            found = HeadingRows(tuple(numbers), tuple(names), len(known(names)))
        if best is None or rank(found) > rank(best):
            best = found
    if best is None:
        raise InvalidValue("heading_row", "auto", "headings among the first rows, none of which can be read")
    unit, numbered = unit_above(first, best.numbers[0]), _is_numbered(first.get(best.last + 1, ()))
    return evolve(best, unit=unit, numbered=numbered and best.known > 0)


def unit_above(first: Mapping[int, Sequence[str]], heading_row: int) -> str | None:
    """The unit of amounts that stands above the headings, if one does.

    >>> unit_above({1: ["收入表"], 2: ["填报单位：某镇", "单位：万元、人"]}, 3), unit_above({1: ["单位：某局"]}, 2)
    ('万元', None)
    """
    cells = " ".join(cell for number, row in first.items() if number < heading_row for cell in row)
    said = [unit for found in _UNIT_ABOVE.findall(cells) for unit in re.split(r"[、，,/；;\s]+", found)]
    units = {unit for unit in said if unit in UNITS}
    return units.pop() if len(units) == 1 else None


def _join(
    upper: Sequence[str], lower: Sequence[str], known: Callable[[Iterable[str]], frozenset[str]]
) -> list[str] | None:
    """Two rows of headings as one; nothing, if the lower one is none."""
    width = max(len(upper), len(lower))
    above, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    names, groups, units = list(above), [""] * width, False
    group = ""
    for place in range(width):
        if above[place]:
            group = above[place] if below[place] else ""
        if not below[place] or below[place] == above[place]:
            continue
        unit, both = _UNIT_BELOW.fullmatch(below[place]), group + below[place]
        if unit and above[place]:
            names[place], units = f"{above[place]}（{unit[1]}）", True
        elif above[place] and known([above[place]]) and not known([both]):
            return None
        else:
            names[place], groups[place] = both if known([both]) else below[place], group
    if not units and not known(names) - known(above):
        return None
    often = Counter(names)
    return [
        group + name if often[name] > 1 and group and not name.startswith(group) else name
        for name, group in zip(names, groups, strict=True)
    ]


def _is_numbered(row: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 甲, 乙, 1, 2, 3. A few numbers in a row may be a record."""
    said = [re.sub(r"[\s()（）]|[.]0$", "", cell) for cell in row if cell.strip()]
    named = said[:1] == ["栏次"]
    letters = "".join(cell for cell in said if cell in _LETTERS)
    counted = [f"{number}" for number in range(1, len(said) - named - len(letters) + 1)]
    return len(said) > (2 if named or letters else 4) and said[named:] == [*_LETTERS[: len(letters)], *counted]
