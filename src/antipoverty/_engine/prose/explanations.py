"""A decision in words: its outcome, its findings with what was compared, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._engine.amounts import value_of
from antipoverty._engine.binding import BoundQuantity
from antipoverty._engine.conditions import (
    AllOf,
    Alterable,
    AnyMember,
    AnyOf,
    Compare,
    Condition,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Least,
    Not,
    Number,
    OfMembers,
    OneOf,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
    member_fact,
    walk,
)
from antipoverty._engine.decisions import Outcome
from antipoverty._engine.prose._workings import Measure, Working, measure_of, working_in_one_line
from antipoverty._engine.prose.figures import show_share, state_figure, state_rate
from antipoverty._engine.prose.statements import name_term, state_definition
from antipoverty._engine.prose.values import (
    DASH,
    IN_BRACKETS,
    NO,
    UNKNOWN,
    YES,
    digits,
    name_missing,
    show_fact,
    show_quantity,
    state_outdated,
    state_parameter,
    with_unit,
)
from antipoverty._engine.rankings import criteria_ranked
from antipoverty._engine.record import evaluator
from antipoverty.text import COLON, PERCENT, SEMICOLON, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.binding import BoundRule
    from antipoverty._engine.changes import Shortfall
    from antipoverty._engine.conditions import FactValue, Ranking
    from antipoverty._engine.decisions import Decision, Finding

#: A rule or a quantity, the date, and what came of it.
HEAD = Text("{}, {}: {}", "{}（{}）：{}")
_OPEN_KIND = Text("of which kind is not known yet", "类别尚不能确定")
OUTCOMES = {
    Outcome.MET: Text("met", "满足"),
    Outcome.NOT_MET: Text("not met", "不满足"),
    Outcome.UNKNOWN: UNKNOWN,
}
DOES_NOT_APPLY = Text("does not apply", "不适用")
_MARKS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.UNKNOWN: "?"}
_ASKED = {
    "<": Text("below", "低于"),
    "<=": Text("at most", "不超过"),
    "==": Text("equal to", "等于"),
    ">=": Text("at least", "不低于"),
    ">": Text("above", "高于"),
}
#: What a comparison that is not met says of its two numbers.
_NOT_SO = {
    "<": _ASKED[">="],
    "<=": _ASKED[">"],
    "==": Text("other than", "不等于"),
    ">=": _ASKED["<"],
    ">": _ASKED["<="],
}
_REVIEWS = Text("To be looked at more closely:", "需进一步核查：")
_WOULD_SETTLE = Text("Facts that would settle it:", "补充下列信息即可判定：")
_WOULD_CHANGE = Text("Any one of these would change the outcome:", "下列任一变化即可改变结果：")
_IN_THE_WAY = Text("What stands in the way:", "尚有下列障碍：")
_FOLLOWING = Text(
    "Facts that follow from others, as far as those are known:", "由其他信息推得者（以所依信息已知为限）："
)
_NOT_STATED = Text("{} (where it is not stated itself)", "{}（未另行填报的）")
_LAST_SEEN = Text("Values last seen valid before this date:", "所用参数中，最近核实有效之日早于本日者：")
_VALUES, _DOCUMENTS = Text("Values:", "参数："), Text("Documents:", "依据：")
_RULEBOOK = Text("Rulebook {} {} ({})", "规则库 {} {}（{}）")
_AMONG = Text("one of {}?", "属于 {}？")
_COMPARED = Text("{}: {} — {} {}?", "{}：{}——{}{}？")
_TOGETHER = Text("together: {}", "同时：{}")
_HIGHER, _LOWER = Text("{}: higher by {}", "{}：增加{}"), Text("{}: lower by {}", "{}：减少{}")
_STANDS = Text("{}: {}, {} {}", "{}{}，{}{}")
#: A share and what it is a share of.
_SHARE = Text("{} of {}", "占{1}的{0}")
_FAILED = Text("not met: {}", "未满足：{}")
_MORE = Text("and {} more", "另有{}项")
#: Of the comparisons of one criterion, no more are said in a clause.
_MOST_COMPARED = 3


def explain(decision: Decision, language: Language) -> str:
    """A decision in words: the outcome, each finding, what is missing, what would change it, and the sources."""
    lines = [state_outcome(decision, language), ""]
    if decision.ended is not None:
        return "\n".join([*lines, state_basis(decision.bound, language)[-1]])
    lines += [state_finding(finding, language) for finding in decision.findings]
    if decision.reviews:
        lines += ["", _REVIEWS[language]]
        lines += [state_finding(finding, language) for finding in decision.reviews]
    if missing := decision.missing:
        named = name_missing(decision.bound.facts, language)
        lines += ["", _WOULD_SETTLE[language]]
        lines += [f"  - {named[name]}" for name in missing]
    if sets := decision.sufficient_changes:
        lines += ["", _WOULD_CHANGE[language]]
        lines += [_set_of_changes(changes, language) for changes in sets]
    elif decision.outcome is Outcome.NOT_MET and (shortfalls := decision.shortfalls):
        lines += ["", _IN_THE_WAY[language]]
        lines += [f"  - {_change(shortfall, language)}" for shortfall in shortfalls]
    if outdated := decision.outdated:
        lines += ["", _LAST_SEEN[language]]
        lines += [f"  - {state_outdated(value, language)}" for value in outdated]
    lines += ["", *state_basis(decision.bound, language)]
    return "\n".join(lines)


def state_outcome(decision: Decision, language: Language) -> str:
    """The rule, the date and the outcome, in one line."""
    rule = decision.bound.rule
    words = {Outcome.MET: rule.met, Outcome.NOT_MET: rule.not_met, Outcome.UNKNOWN: rule.unknown}[decision.outcome]
    said = words[language]
    # Of ranks with a weight, such as causes, there may be several, which an assessment lists.
    if decision.outcome is Outcome.MET and rule.ranking is not None and not _weighed(rule.ranking):
        kind = criteria_ranked(decision.bound)[decision.ranked[0]].name if decision.settled else _OPEN_KIND
        said = IN_BRACKETS[language].format(said, kind[language])
    return HEAD[language].format(rule.name[language], decision.on, said)


def _weighed(ranking: Ranking) -> bool:
    return any(rank.weight is not None for rank in ranking.ranks)


def state_basis(bound: BoundRule | BoundQuantity, language: Language) -> list[str]:
    """What a bound rule rests on, a line each: facts that follow from others, values, documents and rulebook."""
    book = bound.rulebook
    documents = dict.fromkeys((*(used.citation for used in bound.parameters), *bound.citations))
    follow = [f"  - {text}" for text in _following(bound, language)]
    if follow:
        follow.insert(0, _FOLLOWING[language])
    return [
        *follow,
        _VALUES[language],
        *(f"  - {state_parameter(used, language)}" for used in bound.parameters),
        _DOCUMENTS[language],
        *(f"  - {citation.full(language)}" for citation in documents),
        _RULEBOOK[language].format(book.jurisdiction, book.version, book.digest[:12]),
    ]


def state_finding(finding: Finding, language: Language) -> str:
    """What one criterion says, and what was compared with what, a line each."""
    criterion = finding.criterion
    mark, said = _MARKS[finding.outcome], OUTCOMES[finding.outcome]
    if finding.applicable is False:
        mark, said = "–", DOES_NOT_APPLY
    head = f"  {mark} {criterion.id} {criterion.name[language]}{COLON[language]}{said[language]}"
    known: dict[Fact, FactValue] = dict(finding.facts)
    working = Working(known, language, evidence)
    asked = [] if criterion.applies is None else evidence(criterion.applies, working)
    compared = [] if finding.applicable is False else evidence(criterion.condition, working)
    shown = None if finding.applicable is False else finding.figure
    figures = [] if shown is None else state_figure(shown, language)
    details = [f"      {text}" for text in (*working.lines, *asked, *compared, *figures)]
    return "\n".join([head, *dict.fromkeys(details)])


def state_verdict(finding: Finding, language: Language) -> str:
    """The clause of `state_reason`; of a criterion that is not met, this is said first."""
    reason = state_reason(finding, language)
    return _FAILED[language].format(reason) if finding.outcome is Outcome.NOT_MET else reason


def state_reason(finding: Finding, language: Language) -> str:
    """A criterion by its name, with the numbers, shares, grades and facts that gave its outcome: a clause."""
    name, known = finding.criterion.name[language], dict(finding.facts)
    shown = finding.figure
    if shown is not None:
        said = [state_rate(shown, met=finding.outcome.value == "met", language=language)]
    else:
        leaves = list(_decisive_leaves(finding.criterion.condition, known))
        if len(leaves) > 1 and finding.outcome is Outcome.MET:
            leaves = [leaf for leaf in leaves if not isinstance(leaf, IsTrue)]
        clauses = (_clause(leaf, known, language) for leaf in leaves)
        said = list(dict.fromkeys(clause for clause in clauses if clause))
    if len(said) > _MOST_COMPARED:
        said[_MOST_COMPARED:] = [_MORE[language].format(len(said) - _MOST_COMPARED)]
    return IN_BRACKETS[language].format(name, SEMICOLON[language].join(said)) if said else name


def _decisive_leaves(node: Condition, known: dict[Fact, FactValue]) -> Iterator[Compare | IsTrue | OneOf]:
    """The comparisons and facts that gave a condition its truth; a criterion within has a finding of its own."""
    match node:
        case AllOf(parts) | AnyOf(parts):
            truth = _truth(node, known)
            decisive = [part for part in parts if _truth(part, known) is truth]
            if isinstance(node, AnyOf):
                # An alternative for others, such as the limit of the west elsewhere, is not what failed.
                decisive = [part for part in decisive if not _for_others(part, known)] or decisive
            for part in decisive:
                yield from _decisive_leaves(part, known)
        case Not(inner):
            yield from _decisive_leaves(inner, known)
        case AnyMember() | EveryMember():
            yield IsTrue(member_fact(node))
        case Compare() | IsTrue() | OneOf():
            yield node


def _for_others(part: Condition, known: dict[Fact, FactValue]) -> bool:
    """Whether an alternative is barred by a flag that nobody can change."""
    flags = (each for each in part.conditions if isinstance(each, IsTrue)) if isinstance(part, AllOf) else ()
    return any(each.fact.alterable is Alterable.NEVER and known[each.fact] is False for each in flags)


def _truth(condition: Condition, known: dict[Fact, FactValue]) -> bool | None:
    return evaluator(condition, tuple(known))(tuple(known.values()))


def _clause(leaf: Compare | IsTrue | OneOf, known: dict[Fact, FactValue], language: Language) -> str:
    """How a comparison or a fact stands; empty for a comparison of which a number is not known."""
    if not isinstance(leaf, Compare):
        return f"{leaf.fact.text[language]}{COLON[language]}{show_fact(leaf.fact, known[leaf.fact], language)}"
    truth = _truth(leaf, known)
    if truth is None:
        return ""
    left, right = leaf.left, leaf.right
    stands = (_ASKED[leaf.operator] if truth else _NOT_SO[leaf.operator])[language]
    # The name of what is worked out step by step is longer than a clause.
    name = "" if _by_steps(left) else name_term(left, language, within=True)
    match right:
        case Times(Number(value=limit, unit=unit), Fact() as whole) if unit == PERCENT and known[whole]:
            share = Fraction(value_of(left, known) or 0) / Fraction(value_of(whole, known) or 1)
            value = _SHARE[language].format(show_share(share, language), whole.text[language])
            return _STANDS[language].format(name, value, stands, show_quantity(limit, unit, language))
    measure = _measure_of_both(leaf)
    value, limit_shown = (measure.show(value_of(side, known), language) for side in (left, right))
    said = _STANDS[language].format(name, value, stands, limit_shown)
    return said if name else said.removeprefix(COLON[language])


def _following(bound: BoundRule | BoundQuantity, language: Language) -> Iterator[str]:
    """How each fact that a bound rule reads follows from others, if it does."""
    given = {used.name: used for used in bound.parameters}
    trees = (bound.quantity.term,) if isinstance(bound, BoundQuantity) else (bound.rule.condition, *bound.rule.reviews)
    # A question to members says itself what it asks.
    asked = {member_fact(node) for tree in trees for node in walk(tree) if isinstance(node, OfMembers)}
    for fact in bound.facts:
        if fact.definition is not None and fact not in asked:
            name = fact.text[language]
            if fact.stated_first:
                name = _NOT_STATED[language].format(name)
            yield f"{name}{COLON[language]}{state_definition(fact, language, given)}"


def evidence(node: Condition, working: Working) -> list[str]:
    """What was compared with what, leaf by leaf; a criterion within another has a finding of its own."""
    known, language = working.known, working.language
    colon = COLON[language]
    match node:
        case Criterion(id, name):
            return [f"→ {id} {name[language]}"]
        case AllOf(parts) | AnyOf(parts):
            return [text for part in parts for text in evidence(part, working)]
        case Not(inner):
            return evidence(inner, working)
        case Compare():
            return [_compared(node, working)]
        case IsTrue(fact):
            return [f"{fact.text[language]}{colon}{show_fact(fact, known[fact], language)}"]
        case AnyMember() | EveryMember():
            return evidence(IsTrue(member_fact(node)), working)
        case OneOf(fact, tuple() as values):
            listed = " / ".join(fact.label(value, language) for value in values)
            among = _AMONG[language].format(listed)
            return [f"{fact.text[language]}{colon}{show_fact(fact, known[fact], language)}{DASH[language]}{among}"]
        case _:
            return []


def evidence_by_name(node: Condition, working: Working) -> list[str]:
    """The same where a criterion has no finding of its own: its answer, and beneath it what was compared."""
    match node:
        case Criterion(name=name, condition=inner):
            truth, language = _truth(node, dict(working.known)), working.language
            answer = UNKNOWN if truth is None else YES if truth else NO
            lines = evidence_by_name(inner, working)
            return [f"{name[language]}{COLON[language]}{answer[language]}", *(f"  {line}" for line in lines)]
        case AllOf(parts) | AnyOf(parts):
            return [text for part in parts for text in evidence_by_name(part, working)]
        case Not(inner):
            return evidence_by_name(inner, working)
        case _:
            return evidence(node, working)


def _compared(compare: Compare, working: Working) -> str:
    """``income: 9,720.50 yuan — below 10,944.00 yuan? (line × size: 2,736 × 4 persons)``."""
    left, right, known, language = compare.left, compare.right, working.known, working.language
    measure = _measure_of_both(compare)

    def side(term: Term) -> tuple[str, str, str]:
        """A side's name, its value, and where that comes from if it is more than a fact or a bare number."""
        if _by_steps(term):
            step, shown = working.refer(term, measure)
            return step, shown, step
        shown = measure.show(value_of(term, known), language)
        name, note = name_term(term, language, within=True), ""
        if isinstance(term, Number):
            note = "" if term.text is None else term.text[language]
        elif not isinstance(term, Fact | CountMembers | SumMembers):
            note = name_term(term, language) + COLON[language] + working_in_one_line(term, known, language)
        return name, shown, note

    name, value, note = side(left)
    _, limit, more = side(right)
    text = _COMPARED[language].format(name, value, _ASKED[compare.operator][language], limit)
    notes = [said for said in (note, more) if said and said != name]
    return IN_BRACKETS[language].format(text, SEMICOLON[language].join(notes)) if notes else text


