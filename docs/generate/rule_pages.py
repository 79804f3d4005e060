"""The page of a rule, read from the top: what it decides, what must hold when and where, examples, and its sources.

A rule of any rulebook has one, in any language in which its words and those of these pages are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from antipoverty._engine.conditions import FactValue, criteria_of
from antipoverty._engine.prose.explanations import state_change
from antipoverty.prose import explain
from antipoverty.rules import AllOf, Criterion, Decision, bind, decide_from_facts
from antipoverty.text import LISTED, SEMICOLON, Text
from cases import cases_table
from claims import proofs
from conditions import inside, listed
from diagrams import decision_diagram
from pages import (
    HEADINGS,
    citations,
    facts_read,
    line_that_decides,
    subject_of,
    values_by_date,
)
from panels import switch, where
from passages import quoted
from stretches import State, conditions, stretches
from unknowns import asked_for, why_unknown
from worked import Worked
from writing import Language, cited, day, folded, sentences, title

_DECIDES = Text("Decides of {}: ✓ **{}**, ✗ **{}**, or ? **{}**.", "认定{}：✓**{}**，✗**{}**，或?**{}**。")
_WHY = Text("[Why it may be unknown, and what to ask for](#unknown).", "[何时未知、须补充什么](#unknown)。")
_NAMED = Text("Rule `{}`; column `{}` in a frame.", "规则 `{}`；数据表列名 `{}`。")
_LOOKED_AT = Text("Flagged for a closer look, without deciding, if:", "出现下列情形即提示核查（不决定结果）：")
_DECISIVE, _REVIEW = Text("Decides.", "决定结果。"), Text("Asks for a closer look.", "仅提示核查。")
_ASKED = Text("Asked {}.", "适用时段：{}。")
_AS_FROM = Text(
    "Shown with the values from {} on; on other dates and in other places they differ: choose them above.",
    "所列数值自{}起适用；其他时段、地区有所不同，请在上方选择。",
)
_NOWHERE = Text("Asked in no rulebook that comes with the library.", "随附规则库均未启用。")
_FROM, _FROM_TO = Text("since {}", "{}起"), Text("{} to {}", "{}至{}")
_ELSEWHERE = Text("in {} {}", "{}：{}")
_STATED = Text("Stated by: {}.", "依据：{}。")
_WORKING = Text("The first of them in full", "第一例的完整说明")
#: A condition of more criteria than these is drawn once on its page.
_MOST_DRAWN = 14
_CHANGE = Text("what would change it, or what to ask for", "改变结论所需，或须补充的信息")


def rule_page(worked: Worked, language: Language) -> Iterator[str]:
    """The page of one rule."""
    rule = worked.rule

    def heading(key: str) -> str:
        return f"## {HEADINGS[key][language]} {{ #{key} }}\n"

    yield f"# {rule.name[language]}\n"
    outcomes = (rule.met[language], rule.not_met[language], rule.unknown[language])
    decides = _DECIDES[language].format(subject_of(rule.subject, language), *outcomes)
    yield sentences(language, decides, _WHY[language]) + "\n"
    if rule.summary is not None:
        yield rule.summary[language] + "\n"
    yield heading("holds")
    notes = [*line_that_decides(rule, worked.book, language), *_caveat(worked, language)]
    yield from switch(rule, worked.shown_books, language, partial(_holds, worked, language), notes)
    yield heading("examples")
    for on, cases in worked.examples:
        yield from _examples(worked, on, cases, language)
    yield heading("criteria")
    yield from _criteria(worked, language)
    if worked.more is not None:
        yield worked.more[language] + "\n"
    yield heading("values")
    yield from values_by_date(rule, worked.book, language)
    yield heading("more")
    yield from folded(HEADINGS["facts"][language], facts_read(rule, language))
    yield from folded(HEADINGS["proved"][language], proofs(worked, language))
    sources = (f"- {cited(each, language, each.full(language))}" for each in citations(rule, worked.book))
    yield from folded(HEADINGS["sources"][language], sources)
    yield _NAMED[language].format(rule.id, rule.column) + "\n"


def _caveat(worked: Worked, language: Language) -> Iterator[str]:
    if worked.caveat is not None:
        yield worked.caveat[language] + "\n"


def _holds(worked: Worked, language: Language, state: State, *, first: bool) -> Iterator[str]:
    """What has to hold, as a list and as a diagram; beside the first, none of a long list or of a local variant."""
    condition, *reviews = conditions(state.bound)
    national = state.stretches[0].book is worked.shown_books[0]
    drawn = first or (national and len(criteria_of(condition)) <= _MOST_DRAWN)
    yield from listed(condition, language)
    rule = worked.rule
    if drawn:
        yield decision_diagram(condition, language, outcomes=(rule.met, rule.not_met, rule.unknown)) + "\n"
    if reviews:
        yield _LOOKED_AT[language] + "\n"
        for review in reviews:
            yield from (line for line in listed(review, language) if line)
        yield ""


def _criteria(worked: Worked, language: Language) -> Iterator[str]:
    """Each criterion as it last stood, the days on which it has been asked where, and the words of the documents."""
    rule = worked.rule
    decisive = {criterion.id for criterion in criteria_of(rule.condition)}
    shown: dict[str, str] = {}
    yield from quoted(rule, language, worked.book)
    every = {criterion.id: criterion for criterion in criteria_of(AllOf((rule.condition, *rule.reviews)))}
    for criterion in every.values():
        yield f"### {criterion.name[language]} {{ #{criterion.id} }}\n"
        asked, last, changed = _asked(worked, criterion.id)
        role = (_DECISIVE if criterion.id in decisive else _REVIEW)[language]
        if last is None:
            yield f"`{criterion.id}` · {_NOWHERE[language]}\n"
            continue
        yield from inside(last[1], language, decides=criterion.id in decisive)
        if changed:
            yield _AS_FROM[language].format(day(last[0], language)) + "\n"
        when = _ASKED[language].format(_spans(worked, asked, language))
        yield f"`{criterion.id}` · {sentences(language, role, when)}\n"
        yield from quoted(criterion, language, worked.book, shown)
        read = {passage.citation.key for passage in worked.book.passages_on(criterion.id)}
        documents = [worked.shown_books[0].citations[key] for key in criterion.sources if key not in read]
        if documents:
            named = SEMICOLON[language].join(cited(each, language) for each in documents)
            yield _STATED[language].format(named) + "\n"


def _asked(
    worked: Worked, key: str
) -> tuple[dict[str, list[tuple[date | None, date | None]]], tuple[date, Criterion] | None, bool]:
    """When a criterion is asked, by rulebook; as it stood last, and since when; whether it ever changed."""
    spans: dict[str, list[tuple[date | None, date | None]]] = {}
    last: tuple[date, Criterion] | None = None
    changed = False
    for book in worked.shown_books:
        for stretch in stretches(worked.rule, book):
            if stretch.bound is None:
                continue
            asked = [each for tree in conditions(stretch.bound) for each in criteria_of(tree) if each.id == key]
            if not asked:
                continue
            found = spans.setdefault(book.id.jurisdiction, [])
            if found and found[-1][1] and stretch.start and found[-1][1].toordinal() + 1 == stretch.start.toordinal():
                found[-1] = (found[-1][0], stretch.last)
            else:
                found.append((stretch.start, stretch.last))
            changed = changed or (last is not None and asked[0] != last[1])
            if last is None or (stretch.start or date.min) > last[0]:
                last = (stretch.start or date.min, asked[0])
    return spans, last, changed


def _spans(worked: Worked, asked: dict[str, list[tuple[date | None, date | None]]], language: Language) -> str:
    """The days in the first rulebook, then those of the others that differ from them."""
    first, *others = worked.shown_books

    def days(name: str) -> str:
        spans = (_span(start, last, language) for start, last in asked[name])
        return LISTED[language].join(spans)

    parts = [days(first.id.jurisdiction)] if first.id.jurisdiction in asked else []
    alike: dict[str, list[str]] = {}
    for book in others:
        name = book.id.jurisdiction
        if name in asked and asked[name] != asked.get(first.id.jurisdiction):
            alike.setdefault(days(name), []).append(title(book, language))
    parts += [_ELSEWHERE[language].format(LISTED[language].join(titles), spans) for spans, titles in alike.items()]
    return SEMICOLON[language].join(parts)


def _span(start: date | None, last: date | None, language: Language) -> str:
    assert start is not None
    if last is None:
        return _FROM[language].format(day(start, language))
    return _FROM_TO[language].format(day(start, language), day(last, language))


def _examples(worked: Worked, on: date, cases: Sequence[Mapping[str, FactValue]], language: Language) -> Iterator[str]:
    """The cases in a table of what differs between them; then the first in full, and why an unknown one is unknown."""
    rule, book = worked.rule, worked.book
    bound = bind(rule, book.at(on))
    words = {"met": rule.met, "not met": rule.not_met, "unknown": rule.unknown}
    decisions = [decide_from_facts(bound, dict(facts), on=on) for facts in cases]
    outcomes = {decision.outcome.value for decision in decisions}
    assert outcomes == set(words), f"{rule.id}: the examples should be met, not met and unknown: {outcomes}"
    yield where(rule, on, book, language) + "\n"
    results = [(f"**{words[each.outcome.value][language]}**", _next(each, language)) for each in decisions]
    yield from cases_table(bound.facts, cases, (HEADINGS["outcome"], _CHANGE), results, language)
    unknown = next(decision for decision in decisions if decision.outcome.value == "unknown")
    anchor = "unknown" if on == worked.on else f"unknown-{on}"
    yield from why_unknown(unknown, language, anchor)
    full = ["```text", explain(decisions[0], language), "```", ""]
    yield from folded(_WORKING[language], full)


def _next(decision: Decision, language: Language) -> str:
    """The smallest change that would give the opposite outcome; of an unknown one, what to ask for."""
    if decision.missing:
        named = {fact.name: fact for fact in decision.bound.facts}
        return SEMICOLON[language].join(asked_for(named[name], language) for name in decision.missing)
    alone = [each for each in decision.shortfalls if each.alone]
    change = next((each for each in alone if each.change is not None), alone[0] if alone else None)
    return "" if change is None else state_change(change, language)
