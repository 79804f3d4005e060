"""Which figures of a table may be published: primary and secondary suppression (主抑制、次级抑制) of its cells.

A count under a limit could tell of a family: it is hidden, which is *primary* suppression. One that is hidden alone
follows from the rest by subtraction, so that further ones are hidden with it: *secondary* suppression. Which ones is
found by the hypercube method (Repsilber; Giessing, in the tau-Argus handbook): figures are hidden at the corners of a
box, between which households could have been counted otherwise without a change of any figure that is shown.

The proof that a count is protected is such another table, in whole numbers: every count that is hidden could be a
number of others, over a range of at least half the limit, while all that is published, marks included, stays true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import Enum
from itertools import combinations
from typing import TypeAlias

from attrs import frozen


class Status(Enum):
    """Whether a figure is shown. The values are the codes of cell status that sdcTable uses."""

    SHOWN = "s"
    PRIMARY = "u"
    SECONDARY = "x"


@frozen
class Count:
    """A count of each row: the households of some crossings.

    Attributes:
        name: its name.
        parts: the crossings, by place.
        loss: how much is lost if it is hidden; none if it is never shown, and may only follow from what is.
    """

    name: str
    parts: frozenset[int]
    loss: int | None


#: A move of households from one crossing to another, or, without another, into the row or out of it.
_Move: TypeAlias = tuple[int, int | None]
#: How many households could be moved the one way, and the other.
_Room: TypeAlias = tuple[int, int]

#: A figure of the total is worth more than any of the rows.
_TOTAL = 1_000


def hidden_counts(rows: Sequence[Sequence[int]], counts: Sequence[Count], *, least: int) -> list[dict[str, Status]]:
    """The status of each count of each row, and of the total, which comes last.

    A count under `least` is hidden (primary), zero included, unless that zero follows from what is shown all the same.
    No count from 1 to ``least - 1``, shown or not, and no hidden one, can be told from what is shown to within less
    than half of `least`, even by a reader who knows what the marks mean. Where a row is so small that hiding what is
    small in it would still tell, all of it is hidden (secondary), and says nothing of how large a count is.

    Args:
        rows: for each row, how many households are in each crossing.
        counts: the counts, shown and not.
        least: the least count that may be shown.
    """
    table = _Table(rows, counts, least)
    table.protect()
    table.show_what_follows()
    return table.statuses


class _Table:
    """The state of the search: what is hidden so far, and what room the hidden figures leave."""

    def __init__(self, rows: Sequence[Sequence[int]], counts: Sequence[Count], least: int) -> None:
        self.counts, self.least, self.margin = counts, least, (least + 1) // 2
        self.total = len(rows)
        self.parts = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
        self.values = [{each.name: sum(row[part] for part in each.parts) for each in counts} for row in self.parts]
        shown = [each.name for each in counts if each.loss is not None]
        self.statuses = [{name: self._primary(row, name) for name in shown} for row in range(self.total + 1)]
        self.withheld: set[int] = set()
        self.loss = {each.name: each.loss for each in counts if each.loss is not None}
        places = range(len(self.parts[0]))
        self.moves: list[_Move] = [*combinations(places, 2), *((place, None) for place in places)]
        self.changed = {move: self._changed(move) for move in self.moves}
        self.moving = {each.name: [move for move in self.moves if each.name in self.changed[move]] for each in counts}
        # The room of every row that is open for a move, and of all such rows but the total together.
        self.room: dict[_Move, dict[int, _Room]] = {move: {} for move in self.moves}
        self.together: dict[_Move, _Room] = dict.fromkeys(self.moves, (0, 0))
        for row in range(self.total + 1):
            self._open(row)

    def _primary(self, row: int, name: str) -> Status:
        small = self.values[row][name] < self.least and self.values[self.total][name] > 0
        return Status.PRIMARY if small else Status.SHOWN

    def _changed(self, move: _Move) -> dict[str, int]:
        """The counts that a move changes, and whether it adds or takes."""
        to, out = move
        signs = {each.name: (to in each.parts) - (out in each.parts) for each in self.counts}
        return {name: sign for name, sign in signs.items() if sign}

    # Room

    def _room(self, row: int, move: _Move, *, hiding: bool = False) -> _Room | None:
        """How many households of a row could be moved and back; none while a count is shown that a move would change.

        Args:
            row: the row.
            move: the move.
            hiding: whether such counts are taken as hidden.
        """
        to, out = move
        more = less = self.margin
        if row < self.total:
            less = min(less, self.parts[row][to])
            more = more if out is None else min(more, self.parts[row][out])
        for name, sign in self.changed[move].items():
            if name not in self.loss:
                continue
            value, status = self.values[row][name], self.statuses[row][name]
            if row in self.withheld and self.values[self.total][name]:
                continue
            if status is Status.SHOWN and not (hiding and value >= self.least):
                return None
            up, down = (
                (self.least - 1 - value, value) if status is Status.PRIMARY else (self.margin, value - self.least)
            )
            more, less = min(more, up if sign > 0 else down), min(less, down if sign > 0 else up)
        return more, less

    def _open(self, row: int) -> None:
        """Take note of the moves for which a row has become open."""
        for move, open_rows in self.room.items():
            if row not in open_rows and (room := self._room(row, move)) is not None:
                open_rows[row] = room
                if row < self.total:
                    more, less = self.together[move]
                    self.together[move] = more + room[0], less + room[1]

    def _others(self, row: int, move: _Move) -> _Room:
        """How much of a move the other open rows can take up, the total being what the rows sum to."""
        more, less = self.together[move]
        if row == self.total:
            return more, less
        own = self.room[move].get(row, (0, 0))
        total = self.room[move].get(self.total, (0, 0))
        return less - own[1] + total[0], more - own[0] + total[1]

    def _width(self, own: _Room, others: _Room) -> int:
        return min(own[0], others[0]) + min(own[1], others[1])

    # Protection

    def protect(self) -> None:
        """Hide what has to be hidden beside the small counts."""
        todo = [(row, each.name) for row in range(self.total + 1) for each in self.counts if self._at_risk(row, each)]
        while todo:
            row, name = todo.pop()
            if self._widest(row, name) >= self.margin:
                continue
            best = self._cheapest(row, name)
            if best is None:
                todo += [(row, name), *self._withhold(row)]
                continue
            move, hidden = best
            for other in hidden:
                todo += self._hide(other, self.changed[move])
                self._open(other)

    def show_what_follows(self) -> None:
        """Show the zeros that no move could change, and on which then no proof rests."""
        for row, statuses in enumerate(self.statuses):
            for name, status in statuses.items():
                if status is Status.PRIMARY and self.values[row][name] == 0 and not self._widest(row, name):
                    statuses[name] = Status.SHOWN

    def _hide(self, row: int, names: Iterable[str]) -> list[tuple[int, str]]:
        """Hide counts of a row; those that were shown are to be protected too."""
        shown = [name for name in names if self.statuses[row].get(name) is Status.SHOWN]
        self.statuses[row] |= dict.fromkeys(shown, Status.SECONDARY)
        return [(row, name) for name in shown]

    def _withhold(self, row: int) -> list[tuple[int, str]]:
        """Hide all of a row, or, where that was done, of another: the total, or else the smallest."""
        if row in self.withheld:
            rest = [other for other in (self.total, *self._by_size()) if other not in self.withheld]
            row = rest[0]
        self.withheld.add(row)
        counted = [name for name in self.loss if self.values[self.total][name]]
        found = self._hide(row, counted)
        self.statuses[row] |= dict.fromkeys(counted, Status.SECONDARY)
        for move, open_rows in self.room.items():
            if (room := open_rows.pop(row, None)) is not None and row < self.total:
                more, less = self.together[move]
                self.together[move] = more - room[0], less - room[1]
        self._open(row)
        return found

    def _by_size(self) -> list[int]:
        return sorted(range(self.total), key=lambda row: sum(self.parts[row]))

    def _at_risk(self, row: int, count: Count) -> bool:
        value: int = self.values[row][count.name]
        return 0 < value < self.least

    def _widest(self, row: int, name: str) -> int:
        """The widest range over which a move that could go unseen would change a count."""
        open_moves = [move for move in self.moving[name] if row in self.room[move]]
        return max((self._width(self.room[move][row], self._others(row, move)) for move in open_moves), default=0)

    def _cheapest(self, row: int, name: str) -> tuple[_Move, list[int]] | None:
        """The move that protects a count at the least loss, and the rows whose counts are hidden for it."""
        best: tuple[int, _Move, list[int]] | None = None
        for move in self.moving[name]:
            own = self.room[move].get(row, self._room(row, move, hiding=True))
            if own is None or own[0] + own[1] < self.margin:
                continue
            limit = None if best is None else best[0]
            found = self._completed(row, own, move, limit)
            if found is not None and (limit is None or found[0] < limit):
                best = (found[0], move, found[1])
        return None if best is None else best[1:]

    def _completed(self, row: int, own: _Room, move: _Move, limit: int | None) -> tuple[int, list[int]] | None:
        """The loss of a move, and the rows to be hidden for it: as many others as can take up what the row gives."""
        loss, hidden = self._loss(row, move), [row]
        others = self._others(row, move)
        if self._width(own, others) >= self.margin:
            return loss, hidden
        if limit is not None and loss >= limit:
            return None
        candidates = []
        for other in range(self.total + 1):
            if other == row or other in self.room[move]:
                continue
            room = self._room(other, move, hiding=True)
            if room is not None and room != (0, 0):
                candidates.append((self._loss(other, move), -room[0] - room[1], other, room))
        for cost, _, other, (more, less) in sorted(candidates):
            # Rows move against each other, and the total with them.
            with_it = self.total in (row, other)
            others = (others[0] + more, others[1] + less) if with_it else (others[0] + less, others[1] + more)
            loss += cost
            hidden.append(other)
            if self._width(own, others) >= self.margin:
                return loss, hidden
        return None

    def _loss(self, row: int, move: _Move) -> int:
        shown = [name for name in self.changed[move] if self.statuses[row].get(name) is Status.SHOWN]
        return sum(self.loss[name] for name in shown) * (_TOTAL if row == self.total else 1)


@frozen
class Amount:
    """A sum of amounts, and what is to be known of those who contribute.

    Attributes:
        total: the sum.
        contributors: how many contribute.
        largest: the most that one contributes.
    """

    total: int
    contributors: int
    largest: int

    @classmethod
    def over(cls, amounts: Iterable[Amount]) -> Amount:
        """Sum amounts."""
        taken = list(amounts)
        return cls(
            sum(each.total for each in taken),
            sum(each.contributors for each in taken),
            max((each.largest for each in taken), default=0),
        )

    def sensitive(self, least: int) -> bool:
        """Whether too few contribute, or one contributes more than half (dominance rule, n = 1, k = 50%)."""
        return self.contributors < least or 2 * self.largest > self.total


def hidden_amounts(
    rows: Sequence[Amount],
    *,
    least: int,
    empty: Collection[int] = (),
    differences: Sequence[Amount] = (),
    given: Sequence[Status] = (),
) -> list[Status]:
    """The status of the amount of each row, and of the total, which comes last.

    What the hidden rows come to together follows from the total, and so has to be such that it could be shown. Zeros to
    which nobody anywhere contributes are shown.

    Args:
        rows: the amounts.
        least: the least number of contributors.
        empty: the places of rows to which nobody contributes, as is shown elsewhere: these are shown as zero.
        differences: for each row, what would follow of these amounts and of others that are shown beside them.
        given: the statuses of the others, total included; where those are hidden, so are these.
    """
    total = Amount.over(rows)
    if total.contributors == 0:
        return [Status.SHOWN] * (len(rows) + 1)

    def sensitive(places: Iterable[int]) -> bool:
        taken = list(places)
        difference = Amount.over(differences[place] for place in taken if differences)
        return Amount.over(rows[place] for place in taken).sensitive(least) or (
            difference.contributors > 0 and difference.sensitive(least)
        )

    taken_up = [place for place in range(len(rows)) if place not in empty]
    found = [Status.SHOWN] * (len(rows) + 1)
    for place, places in (*((place, [place]) for place in taken_up), (-1, taken_up)):
        if sensitive(places):
            found[place] = Status.PRIMARY
        elif given and given[place] is not Status.SHOWN:
            found[place] = Status.SECONDARY
    shown = sorted((place for place in taken_up if found[place] is Status.SHOWN), key=lambda place: -rows[place].total)
    while found[-1] is Status.SHOWN and (hidden := [place for place in taken_up if found[place] is not Status.SHOWN]):
        if len(hidden) > 1 and not sensitive(hidden):
            break
        found[shown.pop() if shown else -1] = Status.SECONDARY
    return found
