"""Validating a frame of entries: which rows columns show to be in order, and which have to be posted one by one.

Most rows differ from others only in their key, their day and their amount: they have one *pattern*. One row of each
pattern is made an entry and checked as single entries are. Columns show the rest: keys differ, days go forward,
reversals undo earlier rows, and no running balance is negative.

Columns can only show that nothing is wrong. No entry touches two funds, so that this is shown fund by fund. Doubtful
is every row of a fund for which it cannot be shown, and every row that makes no entry or fails a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.fields import BUDGET_YEARS
from antipoverty._shared.keys import CHANGES, PERSON_TOGETHER, RANDOM, SHORTEST, normal_key
from antipoverty.errors import FundError, InvalidValue
from antipoverty.funds._frames.rows import entry_of_row
from antipoverty.funds._ledger.entries import (
    KINDS,
    SOURCES,
    STAGES,
    Allotment,
    Key,
    Movement,
    ProjectMovement,
    Reversal,
    Withdrawal,
    legs,
)
from antipoverty.funds._records import Project
from antipoverty.funds._rules.checks import Checker
from antipoverty.funds._words import Level
from antipoverty.money import LIMIT, fen

with needing("polars", "polars"):
    import polars as pl

#: Words with at least one digit and too few for a number of a person: nothing that a spreadsheet makes of a key.
_PLAIN_KEY = f"^[A-Za-z_]*(?:[0-9][A-Za-z_]*){{1,{SHORTEST - 1}}}$"
#: The columns that tell patterns apart, apart from the day.
_MARKS = ("kind", "fund", "level", "year", "project", "to", "stage")


@frozen
class Validated:
    """The result of validating a frame of entries.

    Attributes:
        doubtful: the numbers of the rows that have to be posted one by one, in their order.
        moved: the other rows by pattern, each a movement with the sum of their whole fen.
    """

    doubtful: list[int]
    moved: list[tuple[Movement, int]]


def validate(
    rows: pl.DataFrame, checker: Checker, line_of: Callable[[Project, str], int | None] | None = None
) -> Validated:
    """Separate the rows that are in order from those that have to be posted one by one.

    Args:
        rows: entries, with all of `rows.COLUMNS`.
        checker: the checks that need no balances.
        line_of: whole fen that a project may have of a fund, where budget lines bind.

    Raises:
        ParameterError: if the rulebook has no value for a day.
    """
    rows = with_normal_keys(rows, checker.funds, checker.projects)
    sound = _sound(rows, checker)
    movements, patterns = _patterns(rows, sound, checker)
    passed = _with_reversals(sound, patterns)
    good = passed.filter(pl.col("undone").is_null() | (pl.col("undone") < pl.col("row")))
    doubted = _doubtful_funds(passed, good, patterns)
    if line_of is not None:
        doubted |= _over_budget(good, movements, checker, line_of)
    if doubted:
        good = good.filter(~pl.col("fund").is_in(sorted(doubted)))
    doubtful: list[int] = []
    if len(good) < len(rows):
        every = rows.select(pl.int_range(pl.len(), dtype=pl.get_index_type()).alias("row"))
        doubtful = every.join(good, on="row", how="anti")["row"].sort().to_list()
    summed = good.group_by("pattern").agg(pl.col("amount").cast(pl.Int128).sum())
    return Validated(doubtful, [(movements[pattern], amount) for pattern, amount in summed.iter_rows()])


def moved(rows: pl.DataFrame) -> Iterator[tuple[Movement, int]]:
    """Rows that are known to be in order, by pattern: each a movement with the sum of their whole fen.

    One group-by of the rows as they are, since an entry brings its keys to their form itself; only where there are
    reversals, another of the rows that they undo.
    """
    # An empty column tells no patterns apart, but would cost as much as a full one.
    by = [name for name in _MARKS if rows[name].null_count() < len(rows)]
    if not by:
        return
    amount = pl.col("amount_fen").cast(pl.Int128).sum()
    reversed_some = False
    for row in rows.lazy().group_by(by).agg(amount).collect().iter_rows(named=True):
        if row["kind"] == Reversal.kind:
            reversed_some = True
            continue
        movement = entry_of_row({**row, "id": "-", "on": date(row["year"], 12, 31), "amount_fen": 1})
        assert isinstance(movement, Movement)
        yield movement, row["amount_fen"]
    if reversed_some:
        entries = _normal_keys(rows["entry"].filter(rows["kind"] == Reversal.kind))
        undone = rows.filter(_normal_keys(rows["id"]).is_in(entries.implode()))
        yield from ((movement, -amount) for movement, amount in moved(undone))


def with_normal_keys(rows: pl.DataFrame, funds: Iterable[str], projects: Iterable[str]) -> pl.DataFrame:
    """Rows whose keys are as `keys.normal_key` makes them and entries hold them; "" for what is no key.

    Args:
        rows: entries, with all of `rows.COLUMNS`.
        funds: the keys of the funds that there are, and need no look.
        projects: likewise, of the projects.
    """
    known = {"id": None, "fund": funds, "project": projects, "entry": None}
    return rows.with_columns(_normal_keys(rows[name], keys) for name, keys in known.items())


def _normal_keys(keys: pl.Series, known: Iterable[str] | None = None) -> pl.Series:
    """Keys in their one form. Fast path: those known, plain words and digests have it; others are read one by one."""
    plain = keys.str.contains(_PLAIN_KEY) if known is None else keys.is_in(list(known))
    places = (~plain).arg_true()
    others = keys.gather(places)
    word = others.str.contains("^[0-9A-Za-z_-]+$") & ~others.str.contains(f"(?:[0-9][_-]*){{{SHORTEST}}}")
    digest = (others.str.len_bytes() >= 32) & others.str.contains(RANDOM) & ~others.str.contains(PERSON_TOGETHER)
    settled = (word | digest) & ~others.str.contains(f"^(?:{CHANGES})$")
    places = places.filter(~settled)
    forms = [normal_key(text) for text in keys.gather(places)]
    return keys.scatter(places, [form if isinstance(form, str) else "" for form in forms]) if forms else keys


def _summable(amounts: pl.Series) -> pl.DataType | type[pl.DataType]:
    """A type that no sum of some of these whole numbers overflows."""
    mean = amounts.abs().mean()
    return pl.Int64 if not isinstance(mean, float) or mean * len(amounts) < 1 << 62 else pl.Int128


def _sound(rows: pl.DataFrame, checker: Checker) -> pl.DataFrame:
    """The rows whose key, day, amount and words are valid in an entry, with a code for each pattern.

    The code combines the words, the year, and the phase of the day: all that the checks read but the amount, which
    they only need to be there. A reversal has no code: it has the pattern of the entry that it undoes.
    """
    known = {
        "kind": [kind for kind in KINDS if kind != Reversal.kind],
        "fund": list(checker.funds),
        "level": list(map(str, Level)),
        "project": list(checker.projects),
        "to": list(map(str, Level)),
        "stage": sorted(map(str, STAGES)),
    }
    phases = pl.Series(checker.phases(rows["on"].drop_nulls().unique().sort()), dtype=pl.Date)
    words, code, codes = pl.lit(True), pl.lit(0), (len(phases) + 1) * BUDGET_YEARS.stop
    for name, held in known.items():
        place = pl.col(name).cast(pl.Enum(held), strict=False).to_physical().cast(pl.Int64)
        words &= place.is_not_null() | pl.col(name).is_null()
        code = code * (len(held) + 1) + place.fill_null(len(held))
        codes *= len(held) + 1
    phase = pl.lit(phases).search_sorted(pl.col("on"), side="right")
    code = (code.cast(pl.Int64 if codes < 1 << 63 else pl.Int128) * (len(phases) + 1) + phase) * BUDGET_YEARS.stop
    # A key in its one form is a text.
    plain = (pl.col("id") != "") & pl.col("on").is_not_null() & (pl.col("document").is_null() | _text("document"))
    year = pl.col("year").is_between(BUDGET_YEARS[0], BUDGET_YEARS[-1])
    amount = pl.col("amount_fen").is_between(1, fen(LIMIT), closed="left")
    said = pl.col("reason").is_null() | _text("reason")
    reversal = (pl.col("kind") == Reversal.kind) & (pl.col("entry") != "") & said
    # In one selection, so that what several columns need is computed once.
    return (
        rows.lazy()
        .with_row_index("row")
        .select(
            "row",
            "id",
            "on",
            "entry",
            pl.col("amount_fen").alias("amount"),
            pl.when(plain & words & year & amount).then(code + pl.col("year")).alias("code"),
            (plain & reversal).alias("reverses"),
        )
        .filter(pl.col("code").is_not_null() | pl.col("reverses"))
        .collect(engine="in-memory")
    )


def _text(name: str) -> pl.Expr:
    """Whether the values of a column pass `fields.is_text`."""
    return ~pl.col(name).str.contains(r"[\p{Cc}\p{Zl}\p{Zp}\x{202a}-\x{202e}\x{2066}-\x{2069}]|^\p{Zs}*$")


def _patterns(rows: pl.DataFrame, sound: pl.DataFrame, checker: Checker) -> tuple[list[Movement], pl.DataFrame]:
    """The patterns that pass the checks, as entries, and as a table of their funds and the balances that they change.

    Only balances of `SOURCES` are numbered, which may not be negative. A pattern takes from one of them at most, the
    source, and adds to one at most, the target.
    """
    first_rows = sound.select("code", "row").drop_nulls("code").filter(pl.col("code").is_first_distinct())
    movements: list[Movement] = []
    funds = {key: number for number, key in enumerate(checker.funds)}
    balances: dict[Key, int] = {}
    table: list[tuple[int | None, ...]] = []
    for row in rows[first_rows["row"]].iter_rows(named=True):
        try:
            entry = entry_of_row(row)
            checker.check(entry)
        except (InvalidValue, FundError):
            table.append((None,) * 4)
            continue
        assert isinstance(entry, Movement)
        sides: list[int | None] = [None, None]
        for key, amount in legs(entry):
            if key[3] in SOURCES:
                sides[amount > 0] = balances.setdefault(key, len(balances))
        table.append((len(movements), funds[entry.fund], *sides))
        movements.append(entry)
    schema = [(name, pl.UInt32) for name in ("pattern", "fund", "source", "target")]
    return movements, first_rows.drop("row").hstack(pl.DataFrame(table, schema, orient="row")).drop_nulls("pattern")


def _with_reversals(sound: pl.DataFrame, patterns: pl.DataFrame) -> pl.DataFrame:
    """The rows that pass the checks, in order: movements with their pattern, reversals with that of what they undo.

    The amount of a reversal is negative. ``undone`` is the row that a reversal undoes, or the reversal's own if there
    is none; it is null for a movement.
    """
    moved = sound.join(patterns, on="code", how="left").filter(pl.col("pattern").is_not_null())
    moved = moved.with_columns(pl.lit(None, dtype=sound["row"].dtype).alias("undone"))
    reversals = sound.filter("reverses")
    if not len(reversals):
        return moved
    # A duplicate key would double its reversals; the first is taken, and its fund is doubtful anyway.
    originals = (
        moved.join(reversals, left_on="id", right_on="entry", how="semi")
        .sort("row")
        .unique("id", keep="first")
        .select(pl.col("id").alias("entry"), -pl.col("amount"), "pattern", "fund", "source", "target", undone="row")
    )
    undoing = reversals.drop("amount").join(originals, on="entry", how="left")
    undoing = undoing.with_columns(pl.col("undone").fill_null(pl.col("row")))
    return pl.concat([moved, undoing.select(moved.columns)]).sort("row")


def _doubtful_funds(passed: pl.DataFrame, good: pl.DataFrame, patterns: pl.DataFrame) -> set[int]:
    """The funds in which something is wrong, or cannot be shown to be right."""
    funds = _overdrawn(good, patterns) | _backwards(good)
    # Fast path: distinct hashes mean distinct keys.
    if passed["id"].hash().n_unique() < len(passed):
        funds |= set(passed.filter(pl.col("id").is_duplicated())["fund"].drop_nulls())
    reversals = passed.filter(pl.col("undone").is_not_null())
    if reversals["entry"].is_duplicated().any() or reversals["entry"].is_in(reversals["id"].implode()).any():
        # An entry undone twice, or a reversal undone: all funds that have reversals are doubtful.
        funds |= set(reversals["fund"].drop_nulls())
    return funds


def _backwards(good: pl.DataFrame) -> set[int]:
    """The funds in which a day comes before an earlier row's."""
    if good["on"].is_sorted():
        return set()
    return set(good.filter(pl.col("on") < pl.col("on").cum_max().over("fund"))["fund"])


