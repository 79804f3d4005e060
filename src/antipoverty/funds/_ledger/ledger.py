"""The ledger: an append-only journal of entries, and the balances that follow from it (账簿).

`post` takes a ledger and an entry and returns another ledger; a `Ledger` never changes. A ledger and those posted from
it share one journal, of which each reads its own first entries. Posting to the newest adds to the journal. Posting to
an older one, whose journal has grown without it, first copies the journal up to there. So a chain of posts costs the
same for each entry, however long the ledger is; only a fork costs a replay.

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
antipoverty.funds.refusals.Overdrawn: entry e3: takes 85,000.01 yuan of available money, and \
there are 85,000.00 (fund f1, 2014, county)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import ClassVar, TypeVar

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._shared.arguments import member_of, typed
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown
from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds._ledger.digests import ORIGIN, canonical_records, digest_after
from antipoverty.funds._ledger.documents import LedgerDocument, Sealed
from antipoverty.funds._ledger.entries import Account, AccountAmount, Entry, Key
from antipoverty.funds._ledger.figures import figures_of
from antipoverty.funds._ledger.journal import Journal, Parts, is_committed
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.checks import Checker
from antipoverty.funds._rules.readers import FundFigures
from antipoverty.funds._words import Level
from antipoverty.funds.refusals import BudgetExceeded
from antipoverty.money import fen, yuan_of_fen


class Ledger(Serializable, Shown):
    """Funds, projects, and the entries posted. It never changes: posting returns another ledger.

    Args:
        funds: the funds.
        projects: the projects of the pool.
        within_budget: whether budget lines bind: an entry is refused that takes what a project is allotted, was
            promised and paid from one fund, of all years and levels together, above its line for that fund. A fund
            without a line has a budget of 0, in a project that has lines; a project without lines is not bound.

    Raises:
        InvalidValue: if two funds or two projects have the same key.

    >>> from antipoverty.funds import Allotment, Appropriation, BudgetLine
    >>> from antipoverty.text import Text
    >>> road = Project("p1", Text("Road", "道路"), "road", budget=[BudgetLine("f1", 500)])
    >>> fund = Fund("f1", Text("County fund", "县级资金"), "county", 2014)
    >>> ledger = Ledger([fund], [road], within_budget=True)
    >>> ledger = post(ledger, Appropriation("e1", date(2014, 3, 1), "f1", "county", 900))
    >>> post(ledger, Allotment("e2", date(2014, 3, 2), "f1", "county", 501, project="p1"))
    Traceback (most recent call last):
    ...
    antipoverty.funds.refusals.BudgetExceeded: entry e2: takes project p1 to 501.00 yuan of fund f1, \
