"""What columns can vouch for: rows that are in order, and that so many at once can be seen to be.

Most rows differ from others only in their key, their day and their amount: they have one *pattern*. A pattern is read
once, from one of its rows, as the entry that it stands for, and that entry goes through the very screen that a single
one goes through. What no pattern can tell is shown by columns: that keys differ, days go forward, reversals undo what
stands before them, and no running balance falls below nothing.

Columns can only show that nothing is wrong. No entry touches two funds, so that it is shown fund by fund; every row of
a fund for which it cannot be shown is in doubt, and so is every row that makes no entry or does not pass the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from antipoverty._shared.keys import CHANGES, PERSON_TOGETHER, RANDOM, SHORTEST, normal_key
from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.funds._frames.rows import entry_of_row
from antipoverty.funds._ledger.entries import KINDS, STAGES, Key, Movement, Reversal, legs
from antipoverty.funds._ledger.refusals import Refusal
from antipoverty.funds._rules.screening import Screen
from antipoverty.funds._words import BUDGET_YEARS, Level
from antipoverty.money import LIMIT, fen

try:
    import polars as pl
except ImportError:  # pragma: no cover  # the test suite has it
    raise MissingExtra("polars", "polars") from None

#: What tells one pattern from another, the day aside.
_MARKS = ("kind", "fund", "level", "year", "project", "to", "stage")


@frozen
class Vouched:
    """What columns found in a frame of entries.

    Attributes:
        doubtful: the numbers of the rows that have to be posted one by one, in their order.
        moved: what the other rows move, each a movement and the whole fen that it stands for.
    """

    doubtful: list[int]
    moved: list[tuple[Movement, int]]


def vouch(rows: pl.DataFrame, screen: Screen) -> Vouched:
    """Tell the rows that are in order from those that have to be posted one by one.

    Args:
        rows: entries, with all of `rows.COLUMNS`.
        screen: the checks that need no balances.

    Raises:
        ParameterError: if the rulebook has no value for a day.
    """
    rows = with_one_form(rows)
    sound = _sound(rows, screen)
    movements, patterns = _patterns(rows, sound, screen)
    passed = _with_reversals(sound, patterns)
    good = passed.filter(pl.col("undone").is_null() | (pl.col("undone") < pl.col("row")))
    doubted = _in_doubt(passed, good, patterns)
    if doubted:
        good = good.filter(~pl.col("fund").is_in(sorted(doubted)))
    doubtful: list[int] = []
    if len(good) < len(rows):
        every = rows.select(pl.int_range(pl.len(), dtype=pl.get_index_type()).alias("row"))
        doubtful = every.join(good, on="row", how="anti")["row"].sort().to_list()
    summed = good.group_by("pattern").agg(pl.col("amount").cast(_summable(good["amount"])).sum())
    return Vouched(doubtful, [(movements[pattern], amount) for pattern, amount in summed.iter_rows()])


def moved(rows: pl.DataFrame) -> Iterator[tuple[Movement, int]]:
    """What rows that are known to be in order move, each a movement and the whole fen that it stands for.

    One group-by of the rows as they stand; only where there are reversals, another of what they undo.
    """
    rows = with_one_form(rows)
    # A column without a value tells no patterns apart, and would cost as much as one that does.
    by = [name for name in _MARKS if rows[name].null_count() < len(rows)]
    if not by:
        return
    amount = pl.col("amount_fen").cast(_summable(rows["amount_fen"])).sum()
    reversed_some = False
    for row in rows.group_by(by).agg(amount).iter_rows(named=True):
        if row["kind"] == Reversal.kind:
            reversed_some = True
            continue
        movement = entry_of_row({**row, "id": "-", "on": date(row["year"], 12, 31), "amount_fen": 1})
        assert isinstance(movement, Movement)
        yield movement, row["amount_fen"]
    if reversed_some:
        entries = rows.filter(pl.col("kind") == Reversal.kind).select("entry")
        undone = rows.join(entries, left_on="id", right_on="entry", how="semi")
        yield from ((movement, -amount) for movement, amount in moved(undone))


def with_one_form(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose keys are in the form of `keys.normal_key`, as entries hold them; empty where none is."""
    return rows.with_columns(_one_form(rows[name]) for name in ("id", "fund", "project", "entry"))


