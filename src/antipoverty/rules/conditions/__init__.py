"""What a rule says: an immutable tree of conditions over named facts.

A tree is a value. It does nothing by itself; the readers beside this module evaluate it for one record (`record`),
for a data frame (`columns`), print it (`prose`) or reason about it (`proof`).

A condition is met, not met or unknown (`True`, `False`, `None`), by Kleene's strong logic: an unknown part leaves the
whole unknown unless the other parts decide it already.
"""

from antipoverty.rules.conditions.nodes import (
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
    Not,
    Number,
    OneOf,
    Operator,
    Parameter,
    Plus,
    RateLimit,
    Rule,
    SampledCount,
    SampledRate,
    Term,
    Times,
)
from antipoverty.rules.conditions.trees import criteria_of, facts_of, rates_of, simplified, walk
from antipoverty.rules.conditions.words import PERCENT, Language, Text

__all__ = [
    "PERCENT",
    "All",
    "Alterable",
    "Any",
    "AnyMarked",
    "ByYear",
    "Choose",
    "Compare",
    "Condition",
    "Constant",
    "Criterion",
    "Fact",
    "IsTrue",
    "Kind",
    "Language",
    "Not",
    "Number",
    "OneOf",
    "Operator",
    "Parameter",
    "Plus",
    "RateLimit",
    "Rule",
    "SampledCount",
    "SampledRate",
    "Term",
    "Text",
    "Times",
    "criteria_of",
    "facts_of",
    "rates_of",
    "simplified",
    "walk",
]
