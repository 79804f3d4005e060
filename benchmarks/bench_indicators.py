"""The indicators on ten million weighted incomes, against the same written by hand in Polars, in the same run.

Run it by itself; ``--smoke`` takes a small register. Ratios are medians of interleaved runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from antipoverty.indicators import Column, generalized_entropy, gini, headcount_ratio, monetary_poverty
from results import Results
from timing import interleaved

SMOKE = "--smoke" in sys.argv
ROWS = 200_000 if SMOKE else 10_000_000
ROUNDS = 3 if SMOKE else 9
LINE = 6_000.0


def register() -> pl.DataFrame:
    random = np.random.default_rng(1)
    return pl.DataFrame({"income": random.lognormal(9.2, 0.8, ROWS), "weight": random.integers(1, 8, ROWS) * 1.0})


def report(results: Results, title: str, tasks: dict[str, Callable[[], Any]]) -> None:
    """The time of each task, and its ratio to the first of them."""
    found = interleaved(tasks, ROUNDS)
    first = next(iter(found))
    for name, each in found.items():
        results.add(f"{title}.{name}", each, "s")
        if name != first:
            results.add(f"{title}.{name}.ratio", each / found[first], "ratio")


def poverty_by_hand(frame: pl.DataFrame) -> tuple[float, ...]:
    income, weight = pl.col("income"), pl.col("weight")
    gap = (1 - income / LINE).clip(lower_bound=0)
    poor = income < LINE
    found = (
        frame.lazy()
        .select(
            weight.filter(poor).sum() / weight.sum(),
            gap=(weight * gap).sum() / weight.sum(),
            squared=(weight * gap * gap).sum() / weight.sum(),
            watts=(weight * pl.when(poor).then((LINE / income).log()).otherwise(0.0)).sum() / weight.sum(),
        )
        .collect()
    )
    return found.row(0)


def gini_by_hand(frame: pl.DataFrame) -> float:
    income, weight = pl.col("income"), pl.col("weight")
    upto = weight.cum_sum()
    return float(
        frame.lazy()
        .sort("income")
        .select(
            (weight * income * (2 * upto - weight)).sum() / ((weight * income).sum() * weight.sum()) - 1,
        )
        .collect()
        .item()
    )


def main() -> None:
    frame = register()
    ours = monetary_poverty(frame["income"], LINE, frame["weight"])
    theirs = poverty_by_hand(frame)
    assert np.allclose([ours.headcount_ratio, ours.poverty_gap, ours.squared_poverty_gap, ours.watts], theirs)
    assert np.isclose(gini(frame["income"], frame["weight"]), gini_by_hand(frame))
    with Results("indicators", rows=ROWS) as results:
        compare(results, frame)


def compare(results: Results, frame: pl.DataFrame) -> None:
    lazy = frame.lazy()
    income, weight = frame["income"], frame["weight"]
    arrays = income.to_numpy().copy(), weight.to_numpy().copy()
    columns = Column(lazy, "income"), Column(lazy, "weight")
    report(
        results,
        "fgt",
        {
            "by-hand": lambda: poverty_by_hand(frame),
            "series": lambda: monetary_poverty(income, LINE, weight),
            "arrays": lambda: monetary_poverty(arrays[0], LINE, arrays[1]),
            "lazy": lambda: monetary_poverty(columns[0], LINE, columns[1]),
        },
    )
    report(
        results,
        "headcount",
        {
            "by-hand": lambda: frame.lazy().select(
                pl.col("weight").filter(pl.col("income") < LINE).sum() / pl.col("weight").sum()
            ).collect(),
            "series": lambda: headcount_ratio(income, LINE, weight),
            "lazy": lambda: headcount_ratio(columns[0], LINE, columns[1]),
        },
    )  # fmt: skip
    report(
        results,
        "gini",
        {
            "by-hand": lambda: gini_by_hand(frame),
            "series": lambda: gini(income, weight),
            "arrays": lambda: gini(*arrays),
            "lazy": lambda: gini(*columns),
        },
    )
    unweighted = {"sort": lambda: np.sort(arrays[0]), "arrays": lambda: gini(arrays[0])}
    report(results, "gini-without-weights", unweighted)
    report(
        results,
        "theil",
        {
            "series": lambda: generalized_entropy(income, 1, weight),
            "lazy": lambda: generalized_entropy(columns[0], 1, columns[1]),
        },
    )


if __name__ == "__main__":
    main()
