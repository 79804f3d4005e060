"""The rows of a register as `Household` objects, a batch at a time.

What a row states is what the object states: a household's own columns in its attributes, what its columns state of
facts that follow from others in `Household.stated`, its members in their order. A row that no object can hold is
refused by its key and the field. So what is decided of the object is what `antipoverty.registers.evaluate` says of the
row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from antipoverty._shared.exact import multiply
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.facts.household import NET_INCOME, SIZE
from antipoverty.records import (
    Household,
    Income,
    Person,
    Transfer,
)
from antipoverty.registers._frames.engines import in_memory, names_of, opened
from antipoverty.registers._frames.kinds import check_kinds
from antipoverty.registers._objects.attributes import (
    AMOUNTS,
    BATCH,
    CODES,
    DIRECT,
    INCOME,
    PART_CODES,
    PART_DAYS,
    PART_KINDS,
    PARTS,
    PERSON_CODES,
    PERSON_PART_KINDS,
    PERSON_PARTS,
    PERSON_PATHS,
    STATED,
    TRANSFERS,
    as_shown,
)
from antipoverty.registers._reading.admission import impossible
from antipoverty.registers._reading.headings import look_alike
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._reading.reading import Progress
from antipoverty.registers._schema.declarations import Field, Form, Schema
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, INCOME_YEAR, MEMBERS
from antipoverty.rules import Fact, Kind
from antipoverty.text import Code

if TYPE_CHECKING:
    import polars as pl

_T = TypeVar("_T")
_CENT = Decimal("0.01")
_MOST_MEMBERS = HOUSEHOLDS[SIZE.name].most


def records(
    households: Any,
    members: Any = None,
    *,
    refused: Callable[[InvalidValue], None] | None = None,
    progress: Progress = None,
) -> Iterator[Household]:
    """The households of a register as objects, one at a time, in the order of their rows.

    The tables are taken into memory as columns; objects are made of some thousand rows at a time, so that a register of
    millions need not be objects at once. A column that is missing is unknown in every row, one that the schema does not
    have is passed over, and so is ``person``. A household of whom no row of the members tells has ``members=None``.

    What is decided of an object is what `antipoverty.registers.evaluate` gives for its row; but where the income is of
    a year that does not count, or a member is born after the date, the outcome of the row is unknown, and the object is
    refused when it is decided.

    Args:
        households: a frame of any engine with ``id``, and any columns of `HOUSEHOLDS`.
        members: a frame with ``id`` and ``household``, and any columns of `MEMBERS`; none if there is no such table.
        refused: called for each household that no object can hold, instead of raising: for its first value that cannot
            be, for a key that is missing, stands twice or is of members alone. With it, as many households are given or
            refused as there are rows of households and further keys in the table of members.
        progress: called after each batch with how many rows of households are done, and of how many.

    Raises:
        InvalidValue: for a frame without its keys, with a column of the wrong kind, one that looks like a missing one,
            or facts that were derived for a date and a rulebook; and, without `refused`, for the first household that
            is. It names the row's key, masked, and the column, and no value that is personal.

    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1", "h2"], "net_income_fen": [1_094_399, None], "dibao": [True, None]})
    >>> members = pl.DataFrame({"id": ["p1", "p2"], "household": ["h1", "h1"], "labour": ["weak", None]})
    >>> first, second = records(households, members)
    >>> first.size, first.income.stated, first.members[0].labour, second.members
    (2, Decimal('10943.99'), <Labour.WEAK: 'weak'>, None)

    Causes, measures, plans, cards and whatever else is worked out of a household can so be had for a register:

    >>> from datetime import date
    >>> from antipoverty.cards import card
    >>> from antipoverty.causes import classify
    >>> from antipoverty.assistance import plan
    >>> day, until = date(2014, 5, 1), date(2014, 12, 31)
    >>> for household in records(households, members):
    ...     made = plan(household, classify(household, on=day), on=day, until=until, responsible="c1")
    ...     print(household.id, made.gap, len(card(household, made).explain()) > 0)
    h1 0.00 True
    h2 None True

    Rows that cannot be are named, or gathered:

    >>> next(records(households.with_columns(size=0)))
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: households[h1].size: got an int that is not shown, being personal; expected a \
whole number from 1 to 100
    >>> apart = []
    >>> len(list(records(households.with_columns(size=pl.Series([0, 4])), refused=apart.append))), len(apart)
    (1, 1)
    """
    for name, function in (("refused", refused), ("progress", progress)):
        if function is not None and not callable(function):
            raise InvalidValue(name, type(function).__name__, "a function")
    own, people = _tables(households, members)
    return _records(own, people, refused, progress)


@no_panic
def _tables(households: Any, members: Any) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Both tables, with every column of their schemas."""
    own = _table(households, HOUSEHOLDS, "households")
    marks = [DERIVED_ON.column, DERIVED_BY.column]
    if rows := own.height - own.select(marks).null_count().min_horizontal().sum():
        given = f"{rows:,} rows with facts that were derived for a date and a rulebook"
        expected = "the table as its households state it, before registers.derive, and the members beside it"
        raise InvalidValue("households", given, expected)
    return own.drop(marks), None if members is None else _table(members, MEMBERS, "members")


