"""The mountain town of the summaries, as the tables of its office: printed totals, and all else made up.

Printed, and met exactly: villages, groups, households, persons, area and cultivated land; households and persons
identified, deleted and entered; villages, groups and money of each project; area, grafted area, yield and value of each
industry; training courses, rounds and inspections.

Made up: every household, person, date, unit and cadre; which village has what; how the land lies. No name is of a
person.

Left open, as the print leaves it: the money for roads, whose figure cannot be recovered, and that of the new Yi
villages and the power grid, which is not printed. These have no budget and no entry, so that a review gives the
money paid as at least what is known. Fifteen persons were lost between the two lists of the print. They are lost here
too: fifteen households of the register have one person less than when they were identified, another household of the
village has one more, and no event says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from attrs import evolve

from antipoverty._shared.extras import needing
from antipoverty.assistance import Cadre
from antipoverty.funds import (
    Allotment,
    Appropriation,
    BudgetLine,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    FundTransfer,
    Project,
    ProjectWork,
)
from antipoverty.history import StandingChanged, Transition
from antipoverty.industries import Industry
from antipoverty.money import allocate
from antipoverty.organisation import AssistingUnit, LeadingGroup, Responsibility
from antipoverty.planning import Activity, Inspection, PlanLine
from antipoverty.records import Household, Insurance, Person, Registration, Village
from antipoverty.registers import TABLES, frames
from antipoverty.reviews import Township
from antipoverty.samples._registers import LINE, make_register, net_income_fen
from antipoverty.samples._summaries import load_summary
from antipoverty.text import Language, Text

#: The figures of the summary that can be read.
_PRINTED = {
    key: figure.value
    for key, figure in load_summary("mountain-town").figures.items()
    if isinstance(figure.value, Decimal)
}
#: The last day of the year that the made-up town's tables are of.
DAY = date(int(_PRINTED["year"]), 12, 31)
#: What the made-up town is called, which says that it is made up.
TOWN = Text("Mountain town (made up)", "某山区镇（虚构）")
#: Poor villages come first; the twelfth is the seat.
_POOR = tuple(f"v{number:02}" for number in range(1, int(_PRINTED["poor_villages"]) + 1))

_Tables = Mapping[str, tuple[Any, ...]]


def make_tables(*, seed: int = 2014, language: Language = "en") -> _Tables:
    """Make up every table of the town's office, as records by the name of their table.

    Met exactly is what the summary prints: villages, groups, households, persons, land, projects and their money,
    industries, training and inspections. Left open is what it leaves open: money for roads, for the new villages and
    for the power grid. Fifteen persons that the print loses between its two lists are lost here too.

    Args:
        seed: the same seed gives the same tables, another seed others.
        language: that of names and remarks, ``"en"`` or ``"zh"``.

    Returns:
        The tables of `antipoverty.registers.TABLES` that the office keeps, the register of the year before
        (``last_households``), and its ``funds``, ``cadres`` and the like.

    Raises:
        InvalidValue: for another language, or a seed that is no whole number.

    >>> tables = make_tables()
    >>> len(tables["villages"]), len(tables["projects"]), len(tables["inspections"])
    (12, 7, 23)
    """
    random = Random(seed)
    villages, households = make_register(seed=seed, language=language)
    villages, groups = _land_and_groups(random, villages)
    identified = tuple(_at_identification(random, household, groups) for household in households)
    now = _lose_fifteen([_at_the_end(household) for household in identified])
    projects = tuple(_projects())
    funds, entries = _money()
    return {
        "villages": villages,
        "households": now,
        "last_households": identified,
        "projects": projects,
        "works": tuple(_works(projects)),
        "funds": funds,
        "entries": entries,
        "industries": tuple(_industries(language)),
        **_organisation(now, language),
        "plans": tuple(_plans(projects, language)),
        "activities": tuple(_activities(language)),
        "inspections": tuple(_inspections(random, now, language)),
        "events": tuple(_deletions(now, language)),
    }


def _count(key: str) -> int:
    return int(_PRINTED[key])


# Villages and groups


def _land_and_groups(
    random: Random, villages: tuple[Village, ...]
) -> tuple[tuple[Village, ...], Mapping[str, tuple[str, ...]]]:
    """Groups, area and cultivated land of each village, that add up to those of the town."""
    persons = {village.id: village.persons or 1 for village in villages}
    spread = {village.id: random.randint(80, 120) for village in villages}
    groups = {key: 1 + count for key, count in allocate(_count("groups") - len(villages), persons).items()}
    area = allocate(int(_PRINTED["area"] * 100), spread)
    land = allocate(_count("cultivated"), persons)
    placed = tuple(
        evolve(
            village,
            groups=groups[village.id],
            area=Decimal(area[village.id]) / 100,
            cultivated_land=land[village.id],
        )
        for village in villages
    )
    return placed, {key: tuple(f"{key}-g{number}" for number in range(1, many + 1)) for key, many in groups.items()}


# Households


def _at_identification(random: Random, household: Household, groups: Mapping[str, tuple[str, ...]]) -> Household:
    """A household with its group, its members and, if its income lies below the line, its place on the list."""
    assert household.village is not None
    assert household.size is not None
    assert household.income is not None
    poor = net_income_fen(household) < LINE * household.size
    return evolve(
        household,
        group=random.choice(groups[household.village]),
        members=tuple(_members(random, household.id, household.size)),
        registration="registered" if poor else "not registered",
    )


def _at_the_end(household: Household) -> Household:
    """The list as entered: those whom the new Yi village programme had helped are deleted."""
    deleted = household.registration is Registration.REGISTERED and household.already_helped
    return evolve(household, registration="removed") if deleted else household


def _lose_fifteen(households: Sequence[Household]) -> tuple[Household, ...]:
    """One person of fifteen registered households stands in another household of the village, and no event says why.

    Households far from the line are taken, so that nobody is poor or not for it.
    """
    now = list(households)
    missing = _count("poor_persons") - _count("helped_persons") - _count("entered_persons")
    places = {household.id: number for number, household in enumerate(now)}

    def sure(household: Household, *, registered: bool) -> bool:
        size, net = household.size or 0, net_income_fen(household)
        if registered:
            return size >= 3 and net < LINE * (size - 1) and household.registration is Registration.REGISTERED
        return net >= LINE * (size + 1) and size < 8 and household.registration is Registration.NOT_REGISTERED

    givers = [each for each in now if sure(each, registered=True)][:missing]
    takers = [each for each in now if sure(each, registered=False)]
    for giver in givers:
        taker = next(each for each in takers if each.village == giver.village)
        takers.remove(taker)
        assert giver.members is not None
        assert taker.members is not None
        moved = evolve(giver.members[-1], relation="other")
        now[places[giver.id]] = evolve(giver, members=giver.members[:-1])
        now[places[taker.id]] = evolve(taker, members=(*taker.members, moved))
    return tuple(now)


def _members(random: Random, household: str, size: int) -> Iterator[Person]:
    """A head, perhaps with husband or wife, then children and parents; all made up."""
    head_born = date(random.randint(1950, 1984), random.randint(1, 12), random.randint(1, 28))
    for number in range(1, size + 1):
        if number == 1:
            relation, born = "head", head_born
        elif number == 2:
            relation, born = "spouse", head_born + timedelta(days=random.randint(-1_500, 1_500))
        elif number == 5 or (number > 5 and random.random() < 0.5):
            relation, born = ("father", "mother")[number % 2], head_born - timedelta(days=random.randint(7_000, 9_500))
        else:
            relation = random.choice(("son", "daughter"))
            born = head_born + timedelta(days=random.randint(7_500, 10_500))
        yield _person(random, f"{household}-{number}", relation, min(born, date(2013, 12, 1)))


def _person(random: Random, key: str, relation: str, born: date) -> Person:
    age = DAY.year - born.year
    women = ("spouse", "mother", "daughter")
    schooling = next(
        school
        for most, school in ((5, "preschool"), (12, "primary"), (15, "junior"), (18, "senior"), (999, "out of school"))
        if age <= most
    )
    able = 16 <= age < 60
    return Person(
        key,
        birth_date=born,
        sex="female" if relation in women else "male",
        relation=relation,
        schooling="vocational" if schooling == "senior" and random.random() < 0.2 else schooling,
        completed=None if age < 18 else random.choice(("out of school", "primary", "primary", "junior", "senior")),
        health=random.choices(("healthy", "chronic", "serious"), (88, 10, 2))[0],
        disability="none",
        labour=random.choices(("ordinary", "skilled", "weak"), (80, 5, 15))[0] if able else "none",
        working_away=able and schooling == "out of school" and random.random() < 0.2,
        medical_insured=random.random() < 0.96,
        pension_insured=age >= 16 and random.random() < 0.87,
        insurance=Insurance(pension_drawn=age >= 60 and random.random() < 0.9),
        on_dibao=False,
        on_five_guarantee=False,
    )


# Projects and money


_STOCK = Text("breeding pigs and sheep", "种猪种羊")
_BRIDGES = Text("bridges", "座")


def _projects() -> Iterator[Project]:
    """The projects of the print, with the villages that it counts; which villages they are is made up."""

    def project(key: str, en: str, zh: str, category: str, count: str, money: str | None, **more: Any) -> Project:
        budget = () if money is None else (BudgetLine("town", _PRINTED[money]),)
        days: dict[str, Any] = {"started": date(2014, 3, 20), "accepted": date(2014, 11, 1), "in_store": True}
        return Project(key, Text(en, zh), category, _POOR[: _count(count)], budget=budget, **days, **more)

    yield project("water", "Drinking water", "安全饮水", "water", "water_villages", "water_money")
    yield project("roads", "Roads to villages and groups", "通村通组公路", "road", "road_villages", None)
    bridges = {"planned": _PRINTED["bridges"], "done": _PRINTED["bridges"], "unit": _BRIDGES}
    yield project("bridges", "Bridges", "桥梁", "road", "bridge_villages", "bridge_money", **bridges)
    yield project("new-yi", "New Yi villages", "彝家新寨", "housing", "yi_villages", None)
    yield project(
        "whole-village", "Whole-village programme", "整村推进", "other", "programme_villages", "programme_money"
    )
    yield project("grid", "Rural power grid", "农网改造", "power", "grid_villages", None)
    yield Project(
        "stock", _STOCK, "industry", _POOR, in_store=True,
        budget=tuple(BudgetLine(fund, amount) for fund, amount in _stock_money().items()),
        started=date(2013, 5, 1), accepted=date(2014, 11, 1),
    )  # fmt: skip


def _works(projects: Sequence[Project]) -> Iterator[ProjectWork]:
    """What each project serves: villages and villagers' groups, and the bridges."""
    groups = {"water": "water_groups", "roads": "road_groups"}
    for project in projects:
        if project.id != "stock":
            yield ProjectWork(
                project.id,
                project.name,
                project.id,
                project.villages,
                groups_served=_count(groups[project.id]) if project.id in groups else None,
                planned=project.planned,
                done=project.done,
                unit=project.unit,
            )


