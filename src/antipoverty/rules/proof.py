"""Reading rules as logic: Z3 proves a claim over every possible record, or finds one that breaks it.

A claim is a condition built from rules' conditions. Under Kleene's logic a condition has three outcomes, so it is
encoded as two formulas, "is met" and "is not met"; where neither holds it is unknown.
"""

from __future__ import annotations

from typing import Any as AnyType

from attrs import field, frozen

from antipoverty.arguments import typed
from antipoverty.errors import InvalidValue, MissingExtra, RulebookError
from antipoverty.rules.conditions import (
    All,
    Any,
    AnyMember,
    Compare,
    Condition,
    Constant,
    Criterion,
    EveryMember,
    Fact,
    IsTrue,
    Kind,
    Not,
    OneOf,
    facts_of,
    member_fact,
)
from antipoverty.rules.linear import OPERATORS, Division, Extreme, Part, Selection, WholeSum, inequality
from antipoverty.rules.record import Stored, truths_of

__all__ = ["Proof", "never_with_facts_known", "settled_by_facts", "steady_in"]


@frozen(order=False)
class Proof:
    """The result of a proof: it holds, or here is a record for which it does not.

    Attributes:
        claim: what was to be shown.
        holds: whether it was proved.
        counterexample: stored facts by name that break the claim; for a claim on two records, the first, then the
            second one's facts with a prime after the name.
    """

    claim: str
    holds: bool
    counterexample: dict[str, Stored] = field(factory=dict)

    def __bool__(self) -> bool:
        return self.holds


def never_with_facts_known(claim: str, condition: Condition) -> Proof:
    """Prove that no record with all facts known meets a bound condition.

    Two rules exclude each other if ``All((first, second))`` is never met; one implies the other if
    ``All((first, Not(second)))`` is never met; between them they leave no one out if ``All((Not(first),
    Not(second)))`` is never met.

    Raises:
        MissingExtra: without z3-solver.
    """
    world = _World(condition)
    solver = world.solver()
    met, _ = world.encode(condition)
    solver.add(met, *world.known())
    return world.answer(claim, solver)


def settled_by_facts(claim: str, condition: Condition) -> Proof:
    """Prove that learning a fact never flips a bound condition's decided outcome; it only settles an unknown one."""
    world = _World(condition)
    later = _World(condition, suffix="'")
    solver = world.solver()
    z3 = world.z3
    met, not_met = world.encode(condition)
    later_met, later_not_met = later.encode(condition)
    for fact in world.facts:
        same = later.value[fact] == world.value[fact]
        solver.add(z3.Implies(world.is_known[fact], z3.And(later.is_known[fact], same)))
    solver.add(later.bounds())
    solver.add(z3.Or(z3.And(met, z3.Not(later_met)), z3.And(not_met, z3.Not(later_not_met))))
    return world.answer(claim, solver, later)


def steady_in(claim: str, condition: Condition, fact: Fact, *, rising_never: bool) -> Proof:
    """Prove that a rise of one number, all else equal, never makes a bound condition come out `rising_never`.

    ``steady_in("…", poor, NET_INCOME, rising_never=True)`` says that raising income never makes a household poor.
    Facts are the same if their names are: the condition may have been read back from JSON.

    Raises:
        InvalidValue: for a fact that is no number, or that the condition does not read: of that one, any claim would
            hold.
        MissingExtra: without z3-solver.
    """
    typed(rising_never, bool, "rising_never")
    world, later = _World(condition), _World(condition, suffix="'")
    world.check_rises(fact)
    solver = world.solver()
    met, not_met = world.encode(condition)
    later_met, later_not_met = later.encode(condition)
    for other in world.facts:
        before, after = world.value[other], later.value[other]
        solver.add(after > before if other.name == fact.name else after == before)
    solver.add(later.bounds(), *world.known(), *later.known())
    solver.add(not_met, later_met) if rising_never else solver.add(met, later_not_met)
    return world.answer(claim, solver, later)


