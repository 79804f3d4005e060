"""Days as offices write them: with hyphens, strokes, dots, in Chinese, in Chinese numerals, and as numbers of Excel.

What leaves open which day it is, is none: a year of two digits, a day before its month, a month alone where it may not
stand for its first day, 2014.1, which may be October with its 0 dropped by a spreadsheet, and 正月, the first month
of the farmers' calendar (元月 is January).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: What the number 0 stands for in Excel, and in workbooks of its older programs for the Mac. The former is two days
#: before 1900, since Excel counts from 1 and has a 29 February 1900; numbers before that day are not read.
DAY_ZERO, DAY_ZERO_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
#: Days as numbers have five digits: those of 1927 to 2099.
_NUMBER = r"^[1-7][0-9]{4}$"
_LAST = date(2099, 12, 31)
_NUMERALS = {**{sign: f"{digit}" for digit, sign in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0", "Ｏ": "0"}
_NUMERAL = "[〇○零一二三四五六七八九]"
_IN_NUMERALS = (
    rf"^({_NUMERAL}{{4}})年(元|[一二三四五六七八九]|十[一二]?)月(?:([一二三]?十?[一二三四五六七八九]?)[日号])?$"
)
#: What may stand between a year, a month and a day, and after a day.
_AFTER = r"[日号]?[.。]?(?:出?生)?(?:[ T]0?0:00(?::00(?:[.]0+)?)?)?"
_DAY = rf"^([12][0-9]{{3}})(?:[-/.。、 年]([0-9]{{1,2}})[-/.。、 月]([0-9]{{1,2}}){_AFTER}|([0-9]{{2}})([0-9]{{2}}))$"
_MONTH = r"^([12][0-9]{3})(?:[-/.。、年]([0-9]{1,2})|([0-9]{2}))月?$"
_OCTOBER = r"^[12][0-9]{3}[.]1$"


def parse_days(text: pl.Series, *, month: bool, day_zero: date | None) -> pl.Series:
    """Days; null where a text is none.

    Args:
        text: the texts, of usual width and without outer blanks.
        month: whether a month may stand for its first day.
        day_zero: the day that the number 0 stands for; none, if numbers are not to be read.

    >>> import polars as pl
    >>> said = pl.Series(["2014.5.6", "2014年5月6日", "二〇一四年五月六日", "41765", "2014-05", "14.5.6"])
    >>> [f"{day}" for day in parse_days(said, month=False, day_zero=DAY_ZERO)]
    ['2014-05-06', '2014-05-06', '2014-05-06', '2014-05-06', 'None', 'None']
    """
    import polars as pl

    plain = _plain(text)
    parts = plain.str.extract_groups(_DAY).struct.unnest()
    parts.columns = ["year", "month", "day", "month_alone", "day_alone"]
    months, days = (pl.coalesce(name, f"{name}_alone").str.zfill(2) for name in ("month", "day"))
    value = parts.select(pl.concat_str("year", months, days, separator="-").alias("day"))["day"]
    value = value.str.to_date("%Y-%m-%d", strict=False)
    if month:
        value = value.zip_with(value.is_not_null(), months_of(text))
    if day_zero is not None and (numbers := plain.str.contains(_NUMBER).fill_null(False)).any():
        # Of a month, 20145 may also be May 2014.
        numbers = numbers & ~plain.str.contains("^[12]") if month else numbers
        counted = plain.set(~numbers, None).cast(pl.Int32) + (day_zero - date(1970, 1, 1)).days
        counted = counted.cast(pl.Date)
        value = value.zip_with(value.is_not_null(), counted.set(counted > _LAST, None))
    return value


def months_of(text: pl.Series) -> pl.Series:
    """The first days of months that are said alone; null for what is no month.

    >>> import polars as pl
    >>> said = pl.Series(["2014-05", "2014年5月", "2014.10", "2014.1", "201405", "2014-05-06"])
    >>> [f"{day}" for day in months_of(said)]
    ['2014-05-01', '2014-05-01', '2014-10-01', 'None', '2014-05-01', 'None']
    """
    import polars as pl

    plain = _plain(text)
    parts = plain.set(plain.str.contains(_OCTOBER).fill_null(False), None).str.extract_groups(_MONTH).struct.unnest()
    parts.columns = ["year", "month", "together"]
    said = parts.select(
        pl.concat_str("year", pl.coalesce("month", "together").str.zfill(2), pl.lit("01"), separator="-").alias("day")
    )
    return said["day"].str.to_date("%Y-%m-%d", strict=False)


def _plain(text: pl.Series) -> pl.Series:
    """Without blanks beside what parts a day from a month, and with digits for Chinese numerals and for 元月."""
    import polars as pl

    plain = text.str.replace_all(r"\s*([-/.。、年月])\s*", "$1").str.replace(r"\s+([日号])", "$1")
    plain = plain.str.replace("^([12][0-9]{3}年)元月", "${1}1月")
    places = plain.str.contains(rf"^{_NUMERAL}{{4}}年").fill_null(False).arg_true()
    if not len(places):
        return plain
    parts = plain.gather(places).str.extract_groups(_IN_NUMERALS).struct.unnest()
    year, month, day = (parts.to_series(place) for place in range(3))
    year = year.str.replace_many(list(_NUMERALS), list(_NUMERALS.values()))
    counted = pl.DataFrame({"year": year, "month": month.replace("元", "一"), "day": day}).select(
        pl.concat_str("year", *[pl.col(name).replace_strict(_COUNTED, default=None) for name in ("month", "day")],
                      separator="-", ignore_nulls=True).alias("day"),
        (pl.col("month").is_not_null() & (pl.col("day").is_null() | pl.col("day").is_in(list(_COUNTED)))).alias("good"),
    )  # fmt: skip
    return plain.scatter(places, counted["day"].set(~counted["good"].fill_null(False), None))


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


#: The numbers of months and days.
_COUNTED = {_in_words(number): f"{number}" for number in range(1, 32)}
