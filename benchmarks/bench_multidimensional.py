"""How long the Alkire-Foster measures take beside the same figure written by hand, interleaved in one run.

Ten indicators with equal weights and one cut-off, from Polars. By hand is the shortest expression for M0 alone; ours
gives H, A, M0 and both headcounts and the contribution of every indicator too. ``--smoke`` runs a small size.
"""

from __future__ import annotations

import sys
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import polars as pl

from antipoverty.indicators import alkire_foster
from antipoverty.indicators.multidimensional import alkire_foster_by_cutoff
from results import Results
from timing import interleaved

SMOKE = "--smoke" in sys.argv
ROWS = 200_000 if SMOKE else 10_000_000
ROUNDS = 3 if SMOKE else 9
NAMES = [f"d{number}" for number in range(10)]
WEIGHTS = dict.fromkeys(NAMES, 1)


def table() -> pl.DataFrame:
    random = np.random.default_rng(1)
    columns: dict[str, Any] = {name: random.random(ROWS) < 0.3 for name in NAMES}
    return pl.DataFrame(
        columns | {"weight": random.integers(1, 400, ROWS) / 100, "place": random.integers(0, 30, ROWS)}
    )


def by_hand(lazy: pl.LazyFrame, weight: str | None = None, by: str | None = None) -> Any:
    score = reduce(add, (pl.col(name).cast(pl.UInt8) for name in NAMES))
    censored = pl.when(pl.col("score") >= 4).then(pl.col("score")).otherwise(0)
    scored = lazy.with_columns(score.alias("score"))
    if weight is not None:
        return scored.select((censored * pl.col(weight)).sum() / pl.col(weight).sum() / 10).collect().item()
    if by is not None:
        return (
            scored.with_columns(censored.alias("censored")).group_by(by).agg(pl.col("censored").mean() / 10).collect()
        )
    return scored.select(censored.mean() / 10).collect().item()


def main() -> None:
    frame = table()
    arrays = {name: frame[name].to_numpy() for name in NAMES}

    def ours(**options: Any) -> Any:
        return alkire_foster(frame.lazy(), dimension_weights=WEIGHTS, cutoff=4, **options)

    lazy = frame.lazy()
    assert abs(ours().M0 - by_hand(lazy)) < 1e-12
    assert abs(ours(weights="weight").M0 - by_hand(lazy, "weight")) < 1e-12
    medians = interleaved(
        {
            "by-hand.all": lambda: by_hand(lazy),
            "ours.all": ours,
            "ours.numpy": lambda: alkire_foster(arrays, dimension_weights=WEIGHTS, cutoff=4),
            "by-hand.weighted": lambda: by_hand(lazy, "weight"),
            "ours.weighted": lambda: ours(weights="weight"),
            "by-hand.by-place": lambda: by_hand(lazy, by="place"),
            "ours.by-place": lambda: ours(groups="place"),
            "ours.cutoffs": lambda: alkire_foster_by_cutoff(lazy, dimension_weights=WEIGHTS, cutoffs=range(1, 11)),
        },
        ROUNDS,
    )
    with Results("multidimensional", persons=ROWS, indicators=len(NAMES)) as results:
        for name in ("numpy", "cutoffs"):
            results.add(name, medians[f"ours.{name}"], "s")
        for name in ("all", "weighted", "by-place"):
            results.against(name, {"rule": medians[f"ours.{name}"], "by hand": medians[f"by-hand.{name}"]})


if __name__ == "__main__":
    main()
