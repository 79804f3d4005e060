"""Whatever a file holds: each of its rows is accepted or set apart, or the file is refused by name, soon and small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from effort import THOROUGH

PROGRAM = Path(__file__).with_name("fuzzed_sources.py")
#: How many sources are read, in processes of so many each; and from which seed on, to go on with a run.
COUNT, BATCH = (100_000, 2_000) if THOROUGH else (150, 150)
FIRST = int(os.environ.get("FUZZ_FROM", "0"))


@pytest.mark.timeout(100_000)
def test_no_source_is_too_much(tmp_path: Path) -> None:
    wrong: list[str] = []
    seed, end = FIRST, FIRST + COUNT
    while seed < end:
        count = min(BATCH, end - seed)
        command = [sys.executable, str(PROGRAM), str(seed), str(count), str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wrong += done.stdout.splitlines()
        seed += count
        if done.returncode:
            # The process died of one: it is named, and the next one goes on behind it.
            seed = int((tmp_path / "seed").read_text("utf-8")) + 1
            wrong.append(f"{seed - 1} died with {done.returncode}: {done.stderr[-300:]}")
    assert wrong == []
