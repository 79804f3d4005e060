"""One household as a record, ten million as columns, and the import; against the same by hand in the same run.

Run it by itself; ``--smoke`` takes a small register. Ratios are medians of interleaved runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import product
from time import process_time

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl
from attrs import evolve, fields

import identification_by_hand as hand
from antipoverty import rulebooks
from antipoverty.errors import InvalidValue
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Flags, Household, Income, Person, Transfer, Water
from antipoverty.rules import Decision, bind, expression
from results import Results
from timing import interleaved, over

SMOKE = "--smoke" in sys.argv
ROWS = 200_000 if SMOKE else 10_000_000
RECORDS = 2_000 if SMOKE else 20_000
ROUNDS = 3 if SMOKE else 7


def household(number: int) -> Household:
    """A household of four with everything known."""
    members = tuple(
        Person(
            f"m{each}",
            birth_date=date(1975 + 10 * each, 1, 1),
            schooling="primary" if each == 3 else "out of school",
            out_of_school_for_poverty=False,
            medical_insured=True,
        )
        for each in range(4)
    )
    income = Income(
        wage=Decimal(6_000 + number % 7_000),
        business=Decimal("4000.50"),
        property=0,
        transfers=(Transfer("pension", 720), Transfer("relief", 500)),
        outlay=Decimal(1_000),
    )
    water = Water(
        certified=False, litres=40, short_area=False, quality_safe=True, piped=True, minutes=5, metres=50, climb=5,
        days_stopped=3,
    )  # fmt: skip
    return Household(
        f"h{number}", members=members, income=income, dwelling_grade="B", food_secure=True, clothing_secure=True,
        water=water, flags=Flags.none(), already_helped=False,
    )  # fmt: skip


def variants(base: Household) -> list[Household]:
    """The household, and others of which one thing is unknown or otherwise."""
    found = [base, evolve(base, members=None, size=None), evolve(base, income=None)]
    found.append(evolve(base, income=Income(stated="7000.01")))
    found += [evolve(base, **{field: None}) for field in ("dwelling_grade", "food_secure", "clothing_secure")]
    for part, values in (("water", (None, False, True, 25, 900)), ("flags", (None, True))):
        whole = getattr(base, part)
        for attribute in fields(type(whole)):
            for value in values:
                with suppress(InvalidValue):  # a flag is no number
                    found.append(evolve(base, **{part: evolve(whole, **{attribute.name: value})}))
    for changes in product((None, date(2008, 1, 1), date(2003, 11, 2), date(2003, 11, 1)),
                           (None, "out of school", "junior"), (None, True, False), (None, False)):  # fmt: skip
        names = ("birth_date", "schooling", "out_of_school_for_poverty", "medical_insured")
        child = evolve(base.members[0], **dict(zip(names, changes, strict=True)))
        found.append(evolve(base, members=(child, *base.members[1:])))
    return found


def same(decision: Decision, found: hand.Decided) -> bool:
    findings = tuple(
        hand.Found(
            each.criterion.id, each.outcome, each.applicable, each.missing,
            tuple((fact.name, value) for fact, value in each.facts),
        )
        for each in decision.findings
    )  # fmt: skip
    return (decision.outcome, findings) == (found.outcome, found.findings)


def records(results: Results) -> None:
    households = [household(number) for number in range(RECORDS)]
    for label, on, book, outcome, findings in (
        (
            "2014",
            date(2014, 5, 1),
            rulebooks.load("cn"),
            hand.outcome_2014,
            hand.findings_2014,
        ),
        (
            "2019-guizhou",
            date(2019, 11, 1),
            rulebooks.load("cn/guizhou"),
            hand.outcome_2019,
            hand.findings_2019,
        ),
    ):

        def ours(record: Household, on: date = on, book: rulebooks.Rulebook = book) -> Decision:
            return identify(record, on=on, rulebook=book)

        for number in (0, 5_000):  # below the line of 2019, and above it
            for each in variants(household(number)):
                decision = ours(each)
                assert same(decision, findings(each, on)), (decision.outcome, decision.findings)
                assert decision.outcome is outcome(each, on).outcome
        for name, tasks in (
            ("bare", {"rule": ours, "by hand": partial(call, outcome, on)}),
            ("findings", {"rule": lambda record, decide=ours: decide(record).findings,
                               "by hand": partial(call, findings, on)}),
        ):  # fmt: skip
            runs = {key: partial(over, households, task) for key, task in tasks.items()}
            medians = interleaved(runs, 3 * ROUNDS, process_time)
            each = {key: seconds / len(households) for key, seconds in medians.items()}
            results.against(f"household.{label}.{name}", each)


def call(function: Callable[[Household, date], hand.Decided], on: date, record: Household) -> hand.Decided:
    return function(record, on)


def register() -> pl.DataFrame:
    random = np.random.default_rng(1)
    known = random.random(ROWS) > 0.02
    income = pl.Series(random.integers(0, 4_000_000, ROWS)).set(pl.Series(~known), None)
    flags = {
        name: pl.Series(random.random(ROWS) < 0.03)
        for name in ("town_property", "vehicle", "business_owner", "public_payroll")
    }
    return pl.DataFrame({"net_income_fen": income, "size": random.integers(1, 8, ROWS), **flags})


def columns(results: Results) -> None:
    frame = register()
    bound = bind(POOR_HOUSEHOLD, rulebooks.load("cn/guizhou").at(date(2014, 5, 1)))
    column = POOR_HOUSEHOLD.column

    def ours() -> pl.DataFrame:
        lazy = nw.from_native(frame.lazy())
        result = lazy.select(expression(bound.rule.condition).alias(column)).to_native().collect()
        assert isinstance(result, pl.DataFrame)
        return result

    def by_hand() -> pl.DataFrame:
        excluded = pl.col("town_property") | pl.col("vehicle") | pl.col("business_owner") | pl.col("public_payroll")
        poor = (pl.col("net_income_fen") < pl.col("size") * 273_600) & ~excluded
        return frame.lazy().select(poor.alias(column)).collect()

    assert ours().equals(by_hand())
    results.against("columns", interleaved({"rule": ours, "by hand": by_hand}, ROUNDS))


def imports(results: Results) -> None:
    code = "import time; s = time.perf_counter(); import antipoverty; print(time.perf_counter() - s)"
    deep = code.replace("import antipoverty;", "import antipoverty.identification;")
    for label, text in (("antipoverty", code), ("antipoverty.identification", deep)):
        runs = [
            float(subprocess.run([sys.executable, "-c", text], capture_output=True, check=True, text=True).stdout)
            for _ in range(ROUNDS)
        ]
        results.add(f"import.{label}", statistics.median(runs), "s")


if __name__ == "__main__":
    with Results("identification", households=ROWS, records=RECORDS) as found:
        records(found)
        columns(found)
        imports(found)
