"""Who may leave: the household and village rules at their boundaries, their procedures, and what is proved of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import Compare, criteria_of
from antipoverty.errors import (
    InvalidValue,
    NotYetInForce,
    NoValueOnDate,
    ParameterError,
    ProcedureError,
)
from antipoverty.exits import (
    HOUSEHOLD_EXIT,
    VILLAGE_EXIT,
    assess_help,
    assess_household,
    assess_village,
    obstacles,
    support_after_exit,
)
from antipoverty.exits._households import INCOME_ABOVE_LINE
from antipoverty.exits._support import SupportAfterExit
from antipoverty.facts.household import NET_INCOME
from antipoverty.facts.village import VILLAGE_POOR_PERSONS
from antipoverty.identification import GUARANTEES, LINE, POOR_HOUSEHOLD, identify
from antipoverty.identification._households import NOT_EXCLUDED
from antipoverty.procedures import PROCEDURES, CaseStatus, Procedure, Step, Taken, advance, open_case
from antipoverty.records import Household, Income, Person, Village, Water
from antipoverty.rulebooks import InForce, Rulebook
from antipoverty.rules import (
    AllOf,
    AnyOf,
    BoundRule,
    Grade,
    Not,
    Outcome,
    Rule,
    bind,
    decide_from_facts,
    prove_impossible,
    prove_monotone,
    prove_settled,
)
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import households, rule_facts, villages
from branches import must_reach, reached

CN = rulebooks.load("cn")
BY_INCOME = CN.override({"identification.basis": "income"})
ATTESTED = CN.override({"exit.stability": "attested"})
BOOKS = {**{name: rulebooks.load(name) for name in rulebooks.available()}, "by income": BY_INCOME, "attested": ATTESTED}
ON = date(2017, 11, 1)


def periods(book: Rulebook, *rules: Rule) -> Iterator[tuple[InForce, tuple[BoundRule, ...]]]:
    """Every stretch of time in which some rules are in force together, with the rules as they stand."""
    days = {value.start for parameter in book.parameters.values() for value in parameter.values}
    days |= {value.end for parameter in book.parameters.values() for value in parameter.values if value.end}
    seen = set()
    for day in sorted(days | {date(year, 1, 1) for year in range(2014, 2027)}):
        stands = book.at(day)
        try:
            bound = tuple(bind(rule, stands) for rule in rules)
        except ParameterError:
            continue
        if any(each.rule.ended for each in bound):
            continue
        conditions = tuple(each.rule.condition for each in bound)
        if conditions not in seen:
            seen.add(conditions)
            yield stands, bound


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> Rulebook:
    return BOOKS[request.param]


def test_no_household_is_at_once_to_be_identified_and_fit_for_exit(book: Rulebook) -> None:
    """Under the same date and rulebook: proved for every period of every rulebook, whatever is known."""
    count = 0
    for _, (poor, exit_) in periods(book, POOR_HOUSEHOLD, HOUSEHOLD_EXIT):
        assert prove_impossible("both", AllOf((poor.rule.condition, exit_.rule.condition)))
        count += 1
    assert count >= 4


def test_a_household_with_all_facts_known_is_fit_for_exit_or_has_a_named_obstacle(book: Rulebook) -> None:
    for _, (exit_,) in periods(book, HOUSEHOLD_EXIT):
        condition = exit_.rule.condition
        named = criteria_of(condition)
        guarantees = [each for each in named if each.id.startswith("HH-04")]
        assert len(named) == (2 if book is ATTESTED and guarantees else 1) + len(guarantees)
        assert len(guarantees) in (0, len(GUARANTEES))
        assert prove_impossible("unfit without an obstacle", AllOf((Not(condition), *named)))
        assert prove_impossible("fit with an obstacle", AllOf((condition, AnyOf(tuple(~each for each in named)))))


def test_between_the_rules_lies_the_line_itself_and_nothing_else() -> None:
    """From 2016 on, who is off the line and clear of the negative list is to be identified or fit for exit."""
    for name in rulebooks.available():
        for stands, (poor, exit_) in periods(rulebooks.load(name), POOR_HOUSEHOLD, HOUSEHOLD_EXIT):
            neither = AllOf((Not(poor.rule.condition), Not(exit_.rule.condition)))
            on_the_line = bind(_rule(NET_INCOME.equals(LINE * _size())), stands).rule.condition
            excluded = Not(bind(_rule(NOT_EXCLUDED), stands).rule.condition)
            assert prove_impossible("a gap", AllOf((neither, Not(on_the_line), Not(excluded))))
            found = prove_impossible("no gap", AllOf((neither, Not(excluded))))
            assert not found
            if any(fact.unstated for fact in exit_.facts):  # Shandong, in the years whose line was not found
                continue
            at_line = {fact.name: found.counterexample.get(fact.name) for fact in exit_.facts}
            decision = decide_from_facts(exit_, at_line, on=stands.start)
            assert decision.shortfalls[0].change is not None
            assert str(decision.shortfalls[0].change) == "0.01"


def _size() -> object:
    assert isinstance(INCOME_ABOVE_LINE.condition, Compare)
    return INCOME_ABOVE_LINE.condition.right.right  # type: ignore[union-attr]


def _rule(condition: object) -> Rule:
    return evolve(HOUSEHOLD_EXIT, condition=condition, reviews=())


def test_where_income_alone_identifies_an_unmet_guarantee_above_the_line_is_neither() -> None:
    """The hole of a naive pair of rules, found by the proof: such a household is not poor, and may not leave."""
    pairs = [pair for stands, pair in periods(BY_INCOME, POOR_HOUSEHOLD, HOUSEHOLD_EXIT)]
    bound = [pair for pair in pairs if len(criteria_of(pair[1].rule.condition)) > 1]
    assert bound
    for poor, exit_ in bound:
        income = next(each for each in criteria_of(exit_.rule.condition) if each.id == "EX-01.income")
        found = prove_impossible("hole", AllOf((Not(poor.rule.condition), Not(exit_.rule.condition), income)))
        assert not found
        unmet = {key: value for key, value in found.counterexample.items() if value is not None}
        decision = decide_from_facts(exit_, {f.name: unmet.get(f.name) for f in exit_.facts}, on=ON)
        assert obstacles(decision)
        assert all(each.criterion.id.startswith("HH-04") for each in obstacles(decision))


@pytest.mark.parametrize("rule", [HOUSEHOLD_EXIT, VILLAGE_EXIT])
def test_learning_a_fact_never_flips_an_exit(rule: Rule, book: Rulebook) -> None:
    for _, (bound,) in periods(book, rule):
        assert prove_settled("learning", bound.rule.condition)


def test_more_income_never_keeps_a_household_in_and_more_poor_never_let_a_village_out(book: Rulebook) -> None:
    for _, (bound,) in periods(book, HOUSEHOLD_EXIT):
        assert prove_monotone("income", bound.rule.condition, NET_INCOME, direction="rising")
    for _, (bound,) in periods(book, VILLAGE_EXIT):
        assert prove_monotone("poor", bound.rule.condition, VILLAGE_POOR_PERSONS, direction="falling")


def test_exit_asks_for_the_very_criteria_of_identification() -> None:
    found = {id(each) for each in criteria_of(HOUSEHOLD_EXIT.condition)}
    assert {id(each) for each in GUARANTEES} <= found
    assert {id(each) for each in GUARANTEES} <= {id(each) for each in criteria_of(POOR_HOUSEHOLD.condition)}


SECURE = Household(
    "h1",
    members=(
        Person("a", birth_date=date(1970, 1, 1), medical_insured=True),
        Person("b", birth_date=date(2008, 5, 1), medical_insured=True, schooling="primary"),
    ),
    income=Income(stated="5904.01"),
    dwelling_grade="B",
    food_secure=True,
    clothing_secure=True,
    water=Water(certified=True),
    income_stable=True,
)


@pytest.mark.parametrize(
    ("income", "outcome", "poor"),
    [("5903.99", "not met", "met"), ("5904.00", "not met", "not met"), ("5904.01", "met", "not met")],
)
def test_income_one_fen_below_on_and_above_the_line(income: str, outcome: str, poor: str) -> None:
    """2,952 yuan in 2017, two members. On the line it is neither to be identified nor fit for exit."""
    household = evolve(SECURE, income=Income(stated=income))
    assert assess_household(household, on=ON).outcome.value == outcome
    assert identify(household, on=ON).outcome.value == poor


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"food_secure": False}, "HH-04.food"),
        ({"clothing_secure": False}, "HH-04.clothing"),
        ({"dwelling_grade": "C"}, "HH-04.housing"),
        ({"dwelling_grade": "D"}, "HH-04.housing"),
        ({"water": Water(certified=False, piped=False, minutes=21, metres=801, climb=0)}, "HH-04.water"),
        ({"members": (evolve(SECURE.members[0], medical_insured=False), SECURE.members[1])}, "HH-04.medical"),  # type: ignore[index]
        (
            {
                "members": (
                    SECURE.members[0],  # type: ignore[index]
                    evolve(SECURE.members[1], schooling="out of school", out_of_school_for_poverty=True),  # type: ignore[index]
                )
            },
            "HH-04.education",
        ),
        ({"income": Income(stated="100")}, "EX-01.income"),
    ],
)
def test_each_obstacle_is_named_and_stands_alone(changes: dict[str, object], obstacle: str) -> None:
    at_ease = evolve(SECURE, income=Income(stated="6436.01"))
    assert assess_household(at_ease, on=date(2019, 11, 1)).outcome is Outcome.MET
    decision = assess_household(evolve(at_ease, **changes), on=date(2019, 11, 1))
    assert decision.outcome is Outcome.NOT_MET
    assert [finding.criterion.id for finding in obstacles(decision)] == [obstacle]


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (date(2011, 11, 2), "met"),  # five: not yet of school age
        (date(2011, 11, 1), "not met"),  # six today
        (date(2001, 11, 2), "not met"),  # fifteen until tomorrow
        (date(2001, 11, 1), "met"),  # sixteen today
    ],
)
def test_a_dropout_counts_from_six_to_fifteen(born: date, outcome: str) -> None:
    child = Person(
        "b", birth_date=born, medical_insured=True, schooling="out of school", out_of_school_for_poverty=True
    )
    household = evolve(SECURE, members=(SECURE.members[0], child))  # type: ignore[index]
    assert assess_household(household, on=ON).outcome.value == outcome


def test_an_unknown_guarantee_leaves_the_exit_open_and_is_named() -> None:
    decision = assess_household(evolve(SECURE, dwelling_grade=None), on=ON)
    assert (decision.outcome, decision.missing) == (Outcome.UNKNOWN, ("dwelling_grade",))
    assert obstacles(decision) == ()


@pytest.mark.parametrize(
    ("stable", "year", "attested"),
    [(True, "met", "met"), (False, "met", "not met"), (None, "met", "unknown")],
)
def test_stably_is_asked_in_review_unless_the_rulebook_wants_it_attested(
    stable: bool | None, year: str, attested: str
) -> None:
    household = evolve(SECURE, income_stable=stable)
    by_year = assess_household(household, on=ON)
    assert by_year.outcome.value == year
    assert [finding.criterion.id for finding in by_year.reviews] == ([] if stable else ["EX-01.review"])
    assert assess_household(household, on=ON, rulebook=ATTESTED).outcome.value == attested
    assert "所见文件均无定义" in by_year.explain("zh")


def test_exit_has_a_national_rule_from_april_2016_to_the_end_of_2020() -> None:
    assert assess_household(SECURE, on=date(2016, 4, 1)).outcome is Outcome.MET
    with pytest.raises(NotYetInForce, match=r"exit\.village_incidence"):
        assess_village(Village("v1"), on=date(2016, 3, 31))
    for decision in (
        assess_household(SECURE, on=date(2021, 1, 1)),
        assess_village(Village("v1"), on=date(2026, 11, 27)),
    ):
        assert decision.outcome is Outcome.UNKNOWN
        assert decision.findings == ()
        assert "not decided" in decision.explain("en")
        assert "不予认定" in decision.explain("zh", detail="brief")


@pytest.mark.parametrize(
    ("on", "income", "expected"),
    [
        # Two members: twice the line of the year before.
        (date(2014, 4, 2), "5472.00", "not met"),
        (date(2014, 12, 31), "5472.01", "met"),
        (date(2015, 1, 1), "5600.00", "not met"),
        (date(2015, 1, 1), "5600.01", "met"),
        (date(2016, 3, 31), "5710.00", "not met"),
        (date(2016, 3, 31), "5710.01", "met"),
    ],
)
def test_before_april_2016_the_income_alone_is_read_to_decide(on: date, income: str, expected: str) -> None:
    lifted = evolve(SECURE, income=Income(stated=income), dwelling_grade="D", food_secure=None)
    decision = assess_household(lifted, on=on)
    assert decision.outcome.value == expected
    assert [finding.criterion.id for finding in decision.findings] == ["EX-01.lifted"]
    assert decision.reviews == ()
    grades = {value.name: value.grade for value in decision.parameters}
    assert grades["exit.basis"] is Grade.CHOICE
    assert "585" in decision.explain("en")
    assert "585" in decision.explain("zh")
    unknown = assess_household(evolve(lifted, income=Income()), on=on)
    assert (unknown.outcome, unknown.missing) == (Outcome.UNKNOWN, ("net_income",))


def test_the_reading_ends_where_the_rule_begins_and_there_is_no_exit_without_a_register() -> None:
    lifted = evolve(SECURE, income=Income(stated="5710.01"), dwelling_grade="D")
    assert assess_household(lifted, on=date(2016, 3, 31)).outcome is Outcome.MET
    assert [each.criterion.id for each in obstacles(assess_household(lifted, on=date(2016, 4, 1)))] == ["HH-04.housing"]
    with pytest.raises(NotYetInForce, match=r"exit\.basis: not yet in force on 2014-04-01"):
        assess_household(lifted, on=date(2014, 4, 1))


def test_the_year_of_the_income_follows_the_round() -> None:
    this_year = evolve(SECURE, income=Income(year=2017, stated="5904.01"))
    assert assess_household(this_year, on=ON).outcome is Outcome.MET
    with pytest.raises(InvalidValue, match=r"Income\.year: got 2017; expected 2018"):
        assess_household(this_year, on=date(2018, 11, 1))


@pytest.mark.parametrize(
    ("poor", "west", "outcome"),
    [
        (20, False, "met"),
        (20, None, "met"),
        (21, False, "not met"),
        (21, None, "unknown"),
        (21, True, "met"),
        (30, True, "met"),
        (31, True, "not met"),
        (31, None, "not met"),
    ],
)
def test_a_village_of_a_thousand_at_two_and_three_percent(poor: int, west: bool | None, outcome: str) -> None:
    village = Village("v1", persons=1_000, poor_persons=poor, west=west)
    decision = assess_village(village, on=ON)
    assert decision.outcome.value == outcome
    assert decision.missing == (("west",) if outcome == "unknown" else ())


def test_the_nearer_of_two_limits_is_named_as_what_would_change_the_outcome() -> None:
    """31 of 1,000 in the west: one fewer would do, not the eleven that the limit elsewhere asks."""
    found = assess_village(Village("v1", persons=1_000, poor_persons=31, west=True), on=ON).shortfalls
    assert [(each.fact.name, str(each.change), each.alone) for each in found] == [("poor_persons", "-1", True)]
    elsewhere = assess_village(Village("v1", persons=1_000, poor_persons=31, west=False), on=ON).shortfalls
    assert [(each.fact.name, str(each.change), each.alone) for each in elsewhere] == [("poor_persons", "-11", True)]


def test_a_villages_region_follows_from_its_province_unless_they_contradict() -> None:
    thirty = Village("v1", persons=1_000, poor_persons=30, province="cn/sichuan")
    assert assess_village(thirty, on=ON).outcome is Outcome.MET
    assert assess_village(evolve(thirty, province="cn/jiangxi"), on=ON).outcome is Outcome.NOT_MET
    assert assess_village(evolve(thirty, province="cn/fujian"), on=ON).outcome is Outcome.UNKNOWN
    with pytest.raises(InvalidValue, match=r"Village\.west: got False; expected True, since cn/sichuan is west"):
        assess_village(evolve(thirty, west=False), on=ON)


def test_a_western_province_may_keep_two_percent() -> None:
    strict = CN.override({"exit.village_incidence_west": "0.02"})
    assert assess_village(Village("v1", persons=1_000, poor_persons=21, west=True), on=ON, rulebook=strict).outcome is (
        Outcome.NOT_MET
    )


def test_what_is_weighed_beside_the_incidence_is_shown_and_decides_nothing() -> None:
    bare = Village("v1", persons=1_000, poor_persons=0, collective_income=0, infrastructure=False, industry=True)
    decision = assess_village(bare, on=ON)
    assert decision.outcome is Outcome.MET
    found = {finding.criterion.id: finding.outcome.value for finding in decision.reviews}
    assert found == {"EX-03.infrastructure": "met", "EX-03.services": "unknown", "EX-03.collective": "met"}
    served = evolve(bare, collective_income=1, infrastructure=True, public_services=True, industry=False)
    assert [each.criterion.id for each in assess_village(served, on=ON).reviews] == ["EX-03.industry"]
    unserved = evolve(served, public_services=False, industry=True)
    assert [each.criterion.id for each in assess_village(unserved, on=ON).reviews] == ["EX-03.services"]


@given(households(), st.sampled_from(list(BOOKS.values())), st.sampled_from([ON, date(2019, 11, 1)]))
def test_a_decided_exit_of_any_household_agrees_with_identification_and_is_read_back(
    household: Household, book: Rulebook, on: date
) -> None:
    decision = assess_household(household, on=on, rulebook=book)
    assert not (decision.outcome is Outcome.MET and identify(household, on=on, rulebook=book).outcome is Outcome.MET)
    assert (decision.outcome is Outcome.NOT_MET) == bool(obstacles(decision))
    assert loads(dumps(decision), type(decision)) == decision


@given(st.data(), st.sampled_from(list(BOOKS.values())))
def test_a_shortfall_that_suffices_alone_is_enough_for_exit(data: st.DataObject, book: Rulebook) -> None:
    bound = bind(HOUSEHOLD_EXIT, book.at(ON))
    facts = data.draw(rule_facts(bound))
    decision = decide_from_facts(bound, facts, on=ON)
    for shortfall in decision.shortfalls:
        changed = decide_from_facts(bound, {**facts, shortfall.fact.name: shortfall.wanted[0]}, on=ON)
        assert (changed.outcome is not decision.outcome and changed.outcome is not Outcome.UNKNOWN) == shortfall.alone


KNOWN_VILLAGES = st.builds(
    Village, st.just("v1"), persons=st.just(1_000), poor_persons=st.integers(0, 60), west=st.none() | st.booleans()
)


@must_reach("low", "high")
@given(villages() | KNOWN_VILLAGES)
def test_a_village_below_the_lower_limit_never_depends_on_its_region(village: Village) -> None:
    decision = assess_village(village, on=ON)
    if village.persons and village.poor_persons is not None:
        if 100 * village.poor_persons <= 2 * village.persons:
            reached("low")
            assert decision.outcome is Outcome.MET
        elif 100 * village.poor_persons > 3 * village.persons:
            reached("high")
            assert decision.outcome is Outcome.NOT_MET
        else:
            assert decision.outcome is Outcome.of(village.west)


def test_a_household_leaves_with_its_signature_and_after_its_notice() -> None:
    case = open_case(PROCEDURES["household-exit"], "h1", on=ON)
    for step, day in (("appraisal", 0), ("verification", 2), ("agreement", 3), ("notice", 4)):
        case = advance(case, Taken(step, ON + timedelta(days=day)))
    with pytest.raises(ProcedureError, match="the notice runs 7 days; wait until 2017-11-12"):
        advance(case, Taken("announcement", ON + timedelta(days=10)))
    case = advance(case, Taken("announcement", ON + timedelta(days=11)))
    assert case.status is CaseStatus.ANNOUNCED
    assert "拟退出贫困户认可" in case.explain("zh")


def test_a_household_that_does_not_agree_stays() -> None:
    case = open_case(PROCEDURES["household-exit"], "h1", on=ON)
    for step in ("appraisal", "verification"):
        case = advance(case, Taken(step, ON))
    with pytest.raises(ProcedureError, match="the next step is agreement"):
        advance(case, Taken("notice", ON))
    case = advance(case, Taken("agreement", ON, approved=False, reason="the roof is not mended"))
    assert case.status is CaseStatus.REFUSED


def test_notice_days_without_a_national_source_are_the_callers() -> None:
    with pytest.raises(NoValueOnDate, match=r"notice\.village_exit_days: the rulebook leaves this open"):
        open_case(PROCEDURES["village-exit"], "v1", on=ON)
    with pytest.raises(NoValueOnDate, match=r"notice\.county_exit_days: the rulebook leaves this open"):
        open_case(PROCEDURES["county-exit"], "c1", on=ON)
    book = CN.override({"notice.village_exit_days": 5, "notice.county_exit_days": 7, "notice.exit_days": 10})
    assert open_case(PROCEDURES["village-exit"], "v1", on=ON, rulebook=book).notice_days == (("notice", 5),)
    assert open_case(PROCEDURES["county-exit"], "c1", on=ON, rulebook=book).notice_days == (("notice", 7),)
    assert open_case(PROCEDURES["household-exit"], "h1", on=ON, rulebook=book).notice_days == (("notice", 10),)
    opened = (
        open_case(PROCEDURES["village-exit"], "v1", on=ON, rulebook=book),
        open_case(PROCEDURES["county-exit"], "c1", on=ON, rulebook=book),
    )
    assert [case.subject for case in (*opened, open_case(PROCEDURES["household-exit"], "h1", on=ON))] == [
        "v1",
        "c1",
        "h1",
    ]


def _order(procedure: Procedure) -> list[str]:
    return [step.id for step in procedure.steps]


def test_the_procedures_have_the_steps_of_the_opinions_in_their_order() -> None:
    assert _order(PROCEDURES["household-exit"]) == ["appraisal", "verification", "agreement", "notice", "announcement"]
    assert _order(PROCEDURES["county-exit"]) == [
        "proposal",
        "city-review",
        "provincial-check",
        "notice",
        "provincial-approval",
        "national-check",
        "announcement",
    ]
    last: Step = PROCEDURES["county-exit"].steps[-1]
    assert last.kind == "announcement"


@pytest.mark.parametrize(
    ("on", "support"),
    [
        (date(2016, 4, 1), SupportAfterExit.UNCHANGED),
        (date(2020, 12, 31), SupportAfterExit.UNCHANGED),
        (date(2021, 1, 1), SupportAfterExit.FOUR_NOT_REMOVED),
        (date(2025, 12, 31), SupportAfterExit.FOUR_NOT_REMOVED),
    ],
)
def test_exit_does_not_end_the_policy(on: date, support: SupportAfterExit) -> None:
    assert support_after_exit(on=on) is support
    assert support.text.en
    assert support.text.zh


def test_a_rulebook_may_say_otherwise_what_help_stays() -> None:
    book = CN.override({"exit.support_after": "four-not-removed"})
    assert support_after_exit(on=date(2017, 1, 1), rulebook=book) is SupportAfterExit.FOUR_NOT_REMOVED


def test_support_after_exit_begins_with_the_opinions_and_goes_on_as_regular_help() -> None:
    with pytest.raises(NotYetInForce):
        support_after_exit(on=date(2016, 3, 31))
    assert support_after_exit(on=date(2025, 12, 31)) is SupportAfterExit.FOUR_NOT_REMOVED
    assert support_after_exit(on=date(2026, 1, 1)) is SupportAfterExit.NORMALISED


_LAST_DAY, _FIRST_DAY, _TODAY = date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("on", "known", "outcome"),
    [
        (_LAST_DAY, {"registration": "exited", "monitored": False}, "met"),
        (_LAST_DAY, {"registration": "no longer entitled", "monitored": False}, "not met"),
        (_FIRST_DAY, {"registration": "exited", "monitored": False}, "unknown"),
        (_TODAY, {"registration": "exited", "monitored": False, "needs_help": True}, "met"),
        (_TODAY, {"registration": "exited", "monitored": False, "needs_help": False}, "not met"),
        (_TODAY, {"registration": "exited", "monitored": True, "needs_help": False}, "met"),
        (_TODAY, {"registration": "no longer entitled", "monitored": False, "needs_help": True}, "not met"),
        (_TODAY, {"registration": "not registered", "monitored": False}, "not met"),
        (_TODAY, {"registration": "not registered", "monitored": True}, "met"),
        (_TODAY, {"monitored": False, "needs_help": True}, "unknown"),
    ],
)
def test_help_stays_by_standing_and_from_2026_by_monitoring_and_assessment(
    on: date, known: dict[str, Any], outcome: str
) -> None:
    assert assess_help(Household("h1", **known), on=on).outcome.value == outcome


def test_a_household_to_be_assessed_is_told_that_it_keeps_help_until_then() -> None:
    decision = assess_help(Household("h1", registration="exited", monitored=False), on=_TODAY)
    assert decision.missing == ("needs_help",)
    assert "keeps help unless the assessment of 2026 ends it" in decision.explain("en", detail="brief")
    assert "2026年评估未终止前继续帮扶" in decision.explain("zh", detail="brief")


def test_a_wrong_record_or_date_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="household: got 'Village'; expected an object of type Household"):
        assess_household(Village("v1"), on=ON)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="on: got '2017-11-01'; expected a datetime.date"):
        assess_village(Village("v1"), on="2017-11-01")  # type: ignore[arg-type]


def test_the_domain_imports_no_frame_library_and_no_statistics_package() -> None:
    import subprocess

    code = "import antipoverty.history._timelines, antipoverty.history, sys; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for name in ("numpy", "narwhals", "polars", "pandas", "scipy", "z3", "hypothesis"):
        assert f"'{name}'" not in loaded
