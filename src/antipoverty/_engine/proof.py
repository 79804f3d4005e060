"""Reading rules as logic: Z3 proves a claim over every possible record, or finds one that breaks it.

A claim is about a condition, built from rules' conditions, or an amount. Under Kleene's logic a condition has three
outcomes, so it is encoded as two formulas, "is met" and "is not met"; where neither holds it is unknown. An amount is
encoded as "is known" and a whole number.

Facts that follow from members are encoded in one of two ways. By default they are facts like any other, free to take
any value; a count of members is at most the number of members. That proves a claim for records of any size. `Unrolled`,
they follow from a fixed number of members with facts of their own. That also proves claims that connect two questions
to the same members, but only for records with that number of members.
"""

from __future__ import annotations

from typing import Literal

from antipoverty._engine.conditions import (
    Condition,
    Fact,
    Number,
    Term,
)
from antipoverty._engine.linear import whole_number
from antipoverty._engine.worlds import Proof, Unrolled, World
from antipoverty.errors import InvalidValue


def prove_impossible(claim: str, condition: Condition, *, unrolled: Unrolled | None = None) -> Proof:
    """Prove that no record with all facts known meets a bound condition.

    Two rules exclude each other if ``AllOf((first, second))`` is never met; one implies the other if
    ``AllOf((first, Not(second)))`` is never met; between them they leave no one out if ``AllOf((Not(first),
    Not(second)))`` is never met.

    Raises:
        MissingExtra: without z3-solver.
    """
    world = World(_condition(condition), unrolled)
    solver = world.solver()
    met, _ = world.encode(condition)
    solver.add(met, *world.known())
    return world.answer(claim, solver)


def prove_settled(claim: str, condition: Condition, *, unrolled: Unrolled | None = None) -> Proof:
    """Prove that learning a fact never flips a bound condition's decided outcome; it only settles an unknown one."""
    world, later = (World(_condition(condition), unrolled, suffix) for suffix in ("", "'"))
    solver = world.solver()
    z3 = world.z3
    met, not_met = world.encode(condition)
    later_met, later_not_met = later.encode(condition)
    for before, after in world.beside(later):
        same = after.value == before.value
        solver.add(z3.Implies(before.known, z3.And(after.known, same)))
    solver.add(later.bounds())
    solver.add(z3.Or(z3.And(met, z3.Not(later_met)), z3.And(not_met, z3.Not(later_not_met))))
    return world.answer(claim, solver, later)


def prove_monotone(
    claim: str,
    tree: Condition | Term,
    fact: Fact,
    *,
    direction: Literal["rising", "falling"],
    scale: int = 100,
    unrolled: Unrolled | None = None,
) -> Proof:
    """Prove that a condition or an amount moves in one direction only as one number rises, all else equal and known.

    Facts are the same if their names are: the tree may have been read back from JSON.

    Args:
        claim: the claim in words.
        tree: a bound condition, or a bound term as that of a `BoundQuantity`.
        fact: the number that rises; one that the tree reads.
        direction: ``rising`` if an amount never falls, or a condition that is met stays met; ``falling`` if an amount
            never rises, or a condition that is not met stays so.
        scale: how many stored units make one unit of an amount: 100 for money.
        unrolled: a fixed number of members; if left out, the claim is proved for records of any size.

    Raises:
        InvalidValue: for a fact that is no number, or that the tree does not read.
        MissingExtra: without z3-solver.

    >>> from antipoverty.rules import Greatest, Kind
    >>> from antipoverty.text import Text
    >>> income = Fact("income", Kind.MONEY, Text("income", "收入"))
    >>> bool(prove_monotone("more income never makes poor", income < 3000, income, direction="falling"))
    True
    >>> gap = Greatest((3000 - income, 0))
    >>> [bool(prove_monotone("gap", gap, income, direction=way)) for way in ("falling", "rising")]
    [True, False]
    """
    if direction not in ("rising", "falling"):
        raise InvalidValue("direction", direction, "'rising' or 'falling'")
    if not isinstance(tree, Condition | Term):
        raise InvalidValue("tree", type(tree).__name__, "a condition of a bound rule or a term of a bound quantity")
    world, later = (World(tree, unrolled, suffix) for suffix in ("", "'"))
    solver = world.solver()
    world.add_rise(solver, later, fact)
    if isinstance(tree, Condition):
        met, not_met = world.encode(tree)
        later_met, later_not_met = later.encode(tree)
        solver.add(met, later_not_met) if direction == "rising" else solver.add(not_met, later_met)
    else:
        whole = whole_number(tree, scale)
        (known, before), (later_known, after) = world.amount(whole), later.amount(whole)
        solver.add(known, later_known, after < before if direction == "rising" else after > before)
    return world.answer(claim, solver, later)


def prove_bounds(
    claim: str,
    term: Term,
    *,
    least: Term | int | None = None,
    most: Term | int | None = None,
    scale: int = 100,
    unrolled: Unrolled | None = None,
) -> Proof:
    """Prove that an amount, wherever it is known, is never below one amount nor above another.

    Args:
        claim: the claim in words.
        term: a bound term.
        least: what it is never below, a number or another bound term; nothing, if left out.
        most: what it is never above.
        scale: how many stored units make one unit of the amounts: 100 for money.
        unrolled: a fixed number of members; if left out, the claim is proved for records of any size.

    Raises:
        InvalidValue: if both bounds are left out: every claim would hold.
        MissingExtra: without z3-solver.

    >>> from antipoverty.rules import Kind, Least
    >>> from antipoverty.text import Text
    >>> size = Fact("size", Kind.COUNT, Text("household size", "家庭人口"))
    >>> bool(prove_bounds("own share", Least((size * 2500, 10_000)), least=0, most=10_000))
    True
    """
    ends = [(Number(end) if isinstance(end, int) else _term(end), sign) for end, sign in ((least, 1), (most, -1))
            if end is not None]  # fmt: skip
    if not ends:
        raise InvalidValue("least, most", None, "at least one bound")
    world = World((_term(term), *(end for end, _ in ends)), unrolled)
    solver = world.solver()
    known, amount = world.amount(whole_number(term, scale))
    broken = []
    for end, sign in ends:
        end_known, limit = world.amount(whole_number(end, scale))
        broken.append(world.z3.And(end_known, amount < limit if sign == 1 else amount > limit))
    solver.add(known, world.z3.Or(*broken))
    return world.answer(claim, solver)


def _condition(condition: Condition) -> Condition:
    if not isinstance(condition, Condition):
        raise InvalidValue("condition", type(condition).__name__, "a condition of a bound rule")
    return condition


def _term(term: Term) -> Term:
    if not isinstance(term, Term):
        raise InvalidValue("term", type(term).__name__, "a term of a bound quantity")
    return term
