# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # From the document to the public notice
#
# The works and sums of three township summaries, posted as their finance offices would have done. The summaries give
# sums and quantities, but no documents, no days and no donors: those are stand-ins, marked as such, and the year is
# 2014. Illegible figures are not posted but listed.

# %% [markdown] tags=["zh"]
# # 从下达文件到公告公示
#
# 三份乡镇总结中的项目与金额，按财务记账方式入账。总结未载文件、日期与资金来源，此处以占位代替，年度按2014年。
# 总结中无法辨认的数字不入账，单独列出。

# %%
from datetime import date
from decimal import Decimal

import polars as pl

from antipoverty import registers, samples
from antipoverty.funds import (
    RULES,
    Allotment,
    Appropriation,
    Beneficiary,
    BudgetLine,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundError,
    FundTransfer,
    Hiring,
    Ledger,
    Notice,
    Oversight,
    Project,
    Reversal,
    assess_spending,
    execution,
    plan_against_actual,
    post,
    post_all,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds.exchange import beancount_text, post_frame
from antipoverty.funds.notices import beneficiary_sheet, check_sheet, notice_sheet
from antipoverty.reviews import PrintedFigure
from antipoverty.text import Language, Text

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

SUMMARIES = {name: samples.load_summary(name) for name in samples.SUMMARIES}


def as_printed(town: str, name: str) -> str:
    """A figure as it was printed."""
    figure = SUMMARIES[town].figures[name]
    assert isinstance(figure, PrintedFigure)
    return figure.printed


def figure(town: str, name: str) -> Decimal:
    """A figure as it was read."""
    value = SUMMARIES[town].figures[name].value
    assert isinstance(value, Decimal)
    return value


def readable(town: str, name: str) -> bool:
    """Whether a figure of the summary can be read."""
    return SUMMARIES[town].figures[name].value is not None


# %% [markdown]
# ## Funds and projects
#
# One fund for each town, whoever gave the money. A project whose quantity can be read counts as accepted.

# %% [markdown] tags=["zh"]
# ## 资金与项目
#
# 每镇以一项资金代替实际来源；数量可辨认的项目视为已验收。

# %%
KM, HOUSES, BRIDGES, PERSONS = Text("km", "公里"), Text("houses", "户"), Text("bridges", "座"), Text("persons", "人")
M2, HALLS, VILLAGES = Text("m2", "平方米"), Text("buildings", "处"), Text("villages", "村")

#: Town, project, name, category, place, the figure of the money, the figure of the quantity, the unit.
WORKS = (
    (
        "village-programme",
        "road",
        Text("Access road", "通畅工程"),
        "road",
        "Paizhu, Xinli",
        "road_money",
        "road_length",
        KM,
    ),
    (
        "village-programme",
        "qunjing",
        Text("Qunjing access road", "群井通达工程"),
        "road",
        "Qunjing",
        "qunjing_money",
        "qunjing_length",
        KM,
    ),
    (
        "village-programme",
        "channel",
        Text("High-standard channel", "高标准渠道"),
        "irrigation",
        "Xinli",
        "channel_money",
        "channel_length",
        KM,
    ),
    (
        "village-programme",
        "halls",
        Text("Activity centres", "村级活动场所"),
        "hall",
        None,
        "halls_money",
        "halls",
        HALLS,
    ),
    (
        "village-programme",
        "jingxi-water",
        Text("Drinking water, Jingxi", "井溪村人畜饮水"),
        "water",
        "Jingxi",
        "water_money",
        None,
        None,
    ),
    (
        "village-programme",
        "grid",
        Text("Power grid", "农网改造"),
        "power",
        "Jingxi, Wen Ding",
        "grid_money",
        "grid_length",
        KM,
    ),
    (
        "village-programme",
        "low-voltage",
        Text("Low-voltage lines", "低压线路改造"),
        "power",
        "Paizhu",
        "low_voltage_money",
        None,
        None,
    ),
    ("sub-district", "houses", Text("Dangerous houses", "危房改造"), "housing", None, "houses_money", "houses", HOUSES),
    (
        "sub-district",
        "migrants",
        Text("Support of migrants", "移民后期扶持"),
        "relocation",
        None,
        "migrants_money",
        "migrants",
        PERSONS,
    ),
    (
        "sub-district",
        "hardening",
        Text("Two hardening projects", "两硬化"),
        "road",
        None,
        "hardening_money",
        None,
        None,
    ),
    ("sub-district", "lanes", Text("Hardened lanes", "背街小巷硬化"), "road", None, "lanes_money", "lanes_area", M2),
    (
        "mountain-town",
        "water",
        Text("Drinking water", "安全饮水"),
        "water",
        None,
        "water_money",
        "water_villages",
        VILLAGES,
    ),
    (
        "mountain-town",
        "roads",
        Text("Roads to villages and groups", "通村通组公路"),
        "road",
        None,
        "road_money",
        None,
        None,
    ),
    ("mountain-town", "bridges", Text("Bridges", "桥梁"), "road", None, "bridge_money", "bridges", BRIDGES),
    (
        "mountain-town",
        "whole-village",
        Text("Whole-village programme", "整村推进"),
        "other",
        None,
        "programme_money",
        "programme_villages",
        VILLAGES,
    ),
    (
        "mountain-town",
        "stock",
        Text("Breeding pigs and sheep", "种猪种羊"),
        "industry",
        None,
        "stock_money",
        None,
        None,
    ),
)
TOWN_NAMES = {
    "village-programme": Text("Town with six villages", "六村整村推进镇"),
    "sub-district": Text("Sub-district", "某办事处"),
    "mountain-town": Text("Mountain town", "山区镇"),
}

funds = [Fund(town, name, "county", 2014) for town, name in TOWN_NAMES.items()]
projects, sums, unread = [], {}, []
for town, key, name, category, place, money, quantity, unit in WORKS:
    if not readable(town, money):
        unread.append((name, as_printed(town, money)))
        continue
    amount = figure(town, money)
    done = figure(town, quantity) if quantity is not None and readable(town, quantity) else None
    if quantity is not None and done is None:
        unread.append((name, as_printed(town, quantity)))
    projects.append(
        Project(
            key, name, category, place.split(", ") if place else (), in_store=True, budget=[BudgetLine(town, amount)],
            planned=done, done=done, unit=None if done is None else unit,
            started=date(2014, 5, 20), accepted=None if done is None else date(2014, 11, 1),
        )
    )  # fmt: skip
    sums[key] = (town, amount)

# %% [markdown]
# Help in cash under the two systems (两项制度衔接): 245 persons at 400 yuan, which makes 98,000. The two families named
# are made up.

# %% [markdown] tags=["zh"]
# 245人、每人400元，合计98,000元。所列两户为虚构。

# %%
heads, each = figure("village-programme", "linkage_persons"), figure("village-programme", "linkage_amount")
projects.append(
    Project(
        "linkage", Text("Help under the two systems", "两项制度衔接补助"), "grant", group="registered", in_store=True,
        budget=[BudgetLine("village-programme", heads * each)], persons=int(heads),
        beneficiaries=[Beneficiary("h-0412", "张小明", 1_600), Beneficiary("h-0413", "吉克阿果", 2_000)],
    )
)  # fmt: skip
sums["linkage"] = ("village-programme", heads * each)
heads * each

# %% [markdown]
# ## What cannot be read
#
# These stay out of the books.

# %% [markdown] tags=["zh"]
# ## 无法辨认的数字
#
# 以下不入账。

# %%
for name, printed in unread:
    print(name[LANGUAGE], printed, sep=": ")

# %% [markdown]
# ## Posting
#
# Each town's money comes in by one document, goes down to the township, and through every link of the chain.

# %% [markdown] tags=["zh"]
# ## 入账
#
# 每镇资金由一份文件下达，拨至乡镇，依次分配、承诺、支付。

# %%
entries: list[Entry] = []
for town in TOWN_NAMES:
    whole = sum(amount for where, amount in sums.values() if where == town)
    entries += [
        Appropriation(f"{town}-in", date(2014, 3, 1), town, "county", whole, document="stand-in · 占位文号"),
        FundTransfer(f"{town}-down", date(2014, 3, 10), town, "county", whole, to="township"),
    ]
for key, (town, amount) in sums.items():
    for kind, month in ((Allotment, 4), (Encumbrance, 5), (Expenditure, 11)):
        entries.append(kind(f"{key}-{month}", date(2014, month, 15), town, "township", amount, project=key))
entries.sort(key=lambda entry: entry.on)
ledger = post_all(Ledger(funds, projects), entries)
trial_balance(ledger)

# %% [markdown]
# ## A refusal says why

# %% [markdown] tags=["zh"]
# ## 拒绝入账并说明理由

# %%
try:
    post(ledger, Expenditure("x", date(2014, 12, 1), "village-programme", "township", "0.01", project="road"))
except FundError as refusal:
    print(refusal.explain(LANGUAGE))

# %% [markdown]
# An error is undone by a reversal; nothing is edited, and each entry's digest depends on all before it.

# %% [markdown] tags=["zh"]
# 差错以红字冲销，不涂改；每笔摘要值均依赖此前全部分录。

# %%
corrected = post(ledger, Reversal("fix", date(2014, 12, 1), "stock-11", reason="wrong payee"))
print(corrected.balance("spent") - ledger.balance("spent"), corrected.digest[:16], ledger.digest[:16])

# %% [markdown]
# ## What a unit cost
#
# 5,085,000 yuan over 11.3 km are 450,000 a kilometre, and 175,800 over 17 houses 10,341.18 a house.

# %% [markdown] tags=["zh"]
# ## 单位造价
#
# 508.5万元、11.3公里，每公里45万元；17.58万元、17户，每户10,341.18元。

# %%
unit_costs(ledger)

# %%
sources_and_uses(ledger, by="category")

# %% [markdown]
# ## What was planned and not done
#
# The first summary says that channels, drinking water and industry planned at the beginning of the year had only begun,
# for lack of funds. How much was planned it does not say.

# %% [markdown] tags=["zh"]
# ## 未完成项目
#
# 第一份总结称，年初计划的渠道、饮水、产业项目因资金不足仅处于起步阶段，未说明计划数额。

# %%
late = ledger.with_records(
    Project("planned-water", Text("Drinking water (planned)", "人畜饮水（计划）"), "water", unfinished="no-funds"),
    Project("planned-industry", Text("Industry (planned)", "产业项目（计划）"), "industry", unfinished="no-funds"),
)
plan_against_actual(late, on=date(2014, 12, 31))

# %% [markdown]
# ## The rules on a project
#
# The town asked that a tenth of the workers be its own farmers. Crew, decision and notices here are made up.

# %% [markdown] tags=["zh"]
# ## 项目适用的规则
#
# 该镇要求工程用工中本镇农民不低于10%。此处用工、决议与公示均为虚构。

# %%
road = Project(
    "road", Text("Access road", "通畅工程"), "road", villages=("Paizhu", "Xinli"), in_store=True, planned="11.3",
    budget=[BudgetLine("village-programme", 5_085_000)], unit=KM, done="11.3",
    started=date(2014, 5, 20), accepted=date(2014, 11, 1), unit_name="(stand-in · 占位)",
    hiring=Hiring(workers=60, local_workers=5),
    oversight=Oversight(key_project=True, decision=True, decided=date(2014, 4, 2), finance_team=True, signed=True),
    notices=[Notice("plan", date(2014, 4, 3), ("project", "fund", "amount", "plan"), removed=date(2014, 4, 16))],
)  # fmt: skip
for rule in RULES:
    if rule.id in ("local-hiring", "public-notice", "village-oversight"):
        print(assess_spending(rule, road, on=date(2014, 12, 1)).explain(LANGUAGE))
        print()

# %% [markdown]
# ## The public notice
#
# The sheet for the board, and the list of those who were paid, with masked names.

# %% [markdown] tags=["zh"]
# ## 公告公示
#
# 公示栏所用公告，及姓名隐去的受益对象名单。

# %%
with_road = ledger.with_records(road)
notice_sheet(with_road, "road", stage="completion", posted=date(2014, 11, 20))

# %%
beneficiary_sheet(with_road, "linkage")

# %% [markdown]
# Since April 2018 the notice of a plan has to state more. `check_sheet` names the items that the same project's notice
# would lack, with the document that requires them; items that a project has no attribute for are given with `stated=`.

# %% [markdown] tags=["zh"]
# 2018年4月起计划公示内容增多。同一项目若于此后公示，所缺内容及依据逐项列出；项目记录未载者以 `stated=` 补充。

# %%
print(check_sheet(with_road, "road", stage="plan", posted=date(2018, 5, 2)).explain(LANGUAGE))

# %% [markdown]
# ## The year's end
#
# The summary does not divide the money of the helping units (at least 340,000 yuan) by project: none of it can be
# allotted, and it is carried over. After two years it would have to be given back.

# %% [markdown] tags=["zh"]
# ## 年末结转
#
# 帮扶单位投入（34万元以上）未分项目，无法分配，逐年结转；满两年应收回。

# %%
units = Fund("helping-units", Text("Helping units", "帮扶单位资金"), "assisting-unit", 2014)
units_money = figure("village-programme", "helping_units_money")
closing = post_all(
    ledger.with_records(units),
    [
        Appropriation("units-in", date(2014, 9, 1), units.id, "village", units_money),
        CarryOver("units-2014", date(2014, 12, 31), units.id, "village", units_money),
        CarryOver("units-2015", date(2015, 12, 31), units.id, "village", units_money),
    ],
)
execution(closing, on=date(2016, 12, 31))

# %%
try:
    post(closing, CarryOver("units-2016", date(2016, 12, 31), units.id, "village", units_money))
except FundError as refusal:
    print(type(refusal).__name__, refusal.explain(LANGUAGE), sep=": ")

# %% [markdown]
# ## From a file
#
# Ledgers are read with `registers.read`: Chinese headings, any unit, the usual dates; each row is accepted or
# quarantined with its reason, and the accepted rows can be posted. These rows are made up.

# %% [markdown] tags=["zh"]
# ## 读取明细账
#
# 明细账与名册同样读取：中文表头、金额单位、常见日期写法；每行或接受或隔离并说明原因，接受的行可直接入账。
# 以下各行系虚构。

# %%
rows = pl.DataFrame(
    {
        "凭证号": ["1", "2", "3"],
        "日期": ["2014年3月1日", "2014/4/1", "20140402"],
        "业务类型": ["指标下达", "分配", "支付"],
        "资金": ["village-programme"] * 3,
        "层级": ["乡镇"] * 3,
        "金额（万元）": ["9.8"] * 3,
        "项目": [None, "linkage", None],
    }
)
reading = registers.read(rows, registers.ENTRIES)
print(reading.explain(LANGUAGE))
posted = post_frame(reading.accepted, funds=ledger.funds.values(), projects=ledger.projects.values())
print(posted.accepted.select("id", "on", "kind", "amount_fen"))

# %% [markdown]
# ## For other programs
#
# The ledger as Beancount text; `funds.exchange` also writes IATI activities and a fiscal data package.

# %% [markdown] tags=["zh"]
# ## 供其他程序使用
#
# 导出为Beancount文本；亦可导出IATI与财政数据包。

# %%
print("\n".join(beancount_text(ledger).splitlines()[:20]))
