"""A first look at a file: which table it may be, where its headings stand, and what of it is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from antipoverty._shared.extras import needing
from antipoverty._shared.showing import Shown
from antipoverty.errors import no_panic
from antipoverty.registers._reading.finding import Finder, HeadingRow, HeadingRows, find_heading_rows
from antipoverty.registers._reading.headings import (
    headings_of,
    known_fields,
    match_headings,
    missing_fields,
    missing_names,
    shown,
)
from antipoverty.registers._reading.reading import Blank, Columns, Source, Units, Wording, with_words, words_said
from antipoverty.registers._reading.rows import Said, read_cells, said_of
from antipoverty.registers._reading.sheets import parts
from antipoverty.registers._schema.catalogue import TABLES
from antipoverty.registers._schema.declarations import Schema
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl


@frozen(eq=False)
class Look(Shown):
    """What a file looks like, before it is read. Nothing of a row is shown but unknown words, masked where personal.

    Attributes:
        schema: the table that it was held against: the one that was named, or else that which knows most headings.
        tables: how many of the headings each table knows, the most first; tables that know none are left out.
        parts: the sheets of a workbook, by name; none for any other file.
        heading_rows: the numbers of the rows in which the headings stand; none for a frame.
        columns: for each heading the field that it stands for, or none, as `antipoverty.registers.headings` has it; to
            be edited and handed to `antipoverty.registers.read`.
        units: for each amount or measure the unit in which it is read.
        missing: fields that the table cannot do without and that no heading stands for.
        refused: headings that `antipoverty.registers.read` would refuse, each with the reason: a second one for a
            field, or one with a unit that the field cannot have.
        ignored: headings that the table does not know.
        unknown_words: the words of coded fields that are not known: ``field``, ``word`` and ``rows``.
        unreadable: how many cells of a field cannot be taken: ``field``, ``reason``, ``reason_zh`` and ``rows``.
        rows: how many rows there are below the headings, but for blank ones.
        footers: how many of them are totals, notes or headings that are printed again.

    >>> import polars as pl
    >>> form = pl.DataFrame({"户编号": ["h1"], "与户主关系": ["大姑"], "身份证号码": [""], "备注": [""]})
    >>> print(look(form).explain())
    Members of households: 3 of 4 headings are known
    1 row below the headings
    headings not taken: 备注
    1 relation: the word 大姑 is not known
    """

    schema: Schema
    tables: Mapping[str, int] = field(repr=False)
    parts: tuple[str, ...] = field(repr=False)
    heading_rows: tuple[int, ...]
    columns: Mapping[str, str | None] = field(repr=False)
    units: Mapping[str, str] = field(repr=False)
    missing: tuple[str, ...]
    refused: Mapping[str, Text] = field(repr=False)
    ignored: tuple[str, ...] = field(repr=False)
    unknown_words: pl.DataFrame = field(repr=False)
    unreadable: pl.DataFrame = field(repr=False)
    rows: int
    footers: int = field(repr=False)


@no_panic
def look(
    source: Source,
    schema: Schema | None = None,
    *,
    columns: Columns = None,
    units: Units = None,
    words: Wording = None,
    blank: Blank = None,
    encoding: str | None = None,
    heading_row: HeadingRow = "auto",
    part: str | None = None,
    unpacked: int | None = None,
) -> Look:
    """Look at a file before it is read: its table, its headings, and the words and cells that `read` would not take.

    Nothing is decided and nothing is written. Identity numbers are looked at without a secret, and none is kept.

    Args:
        source: a file or a frame, as for `antipoverty.registers.read`.
        schema: the table that it is; that of `antipoverty.registers.TABLES` which knows most of its headings, if it is
            left out.
        columns: as for `antipoverty.registers.read`.
        units: as for `antipoverty.registers.read`.
        words: as for `antipoverty.registers.read`.
        blank: as for `antipoverty.registers.read`.
        encoding: as for `antipoverty.registers.read`.
        heading_row: the row with the headings; it is found, if it is left out.
        part: the sheet of a workbook; the first, if it is left out.
        unpacked: as for `antipoverty.registers.read`.

    Raises:
        InvalidValue: for a file of no known kind, or a unit that a field cannot have.

    >>> import polars as pl
    >>> form = pl.DataFrame({"户编号": ["h1", "h1"], "人员编号": ["p1", "p2"], "劳动技能": ["整劳", "弱"], "备注": ""})
    >>> seen = look(form)
    >>> seen.schema.name, seen.tables["members"], seen.rows, seen.missing, seen.ignored
    ('members', 3, 2, (), ('备注',))
    """
    with needing("polars", "polars"):
        import polars  # noqa: F401
    from antipoverty.registers._reading.files import open_table

    columns, units = columns or {}, units or {}
    tables = dict.fromkeys(TABLES.values()) if schema is None else {schema: None}
    fits: list[Schema] = []

    def best(rows: Mapping[int, Sequence[str]]) -> HeadingRows:
        fit, found = _best(rows, list(tables), columns)
        fits.append(fit)
        return found

    found: int | Finder = best if heading_row == "auto" else heading_row
    table = open_table(source, encoding=encoding, heading_row=found, part=part, unpacked=unpacked)
    known = {each.name: len(known_fields(each, columns)(table.headings)) for each in TABLES.values()}
    if not fits:
        best({1: table.headings})
    (schema,) = fits
    refused: dict[int, Text] = {}
    matched = match_headings(
        table.headings, schema, columns, units, table.unit, refuse=lambda place, why: refused.update({place: why})
    )
    matched = with_words(matched, schema, words=words, blank=blank, day_zero=table.day_zero)
    said: list[Said] = []
    wrong: list[tuple[str, str, str, int]] = []
    rows = footers = 0
    for batch in table.batches:
        cells = read_cells(batch, table, matched)
        said += said_of(cells.parsed)
        wrong += [(each.field.column, each.why.en, each.why.zh, int(each.rows.sum())) for each in cells.wrong()]
        rows += len(batch.numbers) + len(batch.broken)
        footers += len(cells.no_records)
    taken = headings_of(table.headings, matched)
    places = {*refused, *(column.place for column in matched)}
    return Look(
        schema=schema,
        tables={name: count for name, count in sorted(known.items(), key=lambda item: -item[1]) if count},
        parts=parts(source, unpacked=unpacked) if isinstance(source, str | Path) else (),
        heading_rows=table.heading_rows,
        columns=taken.columns,
        units=taken.units,
        missing=missing_fields(matched, schema),
        refused={shown(table.headings, place): why for place, why in refused.items()},
        ignored=tuple(
            shown(table.headings, place)
            for place, heading in enumerate(table.headings)
            if place not in places and heading.strip()
        ),
        unknown_words=words_said(said, schema)[1],
        unreadable=_counted(wrong),
        rows=rows,
        footers=footers,
    )


def _best(
    first: Mapping[int, Sequence[str]], tables: Sequence[Schema], columns: Mapping[str, str | None]
) -> tuple[Schema, HeadingRows]:
    """The table that knows most of the headings, wherever they stand; of those with as many, one that lacks nothing."""
    found = [(schema, find_heading_rows(first, schema, columns)) for schema in tables]

    def rank(fit: tuple[Schema, HeadingRows]) -> tuple[int, int]:
        there = known_fields(fit[0], columns)(fit[1].headings)
        return fit[1].known, -len(missing_names(there, fit[0]))

    return max(found, key=rank)


def _counted(wrong: Sequence[tuple[str, str, str, int]]) -> pl.DataFrame:
    import polars as pl

    kinds = {"field": pl.String, "reason": pl.String, "reason_zh": pl.String, "rows": pl.Int64}
    frame = pl.DataFrame(wrong, kinds, orient="row").filter(pl.col("rows") > 0)
    frame = frame.group_by("field", "reason", "reason_zh").agg(pl.col("rows").sum())
    return frame.sort("rows", "field", "reason", descending=[True, False, False])
