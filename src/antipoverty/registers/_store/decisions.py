"""A register kept in one DuckDB file: facts, decisions and their reasons as rows that are only ever added to.

A household's facts get a new row when they change, and a run decides on the facts as they stood on its day. A decision
is made anew only where the facts that the rule reads, or the rule with the values that it reads, differ from those of
the run before it, by day. What was decided stays, with the facts of its time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._engine.conditions import OfMembers, criteria_of, facts_of
from antipoverty._shared.arguments import as_day
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, NotWritten
from antipoverty.history import Merged, RosterEvent, Split
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._derivation.definitions import Basis, all_behind, fields_behind, year_of_income
from antipoverty.registers._derivation.earlier import check_derived
from antipoverty.registers._evaluation.plans import Plan, finding_column, plan
from antipoverty.registers._manifests import rule_digest
from antipoverty.registers._reading.admission import admitted
from antipoverty.registers._schema.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import BoundRule, Fact, Rule

if TYPE_CHECKING:
    import polars as pl

#: For which day facts were derived is kept with the register that is put in, and not with each household of it.
_MARKS = (DERIVED_ON.column, DERIVED_BY.column)
COLUMNS = {each.column: each for each in HOUSEHOLDS if each.column not in _MARKS}
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)


@frozen
class SaveResult(Serializable, Shown):
    """What saving a register changed in the file.

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

    def save(self, households: Any, *, on: date) -> SaveResult:
        """Add a whole register as it stands on a day: rows for what is new, changed or gone.

        Args:
            households: the accepted rows of a table of households, on any engine, with no columns but those of
                `HOUSEHOLDS`: the file keeps no others, and drops none in silence.
            on: the day.

        Raises:
            InvalidValue: for a table without keys or with one twice, a column of another kind than the schema's or that
                the schema does not have, a value that cannot be, a key that is an identity number, or a day before the
                last one saved; and for households of which some are derived for another day than others.
        """
        day, chosen = as_day(on, "on"), admitted(households)
        marks = chosen.select(_MARKS).unique()
        if marks.height > 1:
            wanted = "households derived for one day and by one rulebook, or as they were stated"
            raise InvalidValue("households", f"{DERIVED_ON.column} that differs between households", wanted)
        mark = marks.row(0) if marks.height else (None, None)
        last = self._one("SELECT max(put_on) FROM puts")
        if last is not None and day < last:
            raise InvalidValue("on", on, f"a day not before {last}, the last one saved")
        with self._transaction(), self._given(chosen.to_arrow(), "given"):
            before = self._version(date.max)
            same = " AND ".join(f'n."{name}" IS NOT DISTINCT FROM c."{name}"' for name in COLUMNS)
            here = f"FROM given n LEFT JOIN {_as_of(before)} c ON n.id = c.id"
            new, changed = self._run(
                "SELECT count(*) FILTER (c.id IS NULL OR NOT c.present),"
                f" count(*) FILTER (c.present AND NOT ({same})) {here}"
            ).fetchall()[0]
            left = f"FROM {_as_of(before)} c ANTI JOIN given n ON n.id = c.id WHERE c.present"
            gone = self._one(f"SELECT count(*) {left}")
            added = ", ".join(f'n."{name}"' for name in COLUMNS)
            self._run(
                f"INSERT INTO facts (version, present, {_NAMES}) SELECT $v AS version, true AS present, {added} {here}"
                f" WHERE c.id IS NULL OR NOT c.present OR NOT ({same})"
                f" UNION ALL BY NAME SELECT $v AS version, false AS present, {_NAMES} {left}",
                v=before + 1,
            )
            self._run("INSERT INTO puts VALUES ($v, $d, $on, $by)", v=before + 1, d=day, on=mark[0], by=mark[1])
        return SaveResult(chosen.height, new, changed, gone)

    def decide(self, *, on: date, rulebook: Rulebook | None = None, rules: Sequence[Rule] = (POOR_HOUSEHOLD,)) -> Run:
        """Decide the households of the register as it stood on a day, where there is anything new to decide.

        What was put later than the day is not looked at, and a household that was not yet in the register is not
        decided. Facts of which the file has nothing are unknown. What follows from parts of income is worked out for
        the day, by the rulebook; what follows from members is as it was put in.

        Raises:
            InvalidValue: for rules that ask what the file does not keep, or facts that were derived for another day or
                by other values than those of the rulebook on the day, where they depend on these.
            ParameterError: if the rules have no value for the date.
        """
        import antipoverty

        made = plan(rules, on=on, rulebook=rulebook)
        lacking = {fact.column for bound in made.bounds for fact in bound.facts if not _kept(fact)}
        lacking |= {bound.id for bound in made.quantities}
        if made.subject != "household" or lacking:
            strange = ", ".join(sorted(lacking))
            raise InvalidValue("rules", f"rules that ask for {strange}", "rules on households, on facts of HOUSEHOLDS")
        book = made.rulebook
        with self._transaction():
            number = 1 + (self._one("SELECT max(run) FROM runs") or 0)
            version = self._version(on)
            for derived in self._run(f"SELECT {', '.join(_MARKS)} FROM puts WHERE version = $v", v=version).fetchall():
                for bound in made.bounds:
                    check_derived(all_behind(*bound.facts), made.basis, *derived)
            decided = sum(self._decide_rule(number, version, made, bound) for bound in made.bounds)
            present = self._one(f"SELECT count(*) FROM {_as_of(version)} WHERE present")
            self._run(
                "INSERT INTO runs VALUES ($n, $on, $facts, $jurisdiction, $version, $digest, $library)",
                n=number,
                on=on,
                facts=version,
                jurisdiction=book.jurisdiction,
                version=book.version,
                digest=book.digest,
                library=antipoverty.__version__,
            )
        return Run(number, decided, int(present) * len(made.bounds) - decided)

    def _decide_rule(self, number: int, version: int, made: Plan, bound: BoundRule) -> int:
        """Decide one rule where it is due, and return how many decisions were made."""
        on, rule = made.on, bound.rule
        digest, facts = _rule_digest(bound, made.basis), _columns_read(bound)
        due = f"SELECT n.*, {_digest_of(facts, 'n')} AS facts_digest FROM {_as_of(version)} n"
        last = self._last_run(rule.id, on)
        if last is not None and last["rule_digest"] == digest:
            unchanged = f"(o.version = n.version OR {_digest_of(facts, 'o')} = {_digest_of(facts, 'n')})"
            due += f" LEFT JOIN {_as_of(last['version'])} o ON o.id = n.id"
            due += f" WHERE n.present AND NOT coalesce(o.present AND {unchanged}, false)"
        else:
            due += " WHERE n.present"
        evaluated = Plan(on, (bound,), made.basis).add_to(self._table(due), findings=True, absent="unknown")
        first = "NULL" if rule.ranking is None or rule.ranking.column is None else f'"{rule.ranking.column}"'
        with self._given(evaluated, "evaluated"):
            self._run(
                "INSERT INTO decisions SELECT $n, id, $rule, $digest, facts_digest, version,"
                f' "{rule.column}", {first} FROM evaluated',
                n=number,
                rule=rule.id,
                digest=digest,
            )
            for criterion in dict.fromkeys((*criteria_of(rule.condition), *rule.reviews)):
                self._run(
                    "INSERT INTO reasons SELECT $n, id, $rule, $criterion,"
                    f' "{finding_column(rule, criterion)}" FROM evaluated',
                    n=number,
                    rule=rule.id,
                    criterion=criterion.id,
                )
        self._run(
            "INSERT INTO judged VALUES ($n, $rule, $digest, $facts)", n=number, rule=rule.id, digest=digest, facts=facts
        )
        return int(evaluated.num_rows)

    def decisions(self, *, on: date | None = None) -> pl.DataFrame:
        """The decision that stands for each household in the register and each rule, sorted by household and rule.

        It is the one that the last run on the rule, by its day, made or kept. A household that this run did not know
        has none.

        Args:
            on: the day as of which to ask, for the register and the runs; as things stand, if it is left out.

        Returns:
            Columns: ``id``, ``rule``, ``outcome`` (null where it is unknown), ``main_cause`` (of a rule on causes),
            ``run`` and ``decided_on`` (which run made it), and ``current``: whether the facts that the rule reads are
            still those that were decided on. Where it is false, the household waits for the next run.
        """
        import polars as pl

        day = date.max if on is None else as_day(on, "on")
        here = _as_of(self._version(day))
        words, whole = pl.String, pl.Int64
        kinds = {"id": words, "rule": words, "outcome": pl.Boolean, "main_cause": words}
        found = [pl.DataFrame(schema={**kinds, "run": whole, "decided_on": pl.Date, "current": pl.Boolean})]
        for (rule,) in self._run("SELECT DISTINCT rule FROM judged").fetchall():
            last = self._last_run(rule, day)
            if last is None:
                continue
            found.append(
                self._frame(
                    f"SELECT h.id, d.rule, d.outcome, d.main_cause, d.run, r.decided_on,"
                    f" {_digest_of(last['facts'], 'h')} = d.facts_digest AS current"
                    f" FROM {here} h JOIN {_as_of(last['version'])} t ON t.id = h.id AND t.present"
                    f" JOIN decisions d ON d.id = h.id AND d.rule = $rule AND d.rule_digest = $digest"
                    f" AND d.facts_digest = {_digest_of(last['facts'], 't')}"
                    " JOIN runs r ON r.run = d.run AND r.decided_on <= $last WHERE h.present"
                    " QUALIFY row_number() OVER (PARTITION BY h.id ORDER BY r.decided_on DESC, d.run DESC) = 1",
                    rule=rule,
                    digest=last["rule_digest"],
                    last=last["decided_on"],
                )
            )
        return pl.concat(found).sort("id", "rule")

    def link(self, events: Iterable[RosterEvent]) -> int:
        """Keep which households were split and merged, so that `history` finds what was decided under other keys.

        Args:
            events: the events of a year, as those of an `antipoverty.history.Round`; only splits and mergers are kept,
                and one that is kept already is not kept twice.

        Returns:
            How many were not kept before.

        >>> from datetime import date
        >>> import polars as pl
        >>> from antipoverty.history import Split
        >>> from antipoverty.registers import open_store
        >>> households = pl.DataFrame({"id": ["h1"], "net_income_fen": [0], "size": [2]})
        >>> with open_store(":memory:") as store:
        ...     _ = store.save(households, on=date(2014, 5, 1)), store.decide(on=date(2014, 5, 1))
        ...     store.link([Split("h1", "h2", ("a",), date(2015, 3, 1))])
        ...     store.history("h2").select("id", "decided_on").row(0)
        1
        ('h1', datetime.date(2014, 5, 1))
        """
        kept = 0
        with self._transaction():
            for event in events:
                match event:
                    case Split(household, new):
                        row = {"new": new, "old": household, "happened": event.on, "how": "split"}
                    case Merged(household, into):
                        row = {"new": into, "old": household, "happened": event.on, "how": "merged"}
                    case _:
                        continue
                same = "new = $new AND old = $old AND happened = $happened AND how = $how"
                if self._run(f"SELECT 1 FROM successions WHERE {same}", **row).fetchall():
                    continue
                self._run("INSERT INTO successions VALUES ($new, $old, $happened, $how)", **row)
                kept += 1
        return kept

    def history(self, key: str) -> pl.DataFrame:
        """Every decision made on a household, run by run, with the rulebook and what each criterion said.

        Where splits and mergers are kept (`link`), with those made of the households that it came of, up to the day on
        which it did, and of those that came of it, since then; ``id`` says of which household each is.

        Columns: ``run``, ``decided_on``, ``rule``, ``outcome``, ``main_cause``, ``rulebook``, ``criterion``,
        ``finding`` (both null for a rule without criteria), ``version``, the version of the facts that were decided on,
        and ``id``.
        """
        return self._frame(
            "WITH RECURSIVE before(id, until) AS ("
            "SELECT CAST($key AS VARCHAR), DATE '9999-12-31' UNION SELECT s.old, least(b.until, s.happened)"
            " FROM before b JOIN successions s ON s.new = b.id AND s.happened <= b.until"
            "), after(id, since) AS ("
            "SELECT CAST($key AS VARCHAR), DATE '0001-01-01' UNION SELECT s.new, greatest(a.since, s.happened)"
            " FROM after a JOIN successions s ON s.old = a.id AND s.happened >= a.since)"
            " SELECT d.run, r.decided_on, d.rule, d.outcome, d.main_cause,"
            " r.jurisdiction || ' ' || r.rulebook_version AS rulebook,"
            " w.criterion, w.outcome AS finding, d.version, d.id FROM decisions d JOIN runs r USING (run)"
            " LEFT JOIN reasons w ON w.run = d.run AND w.id = d.id AND w.rule = d.rule"
            " WHERE EXISTS (SELECT 1 FROM before b WHERE b.id = d.id AND r.decided_on <= b.until)"
            " OR EXISTS (SELECT 1 FROM after a WHERE a.id = d.id AND r.decided_on >= a.since)"
            " ORDER BY d.run, d.id, d.rule, w.criterion",
            key=key,
        )

    def households(self, *, on: date | None = None) -> pl.DataFrame:
        """The register as it stands, or stood on a day: the facts of the households in it, sorted by key."""
        version = self._version(date.max if on is None else as_day(on, "on"))
        return self._frame(f"SELECT {_NAMES}, {_marks_of(version)} FROM {_as_of(version)} WHERE present ORDER BY id")

    # The connection

    def _version(self, on: date) -> int:
        """The last version of the facts that was put by a day; 0 if there is none."""
        return int(self._run("SELECT coalesce(max(version), 0) FROM puts WHERE put_on <= $on", on=on).fetchall()[0][0])

    def _last_run(self, rule: str, on: date) -> dict[str, Any] | None:
        """The last run on a rule by a day: its day, the version of the facts, the rule's digest and what it reads."""
        found = self._table(
            "SELECT r.decided_on, r.version, j.rule_digest, j.facts FROM judged j JOIN runs r USING (run)"
            " WHERE j.rule = $rule AND r.decided_on <= $on ORDER BY r.decided_on DESC, r.run DESC LIMIT 1",
            rule=rule,
            on=on,
        ).to_pylist()
        return found[0] if found else None

    def _run(self, statement: str, **values: Any) -> Any:
        return execute(self._connection, statement, **values)

    def _one(self, statement: str) -> Any:
        return self._run(statement).fetchall()[0][0]

    def _table(self, statement: str, **values: Any) -> Any:
        with _named():
            return self._connection.sql(statement, params=values or None).to_arrow_table()

    def _frame(self, statement: str, **values: Any) -> pl.DataFrame:
        import polars as pl

        found = pl.from_arrow(self._table(statement, **values))
        assert isinstance(found, pl.DataFrame)
        return found

    @contextmanager
    def _given(self, table: Any, name: str) -> Iterator[None]:
        import duckdb

        self._connection.register(name, table)
        try:
            yield
        finally:
            # Within a transaction that has failed nothing can be taken back by itself.
            with suppress(duckdb.Error):
                self._connection.unregister(name)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: a file never holds half a register or half a run."""
        import duckdb

        with _named():
            self._connection.begin()
        try:
            yield
            with _named():
                self._connection.commit()
        except BaseException:
            # After some failures there is no transaction left to roll back.
            with suppress(duckdb.Error):
                self._connection.rollback()
            raise


def execute(connection: Any, statement: str, **values: Any) -> Any:
    """Run a statement.

    Raises:
        InvalidValue: for a file that is damaged.
        NotWritten: for one that cannot be written.
    """
    with _named():
        return connection.execute(statement, values) if values else connection.execute(statement)


@contextmanager
def _named() -> Iterator[None]:
    """Name what DuckDB finds wrong with a file: that it is damaged, or that it cannot be written."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError):
        raise NotWritten("the store", "room on its disk, and the right to read and write there") from None
    except duckdb.TransactionException:
        raise NotWritten("the store", "no other change at the same time; open it again") from None
    except (duckdb.Error, RuntimeError) as error:
        # A commit that cannot be written ends DuckDB's use of the file, with an error of its own.
        if re.search("[Cc]ould not (write|sync)|[Nn]o space|too large", str(error)):
            raise NotWritten("the store", "room on its disk; open it again") from None
        raise InvalidValue("path", "a damaged store", "an undamaged file that open_store made") from None


