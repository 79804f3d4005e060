"""Two registers, a year apart: which households are matched, new, gone, split off or merged, and how states moved.

Households are matched by their keys, and, where the members are given, by who lives in them. Nothing is lost between
the two: every household of either register is in exactly one row of the comparison, and the counts are held to that.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.records import Registration
from antipoverty.registers.frames import in_memory
from antipoverty.rules.conditions import Language, Text
from antipoverty.transitions import Transition
from antipoverty.transitions import after as standing_after

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Change", "Comparison", "Move", "compare"]


class Change(Enum):
    """What became of a household between two registers."""

    MATCHED = "matched"
    RENUMBERED = "renumbered"
    GONE = "gone"
    MERGED = "merged"
    NEW = "new"
    SPLIT = "split"

    @property
    def text(self) -> Text:
        """What it is called."""
        return _TEXTS[self]


_TEXTS = {
    Change.MATCHED: Text("in both, under the same key", "两期均有，代码相同"),
    Change.RENUMBERED: Text("in both, the same persons under another key", "两期均有，成员相同而代码变更"),
    Change.GONE: Text("gone", "消失"),
    Change.MERGED: Text("merged into another household", "并入他户"),
    Change.NEW: Text("new", "新增"),
    Change.SPLIT: Text("split off from another household", "由他户分出"),
}
_BOTH = (Change.MATCHED, Change.RENUMBERED)


@frozen
class Move:
    """Households of both registers that stand alike in each.

    Attributes:
        before: where they stood.
        after: where they stand.
        households: how many.
        transition: the transition of a yearly round that leads there; none if they stay, or if no single one does.
    """

    before: Registration
    after: Registration
    households: int
    transition: Transition | None

    @property
    def explained(self) -> bool:
        """Whether they stay, or a transition leads there."""
        return self.before is self.after or self.transition is not None


@frozen(eq=False)
class Comparison:
    """What changed between two registers.

    Attributes:
        households: a row for each household of either register: ``change``, its key ``before`` and ``after``, and its
            state in each. Of one merged, ``after`` is the household that took most of its persons in; of one split off,
            ``before`` is the one that most of its persons came from.
        before: how many households the first register has.
        after: how many the second has.
        persons: how many persons stayed, moved to another household, left the register and arrived; none if the members
            were not given.
    """

    households: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} rows>")
    before: int
    after: int
    persons: dict[str, int] | None = None

    def __attrs_post_init__(self) -> None:
        counts = self.counts
        both = sum(counts[change] for change in _BOTH)
        assert both + counts[Change.GONE] + counts[Change.MERGED] == self.before, "a household of the first was lost"
        assert both + counts[Change.NEW] + counts[Change.SPLIT] == self.after, "a household of the second was lost"

    @property
    def counts(self) -> dict[Change, int]:
        """How many households changed how."""
        found = dict(self.households.group_by("change").len().iter_rows())
        return {change: int(found.get(change.value, 0)) for change in Change}

    def transitions(self) -> dict[tuple[str | None, str | None], int]:
        """How many households moved from which state to which; `None` for those not in the register, or of no state.

        A household that is gone or merged has no state after, one that is new or split off none before.
        """
        pairs = self.households.select("state_before", "state_after", "change")
        moved: dict[tuple[str | None, str | None], int] = {}
        for before, after, change in pairs.iter_rows():
            first = None if change in (Change.NEW.value, Change.SPLIT.value) else before
            last = None if change in (Change.GONE.value, Change.MERGED.value) else after
            moved[first, last] = moved.get((first, last), 0) + 1
        return dict(sorted(moved.items(), key=lambda item: tuple(part or "" for part in item[0])))

    def moves(self) -> tuple[Move, ...]:
        """How the households of both registers moved, with the transition of a yearly round that each move is.

        Those of which a state is not known, or is none of `antipoverty.records.Registration`, are left out.
        """
        known = {standing.value: standing for standing in Registration}
        both = self.households.filter(self.households["change"].is_in([change.value for change in _BOTH]))
        counted = both.group_by("state_before", "state_after").len().sort("state_before", "state_after")
        return tuple(
            Move(known[before], known[after], int(count), _leading(known[before], known[after]))
            for before, after, count in counted.iter_rows()
            if before in known and after in known
        )

    def report(self, language: Language = "en") -> str:
        """The conservation of households, and of persons, as lines that can be added up."""
        counts = self.counts

        def line(change: Change, sign: int) -> str:
            return f"{sign * counts[change]:+,} {change.text[language]}"

        lines = [f"{self.before:,} " + Text("households before", "前期户数")[language]]
        lines += [line(Change.GONE, -1), line(Change.MERGED, -1), line(Change.NEW, 1), line(Change.SPLIT, 1)]
        lines.append(f"= {self.after:,} " + Text("households after", "后期户数")[language])
        if self.persons is not None:
            colon = ": " if language == "en" else "："
            words = {
                "stayed": Text("persons who stayed in their household", "留在原户人数"),
                "moved": Text("persons who moved to another household", "转入他户人数"),
                "left": Text("persons who left the register", "退出名册人数"),
                "arrived": Text("persons who arrived", "新入名册人数"),
            }
            lines += [f"{words[name][language]}{colon}{count:,}" for name, count in self.persons.items()]
        return "\n".join(lines)


def _leading(before: Registration, after: Registration) -> Transition | None:
    for transition in Transition:
        try:
            if standing_after(before, transition) is after:
                return transition
        except ProcedureError:
            continue
    return None


def compare(
    before: Any, after: Any, *, members: tuple[Any, Any] | None = None, state: str = "registration"
) -> Comparison:
    """Compare two registers of households.

    Args:
        before: the first register, with ``id``, on any engine.
        after: the second.
        members: the members of the first and of the second, with ``household`` and either ``person`` (the digest that
            `antipoverty.registers.read` keeps under one secret) or ``id``. Without them nothing can be seen of splits
            and mergers: a household whose key is not in the other register is gone or new.
        state: the column with a household's state in the register, if there is one.

    Raises:
        InvalidValue: for a table without its keys, or a key that stands twice.

    >>> import polars as pl
    >>> first = pl.DataFrame({"id": ["h1", "h2"], "registration": ["registered", "registered"]})
    >>> second = pl.DataFrame({"id": ["h1", "h3"], "registration": ["exited", "registered"]})
    >>> found = compare(first, second)
    >>> found.transitions()
    {(None, 'registered'): 1, ('registered', None): 1, ('registered', 'exited'): 1}
    >>> print(found.report())
    2 households before
    -1 gone
    +0 merged into another household
    +1 new
    +0 split off from another household
    = 2 households after
    """
    import polars as pl

    first, second = (_states(name, table, state) for name, table in (("before", before), ("after", after)))
    own = (
        first.rename({"id": "before", "state": "state_before"}),
        second.rename({"id": "after", "state": "state_after"}),
    )
    links, persons = _links(*members) if members is not None else (_no_links(), None)
    lone_before = own[0].join(own[1], left_on="before", right_on="after", how="anti").select("before")
    lone_after = own[1].join(own[0], left_on="after", right_on="before", how="anti").select("after")
    # Only a pair of keys that have no match by themselves can be one household under two keys.
    exact = links.join(lone_before, on="before", how="semi").join(lone_after, on="after", how="semi").filter("only")
    matched = own[0].select("before", pl.col("before").alias("after")).join(own[1], on="after", how="semi")
    renumbered = exact.select("before", "after")
    rest_before = lone_before.join(renumbered, on="before", how="anti")
    rest_after = lone_after.join(renumbered, on="after", how="anti")
    known = links.join(own[0], on="before", how="semi").join(own[1], on="after", how="semi")
    largest = known.sort("persons", "before", "after", descending=[True, False, False])
    merged = rest_before.join(largest.unique("before", keep="first", maintain_order=True), on="before", how="inner")
    split = rest_after.join(largest.unique("after", keep="first", maintain_order=True), on="after", how="inner")
    parts = [
        (Change.MATCHED, matched),
        (Change.RENUMBERED, renumbered),
        (Change.GONE, rest_before.join(merged, on="before", how="anti")),
        (Change.MERGED, merged),
        (Change.NEW, rest_after.join(split, on="after", how="anti")),
        (Change.SPLIT, split),
    ]
    columns = {"before": pl.String, "after": pl.String}
    rows = pl.concat(
        [
            part.select(
                *[
                    pl.col(name) if name in part.columns else pl.lit(None, kind).alias(name)
                    for name, kind in columns.items()
                ]
            ).with_columns(pl.lit(change.value).alias("change"))
            for change, part in parts
        ]
    )
    rows = rows.join(own[0], on="before", how="left").join(own[1], on="after", how="left")
    rows = rows.select("change", "before", "after", "state_before", "state_after").sort("change", "before", "after")
    return Comparison(rows, first.height, second.height, persons)


def _states(name: str, table: Any, state: str) -> pl.DataFrame:
    import polars as pl

    found = in_memory(table, "id")
    if found["id"].null_count() or found["id"].is_duplicated().any():
        raise InvalidValue(name, "a key that is missing or stands twice", "a key for each household")
    held = pl.col(state).cast(pl.String) if state in found.columns else pl.lit(None, pl.String)
    return found.select(pl.col("id").cast(pl.String), held.alias("state"))


def _no_links() -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame(schema={"before": pl.String, "after": pl.String, "persons": pl.UInt32, "only": pl.Boolean})


def _links(first: Any, second: Any) -> tuple[pl.DataFrame, dict[str, int]]:
    """How many persons each household of the first register has in each of the second, and what became of persons.

    A link is ``only`` if all persons of both households that are in both registers are in it, so that the two are one.
    """
    import polars as pl

    sides = []
    for name, table, column in (("members", first, "before"), ("members", second, "after")):
        found = in_memory(table, "household")
        key = "person" if "person" in found.columns else "id"
        if key not in found.columns:
            raise InvalidValue(name, "no column person or id", "a key for each person, the same in both registers")
        # A person who stands twice is a finding of `antipoverty.registers.check`; here the first household counts.
        one = found.select(pl.col(key).cast(pl.String).alias("key"), pl.col("household").cast(pl.String).alias(column))
        sides.append(
            one.filter(pl.col("key").is_not_null()).sort("key", column).unique("key", keep="first", maintain_order=True)
        )
    both = sides[0].join(sides[1], on="key", how="inner")
    links = both.group_by("before", "after").agg(pl.len().alias("persons"))
    only = (pl.len().over("before") == 1) & (pl.len().over("after") == 1)
    stayed = both.filter(pl.col("before") == pl.col("after")).height
    persons = {
        "stayed": stayed,
        "moved": both.height - stayed,
        "left": sides[0].height - both.height,
        "arrived": sides[1].height - both.height,
    }
    return links.with_columns(only.alias("only")), persons
