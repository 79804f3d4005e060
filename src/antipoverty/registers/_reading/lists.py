"""Cells with several values brought to one form: each value parsed as a cell of its own would be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from antipoverty.money import yuan_of_fen
from antipoverty.registers._schema.cells import cell_of, pieces_of, text_of
from antipoverty.registers._schema.declarations import Field, Form

if TYPE_CHECKING:
    import polars as pl


def parse_lists(field: Field, cells: pl.Series) -> pl.Series:
    """The cells in the form that `antipoverty.registers.frame` gives; null where one cannot be taken."""
    import polars as pl

    items = {text: pieces_of(field, text) for text in cells.drop_nulls().unique()}
    # All texts of a part are parsed together, whatever cell they are in.
    forms = {place: _plain_texts(part, list(_texts(items.values(), place))) for place, part in enumerate(field.parts)}
    made = {text: None if found is None else _cell(field, found, forms) for text, found in items.items()}
    return cells.replace_strict(list(made), list(made.values()), default=None, return_dtype=pl.String)


def _texts(items: Any, place: int) -> Iterator[str]:
    for found in items:
        for item in found or ():
            if isinstance(item[place], list):
                yield from item[place]
            elif item[place] is not None:
                yield item[place]


def _plain_texts(part: Field, texts: list[str]) -> dict[str, str | None]:
    """For each text of a part the one of its value, or none where it cannot be taken."""
    import polars as pl

    from antipoverty.registers._reading.parsing import Column, parse

    leaf = part.parts[0] if part.form is Form.LIST else part
    frame = pl.DataFrame({"0": sorted(set(texts))}, {"0": pl.String})
    parsed = parse([Column(leaf)], frame)[0]
    values = [yuan_of_fen(each) if each is not None and leaf.form in (Form.MONEY, Form.MEASURE) else each
              for each in parsed.value]  # fmt: skip
    return {
        text: None if wrong else text_of(value)
        for text, value, wrong in zip(frame["0"], values, parsed.wrong, strict=True)
    }


def _cell(field: Field, items: list[list[Any]], forms: dict[int, dict[str, str | None]]) -> str | None:
    made: list[list[Any]] = []
    for item in items:
        texts: list[Any] = []
        for place, part in enumerate(field.parts):
            given = item[place]
            found: Any = [forms[place][each] for each in given] if isinstance(given, list) else forms[place].get(given)
            lost = None in found if isinstance(found, list) else found is None and (given is not None or part.required)
            if lost:
                return None
            texts.append(found)
        made.append(texts)
    return cell_of(field, made)
