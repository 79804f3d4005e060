"""A township's folder: what each file is taken for, what came of it, and that no row is lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from antipoverty.errors import InvalidValue
from antipoverty.funds import BudgetLine, Project
from antipoverty.records import Household, Village
from antipoverty.registers import TABLES
from antipoverty.reviews import Township, read_township, write_township
from antipoverty.reviews._folders import table_of
from antipoverty.reviews._materials import Materials
from antipoverty.reviews._townships import SCHEMAS
from antipoverty.text import Text

HOMES = "户编号,所在村,家庭人口数\nh1,v1,4\nh2,v1,x\nh3,v9,3\n"
PEOPLE = "人员编号,户编号,姓别\np1,h1,男\np2,h7,女\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


def materials_of(folder: Path, **options: Any) -> Materials:
    materials = read_township(folder, **options).materials
    assert materials is not None
    return materials


@pytest.mark.parametrize("name", [name for name in SCHEMAS if not name.startswith("last_")])
def test_every_table_is_known_by_its_names_in_both_languages(name: str) -> None:
    for said in (name, name.upper(), TABLES[name].text.zh, TABLES[name].text.en, f"{name}_2014", f"{name}2"):
        assert table_of(said) == name, said


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("农户", "households"),
        ("2014年农户信息表", "households"),
        ("家庭成员", "members"),
        ("项目库（定稿）", "projects"),
        ("上年农户", "last_households"),
        ("农户（上年）", "last_households"),
        ("last members", "last_members"),
        ("上年度家庭成员", "last_members"),
        ("last_projects", None),
        ("会议记录", None),
        ("last", None),
        ("上年", None),
        ("", None),
    ],
)
def test_a_name_says_the_table(name: str, table: str | None) -> None:
    assert table_of(name) == table


def test_a_folder_says_what_came_of_each_file(tmp_path: Path) -> None:
    write(tmp_path, 农户=HOMES, 家庭成员=PEOPLE, 村="村代码,村名\nv1,上村\n", 会议记录="a,b\n1,2\n")
    (tmp_path / "说明.docx").write_bytes(b"PK")
    (tmp_path / "projects.xlsx").write_bytes(b"no workbook")
    (tmp_path / "entries.csv").write_text("日期,金额\n2014-05-01,3\n", "utf-8")
    (tmp_path / "~$projects.xlsx").write_bytes(b"")
    town = read_township(tmp_path)
    materials = town.materials
    assert materials is not None
    found = {each.file: each for each in materials.sources}
    assert {name: (each.table, each.read, each.accepted, each.quarantined) for name, each in found.items()} == {
        "entries.csv": ("entries", 0, 0, 0),
        "projects.xlsx": ("projects", 0, 0, 0),
        "会议记录.csv": (None, 0, 0, 0),
        "农户.csv": ("households", 3, 2, 1),
        "家庭成员.csv": ("members", 2, 2, 0),
        "村.csv": ("villages", 1, 1, 0),
        "说明.docx": (None, 0, 0, 0),
    }
    assert {each.file for each in materials.unread} == {"entries.csv", "projects.xlsx", "会议记录.csv", "说明.docx"}
    assert found["entries.csv"].refused is not None
    assert "a heading for id" in found["entries.csv"].refused.en
    assert found["家庭成员.csv"].ignored == ("姓别",)
    assert [(each.column, each.reason.zh, each.rows) for each in found["农户.csv"].problems] == [
        ("size", "应为1至100的整数", 1)
    ]
    assert {"projects", "entries", "last_households"} <= set(materials.missing)
    assert set(town.tables) | set(materials.missing) == set(SCHEMAS)


def test_what_points_nowhere_is_counted(tmp_path: Path) -> None:
    write(
        tmp_path,
        households=HOMES,
        members=PEOPLE,
        villages="id\nv1\n",
        projects="id,name,category,villages\np1,路,道路,v1、v8、v9\n",
    )
    (tmp_path / "entries.csv").write_text(
        "凭证号,日期,业务类型,资金,层级,金额,项目\n1,2014-05-01,支付,f1,县,3,p1\n2,2014-05-01,支付,f1,县,3,p7\n",
        "utf-8",
    )
    dangling = {(each.table, each.column, each.to): (each.rows, each.keys) for each in materials_of(tmp_path).dangling}
    assert dangling == {
        ("households", "village", "villages"): (1, 1),
        ("members", "household", "households"): (1, 1),
        ("projects", "villages", "villages"): (1, 2),
        ("entries", "project", "projects"): (1, 1),
    }


def test_the_year_before_has_a_folder_or_says_so(tmp_path: Path) -> None:
    write(tmp_path, households=HOMES, 上年__农户="户编号\nh1\n", 上年__其他__农户="")
    write(tmp_path, 上年家庭成员="人员编号,户编号\np1,h1\n")
    town = read_township(tmp_path)
    assert {name: table.height for name, table in town.tables.items()} == {
        "households": 2,
        "last_households": 1,
        "last_members": 1,
    }


def test_a_file_for_each_village_is_one_table(tmp_path: Path) -> None:
    write(tmp_path, 农户1="户编号,家庭人口数\nh1,4\nh2,2\n", 农户2="户编号\nh2\nh3\n")
    town = read_township(tmp_path)
    assert town.tables["households"]["id"].to_list() == ["h1", "h3"]
    assert town.materials is not None
    assert [(each.accepted, each.quarantined) for each in town.materials.sources] == [(1, 1), (1, 1)]
    assert town.materials.sources[1].problems[0].reason.zh == "代码出现于多个文件"


def test_a_workbook_has_a_sheet_for_each_table_and_titles_above_the_headings(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "清平镇2014年资料.xlsx") as book:
        for name, rows in {
            "农户": [["某镇农户表"], ["户编号", "家庭人口数"], ["h1", 4], ["h2", 3]],
            "项目": [["项目编号", "项目名称", "项目类别"], ["p1", "通村路", "道路"]],
            "说明": [["无"]],
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    town = read_township(tmp_path)
    assert town.materials is not None
    assert [(each.sheet, each.table, each.heading_row, each.accepted) for each in town.materials.sources] == [
        ("农户", "households", 2, 2),
        ("项目", "projects", 1, 1),
        ("说明", None, 1, 0),
    ]


LIST = (
    "某村花名册\n户编号,人员编号,与户主关系,出生日期,是否危房户,自来水入户\n"
    "h1,p1,户主,1960-01-01,是,是\nh1,p2,配偶,1961-02-30,是,是\n"
)


@pytest.mark.parametrize("name", ["甲村", "农户"])
def test_a_list_of_members_that_says_what_the_household_is_has_both_tables(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: LIST})
    town = read_township(tmp_path, unreadable="unknown")
    assert town.tables["households"]["dangerous_house"].to_list() == [True]
    assert town.tables["members"]["birth_date"].to_list() == [date(1960, 1, 1), None]
    assert town.materials is not None
    assert [(each.table, each.heading_row, each.accepted, each.repeated) for each in town.materials.sources] == [
        ("households", 2, 1, 1),
        ("members", 2, 2, 0),
    ]
    (unknown,) = town.materials.sources[1].unreadable
    assert (unknown.column, unknown.rows) == ("birth_date", 1)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("户编号,人员编号,与户主关系\nh1,p1,户主\n", ["members"]),
        ("户编号,家庭人口数,是否危房户\nh1,4,是\n", ["households"]),
        ("村代码,村名,贫困村,总户数\nv1,上村,是,30\n", ["villages"]),
        ("户编号,家庭人口数\nh1,4\n", [None]),
        ("会议,记录\na,b\n", [None]),
    ],
)
def test_where_no_name_says_a_table_the_headings_do(tmp_path: Path, text: str, tables: list[str | None]) -> None:
    write(tmp_path, 甲村=text)
    assert [each.table for each in materials_of(tmp_path).sources] == tables


def test_a_table_that_a_name_says_is_not_looked_for_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, 农户="户编号,家庭人口数\nh1,4\n", 备份="户编号,家庭人口数,是否危房户\nh1,4,是\n")
    assert [each.table for each in materials_of(tmp_path).sources] == ["households", None]


def test_files_are_read_as_a_folder_is(tmp_path: Path) -> None:
    write(tmp_path, 农户=HOMES, 家庭成员=PEOPLE, 村="村代码\nv1\n")
    rows: dict[str, int] = {}
    town = read_township([tmp_path / "农户.csv", tmp_path / "家庭成员.csv"], progress=rows.__setitem__)
    assert rows == {"农户.csv": 3, "家庭成员.csv": 2}
    assert {*town.tables} == {"households", "members"}
    assert {*read_township(tmp_path / "村.csv").tables} == {"villages"}
    with pytest.raises(InvalidValue, match="nothing.csv'; expected a folder or a file"):
        read_township([tmp_path / "nothing.csv"])


def test_what_came_of_each_file_is_said(tmp_path: Path) -> None:
    write(tmp_path, 农户=HOMES, 家庭成员=PEOPLE, 会议记录="a,b\n1,2\n", entries="日期,金额\n", 上年农户="户编号\nh1\n")
    with xlsxwriter.Workbook(tmp_path / "资料.xlsx") as book:
        for name in ("村", "说明"):
            book.add_worksheet(name).write_column(0, 0, ["村代码", "v1"])
    materials = materials_of(tmp_path, unreadable="unknown")
    said = materials.explain("zh").splitlines()
    assert said[1:] == [
        "上年农户.csv：上年农户：读取1行，接受1行，隔离0行",
        "会议记录.csv：不是已知的表",
        "农户.csv：农户：读取3行，接受3行，隔离0行",
        "  - 无法读取，按不明处理：1项 size：应为1至100的整数",
        "家庭成员.csv：家庭成员：读取2行，接受2行，隔离0行",
        "  - 未识别的表头：姓别",
        "资料.xlsx，工作表村：行政村：读取1行，接受1行，隔离0行",
        "资料.xlsx，工作表说明：不是已知的表",
        "农户中有1行所指的行政村不存在",
        "家庭成员中有1行所指的农户不存在",
    ]
    assert said[0].startswith("entries.csv：未能读入：")
    brief = materials.explain("zh", detail="brief").splitlines()
    assert len(brief) == 9
    assert "农户.csv：农户：读取3行，接受3行，隔离0行；1个单元格无法读取，按不明处理" in brief
    assert "家庭成员.csv：家庭成员：读取2行，接受2行，隔离0行；1个表头未识别" in brief
    write(tmp_path, 农户="户编号,人员编号,是否危房户\nh1,p1,是\nh1,p2,是\nh2,p3,9\n")
    first, second, *_ = materials_of(tmp_path / "农户.csv").explain("en").splitlines()
    assert first.endswith("3 rows read, 1 accepted, 1 set apart, 1 of further members of the same households")
    assert second.startswith("  - set apart: 1 dangerous_house: expected")


def test_identity_numbers_need_a_secret(tmp_path: Path) -> None:
    write(tmp_path, 家庭成员="户编号,身份证号码\nh1,110105194912310021\n")
    (without,) = materials_of(tmp_path).sources
    assert without.refused is not None
    assert "secret" in without.refused.en
    assert "110105" not in repr(without)
    (read,) = materials_of(tmp_path, secret=b"0123456789abcdef").sources
    assert (read.refused, read.accepted + read.quarantined) == (None, 1)


def test_an_empty_folder_is_a_township_without_tables(tmp_path: Path) -> None:
    town = read_township(tmp_path)
    assert town.tables == {}
    assert town.materials == Materials((), tuple(SCHEMAS))
    with pytest.raises(InvalidValue, match="a folder"):
        read_township(tmp_path / "nothing")


CELLS = st.sampled_from(["h1", "h2", "", "4", "男", "道路", "x" * 30, "2014-05-01", "=1+1", '"', "\x00", "合计", "，"])
HEADINGS = st.sampled_from(["户编号", "id", "家庭人口数", "户编号", "项目名称", "?", "", "金额（亩）", "身份证号码"])
NAMES = st.sampled_from(["households", "农户", "members", "项目", "entries", "上年农户", "notes", "events"])


@given(
    st.dictionaries(
        NAMES,
        st.tuples(
            st.lists(HEADINGS, max_size=4),
            st.lists(st.lists(CELLS, max_size=4), max_size=4),
            st.sampled_from([".csv", ".xlsx", ".parquet", ".txt", ".xls", ".ods"]),
        ),
        max_size=4,
    )
)
def test_no_folder_raises_for_what_is_in_it_and_no_row_is_lost(
    files: dict[str, tuple[list[str], list[list[str]], str]],
) -> None:
    with TemporaryDirectory() as name:
        for stem, (headings, rows, suffix) in files.items():
            text = "\n".join(",".join(row) for row in [headings, *rows])
            (Path(name) / f"{stem}{suffix}").write_text(text, "utf-8")
        town = read_township(name)
    assert town.materials is not None
    assert len(town.materials.sources) == len(files)
    for table in town.tables:
        own = [each for each in town.materials.sources if each.table == table and each.refused is None]
        assert town.tables[table].height == sum(each.accepted for each in own)
    for each in town.materials.sources:
        assert each.accepted + each.quarantined + each.repeated == each.read


HOMES_MADE = [Household("h1", size=4, village="v1"), Household("h2", dibao=True, village="v1")]
PROJECTS_MADE = [
    Project("p1", Text("Road", "道路"), "road", ("v1", "v2"), budget=(BudgetLine("f1", "12.5"), BudgetLine("f2", 3))),
    Project("p2", Text("渠道", "渠道"), "irrigation", notices=(), begun=False),
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_folder_that_was_written_is_read_as_it_was(suffix: str, tmp_path: Path) -> None:
    town = Township.of(households=HOMES_MADE, projects=PROJECTS_MADE, villages=[Village("v1", persons=900)])
    write_township(town, tmp_path, suffix=suffix)
    back = read_township(tmp_path)
    assert back.materials is not None
    assert not back.materials.unread
    assert set(back.tables) == set(town.tables)
    for name, table in town.tables.items():
        columns = [column for column in table.columns if column in back.tables[name].columns]
        assert {column for column in table.columns if table[column].null_count() < table.height} <= set(columns)
        assert_frame_equal(back.tables[name].select(columns), table.select(columns))


def test_a_written_household_is_the_same_household(tmp_path: Path) -> None:
    write_township(Township.of(households=[Household("h1", size=4)]), tmp_path / "new")
    assert read_township(tmp_path / "new").tables["households"]["size"].to_list() == [4]
    assert isinstance(read_township(tmp_path / "new").tables["members"], pl.DataFrame)
