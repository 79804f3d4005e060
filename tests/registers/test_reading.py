"""What is read is accepted or quarantined, row by row, and the two add up under any corruption."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import duckdb
import jsonschema
import polars as pl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal, assert_series_equal

from antipoverty._shared.keys import PERSONAL, UNBROKEN, normal_key
from antipoverty.errors import InvalidValue
from antipoverty.money import yuan
from antipoverty.registers import HOUSEHOLDS, MEMBERS, VILLAGES, Reading, Schema, read, write
from antipoverty.registers._reading import parsing
from antipoverty.registers._reading import rows as row_reader
from antipoverty.registers._reading import text as text_reader
from antipoverty.registers._reading.masking import digest
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.registers._schema.tables import SCHEMAS
from antipoverty.registers._writing.files import neutralised
from antipoverty.text import Text
from effort import times
from engines import EAGER, LAZY

SECRET = b"sixteen bytes or more, kept apart"
#: Made up: there is no such place code.
PLACES = ("99000019510307001", "99000020100307001", "99000019800101002")


def check_digit(first: str) -> str:
    """GB 11643, worked out here by its definition and not by the library."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first))
    return next(mark for mark, value in zip("0123456789X", range(11), strict=True) if (total + value) % 11 == 1)


def number_of(first: str) -> str:
    return first + check_digit(first)


NUMBERS = tuple(number_of(first) for first in PLACES)


def columns(**cells: list[str | None]) -> pl.DataFrame:
    rows = max(len(each) for each in cells.values())
    return pl.DataFrame({"id": [f"h{row}" for row in range(rows)], **cells})


def one(schema: Schema, heading: str, cell: str | None, **options: Any) -> tuple[Any, str | None]:
    """The value that a cell gives, or the reason."""
    frame = pl.DataFrame({"id": ["h"], heading: [cell]}, schema={"id": pl.String, heading: pl.String})
    if schema is MEMBERS:
        frame = frame.with_columns(household=pl.lit("h"))
    found = read(frame, schema, **options)
    assert found.accepted.height + found.quarantined.height == found.read == 1
    if found.accepted.height:
        (name,) = set(found.accepted.columns) - {"id", "household", "numbered"}
        return found.accepted[name][0], None
    return None, found.problems["reason"][0]


@pytest.mark.parametrize(
    ("heading", "cell", "fen"),
    [
        ("net_income", "10943.99", 1_094_399),
        ("net_income", "10,943.99", 1_094_399),
        ("net_income", " 10943.9 ", 1_094_390),
        ("net_income", "10943.990", 1_094_399),
        ("net_income", "１０９４４", 1_094_400),
        ("net_income", "¥10944", 1_094_400),
        ("net_income", "¥ 10,944", 1_094_400),
        ("net_income", "￥-10944", -1_094_400),
        ("net_income", "-¥10944", -1_094_400),
        ("net_income", "1 010 944.5 元", 101_094_450),
        ("net_income", "10\xa0944", 1_094_400),
        ("net_income", "10944元", 1_094_400),
        ("net_income", "1.0944万元", 1_094_400),
        ("net_income", "1.0944万", 1_094_400),
        ("net_income", "1094400分", 1_094_400),
        ("net_income", "-0.01", -1),
        ("net_income", "+5", 500),
        ("net_income", "0", 0),
        ("net_income", "9999999999999.99", 10**15 - 1),
        ("net_income_fen", "1094400", 1_094_400),
        ("net_income_fen", "1094400.0", 1_094_400),
        ("家庭年纯收入", "10944", 1_094_400),
        ("家庭年纯收入（万元）", "1.0944", 1_094_400),
        ("家庭年纯收入(单位:万元)", "1.0944", 1_094_400),
        ("家庭年纯收入/元", "10944", 1_094_400),
        ("家庭年纯收入（千元）", "10.944", 1_094_400),
        ("家庭年纯收入（万元）", "10944元", 1_094_400),
        ("Net_Income", "1", 100),
    ],
)
def test_an_amount_is_read_exactly_in_the_unit_that_heading_or_cell_names(heading: str, cell: str, fen: int) -> None:
    assert one(HOUSEHOLDS, heading, cell) == (fen, None)


@pytest.mark.parametrize(
    "cell",
    ["abc", "1¥2", "12¥", "元12", "1 2", "10 94", "1 0944", "10  944", "1,000 000", "- 5", "¥¥5", "+-5", "1,23", "12,4",
     "0,123", "012,345", "0 123", "1.2.3", "NaN", "inf", "1e4", "--5", "10943.991", "10000000000000", "-10000000000000",
     "5美元", "99999999999999999999", ".", "5 yen", "1.23456万元1"],
)  # fmt: skip
def test_what_is_no_amount_is_quarantined_and_not_shown(cell: str) -> None:
    value, reason = one(HOUSEHOLDS, "net_income", cell)
    assert value is None
    assert reason == "expected an amount of yuan with at most two decimal places"
    shown = read(columns(net_income=[cell])).quarantined["value"][0]
    assert shown == f"({len(cell)} character{'s'[: len(cell) != 1]}, not shown)"


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["元", "万元", "fen"]))
def test_any_amount_comes_through_in_any_unit(amount: Decimal, unit: str) -> None:
    shift = {"元": 0, "万元": 4, "fen": -2}[unit]
    text = format(amount.scaleb(-shift), "f")
    fen, reason = one(HOUSEHOLDS, "收入", text, columns={"收入": "net_income"}, units={"收入": unit})
    assert reason is None
    assert fen == int(yuan(amount) * 100)


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("size", "4", 4),
        ("size", "4.0", 4),
        ("家庭人口数", "４人", 4),
        ("water_litres", "35升", 35),
        ("人均日用水量（升）", "35", 35),
        ("land", "1.25", 125),
        ("耕地面积（亩）", "1.25", 125),
        ("耕地面积", "1.25亩", 125),
        ("land_hundredths", "125", 125),
        ("vehicle", "是", True),
        ("vehicle", "有", True),
        ("vehicle", "TRUE", True),
        ("vehicle", "√", True),
        ("vehicle", "否", False),
        ("vehicle", "0", False),
        ("vehicle", "False", False),
        ("住房等级", "C级", "C"),
        ("dwelling_grade", "Ａ", "A"),
        ("registration", "脱贫", "exited"),
        ("行政村", " v1 ", "v1"),
        *[("size", said, None) for said in ("", "  ", None, "不详", "未知", "NA", "null", "-", "—", "/")],
    ],
)
def test_a_cell_is_read_as_the_form_has_it(heading: str, cell: str | None, value: Any) -> None:
    assert one(HOUSEHOLDS, heading, cell) == (value, None)


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("size", "0", "expected a whole number from 1 to 100"),
        ("size", "101", "expected a whole number from 1 to 100"),
        ("size", "-1", "expected a whole number from 1 to 100"),
        ("size", "3.5", "expected a whole number from 1 to 100"),
        ("size", "1 2", "expected a whole number from 1 to 100"),
        ("size", "¥4", "expected a whole number from 1 to 100"),
        ("size", "4户", "expected a whole number from 1 to 100"),
        ("water_days_stopped", "367", "expected a whole number from 0 to 366"),
        ("wage", "-1", "expected an amount of yuan with at most two decimal places, at least 0"),
        ("vehicle", "也许", "expected yes or no"),
        ("dwelling_grade", "E", "expected one of A, B, C, D"),
        ("village", "a\nb", UNBROKEN.en),
        ("village", NUMBERS[0], PERSONAL.en),
    ],
)
def test_a_cell_that_cannot_be_is_quarantined_with_what_was_expected(heading: str, cell: str, reason: str) -> None:
    assert one(HOUSEHOLDS, heading, cell) == (None, reason)


