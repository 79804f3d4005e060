"""What stands in the cells of a file, brought to exact values: whole columns at a time, with Polars.

Every cell is read as text, so that no reader turns an amount into a float. A cell gives a value, or nothing because it
says that the fact is unknown, or a reason why it cannot be taken.
"""

from __future__ import annotations

import hashlib
import hmac
import operator
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from typing import TYPE_CHECKING, TypeAlias

from attrs import Factory, evolve, frozen

from antipoverty._shared.formulas import FORMULA
from antipoverty._shared.keys import (
    ALLOWED,
    BETWEEN,
    CARD,
    CHANGED,
    CHANGES,
    CHECK_DIGITS,
    INVISIBLE,
    LOOKALIKE,
    NUMERALS,
    PERSON_AS_IT_STANDS,
    PERSON_TOGETHER,
    PERSONAL,
    RANDOM,
    SHORTEST,
    STROKES,
    UNBROKEN,
    VILLAGE,
    WEIGHTS,
    holds_person,
    normal_key,
)
from antipoverty.errors import InvalidValue
from antipoverty.registers._schema.declarations import Field, Form
from antipoverty.text import Text

if TYPE_CHECKING:
    import polars as pl

#: Units that a heading or a cell may name, as powers of ten of a fen.
UNITS = {"分": 0, "fen": 0, "元": 2, "yuan": 2, "人民币元": 2, "千元": 5, "万": 6, "万元": 6}
#: What a cell says if the fact is unknown, where `read` is not given other words. A word that a field has among its own
#: values is no blank there: 无 is "none" of a disability and "no" of a flag.
BLANKS = (
    "不详", "未知", "不清楚", "unknown", "na", "n/a", "#n/a", "null", "none", "-", "--", "—", "——", "/", "\\", "无",
    "空", "暂无", "无数据", "未填", "未填写", "待定",
)  # fmt: skip
_YES = ("是", "有", "yes", "y", "true", "t", "1", "1.0", "√", "✓", "享受", "参加", "已参加")
_NO = ("否", "无", "没有", "no", "n", "false", "f", "0", "0.0", "×", "✗", "未享受", "不享受", "未参加", "不参加")
#: The words of a flag that are taken at once, and of which nothing is told.
_PLAIN_FLAGS = {"true": True, "是": True, "false": False, "否": False}
_IDENTITY = r"^[0-9]{17}[0-9X]$"
#: A disability certificate: the identity number, the kind (1-7), the grade, and which certificate it is.
_CERTIFICATE = r"^([0-9]{17}[0-9X])[1-7]([1-4])(?:B?[0-9]{1,2})?$"
#: What stands for an identity number; see `digest`.
_DIGEST = r"^[0-9a-f]{32}$"
#: Keys in their one form, with nothing that has to be looked at: no word, no number of a person (`SHORTEST`), nothing
#: that a spreadsheet changed, or what it puts around a text, is of a letter and so few digits.
_PLAIN_KEY = "^[A-Za-z]?[0-9]{1,9}$"
#: Letters, digits and hyphens: what else a key may have is brought to one form first.
_SETTLED_KEY = r"^(?:[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff_-]*[0-9]|[0-9])$"
#: Why a key is refused.
KEY_REASONS = (UNBROKEN, LOOKALIKE, CHANGED, PERSONAL)
#: Characters that no key has; digits of other scripts are among them.
_ODD = f"[^{ALLOWED}]"
#: Digits, or Chinese numerals, of which there are enough for a number of a person.
_MANY_DIGITS = rf"(?:\d\D*){{{SHORTEST}}}"
_MANY_NUMERALS = rf"(?:[{NUMERALS}][^{NUMERALS}]*){{{SHORTEST}}}"
#: A key that may be shown: a short code with a digit.
_CODE = r"^[!-~]{0,11}[0-9][!-~]{0,11}$"
#: A number as it may be shown, with its unit and what is put around it.
_NUMBER = r"^[-+¥￥$ 0-9.,%/:]*(?:元|万元|千元|万|分|人|户|亩|年)?$"
#: Words with a figure in them that stand as they are: nothing wide, no control, no space or apostrophe at an end.
_UNSETTLED = r"\x00-\x1f\x7f\xa0\u2028\u2029\u3000\uff01-\uff5e"
_SETTLED = rf"^(?:[^{_UNSETTLED}\s'][^{_UNSETTLED}]*)?[0-9](?:[^{_UNSETTLED}]*[^{_UNSETTLED}\s])?$"
#: A text as a spreadsheet's formula, or with its mark of a text before it.
_WRAPPED = r"""^(?:="([^"]*)"|'(.*))$"""
_STORED = {Form.MONEY: Text("fen", "分"), Form.MEASURE: Text("hundredths", "百分之一")}
#: What parts the words of a cell, and what stands round what is said besides.
_SEPARATORS = re.compile(r"[、，,;；/|+\s]+")
#: What shows nothing, and marks of direction that leave the order of digits as it is.
_SHOWS_NOTHING = f"{INVISIBLE[:-1]}\u202a-\u202d\u2066-\u2069]"
_UNSEEN = re.compile(_SHOWS_NOTHING)
_BRACKETS = str.maketrans("〔【[{〕】]}", "(((())))")
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: " ", 0xA0: " "}
_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)} | {"\u3000": " ", "\xa0": " "}


