"""Columns of text brought to exact values: whole columns at a time, with Polars.

Every cell is read as text, so that no reader turns an amount into a float. A cell gives a value, or nothing because it
says that the fact is unknown, or a reason why it cannot be taken. Fast path: `parse_plain` parses nearly all cells of
all columns at once; `parse_rest` knows every form and every reason, and parses the others.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from attrs import Factory, evolve, frozen

from antipoverty._shared.formulas import FORMULA
from antipoverty._shared.keys import (
    CHANGED,
    CHANGES,
    CHECK_DIGITS,
    LOOKALIKE,
    PERSONAL,
    STROKES,
    UNBROKEN,
    WEIGHTS,
    normal_key,
)
from antipoverty.records import DisabilityKind
from antipoverty.registers._reading.days import DAY_ZERO, parse_days
from antipoverty.registers._reading.lists import parse_lists
from antipoverty.registers._reading.masking import is_identity
from antipoverty.registers._reading.words import BLANKS, SHOWS_NOTHING, Words, meaning, named
from antipoverty.registers._schema.cells import NO_ITEMS
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: Units that a heading or a cell may name, as powers of ten of a fen.
UNITS = {"分": 0, "fen": 0, "元": 2, "yuan": 2, "人民币元": 2, "千元": 5, "万": 6, "万元": 6}
#: Other words for persons, where these are counted.
HEADS = ("口", "口人")
#: Why a key is refused.
KEY_REASONS = (UNBROKEN, LOOKALIKE, CHANGED, PERSONAL)
#: The words of a flag that are taken at once, and are not listed among the words of a reading.
_PLAIN_FLAGS = {"true": True, "是": True, "false": False, "否": False}
#: What stands for an identity number; see `masking.digest`.
_DIGEST = r"^[0-9a-f]{32}$"
#: Words with a figure in them that stand as they are: nothing wide, no control, no space or apostrophe at an end.
_UNSETTLED = r"\x00-\x1f\x7f\xa0\u2028\u2029\u3000\uff01-\uff5e"
#: The plainest form of a text. A key in it is no word, no number of a person (`keys.SHORTEST`), and nothing that a
#: spreadsheet changed or put an apostrophe before; an identity number has none, since its check digit is worked out.
_PLAIN_TEXTS = {
    Form.KEY: "^[A-Za-z]?[0-9]{1,9}$",
    Form.DIGEST: _DIGEST,
    Form.WORDS: rf"^(?:[^{_UNSETTLED}\s'][^{_UNSETTLED}]*)?[0-9](?:[^{_UNSETTLED}]*[^{_UNSETTLED}\s])?$",
}
#: Letters, digits and hyphens: what else a key may have is brought to one form first.
_SETTLED_KEY = r"^(?:[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff_-]*[0-9]|[0-9])$"
_IDENTITY = r"^[0-9]{17}[0-9X]$"
#: A disability certificate: the identity number, the kind (1-7), the grade, and which certificate it is.
_CERTIFICATE = r"^([0-9]{17}[0-9X])([1-7])([1-4])(?:B?[0-9]{1,2})?$"
#: A number of 15 places, of someone born from 1900 to 1999. Those that end in 996 to 999 are of people born earlier; of
#: one from 1920 it cannot be told whether it is the beginning of a number of 18 places, of a birth from 2000 on.
OLD_IDENTITY = r"^([1-9][0-9]{5})((?:[013-9][0-9]|2[1-9])[0-9]{4}(?:[0-8][0-9]{2}|9[0-8][0-9]|99[0-5]))$"
#: What stands for the number of somebody who has none.
_STAND_IN = "^999999[0-9]{11,14}[0-9X]?$"
#: A text as a spreadsheet's formula, or with its mark of a text before it.
_WRAPPED = r"""^(?:="([^"]*)"|'(.*))$"""
_STORED = {Form.MONEY: Text("fen", "分"), Form.MEASURE: Text("hundredths", "百分之一")}
_CODED = (Form.FLAG, Form.CATEGORY)
_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | {"\u3000": " ", "\xa0": " "}
#: In words, Chinese marks such as （ ） ： are as they should be; digits, with their point, and letters are not.
_WIDE_IN_WORDS = {wide: usual for wide, usual in _WIDE.items() if usual.isalnum() or usual in " ."}


