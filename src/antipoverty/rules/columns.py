"""Reading a rule for a frame: one narwhals expression, evaluated by whichever engine holds the frame.

A frame holds each fact in the column `Fact.column`, null where it is unknown. Engines whose columns have no null
(NumPy-backed pandas) turn unknown into false without a word; `antipoverty.registers` refuses or converts them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING

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
    Not,
    OneOf,
)
from antipoverty.rules.linear import inequality

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["expression"]


def expression(condition: Condition, source: Callable[[Fact], nw.Expr] | None = None) -> nw.Expr:
    """The expression for a bound condition: a Boolean column, null where the outcome is unknown.

    Args:
        condition: a condition of a `BoundRule`.
        source: where a fact's values come from; its column, if left out.

    Raises:
        RulebookError: if a parameter is still open.
    """
    import narwhals.stable.v2 as nw

    of = source or (lambda fact: nw.col(fact.column))
    match condition:
        case Constant(value):
            return nw.lit(value)
        case IsTrue(fact):
            return of(fact)
        case Criterion():
            return expression(condition.effective, of)
        case Not(inner):
            return ~expression(inner, of)
        case All(conditions):
            return reduce(lambda left, right: left & right, (expression(part, of) for part in conditions))
        case Any(conditions):
            return reduce(lambda left, right: left | right, (expression(part, of) for part in conditions))
        case OneOf(fact, tuple() as values):
            # Some engines answer is_in of a null with false: the unknown is stated.
            column = of(fact)
            return nw.when(~column.is_null()).then(column.is_in(values))
        case Compare():
            return _comparison(condition, of)
        case _:
            raise RulebookError(f"{type(condition).__name__} has no outcome before the rule is bound")


def _comparison(node: Compare, of: Callable[[Fact], nw.Expr]) -> nw.Expr:
    import narwhals.stable.v2 as nw

    found = inequality(node)

    def side(sign: int) -> nw.Expr | int:
        terms = [
            _scaled(of(fact).cast(nw.Int64), sign * coefficient)
            for fact, coefficient in found.coefficients
            if sign * coefficient > 0
        ]
        constant = sign * found.constant if sign * found.constant > 0 else 0
        if not terms:
            return constant
        total = reduce(lambda left, right: left + right, terms)
        return total + constant if constant else total

    left, right = side(1), side(-1)
    if isinstance(left, int):
        left = nw.lit(left)
    match found.operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right


def _scaled(column: nw.Expr, coefficient: int) -> nw.Expr:
    return column if coefficient == 1 else column * coefficient
