"""All checks of a register, in one pass over each of its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from antipoverty import rulebooks
from antipoverty._engine.conditions import OfMembers, facts_behind, facts_of
from antipoverty._engine.parameters import RulebookId
from antipoverty._shared.deciding import in_force
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.facts.person import AGE
from antipoverty.registers._checks import blank, guarantee, identity, income, labour, monitoring, school
from antipoverty.registers._checks.declarations import Check, Severity
from antipoverty.registers._checks.evaluation import (
    NO_COLUMN,
    BoundCheck,
    NotMade,
    Outcomes,
    askable,
    bound_checks,
    outcomes,
)
from antipoverty.registers._checks.folders import checks_of
from antipoverty.registers._checks.reports import CheckReport
from antipoverty.registers._checks.structure import NOT_MADE, OF_STATED, STATED, STRUCTURAL, structural
from antipoverty.registers._checks.tables import SCHEMA_OF, tables_of
from antipoverty.registers._derivation.definitions import Basis, all_behind, definition_on, side_of
from antipoverty.registers._derivation.fact_columns import FactColumns, stated
from antipoverty.registers._derivation.following import follow
from antipoverty.registers._derivation.member_columns import PersonColumns
from antipoverty.registers._frames.engines import columns_held
from antipoverty.rules import Fact

if TYPE_CHECKING:
    import polars as pl

#: Every check of the library: those across rows, then those declared as conditions.
CHECKS: tuple[Check, ...] = (
    *STRUCTURAL,
    *identity.CHECKS,
    *blank.CHECKS,
    *school.CHECKS,
    *labour.CHECKS,
    *income.CHECKS,
    *guarantee.CHECKS,
    *monitoring.CHECKS,
)
_STRUCTURAL = {each.code: each for each in STRUCTURAL}
_FIELDS = {subject: {each.name: each for each in schema} for subject, schema in SCHEMA_OF.items()}


@no_panic
def check(
    households: Any = None,
    members: Any = None,
    villages: Any = None,
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
    checks: Sequence[Check] | None = None,
) -> CheckReport:
    """Check a register: its rows against each other, and the entries of each row.

    Every check is a condition of the rule language over the facts of a person, a household with its members, or a
    village (`CHECKS`), or looks across rows. Only what is met is a finding: an unknown never is, but of a check that
    asks for blanks. Each table is read once for all checks together.

    Args:
        households: the accepted rows of a table of households, on any engine.
        members: those of a table of members, if there is one, with ``household``.
        villages: those of a table of villages, if there is one.
        on: the date, for births, for ages and for what counts as income.
        rulebook: the thresholds of the checks, and what counts as income; that of China if left out.
        checks: the checks that are made: ``(*CHECKS, ours)`` adds one. All of `CHECKS` if left out. Those that the
            rulebook's folder states under ``[checks.…]`` are made too.

    Returns:
        The findings, how many there are of each check, what was not checked for want of a column or a value, and how
        complete the columns are.

    Raises:
        InvalidValue: for a table without its keys, keys of two kinds, a column of the wrong kind, members without
            households, or a check that is none, or stands twice.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1", "h2"], "village": ["v1", None], "size": [2, 1]})
    >>> members = pl.DataFrame({"id": ["a"], "household": ["h1"], "person": ["x"], "birth_date": [date(1951, 3, 7)],
    ...                         "labour": ["ordinary"]})
    >>> found = check(households, members, on=date(2014, 5, 1))
    >>> for finding in found.findings.rows():
    ...     print(finding)
    ('labour-old', 'a', '', 1)
    ('member-count', 'h1', '2, 1', 1)
    ('no-members', 'h2', '', 1)
    ('no-village', 'h2', '', 1)
    >>> found.not_made.filter(check="work-pupil")["reason"].item()
    'no column schooling, working_away'
    """
    if members is not None and households is None:
        raise InvalidValue("households", None, "the households of the members")
    book = in_force(rulebook, on)
    chosen = _checked(CHECKS if checks is None else checks, checks_of(book.rulebook))
    tables = tables_of(households, members, villages, [fact.column for each in chosen for fact in each.reads])
    declared, not_made = bound_checks((each for each in chosen if each.code not in _STRUCTURAL), book)
    facts, codes = [fact for each in declared for fact in each.facts], {each.code for each in chosen}
    basis = Basis.of(on, rulebook, facts_behind(*facts, members=True))
    found: list[Outcomes] = []
    follows = None
    for subject, table in tables.items():
        own = [each for each in declared if each.check.subject == subject]
        if subject == "household":
            made, lacking, source, follows = _of_households(
                table, tables.get("person"), own, basis, not OF_STATED.isdisjoint(codes)
            )
            found.append(outcomes(source.frame.to_native(), made, source))
        else:
            made, lacking = askable(own, _held(table, [fact for each in own for fact in each.facts], basis))
            found.append(outcomes(table, made, _of_rows(table, subject, made, basis)))
        not_made += lacking
    across = list(structural(tables, follows, basis)) if not _STRUCTURAL.keys().isdisjoint(codes) else []
    return _report(on, book.id, chosen, tables, found, across, not_made)


def _checked(checks: Sequence[Check], of_folder: Sequence[Check]) -> tuple[Check, ...]:
    """The checks that are made: one of the rulebook's folder takes the place of another under its code."""
    if not isinstance(checks, Sequence) or not all(isinstance(each, Check) for each in checks):
        raise InvalidValue("checks", checks, "a sequence of Check, such as (*CHECKS, ours)")
    codes = [each.code for each in checks]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise InvalidValue("checks", twice[0], "each code once")
    for each in checks:
        if each.condition is None and not each.blank and _STRUCTURAL.get(each.code) != each:
            raise InvalidValue("checks", each.code, "a check with a condition, or of facts that are blank")
    named = {each.code: each for each in (*checks, *of_folder)}
    return tuple(named.values())


