"""Households and decisions in a database: one SQLAlchemy type stores any object of the library as its JSON document.

The column is JSON, so that the database can ask into it; what comes out is the object, equal to the one that went in.
A document names its format and its class: what cannot be is refused when it is read, and a stored decision is decided
again. What is asked often (the key, the day, the outcome) is better a column of its own.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import JSON, Dialect, Enum, ForeignKey, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from antipoverty import Household, identify
from antipoverty.rules import Decision, Outcome
from antipoverty.serialization import dumps, loads

_T = TypeVar("_T")


class Document(TypeDecorator[_T]):
    """A column of objects of one class of the library; NULL where there is none."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, kind: type[_T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: _T | None, dialect: Dialect) -> Any:
        """The document of an object, as the database stores it."""
        if not isinstance(value, self.kind | None):
            raise TypeError(f"a column of {self.kind.__name__} takes no {type(value).__name__}")
        return None if value is None else json.loads(dumps(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> _T | None:
        """The object of a document."""
        return None if value is None else loads(json.dumps(value), self.kind)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """A path into a document is compared as any JSON is."""
        return self.impl_instance.coerce_compared_value(op, value)


class Base(DeclarativeBase):
    """The tables."""


class Family(Base):
    """A household as it is on file."""

    __tablename__ = "families"
    key: Mapped[str] = mapped_column(primary_key=True)
    household: Mapped[Household] = mapped_column(Document(Household))
    judgements: Mapped[list[Judgement]] = relationship(back_populates="family", order_by="Judgement.on")


class Judgement(Base):
    """What was decided about it on a day, with its rule, values, sources and facts."""

    __tablename__ = "judgements"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey(Family.key))
    on: Mapped[date]
    outcome: Mapped[Outcome] = mapped_column(Enum(Outcome, values_callable=lambda kind: [each.value for each in kind]))
    decision: Mapped[Decision] = mapped_column(Document(Decision))
    family: Mapped[Family] = relationship(back_populates="judgements")


def judged(family: Family, *, on: date) -> Judgement:
    """Whether a family is to be identified as poor, to be added to the session."""
    decision = identify(family.household, on=on)
    return Judgement(family=family, on=on, outcome=decision.outcome, decision=decision)
