"""The low-income population (低收入人口): to which of its layers a household belongs.

Since October 2023 social assistance goes by layers: the destitute (特困), the subsistence allowance (低保), its
margin (低保边缘), difficulty by rigid spending (刚性支出困难), and households under monitoring. What a place sets is
for the caller to give: the line of the allowance, last year's disposable income, the share of rigid spending; whether
property is within the local rule is a fact. `assess_low_income` decides, and `layer_of` names the layer.

>>> from datetime import date
>>> from antipoverty import rulebooks
>>> from antipoverty.records import Household, Means
>>> county = rulebooks.load("cn").override({"linkage.dibao_line": 6_000})
>>> household = Household(
...     "h1",
...     size=3,
...     means=Means(income="26999.99", property_within_dibao=True, property_within_margin=True),
...     dibao=False,
...     five_guarantee=False,
... )
>>> layer_of(assess_low_income(household, on=date(2026, 11, 27), rulebook=county))
<Layer.MARGIN: 'margin'>
"""

from __future__ import annotations

from datetime import date

from antipoverty import rulebooks
from antipoverty._shared.arguments import as_day, later
from antipoverty._shared.deciding import decide_record, in_force, settled_first
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import (
    ASSESSED_INCOME,
    DIBAO,
    FIVE_GUARANTEE,
    MONITORED,
    PROPERTY_WITHIN_DIBAO,
    PROPERTY_WITHIN_MARGIN,
    PROPERTY_WITHIN_RIGID,
    RIGID_KINDS,
    RIGID_SPENDING,
    SIZE,
)
from antipoverty.records import Household
from antipoverty.rules import (
    AllOf,
    AnyOf,
    Choose,
    Condition,
    Criterion,
    Decision,
    IsTrue,
    Parameter,
    Rank,
    Ranking,
    Rule,
    Term,
)
from antipoverty.text import Labelled, Text

__all__ = [
    "DIBAO_HOUSEHOLD",
    "LOW_INCOME",
    "MARGIN_HOUSEHOLD",
    "RIGID_HOUSEHOLD",
    "RULES",
    "Layer",
    "assess_dibao",
    "assess_low_income",
    "assess_margin",
    "assess_rigid_spending",
    "layer_of",
    "review_due",
]

_LAYERS, _LINE = Parameter("low_income.layers"), Parameter("linkage.dibao_line")
_LAW, _RIGID_LAW = ("low-income-2023",), ("rigid-2024",)
_UNDECIDED = Text("cannot be decided yet", "信息不足，暂不能认定")

_DESTITUTE = Criterion(
    "LI-01", Text("In the support for the destitute", "特困人员救助供养"), IsTrue(FIVE_GUARANTEE), sources=_LAW
)
_NOT_DESTITUTE = ~IsTrue(FIVE_GUARANTEE)

_BELOW_LINE = Criterion(
    "LI-02.income",
    Text("Income below the local line of the allowance", "人均收入低于当地低保标准"),
    ASSESSED_INCOME < _LINE * SIZE,
    sources=("assistance-2014",),
)
_DIBAO_PROPERTY = Criterion(
    "LI-02.property",
    Text("Property within the local rule of the allowance", "家庭财产符合当地低保规定"),
    IsTrue(PROPERTY_WITHIN_DIBAO),
    sources=("assistance-2014",),
)
_BY_LINE = AllOf((_BELOW_LINE, _DIBAO_PROPERTY, _NOT_DESTITUTE))
#: On the allowance, or by the local line belonging on it.
_ALLOWANCE = Criterion("LI-02", Text("Subsistence allowance", "最低生活保障"), IsTrue(DIBAO) | _BY_LINE, sources=_LAW)

