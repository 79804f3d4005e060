"""Files in: accepted rows, quarantined rows with reasons, and together every row that was read.

Nothing is repaired. A cell is taken as it stands (outer spaces, full-width digits and thousands separators aside) or
its row is set apart with the row's number, the field, the value (masked where it is personal) and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeAlias

from attrs import field, frozen

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.registers.cells import UNITS, digest, masked, parse
from antipoverty.registers.schema import HOUSEHOLDS, Field, Form, Schema
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

    from antipoverty.registers.batches import Batch, Table

__all__ = ["Progress", "Reading", "progress_bar", "read"]

#: Called with the rows done so far, and with all of them where that is known.
Progress: TypeAlias = Callable[[int, int | None], None]


def progress_bar(stream: TextIO, *, width: int = 30) -> Progress:
    r"""A bar of plain text for `read`, drawn anew in its line after each batch of rows.

    >>> import io
    >>> paper = io.StringIO()
    >>> progress_bar(paper, width=10)(50_000, 200_000)
    >>> paper.getvalue()
    '\r[##........] 50,000 of 200,000 rows'
    """

    def draw(done: int, total: int | None) -> None:
        filled = width if not total else width * done // total
        of = "" if total is None else f" of {total:,}"
        end = "\n" if done == total else ""
        stream.write(f"\r[{'#' * filled}{'.' * (width - filled)}] {done:,}{of} rows{end}")
        stream.flush()

    return draw


@frozen(eq=False)
class Reading:
    """What came of reading a table.

    Attributes:
        accepted: the rows that were taken, a column for each field of the schema that the file has.
        problems: what was wrong, a row for each cell: ``row``, ``field``, ``value`` (masked), ``reason`` and
            ``reason_zh``.
        read: how many rows there were; always ``len(accepted) + len(quarantined)``.
        fields: for each heading that was taken, its field's column.
        ignored: the headings that were not.
        encoding: how the text was encoded, for a CSV file.
    """

    accepted: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} rows>")
    problems: pl.DataFrame = field(repr=lambda frame: f"<{frame.height} rows>")
    read: int
    fields: Mapping[str, str] = field(repr=False)
    ignored: tuple[str, ...]
    encoding: str | None = None

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
        if self.ignored:
            lines.append(("未识别的表头：" if language == "zh" else "headings not taken: ") + ", ".join(self.ignored))
        return "\n".join(lines)


def read(
    source: str | Path | Any,
    schema: Schema = HOUSEHOLDS,
    *,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    encoding: str | None = None,
    heading_row: int = 1,
    part: str | None = None,
    secret: bytes | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read a table of a register.

    Args:
        source: a file (CSV, Excel, Parquet, Arrow, DuckDB, by its suffix) or a frame.
        schema: which table it is: `HOUSEHOLDS`, `MEMBERS` or `VILLAGES`.
        columns: the field for a heading that the schema does not know. Headings of the household form, in Chinese,
            and the schema's own column names are known.
        units: the unit for a heading that does not name it: ``yuan`` (which holds if nothing is said), ``万元`` or
            ``fen``. A heading may name it itself: ``家庭年纯收入（万元）``; so may a cell.
        encoding: of a CSV file; UTF-8, UTF-16 and GB18030 (with GBK and GB2312) are told apart if it is left out.
        heading_row: the row with the headings.
        part: the sheet of a workbook, or the table of a DuckDB file.
        secret: at least 16 bytes, needed where the file has identity numbers: what is kept of each is a digest under
            this secret, the same in every table that is read with it.
        progress: called after each batch of rows with how many are done, and of how many.

    Returns:
        Accepted and quarantined rows. Rows whose key stands in the file more than once are all quarantined.

    Raises:
        InvalidValue: for a file of no known kind, a heading that is needed and missing, or two for one field.

    >>> import polars as pl
    >>> form = pl.DataFrame({"户编号": ["h1"], "家庭年纯收入（万元）": ["1.0944"], "家庭人口数": ["4"]})
    >>> read(form).accepted.to_dicts()
    [{'id': 'h1', 'net_income_fen': 1094400, 'size': 4}]
    """
    try:
        import polars as pl
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    table = _table(source, encoding, heading_row, part)
    taken = _matched(table.headings, schema, columns or {}, units or {})
    if secret is None and any(each.form is Form.IDENTITY for each, _ in taken.values()):
        expected = "secret=, bytes under which their digests are kept, since the file has identity numbers"
        raise InvalidValue("secret", None, expected)
    accepted: list[pl.DataFrame] = []
    problems: list[pl.DataFrame] = []
    done = 0
    total = None if progress is None else table.count()
    for batch in table.batches:
        good, bad = _read_batch(batch, taken, secret, marked=table.marked)
        accepted.append(good)
        problems.append(bad)
        done += len(batch.numbers) + len(batch.broken)
        if progress is not None:
            progress(done, total)
    empty = _empty(taken)
    rows, wrong = pl.concat([empty, *accepted]), pl.concat([pl.DataFrame(schema=_problem_schema()), *problems])
    rows, twice = _without_double_keys(rows)
    wrong = pl.concat([wrong, twice]).sort("row", maintain_order=True)
    return Reading(
        rows.drop("row"),
        wrong,
        done,
        {table.headings[place]: each.column for place, (each, _) in taken.items()},
        tuple(name for place, name in enumerate(table.headings) if place not in taken),
        table.encoding,
    )


