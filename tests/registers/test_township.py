"""A workbook as a township office keeps it is read as it is: no member is lost, and each unread cell is told."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from antipoverty.errors import InvalidValue
from antipoverty.registers import ENTRIES, HOUSEHOLDS, MEMBERS, PROJECTS, TABLES, Look, Reading, look, read
from antipoverty.registers._reading.footers import FOOTER, TOTAL
from antipoverty.registers._reading.masking import digest
from antipoverty.registers._reading.words import plain_word
from township import UNREADABLE, Member, write_township

SECRET = b"sixteen bytes or more, kept apart"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Member]]:
    path = tmp_path_factory.mktemp("township") / "members.xlsx"
    return path, write_township(path)


def balanced(found: Reading) -> bool:
    """Whether every row is accepted, set apart or repeated, and no cell is told of twice."""
    apart = set(found.problems["row"])
    return found.read == found.accepted.height + len(apart) + found.repeated and not apart & set(
        found.unreadable["row"]
    )


def test_no_member_is_lost_and_every_cell_says_what_the_office_meant(book: tuple[Path, list[Member]]) -> None:
    path, people = book
    found = read(path, MEMBERS, heading_row="auto", unreadable="unknown", secret=SECRET)
    assert balanced(found)
    assert found.heading_rows == (3, 4)
    read_rows = {row["id"]: row for row in found.accepted.to_dicts()}
    for member in people:
        row = read_rows.pop(member.means["id"])
        number = None if member.unreadable == "person" else digest(member.cells["身份证号码"], SECRET)
        assert row == row | member.means | {"person": number}
    assert read_rows == {}
    # Of all that stands below the headings, only what is no member is set apart.
    assert found.problems["reason"].to_list() == [
        FOOTER.en,
        TOTAL.en,
        FOOTER.en,
        TOTAL.en,
        TOTAL.en,
        FOOTER.en,
        FOOTER.en,
    ]
    wanted = {(people[number].means["id"], field) for number, (_, _, field) in UNREADABLE.items()}
    keys = dict(_column(path, "D"))
    assert {(keys[row], field) for row, field in found.unreadable.select("row", "field").rows()} == wanted
    assert set(found.unknown_words["word"]) == {"腰腿痛", "能干活", "补缴中"}


def _column(path: Path, letter: str) -> list[tuple[int, Any]]:
    sheet = openpyxl.load_workbook(path)["家庭成员"]
    return [(cell.row, cell.value) for cell in sheet[letter]]


def test_what_is_said_of_it_shows_nothing_of_a_person(book: tuple[Path, list[Member]]) -> None:
    path, people = book
    found = read(path, MEMBERS, heading_row="auto", unreadable="unknown", secret=SECRET)
    seen = look(path)
    told = "".join(each.explain(language) for each in (found, seen) for language in ("en", "zh"))
    told += repr(found) + repr(seen) + str(found.unreadable.rows())
    assert not [each for each in people if each.cells["身份证号码"] in told or each.means["id"] in told]
    assert not any(cell in told for cell in ("约一千", "七五年三月", "半年"))
    assert "7 cells cannot be read and are unknown" in found.explain("en", detail="brief")
    assert "表头在第3–4行：19项中识别15项" in found.explain("zh")
    assert "  1 出生年月日：应为日期" in found.explain("zh")


def test_a_look_tells_what_a_reading_would_find(book: tuple[Path, list[Member]]) -> None:
    path, _ = book
    seen = look(path)
    found = read(path, MEMBERS, heading_row="auto", unreadable="unknown", secret=SECRET)
    assert isinstance(seen, Look)
    assert (seen.schema, seen.heading_rows, seen.rows) == (MEMBERS, found.heading_rows, found.read)
    assert (seen.missing, seen.refused, seen.parts) == ((), {}, ("家庭成员", "Sheet"))
    assert seen.footers == found.quarantined.height
    assert seen.ignored == found.ignored == ("序号", "姓名", "民族", "备注")
    assert seen.unknown_words.rows() == found.unknown_words.rows()
    assert seen.unreadable["rows"].sum() == found.unreadable.height
    assert set(seen.unreadable["field"]) == set(found.unreadable["field"])
    assert max(seen.tables, key=lambda name: seen.tables[name]) == "members"
    # What it tells can be edited and handed on.
    words = {"health": {"腰腿痛": "chronic"}}
    again = read(path, MEMBERS, heading_row="auto", columns=seen.columns, units=seen.units, words=words, secret=SECRET)
    assert set(again.unknown_words["word"]) == {"能干活", "补缴中"}


def test_by_default_a_row_with_a_cell_that_is_not_read_is_set_apart(book: tuple[Path, list[Member]]) -> None:
    path, people = book
    found = read(path, MEMBERS, heading_row="auto", secret=SECRET)
    assert balanced(found)
    assert found.unreadable.height == 0
    assert found.accepted.height == len(people) - len(UNREADABLE)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_says_the_same_of_it(book: tuple[Path, list[Member]], tmp_path: Path) -> None:
    path, _ = book
    made = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    done = subprocess.run(
        [*made, "xlsx", "--outdir", str(tmp_path), str(path)], check=False, capture_output=True, timeout=60
    )
    if done.returncode:  # it wants fonts
        pytest.skip("LibreOffice does not start here")
    ways: dict[str, Any] = {"heading_row": "auto", "unreadable": "unknown", "secret": SECRET}
    assert read(tmp_path / path.name, MEMBERS, **ways).accepted.equals(read(path, MEMBERS, **ways).accepted)


# What may be unknown, and what may not


def test_a_row_that_cannot_do_without_a_cell_is_set_apart_with_all_that_is_wrong_with_it() -> None:
    form = pl.DataFrame({"id": ["h1", "", "h3"], "size": ["0", "0", "4"], "wage": ["x", "5", "5"]})
    found = read(form, unreadable="unknown")
    assert balanced(found)
    assert found.accepted.to_dicts() == [
        {"id": "h1", "size": None, "wage_fen": None},
        {"id": "h3", "size": 4, "wage_fen": 500},
    ]
    assert found.problems.select("row", "field").rows() == [(2, "id"), (2, "size")]
    assert found.unreadable.select("row", "field").rows() == [(1, "size"), (1, "wage_fen")]
    with pytest.raises(InvalidValue, match='unreadable: got \'drop\'; expected "quarantine" or "unknown"'):
        read(form, unreadable="drop")  # type: ignore[arg-type]


def test_a_key_that_stands_twice_is_set_apart_all_the_same() -> None:
    found = read(pl.DataFrame({"id": ["h1", "h1"], "size": ["0", "4"]}), unreadable="unknown")
    assert balanced(found)
    assert found.problems.select("row", "field").rows() == [(1, "id"), (1, "size"), (2, "id")]


def test_of_two_cells_that_contradict_each_other_neither_is_believed() -> None:
    form = pl.DataFrame(
        {"人编号": ["p1", "p2"], "户编号": ["h", "h"], "健康状况": ["残疾", "健康"], "残疾等级": ["无", "二级"]}
    )
    found = read(form, MEMBERS, unreadable="unknown")
    assert balanced(found)
    assert found.accepted["disability"].to_list() == [None, "2"]
    assert found.unreadable.row(0)[:2] == (1, "health")
    assert found.unreadable["reason_zh"].to_list() == ["与残疾等级所填不符"]


def test_an_identity_number_that_is_not_read_does_not_say_that_there_is_none() -> None:
    form = pl.DataFrame({"人编号": ["p1", "p2"], "户编号": ["h", "h"], "身份证号码": ["990000198002300011", ""]})
    found = read(form, MEMBERS, unreadable="unknown", secret=SECRET)
    assert found.accepted["numbered"].to_list() == [None, False]


def test_a_risk_that_is_not_read_may_be_any_risk() -> None:
    form = pl.DataFrame({"户编号": ["h1", "h2"], "致贫/返贫风险1": ["因病", "因病"], "致贫/返贫风险2": ["说不清", ""]})
    found = read(form, unreadable="unknown")
    risks = [name for name in found.accepted.columns if name.startswith("risk_")]
    first, second = found.accepted.select(risks).rows()
    assert set(first) == {True, None}
    assert set(second) == {True, False}


def test_what_is_not_read_is_not_filled_from_another_column() -> None:
    kinds = {"是否参加城乡居民基本医疗保险": ["否"], "是否参加城镇职工基本医疗保险": ["否"]}
    form = pl.DataFrame({"人编号": ["p"], "户编号": ["h"], "是否参加新农合": ["补缴中"], **kinds})
    assert read(form, MEMBERS, unreadable="unknown").accepted["medical_insured"].to_list() == [None]


def test_a_cell_that_a_workbook_has_spoilt_is_unknown_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("户", 0).append(["户编号", "家庭人口数"])
    book["户"].append(["h1", "=1/0"])
    book.save(tmp_path / "spoilt.xlsx")
    found = read(tmp_path / "spoilt.xlsx", unreadable="unknown")
    assert found.accepted.to_dicts() == [{"id": "h1", "size": None}]
    assert "a formula" in found.unreadable["reason"][0]


def test_where_nothing_means_something_else_than_unknown_a_row_is_set_apart() -> None:
    entry = {"id": "1", "on": "2014-03-01", "kind": "支付", "fund": "f1", "level": "县", "amount": "5", "project": "p"}
    found = read(pl.DataFrame([entry | {"year": "去年"}]), ENTRIES, unreadable="unknown")
    assert found.accepted.height == found.unreadable.height == 0
    project = {"id": "p1", "name": "路", "category": "road", "villages": "v1", "started": "春天"}
    found = read(
        pl.DataFrame([project, project | {"id": "p2", "villages": "990000195103070012"}]),
        PROJECTS,
        unreadable="unknown",
    )
    assert balanced(found)
    assert found.unreadable.select("row", "field").rows() == [(1, "started")]


def test_unread_cells_of_a_file_by_member_leave_the_household_to_its_other_rows() -> None:
    form = pl.DataFrame({"户编号": ["h1", "h1"], "人编号": ["p1", "p2"], "是否危房户": ["也许", "是"]})
    found = read(form, unreadable="unknown")
    assert balanced(found)
    assert (found.accepted["dangerous_house"].to_list(), found.repeated) == ([True], 1)
    assert found.unreadable.select("row", "field").rows() == [(1, "dangerous_house")]


def test_keys_are_taken_from_merged_cells_alone(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("成员", 0)
    for cells in (
        ["户编号", "人编号", "月工资"],
        ["h1", "p1", 100],
        [None, "p2", None],
        [None, "p3", 300],
        ["=1/0", "p4"],
        [],
    ):
        sheet.append(cells)
    sheet.cell(6, 2, "p5")
    sheet.merge_cells("A2:A3")  # a key
    sheet.merge_cells("C2:C3")  # an amount, which may be one for both
    sheet.merge_cells("A5:A6")  # a cell without a value
    sheet.merge_cells("A90:A95")  # beyond the table
    sheet.merge_cells("H2:H3")
    book.save(tmp_path / "merged.xlsx")
    found = read(tmp_path / "merged.xlsx", MEMBERS)
    assert found.accepted.to_dicts() == [
        {"household": "h1", "id": "p1", "work_wage_fen": 10_000},
        {"household": "h1", "id": "p2", "work_wage_fen": None},
    ]
    assert found.problems.select("row", "field").rows() == [(4, "household"), (5, "household"), (6, "household")]


def test_the_same_rows_are_read_of_text(book: tuple[Path, list[Member]], tmp_path: Path) -> None:
    """Merged cells are lost in text, so each row says its household."""
    path, people = book
    sheet = openpyxl.load_workbook(path)["家庭成员"]
    rows = [[_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    for number, member in enumerate(people):
        rows[6 + number + (3 if number >= 18 else 0)][1] = member.household
    with (tmp_path / "members.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    ways: dict[str, Any] = {"heading_row": "auto", "unreadable": "unknown", "secret": SECRET}
    found = read(tmp_path / "members.csv", MEMBERS, **ways)
    assert balanced(found)
    assert found.accepted.equals(read(path, MEMBERS, **ways).accepted)


def _as_text(cell: Any) -> str:
    return "" if cell is None else f"{cell:%Y-%m-%d}" if hasattr(cell, "year") else str(cell).replace("\n", "")


def test_households_stand_in_the_schema_of_households() -> None:
    assert look(pl.DataFrame({"户编号": ["h1"], "家庭年纯收入": ["1"]})).schema is HOUSEHOLDS


# Words


#: Words of offices, with what they say: nothing, where they leave it open.
WORDS: dict[str, dict[str, Any]] = {
    "health": {
        "身体健康": "healthy",
        "慢病": "chronic",
        "患重病": "serious",
        "体弱多病": None,
        "肢残": None,
        "正常": "healthy",
    },
    "disability": {"二级肢体残疾": "2", "视残": "ungraded", "肢残3级": "3", "无残疾证": None, "否": "none"},
    "labour": {
        "全劳动力": "ordinary",
        "半": "weak",
        "丧失": "none",
        "有": None,
        "正常": None,
        "技能型劳动力": "skilled",
    },
    "completed": {
        "初中文化": "junior",
        "没读过书": "out of school",
        "小学肄业": None,
        "高中/中专": None,
        "中师": "vocational",
    },
    "schooling": {
        "在读高中": "senior",
        "8年级": "junior",
        "大班": "preschool",
        "否": "out of school",
        "送教上门": None,
    },
    "relation": {
        "老伴": "spouse",
        "幺儿": "son",
        "小女儿": "daughter",
        "重孙": "great-grandson",
        "外公": "grandfather",
    },
    "sex": {"M": "male", "f": "female"},
    "medical_insured": {"已参合": True, "城乡居民": True, "断保": False, "√": True, "×": False, "不是": False},
    "pension_insured": {"新农保": True, "未缴费": False},
    "on_dibao": {"A类": True, "二类低保": True, "非低保": False, "在享受": True},
    "working_away": {"打工": True, "在家": False},
    "attribute": {"纯低保户": "dibao", "五保贫困": "five-guarantee", "一般贫困": "ordinary"},
    "stated_cause": {"因病致贫": "illness", "缺乏技术": "technology", "自身动力不足": "motivation"},
    "dwelling_grade": {"危房": None, "C、D级": None, "D级危房": "D"},
    "dangerous_house": {"危房": True, "C级": True, "B级": False, "安全": False},
    "size": {"4口人": 4, "5口": 5, "6人": 6},
}
#: Words that may mean one thing or another, which nobody but the office can tell.
AMBIGUOUS = {
    "relation": ("媳妇", "孙"),
    "sex": ("1", "2"),
    "medical_insured": ("x", "○"),
    "labour": ("务农", "60岁以上"),
    "stated_cause": ("缺技术、缺资金",),
    "on_dibao": ("五保",),
    "work_months": ("6月", "半年"),
}


def _one(field: str, words: list[str]) -> Reading:
    schema = MEMBERS if any(field == each.name for each in MEMBERS) else HOUSEHOLDS
    keys = [f"k{place}" for place in range(len(words))]
    return read(pl.DataFrame({"id": keys, "household": "h", schema[field].headings[0]: words}), schema)


@pytest.mark.parametrize("field", WORDS)
def test_a_word_of_an_office_says_what_it_means(field: str) -> None:
    found = _one(field, list(WORDS[field]))
    assert found.problems.height == 0
    assert found.accepted[field].to_list() == list(WORDS[field].values())


@pytest.mark.parametrize("field", AMBIGUOUS)
def test_a_word_that_may_mean_two_things_is_left_to_the_office(field: str) -> None:
    assert _one(field, list(AMBIGUOUS[field])).accepted.height == 0


def test_no_word_of_a_field_has_two_meanings() -> None:
    for schema in TABLES.values():
        for field in (*schema, *schema.forms):
            words = [(plain_word(word), value) for value, said in field.values for word in (value, *said)]
            words += [(plain_word(word), None) for word in field.untold]
            words += [
                (plain_word(word), truth) for truth, said in ((True, field.yes), (False, field.no)) for word in said
            ]
            meanings: dict[str, set[Any]] = {}
            for word, value in words:
                meanings.setdefault(word, set()).add(value)
            assert {word: value for word, value in meanings.items() if len(value) > 1} == {}, field.name