#: What words stand for: a value of a field, or nothing for what is unknown.
Words: TypeAlias = Mapping[str, str | bool | None]


@frozen(eq=False)
class Column:
    """A column of a file, to be read.

    Attributes:
        field: what it holds.
        cells: its text.
        shift: for an amount or a measure, the power of ten of what is stored (fen, hundredths) in which it is stated;
            yuan and whole units if left out.
        words: for this table alone, what further words stand for.
        blank: words that say that the fact is unknown.
    """

    field: Field
    cells: pl.Series
    shift: int | None = None
    words: Words = Factory(dict)
    blank: frozenset[str] = frozenset(BLANKS)

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
        why: for a key, which of `KEY_REASONS` a wrong cell is refused for.
        also: what the cells say of other fields: a state of health that names a disability.
        said: of a column of words or truths, each text that is no stored value, nor 是 or 否: the text, what it stands
            for, whether it can be taken, and in how many rows it stands.
    """

    value: pl.Series
    wrong: pl.Series
    expected: Text
    why: pl.Series | None = None
    also: Mapping[str, pl.Series] = Factory(dict)
    said: tuple[tuple[str, str | bool | None, bool, int], ...] = ()


def stored(field: Field) -> type[pl.DataType]:
    """The type of the column that holds a field."""
    import polars as pl

    kinds: dict[Form, type[pl.DataType]] = {Form.FLAG: pl.Boolean, Form.DAY: pl.Date}
    return kinds.get(field.form, pl.Int64 if field.numeric else pl.String)


def parse(columns: Sequence[Column], *, marked: bool = False) -> list[Parsed]:
    """Read columns of text.

    Args:
        columns: the columns, of one length.
        marked: whether a text that a spreadsheet would take for a formula has an apostrophe before it.

    >>> import polars as pl
    >>> from antipoverty.registers import HOUSEHOLDS
    >>> (found,) = parse([Column(HOUSEHOLDS["net_income"], pl.Series(["5.50", "1.2万元", "5.555", "不详"]))])
    >>> found.value.to_list(), found.wrong.to_list()
    ([550, 1200000, None, None], [False, False, True, False])
    """
    return [each.parsed(marked=marked) for each in tried(columns)]


@frozen(eq=False)
class Tried:
    """A column whose cells were tried in their plainest form: fast path, for nearly every cell has it.

    Attributes:
        column: the column, with the words of this table alone put in their places.
        value: the values of the cells in their plainest form; of the others, anything.
        kept: which cells have it.
    """

    column: Column
    value: pl.Series
    kept: pl.Series

    def filter(self, rows: pl.Series) -> Tried:
        """The same for some of the rows."""
        column = evolve(self.column, cells=self.column.cells.filter(rows))
        return Tried(column, self.value.filter(rows), self.kept.filter(rows))

    def parsed(self, *, marked: bool) -> Parsed:
        """Read the cells whose values are not kept, each text once."""
        column, value, wrong = self.column, self.value, ~self.kept
        if not wrong.any():
            return Parsed(value, wrong, column.expected)
        if wrong.all():
            return _read_once(column, marked=marked)
        places = wrong.arg_true()
        read = _read_once(evolve(column, cells=column.cells.gather(places)), marked=marked)
        return evolve(
            read,
            value=value.clone().scatter(places, read.value),
            wrong=wrong.scatter(places, read.wrong),
            why=None if read.why is None else _scattered(read.why, places, len(value)),
            also={name: _scattered(each, places, len(value)) for name, each in read.also.items()},
        )


def tried(columns: Sequence[Column]) -> list[Tried]:
    """Try all columns in their plainest form at once."""
    import polars as pl

    columns = [_prepared(column) for column in columns]
    frame = pl.DataFrame([column.cells.alias(f"{place}") for place, column in enumerate(columns)])
    expressions = [
        each.alias(f"{what} {place}")
        for place, column in enumerate(columns)
        for what, each in zip(("value", "kept"), _plain(column, pl.col(f"{place}")), strict=True)
    ]
    # Lazily, so that what a value and its test have in common is worked out once.
    found = frame.lazy().select(expressions).collect(engine="in-memory")
    return [Tried(column, found[f"value {place}"], found[f"kept {place}"]) for place, column in enumerate(columns)]


def _prepared(column: Column) -> Column:
    """A column whose words are put in their places, unless each of its texts is looked up anyway."""
    import polars as pl

    further = column.blank.difference(BLANKS)
    if column.field.form in (Form.FLAG, Form.CATEGORY) or not (column.words or further):
        return column
    text = _narrow(column.cells).str.strip_chars()
    put = {word: None if value is None else str(value) for word, value in column.words.items()}
    blank = text.str.to_lowercase().is_in(list(further)) & ~text.is_in(list(put))
    put_in = text.replace_strict(list(put), list(put.values()), default=None, return_dtype=pl.String)
    cells = column.cells.zip_with(~text.is_in(list(put)).fill_null(False), put_in)
    return evolve(column, cells=cells.set(blank, None))


def _plain(column: Column, cell: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The values of cells in their plainest form, which are what `_read` gives too; and which cells have it."""
    import polars as pl

    field = column.field
    match field.form:
        case Form.FLAG:
            value = _any_of(cell, [word for word, truth in _PLAIN_FLAGS.items() if truth])
            kept = value | _any_of(cell, [word for word, truth in _PLAIN_FLAGS.items() if not truth])
        case Form.CATEGORY:
            value, kept = cell, _any_of(cell, [value for value, _ in field.values])
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value, kept = _plain_number(column, cell)
        case Form.DAY:
            value = cell.str.to_date("%Y-%m-%d", strict=False, cache=False)
            kept = value.is_not_null() & cell.str.contains("^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$")
        case Form.IDENTITY:
            value, kept = cell, pl.lit(False)
        case Form.KEY:
            value, kept = cell, cell.str.contains(_PLAIN_KEY)
        case Form.DIGEST:
            value, kept = cell, cell.str.contains(_DIGEST)
        case _:
            value, kept = cell, cell.str.contains(_SETTLED)
    kept = kept.fill_null(False)
    return value, kept if field.required else kept | cell.is_null()


