"""Values in words: numbers, what was known of a fact, and what a rulebook gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._engine.conditions import Fact, Kind
from antipoverty._engine.parameters import Grade, ParameterKind, ParameterValue, Value
from antipoverty.money import yuan_of_fen
from antipoverty.text import COLON, COMMA, DECIMAL, LISTED, PERCENT, SEMICOLON, THOUSANDS, Language, Text, Translation

if TYPE_CHECKING:
    from antipoverty._engine.conditions import FactValue

#: What is said of a fact that is not known.
UNKNOWN = Text("unknown", "未知")
_NONE = Text("none", "无")
_GRADE = Text("grade {}: {}", "可信度 {}：{}")
#: Grades whose code is an English word.
_MARKS = {
    Grade.A_LOCAL: Text("A-local", "A·地方"),
    Grade.CHOICE: Text("choice", "本库选定"),
    Grade.CALLER: Text("caller", "使用者给定"),
}
_UNSTATED = Text("{} (no value in the rulebook: {})", "{}（规则库未载：{}）")
_ASKED = Text("{} (yes or no)", "{}（是/否）")
_SEEN = Text("last seen valid on {}", "最近核实有效之日：{}")
_OUTDATED = Text("{} ({}: may have changed since)", "{}（{}，其后或有变动）")
_TIMES = Text("{0} times {1}", "{1}的{0}倍")
#: What stands before a remark.
DASH = Text(" — ", "——")
#: Something, and what is added to it.
IN_BRACKETS = Text("{} ({})", "{}（{}）")
YES = Text("yes", "是")
NO = Text("no", "否")
#: Whatever the caller's decimal context, a number is said in the same digits.
_PRECISE = Context(prec=60)


def show_fact(fact: Fact, value: FactValue, language: Language) -> str:
    """A stored fact value in whole units, with its unit."""
    if value is None:
        return UNKNOWN[language]
    if isinstance(value, bool):
        return (YES if value else NO)[language]
    if isinstance(value, str):
        return fact.label(value, language)
    return with_unit(digits(yuan_of_fen(value) if fact.kind.scale == 100 else value, language), fact.unit, language)


def name_missing(facts: Iterable[Fact], language: Language) -> dict[str, str]:
    """What facts are called where they are missing: of a parameter without a value, with its dotted name.

    Of a flag it is said that its answer is asked for, since its words alone would say that it is so.
    """

    def said(fact: Fact) -> str:
        if fact.unstated:
            return _UNSTATED[language].format(fact.text[language], fact.name)
        text = fact.text[language]
        return _ASKED[language].format(text) if fact.kind is Kind.FLAG else text

    return {fact.name: said(fact) for fact in facts}


def with_unit(number: str, unit: Text | None, language: Language) -> str:
    """A number with its unit, in the singular where there is one: ``1 worker``, ``2 workers``.

    A translation has the singular as the words for the number 1 with the plural.
    """
    if unit is None:
        return number
    words = unit[language]
    if number == "1" and language in _SINGULAR:
        words = _SINGULAR[language](words)
    said = f"{number} {words}"
    return language.words.get(said, said) if number == "1" and isinstance(language, Translation) else said


def digits(number: int | Decimal, language: Language) -> str:
    """A number in digits with the marks of the language: ``1,234.50``.

    >>> digits(Decimal("1234.50"), Translation("pt", {",": ".", ".": ","}))
    '1.234,50'
    """
    written, marks = f"{number:,}", {",": THOUSANDS[language], ".": DECIMAL[language]}
    return "".join(marks.get(each, each) for each in written)


def _english_singular(words: str) -> str:
    head, gap, rest = words.partition(" ")
    return (head.removesuffix("ies") + "y" if head.endswith("ies") else head.removesuffix("s")) + gap + rest


#: The languages in which one has a form of its own.
_SINGULAR: Mapping[Language, Callable[[str], str]] = {"en": _english_singular}


def show_quantity(value: Fraction, unit: Text | None, language: Language) -> str:
    """A number of a rule with its unit; a share in percent."""
    if unit == PERCENT:
        return f"{show_number(value * 100, language)}{PERCENT[language]}"
    return with_unit(show_number(value, language), unit, language)


def show_value(value: Value, language: Language, labels: Iterable[tuple[str, Text]] = ()) -> str:
    """A parameter's value in words, by the labels of its choices, names and marks; a number is a number."""
    named = dict(labels)

    def words(key: str) -> str:
        return named[key][language] if key in named else key

    match value:
        case bool():
            return (YES if value else NO)[language]
        case tuple():
            parts = (
                COLON[language].join(map(words, part)) if isinstance(part, tuple) else words(part) for part in value
            )
            return LISTED[language].join(parts) or _NONE[language]
        case str():
            return words(value)
        case date():
            return value.isoformat()
        case _:
            return show_number(Fraction(value), language)


def show_parameter(used: ParameterValue, language: Language) -> str:
    """What a rulebook gives, in words and without its unit; a share in percent, a number with a label by that."""
    if used.kind is ParameterKind.SHARE:
        return show_quantity(Fraction(used.number), PERCENT, language)
    label = dict(used.labels).get(str(used.value))
    return show_value(used.value, language, used.labels) if label is None else label[language]


def state_parameter(used: ParameterValue, language: Language) -> str:
    """A parameter value in one line: name, value, unit, source, place and grade."""
    note = "" if used.note is None else f" {used.note[language]}"
    return f"{state_value(used, language)}{DASH[language]}{state_source(used, language)}{note}"


def state_value(used: ParameterValue, language: Language) -> str:
    """What a parameter is called, its value and unit, and its name."""
    labelled = str(used.value) in dict(used.labels)
    unit = f" {used.unit[language]}" if used.unit is not None and not labelled else ""
    head = f"{used.text[language]}{COLON[language]}{show_parameter(used, language)}{unit}"
    if used.multiple is not None:
        times = _TIMES[language].format(show_number(Fraction(used.multiple.factor), language), used.multiple.of)
        head = IN_BRACKETS[language].format(head, times)
    return f"{head} [{used.name}]"


def grade_mark(grade: Grade, language: Language) -> str:
    """The short name of a grade: its code, or what stands for a code that is an English word."""
    return _MARKS[grade][language] if grade in _MARKS else grade.value


def state_source(used: ParameterValue, language: Language) -> str:
    """The document of a parameter value, the place in it and the grade."""
    place = f"{COMMA[language]}{used.article[language]}" if used.article else ""
    grade = _GRADE[language].format(grade_mark(used.grade, language), used.grade.text[language])
    if used.still_valid_on is not None:
        grade = f"{grade}{SEMICOLON[language]}{_SEEN[language].format(used.still_valid_on)}"
    return IN_BRACKETS[language].format(f"{used.citation.short(language)}{place}", grade)


def state_outdated(used: ParameterValue, language: Language) -> str:
    """A value that was last seen to hold before it was used."""
    return _OUTDATED[language].format(used.text[language], _SEEN[language].format(used.still_valid_on))


def show_number(value: Fraction, language: Language) -> str:
    """A number, exactly: as a decimal where it ends, else as a fraction."""
    if value.denominator == 1:
        return digits(int(value), language)
    shown = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return digits(shown, language) if Fraction(shown) == value else f"{value.numerator}/{value.denominator}"
