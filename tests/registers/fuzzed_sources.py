"""Files and frames of every kind, each spoilt in some way by its seed, and read in a process of their own.

``python tests/fuzzed_sources.py FIRST COUNT FOLDER`` reads those of the seeds from the first on, one after the other.
Before each its seed is written to ``FOLDER/seed``, so that whoever started it knows of which one it died, and can go on
with the next; what is wrong is printed, a line each.
"""

from __future__ import annotations

import io
import random
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from antipoverty.errors import AntipovertyError
from antipoverty.registers import ENTRIES, HOUSEHOLDS, MEMBERS, VILLAGES, Schema, headings, look, read
from antipoverty.registers._schema.declarations import Form

SCHEMAS = (HOUSEHOLDS, MEMBERS, VILLAGES, ENTRIES)
SECRET = b"not a secret at all"
#: What a file may take: seconds of the processor, and bytes beyond what the process takes before it.
SECONDS, BYTES, ADDRESSES = 5.0, 1 << 30, 6 << 30
ODD: tuple[Any, ...] = (
    *("", " ", "-", "/", "无", "不详", "NaN", "inf", "#REF!", "=1+1", "'=1", "1e5", "6.2E+11", "0x10", "１２", "1,000"),
    *("是", "否", "true", "x" * 300, "\u200b", "\ufeff", "\u202e", "\x00", "\x1f", '"', "'", "\t", "a\nb", "\r", ";"),
    *("2014-05-01", "2014.5.1", "20140501", "9999-99-99", "11010519491231002X", "合计", "𠮷", "万元", "12万元"),
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (0, 1, -1, 4, 2**31, 2**53 + 1, 10**17, 0.1, -0.0, 1e300, 1e-300, float("nan"), float("inf"))


def value(chance: random.Random, form: Form, row: int) -> Any:
    """A cell that may be taken, or may not."""
    if chance.random() < 0.15:
        return chance.choice((*ODD, *NUMBERS, None))
    match form:
        case Form.KEY:
            return chance.choice((f"h{row}", f"甲{row}", str(row), "h1"))
        case Form.DAY:
            return chance.choice(("2014-05-01", "2014/5/1", "20140501"))
        case Form.FLAG:
            return chance.choice(("是", "否", "true", "0"))
        case Form.COUNT | Form.MONEY | Form.MEASURE:
            return chance.choice(("4", "1094.43", "12万元", "0", "1,000"))
        case _:
            return chance.choice(("f1", "县", "支付", "A", "一级"))


def table(chance: random.Random, schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Headings and rows of a table."""
    needed = [each for each in schema if each.required or each.heading_required]
    some = [each for each in schema if each not in needed and chance.random() < 0.2]
    fields = [*needed, *some]
    chance.shuffle(fields)
    names = [chance.choice((each.name, each.column, *each.headings)) for each in fields]
    if chance.random() < 0.2:
        names.append(chance.choice(("备注", "id", "", " ", names[0], "x" * 99, "=1", "11010519491231002X")))
        fields.append(fields[0])
    height = chance.choice((0, 1, 2, 3, 9, 40))
    return names, [[value(chance, each.form, row) for each in fields] for row in range(height)]


def texts(rows: list[list[Any]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def spoilt(chance: random.Random, content: bytes) -> bytes:
    """Bytes with some changed, lost, added or doubled."""
    made = bytearray(content)
    for _ in range(chance.choice((0, 1, 1, 2, 5, 30))):
        if not made:
            break
        at = chance.randrange(len(made)) if chance.random() < 0.6 else max(0, len(made) - 1 - chance.randrange(300))
        at = min(at, len(made) - 1)
        match chance.randrange(6):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at] = chance.choice((0, 1, 127, 128, 255))
            case 2:
                del made[at : at + chance.randrange(1, 9)]
            case 3:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
            case 4:
                made[at:at] = made[at : at + chance.randrange(1, 200)]
            case _:
                if chance.random() < 0.2:
                    del made[at:]
    return bytes(made)


def spoilt_parts(chance: random.Random, content: bytes) -> bytes:
    """An archive of which a part is spoilt, or the whole."""
    if chance.random() < 0.4:
        return spoilt(chance, content)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        likely = [name for name in old.namelist() if "sheet" in name.lower() or "content" in name]
        chosen = chance.choice(likely if likely and chance.random() < 0.7 else old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == chosen:
                part = of_xml(chance, part) if chance.random() < 0.6 else spoilt(chance, part)
            if name != chosen or chance.random() < 0.97:
                new.writestr(name, part)
    return packed.getvalue()


XML = (
    (b"<v>", b"<f>A1</f><v>"), (b"<v>", b"<w>"), (b' t="s"', b""), (b' t="s"', b' t="e"'), (b' t="s"', b' t="b"'),
    (b' r="A2"', b' r="XFD1048576"'), (b' r="A2"', b""), (b' r="2"', b' r="1048576"'), (b' r="2"', b' r="1"'),
    (b"</row>", b"</row><row/>"), (b"<c ", b"<c  "), (b"<v>", b"<v>-"), (b"<v>", b"<v>9999999"),
    (b"<row", b"<!-- x --><row"),
    (b"sheetData", b"sheetdata"), (b"utf-8", b"utf-16"), (b"UTF-8", b"gbk"),
    (b"<si>", b"<si/><si>"), (b"<t>", b"<t>&#0;"),
    (b"</sheetData>", b'<row r="99"><c r="B99"><f t="array" ref="A99:C200">1</f></c></row></sheetData>'),
)  # fmt: skip


def of_xml(chance: random.Random, part: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3))):
        old, new = chance.choice(XML)
        places = part.count(old)
        if places:
            head, tail = part.split(old, 1) if chance.random() < 0.5 else part.rsplit(old, 1)
            part = head + new + tail
    return part


# Files


def csv(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    between = chance.choice(",,,;\t，")
    end = chance.choice(("\n", "\r\n", "\r"))
    title = chance.choice(("", "", f"某县农户表{end}", end))
    quote = chance.random() < 0.3
    lines = [between.join(f'"{cell}"' if quote else cell for cell in row) for row in [names, *texts(rows)]]
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5", "cp1252"))
    content = (title + end.join(lines)).encode(encoding, "replace")
    path = path.with_suffix(chance.choice((".csv", ".txt", ".tsv")))
    path.write_bytes(spoilt(chance, content))
    return path


def xlsx(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(
        packed, {"in_memory": True, "nan_inf_to_errors": True, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("s")
        for row, cells in enumerate([names, *rows]):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, "".join(c for c in cell if c >= " ") if isinstance(cell, str) else cell)
    path = path.with_suffix(chance.choice((".xlsx", ".xlsx", ".xlsm", ".ods", ".xlsb", ".xls")))
    path.write_bytes(spoilt_parts(chance, packed.getvalue()))
    return path


ODS = (
    b'<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:'
    b'text:1.0"><office:body><office:spreadsheet><table:table table:name="s">%b</table:table></office:spreadsheet>'
    b"</office:body></office:document-content>"
)
KIND = "application/vnd.oasis.opendocument.spreadsheet"
REPEATED = (
    *(b"", b"", b"", b' table:number-columns-repeated="3"', b' table:number-columns-repeated="99999999"'),
    b' table:number-rows-repeated="70000"',
)
CELL = b'<table:table-cell office:value-type="string"%b><text:p>%b</text:p></table:table-cell>'
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" '
    f'm:media-type="{KIND}"/></m:manifest>'
)


def ods(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    from xml.sax.saxutils import escape

    made = []
    for cells in [names, *texts(rows)]:
        line = []
        for cell in cells:
            text = escape("".join(c for c in cell if c >= " ")).encode()
            more = chance.choice(REPEATED) if chance.random() < 0.05 else b""
            line.append(CELL % (more, text))
        more = chance.choice(REPEATED) if chance.random() < 0.05 else b""
        made.append(b"<table:table-row%b>%b</table:table-row>" % (more, b"".join(line)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", KIND)
        new.writestr("META-INF/manifest.xml", MANIFEST)
        new.writestr("content.xml", ODS % b"".join(made))
    path = path.with_suffix(".ods")
    path.write_bytes(spoilt_parts(chance, packed.getvalue()))
    return path


def arrow_table(chance: random.Random, names: list[str], rows: list[list[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    arrays = []
    for column in columns:
        words = pa.array(["" if cell is None else str(cell) for cell in column], pa.string())
        number = pa.array([cell if isinstance(cell, float) else float(len(str(cell))) for cell in column], pa.float64())
        made: list[Callable[[], pa.Array]] = [
            lambda words=words: words,
            lambda words=words: words.dictionary_encode(),
            lambda words=words: words.cast(pa.large_string()),
            lambda words=words: words.cast(pa.string_view()),
            lambda number=number: number,
            lambda number=number: number.cast(pa.float32()),
            lambda number=number: number.cast(pa.float16(), safe=False),
            lambda column=column: pa.array([len(str(cell)) for cell in column], pa.int8()),
            lambda column=column: pa.array([[1]] * len(column), pa.list_(pa.int64())),
            lambda column=column: pa.array([2**40 * len(str(cell)) for cell in column], pa.timestamp("ms")),
            lambda column=column: pa.array([10**16 * len(str(cell)) for cell in column], pa.timestamp("ns")),
            lambda column=column: pa.array([10**7 * len(str(cell)) for cell in column], pa.date32()),
            lambda column=column: pa.array([b"\xff"] * len(column), pa.binary()),
            lambda column=column: pa.nulls(len(column)),
        ]
        try:
            arrays.append(chance.choice(made[:2] if chance.random() < 0.6 else made)())
        except (pa.ArrowException, OverflowError):
            arrays.append(words)
    return pa.Table.from_arrays(arrays, names=names)


def arrow(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    given = arrow_table(chance, names, rows)
    made = io.BytesIO()
    if chance.random() < 0.5:
        path = path.with_suffix(".parquet")
        try:
            pq.write_table(given, made, compression=chance.choice(("none", "snappy", "zstd", "gzip")))
        except pa.ArrowException:
            return given
    else:
        path = path.with_suffix(chance.choice((".arrow", ".feather", ".ipc")))
        options = pa.ipc.IpcWriteOptions(compression=chance.choice((None, "lz4", "zstd")))
        with pa.ipc.new_file(made, given.schema, options=options) as file:
            file.write_table(given)
    path.write_bytes(spoilt(chance, made.getvalue()))
    return path


def database(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    path = path.with_suffix(".duckdb")
    path.unlink(missing_ok=True)
    Path(f"{path}.wal").unlink(missing_ok=True)
    unique = [f"{name.strip() or 'x'}{place if name in names[:place] else ''}" for place, name in enumerate(names)]
    with duckdb.connect(str(path)) as connection:
        try:
            connection.register("given", arrow_table(chance, unique, rows))
            connection.execute("CREATE TABLE t AS SELECT * FROM given")
        except duckdb.Error:
            connection.execute("CREATE OR REPLACE VIEW v AS SELECT 1")
    path.write_bytes(spoilt(chance, path.read_bytes()))
    return path


def frame(chance: random.Random, path: Path, names: list[str], rows: list[list[Any]]) -> Any:
    match chance.randrange(4):
        case 0:
            return pd.DataFrame(rows, columns=names)
        case 1:
            return arrow_table(chance, names, rows)
        case 2:
            unique = [name or "x" for name in dict.fromkeys(names)]
            made = pl.DataFrame({name: [row[place] for row in texts(rows)] for place, name in enumerate(unique)})
            return pl.concat([made.clear(), made, made.filter(pl.lit(False))], rechunk=False)
        case _:
            return arrow_table(chance, names, rows).to_pandas()


SOURCES = (csv, csv, xlsx, xlsx, ods, arrow, arrow, database, frame)


def checked(seed: int, folder: Path) -> str | None:
    """What is wrong with the reading of a seed's source, or nothing."""
    chance = random.Random(seed)
    schema = chance.choice(SCHEMAS)
    names, rows = table(chance, schema)
    make = chance.choice(SOURCES)
    try:
        source = make(chance, folder / "source", names, rows)
    except (pa.ArrowException, ValueError, duckdb.Error, pl.exceptions.PolarsError):
        return None  # what its own library does not make
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        row: Any = chance.choice((1, 1, 2, 3, "auto", "auto"))
        headings(source, schema, heading_row=row)
        look(source, chance.choice((None, schema)), heading_row=row)
        found = read(
            source, schema, secret=SECRET, heading_row=row, unreadable=chance.choice(("quarantine", "unknown"))
        )
        apart = found.quarantined.height
        if set(found.unreadable["row"]) & set(found.problems["row"]):
            return f"{make.__name__}: a row that is set apart has cells among those of rows that are not"
        if found.read != found.accepted.height + apart or found.rejected.height != apart:
            return f"{make.__name__}: {found.read} rows, {found.accepted.height} accepted, {apart} set apart"
    except AntipovertyError as error:
        if type(error).__name__ == "EngineFailed":
            return f"{make.__name__}: {error}"
    except BaseException as error:
        return f"{make.__name__}: {type(error).__name__}: {str(error)[:200]}"
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime - before.ru_utime
    if seconds > SECONDS or 1024 * (after.ru_maxrss - before.ru_maxrss) > BYTES:
        return f"{make.__name__}: {seconds:.1f} s, {(after.ru_maxrss - before.ru_maxrss) >> 10} MiB"
    return None


def main(first: int, count: int, folder: Path) -> None:
    """Read the sources of some seeds."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    for seed in range(first, first + count):
        (folder / "seed").write_text(str(seed), "utf-8")
        if wrong := checked(seed, folder):
            print(seed, wrong.replace("\n", " "), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
