"""Documents of the library in a database, as `examples/database` stores them with SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given

from effort import times

pytest.importorskip("sqlalchemy")

from sqlalchemy import Column, Integer, MetaData, Table, create_engine, event, func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from antipoverty.errors import InvalidDocument
from antipoverty.funds import Ledger
from antipoverty.history import Timeline
from antipoverty.identification import identify
from antipoverty.records import Household, Income
from antipoverty.rules import Decision, Outcome
from antipoverty.strategies import households, ledgers, timelines
from database.documents import Base, Document, Family, Judgement, judged

ON = date(2014, 5, 1)
TABLE = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    *(Column(kind.__name__, Document(kind)) for kind in (Household, Decision, Ledger, Timeline)),
)


def kept(**things: Any) -> Any:
    """A row of the table of things, written and read by two connections to the database."""
    engine = create_engine("sqlite://")
    TABLE.create(engine)
    with engine.begin() as connection:
        connection.execute(TABLE.insert(), things)
    with engine.connect() as connection:
        return connection.execute(select(TABLE)).one()


@times(1 / 2)
@given(households(), ledgers(), timelines())
def test_what_is_stored_is_read_back_as_it_was(household: Household, ledger: Ledger, timeline: Timeline) -> None:
    decision = identify(attrs.evolve(household, income=Income()), on=ON)
    row = kept(Household=household, Decision=decision, Ledger=ledger, Timeline=timeline)
    assert row[1:] == (household, decision, ledger, timeline)


def test_nothing_is_null() -> None:
    assert kept(Household=None)[1:] == (None, None, None, None)


def test_another_class_is_refused_before_it_is_stored() -> None:
    with pytest.raises(StatementError, match="a column of Household takes no Income"):
        kept(Household=Income(stated="1"))


@pytest.fixture
def session() -> Iterator[Session]:
    """Five families of one to five members with one income, and one of which nothing is known."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as filled:
        for size in range(1, 6):
            household = Household(f"h{size}", size=size, income=Income(stated="10943.99"))
            filled.add(Family(key=household.id, household=household))
        filled.add(Family(key="h6", household=Household("h6")))
        filled.flush()
        filled.add_all(judged(family, on=ON) for family in filled.scalars(select(Family)))
        filled.commit()
    with Session(engine) as again:
        yield again


def keys(session: Session, *conditions: Any) -> list[str]:
    return list(session.scalars(select(Family.key).join(Family.judgements).where(*conditions).order_by(Family.key)))


def test_the_database_asks_for_outcomes_and_into_documents(session: Session) -> None:
    value = Family.household["value"]
    assert keys(session, Judgement.outcome == Outcome.MET) == ["h4", "h5"]
    assert keys(session, Judgement.outcome == Outcome.UNKNOWN) == ["h6"]
    assert keys(session, value["size"].as_integer() >= 4) == ["h4", "h5"]
    assert keys(session, value["income"]["stated"].as_string() == "10943.99") == ["h1", "h2", "h3", "h4", "h5"]
    assert keys(session, value["size"].as_integer().is_(None)) == ["h6"]
    counted = select(Judgement.outcome, func.count()).group_by(Judgement.outcome).order_by(Judgement.outcome)
    assert [tuple(row) for row in session.execute(counted)] == [
        *((Outcome.MET, 2), (Outcome.NOT_MET, 3), (Outcome.UNKNOWN, 1))
    ]


def test_a_judgement_explains_itself_when_it_is_read_again(session: Session) -> None:
    judgement = session.scalars(select(Judgement).where(Judgement.key == "h4")).one()
    assert judgement.decision == identify(judgement.family.household, on=ON)
    assert "10,943.99" in judgement.decision.explain("en")


def test_only_what_was_replaced_by_another_object_is_written(session: Session) -> None:
    written: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *called: written.append(called[2]))
    family = session.get_one(Family, "h4")
    family.household = attrs.evolve(family.household)
    session.commit()
    assert not any(statement.startswith("UPDATE") for statement in written)
    family.household = attrs.evolve(family.household, village="v1")
    session.commit()
    assert sum(statement.startswith("UPDATE") for statement in written) == 1
    assert session.get_one(Family, "h4").household.village == "v1"


def test_a_decision_that_was_changed_in_the_database_is_refused(session: Session) -> None:
    change = """UPDATE judgements SET decision = json_set(decision, '$.value.outcome', 'not met') WHERE "key" = 'h4'"""
    session.execute(text(change))
    with pytest.raises(InvalidDocument, match="expected met, which the rule gives for the facts"):
        session.scalars(select(Judgement).where(Judgement.key == "h4")).one()
