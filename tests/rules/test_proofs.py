"""What is proved of the rules over every possible household, and what is not so, with a counter-example."""

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

import pytest

from antipoverty import rulebooks
from antipoverty._engine import worlds
from antipoverty._engine.conditions import Constant, Number
from antipoverty.errors import InvalidValue, MissingExtra, RulebookError
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts.household import (
    DROPOUT,
    DWELLING_GRADE,
    FOOD_SECURE,
    NEGATIVE_FLAGS,
    NET_INCOME,
    SCHOOL_AGE_CHILD,
    SIZE,
)
from antipoverty.facts.person import AGE, MEDICAL_INSURED
from antipoverty.facts.village import VILLAGE_POOR_PERSONS
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    BoundRule,
    CountMembers,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    Proof,
    Rounded,
    Rule,
    SumMembers,
    Unrolled,
    When,
    bind,
    decide_from_facts,
    prove_bounds,
    prove_impossible,
    prove_monotone,
    prove_settled,
)
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text

Trend: TypeAlias = Literal["falling", "rising"]
PERIODS = [
    (name, on)
    for name in ("cn", "cn/guizhou", "cn/jiangxi", "cn/sichuan")
    for on in (date(2014, 5, 1), date(2016, 5, 1), date(2017, 11, 1), date(2019, 11, 1))
]


def _bound(name: str, on: date) -> BoundRule:
    return bind(POOR_HOUSEHOLD, rulebooks.load(name).at(on))


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_raising_income_never_makes_a_household_poor(name: str, on: date) -> None:
    assert prove_monotone("rise", _bound(name, on).rule.condition, NET_INCOME, direction="falling")


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_another_member_on_the_same_income_never_makes_a_poor_household_less_poor(name: str, on: date) -> None:
    assert prove_monotone("one more member", _bound(name, on).rule.condition, SIZE, direction="rising")


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_learning_a_fact_never_flips_a_decided_outcome(name: str, on: date) -> None:
    assert prove_settled("learning", _bound(name, on).rule.condition)


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_no_household_that_the_negative_list_excludes_is_identified(name: str, on: date) -> None:
    poor = _bound(name, on).rule.condition
    marks = rulebooks.load(name).at(on).get("identification.negative_list").table
    excluding = tuple(IsTrue(flag) for flag in NEGATIVE_FLAGS if marks.get(flag.name) == "exclude")
    excluded = AnyOf(excluding) if excluding else Constant(False)
    assert prove_impossible("excluded and identified", AllOf((poor, excluded)))


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_no_household_is_both_to_be_identified_and_fit_for_exit(name: str, on: date) -> None:
    poor = _bound(name, on).rule.condition
    fit = bind(HOUSEHOLD_EXIT, rulebooks.load(name).at(on)).rule.condition
    assert prove_impossible("identified and fit for exit", AllOf((poor, fit)))


def test_more_poor_persons_never_take_a_village_off_the_list() -> None:
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    bound = bind(POOR_VILLAGE, book.at(date(2014, 5, 1)))
    assert prove_monotone("poor persons", bound.rule.condition, VILLAGE_POOR_PERSONS, direction="rising")


def test_a_claim_that_does_not_hold_comes_with_a_household_that_breaks_it() -> None:
    bound = _bound("cn", date(2014, 5, 1))
    proof = prove_monotone("income never lifts anyone out", bound.rule.condition, NET_INCOME, direction="rising")
    assert not proof
    before = {name: value for name, value in proof.counterexample.items() if not name.endswith("'")}
    after = {name[:-1]: value for name, value in proof.counterexample.items() if name.endswith("'")}
    on = date(2014, 5, 1)
    names = {fact.name for fact in bound.facts}
    poor, not_poor = (
        decide_from_facts(bound, {k: v for k, v in facts.items() if k in names}, on=on).outcome.value
        for facts in (before, after)
    )
    assert (poor, not_poor) == ("met", "not met")


