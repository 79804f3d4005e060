"""On Spark, in local mode: the same columns, the same sums, and no Python in the plan."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from antipoverty import rulebooks
from antipoverty._engine.conditions import Number
from antipoverty.causes import CAUSES_OF_POVERTY
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import SIZE
from antipoverty.facts.person import AGE, LABOUR, MEDICAL_INSURED
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers import check, decide_row, derive, evaluate, manifest, records, simulate, why_unknown, write
from antipoverty.registers._writing.files import neutralised
from antipoverty.rules import (
    AnyMember,
    CountMembers,
    EveryMember,
    IsTrue,
    Least,
    Quantity,
    Rounded,
    Rule,
    SumMembers,
    When,
)
from antipoverty.text import YUAN, Text
from engines import rows_of

pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'antipoverty[spark]'")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java 17: apt-get install openjdk-17-jre-headless", allow_module_level=True)

# One session for all of them, where the tests are spread by group.
pytestmark = pytest.mark.xdist_group("spark")

ON = date(2016, 5, 1)
RULES = (POOR_HOUSEHOLD, CAUSES_OF_POVERTY)
ROWS: dict[str, list[Any]] = {
    "id": ["a", "b", "c", "d", "e", "户"],
    "village": ["v1", "v1", "v2", None, "v2", "v2"],
    "net_income_fen": [285_499, 285_500, None, 10**15 - 1, -(10**15 - 1), 10**15],
    "size": [1, 1, 1, 100, 100, 1],
    "dwelling_grade": ["A", "B", "C", "E", None, "A"],
    "food_secure": [True, True, None, True, False, True],
    "medical_spending_fen": [10**6, 0, None, 5, 10**6, 0],
    "school_spending_fen": [10**6 + 1, 0, None, 5, 10**6, 0],
    "student_beyond_compulsory": [True, True, True, None, True, True],
    "disabled": [False, True, None, False, False, True],
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .appName("antipoverty tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def frame(spark: Any, table: pa.Table) -> Any:
    return spark.createDataFrame(table)


@pytest.mark.filterwarnings("ignore")  # PySpark's own, of the libraries that it calls
def test_spark_gives_the_columns_that_polars_gives_and_runs_no_python(spark: Any) -> None:
    table = pa.table(ROWS)
    lazy = pl.from_arrow(table).lazy()  # type: ignore[union-attr]  # a table gives a frame
    given = {"on": ON, "rules": RULES, "findings": True, "shortfall": True, "absent": "unknown"}
    made = evaluate(frame(spark, table), **given)  # type: ignore[arg-type]  # as for any frame
    assert type(made).__module__.startswith("pyspark.sql")
    expected = rows_of(evaluate(lazy, **given))  # type: ignore[arg-type]  # as above
    assert sorted(rows_of(made), key=lambda row: row["id"]) == expected
    executed = made._jdf.queryExecution().toString()
    for name in ("Python", "UDF", "MapInArrow", "MapInPandas"):
        assert name not in executed
    assert "poor_household" in executed
    # The words are those that Spark uses: a function of Python would be seen.
    from pyspark.sql.functions import udf

    with_python = made.withColumn("seen", udf(lambda size: size, "bigint")("size"))
    assert "Python" in with_python._jdf.queryExecution().toString()


@pytest.mark.filterwarnings("ignore")  # as above
def test_how_rows_are_partitioned_does_not_matter_and_sums_are_the_same(spark: Any) -> None:
    table = pa.table({name: values * 7 for name, values in ROWS.items()})
    higher = rulebooks.load("cn").override({"poverty_line.statistical": {2015: "3000"}})
    given = {"base": rulebooks.load("cn"), "reform": higher, "on": ON, "by": ["village"], "absent": "unknown"}
    lazy = pl.from_arrow(table).lazy()  # type: ignore[union-attr]  # as above
    expected = simulate(lazy, **given)  # type: ignore[arg-type]  # as above
    stated = manifest(lazy, on=ON, rules=RULES, absent="unknown")
    for parts in (1, 5):
        spread = frame(spark, table).repartition(parts)
        assert simulate(spread, **given) == expected  # type: ignore[arg-type]  # as above
        found = manifest(spread, on=ON, rules=RULES, absent="unknown")
        assert (found.counts, found.tables) == (stated.counts, stated.tables)


@pytest.mark.filterwarnings("ignore")  # as above
def test_facts_are_derived_from_members_on_spark(spark: Any) -> None:
    own = pa.table({"id": ["a", "b", "c"], "size": pa.array([None, 3, 2], pa.int64())})
    people = pa.table(
        {
            "id": ["1", "2", "3"],
            "household": ["a", "a", "b"],
            "birth_date": pa.array([date(2008, 2, 29), date(1980, 1, 1), None], pa.date32()),
            "schooling": ["out of school", None, "primary"],
            "out_of_school_for_poverty": [True, None, None],
            "medical_insured": [True, False, None],
            "labour": ["none", "skilled", None],
        }
    )
    made = derive(frame(spark, own), frame(spark, people), on=ON)
    expected = derive(pl.from_arrow(own), pl.from_arrow(people), on=ON)
    assert sorted(rows_of(made), key=lambda row: row["id"]) == sorted(rows_of(expected), key=lambda row: row["id"])
    of_spark = check(frame(spark, own), frame(spark, people), on=ON)
    assert of_spark.findings.rows() == check(own, people, on=ON).findings.rows()
    # Derived before: on the day, and on another, on which ages differ and grades of disability do not.
    for day in (ON, date(2016, 6, 1)):
        given: dict[str, Any] = {"on": day, "rules": RULES, "absent": "unknown"}
        found, wanted = rows_of(evaluate(made, **given)), rows_of(evaluate(expected.lazy(), **given))
        assert sorted(found, key=lambda row: row["id"]) == sorted(wanted, key=lambda row: row["id"])


@pytest.mark.filterwarnings("ignore")  # as above
def test_what_members_are_asked_runs_no_python_and_groups_them_once_on_spark(spark: Any) -> None:
    own = pa.table({"id": ["a", "b", "c"], "size": pa.array([None, 3, 2], pa.int64())})
    people = pa.table(
        {
            "household": ["a", "a", "b", None],
            "birth_date": pa.array([date(2008, 2, 29), date(1980, 12, 31), None, date(2000, 1, 1)], pa.date32()),
            "medical_insured": [True, False, None, False],
            "labour": ["none", "skilled", "strange", "none"],
        }
    )
    worded = Text("a", "甲")
    help_ = Least((SumMembers(When(AGE < 16, Number(Fraction(300)), Rounded(AGE * 3, 10, "half"))), SIZE * 200))
    rules = [
        Rule("covered", worded, "household", EveryMember(IsTrue(MEDICAL_INSURED)), worded, worded, worded),
        Rule("old", worded, "household", AnyMember(AGE >= 2_016), worded, worded, worded),
        Rule("able", worded, "household", AnyMember(~LABOUR.one_of(("none",))), worded, worded, worded),
        Quantity("help", worded, "household", help_ + CountMembers(AGE * 2 > 18) * 5, YUAN),
    ]
    made = evaluate(frame(spark, own), on=ON, rules=rules, members=frame(spark, people))
    executed = made._jdf.queryExecution().executedPlan().toString()
    for name in ("Python", "UDF", "MapInArrow", "MapInPandas"):
        assert name not in executed
    assert executed.count("Join") == 1
    expected = rows_of(evaluate(pl.from_arrow(own), on=ON, rules=rules, members=pl.from_arrow(people)))
    assert sorted(rows_of(made), key=lambda row: row["id"]) == expected
    assert [row["help_fen"] for row in expected] == [40_500, None, None]


@pytest.mark.filterwarnings("ignore")  # as above
def test_wrong_kinds_are_refused_and_text_is_neutralised_on_spark(spark: Any, tmp_path: Any) -> None:
    floats = frame(spark, pa.table({"net_income_fen": [float("nan")], "size": [1]}))
    with pytest.raises(InvalidValue, match="net_income_fen: got 'Float64'"):
        evaluate(floats, on=date(2014, 5, 1))
    notes = frame(spark, pa.table({"id": ["=1+1", "plain"]}))
    assert [row["id"] for row in rows_of(neutralised(notes))] == ["'=1+1", "plain"]
    write(notes, tmp_path / "notes.parquet")
    assert pl.read_parquet(tmp_path / "notes.parquet")["id"].to_list() == ["=1+1", "plain"]


@pytest.mark.filterwarnings("ignore")  # as above
def test_rows_are_objects_and_are_explained_by_the_engine(spark: Any) -> None:
    own = pl.DataFrame({"id": ["a", "b", "c"], "village": ["v", "v", None], "net_income_fen": [1, None, 5]})
    people = pl.DataFrame({"id": ["p1", "p2"], "household": ["a", "b"], "labour": ["weak", None]})
    households, members = frame(spark, own.to_arrow()), frame(spark, people.to_arrow())
    assert sorted(records(households, members), key=lambda each: each.id) == list(records(own, people))
    assert decide_row(households, "b", members=members, on=ON) == decide_row(own, "b", members=people, on=ON)
    found, wanted = (why_unknown(each, members=some, on=ON) for each, some in ((households, members), (own, people)))
    assert found.facts.equals(wanted.facts)
    assert found.outcomes.equals(wanted.outcomes)


@pytest.mark.filterwarnings("ignore")  # as above
def test_the_scripts_of_the_guide_print_what_stands_below_them(
    spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = Path(__file__).parents[2] / "docs" / "en" / "howto" / "spark.md"
    names: dict[str, Any] = {}
    shown = re.findall(r"^```python[^\n]*\n(.*?)^```\n\n```text\n(.*?)^```$", guide.read_text("utf-8"), re.M | re.S)
    assert len(shown) == 3
    for code, output in shown:
        placed = re.sub(r'"(register\.parquet|decided)"', lambda name: repr(str(tmp_path / name[1])), code)
        exec(compile(placed, guide.name, "exec"), names)
        assert capsys.readouterr().out == output
