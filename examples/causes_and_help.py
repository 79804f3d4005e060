# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Causes and help
#
# One household from identification to the card it is given: why it is poor, what helps, who is in charge, what is
# left. Then its village: which causes, and who looks after whom. All households are made up.

# %% [markdown] tags=["zh"]
# # 致贫原因与帮扶
#
# 一户（虚构）从识别到发卡：为何贫困、如何帮扶、由谁负责、尚缺多少；再看全村：原因分布与结对帮扶。

# %%
from datetime import date

from antipoverty.assistance import Arrangement, Cadre, pair, plan, read_ratio, recommend
from antipoverty.cards import CardResult, CompletedMeasure, VillageBook, card
from antipoverty.causes import Cause, classify
from antipoverty.identification import identify
from antipoverty.records import Household, Income, Person, Village, Water
from antipoverty.text import Language

#: The language of what is said below, 以下文字的语言: "en" or "zh".
LANGUAGE: Language = "en"

today = date(2016, 5, 10)

household = Household(
    "h-0412",
    village="v1",
    registration="registered",
    dibao=False,
    five_guarantee=False,
    members=(
        Person("m1", birth_date=date(1968, 3, 1), labour="ordinary", disability="none", schooling="out of school",
               completed="primary", medical_insured=True),
        Person("m2", birth_date=date(1970, 8, 9), labour="weak", disability="none", schooling="out of school",
               completed="primary", medical_insured=False),
        Person("m3", birth_date=date(1998, 5, 1), labour="none", disability="none", schooling="vocational",
               completed="junior", medical_insured=True),
    ),
    income=Income(year=2015, wage=4_200, business=4_300, property=0, transfers=(), outlay=1_500),
    medical_spending=3_200,
    school_spending="2400.50",
    disaster_loss=0,
    land="2.1",
    land_lost=False,
    water=Water(certified=True),
    road_access=True,
    lacks_funds=None,
    declines_work=False,
    dwelling_grade="D",
    housing_helped=False,
    unfit_place=False,
    declared_causes=("因残", "因病"),
)  # fmt: skip
print(identify(household, on=today).explain(LANGUAGE, detail="brief"))

# %% [markdown]
# ## Why?
#
# Two burdens are known. Each is compared with the line, and ranked by how much of what is lacking it explains. The form
# says disability first; the facts do not bear that out, and the difference is reported. What is not known makes no
# cause: whether a plan waits for money has to be asked.

# %% [markdown] tags=["zh"]
# ## 为何贫困
#
# 两项负担已知，均与贫困标准比较，并按其占缺口的比例排序。表中首填“因残”，核查不成立，差异如实列出；
# 未知事项不作为原因，须补充核实。

# %%
assessment = classify(household, on=today)
print(assessment.explain(LANGUAGE).split("\n\n")[0])

# %%
for difference in assessment.differences:
    about = difference.label or (difference.cause.text[LANGUAGE] if difference.cause else "")
    print(about, difference.kind.text[LANGUAGE], sep=": ")
print([cause.text[LANGUAGE] for cause in assessment.undecided], assessment.settled)

# %%
assessment.gap, assessment.burden_of(Cause.ILLNESS), assessment.share_of(Cause.ILLNESS)

# %% [markdown]
# Every candidate has its finding; this is the one for illness.

# %% [markdown] tags=["zh"]
# 每项原因均有核查结果，以因病为例。

# %%
from antipoverty._engine.prose.explanations import state_finding

print(state_finding(assessment.findings[0], LANGUAGE))

# %% [markdown]
# ## What helps?

# %% [markdown] tags=["zh"]
# ## 如何帮扶

# %%
for recommendation in recommend(household, assessment, on=today):
    print(recommendation.name[LANGUAGE], *(cause.text[LANGUAGE] for cause in recommendation.answers), sep=" · ")

# %% [markdown]
# ## The plan
#
# What a measure should bring is the planner's estimate; a grant that takes off a burden counts by its own amount. What
# nobody has estimated is listed, and counts neither as nothing nor as enough.

