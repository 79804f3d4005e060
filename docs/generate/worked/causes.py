"""Causes of poverty and risks of return: an illness one fen to each side of a tenth of the line or of the scope."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty.causes import CAUSES_OF_POVERTY, RISKS_OF_RETURN
from antipoverty.facts.household import DWELLING_GRADE, LACKS_FUNDS, MEDICAL_SPENDING, NET_INCOME
from antipoverty.records import RiskCode
from antipoverty.rules import AllOf, IsTrue, Not, prove_impossible, prove_monotone
from antipoverty.text import Text
from worked import Claim, Worked

#: Everything that another cause would ask for is known, and none of them holds.
_NO_OTHER: dict[str, FactValue] = {
    "size": 4,
    "net_income": 1_000_000,
    "disabled": False,
    "student_beyond_compulsory": False,
    "school_spending": 0,
    "disaster_loss": 0,
    "land": 400,
    "land_lost": False,
    "water_certified": True,
    "able_to_work": True,
    "skilled": True,
    "lacks_funds": False,
    "road_access": True,
    "declines_work": False,
}
#: Everything that another risk would ask for is known, and none of them holds.
_NO_RISK: dict[str, FactValue] = {
    **{f"risk_{code.value.replace(' ', '_')}": False for code in RiskCode},
    "size": 4,
    "monitored_income": 2_400_000,
    "student_beyond_compulsory": False,
    "school_spending": 0,
    "disaster_loss": 0,
    "disabled": False,
    "able_to_work": True,
    "dwelling_grade": "A",
    "water_certified": True,
}

WORKED = (
    Worked(
        CAUSES_OF_POVERTY,
        rulebooks.load("cn"),
        date(2014, 5, 1),
        tuple(_NO_OTHER | {"medical_spending": 109_440 + fen} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text("More medical spending never makes a cause go away.", "医疗支出增加不会使已查明的原因消失。"),
                lambda condition: prove_monotone("spending", condition, MEDICAL_SPENDING, direction="rising"),
            ),
            Claim(
                Text("More income never makes a new cause.", "收入增加不会产生新的致贫原因。"),
                lambda condition: prove_monotone("income", condition, NET_INCOME, direction="falling"),
            ),
            Claim(
                Text("A plan that waits for money is always a cause.", "有生产计划而缺资金的，必有致贫原因。"),
                lambda condition: prove_impossible("funds", AllOf((IsTrue(LACKS_FUNDS), Not(condition)))),
            ),
        ),
        books=(rulebooks.load("cn"), rulebooks.load("cn/guizhou")),
        open="lacks_funds",
    ),
    Worked(
        RISKS_OF_RETURN,
        rulebooks.load("cn"),
        date(2021, 6, 1),
        tuple(_NO_RISK | {"medical_spending": 240_000 + fen} for fen in (-1, 0, 1)),
        claims=(
            Claim(
                Text("More medical spending never makes a risk go away.", "医疗支出增加不会使已查明的风险消失。"),
                lambda condition: prove_monotone("spending", condition, MEDICAL_SPENDING, direction="rising"),
            ),
            Claim(
                Text("A house of grade D is always a risk.", "住房为D级的，必有返贫致贫风险。"),
                lambda condition: prove_impossible("house", AllOf((DWELLING_GRADE.one_of(("D",)), Not(condition)))),
            ),
        ),
        books=(rulebooks.load("cn"), rulebooks.load("cn/guizhou")),
        open="dwelling_grade",
    ),
)
