"""The table of projects (项目库): a row for each `antipoverty.funds.Project`."""

from __future__ import annotations

from antipoverty.funds import Project
from antipoverty.registers._schema.attributes import column, schema_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.text import Text

#: The remark on tables of which no form was read.
OWN_HEADINGS = Text(
    "No form was read for this table: its Chinese headings and words are this library's choice.",
    "本表未见成文的表式，中文表头与用语系本库的选择。",
)
_QUANTITY = Text("its own unit", "项目计量单位")

#: Further words of offices for kinds of project.
CATEGORY_WORDS = {
    "road": ("道路交通", "交通", "公路", "通村公路"), "irrigation": ("水利", "农田水利", "渠道"),
    "water": ("人饮", "安全饮水", "人畜饮水"), "power": ("电力", "农网改造"),
    "hall": ("村级阵地", "活动场所"), "housing": ("危房", "住房"), "relocation": ("易地扶贫搬迁", "搬迁"),
    "industry": ("产业发展",), "education": ("教育",), "health": ("卫生",),
}  # fmt: skip

#: The table of projects.
PROJECTS = schema_of(
    Project,
    "projects",
    Text("Projects", "项目"),
    {
        "id": column("key of the project", "项目编号", "项目代码"),
        "name": column("name", "项目名称", "名称", "项目"),
        "category": column("kind of project", "项目类别", "类别", "项目类型", words=CATEGORY_WORDS),
        "villages": column("keys of the villages where it is", "实施地点", "实施村", "建设地点", "所在村",
                           form=Form.KEY),
        "group": column("whom it serves", "受益群体"),
        "use": column("what its money is spent on", "资金用途", "支出用途"),
        "in_store": column("in the project pool", "是否入库", "是否纳入项目库"),
        "planned": column("planned quantity", "计划数量", "建设规模", "计划规模", unit=_QUANTITY),
        "unit": column("unit of quantities", "计量单位", "单位"),
        "budget": column("what it is to get, by fund", "项目预算", "资金构成", "预算"),
        "budget.fund": column("fund", "资金"),
        "budget.amount": column("yuan", "金额（元）"),
        "unit_name": column("who carries it out", "实施单位", "建设单位", "责任单位"),
        "contract.kind": column("what its contract buys", "合同类型", "采购类型"),
        "contract.estimate": column("estimate of its contract", "合同估算价", "估算价"),
        "contract.budget_funds": column("budget money in the whole project", "财政资金", "财政性资金"),
        "contract.investment": column("whole investment", "总投资", "项目总投资", "投资总额"),
        "contract.work_relief_exempt": column("work relief unsuited to tender", "是否属不宜招标的以工代赈"),
        "contract.tendered": column("tendered", "是否招标", "是否公开招标"),
        "hiring.workers": column("heads employed", "用工人数"),
        "hiring.local_workers": column("of those, farmers of the town", "本地用工人数"),
        "hiring.wages": column("pay for labour", "劳务报酬", "发放劳务报酬"),
        "hiring.work_relief_funds": column("money for work relief", "以工代赈资金"),
        "hiring.work_relief_source": column("whose money for work relief it is", "以工代赈资金来源"),
        "oversight.key_project": column("key project of the village", "是否重点项目", "是否村级重点项目"),
        "oversight.decision": column("decided by the villagers", "是否经村民会议决定", "是否民主议定"),
        "oversight.decided": column("day of that decision", "村民会议决定日期", "民主议定日期"),
        "oversight.finance_team": column("the village elected its finance team", "是否成立民主理财小组"),
        "oversight.signed": column("accounts and acceptance signed by the village", "村监督委员会是否签字"),
        "notices": column("public notices", "公告公示", "公示情况"),
        "notices.stage": column("stage", "阶段"),
        "notices.posted": column("day posted", "公示日期"),
        "notices.items": column("what it stated", "公示内容"),
        "notices.removed": column("day removed", "撤下日期"),
        "notices.medium": column("where", "公示方式"),
        "started": column("first day of the works", "开工日期", "开工时间"),
        "done": column("quantity done", "完成数量", "完成规模", unit=_QUANTITY),
        "accepted": column("day of acceptance", "验收日期", "竣工验收日期"),
        "unfinished": column("why it is not done", "未完成原因", "未完工原因"),
        "households": column("households served", "受益户数", "受益户"),
        "persons": column("persons served", "受益人数", "受益人口"),
        "beneficiaries": column("households or persons paid", "受益对象", "受益对象名单"),
        "beneficiaries.id": column("key", "编号"),
        "beneficiaries.name": column("name", "姓名"),
        "beneficiaries.amount": column("yuan", "金额（元）"),
        "villages_served": column("villages served, where they are not all named", "受益村数"),
        "groups_served": column("villagers' groups served", "受益组数", "受益村民小组数"),
        "works": column("its works, each with a quantity", "工程量", "建设内容"),
        "works.id": column("key", "编号"),
        "works.name": column("name", "名称"),
        "works.project": column("project", "项目编号"),
        "works.villages": column("villages", "受益村", form=Form.KEY),
        "works.villages_served": column("villages served", "受益村数"),
        "works.groups_served": column("groups served", "受益组数"),
        "works.planned": column("planned", "计划数量", unit=_QUANTITY),
        "works.done": column("done", "完成数量", unit=_QUANTITY),
        "works.unit": column("unit", "单位"),
        "works.part_of": column("part of", "所属工程编号"),
        "works.amount": column("yuan", "金额（元）"),
        "works.households": column("households", "受益户数"),
        "works.persons": column("persons", "受益人数"),
        "begun": column("works have begun", "是否开工"),
        "acceptance": column("accepted", "是否验收", "是否竣工验收"),
    },
    note=OWN_HEADINGS,
)  # fmt: skip