def _table(frame: Any, schema: Schema, name: str) -> pl.DataFrame:
    import polars as pl

    columns = {each.column: each for each in schema}
    wrapped = opened(frame, columns)
    check_kinds(wrapped, schema)
    there = set(wrapped.collect_schema().names())
    others = [column for column in names_of(frame) if column not in columns]
    for column, each in columns.items():
        near = () if column in there or each.form is Form.KEY else (each.name, column, each.text.en, each.text.zh)
        if near and others and (found := look_alike((*near, *each.headings), others)):
            expected = f"{column}: convert and rename that column, or read the file with registers.read"
            raise InvalidValue(name, f"no column {column}, but {found}", expected)
    table = in_memory(frame, *[each.column for each in schema if each.required], taken=tuple(columns))
    return table.select(
        (pl.col(column) if column in table.columns else pl.lit(None)).cast(stored(each)).alias(column)
        for column, each in columns.items()
        if each.form not in (Form.IDENTITY, Form.DIGEST)
    )


# Rows that no object can hold


class _Refusals:
    """The first thing that is wrong with each row of households."""

    def __init__(self, keys: pl.Series) -> None:
        self.keys = keys
        self.found: dict[int, InvalidValue] = {}

    def add(self, place: int, table: str, column: str, value: object, expected: str, *, personal: bool = True) -> None:
        if place not in self.found:
            where = f"{table}[{as_shown(self.keys[place])}].{column}"
            self.found[place] = InvalidValue(where, value, expected, personal=personal)


def _raise(error: InvalidValue) -> None:
    raise error


def _records(
    own: pl.DataFrame,
    people: pl.DataFrame | None,
    refused: Callable[[InvalidValue], None] | None,
    progress: Progress,
) -> Iterator[Household]:
    refuse = _raise if refused is None else refused
    own, people, strangers, wrong = _checked(own, people)
    own = _placed(own)
    for error in strangers:
        refuse(error)
    done = 0
    total = own.height
    begin = 0
    while done < total or not total:
        batch = own.slice(done, BATCH)
        number = int(batch["listed"].sum())
        listed = None if people is None else people.slice(begin, number)
        for place, household in enumerate(_households(batch, listed), start=done):
            if place in wrong:
                refuse(wrong[place])
            else:
                yield household
        begin += number
        done += batch.height
        if progress is not None:
            progress(done, total)
        if not total:
            break


@no_panic
def _checked(
    own: pl.DataFrame, people: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame | None, list[InvalidValue], dict[int, InvalidValue]]:
    """The tables, rows of members in the order of the households, and what is refused.

    Returns:
        The households, with how many members are ``listed`` and the day of the ``last_birth``; their members; for each
        key that members have and no household does, and for each row of households that no object can hold, the error.
    """
    import polars as pl

    wrong = _Refusals(own["id"])
    twice = own["id"].is_duplicated() & own["id"].is_not_null()
    for place in twice.arg_true():
        wrong.add(place, "households", "id", "a duplicate key", "each household once", personal=False)
    for place, each, value in _impossible(own, HOUSEHOLDS):
        wrong.add(place, "households", each.column, value, each.expected.en, personal=value is not None)
    if people is None:
        return own.with_columns(listed=pl.lit(0), last_birth=pl.lit(None, pl.Date)), None, [], wrong.found
    places = own.select(household="id").with_row_index("place").unique("household", keep="first", maintain_order=True)
    people = people.join(places, on="household", how="left", maintain_order="left")
    strangers = [
        InvalidValue("members.household", f"{as_shown(key)}, who is no household of the table", "members of households")
        for key in people.filter(pl.col("place").is_null())["household"].unique(maintain_order=True)
    ]
    people = people.filter(pl.col("place").is_not_null()).sort("place", maintain_order=True)
    at = people["place"]
    for row, each, value in _impossible(people, MEMBERS):
        wrong.add(int(at[row]), "members", each.column, value, each.expected.en, personal=value is not None)
    for row in people.select(pl.struct("place", "id").is_duplicated()).to_series().arg_true():
        wrong.add(int(at[row]), "members", "id", "a duplicate key", "each member once", personal=False)
    counted = people.group_by("place").agg(listed=pl.len().cast(pl.Int64), last_birth=pl.col("birth_date").max())
    own = own.with_row_index("place").join(counted, on="place", how="left", maintain_order="left").drop("place")
    own = own.with_columns(pl.col("listed").fill_null(0))
    for place in (own["listed"] > _MOST_MEMBERS).arg_true():
        given, expected = int(own["listed"][place]), f"at most {_MOST_MEMBERS} members"
        wrong.add(place, "members", "household", given, expected, personal=False)
    return own, people.drop("place"), strangers, wrong.found


