"""From members to facts: what a household's facts are by the table of its members, and its income by its parts.

A group-by gives what `antipoverty.facts` derives from a `Household` object. Tests hold the two against each other.

What follows comes before what is stated: members before the household's own columns, parts of income before its total,
the standing in the register before columns that repeat it. What these leave open stays as it is stated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import Factory, field, frozen

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, ParameterError
from antipoverty.facts.hardship import (
    ABLE_TO_WORK,
    DISABLED,
    SCHOOL_LEAVER,
    SKILLED,
    STUDENT_BEYOND_COMPULSORY,
    VOCATIONAL_STUDENTS,
)
from antipoverty.facts.living import (
    DROPOUT,
    MONITORED_INCOME,
    NET_INCOME,
    SCHOOL_AGE_CHILD,
    SIZE,
    UNINSURED,
)
from antipoverty.facts.living import year_of_income as counted_year
from antipoverty.facts.persons import DISABILITY
from antipoverty.facts.standing import EXITED, REGISTRATION, STILL_POOR
from antipoverty.records import Disability, Labour, Registration, Schooling
from antipoverty.registers.frames import add_columns, check_kinds, opened
from antipoverty.registers.keys import check_form, check_keys
from antipoverty.registers.schema import Field, Form
from antipoverty.registers.tables import DERIVED_BY, DERIVED_ON, HOUSEHOLDS, INCOME_PARTS, INCOME_YEAR, MEMBERS
from antipoverty.rules.conditions import Fact, Kind
from antipoverty.rules.parameters import Value
from antipoverty.rules.record import truths_of

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Basis", "derive", "income_by_parts"]

_Frame = TypeVar("_Frame")
_Given = Mapping[str, Value]


@frozen
class Basis:
    """By what facts follow: a date, and the rulebook's values that derivations read, those that hold on it.

    Attributes:
        on: the date at which ages are taken, and of which the year's income counts.
        given: the values, by parameter; a fact that reads a parameter without a value is left as it is stated.
        digest: the digest of the values.
    """

    on: date
    given: _Given = field(hash=False)
    digest: str = field(
        init=False,
        default=Factory(
            lambda self: hashlib.sha256(repr(sorted(self.given.items())).encode()).hexdigest()[:16], takes_self=True
        ),
    )

    @classmethod
    def of(cls, on: date, rulebook: rulebooks.Rulebook | None = None) -> Basis:
        """The basis on a date under a rulebook; that of China if left out."""
        return _basis(on, rulebook or rulebooks.load("cn"))


@lru_cache(maxsize=256)
def _basis(on: date, rulebook: rulebooks.Rulebook) -> Basis:
    return Basis(on, _given(on, rulebook))


def derive(households: _Frame, members: Any = None, *, on: date, rulebook: rulebooks.Rulebook | None = None) -> _Frame:
    """Add the facts that follow from the members of each household and from the parts of its income.

    `antipoverty.registers.evaluate` and `simulate` derive by themselves, under the date and the rulebook of each side;
    this is for those who want to see the facts, or to keep them.

    A household with members listed has as many as are listed, and its school-age children, dropouts, uninsured,
    disabled and so on are theirs. What the members leave open (a column that is missing, a member of whom it is not
    known), and all of a household without members listed, stays as its own columns state it; where both speak, the
    members do. The net income follows from its parts, where all that count are known, and is as stated where not;
    whether it has exited follows from where it stands in the register.

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
        A frame of the same kind with the columns of the facts. Where a date or values of the rulebook had a part in
        them, ``derived_on`` and ``derived_by`` say for which date and by which values: on another date, or by other
        values, facts that depend on them are refused or, in a plan, unknown. DuckDB and Spark do not keep the order of
        rows.

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

    frame = opened(households, [each.column for each in HOUSEHOLDS])
    _needs(frame, "households", "id")
    check_kinds(frame, HOUSEHOLDS)
    basis = Basis.of(on, rulebook)
    names, stated = frame.collect_schema().names(), columns_held(frame)
    wanted = {fact for fact in DERIVABLE if fact is NET_INCOME or _derivable(fact, basis.given)}
    if members is None:
        wanted -= OF_MEMBERS
    listed = None if members is None else opened_members(members, households, frame)
    guards = guarded(frame, basis, wanted)
    frame, found = followed(frame, listed, basis, wanted, guards)
    if REGISTRATION.column not in stated:
        wanted -= {EXITED, STILL_POOR}
    columns = {fact.column: found.get(fact, stated_by_household(fact, stated)) for fact in DERIVABLE if fact in wanted}
    if any(fact.reads for fact in found):
        columns |= {
            DERIVED_ON.column: nw.lit(on).cast(nw.Date),
            DERIVED_BY.column: nw.lit(basis.digest).cast(nw.String),
        }
    helpers = [name for name in frame.collect_schema().names() if name not in names]
    return add_columns(households, frame, [columns], drop=helpers, replace=True)


