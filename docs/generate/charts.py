"""The values of a parameter over time, as inline SVG: a step a value, gaps where none is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve

from antipoverty._engine.parameters import Grade, ParameterKind, ParameterValue
from antipoverty._engine.prose.values import grade_mark, show_parameter
from antipoverty.rulebooks import Rulebook
from antipoverty.text import COLON, COMMA, SEMICOLON, Text
from drawing import SMALL, WIDTH, broken, element, figure, text_at, width_of
from writing import TODAY, Language, day, title

__all__ = ["NUMBERS", "value_chart"]

#: The kinds of parameters that are drawn.
NUMBERS = (ParameterKind.MONEY, ParameterKind.COUNT, ParameterKind.SHARE, ParameterKind.MEASURE)
_TITLE = Text("{}, over time", "{}：历年数值")
_FROM, _FROM_TO = Text("from {} {}", "{}起{}"), Text("from {} to {} (not included) {}", "{}至{}（不含）{}")
_AFTER = Text("after the day on which it was last seen valid", "最近核实有效之日以后")
_OVER = Text("No value from {} on.", "{}起未载数值。")
_GRADE = Text("grade {}", "可信度{}")
#: How a value is drawn by how sure it is: the surer, the less broken the line.
_DASHES = {
    Grade.A: "none", Grade.A_LOCAL: "none", Grade.B: "8 4", Grade.C: "2 4",
    Grade.CHOICE: "8 3 2 3", Grade.CALLER: "8 3 2 3",
}  # fmt: skip
_NO_LONGER_SEEN: dict[str, str | float] = {"stroke": "currentColor", "stroke_opacity": 0.4}
_NUMBER, _MARK = 11.0, 10.0
_TOP, _HEIGHT = 34.0, 130.0
_RIGHT = WIDTH - 14.0


def value_chart(name: str, books: Sequence[Rulebook], language: Language, after: str | None = None) -> str:
    """A parameter's values in the first rulebook, and in the others where they have values of their own.

    Nothing for words, for a value that never changes, and for numbers below zero, which count years back. What is to be
    said of the time after the last value may be given.
    """
    lines = [(book, own) for book in books if (own := _own(name, book, books))]
    values = [value for _, own in lines for value in own]
    parameter = books[0].parameter(name)
    if parameter.kind not in NUMBERS or len({value.number for value in values}) < 2:
        return ""
    if min(value.number for value in values) < 0:
        return ""
    first, last = min(value.start for value in values), max(_end(value) for value in values)
    top = max(value.number for value in values)
    marks = {level: show_parameter(evolve(values[0], value=level), language) for level in _levels(top)}
    left = max(width_of(mark, _MARK) for mark in marks.values()) + 5

    def across(on: date) -> float:
        return left + (_RIGHT - left) * (on - first).days / (last - first).days

    def up(value: ParameterValue) -> float:
        return _TOP + _HEIGHT * (1 - float(value.number / top))

    drawn = [*_scale(marks, top, left), *_axes(first, last, across)]
    unit = [] if parameter.unit is None else [parameter.unit[language]]
    drawn.append(text_at(unit, 1, 12, SMALL, class_="detail"))
    said = []
    taken: list[tuple[float, float, float]] = []
    levels = [(across(value.start), across(_end(value)), up(value)) for value in values]
    for place, (book, own) in enumerate(lines):
        letter = "" if place == 0 and book is books[0] else chr(ord("a") + place - (lines[0][0] is books[0]))
        drawn += _steps(own, letter, across, up, language, taken, levels)
        told = SEMICOLON[language].join(_said(value, language) for value in own)
        said.append(f"{title(book, language)}{COLON[language]}{told}")
    legend, height = _legend(lines, books[0], values, language, after)
    named = _TITLE[language].format(parameter.text[language])
    return figure("value-chart", named, SEMICOLON[language].join(said), height, [*drawn, *legend])


def _own(name: str, book: Rulebook, books: Sequence[Rulebook]) -> list[ParameterValue]:
    """The values of a rulebook that those above it do not have."""
    above = {book.id.jurisdiction.rsplit("/", depth)[0] for depth in range(1, 4)} - {book.id.jurisdiction}
    said = [
        (value.value, value.start, value.end)
        for each in books
        if each.id.jurisdiction in above
        for value in each.parameter(name).values
    ]
    return [value for value in book.parameter(name).values if (value.value, value.start, value.end) not in said]


def _end(value: ParameterValue) -> date:
    return value.end or TODAY


def _said(value: ParameterValue, language: Language) -> str:
    shown = show_parameter(value, language)
    if value.end is None:
        return _FROM[language].format(value.start, shown)
    return _FROM_TO[language].format(value.start, value.end, shown)


def _levels(top: Decimal) -> list[Decimal]:
    """Round numbers from nothing to the greatest value: three to five of them."""
    power = Decimal(10) ** (top.adjusted() - 1)
    step = next(each * power for each in (2, 5, 10, 20, 25, 50) if top < 5 * each * power)
    return [level * step for level in range(int(top / step) + 1)]


def _scale(marks: Mapping[Decimal, str], top: Decimal, left: float) -> Iterator[str]:
    """A thin line a round number, with what it stands for on the left."""
    for level, mark in marks.items():
        y = _TOP + _HEIGHT * (1 - float(level / top))
        if level:
            yield element("path", d=f"M{left:.1f} {y:.1f}H{_RIGHT}", stroke="currentColor", stroke_opacity=0.2)
        yield text_at([mark], left - 4, y + 3.5, _MARK, text_anchor="end", class_="detail")


def _axes(first: date, last: date, across: Callable[[date], float]) -> Iterator[str]:
    bottom = _TOP + _HEIGHT
    yield element("path", d=f"M{across(first):.1f} {bottom}H{_RIGHT}", stroke="currentColor", class_="axis")
    years = range(first.year if first.month == first.day == 1 else first.year + 1, last.year + 1)
    every = next(step for step in (1, 2, 5, 10, 20) if len(years) / step <= 9)
    for year in years:
        x = across(date(year, 1, 1))
        long = year % every == 0
        yield element("path", d=f"M{x:.1f} {bottom}v{5 if long else 3}", stroke="currentColor", class_="axis")
        if long:
            shift = max(0.0, x + width_of("2020", SMALL) / 2 - WIDTH)
            yield text_at([str(year)], x - shift, bottom + 17, SMALL, text_anchor="middle", class_="detail")


def _steps(
    own: list[ParameterValue],
    letter: str,
    across: Callable[[date], float],
    up: Callable[[ParameterValue], float],
    language: Language,
    taken: list[tuple[float, float, float]],
    levels: Sequence[tuple[float, float, float]],
) -> Iterator[str]:
    """The values of one rulebook, each with its number where that is not the one before and there is room."""
    kind = "local" if letter else "national"
    for before, value in zip([None, *own], own, strict=False):
        start, end, y = across(value.start), across(_end(value)), up(value)
        known = across(value.still_valid_on) if value.end is None and value.still_valid_on else end
        follows = before is not None and before.end == value.start
        if before is not None and follows and before.value != value.value:
            yield element("path", d=f"M{start:.1f} {up(before):.1f}V{y:.1f}", stroke="currentColor", class_=kind)
        yield element("path", d=f"M{start:.1f} {y:.1f}H{known:.1f}", **_line(value.grade), class_=kind)
        if known < end:
            yield element("path", d=f"M{known:.1f} {y:.1f}H{end:.1f}", **_NO_LONGER_SEEN, class_=kind)
        if follows and before is not None and before.value == value.value:
            continue
        label = f"{show_parameter(value, language)} {letter}".rstrip()
        wide = width_of(label, _NUMBER)
        x = min(start + 1.5, WIDTH - wide)
        places = [y + shift for shift in (-4, 12, -15, 23, -26, 34) if _TOP - 16 < y + shift < _TOP + _HEIGHT]
        free = [each for each in places if all(_apart(x, wide, each, *other) for other in taken)]
        free.sort(key=lambda place: any(_crosses(x, wide, place, *level) for level in levels))
        if free:
            taken.append((x, wide, free[0]))
            yield text_at([label], x, free[0], _NUMBER, class_=f"detail {kind}")


def _apart(x: float, wide: float, y: float, other_x: float, other_wide: float, other_y: float) -> bool:
    """Whether two labels do not touch."""
    return abs(y - other_y) >= _NUMBER or x >= other_x + 0.93 * other_wide or other_x >= x + 0.93 * wide


def _crosses(x: float, wide: float, y: float, start: float, end: float, level: float) -> bool:
    """Whether a line of the chart runs through a label."""
    return y - _NUMBER < level < y + 2 and start < x + wide and x < end


def _line(grade: Grade) -> dict[str, str | float]:
    return {"fill": "none", "stroke": "currentColor", "stroke_width": 2.5, "stroke_dasharray": _DASHES[grade]}


def _legend(
    lines: list[tuple[Rulebook, list[ParameterValue]]],
    national: Rulebook,
    values: list[ParameterValue],
    language: Language,
    after: str | None,
) -> tuple[list[str], float]:
    """Which letter is which rulebook, and which line is how sure."""
    drawn: list[str] = []
    y = _TOP + _HEIGHT + 38
    for grade in Grade:
        if any(value.grade is grade for value in values):
            drawn.append(element("path", d=f"M1 {y - 4}h30", **_line(grade), class_="national"))
            said = _GRADE[language].format(grade_mark(grade, language)) + COLON[language] + grade.text[language]
            written = broken(said, SMALL, WIDTH - 40)
            drawn.append(text_at(written, 38, y, SMALL, class_="detail"))
            y += len(written) * SMALL * 1.35
    if any(value.end is None and value.still_valid_on for value in values):
        drawn.append(element("path", d=f"M1 {y - 4}h30", **_NO_LONGER_SEEN))
        drawn.append(text_at([_AFTER[language]], 38, y, SMALL, class_="detail"))
        y += SMALL * 1.35
    last = max(_end(value) for value in values)
    if last < TODAY:
        written = broken(after or _OVER[language].format(day(last, language)), SMALL, WIDTH - 2)
        drawn.append(text_at(written, 1, y, SMALL, class_="detail"))
        y += len(written) * SMALL * 1.35
    others = [book for book, _ in lines if book is not national]
    named = COMMA[language].join(f"{chr(ord('a') + place)} {book.title[language]}" for place, book in enumerate(others))
    if named:
        written = broken(named, SMALL, WIDTH - 2)
        drawn.append(text_at(written, 1, y, SMALL, class_="detail"))
        y += len(written) * SMALL * 1.35
    return drawn, y - 4
