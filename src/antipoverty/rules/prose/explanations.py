"""A decision in words: its outcome, its findings with what was compared, and what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from antipoverty.money import yuan_of_fen
from antipoverty.rules.amounts import value_of
from antipoverty.rules.conditions import (
    PERCENT,
    All,
    Any,
    Compare,
    Condition,
    Criterion,
    Fact,
    IsTrue,
    Kind,
    Language,
    Not,
    Number,
    OneOf,
    Plus,
    Term,
    Text,
    Times,
)
from antipoverty.rules.prose.figures import state_figure
from antipoverty.rules.prose.statements import name_term
from antipoverty.rules.prose.values import (
    UNKNOWN,
    show_fact,
    show_number,
    show_quantity,
    state_parameter,
    with_unit,
)

if TYPE_CHECKING:
    from antipoverty.rules.binding import BoundQuantity, BoundRule
    from antipoverty.rules.decisions import Decision, Finding, Shortfall
    from antipoverty.rules.record import Stored

__all__ = ["explain", "state_basis", "state_finding"]

_ASKED = {
    "<": Text("below", "低于"),
    "<=": Text("at most", "不超过"),
    "==": Text("equal to", "等于"),
    ">=": Text("at least", "不低于"),
    ">": Text("above", "高于"),
}


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
    if sets := decision.sufficient_changes:
        lines += [
            "",
            pick("Any one of these would change the outcome:", "下列任一变化即可改变结果："),
        ]
        lines += [_set_of_changes(changes, language) for changes in sets]
    elif shortfalls := decision.shortfalls:
        lines += ["", pick("What stands in the way:", "尚有下列障碍：")]
        lines += [f"  - {_change(shortfall, language)}" for shortfall in shortfalls]
    lines += ["", *state_basis(decision.bound, language)]
    return "\n".join(lines)


def state_basis(bound: BoundRule | BoundQuantity, language: Language) -> list[str]:
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
    shown = None if finding.applicable is False else finding.figure
    figures = [] if shown is None else state_figure(shown, language)
    details = [f"      {text}" for text in (*asked, *compared, *figures)]
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
        total = value_of(term, known)
        if total is None:
            return UNKNOWN[language]
        cents = total * 100
        number = f"{yuan_of_fen(int(cents)):,}" if money and cents.denominator == 1 else show_number(total)
        return with_unit(number, unit, language)

    def working(term: Term) -> str:
        """Where an amount comes from, when it is more than a fact or a bare number."""
        if isinstance(term, Number):
            return "" if term.text is None else term.text[language]
        colon = ": " if language == "en" else "："
        return name_term(term, language) + colon + " × ".join(_factors(term, known, language))

    dash, ask, colon = (" — ", "? ", ": ") if language == "en" else ("——", "？", "：")
    gap = " " if language == "en" else ""
    text = (
        f"{name_term(left, language)}{colon}{amount(left)}{dash}{_ASKED[operator][language]}{gap}{amount(right)}{ask}"
    )
    notes = [note for term in (left, right) if not isinstance(term, Fact) and (note := working(term))]
    if not notes:
        return text.rstrip()
    return f"{text}({'; '.join(notes)})" if language == "en" else f"{text}（{'；'.join(notes)}）"


def _factors(term: Term, known: dict[Fact, Stored], language: Language) -> list[str]:
    match term:
        case Times(left, right):
            return [*_factors(left, known, language), *_factors(right, known, language)]
        case Plus(terms):
            return ["(" + " + ".join(" × ".join(_factors(part, known, language)) for part in terms) + ")"]
        case Fact():
            return [show_fact(term, known[term], language)]
        case Number(value, _, _, unit) if unit == PERCENT:
            return [show_quantity(value, unit, language)]
        case _:
            total = value_of(term, known)
            return [UNKNOWN[language] if total is None else show_number(total)]


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


def _set_of_changes(changes: tuple[Shortfall, ...], language: Language) -> str:
    together, semicolon = ("together: ", "; ") if language == "en" else ("同时：", "；")
    listed = semicolon.join(_change(change, language) for change in changes)
    return f"  - {together if len(changes) > 1 else ''}{listed}"


def _change(shortfall: Shortfall, language: Language) -> str:
    fact = shortfall.fact
    if shortfall.change is not None:
        size = shortfall.change.copy_abs()
        number = f"{size:,.2f}" if fact.kind is Kind.MONEY else f"{size:,}"
        amount = with_unit(number, fact.unit, language)
        more = shortfall.change > 0
        words = Text(
            f"{fact.text.en}: {'higher' if more else 'lower'} by {amount}",
            f"{fact.text.zh}：{'增加' if more else '减少'}{amount}",
        )
    else:
        wanted = " / ".join(show_fact(fact, value, language) for value in shortfall.wanted)
        words = Text(f"{fact.text.en}: {wanted}", f"{fact.text.zh}：{wanted}")
    return f"{words.en} ({shortfall.criterion})" if language == "en" else f"{words.zh}（{shortfall.criterion}）"