@pytest.mark.parametrize(
    "cell",
    ["2014-05-01", "2014/5/1", "2014.5.1", "2014年5月1日", "20140501", "2014-05-01 00:00:00", "2014-05-01T00:00:00"],
)
def test_a_date_is_read_in_the_usual_forms(cell: str) -> None:
    assert one(MEMBERS, "出生日期", cell) == (date(2014, 5, 1), None)


@pytest.mark.parametrize(
    "cell", ["2014-02-30", "2014-13-01", "5/1/2014", "2014-05", "14.5.1", "2014-05-01 08:30:00", "0000-01-01"]
)
def test_a_date_that_is_none_or_is_not_whole_is_quarantined(cell: str) -> None:
    assert one(MEMBERS, "出生日期", cell) == (None, "expected a date such as 2014-05-01")


@pytest.mark.parametrize("number", NUMBERS)
def test_an_identity_number_is_kept_as_a_keyed_digest_only(number: str) -> None:
    found, reason = one(MEMBERS, "身份证号码", number, secret=SECRET)
    assert reason is None
    assert found == digest(number, SECRET) != digest(number, SECRET + b"x")
    assert one(MEMBERS, "身份证号码", number.lower(), secret=SECRET)[0] == found
    assert number[6:14] not in found


@pytest.mark.parametrize(
    "number",
    [
        NUMBERS[0][:-1] + ("0" if NUMBERS[0][-1] != "0" else "1"),
        NUMBERS[0][:-2] + str((int(NUMBERS[0][-2]) + 1) % 10) + NUMBERS[0][-1],
        number_of("99000019510230001"),
        NUMBERS[0][:15],
        NUMBERS[0] + "0",
        "X" + NUMBERS[0][1:],
    ],
)
def test_an_identity_number_with_a_slip_is_quarantined_unshown(number: str) -> None:
    frame = pl.DataFrame({"id": ["m"], "household": ["h"], "身份证号码": [number]})
    found = read(frame, MEMBERS, secret=SECRET)
    assert found.problems["reason"].to_list() == [
        "expected an identity number of 18 places with its check digit, or of 15, or a disability certificate's of 20 "
        "or 22"
    ]
    assert number not in str(found.problems.to_dicts())


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_slip_of_one_digit_is_noticed(place: int, off: int) -> None:
    number = NUMBERS[1]
    slipped = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]
    assert one(MEMBERS, "身份证号", slipped, secret=SECRET)[0] is None


def test_the_date_of_birth_has_to_be_that_of_the_identity_number() -> None:
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "household": ["h"] * 3,
            "identity_number": [NUMBERS[0], NUMBERS[0], None],
            "birth_date": ["1951-03-07", "1951-03-08", "1951-03-08"],
        }
    )
    found = read(frame, MEMBERS, secret=SECRET)
    assert found.accepted["id"].to_list() == ["a", "c"]
    assert found.problems.select("row", "field").rows() == [(2, "birth_date")]
    assert "the one in the identity number" in found.problems["reason"][0]
    assert "1951" not in str(found.problems.to_dicts())


def test_identity_numbers_want_a_secret_of_some_length() -> None:
    frame = pl.DataFrame({"id": ["a"], "household": ["h"], "身份证号码": [NUMBERS[0]]})
    with pytest.raises(InvalidValue, match="secret: got None; expected secret=, bytes under which"):
        read(frame, MEMBERS)
    with pytest.raises(InvalidValue, match="secret: got '15 bytes'; expected at least 16"):
        read(frame, MEMBERS, secret=b"x" * 15)


def test_both_rows_of_a_key_are_set_apart() -> None:
    found = read(columns(size=["1", "2", "3"]).with_columns(id=pl.Series(["a", "b", "a"])))
    assert found.accepted["id"].to_list() == ["b"]
    assert found.quarantined.select("row", "field", "reason").rows() == [
        (row, "id", "the key stands in more than one row") for row in (1, 3)
    ]


def test_a_row_without_its_key_is_set_apart_and_several_faults_are_all_named() -> None:
    found = read(pl.DataFrame({"id": [None, "h"], "size": ["0", "1"], "vehicle": ["?", "是"]}))
    assert found.read == 2
    assert found.quarantined.height == 1
    assert found.quarantined.select("row", "field").row(0) == (1, "id; size; vehicle")
    assert found.problems.height == 3


