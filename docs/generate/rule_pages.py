"""The page of a rule: what it says from when, its criteria, facts and values, worked examples, and what is proved.

A rule of any rulebook has one, in any language in which its words and those of these pages are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from antipoverty._engine.conditions import criteria_of, simplified
from antipoverty._engine.prose.statements import outline, state
from antipoverty._engine.prose.values import digits, show_fact
from antipoverty.rules import AllOf, BoundRule, Criterion, Shortfall, bind, decide_from_facts
from antipoverty.text import Text
from pages import HEADINGS, WHERE, bindings, by_date, citations, facts_read, values_by_date
from worked import ALWAYS, Worked
from writing import Language, table

_NAMED = Text("Rule `{}`; column `{}` in a frame.", "规则 `{}`；数据表列名 `{}`。")
_PROVED = Text("proved for {} states of the rule", "已就规则的{}种状态证明")


def rule_page(worked: Worked, language: Language) -> Iterator[str]:
    """The page of one rule."""
    rule = worked.rule

    def heading(key: str) -> str:
        return f"## {HEADINGS[key][language]}\n"

    yield f"# {rule.name[language]}\n"
    if rule.summary is not None:
        yield rule.summary[language] + "\n"
    if rule.ended is not None:
        yield Text("After its end: {}.\n", "期满后：{}。\n")[language].format(rule.ended[language])
    yield _NAMED[language].format(rule.id, rule.column) + "\n"
    yield heading("says")
    for outcome, mark in ((rule.met, "✓"), (rule.not_met, "✗"), (rule.unknown, "?")):
        yield f"- {mark} {outcome[language]}"
    yield ""
    yield from _by_date(worked, language)
    yield heading("criteria")
    yield from _criteria(worked, language)
    if worked.more is not None:
        yield worked.more[language] + "\n"
    yield heading("facts")
    yield from facts_read(rule, language)
    yield heading("values")
    yield from values_by_date(rule, worked.book, language)
    yield heading("examples")
    yield from _examples(worked, language)
    yield heading("proved")
    yield from _proofs(worked, language)
    yield heading("sources")
    yield from (f"- {citation.full(language)}" for citation in citations(rule, worked.book))


def _by_date(worked: Worked, language: Language) -> Iterator[str]:
    yield f"### {HEADINGS['by date'][language]}\n"
    if worked.caveat is not None:
        yield worked.caveat[language] + "\n"
    alike = Text("the same criteria as", "各项标准相同于")

    def said(bound: BoundRule) -> str:
        return outline(simplified(bound.rule.condition), language)

    yield from by_date(worked.rule, worked.shown_books, said, alike, language)


def _criteria(worked: Worked, language: Language) -> Iterator[str]:
    """Each criterion as it last stood, with its values, and the days on which it has been asked."""
    rule = worked.rule
    decisive = {criterion.id: Text("decides", "决定结果") for criterion in criteria_of(rule.condition)}
    review = {criterion.id: Text("asks for a closer look", "提示核查") for criterion in rule.reviews}
    asked: dict[str, tuple[date, date | None]] = {}
    last: dict[str, tuple[date, Criterion]] = {}
    for book in worked.shown_books:
        for start, end, bound in bindings(rule, book):
            for criterion in criteria_of(AllOf((bound.rule.condition, *bound.rule.reviews))):
                plain = simplified(criterion)
                if not isinstance(plain, Criterion):
                    continue  # settled for everyone: not asked
                first, until = asked.get(criterion.id, (start, end))
                until = None if until is None or end is None else max(until, end)
                asked[criterion.id] = (min(first, start), until)
                if criterion.id not in last or last[criterion.id][0] <= start:
                    last[criterion.id] = (start, plain)
    named = {criterion.id: criterion.name for criterion in criteria_of(AllOf((rule.condition, *rule.reviews)))}
    nowhere = Text("in no rulebook that comes with the library", "随附规则库均未启用")[language]
    rows = []
    for key, role in {**decisive, **review}.items():
        said, days = nowhere, ""
        if key in last:
            said = state(last[key][1], language)
            days = f"{asked[key][0]} – {asked[key][1] or ''}".rstrip()
        rows.append((key, named[key][language], said, days, role[language]))
    heads = (
        Text("code", "编号"),
        Text("name", "名称"),
        Text("met where (values as they last stood)", "满足条件（最近数值）"),
        Text("asked from – until (not included)", "起 – 止（不含）"),
        Text("role", "作用"),
    )
    yield from table((head[language] for head in heads), rows)


def _examples(worked: Worked, language: Language) -> Iterator[str]:
    rule, book, on, cases = worked.rule, worked.book, worked.on, worked.cases
    bound = bind(rule, book.at(on))
    words = {"met": rule.met, "not met": rule.not_met, "unknown": rule.unknown}
    yield WHERE[language].format(on, book.id.jurisdiction) + "\n"
    shown = [fact for fact in bound.facts if fact.name in cases[0]]
    rows = []
    decisions = [decide_from_facts(bound, dict(facts), on=on) for facts in cases]
    assert len({decision.outcome for decision in decisions}) == 2, "the examples should lie on both sides"
    for facts, decision in zip(cases, decisions, strict=True):
        change = next((shortfall for shortfall in decision.shortfalls if shortfall.alone), None)
        more = "" if change is None or change.change is None else _change(change, language)
        known = [show_fact(fact, facts[fact.name], language) for fact in shown]
        rows.append((*known, f"**{words[decision.outcome.value][language]}**", more))
    heads = [fact.text[language] for fact in shown]
    heads += [Text("outcome", "结论")[language], Text("what would change it", "改变结论所需")[language]]
    yield from table(heads, rows)
    yield "```text"
    yield decisions[0].explain(language)
    yield "```\n"


def _change(change: Shortfall, language: Language) -> str:
    assert change.change is not None
    sign = "+" if change.change > 0 else ""
    return f"{change.fact.text[language]}: {sign}{digits(change.change, language)}"


def _proofs(worked: Worked, language: Language) -> Iterator[str]:
    """The claims, proved again for every period of every rulebook."""
    periods = [book.at(start) for book in worked.shown_books for start, _, _ in bindings(worked.rule, book)]
    for claim in (*ALWAYS, *worked.claims):
        proofs = tuple(claim.proofs(worked.rule, periods))
        assert proofs, f"{worked.rule.id}: there is no period to prove anything about"
        for proof in proofs:
            assert proof, f"{worked.rule.id}: {claim.text.en} fails: {proof.counterexample}"
        count = _PROVED[language].format(len(proofs))
        yield f"- {claim.text[language]} ({count})"
    yield ""
