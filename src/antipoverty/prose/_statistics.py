"""Estimates in words: the value, its interval, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from antipoverty._shared.showing import said
from antipoverty._statistics.estimates import Estimate
from antipoverty.prose._parts import Writers
from antipoverty.text import Language, Text

_ESTIMATE = Text("{}; {} interval: {} to {}", "{}；{}置信区间：{}至{}")
_ERROR = Text("standard error {}; rows or persons that count: {:,}", "标准误{}；计入的行数或人数：{:,}")
_FREEDOM = Text("degrees of freedom: {:,}", "自由度：{:,}")
_EFFECTIVE = Text("a simple sample of {:,.0f} would tell as much", "相当于{:,.0f}人的简单随机样本")
_UNDEFINED = Text("replicates left out, as it is not defined for them: {:,}", "未定义而略去的重复样本：{:,}个")


def estimate_in_brief(estimate: Estimate, language: Language) -> Iterator[str]:
    """The value with its interval, and its standard error with the rows that it rests on."""
    yield estimated(estimate, language)
    yield _ERROR[language].format(said(estimate.standard_error, language), estimate.sample_size)
    if estimate.undefined_replicates:
        yield _UNDEFINED[language].format(estimate.undefined_replicates)


def estimate_in_full(estimate: Estimate, language: Language) -> Iterator[str]:
    """The same, with the degrees of freedom and the effective size."""
    yield from estimate_in_brief(estimate, language)
    yield _FREEDOM[language].format(estimate.degrees_of_freedom)
    if estimate.effective_size is not None:
        yield _EFFECTIVE[language].format(estimate.effective_size)


def estimated(estimate: Estimate, language: Language) -> str:
    """The value of an estimate with its interval."""
    low, high = (said(end, language) for end in estimate.interval)
    return _ESTIMATE[language].format(said(estimate.value, language), f"{100 * estimate.confidence:g}%", low, high)


WRITERS: Writers = {Estimate: (estimate_in_brief, estimate_in_full)}
