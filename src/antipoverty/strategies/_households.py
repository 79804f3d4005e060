"""Strategies for households, places, registers, and what happens to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, assert_never

import attrs

from antipoverty._engine.binding import BoundRule
from antipoverty._engine.conditions import Fact, FactValue, Kind, rates_of
from antipoverty._engine.figures import verdicts
from antipoverty.assistance import Cadre, CadreRank
from antipoverty.errors import ProcedureError
from antipoverty.facts.person import DISABILITY, HEALTH
from antipoverty.history import (
    Arrived,
    Joined,
    Left,
    Merged,
    MonitoringEntry,
    Moved,
    Relocated,
    Roster,
    RosterEntry,
    Round,
    Split,
    StandingChanged,
    Timeline,
    Transition,
    TransitionEntry,
    VillagesMerged,
    record,
)
from antipoverty.money import yuan_of_fen
from antipoverty.records import (
    CauseCode,
    County,
    CountyObstacles,
    CountySample,
    DisabilityKind,
    Flags,
    Fuel,
    Household,
    HouseholdAttribute,
    Income,
    Insurance,
    Labour,
    Living,
    Means,
    MonitoredType,
    Monitoring,
    OtherLand,
    OutOfSchoolReason,
    Person,
    Registration,
    RelationToHead,
    RemovalKind,
    Risk,
    RiskCode,
    RoadKind,
    Schooling,
    Sex,
    StatedCauses,
    StatedHelp,
    Transfer,
    TransferKind,
    Village,
    Water,
    Work,
)
from antipoverty.strategies._shared import keys, st, truths, yuan_amounts
from antipoverty.strategies._shared import maybe as _maybe

#: No one is born later, so that every age is known on every date from then on.
LATEST_BIRTH = date(2013, 12, 31)

#: What forms say: codes, names in both languages, local words, and words that no list knows.
_DECLARED = ("illness", "因病", "lack of technology", "因婚", "其他", "lack of industry", "失地", "bad luck")


@st.composite
def stated_incomes(draw: st.DrawFn) -> Income:
    """Incomes stated as a total: near the line of 2013 for a family of one to six, or anywhere."""
    size, off = draw(st.integers(1, 6)), draw(st.integers(-2, 2))
    near = yuan_of_fen(273_600 * size + off)
    return Income(stated=draw(st.just(near) | yuan_amounts(minimum=-50_000)))


def incomes() -> st.SearchStrategy[Income]:
    """Incomes stated as a total, or by component."""
    transfers = st.builds(Transfer, st.sampled_from(TransferKind), yuan_amounts(maximum=5_000))
    return stated_incomes() | st.builds(
        Income,
        wage=_maybe(yuan_amounts()),
        business=_maybe(yuan_amounts()),
        property=_maybe(yuan_amounts(maximum=5_000)),
        transfers=_maybe(st.lists(transfers, max_size=3).map(tuple)),
        outlay=_maybe(yuan_amounts()),
        unsold_stock=_maybe(yuan_amounts(maximum=5_000)),
    )


@st.composite
def persons(draw: st.DrawFn, key: str | None = None) -> Person:
    """Persons born by the end of 2013."""
    return Person(key or draw(keys()), **draw(_facts_of_persons()))


@cache
def _facts_of_persons() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "birth_date": _maybe(st.dates(date(1930, 1, 1), LATEST_BIRTH)),
            "schooling": _maybe(st.sampled_from(Schooling)),
            "out_of_school_for_poverty": truths(),
            "medical_insured": truths(),
            "pension_insured": truths(),
            "health": _maybe(st.sampled_from(HEALTH.values)),
            "disability": _maybe(st.sampled_from(DISABILITY.values)),
            "labour": _maybe(st.sampled_from(Labour)),
            "working_away": truths(),
            "completed": _maybe(st.sampled_from([Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR])),
            "sex": _maybe(st.sampled_from(Sex)),
            "relation": _maybe(st.sampled_from(RelationToHead)),
            "numbered": truths(),
            "certified": truths(),
            "disability_kind": _maybe(st.sampled_from(DisabilityKind)),
            "out_of_school_reason": _maybe(st.sampled_from(OutOfSchoolReason)),
            "on_dibao": truths(),
            "on_five_guarantee": truths(),
            "work": st.just(Work()) | _works(),
            "insurance": st.just(Insurance()) | st.builds(Insurance, *[truths()] * 7),
        }
    )


def _works() -> st.SearchStrategy[Work]:
    named = dict.fromkeys(
        ("place_stated", "county_stated", "employer_stated", "trade_stated", "channel_stated"), truths()
    )
    months, posts = st.sampled_from([0, 1, 11, 12, 13]), st.integers(0, 3)
    wages = yuan_amounts(maximum=40_000)
    return st.builds(
        Work, months=_maybe(months), wage=_maybe(wages), posts=_maybe(posts), post_months=_maybe(months), **named
    )


def _livings() -> st.SearchStrategy[Living]:
    named = [each.name for each in attrs.fields(Living) if each.converter is None]
    return st.builds(
        Living,
        road_distance=_maybe(yuan_amounts(maximum=60)),
        road_kind=_maybe(st.sampled_from(RoadKind)),
        fuel=_maybe(st.sampled_from(Fuel)),
        ecological_compensation=_maybe(yuan_amounts(maximum=5_000)),
        family_planning=_maybe(yuan_amounts(maximum=5_000)),
        **dict.fromkeys(named, truths()),
    )


def waters() -> st.SearchStrategy[Water]:
    """Drinking water around the limits of both standards."""
    return st.builds(
        Water,
        certified=truths(),
        litres=_maybe(st.sampled_from([0, 19, 20, 34, 35, 39, 40, 80])),
        short_area=truths(),
        quality_safe=truths(),
        piped=truths(),
        minutes=_maybe(st.sampled_from([0, 19, 20, 21, 60])),
        metres=_maybe(st.sampled_from([0, 799, 800, 801])),
        climb=_maybe(st.sampled_from([0, 79, 80, 81])),
        days_stopped=_maybe(st.sampled_from([0, 35, 36, 37, 366])),
    )


def _flags() -> st.SearchStrategy[Flags]:
    return st.builds(Flags, *[st.sampled_from([False, False, False, True, None])] * len(attrs.fields(Flags)))


def risks() -> st.SearchStrategy[Risk]:
    """What may be known of a household's risk of falling back."""
    flags = [truths()] * 5
    months = _maybe(st.sampled_from([0, 5, 6, 7, 60]))
    return st.builds(Risk, *flags, months_observed=months, copes=truths())


