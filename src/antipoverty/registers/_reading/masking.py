"""What is personal: digests in place of identity numbers, masks in place of values, and which text is a number."""

from __future__ import annotations

import hashlib
import hmac
from functools import reduce
from typing import TYPE_CHECKING

from antipoverty._shared.keys import (
    ALLOWED,
    BETWEEN,
    CARD,
    NUMERALS,
    PERSON_AS_IT_STANDS,
    PERSON_TOGETHER,
    RANDOM,
    SHORTEST,
    VILLAGE,
    holds_person,
)
from antipoverty.errors import InvalidValue
from antipoverty.registers._reading.words import shown_word
from antipoverty.registers._schema.declarations import Field, Form

if TYPE_CHECKING:
    import polars as pl

#: Characters that no key has; digits of other scripts are among them.
_ODD = f"[^{ALLOWED}]"
#: Digits, or Chinese numerals, of which there are enough for a number of a person.
_MANY_DIGITS = rf"(?:\d\D*){{{SHORTEST}}}"
_MANY_NUMERALS = rf"(?:[{NUMERALS}][^{NUMERALS}]*){{{SHORTEST}}}"
#: A key that may be shown: a short code with a digit.
_CODE = r"^[!-~]{0,11}[0-9][!-~]{0,11}$"
#: A number as it may be shown, with its unit and what is put around it.
_NUMBER = r"^[-+¥￥$ 0-9.,%/:]*(?:元|万元|千元|万|分|人|户|亩|年)?$"


def masked(field: Field | None, cells: pl.Series) -> pl.Series:
    """Cells as they may be shown: as they stand if they are not personal, else only how long they are.

    A key that cannot be taken may be an identity number, and words may be anything, so that they are masked too. In any
    other cell, of a village or a ledger, a number of up to nine digits is shown, and a word that can be no name.

    Args:
        field: the field of the cells; without one, all are masked.
        cells: the text of the cells.
    """
    import polars as pl

    hidden = ("(" + cells.str.len_chars().cast(pl.String) + " characters, not shown)").fill_null("")
    hidden = hidden.replace("(1 characters, not shown)", "(1 character, not shown)")
    if field is None or field.personal or field.form in (Form.KEY, Form.WORDS):
        return hidden
    there = cells.fill_null("")
    number = (there == "") | (there.str.contains(_NUMBER) & (there.str.count_matches(r"\d") < 10))
    number |= there.str.contains("^[12][0-9]{3}([-/.年])[0-9]{1,2}[-/.月][0-9]{1,2}日?$")
    shown = there.zip_with(number, hidden)
    words = (~number & there.str.contains(r"\p{L}") & (there.str.count_matches(r"\d") < 10)).arg_true()
    # Each word is looked at once, however many cells say it.
    said = {text: shown_word(field, text) for text in there.gather(words).unique()}
    return shown.scatter(words, pl.Series([said[text] for text in there.gather(words)], dtype=pl.String))


def shown_key(key: pl.Series) -> pl.Series:
    """Keys that were taken, as they may be shown: short codes as they stand, of others only how long they are."""
    code = key.str.contains(_CODE) & (key.str.len_chars() <= 12) & ~is_identity(key)
    return key.zip_with(code.fill_null(False), masked(None, key))


def digest(number: str, secret: bytes) -> str:
    """The keyed digest that stands for an identity number: the same for the same number and secret, in every table.

    Raises:
        InvalidValue: for what is no secret; see `check_secret`.
    """
    check_secret(secret)
    return hmac.new(secret, number.encode(), hashlib.sha256).hexdigest()[:32]


def check_secret(secret: object) -> None:
    """Refuse what is no secret.

    Raises:
        InvalidValue: for anything but bytes, and for under 16 of them, with which numbers could be guessed one by one.
    """
    if not isinstance(secret, bytes):
        raise InvalidValue("secret", type(secret).__name__, "bytes, at least 16, kept apart from the data")
    if len(secret) < 16:
        raise InvalidValue("secret", f"{len(secret)} bytes", "at least 16 bytes, kept apart from the data")


def is_identity(text: pl.Series) -> pl.Series:
    """Whether a text may hold a number by which a person is known (`keys.holds_person`). Null stays null.

    >>> import polars as pl
    >>> is_identity(pl.Series(["h1", "H110105 19491231 002X", "620123001"])).to_list()
    [False, True, False]
    """
    import polars as pl

    personal = text.str.len_chars() >= SHORTEST
    places = personal.fill_null(False).arg_true()
    if not len(places):
        return personal
    some = text.gather(places)
    numerals = some.str.contains(_MANY_NUMERALS)
    enough = some.str.contains(_MANY_DIGITS) | numerals
    if not enough.all():
        personal = personal.scatter(places, enough)
        places, some, numerals = places.filter(enough), some.filter(enough), numerals.filter(enough)
    if not len(places):
        return personal
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
    return personal.scatter(places, runs)


def _is_card(number: pl.Series) -> pl.Series:
    """What `keys.is_card` says of whole numbers; of nothing, no."""
    card = (~number.str.contains(f"^{VILLAGE}")).fill_null(False)
    places = card.arg_true()
    if not len(places):
        return card
    reverse = number.gather(places).str.reverse()
    digits = [reverse.str.slice(place, 1).str.to_integer(strict=False).fill_null(0) for place in range(19)]
    total = reduce(
        lambda left, right: left + right,
        [
            digit if place % 2 == 0 else digit * 2 - (digit > 4).cast(digit.dtype) * 9
            for place, digit in enumerate(digits)
        ],
    )
    return card.scatter(places, total % 10 == 0)
