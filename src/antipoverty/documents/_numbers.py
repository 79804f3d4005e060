"""Numbers as a reader of the language expects them: exact, with their unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from antipoverty.errors import InvalidValue
from antipoverty.text import Language, Text

AT_LEAST = Text("at least {}", "至少{}")
#: Units by name: for one in English, for several, and what stands in Chinese.
UNITS = {
    "households": (Text("household", "户"), Text("households", "户")),
    "persons": (Text("person", "人"), Text("persons", "人")),
    "villages": (Text("village", "个村"), Text("villages", "个村")),
    "groups": (Text("group", "个组"), Text("groups", "个组")),
    "industries": (Text("industry", "个产业"), Text("industries", "个产业")),
    "heads": (Text("head", "头（只）"), Text("head", "头（只）")),
    "projects": (Text("project", "个项目"), Text("projects", "个项目")),
    "works": (Text("work", "处"), Text("works", "处")),
    "cadres": (Text("cadre", "名干部"), Text("cadres", "名干部")),
    "units": (Text("unit", "个单位"), Text("units", "个单位")),
    "activities": (Text("activity", "次"), Text("activities", "次")),
    "rows": (Text("row", "行"), Text("rows", "行")),
    "relations": (Text("relation", "项关系"), Text("relations", "项关系")),
    "days": (Text("day", "天"), Text("days", "天")),
    "mu": (Text("mu", "亩"), Text("mu", "亩")),
    "km": (Text("km", "公里"), Text("km", "公里")),
    "m": (Text("m", "米"), Text("m", "米")),
    "mm": (Text("mm", "毫米"), Text("mm", "毫米")),
    "m2": (Text("m²", "平方米"), Text("m²", "平方米")),
    "m3": (Text("m³", "立方米"), Text("m³", "立方米")),
    "km2": (Text("km²", "平方公里"), Text("km²", "平方公里")),
    "kg": (Text("kg", "公斤"), Text("kg", "公斤")),
    "t": (Text("t", "吨"), Text("t", "吨")),
    "times": (Text("time", "次"), Text("times", "次")),
    "years": (Text("year", "年"), Text("years", "年")),
    "students": (Text("student", "名学生"), Text("students", "名学生")),
    "houses": (Text("house", "套房"), Text("houses", "套房")),
    "bridges": (Text("bridge", "座桥"), Text("bridges", "座桥")),
    "checks": (Text("check", "项"), Text("checks", "项")),
    "findings": (Text("finding", "处"), Text("findings", "处")),
    "plans": (Text("plan", "个规划"), Text("plans", "个规划")),
    "courses": (Text("course", "期培训"), Text("courses", "期培训")),
    "bases": (Text("base", "个基地"), Text("bases", "个基地")),
    "measures": (Text("measure", "项措施"), Text("measures", "项措施")),
    "tasks": (Text("task", "项任务"), Text("tasks", "项任务")),
    "pairs": (Text("pair", "对"), Text("pairs", "对")),
    "visits": (Text("visit", "次"), Text("visits", "次")),
    "person-times": (Text("person-time", "人次"), Text("person-times", "人次")),
    "defects": (Text("defect", "个问题"), Text("defects", "个问题")),
    "per cent": (Text("%", "%"), Text("%", "%")),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WAN = 10_000
#: A number whose digits end has at most this many places.
_PLACES = 13


def printed(value: Decimal | int | Fraction, unit: str, language: Language) -> str:
    """A number with its unit as the language writes it: exact, but for shares, which have two decimal places.

    In Chinese, whole amounts of 10,000 yuan and more are in 万元, as offices write them.

    >>> printed(3274, "persons", "en"), printed(3274, "persons", "zh"), printed(1, "persons", "en")
    ('3,274 persons', '3274人', '1 person')
    >>> printed(Decimal("1402000"), "yuan", "en"), printed(Decimal("1402000"), "yuan", "zh")
    ('1,402,000 yuan', '140.2万元')
    >>> printed(Decimal("1402000.35"), "yuan", "zh"), printed(Fraction(1, 13) * 100, "per cent", "en")
    ('1402000.35元', '7.69%')

    Raises:
        InvalidValue: for a value that is no exact number.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise InvalidValue("value", type(value).__name__, "an exact number")
    number = Fraction(value)
    chinese = str(language).startswith("zh")
    if unit == "yuan" and chinese and number.denominator == 1 and abs(number) >= _WAN:
        return f"{digits(number / _WAN, language)}万元"
    said = digits(number, language, most=2 if unit == "per cent" else _PLACES)
    if unit == "yuan":
        return f"{said}元" if chinese else f"{said} yuan"
    if unit == "per cent":
        return f"{said}%"
    if unit == "year":  # the number of a year, not a length of time
        return f"{number}年" if chinese else str(number)
    if unit not in UNITS:  # a word of its own, which the label says too
        return said if chinese else f"{said} {unit}"
    one, several = UNITS[unit]
    return f"{said}{several['zh']}" if chinese else f"{said} {(one if abs(number) == 1 else several)['en']}"


def digits(value: Decimal | int | Fraction, language: Language, *, most: int = _PLACES) -> str:
    """The digits of a number; one that has more places has two of them, halves away from zero.

    >>> digits(Decimal("12345.50"), "en"), digits(Fraction(-2, 3), "zh"), digits(10, "en")
    ('12,345.5', '-0.67', '10')
    """
    number = Fraction(value)
    places = next((places for places in range(most + 1) if 10**places % number.denominator == 0), 2)
    scaled = (abs(number) * 10**places * 2 + 1) // 2
    whole, rest = divmod(int(scaled), 10**places)
    written = f"{whole}" if str(language).startswith("zh") else f"{whole:,}"
    sign = "-" if number < 0 and scaled else ""
    return f"{sign}{written}.{rest:0{places}}" if places else f"{sign}{written}"


def day(on: date, language: Language) -> str:
    r"""A day as the language writes it; no line ends between a day and its month.

    >>> day(date(2016, 5, 1), "en"), day(date(2016, 5, 1), "zh")
    ('1\xa0May 2016', '2016年5月1日')
    """
    if str(language).startswith("zh"):
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day}\N{NO-BREAK SPACE}{_MONTHS[on.month - 1]} {on.year}"
