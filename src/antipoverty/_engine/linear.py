"""Terms and comparisons as whole numbers, the one form that every reader evaluates.

``income < line × size`` becomes ``1·income_fen - 273600·size < 0``: whole numbers only, so that no reader rounds. A
term becomes a sum of stored facts with whole factors, over a denominator that is known before any record is read. What
is not linear (the least of several, one of two by a condition, a rounding) is a part of that sum, and consists of such
sums itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any, TypeAlias, TypeVar

from attrs import frozen

from antipoverty._engine.conditions import (
    ByYear,
    Compare,
    Condition,
    CountMembers,
    Direction,
    Fact,
    Greatest,
    Least,
    Number,
    Operator,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
    facts_of,
    member_fact,
    unbound,
)
from antipoverty.errors import RulebookError

#: The comparisons, for whole numbers, columns and formulas alike.
OPERATORS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
#: Each operator with its sides exchanged.
MIRRORED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", "==": "==", ">=": "<=", ">": "<"}


@frozen
class WholeSum:
    """``sum(factor × part) + constant``, in whole numbers.

    Attributes:
        coefficients: whole numbers by part, none of them 0, the first part of the text first; a fact as it is stored.
        constant: a whole number.
    """

    coefficients: tuple[tuple[Part, int], ...]
    constant: int

    @property
    def linear(self) -> tuple[tuple[Fact, int], ...] | None:
        """The factors, if every part is a fact; else none."""
        facts = tuple((part, factor) for part, factor in self.coefficients if isinstance(part, Fact))
        return facts if len(facts) == len(self.coefficients) else None


@frozen
class Extreme:
    """The least or the greatest of several sums."""

    sums: tuple[WholeSum, ...]
    greatest: bool


@frozen
class Selection:
    """One sum where a condition is met, another where it is not."""

    condition: Condition
    met: WholeSum
    not_met: WholeSum


@frozen
class Division:
    """A sum divided by a whole number above 0 and rounded to a whole number."""

    dividend: WholeSum
    divisor: int
    direction: Direction


Part: TypeAlias = Fact | Extreme | Selection | Division


@frozen
class Inequality(WholeSum):
    """A comparison of a sum with 0.

    Attributes:
        operator: the comparison.
    """

    operator: Operator


_Linear: TypeAlias = tuple[dict[Part, Fraction], Fraction]
_Key = TypeVar("_Key")


@lru_cache(maxsize=4096)
def inequality(compare: Compare) -> Inequality:
    """Bring a comparison whose parameters are bound to whole numbers.

    Raises:
        RulebookError: if a fact is multiplied by a fact.
        InvalidValue: if a parameter is still open.
    """
    whole, _ = _whole(_combine(_linear(compare.left), _linear(compare.right), Fraction(-1)))
    # Divided by the greatest common divisor, so that fewer comparisons pass the 64 bits of a frame.
    shared = gcd(whole.constant, *(factor for _, factor in whole.coefficients)) or 1
    return Inequality(
        tuple((part, factor // shared) for part, factor in whole.coefficients),
        whole.constant // shared,
        compare.operator,
    )


def share_in(compare: Compare, fact: Fact) -> Fraction | None:
    """The change of left side minus right side of a comparison for each unit (yuan, person) that a fact grows.

    None where that depends on the facts: where the fact is under a least or greatest, a rounding or a condition.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> share_in(size * 3 < 20, size), share_in(Least((size, Number(5))) < 20, size)
    (Fraction(3, 1), None)
    """
    parts, _ = _combine(_linear(compare.left), _linear(compare.right), Fraction(-1))
    beside = WholeSum(tuple((part, 1) for part in parts if part != fact), 0)
    share = parts.get(fact, Fraction(0)) * fact.kind.scale
    return None if not share or fact in facts_in(beside) else share


def whole_number(term: Term, scale: int) -> WholeSum:
    """A term whose parameters are bound, as a whole number of stored units.

    Args:
        term: the term.
        scale: how many stored units make one unit: 100 for money.

    Raises:
        RulebookError: if it may come out between two stored units, a fact is multiplied by a fact, or a parameter is
            still open.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> whole_number(size * 3000, 100).coefficients[0][1]
    300000
    """
    facts, constant = _linear(term)
    whole, denominator = _whole(({part: share * scale for part, share in facts.items()}, constant * scale))
    if denominator != 1:
        raise RulebookError(
            f"an amount may come out at 1/{denominator} of a stored unit; say how it is rounded: Rounded(term, unit, …)"
        )
    return whole


def facts_in(whole: WholeSum) -> Iterator[Fact]:
    """The facts that a sum reads, in reading order, with repetitions."""
    for part, _ in whole.coefficients:
        match part:
            case Fact():
                yield part
            case Extreme(sums):
                for part_sum in sums:
                    yield from facts_in(part_sum)
            case Selection(condition, met, not_met):
                yield from (*facts_of(condition), *facts_in(met), *facts_in(not_met))
            case Division(dividend):
                yield from facts_in(dividend)


def limits(whole: WholeSum, bounds: Callable[[Fact], tuple[int, int]]) -> tuple[int, int]:
    """The least and the greatest value of a sum, from those of each fact as it is stored."""
    low = high = whole.constant
    for part, factor in whole.coefficients:
        match part:
            case Fact():
                least, most = bounds(part)
            case Extreme(sums, greatest):
                ranges = [limits(term, bounds) for term in sums]
                pick = max if greatest else min
                least, most = pick(low for low, _ in ranges), pick(high for _, high in ranges)
            case Selection(_, met, not_met):
                ranges = [limits(term, bounds) for term in (met, not_met)]
                least, most = min(low for low, _ in ranges), max(high for _, high in ranges)
            case Division(dividend, divisor, direction):
                least, most = (divided(end, divisor, direction) for end in limits(dividend, bounds))
        ends = (factor * least, factor * most)
        low, high = low + min(ends), high + max(ends)
    return low, high


def divided(dividend: int, divisor: int, direction: Direction) -> int:
    """A whole number divided by one above 0 and rounded.

    >>> divided(-5, 2, "half"), divided(-5, 2, "up"), divided(-5, 2, "down")
    (-3, -2, -3)
    """
    match direction:
        case "down":
            return dividend // divisor
        case "up":
            return -(-dividend // divisor)
        case "half":
            nearest = (2 * abs(dividend) + divisor) // (2 * divisor)
            return nearest if dividend >= 0 else -nearest


def flattened(term: Term) -> tuple[dict[Term, Fraction], Fraction]:
    """A term in whole units as a sum of other terms, each with its factor, and a constant.

    The terms are facts and what is not linear. Terms that cancel out are left out, and need not be known.

    Raises:
        RulebookError: if a fact is multiplied by a fact.
        InvalidValue: if a parameter is still open.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> flattened(size * 3 - size * 3 + 5)
    ({}, Fraction(5, 1))
    """
    terms, constant = _flattened(term)
    return {part: factor for part, factor in terms.items() if factor}, constant


def _flattened(term: Term) -> tuple[dict[Term, Fraction], Fraction]:
    match term:
        case Number(value):
            return {}, value
        case Plus(terms):
            total: tuple[dict[Term, Fraction], Fraction] = ({}, Fraction(0))
            for part in terms:
                total = _combine(total, _flattened(part), Fraction(1))
            return total
        case Times(left, right):
            terms_left, constant = _flattened(left)
            terms_right, factor = _flattened(right)
            if terms_left and terms_right:
                raise RulebookError("a rule multiplies a fact by a fact; at most one side may contain facts")
            if terms_right:
                terms_left, constant, factor = terms_right, factor, constant
            return {part: share * factor for part, share in terms_left.items()}, constant * factor
        case Parameter() | ByYear():
            raise unbound(term)
        case CountMembers() | SumMembers():
            return {member_fact(term): Fraction(1)}, Fraction(0)
        case _:
            return {term: Fraction(1)}, Fraction(0)


def _linear(term: Term) -> _Linear:
    """A term in whole units (yuan, persons) as shares of its parts as they are stored, and a constant."""
    terms, constant = flattened(term)
    linear: _Linear = ({}, constant)
    for part, factor in terms.items():
        linear = _combine(linear, _stored(part), factor)
    return linear


def _stored(term: Term) -> _Linear:
    """A part of a sum in whole units, as a share of the part in stored units."""
    match term:
        case Fact():
            return {term: Fraction(1, term.kind.scale)}, Fraction(0)
        case Least(terms) | Greatest(terms):
            sums, denominator = _over_one_denominator([_linear(part) for part in terms])
            return _one(Extreme(sums, isinstance(term, Greatest)), denominator)
        case When(condition, met, otherwise):
            (first, second), denominator = _over_one_denominator([_linear(met), _linear(otherwise)])
            return _one(Selection(condition, first, second), denominator)
        case Rounded(inner, unit, direction):
            facts, constant = _linear(inner)
            dividend, divisor = _whole(({part: share / unit for part, share in facts.items()}, constant / unit))
            return {Division(dividend, divisor, direction): unit}, Fraction(0)
        case _:  # pragma: no cover  # linear terms are taken apart before
            raise RulebookError(f"{term} cannot be a part of a sum")


def _one(part: Part, denominator: int) -> _Linear:
    return {part: Fraction(1, denominator)}, Fraction(0)


def _whole(linear: _Linear) -> tuple[WholeSum, int]:
    """A sum in whole numbers, and the denominator that it stands over."""
    (whole,), denominator = _over_one_denominator([linear])
    return whole, denominator


def _over_one_denominator(sums: list[_Linear]) -> tuple[tuple[WholeSum, ...], int]:
    """Several sums in whole numbers over their common denominator."""
    shares = [share for parts, constant in sums for share in (constant, *parts.values())]
    denominator = lcm(*(share.denominator for share in shares))
    return tuple(
        WholeSum(
            tuple((part, int(share * denominator)) for part, share in parts.items() if share),
            int(constant * denominator),
        )
        for parts, constant in sums
    ), denominator


def _combine(
    left: tuple[dict[_Key, Fraction], Fraction], right: tuple[dict[_Key, Fraction], Fraction], factor: Fraction
) -> tuple[dict[_Key, Fraction], Fraction]:
    parts = dict(left[0])
    for part, share in right[0].items():
        parts[part] = parts.get(part, Fraction(0)) + share * factor
    return parts, left[1] + right[1] * factor
