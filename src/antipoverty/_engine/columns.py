"""Reading a rule for a frame: one narwhals expression, evaluated by whichever engine holds the frame.

A frame holds each fact in the column `Fact.column`, null where it is unknown. Engines whose columns have no null
(NumPy-backed pandas) turn unknown into false without a word; `antipoverty.registers` refuses or converts them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from antipoverty._engine.conditions import (
    AllOf,
    AnyMember,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Criterion,
    Direction,
    EveryMember,
    Fact,
    IsTrue,
    Kind,
    Not,
    OneOf,
    Operator,
    Term,
    member_fact,
    simplified,
)
from antipoverty._engine.linear import (
    MIRRORED,
    OPERATORS,
    Division,
    Extreme,
    Inequality,
    Part,
    Selection,
    WholeSum,
    facts_in,
    inequality,
    limits,
    whole_number,
)
from antipoverty._engine.source import truths_of
from antipoverty.errors import RulebookError

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

#: The largest stored number of each kind, as records accept it.
MOST: Mapping[Kind, int] = {kind: kind.bounds[1] for kind in Kind if kind.bounds}


class Source(Protocol):
    """Where a frame has the facts, and in which language it is asked."""

    @property
    def language(self) -> Any:
        """The module whose expressions the frame takes: narwhals, or one that has the same words, as Polars has."""
        ...

    def value(self, fact: Fact) -> Any:
        """The fact's values as they stand."""
        ...

    def among(self, fact: Fact, values: Collection[str]) -> Any:
        """Whether the fact's value is one of some words; unknown where it is."""
        ...

    def within(self, fact: Fact, most: int) -> Any | None:
        """Whether a number is possible and at most so large that it can be reckoned with; `None` if all are."""
        ...

    def compared(self, fact: Fact, operator: Operator, limit: int) -> Any | None:
        """A comparison of a fact with a number, where there is a shorter way than by its value; else `None`."""
        ...


class _ByName:
    """Every fact in its own column, with nothing to be afraid of."""

    @property
    def language(self) -> Any:
        import narwhals.stable.v2 as nw

        return nw

    def value(self, fact: Fact) -> nw.Expr:
        import narwhals.stable.v2 as nw

        return nw.col(fact.column)

    def among(self, fact: Fact, values: Collection[str]) -> nw.Expr:
        found: nw.Expr = equal_to_any(self.value(fact), values)
        return found

    def within(self, fact: Fact, most: int) -> nw.Expr | None:
        return None

    def compared(self, fact: Fact, operator: Operator, limit: int) -> nw.Expr | None:
        return None


def expression(condition: Condition) -> nw.Expr:
    """The narwhals expression for a bound condition: a Boolean column, null where the outcome is unknown.

    Each fact is in its own column, and every number there is one that a record would accept.

    Args:
        condition: a condition of a `BoundRule`.

    Raises:
        RulebookError: if a parameter is still open.
    """
    made: nw.Expr = expression_over(condition, _ByName())
    return made


def expression_over(condition: Condition, source: Source) -> Any:
    """The expression for a bound condition over the facts of a source, in its language.

    Raises:
        RulebookError: if a parameter is still open.
    """
    return _expression(simplified(condition), source)


def amount_over(term: Term, scale: int, source: Source) -> Any:
    """The expression for a bound term over the facts of a source: a column of 64-bit whole numbers, null where unknown.

    Args:
        term: the term.
        scale: how many stored units make one unit: 100 for money.
        source: where the facts are.

    Raises:
        RulebookError: if a parameter is still open, the term may come out between two stored units, or its numbers may
            not fit 64 bits.
    """
    return _amount(whole_number(term, scale), source)


def equal_to_any(column: Any, values: Collection[object]) -> Any:
    """Whether a value is one of some; null where it is null, on every engine, which `is_in` does not promise."""
    if not values:
        return column != column  # noqa: PLR0124  # no known value is one of none, and an unknown one stays so
    return reduce(lambda left, right: left | right, (column == value for value in values))


