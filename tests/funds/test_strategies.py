"""What embedders draw for their tests: every public object of the funds, as it may stand, and stored as it was."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from antipoverty import funds
from antipoverty.errors import InvalidValue
from antipoverty.funds import KINDS, Entry, Ledger, Reversal, Statement, post_each
from antipoverty.funds._ledger.entries import STAGES
from antipoverty.funds._ledger.ledger import Posted
from antipoverty.serialization import dumps, loads
from antipoverty.strategies import _funds as strategies

#: It is enough that there is one; it need not be the smallest.
ANY = settings(phases=[Phase.generate], max_examples=400, database=None, derandomize=True)
#: For each class, what draws it. Entries come from one strategy, and are told apart below.
DRAWN: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    funds.Beneficiary: strategies.beneficiaries,
    funds.BudgetLine: strategies.budget_lines,
    funds.StatementColumn: strategies.columns,
    funds.Contract: strategies.contracts,
    funds.Fund: strategies.funds,
    funds.FundCheck: strategies.fund_checks,
    funds.FundFigures: strategies.fund_figures,
    funds.FundReview: strategies.fund_reviews,
    funds.Hiring: strategies.hirings,
    funds.Ledger: strategies.ledgers,
    funds.Notice: strategies.fund_notices,
    funds.Outlay: strategies.outlays,
    funds.Oversight: strategies.oversights,
    funds.Project: strategies.projects,
    funds.Statement: strategies.statements,
    funds.ProjectWork: strategies.works,
}


def test_every_public_object_of_the_funds_is_drawn() -> None:
    public = {value for name in funds.__all__ if isinstance(value := getattr(funds, name), type)}
    objects = {each for each in public if not issubclass(each, Enum | Exception)}
    assert objects == DRAWN.keys() | set(KINDS.values())


@pytest.mark.parametrize("wanted", DRAWN, ids=lambda wanted: wanted.__name__)
def test_what_is_drawn_is_of_its_class_and_is_read_back_as_it_was(wanted: type[Any]) -> None:
    @given(DRAWN[wanted]())
    def check(drawn: Any) -> None:
        assert type(drawn) is wanted
        assert loads(dumps(drawn), wanted) == drawn

    check()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_entries_of_every_kind_are_drawn(kind: type[Any]) -> None:
    found = find(strategies.single_fund_entries(), lambda entry: type(entry) is kind, settings=ANY)
    assert loads(dumps(found), kind) == found


@given(strategies.single_fund_entries())
def test_a_single_entry_is_whole(entry: Entry) -> None:
    if isinstance(entry, Reversal):
        assert entry.entry != entry.id
        return
    assert sum(posting.amount for posting in entry.postings) == 0
    assert {posting.account for posting in entry.postings} & STAGES


@given(strategies.fund_books())
def test_a_book_posts_to_what_is_accepted_and_what_is_refused(book: tuple[Any, Any, list[Entry]]) -> None:
    found = post_each(Ledger(*book[:2]), book[2])
    assert len(found.ledger) + len(found.refused) == len(book[2])


def _posted_books() -> st.SearchStrategy[Posted]:
    return strategies.fund_books().map(lambda book: post_each(Ledger(*book[:2]), book[2]))


@pytest.mark.parametrize(
    ("strategy", "holds"),
    [
        (_posted_books, lambda posted: posted.refused),
        (_posted_books, lambda posted: len(posted.ledger) > 2),
        (strategies.ledgers, lambda ledger: len(ledger) == 0),
        (strategies.statements, lambda statement: statement.id == "execution" and statement.lines),
        (strategies.fund_notices, lambda notice: notice.removed == notice.posted),
        (strategies.oversights, lambda oversight: oversight.decision is False),
        (strategies.outlays, lambda outlay: outlay.fund.categories and outlay.project.in_store is False),
    ],
)  # fmt: skip
def test_what_embedders_have_to_face_is_drawn(
    strategy: Callable[[], st.SearchStrategy[Any]], holds: Callable[[Any], Any]
) -> None:
    assert find(strategy(), lambda drawn: bool(holds(drawn)), settings=ANY) is not None


@given(strategies.statements())
def test_a_statement_prints_in_both_languages(statement: Statement) -> None:
    for language in ("en", "zh"):
        text = statement.render(language)  # type: ignore[arg-type]  # of the two words
        assert text.startswith(statement.title[language])  # type: ignore[literal-required]
    with pytest.raises(InvalidValue):
        attrs.evolve(statement, lines=(*statement.lines, ()))