def _expected(column: Column) -> Text:
    if column.power or column.field.form not in _STORED:
        return column.field.expected
    least, what = column.field.least, _STORED[column.field.form]
    assert least is not None
    low = ("", "") if least < 0 else (f", at least {least}", f"，不低于{least}")
    return Text(f"a whole number of {what.en}{low[0]}", f"以{what.zh}为单位的整数{low[1]}")


@frozen(eq=False)
class Column:
    """A column of a file that is read.

    Attributes:
        field: what it holds.
        place: which column of the file it is, from 0.
        power: the power of ten of what is stored (fen, hundredths) in which its numbers are stated; yuan and whole
            units if left out.
        words: what further words stand for, in this table alone.
        blank: words that say that the fact is unknown.
        expected: what is accepted, for a message: as a frame has it, where the column is one of a frame.
        day_zero: the day that the number 0 stands for, where days may stand as numbers; none where that is not known.
    """

    field: Field
    place: int = 0
    power: int = Factory(lambda self: 2 if self.field.form in _STORED else 0, takes_self=True)
    words: Words = Factory(dict)
    blank: frozenset[str] = frozenset(BLANKS)
    expected: Text = Factory(_expected, takes_self=True)
    day_zero: date | None = DAY_ZERO


@frozen(eq=False)
class Parsed:
    """A column of a file, parsed.

    Attributes:
        column: which one.
        cells: its text, the values of further words in their places.
        value: the stored values, null where one is unknown or cannot be taken.
        wrong: whether the cell cannot be taken.
        why: for a key, which of `KEY_REASONS` a wrong cell is refused for.
        also: what the cells state of other fields: a state of health that names a disability.
        said: of a column of words or truths, each text that is no stored value, nor 是 or 否: the text, what it stands
            for, whether it can be taken, and in how many rows it stands.
    """

    column: Column
    cells: pl.Series
    value: pl.Series
    wrong: pl.Series
    why: pl.Series | None = None
    also: Mapping[str, pl.Series] = Factory(dict)
    said: tuple[tuple[str, str | bool | None, bool, int], ...] = ()

    def rows(self, change: Callable[[pl.Series], pl.Series]) -> Parsed:
        """The same for other rows: some of them, or in another order."""
        return evolve(
            self,
            cells=change(self.cells),
            value=change(self.value),
            wrong=change(self.wrong),
            why=None if self.why is None else change(self.why),
            also={name: change(values) for name, values in self.also.items()},
        )


def stored(field: Field) -> type[pl.DataType]:
    """The type of the column that holds a field."""
    import polars as pl

    kinds: dict[Form, type[pl.DataType]] = {Form.FLAG: pl.Boolean, Form.DAY: pl.Date}
    return kinds.get(field.form, pl.Int64 if field.numeric else pl.String)


def parse(columns: Sequence[Column], table: pl.DataFrame, *, marked: bool = False) -> list[Parsed]:
    """Parse columns of text.

    Args:
        columns: the columns.
        table: all columns of the file.
        marked: whether a text that a spreadsheet would take for a formula has an apostrophe before it.

    >>> import polars as pl
    >>> from antipoverty.registers import HOUSEHOLDS
    >>> table = pl.DataFrame({"income": ["5.50", "1.2万元", "5.555", "不详"]})
    >>> (income,) = parse([Column(HOUSEHOLDS["net_income"])], table)
    >>> income.value.to_list(), income.wrong.to_list()
    ([550, 1200000, None, None], [False, False, True, False])
    """
    return [parse_rest(each, marked=marked) for each in parse_plain(columns, table)]


