"""The page of checks: every check of a register with its condition in words, its sources and what to ask."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of, simplified
from antipoverty._engine.prose.statements import state
from antipoverty.registers import CHECKS, Check, CheckGroup
from antipoverty.text import Text
from pages import bindings
from writing import HERE, Language, documents, table

#: What the lists that were read ask, and where it is answered.
LISTED = HERE / "checks.toml"
#: Where something that the lists ask is answered.
STATES = {
    "check": Text("by a check of this page", "由本页核查"),
    "reading": Text("when the file is read", "读取文件时"),
    "elsewhere": Text("by another function of the library", "由本库其他功能"),
    "no field": Text("not: a field, a date or another file is lacking", "未作：缺少字段、日期或往年数据"),
}
_INTRODUCTION = Text(
    "What offices look for in their registers (疑点数据). `registers.check` makes all of these checks in one pass"
    " over each table. A finding is what meets the condition; an unknown never is, but of a check of blanks. The"
    " thresholds are [parameters](parameters.md), which a province may set anew; how grave a finding is, is this"
    " library's choice.",
    "各级数据核查的疑点。`registers.check`对每张表一次完成全部核查。满足条件者为疑点；"
    "未知不作疑点，缺项核查除外。阈值均为[参数](parameters.md)，各省可自行设定；严重程度由本库选定。",
)
_HEADS = (
    Text("code", "编号"),
    Text("name", "名称"),
    Text("a finding meets (values as they last stood)", "疑点条件（最近数值）"),
    Text("of", "对象"),
    Text("severity", "严重程度"),
    Text("sources, and codes on their lists", "依据及其清单编号"),
    Text("to ask", "核实事项"),
)
_SUBJECTS = {"person": Text("person", "成员"), "household": Text("household", "农户"), "village": Text("village", "村")}
_ACROSS = Text("across rows and tables", "跨行、跨表比对")
_NOT_KNOWN = Text("not known: {}", "未填：{}")
_OF_WHOM = Text("; of whom: {}", "；应填对象：{}")


def listed() -> list[dict[str, str | list[str]]]:
    """What the lists ask, line by line."""
    lines: list[dict[str, str | list[str]]] = tomllib.loads(LISTED.read_text("utf-8"))["listed"]
    return lines


def checks_page(language: Language) -> Iterator[str]:
    """A table of checks for each subject matter, and how much of the lists is answered where."""
    yield Text("# Checks of a register", "# 名册核查")[language] + "\n"
    yield _INTRODUCTION[language] + "\n"
    for group in CheckGroup:
        checks = [each for each in CHECKS if each.group is group]
        yield f"## {group.text[language].capitalize()}\n"
        yield from table((head[language] for head in _HEADS), (_row(each, language) for each in checks))
    yield from _counts(language)
    book = rulebooks.load("cn")
    cited = dict.fromkeys(source for each in CHECKS for source in each.sources)
    yield from documents((book.citations[source] for source in cited), language)


def _row(check: Check, language: Language) -> tuple[str, ...]:
    sources = ", ".join(f"`{source}`" for source in check.sources)
    codes = f" ({', '.join(check.codes)})" if check.codes else ""
    return (
        f"`{check.code}`",
        check.name[language],
        _condition(check, language),
        _SUBJECTS[check.subject][language],
        check.severity.text[language],
        sources + codes,
        check.ask[language],
    )


def _condition(check: Check, language: Language) -> str:
    """The condition in words, with the values that were in force last."""
    said = [_last(check, place, language) for place in range(len(check.rules))]
    either = Text(", or later: ", "；其后：")[language].join(said)
    if check.blank:
        names = (" / ").join(fact.text[language] for fact in check.blank)
        whom = _OF_WHOM[language].format(either) if said else ""
        return _NOT_KNOWN[language].format(names) + whom
    return either or _ACROSS[language]


def _last(check: Check, place: int, language: Language) -> str:
    rule = check.rules[place]
    stands = [bound for _, _, bound in bindings(rule, rulebooks.load("cn"))]
    (criterion,) = criteria_of(stands[-1].rule.condition if stands else rule.condition)[:1]
    return state(simplified(criterion.condition), language)


def _counts(language: Language) -> Iterator[str]:
    """How many lines of the lists are answered where, by subject matter."""
    lines = listed()
    yield Text("## What the lists ask", "## 清单与核查")[language] + "\n"
    words = Text(
        f"The lists that were read have {len(lines)} checks. So many of them are answered:",
        f"所查阅的清单共{len(lines)}项，其中：",
    )
    yield words[language] + "\n"
    counted = Counter((line["group"], line["state"]) for line in lines)
    groups = list(dict.fromkeys(str(line["group"]) for line in lines))
    heads = [Text("subject matter", "类别")[language], *(text[language] for text in STATES.values())]
    names = {group.value: group.text[language] for group in CheckGroup}
    names["place"] = Text("other departments", "跨部门比对")[language]
    rows = [[names[group], *(str(counted[group, state]) for state in STATES)] for group in groups]
    totals = Counter(line["state"] for line in lines)
    rows.append([Text("all", "合计")[language], *(str(totals[state]) for state in STATES)])
    yield from table(heads, rows)