and its budget line is 500.00
    """

    __slots__ = ("_checkers", "_funds", "_journal", "_length", "_projects", "_records", "_within_budget")

    #: The class of the form in which a ledger is stored.
    Document: ClassVar = LedgerDocument

    _funds: Mapping[str, Fund]
    _projects: Mapping[str, Project]
    _journal: Journal
    _length: int
    #: The funds and projects as bytes, once the digest needs them; shared by all ledgers that have the same.
    _records: list[bytes]
    _checkers: dict[rulebooks.Rulebook | None, Checker]
    _within_budget: bool

    def __init__(
        self, funds: Iterable[Fund] = (), projects: Iterable[Project] = (), *, within_budget: bool = False
    ) -> None:
        self._funds = MappingProxyType(_by_key("funds", funds, Fund))
        self._projects = MappingProxyType(_by_key("projects", projects, Project))
        self._journal = Journal()
        self._length = 0
        self._records = []
        self._checkers = {}
        self._within_budget = typed(within_budget, bool, "within_budget")

    @property
    def within_budget(self) -> bool:
        """Whether the budget lines of its projects bind."""
        return self._within_budget

    @property
    def funds(self) -> Mapping[str, Fund]:
        """The funds by key."""
        return self._funds

    @property
    def projects(self) -> Mapping[str, Project]:
        """The projects by key."""
        return self._projects

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
        held, others = (
            (ledger._within_budget, ledger._funds, ledger._projects, ledger.entries) for ledger in (self, other)
        )
        return held == others

    __hash__ = None  # type: ignore[assignment]  # unhashable: too long to be a key

    def __repr__(self) -> str:
        funds, projects = _counted(len(self._funds), "fund"), _counted(len(self._projects), "project")
        return f"<Ledger of {funds}, {projects} and {_counted(self._length, 'entry', 'entries')}>"

    def __copy__(self) -> Ledger:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Ledger:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # Not with the journal, which may have grown without this ledger.
        records = tuple(self._funds.values()), tuple(self._projects.values())
        return Ledger._of_posted, (*records, self.entries, self._within_budget)

    @property
    def totals(self) -> Mapping[Key, int]:
        """Whole fen by fund, year, level, account and project ("" for none), without what is 0."""
        with self._journal.lock:
            return {key: amount for key, amount in self._own_journal().balances.items() if amount}

    @property
    def balances(self) -> tuple[AccountAmount, ...]:
        """The totals in yuan, in order of fund, year, level, account and project."""
        order: dict[str, int] = {account: position for position, account in enumerate(Account)}
        ranks: dict[str, int] = {level: position for position, level in enumerate(Level)}
        totals = sorted(
            self.totals.items(), key=lambda item: (*item[0][:2], ranks[item[0][2]], order[item[0][3]], item[0][4])
        )
        return tuple(AccountAmount.of(key, amount) for key, amount in totals)

    def balance(
        self,
        account: Account | str,
        *,
        fund: str | None = None,
        year: int | None = None,
        level: Level | str | None = None,
        project: str | None = None,
    ) -> Decimal:
        """Yuan in an account: of all funds, years, levels and projects, or of those given.

        Raises:
            InvalidValue: if the ledger has no such fund or project, or for an unknown account, year or level.
        """
        typed(year, int, "year", optional=True)
        for name, key, held in (("fund", fund, self._funds), ("project", project, self._projects)):
            if key is not None and typed(key, str, name) not in held:
                raise InvalidValue(name, key, f"the key of a {name} of the ledger")
        at_level = None if level is None else member_of(Level, level, "level")
        wanted = (fund, year, at_level, member_of(Account, account, "account"), project)
        return yuan_of_fen(
            sum(
                amount
                for key, amount in self.totals.items()
                if all(want is None or want == part for want, part in zip(wanted, key, strict=True))
            )
        )

    def figures(self, *, year: int, on: date) -> FundFigures:
        """What the rules on funds ask, for the funds of one year together.

        Management fees are what is allotted, promised or spent for projects of that use; industry money likewise.

        Args:
            year: the budget year for which the funds were given.
            on: the day on which ages are taken.
        """
        return figures_of(self, year=year, on=on)

    @property
    def digests(self) -> tuple[str, ...]:
        """The digest after each entry as hexadecimal, each chained to the one before. They cover the entries alone."""
        with self._journal.lock:
            return tuple(digest.hex() for digest in self._journal.chain()[1 : self._length + 1])

    @property
    def digest(self) -> str:
        """The digest of the ledger: of its entries, their order, and every attribute of its funds and projects."""
        if not self._records:
            records = self._funds.values(), self._projects.values()
            self._records.append(canonical_records(*records, within_budget=self._within_budget))
        with self._journal.lock:
            last = self._journal.chain()[self._length]
        return hashlib.sha256(last + self._records[0]).hexdigest()

    def with_records(self, *records: Fund | Project) -> Ledger:
        """The same ledger with funds and projects added, or projects updated.

        Raises:
            InvalidValue: if the ledger has another fund of that key, or if money was posted on a project and the
                update changes its category, villages, group or use; or if budget lines bind, and it has used more of
                a fund than the update's line.
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
        ledger = Ledger(funds.values(), projects.values(), within_budget=self._within_budget)
        ledger._journal, ledger._length = self._journal, self._length
        if self._within_budget:
            with self._journal.lock:
                for (key, fund), held in ledger._own_journal().committed().items():
                    line = line_of(projects[key], fund)
                    if line is not None and held > line:
                        expected = f"a budget line for fund {fund} of at least {yuan_of_fen(held)}, which it has used"
                        raise InvalidValue("projects", key, expected)
        return ledger

    def checker(self, rulebook: rulebooks.Rulebook | None) -> Checker:
        """The checks of entries that need no balances, under a rulebook."""
        typed(rulebook, rulebooks.Rulebook, "rulebook", optional=True)
        checker = self._checkers.get(rulebook)
        if checker is None:
            book = rulebooks.load("cn") if rulebook is None else rulebook
            checker = self._checkers[rulebook] = Checker(self._funds, self._projects, book)
        return checker

    def with_entry(self, entry: Entry, checker: Checker) -> Ledger:
        """The ledger with one more entry; see `post`."""
        checker.check(entry)
        with self._journal.lock:
            journal = self._own_journal()
            parts = journal.admit(entry)
            self._limit(journal, entry, parts)
            journal.add(entry, parts)
            return self._with_journal(journal, self._length + 1)

    def with_entries(self, entries: Iterable[Entry], checker: Checker) -> Ledger:
        """The ledger with more entries, all or none; see `post_all`."""
        with self._journal.lock:
            journal = self._own_journal()
            journal.extend(entries, checker.check, self._limit)
            return self._with_journal(journal, len(journal.entries))

    def _limit(self, journal: Journal, entry: Entry, parts: Parts) -> None:
        """Refuse postings that take a project above a budget line that binds."""
        if not self._within_budget:
            return
        change = sum(amount for key, amount in parts if is_committed(key))
        if change <= 0:
            return
        fund, _, _, _, project = next(key for key, _ in parts if key[4])
        line, total = line_of(self._projects[project], fund), journal.committed()[project, fund] + change
        if line is not None and total > line:
            raise BudgetExceeded(entry.id, project, fund, yuan_of_fen(line), yuan_of_fen(total))

    def _own_journal(self) -> Journal:
        """The journal, copied first if it is longer than this ledger; call it under the journal's lock."""
        if len(self._journal.entries) != self._length:
            self._journal = self._journal.first(self._length)
        return self._journal

    def _with_journal(self, journal: Journal, length: int) -> Ledger:
        ledger = object.__new__(Ledger)
        ledger._funds, ledger._projects = self._funds, self._projects
        ledger._checkers, ledger._records = self._checkers, self._records
        ledger._journal, ledger._length, ledger._within_budget = journal, length, self._within_budget
        return ledger

    @property
    def document(self) -> LedgerDocument:
        """The ledger in the form in which it is stored."""
        sealed = tuple(Sealed(entry, digest) for entry, digest in zip(self.entries, self.digests, strict=True))
        records = tuple(self._funds.values()), tuple(self._projects.values())
        return LedgerDocument(*records, sealed, self.digest, self._within_budget)

    @classmethod
    def of_document(cls, document: LedgerDocument) -> Ledger:
        """A stored ledger, with every digest and every entry checked.

        Raises:
            InvalidValue: if an entry does not fit its digest, names a fund or project that is not there, or may not
                come next; or if the digest of the whole differs.
        """
        typed(document, LedgerDocument, "document")
        empty = cls(document.funds, document.projects, within_budget=document.within_budget)
        journal, digest = Journal(), ORIGIN
        for number, sealed in enumerate(document.entries):
            digest = digest_after(digest, sealed.entry)
            if digest.hex() != sealed.digest:
                raise InvalidValue(
                    f"entries[{number}].digest", sealed.digest, f"{digest.hex()}: entry {number} was tampered with"
                )
            for name, records in (("fund", empty.funds), ("project", empty.projects)):
                key = getattr(sealed.entry, name, None)
                if key is not None and key not in records:
                    raise InvalidValue(
                        f"entries[{number}].{name}", key, f"the key of a {name} of the ledger, in entry {number}"
                    )
            try:
                parts = journal.admit(sealed.entry)
                empty._limit(journal, sealed.entry, parts)
                journal.add(sealed.entry, parts)
            except FundError as error:
                raise InvalidValue(f"entries[{number}]", sealed.entry.id, f"an entry that balances: {error}") from None
        ledger = empty._with_journal(journal, len(document.entries))
        if ledger.digest != document.digest:
            expected = f"{ledger.digest}: entries were left out, or a fund or project was changed"
            raise InvalidValue("digest", document.digest, expected)
        return ledger

    @classmethod
    def _of_posted(
        cls, funds: Iterable[Fund], projects: Iterable[Project], entries: Iterable[Entry], within_budget: bool = False
    ) -> Ledger:
        """A ledger with entries that were in one before."""
        journal, empty = Journal(), cls(funds, projects, within_budget=within_budget)
        journal.extend(entries, lambda entry: None, empty._limit)
        return empty._with_journal(journal, len(journal.entries))


