"""The page of the glossary: each term in both languages, what else it is called, what it means, and its page."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from antipoverty.text import COLON, LISTED, Text
from writing import HERE, Language

_TITLE = Text("Glossary", "术语")
_INTRODUCTION = Text(
    "The words of the rulebook and of this library, in both languages, with what else each is called. A term leads to"
    " the rule, the amount or the parameter that it belongs to.",
    "规则库与本库用语的中英文对照及别称。点击术语可查看有关规则、金额或参数。",
)
_ABOUT = {
    "poor": Text("Identification, exit, monitoring", "识别、退出与监测"),
    "help": Text("Help and who answers for it", "帮扶与责任"),
    "money": Text("Money", "资金"),
    "figures": Text("Figures and samples", "指标与抽样"),
    "registers": Text("Registers and data", "名册与数据"),
    "rules": Text("Rules and decisions", "规则与认定"),
}
_ALSO = Text(" Also called: {}.", "又称：{}。")


def terms() -> list[dict[str, Any]]:
    """Every term, in the order of the English."""
    listed: list[dict[str, Any]] = tomllib.loads((HERE / "glossary.toml").read_text("utf-8"))["terms"]
    return listed


def glossary_page(language: Language) -> Iterator[str]:
    """The page of the glossary, by what terms are about."""
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language] + "\n"
    for about, head in _ABOUT.items():
        yield f"## {head[language]} {{ #{about} }}\n"
        yield from (_term(term, language) for term in terms() if term["about"] == about)
        yield ""


def _term(term: dict[str, Any], language: Language) -> str:
    other: Language = "zh" if language == "en" else "en"
    name = f"[{term[language]}]({term['see']})" if "see" in term else term[language]
    also = term.get("also", {}).get(language)
    more = _ALSO[language].format(LISTED[language].join(also)) if also else ""
    translated = f'<span lang="{other}">{term[other]}</span>'
    return f"- **{name}** · {translated}{COLON[language]}{term['means'][language]}{more}"
