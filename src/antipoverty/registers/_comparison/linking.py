"""Which household of a second register continues one of a first: the persons who live in both tell.

A household has no identity over time but that of its persons. As household panels do (Commission Regulation (EC) No
1981/2003 on EU-SILC: a household that splits has one initial household, the others are split off; persons of several
who form a new household are a fusion), at most one household continues another; by how many persons they share, as
clusters are followed in time (Spiliopoulou and others, 2006, *MONIC: modeling and monitoring cluster transitions*,
KDD). Keys decide only between equals, and where persons say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers._frames.engines import in_memory
from antipoverty.registers._frames.keys import check_form, check_keys

if TYPE_CHECKING:
    import polars as pl

#: The columns of members that are read.
_KEYS = ("household", "person", "id")
#: One person in ten of the smaller register: if fewer are in both, the keys are probably not of one making. This is a
#: convention of the comparison, and decides nothing.
_FEW = 10


@frozen
class Persons:
    """What became of the members listed in two registers; those of each add up.

    Attributes:
        before: members listed in the first register.
        after: members listed in the second.
        stayed: persons of both whose household in the second continues that of the first.
        moved: persons of both who are in another household.
        left: persons of the first alone.
        arrived: persons of the second alone.
        unknown_before: members of the first without a key for the person.
        unknown_after: likewise of the second.
        aside_before: members of the first who were set aside: the person stands there already, in the household whose
            key comes first, or the household is not in the register. `antipoverty.registers.check` names them.
        aside_after: likewise of the second.
    """

    before: int
    after: int
    stayed: int
    moved: int
    left: int
    arrived: int
    unknown_before: int = 0
    unknown_after: int = 0
    aside_before: int = 0
    aside_after: int = 0

    def __attrs_post_init__(self) -> None:
        both = self.stayed + self.moved
        assert both + self.left + self.unknown_before + self.aside_before == self.before, "a member was lost"
        assert both + self.arrived + self.unknown_after + self.aside_after == self.after, "a member was lost"

    @property
    def few_shared(self) -> bool:
        """Whether almost no person of the smaller register is in the other, as if their keys were of two secrets."""
        both = self.stayed + self.moved
        return _FEW * both < min(both + self.left, both + self.arrived)


@frozen(eq=False)
class Linkage:
    """Two registers, linked household by household.

    Attributes:
        links: ``before`` and ``after``, the keys of two households that share persons; how many they share
            (``shared``), and how many each has whose key is known (``persons_before``, ``persons_after``).
        pairs: ``before`` and ``after`` of each household of the second register that continues one of the first.
        sizes_before: ``persons_before`` of each household of the first that has a person with a known key.
        sizes_after: likewise of the second.
        persons: what became of the members; none if they were not given.
    """

    links: pl.DataFrame = field(repr=False)
    pairs: pl.DataFrame = field(repr=False)
    sizes_before: pl.DataFrame = field(repr=False)
    sizes_after: pl.DataFrame = field(repr=False)
    persons: Persons | None


def link(before: pl.DataFrame, after: pl.DataFrame, members: tuple[Any, Any] | None) -> Linkage:
    """Link the households of two registers.

    Args:
        before: the keys of the first, in ``before``.
        after: the keys of the second, in ``after``.
        members: the members of both, if they are known.

    Raises:
        InvalidValue: for members without their columns, without one key for persons of both, or with keys of two kinds.
    """
    import polars as pl

    tables, key = _members(members)
    _one_kind(
        {"id of the register before": before["before"], "id of the register after": after["after"]}
        | {f"household of the members {name}": table["household"] for name, table in tables.items()}
    )
    _one_kind({f"{key} of the members {name}": table[key] for name, table in tables.items()})
    before, after = before.cast(pl.String), after.cast(pl.String)
    first, second = (
        table.select(pl.col(key).cast(pl.String).alias("key"), pl.col("household").cast(pl.String))
        for table in tables.values()
    )
    own = _of_register(first, before, "before")
    other = _of_register(second, after, "after")
    both = own.join(other, on="key", how="inner")
    sizes = _sizes(own, "before"), _sizes(other, "after")
    links = both.group_by("before", "after").agg(pl.len().cast(pl.Int64).alias("shared"))
    links = links.join(sizes[0], on="before", how="left").join(sizes[1], on="after", how="left").sort("before", "after")
    pairs = _by_persons(links)
    pairs = pl.concat([pairs, _by_keys(before, after, links, sizes)])
    if members is None:
        return Linkage(links, pairs, *sizes, None)
    stayed = int(links.join(pairs, on=["before", "after"], how="semi")["shared"].sum())
    unknown = [side["key"].null_count() for side in (first, second)]
    persons = Persons(
        before=first.height,
        after=second.height,
        stayed=stayed,
        moved=both.height - stayed,
        left=own.height - both.height,
        arrived=other.height - both.height,
        unknown_before=unknown[0],
        unknown_after=unknown[1],
        aside_before=first.height - unknown[0] - own.height,
        aside_after=second.height - unknown[1] - other.height,
    )
    return Linkage(links, pairs, *sizes, persons)


def _members(members: tuple[Any, Any] | None) -> tuple[dict[str, pl.DataFrame], str]:
    """The members of both registers, and the column that has the key of a person in both."""
    import polars as pl

    if members is None:
        nobody = pl.DataFrame(schema={"id": pl.Null, "household": pl.Null})
        return {"before": nobody, "after": nobody}, "id"
    if not isinstance(members, tuple) or len(members) != 2:
        raise InvalidValue("members", type(members).__name__, "a pair: the members of the first and of the second")
    tables = {
        name: in_memory(table, "household", taken=_KEYS)
        for name, table in zip(("before", "after"), members, strict=True)
    }
    for name, table in tables.items():
        check_form(f"household of the members {name}", table["household"])
    for key in ("person", "id"):
        if all(key in table.columns for table in tables.values()):
            return tables, key
    raise InvalidValue("members", "no column person or id in both", "one key for persons, the same in both")


def _one_kind(columns: dict[str, pl.Series]) -> None:
    import narwhals.stable.v2 as nw

    check_keys(*[(name, nw.from_native(column, series_only=True).dtype) for name, column in columns.items()])


def _of_register(side: pl.DataFrame, households: pl.DataFrame, name: str) -> pl.DataFrame:
    """The persons whose key is known, each once, in the first of their households that is in the register."""
    known = side.drop_nulls("key").rename({"household": name}).join(households, on=name, how="semi")
    return known.sort("key", name).unique("key", keep="first", maintain_order=True)


def _sizes(side: pl.DataFrame, name: str) -> pl.DataFrame:
    import polars as pl

    return side.group_by(name).agg(pl.len().cast(pl.Int64).alias(f"persons_{name}"))


def _by_persons(links: pl.DataFrame) -> pl.DataFrame:
    """The pairs that share more than half of the smaller household, each the other's greatest share.

    The same key weighs as half a person: it decides between equal shares, and for a household of which just half is
    left. What is equal still, continues nothing. A pair found takes both households out of the choice of the others,
    until no further pair is found.
    """
    import polars as pl

    weight = 2 * pl.col("shared") + (pl.col("before") == pl.col("after")).cast(pl.Int64)
    most = weight > pl.min_horizontal("persons_before", "persons_after")
    free = links.filter(most).select("before", "after", weight.alias("weight"))
    sides = ("before", "after")
    greatest = [(pl.col("weight") == pl.col("weight").max().over(side)).alias(f"greatest_{side}") for side in sides]
    alone = [pl.col(f"greatest_{side}") & (pl.col(f"greatest_{side}").sum().over(side) == 1) for side in sides]
    pairs = [free.clear()]
    while not (found := free.with_columns(*greatest).filter(*alone).select(free.columns)).is_empty():
        pairs.append(found)
        free = free.join(found, on="before", how="anti").join(found, on="after", how="anti")
    return pl.concat(pairs).select("before", "after")


def _by_keys(
    before: pl.DataFrame, after: pl.DataFrame, links: pl.DataFrame, sizes: tuple[pl.DataFrame, pl.DataFrame]
) -> pl.DataFrame:
    """The pairs with the same key where the persons of one household or both are unknown."""
    import polars as pl

    left = before.join(links, on="before", how="anti").join(sizes[0], on="before", how="left")
    right = after.join(links, on="after", how="anti").join(sizes[1], on="after", how="left")
    same = left.join(right, left_on="before", right_on="after", how="inner")
    unknown = same.filter(pl.any_horizontal(pl.col("persons_before", "persons_after").is_null()))
    return unknown.select("before", pl.col("before").alias("after"))
