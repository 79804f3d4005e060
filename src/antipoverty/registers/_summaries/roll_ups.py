"""Households and members summed up by villagers' group, by village, or for the whole township.

The invariant: each column is a sum over households or over members, so that the parts of a whole are its total; and
what is not known of somebody is counted beside it, in ``*_unknown``, and never as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import evolve, frozen

from antipoverty._shared import fields
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.records import Disability, Labour, Registration, Schooling, Village, WorkRegion
from antipoverty.registers._frames.engines import columns_held, in_memory, opened
from antipoverty.registers._frames.keys import check_keys
from antipoverty.registers._frames.kinds import check_kind, check_kinds
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS, MEMBERS
from antipoverty.text import Code

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import polars as pl

#: By what a register is summed up: villagers' groups within villages, villages, or not at all.
RolledBy: TypeAlias = Literal["group", "village"] | None
_KEYS: Mapping[str | None, tuple[str, ...]] = {None: (), "village": ("village",), "group": ("village", "group")}


@frozen
class _Counted:
    """Who is counted: by a column of truths, or by one of words among which somebody's must be."""

    column: str
    codes: type[Code] | None = None
    among: tuple[str, ...] = ()


def _but(codes: type[Code], column: str, one: Code) -> _Counted:
    """Those of whom any word but one stands in a column."""
    return _Counted(column, codes, tuple(code.value for code in codes if code is not one))


_HOUSEHOLDS = {
    "poor": _Counted("registration", Registration, (Registration.REGISTERED.value, Registration.RETURNED.value)),
    "exited": _Counted(
        "registration", Registration, (Registration.EXITED.value, Registration.NO_LONGER_ENTITLED.value)
    ),
    **{name: _Counted(name) for name in ("dibao", "five_guarantee", "monitored")},
}
#: What is added up of households, each with its column.
_AMOUNTS = {
    name: HOUSEHOLDS[name].column for name in ("net_income", "land", "forest_land", "returned_land", "fruit_land")
}
_MEMBERS = {
    **{
        name: _Counted(name)
        for name in (
            "medical_insured", "pension_insured", "pension_drawn", "on_dibao", "on_five_guarantee", "working_away",
        )
    },
    "disabled": _but(Disability, "disability", Disability.NONE),
    "in_school": _but(Schooling, "schooling", Schooling.OUT_OF_SCHOOL),
    "vocational_students": _Counted("schooling", Schooling, (Schooling.VOCATIONAL.value,)),
    "higher_students": _Counted("schooling", Schooling, (Schooling.HIGHER.value,)),
    "able_to_work": _but(Labour, "labour", Labour.NONE),
}  # fmt: skip
#: What is read of their work besides.
_OF_WORK = ("work_region", "work_months", "work_wage_fen")


