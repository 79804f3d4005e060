"""The words of the national forms and of the exports of the national system, for the values of each field.

With them stand those that townships write in their place, where these can mean nothing else. Widths, blanks, brackets
and what stands between several words do not matter; see `cells`. Words that a county adds of its own are named in
``read(…, words=…)``.

>>> SCHOOLING["junior"][:2], HEALTH_ALSO[0]
(('初中', '七年级'), ('残疾', 'disability', 'ungraded'))
"""

from __future__ import annotations

from collections.abc import Mapping

_NUMERALS = "一二三四五六"


def _grades(level: str, years: int) -> tuple[str, ...]:
    return tuple(f"{level}{numeral}年级" for numeral in _NUMERALS[:years])


def _with(words: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Every word with every addition, in brackets and without."""
    return tuple(joined for word in words for also in more for joined in (f"{word}（{also}）", f"{word}{also}"))


#: The schooling that a person is in now (在校生状况). A child under school age (学龄前儿童) is not out of school.
SCHOOLING: Mapping[str, tuple[str, ...]] = {
    "preschool": (
        "学前教育", "学前", "学龄前儿童", "学龄前", "幼儿园", "幼儿园在读", "学前班", "幼儿园小班", "幼儿园中班",
        "幼儿园大班",
        "读幼儿园", "在读幼儿园", "小班", "中班", "大班",
    ),
    "primary": (
        "小学", *_grades("小学", 6), *_grades("", 6), "小学在读", "小学在校", "小学生", "读小学", "在读小学",
        "在校小学生",
    ),
    "junior": (
        "初中", "七年级", "八年级", "九年级", "初一", "初二", "初三", *_grades("初中", 3), "初中七年级", "初中八年级",
        "初中九年级", "初中在读", "初中在校", "初中生", "读初中", "在读初中", "在校初中生",
    ),
    "senior": (
        "高中", "普通高中", *_grades("普通高中", 3), *_grades("高中", 3), "高一", "高二", "高三", "高中在读",
        "高中在校", "高中生", "读高中", "在读高中", "在校高中生",
    ),
    "vocational": (
        "中职", "职高", "中专", "技校", "中等职业教育", "中等职业学校", "中等专业学校", "职业高中", "技工学校",
        *_grades("中职", 4), *_grades("中专", 4), *_grades("职高", 3), *_grades("技校", 4),
        "中职在读", "中专在读", "技校在读", "职高在读", "中职生", "中专生", "职高生", "技校生", "读中职", "读中专",
        "读职高",
        "读技校", "在读中职", "在读中专", "在读技校",
    ),
    "higher": (
        "大专", "本科", "大专及以上", "高等教育", "本科及以上", "大学", "大学本科", "大学专科", "高职高专", "高职",
        "专科", "研究生", "硕士", "博士", "硕士研究生", "博士研究生", "硕士及以上", "硕士研究生及以上", "研究生及以上",
        *_grades("大专", 4), *_grades("高职高专", 4), *_grades("高职", 4), *_grades("本科", 6), *_grades("大学", 5),
        *_grades("大学本科", 5), *_grades("硕士", 3), *_grades("硕士研究生", 3), *_grades("博士", 5),
        *_grades("技师学院", 4), "技师学院", *(f"大{each}" for each in _NUMERALS[:4]),
        *_grades("专科", 4),
        *_grades("研究生", 3), *_grades("博士研究生", 5), "技师", "本科及研究生及以上", "硕士生及以上", "大专在读",
            "本科在读", "大学在读", "研究生在读", "高职在读", "大学生", "大专生", "本科生", "在校大学生", "读大学",
            "读大专",
        "读本科", "在读大学", "在读大专", "在读本科",
    ),
    "out of school": (
        "非在校", "失学", "辍学", "未上学", "非在校生", "不在校", "休学", "失学辍学", "已毕业", "毕业", "否", "不在读",
        "非学生",
        "不是学生", "已辍学", "已失学",
    ),
}  # fmt: skip
#: What says that somebody is in school, and not in which.
SCHOOLING_UNTOLD = (
    "是", "在校", "在读", "在校生", "在读生", "学生", "在校学生", "在读学生", "上学", "在学", "特教", "特教学校",
    "特殊教育学校",
    "送教上门",
)  # fmt: skip
#: The school completed last (文化程度).
COMPLETED: Mapping[str, tuple[str, ...]] = {
    "preschool": ("学前", "学龄前儿童", "学前教育", "幼儿园", "学前班"),
    "primary": ("小学", "小学毕业", "小学文化", "小学文化程度", "小学学历"),
    "junior": ("初中", "初中毕业", "初中文化", "初中文化程度", "初中学历"),
    "senior": ("高中", "普通高中", "高中毕业", "高中文化", "高中文化程度", "高中学历"),
    "vocational": (
        "中职", "职高", "中专", "技校", "职业高中", "中等职业教育", "中等专业学校", "中专毕业", "中职毕业", "职高毕业",
        "技校毕业", "中专文化", "中专学历", "中师", "中等师范",
    ),
    "higher": (
        "大专", "本科", "大专及以上", "本科及以上", "大学", "大学本科", "大学专科", "高职高专", "高职", "专科",
        "研究生", "硕士", "博士", "硕士及以上", "硕士研究生", "硕士研究生及以上", "研究生及以上", "技师",
        "本科及研究生及以上",
        "硕士生及以上", "大专毕业", "本科毕业", "大学毕业", "大专文化", "大学文化", "大专学历", "本科学历", "大专以上",
        "本科以上",
    ),
    "out of school": (
        "未上过学", "文盲或半文盲", "文盲半文盲", "文盲", "半文盲", "未上学", "不识字", "没上过学", "没有上过学",
        "没上学",
        "未读书", "没读书", "没读过书", "未读过书", "未入学", "无文化", "无学历",
    ),
}  # fmt: skip
#: What is said of those who did not finish a school, are in one, or finished one of two.
COMPLETED_UNTOLD = (
    "小学肄业", "初小", "高小", "小学以下", "小学未毕业", "初中肄业", "初中未毕业", "高中肄业", "高中未毕业", "扫盲",
    "扫盲班",
    "在读", "在校", "学生", "小学在读", "初中在读", "高中在读", "高中/中专", "高中或中专", "高中及中专",
    "高中（含中专）",
    "高中（中专）", "中专/高中", "幼儿", "儿童",
)  # fmt: skip
#: Kinds of disability (残疾类别).
_KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
#: State of health (健康状况); of several states in a cell the gravest counts.
HEALTH: Mapping[str, tuple[str, ...]] = {
    "healthy": ("健康", "良好", "健康或良好", "身体健康", "身体良好", "健康良好", "正常", "无病", "无疾病",
    "健康状况良好",
                "身体状况良好"),
    "chronic": (
        "长期慢性病", "慢性病", "患有长期慢性病", "患长期慢性病", "慢病", "长期慢病", "有慢性病", "患慢性病",
        "患有慢性病",
        "慢性疾病", "慢性病患者",
    ),
    "serious": (
        "患有大病", "大病", "患大病", "重病", "重大疾病", "有大病", "重大病", "患重病", "患有重病", "重疾",
        "患重大疾病",
        "患有重大疾病", "大病患者",
    ),
}  # fmt: skip
#: What says that somebody is not well, and not whether for long or gravely.
HEALTH_UNTOLD = (
    "较好", "亚健康",
    "一般", "一般或较弱", "较弱", "较差", "差", "不好", "欠佳", "体弱", "体弱多病", "多病", "有病", "患病", "疾病",
    "生病", "不健康",
)  # fmt: skip
_SHORT_KINDS = ("视残", "听残", "言残", "肢残", "智残", "精残")
#: Grade of a disability (残疾等级).
DISABILITY: Mapping[str, tuple[str, ...]] = {
    "none": ("无", "无残疾", "非残疾", "否"),
    **{
        value: (
            f"{name}级",
            f"{name}级残疾",
            f"残疾{name}级",
            f"{value}级",
            roman,
            roman[0],
            name,
            f"{value}.0",
            *(each for kind in _KINDS for each in (f"{kind}{name}级", f"{kind}残疾{name}级", f"{name}级{kind}")),
            *(f"{name}级{kind}残疾" for kind in _KINDS),
            *(each for short in _SHORT_KINDS for each in (f"{short}{name}级", f"{name}级{short}")),
        )
        for value, name, roman in zip("1234", "一二三四", ("Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"), strict=True)
    },
    "ungraded": (
        "残疾",
        "有残疾",
        "有",
        "是",
        "未评级",
        "未定级",
        "未评",
        *(f"{kind}残疾" for kind in _KINDS),
        *_SHORT_KINDS,
    ),
}
#: Words of the state of health that state a disability, with its grade or without.
HEALTH_ALSO = (
    *(
        (word, "disability", "ungraded")
        for word in ("残疾", "残疾人", "有残疾", "持证残疾", *(f"{kind}残疾" for kind in _KINDS), *_SHORT_KINDS)
    ),
    *(
        (word, "disability", grade)
        for grade, words in DISABILITY.items()
        for word in words
        if len(word) > 2 and grade in "1234" and (word[0] in "残肢视听言智精多" or "残疾" in word)
    ),
)
#: Somebody without a certificate may be disabled all the same.
DISABILITY_UNTOLD = ("未办证", "无证", "无残疾证", "没有残疾证", "未办残疾证")
#: Capacity for work (劳动技能).
LABOUR: Mapping[str, tuple[str, ...]] = {
    "none": (
        "无劳动力", "丧失劳动力", "丧失劳动能力", "无劳动能力", "无劳力", "完全丧失劳动能力", "丧失劳力",
        "没有劳动能力",
        "没有劳动力", "没有劳力", "无劳", "丧劳", "完全丧失劳动力", "已丧失劳动能力",
        "丧失",
    ),
    "weak": (
        "弱劳动力", "半劳动力", "弱劳动力或半劳动力", "弱劳力", "弱劳动力半劳动力", "部分丧失劳动能力",
        "部分丧失劳动力",
        "弱（半）劳动力", "半劳力", "半劳", "弱劳", "弱劳动能力", "半劳动能力", "部分劳动能力", "弱半劳动力",
        "弱、半劳动力",
        "弱", "半",
    ),
    "ordinary": (
        "普通劳动力", "普通劳动能力", "普通劳力", "有劳动能力", "有劳动力", "整劳动力", "整劳力", "整劳", "全劳动力",
        "全劳力",
        "全劳", "一般劳动力", "一般劳力", "正常劳动力", "正常劳力", "普劳", "普通",
        "有劳力", "全",
    ),
    "skilled": (
        "技能劳动力", "技能劳动能力", "技能劳力", "技术劳动力", "技能型劳动力", "有技能劳动力", "技术劳力",
    ),
}  # fmt: skip
#: What leaves open whether the capacity for work is whole, and what is said of those too young, too old or in school.
LABOUR_UNTOLD = (
    "有", "是", "否", "正常", "整半劳力", "整半劳动力", "学生", "在校生", "在校学生", "在校", "儿童", "幼儿", "未成年",
    "未成年人",
    "老人", "老年人", "不适用",
)  # fmt: skip
_EXITED = ("已脱贫", "脱贫", "已脱贫户", "脱贫户", "正常脱贫", "正常脱贫户", "稳定脱贫", "稳定脱贫户")
#: Where a household stands in the register (脱贫属性, 户类型). Those on the brink were never registered as poor; those
#: to whom policies no longer apply have exited too, and have no right to measures.
REGISTRATION: Mapping[str, tuple[str, ...]] = {
    "not registered": ("未建档", "一般农户", "一般户", "非贫困户", "非建档立卡户", "边缘易致贫户", "边缘户"),
    "candidate": ("候选", "拟识别", "拟新识别"),
    "registered": (
        "未脱贫", "贫困户", "建档立卡贫困户", "未脱贫户", "新识别", "一般贫困户", "低保贫困户", "五保贫困户", "扶贫户",
        "预脱贫", "预脱贫户",
    ),
    "exited": (
        *_EXITED, *_with(_EXITED, ("享受政策", "继续享受政策")), "继续享受政策", "脱贫不稳定户", "脱贫监测户",
    ),
    "no longer entitled": (
        *_with(_EXITED, ("不再享受政策", "不享受政策", "不再继续享受政策", "不继续享受政策")), "不再享受政策",
    ),
    "returned": ("返贫", "返贫户"),
    "removed": ("已剔除", "错评剔除", "剔除"),
}  # fmt: skip
#: Words of households that are monitored, whether or not they were ever registered as poor.
REGISTRATION_UNTOLD = ("突发严重困难户", "突发困难户", "监测对象", "监测户", "监测对象户", "风险已消除")
#: Grade of a dwelling (住房等级).
DWELLING: Mapping[str, tuple[str, ...]] = {
    grade: (f"{grade}级", f"{grade}级危房" if grade in "CD" else f"{grade}级住房", f"{grade}级房屋") for grade in "ABCD"
}
#: What says that a dwelling is dangerous, and not which grade it has.
DWELLING_UNTOLD = ("危房", "危房户", "CD级", "CD级危房", "C、D级", "C、D级危房", "住危房")
#: Sex (性别).
SEX: Mapping[str, tuple[str, ...]] = {"male": ("男", "男性", "M"), "female": ("女", "女性", "F")}
_BIRTHS = ("长", "大", "次", "二", "三", "四", "五", "六", "小", "幺", "独生", "养", "继")


def _born(*words: str) -> tuple[str, ...]:
    return tuple(f"{birth}{word}" for word in words for birth in _BIRTHS)


#: How a person is related to the head of the household (与户主关系).
RELATION: Mapping[str, tuple[str, ...]] = {
    "head": ("户主", "本人", "户主本人"),
    "spouse": ("配偶", "之妻", "之夫", "妻子", "丈夫", "妻", "夫", "之配偶", "爱人", "老伴", "老婆",
               "老公"),
    "son": ("之子", "儿子", "子", "儿", "独子", *_born("子", "儿子", "儿")),
    "daughter": ("之女", "女儿", "女", "独女", *_born("女", "女儿")),
    "son-in-law": ("之女婿", "女婿"),
    "daughter-in-law": ("之儿媳", "儿媳", "儿媳妇"),
    "grandson": ("之孙子", "孙子", "长孙", "次孙", "大孙子", "小孙子"),
    "granddaughter": ("之孙女", "孙女", "长孙女", "次孙女", "大孙女", "小孙女"),
    "son of daughter": ("之外孙子", "外孙子", "外孙"),
    "daughter of daughter": ("之外孙女", "外孙女"),
    "great-grandson": ("之曾孙子", "曾孙子", "曾孙", "重孙", "重孙子"),
    "great-granddaughter": ("之曾孙女", "曾孙女", "重孙女"),
    "father": ("之父", "父亲", "父", "爸爸"),
    "mother": ("之母", "母亲", "母", "妈妈"),
    "father of husband": ("之公公", "公公"),
    "mother of husband": ("之婆婆", "婆婆"),
    "father of wife": ("之岳父", "岳父"),
    "mother of wife": ("之岳母", "岳母"),
    "grandfather": ("之祖父", "祖父", "爷爷", "外祖父", "之外祖父", "外公", "姥爷"),
    "grandmother": ("之祖母", "祖母", "奶奶", "外祖母", "之外祖母", "外婆", "姥姥"),
    "sibling": ("之兄弟姐妹", "兄弟姐妹", "之兄", "之弟", "之姐", "之妹", "哥哥", "弟弟", "姐姐", "妹妹", "兄弟",
                "姐妹", "兄", "弟", "姐", "妹"),
    "wife of brother": ("之兄弟媳妇", "兄弟媳妇", "嫂子", "弟媳", "弟妹", "之嫂", "之弟媳", "嫂"),
    "uncle": ("之叔伯", "叔伯", "叔叔", "伯父", "叔父"),
    "nephew": ("之侄儿", "侄儿", "侄子", "之侄子", "之侄", "侄"),
    "niece": ("之侄女", "侄女"),
    "other": ("其他", "其它", "其他亲属", "其他关系", "非亲属", "之其他", "孙媳", "孙媳妇", "孙女婿", "外甥",
              "外甥女", "姑姑", "姑妈", "舅舅", "舅父", "姨妈"),
}  # fmt: skip
#: Kind of papers (证件类型).
CERTIFIED = ("残疾人证", "残疾证", "第二代残疾人证", "残疾人证件")
NOT_CERTIFIED = ("居民身份证", "身份证", "户口簿", "居民户口簿", "军官证", "士兵证", "护照", "港澳通行证", "出生证明")
#: Kind of a disability (残疾类别), and how it is named in short.
DISABILITY_KIND: Mapping[str, tuple[str, ...]] = {
    code: (f"{kind}残疾", kind)
    for code, kind in zip(("sight", "hearing", "speech", "limbs", "intellect", "mind", "multiple"), _KINDS, strict=True)
}
#: How it is said whether somebody works away from home (是否外出务工), and whether a house is dangerous (是否危房户).
WORKING_AWAY = ("外出", "外出务工", "在外务工", "在外打工", "外出打工", "打工", "务工", "已外出")
NOT_WORKING_AWAY = ("在家", "未外出", "没外出", "未务工", "没务工", "未外出务工", "在家务农", "不外出")
DANGEROUS_HOUSE = ("危房", "危房户", *(f"{grade}级{what}" for grade in "CD" for what in ("", "危房")))
NOT_DANGEROUS_HOUSE = ("非危房", "不是危房", "非危房户", "安全", "安全住房", "住房安全", "A级", "B级")
#: Why a child of school age is out of school (义务教育阶段未上学原因).
OUT_OF_SCHOOL_REASON: Mapping[str, tuple[str, ...]] = {
    "illness": ("因病", "因病失学", "因病辍学", "生病", "疾病"),
    "disability": ("因残", "因残失学", "因残辍学", "残疾", "智力障碍", "重度残疾"),
    "poverty": ("因贫", "因贫失学", "因贫辍学", "家庭贫困", "贫困"),
    "unwilling": ("厌学", "自愿辍学", "学习困难"),
    "other": ("其他", "其它", "其他原因"),
}
#: How it is said whether somebody is insured (是否参加新农合, 是否参加养老保险).
INSURED = (
    "参保", "已参保", "正常参保", "缴费", "已缴费", "已缴", "已交", "正常缴费", "已参", "参", "代缴", "政府代缴",
    "资助参保",
)  # fmt: skip
NOT_INSURED = ("未参", "未参保", "没参保", "未缴费", "未缴", "未交", "没交", "没缴费", "断保", "停保", "断缴")
MEDICAL_INSURED = (
    *INSURED, "参合", "已参合", "新农合", "参加新农合", "已参加新农合", "城乡居民医保", "居民医保", "职工医保",
    "城乡居民", "城镇职工",
    "城乡居民基本医疗保险", "城镇职工基本医疗保险",
)  # fmt: skip
NOT_MEDICAL_INSURED = (*NOT_INSURED, "未参合", "没参合", "未参加新农合")
PENSION_INSURED = (
    *INSURED, "新农保", "参加新农保", "已参加新农保", "城乡居民养老保险", "居民养老保险", "职工养老保险", "城乡居民",
    "城镇职工",
    "城乡居民基本养老保险", "城镇职工基本养老保险",
)  # fmt: skip
#: How help is named that a person has (享受低保政策情况, 享受特困供养政策情况).
ON_DIBAO = (
    "农村低保", "城市低保", "城镇低保", "低保", "享受低保", "享受农村低保", "享受城市低保", "低保户", "低保对象",
    "已享受低保",
    "在享受低保", "纳入低保", "已纳入低保",
    *(f"{kind}类{what}" for kind in "ABC一二三" for what in ("", "低保")),
)  # fmt: skip
NOT_ON_DIBAO = ("非低保", "非低保户", "未纳入低保", "不是低保户")
ON_FIVE_GUARANTEE = (
    "农村特困", "城市特困", "特困", "特困供养", "农村特困供养", "城市特困供养", "五保", "分散供养", "集中供养",
    "农村特困人员", "城市特困人员", "分散供养特困人员", "集中供养特困人员",
    "五保户", "五保对象", "特困人员", "享受五保", "享受特困供养",
)  # fmt: skip
#: Household attribute (贫困户属性).
ATTRIBUTE: Mapping[str, tuple[str, ...]] = {
    "ordinary": ("一般户", "一般", "一般贫困户", "一般农户", "一般脱贫户", "一般贫困"),
    "dibao": ("低保户", "低保", "低保贫困户", "农村低保户", "低保脱贫户", "低保贫困", "享受低保",
              "扶贫低保户", "纯低保户"),
    "five-guarantee": (
        "五保户", "五保", "五保贫困户", "特困", "特困户", "特困供养户", "特困供养贫困户", "特困供养", "特困供养人员",
        "五保贫困", "特困人员", "农村特困供养",
    ),
}  # fmt: skip
#: Causes of poverty (致贫原因) and risks of falling back (致贫/返贫风险), beside their labels.
CAUSE: Mapping[str, tuple[str, ...]] = {
    "illness": ("因病致贫", "因病返贫"),
    "disability": ("因残致贫", "因残返贫"),
    "schooling": ("因学致贫", "因学返贫"),
    "marriage": ("因婚致贫",),
    "labour": ("缺劳动力", "缺乏劳动力", "缺乏劳力", "无劳动力", "缺少劳动力", "缺少劳力"),
    "motivation": ("缺动力", "自身发展力不足", "自身发展能力不足", "自身动力不足", "内生动力不足", "发展动力不足"),
    "transport": ("交通落后", "交通条件差", "交通不便"),
    "other": ("其它", "其他原因"),
    "disaster": ("因自然灾害", "自然灾害", "因灾致贫", "因灾返贫"),
    "land": ("缺地", "缺乏土地", "缺少土地"),
    "water": ("缺乏水源",),
    "technology": ("缺乏技术", "缺少技术", "缺技能", "无技术"),
    "funds": ("缺乏资金", "缺少资金", "缺钱"),
}
RISK: Mapping[str, tuple[str, ...]] = {
    "natural disaster": ("因灾", "自然灾害"),
    "accident": ("因意外", "意外事故", "因突发意外事故"),
    "industry failure": ("产业项目失败", "因产业项目失败或经营不善"),
    "unstable work": ("务工就业不稳", "就业不稳", "因就业不稳"),
    "lack of labour": ("因缺劳动力", "缺劳力"),
    "housing": ("因住房", "安全住房", "因住房安全"),
    "water": ("因饮水", "安全饮水", "因饮水安全"),
    "other": ("其它",),
}
#: Kind of the way to the house (入户路类型), and what is mostly burnt (主要燃料类型).
ROAD: Mapping[str, tuple[str, ...]] = {
    "earth": ("泥土路", "土路", "普通泥土路"),
    "gravel": ("砂石路", "沙石路", "石子路"),
    "concrete": ("水泥路", "混凝土路", "水泥硬化路"),
    "asphalt": ("沥青路", "柏油路", "油路"),
    "other": ("其他", "其它", "砖路", "石板路"),
}
FUEL: Mapping[str, tuple[str, ...]] = {
    "wood": ("柴草", "柴火", "薪柴", "秸秆"),
    "dung": ("干畜粪", "畜粪"),
    "coal": ("煤炭", "煤", "煤球"),
    "clean": ("清洁能源", "电", "天然气", "液化气", "煤气", "沼气", "太阳能", "电、天然气、液化气等清洁能源"),
    "other": ("其它", "其他燃料"),
}
#: As what a household is monitored (监测对象类别), and how its risk was removed (风险消除方式).
MONITORED: Mapping[str, tuple[str, ...]] = {
    "none": ("非监测户", "无", "否", "非监测"),
    "unstable": ("脱贫不稳定户", "脱贫不稳定", "脱贫监测户"),
    "marginal": ("边缘易致贫户", "边缘易致贫", "边缘户"),
    "sudden": ("突发严重困难户", "突发严重困难", "突发困难户"),
}
REMOVAL: Mapping[str, tuple[str, ...]] = {
    "helped": ("帮扶后消除", "帮扶消除风险"),
    "natural": ("自然消除风险", "死亡自然消除"),
}