def test_a_household_above_the_line_with_an_unmet_guarantee_is_neither_poor_nor_secure_in_2014() -> None:
    """The hole that a naive pair of rules leaves, which the rules from 2016 on close."""

    def hole(on: date) -> Proof:
        secure = AllOf((NET_INCOME > 0, IsTrue(FOOD_SECURE)))
        return prove_impossible("no hole", AllOf((Not(_bound("cn", on).rule.condition), Not(secure), NET_INCOME > 0)))

    found = hole(date(2014, 5, 1))
    assert not found
    assert found.counterexample["food_secure"] is False
    assert hole(date(2016, 5, 1))


def test_an_unknown_fact_shows_as_unknown_and_a_category_by_its_value() -> None:
    condition = AllOf((DWELLING_GRADE.one_of(("D",)), Constant(True)))
    assert prove_impossible("no D", condition).counterexample == {"dwelling_grade": "D"}
    strange = AllOf((Not(AnyOf((IsTrue(FOOD_SECURE), Not(IsTrue(FOOD_SECURE))))), Constant(True)))
    assert prove_impossible("decided", strange)


def test_a_counterexample_has_every_fact_known_where_that_is_asked() -> None:
    either = prove_impossible("neither", AnyOf((IsTrue(FOOD_SECURE), NET_INCOME > 5)))
    assert None not in either.counterexample.values()
    assert prove_impossible("hungry", IsTrue(FOOD_SECURE)).counterexample == {"food_secure": True}


def test_a_proof_says_what_it_is_of() -> None:
    condition = NET_INCOME > 5
    proofs = (
        prove_impossible("rich", condition),
        prove_settled("rich", condition),
        prove_monotone("rich", condition, NET_INCOME, direction="rising"),
    )
    assert [(each.claim, each.holds) for each in proofs] == [("rich", False), ("rich", True), ("rich", True)]


@pytest.mark.parametrize("flipped", ["met", "not met"])
def test_a_logic_in_which_learning_flips_an_outcome_is_found_out(monkeypatch: pytest.MonkeyPatch, flipped: str) -> None:
    """The proof is none of nothing: where an unknown fact decides, and learning it decides otherwise, it fails."""

    def hasty(world: worlds.World, condition: object) -> tuple[object, object]:
        known = world.variables[FOOD_SECURE].known
        return (world.z3.Not(known), known) if flipped == "met" else (known, world.z3.Not(known))

    monkeypatch.setattr(worlds.World, "encode", hasty)
    found = prove_settled("learning", IsTrue(FOOD_SECURE))
    assert not found
    assert found.counterexample["food_secure"] is None
    assert found.counterexample["food_secure'"] is not None


def test_a_rule_that_is_not_bound_cannot_be_proved() -> None:
    with pytest.raises(InvalidValue, match=r"expected a rule with its parameters: bind\(rule, rulebook.at\(date\)\)"):
        prove_impossible("unbound", POOR_HOUSEHOLD.condition)


def test_an_unknown_fact_of_a_counterexample_is_none() -> None:
    # Not true of unknowns: a household of which nothing is known is neither identified nor refused.
    condition = _bound("cn", date(2014, 5, 1)).rule.condition
    world = worlds.World(condition)
    met, not_met = world.encode(condition)
    solver = world.solver()
    solver.add(world.z3.Not(met), world.z3.Not(not_met), world.z3.Not(world.variables[NET_INCOME].known))
    found = world.answer("decided", solver)
    assert not found
    assert found.counterexample["net_income"] is None


def test_a_claim_that_the_solver_gives_up_on_is_no_proof() -> None:
    class GivesUp:
        def check(self) -> object:
            return world.z3.unknown

    world = worlds.World(_bound("cn", date(2014, 5, 1)).rule.condition)
    with pytest.raises(RulebookError, match="the solver could not decide: hard"):
        world.answer("hard", GivesUp())


def test_without_the_solver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(MissingExtra, match=r"this needs z3-solver: pip install 'antipoverty\[proof\]'"):
        prove_impossible("any", Constant(False))


