"""Facts by group-by over members are those that the objects state, and what no single row shows is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.hardship import (
    ABLE_TO_WORK,
    DISABLED,
    SCHOOL_LEAVER,
    SKILLED,
    STUDENT_BEYOND_COMPULSORY,
    VOCATIONAL_STUDENTS,
)
from antipoverty.facts.living import DROPOUT, NET_INCOME, SCHOOL_AGE_CHILD, SIZE, UNINSURED
from antipoverty.facts.standing import EXITED, STILL_POOR
from antipoverty.money import fen
from antipoverty.records import Household, Person, TransferKind
from antipoverty.registers import CHECKS, MEMBERS, check, derive
from antipoverty.strategies import households
from engines import ENGINES, rows_of

OF_MEMBERS = (SCHOOL_AGE_CHILD, DROPOUT, UNINSURED, STUDENT_BEYOND_COMPULSORY, DISABLED, ABLE_TO_WORK, SKILLED,
              SCHOOL_LEAVER, VOCATIONAL_STUDENTS)  # fmt: skip
DERIVED = (NET_INCOME, SIZE, EXITED, STILL_POOR, *OF_MEMBERS)
CN = rulebooks.load("cn")
OTHERWISE = CN.override({"income.unsold_stock_counts": True, "income.business_loss_counts": False})
PARTS = ("wage", "business", "property", "outlay", "unsold_stock")


def household_row(household: Household) -> dict[str, Any]:
    """A household as its row, written here from the object alone."""
    income = household.income
    row: dict[str, Any] = {"id": household.id, "size": None if household.members else household.size}
    row["registration"] = None if household.registration is None else household.registration.value
    row["net_income_fen"] = None if income is None or income.stated is None else fen(income.stated)
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
    def plain(value: Any) -> Any:
        return getattr(value, "value", value)

    row = {name: plain(value) for name, value in attrs.asdict(person).items() if name != "name"}
    return {"household": household.id, **row}


KINDS = {
    "household": pa.string(),
    "birth_date": pa.date32(),
    **{
        each.column: pa.bool_() if each.form.value == "flag" else pa.string()
        for each in MEMBERS
        if each.name not in ("birth_date", "identity_number")
    },
}


def tables(register: list[Household]) -> tuple[pa.Table, pa.Table]:
    rows = [household_row(household) for household in register]
    own = pa.table(
        {
            name: pa.array([row[name] for row in rows], pa.string() if name in ("id", "registration") else pa.int64())
            for name in rows[0]
        }
    )
    listed = [member_row(household, person) for household in register for person in household.members or ()]
    people = pa.table({name: pa.array([row[name] for row in listed], kind) for name, kind in KINDS.items()})
    return own, people


def facts_of(household: Household, on: date, book: rulebooks.Rulebook) -> dict[str, Any]:
    given_values = {name: book.at(on).get(name).value for fact in DERIVED for name in fact.reads}
    found = {}
    for fact in DERIVED:
        source = HOUSEHOLD.facts[fact]
        found[fact.column] = (
            getattr(household, source) if isinstance(source, str) else source(household, on, given_values)
        )
    return found


@pytest.mark.parametrize("book", [CN, OTHERWISE])
@pytest.mark.parametrize("on", [date(2014, 5, 1), date(2016, 2, 29), date(2019, 2, 28)])
@settings(max_examples=settings().max_examples // 8)
@given(register=st.lists(households(), min_size=1, max_size=8, unique_by=lambda household: household.id))
def test_facts_by_group_by_are_those_of_the_objects(
    book: rulebooks.Rulebook, on: date, register: list[Household]
) -> None:
    own, people = tables(register)
    expected = {household.id: facts_of(household, on, book) for household in register}
    for engine, make in ENGINES.items():
        if engine == "pandas on numpy":
            continue  # NumPy has no dates without a time, and no unknown Boolean
        found = derive(make(own), make(people), on=on, rulebook=book)
        assert type(found) is type(make(own))
        assert {row["id"]: {name: row[name] for name in expected[row["id"]]} for row in rows_of(found)} == expected, (
            engine
        )


def test_every_fact_that_follows_from_members_is_derived() -> None:
    known = Person(
        "p",
        birth_date=date(2004, 1, 1),
        schooling="primary",
        out_of_school_for_poverty=False,
        medical_insured=True,
        health="healthy",
        disability="none",
        labour="none",
        completed="primary",
    )
    book = CN.at(date(2020, 5, 1))

    def stated(household: Household) -> set[str]:
        found = set()
        for fact, source in HOUSEHOLD.facts.items():
            if not isinstance(source, str):
                values = {name: book.get(name).value for name in fact.reads}
                if source(household, date(2020, 5, 1), values) is not None:
                    found.add(fact.name)
        return found

    assert stated(Household("h")) == set()
    assert stated(Household("h", members=(known,))) == {fact.name for fact in OF_MEMBERS}


@pytest.mark.parametrize(
    ("born", "on", "of_age"),
    [
        (date(2008, 5, 2), date(2014, 5, 1), False),
        (date(2008, 5, 1), date(2014, 5, 1), True),
        (date(1998, 5, 2), date(2014, 5, 1), True),
        (date(1998, 5, 1), date(2014, 5, 1), False),
        (date(2012, 2, 29), date(2018, 2, 28), False),
        (date(2012, 2, 29), date(2018, 3, 1), True),
        (date(2010, 2, 28), date(2016, 2, 29), True),
        (date(2010, 3, 1), date(2016, 2, 29), False),
        (date(2014, 5, 2), date(2014, 5, 1), None),
        (None, date(2014, 5, 1), None),
    ],
)
def test_the_age_of_schooling_begins_and_ends_on_the_birthday(born: date | None, on: date, of_age: bool | None) -> None:
    own = pl.DataFrame({"id": ["h"]})
    people = pl.DataFrame(
        {"household": ["h"], "birth_date": [born]}, schema={"household": pl.String, "birth_date": pl.Date}
    )
    assert derive(own, people, on=on)["school_age_child"].to_list() == [of_age]


def test_a_household_without_members_listed_keeps_what_it_states() -> None:
    own = pl.DataFrame({"id": ["a", "b"], "size": [3, 9], "uninsured": [True, True], "dropout": [False, None]})
    people = pl.DataFrame({"household": ["b"], "medical_insured": [True]})
    found = {row["id"]: row for row in derive(own, people, on=date(2014, 5, 1)).to_dicts()}
    unstated = dict.fromkeys([fact.column for fact in DERIVED if fact not in (EXITED, STILL_POOR)])
    assert found["a"] == {**unstated, "id": "a", "size": 3, "uninsured": True, "dropout": False}
    assert (found["b"]["size"], found["b"]["uninsured"]) == (None, False)


def test_without_members_only_the_income_is_derived() -> None:
    own = pl.DataFrame({"id": ["a", "b"], "net_income_fen": [7, None]})
    assert derive(own, on=date(2014, 5, 1)).to_dicts() == own.to_dicts()
    some = derive(own.with_columns(wage_fen=pl.lit(100)), on=date(2014, 5, 1))
    assert some["net_income_fen"].to_list() == [7, None]
    whole = {f"{name}_fen": [100, 100] for name in PARTS} | {
        f"transfer_{kind.value}_fen": [1, 1] for kind in TransferKind
    }
    found = derive(own.with_columns(**{name: pl.Series(values) for name, values in whole.items()}), on=date(2014, 5, 1))
    assert found["net_income_fen"].to_list() == [7, 205]


def test_what_the_rulebook_does_not_settle_on_the_date_is_left_as_stated() -> None:
    own = pl.DataFrame({"id": ["a"], "disabled": [True], "wage_fen": [1], "net_income_fen": [7]})
    people = pl.DataFrame({"id": ["p"], "household": ["a"], "disability": ["none"], "medical_insured": [True]})
    found = derive(own, people, on=date(2013, 1, 1)).to_dicts()[0]
    assert (found["disabled"], found["uninsured"], found["net_income_fen"], found["size"]) == (True, False, 7, 1)
    assert check(own, people, on=date(2013, 1, 1)).height == 0


def test_a_column_of_nothing_is_of_any_kind() -> None:
    own = pl.DataFrame({"id": ["a"], "size": [None], "uninsured": [None], "wage_fen": [None]})
    people = pl.DataFrame({"household": ["a"], "birth_date": [None], "medical_insured": [False]})
    found = derive(own, people, on=date(2020, 5, 1)).to_dicts()[0]
    assert (found["size"], found["uninsured"], found["school_age_child"], found["net_income_fen"]) == (
        1,
        True,
        None,
        None,
    )


def test_standing_says_who_has_exited_and_who_is_still_poor() -> None:
    states = ["exited", "returned", "registered", "candidate", None]
    own = pl.DataFrame({"id": list("abcde"), "registration": states, "exited": [False, None, None, None, True]})
    found = derive(own, on=date(2020, 5, 1))
    assert found["exited"].to_list() == [True, False, False, False, True]
    assert found["still_poor"].to_list() == [False, True, True, False, None]


def test_what_cannot_be_joined_is_refused() -> None:
    own, people = pl.DataFrame({"id": ["a"]}), pl.DataFrame({"household": ["a"]})
    on = date(2014, 5, 1)
    with pytest.raises(InvalidValue, match="households: got 'no column id'; expected a table with id"):
        derive(people, on=on)
    with pytest.raises(InvalidValue, match="members: got 'no column household'"):
        derive(own, own, on=on)
    for column, message in (
        ({"size": [1.5]}, "size: got 'Float64'; expected a column of whole numbers"),
        ({"net_income_fen": [1.5]}, "net_income_fen: got 'Float64'.*no NaN"),
        ({"wage_fen": ["5"]}, "wage_fen: got 'String'"),
        ({"uninsured": [1]}, "uninsured: got 'Int64'; expected a Boolean column"),
    ):
        with pytest.raises(InvalidValue, match=message):
            derive(own.with_columns(**{name: pl.Series(values) for name, values in column.items()}), people, on=on)
    with pytest.raises(InvalidValue, match="birth_date: got 'String'; expected a column of dates without a time"):
        derive(own, people.with_columns(birth_date=pl.lit("1951-03-07")), on=on)
    for wrong in (people.lazy(), people.to_arrow()):
        with pytest.raises(
            InvalidValue, match="members: got .*; expected a frame of the kind of households, DataFrame"
        ):
            derive(own, wrong, on=on)


def test_what_no_single_row_shows_is_found() -> None:
    own = pl.DataFrame(
        {
            "id": ["h1", "h2", "h3", "h4"],
            "village": ["v1", "v9", None, "v1"],
            "size": [2, 1, 1, None],
            "net_income_fen": [205, 206, None, 5],
            **{f"{name}_fen": [100, 100, 100, None] for name in PARTS},
            **{f"transfer_{kind.value}_fen": [1, 1, 1, 1] for kind in TransferKind},
        }
    )
    people = pl.DataFrame(
        {
            "id": ["a", "b", "c", "d", "e"],
            "household": ["h1", "h1", "h2", "h2", "h9"],
            "person": ["x", "x", "y", None, "y"],
            "birth_date": [date(2014, 5, 1), date(2014, 5, 2), None, None, None],
            "working_away": [True, None, True, True, False],
        }
    )
    villages = pl.DataFrame({"id": ["v1"]})
    found = check(own, people.lazy(), villages.to_arrow(), on=date(2014, 5, 1))
    assert found.rows() == [
        ("all-away", "h2", ""),
        ("born-later", "b", ""),
        ("income-parts", "h2", ""),
        ("member-count", "h2", "1, 2"),
        ("member-of-no-household", "e", "h9"),
        ("no-members", "h3", ""),
        ("no-members", "h4", ""),
        ("no-village", "h3", ""),
        ("person-in-two-households", "c", "h9"),
        ("person-in-two-households", "e", "h2"),
        ("same-person-twice", "a", "b"),
        ("same-person-twice", "b", "a"),
        ("unknown-village", "h2", "v9"),
    ]
    assert set(found["check"]) == set(CHECKS)


def test_a_register_in_order_has_no_finding_and_few_columns_are_enough() -> None:
    own = pl.DataFrame({"id": ["h1"]})
    assert check(own, on=date(2014, 5, 1)).height == 0
    assert check(own, pl.DataFrame({"id": ["a"], "household": ["h1"]}), own, on=date(2014, 5, 1)).height == 0
    assert check(ENGINES["duckdb"](own.to_arrow()), on=date(2014, 5, 1)).columns == ["check", "id", "other"]
    with pytest.raises(InvalidValue, match="no column id"):
        check(pl.DataFrame({"x": [1]}), on=date(2014, 5, 1))
