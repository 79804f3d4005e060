"""Rows of text brought to values: those that can be taken, and of the others all that is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from antipoverty.registers._reading.batches import Batch
from antipoverty.registers._reading.cells import (
    KEY_REASONS,
    Column,
    Parsed,
    Tried,
    Words,
    digest,
    masked,
    shown_key,
    stored,
    tried,
)
from antipoverty.registers._reading.footers import TOTAL, key_place, labelled, sums, without_footers
from antipoverty.registers._reading.matching import Taken
from antipoverty.registers._schema.declarations import Case, Field, Form, Schema
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: What a text of a column stands for: the column, the text, the value, whether it can be taken, and in how many rows.
Said: TypeAlias = tuple[str, str, str | bool | None, bool, int]


@frozen(eq=False)
class Manner:
    """How the cells of a table are read.

    Attributes:
        secret: under which digests of identity numbers are kept.
        marked: whether texts that a spreadsheet would take for a formula are marked.
        words: for each field, what further words stand for.
        blank: words that say that a fact is unknown.
        headings: those of the file, which may stand in it again.
    """

    secret: bytes | None
    marked: bool
    words: Mapping[str, Words]
    blank: frozenset[str]
    headings: Sequence[str]


@frozen(eq=False)
class Rows:
    """What came of the rows of a batch.

    Attributes:
        good: those that can be taken, with their numbers in ``row``.
        wrong: the problems of the others, a row for each cell.
        keys: the keys of the others, where those can be taken: ``row`` and ``id``.
        said: for each field of words or truths, each text that is no stored value: the field's column, the text, what
            it stands for, whether it can be taken, and in how many rows it stands.
        named: the numbers of rows with a total's label in a cell, though they have a key.
    """

    good: pl.DataFrame
    wrong: pl.DataFrame
    keys: pl.DataFrame
    said: tuple[Said, ...] = ()
    named: tuple[int, ...] = ()


@frozen(eq=False)
class _Wrong:
    """What is wrong with some rows: the field, its cells as they stand, which rows, and the reason."""

    field: Field
    cells: pl.Series
    rows: pl.Series
    why: Text

    def problems(self, numbers: pl.Series, blank: pl.Expr) -> pl.DataFrame:
        """A row for each cell, its text masked; ``blank`` is how a cell without text is shown."""
        import polars as pl

        cells = self.cells.filter(self.rows).rechunk()
        cells = cells.to_frame("cell").select(pl.col("cell").fill_null(blank)).to_series()
        return pl.DataFrame({"row": numbers.filter(self.rows)}).select(
            "row",
            pl.lit(self.field.column).alias("field"),
            masked(self.field, cells).alias("value"),
            *_reason(self.why),
        )


def read_rows(batch: Batch, schema: Schema, taken: Taken, manner: Manner) -> Rows:
    """Read the rows of a batch.

    Args:
        batch: the rows.
        schema: the table that they are of.
        taken: the fields of its columns.
        manner: how its cells are read.
    """
    import polars as pl

    columns = [
        Column(each, batch.cells.to_series(place), shift, manner.words.get(each.name, {}), manner.blank)
        for place, (each, shift) in taken.items()
    ]
    plain = tried(columns)
    batch, no_records, kept = without_footers(batch, manner.headings, taken, _sure_of(plain, taken))
    if kept is not None:
        plain = [each.filter(kept) for each in plain]
    fields: dict[str, Field] = {each.name: each for each, _ in taken.values()}
    cells = {each.column.field.name: each.column.cells for each in plain}
    parsed = {each.column.field.name: each.parsed(marked=manner.marked) for each in plain}
    _compare_births(fields, parsed)
    height = len(batch.numbers)
    wrong = [*_spoilt(batch, taken, parsed), *_told_elsewhere(schema, fields, cells, parsed)]
    wrong += _untaken(fields, cells, parsed, wrong)
    wrong = [each for each in (*wrong, *_against_cases(schema, cells, parsed, height)) if each.rows.any()]
    rows = pl.DataFrame(
        [batch.numbers.alias("row"), *[found.value.alias(fields[name].column) for name, found in parsed.items()]]
    )
    if manner.secret is not None and any(each.form is Form.IDENTITY for each in fields.values()):
        known = [None if number is None else digest(number, manner.secret) for number in rows["person"]]
        rows = rows.with_columns(pl.Series("person", known, pl.String))
    if "id" not in rows.columns:
        rows = rows.select("row", pl.col("person").alias("id"), pl.exclude("row"))
    keys = rows.select("row", "id").clear()
    if wrong:
        bad = _constant(False, height)
        for each in wrong:
            bad = bad | each.rows.fill_null(False)
        keys = rows.select("row", "id").filter(bad & rows["id"].is_not_null())
        rows = rows.filter(~bad).rechunk()
    broken = batch.broken | no_records
    apart = pl.DataFrame(
        {
            "row": pl.Series(list(broken), dtype=pl.Int64),
            "reason": pl.Series([why.en for why in broken.values()], dtype=pl.String),
            "reason_zh": pl.Series([why.zh for why in broken.values()], dtype=pl.String),
        }
    ).select("row", pl.lit("(row)").alias("field"), pl.lit("").alias("value"), "reason", "reason_zh")
    # A cell of a file that holds nothing is a text of no characters; a value that a frame does not have is none.
    blank = pl.lit("" if manner.marked else None, dtype=pl.String)
    problems = pl.concat([apart, *[each.problems(batch.numbers, blank) for each in wrong]])
    said = tuple((fields[name].column, *each) for name, found in parsed.items() for each in found.said)
    return Rows(rows, problems, keys, said, tuple(labelled(batch, taken)))


def _sure_of(plain: Sequence[Tried], taken: Taken) -> pl.Series | None:
    """The rows whose keys are plain codes; nothing is known of cells that words were put in the place of."""
    place = key_place(taken)
    key = None if place is None else plain[list(taken).index(place)]
    return key.kept if key is not None and key.column.field.form is Form.KEY and not key.column.words else None


def _untaken(
    fields: Mapping[str, Field], cells: Mapping[str, pl.Series], parsed: Mapping[str, Parsed], spoilt: list[_Wrong]
) -> Iterator[_Wrong]:
    """The cells that cannot be taken, but for those of which it is said already that they are spoilt."""
    said = {each.field.name: each.rows for each in spoilt}
    for name, found in ((name, found) for name, found in parsed.items() if name in cells):
        expected = Text(f"expected {found.expected.en}", f"应为{found.expected.zh}")
        rows = found.wrong & ~said[name] if name in said else found.wrong
        if found.why is not None:
            for place, why in enumerate(KEY_REASONS):
                refused = rows & (found.why == place).fill_null(False)
                yield _Wrong(fields[name], cells[name], refused, why)
                rows = rows & ~refused
        yield _Wrong(fields[name], cells[name], rows, expected)


def _spoilt(batch: Batch, taken: Taken, parsed: dict[str, Parsed]) -> list[_Wrong]:
    """The cells of the columns that are read that the file itself has spoilt, whatever their text would give."""
    spoilt = []
    for each in (each for each in batch.spoilt if each.place in taken):
        field, _ = taken[each.place]
        found = parsed[field.name]
        nothing = found.value.clear(len(found.value))
        parsed[field.name] = evolve(
            found, value=nothing.zip_with(each.rows, found.value), wrong=found.wrong | each.rows
        )
        spoilt.append(_Wrong(field, batch.cells.to_series(each.place), each.rows, each.why))
    return spoilt


def _told_elsewhere(
    schema: Schema, fields: dict[str, Field], cells: Mapping[str, pl.Series], parsed: dict[str, Parsed]
) -> list[_Wrong]:
    """What cells tell of other fields is put there where nothing is said; where another thing is said, one is wrong."""
    wrong = []
    for name, found in list(parsed.items()):
        for other, told in found.also.items():
            if other not in parsed:
                fields[other] = schema[other]
                parsed[other] = Parsed(told, _constant(False, len(told)), schema[other].expected)
                continue
            there = parsed[other]
            nothing, vague = schema[other].values[0][0], list(schema[other].vague)
            known, said = there.value, told
            agree = (known == said) | (
                (known.is_in(vague) | said.is_in(vague)) & (known != nothing) & (said != nothing)
            )
            why = Text(f"{other} says another thing", f"与{schema[other].text.zh}所填不符")
            wrong.append(_Wrong(fields[name], cells[name], ~agree.fill_null(True), why))
            kept = (known.is_not_null() & ~(known.is_in(vague) & said.is_not_null())).fill_null(False)
            parsed[other] = evolve(there, value=known.zip_with(kept | there.wrong, said))
    return wrong


def _constant(value: bool, height: int) -> pl.Series:
    import polars as pl

    return pl.Series([value]).new_from_index(0, height)


def _compare_births(fields: Mapping[str, Field], parsed: dict[str, Parsed]) -> None:
    """Where a table has both, the date of birth is to be the one in the identity number."""
    forms = {each.form: name for name, each in fields.items()}
    if Form.IDENTITY not in forms or Form.DAY not in forms:
        return
    day, number = parsed[forms[Form.DAY]], parsed[forms[Form.IDENTITY]]
    differs = (number.value.str.slice(6, 8) != day.value.dt.strftime("%Y%m%d")).fill_null(False)
    said = Text(f"{day.expected.en}, the one in the identity number", f"{day.expected.zh}，且与身份证号码一致")
    parsed[forms[Form.DAY]] = evolve(day, wrong=day.wrong | differs, expected=said)


def _against_cases(
    schema: Schema, cells: Mapping[str, pl.Series], parsed: Mapping[str, Parsed], height: int
) -> Iterator[_Wrong]:
    """What rows of one sort lack, and what they should not have."""
    import polars as pl

    if not schema.cases:
        return
    # A cell that cannot be taken is a problem already, and says nothing of its row.
    empty = {name: found.value.is_null() & ~found.wrong for name, found in parsed.items()}
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    every, none = _constant(True, height), _constant(False, height)

    @cache
    def have(name: str, value: str | None) -> pl.Series:
        if value is None:
            return empty.get(name, every)
        return parsed[name].value == value if name in parsed else none

    def of_the_sort(case: Case) -> pl.Series | None:
        rows = every
        for name, value in case.where:
            rows = rows & have(name, value)
            if not rows.any():
                return None
        return rows

    some_lack = {each.name for each in schema if each.name not in parsed or empty[each.name].any()}
    some_have = {name for name, found in parsed.items() if found.value.null_count() < height}
    for case in schema.cases:
        needed = [name for name in case.needed if name in some_lack]
        barred = [name for name in case.barred if name in some_have]
        rows = of_the_sort(case) if needed or barred else None
        if rows is None:
            continue
        sort = schema.sort_of_row(case)
        lacking = case.expected or Text(f"expected a value for {sort.en}", f"{sort.zh}时应有此项")
        strange = case.expected or Text(f"expected nothing for {sort.en}", f"{sort.zh}时不应有此项")
        for name in needed:
            there = cells.get(name, nothing)
            yield _Wrong(schema[name], there, rows & empty.get(name, every), lacking)
        for name in barred:
            yield _Wrong(schema[name], cells[name], rows & parsed[name].value.is_not_null(), strange)


def without_double_keys(rows: pl.DataFrame, apart: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which of two rows with one key is right cannot be told here, so both are set apart.

    Args:
        rows: those that can be taken.
        apart: the keys of those that cannot: a slip in one cell does not make its twin the right row.
    """
    import polars as pl

    keys = pl.concat([rows.select("row", "id"), apart])
    # Keys that ascend, as in most files, all differ; so do keys whose hashes do.
    if _ascend(keys) or keys["id"].hash().n_unique() == keys.height:
        return rows, nothing_wrong()
    twice = keys.filter(pl.col("id").is_duplicated()).rechunk()
    problems = twice.select(
        "row",
        pl.lit("id").alias("field"),
        shown_key(twice["id"]).alias("value"),
        *_reason(Text("the key stands in more than one row", "代码出现于多行")),
    )
    return rows.join(twice, on="row", how="anti", maintain_order="left"), problems


