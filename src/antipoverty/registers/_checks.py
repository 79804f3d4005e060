"""What no single row shows: keys and persons that stand twice, members that do not add up, villages unknown, and signs.

Nothing is decided or changed here. A finding is for someone to look into. The sources say only that absentee
registrations and split households (空挂户、拆户分户) are to be cleared out (HH-09), and name no signs. Here a sign is
what the words say: no one there, or one person in two households. Which households were split off since the last
register, `antipoverty.registers.compare` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from antipoverty import rulebooks
from antipoverty._engine.conditions import facts_behind
from antipoverty.errors import InvalidValue
from antipoverty.facts.household import MONITORED_INCOME, NET_INCOME, SIZE
from antipoverty.records import Village
from antipoverty.registers._derivation.definitions import DERIVABLE, Basis, side_of, years_that_count
from antipoverty.registers._derivation.fact_columns import FactColumns, stated
from antipoverty.registers._derivation.following import follow
from antipoverty.registers._frames.engines import columns_held, in_memory, opened
from antipoverty.registers._frames.keys import check_form, check_keys
from antipoverty.registers._frames.kinds import check_kind, check_kinds
from antipoverty.registers._reading.plausibility import MOST_AGE, MOST_PER_HEAD, beyond
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, INCOME_YEAR, MEMBERS, VILLAGES
from antipoverty.rules import Fact
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: What is checked, and what a finding means.
CHECKS: Mapping[str, Text] = {
    "not-checked": Text("a check that was not made, for want of a column", "因缺列而未作的检查"),
    "no-key": Text("rows without a key", "缺少代码的行"),
    "key-twice": Text("a key that stands in more than one row", "同一代码出现在多行"),
    "same-person-twice": Text("a person stands twice in one household", "同一人在同一户重复登记"),
    "person-in-two-households": Text(
        "a person stands in two households: a sign of a split household (拆户)", "同一人登记在两户：拆户的迹象"
    ),
    "member-of-no-household": Text("a member of a household that is not in the register", "成员所属户不在名册"),
    "member-count": Text("the size is not the number of members listed", "家庭人口数与所列成员数不符"),
    "stated-otherwise": Text(
        "the household states another fact than its members or its standing do", "户表所填与成员情况或建档立卡状态不符"
    ),
    "no-members": Text("no member is listed: a sign of absentee registration (空挂户)", "未列任何成员：空挂户的迹象"),
    "all-away": Text(
        "every member works away: a sign of absentee registration (空挂户)", "全部成员外出务工：空挂户的迹象"
    ),
    "no-village": Text("no village is given", "未填所在村"),
    "unknown-village": Text("the village is not in the table of villages", "所在村不在村表"),
    "income-parts": Text("the stated net income is not what its parts give", "填报纯收入与各分项之和不符"),
    "income-year": Text("the income is of a year that does not count on the date", "收入所属年度在基准日不予计算"),
    "born-later": Text("the date of birth lies after the date", "出生日期晚于基准日"),
    "implausible": Text(
        "a value that can be and hardly is, as if it were in another unit: of a household, head, member or village",
        "数值虽可能但不合常理，疑为单位有误（户、人均、成员或村）",
    ),
    "part-of-whole": Text("a part is greater than its whole", "部分大于总数"),
}
#: So many keys of a group are shown; its rows are counted whole.
_SHOWN = 5
#: The name of a check, and its findings.
_Findings: TypeAlias = "Iterator[tuple[str, pl.DataFrame]]"
_Check: TypeAlias = "Callable[[pl.DataFrame], pl.DataFrame]"
_KEYS = (Form.KEY, Form.IDENTITY)


def check(
    households: Any = None,
    members: Any = None,
    villages: Any = None,
    *,
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
) -> pl.DataFrame:
    """Check the rows of a register against each other.

    Args:
        households: the accepted rows of a table of households, on any engine.
        members: those of a table of members, if there is one, with ``household``.
        villages: those of a table of villages, if there is one.
        on: the date, for births, for ages and for what counts as income.
        rulebook: says what counts as income, and which ages are of compulsory schooling; that of China if left out.

    Returns:
        A Polars frame of findings, sorted: ``check`` (a name of `CHECKS`), ``id`` (the key of the household, member or
        village), ``other`` (what it is at odds with: keys, the first few of them, a column, or numbers) and ``rows``,
        how many rows the finding is about: a group is one finding, however large. A check for which a table that is
        given lacks the column is said to be ``not-checked``, with its name as the ``id``.

    Raises:
        InvalidValue: for a table without its keys, keys of two kinds, a column of the wrong kind, or members without
            households.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1", "h2"], "village": ["v1", None], "size": [2, 1]})
    >>> members = pl.DataFrame({"id": ["a"], "household": ["h1"], "person": ["x"], "birth_date": [date(1951, 3, 7)]})
    >>> found = check(households, members, on=date(2014, 5, 1))
    >>> found.filter(pl.col("check") != "not-checked").rows()
    [('member-count', 'h1', '2, 1', 1), ('no-members', 'h2', '', 1), ('no-village', 'h2', '', 1)]
    >>> found.filter(pl.col("check") == "not-checked")["id"].to_list()
    ['all-away', 'income-parts']
    """
    import polars as pl

    if members is not None and households is None:
        raise InvalidValue("households", None, "the households of the members")
    own, people, places = _tables(households, members, villages)
    basis = Basis.of(on, rulebook)
    found: list[tuple[str, pl.DataFrame]] = []
    for name, table in (("households", own), ("members", people), ("villages", places)):
        if table is not None:
            found += _of_keys(name, table)
    if own is not None:
        found += _of_households(own.drop_nulls("id"), places, basis)
        found += _of_facts(own.drop_nulls("id"), people, basis)
        if people is not None:
            found += _of_members(own.drop_nulls("id"), people, on)
        found += _of_sizes(own.drop_nulls("id"), HOUSEHOLDS)
        found += _of_heads(own.drop_nulls("id"))
    if people is not None:
        found += _of_ages(people, on)
    if places is not None:
        found += _of_parts(places)
        found += _of_sizes(places, VILLAGES)
    columns = {"check": pl.String, "id": pl.String, "other": pl.String, "rows": pl.Int64}
    named = [_finding(each).select(pl.lit(name).alias("check"), "id", "other", "rows") for name, each in found]
    return pl.concat([pl.DataFrame(schema=columns), *named]).sort(*columns)


def _tables(households: Any, members: Any, villages: Any) -> list[pl.DataFrame | None]:
    """The tables that are given, with their keys as text."""
    import narwhals.stable.v2 as nw
    import polars as pl

    keys: dict[str, Any] = {}
    tables: list[pl.DataFrame | None] = []
    for table, schema in ((households, HOUSEHOLDS), (members, MEMBERS), (villages, VILLAGES)):
        if table is None:
            tables.append(None)
            continue
        known = [each.column for each in schema]
        if schema is VILLAGES:  # households are no fact that a rule reads
            known += [name for pair in Village.PARTS for name in pair]
        check_kinds(opened(table, known), schema)
        frame = in_memory(table, *[each.column for each in schema if each.required], taken=known)
        wrapped = nw.from_native(frame)
        there = [each.column for each in schema if each.form in _KEYS and each.column in frame.columns]
        keys |= {f"{column} of the {schema.name}": wrapped.schema[column] for column in there}
        for column in there:
            check_form(f"{column} of the {schema.name}", frame[column])
        tables.append(frame.with_columns(pl.col(*there).cast(pl.String)))
    for pair in (
        ("id of the households", "household of the members"),
        ("village of the households", "id of the villages"),
    ):
        check_keys(*[(name, keys[name]) for name in pair if name in keys])
    return tables


def _finding(found: pl.DataFrame) -> pl.DataFrame:
    """Findings with all of their columns; by default each is about one row."""
    import polars as pl

    filled = {"other": pl.lit(""), "rows": pl.lit(1)}
    lacking = [value.alias(name) for name, value in filled.items() if name not in found.columns]
    return found.with_columns(*lacking).with_columns(pl.col("other").fill_null(""), pl.col("rows").cast(pl.Int64))


def _with(table: pl.DataFrame, column: str, checks: Mapping[str, _Check]) -> _Findings:
    """What each check of a column finds, or that it is not made for want of the column."""
    for name, find in checks.items():
        if column in table.columns:
            yield name, find(table)
        else:
            yield _not_made(name, f"no column {column}", table.height)


def _not_made(name: str, reason: str, rows: int) -> tuple[str, pl.DataFrame]:
    import polars as pl

    return "not-checked", pl.DataFrame({"id": [name], "other": [reason], "rows": [rows]})


def _of_keys(name: str, table: pl.DataFrame) -> _Findings:
    import polars as pl

    if without := table["id"].null_count():
        yield "no-key", pl.DataFrame({"id": [""], "other": [name], "rows": [without]})
    repeated = table.select("id").drop_nulls().filter(pl.col("id").is_duplicated())
    yield "key-twice", repeated.group_by("id").agg(pl.len().alias("rows"), pl.lit(name).alias("other"))


def _of_households(households: pl.DataFrame, villages: pl.DataFrame | None, basis: Basis) -> _Findings:
    import polars as pl

    checks: dict[str, _Check] = {"no-village": lambda own: own.filter(pl.col("village").is_null()).select("id")}
    if villages is not None:
        checks["unknown-village"] = lambda own: (
            own.drop_nulls("village")
            .join(villages, left_on="village", right_on="id", how="anti")
            .select("id", pl.col("village").alias("other"))
        )
    yield from _with(households, "village", checks)
    yield from _with(households, "net_income_fen", {"income-parts": lambda own: _of_income(own, basis)})
    years = years_that_count(basis)
    if INCOME_YEAR.column in households.columns and years is not None:
        year = pl.col(INCOME_YEAR.column)
        yield "income-year", households.filter(~year.is_in(years)).select("id", year.cast(pl.String).alias("other"))


def _of_income(households: pl.DataFrame, basis: Basis) -> pl.DataFrame:
    found = _what_follows(households, None, basis, (NET_INCOME,))
    return _otherwise(found, NET_INCOME) if NET_INCOME in found.columns else households.clear()


def _of_facts(households: pl.DataFrame, members: pl.DataFrame | None, basis: Basis) -> _Findings:
    """Where a fact that the household states is not what follows from its members or its standing."""
    import polars as pl

    facts = [fact for fact in DERIVABLE if fact not in (SIZE, NET_INCOME, MONITORED_INCOME)]
    found = _what_follows(households, members, basis, facts)
    for fact in facts:
        if fact in found.columns and fact.column in households.columns:
            yield "stated-otherwise", _otherwise(found, fact).select("id", pl.lit(fact.column).alias("other"))


def _what_follows(
    households: pl.DataFrame, members: pl.DataFrame | None, basis: Basis, facts: Sequence[Fact]
) -> FactColumns:
    """The households with what follows for each fact, whatever they state."""
    import narwhals.stable.v2 as nw

    frame = nw.from_native(households)
    of = stated(households, frame, facts_behind(*facts), {each.name: each for each in HOUSEHOLDS}, refuse=False)
    side = side_of(facts, basis, columns_held(frame), members=members is not None)
    listed = None if members is None else nw.from_native(members)
    return follow(of, [side], listed, alone=True)[0]


def _otherwise(found: FactColumns, fact: Fact) -> pl.DataFrame:
    """The households that state a fact otherwise than it follows."""
    import polars as pl

    frame: pl.DataFrame = found.frame.to_native()
    return frame.filter(pl.col(found.columns[fact]) != pl.col(fact.column)).select("id")


def _of_members(households: pl.DataFrame, members: pl.DataFrame, on: date) -> _Findings:
    import polars as pl

    strangers = members.join(households, left_on="household", right_on="id", how="anti")
    yield "member-of-no-household", strangers.select("id", pl.col("household").alias("other"))
    counts = members.group_by("household").agg(pl.len().alias("listed"))
    yield "no-members", households.join(counts, left_on="id", right_on="household", how="anti").select("id")
    size, count = pl.col("size"), pl.col("listed")
    numbers = pl.concat_str(size, count, separator=", ").alias("other")
    sized = households.select("^(id|size)$").join(counts, left_on="id", right_on="household", how="inner")
    yield from _with(sized, "size", {"member-count": lambda own: own.filter(size != count).select("id", numbers)})
    yield from _with(members, "working_away", {"all-away": _all_away})
    born_later = pl.col("birth_date") > on
    yield from _with(members, "birth_date", {"born-later": lambda people: people.filter(born_later).select("id")})
    yield from _with(members, "person", {"same-person-twice": _twice, "person-in-two-households": _in_two})


def _all_away(members: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    away = members.group_by("household").agg(pl.col("working_away").fill_null(False).all())
    return away.filter("working_away").select(pl.col("household").alias("id"))


def _repeated(members: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return members.drop_nulls(["person", "household"]).filter(pl.col("person").is_duplicated())


def _twice(members: pl.DataFrame) -> pl.DataFrame:
    """Each person with more than one row in a household, once for all of these rows."""
    import polars as pl

    groups = _repeated(members).group_by("person", "household")
    found = groups.agg(pl.col("id").sort().head(_SHOWN + 1), pl.len().alias("rows")).filter(pl.col("rows") > 1)
    others = _some(pl.col("id").list.slice(1), pl.col("rows") - 1)
    return found.select(pl.col("id").list.first(), others.alias("other"), "rows")


def _in_two(members: pl.DataFrame) -> pl.DataFrame:
    """Each person with rows in more than one household, once for all of these."""
    import polars as pl

    home = pl.col("household")
    found = (
        _repeated(members)
        .group_by("person")
        .agg(
            pl.col("id").min(),
            home.unique().sort().head(_SHOWN).alias("homes"),
            home.n_unique().alias("count"),
            pl.len().alias("rows"),
        )
        .filter(pl.col("count") > 1)
    )
    return found.select("id", _some(pl.col("homes"), pl.col("count")).alias("other"), "rows")


def _some(keys: pl.Expr, count: pl.Expr) -> pl.Expr:
    """The first of so many keys, in one text that says whether there are more."""
    import polars as pl

    more = pl.when(count > _SHOWN).then(pl.lit(", …")).otherwise(pl.lit(""))
    return pl.concat_str(keys.list.join(", "), more)


def _of_sizes(table: pl.DataFrame, schema: Schema) -> _Findings:
    """The values beyond what is plausible, with their columns and whether they are too low or too high."""
    import polars as pl

    for field in schema:
        if field.column in table.columns and field.plausible != (None, None):
            for side, far in zip(("low", "high"), beyond(field, pl.col(field.column)), strict=True):
                other = pl.lit(f"{field.column}, too {side}").alias("other")
                yield "implausible", table.filter(far).select("id", other)


def _of_heads(households: pl.DataFrame) -> _Findings:
    """Net incomes that are not plausible for so many persons: none at all, or too much a head."""
    import polars as pl

    if {"net_income_fen", "size"} <= set(households.columns):
        income, size = pl.col("net_income_fen").cast(pl.Int128), pl.col("size")
        for side, far in (("low", income <= 0), ("high", income > size.cast(pl.Int128) * MOST_PER_HEAD)):
            other = pl.lit(f"net_income_fen per head, too {side}").alias("other")
            yield "implausible", households.filter(far & (size > 0)).select("id", other)


def _of_ages(members: pl.DataFrame, on: date) -> _Findings:
    import polars as pl

    if "birth_date" in members.columns:
        oldest = date(on.year - MOST_AGE, on.month, min(on.day, 28))
        other = pl.lit("birth_date, too early").alias("other")
        yield "implausible", members.filter(pl.col("birth_date") < oldest).select("id", other)


def _of_parts(villages: pl.DataFrame) -> _Findings:
    """The counts that are greater than what they are part of, by which a `Village` would be refused."""
    import narwhals.stable.v2 as nw
    import polars as pl

    schema = nw.from_native(villages).schema
    for part, whole in Village.PARTS:
        if part in schema and whole in schema:
            for name in (part, whole):
                check_kind(name, Form.COUNT, schema[name])
            both = pl.concat_str(pl.lit(f"{part} "), part, pl.lit(f", {whole} "), whole).alias("other")
            yield "part-of-whole", villages.filter(pl.col(part) > pl.col(whole)).select("id", both)
        elif part in schema:
            yield _not_made("part-of-whole", f"no column {whole}", villages.height)
