"""What may be shown: no error and no log holds a number that leads to a person.

Such numbers are identity numbers (15 or 18 places), what has one within it (disability certificates), bank cards and
mobile telephones, in digits of any script, with blanks, hyphens or invisible characters between the digits. What may be
a *key* is decided in `keys`; here a number with a slip in it, which is no key either, is covered too.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

#: What stands in an error for a number that may lead to a person.
MASK = "(a number that is not shown)"

#: What may stand between the digits of one number: blanks, hyphens, points, and what cannot be seen.
_BETWEEN = (
    r"[\s\-_./\u00ad\u00b7\u061c\u115f\u180e\u200b-\u2015\u2028-\u202f"
    r"\u2060-\u206f\u2212\u3000\ufe0f\ufeff\uff0d\uff0e]"
)
#: At least the digits of a telephone number, however they are parted; the last may be the X of an identity number.
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}{{0,3}}[0-9]){{10,}}(?:{_BETWEEN}{{0,3}}[Xx](?![A-Za-z]))?")
_PARTED = re.compile(_BETWEEN)
#: What has many digits and leads to nobody: dates, numbers with decimals, digests.
_HARMLESS = re.compile(
    r"(?<![0-9])(?:1[89]|2[01])[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    r"|(?<![0-9.])[0-9]{1,10}[.][0-9]+(?:[eE][+-]?[0-9]+)?(?![0-9.])"
    r"|(?<![0-9A-Za-z])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}(?![0-9A-Za-z])"
)
_PLACE, _DAY = "[1-9][0-9]{5}", "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_SINCE_1999 = re.compile(rf"{_PLACE}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}")
_UNTIL_1999 = re.compile(rf"{_PLACE}[0-9]{{2}}{_DAY}[0-9]{{3}}")
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9][0-9]{9}")


def masked(text: str) -> str:
    """A text for an error or a log: every number that may lead to a person is covered, a mistyped one too.

    >>> masked("household 11010519491231002 has no size")
    'household (a number that is not shown) has no size'
    """
    narrow = _narrow(text)
    spans = [found.span() for found in _RUN.finditer(narrow) if _is_personal(found[0])]
    for start, end in reversed(spans):
        text = text[:start] + MASK + text[end:]
    return text


def masked_name(name: str) -> str:
    """A name with only the first character of each word.

    >>> masked_name("张三丰"), masked_name("Li Xiaoming")
    ('张**', 'L* X*******')
    """
    return " ".join(word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in name.split())


def shown(value: object, *, personal: bool = False) -> str:
    """A value for an error: as it is written in Python, or only of which type it is if it is or may be personal.

    >>> shown(5), shown("a car", personal=True)
    ('5', 'a str that is not shown, being personal')
    >>> shown("Zhang 11010519491231002X")
    'a str that is not shown, since it may identify a person'
    """
    kind = type(value).__name__
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    if personal and value is not None:
        return f"{article} {kind} that is not shown, being personal"
    try:
        written = repr(value)
    except Exception:  # what cannot be written, such as a whole number of many thousand digits, is not shown
        return f"{article} {kind} that cannot be written"
    if masked(written) != written or masked(_plain(value)) != _plain(value):
        return f"{article} {kind} that is not shown, since it may identify a person"
    return written if len(written) <= _LONGEST else f"{written[:_LONGEST]}… ({len(written)} characters)"


#: An error shows no more characters of a value than this; no number that leads to a person has more places.
_LONGEST, _PLACES = 500, 40


def _plain(value: object) -> str:
    """A number without an exponent: a spreadsheet makes one of ``1.1010519491231E+17``."""
    small = (isinstance(value, float) and abs(value) < 10.0**_PLACES) or (
        isinstance(value, Decimal) and value.is_finite() and value.adjusted() < _PLACES
    )
    return f"{value:.0f}" if small else ""


def unprintable(text: str) -> bool:
    r"""Whether a text holds what no page can show: controls, also of direction, line breaks, halves of surrogate pairs.

    >>> unprintable("a\x00b"), unprintable("a\nb"), unprintable("\ud800"), unprintable("户1, Upper village")
    (True, True, True, False)
    """
    if text.isprintable():
        return False
    return any(
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTIONS for character in text
    )


_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _narrow(text: str) -> str:
    """The text with digits of every script as ASCII ones, and what has many digits but leads to nobody left out."""
    return _HARMLESS.sub(lambda found: "#" * len(found[0]), with_ascii_digits(text))


def with_ascii_digits(text: str) -> str:
    """The text with digits of every script as ASCII ones, character for character.

    >>> with_ascii_digits("١３ 一")
    '13 一'
    """
    if text.isascii():
        return text
    digits = (unicodedata.digit(character, None) for character in text)
    return "".join(character if digit is None else str(digit) for character, digit in zip(text, digits, strict=True))


def _is_personal(run: str) -> bool:
    """Whether a run of digits leads to a person, or might with a slip in it."""
    pieces = [piece for piece in _PARTED.split(run) if piece]
    whole = "".join(pieces)
    digits = whole.rstrip("Xx")
    numbers = (*pieces, digits)
    if _SINCE_1999.search(whole) or any(
        _MOBILE.fullmatch(number) or _UNTIL_1999.fullmatch(number) for number in numbers
    ):
        return True
    lengths = [len(piece.rstrip("Xx")) for piece in pieces]
    # Of so many places are identity numbers and bank cards; four by four is how cards are written down.
    return max(lengths) >= 16 or (len(digits) >= 16 and set(lengths[:-1]) == {4})