def _table(source: Any, encoding: str | None, heading_row: int, part: str | None) -> Table:
    from antipoverty.registers.files import of_frame, opened_file

    if isinstance(source, str | Path):
        return opened_file(source, encoding=encoding, heading_row=heading_row, part=part)
    from antipoverty.registers.frames import in_memory

    return of_frame(in_memory(source))


def _matched(
    headings: tuple[str, ...], schema: Schema, columns: Mapping[str, str], units: Mapping[str, str]
) -> dict[int, tuple[Field, int | None]]:
    """For each column of the file that is taken, its field and, for money, its unit."""
    if unknown := (set(columns) | set(units)) - set(headings):
        raise InvalidValue("columns", min(unknown), f"a heading of the file: {', '.join(headings)}")
    by_name: dict[str, Field] = {}
    for each in schema:
        for name in (each.name, each.column, *each.headings):
            by_name.setdefault(_plain(name), each)
    found: dict[int, tuple[Field, int | None]] = {}
    for place, heading in enumerate(headings):
        bare, unit = _heading(heading)
        chosen = schema[columns[heading]] if heading in columns else by_name.get(bare) or by_name.get(_plain(heading))
        if chosen is None:
            continue
        if chosen in [taken for taken, _ in found.values()]:
            first = next(headings[other] for other, (taken, _) in found.items() if taken == chosen)
            raise InvalidValue("headings", heading, f"one heading for {chosen.name}; {first} is there already")
        found[place] = (chosen, _power(heading, chosen, units.get(heading, unit)))
    if missing := [
        each.name for each in schema if each.required and each not in [taken for taken, _ in found.values()]
    ]:
        raise InvalidValue("headings", ", ".join(headings), f"a heading for {', '.join(missing)}; name it in columns=")
    return found


def _power(heading: str, chosen: Field, unit: str | None) -> int | None:
    """The power of ten of what is stored in which a column states its values."""
    own = () if chosen.unit is None else (chosen.unit.zh, chosen.unit.en)
    if unit is None or (chosen.form is not Form.MONEY and unit in own):
        # Under the name of the frame's column a value is as a frame holds it: in fen, in hundredths.
        return 0 if chosen.column not in (chosen.name, "person") and _plain(heading) == chosen.column else None
    if chosen.form is not Form.MONEY or unit not in UNITS:
        raise InvalidValue(
            f"unit of {heading}", unit, f"one of {', '.join(UNITS if chosen.form is Form.MONEY else own)}"
        )
    return UNITS[unit]


def _plain(heading: str) -> str:
    wide = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
    return re.sub(r"\s+", "", heading.translate(wide)).lower()


