"""Reading a rule for a frame: one narwhals expression, evaluated by whichever engine holds the frame.

A frame holds each fact in the column `Fact.column`, null where it is unknown. Engines whose columns have no null
(NumPy-backed pandas) turn unknown into false without a word; `antipoverty.registers` refuses or converts them.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Protocol

from antipoverty.errors import RulebookError
from antipoverty.rules.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Kind,
    Not,
    OneOf,
    simplified,
)
from antipoverty.rules.linear import MIRRORED, OPERATORS, Inequality, inequality

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Source", "expression"]


class Source(Protocol):
    """Where a frame has the facts."""

    def value(self, fact: Fact) -> nw.Expr:
        """The fact's values as they stand."""
        ...

    def within(self, fact: Fact) -> nw.Expr | None:
        """Whether a value is small enough to be reckoned with; `None` if all are."""
        ...

    def closed(self, fact: Fact) -> bool:
        """Whether the column of a category can hold no word but the fact's own."""
        ...


class _ByName:
    """Every fact in its own column, with nothing to be afraid of."""

    def value(self, fact: Fact) -> nw.Expr:
        import narwhals.stable.v2 as nw

        return nw.col(fact.column)

    def within(self, fact: Fact) -> nw.Expr | None:
        return None

    def closed(self, fact: Fact) -> bool:
        return True


def expression(condition: Condition, source: Source | None = None) -> nw.Expr:
    """The expression for a bound condition: a Boolean column, null where the outcome is unknown.

    Args:
        condition: a condition of a `BoundRule`.
        source: where the facts are; each in its own column, if left out.

    Raises:
        RulebookError: if a parameter is still open.
    """
    return _expression(simplified(condition), source or _ByName())


def _expression(condition: Condition, of: Source) -> nw.Expr:
    import narwhals.stable.v2 as nw

    match condition:
        case Constant(value):
            return nw.lit(value)
        case IsTrue(fact):
            return of.value(fact)
        case Criterion():
            return _expression(condition.effective, of)
        case Not(inner):
            return ~_expression(inner, of)
        case All(conditions):
            return reduce(lambda left, right: left & right, (_expression(part, of) for part in conditions))
        case Any(conditions):
            return reduce(lambda left, right: left | right, (_expression(part, of) for part in conditions))
        case OneOf(fact, tuple() as values):
            column = of.value(fact)
            if of.closed(fact):
                # Some engines answer is_in of a null with false: the unknown is stated.
                return nw.when(~column.is_null()).then(column.is_in(values))
            others = tuple(value for value in fact.values if value not in values)
            not_among = nw.when(column.is_in(others)).then(nw.lit(False))
            return nw.when(column.is_in(values)).then(nw.lit(True)).otherwise(not_among)
        case Compare():
            found = inequality(condition)
            return _one_fact(found, of) if len(found.coefficients) == 1 else _several_facts(found, of)
        case _:
            raise RulebookError(f"{type(condition).__name__} has no outcome before the rule is bound")


def _one_fact(found: Inequality, of: Source) -> nw.Expr:
    """One fact against a number: its column as it stands, against the nearest whole number, without arithmetic."""
    import narwhals.stable.v2 as nw

    ((fact, factor),) = found.coefficients
    operator = found.operator if factor > 0 else MIRRORED[found.operator]
    floor, rest = divmod(-found.constant, factor)
    column = of.value(fact)
    if operator == "==" and rest:
        return nw.when(~column.is_null()).then(nw.lit(False))
    limit = floor + 1 if rest and operator in ("<", ">=") else floor
    compared: nw.Expr = OPERATORS[operator](column, nw.lit(limit))
    return compared


def _several_facts(found: Inequality, of: Source) -> nw.Expr:
    import narwhals.stable.v2 as nw

    reckoned: list[Fact] = []

    def side(sign: int) -> nw.Expr:
        parts = [(fact, sign * factor) for fact, factor in found.coefficients if sign * factor > 0]
        constant = max(sign * found.constant, 0)
        if constant + sum(factor * _MOST[fact.kind] for fact, factor in parts) >= 2**63:
            raise RulebookError(
                f"a comparison of {', '.join(fact.name for fact, _ in parts)} does not fit the 64 bits of a frame: give"
                " its parameters with fewer digits, or decide record by record"
            )
        if len(parts) > 1 or constant or any(factor != 1 for _, factor in parts):
            reckoned.extend(fact for fact, _ in parts)
        terms = [_scaled(of.value(fact).cast(nw.Int64), factor) for fact, factor in parts]
        if not terms:
            return nw.lit(constant)
        total = reduce(lambda left, right: left + right, terms)
        return total + constant if constant else total

    compared: nw.Expr = OPERATORS[found.operator](side(1), side(-1))
    guards = [guard for fact in reckoned if (guard := of.within(fact)) is not None]
    return nw.when(reduce(lambda left, right: left & right, guards)).then(compared) if guards else compared


#: The largest stored number of each kind, as records accept it.
_MOST = {Kind.COUNT: 10**9, Kind.MONEY: 10**15, Kind.MEASURE: 10**15}


def _scaled(column: nw.Expr, coefficient: int) -> nw.Expr:
    return column if coefficient == 1 else column * coefficient
