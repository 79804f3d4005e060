"""Who is monitored, as what, and until when: at the boundaries of the scope, by date and place, and what is proved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce, NoValueOnDate, ProcedureError
from antipoverty.facts.county import MONITORED_PERSONS
from antipoverty.facts.household import MONITORED_INCOME, MONTHS_OBSERVED
from antipoverty.identification import GUARANTEES, identify
from antipoverty.monitoring import (
    MONITORED_HOUSEHOLD,
    MONITORING_SIZE,
    RISK_REMOVAL,
    MonitoredType,
    Response,
    assess,
    assess_removal,
    assess_size,
    monitored_as,
    notice_faults,
    response,
)
from antipoverty.procedures import PROCEDURES, CaseStatus, Taken, advance, open_case
from antipoverty.records import County, Household, Income, Means, Person, Registration, Risk, Transfer, Water
from antipoverty.rules import (
    AllOf,
    BoundRule,
    Criterion,
    Decision,
    IsTrue,
    Not,
    Outcome,
    bind,
    decide_from_facts,
    prove_impossible,
    prove_monotone,
    prove_settled,
)
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import households
from antipoverty.strategies._households import facts

CN = rulebooks.load("cn")
#: The caller's own values: a scope for 2022 and 2023, and half a year of observation.
BOOK = CN.override({"monitoring.scope": {2022: "6500", 2023: "7000"}, "monitoring.observation_months": 6})
IN_2020, IN_2021 = date(2020, 6, 15), date(2021, 6, 15)
DATES = (IN_2020, date(2021, 3, 1), IN_2021, date(2022, 6, 15), date(2023, 2, 1))

CALM = Risk(shock=False, spending_surge=False, income_collapse=False)
STRUCK = Risk(shock=True, spending_surge=True, income_collapse=False)


def _household(income: str, standing: str | None, **more: object) -> Household:
    given = {"income_stable": True, "risk": CALM, **more}
    return Household("h1", size=2, income=Income(stated=income), registration=standing, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "scope"), [(IN_2020, 500_000), (date(2021, 3, 1), 600_000), (date(2022, 6, 15), 650_000)]
)
@pytest.mark.parametrize(("off", "outcome"), [(-1, "met"), (0, "not met"), (1, "not met")])
def test_income_one_fen_below_on_and_above_the_scope_of_the_year(on: date, scope: int, off: int, outcome: str) -> None:
    fen = 2 * scope + off
    household = _household(f"{fen // 100}.{fen % 100:02}", "exited")
    assert assess(household, on=on, rulebook=BOOK).outcome.value == outcome


@pytest.mark.parametrize(
    ("on", "standing", "kind"),
    [
        (IN_2020, "exited", MonitoredType.UNSTABLE),
        (IN_2020, "not registered", MonitoredType.MARGINAL),
        (IN_2020, "candidate", MonitoredType.MARGINAL),
        (IN_2020, "removed", MonitoredType.MARGINAL),
        (IN_2020, "registered", None),  # still poor, and helped as poor
        (IN_2020, "returned", None),
        (IN_2021, "exited", MonitoredType.UNSTABLE),
        (IN_2021, "not registered", MonitoredType.MARGINAL),
        (IN_2021, "registered", MonitoredType.MARGINAL),  # every other household, once all have exited
    ],
)
def test_the_type_below_the_scope_follows_from_where_the_household_stands(
    on: date, standing: str, kind: MonitoredType | None
) -> None:
    decision = assess(_household("9999.99", standing), on=on)
    assert monitored_as(decision) is kind
    assert (decision.outcome is Outcome.MET) == (kind is not None)


@pytest.mark.parametrize("standing", [each.value for each in Registration])
def test_sudden_hardship_is_a_type_of_its_own_from_may_2021_above_the_scope_alone(standing: str) -> None:
    above, below = _household("12000.00", standing, risk=STRUCK), _household("11999.99", standing, risk=STRUCK)
    assert monitored_as(assess(above, on=IN_2021)) is MonitoredType.SUDDEN
    other = MonitoredType.UNSTABLE if standing in ("exited", "no longer entitled") else MonitoredType.MARGINAL
    assert monitored_as(assess(below, on=IN_2021)) is other
    before = assess(above, on=date(2021, 4, 30))
    assert monitored_as(before) is (None if standing in ("registered", "returned") else other)
    assert monitored_as(assess(above, on=date(2021, 5, 1))) is MonitoredType.SUDDEN


@pytest.mark.parametrize(
    ("risk", "outcome"),
    [
        (Risk(True, True, False), "met"),
        (Risk(True, False, True), "met"),
        (Risk(True, False, False), "not met"),
        (Risk(False, True, True), "not met"),
        (Risk(None, True, None), "unknown"),
        (Risk(True, None, False), "unknown"),
        (Risk(True, True, None), "met"),
        (Risk(False, None, None), "not met"),
    ],
)
def test_a_shock_counts_with_more_spending_or_less_income(risk: Risk, outcome: str) -> None:
    for on in (IN_2020, IN_2021):
        assert assess(_household("20000", "exited", risk=risk), on=on).outcome.value == outcome


def test_unstable_income_above_the_scope_counts_since_2021() -> None:
    shaky = _household("20000", "exited", income_stable=False)
    assert assess(shaky, on=IN_2020).outcome is Outcome.NOT_MET
    assert monitored_as(assess(shaky, on=IN_2021)) is MonitoredType.UNSTABLE
    unknown = assess(evolve(shaky, income_stable=None), on=IN_2021)
    assert (unknown.outcome, unknown.missing) == (Outcome.UNKNOWN, ("income_stable",))


def test_a_type_that_hangs_on_an_unknown_income_is_left_open_though_the_outcome_is_not() -> None:
    struck = evolve(_household("0", "exited", risk=STRUCK), income=None)
    decision = assess(struck, on=IN_2021)
    assert decision.outcome is Outcome.MET
    assert monitored_as(decision) is None


@pytest.mark.parametrize(
    ("on", "income", "risk", "outcome", "missing"),
    [
        (date(2021, 6, 1), "5999.99", CALM, "met", ("exited",)),
        (date(2021, 6, 1), "6000", CALM, "not met", ()),
        (date(2021, 6, 1), "5999.99", STRUCK, "met", ("exited",)),
        # In the register as poor, it would not be monitored.
        (date(2020, 6, 1), "4999.99", CALM, "unknown", ("exited", "still_poor")),
    ],
)
def test_a_household_at_risk_is_monitored_since_2021_wherever_it_stands_in_the_register(
    on: date, income: str, risk: Risk, outcome: str, missing: tuple[str, ...]
) -> None:
    household = Household("h1", size=1, income=Income(stated=income), risk=risk, income_stable=True)
    decision = assess(household, on=on)
    assert (decision.outcome.value, decision.missing, monitored_as(decision)) == (outcome, missing, None)


def test_later_years_are_the_callers_and_every_province_may_differ() -> None:
    household = _household("13999.99", "exited")
    decision = assess(household, on=date(2022, 1, 1))
    assert decision.outcome is Outcome.UNKNOWN
    assert "monitoring.scope" in decision.missing
    for year, province, outcome in ((2022, "6999.99", "not met"), (2022, "7000", "met"), (2023, "7000", "met")):
        book = rulebooks.load("cn/guizhou").override({"monitoring.scope": {year: province}})
        assert assess(household, on=date(year, 6, 1), rulebook=book).outcome.value == outcome
    assert assess(household, on=date(2024, 1, 1), rulebook=BOOK).outcome is Outcome.UNKNOWN


def test_monitoring_begins_on_20_march_2020() -> None:
    with pytest.raises(NotYetInForce, match="2020-03-20"):
        assess(_household("0", "exited"), on=date(2020, 3, 19))
    assert assess(_household("0", "exited"), on=date(2020, 3, 20)).outcome is Outcome.MET


def test_the_income_is_that_of_twelve_months_and_not_of_a_calendar_year() -> None:
    of_2020 = evolve(_household("0", "exited"), income=Income(year=2020, stated="9999.99"))
    with pytest.raises(InvalidValue, match=r"Income\.year: got 2020; expected no year, since the income is that of"):
        assess(of_2020, on=IN_2021)
    # In January the twelve months to the end of last month are the calendar year before.
    assert assess(of_2020, on=date(2021, 1, 31)).outcome is Outcome.MET
    for month in range(2, 13):
        with pytest.raises(InvalidValue, match=r"Income\.year: got 2020; expected no year"):
            assess(of_2020, on=date(2021, month, 1))
    with pytest.raises(InvalidValue, match=r"Income\.year: got 2019; expected 2020, whose income counts on 2021-01-31"):
        assess(evolve(of_2020, income=Income(year=2019, stated="0")), on=date(2021, 1, 31))
    by_year = CN.override({"monitoring.income_window": "previous-year"})
    assert assess(of_2020, on=IN_2021, rulebook=by_year).outcome is Outcome.MET


def test_the_income_counts_the_same_transfers_as_in_identification() -> None:
    income = Income(
        wage=9_000, business=0, property=0, outlay=0, transfers=(Transfer("dibao", 999), Transfer("relief", 5_000))
    )
    assert assess(evolve(_household("0", "exited"), income=income), on=IN_2020).outcome is Outcome.MET
    richer = evolve(income, transfers=(Transfer("dibao", 1_000),))
    assert assess(evolve(_household("0", "exited"), income=richer), on=IN_2020).outcome is Outcome.NOT_MET


# Removal of a risk

SAFE = Household(
    "h1",
    members=(
        Person("a", birth_date=date(1980, 1, 1), medical_insured=True, labour="ordinary"),
        Person("b", birth_date=date(1950, 1, 1), medical_insured=True, labour="none"),
    ),
    income=Income(stated="12000.01"),
    dwelling_grade="A",
    food_secure=True,
    clothing_secure=True,
    water=Water(certified=True),
    registration="exited",
    income_stable=True,
    risk=Risk(False, False, False, measures_in_place=True, resolved=True, months_observed=6),
)


def _risk(**changes: object) -> dict[str, object]:
    return {"risk": evolve(SAFE.risk, **changes)}


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"income": Income(stated="12000.00")}, "MN-07.income"),
        ({"income_stable": False}, "MN-07.income"),
        (_risk(income_collapse=True), "MN-07.income"),
        (_risk(measures_in_place=False), "MN-07.measures"),
        (_risk(spending_surge=True), "MN-07.spending"),
        (_risk(resolved=False), "MN-07.risk"),
        (_risk(months_observed=5), "MN-07.observation"),
        ({"members": (SAFE.members[1],), "size": 1}, "MN-07.labour"),  # type: ignore[index]
        ({"dwelling_grade": "C"}, "HH-04.housing"),
        ({"water": Water(certified=False, quality_safe=False)}, "HH-04.water"),
        ({"food_secure": False}, "HH-04.food"),
    ],
)
def test_a_risk_is_removed_when_everything_holds_and_else_the_obstacle_is_named(
    changes: dict[str, object], obstacle: str
) -> None:
    assert assess_removal(SAFE, on=IN_2021, rulebook=BOOK).outcome is Outcome.MET
    decision = assess_removal(evolve(SAFE, **changes), on=IN_2021, rulebook=BOOK)
    assert decision.outcome is Outcome.NOT_MET
    assert [each.criterion.id for each in decision.findings if each.outcome is Outcome.NOT_MET] == [obstacle]


def test_a_household_without_labour_is_never_marked_whatever_else_holds() -> None:
    for months in (6, 60):
        alone = evolve(SAFE, members=(SAFE.members[1],), **_risk(months_observed=months))  # type: ignore[index]
        decision = assess_removal(alone, on=IN_2021, rulebook=BOOK)
        assert decision.outcome is Outcome.NOT_MET
        assert decision.explain("zh").splitlines()[0].endswith("风险未消除，继续跟踪监测")
    unknown = evolve(SAFE, members=(evolve(SAFE.members[1], labour=None),))  # type: ignore[index]
    assert assess_removal(unknown, on=IN_2021, rulebook=BOOK).missing == ("able_to_work",)


def test_the_observation_is_the_callers_to_say_and_may_be_none() -> None:
    decision = assess_removal(SAFE, on=IN_2021)
    assert (decision.outcome, decision.missing) == (Outcome.UNKNOWN, ("monitoring.observation_months",))
    at_once = CN.override({"monitoring.observation_months": 0})
    fresh = evolve(SAFE, **_risk(months_observed=0))
    assert assess_removal(fresh, on=IN_2021, rulebook=at_once).outcome is Outcome.MET


def test_a_removal_goes_through_home_village_township_and_county() -> None:
    with pytest.raises(NoValueOnDate, match=r"notice\.monitoring_days"):
        open_case(PROCEDURES["risk-removal"], "h1", on=IN_2021)
    case = open_case(PROCEDURES["risk-removal"], "h1", on=IN_2021, rulebook=CN.override({"notice.monitoring_days": 5}))
    for step, day in (("home-check", 0), ("appraisal", 1), ("notice", 2)):
        case = advance(case, Taken(step, IN_2021 + timedelta(days=day)))
    with pytest.raises(ProcedureError, match="the notice runs 5 days"):
        advance(case, Taken("township-check", IN_2021 + timedelta(days=6)))
    for step, day in (("township-check", 7), ("county-decision", 8), ("announcement", 9)):
        case = advance(case, Taken(step, IN_2021 + timedelta(days=day)))
    assert case.status is CaseStatus.ANNOUNCED


@pytest.mark.parametrize(
    ("labour", "wanted"),
    [
        (("none", "weak"), Response.DEVELOPMENT),
        (("none", "none"), Response.SOCIAL_SECURITY),
        (("none", None), None),
        (("skilled", None), Response.DEVELOPMENT),
    ],
)
def test_those_able_to_work_are_helped_by_development_and_others_by_social_security(
    labour: tuple[str | None, ...], wanted: Response | None
) -> None:
    members = tuple(Person(f"p{number}", labour=each) for number, each in enumerate(labour))
    assert response(Household("h1", members=members)) is wanted
    assert response(Household("h1", size=2)) is None


# Size of the group


@pytest.mark.parametrize(
    ("monitored", "deep", "outcome"),
    [
        (2_000, False, "met"),
        (2_000, None, "met"),
        (2_001, False, "not met"),
        (2_001, None, "unknown"),
        (2_001, True, "met"),
        (4_000, True, "met"),
        (4_001, True, "not met"),
        (4_001, None, "not met"),
    ],
)
def test_the_size_of_2020_at_five_and_ten_percent(monitored: int, deep: bool | None, outcome: str) -> None:
    county = County("c", poor_persons=500, exited_persons=39_500, monitored_persons=monitored, deeply_poor=deep)
    assert assess_size(county, on=IN_2020).outcome.value == outcome


def test_from_may_2021_the_facts_alone_decide_the_size() -> None:
    county = County("c", poor_persons=0, exited_persons=100, monitored_persons=6)
    assert assess_size(county, on=date(2021, 4, 30)).outcome is Outcome.UNKNOWN
    larger = CN.override({"monitoring.size_share": "0.06"})
    assert assess_size(county, on=date(2021, 4, 30), rulebook=larger).outcome is Outcome.MET
    with pytest.raises(NoLongerInForce, match=r"monitoring\.size_share"):
        assess_size(county, on=date(2021, 5, 1))


# What is proved


def _bound(rule: object, on: date) -> BoundRule:
    return bind(rule, BOOK.at(on))  # type: ignore[arg-type]


def _named(bound: BoundRule, name: str) -> Criterion:
    return next(each for each in criteria_of(bound.rule.condition) if each.id == name)


@pytest.mark.parametrize("on", DATES)
def test_no_household_is_both_unstable_and_marginal(on: date) -> None:
    bound = _bound(MONITORED_HOUSEHOLD, on)
    pair = (_named(bound, "MN-01.unstable"), _named(bound, "MN-01.marginal"))
    assert prove_impossible("both", AllOf(pair))


@pytest.mark.parametrize("on", DATES)
def test_a_household_whose_risk_is_removed_is_not_to_be_monitored_again_on_the_same_facts(on: date) -> None:
    removed, monitored = _bound(RISK_REMOVAL, on), _bound(MONITORED_HOUSEHOLD, on)
    assert prove_impossible("both", AllOf((removed.rule.condition, monitored.rule.condition)))


@pytest.mark.parametrize("on", DATES)
def test_below_the_scope_every_household_that_has_exited_is_monitored_as_unstable(on: date) -> None:
    bound = _bound(MONITORED_HOUSEHOLD, on)
    below, unstable = _named(bound, "MN-02.income"), _named(bound, "MN-01.unstable")
    (exited,) = [fact for fact in bound.facts if fact.name == "exited"]
    assert prove_impossible("left out", AllOf((below, IsTrue(exited), Not(unstable))))


@pytest.mark.parametrize("on", DATES)
def test_learning_never_flips_and_more_income_never_brings_anyone_under_the_scope(on: date) -> None:
    for rule in (MONITORED_HOUSEHOLD, RISK_REMOVAL):
        assert prove_settled("learning", _bound(rule, on).rule.condition)
    below = _named(_bound(MONITORED_HOUSEHOLD, on), "MN-02.income")
    assert prove_monotone("income", below, MONITORED_INCOME, direction="falling")
    removal = _bound(RISK_REMOVAL, on).rule.condition
    assert prove_monotone("income", removal, MONITORED_INCOME, direction="rising")
    assert prove_monotone("months", removal, MONTHS_OBSERVED, direction="rising")


def test_more_income_may_well_turn_a_type_but_never_lets_a_struck_household_go() -> None:
    """Above the scope a struck household is in sudden hardship, below it unstable or marginal: it is monitored."""
    for on in (IN_2021, date(2023, 2, 1)):
        bound = _bound(MONITORED_HOUSEHOLD, on)
        hardship = _named(bound, "MN-02.hardship")
        assert prove_impossible("let go", AllOf((hardship, Not(bound.rule.condition))))


def test_more_monitored_persons_never_make_the_group_small_enough() -> None:
    assert prove_monotone(
        "more", _bound(MONITORING_SIZE, IN_2020).rule.condition, MONITORED_PERSONS, direction="falling"
    )


def test_a_removal_asks_for_the_very_guarantees_of_identification() -> None:
    assert {id(each) for each in GUARANTEES} <= {id(each) for each in criteria_of(RISK_REMOVAL.condition)}


@given(households(), st.sampled_from(DATES))
def test_every_monitored_household_with_a_known_type_has_the_first_that_holds(household: Household, on: date) -> None:
    decision = assess(household, on=on, rulebook=BOOK)
    kind = monitored_as(decision)
    if kind is not None:
        assert decision.outcome is Outcome.MET
        assert kind.text.zh
    if decision.outcome is Outcome.NOT_MET:
        assert kind is None
    if on < date(2021, 5, 1):
        assert kind is not MonitoredType.SUDDEN
    assert loads(dumps(decision), type(decision)) == decision


@given(st.data(), st.sampled_from(DATES), st.sampled_from([MONITORED_HOUSEHOLD, RISK_REMOVAL]))
def test_with_all_facts_known_the_outcome_is_known(data: st.DataObject, on: date, rule: object) -> None:
    bound = _bound(rule, on)
    known = {fact.name: data.draw(facts(fact, unknown=False)) for fact in bound.facts}
    assert decide_from_facts(bound, known, on=on).outcome is not Outcome.UNKNOWN


def test_a_type_is_asked_of_a_decision_on_monitoring() -> None:
    with pytest.raises(
        InvalidValue, match="decision: got 'poor-household'; expected a decision of monitored-household"
    ):
        monitored_as(identify(Household("h1"), on=date(2014, 5, 1)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Risk(shock=1), r"Risk\.shock: got .*, being personal; expected True, False or None"),
        (
            lambda: Risk(months_observed=-1),
            r"Risk\.months_observed: got .*, being personal; expected a whole number from 0 to 600",
        ),
        (lambda: Household("h", risk=None), r"Household\.risk: got 'NoneType'; expected an object of type Risk"),
        (lambda: Household("h", income_stable="yes"), r"Household\.income_stable: got .*, being personal"),
    ],
)
def test_a_risk_that_cannot_be_is_refused_by_field(make: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        make()  # type: ignore[operator]


def test_what_is_known_of_a_risk_is_not_shown() -> None:
    assert repr(SAFE.risk) == "Risk()"
    assert "Risk" not in repr(SAFE)


def test_what_would_tell_the_type_is_missing_though_the_household_is_to_be_monitored() -> None:
    unsure = assess(_household("20000", None, income_stable=False, risk=Risk(True, None, True)), on=IN_2021)
    assert (unsure.outcome, monitored_as(unsure), unsure.missing) == (Outcome.MET, MonitoredType.SUDDEN, ())
    open_type = assess(_household("20000", "exited", income_stable=False, risk=Risk(None, True, True)), on=IN_2021)
    assert (open_type.outcome, monitored_as(open_type), open_type.missing) == (Outcome.MET, None, ("shock",))
    assert loads(dumps(open_type), Decision) == open_type


@given(households(), st.sampled_from(DATES))
def test_a_decision_names_what_is_missing_just_where_the_answer_or_the_type_is_open(
    household: Household, on: date
) -> None:
    decision = assess(household, on=on, rulebook=BOOK)
    told = decision.outcome is Outcome.NOT_MET or (
        decision.outcome is Outcome.MET and monitored_as(decision) is not None
    )
    assert bool(decision.missing) is not told


# From 2026 on: one group, by the standard of the county

TODAY = date(2026, 11, 27)
#: A county's scope of 2026, made up for the tests.
SCOPE = {"monitoring.scope": {2026: 9_000}}


def _regular(income: str | None, *, asks: tuple[str, ...] = (), on: date = TODAY, **known: Any) -> Decision:
    stated = None if income is None else Income(stated=income)
    household = Household("h1", size=1, income=stated, **known)
    return assess(household, on=on, rulebook=CN.override({**SCOPE, "monitoring.standard": asks}))


_CALM = {"risk": Risk(shock=False, spending_surge=False, income_collapse=False)}


@pytest.mark.parametrize(
    ("income", "known", "outcome"),
    [
        ("8999.99", _CALM, Outcome.MET),
        ("9000.00", _CALM, Outcome.NOT_MET),
        ("9000.01", _CALM, Outcome.NOT_MET),
        ("90000", {"risk": Risk(shock=True, spending_surge=True)}, Outcome.MET),
        (None, {"risk": Risk(shock=True, income_collapse=True)}, Outcome.MET),
        (None, _CALM, Outcome.UNKNOWN),
    ],
)
def test_in_2026_the_scope_of_the_county_or_a_hardship_decides(
    income: str | None, known: dict[str, Any], outcome: Outcome
) -> None:
    decision = _regular(income, **known)
    assert decision.outcome is outcome
    assert monitored_as(decision) is (MonitoredType.REGULAR if outcome is Outcome.MET else None)
    assert "local standard of 2026, given by the caller" in decision.explain("en")
    assert "使用者给定的2026年地方标准" in decision.explain("zh")


@pytest.mark.parametrize(
    ("asks", "spent", "known", "outcome"),
    [
        ((), "0.01", _CALM, Outcome.NOT_MET),
        (("compliant-spending",), "0.00", _CALM, Outcome.NOT_MET),
        (("compliant-spending",), "0.01", _CALM, Outcome.MET),
        (("compliant-spending",), None, _CALM, Outcome.UNKNOWN),
        ((), None, {**_CALM, "food_secure": False}, Outcome.NOT_MET),
        (("guarantees",), None, {**_CALM, "food_secure": False}, Outcome.MET),
        (("guarantees",), None, _CALM, Outcome.UNKNOWN),
        ((), None, {"risk": Risk(shock=True, spending_surge=True, copes=True)}, Outcome.MET),
        (("coping",), None, {"risk": Risk(shock=True, spending_surge=True, copes=True)}, Outcome.NOT_MET),
        (("coping",), None, {"risk": Risk(shock=True, spending_surge=True, copes=False)}, Outcome.MET),
    ],
)
def test_what_a_county_asks_beside_is_its_own_to_say(
    asks: tuple[str, ...], spent: str | None, known: dict[str, Any], outcome: Outcome
) -> None:
    assert _regular("9000.00", asks=asks, means=Means(compliant_spending=spent), **known).outcome is outcome


def test_without_the_county_s_scope_income_decides_nothing_in_2026() -> None:
    decision = assess(Household("h1", size=1, income=Income(stated=1), **_CALM), on=TODAY)
    assert (decision.outcome, decision.missing) == (Outcome.UNKNOWN, ("monitoring.scope",))


def test_the_three_types_are_assigned_until_the_end_of_2025_and_then_no_more() -> None:
    struck = {"registration": "exited", "risk": Risk(shock=True, spending_surge=True), "income_stable": True}
    book = CN.override({"monitoring.scope": {2025: 9_000, 2026: 9_000}})
    for on, kind in (
        (date(2025, 12, 31), MonitoredType.SUDDEN),
        (date(2026, 1, 1), MonitoredType.REGULAR),
        (TODAY, MonitoredType.REGULAR),
    ):
        household = Household("h1", size=1, income=Income(stated=20_000), **struck)
        assert monitored_as(assess(household, on=on, rulebook=book)) is kind


def test_what_people_weigh_in_2026_is_shown_for_a_closer_look() -> None:
    lacking = _regular("1", food_secure=False, means=Means(compliant_spending=1), risk=Risk(copes=True))
    assert [finding.criterion.id for finding in lacking.reviews] == [
        "MN-10.spending",
        "MN-10.guarantees",
        "MN-10.coping",
    ]
    before = assess(Household("h1", size=1, income=Income(stated=1)), on=date(2021, 6, 1))
    assert before.reviews == ()
    assert "compliant_spending" not in {fact.name for fact in before.bound.facts}


# An unknown scope, and a notice


@pytest.mark.parametrize("standing", ["exited", "not registered"])
def test_a_shock_decides_without_a_scope_and_leaves_the_type_open(standing: str) -> None:
    decision = assess(_household("12000", standing, risk=STRUCK), on=date(2023, 6, 15))
    assert (decision.outcome, monitored_as(decision)) == (Outcome.MET, None)
    assert decision.missing == ("monitoring.scope",)


def test_without_a_shock_the_type_does_not_hang_on_the_scope() -> None:
    decision = assess(_household("12000", "exited", income_stable=False), on=date(2023, 6, 15))
    assert monitored_as(decision) is MonitoredType.UNSTABLE
    calm = assess(_household("12000", "exited"), on=date(2023, 6, 15))
    assert (calm.outcome, calm.missing) == (Outcome.UNKNOWN, ("monitoring.scope",))


@pytest.mark.parametrize(
    ("place", "year", "scope"),
    [("cn/guizhou", 2023, 730_000), ("cn/gansu", 2022, 650_000), ("cn/fujian/dehua", 2024, 1_956_000)],
)
@pytest.mark.parametrize(("off", "outcome"), [(-1, "met"), (0, "not met")])
def test_the_scope_of_a_place_is_a_number_or_a_multiple_of_its_allowance(
    place: str, year: int, scope: int, off: int, outcome: str
) -> None:
    fen = 2 * scope + off
    household = _household(f"{fen // 100}.{fen % 100:02}", "exited")
    assert assess(household, on=date(year, 6, 15), rulebook=rulebooks.load(place)).outcome.value == outcome


def test_a_notice_shows_no_number_telephone_account_or_health() -> None:
    shown = ("name", "identity number", "telephone", "bank account", "health", "risk")
    assert notice_faults(shown, on=date(2023, 6, 15)) == shown[1:5]
    assert notice_faults(("name",), on=date(2025, 12, 31)) == ()
    with pytest.raises(NoValueOnDate):
        notice_faults(shown, on=date(2022, 6, 15))
