"""Exit and monitoring of one household, a register against the same by hand, a county's sample, and a village's year.

Run it by itself; ``--smoke`` takes small sizes. Ratios are medians of interleaved runs.
"""

from __future__ import annotations

import sys
import time
from datetime import date

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from antipoverty import rulebooks
from antipoverty.exits import HOUSEHOLD_EXIT, assess_county, assess_household
from antipoverty.history import Joined, Left, Roster, RosterEntry, Round, Split, StandingChanged, Transition
from antipoverty.monitoring import assess
from antipoverty.records import County, CountySample, Household, Income, Person, Risk, Water
from antipoverty.rules import bind, expression
from results import Results
from timing import interleaved, over

SMOKE = "--smoke" in sys.argv
ROWS = 200_000 if SMOKE else 10_000_000
RECORDS = 2_000 if SMOKE else 20_000
ROUNDS = 3 if SMOKE else 7
EXIT, WATCH = date(2019, 11, 1), date(2021, 6, 1)


def household(number: int) -> Household:
    """A household of four with everything known."""
    members = tuple(
        Person(f"m{each}", birth_date=date(1975 + 10 * each, 1, 1), schooling="primary" if each == 3 else "higher",
               medical_insured=True, labour="ordinary")
        for each in range(4)
    )  # fmt: skip
    return Household(
        f"h{number}", members=members, income=Income(stated=9_000 + number % 20_000), dwelling_grade="B",
        food_secure=True, clothing_secure=True, water=Water(certified=True), registration="exited",
        income_stable=True, risk=Risk(False, False, False),
    )  # fmt: skip


def records(results: Results) -> None:
    households = [household(number) for number in range(RECORDS)]
    medians = interleaved(
        {
            "household.exit.bare": lambda: over(households, lambda each: assess_household(each, on=EXIT)),
            "household.exit.findings": lambda: over(households, lambda each: assess_household(each, on=EXIT).findings),
            "household.monitoring.bare": lambda: over(households, lambda each: assess(each, on=WATCH)),
            "household.monitoring.findings": lambda: over(households, lambda each: assess(each, on=WATCH).findings),
        },
        ROUNDS,
    )
    for name, median in medians.items():
        results.add(name, median / len(households), "s")


def columns(results: Results) -> None:
    random = np.random.default_rng(1)
    flags = {
        name: pl.Series(random.random(ROWS) < share)
        for name, share in (
            ("food_secure", 0.99), ("clothing_secure", 0.99), ("school_age_child", 0.4), ("dropout", 0.01),
            ("uninsured", 0.02),
        )
    }  # fmt: skip
    frame = pl.DataFrame(
        {
            "net_income_fen": pl.Series(random.integers(0, 4_000_000, ROWS)),
            "size": random.integers(1, 8, ROWS),
            "dwelling_grade": pl.Series(random.choice(["A", "B", "C", "D"], ROWS), dtype=pl.Enum(["A", "B", "C", "D"])),
            **flags,
        }
    )
    bound = bind(HOUSEHOLD_EXIT, rulebooks.load("cn").at(date(2017, 11, 1)))

    def ours() -> pl.DataFrame:
        lazy = nw.from_native(frame.lazy())
        result = lazy.select(expression(bound.rule.condition).alias("fit")).to_native().collect()
        assert isinstance(result, pl.DataFrame)
        return result

    def by_hand() -> pl.DataFrame:
        grade = pl.col("dwelling_grade")
        fit = (
            (pl.col("net_income_fen") > pl.col("size") * 295_200)
            & pl.col("food_secure")
            & pl.col("clothing_secure")
            & (~pl.col("school_age_child") | ~pl.col("dropout"))
            & ~pl.col("uninsured")
            & pl.when(~grade.is_null()).then(grade.is_in(["A", "B"]))
        )
        return frame.lazy().select(fit.alias("fit")).collect()

    assert ours().equals(by_hand())
    results.against("columns", interleaved({"rule": ours, "by hand": by_hand}, ROUNDS))


def county(results: Results) -> None:
    sample = CountySample(2_000, 28, 2_500, 20, 1_500, 1_380)
    one = County("c", west=True, persons=200_000, poor_persons=900, exited_persons=40_000, sample=sample)
    start = time.perf_counter()
    assess_county(one, on=date(2018, 11, 1))
    results.add("county", time.perf_counter() - start, "s")


def village(results: Results) -> None:
    homes = RECORDS
    register = Roster(
        tuple(RosterEntry(f"h{n:06}", tuple(f"p{n:06}{m}" for m in range(4)), "registered") for n in range(homes))
    )
    on = date(2017, 11, 1)
    changes = tuple(
        change
        for n in range(0, homes, 4)
        for change in (
            Joined(f"h{n:06}", f"b{n}", "birth", on),
            Left(f"h{n + 1:06}", f"p{n + 1:06}0", "death", on),
            Split(f"h{n + 2:06}", f"s{n}", (f"p{n + 2:06}0",), on),
            StandingChanged(f"h{n + 3:06}", Transition.EXITED, on),
        )
    )
    start = time.perf_counter()
    Round(register, changes)
    results.add("round", time.perf_counter() - start, "s")


if __name__ == "__main__":
    with Results("exits", households=ROWS, records=RECORDS) as found:
        records(found)
        columns(found)
        county(found)
        village(found)
