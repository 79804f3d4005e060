"""Which column is read as which field is told by the headings alone, and no heading that may be a row is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, MEMBERS, VILLAGES, headings, read
from antipoverty.registers._reading.headings import headings_of, match_headings
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.tables import SCHEMAS

SECRET = b"sixteen bytes or more, kept apart"


def form(**cells: str) -> pl.DataFrame:
    return pl.DataFrame({name: [cell] for name, cell in cells.items()})


@pytest.mark.parametrize(
    ("heading", "cell", "column", "value"),
    [
        ("是否低保户（是/否）", "是", "dibao", True),
        ("房屋等级（A/B/C/D）", "C", "dwelling_grade", "C"),
        ("村（必填）", "v1", "village", "v1"),
        ("行政村(没有的不填)(文字)", "v1", "village", "v1"),
        ("家庭年纯收入（万元）（必填）", "1", "net_income_fen", 1_000_000),
        ("家庭年纯收入（必填）", "1", "net_income_fen", 100),
        ("家庭年纯收入（2013年）（元）", "1", "net_income_fen", 100),
        ("家庭人口数（人）（必填）", "4", "size", 4),
        ("net_income_fen（必填）", "1", "net_income_fen", 1),
    ],
)
def test_a_bracket_is_a_unit_of_a_number_and_else_is_passed_over(
    heading: str, cell: str, column: str, value: Any
) -> None:
    assert read(form(**{"id": "h", heading: cell})).accepted[column].to_list() == [value]


@pytest.mark.parametrize("bracket", ["百元", "美元", "元/人", "万元，含外出务工"])
def test_an_amount_in_a_unit_that_is_not_known_is_not_read_as_yuan(bracket: str) -> None:
    heading = f"家庭年纯收入（{bracket}）"
    with pytest.raises(
        InvalidValue, match=f"unit of {heading}: got '{bracket[:2]}.*; expected one of 分.*; name it in units="
    ):
        read(form(**{"id": "h", heading: "1"}))
    assert read(form(**{"id": "h", heading: "1"}), units={heading: "元"}).accepted["net_income_fen"].to_list() == [100]


def test_of_two_headings_for_one_field_one_can_be_left_out() -> None:
    frame = form(户编号="h", 村="v1", 村编号="620123001")
    with pytest.raises(
        InvalidValue, match="headings: got '村编号'; expected one heading for village; 村 is there already"
    ):
        read(frame)
    found = read(frame, columns={"村": None})
    assert found.accepted.rows() == [("h", "620123001")]
    assert found.ignored == ("村",)


def test_a_field_is_named_by_its_fact_or_by_its_column_and_then_is_as_a_frame_holds_it() -> None:
    frame = form(id="h", 收入="100", 地="150")
    names = {"收入": "net_income", "地": "land"}
    assert read(frame, columns=names).accepted.row(0) == ("h", 10_000, 15_000)
    assert read(frame, columns={"收入": "net_income_fen", "地": "land_hundredths"}).accepted.row(0) == ("h", 100, 150)


ROW = "h001,王小明,11010519491231002X,3500\n"


def test_a_file_without_headings_is_refused_without_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(ROW * 2, "utf-8")
    for options in ({}, {"columns": {"户编号": "id"}}):
        with pytest.raises(InvalidValue) as told:
            read(path, **options)
        assert "a row of 4, not shown" in str(told.value)
        assert not any(cell in str(told.value) for cell in ROW.strip().split(","))


@pytest.mark.parametrize(
    "telling", ["110105194912310021", "13800138000", "６２０１２３００１", "11010519491231002X号", "620 123 1"]
)
def test_a_heading_with_a_run_of_digits_is_called_by_its_place(telling: str) -> None:
    frame = pl.DataFrame({"id": ["h1", "h2"], "备注": ["", ""], telling: ["", ""]})
    found = read(frame)
    assert found.ignored == ("备注", "column 3")
    assert telling not in repr(found) + found.explain() + found.explain("zh")
    with pytest.raises(InvalidValue, match="columns: got 'x'; expected a heading of the file: id, 备注, column 3"):
        read(frame, columns={"x": "size"})
    with pytest.raises(InvalidValue, match="columns: got 'a heading that is not shown'"):
        read(frame, columns={telling + "7": "size"})
    assert headings(frame).columns == {"id": "id", "备注": None}


def test_a_heading_with_a_year_or_a_few_digits_is_shown() -> None:
    assert read(form(id="h", 备注2013="")).ignored == ("备注2013",)


def test_what_would_be_taken_is_told_by_the_headings_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("登记表,,,,\n户编号,家庭年纯收入（万元）,耕地面积（亩）,size,人数\nh1,王小明,,,\n", "utf-8")
    known = headings(path, heading_row=2)
    fields = {
        "户编号": "id",
        "家庭年纯收入（万元）": "net_income",
        "耕地面积（亩）": "land",
        "size": "size",
        "人数": None,
    }
    assert known.columns == fields
    assert known.units == {"家庭年纯收入（万元）": "万", "耕地面积（亩）": "亩"}
    assert headings(form(人数="1")).columns == {"人数": None}


ENDS = {Form.MONEY: ("", "（万元）", "（分）", "/元", "（必填）"), Form.CATEGORY: ("", "（单选）")}


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, tuple[str, ...]]:
    """The place of a schema, whose text is too long to show, and headings for some of its fields, in their forms."""
    place = draw(st.integers(0, len(SCHEMAS) - 1))
    schema = SCHEMAS[place]
    some = [each for each in schema if each.required or each.heading_required or draw(st.booleans())]
    return place, tuple(
        draw(st.sampled_from((each.name, each.column, *each.headings)))
        + draw(st.sampled_from(ENDS.get(each.form, ("",))))
        for each in some
    )


@given(tables())
def test_what_would_be_taken_can_be_handed_to_read_and_is_taken(drawn: tuple[int, tuple[str, ...]]) -> None:
    schema, names = SCHEMAS[drawn[0]], drawn[1]
    matched = match_headings(names, schema, {}, {})
    known = headings_of(names, matched)
    again = match_headings(names, schema, known.columns, known.units)
    assert len(matched) == len(names)
    assert [(each.field, each.place, each.power) for each in again] == [
        (each.field, each.place, each.power) for each in matched
    ]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_heading_is_known_with_every_end(schema: Any) -> None:
    for field in schema:
        for known in (field.name, field.column, *field.headings):
            for end in ENDS.get(field.form, ("",)):
                (matched,) = match_headings([known + end], schema, {}, {})
                assert matched.field.name == field.name, known + end


def test_the_digest_of_a_person_is_known_by_the_name_of_its_column() -> None:
    digest = "0123456789abcdef" * 2
    members = form(人员编号="a", 户编号="h1", 身份证号码="11010519491231002X")
    found = read(members, MEMBERS, secret=SECRET)
    assert read(found.accepted, MEMBERS).accepted.rows() == found.accepted.rows()
    told = read(form(id="a", household="h", person=digest.upper()), MEMBERS)
    assert told.problems["reason"].to_list() == ["expected a digest of 32 hexadecimal digits"]
    assert (
        read(form(id="a", household="h", 证件=digest), MEMBERS, columns={"证件": "person"}).accepted["person"][0]
        == digest
    )
    assert headings(members, MEMBERS).columns["身份证号码"] == "identity_number"
    assert headings(found.accepted, MEMBERS).columns["person"] == "person"


def test_a_unit_where_there_can_be_none_is_refused() -> None:
    with pytest.raises(InvalidValue, match="unit of name: got '元'; expected no unit, since name has none"):
        read(form(id="v", name="x"), VILLAGES, units={"name": "元"})


def test_a_bad_amount_is_told_what_its_column_holds() -> None:
    frame = form(id="h", net_income_fen="1.5", wage_fen="-1", land_hundredths="x")
    assert read(frame).problems.select("field", "reason", "reason_zh").rows() == [
        ("net_income_fen", "expected a whole number of fen", "应为以分为单位的整数"),
        ("wage_fen", "expected a whole number of fen, at least 0", "应为以分为单位的整数，不低于0"),
        ("land_hundredths", "expected a whole number of hundredths, at least 0", "应为以百分之一为单位的整数，不低于0"),
    ]
    assert HOUSEHOLDS["net_income_fen"] is HOUSEHOLDS["net_income"]
