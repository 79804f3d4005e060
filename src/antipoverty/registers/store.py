"""A register kept in one DuckDB file: facts, decisions and their reasons as rows that are only ever added to.

A household's facts get a new row when they change. A decision is made anew only where the facts that the rule reads, or
the rule with its values, have changed since the last one; what was decided before stays, with the facts of its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers.evaluation import Plan, finding_column, plan
from antipoverty.registers.frames import check_kinds, in_memory, opened
from antipoverty.registers.provenance import rule_digest
from antipoverty.registers.schema import Field, Form
from antipoverty.registers.tables import HOUSEHOLDS
from antipoverty.rulebooks import Rulebook
from antipoverty.rules.conditions import Fact, Rule, criteria_of

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Put", "Run", "Store", "open_store"]

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS facts (version BIGINT NOT NULL, put_on DATE NOT NULL, present BOOLEAN NOT NULL, {columns});
CREATE TABLE IF NOT EXISTS runs (
    run BIGINT PRIMARY KEY, decided_on DATE NOT NULL, jurisdiction VARCHAR NOT NULL, rulebook_version VARCHAR NOT NULL,
    rulebook_digest VARCHAR NOT NULL, library VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS decisions (
    run BIGINT NOT NULL, id VARCHAR NOT NULL, rule VARCHAR NOT NULL, rule_digest VARCHAR NOT NULL,
    facts_digest VARCHAR NOT NULL, version BIGINT NOT NULL, outcome BOOLEAN);
CREATE TABLE IF NOT EXISTS reasons (
    run BIGINT NOT NULL, id VARCHAR NOT NULL, rule VARCHAR NOT NULL, criterion VARCHAR NOT NULL, outcome BOOLEAN);
"""
_TYPES = {Form.FLAG: "BOOLEAN", Form.DAY: "DATE", Form.COUNT: "BIGINT", Form.MONEY: "BIGINT", Form.MEASURE: "BIGINT"}
_CURRENT = "(SELECT * FROM facts QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC) = 1)"
_LATEST = "(SELECT * FROM decisions QUALIFY row_number() OVER (PARTITION BY id, rule ORDER BY run DESC) = 1)"


@frozen
class Put:
    """What a register that was put into the file brought.

    Attributes:
        rows: how many households it has.
        new: how many were not in the file, or had gone.
        changed: how many have other facts than before.
        gone: how many are in the file and not in it.
    """

    rows: int
    new: int
    changed: int
    gone: int

    @property
    def same(self) -> int:
        """How many have the facts that they had."""
        return self.rows - self.new - self.changed


@frozen
class Run:
    """What a run decided.

    Attributes:
        number: its number in the file.
        decided: how many decisions were made.
        kept: how many stand as they were, since neither facts nor rule changed.
    """

    number: int
    decided: int
    kept: int


