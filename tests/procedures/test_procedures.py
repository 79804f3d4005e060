"""No list is announced before its notices have run, whatever the order of events."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from antipoverty import exits, rulebooks
from antipoverty._shared.every_rule import every_rule
from antipoverty.errors import InvalidValue, NoLongerInForce, NotYetInForce, NoValueOnDate, ProcedureError
from antipoverty.identification import identify, identify_village
from antipoverty.procedures import (
    PROCEDURES,
    Case,
    CaseStatus,
    Objected,
    ObjectionSettled,
    Procedure,
    Removed,
    Step,
    Taken,
    advance,
    open_case,
)
from antipoverty.procedures._events import Event
from antipoverty.records import Household, Income, Village
from antipoverty.rules import Decision
from antipoverty.serialization import dumps, loads
from antipoverty.text import Text

START = date(2014, 5, 1)
SICHUAN = rulebooks.load("cn/sichuan").override({"village.provincial_incidence": "0.0853"})
STEPS = [step.id for step in PROCEDURES["household-identification"].steps]


def _through(case: Case, *steps: tuple[str, int]) -> Case:
    for step, day in steps:
        case = advance(case, Taken(step, START + timedelta(days=day)))
    return case


def _to_first_notice() -> Case:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    return _through(case, ("application", 0), ("appraisal", 2), ("first-notice", 3))


def test_a_case_that_waits_out_both_notices_is_announced() -> None:
    case = _through(
        _to_first_notice(), ("township-audit", 10), ("second-notice", 11), ("county-recheck", 18), ("announcement", 20)
    )
    assert case.status is CaseStatus.ANNOUNCED
    assert case.next_step is None
    assert case.earliest is None
    assert case.explain("zh").splitlines()[-1] == "2014-05-21  公告"


def test_a_notice_of_seven_days_may_be_followed_on_the_seventh_day_after_it_was_posted() -> None:
    case = _to_first_notice()
    assert case.earliest == date(2014, 5, 11)
    with pytest.raises(ProcedureError, match="the notice runs 7 days; wait until 2014-05-11"):
        _through(case, ("township-audit", 9))
    assert _through(case, ("township-audit", 10)).next_step.id == "second-notice"  # type: ignore[union-attr]


def test_the_rulebook_sets_the_length_of_a_notice() -> None:
    book = rulebooks.load("cn").override({"notice.identification_days": 5})
    case = open_case(PROCEDURES["village-identification"], "v1", on=START, rulebook=book)
    assert case.notice_days == (("notice", 5),)


def test_steps_come_in_their_order() -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    for step in STEPS[1:]:
        with pytest.raises(ProcedureError, match="the next step is application"):
            _through(case, (step, 0))


def test_an_event_cannot_lie_before_the_last_one() -> None:
    with pytest.raises(ProcedureError, match="cannot come before one on 2014-05-04"):
        advance(_to_first_notice(), Removed(START, "left"))


def test_an_open_objection_blocks_the_next_step_and_a_dismissed_one_does_not() -> None:
    case = advance(_to_first_notice(), Objected("o1", START + timedelta(days=5), "has a car"))
    assert case.open_objections == ("o1",)
    with pytest.raises(ProcedureError, match="objection o1 is not settled"):
        _through(case, ("township-audit", 20))
    case = advance(case, ObjectionSettled("o1", START + timedelta(days=8), False, "the car was sold"))
    assert _through(case, ("township-audit", 10)).next_step.id == "second-notice"  # type: ignore[union-attr]


def test_an_upheld_objection_sends_the_case_back_to_the_appraisal_and_its_notice_runs_anew() -> None:
    case = advance(_to_first_notice(), Objected("o1", START + timedelta(days=5), "has a car"))
    case = advance(case, ObjectionSettled("o1", START + timedelta(days=6), True, "confirmed"))
    assert case.next_step.id == "appraisal"  # type: ignore[union-attr]
    case = _through(case, ("appraisal", 7), ("first-notice", 7))
    with pytest.raises(ProcedureError, match="wait until 2014-05-15"):
        _through(case, ("township-audit", 13))
    assert "back to the start" in case.explain()


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([Objected("o1", START, "x")], "nothing has been put on notice"),
        ([ObjectionSettled("o1", START, True, "x")], "o1 is not open"),
        ([Taken("application", START, approved=False)], "a refusal needs its reason"),
        ([Taken("application", START, approved=False, reason=" ")], "a refusal needs its reason"),
        ([Removed(START, "")], "a removal needs its reason"),
        ([Removed(START, "moved"), Removed(START, "again")], "removed already"),
        ([Removed(START, "moved"), Taken("application", START)], "nothing but a removal can follow"),
    ],
)
def test_an_event_out_of_place_is_refused_with_its_reason(events: list[Event], message: str) -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    with pytest.raises(ProcedureError, match=message):
        for event in events:
            case = advance(case, event)


def test_a_notice_is_not_refused_and_an_objection_is_not_raised_twice() -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    case = _through(case, ("application", 0), ("appraisal", 0))
    with pytest.raises(ProcedureError, match="a notice is not refused"):
        advance(case, Taken("first-notice", START, approved=False, reason="no"))
    case = advance(_to_first_notice(), Objected("o1", START + timedelta(days=5), "x"))
    with pytest.raises(ProcedureError, match="there already"):
        advance(case, Objected("o1", START + timedelta(days=5), "x"))
    case = advance(case, ObjectionSettled("o1", START + timedelta(days=5), False, "y"))
    with pytest.raises(ProcedureError, match="there already"):
        advance(case, Objected("o1", START + timedelta(days=5), "x"))


def test_a_refused_case_is_closed_and_says_why() -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    case = _through(case, ("application", 0))
    case = advance(case, Taken("appraisal", START, approved=False, reason="income above the line"))
    assert case.status is CaseStatus.REFUSED
    assert "refused (income above the line)" in case.explain()
    with pytest.raises(ProcedureError, match="refused already"):
        advance(case, Removed(START, "x"))


def test_a_household_is_removed_after_the_announcement_with_its_reason() -> None:
    case = _through(
        _to_first_notice(), ("township-audit", 10), ("second-notice", 11), ("county-recheck", 18), ("announcement", 20)
    )
    case = advance(case, Removed(START + timedelta(days=40), "helped by the new Yi village programme"))
    assert case.status is CaseStatus.REMOVED
    assert "从名单中剔除：helped by the new Yi village programme" in case.explain("zh")


def test_an_event_has_a_date() -> None:
    with pytest.raises(InvalidValue, match="a datetime.date"):
        advance(open_case(PROCEDURES["household-identification"], "h1", on=START), Taken("application", "2014-05-01"))  # type: ignore[arg-type]


def test_a_village_has_one_notice_and_one_announcement() -> None:
    kinds = [step.kind for step in PROCEDURES["village-identification"].steps]
    assert kinds.count("notice") == 1
    assert kinds.count("announcement") == 1
    kinds = [step.kind for step in PROCEDURES["household-identification"].steps]
    assert kinds.count("notice") == 2
    assert kinds.count("announcement") == 1


def _check_announced(case: Case) -> None:
    """What an announcement presupposes, read from the bare events and not from the machine's own state."""
    if not any(isinstance(event, Taken) and event.step == "announcement" for event in case.events):
        return
    restarts = [i for i, event in enumerate(case.events) if isinstance(event, ObjectionSettled) and event.upheld]
    last_round = case.events[restarts[-1] + 1 if restarts else 0 :]
    taken = {event.step: event.on for event in last_round if isinstance(event, Taken)}
    assert taken["township-audit"] - taken["first-notice"] >= timedelta(days=7)
    assert taken["county-recheck"] - taken["second-notice"] >= timedelta(days=7)
    raised = {event.key for event in case.events if isinstance(event, Objected)}
    settled = {event.key for event in case.events if isinstance(event, ObjectionSettled)}
    assert raised <= settled
    dates = [event.on for event in case.events]
    assert dates == sorted(dates)


