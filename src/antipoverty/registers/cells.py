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

__all__ = [
    "UNITS",
    "Column",
    "Parsed",
    "check_secret",
    "digest",
    "is_identity",
    "masked",
    "parse",
    "shown_key",
    "stored",
]

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
#: A run of as many digits as identity numbers have: 15 until 1999, 18 since, of which the last may be an X.
_IDENTITY_RUN = r"(?:^|[^0-9])(?:[0-9]{15}|[0-9]{17,18})(?:[^0-9]|$)"
#: An identity number by its parts: place, day of birth (in its century since 1999), sequence, check digit.
_IDENTITY_PARTS = (
    r"(?:^|[^0-9])[1-9][0-9]{5}(?:[0-9]{2}|(?:18|19|20)[0-9]{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"[0-9]{3}[0-9Xx]?(?:[^0-9]|$)"
)
#: What may stand between the parts of an identity number.
_BETWEEN = r"[\s\-\u2010-\u2015\u2212_./·]"
#: A shorter text has no room for an identity number.
_SHORTEST_IDENTITY = 15
_LONG_RUN = rf"[0-9](?:{_BETWEEN}*[0-9]){{{_SHORTEST_IDENTITY - 1}}}"
#: Digests and random keys have long runs of digits by chance.
_RANDOM = r"^[0-9A-Fa-f]{32,}$"
#: What stands for an identity number; see `digest`.
_DIGEST = r"^[0-9a-f]{32}$"
#: A key that may be shown: a short code.
_CODE = r"^[!-~]{1,12}$"
#: Words with a figure in them that stand as they are: nothing wide, no control, no space or apostrophe at an end.
_UNSETTLED = r"\x00-\x1f\x7f\xa0\u2028\u2029\u3000\uff01-\uff5e"
_SETTLED = rf"^(?:[^{_UNSETTLED}\s'][^{_UNSETTLED}]*)?[0-9](?:[^{_UNSETTLED}]*[^{_UNSETTLED}\s])?$"
_STORED = {Form.MONEY: Text("fen", "分"), Form.MEASURE: Text("hundredths", "百分之一")}
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

    @property
    def expected(self) -> Text:
        """What is accepted, for a message: as a frame has it, where the column is one of a frame."""
        if self.power or self.field.form not in _STORED:
            return self.field.expected
        least, what = self.field.least, _STORED[self.field.form]
        assert least is not None
        low = ("", "") if least < 0 else (f", at least {least}", f"，不低于{least}")
        return Text(f"a whole number of {what.en}{low[0]}", f"以{what.zh}为单位的整数{low[1]}")


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

    >>> import polars as pl
    >>> from antipoverty.registers.tables import HOUSEHOLDS
    >>> (found,) = parse([Column(HOUSEHOLDS["net_income"], pl.Series(["5.50", "1.2万元", "5.555", "不详"]))])
    >>> found.value.to_list(), found.wrong.to_list()
    ([550, 1200000, None, None], [False, False, True, False])
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
    found = frame.lazy().select(tried).collect(engine="in-memory")
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
    return Parsed(value, pl.Series([column.field.required]).new_from_index(0, height), column.expected)


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
        case Form.KEY:
            # With a figure it is no word for what is unknown.
            value, kept = cell, cell.str.contains(_SETTLED)
            longest = column.cells.str.len_bytes().max()
            if not isinstance(longest, int) or longest >= _SHORTEST_IDENTITY:
                kept &= ~cell.str.contains(_LONG_RUN)
        case Form.DIGEST:
            value, kept = cell, cell.str.contains(_DIGEST)
        case _:
            value, kept = cell, cell.str.contains(_SETTLED)
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
    wrong = ~kept
    if kept.all():
        return Parsed(value, wrong, column.expected)
    if not kept.any():
        return _read_once(column, marked=marked)
    places = wrong.arg_true()
    read = _read_once(evolve(column, cells=column.cells.gather(places)), marked=marked)
    return Parsed(value.clone().scatter(places, read.value), wrong.scatter(places, read.wrong), read.expected)


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
    text = _narrow(column.cells).str.strip_chars()
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
            value = number.set(~_is_well_made(number), None)
        case Form.DIGEST:
            value = text.set(~text.str.contains(_DIGEST), None)
        case _:
            bad = text.str.contains(r"[\x00-\x1f\x7f\u2028\u2029]").fill_null(False)
            if field.form is Form.KEY:
                bad = bad | is_identity(text)
            value = text.set(bad, None)
            if marked:
                value = value.str.replace(f"^'({FORMULA})", "$1")
    wrong = value.is_null() if field.required else value.is_null() & ~unknown
    return Parsed(value, wrong, column.expected)


def _narrow(text: pl.Series) -> pl.Series:
    """Text with what is of full width in it brought to its usual width."""
    return text.str.replace_many(list(_WIDE), list(_WIDE.values()))


def _coded(text: pl.Series, words: Mapping[str, bool | str]) -> pl.Series:
    import polars as pl

    kind = pl.Boolean if any(isinstance(value, bool) for value in words.values()) else pl.String
    return text.replace_strict(list(words), list(words.values()), default=None, return_dtype=kind)


