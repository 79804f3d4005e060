"""What a reform would change: two rulebooks, or two dates, over one register, in one pass over the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from antipoverty.errors import InvalidValue
from antipoverty.facts.household import SIZE
from antipoverty.identification import POOR_HOUSEHOLD
from antipoverty.registers._derivation.definitions import all_behind, fields_behind, worked_out
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._derivation.sides import fact_columns_by_side
from antipoverty.registers._evaluation.plans import FIELDS, Plan, plan, shortfall_column
from antipoverty.registers._frames.engines import Absent, columns_held, opened
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._schema.declarations import Form
from antipoverty.registers._simulation.results import OUTCOMES, Cell, Gap, Simulation
from antipoverty.rulebooks import InForce, Rulebook
from antipoverty.rules import AllOf, AnyOf, Condition, Criterion, Kind, Not, Rule

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

#: One side of a comparison: a rulebook on a date. See `simulate`.
Side: TypeAlias = Rulebook | tuple[Rulebook, date] | InForce | date

#: Sums of fen are carried in two parts, so that none can pass 64 bits however many rows there are.
_SPLIT = 10**6


def simulate(
    frame: Any,
    *,
    base: Side,
    reform: Side,
    on: date | None = None,
    rule: Rule = POOR_HOUSEHOLD,
    by: Sequence[str] = (),
    reference: str | None = None,
    absent: Absent = "refuse",
    members: Any = None,
) -> Simulation:
    """Compare what a rule says of a register under two rulebooks, or on two dates.

    What follows from parts of income or, where they are given, from members is worked out for each side by its own
    rulebook and date, so that a reform of what counts as income, or of school ages, moves those whom it moves.

    Args:
        frame: a register on any engine that `antipoverty.registers.evaluate` takes.
        base: what holds before the reform: a rulebook on the date `on`; a pair of a rulebook and its own date; a
            rulebook in force, on the day for which it was asked; or a date on which China's holds, where both sides
            are dates.
        reform: what holds after it. A reform is mostly `Rulebook.override` of the base.
        on: the date of the decision, for a side that is a rulebook without a date.
        rule: the rule, on households.
        by: columns by which to group: the village, the main cause (of `evaluate` with causes), a minority.
        reference: a Boolean column that says who is poor in truth, for errors of exclusion and inclusion.
        absent: what a fact without a column is, as for `evaluate`.
        members: the table of members, as for `evaluate`.

    Raises:
        InvalidValue: as `evaluate` does; for a column that is not there; for a date that is missing, or that no side
            needs; for a rule on villages, where there are no households, persons and gaps to count; and for a reform by
            which a fact would follow otherwise, where the frame has the fact alone, and not what it follows from.
        ParameterError: if the rules have no value for a date.

    >>> from datetime import date
    >>> import polars as pl
    >>> from antipoverty import rulebooks
    >>> income = [273_500, 279_000, 300_000]
    >>> frame = pl.DataFrame({"village": ["v1", "v1", "v2"], "net_income_fen": income, "size": [1] * 3})
    >>> cn = rulebooks.load("cn")
    >>> higher = cn.override({"poverty_line.statistical": {2013: "2800"}})
    >>> found = simulate(frame, base=cn, reform=higher, on=date(2014, 5, 1), by=["village"])
    >>> found.total.base, found.total.enter, found.total.leave, found.total.reform, found.total.reform_gap
    (1, 1, 0, 2, Decimal('75.00'))
    >>> [(flow.enters, flow.reasons, flow.households) for flow in found.flows()]
    [(True, ('HH-01',), 1)]
    >>> guizhou = rulebooks.load("cn/guizhou")
    >>> found = simulate(frame, base=(guizhou, date(2014, 5, 1)), reform=(guizhou, date(2015, 5, 1)), absent="unknown")
    >>> found.base[1].year, found.reform[1].year
    (2014, 2015)
    """
    if not isinstance(rule, Rule) or rule.subject != "household":
        wanted = "a rule on households, which are what is counted; evaluate a rule on villages under each rulebook"
        raise InvalidValue("rule", getattr(rule, "id", rule), wanted)
    if isinstance(by, str):
        raise InvalidValue("by", by, f"a list of columns: [{by!r}]")
    if not all(isinstance(name, str) for name in by):
        raise InvalidValue("by", list(by), "a list of columns by their names, each a text")
    if reference is not None and not isinstance(reference, str):
        raise InvalidValue("reference", reference, "a column by its name, a text")
    before, after = (plan((rule,), on=day, rulebook=book) for book, day in _sides(base, reform, on))
    facts = tuple(dict.fromkeys((*before.facts_read(), *after.facts_read())))
    beside = [*by, *([reference] if reference else [])]
    every = all_behind(*facts)
    behind = fields_behind(every, members=members is not None)
    wrapped = opened(frame, [*(fact.column for fact in every), *behind, *beside])
    held = wrapped.collect_schema()
    for name in beside:
        if name not in held:
            raise InvalidValue("by" if name in by else "reference", name, "a column of the frame")
    if reference is not None:
        check_kind(reference, Form.FLAG, held[reference], wrapped)
    if len(set(by)) < len(by):
        raise InvalidValue("by", list(by), "each column once")
    _check_not_frozen(before, after, frozenset(held.names()), members)
    asked = [(each.facts_read(), each.basis) for each in (before, after)]
    of, of_reform = fact_columns_by_side(
        frame, asked, FIELDS[rule.subject], absent=absent, beside=beside, also=(SIZE,), members=members
    )
    criteria = _criteria(before, after)
    cells = _cells(before, after, criteria, (of, of_reform), by, reference)
    bounds = before.bounds[0], after.bounds[0]
    return Simulation(
        rule.name,
        (bounds[0].rulebook, before.on),
        (bounds[1].rulebook, after.on),
        tuple(by),
        reference,
        tuple((name, criterion.name) for name, (criterion, *_) in criteria.items()),
        tuple(sorted(cells, key=_order)),
    )


def _check_not_frozen(before: Plan, after: Plan, columns: frozenset[str], members: Any) -> None:
    """Refuse a reform that changes how a fact is derived, where the frame holds only the derived fact.

    Which year's income counts is let pass: an income that does not say of which year it is, is of the year asked for.
    """
    given = before.basis.values, after.basis.values
    for fact in all_behind(*before.facts_read(), *after.facts_read()):
        if fact.column not in columns or worked_out(fact, columns, before.basis, members=members is not None):
            continue
        for name in fact.reads:
            if name not in _YEARS and name in given[0] and name in given[1] and given[0][name] != given[1][name]:
                wanted = "the parts of income, by which each side counts it" if fact.kind is Kind.MONEY else "members="
                expected = f"{wanted}, since {name} is not the same on both sides"
                raise InvalidValue("frame", f"{fact.column} alone, as one side or the other has it", expected)


#: The parameters that choose a year, and count nothing otherwise.
_YEARS = ("income.year_offset", "monitoring.income_window")


def _order(cell: Cell) -> tuple[Any, ...]:
    names = tuple((name is None, name or "") for name in cell.groups)
    gaps = cell.base_gap.unknown > 0, cell.reform_gap.unknown > 0
    return names, cell.base.value, cell.reform.value, cell.reasons, str(cell.reference), gaps


def _sides(base: Side, reform: Side, on: date | None) -> list[tuple[Rulebook | None, date]]:
    """The rulebook and the date of each side; China's, which stands for none, is taken where both are dates."""
    if isinstance(base, date) and isinstance(reform, date):
        if on is not None:
            raise InvalidValue("on", on, "none, since base and reform are dates")
        return [(None, base), (None, reform)]
    found: list[tuple[Rulebook | None, date]] = []
    for name, side in (("base", base), ("reform", reform)):
        match side:
            case Rulebook():
                if on is None:
                    raise InvalidValue("on", None, f"the date of the decision, since {name} is a rulebook without one")
                found.append((side, on))
            case (Rulebook() as book, date() as day):
                found.append((book, day))
            case InForce():
                found.append((side.rulebook, side.day))
            case date():
                raise InvalidValue(name, side, "a rulebook and its date as a pair, since the other side is no date")
            case _:
                raise InvalidValue(name, type(side).__name__, "a rulebook, a pair of a rulebook and a date, or a date")
    if on is not None and not any(isinstance(side, Rulebook) for side in (base, reform)):
        raise InvalidValue("on", on, "none, since base and reform have their own dates")
    return found


