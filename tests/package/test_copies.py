"""Every object and error is the same after pickling and copying, and every error passes through a process pool."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

from antipoverty import indicators, registers, rulebooks
from antipoverty.errors import AntipovertyError, InvalidValue, ParameterError, RulebookError
from antipoverty.facts import COUNTY, HOUSEHOLD, VILLAGE
from antipoverty.identification import POOR_HOUSEHOLD, identify
from antipoverty.records import Household
from antipoverty.reviews import Township
from antipoverty.rules import (
    Subject,
    bind,
)
from antipoverty.text import Text
from instances import MODULES, PUBLIC, instances

#: Why the instances of a module are not looked at here: they hold frames, arrays or connections of other libraries.
FRAMES = (
    "antipoverty.registers",
    "antipoverty.indicators._multidimensional.deprivations",
    "antipoverty.funds._frames.columns",
    "antipoverty.reviews._preparing.context",
    "antipoverty.reviews._tables",
    "antipoverty.reviews._townships",
)
ARRAYS = {
    *("Averages", "Column", "Labels", "WeightedValues", "GroupedIncome", "Design", "Drawn", "Clusters"),
    *("Validated", "Terms", "Aligned", "Books", "ReadColumn"),
}
#: Of these there are only subclasses.
BASES = {"Movement", "ProjectMovement"}
#: What these hold lives as long as a sentence or a page is written, or a command runs.
PASSING = {"antipoverty._engine.prose._workings", "antipoverty.documents._pages", "antipoverty._cli"}
ERRORS = sorted((kind for kind in PUBLIC if issubclass(kind, AntipovertyError)), key=lambda kind: kind.__name__)
#: What holds a lock is copied by rules of its own, and has tests of its own.
_LOCKED = {"Ledger"}


def _copies(value: object) -> Iterator[object]:
    for protocol in (2, 3, 4, 5):
        yield pickle.loads(pickle.dumps(value, protocol))
    yield copy.copy(value)
    yield copy.deepcopy(value)


def test_every_object_is_equal_to_its_copies_and_has_their_hash() -> None:
    wrong: list[str] = []
    for kind, values in instances().items():
        for value in values if kind.__name__ not in _LOCKED else ():
            try:
                hashed = hash(value)
            except TypeError:
                hashed = None
            for number, again in enumerate(_copies(value)):
                same = again == value and type(again) is kind and repr(again) == repr(value)
                if not same or (hashed is not None and hash(again) != hashed):
                    wrong.append(f"{kind.__name__}, copy {number}")
    assert wrong == []


def test_every_public_class_that_is_no_frame_has_been_looked_at() -> None:
    plain = {
        kind
        for kind in PUBLIC
        if attrs.has(kind)
        and not kind.__module__.startswith((*FRAMES, *PASSING))
        and kind.__name__ not in ARRAYS | BASES
    }
    assert sorted(f"{kind.__module__}.{kind.__name__}" for kind in plain - set(instances())) == []


def _promised() -> set[type]:
    """The classes of objects that the faces promise."""
    faces = [module for module in MODULES if not any(part.startswith("_") for part in module.__name__.split("."))]
    named = (getattr(face, name) for face in faces for name in getattr(face, "__all__", ()))
    return {kind for kind in named if inspect.isclass(kind) and attrs.has(kind) and not issubclass(kind, Exception)}


def _tables(folder: Path) -> Iterator[object]:
    """Instances of the promised classes that hold frames, columns or arrays."""
    on, book = date(2014, 5, 1), rulebooks.load("cn")
    file = folder / "households.csv"
    file.write_text("id,size,net_income\nh1,4,10943.99\nh2,many,1\n", "utf-8")
    yield from (registers.look(file), registers.read(file, registers.HOUSEHOLDS))
    frame = pl.DataFrame(
        {"id": ["h1", "h2"], "village": ["v1", None], "size": [4, 3], "net_income_fen": [1_094_399, None]}
    )
    report = registers.check(frame, on=on)
    yield from (report, report.since(report), registers.compare(frame.with_columns(registration=None), frame))
    yield from (registers.why_unknown(frame, on=on), registers.manifest(frame, on=on))
    simulation = registers.simulate(frame, base=book, reform=book, on=on, by=["village"])
    yield from (simulation, registers.publish(simulation, "village"), registers.Store(folder / "store"))
    yield Township.of(villages=[])
    yield indicators.GroupedIncome([50, 50], [50, 90])
    yield from (indicators.Design(weights=[9, 5]), indicators.Column(frame, "size"))
    yield indicators.programme.Clusters((indicators.programme.Sample(9, 10), indicators.programme.Sample(1, 10)))


def test_every_promised_class_that_holds_frames_or_arrays_is_pickled(tmp_path: Path) -> None:
    tables = list(_tables(tmp_path))
    assert sorted(kind.__name__ for kind in _promised() - set(instances()) - set(map(type, tables))) == []
    for table in tables:
        again = pickle.loads(pickle.dumps(table))
        assert (type(again), repr(again)) == (type(table), repr(table))


def test_a_rulebook_is_its_content() -> None:
    book = rulebooks.load("cn")
    again = pickle.loads(pickle.dumps(book))
    assert (again == book, hash(again) == hash(book), again is book) == (True, True, False)
    assert again.at(date(2014, 5, 1)) == book.at(date(2014, 5, 1))
    assert bind(POOR_HOUSEHOLD, again.at(date(2014, 5, 1))) is bind(POOR_HOUSEHOLD, book.at(date(2014, 5, 1)))
    line = {"poverty_line.statistical": {2013: 3_000}}
    assert book != book.override(line)
    assert book.override(line) == again.override(line)
    assert book.at(date(2014, 5, 1)) != book.at(date(2015, 5, 1))
    assert book != rulebooks.load("cn/guizhou")


@pytest.mark.parametrize("subject", [HOUSEHOLD, VILLAGE, COUNTY])
def test_a_subject_is_pickled_by_its_name(subject: Subject) -> None:
    assert all(again is subject for again in _copies(subject))


def test_a_subject_without_a_name_says_so() -> None:
    with pytest.raises(RulebookError, match="the subject alone has no name in a module"):
        pickle.dumps(Subject("alone", {}))


def test_an_error_is_equal_to_one_that_says_the_same() -> None:
    one, other = InvalidValue("size", 0, "more"), InvalidValue("size", 0, "more")
    assert (one == other, hash(one) == hash(other)) == (True, True)
    assert one != InvalidValue("size", 1, "more")
    assert one != ValueError(*one.args)
    assert ParameterError("x") != RulebookError("x")


def _error(kind: Any) -> AntipovertyError:
    parameters = inspect.signature(kind).parameters.values()
    given_by_name = {"field": "size", "value": 0, "expected": "more", "problems": (), "kind": "Household"}
    arguments = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.KEYWORD_ONLY):
            continue
        named = str(parameter.annotation).rpartition(".")[2].split(" ")[0]
        by_type = {"date": date(2018, 5, 1), "int": 5, "Text": Text("a", "b"), "Decimal": 5, "Decision": DECISION}
        arguments.append(by_type.get(named, given_by_name.get(parameter.name, "e1")))
    return kind(*arguments)  # type: ignore[no-any-return]


DECISION = identify(Household("h1", size=4), on=date(2014, 5, 1))


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_is_the_same_after_pickling_and_copying(kind: type[AntipovertyError]) -> None:
    error = _error(kind)
    for again in _copies(error):
        assert type(again) is kind
        assert str(again) == str(error)
        assert vars(again) == vars(error)
        assert again == error


def test_every_error_passes_through_a_process_pool(tmp_path: Path) -> None:
    """A pool whose worker raises what cannot be unpickled hangs for ever."""
    errors = tmp_path / "errors.pickle"
    errors.write_bytes(pickle.dumps([_error(kind) for kind in ERRORS]))
    script = tmp_path / "pool.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import pickle
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            ERRORS = pickle.loads(open({str(errors)!r}, "rb").read())

            def fail(number):
                raise ERRORS[number]

            if __name__ == "__main__":
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                    tasks = [pool.submit(fail, number) for number in range(len(ERRORS))]
                    for error, task in zip(ERRORS, tasks):
                        assert task.exception(timeout=60) == error, error
                print(len(ERRORS))
            """
        ),
        "utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.stderr) == (str(len(ERRORS)), "")
