"""The index by question: the questions of the menu, and a sentence for each of their pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from antipoverty import rulebooks
from antipoverty._engine.binding import BoundQuantity
from antipoverty._engine.conditions import simplified
from antipoverty._engine.prose.statements import flattened, state, state_term
from antipoverty.rules import AllOf, AnyOf, BoundRule, Condition, Criterion, Fact, Not, Quantity, Rule
from antipoverty.text import SEMICOLON, Text
from pages import bindings
from subjects import page_of
from values import last_day
from worked import Worked, WorkedQuantity
from writing import ROOT, TODAY, Language, day

#: The menus, whose sections that end in a question mark are the questions.
MENUS: Mapping[Language, str] = {"en": "mkdocs.yml", "zh": "mkdocs.zh.yml"}
#: What is said in one line, and not by the names of the criteria.
_SHORT = {"en": 330, "zh": 110}
_MOST = 8
_TITLE = Text("The rules, by question", "规则（按问题）")
_INTRODUCTION = Text(
    "What each rule asks, on {}, the day on which the rules were last checked, or on the last day on which it decided"
    " anything. National rules; [places may differ](../jurisdictions/index.md). Other ways in:"
    " [by document](../documents/index.md), [by date](../changes/index.md), [by place](../jurisdictions/index.md),"
    " [by parameter](parameters.md), [by word](glossary.md).",
    "各项规则在规则最近核对日（{}）的要求；已不再适用的，列最后适用日的要求。所列为全国规定，[各地或有不同](../jurisdictions/index.md)。"
    "其他查法：[按文件](../documents/index.md)、[按日期](../changes/index.md)、[按辖区](../jurisdictions/index.md)、"
    "[按参数](parameters.md)、[按术语](glossary.md)。",
)
_TODAY = Text("Today: {1} (in force since {0}).", "现行：{1}（{0}起适用）。")
_UNTIL = Text(
    "Not in force today: it held from {0} to {1}. On the last day: {2}.",
    "现已不再适用，适用期{0}至{1}。最后适用日的要求：{2}。",
)
_OPEN = Text("No national value: each place states its own.", "全国无统一数值，由各地自定。")
_LOCAL = Text("each place states its own amount", "由各地自定")
_MORE = Text("{} more", "另{}项")
_ALL, _ANY = Text("all of: {}", "同时满足：{}"), Text("at least one of: {}", "至少满足一项：{}")
_NOT_MET, _BRACKETS = Text("not met: {}", "不满足：{}"), Text("({})", "（{}）")
#: What the pages are for that are no rule's.
_PAGES = {
    "rules/poverty-line.md": Text(
        "The amount of each year, by which document, and which line decides on which day.",
        "历年数额及所依文件，某日认定采用哪一标准。",
    ),
    "rules/official-figures.md": Text(
        "What China has published on rural poverty, with sources, and what may be compared.",
        "国家公布的农村贫困数据、出处与可比口径。",
    ),
    "explanation/indicators.md": Text(
        "Incidence, gap and severity of poverty, inequality, estimates from samples.",
        "贫困发生率、贫困深度与强度、不平等指标、抽样估计。",
    ),
    "rules/summaries.md": Text(
        "Three annual summaries of towns, each figure with its place in the library.",
        "三份乡镇年度总结，逐项对照本库。",
    ),
}


def questions(language: Language) -> dict[str, list[tuple[str | None, str]]]:
    """The sections of the menu that are questions: the pages of each, with what they are called if the menu says it."""
    menu = yaml.safe_load((ROOT / MENUS[language]).read_text("utf-8"))["nav"]
    sections = ((name, pages) for entry in menu for name, pages in _named(entry))
    return {
        name: [(None, page) if isinstance(page, str) else next(iter(page.items())) for page in pages]
        for name, pages in sections
        if name.endswith(("?", "？"))
    }


def _named(entry: Any) -> Sequence[tuple[str, Any]]:
    return tuple(entry.items()) if isinstance(entry, dict) else ()


def rules_index(rules: Sequence[Worked], amounts: Sequence[WorkedQuantity], language: Language) -> Iterator[str]:
    """The index by question."""
    subjects: list[Rule | Quantity] = [*(each.rule for each in rules), *(each.quantity for each in amounts)]
    by_page = {page_of(subject).removeprefix("../"): subject for subject in subjects}
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language].format(day(TODAY, language)) + "\n"
    for question, pages in questions(language).items():
        yield f"## {question}\n"
        for title, page in pages:
            if (subject := by_page.pop(page, None)) is not None:
                yield f"- **[{subject.name[language]}](../{page})**<br>{_sentence(subject, language)}"
            else:
                yield f"- **[{title}](../{page})**<br>{_PAGES[page][language]}"
        yield ""
    assert not by_page, f"no question of the menu has {', '.join(by_page)}"


def _sentence(subject: Rule | Quantity, language: Language) -> str:
    """What it asks or comes to today, or on its last day, by the national rulebook."""
    stretches = list(bindings(subject, rulebooks.load("cn")))
    if not stretches:
        return _OPEN[language]
    first = stretches[0][0]
    started = [each for each in stretches if each[0] <= TODAY]
    _, end, bound = started[-1]
    if end is not None and end <= TODAY:
        return _UNTIL[language].format(day(first, language), day(last_day(end), language), _said(bound, language))
    return _TODAY[language].format(day(first, language), _said(bound, language))


def _said(bound: BoundRule | BoundQuantity, language: Language) -> str:
    """What is asked: in full where that is short, else what the criteria are called; of an amount, its working."""
    if isinstance(bound, BoundQuantity):
        term = bound.quantity.term
        return _LOCAL[language] if isinstance(term, Fact) and term.unstated else state_term(term, language)
    condition = simplified(bound.rule.condition)
    if isinstance(condition, Criterion) and len(said := state(condition, language)) <= _SHORT[language]:
        return said
    return _named_of(condition, language)


def _named_of(condition: Condition, language: Language) -> str:
    """A condition in a line, by the names of its criteria; of many, the first ones."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            flat = list(flattened(parts, type(condition)))
            said = [_inner(part, language) for part in flat[:_MOST]]
            if len(flat) > _MOST:
                said.append(_MORE[language].format(len(flat) - _MOST))
            return (_ALL if isinstance(condition, AllOf) else _ANY)[language].format(SEMICOLON[language].join(said))
        case Not(Criterion(name=name)):
            return _NOT_MET[language].format(name[language])
        case Criterion(name=name):
            return name[language]
        case _:
            return state(condition, language)


def _inner(part: Condition, language: Language) -> str:
    said = _named_of(part, language)
    return _BRACKETS[language].format(said) if isinstance(part, AllOf | AnyOf) else said
