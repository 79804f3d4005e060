"""An amount in words: what it comes to, how it was worked out step by step, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty._engine.amounts import value_of
from antipoverty._engine.parameters import Grade
from antipoverty._engine.prose._workings import Measure, Working, working_in_one_line
from antipoverty._engine.prose.explanations import HEAD, evidence, state_basis
from antipoverty.text import Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.amounts import Amount


def explain_amount(amount: Amount, language: Language) -> str:
    """An amount in words: the result, its steps, what is missing, its values and sources, and how sure they are."""
    quantity, measure = amount.quantity, Measure.of(amount.quantity)
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    working = Working(known, language, evidence)
    working.work(quantity.term, measure)
    lines = [
        state_result(amount, language),
        "",
        Text("How it is worked out:", "计算过程：")[language],
        *(f"  {line}" for line in working.lines),
    ]
    if missing := amount.missing:
        named = {fact.name: fact.text[language] for fact in amount.bound.facts}
        lines += ["", Text("Facts that would settle it:", "补充下列信息即可确定：")[language]]
        lines += [f"  - {named[name]}" for name in missing]
    lines += ["", *state_basis(amount.bound, language)]
    if amount.parameters:
        grade = amount.grade
        sure = Text(
            f"As sure as the least sure of its values: grade {grade.value}: {grade.text.en}",
            f"可信度以所用数值中最低者计：{grade.value}：{grade.text.zh}",
        )
        lines.insert(-1, sure[language])
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
    quantity = amount.quantity
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    value = value_of(quantity.term, known)
    if value is None:
        named = {fact.name: fact.text[language] for fact in amount.bound.facts}
        missing = (", " if language == "en" else "、").join(named[name] for name in amount.missing)
        notes = [Text(f"missing: {missing}", f"缺：{missing}")[language]]
    else:
        notes = [working_in_one_line(quantity.term, known, language)]
    if amount.parameters:
        notes.append(_sure(amount.grade)[language])
    shown, said = Measure.of(quantity).show(value, language), [note for note in notes if note]
    if language == "en":
        return f"{quantity.name.en}: {shown}" + (f" ({'; '.join(said)})" if said else "")
    return f"{quantity.name.zh}：{shown}" + (f"（{'；'.join(said)}）" if said else "")


def _sure(grade: Grade) -> Text:
    if grade is Grade.CHOICE:
        return Text("this library's choice", "本库的设计选择")
    if grade is Grade.CALLER:
        return Text("given by the caller", "由调用者给定")
    return Text(f"grade {grade.value}", f"可信度{grade.value}")
