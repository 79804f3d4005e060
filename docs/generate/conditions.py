"""A condition as a list in Markdown: what has to hold, part by part, each number with a link to its values."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._engine.conditions import Compare, Number, Times, walk
from antipoverty._engine.prose.statements import flattened, state, state_term
from antipoverty._engine.prose.values import show_quantity
from antipoverty.rules import AllOf, AnyOf, Condition, Criterion, Fact, Not, Term
from antipoverty.text import COLON, LISTED, PERCENT, Text
from writing import Language, bracketed

_ALL, _ANY = Text("All of these:", "同时满足下列各项："), Text("At least one of these:", "至少满足下列一项：")
_NOT_ALL, _NONE = Text("Not all of these:", "下列各项未全部满足："), Text("None of these:", "下列各项均不满足：")
_GIVEN = Text("{} (left open by the rulebook: the place or the user gives it)", "{}（规则库留空，由当地或使用者给定）")
_NOT = Text("not met: {}", "不满足：{}")
_ABOVE = Text("{}, as above", "{}（同上）")
_WHERE = Text("asked where {}; elsewhere it counts as met", "适用于：{}；其他情形视为满足")
_WHERE_NOT = Text("asked where {}; elsewhere it counts as not met", "适用于：{}；其他情形视为不满足")
_MORE = Text("and [the rest of it, below](#{})", "[其余条件见下文](#{})")
#: Of a criterion with more parts than these, only the first are said where all criteria are listed.
_MOST_LEAVES, _FIRST = 6, 2
#: Of more criteria than these the names are listed: each is said below.
_MOST_SAID = 12
_MET_IF = Text("Met if: {}", "满足条件：{}")
_FLAGGED_IF = Text("Flagged if: {}", "出现下列情形即提示核查：{}")
_LIMITS = Text("limits: {}", "界限：{}")
_SHARE = Text("{} of {}", "{1}的{0}")


def listed(condition: Condition, language: Language) -> Iterator[str]:
    """A bound and simplified condition as a list; what it is called links to the condition by itself on the page."""
    seen: set[str] = set()
    if isinstance(condition, AllOf | AnyOf):
        yield f"{_whole(condition, language)}\n"
        parts = list(flattened(condition.conditions, type(condition)))
        named = [part for part in parts if isinstance(part, Criterion)]
        if len(parts) == len(named) > _MOST_SAID:
            yield from (f"- **[{part.name[language]}](#{part.id})**" for part in named)
        else:
            for part in parts:
                yield from _item(part, language, 0, seen)
    else:
        yield from _item(condition, language, 0, seen)
    yield ""


def inside(criterion: Criterion, language: Language, *, decides: bool = True) -> Iterator[str]:
    """What a criterion asks, without its name; of one that does not decide, what asks for a closer look."""
    inner = criterion.condition
    if isinstance(inner, AllOf | AnyOf):
        yield from listed(inner, language)
    else:
        words = _MET_IF if decides else _FLAGGED_IF
        yield f"{words[language].format(said(inner, language))}{_rates(criterion, language)}\n"
    if where := list(_where(criterion, language, 0)):
        yield f"{where[0].removeprefix('- ')}\n"


def _item(condition: Condition, language: Language, depth: int, seen: set[str]) -> Iterator[str]:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            yield _indented(_whole(condition, language), depth)
            for part in flattened(parts, type(condition)):
                yield from _item(part, language, depth + 1, seen)
        case Criterion():
            yield from _criterion(condition, language, depth, seen)
            yield from _where(condition, language, depth + 1)
        case Not(Criterion() as criterion):
            yield from _criterion(criterion, language, depth, seen, negated=True)
        case _:
            yield _indented(said(condition, language), depth)


def _criterion(
    criterion: Criterion, language: Language, depth: int, seen: set[str], *, negated: bool = False
) -> Iterator[str]:
    """A criterion by its name with what it asks, or what holds where it is not met; one seen before by its name."""
    linked = f"[{criterion.name[language]}](#{criterion.id})"
    head = f"**{_NOT[language].format(linked) if negated else linked}**"
    if criterion.id in seen:
        yield _indented(_ABOVE[language].format(head), depth)
        return
    seen.add(criterion.id)
    inner = criterion.condition
    whole = inner.condition if isinstance(inner, Not) else inner
    if not isinstance(whole, AllOf | AnyOf):
        clause = said(denied(criterion) if negated else inner, language)
        yield _indented(f"{head}{COLON[language]}{clause}{_rates(criterion, language)}", depth)
        return
    every = list(flattened(whole.conditions, type(whole)))
    short = [part for part in every if not isinstance(part, AllOf | AnyOf)]
    if negated is not isinstance(inner, Not):
        yield _indented(f"{head}{COLON[language]}{_none(whole, language)}", depth)
        yield from (_indented(_named(part, language), depth + 1) for part in short)
        more = short != every
    else:
        yield _indented(f"{head}{_rates(criterion, language)}{COLON[language]}{_whole(whole, language)}", depth)
        more = sum(1 for _ in _leaves(whole)) > _MOST_LEAVES
        for part in short[:_FIRST] if more else every:
            yield from _item(part, language, depth + 1, seen)
    if more:
        yield _indented(_MORE[language].format(criterion.id), depth + 1)


def _indented(text: str, depth: int) -> str:
    return "    " * depth + "- " + text


def denied(criterion: Criterion) -> Condition:
    """What holds where a criterion is not met."""
    stated = criterion.condition
    opposite = stated.condition if isinstance(stated, Not) else Not(stated)
    if criterion.applies is None:
        return opposite
    return AllOf((criterion.applies, opposite)) if criterion.otherwise else AnyOf((Not(criterion.applies), opposite))


def _leaves(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.conditions:
            yield from _leaves(part)
    else:
        yield condition


def _where(criterion: Criterion, language: Language, depth: int) -> Iterator[str]:
    if criterion.applies is not None:
        where = _WHERE if criterion.otherwise else _WHERE_NOT
        yield _indented(where[language].format(said(criterion.applies, language)), depth)


def _rates(criterion: Criterion, language: Language) -> str:
    """The limits of a rate that is judged by the interval of a sample: the condition itself has no number."""
    if criterion.rate is None or any(isinstance(node, Number) for node in walk(criterion.condition)):
        return ""
    numbers = [limit.value for limit in criterion.rate.limits if isinstance(limit.value, Number)]
    limits = LISTED[language].join(_linked(number, language) for number in numbers)
    return bracketed(_LIMITS[language].format(limits), language)


def _named(condition: Condition, language: Language) -> str:
    """A part by its name, which its own page or place explains; what has no name is stated."""
    return condition.name[language] if isinstance(condition, Criterion) else said(condition, language)


def _none(condition: AllOf | AnyOf, language: Language) -> str:
    return (_NOT_ALL if isinstance(condition, AllOf) else _NONE)[language]


def _whole(condition: AllOf | AnyOf, language: Language) -> str:
    return (_ALL if isinstance(condition, AllOf) else _ANY)[language]


def said(condition: Condition, language: Language) -> str:
    """A condition in a clause, its numbers set bold and linked to their values by date."""
    text = state(condition, language)
    for node in walk(condition):
        match node:
            case Compare(right=Times(Number(unit=unit) as share, Fact() as whole)) if unit == PERCENT:
                written = f"{_written(share, language)} × {whole.text[language]}"
                text = text.replace(written, _SHARE[language].format(_written(share, language), whole.text[language]))
            case _:
                pass
    return _with_links(text, condition, language)


def said_term(term: Condition | Term, language: Language) -> str:
    """A number that is worked out, its parts set bold and linked to their values by date."""
    assert not isinstance(term, Condition)
    return _with_links(state_term(term, language), term, language)


def _with_links(text: str, tree: Condition | Term, language: Language) -> str:
    for number in dict.fromkeys(node for node in walk(tree) if isinstance(node, Number) and node.parameter):
        text = text.replace(_written(number, language), _linked(number, language))
    for fact in dict.fromkeys(node for node in walk(tree) if isinstance(node, Fact) and node.unstated):
        named = fact.text[language]
        text = text.replace(named, _GIVEN[language].format(f"[{named}](#{fact.name})"))
    return text


def _linked(number: Number, language: Language) -> str:
    shown = f"**{show_quantity(number.value, number.unit, language)}**"
    if number.parameter is None or number.text is None:
        return shown
    return shown + bracketed(f"[{number.text[language]}](#{number.parameter})", language)


def _written(number: Number, language: Language) -> str:
    shown = show_quantity(number.value, number.unit, language)
    if number.parameter is None or number.text is None:
        return shown
    return shown + bracketed(number.text[language], language)
