"""The declared checks over a table: all of them in one pass, and which cannot be made for want of a column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._engine.columns import expression_over
from antipoverty._engine.conditions import Constant, OfMembers, asked_of_members, facts_of
from antipoverty.errors import ParameterError
from antipoverty.registers._checks.declarations import Check
from antipoverty.rules import (
    AllOf,
    AnyMember,
    AnyOf,
    BoundRule,
    Condition,
    Criterion,
    EveryMember,
    Fact,
    Not,
    bind,
)
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

NO_COLUMN = Text("no column {}", "缺少列{}")
_NO_VALUE = Text("no value on the date: {}", "基准日无参数值：{}")


@frozen
class BoundCheck:
    """A check with the parameters of a date.

    Attributes:
        check: the check.
        bound: its rule, bound; none if it has no condition.
    """

    check: Check
    bound: BoundRule | None

    @property
    def condition(self) -> Condition | None:
        """Its condition, bound; none if it has none."""
        return None if self.bound is None else self.bound.rule.condition

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the subject that are read; a question to members is one."""
        own = () if self.condition is None else facts_of(self.condition)
        return tuple(dict.fromkeys((*self.check.blank, *own)))


@frozen
class NotMade:
    """A check that is not made, and why not."""

    code: str
    reason: Text


def bound_checks(checks: Iterable[Check], in_force: rulebooks.InForce) -> tuple[list[BoundCheck], list[NotMade]]:
    """Declared checks, bound; and those for which the rulebook has no value on the date."""
    made, without = [], []
    for each in checks:
        gaps: list[str] = []
        for rule in each.rules:
            try:
                made.append(BoundCheck(each, bind(rule, in_force)))
                break
            except ParameterError as error:
                gaps.append(str(error))
        else:
            if gaps:
                without.append(NotMade(each.code, Text(_NO_VALUE.en.format(gaps[-1]), _NO_VALUE.zh.format(gaps[-1]))))
            else:
                made.append(BoundCheck(each, None))
    return made, without


def askable(
    checks: Iterable[BoundCheck], known: Collection[Fact], of_members: Collection[Fact] | None = None
) -> tuple[list[BoundCheck], list[NotMade]]:
    """The checks that can find anything, and those that cannot for want of a column.

    Args:
        checks: the checks.
        known: the facts of the subject that its table has, or that follow from it.
        of_members: those of members; none if there is no table of them.
    """
    made, without = [], []
    for each in checks:
        there = all(fact in known for fact in each.check.blank)
        if there and (each.condition is None or _can_be(each.condition, True, known, of_members)):
            made.append(each)
        else:
            lacking = sorted({fact.column for fact in _lacking(each, known, of_members)})
            said = ", ".join(lacking)
            without.append(NotMade(each.check.code, Text(NO_COLUMN.en.format(said), NO_COLUMN.zh.format(said))))
    return made, without


def _lacking(check: BoundCheck, known: Collection[Fact], of_members: Collection[Fact] | None) -> Iterator[Fact]:
    for fact in check.facts:
        if isinstance(fact.definition, OfMembers):
            yield from (each for each in asked_of_members(fact.definition) if each not in (of_members or ()))
        elif fact not in known:
            yield fact


def _can_be(node: Condition, value: bool, known: Collection[Fact], of_members: Collection[Fact] | None) -> bool:
    """Whether a condition can come out so, where the other facts are unknown."""
    match node:
        case Constant(constant):
            return constant is value
        case Criterion():
            return _can_be(node.effective, value, known, of_members)
        case Not(inner):
            return _can_be(inner, not value, known, of_members)
        case AllOf(parts) | AnyOf(parts):
            found = (_can_be(part, value, known, of_members) for part in parts)
            return all(found) if isinstance(node, AllOf) is value else any(found)
        case AnyMember(condition) | EveryMember(condition):
            return of_members is not None and _can_be(condition, value, of_members, None)
        case _:
            return all(_is_known(fact, known, of_members) for fact in facts_of(node))


def _is_known(fact: Fact, known: Collection[Fact], of_members: Collection[Fact] | None) -> bool:
    if isinstance(fact.definition, OfMembers) and fact not in known:
        asked = asked_of_members(fact.definition)
        return of_members is not None and all(each in of_members for each in asked)
    return fact in known


@frozen(eq=False)
class Outcomes:
    """What the checks of a table found.

    Attributes:
        findings: for each check, the keys of its findings.
        counts: for each check: how many rows are findings, were asked, and cannot be told.
        complete: for each check of a blank: how many rows should have the field, and how many have not.
    """

    findings: Mapping[str, pl.Series] = field(repr=False)
    counts: Mapping[str, tuple[int, int, int]]
    complete: Mapping[str, tuple[int, int]]


def outcomes(table: pl.DataFrame, checks: Sequence[BoundCheck], source: Any) -> Outcomes:
    """All checks of a table, in one pass.

    Args:
        table: the table, with all that the expressions of the source read.
        checks: the checks.
        source: where its facts are, in the language of Polars.
    """
    import polars as pl

    columns: dict[str, pl.Expr] = {}
    for each in checks:
        code, condition = each.check.code, each.condition
        asked = pl.lit(True) if condition is None else expression_over(condition, source)
        if each.check.blank:
            blank = pl.all_horizontal(source.value(fact).is_null() for fact in each.check.blank)
            columns[f"finding {code}"] = asked & blank
            columns[f"asked {code}"] = asked
        else:
            columns[f"finding {code}"] = asked
    told = table.lazy().with_columns(**columns).select(*columns).collect() if columns else table.select()
    findings, counts, complete = {}, {}, {}
    for each in checks:
        code = each.check.code
        finding = told[f"finding {code}"]
        found = int(finding.sum())
        findings[code] = table["id"].filter(finding) if found else table["id"].clear()
        counts[code] = (found, len(finding), finding.null_count())
        if each.check.blank:
            complete[code] = (int(told[f"asked {code}"].sum()), found)
    return Outcomes(findings, counts, complete)
