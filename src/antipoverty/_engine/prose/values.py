"""Values in words: numbers, what was known of a fact, and what a rulebook gives."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._engine.conditions import Fact
from antipoverty._engine.parameters import ParameterKind, ParameterValue, Value
from antipoverty.money import yuan_of_fen
from antipoverty.text import PERCENT, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.record import FactValue

#: What is said of a fact that is not known.
UNKNOWN = Text("unknown", "未知")
#: Something, and what is added to it.
IN_BRACKETS = Text("{} ({})", "{}（{}）")
_YES = Text("yes", "是")
_NO = Text("no", "否")
#: Whatever the caller's decimal context, a number is said in the same digits.
_PRECISE = Context(prec=60)


def show_fact(fact: Fact, value: FactValue, language: Language) -> str:
    """A stored fact value in whole units, with its unit."""
    if value is None:
        return UNKNOWN[language]
    if isinstance(value, bool):
        return (_YES if value else _NO)[language]
    if isinstance(value, str):
        return fact.label(value, language)
    return with_unit(f"{yuan_of_fen(value):,}" if fact.kind.scale == 100 else f"{value:,}", fact.unit, language)


def with_unit(number: str, unit: Text | None, language: Language) -> str:
    """A number with its unit, in English in the singular where there is one: ``1 worker``, ``2 workers``."""
    if unit is None:
        return number
    words = unit[language]
    if language == "en" and number == "1":
        head, gap, rest = words.partition(" ")
        words = (head.removesuffix("ies") + "y" if head.endswith("ies") else head.removesuffix("s")) + gap + rest
    return f"{number} {words}"


def show_quantity(value: Fraction, unit: Text | None, language: Language) -> str:
    """A number of a rule with its unit; a share in percent."""
    if unit == PERCENT:
        return f"{show_number(value * 100)}{PERCENT[language]}"
    return with_unit(show_number(value), unit, language)


def show_value(value: Value, language: Language, labels: Iterable[tuple[str, Text]] = ()) -> str:
    """A parameter's value in words, by the labels of its choices, names and marks; a number is a number."""
    named = dict(labels)
    colon, comma = (": ", ", ") if language == "en" else ("：", "、")

    def words(key: str) -> str:
        return named[key][language] if key in named else key

    match value:
        case bool():
            return (_YES if value else _NO)[language]
        case tuple():
            parts = (colon.join(map(words, part)) if isinstance(part, tuple) else words(part) for part in value)
            return comma.join(parts) or Text("none", "无")[language]
        case str():
            return words(value)
        case _:
            return show_number(Fraction(value))


def show_parameter(used: ParameterValue, language: Language) -> str:
    """What a rulebook gives, in words and without its unit; a share in percent, a number with a label by that."""
    if used.kind is ParameterKind.SHARE:
        return show_quantity(Fraction(used.number), PERCENT, language)
    label = dict(used.labels).get(str(used.value))
    return show_value(used.value, language, used.labels) if label is None else label[language]


def state_parameter(used: ParameterValue, language: Language) -> str:
    """A parameter value in one line: name, value, unit, source, place and grade."""
    labelled = str(used.value) in dict(used.labels)
    unit = f" {used.unit[language]}" if used.unit is not None and not labelled else ""
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    place = f"{comma}{used.article[language]}" if used.article else ""
    grade = Text(f"grade {used.grade.value}: {used.grade.text.en}", f"可信度 {used.grade.value}：{used.grade.text.zh}")
    head = f"{used.text[language]}{colon}{show_parameter(used, language)}{unit}"
    note = "" if used.note is None else f" {used.note[language]}"
    dash = " — " if language == "en" else "——"
    sure = f" ({grade.en})" if language == "en" else f"（{grade.zh}）"
    return f"{head} [{used.name}]{dash}{used.citation.short(language)}{place}{sure}{note}"


def show_number(value: Fraction) -> str:
    """A number, exactly: as a decimal where it ends, else as a fraction."""
    if value.denominator == 1:
        return f"{int(value):,}"
    shown = _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{shown:,}" if Fraction(shown) == value else f"{value.numerator}/{value.denominator}"
