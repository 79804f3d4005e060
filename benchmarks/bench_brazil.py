"""Brazil's Bolsa Família over a register of ten million families with their members, and over a sample as records.

Run it by itself; ``--smoke`` takes a small register. The records' answers are held against the table's.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

EXAMPLES = Path(__file__).parents[1] / "examples"
sys.path.insert(0, str(EXAMPLES))

from antipoverty import registers, rulebooks
from antipoverty.rules import Outcome, bind, calculate, decide
from brazil.rules import BENEFIT, ENTRY, FAMILY, PROTECTION, Family, Income, Member
from results import Results

SMOKE = "--smoke" in sys.argv
FAMILIES = 100_000 if SMOKE else 10_000_000
SAMPLE = 1_000 if SMOKE else 20_000
ON = date(2025, 9, 15)
BOOK = rulebooks.load(EXAMPLES / "brazil")
OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


def register(count: int, seed: int = 14) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Made-up families of one to six members; one fact in fifty is unknown."""
    random = np.random.default_rng(seed)
    day = np.datetime64(ON)

    def known(values: Any) -> pl.Series:
        return pl.Series(values).set(pl.Series(random.random(len(values)) < 0.02), None)

    def days_ago(most: int, size: int) -> Any:
        return day - random.integers(0, most, size, dtype=np.int32).astype("timedelta64[D]")

    key = np.arange(count, dtype=np.int32)
    families = pl.DataFrame(
        {
            "id": key,
            "registered": known(random.random(count) < 0.95),
            "visited": known(random.random(count) < 0.7),
            "protected": known(random.random(count) < 0.2),
            "protected_since": known(days_ago(800, count)),
            "protected_by": known(pl.Series(KINDS.categories)[random.integers(0, 4, count)].cast(KINDS)),
        }
    )
    home = np.repeat(key, random.integers(1, 7, count))
    size = len(home)
    earned = np.where(random.random(size) < 0.5, 0, random.integers(0, 150_000, size, dtype=np.int32))
    nothing = pl.Series(np.zeros(size, np.int32))
    members = pl.DataFrame(
        {
            "household": home,
            "birth_date": known(days_ago(80 * 365, size)),
            "income_work_cents": known(earned),
            **{f"income_{kind}_cents": nothing for kind in ("pension", "bpc", "eventual", "indemnity", "transfer")},
            "pregnant": random.random(size) < 0.02,
            "pregnancy_paid": random.integers(0, 10, size, dtype=np.int8),
            "nursing": random.random(size) < 0.02,
            "nursing_paid": random.integers(0, 7, size, dtype=np.int8),
        }
    )
    return families, members


KINDS = pl.Enum(["work", "pension", "bpc_old", "bpc_disabled"])


def record(own: dict[str, Any], listed: list[dict[str, Any]]) -> Family:
    """A family of its rows."""

    def member(row: dict[str, Any]) -> Member:
        work = row["income_work_cents"]
        income = None if work is None else Income(work=Decimal(work) / 100)
        names = ("birth_date", "pregnant", "pregnancy_paid", "nursing", "nursing_paid")
        return Member("m", income=income, **{name: row[name] for name in names})

    return Family(**{**own, "id": str(own["id"])}, members=tuple(map(member, listed)))


def main() -> None:
    families, members = register(FAMILIES)
    with Results("brazil", families=len(families), members=len(members), records=SAMPLE) as results:
        measure(families, members, results)


def measure(families: pl.DataFrame, members: pl.DataFrame, results: Results) -> None:
    start = time.perf_counter()
    rules = (ENTRY, PROTECTION, BENEFIT)
    found = registers.evaluate(families, on=ON, rulebook=BOOK, rules=rules, members=members, subject=FAMILY)
    results.add("table", time.perf_counter() - start, "s")
    results.add("table.peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "bytes")

    sample = found.sample(SAMPLE, seed=1)
    listed = members.filter(pl.col("household").is_in(sample["id"].implode())).partition_by("household", as_dict=True)
    own = sample.select(families.columns).to_dicts()
    records = [record(row, listed[row["id"],].to_dicts()) for row in own]
    bound = BOOK.at(ON)
    start = time.perf_counter()
    for row, each in zip(sample.iter_rows(named=True), records, strict=True):
        for rule in (ENTRY, PROTECTION):
            assert decide(bind(rule, bound), FAMILY, each, on=ON).outcome is OUTCOMES[row[rule.column]], row
        amount = calculate(bind(BENEFIT, bound), FAMILY, each, on=ON)
        assert amount.stored == row[BENEFIT.column], row
    results.add("family", (time.perf_counter() - start) / len(records), "s")


if __name__ == "__main__":
    main()
