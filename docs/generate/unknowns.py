"""Why a decision is unknown, in words: what is open, what each answer would come to, and what to ask for."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._engine.conditions import Kind
from antipoverty._engine.prose.values import show_fact
from antipoverty.rules import Decision, Fact, Finding, Outcome, decide_from_facts
from antipoverty.text import COLON, LISTED, SEMICOLON, Text
from writing import Language, bracketed, sentences

_HEAD = Text("Not known: {1}. Why “{0}”, and what to ask for", "{1}未知：为何“{0}”，须补充什么")
_AND_MORE = Text(" and more", "等")
_OPEN = Text("“{}” cannot be decided, since this is not known: {}.", "“{}”无从判断，缺少信息：{}。")
_REST = Text("All else that decides is met, so the outcome hangs on that.", "其余决定性条件均已满足，结论取决于此。")
_NEVER = Text("What is not known is taken neither for met nor for not met.", "未知的信息既不视为满足，也不视为不满足。")
_IF = Text("{} → **{}**", "{} → **{}**")
_WHETHER, _WHETHER_IT = Text("whether {}", "是否{}"), Text("whether it {}", "{}（是/否）")
#: How a clause begins that has no subject of its own; in Chinese, one that may stand after 是否.
_NO_SUBJECT, _AFTER_WHETHER = ("owns ", "has ", "is ", "cannot "), tuple("有属享已曾当遭购全不长")
_ASK = Text("Ask for: **{}**.", "须补充：**{}**。")
_ASK_BOOK = Text("{} (a value of the rulebook: the place or the user gives it)", "{}（规则库参数，由当地或使用者给定）")


def why_unknown(decision: Decision, language: Language, anchor: str = "unknown") -> Iterator[str]:
    """A part of a page, with a heading, that explains an unknown decision."""
    facts = {fact.name: fact for fact in decision.bound.facts}
    lacking = LISTED[language].join(asked_for(facts[name], language) for name in decision.missing[:2])
    lacking += _AND_MORE[language] if len(decision.missing) > 2 else ""
    yield f"### {_HEAD[language].format(decision.bound.rule.unknown[language], lacking)} {{ #{anchor} }}\n"
    words = [
        _OPEN[language].format(
            finding.criterion.name[language],
            SEMICOLON[language].join(asked_for(facts[name], language) for name in finding.missing),
        )
        for finding in _open(decision)
    ]
    others = {each.outcome for each in decision.findings if each.applicable is not False} - {Outcome.UNKNOWN}
    if words and others == {Outcome.MET} and len(decision.missing) == 1:
        words.append(_REST[language])
    words.append(_NEVER[language])
    yield sentences(language, *words) + "\n"
    answers = list(_answers(decision, facts, language))
    yield from (f"- {answer}" for answer in answers)
    if answers:
        yield ""
    asked = SEMICOLON[language].join(_asked(facts[name], language) for name in decision.missing)
    yield f"{_ASK[language].format(asked)}\n"


def _open(decision: Decision) -> list[Finding]:
    """The findings that leave it open, the first of those that lack the same."""
    lacking = set(decision.missing)
    unknown = [each for each in decision.findings if each.outcome is Outcome.UNKNOWN and each.missing]
    found = {each.missing: each for each in reversed(unknown) if lacking.issuperset(each.missing)}
    return [each for each in unknown if found.get(each.missing) is each]


def _answers(decision: Decision, facts: dict[str, Fact], language: Language) -> Iterator[str]:
    """What each answer to the one open question would come to, answers alike together."""
    if len(decision.missing) != 1:
        return
    fact = facts[decision.missing[0]]
    values = {Kind.FLAG: (True, False), Kind.CATEGORY: fact.values}.get(fact.kind, ())
    if fact.unstated or not values:
        return
    rule = decision.bound.rule
    known = dict(zip((each.name for each in decision.bound.facts), decision.facts, strict=True))
    alike: dict[Outcome, list[str]] = {}
    for value in values:
        again = decide_from_facts(decision.bound, {**known, fact.name: value}, on=decision.on)
        alike.setdefault(again.outcome, []).append(show_fact(fact, value, language))
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}
    for outcome, said in alike.items():
        named = f"{fact.text[language]}{COLON[language]}{' / '.join(said)}"
        yield _IF[language].format(named, words[outcome][language])


def asked_for(fact: Fact, language: Language) -> str:
    """What is asked: the name of a fact, or whether a clause is true."""
    said = fact.text[language]
    if fact.kind is not Kind.FLAG:
        return said
    plain = said.startswith(_AFTER_WHETHER) if language == "zh" else not said.startswith(_NO_SUBJECT)
    return (_WHETHER if plain else _WHETHER_IT)[language].format(said)


def _asked(fact: Fact, language: Language) -> str:
    """What to ask for, with the answers that it may have."""
    text = asked_for(fact, language)
    if fact.unstated:
        return _ASK_BOOK[language].format(text)
    if fact.values:
        return text + bracketed(" / ".join(fact.label(value, language) for value in fact.values), language)
    return text