def means() -> st.SearchStrategy[Means]:
    """What civil affairs may have found of a household's means."""
    amounts = _maybe(yuan_amounts(maximum=50_000))
    flags = [truths()] * 3
    return st.builds(Means, amounts, *flags, *[amounts] * 6)


def _monitoring() -> st.SearchStrategy[Monitoring]:
    """Records of monitoring, contradictions included."""
    some = st.lists(st.sampled_from(RiskCode), max_size=5, unique=True)
    day = _maybe(st.dates(date(2020, 4, 1), date(2025, 12, 31)))
    known = st.builds(
        Monitoring.of,
        _maybe(st.sampled_from(MonitoredType)),
        some,
        identified_on=day,
        removed_on=day,
        removal=_maybe(st.sampled_from(RemovalKind)),
    )
    return known | st.just(Monitoring())


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Households, with and without their members listed."""
    count = draw(_maybe(st.integers(1, 5)))
    listed = count is not None and draw(st.booleans())
    members = tuple(draw(persons(f"p{number}")) for number in range(count or 0)) if listed else None
    return Household(draw(keys()), members=members, size=count, **draw(_facts_of_households()))


@cache
def _facts_of_households() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "village": _maybe(st.sampled_from(["v1", "v2"])),
            "income": _maybe(incomes()),
            "dwelling_grade": _maybe(st.sampled_from("ABCD")),
            "food_secure": truths(),
            "clothing_secure": truths(),
            "water": waters(),
            "flags": _flags(),
            "land": _maybe(yuan_amounts(maximum=50)),
            "land_lost": truths(),
            "disaster_loss": _maybe(yuan_amounts(maximum=50_000)),
            "medical_spending": _maybe(yuan_amounts(maximum=50_000)),
            "school_spending": _maybe(yuan_amounts(maximum=50_000)),
            "dibao": truths(),
            "five_guarantee": truths(),
            "already_helped": truths(),
            "registration": _maybe(st.sampled_from(Registration)),
            "declared_causes": st.lists(st.sampled_from(_DECLARED), max_size=4).map(tuple),
            "marriage_spending": _maybe(yuan_amounts(maximum=50_000)),
            "road_access": truths(),
            "lacks_funds": truths(),
            "declines_work": truths(),
            "unfit_place": truths(),
            "housing_helped": truths(),
            "income_stable": truths(),
            "risk": risks(),
            "attribute": _maybe(st.sampled_from(HouseholdAttribute)),
            "other_land": st.just(OtherLand()) | st.builds(OtherLand, *[_maybe(yuan_amounts(maximum=300))] * 5),
            "living": st.just(Living()) | _livings(),
            "stated_causes": st.builds(StatedCauses, *[_maybe(st.sampled_from(CauseCode))] * 3),
            "stated_help": st.just(StatedHelp()) | st.builds(StatedHelp, *[truths()] * 12),
            "monitoring": _monitoring(),
            "means": means(),
            "monitored": truths(),
            "needs_help": truths(),
            "group": _maybe(st.sampled_from(["g1", "g2"])),
        }
    )


@st.composite
def villages(draw: st.DrawFn) -> Village:
    """Villages around the limits of the village rule."""
    number = draw(_maybe(st.integers(1, 5_000)))
    most = 5_000 if number is None else number
    return Village(
        draw(keys()),
        persons=number,
        poor_persons=draw(_maybe(st.integers(0, most))),
        net_income_per_head=draw(_maybe(st.sampled_from([Decimal("4736.99"), Decimal(4737)]) | yuan_amounts())),
        collective_income=draw(_maybe(st.sampled_from([Decimal(0), Decimal("0.01")]) | yuan_amounts())),
        west=draw(truths()),
        infrastructure=draw(truths()),
        public_services=draw(truths()),
        industry=draw(truths()),
        groups=draw(_maybe(st.integers(0, 30))),
        area=draw(_maybe(yuan_amounts(maximum=500))),
        cultivated_land=draw(_maybe(yuan_amounts(maximum=30_000))),
        forest_land=draw(_maybe(yuan_amounts(maximum=90_000))),
        latitude=draw(_maybe(st.decimals(-90, 90, places=6))),
        longitude=draw(_maybe(st.decimals(-180, 180, places=6))),
    )


@st.composite
def counties(draw: st.DrawFn) -> County:
    """Counties whose samples lie around the limits of exit."""
    number = draw(st.integers(1_000, 500_000))
    exited = draw(st.integers(0, number // 3))
    poor = draw(st.integers(0, number // 25))
    sizes = [
        draw(_maybe(st.integers(1, min(2_000, whole)))) if whole else None for whole in (exited, number - exited - poor)
    ]
    asked = draw(_maybe(st.integers(1, 2_000)))
    wrong, unlisted = (None if size is None else draw(_maybe(st.integers(0, 1 + size // 20))) for size in sizes)
    found = None if asked is None else draw(_maybe(st.integers(asked * 4 // 5, asked)))
    return County(
        draw(keys()),
        west=draw(truths()),
        persons=draw(st.just(number) | st.none()),
        poor_persons=draw(st.just(poor) | st.none()),
        exited_persons=draw(st.just(exited) | st.none()),
        sample=CountySample(sizes[0], _within(wrong, sizes[0]), sizes[1], _within(unlisted, sizes[1]), asked, found),
        monitored_persons=draw(_maybe(st.integers(0, number // 20))),
        deeply_poor=draw(truths()),
        key_county=draw(truths()),
        contiguous_area=draw(truths()),
        obstacles=draw(st.builds(CountyObstacles, *[truths()] * len(attrs.fields(CountyObstacles)))),
    )


def _within(found: int | None, size: int | None) -> int | None:
    return None if found is None or size is None else min(found, size)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Rosters of a few households, each person in one of them."""
    sizes = draw(st.lists(st.integers(1, 4), max_size=5))
    entries = (
        RosterEntry(
            f"h{number}",
            tuple(f"p{number}{each}" for each in range(size)),
            draw(st.sampled_from(Registration)),
            draw(st.sampled_from([None, "v1", "v2"])),
        )
        for number, size in enumerate(sizes)
    )
    return Roster(tuple(entries))