def _counted(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"


_R = TypeVar("_R", Fund, Project)


def _by_key(name: str, records: Iterable[_R], wanted: type[_R]) -> dict[str, _R]:
    by_key: dict[str, _R] = {}
    if not isinstance(records, Iterable):
        raise InvalidValue(name, type(records).__name__, f"objects of type {wanted.__name__}")
    for record in records:
        if not isinstance(record, wanted):
            raise InvalidValue(name, type(record).__name__, f"objects of type {wanted.__name__}")
        if record.id in by_key:
            raise InvalidValue(name, record.id, "keys that differ")
        by_key[record.id] = record
    return by_key


def line_of(project: Project, fund: str) -> int | None:
    """Whole fen that a project may have of a fund where budget lines bind; none if it has no lines."""
    if not project.budget:
        return None
    return next((fen(line.amount) for line in project.budget if line.fund == fund), 0)


def _terms(project: Project) -> tuple[object, ...]:
    return project.category, project.villages, project.group, project.use


@frozen
class Refused:
    """An entry that was refused, with the reason.

    Attributes:
        entry: the entry.
        refusal: why.
    """

    entry: Entry
    refusal: FundError


@frozen
class Posted:
    """The result of `post_each`.

    Attributes:
        ledger: the ledger with the accepted entries.
        refused: the other entries, each with its reason.
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
        FundError: if the ledger refuses the entry; its class names the reason.
        ParameterError: if the rulebook has no value for the day.
    """
    typed(ledger, Ledger, "ledger")
    return ledger.with_entry(entry, ledger.checker(rulebook))


def post_all(ledger: Ledger, entries: Iterable[Entry], *, rulebook: rulebooks.Rulebook | None = None) -> Ledger:
    """Post many entries, all or none; `post_each` keeps those that can be accepted.

    Raises:
        FundError: for the first entry that is refused; the ledger stays as it was.
        ParameterError: if the rulebook has no value for a day.
    """
    typed(ledger, Ledger, "ledger")
    typed(entries, (Iterable,), "entries")
    return ledger.with_entries(entries, ledger.checker(rulebook))


def post_each(ledger: Ledger, entries: Iterable[Entry], *, rulebook: rulebooks.Rulebook | None = None) -> Posted:
    """Post many entries one after the other, keeping those that can be accepted.

    Returns the ledger with the accepted entries, and the refused ones with their reasons.

    Raises:
        ParameterError: if the rulebook has no value for a day.
    """
    typed(ledger, Ledger, "ledger")
    typed(entries, (Iterable,), "entries")
    checker = ledger.checker(rulebook)
    refused: list[Refused] = []
    for entry in entries:
        try:
            ledger = ledger.with_entry(entry, checker)
        except FundError as refusal:
            refused.append(Refused(entry, refusal))
    return Posted(ledger, tuple(refused))