FORM = "户编号,行政村,家庭年纯收入（元）,家庭人口数,住房等级,是否低保户,备注\n"
ROWS = ["h1,v1,10943.99,4,C级,是,x", 'h2,v1,"1,094.40",4,B,否,"a ""b"" c"', "h3,v2,1.2万元,4,,不详,"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("named", [False, True])
def test_a_csv_file_is_read_in_any_common_encoding(tmp_path: Path, encoding: str, ending: str, named: bool) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes((FORM + "\n".join(ROWS) + "\n").replace("\n", ending).encode(encoding))
    found = read(path, encoding=encoding if named else None)
    assert found.accepted.to_dicts() == [
        {"id": "h1", "village": "v1", "net_income_fen": 1_094_399, "size": 4, "dwelling_grade": "C", "dibao": True},
        {"id": "h2", "village": "v1", "net_income_fen": 109_440, "size": 4, "dwelling_grade": "B", "dibao": False},
        {"id": "h3", "village": "v2", "net_income_fen": 1_200_000, "size": 4, "dwelling_grade": None, "dibao": None},
    ]
    assert found.ignored == ("备注",)
    assert found.fields["家庭年纯收入（元）"] == "net_income_fen"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-32"])
def test_lines_may_end_in_carriage_returns_alone(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes((FORM + "\n".join(ROWS) + "\n").replace("\n", "\r").encode(encoding))
    found = read(path)
    assert (found.encoding, found.read, found.accepted["id"].to_list()) == (encoding, 3, ["h1", "h2", "h3"])
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_bytes("id,村\r一,甲\r二,乙\r".encode() + b"\xff\xff,\r")
    found = read(spoilt)
    assert (found.encoding, found.accepted["id"].to_list(), found.problems["row"].to_list()) == (
        "utf-8",
        ["一", "二"],
        [4],
    )


def test_a_carriage_return_within_a_line_is_no_cell_and_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(b'id,note,size\nh1,a\rh2,4\nh3,"a\rb",4\r\nh4,,4\r\r\n')
    found = read(path)
    assert found.accepted["id"].to_list() == ["h3", "h4"]
    assert found.problems.select("row", "field", "reason").rows() == [(2, "(row)", "a carriage return in the line")]
    path.write_bytes(b"id,size\rh1,4\nh2,4\n")
    with pytest.raises(InvalidValue, match="headings that can be split; a carriage return"):
        read(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
@pytest.mark.parametrize("named", [False, True])
def test_the_mark_of_an_encoding_is_no_part_of_the_first_heading(tmp_path: Path, encoding: str, named: bool) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes("\ufeff户编号,人口数\n一,4\n".encode(encoding))
    found = read(path, encoding=encoding if named else None)
    assert (found.accepted.rows(), found.fields) == ([("一", 4)], {"户编号": "id", "人口数": "size"})


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
def test_an_encoding_that_cannot_be_told_has_to_be_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes("户编号,人口数\n一,4\n".encode(encoding))
    with pytest.raises(InvalidValue, match="encoding: got None; expected a text whose encoding can be told; name it"):
        read(path)
    assert read(path, encoding=encoding).accepted.rows() == [("一", 4)]


CHINESE = "户编号,户主姓名,村,家庭人口数,是否低保户\n甲1,王小明,东风村,4,是\n乙2,李喆,西村,3,否\n"


@pytest.mark.parametrize(
    "text", [CHINESE, "id,村\nh1,东村\n", "户编号\n1\n", "id,size,note\nh1,4,村\n", CHINESE * 30_000]
)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_chinese_is_told_by_few_of_its_characters(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "form.csv").write_bytes(text.encode(encoding))
    assert read(tmp_path / "form.csv").encoding == "gb18030"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id,name\nh1,Pérez\nh2,Núñez\n", "cp1252"),
        ("id,name\nh1,Pérez García\n" + "h,Müller Straße\n" * 5000, "cp1252"),
        ("id,name\nh1,“Pérez” – naïve café…\n", "cp1252"),
        ("戶編號,家庭人口數\nh1,4\n", "big5"),
        ("戶編號,戶主姓名,村\nh1,王小明,東風村\nh2,李,西村\n", "big5"),
        ("номер,имя\nh1,Иванов\n", "cp1251"),
        ("номер,имя\nh1,Иванов\n", "koi8-r"),
        ("番号,氏名\nh1,やまだ太郎\n", "shift_jis"),
        ("id,name\nh1,Łódź Świętokrzyskie\n", "cp1250"),
    ],
)
def test_what_is_no_chinese_is_never_taken_for_it(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "form.csv").write_bytes(text.encode(encoding))
    with pytest.raises(InvalidValue, match="encoding: got None; expected a text whose encoding can be told; name it"):
        read(tmp_path / "form.csv")
    head = text.partition(",")[0].partition("\n")[0]
    assert read(tmp_path / "form.csv", columns={head: "id"}, encoding=encoding).encoding == encoding


@given(st.characters(codec="cp1252", min_codepoint=0xC0))
def test_a_word_of_western_europe_is_not_chinese(tmp_path_factory: Any, letter: str) -> None:
    path = tmp_path_factory.getbasetemp() / "west.csv"
    path.write_bytes(f"id,name\nh1,a{letter}b {letter}d\n".encode("cp1252"))
    with pytest.raises(InvalidValue, match="encoding: got None"):
        read(path)


TITLES: list[list[str | None]] = [["某县2014年建档立卡农户表", None], ["填报日期：2014年5月1日", None]]


@pytest.mark.parametrize("titles", [TITLES, [["", ""], *TITLES], TITLES[:1]])
def test_the_row_with_the_headings_is_told(tmp_path: Path, titles: list[list[str | None]]) -> None:
    rows = [*titles, ["户编号", "家庭人口数"], ["h1", "4"]]
    text = "\n".join(",".join(cell or "" for cell in row) for row in rows)
    (tmp_path / "form.csv").write_text(text, "utf-8")
    row = len(titles) + 1
    for path in (tmp_path / "form.csv", sheet(tmp_path / "form.xlsx", rows)):
        with pytest.raises(
            InvalidValue, match=rf"headings: .*; row {row} has what is needed: heading_row={row}"
        ) as said:
            read(path)
        assert said.value.expected.endswith(f"heading_row={row}")
        assert read(path, heading_row=row).accepted.rows() == [("h1", 4)]


@pytest.mark.parametrize("row", [10**9, 0, -1, True, 1.5, "1", 10**30])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_row_that_cannot_have_headings_is_refused_at_once(tmp_path: Path, row: Any, suffix: str) -> None:
    write(pl.DataFrame({"id": ["h1"]}), tmp_path / f"x{suffix}")
    with pytest.raises(InvalidValue, match="heading_row: got .*; expected a whole number from 1 to 1,048,576"):
        read(tmp_path / f"x{suffix}", heading_row=row)
    with pytest.raises(InvalidValue, match="heading_row: got 900000; expected "):
        read(tmp_path / f"x{suffix}", heading_row=900_000)


@pytest.mark.parametrize("delimiter", [";", "\t", "，"])
def test_other_delimiters_are_known_by_the_headings(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "form.txt"
    path.write_text(f"id{delimiter}size{delimiter}vehicle\nh{delimiter}4{delimiter}否\n", "utf-8")
    assert read(path).accepted.row(0) == ("h", 4, False)
    assert read(path.rename(tmp_path / "form.tsv") if delimiter == "\t" else path).read == 1


def test_a_title_may_stand_above_the_headings(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("贫困户登记表,,\n\nid,size\nh,4\n", "utf-8")
    found = read(path, heading_row=3)
    assert found.accepted.row(0) == ("h", 4)
    with pytest.raises(InvalidValue, match="headings: got 'a row of 1, .*; row 3 has what is needed"):
        read(path, heading_row=2)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"h,4", "expected 3 cells as there are headings, not 2"),
        (b"h,4,\xe6\x98\xaf,", "expected 3 cells as there are headings, not 4"),
        (b"h,4,\xe6\x98\xaf,x", "expected 3 cells as there are headings, not 4"),
        (b'h,"4,\xe6\x98\xaf', "a quote is not closed in its line, or stands within a cell"),
        (b'h,"4"5,1', "a quote is not closed in its line, or stands within a cell"),
        (b"h,4,\xff\xfe", "the line is no text in the encoding of the file"),
        (b"h\0,4,1", "the line has a byte of zero"),
    ],
)
def test_a_line_that_is_spoilt_spoils_no_other(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "form.csv"
    good = "一,4,是\n".encode()
    path.write_bytes(b"id,size,vehicle\n" + good + line + b"\n" + "二,4,是\n三,5,否\n".encode())
    found = read(path)
    assert found.accepted["id"].to_list() == ["一", "二", "三"]
    assert found.problems.select("row", "field", "reason").rows() == [(3, "(row)", reason)]
    # So is the last line, with its end or without.
    path.write_bytes(b"id,size,vehicle\n" + good + line)
    assert read(path).problems.select("row", "field", "reason").rows() == [(3, "(row)", reason)]


BASE = (FORM + "\n".join(f"h{row},v1,{row}.5,{row % 9 + 1},A,是,好" for row in range(12)) + "\n").encode()
START = len(FORM.encode())
edits = st.lists(
    st.tuples(st.integers(START, len(BASE) - 1), st.sampled_from(["put", "drop", "over"]), st.integers(0, 255)),
    max_size=4,
)


@example([(START + 3, "put", ord('"'))], False)
@example([(START + 3, "put", 10)], False)
@times(1 / 2)
@given(edits, st.booleans())
def test_no_row_is_lost_under_any_corruption(
    tmp_path_factory: Any, edit: list[tuple[int, str, int]], gbk: bool
) -> None:
    raw = bytearray(BASE)
    for place, how, byte in edit:
        if how == "put":
            raw.insert(place, byte)
        elif how == "drop" and place < len(raw):
            del raw[place]
        elif place < len(raw):
            raw[place] = byte
    path = tmp_path_factory.getbasetemp() / f"corrupt-{gbk}.csv"
    path.write_bytes(bytes(raw))
    found = read(path, encoding="utf-8")
    lines = [line for line in bytes(raw).split(b"\n")[1:] if _is_row(line)]
    assert found.read == len(lines)
    assert found.accepted.height + found.quarantined.height == len(lines)
    untouched = set(BASE.split(b"\n")[1:]) & set(lines)
    kept = {line.split(b",")[0].decode() for line in untouched if lines.count(line) == 1}
    keys = [line.split(b",")[0] for line in lines]
    kept = {key for key in kept if keys.count(key.encode()) == 1}
    assert kept <= set(found.accepted["id"]) | set(_twice(found))


def _is_row(line: bytes) -> bool:
    try:
        return bool(line.rstrip(b"\r").decode().strip())
    except UnicodeDecodeError:
        return True


def _twice(found: Reading) -> list[str]:
    """Keys that an edit made equal to another's."""
    return found.problems.filter(pl.col("reason").str.contains("more than one row"))["value"].to_list()


#: What stands in cells: texts in the plainest form, and all that is near it.
UNKNOWN_OR_CODED = ["", " ", "\u3000", "na", "N/A", "不详", "-", "/", "是", "有", "TRUE", "√", "A", "Ｂ", "C级", "脱贫"]
NUMBERLIKE = [
    "4",
    "0",
    "101",
    "-1",
    "+5",
    " 4 ",
    "４",
    "4.0",
    "4人",
    "1.",
    ".5",
    "00012",
    "1,234",
    "1,23",
    "1e5",
    "5元",
]
NUMBERLIKE += [
    "1 2",
    "1 234",
    "¥5",
    "-¥5",
    "1¥2",
    "5 元",
    "100分",
    "10943.99",
    "10943.991",
    "-0.01",
    "1.0944万元",
    "9999999999999.99",
    "10000000000000",
    "9" * 20,
]
DAYLIKE = ["2014-05-01", "2014/5/1", "20140501", "2014-02-30", "2014年5月1日", "2014-05-01T00:00:00", "0999-01-01"]
DAYLIKE += ["2014-5-01", "2014- 5-01", "+2014-5-01", " 2014-5-01", "2014-05-1 ", "01-05-2014", "2014-05-010"]
WORDLIKE = ["v1", " v1", "v1\u2003", "v 1", "v\u20031", "'=1", "'-5", "''=1", "=1+1", "x'1", "ａ1", "\xa01", "v1\x1c"]
WORDLIKE += ["v\x011", "v\u20281", "a\rb1", "白云村", "财农〔2018〕1号", *NUMBERS, "1" * 18, "12345678901234567x"]
CELLS = st.sampled_from([*UNKNOWN_OR_CODED, *NUMBERLIKE, *DAYLIKE, *WORDLIKE]) | st.text(max_size=6)
FIELDS = [HOUSEHOLDS[name] for name in ("id", "village", "size", "net_income", "land", "vehicle", "dwelling_grade")]
FIELDS += [
    MEMBERS["birth_date"],
    MEMBERS["disability"],
    MEMBERS["identity_number"],
    VILLAGES["name"],
    VILLAGES["persons"],
]


@given(
    st.sampled_from(FIELDS), st.lists(st.none() | CELLS, max_size=12), st.sampled_from([None, 0, 5, 6]), st.booleans()
)
def test_a_column_read_as_a_whole_is_what_its_cells_are_one_by_one(
    field: Field, cells: list[str | None], shift: int | None, marked: bool
) -> None:
    power = {} if shift is None or field.form is not Form.MONEY else {"power": shift}
    column, texts = parsing.Column(field, **power), pl.Series(cells * 2, dtype=pl.String)
    (together,) = parsing.parse([column], texts.to_frame(), marked=marked)
    if field.form in (Form.FLAG, Form.CATEGORY):
        apart = parsing._parse_coded(column, texts)
    else:
        apart = parsing._parse_texts(column, texts, marked=marked)
    assert_series_equal(together.value, apart.value, check_names=False)
    assert_series_equal(together.wrong, apart.wrong, check_names=False)


ODD_LINES = [
    "",
    " ",
    "\x1c",
    ",,",
    "a,b",
    "a,b,c,d",
    '"a,b",c,d',
    '"a","",""',
    '"",b," c "',
    'a,"b""c",d',
    ' "a",b,c',
    '"a"b,c,d',
    'a,"b',
    "\0,b,c",
    "a,b,c\r",
    "\ufeffa,b,c",
    "x\x01,b,c",
]
LINES = st.lists(
    st.lists(CELLS.filter(lambda cell: "\n" not in cell), min_size=3, max_size=3).map(",".join)
    | st.sampled_from(ODD_LINES),
    max_size=8,
)


@example([",1,234,"], "\n", ",", b"")
@example([",\r,"], "\n", ";", b"")
@example(['"a",b,c', "", "d,e,f\r"], "\n", ",", b"")
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(",\t;"), st.sampled_from([b"", b"\xff"]))
def test_lines_split_together_are_what_they_are_one_by_one(
    lines: list[str], end: str, delimiter: str, spoilt: bytes
) -> None:
    block = end.join(line.replace(",", delimiter) for line in lines).encode() + spoilt
    apart = text_reader._split_apart(enumerate(block.split(b"\n"), start=2), 3, delimiter)
    together = text_reader._split_together(block, 3, delimiter) if block else None
    if together is not None:
        assert_frame_equal(together.cells, apart.cells)
        assert_series_equal(together.numbers + 2, apart.numbers, check_names=False)
        assert (together.broken, apart.broken) == ({}, {})
    for size in (1, 20, 1 << 12):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(text_reader, "BLOCK", size)
            batches = list(text_reader.split_lines(block, 0, 2, 3, delimiter))
        cells = pl.concat([apart.cells.clear(), *[batch.cells for batch in batches]])
        assert_frame_equal(cells, apart.cells)
        assert [number for batch in batches for number in batch.numbers] == apart.numbers.to_list()
        assert {row: why for batch in batches for row, why in batch.broken.items()} == apart.broken