def parse_plain(columns: Sequence[Column], table: pl.DataFrame) -> list[Parsed]:
    """Parse the cells in their plainest form, all columns at once; what is not in it is ``wrong``, for `parse_rest`.

    The values are those that `parse_rest` would give; of cells that are wrong they may be anything.
    """
    import polars as pl

    cells = [
        _with_words(column, table.to_series(column.place))
        if column.field.form not in _CODED and (column.words or column.blank.difference(BLANKS))
        else table.to_series(column.place)
        for column in columns
    ]
    expressions: list[pl.Expr] = []
    for number, column in enumerate(columns):
        field, cell = column.field, pl.col(f"{number}")
        value, plain = cell, pl.lit(False)
        match field.form:
            case Form.FLAG:
                # For so few texts, comparisons are quicker than a set.
                value = reduce(operator.or_, [cell == text for text, truth in _PLAIN_FLAGS.items() if truth])
                plain = reduce(operator.or_, [cell == text for text, truth in _PLAIN_FLAGS.items() if not truth], value)
            case Form.CATEGORY:
                plain = reduce(operator.or_, [cell == text for text, _ in field.values])
            case Form.COUNT | Form.MEASURE | Form.MONEY:
                if power := column.power:
                    exact = cell.cast(pl.Decimal(38, power), strict=False)
                    value = (exact * 10**power).cast(pl.Int64, strict=False)
                    plain = cell.str.contains(rf"^-?[0-9]{{1,13}}(?:[.][0-9]{{1,{power}}})?$")
                else:
                    value, plain = cell.str.to_integer(strict=False, dtype=pl.Int64), pl.lit(True)
                plain &= value.is_between(field.least, field.most)
            case Form.DAY:
                value = cell.str.to_date("%Y-%m-%d", strict=False, cache=False)
                plain = value.is_not_null() & cell.str.contains("^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$")
            case form if form in _PLAIN_TEXTS:
                plain = cell.str.contains(_PLAIN_TEXTS[form])
        plain = plain.fill_null(False)
        # What an identity number tells of other fields, no number tells too.
        wrong = ~(plain if field.required or field.form is Form.IDENTITY else plain | cell.is_null())
        expressions += [value.alias(f"value {number}"), wrong.alias(f"wrong {number}")]
    frame = pl.DataFrame([each.alias(f"{number}") for number, each in enumerate(cells)])
    # Lazily, so that what a value and its test have in common is worked out once.
    parsed = frame.lazy().select(expressions).collect(engine="in-memory")
    return [
        Parsed(column, cells[number], parsed[f"value {number}"], parsed[f"wrong {number}"])
        for number, column in enumerate(columns)
    ]


def parse_rest(plain: Parsed, *, marked: bool) -> Parsed:
    """Parse the cells that are not in their plainest form, each text once, unless nearly all differ."""
    import polars as pl

    if plain.column.field.named and plain.column.field.form is Form.CATEGORY:
        plain = evolve(plain, cells=plain.cells.fill_null(""), wrong=plain.wrong | plain.cells.is_null())
    elif plain.column.field.named:
        return _parse_named(plain.column, plain.cells)
    places = plain.wrong.arg_true()
    if not len(places):
        return plain
    column, height = plain.column, len(plain.cells)
    cells = plain.cells if len(places) == height else plain.cells.gather(places)
    if column.field.form in _CODED:
        rest = _parse_coded(column, cells)
    elif 2 * len(texts := cells.unique()) > len(cells):
        rest = _parse_texts(column, cells, marked=marked)
    else:
        texts = texts.sort(nulls_last=True)  # what has no text comes last
        codes = cells.cast(pl.Enum(texts.drop_nulls())).to_physical().cast(pl.UInt32).fill_null(len(texts) - 1)
        rest = _parse_texts(column, texts, marked=marked).rows(lambda values: values.gather(codes))
    if len(places) == height:
        return rest
    return evolve(
        rest,
        cells=plain.cells,
        value=plain.value.clone().scatter(places, rest.value),
        wrong=plain.wrong.clone().scatter(places, rest.wrong),
        why=None if rest.why is None else _nothing(rest.why.dtype, height).scatter(places, rest.why),
        also={name: _nothing(values.dtype, height).scatter(places, values) for name, values in rest.also.items()},
    )


def _nothing(kind: pl.DataType, height: int) -> pl.Series:
    import polars as pl

    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _with_words(column: Column, cells: pl.Series) -> pl.Series:
    """Cells with the values of further words in the places of these words, and nothing for further blanks."""
    import polars as pl

    text = plain_text(cells)
    values = {word: None if value is None else str(value) for word, value in column.words.items()}
    known = text.is_in(list(values)).fill_null(False)
    blank = text.str.to_lowercase().is_in(list(column.blank.difference(BLANKS))) & ~text.is_in(list(values))
    replaced = text.replace_strict(list(values), list(values.values()), default=None, return_dtype=pl.String)
    return cells.zip_with(~known, replaced).set(blank, None)