def opened_members(members: Any, households: Any, frame: Any) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """The members, opened.

    Raises:
        InvalidValue: if they are not of the engine of the households.
    """
    listed = opened(members, [each.column for each in MEMBERS])
    if listed.implementation is not frame.implementation or type(listed) is not type(frame):
        raise InvalidValue(
            "members", type(members).__name__, f"a frame of the kind of households, {type(households).__name__}"
        )
    return listed


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


def followed(
    frame: Any,
    members: Any,
    basis: Basis,
    wanted: Collection[Fact],
    guards: Mapping[Fact, nw.Expr] | None = None,
) -> tuple[Any, dict[Fact, nw.Expr]]:
    """The households with helper columns where they are needed, and an expression for each fact wanted that follows.

    Args:
        frame: the households, as they were opened.
        members: their members, as they were opened; none if there are none.
        basis: by what facts follow.
        wanted: the facts that are wanted.
        guards: for facts that an earlier derivation may have worked out, whether the household's column may be read.
    """
    import narwhals.stable.v2 as nw

    stated = columns_held(frame)
    said: dict[Fact, nw.Expr] = {}
    found: dict[Fact, nw.Expr] = {}

    def own(fact: Fact) -> nw.Expr:
        column = stated_by_household(fact, stated)
        return nw.when(guards[fact]).then(column) if guards and fact in guards else column

    if members is not None and (asked := OF_MEMBERS & set(wanted)):
        frame, said = said_by_members(frame, members, basis.on, basis.given, asked)
        if SIZE in said:
            found[SIZE] = _size(said.pop(SIZE), own(SIZE))
    said |= {fact: each for fact, each in said_by_standing(stated).items() if fact in wanted}
    found |= {fact: nw.coalesce(each, own(fact)) for fact, each in said.items()}
    found |= {fact: each for fact, each in _incomes(stated, basis, own).items() if fact in wanted}
    found |= {fact: own(fact) for fact in guards or () if fact in wanted and fact not in found}
    return frame, found


def columns_held(frame: Any) -> set[str]:
    """The columns of a frame but those that hold nothing at all, which have no kind either."""
    import narwhals.stable.v2 as nw

    return {name for name, kind in frame.collect_schema().items() if not isinstance(kind, nw.Unknown)}


def worked_out(fact: Fact, columns: Collection[str], basis: Basis, *, members: bool) -> bool:
    """Whether a fact is worked out anew from what a frame has beside it, so that no column holds its result alone."""
    return members if fact in OF_MEMBERS else _parts_there(columns, basis.given)


# What was derived before


