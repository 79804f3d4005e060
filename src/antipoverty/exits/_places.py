"""The exit of villages (贫困村退出; EX-03) and counties (贫困县退出; EX-04 to EX-06): their rules and procedures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from attrs import evolve

from antipoverty import rulebooks
from antipoverty._engine.conditions import AnyMarked, SampledRate
from antipoverty._shared.deciding import decide_record
from antipoverty.facts import COUNTY, VILLAGE
from antipoverty.facts.county import (
    APPROVAL_RATE,
    APPROVAL_WITHIN,
    COMPOSITE_PERSONS,
    COMPOSITE_RATE,
    COMPOSITE_WITHIN,
    COMPOSITE_WITHIN_WEST,
    COUNTY_OBSTACLES,
    COUNTY_PERSONS,
    SAMPLED_EXITED,
    SAMPLED_UNREGISTERED,
    SAMPLED_WRONGLY_DELISTED,
    SAMPLED_WRONGLY_OMITTED,
    WEST,
    WRONGLY_DELISTED_RATE,
    WRONGLY_DELISTED_WITHIN,
    WRONGLY_OMITTED_RATE,
    WRONGLY_OMITTED_WITHIN,
)
from antipoverty.facts.village import (
    APPROVING,
    INDUSTRY,
    INFRASTRUCTURE,
    PUBLIC_SERVICES,
    SURVEYED,
    VILLAGE_COLLECTIVE_INCOME,
    VILLAGE_PERSONS,
    VILLAGE_POOR_PERSONS,
)
from antipoverty.records import County, Village
from antipoverty.rules import AllOf, AnyOf, Choose, Condition, Criterion, Decision, IsTrue, Parameter, Rule
from antipoverty.text import Text

_UNDECIDED = Text("cannot be decided yet", "信息不足，暂不能认定")
_NO_EXIT = Text(
    "not decided, since the last exits from poverty were those of 2020; decided instead: what help stays",
    "不予认定：贫困退出至2020年结束；现行认定为帮扶政策的延续",
)


def _incidence(persons: Condition, persons_west: Condition) -> AnyOf:
    """Below the general limit, or in the west and below its limit: the region matters only between the two."""
    return AnyOf((persons, IsTrue(WEST) & persons_west))


#: EX-03: whether a village is fit for exit.
VILLAGE_EXIT = Rule(
    "village-exit",
    Text("Exit of a village from poverty", "贫困村退出"),
    "village",
    Criterion(
        "EX-03.incidence",
        Text("Incidence low enough", "贫困发生率达标"),
        _incidence(
            VILLAGE_POOR_PERSONS <= Parameter("exit.village_incidence") * VILLAGE_PERSONS,
            VILLAGE_POOR_PERSONS <= Parameter("exit.village_incidence_west") * VILLAGE_PERSONS,
        ),
        sources=("exit-2016",),
    ),
    met=Text("fit for exit", "符合退出条件"),
    not_met=Text("not fit for exit", "不符合退出条件"),
    unknown=_UNDECIDED,
    reviews=(
        Criterion(
            "EX-03.infrastructure", Text("Infrastructure", "基础设施"), ~IsTrue(INFRASTRUCTURE), sources=("exit-2016",)
        ),
        Criterion(
            "EX-03.services", Text("Public services", "基本公共服务"), ~IsTrue(PUBLIC_SERVICES), sources=("exit-2016",)
        ),
        Criterion("EX-03.industry", Text("Industry", "产业发展"), ~IsTrue(INDUSTRY), sources=("exit-2016",)),
        Criterion(
            "EX-03.collective",
            Text("No collective income", "无集体经济收入"),
            VILLAGE_COLLECTIVE_INCOME.equals(0),
            sources=("exit-2016",),
        ),
    ),
    in_force=Parameter("exit.village_incidence"),
    ended=_NO_EXIT,
    summary=Text(
        "The incidence decides. Infrastructure, public services, industry and collective income are weighed beside it,"
        " by people and not by a number, and are shown for a closer look.",
        "以贫困发生率为主要标准，统筹考虑基础设施、基本公共服务、产业发展、集体经济收入；后者由人权衡，此处列为提示核查项。",
    ),
)


_SPECIAL = ("county-exit-2017",)
_BOTH = ("exit-2016", *_SPECIAL)


def _criteria(
    read: Callable[[SampledRate], SampledRate],
    *,
    composite: Condition,
    wrongly_delisted: Condition,
    wrongly_omitted: Condition,
    approval: Condition,
) -> AllOf:
    """Three rates and one degree (三率一度), each with its sampled rate."""

    def asked(name: str, text: Text, condition: Condition, rate: SampledRate, sources: tuple[str, ...]) -> Criterion:
        return Criterion(f"EX-05.{name}", text, condition, sources=sources, rate=read(rate))

    low, few = Text("Composite incidence low enough", "综合贫困发生率达标"), Text("Few wrongly delisted", "错退率达标")
    listed, approved = Text("Few wrongly omitted", "漏评率达标"), Text("Public approval", "群众认可度达标")
    return AllOf(
        (
            asked("composite", low, composite, COMPOSITE_RATE, _BOTH),
            asked("wrongly-delisted", few, wrongly_delisted, WRONGLY_DELISTED_RATE, _SPECIAL),
            asked("wrongly-omitted", listed, wrongly_omitted, WRONGLY_OMITTED_RATE, _SPECIAL),
            asked("approval", approved, approval, APPROVAL_RATE, _SPECIAL),
        )
    )


def _as_it_stands(rate: SampledRate) -> SampledRate:
    """The sample's rate decides; its interval is only shown."""
    return evolve(rate, limits=tuple(evolve(limit, verdict=None) for limit in rate.limits))