def _expression(condition: Condition, of: Source) -> Any:
    match condition:
        case Constant(value):
            return of.language.lit(value)
        case IsTrue(fact):
            return of.value(fact)
        case Criterion():
            return _expression(condition.effective, of)
        case Not(inner):
            return ~_expression(inner, of)
        case AllOf(conditions):
            return reduce(lambda left, right: left & right, (_expression(part, of) for part in conditions))
        case AnyOf(conditions):
            return reduce(lambda left, right: left | right, (_expression(part, of) for part in conditions))
        case OneOf(fact, tuple()):
            truths = truths_of(condition)
            met = of.among(fact, [value for value, truth in truths.items() if truth])
            vague = [value for value, truth in truths.items() if truth is None]
            return of.language.when(~of.among(fact, vague)).then(met) if vague else met
        case AnyMember() | EveryMember():
            return of.value(member_fact(condition))
        case Compare():
            found = inequality(condition)
            if found.linear is None:
                whole = _amount(WholeSum(found.coefficients, found.constant), of)
                return OPERATORS[found.operator](whole, of.language.lit(0))
            if not found.coefficients:
                return of.language.lit(OPERATORS[found.operator](found.constant, 0))
            return _one_fact(*found.linear[0], found, of) if len(found.linear) == 1 else _several_facts(found, of)
        case _:
            raise RulebookError(f"{type(condition).__name__} has no outcome before the rule is bound")


def _one_fact(fact: Fact, factor: int, found: Inequality, of: Source) -> Any:
    """One fact against a number: its column as it stands, against the nearest whole number, without arithmetic."""
    operator = found.operator if factor > 0 else MIRRORED[found.operator]
    floor, rest = divmod(-found.constant, factor)
    column = of.value(fact)
    if operator == "==" and rest:
        return of.language.when(~column.is_null()).then(of.language.lit(False))
    limit = floor + 1 if rest and operator in ("<", ">=") else floor
    shorter = of.compared(fact, operator, limit)
    return OPERATORS[operator](column, of.language.lit(limit)) if shorter is None else shorter


@frozen
class _Side:
    """One side of an inequality, of which no part is negative: facts with their factors, and a constant."""

    parts: tuple[tuple[Fact, int], ...]
    constant: int

    @property
    def reckons(self) -> bool:
        """Whether it is more than a fact as it stands."""
        return len(self.parts) > 1 or bool(self.constant) or any(factor != 1 for _, factor in self.parts)


def _sides(found: Inequality) -> tuple[_Side, ...]:
    return tuple(
        _Side(
            tuple((fact, sign * factor) for fact, factor in found.linear or () if sign * factor > 0),
            max(sign * found.constant, 0),
        )
        for sign in (1, -1)
    )