def plain_text(text: pl.Series, wide: Mapping[str, str] = _WIDE) -> pl.Series:
    """Text with what is of full width in it brought to its usual width, without what shows nothing and outer blanks."""
    text = text.str.replace_many(list(wide), list(wide.values())).str.replace_all(SHOWS_NOTHING, "")
    return text.str.strip_chars()


def _parse_coded(column: Column, cells: pl.Series) -> Parsed:
    """Words and truths: each text is looked up once."""
    import polars as pl

    field = column.field
    counts = {text: count for text, count in cells.value_counts().rows() if text is not None}
    meanings = {text: meaning(field, text, column.words, column.blank) for text in counts}
    value = cells.replace_strict(
        list(meanings), [value for value, _, _ in meanings.values()], default=None, return_dtype=stored(field)
    )
    known = [text for text, (_, _, known) in meanings.items() if known]
    wrong = value.is_null() if field.required else ~(cells.is_in(known) | cells.is_null())
    also = {}
    for name in sorted({name for _, others, _ in meanings.values() for name in others}):
        others = {text: others[name] for text, (_, others, _) in meanings.items() if name in others}
        also[name] = cells.replace_strict(list(others), list(others.values()), default=None, return_dtype=pl.String)
    plain = set(_PLAIN_FLAGS) if field.form is Form.FLAG else {value for value, _ in field.values}
    said = tuple(
        (text, meanings[text][0], meanings[text][2], count)
        for text, count in counts.items()
        if text not in plain and text.strip()
    )
    return Parsed(column, cells, value, wrong, also=also, said=said)


def _parse_named(column: Column, cells: pl.Series) -> Parsed:
    """What stands for what is there: each text is looked at once, and none is kept."""
    import polars as pl

    field = column.field
    texts = cells.unique().to_list()
    found = {text: named(text or "", column.words, column.blank) for text in texts}
    if field.form is Form.FLAG:
        value = cells.replace_strict(
            texts, [None if each is None else each > 0 for each in found.values()], return_dtype=pl.Boolean
        )
        return Parsed(column, cells, value, _nothing(pl.Boolean(), len(cells)).fill_null(False))
    assert field.most is not None
    kept = [each if each is not None and each <= field.most else None for each in found.values()]
    wrong = [each is not None and each > field.most for each in found.values()]
    return Parsed(
        column,
        cells,
        cells.replace_strict(texts, kept, return_dtype=pl.Int64),
        cells.replace_strict(texts, wrong, return_dtype=pl.Boolean),
    )


def _parse_texts(column: Column, cells: pl.Series, *, marked: bool) -> Parsed:
    """Parse each cell by itself, but those of coded fields."""
    field = column.field
    text = plain_text(cells)
    unknown = text.is_null() | text.eq("") | text.str.to_lowercase().is_in(list(column.blank))
    if field.form is Form.KEY:
        return _parse_keys(column, cells, unknown)
    text = (plain_text(cells, _WIDE_IN_WORDS) if field.form is Form.WORDS else text).set(unknown, None)
    if field.form is not Form.WORDS:
        # What spreadsheets put around a number or a date lest it be changed.
        text = text.str.replace(_WRAPPED, "$1$2")
    also: dict[str, pl.Series] = {}
    match field.form:
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value = _parse_numbers(column, text)
        case Form.DAY:
            value = parse_days(text, month=field.month, day_zero=column.day_zero)
        case Form.IDENTITY:
            value, stand_in, also = _parse_identity_numbers(text.str.to_uppercase())
            unknown |= stand_in
        case Form.DIGEST:
            value = text.set(~text.str.contains(_DIGEST), None)
        case Form.LIST:
            text = cells.str.replace(f"^'({FORMULA})", "$1") if marked else cells
            none = text.str.strip_chars().is_in(NO_ITEMS) if field.none else unknown.clear(len(cells))
            text = text.set(unknown & ~none.fill_null(False), None)
            value = parse_lists(field, text)
        case _:
            bad = text.str.contains(r"[\x00-\x1f\x7f\u2028\u2029]").fill_null(False)
            value = text.set(bad, None)
            if marked:
                value = value.str.replace(f"^'({FORMULA})", "$1")
    wrong = value.is_null() if field.required else value.is_null() & ~unknown
    return Parsed(column, cells, value, wrong, also=also)


