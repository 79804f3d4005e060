"""A table in its reader's language is read back as it was, and its workbook is one that an office can use."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.registers import TABLES, Field, Form, Schema, read, write
from antipoverty.registers._reading.headings import match_headings
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._reading.words import BLANKS, meaning
from antipoverty.registers._schema.cells import cell_of, text_of
from antipoverty.registers._writing.wording import heading_of, words_of

LANGUAGES = ("en", "zh")
ON = date(2014, 5, 1)
GUIZHOU = rulebooks.load("cn/guizhou")
#: What people write, signs of formulas and marks between values among it.
WORDS = st.text(alphabet=[*"=+-@'、；:\"無无村 1a"], min_size=1, max_size=6)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("schema", TABLES.values(), ids=lambda schema: schema.name)
def test_every_heading_and_every_word_is_read_back(schema: Schema, language: str) -> None:
    headings = [heading_of(field, schema, language) for field in schema]
    read_back = match_headings(headings, schema, {}, {})
    assert [column.field.name for column in read_back] == [field.name for field in schema]
    for column, field in zip(read_back, schema, strict=True):
        assert column.power == (2 if field.form in (Form.MONEY, Form.MEASURE) else 0)
        assert not (column.field.named and field.numeric), "an empty cell would say none"
        for each in (field, *field.parts):
            if each.form in (Form.CATEGORY, Form.FLAG):
                for code, text in words_of(each).items():
                    assert meaning(each, text[language], {}, frozenset(BLANKS))[0] == code, (field.name, text)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Stored values of a field, and nothing."""
    match field.form:
        case Form.FLAG:
            known: st.SearchStrategy[Any] = st.booleans()
        case Form.CATEGORY:
            known = st.sampled_from([code for code, _ in field.values])
        case Form.COUNT | Form.MONEY | Form.MEASURE:
            known = st.integers(field.least, field.most)
        case Form.DAY:
            known = st.dates(date(1800, 1, 1), date(2100, 1, 1))
        case Form.KEY:
            known = st.from_regex(r"\A[a-z]?[0-9]{1,6}\Z")
        case Form.IDENTITY:
            known = st.from_regex(r"\A[0-9a-f]{32}\Z")
        case Form.LIST:
            known = st.lists(st.tuples(*map(part, field.parts)).map(list), max_size=3).map(
                lambda items: cell_of(field, items)
            )
        case _:
            known = WORDS
    return known if field.required else st.none() | known


def part(field: Field) -> st.SearchStrategy[Any]:
    """The text of a part of a value, or those of one that has several."""
    if field.form is Form.LIST:
        return st.none() | st.lists(part(field.parts[0]).filter(bool), min_size=1, max_size=2)
    if field.form in (Form.MONEY, Form.MEASURE):
        return st.decimals(0, 10**6, places=2).map(text_of)
    return values(field).map(text_of)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Schema, pl.DataFrame]:
    """Rows that were accepted: what `read` gives is what is to come back."""
    schema = draw(st.sampled_from(list(TABLES.values())))
    chosen = draw(st.lists(st.sampled_from(schema.fields), unique=True, min_size=1, max_size=12))
    fields = [field for field in schema if field in chosen or field.required or field.heading_required]
    height = draw(st.integers(0, 3))
    columns = {field.column: draw(st.lists(values(field), min_size=height, max_size=height)) for field in fields}
    if schema.keyed:
        columns["id"] = [f"h{row}" for row in range(height)]
    held = {field.column: stored(field) for field in fields}
    return schema, read(pl.DataFrame(columns, held), schema).accepted


@settings(max_examples=25, deadline=None)
@given(tables(), st.sampled_from(LANGUAGES), st.sampled_from((".csv", ".xlsx")))
def test_a_table_in_its_readers_language_is_read_back_exactly(
    made: tuple[Schema, pl.DataFrame], language: str, suffix: str
) -> None:
    schema, frame = made
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        write(frame, path, schema, language=language)
        again = read(path, schema)
    assert again.problems.is_empty(), again.problems
    assert again.ignored == ()
    assert again.accepted.equals(frame)
