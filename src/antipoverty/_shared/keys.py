r"""What may be a key: the one rule for objects and for every table.

A key is a pseudonym by which records are held against each other. Two keys that look alike must be one key, and no key
may hold a number by which a person is known. `normal_key` brings a text to its one form:

1. NFKC: full width, ligatures and compatibility forms become their usual characters;
2. characters that show nothing (Unicode's default-ignorable code points: U+200B, U+FEFF, the soft hyphen, variation
   selectors, tag characters) are taken out;
3. blanks at the ends are taken off, blanks within become one space each; hyphens become ``-``, middle dots ``·``,
   typographic quotes their plain form;
4. what a spreadsheet puts around a text is taken off: ``="1001"``, ``'1001``, and the ``.0`` after a whole number.

What is left is refused where it could be mistaken: by a character outside printable ASCII, Han characters, Hangul
syllables and Latin letters with one of the usual accents (Cyrillic ``а`` looks like ``a``); as something that a
spreadsheet made of a key (``6.20123E+11``, a date, ``1,001``, ``3.10``); and as a number of a person.

>>> normal_key("\ufeffｈ\u00ad１\u3000"), normal_key('="5700000012340001"'), normal_key("1001.0")
('h1', '5700000012340001', '1001')
>>> normal_key("6.20123E+11").en
'a spreadsheet has changed the key, or keys are numbers there: keep them as text (no exponent, date, decimals, commas)'
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from antipoverty._shared.arguments import typed
from antipoverty._shared.privacy import with_ascii_digits
from antipoverty.text import Text

UNBROKEN = Text("a key is one line of text", "代码应为单行文字")
LOOKALIKE = Text(
    "a character of the key may be mistaken for another: use ASCII, Han characters, Hangul or accented Latin letters",
    "代码含易混淆字符：请使用ASCII字符、汉字、谚文或带声调的拉丁字母",
)
CHANGED = Text(
    "a spreadsheet has changed the key, or keys are numbers there: keep them as text (no exponent, date, decimals, "
    "commas)",
    "代码被电子表格改动或以数值保存：请以文本保存（不得为科学计数、日期、小数或千分位）",
)
PERSONAL = Text(
    "the key may hold an identity number, a bank card or a telephone number: use a pseudonym",
    "代码可能含身份证号码、银行卡号或电话号码：请使用化名代码",
)


def _accented() -> str:
    """Latin letters with one usual accent or two; breve, dot and double acute look like others of these."""
    marks = "\u0300\u0301\u0302\u0303\u0304\u0308\u030a\u030c"
    letters = []
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        parts = unicodedata.normalize("NFD", chr(code))
        base, rest = parts[0], parts[1:]
        if rest and base.isascii() and (set(rest) <= set(marks) or chr(code) in "Çç"):
            letters.append(chr(code))
    return "".join(letters)


_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
LETTERS = f"0-9A-Za-z{_HAN}\uac00-\ud7a3{_accented()}"
#: Punctuation of Chinese titles and document numbers, and the middle dot of names.
_PUNCTUATION = "·、。〈〉《》「」『』【】〔〕"
#: All that may stand in a key, for Python's regular expressions and those of Polars.
ALLOWED = rf" -~{_PUNCTUATION}{LETTERS}"
_ALLOWED = re.compile(f"[{ALLOWED}]+")
#: Strokes that look like ASCII signs.
STROKES = "[丨丶丿]"
#: Unicode's Default_Ignorable_Code_Point, but for those that change the direction of what is shown.
INVISIBLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_INVISIBLE = re.compile(INVISIBLE)
_BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FOLDED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("•‧∙⋅・", "·")
    | dict.fromkeys("‘’‚‛′ʹʼ", "'")
    | dict.fromkeys("“”„‟", '"')
)
_QUOTED = re.compile(r'="([^"]*)"')
_WHOLE = re.compile(r"([0-9]{1,15})\.0*")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
#: What spreadsheets make of keys, beside the forms from which nothing is lost.
CHANGES = "|".join(
    (
        r"=.*",  # a formula
        r"[+-]?[0-9]+(?:\.[0-9]*)?[Ee][+-][0-9]+|[+-]?[0-9]+\.[0-9]+[Ee][0-9]+",
        r"[+-]?[0-9]*\.[0-9]+|[+-][0-9]+",
        r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?",
        r"[+-]?[0-9.,]+ ?%|[¥￥$€£] ?[+-]?[0-9.,]+",
        r"[12][0-9]{3}(?:-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2})(?:[ T][0-9:.]+)?",
        r"[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{2}|[0-9]{4})",
        r"(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{4}年",
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?",
        rf"[0-9]{{1,4}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{1,4}}",
        r"#+|#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(?i:true|false|nan|nat|<na>)",
    )
)
_CHANGED = re.compile(CHANGES)

# Numbers of persons. The patterns are those of Polars too, and have no looking around.

_DAY = r"(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))"
_START, _END = "(?:^|[^0-9])", "(?:[^0-9]|$)"
_OLD = rf"[1-9][0-9]{{7}}{_DAY}[0-9]{{3}}"
_SINCE = rf"[1-9][0-9]{{5}}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}"
_PHONE = r"(?:(?:00)?86)?1[3-9][0-9]{9}"
#: Province, prefecture and county, as identity numbers and codes of places begin.
_COUNTY = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?:0[1-9]|[12][0-9]|3[0-9]|90)(?:0[1-9]|[1-3][0-9]|8[1-9])"
#: An old number with more digits after it, such as a running number. What may be the code of a town or township and of
#: its village (`VILLAGE`, or a residents' committee) rather than a birth from 1900 to 1939 is none.
_OLD_AND_MORE = (
    rf"{_COUNTY}(?:[4-9][0-9]{_DAY}|[0-3][0-9](?:(?:0[1578])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)"
    r"(?:0[1-9]|[12][0-9]|30)))[0-9]{4,}"
)
#: In a text as it stands: a run of 17 or 18 digits, an old number, also with more after it, a telephone number.
PERSON_AS_IT_STANDS = f"{_START}(?:[0-9]{{17,18}}|{_OLD}|{_PHONE}){_END}|{_START}{_OLD_AND_MORE}"
#: In a text of letters and digits alone: a number of 18 places anywhere, one of 17 or 15, a telephone number.
PERSON_TOGETHER = f"{_SINCE}[0-9Xx]|{_START}(?:{_SINCE}|{_OLD}|{_PHONE}){_END}|{_START}{_OLD_AND_MORE}"
#: A number of as many digits as bank cards have, which begins as they do; see `_is_card`.
CARD = rf"{_START}((?:2[2-7]|3[5-9]|4[0-9]|5[1-5]|6[0-5]|81|95)[0-9]{{14}}|[0-9]{{19}}){_END}"
#: A text with fewer letters and digits has no room for a number of a person.
SHORTEST = 11
#: What stands between the parts of a number.
BETWEEN = rf"[^{LETTERS}]"
#: Digests and random keys have long runs of digits by chance.
RANDOM = r"^[0-9]*[A-Fa-f][0-9]*[A-Fa-f][0-9A-Fa-f]*$"
_AS_IT_STANDS, _TOGETHER = re.compile(PERSON_AS_IT_STANDS, re.ASCII), re.compile(PERSON_TOGETHER, re.ASCII)
_CARD, _BETWEEN, _RANDOM = re.compile(CARD), re.compile(BETWEEN), re.compile(RANDOM)
_SINCE_ANYWHERE = re.compile(f"(?=({_SINCE}[0-9Xx]))")
#: The code of a rural village (统计用区划代码): province, prefecture, county, township, village committee.
VILLAGE = f"{_COUNTY}[0-3][0-9]{{2}}[23][0-9]{{2}}"
#: Weights of GB 11643 (ISO 7064, MOD 11-2) for the 17 places before the check digit.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
#: The plainest keys: nothing in them could be anything else, and they have too few digits for a number of a person.
#: Letters and a number, as most are, come first, since a spreadsheet makes no such thing of a key.
_PLAINEST = re.compile(
    rf"[A-Za-z_]*[0-9]{{1,10}}\Z|(?!(?:{CHANGES})\Z)[A-Za-z][A-Za-z_-]*(?:[0-9][A-Za-z_-]*){{0,10}}\Z", re.ASCII
)
#: The match of a text that is a key in its one form already, as nearly all are; none for one to be looked at further.
plainest = _PLAINEST.match


def normal_key(text: str) -> str | Text:
    r"""The one form of a key, or why the text can be none; see the module. The form of nothing is the empty text.

    >>> normal_key("h1\u200b") == normal_key(" ｈ１ ") == "h1"
    True
    >>> [normal_key(text) is LOOKALIKE for text in ("hа1", "h١", "h\u0336")]  # Cyrillic, Arabic, a mark
    [True, True, True]
    >>> normal_key("户 110105-19491231-002X") is PERSONAL
    True
    """
    typed(text, str, "text")
    if plainest(text):
        return text
    shown = _INVISIBLE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).strip()
    if _BROKEN.search(shown):
        return UNBROKEN
    key = " ".join(shown.translate(_FOLDED).split())
    if quoted := _QUOTED.fullmatch(key):
        key = quoted[1].strip()
    key = key.lstrip("' ")
    if whole := _WHOLE.fullmatch(key):
        key = whole[1]
    if not key:
        return key
    # The sign of the yuan is told of before it is told of as strange.
    if _CHANGED.fullmatch(key):
        return CHANGED
    if not _ALLOWED.fullmatch(key) or re.search(STROKES, key):
        return PERSONAL if holds_person(key) else LOOKALIKE
    return PERSONAL if holds_person(key) else key


def holds_person(text: str) -> bool:
    """Whether a text may hold a number by which a person is known: an identity number, a bank card, a telephone.

    Digits of every script count, whatever stands between them, and Chinese numerals where they make up a number. An
    identity number is a run of 17 or 18 digits; or a day of birth where such numbers have it, in 18 places anywhere, in
    15 or 17 on their own, or in 15 with more digits after them: a number with a slip in it tells of a person as well,
    so that the check digit does not matter, and a code of 15 digits without a day of birth is none. A bank card is a
    number of 16 or 19 digits that begins as cards do and has their check digit, unless it begins with the code of a
    village. Of 32 or more hexadecimal digits, a digest, only a whole identity number with its check digit is one.

    >>> [holds_person(text) for text in ("H110105 19491231 002X", "1101051949123100214401", "138-0013-8000")]
    [True, True, True]
    >>> [holds_person(text) for text in ("h1", "620123001", "620123001999001", "5700000012340001")]
    [False, False, False, False]
    """
    typed(text, str, "text")
    if len(text) < SHORTEST:
        return False
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        if len(text) - len(text.translate(_WITHOUT_NUMERALS)) >= SHORTEST:
            text = text.translate(_NUMERALS)
        text = with_ascii_digits(text)
    together = _BETWEEN.sub("", text)
    if len(together) >= 32 and _RANDOM.match(together):
        return any(is_identity_number(found[1].upper()) for found in _SINCE_ANYWHERE.finditer(together))
    if _AS_IT_STANDS.search(text) or _TOGETHER.search(together):
        return True
    return any(is_card(found[1]) for each in (text, together) for found in _CARD.finditer(each))


#: Chinese numerals, those of accounts too.
NUMERALS = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸"
_NUMERALS = str.maketrans(NUMERALS, "00123456789123456789236")
_WITHOUT_NUMERALS = str.maketrans("", "", NUMERALS)


def is_identity_number(number: str) -> bool:
    """Whether text is a whole identity number: 18 places, a day that exists, the right check digit (GB 11643).

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if not re.fullmatch("[0-9]{17}[0-9X]", number, re.ASCII):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11] == number[17]


def is_card(number: str) -> bool:
    """Whether digits are the number of a bank card, by its check digit (Luhn), and do not begin as a village's code.

    >>> is_card("4111111111111111"), is_card("4111111111111112"), is_card("5201231002010041")
    (True, False, False)
    """
    doubled = (2 * int(digit) for digit in number[-2::-2])
    total = sum(map(int, number[::-2])) + sum(twice - 9 if twice > 9 else twice for twice in doubled)
    return total % 10 == 0 and not re.match(VILLAGE, number)
