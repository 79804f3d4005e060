"""What China has published (官方数据): poverty lines, counts and rates by year and standard, with source and grade.

Each figure is a `antipoverty.rulebooks.ParameterValue`, as a rulebook's values are: it says which document it
is from, how sure it is, and what a reader should know. A standard (标准) is a level of living; a line is its price in
one year. Figures by different standards are not to be compared, nor the survey's count with the register's.
A year that no source gives is an error that names the gap: nothing is interpolated, extrapolated or converted.

>>> figure = count(2012, standard=Standard.OF_2010)
>>> figure.value, figure.unit.en, figure.grade.value
(9899, '10,000 persons', 'A')
>>> count(2006, standard=Standard.OF_2010)
Traceback (most recent call last):
...
antipoverty.errors.NoValueOnDate: poor_persons.standard-2010: no value in 2006: there is a gap from 2006-01-01 to ...

Source: RULEBOOK PL-01 to PL-08; the documents are those of each figure.
"""  # an error's message is one line

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from attrs import frozen

from antipoverty import rulebooks
from antipoverty._engine.parameters import ParameterValue
from antipoverty._shared.arguments import member_of
from antipoverty._shared.serializable import Serializable
from antipoverty._shared.showing import Shown, TableColumn, TableColumns, plain_said, table_frame
from antipoverty.errors import InvalidValue
from antipoverty.indicators._pictures import rates_over_years
from antipoverty.rulebooks import Rulebook
from antipoverty.text import Labelled, Language, Text

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure


__all__ = [
    "OfficialCheck",
    "OfficialSeries",
    "Region",
    "Standard",
    "checks",
    "count",
    "draw_incidence",
    "figures",
    "line",
    "rate",
    "series",
]


class Standard(Serializable, Enum):
    """A poverty standard (贫困标准), by the year in whose prices it was set; or the line that registers were kept by.

    `OF_1978` was the first, the absolute poverty standard from 2000; `OF_2008` the low-income standard until 2007;
    `OF_2010` is the present one, 2,300 yuan of 2010. `ADMINISTRATIVE` has a line for 2020 alone, as the series of the
    other years are the provinces' own: see the parameter ``poverty_line.administrative`` of their rulebooks.
    """

    OF_1978 = "standard-1978"
    OF_2008 = "standard-2008"
    OF_2010 = "standard-2010"
    ADMINISTRATIVE = "administrative"


class Region(Labelled):
    """The three regions (东部、中部、西部) of the releases on rural poverty."""

    EAST = "east", "east", "东部"
    CENTRAL = "central", "central", "中部"
    WEST = "west", "west", "西部"


@frozen
class OfficialSeries(Serializable, Shown):
    """Figures that belong together, and what they may be compared with (可比口径).

    Attributes:
        id: a short name.
        text: what they are.
        figures: their names among `figures()`.
        comparable: what they may be compared with, and what not.
    """

    id: str
    text: Text
    figures: tuple[str, ...]
    comparable: Text

    def _table(self) -> TableColumns:
        held = [(name, value) for name in self.figures for value in figures().parameter(name).values]
        values = [value for _, value in held]
        return {
            "figure": TableColumn(_FIGURE, [name for name, _ in held]),
            "year": TableColumn(_YEAR, [value.start.year for value in values], plain_said),
            "value": TableColumn(_VALUE, [value.value for value in values]),
            "grade": TableColumn(_GRADE, [value.grade.value for value in values]),
        }

    def frame(self) -> pl.DataFrame:
        """A row for each figure and year: ``figure``, its name among `figures()`, ``year``, ``value`` and ``grade``.

        >>> register = next(each for each in series() if "register.persons" in each.figures)
        >>> register.frame().row(0, named=True)["figure"]
        'register.persons'
        """
        return table_frame(self._table())


_FIGURE, _YEAR = Text("figure", "指标"), Text("year", "年度")
_VALUE, _GRADE = Text("value", "数值"), Text("grade", "可信度")


@lru_cache(maxsize=1)
def figures() -> Rulebook:
    """Every figure, by name: a rulebook of yearly series, on top of China's.

    >>> figures().parameter("register.persons").in_year(2014).value
    8962
    """
    tables = {key: table for key, table in _document().items() if key != "series"}
    return rulebooks.parse("cn/official", {"rulebook.toml": tables}, base=rulebooks.load("cn"))


@lru_cache(maxsize=1)
def series() -> tuple[OfficialSeries, ...]:
    """The figures by what may be compared with what: lines, counts and rates by standard, the register, causes.

    >>> [each.text.en for each in series() if "register.persons" in each.figures]
    ['The national register']
    """
    return tuple(
        OfficialSeries(table["id"], Text(**table["text"]), tuple(table["figures"]), Text(**table["comparable"]))
        for table in _document()["series"]
    )


