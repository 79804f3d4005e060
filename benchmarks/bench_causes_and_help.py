"""Causes, measures and plans of one household as a record; causes of a register as columns against the same by hand.

Run it by itself; ``--smoke`` takes a small register. Ratios are medians of interleaved runs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from antipoverty import rulebooks
from antipoverty.assistance import Cadre, pair, plan, read_ratio, recommend
from antipoverty.causes import CAUSES_OF_POVERTY, Cause, classify
from antipoverty.causes._rules import BURDENS, candidates
from antipoverty.records import Household, Income, Person, Water
from antipoverty.rules import bind, expression
from results import Results
from timing import interleaved, over

SMOKE = "--smoke" in sys.argv
ROWS = 200_000 if SMOKE else 10_000_000
RECORDS = 1_000 if SMOKE else 5_000
ROUNDS = 3 if SMOKE else 7
ON = date(2014, 5, 1)


def household(number: int) -> Household:
    """A registered household of three with everything known."""
    facts: dict[str, Any] = {"disability": "none", "medical_insured": True, "completed": "primary"}
    return Household(
        f"h{number}",
        village=f"v{number % 12}",
        registration="registered",
        members=(
            Person("m1", birth_date=date(1970, 1, 1), labour="ordinary", schooling="out of school", **facts),
            Person("m2", birth_date=date(1972, 1, 1), labour="none", schooling="out of school", **facts),
            Person("m3", birth_date=date(1997, 1, 1), labour="none", schooling="vocational", **facts),
        ),
        income=Income(stated=4_000 + number % 6_000),
        medical_spending=number % 5_000,
        school_spending=number % 3_000,
        disaster_loss=0,
        land=3,
        land_lost=False,
        water=Water(certified=True),
        lacks_funds=number % 2 == 0,
        road_access=True,
        declines_work=False,
        dwelling_grade="B",
        dibao=False,
        five_guarantee=False,
    )


def records(results: Results) -> None:
    households = [household(number) for number in range(RECORDS)]
    assessments = [classify(each, on=ON) for each in households]
    both = list(zip(households, assessments, strict=True))
    tasks: dict[str, Callable[[], Any]] = {
        "household.causes.bare": lambda: over(households, lambda each: classify(each, on=ON)),
        "household.causes.findings": lambda: over(households, lambda each: classify(each, on=ON).findings),
        "household.measures": lambda: [recommend(each, causes, on=ON) for each, causes in both],
        "household.plan": lambda: [plan(each, causes, on=ON, until=ON, responsible="c") for each, causes in both],
    }
    for name, median in interleaved(tasks, ROUNDS).items():
        results.add(name, median / len(households), "s")
    staff = [Cadre(f"c{number}", "ordinary") for number in range(len(households))]
    start = time.perf_counter()
    assert pair(households, staff, read_ratio("54321")).paired
    results.add("pairing", time.perf_counter() - start, "s")


def register() -> pl.DataFrame:
    random = np.random.default_rng(1)
    flags = {
        name: random.random(ROWS) < share
        for name, share in (("disabled", 0.06), ("able_to_work", 0.8), ("skilled", 0.2), ("lacks_funds", 0.3))
    }
    money = {
        f"{name}_fen": pl.Series(random.integers(0, most, ROWS)).set(pl.Series(random.random(ROWS) < 0.02), None)
        for name, most in (
            ("net_income", 4_000_000),
            ("medical_spending", 800_000),
            ("disaster_loss", 400_000),
            ("school_spending", 500_000),
        )
    }
    return pl.DataFrame({"size": random.integers(1, 8, ROWS), **money, **flags})


def columns(results: Results) -> None:
    """Six causes and the main one of them."""
    frame = register()
    shown = (Cause.ILLNESS, Cause.DISABILITY, Cause.DISASTER, Cause.TECHNOLOGY, Cause.LABOUR, Cause.FUNDS)
    criteria = candidates(bind(CAUSES_OF_POVERTY, rulebooks.load("cn").at(ON)))
    names = [cause.value for cause in shown]

    def ranked(lazy: nw.LazyFrame[Any]) -> pl.DataFrame:
        weight = {
            cause: nw.when(nw.col(cause.value).fill_null(False)).then(
                nw.col(BURDENS[cause].column) if cause in BURDENS else nw.lit(-1)
            )
            for cause in shown
        }
        most = nw.max_horizontal(*weight.values())
        main = nw.lit(None, dtype=nw.Int64)
        for code, cause in reversed(list(enumerate(shown))):
            main = nw.when(weight[cause] == most).then(nw.lit(code)).otherwise(main)
        result = lazy.select(*names, main=main).to_native().collect()
        assert isinstance(result, pl.DataFrame)
        return result

    def ours() -> pl.DataFrame:
        found = {cause.value: expression(criteria[cause]) for cause in shown}
        return ranked(nw.from_native(frame.lazy()).with_columns(**found))

    def by_hand() -> pl.DataFrame:
        line = pl.col("size") * 273_600
        floor, income = pl.col("size") * 27_360, pl.col("net_income_fen")
        medical, loss = pl.col("medical_spending_fen"), pl.col("disaster_loss_fen")
        together = income < line + medical + pl.col("school_spending_fen") + loss
        able, skilled = pl.col("able_to_work"), pl.col("skilled")
        found = frame.lazy().with_columns(
            illness=(medical >= floor) & ((income < line + medical) | together),
            disability=pl.col("disabled"),
            disaster=(loss >= floor) & ((income < line + loss) | together),
            technology=able & ~skilled,
            labour=~able,
            funds=pl.col("lacks_funds"),
        )
        weight = {
            name: pl.when(pl.col(name).fill_null(False)).then(
                {"illness": medical, "disaster": loss}.get(name, pl.lit(-1))
            )
            for name in names
        }
        most = pl.max_horizontal(*weight.values())
        main = pl.lit(None, dtype=pl.Int64)
        for code, name in reversed(list(enumerate(names))):
            main = pl.when(weight[name] == most).then(pl.lit(code)).otherwise(main)
        return found.select(*names, main=main).collect()

    assert ours().equals(by_hand())
    results.against("columns", interleaved({"rule": ours, "by hand": by_hand}, ROUNDS))


if __name__ == "__main__":
    with Results("causes_and_help", households=ROWS, records=RECORDS) as found:
        records(found)
        columns(found)
