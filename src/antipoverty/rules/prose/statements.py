"""A rule in words: a condition as a clause, and as a list of its criteria."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from antipoverty.rules.conditions import (
    All,
    Any,
    AnyMarked,
    AnyMember,
    ByYear,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    CountMembers,
    Criterion,
    Direction,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Language,
    Least,
    Not,
    Number,
    OfMembers,
    OneOf,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Text,
    Times,
    When,
)
from antipoverty.rules.prose.values import show_quantity

__all__ = ["name_members", "name_term", "outline", "state"]

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
        case AnyMember() | EveryMember():
            return name_members(condition, language)
        case Chosen(parameter, value):
            return Text(f"[{parameter.name}] is or names “{value}”", f"[{parameter.name}]为或包含“{value}”")[language]
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
            return _added([(_sign(part), _term(_positive(part), language)) for part in terms])
        case Least() | Greatest() | When() | Rounded():
            return _combined(term, language, _term)
        case CountMembers() | SumMembers():
            return name_members(term, language)
        case _:
            assert_never(term)


def name_members(node: OfMembers, language: Language) -> str:
    """A question to the members of a record, as a clause or as the name of a number."""
    match node:
        case AnyMember(condition):
            asked = Text(f"at least one member: {state(condition, 'en')}", f"至少一名成员{state(condition, 'zh')}")
        case EveryMember(condition):
            asked = Text(f"every member: {state(condition, 'en')}", f"全体成员均{state(condition, 'zh')}")
        case CountMembers(None):
            asked = Text("number of members", "成员数")
        case CountMembers(counted):
            assert counted is not None
            asked = Text(f"members of whom: {state(counted, 'en')}", f"{state(counted, 'zh')}的成员数")
        case SumMembers(term):
            asked = Text(f"sum over the members of {_term(term, 'en')}", f"全体成员的{_term(term, 'zh')}之和")
    return asked[language]


def _combined(
    term: Least | Greatest | When | Rounded, language: Language, name: Callable[[Term, Language], str]
) -> str:
    match term:
        case Least(terms) | Greatest(terms):
            comma = ", " if language == "en" else "、"
            listed = comma.join(name(part, language) for part in terms)
            words = (
                Text("the greatest of", "取最大值：")
                if isinstance(term, Greatest)
                else Text("the least of", "取最小值：")
            )
            return f"{words.en} ({listed})" if language == "en" else f"{words.zh}（{listed}）"
        case When(condition, met, otherwise):
            first, second, asked = name(met, language), name(otherwise, language), state(condition, language)
            return Text(f"({first} if {asked}, otherwise {second})", f"（如{asked}，则{first}；否则{second}）")[
                language
            ]
        case Rounded(inner, unit, direction):
            step = show_quantity(unit, None, language)
            way = _DIRECTIONS[direction]
            text = name(inner, language)
            return Text(f"({text}, {way.en} to a multiple of {step})", f"（{text}，{way.zh}至{step}的整数倍）")[
                language
            ]


_DIRECTIONS: dict[Direction, Text] = {
    "up": Text("rounded up", "向上取整"),
    "down": Text("rounded down", "向下取整"),
    "half": Text("rounded", "四舍五入"),
}


def _sign(term: Term) -> str:
    return "-" if isinstance(term, Times) and _is_minus_one(term.left) else "+"


def _positive(term: Term) -> Term:
    return term.right if isinstance(term, Times) and _is_minus_one(term.left) else term


def _is_minus_one(term: Term) -> bool:
    return isinstance(term, Number) and term.value == -1 and term.parameter is None


def _added(parts: list[tuple[str, str]]) -> str:
    """Signed terms as a sum: ``a + b - c``."""
    text = "".join(f" {sign} {part}" for sign, part in parts)
    return text.removeprefix(" + ").strip()


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
            return _added([(_sign(part), name_term(_positive(part), language)) for part in terms])
        case Least() | Greatest() | When() | Rounded():
            return _combined(term, language, name_term)
        case _:
            return _term(term, language)
