"""Where a result came from: a manifest of the rules, their values, the data and the counts.

Two manifests that are equal stand for equal results: the same rules with the same values over the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any

from attrs import frozen

import antipoverty
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers.evaluation import FIELDS, plan
from antipoverty.registers.frames import Absent, engine_of
from antipoverty.registers.sources import Sources, sources
from antipoverty.rulebooks import Rulebook
from antipoverty.rules.binding import BoundRule
from antipoverty.rules.conditions import Fact, Kind, Language, Rule, Text
from antipoverty.rules.parameters import ParameterValue, RulebookId

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Counts", "Manifest", "manifest", "rule_digest"]

#: The largest prime under 2**26: a product of two smaller numbers is exact even where an engine divides as doubles.
_PRIME = 67_108_859
_PART = 2**25
_LANES = (7_368_787, 15_485_863, 32_452_843)
_ROUNDS = 3


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
class Manifest:
    """What gave a result.

    Attributes:
        library: the version of antipoverty.
        engine: the engine and its version. It does not enter `digest`, since every engine gives the same.
        on: the date of the decision.
        rulebook: jurisdiction, version and digest.
        parameters: every value that was read, with source and grade.
        columns: the columns that were read.
        rows: how many rows.
        fingerprint: of the values read, whatever the order of the rows, their partitions and the engine. It guards
            against mistakes and not against forgery.
        counts: the outcomes of each rule.
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

    @property
    def digest(self) -> str:
        """One word for all of it but the engine: equal digests stand for equal results."""
        from attrs import evolve

        from antipoverty.serialization import dumps

        return hashlib.sha256(dumps(evolve(self, engine="")).encode()).hexdigest()

    def explain(self, language: Language = "en") -> str:
        """The manifest in words."""

        def pick(en: str, zh: str) -> str:
            return Text(en, zh)[language]

        book = self.rulebook
        lines = [
            pick(f"antipoverty {self.library} on {self.engine}", f"antipoverty {self.library}，引擎 {self.engine}"),
            pick(f"date of the decision: {self.on}", f"认定日期：{self.on}"),
            pick("rulebook", "规则库") + f" {book.jurisdiction} {book.version} ({book.digest[:12]})",
            pick(f"{self.rows:,} rows, fingerprint {self.fingerprint}", f"{self.rows:,}行，指纹 {self.fingerprint}"),
        ]
        for count in self.counts:
            numbers = pick(
                f"{count.met:,} met, {count.not_met:,} not met, {count.unknown:,} unknown",
                f"满足{count.met:,}，不满足{count.not_met:,}，未知{count.unknown:,}",
            )
            lines.append(f"{count.rule} ({count.digest[:12]}): {numbers}")
        lines.append(pick("digest ", "摘要 ") + self.digest)
        return "\n".join(lines)


def rule_digest(bound: BoundRule) -> str:
    """The digest of a bound rule: its condition with its values, and the rulebook that gave them.

    >>> from antipoverty import rulebooks
    >>> from antipoverty.rules import bind
    >>> cn = rulebooks.load("cn")
    >>> days = date(2014, 5, 1), date(2014, 6, 1), date(2015, 6, 1)
    >>> len({rule_digest(bind(POOR_HOUSEHOLD, cn.at(day))) for day in days})
    2
    """
    from antipoverty.serialization import dumps

    return hashlib.sha256(dumps(bound).encode()).hexdigest()


