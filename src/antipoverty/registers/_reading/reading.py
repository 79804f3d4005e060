"""Files in: accepted rows, quarantined rows with reasons, and together every row that was read.

Nothing is repaired. A cell is taken as it stands (outer spaces, full-width digits and thousands separators aside) or
its row is set apart with the row's number, the field, the value (masked where it is personal) and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import field, frozen

from antipoverty.errors import InvalidValue, MissingExtra, no_panic
from antipoverty.registers._reading.cells import BLANKS, Words, as_written, check_secret, shown_word
from antipoverty.registers._reading.matching import Headings, matched, named, shown, worded
from antipoverty.registers._reading.plausibility import warnings
from antipoverty.registers._reading.rows import (
    Manner,
    Rows,
    Said,
    nothing_of,
    nothing_wrong,
    read_rows,
    without_double_keys,
    without_totals,
)
from antipoverty.registers._schema.declarations import Form, Schema
from antipoverty.registers._schema.tables import HOUSEHOLDS

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.registers._reading.batches import Batch, Table

#: For headings, the fields for which they stand, or none.
Columns: TypeAlias = "Mapping[str, str | None] | None"
#: For headings, their units.
Units: TypeAlias = "Mapping[str, str] | None"
#: For fields, what words stand for.
Wording: TypeAlias = "Mapping[str, Words] | None"
#: A coded field has no more words than this: a column with more of them is no such field.
_MOST_WORDS = 60
#: Called with the rows done so far, and with all of them where that is known.
Progress: TypeAlias = Callable[[int, int | None], None]


@frozen(eq=False)
class Reading:
    """What came of reading a table.

    Attributes:
        accepted: the rows that were taken, a column for each field of the schema that the file has.
        problems: what was wrong, a row for each cell: ``row``, ``field``, ``value`` (masked), ``reason`` and
            ``reason_zh``.
        read: how many rows there were; always ``len(accepted) + len(quarantined)``.
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
    """

    accepted: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} rows>")
    problems: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} rows>")
    rejected: pl.DataFrame = field(repr=False)
    read: int
    fields: Mapping[str, str] = field(repr=False)
    ignored: tuple[str, ...]
    encoding: str | None
    words: pl.DataFrame = field(repr=False)
    unknown_words: pl.DataFrame = field(repr=False)
    warnings: pl.DataFrame = field(repr=False)

    def __attrs_post_init__(self) -> None:
        assert self.accepted.height + self.quarantined.height == self.read, "a row was lost or counted twice"

    @property
    def quarantined(self) -> pl.DataFrame:
        """A row for each row of the file that was set apart, with all that is wrong with it."""
        import polars as pl

        joined = [pl.col(name).str.join("; ") for name in ("field", "value", "reason", "reason_zh")]
        return self.problems.group_by("row", maintain_order=True).agg(*joined).sort("row")

    def report(self, language: str = "en") -> str:
        """How many rows were read, accepted and set apart, and why, without any value.

        >>> import polars as pl
        >>> frame = pl.DataFrame({"id": ["h1", "h2"], "size": ["4", "0"]})
        >>> print(read(frame).report())
        2 rows read: 1 accepted, 1 quarantined
        1 size: expected a whole number from 1 to 100
        """
        kept, apart = self.accepted.height, self.quarantined.height
        if language == "zh":
            lines = [f"读取{self.read:,}行：接受{kept:,}行，隔离{apart:,}行"]
        else:
            lines = [f"{self.read:,} rows read: {kept:,} accepted, {apart:,} quarantined"]
        reason = "reason_zh" if language == "zh" else "reason"
        kinds = self.problems.group_by("field", reason).len()
        kinds = kinds.sort("len", "field", reason, descending=[True, False, False])
        lines += [f"{count:,} {name}: {words}" for name, words, count in kinds.iter_rows()]
        warned = self.warnings.select("field", reason).iter_rows()
        lines += [f"{'警告：' if language == 'zh' else 'warning: '}{name}: {words}" for name, words in warned]
        if self.ignored:
            lines.append(("未识别的表头：" if language == "zh" else "headings not taken: ") + ", ".join(self.ignored))
        return "\n".join(lines)


@no_panic
def read(
    source: str | Path | Any,
    schema: Schema = HOUSEHOLDS,
    *,
    columns: Columns = None,
    units: Units = None,
    words: Wording = None,
    blank: Collection[str] | None = None,
    encoding: str | None = None,
    heading_row: int = 1,
    part: str | None = None,
    unpacked: int | None = None,
    secret: bytes | None = None,
    progress: Progress | None = None,
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
        words: for a field, what words stand for that the schema does not know: ``{"labour": {"整劳力": "ordinary"}}``;
            `None` for unknown. For an amount or a key, what is to be read in their place: ``{"wage": {"无": 0}}``.
        blank: words that say that a fact is unknown; `BLANKS` if it is left out, an empty cell always. A word that the
            field has among its own is none: 无 is "none" of a disability, and "no".
        encoding: of a CSV file; UTF-8, UTF-16 and GB18030 (with GBK and GB2312) are told apart if it is left out.
        heading_row: the row with the headings.
        part: the sheet of a workbook, or the table of a DuckDB file: one that it stores, no view.
        unpacked: how many bytes a file may take when it is unpacked, lest a small one fill the memory: 512 MiB or a
            hundred times its size, whichever is more, if it is left out.
        secret: at least 16 bytes, needed where the file has identity numbers: what is kept of each is a digest under
            this secret, the same in every table that is read with it. A column ``person`` holds such digests already.
            Members whose file has no code for them have the digest for their key.
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
    try:
        import polars as pl
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    if secret is not None:
        check_secret(secret)
    from antipoverty.registers._reading.files import settled

    table = _table(source, encoding, heading_row, part, unpacked)
    try:
        taken = matched(table.headings, schema, columns or {}, units or {})
    except InvalidValue as error:
        raise _elsewhere(error, table, schema, columns or {}, units or {}) from None
    if closed := [place for place in table.closed if place in taken]:
        name = shown(table.headings, closed[0])
        raise InvalidValue(name, table.closed[closed[0]], "a column of plain values: text, numbers, truths or dates")
    if secret is None and any(each.form is Form.IDENTITY for each, _ in taken.values()):
        expected = "secret=, bytes under which their digests are kept, since the file has identity numbers"
        raise InvalidValue("secret", None, expected)
    manner = Manner(secret, table.marked, worded(words or {}, schema), _blanks(blank), table.headings)
    batches: list[Batch] = []
    found: list[Rows] = []
    done = 0
    total = None if progress is None else table.count()
    for each_batch in table.batches:
        batch = settled(each_batch, taken)
        batches.append(batch)
        found.append(read_rows(batch, schema, taken, manner))
        done += len(batch.numbers) + len(batch.broken)
        if progress is not None:
            progress(done, total)
    if progress is not None and not batches:
        progress(0, total)
    nothing = nothing_of(taken)
    rows, twice = without_double_keys(
        pl.concat([nothing, *[each.good for each in found]], how="diagonal"),
        pl.concat([nothing.select("row", "id"), *[each.keys for each in found]]),
    )
    rows, totals = without_totals(rows, schema, [number for each in found for number in each.named])
    wrong = pl.concat([nothing_wrong(), *[each.wrong for each in found], twice, totals])
    wrong = wrong.sort("row", maintain_order=True)
    return Reading(
        rows.drop("row"),
        wrong,
        _as_they_stand(table.headings, batches, wrong),
        done,
        {table.headings[place]: each.column for place, (each, _) in taken.items()},
        tuple(shown(table.headings, place) for place in range(len(table.headings)) if place not in taken),
        table.encoding,
        *_said([said for each in found for said in each.said], schema),
        warnings(rows, schema, {each.column: power for each, power in taken.values()}),
    )


@no_panic
def headings(
    source: str | Path | Any,
    schema: Schema = HOUSEHOLDS,
    *,
    columns: Columns = None,
    units: Units = None,
    encoding: str | None = None,
    heading_row: int = 1,
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
    return named(_table(source, encoding, heading_row, part, unpacked).headings, schema, columns or {}, units or {})


def _blanks(blank: Collection[str] | None) -> frozenset[str]:
    """The words for what is unknown, as cells are held against them."""
    if blank is None:
        return frozenset(BLANKS)
    if isinstance(blank, str) or not all(isinstance(each, str) for each in blank):
        raise InvalidValue("blank", type(blank).__name__, 'some words, such as ("无", "/")')
    return frozenset(as_written(each) for each in blank)


def _said(said: Sequence[Said], schema: Schema) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The words that were taken, and those that were not, with what they stand for and in how many rows they stand."""
    import polars as pl

    kinds = {"field": pl.String, "word": pl.String, "value": pl.String, "taken": pl.Boolean, "rows": pl.Int64}
    rows = [(name, word, None if value is None else str(value), *rest) for name, word, value, *rest in said]
    # A truth is written as a frame writes it.
    frame = pl.DataFrame(rows, kinds, orient="row").with_columns(
        pl.col("value").replace({"True": "true", "False": "false"})
    )
    frame = frame.group_by("field", "word", "value", "taken").agg(pl.col("rows").sum())
    frame = frame.sort("field", "rows", "word", descending=[False, True, False])
    unknown = frame.filter(~pl.col("taken")).select("field", "word", "rows")
    return frame.filter("taken").drop("taken"), _shown_words(unknown, schema)


