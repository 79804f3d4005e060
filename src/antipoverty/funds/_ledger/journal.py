"""The journal that ledgers share: entries in order, with their balances and digests.

Entries are only added at its end. A ledger reads the first entries of its journal, as many as it has itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import islice
from threading import RLock
from typing import TypeAlias

from antipoverty.funds._ledger.digests import ORIGIN, digest_after
from antipoverty.funds._ledger.entries import SOURCES, STAGES, Account, Entry, Key, Movement, Reversal, legs
from antipoverty.funds._words import Level
from antipoverty.funds.refusals import (
    AlreadyReversed,
    DuplicateEntry,
    NotReversible,
    OutOfOrder,
    Overdrawn,
    UnknownReference,
)
from antipoverty.money import yuan_of_fen
from antipoverty.text import Text

#: The balanced postings of an entry, in whole fen.
Parts: TypeAlias = tuple[tuple[Key, int], ...]


def is_committed(key: Key) -> bool:
    """Whether a balance is money that a project holds or that was paid for it."""
    return bool(key[4]) and (key[3] in STAGES or key[3] == Account.SPENT)


class Journal:
    """Entries, balances and digests, under a lock."""

    __slots__ = ("_committed", "balances", "digests", "entries", "last_day", "lock", "reversed")

    def __init__(self, lock: RLock | None = None) -> None:
        self.entries: dict[str, Entry] = {}
        self.balances: dict[Key, int] = {}
        self.last_day: dict[str, date] = {}
        self.reversed: set[str] = set()
        self.digests: list[bytes] = [ORIGIN]
        # Of each project and fund; none until a ledger with binding budget lines asks, since others need no such sums.
        self._committed: Counter[tuple[str, str]] | None = None
        # A fork keeps the lock, so that a ledger can change its journal while others wait for it.
        self.lock = lock or RLock()

    def admit(self, entry: Entry) -> Parts:
        """The postings of an entry that may come next.

        Raises:
            FundError: if it may not.
        """
        if entry.id in self.entries:
            raise DuplicateEntry(entry.id)
        if isinstance(entry, Reversal):
            undone = self._undone_by(entry)
            fund, parts = undone.fund, tuple((key, -amount) for key, amount in legs(undone))
        else:
            fund, parts = entry.fund, legs(entry)
        last = self.last_day.get(fund)
        if last is not None and entry.on < last:
            raise OutOfOrder(entry.id, entry.on, last)
        balances = self.balances
        for key, amount in parts:
            if amount < 0 and key[3] in SOURCES:
                held = balances.get(key, 0)
                if held + amount < 0:
                    raise Overdrawn(
                        entry.id, Account(key[3]).text, _place(key), yuan_of_fen(held), yuan_of_fen(-amount)
                    )
        return parts

    def committed(self) -> Counter[tuple[str, str]]:
        """Whole fen set aside for, promised or paid, by project and fund, of all years and levels."""
        if self._committed is None:
            self._committed = Counter()
            for key, amount in self.balances.items():
                if is_committed(key):
                    self._committed[key[4], key[0]] += amount
        return self._committed

    def _undone_by(self, entry: Reversal) -> Movement:
        undone = self.entries.get(entry.entry)
        if undone is None:
            raise UnknownReference(entry.id, Text("entry", "分录"), entry.entry)
        if isinstance(undone, Reversal):
            raise NotReversible(entry.id, entry.entry)
        if entry.entry in self.reversed:
            raise AlreadyReversed(entry.id, entry.entry)
        return undone

    def add(self, entry: Entry, parts: Parts) -> None:
        """Put an entry at the end, with the postings that `admit` gave."""
        balances = self.balances
        for key, amount in parts:
            balances[key] = balances.get(key, 0) + amount
            if self._committed is not None and is_committed(key):
                self._committed[key[4], key[0]] += amount
        self.last_day[parts[0][0][0]] = entry.on
        if isinstance(entry, Reversal):
            self.reversed.add(entry.entry)
        self.entries[entry.id] = entry

    def extend(
        self, entries: Iterable[Entry], check: Callable[[Entry], None], limit: Callable[[Journal, Entry, Parts], None]
    ) -> None:
        """Add entries at the end, each checked first, and its postings held against limits: all or none."""
        length = len(self.entries)
        last_days: dict[str, date | None] = {}
        try:
            for entry in entries:
                check(entry)
                parts = self.admit(entry)
                limit(self, entry, parts)
                fund = parts[0][0][0]
                if fund not in last_days:
                    last_days[fund] = self.last_day.get(fund)
                self.add(entry, parts)
        except BaseException:
            self._cut(length, last_days)
            raise

    def chain(self) -> list[bytes]:
        """The digests of the whole journal; only those of new entries are computed."""
        lacking = len(self.entries) + 1 - len(self.digests)
        newest = list(islice(reversed(self.entries.values()), lacking))
        for entry in reversed(newest):
            self.digests.append(digest_after(self.digests[-1], entry))
        return self.digests

    def _cut(self, length: int, last_days: Mapping[str, date | None]) -> None:
        """Remove the entries after the first ones, given the last day of each fund before them."""
        while len(self.entries) > length:
            _, entry = self.entries.popitem()
            sign = 1
            if isinstance(entry, Reversal):
                self.reversed.discard(entry.entry)
                undone = self.entries[entry.entry]
                assert isinstance(undone, Movement)
                sign, entry = -1, undone
            for key, amount in legs(entry):
                self.balances[key] -= sign * amount
        self._committed = None
        for fund, last in last_days.items():
            if last is None:
                del self.last_day[fund]
            else:
                self.last_day[fund] = last
        del self.digests[length + 1 :]

    def first(self, count: int) -> Journal:
        """A new journal with the first entries of this one."""
        journal = Journal(self.lock)
        for entry in islice(list(self.entries.values()), count):
            journal.add(entry, journal.admit(entry))
        journal.digests = self.digests[: count + 1]
        return journal


def _place(key: Key) -> Text:
    fund, year, level, _, project = key
    place = Text(f"fund {fund}, {year}, {Level(level).text.en}", f"资金{fund}，{year}年，{Level(level).text.zh}级")
    return Text(f"{place.en}, project {project}", f"{place.zh}，项目{project}") if project else place
