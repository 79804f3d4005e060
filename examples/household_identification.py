# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # A household through identification
#
# One household, from its facts to the announcement: what the rules say of it, why, and what would change that.
# The household is made up.

# %% [markdown] tags=["zh"]
# # 一户的识别
#
# 以一户（虚构）为例，从基本情况到公告：规则如何认定，理由何在，何种变化会改变结果。

# %%
from datetime import date, timedelta

from antipoverty import rulebooks
from antipoverty.identification import identify
from antipoverty.procedures import PROCEDURES, Taken, advance, open_case
from antipoverty.records import Household, Income, Person, Transfer
from antipoverty.text import Language

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

household = Household(
    "h-0412",
    members=(
        Person("m1", birth_date=date(1968, 3, 1), medical_insured=True),
        Person("m2", birth_date=date(1970, 8, 9), medical_insured=True),
        Person("m3", birth_date=date(2004, 5, 1), medical_insured=True, schooling="primary"),
        Person("m4", birth_date=date(1941, 1, 1), medical_insured=True),
    ),
    income=Income(
        wage=4_800,
        business=6_200,
        property=0,
        transfers=(Transfer("pension", 720), Transfer("consolation", 500)),
        outlay="1890.50",
    ),
    dwelling_grade="C",
)
household

# %% [markdown]
# Nothing personal is shown by `repr`. The consolation money is one-off and does not count as income; the pension does.

# %% [markdown] tags=["zh"]
# `repr` 不显示个人信息。慰问金为一次性收入，不计入；养老金计入。

# %%
decision = identify(household, on=date(2014, 5, 10))
print(decision.explain(LANGUAGE))

# %% [markdown]
# ## What is not known stays unknown
#
# Without the outlay the net income is unknown, and so is the outcome. The decision names the fact that would settle it.

# %% [markdown] tags=["zh"]
# ## 未知即未知
#
# 缺少经营性支出，纯收入未知，结论亦未知；认定结果列出可使其确定的事实。

# %%
unclear = Household("h-0413", size=4, income=Income(wage=4_800, business=6_200, property=0, transfers=()))
open_decision = identify(unclear, on=date(2014, 5, 10))
print(open_decision.explain(LANGUAGE, detail="brief"))

# %% [markdown]
# ## The date chooses the rules
#
# The same household on five dates. From April 2016 an unmet guarantee, here the house of grade C, is enough.

# %% [markdown] tags=["zh"]
# ## 日期决定规则
#
# 同一户在五个日期的认定。2016年4月起，任一保障未达（此处为C级危房）即可认定。

# %%
for day in (date(2014, 5, 10), date(2015, 5, 10), date(2016, 5, 10), date(2018, 11, 10), date(2021, 5, 10)):
    print(identify(household, on=day).explain(LANGUAGE, detail="brief").splitlines()[0])

# %% [markdown]
# ## Another jurisdiction
#
# Guizhou excludes four kinds of holders, so that there the flags matter; here they are unknown.

# %% [markdown] tags=["zh"]
# ## 其他辖区
#
# 贵州排除“四有人员”，故须核实相关情形；此户尚未知。

# %%
there = identify(household, on=date(2014, 5, 10), rulebook=rulebooks.load("cn/guizhou"))
print(there.explain(LANGUAGE, detail="brief"))

# %% [markdown]
# ## Two notices and an announcement

# %% [markdown] tags=["zh"]
# ## 两公示一公告

# %%
case = open_case(PROCEDURES["household-identification"], household.id, on=date(2014, 5, 10))
day = date(2014, 5, 10)
for step in PROCEDURES["household-identification"].steps:
    day = max(day + timedelta(days=1), case.earliest or day)
    case = advance(case, Taken(step.id, day))
print(case.explain(LANGUAGE))
