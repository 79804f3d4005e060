# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # A poverty profile
#
# What a poverty office reports of a town: how many are poor, how deep, how unequal, in what, whom help reaches, and
# how sure the figures are. The register is made up to the totals of a printed summary; what the summary does not say
# (guarantees, a second year, a check by sample) is drawn here with a fixed seed.

# %% [markdown] tags=["zh"]
# # 贫困状况分析
#
# 一个乡镇的贫困状况：人数、深度、不平等、致困维度、帮扶瞄准与抽样误差。登记数据按公开总数虚构；
# 总数未载明的内容（各项保障、次年收入、抽查）以固定种子随机生成。

# %%
from datetime import date
from random import Random

import polars as pl

from antipoverty import indicators as ind
from antipoverty import quantities, samples
from antipoverty.indicators import multidimensional, official, programme
from antipoverty.indicators.official import Standard
from antipoverty.prose import explain
from antipoverty.text import Language, Text

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

villages, households = samples.make_register()
random = Random(2014)
line = official.line(2013, standard=Standard.OF_2010)
assert line.unit, "a line has a unit"
print(
    line.number,
    line.unit[LANGUAGE],
    "|",
    line.citation.line(LANGUAGE),
    "|",
    line.grade.value,
    line.grade.text[LANGUAGE],
)

# %%
incomes = [quantities.work_out(quantities.YEARLY_INCOME, each, on=date(2014, 5, 10)).value for each in households]
sizes = [household.size for household in households]
town = pl.DataFrame(
    {
        "village": [household.village for household in households],
        "persons": sizes,
        "income": [float(net) / size for net, size in zip(incomes, sizes, strict=True) if net is not None and size],
        "helped": [household.already_helped for household in households],
    }
)
income, persons = town["income"], town["persons"]
at = float(line.number)

# %% [markdown]
# ## How many are poor, and how poor
#
# Persons are counted: each household weighs as many as it has. The register is complete; the interval shows what it
# would be if the twelve villages were a sample of many such.

# %% [markdown] tags=["zh"]
# ## 贫困人口与深度
#
# 按人口加权。登记为全面登记；若把十二个村视为从众多同类村中整群抽取的样本，置信区间如下。

# %%
poverty = ind.monetary_poverty(income, at, persons)
sure = ind.estimate(ind.headcount_ratio, income, at, design=ind.Design(weights=persons, clusters=town["village"]))
print(explain(poverty, LANGUAGE))
print(Text("95% interval", "95%置信区间")[LANGUAGE], f"{sure.interval.low:.2%} – {sure.interval.high:.2%}")
print(Text("Gini coefficient", "基尼系数")[LANGUAGE], f"{ind.gini(income, persons):.3f}")
print(Text("cost to close, yuan", "补足缺口（元）")[LANGUAGE], f"{ind.cost_to_close(income, at, persons):,.0f}")

# %%
parts = ind.by_group(ind.headcount_ratio, income, at, groups=town["village"], weights=persons)
pl.DataFrame(
    {
        "village": [part.label for part in parts.groups],
        "population": [round(part.population, 3) for part in parts.groups],
        "contribution": [round(part.contribution, 4) for part in parts.groups],
    }
).sort("contribution", descending=True).head(4)

# %% [markdown]
# ## Inequality, and what another line would say
#
# A second year is made up: everyone gains a little, the poor more. Where one curve lies below another everywhere, it
# has less poverty at every line.

# %% [markdown] tags=["zh"]
# ## 不平等与贫困线敏感性
#
# 次年收入为虚构：普遍增长，低收入者增长更快。一条曲线若处处低于另一条，则无论采用何种标准，贫困均较低。

# %%
later = [value * 1.06 + random.uniform(100, 700) for value in income]
curves = {
    "2013": ind.lorenz(income, persons, points=100),
    "2014": ind.lorenz(later, persons, points=100),
}
ind.draw(curves, language=LANGUAGE)

# %%
lines = list(range(1_000, 6_001, 50))
marks = {}
for year in (2013, 2014):
    published = official.line(year, standard=Standard.OF_2010).number
    marks[f"{published:,} ({year})"] = float(published)
ind.draw(
    {
        "2013": ind.poverty_curve(income, lines, weights=persons),
        "2014": ind.poverty_curve(later, lines, weights=persons),
    },
    marks=marks,
    language=LANGUAGE,
)

# %%
growth = ind.growth_incidence(income, later, weights_before=persons, weights_after=persons, points=50)
ind.draw({"2013–2014": growth}, language=LANGUAGE)

# %% [markdown]
# ## Two Assurances and Three Guarantees
#
# The six criteria of identification, read as deprivations. One unmet guarantee is enough to count; with a cut-off of
# two, fewer are counted. What is not known is not guessed: here it is refused unless a rule is named, and the two
# bounds show how much hangs on it.

# %% [markdown] tags=["zh"]
# ## 两不愁三保障
#
# 以识别标准的六项内容为指标：默认任一项未保障即计入，也可改为至少两项。未知不作猜测，须指明处理办法；上下界显示其影响。

