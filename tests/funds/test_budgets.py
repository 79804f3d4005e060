"""Where budget lines bind, no sequence of entries takes a project above one, alone or in a frame."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds import (
    Allotment,
    Appropriation,
    BudgetLine,
    Encumbrance,
    Entry,
    Expenditure,
    Fund,
    Ledger,
    Project,
    Reversal,
    Withdrawal,
    over_budget,
    post,
    post_all,
    post_each,
)
from antipoverty.funds.exchange import frame_of, post_frame
from antipoverty.funds.refusals import BudgetExceeded
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import fund_books
from antipoverty.text import Text
from effort import times

NAME, DAY = Text("a", "甲"), date(2018, 5, 1)
FUND, OTHER = Fund("f1", NAME, "county", 2018), Fund("f2", NAME, "donation", 2018)
ROAD = Project("p1", NAME, "road", in_store=True, budget=[BudgetLine("f1", 100)])
FREE = Project("p2", NAME, "road", in_store=True)


def bound(*entries: Entry) -> Ledger:
    came = [Appropriation(f"a{fund.id}", DAY, fund.id, "county", 1_000) for fund in (FUND, OTHER)]
    return post_all(Ledger([FUND, OTHER], [ROAD, FREE], within_budget=True), [*came, *entries])


def allotted(key: str, amount: object, *, fund: str = "f1", project: str = "p1") -> Allotment:
    return Allotment(key, DAY, fund, "county", amount, project=project)  # type: ignore[arg-type]


def test_a_line_is_used_to_the_fen_and_not_a_fen_more() -> None:
    full = bound(allotted("e1", 60), allotted("e2", 40))
    with pytest.raises(BudgetExceeded) as refused:
        post(full, allotted("e3", "0.01"))
    assert (str(refused.value.line), str(refused.value.total)) == ("100.00", "100.01")
    assert "预算100.00元" in refused.value.explain("zh")


def test_what_was_promised_or_paid_still_counts() -> None:
    paid = bound(
        allotted("e1", 100),
        Encumbrance("e2", DAY, "f1", "county", 100, project="p1"),
        Expenditure("e3", DAY, "f1", "county", 70, project="p1"),
    )
    with pytest.raises(BudgetExceeded):
        post(paid, allotted("e4", 1))


def test_a_fund_without_a_line_has_none_to_give_and_a_project_without_lines_is_free() -> None:
    with pytest.raises(BudgetExceeded, match=r"budget line is 0\.00"):
        bound(allotted("e1", 1, fund="f2"))
    assert len(bound(allotted("e1", 1_000, project="p2"))) == 3


def test_what_is_taken_back_may_be_given_again_and_its_reversal_is_held_too() -> None:
    back = Withdrawal("e2", DAY, "f1", "county", 100, project="p1")
    again = bound(allotted("e1", 100), back, allotted("e3", 50))
    with pytest.raises(BudgetExceeded):
        post(again, Reversal("e4", DAY, "e2"))


def test_by_default_lines_do_not_bind_and_what_exceeds_them_is_reported() -> None:
    loose = Ledger([FUND], [ROAD])
    loose = post_all(loose, [Appropriation("a", DAY, "f1", "county", 500), allotted("e1", 101)])
    assert len(over_budget(loose).lines) == 1
    assert loose != Ledger([FUND], [ROAD], within_budget=True)


def test_a_line_is_not_lowered_below_what_was_used() -> None:
    used = bound(allotted("e1", 60))
    assert used.with_records(evolve(ROAD, budget=[BudgetLine("f1", 60)])).within_budget
    with pytest.raises(InvalidValue, match=r"a budget line for fund f1 of at least 60\.00"):
        used.with_records(evolve(ROAD, budget=[BudgetLine("f1", "59.99")]))
    wider = used.with_records(evolve(ROAD, budget=[BudgetLine("f1", 200)]))
    assert len(post(wider, allotted("e2", 140))) == 4


def test_that_lines_bind_is_stored_and_sealed() -> None:
    used = bound(allotted("e1", 60))
    for again in (loads(dumps(used), Ledger), pickle.loads(pickle.dumps(used))):
        assert again == used
        assert again.within_budget
        with pytest.raises(BudgetExceeded):
            post(again, allotted("e2", 41))
    with pytest.raises(InvalidValue, match="digest"):
        loads(dumps(used).replace('"within_budget": true', '"within_budget": false'), Ledger)


def _bound_book(book: Any, limit: int) -> tuple[list[Fund], list[Project], list[Entry]]:
    funds, projects, entries = book
    lines = [BudgetLine(fund.id, limit) for fund in funds[:1]]
    return funds, [evolve(project, budget=lines, works=()) for project in projects], entries


@times(2)
@given(fund_books(), st.sampled_from([0, 1, 50, 5_000]))
def test_a_frame_refuses_exactly_what_single_postings_refuse(book: Any, limit: int) -> None:
    funds, projects, entries = _bound_book(book, limit)
    single = post_each(Ledger(funds, projects, within_budget=True), entries)
    posted = post_frame(frame_of(entries), funds=funds, projects=projects, within_budget=True)
    assert posted.totals == single.ledger.totals
    assert posted.refused["id"].to_list() == [refused.entry.id for refused in single.refused]
    assert posted.refused["why"].to_list() == [str(refused.refusal) for refused in single.refused]


class BoundBooks(RuleBasedStateMachine):
    """Any sequence of entries on a ledger whose lines bind, on its past too, and with lines that change."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = bound()
        self.past = [self.ledger]
        self.number = 0

    @rule(
        kind=st.sampled_from([Allotment, Allotment, Encumbrance, Expenditure, Withdrawal]),
        fund=st.sampled_from(["f1", "f1", "f2"]),
        project=st.sampled_from(["p1", "p1", "p2"]),
        amount=st.sampled_from([1, 40, 60, 100, 101]),
    )
    def move(self, kind: Any, fund: str, project: str, amount: int) -> None:
        self.number += 1
        self.enter(kind(f"n{self.number}", DAY, fund, "county", amount, project=project))

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        self.number += 1
        entries = [entry.id for entry in self.ledger.entries]
        self.enter(Reversal(f"n{self.number}", DAY, data.draw(st.sampled_from(entries))))

    def enter(self, entry: Entry) -> None:
        loose = post_all(Ledger([FUND, OTHER], self.ledger.projects.values()), self.ledger.entries)
        try:
            after = post(self.ledger, entry)
        except BudgetExceeded:
            assert over_budget(post(loose, entry)).lines, "refused, although no line is exceeded"
        except FundError as error:
            with pytest.raises(type(error)):
                post(loose, entry)
        else:
            self.past.append(self.ledger)
            self.ledger = after

    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        self.ledger = data.draw(st.sampled_from(self.past))

    @rule(limit=st.sampled_from([0, 50, 100, 300]))
    def change_the_line(self, limit: int) -> None:
        changed = evolve(ROAD, budget=[BudgetLine("f1", limit)])
        held = sum(self.ledger.balance(stage, project="p1", fund="f1") for stage in ("allotted", "encumbered", "spent"))
        try:
            self.ledger = self.ledger.with_records(changed)
        except InvalidValue:
            assert held > limit
        else:
            assert held <= limit

    @invariant()
    def no_line_is_exceeded(self) -> None:
        assert not over_budget(self.ledger).lines


TestBoundBooks = BoundBooks.TestCase
TestBoundBooks.settings = times(1, stateful_step_count=20)
