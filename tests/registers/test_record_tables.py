"""Tables of records: a record comes back from its row as it was, from a frame and from a file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import jsonschema
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.assistance import CadreRank
from antipoverty.errors import InvalidValue
from antipoverty.funds import BudgetLine, Entry, Fund, Project
from antipoverty.records import Village
from antipoverty.registers import (
    ENTRIES,
    HOUSEHOLDS,
    PROJECTS,
    TABLES,
    VILLAGES,
    Schema,
    frame,
    headings,
    objects,
    read,
    records,
    write,
)
from antipoverty.registers._schema.attributes import Slot, slots_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.strategies import fund_books, projects
from antipoverty.text import Text

OF_RECORDS = [schema for schema in TABLES.values() if schema.record is not None]
WORDS = st.sampled_from(["上村", "甲", "a", "第一、二期", 'the "old" mill; north: a', "x y", "2014年"])
KEYS = st.sampled_from(["v1", "v2", "上村", "k-3", "a,b", "c;d:1"])
#: Attributes of which a table takes fewer values than the class: of a row with nothing but its key, the key is a code,
#: since it is the remark at the foot of the table otherwise; the ranks are those of China.
FEWER: dict[str, st.SearchStrategy[Any]] = {
    "id": st.sampled_from(["v1", "v2", "k-3"]),
    "rank": st.sampled_from(CadreRank),
}
BY_KIND: dict[type, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 3) | st.just(2014),
    Decimal: st.decimals(0, 2_000, places=2),
    date: st.dates(date(2013, 1, 1), date(2018, 12, 31)),
    Text: st.builds(Text, WORDS, WORDS) | WORDS.map(lambda words: Text(words, words)),
}


def values_of(slot: Slot) -> st.SearchStrategy[Any]:
    """Values of an attribute; of words in one, those that can be keys too."""
    if slot.nested:
        one = records_of(slot.kind)
    elif issubclass(slot.kind, str) and slot.kind is str:
        one = FEWER.get(slot.name, KEYS)
    else:
        one = BY_KIND[slot.kind] if slot.kind in BY_KIND else st.sampled_from(slot.kind)
    if slot.several:
        unique = (lambda value: getattr(value, "id", getattr(value, "fund", value))) if slot.nested else None
        one = st.lists(one, max_size=3, unique_by=unique or (lambda value: value)).map(tuple)
    elif slot.nested and slot.optional:  # one of which nothing is known comes back as none
        one = one.filter(lambda record: record != slot.kind())
    return st.none() | one if slot.optional else one


@st.composite
def records_of(draw: st.DrawFn, kind: type) -> Any:
    """A record of a class with any of its attributes unknown, as far as the class allows it."""
    slots = slots_of(kind)
    needed = [name for name, slot in slots.items() if slot.attribute.default is attrs.NOTHING]
    more = draw(
        st.lists(st.sampled_from([name for name in slots if name not in needed] or needed), max_size=6, unique=True)
    )
    made = {name: draw(values_of(slots[name])) for name in (*needed, *(name for name in more if name not in needed))}
    while True:  # without the attributes that contradict each other
        try:
            return kind(**made)
        except InvalidValue:
            left = [name for name in made if name not in needed]
            if not left:  # those that it needs contradict each other, or it needs one of the others
                return draw(records_of(kind))
            del made[left[-1]]


@pytest.mark.parametrize("schema", OF_RECORDS, ids=lambda schema: schema.name)
@given(st.data())
def test_a_record_comes_back_from_its_row(schema: Schema, data: st.DataObject) -> None:
    assert schema.record is not None
    made = data.draw(st.lists(records_of(schema.record), max_size=3))
    if schema is VILLAGES:  # a line with a key alone is taken for a signature at the end of a table
        made = [each for each in made if each != Village(each.id)]
    table = frame(made, schema)
    assert list(objects(table, schema)) == made
    assert table.columns == [each.column for each in schema]
    if schema.keyed:
        table = table.unique("id", maintain_order=True)
    reading = read(table, schema)
    assert reading.problems.is_empty(), reading.problems
    assert reading.accepted.equals(table.select(reading.accepted.columns))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@given(st.lists(projects(), max_size=3, unique_by=lambda project: project.id))
def test_a_project_comes_back_from_a_file(suffix: str, made: list[Project]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"projects{suffix}"
        write(frame(made, PROJECTS), path)
        reading = read(path, PROJECTS)
    assert reading.problems.is_empty()
    assert list(objects(reading.accepted, PROJECTS)) == made


@given(fund_books())
def test_an_entry_comes_back_from_its_row(book: tuple[list[Fund], list[Project], list[Entry]]) -> None:
    *_, entries = book
    assert list(objects(frame(entries, ENTRIES), ENTRIES)) == entries


def test_households_are_those_of_records() -> None:
    table = pl.DataFrame({"id": ["h1", "h2"], "net_income_fen": [1, None]})
    assert list(objects(table, HOUSEHOLDS)) == list(records(table))


def a_project(**cells: str) -> dict[str, str]:
    return {"项目编号": "p1", "项目名称": "通村公路", "项目类别": "道路", **cells}


@pytest.mark.parametrize("cell", ["上村、下村", "上村，下村", "上村;下村", "上村； 下村；", "上村,下村"])
def test_several_values_are_separated_as_people_write(cell: str) -> None:
    accepted = read(pl.DataFrame([a_project(实施村=cell)]), PROJECTS).accepted
    assert accepted["villages"].to_list() == ["上村、下村"]


def test_records_in_a_cell_are_read_in_every_form_of_their_parts() -> None:
    cell = "计划：2014.4.1：资金金额、项目内容：2014年4月12日；progress:2014-05-01"
    table = pl.DataFrame([a_project(公告公示=cell, 项目预算="f1:1.2万元;f2:3,000".replace(",", ""))])
    known = {code.text.zh for code in slots_of(slots_of(Project)["notices"].kind)["items"].kind}
    cell = cell.replace("资金金额、项目内容", "、".join(sorted(known)[:2]))
    table = table.with_columns(公告公示=pl.lit(cell))
    reading = read(table, PROJECTS)
    (project,) = objects(reading.accepted, PROJECTS)
    assert [(line.fund, line.amount) for line in project.budget] == [("f1", Decimal(12_000)), ("f2", Decimal(3_000))]
    assert [notice.posted for notice in project.notices] == [date(2014, 4, 1), date(2014, 5, 1)]
    assert project.notices[0].removed == date(2014, 4, 12)
    assert len(project.notices[0].items) == 2


def test_no_notice_is_told_apart_from_notices_of_which_nothing_is_known() -> None:
    table = pl.DataFrame([a_project(公告公示="无"), a_project(项目编号="p2", 公告公示="")])
    first, second = objects(read(table, PROJECTS).accepted, PROJECTS)
    assert (first.notices, second.notices) == ((), None)


def test_amounts_in_a_cell_have_one_form() -> None:
    whole = Project("p1", Text("a", "甲"), "road", budget=(BudgetLine("f1", 12),))
    exact = attrs.evolve(whole, budget=(BudgetLine("f1", "12.00"),))
    assert frame([whole], PROJECTS).equals(frame([exact], PROJECTS))


def test_a_name_in_one_language_stands_for_both() -> None:
    (project,) = objects(pl.DataFrame({"id": ["p1"], "name": ["通村公路"], "category": ["road"]}), PROJECTS)
    assert project.name == Text("通村公路", "通村公路")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"项目类别": "飞机场"}, "category"),
        ({"项目预算": "f1:12:3"}, "budget"),
        ({"项目预算": "f1:many"}, "budget"),
        ({"项目预算": "f1:1；f1:2"}, "budget"),
        ({"是否开工": "否", "开工日期": "2014-05-01"}, "begun"),
        ({"用工人数": "3", "本地用工人数": "4"}, "hiring_local_workers"),
        ({"项目名称": ""}, "name"),
    ],
)
def test_a_row_of_which_no_record_can_be_made_is_set_apart(cells: dict[str, str], field: str) -> None:
    good = a_project(项目编号="p2")
    table = pl.DataFrame([{**dict.fromkeys(cells, None), **a_project(**cells)}, {**dict.fromkeys(cells, None), **good}])
    reading = read(table, PROJECTS)
    assert reading.read == 2
    assert reading.problems["field"].to_list() == [field]
    assert reading.accepted["id"].to_list() == ["p2"]


def test_a_row_that_is_refused_is_named_or_gathered() -> None:
    table = pl.DataFrame({"id": ["p1", "p2"], "name": ["a", None], "category": ["road", "road"]})
    apart: list[InvalidValue] = []
    assert [each.id for each in objects(table, PROJECTS, refused=apart.append)] == ["p1"]
    assert [error.field for error in apart] == ["projects[p2].name"]
    with pytest.raises(InvalidValue, match=r"projects\[p2\].name"):
        list(objects(table, PROJECTS))


def test_what_a_table_cannot_hold_is_refused() -> None:
    project = Project("p1", Text(en="road", zh="路", fr="route"), "road")
    with pytest.raises(InvalidValue, match="English and Chinese alone"):
        frame([project], PROJECTS)
    with pytest.raises(InvalidValue, match="records for the table of projects"):
        frame([object()], PROJECTS)
    for schema in (TABLES["members"], object()):
        with pytest.raises(InvalidValue, match="schema"):
            objects(pl.DataFrame({"id": ["p1"]}), schema)  # type: ignore[arg-type]


@pytest.mark.parametrize("schema", OF_RECORDS, ids=lambda schema: schema.name)
def test_a_schema_stands_in_the_dictionary_and_in_json(schema: Schema) -> None:
    for language in ("en", "zh"):
        assert all(f"`{each.column}`" in schema.dictionary(language) for each in schema)
    jsonschema.Draft202012Validator.check_schema(schema.json_schema())
    for each in schema:
        assert each.expected.en
        assert each.expected.zh
        assert (each.form is Form.LIST) == bool(each.parts)


@pytest.mark.parametrize("schema", OF_RECORDS, ids=lambda schema: schema.name)
def test_the_unit_of_money_is_that_of_the_number_in_the_frame(schema: Schema) -> None:
    for language, fen in (("en", "fen"), ("zh", "分")):
        rows = [row.split(" | ") for row in schema.dictionary(language).splitlines() if row.startswith("| `")]
        assert {row[3] for row in rows if row[0].endswith("_fen`")} <= {fen}


@pytest.mark.parametrize("schema", OF_RECORDS, ids=lambda schema: schema.name)
def test_every_heading_stands_for_one_column(schema: Schema) -> None:
    for each in schema:
        table = pl.DataFrame({heading: [None] for heading in each.headings[:1]}, {each.headings[0]: pl.String})
        assert headings(table, schema).columns[each.headings[0]] == each.name
