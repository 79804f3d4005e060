"""What a service does with one household: data to an object, decisions, answers, documents. ``--smoke``: few rounds.

Processor time, so that other work on the machine counts little; start-up is that of a new interpreter.
"""

from __future__ import annotations

import gc
import json
import pickle
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count

from antipoverty import Household, identify, rulebooks
from antipoverty.rules import Decision
from antipoverty.serialization import dumps, loads, structure, to_dict
from results import Results
from timing import interleaved, over

ROUNDS = 3 if "--smoke" in sys.argv else 30
TIMES = 20
ON = date(2014, 5, 1)
DATA = {"id": "h1", "size": 4, "income": {"stated": "10943.99"}}
FIRST = """
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from antipoverty import Household, identify
identify(Household("h1", size=4), on=date(2014, 5, 1))
print(time.process_time())
"""


def kept(work: Callable[[], None]) -> int:
    """How many bytes are held after a piece of work that were not before."""
    tracemalloc.start()
    work()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held


def main() -> None:
    """Print the times, and the sizes."""
    household = structure(DATA, Household)
    decision = identify(household, on=ON)
    document, data, pickled = dumps(decision), to_dict(household), pickle.dumps(decision)
    line, cn = count(3_000), rulebooks.load("cn")
    tasks = {
        "decision": lambda: identify(household, on=ON),
        "household.from-data": lambda: structure(data, Household),
        "household.to-data": lambda: to_dict(household),
        "explanation.brief": lambda: decision.explain("en", detail="brief"),
        "explanation.full": lambda: decision.explain("en"),
        "summary": lambda: decision.summary("en"),
        "decision.to-document": lambda: dumps(decision),
        "decision.from-document": lambda: loads(document, Decision),
        "decision.pickled": lambda: pickle.dumps(decision),
        "decision.unpickled": lambda: pickle.loads(pickled),
        "own-rulebook": lambda: identify(
            household, on=ON, rulebook=cn.override({"poverty_line.statistical": {2013: next(line)}})
        ),
    }
    repeated = {name: partial(over, range(TIMES), lambda _, task=task: task()) for name, task in tasks.items()}
    medians = interleaved(repeated, ROUNDS, time.process_time)
    started = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, check=True, text=True)
    together = pickle.dumps([identify(Household(f"h{number}", size=4), on=ON) for number in range(1_000)])
    summary = json.dumps(decision.summary("en"))
    sizes = {"document": document, "summary": summary, "pickle": pickled, "pickle-of-1000": together}
    with Results("services", rounds=ROUNDS) as results:
        for name, seconds in medians.items():
            results.add(name, seconds / TIMES, "s")
        results.add(
            "own-rulebook.memory", kept(partial(over, range(50), lambda _: tasks["own-rulebook"]())) / 50, "bytes"
        )
        results.add("start", float(started.stdout), "s")
        for name, content in sizes.items():
            results.add(f"size.{name}", len(content), "bytes")


if __name__ == "__main__":
    main()
