"""What stands in the cells of a file, brought to exact values: whole columns at a time, with Polars.

Every cell is read as text, so that no reader turns an amount into a float. A cell gives a value, or nothing because it
says that the fact is unknown, or a reason why it cannot be taken.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers.schema import Field, Form
from antipoverty.registers.writing import FORMULA
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["UNITS", "Column", "Parsed", "digest", "masked", "parse", "stored"]

#: Units that a heading or a cell may name, as powers of ten of a fen.
UNITS = {"分": 0, "fen": 0, "元": 2, "yuan": 2, "人民币元": 2, "千元": 5, "万": 6, "万元": 6}
#: What a cell says if the fact is unknown.
UNKNOWN = ("", "不详", "未知", "不清楚", "unknown", "na", "n/a", "null", "none", "-", "—", "/")
_YES = ("是", "有", "yes", "y", "true", "t", "1", "1.0", "√", "✓")
_NO = ("否", "无", "没有", "no", "n", "false", "f", "0", "0.0", "×", "✗")
#: Weights of GB 11643 (ISO 7064, MOD 11-2) for the 17 places before the check digit.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_IDENTITY = r"^[0-9]{17}[0-9X]$"
#: Words with a figure in them that stand as they are: nothing wide, no control, no space or apostrophe at an end.
_UNSETTLED = r"\x00-\x1f\x7f\xa0\u2028\u2029\u3000\uff01-\uff5e"
_SETTLED = rf"^(?:[^{_UNSETTLED}\s'][^{_UNSETTLED}]*)?[0-9](?:[^{_UNSETTLED}]*[^{_UNSETTLED}\s])?$"
_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | {"\u3000": " ", "\xa0": " "}


@frozen(eq=False)
class Column:
    """A column of a file, to be read.

    Attributes:
        field: what it holds.
        cells: its text.
        shift: for an amount or a measure, the power of ten of what is stored (fen, hundredths) in which it is stated;
            yuan and whole units if left out.
    """

    field: Field
    cells: pl.Series
    shift: int | None = None

    @property
    def power(self) -> int:
        """The power of ten of what is stored in which it is stated."""
        stated = 2 if self.field.form in (Form.MEASURE, Form.MONEY) else 0
        return stated if self.shift is None or self.field.form is Form.COUNT else self.shift


@frozen(eq=False)
class Parsed:
    """A column of a file, read.

    Attributes:
        value: the stored values, null where one is unknown or cannot be taken.
        wrong: whether the cell cannot be taken.
        expected: what would have been taken.
    """

    value: pl.Series
    wrong: pl.Series
    expected: Text


def stored(field: Field) -> type[pl.DataType]:
    """The type of the column that holds a field."""
    import polars as pl

    kinds: dict[Form, type[pl.DataType]] = {Form.FLAG: pl.Boolean, Form.DAY: pl.Date}
    return kinds.get(field.form, pl.Int64 if field.numeric else pl.String)


def parse(columns: Sequence[Column], *, marked: bool = False) -> list[Parsed]:
    """Read columns of text.

    Nearly every cell has its plainest form, or a text that other cells have too. So all columns are tried in the
    plainest form at once, and of what is left each text is read once.

    Args:
        columns: the columns, of one length.
        marked: whether a text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    import polars as pl

    frame = pl.DataFrame([column.cells.alias(f"{place}") for place, column in enumerate(columns)])
    tried = [
        each.alias(f"{what} {place}")
        for place, column in enumerate(columns)
        if column.cells.null_count() < len(column.cells)
        for what, each in zip(("value", "kept"), _plain(column, pl.col(f"{place}")), strict=True)
    ]
    # Lazily, so that what a value and its test have in common is worked out once.
    found = frame.lazy().select(tried).collect()
    return [
        _rest(column, found[f"value {place}"], found[f"kept {place}"], marked=marked)
        if f"kept {place}" in found.columns
        else _nothing(column)
        for place, column in enumerate(columns)
    ]


def _nothing(column: Column) -> Parsed:
    """A column without any text."""
    import polars as pl

    height = len(column.cells)
    value = pl.Series([None], dtype=stored(column.field)).new_from_index(0, height)
    return Parsed(value, pl.Series([column.field.required]).new_from_index(0, height), column.field.expected)


