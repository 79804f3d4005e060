"""Where a result came from: a manifest of the rules, their values, the data, the counts, and what came before.

Two manifests that are equal stand for equal results: the same rules with the same values over the same rows, known by
the same keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

import antipoverty
from antipoverty._engine.parameters import ParameterValue, RulebookId, Value
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._evaluation.plans import plan
from antipoverty.registers._frames.engines import Absent, engine_of
from antipoverty.registers._frames.fingerprint import KEY, KEY_NUMBER, LANES, fingerprint, with_lanes
from antipoverty.registers._reading.cells import digest
from antipoverty.registers._schema.declarations import Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS
from antipoverty.rulebooks import Rulebook
from antipoverty.rules import BoundRule, Quantity, Rule
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    from antipoverty.registers._reading.reading import Reading

_KINDS = ("met", "not_met", "unknown")


@frozen
class Counts:
    """How many rows a rule decides how.

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
class Origin:
    """A table that was read before the run; made by `origin`.

    Attributes:
        table: which table of the register it is.
        schema: the version of the table's schema.
        read: how many rows it had.
        accepted: how many were taken.
        quarantined: how many were set apart.
        source: the SHA-256 of the file; none for a frame.
        secret: which secret the digests of identity numbers are under; none where there are none. It is the keyed
            digest of a constant, so that it tells secrets apart and gives none away.
    """

    table: str
    schema: str
    read: int
    accepted: int
    quarantined: int
    source: str | None = None
    secret: str | None = None


@frozen
class Manifest:
    """What gave a result.

    Attributes:
        library: the version of antipoverty.
        engine: the engine and its version. It does not enter `digest`, since every engine gives the same.
        on: the date of the decision.
        rulebook: jurisdiction, version and digest.
        parameters: every value that was read, with source and grade, by name.
        columns: the columns that were read and hold anything, by name; ``id`` among them if rows are known by keys.
        rows: how many rows.
        fingerprint: of the keys and the values read, whatever the order of the rows, their partitions and the engine.
            It guards against mistakes and not against forgery.
        counts: the outcomes of each rule, by its id.
        findings: whether the run gave each criterion a column.
        shortfall: whether it gave the shortfalls.
        origins: the tables that were read before.
        derivation: the rulebook by which facts were derived before, if they were.
    """

    library: str
    engine: str
    on: date
    rulebook: RulebookId
    parameters: tuple[ParameterValue, ...]
    columns: tuple[str, ...]
    rows: int
    fingerprint: str
    counts: tuple[Counts, ...]
    findings: bool = False
    shortfall: bool = False
    origins: tuple[Origin, ...] = ()
    derivation: RulebookId | None = None

    @property
    def digest(self) -> str:
        """One word for all of it but the engine: equal digests stand for equal results."""
        from antipoverty.serialization import dumps

        return hashlib.sha256(dumps(evolve(self, engine="")).encode()).hexdigest()

    def explain(self, language: Language = "en") -> str:
        """The manifest in words."""

        def pick(en: str, zh: str) -> str:
            return Text(en, zh)[language]

        def named(book: RulebookId) -> str:
            return f" {book.jurisdiction} {book.version} ({book.digest[:12]})"

        lines = [
            pick(f"antipoverty {self.library} on {self.engine}", f"antipoverty {self.library}，引擎 {self.engine}"),
            *(line for each in self.origins for line in _lines_of(each, language)),
        ]
        if self.derivation is not None:
            lines.append(pick("facts derived by rulebook", "事实推算所用规则库") + named(self.derivation))
        lines += [
            pick(f"date of the decision: {self.on}", f"认定日期：{self.on}"),
            pick("rulebook", "规则库") + named(self.rulebook),
            pick(f"{self.rows:,} rows, fingerprint {self.fingerprint}", f"{self.rows:,}行，指纹 {self.fingerprint}"),
        ]
        for count in self.counts:
            numbers = pick(
                f"{count.met:,} met, {count.not_met:,} not met, {count.unknown:,} unknown",
                f"满足{count.met:,}，不满足{count.not_met:,}，未知{count.unknown:,}",
            )
            lines.append(f"{count.rule} ({count.digest[:12]}): {numbers}")
        lines += [pick("with the findings", "含各条结论")] * self.findings
        lines += [pick("with the shortfalls", "含差额")] * self.shortfall
        lines.append(pick("digest ", "摘要 ") + self.digest)
        return "\n".join(lines)


def _lines_of(each: Origin, language: Language) -> Iterator[str]:
    read, kept, apart = f"{each.read:,}", f"{each.accepted:,}", f"{each.quarantined:,}"
    said = Text(
        f"{each.table} (schema {each.schema}): {read} rows read, {kept} accepted, {apart} quarantined",
        f"{each.table}（结构版本 {each.schema}）：读取{read}行，接受{kept}行，隔离{apart}行",
    )
    yield said[language]
    if each.source is not None:
        yield Text("  file ", "  文件 ")[language] + each.source
    if each.secret is not None:
        yield Text("  identity numbers under secret ", "  身份证号码摘要所用密钥 ")[language] + each.secret


