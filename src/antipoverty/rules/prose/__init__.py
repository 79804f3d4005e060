"""Reading a rule as prose, in English and in Chinese: the rule itself, and a decision made by it."""

from antipoverty.rules.prose.amounts import explain_amount, state_amount
from antipoverty.rules.prose.explanations import explain, state_basis, state_finding
from antipoverty.rules.prose.statements import outline, state, state_definition, state_term
from antipoverty.rules.prose.values import show_fact, show_parameter, show_value, state_parameter

__all__ = [
    "explain",
    "explain_amount",
    "outline",
    "show_fact",
    "show_parameter",
    "show_value",
    "state",
    "state_amount",
    "state_basis",
    "state_definition",
    "state_finding",
    "state_parameter",
    "state_term",
]
