"""A workbook as a township office keeps it, made up: nobody in it exists, nor does the place (code 990000).

It has titles, headings in two rows with merged cells, numbered columns, days of five forms, words in the office's own
way, keys merged over the members of a household, bands and subtotals of villages, blank rows, and notes below.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from attrs import frozen

CHECKS, WEIGHTS = "10X98765432", (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Headings in two rows: what stands above, and what below it; what has nothing below is merged over both rows.
HEADINGS: dict[str, tuple[str, ...]] = {
    "序号": (),
    "户编号": (),
    "家庭成员基本情况": ("姓名", "人员编号", "性别", "与户主\n关系", "出生年月日", "身份证号码", "民族"),
    "健康与劳动": ("健康状况", "残疾等级", "劳动能力\n状况"),
    "教育": ("文化程度", "在校状况"),
    "保障与务工": ("是否参加新农合", "是否享受低保", "务工月数", "月工资\n（元）"),
    "备注": (),
}
COLUMNS = [name for group, below in HEADINGS.items() for name in below or (group,)]
#: Words of the office, with what they say.
HEALTH = (("健康", "healthy"), ("良好", "healthy"), ("慢病", "chronic"), ("大病", "serious"), ("一般", None))
LABOUR = (("全劳力", "ordinary"), ("半劳力", "weak"), ("无劳力", "none"), ("普通劳动力", "ordinary"), ("学生", None))
SCHOOL = (("小学文化", "primary"), ("初中", "junior"), ("文盲", "out of school"), ("没读过书", "out of school"))
NOW = (("否", "out of school"), ("小学三年级", "primary"), ("初二", "junior"), ("在读", None), ("", None))
INSURED = (("已参合", True), ("√", True), ("未参合", False), ("×", False), ("参加", True))
DIBAO = (("享受", True), ("无", False), ("是", True), ("否", False), ("低保户", True))
RELATION = (("户主", "head"), ("老伴", "spouse"), ("长子", "son"), ("儿媳", "daughter-in-law"), ("小孙子", "grandson"))
MONTHS = ((6, 6), ("10个月", 10), ("", None), (0, 0), ("８", 8))
WAGE = (("1,200", 120_000), (1500.5, 150_050), ("", None), ("2000元", 200_000), ("0.18万元", 180_000))
#: Cells that cannot be read, by the number of the member: the column, the cell, and the column of the register.
UNREADABLE = {
    3: ("月工资\n（元）", "约一千", "work_wage_fen"),
    8: ("健康状况", "腰腿痛", "health"),
    14: ("务工月数", "半年", "work_months"),
    20: ("出生年月日", "七五年三月", "birth_date"),
    21: ("身份证号码", "990000198002300011", "person"),
    27: ("劳动能力\n状况", "能干活", "labour"),
    33: ("是否参加新农合", "补缴中", "medical_insured"),
}


@frozen
class Member:
    """What a row says, and what it means."""

    household: str
    cells: dict[str, Any]
    means: dict[str, Any]
    unreadable: str | None


def identity(born: date, place: int) -> str:
    first = f"990000{born:%Y%m%d}{place:03}"
    return first + CHECKS[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def _in_chinese(day: date) -> str:
    digits = "〇一二三四五六七八九"

    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")

    return "".join(digits[int(each)] for each in str(day.year)) + f"年{number(day.month)}月{number(day.day)}日"


def day_as_written(day: date, way: int) -> Any:
    """A day in one of the ways in which the office writes days."""
    return (
        day,
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        (day - date(1899, 12, 30)).days,
        f"{day:%Y-%m}",  # the month alone: the identity number tells the day
        _in_chinese(day),
        f"{day:%Y%m%d}",
    )[way % 7]


def members() -> list[Member]:
    """The members of twelve households in two villages."""
    made: list[Member] = []
    for number in range(36):
        household, place = f"99000{1 + number // 18}{number // 3:04}", number % 3
        born = date(1944, 2, 3) + timedelta(days=601 * number)
        cells: dict[str, Any] = {"姓名": "某某", "人员编号": f"p{number:03}", "性别": "男女"[number % 2], "民族": "汉"}
        means: dict[str, Any] = {"id": f"p{number:03}", "household": household, "sex": ("male", "female")[number % 2]}
        for name, field, words in (
            ("健康状况", "health", HEALTH),
            ("劳动能力\n状况", "labour", LABOUR),
            ("文化程度", "completed", SCHOOL),
            ("在校状况", "schooling", NOW),
            ("是否参加新农合", "medical_insured", INSURED),
            ("是否享受低保", "on_dibao", DIBAO),
            ("务工月数", "work_months", MONTHS),
            ("月工资\n（元）", "work_wage_fen", WAGE),
        ):
            cells[name], means[field] = words[number % len(words)]
        cells["与户主\n关系"], means["relation"] = RELATION[place and 1 + number % 4]
        cells["残疾等级"], means["disability"] = (("无", "none"), ("肢体三级", "3"), ("", None))[place]
        cells["出生年月日"], means["birth_date"] = day_as_written(born, number), born
        cells["身份证号码"] = identity(born, number + 1)
        unreadable = None
        if number in UNREADABLE:
            name, cell, unreadable = UNREADABLE[number]
            cells[name] = cell
            means[unreadable] = None
            if unreadable == "person":  # no number tells the day, and a month alone does not
                means["birth_date"] = born if number % 7 != 4 else None
        made.append(Member(household, cells, means, unreadable))
    return made


def _rows(people: list[Member]) -> Iterator[list[Any]]:
    for village, first in (("上河村", 0), ("下河村", 18)):
        yield [f"{village}（18人）"]
        for number, member in enumerate(people[first : first + 18], first):
            said = {**member.cells, "序号": number + 1, "户编号": None if number % 3 else member.household}
            yield [said.get(name) for name in COLUMNS]
        yield [f"{village}小计", None, "18人"]
        yield []
    yield ["合计", None, "36人"]
    yield []
    yield ["注：1.本表由各村填报，镇扶贫办汇总。2.月工资为外出期间平均数。"]
    yield ["制表人：某某", *[None] * 5, "审核人：某某", None, None, None, "填表日期：2014年5月20日"]


def write_township(path: Path) -> list[Member]:
    """Write the workbook, and give what it says."""
    people = members()
    book = openpyxl.Workbook()
    sheet = book.create_sheet("家庭成员", 0)
    sheet.cell(1, 1, "清河镇2014年贫困户家庭成员登记表（编造）")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(COLUMNS))
    sheet.cell(2, 1, "填报单位：清河镇人民政府（编造）")
    sheet.cell(2, 14, "填报日期：2014年5月20日")
    column = 1
    for group, below in HEADINGS.items():
        sheet.cell(3, column, group)
        for place, name in enumerate(below):
            sheet.cell(4, column + place, name)
        last = column + max(len(below), 1) - 1
        sheet.merge_cells(start_row=3, end_row=3 if below else 4, start_column=column, end_column=last)
        column = last + 1
    for number, cells in enumerate([["甲", "乙", *range(1, len(COLUMNS) - 1)], *_rows(people)], 5):
        for place, cell in enumerate(cells, 1):
            if cell is not None:
                sheet.cell(number, place, cell)
        if len(cells) == len(COLUMNS) and number > 5 and cells[1]:
            sheet.merge_cells(start_row=number, end_row=number + 2, start_column=2, end_column=2)
    book.save(path)
    return people