def roster_events(roster: Roster, on: date) -> st.SearchStrategy[Any]:
    """Events that a roster might undergo, or refuse: of households and persons that it has, and of some others."""
    held = {person: entry.household for entry in roster.entries for person in entry.members}
    household = st.sampled_from([*sorted(set(held.values())), "h8", "h9"])
    person = st.sampled_from([*held, "q1", "q2", "q3"])
    some = st.lists(person, min_size=1, max_size=3, unique=True).map(tuple)
    day, village = st.just(on), st.sampled_from([None, "v1", "v2"])

    def at_home(key: str) -> st.SearchStrategy[tuple[str, str]]:
        """A person with the household that it is in, or now and then another."""
        return st.tuples(st.just(held[key]) | household if key in held else household, st.just(key))

    member = person.flatmap(at_home)
    joining = st.sampled_from(["birth", "marriage in", "move in"])
    leaving = st.sampled_from(["death", "marriage out", "move out"])
    return (
        st.builds(StandingChanged, household, st.sampled_from(Transition), day, _maybe(st.just("a reason")))
        | st.builds(Joined, household, person, joining, day)
        | st.builds(lambda who, why: Left(who[0], who[1], why, on), member, leaving)
        | st.builds(lambda who, to: Moved(who[0], who[1], to, on), member, household)
        | st.builds(lambda who, new: Split(who[0], new, (who[1],), on), member, household)
        | st.builds(Merged, household, household, day)
        | st.builds(Arrived, household, some, day, village)
        | st.builds(Relocated, household, st.sampled_from(["v1", "v2", "v3"]), day)
        | st.builds(VillagesMerged, st.sampled_from(["v1", "v2", "v3"]), st.sampled_from(["v1", "v2", "v3"]), day)
    )


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Yearly rounds, of the events among many that the roster took."""
    found = Round(draw(rosters()))
    for month in sorted(draw(st.lists(st.integers(1, 12), max_size=12))):
        event = draw(roster_events(found.end, date(2017, month, 1)))
        try:
            found = Round(found.start, (*found.events, event))
        except ProcedureError:
            continue
    return found


def _monitoring_entries(on: date) -> st.SearchStrategy[MonitoringEntry]:
    reason = st.just("a reason")
    types = st.sampled_from([each for each in MonitoredType if each is not MonitoredType.NONE])
    some = st.lists(st.sampled_from(RiskCode), max_size=5, unique=True)
    return st.builds(
        MonitoringEntry, st.just(on), types, reason=reason, risks=some, taken_back=st.booleans()
    ) | st.builds(MonitoringEntry, st.just(on), st.none(), reason=reason, removal=_maybe(st.sampled_from(RemovalKind)))


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Timelines of the entries among many that could follow on each other, resting on reasons."""
    found = Timeline(draw(keys()), draw(st.sampled_from(["household", "village"])))
    for year in sorted(draw(st.lists(st.integers(2014, 2025), max_size=12))):
        on, reason = date(year, 11, 1), "a reason"
        changes = st.builds(TransitionEntry, st.just(on), st.sampled_from(Transition), reason=st.just(reason))
        entry = draw(st.one_of(changes, changes, _monitoring_entries(on)))
        try:
            found = record(found, entry)
        except ProcedureError:
            continue
    return found