@pytest.mark.parametrize("direction", ["falling", "rising"])
@pytest.mark.parametrize("fact", [NET_INCOME, SIZE])
def test_a_claim_about_a_rule_read_back_from_json_holds_just_when_it_held_before(fact: Fact, direction: Trend) -> None:
    bound = _bound("cn", date(2014, 5, 1))
    again = loads(dumps(bound.rule), Rule)
    before, after = (prove_monotone("rise", rule.condition, fact, direction=direction) for rule in (bound.rule, again))
    # More income takes a household out and a further member brings it in; never the other way round.
    assert before.holds == after.holds == ((direction == "falling") is (fact == NET_INCOME))


def test_a_fact_is_known_by_its_name_whatever_its_words() -> None:
    reworded = Fact("net_income", Kind.MONEY, Text("income", "收入"))
    assert not prove_monotone("rise", NET_INCOME < 5, reworded, direction="rising")
    both = AllOf((NET_INCOME < 5, reworded < 7))
    assert not prove_monotone("rise", both, NET_INCOME, direction="rising")
    assert prove_monotone("rise", both, NET_INCOME, direction="falling")


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        (VILLAGE_POOR_PERSONS, "fact: got 'poor_persons'; expected a fact that the condition reads: net_income, food_"),
        (FOOD_SECURE, "fact: got 'food_secure'; expected a number: food_secure is a flag"),
        (DWELLING_GRADE, "fact: got 'dwelling_grade'; expected a number: dwelling_grade is a category"),
        (Fact("dwelling_grade", Kind.COUNT, Text("g", "g")), "a number: dwelling_grade is a category"),
        ("net_income", "fact: got 'str'; expected a Fact"),
    ],
)
@pytest.mark.parametrize("direction", ["falling", "rising"])
def test_a_claim_that_would_hold_emptily_is_refused(fact: Fact, message: str, direction: Trend) -> None:
    condition = AllOf((NET_INCOME > 5, IsTrue(FOOD_SECURE), DWELLING_GRADE.one_of(("A",))))
    with pytest.raises(InvalidValue, match=message):
        prove_monotone("any", condition, fact, direction=direction)


def test_one_name_cannot_stand_for_two_kinds_of_value() -> None:
    other = Fact("net_income", Kind.FLAG, Text("it has one", "有"))
    with pytest.raises(InvalidValue, match="'net_income'; expected facts of one name to have one kind"):
        prove_impossible("any", AllOf((NET_INCOME > 5, IsTrue(other))))


@pytest.mark.parametrize("odd", [None, True, "x", NET_INCOME, POOR_HOUSEHOLD])
def test_what_is_no_condition_has_no_proof(odd: object) -> None:
    for prove in (prove_impossible, prove_settled):
        with pytest.raises(InvalidValue, match="expected a condition of a bound rule"):
            prove("any", odd)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "never"), [(Kind.COUNT, True), (Kind.MEASURE, True), (Kind.MONEY, False)])
def test_no_record_has_fewer_than_none_of_what_is_counted_but_a_sum_of_money_may_be_negative(
    kind: Kind, never: bool
) -> None:
    number = Fact("number", kind, Text("number", "数"))
    assert prove_impossible("negative", number < 0).holds is never
    assert not prove_impossible("none", number.equals(0))


def test_a_category_is_one_of_its_values() -> None:
    assert prove_impossible("none of them", Not(DWELLING_GRADE.one_of(DWELLING_GRADE.values)))
    for grade in DWELLING_GRADE.values:
        found = prove_impossible("this one", DWELLING_GRADE.one_of((grade,))).counterexample
        assert found == {"dwelling_grade": grade}


