"""Which households are poor: an income below the line, an unmet guarantee, and the negative list."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import AnyMarked
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import ALREADY_HELPED, NEGATIVE_FLAGS, NET_INCOME, SIZE
from antipoverty.identification._guarantees import GUARANTEES
from antipoverty.records import Household
from antipoverty.rules import AnyOf, ByYear, Choose, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Text

#: The line of the year whose income counts, in the series that the rulebook chooses.
LINE = ByYear("poverty_line", Parameter("income.line_series"), Parameter("income.year_offset"))

INCOME_BELOW_LINE = Criterion(
    "HH-01",
    Text("Income below the line", "收入低于贫困标准"),
    NET_INCOME < LINE * SIZE,
    sources=("plan-2014",),
)

NOT_EXCLUDED = Criterion(
    "HH-09",
    Text("Clear of the negative list", "不属负面清单情形"),
    ~AnyMarked(NEGATIVE_FLAGS, Parameter("identification.negative_list"), "exclude"),
)

#: HH-01, HH-04 and HH-09: whether a household is poor.
POOR_HOUSEHOLD = Rule(
    "poor-household",
    Text("Identification of a poor household", "贫困户识别"),
    "household",
    Choose(
        Parameter("identification.basis"),
        (
            ("income", INCOME_BELOW_LINE & NOT_EXCLUDED),
            ("income-or-guarantee", AnyOf((INCOME_BELOW_LINE, *(~part for part in GUARANTEES))) & NOT_EXCLUDED),
        ),
    ),
    met=Text("to be identified as poor", "应识别为贫困户"),
    not_met=Text("not to be identified as poor", "不识别为贫困户"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    reviews=(
        Criterion("HH-P1", Text("Helped by another programme", "已享受其他项目"), IsTrue(ALREADY_HELPED)),
        Criterion(
            "HH-09.review",
            Text("To be checked strictly", "须严格核查的情形"),
            AnyMarked(NEGATIVE_FLAGS, Parameter("identification.negative_list"), "review"),
        ),
    ),
    in_force=Parameter("identification.basis"),
    ended=Text(
        "not decided, since no poverty line has been in force since 2021; decided instead: whether it is to be"
        " monitored, and its layer of the low-income population",
        "不予认定：2021年起不再有现行贫困标准；现行认定为防止返贫监测与低收入人口分层",
    ),
    summary=Text(
        "The whole household is identified or not. The income of the household is compared with the line times its"
        " size, so that no division can round across the line. Income on the line is not below it.",
        "整户识别。以家庭纯收入与贫困标准乘以家庭人口相比较，不作除法，避免取整越线。等于标准的不属低于标准。",
    ),
)


def identify(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is to be identified as poor (贫困户识别; HH-01 to HH-05, HH-09).

    Args:
        household: the household; what is not known of it leaves the outcome unknown only where it matters.
        on: the date of the decision, which chooses the rules in force and at which ages are taken.
        rulebook: the rules; those of China if left out.

    Returns:
        A decision: met if the household is to be identified. From 2021 on there is no line in force and nothing decides
        who is poor: the outcome is unknown, and `Decision.ended` says what is decided instead.

    Raises:
        ParameterError: if the rules have no value for the date: `NotYetInForce` before 2 April 2014.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: Work Plan for File-and-Card Registration, 国开办发〔2014〕24号.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income
    >>> decision = identify(Household("h1", size=4, income=Income(stated="10000")), on=date(2014, 5, 1))
    >>> decision.outcome.value, decision.shortfalls[0].change
    ('met', Decimal('944.00'))
    >>> today = identify(Household("h1", size=4, income=Income(stated="10000")), on=date(2026, 11, 27))
    >>> today.outcome.value, today.missing
    ('unknown', ('identification.basis',))
    >>> print(today.explain(detail="brief").partition(";")[0])
    Identification of a poor household, 2026-11-27: not decided, since no poverty line has been in force since 2021
    """
    return decide_record(POOR_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)