def _any_of(cell: pl.Expr, texts: Sequence[str]) -> pl.Expr:
    """Whether a cell is one of a few texts: for so few, comparisons are quicker than a set."""
    return reduce(operator.or_, [cell == text for text in texts])


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


def _scattered(some: pl.Series, places: pl.Series, height: int) -> pl.Series:
    """Values in their places, and nothing in the others."""
    import polars as pl

    return pl.Series([None], dtype=some.dtype).new_from_index(0, height).scatter(places, some)


def _read_once(column: Column, *, marked: bool) -> Parsed:
    """Read each text once, and give what it says to every cell that has it, unless nearly all differ."""
    import polars as pl

    cells = column.cells
    if column.field.form in (Form.FLAG, Form.CATEGORY):
        return _coded(column)
    texts = cells.unique()
    if 2 * len(texts) > len(cells):
        return _read(column, marked=marked)
    # What has no text comes last.
    texts = texts.sort(nulls_last=True)
    read = _read(evolve(column, cells=texts), marked=marked)
    codes = cells.cast(pl.Enum(texts.drop_nulls())).to_physical().cast(pl.UInt32)
    places = codes.fill_null(len(texts) - 1)
    return evolve(
        read,
        value=read.value.gather(places),
        wrong=read.wrong.gather(places),
        why=None if read.why is None else read.why.gather(places),
        also={name: each.gather(places) for name, each in read.also.items()},
    )