def _stock_money() -> dict[str, Decimal]:
    """The money for breeding stock, half in each of the two years: the split is made up."""
    half = _PRINTED["stock_money"] / 2
    return {"stock-2013": half, "town": _PRINTED["stock_money"] - half}


def _money() -> tuple[tuple[Fund, ...], tuple[Entry, ...]]:
    """A fund for each year, and each sum from the county to the payee; days and documents are made up."""
    stock = _stock_money()
    paid = {
        "water": _PRINTED["water_money"],
        "bridges": _PRINTED["bridge_money"],
        "whole-village": _PRINTED["programme_money"],
        "stock": stock["town"],
    }
    before = {"stock": stock["stock-2013"]}
    funds = (
        Fund("stock-2013", Text("Breeding stock, first year", "种畜资金（第一年）"), "county", 2013),
        Fund("town", Text("Poverty alleviation money of the year", "当年扶贫资金"), "county", 2014),
    )
    entries = [*_entries("stock-2013", 2013, before), *_entries("town", 2014, paid)]
    return funds, tuple(sorted(entries, key=lambda entry: entry.on))


def _entries(fund: str, year: int, paid: Mapping[str, Decimal]) -> Iterator[Entry]:
    whole = sum(paid.values(), Decimal(0))
    yield Appropriation(f"{fund}-in", date(year, 3, 1), fund, "county", whole, document="made up · 虚构文号")
    yield FundTransfer(f"{fund}-down", date(year, 3, 10), fund, "county", whole, to="township")
    for key, amount in paid.items():
        for kind, month in ((Allotment, 4), (Encumbrance, 5), (Expenditure, 11)):
            yield kind(f"{fund}-{key}-{month:02}", date(year, month, 15), fund, "township", amount, project=key)


