"""Entries: what can happen to money, each one as balanced postings between the accounts of a fund.

The chain runs from appropriation to expenditure; at every link the money leaves one account and enters another, so
that no entry can be out of balance. Accounts are the stages of spending; each posting carries its fund, year, level
and project as attributes.

| entry | out of | into |
|---|---|---|
| `Appropriation` (拨入) | appropriated | available |
| `FundTransfer` (下拨) | available, here | available, there |
| `Allotment` (分配到项目) | available | allotted |
| `Encumbrance` (合同承诺) | allotted | encumbered |
| `Expenditure` (支付) | encumbered | spent |
| `Refund` (支出收回) | spent | allotted |
| `Release` (解除承诺) | encumbered | allotted |
| `Withdrawal` (收回指标) | allotted | available |
| `Return` (上缴退回) | available | returned |
| `Reclaim` (财政收回) | available | reclaimed |
| `CarryOver` (结转) | a stage of one year | the same stage of the next |
| `Reversal` (红字冲销) | where the entry's money went | where it came from |

>>> from datetime import date
>>> entry = Allotment("e2", date(2014, 5, 1), "f1", "county", "5085000", project="p1")
>>> [(posting.account.value, posting.amount) for posting in entry.postings]
[('available', Decimal('-5085000.00')), ('allotted', Decimal('5085000.00'))]
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias, get_args

from attrs import Factory, converters, field, frozen

from antipoverty._shared.arguments import as_day, member_of
from antipoverty._shared.fields import BUDGET_YEARS, TEXT, as_key, is_text
from antipoverty._shared.serializable import Serializable
from antipoverty.errors import InvalidValue
from antipoverty.funds._words import Level
from antipoverty.money import LIMIT, fen, yuan, yuan_of_fen
from antipoverty.text import Code


class Account(Code):
    """The accounts of every fund (账户). Where money comes from is held with a minus, where it is with a plus."""

    APPROPRIATED = "appropriated", "appropriated", "拨入"
    RECEIVED = "received", "received from another level", "上级或下级拨入"
    CARRIED_IN = "carried-in", "carried over from the year before", "上年结转"
    AVAILABLE = "available", "available", "可用"
    ALLOTTED = "allotted", "allotted to projects", "已分配到项目"
    ENCUMBERED = "encumbered", "encumbered", "已签约承诺"
    SPENT = "spent", "spent", "已支出"
    SENT = "sent", "sent to another level", "拨往其他层级"
    RETURNED = "returned", "returned", "已上缴退回"
    RECLAIMED = "reclaimed", "reclaimed", "已由财政收回"
    CARRIED_OUT = "carried-out", "carried over to the next year", "结转下年"


#: The accounts in which money waits.
STAGES = frozenset({Account.AVAILABLE, Account.ALLOTTED, Account.ENCUMBERED})
#: The accounts out of which an entry may take money, whose balance is never negative.
SOURCES = STAGES | {Account.SPENT}

#: What a balance is kept for: fund, budget year, level, account, and project ("" for none).
Key: TypeAlias = tuple[str, int, str, str, str]


@frozen(order=False)
class AccountAmount:
    """An amount in one account of a fund: a posting of an entry (分录) or a balance of a ledger (余额).

    Attributes:
        fund: the fund's key.
        year: the budget year whose money it is.
        level: who holds it.
        account: the account.
        project: the project's key, or none.
        amount: yuan. Negative in a posting that takes money out, and in the accounts that say where money came from.
    """

    fund: str
    year: int
    level: Level
    account: Account
    project: str | None
    amount: Decimal

    @classmethod
    def of(cls, key: Key, amount: int) -> AccountAmount:
        """Whole fen by key, as yuan."""
        fund, year, level, account, project = key
        return cls(fund, year, Level(level), Account(account), project or None, yuan_of_fen(amount))


def _level(value: str) -> Level:
    return member_of(Level, value, "Entry.level")


def _stage(value: str) -> Account:
    if not isinstance(value, str) or value not in STAGES:
        raise InvalidValue("CarryOver.stage", value, "one of available, allotted, encumbered")
    return Account(value)


_FEN = Decimal("0.01")


def _amount(value: Decimal | int | str) -> Decimal:
    # Exact amounts of whole fen, which nearly all are, need no closer look.
    if type(value) is Decimal and value.same_quantum(_FEN) and _FEN <= value < LIMIT:
        return value
    return yuan(value, "Entry.amount", minimum=_FEN)


def _check_text(name: str, value: object) -> None:
    if not is_text(value):
        raise InvalidValue(f"Entry.{name}", value, TEXT)


def _id(value: str) -> str:
    return as_key(value, "Entry.id")


def _fund(value: str) -> str:
    return as_key(value, "Entry.fund")


def _project(value: str) -> str:
    return as_key(value, "Entry.project")


def _entry(value: str) -> str:
    return as_key(value, "Entry.entry")


@frozen
class _Dated(Serializable):
    id: str = field(converter=_id)
    on: date

    def __attrs_post_init__(self) -> None:
        as_day(self.on, "Entry.on")


def _year_of_the_day(entry: _Dated) -> int:
    return entry.on.year if isinstance(entry.on, date) else 0


@frozen
class Movement(_Dated):
    """An entry that moves money; its class says from which account to which.

    Attributes:
        id: the entry's own key, unique in a ledger.
        on: the day on which it is entered.
        fund: the fund's key.
        level: who holds the money.
        amount: yuan, above 0.
        document: the document behind it (文号).
        year: the budget year whose money moves; the year of the day, if left out. Money comes in from the year before
            to the year after, is allotted, promised and paid in its year, and is refunded, released, withdrawn,
            returned, reclaimed or carried over in later ones too.
    """

    kind: ClassVar[str]
    source: ClassVar[Account]
    target: ClassVar[Account]

    fund: str = field(converter=_fund)
    level: Level = field(converter=_level)
    amount: Decimal = field(converter=_amount)
    document: str | None = field(default=None, kw_only=True, repr=False)
    year: int = field(default=Factory(_year_of_the_day, takes_self=True), kw_only=True)

    def __attrs_post_init__(self) -> None:
        _Dated.__attrs_post_init__(self)
        if self.document is not None:
            _check_text("document", self.document)
        if type(self.year) is not int or self.year not in BUDGET_YEARS:
            raise InvalidValue("Entry.year", self.year, f"a year from {BUDGET_YEARS[0]} to {BUDGET_YEARS[-1]}")

    @property
    def postings(self) -> tuple[AccountAmount, ...]:
        """The balanced postings of the entry, what leaves first."""
        return tuple(AccountAmount.of(key, amount) for key, amount in legs(self))


@frozen
class ProjectMovement(Movement):
    """An entry that moves the money of a project.

    Attributes:
        project: the project's key.
    """

    project: str = field(converter=_project, kw_only=True)


@frozen
class Appropriation(Movement):
    """Money comes into the fund by a document (指标下达)."""

    kind = "appropriation"
    source, target = Account.APPROPRIATED, Account.AVAILABLE


@frozen
class FundTransfer(Movement):
    """Available money goes from one level to another (资金下拨).

    Attributes:
        to: the level that receives it.
    """

    kind = "transfer"
    source, target = Account.AVAILABLE, Account.AVAILABLE
    to: Level = field(converter=_level, kw_only=True, metadata={"values": tuple(Level)})

    def __attrs_post_init__(self) -> None:
        Movement.__attrs_post_init__(self)
        if self.to is self.level:
            raise InvalidValue("FundTransfer.to", self.to.value, "a level other than the one that sends")


@frozen
class Allotment(ProjectMovement):
    """Available money is set aside for a project of the pool (分配到项目)."""

    kind = "allotment"
    source, target = Account.AVAILABLE, Account.ALLOTTED


@frozen
class Encumbrance(ProjectMovement):
    """Allotted money is promised by a contract or a roster (合同承诺)."""

    kind = "encumbrance"
    source, target = Account.ALLOTTED, Account.ENCUMBERED


@frozen
class Expenditure(ProjectMovement):
    """Promised money is paid (支付)."""

    kind = "expenditure"
    source, target = Account.ENCUMBERED, Account.SPENT


@frozen
class Refund(ProjectMovement):
    """Money that was paid comes back from the payee, wholly or in part (支出收回); its year is that of the payment."""

    kind = "refund"
    source, target = Account.SPENT, Account.ALLOTTED


@frozen
class Release(ProjectMovement):
    """Promised money is not paid and goes back to what is allotted, wholly or in part (解除承诺)."""

    kind = "release"
    source, target = Account.ENCUMBERED, Account.ALLOTTED


@frozen
class Withdrawal(ProjectMovement):
    """Allotted money is taken back from a project (收回指标)."""

    kind = "withdrawal"
    source, target = Account.ALLOTTED, Account.AVAILABLE


@frozen
class Return(Movement):
    """Available money goes back to whoever gave it (上缴退回)."""

    kind = "return"
    source, target = Account.AVAILABLE, Account.RETURNED


@frozen
class Reclaim(Movement):
    """The finance department takes back what was carried over too long (结转结余收回; FD-09)."""

    kind = "reclaim"
    source, target = Account.AVAILABLE, Account.RECLAIMED


@frozen
class CarryOver(Movement):
    """Money left at the end of a year goes into the next year, in the stage where it is (结转).

    Attributes:
        year: the year that ends; the entry is made on its last day or later.
        stage: available, allotted or encumbered.
        project: the project, unless the money is available.
    """

    kind = "carry-over"
    source, target = Account.AVAILABLE, Account.AVAILABLE
    stage: Account = field(
        converter=_stage, kw_only=True, default=Account.AVAILABLE, metadata={"values": sorted(STAGES)}
    )
    project: str | None = field(converter=converters.optional(_project), kw_only=True, default=None)

    def __attrs_post_init__(self) -> None:
        Movement.__attrs_post_init__(self)
        if (self.project is None) is not (self.stage is Account.AVAILABLE):
            expected = "a project where money is allotted or encumbered, and none where it is available"
            raise InvalidValue("CarryOver.project", self.project, expected)


@frozen
class Reversal(_Dated):
    """An earlier entry is undone; entries are never edited (红字冲销).

    Attributes:
        id: the reversal's own key.
        on: the day.
        entry: the key of the entry that it undoes.
        document: the document behind it.
        reason: why.
    """

    kind: ClassVar[str] = "reversal"
    entry: str = field(converter=_entry)
    document: str | None = field(default=None, kw_only=True, repr=False)
    reason: str | None = field(default=None, kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        _Dated.__attrs_post_init__(self)
        for name in ("document", "reason"):
            if getattr(self, name) is not None:
                _check_text(name, getattr(self, name))


Entry: TypeAlias = (
    Appropriation
    | FundTransfer
    | Allotment
    | Encumbrance
    | Expenditure
    | Refund
    | Release
    | Withdrawal
    | Return
    | Reclaim
    | CarryOver
    | Reversal
)

#: The kinds of entry by the word that stands for them in files.
KINDS: dict[str, type[Any]] = {kind.kind: kind for kind in get_args(Entry)}


def legs(entry: Movement) -> tuple[tuple[Key, int], ...]:
    """The balanced postings of a movement as keys and whole fen, what leaves first.

    >>> legs(FundTransfer("e1", date(2014, 4, 1), "f1", "county", "0.01", to="village"))[0]
    (('f1', 2014, <Level.COUNTY: 'county'>, <Account.AVAILABLE: 'available'>, ''), -1)
    """
    fund, year, level, amount = entry.fund, entry.year, entry.level, fen(entry.amount)
    if isinstance(entry, ProjectMovement):
        project, source, target = entry.project, entry.source, entry.target
        return (
            ((fund, year, level, source, project if source is not Account.AVAILABLE else ""), -amount),
            ((fund, year, level, target, project if target is not Account.AVAILABLE else ""), amount),
        )
    if isinstance(entry, FundTransfer):
        return (
            ((fund, year, level, Account.AVAILABLE, ""), -amount),
            ((fund, year, level, Account.SENT, ""), amount),
            ((fund, year, entry.to, Account.RECEIVED, ""), -amount),
            ((fund, year, entry.to, Account.AVAILABLE, ""), amount),
        )
    if isinstance(entry, CarryOver):
        project = entry.project or ""
        return (
            ((fund, year, level, entry.stage, project), -amount),
            ((fund, year, level, Account.CARRIED_OUT, project), amount),
            ((fund, year + 1, level, Account.CARRIED_IN, project), -amount),
            ((fund, year + 1, level, entry.stage, project), amount),
        )
    return ((fund, year, level, entry.source, ""), -amount), ((fund, year, level, entry.target, ""), amount)