def _over_budget(
    good: pl.DataFrame, movements: list[Movement], checker: Checker, line_of: Callable[[Project, str], int | None]
) -> set[int]:
    """The funds of which a project holds and spent more than its budget line after some row."""
    lines: dict[tuple[str, str], int] = {}
    table: list[tuple[int, int, int, int]] = []
    for pattern, movement in enumerate(movements):
        sign = isinstance(movement, Allotment) - isinstance(movement, Withdrawal)
        if sign and isinstance(movement, ProjectMovement):
            most = line_of(checker.projects[movement.project], movement.fund)
            if most is not None:
                table.append((pattern, lines.setdefault((movement.project, movement.fund), len(lines)), sign, most))
    schema = {"pattern": pl.UInt32, "line": pl.UInt32, "sign": pl.Int8, "most": pl.Int64}
    moved = good.join(pl.DataFrame(table, schema, orient="row"), on="pattern").sort("row")
    change = (pl.col("amount") * pl.col("sign")).cast(_summable(good["amount"]))
    above = moved.filter(change.cum_sum().over("line") > pl.col("most"))
    return set(above["fund"])


def _overdrawn(good: pl.DataFrame, patterns: pl.DataFrame) -> set[int]:
    """The funds in which a running balance is negative that may not be.

    The two sides of a row are different balances, so that only each balance after the row counts.
    """
    sides = [
        good.select("row", balance=side, change=amount).drop_nulls("balance")
        for side, amount in (("source", -pl.col("amount")), ("target", pl.col("amount")))
    ]
    running = pl.col("change").cast(_summable(good["amount"])).cum_sum()
    least = sides[0].merge_sorted(sides[1], "row").group_by("balance").agg(running.min())
    # A negative balance was taken from somewhere as a source: undoing what came in takes no more than came.
    below = least.filter(pl.col("change") < 0)["balance"].implode()
    return set(patterns.filter(pl.col("source").is_in(below))["fund"])
