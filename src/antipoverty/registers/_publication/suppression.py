"""Which rows of a published table show a figure (统计表的保密处理): one rule for counts and for amounts.

The counts of a row come in steps, each of which splits its households into smaller classes: all households; how they
stood before; who enters; who leaves. A row is shown up to the last step at which no class holds from 1 to ``least - 1``
households (primary suppression). The rows that are hidden at a step follow together from the total by subtraction: so
they are at least two, and together as safe as a row must be, or a further row is hidden with them, the smallest first,
and in the end the total (secondary suppression).

A small count is then protected by numbers of at least `least`: what is known of its row, and what is known of the
hidden rows together, each leave a range of that width. Tests solve for it with all that is published at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeAlias

from attrs import frozen

#: The place of the total in a set of hidden rows.
TOTAL = -1
#: The rows of which a figure is hidden, by place; `TOTAL` among them if the total is.
Hidden: TypeAlias = frozenset[int]


def hidden_rows(
    rows: Sequence[int],
    safe: Callable[[Collection[int]], bool],
    *,
    smallest_first: Callable[[int], int],
    hidden: Hidden = frozenset(),
) -> Hidden:
    """The rows of which a figure is hidden.

    Args:
        rows: the places of the rows.
        safe: whether a figure summed over some rows may be shown.
        smallest_first: the size of a row, by which further rows are chosen.
        hidden: rows that are hidden whatever they hold.
    """
    found = {*hidden, *(row for row in rows if not safe([row]))}
    if not safe(rows):
        found.add(TOTAL)
    further = iter(sorted((row for row in rows if row not in found), key=smallest_first))
    while TOTAL not in found:
        together = [row for row in rows if row in found]
        if not together or (len(together) > 1 and safe(together)):
            break
        found.add(next(further, TOTAL))
    return frozenset(found)


def hidden_counts(rows: Sequence[Sequence[int]], steps: Sequence[Sequence[object]], *, least: int) -> list[Hidden]:
    """The rows that are hidden at each step; a row hidden at one is hidden at all that follow.

    Args:
        rows: for each row, how many households are in each crossing.
        steps: for each step, the label of each crossing by which it is split further.
        least: the least count that may be shown.
    """
    found: list[Hidden] = []
    for number in range(1, len(steps) + 1):
        classes = list(zip(*steps[:number], strict=True))

        def safe(places: Collection[int], classes: Sequence[object] = classes) -> bool:
            counts = dict.fromkeys(classes, 0)
            for place in places:
                for name, count in zip(classes, rows[place], strict=True):
                    counts[name] += count
            return all(count == 0 or count >= least for count in counts.values())

        before = found[-1] if found else frozenset()
        found.append(hidden_rows(range(len(rows)), safe, smallest_first=lambda row: sum(rows[row]), hidden=before))
    return found


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
    hidden: Hidden = frozenset(),
) -> Hidden:
    """The rows of which an amount is hidden; none where nobody anywhere contributes.

    Args:
        rows: the amounts.
        least: the least number of contributors.
        empty: the places of rows to which nobody contributes, as is shown elsewhere: these are shown as zero.
        differences: for each row, what would follow of these amounts and of others that are shown beside them.
        hidden: the rows of which the others are hidden; so are these.
    """
    if not any(each.contributors for each in rows):
        return frozenset()

    def safe(places: Collection[int]) -> bool:
        difference = Amount.over(differences[place] for place in places if differences)
        if difference.contributors and difference.sensitive(least):
            return False
        return not Amount.over(rows[place] for place in places).sensitive(least)

    taken = [place for place in range(len(rows)) if place not in empty]
    return hidden_rows(taken, safe, smallest_first=lambda place: rows[place].total, hidden=hidden - set(empty))
