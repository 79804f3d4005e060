"""A file comes from outside: it reads no other file, fills no memory, and fails with a named error or not at all."""

from __future__ import annotations

import decimal
import pickle
import struct
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antipoverty.errors import EngineFailed, InvalidValue, NotWritten, no_panic
from antipoverty.registers import HOUSEHOLDS, MEMBERS, open_store, read
from engines import ENGINES

ON = date(2014, 5, 1)


def database(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


# Nothing reads another file

REACHING = [
    "SELECT content AS id FROM read_text('{secret}')",
    "SELECT * FROM read_csv('{secret}', header = true)",
    "SELECT file AS id FROM glob('{folder}/*')",
    "SELECT * FROM '{secret}'",
]


@pytest.mark.parametrize("view", REACHING)
def test_a_view_of_a_database_is_no_table(tmp_path: Path, view: str) -> None:
    (tmp_path / "secret.csv").write_text("id\nsecret\n", "utf-8")
    told = view.format(secret=tmp_path / "secret.csv", folder=tmp_path)
    path = database(tmp_path / "x.duckdb", f"CREATE VIEW households AS {told}")
    for part in (None, "households"):
        with pytest.raises(InvalidValue, match=r"part: got .*; expected a table of the file, no view: it has none"):
            read(path, part=part)
    database(path, "CREATE TABLE plain AS SELECT 'h1' AS id")
    assert read(path).accepted.rows() == [("h1",)]


def test_a_macro_of_a_database_does_not_stand_for_a_function(tmp_path: Path) -> None:
    path = database(
        tmp_path / "x.duckdb",
        "CREATE TABLE t AS SELECT 'h1' AS id, DATE '2014-05-01' AS d, now() AS at",
        "CREATE MACRO strlen(x) AS error('run')",
        "CREATE MACRO count_star() AS error('run')",
        "CREATE MACRO duckdb_tables() AS TABLE SELECT error('run') AS table_name",
        "CREATE MACRO epoch_us(x) AS error('run')",
    )
    assert read(path).accepted.rows() == [("h1",)]


def test_a_column_that_is_worked_out_is_not_run(tmp_path: Path) -> None:
    path = database(tmp_path / "x.duckdb", "CREATE TABLE t (id VARCHAR, x VARCHAR AS (repeat(id, 1000)))")
    with pytest.raises(InvalidValue, match="part: got 't'; expected a table whose columns are all stored"):
        read(path)


def test_an_open_store_reaches_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id\nsecret\n", "utf-8")
    with open_store(tmp_path / "x.duckdb") as store:
        for statement in (
            f"SELECT * FROM read_text('{tmp_path}/secret.csv')",
            f"ATTACH '{tmp_path}/other.duckdb'",
            f"COPY facts TO '{tmp_path}/out.csv'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
        ):
            with pytest.raises(Exception, match="store"):
                store._run(statement)
    assert {each.name for each in tmp_path.iterdir()} == {"secret.csv", "x.duckdb"}


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE facts RENAME TO held; CREATE VIEW facts AS SELECT * FROM held",
        "CREATE VIEW more AS SELECT 1",
        "CREATE MACRO md5(x) AS 'same'",
        "CREATE MACRO m() AS TABLE SELECT 1",
        "ALTER TABLE facts ADD COLUMN note VARCHAR",
        "ALTER TABLE decisions DROP main_cause",
        "CREATE TYPE mood AS ENUM ('a')",
        "DELETE FROM about",
    ],
)
def test_a_store_that_was_changed_is_refused(tmp_path: Path, change: str) -> None:
    with open_store(tmp_path / "x.duckdb") as store:
        store.save(pl.DataFrame({"id": ["h1"]}), on=ON)
    database(tmp_path / "x.duckdb", *change.split("; "))
    with (
        pytest.raises(InvalidValue, match="path: got 'a file .*'; expected (a file as|one of version)"),
        open_store(tmp_path / "x.duckdb"),
    ):
        pass


def test_a_store_is_opened_again_and_again(tmp_path: Path) -> None:
    for _ in range(3):
        with open_store(tmp_path / "x.duckdb") as store:
            store.save(pl.DataFrame({"id": ["h1"]}), on=ON)
            store.decide(on=ON)
            assert store.households()["id"].to_list() == ["h1"]


