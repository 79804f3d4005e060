"""From members to facts: what a household's facts are by the table of its members, and its income by its parts.

A group-by gives what `antipoverty.facts` derives from a `Household` object. Tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.facts.hardship import (
    ABLE_TO_WORK,
    DISABLED,
    REGISTRATION,
    SCHOOL_LEAVER,
    SKILLED,
    STUDENT_BEYOND_COMPULSORY,
    VOCATIONAL_STUDENTS,
)
from antipoverty.facts.living import DROPOUT, NET_INCOME, SCHOOL_AGE_CHILD, SIZE, UNINSURED
from antipoverty.facts.standing import EXITED, MONITORED_INCOME, STILL_POOR, calendar_year_monitored
from antipoverty.records import Labour, Registration, Schooling
from antipoverty.registers.frames import check_kinds, opened
from antipoverty.registers.keys import check_keys
from antipoverty.registers.schema import Form
from antipoverty.registers.tables import HOUSEHOLDS, INCOME_PARTS, INCOME_YEAR, MEMBERS
from antipoverty.rules.conditions import Fact, Kind
from antipoverty.rules.parameters import Value

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["derive", "income_by_parts"]

_Frame = TypeVar("_Frame")
_Given = Mapping[str, Value]


def derive(households: _Frame, members: Any = None, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> _Frame:
    """Add the facts that follow from the members of each household and from the parts of its income.

    A household with members listed has as many as are listed, and its school-age children, dropouts, uninsured,
    disabled and so on are theirs. What the members leave open (a column that is missing, a member of whom it is not
    known), and all of a household without members listed, stays as its own columns state it; where both speak, the
    members do. The net income follows from its parts where it is not stated, and whether it has exited from where it
    stands in the register.

    The income of a household is that of the year in ``income_year``. Where that is left out, it is taken for the income
    that is asked for, as that of an `antipoverty.records.Income` without a year is: the year's in identification, that
    of twelve months in monitoring. A table that states the one is not to be asked for the other.

    A fact for which the rulebook has no value on the date (which ages, which grades) is left as it is stated. What
    cannot be (a size that is not the number of members listed, a birth after the date, a standing that is none, an
    income of a year that does not count) is unknown here. `antipoverty.registers.check` names those rows, and those
    that state otherwise than their members do.

    Args:
        households: a frame with ``id``, and any columns of `HOUSEHOLDS`.
        members: a frame of the same engine with ``household``, and any columns of `MEMBERS`; none if there is no such
            table.
        on: the date of the decision, at which ages are taken.
        rulebook: says which ages are of compulsory schooling and what counts as income; that of China if left out.

    Returns:
        A frame of the same kind with the columns of the facts. The order of rows is not kept.

    Raises:
        InvalidValue: for frames of two engines or connections, without the columns that are needed, or with one of the
            wrong kind.

    >>> from datetime import date
    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1"]})
    >>> members = pl.DataFrame({"household": ["h1", "h1"], "medical_insured": [True, False]})
    >>> derive(households, members, on=date(2014, 5, 1)).select("size", "uninsured").row(0)
    (2, True)
    """
    import narwhals.stable.v2 as nw

    native: Any = households
    frame = opened(native)
    _needs(frame, "households", "id")
    check_kinds(frame, HOUSEHOLDS)
    given = _given(on, rulebook)
    stated = set(frame.collect_schema().names())
    said: dict[Fact, nw.Expr] = {}
    columns: dict[str, nw.Expr] = {}
    if members is not None:
        listed = opened(members)
        if listed.implementation is not frame.implementation or type(listed) is not type(frame):
            raise InvalidValue(
                "members", type(members).__name__, f"a frame of the kind of households, {type(native).__name__}"
            )
        frame, said = said_by_members(frame, listed, on, given)
        columns[SIZE.column] = _size(said.pop(SIZE), stated_by_household(SIZE, stated))
    said |= said_by_standing(stated)
    columns |= {fact.column: nw.coalesce(each, stated_by_household(fact, stated)) for fact, each in said.items()}
    columns |= _incomes(stated, given, on)
    helpers = [name for name in frame.collect_schema().names() if name not in stated]
    made = frame.with_columns(*[each.alias(name) for name, each in columns.items()]).drop(*helpers)
    result = made.to_native()
    if nw.from_native(native).implementation is nw.Implementation.PANDAS:
        import pandas as pd

        result = result.to_pandas(types_mapper=pd.ArrowDtype)
    same: _Frame = result
    return same


def _needs(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], what: str, name: str) -> None:
    if name not in frame.collect_schema():
        raise InvalidValue(what, f"no column {name}", f"a table with {name}")


def _given(on: date, rulebook: rulebooks.Rulebook | None) -> _Given:
    """The rulebook's values that derivations depend on, those that hold on the date."""
    in_force = (rulebook or rulebooks.load("cn")).at(on)
    names = {name for fact in (*_OF_MEMBER, VOCATIONAL_STUDENTS, NET_INCOME, MONITORED_INCOME) for name in fact.reads}
    found = {}
    for name in sorted(names):
        try:
            found[name] = in_force.get(name).value
        except ParameterError:  # a rule that reads the fact names the gap when it is bound
            continue
    return found


