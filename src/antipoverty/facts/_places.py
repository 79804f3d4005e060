"""The facts of villages and counties, and how they are stated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from operator import attrgetter

from antipoverty._engine.conditions import FactValue, RateLimit, SampledCount, SampledRate
from antipoverty._engine.figures import verdict
from antipoverty._engine.parameters import Value
from antipoverty._engine.subjects import Hundredths
from antipoverty._statistics.sampling import Method
from antipoverty.facts import _county_samples as counties
from antipoverty.records import County, Village
from antipoverty.rules import Alterable, Fact, Kind, Parameter, Subject
from antipoverty.text import PERSONS, YUAN, Text

# Where it lies, and what a village has

WEST = Fact(
    "west",
    Kind.FLAG,
    Text("it lies in the west", "属西部地区"),
    negated=Text("it does not lie in the west", "不属西部地区"),
    reads=("region.of_province",),
    alterable=Alterable.NEVER,
)
INFRASTRUCTURE = Fact(
    "infrastructure",
    Kind.FLAG,
    Text("the infrastructure is adequate", "基础设施达标"),
    negated=Text("the infrastructure is not adequate", "基础设施未达标"),
)
PUBLIC_SERVICES = Fact(
    "public_services",
    Kind.FLAG,
    Text("the public services are adequate", "基本公共服务达标"),
    negated=Text("the public services are not adequate", "基本公共服务未达标"),
)
INDUSTRY = Fact(
    "industry",
    Kind.FLAG,
    Text("the village has an industry", "有产业"),
    negated=Text("the village has no industry", "无产业"),
)


def _west(place: Village | County, on: date, given: Mapping[str, Value]) -> bool | None:
    table = given["region.of_province"]
    assert isinstance(table, tuple)
    return counties.is_west(place, dict(pair for pair in table if isinstance(pair, tuple)))


# Village

VILLAGE_PERSONS = Fact(
    "persons", Kind.COUNT, Text("rural registered persons", "户籍人口"), PERSONS, alterable=Alterable.NEVER, plural=True
)
VILLAGE_POOR_PERSONS = Fact(
    "poor_persons", Kind.COUNT, Text("registered poor persons", "建档立卡贫困人口"), PERSONS, plural=True
)
VILLAGE_INCOME = Fact(
    "net_income_per_head", Kind.MONEY, Text("net income per head of the village", "村农民人均纯收入"), YUAN
)
VILLAGE_COLLECTIVE_INCOME = Fact(
    "collective_income", Kind.MONEY, Text("income of the collective economy", "村集体经济收入"), YUAN
)


#: How a village states its facts.
VILLAGE = Subject(
    "village",
    {
        VILLAGE_PERSONS: "persons",
        VILLAGE_POOR_PERSONS: "poor_persons",
        VILLAGE_INCOME: Hundredths("net_income_per_head"),
        VILLAGE_COLLECTIVE_INCOME: Hundredths("collective_income"),
        WEST: _west,
        INFRASTRUCTURE: "infrastructure",
        PUBLIC_SERVICES: "public_services",
        INDUSTRY: "industry",
    },
)
#: Every fact of a village, by name.
VILLAGE_FACTS = {fact.name: fact for fact in VILLAGE.facts}

# County: counts of the sample

COUNTY_PERSONS = VILLAGE_PERSONS
REGISTERED_PERSONS = Fact(
    "registered_persons",
    Kind.COUNT,
    Text("persons in the register", "建档立卡人口"),
    PERSONS,
    alterable=Alterable.NEVER,
    plural=True,
)
MONITORED_PERSONS = Fact(
    "monitored_persons", Kind.COUNT, Text("persons of monitored households", "监测对象人口"), PERSONS, plural=True
)
DEEPLY_POOR = Fact(
    "deeply_poor",
    Kind.FLAG,
    Text("it is a deeply poor area", "属深度贫困地区"),
    negated=Text("it is not a deeply poor area", "不属深度贫困地区"),
    alterable=Alterable.NEVER,
)
KEY_COUNTY = Fact(
    "key_county",
    Kind.FLAG,
    Text("it is a national key county", "属国家扶贫开发工作重点县"),
    negated=Text("it is not a national key county", "不属国家扶贫开发工作重点县"),
    alterable=Alterable.NEVER,
)
CONTIGUOUS_AREA = Fact(
    "contiguous_area",
    Kind.FLAG,
    Text("it lies in a contiguous poor area", "属集中连片特殊困难地区县"),
    negated=Text("it lies in no contiguous poor area", "不属集中连片特殊困难地区县"),
    alterable=Alterable.NEVER,
)
EXITED_PERSONS = Fact("exited_persons", Kind.COUNT, Text("persons who have exited", "脱贫人口"), PERSONS, plural=True)
UNREGISTERED_PERSONS = Fact(
    "unregistered_persons", Kind.COUNT, Text("persons outside the register", "非建档立卡人口"), PERSONS, plural=True
)
SAMPLED_EXITED = Fact(
    "sampled_exited",
    Kind.COUNT,
    Text("exited persons in the sample", "抽样脱贫人口"),
    PERSONS,
    alterable=Alterable.NEVER,
    plural=True,
)
SAMPLED_WRONGLY_DELISTED = Fact(
    "sampled_wrongly_delisted",
    Kind.COUNT,
    Text("wrongly delisted persons in the sample", "抽样中的错退人口"),
    PERSONS,
    alterable=Alterable.NEVER,
    plural=True,
)
SAMPLED_UNREGISTERED = Fact(
    "sampled_unregistered",
    Kind.COUNT,
    Text("unregistered persons in the sample", "抽样非建档立卡人口"),
    PERSONS,
    alterable=Alterable.NEVER,
    plural=True,
)
SAMPLED_WRONGLY_OMITTED = Fact(
    "sampled_wrongly_omitted",
    Kind.COUNT,
    Text("wrongly omitted persons in the sample", "抽样中的漏评人口"),
    PERSONS,
    alterable=Alterable.NEVER,
    plural=True,
)
SURVEYED = Fact(
    "surveyed",
    Kind.COUNT,
    Text("households asked for their view", "受访户数"),
    Text("households", "户"),
    alterable=Alterable.NEVER,
    plural=True,
)
APPROVING = Fact(
    "approving",
    Kind.COUNT,
    Text("households that approve", "认可户数"),
    Text("households", "户"),
    alterable=Alterable.NEVER,
    plural=True,
)
_OBSTACLES = {
    "slow_income_growth": Text("rural incomes grew no faster than the province's", "农村居民收入增幅未高于全省"),
    "low_income": Text("rural income is too low, by itself or against the province's", "农村居民收入未达标"),
    "villages_left": Text("too few of its poor villages have exited", "贫困村退出比例未达标"),
    "relocation_behind": Text("too few of those to be relocated have moved", "易地扶贫搬迁未达标"),
    "households_unserved": Text(
        "a registered household is reached by no project or policy", "有建档立卡户未获项目或政策覆盖"
    ),
    "schooling_unbalanced": Text("compulsory education is not certified as balanced", "县域义务教育未通过基本均衡认定"),
    "roads_lacking": Text("too few villages have a hard road", "行政村通硬化路比例未达标"),
    "water_lacking": Text("too few households have tap water", "自来水普及率未达标"),
    "power_lacking": Text("too few households have power", "电力入户率未达标"),
    "houses_unsafe": Text("too few households live in safe houses", "安全住房比例未达标"),
    "persons_uninsured": Text("too few persons have medical insurance", "医疗保险参保比例未达标"),
}
#: What a province may hold against the exit of a county; the rulebook says which of them count.
COUNTY_OBSTACLES = tuple(Fact(name, Kind.FLAG, text) for name, text in _OBSTACLES.items())
COMPOSITE_PERSONS = Fact(
    "composite_persons",
    Kind.MEASURE,
    Text("persons still poor, wrongly omitted or wrongly delisted, as estimated", "未脱贫、漏评与错退人口（推算）"),
    PERSONS,
    plural=True,
)


def _composite_persons(county: County, on: date, given: Mapping[str, Value]) -> int | None:
    persons = counties.composite_persons(county)
    # Up to the next hundredth of a person, so that rounding lets no county out; a limit in whole percents of whole
    # persons is whole hundredths, so that for such limits nothing is rounded across.
    return None if persons is None else ceil(100 * persons)


# County: whether its rates keep their limits, inferred from the sample with the confidence of the rulebook

_READING = ("exit.county_reading", "exit.confidence")
WRONGLY_DELISTED_WITHIN = Fact(
    "wrongly_delisted_within",
    Kind.FLAG,
    Text("by the sample, the county's wrongly-delisted rate keeps its limit", "抽样推断错退率符合上限"),
    negated=Text("by the sample, the county's wrongly-delisted rate breaks its limit", "抽样推断错退率超过上限"),
    reads=(*_READING, "exit.wrongly_delisted_most"),
    alterable=Alterable.NEVER,
)
WRONGLY_OMITTED_WITHIN = Fact(
    "wrongly_omitted_within",
    Kind.FLAG,
    Text("by the sample, the county's wrongly-omitted rate keeps its limit", "抽样推断漏评率符合上限"),
    negated=Text("by the sample, the county's wrongly-omitted rate breaks its limit", "抽样推断漏评率超过上限"),
    reads=(*_READING, "exit.wrongly_omitted_most"),
    alterable=Alterable.NEVER,
)
APPROVAL_WITHIN = Fact(
    "approval_within",
    Kind.FLAG,
    Text("by the sample, the county's public approval rate keeps its limit", "抽样推断群众认可度符合下限"),
    negated=Text("by the sample, the county's public approval rate breaks its limit", "抽样推断群众认可度低于下限"),
    reads=(*_READING, "exit.approval_least"),
    alterable=Alterable.NEVER,
)
COMPOSITE_WITHIN = Fact(
    "composite_within",
    Kind.FLAG,
    Text("by the samples, the composite incidence keeps the limit", "抽样推断综合贫困发生率符合上限"),
    negated=Text("by the samples, the composite incidence breaks the limit", "抽样推断综合贫困发生率超过上限"),
    reads=(*_READING, "exit.county_incidence"),
    alterable=Alterable.NEVER,
)
COMPOSITE_WITHIN_WEST = Fact(
    "composite_within_west",
    Kind.FLAG,
    Text("by the samples, the composite incidence keeps the limit of the west", "抽样推断综合贫困发生率符合西部上限"),
    negated=Text(
        "by the samples, the composite incidence breaks the limit of the west", "抽样推断综合贫困发生率超过西部上限"
    ),
    reads=(*_READING, "exit.county_incidence_west"),
    alterable=Alterable.NEVER,
)


def _counted(part: str, whole: str) -> Callable[[County, date, Mapping[str, Value]], int | None]:
    """A count of the sample; where there is nobody to be sampled, it is known to be 0."""
    return lambda county, on, given: 0 if getattr(county, whole) == 0 else getattr(county.sample, part)


#: The rates that a county must keep to exit, estimated from its samples (三率一度).
_CONFIDENCE = Parameter("exit.confidence")
_WRONG = SampledCount(SAMPLED_WRONGLY_DELISTED, SAMPLED_EXITED, EXITED_PERSONS)
_MISSED = SampledCount(SAMPLED_WRONGLY_OMITTED, SAMPLED_UNREGISTERED, UNREGISTERED_PERSONS)
COMPOSITE_RATE = SampledRate(
    Text("Composite incidence", "综合贫困发生率"),
    (_WRONG, _MISSED),
    (
        RateLimit(Parameter("exit.county_incidence"), COMPOSITE_WITHIN),
        RateLimit(Parameter("exit.county_incidence_west"), COMPOSITE_WITHIN_WEST),
    ),
    _CONFIDENCE,
    "clopper-pearson",
    counted=VILLAGE_POOR_PERSONS,
    whole=COUNTY_PERSONS,
)
WRONGLY_DELISTED_RATE = SampledRate(
    Text("Wrongly delisted", "错退率"),
    (_WRONG,),
    (RateLimit(Parameter("exit.wrongly_delisted_most"), WRONGLY_DELISTED_WITHIN),),
    _CONFIDENCE,
    "clopper-pearson",
)
WRONGLY_OMITTED_RATE = SampledRate(
    Text("Wrongly omitted", "漏评率"),
    (_MISSED,),
    (RateLimit(Parameter("exit.wrongly_omitted_most"), WRONGLY_OMITTED_WITHIN),),
    _CONFIDENCE,
    "clopper-pearson",
)
APPROVAL_RATE = SampledRate(
    Text("Public approval rate", "群众认可度"),
    (SampledCount(APPROVING, SURVEYED),),
    (RateLimit(Parameter("exit.approval_least"), APPROVAL_WITHIN),),
    _CONFIDENCE,
    "clopper-pearson",
    at_least=True,
)

_COUNTS: Mapping[Fact, str | Callable[[County, date, Mapping[str, Value]], FactValue]] = {
    COUNTY_PERSONS: "persons",
    VILLAGE_POOR_PERSONS: "poor_persons",
    EXITED_PERSONS: "exited_persons",
    UNREGISTERED_PERSONS: "unregistered_persons",
    SAMPLED_EXITED: _counted("exited", "exited_persons"),
    SAMPLED_WRONGLY_DELISTED: _counted("wrongly_exited", "exited_persons"),
    SAMPLED_UNREGISTERED: _counted("unregistered", "unregistered_persons"),
    SAMPLED_WRONGLY_OMITTED: _counted("missed", "unregistered_persons"),
    SURVEYED: "sample.surveyed",
    APPROVING: "sample.approving",
}


def _share(given: Mapping[str, Value], name: str) -> Fraction:
    value = given[name]
    assert isinstance(value, Decimal)
    return Fraction(value)


def _verdicts(rate: SampledRate) -> Mapping[Fact, Callable[[County, date, Mapping[str, Value]], bool | None]]:
    """Whether the county keeps each limit of a rate, with the confidence and by the reading that the rulebook asks."""

    def of_limit(name: str) -> Callable[[County, date, Mapping[str, Value]], bool | None]:
        def read(county: County, on: date, given: Mapping[str, Value]) -> bool | None:
            known: dict[Fact, FactValue] = {}
            for fact in rate.facts:
                source = _COUNTS[fact]
                known[fact] = attrgetter(source)(county) if isinstance(source, str) else source(county, on, given)
            return verdict(
                rate,
                known,
                limit=_share(given, name),
                confidence=_share(given, "exit.confidence"),
                method=Method(given["exit.county_reading"]),
            )

        return read

    named = ((limit.verdict, limit.value) for limit in rate.limits)
    return {flag: of_limit(value.name) for flag, value in named if flag is not None and isinstance(value, Parameter)}


#: How a county states its facts.
COUNTY = Subject(
    "county",
    {
        **_COUNTS,
        REGISTERED_PERSONS: "registered_persons",
        MONITORED_PERSONS: "monitored_persons",
        DEEPLY_POOR: "deeply_poor",
        KEY_COUNTY: "key_county",
        CONTIGUOUS_AREA: "contiguous_area",
        WEST: _west,
        COMPOSITE_PERSONS: _composite_persons,
        **{fact: f"obstacles.{fact.name}" for fact in COUNTY_OBSTACLES},
        **_verdicts(COMPOSITE_RATE),
        **_verdicts(WRONGLY_DELISTED_RATE),
        **_verdicts(WRONGLY_OMITTED_RATE),
        **_verdicts(APPROVAL_RATE),
    },
)
#: Every fact of a county, by name.
COUNTY_FACTS = {fact.name: fact for fact in COUNTY.facts}