@pytest.mark.parametrize("suffix", ["parquet", "arrow", "csv", "duckdb", "xlsx"])
def test_a_name_is_no_pattern_and_no_address(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        make(tmp_path / f"{name}.{suffix}", pa.table({"id": [name]}))
    for name in (f"*.{suffix}", f"[ab].{suffix}", f"s3://x/a.{suffix}", f"http://x/a.{suffix}", f"md:a.{suffix}"):
        with pytest.raises(FileNotFoundError):
            read(name)
    for name in (f"[ab].{suffix}", f"md:x.{suffix}"):
        (tmp_path / f"a.{suffix}").rename(tmp_path / name)
        assert read(name).accepted["id"].to_list() == ["a"]
        (tmp_path / name).rename(tmp_path / f"a.{suffix}")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".arrow", ".duckdb"])
def test_what_is_no_file_is_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"folder{suffix}").mkdir()
    (tmp_path / f"endless{suffix}").symlink_to("/dev/zero")
    for name in ("folder", "endless"):
        with pytest.raises(InvalidValue, match="expected a file; this is a folder, a pipe or a device"):
            read(tmp_path / f"{name}{suffix}")


def make(path: Path, table: pa.Table) -> Path:
    match path.suffix:
        case ".parquet":
            pq.write_table(table, path)
        case ".arrow":
            with pa.ipc.new_file(path, table.schema) as file:
                file.write_table(table)
        case ".duckdb":
            with duckdb.connect(str(path)) as connection:
                connection.register("given", table)
                connection.execute("CREATE TABLE t AS SELECT * FROM given")
        case ".csv":
            pl.DataFrame(table).write_csv(path)
        case _:
            pl.DataFrame(table).write_excel(path)
    return path


# No panic

CHUNKS = st.lists(st.sampled_from(["甲01", "k3", "户" * 20, "h1"]), min_size=1, max_size=6)


@given(CHUNKS, CHUNKS, st.booleans())
def test_rows_of_one_key_are_set_apart_however_they_are_held(first: list[str], second: list[str], bad: bool) -> None:
    rows = [*first, *second]
    halves = [pl.DataFrame({"id": half}).with_columns(size=pl.lit("4")) for half in (first, second)]
    size = pl.when(pl.lit(bad) & (pl.col("id") == "甲01")).then(pl.lit("x")).otherwise("size")
    frame = pl.concat(halves, rechunk=False).with_columns(size=size)
    found = read(frame)
    wrong = [each for each in rows if rows.count(each) > 1 or (bad and each == "甲01")]
    assert (found.read, found.quarantined.height) == (len(rows), len(wrong))


def test_one_row_with_a_slip_and_its_twin_leave_the_third(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("户编号,家庭人口数\nk3,4\n甲01,x\n甲01,x\n", "utf-8")
    found = read(tmp_path / "x.csv")
    assert (found.read, found.accepted["id"].to_list(), found.quarantined["row"].to_list()) == (3, ["k3"], [3, 4])


def test_a_panic_is_an_error_by_name() -> None:
    @no_panic
    def panics() -> None:
        raise pl.exceptions.PanicException("personal")

    with pytest.raises(EngineFailed, match="panics: the engine failed on this input") as found:
        panics()
    assert "personal" not in str(found.value)


def test_what_went_wrong_below_survives_a_process_pool() -> None:
    for error in (NotWritten("county.csv", "room"), EngineFailed("read")):
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.__dict__) == (str(error), error.__dict__)


# Floats of 32 bits


def singles(path: Path, name: str, values: list[float]) -> list[Any]:
    table = pa.table({"id": [f"h{place}" for place in range(len(values))], name: pa.array(values, pa.float32())})
    frame = pl.DataFrame(table)
    files = [make(path / f"{name}{suffix}", table) for suffix in (".parquet", ".arrow", ".duckdb")]
    return [*files, table, frame, frame.lazy(), table.to_pandas(), table.to_pandas(types_mapper=pd.ArrowDtype)]


def test_digits_that_a_float_of_32_bits_has_lost_are_set_apart(tmp_path: Path) -> None:
    # Up to 2**17 neighbouring floats are under a fen apart: 131071.99 is one of its own, 131072.01 is not.
    for source in singles(tmp_path, "net_income", [10943.99, 131071.99, 262143.15, 0.1, -262143.15, 200000.0]):
        found = read(source)
        assert found.accepted["net_income_fen"].to_list() == [1_094_399, 13_107_199, 10]
        assert found.problems["row"].to_list() == [3, 5, 6]
        assert "32-bit floats" in found.problems["reason"][0]
        assert "单精度" in found.problems["reason_zh"][0]
    for source in singles(tmp_path, "net_income_fen", [1_094_399.0, 2.0**24 - 1, 2.0**24 + 2]):
        assert read(source).accepted["net_income_fen"].to_list() == [1_094_399, 2**24 - 1]
    for source in singles(tmp_path, "village", [620123001.0, 1001.0]):
        assert read(source).accepted["village"].to_list() == ["1001"]
    for source in singles(tmp_path, "note", [620123001.0, float("nan")]):
        assert read(source).accepted.height == 2


@given(st.integers(0, 10**11))
def test_an_amount_comes_through_a_float_of_32_bits_or_is_set_apart(fen: int) -> None:
    frame = pl.DataFrame({"id": ["h"], "net_income": pl.Series([fen / 100], dtype=pl.Float32)})
    assert read(frame).accepted["net_income_fen"].to_list() in ([fen], [])
    shares = pl.DataFrame({"id": ["h"], "收入": pl.Series([fen / 10**6], dtype=pl.Float32)})
    found = read(shares, columns={"收入": "net_income"}, units={"收入": "万元"})
    assert found.accepted["net_income_fen"].to_list() in ([fen], [])


def test_floats_of_16_bits_are_coarser_still(tmp_path: Path) -> None:
    halves = pa.table({"id": ["a", "b"], "size": pa.array(np.array([4, 2048], np.float16))})
    files = [make(tmp_path / f"x{suffix}", halves) for suffix in (".parquet", ".arrow")]
    for source in (*files, halves, halves.to_pandas()):
        assert read(source).accepted.rows() == [("a", 4)]


# Columns of other types

ONE = decimal.Decimal("1.50")
OTHERS: dict[str, Any] = {
    "nested": pa.array([[1], None]),
    "structs": pa.array([{"a": 1}, None]),
    "maps": pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int64())),
    "bytes": pa.array([b"\xff", None]),
    "large bytes": pa.array([b"\xff", None], pa.large_binary()),
    "fixed bytes": pa.array([b"\xff", None], pa.binary(1)),
    "spans": pa.array([timedelta(1), None]),
    "intervals": pa.array([(1, 2, 3), None], pa.month_day_nano_interval()),
    "nothing": pa.nulls(2),
    "words": pa.array(["a", "b"]).dictionary_encode(),
    "wide decimals": pa.array([ONE, None], pa.decimal256(50, 2)),
    "views": pa.array(["a", None], pa.string_view()),
    "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", "b"])),
    "codes": pa.array([uuid.UUID(int=1).bytes, None], pa.binary(16)).cast(pa.uuid()),
    "unsigned": pa.array([2**64 - 1, None], pa.uint64()),
    "times": pa.array([time(1, 2), None]),
    "instants": pa.array([datetime(2014, 1, 1, tzinfo=UTC), None]),
    "far": pa.array([2**40, None], pa.timestamp("s")),
}


def held(column: pa.Array, tmp_path: Path) -> list[Any]:
    table = pa.table({"id": ["h1", "h2"], "other": column})
    sources = [table]
    for suffix in (".arrow", ".parquet", ".duckdb"):
        try:
            sources.append(make(tmp_path / f"x{suffix}", table))
        except (pa.ArrowException, duckdb.Error):
            continue
    for engine in ("pandas", "polars", "duckdb"):
        try:
            sources.append(ENGINES[engine](table))
        except (pa.ArrowException, duckdb.Error, pl.exceptions.PolarsError, pl.exceptions.PanicException, TypeError):
            continue
    return sources


def taken_or_refused(source: Any) -> bool:
    try:
        return read(source, columns={"other": "net_income"}).read == 2
    except InvalidValue as refused:
        return str(refused).startswith("other: got ")


