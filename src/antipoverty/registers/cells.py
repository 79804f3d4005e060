"""What stands in the cells of a file, brought to exact values: whole columns at a time, with Polars.

Every cell is read as text, so that no reader turns an amount into a float. A cell gives a value, or nothing because it
says that the fact is unknown, or a reason why it cannot be taken.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from attrs import frozen

from antipoverty.errors import InvalidValue
from antipoverty.registers.schema import Field, Form
from antipoverty.rules.conditions import Text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["UNITS", "Parsed", "digest", "masked", "parse"]

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


def parse(field: Field, cells: pl.Series, shift: int | None = None, *, marked: bool = False) -> Parsed:
    """Read a column of text.

    Nearly every cell has its plainest form, or a text that other cells have too. So whole columns are tried in the
    plainest form first, and of what is left each text is read once.

    Args:
        field: what the column holds.
        cells: the text.
        shift: for an amount or a measure, the power of ten of what is stored (fen, hundredths) in which the column
            states it; yuan and whole units if left out.
        marked: whether a text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    import polars as pl

    value = _plain(field, cells, shift)
    rest = value.is_null()
    left = cells if rest.all() else cells.filter(rest)
    if not len(left):
        return Parsed(value, rest, field.expected)
    texts = left.unique()
    if 2 * len(texts) > len(left):
        read = _read(field, left, shift, marked=marked)
    else:
        once = _read(field, texts, shift, marked=marked)
        places = _places(texts, left)
        read = Parsed(once.value.gather(places), once.wrong.gather(places), once.expected)
    if len(left) == len(cells):
        return read
    among = pl.select(pl.when(rest).then(rest.cum_sum() - 1)).to_series()
    return Parsed(
        value.zip_with(~rest, read.value.gather(among)), read.wrong.gather(among).fill_null(False), read.expected
    )


def _places(texts: pl.Series, cells: pl.Series) -> pl.Series:
    """For each cell, where its text stands among texts that all differ."""
    import polars as pl

    if len(texts) == 1:
        return pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(cells))
    known = texts.drop_nulls()
    codes = cells.cast(pl.Enum(known)).to_physical().cast(pl.UInt32)
    nothing = texts.is_null().arg_max()
    order = texts.is_not_null().arg_true()
    return order.gather(codes).fill_null(nothing)


def _plain(field: Field, cells: pl.Series, shift: int | None) -> pl.Series:
    """The values of cells in their plainest form, null for every other cell: what `_read` gives of them too."""
    import polars as pl

    power = _power(field, shift)
    match field.form:
        case Form.COUNT | Form.MEASURE | Form.MONEY if power == 0:
            value = cells.str.to_integer(strict=False, dtype=pl.Int64)
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            shaped = cells.str.contains(rf"^-?[0-9]{{1,13}}(?:[.][0-9]{{1,{power}}})?$")
            exact = cells.set(~shaped, None).cast(pl.Decimal(38, power), strict=False)
            value = (exact * 10**power).cast(pl.Int64, strict=False)
        case Form.KEY | Form.WORDS:
            # With a figure it is no word for what is unknown; of 18 places, it may be an identity number.
            shaped = cells.str.contains(_SETTLED) & (cells.str.len_bytes() != 18)
            return cells.set(~shaped, None)
        case _:
            kind = {Form.FLAG: pl.Boolean, Form.DAY: pl.Date}.get(field.form, pl.String)
            return pl.Series([None], dtype=kind).new_from_index(0, len(cells))
    return value.set(~value.is_between(field.least, field.most), None)


def _power(field: Field, shift: int | None) -> int:
    """The power of ten of what is stored in which a column states its values."""
    stated = 2 if field.form in (Form.MEASURE, Form.MONEY) else 0
    return stated if shift is None or field.form is Form.COUNT else shift


def _read(field: Field, cells: pl.Series, shift: int | None, *, marked: bool) -> Parsed:
    """Read each cell by itself."""
    text = cells.str.replace_many(list(_WIDE), list(_WIDE.values())).str.strip_chars()
    unknown = text.is_null() | text.str.to_lowercase().is_in(UNKNOWN)
    text = text.set(unknown, None)
    match field.form:
        case Form.FLAG:
            value = _coded(text.str.to_lowercase(), {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)})
        case Form.CATEGORY:
            value = _coded(text, {word: value for value, said in field.values for word in (value, *said)})
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value = _number(field, text, _power(field, shift))
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
                value = value.str.replace(r"^'('*[=+\-@])", "$1")
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
    some = number.gather(places)
    digits = [some.str.slice(place, 1).str.to_integer(strict=False, dtype=pl.Int64) for place in range(17)]
    total = reduce(lambda left, right: left + right, [d * w for d, w in zip(digits, _WEIGHTS, strict=True)])
    wanted = (total % 11).replace_strict(list(range(11)), list(_CHECK_DIGITS), default=None, return_dtype=pl.String)
    born = some.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    good = (some.str.slice(17, 1) == wanted) & born.is_not_null()
    return shaped.scatter(places, good) if len(places) else shaped


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
