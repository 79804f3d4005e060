"""What is written is safe to open, whole, or refused."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from antipoverty.errors import InvalidValue, NotWritten
from antipoverty.registers import PROJECTS, open_store, read, write
from antipoverty.registers._writing import workbooks as module
from antipoverty.registers._writing.files import neutralised
from effort import THOROUGH
from engines import EAGER, LAZY

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_the_marks_of_chinese_are_written_and_read_as_they_are(tmp_path: Path, suffix: str) -> None:
    names = ["道路（一期）：硬化、排水", "＝饮水＋灌溉", "小桥２座", "Ｂ级　危房"]
    frame = pl.DataFrame({"id": ["p1", "p2", "p3", "p4"], "name": names, "category": ["road"] * 4})
    write(frame, path := tmp_path / f"projects.{suffix}", PROJECTS)
    assert read(path, PROJECTS).accepted["name"].to_list() == [*names[:2], "小桥2座", "B级 危房"]


@pytest.mark.parametrize("text", ["＝1+1", "－1", " =1+1", "\u00a0=1", "\ufeff@x", "\u3000＋1", "' =1", "\r=1"])
@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_sign_of_full_width_or_behind_a_blank_is_marked(engine: str, text: str) -> None:
    made = nw.from_native(neutralised({**EAGER, **LAZY}[engine](pl.DataFrame({"note": [text, "a", ""]}).to_arrow())))
    rows = (made.collect() if isinstance(made, nw.LazyFrame) else made).to_arrow().to_pylist()
    assert [row["note"] for row in rows] == ["'" + text, "a", ""]


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["=1+1", "a"])])
def test_a_word_of_an_enumeration_is_marked_as_any_text(kind: pl.DataType) -> None:
    frame = pl.DataFrame({"note": pl.Series(["=1+1", "a", None], dtype=kind)})
    assert neutralised(frame)["note"].to_list() == ["'=1+1", "a", None]
    held = pd.DataFrame({"note": pd.Categorical(["=1+1", "a", None])})
    assert list(neutralised(held)["note"])[:2] == ["'=1+1", "a"]


@pytest.mark.parametrize("engine", [*EAGER, *LAZY])
def test_a_heading_is_marked(engine: str) -> None:
    frame = {**EAGER, **LAZY}[engine](pl.DataFrame({"id": [1], "=1+1": [2]}).to_arrow())
    assert list(nw.from_native(neutralised(frame)).collect_schema()) == ["id", "'=1+1"]


@given(text=st.text(alphabet=[*SIGNS, *" '\t\u00a0\u3000\ufeff", *"a1户"], max_size=6))
def test_what_is_left_unmarked_begins_with_no_sign_for_anyone(text: str) -> None:
    found = neutralised(pl.DataFrame({"note": [text]}))["note"][0]
    assert found in (text, "'" + text)
    if found == text:
        assert text.strip("' \u00a0\u3000\ufeff")[:1] not in {*SIGNS} or text == ""
    else:
        assert any(sign in text for sign in [*SIGNS, "\t", "\r"])


def test_a_workbook_without_room_is_refused_before_a_row_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 4)
    write(pl.DataFrame({"n": [1, 2, 3]}), tmp_path / "x.xlsx")
    with pytest.raises(InvalidValue, match="frame: got '4 rows, 1 columns'; expected at most 3 rows"):
        write(pl.DataFrame({"n": [1, 2, 3, 4]}), tmp_path / "x.xlsx")
    monkeypatch.setattr(module, "_COLUMNS", 1)
    with pytest.raises(InvalidValue, match="1 columns in a workbook"):
        write(pl.DataFrame({"n": [1], "m": [1]}), tmp_path / "x.xlsx")
    write(pl.DataFrame({"text": ["x" * 32_767]}), tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()[1] == ["x" * 32_767]
    with pytest.raises(InvalidValue, match="text: got 'a longer text'; expected texts of at most 32,767 characters"):
        write(pl.DataFrame({"text": ["x" * 32_768]}), tmp_path / "x.xlsx")


def test_what_a_file_cannot_hold_is_refused_by_column(tmp_path: Path) -> None:
    for name in ("x.csv", "x.xlsx"):
        with pytest.raises(InvalidValue, match=r"parts: got 'List\(Int64\)'; expected text, numbers, booleans"):
            write(pl.DataFrame({"parts": [[1, 2]]}), tmp_path / name)
    with pytest.raises(InvalidValue, match="at: got .*; expected times without a zone"):
        write(pl.DataFrame({"at": [datetime(2014, 5, 1, tzinfo=UTC)]}), tmp_path / "x.xlsx")
    for encoding in ("ascii", "nonsense", "latin-1"):
        with pytest.raises(InvalidValue, match=f"encoding: got '{encoding}'; expected one of utf-8, utf-8-sig"):
            write(pl.DataFrame({"id": ["户"]}), tmp_path / "x.csv", encoding=encoding)


def test_a_workbook_holds_truths_and_days_as_such_and_may_hold_nothing(tmp_path: Path) -> None:
    write(pl.DataFrame({"yes": [True], "day": [date(1900, 2, 28)]}), tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()[1] == [True, "1900-02-28"]
    write(pl.DataFrame(), tmp_path / "x.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python() == []
    with pytest.raises(InvalidValue, match="day: got 'a day that no workbook has'; expected days up to 9999-12-31"):
        write(pl.DataFrame({"day": pl.Series([4 * 10**6]).cast(pl.Date)}), tmp_path / "x.xlsx")


def test_a_pandas_frame_with_fractions_beside_the_facts_is_written(tmp_path: Path) -> None:
    write(pd.DataFrame({"id": ["a", "b"], "score": [1.5, None]}), tmp_path / "x.parquet")
    assert pl.read_parquet(tmp_path / "x.parquet").rows() == [("a", 1.5), ("b", None)]


# Whole or not at all

SUFFIXES = (".csv", ".parquet", ".xlsx")
OLD = pl.DataFrame({"id": ["old"]})
#: Writes frames of 1 and of many rows in turn over the file that it is given, until it is killed.
WRITES = """
import sys, polars as pl
from antipoverty.registers import write
frames = [pl.DataFrame({"id": [f"h{row}" for row in range(rows)]}) for rows in (1, 3000)]
print("ready", flush=True)
while True:
    for frame in frames:
        write(frame, sys.argv[1])
