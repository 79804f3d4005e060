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
from antipoverty.facts.standing import EXITED, STILL_POOR
from antipoverty.records import Labour, Registration, Schooling
from antipoverty.registers.frames import check_kinds, opened
from antipoverty.registers.schema import Form
from antipoverty.registers.tables import HOUSEHOLDS, INCOME_PARTS, MEMBERS
from antipoverty.rules.conditions import Fact
from antipoverty.rules.parameters import Value

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["derive", "income_by_parts"]

_Frame = TypeVar("_Frame")
_Given = Mapping[str, Value]


def derive(households: _Frame, members: Any = None, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> _Frame:
    """Add the facts that follow from the members of each household and from the parts of its income.

    A household with members listed has as many as are listed, and its school-age children, dropouts, uninsured,
    disabled and so on are theirs. A household without keeps what its own columns state. The net income follows from
    its parts where it is not stated, and whether it has exited from where it stands in the register.

    A fact for which the rulebook has no value on the date (which ages, which grades) is left as it is stated. The
    income of the twelve months of monitoring is another one, and is not derived. What cannot be (a size that is not
    the number of members listed, a birth after the date) is unknown here; `antipoverty.registers.check` names the rows.

    Args:
        households: a frame with ``id``, and any columns of `HOUSEHOLDS`.
        members: a frame of the same engine with ``household``, and any columns of `MEMBERS`; none if there is no such
            table.
        on: the date of the decision, at which ages are taken.
        rulebook: says which ages are of compulsory schooling and what counts as income; that of China if left out.

    Returns:
        A frame of the same kind with the columns of the facts. The order of rows is not kept.

    Raises:
        InvalidValue: for frames of two engines, without the columns that are needed, or with one of the wrong kind.

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
    columns: dict[str, nw.Expr] = {}
    if members is not None:
        listed = opened(members)
        _needs(listed, "members", "household")
        check_kinds(listed, MEMBERS)
        if listed.implementation is not frame.implementation or type(listed) is not type(frame):
            raise InvalidValue(
                "members", type(members).__name__, f"a frame of the kind of households, {type(native).__name__}"
            )
        stated = set(frame.collect_schema().names())
        frame = frame.join(_by_household(listed, on, given), left_on="id", right_on="__of", how="left")
        columns |= _of_members(stated, given)
    there = set(frame.collect_schema().names())
    columns |= _of_standing(there)
    columns[NET_INCOME.column] = _net_income(there, given)
    helpers = [name for name in frame.collect_schema().names() if name.startswith("__")]
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
    names = {name for fact in (*_OF_MEMBER, VOCATIONAL_STUDENTS, NET_INCOME) for name in fact.reads}
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


def _by_household(members: Any, on: date, given: _Given) -> Any:
    """For each household, how many members it has, and of how many each fact holds and is unknown."""
    import narwhals.stable.v2 as nw

    columns = set(members.collect_schema().names())
    counts = [nw.lit(1).alias("__members")]
    for fact, holds in {**_OF_MEMBER, **_COUNTING}.items():
        if not _derivable(fact, given):
            continue
        truth = holds(on, given, columns)
        counts.append(nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"__is_{fact.name}"))
        counts.append(nw.when(truth.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"__open_{fact.name}"))
    rows = members.select(nw.col("household").alias("__of"), *counts)
    names = [name for name in rows.collect_schema().names() if name != "__of"]
    return rows.group_by("__of").agg(*[nw.col(name).sum() for name in names])


def _of_members(stated: set[str], given: _Given) -> dict[str, nw.Expr]:
    import narwhals.stable.v2 as nw

    def own(fact: Fact, kind: Any) -> nw.Expr:
        return nw.col(fact.column) if fact.column in stated else nw.lit(None).cast(kind)

    listed = ~nw.col("__members").is_null()
    count = nw.col("__members").cast(nw.Int64)
    said = own(SIZE, nw.Int64).cast(nw.Int64)
    counted = nw.when(said.is_null() | (said == count)).then(count)
    made = {SIZE.column: nw.when(listed).then(counted).otherwise(said)}
    for fact in (each for each in _OF_MEMBER if _derivable(each, given)):
        some, unclear = nw.col(f"__is_{fact.name}") > 0, nw.col(f"__open_{fact.name}") > 0
        any_of = nw.when(some).then(nw.lit(True)).otherwise(nw.when(~unclear).then(nw.lit(False)))
        made[fact.column] = nw.when(listed).then(any_of).otherwise(own(fact, nw.Boolean))
    for fact in _COUNTING:
        known = nw.when(nw.col(f"__open_{fact.name}") == 0).then(nw.col(f"__is_{fact.name}").cast(nw.Int64))
        made[fact.column] = nw.when(listed).then(known).otherwise(own(fact, nw.Int64).cast(nw.Int64))
    return made


# Standing


def _of_standing(stated: set[str]) -> dict[str, nw.Expr]:
    """What follows from where the household stands in the register, where that is known."""
    import narwhals.stable.v2 as nw

    if REGISTRATION.column not in stated:
        return {}
    standing = nw.col(REGISTRATION.column).cast(nw.String)
    states = {EXITED: (Registration.EXITED,), STILL_POOR: (Registration.REGISTERED, Registration.RETURNED)}
    made = {}
    for fact, wanted in states.items():
        known = standing.is_in([state.value for state in wanted])
        own = nw.col(fact.column) if fact.column in stated else nw.lit(None).cast(nw.Boolean)
        made[fact.column] = nw.when(~standing.is_null()).then(known).otherwise(own)
    return made


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
    """Whether the rulebook says on the date what counts as income; the year is the caller's to see to."""
    return all(name in given for name in NET_INCOME.reads if name != "income.year_offset")


def _net_income(columns: set[str], given: _Given) -> nw.Expr:
    import narwhals.stable.v2 as nw

    has_parts = _countable(given) and any(field.column in columns for field in INCOME_PARTS)
    stated = nw.col(NET_INCOME.column).cast(nw.Int64) if NET_INCOME.column in columns else nw.lit(None).cast(nw.Int64)
    if not has_parts:
        return stated
    return nw.when(~stated.is_null()).then(stated).otherwise(income_by_parts(columns, given))
