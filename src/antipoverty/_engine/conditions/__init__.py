"""The rule language: an immutable tree of conditions and terms over named facts.

The readers beside this package evaluate a tree for one record (`record`) or a data frame (`columns`), print it
(`prose`) and prove claims about it (`proof`).

A condition is met, not met or unknown (`True`, `False`, `None`), by Kleene's strong logic: an unknown part leaves the
whole unknown unless the other parts decide it already.
"""

from antipoverty._engine.conditions import facts, operators, terms
from antipoverty._engine.conditions.conditions import (
    AllOf,
    AnyMarked,
    AnyMember,
    AnyOf,
    Choose,
    Chosen,
    Compare,
    Condition,
    Constant,
    Criterion,
    EveryMember,
    IsTrue,
    Not,
    OfMembers,
    OneOf,
    Operator,
)
from antipoverty._engine.conditions.facts import Alterable, Fact, FactValue, Kind
from antipoverty._engine.conditions.members import asked_of_members, facts_behind, facts_of, member_fact
from antipoverty._engine.conditions.rates import RateLimit, SampledCount, SampledRate
from antipoverty._engine.conditions.rules import Quantity, Rank, Ranking, Rule
from antipoverty._engine.conditions.terms import (
    ByYear,
    CountMembers,
    Direction,
    Greatest,
    Least,
    Number,
    Parameter,
    Plus,
    Rounded,
    SumMembers,
    Term,
    Times,
    When,
)
from antipoverty._engine.conditions.trees import (
    criteria_of,
    parameters_of,
    rates_of,
    simplified,
    unbound,
    walk,
    walk_members,
)

__all__ = [
    "AllOf",
    "Alterable",
    "AnyMarked",
    "AnyMember",
    "AnyOf",
    "ByYear",
    "Choose",
    "Chosen",
    "Compare",
    "Condition",
    "Constant",
    "CountMembers",
    "Criterion",
    "Direction",
    "EveryMember",
    "Fact",
    "FactValue",
    "Greatest",
    "IsTrue",
    "Kind",
    "Least",
    "Not",
    "Number",
    "OfMembers",
    "OneOf",
    "Operator",
    "Parameter",
    "Plus",
    "Quantity",
    "Rank",
    "Ranking",
    "RateLimit",
    "Rounded",
    "Rule",
    "SampledCount",
    "SampledRate",
    "SumMembers",
    "Term",
    "Times",
    "When",
    "asked_of_members",
    "criteria_of",
    "facts_behind",
    "facts_of",
    "member_fact",
    "parameters_of",
    "rates_of",
    "simplified",
    "unbound",
    "walk",
    "walk_members",
]

# Terms and conditions contain each other: the modules of terms are given the names that the later modules define.
_NODES = (AllOf, AnyOf, ByYear, Compare, Not, Number, OneOf, Parameter, Plus, Times)
for _module in (operators, facts, terms):
    vars(_module).update({node.__name__: node for node in _NODES}, Condition=Condition, Term=Term)
