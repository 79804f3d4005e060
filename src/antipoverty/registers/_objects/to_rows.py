"""The tables of a register from its households as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import Enum
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from antipoverty._shared.arguments import typed
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import INCOME_PARTS, NET_INCOME, SIZE
from antipoverty.money import fen
from antipoverty.records import (
    Household,
    Income,
    Person,
)
from antipoverty.registers._objects.attributes import (
    AMOUNTS,
    BATCH,
    CODES,
    DIRECT,
    INCOME,
    PART_CODES,
    PART_DAYS,
    PARTS,
    PERSON_CODES,
    PERSON_PATHS,
    STATED,
    TRANSFERS,
    as_shown,
)
from antipoverty.registers._reading.admission import admitted
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, INCOME_YEAR, MEMBERS
from antipoverty.rules import Fact, Kind

if TYPE_CHECKING:
    import polars as pl

_BY_NAME = {**STATED, **{fact.name: fact for fact in INCOME_PARTS}}


def _fen(amount: Decimal | int | None) -> int | None:
    return None if amount is None else fen(amount)


def _code(value: Enum | None) -> str | None:
    return None if value is None else value.value


def _as_it_is(value: Any) -> Any:
    return value


def _in_part(name: str, attribute: str) -> _Place:
    fact = PARTS[name].get(attribute)
    if attribute in PART_CODES[name]:
        store: Callable[[Any], Any] = _code
    else:
        store = _fen if fact is not None and fact.kind.scale == 100 else _as_it_is
    return attribute, attribute if fact is None else fact.column, store


#: Where an attribute goes: its name, its column, and what is stored of it. Of many households, it is asked once.
_Place = tuple[str, str, Callable[[Any], Any]]
_PLACES: tuple[_Place, ...] = (
    *((name, fact.column, _as_it_is) for name, fact in DIRECT.items()),
    *((name, name, _code) for name in CODES),
    *((name, fact.column, _fen) for name, fact in AMOUNTS.items()),
)
_PLACES_OF_PARTS: dict[str, tuple[_Place, ...]] = {
    name: tuple(_in_part(name, each) for each in (*attributes, *PART_DAYS.get(name, ())))
    for name, attributes in PARTS.items()
}
_PLACES_OF_INCOME: tuple[_Place, ...] = (
    ("stated", NET_INCOME.column, _fen),
    *((fact.name, fact.column, _fen) for fact in INCOME),
)
_TRANSFERS = {kind: fact.column for kind, fact in TRANSFERS.items()}


def frames(records: Iterable[Household]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables of a register from its households as objects: those of `HOUSEHOLDS` and of `MEMBERS`.

    They have every column of the schemas but ``derived_on``, ``derived_by`` and ``person``, in the kinds that
    `antipoverty.registers.read` gives. Tables that went through `records` come back as they were, members in the order
    of their households. Objects come back as they were but for the form of an income: there is one transfer of a kind,
    in the order of the kinds; what is stated of it by name is in it where it has a place; one of which nothing is known
    is none.

    Args:
        records: the households; any iterable, of which some thousand are held at a time.

    Raises:
        InvalidValue: for what is no household, a key that stands twice, a fact that is stated twice, or what the tables
            have no column for: a person's name, causes that a form declares in words of its own. Take that out first
            (``attrs.evolve(household, declared_causes=())``).

    >>> from antipoverty.records import Household, Income, Person
    >>> family = Household("h1", members=(Person("p1"), Person("p2", labour="weak")), income=Income(wage="6000"))
    >>> households, members = frames([family])
    >>> households.select("id", "size", "wage_fen").row(0), members.select("household", "labour").rows()
    (('h1', None, 600000), [('h1', None), ('h1', 'weak')])
    >>> from antipoverty import registers
    >>> list(registers.records(households, members)) == [family]
    True
    """
    import polars as pl

    typed(records, (Iterable,), "records")
    own, listed = _schema_of(HOUSEHOLDS), _schema_of(MEMBERS)
    for mark in (DERIVED_ON.column, DERIVED_BY.column):
        del own[mark]
    tables, people = [pl.DataFrame(schema=own)], [pl.DataFrame(schema=listed)]
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        rows = [_row(household) for household in batch]
        tables.append(pl.DataFrame({name: [row.get(name) for row in rows] for name in own}, own))
        of_persons = [(household.id, person) for household in batch for person in household.members or ()]
        people.append(pl.DataFrame(_columns_of_persons(of_persons, listed), listed))
    return admitted(pl.concat(tables)).drop(DERIVED_ON.column, DERIVED_BY.column), pl.concat(people)


