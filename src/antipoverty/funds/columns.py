"""Entries as columns: millions of them checked and totalled through the frame engine, by the same rules as one by one.

Columns can only show that nothing is wrong: that every row passes the screen, that days go forward, keys differ and no
running balance falls below nothing. No entry touches two funds, so that this is shown fund by fund; a fund for which
it cannot be shown is posted entry by entry, which finds exactly those that `antipoverty.funds.post` refuses.

A frame of entries has the columns of `antipoverty.funds.rows`.

Not every engine has running sums within groups, so that frames come to Polars through Arrow, and the answer goes back
as the kind of frame that was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import field, fields_dict, frozen

from antipoverty import rulebooks
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.funds.entries import (
    KINDS,
    STAGES,
    Appropriation,
    CarryOver,
    Entry,
    Key,
    Movement,
    Return,
    Reversal,
    Transfer,
    legs,
)
from antipoverty.funds.ledger import Ledger, post
from antipoverty.funds.records import Fund, Level, Project
from antipoverty.funds.refusals import Refusal
from antipoverty.funds.rows import COLUMNS, entry_of_row, row_of_entry
from antipoverty.funds.screening import USES, Screen
from antipoverty.money import LIMIT, fen
from antipoverty.rules import Outcome

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "COLUMNS",
    "PostedFrame",
    "entries_of",
    "entry_of_row",
    "frame_of",
    "post_frame",
    "row_of_entry",
    "totals",
]

_MOVEMENTS = {kind: made for kind, made in KINDS.items() if issubclass(made, Movement)}
_OF_PROJECT = tuple(
    kind for kind, made in _MOVEMENTS.items() if "project" in fields_dict(made) and made is not CarryOver
)
_USES = tuple(made.kind for made in USES)
_STAGE_CODES = {str(account): code for code, account in enumerate(sorted(STAGES))}
_LEVEL_CODES = {str(level): code for code, level in enumerate(Level)}
#: How far the budget year may lie ahead of the day's: least and most. Other kinds are read one by one.
_AHEAD = {
    **dict.fromkeys(_OF_PROJECT, (0, 0)),
    Appropriation.kind: (0, 1),
    Transfer.kind: (0, 1),
    Return.kind: (-10_000, 0),
}
#: The years of one fund are few; so many of them have a place of their own in a pot's code.
_YEARS = 1 << 14


@frozen
class PostedFrame:
    """What came of posting a frame of entries.

    Attributes:
        accepted: the rows that were accepted, in their order, as a frame of the kind that was given.
        refused: the other rows, with the column ``refusal`` naming the class of the reason and ``why`` saying it.
        totals: whole fen by fund, year, level, account and project, as `Ledger.totals` has them.
    """

    accepted: Any = field(repr=False)
    refused: Any = field(repr=False)
    totals: Mapping[Key, int] = field(repr=False)


def post_frame(
    frame: Any,
    *,
    funds: Iterable[Fund],
    projects: Iterable[Project],
    rulebook: rulebooks.Rulebook | None = None,
) -> PostedFrame:
    """Post every row of a frame in order, keeping those that can be accepted, as `antipoverty.funds.post_each` does.

    Args:
        frame: entries, as any frame that narwhals knows; a lazy one is collected, and answered with Polars frames.
            The year of a row is that of its day where it is left out.
        funds: the funds.
        projects: the projects.
        rulebook: the rules on money; those of China if left out.

    Raises:
        InvalidValue: if the frame lacks a column or has one of the wrong type.
        MissingExtra: if Polars is not installed.
        ParameterError: if the rulebook has no value for a day.
    """
    rows = _checked(frame)
    ledger = Ledger(funds, projects)
    screen = ledger._screen(rulebook)
    screened = _screened(_coded(rows, screen), screen)
    doubtful = screened.filter(_doubtful(screened)).select("row")
    if not len(doubtful):
        none = rows.head(0).with_columns(*(nw.lit(None, dtype=nw.String).alias(name) for name in ("refusal", "why")))
        return PostedFrame(_back(rows.select(*COLUMNS), frame), _back(none.drop("row"), frame), _totals(screened))
    refused = _one_by_one(rows.join(doubtful, on="row", how="semi").sort("row"), ledger, rulebook)
    reasons = _table(
        {
            "row": (nw.Int64, [row for row, _, _ in refused]),
            "refusal": (nw.String, [refusal for _, refusal, _ in refused]),
            "why": (nw.String, [why for _, _, why in refused]),
        }
    )
    sent_back = rows.join(reasons, on="row", how="inner").sort("row")
    kept = rows.join(reasons, on="row", how="anti").sort("row")
    return PostedFrame(
        _back(kept.select(*COLUMNS), frame),
        _back(sent_back.select(*COLUMNS, "refusal", "why"), frame),
        _totals(_with_undone(kept)),
    )


def totals(frame: Any) -> Mapping[Key, int]:
    """Whole fen by fund, year, level, account and project of a frame of entries that are known to be in order.

    One group-by of the entries as they stand; the two sides of each are taken from the few groups that it gives.
    """
    rows = _checked(frame)
    return _totals(_with_undone(rows))


def frame_of(entries: Iterable[Entry]) -> pl.DataFrame:
    """Entries as a Polars frame, to be posted or written to a file by `antipoverty.registers.write`.

    >>> frame_of([Reversal("e9", date(2014, 6, 1), "e2")]).select("id", "on", "kind", "entry").row(0)
    ('e9', datetime.date(2014, 6, 1), 'reversal', 'e2')
    """
    rows = [row_of_entry(entry) for entry in entries]
    made: pl.DataFrame = _table(
        {name: (kind, [row[name] for row in rows]) for name, kind in COLUMNS.items()}
    ).to_native()
    return made


def entries_of(frame: Any) -> Iterator[Entry]:
    """The entries of a frame, such as `antipoverty.registers.read` gives, one by one.

    Raises:
        InvalidValue: if the frame lacks a column or has one of the wrong type, or if a row stands for no entry.
        MissingExtra: if Polars is not installed.

    >>> list(entries_of(frame_of([Reversal("e9", date(2014, 6, 1), "e2")])))[0].entry
    'e2'
    """
    return (entry_of_row(row) for row in _checked(frame).iter_rows(named=True))


def _checked(frame: Any) -> nw.DataFrame[Any]:
    try:
        import polars  # noqa: F401  # named here, so that the error says which extra to install
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    given = nw.from_native(frame)
    eager: nw.DataFrame[Any]
    if isinstance(given, nw.LazyFrame):
        eager = given.collect("polars")
    else:
        eager = nw.from_native(given.to_polars(), eager_only=True)
    if absent := [name for name in ("id", "on", "kind", "amount_fen", "fund", "level") if name not in eager.columns]:
        raise InvalidValue("frame", absent, f"the columns {', '.join(COLUMNS)}")
    for name, wanted in COLUMNS.items():
        if name not in eager.columns:
            eager = eager.with_columns(nw.lit(None, dtype=wanted).alias(name))
        elif eager.schema[name] != wanted:
            held = eager.schema[name]
            whole = wanted == nw.Int64 and held.is_integer()
            words = wanted == nw.String and held in (nw.Categorical, nw.Enum, nw.Unknown)
            if not whole and not words:
                raise InvalidValue(f"frame.{name}", held, f"a column of type {wanted.__name__}")
            eager = eager.with_columns(nw.col(name).cast(wanted))
    if eager["year"].null_count():
        left_out = nw.col("year").is_null() & (nw.col("kind") != Reversal.kind)
        of_the_day = nw.when(left_out).then(nw.col("on").dt.year().cast(nw.Int64)).otherwise(nw.col("year"))
        eager = eager.with_columns(of_the_day.alias("year"))
    return eager.select(*COLUMNS).with_row_index("row").with_columns(nw.col("row").cast(nw.Int64))


def _table(columns: Mapping[str, tuple[Any, list[Any]]]) -> nw.DataFrame[Any]:
    """A small table, to be joined: for each column its type and its values."""
    kinds = {name: kind for name, (kind, _) in columns.items()}
    return nw.from_dict({name: values for name, (_, values) in columns.items()}, kinds, backend="polars")


def _back(rows: nw.DataFrame[Any], frame: Any) -> Any:
    """Rows as the kind of frame that was given."""
    given = nw.from_native(frame)
    if isinstance(given, nw.LazyFrame) or given.implementation.is_polars():
        return rows.to_native()
    table = rows.to_arrow()
    if given.implementation.is_pandas():
        # With Arrow's types, since NumPy's have no unknown.
        return table.to_pandas(types_mapper=nw.get_native_namespace(given).ArrowDtype)
    return table


def _mapped(name: str, numbers: Mapping[Any, int]) -> nw.Expr:
    """A number in place of each value of a column, null where it has none."""
    if not numbers:
        return nw.lit(None, dtype=nw.Int64)
    return nw.col(name).replace_strict(list(numbers), list(numbers.values()), default=None, return_dtype=nw.Int64)


def _coded(rows: nw.DataFrame[Any], screen: Screen) -> nw.DataFrame[Any]:
    """Whole numbers beside words, null where a word is unknown."""
    return rows.with_columns(
        _mapped("fund", {key: code for code, key in enumerate(screen.funds)}).alias("fund_code"),
        _mapped("project", {key: code for code, key in enumerate(screen.projects, 1)}).alias("project_code"),
        _mapped("level", _LEVEL_CODES).alias("level_code"),
        _mapped("to", _LEVEL_CODES).alias("to_code"),
    )


def _screened(rows: nw.DataFrame[Any], screen: Screen) -> nw.DataFrame[Any]:
    """The rows with ``clean``: whether the screen lets them pass. Reversals pass; their other columns do not count."""
    most = fen(LIMIT)
    kind = nw.col("kind")
    ahead = nw.col("year") - nw.col("on").dt.year().cast(nw.Int64)
    least, furthest = ({kind: years[at] for kind, years in _AHEAD.items()} for at in (0, 1))
    own_year = {key: fund.year for key, fund in screen.funds.items()}
    rows = rows.with_columns(
        _mapped("kind", dict.fromkeys(_OF_PROJECT, 1)).alias("of_project"),
        (kind == Transfer.kind).alias("sends"),
        ((ahead >= _mapped("kind", least)) & (ahead <= _mapped("kind", furthest))).alias("in_year"),
    )
    brings = rows["kind"] == Appropriation.kind
    if brings.any():
        foreign = rows.filter(brings).filter(nw.col("year") != _mapped("fund", own_year))["row"].to_list()
        if foreign:
            rows = rows.with_columns((nw.col("in_year") & ~nw.col("row").is_in(foreign)).alias("in_year"))
    sends, has_project = nw.col("sends"), ~nw.col("of_project").is_null()
    plain = (
        ~nw.any_horizontal(
            *(nw.col(name).is_null() for name in ("id", "on", "fund_code", "level_code", "year", "amount_fen")),
            ignore_nulls=False,
        )
        & (nw.col("id") != "")
        & (nw.col("amount_fen") > 0)
        & (nw.col("amount_fen") < most)
        & (nw.col("project_code").is_null() != has_project)
        & (nw.col("project").is_null() != has_project)
        & (nw.col("to_code").is_null() != sends)
        & (nw.col("to").is_null() != sends)
        & ~(nw.col("to_code") == nw.col("level_code")).fill_null(False)
        & ~(nw.col("document") == "").fill_null(False)
        & nw.col("stage").is_null()
        & nw.col("in_year")
    ).fill_null(False)
    rows = rows.with_columns(plain.alias("clean"))
    if ruled_out := _ruled_out(rows, screen):
        rows = rows.with_columns((nw.col("clean") & ~nw.col("row").is_in(ruled_out)).alias("clean"))
    # Few rows carry over, reclaim or reverse: each is read on its own.
    rare = rows.filter(~nw.col("clean") & kind.is_in(["carry-over", "reclaim", "reversal"]))
    passed = [row["row"] for row in rare.iter_rows(named=True) if _passes(row, screen)]
    if passed:
        rows = rows.with_columns((nw.col("clean") | nw.col("row").is_in(passed)).alias("clean"))
    return _with_undone(rows)


def _passes(row: Mapping[str, Any], screen: Screen) -> bool:
    try:
        screen.check(entry_of_row(row))
    except (InvalidValue, Refusal):
        return False
    return True


def _ruled_out(rows: nw.DataFrame[Any], screen: Screen) -> list[int]:
    """The rows whose fund may not pay for their project, decided once for each pair and period of rules and funds."""
    asked = rows.filter(nw.col("clean") & nw.col("kind").is_in(_USES))
    if not len(asked):
        return []
    days = asked["on"].unique().to_list()
    starts = {day: screen.rulebook.at(day).start for day in days}
    bounds = {bound for fund in screen.funds.values() for bound in (fund.first_day, fund.last_day) if bound}
    periods = {
        day: (starts[day], *(day >= bound for bound in bounds), *(day > bound for bound in bounds)) for day in days
    }
    numbers = {period: number for number, period in enumerate(dict.fromkeys(periods.values()))}
    some_day = {numbers[period]: day for day, period in periods.items()}
    asked = asked.select(
        "row", "fund_code", "project_code", _mapped("on", {day: numbers[periods[day]] for day in days}).alias("period")
    )
    fund_keys, project_keys = list(screen.funds), ["", *screen.projects]
    wrong = [
        (fund, project, period)
        for fund, project, period in asked.select("fund_code", "project_code", "period").unique().iter_rows()
        if screen.use(fund_keys[fund], project_keys[project], some_day[period]).outcome is not Outcome.MET
    ]
    if not wrong:
        return []
    names = ("fund_code", "project_code", "period")
    table = _table({name: (nw.Int64, [each[at] for each in wrong]) for at, name in enumerate(names)})
    return asked.join(table, on=list(names), how="inner")["row"].to_list()


def _with_undone(rows: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """Reversals take the columns of what they undo, with a minus; ``undone`` is its row."""
    names = ("kind", "fund", "level", "year", "amount_fen", "project", "to", "stage")
    extra = [name for name in rows.columns if name.endswith("_code")]
    rows = rows.with_columns(nw.lit(None, dtype=nw.Int64).alias("undone"), nw.col("kind").alias("moves"))
    if not (rows["kind"] == "reversal").any():
        return rows
    clean = nw.col("clean") if "clean" in rows.columns else nw.lit(True)
    taken = [*names, *extra]
    originals = rows.filter(clean & (nw.col("kind") != "reversal")).select(
        nw.col("id").alias("entry"), nw.col("row").alias("o_row"), *(nw.col(name).alias(f"o_{name}") for name in taken)
    )
    # A key that stands twice would double its reversals here; the first is taken, and the fund is doubtful anyway.
    originals = originals.sort("o_row").unique("entry", keep="first", maintain_order=True)
    reversal = nw.col("kind") == "reversal"
    joined = rows.join(originals, on="entry", how="left").sort("row")
    swapped = [
        nw.when(reversal).then(nw.col(f"o_{name}")).otherwise(nw.col(name)).alias(name)
        for name in taken
        if name not in ("kind", "amount_fen")
    ]
    return joined.with_columns(
        *swapped,
        nw.when(reversal).then(nw.col("o_kind")).otherwise(nw.col("kind")).alias("moves"),
        nw.when(reversal).then(nw.lit(0) - nw.col("o_amount_fen")).otherwise(nw.col("amount_fen")).alias("amount_fen"),
        nw.when(reversal).then(nw.col("o_row")).alias("undone"),
    ).select(*rows.columns)


def _doubtful(rows: nw.DataFrame[Any]) -> nw.Series[Any]:
    """The rows that columns cannot vouch for: those not clean, and all of a fund in which anything is not in order."""
    clean = rows["clean"]
    late = (rows["kind"] == "reversal") & ~(rows["undone"] < rows["row"]).fill_null(False)
    loose = ~clean | late
    good = rows.filter(~loose)
    funds: set[int] = set(_overdrawn(good))
    ids = rows.filter(clean)["id"]
    if ids.n_unique() != len(ids):
        twice = rows.filter(clean).filter(ids.is_duplicated())
        funds.update(twice["fund_code"].drop_nulls().unique().to_list())
    if not good["on"].is_sorted():
        back = good.with_columns(
            (nw.col("on") < nw.col("on").cum_max().over("fund_code", order_by="row")).alias("back")
        )
        funds.update(back.filter(nw.col("back"))["fund_code"].unique().to_list())
    reversals = rows.filter(clean).filter(nw.col("kind") == "reversal")
    if len(reversals) and (
        reversals["entry"].n_unique() != len(reversals)
        or set(reversals["entry"].to_list()) & set(reversals["id"].to_list())
    ):
        # A reversal of a reversal, or a second one: all funds that have reversals are looked at.
        funds.update(reversals["fund_code"].drop_nulls().unique().to_list())
    return loose | rows["fund_code"].is_in(sorted(funds)).fill_null(False)


def _overdrawn(rows: nw.DataFrame[Any]) -> list[int]:
    """The funds in which a running balance of a stage falls below nothing."""
    if not len(rows):
        return []
    first, last = rows["year"].min(), rows["year"].max()
    if last - first >= _YEARS - 1:
        return rows["fund_code"].unique().to_list()  # pragma: no cover  # ten thousand years of one register
    places = (rows["project_code"].max() or 0) + 1
    moves = nw.col("moves")
    carried = moves == CarryOver.kind
    some_carried = (rows["moves"] == CarryOver.kind).any()

    def effect(side: str, year: nw.Expr, level: nw.Expr, amount: nw.Expr) -> nw.DataFrame[Any]:
        """What one side of every entry does to the stages, with a number for the pot."""
        stages = {kind: _STAGE_CODES[at] for kind, made in _MOVEMENTS.items() if (at := getattr(made, side)) in STAGES}
        account = _mapped("moves", stages)
        if some_carried:
            stage = _mapped("stage", _STAGE_CODES).fill_null(_STAGE_CODES["available"])
            account = nw.when(carried).then(stage).otherwise(account)
        sided = rows.with_columns(account.alias("account")).filter(~nw.col("account").is_null())
        with_project = nw.when(nw.col("account") != _STAGE_CODES["available"]).then(nw.col("project_code")).otherwise(0)
        where = (nw.col("fund_code") * _YEARS + (year - first)) * len(Level) + level
        pot = (where * len(STAGES) + nw.col("account")) * places + with_project
        return sided.select("row", "fund_code", pot.alias("pot"), amount.alias("delta"))

    amount, year, level = nw.col("amount_fen"), nw.col("year"), nw.col("level_code")
    out = effect("source", year, level, nw.lit(0) - amount)
    into = effect(
        "target",
        year + carried.cast(nw.Int64) if some_carried else year,
        nw.when(moves == Transfer.kind).then(nw.col("to_code")).otherwise(level),
        amount,
    )
    running = nw.concat([out, into]).sort("row").with_columns(nw.col("delta").cum_sum().over("pot").alias("held"))
    # Within a row the two sides are different pots, so that only what is left after each row counts.
    return running.filter((nw.col("held") < 0) & (nw.col("delta") < 0))["fund_code"].unique().to_list()


def _one_by_one(
    rows: nw.DataFrame[Any], ledger: Ledger, rulebook: rulebooks.Rulebook | None
) -> list[tuple[int, str, str]]:
    """Post doubtful rows in order: which were refused, and why."""
    refused: list[tuple[int, str, str]] = []
    for row in rows.iter_rows(named=True):
        try:
            ledger = post(ledger, entry_of_row(row), rulebook=rulebook)
        except (InvalidValue, Refusal) as error:
            refused.append((row["row"], type(error).__name__, str(error)))
    return refused


def _totals(rows: nw.DataFrame[Any]) -> Mapping[Key, int]:
    named = ["moves", "fund", "level", "year", "project", "to", "stage"]
    # A column without a value tells no groups apart, and costs as much as one that does.
    by = [name for name in named if rows[name].null_count() < len(rows)]
    grouped = rows.group_by(*by).agg(nw.col("amount_fen").sum()) if by else rows.head(0)
    found: dict[Key, int] = {}
    for row in grouped.iter_rows(named=True):
        amount = row["amount_fen"]
        if not amount:
            continue
        movement = entry_of_row(
            {**row, "kind": row["moves"], "id": "-", "on": date(row["year"], 12, 31), "amount_fen": 1}
        )
        assert isinstance(movement, Movement)
        for key, sign in legs(movement):
            found[key] = found.get(key, 0) + sign * amount
    return {key: amount for key, amount in found.items() if amount}