@pytest.mark.parametrize("direction", ["falling", "rising"])
def test_a_counterexample_of_two_records_has_every_fact_known_in_both(direction: Trend) -> None:
    x, y = (Fact(name, Kind.COUNT, Text(name, name)) for name in "xy")
    flag = Fact("flag", Kind.FLAG, Text("flag", "旗"))
    condition = IsTrue(flag) | ((x > y) if direction == "falling" else (x < y))
    proof = prove_monotone("", condition, x, direction=direction)
    found = proof.counterexample
    assert set(found) == {"flag", "x", "y", "flag'", "x'", "y'"}
    assert None not in found.values()
    assert (found["flag"], found["y"]) == (found["flag'"], found["y'"])
    before, after = found["x"], found["x'"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert 0 <= before < after


# Members and amounts

AGE_OF_SCHOOL = {name: rulebooks.load("cn").at(date(2014, 5, 1)).get(name) for name in SCHOOL_AGE_CHILD.reads}


def test_what_connects_two_questions_to_the_same_members_is_proved_of_few_members_alone() -> None:
    claim = AllOf((IsTrue(DROPOUT), Not(IsTrue(SCHOOL_AGE_CHILD))))
    as_they_stand = prove_impossible("a dropout is of school age", claim)
    assert not as_they_stand.holds
    assert as_they_stand.counterexample == {"dropout": True, "school_age_child": False}
    for members in (1, 2, 3):
        assert prove_impossible("a dropout is of school age", claim, unrolled=Unrolled(members, AGE_OF_SCHOOL)).holds


def test_a_counterexample_names_the_facts_of_each_member() -> None:
    claim = AllOf((IsTrue(SCHOOL_AGE_CHILD), Not(IsTrue(DROPOUT))))
    found = prove_impossible("a child is out of school", claim, unrolled=Unrolled(1, AGE_OF_SCHOOL))
    assert not found.holds
    age = found.counterexample["age of member 1"]
    assert isinstance(age, int)
    assert 6 <= age <= 15
    out = found.counterexample["schooling of member 1"], found.counterexample["out_of_school_for_poverty of member 1"]
    assert out != ("out of school", True)


def test_where_members_leave_it_open_what_is_stated_counts() -> None:
    open_still = Unrolled(1, AGE_OF_SCHOOL)
    # Of a member whose age is unknown nothing follows: a household that states a child of school age has one.
    assert not prove_settled("learning the age", IsTrue(SCHOOL_AGE_CHILD), unrolled=open_still).holds
    asked = AnyMember(AGE >= 6)
    assert prove_settled("learning the age, where nothing is stated", asked, unrolled=open_still).holds


def test_no_more_members_are_counted_than_there_are() -> None:
    children = CountMembers(AGE < 16)
    assert prove_impossible("more children than members", children > CountMembers()).holds
    grown = CountMembers(AGE >= 16)
    for members in (1, 2, 3):
        both = Not((children + grown).equals(CountMembers()))
        assert prove_impossible("each is a child or grown", both, unrolled=Unrolled(members)).holds
    assert not prove_impossible("each is a child or grown", Not((children + grown).equals(CountMembers()))).holds


def test_every_member_is_no_more_than_any_member() -> None:
    every, some = EveryMember(IsTrue(MEDICAL_INSURED)), AnyMember(IsTrue(MEDICAL_INSURED))
    for members in (1, 2, 3):
        unrolled = Unrolled(members)
        assert prove_impossible("all and not one", AllOf((every, Not(some))), unrolled=unrolled).holds
        assert prove_impossible("one and not all", AllOf((some, Not(every))), unrolled=unrolled).holds is (members == 1)


def test_the_number_of_members_is_the_size_where_it_is_asked() -> None:
    unrolled = Unrolled(3, size=SIZE)
    assert prove_impossible("another size", Not(SIZE.equals(CountMembers())), unrolled=unrolled).holds
    assert prove_impossible("another size", Not(SIZE.equals(3)), unrolled=unrolled).holds
    with pytest.raises(InvalidValue, match="members: got 0; expected at least 1"):
        Unrolled(0)


def test_a_sum_over_members_grows_with_no_one_made_older() -> None:
    benefit = SumMembers(When(AGE < 16, 300, 0))
    for members in (1, 2, 3):
        unrolled = Unrolled(members)
        assert prove_bounds("at most for all", benefit, least=0, most=300 * members, unrolled=unrolled).holds
        assert not prove_bounds("less", benefit, most=300 * members - 1, unrolled=unrolled).holds


@pytest.mark.parametrize("members", [1, 2, 3])
def test_facts_of_persons_follow_from_their_definitions_too(members: int) -> None:
    words = Text("the person is a child", "儿童")
    minor = Fact("minor", Kind.FLAG, words, definition=AGE < 18)
    infant = Fact("infant", Kind.FLAG, words, definition=IsTrue(minor) & (AGE < 3))
    unrolled = Unrolled(members)
    asked = CountMembers(AGE < 18)
    assert prove_impossible("minors are under 18", ~CountMembers(IsTrue(minor)).equals(asked), unrolled=unrolled)
    assert prove_impossible("infants are minors", CountMembers(IsTrue(infant)) > asked, unrolled=unrolled)
    found = prove_impossible("all minors are infants", CountMembers(IsTrue(infant)) < asked, unrolled=unrolled)
    assert not found.holds
    assert any(3 <= found.counterexample[f"age of member {each + 1}"] < 18 for each in range(members))  # type: ignore[operator]


GAP = Greatest((2736 * SIZE - NET_INCOME, 0))


def test_a_gap_never_rises_with_income_and_never_falls_with_size() -> None:
    assert prove_monotone("income", GAP, NET_INCOME, direction="falling").holds
    assert prove_monotone("size", GAP, SIZE, direction="rising").holds
    assert not prove_monotone("income", GAP, NET_INCOME, direction="rising").holds
    assert prove_bounds("never below nothing", GAP, least=0).holds
    # An income may be below 0, as what a loss leaves.
    assert not prove_bounds("at most the line", GAP, most=2736 * SIZE).holds


def test_a_cap_is_kept_at_the_cap_and_not_one_fen_below() -> None:
    own = Least((2500 * SIZE, 10_000))
    assert prove_bounds("the cap", own, most=10_000).holds
    assert not prove_bounds("below the cap", own, most=Number(Fraction(999_999, 100))).holds


@pytest.mark.parametrize(("direction", "steady"), [("down", True), ("up", True), ("half", True)])
def test_rounding_never_turns_a_rise_into_a_fall(direction: Trend, steady: bool) -> None:
    rounded = Rounded(NET_INCOME, Fraction(10), direction)
    assert prove_monotone("income", rounded, NET_INCOME, direction="rising").holds is steady
    assert prove_bounds("near", rounded, least=NET_INCOME - 10, most=NET_INCOME + 10).holds
    half = {"down": 0, "up": 10, "half": 5}[direction]
    assert prove_bounds("nearest", rounded, most=NET_INCOME + half).holds
    if half:
        assert not prove_bounds("nearer", rounded, most=NET_INCOME + (half - 1)).holds


def test_a_benefit_that_ends_at_a_line_falls_there() -> None:
    paid = When(NET_INCOME < 1000, 50, 0)
    falls = prove_monotone("income", paid, NET_INCOME, direction="rising")
    assert not falls.holds
    before, after = falls.counterexample["net_income"], falls.counterexample["net_income'"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert before < 100_000 <= after


def test_what_is_to_be_proved_of_an_amount_is_named() -> None:
    with pytest.raises(InvalidValue, match="least, most: got None; expected at least one bound"):
        prove_bounds("nothing", GAP)
    with pytest.raises(InvalidValue, match="fact: got 'dwelling_grade'"):
        prove_monotone("a grade", GAP, DWELLING_GRADE, direction="rising")
    with pytest.raises(InvalidValue, match="term: got 'IsTrue'; expected a term"):
        prove_bounds("a flag", IsTrue(FOOD_SECURE), least=0)  # type: ignore[arg-type]  # the test's point
