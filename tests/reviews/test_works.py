"""The chapter on projects and money: its figures are those of the ledger and the works, and its identities hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given

from antipoverty.documents import render
from antipoverty.funds import (
    Allotment,
    Appropriation,
    BudgetLine,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    Ledger,
    Project,
    ProjectWork,
    post_each,
    review,
)
from antipoverty.funds.exchange import frame_of
from antipoverty.reviews import DraftedFigure, Summary, Township, draft, reconcile
from antipoverty.strategies import fund_books
from antipoverty.text import Text
from effort import times

NAME, KM, ON = Text("Our town", "本镇"), Text("km", "公里"), date(2014, 12, 31)
FUND = Fund("f1", Text("County fund", "县级资金"), "county", 2014)
HALL_VILLAGES = ("Paizhu", "Xinli", "Yangjia", "Guanqun")
PROJECTS = [
    Project("road", Text("Road", "通畅工程"), "road", ("Paizhu", "Xinli"), in_store=True, groups_served=16,
            planned="11.3", done="11.3", unit=KM, accepted=date(2014, 11, 1), budget=[BudgetLine("f1", 5_085_000)]),
    Project("halls", Text("Halls", "村级活动场所"), "hall", HALL_VILLAGES, in_store=True, accepted=date(2014, 11, 1)),
    Project("water", Text("Water", "安全饮水"), "water", in_store=True, unfinished="no-funds"),
    Project("grid", Text("Grid", "农网改造"), "power", ("Jingxi", "Wending"), in_store=True, started=date(2014, 3, 1)),
]  # fmt: skip
WORKS = [
    ProjectWork("w1", Text("Water", "饮水"), project="water", villages_served=8, groups_served=23),
    ProjectWork("w2", Text("Line", "线路"), project="grid", done="15.5", unit=KM),
    ProjectWork("w3", Text("High voltage", "高压"), project="grid", done="10.2", unit=KM, part_of="w2"),
]
PAID = {"road": 5_085_000, "halls": 753_000, "water": 823_000}


def spending(project: str, amount: int) -> list[Entry]:
    kinds = (Allotment, Encumbrance, Expenditure)
    day = date(2014, 5, 1)
    return [kind(f"{project}{at}", day, "f1", "county", amount, project=project) for at, kind in enumerate(kinds)]


def drafted(**tables: Any) -> Summary:
    entries: list[Entry] = [Appropriation("a", date(2014, 3, 1), "f1", "county", 7_000_000)]
    entries += [entry for project, amount in PAID.items() for entry in spending(project, amount)]
    given = {"projects": PROJECTS, "works": WORKS, "funds": [FUND], "entries": frame_of(entries)}
    return draft(Township.of(**(given | tables)), on=ON, name=NAME)


@cache
def seed() -> Summary:
    return drafted()


SEED = {
    "road_paid": 5_085_000, "road_kilometres": Fraction(113, 10), "road_cost": 450_000, "road_groups": 16,
    "hall_paid": 753_000, "hall_villages": 4, "water_paid": 823_000, "water_villages": 8, "water_groups": 23,
    "power_paid": None, "power_kilometres": Fraction(155, 10), "projects": 4, "projects_done": 2,
    "projects_unfinished": 1, "projects_started": 1, "money_in": 7_000_000, "money_spent": 6_661_000,
    "money_left": 339_000, "money_back": 0, "project_paid": None, "project_booked": 6_661_000,
}  # fmt: skip


@pytest.mark.parametrize("key", SEED)
def test_the_figures_of_the_summaries_come_from_their_tables(key: str) -> None:
    assert seed().figures[key].value == SEED[key]


def test_the_reasons_of_what_was_not_done_are_counted_and_listed() -> None:
    summary = seed()
    assert summary.figures["projects_unfinished.no-funds"].value == 1
    (line,) = summary.lists["unfinished"].rows()
    assert (line["name"], line["paid"]) == ("安全饮水", 823_000)


def own_relations(summary: Summary) -> dict[str, Any]:
    keys = ("money-in-and-out", "paid-by-funds-and-for-projects", "projects-by-state")
    return {check.relation.id: check for check in reconcile(summary).checks if check.relation.id in keys}


@times(1 / 4)
@given(fund_books())
def test_identities_of_money_hold_for_every_book(book: Any) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    town = Township.of(projects=book[1], funds=book[0], entries=frame_of(ledger))
    summary = draft(town, on=date(2018, 12, 31), name=NAME)
    assert all(check.holds for check in own_relations(summary).values())
    assert summary.figures["money_spent"].value == Fraction(ledger.balance("spent"))
    found = review(ledger, on=date(2018, 12, 31))
    for standing in ("held", "broken", "unknown"):
        checks = [check for check in found.of(standing) if check.project is not None]
        assert summary.figures[f"money_checks_{standing}"].value == len(checks)


def test_without_entries_nothing_is_said_to_be_paid() -> None:
    figures = drafted(entries=None).figures
    for key in ("project_paid", "road_paid", "road_cost", "money_in", "money_left", "execution_rate"):
        assert figures[key].value is None
        assert figures[key].lacks
    assert figures["road_kilometres"].value == Fraction(113, 10)


def test_money_paid_from_a_fund_that_the_table_lacks_is_flagged() -> None:
    entries = frame_of([Appropriation("a", ON, "f9", "county", 5), *spending("road", 5)])
    broken = own_relations(drafted(entries=entries, funds=[FUND]))
    assert broken["paid-by-funds-and-for-projects"].holds is True
    other = [Fund("f2", NAME, "county", 2014)]
    assert own_relations(drafted(funds=other))["paid-by-funds-and-for-projects"].holds is False


def test_what_a_project_in_hand_cost_is_not_nothing_because_no_entry_names_it() -> None:
    """The line was built, and neither a budget nor an entry says with which money: at least what is known."""
    power, whole = seed().figures["power_paid"], seed().figures["project_paid"]
    assert isinstance(power, DraftedFigure)
    assert isinstance(whole, DraftedFigure)
    assert (power.known, power.undecided, whole.known, whole.undecided) == (0, 1, 6_661_000, 1)
    budgeted = [evolve(project, budget=[BudgetLine("f1", 1)]) for project in PROJECTS]
    assert drafted(projects=budgeted).figures["power_paid"].value == 0
    waiting = [evolve(project, started=None, accepted=None, unfinished="no-funds") for project in PROJECTS]
    assert drafted(projects=waiting).figures["power_paid"].value == 0


def test_works_that_contradict_their_project_are_left_out_and_named() -> None:
    """What the project serves and how much of it is done is then not known, and the page says why."""
    wrong = [ProjectWork("w9", NAME, project="road", done=12, unit=KM)]
    summary = drafted(works=wrong)
    kilometres = summary.figures["road_kilometres"]
    assert isinstance(kilometres, DraftedFigure)
    assert (kilometres.value, kilometres.undecided) == (None, 1)
    (remark,) = summary.remarks
    assert remark.en.startswith("Project road: its works contradict it and are left out: ")
    assert remark.zh in render(summary, "zh", "md").replace("\\", "")


def test_works_of_no_project_are_counted() -> None:
    stray = [ProjectWork("w9", NAME, project="nowhere"), ProjectWork("w8", NAME)]
    assert [each.en for each in drafted(works=stray).remarks] == ["Works of no project that is listed, left out: 2"]


def test_entries_that_do_not_fit_are_named() -> None:
    entries = frame_of([Appropriation("a", ON, "f9", "county", 5)])
    assert seed().remarks == ()
    assert [each.en.partition(",")[0] for each in drafted(entries=entries).remarks] == [
        "The entries do not fit the funds and projects"
    ]


def test_a_row_that_makes_no_project_is_unknown_and_not_lost() -> None:
    table = pl.DataFrame({"id": ["p1", "p2"], "name": ["甲", "乙"], "category": ["road", None]})
    figures = drafted(projects=table, works=None).figures
    assert figures["projects"].value == 2
    assert figures["projects_done"].value is None


SHOWN = {
    "en": ("11.3 km", "450,000 yuan", "753,000 yuan", "823,000 yuan", "8 villages", "23 groups", "15.5 km"),
    "zh": ("11.3公里", "45万元", "75.3万元", "82.3万元", "8个村", "23个组", "15.5公里"),
}


@pytest.mark.parametrize("language", SHOWN)
def test_the_chapter_states_its_figures_and_leaves_out_what_is_unknown(language: Any) -> None:
    written = render(seed(), language, "md")
    assert all(shown in written for shown in SHOWN[language])
    assert SHOWN[language][1] not in render(drafted(entries=None), language, "md")