def _ascend(keys: pl.DataFrame) -> bool:
    """Whether each key is longer than the one before it, or as long and later in order: h9, h10, h11."""
    import polars as pl

    key, before = pl.col("id"), pl.col("id").shift()
    length, length_before = key.str.len_bytes(), before.str.len_bytes()
    later = (length > length_before) | ((length == length_before) & (key > before))
    return bool(keys.lazy().select(later.all()).collect(engine="in-memory").item())


def without_totals(rows: pl.DataFrame, schema: Schema, named: Collection[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that are the totals of those above are set apart, though they have a key."""
    import polars as pl

    found = sums(rows, schema, named)
    if not found.any():
        return rows, nothing_wrong()
    total = rows.filter(found).select("row", pl.lit("(row)").alias("field"), pl.lit("").alias("value"), *_reason(TOTAL))
    return rows.filter(~found), total


def _reason(words: Text) -> list[pl.Expr]:
    import polars as pl

    return [pl.lit(words.en).alias("reason"), pl.lit(words.zh).alias("reason_zh")]


def nothing_wrong() -> pl.DataFrame:
    """Problems of no row."""
    import polars as pl

    return pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(("field", "value", "reason", "reason_zh"), pl.String)})


def nothing_of(taken: Taken) -> pl.DataFrame:
    """No row of a table."""
    import polars as pl

    fields = {each.column: stored(each) for each, _ in taken.values()}
    return pl.DataFrame(schema={"row": pl.Int64, **({} if "id" in fields else {"id": pl.String}), **fields})
