"""A rule in words: a condition as a clause, and as a list of its criteria."""

from __future__ import annotations

from typing import assert_never

from antipoverty.rules.conditions import (
    All,
    Any,
    AnyMarked,
    ByYear,
    Choose,
    Compare,
    Condition,
    Constant,
    Criterion,
    Fact,
    IsTrue,
    Language,
    Not,
    Number,
    OneOf,
    Parameter,
    Plus,
    Term,
    Text,
    Times,
)
from antipoverty.rules.prose.values import show_quantity

__all__ = ["name_term", "outline", "state"]

_OPERATORS = {
    "<": Text("is below", "低于"),
    "<=": Text("is at most", "不超过"),
    "==": Text("equals", "等于"),
    ">=": Text("is at least", "不低于"),
    ">": Text("is above", "高于"),
}

_AND = Text(" and ", "，且")
_OR = Text(" or ", "，或")
_NOT = Text("it is not so that ", "并非：")


def state(condition: Condition, language: Language) -> str:
    """A condition as a clause, with its values where it is bound and the names of its parameters where it is not."""
    match condition:
        case Constant(value):
            return Text("always", "恒为是")[language] if value else Text("never", "恒为否")[language]
        case IsTrue(fact):
            return fact.text[language]
        case Not(IsTrue(Fact(negated=Text() as negated))):
            return negated[language]
        case Not(Compare(left, operator, right)) if operator != "==":
            opposite: dict[str, str] = {"<": ">=", "<=": ">", ">=": "<", ">": "<="}
            return _compare(left, opposite[operator], right, language)
        case Not(inner):
            return _NOT[language] + _wrapped(inner, language)
        case Compare(left, operator, right):
            return _compare(left, operator, right, language)
        case OneOf(fact, values):
            if isinstance(values, tuple):
                listed = " / ".join(fact.label(value, language) for value in values)
            else:
                listed = f"[{values.name}]"
            return Text(f"{fact.text.en} is one of {listed}", f"{fact.text.zh}为{listed}")[language]
        case AnyMarked(_, table, mark):
            return Text(
                f"a flag that [{table.name}] marks “{mark}” is true",
                f"[{table.name}]中标为“{mark}”的任一情形成立",
            )[language]
        case Choose(parameter, branches):
            start, then = (
                Text("if [{}] is “{}”: ", "如[{}]为“{}”：")[language],
                ("; " if language == "en" else "；"),
            )
            return then.join(start.format(parameter.name, name) + state(part, language) for name, part in branches)
        case Criterion(applies=None):
            return state(condition.condition, language)
        case Criterion(condition=inner, applies=applies, otherwise=otherwise):
            assert applies is not None
            held = Text("met", "视为满足") if otherwise else Text("not met", "视为不满足")
            return Text(
                f"{state(inner, 'en')} (asked where {state(applies, 'en')}; elsewhere {held.en})",
                f"{state(inner, 'zh')}（适用于：{state(applies, 'zh')}；其他情形{held.zh}）",
            )[language]
        case All(parts):
            return _AND[language].join(_wrapped(part, language) for part in parts)
        case Any(parts):
            return _OR[language].join(_wrapped(part, language) for part in parts)
        case _:
            assert_never(condition)


def outline(condition: Condition, language: Language, depth: int = 0) -> str:
    """A condition as a list of its criteria by name, a line each, indented where parts belong together.

    Args:
        condition: a condition; one that is bound is best simplified first.
        language: English or Chinese.
        depth: how deep the list begins.
    """
    indent = "    " * depth + "- "
    match condition:
        case All(parts) | Any(parts):
            whole = (
                Text("all of:", "同时满足：")
                if isinstance(condition, All)
                else Text("at least one of:", "至少满足一项：")
            )
            return "\n".join([indent + whole[language], *(outline(part, language, depth + 1) for part in parts)])
        case Not(Criterion(id, name)):
            return indent + Text(f"not met: {id} {name.en}", f"不满足：{id} {name.zh}")[language]
        case Criterion(id, name):
            return f"{indent}{id} {name[language]}"
        case _:
            return indent + state(condition, language)


def _wrapped(condition: Condition, language: Language) -> str:
    inner = condition
    while isinstance(inner, Criterion) and inner.applies is None:
        inner = inner.condition
    text = state(condition, language)
    if isinstance(inner, Criterion):
        inner = inner.condition
    if isinstance(inner, All | Any | Choose) and not (isinstance(inner, All | Any) and len(inner.conditions) == 1):
        return f"({text})" if language == "en" else f"（{text}）"
    return text


def _compare(left: Term, operator: str, right: Term, language: Language) -> str:
    gap = " " if language == "en" else ""
    return f"{_term(left, language)}{gap}{_OPERATORS[operator][language]}{gap}{_term(right, language)}"


def _term(term: Term, language: Language) -> str:
    match term:
        case Fact(text=text):
            return text[language]
        case Parameter(name):
            return f"[{name}]"
        case ByYear(series, choice, offset):
            return f"[{series}.[{choice.name}], {Text('year', '年度')[language]} [{offset.name}]]"
        case Number(value, parameter, text, unit):
            number = show_quantity(value, unit, language)
            if parameter is None or text is None:
                return number
            return f"{number} ({text.en})" if language == "en" else f"{number}（{text.zh}）"
        case Times(left, right):
            return " × ".join(_bracketed(part, _term(part, language)) for part in (left, right))
        case Plus(terms):
            return " + ".join(_term(part, language) for part in terms)
        case _:
            assert_never(term)


def _bracketed(factor: Term, text: str) -> str:
    return f"({text})" if isinstance(factor, Plus) else text


def name_term(term: Term, language: Language) -> str:
    """A term's name without its values."""
    match term:
        case Number(value, _, text, unit):
            return show_quantity(value, unit, language) if text is None else text[language]
        case Times(left, right):
            return " × ".join(_bracketed(part, name_term(part, language)) for part in (left, right))
        case Plus(terms):
            return " + ".join(name_term(part, language) for part in terms)
        case _:
            return _term(term, language)
