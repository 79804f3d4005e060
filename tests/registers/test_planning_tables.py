"""Tables of plans, tasks, activities and inspections, as offices write them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from antipoverty.planning import Activity, Defect, Inspection, PlanLine, Task
from antipoverty.registers import ACTIVITIES, DEFECTS, INSPECTIONS, PLANS, TASKS, Schema, frame, objects, read
from antipoverty.serialization import dumps, loads

FORMS: list[tuple[Schema, dict[str, list[str]], list[object]]] = [
    (
        PLANS,
        {"村名": ["鲁塘", "鲁塘"], "年度": ["2014", "2014"], "分类": ["five-batches"] * 2,
         "类别": ["education", "ecology"], "内容类型": ["帮扶措施", ""], "规划内容": ["rain-and-dew", ""],
         "无安排原因": ["", "无林地"]},
        [PlanLine("鲁塘", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew"),
         PlanLine("鲁塘", 2014, "five-batches", "ecology", reason="无林地")],
    ),
    (
        TASKS,
        {"任务编号": ["t1", "t2"], "下达单位": ["县扶贫办", "县交通局"], "年度": ["2014", "2014"],
         "任务类别": ["减贫", "道路建设"], "承担单位": ["本镇", "本镇"], "任务数": ["600", "11.3"],
         "计量单位": ["人", "公里"], "完成期限": ["2014-12-31", ""], "完成数": ["585", ""]},
        [Task("t1", "县扶贫办", 2014, "exit", "本镇", 600, "persons", due=date(2014, 12, 31), result=585),
         Task("t2", "县交通局", 2014, "roads", "本镇", "11.3", "km")],
    ),
    (
        ACTIVITIES,
        {"活动编号": ["a1", "a2"], "活动类别": ["培训", "进村入户"], "年度": ["2014", "2014"], "期数": ["4", "20"],
         "是否为不少于数": ["", "是"], "参加人次": ["112", ""], "参加对象": ["镇村干部", ""]},
        [Activity("a1", "training", 2014, courses=4, participants=112, audience="cadres"),
         Activity("a2", "household-visits", 2014, courses=20, at_least=True)],
    ),
    (
        INSPECTIONS,
        {"督查编号": ["i1", "i2"], "督查日期": ["2014-08-01", "2014-08-02"], "村名": ["鲁塘", "石关"],
         "督查组": ["驻村工作组", ""], "名单户数": ["80", "70"], "抽查户数": ["", "7"], "抽查名单": ["h1、h7", ""]},
        [Inspection("i1", date(2014, 8, 1), "鲁塘", by="驻村工作组", listed=80, examined=("h1", "h7")),
         Inspection("i2", date(2014, 8, 2), "石关", listed=70, looked_at=7)],
    ),
    (
        DEFECTS,
        {"问题编号": ["d1"], "督查编号": ["i1"], "发现问题": ["档案不全"], "整改期限": ["2014-09-01"],
         "整改日期": [""]},
        [Defect("d1", "i1", "档案不全", due=date(2014, 9, 1))],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "form", "records"), FORMS, ids=lambda value: getattr(value, "name", ""))
def test_a_table_with_the_headings_of_offices_is_read_as_records(
    schema: Schema, form: dict[str, list[str]], records: list[object]
) -> None:
    reading = read(pl.DataFrame(form), schema)
    assert reading.problems.is_empty(), reading.problems
    assert list(objects(reading.accepted, schema)) == records
    assert list(objects(frame(records, schema), schema)) == records
    assert [loads(dumps(record), type(record)) for record in records] == records
