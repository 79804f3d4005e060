"""Where the money went (资金): funds with their strings attached, projects, and an append-only ledger in double entry.

Money comes into a `Fund` by an `Appropriation`, goes down by a `Transfer`, is set aside for a `Project` by an
`Allotment`, promised by an `Encumbrance` and paid by an `Expenditure`; what is left is carried over, returned or
reclaimed. Every entry is balanced, every refusal is a `FundError` that says why, and corrections are reversals.

This is a ledger of funds and not a general one: one currency, the yuan, to the fen, in its own accounts, without
liabilities. What exceeds a budget line is a finding of `over_budget` and is not refused.

`antipoverty.funds.columns` posts millions of entries at once, `antipoverty.registers` reads and writes them, and
`antipoverty.funds.exports` gives the books to other programs.

>>> from datetime import date
>>> from antipoverty.rules import Text
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
"""

from antipoverty.errors import FundError
from antipoverty.funds.entries import (
    KINDS,
    Account,
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    Posting,
    Reclaim,
    Release,
    Return,
    Reversal,
    Transfer,
    Withdrawal,
    postings,
)
from antipoverty.funds.factors import allocate_by_factors
from antipoverty.funds.facts import FundFigures, Outlay
from antipoverty.funds.ledger import Balance, Ledger, Posted, Refused, post, post_all, post_each
from antipoverty.funds.notices import (
    NoticeCheck,
    beneficiary_sheet,
    check_notice,
    check_sheet,
    masked,
    notice_sheet,
)
from antipoverty.funds.records import Beneficiary, BudgetLine, Contract, Fund, Hiring, Notice, Oversight, Project
from antipoverty.funds.refusals import Refusal
from antipoverty.funds.rules import RULES, assess
from antipoverty.funds.statements import (
    execution,
    figures,
    over_budget,
    plan_against_actual,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds.tables import Statement
from antipoverty.funds.words import (
    Category,
    ContractKind,
    Direction,
    Level,
    NoticeItem,
    NoticeStage,
    Source,
    Unfinished,
    Use,
)

__all__ = [
    "KINDS",
    "RULES",
    "Account",
    "Allotment",
    "Appropriation",
    "Balance",
    "Beneficiary",
    "BudgetLine",
    "CarryOver",
    "Category",
    "Contract",
    "ContractKind",
    "Direction",
    "Encumbrance",
    "Entry",
    "Expenditure",
    "Fund",
    "FundError",
    "FundFigures",
    "Hiring",
    "Ledger",
    "Level",
    "Notice",
    "NoticeCheck",
    "NoticeItem",
    "NoticeStage",
    "Outlay",
    "Oversight",
    "Posted",
    "Posting",
    "Project",
    "Reclaim",
    "Refusal",
    "Refused",
    "Release",
    "Return",
    "Reversal",
    "Source",
    "Statement",
    "Transfer",
    "Unfinished",
    "Use",
    "Withdrawal",
    "allocate_by_factors",
    "assess",
    "beneficiary_sheet",
    "check_notice",
    "check_sheet",
    "execution",
    "figures",
    "masked",
    "notice_sheet",
    "over_budget",
    "plan_against_actual",
    "post",
    "post_all",
    "post_each",
    "postings",
    "sources_and_uses",
    "trial_balance",
    "unit_costs",
]
