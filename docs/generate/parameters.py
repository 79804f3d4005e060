"""The page of the parameters, by subject: what holds today or held last, and every value of every rulebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from antipoverty import rulebooks
from antipoverty.rulebooks import ParameterHistory, ParameterValue, Rulebook
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Text
from charts import value_chart
from jurisdictions import Piece, own_values
from passages import quoted_values
from subjects import SUBJECTS, read_by, subject_of
from values import by_document, period, shown, standing
from writing import TODAY, Language, bracketed, capital, day, folded, in_place, library_books, noted

_TITLE = Text("Parameters, by subject", "参数（按主题）")
_INTRODUCTION = Text(
    "Every number and choice that the rules read: what holds on {0}, the day on which the rules were last checked, or"
    " what held last; then every value with its dates, its document and its [grade](../explanation/sources.md#grades)."
    " A place's own values follow the country's. There are {1} parameters; {2} have a value that wants a second"
    " source.",
    "规则所用的全部数值与取值：先列规则最近核对日（{0}）有效的数值，或最后有效的数值；"
    "再逐一列出各时期数值及其文件与[可信度](../explanation/sources.md#grades)。地方数值列于全国之后。"
    "共{1}项，其中{2}项含有尚需另有来源佐证的数值。",
)
_NOW = Text("Today: **{0}**, {1}.", "现行：**{0}**（{1}）。")
_NO_END = Text("No end is known: **{0}**, {1}.", "未见废止：**{0}**（{1}）。")
_LAST = Text("Last: **{0}**, {1}; not in force today.", "最后数值：**{0}**（{1}）；现已不再适用。")
_OPEN = Text("No national value was found: the place or the user gives it.", "未见全国统一数值，由各地或使用者给定。")
_OPEN_NOW = Text(
    "No national value was found for today: the place or the user gives it. Last: **{0}**, {1}.",
    "现未见全国统一数值，由各地或使用者给定。最后数值：**{0}**（{1}）。",
)
_READ_BY = Text("Read by: {}.", "涉及规则：{}。")
_NAME = Text("Name in the library: `{}`", "本库名称：`{}`")
_CODES = Text("its choices: {}", "取值：{}")
_SEEN = Text("last seen in force on {}", "最近核实有效之日：{}")


def parameters_page(language: Language) -> Iterator[str]:
    """The page of the parameters."""
    book, *places = library_books()
    uncertain = {value.name for each in library_books() for value in each.uncertain()}
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language].format(day(TODAY, language), len(book.parameters), len(uncertain)) + "\n"
    local = [(place, own_values(place)) for place in places]
    for subject in SUBJECTS:
        names = [name for name in book.parameters if subject_of(name) is subject]
        head = f"## {subject.text[language]}{bracketed(str(len(names)), language)} {{ #{subject.id} }}"
        yield from folded(head, _subject(book, names, local, language))


def _subject(
    book: Rulebook,
    names: Sequence[str],
    local: Sequence[tuple[Rulebook, Mapping[str, Sequence[Piece]]]],
    language: Language,
) -> Iterator[str]:
    """The parameters of a subject: links to them, then each with its values."""
    yield from (f"- [{book.parameter(name).text[language]}](#{name})" for name in names)
    yield ""
    for name in names:
        own = [(place, list(dict.fromkeys(piece.here for piece in of[name]))) for place, of in local if name in of]
        yield from _parameter(book.parameter(name), own, language)


def _parameter(
    parameter: ParameterHistory, local: Sequence[tuple[Rulebook, Sequence[ParameterValue]]], language: Language
) -> Iterator[str]:
    yield f"### {capital(parameter.text[language])} {{ #{parameter.name} }}\n"
    alone = len(parameter.values) == 1 and not local
    yield _status(parameter, language) + (f"<br>{_source(parameter.values[0], language)}" if alone else "") + "\n"
    if parameter.note is not None:
        yield _note(parameter, parameter.note, language) + "\n"
    books = [rulebooks.load("cn"), *(book for book, _ in local)]
    if chart := value_chart(parameter.name, books, language):
        yield chart + "\n"
    if not alone:
        yield from (_value(value, "", language) for value in parameter.values)
        for book, values in local:
            yield from (_value(value, f"{in_place(book, language)} · ", language) for value in values)
        yield ""
    stated = [(books[0], value) for value in parameter.values]
    yield from quoted_values([*stated, *((book, value) for book, values in local for value in values)], language)
    readers = read_by(parameter.name, language)
    read = f"{_READ_BY[language].format(readers)}<br>" if readers else ""
    yield f"{read}{_NAME[language].format(parameter.name)}{_codes(parameter, language)}\n"


def _note(parameter: ParameterHistory, note: Text, language: Language) -> str:
    """A note, in which a choice is called what it is called, and not by its code."""
    labels = dict(parameter.labels)
    return re.sub(
        r"(?<=“)[\w-]+(?=”)", lambda code: labels.get(code[0], Text(code[0], code[0]))[language], note[language]
    )


def _codes(parameter: ParameterHistory, language: Language) -> str:
    """The codes of its choices, for whoever sets it."""
    labels = dict(parameter.labels)
    codes = [
        f"`{code}`" + (bracketed(labels[code][language], language) if code in labels else "")
        for code in parameter.choices
    ]
    return SEMICOLON[language] + _CODES[language].format(LISTED[language].join(codes)) if codes else ""


def _status(parameter: ParameterHistory, language: Language) -> str:
    """What holds today, or held last."""
    last = standing(parameter.values)
    if last is None:
        return _OPEN[language]
    said = shown(last, language), period(last.start, last.end, language)
    if last.outdated(TODAY):
        return _NO_END[language].format(*said)
    if last.end is None or last.end > TODAY:
        return _NOW[language].format(*said)
    return (_OPEN_NOW if parameter.open else _LAST)[language].format(*said)


def _value(value: ParameterValue, place: str, language: Language) -> str:
    when = period(value.start, value.end, language)
    return f"- {place}{when}{COLON[language]}**{shown(value, language)}**<br>{_source(value, language)}"


def _source(value: ParameterValue, language: Language) -> str:
    seen = (
        f"{COMMA[language]}{_SEEN[language].format(day(value.still_valid_on, language))}"
        if value.still_valid_on
        else ""
    )
    return f"{by_document(value, language)}{seen}{noted(value, language)}"