def line(year: int, *, standard: Standard | str) -> ParameterValue:
    """The poverty line of a year in its own prices, in yuan a person (贫困标准，当年价; PL-02, PL-03, PL-05).

    Raises:
        NotYetInForce, NoValueOnDate, NoLongerInForce: for a year before, in a gap of, or after the series.

    >>> line(2013, standard=Standard.OF_2010).value, line(2007, standard=Standard.OF_2008).value
    (Decimal('2736'), Decimal('1067'))
    """
    chosen = _standard(standard)
    return _figure(f"poverty_line.{'statistical' if chosen is Standard.OF_2010 else chosen.value}", year)


def count(year: int, *, standard: Standard | str, region: Region | None = None) -> ParameterValue:
    """The rural poor at the end of a year, in units of 10,000 (年末农村贫困人口，万人; PL-06).

    Args:
        year: the year.
        standard: by which standard.
        region: of a region alone; known by the 2010 standard.

    Raises:
        UnknownParameter: for a standard by which no counts are given.
        NotYetInForce, NoValueOnDate, NoLongerInForce: for a year before, in a gap of, or after the series.

    >>> count(2019, standard=Standard.OF_2010, region=Region.WEST).value
    323
    """
    chosen = _standard(standard)
    if region is None:
        return _figure(f"poor_persons.{chosen.value}", year)
    if not isinstance(region, Region):
        raise InvalidValue("region", region, "a Region, or None for the country")
    if chosen is not Standard.OF_2010:
        raise InvalidValue("standard", chosen.value, "the standard of 2010, by which alone regions are given")
    return _figure(f"poor_persons.{region.value}", year)


def rate(year: int, *, standard: Standard | str) -> ParameterValue:
    """The incidence of rural poverty at the end of a year, as a share (农村贫困发生率; PL-06).

    It is a share of the rural registered (hukou) population, never of those who live there.

    Raises:
        UnknownParameter: for a standard by which no rates are given.
        NotYetInForce, NoValueOnDate, NoLongerInForce: for a year before, in a gap of, or after the series.

    >>> rate(2013, standard=Standard.OF_2010).value
    Decimal('0.085')
    """
    return _figure(f"incidence.{_standard(standard).value}", year)


@frozen
class OfficialCheck(Serializable, Shown):
    """A relation that the published figures should satisfy, and whether they do.

    Attributes:
        id: a short name.
        text: the relation in words.
        found: the value of the published figures.
        least: the least that would do.
        most: the most that would do.
    """

    id: str
    text: Text
    found: Fraction
    least: Fraction
    most: Fraction

    @property
    def holds(self) -> bool:
        """Whether the value lies within the bounds, which are included."""
        return self.least <= self.found <= self.most


#: Rural registered persons, in units of 10,000, from the least to the most that counts over rates imply (PL-06).
BASE = (Fraction(96_300), Fraction(98_300))
#: Half of the last digit of a published rate: a tenth of a percent.
HALF_DIGIT = Fraction(1, 2000)
#: How far a province might go above the survey's count in 2014 (QT-01) is the parameter ``quota.float``.
FLOAT = "quota.float"
_CAUSES = ("funds", "technology", "labour", "schooling", "disability", "disaster")


def checks(book: Rulebook | None = None) -> tuple[OfficialCheck, ...]:
    """The relations among the published figures (PL-06 to PL-08), each with whether it holds.

    Args:
        book: the figures, if others than `figures()` are to be checked.

    >>> all(check.holds for check in checks())
    True
    """
    checked = figures() if book is None else book
    return tuple(
        check
        for part in (_bases, _falls, _regions, _lifted, _register, _illness, _many_causes)
        for check in part(checked)
    )


def draw_incidence(
    standards: Sequence[Standard] = (Standard.OF_2010,),
    *,
    first: int = 1978,
    last: int = 2020,
    language: Language = "en",
) -> Figure:
    """The incidence of rural poverty over the years (历年农村贫困发生率), by standard, as a Matplotlib figure.

    Years next to each other are joined; over a gap nothing is drawn. A filled mark is a figure of grade A, an open one
    of a grade that wants a second source.

    Args:
        standards: which; each has rates of its own, and they are not to be compared.
        first: the first year.
        last: the last year.
        language: of the labels.

    Raises:
        InvalidValue: for no standard, one without rates in those years, or a name with characters that the font does
            not have.
        MissingExtra: without Matplotlib or the font.

    >>> draw_incidence(first=2010).axes[0].get_xlabel()
    'end of the year'
    """
    rates = {}
    for standard in standards:
        held = figures().parameters.get(f"incidence.{standard.value}")
        values = [] if held is None else [value for value in held.values if first <= value.start.year <= last]
        if held is None or not values:
            raise InvalidValue("standards", standard.value, f"a standard with rates from {first} to {last}")
        rates[held.text[language]] = [
            (value.start.year, float(str(value.value)), value.grade.uncertain) for value in values
        ]
    if not rates:
        raise InvalidValue("standards", "nothing to draw", "at least one standard")
    return rates_over_years(rates, language)