_BELOW_MARGIN = Criterion(
    "LI-03.income",
    Text("Income below the multiple of the line", "人均收入低于低保标准的规定倍数"),
    ASSESSED_INCOME < Parameter("low_income.margin_multiple") * _LINE * SIZE,
    sources=_LAW,
)
_MARGIN_PROPERTY = Criterion(
    "LI-03.property",
    Text("Property within the local rule of the margin", "家庭财产符合当地低保边缘规定"),
    IsTrue(PROPERTY_WITHIN_MARGIN),
    sources=_LAW,
)
# A layer is left to those of none before it. Each says so by its means alone, and asks once who is destitute: what is
# not known then leaves open of which layer a household is, and not whether it is of any.
_WITHIN_ALLOWANCE = Criterion(
    "LI-02.within",
    Text("On the allowance, or within its line and property rule", "享受低保，或收入和财产符合低保规定"),
    IsTrue(DIBAO) | (_BELOW_LINE & _DIBAO_PROPERTY),
    sources=_LAW,
)
_WITHIN_MARGIN = Criterion(
    "LI-03.within",
    Text("Within the income and property rule of the margin", "收入和财产符合低保边缘规定"),
    _BELOW_MARGIN & _MARGIN_PROPERTY,
    sources=_LAW,
)
_MARGIN = Criterion(
    "LI-03",
    Text("On the margin of the allowance", "低保边缘家庭"),
    AllOf((_BELOW_MARGIN, _MARGIN_PROPERTY, ~_WITHIN_ALLOWANCE, _NOT_DESTITUTE)),
    sources=_LAW,
)


def _over_share(spent: Term, share: str) -> Condition:
    """Whether spending takes up more of the income than the local share, or as much, where the place says so."""
    limit = Parameter(share) * ASSESSED_INCOME
    return Choose(
        Parameter("low_income.rigid_comparison"),
        (("above", spent > limit), ("at-least", (spent >= limit) & (spent > 0))),
    )


_ALL_SPENT = _over_share(RIGID_SPENDING, "low_income.rigid_share")
_ON_TREATMENT = _over_share(RIGID_KINDS["medical"] + RIGID_KINDS["accident"], "low_income.rigid_share_treatment")
_WITHIN_RIGID = (
    Criterion(
        "LI-04.income",
        Text("Income below last year's disposable income of the place", "人均收入低于上年度当地居民人均可支配收入"),
        ASSESSED_INCOME < Parameter("low_income.disposable_income") * SIZE,
        sources=_RIGID_LAW,
    ),
    Criterion(
        "LI-04.property",
        Text("Property within the local rule of rigid spending", "家庭财产符合当地刚性支出困难家庭规定"),
        IsTrue(PROPERTY_WITHIN_RIGID),
        sources=_RIGID_LAW,
    ),
    Criterion(
        "LI-04.spending",
        Text("Rigid spending over the local share of income", "刚性支出占家庭总收入的比例超出当地规定"),
        Choose(
            Parameter("low_income.rigid_reading"),
            (("all", _ALL_SPENT), ("all-or-treatment", _ALL_SPENT | _ON_TREATMENT)),
        ),
        sources=_RIGID_LAW,
    ),
)
_RIGID = Criterion(
    "LI-04",
    Text("In difficulty by rigid spending", "刚性支出困难家庭"),
    AllOf((*_WITHIN_RIGID, ~_WITHIN_MARGIN, ~_WITHIN_ALLOWANCE, _NOT_DESTITUTE)),
    sources=_RIGID_LAW,
)
_MONITORED = Criterion("LI-05", Text("Under monitoring", "防止返贫监测对象"), IsTrue(MONITORED), sources=_LAW)


class Layer(Labelled):
    """A layer of the low-income population (低收入人口类别), in the order in which they are tried."""

    DESTITUTE = "destitute", "in the support for the destitute", "特困人员"
    DIBAO = "dibao", "on the subsistence allowance, or by the local line belonging on it", "低保对象"
    MARGIN = "margin", "on the margin of the allowance", "低保边缘家庭"
    RIGID_SPENDING = "rigid spending", "in difficulty by rigid spending", "刚性支出困难家庭"
    MONITORED = "monitored", "under monitoring, and of no other layer", "防止返贫监测对象"


_CRITERIA = {
    Layer.DESTITUTE: _DESTITUTE,
    Layer.DIBAO: _ALLOWANCE,
    Layer.MARGIN: _MARGIN,
    Layer.RIGID_SPENDING: _RIGID,
    Layer.MONITORED: _MONITORED,
}