@pytest.mark.parametrize("kind", OTHERS)
def test_a_column_of_another_type_is_passed_over_or_set_apart(kind: str, tmp_path: Path) -> None:
    for source in held(OTHERS[kind], tmp_path):
        found = read(source)
        assert (found.accepted.rows(), found.ignored) == ([("h1",), ("h2",)], ("other",))
        assert taken_or_refused(source)


PANDAS: dict[str, Callable[[], pd.Series]] = {
    "periods": lambda: pd.Series(pd.period_range("2014", periods=2, freq="Y")),
    "intervals": lambda: pd.Series(pd.interval_range(0, 2)),
    "mixed": lambda: pd.Series([1, "a"], dtype=object),
    "objects": lambda: pd.Series([object(), object()]),
    "complex": lambda: pd.Series([1j, 2j]),
    "sparse": lambda: pd.Series(pd.arrays.SparseArray([0, 1])),
    "spans": lambda: pd.Series([timedelta(1), None]),
    "categories": lambda: pd.Series(pd.Categorical([1.5, 2.5])),
    "wide": lambda: pd.Series([2**100, 1], dtype=object),
}


@pytest.mark.parametrize("kind", PANDAS)
def test_a_column_of_pandas_of_another_type_is_passed_over_or_refused(kind: str) -> None:
    frame = pd.DataFrame({"id": ["h1", "h2"], "other": PANDAS[kind]()})
    assert read(frame).accepted.rows() == [("h1",), ("h2",)]
    assert taken_or_refused(frame)


def test_values_of_other_types_are_read_as_they_are(tmp_path: Path) -> None:
    def taken(column: str, values: pa.Array) -> list[Any]:
        table = pa.table({"id": ["h1", "h2"], column: values})
        return [read(source).accepted.row(0)[1] for source in (table, make(tmp_path / "x.arrow", table))]

    assert taken("net_income", OTHERS["wide decimals"]) == [150, 150]
    for kind in ("words", "views", "runs"):
        assert taken("village", OTHERS[kind]) == ["a", "a"]
    assert taken("village", OTHERS["codes"]) == [str(uuid.UUID(int=1))] * 2
    assert taken("village", pa.array([2**53 + 1, 1])) == ["9007199254740993"] * 2
    runs = pa.chunked_array([OTHERS["runs"], OTHERS["runs"].slice(0, 1)])
    sliced = pa.table({"id": ["h0", "h1", "h2"], "village": runs})
    assert read(sliced.slice(1)).accepted["village"].to_list() == ["b", "a"]
    made = "SELECT 'h' AS id, 'a'::ENUM('a') AS village, 10943::HUGEINT AS net_income"
    assert read(database(tmp_path / "x.duckdb", f"CREATE TABLE t AS {made}")).accepted.rows() == [("h", "a", 1_094_300)]


def test_an_instant_is_no_day_in_any_zone(tmp_path: Path) -> None:
    table = pa.table({"id": ["a"], "income_year": [2014], "birth_date": pa.array([datetime(2014, 1, 1, tzinfo=UTC)])})
    table = table.append_column("household", pa.array(["h"]))
    for source in (table, make(tmp_path / "x.parquet", table), make(tmp_path / "x.duckdb", table)):
        found = read(source, MEMBERS)
        assert found.problems.select("row", "field").rows() == [(1, "birth_date")]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_days_are_read_at_any_precision(unit: str, tmp_path: Path) -> None:
    at = pa.array([datetime(2014, 5, 1), None], pa.timestamp(unit))  # noqa: DTZ001  # as a file has it
    table = pa.table({"id": ["a", "b"], "household": ["h", "h"], "birth_date": at})
    for source in (table, make(tmp_path / "x.parquet", table), make(tmp_path / "x.duckdb", table), table.to_pandas()):
        assert read(source, MEMBERS).accepted["birth_date"].to_list() == [date(2014, 5, 1), None]


def test_a_plan_that_fails_is_named() -> None:
    plan = pl.LazyFrame({"id": ["personal"]}).select(pl.col("id").cast(pl.Int64))
    for frame in (plan, duckdb.sql("SELECT error('personal') AS id")):
        with pytest.raises(InvalidValue, match="frame: got 'a query that fails") as said:
            read(frame)
        assert "personal" not in str(said.value)