def guarded(frame: Any, basis: Basis, facts: Collection[Fact]) -> dict[Fact, nw.Expr]:
    """Of a frame that was derived before, whether each fact that depends on date or values stands as it would be here.

    Raises:
        InvalidValue: for a frame at hand in which it does not.
    """
    import narwhals.stable.v2 as nw

    columns = columns_held(frame)
    marks = [name for name in (DERIVED_ON.column, DERIVED_BY.column) if name in columns]
    depending = [fact for fact in facts if fact.reads and fact in DERIVABLE and fact.column in columns]
    if not marks or not depending:
        return {}
    if len(marks) == 1:
        raise InvalidValue("frame", f"{marks[0]} alone", f"{DERIVED_ON.column} and {DERIVED_BY.column}, or neither")
    made_on, made_by = nw.col(DERIVED_ON.column), nw.col(DERIVED_BY.column)
    neither = made_on.is_null() & made_by.is_null()
    guards = {}
    for fact in depending:
        first, last = _days_alike(fact, basis)
        alike = (made_by == nw.lit(basis.digest)) & (made_on >= nw.lit(first)) & (made_on <= nw.lit(last))
        guards[fact] = neither | (~made_on.is_null() & ~made_by.is_null() & alike)
    if not isinstance(frame, nw.DataFrame):
        return guards
    for fact, stands in guards.items():
        bad = frame.select((~stands).cast(nw.Int64).sum().alias("rows")).item()
        if number := int(bad or 0):
            rows = "1 row" if number == 1 else f"{number:,} rows"
            raise _otherwise(fact, f"{rows} derived for another date or by other values", basis)
    return {}


def check_derived(facts: Collection[Fact], basis: Basis, made_on: date | None, made_by: str | None) -> None:
    """Refuse facts that were all derived for a date and by values (as `guarded` does), where they would be others here.

    Args:
        facts: the facts that are read.
        basis: by what they would follow here.
        made_on: the date for which they were derived; none if they are as they were stated.
        made_by: the digest of the values by which they were.
    """
    if made_on is None and made_by is None:
        return
    for fact in facts:
        first, last = _days_alike(fact, basis)
        alike = made_on is not None and first <= made_on <= last and made_by == basis.digest
        if fact.reads and fact in DERIVABLE and not alike:
            raise _otherwise(fact, f"facts derived for {made_on}, or by other values", basis)


def _otherwise(fact: Fact, given: str, basis: Basis) -> InvalidValue:
    expected = f"facts derived for {basis.on} under this rulebook: derive them anew, or give the members"
    return InvalidValue(fact.column, given, expected)


def _days_alike(fact: Fact, basis: Basis) -> tuple[date, date]:
    """The first and last day on which a fact follows as on the date, by the same values."""
    year = basis.on.year
    if fact in _BY_AGE:
        return basis.on, basis.on
    if fact is MONITORED_INCOME and basis.given.get("monitoring.income_window") == "trailing":
        return (date(year, 1, 1), date(year, 1, 31)) if basis.on.month == 1 else (date(year, 2, 1), date(year, 12, 31))
    if fact in (NET_INCOME, MONITORED_INCOME):
        return date(year, 1, 1), date(year, 12, 31)
    return date.min, date.max


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
    import narwhals.stable.v2 as nw

    column, grades = _member_column("disability", columns), given["causes.disability_grades"]
    assert isinstance(grades, tuple)
    ungraded = nw.lit(truths_of(DISABILITY.one_of(tuple(map(str, grades))))[Disability.UNGRADED.value]).cast(nw.Boolean)
    return nw.when(column == Disability.UNGRADED.value).then(ungraded).otherwise(_among(column, grades))


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
#: The facts that depend on the day at which ages are taken.
_BY_AGE = frozenset({SCHOOL_AGE_CHILD, DROPOUT, SCHOOL_LEAVER})
#: The facts that follow from members, and all that follow from anything.
OF_MEMBERS = frozenset({SIZE, *_OF_MEMBER, *_COUNTING})
DERIVABLE: tuple[Fact, ...] = (SIZE, *_OF_MEMBER, *_COUNTING, EXITED, STILL_POOR, NET_INCOME, MONITORED_INCOME)