"""


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_plan_that_fails_leaves_the_old_file_whole(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write(OLD, path)
    before = path.read_bytes()
    plan = pl.LazyFrame({"id": ["personal"]}).select(pl.col("id").cast(pl.Int64))
    failing = duckdb.sql("SELECT error('personal') AS id")
    for frame in (plan, failing):
        with pytest.raises(InvalidValue, match="frame: got 'a query that fails") as said:
            write(frame, path)
        assert "personal" not in str(said.value)
    for frame in (pl.DataFrame({"id": [object()]}), pl.DataFrame({"id": [[1]]})):
        if suffix != ".parquet" or frame["id"].dtype == pl.Object:
            with pytest.raises(InvalidValue):
                write(frame, path)
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, [path.name])


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("lazy", [False, True])
def test_a_full_disk_leaves_the_old_file_whole(suffix: str, lazy: bool, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write(OLD, path)
    before = path.read_bytes()
    big = pl.DataFrame({"id": [random.Random(row).randbytes(20).hex() for row in range(5000)]})
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, held[1]))
    try:
        with pytest.raises(NotWritten, match=f"x{suffix}: could not be written, and is as it was; expected room"):
            write(big.lazy() if lazy else big, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (before, [path.name])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_where_nobody_may_write_it_is_said(suffix: str, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / f"x{suffix}", Path(f"/proc/x{suffix}")):
        with pytest.raises(NotWritten, match="the system says: "):
            write(OLD, path)
    (tmp_path / f"folder{suffix}").mkdir()
    (tmp_path / f"device{suffix}").symlink_to("/dev/null")
    for name in ("folder", "device"):
        with pytest.raises(InvalidValue, match="expected a file; this is a folder, a pipe or a device"):
            write(OLD, tmp_path / f"{name}{suffix}")


def test_a_link_is_followed_and_the_mode_is_kept(tmp_path: Path) -> None:
    write(OLD, tmp_path / "x.csv")
    (tmp_path / "x.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to(tmp_path / "x.csv")
    write(OLD, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o640
    old = os.umask(0o027)
    try:
        write(OLD, tmp_path / "new.csv")
    finally:
        os.umask(old)
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o640


def started(program: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)


def killed(*writers: subprocess.Popen[str], after: float) -> None:
    """Kill writers some time after all of them have begun."""
    for each in writers:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    time.sleep(after)
    for each in writers:
        each.send_signal(signal.SIGKILL)
    for each in writers:
        each.communicate()


TURNS = 30 if THOROUGH else 1


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_writer_that_is_killed_leaves_a_whole_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    write(OLD, path)
    for turn in range(TURNS):
        killed(started(WRITES, path), started(WRITES, path), after=random.Random(turn).uniform(0.02, 0.2))
        found = read(path)
        assert (found.quarantined.height, found.read in (1, 3000)) == (0, True)


# A store

PUTS = """
import sys, polars as pl
from datetime import date
from antipoverty.registers import open_store
frames = [pl.DataFrame({"id": [f"h{row}" for row in range(rows)]}) for rows in (1, 3000)]
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    while True:
        for frame in frames:
            store.save(frame, on=date(2014, 5, 1))
            store.decide(on=date(2014, 5, 1))
"""


@pytest.mark.timeout(1200)
def test_a_store_that_is_killed_holds_whole_registers(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    for turn in range(TURNS):
        killed(started(PUTS, path), after=random.Random(turn).uniform(0.1, 0.6))
        with open_store(path) as store:
            assert store.households().height in (0, 1, 3000)
            assert store.save(OLD, on=date(2014, 5, 1)).rows == 1


def test_a_full_disk_is_named_and_leaves_the_store_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.duckdb"
    with open_store(path) as store:
        store.save(OLD, on=date(2014, 5, 1))
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    big = pl.DataFrame({"id": [f"{row}-" + "abcdefgh" * 8 for row in range(50_000)]})
    with open_store(path) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, held[1]))
        try:
            with pytest.raises(NotWritten, match="the store: could not be written, and is as it was"):
                store.save(big, on=date(2014, 6, 1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, held)
    with open_store(path) as store:
        assert store.households()["id"].to_list() == ["old"]