# %% [markdown] tags=["zh"]
# ## 帮扶计划
#
# 措施成效由制定人估计；冲减负担的补助按标准计入；未估计的如实列出。

# %%
made = plan(
    household,
    assessment,
    on=today,
    until=date(2016, 12, 31),
    responsible="c-017",
    arrangements={
        "skill-training": Arrangement(expected=1_800, start=date(2016, 6, 1), end=date(2016, 8, 31)),
        "medical-assistance": Arrangement(expected=1_500),
        "crop-and-stock-base": Arrangement(expected="1200.50", responsible="c-023"),
    },
)
print(made.explain(LANGUAGE))

# %%
made.gap, made.covered, made.uncovered

# %% [markdown]
# ## The card
#
# The family keeps it: it names nobody, and has no diagnosis and no bill.

# %% [markdown] tags=["zh"]
# ## 明白卡
#
# 由家庭保存：不列姓名、病情与账单。

# %%
given = card(
    household,
    made,
    done=(
        CompletedMeasure("rain-and-dew", date(2016, 9, 15), 3_000),
        CompletedMeasure("skill-training", date(2016, 8, 31)),
    ),
    result=CardResult(date(2016, 12, 10), "3105.20", "registered"),
)
print(given.explain(LANGUAGE))

# %%
given  # nothing personal

# %% [markdown]
# ## The village
#
# Forty more households, and five cadres under the ratio 54321. Those who come last are left, and said to be.

# %% [markdown] tags=["zh"]
# ## 全村
#
# 另有四十户，五名干部按“54321”结对；名额不足时，排在后面的户无人结对，并如实列出。


# %%
def family(number: int) -> Household:
    """A made-up household; the number decides what it has to bear."""
    labour = ("none", "weak", "ordinary", "skilled")[number % 4]
    insured = number % 5 != 0
    return Household(
        f"h-{number:04}",
        village="v1",
        registration="registered",
        members=(Person("m1", labour=labour, disability="none", schooling="out of school", medical_insured=insured),),
        income=Income(stated=900 + 45 * number),
        medical_spending=(0, 0, 2_500)[number % 3],
        school_spending=0,
        disaster_loss=4_000 if number % 7 == 0 else 0,
        land="1.5",
        land_lost=number % 11 == 0,
        road_access=number % 6 != 0,
    )


households = [household, *(family(number) for number in range(1, 41))]
staff = [Cadre("c-001", "county-deputy"), Cadre("c-002", "section-head"), Cadre("c-003", "section-deputy"),
         Cadre("c-017", "ordinary"), Cadre("c-023", "ordinary")]  # fmt: skip
pairing = pair(households, staff, read_ratio("54321"))
print(pairing.explain(LANGUAGE))

# %%
cards = []
for each in households:
    person = pairing.cadre_of(each.id) or "village committee"
    causes = classify(each, on=today)
    cards.append(card(each, plan(each, causes, on=today, until=date(2016, 12, 31), responsible=person)))
book = VillageBook(
    Village("v1", name={"en": "Upper", "zh": "上村"}[LANGUAGE]), date(2016, 5, 31), tuple(cards), pairing
)
print("\n".join(book.explain(LANGUAGE).splitlines()[:18]))

# %% [markdown]
# ## The staff of the second summary
#
# 137 cadres in four ranks have 165 places under 54321: of 454 households, 289 are left.

# %% [markdown] tags=["zh"]
# ## 第二份总结的结对
#
# 四级干部137人，按“54321”可结对165户；454户中尚有289户无人结对。

# %%
ranks = {"county-deputy": 1, "section-head": 8, "section-deputy": 9, "ordinary": 119}
office = [Cadre(f"{rank}-{number}", rank) for rank, many in ranks.items() for number in range(many)]
print(pair([Household(f"h{number}") for number in range(454)], office, read_ratio("54321")).explain(LANGUAGE))