def _several_facts(found: Inequality, of: Source) -> Any:
    """Each side added up, where both fit 64 bits."""
    sides = _sides(found)
    for side in sides:
        if side.constant + sum(factor * MOST[fact.kind] for fact, factor in side.parts) >= 2**63:
            raise RulebookError(
                f"a comparison of {', '.join(fact.name for fact, _ in side.parts)} does not fit the 64 bits of a frame:"
                " give its parameters with fewer digits, or decide record by record"
            )
    compared = OPERATORS[found.operator](*(_sum(side, of) for side in sides))
    limits = (
        (fact, (2**63 - 1 - side.constant) // (factor * len(side.parts)))
        for side in sides
        if side.reckons
        for fact, factor in side.parts
    )
    guards = [guard for fact, most in limits if (guard := of.within(fact, most)) is not None]
    return of.language.when(reduce(lambda left, right: left & right, guards)).then(compared) if guards else compared


def _sum(side: _Side, of: Source) -> Any:
    columns = ((of.value(fact).cast(of.language.Int64), factor) for fact, factor in side.parts)
    terms = [column if factor == 1 else column * factor for column, factor in columns]
    if not terms:
        return of.language.lit(side.constant)
    total = reduce(lambda left, right: left + right, terms)
    return total + side.constant if side.constant else total


def _amount(whole: WholeSum, of: Source) -> Any:
    """A sum with parts of any kind; unknown where a part is, or a number cannot be."""
    if _reach(whole) >= 2**62:
        named = ", ".join(dict.fromkeys(fact.name for fact in facts_in(whole)))
        raise RulebookError(
            f"an amount of {named} does not fit the 64 bits of a frame: give its parameters with fewer digits, or work"
            " it out record by record"
        )
    whole_type = of.language.Int64
    parts = ((_part(part, of), factor) for part, factor in whole.coefficients)
    terms = [column if factor == 1 else column * factor for column, factor in parts]
    if not terms:
        return of.language.lit(whole.constant).cast(whole_type)
    total = reduce(lambda left, right: left + right, terms)
    return total + whole.constant if whole.constant else total


def _bounds(fact: Fact) -> tuple[int, int]:
    assert fact.bounds is not None
    return fact.bounds


def _reach(whole: WholeSum) -> int:
    """How large a number may become while a sum is added up, in whatever order."""
    alone = (limits(WholeSum(((part, factor),), 0), _bounds) for part, factor in whole.coefficients)
    return abs(whole.constant) + sum(max(map(abs, ends)) for ends in alone)


def _part(part: Part, of: Source) -> Any:
    when = of.language.when
    match part:
        case Fact():
            column = of.value(part).cast(of.language.Int64)
            guard = of.within(part, MOST[part.kind])
            return column if guard is None else when(guard).then(column)
        case Extreme(sums, greatest):
            # Two and two, since an expression stands in another once for each time that it is named.
            found = [_amount(each, of) for each in sums]
            while len(found) > 1:
                pairs = zip(found[::2], found[1::2], strict=False)
                found = [_further(left, right, of, greatest) for left, right in pairs] + found[len(found) // 2 * 2 :]
            return found[0]
        case Selection(condition, met, not_met):
            holds = _expression(condition, of)
            first, second = _amount(met, of), _amount(not_met, of)
            return when(holds | (first == second)).then(first).otherwise(when(~holds).then(second))
        case Division(dividend, 1):  # it is a whole multiple already
            return _amount(dividend, of)
        case Division(dividend, divisor, direction):
            return _divided(_amount(dividend, of), divisor, direction, limits(dividend, _bounds), of)


def _further(left: Any, right: Any, of: Source, greatest: bool) -> Any:
    """The greater or the lesser of two numbers; unknown while one of them is."""
    # Stated both ways round: a `when` takes the other branch for an unknown.
    first = left >= right if greatest else left <= right
    return of.language.when(first).then(left).otherwise(of.language.when(~first).then(right))


def _divided(amount: Any, divisor: int, direction: Direction, ends: tuple[int, int], of: Source) -> Any:
    """A number that lies between two ends, divided and rounded.

    Engines do not agree on how a negative number is divided: so many whole parts are added before that none is, and
    taken away after.
    """
    low, high = ends
    parts = max(0, -(low // divisor))
    if direction == "half":
        added, below = divisor, of.language.when(amount < 0).then(1).otherwise(0)
        amount, divisor, low, high = amount * 2 - below if low < 0 else amount * 2, divisor * 2, low * 2 - 1, high * 2
    else:
        added = divisor - 1 if direction == "up" else 0
    moved = added + parts * divisor
    if max(high, high + moved, -low) >= 2**63:
        raise RulebookError(
            "an amount that is rounded does not fit the 64 bits of a frame: give its parameters with fewer digits, or"
            " work it out record by record"
        )
    whole = (amount + moved) // divisor if moved else amount // divisor
    return whole - parts if parts else whole
