"""A ledger from text: Beancount loading it, `post` one by one, and columns; and balances against a bare group-by.

All in one run, interleaved; ratios are of medians. ``--smoke`` takes few entries. Beancount takes 100,000 transactions
at most, since it needs minutes for a million; times are compared for each entry.
"""

from __future__ import annotations

import csv
import gc
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from beancount import loader

from antipoverty.funds import (
    KINDS,
    Allotment,
    Appropriation,
    Encumbrance,
    Expenditure,
    Fund,
    Ledger,
    Project,
    post,
    post_all,
)
from antipoverty.funds.exchange import beancount_text, frame_of, post_frame, totals
from antipoverty.registers import ENTRIES, read, write
from antipoverty.text import Text
from results import Results

SMOKE = "--smoke" in sys.argv
FEW = 3_000 if SMOKE else 100_000
MANY = 30_000 if SMOKE else 1_000_000
BALANCED = 100_000 if SMOKE else 10_000_000
ROUNDS = 3
NAME = Text("a", "甲")
FUNDS = [Fund(f"f{number}", NAME, "central", 2018, categories=["road"]) for number in range(20)]
PROJECTS = [Project(f"p{number}", NAME, "road", in_store=True) for number in range(200)]


def entries(count: int) -> list[Any]:
    """Appropriations, then allotment, encumbrance and expenditure in turn, over the days of a year."""
    first = date(2018, 1, 1)
    made: list[Any] = [
        Appropriation(f"a{number}", first, fund.id, "county", 10**12, document="doc")
        for number, fund in enumerate(FUNDS)
    ]
    while len(made) < count:
        number = len(made)
        fund, project = FUNDS[number % len(FUNDS)].id, PROJECTS[number % len(PROJECTS)].id
        on = first + timedelta(days=360 * number // count)
        for kind in (Allotment, Encumbrance, Expenditure):
            made.append(
                kind(
                    f"e{len(made)}",
                    on,
                    fund,
                    "county",
                    f"{number % 997 + 1}.05",
                    project=project,
                    document=f"doc {number}",
                )
            )
    return made


def interleaved(tasks: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, float]]:
    """Medians of seconds by the clock, and of seconds of all processors together, which a busy machine changes less."""
    walls: dict[str, list[float]] = {name: [] for name in tasks}
    work: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            gc.collect()
            start, before = time.perf_counter(), time.process_time()
            task()
            walls[name].append(time.perf_counter() - start)
            work[name].append(time.process_time() - before)
    return tuple({name: statistics.median(each) for name, each in found.items()} for found in (walls, work))  # type: ignore[return-value]  # two of them


def in_yuan(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of entries with amounts as Beancount's text has them, and as people write them."""
    fen = pl.col("amount_fen")
    amount = pl.format("{}.{}", fen // 100, (fen % 100).cast(pl.String).str.zfill(2))
    return frame.with_columns(amount.alias("amount")).drop("amount_fen")


def from_text(folder: Path, results: Results) -> None:
    few, many = entries(FEW), entries(MANY)
    ledger = post_all(Ledger(FUNDS, PROJECTS), few)
    (folder / "few.beancount").write_text(beancount_text(ledger), "utf-8")
    for name, made in (("few", few), ("many", many)):
        write(in_yuan(frame_of(made)), folder / f"{name}.csv")
    few_count, many_count = len(few), len(many)
    del few, many, ledger

    def beancount() -> None:
        # Not load_file, which would read a cache of its own from the second time on.
        _, errors, _ = loader.load_string((folder / "few.beancount").read_text("utf-8"))
        assert not errors

    def one_by_one() -> Ledger:
        books = Ledger(FUNDS, PROJECTS)
        with (folder / "few.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                entry = KINDS[row["kind"]](
                    row["id"],
                    date.fromisoformat(row["on"]),
                    row["fund"],
                    row["level"],
                    row["amount"],
                    year=int(row["year"]),
                    document=row["document"] or None,
                    **{name: row[name] for name in ("project", "to", "stage") if row[name]},
                )
                books = post(books, entry)
        return books

    def sealed() -> None:
        assert len(one_by_one().digest) == 64

    def columns() -> None:
        found = read(folder / "many.csv", ENTRIES)
        posted = post_frame(found.accepted, funds=FUNDS, projects=PROJECTS)
        assert len(posted.accepted) == many_count

    columns()
    tasks = {"beancount": beancount, "one-by-one": one_by_one, "with-digests": sealed, "columns": columns}
    for clock, medians in zip(("wall", "processor"), interleaved(tasks), strict=True):
        each = {name: seconds / (many_count if name == "columns" else few_count) for name, seconds in medians.items()}
        for name, seconds in each.items():
            results.add(f"text.{clock}.{name}", seconds, "s")
            if name != "beancount":
                results.add(f"text.{clock}.{name}.times-as-fast", each["beancount"] / seconds, "ratio")


def linear(results: Results) -> None:
    """Posting entry objects at several sizes, up to a million: the time of an entry should not grow.

    Of the processor, since one run of each on a busy machine would compare its other work.
    """
    for label, sizes, run in (
        ("post_all", (FEW // 4, FEW, MANY), lambda made: post_all(Ledger(FUNDS, PROJECTS), made)),
        ("post", (FEW // 4, FEW), _chain),
    ):
        for size in sizes:
            made = entries(size)
            gc.collect()
            start = time.process_time()
            run(made)
            share = f"1-{MANY // size}"  # of the largest size, so that figures of any size have the same names
            results.add(f"{label}.{share}", (time.process_time() - start) / len(made), "s")


def _chain(made: list[Any]) -> Ledger:
    books = Ledger(FUNDS, PROJECTS)
    for entry in made:
        books = post(books, entry)
    return books


def memory(results: Results) -> None:
    """What a ledger of a million entries holds: the entries themselves, the ledger around them, its digests."""
    tracemalloc.start()
    made = entries(MANY)
    gc.collect()
    alone = tracemalloc.get_traced_memory()[0]
    books = post_all(Ledger(FUNDS, PROJECTS), made)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    assert len(books.digest) == 64
    sealed = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    each = [traced / len(books) for traced in (alone, held, sealed)]
    for name, size in zip(("entries", "ledger", "digests"), each, strict=True):
        results.add(f"memory.{name}", round(size), "bytes")


def balances(results: Results) -> None:
    block = pl.DataFrame(
        [
            {
                "id": f"{number}",
                "on": entry.on,
                "kind": entry.kind,
                "fund": entry.fund,
                "level": str(entry.level),
                "year": entry.year,
                "amount_fen": int(entry.amount * 100),
                "project": getattr(entry, "project", None),
            }
            for number, entry in enumerate(entries(BALANCED // 100))
        ]
    )
    frame = pl.concat([block] * 100, rechunk=True)

    def by_hand() -> pl.DataFrame:
        # Lazily, since an eager group-by takes twice as long.
        return frame.lazy().group_by("kind", "fund", "level", "year", "project").agg(pl.sum("amount_fen")).collect()

    medians, _ = interleaved({"ours": lambda: totals(frame), "by hand": by_hand})
    results.against("balances", medians, "ours")


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        Results("funds", entries=MANY, entries_one_by_one=FEW, entries_balanced=BALANCED) as found,
    ):
        from_text(Path(folder), found)
        linear(found)
        memory(found)
        balances(found)