def manifest(
    frame: Any,
    *,
    on: date,
    rulebook: Rulebook | None = None,
    rules: Sequence[Rule] = (POOR_HOUSEHOLD,),
    absent: Absent = "refuse",
) -> Manifest:
    """State what `antipoverty.registers.evaluate` reads and gives for the same arguments; the frame is run once.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"net_income_fen": [1_094_399, 1_094_400, None], "size": [4, 4, 4]})
    >>> found = manifest(frame, on=date(2014, 5, 1))
    >>> found.counts[0].met, found.fingerprint == manifest(frame[::-1], on=date(2014, 5, 1)).fingerprint
    (1, True)
    """
    import narwhals.stable.v2 as nw

    made = plan(rules, on=on, rulebook=rulebook)
    facts = made.facts_read()
    of = sources(frame, facts, FIELDS.get(made.bounds[0].rule.subject, {}), absent=absent)
    wrapped: Any = of.frame
    held = [fact for fact in facts if fact.column in wrapped.collect_schema()]
    if isinstance(wrapped, nw.DataFrame) and wrapped.implementation is nw.Implementation.POLARS:
        wrapped = wrapped.lazy()
    names = {bound.rule.column for bound in made.bounds}
    outcomes = {name: each for name, each in made.columns(of) if name in names}
    counted = [truth.alias(f"{name}__{kind}") for name, each in outcomes.items() for kind, truth in _kinds(each)]
    rows = wrapped.with_columns(*counted, *_lanes(held, of), nw.lit(1).alias("__rows"))
    for turn in range(_ROUNDS):
        rows = rows.with_columns(*[_stirred(nw.col(f"__lane_{lane}"), turn).alias(f"__lane_{lane}") for lane in _LANES])
    summed = ["__rows", *(f"__lane_{lane}" for lane in _LANES), *(f"{n}__{kind}" for n in outcomes for kind in _KINDS)]
    found = rows.select(*[nw.col(name).sum() for name in summed])
    if isinstance(found, nw.LazyFrame):
        found = found.collect("polars" if found.implementation is nw.Implementation.POLARS else "pyarrow")
    total = {name: int(value or 0) for name, value in found.rows(named=True)[0].items()}
    parts = [str(total["__rows"]), *(fact.column for fact in held), *(str(total[f"__lane_{lane}"]) for lane in _LANES)]
    return Manifest(
        antipoverty.__version__,
        engine_of(frame),
        on,
        made.bounds[0].rulebook,
        tuple(dict.fromkeys(value for bound in made.bounds for value in bound.parameters)),
        tuple(fact.column for fact in held),
        total["__rows"],
        hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32],
        tuple(
            Counts(b.rule.id, rule_digest(b), *(total[f"{b.rule.column}__{kind}"] for kind in _KINDS))
            for b in made.bounds
        ),
    )


_KINDS = ("met", "not_met", "unknown")


def _kinds(truth: nw.Expr) -> Iterator[tuple[str, nw.Expr]]:
    import narwhals.stable.v2 as nw

    for kind, holds in (("met", truth), ("not_met", ~truth), ("unknown", truth.is_null())):
        yield kind, nw.when(holds).then(nw.lit(1)).otherwise(nw.lit(0))


def _lanes(facts: Sequence[Fact], of: Sources) -> list[nw.Expr]:
    """For each lane a number from all the facts of a row: coded, weighed and added, below the prime."""
    import narwhals.stable.v2 as nw

    codes = [code for fact in facts for code in _codes(fact, of.bounded(fact))]
    made = []
    for lane in _LANES:
        # Weights that differ from lane to lane and from place to place.
        weights = [pow(lane, place + 2, _PRIME) for place in range(len(codes))]
        terms = [(code * weight) % _PRIME for code, weight in zip(codes, weights, strict=True)]
        made.append(
            reduce(lambda left, right: left + right, terms, nw.lit(lane)).cast(nw.Int64).alias(f"__lane_{lane}")
        )
    return made


def _codes(fact: Fact, column: nw.Expr) -> Iterator[nw.Expr]:
    """A fact's value as whole numbers below 2**26, unknown as 0."""
    import narwhals.stable.v2 as nw

    zero = nw.lit(0).cast(nw.Int64)
    match fact.kind:
        case Kind.FLAG:
            yield nw.when(column).then(nw.lit(2)).otherwise(nw.when(~column).then(nw.lit(1)).otherwise(zero))
        case Kind.CATEGORY:
            code = zero
            for place, value in enumerate(fact.values, start=1):
                code = nw.when(column == value).then(nw.lit(place)).otherwise(code)
            yield code
        case _:
            number = column.cast(nw.Int64) + (10**15 + 1)
            high = number // _PART
            yield nw.when(~column.is_null()).then(high).otherwise(zero)
            yield nw.when(~column.is_null()).then(number - high * _PART).otherwise(zero)


def _stirred(lane: nw.Expr, turn: int) -> nw.Expr:
    """One turn of stirring, without which the sums of the columns would be all that counts."""
    small = lane % _PRIME
    return (small * small + small + turn + 1) % _PRIME
