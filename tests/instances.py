"""Instances of the library's classes: what its functions make and its strategies draw, a few of each class."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import antipoverty
from antipoverty import (
    assistance,
    cards,
    causes,
    exits,
    funds,
    indicators,
    industries,
    organisation,
    planning,
    records,
    registers,
    rulebooks,
    samples,
)
from antipoverty._engine.conditions import AnyMarked, Compare, Number, Plus
from antipoverty._engine.linear import inequality, whole_number
from antipoverty._engine.parameters import Multiple
from antipoverty._engine.subjects import Before, Elapsed
from antipoverty._shared.fields import Whole
from antipoverty._statistics.sampling import Sample
from antipoverty.assistance import Arrangement, plan
from antipoverty.assistance import _pairing as pairing
from antipoverty.errors import Problem
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import SIZE
from antipoverty.facts.person import AGE, MEDICAL_INSURED
from antipoverty.funds._ledger.entries import Movement, ProjectMovement
from antipoverty.funds.notices import check_notice
from antipoverty.history import (
    Left,
    MonitoringEntry,
    Timeline,
    Transition,
    TransitionEntry,
    check_round,
    propose,
    split,
)
from antipoverty.history._tally import HeadcountFlow, Reason
from antipoverty.identification import POOR_HOUSEHOLD, FourLooks, QuotaUnit, break_down, identify
from antipoverty.indicators import official
from antipoverty.indicators._inputs.weighted_values import Line
from antipoverty.indicators.multidimensional import TWO_ASSURANCES_THREE_GUARANTEES
from antipoverty.organisation._assessment import CadreYear
from antipoverty.procedures import PROCEDURES, Objected, ObjectionSettled, Removed, Taken, advance, open_case, pass_on
from antipoverty.records import County, CountySample, Household, Income, Person, Registration, Village
from antipoverty.reviews import Township, draft, read_township, reconcile
from antipoverty.reviews._definitions import chapters
from antipoverty.rules import (
    Chosen,
    CountMembers,
    EveryMember,
    IsTrue,
    Least,
    Parameter,
    Quantity,
    Rounded,
    SumMembers,
    Unrolled,
    When,
    bind,
    calculate,
    prove_impossible,
)
from antipoverty.strategies import _funds as fund_strategies
from antipoverty.strategies import _households as household_strategies
from antipoverty.strategies import _indicators as indicator_strategies
from antipoverty.strategies import _organisation as organisation_strategies
from antipoverty.strategies import _shared as shared_strategies
from antipoverty.text import Text

HOUSEHOLD_FLAG = next(fact for fact in HOUSEHOLD.facts if fact.kind.value == "flag")


MODULES = [importlib.import_module(found.name) for found in pkgutil.walk_packages(antipoverty.__path__, "antipoverty.")]
PUBLIC = {
    kind
    for module in MODULES
    for name, kind in vars(module).items()
    if not name.startswith("_") and inspect.isclass(kind) and kind.__module__ == module.__name__
}


def _drawn() -> Iterator[object]:
    """Some values of every strategy that needs no arguments."""
    rooms = (fund_strategies, household_strategies, indicator_strategies, organisation_strategies, shared_strategies)
    for room in rooms:
        for name, make in vars(room).items():
            if name.startswith("_") or not inspect.isfunction(make) or make.__module__ != room.__name__:
                continue
            if all(each.default is not each.empty for each in inspect.signature(make).parameters.values()):
                yield from _some(make())


def _some(strategy: st.SearchStrategy[Any], number: int = 2) -> list[Any]:
    values: list[Any] = []
    few = settings(
        max_examples=number,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @few
    @given(strategy)
    def draw(value: object) -> None:
        values.append(value)

    draw()
    return values


def _made() -> Iterator[object]:
    """What the functions of the library make, so that every public class has an instance."""
    on, later = date(2017, 5, 1), date(2017, 12, 1)
    members = (Person("p1", labour="ordinary", schooling="vocational"), Person("p2", labour="none"))
    family = Household(
        "h1",
        members=members,
        income=Income(stated=5_000),
        registration="registered",
        medical_spending=3_000,
        declared_causes=("因病",),
        unfit_place=True,
    )
    assessment = causes.classify(family, on=on)
    yield from (assessment, assessment.differences, assessment.decision.shortfalls, assistance.MEASURES)
    yield assistance.recommend(family, assessment, on=on)
    yield assistance.undecided_measures(family, assessment, on=on)
    made = plan(family, assessment, on=on, until=later, responsible="c1", arrangements={"relocation": Arrangement()})
    yield Arrangement(expected=5, responsible="c2", start=on, end=later)
    done = cards.CompletedMeasure("relocation", later)
    own = cards.card(family, made, done=(done,), result=cards.CardResult(later))
    yield cards.VillageBook(Village("v1"), later, (own,))
    yield pairing.pair([family], [pairing.Cadre("c1", next(iter(pairing.CadreRank)))], pairing.read_ratio("54321"))
    case = open_case(PROCEDURES["household-identification"], "h1", on=on)
    for step in ("application", "appraisal", "first-notice"):
        case = advance(case, Taken(step, on))
    case = advance(case, Objected("o1", date(2017, 5, 2), "a car"))
    yield advance(case, ObjectionSettled("o1", date(2017, 5, 3), False, "sold"))
    yield advance(case, Removed(date(2017, 5, 4), "moved"))
    yield from open_case(PROCEDURES["monitoring-identification"], "h1", on=date(2023, 5, 8)).deadlines
    yield propose(family, on=later)
    unit = QuotaUnit("t", 300, "0.1", (QuotaUnit("a", 100, "0.1", ceiling=50),))
    yield from (
        unit,
        records.Transfer("pension", 5),
        break_down(10, unit),
        Problem(("size",), "null", "a whole number"),
    )
    yield FourLooks(house=40, grain=60, labour=50, schooling=80)
    sample = CountySample(900, 12, 1_500, 9, 1_200, 1_130)
    county = County("c1", west=True, persons=200_000, poor_persons=1_200, exited_persons=40_000, sample=sample)
    found = exits.assess_county(county, on=date(2018, 11, 1)).findings
    yield from (finding.figure for finding in found if finding.figure is not None)
    yield check_notice(funds.Notice("plan", on), on=on)
    grown = industries.Industry("i1", "tobacco", area=700, output=2_100, output_unit="t", sales=2_700_000, year=2014)
    bound = industries.IndustryBound("yield", 80, 250, "tobacco", Text("a reader's", "核查人设定"))
    yield from (grown, bound, industries.check([grown], bounds=[bound]))
    summary = samples.load_summary("mountain-town")
    yield from (summary, reconcile(summary), Sample(3, 400, 5_000), Timeline("h1"))
    yield from (split(Timeline("h1"), "h2", on=on), pass_on(case, "h2", on=later, reason="split"))
    book = rulebooks.load("cn/guizhou")
    yield from (book, book.at(on), book.parameters, book.override({"income.line_series": "administrative"}))
    yield from (bind(POOR_HOUSEHOLD, book.at(on)), identify(family, on=on), identify(family, on=on).findings)
    income = next(iter(bind(POOR_HOUSEHOLD, book.at(date(2014, 5, 1))).facts))
    compare = Compare(Plus((income, Number(Fraction(1, 3)))), "<", Number(Fraction(5)))
    yield from (compare, inequality(compare), prove_impossible("none", compare))
    yield AnyMarked((HOUSEHOLD_FLAG,), Parameter("x"), "exclude")
    size = Least((CountMembers(), SumMembers(Rounded(AGE, 1, "up"))))
    capped = Quantity("capped", Text("a", "甲"), "household", size * 2, Text("a", "甲"), in_force=Parameter("x"))
    yield from (capped, Unrolled(2), EveryMember(IsTrue(MEDICAL_INSURED)), Chosen(Parameter("x"), "a"))
    whole = whole_number(When(IsTrue(HOUSEHOLD_FLAG), Least((SIZE, 5)), Rounded(SIZE, 2, "up")), 1)
    yield from (whole, Elapsed("birth_date", count=Person.age), Before("entered_on", "rule.changed"))
    yield Multiple("linkage.dibao_line", Decimal(2))
    plain = Quantity("plain", Text("a", "甲"), "household", size, Text("a", "甲"))
    found = rulebooks.check("cn/sichuan", on=on)
    changes = rulebooks.compare("cn/guizhou", on=on)
    yield from (found, found.remarks[0], changes, changes.rules[0], changes.rules[0].values[0])
    history = rulebooks.changes("cn", about="monitoring")
    yield from (history, history.days[0])
    yield rulebooks.RulebookEntry.of(
        "ours/measures.toml, measures.seed", {"answers": ["funds"], "name": {"en": "Seed"}}
    )
    yield from tuple(rulebooks.load("cn").passages.values())[:2]
    yield calculate(bind(plain, rulebooks.load("cn").at(on)), HOUSEHOLD, Household("h"), on=on)
    yield TWO_ASSURANCES_THREE_GUARANTEES
    yield registers.SaveResult(2, 1, 0, 3)
    yield registers.LabourTransfer(1, 0, 1, 0, 0, 1, 0, Decimal(15_000), Decimal(0))
    yield from (each for each in registers.CHECKS if each.code in ("key-twice", "work-pupil"))
    before, after, groups = [100, 110, 150, 160], [105, 125, 155, 190], ["a", "a", "b", "b"]
    yield indicators.lorenz(before)
    yield indicators.by_group(indicators.poverty_gap, before, 125, groups=groups)
    yield indicators.decompose_inequality(before, 0, groups=groups)
    yield indicators.growth_incidence(before, after, points=2)
    yield indicators.growth_and_redistribution(indicators.poverty_gap, before, after, 125)
    yield indicators.poverty_curve(before, [105, 125])
    yield indicators.dominance(before, after, upto=150)
    yield indicators.dominance_test(before, after, [125, 130])
    yield from (official.series(), official.checks())
    yield from (Line.of(Fraction(1, 3)), Whole(1, 100))
    for ledger in _some(fund_strategies.ledgers(), 10):
        moved = [entry for entry in ledger.entries if isinstance(entry, Movement)]
        yield from (ledger.document, ledger.balances, [entry.postings for entry in moved])
    yield funds.FundTransfer("e1", on, "f1", level="county", amount=5, to="village")
    yield funds.Refund("e1", on, "f1", level="county", amount=5, project="p1")
    yield from (funds.post_each(funds.Ledger(*book[:2]), book[2]) for book in _some(fund_strategies.fund_books(), 5))
    for year in _some(household_strategies.rounds(), 5):
        yield from (year.households, year.persons, year.by_village)
        check = check_round(year.start, (Left("no", "one", "death", on), *year.events), year.end)
        yield from (check, check.persons, check.by_village)
    yield HeadcountFlow(Registration.REGISTERED, Reason.EXITED, 1, 0, 3, 0)
    yield from (MonitoringEntry(on, None, reason="gone"), TransitionEntry(on, Transition.REMOVED, reason="a car"))
    for kind in ProjectMovement.__subclasses__():
        yield kind("e2", on, "f1", level="county", amount=5, project="p1")
    yield CadreYear("c1", visits=5)
    term = organisation.Responsibility("c1", household="h1", first_day=on)
    town = organisation.Organisation((), (assistance.Cadre("c1", "ordinary"),), (), (), (term,))
    yield organisation.review_responsibilities(town, on=on, households=("h1", "h2"))
    yield organisation.continuity((term,), first_day=date(2016, 1, 1), last_day=later)
    yield organisation.ladder_reach({"ordinary": 1}, {"ordinary": 1}, households=2)
    gift = organisation.Support("s1", "u1", on, "cash", amount=5)
    yield from (organisation.total_support((gift,)), organisation.support_entries((gift,)))
    for held in _some(household_strategies.rosters(), 2):
        yield from _some(household_strategies.roster_events(held, on), 20)


def _planned() -> Iterator[object]:
    """Plans of villages, tasks, activities and inspections."""
    on = date(2014, 12, 31)
    line = planning.PlanLine("v1", 2014, "five-batches", "education", kind="measure", entry="rain-and-dew")
    excused = planning.PlanLine("v1", 2014, "five-batches", "ecology", reason="no forest")
    canal = funds.Project("p1", Text("Canal", "渠道"), "irrigation", planned=3, unfinished="no-funds")
    yield planning.check_plans([line, excused], "five-batches", year=2014)
    yield planning.plan_next_year([line], [canal], year=2015, on=on)
    task = planning.Task("t1", "county", 2014, "exit", "town", 600, "persons", due=on, result=585)
    part = planning.Task("t2", "town", 2014, "exit", "v1", 90, "persons", part_of="t1")
    yield planning.assess_tasks([task, part], {"t1": 580})
    yield planning.check_list(["h1", "h1"], quota=1, total=["h2"])
    training = planning.Activity("a1", "training", 2014, "town", courses=4, participants=112, audience="cadres")
    yield from (training, planning.count_activities([training]))
    visit = planning.Inspection("i1", on, "v1", by="team", listed=80, examined=("h1", "h2"))
    yield planning.review_inspections([visit], [planning.Defect("d1", "i1", "no file", "h1", due=on)], on=on)


def _drafted() -> Iterator[object]:
    """A summary drafted from tables, and what it is made of."""
    village = records.Village("v1", persons=900)
    yield draft(Township.of(villages=[village]), on=date(2014, 12, 31), name=Text("Our town", "本镇"))
    yield from chapters()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "villages.csv").write_text("id,persons\nv1,900\nv2,many\n", encoding="utf-8")
        Path(folder, "members.csv").write_text("id,household\np1,h1\n", encoding="utf-8")
        Path(folder, "households.csv").write_text("id,village\nh2,v1\n", encoding="utf-8")
        yield read_township(folder).materials
    for review in _some(fund_strategies.fund_reviews(), 5):
        yield review.totals


#: Instances of a class that are looked at.
_SEVERAL = 2


def _parts(value: object, found: dict[type, list[Any]], seen: dict[int, object]) -> None:
    """Note an object of the library and everything within it, a few of each class."""
    if id(value) in seen:
        return
    seen[id(value)] = value
    kind = type(value)
    if kind.__module__.startswith("antipoverty") and len(several := found.setdefault(kind, [])) < _SEVERAL:
        several.append(value)
    if attrs.has(kind):
        for part in attrs.fields(kind):
            _parts(getattr(value, part.name), found, seen)
    elif isinstance(value, dict):
        for pair in value.items():
            _parts(pair, found, seen)
    elif isinstance(value, tuple | list):
        for part in value:
            _parts(part, found, seen)


@cache
def instances() -> dict[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    seen: dict[int, object] = {}
    for module in MODULES:
        if not module.__name__.startswith("antipoverty.registers"):
            for name, value in list(vars(module).items()):
                if not name.startswith("_"):
                    _parts(value, found, seen)
    for value in (*_made(), *_planned(), *_drafted(), *_drawn()):
        _parts(value, found, seen)
    return found
