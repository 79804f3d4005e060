"""No name, identity number, telephone or card is shown in what a reading says, of any table."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import ENTRIES, VILLAGES, Schema, headings, read
from antipoverty.registers._reading.masking import masked
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.tables import SCHEMAS

SECRET = b"sixteen bytes or more, kept apart"
PERSONAL = ["王小明", "欧阳明", "扎西次仁", "阿依古丽·买买提", "John Smith", "王健康", "13800138000", "138-0013-8000",
            "0931-8888888", "11010519491231002X", "110105 19491231 0021", "１１０１０５１９４９１２３１００２１",
            "6222021234567890128", "6222 0212 3456 7890", "4111111111111111", "王小明13800138000", "110105491231002",
            "张三、李四"]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_problem_shows_a_person(schema: Schema) -> None:
    for field in schema:
        needs = {each.name: "x" for each in schema if (each.required or each.heading_required)}
        cells = {name: [cell] * len(PERSONAL) for name, cell in needs.items()}
        cells |= {"id": [f"k{place}" for place in range(len(PERSONAL))], field.name: PERSONAL}
        found = read(pl.DataFrame(cells), schema, secret=SECRET)
        shown = str(found.problems.drop("reason", "reason_zh").rows()) + str(found.quarantined["value"].to_list())
        shown += found.explain() + found.explain("zh") + repr(found) + str(found.unknown_words.rows())
        assert [each for each in PERSONAL if each in shown] == []


@given(st.text("0123456789-. X１", min_size=10, max_size=22))
def test_no_cell_of_ten_digits_or_more_is_shown(text: str) -> None:
    assume(sum(each.isdigit() for each in text) >= 10)
    for field in (*VILLAGES, *ENTRIES):
        assert masked(field, pl.Series([text])).to_list() == [
            f"({len(text)} character{'s'[: len(text) != 1]}, not shown)"
        ]


@pytest.mark.parametrize("cell", ["10943.991", "1,23", "-5", "2014-02-30", "5美元", "月球", "x", "7.5人", "也许"])
def test_what_can_be_no_person_is_shown_of_a_ledger_and_a_village(cell: str) -> None:
    shown = [masked(field, pl.Series([cell]))[0] for field in ENTRIES if field.form not in (Form.KEY, Form.WORDS)]
    assert set(shown) == {cell}


ROWS = [["h001", "王小明", "3500"], ["王小明", "男", "h1"], ["1", "李四", "小学", "是"], ["张三", "2014-05-01"],
        ["扎西次仁", "11010519491231002X"], ["620123001", "王小明"]]  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_headings_of_a_file_without_any_show_nobody(row: list[str], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{','.join(row)}\n" * 2, "utf-8")
    assert headings(path).columns == {}
    for schema in SCHEMAS:
        for options in ({}, {"columns": {row[0]: "id"}}, {"columns": {"x": "id"}}):
            try:
                found = read(path, schema, **options)  # type: ignore[arg-type]
            except InvalidValue as refused:
                told = str(refused)
            else:
                told = found.explain() + repr(found) + str(found.ignored)
            assert not any(each in told for each in row if len(each) > 1)


def test_headings_that_are_not_known_are_shown() -> None:
    assert headings(pl.DataFrame({"编码": ["a"], "人数": ["1"], "金额合计": ["2"]})).columns == {
        "编码": None, "人数": None, "金额合计": None,
    }  # fmt: skip
    assert read(pl.DataFrame({"户编号": ["a"], "2013": ["1"], "王小明": ["2"]})).ignored == ("2013", "王小明")
