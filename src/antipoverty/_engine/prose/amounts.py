"""An amount in words: what it comes to, how it was worked out step by step, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._engine.amounts import value_of
from antipoverty._engine.binding import spoken
from antipoverty._engine.parameters import Grade
from antipoverty._engine.prose._workings import Measure, Working, working_in_one_line
from antipoverty._engine.prose.explanations import HEAD, evidence_by_name, state_basis
from antipoverty._engine.prose.values import IN_BRACKETS, grade_mark, name_missing
from antipoverty.text import COLON, LISTED, SEMICOLON, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.amounts import Amount

_HOW = Text("How it is worked out:", "计算过程：")
_WOULD_SETTLE = Text("Facts that would settle it:", "补充下列信息即可确定：")
_LEAST_SURE = Text("As sure as the least sure of its values: grade {}: {}", "可信度以所用数值中最低者计：{}：{}")
_MISSING = Text("missing: {}", "缺：{}")
_GRADE = Text("grade {}", "可信度{}")
_SURE = {
    Grade.CHOICE: Text("this library's choice", "本库的设计选择"),
    Grade.CALLER: Text("given by the caller", "由调用者给定"),
}


def explain_amount(amount: Amount, language: Language) -> str:
    """An amount in words: the result, its steps, what is missing, its values and sources, and how sure they are."""
    quantity, measure = amount.quantity, Measure.of(amount.quantity)
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    working = Working(known, language, evidence_by_name)
    working.work(quantity.term, measure)
    lines = [
        state_result(amount, language),
        "",
        _HOW[language],
        *(f"  {line}" for line in working.lines),
    ]
    if missing := amount.missing:
        named = name_missing(amount.bound.facts, language)
        lines += ["", _WOULD_SETTLE[language]]
        lines += [f"  - {named[name]}" for name in missing]
    lines += ["", *state_basis(amount.bound, language)]
    if amount.parameters:
        grade = amount.grade
        lines.insert(-1, _LEAST_SURE[language].format(grade_mark(grade, language), grade.text[language]))
    return "\n".join(lines)


def state_result(amount: Amount, language: Language) -> str:
    """The quantity, the date and the amount, in one line."""
    quantity, known = amount.quantity, dict(zip(amount.bound.facts, amount.facts, strict=True))
    shown = Measure.of(quantity).show(value_of(quantity.term, known), language)
    return HEAD[language].format(quantity.name[language], amount.on, shown)


def state_working(amount: Amount, language: Language) -> str:
    """The numbers by which an amount was worked out, in one line; empty for a single one."""
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    return working_in_one_line(amount.quantity.term, known, language)


def state_amount(amount: Amount, language: Language) -> str:
    """An amount in one line: its name, its value, how it was worked out, and how sure it is."""
    quantity, language = amount.quantity, spoken(language, amount.bound)
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    value = value_of(quantity.term, known)
    if value is None:
        named = name_missing(amount.bound.facts, language)
        notes = [_MISSING[language].format(LISTED[language].join(named[name] for name in amount.missing))]
    else:
        notes = [working_in_one_line(quantity.term, known, language)]
    if amount.parameters:
        notes.append(_SURE.get(amount.grade, _GRADE)[language].format(grade_mark(amount.grade, language)))
    shown, said = Measure.of(quantity).show(value, language), [note for note in notes if note]
    line = f"{quantity.name[language]}{COLON[language]}{shown}"
    return IN_BRACKETS[language].format(line, SEMICOLON[language].join(said)) if said else line
