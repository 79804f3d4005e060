"""A register in one file: nothing is written over, and only what changed is decided again."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from antipoverty import rulebooks
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.causes._rules import candidates
from antipoverty.errors import InvalidValue, NotYetInForce
from antipoverty.facts.household import SIZE
from antipoverty.history import Left, Merged, Split
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers import HOUSEHOLDS, evaluate, open_store
from antipoverty.registers._manifests import rule_digest
from antipoverty.registers._store.decisions import Run, SaveResult
from antipoverty.rules import Fact, IsTrue, Kind, Rule, bind
from antipoverty.text import Text
from effort import times

ON = date(2014, 5, 1)
CN = rulebooks.load("cn")
#: The made-up number of the standard's own example.
NUMBER = "11010519491231002X"


def frame(**incomes: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"id": list(incomes), "net_income_fen": list(incomes.values()), "size": [1] * len(incomes)},
        schema={"id": pl.String, "net_income_fen": pl.Int64, "size": pl.Int64},
    )


def test_only_what_changed_is_decided_again(tmp_path: Path) -> None:
    with open_store(tmp_path / "county.duckdb") as store:
        assert store.save(frame(a=0, b=10**9, c=None), on=ON) == SaveResult(rows=3, new=3, changed=0, gone=0)
        assert store.decide(on=ON) == Run(number=1, decided=3, kept=0)
        assert store.decide(on=date(2014, 6, 1)) == Run(number=2, decided=0, kept=3)
    with open_store(tmp_path / "county.duckdb") as store:
        put = store.save(frame(a=0, b=5, d=7), on=date(2014, 7, 1))
        assert (put, put.same) == (SaveResult(rows=3, new=1, changed=1, gone=1), 1)
        assert store.decide(on=date(2014, 7, 1)) == Run(number=3, decided=2, kept=1)
        assert store.decisions().select("id", "rule", "outcome", "run", "decided_on").rows() == [
            ("a", "poor-household", True, 1, ON),
            ("b", "poor-household", True, 3, date(2014, 7, 1)),
            ("d", "poor-household", True, 3, date(2014, 7, 1)),
        ]
        higher = CN.override({"poverty_line.statistical": {2013: "2800"}})
        assert store.decide(on=date(2014, 7, 1), rulebook=higher).decided == 3
        assert store.households().select("id", "net_income_fen").rows() == [("a", 0), ("b", 5), ("d", 7)]


def test_a_household_that_comes_back_is_new_and_its_history_stays() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        store.decide(on=ON)
        assert store.save(frame(b=0), on=ON) == SaveResult(rows=1, new=1, changed=0, gone=1)
        assert store.decisions().height == 0
        assert store.save(frame(a=10**9, b=0), on=ON) == SaveResult(rows=2, new=1, changed=0, gone=0)
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
        store.save(frame(a=0), on=ON)
        store.decide(on=ON)
        moved = frame(a=0).with_columns(village=pl.lit("v2"))
        assert store.save(moved, on=ON).changed == 1
        assert store.decide(on=ON).decided == 0
        assert store.save(moved.with_columns(size=pl.lit(2)), on=ON).changed == 1
        assert store.decide(on=ON).decided == 1


def test_a_value_that_the_rule_does_not_read_asks_for_no_new_decision() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        store.decide(on=ON)
        unread = CN.override({"poverty_line.statistical": {2019: "3300"}})
        assert store.decide(on=ON, rulebook=unread) == Run(2, decided=0, kept=1)


def test_a_decision_on_facts_that_have_changed_is_marked() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0, b=0), on=ON)
        store.decide(on=ON)
        moved = frame(a=0, b=10**9, c=0).with_columns(village=pl.lit("v2"))
        store.save(moved, on=date(2014, 6, 1))
        assert store.decisions().select("id", "outcome", "current").rows() == [("a", True, True), ("b", True, False)]
        assert store.decisions(on=ON)["current"].to_list() == [True, True]
        store.decide(on=date(2014, 6, 1))
        assert store.decisions().select("id", "outcome", "current").rows() == [
            ("a", True, True),
            ("b", False, True),
            ("c", True, True),
        ]


def test_a_day_is_decided_on_its_own_facts() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        store.save(frame(a=10**9, b=0), on=date(2015, 5, 1))
        assert store.decide(on=date(2014, 6, 1)) == Run(1, decided=1, kept=0)
        assert store.decisions().select("id", "outcome", "current").rows() == [("a", True, False)]
        assert store.decide(on=date(2015, 6, 1)) == Run(2, decided=2, kept=0)
        assert store.decide(on=date(2014, 4, 30)) == Run(3, decided=0, kept=0)
        assert store.decide(on=date(2014, 7, 1)) == Run(4, decided=0, kept=1)
        assert store.decisions().select("id", "outcome", "run").rows() == [("a", False, 2), ("b", True, 2)]
        assert store.decisions(on=date(2014, 7, 1)).select("id", "outcome", "run").rows() == [("a", True, 1)]
        assert store.households(on=date(2014, 7, 1)).select("id", "net_income_fen").rows() == [("a", 0)]
        assert store.households(on=date(2014, 4, 30)).height == 0
        assert store.decisions(on=date(2014, 4, 29)).height == 0


def test_a_household_that_went_and_came_back_as_it_was_is_decided_again() -> None:
    with open_store(":memory:") as store:
        for register in (frame(a=0), frame(), frame(a=0)):
            store.save(register, on=ON)
            assert store.decisions().height == 0
            assert store.decide(on=ON).decided == register.height


def test_a_run_on_an_earlier_day_moves_no_later_one() -> None:
    """What stands is what the last run by its day made or kept, whatever was made in between since."""
    with open_store(":memory:") as store:
        for day, income in ((ON, 0), (date(2014, 6, 1), 10**9), (date(2014, 7, 1), 0)):
            store.save(frame(a=income), on=day)
        assert store.decide(on=ON) == Run(1, decided=1, kept=0)
        assert store.decide(on=date(2014, 7, 1)) == Run(2, decided=0, kept=1)
        assert store.decide(on=date(2014, 6, 1)) == Run(3, decided=1, kept=0)
        assert store.decisions().select("outcome", "run").rows() == [(True, 1)]
        assert store.decisions(on=date(2014, 6, 1)).select("outcome", "run").rows() == [(False, 3)]


def test_a_day_on_which_nothing_changed_was_put_all_the_same() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        store.save(frame(a=0), on=date(2015, 5, 1))
        with pytest.raises(InvalidValue, match="expected a day not before 2015-05-01"):
            store.save(frame(a=1), on=date(2014, 12, 1))


def test_a_rule_without_criteria_has_a_history() -> None:
    words = Text("large household", "人口多的户")
    large = Rule("large-household", words, "household", SIZE >= 1, words, words, words)
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        assert store.decide(on=ON, rules=(large,)) == Run(1, decided=1, kept=0)
        assert store.history("a").select("rule", "outcome", "criterion", "finding").rows() == [
            ("large-household", True, None, None)
        ]


def test_causes_and_the_main_one_are_kept() -> None:
    facts = {"medical_spending_fen": 10**6, "school_spending_fen": 0, "disaster_loss_fen": 0}
    whole = frame(a=0).with_columns(**{name: pl.lit(value) for name, value in facts.items()})
    with open_store(":memory:") as store:
        store.save(whole, on=ON)
        store.decide(on=ON, rules=(CAUSES_OF_POVERTY, POOR_HOUSEHOLD))
        evaluated = evaluate(whole, on=ON, rules=(CAUSES_OF_POVERTY,), absent="unknown")
        assert evaluated["main_cause"].to_list() == ["illness"]
        assert store.decisions().select("rule", "main_cause").rows() == [
            ("causes-of-poverty", "illness"),
            ("poor-household", None),
        ]
        history = store.history("a").filter(pl.col("rule") == "causes-of-poverty")
        assert set(history["main_cause"]) == {"illness"}
        found = candidates(bind(CAUSES_OF_POVERTY, CN.at(ON)))
        assert dict(history.select("criterion", "finding").rows()) == {
            criterion.id: evaluated[f"cause_{cause.value}"][0] for cause, criterion in found.items()
        }


def test_rules_on_what_the_file_does_not_keep_are_refused() -> None:
    words = Text("own", "自有")
    own = Rule("own", words, "household", IsTrue(Fact("own_flag", Kind.FLAG, words)), words, words, words)
    village = Rule("own", words, "village", IsTrue(Fact("dibao", Kind.FLAG, words)), words, words, words)
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        with pytest.raises(InvalidValue, match="rules: got 'rules that ask for own_flag'"):
            store.decide(on=ON, rules=(own,))
        with pytest.raises(InvalidValue, match="expected rules on households"):
            store.decide(on=ON, rules=(village,))


def test_several_rules_are_kept_apart() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        store.decide(on=ON)
        assert store.decide(on=ON, rules=(POOR_HOUSEHOLD, CAUSES_OF_POVERTY)) == Run(2, decided=1, kept=1)
        assert store.decisions().select("rule", "outcome").rows() == [
            ("causes-of-poverty", None),
            ("poor-household", True),
        ]


def test_half_a_run_is_never_kept() -> None:
    with open_store(":memory:") as store:
        store.save(frame(a=0), on=ON)
        with pytest.raises(NotYetInForce):
            store.decide(on=date(2013, 1, 1))
        store._run("ALTER TABLE reasons RENAME TO elsewhere")
        with pytest.raises(InvalidValue, match="path: got 'a damaged store'"):
            store.decide(on=ON)
        store._run("ALTER TABLE elsewhere RENAME TO reasons")
        assert store.decisions().height == 0
        assert store.decide(on=ON) == Run(number=1, decided=1, kept=0)


def test_what_cannot_be_put_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "x.duckdb") as store:
        with pytest.raises(InvalidValue, match="households: got 'a key that is missing or duplicated'"):
            store.save(pl.concat([frame(a=0), frame(a=1)]), on=ON)
        with pytest.raises(InvalidValue, match="no column id"):
            store.save(frame(a=0).drop("id"), on=ON)
        with pytest.raises(InvalidValue, match="size: got 'Float64'; expected a column of whole numbers"):
            store.save(frame(a=0).with_columns(size=pl.lit(1.5)), on=ON)
        own = frame(a=0).with_columns(telephone=pl.lit("1"), note=pl.lit("x"))
        with pytest.raises(InvalidValue, match="households: got 'columns telephone, note'; expected no columns but"):
            store.save(own, on=ON)
        for column, value, wanted in (
            ("size", 0, "whole numbers from 1 to 100"),
            ("net_income_fen", 10**15, "whole numbers from -999,999,999,999,999 to 999,999,999,999,999"),
            ("dwelling_grade", "Z", "one of A, B, C, D"),
            ("village", NUMBER, "a key: a pseudonym in one line"),
            ("id", NUMBER, "a key: a pseudonym in one line"),
            ("id", " ", "a key: a pseudonym in one line"),
        ):
            with pytest.raises(InvalidValue) as refused:
                store.save(frame(a=0).with_columns(pl.lit(value).alias(column)), on=ON)
            assert f"{column}: got '1 row with another value'; expected {wanted}; read" in str(refused.value)
            assert NUMBER not in str(refused.value)
        with pytest.raises(InvalidValue, match="size: got '2 rows with another value'"):
            store.save(frame(a=0, b=0, c=None).with_columns(size=pl.Series([0, 101, 100])), on=ON)
        for day in ("2014-05-01", datetime(2014, 5, 1, tzinfo=UTC)):
            for call in (lambda day: store.save(frame(a=0), on=day), lambda day: store.decisions(on=day)):
                with pytest.raises(InvalidValue, match="on: got .*; expected a datetime.date"):
                    call(day)
        assert store.decide(on=ON) == Run(1, decided=0, kept=0)
        store.save(frame(a=0), on=ON)
        with pytest.raises(InvalidValue, match="on: got .*; expected a day not before 2014-05-01"):
            store.save(frame(a=0), on=date(2014, 4, 30))
        store._run("UPDATE about SET value = '0'")
    with (
        pytest.raises(InvalidValue, match="a file of schema version 0.*expected one of version"),
        open_store(tmp_path / "x.duckdb"),
    ):
        pass


def test_every_column_of_the_schema_is_kept() -> None:
    kinds: dict[str, Any] = {"flag": True, "key": "k", "day": ON, "words": "w"}
    row = {
        each.column: each.most if each.numeric else each.values[0][0] if each.values else kinds[each.form.value]
        for each in HOUSEHOLDS
    }
    with open_store(":memory:") as store:
        store.save(pl.DataFrame([row]), on=ON)
        assert store.households().to_dicts() == [row]


def test_a_file_that_cannot_be_a_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_bytes(b"no database" * 1000)
    with (
        pytest.raises(InvalidValue, match="path: got .*; expected a DuckDB file"),
        open_store(tmp_path / "text.duckdb"),
    ):
        pass
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("CREATE TABLE elsewhere (x INTEGER)")
    with (
        pytest.raises(InvalidValue, match="a file of other tables, elsewhere.*expected a file that open_store made"),
        open_store(tmp_path / "other.duckdb"),
    ):
        pass
    program = (
        "import sys\nfrom antipoverty.errors import InvalidValue\nfrom antipoverty.registers import open_store\n"
        "try:\n    open_store(sys.argv[1]).__enter__()\nexcept InvalidValue as error:\n    print(error.expected)\n"
    )
    with open_store(tmp_path / "open.duckdb"):
        command = [sys.executable, "-c", program, str(tmp_path / "open.duckdb")]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "a DuckDB file, whole, that no other program has open, or a place for a new one"


DAYS = [date(2014, 5, 1), date(2014, 6, 1), date(2015, 5, 1), date(2015, 6, 1)]
BOOKS = [
    CN,
    CN.override({"poverty_line.statistical": {2013: "2800"}}),
    CN.override({"poverty_line.statistical": {2019: "3300"}}),  # which no run here reads
]
Household = tuple[int | None, str | None]


@frozen
class Made:
    """A run as the model knows it: what it looked at, and for each household who decided it and how."""

    number: int
    on: date
    digest: str
    seen: dict[str, Household]
    outcomes: dict[str, bool | None]


class Kept(RuleBasedStateMachine):
    """Whatever is put and decided, the file answers as plain dictionaries of registers and runs do."""

    @initialize()
    def opened(self) -> None:
        self.context = open_store(":memory:")
        self.store = self.context.__enter__()
        self.puts: list[tuple[date, dict[str, Household]]] = []
        self.runs: list[Made] = []
        self.decided = 0
        self.contents: dict[str, list[tuple[Any, ...]]] = {}

    def register(self, day: date) -> dict[str, Household]:
        return next((register for on, register in reversed(self.puts) if on <= day), {})

    def last_run(self, day: date) -> Made | None:
        return max((run for run in self.runs if run.on <= day), key=lambda run: (run.on, run.number), default=None)

    @rule(
        register=st.dictionaries(
            st.sampled_from("abcd"),
            st.tuples(st.sampled_from([None, 0, 273_599, 273_600, 280_000]), st.sampled_from([None, "v1"])),
        ),
        day=st.sampled_from(DAYS),
    )
    def put(self, register: dict[str, Household], day: date) -> None:
        given_ = table(register)
        if self.puts and day < self.puts[-1][0]:
            with pytest.raises(InvalidValue, match="the last one saved"):
                self.store.save(given_, on=day)
            return
        before = self.register(date.max)
        changed = sum(before[key] != register[key] for key in before.keys() & register.keys())
        new, gone = len(register.keys() - before.keys()), len(before.keys() - register.keys())
        assert self.store.save(given_, on=day) == SaveResult(len(register), new, changed, gone)
        self.puts.append((day, register))

    @rule(day=st.sampled_from(DAYS), book=st.sampled_from(BOOKS))
    def decide(self, day: date, book: rulebooks.Rulebook) -> None:
        seen, last = self.register(day), self.last_run(day)
        # Two rules alike are two where the income of another year counts.
        digest = f"{rule_digest(bind(POOR_HOUSEHOLD, book.at(day)))} {day.year}"
        kept = 0
        if last is not None and last.digest == digest:
            kept = sum(key in last.seen and last.seen[key][0] == seen[key][0] for key in seen)
        run = self.store.decide(on=day, rulebook=book)
        assert run == Run(len(self.runs) + 1, len(seen) - kept, kept)
        outcomes = evaluate(table(seen), on=day, rulebook=book)["poor_household"].to_list()
        self.runs.append(Made(run.number, day, digest, seen, dict(zip(seen, outcomes, strict=True))))
        self.decided += run.decided

    @invariant()
    def the_file_answers_as_the_model_does(self) -> None:
        for day in (None, *DAYS):
            as_of = day or date.max
            register, last = self.register(as_of), self.last_run(as_of)
            held = self.store.households(on=day).select("id", "net_income_fen", "village").rows()
            assert held == [(key, *register[key]) for key in sorted(register)]
            standing = self.store.decisions(on=day)
            both = [] if last is None else sorted(register.keys() & last.seen.keys())
            assert standing.select("id", "outcome", "current").rows() == [
                (key, last.outcomes[key], register[key][0] == last.seen[key][0])  # type: ignore[union-attr]  # as above
                for key in both
            ]
            made_by = {run.number: run for run in self.runs}
            for key, number, decided_on in standing.select("id", "run", "decided_on").rows():
                maker = made_by[number]
                assert last is not None
                assert maker.on == decided_on <= last.on
                assert (maker.digest, maker.seen[key][0]) == (last.digest, last.seen[key][0])

    @invariant()
    def nothing_is_written_over(self) -> None:
        for name in ("puts", "facts", "runs", "judged", "decisions", "reasons"):
            rows = self.store._run(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
            before = self.contents.get(name, [])
            assert rows[: len(before)] == before
            self.contents[name] = rows
        assert len(self.contents["decisions"]) == self.decided

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)


def table(register: dict[str, Household]) -> pl.DataFrame:
    incomes, villages = ([household[place] for household in register.values()] for place in (0, 1))
    return frame(**dict(zip(register, incomes, strict=True))).with_columns(village=pl.Series(villages, dtype=pl.String))


Kept.TestCase.settings = times(1 / 3, stateful_step_count=10)
TestKept = Kept.TestCase


@times(1 / 2)
@given(
    st.lists(st.tuples(st.sampled_from(["split", "merge", "decide"]), st.integers(0, 9), st.integers(0, 9)), max_size=8)
)
def test_every_decision_is_found_from_every_present_key_that_descends_from_it(
    steps: list[tuple[str, int, int]],
) -> None:
    day, made = ON, 2
    decided: dict[str, set[tuple[str, date]]] = {"h0": set(), "h1": set()}
    gone: dict[str, tuple[str, date]] = {}
    with open_store(":memory:") as store:
        for step, first, second in steps:
            day += timedelta(1)
            present = sorted(decided)
            key, other = present[first % len(present)], present[second % len(present)]
            if step == "decide":
                store.save(frame(**dict.fromkeys(present, made)), on=day)
                # Other values of the rule, so that all are decided anew.
                line = {2013: str(2_000 + (day - ON).days)}
                store.decide(on=day, rulebook=CN.override({"poverty_line.statistical": line}))
                decided = {each: found | {(each, day)} for each, found in decided.items()}
            elif step == "split":
                assert store.link([Split(key, f"h{made}", ("a",), day)]) == 1
                decided[f"h{made}"] = decided[key]
                made += 1
            elif key != other:
                event = Merged(other, key, day)
                assert (store.link([event, event]), store.link([event])) == (1, 0)
                decided[key] |= decided.pop(other)
                gone[other] = (key, day)
        for key, expected in decided.items():
            found = store.history(key).select("id", "decided_on").unique().rows()
            assert expected <= set(found)
            own = {row for row in found if row[0] == key}
            assert own == {row for row in expected if row[0] == key}
        for key, (into, since) in gone.items():
            later = {row for row in decided.get(into, ()) if row[0] == into and row[1] >= since}
            assert later <= set(store.history(key).select("id", "decided_on").rows())


def test_a_split_off_household_has_the_decisions_until_then_and_the_old_one_those_that_follow() -> None:
    with open_store(":memory:") as store:
        store.save(frame(h1=0), on=ON)
        store.decide(on=ON)
        events = [Split("h1", "h2", ("a",), date(2014, 6, 1)), Left("h1", "b", "death", date(2014, 6, 2))]
        assert store.link(events) == 1
        store.save(frame(h1=10**9, h2=10**8, h3=0), on=date(2014, 7, 1))
        store.decide(on=date(2014, 7, 1))
        rows = {
            key: store.history(key).select("run", "id").unique().sort("run", "id").rows() for key in ("h1", "h2", "h3")
        }
        assert rows == {
            "h1": [(1, "h1"), (2, "h1"), (2, "h2")],
            "h2": [(1, "h1"), (2, "h2")],
            "h3": [(2, "h3")],
        }


def test_a_file_of_the_version_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    with open_store(path) as store:
        store.save(frame(a=0), on=ON)
        store.decide(on=ON)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE successions; UPDATE about SET value = replace(value, '.4', '.3')")
    for _ in range(2):
        with open_store(path) as store:
            assert store.history("a").height == 4
            store.link([Split("a", "b", ("x",), date(2014, 6, 1))])
            assert store.history("b").height == 4
