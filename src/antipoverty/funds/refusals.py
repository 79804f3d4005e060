"""Why a ledger refuses an entry: one class a reason, each an `antipoverty.errors.FundError` in both languages.

>>> from datetime import date
>>> from antipoverty.funds import Allotment, Appropriation, Fund, Ledger, Project, post
>>> from antipoverty.text import Text
>>> fund = Fund("f1", Text("County fund", "县级资金"), "county", 2014)
>>> road = Project("p1", Text("Road", "道路"), "road")
>>> ledger = post(Ledger([fund], [road]), Appropriation("e1", date(2014, 3, 1), "f1", "county", 500))
>>> try:
...     post(ledger, Allotment("e2", date(2014, 3, 2), "f1", "county", 800, project="p1"))
... except Overdrawn as refusal:
...     print(refusal.entry, refusal.held, refusal.wanted)
e2 500.00 800.00

What a rule forbids is a `RestrictionBroken`, whose `decision` has the findings and sources.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from antipoverty.errors import FundError
from antipoverty.rules import Decision
from antipoverty.text import Text

__all__ = [
    "AlreadyReversed",
    "BudgetExceeded",
    "DuplicateEntry",
    "GroupRestricted",
    "NotDue",
    "NotInStore",
    "NotReversible",
    "OutOfOrder",
    "Overdrawn",
    "PeriodRestricted",
    "PlaceRestricted",
    "PurposeRestricted",
    "ReclaimDue",
    "RestrictionBroken",
    "UnknownReference",
    "UseBanned",
    "WrongYear",
]


class UnknownReference(FundError):
    """The entry names a fund, a project or an entry that the ledger does not have."""

    def __init__(self, entry: str, what: Text, key: str) -> None:
        super().__init__(entry, Text(f"there is no {what.en} {key!r} in the ledger", f"账中没有{what.zh}“{key}”"))


class DuplicateEntry(FundError):
    """The ledger has an entry of that key already."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry, Text("the ledger has an entry of this key already", "账中已有同号分录"))


class OutOfOrder(FundError):
    """The entry is dated before the fund's last entry; a late document is entered on the day it comes."""

    def __init__(self, entry: str, on: date, last: date) -> None:
        super().__init__(
            entry,
            Text(
                f"dated {on}, before the fund's last entry of {last}; enter a late document on the day it comes",
                f"日期{on}早于该资金最后一笔的{last}；迟到的单据按收到之日入账",
            ),
        )


class WrongYear(FundError):
    """The entry moves money of a budget year that is not open to it."""

    def __init__(self, entry: str, year: int, expected: Text) -> None:
        super().__init__(
            entry, Text(f"moves money of {year}; expected {expected.en}", f"动用{year}年资金；应为{expected.zh}")
        )


class Overdrawn(FundError):
    """The entry takes more than there is in the account.

    Attributes:
        held: yuan in the account.
        wanted: yuan that the entry takes.
    """

    def __init__(self, entry: str, account: Text, place: Text, held: Decimal, wanted: Decimal) -> None:
        self.held = held
        self.wanted = wanted
        super().__init__(
            entry,
            Text(
                f"takes {wanted:,} yuan of {account.en} money, and there are {held:,} ({place.en})",
                f"动用{account.zh}资金{wanted:,}元，而余额为{held:,}元（{place.zh}）",
            ),
        )


class BudgetExceeded(FundError):
    """The entry takes a project above its budget line for the fund, in a ledger whose budget lines bind.

    Attributes:
        line: yuan of the budget line; 0 where the project has lines, and none for the fund.
        total: yuan that would be allotted, promised or paid in all.
    """

    def __init__(self, entry: str, project: str, fund: str, line: Decimal, total: Decimal) -> None:
        self.line = line
        self.total = total
        super().__init__(
            entry,
            Text(
                f"takes project {project} to {total:,} yuan of fund {fund}, and its budget line is {line:,}",
                f"将使项目{project}累计使用资金{fund}达{total:,}元，超过预算{line:,}元",
            ),
        )


class NotReversible(FundError):
    """A reversal cannot itself be reversed; enter the movement again."""

    def __init__(self, entry: str, target: str) -> None:
        super().__init__(
            entry,
            Text(
                f"{target} is itself a reversal; enter the movement again instead",
                f"{target}本身即为冲销，应重新记账而非再次冲销",
            ),
        )


class AlreadyReversed(FundError):
    """The entry was reversed before."""

    def __init__(self, entry: str, target: str) -> None:
        super().__init__(entry, Text(f"{target} was reversed before", f"{target}此前已冲销"))


class RestrictionBroken(FundError):
    """A rule on money is not kept, or a fact is missing that decides it.

    Attributes:
        decision: the rule's decision, with its findings and sources; none where there was no rule yet.
    """

    def __init__(self, entry: str, text: Text, decision: Decision | None) -> None:
        self.decision = decision
        super().__init__(entry, text)


class NotInStore(RestrictionBroken):
    """The project is not in the county's project pool, or that is unknown (FD-07)."""


class UseBanned(RestrictionBroken):
    """The fund may not pay for such a thing (FD-05)."""


class PurposeRestricted(RestrictionBroken):
    """The fund is not for projects of that kind."""


class PlaceRestricted(RestrictionBroken):
    """The fund is not for that place."""


class GroupRestricted(RestrictionBroken):
    """The fund is not for that group."""


class PeriodRestricted(RestrictionBroken):
    """The fund may not be used on that day."""


class ReclaimDue(RestrictionBroken):
    """The money was carried over too long and goes back to the finance department (FD-09)."""


class NotDue(RestrictionBroken):
    """The money was not carried over long enough to be reclaimed (FD-09)."""
