"""Where the money went (资金): funds with their restrictions, projects, and an append-only double-entry ledger.

Money comes into a `Fund` by an `Appropriation`, goes to another level by a `FundTransfer`, is set aside for a `Project`
by an `Allotment`, promised by an `Encumbrance` and paid by an `Expenditure`; what a payee pays back is a `Refund`; what
is left is carried over, returned or reclaimed. Each posting carries its fund as an attribute; accounts are the stages
of spending. `post` refuses an entry with a `FundError` that gives the reason, of a kind in
`antipoverty.funds.refusals`. Corrections are reversals.

This is not a general ledger: it has one currency, the yuan, to the fen, and fixed accounts without liabilities. It
refuses what exceeds a budget line only if it is made with `within_budget`; else `over_budget` reports it.

`assess_spending` decides the rules on money, which `antipoverty.funds.rules` has by name; `review` asks them all of a
whole ledger and its projects; `antipoverty.funds.facts` has
the facts for rules of one's own. `antipoverty.funds.notices` has the public notices, `antipoverty.funds.exchange`
frames of millions of entries and files for other programs.

>>> from datetime import date
>>> from antipoverty.text import Text
>>> fund = Fund("f1", Text("Two systems", "两项制度衔接"), "county", 2014, groups=("registered",))
>>> help = Project("p1", Text("Help in cash", "到人补助"), "grant", group="registered", persons=245)
>>> ledger = post_all(
...     Ledger([fund], [help]),
...     [
...         Appropriation("e1", date(2014, 3, 1), "f1", "county", 245 * 400),
...         Allotment("e2", date(2014, 4, 1), "f1", "county", 98_000, project="p1"),
...         Encumbrance("e3", date(2014, 4, 1), "f1", "county", 98_000, project="p1"),
...         Expenditure("e4", date(2014, 5, 1), "f1", "county", 98_000, project="p1"),
...     ],
... )
>>> ledger.balance("spent"), ledger.balance("encumbered")
(Decimal('98000.00'), Decimal('0.00'))
>>> post(ledger, Allotment("e5", date(2014, 6, 1), "f1", "county", 1, project="p1"))
Traceback (most recent call last):
...
antipoverty.funds.refusals.Overdrawn: entry e5: takes 1.00 yuan of available money, and there are 0.00 \
(fund f1, 2014, county)
"""

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty.errors import FundError
from antipoverty.funds._ledger.entries import (
    KINDS,
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    FundTransfer,
    Reclaim,
    Refund,
    Release,
    Return,
    Reversal,
    Withdrawal,
)
from antipoverty.funds._ledger.ledger import Ledger, post, post_all, post_each
from antipoverty.funds._records import (
    Beneficiary,
    BudgetLine,
    Contract,
    Fund,
    Hiring,
    Notice,
    Oversight,
    Project,
    ProjectWork,
    assign_works,
)
from antipoverty.funds._rules.assessment import assess_spending
from antipoverty.funds._rules.factors import allocate_by_factors
from antipoverty.funds._rules.readers import FundFigures, Outlay
from antipoverty.funds._rules.reviewing import FundCheck, FundReview, FundStanding, review
from antipoverty.funds._statements.projects import (
    carried_works,
    money_to_villages,
    plan_against_actual,
    plan_by_category,
    unit_costs,
)
from antipoverty.funds._statements.statements import execution, over_budget, sources_and_uses, trial_balance
from antipoverty.funds._statements.tables import ColumnKind, Statement, StatementColumn
from antipoverty.funds._words import Level, ProjectState, Source, Unfinished
from antipoverty.funds.rules import RULES

if TYPE_CHECKING:
    from antipoverty.funds import exchange as exchange
    from antipoverty.funds import facts as facts
    from antipoverty.funds import notices as notices
    from antipoverty.funds import refusals as refusals
    from antipoverty.funds import rules as rules

if not TYPE_CHECKING:
    #: The name of `FundTransfer` in version 0.1, which programs may still use; type checkers ask for the present one.
    Transfer = FundTransfer
    __getattr__ = load_on_use(__name__, {name: f"{__name__}.{name}" for name in ("exchange", "notices")})

__all__ = [
    "KINDS",
    "RULES",
    "Allotment",
    "Appropriation",
    "Beneficiary",
    "BudgetLine",
    "CarryOver",
    "ColumnKind",
    "Contract",
    "Encumbrance",
    "Entry",
    "Expenditure",
    "Fund",
    "FundCheck",
    "FundError",
    "FundFigures",
    "FundReview",
    "FundStanding",
    "FundTransfer",
    "Hiring",
    "Ledger",
    "Level",
    "Notice",
    "Outlay",
    "Oversight",
    "Project",
    "ProjectState",
    "ProjectWork",
    "Reclaim",
    "Refund",
    "Release",
    "Return",
    "Reversal",
    "Source",
    "Statement",
    "StatementColumn",
    "Unfinished",
    "Withdrawal",
    "allocate_by_factors",
    "assess_spending",
    "assign_works",
    "carried_works",
    "execution",
    "money_to_villages",
    "over_budget",
    "plan_against_actual",
    "plan_by_category",
    "post",
    "post_all",
    "post_each",
    "review",
    "sources_and_uses",
    "trial_balance",
    "unit_costs",
]
