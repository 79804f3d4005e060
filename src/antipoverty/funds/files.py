"""Entries from CSV, Parquet and Excel files: what cannot be read is set aside with its reasons, never dropped.

A file has the columns of `antipoverty.funds.columns`, with ``amount`` in yuan (``5085000.00``) in place of
``amount_fen``.
Cells are read as text and checked one by one, so that no reader guesses.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty.errors import InvalidValue, MissingExtra
from antipoverty.funds.columns import entry_of_row, row_of_entry
from antipoverty.funds.entries import KINDS, Entry
from antipoverty.money import yuan_of_fen

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FILE_COLUMNS", "ReadEntries", "read_entries", "write_entries"]

#: The columns of a file, in the order in which they are written.
FILE_COLUMNS: tuple[str, ...] = (
    "id",
    "on",
    "kind",
    "fund",
    "level",
    "year",
    "amount",
    "project",
    "to",
    "stage",
    "entry",
    "document",
    "reason",
)
_NEEDED = ("id", "on", "kind", "fund", "level", "amount")
_AMOUNT = r"^[0-9]+([.][0-9]{1,2})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_WHOLE = r"^[0-9]{4}$"


@frozen
class ReadEntries:
    """What a file held: the rows that are in order, and the others with their reasons. Together they are all rows.

    Attributes:
        accepted: a Polars frame for `antipoverty.funds.columns.post_frame`.
        quarantined: the other rows as text, with their number in the file (``line``, from 1) and ``why``.
    """

    accepted: pl.DataFrame = field(repr=lambda frame: f"<{len(frame)} rows>")
    quarantined: pl.DataFrame = field(repr=lambda frame: f"<{len(frame)} rows>")

    def entries(self) -> Iterator[Entry]:
        """The accepted rows as entries, one by one."""
        return (entry_of_row(row) for row in self.accepted.iter_rows(named=True))


def read_entries(path: str | Path) -> ReadEntries:
    """Read entries from a file whose name ends in ``.csv``, ``.parquet`` or ``.xlsx``.

    Raises:
        InvalidValue: for another ending, or if a column is missing or unknown.
        MissingExtra: if Polars, or for Excel python-calamine, is not installed.
    """
    polars = _polars()
    raw = _raw(Path(path), polars)
    if absent := [name for name in _NEEDED if name not in raw.columns]:
        raise InvalidValue("columns", raw.columns, f"{', '.join(absent)} among them")
    if strange := sorted(set(raw.columns) - set(FILE_COLUMNS)):
        raise InvalidValue("columns", strange, f"columns among {', '.join(FILE_COLUMNS)}")
    raw = raw.with_columns(
        polars.lit(None, dtype=polars.String).alias(name) for name in FILE_COLUMNS if name not in raw.columns
    )
    raw = raw.select(FILE_COLUMNS)
    return _sorted_out(raw, polars)


def _polars() -> Any:
    try:
        import polars
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("polars", "polars") from None
    return polars


def _raw(path: Path, polars: Any) -> Any:
    """The file as text, empty cells as null."""
    match path.suffix.lower():
        case ".csv":
            return polars.read_csv(path, infer_schema=False)
        case ".parquet":
            return polars.read_parquet(path).cast(polars.String)
        case ".xlsx":
            return _excel(path, polars)
        case suffix:
            raise InvalidValue("path", suffix, "a file that ends in .csv, .parquet or .xlsx")


def _excel(path: Path, polars: Any) -> Any:
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:  # pragma: no cover  # the test suite has it
        raise MissingExtra("excel", "python-calamine") from None
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return polars.DataFrame(
        [[_excel_text(cell) for cell in row] for row in rows],
        schema=dict.fromkeys(map(str, head), polars.String),
        orient="row",
    )


def _excel_text(cell: object) -> str | None:
    """A cell as it would stand in a CSV file. Excel holds numbers as floats; whole ones lose nothing."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return None if cell == "" or cell is None else str(cell)


def _sorted_out(raw: Any, polars: Any) -> ReadEntries:
    col = polars.col
    read = raw.select(
        "id",
        polars.when(col("on").str.contains(_DAY)).then(col("on").str.to_date("%Y-%m-%d", strict=False)).alias("on"),
        "kind",
        "fund",
        "level",
        polars.when(col("year").str.contains(_WHOLE)).then(col("year").cast(polars.Int64, strict=False)).alias("year"),
        polars.when(col("amount").str.contains(_AMOUNT)).then(_fen_of(col("amount"), polars)).alias("amount_fen"),
        "project",
        "to",
        "stage",
        "entry",
        "document",
        "reason",
    )
    reversal = col("kind") == "reversal"
    read = read.with_columns(
        polars.when(~reversal & raw["year"].is_null())
        .then(col("on").dt.year().cast(polars.Int64))
        .otherwise(col("year"))
        .alias("year")
    )
    missing = polars.any_horizontal(
        col("fund").is_null(), col("level").is_null(), col("amount_fen").is_null(), col("year").is_null()
    )
    unread = (raw["year"].is_not_null() & col("year").is_null()) | (
        raw["amount"].is_not_null() & col("amount_fen").is_null()
    )
    wrong = read.select(
        (col("id").is_null() | col("on").is_null() | ~col("kind").is_in(list(KINDS)) | (~reversal & missing) | unread)
        .fill_null(True)
        .alias("wrong")
    )["wrong"]
    # The few that Polars has doubts about, or that no entry can be made of, get their reasons one by one.
    doubtful = raw.with_row_index("line", 1).filter(wrong)
    reasons = ["; ".join(_why(row)) for row in doubtful.iter_rows(named=True)]
    quarantined = doubtful.with_columns(polars.Series("why", reasons, dtype=polars.String))
    return ReadEntries(read.filter(~wrong) if len(quarantined) else read, quarantined)


def _fen_of(amount: Any, polars: Any) -> Any:
    """Whole fen, by way of exact decimals: no number is ever a float on its way."""
    whole = (amount.cast(polars.Decimal(38, 2), strict=False) * 100).cast(polars.Int64, strict=False)
    return polars.when(whole < 10**15).then(whole)


def _why(row: Mapping[str, str | None]) -> Iterator[str]:
    """Every reason for which a row cannot be read."""
    kind = row["kind"]
    if kind not in KINDS:
        yield f"kind: got {kind!r}; expected one of {', '.join(KINDS)}"
    for name in ("id", "on", *(() if kind == "reversal" else ("fund", "level", "amount"))):
        if row[name] is None:
            yield f"{name}: missing"
    if row["on"] is not None and not _is_day(row["on"]):
        yield f"on: got {row['on']!r}; expected a date such as 2014-05-01"
    if row["year"] is not None and not re.fullmatch(_WHOLE, row["year"]):
        yield f"year: got {row['year']!r}; expected four digits"
    if row["amount"] is not None and not _is_amount(row["amount"]):
        yield f"amount: got {row['amount']!r}; expected yuan such as 5085000.00, with at most two places"


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(_DAY, text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_amount(text: str) -> bool:
    return bool(re.fullmatch(_AMOUNT, text)) and len(text.split(".", maxsplit=1)[0].lstrip("0")) <= 13


def write_entries(entries: Iterable[Entry], path: str | Path) -> None:
    """Write entries as a CSV file that `read_entries` reads back as they were."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FILE_COLUMNS), lineterminator="\n")
        writer.writeheader()
        for entry in entries:
            row = row_of_entry(entry)
            amount = row.pop("amount_fen")
            row["amount"] = None if amount is None else f"{yuan_of_fen(amount):f}"
            writer.writerow(row)
