"""Timing that can be compared: every task once to warm up, then all in turn, round after round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def interleaved(
    tasks: Mapping[str, Callable[[], Any]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """The median time of each task, in seconds; by the wall, unless another clock is given."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            start = clock()
            task()
            times[name].append(clock() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def over(records: Iterable[Any], work: Callable[[Any], Any]) -> None:
    """Do a piece of work for every record and keep nothing, so that no garbage is collected that no user would make."""
    for record in records:
        work(record)
