"""An object of another class altogether is refused by the argument's name, wherever it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from antipoverty import (
    allowance,
    assistance,
    cards,
    causes,
    exits,
    facts,
    funds,
    identification,
    industries,
    low_income,
    money,
    monitoring,
    planning,
    procedures,
    reviews,
    rulebooks,
    rules,
    serialization,
)
from antipoverty._engine import proof
from antipoverty._engine.conditions import Compare, Number
from antipoverty._shared import keys
from antipoverty._shared.arguments import typed
from antipoverty._statistics import sampling
from antipoverty.assistance import Arrangement, plan
from antipoverty.assistance import _pairing as pairing
from antipoverty.errors import InvalidValue
from antipoverty.facts import _county_samples as counties
from antipoverty.funds._statements import exports
from antipoverty.history import (
    Joined,
    Left,
    Merged,
    MonitoringEntry,
    Moved,
    Roster,
    StandingChanged,
    Timeline,
    Transition,
    TransitionEntry,
)
from antipoverty.history import _timelines as timelines
from antipoverty.history import _transitions as transitions
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.identification import _quotas as quotas
from antipoverty.procedures import PROCEDURES, Taken, open_case
from antipoverty.records import Household, Registration
from antipoverty.rules import bind
from antipoverty.serialization import _verification as verification
from antipoverty.text import Text

DAY, UNTIL = date(2014, 5, 1), date(2014, 12, 31)
WHEN = datetime(2019, 1, 1, tzinfo=UTC)
NAME = Text("Road", "道路")
HOME = Household("h1", size=3, registration="registered")
FOUND = causes.classify(HOME, on=DAY)
PLAN = plan(HOME, FOUND, on=DAY, until=UNTIL, responsible="c1")
CASE = open_case(PROCEDURES["household-identification"], "h1", on=DAY)
LEDGER = funds.Ledger([funds.Fund("f1", NAME, "county", 2018)])
BOUND = bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(DAY))
GRADUAL = rulebooks.load("cn").override({"linkage.gradual_exit_months": 6})
SIZE = next(fact for fact in facts.HOUSEHOLD.facts if fact.name == "size")
CLAIM = Compare(SIZE, "<", Number(Fraction(5)))
ODD: list[Any] = [5, 5.5, "x", b"x", [5], {"a": None}, object(), WHEN, int, CASE]

#: What takes an argument, and the name under which it is refused; of the odd values none is right for it.
TAKERS: list[tuple[str, Callable[[Any], object]]] = [
    ("household", identification.poverty_attribute),
    ("household", lambda odd: identification.identify(odd, on=DAY)),
    ("household", monitoring.response),
    ("household", allowance.overlap),
    ("household", facts.able_to_work),
    ("household", lambda odd: causes.classify(odd, on=DAY)),
    ("household", lambda odd: transitions.propose(odd, on=DAY)),
    ("household", lambda odd: cards.card(odd, PLAN)),
    ("household", lambda odd: verification.verify_plan(PLAN, odd)),
    ("plan", lambda odd: verification.verify_plan(odd, HOME)),
    ("plan", lambda odd: cards.card(HOME, odd)),
    ("result", lambda odd: cards.card(HOME, PLAN, result=odd)),
    ("assessment", lambda odd: assistance.recommend(HOME, odd, on=DAY)),
    ("assessment", lambda odd: assistance.undecided_measures(HOME, odd, on=DAY)),
    ("assessment", lambda odd: plan(HOME, odd, on=DAY, until=UNTIL, responsible="c1")),
    ("until", lambda odd: plan(HOME, FOUND, on=DAY, until=odd, responsible="c1")),
    ("arrangements", lambda odd: plan(HOME, FOUND, on=DAY, until=UNTIL, responsible="c1", arrangements=odd)),
    ("cause", FOUND.burden_of),
    ("cause", FOUND.share_of),
    ("households", lambda odd: pairing.pair(odd, [], {})),
    ("cadres", lambda odd: pairing.pair([], odd, {})),
    ("ranks", lambda odd: pairing.read_ratio("54321", ranks=odd)),
    ("households", Roster.of),
    ("classification", lambda odd: planning.check_plans([], odd, year=2014)),
    ("lines", lambda odd: planning.check_plans(odd, "five-batches", year=2014)),
    ("lines", lambda odd: planning.plan_next_year(odd, [], year=2015, on=DAY)),
    ("projects", lambda odd: planning.plan_next_year([], odd, year=2015, on=DAY)),
    ("tasks", planning.assess_tasks),
    ("activities", planning.count_activities),
    ("inspections", lambda odd: planning.review_inspections(odd, on=DAY)),
    ("defects", lambda odd: planning.review_inspections([], odd, on=DAY)),
    ("industries", industries.check),
    ("rules", lambda odd: rulebooks.check("cn", on=DAY, rules=odd)),
    ("standing", Roster().households),
    ("standing", Roster().persons),
    ("unit", lambda odd: quotas.break_down(5, odd)),
    ("quota", lambda odd: quotas.over_quota(odd, {})),
    ("county", counties.composite_persons),
    ("decision", exits.obstacles),
    ("decision", monitoring.monitored_as),
    ("summary", reviews.reconcile),
    ("timeline", lambda odd: timelines.record(odd, TransitionEntry(DAY, Transition.APPLIED))),
    ("procedure", lambda odd: procedures.open_case(odd, "h1", on=DAY)),
    ("event", lambda odd: procedures.advance(CASE, odd)),
    ("sample", sampling.estimated),
    ("sample", lambda odd: sampling.interval(odd, confidence="0.95")),
    ("sample", lambda odd: sampling.bounds(odd, confidence="0.95")),
    ("sample", lambda odd: sampling.at_most(odd, "0.02", confidence="0.95")),
    ("ledger", funds.trial_balance),
    ("ledger", funds.over_budget),
    ("ledger", lambda odd: funds.sources_and_uses(odd, by="fund")),
    ("ledger", lambda odd: funds.execution(odd, on=DAY)),
    ("ledger", exports.beancount_text),
    ("ledger", lambda odd: exports.fiscal_package(odd, name="x", title=NAME)),
    ("ledger", lambda odd: funds.post_all(odd, [])),
    ("ledger", lambda odd: funds.post_each(odd, [])),
    ("rulebook", lambda odd: funds.post_all(LEDGER, [], rulebook=odd)),
    ("rulebook", lambda odd: funds.post_each(LEDGER, [], rulebook=odd)),
    ("document", funds.Ledger.of_document),
    ("bound", lambda odd: rules.decide(odd, facts.HOUSEHOLD, HOME, on=DAY)),
    ("subject", lambda odd: rules.decide(BOUND, odd, HOME, on=DAY)),
    ("on", lambda odd: rules.decide(BOUND, facts.HOUSEHOLD, HOME, on=odd)),
    ("on", lambda odd: rules.decide_from_facts(BOUND, {}, on=odd)),
    ("truth", rules.Outcome.of),
]


@pytest.mark.parametrize(("name", "take"), TAKERS, ids=range(len(TAKERS)))
def test_an_object_of_another_class_is_refused_by_name(name: str, take: Callable[[Any], object]) -> None:
    for odd in ODD:
        with pytest.raises(InvalidValue, match=f"^{name}"):
            take(odd)


def mistyped(value: object) -> Any:
    """A value that a type checker would refuse where it is given."""
    return value


#: Some numbers, texts and keys that are not what they are asked for.
WRONG: list[tuple[str, Callable[[], object]]] = [
    ("truth", lambda: rules.Outcome.of(mistyped(0))),
    ("key", lambda: rules.decide_from_facts(BOUND, {}, on=DAY, key=mistyped(5))),
    ("value", lambda: money.yuan_of_fen(mistyped(5.5))),
    ("value", lambda: money.yuan_of_fen(True)),
    ("amount", lambda: money.fen(True)),
    ("amounts", lambda: money.total_of([mistyped(0.1)])),
    ("text", lambda: keys.normal_key(mistyped(5))),
    ("text", lambda: keys.holds_person(mistyped(5))),
    ("wanted", lambda: serialization.json_schema(mistyped(5))),
    ("indent", lambda: serialization.dumps(HOME, indent=mistyped("\t"))),
    ("population", lambda: sampling.sample_for_limit(0, "0.02", confidence="0.95", population=mistyped(5.5))),
    ("weights", lambda: identification.FourLooks(1, 2, 3, 4).score({"house": mistyped("1")})),
    # A key that is not there, or a year as text, has no balance of 0.
    ("fund", lambda: LEDGER.balance("spent", fund="f2")),
    ("project", lambda: LEDGER.balance("spent", project="p2")),
    ("year", lambda: LEDGER.balance("spent", year=mistyped("2018"))),
    ("fund", lambda: funds.trial_balance(LEDGER, fund="f2")),
    ("year", lambda: funds.trial_balance(LEDGER, year=mistyped("2018"))),
    ("total", lambda: money.allocate(10**5000, {"a": 0})),
    # A direction that is not one of the two would be proved of the opposite.
    ("direction", lambda: proof.prove_monotone("x", CLAIM, SIZE, direction=mistyped("up"))),
    ("about", lambda: rulebooks.changes("cn", about=mistyped(5))),
    ("words", lambda: rulebooks.load("cn").about(mistyped(None))),
    ("seed", lambda: planning.draw_sample(["h1"], 1, seed="\ud800")),
    ("responsible", lambda: plan(HOME, FOUND, on=DAY, until=UNTIL, responsible="\ud800")),
    ("shown", lambda: monitoring.notice_faults("health", on=date(2023, 6, 1))),
    # No day comes after the last of the calendar.
    ("decided_on", lambda: low_income.review_due(date.max)),
    ("passed_line_on", lambda: allowance.allowance_until(date.max, rulebook=GRADUAL)),
    ("claim", lambda: proof.prove_impossible(mistyped(5), CLAIM)),
    ("claim", lambda: proof.prove_settled(mistyped(5), CLAIM)),
]


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=range(len(WRONG)))
def test_what_is_nearly_right_is_refused_by_name(name: str, wrong: Callable[[], object]) -> None:
    with pytest.raises(InvalidValue, match=f"^{name}"):
        wrong()


#: Records whose fields have no converter: what is not of the type that they state.
RECORDS: list[tuple[str, Callable[[Any], object]]] = [
    ("StandingChanged.household", lambda odd: StandingChanged(odd, Transition.APPLIED, DAY)),
    ("StandingChanged.transition", lambda odd: StandingChanged("h1", odd, DAY)),
    ("StandingChanged.on", lambda odd: StandingChanged("h1", Transition.APPLIED, odd)),
    ("Joined.why", lambda odd: Joined("h1", "p1", odd, DAY)),
    ("Left.person", lambda odd: Left("h1", odd, "death", DAY)),
    ("Moved.to", lambda odd: Moved("h1", "p1", odd, DAY)),
    ("Merged.into", lambda odd: Merged("h1", odd, DAY)),
    ("TransitionEntry.transition", lambda odd: TransitionEntry(DAY, odd, reason="r")),
    ("TransitionEntry.decision", lambda odd: TransitionEntry(DAY, Transition.EXITED, odd)),
    ("MonitoringEntry.type", lambda odd: MonitoringEntry(DAY, odd, reason="r")),
    ("Timeline.kind", lambda odd: Timeline("h1", odd)),
    ("Taken.step", lambda odd: Taken(odd, DAY)),
    ("Taken.on", lambda odd: Taken("application", odd)),
    ("Quota.children", lambda odd: quotas.Quota("q", 5, odd)),
    ("Pair.households", lambda odd: pairing.Pair("c1", pairing.CadreRank.ORDINARY, 5, odd)),
    ("VillageBook.village", lambda odd: cards.VillageBook(odd, DAY, ())),
]


@pytest.mark.parametrize(("field", "make"), RECORDS, ids=[field for field, _ in RECORDS])
def test_a_record_takes_what_its_fields_state(field: str, make: Callable[[Any], object]) -> None:
    for odd in (5, 5.5, b"x", [5], {"a": None}, object(), WHEN, True, "11010519491231002X"):
        if isinstance(odd, str) and field == "Taken.step":
            continue
        with pytest.raises(InvalidValue, match=f"^{field}: ") as refused:
            make(odd)
        assert "1101" not in str(refused.value)


def _shown() -> Iterator[object]:
    number, phone = "11010519491231002X", "13812345678"
    yield funds.Appropriation("e1", DAY, "f1", "county", 5, document=number)
    yield funds.Reversal("e2", DAY, "e1", document=phone, reason=f"of {number}")
    yield Arrangement(responsible=f"Li {phone}")
    yield plan(HOME, FOUND, on=DAY, until=UNTIL, responsible=f"Li {phone}")
    yield StandingChanged("h1", Transition.REMOVED, DAY, f"a car of {number}")
    yield rules.decide_from_facts(BOUND, {}, on=DAY, key=number)


@pytest.mark.parametrize("made", list(_shown()), ids=lambda made: type(made).__name__)
def test_no_number_of_a_person_is_in_a_repr(made: object) -> None:
    assert "11010519491231002X" not in repr(made)
    assert "13812345678" not in repr(made)


def test_a_whole_number_is_no_truth_value_and_a_day_has_no_time() -> None:
    assert (typed(5, int, "n"), typed(True, bool, "n"), typed(None, int, "n", optional=True)) == (5, True, None)
    assert (typed(WHEN, datetime, "n"), typed(Registration.EXITED, Registration, "n")) == (WHEN, Registration.EXITED)
    for odd, kind in ((True, int), (WHEN, date), (None, int)):
        with pytest.raises(InvalidValue, match="^n: "):
            typed(odd, kind, "n")
    procedure = PROCEDURES["household-identification"]
    assert typed(procedure, (Household, procedures.Procedure), "n") is procedure
