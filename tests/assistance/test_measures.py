"""What helps: the catalogue at its boundaries, recommendations with reasons, amounts by date, the programme's lists."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import jsonschema
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.conditions import walk
from antipoverty.assistance import (
    CLASSIFICATIONS,
    MEASURES,
    Measure,
    Recommendation,
    UndecidedMeasure,
    assess_eligibility,
    plan,
    recommend,
    undecided_measures,
)
from antipoverty.assistance._catalogue import MEASURES_ON_OFFER
from antipoverty.assistance._classifications import Classification
from antipoverty.assistance._recommendations import consider
from antipoverty.causes import Cause, classify
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.facts import HOUSEHOLD
from antipoverty.quantities import QUANTITIES
from antipoverty.records import Household, Income, Monitoring, Person, Registration, StatedHelp, Water
from antipoverty.rules import (
    AllOf,
    Outcome,
    Parameter,
    bind,
    decide,
    decide_from_facts,
    expression,
    prove_impossible,
    prove_settled,
)
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import households, rule_facts
from effort import times

SIX_PRECISIONS, SIX_TO_VILLAGE_AND_HOUSEHOLD, ONE_PLUS_SEVEN, FIVE_PROJECTS, FIVE_BATCHES, TEN_PROJECTS = (
    CLASSIFICATIONS.values()
)
CN = rulebooks.load("cn")
GUIZHOU = rulebooks.load("cn/guizhou")
ON = date(2016, 5, 1)
DATES = [date(2014, 5, 1), ON, date(2017, 11, 1)]


def _offered(household: Household, on: date = ON, rulebook: rulebooks.Rulebook = CN) -> list[str]:
    assessment = classify(household, on=on, rulebook=rulebook)
    return [recommendation.measure for recommendation in recommend(household, assessment, on=on, rulebook=rulebook)]


def _measure(measure: str, household: Household, on: date = ON, rulebook: rulebooks.Rulebook = CN) -> Recommendation:
    assessment = classify(household, on=on, rulebook=rulebook)
    found = recommend(household, assessment, on=on, rulebook=rulebook)
    return next(recommendation for recommendation in found if recommendation.measure == measure)


def _registered(**known: Any) -> Household:
    return Household("h1", registration="registered", **known)


def _member(**known: Any) -> tuple[Person, ...]:
    return (Person("m1", **{"labour": "none", "disability": "none", "schooling": "out of school", **known}),)


# The programme's lists


@pytest.mark.parametrize(
    ("classification", "number"),
    [
        (SIX_PRECISIONS, 6),
        (SIX_TO_VILLAGE_AND_HOUSEHOLD, 6),
        (ONE_PLUS_SEVEN, 8),
        (FIVE_PROJECTS, 5),
        (FIVE_BATCHES, 5),
        (TEN_PROJECTS, 10),
    ],
)
def test_each_list_has_as_many_headings_as_its_name_says_and_a_source(
    classification: Classification, number: int
) -> None:
    assert len({heading.id for heading in classification.headings}) == number
    assert classification.source in CN.citations
    assert CLASSIFICATIONS[classification.id] is classification
    assert all(heading.classification == classification.id for heading in classification.headings)
    for heading in classification.headings:
        assert classification[heading.id] is heading


def test_one_plus_seven_is_an_overall_plan_a_plan_for_each_of_the_six_and_a_breakdown() -> None:
    ids = [heading.id for heading in ONE_PLUS_SEVEN.headings]
    assert ids == ["overall", *(heading.id for heading in SIX_TO_VILLAGE_AND_HOUSEHOLD.headings), "tasks"]


# The catalogue


def test_every_cause_with_a_condition_has_a_measure_that_answers_it() -> None:
    answered = {cause for measure in MEASURES.values() for cause in measure.answers}
    assert answered == set(Cause) - {Cause.OTHER}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
def test_every_measure_cites_a_document_and_names_parameters_that_exist(measure: Measure) -> None:
    assert measure.criterion.sources
    assert set(measure.criterion.sources) <= set(CN.citations)
    nodes = [node for quantity in measure.quantities for node in walk(quantity.term)]
    names = [node.name for node in nodes if isinstance(node, Parameter)]
    for name in [*names, *([measure.in_force] if measure.in_force else [])]:
        assert CN.parameter(name).unit is not None
    for quantity in measure.quantities:
        assert QUANTITIES.get(quantity.id, quantity) is quantity
        assert set(quantity.sources) <= set(measure.criterion.sources)
    assert {quantity for _, quantity in measure.relieves} <= {quantity.id for quantity in measure.quantities}
    assert all(heading in CLASSIFICATIONS[heading.classification].headings for heading in measure.headings)
    assert set(measure.instead_of) <= set(MEASURES)


def test_help_stays_after_exit_and_ends_with_removal() -> None:
    right = [
        standing
        for standing in Registration
        if "skill-training" in _offered(Household("h1", registration=standing, members=_member(labour="ordinary")))
    ]
    assert right == [Registration.REGISTERED, Registration.EXITED, Registration.RETURNED]


@pytest.mark.parametrize(("insured", "offered"), [(True, False), (False, True), (None, False)])
def test_members_without_medical_insurance_are_enrolled(insured: bool | None, offered: bool) -> None:
    household = _registered(members=_member(medical_insured=insured))
    assert ("medical-insurance" in _offered(household)) is offered


def test_medical_assistance_answers_illness_and_nothing_else() -> None:
    ill = _registered(size=1, income=Income(stated=1000), medical_spending=2000)
    assert _measure("medical-assistance", ill).answers == (Cause.ILLNESS,)
    assert "medical-assistance" not in _offered(attrs.evolve(ill, medical_spending=100))


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        ({"labour": "none"}, True),
        ({"labour": "weak"}, False),
        ({"labour": None}, False),
    ],
)
def test_a_registered_household_without_labour_is_put_forward_for_dibao(known: Any, offered: bool) -> None:
    household = _registered(members=_member(**known), dibao=False, five_guarantee=False)
    assert ("dibao" in _offered(household)) is offered
    assert "dibao" not in _offered(attrs.evolve(household, dibao=True))
    assert "dibao" not in _offered(attrs.evolve(household, five_guarantee=True))


@pytest.mark.parametrize(("income", "offered"), [("2854.99", True), ("2855", False)])
def test_a_dibao_household_below_the_line_is_put_forward_for_the_register(income: str, offered: bool) -> None:
    household = Household("h1", size=1, registration="not registered", dibao=True, income=Income(stated=income))
    assert ("registration" in _offered(household)) is offered
    assert "registration" not in _offered(attrs.evolve(household, registration="registered"))


@pytest.mark.parametrize(
    ("on", "yuan", "grade"),
    [
        (date(2014, 4, 2), 1500, "C"),
        (date(2015, 5, 31), 1500, "C"),
        (date(2015, 6, 1), 3000, "A-local"),
        (date(2020, 12, 31), 3000, "A-local"),
    ],
)
def test_rain_and_dew_gives_a_grant_a_year_for_each_vocational_student(on: date, yuan: int, grade: str) -> None:
    members = tuple(Person(f"m{number}", schooling=schooling) for number, schooling in
                    enumerate(["vocational", "vocational", "higher", "primary"]))  # fmt: skip
    household = _registered(members=members)
    (grant,) = _measure("rain-and-dew", household, on, GUIZHOU).amounts
    assert (grant.value, grant.facts, grant.quantity.unit.en) == (Decimal(2 * yuan), (2,), "yuan per year")
    assert [value.grade.value for value in grant.parameters] == [grade]


@pytest.mark.parametrize(
    ("on", "offered"),
    [(date(2014, 4, 2), True), (date(2015, 12, 31), True), (date(2016, 1, 1), False)],
)
def test_ecological_migration_is_on_offer_where_a_province_has_it(on: date, offered: bool) -> None:
    household = _registered(size=4, unfit_place=True)
    assert ("ecological-migration" in _offered(household, on, GUIZHOU)) is offered
    assert "ecological-migration" not in _offered(household, on)
    if offered:
        (grant,) = _measure("ecological-migration", household, on, GUIZHOU).amounts
        assert (grant.value, grant.grade.value) == (Decimal(48_000), "A-local")
    houses = attrs.evolve(household, dwelling_grade="D", housing_helped=False)
    assert "house-rebuilding" not in _offered(houses, on, GUIZHOU)


@pytest.mark.parametrize(
    ("on", "offered"), [(date(2014, 4, 2), True), (date(2014, 12, 31), True), (date(2015, 1, 1), False)]
)
def test_the_grant_of_the_two_systems_is_four_hundred_a_head_in_2014(on: date, offered: bool) -> None:
    household = _registered(size=5, dibao=True)
    assert ("linkage-grant" in _offered(household, on)) is offered
    assert "linkage-grant" not in _offered(attrs.evolve(household, dibao=False), on)
    if offered:
        (grant,) = _measure("linkage-grant", household, on).amounts
        assert (grant.value, grant.grade.value) == (Decimal(2000), "A-local")


@pytest.mark.parametrize(("moved", "offered"), [(True, True), (False, False), (None, False)])
def test_a_family_that_has_moved_is_supported_and_no_amount_is_made_of_a_damaged_figure(
    moved: bool | None, offered: bool
) -> None:
    household = _registered(size=4, stated_help=StatedHelp(relocation=moved))
    assert ("migration-support" in _offered(household, date(2014, 5, 1))) is offered
    if offered:
        support = _measure("migration-support", household, date(2014, 5, 1))
        assert (support.amounts, [each.text.zh for each in support.headings]) == ((), ["扶贫生态移民"])


def test_vocational_students_are_not_counted_while_someones_schooling_is_not_known() -> None:
    household = _registered(members=(Person("m1", schooling="vocational"), Person("m2")))
    assert "rain-and-dew" not in _offered(household)
    assessment = classify(household, on=ON)
    open_still = {each.measure: each.missing for each in undecided_measures(household, assessment, on=ON)}
    assert open_still["rain-and-dew"] == ("vocational_students",)


def test_three_free_years_of_vocational_school_are_guizhous() -> None:
    household = _registered(members=_member(schooling="vocational"))
    assert "free-vocational-school" not in _offered(household)
    (years,) = _measure("free-vocational-school", household, rulebook=GUIZHOU).amounts
    assert years.value == 3


@pytest.mark.parametrize(
    ("birth", "completed", "schooling", "offered"),
    [
        (date(2000, 5, 1), "junior", "out of school", True),
        (date(2000, 5, 2), "junior", "out of school", False),
        (date(1993, 5, 2), "senior", "out of school", True),
        (date(1993, 5, 1), "senior", "out of school", False),
        (date(1999, 1, 1), "primary", "out of school", False),
        (date(1999, 1, 1), "junior", "senior", False),
        (date(1999, 1, 1), None, "out of school", False),
        (None, "junior", "out of school", False),
        (date(1999, 1, 1), "junior", None, False),
    ],
)
def test_school_leavers_are_young_and_stopped_after_junior_or_senior_school(
    birth: date | None, completed: str | None, schooling: str | None, offered: bool
) -> None:
    household = _registered(members=_member(birth_date=birth, completed=completed, schooling=schooling))
    assert ("school-leavers" in _offered(household)) is offered


def test_children_who_dropped_out_go_back_to_school() -> None:
    child = _member(birth_date=date(2006, 1, 1), out_of_school_for_poverty=True)
    assert "back-to-school" in _offered(Household("h1", members=child))


@pytest.mark.parametrize(("labour", "offered"), [("none", False), ("ordinary", True), ("skilled", False)])
def test_every_household_able_to_work_is_to_master_a_skill(labour: str, offered: bool) -> None:
    assert ("skill-training" in _offered(_registered(members=_member(labour=labour)))) is offered


@pytest.mark.parametrize(("on", "offered"), [(date(2014, 11, 30), False), (date(2014, 12, 1), True)])
def test_micro_credit_is_at_most_fifty_thousand_for_three_years(on: date, offered: bool) -> None:
    household = _registered(members=_member(labour="ordinary"), lacks_funds=True)
    assert ("micro-credit" in _offered(household, on)) is offered
    if offered:
        loan, term = _measure("micro-credit", household, on).amounts
        assert (loan.value, term.value) == (50_000, 3)


@pytest.mark.parametrize(
    ("on", "type", "outcome"),
    [
        (date(2021, 3, 3), "marginal", Outcome.NOT_MET),
        (date(2021, 3, 4), "marginal", Outcome.MET),
        (date(2021, 3, 4), "unstable", Outcome.NOT_MET),
        (date(2021, 3, 4), None, Outcome.UNKNOWN),
        (date(2025, 12, 31), "marginal", Outcome.MET),
    ],
)
def test_marginal_households_may_borrow_from_march_2021_on(on: date, type: str | None, outcome: Outcome) -> None:
    unlisted = Household(
        "h1", registration="not registered", members=_member(labour="ordinary"), monitoring=Monitoring(type=type)
    )
    rule = attrs.evolve(MEASURES_ON_OFFER, condition=MEASURES["micro-credit"].criterion)
    assert decide(bind(rule, CN.at(on)), HOUSEHOLD, unlisted, on=on).outcome is outcome


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 11, 27)])
def test_who_may_borrow_in_2026_and_for_how_long_is_open_until_the_caller_says(on: date) -> None:
    rule = attrs.evolve(MEASURES_ON_OFFER, condition=MEASURES["micro-credit"].criterion)
    household = Household("h1", monitored=True, members=_member(labour="ordinary"))
    decision = decide(bind(rule, CN.at(on)), HOUSEHOLD, household, on=on)
    assert (decision.outcome, decision.missing) == (Outcome.UNKNOWN, ("assistance.micro_credit_circle",))
    unable = attrs.evolve(household, members=_member(labour="none"))
    assert decide(bind(rule, CN.at(on)), HOUSEHOLD, unable, on=on).outcome is Outcome.NOT_MET
    told = CN.override({"assistance.micro_credit_circle": "right-to-help", "assistance.micro_credit_years": 3})
    for monitored, outcome in ((True, Outcome.MET), (False, Outcome.NOT_MET)):
        asked = attrs.evolve(household, registration="not registered", monitored=monitored)
        assert decide(bind(rule, told.at(on)), HOUSEHOLD, asked, on=on).outcome is outcome


@pytest.mark.parametrize(
    ("on", "without_value"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), ("assistance.micro_credit_yuan", "assistance.micro_credit_years")),
        (date(2026, 2, 27), ("assistance.micro_credit_yuan", "assistance.micro_credit_years")),
        (date(2026, 2, 28), ("assistance.micro_credit_years",)),
    ],
)
def test_micro_credit_is_undecided_from_2026_on_and_names_what_has_no_value(
    on: date, without_value: tuple[str, ...] | None
) -> None:
    household = Household(
        "h1",
        registration="exited",
        monitored=True,
        members=_member(labour="ordinary"),
        monitoring=Monitoring.of("marginal", ("industry failure",)),
    )
    assessment = classify(household, on=on)
    undecided = {each.measure: each.without_value for each in undecided_measures(household, assessment, on=on)}
    assert undecided.get("micro-credit") == without_value
    assert ("micro-credit" in _offered(household, on)) is (without_value is None)


@pytest.mark.parametrize(("on", "offered"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_rain_and_dew_is_given_to_the_end_of_2025(on: date, offered: bool) -> None:
    student = _member(schooling="vocational")
    household = Household("h1", registration="exited", monitored=True, members=student)
    assert ("rain-and-dew" in _offered(household, on)) is offered
    if offered:
        assert _measure("rain-and-dew", household, on).amounts[0].value == 3_000
    else:
        undecided = undecided_measures(household, classify(household, on=on), on=on)
        assert "rain-and-dew" not in {each.measure for each in undecided}


def test_micro_credit_answers_funds_and_not_every_cause() -> None:
    assert "micro-credit" not in _offered(_registered(members=_member(labour="ordinary"), lacks_funds=False))


@pytest.mark.parametrize(
    ("on", "offered"),
    [(date(2015, 12, 31), False), (date(2016, 1, 1), True), (date(2020, 12, 31), True)],
)
def test_relocation_is_for_the_plan_period(on: date, offered: bool) -> None:
    assert ("relocation" in _offered(_registered(size=3, unfit_place=True), on, GUIZHOU)) is offered


@pytest.mark.parametrize(("size", "area", "own"), [(1, 25, 2500), (4, 100, 10_000), (5, 125, 10_000)])
def test_a_relocated_household_has_at_most_25_square_metres_a_head_and_a_capped_own_share(
    size: int, area: int, own: int
) -> None:
    limits = _measure("relocation", _registered(size=size, unfit_place=True)).amounts
    assert [limit.value for limit in limits] == [area, own]


def test_limits_by_head_are_unknown_where_the_size_is_and_say_so() -> None:
    recommendation = _measure("relocation", _registered(unfit_place=True))
    assert [(limit.value, limit.missing) for limit in recommendation.amounts] == [(None, ("size",))] * 2
    assert "  Largest house after relocation: unknown (missing: household size; grade A)" in recommendation.explain()
    assert "  易地搬迁住房面积上限：未知（缺：家庭人口；可信度A）" in recommendation.explain("zh")


@pytest.mark.parametrize(("on", "average"), [(date(2016, 12, 31), 7_500), (date(2017, 1, 1), 14_000)])
def test_the_average_subsidy_of_a_dangerous_house_is_of_its_date(on: date, average: int) -> None:
    household = _registered(dwelling_grade="C", housing_helped=False)
    assert [amount.value for amount in _measure("house-repair", household, on).amounts] == [average]


@pytest.mark.parametrize(
    ("size", "limits"),
    [(1, [20, 60]), (2, [30, 60]), (3, [40, 60]), (4, [52, 72]), (6, [78, 108]), (None, [None, None])],
)
def test_a_rebuilt_house_has_its_size_by_the_number_of_persons(size: int | None, limits: list[int | None]) -> None:
    household = _registered(size=size, dwelling_grade="D", housing_helped=False)
    average, *areas = _measure("house-rebuilding", household).amounts
    assert average.value == 7_500
    assert [area.value for area in areas] == limits


@pytest.mark.parametrize(
    ("grade", "offered"),
    [("A", []), ("B", []), ("C", ["house-repair"]), ("D", ["house-rebuilding"])],
)
@pytest.mark.parametrize(
    "group",
    [
        {"registration": "registered"},
        {"registration": "not registered", "dibao": True},
        {"registration": "not registered", "five_guarantee": True},
        {"members": _member(disability="1"), "income": Income(stated=0)},
    ],
)
def test_dangerous_houses_of_the_four_groups_are_renovated_once(grade: str, offered: list[str], group: Any) -> None:
    household = Household("h1", dwelling_grade=grade, housing_helped=False, **group)
    houses = {"house-repair", "house-rebuilding"}
    assert [measure for measure in _offered(household) if measure in houses] == offered
    assert not houses & set(_offered(attrs.evolve(household, housing_helped=True)))


def test_a_household_that_is_relocated_is_not_given_a_second_house() -> None:
    household = _registered(dwelling_grade="D", housing_helped=False, unfit_place=True)
    assert [measure for measure in _offered(household) if measure != "water-works"] == ["relocation"]
    assert "house-rebuilding" in _offered(household, date(2015, 5, 1))
    unsure = attrs.evolve(household, dwelling_grade=None)
    assert "house-rebuilding" not in {
        each.measure for each in undecided_measures(unsure, classify(unsure, on=ON), on=ON)
    }


@pytest.mark.parametrize(
    ("known", "measure", "cause"),
    [
        ({"land": 0, "members": _member(labour="ordinary")}, "labour-transfer", Cause.LAND),
        ({"members": _member(labour="none")}, "asset-income", Cause.LABOUR),
        ({"members": _member(disability="1")}, "rehabilitation", Cause.DISABILITY),
        ({"members": _member(disability="1", labour="weak")}, "light-work", Cause.DISABILITY),
        ({"members": _member(labour="ordinary"), "declines_work": True}, "work-for-pay", Cause.MOTIVATION),
        ({"members": _member(labour="ordinary")}, "crop-and-stock-base", Cause.TECHNOLOGY),
        ({"road_access": False}, "road", Cause.TRANSPORT),
        ({"water": Water(certified=False, litres=0)}, "water-works", Cause.WATER),
        ({"size": 1, "income": Income(stated=0), "disaster_loss": 3000}, "disaster-relief", Cause.DISASTER),
        (
            {"members": _member(schooling="higher"), "income": Income(stated=0), "school_spending": 3000},
            "student-aid",
            Cause.SCHOOLING,
        ),
    ],
)
def test_a_cause_leads_to_its_measure(known: Any, measure: str, cause: Cause) -> None:
    if measure == "water-works":
        known = {"water": Water(certified=False, litres=0, short_area=False)}
    assert cause in _measure(measure, _registered(**known)).answers


def test_the_two_systems_paid_98000_yuan_to_245_persons_at_400_a_head() -> None:
    book = CN.override({"assistance.linkage_yuan": "400"})
    sizes = [5] * 48 + [3, 2]
    assert sum(sizes) == 245
    paid = Decimal(0)
    for number, size in enumerate(sizes):
        household = Household(f"h{number}", size=size, registration="registered", dibao=True)
        (grant,) = _measure("linkage-grant", household, rulebook=book).amounts
        assert grant.value is not None
        paid += grant.value
    assert paid == 98_000
    assert "linkage-grant" not in _offered(_registered(size=5, dibao=True))


# Recommendations


@given(households(), st.sampled_from(DATES))
def test_what_is_recommended_fits_and_answers_a_cause_or_is_for_everyone(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    decision = assess_eligibility(household, on=on)
    outcomes = dict(zip(MEASURES, (finding.outcome for finding in decision.findings), strict=True))
    measures = recommend(household, assessment, on=on)
    for recommendation in measures:
        measure = MEASURES[recommendation.measure]
        assert outcomes[recommendation.measure] is Outcome.MET is recommendation.finding.outcome
        assert recommendation.answers or measure.for_all
        assert set(recommendation.answers) == set(measure.answers) & set(assessment.found)
    open_still = undecided_measures(household, assessment, on=on)
    assert consider(household, assessment, on=on) == (measures, open_still)
    for each in open_still:
        assert outcomes[each.measure] is not Outcome.NOT_MET
        assert bool(each.missing) is bool(outcomes[each.measure] is Outcome.UNKNOWN or each.undecided)
        assert each.missing or each.without_value
        assert set(each.undecided) <= set(MEASURES[each.measure].answers) & set(assessment.undecided)
    named = [recommendation.measure for recommendation in measures] + [each.measure for each in open_still]
    assert len(set(named)) == len(named)


@given(households())
def test_measures_for_the_main_cause_come_first(household: Household) -> None:
    assessment = classify(household, on=ON)
    found = assessment.found
    ranks = [
        found.index(recommendation.answers[0]) if recommendation.answers else len(found)
        for recommendation in recommend(household, assessment, on=ON)
    ]
    assert ranks == sorted(ranks)


def test_of_a_household_of_which_nothing_is_known_nothing_is_recommended_and_much_is_open() -> None:
    household = Household("h1")
    assessment = classify(household, on=ON)
    assert recommend(household, assessment, on=ON) == ()
    assert "skill-training" in {each.measure for each in undecided_measures(household, assessment, on=ON)}


def test_one_finding_is_had_by_its_criterion() -> None:
    decision = assess_eligibility(Household("h1", road_access=False), on=ON)
    assert [decision.finding(each.criterion.id) for each in decision.findings] == list(decision.findings)
    with pytest.raises(InvalidValue, match=r"criterion: got 'road'; expected a criterion of measures-on-offer: LK-04"):
        decision.finding("road")


def test_the_causes_must_be_the_households_own() -> None:
    other = classify(Household("h2"), on=ON)
    with pytest.raises(InvalidValue, match="assessment: got 'h2'; expected the causes of household h1"):
        recommend(Household("h1"), other, on=ON)


def test_a_household_is_wanted() -> None:
    with pytest.raises(InvalidValue, match="household: got 'str'; expected an object of type Household"):
        assess_eligibility("h1", on=ON)  # type: ignore[arg-type]  # refused at run time too


def test_there_is_no_help_before_the_work_plan() -> None:
    with pytest.raises(NotYetInForce):
        assess_eligibility(Household("h1"), on=date(2014, 4, 1))


# Readings and proofs


@given(st.data(), st.sampled_from(DATES))
def test_columns_agree_with_records_on_every_measure(data: st.DataObject, on: date) -> None:
    bound = bind(MEASURES_ON_OFFER, CN.at(on))
    rows = data.draw(st.lists(rule_facts(bound), min_size=1, max_size=8))
    kinds = {"flag": pl.Boolean, "category": pl.String}
    frame = pl.DataFrame(
        {
            fact.column: pl.Series([row[fact.name] for row in rows], dtype=kinds.get(fact.kind.value, pl.Int64))
            for fact in bound.facts
        }
    )
    truths = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
    decisions = [decide_from_facts(bound, row, on=on) for row in rows]
    criteria = [finding.criterion for finding in decisions[0].findings]
    read = nw.from_native(frame).select(*(expression(criterion).alias(criterion.id) for criterion in criteria))
    assert read.rows() == [tuple(truths[finding.outcome] for finding in decision.findings) for decision in decisions]


def _criteria(on: date) -> dict[str, Any]:
    bound = bind(MEASURES_ON_OFFER, CN.at(on))
    found = decide_from_facts(bound, {}, on=on).findings
    return dict(zip(MEASURES, (finding.criterion for finding in found), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("house-repair", "house-rebuilding"),
        ("dibao", "linkage-grant"),
        ("asset-income", "micro-credit"),
        ("registration", "dibao"),
    ],
)
def test_measures_that_exclude_each_other_are_never_both_for_a_household(one: str, other: str) -> None:
    criteria = _criteria(ON)
    assert prove_impossible("both", AllOf((criteria[one], criteria[other])))


@pytest.mark.parametrize("measure", list(MEASURES))
def test_learning_a_fact_never_takes_a_measure_away(measure: str) -> None:
    assert prove_settled("learning", _criteria(ON)[measure])


# The objects


def _full() -> tuple[Household, tuple[Recommendation, ...]]:
    household = _registered(
        members=_member(labour="ordinary", schooling="vocational", medical_insured=False),
        income=Income(stated=0),
        school_spending=3000,
    )
    return household, recommend(household, classify(household, on=ON), on=ON)


@times(1 / 4)
@given(households())
def test_measures_are_read_back_as_they_were(household: Household) -> None:
    assessment = classify(household, on=ON)
    for recommendation in recommend(household, assessment, on=ON):
        assert loads(dumps(recommendation), Recommendation) == recommendation
    for each in undecided_measures(household, assessment, on=ON):
        assert loads(dumps(each), UndecidedMeasure) == each


def test_measures_recommendations_and_lists_match_their_schema() -> None:
    recommendation = next(recommendation for recommendation in _full()[1] if recommendation.amounts)
    for value in (recommendation, MEASURES["relocation"], FIVE_BATCHES):
        jsonschema.validate(json.loads(dumps(value)), json_schema(type(value)))
        assert loads(dumps(value), type(value)) == value


def test_the_reasons_are_given_in_both_languages() -> None:
    measures = {recommendation.measure: recommendation for recommendation in _full()[1]}
    english, chinese = (measures["rain-and-dew"].explain(language) for language in ("en", "zh"))
    assert english.splitlines()[:3] == [
        "Rain and Dew: a yearly grant for each student at a vocational school",
        "  answers schooling",
        "  Rain and Dew grant: 3,000.00 yuan per year (3,000 yuan per student per year × 1 person; grade A-local)",
    ]
    assert "students at vocational schools: 1 person" in english
    assert "  针对：因学" in chinese
    assert "  雨露计划补助：3,000.00 元/年（3,000 元/生·年 × 1 人；可信度A·地方）" in chinese
    assert "whatever the causes" in measures["medical-insurance"].explain()
    assert measures["rain-and-dew"].headings[0].text.en == "education"


def test_nothing_personal_is_in_the_repr_of_a_measure() -> None:
    recommendation = next(recommendation for recommendation in _full()[1] if recommendation.amounts)
    assert repr(recommendation).startswith("Recommendation(measure='rain-and-dew', answers=(")
    assert "3000" not in repr(recommendation) + repr(recommendation.amounts)


SHELTERED = Household(
    "h1", members=(Person("p1", labour="ordinary", schooling="out of school"),), registration="registered"
)


def test_undecided_causes_leave_open_the_measures_that_would_answer_them() -> None:
    household = attrs.evolve(SHELTERED, medical_spending=3000, lacks_funds=None, road_access=None)
    assessment = classify(household, on=date(2015, 5, 1))
    assert assessment.found == (Cause.TECHNOLOGY,)
    assert {Cause.ILLNESS, Cause.FUNDS, Cause.TRANSPORT, Cause.MOTIVATION} <= set(assessment.undecided)
    still_open = {each.measure: each for each in undecided_measures(household, assessment, on=date(2015, 5, 1))}
    assert (still_open["micro-credit"].undecided, still_open["micro-credit"].missing) == (
        (Cause.FUNDS,),
        ("lacks_funds",),
    )
    assert still_open["road"].missing == ("road_access",)
    assert still_open["work-for-pay"].missing == ("declines_work",)
    assert still_open["medical-assistance"].missing[0] == "net_income"
    assert still_open["disaster-relief"].missing[0] == "disaster_loss"


@times(1 / 2)
@given(st.data())
def test_every_measure_that_a_fuller_record_would_get_was_recommended_or_open_before(data: st.DataObject) -> None:
    known = data.draw(households())
    hidden = {
        name: None
        for name in ("road_access", "lacks_funds", "declines_work", "land_lost", "land", "medical_spending", "dibao")
        if data.draw(st.booleans())
    }
    less = attrs.evolve(known, **hidden)  # type: ignore[arg-type]  # None is a value of each
    before = consider(less, classify(less, on=ON), on=ON)
    after = recommend(known, classify(known, on=ON), on=ON)
    open_before = {each.measure: each for each in before[1]}
    replaced = {key for each in before[0] for key in MEASURES[each.measure].instead_of}
    for recommendation in after:
        assert recommendation.measure in {each.measure for each in before[0]} | set(open_before) | replaced
        if recommendation.measure in open_before:
            assert set(open_before[recommendation.measure].missing) & set(hidden)


def test_a_measure_whose_amount_has_no_value_is_open_and_says_so() -> None:
    household = attrs.evolve(SHELTERED, dibao=True, size=1)
    assessment = classify(household, on=ON)
    (grant,) = [each for each in undecided_measures(household, assessment, on=ON) if each.measure == "linkage-grant"]
    assert (grant.missing, grant.without_value) == ((), ("assistance.linkage_yuan",))
    made = plan(household, assessment, on=ON, until=date(2016, 12, 31), responsible="c1")
    assert (
        "The rulebook gives no value for Grant under the two systems: grant under the linkage of the two systems"
        " (assistance.linkage_yuan)" in made.explain("en")
    )
    assert "规则库未给出标准（两项制度衔接帮扶资金）：两项制度衔接帮扶资金（assistance.linkage_yuan）" in made.explain(
        "zh"
    )
    with pytest.raises(InvalidValue, match=r"Measure\.without_value.*parameters of the amounts of linkage-grant"):
        attrs.evolve(grant, without_value=("assistance.rain_dew_yuan",))
    given = CN.override({"assistance.linkage_yuan": "400"})
    assert "linkage-grant" in {each.measure for each in recommend(household, assessment, on=ON, rulebook=given)}
    # What is not in force at all is not on offer.
    assert "relocation" not in {each.measure for each in undecided_measures(household, assessment, on=date(2014, 5, 1))}


@given(households())
def test_who_is_no_longer_entitled_is_offered_what_one_is_who_was_removed(household: Household) -> None:
    on = date(2019, 6, 1)
    one, other = (
        assess_eligibility(attrs.evolve(household, registration=standing), on=on).findings
        for standing in ("no longer entitled", "removed")
    )
    assert [each.outcome for each in one] == [each.outcome for each in other]


def test_who_has_exited_is_offered_measures_unless_no_longer_entitled() -> None:
    outcomes = {
        standing: assess_eligibility(Household("h1", size=3, registration=standing), on=date(2019, 6, 1)).findings
        for standing in ("exited", "no longer entitled")
    }
    differing = [
        (one.outcome, other.outcome)
        for one, other in zip(*outcomes.values(), strict=True)
        if one.outcome != other.outcome
    ]
    assert differing
    assert {other for _, other in differing} == {Outcome.NOT_MET}


# After 2020: help without a line, and from 2026 on by assessment

_UNINSURED = (Person("p1", medical_insured=False),)


def _asked(on: date, **known: Any) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """What is recommended for a household, and what is missing for each other measure."""
    household = Household("h1", members=_UNINSURED, **known)
    assessment = classify(household, on=on)
    to_settle = undecided_measures(household, assessment, on=on)
    recommended = {each.measure for each in recommend(household, assessment, on=on)}
    return recommended, {each.measure: each.missing for each in to_settle}


@pytest.mark.parametrize("on", [date(2021, 1, 1), date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 27)])
def test_after_2020_measures_are_answered_without_a_line(on: date) -> None:
    decision = assess_eligibility(Household("h1", registration="not registered", dibao=True), on=on)
    assert all(finding.criterion.id != "LK-02" or finding.outcome is not Outcome.MET for finding in decision.findings)


def test_in_2026_help_is_offered_by_monitoring_and_assessment_not_by_standing() -> None:
    last, today = date(2025, 12, 31), date(2026, 11, 27)
    medical = "medical-insurance"
    exited: dict[str, Any] = {"registration": "exited", "monitored": False}
    assert medical in _asked(last, **exited)[0]
    recommended, missing = _asked(today, **exited)
    assert medical not in recommended
    assert "needs_help" in missing[medical]
    assert medical in _asked(today, **exited, needs_help=True)[0]
    assert medical in _asked(today, registration="exited", monitored=True)[0]
    for known in ({**exited, "needs_help": False}, {"registration": "no longer entitled", "monitored": False}):
        recommended, missing = _asked(today, **known)
        assert medical not in recommended
        assert medical not in missing
