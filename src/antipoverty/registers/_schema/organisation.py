"""The tables of who answers for what: assisting units, what they give, cadres, pairs and leading groups."""

from __future__ import annotations

from antipoverty.assistance import Cadre, CadreRank
from antipoverty.organisation import AssistingUnit, LeadingGroup, Responsibility, Support
from antipoverty.registers._schema.attributes import column, schema_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.projects import OWN_HEADINGS
from antipoverty.text import Text

_QUANTITY = Text("in the measure stated", "按所列计量单位")
_LEVELS = {
    "central": ("中央单位", "中直"),
    "province": ("省级", "省直"),
    "municipality": ("市级", "市直", "州级", "州直"),
    "county": ("县级", "县直", "区直"),
    "township": ("乡镇级", "镇", "乡"),
    "village": ("村级",),
}
_TIMES, _HOUSEHOLDS, _MEASURES = Text("visits", "次"), Text("households", "户"), Text("measures", "项")

#: A row for each unit that helps (帮扶单位).
UNITS = schema_of(
    AssistingUnit,
    "units",
    Text("assisting units", "帮扶单位"),
    {
        "id": column("key of the unit", "帮扶单位编号", "单位编号", "单位代码"),
        "name": column("name of the unit", "帮扶单位", "帮扶单位名称", "单位名称"),
        "level": column("level of the unit", "单位层级", "单位级别", "隶属关系", words=_LEVELS),
        "kind": column("what the unit is", "单位性质", "单位类型"),
        "villages": column("villages that it helps", "帮扶村", "定点帮扶村", "联系村", form=Form.KEY),
        "households": column("households that it helps", "帮扶户", "结对帮扶户", "联系户", form=Form.KEY),
        "first_day": column(
            "first day of its help", "帮扶开始日期", "帮扶开始时间", "开始日期", "开始时间", month=True
        ),
        "last_day": column("last day of its help", "帮扶结束日期", "帮扶结束时间", "结束日期", "结束时间"),
    },
    note=OWN_HEADINGS,
)
#: A row for whatever a unit gives at one time (帮扶投入).
SUPPORTS = schema_of(
    Support,
    "supports",
    Text("what units give", "帮扶投入"),
    {
        "id": column("key of the support", "投入编号", "帮扶投入编号", "凭证号"),
        "unit": column("key of the unit", "帮扶单位编号", "投入单位", "单位编号", "单位代码"),
        "on": column("day", "投入日期", "投入时间", "到账日期", "日期", "时间", month=True),
        "kind": column(
            "form",
            "投入形式",
            "投入类型",
            "投入方式",
            words={"cash": ("现金", "钱"), "goods": ("实物", "物品"), "work": ("投工", "技术服务", "人力")},
        ),
        "item": column("what is given", "投入内容", "物资名称", "内容"),
        "amount": column("amount, or what goods and work are valued at", "投入金额", "折款", "折合金额", "金额"),
        "quantity": column("quantity", "数量", "投入数量", unit=_QUANTITY),
        "measure": column("measure of the quantity", "计量单位"),
        "village": column("village that it is for", "受助村", "受益村", "村编号", "村"),
        "household": column("household that it is for", "受助户", "受益户", "户编号"),
        "project": column("project that it is for", "用于项目", "项目编号"),
        "fund": column("fund of the ledger", "入账资金编号", "资金编号"),
    },
    note=OWN_HEADINGS,
)
#: A row for each cadre, with what was done in the year (帮扶干部).
CADRES = schema_of(
    Cadre,
    "cadres",
    Text("cadres who look after households", "帮扶干部"),
    {
        "id": column("key of the cadre", "干部编号", "帮扶干部编号", "帮扶责任人编号", "责任人编号"),
        "rank": column(
            "rank",
            "职级",
            "行政级别",
            "级别",
            form=Form.CATEGORY,
            values=tuple((rank.value, (rank.text.zh, rank.text.en)) for rank in CadreRank),
        ),
        "name": column("name", "干部姓名", "帮扶责任人姓名", "姓名"),
        "unit": column("key of the cadre's unit", "所在单位", "工作单位", "单位编号", "单位代码"),
        "year": column("year of the counts", "年度", "年份", "考核年度"),
        "households": column("households in care", "帮扶户数", "结对户数", "联系户数", unit=_HOUSEHOLDS),
        "visits": column("visits made", "走访次数", "入户次数", "入户走访次数", unit=_TIMES),
        "measures": column("measures carried out", "落实措施数", "落实帮扶措施数", unit=_MEASURES),
        "exits": column("households that left", "脱贫户数", "帮扶户脱贫户数", unit=_HOUSEHOLDS),
    },
    note=OWN_HEADINGS,
)
#: A row for each time that somebody answers for a household, project or village: pairs, and all other terms (结对帮扶).
PAIRS = schema_of(
    Responsibility,
    "pairs",
    Text("pairs of cadres and households, and other responsibilities", "结对帮扶与责任分工"),
    {
        "holder": column("key of whoever answers", "帮扶责任人编号", "责任人编号", "帮扶责任人", "责任人", "干部编号"),
        "household": column("household answered for", "户编号", "贫困户编号", "帮扶户", "帮扶对象"),
        "village": column("village answered for, or in which the household or project is", "村", "村编号", "所在村"),
        "project": column("project answered for", "项目编号", "负责项目"),
        "role": column("as what", "责任类别", "责任类型", "帮扶身份"),
        "first_day": column("first day", "结对开始日期", "结对日期", "结对时间", "开始日期", "开始时间", month=True),
        "last_day": column("last day", "结对结束日期", "结束日期", "结束时间"),
    },
    note=OWN_HEADINGS,
)
#: A row for each leading group (领导小组).
GROUPS = schema_of(
    LeadingGroup,
    "groups",
    Text("leading groups", "领导小组"),
    {
        "id": column("key of the group", "领导小组编号", "小组编号"),
        "name": column("name of the group", "领导小组名称", "小组名称", "机构名称"),
        "village": column("village; none for the group of the town", "村", "村编号", "所在村"),
        "leader": column("office of the leader", "组长", "组长职务"),
        "deputies": column("offices of the deputy leaders", "副组长", "副组长职务"),
        "members": column("offices of the members", "成员", "成员职务", "成员单位"),
        "persons": column("names of those in it", "人员姓名", "成员姓名", "名单"),
        "first_day": column("day on which it was set up", "成立日期", "成立时间", month=True),
        "last_day": column("last day", "撤销日期", "撤销时间"),
    },
    note=OWN_HEADINGS,
)
