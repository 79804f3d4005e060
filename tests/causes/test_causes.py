"""Why a household is poor: each cause at its boundary, the ranking, what is not known, and what the form says."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import jsonschema
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty._engine.rankings import comes_first
from antipoverty.causes import CAUSES_OF_POVERTY, CRITERIA, Cause, CauseAssessment, RiskCode, classify
from antipoverty.causes._codes import CauseGroup, DifferenceKind
from antipoverty.causes._rules import BURDENS, candidates
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.facts.household import NET_INCOME
from antipoverty.identification import identify
from antipoverty.records import Household, Income, Person, Schooling, Transfer, TransferKind, Water
from antipoverty.rules import (
    AllOf,
    AnyOf,
    BoundRule,
    Choose,
    Condition,
    Criterion,
    Not,
    Outcome,
    Rule,
    bind,
    decide_from_facts,
    expression,
    prove_impossible,
    prove_monotone,
    prove_settled,
)
from antipoverty.serialization import dumps, json_schema, loads
from antipoverty.strategies import households, persons, rule_facts
from antipoverty.strategies._shared import yuan_amounts
from branches import must_reach, reached
from effort import times

CN = rulebooks.load("cn")
ON = date(2014, 5, 1)
LATER = date(2017, 11, 1)
DATES = [ON, date(2016, 5, 1), LATER]
CONDITIONED = [cause for cause in Cause if cause is not Cause.OTHER]


@st.composite
def families(draw: st.DrawFn) -> Household:
    """Households with members, itemised income and burdens, most of it known."""
    household = draw(households())
    members = tuple(draw(persons(f"p{number}")) for number in range(draw(st.integers(1, 4))))
    transfers = tuple(
        draw(st.lists(st.builds(Transfer, st.sampled_from(TransferKind), amounts), min_size=1, max_size=3))
    )
    return attrs.evolve(
        household,
        members=members,
        size=len(members),
        income=Income(wage=draw(amounts), business=0, property=0, outlay=0, transfers=transfers),
        medical_spending=draw(st.none() | amounts),
        school_spending=draw(amounts),
        disaster_loss=draw(amounts),
        marriage_spending=draw(st.none() | amounts),
    )


amounts = st.sampled_from([Decimal(0), Decimal("273.60"), Decimal(1000)]) | yuan_amounts(maximum=8_000)


def _found(household: Household, on: date = ON) -> tuple[Cause, ...]:
    return classify(household, on=on).found


def _four(income: str, **known: Any) -> Household:
    return Household("h1", size=4, income=Income(stated=income), **known)


# The lists of codes


def test_the_form_of_2014_has_twelve_codes_and_the_later_one_thirteen() -> None:
    at = {on: set(candidates(bind(CAUSES_OF_POVERTY, CN.at(on)))) | {Cause.OTHER} for on in DATES}
    assert len(at[ON]) == 12
    assert at[LATER] - at[ON] == {Cause.MARRIAGE}


@pytest.mark.parametrize(
    ("on", "counts"), [(date(2016, 8, 4), False), (date(2016, 8, 5), True), (date(2017, 1, 1), True)]
)
def test_marriage_is_a_cause_from_the_list_of_thirteen_on(on: date, counts: bool) -> None:
    wed = _four("5000", marriage_spending="50000")
    assert (Cause.MARRIAGE in _found(wed, on)) is counts


def test_there_is_no_list_before_the_work_plan() -> None:
    with pytest.raises(
        NotYetInForce,
        match=r"causes\.code_list: not yet in force .* the first value starts on 2014-04-02",
    ):
        classify(Household("h1"), on=date(2014, 4, 1))


def test_the_codes_stand_in_the_order_of_the_form_and_have_names_in_both_languages() -> None:
    names = "因病 因残 因学 因灾 缺土地 缺水 缺技术 缺劳力 缺资金 交通条件落后 自身发展动力不足 因婚 其他"
    assert " ".join(cause.text["zh"] for cause in Cause) == names
    assert len({cause.text["en"] for cause in Cause}) == 13
    assert {cause.group for cause in Cause} == set(CauseGroup)
    assert all(group.text["zh"] for group in CauseGroup)


def test_every_cause_cites_the_document_that_names_it() -> None:
    cited = {cause: criterion.sources for cause, criterion in CRITERIA.items()}
    assert set(cited) == set(CONDITIONED)
    assert cited[Cause.LAND] == ("register-form",)
    assert cited[Cause.ILLNESS] == cited[Cause.MARRIAGE] == ("causes-anhui",)
    assert all(sources and set(sources) <= set(CN.citations) for sources in cited.values())


def test_the_risks_of_monitoring_are_a_list_of_their_own() -> None:
    assert len(RiskCode) == 11
    assert RiskCode.ACCIDENT.text["zh"] == "因意外事故"
    assert not set(RiskCode) & set(Cause)


# Each cause at its boundary. The line of 2013 is 2,736 yuan: 10,944 for four; a burden counts from 1,094.40 on.


@pytest.mark.parametrize(
    ("income", "spending", "found"),
    [
        ("9000", "1094.39", False),
        ("9000", "1094.40", True),
        ("13943.99", "3000", True),
        ("13944.00", "3000", False),
        ("-500", "0", False),
    ],
)
def test_illness_is_spending_of_a_tenth_of_the_line_that_leaves_less_than_the_line(
    income: str, spending: str, found: bool
) -> None:
    assert (Cause.ILLNESS in _found(_four(income, medical_spending=spending, school_spending=0, disaster_loss=0))) is (
        found
    )


def test_two_burdens_count_together_where_neither_does_alone() -> None:
    household = _four("14000", medical_spending="2000", disaster_loss="2000", school_spending=0)
    assert _found(household) == (Cause.ILLNESS, Cause.DISASTER)
    assert Cause.ILLNESS not in _found(_four("14000", medical_spending="2000", disaster_loss=0, school_spending=0))


@pytest.mark.parametrize("schooling", list(Schooling))
def test_schooling_asks_for_a_student_beyond_compulsory_school(schooling: Schooling) -> None:
    household = Household(
        "h1",
        members=(Person("m1", schooling=schooling),),
        income=Income(stated=0),
        school_spending=3000,
    )
    beyond = schooling in (Schooling.SENIOR, Schooling.VOCATIONAL, Schooling.HIGHER)
    assert (Cause.SCHOOLING in _found(household)) is beyond


@pytest.mark.parametrize(("grade", "found"), [("none", False), ("1", True), ("2", True), ("3", False), ("4", False)])
def test_disability_is_one_of_the_grades_of_the_rulebook(grade: str, found: bool) -> None:
    household = Household("h1", members=(Person("m1", disability=grade), Person("m2", disability="none")))
    assert (Cause.DISABILITY in _found(household)) is found
    wide = CN.override({"causes.disability_grades": ("1", "2", "3", "4")})
    assert (Cause.DISABILITY in classify(household, on=ON, rulebook=wide).found) is (grade != "none")


@pytest.mark.parametrize(("land", "lost", "found"), [("1.99", False, True), ("2", False, False), ("9", True, True)])
def test_lack_of_land_is_less_than_the_least_a_head_or_land_lost(land: str, lost: bool, found: bool) -> None:
    assert (Cause.LAND in _found(Household("h1", size=4, land=land, land_lost=lost))) is found


@pytest.mark.parametrize(
    ("water", "found"),
    [
        (Water(certified=True), False),
        (Water(certified=False, litres=40, piped=True, days_stopped=36), False),
        (Water(certified=False, litres=39, short_area=False, piped=True, days_stopped=0), True),
        (Water(certified=False, litres=40, piped=False, minutes=21, days_stopped=0), True),
        (Water(certified=False, litres=40, piped=True, days_stopped=37), True),
    ],
)
def test_lack_of_water_is_too_little_too_far_or_too_often_stopped(water: Water, found: bool) -> None:
    assert (Cause.WATER in _found(Household("h1", water=water))) is found


@pytest.mark.parametrize(
    ("labour", "technology", "no_labour"),
    [("none", False, True), ("weak", True, False), ("ordinary", True, False), ("skilled", False, False)],
)
def test_no_skill_and_no_labour_are_two_causes(labour: str, technology: bool, no_labour: bool) -> None:
    found = _found(Household("h1", members=(Person("m1", labour=labour), Person("m2", labour="none"))))
    assert (Cause.TECHNOLOGY in found, Cause.LABOUR in found) == (technology, no_labour)


@pytest.mark.parametrize(
    ("field", "value", "cause"),
    [
        ("lacks_funds", True, Cause.FUNDS),
        ("road_access", False, Cause.TRANSPORT),
        ("declines_work", True, Cause.MOTIVATION),
    ],
)
def test_funds_transport_and_drive_are_as_the_record_states(field: str, value: bool, cause: Cause) -> None:
    members = (Person("m1", labour="ordinary"),)
    assert cause in _found(Household("h1", members=members, **{field: value}))
    assert cause not in _found(Household("h1", members=members, **{field: not value}))


def test_drive_is_asked_only_where_someone_can_work() -> None:
    household = Household("h1", members=(Person("m1", labour="none"),), declines_work=True)
    assert Cause.MOTIVATION not in _found(household)


# Ranking


def test_burdens_rank_by_size_and_before_causes_without_one() -> None:
    household = Household(
        "h1",
        members=(Person("m1", disability="1", schooling="higher", labour="ordinary"),),
        income=Income(stated="2000"),
        medical_spending="1000",
        school_spending="3000",
    )
    assessment = classify(household, on=ON)
    assert (assessment.primary, assessment.others) == (Cause.SCHOOLING, (Cause.ILLNESS, Cause.DISABILITY))
    assert assessment.found[3:] == (Cause.TECHNOLOGY,)


def test_equal_burdens_rank_in_the_order_of_the_form() -> None:
    assert _found(_four("5000", medical_spending="3000", disaster_loss="3000"))[:2] == (Cause.ILLNESS, Cause.DISASTER)
    assert _found(_four("5000", medical_spending="3000", disaster_loss="3000.01"))[0] is Cause.DISASTER


def test_the_gap_splits_into_low_income_and_burdens() -> None:
    assessment = classify(_four("9000", medical_spending="3000", disaster_loss="2056", school_spending="0"), on=ON)
    assert assessment.gap == Decimal("7000.00")
    assert assessment.share_of(Cause.ILLNESS) == Fraction(3, 7)
    assert assessment.share_of(Cause.DISASTER) == Fraction(2056, 7000)
    assert Fraction(1944, 7000) + Fraction(3, 7) + Fraction(2056, 7000) == 1
    assert assessment.share_of(Cause.LABOUR) is None
    assert assessment.burden_of(Cause.SCHOOLING) is None


def test_a_burden_larger_than_the_gap_explains_all_of_it_and_no_more() -> None:
    assessment = classify(_four("12000", medical_spending="5000"), on=ON)
    assert assessment.gap == Decimal("3944.00")
    assert assessment.share_of(Cause.ILLNESS) == 1


def test_a_burden_too_small_for_a_cause_still_counts_in_the_gap() -> None:
    assessment = classify(_four("12000", medical_spending="1100", school_spending="500", disaster_loss=0), on=ON)
    assert assessment.found == (Cause.ILLNESS,)
    assert assessment.gap == Decimal("544.00")


@given(families() | households(), st.sampled_from(DATES))
def test_one_main_cause_and_at_most_two_others_where_any_is_found(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    assert (assessment.primary is None) is (assessment.decision.outcome is not Outcome.MET)
    assert len(assessment.others) <= 2
    if assessment.primary is None:
        assert assessment.others == ()
        return
    named = (assessment.primary, *assessment.others)
    assert len(set(named)) == len(named)
    assert named == assessment.found[: len(named)]
    assert len(named) == min(3, len(assessment.found))


@given(families() | households(), st.sampled_from(DATES))
def test_shares_of_the_gap_are_of_burdens_above_nothing_and_sum_to_at_most_one(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    shares = [share for cause in assessment.found if (share := assessment.share_of(cause)) is not None]
    assert {cause for cause in assessment.found if assessment.share_of(cause) is not None} == (
        set(BURDENS) & set(assessment.found)
    )
    assert all(0 < share <= 1 for share in shares)
    income = assessment.decision.facts[assessment.decision.bound.facts.index(NET_INCOME)]
    if on == ON and isinstance(income, int) and household.size and income < 273_600 * household.size:
        assert sum(shares) <= 1


@must_reach("burdens")
@given(families() | households())
def test_the_largest_burden_leads(household: Household) -> None:
    assessment = classify(household, on=LATER)
    burdens = {cause: assessment.burden_of(cause) for cause in assessment.found if cause in BURDENS}
    if burdens:
        reached("burdens")
        assert assessment.primary in burdens
        assert burdens[assessment.primary] == max(burden for burden in burdens.values() if burden is not None)


# What does not matter


@given(families(), st.randoms())
def test_the_order_of_members_does_not_matter(household: Household, random: Any) -> None:
    members = list(household.members or ())
    random.shuffle(members)
    other = attrs.evolve(household, members=tuple(members))
    assert classify(other, on=ON) == classify(household, on=ON)


@given(families(), st.integers(0, 100))
def test_splitting_one_income_item_in_two_does_not_matter(household: Household, percent: int) -> None:
    income = household.income
    assert income is not None
    assert income.transfers
    first, *rest = income.transfers
    part = (first.amount * percent / 100).quantize(Decimal("0.01"))
    split = (Transfer(first.kind, part), *rest, Transfer(first.kind, first.amount - part))
    other = attrs.evolve(household, income=attrs.evolve(income, transfers=split))
    assert classify(other, on=ON) == classify(household, on=ON)


def test_money_that_does_not_count_as_income_is_no_means() -> None:
    parts: dict[str, Any] = {"wage": "12000", "business": 0, "property": 0, "outlay": 0}
    relief = (Transfer(TransferKind.RELIEF, "9000"),)
    household = Household("h1", size=4, income=Income(transfers=relief, **parts), medical_spending="1100")
    assert _found(household) == (Cause.ILLNESS,)


# What is not known


@given(families() | households(), st.sampled_from(DATES))
def test_unknown_facts_never_make_a_cause_and_are_listed(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    by_cause = dict(zip(candidates(assessment.decision.bound), assessment.findings, strict=True))
    for cause, finding in by_cause.items():
        assert (cause in assessment.found) is (finding.outcome is Outcome.MET)
        assert (cause in assessment.undecided) is (finding.outcome is Outcome.UNKNOWN)
        assert bool(finding.missing) is (finding.outcome is Outcome.UNKNOWN)
    assert bool(assessment.missing) is bool(assessment.undecided)


def test_of_a_household_of_which_nothing_is_known_no_cause_is_found_and_everything_is_missing() -> None:
    assessment = classify(Household("h1"), on=ON)
    assert (assessment.subject, assessment.on) == ("h1", ON)
    assert (assessment.primary, assessment.others, assessment.found) == (None, (), ())
    assert assessment.decision.outcome is Outcome.UNKNOWN
    assert assessment.undecided == tuple(cause for cause in CONDITIONED if cause is not Cause.MARRIAGE)
    assert not assessment.settled
    assert assessment.gap is None
    assert "Not settled" in assessment.explain("en")
    assert "尚未确定" in assessment.explain("zh")


def _no_cause() -> Household:
    """A poor household in which no cause holds."""
    return Household(
        "h1",
        members=(Person("m1", labour="skilled", disability="none", schooling="out of school"),),
        income=Income(stated="2000"),
        water=Water(certified=True),
        land="9",
        land_lost=False,
        disaster_loss=0,
        medical_spending=0,
        school_spending=0,
        marriage_spending=0,
        lacks_funds=False,
        road_access=True,
        declines_work=False,
    )


@pytest.mark.parametrize("on", DATES)
def test_where_every_cause_is_refuted_there_is_no_main_cause_and_other_is_not_made_up(on: date) -> None:
    assessment = classify(_no_cause(), on=on)
    assert (assessment.primary, assessment.found, assessment.undecided) == (None, (), ())
    assert assessment.decision.outcome is Outcome.NOT_MET
    assert assessment.settled
    assert "case review" in assessment.explain("en")
    assert "须个案核查" in assessment.explain("zh")
    assert identify(_no_cause(), on=ON).outcome is Outcome.MET


def test_a_main_cause_is_settled_when_nothing_unknown_could_pass_it() -> None:
    ill = attrs.evolve(_no_cause(), medical_spending=5000)
    assert classify(ill, on=ON).settled
    assert classify(attrs.evolve(ill, lacks_funds=None), on=ON).settled
    assert not classify(attrs.evolve(ill, disaster_loss=None), on=ON).settled


def _main_cause_rule(cause: Cause) -> Rule:
    """The rule that a cause is the main one: it is found, and every other is not found or ranks after it."""
    ranking, lists = CAUSES_OF_POVERTY.ranking, CAUSES_OF_POVERTY.condition
    assert ranking is not None
    assert isinstance(lists, Choose)
    codes = {rank.criterion: rank.code for rank in ranking.ranks}

    def first(listed: Condition) -> Condition:
        assert isinstance(listed, AnyOf)
        criteria = [each for each in listed.conditions if isinstance(each, Criterion)]
        return comes_first(ranking, cause.value, {codes[criterion.id]: criterion for criterion in criteria})

    condition = Choose(lists.parameter, tuple((name, first(listed)) for name, listed in lists.branches))
    return attrs.evolve(CAUSES_OF_POVERTY, id=f"main-cause-{cause.value}", condition=condition, ranking=None)


@given(families() | households(), st.sampled_from(DATES))
def test_settled_is_what_the_rule_of_the_main_cause_says(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    assume(assessment.primary is not None)
    assert assessment.primary is not None
    decision = assessment.decision
    bound = bind(_main_cause_rule(assessment.primary), CN.at(on))
    at = dict(zip(decision.bound.facts, decision.facts, strict=True))
    outcome = decide_from_facts(bound, {fact.name: at[fact] for fact in bound.facts}, on=on).outcome
    assert outcome is not Outcome.NOT_MET
    assert assessment.settled is (outcome is Outcome.MET)


# What the form declares


def _kinds(declared: tuple[str, ...], household: Household | None = None) -> list[DifferenceKind]:
    base = household or attrs.evolve(_no_cause(), medical_spending=5000)
    assessment = classify(attrs.evolve(base, declared_causes=declared), on=ON)
    assert [cause.label for cause in assessment.declared] == list(declared)
    return [difference.kind for difference in assessment.differences]


@pytest.mark.parametrize("label", ["illness", "因病", " Illness "])
def test_a_declared_cause_that_is_found_makes_no_difference(label: str) -> None:
    assert _kinds((label,)) == []


def test_nothing_declared_is_not_compared() -> None:
    assert _kinds(()) == []


@pytest.mark.parametrize(
    ("declared", "kinds"),
    [
        (("illness", "缺技术"), [DifferenceKind.NOT_FOUND]),
        (("illness", "其他"), [DifferenceKind.NO_CONDITION]),
        (("illness", "因婚"), [DifferenceKind.NOT_A_CODE]),
        (("illness", "bad luck"), [DifferenceKind.NOT_A_CODE]),
        (("illness", "lack of industry"), [DifferenceKind.NOT_A_CODE]),
        (("illness", "失地"), [DifferenceKind.NOT_A_CODE, DifferenceKind.NOT_FOUND]),
        (("illness", "因病"), [DifferenceKind.REPEATED]),
        (("schooling",), [DifferenceKind.NOT_FOUND, DifferenceKind.NOT_DECLARED]),
    ],
)
def test_each_difference_between_form_and_facts_is_reported(
    declared: tuple[str, ...], kinds: list[DifferenceKind]
) -> None:
    assert _kinds(declared) == kinds


def test_a_declared_cause_whose_facts_are_missing_is_undecided() -> None:
    assert _kinds(("illness",), Household("h1")) == [DifferenceKind.UNDECIDED]


def test_another_main_cause_than_the_declared_one_is_reported() -> None:
    household = attrs.evolve(_no_cause(), medical_spending=5000, lacks_funds=True)
    assert _kinds(("缺资金", "因病"), household) == [DifferenceKind.OTHER_MAIN]


def test_more_than_one_main_and_two_others_are_reported() -> None:
    assert DifferenceKind.TOO_MANY in _kinds(("illness", "land", "water", "funds"))
    assert DifferenceKind.TOO_MANY not in _kinds(("illness", "land", "water"))


def test_the_seven_factors_of_the_second_summary_are_read_with_their_words_kept() -> None:
    factors = ("disaster", "illness", "school", "lack of industry", "lack of technology", "lack of labor", "land loss")
    read = classify(Household("h1", declared_causes=factors), on=ON).declared
    assert tuple(cause.label for cause in read) == factors
    assert [(cause.cause, cause.exact) for cause in read] == [
        (Cause.DISASTER, True),
        (Cause.ILLNESS, True),
        (Cause.SCHOOLING, True),
        (Cause.OTHER, False),
        (Cause.TECHNOLOGY, True),
        (Cause.LABOUR, True),
        (Cause.LAND, False),
    ]


@pytest.mark.parametrize(
    ("declared", "review"),
    [
        ((), False),
        (("因病",), False),
        (("失地",), False),
        (("其他",), True),
        (("lack of industry",), True),
        (("x",), True),
    ],
)
def test_what_the_form_names_beyond_the_list_goes_to_case_review(declared: tuple[str, ...], review: bool) -> None:
    household = attrs.evolve(_no_cause(), medical_spending=5000, land=0, declared_causes=declared)
    assert classify(household, on=ON).needs_case_review is review


def test_a_household_in_which_no_cause_holds_goes_to_case_review_and_one_with_facts_missing_does_not() -> None:
    assert classify(_no_cause(), on=ON).needs_case_review
    assert not classify(Household("h1"), on=ON).needs_case_review


def test_a_jurisdiction_may_read_its_own_words() -> None:
    book = CN.override({"causes.local_labels": {"no cattle": "funds"}})
    household = attrs.evolve(_no_cause(), lacks_funds=True, declared_causes=("no cattle",))
    assessment = classify(household, on=ON, rulebook=book)
    assert [difference.kind for difference in assessment.differences] == [DifferenceKind.NOT_A_CODE]
    assert assessment.declared[0].cause is Cause.FUNDS


# Columns


def _read_by_columns(rows: list[dict[str, Any]], bound: BoundRule) -> list[dict[str, Any]]:
    """Every cause as a column, and the main one, ranked from those columns and the burdens."""
    kinds = {"flag": pl.Boolean, "category": pl.String}
    columns = {
        fact.column: pl.Series([row[fact.name] for row in rows], dtype=kinds.get(fact.kind.value, pl.Int64))
        for fact in bound.facts
    }
    criteria = candidates(bound)
    found = nw.from_native(pl.DataFrame(columns)).with_columns(
        *(expression(criterion).alias(cause.value) for cause, criterion in criteria.items())
    )
    weight = {
        cause: nw.when(nw.col(cause.value).fill_null(False)).then(
            nw.col(BURDENS[cause].column) if cause in BURDENS else nw.lit(-1)
        )
        for cause in criteria
    }
    most = nw.max_horizontal(*weight.values())
    main = nw.lit(None, dtype=nw.String)
    for cause in reversed(criteria):
        main = nw.when(weight[cause] == most).then(nw.lit(cause.value)).otherwise(main)
    return found.select(*(cause.value for cause in criteria), main=main).rows(named=True)


@given(st.data(), st.sampled_from(DATES))
def test_columns_agree_with_records_on_every_cause_and_on_the_main_one(data: st.DataObject, on: date) -> None:
    bound = bind(CAUSES_OF_POVERTY, CN.at(on))
    rows = data.draw(st.lists(rule_facts(bound), min_size=1, max_size=12))
    truths = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
    expected = []
    for row in rows:
        findings = decide_from_facts(bound, row, on=on).findings
        by_cause = {cause: truths[finding.outcome] for cause, finding in zip(candidates(bound), findings, strict=True)}
        main = _first(by_cause, row)
        read: dict[str, Any] = {cause.value: truth for cause, truth in by_cause.items()}
        expected.append({**read, "main": None if main is None else main.value})
    assert _read_by_columns(rows, bound) == expected


@pytest.mark.parametrize("cause", [Cause.ILLNESS, Cause.DISASTER, Cause.LAND, Cause.MARRIAGE])
@given(st.data(), st.sampled_from(DATES))
def test_columns_agree_with_records_on_the_rule_of_a_main_cause(cause: Cause, data: st.DataObject, on: date) -> None:
    bound = bind(_main_cause_rule(cause), CN.at(on))
    rows = data.draw(st.lists(rule_facts(bound), min_size=1, max_size=6)) if bound.facts else [{}]
    truths = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
    kinds = {"flag": pl.Boolean, "category": pl.String}
    columns = {
        fact.column: pl.Series([row[fact.name] for row in rows], dtype=kinds.get(fact.kind.value, pl.Int64))
        for fact in bound.facts
    } or {"row": pl.Series([0])}
    read = nw.from_native(pl.DataFrame(columns)).select(main=expression(bound.rule.condition))
    expected = [truths[decide_from_facts(bound, row, on=on).outcome] for row in rows]
    assert read["main"].to_list() == expected


def _first(truths: dict[Cause, bool | None], row: dict[str, Any]) -> Cause | None:
    """The main cause by another road: compare every pair."""
    met = [cause for cause in truths if truths[cause]]

    def beats(cause: Cause, other: Cause) -> bool:
        own = row[BURDENS[cause].name] if cause in BURDENS else -1
        others = row[BURDENS[other].name] if other in BURDENS else -1
        return bool(own > others or (own == others and met.index(cause) <= met.index(other)))

    return next((cause for cause in met if all(beats(cause, other) for other in met)), None)


# Proofs


@pytest.mark.parametrize("on", DATES)
def test_learning_a_fact_never_flips_a_cause(on: date) -> None:
    criteria = candidates(bind(CAUSES_OF_POVERTY, CN.at(on)))
    assert len(criteria) > 5
    for criterion in criteria.values():
        assert prove_settled("learning", criterion)


def _leads(on: date) -> dict[Cause, Condition]:
    return {cause: bind(_main_cause_rule(cause), CN.at(on)).rule.condition for cause in CONDITIONED}


@pytest.mark.parametrize("on", DATES)
def test_with_all_facts_known_a_household_with_a_cause_has_a_main_one(on: date) -> None:
    found = bind(CAUSES_OF_POVERTY, CN.at(on)).rule.condition
    nobody = AllOf((found, *(Not(lead) for lead in _leads(on).values())))
    assert prove_impossible("a cause and no main one", nobody)


@pytest.mark.parametrize("on", DATES)
def test_no_household_has_two_main_causes(on: date) -> None:
    leads = list(_leads(on).values())
    two = AnyOf(tuple(AllOf((one, other)) for number, one in enumerate(leads) for other in leads[number + 1 :]))
    assert prove_impossible("two main causes", two)


@pytest.mark.parametrize("cause", list(BURDENS))
def test_more_income_never_makes_a_burden_a_cause_and_more_burden_never_unmakes_one(cause: Cause) -> None:
    criterion = candidates(bind(CAUSES_OF_POVERTY, CN.at(LATER)))[cause]
    assert prove_monotone("income", criterion, NET_INCOME, direction="falling")
    assert prove_monotone("burden", criterion, BURDENS[cause], direction="rising")


def test_lack_of_labour_and_lack_of_skill_exclude_each_other() -> None:
    criteria = candidates(bind(CAUSES_OF_POVERTY, CN.at(ON)))
    assert prove_impossible("both", AllOf((criteria[Cause.LABOUR], criteria[Cause.TECHNOLOGY])))


# The object


@times(1 / 3)
@given(families(), st.sampled_from(DATES))
def test_assessments_are_read_back_as_they_were_and_say_the_same(household: Household, on: date) -> None:
    assessment = classify(household, on=on)
    again = loads(dumps(assessment), CauseAssessment)
    assert again == assessment
    assert again.explain("zh") == assessment.explain("zh")


def test_a_written_assessment_matches_its_schema() -> None:
    assessment = classify(attrs.evolve(_no_cause(), declared_causes=("illness", "bad luck")), on=ON)
    jsonschema.validate(json.loads(dumps(assessment)), json_schema(CauseAssessment))


def test_an_assessment_that_contradicts_its_findings_is_refused() -> None:
    good = classify(attrs.evolve(_no_cause(), medical_spending=5000, lacks_funds=True), on=ON)
    for changes in ({"primary": Cause.LAND}, {"primary": None, "others": ()}, {"others": ()}, {"primary": None}):
        with pytest.raises(InvalidValue, match="which the findings give"):
            attrs.evolve(good, **changes)


def test_an_assessment_holds_a_decision_about_causes() -> None:
    other = identify(_no_cause(), on=ON)
    with pytest.raises(InvalidValue, match="decision: got 'poor-household'; expected a decision by causes-of-poverty"):
        CauseAssessment(other, None, ())


def test_a_household_and_a_date_are_wanted() -> None:
    with pytest.raises(InvalidValue, match="an object of type Household"):
        classify("h1", on=ON)  # type: ignore[arg-type]  # refused at run time too
    with pytest.raises(InvalidValue, match=r"on: .*expected a datetime\.date"):
        classify(Household("h1"), on=datetime(2014, 5, 1))  # noqa: DTZ001  # refused, with or without a zone


def test_nothing_personal_is_in_the_repr() -> None:
    household = attrs.evolve(_no_cause(), medical_spending="4321", declared_causes=("secret",))
    assessment = classify(household, on=ON)
    assert "4321" not in repr(assessment)
    assert "secret" not in repr(assessment) + repr(assessment.declared) + repr(assessment.differences)


def test_the_explanation_gives_rank_burden_share_and_what_the_form_says() -> None:
    household = attrs.evolve(
        _no_cause(),
        medical_spending=5000,
        lacks_funds=None,
        road_access=False,
        land=0,
        water=Water(certified=False, litres=0, short_area=True),
        declared_causes=("lack of industry",),
    )
    english, chinese = (classify(household, on=ON).explain(language) for language in ("en", "zh"))
    assert "Main cause: illness (5,000.00 yuan, 87% of what is lacking)" in english
    assert "Other cause: lack of land\nOther cause: lack of water\nAlso found: poor transport" in english
    assert "Lacking to the line once what it bore is paid: 5,736.00 yuan" in english
    assert "lack of industry: declared in words that are no code of the list in force (nearest: other)" in english
    assert "主要致贫原因：因病（5,000.00元，占缺口的87%）" in chinese
    assert "lack of industry：所填并非现行代码（最接近：其他）" in chinese
    wed = classify(attrs.evolve(household, declared_causes=("因婚",)), on=ON).explain("zh")
    assert "  - 因婚：所填并非现行代码\n" in wed
    assert "缺少的信息" in chinese
