"""The made-up town: what is printed is met, what was lost stays lost, the rest is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest

from antipoverty import samples
from antipoverty.documents import printed, render
from antipoverty.funds import Ledger, post_all, trial_balance
from antipoverty.history import Roster, RosterEntry, check_round
from antipoverty.identification import identify
from antipoverty.industries import check
from antipoverty.organisation import Organisation, review_responsibilities
from antipoverty.planning import check_plans, count_activities, review_inspections
from antipoverty.records import Household
from antipoverty.reviews import DraftedFigure, draft, reconcile
from antipoverty.rules import Outcome
from antipoverty.samples import DAY, load_summary, make_tables, make_township
from antipoverty.text import Language

PRINTED = {key: figure.value for key, figure in load_summary("mountain-town").figures.items()}
TOWN = make_tables()
POOR = [village.id for village in TOWN["villages"] if village.id != "v12"]
NOW, LAST = TOWN["households"], TOWN["last_households"]


def _counts(households: Iterable[Household], registration: str) -> tuple[int, int]:
    own = [each for each in households if each.registration is not None and each.registration.value == registration]
    return len(own), sum(each.size or 0 for each in own)


@pytest.mark.parametrize(
    ("key", "total"),
    [
        ("villages", len(TOWN["villages"])),
        ("groups", sum(village.groups for village in TOWN["villages"])),
        ("groups", len({household.group for household in NOW})),
        ("area", sum(village.area for village in TOWN["villages"])),
        ("cultivated", sum(village.cultivated_land for village in TOWN["villages"])),
        ("households", len(NOW)),
        ("persons", sum(len(household.members) for household in NOW)),
        ("persons", sum(village.persons for village in TOWN["villages"])),
        ("poor_households", _counts(LAST, "registered")[0]),
        ("poor_persons", _counts(LAST, "registered")[1]),
        ("helped_households", _counts(NOW, "removed")[0]),
        ("helped_persons", _counts(NOW, "removed")[1]),
        ("entered_households", _counts(NOW, "registered")[0]),
        ("entered_persons", _counts(NOW, "registered")[1]),
    ],
)
def test_a_printed_total_is_met(key: str, total: Decimal) -> None:
    assert total == PRINTED[key]


def test_those_on_the_first_list_are_those_below_the_line() -> None:
    poor = {each.id for each in LAST if identify(each, on=DAY.replace(month=5)).outcome is Outcome.MET}
    assert poor == {each.id for each in LAST if each.registration.value == "registered"}


def test_fifteen_persons_stand_in_another_household_and_nobody_is_lost_from_the_town() -> None:
    before = {member.id: household.id for household in LAST for member in household.members}
    now = {member.id: household.id for household in NOW for member in household.members}
    assert before.keys() == now.keys()
    assert sum(before[key] != now[key] for key in before) == 15
    assert _counts(LAST, "registered")[1] - _counts(NOW, "removed")[1] - _counts(NOW, "registered")[1] == 15


def test_money_is_posted_as_printed_and_what_is_not_printed_has_none() -> None:
    ledger = post_all(Ledger(TOWN["funds"], TOWN["projects"]), TOWN["entries"])
    assert ledger.balance("spent") == sum(
        PRINTED[key] for key in ("water_money", "bridge_money", "programme_money", "stock_money")
    )
    assert trial_balance(ledger).render("en")
    assert {project.id for project in TOWN["projects"] if not project.budget} == {"roads", "new-yi", "grid"}


def test_industries_are_as_printed_and_none_is_a_contradiction() -> None:
    review = check(TOWN["industries"], TOWN["villages"])
    assert review.of("contradiction") == ()
    walnut, pepper, tobacco, _ = TOWN["industries"]
    assert (walnut.area, walnut.improved, pepper.area) == (65_885, 36_800, 15_240)
    assert (tobacco.area, tobacco.output, tobacco.kilograms, tobacco.sales) == (700, 2_100, 105_000, 2_700_000)


def test_every_poor_village_has_a_unit_and_every_registered_household_a_cadre() -> None:
    town = Organisation(
        groups=TOWN["groups"], cadres=TOWN["cadres"], units=TOWN["units"], responsibilities=TOWN["pairs"]
    )
    households = [each.id for each in NOW if each.registration.value == "registered"]
    review = review_responsibilities(town, on=DAY, villages=POOR, households=households)
    assert review.villages_with_unit.lacking == review.households_with_cadre.lacking == ()
    assert {len(load.households) for load in review.loads} == {5}


def test_the_same_seed_gives_the_same_town_and_nobody_has_a_name() -> None:
    again = make_tables()
    assert all(again[name] == TOWN[name] for name in TOWN)
    assert make_tables(seed=1)["households"] != NOW
    assert {member.name for household in NOW for member in household.members} == {None}


def _roster(households: Iterable[Household]) -> Roster:
    return Roster(
        tuple(
            RosterEntry(each.id, tuple(member.id for member in each.members or ()), each.registration)
            for each in households
            if each.registration is not None
        )
    )


def test_the_events_explain_all_but_fifteen_persons() -> None:
    check = check_round(_roster(LAST), TOWN["events"], _roster(NOW))
    assert check.refused == ()
    (persons,) = (each for each in check.persons if each.registration.value == "registered")
    assert (persons.start, persons.came, persons.went, persons.found, persons.difference) == (3_274, 0, 107, 3_152, -15)
    assert len(check.other_household) == 15
    assert {each.difference for each in check.households} == {0}


def test_works_serve_the_villages_and_groups_of_the_print() -> None:
    served = {work.id: (len(work.villages), work.groups_served) for work in TOWN["works"]}
    assert served["water"] == (PRINTED["water_villages"], PRINTED["water_groups"])
    assert served["roads"] == (PRINTED["road_villages"], PRINTED["road_groups"])
    assert served["grid"] == (PRINTED["grid_villages"], None)
    assert {work.id: work.done for work in TOWN["works"] if work.done} == {"bridges": PRINTED["bridges"]}


def test_training_rounds_and_inspections_are_as_printed() -> None:
    training = count_activities(TOWN["activities"], year=2014, kind="training")
    assert (training.courses, training.participants) == (PRINTED["trainings"], PRINTED["trained"])
    review = review_inspections(TOWN["inspections"], on=DAY, villages=POOR)
    assert len(review.inspections) == PRINTED["inspections"]
    assert {each.village for each in review.inspections} == set(POOR)


def test_every_heading_of_a_plan_has_an_entry_or_a_reason() -> None:
    plans = check_plans(
        TOWN["plans"],
        classification="six-to-village-and-household",
        year=2014,
        villages=POOR,
        projects=[each.id for each in TOWN["projects"]],
        industries=[each.id for each in TOWN["industries"]],
    )
    assert len(plans.lines) == len(TOWN["plans"])


SUMMARY = draft(make_township(), on=DAY, name=samples.TOWN)
#: Figures of the draft, and the printed ones that they come to.
SAME = {
    "villages": "villages",
    "groups": "groups",
    "area": "area",
    "households": "households",
    "listed_households": "households",
    "persons": "persons",
    "listed_persons": "persons",
    "cultivated_land": "cultivated",
    "poor_by_rule": "poor_households",
    "last_registered_households": "poor_households",
    "last_registered_persons": "poor_persons",
    "removed_households": "helped_households",
    "removed_persons": "helped_persons",
    "registered_households": "entered_households",
    "registered_persons": "entered_persons",
    "water_villages": "water_villages",
    "water_groups": "water_groups",
    "water_paid": "water_money",
    "project_booked.road": "bridge_money",
    "project_booked.other": "programme_money",
    "project_booked.industry": "stock_money",
    "industry_area.walnuts": "walnut_area",
    "improved_area.walnuts": "walnut_grafted",
    "industry_area.green pepper": "pepper_area",
    "industry_area.tobacco": "tobacco_area",
    "industry_output.tobacco": "tobacco",
    "industry_sales.tobacco": "tobacco_money",
    "industry_invested.breeding pigs and sheep": "stock_money",
}


@pytest.mark.parametrize(("drafted", "printed"), SAME.items())
def test_a_figure_of_the_draft_is_the_printed_one(drafted: str, printed: str) -> None:
    assert SUMMARY.figures[drafted].value == PRINTED[printed]


def test_the_draft_flags_the_fifteen_persons_and_nothing_else() -> None:
    (lost,) = reconcile(SUMMARY).broken
    assert lost.difference is not None
    assert abs(lost.difference) == 15


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_the_page_is_its_figure_and_no_list_shows_a_key_or_code(language: Language) -> None:
    page = render(SUMMARY, language, "html")
    shown = re.findall(r'<data value="([^"]*)" data-figure="([^"]*)">([^<]*)</data>', page)
    assert {key for _, key, _ in shown} >= {"villages", "poor_by_rule.v01", "household_rounds", "money_in"}
    for value, key, words in shown:
        figure = SUMMARY.figures[unescape(key)]
        assert isinstance(figure, DraftedFigure)
        assert Fraction(value) == (figure.known if figure.value is None else figure.value)
        full = printed(Fraction(value), figure.unit, language)
        assert words in (full, re.sub(r"(?<=[\d.])[^\d,.].*", "", full)), key
    assert not re.search(r"<td[^>]*>(v\d\d[^<]*|[a-z]+-[a-z-]+)</td>", page.replace("<td>v12</td>", ""))


def test_more_than_twenty_rounds_are_at_least_twenty() -> None:
    rounds = SUMMARY.figures["household_rounds"]
    assert isinstance(rounds, DraftedFigure)
    assert (rounds.value, rounds.known) == (None, PRINTED["rounds"])


def test_the_incomes_below_the_line_are_those_of_the_poor() -> None:
    below = [SUMMARY.figures[f"households_by_income.below-{bound}"].value or 0 for bound in (50, 75, 100)]
    assert sum(below) == PRINTED["poor_households"]


def test_the_money_of_the_villages_is_the_money_that_was_paid() -> None:
    rows = SUMMARY.lists["money_to_villages"].rows("en")
    assert sum(Fraction(str(row["spent"])) for row in rows) == SUMMARY.figures["money_spent"].value


def test_what_the_books_do_not_say_is_neither_nothing_nor_left_out_of_a_picture() -> None:
    """The print has no money for the power grid, and none that can be read for the roads beside the bridges."""
    page = render(SUMMARY, "en", "md")
    assert "*Paid for projects: road at least 1,110,000 yuan; drinking water 823,000 yuan;" in page
    assert "Power grid: 0 yuan" not in page
