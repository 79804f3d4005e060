"""What is proved of the rules over every possible household, and what is not so, with a counter-example."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, MissingExtra, NotYetInForce, RulebookError
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.facts import NEGATIVE_FLAGS
from antipoverty.facts.living import DWELLING_GRADE, FOOD_SECURE, NET_INCOME, SIZE
from antipoverty.facts.places import VILLAGE_POOR_PERSONS
from antipoverty.identification import POOR_HOUSEHOLD, POOR_VILLAGE
from antipoverty.rules import All, Any, Constant, Fact, IsTrue, Kind, Not, Rule, Text, bind, decide_from_facts, proof
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.proof import Proof, never_with_facts_known, settled_by_facts, steady_in
from antipoverty.serialization import dumps, loads

PERIODS = [
    (name, on)
    for name in ("cn", "cn/guizhou", "cn/jiangxi", "cn/sichuan")
    for on in (date(2014, 5, 1), date(2016, 5, 1), date(2017, 11, 1), date(2019, 11, 1))
]


def _bound(name: str, on: date) -> BoundRule:
    return bind(POOR_HOUSEHOLD, rulebooks.load(name).at(on))


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_raising_income_never_makes_a_household_poor(name: str, on: date) -> None:
    assert steady_in("rise", _bound(name, on).rule.condition, NET_INCOME, rising_never=True)


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_another_member_on_the_same_income_never_makes_a_poor_household_less_poor(name: str, on: date) -> None:
    assert steady_in("one more member", _bound(name, on).rule.condition, SIZE, rising_never=False)


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_learning_a_fact_never_flips_a_decided_outcome(name: str, on: date) -> None:
    assert settled_by_facts("learning", _bound(name, on).rule.condition)


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_no_household_that_the_negative_list_excludes_is_identified(name: str, on: date) -> None:
    poor = _bound(name, on).rule.condition
    marks = rulebooks.load(name).at(on).get("identification.negative_list").table
    excluding = tuple(IsTrue(flag) for flag in NEGATIVE_FLAGS if marks.get(flag.name) == "exclude")
    excluded = Any(excluding) if excluding else Constant(False)
    assert never_with_facts_known("excluded and identified", All((poor, excluded)))


@pytest.mark.parametrize(("name", "on"), PERIODS)
def test_no_household_is_both_to_be_identified_and_fit_for_exit(name: str, on: date) -> None:
    poor = _bound(name, on).rule.condition
    if on < date(2016, 4, 1):
        with pytest.raises(NotYetInForce):
            bind(HOUSEHOLD_EXIT, rulebooks.load(name).at(on))
        return
    fit = bind(HOUSEHOLD_EXIT, rulebooks.load(name).at(on)).rule.condition
    assert never_with_facts_known("identified and fit for exit", All((poor, fit)))


def test_more_poor_persons_never_take_a_village_off_the_list() -> None:
    book = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.085"})
    bound = bind(POOR_VILLAGE, book.at(date(2014, 5, 1)))
    assert steady_in("poor persons", bound.rule.condition, VILLAGE_POOR_PERSONS, rising_never=False)


def test_a_claim_that_does_not_hold_comes_with_a_household_that_breaks_it() -> None:
    bound = _bound("cn", date(2014, 5, 1))
    proof = steady_in("income never lifts anyone out", bound.rule.condition, NET_INCOME, rising_never=False)
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
        secure = All((NET_INCOME > 0, IsTrue(FOOD_SECURE)))
        return never_with_facts_known(
            "no hole", All((Not(_bound("cn", on).rule.condition), Not(secure), NET_INCOME > 0))
        )

    found = hole(date(2014, 5, 1))
    assert not found
    assert found.counterexample["food_secure"] is False
    assert hole(date(2016, 5, 1))


def test_an_unknown_fact_shows_as_unknown_and_a_category_by_its_value() -> None:
    condition = All((DWELLING_GRADE.one_of(("D",)), Constant(True)))
    assert never_with_facts_known("no D", condition).counterexample == {"dwelling_grade": "D"}
    strange = All((Not(Any((IsTrue(FOOD_SECURE), Not(IsTrue(FOOD_SECURE))))), Constant(True)))
    assert never_with_facts_known("decided", strange)


def test_a_counterexample_has_every_fact_known_where_that_is_asked() -> None:
    either = never_with_facts_known("neither", Any((IsTrue(FOOD_SECURE), NET_INCOME > 5)))
    assert None not in either.counterexample.values()
    assert never_with_facts_known("hungry", IsTrue(FOOD_SECURE)).counterexample == {"food_secure": True}


def test_a_proof_says_what_it_is_of() -> None:
    condition = NET_INCOME > 5
    proofs = (
        never_with_facts_known("rich", condition),
        settled_by_facts("rich", condition),
        steady_in("rich", condition, NET_INCOME, rising_never=False),
    )
    assert [(each.claim, each.holds) for each in proofs] == [("rich", False), ("rich", True), ("rich", True)]


@pytest.mark.parametrize("flipped", ["met", "not met"])
def test_a_logic_in_which_learning_flips_an_outcome_is_found_out(monkeypatch: pytest.MonkeyPatch, flipped: str) -> None:
    """The proof is none of nothing: where an unknown fact decides, and learning it decides otherwise, it fails."""

    def hasty(world: proof._World, condition: object) -> tuple[object, object]:
        known = world.is_known[FOOD_SECURE]
        return (world.z3.Not(known), known) if flipped == "met" else (known, world.z3.Not(known))

    monkeypatch.setattr(proof._World, "encode", hasty)
    found = settled_by_facts("learning", IsTrue(FOOD_SECURE))
    assert not found
    assert found.counterexample["food_secure"] is None
    assert found.counterexample["food_secure'"] is not None


def test_a_rule_that_is_not_bound_cannot_be_proved() -> None:
    with pytest.raises(RulebookError, match="before the rule is bound"):
        never_with_facts_known("unbound", POOR_HOUSEHOLD.condition)


def test_an_unknown_fact_of_a_counterexample_is_none() -> None:
    # Not true of unknowns: a household of which nothing is known is neither identified nor refused.
    condition = _bound("cn", date(2014, 5, 1)).rule.condition
    world = proof._World(condition)
    met, not_met = world.encode(condition)
    solver = world.solver()
    solver.add(world.z3.Not(met), world.z3.Not(not_met), world.z3.Not(world.is_known[NET_INCOME]))
    found = world.answer("decided", solver)
    assert not found
    assert found.counterexample["net_income"] is None


def test_a_claim_that_the_solver_gives_up_on_is_no_proof() -> None:
    class GivesUp:
        def check(self) -> object:
            return world.z3.unknown

    world = proof._World(_bound("cn", date(2014, 5, 1)).rule.condition)
    with pytest.raises(RulebookError, match="the solver could not decide: hard"):
        world.answer("hard", GivesUp())


def test_without_the_solver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(MissingExtra, match=r"this needs z3-solver: pip install 'antipoverty\[proof\]'"):
        never_with_facts_known("any", Constant(False))


@pytest.mark.parametrize("rising_never", [True, False])
@pytest.mark.parametrize("fact", [NET_INCOME, SIZE])
def test_a_claim_about_a_rule_read_back_from_json_holds_just_when_it_held_before(
    fact: Fact, rising_never: bool
) -> None:
    bound = _bound("cn", date(2014, 5, 1))
    again = loads(dumps(bound.rule), Rule)
    before, after = (steady_in("rise", rule.condition, fact, rising_never=rising_never) for rule in (bound.rule, again))
    # More income takes a household out and a further member brings it in; never the other way round.
    assert before.holds == after.holds == (rising_never if fact == NET_INCOME else not rising_never)


def test_a_fact_is_known_by_its_name_whatever_its_words() -> None:
    reworded = Fact("net_income", Kind.MONEY, Text("income", "收入"))
    assert not steady_in("rise", NET_INCOME < 5, reworded, rising_never=False)
    both = All((NET_INCOME < 5, reworded < 7))
    assert not steady_in("rise", both, NET_INCOME, rising_never=False)
    assert steady_in("rise", both, NET_INCOME, rising_never=True)


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
@pytest.mark.parametrize("rising_never", [True, False])
def test_a_claim_that_would_hold_emptily_is_refused(fact: Fact, message: str, rising_never: bool) -> None:
    condition = All((NET_INCOME > 5, IsTrue(FOOD_SECURE), DWELLING_GRADE.one_of(("A",))))
    with pytest.raises(InvalidValue, match=message):
        steady_in("any", condition, fact, rising_never=rising_never)


def test_one_name_cannot_stand_for_two_kinds_of_value() -> None:
    other = Fact("net_income", Kind.FLAG, Text("it has one", "有"))
    with pytest.raises(InvalidValue, match="'net_income'; expected facts of one name to have one kind"):
        never_with_facts_known("any", All((NET_INCOME > 5, IsTrue(other))))


@pytest.mark.parametrize("odd", [None, True, "x", NET_INCOME, POOR_HOUSEHOLD])
def test_what_is_no_condition_has_no_proof(odd: object) -> None:
    for prove in (never_with_facts_known, settled_by_facts):
        with pytest.raises(InvalidValue, match="expected a condition of a bound rule"):
            prove("any", odd)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "never"), [(Kind.COUNT, True), (Kind.MEASURE, True), (Kind.MONEY, False)])
def test_no_record_has_fewer_than_none_of_what_is_counted_but_a_sum_of_money_may_be_negative(
    kind: Kind, never: bool
) -> None:
    number = Fact("number", kind, Text("number", "数"))
    assert never_with_facts_known("negative", number < 0).holds is never
    assert not never_with_facts_known("none", number.equals(0))


def test_a_category_is_one_of_its_values() -> None:
    assert never_with_facts_known("none of them", Not(DWELLING_GRADE.one_of(DWELLING_GRADE.values)))
    for grade in DWELLING_GRADE.values:
        found = never_with_facts_known("this one", DWELLING_GRADE.one_of((grade,))).counterexample
        assert found == {"dwelling_grade": grade}


@pytest.mark.parametrize("rising_never", [True, False])
def test_a_counterexample_of_two_records_has_every_fact_known_in_both(rising_never: bool) -> None:
    x, y = (Fact(name, Kind.COUNT, Text(name, name)) for name in "xy")
    flag = Fact("flag", Kind.FLAG, Text("flag", "旗"))
    condition = IsTrue(flag) | ((x > y) if rising_never else (x < y))
    proof = steady_in("", condition, x, rising_never=rising_never)
    found = proof.counterexample
    assert set(found) == {"flag", "x", "y", "flag'", "x'", "y'"}
    assert None not in found.values()
    assert (found["flag"], found["y"]) == (found["flag'"], found["y'"])
    before, after = found["x"], found["x'"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert 0 <= before < after
