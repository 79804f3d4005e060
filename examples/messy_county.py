# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # A messy county, from file to published table
#
# A workbook as an office keeps it: a title above the headings, merged cells, words of its own, dates in four forms,
# totals at the foot. It is looked at, read with no row lost, checked, decided, and a table of it may be published.
# Every cell below ends with a result, which shows itself without names or numbers of persons: in a notebook of your own
# in both languages, here in English. Every household is made up.

# %% [markdown] tags=["zh"]
# # 一个杂乱的县级文件：从原件到公布表
#
# 一份基层日常使用的工作簿：表头之上有标题，单元格合并，用语不一，日期四种写法，表末有合计。
# 先查看，再读取（一行不丢），核查，认定，最后得出可公布的表。以下每个单元格均以结果收尾，结果自行显示，
# 不含姓名和个人号码：自行运行时以两种语言显示，此处仅列中文。各户均为虚构。

# %%
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from openpyxl import Workbook

from antipoverty import registers, rulebooks
from antipoverty.identification import identify
from antipoverty.text import Language

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

folder = Path(tempfile.mkdtemp())
file = folder / "county.xlsx"
random = Random(2014)
on = date(2014, 5, 1)
book = Workbook()
households = book.active
assert households is not None
households.title = "贫困户"
households.append(["某县2014年农户基本情况表（虚构）"])
households.append(["填报单位：扶贫办", None, None, None, None, None, "单位：元"])
households.append(["户编号", "行政村", "户主姓名", "人口", None, "收入与支出", None, "住房", "识别时间", "备注"])
households.append(
    [None, None, None, "家庭人口数", "有无机动车辆", "家庭年纯收入", "自付医疗支出", "房屋等级", None, None]
)
for cells in ("A1:J1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:G3", "I3:I4", "J3:J4"):
    households.merge_cells(cells)
members = book.create_sheet("家庭成员")
members.append(["户编号", "人员编号", "姓名", "与户主关系", "劳动技能", "健康状况", "是否务工"])
days = ["2014-03-05", "2014.3.5", "2014年3月", date(2014, 3, 5)]
for number in range(1, 3_001):
    key, size = f"h{number:04}", random.randint(1, 5)
    income = round(size * random.uniform(1_500, 9_000), 2)
    households.append(
        [
            key, "村6" if number % 150 == 0 else f"村{number % 5 + 1}", "王某", size,
            random.choice(["无", "无", "否", "有"]), random.choice([income] * 40 + ["不详"]),
            random.choice([0, 0, 800, 12_000]), random.choice(["A级", "B", "C级", "D级", "一般"]),
            random.choice(days), random.choice([None, None, "低保"]),
        ]
    )  # fmt: skip
    for place in range(size):
        relation = "户主" if place == 0 else random.choice(["配偶", "之子", "大姑"])
        skill = random.choice(["普通劳动力", "整劳", "弱", "无劳动力"])
        health, away = random.choice(["健康", "长期慢性病", "好"]), random.choice(["是", "否", "否"])
        members.append([key, f"{key}-{place}", "王某", relation, skill, health, away])
households.append(["合计", None, None, 9_000, None, None, None, None, None, None])
book.save(file)

# %% [markdown]
# ## Look first
#
# Which table it is, in which rows the headings stand, which words are not known. Nothing is decided, nothing written.

# %% [markdown] tags=["zh"]
# ## 先查看
#
# 是哪张表，表头在哪几行，哪些用语不认识。不作判断，不写文件。

# %%
registers.look(file)

# %%
registers.look(file, part="家庭成员")

# %% [markdown]
# ## Read, with no row lost
#
# What the office means by its words is said once. A cell that still cannot be taken is unknown, is listed with its
# reason, and its row stays; the counts add up.

# %% [markdown] tags=["zh"]
# ## 读取，一行不丢
#
# 本地用语说明一次即可。仍不能采用的单元格视为未知并列出原因，所在行予以保留，各数相符。

# %%
read = registers.read(
    file, heading_row="auto", unreadable="unknown",
    columns={"户主姓名": None, "备注": None},
)  # fmt: skip
read

# %%
people = registers.read(
    file, registers.MEMBERS, part="家庭成员", unreadable="unknown", columns={"姓名": None},
    words={
        "labour": {"整劳": "ordinary", "弱": "weak"},
        "relation": {"大姑": "other"},
        "health": {"好": "healthy"},
    },
)  # fmt: skip
people

# %% [markdown]
# ## What does not add up
#
# The checks say what contradicts itself, the gravest first, and what was not checked and why.

# %% [markdown] tags=["zh"]
# ## 哪里对不上
#
# 核查说明何处矛盾，重者在先；未作核查的项目及原因一并列出。

# %%
registers.check(read.accepted, people.accepted, on=on)

# %% [markdown]
# ## What is missing
#
# On which facts the undecided households hang, and which to ask for first.

# %% [markdown] tags=["zh"]
# ## 缺什么
#
# 无法判定的户缺哪些信息，应先补哪一项。

# %%
registers.why_unknown(read.accepted, members=people.accepted, on=on)

# %% [markdown]
# ## One household
#
# The decision on one household says what decided it, what is missing, and what would change it.

# %% [markdown] tags=["zh"]
# ## 一户
#
# 一户的认定说明依据、缺项，以及何种变化会改变结果。

# %%
first = next(registers.records(read.accepted, people.accepted))
identify(first, on=on)

# %% [markdown]
# ## A reform, and the table that may be published
#
# A line of 3,000 yuan instead of 2,736: a simulation for work inside the office, whose sums are a frame, and a table in
# which counts below ten, and whatever would tell them, are hidden.

# %% [markdown] tags=["zh"]
# ## 一次调整与可公布的表
#
# 标准由2736元改为3000元：试算供内部使用，其合计可取为数据框；公布表隐去不足十户的数及可推出者。

# %%
cn = rulebooks.load("cn")
reform = cn.override({"poverty_line.statistical": {2013: "3000"}})
simulation = registers.simulate(
    read.accepted, members=people.accepted, base=cn, reform=reform, on=on, by=["village"], absent="unknown"
)
simulation

# %%
simulation.frame("village").select("village", "households", "base", "enter", "reform")

# %%
published = registers.publish(simulation, "village")
published

# %%
registers.picture(simulation, "village", language=LANGUAGE)

# %% [markdown]
# ## Where it came from
#
# The manifest names the rules, the files and the counts, so that another office gets the same.

# %% [markdown] tags=["zh"]
# ## 出处
#
# 清单载明规则、文件与数目，他处据此可得相同结果。

# %%
registers.manifest(read.accepted, members=people.accepted, on=on, absent="unknown", files=[file])