@no_panic
def roll_up(
    households: Any, members: Any = None, *, by: RolledBy = "village", also: Sequence[str] = ()
) -> pl.DataFrame:
    """Sum up households, and their members, by villagers' group, by village, or for the whole township.

    Each row is a place, and each column a sum, so that the rows of the groups add up to those of the villages, and
    these to the township's:

    - ``households`` and ``persons``; ``poor_households`` (registered as poor, or returned to poverty),
      ``exited_households``, and those that are on ``dibao``, in the ``five_guarantee`` scheme or ``monitored``, each
      with its persons (``poor_persons``);
    - ``net_income_fen`` of the year, ``land_hundredths`` (cultivated), and forest, returned and orchard land in mu;
    - with members: how many are listed (``members``), and of these the ``medical_insured``, ``pension_insured``,
      ``pension_drawn``, ``on_dibao``, ``on_five_guarantee``, ``disabled``, ``in_school``, ``vocational_students``,
      ``higher_students`` (of every tier: a register keeps none), ``able_to_work``, and ``working_away``; of those who
      work away, where (``away_county``), their months and what they earn in the year (``away_earnings_fen``).

    Beside each stands in ``*_unknown`` of how many households or members it is not known, which may be more of it. A
    household without a village, a member whose household is not in the table or stands there twice, belong to a row
    without a key. The size of a household is as it states, or the number of its members listed; where the two differ
    it is unknown.

    Args:
        households: a frame of any engine with ``village`` (and ``group``), and any columns of `HOUSEHOLDS`; with ``id``
            where members are given.
        members: a frame of the same engine with ``household``, and any columns of `MEMBERS`.
        by: ``"group"``, ``"village"``, or none for one row of the whole township.
        also: further columns of truths of households to count, such as an outcome of `evaluate`.

    Returns:
        A frame of Polars, its rows in the order of their keys.

    Raises:
        InvalidValue: for a frame without its keys, with a column of the wrong kind, keys that cannot be joined,
            further columns called as what is counted anyhow, or amounts whose sum is too large.

    >>> import polars as pl
    >>> households = pl.DataFrame({"id": ["h1", "h2", "h3"], "village": ["v1", "v1", "v2"], "size": [4, None, 3],
    ...                            "registration": ["registered", "registered", None]})
    >>> members = pl.DataFrame({"household": ["h2", "h2", "h3"], "medical_insured": [True, None, True]})
    >>> found = roll_up(households, members)
    >>> found.select("village", "households", "persons", "poor_persons", "poor_persons_unknown").rows()
    [('v1', 2, 6, 6, 0), ('v2', 1, 0, 0, 1)]
    """
    import polars as pl

    if by not in _KEYS:
        raise InvalidValue("by", by, "'group', 'village' or None")
    if isinstance(also, str) or not all(isinstance(name, str) for name in also):
        raise InvalidValue("also", also, "names of columns of truths")
    for name in also:
        if name in _HOUSEHOLDS and _HOUSEHOLDS[name].column != name:
            raise InvalidValue("also", name, f"another name: {name}_households are counted by registration")
    keys = _KEYS[by]
    counted = {**_HOUSEHOLDS, **{name: _Counted(name) for name in also}}
    read = ["size", *(each.column for each in counted.values()), *_AMOUNTS.values()]
    own = _opened(households, HOUSEHOLDS, [*keys, *([] if members is None else ["id"])], read, also)
    parts = []
    if members is not None:
        people = _opened(members, MEMBERS, ["household"], [*(each.column for each in _MEMBERS.values()), *_OF_WORK])
        check_keys(
            ("id of the households", own.collect_schema()["id"]),
            ("household of the members", people.collect_schema()["household"]),
        )
        own, people = _as_text(own, "id", *keys), _as_text(people, "household")
        parts.append(_summed(_placed(people, own, keys), keys, _of_members(people)))
        own = _with_listed(own, people)
    parts.insert(0, _summed(_as_text(own, *keys), keys, _of_households(own, counted)))
    both = pl.concat(parts, how="diagonal")
    sums = [pl.col(name).sum() for name in both.columns if name not in keys]
    return both.group_by(keys).agg(*sums).sort(keys, nulls_last=True) if keys else both.select(*sums)


def _opened(frame: Any, schema: Schema, keys: Sequence[str], read: Sequence[str], truths: Sequence[str] = ()) -> Any:
    """The keys and truths that are needed, and of the columns that are read those that hold anything."""
    wrapped = opened(frame, [*keys, *read])
    check_kinds(wrapped, schema)
    there = wrapped.collect_schema()
    if missing := [column for column in (*keys, *truths) if column not in there]:
        raise InvalidValue(
            schema.name, f"no column {', '.join(missing)}", f"a table with {', '.join((*keys, *truths))}"
        )
    for column in truths:
        check_kind(column, Form.FLAG, there[column], wrapped)
    held = columns_held(wrapped.collect_schema())
    return wrapped.select(*keys, *[column for column in dict.fromkeys(read) if column in held and column not in keys])


def _as_text(frame: Any, *keys: str) -> Any:
    """The frame with its keys as text, also where a column of them is empty: only so can all engines join them."""
    import narwhals.stable.v2 as nw

    return frame.with_columns(*[nw.col(key).cast(nw.String) for key in keys]) if keys else frame


#: Next to the largest sum of 64 bits.
_MOST = 9.2e18
#: Columns that stand beside those of the table while it is summed up; no schema has such names.
_LISTED, _HOME = "listed members", "home of members"


def _with_listed(own: Any, people: Any) -> Any:
    """The households with how many members each has listed, null if none."""
    import narwhals.stable.v2 as nw

    listed = people.group_by("household").agg(nw.len().alias(_LISTED)).rename({"household": _HOME})
    return own.join(listed, left_on="id", right_on=_HOME, how="left")


def _placed(people: Any, own: Any, keys: tuple[str, ...]) -> Any:
    """The members with the place of their household: none where it is not in the table, or stands there twice."""
    import narwhals.stable.v2 as nw

    if not keys:
        return people
    homes = own.select(nw.col("id").alias(_HOME), *keys).drop_nulls(_HOME).unique(subset=[_HOME], keep="none")
    return people.join(homes, left_on="household", right_on=_HOME, how="left")


