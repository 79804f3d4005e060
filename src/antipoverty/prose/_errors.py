"""What is wrong with a document or a value, in words: errors are made in English, and said here in other languages.

A message is matched against the English of a table, place for place; what stands in a place named ``part`` or ``rest``
is a message itself. What the table does not have stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from antipoverty._shared.keys import CHANGED, LOOKALIKE, PERSONAL, UNBROKEN
from antipoverty.errors import InvalidDocument, InvalidValue, Problem
from antipoverty.prose._parts import Writers, some
from antipoverty.text import COLON, Language, Text

_WRONG = Text("got {}; expected {}", "现为{}；应为{}")
_PROBLEMS = Text("{}: {} problems", "{}：共{}处错误")
_PROBLEM = Text("{}: 1 problem", "{}：共1处错误")
#: The more particular before the more general.
_MESSAGES = (
    Text("a stored fact: true or false, a whole number, a string or null", "true或false、整数、字符串或null"),
    Text("{part} or null", "{part}或null"),
    # What stands there
    Text("nothing", "空缺"),
    Text("null", "null"),
    Text("true or false", "true或false"),
    Text("a whole number", "整数"),
    Text("a number with decimals", "小数"),
    Text("a string", "字符串"),
    Text("an array", "数组"),
    Text("an object", "对象"),
    Text("a name that is not known", "未知的名称"),
    Text("a number beyond every limit", "超出范围的数"),
    Text("objects and arrays in each other too deep", "层次过深的对象和数组"),
    Text("a number of {count} digits", "{count}位的数"),
    Text("byte {place}, which is not UTF-8", "第{place}字节不是UTF-8编码"),
    Text("line {line}, column {column}: {message}", "第{line}行第{column}列：{message}"),
    Text("{name} twice", "{name}出现2次"),
    Text("{name} {count} times", "{name}出现{count}次"),
    # What a document should have
    Text("did you mean {name}?", "{name}（疑为笔误）"),
    Text("a member of {kind}: {names}", "{kind}的成员：{names}"),
    Text("each name once", "每个名称只出现一次"),
    Text("an object with the members of {kind}", "含{kind}各成员的对象"),
    Text("an object whose 'is' is one of {names}", "“is”为{names}之一的对象"),
    Text("an object whose 'risk' is a code", "“risk”为代码的对象"),
    Text("an object with {names}", "含{names}的对象"),
    Text("an array of {count}", "含{count}项的数组"),
    Text("a number", "数"),
    Text("a finite number", "有限的数"),
    Text("a number of at most {count} digits", "至多{count}位的数"),
    Text("at most {count} levels", "至多{count}层"),
    Text("a document in UTF-8", "UTF-8编码的文档"),
    Text("a document as text, or as bytes of UTF-8", "文本或UTF-8字节形式的文档"),
    Text("text without halves of surrogate pairs", "不含半个代理对的文本"),
    Text("an exact number as a string, such as {example}", "以字符串表示的精确数值，如{example}"),
    Text("a ratio as a string, such as {example}", "以字符串表示的比率，如{example}"),
    Text("a date as a string, such as {example}", "以字符串表示的日期，如{example}"),
    Text("words by language, such as {example}", "按语言列出的文字，如{example}"),
    Text("a parameter value", "参数值"),
    Text("a cell of a statement", "报表的一格"),
    Text("a language as its tag and its words by the English ones", "语言标签及与英文对应的文字"),
    Text(
        "true or false, a whole number, or an exact number as a string", "true或false、整数，或以字符串表示的精确数值"
    ),
    Text("{outcome}, which the rule gives for the facts", "{outcome}，即规则按所据信息得出的结果"),
    # What a record accepts
    Text("a whole number from {least} to {most}", "{least}至{most}的整数"),
    Text("a whole number of at least {least}", "不小于{least}的整数"),
    Text("True, False or None for unknown", "true、false，未知为null"),
    Text("one of {codes}", "{codes}之一"),
    Text("a datetime.date", "日期"),
    Text("a date not after {day}", "不晚于{day}的日期"),
    Text("a non-empty string", "非空字符串"),
    Text("a non-empty string of one line, without control characters", "非空的单行文字，不含控制字符"),
    Text("a tuple, each {part}", "数组，其中每项为{part}"),
    Text("a tuple of at least one key", "至少含一个代码的数组"),
    Text("a tuple of at least one Person", "至少含一名成员的数组"),
    Text("a tuple of {kind}", "{kind}的数组"),
    Text("another key: {part}", "另一代码：{part}"),
    Text("an amount in yuan in plain digits, such as {example}", "以普通数字写的金额（元），如{example}"),
    Text("an amount under {limit} yuan", "小于{limit}元的金额"),
    Text("an amount of at least {least} yuan", "不低于{least}元的金额"),
    Text("a finite amount in yuan", "有限的金额（元）"),
    Text("at most two decimal places", "至多两位小数"),
    Text(
        "an exact {part} (a Decimal, an int or a string), at least 0, with at most two decimal places",
        "精确的{part}，不小于0，至多两位小数",
    ),
    Text("area in mu", "面积（亩）"),
    Text("area in square metres", "面积（平方米）"),
    Text("area in square kilometres", "面积（平方公里）"),
    Text("distance in kilometres", "距离（公里）"),
    Text("output", "产量"),
    Text("quantity", "数量"),
    Text(
        "degrees from -{most} to {most2} (a Decimal, an int or a string), with at most six decimal places",
        "-{most}至{most2}的度数，至多六位小数",
    ),
    Text("no total beside the components", "已有分项时不另填合计"),
    Text("{count}, the number of members listed", "{count}，即所列成员人数"),
    Text("at most {count} members", "至多{count}名成员"),
    Text("members with keys that differ", "代码互不相同的成员"),
    Text("at most {count} risks, each once", "至多{count}项风险，每项一次"),
    Text("facts by name: true or false, a whole number, or an exact amount of yuan", "按名称列出的指标"),
    Text("each fact once", "每项指标一次"),
    Text("at most {count}, the {attribute} of the county", "至多{count}，即县的{attribute}"),
    Text("at most {count}, the {attribute}", "至多{count}，即{attribute}"),
    Text("a day of {year}", "{year}年内的日期"),
    Text(
        "{digest}: entries were left out, or a fund or project was changed",
        "{digest}：有分录缺失，或资金、项目被更改",
    ),
    Text("{digest}: entry {entry} was tampered with", "{digest}：第{entry}笔分录被更改"),
    Text("the key of a fund of the ledger, in entry {entry}", "账簿中资金的代码（第{entry}笔分录）"),
    Text("the key of a project of the ledger, in entry {entry}", "账簿中项目的代码（第{entry}笔分录）"),
    Text("what can be: {message}", "可能的值：{message}"),
    UNBROKEN,
    LOOKALIKE,
    CHANGED,
    PERSONAL,
    # Several of these
    Text("{part} for {attribute}", "{part}（{attribute}）"),
    Text("{part} or {rest}", "{part}或{rest}"),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Text], ...]:
    """The English of the table with its places as groups."""
    return tuple(
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text.en)), re.S), text) for text in _MESSAGES
    )


def _said(message: str, language: Language) -> str:
    """A message in a language; as it stands where the table does not have all of it, since half of each is neither."""
    return _found(message, language) or message


def _found(message: str, language: Language) -> str | None:
    for pattern, text in _patterns():
        if found := pattern.fullmatch(message):
            places = found.groupdict()
            for name in places.keys() & {"part", "rest"}:
                # A code stands for itself; words have to be in the table.
                places[name] = _found(places[name], language) or ("" if " " in places[name] else places[name])
            if all(places.values()):
                return text[language].format(**places)
    return None


def problem(each: Problem, language: Language) -> Iterator[str]:
    """What stands in a place of a document, and what was expected."""
    yield _wrong(each.given, each.expected, language)


def _wrong(given: str, expected: str, language: Language) -> str:
    return _WRONG[language].format(_said(given, language), _said(expected, language))


def value(error: InvalidValue, language: Language) -> Iterator[str]:
    """What is wrong with a value."""
    yield f"{error.field}{COLON[language]}{_wrong(error.given, error.expected, language)}"


def document(error: InvalidDocument, language: Language) -> Iterator[str]:
    """How many problems a document has, and then each with its place."""
    count = len(error.problems)
    yield (_PROBLEM if count == 1 else _PROBLEMS)[language].format(error.field, count)
    for each in error.problems:
        yield f"{each.place}{COLON[language]}{_wrong(each.given, each.expected, language)}"


def document_in_brief(error: InvalidDocument, language: Language) -> Iterator[str]:
    """How many problems a document has, and the first of them."""
    yield from some(document(error, language), language, most=8)


WRITERS: Writers = {
    Problem: (problem, problem),
    InvalidDocument: (document_in_brief, document),
    InvalidValue: (value, value),
}
