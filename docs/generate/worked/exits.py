"""Exit: examples one fen or one person to each side of each limit, and what is proved of it beside identification."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue, criteria_of
from antipoverty.exits import COUNTY_EXIT, HELP_AFTER_EXIT, HOUSEHOLD_EXIT, VILLAGE_EXIT
from antipoverty.facts.household import NET_INCOME
from antipoverty.facts.village import VILLAGE_POOR_PERSONS
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.rules import AllOf, AnyOf, Not, prove_impossible, prove_monotone
from antipoverty.text import Text
from worked import Claim, Worked

_SECURE: dict[str, FactValue] = {
    "food_secure": True,
    "clothing_secure": True,
    "school_age_child": False,
    "dropout": False,
    "uninsured": False,
    "dwelling_grade": "B",
    "income_stable": True,
}
#: The sample's own rate, as the Measures have it: the counts can be shown.
_POINT = rulebooks.load("cn").override({"exit.county_reading": "point"})
#: What the Opinions ask of a village beside the conditions.
_NOTICE = Text(
    "The Opinions also ask for a public notice in the township to which nobody objects. That is a step of the"
    " procedure, and not among these conditions: see to it before a village is announced as having exited.",
    "意见另要求在乡镇内公示无异议后方可公告退出。公示属工作程序，未列入下列条件，公告退出前须另行办理。",
)

WORKED = (
    Worked(
        HELP_AFTER_EXIT,
        rulebooks.load("cn"),
        date(2026, 11, 27),
        (
            {"registration": "exited", "monitored": False, "needs_help": True},
            {"registration": "exited", "monitored": False, "needs_help": False},
            {"registration": "no longer entitled", "monitored": False, "needs_help": False},
            {"registration": "no longer entitled", "monitored": True, "needs_help": False},
        ),
        books=(rulebooks.load("cn"),),
        open="needs_help",
    ),
    Worked(
        HOUSEHOLD_EXIT,
        rulebooks.load("cn"),
        date(2017, 11, 1),
        tuple({"net_income": 1_180_800 + fen, "size": 4, **_SECURE} for fen in (0, -1, 1)),
        claims=(
            Claim(
                Text(
                    "No household is at once to be identified as poor and fit for exit.",
                    "任何农户不会同时应识别为贫困户又符合退出条件。",
                ),
                lambda condition, poor: prove_impossible("both", AllOf((condition, poor))),
                beside=POOR_HOUSEHOLD,
            ),
            Claim(
                Text(
                    "A household with every fact known is fit for exit, or has at least one obstacle with a name.",
                    "各项事实已知的农户，或符合退出条件，或至少有一项具名的障碍。",
                ),
                lambda condition: prove_impossible("unfit", AllOf((Not(condition), *criteria_of(condition)))),
            ),
            Claim(
                Text("Raising income never keeps a household in.", "收入增加不会使一户失去退出资格。"),
                lambda condition: prove_monotone("income", condition, NET_INCOME, direction="rising"),
            ),
        ),
        caveat=Text(
            "Identification asks for less than the line and exit for more. A household exactly on the line is neither"
            " to be identified nor fit for exit, and stays what it is. Appraisal, verification and public notice are"
            " steps of the procedure, and not among these conditions.",
            "识别须低于标准，退出须超过标准；恰等于标准的农户既不识别也不退出，维持原状。"
            "民主评议、核实、公示属工作程序，未列入下列条件。",
        ),
        open="dwelling_grade",
    ),
    Worked(
        VILLAGE_EXIT,
        rulebooks.load("cn"),
        date(2017, 11, 1),
        tuple(
            {"persons": 1_000, "poor_persons": poor, "west": west}
            for poor, west in ((21, False), (20, False), (30, True), (31, True))
        ),
        claims=(
            Claim(
                Text("More poor persons never let a village out.", "贫困人口增加不会使一村符合退出条件。"),
                lambda condition: prove_monotone("poor", condition, VILLAGE_POOR_PERSONS, direction="falling"),
            ),
        ),
        caveat=_NOTICE,
        open="west",
    ),
    Worked(
        COUNTY_EXIT,
        _POINT,
        date(2018, 11, 1),
        tuple(
            {
                "composite_persons": 140_000 + 1_000 * wrong,
                "persons": 100_000,
                "poor_persons": 990,
                "exited_persons": 10_000,
                "unregistered_persons": 82_000,
                "west": False,
                "sampled_wrongly_delisted": wrong,
                "sampled_exited": 1_000,
                "sampled_wrongly_omitted": 5,
                "sampled_unregistered": 1_000,
                "approving": 900,
                "surveyed": 1_000,
            }
            for wrong in (21, 20, 19)
        ),
        claims=(
            Claim(
                Text(
                    "A county with every fact known is fit for exit by the national criteria, or has a named obstacle.",
                    "各项事实已知的县，或符合国家退出标准，或至少有一项具名的障碍。",
                ),
                lambda condition: prove_impossible("unfit", AllOf((Not(condition), *criteria_of(condition)))),
            ),
            Claim(
                Text(
                    "A county with an obstacle is not fit for exit by the national criteria.",
                    "有任一障碍的县不符合国家退出标准。",
                ),
                lambda condition: prove_impossible(
                    "fit", AllOf((condition, AnyOf(tuple(Not(each) for each in criteria_of(condition)))))
                ),
            ),
        ),
        books=(rulebooks.load("cn"), _POINT),
        caveat=Text(
            "The national rulebook reads the sample by its confidence interval, so that a sample that cannot tell"
            " decides nothing. The examples use the reading “point” of the Measures, whose numbers can be shown. What"
            " a province adds stands in its own rulebook, where it was read.",
            "全国规则库按置信区间判读抽样，样本不足时不作结论。算例采用办法所载的“抽样比率”口径，以便列出数字。"
            "各省附加标准见其规则库，以已查阅者为限。",
        ),
        open="surveyed",
    ),
)
