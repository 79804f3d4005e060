"""What no single row shows: keys and persons that stand twice, members that do not add up, villages unknown, and signs.

Nothing is decided or changed here. A finding is for someone to look into. The sources say only that absentee
registrations and split households (空挂户、拆户分户) are to be cleared out (HH-09), and name no signs. Here a sign is
what the words say: no one there, or one person in two households. Which households were split off since the last
register, `antipoverty.registers.compare` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from antipoverty.facts.household import MONITORED_INCOME, NET_INCOME, SIZE
from antipoverty.records import Village
from antipoverty.registers._checks.declarations import Check, CheckGroup, Severity
from antipoverty.registers._checks.shared import GANSU, GUIZHOU, NATIONAL
from antipoverty.registers._derivation.definitions import DERIVABLE, Basis, years_that_count
from antipoverty.registers._derivation.fact_columns import FactColumns
from antipoverty.registers._frames.kinds import check_kind
from antipoverty.registers._reading.plausibility import MOST_AGE, beyond
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, INCOME_YEAR, VILLAGES
from antipoverty.rules import Fact
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

_KEYS = Text("Which of the rows is right, and which is to be deleted?", "核实哪一行正确，删除重复或错误的行")
_WHO = Text("In which household does the person live?", "核实该人员实际所在户")
_THERE = Text("Does anybody live there?", "入户核实是否有人居住")
_UNIT = Text("In which unit was the figure written down?", "核实数值及填报单位")


def _check(
    code: str,
    name: Text,
    group: CheckGroup,
    subject: str,
    severity: Severity,
    ask: Text,
    sources: tuple[str, ...] = (),
    *codes: str,
) -> Check:
    return Check(code, name, group, subject, severity, ask, sources=sources, codes=codes)


_IDENTITY, _HOUSEHOLD, _VILLAGE, _ERROR, _DOUBT = (
    CheckGroup.IDENTITY,
    CheckGroup.HOUSEHOLD,
    CheckGroup.VILLAGE,
    Severity.ERROR,
    Severity.DOUBT,
)
#: What is checked across rows, tables and years. A key that stands twice and a value in another unit may be of any
#: table.
STRUCTURAL = (
    _check(
        "no-key",
        Text("Rows without a key", "缺少代码的行"),
        _IDENTITY,
        "household",
        _ERROR,
        Text("Whose rows are they?", "核实所属对象并补录代码"),
    ),
    _check(
        "key-twice",
        Text("A key that stands in more than one row", "同一代码出现在多行"),
        _IDENTITY,
        "household",
        _ERROR,
        _KEYS,
        (NATIONAL, GUIZHOU),
    ),
    _check(
        "same-person-twice",
        Text("A person stands twice in one household", "同一人在同一户重复登记"),
        _IDENTITY,
        "person",
        _ERROR,
        _KEYS,
        (NATIONAL, GUIZHOU),
        "1_01_001",
        "1_01_002",
        "1_12_001",
    ),
    _check(
        "person-in-two-households",
        Text("A person stands in two households: a sign of a split household (拆户)", "同一人登记在两户：拆户的迹象"),
        _IDENTITY,
        "person",
        _ERROR,
        _WHO,
        (NATIONAL, GUIZHOU),
        "1_01_001",
        "1_01_002",
        "1_12_001",
    ),
    _check(
        "born-later",
        Text("The date of birth lies after the date", "出生日期晚于基准日"),
        _IDENTITY,
        "person",
        _ERROR,
        Text("When was the person born?", "核实出生日期"),
    ),
    _check(
        "member-of-no-household",
        Text("A member of a household that is not in the register", "成员所属户不在名册"),
        _HOUSEHOLD,
        "person",
        _ERROR,
        _WHO,
        (GANSU,),
    ),
    _check(
        "member-count",
        Text("The size is not the number of members listed", "家庭人口数与所列成员数不符"),
        _HOUSEHOLD,
        "household",
        _ERROR,
        Text("Who belongs to the household?", "核实家庭成员"),
        (GANSU,),
    ),
    _check(
        "no-members",
        Text("No member is listed: a sign of absentee registration (空挂户)", "未列任何成员：空挂户的迹象"),
        _HOUSEHOLD,
        "household",
        _DOUBT,
        _THERE,
        (GANSU, NATIONAL),
    ),
    _check(
        "all-away",
        Text("Every member works away: a sign of absentee registration (空挂户)", "全部成员外出务工：空挂户的迹象"),
        _HOUSEHOLD,
        "household",
        _DOUBT,
        _THERE,
    ),
    _check(
        "stated-otherwise",
        Text(
            "The household states another fact than its members or its standing do",
            "户表所填与成员情况或建档立卡状态不符",
        ),
        _HOUSEHOLD,
        "household",
        _ERROR,
        Text("Which of the two is right?", "核实二者何者正确"),
        (GUIZHOU,),
        "4_11_008",
    ),
    _check(
        "no-village",
        Text("No village is given", "未填所在村"),
        _HOUSEHOLD,
        "household",
        Severity.BLANK,
        Text("In which village is the household?", "核实所在村"),
    ),
    _check(
        "unknown-village",
        Text("The village is not in the table of villages", "所在村不在村表"),
        _HOUSEHOLD,
        "household",
        _ERROR,
        Text("In which village is the household?", "核实所在村"),
    ),
    _check(
        "income-parts",
        Text("The stated net income is not what its parts give", "填报纯收入与各分项之和不符"),
        CheckGroup.INCOME,
        "household",
        _ERROR,
        Text("Which of the parts is wrong?", "逐项核对收入与支出"),
    ),
    _check(
        "income-year",
        Text("The income is of a year that does not count on the date", "收入所属年度在基准日不予计算"),
        CheckGroup.INCOME,
        "household",
        _ERROR,
        Text("What was the income of the year that counts?", "补录应计年度收入"),
    ),
    _check(
        "implausible",
        Text(
            "A value that can be and hardly is, as if it were in another unit: of a household, head, member or village",
            "数值虽可能但不合常理，疑为单位有误（户、人均、成员或村）",
        ),
        CheckGroup.INCOME,
        "household",
        _DOUBT,
        _UNIT,
        (NATIONAL, "checks-county"),
    ),
    _check(
        "part-of-whole",
        Text("A part is greater than its whole", "部分大于总数"),
        _VILLAGE,
        "village",
        _ERROR,
        Text("Which of the two counts is wrong?", "核实两项数字"),
    ),
)
#: The facts of which a household may state another value than follows.
STATED = tuple(fact for fact in DERIVABLE if fact not in (SIZE, MONITORED_INCOME))
#: The checks that ask for that.
OF_STATED = frozenset({"stated-otherwise", "income-parts"})
#: So many keys of a group are shown; its rows are counted whole.
_SHOWN = 5
#: The code of a check, and its findings.
_Findings: TypeAlias = "Iterator[tuple[str, pl.DataFrame]]"
_Check: TypeAlias = "Callable[[pl.DataFrame], pl.DataFrame]"
#: Stands for a check in place of its findings where it was not made: its code and the reason.
NOT_MADE = ""


def structural(tables: Mapping[str, pl.DataFrame], follows: FactColumns | None, basis: Basis) -> _Findings:
    """The findings of each check across rows; under `NOT_MADE` what was not checked for want of a column.

    Args:
        tables: the tables by the kind of their subject, their keys as text.
        follows: the households with what follows for each fact, whatever they state.
        basis: the date, and by what facts follow.
    """
    households, members, villages = (tables.get(subject) for subject in ("household", "person", "village"))
    for name, table in (("households", households), ("members", members), ("villages", villages)):
        if table is not None:
            yield from _of_keys(name, table)
    if households is not None:
        assert follows is not None
        own = households.drop_nulls("id")
        yield from _of_households(own, villages, follows, basis)
        yield from _of_facts(own, follows)
        if members is not None:
            yield from _of_members(own, members, basis.on)
        yield from _of_sizes(own, HOUSEHOLDS)
    if members is not None:
        yield from _of_ages(members, basis.on)
    if villages is not None:
        yield from _of_parts(villages)
        yield from _of_sizes(villages, VILLAGES)


def _with(table: pl.DataFrame, column: str, checks: Mapping[str, _Check]) -> _Findings:
    """What each check of a column finds, or that it is not made for want of the column."""
    for name, find in checks.items():
        if column in table.columns:
            yield name, find(table)
        else:
            yield _not_made(name, column)


def _not_made(code: str, column: str) -> tuple[str, pl.DataFrame]:
    import polars as pl

    return NOT_MADE, pl.DataFrame({"id": [code], "other": [column]})


def _of_keys(name: str, table: pl.DataFrame) -> _Findings:
    import polars as pl

    without = table["id"].null_count()
    yield "no-key", pl.DataFrame({"id": [""], "other": [name], "rows": [without]}).head(without)
    repeated = table.select("id").drop_nulls().filter(pl.col("id").is_duplicated())
    yield "key-twice", repeated.group_by("id").agg(pl.len().alias("rows"), pl.lit(name).alias("other"))


def _of_households(
    households: pl.DataFrame, villages: pl.DataFrame | None, follows: FactColumns, basis: Basis
) -> _Findings:
    import polars as pl

    checks: dict[str, _Check] = {"no-village": lambda own: own.filter(pl.col("village").is_null()).select("id")}
    if villages is not None:
        checks["unknown-village"] = lambda own: (
            own.drop_nulls("village")
            .join(villages, left_on="village", right_on="id", how="anti")
            .select("id", pl.col("village").alias("other"))
        )
    yield from _with(households, "village", checks)
    yield from _with(households, "net_income_fen", {"income-parts": lambda own: _of_income(own, follows)})
    years = years_that_count(basis)
    if years is not None:
        year = pl.col(INCOME_YEAR.column)
        other = year.cast(pl.String).alias("other")
        checks = {"income-year": lambda own: own.filter(~year.is_in(years)).select("id", other)}
        yield from _with(households, INCOME_YEAR.column, checks)


def _of_income(households: pl.DataFrame, follows: FactColumns) -> pl.DataFrame:
    return _otherwise(follows, NET_INCOME) if NET_INCOME in follows.columns else households.clear()


def _of_facts(households: pl.DataFrame, follows: FactColumns) -> _Findings:
    """Where a fact that the household states is not what follows from its members or its standing."""
    import polars as pl

    for fact in STATED:
        if fact != NET_INCOME and fact in follows.columns and fact.column in households.columns:
            yield "stated-otherwise", _otherwise(follows, fact).select("id", pl.lit(fact.column).alias("other"))


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
            yield _not_made("part-of-whole", whole)
