"""The words of the national forms are known, further ones can be named, and what is no record is set apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.records import Labour
from antipoverty.records._codes import Disability
from antipoverty.registers import ENTRIES, EVENTS, HOUSEHOLDS, MEMBERS, VILLAGES, Reading, Schema, derive, read
from antipoverty.registers._reading.footers import FOOTER, HEADING_AGAIN, TOTAL
from antipoverty.registers._reading.masking import digest
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.registers._schema.tables import SCHEMAS

SECRET = b"sixteen bytes or more, kept apart"
#: Made up: there is no such place code. The last places are check digits by GB 11643.
NUMBERS = ("990000195103070012", "990000201003070013", "990000198001010020", "990000200501010027", "990000201901010012")


def one(schema: Schema, name: str, cell: str | None, **options: Any) -> Any:
    """The value that a cell gives; an error if its row is set apart."""
    needs = {each.name: "x" for each in schema if (each.required or each.heading_required) and each.name != name}
    if schema is ENTRIES:
        needs |= {"on": "2014-05-01", "kind": "支付", "level": "县", "amount": "1", "project": "p"} | {
            name: each for name, each in [(name, cell)] if name in needs
        }
    found = read(pl.DataFrame({**needs, name: [cell]}, schema_overrides={name: pl.String}), schema, **options)
    assert found.quarantined.height == 0, found.problems.rows()
    return found.accepted[schema[name].column][0]


NATIONAL = [
    *[("schooling", word, "junior") for word in ("七年级", "八年级", "九年级", "初中", "初中一年级")],
    *[("schooling", word, "primary") for word in ("小学", "小学六年级", "三年级")],
    *[("schooling", word, "senior") for word in ("普通高中三年级", "高中一年级", "高中")],
    *[("schooling", word, "vocational") for word in ("中职一年级", "中职三年级", "中专", "技校")],
    *[("schooling", word, "higher") for word in ("高职高专一年级", "本科一年级", "本科及以上", "硕士研究生及以上")],
    *[("schooling", word, "preschool") for word in ("学龄前儿童", "学前教育")],
    *[("schooling", word, "out of school") for word in ("非在校生", "辍学", "失学")],
    ("completed", "文盲或半文盲", "out of school"), ("completed", "本科及以上", "higher"), ("completed", "大专",
        "higher"),
    ("completed", "学龄前儿童", "preschool"), ("completed", "高中", "senior"),
    ("health", "长期慢性病", "chronic"), ("health", "患有大病", "serious"), ("health", "健康", "healthy"),
    ("health", "长期慢性病，患有大病", "serious"), ("health", "患有大病/长期慢性病", "serious"), ("health", "残疾",
        None),
    ("health", "长期慢性病,残疾", "chronic"), ("health", "残疾、患有大病", "serious"), ("health", "健康;残疾",
        "healthy"),
    ("labour", "弱劳动力或半劳动力", "weak"), ("labour", "弱劳动力 或 半劳动力", "weak"), ("labour", "丧失劳动力",
        "none"),
    ("labour", "无劳动力", "none"), ("labour", "普通劳动力", "ordinary"), ("labour", "技能劳动力", "skilled"),
    ("labour", "无", None), ("disability", "无", "none"), ("disability", "残疾一级", "1"), ("disability", "残疾",
        "ungraded"),
    ("working_away", "无", False), ("working_away", "有", True), ("medical_insured", "已参加", True),
    ("medical_insured", "未参加", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "word", "value"), NATIONAL)
def test_a_word_of_the_national_forms_is_known(name: str, word: str, value: object) -> None:
    assert one(MEMBERS, name, word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("已脱贫（享受政策）", "exited"), ("已脱贫(不再享受政策)", "no longer entitled"),
        (" 已脱贫 （享受政策） ", "exited"),
        ("脱贫户", "exited"), ("未脱贫", "registered"), ("返贫", "returned"), ("一般农户", "not registered"),
        ("脱贫不稳定户", "exited"), ("边缘易致贫户", "not registered"),
    ],
)  # fmt: skip
def test_a_standing_of_the_national_system_is_known(word: str, value: str) -> None:
    assert one(HOUSEHOLDS, "registration", word) == value
    assert read(pl.DataFrame({"户编号": "h", "脱贫属性": word})).accepted["registration"].to_list() == [value]


coded = [(schema, field) for schema in SCHEMAS for field in schema if field.form is Form.CATEGORY]


@given(st.sampled_from(coded), st.data())
def test_widths_blanks_and_brackets_do_not_matter(of: tuple[Schema, Field], data: st.DataObject) -> None:
    _, field = of
    value, words = data.draw(st.sampled_from(field.values))
    word = data.draw(st.sampled_from((value, *words)))
    written = "".join(data.draw(st.sampled_from(["", "", " ", "\u3000"])) + each for each in word)
    written = written.translate(str.maketrans("（）", data.draw(st.sampled_from(["（）", "()", "【】", "〔〕"]))))
    from antipoverty.registers._reading.parsing import Column, parse

    (found,) = parse([Column(field)], pl.DataFrame({"cells": [written]}))
    assert (found.value.to_list(), found.wrong.to_list()) == ([value], [False])


def member(**cells: str | None) -> pl.DataFrame:
    return pl.DataFrame({"人编号": "p", "户编号": "h", **cells})


def test_one_cell_tells_of_health_and_of_a_disability() -> None:
    found = read(member(健康状况="长期慢性病,残疾"), MEMBERS).accepted
    assert found.select("health", "disability").rows() == [("chronic", "ungraded")]
    found = read(member(健康状况="长期慢性病,残疾", 残疾等级="二级"), MEMBERS).accepted
    assert found.select("health", "disability").rows() == [("chronic", "2")]
    found = read(member(健康状况="健康", 残疾等级="二级"), MEMBERS).accepted
    assert found.select("health", "disability").rows() == [("healthy", "2")]
    found = read(member(健康状况="残疾", 残疾等级="无"), MEMBERS)
    assert found.problems.select("field", "reason").rows() == [("health", "disability says another thing")]


@pytest.mark.parametrize("cell", ["健康,长期慢性病", "健康、患有大病", "长期慢性病,七年级", "残疾,?"])
def test_words_that_contradict_or_are_not_known_are_no_state_of_health(cell: str) -> None:
    assert read(member(健康状况=cell), MEMBERS).accepted.height == 0


@pytest.mark.parametrize("more", ["41", "44", "4412", "41B1", "44b2"])
def test_a_disability_certificate_tells_who_and_which_grade(more: str) -> None:
    frame = member(证件号码=NUMBERS[0] + more)
    found = read(frame, MEMBERS, secret=SECRET).accepted
    assert found.select("person", "disability").rows() == [(digest(NUMBERS[0], SECRET), more[1])]
    other = read(frame.with_columns(残疾等级=pl.lit("三级")), MEMBERS, secret=SECRET)
    assert other.problems["field"].to_list() == ["person"]
    assert NUMBERS[0] not in str(other.problems.rows())


@pytest.mark.parametrize("number", [NUMBERS[0] + "8", NUMBERS[0] + "81", NUMBERS[0] + "45", NUMBERS[0][:-1] + "941"])
def test_what_is_no_certificate_is_set_apart(number: str) -> None:
    assert read(member(证件号码=number), MEMBERS, secret=SECRET).accepted.height == 0


GRADES = ("1", "2", "3", "4")


@given(st.sampled_from(Disability), st.sets(st.sampled_from(GRADES), min_size=1))
def test_a_disability_of_no_told_grade_counts_only_if_every_grade_does(grade: Disability, counted: set[str]) -> None:
    book = rulebooks.load("cn").override({"causes.disability_grades": tuple(sorted(counted))})
    wanted = {grade.value in counted} if grade is not Disability.UNGRADED else {each in counted for each in GRADES}
    on = date(2015, 5, 1)
    frame = derive(
        pl.DataFrame({"id": ["h"]}),
        pl.DataFrame({"id": ["p"], "household": ["h"], "disability": [grade.value]}),
        on=on,
        rulebook=book,
    )
    assert frame["disabled"].to_list() == [wanted.pop() if len(wanted) == 1 else None]


BLANK = ["", " ", "/", "-", "—", "N/A", "空", "不详", "Ｎ／Ａ", "NULL"]


@pytest.mark.parametrize("schema", [schema for schema in SCHEMAS if schema not in (ENTRIES, EVENTS)])
def test_a_blank_is_unknown_in_every_field_that_may_be(schema: Schema) -> None:
    needs = [each.name for each in schema if each.required or each.heading_required]
    for field in schema:
        if field.name in needs:
            continue
        table = pl.DataFrame(
            {name: [f"x{place}" for place in range(len(BLANK))] for name in needs} | {field.name: BLANK}
        )
        found = read(table, schema, **({"secret": SECRET} if field.form is Form.IDENTITY else {}))
        assert found.quarantined.height == 0, found.problems.rows()
        assert found.accepted[field.column].to_list() == [None] * len(BLANK), field.name


def test_one_blank_is_unknown_where_the_column_holds_nothing_else() -> None:
    for blank in BLANK:
        assert one(HOUSEHOLDS, "wage", blank) is None
        assert one(HOUSEHOLDS, "vehicle", blank) is None


def test_a_blank_can_be_named_and_is_then_one_where_it_is_no_value() -> None:
    frame = pl.DataFrame({"id": list("abcd"), "wage": ["0", "99999", "不填", "5"], "vehicle": ["0", "1", "不填", "是"]})
    found = read(frame, blank=("0", "99999", "不填")).accepted
    assert found["wage_fen"].to_list() == [None, None, None, 500]
    assert found["vehicle"].to_list() == [False, True, None, True]
    assert read(frame.with_columns(wage=pl.lit("/")), blank=()).accepted.height == 0
    with pytest.raises(InvalidValue, match="blank: got 'str'; expected some words"):
        read(frame, blank="无")


def test_further_words_are_named_for_any_field() -> None:
    frame = pl.DataFrame({
        "id": list("abc"), "village": ["东村", "v2", None], "wage": ["无", "5", "壹万"], "vehicle": ["摩托", "是", "-"],
        "dwelling_grade": ["砖混", "?", "A"],
    })  # fmt: skip
    words: dict[str, Any] = {
        "village": {"东村": "v1"}, "wage": {"无": 0, "壹万": "1万"}, "vehicle": {"摩托": False},
        "dwelling_grade": {"砖混": "B", "？": None},
    }  # fmt: skip
    found = read(frame, words=words)
    assert found.accepted.rows() == [
        ("a", "v1", 0, False, "B"), ("b", "v2", 500, True, None), ("c", None, 1_000_000, None, "A"),
    ]  # fmt: skip
    assert found.words.rows() == [
        ("dwelling_grade", "?", None, 1), ("dwelling_grade", "砖混", "B", 1), ("vehicle", "-", None, 1),
        ("vehicle", "摩托", "false", 1),
    ]  # fmt: skip
    assert read(member(劳动技能="主劳力"), MEMBERS, words={"labour": {"主劳力": Labour.ORDINARY}}).accepted.height == 1  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"labor": {"x": "weak"}}, "field: got 'labor'; expected one of id"),
        ({"labour": {"x": "strong"}}, "words of labour: got 'strong'; expected one of none, weak"),
        ({"working_away": {"x": "yes"}}, "words of working_away: got 'yes'; expected True, False"),
        ({"identity_number": {"x": "y"}}, "words: got 'identity_number'; expected a field other than"),
        ({"labour": {" ": "weak"}}, "words of labour: got 'a word that is not shown'"),
        ({"household": {"x": 1.5}}, "words of household: got a float that is not shown"),
    ],
)
def test_words_that_cannot_be_are_refused(words: Any, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        read(member(), MEMBERS, words=words)


PEOPLE = ["王小明", "李四", "欧阳娜娜", "扎西次仁", "阿依古丽·买买提", "张 三", "John Smith", "110105194912310021",
          "13800138000", "6222021234567890128", "11010519491231002X"]  # fmt: skip


def test_words_that_are_not_known_are_told_to_those_who_hold_the_file_and_no_name_is() -> None:
    cells = ["主劳力", "主劳力", "务农", "普通劳动力", *PEOPLE]
    frame = pl.DataFrame({"人编号": [f"p{each}" for each in range(len(cells))], "户编号": "h", "劳动技能": cells})
    found = read(frame, MEMBERS)
    told = dict(found.unknown_words.select("word", "rows").rows())
    assert (told["主劳力"], told["务农"]) == (2, 1)
    assert sum(told.values()) == len(cells) - 1
    shown = str(found.unknown_words.rows()) + repr(found) + found.explain() + str(found.problems.rows())
    assert not any(each in shown for each in PEOPLE)
    # Names in a column by mistake are many words, and then none is shown.
    many = [f"{a}{b}" for a in "甲乙丙丁戊己庚辛" for b in "子丑寅卯辰巳午未"]
    frame = pl.DataFrame({"人编号": [f"p{each}" for each in range(len(many))], "户编号": "h", "劳动技能": many})
    assert not any(each in str(read(frame, MEMBERS).unknown_words.rows()) for each in many)


# What is no record

LABELS = [
    *[(label, TOTAL) for label in ("合计", "总计", "小计", "共计", "合 计", "合计：", "本页合计", "本页小计", "合计2户",
                                   "共2户5人", "白云乡小计", "总计（元）", "Total", "TOTAL:", "Sum", "Grand total",
                                   "汇总",
                                   "Subtotal")],
    *[(label, FOOTER) for label in ("制表人：张三", "填表人", "审核：李四", "负责人 王五", "备注：按实填写",
        "说明：一式两份",
                                    "注：1. 按户填写", "填报日期：2014年5月1日", "（盖章）", "单位（盖章）：",
                                    "Note: by hand",
                                    "Prepared by: X", "数据来源：扶贫办", "联系电话：0931-8888888")],
]  # fmt: skip
TABLES: list[tuple[Schema, pl.DataFrame]] = [
    (HOUSEHOLDS, pl.DataFrame({"序号": ["1", "2"], "户编号": ["h1", "h2"], "家庭人口数": ["3", "4"],
        "工资性收入": ["5", "6"]})),
    (MEMBERS, pl.DataFrame({"序号": ["1", "2"], "人编号": ["p1", "p2"], "户编号": ["h1", "h1"],
        "健康状况": ["健康"] * 2})),
    (VILLAGES, pl.DataFrame({"序号": ["1", "2"], "村编号": ["v1", "v2"], "户籍人口": ["9", "8"], "贫困人口": ["2",
        "1"]})),
    (ENTRIES, pl.DataFrame({"序号": ["1", "2"], "凭证号": ["e1", "e2"], "日期": ["2014-05-01"] * 2,
        "业务类型": ["支付"] * 2,
                            "资金": ["f1"] * 2, "层级": ["县"] * 2, "金额": ["1", "2"], "项目": ["p1"] * 2})),
]  # fmt: skip


def below(table: pl.DataFrame, **cells: str) -> pl.DataFrame:
    """The table with one more row, in the middle."""
    row = pl.DataFrame({name: [cells.get(name)] for name in table.columns}, dict.fromkeys(table.columns, pl.String))
    return pl.concat([table.head(1), row, table.tail(1)])


def apart(found: Reading, why: Any) -> None:
    assert found.accepted.height == 2, found.problems.rows()
    assert found.problems.rows() == [(2, "(row)", "", why.en, why.zh)]


@pytest.mark.parametrize(("schema", "table"), TABLES)
def test_totals_footers_and_headings_are_set_apart_with_the_reason(schema: Schema, table: pl.DataFrame) -> None:
    first, key, third, *_ = table.columns
    for label, why in LABELS:
        apart(read(below(table, **{key: label, third: "7"}), schema), why)
        apart(read(below(table, **{first: label, third: "7"}), schema), why)
        apart(read(below(table, **{first: label}), schema), why)
    for page in ("第1页", "第 1 页 共 3 页", "- 1 -", "Page 1 of 2"):
        apart(read(below(table, **{first: page}), schema), FOOTER)
    apart(read(below(table, **{first: "以上数据由县扶贫办提供，截至2014年底"}), schema), FOOTER)
    apart(read(below(table, **{name: name for name in table.columns}), schema), HEADING_AGAIN)
    apart(read(below(table, **{key: key}), schema), HEADING_AGAIN)


def test_a_name_with_such_words_is_a_name() -> None:
    names = ["合计村", "小计庄", "总计", "备注", "注"]
    frame = pl.DataFrame({
        "村编号": [f"v{each}" for each in range(5)], "村名": names, "户籍人口": ["9"] * 5, "贫困人口": ["2"] * 5,
    })  # fmt: skip
    assert read(frame, VILLAGES).accepted["name"].to_list() == names
    keys = pl.DataFrame({"村编号": names[:2], "户籍人口": ["9", "8"]})
    assert read(keys, VILLAGES).accepted["id"].to_list() == names[:2]


def villages(*rows: tuple[str, str | None, int, int]) -> Reading:
    return read(pl.DataFrame(rows, ["村编号", "村名", "户籍人口", "贫困人口"], orient="row"), VILLAGES)


def test_a_total_that_has_a_key_is_told_by_its_figures() -> None:
    good = [("v1", "甲村", 100, 10), ("v2", "乙村", 60, 5)]
    for last in (("v3", "合计", 160, 15), ("全县", None, 160, 15), ("total-1", None, 160, 15)):
        found = villages(*good, last)
        assert found.accepted["id"].to_list() == ["v1", "v2"]
        assert found.problems["reason"].to_list() == [TOTAL.en]
    for last in (("v3", "合计", 161, 15), ("v3", "丙村", 160, 15), ("大村", None, 160, 14)):
        assert villages(*good, last).accepted["id"].to_list() == ["v1", "v2", last[0]]
    named = [("甲村", None, 100, 10), ("乙村", None, 60, 5)]
    assert villages(*named, ("东乡", None, 160, 15)).accepted["id"].to_list() == ["甲村", "乙村"]
    assert villages(*named, ("东乡", None, 160, 16)).accepted.height == 3


def test_a_total_is_told_by_a_label_in_a_column_that_is_not_read() -> None:
    frame = pl.DataFrame({"户编号": ["1", "2", "3"], "户主姓名": ["甲", "乙", "合计"], "家庭人口数": ["3", "4", "7"]})
    assert read(frame).accepted["id"].to_list() == ["1", "2"]
    assert read(frame.with_columns(户主姓名=pl.Series(["甲", "乙", "丙"]))).accepted.height == 3
    assert read(frame.with_columns(家庭人口数=pl.Series(["3", "4", "6"]))).accepted.height == 3


def test_a_total_is_told_by_a_label_in_the_column_of_the_village() -> None:
    frame = pl.DataFrame({"户编号": ["1", "2", "3"], "行政村": ["甲村", "甲村", "合计"], "家庭人口数": ["3", "4", "7"]})
    assert read(frame).accepted["id"].to_list() == ["1", "2"]
    assert read(frame.with_columns(家庭人口数=pl.Series(["3", "4", "6"]))).accepted.height == 3


def test_of_households_and_their_total_the_sum_is_no_household() -> None:
    frame = pl.DataFrame(
        {"户编号": ["h1", "h2", "合计"], "家庭人口数": ["3", "4", "7"], "家庭年纯收入": ["9", "8", "17"]}
    )
    assert read(frame).accepted["net_income_fen"].sum() == 1_700
    assert read(frame.with_columns(户编号=pl.Series(["h1", "h2", None]))).accepted.height == 2


# A workbook as counties keep it, of people who do not exist

HEAD = ["序号", "户编号", "人编号", "姓名", "性别", "与户主关系", "证件号码", "民族", "文化程度", "在校生状况",
    "健康状况",
        "劳动技能", "是否外出务工", "是否参加城乡居民基本医疗保险", "备注"]  # fmt: skip
PERSONS = [
    ["1", "6201230001\u200b", "62012300010001", "甲某", "男", "户主", NUMBERS[0] + "43", "汉族", "文盲或半文盲",
        "非在校生",
     "长期慢性病,残疾", "丧失劳动力", "否", "是", None],
    ["2", "6201230001", "62012300010002", "乙某", "女", "配偶", NUMBERS[2], "汉族", "小学", "", "健康",
        "弱劳动力或半劳动力",
     "否", "是", "/"],
    ["3", "６２０１２３０００１", "62012300010003", "丙某", "男", "之孙子", NUMBERS[1], "汉族", "/", "七年级", "健康",
        "无劳动力",
     "否", "是", None],
    ["4", "'6201230001", "62012300010004", "丁某", "女", "之孙女", NUMBERS[3], "汉族", "初中", "普通高中三年级", "健康",
     "普通劳动力", "—", "是", None],
    ["5", "6201230001", "62012300010005", "戊某", "男", "之曾孙子", NUMBERS[4], "汉族", "学龄前儿童", "学龄前儿童",
        "健康",
     "无劳动力", "无", "有", None],
    ["6", "6201230001", "62012300010006", "己某", "女", "之儿媳", None, "汉族", "本科及以上", "非在校生",
        "患有大病、残疾",
     "技能劳动力", "是", "是", "N/A"],
]  # fmt: skip


def test_of_a_messy_national_workbook_no_good_row_is_lost(tmp_path: Path) -> None:
    rows = [["某县家庭成员信息采集表"], HEAD, *PERSONS[:3], HEAD, *PERSONS[3:], ["本页小计", "6人"], [],
            ["制表人：甲某", None, None, "审核人：乙某"], ["备注：本表一式两份。"]]  # fmt: skip
    path = tmp_path / "members.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("成员")
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
    found = read(path, MEMBERS, secret=SECRET, heading_row=2)
    assert found.accepted.height == 6, found.explain()
    assert found.problems["reason"].to_list() == [HEADING_AGAIN.en, TOTAL.en, FOOTER.en, FOOTER.en]
    assert found.accepted["household"].to_list() == ["6201230001"] * 6
    assert found.accepted["schooling"].to_list() == [
        "out of school",
        None,
        "junior",
        "senior",
        "preschool",
        "out of school",
    ]
    assert found.accepted["health"].to_list() == ["chronic", *["healthy"] * 4, "serious"]
    assert found.accepted["disability"].to_list() == ["3", None, None, None, None, "ungraded"]
    assert found.accepted["labour"].to_list() == ["none", "weak", "none", "ordinary", "none", "skilled"]
    assert found.accepted["working_away"].to_list() == [False, False, False, None, False, True]
    assert found.ignored == ("序号", "姓名", "民族", "备注")
    assert found.unknown_words.height == 0
    told = found.explain() + found.explain("zh") + repr(found) + str(found.problems.rows()) + str(found.words.rows())
    assert not any(row[3] in told or (row[6] or row[3]) in told for row in PERSONS)
    homes = read(pl.DataFrame({"户编号": ["6201230001"], "脱贫属性": ["已脱贫（享受政策）"]})).accepted
    assert derive(homes, found.accepted, on=date(2021, 1, 1))["size"].to_list() == [6]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("已脱贫（不再享受政策）", "no longer entitled"), ("脱贫不享受政策", "no longer entitled"),
        ("稳定脱贫户（不再享受政策）", "no longer entitled"), ("已脱贫(不享受政策)", "no longer entitled"),
        ("脱贫户（继续享受政策）", "exited"), ("正常脱贫", "exited"), ("预脱贫", "registered"),
        ("低保贫困户", "registered"),
        ("突发严重困难户", None), ("监测对象", None),
    ],
)  # fmt: skip
def test_who_has_exited_with_measures_and_without_are_two_standings(word: str, value: str | None) -> None:
    assert one(HOUSEHOLDS, "registration", word) == value


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("schooling", "3年级", "primary"), ("schooling", "小学(三年级)", "primary"), ("schooling", "大三", "higher"),
        ("schooling", "高2", "senior"), ("completed", "初中毕业", "junior"), ("labour", "部分丧失劳动力", "weak"),
        ("disability", "肢体二级", "2"), ("disability", "二级肢体", "2"),
        ("disability", "智力残疾2级", "2"), ("disability", "Ⅰ", "1"), ("disability", "3.0", "3"),
        ("disability", "肢体残疾", "ungraded"), ("working_away", "是\u200b", True), ("working_away", "（否）", False),
    ],
)  # fmt: skip
def test_a_word_written_otherwise_is_the_same_word(name: str, word: str, value: object) -> None:
    assert one(MEMBERS, name, word) == value


@pytest.mark.parametrize(
    "label", ["以下空白", "完", "（以下无正文）", "--------", "End of report", "本表共2户7人", "2户"]
)
def test_a_lone_text_below_codes_is_a_footer(label: str) -> None:
    frame = pl.DataFrame(
        {"户编号": ["h1", "h2", label], "家庭人口数": ["3", "4", None], "家庭年纯收入": ["9", "8", None]}
    )
    found = read(frame)
    assert found.accepted["id"].to_list() == ["h1", "h2"]
    assert found.problems["field"].to_list() == ["(row)"]


def test_a_lone_key_is_a_record_where_keys_are_words_or_it_is_a_code() -> None:
    for keys in (["h1", "甲", "乙"], ["h1", "h2", "h3"]):
        frame = pl.DataFrame({"户编号": keys, "家庭人口数": ["3", "4", None], "家庭年纯收入": ["9", "8", None]})
        assert read(frame).accepted["id"].to_list() == keys


@pytest.mark.parametrize(
    "label", ["TOTAL HOUSEHOLDS", "All households", "Count", "户数合计", "人口总计", "共2户7人", "以上共2户、7人"]
)
def test_further_totals_are_set_apart(label: str) -> None:
    frame = pl.DataFrame(
        {"户编号": ["h1", "h2", label], "家庭人口数": ["3", "4", "5"], "家庭年纯收入": ["9", "8", "6"]}
    )
    found = read(frame)
    assert found.accepted["id"].to_list() == ["h1", "h2"]
    assert found.problems["reason"].to_list() == [TOTAL.en]


@pytest.mark.parametrize("around", ['="{}"', "'{}", "\u202d{}\u202c", "\u200e{}", "{}\ufeff", "\u00ad{}"])
def test_what_shows_nothing_or_is_put_around_a_cell_is_no_part_of_it(around: str) -> None:
    cells = {"家庭人口数": "3", "家庭年纯收入": "100.50", "derived_on": "2014-05-01"}
    found = read(pl.DataFrame({"户编号": ["h1"], **{name: [around.format(cell)] for name, cell in cells.items()}}))
    assert found.accepted.row(0) == ("h1", 3, 10_050, date(2014, 5, 1))
    number = pl.DataFrame({"人编号": ["1"], "户编号": ["h1"], "证件号码": [around.format("11010519491231002X")]})
    plain = number.with_columns(证件号码=pl.lit("11010519491231002X"))
    secret = b"a secret of 16 by"
    assert read(number, MEMBERS, secret=secret).accepted.equals(read(plain, MEMBERS, secret=secret).accepted)


def test_a_mark_that_turns_the_order_of_digits_is_not_passed_over() -> None:
    assert read(pl.DataFrame({"户编号": ["h1"], "家庭人口数": ["\u202e12"]})).accepted.is_empty()
