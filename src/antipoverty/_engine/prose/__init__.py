"""Reading a rule as prose, in English and in Chinese: the rule itself, and a decision made by it."""

from antipoverty._engine.prose.amounts import explain_amount, state_amount, state_result, state_working
from antipoverty._engine.prose.explanations import (
    DOES_NOT_APPLY,
    HEAD,
    OUTCOMES,
    explain,
    state_basis,
    state_change,
    state_finding,
    state_outcome,
    state_reason,
    state_verdict,
)
from antipoverty._engine.prose.statements import outline, state, state_definition, state_term
from antipoverty._engine.prose.values import (
    name_missing,
    show_fact,
    show_parameter,
    show_value,
    state_outdated,
    state_parameter,
    state_source,
    state_value,
)

__all__ = [
    "DOES_NOT_APPLY",
    "HEAD",
    "OUTCOMES",
    "explain",
    "explain_amount",
    "name_missing",
    "outline",
    "show_fact",
    "show_parameter",
    "show_value",
    "state",
    "state_amount",
    "state_basis",
    "state_change",
    "state_definition",
    "state_finding",
    "state_outcome",
    "state_outdated",
    "state_parameter",
    "state_reason",
    "state_result",
    "state_source",
    "state_term",
    "state_value",
    "state_verdict",
    "state_working",
]
