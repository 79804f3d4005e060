"""Rules, quantities and facts that follow from others, in words."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._engine import prose
from antipoverty._engine.binding import BoundQuantity, BoundRule
from antipoverty._engine.conditions import Constant, Criterion, Fact, Quantity, Rule, criteria_of, simplified
from antipoverty._engine.worlds import Proof
from antipoverty.prose._parts import Writers, listed, some
from antipoverty.text import COLON, Language, Text

_REVIEWS = Text("To be looked at more closely where met:", "满足时需进一步核查：")
_UNIT = Text("{}, in {}", "{}（{}）")
#: A brief explanation has ten lines, of which the name and what is left out take one each.
_MOST = 8


def rule_in_brief(rule: Rule, language: Language) -> Iterator[str]:
    """The name of a rule, and a line for each of its criteria."""
    yield rule.name[language]
    if _is_over(rule):
        yield rule.unknown[language]
        return
    yield from some(
        (_criterion(each, language) for each in criteria_of(simplified(rule.condition))), language, most=_MOST
    )


def rule_in_full(rule: Rule, language: Language) -> Iterator[str]:
    """How the criteria of a rule belong together, what each asks, and the criteria that ask for a closer look."""
    yield rule.name[language]
    if rule.summary is not None:
        yield rule.summary[language]
    if _is_over(rule):
        yield rule.unknown[language]
        return
    condition = simplified(rule.condition)
    yield prose.outline(condition, language)
    yield ""
    yield from (_criterion(each, language) for each in criteria_of(condition))
    # A review that the rulebook has settled asks nothing.
    reviews = [each for each in rule.reviews if not isinstance(simplified(each.condition), Constant)]
    if reviews:
        yield from ("", _REVIEWS[language], *(_criterion(each, language) for each in reviews))


def _is_over(rule: Rule) -> bool:
    """Whether a bound rule decides nothing any more on its date."""
    return rule.in_force is None and rule.ended is not None


def bound_rule_in_brief(bound: BoundRule, language: Language) -> Iterator[str]:
    """The same of a rule with its values."""
    yield from rule_in_brief(bound.rule, language)


def bound_rule_in_full(bound: BoundRule, language: Language) -> Iterator[str]:
    """The same with its values, and the documents that give them."""
    yield from rule_in_full(bound.rule, language)
    yield from ("", *prose.state_basis(bound, language))


def _criterion(criterion: Criterion, language: Language) -> str:
    return f"{criterion.id} {criterion.name[language]}{COLON[language]}{prose.state(criterion, language)}"


def quantity_in_words(quantity: Quantity, language: Language) -> Iterator[str]:
    """The name of a quantity, its unit, and how it is worked out."""
    named = _UNIT[language].format(quantity.name[language], quantity.unit[language])
    yield f"{named}{COLON[language]}{prose.state_term(quantity.term, language)}"


def bound_quantity_in_brief(bound: BoundQuantity, language: Language) -> Iterator[str]:
    """The same of a quantity with its values."""
    yield from quantity_in_words(bound.quantity, language)


def bound_quantity_in_full(bound: BoundQuantity, language: Language) -> Iterator[str]:
    """The same with its values, and the documents that give them."""
    yield from quantity_in_words(bound.quantity, language)
    yield from ("", *prose.state_basis(bound, language))


def fact_in_words(fact: Fact, language: Language) -> Iterator[str]:
    """What a fact is called, and how it follows from others, if it does."""
    name, definition = fact.text[language], prose.state_definition(fact, language)
    yield name if definition is None else f"{name}{COLON[language]}{definition}"


_PROVED = Text("Proved: {}", "已证明：{}")
_DISPROVED = Text("Not so: {}", "不成立：{}")
_BY = Text("a record that breaks it: {}", "反例：{}")


def proof_said(proof: Proof, language: Language) -> Iterator[str]:
    """The claim, whether it was proved, and a made-up record that breaks it."""
    yield (_PROVED if proof.holds else _DISPROVED)[language].format(proof.claim)
    if proof.counterexample:
        facts = some((f"{name} = {value}" for name, value in proof.counterexample.items()), language, most=_MOST)
        yield _BY[language].format(listed(facts, language))


WRITERS: Writers = {
    Proof: (proof_said, proof_said),
    Rule: (rule_in_brief, rule_in_full),
    BoundRule: (bound_rule_in_brief, bound_rule_in_full),
    Quantity: (quantity_in_words, quantity_in_words),
    BoundQuantity: (bound_quantity_in_brief, bound_quantity_in_full),
    Fact: (fact_in_words, fact_in_words),
}
