"""Files in: accepted rows, quarantined rows with reasons, and together every row that was read.

Nothing is repaired. A cell is taken as it stands (outer spaces, full-width digits and thousands separators aside) or
its row is set apart with the row's number, the field, the value (masked where it is personal) and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from attrs import evolve, field, frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue, no_panic
from antipoverty.registers._reading.finding import HeadingRow, finder
from antipoverty.registers._reading.footers import TOTAL, find_totals
from antipoverty.registers._reading.headings import (
    Headings,
    check_needed,
    further_words,
    headings_of,
    match_headings,
    shown,
)
from antipoverty.registers._reading.masking import check_secret, shown_key
from antipoverty.registers._reading.parsing import stored
from antipoverty.registers._reading.plausibility import raised_numbers, warnings
from antipoverty.registers._reading.repetition import is_by_member, one_for_each
from antipoverty.registers._reading.rows import (
    DOUBLE_KEY,
    Rows,
    Said,
    find_double_keys,
    problem_rows,
    read_rows,
    row_problems,
)
from antipoverty.registers._reading.words import BLANKS, Words, as_written, shown_word
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from antipoverty.registers._reading.batches import Batch, RawTable
    from antipoverty.registers._reading.parsing import Column

#: A file, or a frame of any engine.
Source: TypeAlias = str | Path | Any
#: For headings, the fields for which they stand, or none.
Columns: TypeAlias = "Mapping[str, str | None] | None"
#: For headings, their units.
Units: TypeAlias = "Mapping[str, str] | None"
#: For fields, what words stand for.
Wording: TypeAlias = "Mapping[str, Words] | None"
#: What becomes of a row with a cell that cannot be taken.
Unreadable: TypeAlias = Literal["quarantine", "unknown"]
#: A coded field has no more words than this: a column with more of them is no such field.
_MOST_WORDS = 60
#: Words that say that a fact is unknown.
Blank: TypeAlias = "Collection[str] | None"
#: Called with the rows done so far, and with all of them where that is known.
Progress: TypeAlias = "Callable[[int, int | None], None] | None"


@frozen(eq=False)
class Origin:
    """Where the rows of a reading stand in their file.

    Attributes:
        schema: which table it is.
        part: the sheet, if one was named.
        places: which column holds each field's column, from 0.
        rows: the number of each accepted row.
    """

    schema: Schema
    part: str | None
    places: Mapping[str, int]
    rows: pl.Series


@frozen(eq=False)
class Reading(Shown):
    """What came of reading a table.

    Attributes:
        accepted: the rows that were taken, a column for each field of the schema that the file has.
        problems: what was wrong, a row for each cell: ``row``, ``field``, ``value`` (masked), ``reason`` and
            ``reason_zh``.
        read: how many rows there were; always ``len(accepted) + len(quarantined) + repeated``.
        rejected: the rows that were set apart as they stand in the file, in the order of their numbers, for those who
            keep the file to correct: ``row``, ``reasons`` and ``reasons_zh``, and each of its columns. It shows what
            `problems` masks, and is not for publication; `antipoverty.registers.write` writes it.
        fields: for each heading that was taken, its field's column.
        ignored: the headings that were not; one with a run of six digits in it is called by its place.
        encoding: how the text was encoded, for a CSV file.
        words: the words of coded fields that were taken for a value or for nothing, but for 是, 否 and the values as a
            frame holds them: ``field``, ``word``, ``value`` and ``rows``.
        unknown_words: the words of coded fields that are not known, for those who keep the file: ``field``, ``word``
            and ``rows``. ``read(…, words=…)`` says what they stand for. One that may be a name or a number of a person
            is masked. For no publication.
        warnings: the columns with values that can be and hardly are, as if they were stated in another unit than is
            named: ``field``, ``rows`` beyond what is plausible, ``of`` how many but for 0, ``reason``, ``reason_zh``.
            One row tells how many identity numbers of 15 places were raised to 18, if any.
        repeated: for households of a file with a row for each member, the rows that say again what another row of the
            household says.
        unreadable: the cells of the other rows that cannot be taken and are unknown for it, as `problems` lists those
            of rows that were set apart: none, unless ``read(…, unreadable="unknown")`` asks for it.
        heading_rows: the numbers of the rows in which the headings stand; none for a frame.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"id": ["h1", "h2"], "size": ["4", "0"]})
    >>> print(read(frame).explain())
    2 rows read: 1 accepted, 1 quarantined
    1 size: expected a whole number from 1 to 100
    """

    accepted: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} row{'s'[: frame.height != 1]}>")
    problems: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} row{'s'[: frame.height != 1]}>")
    rejected: pl.DataFrame = field(repr=False)
    read: int
    fields: Mapping[str, str] = field(repr=False)
    ignored: tuple[str, ...]
    encoding: str | None
    words: pl.DataFrame = field(repr=False)
    unknown_words: pl.DataFrame = field(repr=False)
    warnings: pl.DataFrame = field(repr=False)
    _origin: Origin = field(repr=False, alias="origin")
    repeated: int = field(default=0, repr=False)
    unreadable: pl.DataFrame = field(factory=lambda: row_problems({}), repr=False)
    heading_rows: tuple[int, ...] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        quarantined = self.problems["row"].n_unique()
        assert self.accepted.height + quarantined + self.repeated == self.read, "a row was lost or counted twice"

    @property
    def quarantined(self) -> pl.DataFrame:
        """A row for each row of the file that was set apart, with all that is wrong with it."""
        import polars as pl

        joined = [pl.col(name).str.join("; ") for name in ("field", "value", "reason", "reason_zh")]
        return self.problems.group_by("row", maintain_order=True).agg(*joined).sort("row")


@no_panic
def read(
    source: Source,
    schema: Schema = HOUSEHOLDS,
    *,
    columns: Columns = None,
    units: Units = None,
    words: Wording = None,
    blank: Blank = None,
    encoding: str | None = None,
    heading_row: HeadingRow = 1,
    part: str | None = None,
    unpacked: int | None = None,
    secret: bytes | None = None,
    unreadable: Unreadable = "quarantine",
    progress: Progress = None,
) -> Reading:
    """Read a table of a register.

    Args:
        source: a file (CSV, Excel, Parquet, Arrow, DuckDB, by its suffix) or a frame. Nothing in a file makes the
            library read another one or reach the network. A frame is trusted: a plan of Polars, a relation of DuckDB
            or a frame of Spark reads what its maker has it read.
        schema: which table it is: `HOUSEHOLDS`, `MEMBERS`, `VILLAGES` or `ENTRIES`.
        columns: the field for a heading that the schema does not know, or `None` for one that is to be left out.
            Headings of the household form, in Chinese, and the schema's own column names are known. See `headings`.
        units: the unit for a heading that does not name it: ``yuan`` (which holds if nothing is said), ``万元`` or
            ``fen``. A heading may name it itself: ``家庭年纯收入（万元）``; so may a cell. A column named as in a frame
            (``net_income_fen``) is in fen.
        words: for a field, what words stand for that the schema does not know: ``{"labour": {"主劳力": "ordinary"}}``;
            `None` for unknown. For an amount or a key, what is to be read in their place: ``{"wage": {"无": 0}}``.
        blank: words that say that a fact is unknown; `BLANKS` if it is left out, an empty cell always. A word that the
            field has among its own is none: 无 is "none" of a disability, and "no".
        encoding: of a CSV file; UTF-8, UTF-16 and GB18030 (with GBK and GB2312) are told apart if it is left out.
        heading_row: the row with the headings; ``"auto"`` finds it among the first 20, below titles, and in several
            rows where cells are merged. `Reading.heading_rows` says which they are, and `look` shows it before.
        part: the sheet of a workbook, or the table of a DuckDB file: one that it stores, no view.
        unpacked: how many bytes a file may take when it is unpacked, lest a small one fill the memory: 512 MiB or a
            hundred times its size, whichever is more, if it is left out.
        secret: at least 16 bytes, needed where the file has identity numbers: what is kept of each is a digest under
            this secret, the same in every table that is read with it. A column ``person`` holds such digests already.
            Members whose file has no code for them have the digest for their key.
        unreadable: what becomes of a row with a cell that cannot be taken, though the row can do without it:
            ``"quarantine"`` sets the row apart, and ``"unknown"`` takes it, the cell as unknown, listed in
            `Reading.unreadable` with the reason. A row without a key, or that no record can be, is set apart always.
        progress: called after each batch of rows with how many are done, and of how many.

    Returns:
        Accepted and quarantined rows. Rows whose key stands in the file more than once are all quarantined.

    Raises:
        InvalidValue: for a file of no known kind, a heading that is needed and missing, or two for one field.

    >>> import polars as pl
    >>> form = pl.DataFrame({"户编号": ["h1"], "家庭年纯收入（万元）": ["1.0944"], "家庭人口数": ["4"]})
    >>> read(form).accepted.to_dicts()
    [{'id': 'h1', 'net_income_fen': 1094400, 'size': 4}]
    >>> from antipoverty.registers import ENTRIES
    >>> paid = {"凭证号": "1", "日期": "2014.3.1", "业务类型": "支付", "资金": "f1", "层级": "县", "金额": "9.8万元"}
    >>> read(pl.DataFrame([paid]), ENTRIES).quarantined.row(0)
    (1, 'project', '', 'expected a value for kind expenditure', '业务类型为支付时应有此项')
    """
    with needing("polars", "polars"):
        import polars as pl
    if secret is not None:
        check_secret(secret)
    from antipoverty.registers._reading.files import open_table

    if unreadable not in ("quarantine", "unknown"):
        raise InvalidValue("unreadable", unreadable, '"quarantine" or "unknown"')
    columns, units = columns or {}, units or {}
    found = finder(heading_row, schema, columns)
    table = open_table(source, encoding=encoding, heading_row=found, part=part, unpacked=unpacked)
    try:
        matched = match_headings(table.headings, schema, columns, units, table.unit)
        matched = check_needed(table.headings, matched, schema, {*columns, *units})
    except InvalidValue as error:
        raise _with_heading_row(error, table, schema, columns, units) from None
    _check_readable(table, matched, secret)
    matched = with_words(matched, schema, words=words, blank=blank, day_zero=table.day_zero)
    batches: list[Batch] = []
    parts: list[Rows] = []
    lenient = unreadable == "unknown"
    for batch in _counting(table, progress):
        batches.append(batch)
        parts.append(read_rows(batch, table, matched, schema=schema, secret=secret, lenient=lenient))

    rows, problems, repeated = _across_batches(parts, matched, schema, by_member=is_by_member(table.headings, schema))
    wrong, unknown = _apart(problems, [part.unreadable for part in parts])
    known_words, unknown_words = words_said([said for part in parts for said in part.said], schema)
    return Reading(
        accepted=rows.drop("row"),
        problems=wrong,
        rejected=_rejected(table.headings, batches, wrong),
        read=sum(len(batch.numbers) + len(batch.broken) for batch in batches),
        repeated=repeated,
        unreadable=unknown,
        heading_rows=table.heading_rows,
        fields={table.headings[column.place]: column.field.column for column in matched},
        ignored=_ignored(table.headings, matched),
        encoding=table.encoding,
        words=known_words,
        unknown_words=unknown_words,
        warnings=pl.concat(
            [
                warnings(rows, schema, {column.field.column: column.power for column in matched}),
                raised_numbers(rows, sum(part.raised for part in parts)),
            ]
        ),
        origin=Origin(schema, part, {each.field.column: each.place for each in matched}, rows["row"]),
    )


def _across_batches(
    parts: Sequence[Rows], matched: Sequence[Column], schema: Schema, *, by_member: bool
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """The rows that are taken, the problems of the others, and how many rows repeat a household.

    What no batch can know alone: keys that stand twice, and totals of the rows above.
    """
    import polars as pl

    kinds = {each.field.column: stored(each.field) for each in matched if not each.field.spread}
    nothing = pl.DataFrame(schema={"row": pl.Int64, **({} if "id" in kinds else {"id": pl.String}), **kinds})
    # A column of a part without rows may be of another kind, as nothing was read in it.
    good = [part.good if part.good.height else part.good.cast(_of(kinds, part.good)) for part in parts]
    rows = pl.concat([nothing, *good], how="diagonal")
    problems = [row_problems({}), *[part.wrong for part in parts]]
    apart, repeated = pl.concat([nothing.select("row", "id"), *[part.keys for part in parts]]), 0
    if by_member:
        rows, differing, repeated = one_for_each(rows)
        problems.append(differing)
        apart = apart.clear()
    twice = find_double_keys(rows, apart)
    if twice.height:
        rows = rows.join(twice, on="row", how="anti", maintain_order="left")
        problems.append(problem_rows(twice["row"], "id", shown_key(twice["id"]), DOUBLE_KEY))
    if not schema.keyed:
        rows = rows.drop("id")
    elif (totals := find_totals(rows, schema, [number for part in parts for number in part.labelled])).any():
        problems.append(row_problems(dict.fromkeys(rows["row"].filter(totals), TOTAL)))
        rows = rows.filter(~totals)
    if schema.record is not None:
        rows, impossible = _possible(rows, schema)
        problems.append(impossible)
    return rows, pl.concat(problems), repeated


@no_panic
def headings(
    source: Source,
    schema: Schema = HOUSEHOLDS,
    *,
    columns: Columns = None,
    units: Units = None,
    encoding: str | None = None,
    heading_row: HeadingRow = 1,
    part: str | None = None,
    unpacked: int | None = None,
) -> Headings:
    """What `read` would take of a table, by its headings alone. The arguments are those of `read`.

    Raises:
        InvalidValue: for a file of no known kind, two headings for one field, or a unit that the field cannot have.

    >>> import polars as pl
    >>> form = pl.DataFrame({"户编号": ["h1"], "家庭年纯收入（万元）": ["1.0944"], "人数": ["4"]})
    >>> known = headings(form)
    >>> known.columns
    {'户编号': 'id', '家庭年纯收入（万元）': 'net_income', '人数': None}
    >>> read(form, columns={**known.columns, "人数": "size"}, units=known.units).accepted.to_dicts()
    [{'id': 'h1', 'net_income_fen': 1094400, 'size': 4}]
    """
    from antipoverty.registers._reading.files import open_table

    columns = columns or {}
    found = finder(heading_row, schema, columns)
    table = open_table(source, encoding=encoding, heading_row=found, part=part, unpacked=unpacked)
    return headings_of(table.headings, match_headings(table.headings, schema, columns, units or {}, table.unit))


def _counting(table: RawTable, progress: Progress) -> Iterator[Batch]:
    """The batches of a table, with a call after each that tells how many rows are done, and of how many."""
    if progress is None:
        yield from table.batches
        return
    done, total = 0, table.count()
    for batch in table.batches:
        yield batch
        done += len(batch.numbers) + len(batch.broken)
        progress(done, total)
    if not done:
        progress(0, total)


def _possible(rows: pl.DataFrame, schema: Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of which a record can be made, and what is wrong with the others."""
    import polars as pl

    from antipoverty.registers._objects.of_tables import refusals

    wrong = refusals(rows, schema)
    numbers = [rows["row"][place] for place in wrong]
    names = [column if column in rows.columns else "(row)" for column, _ in wrong.values()]
    parts = [row_problems({})] + [
        problem_rows(pl.Series([number], dtype=pl.Int64), name, pl.Series([""]), why)
        for number, name, (_, why) in zip(numbers, names, wrong.values(), strict=True)
    ]
    return rows.filter(~rows["row"].is_in(numbers)) if numbers else rows, pl.concat(parts)