class Identification(RuleBasedStateMachine):
    """Throws events at a case in any order and keeps what it accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.case = open_case(PROCEDURES["household-identification"], "h1", on=START)
        self.day = 0

    def _try(self, event: Event) -> None:
        before = self.case
        try:
            self.case = advance(self.case, event)
        except ProcedureError:
            assert self.case is before

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.day += days

    @rule(days=st.integers(0, 9))
    def next_step(self, days: int) -> None:
        if self.case.next_step is not None:
            self.day += days
            self._try(Taken(self.case.next_step.id, START + timedelta(days=self.day)))

    @rule(step=st.sampled_from(STEPS), back=st.integers(0, 3), approved=st.sampled_from([True, True, True, False]))
    def any_step(self, step: str, back: int, approved: bool) -> None:
        self._try(Taken(step, START + timedelta(days=self.day - back), approved, "a reason"))

    @rule(key=st.sampled_from("xyz"))
    def object(self, key: str) -> None:
        self._try(Objected(key, START + timedelta(days=self.day), "a reason"))

    @rule(key=st.sampled_from("xyz"), upheld=st.booleans())
    def settle(self, key: str, upheld: bool) -> None:
        self._try(ObjectionSettled(key, START + timedelta(days=self.day), upheld, "a reason"))

    @invariant()
    def nothing_is_announced_before_both_notices_have_run(self) -> None:
        _check_announced(self.case)

    @invariant()
    def the_state_follows_from_the_events(self) -> None:
        again = Case(self.case.procedure, self.case.subject, self.case.notice_days, self.case.opened, self.case.events)
        assert (again.status, again.next_step, again.earliest) == (
            self.case.status,
            self.case.next_step,
            self.case.earliest,
        )


TestIdentification = Identification.TestCase


@given(st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_a_case_is_announced_just_when_its_notices_were_waited_out(gaps: list[int]) -> None:
    case, day = open_case(PROCEDURES["household-identification"], "h1", on=START), 0
    try:
        for step, gap in zip(STEPS, gaps, strict=True):
            day += gap
            case = _through(case, (step, day))
    except ProcedureError:
        pass
    waited = gaps[3] >= 7 and gaps[5] >= 7
    assert (case.status is CaseStatus.ANNOUNCED) == waited


def test_a_case_is_opened_for_its_subject_under_the_given_rulebook() -> None:
    book = rulebooks.load("cn").override({"notice.identification_days": 5})
    household = open_case(PROCEDURES["household-identification"], "h1", on=START, rulebook=book)
    village = open_case(PROCEDURES["village-identification"], "v1", on=START, rulebook=book)
    assert (household.subject, village.subject) == ("h1", "v1")
    assert dict(household.notice_days) == {"first-notice": 5, "second-notice": 5}
    assert dict(village.notice_days) == {"notice": 5}


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_nothing_is_objected_to_before_the_first_notice_is_posted(taken: int) -> None:
    case = _through(
        open_case(PROCEDURES["household-identification"], "h1", on=START), *((step, 0) for step in STEPS[:taken])
    )
    with pytest.raises(ProcedureError, match="^objection o1: nothing has been put on notice yet$"):
        advance(case, Objected("o1", START, "x"))
    posted = _through(
        open_case(PROCEDURES["household-identification"], "h1", on=START), *((step, 0) for step in STEPS[:3])
    )
    assert advance(posted, Objected("o1", START, "x")).open_objections == ("o1",)


def test_every_open_objection_is_named_by_the_step_that_it_blocks() -> None:
    case = advance(_to_first_notice(), Objected("o2", START + timedelta(days=5), "x"))
    case = advance(case, Objected("o1", START + timedelta(days=5), "x"))
    with pytest.raises(ProcedureError, match="^township-audit on 2014-05-21: objection o1, o2 is not settled$"):
        advance(case, Taken("township-audit", START + timedelta(days=20)))


def test_a_history_is_told_in_both_languages() -> None:
    case = _to_first_notice()
    day = max(event.on for event in case.events)
    case = advance(case, Objected("o1", day, "a car"))
    case = advance(case, ObjectionSettled("o1", day, False, "sold"))
    case = advance(case, Objected("o2", day, "a shop"))
    case = advance(case, ObjectionSettled("o2", day, True, "true"))
    english, chinese = case.explain().splitlines(), case.explain("zh").splitlines()
    assert english[0] == "Identification of a poor household, h1: open"
    assert chinese[0] == "贫困户识别程序（h1）：办理中"
    assert [line.split("  ")[1] for line in english[-4:]] == [
        "Objection o1",
        "Objection o1: dismissed",
        "Objection o2",
        "Objection o2: upheld, back to the start",
    ]
    assert [line.split("  ")[1] for line in chinese[-4:]] == [
        "异议o1",
        "异议o1：不成立",
        "异议o2",
        "异议o2：成立，退回重新评议",
    ]


def test_an_event_without_a_plain_date_is_refused_by_field() -> None:
    with pytest.raises(InvalidValue, match=r"^Taken\.on: got '2014-05-01'; expected a datetime\.date$"):
        advance(open_case(PROCEDURES["household-identification"], "h1", on=START), Taken("application", "2014-05-01"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Taken("appraisal", START, approved="no"), "Taken.approved: got 'no'; expected True or False"),
        (lambda: Taken("appraisal", START, approved=None), "Taken.approved: got None; expected True or False"),
        (lambda: ObjectionSettled("o", START, None, "x"), "ObjectionSettled.upheld: got None"),
        (lambda: ObjectionSettled("o", START, "no", "x"), "ObjectionSettled.upheld: got 'no'"),
        (
            lambda: ObjectionSettled("o", START, True, None),
            "ObjectionSettled.reason: got None; expected words",
        ),
        (lambda: Objected("", START, "x"), "Objected.key: got ''; expected a non-empty string"),
        (lambda: Objected("o", START, 5), "Objected.reason: got an int that is not shown"),
        (lambda: Removed(START, None), "Removed.reason: got None; expected words"),
    ],
)
def test_an_event_that_cannot_be_is_refused_before_it_reaches_a_case(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        make()
    assert str(refused.value).startswith(message)


def test_an_objection_and_its_settlement_need_reasons() -> None:
    posted = _to_first_notice()
    day = START + timedelta(days=5)
    with pytest.raises(ProcedureError, match="objection o needs its reason"):
        advance(posted, Objected("o", day, " "))
    objected = advance(posted, Objected("o", day, "a car"))
    with pytest.raises(ProcedureError, match="the settlement of objection o needs its reason"):
        advance(objected, ObjectionSettled("o", day, False, ""))


def test_reasons_are_not_shown() -> None:
    case = advance(_to_first_notice(), Removed(START + timedelta(days=9), "someone takes drugs"))
    assert "drugs" not in repr(case)


@pytest.mark.parametrize(
    "days",
    [(), (("first-notice", 7),), (("first-notice", 0), ("second-notice", 7)), (("first-notice", 7), ("x", 7))],
)
def test_a_case_without_a_day_for_each_notice_is_refused(days: tuple[tuple[str, int], ...]) -> None:
    with pytest.raises(InvalidValue, match="days, at least 1, for each of first-notice, second-notice"):
        Case(PROCEDURES["household-identification"], "h", days, START)


def test_nothing_happens_before_a_case_is_opened() -> None:
    case = open_case(PROCEDURES["household-identification"], "h1", on=START)
    with pytest.raises(ProcedureError, match="an event on 2014-04-30 cannot come before the opening on 2014-05-01"):
        advance(case, Taken("application", START - timedelta(days=1)))
    case = advance(case, Taken("application", START + timedelta(days=3)))
    with pytest.raises(ProcedureError, match="an event on 2014-05-02 cannot come before one on 2014-05-04"):
        advance(case, Taken("appraisal", START + timedelta(days=1)))
    with pytest.raises(InvalidValue, match="Case.opened: got None; expected a datetime.date"):
        Case(PROCEDURES["household-identification"], "h", (("first-notice", 7), ("second-notice", 7)), None)  # type: ignore[arg-type]


def test_a_rulebook_gives_no_notice_less_than_a_day() -> None:
    with pytest.raises(InvalidValue, match="a value of kind count, at least 1"):
        rulebooks.load("cn").override({"notice.identification_days": 0})


# What a case rests on


def _identified(income: str | None, on: date = START, rulebook: rulebooks.Rulebook | None = None) -> Decision:
    known = None if income is None else Income(stated=income)
    return identify(Household("h1", size=1, income=known), on=on, rulebook=rulebook)


def test_a_case_rests_on_a_decision_that_is_met_and_of_its_day() -> None:
    assert open_case(PROCEDURES["household-identification"], _identified("1000"), on=START).subject == "h1"
    assert (
        open_case(PROCEDURES["household-identification"], _identified("1000"), on=START + timedelta(days=40)).subject
        == "h1"
    )
    village = identify_village(
        Village("v1", persons=1000, poor_persons=500, net_income_per_head=1, collective_income=0),
        on=START,
        rulebook=SICHUAN,
    )
    assert open_case(PROCEDURES["village-identification"], village, on=START, rulebook=SICHUAN).subject == "v1"


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        (_identified("5000"), "the decision of 2014-05-01 is not met; expected poor-household, met"),
        (_identified(None), "the decision of 2014-05-01 is unknown; expected poor-household, met"),
        (_identified("1000", date(2014, 5, 2)), "the decision was made on 2014-05-02, after 2014-05-01"),
        (
            _identified("1000", rulebook=rulebooks.load("cn").override({"poverty_line.statistical": {2013: "2800"}})),
            "by the rules of 2014-05-01 the decision of 2014-05-01 may be another; decide again",
        ),
        (
            exits.assess_household(Household("h1"), on=date(2017, 11, 1)),
            "the decision is by household-exit; expected poor-household, met",
        ),
    ],
)
def test_a_case_is_not_opened_on_another_decision(decision: Decision, why: str) -> None:
    with pytest.raises(ProcedureError, match=re.escape(f"household-identification of h1: {why}")):
        open_case(PROCEDURES["household-identification"], decision, on=START)


def test_a_decision_of_an_earlier_round_is_made_again() -> None:
    with pytest.raises(ProcedureError, match="decide again as of 2015-05-01"):
        open_case(PROCEDURES["household-identification"], _identified("1000"), on=date(2015, 5, 1))


SAME_DAYS = rulebooks.load("cn").override(
    {"notice.village_exit_days": 7, "notice.county_exit_days": 7, "notice.monitoring_days": 7}
)


@pytest.mark.parametrize(
    ("procedure", "first", "last"),
    [
        ("household-identification", date(2014, 4, 2), date(2020, 12, 31)),
        ("village-identification", date(2014, 4, 2), date(2020, 12, 31)),
        ("household-exit", date(2016, 4, 1), date(2020, 12, 31)),
        ("village-exit", date(2016, 4, 1), date(2020, 12, 31)),
        ("county-exit", date(2016, 4, 1), date(2020, 12, 31)),
        ("risk-removal", date(2020, 3, 20), None),
        ("register-2014", date(2014, 4, 2), date(2015, 1, 31)),
    ],
)
def test_a_case_is_opened_in_the_years_of_its_procedure(procedure: str, first: date, last: date | None) -> None:
    open_it = partial(open_case, PROCEDURES[procedure])
    assert open_it("k1", on=first, rulebook=SAME_DAYS).subject == "k1"
    with pytest.raises(NotYetInForce):
        open_it("k1", on=first - timedelta(days=1), rulebook=SAME_DAYS)
    if last is not None:
        assert open_it("k1", on=last, rulebook=SAME_DAYS).subject == "k1"
        for day in (last + timedelta(days=1), date(2022, 5, 1)):
            with pytest.raises(NoLongerInForce):
                open_it("k1", on=day, rulebook=SAME_DAYS)


def test_a_case_has_a_key() -> None:
    for key in ("", " ", None, 5):
        with pytest.raises(InvalidValue, match=r"Case\.subject"):
            open_case(PROCEDURES["household-identification"], key, on=START)  # type: ignore[arg-type]  # refused at run time too


def test_every_procedure_rests_on_a_rule_of_the_library() -> None:
    resting = {id: procedure.rule for id, procedure in PROCEDURES.items() if procedure.rule is not None}
    assert set(resting.values()) <= set(every_rule())
    assert set(PROCEDURES) - set(resting) == {"register-2014"}  # a plan of work, which decides on nobody


# Deadlines

SHORT = Procedure(
    "short",
    Text("Short", "简易程序"),
    (
        Step("check", Text("Check", "核查")),
        Step("notice", Text("Notice", "公示"), "notice", "notice.identification_days"),
        Step("decision", Text("Decision", "审定"), within="monitoring.decision_days"),
        Step("measures", Text("Measures", "帮扶"), within="monitoring.measures_days", since="decision"),
        Step("report", Text("Report", "报送"), by=date(2014, 7, 31)),
    ),
    restart="check",
)


#: Fifteen days for a decision and thirty more for measures, on every day.
LIMITS = rulebooks.load("cn").override({"monitoring.decision_days": 15, "monitoring.measures_days": 30})


def _short(*steps: tuple[str, int]) -> Case:
    return _through(open_case(SHORT, "h1", on=START, rulebook=LIMITS), *steps)


def _due(case: Case) -> dict[str, tuple[int, int | None]]:
    return {
        each.step: ((each.due - START).days, None if each.taken is None else (each.taken - START).days)
        for each in case.deadlines
    }


def test_a_deadline_counts_from_the_opening_or_from_an_earlier_step_or_is_a_day() -> None:
    last = (date(2014, 7, 31) - START).days
    assert _due(_short()) == {"decision": (15, None), "report": (last, None)}
    decided = _short(("check", 1), ("notice", 2), ("decision", 9))
    assert _due(decided) == {"decision": (15, 9), "measures": (39, None), "report": (last, None)}
    assert decided.explain().splitlines()[3] == "Due: Measures by 2014-06-09, Report by 2014-07-31"
    assert decided.explain("zh").splitlines()[3] == "时限：帮扶（不迟于2014-06-09）、报送（不迟于2014-07-31）"


@pytest.mark.parametrize(("day", "late"), [(14, False), (15, False), (16, True)])
def test_a_step_is_overdue_from_the_day_after_its_last_day(day: int, late: bool) -> None:
    on = START + timedelta(days=day)
    assert [each.step for each in _short().overdue(on)] == (["decision"] if late else [])
    done = _short(("check", 1), ("notice", 2), ("decision", day))
    assert [each.step for each in done.overdue(on)] == (["decision"] if late else [])


def test_an_upheld_objection_does_not_stop_the_days_that_count_from_the_opening() -> None:
    case = advance(_short(("check", 1), ("notice", 2)), Objected("o", START + timedelta(days=3), "a car"))
    case = advance(case, ObjectionSettled("o", START + timedelta(days=4), True, "true"))
    case = _through(case, ("check", 8), ("notice", 9))
    assert _due(case)["decision"] == (15, None)
    with pytest.raises(ProcedureError, match="wait until 2014-05-17"):
        _through(case, ("decision", 15))
    assert [each.step for each in _through(case, ("decision", 16)).overdue(date(2014, 5, 17))] == ["decision"]


def test_a_case_that_ends_without_an_announcement_is_completed_and_a_closed_one_owes_nothing() -> None:
    steps = (("check", 1), ("notice", 2), ("decision", 9), ("measures", 20), ("report", 21))
    assert _short(*steps).status is CaseStatus.COMPLETED
    assert _short(*steps).next_step is None
    refused = advance(_short(), Taken("check", START, approved=False, reason="no risk"))
    assert refused.deadlines == ()
    assert advance(_short(*steps[:3]), Removed(START + timedelta(days=9), "moved")).overdue(date(2015, 1, 1)) == ()


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_a_case_is_overdue_just_when_a_step_came_after_its_last_day(gaps: list[int]) -> None:
    case, day = _short(), 0
    for step, gap in zip(SHORT.steps, gaps, strict=True):
        day += gap
        with suppress(ProcedureError):
            case = _through(case, (step.id, day))
    end = date(2016, 1, 1)
    assert set(case.overdue(end)) == {each for each in case.deadlines if (each.taken or end) > each.due}
    assert all(set(case.overdue(START + timedelta(days=each))) <= set(case.overdue(end)) for each in range(0, 90, 10))


def test_days_are_for_steps_that_have_a_deadline_and_count_from_an_earlier_step() -> None:
    with pytest.raises(InvalidValue, match=r"Case\.step_days: .* expected days for steps among decision, measures"):
        Case(SHORT, "h", (("notice", 7),), START, step_days=(("check", 3),))
    with pytest.raises(InvalidValue, match=r"Step\[check\]\.since: got 'decision'; expected an earlier step: "):
        Procedure("odd", SHORT.name, (evolve(SHORT.steps[0], since="decision"),), restart="check")


def test_a_case_with_deadlines_is_stored_and_read_back() -> None:
    case = _short(("check", 1), ("notice", 2), ("decision", 9))
    assert loads(dumps(case), Case) == case


def test_nothing_can_be_objected_to_where_nothing_is_put_on_notice() -> None:
    case = open_case(Procedure("bare", SHORT.name, SHORT.steps[:1], restart="check"), "h1", on=START)
    with pytest.raises(ProcedureError, match="nothing has been put on notice yet"):
        advance(case, Objected("o", START, "a car"))


def test_a_deadline_that_the_rulebook_leaves_open_is_none() -> None:
    assert [each.step for each in open_case(SHORT, "h1", on=START).deadlines] == ["report"]


# Monitoring


def test_a_clue_is_decided_in_fifteen_days_after_a_notice_of_five() -> None:
    clue = date(2023, 5, 8)
    case = open_case(PROCEDURES["monitoring-identification"], "h1", on=clue)
    assert dict(case.notice_days) == {"notice": 5}
    for step, day in (("home-check", 1), ("appraisal", 3), ("notice", 4)):
        case = advance(case, Taken(step, clue + timedelta(days=day)))
    with pytest.raises(ProcedureError, match="the notice runs 5 days; wait until 2023-05-17"):
        advance(case, Taken("township-check", date(2023, 5, 16)))
    case = advance(case, Taken("township-check", date(2023, 5, 17)))
    case = advance(case, Taken("county-decision", date(2023, 5, 23)))
    assert case.overdue(date(2023, 6, 22)) == ()
    assert [each.step for each in case.overdue(date(2023, 6, 23))] == ["measures"]
    assert advance(case, Taken("measures", date(2023, 6, 5))).status is CaseStatus.COMPLETED


@pytest.mark.parametrize("procedure", ["monitoring-identification", "risk-removal"])
def test_the_notice_of_monitoring_is_open_before_the_guide_of_2023_and_over_with_2025(procedure: str) -> None:
    for day in (date(2021, 6, 1), date(2022, 12, 31)):
        with pytest.raises(NoValueOnDate, match=r"notice\.monitoring_days"):
            open_case(PROCEDURES[procedure], "h1", on=day)
    assert open_case(PROCEDURES[procedure], "h1", on=date(2025, 12, 31)).notice_days == (("notice", 5),)
    with pytest.raises(NoValueOnDate, match=r"notice\.monitoring_days"):
        open_case(PROCEDURES[procedure], "h1", on=date(2026, 1, 1))


# The nine steps of 2014

NINE_STEPS = {
    "scale": date(2014, 5, 31),
    "initial-list": date(2014, 5, 31),
    "notices": date(2014, 5, 31),
    "pairing": date(2014, 7, 31),
    "plans": date(2014, 7, 31),
    "handbooks": date(2014, 10, 31),
    "data-entry": date(2014, 10, 31),
    "online": date(2014, 12, 31),
    "update": date(2015, 1, 31),
}


@pytest.mark.parametrize("opened", [date(2014, 4, 2), date(2014, 6, 15), date(2015, 1, 31)])
def test_the_register_of_2014_has_nine_steps_and_five_last_days_whenever_it_began(opened: date) -> None:
    case = open_case(PROCEDURES["register-2014"], "county", on=opened)
    assert {each.step: each.due for each in case.deadlines} == NINE_STEPS
    assert len(set(NINE_STEPS.values())) == 5


@pytest.mark.parametrize(("step", "due"), NINE_STEPS.items())
def test_a_step_of_2014_is_overdue_from_the_day_after_its_last_day(step: str, due: date) -> None:
    case = open_case(PROCEDURES["register-2014"], "county", on=date(2014, 4, 2))
    assert step not in {each.step for each in case.overdue(due)}
    assert step in {each.step for each in case.overdue(due + timedelta(days=1))}


def test_a_county_that_began_in_june_2014_had_missed_the_first_day_and_ends_with_the_update() -> None:
    case = open_case(PROCEDURES["register-2014"], "county", on=date(2014, 6, 15))
    assert [each.step for each in case.overdue(date(2014, 6, 15))] == ["scale", "initial-list", "notices"]
    for number, step in enumerate(NINE_STEPS):
        case = advance(case, Taken(step, date(2014, 6, 15) + timedelta(days=number)))
    assert case.status is CaseStatus.COMPLETED
    assert [each.step for each in case.overdue(date(2015, 2, 1))] == ["scale", "initial-list", "notices"]


def test_the_grades_of_the_last_days_of_2014_are_those_of_their_sources() -> None:
    book = rulebooks.load("cn").at(date(2014, 5, 1))
    grades = [
        book.get(f"register_2014.{name}").grade.value
        for name in ("listing_by", "planning_by", "recording_by", "online_by", "update_by")
    ]
    assert grades == ["A", "A", "C", "C", "C"]


def test_a_last_day_that_is_no_day_is_refused_where_a_case_is_opened() -> None:
    procedure = Procedure("odd", Text("Odd", "某程序"), (Step("a", Text("A", "甲"), due="income.line_series"),), "a")
    with pytest.raises(
        InvalidValue, match=r"income\.line_series: got 'statistical'; expected a day such as 2014-05-31"
    ):
        open_case(procedure, "k1", on=START)
    with pytest.raises(InvalidValue, match=r"Step\[a\]\.due"):
        Procedure("odd", Text("Odd", "某程序"), (Step("a", Text("A", "甲"), within="x", due="y"),), "a")


# What no case rests on


def test_a_case_without_a_subject_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"Case\.subject: got ' '; expected a non-empty string"):
        open_case(PROCEDURES["household-exit"], " ", on=date(2018, 5, 1))
    secure = Household("h", size=1, income=Income(stated=1))
    decision = identify(secure, on=date(2014, 5, 1))
    with pytest.raises(ProcedureError, match="the decision names no subject"):
        open_case(PROCEDURES["household-identification"], evolve(decision, subject=None), on=date(2014, 5, 1))


def test_a_case_explains_what_is_due_and_what_holds_it_up() -> None:
    case = open_case(PROCEDURES["monitoring-identification"], "h1", on=date(2023, 6, 1))
    for language, due in (("en", "by 2023-06-16"), ("zh", "不迟于2023-06-16")):
        assert due in case.explain(language, detail="brief")
    assert case.overdue(date(2023, 6, 16)) == ()
    assert [each.step for each in case.overdue(date(2023, 6, 17))] == ["county-decision"]
