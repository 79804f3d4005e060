"""A register in one file: nothing is written over, and only what changed is decided again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from antipoverty import rulebooks
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers import HOUSEHOLDS, Put, Run, evaluate, open_store

ON = date(2014, 5, 1)
CN = rulebooks.load("cn")


def frame(**incomes: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"id": list(incomes), "net_income_fen": list(incomes.values()), "size": [1] * len(incomes)},
        schema={"id": pl.String, "net_income_fen": pl.Int64, "size": pl.Int64},
    )


def test_only_what_changed_is_decided_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "county.duckdb") as store:
        assert store.put(frame(a=0, b=10**9, c=None), on=ON) == Put(rows=3, new=3, changed=0, gone=0)
        assert store.decide(on=ON) == Run(number=1, decided=3, kept=0)
        assert store.decide(on=date(2014, 6, 1)) == Run(number=2, decided=0, kept=3)
    with open_store(tmp_path / "county.duckdb") as store:
        put = store.put(frame(a=0, b=5, d=7), on=date(2014, 7, 1))
        assert (put, put.same) == (Put(rows=3, new=1, changed=1, gone=1), 1)
        assert store.decide(on=date(2014, 7, 1)) == Run(number=3, decided=2, kept=1)
        assert store.decisions().rows() == [
            ("a", "poor-household", True, 1, ON),
            ("b", "poor-household", True, 3, date(2014, 7, 1)),
            ("d", "poor-household", True, 3, date(2014, 7, 1)),
        ]
        higher = CN.override({"poverty_line.statistical": {2013: "2800"}})
        assert store.decide(on=date(2014, 7, 1), rulebook=higher).decided == 3
        assert store.households().select("id", "net_income_fen").rows() == [("a", 0), ("b", 5), ("d", 7)]


def test_a_household_that_comes_back_is_new_and_its_history_stays() -> None:
    with open_store(":memory:") as store:
        store.put(frame(a=0), on=ON)
        store.decide(on=ON)
        assert store.put(frame(b=0), on=ON) == Put(rows=1, new=1, changed=0, gone=1)
        assert store.decisions().height == 0
        assert store.put(frame(a=10**9, b=0), on=ON) == Put(rows=2, new=1, changed=0, gone=0)
        store.decide(on=ON)
        assert store.history("a").select("run", "rule", "outcome", "criterion", "finding", "version").rows() == [
            (1, "poor-household", True, "HH-01", True, 1),
            (1, "poor-household", True, "HH-09", True, 1),
            (1, "poor-household", True, "HH-09.review", False, 1),
            (1, "poor-household", True, "HH-P1", None, 1),
            (2, "poor-household", False, "HH-01", False, 3),
            (2, "poor-household", False, "HH-09", True, 3),
            (2, "poor-household", False, "HH-09.review", False, 3),
            (2, "poor-household", False, "HH-P1", None, 3),
        ]
        assert store.history("a")["rulebook"][0].startswith("cn 2026")


def test_a_fact_that_the_rule_does_not_read_asks_for_no_new_decision() -> None:
    with open_store(":memory:") as store:
        store.put(frame(a=0), on=ON)
        store.decide(on=ON)
        moved = frame(a=0).with_columns(village=pl.lit("v2"))
        assert store.put(moved, on=ON).changed == 1
        assert store.decide(on=ON).decided == 0
        assert store.put(moved.with_columns(size=pl.lit(2)), on=ON).changed == 1
        assert store.decide(on=ON).decided == 1


def test_several_rules_are_kept_apart() -> None:
    with open_store(":memory:") as store:
        store.put(frame(a=0), on=ON)
        store.decide(on=ON)
        assert store.decide(on=ON, rules=(POOR_HOUSEHOLD, CAUSES_OF_POVERTY)) == Run(2, decided=1, kept=1)
        assert store.decisions().select("rule", "outcome").rows() == [
            ("causes-of-poverty", None),
            ("poor-household", True),
        ]


def test_half_a_run_is_never_kept() -> None:
    with open_store(":memory:") as store:
        store.put(frame(a=0), on=ON)
        with pytest.raises(NotYetInForce):
            store.decide(on=date(2013, 1, 1))
        store._run("ALTER TABLE reasons RENAME TO elsewhere")
        with pytest.raises(duckdb.Error):
            store.decide(on=ON)
        store._run("ALTER TABLE elsewhere RENAME TO reasons")
        assert store.decisions().height == 0
        assert store.decide(on=ON) == Run(number=1, decided=1, kept=0)


def test_what_cannot_be_put_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.duckdb") as store:
        with pytest.raises(InvalidValue, match="households: got 'a key that is missing or stands twice'"):
            store.put(pl.concat([frame(a=0), frame(a=1)]), on=ON)
        with pytest.raises(InvalidValue, match="no column id"):
            store.put(frame(a=0).drop("id"), on=ON)
        with pytest.raises(InvalidValue, match="size: got 'Float64'; expected a column of whole numbers"):
            store.put(frame(a=0).with_columns(size=pl.lit(1.5)), on=ON)
        store.put(frame(a=0), on=ON)
        with pytest.raises(InvalidValue, match="on: got .*; expected a day not before 2014-05-01"):
            store.put(frame(a=0), on=date(2014, 4, 30))
        store._run("UPDATE about SET value = '0'")
    with (
        pytest.raises(InvalidValue, match="a file of schema version 0.*expected one of version"),
        open_store(tmp_path / "x.duckdb"),
    ):
        pass


def test_every_column_of_the_schema_is_kept() -> None:
    kinds: dict[str, Any] = {"flag": True, "category": None, "key": "k", "count": 1, "money": 1, "measure": 1}
    row = {
        each.column: kinds[each.form.value] if each.form.value != "category" else each.values[0][0]
        for each in HOUSEHOLDS
    }
    with open_store(":memory:") as store:
        store.put(pl.DataFrame([row]), on=ON)
        assert store.households().to_dicts() == [row]


class Kept(RuleBasedStateMachine):
    """Whatever is put and decided, the decisions that stand are those of the whole register decided at once."""

    @initialize()
    def opened(self) -> None:
        self.context = open_store(":memory:")
        self.store = self.context.__enter__()
        self.register = frame()
        self.rows = 0
        self.decided = False

    @rule(register=st.dictionaries(st.sampled_from("abcd"), st.sampled_from([None, 0, 273_599, 273_600])))
    def put(self, register: dict[str, int | None]) -> None:
        before = set(self.register["id"])
        put = self.store.put(frame(**register), on=ON)
        assert put.gone == len(before - set(register))
        assert put.new == len(set(register) - before)
        self.register = frame(**register).sort("id")
        self.decided = False

    @rule()
    def decide(self) -> None:
        run = self.store.decide(on=ON)
        assert run.decided + run.kept == self.register.height
        self.decided = True

    @invariant()
    def nothing_is_written_over(self) -> None:
        rows = sum(self.store._one(f"SELECT count(*) FROM {name}") for name in ("facts", "decisions", "runs"))
        assert rows >= self.rows
        self.rows = rows
        assert (
            self.store.households().select("id", "net_income_fen").rows()
            == self.register.select("id", "net_income_fen").rows()
        )
        if self.decided:
            whole = evaluate(self.register, on=ON)
            assert self.store.decisions().select("id", "outcome").rows() == whole.select("id", "poor_household").rows()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)


Kept.TestCase.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
TestKept = Kept.TestCase