#: LI-01 to LI-05: whether a household is of the low-income population, and of which layer.
LOW_INCOME = Rule(
    "low-income",
    Text("Layers of the low-income population", "低收入人口认定"),
    "household",
    Choose(
        _LAYERS,
        (
            (
                "without-rigid-spending",
                AnyOf((_DESTITUTE, _ALLOWANCE, _MARGIN, _MONITORED, _WITHIN_ALLOWANCE, _WITHIN_MARGIN)),
            ),
            (
                "with-rigid-spending",
                AnyOf(
                    (
                        *(_DESTITUTE, _ALLOWANCE, _MARGIN, _RIGID, _MONITORED),
                        *(_WITHIN_ALLOWANCE, _WITHIN_MARGIN, AllOf(_WITHIN_RIGID)),
                    )
                ),
            ),
        ),
    ),
    met=Text("of the low-income population", "属低收入人口"),
    not_met=Text("of none of these layers", "不属上述各类低收入人口"),
    unknown=_UNDECIDED,
    reviews=(
        Criterion(
            "LI-02.apply",
            Text("Belongs on the allowance by the line, and is not on it", "符合低保标准而未纳入"),
            _BY_LINE & ~IsTrue(DIBAO),
        ),
        Criterion(
            "LI-02.again",
            Text("On the allowance, and not below its line", "享受低保而人均收入不低于标准"),
            IsTrue(DIBAO) & ~_BELOW_LINE.condition,
        ),
    ),
    in_force=_LAYERS,
    summary=Text(
        "By the Opinions of October 2023, and since October 2024 with difficulty by rigid spending. The layers are"
        " tried from the most support to the least, monitoring last: it stands beside the others. Who is destitute or"
        " under monitoring is decided elsewhere and stated. The line, last year's disposable income and the share of"
        " rigid spending are the place's; further conditions of a place are not held here.",
        "依2023年10月意见，自2024年10月起含刚性支出困难家庭。各类按救助力度由高到低依次判定，"
        "监测对象可与其他类别并存，列于最后。特困与监测对象另行认定，此处据实填报。低保标准、上年度人均可支配收入及"
        "刚性支出比例由当地给定；地方其他条件未列入。",
    ),
    ranking=Ranking(
        tuple(Rank(layer.value, criterion.id) for layer, criterion in _CRITERIA.items()),
        "low_income_layer",
        "low_income",
    ),
)

#: LI-02: whether a household belongs on the subsistence allowance by the local line.
DIBAO_HOUSEHOLD = Rule(
    "dibao-household",
    Text("Subsistence allowance by the local line", "低保对象认定"),
    "household",
    _BY_LINE,
    met=Text("belongs on the allowance", "符合低保条件"),
    not_met=Text("does not belong on the allowance", "不符合低保条件"),
    unknown=_UNDECIDED,
    in_force=_LAYERS,
)

#: LI-03: whether a household is on the margin of the allowance.
MARGIN_HOUSEHOLD = Rule(
    "margin-household",
    Text("Margin of the subsistence allowance", "低保边缘家庭认定"),
    "household",
    _MARGIN.condition,
    met=Text("on the margin of the allowance", "属低保边缘家庭"),
    not_met=Text("not on the margin of the allowance", "不属低保边缘家庭"),
    unknown=_UNDECIDED,
    in_force=_LAYERS,
)

#: LI-04: whether a household is in difficulty by rigid spending.
RIGID_HOUSEHOLD = Rule(
    "rigid-spending-household",
    Text("Difficulty by rigid spending", "刚性支出困难家庭认定"),
    "household",
    _RIGID.condition,
    met=Text("in difficulty by rigid spending", "属刚性支出困难家庭"),
    not_met=Text("not in difficulty by rigid spending", "不属刚性支出困难家庭"),
    unknown=_UNDECIDED,
    in_force=Parameter("low_income.valid_months"),
    summary=Text(
        "All of it must hold: of no layer before this one, income below last year's disposable income a head of the"
        " place, property within its rule, and rigid spending of the twelve months before over its share of income. It"
        " is looked at again after twelve months at the latest (`review_due`).",
        "须同时具备：未纳入低保、特困且未认定为低保边缘；人均收入低于上年度当地居民人均可支配收入；财产符合当地规定；"
        "前12个月刚性支出占家庭总收入的比例超出当地规定。有效期一般不超过12个月。",
    ),
)

