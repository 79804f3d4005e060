"""The page of measurements: every figure is one that a benchmark wrote down, and what misses its target says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.text import Text
from measurements import (
    Row,
    Section,
    measurements_page,
    runs,
    sections,
    shown,
    sizes,
)

ROOT = Path(__file__).parents[2]

ROWS = [row for section in sections() for row in section.rows]
MACHINE = {"processor": "P", "cores": 2, "memory": 2**34, "system": "Linux", "python": "3.11.9"}


def a_page(
    value: float, *, language: str = "en", unit: str = "ratio", other_work: float | None = 0.0, **target: Any
) -> str:
    run = {"date": "2026-11-28", "machine": MACHINE, "other_work": other_work, "versions": {"polars": "2.1"}}
    results = {"b": run | {"sizes": {"rows": 10}, "figures": {"f": {"value": value, "unit": unit}}}}
    row = Row(Text("work", "工作"), "b", "f", "rows", **target)
    return "\n".join(measurements_page(language, results, [Section(Text("S", "节"), "s", (row,))]))


def test_every_figure_of_the_page_was_written_down_by_a_benchmark() -> None:
    results = runs()
    missing = [
        f"{row.run}: {row.figure}"
        for row in ROWS
        if row.run in results  # what was not measured is said to be so
        if row.figure not in results[row.run]["figures"]
        or (row.of is not None and row.of not in results[row.run]["sizes"])
    ]
    assert missing == []


def test_every_result_is_of_a_benchmark_that_is_there() -> None:
    names = {path.stem.removeprefix("bench_") for path in (ROOT / "benchmarks").glob("bench_*.py")}
    assert {name.partition("-")[0] for name in runs()} <= names


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_every_row_once_and_says_how_many_targets_are_met(language: Any) -> None:
    page = "\n".join(measurements_page(language))
    shown_rows = [line.removeprefix("| ").split(" |")[0] for line in page.splitlines() if line.startswith("| ")]
    assert [what for what in shown_rows if what in {row.what[language] for row in ROWS}] == [
        row.what[language] for row in ROWS
    ]
    held = [row for row in ROWS if row.run in runs() if row.at_most is not None or row.at_least is not None]
    missed = len(re.findall(r"\*\*[（(](?:missed|未达标)[)）]", page.replace(" (", "(")))
    met, of = sorted(map(int, re.findall(r"\d+", re.findall(r"^\*\*.*(?:met|达标).*\*\*$", page, re.M)[0])))
    assert (met, of) == (len(held) - missed, len(held))


@given(value=st.floats(0.01, 1e6), bound=st.floats(0.01, 1e6))
def test_what_is_on_the_wrong_side_of_its_target_is_marked_and_nothing_else(value: float, bound: float) -> None:
    assert ("(missed)" in a_page(value, at_most=bound)) is (value > bound)
    assert ("(missed)" in a_page(value, at_least=bound)) is (value < bound)
    assert "(missed)" not in a_page(value)
    assert "Missed: [work](#s)." in a_page(bound + 1, at_most=bound)


def test_what_was_not_measured_is_said_to_be_so() -> None:
    run = {"date": "2026-11-28", "machine": MACHINE, "other_work": 0.0, "versions": {}, "sizes": {}, "figures": {}}
    section = Section(Text("S", "节"), "s", (Row(Text("work", "工作"), "b", "f", "rows", at_most=1.1),))
    for results in ({}, {"b": run}):
        page = "\n".join(measurements_page("en", results, [section]))
        assert "| work |  | not measured | at most 1.10 × |" in page
        assert "**0 of 0 targets are met.**" in page


@pytest.mark.parametrize(
    ("other_work", "warned", "cell"), [(0.0, False, "| 0 |"), (0.2, True, "| 0.2 |"), (None, False, "| not known |")]
)
def test_other_work_on_the_machine_is_told(other_work: float | None, warned: bool, cell: str) -> None:
    page = a_page(1.0, other_work=other_work)
    assert ("Other programs were running" in page) is warned
    assert cell in page


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (2.84e-6, "s", "2.84 µs", "2.84微秒"),
        (0.0921, "s", "92.1 ms", "92.1毫秒"),
        (56, "s", "56 s", "56秒"),
        (1.1, "ratio", "1.10 ×", "1.10倍"),
        (104, "ratio", "104 ×", "104倍"),
        (405, "bytes", "405 bytes", "405字节"),
        (2.9e9, "bytes", "2.7 GiB", "2.7 GiB"),
        (0, "s", "0 µs", "0微秒"),
    ],
)
def test_figures_have_three_digits_and_a_unit_that_suits(value: float, unit: str, english: str, chinese: str) -> None:
    assert (shown(value, unit, "en"), shown(value, unit, "zh")) == (english, chinese)


def test_every_size_has_words_in_both_languages_with_a_place_for_the_number() -> None:
    assert {row.of for row in ROWS} <= {*sizes(), None}
    assert all("1,000" in words[language].format(1000) for words in sizes().values() for language in ("en", "zh"))
