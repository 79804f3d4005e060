"""The codes that records hold, each with its label."""

from __future__ import annotations

from antipoverty.text import Code


class Registration(Code):
    """Where a household stands in the register (建档立卡状态).

    The register knows two kinds of households that have exited: those to whom policies still apply (享受政策), and
    those no longer entitled to measures (不再享受政策).
    """

    NOT_REGISTERED = "not registered", "not registered", "未建档立卡"
    CANDIDATE = "candidate", "candidate", "拟识别"
    REGISTERED = "registered", "registered", "未脱贫"
    EXITED = "exited", "exited", "已脱贫"
    NO_LONGER_ENTITLED = "no longer entitled", "exited, no longer entitled to measures", "已脱贫（不再享受政策）"
    RETURNED = "returned", "returned to poverty", "返贫"
    REMOVED = "removed", "removed from the register", "已剔除"


class TransferKind(Code):
    """Kinds of transfer income (转移性收入). The rulebook says which of them count."""

    PENSION = "pension", "pension", "养老金"
    FIVE_GUARANTEE = "five_guarantee", "five-guarantee support", "五保金"
    DIBAO = "dibao", "subsistence allowance (dibao)", "低保金"
    PRODUCTION_SUBSIDY = "production_subsidy", "subsidies for production and ecology", "生产及生态补贴"
    FAMILY_SUPPORT = "family_support", "support from family", "赡养费"
    RELOCATION_GRANT = "relocation_grant", "relocation grant", "搬迁补助"
    HOUSING_GRANT = "housing_grant", "housing grant", "危房改造补助"
    SHED_GRANT = "shed_grant", "grant for pens and sheds", "圈舍补助"
    CONSOLATION = "consolation", "consolation money", "慰问金"
    RELIEF = "relief", "relief", "临时救助"
    MEDICAL_REIMBURSEMENT = "medical_reimbursement", "medical reimbursement", "医疗报销"
    EDUCATION_AID = "education_aid", "education aid", "教育资助"


class DwellingGrade(Code):
    """Safety grade of a house (住房等级): A is safe, D is dangerous as a whole."""

    A = "A", "A", "A级"
    B = "B", "B", "B级"
    C = "C", "C", "C级"
    D = "D", "D", "D级"


class Schooling(Code):
    """The schooling that a person is in now (在校情况)."""

    PRESCHOOL = "preschool", "preschool", "学前教育"
    PRIMARY = "primary", "primary school", "小学"
    JUNIOR = "junior", "junior secondary school", "初中"
    SENIOR = "senior", "senior secondary school", "高中"
    VOCATIONAL = "vocational", "vocational school", "中职"
    HIGHER = "higher", "higher education", "大专及以上"
    OUT_OF_SCHOOL = "out of school", "out of school", "非在校"


class Completed(Code):
    """The school that a person completed last (文化程度), by the codes of `Schooling`."""

    PRESCHOOL = "preschool", "preschool", "学前教育"
    PRIMARY = "primary", "primary school", "小学"
    JUNIOR = "junior", "junior secondary school", "初中"
    SENIOR = "senior", "senior secondary school", "高中"
    VOCATIONAL = "vocational", "vocational school", "中职"
    HIGHER = "higher", "higher education", "大专及以上"
    OUT_OF_SCHOOL = "out of school", "no school", "未上过学"


class Health(Code):
    """State of health (健康状况)."""

    HEALTHY = "healthy", "healthy", "健康"
    CHRONIC = "chronic", "chronic illness", "长期慢性病"
    SERIOUS = "serious", "serious illness", "患有大病"


class Disability(Code):
    """Grade of a certified disability (残疾等级): one is the gravest; ungraded where the grade is not known."""

    NONE = "none", "none", "无"
    ONE = "1", "grade one", "一级"
    TWO = "2", "grade two", "二级"
    THREE = "3", "grade three", "三级"
    FOUR = "4", "grade four", "四级"
    UNGRADED = "ungraded", "of unknown grade", "残疾（等级不详）"


