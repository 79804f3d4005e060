"""Reading a rule as prose, in English and in Chinese: the rule itself, and a decision made by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from antipoverty.money import yuan_of_fen
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
    Kind,
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
from antipoverty.rules.linear import value_of
from antipoverty.rules.parameters import ParameterValue, Value

if TYPE_CHECKING:
    from antipoverty.rules.binding import BoundRule
    from antipoverty.rules.decisions import Decision, Finding, Shortfall
    from antipoverty.rules.record import Stored

__all__ = [
    "explain",
    "outline",
    "show_fact",
    "show_value",
    "state",
    "state_basis",
    "state_finding",
    "state_parameter",
]

_OPERATORS = {
    "<": Text("is below", "低于"),
    "<=": Text("is at most", "不超过"),
    "==": Text("equals", "等于"),
    ">=": Text("is at least", "不低于"),
    ">": Text("is above", "高于"),
}

_ASKED = {
    "<": Text("below", "低于"),
    "<=": Text("at most", "不超过"),
    "==": Text("equal to", "等于"),
    ">=": Text("at least", "不低于"),
    ">": Text("above", "高于"),
}

_AND = Text(" and ", "，且")
_OR = Text(" or ", "，或")
_UNKNOWN = Text("unknown", "未知")
_YES = Text("yes", "是")
_NO = Text("no", "否")
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
            number = _exact(value) + (f" {unit[language]}" if unit is not None else "")
            if parameter is None or text is None:
                return number
            return f"{text.en} ({number})" if language == "en" else f"{text.zh}（{number}）"
        case Times(left, right):
            return " × ".join(_bracketed(part, _term(part, language)) for part in (left, right))
        case Plus(terms):
            return " + ".join(_term(part, language) for part in terms)
        case _:
            assert_never(term)


def _bracketed(factor: Term, text: str) -> str:
    return f"({text})" if isinstance(factor, Plus) else text


def _exact(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{int(value):,}"
    shown = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{shown:,}" if Fraction(shown) == value else f"{value.numerator}/{value.denominator}"


def show_fact(fact: Fact, value: Stored, language: Language) -> str:
    """A stored fact value in whole units, with its unit."""
    if value is None:
        return _UNKNOWN[language]
    if isinstance(value, bool):
        return (_YES if value else _NO)[language]
    if isinstance(value, str):
        return fact.label(value, language)
    unit = f" {fact.unit[language]}" if fact.unit is not None else ""
    number = f"{yuan_of_fen(value):,}" if fact.kind.scale == 100 else f"{value:,}"
    return number + unit


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
            return _exact(Fraction(value))


def state_parameter(used: ParameterValue, language: Language) -> str:
    """A parameter value in one line: name, value, unit, source, place and grade."""
    unit = f" {used.unit[language]}" if used.unit is not None else ""
    colon, comma = (": ", ", ") if language == "en" else ("：", "，")
    place = f"{comma}{used.article[language]}" if used.article else ""
    grade = Text(f"grade {used.grade.value}: {used.grade.text.en}", f"可信度 {used.grade.value}：{used.grade.text.zh}")
    head = f"{used.text[language]}{colon}{show_value(used.value, language, used.labels)}{unit}"
    note = "" if used.note is None else f" {used.note[language]}"
    dash = " — " if language == "en" else "——"
    sure = f" ({grade.en})" if language == "en" else f"（{grade.zh}）"
    return f"{head} [{used.name}]{dash}{used.citation.short(language)}{place}{sure}{note}"


def explain(decision: Decision, language: Language) -> str:
    """A decision in words: the outcome, each finding, what is missing, what would change it, and the sources."""
    from antipoverty.rules.decisions import Outcome

    rule = decision.bound.rule
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}
    pick = _picker(language)
    lines = [
        pick(
            f"{rule.name.en}, {decision.on}: {words[decision.outcome].en}",
            f"{rule.name.zh}（{decision.on}）：{words[decision.outcome].zh}",
        ),
        "",
    ]
    lines += [state_finding(finding, language) for finding in decision.findings]
    if decision.reviews:
        lines += ["", pick("To be looked at more closely:", "需进一步核查：")]
        lines += [state_finding(finding, language) for finding in decision.reviews]
    if missing := decision.missing:
        named = {fact.name: fact.text[language] for fact in decision.bound.facts}
        lines += ["", pick("Facts that would settle it:", "补充下列信息即可判定：")]
        lines += [f"  - {named[name]}" for name in missing]
    if shortfalls := decision.shortfalls:
        lines += ["", pick("What would change the outcome:", "结果改变的条件：")]
        lines += [_shortfall(shortfall, language) for shortfall in shortfalls]
    lines += ["", *state_basis(decision.bound, language)]
    return "\n".join(lines)


def state_basis(bound: BoundRule, language: Language) -> list[str]:
    """What a bound rule rests on, a line each: its values, its documents and its rulebook."""
    pick = _picker(language)
    book = bound.rulebook
    documents = dict.fromkeys((*(used.citation for used in bound.parameters), *bound.citations))
    return [
        pick("Values:", "参数："),
        *(f"  - {state_parameter(used, language)}" for used in bound.parameters),
        pick("Documents:", "依据："),
        *(f"  - {citation.full(language)}" for citation in documents),
        pick(
            f"Rulebook {book.jurisdiction} {book.version} ({book.digest[:12]})",
            f"规则库 {book.jurisdiction} {book.version}（{book.digest[:12]}）",
        ),
    ]


def _picker(language: Language) -> Callable[[str, str], str]:
    return lambda en, zh: Text(en, zh)[language]


def state_finding(finding: Finding, language: Language) -> str:
    """What one criterion says, and what was compared with what, a line each."""
    from antipoverty.rules.decisions import Outcome

    criterion = finding.criterion
    colon = ": " if language == "en" else "："
    if finding.applicable is False:
        mark, said = "–", Text("does not apply", "不适用")
    else:
        mark, said = {
            Outcome.MET: ("✓", Text("met", "满足")),
            Outcome.NOT_MET: ("✗", Text("not met", "不满足")),
            Outcome.UNKNOWN: ("?", Text("unknown", "未知")),
        }[finding.outcome]
    head = f"  {mark} {criterion.id} {criterion.name[language]}{colon}{said[language]}"
    known: dict[Fact, Stored] = dict(finding.facts)
    asked = [] if criterion.applies is None else _evidence(criterion.applies, known, language)
    compared = [] if finding.applicable is False else _evidence(criterion.condition, known, language)
    details = [f"      {text}" for text in (*asked, *compared)]
    return "\n".join([head, *dict.fromkeys(details)])


def _evidence(node: Condition, known: dict[Fact, Stored], language: Language) -> list[str]:
    """What was compared with what, leaf by leaf; a criterion within another has a finding of its own."""
    match node:
        case Criterion(id, name):
            return [f"→ {id} {name[language]}"]
        case All(parts) | Any(parts):
            return [text for part in parts for text in _evidence(part, known, language)]
        case Not(inner):
            return _evidence(inner, known, language)
        case Compare(left, operator, right):
            return [_compared(left, operator, right, known, language)]
        case IsTrue(fact):
            colon = ": " if language == "en" else "："
            return [f"{fact.text[language]}{colon}{show_fact(fact, known[fact], language)}"]
        case OneOf(fact, tuple() as values):
            listed = " / ".join(fact.label(value, language) for value in values)
            among = Text(f"one of {listed}?", f"属于 {listed}？")[language]
            colon, dash = (": ", " — ") if language == "en" else ("：", "——")
            return [f"{fact.text[language]}{colon}{show_fact(fact, known[fact], language)}{dash}{among}"]
        case _:
            return []


def _compared(left: Term, operator: str, right: Term, known: dict[Fact, Stored], language: Language) -> str:
    """``income: 9,720.50 yuan — below 10,944.00 yuan? (line × size: 2,736 × 4 persons)``."""
    facts = [fact for fact in known if fact in _facts(left) | _facts(right)]
    unit = next((fact.unit for fact in facts if fact in _facts(left) and fact.unit is not None), None)
    money = any(fact.kind is Kind.MONEY for fact in facts)

    def amount(term: Term) -> str:
        stored = {fact: value for fact in facts if fact in _facts(term) and isinstance(value := known[fact], int)}
        if len(stored) < len(_facts(term)):
            return _UNKNOWN[language]
        total = value_of(term, stored)
        cents = total * 100
        number = f"{yuan_of_fen(int(cents)):,}" if money and cents.denominator == 1 else _exact(total)
        return number + (f" {unit[language]}" if unit is not None else "")

    def working(term: Term) -> str:
        """Where an amount comes from, when it is more than a fact or a bare number."""
        if isinstance(term, Number):
            return "" if term.text is None else term.text[language]
        colon = ": " if language == "en" else "："
        return _words(term, language) + colon + " × ".join(_factors(term, known, language))

    dash, ask, colon = (" — ", "? ", ": ") if language == "en" else ("——", "？", "：")
    gap = " " if language == "en" else ""
    text = f"{_words(left, language)}{colon}{amount(left)}{dash}{_ASKED[operator][language]}{gap}{amount(right)}{ask}"
    notes = [note for term in (left, right) if not isinstance(term, Fact) and (note := working(term))]
    if not notes:
        return text.rstrip()
    return f"{text}({'; '.join(notes)})" if language == "en" else f"{text}（{'；'.join(notes)}）"


def _words(term: Term, language: Language) -> str:
    """A term's name without its values."""
    match term:
        case Number(value, _, text):
            return _exact(value) if text is None else text[language]
        case Times(left, right):
            return " × ".join(_bracketed(part, _words(part, language)) for part in (left, right))
        case Plus(terms):
            return " + ".join(_words(part, language) for part in terms)
        case _:
            return _term(term, language)


