"""Monitoring against return to poverty (防止返贫监测): who is monitored, as which type, and when a risk is removed.

>>> from datetime import date
>>> from antipoverty.monitoring import assess, monitored_as
>>> from antipoverty.records import Household, Income, Risk
>>> calm = Risk(shock=False, spending_surge=False, income_collapse=False)
>>> household = Household(
...     "h1", size=3, income=Income(stated="17999.99"), registration="exited", income_stable=True, risk=calm
... )
>>> decision = assess(household, on=date(2021, 6, 1))
>>> decision.outcome.value, monitored_as(decision)
('met', <MonitoredType.UNSTABLE: 'unstable'>)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from antipoverty import rulebooks
from antipoverty._engine.conditions import Constant
from antipoverty._shared.arguments import typed
from antipoverty._shared.deciding import decide_record, in_force, settled_first
from antipoverty._shared.fields import texts
from antipoverty.facts import COUNTY, HOUSEHOLD, able_to_work
from antipoverty.facts.county import DEEPLY_POOR, MONITORED_PERSONS, REGISTERED_PERSONS
from antipoverty.facts.household import (
    ABLE_TO_WORK,
    COMPLIANT_SPENDING,
    COPES,
    EXITED,
    INCOME_COLLAPSE,
    INCOME_STABLE,
    MEASURES_IN_PLACE,
    MONITORED_INCOME,
    MONTHS_OBSERVED,
    RISK_RESOLVED,
    SHOCK,
    SIZE,
    SPENDING_SURGE,
    STILL_POOR,
)
from antipoverty.identification import GUARANTEES
from antipoverty.records import County, Household, MonitoredType
from antipoverty.rules import (
    AllOf,
    AnyOf,
    Choose,
    Chosen,
    Condition,
    Criterion,
    Decision,
    IsTrue,
    Parameter,
    Rank,
    Ranking,
    Rule,
)
from antipoverty.text import Labelled, Text

__all__ = [
    "MONITORED_HOUSEHOLD",
    "RISK_REMOVAL",
    "RULES",
    "MonitoredType",
    "Response",
    "assess",
    "assess_removal",
    "assess_size",
    "monitored_as",
    "notice_faults",
    "response",
]

_TYPES = Parameter("monitoring.types")
_SCOPE = Parameter("monitoring.scope")
_BOTH = ("monitoring-2020", "monitoring-2021")

_BELOW_SCOPE = Criterion(
    "MN-02.income", Text("Income below the scope", "收入低于监测范围"), MONITORED_INCOME < _SCOPE * SIZE, sources=_BOTH
)
_HARDSHIP = Criterion(
    "MN-02.hardship",
    Text("Struck by a shock that it cannot bear", "因突发情况支出骤增或收入骤减"),
    AllOf((IsTrue(SHOCK), IsTrue(SPENDING_SURGE) | IsTrue(INCOME_COLLAPSE))),
    sources=_BOTH,
)
_SHAKY = Criterion(
    "MN-04.unstable-income",
    Text("Income not stable", "收入不稳定"),
    ~IsTrue(INCOME_STABLE),
    sources=("monitoring-2021",),
)

_AT_RISK = Choose(_TYPES, (("two", _BELOW_SCOPE | _HARDSHIP), ("three", AnyOf((_BELOW_SCOPE, _SHAKY, _HARDSHIP)))))

_SUDDEN = Criterion(
    "MN-04.sudden",
    Text("Household in sudden serious hardship", "突发严重困难户"),
    (MONITORED_INCOME >= _SCOPE * SIZE) & _HARDSHIP,
    sources=("monitoring-2021",),
)
_UNSTABLE = Criterion(
    "MN-01.unstable",
    Text("Exited household that is not stable", "脱贫不稳定户"),
    IsTrue(EXITED) & _AT_RISK,
    sources=_BOTH,
)
_MARGINAL = Criterion(
    "MN-01.marginal",
    Text("Marginal household that may become poor", "边缘易致贫户"),
    Choose(_TYPES, (("two", ~IsTrue(EXITED) & ~IsTrue(STILL_POOR)), ("three", ~IsTrue(EXITED)))) & _AT_RISK,
    sources=_BOTH,
)
#: Whoever is at risk is of one of the types, also where an unknown standing in the register leaves open of which.
_OF_A_TYPE = Choose(_TYPES, (("two", ~IsTrue(STILL_POOR) & _AT_RISK), ("three", _AT_RISK)))
_SECURE = AllOf(GUARANTEES)


def _where_asked(test: str, condition: Condition) -> Choose:
    """A condition, where the local standard of 2026 asks for a test; where it does not, always met."""
    tests = ("compliant-spending", "guarantees", "coping")
    branches = tuple((name, condition if name == test else Constant(True)) for name in tests)
    return Choose(Parameter("monitoring.standard"), branches)


#: The shape of 2021 to 2025 with what the place's own standard adds; the types of those years are no longer assigned.
_REGULAR = Criterion(
    "MN-10",
    Text(
        "At risk by the local standard of 2026, given by the caller, on the shape of the rules of 2021 to 2025",
        "按使用者给定的2026年地方标准、沿用2021—2025年规则结构，存在返贫致贫风险",
    ),
    AllOf(
        (
            AnyOf(
                (
                    Criterion(
                        "MN-10.income",
                        Text("Income below the local scope", "收入低于当地监测范围"),
                        (MONITORED_INCOME < _SCOPE * SIZE)
                        | ~_where_asked("compliant-spending", MONITORED_INCOME - COMPLIANT_SPENDING >= _SCOPE * SIZE),
                        sources=("number-one-2026",),
                    ),
                    _HARDSHIP,
                    ~_where_asked("guarantees", _SECURE),
                )
            ),
            _where_asked("coping", ~IsTrue(COPES)),
        )
    ),
    sources=("number-one-2026", "mara-2026"),
)


def _weighed(code: str, name: Text, condition: Condition) -> Criterion:
    """What people weigh from 2026 on, where the local standard does not decide by it."""
    never = Chosen(_TYPES, "regular")  # in the years of the types
    return Criterion(code, name, Choose(_TYPES, (("two", never), ("three", never), ("regular", condition))))


#: In the order in which they are tried.
_CRITERIA = {
    MonitoredType.SUDDEN: _SUDDEN,
    MonitoredType.UNSTABLE: _UNSTABLE,
    MonitoredType.MARGINAL: _MARGINAL,
    MonitoredType.REGULAR: _REGULAR,
}

#: MN-01 to MN-05: whether a household is to be monitored.
MONITORED_HOUSEHOLD = Rule(
    "monitored-household",
    Text("Monitoring against return to poverty", "防止返贫监测对象认定"),
    "household",
    Choose(
        _TYPES,
        (
            ("two", AnyOf((_UNSTABLE, _MARGINAL, _OF_A_TYPE))),
            ("three", AnyOf((_SUDDEN, _UNSTABLE, _MARGINAL, _OF_A_TYPE))),
            ("regular", _REGULAR),
        ),
    ),
    met=Text("to be monitored", "应纳入监测"),
    not_met=Text("not to be monitored", "不纳入监测"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    reviews=(
        _weighed("MN-10.spending", Text("It bears compliant spending", "有合规自付支出"), COMPLIANT_SPENDING > 0),
        _weighed(
            "MN-10.guarantees", Text("A guarantee or safe water is lacking", "“三保障”或饮水安全存在问题"), ~_SECURE
        ),
        _weighed("MN-10.coping", Text("It can cope by itself", "有自主应对能力"), IsTrue(COPES)),
    ),
    in_force=_TYPES,
    summary=Text(
        "A household that has exited, or was never registered, is monitored when its income falls under the scope or a"
        " shock is more than it can bear. Since 2021 there is a third type, for any household above the scope that is"
        " struck; it comes before the other two. What is “clearly above” and “sharp” is for those who look."
        " From 2026 on each county sets its own standard: its scope is for the caller to give, and what it asks beside"
        " income and hardship (`monitoring.standard`); the answer is on the shape of the rules of 2021 to 2025, and the"
        " three types are history.",
        "已脱贫户或未建档户，收入低于监测范围，或遭遇突发情况难以承受的，纳入监测。2021年起增设第三类，"
        "收入在范围以上而突遭严重困难的任何农户均可纳入，且优先适用。“明显超过”“大幅缩减”由核查人员认定。"
        "2026年起认定标准由县级自定：监测范围及收入、突发困难之外的条件（monitoring.standard）由使用者给定，"
        "结论沿用2021—2025年规则结构，原三类仅作历史记录。",
    ),
    ranking=Ranking(tuple(Rank(each.value, criterion.id) for each, criterion in _CRITERIA.items())),
)


#: MN-07: whether a monitored household's risk counts as removed.
RISK_REMOVAL = Rule(
    "risk-removal",
    Text("Removal of a monitored household's risk", "监测对象风险消除"),
    "household",
    AllOf(
        (
            Criterion(
                "MN-07.labour",
                Text("A member is able to work", "家中有劳动力"),
                IsTrue(ABLE_TO_WORK),
                sources=("hainan-removal",),
            ),
            Criterion(
                "MN-07.measures",
                Text("Measures in place", "帮扶措施落实"),
                IsTrue(MEASURES_IN_PLACE),
                sources=("hainan-removal",),
            ),
            Criterion(
                "MN-07.income",
                Text("Income stably over the scope", "收入稳定超过监测范围"),
                AllOf((MONITORED_INCOME > _SCOPE * SIZE, IsTrue(INCOME_STABLE), ~IsTrue(INCOME_COLLAPSE))),
                sources=("hainan-removal",),
            ),
            Criterion(
                "MN-07.spending",
                Text("Rigid spending solved", "刚性支出问题解决"),
                ~IsTrue(SPENDING_SURGE),
                sources=("hainan-removal",),
            ),
            Criterion(
                "MN-07.risk", Text("The risk is gone", "风险已消除"), IsTrue(RISK_RESOLVED), sources=("hainan-removal",)
            ),
            Criterion(
                "MN-07.observation",
                Text("Observed for long enough", "观察期满"),
                MONTHS_OBSERVED >= Parameter("monitoring.observation_months"),
                sources=("hainan-removal",),
            ),
            *GUARANTEES,
        )
    ),
    met=Text("the risk is removed", "风险已消除"),
    not_met=Text("the risk is not removed, and tracking goes on", "风险未消除，继续跟踪监测"),
    unknown=Text("cannot be decided yet, and tracking goes on", "信息不足，暂不能认定，继续跟踪监测"),
    in_force=_TYPES,
    summary=Text(
        "Everything must hold. A household in which no one is able to work is never marked as removed: social security"
        " is put in place and tracking goes on. How long a household is observed is the caller's to say.",
        "各项须同时具备。无劳动能力家庭在落实社会保障后不标注风险消除，持续跟踪。观察期长短由使用者给定。",
    ),
)

#: MN-02: whether the number of the monitored is of the size that was expected in 2020.
MONITORING_SIZE = Rule(
    "monitoring-size",
    Text("Size of the monitored group", "监测规模"),
    "county",
    Criterion(
        "MN-02.size",
        Text("About the share that was expected", "监测规模符合一般比例"),
        AnyOf(
            (
                MONITORED_PERSONS <= Parameter("monitoring.size_share") * REGISTERED_PERSONS,
                IsTrue(DEEPLY_POOR)
                & (MONITORED_PERSONS <= Parameter("monitoring.size_share_deep") * REGISTERED_PERSONS),
            )
        ),
        sources=("monitoring-2020",),
    ),
    met=Text("of the expected size", "监测规模在一般比例以内"),
    not_met=Text("larger than expected: to be looked into, not cut", "监测规模高于一般比例，应核查原因，不得简单核减"),
    unknown=Text("cannot be decided yet", "信息不足，暂不能认定"),
    in_force=Parameter("monitoring.size_share"),
    summary=Text(
        "In 2020 about 5% of the registered population was expected, and up to 10% in deeply poor areas. It is no"
        " quota; from 2021 on the facts alone decide.",
        "2020年一般为建档立卡人口的5%左右，深度贫困地区不超过10%。该比例并非指标；2021年起据实认定。",
    ),
)

#: The rules of this module, for the pages and the frame reader.
RULES = (MONITORED_HOUSEHOLD, RISK_REMOVAL, MONITORING_SIZE)


def assess(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is to be monitored (防止返贫监测; MN-01 to MN-05). `monitored_as` names the type.

    The scope is that of the decision's year: 5,000 yuan a head in 2020 and 6,000 in 2021. Later years are the
    province's, or the county's: a rulebook of the place has it, or the caller gives it, as in
    ``rulebook.override({"monitoring.scope": {2023: 7_300}})``. Without it the outcome is unknown where it matters. From
    2026 on the county's own standard counts: its scope, and what ``monitoring.standard`` says that it asks.
    The income is that of the twelve months to the end of last month, so that `Income.year` is left out, unless the
    rulebook's ``monitoring.income_window`` says otherwise.

    Args:
        household: the household; its ``registration`` says whether it has exited, its ``risk`` what has struck it.
        on: the date of the decision.
        rulebook: the rules; those of China if left out.

    Raises:
        NotYetInForce: before 20 March 2020.
        InvalidValue: if the income says that it is of another year.

    Source: 国开发〔2020〕6号; 中农组发〔2021〕7号.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income
    >>> poor_or_near = Household("h1", size=2, income=Income(stated="9999.99"), registration="not registered")
    >>> decision = assess(poor_or_near, on=date(2020, 6, 1))
    >>> decision.outcome.value, monitored_as(decision).value
    ('met', 'marginal')
    >>> county = rulebooks.load("cn").override({"monitoring.scope": {2026: 9_000}})
    >>> today = assess(Household("h1", size=1, income=Income(stated="8999.99")), on=date(2026, 11, 27), rulebook=county)
    >>> today.outcome.value, monitored_as(today).value
    ('met', 'regular')
    """
    return decide_record(MONITORED_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def monitored_as(decision: Decision) -> MonitoredType | None:
    """The type of a monitored household: the first of sudden, unstable and marginal that holds (MN-04).

    From 2026 on the three are no longer assigned: it is `MonitoredType.REGULAR`.

    `None` if it is not to be monitored, or if an unknown fact leaves the type open: `Decision.missing` names it.

    Raises:
        InvalidValue: for a decision of another rule.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Income, Risk
    >>> risk = Risk(shock=None, spending_surge=True)
    >>> household = Household(
    ...     "h1", size=2, income=Income(stated=20_000), registration="exited", income_stable=False, risk=risk
    ... )
    >>> decision = assess(household, on=date(2021, 6, 1))
    >>> decision.outcome.value, monitored_as(decision), decision.missing
    ('met', None, ('shock',))
    """
    first = settled_first(decision, MONITORED_HOUSEHOLD)
    return None if first is None else MonitoredType(first)


def assess_removal(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a monitored household's risk counts as removed (风险消除; MN-07).

    It stays unknown until the rulebook is given ``monitoring.observation_months``, for which there are local numbers
    only (often 6; 0 asks for none), and from 2022 on the scope of the year: `Decision.missing` names them.

    Raises:
        NotYetInForce: before 20 March 2020.

    Source: provincial questions and answers under 中农组发〔2021〕7号.

    >>> from datetime import date
    >>> from antipoverty.records import Household, Person, Risk
    >>> book = rulebooks.load("cn").override({"monitoring.observation_months": 6})
    >>> alone = Household("h1", members=(Person("p1", labour="none"),), risk=Risk(resolved=True))
    >>> assess_removal(alone, on=date(2021, 12, 1), rulebook=book).outcome.value
    'not met'
    """
    return decide_record(RISK_REMOVAL, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def assess_size(county: County, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Compare the size of a county's monitored group with what was expected in 2020 (MN-02).

    Raises:
        NoLongerInForce: from May 2021 on, when the facts alone decide.

    >>> from datetime import date
    >>> county = County("c1", poor_persons=0, exited_persons=40_000, monitored_persons=2_001, deeply_poor=False)
    >>> assess_size(county, on=date(2020, 6, 1)).outcome.value
    'not met'
    """
    return decide_record(MONITORING_SIZE, COUNTY, county, County, on=on, rulebook=rulebook)


def notice_faults(shown: Iterable[str], *, on: date, rulebook: rulebooks.Rulebook | None = None) -> tuple[str, ...]:
    """What a notice about a monitored household shows and must not show (公示不得公开的信息), in the order given.

    Args:
        shown: what the notice shows, such as ``"name"`` or ``"health"``; what must not be on it are the choices of
            ``notice.monitoring_withheld``.
        on: the day of the notice.
        rulebook: the rules; those of China if left out.

    Raises:
        NoValueOnDate: before 2023, and from 2026 on: no text was read.

    Source: 甘乡振局发〔2023〕59号, the Gansu version of the national guide.

    >>> from datetime import date
    >>> notice_faults(("name", "type", "telephone", "health"), on=date(2023, 6, 1))
    ('telephone', 'health')
    """
    withheld = in_force(rulebook, on).get("notice.monitoring_withheld").value
    assert isinstance(withheld, tuple)
    return tuple(item for item in texts(shown, "shown") if item in withheld)


class Response(Labelled):
    """How a monitored household is helped (MN-08): those able to work by development, others by social security."""

    DEVELOPMENT = "development", "help by development", "开发式帮扶"
    SOCIAL_SECURITY = "social security", "social security", "综合性社会保障"


def response(household: Household) -> Response | None:
    """How a monitored household is to be helped (分类帮扶; MN-08); `None` if it is unknown whether anyone can work.

    >>> from antipoverty.records import Household, Person
    >>> response(Household("h1", members=(Person("p1", labour="weak"),)))
    <Response.DEVELOPMENT: 'development'>
    """
    typed(household, Household, "household")
    able = able_to_work(household)
    return None if able is None else Response.DEVELOPMENT if able else Response.SOCIAL_SECURITY
