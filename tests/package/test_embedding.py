"""What the guide on embedding says of threads, processes, pickles and caches."""

from __future__ import annotations

import gc
import importlib
import inspect
import os
import pickle
import pkgutil
import subprocess
import sys
import tracemalloc
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import attrs
import pytest

import antipoverty
from antipoverty import causes, identify, monitoring, quantities, registers, rulebooks
from antipoverty.records import Household, Income, Person
from antipoverty.rules import Decision
from antipoverty.serialization import dumps, loads

ON = date(2014, 5, 1)
CN = rulebooks.load("cn")
FAMILIES = [
    Household(
        f"h{size}",
        members=tuple(Person(f"p{number}", birth_date=date(1950 + 9 * number, 2, 3)) for number in range(size)),
        income=Income(stated=income) if income else None,
        medical_spending=3_000,
    )
    for size, income in ((3, 8_207), (4, 0), (1, 2_736), (5, 9_000))
]
#: Another process is given what this names, and gives what this gives.
QUESTIONS: tuple[Any, ...] = (
    partial(identify, on=ON),
    partial(identify, on=date(2019, 5, 1), rulebook=rulebooks.load("cn/guizhou")),
    partial(causes.classify, on=ON),
    partial(monitoring.assess, on=date(2023, 5, 8)),
    partial(quantities.work_out, quantities.INCOME_GAP, on=ON),
)


# Threads

#: In a new interpreter: many threads ask at once what nobody has asked before, and what they are told is written down.
FIRST_USE = """
import pickle, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, active_count

questions, families = pickle.load(sys.stdin.buffer)
barrier = Barrier(8)
sys.setswitchinterval(1e-5)

def ask(number):
    barrier.wait()
    return [(each := question(family), each.explain("zh")) for family in families for question in questions]

with ThreadPoolExecutor(8) as threads:
    told = list(threads.map(ask, range(8)))
pickle.dump((told, active_count(), "polars" in sys.modules), sys.stdout.buffer)
"""


@pytest.fixture(scope="module")
def told() -> list[Any]:
    """What one thread is told here."""
    return [(each := question(family), each.explain("zh")) for family in FAMILIES[:2] for question in QUESTIONS]


def test_threads_that_ask_first_and_at_once_are_told_what_one_is_told(told: list[Any]) -> None:
    given = pickle.dumps((QUESTIONS, FAMILIES[:2]))
    ran = subprocess.run([sys.executable, "-W", "error", "-c", FIRST_USE], input=given, capture_output=True, check=True)
    of_threads, left, polars = pickle.loads(ran.stdout)
    assert all(each == told for each in of_threads)
    assert (left, polars) == (1, False)


def test_registers_are_read_and_decided_in_threads(tmp_path: Path) -> None:
    file = tmp_path / "households.csv"
    file.write_text("id,size,net_income\nh1,4,10943.99\nh2,4,10944.00\nh3,4,\nh4,many,1\n", "utf-8")

    def decide(_: int) -> tuple[list[object], int]:
        reading = registers.read(file, registers.HOUSEHOLDS)
        return registers.evaluate(reading.accepted, on=ON)["poor_household"].to_list(), reading.rejected.height

    with ThreadPoolExecutor(4) as threads:
        assert set(map(repr, threads.map(decide, range(8)))) == {repr(([True, False, None], 1))}


# Processes


def test_a_pool_of_new_processes_gives_equal_answers_of_equal_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    here = [[question(family) for family in FAMILIES] for question in QUESTIONS]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = [list(pool.map(question, FAMILIES)) for question in QUESTIONS]
    assert there == here
    assert [list(map(hash, each)) for each in there] == [list(map(hash, each)) for each in here]
    assert [list(map(dumps, each)) for each in there[:2]] == [list(map(dumps, each)) for each in here[:2]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_process_that_was_forked_after_the_first_use_gives_equal_answers() -> None:
    """As servers fork: the library is loaded and used once, then come the workers, which share its memory."""
    code = (
        "import os, sys\nfrom datetime import date\nfrom antipoverty import Household, identify\n"
        "on, family = date(2014, 5, 1), Household('h1', size=4)\n"
        "told = identify(family, on=on).explain('en')\nchild = os.fork()\n"
        "if not child:\n    os._exit(identify(family, on=on).explain('en') != told)\n"
        "sys.exit(os.waitpid(child, 0)[1])\n"
    )
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


# Pickles


def test_decisions_that_are_pickled_together_hold_their_rule_once() -> None:
    one, *others = (identify(attrs.evolve(FAMILIES[0], id=f"h{number}"), on=ON) for number in range(101))
    alone, together = len(pickle.dumps(one)), len(pickle.dumps([one, *others]))
    assert alone > 10_000
    assert (together - alone) / len(others) < 200


# Caches


def _caches() -> dict[str, Any]:
    """Every cache of a function or a method of the library, by its name."""
    found = {}
    for module in (
        importlib.import_module(each.name) for each in pkgutil.walk_packages(antipoverty.__path__, "antipoverty.")
    ):
        for owner in (module, *(kind for kind in vars(module).values() if inspect.isclass(kind))):
            for name, value in vars(owner).items():
                if hasattr(inspect.unwrap(value, stop=lambda each: hasattr(each, "cache_info")), "cache_info"):
                    found[f"{value.__module__}.{name}"] = value
    outside = ("antipoverty.strategies", "functools")  # drawing examples is for tests
    return {name: cache for name, cache in found.items() if not name.startswith(outside)}


#: Their keys are of the program: its classes, the tables of the library.
OF_THE_PROGRAM = {
    "antipoverty._shared.arguments._by_value",
    "antipoverty.prose._checks._columns",
    "antipoverty.registers._reading.headings._known",
    "antipoverty.registers._schema.attributes.slots_of",
    "antipoverty.registers._store.opening._expected",
    "antipoverty.reviews._tables.facts_of_table",
    "antipoverty.serialization._words._names",
}


def test_every_cache_is_bounded() -> None:
    caches = _caches()
    assert len(caches) > 40
    unbounded = {name for name, cache in caches.items() if cache.cache_info().maxsize is None}
    assert unbounded == OF_THE_PROGRAM
    assert max(cache.cache_info().maxsize or 0 for cache in caches.values()) == 8_192


def test_another_day_of_the_same_period_takes_no_more_memory() -> None:
    identify(FAMILIES[0], on=ON)
    tracemalloc.start()
    for days in range(200):
        identify(FAMILIES[0], on=ON + timedelta(days))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 200 * 1_000


def test_a_rulebook_of_ones_own_stays_in_the_caches_at_tens_of_kilobytes() -> None:
    tracemalloc.start()
    for line in range(4):
        identify(FAMILIES[0], on=ON, rulebook=CN.override({"poverty_line.statistical": {2013: 3_001 + line}}))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 1_000 < taken / 4 < 60_000


def test_no_household_and_no_decision_is_cached() -> None:
    household = attrs.evolve(FAMILIES[0], id="seen nowhere else")
    decision = identify(household, on=ON)
    seen = (decision.explain("en"), decision.summary("zh"), loads(dumps(decision), Decision))
    kept = [weakref.ref(household), weakref.ref(decision)]
    del household, decision, seen
    gc.collect()
    assert [each() for each in kept] == [None, None]


def test_equal_rulebooks_share_what_is_cached() -> None:
    again = pickle.loads(pickle.dumps(CN))
    assert again is not CN
    assert identify(FAMILIES[0], on=ON, rulebook=again).bound is identify(FAMILIES[0], on=ON).bound
