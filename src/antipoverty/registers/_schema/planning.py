"""The tables of plans, tasks, activities and inspections: a row for each record of `antipoverty.planning`."""

from __future__ import annotations

from antipoverty.planning import Activity, Defect, Inspection, PlanLine, Task
from antipoverty.registers._schema.attributes import column, schema_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.projects import OWN_HEADINGS
from antipoverty.text import Text

_ITS_UNIT = Text("the unit of the task", "任务计量单位")

#: The table of village plans: a line for each entry under a heading, or the reason why there is none.
PLANS = schema_of(
    PlanLine,
    "plans",
    Text("Village plans", "村级规划"),
    {
        "village": column("key of the village", "村", "村名", "行政村", "所在村"),
        "year": column("year of the plan", "年度", "规划年度", "年份"),
        "classification": column("classification of the rulebook", "分类", "规划分类"),
        "heading": column("heading of the classification", "类别", "规划类别", "项目类别"),
        "kind": column("what the entry is", "内容类型", "类型", words={
            "measure": ("措施",), "project": ("工程项目",), "industry": ("产业项目",), "document": ("方案", "文件"),
        }),
        "entry": column("key of the measure, project, industry or document", "规划内容", "内容编号", "措施或项目编号"),
        "reason": column("why there is no entry", "无安排原因", "未安排原因"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip

#: The table of tasks from above.
TASKS = schema_of(
    Task,
    "tasks",
    Text("Tasks from above", "减贫任务"),
    {
        "id": column("key of the task", "任务编号", "编号", "序号"),
        "issuer": column("who set it", "下达单位", "任务来源"),
        "year": column("year for which it is set", "年度", "任务年度", "年份"),
        "kind": column("what it is about", "任务类别", "任务类型", "类别", words={
            "exit": ("减贫", "脱贫", "减贫脱贫"), "housing": ("危房",), "relocation": ("搬迁", "易地扶贫搬迁"),
            "training": ("培训任务", "技能培训"), "labour-transfer": ("劳动力转移", "转移就业"), "industry": ("产业",),
            "water": ("饮水",), "roads": ("道路", "通村公路"), "funds": ("资金",),
        }),
        "place": column("key of the place that it is set for", "承担单位", "乡镇或村", "任务单位", "地点"),
        "target": column("how much, at least", "目标数", "任务数", "下达任务数", unit=_ITS_UNIT),
        "unit": column("unit", "计量单位", "单位", words={
            "households": ("户数",), "persons": ("人数", "人口"), "villages": ("村", "村数"), "houses": ("套", "幢"),
            "projects": ("个",), "km": ("千米",),
        }),
        "due": column("day by which it is to be done", "完成期限", "完成时限"),
        "result": column("how much was done, as reported", "完成数", "实际完成数", "完成情况", unit=_ITS_UNIT),
        "part_of": column("key of the task of which it is a part", "所属任务", "上级任务编号"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip

#: The table of training, publicity and other activities.
ACTIVITIES = schema_of(
    Activity,
    "activities",
    Text("Training and publicity", "培训与宣传"),
    {
        "id": column("key of the activity", "活动编号", "编号", "序号"),
        "kind": column("kind of activity", "活动类别", "活动类型", "类别", words={
            "training": ("培训班", "技能培训"), "publicity": ("宣传活动", "政策宣传"),
            "household-visits": ("入户", "入户走访", "进村入户识别"), "meeting": ("会",),
        }),
        "year": column("year", "年度", "年份"),
        "place": column("key of the place", "地点", "举办地点", "所在村"),
        "on": column("day", "日期", "举办日期", "时间"),
        "courses": column("courses, meetings or rounds", "期数", "次数", "场次", "期（次）数"),
        "at_least": column("at least so many", "是否为不少于数", "是否为余数"),
        "participants": column("person-times", "参加人次", "人次", "培训人次"),
        "audience": column("whom it was for", "对象", "参加对象", "培训对象", words={
            "cadres": ("镇村干部", "帮扶干部", "村干部"), "poor": ("贫困群众", "建档立卡贫困户"),
            "villagers": ("群众",), "labour": ("贫困劳动力",), "leaders": ("带头人",),
        }),
        "topic": column("what it was about", "内容", "主题", "培训内容"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip

#: The table of inspections: a row for each visit to a village.
INSPECTIONS = schema_of(
    Inspection,
    "inspections",
    Text("Inspections", "督查"),
    {
        "id": column("key of the inspection", "督查编号", "编号", "序号"),
        "on": column("day", "督查日期", "日期", "检查日期"),
        "village": column("key of the village", "村", "村名", "督查村", "行政村"),
        "by": column("who inspected", "督查单位", "督查组", "检查人"),
        "listed": column("households on the list", "名单户数", "应查户数"),
        "looked_at": column("households looked at", "抽查户数", "实查户数"),
        "examined": column("keys of the households looked at", "抽查户编号", "抽查名单", form=Form.KEY),
    },
    note=OWN_HEADINGS,
)  # fmt: skip

#: The table of what inspectors found.
DEFECTS = schema_of(
    Defect,
    "defects",
    Text("What inspectors found", "督查发现问题"),
    {
        "id": column("key of what was found", "问题编号", "编号", "序号"),
        "inspection": column("key of the inspection", "督查编号"),
        "what": column("what was found", "问题", "发现问题", "存在问题"),
        "household": column("key of the household", "户编号", "涉及户"),
        "due": column("day by which it is to be put right", "整改期限", "整改时限"),
        "corrected": column("day on which it was put right", "整改完成日期", "整改日期"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip
