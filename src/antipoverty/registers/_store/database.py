"""DuckDB files from outside: opened without access to anything else, and read by their stored tables alone.

A view, a macro or a generated column of a DuckDB file is a program that runs when it is read. Here none is: of a file
only what its base tables store is read, and while it is open DuckDB can reach no other file, no network and no
extension, and cannot be told otherwise.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.batches import Room

if TYPE_CHECKING:
    import pyarrow as pa

_CLOSED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "lock_configuration": "true",
}
#: Types whose values Arrow holds as they are.
_PLAIN = (
    *("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    *("FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
)
#: Types whose values are read as the text that they show.
_SHOWN = ("HUGEINT", "UHUGEINT", "UUID", "ENUM", "TIME")
#: An instant is no day: it keeps its zone, whatever the zone of the machine is.
_INSTANT = "TIMESTAMP WITH TIME ZONE"
#: Bytes that a cell takes besides its text.
_CELL = 16


def connected(path: str | Path, *, read_only: bool) -> Any:
    """Open a DuckDB file, or make one, so that nothing in it reaches another file; see the module.

    Raises:
        duckdb.Error: as DuckDB does.
    """
    with needing("duckdb", "duckdb"):
        import duckdb
    # An absolute path is never taken for an address (``md:…``, ``s3://…``) or for another kind of database.
    place = ":memory:" if str(path) == ":memory:" else str(Path(path).absolute())
    return duckdb.connect(place, read_only=read_only, config=dict(_CLOSED))


def stored_table(path: Path, part: str | None, room: Room) -> tuple[pa.Table, dict[int, str]]:
    """A base table of a file, and by their places the columns of no plain values, which are left empty.

    Raises:
        InvalidValue: for a file that is none of DuckDB's, a table that it does not have, one with columns that are
            worked out when they are read, or one that takes more room than it may.
    """
    with needing("duckdb", "duckdb"):
        import duckdb
    with path.open("rb") as file:
        marked = file.read(12)[8:] == b"DUCK"
    connection = None
    with suppress(duckdb.Error):
        connection = connected(path, read_only=True) if marked else None
    if connection is None:
        wanted = "a file that can be opened: a DuckDB file, whole, that no one has open for writing"
        raise InvalidValue("path", path.name, wanted)
    try:
        with connection:
            return _stored(connection, path, part, room)
    except (duckdb.Error, ArithmeticError, RuntimeError):
        raise InvalidValue("path", path.name, "a DuckDB file that can be read to its end, not a damaged one") from None


def _stored(connection: Any, path: Path, part: str | None, room: Room) -> tuple[pa.Table, dict[int, str]]:
    # Functions are named in full: a file may have macros of the same names.
    held = connection.execute(
        "SELECT schema_name, table_name, sql FROM system.main.duckdb_tables()"
        " WHERE NOT internal AND NOT temporary ORDER BY ALL"
    ).fetchall()
    tables = {name if schema == "main" else f"{schema}.{name}": (schema, name, sql) for schema, name, sql in held}
    chosen = next(iter(tables)) if part is None and len(tables) == 1 else part
    if chosen not in tables:
        raise InvalidValue("part", part, f"a table of the file, no view: {', '.join(tables) or 'it has none'}")
    schema, name, sql = tables[chosen]
    if "GENERATED ALWAYS" in str(sql).upper():
        raise InvalidValue("part", chosen, "a table whose columns are all stored, none generated")
    columns = connection.execute(
        "SELECT column_name, data_type FROM system.main.duckdb_columns()"
        " WHERE NOT internal AND schema_name = ? AND table_name = ? ORDER BY column_index",
        [schema, name],
    ).fetchall()
    table = f"{quoted(schema)}.{quoted(name)}"
    closed: dict[int, str] = {}
    read: list[str] = []
    sizes = [f"{_CELL * len(columns)} * system.main.count_star()"]
    for place, (column, kind) in enumerate(columns):
        base = kind.partition("(")[0].strip()
        if kind == _INSTANT:
            text = f"CAST(system.main.make_timestamp(system.main.epoch_us({quoted(column)})) AS VARCHAR) || '+00'"
            read.append(f"{text} AS {quoted(column)}")
        elif kind.endswith("]") or base not in (*_PLAIN, *_SHOWN):
            closed[place] = kind
            read.append(f"NULL AS {quoted(column)}")
        elif base in _SHOWN:
            read.append(f"CAST({quoted(column)} AS VARCHAR) AS {quoted(column)}")
        else:
            read.append(quoted(column))
        if base == "VARCHAR" and place not in closed:
            sizes.append(f"coalesce(system.main.sum(system.main.strlen({quoted(column)})), 0)")
    for taken in (sizes[:1], sizes):
        room.check(int(connection.execute(f"SELECT {' + '.join(taken)} FROM {table}").fetchall()[0][0]))
    found = connection.sql(f"SELECT {', '.join(read)} FROM {table}").to_arrow_table()
    return found, closed


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