#: The sample's rate is taken for the county's, as the Measures have it.
_BY_POINT = _criteria(
    _as_it_stands,
    composite=_incidence(
        COMPOSITE_PERSONS <= Parameter("exit.county_incidence") * COUNTY_PERSONS,
        COMPOSITE_PERSONS <= Parameter("exit.county_incidence_west") * COUNTY_PERSONS,
    ),
    wrongly_delisted=SAMPLED_WRONGLY_DELISTED <= Parameter("exit.wrongly_delisted_most") * SAMPLED_EXITED,
    wrongly_omitted=SAMPLED_WRONGLY_OMITTED <= Parameter("exit.wrongly_omitted_most") * SAMPLED_UNREGISTERED,
    approval=APPROVING >= Parameter("exit.approval_least") * SURVEYED,
)


def _by_interval(method: Literal["clopper-pearson", "wilson"]) -> AllOf:
    """The interval decides, and a sample may leave a criterion unknown."""
    return _criteria(
        lambda rate: evolve(rate, method=method),
        composite=_incidence(IsTrue(COMPOSITE_WITHIN), IsTrue(COMPOSITE_WITHIN_WEST)),
        wrongly_delisted=IsTrue(WRONGLY_DELISTED_WITHIN),
        wrongly_omitted=IsTrue(WRONGLY_OMITTED_WITHIN),
        approval=IsTrue(APPROVAL_WITHIN),
    )


_ADDITIONS = Parameter("exit.county_additions")