class _World:
    """One record with every fact open: Z3 variables for its values and for whether each is known."""

    def __init__(self, condition: Condition, suffix: str = "") -> None:
        try:
            import z3
        except ImportError:
            raise MissingExtra("proof", "z3-solver") from None
        self.z3: AnyType = z3
        self.suffix = suffix
        if not isinstance(condition, Condition):
            raise InvalidValue("condition", type(condition).__name__, "a condition of a bound rule")
        self.facts = facts_of(condition)
        self._check_names()
        self.value = {fact: self._variable(fact) for fact in self.facts}
        self.is_known = {fact: z3.Bool(f"known {fact.name}{suffix}") for fact in self.facts}

    def _check_names(self) -> None:
        """A fact is known by its name, so that one name cannot stand for two kinds of value."""
        forms: dict[str, tuple[Kind, tuple[str, ...]]] = {}
        for fact in self.facts:
            if forms.setdefault(fact.name, (fact.kind, fact.values)) != (fact.kind, fact.values):
                raise InvalidValue("condition", fact.name, "facts of one name to have one kind and the same values")

    def check_rises(self, fact: Fact) -> None:
        """Refuse a fact of which it means nothing that it rises."""
        if not isinstance(fact, Fact):
            raise InvalidValue("fact", type(fact).__name__, "a Fact")
        read = {other.name: other for other in self.facts}
        if fact.name not in read:
            raise InvalidValue("fact", fact.name, f"a fact that the condition reads: {', '.join(read) or 'none'}")
        for one in (fact, read[fact.name]):
            if one.kind in (Kind.FLAG, Kind.CATEGORY):
                raise InvalidValue("fact", fact.name, f"a number: {fact.name} is a {one.kind.value}")

    def _variable(self, fact: Fact) -> AnyType:
        name = fact.name + self.suffix
        return self.z3.Bool(name) if fact.kind is Kind.FLAG else self.z3.Int(name)

    def known(self) -> list[AnyType]:
        return list(self.is_known.values())

    def bounds(self) -> AnyType:
        """What no record can be: a negative count, a category outside its values."""
        limits = []
        for fact, value in self.value.items():
            if fact.kind in (Kind.COUNT, Kind.MEASURE):
                limits.append(value >= 0)
            elif fact.kind is Kind.CATEGORY:
                limits.append(self.z3.And(value >= 0, value < len(fact.values)))
        return self.z3.And(*limits)

    def solver(self) -> AnyType:
        solver = self.z3.Solver()
        solver.add(self.bounds())
        return solver

    def encode(self, node: Condition) -> tuple[AnyType, AnyType]:
        """The pair (is met, is not met)."""
        z3 = self.z3
        match node:
            case Constant(value):
                return z3.BoolVal(value), z3.BoolVal(not value)
            case Criterion():
                return self.encode(node.effective)
            case Not(inner):
                met, not_met = self.encode(inner)
                return not_met, met
            case All(parts):
                pairs = [self.encode(part) for part in parts]
                return z3.And(*(met for met, _ in pairs)), z3.Or(*(not_met for _, not_met in pairs))
            case Any(parts):
                pairs = [self.encode(part) for part in parts]
                return z3.Or(*(met for met, _ in pairs)), z3.And(*(not_met for _, not_met in pairs))
            case IsTrue(fact):
                return self._if_known((fact,), self.value[fact])
            case OneOf(fact, tuple()):
                truths = truths_of(node)
                codes = {
                    wanted: z3.Or(
                        *(self.value[fact] == place for place, truth in enumerate(truths.values()) if truth is wanted)
                    )
                    for wanted in (True, False)
                }
                known = self.is_known[fact]
                return z3.And(known, codes[True]), z3.And(known, codes[False])
            case AnyMember() | EveryMember():
                return self.encode(IsTrue(member_fact(node)))
            case Compare():
                found = inequality(node)
                known, total = self.amount(WholeSum(found.coefficients, found.constant))
                truth = OPERATORS[found.operator](total, 0)
                return z3.And(known, truth), z3.And(known, z3.Not(truth))
            case _:
                raise RulebookError(f"{type(node).__name__} has no meaning before the rule is bound")

    def amount(self, whole: WholeSum) -> tuple[AnyType, AnyType]:
        """The pair (is known, how much it is)."""
        parts = [(self.part(part), factor) for part, factor in whole.coefficients]
        known = self.z3.And(*(known for (known, _), _ in parts))
        return known, whole.constant + self.z3.Sum(*(factor * value for (_, value), factor in parts))

    def part(self, part: Part) -> tuple[AnyType, AnyType]:
        z3 = self.z3
        match part:
            case Fact():
                return self.is_known[part], self.value[part]
            case Extreme(sums, greatest):
                pairs = [self.amount(each) for each in sums]
                most = pairs[0][1]
                for _, value in pairs[1:]:
                    most = z3.If(value >= most if greatest else value <= most, value, most)
                return z3.And(*(known for known, _ in pairs)), most
            case Selection(condition, met, not_met):
                holds, fails = self.encode(condition)
                (knows_first, first), (knows_second, second) = self.amount(met), self.amount(not_met)
                alike = z3.And(knows_first, knows_second, first == second)
                known = z3.Or(z3.And(holds, knows_first), z3.And(fails, knows_second), alike)
                return known, z3.If(z3.Or(holds, z3.And(z3.Not(fails), alike)), first, second)
            case Division(dividend, divisor, direction):
                known, value = self.amount(dividend)
                match direction:
                    case "down":
                        return known, value / divisor
                    case "up":
                        return known, -(-value / divisor)
                    case "half":
                        nearest = (2 * value + divisor) / (2 * divisor), (divisor - 2 * value) / (2 * divisor)
                        return known, z3.If(value >= 0, nearest[0], -nearest[1])

    def _if_known(self, facts: tuple[Fact, ...], truth: AnyType) -> tuple[AnyType, AnyType]:
        z3 = self.z3
        known = z3.And(*(self.is_known[fact] for fact in facts))
        return z3.And(known, truth), z3.And(known, z3.Not(truth))

    def answer(self, claim: str, solver: AnyType, later: _World | None = None) -> Proof:
        typed(claim, str, "claim")
        result = solver.check()
        if result == self.z3.unsat:
            return Proof(claim, True)
        if result != self.z3.sat:
            raise RulebookError(f"the solver could not decide: {claim}")
        model = solver.model()
        worlds = [self] if later is None else [self, later]
        found = {fact.name + world.suffix: world.read(model, fact) for world in worlds for fact in world.facts}
        return Proof(claim, False, found)

    def read(self, model: AnyType, fact: Fact) -> Stored:
        if not self.z3.is_true(model.eval(self.is_known[fact], model_completion=True)):
            return None
        value = model.eval(self.value[fact], model_completion=True)
        if fact.kind is Kind.FLAG:
            return bool(self.z3.is_true(value))
        number = int(value.as_long())
        return fact.values[number] if fact.kind is Kind.CATEGORY else number