def _factors(term: Term, known: dict[Fact, Stored], language: Language) -> list[str]:
    match term:
        case Times(left, right):
            return [*_factors(left, known, language), *_factors(right, known, language)]
        case Plus(terms):
            return ["(" + " + ".join(" × ".join(_factors(part, known, language)) for part in terms) + ")"]
        case Fact():
            return [show_fact(term, known[term], language)]
        case _:
            return [_exact(value_of(term, {}))]


def _facts(term: Term) -> set[Fact]:
    match term:
        case Fact():
            return {term}
        case Times(left, right):
            return _facts(left) | _facts(right)
        case Plus(terms):
            return set().union(*(_facts(part) for part in terms))
        case _:
            return set()


def _shortfall(shortfall: Shortfall, language: Language) -> str:
    fact = shortfall.fact
    if shortfall.change is not None:
        unit = "" if fact.unit is None else f" {fact.unit[language]}"
        size = abs(shortfall.change)
        amount = (f"{size:,.2f}" if fact.kind is Kind.MONEY else f"{size:,}") + unit
        more = shortfall.change > 0
        words = Text(
            f"{fact.text.en}: {'higher' if more else 'lower'} by {amount}",
            f"{fact.text.zh}：{'增加' if more else '减少'}{amount}",
        )
    else:
        wanted = " / ".join(show_fact(fact, value, language) for value in shortfall.wanted)
        words = Text(f"{fact.text.en}: {wanted}", f"{fact.text.zh}：{wanted}")
    alone = Text("enough by itself", "仅此即可") if shortfall.alone else Text("not enough by itself", "仅此尚不足")
    if language == "en":
        return f"  - {words.en} ({alone.en}; {shortfall.criterion})"
    return f"  - {words.zh}（{alone.zh}；{shortfall.criterion}）"
