"""The ledger: an append-only journal of entries, and the balances that follow from it (账簿).

`post` is a function from a ledger and an entry to another ledger; a `Ledger` never changes. Underneath, a ledger and
those posted from it share one journal, of which each sees its own first so-many entries. Posting to the newest adds to
the journal; posting to an older one, whose journal has gone on without it, first gives it a journal of its own. So a
chain of posts costs the same for each entry, however long the ledger is, and only a fork costs a replay.

>>> from datetime import date
>>> from antipoverty.funds import Allotment, Appropriation, Fund, Ledger, Project, post
>>> from antipoverty.text import Text
>>> fund = Fund("f1", Text("Central special fund", "中央专项资金"), "central", 2014)
>>> road = Project("p1", Text("Access road", "通畅工程"), "road")
>>> empty = Ledger([fund], [road])
>>> ledger = post(empty, Appropriation("e1", date(2014, 3, 1), "f1", "county", 5_085_000))
>>> ledger = post(ledger, Allotment("e2", date(2014, 3, 2), "f1", "county", 5_000_000, project="p1"))
>>> ledger.balance("available"), len(ledger), len(empty)
(Decimal('85000.00'), 2, 0)
>>> post(ledger, Allotment("e3", date(2014, 3, 3), "f1", "county", "85000.01", project="p1"))
Traceback (most recent call last):
...
antipoverty.funds._ledger.refusals.Overdrawn: entry e3: takes 85,000.01 yuan of available money, and \
there are 85,000.00 (fund f1, 2014, county)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._shared import fields
from antipoverty._shared.arguments import typed
from antipoverty._shared.shapes import typed_fields
from antipoverty.errors import InvalidValue
from antipoverty.funds._ledger.digests import ORIGIN, canonical_records, digest_after
from antipoverty.funds._ledger.entries import Account, Entry, Key, Movement, Reversal
from antipoverty.funds._ledger.journal import Journal
from antipoverty.funds._ledger.refusals import Refusal
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.screening import Screen
from antipoverty.funds._words import Level
from antipoverty.money import yuan_of_fen

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(order=False)
class Balance:
    """What one pot holds (余额).

    Attributes:
        fund: the fund's key.
        year: the budget year whose money it is.
        level: who holds it.
        account: the account.
        project: the project's key, or none.
        amount: yuan; with a minus in the accounts that say where money came from.
    """

    fund: str
    year: int
    level: Level
    account: Account
    project: str | None
    amount: Decimal


class Ledger:
    """Funds, projects, and everything that was posted. A value: it never changes.

    Args:
        funds: the funds.
        projects: the projects of the store.

    Raises:
        InvalidValue: if two funds or two projects have the same key.
    """

    __slots__ = ("_funds", "_journal", "_length", "_projects", "_records", "_screens")

    _funds: Mapping[str, Fund]
    _projects: Mapping[str, Project]
    _journal: Journal
    _length: int
    #: The funds and projects as bytes, once they are asked for; shared by all ledgers that have the same.
    _records: list[bytes]
    _screens: dict[rulebooks.Rulebook, Screen]

    def __init__(self, funds: Iterable[Fund] = (), projects: Iterable[Project] = ()) -> None:
        self._funds = _by_key("funds", funds, Fund)
        self._projects = _by_key("projects", projects, Project)
        self._journal = Journal()
        self._length = 0
        self._records = []
        self._screens = {}

    @property
    def funds(self) -> Mapping[str, Fund]:
        """The funds by key."""
        return MappingProxyType(self._funds)

    @property
    def projects(self) -> Mapping[str, Project]:
        """The projects by key."""
        return MappingProxyType(self._projects)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in the order of posting."""
        return tuple(islice(list(self._journal.entries.values()), self._length))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ledger):
            return NotImplemented
        return self._funds == other._funds and self._projects == other._projects and self.entries == other.entries

    __hash__ = None  # type: ignore[assignment]  # as long as it is, it serves as no key

    def __repr__(self) -> str:
        return f"<Ledger of {len(self._funds)} funds, {len(self._projects)} projects and {self._length} entries>"

    def __copy__(self) -> Ledger:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Ledger:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # The journal is not handed on, since it may have gone on without this ledger.
        return _posted_before, (tuple(self._funds.values()), tuple(self._projects.values()), self.entries)

    def _own(self) -> Journal:
        """The journal, which ends where this ledger ends; to be called under its lock."""
        if len(self._journal.entries) != self._length:
            self._journal = self._journal.first(self._length)
        return self._journal

    @property
    def totals(self) -> Mapping[Key, int]:
        """Whole fen by fund, year, level, account and project ("" for none); pots that hold nothing are left out."""
        with self._journal.lock:
            return {key: amount for key, amount in self._own().balances.items() if amount}

    @property
    def balances(self) -> tuple[Balance, ...]:
        """Every pot that holds something, in order of its key."""
        order: dict[str, int] = {account: position for position, account in enumerate(Account)}
        ranks: dict[str, int] = {level: position for position, level in enumerate(Level)}
        totals = sorted(
            self.totals.items(), key=lambda item: (*item[0][:2], ranks[item[0][2]], order[item[0][3]], item[0][4])
        )
        return tuple(
            Balance(fund, year, Level(level), Account(account), project or None, yuan_of_fen(amount))
            for (fund, year, level, account, project), amount in totals
        )

    def balance(
        self,
        account: Account | str,
        *,
        fund: str | None = None,
        year: int | None = None,
        level: Level | str | None = None,
        project: str | None = None,
    ) -> Decimal:
        """Yuan in an account, of all pots or of those that are named.

        Raises:
            InvalidValue: for a fund or project that the ledger does not have, or what is no account, year or level.
        """
        typed(year, int, "year", optional=True)
        for name, key, held in (("fund", fund, self._funds), ("project", project, self._projects)):
            if key is not None and typed(key, str, name) not in held:
                raise InvalidValue(name, key, f"the key of a {name} of the ledger")
        wanted = (fund, year, fields.member(Level, level), fields.needed(Account, account), project)
        return yuan_of_fen(
            sum(
                amount
                for key, amount in self.totals.items()
                if all(want is None or want == part for want, part in zip(wanted, key, strict=True))
            )
        )

    @property
    def digests(self) -> tuple[str, ...]:
        """The digest after each entry, each chained to the one before, as hexadecimal: of the entries alone."""
        with self._journal.lock:
            return tuple(digest.hex() for digest in self._journal.chain()[1 : self._length + 1])

    @property
    def digest(self) -> str:
        """The digest of the whole ledger: of its entries, their order, and all that its funds and projects state.

        See `digests` for what it covers and what not.
        """
        if not self._records:
            self._records.append(canonical_records(self._funds.values(), self._projects.values()))
        with self._journal.lock:
            last = self._journal.chain()[self._length]
        return hashlib.sha256(last + self._records[0]).hexdigest()

    def with_records(self, *records: Fund | Project) -> Ledger:
        """The same ledger with funds and projects added, or projects brought up to date.

        Raises:
            InvalidValue: if a fund is there already, or a project with money would change in what restrictions read.
        """
        funds, projects = dict(self._funds), dict(self._projects)
        used = {key[4] for key in self.totals}
        for record in records:
            if isinstance(record, Fund):
                if record.id in funds and funds[record.id] != record:
                    raise InvalidValue("funds", record.id, "a fund that is not there yet: its terms do not change")
                funds[record.id] = record
                continue
            if not isinstance(record, Project):
                raise InvalidValue("records", type(record).__name__, "a Fund or a Project")
            before = projects.get(record.id)
            if before is not None and record.id in used and _terms(before) != _terms(record):
                expected = "the same category, villages, group and use, since money was posted on them"
                raise InvalidValue("projects", record.id, expected)
            projects[record.id] = record
        made = Ledger(funds.values(), projects.values())
        made._journal, made._length = self._journal, self._length
        return made

    def _longer(self, journal: Journal, length: int) -> Ledger:
        made = object.__new__(Ledger)
        made._funds, made._projects = self._funds, self._projects
        made._screens, made._records = self._screens, self._records
        made._journal, made._length = journal, length
        return made

    def _screen(self, rulebook: rulebooks.Rulebook | None) -> Screen:
        book = rulebooks.load("cn") if rulebook is None else typed(rulebook, rulebooks.Rulebook, "rulebook")
        screen = self._screens.get(book)
        if screen is None:
            screen = self._screens[book] = Screen(self._funds, self._projects, book)
        return screen

    @property
    def document(self) -> LedgerDocument:
        """The ledger as it is written down."""
        sealed = tuple(Sealed(entry, digest) for entry, digest in zip(self.entries, self.digests, strict=True))
        return LedgerDocument(tuple(self._funds.values()), tuple(self._projects.values()), sealed, self.digest)

    @classmethod
    def of_document(cls, document: LedgerDocument) -> Ledger:
        """A ledger that was written down, checked link by link.

        Raises:
            InvalidValue: if an entry is not the one that its digest was taken of, names a fund or project that is not
                there, or does not belong there; or if the digest of the whole is another.
        """
        typed(document, LedgerDocument, "document")
        ledger = cls(document.funds, document.projects)
        journal, digest = ledger._journal, ORIGIN
        for number, sealed in enumerate(document.entries):
            digest = digest_after(digest, sealed.entry)
            if digest.hex() != sealed.digest:
                raise InvalidValue(
                    f"entries[{number}].digest", sealed.digest, f"{digest.hex()}: entry {number} was tampered with"
                )
            for name, held in (("fund", ledger._funds), ("project", ledger._projects)):
                key = getattr(sealed.entry, name, None)
                if key is not None and key not in held:
                    raise InvalidValue(
                        f"entries[{number}].{name}", key, f"the key of a {name} of the ledger, in entry {number}"
                    )
            try:
                journal.add(sealed.entry, journal.admit(sealed.entry))
            except Refusal as refusal:
                raise InvalidValue(
                    f"entries[{number}]", sealed.entry.id, f"an entry that balances: {refusal}"
                ) from None
        ledger._length = len(document.entries)
        if ledger.digest != document.digest:
            expected = f"{ledger.digest}: entries were left out, or a fund or project was changed"
            raise InvalidValue("digest", document.digest, expected)
        return ledger