@lru_cache(maxsize=1024)
def fields_behind(facts: tuple[Fact, ...], *, members: bool) -> Mapping[str, Field]:
    """The columns of households from which facts follow, beside those of the facts themselves, by their names.

    Args:
        facts: the facts.
        members: whether a table of members is there.
    """
    found = [HOUSEHOLDS["id"]] if members else []
    if not {EXITED, STILL_POOR}.isdisjoint(facts):
        found.append(HOUSEHOLDS[REGISTRATION.name])
    if not {NET_INCOME, MONITORED_INCOME}.isdisjoint(facts):
        found += [HOUSEHOLDS[NET_INCOME.name], INCOME_YEAR, *INCOME_PARTS]
    if any(fact.reads and fact in DERIVABLE for fact in facts):
        found += [DERIVED_ON, DERIVED_BY]
    return {each.column: each for each in found}


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


def said_by_members(
    frame: Any, members: Any, on: date, given: _Given, wanted: Collection[Fact] | None = None
) -> tuple[Any, dict[Fact, nw.Expr]]:
    """The households with how many members they have and of how many each fact holds, and what follows from that.

    Args:
        frame: the households, as they were opened.
        members: their members, as they were opened.
        on: the date at which ages are taken.
        given: the rulebook's values.
        wanted: the facts that are wanted; all, if left out.

    Returns:
        The households, in their order on engines that have one, with further columns, whose names begin as no other
        does; and for each fact, the size among them, what the members say, null where they leave it open.

    Raises:
        InvalidValue: for members that cannot be joined to the households.
    """
    import narwhals.stable.v2 as nw

    _needs(frame, "households", "id")
    _needs(members, "members", "household")
    check_kinds(members, MEMBERS)
    mark = helper_mark(frame)
    derived = {fact: holds for fact, holds in {**_OF_MEMBER, **_COUNTING}.items() if _derivable(fact, given)}
    if wanted is not None:
        derived = {fact: holds for fact, holds in derived.items() if fact in wanted}
    columns = columns_held(members)
    counts = [nw.lit(1).alias(f"{mark}members")]
    for fact, holds in derived.items():
        truth = holds(on, given, columns)
        counts.append(nw.when(truth).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"{mark}is_{fact.name}"))
        counts.append(nw.when(truth.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)).alias(f"{mark}open_{fact.name}"))
    rows = members.select(nw.col("household"), *counts)
    names = [name for name in rows.collect_schema().names() if name != "household"]
    joined = _joined(frame, rows.group_by("household").agg(*[nw.col(name).sum() for name in names]), mark)
    said = {SIZE: nw.col(f"{mark}members").cast(nw.Int64)} if wanted is None or SIZE in wanted else {}
    for fact in derived:
        holding, unclear = nw.col(f"{mark}is_{fact.name}"), nw.col(f"{mark}open_{fact.name}")
        settled = nw.when(unclear == 0)
        if fact in _COUNTING:
            said[fact] = settled.then(holding.cast(nw.Int64))
        else:
            said[fact] = nw.when(holding > 0).then(nw.lit(True)).otherwise(settled.then(nw.lit(False)))
    return joined, said


def helper_mark(frame: Any) -> str:
    """How the names of helpers begin, and no column of the frame does."""
    mark, names = "__", frame.collect_schema().names()
    while any(name.startswith(mark) for name in names):
        mark += "_"
    return mark


