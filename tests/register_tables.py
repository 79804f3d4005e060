"""Household records as the tables of a register, written here from the objects alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pyarrow as pa

from antipoverty import rulebooks
from antipoverty._engine.conditions import FactValue
from antipoverty._engine.record import single_fact_reader
from antipoverty._engine.subjects import Hundredths
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD, PERSON
from antipoverty.facts.household import INCOME_PARTS
from antipoverty.money import fen
from antipoverty.records import Household, Income, Person, TransferKind
from antipoverty.registers import HOUSEHOLDS, MEMBERS
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.rulebooks import InForce
from antipoverty.rules import Fact, Outcome, Rule, bind, decide

PARTS = ("wage", "business", "property", "outlay", "unsold_stock")
_ARROW = {Form.FLAG: pa.bool_(), Form.DAY: pa.date32(), Form.COUNT: pa.int64(), Form.MONEY: pa.int64(),
          Form.MEASURE: pa.int64()}  # fmt: skip

_PARTS = {fact.name: single_fact_reader(fact, HOUSEHOLD) for fact in INCOME_PARTS}


def kind_of(field: Field) -> pa.DataType:
    """The type of Arrow in which a column is held."""
    return _ARROW.get(field.form, pa.string())


def read_fact(fact: Fact, household: Household, on: date, book: InForce) -> FactValue:
    """A fact of a household, as rules read it."""
    return single_fact_reader(fact, HOUSEHOLD, {name: book.get(name) for name in fact.reads})(household, on)


def income_parts(household: Household) -> dict[str, FactValue]:
    """The parts of its income that are known, as rules read them."""
    parts = {name: read(household, date.max) for name, read in _PARTS.items()}
    return {name: value for name, value in parts.items() if value is not None}


def household_row(household: Household) -> dict[str, Any]:
    """What a household states, and nothing that follows from its members or the parts of its income."""
    income = household.income
    row: dict[str, Any] = dict.fromkeys(each.column for each in HOUSEHOLDS)
    for fact, source in HOUSEHOLD.facts.items():
        if fact.definition is not None or fact in INCOME_PARTS:
            continue
        path = source.path if isinstance(source, Hundredths) else source
        assert isinstance(path, str)
        value: Any = household
        for name in path.split("."):
            value = getattr(value, name)
        row[fact.column] = fen(value) if isinstance(value, Decimal) else value
    row |= {"id": household.id, "village": household.village}
    row["size"] = None if household.members else household.size
    return row | income_row(income)


def income_row(income: Income | None) -> dict[str, Any]:
    """What is stated of an income, by its columns."""
    row: dict[str, Any] = {
        "net_income_fen": None if income is None or income.stated is None else fen(income.stated),
        "income_year": None if income is None else income.year,
    }
    for name in PARTS:
        value = None if income is None else getattr(income, name)
        row[f"{name}_fen"] = None if value is None else fen(value)
    for kind in TransferKind:
        row[f"transfer_{kind.value}_fen"] = (
            None
            if income is None or income.transfers is None
            else sum(fen(transfer.amount) for transfer in income.transfers if transfer.kind is kind)
        )
    return row


def member_row(household: Household, person: Person) -> dict[str, Any]:
    """What is stated of a member."""
    row: dict[str, Any] = {each.column: None for each in MEMBERS}
    row |= {"id": person.id, "household": household.id, "birth_date": person.birth_date}
    for fact, source in PERSON.facts.items():
        path = source.path if isinstance(source, Hundredths) else source
        if isinstance(path, str) and fact.column in row:
            value: Any = person
            for name in path.split("."):
                value = None if value is None else getattr(value, name)
            row[fact.column] = fen(value) if isinstance(value, Decimal) else getattr(value, "value", value)
    return row


def tables(register: list[Household]) -> tuple[pa.Table, pa.Table]:
    """The households, and their members."""
    rows = [household_row(household) for household in register]
    own = pa.table({each.column: pa.array([row[each.column] for row in rows], kind_of(each)) for each in HOUSEHOLDS})
    listed = [member_row(household, person) for household in register for person in household.members or ()]
    people = pa.table({each.column: pa.array([row[each.column] for row in listed], kind_of(each)) for each in MEMBERS})
    return own, people


def outcome(rule: Rule, household: Household, on: date, book: rulebooks.Rulebook) -> Outcome:
    """The record's outcome. What it refuses, an income of another year or a birth to come, is unknown."""
    members = household.members and tuple(
        attrs.evolve(each, birth_date=None) if each.birth_date is not None and each.birth_date > on else each
        for each in household.members
    )
    bound = bind(rule, book.at(on))
    possible = attrs.evolve(household, members=members)
    try:
        return decide(bound, HOUSEHOLD, possible, on=on).outcome
    except InvalidValue as error:
        if error.field != "Income.year":
            raise
        return decide(bound, HOUSEHOLD, attrs.evolve(possible, income=None), on=on).outcome
