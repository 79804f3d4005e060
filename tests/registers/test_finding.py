"""Headings are found below titles, in one row or several, with their units; a look tells what they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, MEMBERS, TABLES, VILLAGES, Schema, headings, look, read, write
from antipoverty.registers._reading.finding import find_heading_rows, unit_above

SECRET = b"sixteen bytes or more, kept apart"


def text(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("schema", TABLES.values(), ids=TABLES)
def test_every_table_is_known_by_its_own_headings(schema: Schema) -> None:
    own = [each.headings[0] if each.headings else each.column for each in schema]
    assert look(pl.DataFrame({name: [""] for name in own})).schema is schema
    assert look(pl.DataFrame({each.column: [""] for each in schema})).schema is schema


@given(st.lists(st.lists(st.sampled_from(["", "某镇花名册", "2014年", "序号"]), min_size=1, max_size=3), max_size=6))
def test_headings_are_found_below_any_titles(titles: list[list[str]]) -> None:
    names = ["序号", "户编号", "家庭人口数"]
    rows = dict(enumerate([*titles, names, ["1", "h1", "4"]], 1))
    found = find_heading_rows(rows, HOUSEHOLDS, {})
    assert found.headings == tuple(names)
    assert (found.numbers, found.known) == ((len(titles) + 1,), 2)


def test_headings_of_merged_cells_are_joined_where_they_have_to_be() -> None:
    rows = {
        1: ["户编号", "2013年", "", "2014年", "", "土地", "收入", ""],
        2: ["", "人均纯收入", "家庭人口数", "人均纯收入", "家庭人口数", "面积", "工资性收入", "低保金"],
        3: ["h1", "1", "4", "2", "4", "5", "6", "7"],
    }
    found = find_heading_rows(rows, HOUSEHOLDS, {})
    # Two of a kind are told apart by what stands above them, and so is a unit; a heading that is known stands alone.
    assert found.headings == (
        "户编号", "2013年人均纯收入", "2013年家庭人口数", "2014年人均纯收入", "2014年家庭人口数", "面积", "工资性收入",
        "低保金",
    )  # fmt: skip
    assert found.numbers == (1, 2)
    joined = find_heading_rows({1: ["户编号", "户主", ""], 2: ["", "年龄", "姓名"], 3: ["h", "5", "x"]}, HOUSEHOLDS, {})
    assert joined.numbers == (1,)


def test_a_heading_that_is_known_only_with_what_stands_above_it_is_joined() -> None:
    rows = {1: ["村编号", "总耕地", ""], 2: ["", "面积", "贫困户数"], 3: ["v1", "5", "6"]}
    assert find_heading_rows(rows, VILLAGES, {}).headings == ("村编号", "总耕地面积", "贫困户数")
    rows = {1: ["人编号", "户编号", "是否参加", "劳动"], 2: ["", "", "大病保险", "技能"], 3: ["p", "h", "是", "无劳力"]}
    found = find_heading_rows(rows, MEMBERS, {})
    assert found.headings == ("人编号", "户编号", "是否参加大病保险", "劳动技能")


@pytest.mark.parametrize("unit", ["（万元）", "万元", "单位：万元"])
def test_a_unit_may_stand_in_a_row_of_its_own(tmp_path: Path, unit: str) -> None:
    path = text(tmp_path / "form.csv", "收入表,,", "户编号,家庭年纯收入,家庭人口数", f",{unit},人", "h1,1.5,4")
    found = read(path, heading_row="auto")
    assert found.accepted.to_dicts() == [{"id": "h1", "net_income_fen": 1_500_000, "size": 4}]
    assert found.heading_rows == (2, 3)
    assert headings(path, heading_row="auto").units == {"家庭年纯收入（万元）": "万"}


@pytest.mark.parametrize("row", ["甲,乙,1", "（甲）,（1）,（2）", "栏次,1,2"])
def test_a_row_that_numbers_the_columns_is_no_record(tmp_path: Path, row: str) -> None:
    path = text(tmp_path / "form.csv", "户编号,家庭年纯收入,家庭人口数", row, "h1,1.5,4")
    found = read(path, heading_row="auto")
    assert (found.heading_rows, found.read, found.accepted["id"].to_list()) == ((1,), 1, ["h1"])
    assert read(text(path, "户编号,家庭年纯收入,家庭人口数", "1,2,3"), heading_row="auto").accepted.height == 1
    assert read(text(path, "户编号,家庭人口数,a,b,c", "1,2,3,4,5"), heading_row="auto").read == 0


def test_a_unit_above_the_headings_holds_for_amounts_that_name_none(tmp_path: Path) -> None:
    rows = ["收入表,,,单位：万元、人", "户编号,工资性收入,低保金（元）,家庭人口数", "h1,1.5,20,4"]
    path = text(tmp_path / "form.csv", *rows)
    wanted = [{"id": "h1", "wage_fen": 1_500_000, "transfer_dibao_fen": 2_000, "size": 4}]
    assert read(path, heading_row="auto").accepted.to_dicts() == wanted
    assert read(path, heading_row=2).accepted.to_dicts() == wanted
    assert headings(path, heading_row=2).units["工资性收入"] == "万"
    assert look(path).units == {"工资性收入": "万", "低保金（元）": "元"}
    assert read(path, heading_row=2, units={"工资性收入": "元"}).accepted["wage_fen"].to_list() == [150]


@pytest.mark.parametrize("title", ["填报单位：万元", "报送单位：某局", "金额单位：元、万元", "单位：户", ""])
def test_what_names_no_one_unit_of_amounts_is_none(title: str) -> None:
    assert unit_above({1: [title], 2: ["户编号"], 3: ["单位：元"]}, 2) is None


def test_what_stands_beside_a_table_loses_no_row(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"a": ["花名册", "户编号", "h1", "h2"], "b": ["", "家庭人口数", "4", "5"], "c": ["", "", "", "已核"]}
    )
    write(frame, tmp_path / "form.xlsx")
    found = read(tmp_path / "form.xlsx", heading_row="auto")
    assert found.accepted["id"].to_list() == ["h1", "h2"]
    assert found.heading_rows == (3,)
    with pytest.raises(InvalidValue, match="heading_row=3"):
        read(tmp_path / "form.xlsx")


def test_without_headings_the_first_row_is_taken_and_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="headings: got 'a row of 2, not shown"):
        read(text(tmp_path / "form.csv", "h1,4", "h2,5"), heading_row="auto")
    for name in ("none.csv", "none.xlsx"):
        (write(pl.DataFrame(), tmp_path / name) if name.endswith("x") else text(tmp_path / name, ""))
        with pytest.raises(InvalidValue, match="heading_row: got 'auto'; expected "):
            read(tmp_path / name, heading_row="auto")


def test_a_file_whose_first_rows_cannot_be_split_has_no_headings(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text('"户编号,x', "utf-8")
    for ways in (read, look):
        with pytest.raises(InvalidValue, match="heading_row: got 'auto'; expected headings among the first rows"):
            ways(path, heading_row="auto")


def test_a_file_of_text_with_titles_is_split_where_its_rows_are(tmp_path: Path) -> None:
    path = text(tmp_path / "form.txt", "花名册，某镇，2014年，共1户", "户编号\t家庭人口数", "h1\t4", "h2\t5", "h3\t6")
    assert read(path, heading_row="auto").accepted["size"].to_list() == [4, 5, 6]


def test_a_look_refuses_no_heading_and_tells_what_read_would() -> None:
    form = pl.DataFrame(
        {"户编号": ["h1"], "家庭编号": ["h1"], "家庭年纯收入（美元）": ["5"], "家庭人口数": ["0"], " ": ["x"]}
    )
    seen = look(form)
    assert {heading: why.en for heading, why in seen.refused.items()} == {
        "家庭编号": "户编号 is there for id already",
        "家庭年纯收入（美元）": "a unit that the field cannot have",
    }
    assert (seen.columns["家庭编号"], seen.missing, seen.ignored) == (None, (), ())
    assert "heading 家庭编号: 户编号 is there for id already" in seen.explain()
    assert "表头家庭年纯收入（美元）：单位不能用于该项" in seen.explain("zh", detail="brief")
    with pytest.raises(InvalidValue, match="one heading for id"):
        read(form)


def test_a_look_needs_no_key_and_no_secret(tmp_path: Path) -> None:
    path = text(tmp_path / "form.csv", "户主,身份证号,劳动力状况", "某某,990000195103070012,全劳力", "某某,,看情况")
    seen = look(path, MEMBERS)
    assert seen.missing == ("household",)
    assert "missing: household (key of the household)" in seen.explain()
    assert seen.unknown_words.rows() == [("labour", "看情况", 1)]
    assert look(path, MEMBERS, words={"labour": {"看情况": None}}).unknown_words.height == 0
    assert (seen.rows, seen.parts, seen.heading_rows) == (2, (), (1,))
    assert look(path, MEMBERS, heading_row=1, columns={"户主": "household"}).missing == ()
    assert "the headings stand in row 1" in seen.explain()


def test_a_look_at_a_sheet_names_the_others(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("户", 0).append(["户编号"])
    book.save(tmp_path / "book.xlsx")
    seen = look(tmp_path / "book.xlsx", part="户")
    assert seen.parts == ("户", "Sheet")
    assert "sheets: 户, Sheet" in seen.explain()
    assert "工作表：户、Sheet" in seen.explain("zh")