def _heading(heading: str) -> tuple[str, str | None]:
    """A heading without its unit, and the unit: ``纯收入（万元）``, ``纯收入/元``."""
    found = re.fullmatch(rf"(.+?)(?:\((?:单位:)?(.+)\)|[/:]({'|'.join(UNITS)}))", _plain(heading))
    return (_plain(heading), None) if found is None else (found[1], found[2] or found[3])


def _read_batch(
    batch: Batch, taken: Mapping[int, tuple[Field, int | None]], secret: bytes | None, *, marked: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    import polars as pl

    cells = {place: batch.cells.to_series(place) for place in taken}
    parsed = {place: parse(each, cells[place], unit, marked=marked) for place, (each, unit) in taken.items()}
    wrong = {place: found.wrong for place, found in parsed.items()}
    born = {each.form: place for place, (each, _) in taken.items() if each.form in (Form.IDENTITY, Form.DAY)}
    if len(born) > 1:
        stated = parsed[born[Form.DAY]].value.dt.strftime("%Y%m%d")
        differs = parsed[born[Form.IDENTITY]].value.str.slice(6, 8) != stated
        wrong[born[Form.DAY]] = wrong[born[Form.DAY]] | differs.fill_null(False)
    row = batch.numbers.alias("row")
    bad = pl.Series([False]).new_from_index(0, len(row))
    problems = []
    for place, (each, _) in taken.items():
        bad = bad | wrong[place]
        if not wrong[place].any():
            continue
        problems.append(
            pl.DataFrame({"row": row, "cell": cells[place]})
            .filter(wrong[place])
            .rechunk()  # an empty chunk among others is more than Polars can bear when it puts texts together
            .select(
                "row",
                pl.lit(each.column).alias("field"),
                masked(each, pl.col("cell")).alias("value"),
                *_reason(_expected(each, parsed[place].expected, len(born) > 1)),
            )
        )
    broken = pl.DataFrame(
        [(number, "(row)", "", why.en, why.zh) for number, why in batch.broken.items()], _problem_schema(), orient="row"
    )
    values = [parsed[place].value.alias(each.column) for place, (each, _) in taken.items()]
    good = pl.DataFrame([row, *values])
    if bad.any():
        good = good.filter(~bad).rechunk()
    if secret is not None and "person" in good.columns:
        known = [None if number is None else digest(number, secret) for number in good["person"]]
        good = good.with_columns(pl.Series("person", known, pl.String))
    return good, pl.concat([broken, *problems])


def _expected(each: Field, expected: Text, compared: bool) -> Text:
    if each.form is Form.DAY and compared:
        expected = Text(f"{expected.en}, the one in the identity number", f"{expected.zh}，且与身份证号码一致")
    return Text(f"expected {expected.en}", f"应为{expected.zh}")


def _without_double_keys(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which of two rows with one key is right cannot be told here, so both are set apart."""
    import polars as pl

    twice = rows.filter(pl.col("id").is_duplicated())
    return rows.filter(~pl.col("id").is_duplicated()), twice.select(
        "row",
        pl.lit("id").alias("field"),
        pl.col("id").alias("value"),
        *_reason(Text("the key stands in more than one row", "代码出现于多行")),
    )


def _reason(words: Text) -> list[pl.Expr]:
    import polars as pl

    return [pl.lit(words.en).alias("reason"), pl.lit(words.zh).alias("reason_zh")]


def _problem_schema() -> dict[str, Any]:
    import polars as pl

    return {"row": pl.Int64, **dict.fromkeys(("field", "value", "reason", "reason_zh"), pl.String)}


def _empty(taken: Mapping[int, tuple[Field, int | None]]) -> pl.DataFrame:
    import polars as pl

    def kind(each: Field) -> Any:
        return {Form.FLAG: pl.Boolean, Form.DAY: pl.Date}.get(each.form, pl.Int64 if each.numeric else pl.String)

    return pl.DataFrame(schema={"row": pl.Int64, **{each.column: kind(each) for each, _ in taken.values()}})