def _summed(frame: Any, keys: tuple[str, ...], columns: Mapping[str, nw.Expr]) -> pl.DataFrame:
    """The sum of each column by the keys."""
    import narwhals.stable.v2 as nw
    import polars as pl

    # Engines add past 64 bits without a word, and floats tell where they did.
    large = {name: f"about {name}" for name in columns if name.endswith(("_fen", "_hundredths"))}
    rows = frame.with_columns(
        *[column.cast(nw.Int64).alias(name) for name, column in columns.items()],
        *[columns[name].cast(nw.Float64).alias(other) for name, other in large.items()],
    )
    sums = [nw.col(name).sum().alias(name) for name in (*columns, *large.values())]
    found = in_memory((rows.group_by(*keys).agg(*sums) if keys else rows.select(*sums)).to_native())
    for name, other in large.items():
        if (found[other].abs() >= _MOST).any():
            raise InvalidValue(name, "amounts whose sum is over 64 bits", "amounts that can be added up")
    found = found.drop(large.values())
    return found.with_columns(
        *[pl.col(key).cast(pl.String) for key in keys], *[pl.col(name).cast(pl.Int64).fill_null(0) for name in columns]
    )


def _truth(frame: Any, counted: _Counted) -> tuple[nw.Expr, nw.Expr]:
    """Where a row is known to be counted, and where it is known whether it is; neither is null."""
    import narwhals.stable.v2 as nw

    if counted.column not in columns_held(frame.collect_schema()):
        return nw.lit(False), nw.lit(False)
    column = nw.col(counted.column)
    if counted.codes is None:
        return column.fill_null(False), ~column.is_null()
    words = nw.when(~column.is_null()).then(column.cast(nw.String)).otherwise(nw.lit(""))
    return words.is_in(counted.among), words.is_in([code.value for code in counted.codes])


def _number(frame: Any, column: str) -> tuple[nw.Expr, nw.Expr]:
    """A number of a row, 0 where it is unknown, and whether it is known."""
    import narwhals.stable.v2 as nw

    if column not in columns_held(frame.collect_schema()):
        return nw.lit(0), nw.lit(False)
    return nw.col(column).cast(nw.Int64).fill_null(0), ~nw.col(column).is_null()


def _size(frame: Any) -> tuple[nw.Expr, nw.Expr]:
    """The size of a household: as stated or as many members as are listed, unknown where the two differ."""
    import narwhals.stable.v2 as nw

    (size, sized), (listed, known) = _number(frame, "size"), _number(frame, _LISTED)
    agreed = (sized | known) & (~(sized & known) | (size == listed))
    return nw.when(agreed).then(nw.when(sized).then(size).otherwise(listed)).otherwise(nw.lit(0)), agreed


def _times(truth: nw.Expr, number: nw.Expr) -> nw.Expr:
    import narwhals.stable.v2 as nw

    return nw.when(truth).then(number).otherwise(nw.lit(0))


def _of_households(frame: Any, counted: Mapping[str, _Counted]) -> dict[str, nw.Expr]:
    import narwhals.stable.v2 as nw

    size, sized = _size(frame)
    columns = {"households": nw.lit(1), "persons": size, "persons_unknown": ~sized}
    for name, each in counted.items():
        truth, known = _truth(frame, each)
        columns |= {f"{name}_households": truth, f"{name}_households_unknown": ~known}
        columns |= {f"{name}_persons": _times(truth, size), f"{name}_persons_unknown": ~known | (truth & ~sized)}
    for name, column in _AMOUNTS.items():
        amount, known = _number(frame, column)
        columns |= {column: amount, f"{name}_unknown": ~known}
    return columns


def _of_members(frame: Any) -> dict[str, nw.Expr]:
    import narwhals.stable.v2 as nw

    columns = {"members": nw.lit(1)}
    for name, each in _MEMBERS.items():
        truth, known = _truth(frame, each)
        columns |= {name: truth, f"{name}_unknown": ~known}
    away, _ = _truth(frame, _MEMBERS["working_away"])
    somewhere = nw.lit(False)
    for region in WorkRegion:
        here, known = _truth(frame, _Counted("work_region", WorkRegion, (region.value,)))
        columns[f"away_{region.value}"] = away & here
        somewhere = known
    columns["away_region_unknown"] = away & ~somewhere
    (months, counted), (wage, paid) = _number(frame, "work_months"), _number(frame, "work_wage_fen")
    columns |= {"away_months": _times(away, months), "away_months_unknown": away & ~counted}
    columns |= {"away_earnings_fen": _times(away & counted & paid, months * wage)}
    return columns | {"away_earnings_unknown": away & ~(counted & paid)}


