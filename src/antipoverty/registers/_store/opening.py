"""One DuckDB file for a register: made, opened, and refused where more than its rows was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from antipoverty._shared.extras import needing
from antipoverty.errors import InvalidValue
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._schema.tables import HOUSEHOLDS
from antipoverty.registers._store.database import connected
from antipoverty.registers._store.decisions import COLUMNS, Store, execute

#: The version of the schema, and that of the tables here.
_VERSION = f"{HOUSEHOLDS.version}.4"
#: The version before, to which `_SUCCESSIONS` was added: such a file is brought up to date when it is opened.
_BEFORE = f"{HOUSEHOLDS.version}.3"
_SUCCESSIONS = """
CREATE TABLE successions (
    new VARCHAR NOT NULL, old VARCHAR NOT NULL, happened DATE NOT NULL, how VARCHAR NOT NULL);
"""
_TABLES = """
BEGIN;
CREATE TABLE about (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE puts (version BIGINT PRIMARY KEY, put_on DATE NOT NULL, derived_on DATE, derived_by VARCHAR);
CREATE TABLE facts (version BIGINT NOT NULL, present BOOLEAN NOT NULL, {columns});
CREATE TABLE runs (
    run BIGINT PRIMARY KEY, decided_on DATE NOT NULL, version BIGINT NOT NULL, jurisdiction VARCHAR NOT NULL,
    rulebook_version VARCHAR NOT NULL, rulebook_digest VARCHAR NOT NULL, library VARCHAR NOT NULL);
CREATE TABLE judged (
    run BIGINT NOT NULL, rule VARCHAR NOT NULL, rule_digest VARCHAR NOT NULL, facts VARCHAR[] NOT NULL);
CREATE TABLE decisions (
    run BIGINT NOT NULL, id VARCHAR NOT NULL, rule VARCHAR NOT NULL, rule_digest VARCHAR NOT NULL,
    facts_digest VARCHAR NOT NULL, version BIGINT NOT NULL, outcome BOOLEAN, main_cause VARCHAR);
CREATE TABLE reasons (
    run BIGINT NOT NULL, id VARCHAR NOT NULL, rule VARCHAR NOT NULL, criterion VARCHAR NOT NULL, outcome BOOLEAN);
INSERT INTO about VALUES ('schema', '{version}');
COMMIT;
"""
_TYPES = {Form.FLAG: "BOOLEAN", Form.DAY: "DATE", Form.COUNT: "BIGINT", Form.MONEY: "BIGINT", Form.MEASURE: "BIGINT"}


@contextmanager
def open_store(path: str | Path) -> Iterator[Store]:
    """Open a file for a register and its decisions, or make one.

    While it is open, nothing in the file can reach another file, the network or an extension of DuckDB. A file
    in which more than rows was changed (a view in the place of a table, a macro) is refused; its rows are trusted.

    Raises:
        InvalidValue: for a file that is none of DuckDB's, that is damaged, that another program has open, or that does
            not hold a register of this version.
        NotWritten: from what writes to it, if the disk is full or may not be written; the file stays as it was.

    >>> from datetime import date
    >>> import polars as pl
    >>> frame = pl.DataFrame({"id": ["h1", "h2"], "net_income_fen": [1_094_399, 1_094_400], "size": [4, 4]})
    >>> with open_store(":memory:") as store:
    ...     first_save = store.save(frame, on=date(2014, 5, 1))
    ...     first = store.decide(on=date(2014, 5, 1))
    ...     store.save(frame.with_columns(size=pl.Series([4, 5])), on=date(2014, 6, 1))
    ...     store.decisions().select("outcome", "current").rows()
    ...     again = store.decide(on=date(2014, 6, 1))
    ...     store.decisions().select("outcome", "current").rows()
    SaveResult(rows=2, new=0, changed=1, gone=0)
    [(True, True), (False, False)]
    [(True, True), (True, True)]
    >>> first, again
    (Run(number=1, decided=2, kept=0), Run(number=2, decided=1, kept=1))
    """
    with needing("duckdb", "duckdb"):
        import duckdb
    try:
        connection = connected(path, read_only=False)
    except duckdb.Error:
        wanted = "a DuckDB file, whole, that no other program has open, or a place for a new one"
        raise InvalidValue("path", Path(path).name, wanted) from None
    columns = ", ".join(f'"{name}" {_TYPES.get(each.form, "VARCHAR")}' for name, each in COLUMNS.items())
    made, added = _TABLES.format(columns=columns, version=_VERSION), _SUCCESSIONS
    with _closing(connection):
        tables = _contents(connection)
        if not tables:
            execute(connection, made + added)
        elif "about" not in tables:
            raise InvalidValue("path", f"a file of other tables, {min(tables)}", "a file that open_store made")
        versions = execute(connection, "SELECT value FROM about WHERE name = 'schema'").fetchall()
        version = versions[0][0] if versions else None
        if version == _BEFORE:
            added = ""
        elif version != _VERSION:
            raise InvalidValue("path", f"a file of schema version {version}", f"one of version {_VERSION}")
        # What is not as it was made (a view for a table, a macro for a function) would answer for it.
        if strange := sorted({name for name, _ in tables.items() ^ _expected(made + added).items()} if tables else ()):
            raise InvalidValue("path", f"a file with {', '.join(strange)} changed", "a file as open_store made it")
        if not added:
            begin, end = "BEGIN;", f"UPDATE about SET value = '{_VERSION}' WHERE name = 'schema'; COMMIT;"
            execute(connection, begin + _SUCCESSIONS + end)
        yield Store(connection)


@cache
def _expected(made: str) -> Mapping[str, str]:
    """The contents of a new file."""
    with connected(":memory:", read_only=False) as connection:
        connection.execute(made)
        return _contents(connection)


@contextmanager
def _closing(connection: Any) -> Iterator[None]:
    """Close a connection in the end; on a full disk, what was committed stays in the log beside the file."""
    import duckdb

    try:
        yield
    finally:
        with suppress(duckdb.Error):
            connection.close()


def _contents(connection: Any) -> dict[str, str]:
    """All that a file holds, each with how it was made: tables, views, indexes, macros, types and sequences."""
    found = execute(
        connection,
        "SELECT table_name, sql FROM system.main.duckdb_tables() WHERE NOT internal"
        " UNION ALL SELECT view_name, sql FROM system.main.duckdb_views() WHERE NOT internal"
        " UNION ALL SELECT index_name, sql FROM system.main.duckdb_indexes()"
        " UNION ALL SELECT function_name, macro_definition FROM system.main.duckdb_functions() WHERE NOT internal"
        " UNION ALL SELECT sequence_name, sql FROM system.main.duckdb_sequences()"
        " UNION ALL SELECT type_name, 'a type' FROM system.main.duckdb_types() WHERE NOT internal",
    ).fetchall()
    return {str(name): str(made) for name, made in found}