def _measure_of_both(compare: Compare) -> Measure:
    left, right = measure_of(compare.left), measure_of(compare.right)
    return Measure(left.unit or right.unit, left.money or right.money)


def _by_steps(term: Term) -> bool:
    """Whether a term is more than sums and products, so that it is worked out step by step."""
    return any(isinstance(node, Least | Greatest | When | Rounded) for node in walk(term))


def _set_of_changes(changes: tuple[Shortfall, ...], language: Language) -> str:
    listed = SEMICOLON[language].join(_change(change, language) for change in changes)
    return f"  - {_TOGETHER[language].format(listed) if len(changes) > 1 else listed}"


def _change(shortfall: Shortfall, language: Language) -> str:
    return IN_BRACKETS[language].format(state_change(shortfall, language), shortfall.criterion)


def state_change(shortfall: Shortfall, language: Language) -> str:
    """A change of one fact: by how much, or to what."""
    fact = shortfall.fact
    if shortfall.change is not None:
        amount = with_unit(digits(shortfall.change.copy_abs(), language), fact.unit, language)
        return (_HIGHER if shortfall.change > 0 else _LOWER)[language].format(fact.text[language], amount)
    wanted = " / ".join(show_fact(fact, value, language) for value in shortfall.wanted)
    return f"{fact.text[language]}{COLON[language]}{wanted}"