def _as_of(version: int) -> str:
    """The facts of every household ever put by a version, in SQL; those that had gone are not ``present``."""
    return (
        f"(SELECT * FROM facts WHERE version <= {version}"
        " QUALIFY row_number() OVER (PARTITION BY id ORDER BY version DESC) = 1)"
    )


def _marks_of(version: int) -> str:
    """For which day, and by which values, the facts of a version were derived, in SQL."""
    return ", ".join(f"(SELECT {name} FROM puts p WHERE p.version = {version}) AS {name}" for name in _MARKS)


def _rule_digest(bound: BoundRule, basis: Basis) -> str:
    """The digest of a rule; where it reads an income, with the year whose income counts on the day."""
    years = [str(year) for fact in all_behind(*bound.facts) if (year := year_of_income(fact, basis)) is not None]
    return " ".join([rule_digest(bound), *years])


def _kept(fact: Fact) -> bool:
    """Whether the file keeps a fact, or all that it is derived from."""
    if fact.column in COLUMNS or fact.unstated:
        return True
    if fact.definition is None or isinstance(fact.definition, OfMembers):
        return False
    return all(map(_kept, facts_of(fact.definition)))


def _columns_read(bound: BoundRule) -> list[str]:
    """The columns of the facts that a rule reads, and those from which they follow."""
    facts = all_behind(*bound.facts)
    names = [fact.column for fact in facts if fact.column in COLUMNS]
    names += [name for name in fields_behind(facts, members=False) if name not in _MARKS]
    return list(dict.fromkeys(names))


def _digest_of(facts: Sequence[str], row: str) -> str:
    """The digest of the facts that a rule reads, in SQL; facts are numbers, flags and coded words, without a bar."""
    parts = ", ".join(f"coalesce(CAST({row}.\"{name}\" AS VARCHAR), '')" for name in facts)
    return f"md5(concat_ws('|', {parts}))"