@frozen(eq=False)
class Store:
    """An open file; made by `open_store`."""

    _connection: Any = field(repr=False)

    def put(self, households: Any, *, on: date) -> Put:
        """Add a whole register as it stands on a day: rows for what is new, changed or gone.

        Args:
            households: the accepted rows of a table of households, on any engine.
            on: the day.

        Raises:
            InvalidValue: for a table without keys or with one twice, a column of another kind than the schema's, or a
                day before the last one put.
        """
        import polars as pl

        frame = in_memory(households, "id")
        check_kinds(opened(frame), HOUSEHOLDS)
        if frame["id"].null_count() or frame["id"].is_duplicated().any():
            raise InvalidValue("households", "a key that is missing or stands twice", "a key for each household")
        last = self._one("SELECT max(put_on) FROM facts")
        if last is not None and on < last:
            raise InvalidValue("on", on, f"a day not before {last}, the last one put")
        chosen = frame.select(
            [
                (pl.col(each.column) if each.column in frame.columns else pl.lit(None))
                .cast(_polars_kind(each), strict=True)
                .alias(each.column)
                for each in HOUSEHOLDS
            ]
        )
        with self._transaction(), self._given(chosen):
            version = 1 + (self._one("SELECT max(version) FROM facts") or 0)
            names = ", ".join(f'"{each.column}"' for each in HOUSEHOLDS)
            same = " AND ".join(f'n."{e.column}" IS NOT DISTINCT FROM c."{e.column}"' for e in HOUSEHOLDS)
            here = f"FROM given n LEFT JOIN {_CURRENT} c ON n.id = c.id"
            new = self._one(f"SELECT count(*) {here} WHERE c.id IS NULL OR NOT c.present")
            changed = self._one(f"SELECT count(*) {here} WHERE c.present AND NOT ({same})")
            left = f"FROM {_CURRENT} c ANTI JOIN given n ON n.id = c.id WHERE c.present"
            gone = self._one(f"SELECT count(*) {left}")
            added = ", ".join(f'n."{each.column}"' for each in HOUSEHOLDS)
            of_gone = names.replace('"id"', "c.id")
            self._run(
                f"INSERT INTO facts (version, put_on, present, {names})"
                f" SELECT $v AS version, $d AS put_on, true AS present, {added} {here}"
                f" WHERE c.id IS NULL OR NOT c.present OR NOT ({same})"
                f" UNION ALL BY NAME SELECT $v AS version, $d AS put_on, false AS present, {of_gone} {left}",
                v=version,
                d=on,
            )
        return Put(frame.height, int(new), int(changed), int(gone))

    def decide(self, *, on: date, rulebook: Rulebook | None = None, rules: Sequence[Rule] = (POOR_HOUSEHOLD,)) -> Run:
        """Decide the households of the register, where there is anything new to decide.

        Facts of which the file has nothing are unknown.

        Raises:
            ParameterError: if the rules have no value for the date.
        """
        import antipoverty

        made = plan(rules, on=on, rulebook=rulebook)
        book = made.bounds[0].rulebook
        with self._transaction():
            number = 1 + (self._one("SELECT max(run) FROM runs") or 0)
            decided = sum(self._decide_rule(number, made, place) for place in range(len(made.bounds)))
            present = self._one(f"SELECT count(*) FROM {_CURRENT} WHERE present")
            self._run(
                "INSERT INTO runs VALUES ($n, $on, $jurisdiction, $version, $digest, $library)",
                n=number,
                on=on,
                jurisdiction=book.jurisdiction,
                version=book.version,
                digest=book.digest,
                library=antipoverty.__version__,
            )
        return Run(number, decided, int(present) * len(made.bounds) - decided)

    def _decide_rule(self, number: int, made: Plan, place: int) -> int:
        """Decide one rule where it is due, and give how often."""
        bound = made.bounds[place]
        rule, digest = bound.rule, rule_digest(bound)
        due = self._table(
            f"SELECT c.*, {_digest_of(bound.facts)} AS facts_digest FROM {_CURRENT} c WHERE present"
            f" AND NOT EXISTS (SELECT 1 FROM {_LATEST} d WHERE d.id = c.id AND d.rule = $rule"
            f" AND d.rule_digest = $digest AND d.facts_digest = {_digest_of(bound.facts)})",
            rule=rule.id,
            digest=digest,
        )
        single = Plan(made.on, (bound,))
        evaluated = single.add_to(due, findings=True, absent="unknown")
        criteria = dict.fromkeys((*criteria_of(rule.condition), *rule.reviews))
        with self._given(evaluated, "evaluated"):
            self._run(
                "INSERT INTO decisions SELECT $n, id, $rule, $digest, facts_digest, version,"
                f' "{rule.column}" FROM evaluated',
                n=number,
                rule=rule.id,
                digest=digest,
            )
            for criterion in criteria:
                self._run(
                    "INSERT INTO reasons SELECT $n, id, $rule, $criterion,"
                    f' "{finding_column(rule, criterion)}" FROM evaluated',
                    n=number,
                    rule=rule.id,
                    criterion=criterion.id,
                )
        return int(evaluated.num_rows)

    def decisions(self) -> pl.DataFrame:
        """The decision that stands for each household in the register and each rule, sorted by household and rule.

        Columns: ``id``, ``rule``, ``outcome`` (null where it is unknown), ``run``, ``decided_on``.
        """
        return self._frame(
            f"SELECT d.id, d.rule, d.outcome, d.run, r.decided_on FROM {_LATEST} d JOIN runs r USING (run)"
            f" JOIN {_CURRENT} c ON c.id = d.id AND c.present ORDER BY d.id, d.rule"
        )

    def history(self, key: str) -> pl.DataFrame:
        """Every decision on a household, from the first, with the rulebook and what each criterion said.

        Columns: ``run``, ``decided_on``, ``rule``, ``outcome``, ``rulebook``, ``criterion``, ``finding``, and
        ``version``, the version of the facts that were decided on.
        """
        return self._frame(
            "SELECT d.run, r.decided_on, d.rule, d.outcome, r.jurisdiction || ' ' || r.rulebook_version AS rulebook,"
            " w.criterion, w.outcome AS finding, d.version FROM decisions d JOIN runs r USING (run)"
            " JOIN reasons w ON w.run = d.run AND w.id = d.id AND w.rule = d.rule"
            " WHERE d.id = $key ORDER BY d.run, d.rule, w.criterion",
            key=key,
        )

    def households(self) -> pl.DataFrame:
        """The register as it stands: the latest facts of the households in it, sorted by key."""
        names = ", ".join(f'"{each.column}"' for each in HOUSEHOLDS)
        return self._frame(f"SELECT {names} FROM {_CURRENT} WHERE present ORDER BY id")

    # The connection

    def _run(self, statement: str, **values: Any) -> Any:
        return self._connection.execute(statement, values) if values else self._connection.execute(statement)

    def _one(self, statement: str) -> Any:
        return self._run(statement).fetchall()[0][0]

    def _table(self, statement: str, **values: Any) -> Any:
        return self._connection.sql(statement, params=values or None).to_arrow_table()

    def _frame(self, statement: str, **values: Any) -> pl.DataFrame:
        import polars as pl

        found = pl.from_arrow(self._table(statement, **values))
        assert isinstance(found, pl.DataFrame)
        return found

    @contextmanager
    def _given(self, frame: Any, name: str = "given") -> Iterator[None]:
        self._connection.register(name, frame if name != "given" else frame.to_arrow())
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: a file never holds half a register or half a run."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()


