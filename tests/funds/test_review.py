"""One review of a ledger asks every rule of every project, and each check is what the rule says by itself."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from time import perf_counter
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import InvalidValue
from antipoverty.funds import (
    RULES,
    Allotment,
    Appropriation,
    BudgetLine,
    Contract,
    Fund,
    FundReview,
    FundStanding,
    Hiring,
    Ledger,
    Oversight,
    Project,
    assess_spending,
    post_all,
    post_each,
    review,
)
from antipoverty.funds.exchange import frame_of, review_frame
from antipoverty.rules import Outcome
from antipoverty.strategies import fund_books
from antipoverty.text import Text
from effort import times

ON = date(2018, 12, 31)
FUND = Fund("f1", Text("County fund", "县级资金"), "county", 2018)
RELIEF = Fund("f2", Text("Work relief", "以工代赈资金"), "work-relief", 2018)
RULE = {rule.id: rule for rule in RULES}
DAYS = st.sampled_from([date(2014, 12, 31), date(2016, 3, 1), ON, date(2020, 12, 31), date(2024, 12, 31)])


def project(key: str = "p1", **facts: Any) -> Project:
    return Project(key, Text("Road", "道路"), facts.pop("category", "road"), in_store=True, **facts)


def held(made: Project, *, amount: int = 100, fund: Fund = FUND) -> Ledger:
    """A ledger in which a sum is set aside for a project."""
    entries = [
        Appropriation("e1", ON, fund.id, "county", 1_000),
        Allotment("e2", ON, fund.id, "county", amount, project=made.id),
    ]
    return post_all(Ledger([fund], [made]), entries)


def standing(found: FundReview, rule: str) -> list[FundStanding]:
    return [check.standing for check in found.of(rule=rule)]


@times(2)
@given(fund_books(), DAYS)
def test_everything_counts(book: Any, on: date) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    found = review(ledger, on=on)
    totals = {total.rule: (total.held, total.broken, total.unknown) for total in found.totals}
    for rule, numbers in totals.items():
        assert sum(numbers) == len(found.of(rule=rule))
    assert sum(map(sum, totals.values())) == len(found.checks)
    assert len(found.of(rule="budget-lines")) == len(ledger.projects)
    asked = {"public-notice", "project-tender", "village-oversight"} & totals.keys()
    assert all(sum(totals[rule]) == len(ledger.projects) for rule in asked)
    assert {*totals, *(each.rule for each in found.not_asked)} <= {*RULE, "budget-lines"}
    assert totals.keys().isdisjoint(each.rule for each in found.not_asked)


@times(2)
@given(fund_books(), DAYS)
def test_each_check_of_a_project_is_what_its_rule_says(book: Any, on: date) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    for check in review(ledger, on=on).checks:
        if check.project is None or check.fund is not None or check.decision is None:
            continue
        alone = assess_spending(RULE[check.rule], ledger.projects[check.project], on=on)
        assert alone == check.decision
        assert (check.standing is FundStanding.BROKEN) is (alone.outcome is Outcome.NOT_MET) is bool(check.broken)
        assert (check.standing is FundStanding.UNKNOWN) is bool(check.missing)


def test_a_project_with_all_its_facts_holds_and_one_fact_less_is_named() -> None:
    whole = project(
        contract=Contract("works", 100, 100, 100, work_relief_exempt=False, tendered=False),
        hiring=Hiring(workers=20, local_workers=2),
        oversight=Oversight(key_project=False, finance_team=True, signed=True),
        budget=[BudgetLine("f1", 100)],
    )
    found = review(held(whole), on=ON)
    for rule in ("project-tender", "local-hiring", "village-oversight", "budget-lines", "use-of-fund"):
        if rule not in {each.rule for each in found.not_asked}:
            assert standing(found, rule) == ["held"], rule
    without = review(held(evolve(whole, oversight=Oversight(key_project=False, signed=True))), on=ON)
    assert [fact.en for fact in without.of("unknown", rule="village-oversight")[0].missing] == [
        "the village elected its finance team"
    ]


def test_ten_of_twenty_thousand_yuan_above_a_line_are_broken_by_that_much() -> None:
    found = review(held(project(budget=[BudgetLine("f1", 90)]), amount=100), on=ON)
    (check,) = found.of("broken", rule="budget-lines")
    assert check.broken == (Text("10.00 yuan above the line of County fund", "超出县级资金预算10.00元"),)
    (unknown,) = review(held(project()), on=ON).of("unknown", rule="budget-lines")
    assert [fact.en for fact in unknown.missing] == ["budget lines of the project"]


def test_pay_in_work_relief_is_asked_unless_all_money_comes_from_elsewhere() -> None:
    on = date(2024, 12, 31)
    assert not review(held(project()), on=on).of(rule="work-relief-pay")
    assert review(held(project(), fund=RELIEF), on=on).of(rule="work-relief-pay")
    assert review(Ledger([FUND], [project()]), on=on).of("unknown", rule="work-relief-pay")


def test_grants_are_asked_for_local_workers_only_if_they_state_any() -> None:
    on = date(2014, 12, 31)
    assert not review(Ledger([], [project(category="grant")]), on=on).of(rule="local-hiring")
    grants = project(category="grant", hiring=Hiring(workers=10, local_workers=0))
    assert standing(review(Ledger([], [grants]), on=on), "local-hiring") == ["broken"]


def test_money_left_for_two_years_does_not_hold_and_is_said_to_be_reclaimed() -> None:
    ledger = held(project(), amount=100)
    assert standing(review(ledger, on=date(2019, 12, 31)), "carry-over-reclaim") == ["held"]
    (late,) = review(ledger, on=date(2020, 12, 31)).of("broken", rule="carry-over-reclaim")
    assert late.broken[0].en == "to be reclaimed by the finance department"


def test_rules_that_are_not_in_force_are_named_and_not_counted() -> None:
    found = review(held(project()), on=date(2018, 12, 31))
    assert "industry-share" in {each.rule for each in found.not_asked}
    assert not found.of(rule="industry-share")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_review_says_in_words_what_it_counts(language: Any) -> None:
    found = review(held(project(budget=[BudgetLine("f1", 90)])), on=ON)
    brief, full = (found.explain(language, detail=detail) for detail in ("brief", "full"))
    assert len(brief.splitlines()) <= 10
    assert str(len(found.checks)) in brief.splitlines()[0]
    for total in found.totals:
        assert total.name[language] in full
    assert len(found.table().lines) == len(found.checks)


@given(fund_books(), DAYS)
def test_a_frame_of_the_entries_is_reviewed_alike(book: Any, on: date) -> None:
    ledger = post_each(Ledger(*book[:2]), book[2]).ledger
    found = review_frame(frame_of(ledger), funds=book[0], projects=book[1], on=on)
    key = attrgetter("rule", "project", "fund")
    checks = sorted(review(ledger, on=on).checks, key=lambda check: tuple(map(str, key(check))))
    assert sorted(found.checks, key=lambda check: tuple(map(str, key(check)))) == checks


def test_a_frame_that_names_a_project_that_is_not_given_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"frame\.project"):
        review_frame(frame_of(held(project())), funds=[FUND], projects=[], on=ON)


def test_only_a_ledger_is_reviewed() -> None:
    with pytest.raises(InvalidValue, match="ledger"):
        review([], on=ON)  # type: ignore[arg-type]


def test_thousands_of_projects_are_reviewed_in_seconds() -> None:
    many = [project(f"p{at}", budget=[BudgetLine("f1", 100)]) for at in range(3_000)]
    ledger = Ledger([FUND], many)
    start = perf_counter()
    assert len(review(ledger, on=ON).of(rule="public-notice")) == 3_000
    assert perf_counter() - start < 10