# Industries

_WALNUTS, _PEPPER, _TOBACCO = Text("walnuts", "核桃"), Text("green pepper", "青椒"), Text("tobacco", "烤烟")


def _industries(language: Language) -> Iterator[Industry]:
    """The industries of the print; which villages they are in is made up."""
    town = (*_POOR, "v12")
    year = DAY.year
    yield Industry(
        "walnut", _WALNUTS[language], kind="fruit", villages=town, area=_PRINTED["walnut_area"],
        improved=_PRINTED["walnut_grafted"], year=year,
    )  # fmt: skip
    yield Industry("pepper", _PEPPER[language], kind="fruit", villages=town, area=_PRINTED["pepper_area"], year=year)
    tobacco = _POOR[: _count("tobacco_villages")]
    yield Industry(
        "tobacco", _TOBACCO[language], kind="crop", villages=tobacco, area=_PRINTED["tobacco_area"], land="cultivated",
        output=_PRINTED["tobacco"] / 50, output_unit="dan", sales=_PRINTED["tobacco_money"], year=year,
    )  # fmt: skip
    yield Industry(
        "stock", _STOCK[language], kind="stock", villages=_POOR, invested=_PRINTED["stock_money"], year=year,
        project="stock",
    )  # fmt: skip


# Who answers for what