def _derivable(fact: Fact, given: _Given) -> bool:
    """Whether the rulebook says on the date how the fact follows."""
    return all(name in given for name in fact.reads)


# Members


def _cutoff(on: date, years: int) -> date:
    """The last day on which someone can be born who has completed so many years on the date."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February, in a common year: its eve
        return date(on.year - years, 3, 1) - timedelta(days=1)


def _of_school_age(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    import narwhals.stable.v2 as nw

    first, last = given["schooling.first_age"], given["schooling.last_age"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    born = _member_column("birth_date", columns)
    born = nw.when(born <= nw.lit(on)).then(born)
    return (born <= nw.lit(_cutoff(on, first))) & (born > nw.lit(_cutoff(on, last + 1)))


def _out_for_poverty(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    import narwhals.stable.v2 as nw

    schooling = _member_column("schooling", columns)
    out = schooling == nw.lit(Schooling.OUT_OF_SCHOOL.value)
    for_poverty = nw.when(out).then(_member_column("out_of_school_for_poverty", columns))
    dropped = nw.when(~out).then(nw.lit(False)).otherwise(for_poverty)
    return _of_school_age(on, given, columns) & dropped


def _school_leaver(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    import narwhals.stable.v2 as nw

    after, last = given["schooling.last_age"], given["assistance.leaver_last_age"]
    assert isinstance(after, int)
    assert isinstance(last, int)
    born = _member_column("birth_date", columns)
    born = nw.when(born <= nw.lit(on)).then(born)
    of_age = (born <= nw.lit(_cutoff(on, after + 1))) & (born > nw.lit(_cutoff(on, last + 1)))
    out = _member_column("schooling", columns) == nw.lit(Schooling.OUT_OF_SCHOOL.value)
    finished = (Schooling.JUNIOR.value, Schooling.SENIOR.value)
    return of_age & out & _among(_member_column("completed", columns), finished)


def _vocational(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return _member_column("schooling", columns) == Schooling.VOCATIONAL.value


def _without_insurance(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return ~_member_column("medical_insured", columns)


def _student(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return _among(_member_column("schooling", columns), given["causes.student_levels"])


def _disabled(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return _among(_member_column("disability", columns), given["causes.disability_grades"])


def _able(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return _member_column("labour", columns) != Labour.NONE.value


def _skilled(on: date, given: _Given, columns: set[str]) -> nw.Expr:
    return _member_column("labour", columns) == Labour.SKILLED.value


def _among(column: nw.Expr, values: Value) -> nw.Expr:
    import narwhals.stable.v2 as nw

    assert isinstance(values, tuple)
    return nw.when(~column.is_null()).then(column.is_in(values))


#: For each fact that holds of a household if it holds of any member: when it holds of one.
_OF_MEMBER: Mapping[Fact, Callable[[date, _Given, set[str]], nw.Expr]] = {
    SCHOOL_AGE_CHILD: _of_school_age,
    DROPOUT: _out_for_poverty,
    UNINSURED: _without_insurance,
    STUDENT_BEYOND_COMPULSORY: _student,
    DISABLED: _disabled,
    ABLE_TO_WORK: _able,
    SKILLED: _skilled,
    SCHOOL_LEAVER: _school_leaver,
}
#: For each fact that counts members: when it counts one.
_COUNTING: Mapping[Fact, Callable[[date, _Given, set[str]], nw.Expr]] = {VOCATIONAL_STUDENTS: _vocational}


def _member_column(name: str, columns: set[str]) -> nw.Expr:
    import narwhals.stable.v2 as nw

    if name in columns:
        return nw.col(name)
    match MEMBERS[name].form:
        case Form.FLAG:
            return nw.lit(None).cast(nw.Boolean)
        case Form.DAY:
            return nw.lit(None).cast(nw.Date)
        case _:
            return nw.lit(None).cast(nw.String)


def said_by_members(frame: Any, members: Any, on: date, given: _Given) -> tuple[Any, dict[Fact, nw.Expr]]:
    """The households with how many members they have and of how many each fact holds, and what follows from that.

    Args:
        frame: the households, as they were opened.
        members: their members, as they were opened.
        on: the date at which ages are taken.
        given: the rulebook's values.

    Returns:
        The households with further columns, whose names begin as no other does; and for each fact, the size among them,
        what the members say, null where they leave it open.

    Raises:
        InvalidValue: for members that cannot be joined to the households.
    """
    import narwhals.stable.v2 as nw

    _needs(members, "members", "household")
    check_kinds(members, MEMBERS)
    mark = _mark(frame)
    derived = {fact: holds for fact, holds in {**_OF_MEMBER, **_COUNTING}.items() if _derivable(fact, given)}
    columns = set(members.collect_schema().names())
    counts = [nw.lit(1).alias(f"{mark}members")]
    for fact, holds in derived.items():
        truth = holds(on, given, columns)
        counts.append(nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"{mark}is_{fact.name}"))
        counts.append(nw.when(truth.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"{mark}open_{fact.name}"))
    rows = members.select(nw.col("household"), *counts)
    names = [name for name in rows.collect_schema().names() if name != "household"]
    joined = _joined(frame, rows.group_by("household").agg(*[nw.col(name).sum() for name in names]), mark)
    said = {SIZE: nw.col(f"{mark}members").cast(nw.Int64)}
    for fact in derived:
        holding, unclear = nw.col(f"{mark}is_{fact.name}"), nw.col(f"{mark}open_{fact.name}")
        settled = nw.when(unclear == 0)
        if fact in _COUNTING:
            said[fact] = settled.then(holding.cast(nw.Int64))
        else:
            said[fact] = nw.when(holding > 0).then(nw.lit(True)).otherwise(settled.then(nw.lit(False)))
    return joined, said


def _mark(frame: Any) -> str:
    """How the names of helpers begin, and no column of the frame does."""
    mark, names = "__", frame.collect_schema().names()
    while any(name.startswith(mark) for name in names):
        mark += "_"
    return mark


def _joined(frame: Any, counted: Any, mark: str) -> Any:
    import narwhals.stable.v2 as nw

    own, theirs = frame.collect_schema()["id"], counted.collect_schema()["household"]
    check_keys(("id of the households", own), ("household of the members", theirs))
    refused: tuple[type[Exception], ...] = ()
    if frame.implementation is nw.Implementation.DUCKDB:
        import duckdb

        refused = (duckdb.InvalidInputException,)
    key = "id"
    # Arrow has two types of text that are one to narwhals, and joins neither to the other.
    if own != theirs or frame.implementation in (nw.Implementation.PYARROW, nw.Implementation.PANDAS):
        key = f"{mark}key"
        frame = frame.with_columns(nw.col("id").cast(nw.String).alias(key))
        counted = counted.with_columns(nw.col("household").cast(nw.String))
    counted = counted.rename({"household": f"{mark}household"})
    try:
        return frame.join(counted, left_on=key, right_on=f"{mark}household", how="left")
    except refused:
        expected = "a relation of the connection of households"
        raise InvalidValue("members", "a relation of another connection", expected) from None


def stated_by_household(fact: Fact, stated: set[str]) -> nw.Expr:
    """What the household's own column states."""
    import narwhals.stable.v2 as nw

    kind = nw.Boolean if fact.kind is Kind.FLAG else nw.Int64
    # A column of nothing has no kind of its own.
    return (nw.col(fact.column) if fact.column in stated else nw.lit(None)).cast(kind)


