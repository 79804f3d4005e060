"""The words of fund accounting: closed lists of what records and entries may say, named in both languages.

A list grows when a document names something new.
"""

from __future__ import annotations

from antipoverty.text import Code


class Source(Code):
    """Who gave the money (资金来源)."""

    CENTRAL = "central", "central government", "中央"
    PROVINCIAL = "provincial", "province", "省级"
    MUNICIPAL = "municipal", "municipality", "市级"
    COUNTY = "county", "county", "县级"
    WORK_RELIEF = "work-relief", "work relief", "以工代赈"
    ASSISTING_UNIT = "assisting-unit", "assisting unit", "帮扶单位"
    DONATION = "donation", "donation", "社会捐赠"
    SELF_RAISED = "self-raised", "raised by the village", "自筹"


class Level(Code):
    """Which level of government holds the money (资金层级)."""

    CENTRAL = "central", "central", "中央"
    PROVINCE = "province", "province", "省"
    MUNICIPALITY = "municipality", "municipality", "市"
    COUNTY = "county", "county", "县"
    TOWNSHIP = "township", "township", "乡镇"
    VILLAGE = "village", "village", "村"


class Direction(Code):
    """What a special fund is for (资金使用方向; FD-04)."""

    DEVELOPMENT = "development", "development", "扶贫发展"
    WORK_RELIEF = "work-relief", "work relief", "以工代赈"
    ETHNIC_MINORITIES = "ethnic-minorities", "development of ethnic minorities", "少数民族发展"
    SANXI = "sanxi", "Sanxi area", "三西"
    STATE_FARMS = "state-farms", "poor state farms", "国有贫困农场"
    STATE_FOREST_FARMS = "state-forest-farms", "poor state forest farms", "国有贫困林场"


class Category(Code):
    """What kind of project it is (项目类别)."""

    ROAD = "road", "road", "道路"
    IRRIGATION = "irrigation", "canal and irrigation", "水利渠道"
    WATER = "water", "drinking water", "饮水"
    POWER = "power", "power grid", "电网"
    HALL = "hall", "village activity centre", "村级活动场所"
    HOUSING = "housing", "dangerous houses", "危房改造"
    RELOCATION = "relocation", "relocation", "易地搬迁"
    INDUSTRY = "industry", "industry", "产业"
    TRAINING = "training", "training", "培训"
    EDUCATION = "education", "education aid", "教育资助"
    HEALTH = "health", "health", "健康"
    GRANT = "grant", "grants to persons", "到人补助"
    OTHER = "other", "other", "其他"


class Use(Code):
    """What money is spent on, as the ban lists tell it apart (支出用途; FD-05, FD-06)."""

    PROJECT = "project", "the project itself", "项目本身"
    MANAGEMENT = "management", "project management fee", "项目管理费"
    AGENCY = "agency", "basic spending of an agency", "行政事业单位基本支出"
    VEHICLES = "vehicles", "vehicles and communication equipment", "交通工具及通讯设备"
    BONUSES = "bonuses", "bonuses, allowances and welfare", "奖金、津贴和福利"
    ENTERPRISE_LOSSES = "enterprise-losses", "losses of an enterprise", "弥补企业亏损"
    BUILDINGS = "buildings", "office buildings, halls and staff housing", "楼堂馆所及职工住宅"
    DEBT = "debt", "budget gaps and debts", "弥补预算缺口和偿还债务"
    LARGE_WORKS = "large-works", "large and medium capital works", "大中型基本建设"
    URBAN = "urban", "urban infrastructure and urban poverty", "城市基础设施和城市扶贫"
    UNRELATED = "unrelated", "anything else unrelated to the fund", "其他无关支出"


class ContractKind(Code):
    """What a contract buys, as the tender thresholds tell it apart (FD-12)."""

    WORKS = "works", "works", "施工"
    GOODS = "goods", "goods", "货物"
    SERVICES = "services", "survey, design and supervision", "勘察、设计、监理"


class NoticeStage(Code):
    """When a public notice is given (公告公示阶段; FD-08)."""

    PLAN = "plan", "plan", "计划"
    PROGRESS = "progress", "progress", "实施"
    COMPLETION = "completion", "completion", "完成"


class NoticeMedium(Code):
    """Where a public notice is posted (公告公示载体; FD-08)."""

    BOARD = "board", "notice board of the township, village or site", "乡镇、村或项目实施地公示栏"
    WEBSITE = "website", "website", "网站"


class NoticeItem(Code):
    """What a public notice states (公告公示内容; FD-08)."""

    PROJECT = "project", "name of the project", "项目名称"
    PLACE = "place", "place", "实施地点"
    PLAN = "plan", "plan and quantities", "建设任务"
    RATE = "rate", "rate of the subsidy", "补助标准"
    FUND = "fund", "fund and its source", "资金来源"
    AMOUNT = "amount", "amount", "资金规模"
    PERIOD = "period", "period of the works", "实施期限"
    UNIT = "unit", "who carries it out", "实施单位"
    IN_CHARGE = "in-charge", "person in charge", "责任人"
    GOAL = "goal", "performance goal", "绩效目标"
    MECHANISM = "mechanism", "how it brings the poor along", "带贫减贫机制"
    RESULT = "result", "result", "完成情况"
    TELEPHONE = "telephone", "county supervision telephone and 12317", "县级监督电话及12317"


class WorkReliefSource(Code):
    """Whose money pays for work relief, as the shares of pay tell it apart (以工代赈资金来源; FD-13)."""

    CENTRAL_INVESTMENT = "central-investment", "central-budget investment", "中央预算内投资"
    CENTRAL_FISCAL = "central-fiscal", "central fiscal funds", "中央财政资金"
    PROVINCIAL = "provincial", "provincial fiscal funds", "省级财政资金"


class Unfinished(Code):
    """Why a project is not done (未完工原因)."""

    NO_FUNDS = "no-funds", "lack of funds", "资金不足"
    LAND = "land", "land not agreed", "用地未落实"
    WEATHER = "weather", "weather or disaster", "天气或灾害"
    CONTRACTOR = "contractor", "contractor", "施工方原因"
    VILLAGERS = "villagers", "villagers against it", "群众意见不统一"
    CANCELLED = "cancelled", "given up", "已取消"
    OTHER = "other", "other", "其他"


class ProjectState(Code):
    """What has become of a project (项目状态)."""

    PLANNED = "planned", "not begun", "未开工"
    STARTED = "started", "under way", "在建"
    DONE = "done", "done", "已完工"
    UNFINISHED = "unfinished", "not finished", "未完成"
    UNKNOWN = "unknown", "not known", "不详"
