"""Values of parameters as the indexes show them: with their unit, from when to when, and by which document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from antipoverty._engine.parameters import ParameterKind
from antipoverty._engine.prose.values import show_parameter, with_unit
from antipoverty.rulebooks import ParameterValue
from antipoverty.rules import Grade
from antipoverty.text import COLON, COMMA, LISTED, SEMICOLON, Text
from writing import TODAY, Language, cited, day

#: What a grade is called where it stands alone; the page of sources says what it means.
GRADES = {
    Grade.A: Text("grade A", "可信度A"),
    Grade.A_LOCAL: Text("grade A, local", "可信度A·地方"),
    Grade.B: Text("grade B", "可信度B"),
    Grade.C: Text("grade C", "可信度C"),
    Grade.CHOICE: Text("a choice of this library", "本库选定"),
    Grade.CALLER: Text("given by the caller", "使用者给定"),
}
#: Where a page first names a grade.
GRADED = Text(
    "[What a grade means](../explanation/sources.md#grades).", "[可信度的含义](../explanation/sources.md#grades)。"
)
NO_VALUE = Text("no value", "无")
_BY = Text("{0} ({1})", "{0}（{1}）")
_PERIOD = Text("{0} to {1}", "{0}至{1}")
_SINCE = Text("since {}", "{}起")
_UNTIL = Text("until {}", "至{}")
_ADDED, _REMOVED = Text("added: {}", "增加：{}"), Text("removed: {}", "减少：{}")
_MOVED = Text("{0} → {1}", "{0} → {1}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def shown(value: ParameterValue | None, language: Language) -> str:
    """A value with its unit: ``2,736 yuan per person per year``, ``2%``; of names in two languages, those of one."""
    if value is None:
        return NO_VALUE[language]
    if value.kind is ParameterKind.TABLE:
        return LISTED[language].join(_marks(value, language).values()) or show_parameter(value, language)
    words = show_parameter(value, language)
    return words if str(value.value) in dict(value.labels) else with_unit(words, value.unit, language)


def _marks(value: ParameterValue, language: Language) -> dict[str, str]:
    """The names of a table with their marks, but those that stand in it for the other language alone."""
    labels = dict(value.labels)

    def words(key: str) -> str:
        return labels[key][language] if key in labels else key

    own = {name for name in value.table if name in labels or bool(_CHINESE.search(name)) is (language == "zh")}
    return {
        name: f"{words(name)}{COLON[language]}{words(mark)}"
        for name, mark in value.table.items()
        if name in own or not own
    }


def moved(before: ParameterValue | None, after: ParameterValue | None, language: Language) -> str:
    """The old value and the new one; of lists, what came and what went."""
    if before is not None and after is not None and before.kind in (ParameterKind.CHOICES, ParameterKind.TABLE):
        old, new = _parts(before, language), _parts(after, language)
        came, went = [each for each in new if each not in old], [each for each in old if each not in new]
        said = [
            words[language].format(LISTED[language].join(parts))
            for words, parts in ((_ADDED, came), (_REMOVED, went))
            if parts
        ]
        return SEMICOLON[language].join(said)
    if before is None or after is None:
        return _MOVED[language].format(shown(before, language), f"**{shown(after, language)}**")
    return _MOVED[language].format(_bare(before, after, language), f"**{shown(after, language)}**")


def _bare(before: ParameterValue, after: ParameterValue, language: Language) -> str:
    """The old value, without its unit where the new one has it too."""
    said, unit = shown(before, language), "" if before.unit is None else f" {before.unit[language]}"
    return said.removesuffix(unit) if unit and shown(after, language).endswith(unit) else said


def _parts(value: ParameterValue, language: Language) -> list[str]:
    if value.kind is ParameterKind.TABLE:
        return list(_marks(value, language).values())
    labels = dict(value.labels)
    assert isinstance(value.value, tuple)
    return [labels[str(part)][language] if part in labels else str(part) for part in value.value]


def by_document(value: ParameterValue, language: Language) -> str:
    """The document of a value, linked, with the place in it and the grade."""
    if value.grade is Grade.CHOICE:
        return f"[{GRADES[value.grade][language]}](../explanation/sources.md#choices)"
    place = f"{COMMA[language]}{value.article[language]}" if value.article else ""
    link = cited(value.citation, language, value.citation.short(language))
    return _BY[language].format(f"{link}{place}", GRADES[value.grade][language])


def period(start: date, end: date | None, language: Language) -> str:
    """From the first day to the last: ``2014-04-02 to 2020-12-31``; a calendar year by its number."""
    if start == date.min:
        return "" if end is None else _UNTIL[language].format(day(last_day(end), language))
    if end is None:
        return _SINCE[language].format(day(start, language))
    if (start.month, start.day, end) == (1, 1, date(start.year + 1, 1, 1)):
        return str(start.year) if language == "en" else f"{start.year}年"
    return _PERIOD[language].format(day(start, language), day(last_day(end), language))


def last_day(end: date) -> date:
    """The last day before a first day on which something no longer holds."""
    return date.fromordinal(end.toordinal() - 1)


def standing(values: Sequence[ParameterValue], today: date = TODAY) -> ParameterValue | None:
    """The value that holds today, or else the last one that held; of values that are all to come, none."""
    begun = [value for value in values if value.start <= today]
    return begun[-1] if begun else None


def in_words(on: date, language: Language) -> str:
    """A day with the month in words: ``1 April 2016``."""
    return f"{on.day} {on:%B} {on.year}" if language == "en" else day(on, language)
