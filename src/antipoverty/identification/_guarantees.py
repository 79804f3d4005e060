"""The Two Assurances and Three Guarantees (两不愁三保障; HH-04), and drinking water: six criteria of a household."""

from __future__ import annotations

from antipoverty._engine.conditions import Constant
from antipoverty.facts.household import (
    CLOTHING_SECURE,
    DROPOUT,
    DWELLING_GRADE,
    FOOD_SECURE,
    SCHOOL_AGE_CHILD,
    UNINSURED,
    WATER_CERTIFIED,
    WATER_CLIMB,
    WATER_DAYS_STOPPED,
    WATER_LITRES,
    WATER_METRES,
    WATER_MINUTES,
    WATER_PIPED,
    WATER_QUALITY,
    WATER_SHORT_AREA,
)
from antipoverty.rules import AllOf, AnyOf, Choose, Criterion, IsTrue, Parameter
from antipoverty.text import Text

_FOOD = Criterion("HH-04.food", Text("Enough food", "不愁吃"), IsTrue(FOOD_SECURE), sources=("exit-2016",))
_CLOTHING = Criterion("HH-04.clothing", Text("Clothing", "不愁穿"), IsTrue(CLOTHING_SECURE), sources=("exit-2016",))
_EDUCATION = Criterion(
    "HH-04.education",
    Text("Compulsory education", "义务教育有保障"),
    ~IsTrue(DROPOUT),
    applies=IsTrue(SCHOOL_AGE_CHILD),
    otherwise=True,
    sources=("exit-2016",),
)
_MEDICAL = Criterion(
    "HH-04.medical", Text("Basic medical care", "基本医疗有保障"), ~IsTrue(UNINSURED), sources=("exit-2016",)
)
_HOUSING = Criterion(
    "HH-04.housing",
    Text("Safe housing", "住房安全有保障"),
    DWELLING_GRADE.one_of(Parameter("housing.safe_grades")),
    sources=("exit-2016", "housing-2009"),
)


def _switched(parameter: str) -> Choose:
    return Choose(Parameter(parameter), (("true", Constant(True)), ("false", Constant(False))))


#: LK-06: enough water for a person and day.
ENOUGH_WATER = (WATER_LITRES >= Parameter("water.least_litres")) | (
    IsTrue(WATER_SHORT_AREA) & (WATER_LITRES >= Parameter("water.least_litres_short"))
)
_NEAR_WATER = Choose(
    Parameter("water.distance_counts"),
    (
        (
            "true",
            (WATER_METRES <= Parameter("water.most_metres")) & (WATER_CLIMB <= Parameter("water.most_climb")),
        ),
        ("false", Constant(False)),
    ),
)
#: LK-06: water in the house, or near it.
WATER_ACCESS = AnyOf((IsTrue(WATER_PIPED), WATER_MINUTES <= Parameter("water.most_minutes"), _NEAR_WATER))
_WATER = Criterion(
    "HH-04.water",
    Text("Safe drinking water", "饮水安全"),
    AnyOf(
        (
            IsTrue(WATER_CERTIFIED),
            AllOf(
                (
                    ENOUGH_WATER,
                    IsTrue(WATER_QUALITY),
                    WATER_ACCESS,
                    WATER_DAYS_STOPPED <= Parameter("water.most_days_stopped"),
                )
            ),
        )
    ),
    applies=_switched("guarantees.water_counts"),
    otherwise=True,
    sources=("exit-2016",),
)

#: Two Assurances and Three Guarantees (两不愁三保障), and water from the day on which it is checked by itself.
GUARANTEES = (_FOOD, _CLOTHING, _EDUCATION, _MEDICAL, _HOUSING, _WATER)