class Labour(Code):
    """Capacity for work (劳动能力)."""

    NONE = "none", "none", "无劳动能力"
    WEAK = "weak", "weak", "弱劳动力"
    ORDINARY = "ordinary", "ordinary", "普通劳动力"
    SKILLED = "skilled", "skilled", "技能劳动力"


class WorkRegion(Code):
    """How far away from home a person works (务工地区), nearest first.

    >>> WorkRegion("province").text["zh"]
    '县外省内'
    """

    TOWNSHIP = "township", "in the township", "乡镇内"
    COUNTY = "county", "elsewhere in the county", "乡镇外县内"
    PROVINCE = "province", "elsewhere in the province", "县外省内"
    OUTSIDE = "outside", "in another province", "省外"
    ABROAD = "abroad", "abroad", "境外"


class MonitoredType(Code):
    """The type of a monitored household (监测对象类别), or that it is not monitored."""

    NONE = "none", "not monitored", "非监测对象"
    UNSTABLE = "unstable", "exited household that is not stable", "脱贫不稳定户"
    MARGINAL = "marginal", "marginal household that may become poor", "边缘易致贫户"
    SUDDEN = "sudden", "household in sudden serious hardship", "突发严重困难户"
    REGULAR = "regular", "household at risk by the local standard, from 2026 on", "防止返贫致贫对象"


class RiskCode(Code):
    """Risks of falling back (返贫致贫风险; CA-06), the codes of monitoring from 2020 on. They are not causes: grade B.

    >>> RiskCode.UNSTABLE_WORK.text["zh"]
    '因务工就业不稳'
    """

    ILLNESS = "illness", "illness", "因病"
    SCHOOLING = "schooling", "schooling", "因学"
    DISABILITY = "disability", "disability", "因残"
    NATURAL_DISASTER = "natural disaster", "natural disaster", "因自然灾害"
    ACCIDENT = "accident", "accident", "因意外事故"
    INDUSTRY_FAILURE = "industry failure", "industry failure", "因产业项目失败"
    UNSTABLE_WORK = "unstable work", "unstable work", "因务工就业不稳"
    LACK_OF_LABOUR = "lack of labour", "lack of labour", "缺劳动力"
    HOUSING = "housing", "housing", "因安全住房"
    WATER = "water", "water", "因安全饮水"
    OTHER = "other", "other", "其他"


class RemovalKind(Code):
    """How a monitored household's risk was removed (风险消除方式)."""

    HELPED = "helped", "removed by help", "帮扶消除"
    NATURAL = "natural", "removed by itself", "自然消除"


class Sex(Code):
    """Sex (性别)."""

    MALE = "male", "male", "男"
    FEMALE = "female", "female", "女"


class RelationToHead(Code):
    """How a person is related to the head of the household (与户主关系)."""

    HEAD = "head", "head of the household", "户主"
    SPOUSE = "spouse", "husband or wife", "配偶"
    SON = "son", "son", "之子"
    DAUGHTER = "daughter", "daughter", "之女"
    SON_IN_LAW = "son-in-law", "son-in-law", "之女婿"
    DAUGHTER_IN_LAW = "daughter-in-law", "daughter-in-law", "之儿媳"
    GRANDSON = "grandson", "grandson", "之孙子"
    GRANDDAUGHTER = "granddaughter", "granddaughter", "之孙女"
    SON_OF_DAUGHTER = "son of daughter", "a daughter's son", "之外孙子"
    DAUGHTER_OF_DAUGHTER = "daughter of daughter", "a daughter's daughter", "之外孙女"
    GREAT_GRANDSON = "great-grandson", "great-grandson", "之曾孙子"
    GREAT_GRANDDAUGHTER = "great-granddaughter", "great-granddaughter", "之曾孙女"
    FATHER = "father", "father", "之父"
    MOTHER = "mother", "mother", "之母"
    FATHER_OF_HUSBAND = "father of husband", "the husband's father", "之公公"
    MOTHER_OF_HUSBAND = "mother of husband", "the husband's mother", "之婆婆"
    FATHER_OF_WIFE = "father of wife", "the wife's father", "之岳父"
    MOTHER_OF_WIFE = "mother of wife", "the wife's mother", "之岳母"
    GRANDFATHER = "grandfather", "grandfather", "之祖父"
    GRANDMOTHER = "grandmother", "grandmother", "之祖母"
    SIBLING = "sibling", "brother or sister", "之兄弟姐妹"
    WIFE_OF_BROTHER = "wife of brother", "a brother's wife", "之兄弟媳妇"
    UNCLE = "uncle", "uncle", "之叔伯"
    NEPHEW = "nephew", "nephew", "之侄儿"
    NIECE = "niece", "niece", "之侄女"
    OTHER = "other", "other", "其他"


