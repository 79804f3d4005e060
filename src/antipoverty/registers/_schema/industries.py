"""The table of industries (产业台账): a row for each `antipoverty.industries.Industry`."""

from __future__ import annotations

from antipoverty.industries import Industry
from antipoverty.registers._schema.attributes import column, schema_of
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.projects import OWN_HEADINGS
from antipoverty.text import Text

_MU, _HOUSEHOLDS, _PERSONS = Text("mu", "亩"), Text("households", "户"), Text("persons", "人")

#: The table of industries.
INDUSTRIES = schema_of(
    Industry,
    "industries",
    Text("Industries", "产业"),
    {
        "id": column("key of the industry", "产业编号", "产业代码"),
        "product": column("product", "产品", "产业名称", "品种", "产业"),
        "kind": column("kind of industry", "产业类别", "产业类型", words={
            "crop": ("种植", "粮食作物", "经济作物"), "fruit": ("林果", "经果林", "特色林果"), "herb": ("药材",),
            "stock": ("养殖", "畜牧业", "畜牧养殖"), "fishery": ("水产", "水产养殖"),
            "processing": ("加工", "农产品加工"),
            "trade": ("商贸", "服务业"), "tourism": ("旅游", "旅游业"),
        }),
        "villages": column("keys of its villages", "所在村", "实施村", "行政村", form=Form.KEY),
        "land": column("land on which it stands", "用地类型", "土地类型", words={
            "cultivated": ("旱地", "水田", "农田"), "forest": ("林地荒山", "山林"), "returned": ("退耕还林", "退耕地"),
            "other": ("其他", "坡地", "荒山"),
        }),
        "area": column("area", "面积", "种植面积", "规模面积", unit=_MU),
        "improved": column("improved or grafted area", "改良面积", "嫁接面积", "良种面积", unit=_MU),
        "output": column("output", "产量", "总产量", "年产量", unit=Text("its own unit", "产量单位")),
        "output_unit": column("unit of the output", "产量单位", words={"kg": ("千克", "kg"), "jin": ("市斤",),
                              "dan": ("市担",), "t": ("t",)}),
        "stock": column("head of livestock", "存栏", "存栏数", "存栏量"),
        "households": column("households that benefit", "受益户数", "受益农户", unit=_HOUSEHOLDS),
        "poor_households": column("poor households that benefit", "受益贫困户数", "带动贫困户数", unit=_HOUSEHOLDS),
        "persons": column("persons that benefit", "受益人数", "受益人口", unit=_PERSONS),
        "poor_persons": column("poor persons that benefit", "受益贫困人数", "带动贫困人口", unit=_PERSONS),
        "sales": column("for how much it was sold", "销售额", "销售收入", "产值"),
        "year": column("year", "年度", "年份"),
        "invested": column("invested", "投入资金", "投资"),
        "funds": column("keys of the funds that paid for it", "资金来源", "资金编号", form=Form.KEY),
        "project": column("key of its project", "项目编号", "所属项目", form=Form.KEY),
    },
    note=OWN_HEADINGS,
)  # fmt: skip