def _joined(frame: Any, counted: Any, mark: str) -> Any:
    import narwhals.stable.v2 as nw

    own, theirs = frame.collect_schema()["id"], counted.collect_schema()["household"]
    check_keys(("id of the households", own), ("household of the members", theirs))
    if isinstance(frame, nw.DataFrame):
        check_form("id of the households", frame["id"].to_polars())
        check_form("household of the members", counted["household"].to_polars())
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
    if frame.implementation is nw.Implementation.POLARS:
        own_rows, their_rows = frame.to_native(), counted.to_native()
        joined = own_rows.join(their_rows, left_on=key, right_on=f"{mark}household", how="left", maintain_order="left")
        return nw.from_native(joined)
    place = f"{mark}place"
    try:
        if isinstance(frame, nw.LazyFrame):
            return frame.join(counted, left_on=key, right_on=f"{mark}household", how="left")
        numbered = frame.with_row_index(place)
        return numbered.join(counted, left_on=key, right_on=f"{mark}household", how="left").sort(place)
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
    states = {
        EXITED: (Registration.EXITED, Registration.NO_LONGER_ENTITLED),
        STILL_POOR: (Registration.REGISTERED, Registration.RETURNED),
    }
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


def _parts_there(columns: Collection[str], given: _Given) -> bool:
    """Whether the rulebook says on the date what counts as income, and a frame has a column for every such part."""
    if INCOME_PARTS[0].column not in columns:
        return False
    return _countable(given) and all(HOUSEHOLDS[name].column in columns for name in _parts_that_count(given))


def _parts_that_count(given: _Given) -> list[str]:
    counted = given["income.counted_transfers"]
    assert isinstance(counted, tuple)
    names = ["wage", "property", "business", "outlay", *(f"transfer_{kind}" for kind in counted)]
    return [*names, "unsold_stock"] if given["income.unsold_stock_counts"] else names


def _incomes(columns: set[str], basis: Basis, own: Callable[[Fact], nw.Expr]) -> dict[Fact, nw.Expr]:
    """The net income of the year and, where the rulebook monitors households, that of the twelve months."""
    import narwhals.stable.v2 as nw

    given, on = basis.given, basis.on
    parts, dated = _parts_there(columns, given), INCOME_YEAR.column in columns
    if not parts and NET_INCOME.column not in columns:
        return {}
    stated = own(NET_INCOME)
    net = nw.coalesce(income_by_parts(columns, given), stated) if parts else stated

    def of(year: int | None) -> nw.Expr:
        """The income where it is of the year, or does not say of which it is."""
        if not dated:
            return net
        year_of_row = nw.col(INCOME_YEAR.column).cast(nw.Int64)
        return nw.when(year_of_row.is_null() if year is None else year_of_row.is_null() | (year_of_row == year)).then(
            net
        )

    made: dict[Fact, nw.Expr] = {}
    if parts or dated:
        made[NET_INCOME] = net if (year := _year_identified(on, given)) is None else of(year)
    if _derivable(MONITORED_INCOME, given):
        monitored = of(counted_year(MONITORED_INCOME, on, given))
        there = MONITORED_INCOME.column in columns
        made[MONITORED_INCOME] = nw.coalesce(own(MONITORED_INCOME), monitored) if there else monitored
    return made


def _year_identified(on: date, given: _Given) -> int | None:
    """The year whose income counts in identification, if the rulebook says so on the date."""
    offset = given.get("income.year_offset")
    return on.year + offset if isinstance(offset, int) else None


def year_of_income(fact: Fact, basis: Basis) -> int | None:
    """The calendar year whose income a fact is, if it is one of an income, and the rulebook says so on the date."""
    if fact is NET_INCOME:
        return _year_identified(basis.on, basis.given)
    if fact is MONITORED_INCOME and _derivable(MONITORED_INCOME, basis.given):
        return counted_year(MONITORED_INCOME, basis.on, basis.given)
    return None


def years_that_count(on: date, given: _Given) -> list[int] | None:
    """The calendar years whose income counts for anything on the date; `None` if the rulebook says nothing of years."""
    identified = _year_identified(on, given)
    monitors = _derivable(MONITORED_INCOME, given)
    if identified is None and not monitors:
        return None
    years = (identified, counted_year(MONITORED_INCOME, on, given) if monitors else None)
    return [year for year in years if year is not None]
