"""Posting a frame of millions of entries, by the same rules as one by one.

A frame of entries has the columns of `rows`. Rows that `validation` cannot show to be in order are posted one by one,
which refuses exactly those that `antipoverty.funds.post` refuses.

Not every engine has running sums within groups, so that frames are validated in Polars, and the results are given back
as the kind of frame that was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from attrs import field, frozen

from antipoverty import rulebooks
from antipoverty._shared.arguments import as_day
from antipoverty._shared.extras import needing
from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds._frames.rows import COLUMNS, entry_of_row, row_of_entry
from antipoverty.funds._ledger.entries import Entry, Key, Movement, Reversal, legs
from antipoverty.funds._ledger.ledger import Ledger, line_of
from antipoverty.funds._records import Fund, Project
from antipoverty.funds._rules.checks import USES
from antipoverty.funds._rules.reviewing import Books, FundReview, review_books

if TYPE_CHECKING:
    import polars as pl


@frozen
class PostedFrame:
    """The result of `post_frame`.

    Attributes:
        accepted: the rows that were accepted, in their order, as a frame of the kind that was given.
        refused: the other rows, with the class of the reason in the column ``refusal`` and its text in ``why``.
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
    within_budget: bool = False,
) -> PostedFrame:
    """Post every row of a frame in order, keeping those that can be accepted, as `antipoverty.funds.post_each` does.

    Args:
        frame: entries, as any frame that narwhals knows; a lazy one is collected, and answered with Polars frames.
            The year of a row is that of its day where it is left out.
        funds: the funds.
        projects: the projects.
        rulebook: the rules on money; those of China if left out.
        within_budget: whether the budget lines of the projects bind, as in a `Ledger`.

    Raises:
        InvalidValue: if the frame lacks a column or has one of the wrong type.
        MissingExtra: if Polars is not installed.
        ParameterError: if the rulebook has no value for a day.
    """
    rows = _checked(frame)
    from antipoverty.funds._frames.validation import validate

    ledger = Ledger(funds, projects, within_budget=within_budget)
    checker = ledger.checker(rulebook)
    validated = validate(rows.to_native(), checker, line_of if within_budget else None)
    refused: list[tuple[int, str, str]] = []
    for number, row in zip(validated.doubtful, rows[validated.doubtful].iter_rows(named=True), strict=True):
        try:
            ledger = ledger.with_entry(entry_of_row(row), checker)
        except (InvalidValue, FundError) as error:
            refused.append((number, type(error).__name__, str(error)))
    numbers = [number for number, _, _ in refused]
    reasons = {"refusal": [kind for _, kind, _ in refused], "why": [why for _, _, why in refused]}
    refused_rows = rows[numbers].with_columns(
        nw.new_series(name, values, nw.String, backend="polars") for name, values in reasons.items()
    )
    kept = rows.with_row_index("row").filter(~nw.col("row").is_in(numbers)).drop("row") if refused else rows
    # The totals are of different funds: where columns validate some rows of a fund, its doubtful rows are all refused.
    totals = {**_totals_of(validated.moved), **ledger.totals}
    return PostedFrame(_back(kept, frame), _back(refused_rows, frame), totals)


def totals(frame: Any) -> Mapping[Key, int]:
    """Whole fen by fund, year, level, account and project of a frame of entries that were accepted before.

    Args:
        frame: entries, as any frame that narwhals knows.

    Raises:
        InvalidValue: if the frame lacks a column or has one of the wrong type.
        MissingExtra: if Polars is not installed.

    >>> from datetime import date
    >>> import polars
    >>> row = {"id": "e1", "on": date(2014, 3, 1), "kind": "appropriation", "fund": "f1", "level": "county"}
    >>> frame = polars.DataFrame([{**row, "year": 2014, "amount_fen": 508_500_000}])
    >>> totals(frame)["f1", 2014, "county", "available", ""]
    508500000
    """
    rows = _checked(frame)
    from antipoverty.funds._frames.validation import moved

    return _totals_of(moved(rows.to_native()))


