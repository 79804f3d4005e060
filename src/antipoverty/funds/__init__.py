"""Where the money went (资金): funds with their strings attached, projects, and an append-only ledger in double entry.

Money comes into a `Fund` by an `Appropriation`, goes down by a `FundTransfer`, is set aside for a `Project` by an
`Allotment`, promised by an `Encumbrance` and paid by an `Expenditure`; what is left is carried over, returned or
reclaimed. Every entry is balanced, every refusal is a `FundError` that says why, and corrections are reversals.

This is a ledger of funds and not a general one: one currency, the yuan, to the fen, in its own accounts, without
liabilities. What exceeds a budget line is a finding of `over_budget` and is not refused.

`columns` posts millions of entries at once, `antipoverty.registers` reads and writes them, and
`exports` gives the books to other programs.

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
"""

from typing import TYPE_CHECKING

from antipoverty._shared.lazy import load_on_use
from antipoverty.errors import FundError
from antipoverty.funds._ledger.entries import (
    KINDS,
    STAGES,
    Account,
    Allotment,
    Appropriation,
    CarryOver,
    Encumbrance,
    Entry,
    Expenditure,
    FundTransfer,
    Posting,
    ProjectMovement,
    Reclaim,
    Release,
    Return,
    Reversal,
    Withdrawal,
    postings,
)
from antipoverty.funds._ledger.ledger import Balance, Ledger, LedgerDocument, Posted, Refused, post, post_all, post_each
from antipoverty.funds._ledger.refusals import Refusal
from antipoverty.funds._records import Beneficiary, BudgetLine, Contract, Fund, Hiring, Notice, Oversight, Project
from antipoverty.funds._rules.factors import allocate_by_factors
from antipoverty.funds._rules.facts import FundFigures, Outlay
from antipoverty.funds._rules.rules import RULES, assess_spending
from antipoverty.funds._statements.exports import beancount_text, fiscal_package, iati_activities
from antipoverty.funds._statements.notices import (
    NoticeCheck,
    beneficiary_sheet,
    check_notice,
    check_sheet,
    masked,
    notice_sheet,
)
from antipoverty.funds._statements.statements import (
    By,
    execution,
    figures,
    over_budget,
    plan_against_actual,
    sources_and_uses,
    trial_balance,
    unit_costs,
)
from antipoverty.funds._statements.tables import Cell, Statement
from antipoverty.funds._words import (
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

if TYPE_CHECKING:
    from antipoverty.funds._frames.columns import PostedFrame, entries_of, frame_of, post_frame, totals
    from antipoverty.funds._frames.rows import entry_of_row, row_of_entry
else:  # they need a frame library
    __getattr__ = load_on_use(
        __name__,
        {
            name: f"{__name__}._frames.{module}"
            for module, names in {
                "columns": ("PostedFrame", "entries_of", "frame_of", "post_frame", "totals"),
                "rows": ("entry_of_row", "row_of_entry"),
            }.items()
            for name in names
        },
    )

__all__ = [
    "KINDS",
    "RULES",
    "STAGES",
    "Account",
    "Allotment",
    "Appropriation",
    "Balance",
    "Beneficiary",
    "BudgetLine",
    "By",
    "CarryOver",
    "Category",
    "Cell",
    "Contract",
    "ContractKind",
    "Direction",
    "Encumbrance",
    "Entry",
    "Expenditure",
    "Fund",
    "FundError",
    "FundFigures",
    "FundTransfer",
    "Hiring",
    "Ledger",
    "LedgerDocument",
    "Level",
    "Notice",
    "NoticeCheck",
    "NoticeItem",
    "NoticeStage",
    "Outlay",
    "Oversight",
    "Posted",
    "PostedFrame",
    "Posting",
    "Project",
    "ProjectMovement",
    "Reclaim",
    "Refusal",
    "Refused",
    "Release",
    "Return",
    "Reversal",
    "Source",
    "Statement",
    "Unfinished",
    "Use",
    "Withdrawal",
    "allocate_by_factors",
    "assess_spending",
    "beancount_text",
    "beneficiary_sheet",
    "check_notice",
    "check_sheet",
    "entries_of",
    "entry_of_row",
    "execution",
    "figures",
    "fiscal_package",
    "frame_of",
    "iati_activities",
    "masked",
    "notice_sheet",
    "over_budget",
    "plan_against_actual",
    "post",
    "post_all",
    "post_each",
    "post_frame",
    "postings",
    "row_of_entry",
    "sources_and_uses",
    "totals",
    "trial_balance",
    "unit_costs",
]
