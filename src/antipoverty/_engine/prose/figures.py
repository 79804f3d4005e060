"""The figures behind a criterion in words: counts, rate, interval, and how each limit stands to them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from antipoverty._engine.prose.values import show_number, show_quantity, with_unit
from antipoverty._statistics.sampling import Method, Sample
from antipoverty.text import PERCENT, Language, Text

if TYPE_CHECKING:
    from antipoverty._engine.figures import Figure, LimitFigure

_METHODS = {Method.CLOPPER_PEARSON: "Clopper–Pearson", Method.WILSON: "Wilson"}
_SAID = {
    True: Text("kept", "符合"),
    False: Text("broken", "不符合"),
    None: Text("the sample cannot tell", "样本不足以判定"),
}
_MOST, _LEAST = Text("at most", "不超过"), Text("at least", "不少于")
#: Places of a percentage: those of a millionth, to which bounds are rounded.
_PLACES = Decimal("0.0001")
_PRECISE = Context(prec=60)


def state_figure(figure: Figure, language: Language) -> list[str]:
    """A rate with its counts and its interval, then each limit, a line each."""
    colon, comma, semicolon = (": ", ", ", "; ") if language == "en" else ("：", "，", "；")
    counts = [_sample(sample, figure.unit, language) for sample in figure.samples]
    if figure.counted is not None:
        counted = with_unit(f"{figure.counted:,}", figure.unit, language)
        counts.insert(0, Text(f"{counted} counted", f"已知{counted}")[language])
    if not counts:
        counts.append(Text("nobody to be sampled", "无可抽样对象")[language])
    said = [comma.join(counts)]
    if figure.samples or figure.whole is not None:
        said.append(_rate(figure, language))
    if figure.samples:
        said.append(_interval(figure, language))
    return [
        f"{figure.name[language]}{colon}{semicolon.join(said)}",
        *(_limit(limit, figure, language) for limit in figure.limits),
    ]


def _sample(sample: Sample, unit: Text | None, language: Language) -> str:
    found, sampled = f"{sample.found:,}", with_unit(f"{sample.sampled:,}", unit, language)
    there_are = None if sample.population is None else f"{sample.population:,}"
    en = f"{found} of {sampled} looked at" + ("" if there_are is None else f" (of {there_are} in all)")
    zh = f"抽查{sampled}" + ("" if there_are is None else f"（共{there_are}）") + f"中{found}"
    return Text(en, zh)[language]


def _rate(figure: Figure, language: Language) -> str:
    rate = _percent(figure.rate, ROUND_HALF_EVEN)
    exact = figure.rate == Fraction(_rounded(figure.rate, ROUND_HALF_EVEN)) / 100
    if figure.whole is not None:
        whole = with_unit(f"{figure.whole:,}", figure.unit, language)
        rate = Text(f"{rate} of {whole}", f"占{whole}的{rate}")[language]
    return rate if exact else Text(f"about {rate}", f"约{rate}")[language]


def _interval(figure: Figure, language: Language) -> str:
    if figure.low == figure.high:
        return Text("everyone was looked at, which leaves no doubt", "全数核查，无抽样误差")[language]
    low, high = _percent(figure.low, ROUND_FLOOR), _percent(figure.high, ROUND_CEILING)
    sure, method = show_quantity(figure.confidence, PERCENT, language), _METHODS[figure.method]
    return Text(f"{sure} interval {low} to {high} ({method})", f"{sure}置信区间{low}至{high}（{method}）")[language]


def _limit(limit: LimitFigure, figure: Figure, language: Language) -> str:
    named = show_quantity(limit.limit.value, PERCENT, language)
    if limit.limit.text is not None:
        named += Text(f" ({limit.limit.text.en})", f"（{limit.limit.text.zh}）")[language]
    said = _SAID[limit.within]
    en, zh = f"limit {named}: {said.en}", f"界限{named}：{said.zh}"
    if not limit.by_interval:
        en, zh = f"{en}, by the rate as it stands", f"{zh}（按抽样比率）"
    more = [_steps(limit, figure)] if figure.samples and figure.whole is None else []
    if limit.sample_needed is not None:
        needed = f"{limit.sample_needed:,}"
        more.append(Text(f"at the same rate a sample of {needed} would tell", f"同样比率下须抽{needed}"))
    return "; ".join([en, *(text.en for text in more)]) if language == "en" else "；".join([zh, *(t.zh for t in more)])


def _steps(limit: LimitFigure, figure: Figure) -> Text:
    """Of this sample, the numbers found at which the limit would be kept and broken."""
    size = f"{figure.samples[0].sampled:,}"
    kept_by, broken_by = (_LEAST, _MOST) if figure.at_least else (_MOST, _LEAST)
    parts = []
    if limit.keeps is not None:
        parts.append(Text(f"kept by {kept_by.en} {limit.keeps:,}", f"{kept_by.zh}{limit.keeps:,}为符合"))
    if limit.breaks is not None:
        parts.append(Text(f"broken by {broken_by.en} {limit.breaks:,}", f"{broken_by.zh}{limit.breaks:,}为不符合"))
    if not parts:
        return Text(f"whatever is found of {size}, it cannot tell", f"抽查{size}，无论结果均不足以判定")
    return Text(
        f"of {size}, {', '.join(part.en for part in parts)}", f"抽查{size}中，{'，'.join(part.zh for part in parts)}"
    )


def _percent(share: Fraction, rounding: str) -> str:
    return f"{show_number(Fraction(_rounded(share, rounding)))}%"


def _rounded(share: Fraction, rounding: str) -> Decimal:
    """A share in percent, to the places of a millionth."""
    percent = _PRECISE.divide(Decimal(share.numerator * 100), Decimal(share.denominator))
    return percent.quantize(_PLACES, rounding=rounding, context=_PRECISE)