# Where the facts are


def _held(table: pl.DataFrame, facts: Collection[Fact], basis: Basis) -> set[Fact]:
    """The facts that a table of persons or villages has, or that follow from what it has."""
    import narwhals.stable.v2 as nw

    columns = columns_held(nw.from_native(table).schema)
    behind = facts_behind(*facts, members=True)
    known = {fact for fact in behind if fact.column in columns or (fact == AGE and "birth_date" in columns)}
    for fact in reversed(behind):  # those from which a fact follows come after it
        definition = definition_on(fact, basis)
        if definition is not None and not isinstance(definition, OfMembers) and known.issuperset(facts_of(definition)):
            known.add(fact)
    return known


def _of_rows(table: pl.DataFrame, subject: str, checks: Sequence[BoundCheck], basis: Basis) -> Any:
    """Where a table of persons or villages has its facts."""
    import narwhals.stable.v2 as nw

    own = [fact for fact in facts_behind(*(fact for each in checks for fact in each.facts)) if fact != AGE]
    of = stated(table, nw.from_native(table), own, _FIELDS[subject], refuse=False).natively()
    follows = {fact: definition for fact in own if (definition := definition_on(fact, basis)) is not None}
    return PersonColumns(of, basis.on, follows)


def _of_households(
    table: pl.DataFrame, members: pl.DataFrame | None, checks: Sequence[BoundCheck], basis: Basis, otherwise: bool
) -> tuple[list[BoundCheck], list[NotMade], FactColumns, FactColumns]:
    """The checks that are made, those that are not, where the facts are, and what follows whatever is stated."""
    import narwhals.stable.v2 as nw

    table = table.drop_nulls("id")
    wrapped, listed = nw.from_native(table), members is not None
    columns = columns_held(wrapped.schema)
    facts = [fact for each in checks for fact in each.facts]
    behind = all_behind(*facts)
    known = {fact for fact in behind if fact.column in columns}
    stated_facts = STATED if otherwise else ()
    alone = side_of(stated_facts, basis, columns, members=listed)
    follows = side_of(behind, basis, columns, members=listed).definitions.items()
    known |= {fact for fact, definition in follows if not isinstance(definition, OfMembers) and definition is not None}
    asked = None if members is None else _held(members, facts_behind(*facts, members=True), basis)
    made, lacking = askable(checks, known, asked)
    read = tuple(fact for each in made for fact in each.facts)
    beside = side_of(read, basis, columns, members=listed)
    of = stated(table, wrapped, all_behind(*read, *stated_facts), _FIELDS["household"], refuse=False)
    people = None if members is None else nw.from_native(members)
    whatever, found = follow(of, [alone, beside], people, alone=(0,))
    return made, lacking, found.natively(), whatever


