"""An amount in words: what it comes to, how it was worked out step by step, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antipoverty.rules.amounts import value_of
from antipoverty.rules.conditions import Language, Text
from antipoverty.rules.prose.explanations import state_basis
from antipoverty.rules.prose.statements import name_term
from antipoverty.rules.prose.values import UNKNOWN, show_quantity

if TYPE_CHECKING:
    from antipoverty.rules.amounts import Amount

__all__ = ["explain_amount"]


def explain_amount(amount: Amount, language: Language) -> str:
    """An amount in words: the result, its steps, what is missing, and the sources."""
    quantity = amount.quantity
    known = dict(zip(amount.bound.facts, amount.facts, strict=True))
    value = value_of(quantity.term, known)
    shown = UNKNOWN[language] if value is None else show_quantity(value, quantity.unit, language)
    lines = [
        Text(f"{quantity.name.en}, {amount.on}: {shown}", f"{quantity.name.zh}（{amount.on}）：{shown}")[language],
        f"  {name_term(quantity.term, language)}",
    ]
    if missing := amount.missing:
        named = {fact.name: fact.text[language] for fact in amount.bound.facts}
        lines += [Text("Facts that would settle it:", "补充下列信息即可确定：")[language]]
        lines += [f"  - {named[name]}" for name in missing]
    return "\n".join([*lines, "", *state_basis(amount.bound, language)])
