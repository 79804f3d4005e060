"""Facts by group-by over members are those that the objects state, and what no single row shows is found."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.facts import HOUSEHOLD
from antipoverty.facts.household import (
    ABLE_TO_WORK,
    DISABLED,
    DROPOUT,
    EXITED,
    MONITORED_INCOME,
    NET_INCOME,
    SCHOOL_AGE_CHILD,
    SCHOOL_LEAVER,
    SIZE,
    SKILLED,
    STILL_POOR,
    STUDENT_BEYOND_COMPULSORY,
    UNINSURED,
    VOCATIONAL_STUDENTS,
)
from antipoverty.records import Household, Person, TransferKind
from antipoverty.registers import MEMBERS, check, derive
from antipoverty.rules import Fact
from antipoverty.strategies import households
from effort import times
from engines import ENGINES, rows_of
from register_tables import PARTS, income_row, kind_of, member_row, read_fact

OF_MEMBERS = (SCHOOL_AGE_CHILD, DROPOUT, UNINSURED, STUDENT_BEYOND_COMPULSORY, DISABLED, ABLE_TO_WORK, SKILLED,
              SCHOOL_LEAVER, VOCATIONAL_STUDENTS)  # fmt: skip
DERIVED = (NET_INCOME, SIZE, EXITED, STILL_POOR, *OF_MEMBERS)
CN = rulebooks.load("cn")
ON = date(2014, 5, 1)
OTHERWISE = CN.override({"income.unsold_stock_counts": True, "income.business_loss_counts": False})


def household_row(household: Household) -> dict[str, Any]:
    """A household as its row, written here from the object alone."""
    income = household.income
    row: dict[str, Any] = {"id": household.id, "size": None if household.members else household.size}
    row["registration"] = None if household.registration is None else household.registration.value
    return row | income_row(income)


KINDS = {each.column: kind_of(each) for each in MEMBERS if each.name != "identity_number"}


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
    return {fact.column: read_fact(fact, household, on, book.at(on)) for fact in DERIVED}


@pytest.mark.parametrize("book", [CN, OTHERWISE])
@pytest.mark.parametrize("on", [date(2014, 5, 1), date(2016, 2, 29), date(2019, 2, 28)])
@times(1 / 8)
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


WINDOW = CN.override({"monitoring.income_window": "previous-year"})


def of_some_year(household: Household, year: int | None) -> Household:
    income = household.income
    return household if income is None else attrs.evolve(household, income=attrs.evolve(income, year=year))


@pytest.mark.parametrize("book", [CN, OTHERWISE, WINDOW])
@pytest.mark.parametrize("on", [date(2020, 6, 1), date(2020, 12, 31), date(2021, 1, 4), date(2021, 6, 1)])
@times(1 / 8)
@given(
    register=st.lists(
        st.builds(of_some_year, households(), st.sampled_from([None, None, 2019, 2020, 2021])),
        min_size=1,
        max_size=8,
        unique_by=lambda household: household.id,
    )
)
def test_incomes_of_a_year_and_of_twelve_months_are_those_of_the_objects(
    book: rulebooks.Rulebook, on: date, register: list[Household]
) -> None:
    in_force = book.at(on)
    facts = [NET_INCOME, MONITORED_INCOME] if on.year == 2020 else [MONITORED_INCOME]

    def stated(household: Household, fact: Fact) -> Any:
        try:
            return read_fact(fact, household, on, in_force)
        except InvalidValue:  # an income of a year that does not count is refused there, and unknown here
            return None

    expected = {household.id: {fact.column: stated(household, fact) for fact in facts} for household in register}
    own, _ = tables(register)
    for engine in ("polars", "polars lazy", "pyarrow", "duckdb", "pandas"):
        found = rows_of(derive(ENGINES[engine](own), on=on, rulebook=book))
        assert {row["id"]: {fact.column: row[fact.column] for fact in facts} for row in found} == expected, engine


def test_the_income_of_twelve_months_may_be_stated_by_itself() -> None:
    own = pl.DataFrame({"id": ["a", "b"], "net_income_fen": [7, 7], "monitored_income_fen": [5, None]})
    assert derive(own, on=date(2021, 6, 1))["monitored_income_fen"].to_list() == [5, 7]
    assert derive(own, on=ON)["monitored_income_fen"].to_list() == [5, None]
    assert "monitored_income_fen" not in derive(own.drop("monitored_income_fen"), on=ON).columns


@pytest.mark.parametrize(
    ("on", "at_odds"),
    [
        (date(2013, 1, 1), []),
        (date(2014, 5, 1), [2014, 2019, 2020, 2021]),
        (date(2020, 6, 1), [2013, 2014, 2020, 2021]),
        (date(2020, 12, 31), [2013, 2014, 2019, 2021]),
        (date(2021, 1, 4), [2013, 2014, 2019, 2021]),
        (date(2021, 6, 1), [2013, 2014, 2019, 2020, 2021]),
    ],
)
def test_an_income_of_a_year_that_does_not_count_is_found(on: date, at_odds: list[int]) -> None:
    years = [2013, 2014, 2019, 2020, 2021]
    own = pl.DataFrame({"id": [*map(str, years), "none"], "income_year": [*years, None]})
    found = check(own, on=on).findings.filter(pl.col("check") == "income-year")
    assert found.select("id", "other").rows() == [(str(year), str(year)) for year in at_odds]
    assert check(own.drop("income_year"), on=on).findings.filter(pl.col("check") == "income-year").height == 0


def _of_2024(fact: Fact) -> bool:
    return "low_income.rigid_kinds" in fact.reads


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
        # Rigid spending is a fact of the layers of 2024, and stands on no member.
        followed = [fact for fact in HOUSEHOLD.facts if fact.definition is not None and not _of_2024(fact)]
        return {fact.name for fact in followed if read_fact(fact, household, date(2020, 5, 1), book) is not None}

    assert stated(Household("h")) == set()
    assert stated(Household("h", members=(known,))) == {fact.name for fact in OF_MEMBERS if fact is not SIZE}


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


@pytest.mark.parametrize(
    ("born", "on", "leaver"),
    [
        (date(1998, 5, 2), date(2014, 5, 1), False),
        (date(1998, 5, 1), date(2014, 5, 1), True),
        (date(1991, 5, 2), date(2014, 5, 1), True),
        (date(1991, 5, 1), date(2014, 5, 1), False),
        (date(2000, 2, 29), date(2016, 2, 28), False),
        (date(2000, 2, 29), date(2016, 2, 29), True),
        (date(1996, 2, 29), date(2019, 2, 28), True),
        (date(1996, 2, 29), date(2019, 3, 1), False),
        (date(2014, 5, 2), date(2014, 5, 1), None),
        (None, date(2014, 5, 1), None),
    ],
)
def test_the_age_of_school_leavers_is_from_sixteen_to_twenty_two(
    born: date | None, on: date, leaver: bool | None
) -> None:
    own = pl.DataFrame({"id": ["h"]})
    said = {"schooling": ["out of school"], "completed": ["junior"]}
    people = pl.DataFrame({"household": ["h"], "birth_date": pl.Series([born], dtype=pl.Date), **said})
    assert derive(own, people, on=on)["school_leaver"].to_list() == [leaver]
    if born is None or born <= on:
        home = Household("h", members=(Person("p", birth_date=born, schooling="out of school", completed="junior"),))
        assert read_fact(SCHOOL_LEAVER, home, on, CN.at(on)) is leaver


@pytest.mark.parametrize("name", ["wage", "business", "property", "outlay", "transfer_pension"])
@pytest.mark.parametrize(("fen_held", "known"), [(-1, False), (0, True), (10**15 - 1, True), (10**15, False)])
def test_a_part_of_an_income_that_cannot_be_leaves_it_unknown(name: str, fen_held: int, known: bool) -> None:
    parts = dict.fromkeys(
        [f"{part}_fen" for part in PARTS] + [f"transfer_{kind.value}_fen" for kind in TransferKind], 0
    )
    row = pl.LazyFrame({"id": ["h"]}).with_columns(
        **{column: pl.lit(value, pl.Int64) for column, value in (parts | {f"{name}_fen": fen_held}).items()}
    )
    total = -fen_held if name == "outlay" else fen_held
    assert derive(row, on=ON).collect()["net_income_fen"].to_list() == [total if known else None]


def test_a_household_without_members_listed_keeps_what_it_states() -> None:
    own = pl.DataFrame({"id": ["a", "b"], "size": [3, 9], "uninsured": [True, True], "dropout": [False, None]})
    people = pl.DataFrame({"household": ["b"], "medical_insured": [True]})
    found = {row["id"]: row for row in derive(own, people, on=date(2014, 5, 1)).to_dicts()}
    unstated = dict.fromkeys([fact.column for fact in DERIVED if fact not in (EXITED, STILL_POOR, NET_INCOME)])
    made = {"derived_on": date(2014, 5, 1), "derived_by": found["b"]["derived_by"]}
    assert found["a"] == {**unstated, **made, "id": "a", "size": 3, "uninsured": True, "dropout": False}
    assert (found["b"]["size"], found["b"]["uninsured"]) == (None, False)


def test_what_the_members_leave_open_stays_as_it_is_stated() -> None:
    own = pl.DataFrame({"id": ["a", "b", "c"], "uninsured": [True] * 3, "disabled": [True] * 3, "dropout": [False] * 3})
    people = pl.DataFrame({"household": ["a", "b", "b", "c"], "medical_insured": [True, True, None, False]})
    found = derive(own, people, on=date(2020, 5, 1)).sort("id")
    assert found["uninsured"].to_list() == [False, True, True]
    assert found["disabled"].to_list() == [True] * 3
    assert found["dropout"].to_list() == [False] * 3
    assert found["skilled"].to_list() == [None] * 3


@given(
    stated=st.lists(
        st.tuples(st.sampled_from([None, True, False]), st.sampled_from([None, 1, 2])), min_size=3, max_size=3
    ),
    listed=st.lists(st.tuples(st.sampled_from("abcz"), st.sampled_from([None, True, False])), max_size=6),
)
def test_members_speak_first_and_what_is_stated_otherwise_is_found(
    stated: list[tuple[bool | None, int | None]], listed: list[tuple[str, bool | None]]
) -> None:
    own = pl.DataFrame(
        {"id": [*"abc"], "uninsured": [each for each, _ in stated], "size": [size for _, size in stated]},
        schema={"id": pl.String, "uninsured": pl.Boolean, "size": pl.Int64},
    )
    people = pl.DataFrame(
        [(str(place), *row) for place, row in enumerate(listed)],
        schema={"id": pl.String, "household": pl.String, "medical_insured": pl.Boolean},
        orient="row",
    )
    found = {row["id"]: row for row in derive(own, people, on=ON).to_dicts()}
    named = check(own, people, on=ON).findings.filter(pl.col("check").is_in(["stated-otherwise", "member-count"]))
    expected = []
    for key, (said, size) in zip("abc", stated, strict=True):
        insured = [each for home, each in listed if home == key]
        by_members = None if not insured else True if False in insured else None if None in insured else False
        assert found[key]["uninsured"] == (said if by_members is None else by_members)
        if None not in (said, by_members) and said != by_members:
            expected.append(("stated-otherwise", key, "uninsured", 1))
        count = len(insured) or None
        agreed = None in (size, count) or size == count
        assert found[key]["size"] == ((count or size) if agreed else None)
        if not agreed:
            expected.append(("member-count", key, f"{size}, {count}", 1))
    assert sorted(named.rows()) == sorted(expected)
    again = derive(derive(own, people, on=ON), people, on=ON)
    assert {row["id"]: row["uninsured"] for row in again.to_dicts()} == {
        key: row["uninsured"] for key, row in found.items()
    }


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "pandas on numpy"])
def test_columns_of_the_caller_are_kept_whatever_they_are_called(engine: str) -> None:
    make = ENGINES[engine]
    names = ["__x", "__members", "__of", "household", "___key", "__is_uninsured"]
    own = pa.table({"id": ["a"], **{name: [7] for name in names}})
    people = pa.table({"household": ["a", "a"], "medical_insured": [True, False], "__x": [1, 2]})
    (found,) = rows_of(derive(make(own), make(people), on=ON))
    assert {name: found[name] for name in names} == dict.fromkeys(names, 7)
    assert (found["size"], found["uninsured"]) == (2, True)
    assert not {name for name in found if name.startswith("_")} - set(names)


def test_without_members_only_the_income_is_derived() -> None:
    own = pl.DataFrame({"id": ["a", "b"], "net_income_fen": [7, None]})
    assert derive(own, on=date(2014, 5, 1)).to_dicts() == own.to_dicts()
    some = derive(own.with_columns(wage_fen=pl.lit(100)), on=date(2014, 5, 1))
    assert some["net_income_fen"].to_list() == [7, None]
    whole = {f"{name}_fen": [100, 100] for name in PARTS} | {
        f"transfer_{kind.value}_fen": [1, 1] for kind in TransferKind
    }
    found = derive(own.with_columns(**{name: pl.Series(values) for name, values in whole.items()}), on=date(2014, 5, 1))
    assert found["net_income_fen"].to_list() == [205, 205]  # the parts come before the total


def test_what_the_rulebook_does_not_settle_on_the_date_is_left_as_stated() -> None:
    own = pl.DataFrame({"id": ["a"], "disabled": [True], "wage_fen": [1], "net_income_fen": [7]})
    people = pl.DataFrame({"id": ["p"], "household": ["a"], "disability": ["none"], "medical_insured": [True]})
    found = derive(own, people, on=date(2013, 1, 1)).to_dicts()[0]
    assert (found["disabled"], found["uninsured"], found["net_income_fen"], found["size"]) == (True, False, 7, 1)
    told = check(own, people, on=date(2013, 1, 1)).findings.filter(pl.col("check") != "implausible")
    assert told.rows() == []


def test_a_column_of_nothing_is_of_any_kind() -> None:
    own = pl.DataFrame({"id": ["a"], "size": [None], "uninsured": [None], "wage_fen": [None]})
    people = pl.DataFrame({"household": ["a"], "birth_date": [None], "medical_insured": [False]})
    found = derive(own, people, on=date(2020, 5, 1)).to_dicts()[0]
    assert (found["size"], found["uninsured"], found["school_age_child"]) == (1, True, None)
    assert "net_income_fen" not in found


def test_standing_says_who_has_exited_and_who_is_still_poor() -> None:
    states = ["exited", "returned", "registered", "candidate", None]
    own = pl.DataFrame({"id": list("abcde"), "registration": states, "exited": [False, None, None, None, True]})
    found = derive(own, on=date(2020, 5, 1))
    assert found["exited"].to_list() == [True, False, False, False, True]
    assert found["still_poor"].to_list() == [False, True, True, False, None]
    strange = pl.DataFrame({"id": ["a", "b"], "registration": ["weird", "weird"], "exited": [None, True]})
    found = derive(strange, on=date(2020, 5, 1))
    assert found["exited"].to_list() == [None, True]
    assert found["still_poor"].to_list() == [None, None]


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


@pytest.mark.parametrize("engine", ENGINES)
def test_keys_of_two_kinds_are_not_joined(engine: str) -> None:
    make = ENGINES[engine]
    text, numbers = (pa.table({"id": [key], "household": [key]}) for key in ("1", 1))
    for own, people in ((text, numbers), (numbers, text)):
        with pytest.raises(InvalidValue, match="household of the members: got 'keys that are "):
            derive(make(own), make(people), on=ON)
        with pytest.raises(InvalidValue, match="household of the members: got 'keys that are "):
            check(make(own), make(people), on=ON)
        with pytest.raises(InvalidValue, match="id of the villages: got 'keys that are "):
            check(make(own.append_column("village", own["id"])), villages=make(people), on=ON)
    for table in (text, numbers):
        assert rows_of(derive(make(table), make(table), on=ON))[0]["size"] == 1
    floats = pa.table({"id": [1.5], "household": [1.5]})
    if engine not in ("pandas on numpy", "pandas"):
        with pytest.raises(InvalidValue, match="id: got 'Float64'; expected a column of keys"):
            derive(make(floats), make(floats), on=ON)


def test_keys_of_one_kind_are_joined_whatever_holds_them() -> None:
    text = pl.DataFrame({"id": ["1"], "household": ["1"]})
    number = text.cast(pl.Int64)
    for own, people in (
        (text, text.cast(pl.Categorical)),
        (text.cast(pl.Categorical), text),
        (number, number.cast(pl.Int16)),
        (text.lazy(), text.lazy().cast(pl.Categorical)),
        (
            pa.table({"id": pa.array(["1"], pa.large_string())}),
            pa.table({"household": pa.array(["1"], pa.string())}),
        ),
        (pd.DataFrame({"id": ["1"]}, dtype="category"), pd.DataFrame({"household": ["1"]})),
    ):
        (found,) = rows_of(derive(own, people, on=ON))
        assert (str(found["id"]), found["size"]) == ("1", 1)
    nobody = pl.DataFrame({"household": [None]})
    assert derive(text.select("id"), nobody, on=ON)["size"].to_list() == [None]


def test_relations_of_two_connections_are_refused() -> None:
    own = duckdb.connect().sql("select 'a' as id")
    people = duckdb.connect().sql("select 'a' as household")
    with pytest.raises(InvalidValue, match="members: got 'a relation of another connection'"):
        derive(own, people, on=ON)
