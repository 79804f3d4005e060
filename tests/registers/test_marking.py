"""A file again with its findings in its own cells, looked at with another library."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.registers import HOUSEHOLDS, MEMBERS, PAIRS, CheckReport, Reading, check, mark, read
from antipoverty.registers._reading.raw import _areas
from effort import times

ON = date(2018, 5, 1)
LANGUAGES = ("en", "zh")
REFUSED, ERROR, ROW, IGNORED = "FFF4A6A6", "FFF8CBAD", "FFD0D4DA", "FFE4E7EB"


def a_workbook(path: Path) -> None:
    """A made-up register as an office has it: a title, a heading over two columns, a total, a second sheet."""
    book = openpyxl.Workbook()
    homes = book.active
    assert homes is not None
    homes.title = "农户"
    for row in (
        ["某镇2018年农户信息表（编造）"],
        ["户编号", "村", "家庭年纯收入（元）", "家庭人口数", "是否低保户", "识别监测时间", "备注"],
        ["h1", "v1", 10944, 4, "是", date(2018, 5, 1), "x"],
        ["h2", None, "两万", 3, "否", None, "y"],
        ["h3", "v1", 5, "四口", "不晓得", None, None],
        ["合计", None, 10949, 7, None, None, None],
    ):
        homes.append(row)
    homes.merge_cells("A1:G1")
    people = book.create_sheet("家庭成员")
    for row in (
        ["人员编号", "户编号", "劳动能力", "是否外出务工", "出生日期"],
        ["m1", "h1", "无劳动能力", "是", "1950-01-02"],
        ["m2", "h9", "普通劳动力", "否", "2030-01-01"],
    ):
        people.append(row)
    book.create_sheet("说明").append(["本表为编造"])
    book.save(path)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marked") / "source.xlsx"
    a_workbook(path)
    return path


@pytest.fixture(scope="module")
def readings(source: Path) -> tuple[Reading, Reading]:
    return read(source, heading_row="auto"), read(source, MEMBERS, part="家庭成员")


@pytest.fixture(scope="module")
def report(readings: tuple[Reading, Reading]) -> CheckReport:
    homes, people = readings
    return check(homes.accepted, people.accepted, on=ON)


def comments(path: Path, sheet: str) -> dict[str, tuple[str, str]]:
    """For each cell with a comment, its colour and the comment."""
    cells = (cell for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row)
    return {cell.coordinate: (cell.fill.fgColor.rgb, cell.comment.text) for cell in cells if cell.comment is not None}


def test_each_finding_stands_in_its_cell(
    source: Path, readings: tuple[Reading, Reading], report: CheckReport, tmp_path: Path
) -> None:
    mark(readings, source, tmp_path / "m.xlsx", report=report, language="zh")
    homes, people = comments(tmp_path / "m.xlsx", "农户"), comments(tmp_path / "m.xlsx", "家庭成员")
    assert {cell: colour for cell, (colour, _) in homes.items()} == {
        "G2": IGNORED,
        "A3": ERROR,
        "D3": ERROR,
        "C4": REFUSED,
        "D5": REFUSED,
        "E5": REFUSED,
        "A6": ROW,
    }
    assert homes["C4"][1] == "无法采纳：应为至多两位小数的金额（元）"
    assert homes["A3"][1].splitlines() == [
        "疑点：全部成员外出务工：空挂户的迹象",
        "矛盾：家庭人口数与所列成员数不符（4, 1）",
    ]
    assert set(people) == {"A2", "C2", "D2", "A3", "B3", "E3"}
    assert people["B3"][1] == "矛盾：成员所属户不在名册（h9）"


def test_the_last_sheet_lists_what_was_found(
    source: Path, readings: tuple[Reading, Reading], report: CheckReport, tmp_path: Path
) -> None:
    mark(readings, source, tmp_path / "m.xlsx", report=report, language="en")
    listed = list(openpyxl.load_workbook(tmp_path / "m.xlsx")["Findings"].values)
    assert listed[0] == ("Sheet", "Row", "Cells", "Kind", "What is wrong", "To ask")
    assert listed[1][:4] == ("农户", 4, "C4", "cannot be taken")
    away = next(row for row in listed if row[2] == "A2, C2, D2")
    assert away[3:] == (
        "contradiction",
        "No capacity for work, yet working away",
        "Who works away, where, and for how many months?",
    )
    assert listed[-1][3] == "not read"
    kinds = [row[3] for row in listed[1:]]
    assert kinds == sorted(kinds, key=["cannot be taken", "contradiction", "doubt", "no record", "not read"].index)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cells_stay_as_they_were(
    source: Path, readings: tuple[Reading, Reading], tmp_path: Path, language: str
) -> None:
    mark(readings[0], source, tmp_path / "m.xlsx", language=language)
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert after.sheetnames[:-1] == before.sheetnames
    for name in before.sheetnames:
        assert list(after[name].values) == list(before[name].values)
        assert list(map(str, after[name].merged_cells.ranges)) == list(map(str, before[name].merged_cells.ranges))
    assert after["农户"].freeze_panes == "B3"
    assert after["农户"].auto_filter.ref == "A2:G6"
    again = read(tmp_path / "m.xlsx", heading_row="auto")
    assert again.problems.equals(readings[0].problems)
    assert again.accepted.equals(readings[0].accepted)


def test_a_finding_of_merged_cells_stands_where_they_are_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["户编号", "人口", None, "备注"],
        [None, "家庭人口数", "是否低保户", None],
        ["h1", "四", None, "x"],
        ["h2", "2", "是", None],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:C1", "D1:D2", "B3:C3"):
        sheet.merge_cells(area)
    book.save(tmp_path / "s.xlsx")
    reading = read(tmp_path / "s.xlsx", heading_row="auto", unreadable="unknown")
    mark(reading, tmp_path / "s.xlsx", tmp_path / "m.xlsx")
    found = comments(tmp_path / "m.xlsx", "Sheet")
    assert {cell: colour for cell, (colour, _) in found.items()} == {"D1": IGNORED, "B3": REFUSED}


#: What may stand in a cell of a size and of a truth: what can be taken, and what cannot.
SIZES, TRUTHS = ("4", "", "四", "0"), ("是", "否", "", "不晓得")


@times(1 / 2)
@given(st.lists(st.tuples(st.sampled_from(SIZES), st.sampled_from(TRUTHS)), max_size=4), st.sampled_from((";", "\t")))
def test_a_cell_is_commented_exactly_where_it_cannot_be_taken(rows: list[tuple[str, str]], between: str) -> None:
    lines = [("户编号", "家庭人口数", "低保"), *((f"h{row}", *cells) for row, cells in enumerate(rows))]
    with TemporaryDirectory() as folder:
        source, path = Path(folder) / ("s.tsv" if between == "\t" else "s.csv"), Path(folder) / "m.xlsx"
        source.write_text("\n".join(between.join(line) for line in lines), "gb18030")
        mark(read(source, unreadable="unknown"), source, path)
        found = set(comments(path, "s"))
    sizes = {f"B{row}" for row, (size, _) in enumerate(rows, start=2) if size in ("四", "0")}
    assert found == sizes | {f"C{row}" for row, (_, truth) in enumerate(rows, start=2) if truth == "不晓得"}


def test_a_line_that_cannot_be_split_stands_whole(tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    source.write_text('id,size\nh1,4\nh2,"4\nh3,4,5\n=1+1,2', "utf-8")
    mark(read(source), source, tmp_path / "m.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["s"]
    assert sheet["A5"].data_type == "s", "a text is no formula"
    assert list(sheet.values)[2:4] == [
        ('h2,"4', None, None),
        ("h3", "4", "5"),
    ]
    assert {cell: colour for cell, (colour, _) in comments(tmp_path / "m.xlsx", "s").items()} == {
        "A3": ROW,
        "A4": ROW,
        "A5": REFUSED,
    }


def test_a_marked_file_that_was_corrected_is_marked_again(
    source: Path, readings: tuple[Reading, Reading], tmp_path: Path
) -> None:
    mark(readings, source, tmp_path / "m.xlsx", language="zh")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    book["农户"]["C4"] = 20_000
    book.save(tmp_path / "m.xlsx")
    again = read(tmp_path / "m.xlsx", heading_row="auto")
    mark(again, tmp_path / "m.xlsx", tmp_path / "again.xlsx", language="zh")
    assert openpyxl.load_workbook(tmp_path / "again.xlsx").sheetnames == ["农户", "家庭成员", "说明", "疑点清单"]
    assert set(comments(tmp_path / "again.xlsx", "农户")) == {"G2", "D5", "E5", "A6"}


def test_odd_names_and_areas_and_long_texts_are_no_obstacle(tmp_path: Path) -> None:
    source = tmp_path / f"{'名' * 30}[1].csv"
    source.write_text(f"id,size,note\nh1,四,{'x' * 40_000}\n", "utf-8")
    mark(read(source), source, tmp_path / "m.xlsx")
    (sheet, _) = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets
    assert sheet.title == "名" * 30
    assert len(str(sheet["C2"].value)) == 32_767
    assert _areas(
        [((0, 0), (0, 9)), ((0, 1), (5, 1)), ((1, 1), (1, 1)), ((1, 0), (9, 0)), ((0, 5), (1, 9))], [["", ""], ["", ""]]
    ) == (((0, 0), (0, 1)),)
    assert _areas([((0, 0), (9, 9))], []) == ()


def test_a_file_that_a_workbook_has_no_room_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "s.csv").write_text("id,size\nh1,4\nh2,4\n", "utf-8")
    monkeypatch.setattr("antipoverty.registers._writing.workbooks.ROWS", 4)
    with pytest.raises(InvalidValue, match="source: got '4 rows, 2 columns'; expected at most 3 rows"):
        mark(read(tmp_path / "s.csv"), tmp_path / "s.csv", tmp_path / "m.xlsx")


def test_what_is_hardly_so_and_what_a_column_says_is_marked(tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    source.write_text("id,net_income,size\n" + "".join(f"h{row},1.2,4\n" for row in range(9)), "utf-8")
    reading = read(source)
    report = check(reading.accepted, on=ON)
    mark(reading, source, tmp_path / "m.xlsx", report=report)
    found = comments(tmp_path / "m.xlsx", "s")
    assert "B1" in found
    assert found["B2"][1].startswith("doubt: ")
    assert "net_income_fen, too low" in found["A2"][1]


def test_a_cell_that_cannot_be_taken_is_not_called_blank_too(tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    source.write_text("人员编号,户编号,健康状况\nm1,h1,尚可\nm2,h1,\n", "utf-8")
    reading = read(source, MEMBERS, unreadable="unknown")
    report = check(pl.DataFrame({"id": ["h1"]}), reading.accepted, on=ON)
    mark(reading, source, tmp_path / "m.xlsx", report=report)
    found = comments(tmp_path / "m.xlsx", "s")
    assert found["C2"][1].startswith("cannot be taken: ")
    assert "blank: " not in found["C2"][1]
    assert found["C3"][1].startswith("blank: ")


def test_a_table_that_no_check_is_about_is_marked_by_its_reading(tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    source.write_text("户编号,干部编号,开始日期\nh1,c1,很久以前\n", "utf-8")
    reading = read(source, PAIRS)
    report = check(pl.DataFrame({"id": ["h1"], "village": [None]}, {"id": pl.String, "village": pl.String}), on=ON)
    mark(reading, source, tmp_path / "m.xlsx", report=report)
    assert comments(tmp_path / "m.xlsx", "s")


def test_what_cannot_be_marked_is_refused(source: Path, readings: tuple[Reading, Reading], tmp_path: Path) -> None:
    homes, people = readings
    for path in (source, tmp_path / "m.csv"):
        with pytest.raises(InvalidValue, match="and is not the source"):
            mark(homes, source, path)
    frame = pl.DataFrame({"id": ["h1"], "size": [4]})
    frame.write_parquet(tmp_path / "s.parquet")
    (tmp_path / "s.csv").write_text("id,size\nh1,4\n", "utf-8")
    with pytest.raises(InvalidValue, match="source: got 's.parquet'; expected a file that ends in .csv"):
        mark(read(tmp_path / "s.parquet"), tmp_path / "s.parquet", tmp_path / "m.xlsx")
    with pytest.raises(InvalidValue, match="readings: got 'that of another table'; expected readings of source.xlsx"):
        mark(read(frame, HOUSEHOLDS), source, tmp_path / "m.xlsx")
    for other in (homes, people):
        with pytest.raises(InvalidValue, match="expected readings of s.csv"):
            mark(other, tmp_path / "s.csv", tmp_path / "m.xlsx")
    (tmp_path / "none.xls").write_bytes(b"no book")
    with pytest.raises(InvalidValue, match="source: got 'none.xls'; expected a workbook that can be opened"):
        mark(homes, tmp_path / "none.xls", tmp_path / "m.xlsx")
    with pytest.raises(FileNotFoundError):
        mark(homes, tmp_path / "none.xlsx", tmp_path / "m.xlsx")


def test_a_sheet_of_two_tables_has_the_marks_of_both(tmp_path: Path) -> None:
    """An office keeps a row for each member, with what is said of the household on the head's."""
    form, again = tmp_path / "form.csv", tmp_path / "again.xlsx"
    form.write_text("户编号,家庭人口数,人员编号,劳动能力,备注\nh1,四口,m1,不晓得,x\n", "utf-8")
    readings = [read(form, columns={"人员编号": None}), read(form, MEMBERS, columns={"家庭人口数": None})]
    for order in (readings, readings[::-1]):
        mark(order, form, again, language="zh")
        found = comments(again, "form")
        assert {"B2", "D2", "E1"} <= {*found}
        assert not {"A1", "B1", "C1", "D1"} & {*found}
