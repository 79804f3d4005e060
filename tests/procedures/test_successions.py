"""A case goes on under new keys with all that has happened; a step that announces takes the decision it announces."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.exits import assess_household
from antipoverty.identification import identify
from antipoverty.procedures import (
    PROCEDURES,
    Case,
    CaseStatus,
    Objected,
    ObjectionSettled,
    PassedOn,
    Procedure,
    Removed,
    Taken,
    advance,
    open_case,
    pass_on,
    procedures_of,
)
from antipoverty.records import Household, Income
from antipoverty.rules import Decision
from antipoverty.serialization import dumps, loads
from effort import times

ON = date(2014, 5, 1)
HOUSEHOLD = PROCEDURES["household-identification"]


def _decision(key: str = "h1", income: int = 1_000, on: date = ON) -> Decision:
    return identify(Household(key, size=1, income=Income(stated=income)), on=on)


def _until(kind: str, procedure: Procedure = HOUSEHOLD) -> Case:
    """A case of which the next step is the last of a kind, each step taken on the first day on which it may be."""
    case = open_case(procedure, "h1", on=ON)
    last = [step.id for step in procedure.steps if step.kind == kind][-1]
    while case.next_step is not None and case.next_step.id != last:
        case = advance(case, Taken(case.next_step.id, case.earliest or ON))
    return case


@times(2)
@given(st.sampled_from(sorted(PROCEDURES)), st.integers(0, 30), st.integers(0, 40))
def test_a_case_goes_on_from_the_step_where_it_was(name: str, steps: int, later: int) -> None:
    start = date(2023, 5, 1) if "monitoring" in name or "risk" in name else date(2018, 5, 1)
    procedure = PROCEDURES[name]
    try:
        case = open_case(procedure, "h1", on=start)
    except Exception:  # not in force on that day
        return
    for _ in range(min(steps, len(procedure.steps) - 1)):
        assert case.next_step is not None
        case = advance(case, Taken(case.next_step.id, case.earliest or start))
    day = max((event.on for event in case.events), default=start) + timedelta(later)
    passed = pass_on(case, "h1", "h2", "h3", on=day, reason="split")
    assert passed[0] == case
    for each, key in zip(passed, ("h1", "h2", "h3"), strict=True):
        assert each.subject == key
        assert each.next_step == case.next_step
        assert each.events[: len(case.events)] == case.events
        assert each.deadlines == case.deadlines
        before, after = case.earliest or day, each.earliest or day
        assert after == (max(before, day) if key != "h1" else before)
        assert loads(dumps(each), Case) == each
        moved = each
        while moved.next_step is not None:
            moved = advance(moved, Taken(moved.next_step.id, moved.earliest or day))
        assert moved.status in (CaseStatus.ANNOUNCED, CaseStatus.COMPLETED)


def test_a_notice_that_has_run_stays_run_and_an_objection_stays_open() -> None:
    case = _until("notice")
    assert case.next_step is not None
    case = advance(case, Taken(case.next_step.id, case.earliest or ON))
    posted = case.events[-1].on
    run = case.earliest
    assert run is not None
    case = advance(case, Objected("o1", posted, "has a car"))
    (merged,) = pass_on(case, "h9", on=run, reason="merged into h9")
    assert merged.open_objections == ("o1",)
    merged = advance(merged, ObjectionSettled("o1", run, upheld=False, reason="has none"))
    assert merged.next_step is not None
    assert advance(merged, Taken(merged.next_step.id, run)).keys == ("h1", "h9")
    assert "h1" in merged.explain()
    assert "合并" in pass_on(case, "h9", on=run, reason="合并")[0].explain("zh")


def test_a_case_that_does_not_go_on_is_closed_with_its_reason() -> None:
    case = advance(_until("notice"), Removed(date(2014, 12, 1), "merged into h9, which has a case of its own"))
    assert case.status is CaseStatus.REMOVED
    with pytest.raises(ProcedureError, match="nothing but a removal"):
        pass_on(case, "h9", on=date(2014, 12, 2), reason="merged")


@pytest.mark.parametrize(
    ("keys", "on", "reason", "told"),
    [
        ((), ON, "split", "at least one key"),
        (("h2", "h2"), ON, "split", "at least one key"),
        (("h2",), date(2014, 4, 30), "split", "cannot come before"),
        (("h2",), ON, " ", "needs the reason"),
    ],
)
def test_passing_on_needs_keys_a_day_and_a_reason(keys: tuple[str, ...], on: date, reason: str, told: str) -> None:
    with pytest.raises((InvalidValue, ProcedureError), match=told):
        pass_on(open_case(HOUSEHOLD, "h1", on=ON), *keys, on=on, reason=reason)


def test_an_announcement_takes_its_decision_and_says_so() -> None:
    case = _until("announcement")
    assert case.next_step is not None
    day = case.earliest or ON
    announced = advance(case, Taken(case.next_step.id, day, decisions=_decision()))
    assert announced.status is CaseStatus.ANNOUNCED
    assert "Identification of a poor household, 2014-05-01" in announced.explain().splitlines()[-1]
    assert loads(dumps(announced), Case) == announced
    assert advance(case, Taken(case.next_step.id, day)).status is CaseStatus.ANNOUNCED
    again = Taken(case.next_step.id, day, decisions=[_decision(), _decision(on=date(2014, 5, 2))])
    assert advance(case, again).status is CaseStatus.ANNOUNCED


LATER = date(2017, 11, 1)


@pytest.mark.parametrize(
    ("decision", "told"),
    [
        (_decision("h2"), "of another subject than h1"),
        (_decision(income=5_000), "is not met; expected poor-household, met"),
        (identify(Household("h1"), on=ON), "is unknown; expected poor-household, met"),
        (_decision(on=date(2014, 12, 1)), "after it"),
        (assess_household(Household("h1"), on=date(2014, 5, 1)), "expected poor-household, met"),
    ],
)
def test_a_decision_that_is_not_the_one_announced_is_refused(decision: Decision, told: str) -> None:
    case = _until("announcement")
    assert case.next_step is not None
    with pytest.raises(ProcedureError, match=told):
        advance(case, Taken(case.next_step.id, case.earliest or ON, decisions=decision))


def test_an_act_announces_nothing() -> None:
    case = open_case(HOUSEHOLD, "h1", on=ON)
    with pytest.raises(ProcedureError, match="an act announces no decision"):
        advance(case, Taken("application", ON, decisions=_decision()))


def test_a_procedure_may_ask_for_the_decision() -> None:
    steps = tuple(evolve(step, needs_decision=step.kind == "announcement") for step in HOUSEHOLD.steps)
    case = _until("announcement", evolve(HOUSEHOLD, steps=steps))
    assert case.next_step is not None
    day = case.earliest or ON
    with pytest.raises(ProcedureError, match="the decision that it announces is needed"):
        advance(case, Taken(case.next_step.id, day))
    assert advance(case, Taken(case.next_step.id, day, decisions=_decision())).status is CaseStatus.ANNOUNCED


def test_the_decision_made_under_the_old_key_is_announced_under_the_new_one() -> None:
    case = _until("announcement")
    assert case.next_step is not None
    day = case.earliest or ON
    (passed,) = pass_on(case, "h2", on=day, reason="split")
    assert isinstance(passed.events[-1], PassedOn)
    announced = Taken(case.next_step.id, day, decisions=_decision())
    assert advance(passed, announced).status is CaseStatus.ANNOUNCED
    (early,) = pass_on(open_case(HOUSEHOLD, "h1", on=date(2014, 4, 2)), "h2", on=date(2014, 4, 2), reason="split")
    while early.next_step is not None and early.next_step.kind != "announcement":
        early = advance(early, Taken(early.next_step.id, early.earliest or ON))
    assert early.next_step is not None
    with pytest.raises(ProcedureError, match="of another subject"):
        advance(early, Taken(early.next_step.id, date(2014, 12, 1), decisions=_decision()))


def test_a_folder_says_that_a_step_needs_its_decision(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "ours"
    folder.mkdir()
    (folder / "rulebook.toml").write_text(
        '[rulebook]\non = "cn"\ntitle = { en = "Ours", zh = "本县" }\nversion = "1"\n', "utf-8"
    )
    table = """
[procedures.ours]
name = { en = "Ours", zh = "本县" }
source = "%s"
grade = "C"
restart = "call"
steps = [
  { id = "call", name = { en = "Call", zh = "通知" } },
  { id = "told", name = { en = "Told", zh = "公告" }, kind = "announcement", needs_decision = true },
]
"""
    source = next(iter(rulebooks.load("cn").citations))
    (folder / "procedures.toml").write_text(table % source, "utf-8")
    steps = procedures_of(rulebooks.load(folder))["ours"].steps
    assert [step.needs_decision for step in steps] == [False, True]