def _impossible(table: pl.DataFrame, schema: Schema) -> Iterator[tuple[int, Field, object]]:
    """Each value that no object can hold, with its row and field, and each that is missing and may not be."""
    for each in schema:
        if each.column not in table.columns:
            continue
        column = table[each.column]
        for place in impossible(each, column).fill_null(False).arg_true():
            yield place, each, column[place]
        if each.required and each.column != "household":
            for place in column.is_null().arg_true():
                yield place, each, None


# From rows to objects


def _built(kind: type[_T], number: int, columns: Mapping[str, Iterable[Any]]) -> list[_T]:
    """Objects of a class from the values of each attribute, which were checked as columns.

    Each attribute is set on all objects in one pass, without asking the class's checks for each value: a tenth of the
    time. Tests hold the objects against those that the class makes.
    """
    new = object.__new__
    made = [new(kind) for _ in range(number)]
    for attribute in attrs.fields(kind):  # type: ignore[arg-type]  # of attrs
        deque(map(getattr(kind, attribute.name).__set__, made, columns[attribute.name]), maxlen=0)
    return made


def _yuans(column: pl.Series) -> list[Decimal | None]:
    if column.null_count() == column.len():
        return [None] * column.len()
    return [None if value is None else multiply(value, _CENT) for value in column.to_list()]


def _members_of(codes: type[Code], column: pl.Series) -> list[Code | None]:
    if column.null_count() == column.len():
        return [None] * column.len()
    by_code: dict[str | None, Code] = {code.value: code for code in codes}
    return [by_code.get(code) for code in column.to_list()]


def _persons(people: pl.DataFrame) -> list[Person]:
    columns: dict[str, Iterable[Any]] = {
        name: _members_of(PERSON_CODES[name], people[name]) if name in PERSON_CODES else people[name].to_list()
        for name in people.columns
        if name != "household" and name not in PERSON_PATHS
    }
    columns |= {name: _parts(kind, people, PERSON_PARTS[name], {}) for name, kind in PERSON_PART_KINDS.items()}
    return _built(Person, people.height, {"name": repeat(None), **columns})


def _parts(
    kind: type[_T],
    rows: pl.DataFrame,
    attributes: Mapping[str, Fact],
    codes: Mapping[str, type[Code]],
    days: Sequence[str] = (),
) -> Iterable[_T]:
    """A part of each object; one for all where nothing is known of any."""
    columns = {**{name: fact.column for name, fact in attributes.items()}, **dict(zip(days, days, strict=True))}
    held = {name for name, column in columns.items() if rows[column].null_count() < rows.height}
    if not held:
        return repeat(kind())
    values: dict[str, Iterable[Any]] = {}
    for name, column in columns.items():
        if name not in held:
            values[name] = repeat(None)
        elif name in codes:
            values[name] = _members_of(codes[name], rows[column])
        elif name in attributes and attributes[name].kind in (Kind.MONEY, Kind.MEASURE):
            values[name] = _yuans(rows[column])
        else:
            values[name] = rows[column].to_list()
    return _built(kind, rows.height, values)


