"""Rules and quantities as values: written once, and read for a record, a frame, a page and a proof.

A rule compares named facts with parameters of a rulebook. Here it reads facts of a household:

>>> from datetime import date
>>> from antipoverty import rulebooks
>>> from antipoverty.facts import HOUSEHOLD
>>> from antipoverty.facts.household import NET_INCOME, SIZE
>>> from antipoverty.text import Text
>>> line = Parameter("poverty_line.statistical") * SIZE
>>> below = Criterion("L-1", Text("Income below the line", "收入低于标准"), NET_INCOME < line)
>>> needy = Rule(
...     "needy", Text("Needy household", "困难户"), "household", below,
...     met=Text("needy", "困难"), not_met=Text("not needy", "不困难"), unknown=Text("not known", "不详"),
... )

`bind` puts in the values of a date; `decide` gives the outcome for one record, with its reasons:

>>> on = date(2014, 5, 1)
>>> bound = bind(needy, rulebooks.load("cn").at(on))
>>> from antipoverty.records import Household, Income
>>> decision = decide(bound, HOUSEHOLD, Household("h1", size=4, income=Income(stated=9000)), on=on)
>>> decision.outcome, decision.shortfalls[0].change
(<Outcome.MET: 'met'>, Decimal('2200.00'))
>>> print(decision.explain("en").splitlines()[0])
Needy household, 2014-05-01: needy
>>> decide(bound, HOUSEHOLD, Household("h2", size=4), on=on).missing
('net_income',)

`expression` reads the same rule over a data frame, in the columns `Fact.column`; unknown is null:

>>> import narwhals as nw, polars as pl
>>> frame = nw.from_native(pl.DataFrame({"net_income_fen": [900_000, None], "size": [4, 2]}))
>>> frame.select(needy=expression(bound.rule.condition))["needy"].to_list()
[True, None]

`read_condition` and `write_condition` give conditions a text form, in which a rulebook's files write them:

>>> write_condition(below.condition)
'net_income < poverty_line.statistical * size'

A `Quantity` is a named amount, which `calculate` gives for one record. With the extra ``proof``, `prove_monotone` and
its siblings prove claims about every possible record:

>>> bool(prove_monotone("more income, less need", bound.rule.condition, NET_INCOME, direction="falling"))
True
"""

from antipoverty._engine.amounts import Amount, calculate
from antipoverty._engine.binding import BoundRule, bind
from antipoverty._engine.changes import Shortfall
from antipoverty._engine.columns import expression
from antipoverty._engine.conditions import (
    AllOf,
    Alterable,
    AnyMember,
    AnyOf,
    ByYear,
    Choose,
    Chosen,
    Condition,
    CountMembers,
    Criterion,
    EveryMember,
    Fact,
    Greatest,
    IsTrue,
    Kind,
    Least,
    Not,
    OneOf,
    Parameter,
    Quantity,
    Rank,
    Ranking,
    Rounded,
    Rule,
    SumMembers,
    Term,
    When,
)
from antipoverty._engine.decisions import Decision, Finding, Outcome, decide, decide_from_facts
from antipoverty._engine.notation import read_condition, read_term, write_condition, write_term
from antipoverty._engine.parameters import Citation, Grade
from antipoverty._engine.proof import prove_bounds, prove_impossible, prove_monotone, prove_settled
from antipoverty._engine.subjects import Before, Elapsed, Hundredths, Subject
from antipoverty._engine.summaries import ChangeSummary, DecisionSummary, FactSummary, FindingSummary
from antipoverty._engine.worlds import Proof, Unrolled

__all__ = [
    "AllOf",
    "Alterable",
    "Amount",
    "AnyMember",
    "AnyOf",
    "Before",
    "BoundRule",
    "ByYear",
    "ChangeSummary",
    "Choose",
    "Chosen",
    "Citation",
    "Condition",
    "CountMembers",
    "Criterion",
    "Decision",
    "DecisionSummary",
    "Elapsed",
    "EveryMember",
    "Fact",
    "FactSummary",
    "Finding",
    "FindingSummary",
    "Grade",
    "Greatest",
    "Hundredths",
    "IsTrue",
    "Kind",
    "Least",
    "Not",
    "OneOf",
    "Outcome",
    "Parameter",
    "Proof",
    "Quantity",
    "Rank",
    "Ranking",
    "Rounded",
    "Rule",
    "Shortfall",
    "Subject",
    "SumMembers",
    "Term",
    "Unrolled",
    "When",
    "bind",
    "calculate",
    "decide",
    "decide_from_facts",
    "expression",
    "prove_bounds",
    "prove_impossible",
    "prove_monotone",
    "prove_settled",
    "read_condition",
    "read_term",
    "write_condition",
    "write_term",
]
