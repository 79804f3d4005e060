"""The wheel with each extra alone: what the extra is for works, and what needs another extra says which.

usage: extras.py WHEEL FOLDER    makes an environment for each extra in the folder
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: No extra of its own: what the project is tested, written and developed with.
_OURS = {"test", "docs", "dev"}
_FIRST = """
from datetime import date
from antipoverty import Household, Income, identify

household, on = Household("h1", size=4, income=Income(stated="10943.99")), date(2014, 5, 1)
decision = identify(household, on=on)
assert decision.outcome.value == "met", decision.outcome
"""
_COLUMNS = """
from antipoverty.registers import evaluate

rows = {"id": ["a", "b", "c"], "size": [4, 4, 4], "net_income_fen": [1_094_399, 1_094_400, None]}
"""
_CARD = """
from antipoverty import assistance, cards, causes
from antipoverty.documents import render
plan = assistance.plan(household, causes.classify(household, on=on), on=on, until=on, responsible="c1")
card = cards.card(household, plan)
"""
_READ = """
from pathlib import Path
from antipoverty.registers import HOUSEHOLDS, read, write

Path("h.csv").write_text("id,size,net_income_fen\\na,4,1094399\\nb,x,1\\n", "utf-8")
reading = read(Path("h.csv"), HOUSEHOLDS)
assert reading.accepted["id"].to_list() == ["a"], reading
"""
#: What is run with each extra alone, after a first decision.
SNIPPETS = {
    "": _CARD
    + """
from antipoverty.errors import MissingExtra
try:
    render(card, "en", "html")
except MissingExtra as error:
    assert "antipoverty[documents]" in str(error)
else:
    raise AssertionError("rendered without the extra")
""",
    "polars": _READ
    + _COLUMNS
    + """
import polars
assert evaluate(polars.DataFrame(rows), on=on)["poor_household"].to_list() == [True, False, None]
""",
    "pandas": _COLUMNS
    + """
import pandas
found = evaluate(pandas.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"), on=on)["poor_household"]
assert found.to_list()[:2] == [True, False] and found.isna().to_list()[2]
""",
    "pyarrow": _COLUMNS
    + """
import pyarrow
assert evaluate(pyarrow.table(rows), on=on)["poor_household"].to_pylist() == [True, False, None]
""",
    "duckdb": _COLUMNS
    + """
import duckdb, pyarrow
table = pyarrow.table(rows)
found = evaluate(duckdb.sql("SELECT * FROM table"), on=on).order("id").project("poor_household").fetchall()
assert found == [(True,), (False,), (None,)], found
""".replace("table = ", "given = ").replace("FROM table", "FROM given"),
    "spark": _COLUMNS
    + """
from pyspark.sql import SparkSession
session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
given = session.createDataFrame(list(zip(*rows.values())), "id string, size bigint, net_income_fen bigint")
found = [row.poor_household for row in evaluate(given, on=on).orderBy("id").collect()]
gateway = session.sparkContext._gateway
session.stop()
gateway.shutdown()
gateway.proc.stdin.close()
gateway.proc.wait()
assert found == [True, False, None], found
""",
    "excel": """
from pathlib import Path
import polars
from antipoverty.registers import HOUSEHOLDS, read, write
write(polars.DataFrame({"id": ["a"], "size": [4]}), Path("h.xlsx"))
assert read(Path("h.xlsx"), HOUSEHOLDS).accepted.rows() == [("a", 4)]
""",
    "stats": """
import numpy
from antipoverty.indicators import gini, headcount_ratio
assert abs(gini(numpy.array([1.0, 3.0])) - 0.25) < 1e-12
assert headcount_ratio(numpy.array([1.0, 3.0]), 2.0) == 0.5
""",
    "plot": """
from antipoverty.indicators import draw, lorenz
assert draw({"村": lorenz([1, 2, 3, 4])}, language="zh").axes
""",
    "documents": _CARD
    + """
assert "<html" in render(card, "zh", "html")
""",
    "cli": """
import subprocess, sys
said = subprocess.run([sys.executable, "-m", "antipoverty", "--help"], capture_output=True, text=True, check=True)
assert "demo" in said.stdout
""",
    "proof": """
from antipoverty.facts.household import NET_INCOME
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.rules import bind, prove_monotone
from antipoverty import rulebooks
rule = bind(POOR_HOUSEHOLD, rulebooks.load("cn").at(on))
claim = "income never makes poor"
assert prove_monotone(claim, rule.rule.condition, NET_INCOME, direction="falling")
""",
    "testing": """
from hypothesis import HealthCheck, given, settings
from antipoverty.strategies import households

@settings(max_examples=10, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(households())
def decided(household):
    assert identify(household, on=on).outcome.value in ("met", "not met", "unknown")

decided()
""",
}


def main(wheel: Path, folder: Path) -> None:
    """Try every extra; stop at the end with the names of those that failed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {"", *project["optional-dependencies"]} - _OURS
    if untried := extras ^ set(SNIPPETS):
        sys.exit(f"no snippet, or no extra: {', '.join(sorted(untried))}")
    failed = []
    for extra, snippet in SNIPPETS.items():
        place = folder / (extra or "core")
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        asked = f"antipoverty[{extra}] @ {wheel.resolve().as_uri()}" if extra else str(wheel)
        subprocess.run([python, "-m", "pip", "install", "--quiet", asked], check=True)
        if extra == "spark" and not shutil.which("java"):
            print("spark: installed; not tried, since there is no Java")
            continue
        # -I: the package is the installed one, whatever the working folder and the environment hold.
        done = subprocess.run([python, "-I", "-c", _FIRST + snippet], cwd=place, check=False)
        print(f"{extra or 'no extra'}: {'works' if done.returncode == 0 else 'FAILED'}", flush=True)
        failed += [extra or "no extra"] * (done.returncode != 0)
        shutil.rmtree(place)
    if failed:
        sys.exit(f"the wheel fails with {', '.join(failed)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