def _read(column: Column, *, marked: bool) -> Parsed:
    """Read each cell by itself."""
    field = column.field
    if field.form in (Form.FLAG, Form.CATEGORY):
        return _coded(column)
    text = _narrow(column.cells).str.strip_chars()
    unknown = text.is_null() | text.eq("") | text.str.to_lowercase().is_in(list(column.blank))
    if field.form is Form.KEY:
        return _keys(column, unknown)
    text = text.set(unknown, None)
    if field.form is not Form.WORDS:
        # What spreadsheets put around a number or a date lest it be changed.
        text = text.str.replace(_WRAPPED, "$1$2")
    also: dict[str, pl.Series] = {}
    match field.form:
        case Form.COUNT | Form.MEASURE | Form.MONEY:
            value = _number(field, text, column.power)
        case Form.DAY:
            value = _day(text)
        case Form.IDENTITY:
            value, also = _identity(text.str.to_uppercase())
        case Form.DIGEST:
            value = text.set(~text.str.contains(_DIGEST), None)
        case _:
            bad = text.str.contains(r"[\x00-\x1f\x7f\u2028\u2029]").fill_null(False)
            value = text.set(bad, None)
            if marked:
                value = value.str.replace(f"^'({FORMULA})", "$1")
    wrong = value.is_null() if field.required else value.is_null() & ~unknown
    return Parsed(value, wrong, column.expected, also=also)


def _narrow(text: pl.Series) -> pl.Series:
    """Text with what is of full width in it brought to its usual width, and without what shows nothing."""
    return text.str.replace_many(list(_WIDE), list(_WIDE.values())).str.replace_all(_SHOWS_NOTHING, "")


def _keys(column: Column, unknown: pl.Series) -> Parsed:
    """Keys in the form of `keys.normal_key`; those that have it already are only looked at."""
    import polars as pl

    cells = column.cells.set(unknown, None)
    settled = (
        cells.str.contains(_SETTLED_KEY) & ~cells.str.contains(f"^(?:{CHANGES})$") & ~cells.str.contains(STROKES)
    ).fill_null(False)
    value = cells.set(~settled, None)
    personal = is_identity(value).fill_null(False)
    value = value.set(personal, None)
    why = pl.Series([None], dtype=pl.UInt8).new_from_index(0, len(cells)).set(personal, KEY_REASONS.index(PERSONAL))
    if len(places := (~settled & cells.is_not_null()).arg_true()):
        found = [normal_key(text) for text in cells.gather(places)]
        keys = [key if isinstance(key, str) and key and key.lower() not in column.blank else None for key in found]
        reasons = [None if isinstance(key, str) else KEY_REASONS.index(key) for key in found]
        value = value.scatter(places, pl.Series(keys, dtype=pl.String))
        why = why.scatter(places, pl.Series(reasons, dtype=pl.UInt8))
    wrong = value.is_null() if column.field.required else why.is_not_null()
    return Parsed(value, wrong, column.expected, why)