#: For each column of a file, its well-formed cells; beside them come all sorts of others.
WELL_FORMED = {
    MEMBERS: {
        "人员编号": [f"m{row}" for row in range(40)],
        "household": ["h1", "h2", "620123001"],
        "birth_date": ["2001-02-28", "1950-12-31", ""],
        "schooling": ["primary", "out of school", ""],
        "health": ["healthy", "残疾", "长期慢性病、残疾"],
        "disability": ["none", "二级", ""],
        "medical_insured": ["true", "false", "是", "否", ""],
    },
    HOUSEHOLDS: {
        "id": [f"h{row}" for row in range(40)],
        "村名": ["白云村", ""],
        "net_income": ["10943.99", "0", "-5.5", ""],
        "wage_fen": ["1094399", "0", ""],
        "size": ["4", "1", ""],
        "dwelling_grade": ["A", "D", "C级"],
        "vehicle": ["true", "否", ""],
    },
}
#: Lines that are no rows, or no good ones.
FURTHER_LINES = [
    "",
    ",,,,,,",
    "合计,,,,,,",
    "制表人：王,,,,,,",
    "h1,合计,30,3,5,,",
    "m1,h1",
    '"m2",h1,,,"",,',
    "x,y,z,,,,,",
]


@st.composite
def files(draw: st.DrawFn) -> tuple[Schema, bytes]:
    schema = draw(st.sampled_from([MEMBERS, HOUSEHOLDS]))
    well_formed = WELL_FORMED[schema]
    odd = CELLS.filter(lambda cell: not set(cell) & set("\n,"))
    few = draw(st.booleans())
    cells = [st.sampled_from(each) if few else st.sampled_from(each) | odd for each in well_formed.values()]
    further = st.sampled_from([*FURTHER_LINES, ",".join(well_formed)])
    lines = draw(st.lists(st.tuples(*cells).map(",".join) | further, max_size=12))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return schema, end.join([",".join(well_formed), *lines]).encode()


