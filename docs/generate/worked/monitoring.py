"""Monitoring: examples one fen or one month to each side of the limit, and what is proved of it."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import Constant, FactValue, criteria_of
from antipoverty.facts.county import MONITORED_PERSONS
from antipoverty.facts.household import MONITORED_INCOME, MONTHS_OBSERVED
from antipoverty.monitoring import MONITORED_HOUSEHOLD, MONITORING_SIZE, RISK_REMOVAL
from antipoverty.rules import AllOf, Condition, Proof, prove_impossible, prove_monotone
from antipoverty.text import Text
from worked import Claim, Worked

_CALM = {"shock": False, "spending_surge": False, "income_collapse": False, "income_stable": True}
#: No source gives an observation period; half a year, often used, stands in for the caller's.
_HALF_A_YEAR = rulebooks.load("cn").override({"monitoring.observation_months": 6})
_REMOVED: dict[str, FactValue] = {
    "income_stable": True,
    "income_collapse": False,
    "spending_surge": False,
    "able_to_work": True,
    "measures_in_place": True,
    "monitored_income": 1_800_001,
    "size": 3,
    "risk_resolved": True,
    "food_secure": True,
    "clothing_secure": True,
    "school_age_child": False,
    "dropout": False,
    "uninsured": False,
    "dwelling_grade": "A",
    "water_certified": True,
}


def _never_both(condition: Condition) -> Proof:
    types = [each for each in criteria_of(condition) if each.id in ("MN-01.unstable", "MN-01.marginal")]
    return prove_impossible("both", AllOf(tuple(types)) if len(types) == 2 else Constant(False))  # no types in 2026


WORKED = (
    Worked(
        MONITORED_HOUSEHOLD,
        rulebooks.load("cn"),
        date(2021, 6, 1),
        (
            *({"monitored_income": 1_800_000 + fen, "size": 3, "exited": True, **_CALM} for fen in (-1, 0)),
            {"monitored_income": 2_400_000, "size": 3, "exited": True, **_CALM, "shock": True, "spending_surge": True},
        ),
        claims=(
            Claim(
                Text("No household is both unstable and marginal.", "任何农户不会既为脱贫不稳定户又为边缘易致贫户。"),
                _never_both,
            ),
            Claim(
                Text(
                    "A household whose risk is removed is not to be monitored again on the same facts.",
                    "风险消除的农户，依同一事实不会再被纳入监测。",
                ),
                lambda condition, removed: prove_impossible("both", AllOf((condition, removed))),
                beside=RISK_REMOVAL,
            ),
        ),
        books=(_HALF_A_YEAR,),
        caveat=Text(
            "From 2022 on the scope is the province's own and has to be given.",
            "2022年起监测范围由各省自定，须由使用者给定。",
        ),
        open="income_stable",
    ),
    Worked(
        RISK_REMOVAL,
        _HALF_A_YEAR,
        date(2021, 6, 1),
        tuple({**_REMOVED, "months_observed": months} for months in (5, 6, 7)),
        claims=(
            Claim(
                Text("A longer observation never undoes a removal.", "观察期延长不会使已消除的风险恢复。"),
                lambda condition: prove_monotone("months", condition, MONTHS_OBSERVED, direction="rising"),
            ),
            Claim(
                Text("Raising income never undoes a removal.", "收入增加不会使已消除的风险恢复。"),
                lambda condition: prove_monotone("income", condition, MONITORED_INCOME, direction="rising"),
            ),
        ),
        books=(_HALF_A_YEAR,),
        caveat=Text(
            "No source gives an observation period; six months, often used (grade C), stand in for the caller's.",
            "无来源给出观察期，此处以地方常用的6个月（可信度C）代替使用者给定的数值。",
        ),
        open="dwelling_grade",
    ),
    Worked(
        MONITORING_SIZE,
        rulebooks.load("cn"),
        date(2020, 6, 1),
        tuple(
            {"monitored_persons": monitored, "registered_persons": 40_000, "deeply_poor": deep}
            for monitored, deep in ((2_001, False), (2_000, False), (4_000, True), (4_001, True))
        ),
        claims=(
            Claim(
                Text("More monitored persons never make the group small enough.", "监测人口增加不会使规模转为符合。"),
                lambda condition: prove_monotone("more", condition, MONITORED_PERSONS, direction="falling"),
            ),
        ),
        open="deeply_poor",
    ),
)