#: The rules of this module, for the pages and the frame reader.
RULES = (LOW_INCOME, DIBAO_HOUSEHOLD, MARGIN_HOUSEHOLD, RIGID_HOUSEHOLD)


def assess_low_income(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is of the low-income population (低收入人口; LI-01 to LI-05).

    `layer_of` names the layer.

    Args:
        household: the household; its ``means`` are what civil affairs found.
        on: the date of the decision.
        rulebook: the rules with the place's values; those of China if left out, which leave them open.

    Raises:
        NotYetInForce: before 19 October 2023.

    Source: 国办发〔2023〕39号; Measures for Recognising Households in Difficulty by Rigid Spending, 24 October 2024.

    >>> from datetime import date
    >>> decision = assess_low_income(Household("h1", five_guarantee=True), on=date(2026, 11, 27))
    >>> decision.outcome.value, layer_of(decision)
    ('met', <Layer.DESTITUTE: 'destitute'>)
    """
    return decide_record(LOW_INCOME, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def layer_of(decision: Decision) -> Layer | None:
    """The first layer that a household belongs to; `Decision.ranked` has all of them.

    `None` if it is of none, or if an unknown fact leaves the first one open: `Decision.missing` names it.

    Raises:
        InvalidValue: for a decision of another rule.

    >>> from datetime import date
    >>> decision = assess_low_income(Household("h1", monitored=True), on=date(2026, 11, 27))
    >>> decision.outcome.value, layer_of(decision), decision.ranked
    ('met', None, ('monitored',))
    """
    first = settled_first(decision, LOW_INCOME)
    return None if first is None else Layer(first)


def assess_dibao(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household belongs on the subsistence allowance by the local line (低保; LI-02).

    Raises:
        NotYetInForce: before 19 October 2023.

    >>> from datetime import date
    >>> from antipoverty.records import Means
    >>> county = rulebooks.load("cn").override({"linkage.dibao_line": 6_000})
    >>> on_the_line = Household("h1", size=1, means=Means(income=6_000))
    >>> assess_dibao(on_the_line, on=date(2026, 11, 27), rulebook=county).outcome.value
    'not met'
    """
    return decide_record(DIBAO_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def assess_margin(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is on the margin of the subsistence allowance (低保边缘; LI-03).

    Raises:
        NotYetInForce: before 19 October 2023.

    >>> from datetime import date
    >>> assess_margin(Household("h1", dibao=True), on=date(2026, 11, 27)).outcome.value
    'not met'
    """
    return decide_record(MARGIN_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def assess_rigid_spending(household: Household, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a household is in difficulty by rigid spending (刚性支出困难; LI-04). `review_due` says how long.

    Raises:
        NotYetInForce: before 24 October 2024.

    >>> from datetime import date
    >>> assess_rigid_spending(Household("h1", five_guarantee=True), on=date(2026, 11, 27)).outcome.value
    'not met'
    """
    return decide_record(RIGID_HOUSEHOLD, HOUSEHOLD, household, Household, on=on, rulebook=rulebook)


def review_due(decided_on: date, *, rulebook: rulebooks.Rulebook | None = None) -> date:
    """The day on which difficulty by rigid spending, decided on a day, has to be looked at again at the latest.

    Raises:
        NotYetInForce: before 24 October 2024.

    >>> review_due(date(2026, 11, 27))
    datetime.date(2027, 11, 27)
    """
    as_day(decided_on, "decided_on")
    months = in_force(rulebook, decided_on).get("low_income.valid_months").value
    assert isinstance(months, int)
    return later(decided_on, "decided_on", months=months)