def _check_readable(table: RawTable, matched: Sequence[Column], secret: bytes | None) -> None:
    """Refuse columns of no plain values, and identity numbers without a secret."""
    for place in (column.place for column in matched if column.place in table.closed):
        expected = "a column of plain values: text, numbers, truths or dates"
        raise InvalidValue(shown(table.headings, place), table.closed[place], expected)
    if secret is None and any(column.field.form is Form.IDENTITY for column in matched):
        expected = "secret=, bytes under which their digests are kept, since the file has identity numbers"
        raise InvalidValue("secret", None, expected)


def with_words(
    matched: Iterable[Column], schema: Schema, *, words: Wording, blank: Blank, day_zero: date | None
) -> list[Column]:
    """The columns with the further words of their fields, the words for what is unknown, and the file's first day."""
    meanings, blanks = further_words(words or {}, schema), _blank_words(blank)
    return [
        evolve(column, words=meanings.get(column.field.name, {}), blank=blanks, day_zero=day_zero) for column in matched
    ]


def _blank_words(blank: Blank) -> frozenset[str]:
    """The words for what is unknown, as cells are held against them."""
    if blank is None:
        return frozenset(BLANKS)
    if isinstance(blank, str) or not all(isinstance(each, str) for each in blank):
        raise InvalidValue("blank", type(blank).__name__, 'some words, such as ("无", "/")')
    return frozenset(as_written(each) for each in blank)


