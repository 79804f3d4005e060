"""What no single row shows: the same person twice, members that do not add up, households of no village, and signs.

Nothing is decided or changed here. A finding is for someone to look into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from antipoverty import rulebooks
from antipoverty.registers.derivation import _countable, _given, income_by_parts
from antipoverty.registers.frames import in_memory
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["CHECKS", "check"]

#: What is checked, and what a finding means.
CHECKS: Mapping[str, Text] = {
    "same-person-twice": Text("a person stands twice in one household", "同一人在同一户重复登记"),
    "person-in-two-households": Text(
        "a person stands in two households: a sign of a split household (拆户)", "同一人登记在两户：拆户的迹象"
    ),
    "member-of-no-household": Text("a member of a household that is not in the register", "成员所属户不在名册"),
    "member-count": Text("the size is not the number of members listed", "家庭人口数与所列成员数不符"),
    "no-members": Text("no member is listed: a sign of an empty-hook household (空挂户)", "未列任何成员：空挂户的迹象"),
    "all-away": Text(
        "every member works away: a sign of an empty-hook household (空挂户)", "全部成员外出务工：空挂户的迹象"
    ),
    "no-village": Text("no village is given", "未填所在村"),
    "unknown-village": Text("the village is not in the table of villages", "所在村不在村表"),
    "income-parts": Text("the stated net income is not what its parts give", "填报纯收入与各分项之和不符"),
    "born-later": Text("the date of birth lies after the date", "出生日期晚于基准日"),
}


def check(
    households: Any,
    members: Any = None,
    villages: Any = None,
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
) -> pl.DataFrame:
    """Check the rows of a register against each other.

    Args:
        households: the accepted rows of a table of households, on any engine.
        members: those of a table of members, if there is one.
        villages: those of a table of villages, if there is one.
        on: the date, for births and for what counts as income.
        rulebook: says what counts as income; that of China if left out.

    Returns:
        A Polars frame of findings: ``check`` (a name of `CHECKS`), ``id`` (the key of the household or member) and
        ``other`` (the keys that it is at odds with), sorted by these.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1", "h2"], "village": ["v1", None], "size": [2, 1]})
    >>> members = pl.DataFrame({"id": ["a"], "household": ["h1"]})
    >>> check(households, members, on=date(2014, 5, 1)).rows()
    [('member-count', 'h1', '2, 1'), ('no-members', 'h2', ''), ('no-village', 'h2', '')]
    """
    import polars as pl

    tables = [None if table is None else in_memory(table, "id") for table in (households, members, villages)]
    own, people, places = tables
    assert own is not None
    found = list(_of_households(own, places, _given(on, rulebook)))
    if people is not None:
        found += _of_members(own, people, on)
    named = [each.with_columns(pl.lit(name).alias("check")) for name, each in found]
    empty = pl.DataFrame(schema={"check": pl.String, "id": pl.String, "other": pl.String})
    return pl.concat([empty, *[each.select("check", "id", "other") for each in named]]).sort("check", "id", "other")


def _of_households(
    households: pl.DataFrame, villages: pl.DataFrame | None, given: Mapping[str, Any]
) -> Iterator[tuple[str, pl.DataFrame]]:
    import narwhals.stable.v2 as nw
    import polars as pl

    nothing = pl.lit("").alias("other")
    if "village" in households.columns:
        yield "no-village", households.filter(pl.col("village").is_null()).select("id", nothing)
        if villages is not None:
            strange = households.filter(pl.col("village").is_not_null()).join(
                villages, left_on="village", right_on="id", how="anti"
            )
            yield "unknown-village", strange.select("id", pl.col("village").alias("other"))
    if "net_income_fen" in households.columns and _countable(given):
        parts = income_by_parts(set(households.columns), given)
        with_parts: pl.DataFrame = nw.from_native(households).with_columns(parts.alias("__parts")).to_native()
        differs = with_parts.filter(pl.col("__parts") != pl.col("net_income_fen"))
        yield "income-parts", differs.select("id", nothing)


def _of_members(households: pl.DataFrame, members: pl.DataFrame, on: date) -> Iterator[tuple[str, pl.DataFrame]]:
    import polars as pl

    nothing = pl.lit("").alias("other")
    strangers = members.join(households, left_on="household", right_on="id", how="anti")
    yield "member-of-no-household", strangers.select("id", pl.col("household").alias("other"))
    counted = households.join(
        members.group_by("household").len("__count"), left_on="id", right_on="household", how="left"
    )
    yield "no-members", counted.filter(pl.col("__count").is_null()).select("id", nothing)
    if "size" in households.columns:
        differs = counted.filter(pl.col("size") != pl.col("__count"))
        both = pl.concat_str("size", "__count", separator=", ").alias("other")
        yield "member-count", differs.select("id", both)
    if "working_away" in members.columns:
        away = members.group_by("household").agg(pl.col("working_away").fill_null(False).all())
        yield "all-away", away.filter("working_away").select(pl.col("household").alias("id"), nothing)
    if "birth_date" in members.columns:
        yield "born-later", members.filter(pl.col("birth_date") > on).select("id", nothing)
    if "person" in members.columns:
        yield from _of_persons(members)


def _of_persons(members: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    import polars as pl

    known = members.filter(pl.col("person").is_not_null())
    pairs = known.join(known, on="person", suffix="_other").filter(pl.col("id") != pl.col("id_other"))
    for name, same in (("same-person-twice", True), ("person-in-two-households", False)):
        here = pairs.filter((pl.col("household") == pl.col("household_other")) == same)
        shown = pl.col("id_other") if same else pl.col("household_other")
        others = here.group_by("id").agg(shown.unique().sort().str.join(", ").alias("other"))
        yield name, others
