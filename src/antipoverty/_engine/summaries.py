"""The summary of a decision: plain data of a kilobyte or two, for a service's answer or a page.

What a part of it is called stands beside its type, in both languages, for the schema.
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import TypedDict

from antipoverty._engine import prose
from antipoverty._engine.binding import spoken
from antipoverty._engine.changes import Shortfall
from antipoverty._engine.decisions import Decision, Finding, Outcome
from antipoverty._shared.serializable import Titled
from antipoverty.text import Language

_Outcome = Literal["met", "not met", "unknown"]


class FactSummary(TypedDict):
    """A fact that is missing (缺少的信息)."""

    fact: Annotated[str, Titled("name of the fact", "指标代码")]
    name: Annotated[str, Titled("what it is called", "指标名称")]


class FindingSummary(TypedDict):
    """The finding on one criterion (逐项认定结果)."""

    criterion: Annotated[str, Titled("id of the criterion", "条件编号")]
    name: Annotated[str, Titled("what the criterion is called", "条件名称")]
    outcome: Annotated[_Outcome, Titled("outcome: met, not met or unknown", "结果：满足、不满足或未知")]
    applies: Annotated[bool | None, Titled("whether it applies; null: unknown", "是否适用；null为未知")]
    text: Annotated[str, Titled("the criterion with the values that decided it", "条件及判定所依据的数值")]
    missing: Annotated[list[FactSummary], Titled("facts that would settle it", "可据以判定的缺少信息")]


class ChangeSummary(TypedDict):
    """A change of one fact that would turn a criterion (可改变结果的变化)."""

    criterion: Annotated[str, Titled("id of the criterion", "条件编号")]
    fact: Annotated[str, Titled("name of the fact", "指标代码")]
    name: Annotated[str, Titled("what it is called", "指标名称")]
    change: Annotated[str | None, Titled("exact difference of a number", "数值差额（精确值）")]
    unit: Annotated[str | None, Titled("unit of the difference", "差额单位")]
    text: Annotated[str, Titled("the change in words", "变化说明")]
    alone: Annotated[bool, Titled("whether it is enough by itself", "单独一项是否足以改变结果")]


class DecisionSummary(TypedDict):
    """What a decision says, in one language (认定结果摘要)."""

    language: Annotated[str, Titled("language of the words", "语言")]
    rule: Annotated[str, Titled("id of the rule", "规则编号")]
    name: Annotated[str, Titled("what the rule is called", "规则名称")]
    rulebook: Annotated[str, Titled("rulebook and its version", "规则库及版本")]
    on: Annotated[str, Titled("date of the decision", "认定日期", format="date")]
    subject: Annotated[str | None, Titled("the caller's key for the record", "记录代码（化名）")]
    outcome: Annotated[_Outcome, Titled("outcome: met, not met or unknown", "结果：满足、不满足或未知")]
    text: Annotated[str, Titled("the outcome in words", "结果说明")]
    explanation: Annotated[list[str], Titled("brief explanation, line by line", "简要说明（逐行）")]
    findings: Annotated[list[FindingSummary], Titled("finding on each criterion", "逐项认定结果")]
    missing: Annotated[list[FactSummary], Titled("facts that would settle it", "可据以判定的缺少信息")]
    changes: Annotated[list[ChangeSummary], Titled("what separates it from the opposite outcome", "与相反结果的差距")]
    sources: Annotated[list[str], Titled("documents that it rests on", "依据文件")]


def summarize(decision: Decision, language: Language) -> DecisionSummary:
    """A decision in short, as plain data."""
    bound, rule = decision.bound, decision.bound.rule
    language = spoken(language, bound)
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}[decision.outcome]
    documents = dict.fromkeys((*(used.citation for used in bound.parameters), *bound.citations))
    names = prose.name_missing(bound.facts, language)
    return {
        "language": str(language),
        "rule": rule.id,
        "name": rule.name[language],
        "rulebook": f"{bound.rulebook.jurisdiction} {bound.rulebook.version}",
        "on": decision.on.isoformat(),
        "subject": decision.subject,
        "outcome": decision.outcome.value,
        "text": words[language],
        "explanation": decision.explain(language, detail="brief").splitlines(),
        "findings": [_finding(finding, names, language) for finding in decision.findings],
        "missing": [{"fact": name, "name": names[name]} for name in decision.missing],
        "changes": [_change(shortfall, language) for shortfall in decision.shortfalls],
        "sources": [document.short(language) for document in documents],
    }


def _finding(finding: Finding, names: dict[str, str], language: Language) -> FindingSummary:
    return {
        "criterion": finding.criterion.id,
        "name": finding.criterion.name[language],
        "outcome": finding.outcome.value,
        "applies": finding.applicable,
        "text": prose.state_reason(finding, language),
        "missing": [{"fact": name, "name": names[name]} for name in finding.missing],
    }


def _change(shortfall: Shortfall, language: Language) -> ChangeSummary:
    fact, change = shortfall.fact, shortfall.change
    return {
        "criterion": shortfall.criterion,
        "fact": fact.name,
        "name": fact.text[language],
        "change": None if change is None else format(change, "f"),
        "unit": None if change is None or fact.unit is None else fact.unit[language],
        "text": prose.state_change(shortfall, language),
        "alone": shortfall.alone,
    }