def test_a_name_that_no_file_has_is_refused() -> None:
    for name in ("a\0.csv", "a" * 5000 + ".csv"):
        with pytest.raises(InvalidValue, match="path: got "):
            read(name)


def test_headings_may_stand_twice_or_be_no_text(tmp_path: Path) -> None:
    twice = pa.Table.from_arrays([pa.array(["h1"]), pa.array(["x"]), pa.array(["y"])], names=["id", "note", "note"])
    for suffix in (".parquet", ".arrow"):
        assert read(make(tmp_path / f"x{suffix}", twice)).accepted.rows() == [("h1",)]
    assert read(pd.DataFrame([["h1", 1, 2]], columns=["id", 0, (1, 2)])).ignored == ("0", "(1, 2)")


# What a file takes


def test_what_a_file_says_of_its_size_is_looked_at_first(tmp_path: Path) -> None:
    big = pa.table({"id": pa.array(["h" * 1000] * 4).dictionary_encode()})
    path = make(tmp_path / "x.arrow", big)
    said = r"path: got 'x.arrow, which takes over .* bytes when it is unpacked'; expected at most 99; .*unpacked="
    with pytest.raises(InvalidValue, match=said):
        read(path, unpacked=99)
    for suffix in (".parquet", ".duckdb", ".arrow"):
        path = make(tmp_path / f"x{suffix}", pa.table({"id": ["h" * 1000] * 1000}))
        assert read(path, unpacked=2_000_000).read == 1000
        with pytest.raises(InvalidValue, match="unpacked="):
            read(path, unpacked=900_000)
    for strange in (0, -1, True, 1.5, "1"):
        with pytest.raises(InvalidValue, match="unpacked: got .*; expected a whole number of bytes"):
            read(path, unpacked=strange)  # type: ignore[arg-type]


def test_a_packed_length_that_is_a_lie_is_refused(tmp_path: Path) -> None:
    table = pa.table({"id": [f"h{row}" * 9 for row in range(999)]})
    with pa.ipc.new_file(
        tmp_path / "x.arrow", table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")
    ) as file:
        file.write_table(table)
    content = (tmp_path / "x.arrow").read_bytes()
    assert read(tmp_path / "x.arrow").read == 999
    true = struct.pack("<q", sum(len(each) for each in table["id"].to_pylist()))
    assert content.count(true) == 1
    (tmp_path / "y.arrow").write_bytes(content.replace(true, struct.pack("<q", 1 << 40)))
    with pytest.raises(InvalidValue, match="which takes over 1,099,"):
        read(tmp_path / "y.arrow")


def test_rows_of_one_long_text_are_counted_in_full(tmp_path: Path) -> None:
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 60_000, pa.int32()), pa.array(["h" * 10_000]))
    table = pa.table({"id": pa.array(range(60_000)), "note": long})
    for source in (make(tmp_path / "x.parquet", table), make(tmp_path / "x.arrow", table)):
        assert source.stat().st_size < 3_000_000
        with pytest.raises(InvalidValue, match="which takes over 60"):
            read(source)
    rows = "SELECT i AS id, repeat('h', 100000) AS note FROM range(200) r(i)"
    with pytest.raises(InvalidValue, match="which takes over 20,"):
        read(database(tmp_path / "x.duckdb", f"CREATE TABLE t AS {rows}"), unpacked=10**7)


def test_a_table_of_more_rows_than_there_is_room_for_is_not_read(tmp_path: Path) -> None:
    path = database(tmp_path / "y.duckdb", "CREATE TABLE t AS SELECT 1 AS id FROM range(40000000)")
    with pytest.raises(InvalidValue, match="which takes over 640,000,000 bytes"):
        read(path)


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".duckdb"])
def test_a_file_that_is_cut_is_refused_by_name(tmp_path: Path, suffix: str) -> None:
    whole = make(tmp_path / f"x{suffix}", pa.table({"id": ["h1", "h2"], "size": [1, 2]})).read_bytes()
    for cut in range(0, len(whole), max(1, len(whole) // 25)):
        (tmp_path / f"y{suffix}").write_bytes(whole[:cut])
        try:
            assert read(tmp_path / f"y{suffix}", HOUSEHOLDS).read in (0, 2)
        except InvalidValue:
            continue
