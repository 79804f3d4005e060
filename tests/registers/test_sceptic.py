"""Awkward inputs: record, frames, store and simulation decide alike, leave unknown, or refuse by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.exits import HOUSEHOLD_EXIT
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.monitoring import MONITORED_HOUSEHOLD
from antipoverty.records import Flags, Household, Income, Risk, Transfer, Water
from antipoverty.registers import HOUSEHOLDS, check, compare, derive, evaluate, manifest, open_store, simulate
from antipoverty.rules import Outcome, Rule
from antipoverty.serialization import dumps
from engines import EAGER, ENGINES, LAZY, rows_of
from register_tables import household_row, kind_of, outcome

CN, GUIZHOU = rulebooks.load("cn"), rulebooks.load("cn/guizhou")
BY_DIBAO = CN.override({"income.counted_transfers": ("dibao",)})
STOCK = CN.override({"income.unsold_stock_counts": True})
NO_LOSS = CN.override({"income.business_loss_counts": False})
ON, IN_2015, IN_2016, IN_2020 = date(2014, 5, 1), date(2015, 5, 10), date(2016, 5, 1), date(2020, 6, 15)
TRUTH = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
SECURE: dict[str, Any] = {"dwelling_grade": "A", "food_secure": True, "clothing_secure": True}


@frozen
class Case:
    """A household, and what is to be said of it.

    Attributes:
        said: the answer, worked out by hand.
        facts: the household's.
        row: what its row states otherwise than the record, which then refuses such a household, or says the same.
        on: the day.
        book: the rulebook.
        rule: the rule.
    """

    said: bool | None
    facts: dict[str, Any]
    row: dict[str, Any] = field(factory=dict)
    on: date = ON
    book: rulebooks.Rulebook = CN
    rule: Rule = POOR_HOUSEHOLD


def parts(pension: int | None = None, **known: Any) -> Income:
    """An income by parts; what is not named is 0."""
    transfers = () if pension is None else (Transfer("pension", pension),)
    return Income(**{"wage": 0, "business": 0, "property": 0, "outlay": 0, "transfers": transfers, **known})


def alone(income: Income | None, **more: Any) -> dict[str, Any]:
    return {"size": 1, "income": income, **more}


LOW = Income(stated="0.01")
CASES: dict[str, Case] = {
    "below the line": Case(True, alone(Income(stated="2735.99"))),
    "on the line": Case(False, alone(Income(stated=2736))),
    "income unknown": Case(None, alone(None)),
    "size unknown": Case(None, {"income": LOW}),
    "a loss": Case(True, alone(Income(stated=-5_000))),
    "the largest household": Case(True, {"size": 100, "income": Income(stated="273599.99")}),
    "income of the year": Case(True, alone(Income(2013, stated="0.01"))),
    "income of the year before": Case(None, alone(Income(2012, stated="0.01"))),
    "income of the same year": Case(None, alone(Income(2014, stated="0.01"))),
    "income of 2013 in 2015": Case(None, alone(Income(2013, stated=2_790)), on=IN_2015),
    "income of 2014 in 2015": Case(True, alone(Income(2014, stated=2_790)), on=IN_2015),
    "income by parts": Case(True, alone(parts(wage=1_000))),
    "parts on the line": Case(False, alone(parts(wage="2735.99", property="0.01"))),
    "parts of another year": Case(None, alone(parts(year=2012))),
    "a part unknown": Case(None, alone(parts(wage=None))),
    "transfers unknown": Case(None, alone(parts(transfers=None))),
    "a pension counts": Case(False, alone(parts(3_000))),
    "a pension does not count": Case(True, alone(parts(3_000)), book=BY_DIBAO),
    "stock does not count": Case(True, alone(parts(unsold_stock=3_000))),
    "stock counts": Case(False, alone(parts(unsold_stock=3_000)), book=STOCK),
    "stock counts and is unknown": Case(None, alone(parts()), book=STOCK),
    "a loss of production counts": Case(True, alone(parts(wage=3_000, outlay=1_000))),
    "a loss of production does not": Case(False, alone(parts(wage=3_000, outlay=1_000)), book=NO_LOSS),
    "on the negative list": Case(False, alone(LOW, flags=Flags(*[False] * 1, vehicle=True)), book=GUIZHOU),
    "perhaps on the negative list": Case(
        None, alone(LOW, flags=Flags(False, None, False, False)), book=GUIZHOU
    ),
    "not on the negative list": Case(True, alone(LOW, flags=Flags.none()), book=GUIZHOU),
    "a guarantee missing": Case(True, alone(Income(stated=9_000), **{**SECURE, "food_secure": False}), on=IN_2016),
    "a dangerous house": Case(True, alone(Income(stated=9_000), **{**SECURE, "dwelling_grade": "D"}), on=IN_2016),
    "guarantees unknown": Case(None, alone(Income(stated=9_000), **SECURE), on=IN_2016),
    "low, guarantees unknown": Case(True, alone(LOW), on=IN_2016),
    "exit on the line": Case(False, alone(Income(stated=2_952)), on=date(2017, 11, 1), rule=HOUSEHOLD_EXIT),
    "exit unknown": Case(None, alone(Income(stated=9_000)), on=date(2017, 11, 1), rule=HOUSEHOLD_EXIT),
    "monitored": Case(
        True, alone(Income(stated=4_999), registration="exited"), on=IN_2020, rule=MONITORED_HOUSEHOLD
    ),
    "monitored, of a calendar year": Case(
        None, alone(Income(2019, stated=4_999), registration="exited"), on=IN_2020, rule=MONITORED_HOUSEHOLD
    ),
    "monitored in January": Case(
        True, alone(Income(2019, stated=4_999), registration="exited"), on=date(2020, 6, 15),
        book=CN.override({"monitoring.income_window": "previous-year"}), rule=MONITORED_HOUSEHOLD,
    ),
    "still poor": Case(False, alone(LOW, registration="registered"), on=IN_2020, rule=MONITORED_HOUSEHOLD),
    "standing unknown": Case(
        None, alone(LOW, risk=Risk(shock=False)), on=IN_2020, rule=MONITORED_HOUSEHOLD
    ),
    "struck, income unknown": Case(
        True, alone(None, registration="exited", risk=Risk(True, True)), on=IN_2020, rule=MONITORED_HOUSEHOLD
    ),
    "water by days": Case(
        None, alone(Income(stated=9_000), **SECURE, water=Water(litres=0)), on=date(2019, 11, 1)
    ),
    "a total beside complete parts": Case(True, alone(parts(wage=1_000)), row={"net_income_fen": 9_000_000}),
    "a total beside parts that are not": Case(False, alone(parts(wage=None)), row={"net_income_fen": 9_000_000}),
    "a standing stated twice": Case(
        False, alone(LOW, registration="registered"), row={"exited": True}, on=IN_2020, rule=MONITORED_HOUSEHOLD
    ),
}  # fmt: skip


def table_of(cases: dict[str, Case]) -> pa.Table:
    rows = [{**household_row(Household(name, **case.facts)), **case.row} for name, case in cases.items()]
    return pa.table({each.column: pa.array([row[each.column] for row in rows], kind_of(each)) for each in HOUSEHOLDS})


#: The cases that one question is about: a day, a rule, and a rulebook, by its digest.
QUESTIONS = sorted({(case.on, case.rule.id, case.book.id.digest) for case in CASES.values()})


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda asked: f"{asked[0]} {asked[1]} {asked[2][:4]}")
def test_awkward_households_have_one_answer(question: tuple[date, str, str]) -> None:
    cases = {name: case for name, case in CASES.items() if (case.on, case.rule.id, case.book.id.digest) == question}
    one = next(iter(cases.values()))
    rule, on, book = one.rule, one.on, one.book
    said = {name: case.said for name, case in cases.items()}
    for name, case in cases.items():
        if not case.row:
            assert TRUTH[outcome(rule, Household(name, **case.facts), on, book)] is case.said, name
    table = table_of(cases)
    for engine, make in ENGINES.items():
        # NumPy has no day without a time.
        frame = make(table.drop_columns(["derived_on", "derived_by"]) if engine == "pandas on numpy" else table)
        found = rows_of(evaluate(frame, on=on, rulebook=book, rules=(rule,)))
        assert {row["id"]: row[rule.column] for row in found} == said, engine
        moved = simulate(frame, base=book, reform=book, on=on, rule=rule).crossed()
        counted = Counter(said.values())
        assert {TRUTH[after]: count for (_, after), count in moved.items() if count} == dict(counted), engine
        found = rows_of(evaluate(derive(frame, on=on, rulebook=book), on=on, rulebook=book, rules=(rule,)))
        assert {row["id"]: row[rule.column] for row in found} == said, engine
    (counts,) = manifest(table, on=on, rulebook=book, rules=(rule,)).counts
    assert (counts.met, counts.not_met, counts.unknown) == (counted[True], counted[False], counted[None])
    own = pl.from_arrow(table)
    for put in (own, derive(own, on=on, rulebook=book)):
        with open_store(":memory:") as store:
            store.save(put, on=on)
            store.decide(on=on, rulebook=book, rules=(rule,))
            assert dict(store.decisions().select("id", "outcome").iter_rows()) == said


#: Values that cannot be: a record and a frame at hand refuse them, and in a plan they are unknown.
IMPOSSIBLE: dict[str, Any] = {
    "size 0": {"size": 0}, "size below 0": {"size": -4}, "size 101": {"size": 101}, "size 5,000": {"size": 5_000},
    "size past 32 bits": {"size": 2**40},
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_size_that_cannot_be_is_refused_or_unknown(name: str) -> None:
    columns = {"id": ["h1"], "net_income_fen": [1], **{key: [value] for key, value in IMPOSSIBLE[name].items()}}
    with pytest.raises(InvalidValue, match="size"):
        Household("h1", **IMPOSSIBLE[name])
    for make in EAGER.values():
        for ask in (evaluate, manifest):
            with pytest.raises(InvalidValue, match="size: got '1 row out of bounds'"):
                ask(make(pa.table(columns)), on=ON)
        with pytest.raises(InvalidValue, match="size: got '1 row out of bounds'"):
            simulate(make(pa.table(columns)), base=CN, reform=CN, on=ON)
    for make in LAZY.values():
        assert rows_of(evaluate(make(pa.table(columns)), on=ON))[0]["poor_household"] is None
        total = simulate(make(pa.table(columns)), base=CN, reform=CN, on=ON).total
        assert (total.base_unknown, total.base_sizes_unknown) == (1, 0)
    with open_store(":memory:") as store, pytest.raises(InvalidValue, match="size: got '1 row with another value'"):
        store.save(pl.DataFrame(columns), on=ON)


@pytest.mark.parametrize("engine", LAZY)
def test_a_count_that_is_only_compared_is_unknown_in_a_plan_where_it_cannot_be(engine: str) -> None:
    exit_asked = {"net_income_fen": [900_000] * 3, "size": [1] * 3, "water_days_stopped": [-1, 367, 10]}
    known = {name: [True] * 3 for name in ("food_secure", "clothing_secure", "water_quality_safe", "water_piped")}
    rest = {"dwelling_grade": ["A"] * 3, "uninsured": [False] * 3, "school_age_child": [False] * 3,
            "dropout": [False] * 3, "water_certified": [False] * 3, "water_litres": [50] * 3,
            "water_short_area": [False] * 3, "water_minutes": [0] * 3, "water_metres": [0] * 3,
            "water_climb": [0] * 3}  # fmt: skip
    frame = LAZY[engine](pa.table({**exit_asked, **known, **rest}))
    found = rows_of(evaluate(frame, on=date(2019, 11, 1), rules=(HOUSEHOLD_EXIT,)))
    assert [row["household_exit"] for row in found] == [None, None, True]


# Columns of odd kinds


def odd_columns() -> Iterator[tuple[str, Any]]:
    """Columns that hold something of a kind that no fact is of."""
    yield "runs", pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array([1, 2]))
    yield "decimal256", pa.array([Decimal(1), Decimal(2)], pa.decimal256(40, 0))
    yield "decimal128", pa.array([Decimal(1), Decimal(2)], pa.decimal128(10, 0))
    yield "large binary", pa.array([b"a", b"b"], pa.large_binary())
    yield "list", pa.array([[1], [2]])
    yield "struct", pa.array([{"a": 1}, {"a": 2}])
    yield "duration", pa.array([timedelta(1), timedelta(2)])
    yield "interval", pa.array([None, (1, 2, 3)], pa.month_day_nano_interval())
    yield "double", pa.array([1.5, 2.0])
    yield "not a number", pa.array([float("nan"), 2.0])
    yield "unsigned", pa.array([1, 2], pa.uint64())
    yield "union", pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])])


def odd_frames(column: str) -> Iterator[tuple[str, Any]]:
    base = {"id": ["a", "b"], "net_income_fen": [1, 2], "size": [1, 1]}
    kept = {name: values for name, values in base.items() if name != column}
    for kind, values in odd_columns():
        yield kind, pa.table({**kept, column: values})
        if kind not in ("runs", "decimal256", "interval", "union", "large binary"):
            yield kind, pl.DataFrame(pl.from_arrow(pa.table({**kept, column: values})))
    table = pa.table(kept)
    for sql in ("uuid()", "'{}'::JSON", "'01'::BIT", "INTERVAL 1 DAY", "map {'a': 1}", "1::HUGEINT"):
        yield sql, duckdb.from_arrow(table).project(f"*, {sql} AS {column}")
    frame = pd.DataFrame(kept)
    for values in (
        pd.Series(pd.period_range("2014-01", periods=2, freq="M")),
        pd.Series(pd.interval_range(0, 2)),
        pd.Series([1, "a"], dtype=object),
        pd.Series([object(), object()], dtype=object),
        pd.Series([[1], [2]], dtype=object),
        pd.Series([2**70, 1], dtype=object),
        pd.Series([float("inf"), 1]),
        pd.Series([16_777_217, 2], dtype="float32"),
        pd.Series([1j, 2]),
        pd.Series([1, 2], dtype="category"),
    ):
        yield str(values.dtype), frame.assign(**{column: values})


ASK: dict[str, Callable[[Any], Any]] = {
    "evaluate": lambda frame: rows_of(evaluate(frame, on=ON))[0],
    "simulate": lambda frame: simulate(frame, base=CN, reform=CN, on=ON),
    "manifest": lambda frame: manifest(frame, on=ON),
    "derive": lambda frame: derive(frame, on=ON),
    "check": lambda frame: check(frame, on=ON).findings,
}


@pytest.mark.parametrize("column", ["size", "net_income_fen"])
def test_a_column_of_an_odd_kind_is_refused_by_its_name(column: str) -> None:
    for kind, frame in odd_frames(column):
        for name, ask in ASK.items():
            if kind == "category":  # whole numbers behind a category are whole numbers to Polars
                continue
            with pytest.raises(InvalidValue, match=f"^{column}: got"):
                print(kind, name, ask(frame))
        with open_store(":memory:") as store, pytest.raises(InvalidValue, match=f"^{column}: got"):
            store.save(frame if kind != "category" else frame.assign(**{column: 0.5}), on=ON)


def test_a_column_of_an_odd_kind_that_is_not_read_is_passed_over() -> None:
    with open_store(":memory:") as store:
        for kind, frame in odd_frames("further"):
            for name, ask in ASK.items():
                if name == "evaluate":
                    evaluate(frame, on=ON)
                else:
                    assert ask(frame) is not None, kind
            assert compare(frame, frame).before == 2
            with pytest.raises(InvalidValue, match="columns further"):
                store.save(frame, on=ON)


def test_a_column_of_any_kind_that_holds_nothing_is_unknown() -> None:
    for nothing in (
        pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array([None], pa.int64())),
        pa.array([None, None], pa.large_binary()),
        pa.nulls(2),
    ):
        table = pa.table({"id": ["a", "b"], "net_income_fen": nothing, "size": [1, 1]})
        assert [row["poor_household"] for row in rows_of(evaluate(table, on=ON).drop_columns(["net_income_fen"]))] == [
            None,
            None,
        ]
        assert manifest(table, on=ON).counts[0].unknown == 2
        assert derive(table, on=ON).num_rows == 2
        with open_store(":memory:") as store:
            store.save(table, on=ON)
            store.decide(on=ON)
            assert store.decisions()["outcome"].to_list() == [None, None]


def test_names_of_columns_that_are_no_text_are_passed_over_or_refused() -> None:
    frame = pd.DataFrame({"id": ["a"], "net_income_fen": [1], "size": [1], 4: [7], ("x", 1): [8]})
    assert list(evaluate(frame, on=ON).columns) == [*frame.columns, "poor_household"]
    assert list(derive(frame, on=ON).columns) == list(frame.columns)
    with pytest.raises(InvalidValue, match="by: got .*expected a list of columns by their names"):
        simulate(frame, base=CN, reform=CN, on=ON, by=[4])  # type: ignore[list-item]  # refused at run time too
    for wrong in (frame.assign(**{"4": 1}), pd.DataFrame([[1, 2]], columns=["size", "size"])):
        for name, ask in ASK.items():
            with pytest.raises(InvalidValue, match="a duplicate column name"):
                print(name, ask(wrong))
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["size", "size"])
    with pytest.raises(InvalidValue, match="a duplicate column name"):
        evaluate(twice, on=ON)
    assert dumps(manifest(frame, on=ON))
