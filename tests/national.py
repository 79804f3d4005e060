"""A register in the shape of the national exports: a row for each member, who repeats what is said of the household.

The headings and words are those that checks of such exports name; the people are made up, and no place has their code.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

_WEIGHTS, _CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


def number(first: str) -> str:
    """The first 17 places of an identity number with their check digit."""
    return first + _CHECKS[sum(int(place) * weight for place, weight in zip(first, _WEIGHTS, strict=True)) % 11]


#: For each column, the words that stand in it; every one of them is read.
OF_PERSONS: dict[str, tuple[str, ...]] = {
    "证件类型": ("居民身份证", "残疾人证", ""),
    "性别": ("男", "女"),
    "民族": ("汉族", "布依族", "苗族"),
    "与户主关系": (
        "户主", "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女", "之父",
        "之母", "之公公",
        "之婆婆", "之岳父", "之岳母", "之祖父", "之祖母", "之兄弟姐妹", "之兄弟媳妇", "之叔伯", "之侄儿", "之侄女",
        "之曾孙子",
        "之曾孙女", "其他", "",
    ),
    "文化程度": ("文盲或半文盲", "小学", "初中", "高中", "中专", "大专", "本科及以上", "学龄前儿童", ""),
    "在校生状况": (
        "", "学龄前儿童", "学前教育", "小学", "小学一年级", "小学六年级", "七年级", "八年级", "九年级", "高中一年级",
        "高中二年级",
        "高中三年级", "普通高中一年级", "普通高中二年级", "普通高中三年级", "中职一年级", "中职二年级", "中职三年级",
        "高职高专一年级", "高职高专二年级", "高职高专三年级", "技师学院一年级", "技师", "本科一年级",
        "本科及研究生及以上",
        "硕士生及以上", "本科及以上", "硕士研究生及以上", "非在校生",
    ),
    "义务教育阶段未上学原因": ("", "因病", "因残", "其他"),
    "健康状况": ("健康", "长期慢性病", "患有大病", "残疾", "长期慢性病,残疾", "长期慢性病,患有大病",
        "长期慢性病,患有大病,残疾", ""),
    "劳动技能": ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力", "丧失劳动力", "无劳动能力",
        "技能劳动能力", ""),
    "是否参加城乡居民基本医疗保险": ("是", "否", ""),
    "是否参加城镇职工基本医疗保险": ("否", "是", ""),
    "是否参加大病保险": ("是", "否", ""),
    "是否参加城乡居民基本养老保险": ("是", "否", ""),
    "是否参加城镇职工基本养老保险": ("否", "是", ""),
    "是否接受医疗救助": ("否", "是", ""),
    "享受低保政策情况": ("", "农村低保", "城市低保", "未享受", "不享受"),
    "享受特困供养政策情况": ("", "农村特困", "城市特困", "不享受", "未享受"),
    "务工所在地": ("", "某省某市某县", "某省某市某区"),
    "务工所在县": ("", "某县"),
    "务工时间（月）": ("", "0", "6", "12"),
    "务工月收入": ("", "3500", "2800.50"),
    "务工企业名称": ("", "某某厂"),
    "所属行业": ("", "制造业"),
    "就业渠道": ("", "帮扶车间", "外出务工,劳务输出"),
    "公益性岗位": ("", "护林员", "护林员,保洁员", "无"),
    "公益性岗位(月数)": ("", "12", "3"),
}  # fmt: skip
OF_HOMES: dict[str, tuple[str, ...]] = {
    "户类型": (
        "脱贫户", "边缘易致贫户", "突发严重困难户", "脱贫不稳定户", "已脱贫（享受政策）", "已脱贫（不再享受政策）",
        "未脱贫", "返贫",
        "正常脱贫户", "",
    ),
    "监测对象类别": ("", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
    "贫困户属性": ("一般贫困户", "低保贫困户", "特困供养贫困户", "一般农户", "低保户", "五保户", ""),
    "主要致贫原因": (
        "因病", "因残", "因学", "因灾", "缺土地", "缺水", "缺技术", "缺劳动力", "缺劳力", "缺资金", "交通条件落后",
        "自身发展动力不足", "因婚", "其他", "",
    ),
    "其他致贫原因": ("", "因学", "因病,缺资金"),
    "识别监测时间": ("", "2021年05月", "202304", "2022-06-01"),
    "风险是否已消除": ("", "是", "否"),
    "消除监测时间": ("", "2023年03月", "202311"),
    "风险消除方式": ("", "帮扶消除", "自然消除"),
    "致贫/返贫风险1": (
        "", "因病", "因学", "因残", "因自然灾害", "因意外事故", "因务工就业不稳", "因产业项目失败", "缺劳动力",
        "因安全住房",
        "因安全饮水", "其他",
    ),
    **{f"致贫/返贫风险{place}": ("", "", "因病", "缺劳动力", "其他") for place in range(2, 6)},
    "户联系电话": ("", "有"),
    "帮扶责任人": ("甲某", ""),
    "是否危房户": ("否", "是", ""),
    "是否解决安全饮用水": ("是", "否", ""),
    "饮水是否困难": ("否", "是", ""),
    "住房面积": ("80", "102.5", ""),
    "入户路类型": ("泥土路", "砂石路", "水泥路", "沥青路", ""),
    "入户道路是否硬化": ("是", "否", ""),
    "与村主干路距离": ("0.3", "2", ""),
    "主要燃料类型": ("柴草", "干畜粪", "煤炭", "清洁能源", "其他", ""),
    "是否有卫生厕所": ("是", "否", ""),
    "是否通广播电视": ("是", "否", ""),
    "是否通生活用电": ("是", "否", ""),
    "是否通生产用电": ("是", "否", ""),
    "是否加入农民专业合作组织": ("否", "是", ""),
    "耕地面积（亩）": ("3.5", "0", ""),
    "林地面积（亩）": ("12", "0.25", ""),
    "退耕还林面积（亩）": ("0", "1.5", ""),
    "林果面积（亩）": ("0", "2", ""),
    "牧草地面积": ("0", ""),
    "水面面积": ("0", "0.5", ""),
    "工资性收入": ("24000", "0", ""),
    "生产经营性收入": ("6000.5", "0", ""),
    "生产经营性支出": ("900", "0", ""),
    "合规自付支出": ("0", "1200", ""),
    "低保金": ("", "3600"),
    "五保金": ("0", ""),
    "计划生育金": ("0", "960", ""),
    "生态补偿金": ("0", "320.8", ""),
    **dict.fromkeys(
        ("产业帮扶", "就业帮扶", "公益岗位帮扶", "金融帮扶", "健康帮扶", "教育帮扶", "综合保障", "社会帮扶",
            "住房安全保障",
         "饮水安全保障", "义务教育保障", "搬迁"), ("", "发展生产", "技能培训,其他", "无", "尚未实施"),
    ),
}  # fmt: skip
HEADINGS = ("县(市、区、旗)", "乡(镇)", "行政村", "户编号", "人编号", "姓名", "证件号码", *OF_PERSONS, *OF_HOMES)

#: What is wrong with a row, by the column and its cell, and which table refuses it.
BAD_PERSONS: dict[str, str] = {
    "证件号码": number("99000019510307001")[:-1] + "0",
    "性别": "不男不女",
    "在校生状况": "十年级",
    "健康状况": "健康,患有大病",
    "劳动技能": "超级劳动力",
    "务工时间（月）": "半年",
    "务工月收入": "三千",
    "是否参加大病保险": "也许",
}
BAD_HOMES: dict[str, str] = {
    "监测对象类别": "某类户",
    "户类型": "很富",
    "致贫/返贫风险1": "因情",
    "识别监测时间": "2023-13",
    "耕地面积（亩）": "-3",
    "工资性收入": "12..5",
    "主要燃料类型": "石头",
    "住房面积": "很大",
}


def good_rows(homes: int = 240) -> list[dict[str, str]]:
    """The rows of so many households, of one to five members, with every word of every column."""
    words = {name: cycle(each) for name, each in (*OF_PERSONS.items(), *OF_HOMES.items())}
    persons = {name: words[name] for name in OF_PERSONS}
    numbers = _numbers()
    rows: list[dict[str, str]] = []
    for home in range(homes):
        of_home = {name: next(words[name]) for name in OF_HOMES}
        place = {"县(市、区、旗)": "某县", "乡(镇)": "某乡", "行政村": f"v{home % 7}", "户编号": f"62{home:04}"}
        for each in range(home % 5 + 1):
            own = {"人编号": f"P{home:04}{each}", "姓名": "某某", "证件号码": next(numbers)}
            said = {name: next(cell) for name, cell in persons.items()}
            # A certificate's number tells of a disability; what a cell says otherwise would contradict it.
            rows.append({**place, **own, **said, **of_home})
    return rows


def _numbers() -> Iterator[str]:
    """Numbers of 18 places, of 20 and 22 with a certificate's, of 15, stand-ins, and none."""
    place = 0
    while True:
        place += 1
        born = f"{1950 + place % 60}{place % 12 + 1:02}{place % 28 + 1:02}"
        first = f"990000{born}{place % 1000:03}"
        old = f"990000{born[2:]}{place % 990:03}"
        yield from (
            number(first),
            number(f"991000{born}{place % 1000:03}") + f"{place % 7 + 1}{place % 4 + 1}",
            number(f"992000{born}{place % 1000:03}") + f"{place % 7 + 1}{place % 4 + 1}12",
            old if born < "2000" and old[6:8] != "20" else number(f"993000{born}{place % 1000:03}"),
            number(f"999999{born}{place % 1000:03}"),
            "",
        )


def bad_rows() -> list[dict[str, str]]:
    """Rows of further households, each of one member with one cell that cannot be."""
    rows = []
    good = good_rows(1)[0]
    for place, (name, cell) in enumerate(
        {**BAD_PERSONS, **{f"H{name}": cell for name, cell in BAD_HOMES.items()}}.items()
    ):
        own = {"户编号": f"63{place:04}", "人编号": f"Q{place}", "证件号码": ""}
        rows.append({**good, **own, name.removeprefix("H"): cell})
    return rows
