"""What gave a result: versions, rulebook, rules, the digests of files and tables, and the counts of outcomes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attrs import frozen

import antipoverty
from antipoverty._engine.conditions import facts_behind
from antipoverty._engine.parameters import ParameterValue, RulebookId, Value
from antipoverty._shared.showing import Shown
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._evaluation.plans import FIELDS, Plan, plan
from antipoverty.registers._frames.engines import Absent, engine_of, in_memory, opened
from antipoverty.registers._schema.declarations import Field
from antipoverty.registers._schema.tables import MEMBERS
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import BoundRule, Quantity, Rule


@frozen
class Counts:
    """How many rows a rule decides how; they add up to the rows of the table.

    Attributes:
        rule: the rule's id.
        digest: the digest of the rule as it was bound; see `rule_digest`.
        met: rows that meet it.
        not_met: rows that do not.
        unknown: rows of which it is not known.
    """

    rule: str
    digest: str
    met: int
    not_met: int
    unknown: int


@frozen
class InputFile:
    """A file that was read: its name without folders, and the SHA-256 of its bytes."""

    name: str
    digest: str


@frozen
class InputTable:
    """A table that was evaluated.

    Attributes:
        name: ``households``, ``villages`` or ``members``.
        rows: how many rows.
        columns: its columns that the schema knows or the rules read, in its order.
        digest: the SHA-256 of these columns as a Parquet file, in the order of the rows, written by the version of
            Polars that the manifest names; none for a lazy frame, of which rows and columns are all that is stated.
    """

    name: str
    rows: int
    columns: tuple[str, ...]
    digest: str | None


@frozen
class Manifest(Shown):
    """What gave a result.

    Equal manifests stand for equal results where every input is a file or a table at hand. The order of rows and the
    engine count: the same rows in another order, or on another engine, have another manifest. Digests guard against
    mistakes and not against forgery.

    Attributes:
        versions: the versions of antipoverty, of the engine, and of the libraries between them.
        on: the date of the decision.
        rulebook: jurisdiction, version and digest of the content.
        parameters: every value that was read, with source and grade, by name.
        counts: each rule with its digest and the counts of its outcomes, by its id.
        tables: the tables that were evaluated.
        files: the files that were named.
    """

    versions: tuple[str, ...]
    on: date
    rulebook: RulebookId
    parameters: tuple[ParameterValue, ...]
    counts: tuple[Counts, ...]
    tables: tuple[InputTable, ...]
    files: tuple[InputFile, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of the manifest as JSON."""
        from antipoverty.serialization import dumps

        return hashlib.sha256(dumps(self).encode()).hexdigest()


def manifest(
    frame: Any,
    *,
    on: date,
    rulebook: Rulebook | None = None,
    rules: Sequence[Rule | Quantity] = (POOR_HOUSEHOLD,),
    absent: Absent = "refuse",
    members: Any = None,
    files: Iterable[str | Path] = (),
) -> Manifest:
    """State what `antipoverty.registers.evaluate` reads and gives for the same arguments; the frame is run once.

    Args:
        frame: as for `evaluate`.
        on: as for `evaluate`.
        rulebook: as for `evaluate`.
        rules: as for `evaluate`.
        absent: as for `evaluate`.
        members: as for `evaluate`.
        files: the files from which the tables were read, whose bytes are read once more.

    Raises:
        InvalidValue: as `evaluate` does.
        ParameterError: if the rules have no value for the date.
        OSError: if a file cannot be read.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
    >>> first = manifest(frame, on=date(2014, 5, 1))
    >>> first.counts[0].met, first.counts[0].not_met, first.counts[0].unknown
    (1, 1, 1)
    >>> first == manifest(frame, on=date(2014, 5, 1)), first == manifest(frame, on=date(2015, 5, 1))
    (True, False)
    """
    bound = plan(rules, on=on, rulebook=rulebook)
    counts = _counts(bound, frame, absent, members)
    subject = f"{bound.subject}s"
    tables = [_table(subject, frame, tuple(FIELDS.get(bound.subject, {}).values()), bound)]
    if members is not None:
        tables.append(_table("members", members, MEMBERS.fields, bound))
    libraries = dict.fromkeys([engine_of(frame), *(f"{name} {version(name)}" for name in ("narwhals", "polars"))])
    parameters = {(value.name, value.start): value for value in bound.parameters}
    return Manifest(
        (f"antipoverty {antipoverty.__version__}", *libraries),
        on,
        bound.rulebook,
        tuple(parameters[place] for place in sorted(parameters)),
        counts,
        tuple(tables),
        tuple(_file(Path(path)) for path in files),
    )