@lru_cache(maxsize=1)
def _document() -> Mapping[str, Any]:
    text = (files("antipoverty.indicators") / "official.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _standard(standard: Standard | str) -> Standard:
    return member_of(Standard, standard, "standard")


def _figure(name: str, year: int) -> ParameterValue:
    if isinstance(year, bool) or not isinstance(year, int) or not 1 <= year <= 9998:
        raise InvalidValue("year", year, "a calendar year as a whole number")
    return figures().parameter(name).in_year(year)


def _of(book: Rulebook, name: str, year: int) -> Fraction:
    value = book.parameter(name).in_year(year).value
    assert isinstance(value, int | Decimal)
    return Fraction(value)


def _years(book: Rulebook, name: str) -> list[int]:
    return [value.start.year for value in book.parameter(name).values]


def _equal(id: str, text: Text, found: Fraction, wanted: Fraction) -> OfficialCheck:
    return OfficialCheck(id, text, found, wanted, wanted)


def _bases(book: Rulebook) -> Iterator[OfficialCheck]:
    """Count over rate; for a rate of a single digit, too coarse to divide by, the rate itself within its rounding."""
    for year in _years(book, "incidence.standard-2010"):
        count, rate = _of(book, "poor_persons.standard-2010", year), _of(book, "incidence.standard-2010", year)
        if year < 2010 or not rate:
            continue
        if rate >= Fraction(1, 100):
            text = Text(
                f"{year}: count over rate is a rural registered population of 963 to 983 million",
                f"{year}年：贫困人口除以贫困发生率，应为9.63亿至9.83亿农村户籍人口",
            )
            yield OfficialCheck(f"base-{year}", text, count / rate, *BASE)
        else:
            text = Text(
                f"{year}: the rate is the count over 963 to 983 million, rounded",
                f"{year}年：贫困发生率为贫困人口除以9.63亿至9.83亿农村户籍人口（取整）",
            )
            yield OfficialCheck(f"rate-{year}", text, rate, count / BASE[1] - HALF_DIGIT, count / BASE[0] + HALF_DIGIT)


def _falls(book: Rulebook) -> Iterator[OfficialCheck]:
    for before, year in pairwise(range(2010, 2021)):
        text = Text(f"{year}: the fall is the difference of the counts", f"{year}年：减少人数等于两年末人数之差")
        fall = _of(book, "poor_persons.standard-2010", before) - _of(book, "poor_persons.standard-2010", year)
        yield _equal(f"fall-{year}", text, _of(book, "poor_persons.fall", year), fall)


def _regions(book: Rulebook) -> Iterator[OfficialCheck]:
    for year in _years(book, "poor_persons.west"):
        text = Text(f"{year}: the regions sum to the country", f"{year}年：三地区之和等于全国")
        parts = sum((_of(book, f"poor_persons.{region.value}", year) for region in Region), Fraction(0))
        yield _equal(f"regions-{year}", text, parts, _of(book, "poor_persons.standard-2010", year))


def _lifted(book: Rulebook) -> Iterator[OfficialCheck]:
    text = Text(
        "those lifted from 2012 to 2020 are the poor at the end of 2012", "2012—2020年累计脱贫人口等于2012年末贫困人口"
    )
    yield _equal("lifted", text, _of(book, "lifted.persons", 2020), _of(book, "poor_persons.standard-2010", 2012))


def _register(book: Rulebook) -> Iterator[OfficialCheck]:
    text = Text(
        "the register of 2014 lies within the float above the survey's count", "2014年建档立卡人数在调查数上浮幅度之内"
    )
    values = book.parameter(FLOAT).values
    assert isinstance(values[0].value, Decimal)
    ratio = _of(book, "register.persons", 2014) / _of(book, "poor_persons.standard-2010", 2013)
    yield OfficialCheck("register-float", text, ratio, Fraction(1), 1 + Fraction(values[0].value))


def _illness(book: Rulebook) -> Iterator[OfficialCheck]:
    """The two documents count on slightly different days, so that the last printed digit does not agree."""
    text = Text(
        "households poor by illness over registered households agree with the share, to half a percentage point",
        "因病致贫户数与建档立卡户数之比同公布占比相差不超过0.5个百分点",
    )
    share = _of(book, "register.illness_households", 2013) / _of(book, "register.households", 2014)
    stated, slack = _of(book, "cause_share.illness", 2013), Fraction(1, 200)
    yield OfficialCheck("illness-share", text, share, stated - slack, stated + slack)


def _many_causes(book: Rulebook) -> Iterator[OfficialCheck]:
    """Multiple response: no check may ask that the shares sum to 1; each by itself is one."""
    shares = [_of(book, "cause_share.illness", 2013), *(_of(book, f"cause_share.{cause}", 2014) for cause in _CAUSES)]
    text = Text(
        "a household may have several causes: shares sum to more than 1, and to no more than their number",
        "一户可有多个原因：各项占比之和大于1，且不超过项数",
    )
    yield OfficialCheck("cause-shares", text, sum(shares, Fraction(0)), Fraction(1), Fraction(len(shares)))