def _with_heading_row(
    error: InvalidValue, table: RawTable, schema: Schema, columns: Mapping[str, str | None], units: Mapping[str, str]
) -> InvalidValue:
    """The same error, with the row that has the headings that were looked for in vain, if there is one."""
    for number, names in table.first.items():
        try:
            check_needed(names, match_headings(names, schema, columns, units), schema, {*columns, *units})
        except InvalidValue:
            continue
        error.expected += f"; row {number} has what is needed: heading_row={number}"
        error.args = (f"{error.field}: got {error.given}; expected {error.expected}",)
        break
    return error


def _ignored(headings: Sequence[str], matched: Sequence[Column]) -> tuple[str, ...]:
    places = {column.place for column in matched}
    return tuple(shown(headings, place) for place in range(len(headings)) if place not in places)


def words_said(said: Sequence[Said], schema: Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The words that are known, with what they stand for, and those that are not; and in how many rows they stand.

    Unknown words are as they may be shown; of a column with so many that it can hold no codes, none is.
    """
    import polars as pl

    kinds = {"field": pl.String, "word": pl.String, "value": pl.String, "known": pl.Boolean, "rows": pl.Int64}
    rows = [(name, word, None if value is None else str(value), *rest) for name, word, value, *rest in said]
    # A truth is written as a frame writes it.
    frame = pl.DataFrame(rows, kinds, orient="row").with_columns(
        pl.col("value").replace({"True": "true", "False": "false"})
    )
    frame = frame.group_by("field", "word", "value", "known").agg(pl.col("rows").sum())
    frame = frame.sort("field", "rows", "word", descending=[False, True, False])
    unknown = frame.filter(~pl.col("known")).select("field", "word", "rows")
    many = {name for name, count in unknown.group_by("field").len().iter_rows() if count > _MOST_WORDS}
    shown_words = [
        shown_word(None if name in many else schema[name], word)
        for name, word in unknown.select("field", "word").iter_rows()
    ]
    unknown = unknown.with_columns(pl.Series("word", shown_words, pl.String))
    unknown = unknown.group_by("field", "word", maintain_order=True).agg(pl.col("rows").sum())
    return frame.filter("known").drop("known"), unknown


def _rejected(names: Sequence[str], batches: Sequence[Batch], problems: pl.DataFrame) -> pl.DataFrame:
    """The rows that were set apart with all their cells; a line that could not be split has none."""
    import polars as pl

    reasons = [
        pl.concat_str("field", pl.lit(": "), name).str.join("; ").alias(plural)
        for name, plural in (("reason", "reasons"), ("reason_zh", "reasons_zh"))
    ]
    apart = problems.group_by("row", maintain_order=True).agg(*reasons).sort("row")
    held = {"row", "reasons", "reasons_zh"}
    columns: list[str] = []
    for place, name in enumerate(names, start=1):
        columns.append(name if name and name not in held else f"{name} (column {place})".lstrip())
        held.add(columns[-1])
    cells = [pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(columns, pl.String)})]
    for batch in batches:
        kept = batch.numbers.is_in(apart["row"].implode())
        if kept.any():
            some = batch.cells.filter(kept)
            some.columns = columns
            cells.append(some.insert_column(0, batch.numbers.filter(kept).alias("row")))
    return apart.join(pl.concat(cells), on="row", how="left", maintain_order="left")


def _apart(wrong: pl.DataFrame, unreadable: Sequence[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All that is wrong with the rows that are set apart, and the cells of the others that cannot be taken."""
    import polars as pl

    cells = pl.concat([wrong.clear(), *unreadable])
    apart = cells["row"].is_in(wrong["row"].implode())
    wrong = pl.concat([wrong, cells.filter(apart)])
    return wrong.sort("row", maintain_order=True), cells.filter(~apart).sort("row", maintain_order=True)


def _of(kinds: Mapping[str, Any], frame: pl.DataFrame) -> Any:
    """The kinds of the columns that a frame has."""
    return {name: kind for name, kind in kinds.items() if name in frame.columns}