def nothing_plain(columns: Sequence[parsing.Column], table: pl.DataFrame) -> list[parsing.Parsed]:
    plain = parsing.parse_plain(columns, table)
    return [attrs.evolve(each, wrong=pl.repeat(True, len(each.wrong), eager=True)) for each in plain]


@given(files())
def test_a_file_read_in_bulk_is_what_it_is_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, given_file: tuple[Schema, bytes]
) -> None:
    schema, content = given_file
    path = tmp_path_factory.getbasetemp() / "mixed.csv"
    path.write_bytes(content)
    in_bulk = read(path, schema)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(row_reader, "parse_plain", nothing_plain)
        patched.setattr(text_reader, "_split_together", lambda *arguments, **options: None)
        one_by_one = read(path, schema)
    for part in ("accepted", "problems", "rejected", "words", "unknown_words", "warnings"):
        assert_frame_equal(getattr(in_bulk, part), getattr(one_by_one, part))
    assert (in_bulk.read, in_bulk.fields, in_bulk.ignored) == (one_by_one.read, one_by_one.fields, one_by_one.ignored)
    assert in_bulk.accepted.height + in_bulk.quarantined.height == in_bulk.read


def test_a_line_in_order_is_split_together() -> None:
    for end in ("\n", "\r\n"):
        block = end.join(["a,b,c", "是, d ,", ",,"]).encode()
        assert text_reader._split_together(block, 3, ",") is not None
    assert text_reader._split_together(b"\t\t", 3, "\t") is None