def review_frame(
    frame: Any,
    *,
    funds: Iterable[Fund],
    projects: Iterable[Project],
    on: date,
    rulebook: rulebooks.Rulebook | None = None,
) -> FundReview:
    """Review a frame of entries that were accepted before, as `antipoverty.funds.review` does a ledger.

    Args:
        frame: entries, as any frame that narwhals knows.
        funds: the funds.
        projects: the projects.
        on: the date, which chooses the rules in force.
        rulebook: the rules; those of China if left out.

    Raises:
        InvalidValue: if the frame lacks a column, has one of the wrong type, or names a fund or project that is not
            given.
        MissingExtra: if Polars is not installed.

    >>> from antipoverty.text import Text
    >>> fund = Fund("f1", Text("Donation", "捐款"), "donation", 2014)
    >>> review_frame(frame_of([]), funds=[fund], projects=[], on=date(2018, 12, 31)).totals[-1].rule
    'carry-over-reclaim'
    """
    as_day(on, "on")
    rows, records = _checked(frame), Ledger(funds, projects)
    from antipoverty.funds._frames.validation import moved, with_normal_keys

    native = with_normal_keys(rows.to_native(), records.funds, records.projects)
    eager = nw.from_native(native, eager_only=True)
    for name, held in (("fund", records.funds), ("project", records.projects)):
        if strange := sorted(set(eager[name].drop_nulls().unique().to_list()) - held.keys()):
            raise InvalidValue(f"frame.{name}", strange[0], f"the key of a {name} that is given")
    undone = eager.filter(nw.col("kind") == Reversal.kind)["entry"].to_list()
    using = nw.col("kind").is_in([kind.kind for kind in USES]) & ~nw.col("id").is_in(undone)
    uses = eager.filter(using).select("fund", "project", "on").unique().sort("project", "fund", "on").iter_rows()
    books = Books(records.funds, records.projects, _totals_of(moved(native)), uses)
    return review_books(books, on=on, rulebook=rulebook)


def _totals_of(moved: Iterable[tuple[Movement, int]]) -> dict[Key, int]:
    """Whole fen by key after movements, each with the sum that it moves."""
    totals: dict[Key, int] = {}
    for movement, amount in moved:
        for key, part in legs(movement):
            totals[key] = totals.get(key, 0) + (amount if part > 0 else -amount)
    return {key: amount for key, amount in totals.items() if amount}


def frame_of(entries: Iterable[Entry]) -> pl.DataFrame:
    """Entries as a Polars frame, to be posted or written to a file by `antipoverty.registers.write`.

    >>> from datetime import date
    >>> frame_of([Reversal("e9", date(2014, 6, 1), "e2")]).select("id", "on", "kind", "entry").row(0)
    ('e9', datetime.date(2014, 6, 1), 'reversal', 'e2')
    """
    rows = [row_of_entry(entry) for entry in entries]
    values = {name: [row[name] for row in rows] for name in COLUMNS}
    frame: pl.DataFrame = nw.from_dict(values, COLUMNS, backend="polars").to_native()
    return frame


def entries_of(frame: Any) -> Iterator[Entry]:
    """The entries of a frame, such as `antipoverty.registers.read` gives, one by one.

    Raises:
        InvalidValue: if the frame lacks a column or has one of the wrong type, or if a row is no entry.
        MissingExtra: if Polars is not installed.

    >>> from datetime import date
    >>> list(entries_of(frame_of([Reversal("e9", date(2014, 6, 1), "e2")])))[0].entry
    'e2'
    """
    return (entry_of_row(row) for row in _checked(frame).iter_rows(named=True))


def _checked(frame: Any) -> nw.DataFrame[Any]:
    with needing("polars", "polars"):
        import polars  # noqa: F401  # named here, so that the error says which extra to install
    native = nw.from_native(frame)
    eager: nw.DataFrame[Any]
    if isinstance(native, nw.LazyFrame):
        eager = native.collect("polars")
    else:
        eager = nw.from_native(native.to_polars(), eager_only=True)
    if absent := [name for name in ("id", "on", "kind", "amount_fen", "fund", "level") if name not in eager.columns]:
        raise InvalidValue("frame", absent, f"the columns {', '.join(COLUMNS)}")
    for name, wanted in COLUMNS.items():
        if name not in eager.columns:
            eager = eager.with_columns(nw.lit(None, dtype=wanted).alias(name))
        elif eager.schema[name] != wanted:
            dtype = eager.schema[name]
            whole = wanted == nw.Int64 and dtype.is_integer()
            words = wanted == nw.String and dtype in (nw.Categorical, nw.Enum, nw.Unknown)
            if not whole and not words:
                raise InvalidValue(f"frame.{name}", dtype, f"a column of type {wanted.__name__}")
            eager = eager.with_columns(nw.col(name).cast(wanted))
    if eager["year"].null_count():
        left_out = nw.col("year").is_null() & (nw.col("kind") != Reversal.kind)
        of_the_day = nw.when(left_out).then(nw.col("on").dt.year().cast(nw.Int64)).otherwise(nw.col("year"))
        eager = eager.with_columns(of_the_day.alias("year"))
    return eager.select(*COLUMNS)


def _back(rows: nw.DataFrame[Any], frame: Any) -> Any:
    """Rows as the kind of frame that was given."""
    native = nw.from_native(frame)
    if isinstance(native, nw.LazyFrame) or native.implementation.is_polars():
        return rows.to_native()
    table = rows.to_arrow()
    if native.implementation.is_pandas():
        # With Arrow's types, since NumPy's have no null.
        return table.to_pandas(types_mapper=nw.get_native_namespace(native).ArrowDtype)
    return table
