"""Two registers, a year apart: which households continue, which came and went and how, and how states moved.

Households are linked by the persons who live in them where the members are given (`linking`), and
by their keys where not. Nothing is lost between the two: every household of either register is in exactly one row of
the comparison, every member is counted, and the counts are held to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, ProcedureError
from antipoverty.history import Transition, standing_after
from antipoverty.records import Registration
from antipoverty.registers._comparison.linking import Linkage, Persons, link
from antipoverty.registers._frames.engines import in_memory, opened
from antipoverty.registers._frames.keys import check_form
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._schema.declarations import Form
from antipoverty.text import Labelled

if TYPE_CHECKING:
    import polars as pl


class Change(Labelled):
    """What became of a household between two registers.

    One that does not continue is named by where more than half of its persons went, or came from: out of the register,
    into one other household, or several ways.
    """

    MATCHED = "matched", "continuing under the same key", "延续，代码相同"
    RENUMBERED = "renumbered", "continuing under another key", "延续，代码变更"
    GONE = "gone", "gone", "消失"
    MERGED = "merged", "merged into another household", "并入他户"
    DISSOLVED = "dissolved", "dissolved, the persons gone several ways", "解体，成员去向分散"
    NEW = "new", "new", "新增"
    SPLIT = "split", "split off from another household", "由他户分出"
    FORMED = "formed", "formed by a merger of persons from several sides", "由多方成员合并组成"


_BOTH = (Change.MATCHED, Change.RENUMBERED)
_ENDED = (Change.GONE, Change.MERGED, Change.DISSOLVED)
_BEGUN = (Change.NEW, Change.SPLIT, Change.FORMED)


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
class Comparison(Shown):
    """What changed between two registers.

    Attributes:
        households: a row for each household of either register: ``change``, its key ``before`` and ``after``, its state
            in each, how many persons the two share (``shared``) and how many each has (``persons_before``,
            ``persons_after``), among those whose key is known. Of one merged, ``after`` is the household that took more
            than half of its persons in; of one split off, ``before`` is the one that more than half came from.
        links: every two households that share persons, with the same numbers: where the persons of one dissolved went,
            and where those of one formed came from.
        signs: what to look into: ``sign`` and ``id``, the key that it is about, if there is one.
        before: how many households the first register has.
        after: how many the second has.
        persons: what became of the members; none if they were not given.
    """

    households: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} row{'s'[: frame.height != 1]}>")
    links: pl.DataFrame = field(repr=False)
    signs: pl.DataFrame = field(repr=False)
    before: int
    after: int
    persons: Persons | None = None

    def __attrs_post_init__(self) -> None:
        counts = self.counts
        both = sum(counts[change] for change in _BOTH)
        assert both + sum(counts[change] for change in _ENDED) == self.before, "a household of the first was lost"
        assert both + sum(counts[change] for change in _BEGUN) == self.after, "a household of the second was lost"

    @property
    def counts(self) -> dict[Change, int]:
        """How many households changed how."""
        found = dict(self.households.group_by("change").len().iter_rows())
        return {change: int(found.get(change.value, 0)) for change in Change}

    def transitions(self) -> dict[tuple[str | None, str | None], int]:
        """How many households moved from which state to which; `None` for those not in the register, or of no state.

        A household that has ended (gone, merged, dissolved) has no state after, one that has begun (new, split off,
        formed) none before.
        """
        ended, begun = ({change.value for change in changes} for changes in (_ENDED, _BEGUN))
        pairs = self.households.select("state_before", "state_after", "change")
        moved: dict[tuple[str | None, str | None], int] = {}
        for before, after, change in pairs.iter_rows():
            move = (None if change in begun else before, None if change in ended else after)
            moved[move] = moved.get(move, 0) + 1
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


def _leading(before: Registration, after: Registration) -> Transition | None:
    for transition in Transition:
        try:
            if standing_after(before, transition) is after:
                return transition
        except ProcedureError:
            continue
    return None


def compare(before: Any, after: Any, *, members: tuple[Any, Any] | None = None, state: str | None = None) -> Comparison:
    """Compare two registers of households.

    With the members given, the household of the second register that shares more than half of the smaller household
    with one of the first continues it, or just half under the same key: the greatest share first, of equal shares the
    one under the same key, and of those that are equal still, none. Keys decide where persons say nothing, since those
    of one of the two are not known; without members, everywhere, and nothing can then be seen of splits and mergers.

    Args:
        before: the first register, with ``id``, on any engine.
        after: the second.
        members: the members of the first and of the second, with ``household`` and, both, ``person`` (the digest that
            `antipoverty.registers.read` keeps under one secret), or else ``id``.
        state: the column with a household's state in the register; ``registration``, where there is one, if left out.

    Raises:
        InvalidValue: for a table without its columns, a key that stands twice, or keys that are words in one table and
            numbers in another.

    >>> import polars as pl
    >>> first = pl.DataFrame({"id": ["h1", "h2"], "registration": ["registered", "registered"]})
    >>> second = pl.DataFrame({"id": ["h1", "h3"], "registration": ["exited", "registered"]})
    >>> persons = {"id": ["p1", "p2", "p3"]}
    >>> lived = pl.DataFrame({**persons, "household": ["h1", "h2", "h2"]})
    >>> lives = pl.DataFrame({**persons, "household": ["h1", "h3", "h3"]})
    >>> compare(first, second).transitions()
    {(None, 'registered'): 1, ('registered', None): 1, ('registered', 'exited'): 1}
    >>> compare(first, second, members=(lived, lives)).households.select("change", "before", "after", "shared").rows()
    [('matched', 'h1', 'h1', 1), ('renumbered', 'h2', 'h3', 2)]
    """
    import polars as pl

    first, second = (_states(name, table, state) for name, table in (("before", before), ("after", after)))
    linkage = link(first.select("before"), second.select("after"), members)
    first, second = first.cast({"before": pl.String}), second.cast({"after": pl.String})
    matched = linkage.pairs.with_columns(
        pl.when(pl.col("before") == pl.col("after"))
        .then(pl.lit(Change.MATCHED.value))
        .otherwise(pl.lit(Change.RENUMBERED.value))
        .alias("change")
    )
    ended = _fates(first, linkage, "before", "after", _ENDED)
    begun = _fates(second, linkage, "after", "before", _BEGUN)
    columns = ("change", "before", "after")
    rows = pl.concat([part.select(*columns) for part in (matched, ended, begun)])
    for table, key in (
        (first, "before"),
        (second, "after"),
        (linkage.sizes_before, "before"),
        (linkage.sizes_after, "after"),
    ):
        rows = rows.join(table, on=key, how="left")
    rows = rows.join(linkage.links.select("before", "after", "shared"), on=["before", "after"], how="left")
    numbers = ("shared", "persons_before", "persons_after")
    rows = rows.select(*columns, "state_before", "state_after", *numbers).sort(*columns)
    return Comparison(rows, linkage.links, _signs(first, second, linkage), first.height, second.height, linkage.persons)


def _states(name: str, table: Any, state: str | None) -> pl.DataFrame:
    import polars as pl

    column = state or "registration"
    if state is not None and not isinstance(state, str):
        raise InvalidValue("state", state, "a column by its name, a text")
    wrapped = opened(table, ("id", column))
    kinds = wrapped.collect_schema()
    if column in kinds:
        check_kind(column, Form.CATEGORY, kinds[column], wrapped)
    found = in_memory(table, "id", taken=(column,)) if state is None else in_memory(table, "id", state, taken=())
    if found["id"].null_count() or found["id"].is_duplicated().any():
        raise InvalidValue(name, "a key that is missing or duplicated", "a key for each household")
    check_form(f"id of {name}", found["id"])
    held = pl.col(column).cast(pl.String) if column in found.columns else pl.lit(None, pl.String)
    return found.select(pl.col("id").alias(name), held.alias(f"state_{name}"))


def _fates(
    register: pl.DataFrame, linkage: Linkage, own: str, other: str, changes: tuple[Change, Change, Change]
) -> pl.DataFrame:
    """What became of the households of one register that are in no pair: where more than half of their persons are.

    Args:
        register: the households.
        linkage: how the two registers are linked.
        own: the side of the register, ``before`` or ``after``.
        other: the other side.
        changes: what it is called if they are in no household of the other register, in one, or neither.
    """
    import polars as pl

    sizes = linkage.sizes_before if own == "before" else linkage.sizes_after
    size = pl.col(f"persons_{own}")
    most = linkage.links.filter(2 * pl.col("shared") > size).select(own, other)
    found = linkage.links.group_by(own).agg(pl.col("shared").sum().alias("found"))
    rest = register.select(own).join(linkage.pairs, on=own, how="anti")
    for table in (sizes, most, found):
        rest = rest.join(table, on=own, how="left")
    nowhere, in_one, apart = (pl.lit(change.value) for change in changes)
    # Where no person is known, nothing is known of where they are; the household's key is not there.
    absent = size.is_null() | (2 * pl.col("found").fill_null(0) < size)
    change = pl.when(absent).then(nowhere).when(pl.col(other).is_not_null()).then(in_one).otherwise(apart)
    return rest.with_columns(change.alias("change"))


def _signs(first: pl.DataFrame, second: pl.DataFrame, linkage: Linkage) -> pl.DataFrame:
    import polars as pl

    same = first.select("before", pl.col("before").alias("after")).join(second, on="after", how="semi")
    same = same.join(linkage.pairs, on=["before", "after"], how="anti").join(
        linkage.links, on=["before", "after"], how="left"
    )
    name = pl.when(pl.col("shared").is_null()).then(pl.lit("key-reused")).otherwise(pl.lit("key-with-a-part"))
    found = same.select(name.alias("sign"), pl.col("before").alias("id"))
    if linkage.persons is not None and linkage.persons.few_shared:
        found = pl.concat([found, pl.DataFrame({"sign": ["few-persons-shared"], "id": [None]}, schema=found.schema)])
    return found.sort("sign", "id")
