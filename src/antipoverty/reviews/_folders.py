"""A township's tables from a folder, and into one: what each file was taken for, what came of it, what is missing.

A file holds the table that its name says, in English or Chinese (``households.csv``, ``农户.xlsx``); of a workbook with
several sheets, each sheet that of its own name. Where no name says a table, the headings do; a list with a row for each
member that says what the household is has the tables of both. Those of the year before are in a folder of their own
(``last``, ``上年``) or say so in their names (``last_households``, ``上年农户``). Several files may hold one table, as
where each village has its own. Whatever is wrong with a file is stated and stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import evolve

from antipoverty.errors import AntipovertyError, InvalidValue
from antipoverty.registers import TABLES, Form, Reading, Schema, look, parts, read, write
from antipoverty.reviews._materials import DanglingRows, Materials, RowProblem, TableSource
from antipoverty.reviews._townships import SCHEMAS, Township
from antipoverty.text import LISTED, Text

if TYPE_CHECKING:
    import polars as pl

#: Further names of the tables, beside those of `antipoverty.registers.TABLES` in both languages.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "households": ("农户", "住户", "家庭", "农户信息", "贫困户", "建档立卡户", "户"),
    "members": ("家庭成员", "成员", "人员", "人口", "家庭成员信息"),
    "villages": ("行政村", "村", "村情", "村基本情况"),
    "entries": ("资金分录", "分录", "资金台账", "资金流水", "账簿", "资金明细"),
    "projects": ("项目", "项目库", "项目台账", "扶贫项目"),
    "works": ("工程", "工程量", "建设内容"),
    "funds": ("资金", "专项资金", "资金来源"),
    "units": ("帮扶单位", "单位"),
    "supports": ("帮扶投入", "帮扶", "帮扶台账", "帮扶资金"),
    "cadres": ("干部", "帮扶干部", "帮扶责任人"),
    "pairs": ("结对", "结对帮扶", "结对认亲"),
    "groups": ("领导小组", "组织机构"),
    "defects": ("问题整改", "问题", "整改"),
    "plans": ("规划", "村级规划", "帮扶规划"),
    "tasks": ("任务", "减贫任务", "目标任务"),
    "activities": ("活动", "培训", "宣传培训", "培训宣传"),
    "inspections": ("检查", "督查", "督导检查"),
    "industries": ("产业", "产业发展", "特色产业"),
    "events": ("变动", "人口变动", "动态调整", "自然变更"),
}
_LAST = ("last", "previous", "上年度", "上年", "去年", "年初")
_LAST_NAME = re.compile(rf"^(?:{'|'.join(_LAST)})[ _-]*(?=.)|(?<=.)[ _（(-]*(?:{'|'.join(_LAST)})[)）]?$")
#: What a name may have besides: a year, a number of a part, brackets, and that it is a table.
_BESIDE = re.compile(
    r"[0-9]{4}年?度?|[（(][^（()）]*[)）]|[\s_.-]*[0-9]+$|(?:信息)?(?:表|名册|名单|花名册|台账|清单)$|[\s]+"
)
#: The columns that name rows of another table.
LINKS: tuple[tuple[str, str, str], ...] = (
    ("households", "village", "villages"),
    ("members", "household", "households"),
    ("last_households", "village", "villages"),
    ("last_members", "household", "last_households"),
    ("projects", "villages", "villages"),
    ("works", "project", "projects"),
    ("works", "villages", "villages"),
    ("entries", "project", "projects"),
    ("entries", "fund", "funds"),
    ("supports", "unit", "units"),
    ("supports", "village", "villages"),
    ("supports", "household", "households"),
    ("supports", "project", "projects"),
    ("units", "villages", "villages"),
    ("units", "households", "households"),
    ("pairs", "household", "households"),
    ("industries", "villages", "villages"),
    ("industries", "project", "projects"),
    ("plans", "village", "villages"),
    ("events", "household", "households"),
)
#: A table of which a file has fewer headings is not taken for it.
_LEAST_HEADINGS = 3
_NOT_READ = Text("not read: {}", "未能读入：{}")
_TWICE = Text("the key stands in more than one file", "代码出现于多个文件")
_SUFFIXES = (
    ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".xlsm", ".ods", ".parquet", ".arrow", ".feather", ".ipc",
)  # fmt: skip


def read_township(
    folder: str | Path | Iterable[str | Path],
    *,
    secret: bytes | None = None,
    unreadable: Literal["quarantine", "unknown"] = "quarantine",
    progress: Callable[[str, int], None] | None = None,
) -> Township:
    r"""Read the tables of a township from a folder, or from files, with what came of each.

    A file is read as `antipoverty.registers.read` reads it, headings in English or Chinese, in the first row or below
    titles; rows that cannot be are set apart and counted with their reasons. Nothing in a folder raises: a file that
    cannot be opened, that is not known, or that lacks a heading is stated in `Township.materials`, as is what points to
    rows that there are not.

    Args:
        folder: the folder, or several files and folders; of a folder its files, those of the folders in it for the year
            before, and no others.
        secret: at least 16 bytes, where files have identity numbers; see `antipoverty.registers.read`.
        unreadable: what becomes of a row with a cell that cannot be taken; see `antipoverty.registers.read`.
        progress: called with a file's name and how many of its rows are read.

    Raises:
        InvalidValue: for what is neither a folder nor a file.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "农户.csv").write_text("户编号,家庭人口数\nh1,4\nh2,x\n", "utf-8")
    ...     _ = (Path(folder) / "家庭成员.csv").write_text("人员编号,户编号\np1,h1\np2,h9\n", "utf-8")
    ...     town = read_township(folder)
    >>> [(each.file, each.table, each.read, each.accepted, each.quarantined) for each in town.materials.sources]
    [('农户.csv', 'households', 2, 1, 1), ('家庭成员.csv', 'members', 2, 2, 0)]
    >>> [(each.table, each.column, each.rows) for each in town.materials.dangling], town.materials.missing[:2]
    ([('members', 'household', 1)], ('villages', 'entries'))
    """
    sources: list[TableSource] = []
    frames: dict[str, list[tuple[int, pl.DataFrame]]] = {}
    readings: dict[Path, tuple[Reading, ...]] = {}
    for path, found in _with_headings([*_sources([folder] if isinstance(folder, str | Path) else folder)]):
        source, reading = found, None
        if found.table is not None and found.refused is None:
            source, reading = _read(path, found, secret, unreadable, progress)
        if reading is not None and found.table is not None:
            frames.setdefault(found.table, []).append((len(sources), reading.accepted))
            readings[path] = (*readings.get(path, ()), reading)
        sources.append(source)
    tables: dict[str, pl.DataFrame] = {}
    for name in SCHEMAS:
        if name in frames:
            tables[name] = _together(SCHEMAS[name], frames[name], sources)
    missing = tuple(name for name in SCHEMAS if name not in tables)
    return Township(tables, Materials(tuple(sources), missing, tuple(_dangling(tables))), readings)


def write_township(township: Township, folder: str | Path, *, suffix: str = ".csv") -> None:
    """Write the tables of a township into a folder, a file each by the names of the tables, for `read_township`.

    Args:
        township: the tables.
        folder: the folder, which is made if it is not there.
        suffix: the kind of the files: ``.csv``, ``.xlsx`` or ``.parquet``.

    Raises:
        InvalidValue: for another suffix, or a table that no such file can hold; see `antipoverty.registers.write`.
        NotWritten: if the disk is full, or may not be written.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in township.tables.items():
        columns = {each.column for each in SCHEMAS[name]}
        write(table.select(column for column in table.columns if column in columns), folder / f"{name}{suffix}")