@st.composite
def cadres(draw: st.DrawFn, *, most: int = 12) -> list[Cadre]:
    """Staffs of cadres, each with a key of their own."""
    ranks = draw(st.lists(st.sampled_from(CadreRank), max_size=most))
    return [Cadre(f"c{number}", rank) for number, rank in enumerate(ranks)]


def ratios() -> st.SearchStrategy[dict[CadreRank, int]]:
    """Tables of places for each rank, none at all included."""
    return st.fixed_dictionaries({rank: st.integers(0, 8) for rank in CadreRank})


def facts(fact: Fact, *, unknown: bool = True) -> st.SearchStrategy[FactValue]:
    """Stored values of one fact, unknown included unless it is said otherwise."""
    if fact.unstated:
        return st.none()
    known: st.SearchStrategy[Any]
    match fact.kind:
        case Kind.FLAG:
            known = st.booleans()
        case Kind.CATEGORY:
            known = st.sampled_from(fact.values)
        case Kind.COUNT:
            known = st.integers(0, 400) | st.integers(0, 10**6)
        case Kind.MEASURE:
            known = st.integers(0, 10**7)
        case Kind.MONEY:
            known = st.integers(-(10**6), 10**8)
        case _:
            assert_never(fact.kind)
    return _maybe(known) if unknown else known


def rule_facts(bound: BoundRule) -> st.SearchStrategy[dict[str, FactValue]]:
    """Stored facts for a bound rule, by name, for `antipoverty.rules.decide_from_facts`.

    A flag that says what a sample says is as the counts of the sample have it, where they are known.
    """
    rates = rates_of(bound.rule.condition, *bound.rule.reviews)

    def agreeing(drawn: dict[str, FactValue]) -> dict[str, FactValue]:
        followed = verdicts(rates, {fact: drawn[fact.name] for fact in bound.facts})
        return drawn | {fact.name: truth for fact, truth in followed.items()}

    return st.fixed_dictionaries({fact.name: facts(fact) for fact in bound.facts}).map(agreeing)