# Reasons


def _criteria(before: Plan, after: Plan) -> dict[str, tuple[Criterion, Any, Any]]:
    """Each criterion that speaks for or against the outcome, as it stands before and after, with its sign."""
    sides = [dict(_spoken(each.bounds[0].rule.condition, True)) for each in (before, after)]
    found = {}
    for criterion_id in dict.fromkeys((*sides[1], *sides[0])):
        then, now = (side.get(criterion_id) for side in sides)
        some = now or then
        assert some is not None
        found[criterion_id] = (some[0], then, now)
    return found


def _spoken(condition: Condition, sign: bool) -> Iterable[tuple[str, tuple[Criterion, bool]]]:
    match condition:
        case Criterion(id):
            yield id, (condition, sign)
        case Not(inner):
            yield from _spoken(inner, not sign)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _spoken(part, sign)
        case _:
            pass


def _flags(side: tuple[Criterion, bool] | None, of: FactColumns) -> tuple[nw.Expr, nw.Expr] | None:
    """Whether a criterion speaks for the outcome, and whether against it; neither while it is unknown."""
    import narwhals.stable.v2 as nw

    from antipoverty._engine.columns import expression_over

    if side is None:
        return None
    criterion, sign = side
    truth = expression_over(criterion, of)
    met = nw.when(truth).then(nw.lit(True)).otherwise(nw.lit(False))
    missed = nw.when(~truth).then(nw.lit(True)).otherwise(nw.lit(False))
    return (met, missed) if sign else (missed, met)