def table_of(name: str) -> str | None:
    """The table that a name says, of a file or a sheet.

    >>> [table_of(name) for name in ("农户", "last_households", "上年农户", "2014年项目库（定稿）", "notes")]
    ['households', 'last_households', 'last_households', 'projects', None]
    """
    plain = name.strip().lower()
    bare = _LAST_NAME.sub("", plain)
    known = next((_known()[each] for each in (bare, _BESIDE.sub("", bare)) if each in _known()), None)
    if known is None or bare == plain:
        return known
    return f"last_{known}" if f"last_{known}" in SCHEMAS else None


def _known() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for name, schema in TABLES.items():
        for said in (name, schema.text.en.lower(), schema.text.zh, *_NAMES.get(name, ())):
            names.setdefault(said, name)
    return names


def _sources(places: Iterable[str | Path]) -> Iterator[tuple[Path, TableSource]]:
    """Every file of some places, or sheet of one, with the table that its name says."""
    for place in map(Path, places):
        if place.is_dir():
            for path in sorted(each for each in place.rglob("*") if each.is_file()):
                inside = path.relative_to(place)
                last = len(inside.parts) == 2 and _is_last(inside.parts[0])
                if not path.name.startswith((".", "~$")):
                    yield from _tables_of(path, inside.as_posix(), last, known=len(inside.parts) <= 1 + last)
        elif place.exists():
            yield from _tables_of(place, place.name, last=False, known=True)
        else:
            raise InvalidValue("folder", place.name, "a folder or a file")


def _tables_of(path: Path, file: str, last: bool, *, known: bool) -> Iterator[tuple[Path, TableSource]]:
    """A file, or each sheet of it, with the table that its name says."""
    if not known or path.suffix.lower() not in _SUFFIXES:
        yield path, TableSource(file)
        return
    named = _of_year(table_of(path.stem), last)
    try:
        sheets = parts(path)
    except (AntipovertyError, OSError) as error:
        yield path, TableSource(file, table=named, refused=_why(error))
        return
    if len(sheets) < 2:
        yield path, TableSource(file, table=named or next((_of_year(table_of(name), last) for name in sheets), None))
        return
    for place, sheet in enumerate(sheets):
        table = _of_year(table_of(sheet), last or _is_last(path.stem))
        yield path, TableSource(file, sheet=sheet, table=table or (named if place == 0 else None))