@contextmanager
def open_store(path: str | Path) -> Iterator[Store]:
    """Open a file for a register and its decisions, or make one.

    Raises:
        InvalidValue: for a file that another version of the schema made.

    >>> from datetime import date
    >>> import polars as pl
    >>> frame = pl.DataFrame({"id": ["h1", "h2"], "net_income_fen": [1_094_399, 1_094_400], "size": [4, 4]})
    >>> with open_store(":memory:") as store:
    ...     put = store.put(frame, on=date(2014, 5, 1))
    ...     first = store.decide(on=date(2014, 5, 1))
    ...     store.put(frame.with_columns(size=pl.Series([4, 5])), on=date(2014, 6, 1))
    ...     again = store.decide(on=date(2014, 6, 1))
    ...     store.decisions()["outcome"].to_list()
    Put(rows=2, new=0, changed=1, gone=0)
    [True, True]
    >>> first, again
    (Run(number=1, decided=2, kept=0), Run(number=2, decided=1, kept=1))
    """
    try:
        import duckdb
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("duckdb", "duckdb") from None
    with duckdb.connect(str(path)) as connection:
        columns = ", ".join(f'"{each.column}" {_TYPES.get(each.form, "VARCHAR")}' for each in HOUSEHOLDS)
        connection.execute(_TABLES.format(columns=columns))
        connection.execute("INSERT OR IGNORE INTO about VALUES ('schema', $v)", {"v": HOUSEHOLDS.version})
        made = connection.execute("SELECT value FROM about WHERE name = 'schema'").fetchall()[0][0]
        if made != HOUSEHOLDS.version:
            raise InvalidValue("path", f"a file of schema version {made}", f"one of version {HOUSEHOLDS.version}")
        yield Store(connection)


def _digest_of(facts: Sequence[Fact]) -> str:
    """The digest of the facts that a rule reads, in SQL; facts are numbers, flags and coded words, without a bar."""
    held = [fact.column for fact in facts]
    parts = ", ".join(f"coalesce(CAST(c.\"{name}\" AS VARCHAR), '')" for name in held)
    return f"md5(concat_ws('|', {parts}))"


def _polars_kind(each: Field) -> Any:
    import polars as pl

    if each.numeric:
        return pl.Int64
    return pl.Boolean if each.form is Form.FLAG else pl.String