# %%
chance = {"food": 0.03, "clothing": 0.01, "education": 0.04, "medical": 0.08, "housing": 0.12, "water": 0.06}
deprived = pl.DataFrame(
    {
        name: [
            None if random.random() < 0.01 else random.random() < share * (3 if value < at else 1) for value in income
        ]
        for name, share in chance.items()
    }
).with_columns(town["village"], town["persons"])
spec = multidimensional.TWO_ASSURANCES_THREE_GUARANTEES
for missing in ("not deprived", "deprived"):
    bound = spec.measure(deprived.lazy(), weights="persons", missing=missing)
    print(f"missing={missing!r}: H {bound.H:.2%}, A {bound.A:.3f}, M0 {bound.M0:.4f}")

# %%
result = spec.measure(deprived, weights="persons", groups="village", missing="not deprived")
assert sum(part.poor for part in result.subgroups.values()) == result.poor
print(sum(result.subgroup_contributions.values()))
chosen = dict(sorted(result.subgroups.items(), key=lambda item: -item[1].M0)[:5])
whole_town = Text("whole town", "全镇")[LANGUAGE]
ind.draw({whole_town: result, **chosen}, labels=spec.labels(LANGUAGE), language=LANGUAGE)

# %%
by_cutoff = multidimensional.alkire_foster_by_cutoff(
    deprived,
    dimension_weights=dict.fromkeys(chance, 1),
    cutoffs=range(1, 5),
    weights="persons",
    groups="village",
    missing="not deprived",
)
for each in by_cutoff:
    print(f"k = {each.cutoff}: H {each.H:.2%}, M0 {each.M0:.4f}")
robust = multidimensional.robust_comparisons(by_cutoff)
print(Text("pairs of villages whose order no k turns", "排序不随k改变的村对")[LANGUAGE], f"{robust:.0%}")

# %% [markdown]
# ## Whom help reaches
#
# A register is made up that misses some of the poor and takes in some who are not.

# %% [markdown] tags=["zh"]
# ## 帮扶瞄准
#
# 虚构一份登记名单：遗漏部分贫困户，误纳部分非贫困户。

# %%
poor = [value < at for value in income]
listed = [random.random() < (0.93 if truth else 0.004) for truth in poor]
for name, share in (
    (Text("coverage, of the poor", "覆盖率（占贫困人口）"), ind.coverage(poor, listed, persons)),
    (Text("exclusion error, of the poor", "漏保率（占贫困人口）"), ind.exclusion_error(poor, listed, persons)),
    (Text("inclusion error, of those listed", "错保率（占名单人口）"), ind.inclusion_error(poor, listed, persons)),
):
    print(name[LANGUAGE], f"{share:.1%}")
print("Coady-Grosh-Hoddinott", f"{programme.coady_grosh_hoddinott(poor, listed, persons):.2f}")

# %% [markdown]
# ## What a check by sample says
#
# 400 unregistered households of 5,046 are looked at; 4 turn out to have been missed. Then five villages are checked
# whole: counting their households as if drawn one by one would claim too much.

# %% [markdown] tags=["zh"]
# ## 抽查
#
# 从5046户未登记户中抽查400户，发现漏评4户；又整村核查五个村。整群抽样若按逐户抽取计算，会高估精度。

# %%
for method in programme.Method:
    rate = programme.estimate_rate(programme.Sample(4, 400, population=5_046), method=method)
    between = f"{float(rate):.2%} ({rate.interval.low:.2%} – {rate.interval.high:.2%})"
    print(Text("missed rate", "漏评率")[LANGUAGE], f"{method.value}: {between}")
whole = programme.estimate_rate(
    programme.Clusters(
        tuple(programme.Sample(*village) for village in ((1, 80), (9, 95), (0, 70), (2, 110), (6, 90))),
        total=12,
    )
)
between = f"{float(whole):.2%} ({whole.interval.low:.2%} – {whole.interval.high:.2%})"
print(Text("missed rate, by whole villages", "漏评率（整村核查）")[LANGUAGE], between)
alone = Text("as sure as so many households drawn one by one", "相当于逐户抽取的户数")
print(alone[LANGUAGE], f"{whole.effective_size:.0f}")
wrong = programme.wrongly_delisted_rate(wrongly_delisted=3, exited=600)
print(Text("wrongly delisted rate", "错退率")[LANGUAGE], f"{float(wrong):.2%}")
cost = programme.cost_per_exit(cost="1889000", exits=107)
print(Text("cost per exit, yuan", "人均脱贫成本（元）")[LANGUAGE], f"{float(cost):,.2f}")

# %% [markdown]
# ## The country
#
# Official figures, with what is still to be confirmed shown open; no year is filled in.

# %% [markdown] tags=["zh"]
# ## 全国
#
# 官方数据：空心为待核实数据；缺失年份不作推算。

# %%
official.draw_incidence((Standard.OF_2010, Standard.OF_2008), language=LANGUAGE)

# %%
checks = official.checks()
held = sum(check.holds for check in checks)
print(Text("checks of the published figures that hold", "成立的官方数据核查")[LANGUAGE], held, "/", len(checks))
for check in checks[:1] + checks[-10:-7]:
    print("✓" if check.holds else "✗", check.text[LANGUAGE])
try:
    official.line(2020, standard=Standard.OF_2010)
except LookupError as error:
    print(type(error).__name__, error)

# %% [markdown]
# The rules decide on a date; the figures above are statistics in floating point and decide nothing.

# %% [markdown] tags=["zh"]
# 是否贫困由规则在具体日期认定；以上统计数据不用于个案认定。

# %%
spec.deprivations(households[0], on=date(2014, 5, 10))