def _schema_of(schema: Schema) -> dict[str, Any]:
    return {each.column: stored(each) for each in schema if each.form not in (Form.IDENTITY, Form.DIGEST)}


def _columns_of_persons(of_persons: Sequence[tuple[str, Person]], names: Iterable[str]) -> dict[str, list[Any]]:
    for key, person in of_persons:
        _no_place(key, "name", person.name, None)
    columns: dict[str, list[Any]] = {}
    for name in names:
        if name == "household":
            columns[name] = [key for key, _ in of_persons]
            continue
        read = attrgetter(PERSON_PATHS.get(name, name))
        values: list[Any] = [read(person) for _, person in of_persons]
        if MEMBERS[name].form in (Form.MONEY, Form.MEASURE):
            values = [_fen(each) for each in values]
        columns[name] = [None if each is None else each.value for each in values] if name in PERSON_CODES else values
    return columns


def _no_place(key: str, name: str, value: object, nothing: object) -> None:
    if value != nothing:
        raise InvalidValue(
            f"records[{as_shown(key)}].{name}", value, "no value: no table has a column for it", personal=True
        )


def _row(household: Household) -> dict[str, Any]:
    """What a household states, by the columns that hold it."""
    typed(household, Household, "records")
    key = household.id
    _no_place(key, "declared_causes", household.declared_causes, ())
    row: dict[str, Any] = {"id": key, "village": household.village, "group": household.group}
    if household.members is None:
        row[SIZE.column] = household.size
    row |= {column: store(getattr(household, name)) for name, column, store in _PLACES}
    for part, places in _PLACES_OF_PARTS.items():
        held = getattr(household, part)
        row |= {column: store(getattr(held, name)) for name, column, store in places}
    if household.income is not None:
        row |= _income_row(household.income)
    for name, value in household.stated:
        fact = SIZE if name == SIZE.name and household.members is not None else _BY_NAME.get(name)
        if fact is None:
            expected = "facts for which a household has no attribute of its own"
            raise InvalidValue(f"records[{as_shown(key)}].stated", name, expected)
        if row.get(fact.column) is not None:
            expected = "nothing that the household states elsewhere"
            raise InvalidValue(f"records[{as_shown(key)}].stated", name, expected)
        if not _of_kind(fact, value):
            where = f"records[{as_shown(key)}].stated[{name}]"
            raise InvalidValue(where, value, f"a {fact.kind.value}", personal=True)
        row[fact.column] = _fen(value) if fact.kind is Kind.MONEY else value
    return row


def _of_kind(fact: Fact, value: object) -> bool:
    if fact.kind is Kind.FLAG or isinstance(value, bool):
        return fact.kind is Kind.FLAG and isinstance(value, bool)
    return isinstance(value, int | Decimal) if fact.kind is Kind.MONEY else isinstance(value, int)


def _income_row(income: Income) -> dict[str, Any]:
    row: dict[str, Any] = {INCOME_YEAR.column: income.year}
    row |= {column: store(getattr(income, name)) for name, column, store in _PLACES_OF_INCOME}
    if income.transfers is not None:
        row |= dict.fromkeys(_TRANSFERS.values(), 0)
        for transfer in income.transfers:
            row[_TRANSFERS[transfer.kind]] += fen(transfer.amount)
    return row