def origin(
    reading: Reading,
    schema: Schema = HOUSEHOLDS,
    *,
    source: str | Path | None = None,
    secret: bytes | None = None,
) -> Origin:
    """State what `antipoverty.registers.read` read, for a manifest.

    Args:
        reading: what it gave.
        schema: which table it is.
        source: the file, whose bytes are read once more; none if a frame was read.
        secret: the secret under which identity numbers were read, if the table has any.

    Raises:
        InvalidValue: for a secret of under 16 bytes.

    >>> import polars as pl
    >>> from antipoverty.registers import read
    >>> found = origin(read(pl.DataFrame({"id": ["h1", "h2"], "size": ["4", "0"]})))
    >>> found.read, found.accepted, found.quarantined
    (2, 1, 1)
    """
    content = None
    if source is not None:
        with Path(source).open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    # The constant is no identity number, so that no digest in a register is the same.
    of_secret = None if secret is None else digest("antipoverty: which secret", secret)[:16]
    kept = reading.accepted.height
    return Origin(schema.name, schema.version, reading.read, kept, reading.read - kept, content, of_secret)


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

    made = converter()
    read = [f"{each.name} {made.unstructure(each.value, Value)}" for each in bound.parameters]
    return hashlib.sha256("\n".join([dumps(bound.rule), *sorted(read)]).encode()).hexdigest()


def manifest(
    frame: Any,
    *,
    on: date,
    rulebook: Rulebook | None = None,
    rules: Sequence[Rule | Quantity] = (POOR_HOUSEHOLD,),
    findings: bool = False,
    shortfall: bool = False,
    absent: Absent = "refuse",
    origins: Iterable[Origin] = (),
    derivation: RulebookId | None = None,
    members: Any = None,
) -> Manifest:
    """State what `antipoverty.registers.evaluate` reads and gives for the same arguments; the frame is run once.

    Rows are known by their ``id``, where the frame has one. The order of rows and of rules does not matter, nor whether
    a column is missing or holds nothing.

    Args:
        frame: as for `evaluate`.
        on: as for `evaluate`.
        rulebook: as for `evaluate`.
        rules: as for `evaluate`.
        findings: as for `evaluate`.
        shortfall: as for `evaluate`.
        absent: as for `evaluate`.
        origins: the tables that were read before; see `origin`.
        derivation: the rulebook by which facts were derived before (``rulebook.at(day).id``).
        members: as for `evaluate`.

    Raises:
        InvalidValue: as `evaluate` does, and for keys that are neither words nor whole numbers.
        ParameterError: if the rules have no value for the date.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
    >>> found = manifest(frame, on=date(2014, 5, 1))
    >>> found.counts[0].met, found.fingerprint == manifest(frame[::-1], on=date(2014, 5, 1)).fingerprint
    (1, True)
    """
    import narwhals.stable.v2 as nw

    made = plan(rules, on=on, rulebook=rulebook)
    of = made.fact_columns(frame, findings=findings, absent=absent, members=members, beside=(KEY,))
    names = {bound.rule.column for bound in made.bounds}
    outcomes = {name: each for name, each in made.columns(of) if name in names}
    counted = [truth.alias(f"{name}__{kind}") for name, each in outcomes.items() for kind, truth in _kinds(each)]
    held = {KEY: nw.col(KEY_NUMBER), **{fact.column: nw.col(of.column(fact)) for fact in of.held}}
    counted += [_one_where(~column.is_null()).alias(f"__known_{name}") for name, column in held.items()]
    rows = with_lanes(of).with_columns(*counted, nw.lit(1).alias("__rows"))
    summed = ["__rows", *LANES, *(f"__known_{name}" for name in held)]
    summed += [f"{name}__{kind}" for name in outcomes for kind in _KINDS]
    found = rows.select(*[nw.col(name).sum() for name in summed])
    if isinstance(found, nw.LazyFrame):
        found = found.collect("polars" if found.implementation is nw.Implementation.POLARS else "pyarrow")
    total = {name: int(value or 0) for name, value in found.rows(named=True)[0].items()}
    parameters = {(value.name, value.start): value for value in made.parameters}
    return Manifest(
        antipoverty.__version__,
        engine_of(frame),
        on,
        made.rulebook,
        tuple(parameters[place] for place in sorted(parameters)),
        tuple(sorted(name for name in held if total[f"__known_{name}"])),
        total["__rows"],
        fingerprint(total["__rows"], *(total[name] for name in LANES)),
        tuple(
            Counts(b.rule.id, rule_digest(b), *(total[f"{b.rule.column}__{kind}"] for kind in _KINDS))
            for b in sorted(made.bounds, key=lambda bound: bound.rule.id)
        ),
        findings,
        shortfall,
        tuple(origins),
        derivation,
    )


def _kinds(truth: nw.Expr) -> Iterator[tuple[str, nw.Expr]]:
    for kind, holds in zip(_KINDS, (truth, ~truth, truth.is_null()), strict=True):
        yield kind, _one_where(holds)


def _one_where(holds: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    return nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0))
