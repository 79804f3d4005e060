"""Bound conditions and amounts as Python source, which is compiled once and then decides in microseconds.

A condition becomes an expression that is true, false or, where it is unknown, `None`; an amount one that is a whole
number or `None`. No text of a rulebook or a record is written into the source: it holds whole numbers, names that are
made here, and the paths of attributes that a subject gives. All else is handed over as objects.
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
)
from antipoverty._engine.linear import Division, Extreme, Inequality, Part, Selection, WholeSum, divided, inequality
from antipoverty.errors import RulebookError

#: A condition that lies deeper is worked out in a line of its own: Python reads 200 nested brackets.
_DEEPEST = 20
#: Larger numbers are handed over, since Python writes and reads only so many digits.
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
        """A name that is not used yet."""
        self._names += 1
        return f"n{self._names}"

    def hold(self, value: object) -> str:
        """The name of an object that the function uses."""
        name = self.name()
        self._objects[name] = value
        return name

    def first(self, line: str) -> None:
        """Write a line before all others."""
        self._first.append(f"    {line}")

    def line(self, line: str) -> None:
        """Write a line."""
        self._lines.append(self._indent + line)

    @contextmanager
    def block(self, line: str) -> Iterator[None]:
        """Write a line and, under it, those that are written in the block."""
        self.line(line)
        before, self._indent = self._indent, self._indent + "    "
        yield
        self._indent = before

    def function(self, arguments: str, result: str) -> Callable[..., Any]:
        """The function: what it does is what has been written."""
        text = "\n".join((f"def function({arguments}):", *self._first, *self._lines, f"    return {result}"))
        exec(compile(text, "<a bound rule>", "exec"), self._objects)
        function: Callable[..., Any] = self._objects["function"]  # type: ignore[assignment]  # defined by it
        return function


class Expressions:
    """Bound conditions and amounts as expressions, given one for each fact."""

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
        found = self._condition(node)
        self._depth -= 1
        return self.named(found) if self._depth and self._depth % _DEEPEST == 0 else found

    def amount(self, whole: WholeSum) -> str:
        """A sum in whole numbers; unknown while a part of it is."""
        unknown, total = self._added(whole)
        return f"(None if {unknown} else {total})" if unknown else total

    def named(self, expression: str) -> str:
        """The name of an expression that is worked out in a line of its own."""
        name = self.source.name()
        self.source.line(f"{name} = {expression}")
        return name

    def comparison(self, found: Inequality) -> str:
        """How a sum stands to 0."""
        unknown, total = self._added(WholeSum(found.coefficients, 0))
        compared = f"{total} {found.operator} {self._number(-found.constant)}"
        return f"(None if {unknown} else {compared})" if unknown else f"({compared})"

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
                raise RulebookError(f"{type(node).__name__} has no outcome before the rule is bound")

    def _junction(self, node: AllOf | AnyOf, parts: tuple[Condition, ...], *, deciding: bool) -> str:
        """All or any of some parts: one part that has the deciding truth settles it, an unknown one leaves it open."""
        if len(parts) == 1:
            return self.condition(parts[0])
        half = len(parts) // 2  # by halves, so that a long list is no deep expression
        one, other = (self.condition(type(node)(some)) for some in (parts[:half], parts[half:]))
        first, second = self.source.name(), self.source.name()
        rest = f"{first} if ({second} := {other}) is {not deciding} else {second}"
        return f"({deciding} if ({first} := {one}) is {deciding} else {rest})"

    def _any_flag(self, flags: list[str]) -> str:
        """Any of many flags: such lists are long, and nearly always all false."""
        flags = [self.named(flag) if "(" in flag else flag for flag in flags]
        unknown = " or ".join(f"{flag} is None" for flag in flags)
        return f"(True if {' or '.join(flags)} else None if {unknown} else False)"

    def _added(self, whole: WholeSum) -> tuple[str, str]:
        """Whether a part of a sum is unknown (nothing, where none can be), and the sum if none is."""
        unknown, addends = [], []
        for part, factor in whole.coefficients:
            found = self._part(part)
            name = found if found.isidentifier() else self.source.name()
            unknown.append(f"{name} is None" if name == found else f"({name} := {found}) is None")
            addends.append(name if factor == 1 else f"{self._number(factor)} * {name}")
        if whole.constant or not addends:
            addends.append(self._number(whole.constant))
        return " or ".join(unknown), " + ".join(addends)

    def _part(self, part: Part) -> str:
        match part:
            case Fact():
                return self.fact(part)
            case Extreme(sums, greatest):
                names = [self.named(self.amount(each)) for each in sums]
                unknown = " or ".join(f"{name} is None" for name in names)
                return f"(None if {unknown} else {'max' if greatest else 'min'}(({', '.join(names)},)))"
            case Selection(condition, met, not_met):
                truth = self.named(self.condition(condition))
                first, second = self.named(self.amount(met)), self.named(self.amount(not_met))
                either = f"{first} if {truth} or {first} == {second} else None"
                return f"({second} if {truth} is False else {either})"
            case Division(dividend, 1):  # it is a whole multiple already
                return self.amount(dividend)
            case Division(dividend, divisor, direction):
                name = self.named(self.amount(dividend))
                rounded = f"{self.source.hold(divided)}({name}, {self._number(divisor)}, {direction!r})"
                return f"(None if {name} is None else {rounded})"

    def _number(self, number: int) -> str:
        if abs(number) > _LARGEST_WRITTEN:
            return self.source.hold(number)
        return str(number) if number >= 0 else f"({number})"


def truths_of(node: OneOf) -> Mapping[str, bool | None]:
    """For each value of a category, whether it is one of some; of a vague one, unknown unless all it may mean agree.

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