def _size(count: nw.Expr, stated: nw.Expr) -> nw.Expr:
    """The number of members listed, or as stated if none is; unknown if the two differ."""
    import narwhals.stable.v2 as nw

    one = count.is_null() | stated.is_null() | (count == stated)
    return nw.when(one).then(nw.coalesce(count, stated))


# Standing


def said_by_standing(stated: set[str]) -> dict[Fact, nw.Expr]:
    """What follows from where the household stands in the register, null where that is not known or is no standing."""
    import narwhals.stable.v2 as nw

    if REGISTRATION.column not in stated:
        return {}
    standing = nw.col(REGISTRATION.column).cast(nw.String)
    known = standing.is_in([state.value for state in Registration])
    states = {EXITED: (Registration.EXITED,), STILL_POOR: (Registration.REGISTERED, Registration.RETURNED)}
    return {
        fact: nw.when(known).then(standing.is_in([state.value for state in wanted])) for fact, wanted in states.items()
    }


# Income


def income_by_parts(columns: set[str], given: _Given) -> nw.Expr:
    """The net income in fen by its parts, null while a part that counts is unknown.

    Args:
        columns: the columns that the frame has.
        given: the rulebook's values: which transfers count, whether unsold stock does, whether a loss does.
    """
    import narwhals.stable.v2 as nw

    def part(name: str) -> nw.Expr:
        field = HOUSEHOLDS[name]
        if field.column not in columns:
            return nw.lit(None).cast(nw.Int64)
        column = nw.col(field.column).cast(nw.Int64)
        return nw.when((column >= field.least) & (column <= field.most)).then(column)

    gain = part("business") - part("outlay")
    if given["income.unsold_stock_counts"]:
        gain = gain + part("unsold_stock")
    if not given["income.business_loss_counts"]:
        gain = nw.when(gain < 0).then(nw.lit(0)).otherwise(gain)
    total = part("wage") + part("property") + gain
    counted = given["income.counted_transfers"]
    assert isinstance(counted, tuple)
    for kind in counted:
        total = total + part(f"transfer_{kind}")
    return total