#: What a village states that follows from its households, with the column of the roll-up that tells how many it is of.
_OF_VILLAGES = {
    "households": None,
    "persons": "persons_unknown",
    "poor_households": "poor_households_unknown",
    "poor_persons": "poor_persons_unknown",
}


def compare_villages(rolled: pl.DataFrame, villages: Iterable[Village]) -> pl.DataFrame:
    """Hold what villages state of their households and persons against a roll-up of the register.

    A register of the poor alone has no other households; compare what it is a register of.

    Args:
        rolled: what `roll_up` gives by village.
        villages: the villages.

    Returns:
        A frame of Polars with a row for each village and number: ``village``, ``what``, ``stated``, ``counted``,
        ``unknown`` (of how many households it is not known, each of which may add to it), and whether they ``agree``:
        null where nothing is stated, or what is not known might make up for the difference. A village that the
        roll-up does not have has counted nothing.

    Raises:
        InvalidValue: for a frame that is no roll-up by village, or villages of which two have one key.

    >>> import polars as pl
    >>> households = pl.DataFrame({"village": ["v1", "v1"], "size": [4, 3]})
    >>> compare_villages(roll_up(households), [Village("v1", households=2, persons=8)]).rows()[:2]
    [('v1', 'households', 2, 2, 0, True), ('v1', 'persons', 8, 7, 0, False)]
    """
    import polars as pl

    rows = _rows_of(rolled)
    found = []
    for village in _places(villages):
        row = rows.get(village.id, {})
        for what, column in _OF_VILLAGES.items():
            stated, counted = getattr(village, what), row.get(what, 0)
            unknown = row.get(column, 0) if column else 0
            agree = None if stated is None or (unknown and stated >= counted) else stated == counted
            found.append((village.id, what, stated, counted, unknown, agree))
    kinds = {"village": pl.String, "what": pl.String, "stated": pl.Int64, "counted": pl.Int64, "unknown": pl.Int64}
    return pl.DataFrame(found, {**kinds, "agree": pl.Boolean}, orient="row")


def fill_villages(rolled: pl.DataFrame, villages: Iterable[Village] = ()) -> tuple[Village, ...]:
    """Villages with their households and persons, and the poor among them, from a roll-up of the whole register.

    What a village states stays as it is, and so does what the roll-up does not know of every household. Villages of the
    roll-up that are not given are made, with their key alone.

    Args:
        rolled: what `roll_up` gives by village, of a register of all households and not of the poor alone.
        villages: the villages.

    Raises:
        InvalidValue: for a frame that is no roll-up by village, villages of which two have one key, or a village that
            would have more poor than it states to have at all.

    >>> import polars as pl
    >>> households = pl.DataFrame({"village": ["v1", "v1"], "size": [4, 3], "registration": ["registered", None]})
    >>> (village,) = fill_villages(roll_up(households))
    >>> village.persons, village.poor_persons
    (7, None)
    """
    rows = _rows_of(rolled)
    given = {village.id: village for village in _places(villages)}
    filled = []
    for key in dict.fromkeys((*given, *rows)):
        village, row = given.get(key) or Village(key), rows.get(key)
        known: dict[str, Any] = {} if row is None else dict(_known(village, row))
        filled.append(evolve(village, **known))
    return tuple(filled)


def _known(village: Village, row: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for what, column in _OF_VILLAGES.items():
        nobody = what == "persons" and not row[what]
        if getattr(village, what) is None and not nobody and not (column and row[column]):
            yield what, row[what]


def _rows_of(rolled: pl.DataFrame) -> dict[str, dict[str, int]]:
    frame = in_memory(rolled, "village", *_OF_VILLAGES, *filter(None, _OF_VILLAGES.values()))
    if "group" in frame.columns or frame["village"].is_duplicated().any():
        raise InvalidValue("rolled", "more than one row of a village", "what registers.roll_up gives by village")
    return {row["village"]: row for row in frame.iter_rows(named=True) if row["village"] is not None}


def _places(villages: Iterable[Village]) -> tuple[Village, ...]:
    places = fields.records(Village, villages, "villages")
    if len({village.id for village in places}) < len(places):
        raise InvalidValue("villages", "a duplicate key", "each key once")
    return places