def test_a_few_spoilt_lines_do_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    lines = [f"户{row},4" for row in range(10)]
    for encoding in ("utf-8", "gb18030"):
        raw = [b"id,size", *[line.encode(encoding) for line in lines], b"\xff\xff\xff,4"]
        path.write_bytes(b"\n".join(raw))
        found = read(path)
        assert (found.encoding, found.accepted.height, found.quarantined.height) == (encoding, 10, 1)


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("a.doc", b"", {}, "path: got 'a.doc'; expected a file that ends in .csv"),
        ("a.xlsx", b"no book", {}, "path: got 'a.xlsx'; expected a workbook that can be opened"),
        ("a.xls", b"no book", {}, "path: got 'a.xls'; expected a workbook that can be opened"),
        ("a.parquet", b"no table", {}, "path: got 'a.parquet'; expected a file that can be opened"),
        ("a.arrow", b"no table", {}, "path: got 'a.arrow'; expected a file that can be opened"),
        ("a.duckdb", b"no table" * 999, {}, "path: got 'a.duckdb'; expected a file that can be opened"),
        ("a.csv", b"", {}, "heading_row: got 1; expected the line with the headings"),
        ("a.csv", b'"id\n', {}, "headings: got 'line 1'; expected headings that can be split"),
        (
            "a.csv",
            b"size\n4\n",
            {},
            "headings: got 'a row of 1, not shown since no heading .*'; expected a heading for id; name it in columns=",
        ),
        (
            "a.csv",
            "id,户编号\n1,2\n".encode(),
            {},
            "headings: got '户编号'; expected one heading for id; id is there already",
        ),
        ("a.csv", b"id\n1\n", {"columns": {"x": "size"}}, "columns: got 'x'; expected a heading of the file: id"),
        ("a.csv", b"id,x\n1,1\n", {"columns": {"x": "sise"}}, "field: got 'sise'; expected one of id"),
        (
            "a.csv",
            b"id,wage\n1,1\n",
            {"units": {"wage": "dollar"}},
            "unit of wage: got 'dollar'; expected one of 分, fen",
        ),
        (
            "a.csv",
            "id,耕地面积（公顷）\n1,1\n".encode(),
            {},
            "unit of 耕地面积（公顷）: got '公顷'; expected one of 亩, mu",
        ),
        (
            "a.csv",
            "id,低保(户)\n1,1\n".encode(),
            {"units": {"低保(户)": "户"}},
            "unit of 低保.户.: got '户'; expected no",
        ),
        ("a.csv", b"id\n1\n", {"encoding": "klingon"}, "encoding: got 'klingon'; expected the name of an encoding"),
        ("a.csv", b"id\n", {"encoding": "utf-16"}, "encoding: got 'utf-16'; expected the encoding of the file"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, content: bytes, options: dict[str, Any], message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidValue, match=message):
        read(tmp_path / name, **options)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".duckdb"])
def test_a_file_that_is_not_there_is_the_callers_to_find(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / f"nothing{suffix}")


def test_the_rows_that_were_set_apart_are_given_as_they_stand_and_not_in_repr(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text("id,size,姓名,,row\nh1,0,王小明,a,1\nh2,4,李,b,2\nh3,4\nh2,x,张,,3\n", "utf-8")
    found = read(path)
    names = ["row", "reasons", "reasons_zh", "id", "size", "姓名", "(column 4)", "row (column 5)"]
    assert found.rejected.columns == names
    assert found.rejected.drop("reasons", "reasons_zh").rows() == [
        (2, "h1", "0", "王小明", "a", "1"),
        (3, "h2", "4", "李", "b", "2"),
        (4, None, None, None, None, None),
        (5, "h2", "x", "张", None, "3"),
    ]
    assert found.rejected["reasons"][0] == "size: expected a whole number from 1 to 100"
    assert found.rejected["reasons_zh"][1] == "id: 代码出现于多行"
    assert "王小明" not in repr(found) + str(found.problems.to_dicts()) + found.explain()
    for suffix in (".csv", ".xlsx"):
        write(found.rejected, tmp_path / f"apart{suffix}")
        again = read(tmp_path / f"apart{suffix}")
        assert (again.read, again.accepted.height) == (4, 0)
        assert set(again.fields) == {"id", "size"}


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", "", "1" * 15]), st.sampled_from(["1", "0", "x", ""])), max_size=8
    )
)
def test_every_row_is_in_accepted_or_in_rejected(made: list[tuple[str, str]]) -> None:
    found = read(pl.DataFrame(made, {"id": pl.String, "size": pl.String}, orient="row"))
    assert found.rejected["row"].to_list() == found.quarantined["row"].to_list()
    assert found.rejected.select("id", "size").rows() == [made[row - 1] for row in found.rejected["row"]]
    kept = [each for row, each in enumerate(made, start=1) if row not in set(found.rejected["row"])]
    assert found.accepted["id"].to_list() == [key for key, _ in kept]