def _countable(given: _Given) -> bool:
    """Whether the rulebook says on the date what counts as income."""
    return all(name in given for name in NET_INCOME.reads if name != "income.year_offset")


def _incomes(columns: set[str], given: _Given, on: date) -> dict[str, nw.Expr]:
    """The net income of the year and, where the rulebook monitors households, that of the twelve months."""
    import narwhals.stable.v2 as nw

    net = stated_by_household(NET_INCOME, columns)
    if _countable(given) and any(field.column in columns for field in INCOME_PARTS):
        net = nw.coalesce(net, income_by_parts(columns, given))

    def of(year: int | None) -> nw.Expr:
        """The income where it is of the year, or does not say of which it is."""
        if INCOME_YEAR.column not in columns:
            return net
        own = nw.col(INCOME_YEAR.column).cast(nw.Int64)
        return nw.when(own.is_null() if year is None else own.is_null() | (own == year)).then(net)

    made = {NET_INCOME.column: net if (year := _year_identified(on, given)) is None else of(year)}
    if _derivable(MONITORED_INCOME, given):
        monitored = of(calendar_year_monitored(on, given))
        made[MONITORED_INCOME.column] = nw.coalesce(stated_by_household(MONITORED_INCOME, columns), monitored)
    return made


def _year_identified(on: date, given: _Given) -> int | None:
    """The year whose income counts in identification, if the rulebook says so on the date."""
    offset = given.get("income.year_offset")
    return on.year + offset if isinstance(offset, int) else None


def years_that_count(on: date, given: _Given) -> list[int] | None:
    """The calendar years whose income counts for anything on the date; `None` if the rulebook says nothing of years."""
    identified = _year_identified(on, given)
    monitors = _derivable(MONITORED_INCOME, given)
    if identified is None and not monitors:
        return None
    years = (identified, calendar_year_monitored(on, given) if monitors else None)
    return [year for year in years if year is not None]
