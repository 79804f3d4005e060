"""Rules as values, and their readers. This package knows nothing of poverty.

`conditions` says what a rule is, `parameters` what a rulebook gives it, `binding` puts the two together; `record`,
`columns`, `prose` and `proof` read the result, and `decisions` holds what was decided.
"""

from antipoverty.rules.binding import BoundRule, bind
from antipoverty.rules.changes import Shortfall
from antipoverty.rules.conditions import (
    All,
    Alterable,
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
    Rule,
    Term,
    Text,
    Times,
)
from antipoverty.rules.decisions import Decision, Finding, Outcome, decide, decide_from_facts
from antipoverty.rules.parameters import Citation, Grade, ParameterKind, ParameterValue, RulebookId
from antipoverty.rules.record import Subject

__all__ = [
    "All",
    "Alterable",
    "Any",
    "AnyMarked",
    "BoundRule",
    "ByYear",
    "Choose",
    "Citation",
    "Compare",
    "Condition",
    "Constant",
    "Criterion",
    "Decision",
    "Fact",
    "Finding",
    "Grade",
    "IsTrue",
    "Kind",
    "Language",
    "Not",
    "Number",
    "OneOf",
    "Outcome",
    "Parameter",
    "ParameterKind",
    "ParameterValue",
    "Plus",
    "Rule",
    "RulebookId",
    "Shortfall",
    "Subject",
    "Term",
    "Text",
    "Times",
    "bind",
    "decide",
    "decide_from_facts",
]
