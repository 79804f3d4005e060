"""An arbitrary record as Z3 variables: the encoding of conditions and amounts that `proof` proves claims about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from antipoverty._engine.binding import bind_definition
from antipoverty._engine.conditions import (
    AllOf,
    AnyMember,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    FactValue,
    IsTrue,
    Kind,
    Not,
    OfMembers,
    OneOf,
    SumMembers,
    Term,
    facts_of,
    member_fact,
    unbound,
)
from antipoverty._engine.linear import OPERATORS, Division, Extreme, Part, Selection, WholeSum, inequality, whole_number
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.source import truths_of
from antipoverty._shared.arguments import typed
from antipoverty._shared.extras import needing
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, RulebookError


@frozen(order=False)
class Proof(Shown):
    """The result of a proof: it holds, or here is a record for which it does not.

    Attributes:
        claim: what was to be shown.
        holds: whether it was proved.
        counterexample: stored facts by name that break the claim; for a claim on two records, the first, then the
            second one's facts with a prime after the name.
    """

    claim: str
    holds: bool
    counterexample: dict[str, FactValue] = field(factory=dict)

    def __bool__(self) -> bool:
        return self.holds


@frozen
class Unrolled(Serializable):
    """A record with a fixed number of members, from whose facts its own follow.

    Attributes:
        members: how many members it has.
        parameters: the values that definitions of facts read, by name: those of a bound rule.
        size: the fact that holds the number of members, if a claim reads it.
    """

    members: int
    parameters: Mapping[str, ParameterValue] = field(factory=dict)
    size: Fact | None = None

    def __attrs_post_init__(self) -> None:
        typed(self.members, int, "members")
        if self.members < 1:
            raise InvalidValue("members", self.members, "at least 1")


@frozen(eq=False)
class _Variable:
    """The Z3 variables of a fact: whether it is known, and its value."""

    name: str
    fact: Fact
    known: Any
    value: Any


class World:
    """One arbitrary record: Z3 variables for the values of its facts, and for whether they are known."""

    def __init__(
        self,
        trees: Condition | Term | tuple[Condition | Term, ...],
        unrolled: Unrolled | None = None,
        suffix: str = "",
        *,
        person: bool = False,
    ) -> None:
        with needing("proof", "z3-solver"):
            import z3
        self.z3: Any = z3
        self.suffix = suffix
        self.unrolled = unrolled
        self.definitions: dict[Fact, Condition | Term] = {}
        self.people: list[World] = []
        self.facts = facts_of(*(trees if isinstance(trees, tuple) else (trees,)))
        if unrolled is not None:
            asked = self._follow(unrolled.parameters)
            numbers = range(1, 1 if person else unrolled.members + 1)
            self.people = [World(asked, unrolled, f" of member {each}{suffix}", person=True) for each in numbers]
        self._check_names()
        self.variables = {fact: self._variable(fact) for fact in self.facts}

    def _follow(self, parameters: Mapping[str, ParameterValue]) -> tuple[Condition | Term, ...]:
        """Have facts with a definition follow from it; the result is the questions to members."""
        facts, asked, left = dict.fromkeys(self.facts), dict[Condition | Term, None](), list(self.facts)
        while left:
            fact = left.pop(0)
            if fact.definition is None:
                continue
            definition = bind_definition(fact, parameters)
            self.definitions[fact] = definition
            if isinstance(definition, OfMembers):
                question = definition.term if isinstance(definition, SumMembers) else definition.condition
                asked |= {} if question is None else {question: None}
                continue
            new = [each for each in facts_of(definition) if each not in facts]
            facts |= dict.fromkeys(new)
            left += new
        self.facts = tuple(facts)
        return tuple(asked)

    def _check_names(self) -> None:
        """Facts are identified by name: a name stands for one kind of value."""
        forms: dict[str, tuple[Kind, tuple[str, ...]]] = {}
        for fact in self.facts:
            if forms.setdefault(fact.name, (fact.kind, fact.values)) != (fact.kind, fact.values):
                raise InvalidValue("condition", fact.name, "facts of one name to have one kind and the same values")

    def add_rise(self, solver: Any, later: World, fact: Fact) -> None:
        """Let one number rise from this record to the later one, all else equal and known.

        Raises:
            InvalidValue: for a fact that is not a number, or that the tree does not read.
        """
        if not isinstance(fact, Fact):
            raise InvalidValue("fact", type(fact).__name__, "a Fact")
        read = {other.name: other for other in self.facts if other not in self.definitions}
        if fact.name not in read:
            raise InvalidValue("fact", fact.name, f"a fact that the condition reads: {', '.join(read) or 'none'}")
        for one in (fact, read[fact.name]):
            if one.kind in (Kind.FLAG, Kind.CATEGORY):
                raise InvalidValue("fact", fact.name, f"a number: {fact.name} is a {one.kind.value}")
        for before, after in self.beside(later):
            rises = before.fact.name == fact.name and before.fact in self.variables
            solver.add(after.value > before.value if rises else after.value == before.value)
            solver.add(after.known == before.known)
        solver.add(later.bounds(), *self.known(), *later.known())

    def beside(self, later: World) -> Iterator[tuple[_Variable, _Variable]]:
        """Each variable of this record with that of the later one."""
        yield from zip(self.all_variables(), later.all_variables(), strict=True)

    def all_variables(self) -> Iterator[_Variable]:
        yield from self.variables.values()
        for person in self.people:
            yield from person.all_variables()

    def _variable(self, fact: Fact) -> _Variable:
        name, z3 = fact.name + self.suffix, self.z3
        value = z3.Bool(name) if fact.kind is Kind.FLAG else z3.Int(name)
        return _Variable(name, fact, z3.Bool(f"known {name}"), value)

    def known(self) -> list[Any]:
        """That every fact is known; a fact that follows from others need not be stated as well."""
        own = [variable.known for fact, variable in self.variables.items() if fact not in self.definitions]
        return own + [known for person in self.people for known in person.known()]

    def bounds(self) -> Any:
        """What excludes impossible records: negative counts, unknown categories, more counted members than members."""
        limits = []
        for variable in self.all_variables():
            if variable.fact.kind in (Kind.COUNT, Kind.MEASURE):
                limits.append(variable.value >= 0)
            elif variable.fact.kind is Kind.CATEGORY:
                limits.append(self.z3.And(variable.value >= 0, variable.value < len(variable.fact.values)))
        return self.z3.And(*limits, *self._of_members())

    def _of_members(self) -> Iterator[Any]:
        """Constraints on questions to members: no record states the answers, and counts are at most the size."""
        z3 = self.z3
        size = self.unrolled.size if self.unrolled is not None else None
        if size is not None and size in self.variables:
            stated = self.variables[size]
            yield z3.And(stated.known, stated.value == len(self.people))
        counts = [each for each in self.variables if isinstance(each.definition, CountMembers)]
        whole = next((each for each in counts if each.definition == CountMembers()), None)
        for fact in counts:
            if whole is not None and fact is not whole:
                part, total = self.variables[fact], self.variables[whole]
                yield z3.Implies(z3.And(part.known, total.known), part.value <= total.value)
        for fact in self.definitions:
            if isinstance(fact.definition, OfMembers) and fact == member_fact(fact.definition):
                yield z3.Not(self.variables[fact].known)

    def solver(self) -> Any:
        solver = self.z3.Solver()
        solver.add(self.bounds())
        return solver

    def encode(self, node: Condition) -> tuple[Any, Any]:
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
            case AllOf(parts):
                pairs = [self.encode(part) for part in parts]
                return z3.And(*(met for met, _ in pairs)), z3.Or(*(not_met for _, not_met in pairs))
            case AnyOf(parts):
                pairs = [self.encode(part) for part in parts]
                return z3.Or(*(met for met, _ in pairs)), z3.And(*(not_met for _, not_met in pairs))
            case IsTrue(fact):
                return self.flag(fact)
            case OneOf(fact, tuple()):
                variable, truths = self.variables[fact], truths_of(node)
                met, not_met = (
                    z3.Or(*(variable.value == place for place, truth in enumerate(truths.values()) if truth is wanted))
                    for wanted in (True, False)
                )
                return z3.And(variable.known, met), z3.And(variable.known, not_met)
            case AnyMember() | EveryMember():
                return self.flag(member_fact(node))
            case Compare():
                compared = inequality(node)
                known, total = self.amount(WholeSum(compared.coefficients, compared.constant))
                truth = OPERATORS[compared.operator](total, 0)
                return z3.And(known, truth), z3.And(known, z3.Not(truth))
            case _:
                raise unbound(node)

    def amount(self, whole: WholeSum) -> tuple[Any, Any]:
        """The pair (is known, its value)."""
        parts = [(self.part(part), factor) for part, factor in whole.coefficients]
        known = self.z3.And(*(known for (known, _), _ in parts))
        return known, whole.constant + self.z3.Sum(*(factor * value for (_, value), factor in parts))

    def part(self, part: Part) -> tuple[Any, Any]:
        z3 = self.z3
        match part:
            case Fact():
                return self.number(part)
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

    def flag(self, fact: Fact) -> tuple[Any, Any]:
        """The pair (is true, is false) of what follows, or where that is unknown, of what is stated."""
        z3, stated = self.z3, self.variables[fact]
        own = z3.And(stated.known, stated.value), z3.And(stated.known, z3.Not(stated.value))
        if fact not in self.definitions:
            return own
        definition = self.definitions[fact]
        assert isinstance(definition, Condition)
        first = self.asked(definition) if isinstance(definition, OfMembers) else self.encode(definition)
        first, second = (own, first) if fact.stated_first else (first, own)
        open_still = z3.Not(z3.Or(*first))
        return z3.Or(first[0], z3.And(open_still, second[0])), z3.Or(first[1], z3.And(open_still, second[1]))

    def number(self, fact: Fact) -> tuple[Any, Any]:
        """The pair (is known, its value) of what follows, or where that is unknown, of what is stated."""
        z3, stated = self.z3, self.variables[fact]
        own = stated.known, stated.value
        if fact not in self.definitions:
            return own
        definition = self.definitions[fact]
        if isinstance(definition, OfMembers):
            first = self.counted(definition)
        else:
            assert isinstance(definition, Term)
            first = self.amount(whole_number(definition, fact.kind.scale))
        first, second = (own, first) if fact.stated_first else (first, own)
        return z3.Or(first[0], second[0]), z3.If(first[0], first[1], second[1])

    def asked(self, node: OfMembers) -> tuple[Any, Any]:
        """Whether any or every member meets a condition."""
        z3 = self.z3
        assert isinstance(node, AnyMember | EveryMember)
        pairs = [person.encode(node.condition) for person in self.people]
        some, every = (z3.Or, z3.And) if isinstance(node, AnyMember) else (z3.And, z3.Or)
        return some(*(met for met, _ in pairs)), every(*(not_met for _, not_met in pairs))

    def counted(self, node: OfMembers) -> tuple[Any, Any]:
        """The count or the sum of a question to members."""
        z3 = self.z3
        pairs: list[tuple[Any, Any]] = []
        for person in self.people:
            if isinstance(node, SumMembers):
                pairs.append(person.amount(whole_number(node.term, member_fact(node).kind.scale)))
            elif isinstance(node, CountMembers) and node.condition is not None:
                met, not_met = person.encode(node.condition)
                pairs.append((z3.Or(met, not_met), z3.If(met, 1, 0)))
            else:
                pairs.append((z3.BoolVal(True), z3.IntVal(1)))
        return z3.And(*(known for known, _ in pairs)), z3.Sum(*(value for _, value in pairs))

    def answer(self, claim: str, solver: Any, later: World | None = None) -> Proof:
        typed(claim, str, "claim")
        result = solver.check()
        if result == self.z3.unsat:
            return Proof(claim, True)
        if result != self.z3.sat:
            raise RulebookError(f"the solver could not decide: {claim}")
        model = solver.model()
        worlds = [self] if later is None else [self, later]
        variables = [variable for world in worlds for variable in world.all_variables()]
        return Proof(claim, False, {variable.name: self.read(model, variable) for variable in variables})

    def read(self, model: Any, variable: _Variable) -> FactValue:
        fact = variable.fact
        if not self.z3.is_true(model.eval(variable.known, model_completion=True)):
            return None
        value = model.eval(variable.value, model_completion=True)
        if fact.kind is Kind.FLAG:
            return bool(self.z3.is_true(value))
        number = int(value.as_long())
        return fact.values[number] if fact.kind is Kind.CATEGORY else number
