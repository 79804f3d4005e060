"""Decisions, their findings, and amounts in words. What is said in full is read off the rule (`_engine.prose`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from antipoverty._engine import prose
from antipoverty._engine.amounts import Amount
from antipoverty._engine.conditions import AllOf, AnyOf, Condition, Criterion, Not
from antipoverty._engine.decisions import Decision, Finding, Outcome
from antipoverty._engine.parameters import ParameterValue
from antipoverty._engine.record import evaluator
from antipoverty.prose import _rules
from antipoverty.prose._parts import CHANGES, DECIDED, MISSING, OPEN, Writers, listed, some
from antipoverty.text import COLON, SEMICOLON, Language, Text

_REVIEW = Text("To be looked at more closely: {}", "需进一步核查：{}")
_IN_THE_WAY = Text("In the way: {}", "尚有障碍：{}")
_TOGETHER = Text("{} together", "{}（须同时具备）")
_AND = Text(" and ", "、")
_OR = Text("; or ", "；或")
_LAST_SEEN = Text("Values last seen valid before this date: {}", "最近核实有效之日早于本日的参数：{}")
_HOLDS = (Text("from {}", "自{}起"), Text("from {} until {}", "自{}起，至{}前"))
_HOW = Text("How it is worked out: {}", "计算过程：{}")


def decision_in_brief(decision: Decision, language: Language) -> Iterator[str]:
    """The outcome, the criteria that gave it with their numbers, what is missing, and what would change it."""
    yield prose.state_outcome(decision, language)
    if decision.ended is not None:
        return
    settled = decision.outcome is not Outcome.UNKNOWN
    findings = [each for each in decision.findings if each.applicable is not False]
    if settled and (decisive := _decisive(decision, findings)):
        reasons = some((prose.state_verdict(each, language) for each in decisive), language)
        yield DECIDED[language].format(SEMICOLON[language].join(reasons))
    if unknown := [each.criterion.name[language] for each in findings if each.outcome is Outcome.UNKNOWN]:
        yield OPEN[language].format(listed(unknown, language))
    if missing := decision.missing:
        yield MISSING[language].format(names_of(missing, decision, language))
    if reviews := decision.reviews:
        yield _REVIEW[language].format(listed((each.criterion.name[language] for each in reviews), language))
    if sets := decision.sufficient_changes:
        ways = (_together([prose.state_change(each, language) for each in way], language) for way in sets)
        yield CHANGES[language].format(_OR[language].join(some(ways, language)))
    elif decision.outcome is Outcome.NOT_MET and (shortfalls := decision.shortfalls):
        changes = some((prose.state_change(each, language) for each in shortfalls), language)
        yield _IN_THE_WAY[language].format(SEMICOLON[language].join(changes))
    if outdated := decision.outdated:
        values = some((prose.state_outdated(value, language) for value in outdated), language)
        yield _LAST_SEEN[language].format(SEMICOLON[language].join(values))


def _together(changes: list[str], language: Language) -> str:
    return changes[0] if len(changes) == 1 else _TOGETHER[language].format(_AND[language].join(changes))


def _decisive(decision: Decision, findings: Iterable[Finding]) -> list[Finding]:
    """Of the findings, those that gave the outcome: what an alternative that was not taken says does not matter.

    Those of the outcome itself come first: what a household meets, before what it does not.
    """
    facts, values = decision.bound.facts, decision.facts

    def within(condition: Condition) -> Iterator[str]:
        match condition:
            case Criterion(id, condition=inner):
                yield id
                yield from within(inner)
            case AllOf(parts) | AnyOf(parts):
                truth = evaluator(condition, facts)(values)
                for part in parts:
                    if evaluator(part, facts)(values) is truth:
                        yield from within(part)
            case Not(inner):
                yield from within(inner)

    ids = set(within(decision.bound.rule.condition))
    found = (finding for finding in findings if finding.criterion.id in ids)
    return sorted(found, key=lambda finding: finding.outcome is not decision.outcome)


def decision_in_full(decision: Decision, language: Language) -> Iterator[str]:
    """The outcome, every finding, what is missing, what would change it, and the values with their sources."""
    yield prose.explain(decision, language)


def finding_in_brief(finding: Finding, language: Language) -> Iterator[str]:
    """The outcome of a criterion, with the numbers that it compares, and what is missing."""
    said = prose.OUTCOMES[finding.outcome] if finding.applicable is not False else prose.DOES_NOT_APPLY
    yield f"{prose.state_reason(finding, language)}{COLON[language]}{said[language]}"
    if finding.missing:
        yield MISSING[language].format(names_of(finding.missing, finding, language))


def finding_in_full(finding: Finding, language: Language) -> Iterator[str]:
    """The outcome of a criterion, and every comparison in it."""
    yield prose.state_finding(finding, language)


def amount_in_brief(amount: Amount, language: Language) -> Iterator[str]:
    """What an amount comes to, how, and what is missing."""
    yield prose.state_result(amount, language)
    if amount.missing:
        yield MISSING[language].format(names_of(amount.missing, amount, language))
    elif working := prose.state_working(amount, language):
        yield _HOW[language].format(working)


def amount_in_full(amount: Amount, language: Language) -> Iterator[str]:
    """What an amount comes to, step by step, what is missing, and its values with their sources."""
    yield prose.explain_amount(amount, language)


def names_of(facts: Iterable[str], result: Decision | Finding | Amount, language: Language) -> str:
    """What the facts of a result are called."""
    held = [fact for fact, _ in result.facts] if isinstance(result, Finding) else result.bound.facts
    named = prose.name_missing(held, language)
    return listed((named[name] for name in facts), language)


def value_in_brief(value: ParameterValue, language: Language) -> Iterator[str]:
    """What a parameter is called, and its value."""
    yield f"{value.text[language]}{COLON[language]}{prose.show_parameter(value, language)}"


def value_in_full(value: ParameterValue, language: Language) -> Iterator[str]:
    """A value with its unit, how long it holds, its document and grade, and the note on it."""
    yield prose.state_value(value, language)
    yield f"  {_HOLDS[value.end is not None][language].format(value.start, value.end)}"
    yield f"  {prose.state_source(value, language)}"
    if value.note is not None:
        yield f"  {value.note[language]}"


WRITERS: Writers = {
    ParameterValue: (value_in_brief, value_in_full),
    Decision: (decision_in_brief, decision_in_full),
    Finding: (finding_in_brief, finding_in_full),
    Amount: (amount_in_brief, amount_in_full),
    **_rules.WRITERS,
}