def _shown_words(words: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Words as they may be shown; of a column with so many that it can hold no codes, none."""
    import polars as pl

    many = {name for name, count in words.group_by("field").len().iter_rows() if count > _MOST_WORDS}
    shown_words = [
        shown_word(schema[name], word) if name not in many else shown_word(None, word)
        for name, word in words.select("field", "word").iter_rows()
    ]
    return (
        words.with_columns(pl.Series("word", shown_words, pl.String))
        .group_by("field", "word", maintain_order=True)
        .agg(pl.col("rows").sum())
    )


def _elsewhere(
    error: InvalidValue, table: Table, schema: Schema, columns: Mapping[str, str | None], units: Mapping[str, str]
) -> InvalidValue:
    """The same error, with the row that has the headings that were looked for in vain, if there is one."""
    for number, names in table.first().items():
        try:
            matched(names, schema, columns, units)
        except InvalidValue:
            continue
        error.expected += f"; row {number} has what is needed: heading_row={number}"
        error.args = (f"{error.field}: got {error.given}; expected {error.expected}",)
        break
    return error


def _as_they_stand(names: Sequence[str], batches: Sequence[Batch], wrong: pl.DataFrame) -> pl.DataFrame:
    """The rows that were set apart with all their cells; a line that could not be split has none."""
    import polars as pl

    reasons = [
        pl.concat_str("field", pl.lit(": "), name).str.join("; ").alias(plural)
        for name, plural in (("reason", "reasons"), ("reason_zh", "reasons_zh"))
    ]
    apart = wrong.group_by("row", maintain_order=True).agg(*reasons).sort("row")
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


def _table(source: Any, encoding: str | None, heading_row: int, part: str | None, unpacked: int | None) -> Table:
    from antipoverty.registers._reading.files import of_frame, opened_file

    if isinstance(source, str | Path):
        return opened_file(source, encoding=encoding, heading_row=heading_row, part=part, unpacked=unpacked)
    return of_frame(source)
