"""Several values in a cell: how a cell is split, and how it is written.

People write 上村、下村. Values are separated by 、 or a comma or a semicolon; records by semicolons, and their parts by
colons: ``f1:120000.00；f2:3000.00``. A value with such a mark in it stands in double quotes, and a double quote in it
is doubled.

>>> split('上村、下村;"a,b"', SEPARATORS)
['上村', '下村', '"a,b"']
>>> unquoted('"a,b"'), quoted("a,b"), quoted("上村")
('a,b', '"a,b"', '上村')
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from antipoverty.registers._schema.declarations import Field, Form

#: Between values; between records; between the parts of a record; between values within a part.
SEPARATORS, ITEMS, PARTS, WITHIN = "、,，;；", ";；", ":：", "、,，"
#: What a cell says that has none, where that is not the same as nothing.
NONE = "none"
NO_ITEMS = (NONE, "无", "没有")
_MARKS = re.compile(rf'[{SEPARATORS}{PARTS}"]|^\s|\s$')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def split(text: str, separators: str) -> list[str]:
    """The pieces of a cell, without what is blank around them; what is quoted is not split."""
    pieces = [""]
    for token in re.finditer(rf'"(?:[^"]|"")*"|[{separators}]|[^"{separators}]+|"', text):
        if token[0] in separators:
            pieces.append("")
        else:
            pieces[-1] += token[0]
    return [piece.strip() for piece in pieces]


def quoted(text: str) -> str:
    """A value as it stands in a cell."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _MARKS.search(text) or text in NO_ITEMS else text


def unquoted(piece: str) -> str:
    """The value of a piece of a cell."""
    found = _QUOTED.fullmatch(piece)
    return piece if found is None else found[1].replace('""', '"')


def pieces_of(field: Field, text: str) -> list[list[Any]] | None:
    """The texts of a cell: for each item those of its parts, a list of texts where a part has several; no text is none.

    >>> from antipoverty.registers import PROJECTS
    >>> pieces_of(PROJECTS["budget"], "f1：1200；f2"), pieces_of(PROJECTS["villages"], "上村，下村")
    ([['f1', '1200'], ['f2', None]], [['上村'], ['下村']])

    Returns:
        The items; `None` where an item has too many parts.
    """
    if field.none and text.strip() in NO_ITEMS:
        return []
    parts = field.parts
    if len(parts) == 1:
        return [[unquoted(piece)] for piece in split(text, SEPARATORS) if piece]
    items: list[list[Any]] = []
    for piece in filter(None, split(text, ITEMS)):
        texts: list[Any] = split(piece, PARTS)
        if len(texts) > len(parts):
            return None
        texts += [""] * (len(parts) - len(texts))
        for place, part in enumerate(parts):
            if part.form is Form.LIST:
                inner = [unquoted(each) for each in split(texts[place], WITHIN) if each]
                texts[place] = [] if part.none and inner == [NONE] else inner or None
            else:
                texts[place] = unquoted(texts[place]) or None
        items.append(texts)
    return items


def cell_of(field: Field, items: list[list[Any]] | None) -> str | None:
    """The cell of some items, as `pieces_of` gives them; none of no items, but where that is a word of its own."""
    if not items:
        return NONE if field.none and items is not None else None
    if len(field.parts) == 1:
        return "、".join(quoted(item[0]) for item in items)
    return "；".join(_item(field, item) for item in items)


def _item(field: Field, item: list[Any]) -> str:
    texts = [_part(part, text) for part, text in zip(field.parts, item, strict=True)]
    return ":".join(texts).rstrip(":") or ":"


def _part(field: Field, texts: Any) -> str:
    if texts is None:
        return ""
    if field.form is Form.LIST:
        return "、".join(map(quoted, texts)) or (NONE if field.none else "")
    return quoted(texts)


def text_of(value: object) -> str | None:
    """A value as a text in a cell of several."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def value_of(field: Field, text: str | None) -> Any:
    """The value of a text in a cell of several; one that cannot be is left as it stands, for its record to refuse."""
    if text is None:
        return None
    read: dict[Form, Callable[[str], Any]] = {
        Form.FLAG: {"true": True, "是": True, "false": False, "否": False}.__getitem__,
        Form.COUNT: int,
        Form.MONEY: Decimal,
        Form.MEASURE: Decimal,
        Form.DAY: date.fromisoformat,
        Form.CATEGORY: lambda word: next(code for code, words in field.values if word in (code, *words)),
    }
    try:
        return read.get(field.form, str)(text)
    except (ArithmeticError, KeyError, StopIteration, ValueError):
        return text