def _posted_before(funds: Iterable[Fund], projects: Iterable[Project], entries: Iterable[Entry]) -> Ledger:
    """A ledger with entries that were in one before."""
    ledger = Ledger(funds, projects)
    for entry in entries:
        ledger._journal.add(entry, ledger._journal.admit(entry))
    ledger._length = len(ledger._journal.entries)
    return ledger


_R = TypeVar("_R", Fund, Project)


def _by_key(name: str, records: Iterable[_R], wanted: type[_R]) -> dict[str, _R]:
    made: dict[str, _R] = {}
    if not isinstance(records, Iterable):
        raise InvalidValue(name, type(records).__name__, f"objects of type {wanted.__name__}")
    for record in records:
        if not isinstance(record, wanted):
            raise InvalidValue(name, type(record).__name__, f"objects of type {wanted.__name__}")
        if record.id in made:
            raise InvalidValue(name, record.id, "keys that differ")
        made[record.id] = record
    return made


def _terms(project: Project) -> tuple[object, ...]:
    return project.category, project.villages, project.group, project.use


@frozen(field_transformer=typed_fields)
class Sealed:
    """An entry with the digest of the journal up to it.

    Attributes:
        entry: the entry.
        digest: SHA-256 as hexadecimal.
    """

    entry: Entry
    digest: str