def _flipped(then: Any, now: Any, of: tuple[FactColumns, FactColumns]) -> tuple[nw.Expr, nw.Expr]:
    """Whether a criterion is a reason to enter, and whether it is one to leave."""
    before, after = _flags(then, of[0]), _flags(now, of[1])
    if before is None:
        assert after is not None
        return after
    if after is None:
        return before[1], before[0]
    return after[0] & ~before[0], (after[1] & ~before[1]) | (before[0] & ~after[0])


# Cells


def _cells(
    before: Plan,
    after: Plan,
    criteria: dict[str, tuple[Criterion, Any, Any]],
    of: tuple[FactColumns, FactColumns],
    by: Sequence[str],
    reference: str | None,
) -> list[Cell]:
    import narwhals.stable.v2 as nw

    rule, frame = before.bounds[0].rule, of[0].frame
    base, reform = (dict(each.columns(side, shortfall=True)) for each, side in zip((before, after), of, strict=True))
    short = shortfall_column(rule)
    columns = {f"__by_{place}": nw.col(name).cast(nw.String) for place, name in enumerate(by)}
    columns["__base"] = _coded(base[rule.column])
    columns["__reform"] = _coded(reform[rule.column])
    columns["__reference"] = (
        _coded(nw.col(reference)) if reference in columns_held(frame.collect_schema()) else nw.lit(2)
    )
    for place, (_, then, now) in enumerate(criteria.values()):
        enters, leaves = _flipped(then, now, of)
        columns[f"__in_{place}"] = nw.when(enters).then(nw.lit(2**place)).otherwise(nw.lit(0))
        columns[f"__out_{place}"] = nw.when(leaves).then(nw.lit(2**place)).otherwise(nw.lit(0))
    columns["__size"] = of[0].bounded(SIZE).cast(nw.Int64)
    for name, side in (("__base_gap", base), ("__reform_gap", reform)):
        columns[name] = side[short] if short in side else nw.lit(0)
    if isinstance(frame, nw.DataFrame) and frame.implementation is nw.Implementation.POLARS:
        frame = frame.lazy()
    rows: Any = frame.with_columns(*[each.alias(name) for name, each in columns.items()])
    rows = rows.with_columns(*_second(len(criteria)))
    keys = [*(name for name in columns if name.startswith("__by_")), *_KEYS]
    sums = [nw.col(name).sum() for name in _SUMMED] + [nw.col(name).max() for name in _LARGEST]
    cells = rows.select(*keys, *_SUMMED, *_LARGEST).group_by(*keys).agg(*sums)
    if isinstance(cells, nw.LazyFrame):
        cells = cells.collect("polars" if cells.implementation is nw.Implementation.POLARS else "pyarrow")
    ids = list(criteria)
    limits = short in base, short in reform
    return [_cell(row, ids, len(by), limits) for row in cells.rows(named=True)]


