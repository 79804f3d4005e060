# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # A county's register, and a reform tried on it
#
# A county file as it comes: Chinese headings, GB18030, amounts in ten thousands of yuan, a few spoilt rows. It is read
# with nothing lost, decided on Polars and on DuckDB with the same outcome, and a reform is tried on it. Every household
# is made up.

# %% [markdown] tags=["zh"]
# # 一个县的名册与一次政策调整
#
# 一份原样的县级文件：中文表头、GB18030编码、金额以万元计，夹有数行错误。读取不丢一行，
# 在Polars与DuckDB上认定结果一致，并试算一次调整。各户均为虚构。

# %%
import tempfile
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import polars as pl
from IPython.display import Image

from antipoverty import registers, rulebooks
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.text import Language

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

folder = Path(tempfile.mkdtemp())
random = Random(2014)
lines = ["户编号,行政村,家庭年纯收入（万元）,家庭人口数,房屋等级,有无机动车辆,自付医疗支出（元）,备注"]
for number in range(6_000):
    size = random.randint(1, 6)
    income = f"{size * random.uniform(0.15, 0.9):.4f}" if random.random() > 0.02 else "不详"
    car = "有" if random.random() < 0.15 else "无"
    illness = random.choice(["0", "0", "0", f"{random.randint(500, 20_000):,}"])
    cell = f'"{illness}"' if "," in illness else illness
    village = 7 if number % 150 == 0 else number % 6 + 1
    lines.append(f"h{number:05},村{village},{income},{size},{random.choice('AABBBCD')}级,{car},{cell},")
lines[17] = lines[17].replace("级,无,", "级,也许,").replace("级,有,", "级,也许,")
lines[42] = "h00041,村6,0.9,0,B级,无,0,"
lines[77] = 'h00076,村5,"0.9,3,B级,无,0,'
_ = (folder / "county.csv").write_bytes("\n".join(lines).encode("gb18030"))

# %% [markdown]
# ## Reading
#
# Accepted and quarantined rows add up to what was read, and the encoding is found out. Values of a family are not
# shown.

# %% [markdown] tags=["zh"]
# ## 读取
#
# 接受与隔离之和等于读取行数，编码自动识别，家庭信息不予显示。

# %%
found = registers.read(folder / "county.csv")
print(found.encoding)
print(found.explain(LANGUAGE))
found.quarantined.select("row", "field", "value", "reason")

# %% [markdown]
# ## One rule on two engines
#
# The household rule and the causes, on the 1st of May 2014. What the file does not have is unknown, and stays so.

# %% [markdown] tags=["zh"]
# ## 同一规则，两个引擎
#
# 2014年5月1日的贫困户识别与致贫原因。文件中没有的信息即为未知。

# %%
on = date(2014, 5, 1)
rules = (POOR_HOUSEHOLD, CAUSES_OF_POVERTY)
decided = registers.evaluate(found.accepted, on=on, rules=rules, shortfall=True, absent="unknown")
decided.select("id", "village", "poor_household", "main_cause", "poor_household_shortfall_fen").head()

# %%
relation = duckdb.from_arrow(found.accepted.to_arrow())
same = registers.evaluate(relation, on=on, rules=rules, shortfall=True, absent="unknown")
assert pl.DataFrame(same.to_arrow_table()).sort("id").equals(decided.sort("id"))
same.aggregate("poor_household, count(*) AS households", "poor_household").order("poor_household")

# %% [markdown]
# ## A reform
#
# What if the line of 2013 were 3,000 yuan, and owners of vehicles were left out? Who enters, who leaves, why, and what
# closing the gap would cost. Those of whom the file does not say enough are counted apart, and neither enter nor leave.

# %% [markdown] tags=["zh"]
# ## 一次调整
#
# 若2013年标准为3000元，且排除有机动车辆者：新进与退出几户，原因为何，补足缺口需多少。
# 文件不足以认定的户另行统计，不计新进或退出。

# %%
cn = rulebooks.load("cn")
reform = cn.override(
    {
        "poverty_line.statistical": {2013: "3000"},
        "identification.negative_list": {"vehicle": "exclude"},
    }
)
simulation = registers.simulate(decided, base=cn, reform=reform, on=on, by=["village", "main_cause"], absent="unknown")
total = simulation.total
moves = total.enter, total.from_unknown, total.leave, total.to_unknown
print("{:,} + {:,} + {:,} - {:,} - {:,} = {:,}".format(total.base, *moves, total.reform))
words = {"met": POOR_HOUSEHOLD.met, "not met": POOR_HOUSEHOLD.not_met, "unknown": POOR_HOUSEHOLD.unknown}
for flow in simulation.flows():
    change = " → ".join(words[outcome.value][LANGUAGE] for outcome in (flow.before, flow.after))
    print(change, f"{flow.households:,}", f"{flow.persons:,}", *flow.reasons, sep=" | ")

# %% [markdown]
# What is published hides counts under ten, and what they would follow from; it is text, data and a picture. Tables of
# two reforms can be differenced: publish one.

# %% [markdown] tags=["zh"]
# 公布时隐去不足十户的数及可由其推出者，可为文字、数据与图。两次调整的表可以相减，故只公布一张。

# %%
published = registers.publish(simulation, "village")
print(published.explain(LANGUAGE))

# %%
registers.write(published.frame(), folder / "reform.csv")
published.frame().select("group", "whole", "base", "leave", "base_gap_yuan")

# %%
registers.picture(simulation, "village", language=LANGUAGE).savefig(folder / "reform.png", dpi=80)
Image(filename=str(folder / "reform.png"))

# %% [markdown]
# ## Where it came from, and where it is kept
#
# A manifest names versions, rules, values and the digests of files: two runs over one file have one manifest.
# The register is kept in one file, and only what changed is decided again.

# %% [markdown] tags=["zh"]
# ## 出处与保存
#
# 清单载明版本、规则、参数与文件摘要：对同一文件运行两次，清单相同。名册存于单一文件，仅对变化部分重新认定。

# %%
stated = registers.manifest(found.accepted, on=on, absent="unknown", files=[folder / "county.csv"])
print(stated.explain(LANGUAGE))
assert stated.counts == registers.manifest(relation, on=on, absent="unknown").counts

# %%
with registers.open_store(folder / "county.duckdb") as store:
    print(store.save(found.accepted, on=on), store.decide(on=on))
    corrected = found.accepted.with_columns(
        net_income_fen=pl.when(pl.col("id") == "h00003").then(100_000).otherwise("net_income_fen")
    )
    print(store.save(corrected, on=date(2014, 6, 1)), store.decide(on=date(2014, 6, 1)))
    history = store.history("h00003")
history.select("run", "decided_on", "outcome", "criterion", "finding")