class DisabilityKind(Code):
    """Kind of a certified disability (残疾类别), in the order of place 19 of the certificate's number."""

    SIGHT = "sight", "of sight", "视力残疾"
    HEARING = "hearing", "of hearing", "听力残疾"
    SPEECH = "speech", "of speech", "言语残疾"
    LIMBS = "limbs", "of limbs", "肢体残疾"
    INTELLECT = "intellect", "intellectual", "智力残疾"
    MIND = "mind", "mental", "精神残疾"
    MULTIPLE = "multiple", "multiple", "多重残疾"


class OutOfSchoolReason(Code):
    """Why a child of school age is out of school (义务教育阶段未上学原因)."""

    ILLNESS = "illness", "illness", "因病"
    DISABILITY = "disability", "disability", "因残"
    POVERTY = "poverty", "poverty", "因贫"
    UNWILLING = "unwilling", "unwilling to learn", "厌学"
    OTHER = "other", "other", "其他"


class HouseholdAttribute(Code):
    """What the register calls a household besides where it stands (贫困户属性)."""

    ORDINARY = "ordinary", "ordinary", "一般户"
    DIBAO = "dibao", "on the subsistence allowance", "低保户"
    FIVE_GUARANTEE = "five-guarantee", "in the five-guarantee scheme", "五保户"


class CauseCode(Code):
    """A cause of poverty as the register states it (致贫原因): the codes of `antipoverty.causes.Cause`."""

    ILLNESS = "illness", "illness", "因病"
    DISABILITY = "disability", "disability", "因残"
    SCHOOLING = "schooling", "schooling", "因学"
    DISASTER = "disaster", "disaster", "因灾"
    LAND = "land", "lack of land", "缺土地"
    WATER = "water", "lack of water", "缺水"
    TECHNOLOGY = "technology", "lack of technology", "缺技术"
    LABOUR = "labour", "lack of labour", "缺劳力"
    FUNDS = "funds", "lack of funds", "缺资金"
    TRANSPORT = "transport", "poor transport", "交通条件落后"
    MOTIVATION = "motivation", "lack of own drive", "自身发展动力不足"
    MARRIAGE = "marriage", "marriage", "因婚"
    OTHER = "other", "other", "其他"


class RoadKind(Code):
    """Kind of the way to the house (入户路类型)."""

    EARTH = "earth", "earth", "泥土路"
    GRAVEL = "gravel", "gravel", "砂石路"
    CONCRETE = "concrete", "concrete", "水泥路"
    ASPHALT = "asphalt", "asphalt", "沥青路"
    OTHER = "other", "other", "其他路"


class Fuel(Code):
    """What a household mostly burns (主要燃料类型)."""

    WOOD = "wood", "firewood and straw", "柴草"
    DUNG = "dung", "dried dung", "干畜粪"
    COAL = "coal", "coal", "煤炭"
    CLEAN = "clean", "clean energy", "清洁能源"
    OTHER = "other", "other", "其他"
