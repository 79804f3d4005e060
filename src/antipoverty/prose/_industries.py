"""Checks of industries, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from antipoverty._engine.prose.values import with_unit
from antipoverty.industries import CheckVerdict, IndustryCheck, IndustryCheckKind, IndustryReview
from antipoverty.prose._parts import MISSING, Writers, listed, some
from antipoverty.text import COLON, COMMA, SEMICOLON, Language, Text

_MARKS = {
    CheckVerdict.HOLDS: "✓",
    CheckVerdict.CONDITIONAL: "~",
    CheckVerdict.DOUBTFUL: "!",
    CheckVerdict.CONTRADICTION: "✗",
    CheckVerdict.WORKED_OUT: "=",
    CheckVerdict.NOT_CHECKED: "?",
}
_TITLE, _NOTHING = Text("Industries", "产业"), Text("nothing to check", "无可核查内容")
#: How many checks come to each verdict: for one, and for several.
_COUNTS = {
    CheckVerdict.CONTRADICTION: (Text("{} check cannot be", "{}项矛盾"), Text("{} checks cannot be", "{}项矛盾")),
    CheckVerdict.DOUBTFUL: (
        Text("{} check is outside the reader's bounds", "{}项超出核查人设定范围"),
        Text("{} checks are outside the reader's bounds", "{}项超出核查人设定范围"),
    ),
    CheckVerdict.HOLDS: (Text("{} check holds", "{}项相符"), Text("{} checks hold", "{}项相符")),
    CheckVerdict.CONDITIONAL: (Text("{} only on a condition", "{}项有条件成立"),) * 2,
    CheckVerdict.NOT_CHECKED: (Text("{} not checked", "{}项无法核查"),) * 2,
}
_AT_MOST = Text("at most {}", "不超过{}")
_ABOVE = Text("above {}", "超过{}")
_WITHIN = Text("within {} (chosen by the reader)", "在{}之内（核查人设定）")
_OUTSIDE = Text("outside {} (chosen by the reader)", "超出{}（核查人设定）")
_RANGES = {
    (True, True): Text("{} to {}", "{}至{}"),
    (True, False): Text("{} and more", "{}以上"),
    (False, True): Text("0 to {1}", "0至{1}"),
}
_FITS = Text("it would fit if the unit were {}", "如单位为{}则相符")
_BOUNDED = ("size", "yield", "price", "sales per mu", "income")


def review_in_brief(review: IndustryReview, language: Language) -> Iterator[str]:
    """How many checks come to what, and those that do not hold."""
    yield _counted(review, language)
    broken = [*review.of(CheckVerdict.CONTRADICTION), *review.of(CheckVerdict.DOUBTFUL)]
    broken += review.of(CheckVerdict.CONDITIONAL)
    yield from some((_line(each, review, language) for each in broken), language, most=8)


def review_in_full(review: IndustryReview, language: Language) -> Iterator[str]:
    """Every check, a line each."""
    yield _counted(review, language)
    for each in review.checks:
        yield f"  {_MARKS[each.verdict]} {_line(each, review, language)}"


def _counted(review: IndustryReview, language: Language) -> str:
    counts = ((words, len(review.of(verdict))) for verdict, words in _COUNTS.items())
    said = [words[number != 1][language].format(number) for words, number in counts if number]
    return f"{_TITLE[language]}{COLON[language]}{SEMICOLON[language].join(said) or _NOTHING[language]}"


def _line(check: IndustryCheck, review: IndustryReview, language: Language) -> str:
    products = {industry.id: industry.product for industry in review.industries}
    name = listed((products[key] for key in check.industries), language)
    parts = [] if check.value is None else [_with_unit(check.value, check.kind, language)]
    if check.missing:
        parts.append(MISSING[language].format(listed((each[language] for each in check.missing), language)))
    elif check.kind.value in _BOUNDED:
        if (check.least, check.most) != (None, None):
            words = _WITHIN if check.verdict is CheckVerdict.HOLDS else _OUTSIDE
            ends = [None if end is None else _shown(end) for end in (check.least, check.most)]
            range_ = _RANGES[check.least is not None, check.most is not None][language].format(*ends)
            parts.append(words[language].format(range_))
    elif check.verdict is CheckVerdict.CONDITIONAL and check.condition is not None and check.most is not None:
        parts.append(check.condition[language].format(_with_unit(check.most, check.kind, language)))
    elif check.most is not None:
        words = _ABOVE if check.verdict is CheckVerdict.CONTRADICTION else _AT_MOST
        parts.append(words[language].format(_with_unit(check.most, check.kind, language)))
    said = COMMA[language].join(parts)
    if check.fits:
        fits = _FITS[language].format(listed((unit.text[language] for unit in check.fits), language))
        said = f"{said}{SEMICOLON[language]}{fits}"
    if check.kind.value in _BOUNDED and check.condition is not None:
        said = f"{said}{SEMICOLON[language]}{check.condition[language]}"
    return f"{name}{COMMA[language]}{check.kind.text[language]}{COLON[language]}{said}"


def _with_unit(value: Fraction, kind: IndustryCheckKind, language: Language) -> str:
    return with_unit(_shown(value), kind.unit, language)


def _shown(value: Fraction) -> str:
    """A number with at most two places, rounded half up; what is shorter stays so."""
    hundredths = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{rest:02}".rstrip("0") if rest else "")


WRITERS: Writers = {IndustryReview: (review_in_brief, review_in_full)}
