"""The page of the official figures: values, sources, grades, and what each may be compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from antipoverty._engine.parameters import ParameterKind
from antipoverty._engine.prose.values import show_parameter
from antipoverty.indicators.official import OfficialSeries, checks, figures
from antipoverty.indicators.official import series as every_series
from antipoverty.rulebooks import ParameterValue
from antipoverty.rules import Grade
from antipoverty.text import Text
from charts import value_chart
from values import GRADES, by_document
from writing import Language, bracketed, cited, noted, table

_NAMED = Text("Name in the library: `{}`", "本库名称：`{}`")
_SATISFY = Text("What the figures satisfy", "数据之间的勾稽关系")


def figures_page(language: Language) -> Iterator[str]:
    """The page, from the figures themselves."""
    book = figures()
    shown = [value for series in every_series() for name in series.figures for value in book.parameter(name).values]
    yield Text("# Official figures", "# 官方数据")[language] + "\n"
    intro = Text(
        "What China has published on rural poverty, by `antipoverty.indicators.official`: each figure with its"
        " document, how sure it is, and what it may be compared with. A year that no source gives is left out: nothing"
        " is interpolated, extrapolated or converted.",
        "中国已公布的农村贫困数据，取自`antipoverty.indicators.official`：每个数字均注明文件、可信度及可比口径。"
        "无来源的年份从缺，不内插、不外推、不换算。",
    )
    yield intro[language] + "\n"
    counts = Counter(value.grade for value in shown)
    heads = (Text("grade", "可信度"), Text("meaning", "含义"), Text("figures", "个数"))
    yield from table(
        (head[language] for head in heads),
        (
            (f"**{GRADES[grade][language]}**", grade.text[language], str(counts[grade]))
            for grade in Grade
            if counts[grade]
        ),
    )
    for series in every_series():
        yield f"- [{series.text[language]}](#{series.id})"
    yield f"- [{_SATISFY[language]}](#relations)\n"
    for series in every_series():
        yield from _series(series, language)
    yield from _checks(language)
    yield Text("## Documents", "## 文件")[language] + "\n"
    documents = {value.citation.key: value.citation for value in shown}
    yield from (f"- {cited(each, language, each.full(language))}" for each in documents.values())


def _series(series: OfficialSeries, language: Language) -> Iterator[str]:
    yield f"## {series.text[language]} {{ #{series.id} }}\n"
    head = Text("**May be compared.** ", "**可比口径：**")[language]
    yield f"{head}{series.comparable[language]}\n"
    for name in series.figures:
        figure = figures().parameter(name)
        head = figure.text[language]
        if figure.unit is not None:
            head += bracketed(figure.unit[language], language)
        yield f"### {head} {{ #{name} }}\n"
        if figure.note is not None:
            yield figure.note[language] + "\n"
        if chart := value_chart(name, (figures(),), language):
            yield chart + "\n"
        heads = (Text("year", "年份"), Text("value", "数值"), Text("source, grade and note", "依据、可信度与说明"))
        yield from table(
            (head[language] for head in heads),
            (
                (str(value.start.year), _value(value, language), by_document(value, language) + noted(value, language))
                for value in figure.values
            ),
        )
        yield _NAMED[language].format(name) + "\n"


def _value(value: ParameterValue, language: Language) -> str:
    if value.kind is ParameterKind.SHARE and isinstance(value.value, Decimal):
        return f"{100 * value.value:.1f}%"
    return show_parameter(value, language)


def _checks(language: Language) -> Iterator[str]:
    yield f"## {_SATISFY[language]} {{ #relations }}\n"
    words = Text(
        "Each relation is checked anew while this page is written; the bounds count as within.",
        "下列各项在生成本页时重新核对；界限值计入范围之内。",
    )
    yield words[language] + "\n"
    rows = []
    for check in checks():
        assert check.holds, f"{check.id}: {check.found} does not lie from {check.least} to {check.most}"
        alike = check.least == check.most
        bounds = _number(check.least) if alike else f"{_number(check.least)} – {_number(check.most)}"
        rows.append((check.text[language], _number(check.found), bounds))
    heads = (Text("what ought to hold", "应满足的关系"), Text("found", "实得"), Text("from – to", "应在范围"))
    yield from table((head[language] for head in heads), rows)


def _number(value: Fraction) -> str:
    """A whole number as it is, another to as many places as tell it from its bounds."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.1f}" if abs(value) >= 100 else f"{float(value):.4f}"