# What was found


def _report(
    on: date,
    rulebook: RulebookId,
    checks: Sequence[Check],
    tables: Mapping[str, pl.DataFrame],
    found: Sequence[Outcomes],
    across: Sequence[tuple[str, pl.DataFrame]],
    not_made: Sequence[NotMade],
) -> CheckReport:
    import polars as pl

    codes = {each.code: each for each in checks}
    columns = {"check": pl.String, "id": pl.String, "other": pl.String, "rows": pl.Int64}
    frames: dict[str, list[pl.DataFrame]] = {}
    without = [(each.code, *each.reason.values()) for each in not_made]
    counted: dict[str, tuple[int, int | None, int | None]] = {}
    for code, frame in across:
        if code == NOT_MADE:
            name, column = frame.row(0)
            without += [(name, NO_COLUMN.en.format(column), NO_COLUMN.zh.format(column))] if name in codes else []
        elif code in codes:
            frames.setdefault(code, []).append(_finding(code, frame))
    for code, parts in frames.items():
        frames[code] = [pl.concat(parts).sort("id", "other", "rows")]
        counted[code] = (frames[code][0].height, None, None)
    for outcome in found:
        frames |= {code: [_finding(code, keys.sort().to_frame())] for code, keys in outcome.findings.items()}
        counted |= outcome.counts
    order = {severity.value: place for place, severity in enumerate(Severity)}
    graded = sorted(counted, key=lambda code: (order[codes[code].severity.value], -counted[code][0], code))
    rows = [(code, codes[code].severity.value, *counted[code]) for code in graded]
    kinds = {"check": pl.String, "severity": pl.String, "findings": pl.Int64, "asked": pl.Int64, "unknown": pl.Int64}
    return CheckReport(
        on=on,
        rulebook=rulebook,
        checks=tuple(checks),
        findings=pl.concat([pl.DataFrame(schema=columns), *(each for code in sorted(frames) for each in frames[code])]),
        counts=pl.DataFrame(rows, kinds, orient="row"),
        not_made=pl.DataFrame(
            sorted(set(without)), dict.fromkeys(("check", "reason", "reason_zh"), pl.String), orient="row"
        ),
        completeness=_completeness(
            tables, checks, {code: pair for outcome in found for code, pair in outcome.complete.items()}
        ),
        tables=tables,
    )


def _finding(code: str, found: pl.DataFrame) -> pl.DataFrame:
    """Findings with all of their columns; by default each is about one row."""
    import polars as pl

    other = pl.col("other").fill_null("") if "other" in found.columns else pl.lit("").alias("other")
    rows = pl.col("rows").cast(pl.Int64) if "rows" in found.columns else pl.lit(1, pl.Int64).alias("rows")
    return found.select(pl.lit(code).alias("check"), "id", other, rows)


def _completeness(
    tables: Mapping[str, pl.DataFrame], checks: Sequence[Check], asked: Mapping[str, tuple[int, int]]
) -> pl.DataFrame:
    """A row for each column of a table: how many should have it, and have."""
    import polars as pl

    asks = {(each.subject, each.blank[0].column): each.code for each in checks if len(each.blank) == 1}
    rows = []
    for subject, table in tables.items():
        schema = SCHEMA_OF[subject]
        blanks = table.null_count().row(0, named=True)
        for column in (field.column for field in schema if field.column in table.columns):
            code = asks.get((subject, column), "")
            should, blank = asked.get(code, (table.height, blanks[column]))
            share = (should - blank) / should if should else None
            rows.append((schema.name, column, should, should - blank, blank, share, code if code in asked else ""))
    kinds = {"table": pl.String, "column": pl.String, "should": pl.Int64, "filled": pl.Int64, "blank": pl.Int64}
    return pl.DataFrame(rows, {**kinds, "share": pl.Float64, "check": pl.String}, orient="row")
