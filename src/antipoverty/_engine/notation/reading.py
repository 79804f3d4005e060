"""Reading the notation: the text of a condition or a term as a tree, or the place where it cannot be read."""

from __future__ import annotations

import ast
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from attrs import evolve, frozen

from antipoverty._engine.conditions import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    Number,
    OneOf,
    Operator,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty._engine.subjects import Subject
from antipoverty._shared.arguments import did_you_mean
from antipoverty.errors import InvalidValue
from antipoverty.money import exact_number

#: A longer text is no condition that anyone reads.
_LONGEST = 10_000
_OPERATORS: Mapping[type[ast.cmpop], Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.GtE: ">=",
    ast.Gt: ">",
}
CONSTANTS = {"true": True, "false": False}
OF_NOBODY: Mapping[str, bool | None] = {**CONSTANTS, "unknown": None}
MINUS_ONE = Fraction(-1)


def read_condition(
    text: str, subject: Subject, *, criteria: Iterable[Criterion] = (), parameters: Collection[str] | None = None
) -> Condition:
    """Read a condition from its text. Nothing of the text is executed.

    - ``dibao``, ``not dibao``, ``a and b``, ``a or b``, ``true``: flags, and how conditions are combined
    - ``net_income < poverty.line * size``, also ``<= == != >= >`` and ``0 < age <= 15``: numbers; money is in yuan
    - ``dwelling_grade in ("C", "D")``, ``registration in assistance.registered_states``, ``grade == "C"``: categories
    - ``line.basis == "income"``: the rulebook's choice; ``choose(line.basis, {"income": a, "score": b})``
    - ``any_member(age < 16)``, ``every_member(…, of_nobody=true)``: members; ``any_marked((a, b), some.table, "mark")``
    - ``all_of(a)``, ``any_of(a)``: a conjunction or disjunction of one
    - ``criterion("HH-01")``, ``condition_of("HH-01")``: one of the criteria given, or what it says of every record

    Args:
        text: the condition.
        subject: whose facts the bare names are.
        criteria: the criteria that the text may name.
        parameters: the names that the rulebook has; not checked, if left out.

    Raises:
        InvalidValue: naming the text, the place, what was expected there and, for a name, the nearest ones.

    >>> from antipoverty.facts import HOUSEHOLD
    >>> from antipoverty.facts.household import DIBAO, SIZE
    >>> read_condition("dibao and size < 5", HOUSEHOLD) == IsTrue(DIBAO) & (SIZE < 5)
    True
    >>> read_condition("dibao and sise < 5", HOUSEHOLD)
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: condition 'dibao and sise < 5', character 11: got 'sise'; expected a fact of a \
household; did you mean size?
    """
    return _read(text, subject, criteria, parameters, "condition", _Reader.condition)


def read_term(text: str, subject: Subject, *, parameters: Collection[str] | None = None) -> Term:
    """Read a number from its text, as `read_condition` reads a condition; raises as it does.

    - ``size``, ``grant.yuan``, ``0.05``, ``1/3``, ``a + b - c``, ``a * b``, ``a / 12``
    - ``least(a, b)``, ``greatest(a, 0)``, ``rounded(a, 0.01, "down")``, ``when(dibao, a, otherwise)``
    - ``count_members(age < 16)``, ``count_members()``, ``sum_members(pension)``
    - ``by_year("poverty_line", income.line_series, income.year_offset)``: a yearly series that the rulebook chooses

    >>> from antipoverty.facts import HOUSEHOLD
    >>> from antipoverty.facts.household import SIZE
    >>> read_term("assistance.linkage_yuan * size", HOUSEHOLD) == Parameter("assistance.linkage_yuan") * SIZE
    True
    """
    return _read(text, subject, (), parameters, "term", _Reader.term)


_T = typing.TypeVar("_T", Condition, Term)


def _read(
    text: str,
    subject: Subject,
    criteria: Iterable[Criterion],
    parameters: Collection[str] | None,
    what: str,
    read: Callable[[_Reader, ast.expr], _T],
) -> _T:
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        raise InvalidValue(what, text, f"a {what} in text, of at most {_LONGEST} characters")
    if not isinstance(subject, Subject):
        raise InvalidValue("subject", subject, "a Subject, such as antipoverty.facts.HOUSEHOLD")
    known = {criterion.id: criterion for criterion in criteria}
    reader = _Reader(text, what, subject, known, None if parameters is None else frozenset(parameters))
    # In brackets, a text may have several lines and comments.
    try:
        root = ast.parse(f"({text}\n)", mode="eval").body
        if (root.lineno, root.col_offset) == (1, 0):
            raise _Misread(root, f"one {what}, its brackets closed")
        return read(reader, root)
    except _Misread as misread:
        raise reader.refusal(misread.node, misread.expected) from None
    except SyntaxError as error:
        line, character = error.lineno or 1, error.offset or 1
        place = reader.place(line, character - (line == 1))
        raise InvalidValue(place, error.msg, f"a {what} such as {_EXAMPLES[what]}") from None
    except (ValueError, RecursionError, MemoryError):
        raise InvalidValue(what, text, f"a {what} that is less deeply nested and has no control characters") from None


