"""Reading a rule for a frame: one narwhals expression, evaluated by the engine of the frame.

A frame holds a fact in the column `Fact.column`, null where it is unknown. Engines whose columns have no null
(NumPy-backed pandas) silently turn unknown into false; `antipoverty.registers` refuses or converts them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

from attrs import frozen

from antipoverty._engine.binding import BoundRule, bound_rule
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
    unbound,
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
    """The facts of a frame, and the expression language of its engine."""

    @property
    def language(self) -> Any:
        """The module whose expressions the frame takes: narwhals, or one with the same names, such as Polars."""
        ...

    def value(self, fact: Fact) -> Any:
        """The fact's values; unknown where they cannot be."""
        ...

    def stored(self, fact: Fact) -> Any:
        """The fact's values as they stand, for what looks at them only where they are `within` a range."""
        ...

    def among(self, fact: Fact, values: Collection[str]) -> Any:
        """Whether the fact's value is one of some words; unknown where it is."""
        ...

    def within(self, fact: Fact, most: int) -> Any | None:
        """Whether a number is in the range of its kind and at most `most`; `None` if all are."""
        ...

    def compared(self, fact: Fact, operator: Operator, limit: int) -> Any | None:
        """A shorter comparison of a fact with a number than by its value; `None` if there is none."""
        ...


class _ByName:
    """Every fact in the column of its name, all values in range."""

    @property
    def language(self) -> Any:
        import narwhals.stable.v2 as nw

        return nw

    def value(self, fact: Fact) -> nw.Expr:
        import narwhals.stable.v2 as nw

        return nw.col(fact.column)

    stored = value

    def among(self, fact: Fact, values: Collection[str]) -> nw.Expr:
        among: nw.Expr = equal_to_any(self.value(fact), values)
        return among

    def within(self, fact: Fact, most: int) -> nw.Expr | None:
        return None

    def compared(self, fact: Fact, operator: Operator, limit: int) -> nw.Expr | None:
        return None


def expression(condition: Condition | BoundRule) -> nw.Expr:
    """The narwhals expression for a bound rule or condition: a Boolean column, null where the outcome is unknown.

    The frame has every fact in the column `Fact.column`, and every number in the range that records accept.

    Args:
        condition: a `BoundRule`, or a condition of one.

    Raises:
        InvalidValue: for a rule or condition that is not bound.
    """
    if not isinstance(condition, Condition):
        condition = bound_rule(condition, "condition").rule.condition
    outcome: nw.Expr = expression_over(condition, _ByName())
    return outcome


def expression_over(condition: Condition, source: Source) -> Any:
    """The expression for a bound condition over the facts of a source, in its language.

    Raises:
        InvalidValue: if a parameter is still open.
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
    """Whether a value is one of several; null where it is null, on every engine, unlike `is_in`."""
    if not values:
        return column != column  # noqa: PLR0124  # false for a known value, null for an unknown one
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
            compared = inequality(condition)
            if compared.linear is None:
                whole = _amount(WholeSum(compared.coefficients, compared.constant), of)
                return OPERATORS[compared.operator](whole, of.language.lit(0))
            if not compared.coefficients:
                return of.language.lit(OPERATORS[compared.operator](compared.constant, 0))
            return (
                _one_fact(*compared.linear[0], compared, of)
                if len(compared.linear) == 1
                else _several_facts(compared, of)
            )
        case _:
            raise unbound(condition)


def _one_fact(fact: Fact, factor: int, compared: Inequality, of: Source) -> Any:
    """A comparison of one fact with a number: of its column with the nearest whole number, without arithmetic."""
    operator = compared.operator if factor > 0 else MIRRORED[compared.operator]
    floor, rest = divmod(-compared.constant, factor)
    column = of.value(fact)
    if operator == "==" and rest:
        return of.language.when(~column.is_null()).then(of.language.lit(False))
    limit = floor + 1 if rest and operator in ("<", ">=") else floor
    shorter = of.compared(fact, operator, limit)
    return OPERATORS[operator](column, of.language.lit(limit)) if shorter is None else shorter


@frozen
class _Side:
    """One side of an inequality without negative parts: facts with their factors, and a constant."""

    parts: tuple[tuple[Fact, int], ...]
    constant: int

    @property
    def calculates(self) -> bool:
        """Whether it needs arithmetic: it is more than one fact."""
        return len(self.parts) > 1 or bool(self.constant) or any(factor != 1 for _, factor in self.parts)


def _sides(compared: Inequality) -> tuple[_Side, ...]:
    return tuple(
        _Side(
            tuple((fact, sign * factor) for fact, factor in compared.linear or () if sign * factor > 0),
            max(sign * compared.constant, 0),
        )
        for sign in (1, -1)
    )


def _several_facts(found: Inequality, of: Source) -> Any:
    """A comparison of two sums, where both fit 64 bits."""
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
        if side.calculates
        for fact, factor in side.parts
    )
    guards = [guard for fact, most in limits if (guard := of.within(fact, most)) is not None]
    return of.language.when(reduce(lambda left, right: left & right, guards)).then(compared) if guards else compared


def _sum(side: _Side, of: Source) -> Any:
    # What calculates is guarded.
    values = of.stored if side.calculates else of.value
    columns = ((values(fact).cast(of.language.Int64), factor) for fact, factor in side.parts)
    terms = [column if factor == 1 else column * factor for column, factor in columns]
    if not terms:
        return of.language.lit(side.constant)
    total = reduce(lambda left, right: left + right, terms)
    return total + side.constant if side.constant else total


def _amount(whole: WholeSum, of: Source) -> Any:
    """A sum with parts of any kind; null where a part is unknown or out of range."""
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
    """The largest absolute value of a partial sum, in any order of addition."""
    alone = (limits(WholeSum(((part, factor),), 0), _bounds) for part, factor in whole.coefficients)
    return abs(whole.constant) + sum(max(map(abs, ends)) for ends in alone)


def _part(part: Part, of: Source) -> Any:
    when = of.language.when
    match part:
        case Fact():
            column = of.stored(part).cast(of.language.Int64)
            guard = of.within(part, MOST[part.kind])
            return column if guard is None else when(guard).then(column)
        case Extreme(sums, greatest):
            # Pairwise: an expression is copied at each use, so that a chain would grow exponentially.
            columns = [_amount(whole, of) for whole in sums]
            while len(columns) > 1:
                pairs = zip(columns[::2], columns[1::2], strict=False)
                columns = [_further(left, right, of, greatest) for left, right in pairs] + columns[
                    len(columns) // 2 * 2 :
                ]
            return columns[0]
        case Selection(condition, met, not_met):
            holds = _expression(condition, of)
            first, second = _amount(met, of), _amount(not_met, of)
            return when(holds | (first == second)).then(first).otherwise(when(~holds).then(second))
        case Division(dividend, 1):  # it is a whole multiple already
            return _amount(dividend, of)
        case Division(dividend, divisor, direction):
            return _divided(_amount(dividend, of), divisor, direction, limits(dividend, _bounds), of)


def _further(left: Any, right: Any, of: Source, greatest: bool) -> Any:
    """The greater or the lesser of two numbers; null where one of them is."""
    # Both directions: `when` takes the other branch where the condition is null.
    first = left >= right if greatest else left <= right
    return of.language.when(first).then(left).otherwise(of.language.when(~first).then(right))


def _divided(amount: Any, divisor: int, direction: Direction, ends: tuple[int, int], of: Source) -> Any:
    """A number between two ends, divided and rounded.

    Engines divide negative numbers differently. Whole multiples of the divisor are added before, so that no number is
    negative, and subtracted after.
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