def sheet(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("表1")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    page.write(row, column, cell)
        book.add_worksheet("表2")
    return path


def test_a_workbook_is_read_with_its_dates_numbers_and_title_rows(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "form.xlsx",
        [
            ["成员表"],
            ["人员编号", "户编号", "出生日期", "是否参加养老保险", "残疾等级"],
            ["p1", "h1", date(1951, 3, 7), True, "一级"],
            ["p2", 17, datetime(1980, 1, 1, 12, 30), "否", None],  # noqa: DTZ001  # as a spreadsheet has it
            [],
            ["p3", 1.5, None, None, None, "more"],
            [123456789012345678, "h1"],
        ],
    )
    found = read(path, MEMBERS, heading_row=2, part="表1")
    assert found.accepted.to_dicts() == [
        {"id": "p1", "household": "h1", "birth_date": date(1951, 3, 7), "pension_insured": True, "disability": "1"}
    ]
    assert found.read == 4
    assert found.problems.select("row", "field").rows() == [(4, "birth_date"), (6, "(row)"), (7, "id")]
    assert "15 digits" in found.problems["reason"][2]
    with pytest.raises(InvalidValue, match="part: got '表3'; expected a sheet of the book: 表1, 表2"):
        read(path, MEMBERS, part="表3")
    with pytest.raises(InvalidValue, match="heading_row: got 9; expected a row from 1 to"):
        read(path, MEMBERS, heading_row=9)


def test_a_table_of_a_duckdb_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "county.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE households AS SELECT 'h1' AS id, 4::TINYINT AS size, 10943.99::DECIMAL(9, 2) AS net_income"
        )
    assert read(path, part="households").accepted.row(0, named=True) == {
        "id": "h1",
        "size": 4,
        "net_income_fen": 1_094_399,
    }
    assert read(path).accepted.height == 1
    with duckdb.connect(str(path)) as connection:
        connection.execute('CREATE SCHEMA old; CREATE TABLE old."the ""first""" AS SELECT 7 AS id, [1] AS visits')
    assert read(path, part='old.the "first"').accepted.rows() == [("7",)]
    with pytest.raises(InvalidValue, match="part: got None; expected a table of the file, no view: households, old"):
        read(path)


AMOUNTS = [10943.99, 0.1 + 0.2, 1111.11 * 7, 1e-7, 10_000 / 3, 123456789.01, 1e15, -2.0]


def test_a_double_is_read_by_its_fifteen_digits_as_a_workbook_shows_it(tmp_path: Path) -> None:
    rows = [[f"h{row}", amount] for row, amount in enumerate(AMOUNTS)]
    frame = pl.DataFrame(rows, ["id", "net_income"], orient="row")
    for source in (frame, sheet(tmp_path / "x.xlsx", [["id", "net_income"], *rows])):
        found = read(source)
        assert found.accepted["net_income_fen"].to_list() == [1_094_399, 30, 777_777, 12_345_678_901, -200]
        assert found.accepted["id"].to_list() == ["h0", "h1", "h2", "h5", "h7"]
        assert "15 digits" in found.problems["reason"][2]


@given(st.integers(-(10**13), 10**13))
def test_an_amount_that_went_through_a_double_comes_back(fen: int) -> None:
    assert read(pl.DataFrame({"id": ["h"], "net_income": [fen / 100]})).accepted["net_income_fen"].to_list() == [fen]


def test_what_is_no_number_in_a_column_of_doubles_is_quarantined() -> None:
    frame = pl.DataFrame({"id": list("abcd"), "net_income": [float("nan"), float("inf"), None, 1.5]})
    found = read(frame)
    assert found.accepted.rows() == [("c", None), ("d", 150)]
    assert read(frame.cast({"net_income": pl.Float32})).accepted.rows() == [("c", None), ("d", 150)]


@pytest.mark.parametrize("values", [[[1]], [{"a": 1}], [b"1"], [timedelta(1)], pl.Series([object()], dtype=pl.Object)])
def test_a_column_of_no_plain_values_is_passed_over_and_cannot_be_read(values: Any) -> None:
    frame = pl.DataFrame({"id": ["a"], "x": values})
    found = read(frame)
    assert (found.accepted.rows(), found.ignored) == ([("a",)], ("x",))
    with pytest.raises(InvalidValue, match="x: got .*; expected a column of plain values"):
        read(frame, columns={"x": "size"})


@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_frame_of_any_engine_is_read(engine: str) -> None:
    table = pl.DataFrame({"id": ["a", "b"], "size": [1, 0], "vehicle": [True, None]}).to_arrow()
    found = read({**EAGER, **LAZY}[engine](table))
    assert found.accepted.row(0) == ("a", 1, True)
    assert found.quarantined["row"].to_list() == [2]