def _with_headings(named: list[tuple[Path, TableSource]]) -> Iterator[tuple[Path, TableSource]]:
    """The files with the tables that their headings say, where no name says them."""
    said = {source.table for _, source in named}
    for path, source in named:
        tables: list[str | None] = [source.table]
        if source.refused is None and path.suffix.lower() in _SUFFIXES:
            if source.table is None:
                tables = [table for table in _by_headings(path, source.sheet) if table not in said] or [None]
            elif source.table == "households" and "members" not in said and _lists_members(path, source.sheet):
                tables.append("members")
        yield from ((path, evolve(source, table=table)) for table in tables)


def _by_headings(path: Path, sheet: str | None) -> list[str]:
    """The tables whose headings a file has."""
    try:
        seen = look(path, part=sheet)
        name = seen.schema.name
        if seen.missing or seen.tables.get(name, 0) < _LEAST_HEADINGS:
            return []
        if name == "members":
            homes = look(path, TABLES["households"], part=sheet)
            more = {heading for heading, of in homes.columns.items() if of and not seen.columns.get(heading)}
            return ["households", name] if more and not homes.missing else [name]
    except (AntipovertyError, OSError):
        return []
    return [name, "members"] if name == "households" and _lists_members(path, sheet) else [name]


def _lists_members(path: Path, sheet: str | None) -> bool:
    """Whether a table of households has a row for each member."""
    try:
        seen = look(path, TABLES["members"], part=sheet)
    except (AntipovertyError, OSError):
        return False
    return not seen.missing and "relation" in seen.columns.values()


def _is_last(name: str) -> bool:
    return _BESIDE.sub("", name.lower()) in (*_LAST, "last_year", "lastyear")


def _of_year(table: str | None, last: bool) -> str | None:
    if table is None or not last or table.startswith("last_"):
        return table
    return f"last_{table}" if f"last_{table}" in SCHEMAS else None


def _why(error: Exception) -> Text:
    """The reason why a file was not read; of an error of the system, its kind alone."""
    said = str(error) if isinstance(error, AntipovertyError) else type(error).__name__
    return Text(_NOT_READ.en.format(said), _NOT_READ.zh.format(said))


def _read(
    path: Path,
    source: TableSource,
    secret: bytes | None,
    unreadable: Literal["quarantine", "unknown"],
    progress: Callable[[str, int], None] | None,
) -> tuple[TableSource, Reading | None]:
    assert source.table is not None
    try:
        reading = read(
            path, SCHEMAS[source.table], part=source.sheet, secret=secret, heading_row="auto", unreadable=unreadable,
            progress=progress and (lambda done, _: progress(source.file, done)),
        )  # fmt: skip
    except (AntipovertyError, OSError) as error:
        return evolve(source, refused=_why(error)), None
    return evolve(
        source, heading_row=min(reading.heading_rows, default=1), read=reading.read, accepted=reading.accepted.height,
        quarantined=reading.problems["row"].n_unique(), repeated=reading.repeated, problems=_counted(reading.problems),
        unreadable=_counted(reading.unreadable), ignored=reading.ignored,
    ), reading  # fmt: skip


def _counted(cells: pl.DataFrame) -> tuple[RowProblem, ...]:
    """What is wrong with how many cells of a column, the most frequent first."""
    counted = cells.group_by("field", "reason", "reason_zh", maintain_order=True).len("rows")
    counted = counted.sort("rows", descending=True, maintain_order=True)
    return tuple(RowProblem(name, Text(en, zh), rows) for name, en, zh, rows in counted.iter_rows())


def _together(schema: Schema, found: list[tuple[int, pl.DataFrame]], sources: list[TableSource]) -> pl.DataFrame:
    """The rows of all files of one table; those whose key stands in several of them are set apart."""
    import polars as pl

    if len(found) == 1:
        return found[0][1]
    table = pl.concat([frame.with_columns(pl.lit(place).alias("\0")) for place, frame in found], how="diagonal_relaxed")
    if schema.keyed:
        twice = table["id"].is_duplicated()
        for place, rows in table.filter(twice).group_by("\0").len().iter_rows():
            source = sources[place]
            sources[place] = evolve(
                source,
                accepted=source.accepted - rows,
                quarantined=source.quarantined + rows,
                problems=(*source.problems, RowProblem("id", _TWICE, rows)),
            )
        table = table.filter(~twice)
    return table.drop("\0")


def _dangling(tables: Mapping[str, pl.DataFrame]) -> Iterator[DanglingRows]:
    """The rows that name a row of another table which does not have it."""
    import polars as pl

    for name, column, to in LINKS:
        if name not in tables or to not in tables or column not in tables[name].columns:
            continue
        keys = tables[name].select(pl.col(column).alias("key")).with_row_index("row").drop_nulls("key")
        if SCHEMAS[name][column].form is Form.LIST:
            keys = keys.with_columns(pl.col("key").str.split(LISTED["zh"])).explode("key")
        elsewhere = keys.filter(~pl.col("key").is_in(tables[to]["id"].implode()))
        if elsewhere.height:
            yield DanglingRows(name, column, to, elsewhere["row"].n_unique(), elsewhere["key"].n_unique())