def _identity(number: pl.Series) -> tuple[pl.Series, dict[str, pl.Series]]:
    """Identity numbers, those within the numbers of disability certificates too, which tell the grade."""
    parts = number.str.extract_groups(_CERTIFICATE).struct.unnest()
    parts.columns = ["number", "grade"]
    certified = parts["number"].is_not_null()
    number = number.zip_with(~certified.fill_null(False), parts["number"])
    good = _is_well_made(number)
    grade = parts["grade"].set(~good, None)
    return number.set(~good, None), {"disability": grade} if grade.null_count() < len(grade) else {}


def plain_word(text: str) -> str:
    """A word without what forms write differently: width, blanks, brackets, letters' case.

    >>> plain_word(" 已脱贫（ 享受政策 ）") == plain_word("已脱贫(享受政策)") == plain_word("已脱贫【享受政策】")
    True
    """
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    return "".join(narrow.split()).lower()


@cache
def _vocabulary(field: Field) -> Mapping[str, tuple[str | bool | None, tuple[str, str] | None]]:
    """The field's own words: for each the value of the field, or the other field and the value that it tells of."""
    if field.form is Form.FLAG:
        own: dict[str, str | bool] = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
    else:
        own = {word: value for value, words in field.values for word in (value, *words)}
    known: dict[str, tuple[str | bool | None, tuple[str, str] | None]] = {
        plain_word(word): (None, (name, value)) for word, name, value in field.also
    }
    known |= {plain_word(word): (None, None) for word in field.untold}
    return known | {plain_word(word): (value, None) for word, value in own.items()}


def as_written(word: str) -> str:
    """A word for what is unknown, as cells are held against it."""
    return _UNSEEN.sub("", word.translate(_NARROW)).strip().lower()


#: The commonest surnames, and parts of names of peoples whose names have none.
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞"
    "章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁"
    "隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边蒙农岑蓝盘侬"
)
_NAME_PARTS = re.compile(
    "欧阳|司马|上官|诸葛|皇甫|慕容|尉迟|扎西|次仁|卓玛|尼玛|多吉|巴桑|旦增|丹增|央金|拉姆|格桑|洛桑|平措|白玛|才让|"
    "索南|买买提|阿不都|古丽|吐尔|艾山|麦麦提|阿依|木沙|日火|尔且|阿木|吉克|沙马|阿西|巴特尔|其其格|乌云|那仁"
)


def shown_word(field: Field | None, text: str) -> str:
    """A word of a coded field as it may be shown, though it is not known: masked where it may be a name or a number.

    >>> from antipoverty.registers import MEMBERS
    >>> [shown_word(MEMBERS["schooling"], text) for text in ("技校在读", "王小明", "高中在读班", "110105194912310021")]
    ['技校在读', '(3 characters, not shown)', '高中在读班', '(18 characters, not shown)']
    """
    word = plain_word(text)
    hidden = f"({len(text)} characters, not shown)"
    if not word or field is None or len(word) > 20 or re.search(r"[0-9]{4}|[·@•・]", word) or holds_person(text):
        return hidden
    known = {each[place : place + 2] for each in _vocabulary(field) for place in range(len(each) - 1)}
    known = {pair for pair in known if not any(each.isascii() for each in pair)}
    for part in filter(None, re.split(r"\W+|[和与及]", _SEPARATORS.sub("、", word))):
        if part[0] in _SURNAMES and 2 <= len(part) <= 4 and part[:2] not in known:
            return hidden
    if any(word[place : place + 2] in known for place in range(len(word) - 1)):
        return text
    # Two words in letters are a name more often than a code.
    foreign = text.isascii() and len(text.split()) > 1
    return hidden if foreign or _NAME_PARTS.search(word) else text


