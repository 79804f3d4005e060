"""The figures behind a criterion in words: counts, rate, interval, and how each limit stands to them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._engine.prose.values import IN_BRACKETS, show_number, show_quantity, with_unit
from antipoverty._statistics.sampling import Method, Sample
from antipoverty.text import COLON, COMMA, PERCENT, SEMICOLON, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.figures import Figure, LimitFigure

_METHODS = {Method.CLOPPER_PEARSON: "Clopper–Pearson", Method.WILSON: "Wilson"}
_SAID = {
    True: Text("kept", "符合"),
    False: Text("broken", "不符合"),
    None: Text("the sample cannot tell", "样本不足以判定"),
}
#: Places of a percentage: those of a millionth, to which bounds are rounded.
_PLACES = Decimal("0.0001")
_PRECISE = Context(prec=60)


def state_figure(figure: Figure, language: Language) -> list[str]:
    """A rate with its counts and its interval, then each limit, a line each."""
    counts = [_sample(sample, figure.unit, language) for sample in figure.samples]
    if figure.counted is not None:
        counts.insert(0, _COUNTED[language].format(with_unit(f"{figure.counted:,}", figure.unit, language)))
    if not counts:
        counts.append(_NOBODY[language])
    said = [COMMA[language].join(counts)]
    if figure.samples or figure.whole is not None:
        said.append(_rate(figure, language))
    if figure.samples:
        said.append(_interval(figure, language))
    return [
        f"{figure.name[language]}{COLON[language]}{SEMICOLON[language].join(said)}",
        *(_limit(limit, figure, language) for limit in figure.limits),
    ]


def state_rate(figure: Figure, *, met: bool, language: Language) -> str:
    """A rate beside the limit that was kept or broken, in a clause: ``incidence 1.5%, at most 2%``."""
    named = f"{figure.name[language]}{COLON[language]}{show_share(figure.rate, language)}"
    deciding = next((each.limit.value for each in figure.limits if each.within is met), None)
    if deciding is None:
        return named
    reached = figure.rate >= deciding if figure.at_least else figure.rate > deciding
    stands = _STANDS_TO[figure.at_least, reached][language].format(show_quantity(deciding, PERCENT, language))
    return f"{named}{COMMA[language]}{stands}"


def show_share(share: Fraction, language: Language) -> str:
    """A share in percent, with a word where it is rounded."""
    shown = _percent(share, ROUND_HALF_EVEN, language)
    exact = share == Fraction(_rounded(share, ROUND_HALF_EVEN)) / 100
    return shown if exact else _ABOUT[language].format(shown)


#: By whether a limit is a minimum, and whether the rate reaches or passes it.
_STANDS_TO = {
    (False, True): Text("above {}", "高于{}"),
    (False, False): Text("at most {}", "不超过{}"),
    (True, True): Text("at least {}", "不低于{}"),
    (True, False): Text("below {}", "低于{}"),
}
_COUNTED, _NOBODY = Text("{} counted", "已知{}"), Text("nobody to be sampled", "无可抽样对象")
_LOOKED_AT = Text("{found:,} of {sampled} looked at", "抽查{sampled}中{found:,}")
_LOOKED_AT_OF = Text(
    "{found:,} of {sampled} looked at (of {population:,} in all)", "抽查{sampled}（共{population:,}）中{found:,}"
)
_SHARE_OF, _ABOUT = Text("{} of {}", "占{1}的{0}"), Text("about {}", "约{}")
_EVERYONE = Text("everyone was looked at, which leaves no doubt", "全数核查，无抽样误差")
_INTERVAL = Text("{} interval {} to {} ({})", "{}置信区间{}至{}（{}）")
_LIMIT = Text("limit {}: {}", "界限{}：{}")
_AS_IT_STANDS = Text("{}, by the rate as it stands", "{}（按抽样比率）")
_WOULD_TELL = Text("at the same rate a sample of {:,} would tell", "同样比率下须抽{:,}")
_KEPT_BY = {
    True: Text("kept by at least {:,}", "不少于{:,}为符合"),
    False: Text("kept by at most {:,}", "不超过{:,}为符合"),
}
_BROKEN_BY = {
    True: Text("broken by at most {:,}", "不超过{:,}为不符合"),
    False: Text("broken by at least {:,}", "不少于{:,}为不符合"),
}
_CANNOT_TELL = Text("whatever is found of {}, it cannot tell", "抽查{}，无论结果均不足以判定")
_OF_SAMPLE = Text("of {}, {}", "抽查{}中，{}")


def _sample(sample: Sample, unit: Text | None, language: Language) -> str:
    words = _LOOKED_AT if sample.population is None else _LOOKED_AT_OF
    sampled = with_unit(f"{sample.sampled:,}", unit, language)
    return words[language].format(found=sample.found, sampled=sampled, population=sample.population)


def _rate(figure: Figure, language: Language) -> str:
    rate = _percent(figure.rate, ROUND_HALF_EVEN, language)
    exact = figure.rate == Fraction(_rounded(figure.rate, ROUND_HALF_EVEN)) / 100
    if figure.whole is not None:
        rate = _SHARE_OF[language].format(rate, with_unit(f"{figure.whole:,}", figure.unit, language))
    return rate if exact else _ABOUT[language].format(rate)


def _interval(figure: Figure, language: Language) -> str:
    if figure.low == figure.high:
        return _EVERYONE[language]
    low, high = _percent(figure.low, ROUND_FLOOR, language), _percent(figure.high, ROUND_CEILING, language)
    sure, method = show_quantity(figure.confidence, PERCENT, language), _METHODS[figure.method]
    return _INTERVAL[language].format(sure, low, high, method)


def _limit(limit: LimitFigure, figure: Figure, language: Language) -> str:
    named = show_quantity(limit.limit.value, PERCENT, language)
    if limit.limit.text is not None:
        named = IN_BRACKETS[language].format(named, limit.limit.text[language])
    said = [_LIMIT[language].format(named, _SAID[limit.within][language])]
    if not limit.by_interval:
        said = [_AS_IT_STANDS[language].format(said[0])]
    if figure.samples and figure.whole is None:
        said.append(_steps(limit, figure, language))
    if limit.sample_needed is not None:
        said.append(_WOULD_TELL[language].format(limit.sample_needed))
    return SEMICOLON[language].join(said)


def _steps(limit: LimitFigure, figure: Figure, language: Language) -> str:
    """Of this sample, the numbers found at which the limit would be kept and broken."""
    size = f"{figure.samples[0].sampled:,}"
    parts = []
    if limit.keeps is not None:
        parts.append(_KEPT_BY[figure.at_least][language].format(limit.keeps))
    if limit.breaks is not None:
        parts.append(_BROKEN_BY[figure.at_least][language].format(limit.breaks))
    if not parts:
        return _CANNOT_TELL[language].format(size)
    return _OF_SAMPLE[language].format(size, COMMA[language].join(parts))


def _percent(share: Fraction, rounding: str, language: Language) -> str:
    return f"{show_number(Fraction(_rounded(share, rounding)), language)}{PERCENT[language]}"


def _rounded(share: Fraction, rounding: str) -> Decimal:
    """A share in percent, to the places of a millionth."""
    percent = _PRECISE.divide(Decimal(share.numerator * 100), Decimal(share.denominator))
    return percent.quantize(_PLACES, rounding=rounding, context=_PRECISE)
