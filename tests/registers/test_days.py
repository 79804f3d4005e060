"""Days are read in every form in which offices write them, and only where the form leaves one day."""

from __future__ import annotations

import struct
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from antipoverty.registers import HOUSEHOLDS, MEMBERS, read
from antipoverty.registers._reading.days import DAY_ZERO, DAY_ZERO_OF_1904, parse_days
from township import _in_chinese, identity

SECRET = b"sixteen bytes or more, kept apart"
DAYS = st.dates(date(1927, 5, 18), date(2099, 12, 31))


def day(cell: str | None, *, month: bool = False, day_zero: date | None = DAY_ZERO) -> date | None:
    return parse_days(pl.Series([cell], dtype=pl.String), month=month, day_zero=day_zero)[0]


@given(DAYS, st.sampled_from(["-", "/", ".", "。", "、", " ", "  -  ", " . "]), st.booleans(), st.booleans())
def test_a_day_is_read_whatever_parts_its_numbers(on: date, mark: str, short: bool, month: bool) -> None:
    said = f"{on.year}{mark}{on.month}{mark}{on.day}" if short else f"{on.year}{mark}{on:%m}{mark}{on:%d}"
    assert day(said, month=month) == on


@given(DAYS, st.sampled_from(["日", "号", "", "日生", "日出生", "日 0:00:00", "日 00:00"]))
def test_a_day_is_read_in_chinese(on: date, end: str) -> None:
    assert day(f"{on.year}年{on.month}月{on.day}{end}") == on
    assert day(f"{on.year} 年 {on.month:02} 月 {on.day} 日") == on
    assert day(_in_chinese(on)) == day(_in_chinese(on).replace("〇", "零"), month=True) == on


def test_january_has_a_name_of_its_own() -> None:
    assert {day(said) for said in ("2014年元月5日", "2014 年 元月 5 日", "二〇一四年元月五日")} == {date(2014, 1, 5)}
    assert {day(said, month=True) for said in ("2014年元月", "二〇一四年元月")} == {date(2014, 1, 1)}


@given(DAYS)
def test_a_number_of_excel_is_the_day_that_excel_shows(on: date) -> None:
    number = openpyxl.utils.datetime.to_excel(on)
    assert day(f"{number:.0f}") == on
    assert day(f"{number:.0f}", day_zero=None) is None
    assert day(f"{number:.0f}", month=True) in (on, None)


@given(DAYS, st.sampled_from(["{:%Y-%m}", "{0.year}年{0.month}月", "{:%Y/%m}", "{:%Y%m}"]))
def test_a_month_is_its_first_day_where_it_may_be_and_else_no_day(on: date, form: str) -> None:
    assert day(form.format(on), month=True) == on.replace(day=1)
    assert day(form.format(on)) is None
    assert day(f"{_in_chinese(on).partition('月')[0]}月", month=True) == on.replace(day=1)


@pytest.mark.parametrize(
    "cell",
    ["2014.1", "20145", "14.5.6", "14年5月6日", "5/6/2014", "2014", "2014-13-01", "2014年2月30日", "2014-05-06 08:00",
     "二〇一四年正月五日", "2014年正月5日", "二〇一四年十三月一日", "二〇一四年五月三十二日", "二〇一四年五月日",
     "一四年五月六日", "二〇一四年", "41760.5", "9999", "79999", "1", "74000", None, "", "不详"],
)  # fmt: skip
@pytest.mark.parametrize("month", [True, False])
def test_what_leaves_the_day_open_is_none(cell: str | None, month: bool) -> None:
    assert (month, cell) == (False, "20145") or day(cell, month=month) is None


def test_october_keeps_its_zero_where_it_is_text() -> None:
    assert day("2014.10", month=True) == date(2014, 10, 1)
    assert read(pl.DataFrame({"id": ["h"], "识别监测时间": ["2014.10"]})).accepted["identified_on"][0] == date(
        2014, 10, 1
    )
    assert read(pl.DataFrame({"id": ["h"], "识别监测时间": [2014.1]}), HOUSEHOLDS).accepted.height == 0


# The systems of workbooks


def numbered(path: Path, *, of_1904: bool) -> Path:
    book = openpyxl.Workbook()
    if of_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.create_sheet("成员", 0)
    sheet.append(["人编号", "户编号", "出生日期"])
    sheet.append(["p1", "h", (date(1975, 3, 12) - (DAY_ZERO_OF_1904 if of_1904 else DAY_ZERO)).days])
    sheet.append(["p2", "h", date(1975, 3, 12)])
    book.save(path)
    return path


@pytest.mark.parametrize("of_1904", [True, False])
def test_a_number_is_a_day_by_the_system_of_its_workbook(tmp_path: Path, of_1904: bool) -> None:
    born = [date(1975, 3, 12)] * 2
    path = numbered(tmp_path / "days.xlsx", of_1904=of_1904)
    assert read(path, MEMBERS).accepted["birth_date"].to_list() == born


# The day of birth and the identity number


@given(DAYS, st.integers(1, 998))
def test_a_month_of_birth_is_the_day_that_the_identity_number_tells(on: date, place: int) -> None:
    number = identity(on, place)
    said = {
        f"{on:%Y-%m}": (number, on),
        f"{on.year}年{on.month}月": (number, on),
        "": (number, on),
        f"{on.year}-{on.month % 12 + 1:02}": (number, None),
        f"{on:%Y.%m}": (None, None),
        "不详": (None, None),
    }
    form = pl.DataFrame(
        {
            "人编号": [f"p{place}" for place in range(len(said))],
            "户编号": "h",
            "出生日期": list(said),
            "身份证号码": [number for number, _ in said.values()],
        }
    )
    found = read(form, MEMBERS, secret=SECRET, unreadable="unknown")
    assert found.accepted["birth_date"].to_list() == [day for _, day in said.values()]
    # A blank is no cell that cannot be read.
    assert found.unreadable.select("row", "field").rows() == [(4, "birth_date"), (5, "birth_date")]


def test_a_binary_workbook_says_its_system(tmp_path: Path) -> None:
    from antipoverty.registers._reading.batches import Room
    from antipoverty.registers._reading.excel_binary import look_at_binary_sheet

    def record(kind: int, content: bytes) -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return head + bytes([len(content)]) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    for flags, day_zero in ((b"\1\0\0\0", DAY_ZERO_OF_1904), (b"\0\0\0\0", DAY_ZERO)):
        path = tmp_path / f"{flags[0]}.xlsb"
        with zipfile.ZipFile(path, "w") as book:
            sheet = record(156, b"\0" * 8 + wide("rId1") + wide("成员"))
            book.writestr("xl/workbook.bin", record(153, flags + b"\0" * 8) + sheet)
            book.writestr("xl/_rels/workbook.bin.rels", '<r><Relationship Id="rId1" Target="sheet1.bin"/></r>')
            book.writestr("xl/sheet1.bin", b"")
        with zipfile.ZipFile(path) as book:
            assert look_at_binary_sheet(book, None, Room(1 << 20, path.name)).day_zero == day_zero