def _one_form(keys: pl.Series) -> pl.Series:
    # Two sorts of key are seen to be in it at once; each of the others is read by itself.
    word = keys.str.contains("^[0-9A-Za-z_-]+$") & ~keys.str.contains(f"(?:[0-9][_-]*){{{SHORTEST}}}")
    digest = (keys.str.len_bytes() >= 32) & keys.str.contains(RANDOM) & ~keys.str.contains(PERSON_TOGETHER)
    settled = (word | digest) & ~keys.str.contains(f"^(?:{CHANGES})$")
    places = (~settled).arg_true()
    if not len(places):
        return keys
    forms = [normal_key(text) for text in keys.gather(places)]
    return keys.scatter(places, [form if isinstance(form, str) else "" for form in forms])


def _summable(amounts: pl.Series) -> pl.DataType | type[pl.DataType]:
    """A type in which the sum of some positive whole numbers, and of any of them, cannot pass what it holds."""
    mean = amounts.abs().mean()
    return pl.Int64 if not isinstance(mean, float) or mean * len(amounts) < 1 << 62 else pl.Int128


def _sound(rows: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """The rows whose key, day, amount and words can stand in an entry, with a number for each pattern.

    A pattern is told apart by its words, its year, and the phase of its day: by all that the screen reads but the
    amount, of which it only asks that there is one. A reversal has no number: what it undoes says what it moves.
    """
    known = {
        "kind": [kind for kind in KINDS if kind != Reversal.kind],
        "fund": list(screen.funds),
        "level": list(map(str, Level)),
        "project": list(screen.projects),
        "to": list(map(str, Level)),
        "stage": sorted(map(str, STAGES)),
    }
    words, code = pl.lit(True), pl.lit(0)
    for name, held in known.items():
        place = pl.col(name).cast(pl.Enum(held), strict=False).to_physical().cast(pl.Int64)
        words &= place.is_not_null() | pl.col(name).is_null()
        code = code * (len(held) + 1) + place.fill_null(len(held))
    phases = screen.phases(rows["on"].drop_nulls().unique())
    phase = pl.col("on").replace_strict(list(phases), list(phases.values()), default=None, return_dtype=pl.Int64)
    # Words leave room in 64 bits for as many funds and projects as there can be; with days and years they may not.
    code = (code.cast(pl.Int128) * len(phases) + phase) * BUDGET_YEARS.stop + pl.col("year")
    plain = _text("id") & pl.col("on").is_not_null() & (pl.col("document").is_null() | _text("document"))
    year = pl.col("year").is_between(BUDGET_YEARS[0], BUDGET_YEARS[-1])
    amount = pl.col("amount_fen").is_between(1, fen(LIMIT), closed="left")
    said = pl.col("reason").is_null() | _text("reason")
    reversal = (pl.col("kind") == Reversal.kind) & _text("entry") & said
    # All in one selection, in which what several columns need is worked out once.
    return (
        rows.lazy()
        .with_row_index("row")
        .select(
            "row",
            "id",
            "on",
            "entry",
            pl.col("amount_fen").alias("amount"),
            pl.when(plain & words & year & amount).then(code).alias("code"),
            (plain & reversal).alias("reverses"),
        )
        .filter(pl.col("code").is_not_null() | pl.col("reverses"))
        .collect()
    )


def _text(name: str) -> pl.Expr:
    """Whether a column holds what `fields.is_text` lets pass."""
    return ~pl.col(name).str.contains(r"[\p{Cc}\p{Zl}\p{Zp}\x{202a}-\x{202e}\x{2066}-\x{2069}]|^\p{Zs}*$")


def _patterns(rows: pl.DataFrame, sound: pl.DataFrame, screen: Screen) -> tuple[list[Movement], pl.DataFrame]:
    """The patterns that pass the screen, as entries, and as a table: of each its fund, and the pots that it changes.

    Of pots only those of stages are numbered, from which no more may be taken than they hold. One takes from one of
    them at most, the source, and puts into one at most, the target.
    """
    found = sound.drop_nulls("code").group_by("code").agg(pl.col("row").first()).sort("row")
    movements: list[Movement] = []
    funds = {key: number for number, key in enumerate(screen.funds)}
    pots: dict[Key, int] = {}
    table: list[tuple[int | None, ...]] = []
    for row in rows[found["row"]].iter_rows(named=True):
        try:
            entry = entry_of_row(row)
            screen.check(entry)
        except (InvalidValue, Refusal):
            table.append((None,) * 4)
            continue
        assert isinstance(entry, Movement)
        sides: list[int | None] = [None, None]
        for key, amount in legs(entry):
            if key[3] in STAGES:
                sides[amount > 0] = pots.setdefault(key, len(pots))
        table.append((len(movements), funds[entry.fund], *sides))
        movements.append(entry)
    schema = [(name, pl.UInt32) for name in ("pattern", "fund", "source", "target")]
    return movements, found.drop("row").hstack(pl.DataFrame(table, schema, orient="row")).drop_nulls("pattern")


def _with_reversals(sound: pl.DataFrame, patterns: pl.DataFrame) -> pl.DataFrame:
    """What passes the screen: movements with their pattern, and reversals with that of what they undo and a minus.

    ``undone`` is the row that a reversal undoes, or the reversal's own if there is none; it is null for a movement.
    """
    moved = sound.join(patterns, on="code", how="left").filter(pl.col("pattern").is_not_null())
    moved = moved.with_columns(pl.lit(None, dtype=sound["row"].dtype).alias("undone"))
    reversals = sound.filter("reverses")
    if not len(reversals):
        return moved
    # A key that stands twice would double its reversals; the first is taken, and its fund is in doubt anyway.
    originals = (
        moved.join(reversals, left_on="id", right_on="entry", how="semi")
        .sort("row")
        .unique("id", keep="first")
        .select(pl.col("id").alias("entry"), -pl.col("amount"), "pattern", "fund", "source", "target", undone="row")
    )
    undoing = reversals.drop("amount").join(originals, on="entry", how="left")
    undoing = undoing.with_columns(pl.col("undone").fill_null(pl.col("row")))
    return pl.concat([moved, undoing.select(moved.columns)])


def _in_doubt(passed: pl.DataFrame, good: pl.DataFrame, patterns: pl.DataFrame) -> set[int]:
    """The funds in which something is not in order, or cannot be seen to be."""
    funds = _overdrawn(good, patterns) | _backwards(good)
    # Keys whose hashes differ, differ; only where some do not are the keys themselves compared.
    if passed["id"].hash().n_unique() < len(passed):
        funds |= set(passed.filter(pl.col("id").is_duplicated())["fund"].drop_nulls())
    reversals = passed.filter(pl.col("undone").is_not_null())
    if reversals["entry"].is_duplicated().any() or reversals["entry"].is_in(reversals["id"].implode()).any():
        # An entry undone twice, or a reversal undone: all funds that have reversals are looked at.
        funds |= set(reversals["fund"].drop_nulls())
    return funds


def _backwards(good: pl.DataFrame) -> set[int]:
    """The funds in which a day comes before an earlier row's."""
    days = good.select("row", "fund", "on").sort("row")
    if days["on"].is_sorted():
        return set()
    return set(days.filter(pl.col("on") < pl.col("on").cum_max().over("fund"))["fund"])


def _overdrawn(good: pl.DataFrame, patterns: pl.DataFrame) -> set[int]:
    """The funds in which a running balance of a stage falls below nothing.

    The two sides of a row are different pots, so that only what each holds after the row counts.
    """
    sides = [
        good.select("row", pot=side, change=amount).drop_nulls("pot")
        for side, amount in (("source", -pl.col("amount")), ("target", pl.col("amount")))
    ]
    running = pl.col("change").cast(_summable(good["amount"])).cum_sum()
    least = pl.concat(sides).sort("row").group_by("pot").agg(running.min())
    # Something was taken from such a pot: of what only came in, no more can be undone than came.
    below = least.filter(pl.col("change") < 0)["pot"].implode()
    return set(patterns.filter(pl.col("source").is_in(below))["fund"])