def _coded(column: Column) -> Parsed:
    """Words and truths: each text is looked up once."""
    import polars as pl

    field, cells = column.field, column.cells
    kind = stored(field)
    texts = cells.value_counts().rows()
    stored_values = set(_PLAIN_FLAGS) if field.form is Form.FLAG else {value for value, _ in field.values}
    found = {text: _meaning(column, text) for text, _ in texts if text is not None}
    values = [(text, value) for text, (value, _, _) in found.items()]
    value = cells.replace_strict(
        [text for text, _ in values], [value for _, value in values], default=None, return_dtype=kind
    )
    good = [text for text, (_, _, taken) in found.items() if taken]
    wrong = value.is_null() if field.required else ~(cells.is_in(good) | cells.is_null())
    also = {}
    for name in sorted({name for _, others, _ in found.values() for name in others}):
        told = {text: others[name] for text, (_, others, _) in found.items() if name in others}
        also[name] = cells.replace_strict(list(told), list(told.values()), default=None, return_dtype=pl.String)
    said = tuple(
        (text, found[text][0], found[text][2], count)
        for text, count in texts
        if text is not None and text not in stored_values and text.strip()
    )
    return Parsed(value, wrong, column.expected, also=also, said=said)


def _meaning(column: Column, text: str) -> tuple[str | bool | None, dict[str, str], bool]:
    """What a text stands for: a value or none, what it tells of other fields, and whether it can be taken at all."""
    field, word = column.field, plain_word(text)
    known = _vocabulary(field)
    own = {plain_word(each): value for each, value in column.words.items()}
    if word in own:
        return own[word], {}, True
    word = next((each for each in _variants(word) if each in known), word)
    if word in known:
        value, other = known[word]
        return value, {} if other is None else dict([other]), True
    if not word or word in column.blank or as_written(text) in column.blank:
        return None, {}, True
    parts = [part for part in _SEPARATORS.split(plain_word(_SEPARATORS.sub("、", text))) if part]
    if len(parts) < 2 or not all(part in own or part in known for part in parts):
        return None, {}, False
    meanings = [(own[part], None) if part in own else known[part] for part in parts]
    others = {name: value for _, other in meanings if other is not None for name, value in [other]}
    values = {value for value, other in meanings if other is None}
    if len(values) > 1 and field.several:
        # The gravest counts; the first of them, which says that there is nothing, goes with no other.
        order = [value for value, _ in field.values]
        places = sorted(order.index(value) for value in values if isinstance(value, str))
        values = {order[places[-1]]} if places[0] else values
    return (next(iter(values), None), others, True) if len(values) < 2 else (None, {}, False)


_DIGITS = str.maketrans("123456", "一二三四五六")
_WITHOUT_BRACKETS = str.maketrans("", "", "()")


def _variants(word: str) -> tuple[str, ...]:
    """A word as it stands, without its brackets, with Chinese numerals, and with both."""
    bare = word.translate(_WITHOUT_BRACKETS)
    return word, bare, word.translate(_DIGITS), bare.translate(_DIGITS)


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
    """Whether a text may hold a number by which a person is known (`keys.holds_person`). Null stays null.

    >>> import polars as pl
    >>> is_identity(pl.Series(["h1", "H110105 19491231 002X", "620123001"])).to_list()
    [False, True, False]
    """
    import polars as pl

    found = text.str.len_chars() >= SHORTEST
    places = found.fill_null(False).arg_true()
    if not len(places):
        return found
    some = text.gather(places)
    numerals = some.str.contains(_MANY_NUMERALS)
    enough = some.str.contains(_MANY_DIGITS) | numerals
    if not enough.all():
        found = found.scatter(places, enough)
        places, some, numerals = places.filter(enough), some.filter(enough), numerals.filter(enough)
    if not len(places):
        return found
    together = some.str.replace_all(BETWEEN, "")
    runs = some.str.contains(PERSON_AS_IT_STANDS) | together.str.contains(PERSON_TOGETHER)
    # What is rare is looked at one by one: digits of other scripts, digests, texts with several numbers of cards.
    rare = numerals | some.str.contains(_ODD) | together.str.contains(RANDOM)
    cards = ((some.str.contains(CARD) | together.str.contains(CARD)) & ~runs & ~rare).arg_true()
    if len(cards):
        texts = [each.gather(cards) for each in (some, together)]
        runs = runs.scatter(cards, _is_card(texts[0].str.extract(CARD)) | _is_card(texts[1].str.extract(CARD)))
        several = (texts[0].str.count_matches(CARD) > 1) | (texts[1].str.count_matches(CARD) > 1)
        rare = rare.scatter(cards.filter(several), True)
    if rare.any():
        apart = rare.arg_true()
        runs = runs.scatter(apart, pl.Series([holds_person(each) for each in some.gather(apart)], dtype=pl.Boolean))
    return found.scatter(places, runs)


