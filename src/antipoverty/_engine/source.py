"""Bound conditions and amounts as Python source, compiled once and evaluated in microseconds.

A condition becomes an expression that is true, false or, where it is unknown, `None`; an amount becomes a whole number
or `None`. No text of a rulebook or a record is written into the source: it has whole numbers, generated names, and the
attribute paths of a subject. All else is passed as objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from antipoverty._engine.conditions import (
    AllOf,
    AnyMember,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Criterion,
    EveryMember,
    Fact,
    IsTrue,
    Not,
    OneOf,
    member_fact,
    unbound,
)
from antipoverty._engine.linear import Division, Extreme, Inequality, Part, Selection, WholeSum, divided, inequality

#: A condition nested deeper is evaluated in a line of its own: Python parses at most 200 nested brackets.
_DEEPEST = 20
#: Larger numbers are passed as objects, since Python limits the digits of a number in source.
_LARGEST_WRITTEN = 10**18


class Source:
    """The source of one function, written line by line."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._lines: list[str] = []
        self._objects: dict[str, object] = {}
        self._indent = "    "
        self._names = 0

    def name(self) -> str:
        """A new name."""
        self._names += 1
        return f"n{self._names}"

    def hold(self, value: object) -> str:
        """A name for an object that the function uses."""
        name = self.name()
        self._objects[name] = value
        return name

    def first(self, line: str) -> None:
        """Write a line before all others."""
        self._first.append(f"    {line}")

    def line(self, line: str) -> None:
        """Write a line."""
        self._lines.append(self._indent + line)

    def named(self, expression: str) -> str:
        """Write an expression in a line of its own; the result is its name."""
        name = self.name()
        self.line(f"{name} = {expression}")
        return name

    @contextmanager
    def block(self, line: str) -> Iterator[None]:
        """Write a line, and indent the lines that are written in the block."""
        self.line(line)
        before, self._indent = self._indent, self._indent + "    "
        yield
        self._indent = before

    def function(self, arguments: str, result: str) -> Callable[..., Any]:
        """The compiled function."""
        text = "\n".join((f"def function({arguments}):", *self._first, *self._lines, f"    return {result}"))
        exec(compile(text, "<a bound rule>", "exec"), self._objects)
        function: Callable[..., Any] = self._objects["function"]  # type: ignore[assignment]  # defined by it
        return function


