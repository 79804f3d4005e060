"""The page of the poverty line: the amount of each year, by which document, and which line decides on which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from antipoverty._engine.prose.values import show_parameter
from antipoverty.rulebooks import ParameterValue, Rulebook
from antipoverty.text import Text
from charts import value_chart
from jurisdictions import own_values
from pages import ADMINISTRATIVE, SERIES, STATISTICAL, deciding
from passages import quoted_values
from values import GRADED, by_document, period, shown
from writing import TODAY, Language, bracketed, day, in_place, library_books, noted, sentences, table

_TITLE = Text("The poverty line, year by year", "贫困线（历年扶贫标准）")
_INTRODUCTION = Text(
    "A line belongs to the year whose income is measured. **The national line, called statistical, decides**, unless a"
    " province kept its register by [a line of its own](#own), called administrative; for the income of 2020 only an"
    " administrative line was stated. **Since 2021 no poverty line has been in force.**",
    "某年的标准适用于当年收入。**以国家标准（统计标准）为准**，但省内建档立卡采用[本省执行标准](#own)的，"
    "以执行标准为准；2020年只有执行标准。**2021年起不再有贫困线。**",
)
_MORE = Text(
    "Also called: poverty standard, current rural poverty standard, income line. What is decided since 2021 is whether"
    " a household is [to be monitored](monitored-household.md). The rules were last checked on {}.",
    "又称：扶贫标准、国家扶贫标准、现行农村贫困标准、收入线。2021年起改为认定[防止返贫监测对象](monitored-household.md)。"
    "规则最近核对日：{}。",
)
_YEAR, _LINE, _SOURCE = Text("year of the income", "收入年度"), Text("line", "标准"), Text("document", "文件")
_ABOUT = Text(
    "No statistical line was published for 2020. The exits of 2020 went by this administrative line.",
    "2020年未公布统计标准，当年脱贫按此执行标准。",
)
_NONE = Text("none", "无")
_NONE_WHY = Text("No poverty line is in force.", "不再有贫困线。")
_FROM_2021 = Text("2021 on", "2021年起")
_ON_DAY = Text("The line that decides on a day", "某日认定所用的标准")
_NOT_DRAWN = Text(
    "The line of {0}, about {1} {2}, is administrative: not drawn.",
    "{0}年的约{1}{2}系执行标准，未绘入图中。",
)
_ON_DAY_WORDS = Text(
    "By the national rulebook: whoever is identified, or exits, on a day is measured by the income of this year.",
    "按全国规则库：当日识别或退出的，按下列年度的收入比较。",
)
_DAYS, _DECIDES = Text("day of the decision", "认定日期"), Text("line that decides", "所用标准")
_KIND = Text("{0}<br>{1} line", "{0}<br>{1}")
_WHY = Text(
    "Amount: {0}<br>Year of the income: {1}<br>That the {3} line decides: {2}",
    "数额：{0}<br>收入年度：{1}<br>采用{3}：{2}",
)
_OWN = Text("Provinces with a line of their own", "有本省执行标准的省份")
_OWN_WORDS = Text(
    "In these, the province's own line, the administrative one, decides in place of the national one, on the days that"
    " are named.",
    "下列省份在所列时段内以本省执行标准代替统计标准。",
)
_BY_OWN = Text("The administrative line decides: {0}, by {1}.", "采用本省执行标准：{0}，依据{1}。")


def lines_page(language: Language) -> Iterator[str]:
    """The page of the poverty line."""
    book, *provinces = library_books()
    yield f"# {_TITLE[language]}\n"
    yield sentences(language, _INTRODUCTION[language], GRADED[language]) + "\n"
    unit = book.parameter(STATISTICAL).unit
    assert unit is not None
    by_year = [_YEAR[language], _LINE[language] + bracketed(unit[language], language), _SOURCE[language]]
    yield from table(by_year, _years(book, language))
    (last,) = book.parameter(ADMINISTRATIVE).values
    unseen = _NOT_DRAWN[language].format(last.start.year, show_parameter(last, language), unit[language])
    yield value_chart(STATISTICAL, library_books(), language, unseen) + "\n"
    note = book.parameter(STATISTICAL).note
    assert note is not None
    yield note[language] + "\n"
    yield _MORE[language].format(day(TODAY, language)) + "\n"
    yield from quoted_values(((book, value) for value in book.parameter(STATISTICAL).values), language)
    yield f"## {_ON_DAY[language]} {{ #on-a-day }}\n"
    yield _ON_DAY_WORDS[language] + "\n"
    heads = [each[language] for each in (_DAYS, _DECIDES, _YEAR, _SOURCE)]
    yield from table(heads, _by_day(book, language))
    yield f"## {_OWN[language]} {{ #own }}\n"
    yield _OWN_WORDS[language] + "\n"
    for province in provinces:
        own = own_values(province)
        if ADMINISTRATIVE in own:
            yield f"### {in_place(province, language)}\n"
            for here, grouped in groupby(own[SERIES], lambda piece: piece.here):
                pieces = list(grouped)
                if here.value == "administrative":
                    when = period(pieces[0].start, pieces[-1].end, language)
                    source = by_document(here, language)
                    yield _BY_OWN[language].format(when, source) + "\n"
            yield from table(by_year, (_row(piece.here, language) for piece in own[ADMINISTRATIVE]))


def _years(book: Rulebook, language: Language) -> Iterator[tuple[str, str, str]]:
    yield from (_row(value, language) for value in book.parameter(STATISTICAL).values)
    for value in book.parameter(ADMINISTRATIVE).values:
        year, line, source = _row(value, language)
        yield year, line, f"{source}<br>{_ABOUT[language]}"
    yield _FROM_2021[language], _NONE[language], _NONE_WHY[language]


def _row(value: ParameterValue, language: Language) -> tuple[str, str, str]:
    source = by_document(value, language) + noted(value, language)
    return str(value.start.year), f"**{show_parameter(value, language)}**", source


def _by_day(book: Rulebook, language: Language) -> Iterator[tuple[str, str, str, str]]:
    end: date | None = None
    for start, end, line, offset, choice in deciding(book):
        kind = shown(choice, language)
        why = _WHY[language].format(*(by_document(each, language) for each in (line, offset, choice)), kind)
        decides = _KIND[language].format(f"**{shown(line, language)}**", kind)
        yield period(start, end, language), decides, str(line.start.year), why
    assert end is not None
    yield period(end, None, language), _NONE[language], "", _NONE_WHY[language]
