"""The page of the three summaries: each paragraph with its figures, and where the library has its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from antipoverty._engine.prose.values import grade_mark
from antipoverty.reviews import PrintedFigure, Summary, reconcile
from antipoverty.samples import SUMMARIES, load_summary
from antipoverty.text import COLON, Text
from writing import HERE, Language, bracketed, table

#: Where a kind of name has its page, with the id after it.
PAGES = {"rule": "{}.md", "parameter": "parameters.md#{}"}
_INTRODUCTION = Text(
    "Three annual summaries of towns are what this library was measured by. Each paragraph with a figure or a rule is"
    " here in our words, with every figure of it as printed and as read, and its place in the library. Figures"
    " come from machine translations that damaged numbers: what was repaired or inferred is marked, and what cannot be"
    " recovered has no value. [What the figures come to](#sums) follows.",
    "本库以三份乡镇年度总结为对照。凡有数字或规则的段落，在此以本库的语言列出，"
    "并列明所印数字、读作何数，以及在本库中的位置。"
    "所据为英文机器翻译稿，引号内照录其原样，村名、项目名无从还原的保留拼音或英文；"
    "数字在翻译中有损坏：修复或推断的均作标注，无法辨认的不给数值。[各数核对结果](#sums)附后。",
)
_HEADS = (
    Text("paragraph", "段落"),
    Text("what it says", "内容"),
    Text("figures, as printed and as read", "所印数字与读法"),
    Text("in the library", "在本库"),
)
_SUMS = Text("What the figures come to", "各数核对")
_SUMS_WORDS = Text(
    "✓ holds, ✗ does not, ! does not and need not, ? cannot be checked, = worked out with nothing printed to compare"
    " with.",
    "✓相符；✗不符；!不符但未必有误；?无法核对；=推算，无印载数可对照。",
)
_READ = Text("“{}” → {}", "“{}”→{}")
_LOST = Text("“{}”, not recoverable", "“{}”，无法辨认")
_ONLY = Text("Text only. {}", "仅作文字。{}")
#: What the units of printed figures are called in Chinese; what is counted is said by the figure's name.
_UNITS = {
    **dict.fromkeys(("bases", "factors", "groups", "methods", "nodes", "steps", "units", "villages"), "个"),
    **dict.fromkeys(("combinations", "headings", "parts", "plans", "points", "systems", "themes"), "项"),
    **dict.fromkeys(("changes", "details", "programmes", "projects", "skills"), "项"),
    **{"accidents": "起", "bridges": "座", "buildings": "处", "cadres": "名", "courses": "期", "households": "户"},
    **{"houses": "户", "kg": "千克", "km": "千米", "km2": "平方千米", "lessons": "课", "m": "米", "m2": "平方米"},
    **{"meetings": "会", "mm": "毫米", "month": "月", "mu": "亩", "per cent": "%", "persons": "人", "students": "人"},
    **{"t": "吨", "times": "次", "year": "年", "years": "年", "yuan": "元"},
}
_CHAPTER = Text("chapter `{}` of the [review](../howto/township.md)", "[总结](../howto/township.md)“{}”一章")


def paragraphs() -> list[dict[str, Any]]:
    """The paragraphs, in order."""
    listed: list[dict[str, Any]] = tomllib.loads((HERE / "summaries.toml").read_text("utf-8"))["paragraphs"]
    return listed


def summaries_page(language: Language) -> Iterator[str]:
    """A table for each summary, then every sum."""
    yield Text("# The three summaries, place by place", "# 三份总结逐段对照")[language] + "\n"
    yield _INTRODUCTION[language] + "\n"
    summaries = {town: load_summary(town) for town in SUMMARIES}
    for town, summary in summaries.items():
        yield f"## {summary.name[language]}\n"
        rows = (_row(each, summary, language) for each in paragraphs() if each["town"] == town)
        yield from table((head[language] for head in _HEADS), rows)
    yield f"## {_SUMS[language]} {{ #sums }}\n"
    yield _SUMS_WORDS[language] + "\n"
    for summary in summaries.values():
        yield f"```text\n{reconcile(summary).explain(language)}\n```\n"


def _row(paragraph: dict[str, Any], summary: Summary, language: Language) -> tuple[str, ...]:
    printed = {key: figure for key, figure in summary.figures.items() if isinstance(figure, PrintedFigure)}
    figures = (_figure(printed[key], language) for key in paragraph["figures"])
    return (
        paragraph["place"][language],
        paragraph[language],
        "\n".join(figures),
        "\n".join(_places(paragraph, language)),
    )


def _figure(figure: PrintedFigure, language: Language) -> str:
    if figure.value is None:
        read = _LOST[language].format(figure.printed)
    else:
        number = str(figure.value) if figure.unit == "year" else f"{figure.value:,}"
        counted = _UNITS[figure.unit] if language == "zh" else f" {figure.unit}".removesuffix(" year")
        read = _READ[language].format(figure.printed, number + counted)
    grade = bracketed(grade_mark(figure.grade, language), language) if figure.grade is not None else ""
    return f"{figure.label[language]}{COLON[language]}{read}{grade}"


def _places(paragraph: dict[str, Any], language: Language) -> Iterator[str]:
    if "only" in paragraph:
        yield _ONLY[language].format(paragraph["only"][language])
    for place in paragraph.get("by", ()):
        kind, colon, name = place.partition(":")
        page = PAGES.get(kind)
        yield f"[`{name}`]({page.format(name)})" if colon and page else f"`{name or place}`"
    if "chapter" in paragraph:
        yield _CHAPTER[language].format(paragraph["chapter"])