keys = st.text("ab一'=+-@, ;\"", min_size=1, max_size=5).filter(
    lambda key: normal_key(key) == key and key not in ("", "-", "--")
)
rows = st.fixed_dictionaries(
    {
        "village": st.none() | keys.filter(lambda key: key.strip() != ""),
        "land_hundredths": st.none() | st.integers(0, 10**6),
        "net_income_fen": st.none() | st.sampled_from([-(10**15 - 1), 10**15 - 1, 0]) | st.integers(-(10**9), 10**9),
        "size": st.none() | st.integers(1, 100),
        "vehicle": st.none() | st.booleans(),
        "dwelling_grade": st.none() | st.sampled_from("ABCD"),
        "registration": st.none() | st.sampled_from(["exited", "not registered"]),
    }
)
NUMBERS_OF = dict.fromkeys(("land_hundredths", "net_income_fen", "size"), pl.Int64)
WORDS_OF = dict.fromkeys(("dwelling_grade", "registration"), pl.String)
KINDS = {"id": pl.String, "village": pl.String, **NUMBERS_OF, "vehicle": pl.Boolean, **WORDS_OF}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
@times(1 / 3)
@given(st.lists(rows, max_size=6))
def test_what_was_written_is_read_back(suffix: str, tmp_path_factory: Any, made: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame([{"id": f"@{row}", **each} for row, each in enumerate(made)], KINDS)
    path = tmp_path_factory.getbasetemp() / f"written{suffix}"
    write(frame, path)
    found = read(path)
    assert found.quarantined.height == 0
    assert_frame_equal(found.accepted, frame)


def test_members_and_villages_are_read_back(tmp_path: Path) -> None:
    members = pl.DataFrame(
        {
            "id": ["p"],
            "household": ["h"],
            "birth_date": [date(1951, 3, 7)],
            "schooling": ["out of school"],
            "health": ["chronic"],
        }
    )
    for suffix in (".csv", ".xlsx", ".parquet"):
        write(members, tmp_path / f"m{suffix}")
        assert_frame_equal(read(tmp_path / f"m{suffix}", MEMBERS).accepted, members)
    villages = pl.DataFrame({"id": ["v"], "name": ["@村"], "persons": [7], "collective_income_fen": [1]})
    write(villages, tmp_path / "v.csv", encoding="gb18030")
    assert_frame_equal(read(tmp_path / "v.csv", VILLAGES).accepted, villages)


@pytest.mark.parametrize("field", [each for schema in SCHEMAS for each in schema if each.values], ids=lambda f: f.name)
def test_every_word_of_a_category_is_read_as_its_value(field: Field) -> None:
    words = [(word, value) for value, said in field.values for word in (value, *said)]
    cells = pl.Series([word for word, _ in words])
    for column in (cells, pl.concat([cells] * 3)):
        (found,) = parsing.parse([parsing.Column(field)], column.to_frame())
        assert found.value.to_list() == [value for _, value in words] * (len(column) // len(cells))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "''=1"])
@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_formula_is_neutralised_on_every_engine(engine: str, text: str) -> None:
    import narwhals.stable.v2 as nw

    frame = nw.from_native(
        neutralised({**EAGER, **LAZY}[engine](pl.DataFrame({"note": [text, "a=b", None], "n": [-1, 2, 3]}).to_arrow()))
    )
    made = (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_arrow().to_pylist()
    notes = [row["note"] if isinstance(row["note"], str) else None for row in made]
    assert notes == ["'" + text, "a=b", None]
    assert [row["n"] for row in made] == [-1, 2, 3]


def test_a_frame_without_text_is_left_as_it_is() -> None:
    frame = pl.DataFrame({"n": [-1]})
    assert neutralised(frame) is frame


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    import zipfile

    write(pl.DataFrame({"id": ["=HYPERLINK(1)"], "big": [10**16], "day": [date(2014, 5, 1)]}), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in page
    assert "'=HYPERLINK(1)" in words
    assert str(10**16) in words


def test_a_lazy_frame_is_written_by_its_engine(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": ["a"], "size": [4]})
    for made in (frame.lazy(), LAZY["duckdb"](frame.to_arrow())):
        write(made, tmp_path / "x.parquet")
        assert_frame_equal(pl.read_parquet(tmp_path / "x.parquet"), frame)


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="path: got 'x.doc'; expected a file that ends in .parquet, .csv or .xlsx"):
        write(pl.DataFrame({"id": ["a"]}), tmp_path / "x.doc")
    with pytest.raises(InvalidValue, match="id: got 'text with a line break'"):
        write(pl.DataFrame({"id": ["a\nb"]}), tmp_path / "x.csv")


def test_what_is_said_of_a_village_is_shown_and_what_is_said_of_a_family_is_not() -> None:
    village = read(pl.DataFrame({"id": ["v"], "persons": ["many"]}), VILLAGES)
    assert village.quarantined["value"][0] == "many"
    assert read(columns(size=["many"])).quarantined["value"][0] == "(4 characters, not shown)"
    assert read(pl.DataFrame({"id": ["a\nb"]})).quarantined["value"][0] == "(3 characters, not shown)"


def test_a_schema_of_ones_own_may_have_a_number_without_a_unit() -> None:
    own = Schema(
        "goats",
        Text("goats", "羊"),
        (HOUSEHOLDS["id"], Field("goats", Form.COUNT, Text("goats", "羊"), least=0, most=9)),
    )
    found = read(pl.DataFrame({"id": ["a", "b", "c"], "goats": ["9", "10", "3只"]}), own)
    assert found.accepted.rows() == [("a", 9)]
    assert found.quarantined["row"].to_list() == [2, 3]


def test_an_arrow_file_is_read(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a"], "size": [4]}).write_ipc(tmp_path / "x.arrow")
    assert read(tmp_path / "x.arrow").accepted.rows() == [("a", 4)]


def test_progress_is_told_batch_by_batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("antipoverty.registers._reading.sheets.BATCH", 2)
    monkeypatch.setattr("antipoverty.registers._reading.text.BLOCK", 8)
    path = tmp_path / "x.csv"
    path.write_text("id,size\n" + "".join(f"h{row},{row % 3}\n" for row in range(5)), "utf-8")
    told: list[tuple[int, int | None]] = []
    found = read(path, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert found.accepted["id"].to_list() == ["h1", "h2", "h4"]
    write(pl.DataFrame({"id": list("abc")}), tmp_path / "x.xlsx")
    assert read(tmp_path / "x.xlsx").accepted["id"].to_list() == list("abc")


def test_progress_of_an_empty_table_is_told_once() -> None:
    told: list[tuple[int, int | None]] = []
    read(columns(size=["1"]).clear(), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 0)]


def test_the_report_says_how_many_and_why_in_both_languages() -> None:
    found = read(columns(size=["0", "101", "3"], vehicle=["?", "是", "否"], remark=["", "", ""]))
    assert found.explain() == (
        "3 rows read: 1 accepted, 2 quarantined\n"
        "2 size: expected a whole number from 1 to 100\n"
        "1 vehicle: expected yes or no\n"
        "headings not taken: remark"
    )
    assert found.explain("zh") == (
        "读取3行：接受1行，隔离2行\n2 size：应为1至100的整数\n1 vehicle：应为是或否\n未识别的表头：remark"
    )
    assert "?" not in repr(found)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_the_schema_is_published_and_knows_its_headings(schema: Schema) -> None:
    published = schema.json_schema()
    jsonschema.Draft202012Validator.check_schema(published)
    assert json.loads(json.dumps(published)) == published
    names = [each.column for each in schema]
    assert len(set(names)) == len(names)
    for language in ("en", "zh"):
        dictionary = schema.dictionary(language)  # type: ignore[arg-type]
        assert all(f"`{name}`" in dictionary for name in names)
    plain: dict[str, str] = {}
    for each in schema:
        for heading in {each.name, each.column, *each.headings}:
            assert plain.setdefault(heading, each.name) == each.name, heading


def test_rows_of_the_schema_are_judged_by_it() -> None:
    good = {"id": "h", "size": 4, "net_income_fen": None, "dwelling_grade": "A", "dibao": True}
    validator = jsonschema.Draft202012Validator(HOUSEHOLDS.json_schema())
    assert validator.is_valid(good)
    for wrong in (
        {"size": 0},
        {"size": 101},
        {"net_income_fen": 10**15},
        {"dwelling_grade": "E"},
        {"id": None},
        {"dibao": 1},
    ):
        assert not validator.is_valid({**good, **wrong}), wrong
    member = {"id": "p", "household": "h", "birth_date": "1951-03-07", "person": "0f", "schooling": "primary"}
    assert jsonschema.Draft202012Validator(MEMBERS.json_schema()).is_valid(member)
    assert jsonschema.Draft202012Validator(VILLAGES.json_schema()).is_valid({"id": "v", "name": "村"})