#: What the households of a cell have in common, beside their groups.
_KEYS = ("__base", "__reform", "__reference", "__mask", "__base_gap_unknown", "__reform_gap_unknown")
#: What is summed within a cell, and that of which the largest is taken.
_SUMMED = (
    "__households", "__persons", "__sizes_unknown", "__base_high", "__base_low", "__reform_high", "__reform_low",
    "__base_lacking", "__reform_lacking",
)  # fmt: skip
_LARGEST = ("__base_known", "__reform_known")


def _coded(truth: nw.Expr) -> nw.Expr:
    """Not met, met, unknown as 0, 1, 2."""
    import narwhals.stable.v2 as nw

    return nw.when(truth).then(nw.lit(1)).otherwise(nw.when(~truth).then(nw.lit(0)).otherwise(nw.lit(2)))


def _second(criteria: int) -> list[nw.Expr]:
    """What is worked out of the first columns: reasons as a sum of powers of two, and what is summed."""
    import narwhals.stable.v2 as nw

    enters = (nw.col("__base") != 1) & (nw.col("__reform") == 1)
    leaves = (nw.col("__base") == 1) & (nw.col("__reform") != 1)
    zero = nw.lit(0)

    def mask(kind: str) -> nw.Expr:
        return reduce(
            lambda left, right: left + right, [nw.col(f"__{kind}_{place}") for place in range(criteria)], zero
        )

    reasons = nw.when(enters).then(mask("in")).otherwise(nw.when(leaves).then(mask("out")).otherwise(zero))
    size = nw.col("__size")
    made = [
        reasons.cast(nw.Int64).alias("__mask"),
        nw.lit(1).alias("__households"),
        nw.when(~size.is_null()).then(size).otherwise(zero).alias("__persons"),
        nw.when(size.is_null()).then(nw.lit(1)).otherwise(zero).alias("__sizes_unknown"),
    ]
    for side in ("base", "reform"):
        met, gap = nw.col(f"__{side}") == 1, nw.col(f"__{side}_gap").cast(nw.Int64)
        known = nw.when(met & ~gap.is_null()).then(gap).otherwise(zero)
        high = known // _SPLIT
        made += [
            high.alias(f"__{side}_high"),
            (known - high * _SPLIT).alias(f"__{side}_low"),
            known.alias(f"__{side}_known"),
            nw.when(known > 0).then(nw.lit(1)).otherwise(zero).alias(f"__{side}_lacking"),
            nw.when(met & gap.is_null()).then(nw.lit(1)).otherwise(zero).alias(f"__{side}_gap_unknown"),
        ]
    return made


def _cell(row: dict[str, Any], ids: list[str], groups: int, limits: tuple[bool, bool]) -> Cell:
    mask, households = int(row["__mask"]), int(row["__households"])
    gaps = [
        Gap(
            fen=int(row[f"__{side}_high"]) * _SPLIT + int(row[f"__{side}_low"]) if limited else None,
            lacking=int(row[f"__{side}_lacking"]),
            largest=int(row[f"__{side}_known"]),
            unknown=int(row[f"__{side}_gap_unknown"]) * households,
        )
        for side, limited in zip(("base", "reform"), limits, strict=True)
    ]
    return Cell(
        groups=tuple(row[f"__by_{place}"] for place in range(groups)),
        base=OUTCOMES[int(row["__base"])],
        reform=OUTCOMES[int(row["__reform"])],
        reasons=tuple(name for place, name in enumerate(ids) if mask >> place & 1),
        reference={0: False, 1: True, 2: None}[int(row["__reference"])],
        households=households,
        persons=int(row["__persons"]),
        sizes_unknown=int(row["__sizes_unknown"]),
        base_gap=gaps[0],
        reform_gap=gaps[1],
    )
