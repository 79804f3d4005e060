"""The tables of works (工程量) and funds (资金): a row for each `ProjectWork` or `Fund` of `antipoverty.funds`.

A project's works stand in its own row, or in a table of their own, of which `antipoverty.funds.assign_works` gives each
to its project; keys of works then differ in the whole table.
"""

from __future__ import annotations

from antipoverty.funds import Fund, ProjectWork
from antipoverty.registers._schema.attributes import column, schema_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.projects import CATEGORY_WORDS, OWN_HEADINGS
from antipoverty.text import Text

_QUANTITY = Text("its own unit", "计量单位")

#: The table of works.
WORKS = schema_of(
    ProjectWork,
    "works",
    Text("Works of projects", "工程量"),
    {
        "id": column("key of the work", "工程编号", "工程量编号", "编号"),
        "name": column("what it is", "工程名称", "建设内容", "工程量名称"),
        "project": column("key of its project", "项目编号", "项目代码", form=Form.KEY),
        "villages": column("keys of the villages that it serves", "受益村", "实施村", "实施地点", form=Form.KEY),
        "villages_served": column("villages served, where they are not all named", "受益村数"),
        "groups_served": column("villagers' groups served", "受益组数", "受益村民小组数"),
        "planned": column("planned quantity", "计划数量", "计划规模", "建设规模", unit=_QUANTITY),
        "done": column("quantity done", "完成数量", "完成规模", unit=_QUANTITY),
        "unit": column("unit of quantities", "计量单位", "单位"),
        "part_of": column("key of the work of which it is a part", "所属工程编号", "其中项上级编号", form=Form.KEY),
        "amount": column("money stated for it", "工程投资", "投资额", "其中投资"),
        "households": column("households served", "受益户数", "受益户"),
        "persons": column("persons served", "受益人数", "受益人口"),
    },
    note=OWN_HEADINGS,
)

#: The table of funds.
FUNDS = schema_of(
    Fund,
    "funds",
    Text("Funds", "资金"),
    {
        "id": column("key of the fund", "资金编号", "资金代码", "编号"),
        "name": column("name", "资金名称", "名称"),
        "source": column("who gave it", "资金来源", "来源", words={
            "central": ("中央资金", "中央财政"), "provincial": ("省", "省级资金", "省财政"),
            "municipal": ("市", "市级资金", "市财政"), "county": ("县", "县级资金", "县财政"),
            "assisting-unit": ("帮扶单位投入", "对口帮扶"), "donation": ("捐赠", "社会资金"),
            "self-raised": ("自筹资金", "群众自筹"),
        }),
        "year": column("budget year", "预算年度", "年度", "资金年度"),
        "direction": column("what a special fund is for", "使用方向", "资金使用方向"),
        "categories": column("kinds of project that it may pay for", "限定项目类别", words=CATEGORY_WORDS),
        "places": column("keys of the villages that it is for", "限定村", "适用村", form=Form.KEY),
        "groups": column("whom its projects must serve", "限定受益群体"),
        "first_day": column("first day on which it may be used", "使用期限起", "启用日期"),
        "last_day": column("last such day", "使用期限止", "截止日期"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip
