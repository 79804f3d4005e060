"""A register by rule against the same rule by hand, engine by engine, in the same run; ratios are medians, interleaved.

Run it by itself; ``--smoke`` takes a small register. ``--large`` streams 100 million rows from Parquet to Parquet and
gives the peak of memory; ``--openfisca`` compares with OpenFisca where openfisca-core is installed.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from antipoverty import rulebooks
from antipoverty.registers import MEMBERS, derive, evaluate, manifest, read, simulate, write
from results import Results
from timing import interleaved

SMOKE = "--smoke" in sys.argv
ROWS = 100_000 if SMOKE else 10_000_000
FILE_MEMBERS = 20_000 if SMOKE else 1_000_000
ROUNDS = 3 if SMOKE else 7
LARGE_ROWS = 1_000_000 if SMOKE else 100_000_000
GUIZHOU = rulebooks.load("cn/guizhou")
#: Income below the line and none of the four exclusions, and six guarantees beside it.
DATES = {"2014": date(2014, 5, 1), "2019": date(2019, 11, 1)}
FLAGS = ("town_property", "vehicle", "business_owner", "public_payroll")
YES = ("food_secure", "clothing_secure", "water_certified")
NO = ("school_age_child", "dropout", "uninsured")


def register(rows: int, seed: int = 1) -> pl.DataFrame:
    """A register with one unknown in fifty incomes, and grades as coded words."""
    random = np.random.default_rng(seed)
    income = pl.Series(random.integers(0, 4_000_000, rows)).set(pl.Series(random.random(rows) < 0.02), None)
    flags = {name: random.random(rows) < 0.03 for name in (*FLAGS, *NO)} | {
        name: random.random(rows) < 0.97 for name in YES
    }
    water = {
        "water_litres": random.integers(10, 80, rows, dtype=np.int16),
        "water_short_area": random.random(rows) < 0.2,
        "water_quality_safe": random.random(rows) < 0.95,
        "water_piped": random.random(rows) < 0.8,
        "water_minutes": random.integers(0, 40, rows, dtype=np.int16),
        "water_metres": random.integers(0, 1500, rows, dtype=np.int16),
        "water_climb": random.integers(0, 150, rows, dtype=np.int16),
        "water_days_stopped": random.integers(0, 60, rows, dtype=np.int16),
    }
    grade = pl.Series(np.array(["A", "B", "C", "D"])[random.integers(0, 4, rows)], dtype=pl.Enum(["A", "B", "C", "D"]))
    size = random.integers(1, 8, rows, dtype=np.int8)
    village = pl.Series(random.integers(0, 200, rows)).cast(pl.String)
    return pl.DataFrame(
        {"village": village, "net_income_fen": income, "size": size, "dwelling_grade": grade, **flags, **water}
    )


# By hand: what someone would write on each engine, from the same law.


def by_hand_columns(safe: Callable[[], Any], on: date, col: Callable[[str], Any]) -> Any:
    """On an engine whose columns know ``<``, ``&``, ``|`` and ``~``."""
    line = 273_600 if on.year == 2014 else 374_700
    below = col("net_income_fen") < col("size") * line
    excluded = col("town_property") | col("vehicle") | col("business_owner") | col("public_payroll")
    if on.year == 2014:
        return below & ~excluded
    near = (col("water_metres") <= 800) & (col("water_climb") <= 80)
    enough = (col("water_litres") >= 35) | (col("water_short_area") & (col("water_litres") >= 20))
    access = col("water_piped") | (col("water_minutes") <= 20) | near
    water = col("water_certified") | (enough & col("water_quality_safe") & access & (col("water_days_stopped") <= 36))
    unmet = (
        ~col("food_secure") | ~col("clothing_secure") | (col("school_age_child") & col("dropout")) | col("uninsured")
    )
    return (below | unmet | ~safe() | ~water) & ~excluded


def polars_by_hand(on: date) -> pl.Expr:
    def safe() -> pl.Expr:
        return pl.col("dwelling_grade").is_in(["A", "B"])

    def col(name: str) -> pl.Expr:
        return pl.col(name).cast(pl.Int64) if name == "size" else pl.col(name)

    return by_hand_columns(safe, on, col).alias("poor_household")


def sql_by_hand(on: date) -> str:
    excluded = " OR ".join(FLAGS)
    line = 273_600 if on.year == 2014 else 374_700
    below = f"net_income_fen < CAST(size AS BIGINT) * {line}"
    if on.year == 2014:
        return f"({below}) AND NOT ({excluded})"
    water = (
        "water_certified OR ((water_litres >= 35 OR (water_short_area AND water_litres >= 20)) AND water_quality_safe"
        " AND (water_piped OR water_minutes <= 20 OR (water_metres <= 800 AND water_climb <= 80))"
        " AND water_days_stopped <= 36)"
    )
    unmet = "NOT food_secure OR NOT clothing_secure OR (school_age_child AND dropout) OR uninsured"
    return f"(({below}) OR {unmet} OR NOT (dwelling_grade IN ('A', 'B')) OR NOT ({water})) AND NOT ({excluded})"


def on_polars(results: Results, frame: pl.DataFrame) -> None:
    for label, on in DATES.items():
        hand = polars_by_hand(on)

        def lazy(on: date = on) -> pl.DataFrame:
            return evaluate(frame.lazy(), on=on, rulebook=GUIZHOU).select("poor_household").collect()

        def eager(on: date = on) -> pl.DataFrame:
            return evaluate(frame, on=on, rulebook=GUIZHOU)

        def lazy_hand(hand: pl.Expr = hand) -> pl.DataFrame:
            return frame.lazy().select(hand).collect()

        def eager_hand(hand: pl.Expr = hand) -> pl.DataFrame:
            return frame.with_columns(hand)

        assert lazy()["poor_household"].equals(lazy_hand()["poor_household"])
        results.against(f"polars-lazy.{label}", interleaved({"rule": lazy, "by hand": lazy_hand}, ROUNDS))
        results.against(f"polars-eager.{label}", interleaved({"rule": eager, "by hand": eager_hand}, ROUNDS))


def on_pandas(results: Results, frame: pl.DataFrame) -> None:
    import pandas as pd

    table = frame.with_columns(pl.col("dwelling_grade").cast(pl.String)).to_arrow()
    held = table.to_pandas(types_mapper=pd.ArrowDtype)
    for label, on in DATES.items():

        def rule(on: date = on) -> Any:
            return evaluate(held, on=on, rulebook=GUIZHOU)["poor_household"]

        def by_hand(on: date = on) -> Any:
            def safe() -> Any:
                return held["dwelling_grade"].isin(["A", "B"])

            def col(name: str) -> Any:
                return held[name].astype("int64[pyarrow]") if name == "size" else held[name]

            return held.assign(poor_household=by_hand_columns(safe, on, col))["poor_household"]

        assert rule().equals(by_hand())
        results.against(f"pandas.{label}", interleaved({"rule": rule, "by hand": by_hand}, min(ROUNDS, 5)))


class _Arrow:
    """A column of Arrow with the operators that the rule by hand is written in."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def _with(self, name: str, other: Any) -> _Arrow:
        import pyarrow.compute as pc

        return _Arrow(getattr(pc, name)(self.values, other.values if isinstance(other, _Arrow) else other))

    def __lt__(self, other: Any) -> _Arrow:
        return self._with("less", other)

    def __le__(self, other: Any) -> _Arrow:
        return self._with("less_equal", other)

    def __ge__(self, other: Any) -> _Arrow:
        return self._with("greater_equal", other)

    def __mul__(self, other: Any) -> _Arrow:
        return self._with("multiply", other)

    def __and__(self, other: Any) -> _Arrow:
        return self._with("and_kleene", other)

    def __or__(self, other: Any) -> _Arrow:
        return self._with("or_kleene", other)

    def __invert__(self) -> _Arrow:
        import pyarrow.compute as pc

        return _Arrow(pc.invert(self.values))


def on_pyarrow(results: Results, frame: pl.DataFrame) -> None:
    import pyarrow.compute as pc

    table = frame.with_columns(pl.col("dwelling_grade").cast(pl.String)).to_arrow()
    for label, on in DATES.items():

        def rule(on: date = on) -> Any:
            return evaluate(table, on=on, rulebook=GUIZHOU).column("poor_household")

        def by_hand(on: date = on) -> Any:
            def safe() -> _Arrow:
                return _Arrow(pc.is_in(table["dwelling_grade"], pa.array(["A", "B"], table["dwelling_grade"].type)))

            def col(name: str) -> _Arrow:
                return _Arrow(table[name].cast(pa.int64()) if name == "size" else table[name])

            return by_hand_columns(safe, on, col).values

        assert rule().equals(by_hand())
        results.against(f"pyarrow.{label}", interleaved({"rule": rule, "by hand": by_hand}, min(ROUNDS, 5)))


def on_duckdb(results: Results, frame: pl.DataFrame) -> None:
    import duckdb

    connection = duckdb.connect()
    table = frame.with_columns(pl.col("dwelling_grade").cast(pl.String)).to_arrow()
    connection.register("given", table)
    # A coded fact is kept as an enumeration, as it is on Polars.
    connection.execute("CREATE TYPE grade AS ENUM ('A', 'B', 'C', 'D')")
    connection.execute("CREATE TABLE register AS SELECT * REPLACE (dwelling_grade::grade AS dwelling_grade) FROM given")
    relation = connection.table("register")
    for label, on in DATES.items():

        def rule(on: date = on) -> Any:
            return evaluate(relation, on=on, rulebook=GUIZHOU).project("poor_household").to_arrow_table()

        def by_hand(on: date = on) -> Any:
            return relation.project(f"{sql_by_hand(on)} AS poor_household").to_arrow_table()

        assert rule().equals(by_hand())
        results.against(f"duckdb.{label}", interleaved({"rule": rule, "by hand": by_hand}, ROUNDS))


def on_spark(results: Results, frame: pl.DataFrame, folder: Path) -> None:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        results.skip("spark", "PySpark is not installed")
        return
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        results.skip("spark", "there is no Java")
        return
    frame.with_columns(pl.col("dwelling_grade").cast(pl.String)).write_parquet(folder / "register.parquet")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    held = session.read.parquet(str(folder / "register.parquet")).cache()
    held.count()
    count = "count_if(poor_household) AS poor"
    for label, on in DATES.items():

        def rule(on: date = on) -> Any:
            return evaluate(held, on=on, rulebook=GUIZHOU).selectExpr(count).collect()

        def by_hand(on: date = on) -> Any:
            return held.selectExpr(f"{sql_by_hand(on)} AS poor_household").selectExpr(count).collect()

        assert rule() == by_hand()
        results.against(f"spark.{label}", interleaved({"rule": rule, "by hand": by_hand}, min(ROUNDS, 5)))
    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()  # so that its work counts as the benchmark's own


# From files: what a county would write in Polars, with the types of the columns known beforehand and no quarantine.

SCHOOLINGS = ("preschool", "primary", "junior", "senior", "out of school")
LABOURS = ("none", "weak", "ordinary", "skilled")
HEALTHS = ("healthy", "chronic", "serious")


def member_table(households: pl.Series, per_household: int, seed: int = 2) -> pl.DataFrame:
    """The members of households, in their order, with one unknown in a hundred insurances."""
    random = np.random.default_rng(seed)
    rows = len(households) * per_household
    insured = pl.Series(random.random(rows) < 0.97).set(pl.Series(random.random(rows) < 0.01), None)
    out = random.random(rows) < 0.02
    schooling = pl.Series(np.array(SCHOOLINGS)[np.where(out, 4, random.integers(0, 4, rows))])
    return pl.DataFrame(
        {
            "id": "m" + pl.int_range(rows, eager=True).cast(pl.String),
            "household": households.gather(np.repeat(np.arange(len(households)), per_household)),
            "birth_date": pl.Series(random.integers(-14_000, 18_000, rows, dtype=np.int32)).cast(pl.Date),
            "schooling": schooling,
            "out_of_school_for_poverty": random.random(rows) < 0.3,
            "medical_insured": insured,
            "health": pl.Series(np.array(HEALTHS)[random.integers(0, 3, rows)]),
            "labour": pl.Series(np.array(LABOURS)[random.integers(0, 4, rows)]),
            "working_away": random.random(rows) < 0.3,
        }
    )


def members_to_facts(results: Results) -> None:
    """All facts of households that follow from members, against the same group-by written for them."""
    count = FILE_MEMBERS
    random = np.random.default_rng(4)
    households = pl.DataFrame({"id": "h" + pl.int_range(count, eager=True).cast(pl.String)})

    def words(values: tuple[str, ...]) -> pl.Series:
        return pl.Series(np.array(values)[random.integers(0, len(values), 4 * count)], dtype=pl.Enum(values))

    members = member_table(households["id"], 4).with_columns(
        schooling=words((*SCHOOLINGS, "vocational")).set(pl.Series(random.random(4 * count) < 0.02), None),
        completed=words(SCHOOLINGS),
        disability=words(("none", "1", "2", "3", "4", "ungraded")),
        labour=words(LABOURS),
    )
    col = pl.col

    def any_(truth: pl.Expr) -> pl.Expr:
        return truth.any(ignore_nulls=False)

    of_age = col("birth_date").is_between(date(2003, 11, 2), date(2013, 11, 1))
    young = col("birth_date").is_between(date(1996, 11, 2), date(2003, 11, 1))
    out = col("schooling") == "out of school"
    vocational = col("schooling") == "vocational"
    graded = pl.when(col("disability") != "ungraded").then(col("disability").is_in(["1", "2"]))
    by_hand = {
        "size": pl.len().cast(pl.Int64),
        "school_age_child": any_(of_age),
        "dropout": any_(of_age & out & col("out_of_school_for_poverty")),
        "uninsured": any_(~col("medical_insured")),
        "student_beyond_compulsory": any_(col("schooling").is_in(["senior", "vocational", "higher"])),
        "disabled": any_(graded),
        "able_to_work": any_(col("labour") != "none"),
        "skilled": any_(col("labour") == "skilled"),
        "school_leaver": any_(young & out & col("completed").is_in(["junior", "senior"])),
        "vocational_students": pl.when(vocational.null_count() == 0).then(vocational.sum()).cast(pl.Int64),
    }

    def grouped() -> pl.DataFrame:
        facts = members.lazy().group_by("household").agg(**by_hand)
        on = {"left_on": "id", "right_on": "household", "how": "left", "maintain_order": "left"}
        return households.lazy().join(facts, **on).collect()  # type: ignore[arg-type]  # the words are those of join

    def rule() -> pl.DataFrame:
        return derive(households, members, on=DATES["2019"])

    assert rule().select(grouped().columns).equals(grouped())
    results.against("members", interleaved({"rule": rule, "by hand": grouped}, ROUNDS))


def from_files(results: Results, folder: Path) -> None:
    """Reading a CSV file of members, and from two CSV files to decided Parquet."""
    count = FILE_MEMBERS // 4
    village = (pl.int_range(count, eager=True) % 200).cast(pl.String)
    households = (
        register(count, seed=3)
        .drop("size", *NO)
        .with_columns(id="h" + pl.int_range(pl.len()).cast(pl.String), village="v" + village)
    )
    members = member_table(households["id"], 4)
    types: dict[str, dict[str, Any]] = {}
    for name, frame in (("households", households), ("members", members)):
        write(frame, folder / f"{name}.csv")
        types[name] = dict(frame.schema)
    types["members"] |= {
        name: pl.Enum(words) for name, words in (("schooling", SCHOOLINGS), ("health", HEALTHS), ("labour", LABOURS))
    }
    source = folder / "members.csv"

    def rule() -> Any:
        return read(source, MEMBERS)

    def by_hand() -> Any:
        return pl.read_csv(source, schema=types["members"])

    reading = rule()
    typed = by_hand()
    assert reading.accepted.equals(typed.cast(reading.accepted.schema))
    results.against("files.read", interleaved({"rule": rule, "by hand": by_hand}, ROUNDS))
    on = DATES["2019"]
    asked = [name for name in members.columns if name not in ("health", "labour", "working_away")]
    write(members.select(asked), source)
    types["members"] = {name: types["members"][name] for name in asked}
    target, target_by_hand = folder / "decided.parquet", folder / "decided-by-hand.parquet"

    def decided() -> None:
        kept, of_them = read(folder / "households.csv").accepted, read(source, MEMBERS).accepted
        write(evaluate(kept, members=of_them, on=on, rulebook=GUIZHOU), target)

    def decided_by_hand() -> None:
        # From 6 to 15 years old on the day.
        of_age = pl.col("birth_date").is_between(date(2003, 11, 2), date(2013, 11, 1))
        out = (pl.col("schooling") == "out of school") & pl.col("out_of_school_for_poverty")
        listed = (
            pl.scan_csv(source, schema=types["members"])
            .group_by("household")
            .agg(
                pl.len().alias("size"),
                of_age.any(ignore_nulls=False).alias("school_age_child"),
                (of_age & out).any(ignore_nulls=False).alias("dropout"),
                (~pl.col("medical_insured")).any(ignore_nulls=False).alias("uninsured"),
            )
        )
        table = pl.scan_csv(folder / "households.csv", schema=types["households"])
        joined = table.join(listed, left_on="id", right_on="household", how="left", maintain_order="left")
        joined.with_columns(polars_by_hand(on)).drop("size", *NO).sink_parquet(target_by_hand)

    decided()
    decided_by_hand()
    same = "id", "poor_household"
    assert pl.read_parquet(target, columns=same).equals(pl.read_parquet(target_by_hand, columns=same))
    results.against("files.decided", interleaved({"rule": decided, "by hand": decided_by_hand}, ROUNDS))


def other_work(results: Results, frame: pl.DataFrame) -> None:
    """What has no counterpart by hand: absolute times on this machine."""
    higher = GUIZHOU.override({"poverty_line.statistical": {2013: "2800"}})
    on = DATES["2014"]

    def timed(label: str, task: Callable[[], Any]) -> None:
        start = time.perf_counter()
        task()
        results.add(label, time.perf_counter() - start, "s")

    timed(
        "simulate",
        lambda: simulate(frame, base=GUIZHOU, reform=higher, on=on, by=["village"]),
    )
    timed("manifest", lambda: manifest(frame, on=on, rulebook=GUIZHOU))


def streamed(results: Results, folder: Path) -> None:
    """From Parquet to Parquet, in a process of its own, whose peak of memory is then known."""
    source, target = folder / "large", folder / "out.parquet"
    source.mkdir()
    part = min(5_000_000, LARGE_ROWS)
    names = ["net_income_fen", "size", *FLAGS]
    for number in range(LARGE_ROWS // part):
        register(part, seed=number).select(names).write_parquet(source / f"{number:03}.parquet")
    code = (
        "import resource, sys, time, polars as pl\n"
        "from datetime import date\n"
        "from antipoverty import rulebooks\n"
        "from antipoverty.registers import evaluate, write\n"
        "start = time.perf_counter()\n"
        "lazy = pl.scan_parquet(sys.argv[1])\n"
        "write(evaluate(lazy, on=date(2014, 5, 1), rulebook=rulebooks.load('cn/guizhou')), sys.argv[2])\n"
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"{source}/*.parquet", str(target)], capture_output=True, text=True, check=True
    )
    rows = pl.scan_parquet(target).select(pl.len()).collect().item()
    assert rows == LARGE_ROWS
    seconds, peak = done.stdout.split()
    results.add("streamed", float(seconds), "s")
    results.add("streamed.peak", int(peak), "bytes")


def against_openfisca(results: Results) -> None:
    try:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import ETERNITY, DateUnit
        from openfisca_core.simulations import SimulationBuilder
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable
    except ImportError:
        results.skip("openfisca", "openfisca-core is not installed")
        return
    del ETERNITY
    entity = build_entity("household", "households", "", roles=[{"key": "head"}], is_person=True)
    inputs = {"net_income": float, "size_of": int, **dict.fromkeys(FLAGS, bool)}

    def variable(name: str, kind: type, **more: Any) -> type:
        return type(
            name, (Variable,), {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, **more}
        )

    def formula(households: Any, period: Any) -> Any:
        below = households("net_income", period) < households("size_of", period) * 2736
        excluded = households("town_property", period) + households("vehicle", period)
        return below * ~(excluded + households("business_owner", period) + households("public_payroll", period))

    system = TaxBenefitSystem([entity])
    for name, kind in inputs.items():
        system.add_variable(variable(name, kind))
    system.add_variable(variable("poor", bool, formula=formula))
    frame = register(ROWS)
    known = frame.with_columns(pl.col("net_income_fen").fill_null(0))
    arrays = {name: known[name].to_numpy() for name in FLAGS}
    arrays |= {"size_of": known["size"].to_numpy(), "net_income": known["net_income_fen"].to_numpy() / 100}

    def openfisca() -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, ROWS)
        for name, values in arrays.items():
            simulation.set_input(name, 2014, values)
        return simulation.calculate("poor", 2014)

    def rule() -> Any:
        return evaluate(known.lazy(), on=date(2014, 5, 1), rulebook=GUIZHOU).select("poor_household").collect()

    differ = int((openfisca() != rule()["poor_household"].to_numpy()).sum())
    medians = interleaved({"OpenFisca": openfisca, "rule": rule}, ROUNDS)
    results.add("openfisca", medians["OpenFisca"], "s")
    results.add("openfisca.rule", medians["rule"], "s")
    results.add("openfisca.times-as-fast", medians["OpenFisca"] / medians["rule"], "ratio")
    results.add("openfisca.decided-otherwise", differ, "count")  # float32


def main() -> None:
    """The parts that were asked for, or all that fit in memory."""
    sizes = {"households": ROWS, "members": FILE_MEMBERS, "households_of_files": FILE_MEMBERS // 4}
    if "--openfisca" in sys.argv:
        with Results("registers-openfisca", households=ROWS) as results:
            against_openfisca(results)
        return
    with tempfile.TemporaryDirectory() as made:
        if "--large" in sys.argv or SMOKE:
            with Results("registers-large", households=LARGE_ROWS) as results:
                streamed(results, Path(made))
        if "--large" in sys.argv:
            return
        with Results("registers", **sizes) as results:
            from_files(results, Path(made))
            members_to_facts(results)
            held = register(ROWS)
            for each in (on_polars, on_pandas, on_pyarrow, on_duckdb, other_work):
                each(results, held)
            on_spark(results, held, Path(made))
            results.add("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "bytes")


if __name__ == "__main__":
    main()