def rule_digest(bound: BoundRule) -> str:
    """The digest of a bound rule: its condition and reviews with their values, and the values that its facts follow by.

    A value of the rulebook that the rule does not read has no part in it.

    >>> from antipoverty import rulebooks
    >>> from antipoverty.rules import bind
    >>> cn = rulebooks.load("cn")
    >>> days = date(2014, 5, 1), date(2014, 6, 1), date(2015, 6, 1)
    >>> len({rule_digest(bind(POOR_HOUSEHOLD, cn.at(day))) for day in days})
    2
    """
    from antipoverty.serialization import converter, dumps

    to_json = converter()
    values = [f"{each.name} {to_json.unstructure(each.value, Value)}" for each in bound.parameters]
    return hashlib.sha256("\n".join([dumps(bound.rule), *sorted(values)]).encode()).hexdigest()


def _counts(bound: Plan, frame: Any, absent: Absent, members: Any) -> tuple[Counts, ...]:
    import narwhals.stable.v2 as nw

    columns = bound.fact_columns(frame, absent=absent, members=members)
    outcomes = dict(bound.columns(columns))
    flags: dict[str, nw.Expr] = {"rows": nw.lit(1)}
    for each in bound.bounds:
        outcome = outcomes[each.rule.column]
        for kind, holds in (("met", outcome), ("not_met", ~outcome), ("unknown", outcome.is_null())):
            flags[f"{each.rule.column} {kind}"] = nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0))
    rows = columns.frame.with_columns(*[flag.alias(name) for name, flag in flags.items()])
    sums = _collected(rows.select(*[nw.col(name).sum() for name in flags]))
    total = {name: int(value or 0) for name, value in sums.rows(named=True)[0].items()}
    found = [
        Counts(
            each.rule.id,
            rule_digest(each),
            *(total[f"{each.rule.column} {kind}"] for kind in ("met", "not_met", "unknown")),
        )
        for each in sorted(bound.bounds, key=lambda each: each.rule.id)
    ]
    assert all(each.met + each.not_met + each.unknown == total["rows"] for each in found), "a row was lost"
    return tuple(found)


def _collected(frame: Any) -> Any:
    import narwhals.stable.v2 as nw

    if not isinstance(frame, nw.LazyFrame):
        return frame
    return frame.collect("polars" if frame.implementation is nw.Implementation.POLARS else "pyarrow")


def _table(name: str, frame: Any, fields: Sequence[Field], bound: Plan) -> InputTable:
    import narwhals.stable.v2 as nw

    wanted = {each.column for each in fields} | {"id"}
    wanted |= {fact.column for fact in facts_behind(*bound.facts_read(), members=True)}
    wrapped: Any = opened(frame, wanted)
    columns = tuple(column for column in wrapped.collect_schema().names() if column in wanted)
    if isinstance(wrapped, nw.LazyFrame):
        return InputTable(name, int(_collected(wrapped.select(nw.len().alias("rows"))).item()), columns, None)
    content = io.BytesIO()
    in_memory(frame, taken=columns).write_parquet(content, compression="uncompressed", statistics=False)
    return InputTable(name, len(wrapped), columns, hashlib.sha256(content.getbuffer()).hexdigest())


def _file(path: Path) -> InputFile:
    with path.open("rb") as file:
        return InputFile(path.name, hashlib.file_digest(file, "sha256").hexdigest())