def _is_card(number: pl.Series) -> pl.Series:
    """What `keys.is_card` says of whole numbers; of nothing, no."""
    found = (~number.str.contains(f"^{VILLAGE}")).fill_null(False)
    places = found.arg_true()
    if not len(places):
        return found
    reverse = number.gather(places).str.reverse()
    digits = [reverse.str.slice(place, 1).str.to_integer(strict=False).fill_null(0) for place in range(19)]
    total = reduce(
        lambda left, right: left + right,
        [
            digit if place % 2 == 0 else digit * 2 - (digit > 4).cast(digit.dtype) * 9
            for place, digit in enumerate(digits)
        ],
    )
    return found.scatter(places, total % 10 == 0)


def _is_well_made(number: pl.Series) -> pl.Series:
    """Whether text is an identity number: 18 places, a date that exists, the right check digit (GB 11643)."""
    import polars as pl

    digits = [number.str.slice(place, 1).str.to_integer(strict=False, dtype=pl.Int64) for place in range(17)]
    total = reduce(lambda left, right: left + right, [d * w for d, w in zip(digits, WEIGHTS, strict=True)])
    wanted = (total % 11).replace_strict(list(range(11)), list(CHECK_DIGITS), default=None, return_dtype=pl.String)
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


def masked(field: Field, cells: pl.Series) -> pl.Series:
    """Cells as they may be shown: as they stand if they are not personal, else only how long they are.

    A key that cannot be taken may be an identity number, and words may be anything, so that they are masked too. In any
    other cell, of a village or a ledger, a number of up to nine digits is shown, and a word that can be no name.
    """
    import polars as pl

    hidden = pl.select(_hidden(pl.lit(cells))).to_series()
    if field.personal or field.form in (Form.KEY, Form.WORDS):
        return hidden
    there = cells.fill_null("")
    number = (there == "") | (there.str.contains(_NUMBER) & (there.str.count_matches(r"\d") < 10))
    number |= there.str.contains("^[12][0-9]{3}([-/.年])[0-9]{1,2}[-/.月][0-9]{1,2}日?$")
    shown = there.zip_with(number, hidden)
    words = (~number & there.str.contains(r"\p{L}") & (there.str.count_matches(r"\d") < 10)).arg_true()
    return shown.scatter(words, pl.Series([shown_word(field, text) for text in there.gather(words)], dtype=pl.String))


def shown_key(key: pl.Series) -> pl.Series:
    """Keys that were taken, as they may be shown: short codes as they stand, of others only how long they are."""
    import polars as pl

    code = key.str.contains(_CODE) & (key.str.len_chars() <= 12) & ~is_identity(key)
    return pl.select(pl.when(code).then(key).otherwise(_hidden(pl.lit(key)))).to_series()


def _hidden(column: pl.Expr) -> pl.Expr:
    import polars as pl

    length = column.str.len_chars().cast(pl.String)
    hidden = pl.concat_str(pl.lit("("), length, pl.lit(" characters, not shown)"))
    return pl.when(column.is_null()).then(pl.lit("")).otherwise(hidden)