class Expressions:
    """Bound conditions and amounts as expressions over those of facts."""

    def __init__(self, source: Source, facts: Mapping[Fact, str]) -> None:
        self.source = source
        self.facts = facts
        self._depth = 0

    def fact(self, fact: Fact) -> str:
        """A stored fact."""
        return self.facts[fact]

    def condition(self, node: Condition) -> str:
        """Whether a condition is met."""
        self._depth += 1
        expression = self._condition(node)
        self._depth -= 1
        return self.source.named(expression) if self._depth and self._depth % _DEEPEST == 0 else expression

    def amount(self, whole: WholeSum) -> str:
        """A sum in whole numbers; unknown where a part of it is."""
        unknown, total = self._added(whole)
        return f"(None if {unknown} else {total})" if unknown else total

    def comparison(self, compared: Inequality) -> str:
        """A comparison of a sum with 0."""
        unknown, total = self._added(WholeSum(compared.coefficients, 0))
        truth = f"{total} {compared.operator} {self._number(-compared.constant)}"
        return f"(None if {unknown} else {truth})" if unknown else f"({truth})"

    def _condition(self, node: Condition) -> str:
        match node:
            case Constant(value):
                return str(value)
            case IsTrue(fact):
                return self.fact(fact)
            case Criterion():
                return self.condition(node.effective)
            case Not(inner):
                name = self.source.name()
                return f"(None if ({name} := {self.condition(inner)}) is None else not {name})"
            case AllOf(conditions):
                return self._junction(node, conditions, deciding=False)
            case AnyOf(conditions):
                flags = [self.fact(part.fact) for part in conditions if isinstance(part, IsTrue)]
                if len(flags) == len(conditions) > 1:
                    return self._any_flag(flags)
                return self._junction(node, conditions, deciding=True)
            case OneOf(fact, tuple()):
                truths: dict[str | None, bool | None] = {None: None}
                truths.update(truths_of(node))
                return f"{self.source.hold(truths)}[{self.fact(fact)}]"
            case Compare():
                return self.comparison(inequality(node))
            case AnyMember() | EveryMember():
                return self.fact(member_fact(node))
            case _:
                raise unbound(node)

    def _junction(self, node: AllOf | AnyOf, parts: tuple[Condition, ...], *, deciding: bool) -> str:
        """All or any of some parts: a part with the deciding truth decides; else an unknown part leaves it unknown."""
        if len(parts) == 1:
            return self.condition(parts[0])
        half = len(parts) // 2  # by halves, so that a long list is not nested deeply
        one, other = (self.condition(type(node)(some)) for some in (parts[:half], parts[half:]))
        first, second = self.source.name(), self.source.name()
        rest = f"{first} if ({second} := {other}) is {not deciding} else {second}"
        return f"({deciding} if ({first} := {one}) is {deciding} else {rest})"

    def _any_flag(self, flags: list[str]) -> str:
        """Any of several flags, evaluated fast where all are false: such lists are long, and mostly false."""
        flags = [self.source.named(flag) if "(" in flag else flag for flag in flags]
        unknown = " or ".join(f"{flag} is None" for flag in flags)
        return f"(True if {' or '.join(flags)} else None if {unknown} else False)"

    def _added(self, whole: WholeSum) -> tuple[str, str]:
        """The expression for whether a part of a sum is unknown (empty if none can be), and that for the sum."""
        unknown, addends = [], []
        for part, factor in whole.coefficients:
            expression = self._part(part)
            name = expression if expression.isidentifier() else self.source.name()
            unknown.append(f"{name} is None" if name == expression else f"({name} := {expression}) is None")
            addends.append(name if factor == 1 else f"{self._number(factor)} * {name}")
        if whole.constant or not addends:
            addends.append(self._number(whole.constant))
        return " or ".join(unknown), " + ".join(addends)

    def _part(self, part: Part) -> str:
        match part:
            case Fact():
                return self.fact(part)
            case Extreme(sums, greatest):
                names = [self.source.named(self.amount(each)) for each in sums]
                unknown = " or ".join(f"{name} is None" for name in names)
                return f"(None if {unknown} else {'max' if greatest else 'min'}(({', '.join(names)},)))"
            case Selection(condition, met, not_met):
                truth = self.source.named(self.condition(condition))
                first, second = self.source.named(self.amount(met)), self.source.named(self.amount(not_met))
                either = f"{first} if {truth} or {first} == {second} else None"
                return f"({second} if {truth} is False else {either})"
            case Division(dividend, 1):  # it is whole already
                return self.amount(dividend)
            case Division(dividend, divisor, direction):
                name = self.source.named(self.amount(dividend))
                rounded = f"{self.source.hold(divided)}({name}, {self._number(divisor)}, {direction!r})"
                return f"(None if {name} is None else {rounded})"

    def _number(self, number: int) -> str:
        if abs(number) > _LARGEST_WRITTEN:
            return self.source.hold(number)
        return str(number) if number >= 0 else f"({number})"


def truths_of(node: OneOf) -> Mapping[str, bool | None]:
    """For each value of a category, whether it is among some; unknown for a vague value that may or may not be.

    >>> from antipoverty.rules import Kind
    >>> from antipoverty.text import Text
    >>> grade = Fact("grade", Kind.CATEGORY, Text("grade", "等级"), values=("none", "1", "2", "some"), vague=("some",))
    >>> [truths_of(grade.one_of(values))["some"] for values in (("1", "2"), ("1",), ("none",))]
    [True, None, False]
    """
    fact, allowed = node.fact, node.values
    assert isinstance(allowed, tuple)
    meant = {value in allowed for value in fact.values[1:] if value not in fact.vague}
    vague = None if len(meant) > 1 else meant.pop() if meant else None
    return {value: vague if value in fact.vague else value in allowed for value in fact.values}