def _number(field: Field, text: pl.Series, places: int) -> pl.Series:
    """Whole numbers of stored units, by moving the point in the text: no float comes into being.

    Commas, or blanks, stand between thousands or nowhere; the sign of the yuan stands before an amount.
    """
    import polars as pl

    suffixes: Mapping[str, int] = UNITS
    if field.form is not Form.MONEY:
        suffixes = {} if field.unit is None else {field.unit.zh: places, field.unit.en: places}
    sign = r"(?:[¥￥] ?)?[+-]?|[+-][¥￥] ?" if field.form is Form.MONEY else r"[+-]?"
    grouped = r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+"
    pattern = rf"^({sign})({grouped})(?:[.]([0-9]*))?(?: ?({'|'.join(suffixes)}))?$"
    parts = text.str.extract_groups(pattern).struct.unnest()
    parts.columns = ["sign", "whole", "fraction", "unit"]
    power = pl.col("unit").replace_strict(list(suffixes), list(suffixes.values()), default=places, return_dtype=pl.Int8)
    if not suffixes:
        power = pl.lit(places, pl.Int8)
    parts = parts.with_columns(
        pl.col("whole").str.replace_all("[, ]", ""), pl.col("fraction").fill_null(""), power.alias("power")
    )
    amounts = [pl.lit(None, pl.Int64)]
    for each in sorted({places, *suffixes.values()}):
        # What lies beyond the last stored place has to be nothing.
        exact = ~pl.col("fraction").str.slice(each).str.contains("[1-9]")
        digits = pl.col("whole") + pl.col("fraction").str.slice(0, each).str.pad_end(each, "0")
        whole = digits.str.to_integer(strict=False, dtype=pl.Int64)
        amounts.append(pl.when((pl.col("power") == each) & exact).then(whole))
    signed = pl.when(pl.col("sign").str.contains("-", literal=True)).then(-pl.col("amount")).otherwise(pl.col("amount"))
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


def is_identity(text: pl.Series) -> pl.Series:
    """Whether a text may hold an identity number, so that it can be no key and is not to be shown.

    That is: whether it has a run of 15, 17 or 18 digits, in full width too, whatever stands before and after it; or
    would have one without the blanks, hyphens and points in it that has a day of birth where identity numbers have it
    (so that a key such as ``620123001-000001`` is none). A number with a slip in it tells of a person as well: the
    check digit does not matter. Of 32 or more hexadecimal digits it is a digest. Null stays null.

    >>> import polars as pl
    >>> is_identity(pl.Series(["h1", "H110105 19491231 002X", "620123001"])).to_list()
    [False, True, False]
    """
    found = text.str.len_bytes() >= _SHORTEST_IDENTITY
    places = found.fill_null(False).arg_true()
    if not len(places):
        return found
    some = _narrow(text.gather(places))
    bare = some.str.replace_all(_BETWEEN, "")
    runs = some.str.contains(_IDENTITY_RUN) | (bare.str.contains(_IDENTITY_PARTS) & (bare != some))
    return found.scatter(places, runs & ~bare.str.contains(_RANDOM))


def _is_well_made(number: pl.Series) -> pl.Series:
    """Whether text is an identity number: 18 places, a date that exists, the right check digit (GB 11643)."""
    import polars as pl

    digits = [number.str.slice(place, 1).str.to_integer(strict=False, dtype=pl.Int64) for place in range(17)]
    total = reduce(lambda left, right: left + right, [d * w for d, w in zip(digits, _WEIGHTS, strict=True)])
    wanted = (total % 11).replace_strict(list(range(11)), list(_CHECK_DIGITS), default=None, return_dtype=pl.String)
    born = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    good = number.str.contains(_IDENTITY) & (number.str.slice(17, 1) == wanted) & born.is_not_null()
    return good.fill_null(False)


def check_secret(secret: object) -> None:
    """Refuse what is no secret.

    Raises:
        InvalidValue: for anything but bytes, and for under 16 of them, with which numbers could be guessed one by one.
    """
    if not isinstance(secret, bytes):
        raise InvalidValue("secret", type(secret).__name__, "bytes, at least 16, kept apart from the data")
    if len(secret) < 16:
        raise InvalidValue("secret", f"{len(secret)} bytes", "at least 16 bytes, kept apart from the data")


def digest(number: str, secret: bytes) -> str:
    """The keyed digest that stands for an identity number: the same for the same number and secret, in every table.

    Raises:
        InvalidValue: for what is no secret; see `check_secret`.
    """
    check_secret(secret)
    return hmac.new(secret, number.encode(), hashlib.sha256).hexdigest()[:32]


def masked(field: Field, column: pl.Expr) -> pl.Expr:
    """A cell as it may be shown: as it stands if it is not personal, else only how long it is.

    A key that cannot be taken may be an identity number, and words may be anything, so that they are masked too.
    """
    if field.personal or field.form in (Form.KEY, Form.WORDS):
        return _hidden(column)
    return column.fill_null("")


def shown_key(key: pl.Series) -> pl.Series:
    """Keys that were taken, as they may be shown: short codes as they stand, of others only how long they are."""
    import polars as pl

    code = key.str.contains(_CODE) & ~is_identity(key)
    return pl.select(pl.when(code).then(key).otherwise(_hidden(pl.lit(key)))).to_series()


def _hidden(column: pl.Expr) -> pl.Expr:
    import polars as pl

    length = column.str.len_chars().cast(pl.String)
    hidden = pl.concat_str(pl.lit("("), length, pl.lit(" characters, not shown)"))
    return pl.when(column.is_null()).then(pl.lit("")).otherwise(hidden)