@frozen(field_transformer=typed_fields)
class LedgerDocument:
    """A ledger as it is written down: funds, projects, and every entry with its digest.

    Attributes:
        funds: the funds.
        projects: the projects.
        entries: the entries in order, each sealed.
        digest: `Ledger.digest`.
    """

    funds: tuple[Fund, ...]
    projects: tuple[Project, ...]
    entries: tuple[Sealed, ...]
    digest: str


@frozen
class Refused:
    """An entry that was refused, with the reason.

    Attributes:
        entry: the entry.
        refusal: why.
    """

    entry: Entry
    refusal: Refusal


@frozen
class Posted:
    """What came of posting many entries one after the other.

    Attributes:
        ledger: the ledger with those that were accepted.
        refused: those that were not, each with its reason.
    """

    ledger: Ledger
    refused: tuple[Refused, ...]


def post(ledger: Ledger, entry: Entry, *, rulebook: rulebooks.Rulebook | None = None) -> Ledger:
    """Post one entry.

    Args:
        ledger: the ledger, which stays as it is.
        entry: the entry.
        rulebook: the rules on money; those of China if left out.

    Raises:
        FundError: the one `Refusal` whose reason holds; the ledger stays as it was.
        ParameterError: if the rulebook has no value for the day.
    """
    typed(ledger, Ledger, "ledger")
    _check_entry(entry)
    ledger._screen(rulebook).check(entry)
    with ledger._journal.lock:
        journal = ledger._own()
        journal.add(entry, journal.admit(entry))
        return ledger._longer(journal, ledger._length + 1)


def post_all(ledger: Ledger, entries: Iterable[Entry], *, rulebook: rulebooks.Rulebook | None = None) -> Ledger:
    """Post many entries, all or none; `post_each` keeps those that can be accepted.

    Raises:
        FundError: for the first entry that is refused; the ledger stays as it was.
        ParameterError: if the rulebook has no value for a day.
    """
    typed(ledger, Ledger, "ledger")
    typed(entries, (Iterable,), "entries")
    screen = ledger._screen(rulebook)
    last_days: dict[str, date | None] = {}
    with ledger._journal.lock:
        journal = ledger._own()
        try:
            for entry in entries:
                _check_entry(entry)
                screen.check(entry)
                parts = journal.admit(entry)
                fund = parts[0][0][0]
                if fund not in last_days:
                    last_days[fund] = journal.last_day.get(fund)
                journal.add(entry, parts)
        except BaseException:
            journal.cut(ledger._length, last_days)
            raise
        return ledger._longer(journal, len(journal.entries))


def post_each(ledger: Ledger, entries: Iterable[Entry], *, rulebook: rulebooks.Rulebook | None = None) -> Posted:
    """Post many entries one after the other, keeping those that can be accepted.

    Gives the ledger with the accepted ones, and the refused ones with their reasons; together they are all of them.

    Raises:
        ParameterError: if the rulebook has no value for a day.
    """
    typed(ledger, Ledger, "ledger")
    typed(entries, (Iterable,), "entries")
    ledger._screen(rulebook)
    refused: list[Refused] = []
    for entry in entries:
        try:
            ledger = post(ledger, entry, rulebook=rulebook)
        except Refusal as refusal:
            refused.append(Refused(entry, refusal))
    return Posted(ledger, tuple(refused))


def _check_entry(entry: object) -> None:
    if not isinstance(entry, Movement | Reversal):
        typed(entry, (Movement, Reversal), "entry")
