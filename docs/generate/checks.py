"""The page of checks: every check of a register with its condition in words, its sources and what to ask."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator

from antipoverty import rulebooks
from antipoverty._engine.conditions import criteria_of, simplified
from antipoverty._engine.prose.statements import state
from antipoverty.registers import CHECKS, Check, CheckGroup
from antipoverty.text import LISTED as JOINED
from antipoverty.text import SEMICOLON, Text
from pages import bindings
from writing import HERE, Language, bracketed, cited, table

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
    "What offices look for in their registers (疑点数据, suspect data). `registers.check` makes all of these checks in"
    " one pass over each table. A record that meets the condition is a finding; one of which it is unknown is none, but"
    " in a check of blanks. The thresholds are [parameters](parameters.md#checks), which a province may set anew; how"
    " grave a finding is, is this library's choice. Values are those that were last in force.",
    "各级数据核查的疑点。`registers.check`对每张表一次完成全部核查。满足条件者为疑点；"
    "未知不作疑点，缺项核查除外。阈值均为[参数](parameters.md#checks)，各省可自行设定；严重程度由本库选定。条件中的数值取最近有效者。",
)
_CHECK = Text(
    "- **{0}** ({1}; {2})<br>Finding: {3}.<br>To ask: {4}{5} Code `{6}`",
    "- **{0}**（{1}；{2}）<br>疑点条件：{3}。<br>核实事项：{4}。{5}编号`{6}`",
)
_BY = Text("<br>On the lists of: {}.", "<br>依据清单：{}。")
_CODES = Text("{0} ({1})", "{0}（{1}）")
_SUBJECTS = {"person": Text("person", "成员"), "household": Text("household", "农户"), "village": Text("village", "村")}
_LISTS = Text("What the lists ask", "清单与核查")
_ACROSS = Text("across rows and tables", "跨行、跨表比对")
_NOT_KNOWN = Text("not known: {}", "未填：{}")
_OF_WHOM = Text("; of whom: {}", "；应填对象：{}")


def listed() -> list[dict[str, str | list[str]]]:
    """What the lists ask, line by line."""
    lines: list[dict[str, str | list[str]]] = tomllib.loads(LISTED.read_text("utf-8"))["listed"]
    return lines


def checks_page(language: Language) -> Iterator[str]:
    """The checks of each subject matter, and how much of the lists is answered where."""
    yield Text("# Checks of a register", "# 名册核查")[language] + "\n"
    yield _INTRODUCTION[language] + "\n"
    groups = {group: [each for each in CHECKS if each.group is group] for group in CheckGroup}
    for group, checks in groups.items():
        yield f"- [{_head(group, language)}](#{group.value}){bracketed(str(len(checks)), language)}"
    yield f"- [{_LISTS[language]}](#lists)\n"
    for group, checks in groups.items():
        yield f"## {_head(group, language)} {{ #{group.value} }}\n"
        yield from (_check(each, language) for each in checks)
        yield ""
    yield from _counts(language)


def _head(group: CheckGroup, language: Language) -> str:
    return group.text[language].capitalize()


def _check(check: Check, language: Language) -> str:
    book = rulebooks.load("cn")
    named = [cited(book.citations[key], language, book.citations[key].title[language]) for key in check.sources]
    if check.codes:
        named[-1] = _CODES[language].format(named[-1], JOINED[language].join(check.codes))
    by = _BY[language].format(SEMICOLON[language].join(named)) if named else ""
    subject, severity = _SUBJECTS[check.subject][language], check.severity.text[language]
    condition = _condition(check, language)
    return _CHECK[language].format(
        check.name[language], subject, severity, condition, check.ask[language], by, check.code
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
    yield f"## {_LISTS[language]} {{ #lists }}\n"
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
