"""The words of coded fields: what they stand for, and whether a word that is not known may be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from antipoverty._shared.keys import INVISIBLE, holds_person
from antipoverty.registers._schema.declarations import Field, Form

#: What words stand for: a value of a field, or nothing for what is unknown.
Words: TypeAlias = Mapping[str, str | bool | None]

#: What a cell says if the fact is unknown, where `read` is not given other words. A word that a field has among its own
#: values is no blank there: 无 is "none" of a disability and "no" of a flag.
BLANKS = (
    "不详", "未知", "不清楚", "unknown", "na", "n/a", "#n/a", "null", "none", "-", "--", "—", "——", "/", "\\", "无",
    "空", "暂无", "无数据", "未填", "未填写", "待定",
)  # fmt: skip
_YES = (
    "是", "有", "yes", "y", "true", "t", "1", "1.0", "√", "✓", "✔", "☑", "享受", "参加", "已参加", "是的", "对",
    "已享受", "在享受", "正在享受",
)  # fmt: skip
#: A lone x is no word here: it marks what is so on some forms, and what is not so on others.
_NO = (
    "否", "无", "没有", "no", "n", "false", "f", "0", "0.0", "×", "✗", "✘", "未享受", "不享受", "未参加", "不参加",
    "不是", "没", "未", "没享受", "没有享受", "没参加", "没有参加",
)  # fmt: skip
#: What is said where nothing is done yet.
_NOT_YET = ("尚未实施", "未实施", "未落实", "尚未落实")
#: Characters that show nothing, and marks of direction that leave the order of digits as it is.
SHOWS_NOTHING = f"{INVISIBLE[:-1]}\u202a-\u202d\u2066-\u2069]"
_UNSEEN = re.compile(SHOWS_NOTHING)
#: Between the words of a cell.
_SEPARATORS = re.compile(r"[、，,;；/|+\s]+")
_BRACKETS = str.maketrans("〔【[{〕】]}", "(((())))")
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: " ", 0xA0: " "}
_DIGITS = str.maketrans("123456789", "一二三四五六七八九")
_WITHOUT_BRACKETS = str.maketrans("", "", "()")
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


def meaning(
    field: Field, text: str, further: Words, blank: frozenset[str]
) -> tuple[str | bool | None, dict[str, str], bool]:
    """What a text of a coded field stands for.

    Args:
        field: the field.
        text: the text of a cell.
        further: what further words stand for, in this table alone.
        blank: words that say that the fact is unknown.

    Returns:
        Its value or none, the values that it states of other fields, and whether it is known at all.
    """
    word, known = plain_word(text), _vocabulary(field)
    own = {plain_word(each): value for each, value in further.items()}
    if word in own:
        return own[word], {}, True
    word = next((each for each in _variants(word) if each in known), word)
    if word in known:
        value, other = known[word]
        return value, {} if other is None else dict([other]), True
    if not word and field.named:
        return field.values[0][0], {}, True
    if not word or word in blank or as_written(text) in blank:
        return None, {}, True
    parts = [part for part in _SEPARATORS.split(plain_word(_SEPARATORS.sub("、", text))) if part]
    if len(parts) < 2 or not all(part in own or part in known for part in parts):
        return None, {}, False
    meanings = [(own[part], None) if part in own else known[part] for part in parts]
    if field.second and len(meanings) == 2 and all(isinstance(value, str) for value, _ in meanings):
        first, second = (value for value, _ in meanings)
        return first, {field.second: str(second)}, True
    others = {name: value for _, other in meanings if other is not None for name, value in [other]}
    values = {value for value, other in meanings if other is None}
    if len(values) > 1 and field.several:
        # The gravest counts; the first of them, which says that there is nothing, goes with no other.
        order = [value for value, _ in field.values]
        places = sorted(order.index(value) for value in values if isinstance(value, str))
        values = {order[places[-1]]} if places[0] else values
    return (next(iter(values), None), others, True) if len(values) < 2 else (None, {}, False)


def named(text: str, further: Words, blank: frozenset[str]) -> int | None:
    """How much a text names: a number as it stands, nothing for what is unknown, and else each of its words once.

    >>> [named(text, {}, frozenset()) for text in ("护林员、保洁员", "无", "3", "")]
    [2, 0, 3, 0]
    """
    word = plain_word(text)
    own = {plain_word(each): value for each, value in further.items()}
    if word in own:
        value = own[word]
        return None if value is None else int(value)
    if word in _NO or word in _NOT_YET or not word:
        return 0
    if as_written(text) in blank:
        return None
    if word.isascii() and word.isdecimal():
        return int(word)
    return len({part for part in _SEPARATORS.split(text) if part})


def _variants(word: str) -> tuple[str, ...]:
    """A word as it stands, without its brackets, with Chinese numerals, and with both."""
    bare = word.translate(_WITHOUT_BRACKETS)
    return word, bare, word.translate(_DIGITS), bare.translate(_DIGITS)


@lru_cache(maxsize=1024)
def _vocabulary(field: Field) -> Mapping[str, tuple[str | bool | None, tuple[str, str] | None]]:
    """The field's own words: for each the value of the field, or another field and its value."""
    if field.form is Form.FLAG:
        own: dict[str, str | bool] = dict.fromkeys((*_YES, *field.yes), True)
        own |= dict.fromkeys((*_NO, *field.no), False)
    else:
        own = {word: value for value, words in field.values for word in (value, *words)}
    known: dict[str, tuple[str | bool | None, tuple[str, str] | None]] = {
        plain_word(word): (None, (name, value)) for word, name, value in field.also
    }
    known |= {plain_word(word): (None, None) for word in field.untold}
    return known | {plain_word(word): (value, None) for word, value in own.items()}


def plain_word(text: str) -> str:
    """A word without what forms write differently: width, blanks, brackets, letters' case.

    >>> plain_word(" 已脱贫（ 享受政策 ）") == plain_word("已脱贫(享受政策)") == plain_word("已脱贫【享受政策】")
    True
    """
    narrow = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)
    return "".join(narrow.split()).lower()


def as_written(word: str) -> str:
    """A word for what is unknown, as cells are held against it."""
    return _UNSEEN.sub("", word.translate(_NARROW)).strip().lower()


def shown_word(field: Field | None, text: str) -> str:
    """A word of a coded field as it may be shown, though it is not known: masked where it may be a name or a number.

    >>> from antipoverty.registers import MEMBERS
    >>> [shown_word(MEMBERS["schooling"], text) for text in ("技校在读", "王小明", "高中在读班", "110105194912310021")]
    ['技校在读', '(3 characters, not shown)', '高中在读班', '(18 characters, not shown)']
    """
    word = plain_word(text)
    hidden = f"({len(text)} character{'s'[: len(text) != 1]}, not shown)"
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