def _plain(column: Column, cell: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The values of cells in their plainest form, which are what `_read` gives too; and which cells have it."""
    import polars as pl

    field = column.field
    match field.form:
        case Form.FLAG:
            value = (cell == "true") | (cell == "是")
            kept = value | (cell == "false") | (cell == "否")
        case Form.CATEGORY:
            value, kept = cell, cell.is_in([value for value, _ in field.values])
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value, kept = _plain_number(column, cell)
        case Form.DAY:
            value = cell.str.to_date("%Y-%m-%d", strict=False)
            kept = value.is_not_null() & cell.str.contains("^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$")
        case Form.IDENTITY:
            value, kept = cell, pl.lit(False)
        case _:
            # With a figure it is no word for what is unknown; of 18 places, it may be an identity number.
            value, kept = cell, cell.str.contains(_SETTLED) & (cell.str.len_bytes() != 18)
    kept = kept.fill_null(False)
    return value, kept if field.required else kept | cell.is_null()


def _plain_number(column: Column, cell: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    import polars as pl

    field, power = column.field, column.power
    value = cell.str.to_integer(strict=False, dtype=pl.Int64)
    shaped = pl.lit(True)
    if power:
        exact = cell.cast(pl.Decimal(38, power), strict=False)
        value = (exact * 10**power).cast(pl.Int64, strict=False)
        shaped = cell.str.contains(rf"^-?[0-9]{{1,13}}(?:[.][0-9]{{1,{power}}})?$")
    return value, shaped & value.is_between(field.least, field.most)


def _rest(column: Column, value: pl.Series, kept: pl.Series, *, marked: bool) -> Parsed:
    """Read the cells whose values are not kept."""
    import polars as pl

    if kept.all():
        return Parsed(value, ~kept, column.field.expected)
    rest = ~kept
    left = column.cells.filter(rest) if kept.any() else column.cells
    read = _read_once(evolve(column, cells=left), marked=marked)
    if not kept.any():
        return read
    among = pl.select(pl.when(rest).then(rest.cum_sum() - 1)).to_series()
    return Parsed(
        value.zip_with(kept, read.value.gather(among)), read.wrong.gather(among).fill_null(False), read.expected
    )


def _read_once(column: Column, *, marked: bool) -> Parsed:
    """Read each text once, and give what it says to every cell that has it, unless nearly all differ."""
    import polars as pl

    cells = column.cells
    texts = cells.unique()
    if 2 * len(texts) > len(cells):
        return _read(column, marked=marked)
    # What has no text comes last.
    texts = texts.sort(nulls_last=True)
    read = _read(evolve(column, cells=texts), marked=marked)
    codes = cells.cast(pl.Enum(texts.drop_nulls())).to_physical().cast(pl.UInt32)
    places = codes.fill_null(len(texts) - 1)
    return Parsed(read.value.gather(places), read.wrong.gather(places), read.expected)


def _read(column: Column, *, marked: bool) -> Parsed:
    """Read each cell by itself."""
    field = column.field
    text = column.cells.str.replace_many(list(_WIDE), list(_WIDE.values())).str.strip_chars()
    words = {word: value for value, said in field.values for word in (value, *said)}
    # A word that a category has, such as none of a disability, is known.
    unknown = text.is_null() | (text.str.to_lowercase().is_in(UNKNOWN) & ~text.is_in(list(words)))
    text = text.set(unknown, None)
    match field.form:
        case Form.FLAG:
            value = _coded(text.str.to_lowercase(), {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)})
        case Form.CATEGORY:
            value = _coded(text, words)
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value = _number(field, text, column.power)
        case Form.DAY:
            value = _day(text)
        case Form.IDENTITY:
            number = text.str.to_uppercase()
            value = number.set(~_is_identity(number), None)
        case _:
            bad = text.str.contains(r"[\x00-\x1f\x7f\u2028\u2029]").fill_null(False)
            if field.form is Form.KEY:
                bad = bad | _is_identity(text.str.to_uppercase())
            value = text.set(bad, None)
            if marked:
                value = value.str.replace(f"^'({FORMULA})", "$1")
    wrong = value.is_null() if field.required else value.is_null() & ~unknown
    return Parsed(value, wrong, field.expected)


def _coded(text: pl.Series, words: Mapping[str, bool | str]) -> pl.Series:
    import polars as pl

    kind = pl.Boolean if any(isinstance(value, bool) for value in words.values()) else pl.String
    return text.replace_strict(list(words), list(words.values()), default=None, return_dtype=kind)


def _number(field: Field, text: pl.Series, places: int) -> pl.Series:
    """Whole numbers of stored units, by moving the point in the text: no float comes into being."""
    import polars as pl

    suffixes: Mapping[str, int] = UNITS
    if field.form is not Form.MONEY:
        suffixes = {} if field.unit is None else {field.unit.zh: places, field.unit.en: places}
    pattern = r"^([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.]([0-9]*))?(" + "|".join(suffixes) + r")?$"
    parts = text.str.replace_all(r"[¥￥ ]", "").str.extract_groups(pattern).struct.unnest()
    parts.columns = ["sign", "whole", "fraction", "unit"]
    power = pl.col("unit").replace_strict(list(suffixes), list(suffixes.values()), default=places, return_dtype=pl.Int8)
    if not suffixes:
        power = pl.lit(places, pl.Int8)
    parts = parts.with_columns(
        pl.col("whole").str.replace_all(",", "", literal=True), pl.col("fraction").fill_null(""), power.alias("power")
    )
    amounts = [pl.lit(None, pl.Int64)]
    for each in sorted({places, *suffixes.values()}):
        # What lies beyond the last stored place has to be nothing.
        exact = ~pl.col("fraction").str.slice(each).str.contains("[1-9]")
        digits = pl.col("whole") + pl.col("fraction").str.slice(0, each).str.pad_end(each, "0")
        whole = digits.str.to_integer(strict=False, dtype=pl.Int64)
        amounts.append(pl.when((pl.col("power") == each) & exact).then(whole))
    signed = pl.when(pl.col("sign") == "-").then(-pl.col("amount")).otherwise(pl.col("amount"))
    value = parts.with_columns(pl.coalesce(amounts).alias("amount")).select(signed.alias("value"))["value"]
    return value.set(~value.is_between(field.least, field.most), None)


def _day(text: pl.Series) -> pl.Series:
    import polars as pl

    parts = text.str.extract_groups(
        r"^([12][0-9]{3})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]00:00:00(?:[.]0+)?)?|([0-9]{2})([0-9]{2}))$"
    ).struct.unnest()
    parts.columns = ["year", "month", "day", "month_alone", "day_alone"]
    month, day = (pl.coalesce(name, f"{name}_alone").str.zfill(2) for name in ("month", "day"))
    return parts.select(pl.concat_str("year", month, day, separator="-").alias("day"))["day"].str.to_date(
        "%Y-%m-%d", strict=False
    )


def _is_identity(number: pl.Series) -> pl.Series:
    """Whether text is an identity number: 18 places, a date that exists, the right check digit (GB 11643)."""
    import polars as pl

    shaped = number.str.contains(_IDENTITY).fill_null(False)
    # Hardly a key is shaped so; the arithmetic is left to those that are.
    places = shaped.arg_true()
    if not len(places):
        return shaped
    some = number.gather(places)
    digits = [some.str.slice(place, 1).str.to_integer(strict=False, dtype=pl.Int64) for place in range(17)]
    total = reduce(lambda left, right: left + right, [d * w for d, w in zip(digits, _WEIGHTS, strict=True)])
    wanted = (total % 11).replace_strict(list(range(11)), list(_CHECK_DIGITS), default=None, return_dtype=pl.String)
    born = some.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    good = (some.str.slice(17, 1) == wanted) & born.is_not_null()
    return shaped.scatter(places, good)


def digest(number: str, secret: bytes) -> str:
    """The keyed digest that stands for an identity number: the same for the same number and secret, in every table.

    Raises:
        InvalidValue: for a secret of under 16 bytes, with which numbers could be guessed one by one.
    """
    if len(secret) < 16:
        raise InvalidValue("secret", f"{len(secret)} bytes", "at least 16 bytes, kept apart from the data")
    return hmac.new(secret, number.encode(), hashlib.sha256).hexdigest()[:32]


def masked(field: Field, column: pl.Expr) -> pl.Expr:
    """A cell as it may be shown: as it stands if it is not personal, else only how long it is.

    A key that cannot be taken may be an identity number, and words may be anything, so that they are masked too.
    """
    import polars as pl

    if field.personal or field.form in (Form.KEY, Form.WORDS):
        length = column.str.len_chars()
        return pl.when(column.is_null()).then(pl.lit("")).otherwise(pl.format("({} characters, not shown)", length))
    return column.fill_null("")
