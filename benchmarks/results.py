"""The results of a benchmark: printed as they are measured, and written down for the page of measurements.

With ``--record`` a benchmark writes ``results/NAME.json``, from which the documentation is made; with ``--smoke``, at
small sizes, it sees that its figures are the ones that stand there.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Literal

FOLDER = Path(__file__).parent / "results"
#: Seconds, one time divided by another, bytes, and what is neither.
Unit = Literal["s", "ratio", "bytes", "count"]
PACKAGES = (
    "beancount", "duckdb", "narwhals", "numpy", "openfisca-core", "pandas", "polars", "pyarrow", "pyspark",
)  # fmt: skip


class Results:
    """What one benchmark measured, and on which machine; to be used with ``with``."""

    def __init__(self, name: str, **sizes: int) -> None:
        self.path = FOLDER / f"{name}.json"
        self.sizes = sizes
        self.figures: dict[str, dict[str, float | str]] = {}
        self.skipped: dict[str, str] = {}

    def add(self, name: str, value: float, unit: Unit) -> None:
        """Print a figure and keep it, to three digits."""
        if name in self.figures:
            raise ValueError(f"{name} is measured twice")
        value = value if unit in ("bytes", "count") else float(f"{value:.3g}")
        self.figures[name] = {"value": value, "unit": unit}
        print(f"{name:50} {shown(value, unit)}", flush=True)

    def against(self, name: str, medians: dict[str, float], ours: str = "rule", other: str = "by hand") -> None:
        """Two times that were measured in turn, and the first divided by the second."""
        self.add(name, medians[ours], "s")
        self.add(f"{name}.{other.replace(' ', '-')}", medians[other], "s")
        self.add(f"{name}.ratio", medians[ours] / medians[other], "ratio")

    def skip(self, prefix: str, why: str) -> None:
        """Say why the figures whose names begin so are not measured here."""
        self.skipped[prefix] = why
        print(f"{prefix}: not measured: {why}", flush=True)

    def __enter__(self) -> Results:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None and "--record" in sys.argv and "--smoke" not in sys.argv:
            FOLDER.mkdir(exist_ok=True)
            self.path.write_text(json.dumps(self.document(), indent=1, ensure_ascii=False) + "\n", "utf-8")
        elif error is None and "--smoke" in sys.argv:
            self.compare()

    def document(self) -> dict[str, object]:
        """What is written down."""
        return {
            "date": f"{datetime.now().astimezone():%Y-%m-%d}",
            "machine": machine(),
            "other_work": self.other_work(),
            "versions": versions(),
            "sizes": self.sizes,
            "figures": self.figures,
            "skipped": self.skipped,
        }

    def other_work(self) -> float | None:
        """How many cores other programs kept busy meanwhile, on average; unknown where the system does not say."""
        now, (start, before) = busy(), START
        if now is None or before is None:
            return None
        return round(max(0.0, (now - before) / (time.perf_counter() - start)), 1)

    def compare(self) -> None:
        """Stop if other figures were written down than are measured now."""
        if not self.path.exists():
            print(f"{self.path.name}: not yet measured at full size; run with --record")
            return
        written = set(json.loads(self.path.read_text("utf-8"))["figures"])
        gone = {name for name in written - set(self.figures) if not name.startswith(tuple(self.skipped))}
        if other := sorted(gone | (set(self.figures) - written)):
            sys.exit(f"{self.path.name}: measured or written down, not both: {', '.join(other)}; run with --record")


def shown(value: float, unit: Unit) -> str:
    """A figure to be read at a glance."""
    match unit:
        case "s" if value < 1e-3:
            return f"{value * 1e6:.3g} µs"
        case "s" if value < 1:
            return f"{value * 1e3:.3g} ms"
        case "s":
            return f"{value:.3g} s"
        case "ratio":
            return f"{value:.2f} ×"
        case "bytes":
            return f"{value:,.0f} bytes"
        case "count":
            return f"{value:,.0f}"


def busy() -> float | None:
    """Seconds of all cores spent so far on anything but this process and its children; only Linux says."""
    try:
        user, nice, system, _, _, irq, soft, steal = map(int, Path("/proc/stat").read_text("utf-8").split()[1:9])
    except OSError:
        return None
    ticks = user + nice + system + irq + soft + steal
    return ticks / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])


def machine() -> dict[str, str | int]:
    """The processor, how many cores of it this process may use, the memory and the Python, without names."""
    processor = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        processor = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), processor)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "processor": processor,
        "cores": cores,
        "memory": memory,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """The versions of the packages that are compared, those that are installed."""
    found = {}
    for name in PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


#: When the benchmark was started, and how busy the machine had been until then.
START = time.perf_counter(), busy()