def _placed(own: pl.DataFrame) -> pl.DataFrame:
    """The columns as objects have them: what an attribute cannot hold stands under ``by name`` of the fact instead."""
    import polars as pl

    listed, size, number = pl.col("listed") > 0, pl.col("size"), pl.col("listed")
    kinds = [fact.column for fact in TRANSFERS.values()]
    all_kinds = pl.all_horizontal(*[pl.col(name).is_not_null() for name in kinds])
    in_parts = pl.any_horizontal(all_kinds, *[pl.col(fact.column).is_not_null() for fact in INCOME])
    net = pl.col(NET_INCOME.column)
    by_name = {fact.column: pl.col(fact.column) for fact in STATED.values()}
    by_name |= {name: pl.when(~all_kinds).then(pl.col(name)) for name in kinds}
    by_name |= {NET_INCOME.column: pl.when(in_parts).then(net), SIZE.column: pl.when(listed).then(size)}
    return (
        own.lazy()
        .with_columns(
            pl.when(~listed).then(size).alias("stated size"),
            pl.when(~listed).then(size).when(size.is_null() | (size == number)).then(number).alias("size"),
            pl.when(~in_parts).then(net).alias("stated net"),
            all_kinds.alias("all kinds"),
            (in_parts | net.is_not_null() | pl.col(INCOME_YEAR.column).is_not_null()).alias("income"),
            *[column.alias(f"by name {name}") for name, column in by_name.items()],
        )
        .collect()
    )


def _households(own: pl.DataFrame, people: pl.DataFrame | None) -> list[Household]:
    """The households of a batch; of those that are refused, impossible values are arbitrary."""
    columns: dict[str, Iterable[Any]] = {
        "id": own["id"].to_list(),
        "village": own["village"].to_list(),
        "group": own["group"].to_list(),
        "members": repeat(None),
        "declared_causes": repeat(()),
        "_last_birth": own["last_birth"].to_list(),
        "_size": own["stated size"].to_list(),
        "size": own["size"].to_list(),
        "stated": _statements(own),
        "income": _incomes(own),
    }
    if people is not None:
        persons = iter(_persons(people))
        columns["members"] = [tuple(islice(persons, count)) or None for count in own["listed"].to_list()]
    columns |= {name: own[fact.column].to_list() for name, fact in DIRECT.items()}
    columns |= {name: _members_of(codes, own[name]) for name, codes in CODES.items()}
    columns |= {name: _yuans(own[fact.column]) for name, fact in AMOUNTS.items()}
    for name, kind in PART_KINDS.items():
        columns[name] = _parts(kind, own, PARTS[name], PART_CODES[name], PART_DAYS.get(name, ()))
    return _built(Household, own.height, columns)


def _statements(own: pl.DataFrame) -> Iterable[tuple[tuple[str, Any], ...]]:
    """For each row, what is stated by the names of facts, in their order."""
    known: dict[str, list[Any]] = {}
    for fact in (*STATED.values(), *TRANSFERS.values(), SIZE):
        column = own[f"by name {fact.column}"]
        if column.null_count() < column.len():
            known[fact.name] = _yuans(column) if fact.kind is Kind.MONEY else column.to_list()
    if not known:
        return repeat(())
    names = sorted(known)
    rows = zip(*[known[name] for name in names], strict=True)
    return [tuple([(name, value) for name, value in zip(names, row, strict=True) if value is not None]) for row in rows]


def _incomes(own: pl.DataFrame) -> list[Income | None]:
    """The income of each row; none where nothing is known that has a place in it."""
    received: list[list[Transfer]] = [[] for _ in range(own.height)]
    for kind, fact in TRANSFERS.items():
        some = (own["all kinds"] & (own[fact.column] > 0)).fill_null(False)
        amounts = _yuans(own[fact.column].filter(some))
        made = _built(Transfer, len(amounts), {"kind": repeat(kind), "amount": amounts})
        for place, transfer in zip(some.arg_true().to_list(), made, strict=True):
            received[place].append(transfer)
    all_kinds = own["all kinds"].to_list()
    columns: dict[str, Iterable[Any]] = {
        "year": own[INCOME_YEAR.column].to_list(),
        "transfers": [tuple(each) if known else None for each, known in zip(received, all_kinds, strict=True)],
        "stated": _yuans(own["stated net"]),
    }
    columns |= {fact.name: _yuans(own[fact.column]) for fact in INCOME}
    incomes = _built(Income, own.height, columns)
    return [income if known else None for income, known in zip(incomes, own["income"].to_list(), strict=True)]