_EXAMPLES = {"condition": 'registration == "registered" and size < 5', "term": "grant.yuan * size"}


class _Misread(Exception):
    """A part of the text is not what it should be."""

    def __init__(self, node: ast.expr, expected: str) -> None:
        self.node = node
        self.expected = expected


@lru_cache(maxsize=64)
def _facts(subject: Subject) -> Mapping[str, Fact]:
    return {fact.name: fact for fact in subject.facts}


@frozen
class _Reader:
    """Reads the nodes of one text.

    Attributes:
        text: the text.
        what: what it should be: a condition or a term.
        subject: whose facts its bare names are.
        criteria: the criteria that it may name.
        parameters: the parameters that it may name; any, if there are none.
    """

    text: str
    what: str
    subject: Subject
    criteria: Mapping[str, Criterion]
    parameters: frozenset[str] | None

    def place(self, line: int, character: int) -> str:
        """Where in the text something is wrong."""
        where = f"line {line}, character {character}" if "\n" in self.text.strip() else f"character {character}"
        return f"{self.what} {self.text.strip()!r}, {where}"

    def refusal(self, node: ast.expr, expected: str) -> InvalidValue:
        """The error for a part of the text."""
        lines = f"({self.text}\n)".split("\n")
        before = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
        given = ast.get_source_segment(f"({self.text}\n)", node) or self.text
        return InvalidValue(self.place(node.lineno, before + (node.lineno > 1)), given.strip(), expected)

    @staticmethod
    def made(node: ast.expr, make: Callable[[], _T]) -> _T:
        """A node of a tree; what it refuses is refused with its place."""
        try:
            return make()
        except InvalidValue as error:
            raise _Misread(node, f"{error.expected} ({error.field})") from None

    def condition(self, node: ast.expr) -> Condition:
        """A condition."""
        match node:
            case ast.BoolOp(op, values):
                parts = tuple(map(self.condition, values))
                return AllOf(parts) if isinstance(op, ast.And) else AnyOf(parts)
            case ast.UnaryOp(ast.Not(), operand):
                return Not(self.condition(operand))
            case ast.Compare(left, operators, others):
                pairs = zip([left, *others], operators, others, strict=False)
                compared = tuple(self.compared(node, *pair) for pair in pairs)
                return compared[0] if len(compared) == 1 else AllOf(compared)
            case ast.Constant(bool() as value):
                return Constant(value)
            case ast.Name(name) if name in CONSTANTS:
                return Constant(CONSTANTS[name])
            case ast.Name():
                fact = self.fact(node)
                if fact.kind is not Kind.FLAG:
                    example = f'{fact.name} == "{fact.values[0]}"' if fact.values else f"{fact.name} < 5"
                    raise _Misread(node, f"a condition: {fact.name} is a {fact.kind.value}, as in {example}")
                return IsTrue(fact)
            case ast.Attribute() | ast.Call(ast.Name("parameter")):
                return Chosen(self.parameter(node), "true")
            case ast.Call():
                return self.called(node, _CONDITION_FORMS)
            case _:
                raise _Misread(node, f"a condition such as {_EXAMPLES['condition']}")

    def term(self, node: ast.expr) -> Term:
        """A number."""
        match node:
            case ast.Constant(bool() | str() | bytes()):
                raise _Misread(node, "a number")
            case ast.Constant(int() as value):
                return self.made(node, lambda: Number(exact_number(value, "number")))
            case ast.Constant(float()):
                # As it is written: the value of the literal is binary.
                written = ast.get_source_segment(f"({self.text}\n)", node) or ""
                return self.made(node, lambda: Number(exact_number(Decimal(written), "number")))
            case ast.UnaryOp(ast.USub(), operand):
                inner = self.term(operand)
                if isinstance(operand, ast.Constant) and isinstance(inner, Number):
                    return Number(-inner.value)
                return Times(Number(MINUS_ONE), inner)
            case ast.BinOp(_, ast.Add() | ast.Sub(), _):
                return Plus(tuple(self.summands(node)))
            case ast.BinOp(left, ast.Mult(), right):
                return Times(self.term(left), self.term(right))
            case ast.BinOp(left, ast.Div(), right):
                return self.divided(right, self.term(left), self.term(right))
            case ast.Name():
                fact = self.fact(node)
                if fact.kind.bounds is None:
                    raise _Misread(node, f"a number: {fact.name} is a {fact.kind.value}")
                return fact
            case ast.Attribute() | ast.Call(ast.Name("parameter")):
                return self.parameter(node)
            case ast.Call():
                return self.called(node, _TERM_FORMS)
            case _:
                raise _Misread(node, f"a number such as {_EXAMPLES['term']}")

    def summands(self, node: ast.expr) -> Iterator[Term]:
        """The terms of a sum. One in brackets begins after its sum, and is a sum of its own."""
        assert isinstance(node, ast.BinOp)
        left = node.left
        bare = (left.lineno, left.col_offset) == (node.lineno, node.col_offset)
        if bare and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub):
            yield from self.summands(left)
        else:
            yield self.term(left)
        right = self.term(node.right)
        yield right if isinstance(node.op, ast.Add) else Times(Number(MINUS_ONE), right)

    def divided(self, node: ast.expr, left: Term, right: Term) -> Term:
        if not isinstance(right, Number) or not right.value:
            raise _Misread(node, "a number other than 0 to divide by")
        share = 1 / right.value
        return Number(left.value * share) if isinstance(left, Number) else Times(left, Number(share))

    def compared(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Condition:
        """One comparison: of numbers, of a category with its values, or of a choice of the rulebook."""
        if isinstance(operator, ast.NotIn | ast.NotEq):
            return Not(self.compared(node, left, ast.In() if isinstance(operator, ast.NotIn) else ast.Eq(), right))
        if isinstance(operator, ast.In):
            if isinstance(left, ast.Constant):
                return Chosen(self.parameter(right), self.string(left))
            return self.one_of(left, self.strings(right))
        if type(operator) not in _OPERATORS:
            raise _Misread(node, "one of < <= == != >= > and in")
        if isinstance(operator, ast.Eq) and isinstance(right, ast.Constant) and isinstance(right.value, str):
            if isinstance(left, ast.Name):
                return self.one_of(left, (right.value,))
            return Chosen(self.parameter(left), right.value)
        for side in (left, right):
            if isinstance(side, ast.Name) and side.id not in CONSTANTS and self.fact(side).kind is Kind.CATEGORY:
                expected = f'a comparison with its values, such as {side.id} == "{self.fact(side).values[0]}"'
                raise _Misread(node, f"{expected} or {side.id} in a.parameter")
        first, second = self.term(left), self.term(right)
        return self.made(node, lambda: Compare(first, _OPERATORS[type(operator)], second))

    def one_of(self, node: ast.expr, values: tuple[str, ...] | Parameter) -> OneOf:
        fact = self.fact(node)
        if fact.kind is not Kind.CATEGORY:
            raise _Misread(node, f"a category: {fact.name} is a {fact.kind.value}")
        for value in () if isinstance(values, Parameter) else values:
            if value not in fact.values:
                expected = f"values of {fact.name}: {', '.join(fact.values)}"
                raise _Misread(node, f"{expected}, not {value!r}{did_you_mean(value, fact.values)}")
        return OneOf(fact, values)

    def fact(self, node: ast.expr) -> Fact:
        facts = _facts(self.subject)
        if not isinstance(node, ast.Name) or node.id not in facts:
            hint = did_you_mean(node.id, facts) if isinstance(node, ast.Name) else ""
            raise _Misread(node, f"a fact of a {self.subject.name}{hint}")
        return facts[node.id]

    def parameter(self, node: ast.expr) -> Parameter:
        match node:
            case ast.Call(ast.Name("parameter"), [ast.Constant(str() as name)], []):
                pass
            case _:
                name = ".".join(self.dotted(node))
        if self.parameters is not None and name not in self.parameters:
            raise _Misread(node, f"a parameter of the rulebook{did_you_mean(name, self.parameters)}")
        return Parameter(name)

    def dotted(self, node: ast.expr) -> Iterator[str]:
        match node:
            case ast.Attribute(ast.Attribute() as inner, name):
                yield from self.dotted(inner)
                yield name
            case ast.Attribute(ast.Name(first), name):
                yield first
                yield name
            case _:
                raise _Misread(node, "a parameter of the rulebook: a dotted name")

    def string(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise _Misread(node, 'words in quotes, such as "C"')

    def strings(self, node: ast.expr) -> tuple[str, ...] | Parameter:
        if isinstance(node, ast.Tuple | ast.List):
            return tuple(map(self.string, node.elts))
        if isinstance(node, ast.Constant):
            raise _Misread(node, 'values in brackets, such as ("C", "D") or ("C",)')
        return self.parameter(node)

    def called(self, node: ast.Call, forms: Mapping[str, Callable[[_Arguments], _T]]) -> _T:
        """What a form such as ``least(a, b)`` makes."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in forms:
            raise _Misread(node, f"one of {', '.join(forms)}{did_you_mean(name, forms)}")
        arguments = _Arguments(self, node)
        made = self.made(node, lambda: forms[name](arguments))
        arguments.finish()
        return made


class _Arguments:
    """The arguments of a form, taken one after the other or by name."""

    def __init__(self, reader: _Reader, node: ast.Call) -> None:
        self.reader = reader
        self.node = node
        self.by_place = [*node.args]
        self.by_name = {keyword.arg: keyword.value for keyword in node.keywords}

    def take(self, name: str) -> ast.expr:
        if self.by_place:
            return self.by_place.pop(0)
        if name not in self.by_name:
            raise _Misread(self.node, f"the argument {name}")
        return self.by_name.pop(name)

    def condition(self, name: str = "condition") -> Condition:
        return self.reader.condition(self.take(name))

    def term(self, name: str = "term") -> Term:
        return self.reader.term(self.take(name))

    def terms(self) -> tuple[Term, ...]:
        taken, self.by_place = self.by_place, []
        return tuple(map(self.reader.term, taken))

    def conditions(self) -> tuple[Condition, ...]:
        taken, self.by_place = self.by_place, []
        return tuple(map(self.reader.condition, taken))

    def parameter(self, name: str) -> Parameter:
        return self.reader.parameter(self.take(name))

    def string(self, name: str) -> str:
        return self.reader.string(self.take(name))

    def of_members(self) -> _Arguments:
        """The arguments as conditions and terms over facts of a member."""
        person = self.reader.subject.person
        if person is None:
            raise _Misread(self.node, f"a question about the {self.reader.subject.name} alone: no members")
        self.reader = evolve(self.reader, subject=person)
        return self

    def member_condition(self) -> Condition:
        return self.of_members().condition()

    def of_nobody(self, *, default: bool | None) -> bool | None:
        if not self.by_place and not self.by_name:
            return default
        match self.take("of_nobody"):
            case ast.Name(name) if name in OF_NOBODY:
                return OF_NOBODY[name]
            case ast.Constant(None | bool() as value):
                return value
            case node:
                raise _Misread(node, "true, false or unknown")

    def criterion(self) -> Criterion:
        node = self.take("id")
        name = self.reader.string(node)
        if name not in self.reader.criteria:
            raise _Misread(node, f"a criterion that is known here{did_you_mean(name, self.reader.criteria)}")
        return self.reader.criteria[name]

    def flags(self) -> tuple[Fact, ...]:
        node = self.take("flags")
        if not isinstance(node, ast.Tuple | ast.List):
            raise _Misread(node, "flags in brackets, such as (a, b)")
        return tuple(map(self.reader.fact, node.elts))

    def branches(self) -> tuple[tuple[str, Condition], ...]:
        node = self.take("branches")
        if not isinstance(node, ast.Dict) or None in node.keys:
            raise _Misread(node, 'a condition for each choice, such as {"income": a, "score": b}')
        return tuple(
            (self.reader.string(key), self.reader.condition(value))
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        )

    def unit(self) -> Fraction:
        node = self.take("unit")
        term = self.reader.term(node)
        if not isinstance(term, Number):
            raise _Misread(node, "an exact number above 0, such as 1 or 0.01")
        return term.value

    def finish(self) -> None:
        """Refuse what is left over."""
        for node in (*self.by_place, *self.by_name.values()):
            raise _Misread(node, "no further argument")


def _count(given: _Arguments) -> Term:
    return CountMembers(given.member_condition() if given.by_place or given.by_name else None)


#: The order of the arguments is the order in which they are taken.
_CONDITION_FORMS: Mapping[str, Callable[[_Arguments], Condition]] = {
    "any_member": lambda given: AnyMember(given.member_condition(), given.of_nobody(default=False)),
    "every_member": lambda given: EveryMember(given.member_condition(), given.of_nobody(default=None)),
    "choose": lambda given: Choose(given.parameter("parameter"), given.branches()),
    "any_marked": lambda given: AnyMarked(given.flags(), given.parameter("table"), given.string("mark")),
    "all_of": lambda given: AllOf(given.conditions()),
    "any_of": lambda given: AnyOf(given.conditions()),
    "criterion": lambda given: given.criterion(),
    "condition_of": lambda given: given.criterion().effective,
}
_TERM_FORMS: Mapping[str, Callable[[_Arguments], Term]] = {
    "least": lambda given: Least(given.terms()),
    "greatest": lambda given: Greatest(given.terms()),
    "when": lambda given: When(given.condition(), given.term(), given.term("otherwise")),
    "rounded": lambda given: Rounded(given.term(), given.unit(), typing.cast(typing.Any, given.string("direction"))),
    "count_members": _count,
    "sum_members": lambda given: SumMembers(given.of_members().term()),
    "by_year": lambda given: ByYear(given.string("series"), given.parameter("choice"), given.parameter("offset")),
    "sum_of": lambda given: Plus(given.terms()),
}
