"""The rules on money at their boundaries, with unknowns, and on the days around each change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.funds import (
    RULES,
    BudgetLine,
    Contract,
    Fund,
    FundFigures,
    Hiring,
    Notice,
    Outlay,
    Oversight,
    Project,
    allocate_by_factors,
    assess_spending,
)
from antipoverty.funds._rules.checks import years_carried
from antipoverty.funds._words import NoticeItem
from antipoverty.funds.facts import UNSPENT
from antipoverty.funds.notices import NoticeCheck, check_notice
from antipoverty.funds.rules import (
    INDUSTRY_SHARE,
    LOCAL_HIRING,
    MANAGEMENT_FEE,
    PUBLIC_NOTICE,
    RECLAIM_DUE,
    TENDER,
    USE_OF_FUND,
    VILLAGE_OVERSIGHT,
    WORK_RELIEF_PAY,
)
from antipoverty.rules import Criterion, Decision, Finding, Outcome, Rule, bind
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import projects
from antipoverty.strategies._funds import fund_notices
from antipoverty.text import Text

CN = rulebooks.load("cn")
NAME = Text("a", "甲")
IN_2018 = date(2018, 7, 1)
IN_2014 = date(2014, 7, 1)


def project(**facts: Any) -> Project:
    """A project of which it is known that what has no day has not happened."""
    if facts.get("accepted") is None:
        facts.setdefault("acceptance", False)
        if facts.get("started") is None:
            facts.setdefault("begun", False)
    return Project("p1", NAME, "road", **facts)


def outcome(rule: Rule, record: Any, on: date) -> str:
    return assess_spending(rule, record, on=on).outcome.value


# Management fee (FD-06)


@pytest.mark.parametrize(
    ("fee", "expected"), [("9999.99", "met"), ("10000", "met"), ("10000.01", "not met"), (None, "unknown")]
)
def test_the_management_fee_is_at_most_one_per_cent_of_central_funds(fee: str | None, expected: str) -> None:
    assert (
        outcome(MANAGEMENT_FEE, FundFigures("2018", central_funds=1_000_000, management_fees=fee), IN_2018) == expected
    )


def test_the_management_fee_has_no_rule_before_march_2017() -> None:
    with pytest.raises(NotYetInForce, match="funds.management_fee_share"):
        outcome(MANAGEMENT_FEE, FundFigures("2017"), date(2017, 2, 28))
    assert outcome(MANAGEMENT_FEE, FundFigures("2017"), date(2017, 3, 1)) == "unknown"


# Carry-over (FD-09)


@pytest.mark.parametrize(
    ("years", "unspent", "expected"),
    [
        (1, 100, "not met"),
        (2, 100, "met"),
        (3, 100, "met"),
        (2, 0, "not met"),
        (2, "0.01", "met"),
        (None, 1, "unknown"),
    ],
)
def test_what_is_left_for_two_years_is_reclaimed(years: int | None, unspent: object, expected: str) -> None:
    assert outcome(RECLAIM_DUE, FundFigures("f", unspent=unspent, years_carried=years), IN_2018) == expected


@pytest.mark.parametrize(
    ("on", "years"),
    [
        (date(2014, 12, 31), 0),
        (date(2015, 12, 30), 0),
        (date(2015, 12, 31), 1),
        (date(2016, 1, 1), 1),
        (date(2016, 12, 31), 2),
        (date(2013, 5, 1), 0),
    ],
)
def test_years_are_counted_from_the_end_of_the_budget_year(on: date, years: int) -> None:
    assert years_carried(2014, on) == years


# Public notice (FD-08)

EVERYTHING = tuple(NoticeItem)


def notice(stage: str, days: int, on: date, items: tuple[str, ...] = EVERYTHING) -> Notice:
    return Notice(stage, on - timedelta(days=days), items)


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        (date(2018, 3, 31), 8, "not met"),
        (date(2018, 3, 31), 9, "met"),
        (date(2018, 4, 1), 7, "not met"),
        (date(2018, 4, 1), 9, "not met"),
        (date(2018, 4, 1), 10, "met"),
    ],
)
def test_a_notice_stands_for_its_days(on: date, days: int, expected: str) -> None:
    assert outcome(PUBLIC_NOTICE, project(notices=[notice("plan", days, on)]), on) == expected


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        # Posted on Thursday 3 April: the seventh working day is Friday 11 April.
        (date(2014, 4, 10), 5, "not met"),
        (date(2014, 4, 11), 6, "not met"),
        (date(2014, 4, 12), 7, "met"),
        (date(2014, 4, 13), 7, "met"),
        (date(2014, 4, 14), 7, "met"),
        (date(2014, 4, 15), 8, "met"),
    ],
)
def test_before_2018_a_notice_stands_for_seven_working_days(on: date, days: int, expected: str) -> None:
    posted = Notice("plan", date(2014, 4, 3), EVERYTHING)
    assert posted.working_days(on) == days
    assert outcome(PUBLIC_NOTICE, project(notices=[posted]), on) == expected


@given(st.dates(date(2014, 1, 1), date(2014, 12, 31)), st.integers(0, 400))
def test_working_days_are_the_days_that_are_no_weekend(posted: date, stood: int) -> None:
    on = posted + timedelta(stood)
    days = [posted + timedelta(day) for day in range(stood)]
    assert Notice("plan", posted).working_days(on) == sum(day.isoweekday() < 6 for day in days)


def website(stage: str, posted: date, removed: date | None = None) -> Notice:
    return Notice(stage, posted, EVERYTHING, removed, medium="website")  # type: ignore[arg-type]  # the words do


def test_a_notice_on_a_website_stays_there_and_does_not_replace_the_board() -> None:
    board, posted = notice("plan", 10, IN_2018), date(2018, 5, 1)
    for notices, expected in (
        ([board], "met"),
        ([website("plan", posted)], "not met"),
        ([board, website("plan", posted)], "met"),
        ([board, website("plan", posted, IN_2018)], "not met"),
        ([board, website("plan", posted, IN_2018 + timedelta(days=1))], "met"),
        ([board, website("plan", posted, IN_2018), website("plan", IN_2018)], "met"),
        ([board, website("plan", posted, IN_2018), website("plan", IN_2018 + timedelta(days=1))], "not met"),
        ([board, website("plan", IN_2018 + timedelta(days=1))], "met"),
    ):
        assert outcome(PUBLIC_NOTICE, project(notices=notices), IN_2018) == expected, notices
    down = [Notice("plan", date(2018, 3, 1), EVERYTHING), website("plan", date(2018, 3, 1), date(2018, 3, 20))]
    assert outcome(PUBLIC_NOTICE, project(notices=down), date(2018, 3, 31)) == "met"
    assert outcome(PUBLIC_NOTICE, project(notices=down), date(2018, 4, 1)) == "not met"


def test_a_notice_that_came_down_early_does_not_count_on() -> None:
    posted = date(2018, 5, 1)
    early = Notice("plan", posted, EVERYTHING, removed=date(2018, 5, 10))
    assert early.days(IN_2018) == 9
    assert early.days(date(2018, 4, 1)) == 0
    assert outcome(PUBLIC_NOTICE, project(notices=[early]), IN_2018) == "not met"
    again = Notice("plan", date(2018, 5, 20), EVERYTHING, removed=date(2018, 5, 30))
    assert outcome(PUBLIC_NOTICE, project(notices=[early, again]), IN_2018) == "met"


#: What a notice of each stage states since April 2018, and before (FD-08).
ASKED = {
    (date(2018, 7, 1), "plan"): (
        "project", "place", "plan", "rate", "fund", "amount", "period", "unit", "in-charge", "goal", "mechanism",
        "telephone",
    ),
    (date(2018, 7, 1), "progress"): ("project", "fund", "amount", "telephone"),
    (date(2018, 7, 1), "completion"): ("project", "fund", "amount", "result", "telephone"),
    (date(2014, 7, 1), "plan"): ("project", "plan", "fund", "amount"),
    (date(2014, 7, 1), "progress"): ("project", "fund", "amount"),
    (date(2014, 7, 1), "completion"): ("project", "fund", "amount", "result"),
}  # fmt: skip


def _criterion(decision: Decision, stage: str) -> Finding:
    return next(finding for finding in decision.findings if finding.criterion.id == f"FD-08.{stage}")


@pytest.mark.parametrize(("on", "stage", "item"), [(*key, item) for key, items in ASKED.items() for item in items])
def test_a_notice_states_all_that_it_must_and_what_it_lacks_is_named(on: date, stage: str, item: str) -> None:
    short, enough = tuple(each for each in EVERYTHING if each != item), ASKED[on, stage]
    works = project(notices=[notice(stage, 14, on, short)], started=on, accepted=on)
    decision = assess_spending(PUBLIC_NOTICE, works, on=on)
    finding = _criterion(decision, stage)
    assert finding.outcome is Outcome.NOT_MET
    lacked = {fact.name for fact, value in finding.facts if value is False}
    assert lacked == {f"{stage}_notice_states_{item.replace('-', '_')}"}
    check = check_notice(works.notices[0], on=on)  # type: ignore[index]
    assert (check.lacking, check.complete) == ((NoticeItem(item),), False)
    assert check.lacking[0].text.en in check.explain("en").splitlines()[0]
    assert check.lacking[0].text.zh in check.explain("zh").splitlines()[0]
    full = project(notices=[notice(stage, 14, on, enough)], started=on, accepted=on)
    assert _criterion(assess_spending(PUBLIC_NOTICE, full, on=on), stage).outcome is Outcome.MET
    assert check_notice(full.notices[0], on=on).complete  # type: ignore[index]


@given(fund_notices(), st.sampled_from([date(2014, 7, 1), date(2018, 3, 31), date(2018, 4, 1), date(2024, 1, 1)]))
def test_what_a_notice_lacks_is_what_its_document_asks_without_what_it_states(posted: Notice, on: date) -> None:
    check = check_notice(posted, on=on)
    asked = CN.at(on).get(f"funds.{posted.stage}_notice_items")
    assert check.basis == asked
    assert set(check.lacking) == {item for item in asked.value if item not in posted.items}  # type: ignore[union-attr]
    assert check.complete is (not check.lacking)
    assert asked.citation.title.en in check.explain("en")
    assert asked.citation.title.zh in check.explain("zh")
    assert loads(dumps(check), NoticeCheck) == check


def test_what_would_make_a_notice_complete_is_one_set_of_changes() -> None:
    posted = notice("plan", 9, IN_2018, tuple(each for each in EVERYTHING if each not in ("goal", "telephone")))
    decision = assess_spending(
        PUBLIC_NOTICE, project(notices=[posted], started=IN_2018 + timedelta(days=1)), on=IN_2018
    )
    assert [[one.fact.name for one in changes] for changes in decision.sufficient_changes] == [
        ["plan_notice_days", "plan_notice_states_goal", "plan_notice_states_telephone"]
    ]
    assert "the plan notice states: performance goal: no" in decision.explain("en")
    assert "计划公示载有绩效目标：否" in decision.explain("zh")


def test_a_rulebook_may_ask_for_other_items_and_for_none() -> None:
    on = IN_2018
    bare = project(notices=[notice("plan", 10, on, ("goal",))], started=on + timedelta(days=1))
    for asked, expected in ((("goal",), "met"), ((), "met"), (("goal", "place"), "not met")):
        book = CN.override({"funds.plan_notice_items": asked})
        assert assess_spending(PUBLIC_NOTICE, bare, on=on, rulebook=book).outcome.value == expected
    none = check_notice(Notice("plan", on), on=on, rulebook=CN.override({"funds.plan_notice_items": ()}))
    assert none.complete


def test_each_stage_is_asked_when_it_has_come() -> None:
    plan, progress, completion = (notice(stage, 10, IN_2018) for stage in ("plan", "progress", "completion"))
    begun: dict[str, Any] = {"started": IN_2018}
    done = begun | {"accepted": IN_2018}
    for facts, notices, expected in (
        ({}, [plan], "met"),
        ({}, [], "not met"),
        ({}, None, "unknown"),
        (begun, [plan], "not met"),
        (begun, [plan, progress], "met"),
        (done, [plan, progress], "not met"),
        (done, [plan, progress, completion], "met"),
        (done, [progress, completion], "not met"),
        ({"started": IN_2018 + timedelta(days=1)}, [plan], "met"),
    ):
        assert outcome(PUBLIC_NOTICE, project(notices=notices, **facts), IN_2018) == expected


# Tender (FD-12)


def contract(kind: str | None, estimate: object, **more: Any) -> Project:
    facts = {"budget_funds": 2_000_000, "investment": 20_000_000, "work_relief_exempt": False, "tendered": False}
    return project(contract=Contract(kind, estimate, **(facts | more)))


@pytest.mark.parametrize(
    ("on", "kind", "limit"),
    [
        (date(2018, 5, 31), "works", 2_000_000),
        (date(2018, 5, 31), "goods", 1_000_000),
        (date(2018, 5, 31), "services", 500_000),
        (date(2018, 6, 1), "works", 4_000_000),
        (date(2018, 6, 1), "goods", 2_000_000),
        (date(2018, 6, 1), "services", 1_000_000),
    ],
)
def test_a_contract_is_tendered_from_its_threshold_on(on: date, kind: str, limit: int) -> None:
    assert outcome(TENDER, contract(kind, f"{limit - 1}.99"), on) == "met"
    assert outcome(TENDER, contract(kind, limit), on) == "not met"
    assert outcome(TENDER, contract(kind, limit, tendered=True), on) == "met"
    assert outcome(TENDER, contract(kind, limit, tendered=None), on) == "unknown"
    assert outcome(TENDER, contract(kind, limit, work_relief_exempt=True), on) == "met"
    assert outcome(TENDER, contract(None, limit), on) == "unknown"


@pytest.mark.parametrize(
    ("budget", "investment", "expected"),
    [
        ("1999999.99", 10_000_000, "met"),
        (2_000_000, 10_000_000, "not met"),
        (2_000_000, 20_000_000, "not met"),
        (2_000_000, "20000000.01", "met"),
        (None, 10_000_000, "unknown"),
        (2_000_000, None, "unknown"),
    ],
)
def test_since_2018_two_million_and_a_tenth_of_budget_money_are_both_needed(
    budget: object, investment: object, expected: str
) -> None:
    asked = contract("works", 5_000_000, budget_funds=budget, investment=investment)
    assert outcome(TENDER, asked, date(2018, 6, 1)) == expected


def test_before_2018_an_investment_of_thirty_million_asks_for_tender_by_itself() -> None:
    assert outcome(TENDER, contract("works", 1, investment=30_000_000), date(2018, 5, 31)) == "not met"
    assert outcome(TENDER, contract("works", 1, investment="29999999.99"), date(2018, 5, 31)) == "met"
    assert outcome(TENDER, contract("works", 1, investment=30_000_000), date(2018, 6, 1)) == "met"


# Labour (FD-13): heads and pay are two rules


@pytest.mark.parametrize(
    ("local", "workers", "expected"),
    [(1, 11, "not met"), (2, 20, "met"), (2, 21, "not met"), (3, 21, "met"), (0, 0, "met"), (None, 5, "unknown")],
)
def test_a_tenth_of_the_heads_are_farmers_of_the_town(local: int | None, workers: int, expected: str) -> None:
    assert outcome(LOCAL_HIRING, project(hiring=Hiring(workers, local)), IN_2014) == expected


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2019, 12, 31), 10),
        (date(2020, 1, 1), 15),
        (date(2023, 2, 28), 15),
        (date(2023, 3, 1), 30),
    ],
)
def test_the_pay_share_of_central_budget_investment_goes_by_date(on: date, share: int) -> None:
    for wages, expected in ((f"{share - 1}.99", "not met"), (share, "met"), (f"{share}.01", "met"), (None, "unknown")):
        assert outcome(WORK_RELIEF_PAY, works_of("central-investment", wages), on) == expected


def works_of(source: str | None, wages: object) -> Project:
    return project(hiring=Hiring(wages=wages, work_relief_funds=100, work_relief_source=source))  # type: ignore[arg-type]  # the words do


def test_the_pay_share_of_fiscal_funds_is_no_national_one() -> None:
    for on, wages, expected in (
        (date(2023, 2, 28), "14.99", "not met"),
        (date(2023, 2, 28), 15, "met"),
        (date(2023, 3, 1), 15, "unknown"),
    ):
        assert outcome(WORK_RELIEF_PAY, works_of("central-fiscal", wages), on) == expected
    unknown = assess_spending(WORK_RELIEF_PAY, works_of("central-fiscal", 15), on=date(2023, 3, 1))
    assert unknown.missing == ("labour.work_relief_pay_share_fiscal",)
    of_the_province = assess_spending(WORK_RELIEF_PAY, works_of("provincial", 99), on=IN_2014)
    assert of_the_province.missing == ("labour.work_relief_pay_share_provincial",)
    assert outcome(WORK_RELIEF_PAY, works_of(None, 99), date(2023, 3, 1)) == "unknown"


@pytest.mark.parametrize(("source", "share"), [("central-investment", 30), ("central-fiscal", 20), ("provincial", 15)])
def test_in_fujian_in_2024_each_source_asks_its_share(source: str, share: int) -> None:
    fujian = rulebooks.load("cn/fujian")
    for wages, expected in ((f"{share - 1}.99", "not met"), (share, "met"), (f"{share}.01", "met")):
        decision = assess_spending(WORK_RELIEF_PAY, works_of(source, wages), on=date(2024, 6, 1), rulebook=fujian)
        assert decision.outcome.value == expected
    if source != "central-investment":
        for on in (date(2023, 12, 31), date(2025, 1, 1)):
            assert assess_spending(WORK_RELIEF_PAY, works_of(source, 99), on=on, rulebook=fujian).missing


def test_heads_do_not_stand_for_pay_nor_pay_for_heads() -> None:
    many_heads = project(hiring=Hiring(10, 10, 0, 100, "central-investment"))
    assert (outcome(LOCAL_HIRING, many_heads, IN_2014), outcome(WORK_RELIEF_PAY, many_heads, IN_2014)) == (
        "met",
        "not met",
    )


# The villagers (FD-14)


@pytest.mark.parametrize(
    ("oversight", "started", "expected"),
    [
        ({"key_project": True, "decision": True, "decided": IN_2014}, None, "met"),
        ({"key_project": True, "decision": True, "decided": IN_2014}, IN_2014, "met"),
        ({"key_project": True, "decision": True, "decided": IN_2014}, IN_2014 - timedelta(days=1), "not met"),
        ({"key_project": True, "decision": True, "decided": IN_2014 + timedelta(days=1)}, None, "not met"),
        ({"key_project": True, "decision": False}, None, "not met"),
        ({"key_project": True}, None, "unknown"),
        ({"key_project": False}, None, "met"),
        ({}, None, "unknown"),
    ],
)
def test_key_works_are_decided_by_the_villagers_before_they_begin(
    oversight: dict[str, Any], started: date | None, expected: str
) -> None:
    asked = project(oversight=Oversight(finance_team=True, **oversight), started=started)
    assert outcome(VILLAGE_OVERSIGHT, asked, IN_2014) == expected


def test_the_finance_team_is_elected_and_the_acceptance_signed() -> None:
    plain = {"key_project": False}
    for facts, accepted, expected in (
        ({"finance_team": False}, None, "not met"),
        ({}, None, "unknown"),
        ({"finance_team": True}, None, "met"),
        ({"finance_team": True}, IN_2014, "unknown"),
        ({"finance_team": True, "signed": False}, IN_2014, "not met"),
        ({"finance_team": True, "signed": True}, IN_2014, "met"),
        ({"finance_team": True, "signed": False}, IN_2014 + timedelta(days=1), "met"),
    ):
        assert (
            outcome(VILLAGE_OVERSIGHT, project(oversight=Oversight(**plain, **facts), accepted=accepted), IN_2014)
            == expected
        )


# Industry share (FD-11)


@pytest.mark.parametrize(
    ("year", "industry", "expected"),
    [
        (2021, "49.99", "not met"),
        (2021, 50, "met"),
        (2022, "54.99", "not met"),
        (2022, 55, "met"),
        (2023, "59.99", "not met"),
        (2023, 60, "met"),
    ],
)
def test_the_industry_share_goes_by_year(year: int, industry: object, expected: str) -> None:
    figures = FundFigures(
        "x", linking_funds=100, industry_funds=industry, linking_funds_before=100, industry_funds_before=50
    )
    assert outcome(INDUSTRY_SHARE, figures, date(year, 6, 1)) == expected


def test_in_2022_the_share_may_not_fall_and_in_the_other_years_it_may() -> None:
    for before, expected in ((60, "met"), ("60.01", "not met"), (None, "unknown")):
        figures = FundFigures(
            "x", linking_funds=200, industry_funds=120, linking_funds_before=100, industry_funds_before=before
        )
        assert outcome(INDUSTRY_SHARE, figures, date(2022, 6, 1)) == expected
        assert outcome(INDUSTRY_SHARE, figures, date(2023, 6, 1)) == "met"
    with pytest.raises(NotYetInForce):
        outcome(INDUSTRY_SHARE, FundFigures("x"), date(2020, 12, 31))


@pytest.mark.parametrize("year", [2024, 2025])
def test_where_no_number_was_found_the_industry_share_is_not_decided(year: int) -> None:
    figures = FundFigures("x", linking_funds=100, industry_funds=100, industry_stable=True)
    for day in (date(year, 1, 1), date(year, 12, 31)):
        decision = assess_spending(INDUSTRY_SHARE, figures, on=day)
        assert (decision.outcome, decision.missing) == (Outcome.UNKNOWN, ("funds.industry_share",))


@pytest.mark.parametrize(("stable", "expected"), [(True, "met"), (False, "not met"), (None, "unknown")])
def test_in_2026_the_industry_share_is_kept_stable_without_a_number(stable: bool | None, expected: str) -> None:
    figures = FundFigures("x", linking_funds=100, industry_funds=1, industry_stable=stable)
    decision = assess_spending(INDUSTRY_SHARE, figures, on=date(2026, 6, 1))
    assert decision.outcome.value == expected
    assert [value.grade.value for value in decision.parameters] == ["A"]
    assert "常态化帮扶资金" in decision.explain("zh")


# What was last seen to hold


def test_the_measures_of_2021_were_last_seen_to_hold_at_the_end_of_2025() -> None:
    figures = FundFigures("2025", central_funds=1_000_000, management_fees=10_000)
    for on, outdated in ((date(2025, 12, 31), ()), (date(2026, 1, 1), ("funds.management_fee_share",))):
        decision = assess_spending(MANAGEMENT_FEE, figures, on=on)
        assert decision.outcome is Outcome.MET
        assert tuple(value.name for value in decision.outdated) == outdated


# All of them


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_criterion_has_a_source_or_is_the_funds_own(rule: Rule) -> None:
    from antipoverty._engine.conditions import criteria_of, walk
    from antipoverty.rules import Parameter

    for criterion in criteria_of(rule.condition):
        values = [node for node in walk(criterion) if isinstance(node, Parameter)]
        assert criterion.sources or values or criterion.id.startswith("FD-R")


@given(projects())
def test_every_rule_on_projects_says_the_same_in_both_languages_and_again(given_project: Project) -> None:
    for rule in RULES:
        if rule.subject == "project":
            decision = assess_spending(rule, given_project, on=date(2018, 7, 1))
            decision.check()
            assert rule.name.en in decision.explain("en")
            assert rule.name.zh in decision.explain("zh")


def test_a_rule_asks_for_its_own_kind_of_record() -> None:
    with pytest.raises(
        InvalidValue, match="record: got 'Project'; expected an object of type FundFigures for management-fee"
    ):
        assess_spending(MANAGEMENT_FEE, project(), on=IN_2018)
    with pytest.raises(InvalidValue, match="on: got '2018'; expected a datetime.date"):
        assess_spending(TENDER, project(), on="2018")  # type: ignore[arg-type]  # what is tested
    outlay = Outlay(Fund("f", NAME, "central", 2018), project(in_store=True))
    assert assess_spending(USE_OF_FUND, outlay, on=IN_2018).subject == "p1"


def test_grades_of_the_rulebook_stand_with_the_values() -> None:
    book = rulebooks.load("cn")
    assert bind(WORK_RELIEF_PAY, book.at(IN_2014)).parameters[0].grade.value == "C"
    assert bind(MANAGEMENT_FEE, book.at(IN_2018)).parameters[0].grade.value == "A"
    assert bind(LOCAL_HIRING, book.at(IN_2014)).parameters[0].grade.value == "A-local"


# Records


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Fund("f", NAME, None, 2018), "Fund.source: got None; expected one of central"),
        (lambda: Fund("f", "name", "central", 2018), "Fund.name: got 'name'; expected a Text in both languages"),
        (lambda: Fund("f", NAME, "loan", 2018), "Fund.source: got 'loan'; expected one of central, provincial"),
        (
            lambda: Fund("f", NAME, "central", 2018, first_day=IN_2018, last_day=IN_2018 - timedelta(days=1)),
            "Fund.last_day: got datetime.date(2018, 6, 30); expected a day not before the first, 2018-07-01",
        ),
        (lambda: Project("p", NAME, None), "Project.category: got None; expected one of road"),
        (
            lambda: project(started=IN_2018, accepted=IN_2018 - timedelta(days=1)),
            "Project.accepted: got datetime.date(2018, 6, 30); expected a day not before the start, 2018-07-01",
        ),
        (
            lambda: project(accepted=IN_2018, unfinished="land"),
            "Project.unfinished: got 'land'; expected nothing, since the project was accepted",
        ),
        (
            lambda: project(budget=[BudgetLine("f", 1), BudgetLine("f", 2)]),
            "Project.budget: got ['f', 'f']; expected one line a fund",
        ),
        (lambda: BudgetLine("f", None), "BudgetLine.amount: got None; expected an exact amount"),
        (lambda: Notice("plan", None), "Notice.posted: got None; expected a datetime.date"),
        (
            lambda: Notice("plan", IN_2018, removed=IN_2018 - timedelta(days=1)),
            "Notice.removed: got datetime.date(2018, 6, 30); expected a day not before it was posted, 2018-07-01",
        ),
        (lambda: Hiring(1, 2), "Hiring.local_workers: got 2; expected at most 1, the workers"),
        (
            lambda: Oversight(decision=False, decided=IN_2018),
            "Oversight.decided: got datetime.date(2018, 7, 1); expected no day, since there was no decision",
        ),
    ],
)
def test_a_record_that_cannot_be_is_refused_by_name(make: Any, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        make()
    assert str(caught.value).startswith(message)


# Factors (FD-02, FD-03)


def test_weights_of_2021_sum_to_one_and_split_without_losing_a_fen() -> None:
    shares = {
        "people": {"a": 1, "b": 2},
        "income": {"a": 1, "b": 1},
        "policy": {"a": 3, "b": 1},
        "performance": {"a": 1, "b": 0},
    }
    parts = allocate_by_factors(1000, shares, on=date(2021, 6, 1))
    # 0.3 × 1/3 + 0.3 × 1/2 + 0.3 × 3/4 + 0.1 × 1 = 0.575
    assert {key: str(part) for key, part in parts.items()} == {"a": "575.00", "b": "425.00"}
    with pytest.raises(NotYetInForce, match="funds.weight_people"):
        allocate_by_factors(1000, shares, on=date(2020, 6, 1))


@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=5).filter(
        lambda rows: all(any(column) for column in zip(*rows, strict=True))
    ),
)
def test_factors_lose_nothing(total: int, rows: list[tuple[int, ...]]) -> None:
    from antipoverty.money import fen, yuan_of_fen

    names = ("people", "income", "policy", "performance")
    shares = {name: {str(at): row[number] for at, row in enumerate(rows)} for number, name in enumerate(names)}
    parts = allocate_by_factors(yuan_of_fen(total), shares, on=date(2022, 1, 1))
    assert sum(map(fen, parts.values())) == total


def test_factors_need_every_unit_and_something_to_go_by() -> None:
    good = {name: {"a": 1} for name in ("people", "income", "policy", "performance")}
    with pytest.raises(InvalidValue, match="factors: got .*; expected the factors people, income, policy, performance"):
        allocate_by_factors(1, {"people": {"a": 1}}, on=date(2022, 1, 1))
    with pytest.raises(InvalidValue, match=r"factors\['policy'\]: got .*; expected the same units as the others"):
        allocate_by_factors(1, good | {"policy": {"b": 1}}, on=date(2022, 1, 1))
    with pytest.raises(
        InvalidValue, match=r"factors\['policy'\]: got .*; expected exact numbers of at least 0, not all 0"
    ):
        allocate_by_factors(1, good | {"policy": {"a": 0}}, on=date(2022, 1, 1))
    with pytest.raises(InvalidValue, match=r"factors\['policy'\]"):
        allocate_by_factors(1, good | {"policy": {"a": 0.5}}, on=date(2022, 1, 1))  # type: ignore[dict-item]  # tested


# Start and acceptance


def test_a_project_whose_start_is_not_known_has_neither_begun_nor_not_begun() -> None:
    plan, progress = (notice(stage, 10, IN_2018) for stage in ("plan", "progress"))
    for facts, notices, expected in (
        ({"begun": None}, [plan], "unknown"),
        ({"begun": None}, [plan, progress], "met"),
        ({"begun": True}, [plan], "not met"),
        ({"started": IN_2018, "acceptance": None}, [plan, progress], "unknown"),
        ({"started": IN_2018, "acceptance": True}, [plan, progress], "not met"),
        ({"begun": None, "accepted": IN_2018}, [plan], "not met"),
        ({"begun": None, "acceptance": None, "unfinished": "land"}, [plan, progress], "met"),
        ({"begun": False, "acceptance": None}, [plan], "met"),
    ):
        assert outcome(PUBLIC_NOTICE, project(notices=notices, **facts), IN_2018) == expected, facts


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"begun": None}, "unknown"),
        ({"begun": True}, "unknown"),
        ({"begun": False}, "met"),
        ({"started": IN_2014}, "met"),
        ({"started": IN_2014 - timedelta(days=40)}, "not met"),
    ],
)
def test_whether_a_decision_came_first_is_not_known_where_the_start_is_not(
    facts: dict[str, Any], expected: str
) -> None:
    decided = Oversight(key_project=True, decision=True, decided=IN_2014 - timedelta(days=30), finance_team=True)
    assert outcome(VILLAGE_OVERSIGHT, project(oversight=decided, **facts), IN_2014) == expected


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"begun": False, "started": IN_2014}, "begun"),
        ({"begun": False, "acceptance": True}, "begun"),
        ({"acceptance": False, "accepted": IN_2014}, "acceptance"),
        ({"acceptance": True, "unfinished": "land"}, "unfinished"),
    ],
)
def test_what_is_stated_of_start_and_acceptance_does_not_contradict_the_days(facts: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidValue, match=f"Project.{named}"):
        Project("p1", NAME, "road", **facts)


def test_a_rule_of_ones_own_on_a_fund_is_decided() -> None:
    text = Text("a", "甲")
    rule = Rule("x", text, "fund", Criterion("X", text, UNSPENT < 100), met=text, not_met=text, unknown=text)
    outcomes = [assess_spending(rule, FundFigures("f", unspent=yuan), on=IN_2018).outcome for yuan in (99, 100, None)]
    assert outcomes == [Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN]
