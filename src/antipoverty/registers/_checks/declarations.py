"""What a check is: a condition under which a row is a finding, with its name, its sources and what to ask."""

from __future__ import annotations

import re

from attrs import Attribute, field, frozen

from antipoverty._engine.conditions import walk_members
from antipoverty._shared.arguments import member_of
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.shapes import checked
from antipoverty.errors import InvalidValue
from antipoverty.rules import Condition, Criterion, Fact, Rule
from antipoverty.text import Code, Text


class CheckGroup(Code):
    """The subject matter of a check."""

    IDENTITY = "identity", "identity", "身份信息"
    HOUSEHOLD = "household", "household", "家庭信息"
    BLANK = "blank", "blank fields", "重要字段为空"
    SCHOOL = "school", "schooling", "就学"
    LABOUR = "labour", "capacity for work", "劳动能力"
    WORK = "work", "work", "务工就业"
    INCOME = "income", "income", "收入"
    DIBAO = "dibao", "subsistence allowance and five guarantees", "低保五保"
    CAUSE = "cause", "causes and risks", "致贫原因与风险"
    GUARANTEE = "guarantee", "guarantees", "三保障"
    MONITORING = "monitoring", "monitoring", "防返贫监测"
    LAND = "land", "land and place", "土地与区位"
    VILLAGE = "village", "villages", "行政村"


class Severity(Code):
    """How grave a finding is, the gravest first: a choice of this library, since the lists do not grade.

    In a contradiction one of the entries must be wrong; where a policy is not met, the household may lack what it has a
    right to, or has what it has none to; a doubt is for a look; a blank is to be filled in.
    """

    ERROR = "error", "contradiction", "矛盾"
    POLICY = "policy", "policy not met", "政策未落实"
    DOUBT = "doubt", "doubt", "疑点"
    BLANK = "blank", "blank", "缺项"


SUBJECTS = ("person", "household", "village")
_MET = Text("to be looked into", "存疑，须核实")
_NOT_MET = Text("no finding", "未见疑点")
_UNKNOWN = Text("cannot be decided: facts are missing", "信息不全，无法判断")


def _code(instance: Check, attribute: Attribute[str], value: str) -> None:
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", value):
        raise InvalidValue("Check.code", value, "small letters, digits and hyphens, such as labour-child")


def _subject(instance: Check, attribute: Attribute[str], value: str) -> None:
    if value not in SUBJECTS:
        raise InvalidValue("Check.subject", value, "'person', 'household' or 'village'")


def _group(value: CheckGroup | str) -> CheckGroup:
    return member_of(CheckGroup, value, "Check.group")


def _severity(value: Severity | str) -> Severity:
    return member_of(Severity, value, "Check.severity")


@frozen(order=False, cache_hash=True, field_transformer=checked)
class Check(Serializable):
    """A check of a register: under which condition a row is a finding, and what to ask of whom it concerns.

    A condition is met, not met or unknown, and only what is met is a finding. A check of blanks names facts instead: a
    finding is a row of which none of them is known, among those that meet the condition. What no condition on one row
    tells (keys that stand twice, members of no household) has neither, and is known by its code.

    Attributes:
        code: a short name with hyphens.
        name: what is wrong, in words.
        group: its subject matter.
        subject: ``person``, ``household`` or ``village``.
        severity: how grave a finding is.
        ask: what to ask the household, or the village.
        condition: what a finding meets; for a check of blanks, of whom the facts should be known: of everyone, if left
            out.
        blank: for a check of blanks, the facts, none of which is known of a finding.
        instead: the condition on a date for which the rulebook has no value for the first: the income of a year counts
            to 2020, that of twelve months from 2020 on.
        sources: keys of the rulebook's citations that state it.
        codes: its codes on the lists of the sources, by which their findings are told apart.

    >>> from antipoverty.facts.person import AGE, WORKING_AWAY
    >>> from antipoverty.rules import IsTrue
    >>> ours = Check(
    ...     "old-and-away", Text("Over 75 and working away", "75岁以上外出务工"), "work", "person", "doubt",
    ...     Text("Who really works away?", "核实实际务工人员"), (AGE > 75) & IsTrue(WORKING_AWAY),
    ... )
    >>> [fact.name for fact in ours.reads]
    ['age', 'working_away']
    """

    code: str = field(validator=_code)
    name: Text
    group: CheckGroup = field(converter=_group)
    subject: str = field(repr=False, validator=_subject)
    severity: Severity = field(converter=_severity)
    ask: Text = field(repr=False)
    condition: Condition | None = field(default=None, repr=False)
    blank: tuple[Fact, ...] = field(default=(), repr=False)
    instead: Condition | None = field(default=None, repr=False)
    sources: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The condition as a rule, by which a single record is decided, and what stands for it on other dates."""
        conditions = (each for each in (self.condition, self.instead) if each is not None)
        return tuple(map(self._rule, conditions))

    def _rule(self, condition: Condition) -> Rule:
        criterion = Criterion(self.code, self.name, condition, sources=self.sources)
        return Rule(self.code, self.name, self.subject, criterion, _MET, _NOT_MET, _UNKNOWN)

    @property
    def reads(self) -> tuple[Fact, ...]:
        """The facts that it reads, those of members included."""
        nodes = (node for rule in self.rules for node in walk_members(rule.condition))
        return tuple(dict.fromkeys((*self.blank, *(node for node in nodes if isinstance(node, Fact)))))