#: EX-04 to EX-06: whether a county is fit for exit by the national criteria, from the sample of the special check.
COUNTY_EXIT = Rule(
    "county-exit",
    Text("Exit of a county from poverty", "贫困县退出"),
    "county",
    Choose(
        Parameter("exit.county_reading"),
        (
            ("point", _BY_POINT),
            ("clopper-pearson", _by_interval("clopper-pearson")),
            ("wilson", _by_interval("wilson")),
        ),
    )
    & Criterion(
        "EX-04.province",
        Text("Nothing that its province holds against it", "无所在省另行规定的不得退出情形"),
        ~AnyMarked(COUNTY_OBSTACLES, _ADDITIONS, "exclude"),
    ),
    met=Text(
        "fit for exit by the national criteria and those of its province that the rulebook has",
        "符合国家退出标准及规则库所载的本省附加标准",
    ),
    not_met=Text(
        "not fit for exit by the national criteria and those of its province that the rulebook has",
        "不符合国家退出标准及规则库所载的本省附加标准",
    ),
    unknown=_UNDECIDED,
    reviews=(
        Criterion(
            "EX-04.review",
            Text("To be weighed by the province", "所在省另行权衡的情形"),
            AnyMarked(COUNTY_OBSTACLES, _ADDITIONS, "review"),
        ),
    ),
    in_force=Parameter("exit.wrongly_delisted_most"),
    ended=_NO_EXIT,
    summary=Text(
        "Three rates and one degree, from a sample, and what the province adds. A limit is kept, or broken, if the"
        " whole confidence interval lies on its side; else the sample cannot tell, and the county is undecided"
        " until a larger one is drawn. The reading “point” compares the sample's own rate"
        " with the limit instead, as the Measures do.",
        "三率一度，依抽样结果核定，另加本省附加标准。置信区间整体位于界限一侧时判为符合或不符合；否则样本不足以判定，须扩大抽样。"
        "口径为“抽样比率”的，则按办法所载，以样本比率与界限直接比较。",
    ),
)


def assess_village(village: Village, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a village is fit for exit (贫困村退出; EX-03).

    Raises:
        ParameterError: if the rules have no value for the date.
        InvalidValue: if the record says that the village lies in the west and its province says otherwise.

    Source: Opinions on Establishing a Poverty Exit Mechanism, 厅字〔2016〕16号.

    >>> from datetime import date
    >>> village = Village("v1", province="cn/sichuan", persons=1_000, poor_persons=30)
    >>> assess_village(village, on=date(2018, 11, 1)).outcome.value
    'met'
    """
    return decide_record(VILLAGE_EXIT, VILLAGE, village, Village, on=on, rulebook=rulebook)


def assess_county(county: County, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    """Decide whether a county is fit for exit by the national criteria, from its sample (贫困县退出; EX-04 to EX-06).

    Provinces ask more of their counties: the parameter ``exit.county_additions`` names which `CountyObstacles` keep a
    county in. Of most provinces nothing was read, so that what is fit by the national criteria may still not exit.

    A sample that cannot decide leaves the outcome unknown. Each finding has the figure of its rate: the estimate, its
    counts and limits, and how large a sample would decide; the explanation shows them. The reading of the Measures, by
    the bare rate, is ``rulebook.override({"exit.county_reading": "point"})``.

    Raises:
        ParameterError: if the rules have no value for the date.
        InvalidValue: if the record says that the county lies in the west and its province says otherwise.

    Source: Measures for the Special Evaluation of County Exit, 国开办发〔2017〕56号.

    >>> from datetime import date
    >>> from antipoverty.records import CountySample
    >>> sample = CountySample(
    ...     exited=900, wrongly_exited=12, unregistered=1_500, missed=9, surveyed=1_200, approving=1_130
    ... )
    >>> county = County("c1", province="cn/gansu", persons=200_000, poor_persons=1_200, exited_persons=40_000,
    ...     sample=sample)
    >>> decision = assess_county(county, on=date(2018, 11, 1))
    >>> decision.outcome.value
    'unknown'
    >>> delisted = decision.findings[1].figure
    >>> delisted.rate, delisted.limits[0].within, delisted.limits[0].sample_needed
    (Fraction(1, 75), None, 1720)
    >>> str(delisted.estimate)
    '0.01333 (95% interval 0.006907 to 0.02318)'
    >>> point = rulebooks.load("cn").override({"exit.county_reading": "point"})
    >>> assess_county(county, on=date(2018, 11, 1), rulebook=point).outcome.value
    'met'
    """
    return decide_record(COUNTY_EXIT, COUNTY, county, County, on=on, rulebook=rulebook)