def _parse_keys(column: Column, cells: pl.Series, unknown: pl.Series) -> Parsed:
    """Keys in the form of `keys.normal_key`; those that have it already are only looked at."""
    import polars as pl

    keys = cells.set(unknown, None)
    settled = (
        keys.str.contains(_SETTLED_KEY) & ~keys.str.contains(f"^(?:{CHANGES})$") & ~keys.str.contains(STROKES)
    ).fill_null(False)
    value = keys.set(~settled, None)
    personal = is_identity(value).fill_null(False)
    value = value.set(personal, None)
    why = _nothing(pl.UInt8(), len(cells)).set(personal, KEY_REASONS.index(PERSONAL))
    if len(places := (~settled & keys.is_not_null()).arg_true()):
        normal = [normal_key(text) for text in keys.gather(places)]
        texts = [key if isinstance(key, str) and key and key.lower() not in column.blank else None for key in normal]
        reasons = [None if isinstance(key, str) else KEY_REASONS.index(key) for key in normal]
        value = value.scatter(places, pl.Series(texts, dtype=pl.String))
        why = why.scatter(places, pl.Series(reasons, dtype=pl.UInt8))
    wrong = value.is_null() if column.field.required else why.is_not_null()
    return Parsed(column, cells, value, wrong, why=why)


def _parse_identity_numbers(number: pl.Series) -> tuple[pl.Series, pl.Series, dict[str, pl.Series]]:
    """Identity numbers, those within the numbers of disability certificates too, which tell the kind and the grade.

    Returns:
        The numbers of 18 places; where a stand-in is in the place of one; and what is told of other fields.
    """
    import polars as pl

    parts = number.str.extract_groups(_CERTIFICATE).struct.unnest()
    parts.columns = ["number", "kind", "grade"]
    certified = parts["number"].is_not_null()
    number = number.zip_with(~certified.fill_null(False), parts["number"])
    if len(old := number.str.contains(OLD_IDENTITY).fill_null(False).arg_true()):
        longer = number.gather(old).str.replace(OLD_IDENTITY, "${1}19${2}")
        number = number.scatter(old, longer + _check_digits(longer))
    stand_in = number.str.contains(_STAND_IN).fill_null(False)
    good = _is_well_made(number) & ~stand_in
    value = number.set(~good, None)
    also = {"numbered": good}
    if (certified := certified & good).any():
        kinds = dict(zip("1234567", (kind.value for kind in DisabilityKind), strict=True))
        kind = parts["kind"].replace_strict(kinds, default=None, return_dtype=pl.String)
        also |= {
            "disability": parts["grade"].set(~good, None),
            "disability_kind": kind.set(~good, None),
            "certified": certified.replace_strict({True: True}, default=None, return_dtype=pl.Boolean),
        }
    return value, stand_in, also


def _parse_numbers(column: Column, text: pl.Series) -> pl.Series:
    """Whole numbers of stored units, by moving the point in the text: no float comes into being.

    Commas, or blanks, stand between thousands or nowhere, so that ``0,123`` is no number; the sign of the yuan stands
    before an amount.
    """
    import polars as pl

    field, places = column.field, column.power
    suffixes: Mapping[str, int] = UNITS
    if field.form is not Form.MONEY:
        units = () if field.unit is None else (field.unit.zh, field.unit.en)
        suffixes = dict.fromkeys((*units, *(HEADS if "人" in units else ())), places)
    sign = r"(?:[¥￥] ?)?[+-]?|[+-][¥￥] ?" if field.form is Form.MONEY else r"[+-]?"
    grouped = r"[0-9]+|[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)"
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


def _check_digits(number: pl.Series) -> pl.Series:
    """The check digit of the first 17 places (GB 11643)."""
    import polars as pl

    digits = [number.str.slice(place, 1).str.to_integer(strict=False, dtype=pl.Int64) for place in range(17)]
    total = reduce(lambda left, right: left + right, [d * w for d, w in zip(digits, WEIGHTS, strict=True)])
    return (total % 11).replace_strict(list(range(11)), list(CHECK_DIGITS), default=None, return_dtype=pl.String)


def _is_well_made(number: pl.Series) -> pl.Series:
    """Whether text is an identity number: 18 places, a date that exists, the right check digit (GB 11643)."""
    born = number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    good = number.str.contains(_IDENTITY) & (number.str.slice(17, 1) == _check_digits(number)) & born.is_not_null()
    return good.fill_null(False)
