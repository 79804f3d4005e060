"""The exit of a household (贫困户退出; EX-01, EX-02): its rule, its procedure, and what stands in its way."""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import INCOME_STABLE, NET_INCOME, SIZE
from antipoverty.identification import GUARANTEES, LINE
from antipoverty.records import Household
from antipoverty.rules import AllOf, Choose, Chosen, Criterion, Decision, Finding, IsTrue, Outcome, Parameter, Rule
from antipoverty.text import Text

INCOME_ABOVE_LINE = Criterion(
    "EX-01.income", Text("Income above the line", "收入超过贫困标准"), NET_INCOME > LINE * SIZE, sources=("exit-2016",)
)

_LIFTED = Criterion(
    "EX-01.lifted",
    Text("Income above the line, before exit had a rule", "收入超过贫困标准（退出机制建立前）"),
    NET_INCOME > LINE * SIZE,
    sources=("sub-district-summary",),
)

_STABLE = Criterion("EX-01.stable", Text("Stably so", "收入稳定"), IsTrue(INCOME_STABLE), sources=("exit-2016",))

#: EX-01: whether a household is fit for exit.
HOUSEHOLD_EXIT = Rule(
    "household-exit",
    Text("Exit of a household from poverty", "贫困户退出"),
    "household",
    Choose(
        Parameter("exit.basis"),
        (
            ("income", _LIFTED),
            (
                "income-and-guarantees",
                Choose(
                    Parameter("exit.stability"),
                    (
                        ("year", AllOf((INCOME_ABOVE_LINE, *GUARANTEES))),
                        ("attested", AllOf((INCOME_ABOVE_LINE, _STABLE, *GUARANTEES))),
                    ),
                ),
            ),
        ),
    ),
    met=Text("fit for exit", "符合退出条件"),
    not_met=Text("not fit for exit", "不符合退出条件"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    reviews=(
        Criterion(
            "EX-01.review",
            Text("Income not found to be stable", "收入未经核实稳定"),
            Chosen(Parameter("exit.basis"), "income-and-guarantees") & ~IsTrue(INCOME_STABLE),
        ),
    ),
    in_force=Parameter("exit.basis"),
    ended=Text(
        "not decided, since no poverty line has been in force since 2021; decided instead: whether a monitored"
        " household's risk is removed, and whether help stays",
        "不予认定：2021年起不再有现行贫困标准；现行认定为监测对象风险消除与是否继续帮扶",
    ),
    summary=Text(
        "The whole household exits or stays. Its income must be above the line, and every guarantee met that"
        " identification asks for: the criteria are the same. Income on the line is not above it, nor below it. Before"
        " April 2016 exit had no national rule; the summaries of 2014 count persons lifted out of poverty, which is"
        " read as an income above the line by which they were identified.",
        "整户退出。收入须超过贫困标准，且识别时所核查的各项保障均须满足，两者采用同一组标准。等于标准的既不属超过，也不属低于。"
        "2016年4月前全国无退出规定；2014年各总结载有脱贫人数，此处解读为收入超过识别所依据的标准。",
    ),
)


def assess_household(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is fit for exit (贫困户退出; EX-01).

    The guarantees are the very criteria of identification. That the income be above the line “stably” is not defined
    nationally: the rulebook's ``exit.stability`` says how it is read, and by default it is asked in review and decides
    nothing. Before April 2016, when exit had no national rule, the rulebook's ``exit.basis`` is a reading: the income
    alone decides (grade choice). The exits of a year are then decided on the income of that year from 1 January of the
    next on, when the register was brought up to date.

    Args:
        household: the household; whether it is registered is not asked.
        on: the date of the decision.
        rulebook: the rules; those of China if left out.

    Returns:
        A decision: met if the household is fit for exit. `obstacles` names what stands in its way. From 2021 on nothing
        decides this any more: the outcome is unknown, and `Decision.ended` says what is decided instead.

    Raises:
        ParameterError: if the rules have no value for the date: `NotYetInForce` before 2 April 2014, when there was
            no register.
        InvalidValue: if the income is of another year than the rules ask for.

    Source: Opinions on Establishing a Poverty Exit Mechanism, 厅字〔2016〕16号.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income
    >>> assess_household(Household("h1", size=4, income=Income(stated="11808")), on=date(2017, 11, 1)).outcome.value
    'not met'
    >>> lifted = assess_household(Household("h1", size=4, income=Income(stated="11200.01")), on=date(2015, 1, 31))
    >>> lifted.outcome.value, [value.grade.value for value in lifted.parameters if value.name == "exit.basis"]
    ('met', ['choice'])
    """
    return decide_record(HOUSEHOLD_EXIT, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def obstacles(decision: Decision) -> tuple[Finding, ...]:
    """What stands in the way of an exit: the findings that are not met, by name.

    A registered household with every fact known is fit for exit or has at least one obstacle.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income
    >>> decision = assess_household(Household("h1", size=4, income=Income(stated="11808")), on=date(2017, 11, 1))
    >>> [finding.criterion.name["en"] for finding in obstacles(decision)]
    ['Income above the line']
    """
    typed(decision, Decision, "decision")
    return tuple(finding for finding in decision.findings if finding.outcome is Outcome.NOT_MET)