#: Five households for each cadre: made up.
_PLACES = 5
_GROUP = Text("leading group for files and cards", "精准扶贫建档立卡领导小组")
_LEADER, _DEPUTY, _MEMBER = (
    Text("party secretary", "党委书记"),
    Text("town head", "镇长"),
    Text("village cadre", "包村干部"),
)
_UNIT = Text("assisting unit {}", "第{}帮扶单位")


def _organisation(households: Sequence[Household], language: Language) -> _Tables:
    """The town's leading group as printed; a unit for each poor village and a cadre for each household, made up."""
    first = date(2014, 6, 1)
    groups = (
        LeadingGroup(
            "town",
            _GROUP[language],
            leader=_LEADER[language],
            deputies=(_DEPUTY[language],),
            members=(_MEMBER[language],),
            first_day=first,
        ),
    )
    units = tuple(
        AssistingUnit(
            f"u{number:02}", _UNIT[language].format(number), level="county", villages=(village,), first_day=first
        )
        for number, village in enumerate(_POOR, start=1)
    )
    registered = [each.id for each in households if each.registration is Registration.REGISTERED]
    cadres = tuple(Cadre(f"c{number:03}") for number in range(1, len(registered) // _PLACES + 1))
    pairs = tuple(
        Responsibility(cadres[number % len(cadres)].id, household=key, role="paired-cadre", first_day=first)
        for number, key in enumerate(registered)
    )
    return {"groups": groups, "units": units, "cadres": cadres, "pairs": pairs}


# Plans, training, inspections, deletions


def _plans(projects: Sequence[Project], language: Language) -> Iterator[PlanLine]:
    """A plan for each poor village under the six headings of 2014: what is printed, or that nothing is."""
    for village in _POOR:
        entries = {
            "pairing": [("document", _SCHEME[language])],
            "industry": [("industry", "walnut"), ("industry", "pepper")],
        }
        entries["infrastructure"] = [("project", each.id) for each in projects if village in each.villages]
        for heading in ("pairing", "industry", "training", "housing", "migration", "infrastructure"):
            for kind, entry in entries.get(heading, ()):
                yield PlanLine(village, DAY.year, _SIX, heading, kind=kind, entry=entry)
            if heading not in entries:
                yield PlanLine(village, DAY.year, _SIX, heading, reason=_UNSAID[language])


_SCHEME, _UNSAID = Text("plan of assistance", "帮扶方案"), Text("not in the summary", "总结未载")
_TOPIC = Text("identification and registration", "贫困户识别与建档立卡")
_INSPECTORS, _HELPED = (
    Text("the town's inspectors", "镇督查组"),
    Text("helped by the new Yi villages", "已享受彝家新寨"),
)
_SIX = "six-to-village-and-household"


def _activities(language: Language) -> Iterator[Activity]:
    courses, trained = _count("trainings"), _count("trained")
    yield Activity(
        "training", "training", DAY.year, "town", courses=courses, participants=trained, topic=_TOPIC[language]
    )
    yield Activity("rounds", "household-visits", DAY.year, "town", courses=_count("rounds"), at_least=True)


def _inspections(random: Random, households: Sequence[Household], language: Language) -> Iterator[Inspection]:
    """The inspections of the print, in turn over the poor villages; days and samples are made up."""
    for number in range(_count("inspections")):
        village = _POOR[number % len(_POOR)]
        listed = [
            each.id
            for each in households
            if each.village == village and each.registration in (Registration.REGISTERED, Registration.REMOVED)
        ]
        day = date(2014, 6, 10) + timedelta(days=7 * number)
        yield Inspection(
            f"i{number + 1:02}",
            day,
            village,
            by=_INSPECTORS[language],
            listed=len(listed),
            examined=random.sample(listed, 5),
        )


def _deletions(households: Sequence[Household], language: Language) -> Iterator[StandingChanged]:
    """The households whose help by another programme took them from the list; the day is made up."""
    for household in households:
        if household.registration is Registration.REMOVED:
            yield StandingChanged(household.id, Transition.REMOVED, date(2014, 10, 20), _HELPED[language])


def make_township(*, seed: int = 2014, language: Language = "en") -> Township:
    """Make up the materials of a review: the tables of `make_tables` as frames.

    Args:
        seed: the same seed gives the same town, another seed another.
        language: that of names and remarks, ``"en"`` or ``"zh"``.

    Raises:
        InvalidValue: for another language, or a seed that is no whole number.
        MissingExtra: without Polars.

    >>> sorted(make_township().tables)[:4]
    ['activities', 'cadres', 'entries', 'events']
    """
    with needing("polars", "polars"):
        import polars as pl

    tables = make_tables(seed=seed, language=language)
    households, members = frames(tables["last_households"])
    sizes = pl.Series("size", [household.size for household in tables["last_households"]])
    known = {name: rows for name, rows in tables.items() if name in TABLES}
    return Township.of(**known, last_households=households.with_columns(sizes), last_members=members)
